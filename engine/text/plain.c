/* text/plain.c - see plain.h. Cost: some four instructions a byte. */
#include "text/plain.h"

#include <string.h>

#include "base/slice.h"
#include "text/calm.h"

/* Sets of small letters, a bit each. */
enum {
  UNTURNED = 0x016A17F5,  /* none of bqdpnuosxzl, which are letters when they are turned (read_order.c) */
  NO_DIGIT = 0x016A17C0   /* of these not a to f: no digit of any base, nor like one */
};

static int is_sign(unsigned c) { return c == ',' || c == '.' || c == '!' || c == '?' || c == ';' || c == ':'; }
static int is_blank(unsigned c) { return c == ' ' || c == '\n'; }

/* How far the word of small letters at data[0] goes. */
static size_t small_letters(const unsigned char *data, size_t len) {
  size_t end = 0;
  while (end < len && nw_is_lower(data[end])) end++;
  return end;
}

/* Is one of the small letters at data[0] in `set`? */
static int has_letter(const unsigned char *data, size_t len, uint32_t set) {
  for (size_t i = 0; i < len; i++)
    if (set >> (data[i] - 'a') & 1) return 1;
  return 0;
}

/* What reads as letters when it is turned ends before anything that is not ASCII. Zeros: that is not known. */
static int is_unturned(const unsigned char *data) {
  for (; nw_is_lower(*data) || is_blank(*data) || is_sign(*data); data++)
    if (nw_is_lower(*data) && (UNTURNED >> (*data - 'a') & 1)) return 1;
  return 0;
}

/* What cannot go on with a token behind its letters. */
static int ends_word(unsigned c) { return c < 0x80 && !nw_is_alnum(c) && c != '+' && c != '/' && c != '-' && c != '_' && c != '='; }

/* How much of data[0] on is one word, or the rest of one; its first letter may be a capital. */
static size_t plain_word(const unsigned char *data, size_t len, unsigned before) {
  int begins = is_blank(before) || before == '(';
  size_t first = begins && nw_is_upper(data[0]), end = first + small_letters(data + first, len - first);
  if (begins && (data[0] | 32u) == 'a' && data[1] == ' ') return nw_is_lower(data[2]) && nw_is_lower(data[3]);
  if (end == len || end == first || !ends_word(data[end])) return 0;
  if (!begins) return nw_is_alpha(before) ? end : 0;
  return end >= 2 && !nw_may_be_spelt(data, (unsigned)end) && is_unturned(data + first) ? end : 0;
}

/* May the word at data[0] be the name of a sign: "at", "arroba", "dot", "punto" and their like? Zeros: it is not known. */
static int may_be_name(const unsigned char *data) {
  unsigned first = data[0] | 32u, second = data[1] | 32u;
  if (data[1] == 0) return first == 'a' || first == 'd' || first == 'p';
  if (first == 'p') return second == 'o' || second == 'u';
  return first == 'a' ? second == 't' || second == 'r' : first == 'd' && second == 'o';
}

/* "at", before a word that no dot follows, spelt out or not. */
static int is_plain_at(const unsigned char *data) {
  if (memcmp(data, "at ", 3) != 0) return 0;
  size_t label = 3;
  while (nw_is_lower(data[label])) label++;
  unsigned next = data[label] == ' ' ? data[label + 1] : 0;
  return label > 3 && nw_is_lower(next) && next != 'a' && next != 'd' && next != 'p';
}

/* A word that begins like the name of a sign, and is none: it ends, and has another length or other letters. */
static int is_no_name(const unsigned char *data, size_t len) {
  static const char *const names[] = { "at", "dot", "punt", "point", "ponto", "punto", "punkt", "arroba", "arobase" };
  size_t end = small_letters(data, len);
  if (end == 0 || end == len || !ends_word(data[end])) return 0;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strlen(names[i]) == end && memcmp(names[i], data, end) == 0) return is_plain_at(data);
  return 1;
}

static size_t plain_blank(const unsigned char *data, size_t len) {
  const size_t open = data[1] == '(';
  if (nw_is_digit(data[1])) return 1;
  if (open ? !nw_is_lower(data[2]) : !nw_is_alpha(data[1])) return 0;
  return !may_be_name(data + 1 + open) || (!open && is_no_name(data + 1, len - 1));
}

/* "5 days", "19th century": a count of at most three digits and the word behind it. */
static size_t plain_count(const unsigned char *data, size_t len, unsigned before) {
  static const char endings[][3] = { "th", "st", "nd", "rd" };
  size_t end = 0;
  while (end < 4 && nw_is_digit(data[end])) end++;
  if (end == 4 || !is_blank(before)) return 0;
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (data[end] == (unsigned char)endings[i][0] && data[end + 1] == (unsigned char)endings[i][1]) {
      end += 2;
      break;
    }
  if (end >= len || data[end] != ' ') return 0;
  size_t word = plain_word(data + end + 1, len - end - 1, ' ');
  return word > 1 && nw_is_lower(data[end + 1]) && has_letter(data + end + 1, word, NO_DIGIT) ? end + 1 + word : 0;
}

static size_t plain_sign(const unsigned char *data, unsigned before) {
  if (*data == '(') return is_blank(before) && nw_is_lower(data[1]) && !may_be_name(data + 1);
  if (*data == ')') return nw_is_lower(before) && (is_blank(data[1]) || is_sign(data[1]));
  return is_blank(data[1]) && (nw_is_lower(before) || (before == ')' && nw_is_alpha(data[2])));
}

size_t nw_plain_len(const unsigned char *data, size_t len, unsigned before) {
  size_t at = 0, step;
  for (; at < len; at += step, before = data[at - 1]) {
    unsigned c = data[at];
    if (nw_is_lower(c)) step = nw_is_digit(before) || nw_is_upper(before) || before >= 0x80 ? 0 : plain_word(data + at, len - at, before);
    else if (nw_is_digit(before) || nw_is_upper(before) || before >= 0x80) step = 0;  /* a group of digits, perhaps */
    else if (c == ' ') step = plain_blank(data + at, len - at);
    else if (c == '\n') step = 1;
    else if (is_sign(c) || c == '(' || c == ')') step = plain_sign(data + at, before);
    else if (nw_is_digit(c)) step = plain_count(data + at, len - at, before);
    else step = plain_word(data + at, len - at, before);
    if (step == 0) break;
  }
  return at;
}

int nw_plain_begun(const unsigned char *data, size_t len) {
  size_t at = 0, first;
  if (len > NW_PLAIN_WORD_BYTES) return 0;
  if (at < len && is_sign(data[at])) at++;
  if (at < len && is_blank(data[at])) at++;
  if (at < len && data[at] == '(') at++;
  for (first = at; at < len && at < first + 3 && nw_is_digit(data[at]);) at++;
  if (at > first && at < len && data[at] == ' ') at++;
  else if (at < len && nw_is_upper(data[at])) at++;
  at += small_letters(data + at, len - at);
  for (unsigned words = 0; words < 2 && at <= first + 3 && at < len && data[at] == ' '; words++) {  /* "on ", "at the ", "a " */
    at++;
    at += small_letters(data + at, len - at);
  }
  return at == len;
}
