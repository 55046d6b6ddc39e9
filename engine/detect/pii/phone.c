/* Telephone numbers.
 *
 *   "+33 6 12 34 56 50"         behind '+': a country code of E.164 and as many digits as that country has
 *   "(202) 555-0143 ext. 7"     North America: area and exchange begin with 2..9 and are no N11; the extension belongs to it
 *   "07700 900420"              a layout of a country, with its leading zero
 *   "call 9472 7916"            anything else needs a word in front
 *   "2024-01-15", "10.15.7", "550e8400-e29b-…", "0.2025550143"   none of these
 */
#include "detect/pii/phone.h"

#include <string.h>

#include "detect/context.h"

enum { PHONE_DIGITS = 15, PHONE_MIN_DIGITS = 7 };

/* ---- behind '+': country codes ---- */

/* Country codes with their shortest and longest numbers, the code included (ITU-T E.164 and national numbering plans). */
static const struct { uint16_t code; uint8_t least, most; } countries[] = {
  { 1, 11, 11 },  { 7, 11, 11 },  { 20, 10, 12 }, { 27, 11, 11 }, { 30, 12, 12 }, { 31, 11, 12 }, { 32, 10, 11 }, { 33, 11,
  11 }, { 34, 11, 11 },
  { 36, 10, 11 }, { 39, 9, 13 },  { 40, 11, 11 }, { 41, 11, 11 }, { 43, 8, 14 },  { 44, 11, 12 }, { 45, 10, 10 }, { 46, 9,
  12 },  { 47, 7, 10 },
  { 48, 11, 11 }, { 49, 8, 14 },  { 51, 10, 11 }, { 52, 12, 13 }, { 54, 12, 13 }, { 55, 12, 13 }, { 56, 10, 11 }, { 57, 10,
  12 }, { 58, 12, 12 },
  { 60, 10, 12 }, { 61, 11, 11 }, { 62, 10, 14 }, { 63, 10, 12 }, { 64, 10, 12 }, { 65, 10, 10 }, { 66, 10, 11 }, { 81, 11,
  12 }, { 82, 10, 13 },
  { 84, 11, 12 }, { 86, 11, 13 }, { 90, 12, 12 }, { 91, 12, 12 }, { 92, 11, 12 }, { 94, 11, 11 }, { 98, 12, 12 },
  { 351, 12, 12 }, { 352, 8, 12 }, { 353, 10, 12 }, { 354, 10, 10 }, { 358, 8, 13 }, { 359, 11, 12 }, { 370, 11, 11 }, { 371,
  11, 11 },
  { 372, 10, 11 }, { 380, 12, 12 }, { 385, 11, 12 }, { 386, 11, 11 }, { 420, 12, 12 }, { 421, 12, 12 }, { 852, 11, 11 },
  { 971, 11, 12 },
  { 966, 12, 12 }, { 972, 11, 12 },
};
/* Codes of two digits; every other code has one (1, 7) or three. */
static const uint8_t two_digit_codes[] = {
  20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62, 63, 64,
  65, 66,
  81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98
};

static unsigned country_code(const unsigned char *d) {
  unsigned two = d[0] * 10u + d[1], three = two * 10u + d[2];
  if (d[0] == 1 || d[0] == 7) return d[0];
  if (memchr(two_digit_codes, (int)two, sizeof two_digit_codes) != NULL) return two;
  /* Groups of three digits that ITU has not given out. */
  if (d[0] == 0 || two == 28 || two == 83 || two == 89 || three == 210 || three == 214 || three == 215 || three == 217 ||
      three == 219) return 0;
  return three;
}

static void country_lengths(unsigned code, unsigned *least, unsigned *most) {
  *least = 9;
  *most = PHONE_DIGITS;
  for (size_t i = 0; i < sizeof countries / sizeof countries[0]; i++) {
    if (countries[i].code != code) continue;
    *least = countries[i].least;
    *most = countries[i].most;
  }
}

