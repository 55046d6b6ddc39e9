/* What the first bytes behind a number allow it to be: a filter over the first forms of grammar/cue_address.re and cue_age.re.
 *
 *   "12 Baker"   a capital letter: a street       "7 friends"  nothing: no street of a language begins with "fri"
 *   "8 rue"      so does "rue"                    "7 years"    a unit of age
 *
 * Cost: some 40 instructions a number.
 */
#include <string.h>

#include "base/eight.h"
#include "detect/cue/cue.h"

#define AT(c) [(c) & 31]
#define SET(c) (1u << ((c) & 31))

/* The third letters of words by the first and the second one; '@': the word ends there. */
typedef uint32_t thirds[32][32];

/* Does one of the words begin here, of which the first two are letters? */
static int begins_one(const thirds words, const unsigned char *text) {
  unsigned third = nw_is_alpha(text[2]) ? text[2] & 31 : 0;
  return (int)(words[text[0] & 31][text[1] & 31] >> third & 1);
}

/* Units of age, cf. grammar/cue_age.re: "years", "yo", "mois", "weeks", "Jahre". */
static const thirds units = {
  AT('a') = { AT('n') = SET('@') | SET('n') | SET('o') | SET('s') },
  AT('d') = { AT('a') = SET('y') },
  AT('j') = { AT('a') = SET('a') | SET('h') },
  AT('l') = { AT('a') = SET('t'), AT('e') = SET('t') },
  AT('m') = { AT('e') = SET('s'), AT('o') = SET('@') | SET('i') | SET('n') | SET('s') },
  AT('v') = { AT('u') = SET('o') },
  AT('w') = { AT('e') = SET('e'), AT('k') = SET('s') },
  AT('y') = { AT('a') = SET('@'), AT('e') = SET('a'), AT('o') = SET('@'), AT('r') = SET('@') | SET('s') },
};

/* Does a unit of age begin here? Not "minutes", "a.m.". */
static int begins_unit(const unsigned char *text) {
  unsigned next = text[1];
  if (!nw_is_alpha(text[0])) return text[0] >= 0xC2;
  return nw_is_alpha(next) ? begins_one(units, text) : next == '/' || next == '.' || next >= 0x80;
}

/* Small words that stand behind a house's number: streets ("rue", "via", "ul", "strada", "trg"), what joins them ("de la", "van",
 * "of the"), "bis" and "ter". */
static const thirds street_words = {
  AT('a') = { AT('l') = SET('@') | SET('a') | SET('e') | SET('l'), AT('m') = SET('@'), AT('n') = SET('@'),
              AT('r') = SET('r'), AT('v') = SET('@') | SET('a') | SET('d') | SET('e') },
  AT('b') = { AT('a') = SET('i') | SET('r') | SET('s'), AT('d') = SET('@'), AT('i') = SET('s'), AT('l') = SET('v'),
              AT('o') = SET('r') | SET('u'), AT('v') = SET('d') },
  AT('c') = { AT('a') = SET('l') | SET('m') | SET('r'), AT('h') = SET('a') | SET('e'), AT('l') = SET('o'),
              AT('o') = SET('r') | SET('u'), AT('r') = SET('a') | SET('e') },
  AT('d') = { AT('a') = SET('@'), AT('e') = SET('@') | SET('i') | SET('l') | SET('n') | SET('r') | SET('s'),
              AT('i') = SET('@') | SET('a'), AT('o') = SET('@') | SET('s'), AT('u') = SET('@') },
  AT('e') = { AT('s') = SET('p') | SET('t') },
  AT('f') = { AT('a') = SET('u') },
  AT('i') = { AT('m') = SET('p') },
  AT('l') = { AT('a') = SET('@') | SET('n') | SET('r'), AT('e') = SET('@') | SET('s'), AT('n') = SET('@') },
  AT('o') = { AT('f') = SET('@') },
  AT('p') = { AT('a') = SET('r') | SET('s'), AT('i') = SET('a'), AT('l') = SET('@') | SET('a'),
              AT('r') = SET('a') | SET('o') },
  AT('q') = { AT('u') = SET('a') },
  AT('r') = { AT('a') = SET('m') | SET('n'), AT('o') = SET('a') | SET('n') | SET('u') | SET('w'),
              AT('u') = SET('a') | SET('e') },
  AT('s') = { AT('e') = SET('n'), AT('o') = SET('k') | SET('s'), AT('q') = SET('@') | SET('u'),
              AT('t') = SET('@') | SET('e') | SET('r') },
  AT('t') = { AT('e') = SET('r'), AT('h') = SET('e'), AT('r') = SET('a') | SET('g') | SET('i') },
  AT('u') = { AT('l') = SET('@') | SET('i'), AT('n') = SET('d') },
  AT('v') = { AT('a') = SET('l') | SET('n'), AT('i') = SET('a') | SET('c') | SET('l'), AT('o') = SET('n') },
};

/* May the word be a part of a street? Only small letters of ASCII say no. */
static int begins_street(const unsigned char *text) {
  return !nw_is_lower(text[0]) || !nw_is_alpha(text[1]) || text[2] >= 0x80 || begins_one(street_words, text);
}

/* What is joined to the number: "12b", "5th Ave", "12bis", "12-bis", "3C"; not "10am", "4pm", "16gb", "5-year", "5th century", "3f0". */
static int begins_joined(const unsigned char *text) {
  static const char ends[][3] = { "st", "nd", "rd", "th", "bi", "te" };
  if (!nw_is_lower(text[0]) || !nw_is_alnum(text[1])) return 1;
  for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
    if (memcmp(ends[i], text, 2) == 0) return text[2] != ' ' || begins_street(text + 3);
  return 0;
}

