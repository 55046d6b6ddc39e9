/* What the first bytes behind a number allow it to be: a filter over the first forms of grammar/cue_address.re and cue_age.re.
 *
 *   "12 Baker"   a capital letter: a street       "7 friends"  nothing: no street of a language begins with "fr"
 *   "8 rue"      so does "ru"                     "7 years"    a unit of age
 *
 * Cost: some 40 instructions a number.
 */
#include <string.h>

#include "detect/cue/cue.h"

/* Sets of letters, bit 1 << (letter & 31). */
#define LETTER(c) (1u << ((c) & 31))

/* Does a unit of age begin with these two bytes? By the letters of grammar/cue_age.re: "years", "y/o", "mois", "weeks", "Jahre"; not
 * "minutes", "a.m.". */
static int begins_unit(unsigned c, unsigned next) {
  static const uint32_t seconds[32] = {
    ['y' & 31] = LETTER('e') | LETTER('r') | LETTER('o'),
    ['m' & 31] = LETTER('o') | LETTER('e'),
    ['w' & 31] = LETTER('e') | LETTER('k'),
    ['d' & 31] = LETTER('a'),
    ['j' & 31] = LETTER('a'),
    ['a' & 31] = LETTER('n'),
    ['l' & 31] = LETTER('a') | LETTER('e'),
    ['v' & 31] = LETTER('u'),
  };
  if (c >= 0xC2) return 1;
  if (!nw_is_alpha(c)) return 0;
  return nw_is_alpha(next) ? (int)(seconds[c & 31] >> (next & 31) & 1) : next == '/' || next == '.' || next >= 0x80;
}

/* Second letters of small words that stand behind a house's number: streets ("rue", "via", "ul", "strada", "trg"), what joins them
 * ("de la", "van", "of the"), "bis" and "ter". */
static const uint32_t street_seconds[26] = {
  ['a' - 'a'] = LETTER('l') | LETTER('m') | LETTER('n') | LETTER('v') | LETTER('r'),
  ['b' - 'a'] = LETTER('a') | LETTER('d') | LETTER('i') | LETTER('l') | LETTER('o') | LETTER('v'),
  ['c' - 'a'] = LETTER('a') | LETTER('h') | LETTER('l') | LETTER('o') | LETTER('r'),
  ['d' - 'a'] = LETTER('a') | LETTER('e') | LETTER('i') | LETTER('o') | LETTER('u'),
  ['e' - 'a'] = LETTER('s'),
  ['f' - 'a'] = LETTER('a'),
  ['i' - 'a'] = LETTER('m'),
  ['l' - 'a'] = LETTER('a') | LETTER('e') | LETTER('n'),
  ['o' - 'a'] = LETTER('f'),
  ['p' - 'a'] = LETTER('a') | LETTER('i') | LETTER('l') | LETTER('r'),
  ['q' - 'a'] = LETTER('u'),
  ['r' - 'a'] = LETTER('a') | LETTER('o') | LETTER('u'),
  ['s' - 'a'] = LETTER('e') | LETTER('o') | LETTER('q') | LETTER('t'),
  ['t' - 'a'] = LETTER('e') | LETTER('h') | LETTER('r'),
  ['u' - 'a'] = LETTER('l') | LETTER('n'),
  ['v' - 'a'] = LETTER('a') | LETTER('i') | LETTER('o'),
};

/* May the word that begins with these two bytes be a part of a street? Only small letters of ASCII say no. */
static int begins_street(unsigned c, unsigned next) {
  return !nw_is_lower(c) || !nw_is_alpha(next) || (street_seconds[c - 'a'] >> (next & 31) & 1);
}

/* What is joined to the number: "12b", "5th Ave", "12bis", "3C"; not "10am", "4pm", "16gb", "5th century". */
static int begins_joined(const unsigned char *text, size_t left) {
  static const char ends[][3] = { "st", "nd", "rd", "th", "bi", "te" };
  if (left < 2 || !nw_is_lower(text[0]) || !nw_is_alpha(text[1])) return 1;
  for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
    if (memcmp(ends[i], text, 2) == 0) return left < 5 || text[2] != ' ' || begins_street(text[3], text[4]);
  return 0;
}

/* "4111 1111 |1111 1111", "415-555-|0132": two groups and more in front, of so many digits, with the separator that stands in front of this
 * one. The number goes on: no group of it is that of a house. */
static int is_in_row(const unsigned char *text, size_t room) {
  unsigned separator = room > 0 ? text[-1] : 0, digits = 0, groups = 0;
  const unsigned least = separator == ' ' ? 8 : 6;
  if (separator != ' ' && separator != '-' && separator != '.' && separator != '/') return 0;
  for (size_t n = 1; n < room && *(text - n) == separator; groups++) {
    size_t group = n++;
    while (n <= room && n <= group + least && nw_is_digit(*(text - n))) n++;
    digits += (unsigned)(n - group - 1);
    if (n == group + 1 || (groups > 0 && digits >= least)) return n > group + 1;
  }
  return 0;
}

static nw_cue_number_front front_of(const nw_scan *scan, size_t pos) {
  enum { MOST = 7 };  /* a house has six digits */
  const unsigned char *text = scan->data + (pos - scan->base);
  size_t left = scan->end - pos, n = 1;
  while (n < MOST && n < left && nw_is_digit(text[n])) n++;
  if (n + 5 > left && !scan->final) return (nw_cue_number_front){ 1, 1, 1 };
  unsigned joint = n < left ? text[n] : 0, c = n + 1 < left ? text[n + 1] : 0, next = n + 2 < left ? text[n + 2] : 0;
  nw_cue_number_front front = { 0, 0, n == 4 && (joint == ' ' || joint == '-') };
  if (joint == ' ' && nw_is_lower(c)) {  /* as most do */
    front.street = n < MOST && begins_street(c, next);
    front.age = n < 4 && begins_unit(c, next);
    return front;
  }
  int letter = nw_is_alpha(joint), word = nw_is_alnum(c) || c >= 0xC3, unit = begins_unit(c, next) || c == '1';
  if (letter) front.street = begins_joined(text + n, left - n);
  else front.street = joint == ',' || joint == '-' || joint == '/' || (joint == ' ' && word && begins_street(c, next));
  if (n == MOST) front.street = 0;
  if (n < 4) {
    if (joint == '.' || joint == ',') front.age = unit || nw_is_digit(c);
    else front.age = joint == ' ' || joint == '-' ? unit : begins_unit(joint, c);
  }
  return front;
}

nw_cue_number_front nw_cue_front_of(const nw_scan *scan, size_t pos) {
  nw_cue_number_front front = front_of(scan, pos);
  int some = front.street || front.age || front.health;
  return some && is_in_row(scan->data + (pos - scan->base), pos - scan->base) ? (nw_cue_number_front){ 0, 0, 0 } : front;
}