/* "+41 (0)44 …": the zero is dialled inside the country only and does not count. */
static int is_trunk_zero(nw_probe *probe, const unsigned char *s) {
  return s[0] == '1' && s[-1] == '(' && s[1] == ')' && nw_probe_at(probe, nw_chain_text(probe->chain, s)) == '0';
}

/* The most groups whose digits the country allows; NULL when none fit. */
static const unsigned char *international_end(nw_probe *probe, const unsigned char *layout, size_t *end_at) {
  const unsigned char *end = nw_phone_groups(layout), *best = NULL;
  unsigned char head[3];
  if (end == NULL || nw_chain_digits(probe, layout, end, head, 3) < 3) return NULL;
  unsigned code = country_code(head), least, most, digits = 0;
  if (code == 0) return NULL;
  country_lengths(code, &least, &most);
  for (const unsigned char *s = layout; s < end; s++) {
    unsigned more = nw_group_digits(*s);
    if (more == 0 || (s > layout && is_trunk_zero(probe, s))) continue;
    digits += more;
    if (digits > most) break;
    if (digits >= least) best = s + 1;
  }
  if (best != NULL) *end_at = nw_chain_text(probe->chain, best);
  return best;
}

/* ---- national ---- */

/* NPA-NXX (North American Numbering Plan): both begin with 2..9; no area code ends in 11. */
static int is_nanp(const unsigned char *d) {
  return d[0] >= 2 && d[3] >= 2 && !(d[1] == 1 && d[2] == 1) && !(d[3] == d[4] && d[4] == d[5] && d[3] != 5 && d[0] == d[3] &&
      d[1] == d[2]);
}

static int layout_holds(nw_probe *probe, nw_phone_layout layout, const unsigned char *from, const unsigned char *to) {
  unsigned char d[PHONE_DIGITS];
  unsigned count = nw_chain_digits(probe, from, to, d, sizeof d);
  switch (layout) {
    case NW_PHONE_NANP: return count == 10 && is_nanp(d);
    case NW_PHONE_TRUNK: return count == 11 && d[0] == 1 && is_nanp(d + 1);
    case NW_PHONE_ZERO: return d[0] == 0 && d[1] >= 1;
    default: return 0;
  }
}

/* Behind a context word: 7..15 digits in one to six groups. */
static const unsigned char *loose_end(nw_probe *probe, const unsigned char *layout) {
  const unsigned char *end = nw_phone_groups(layout);
  unsigned digits = 0, groups = 0;
  if (end == NULL) return NULL;
  for (const unsigned char *s = layout; s < end; s++) {
    unsigned more = nw_group_digits(*s);
    digits += more;
    groups += more > 0;
  }
  if (digits < PHONE_MIN_DIGITS || digits > PHONE_DIGITS || groups > 6) return NULL;
  if (nw_phone_is_date(layout)) return NULL;
  unsigned char d[PHONE_DIGITS];
  (void)nw_chain_digits(probe, layout, end, d, sizeof d);
  return d[0] == 0 && d[1] == 0 && d[2] == 0 ? NULL : end;
}

/* ---- edges ---- */

/* A national number does not begin inside a longer number, word, path or amount. */
static int begins(nw_probe *probe, unsigned char separator) {
  int before = nw_probe_before(probe, probe->at, 1);
  if (before >= 0 && before != 0 && strchr("-./$#%&@+", before) != NULL) return 0;
  if (before == ':' && nw_is_digit_at(nw_probe_before(probe, probe->at, 2))) return 0;
  unsigned char joined = nw_chain_joined(probe);
  return joined == 0 || (joined == ' ' && separator != ' ') || joined == '(' || joined == ')';
}