/* "7 friends": neither a street nor a unit begins with these two letters. */
static int begins_neither(const unsigned char *text) {
  unsigned first = text[0], second = text[1];
  int small = (int)(nw_is_lower(first) != 0) & (int)(nw_is_lower(second) != 0) & (int)(text[2] < 0x80);
  return small & ((street_words[first & 31][second & 31] | units[first & 31][second & 31]) == 0);
}

/* What a comma joins: "12, rue", "12,Main St", "12, 3rd Cross"; not "2,000", "2017, when". */
static int begins_listed(const unsigned char *text) { return text[0] == ' ' ? begins_street(text + 1) : !nw_is_digit(text[0]); }

/* The unit behind a number of up to three digits, or behind a fraction: "40 years", "3.5 years", "3-1/2". */
static int begins_age(const unsigned char *text) {
  if ((text[0] == '.' || text[0] == ',') && nw_is_digit(text[1])) text += 2;
  int joined = *text == ' ' || *text == '-' || *text == '.';
  return begins_unit(text + joined) || text[joined] == '1';
}

enum { HOUSE_DIGITS = 6, LOOKED_BYTES = 8, FRONT_BYTES = 16 };

/* By the digits and the bytes behind them; zeroes stand behind the end of a text. */
static nw_cue_number_front front_of(const unsigned char text[FRONT_BYTES], size_t left) {
  unsigned n = nw_eight_run(nw_eight_no_digits(nw_eight(text)));
  if (n + LOOKED_BYTES > left) return (nw_cue_number_front){ .open = 1 };
  if (n > HOUSE_DIGITS) return (nw_cue_number_front){ 0 };
  const unsigned char *behind = text + n;
  unsigned joint = behind[0], c = behind[1];
  if (joint == ' ' && begins_neither(behind + 1)) return (nw_cue_number_front){ 0 };
  nw_cue_number_front front = { .health = n == 4 && (joint == ' ' || joint == '-') && nw_is_digit(c), .age = n < 4 && begins_age(behind) };
  if (nw_is_alpha(joint)) front.street = begins_joined(behind);
  else if (joint == ',') front.street = begins_listed(behind + 1);
  else if (joint == '-' || joint == '/') front.street = begins_joined(behind + 1);
  else front.street = joint == ' ' && (nw_is_alnum(c) || c >= 0xC3) && begins_street(behind + 1);
  return front;
}

/* ---- groups of a longer number ---- */

typedef struct row { unsigned separator, digits, groups; } row;

static int is_separator(unsigned c) { return c == ' ' || c == '-' || c == '.' || c == '/'; }

/* Longer than the number of any house, or a postcode; ZIP+4 has two groups. */
static int is_long(const row *r) { return r->groups > 2 && r->digits >= (r->separator == ' ' ? 10 : 9); }

enum { GROUP_MOST = 16 };  /* digits of a group that are read */

/* Takes the groups that end at `text`, of which `room` bytes can be read. */
static void take_back(row *r, const unsigned char *text, size_t room) {
  for (size_t n = 1; n < room && !is_long(r) && *(text - n) == r->separator && nw_is_digit(*(text - n - 1)); r->groups++) {
    size_t group = n++;
    while (n <= room && n <= group + GROUP_MOST && nw_is_digit(*(text - n))) n++;
    r->digits += (unsigned)(n - group - 1);
  }
}

/* Takes the groups behind; one that a letter follows ("5th Ave") is none. Returns 0 when the text ends in front of the answer. */
static int take_on(row *r, const unsigned char *text, const unsigned char *end, int final) {
  while (text < end && !is_long(r) && *text == r->separator) {
    const unsigned char *group = ++text;
    while (text < end && text < group + GROUP_MOST && nw_is_digit(*text)) text++;
    if (text == end && !final) return 0;
    if (text == group || (text < end && (nw_is_alnum(*text) || *text >= 0x80))) return 1;
    r->digits += (unsigned)(text - group);
    r->groups++;
  }
  return text < end || final || is_long(r);
}

/* "4111 |1111 1111 1111", "415-|555-0132": a group of a longer number, in groups with one separator, is that of no house, and no age. */
static row row_of(const nw_scan *scan, size_t pos, int *open) {
  const unsigned char *text = scan->data + (pos - scan->base), *end = scan->data + (scan->end - scan->base), *behind = text;
  while (behind < end && behind < text + GROUP_MOST && nw_is_digit(*behind)) behind++;
  row r = { 0, (unsigned)(behind - text), 1 };
  *open = end - behind < 2 && !scan->final;
  int goes_on = end - behind > 1 && is_separator(behind[0]) && nw_is_digit(behind[1]);
  if (goes_on) r.separator = behind[0];
  else if (pos > scan->base && is_separator(text[-1])) r.separator = text[-1];
  if (r.separator == 0 || *open) return r;
  take_back(&r, text, pos - scan->base);
  if (goes_on) *open = !take_on(&r, behind, end, scan->final);
  return r;
}

nw_cue_number_front nw_cue_front_of(const nw_scan *scan, size_t pos) {
  const unsigned char *text = scan->data + (pos - scan->base);
  unsigned char last[FRONT_BYTES] = { 0 };
  size_t left = scan->end - pos;
  if (left < FRONT_BYTES) text = memcpy(last, text, left);
  nw_cue_number_front front = front_of(text, scan->final ? SIZE_MAX : left);
  if (!front.street && !front.age) return front;
  row r = row_of(scan, pos, &front.open);
  if (is_long(&r)) front.street = front.age = 0;
  return front;
}
