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

static nw_cue_number_front front_of(const nw_scan *scan, size_t pos) {
  enum { MOST = 7 };  /* a house has six digits */
  const unsigned char *text = scan->data + (pos - scan->base);
  size_t left = scan->end - pos, n = 1;
  while (n < MOST && n < left && nw_is_digit(text[n])) n++;
  if (n + 5 > left && !scan->final) return (nw_cue_number_front){ .street = 1, .age = 1, .health = 1 };
  unsigned joint = n < left ? text[n] : 0, c = n + 1 < left ? text[n + 1] : 0, next = n + 2 < left ? text[n + 2] : 0;
  nw_cue_number_front front = { .health = n == 4 && (joint == ' ' || joint == '-') };
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
  nw_cue_number_front front = front_of(scan, pos);
  if (!front.street && !front.age) return front;
  row r = row_of(scan, pos, &front.open);
  if (is_long(&r)) front.street = front.age = 0;
  return front;
}