/* "x123", "ext. 123", " extension 123" behind a number. Returns the end with it. */
static size_t with_extension(nw_probe *probe, size_t end) {
  static const char *const marks[] = { "extension", "ext", "x", NULL };
  size_t pos = end + (nw_probe_at(probe, end) == ' ');
  for (size_t i = 0; marks[i] != NULL; i++) {
    size_t len = strlen(marks[i]), n = 0, digits = 0;
    while (n < len && (nw_probe_at(probe, pos + n) | 0x20) == marks[i][n]) n++;
    if (n < len) continue;
    size_t at = pos + len;
    if (len > 1 && nw_probe_at(probe, at) == '.') at++;
    if (len > 1 && nw_probe_at(probe, at) == ' ') at++;
    while (digits < 7 && nw_is_digit_at(nw_probe_at(probe, at + digits))) digits++;
    return digits > 0 && digits < 7 && !nw_is_word(nw_probe_at(probe, at + digits)) ? at + digits : end;
  }
  return end;
}

/* Fills the hit when the number ends cleanly. */
static int finish(nw_probe *probe, nw_hit *hit, size_t start, const unsigned char *end, unsigned char separator,
    uint32_t score_ppm) {
  size_t text_end = nw_chain_text(probe->chain, end), extended = with_extension(probe, text_end);
  if (extended == text_end && *end != ',' && !nw_chain_ends(end, separator)) return 0;
  hit->start = start;
  hit->end = extended;
  hit->score_ppm = score_ppm;
  return 1;
}

/* "+" or "(+" before the event. */
static int verify_international(nw_probe *probe, nw_hit *hit) {
  const unsigned char *layout = nw_chain_layout(probe->chain);
  size_t start = probe->at - 1, end_at;
  int before = nw_probe_before(probe, probe->at, 2);
  if (nw_is_word(before) || before == '+' || before == ')' || before == '.') return 0;
  if (before == '(' && layout[1] == ')') start--;
  const unsigned char *end = international_end(probe, layout, &end_at);
  if (end == NULL || *end == 'w') return end != NULL && finish(probe, hit, start, end, 0, NW_SCORE_SHAPE);
  hit->start = start;
  hit->end = with_extension(probe, end_at);
  hit->score_ppm = NW_SCORE_SHAPE;
  return 1;
}

static int verify_national(nw_probe *probe, nw_hit *hit, int paren) {
  const unsigned char *layout = nw_chain_layout(probe->chain), *end;
  nw_phone_layout kind = paren ? nw_phone_paren(layout, &end) : nw_phone_bare(layout, &end);
  if (kind == NW_PHONE_NONE || !layout_holds(probe, kind, layout, end)) return 0;
  unsigned char separator = end[-2];
  if (!paren && !begins(probe, separator)) return 0;
  int context = nw_context_find(probe, probe->at, NW_CONTEXT_PHONE, hit);
  if (!context && nw_context_next(probe, probe->at, NW_CONTEXT_NOT_PHONE)) return 0;
  uint32_t score_ppm = context || paren || separator != ' ' ? NW_SCORE_SHAPE : NW_SCORE_WEAK;
  return finish(probe, hit, probe->at - (paren ? 1 : 0), end, separator, score_ppm);
}

static int verify_loose(nw_probe *probe, nw_hit *hit, int paren) {
  /* The edge first: it is cheap, and inside a long chain of numbers it says no. */
  if (!paren && !begins(probe, ' ')) return 0;
  const unsigned char *end = loose_end(probe, nw_chain_layout(probe->chain));
  if (end == NULL) return 0;
  probe->work += (uint64_t)(end - nw_chain_layout(probe->chain));
  if (nw_context_next(probe, probe->at, NW_CONTEXT_NOT_PHONE)) return 0;
  if (!nw_context_find(probe, probe->at, NW_CONTEXT_PHONE, hit)) return 0;
  return finish(probe, hit, probe->at - (paren ? 1 : 0), end, 0, NW_SCORE_CONTEXT);
}

int nw_phone_verify(nw_probe *probe, nw_hit *hit) {
  int before = nw_probe_before(probe, probe->at, 1);
  if (before == '+') return verify_international(probe, hit);
  int paren = before == '(' && nw_chain_layout(probe->chain)[1] == ')';
  return verify_national(probe, hit, paren) || verify_loose(probe, hit, paren);
}
