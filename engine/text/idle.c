/* text/idle.c - see idle.h.
 *
 * A shape has four digits, an '@', a sign inside of a word (a host, an address, a time), a long token, or a name with a value behind '=' or
 * ':' (quiet.h). So a place is idle where it reads as signs alone, or as some letters and digits apart, and none of these is near or comes
 * of it.
 *
 * Cost: some hundred instructions; an island costs many thousand.
 */
#include "text/idle.h"

#include <string.h>

#include "text/utf8.h"

enum { TEXT_MOST = 12, WORD_MOST = 3, VALUE_LEAST = 5, TOKEN_LEAST = 12, SIGN_BYTES = 3, NEAR_BYTES = 24 };

/* What shapes have inside of a word; a dot, too. */
static int is_sign(unsigned c) { return c == ':' || c == '=' || c == '/' || c == '\\' || c == '%' || c == '&'; }

/* What a place reads as: its digits, and letters and digits; bytes to the first blank; letters in a row, at its end and at most. `bad`: it
 * may be anything. */
typedef struct told { unsigned digits, wordy, first, last, longest; int bad; } told;

static told told_of(const nw_passage *place) {
  const unsigned char *text = (const unsigned char *)place->text.data;
  told it = { .bad = place->text.len > TEXT_MOST };
  unsigned run = 0, letters = 0;
  for (size_t i = 0; !it.bad && i < place->text.len; i++) {
    const unsigned c = text[i];
    it.bad = c >= 0x80 || c == '@' || c == '.' || c == '\n' || is_sign(c);
    run = c == ' ' ? 0 : run + 1;
    letters = nw_is_alpha(c) ? letters + 1 : 0;
    it.digits += nw_is_digit(c) != 0;
    it.wordy += nw_is_alnum(c) != 0;
    if (run == i + 1) it.first = run;
    if (letters > it.longest) it.longest = letters;
  }
  it.last = letters;
  return it;
}

/* The text around a place: a few bytes in front, some behind. */
typedef struct around { const unsigned char *from, *start, *stop, *end; } around;

static int is_part(unsigned c) { return nw_is_alnum(c) || c == '_' || c == '-'; }
static int is_joined(unsigned c) { return is_part(c) || c >= 0x80 || c == '+' || c == '@' || c == '.'; }

/* Digits from `p` to `end`, but for those of a name like "uint32". */
static unsigned digits_in(const unsigned char *p, const unsigned char *end, unsigned before) {
  unsigned digits = 0, named = 0;
  for (; p < end; before = *p++) {
    if (!nw_is_digit(*p)) continue;
    if (!nw_is_digit(before)) named = nw_is_lower(before) != 0;
    digits += !named;
  }
  return digits;
}

/* Are four digits near, with those of the place, or an '@'? A word may speak for a number further on. */
static int has_number(const around *text, const told *it) {
  const unsigned char *from = text->start - text->from > NEAR_BYTES ? text->start - NEAR_BYTES : text->from;
  const unsigned char *end = it->longest < 2 && text->end - text->stop > NEAR_BYTES ? text->stop + NEAR_BYTES : text->end;
  const unsigned digits = it->digits + digits_in(from, text->start, ' ') + digits_in(text->stop, end, ' ');
  return digits >= NW_CALM_DIGITS_FEW || memchr(text->from, '@', (size_t)(text->end - text->from)) != NULL;
}

/* Does the stretch without blanks that ends or begins at the place (`step`: -1, 1) have a sign inside of a word, or a long token? */
static int has_shape(const unsigned char *at, const unsigned char *limit, int step) {
  unsigned run = 0, mixed = 0;
  for (const unsigned char *p = at; p != limit; p += step) {
    const unsigned c = step < 0 ? p[-1] : p[0];
    if (c <= ' ') break;
    if (is_sign(c)) return 1;
    if (c == '.' && (step < 0 ? p - 1 == limit || nw_is_alnum(p[-2]) : p + 1 == limit || nw_is_alnum(p[1]))) return 1;
    run = is_part(c) ? run + 1 : 0;
    mixed = run == 0 ? 0 : mixed + (nw_is_digit(c) || nw_is_upper(c));
    if (run >= TOKEN_LEAST && mixed > 1) return 1;
  }
  return 0;
}

/* What is not ASCII may be in disguise, too. */
static int is_ascii(const around *text) {
  return nw_is_ascii((const char *)text->from, (size_t)(text->start - text->from)) &&
         nw_is_ascii((const char *)text->stop, (size_t)(text->end - text->stop));
}

/* A sign of a value soon in front, or behind. */
static int is_value_sign(unsigned c) { return c == ':' || c == '='; }
static int is_behind_name(const around *text) {
  for (const unsigned char *p = text->start; p > text->from && text->start - p < SIGN_BYTES; p--)
    if (is_value_sign(p[-1])) return 1;
  return 0;
}
static int is_before_value(const around *text) {
  for (const unsigned char *p = text->stop; p < text->end && p - text->stop < SIGN_BYTES; p++)
    if (is_value_sign(*p)) return 1;
  return 0;
}

int nw_place_is_idle(const unsigned char *data, size_t base, size_t end, const nw_passage *place) {
  const size_t reach = NW_IDLE_REACH_BYTES, front = place->start - base, behind = end - place->end;
  const unsigned char *start = data + front, *stop = data + (place->end - base);
  const around text = { start - (front < reach ? front : reach), start, stop, stop + (behind < reach ? behind : reach) };
  const told it = told_of(place);
  if (it.bad || place->hidden || place->goes_on || it.longest > WORD_MOST) return 0;
  const unsigned before = start > text.from ? start[-1] : ' ', next = stop < text.end ? *stop : ' ';
  const int joins = place->text.len == 0 || nw_is_alnum((unsigned char)place->text.data[0]);
  if (joins && is_joined(before) && (place->text.len > 0 || is_joined(next))) return 0;
  if (it.wordy > 0 && (is_part(next) || !is_ascii(&text))) return 0;
  if (is_behind_name(&text) && (it.wordy == 0 || it.first >= VALUE_LEAST)) return 0;
  if (it.last > 1 && is_before_value(&text)) return 0;
  return !has_number(&text, &it) && !has_shape(start, text.from, -1) && !has_shape(stop, text.end, 1);
}
