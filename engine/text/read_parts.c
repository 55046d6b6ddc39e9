/* text/read_parts.c - a number told in parts, with words, cells or keys of fields between them.
 *
 *   My card: first four 5500, next four 0055, then 5555 and 5559     5500 0055 5555 5559
 *   {"ssn": {"a": "536", "b": "22", "c": "1847"}}                    536-22-1847
 *   GB29 then NWBK then 6016 1331 9268 19                            GB29 NWBK 6016 1331 9268 19
 *   card: 5357\n5553 9686 1941                                       5357 5553 9686 1941      a line end alone
 *
 * Groups of digits are everywhere, so a place needs a proof: a brand and Luhn's check digit and the name of a card soon before it, or
 * words that only dictations have between the groups; of a social security number that name and the shape; of an IBAN its check digits.
 * Between two groups stand at most GAP_BYTES without a digit, but for one that counts ("2) 0055"), and words only that tell parts.
 *
 * Cost: most numbers of three or four digits are refused at the first look. A row is walked over once; what stands before it is read
 * when all else holds.
 */
#include <string.h>

#include "text/calm.h"
#include "text/iban.h"
#include "text/read_part.h"

enum { GROUPS_MOST = 9, GAP_BYTES = 24, IBAN_GAP_BYTES = 12, GROUP_MOST = 6, IBAN_GROUP = 4, CUE_BYTES = 64, TEXT_BYTES = 40,
       DIGITS_LEAST = 9 /* in 64 bytes: three groups and the gaps between */, RUN_BYTES = 44, CARD_MOST = 16, MARK_BYTES = 3 };

/* The groups so far. `plain`: nothing but single blanks and dashes stand between them: it reads as it is. */
typedef struct parts {
  size_t  at[GROUPS_MOST], len[GROUPS_MOST];
  unsigned count, digits;
  int     plain;
  char    text[TEXT_BYTES];
  size_t  text_len;
} parts;

static int is_number_char(int c) { return c >= 0 && (nw_is_digit((unsigned)c) || nw_is_upper((unsigned)c)); }
static int is_joint(int c) { return c == ' ' || c == '-'; }
static int is_digit_at(nw_look *look, size_t at) {
  int c = nw_look_at(look, at);
  return c >= 0 && nw_is_digit((unsigned)c);
}

static size_t digits_at(nw_look *look, size_t at) {
  size_t len = 0;
  while (len <= GROUP_MOST && is_digit_at(look, at + len)) len++;
  return len;
}

static void take(nw_look *look, parts *all, size_t at, size_t len) {
  for (size_t i = 0; i < len; i++) {
    int c = nw_look_at(look, at + i);
    all->text[all->text_len++] = (char)c;
    all->digits += c >= 0 && nw_is_digit((unsigned)c);
  }
  all->at[all->count] = at;
  all->len[all->count++] = len;
}

/* Where the next group begins behind `pos`; 0: none. */
static size_t next_group(nw_look *look, parts *all, size_t pos) {
  for (size_t at = pos; at <= pos + GAP_BYTES; at++) {
    int c = nw_look_at(look, at);
    if (c < 0) return 0;
    if (!nw_is_digit((unsigned)c)) continue;
    unsigned number = (unsigned)(c - '0');
    if (!is_digit_at(look, at + 1) && (number == all->count || number == all->count + 1)) continue;  /* it counts */
    if (at == pos || nw_is_alnum(nw_look_before(look, at))) return 0;
    c = nw_look_at(look, pos);
    all->plain &= at == pos + 1 && (c == ' ' || c == '-');
    return at;
  }
  return 0;
}

/* Groups of digits of these lengths, a 0 behind the last, from `at` on: 1 when they are there and nothing goes on behind. */
static int take_groups(nw_look *look, size_t at, const uint8_t *lens, parts *all) {
  *all = (parts){ .plain = 1 };
  for (size_t pos = at;; pos = next_group(look, all, pos)) {
    size_t len = lens[all->count];
    if ((pos == 0 && all->count > 0) || digits_at(look, pos) != len || nw_look_is_alnum(look, pos + len)) return 0;
    take(look, all, pos, len);
    pos += len;
    if (lens[all->count] == 0) return !(nw_look_at(look, pos) == '.' && is_digit_at(look, pos + 1));
  }
}

/* ---- proofs ---- */

/* Is one of `words`, small letters with a 0 at the end, among the `len` bytes at `at`? */
static int has_any(nw_look *look, size_t at, size_t len, const char *const *words) {
  for (size_t pos = at; pos < at + len; pos++)
    for (const char *const *word = words; *word != NULL; word++) {
      size_t n = 0;
      for (int c; (*word)[n] != '\0' && pos + n < at + len && (c = nw_look_at(look, pos + n)) >= 0 &&
                  nw_to_lower((unsigned)c) == (unsigned char)(*word)[n];) n++;
      if ((*word)[n] == '\0') return 1;
    }
  return 0;
}

static int is_told(nw_look *look, size_t at, const char *const *words) {
  size_t len = at - look->base < CUE_BYTES ? at - look->base : CUE_BYTES;
  return has_any(look, at - len, len, words);
}

static size_t gap_from(const parts *all, unsigned i) { return all->at[i - 1] + all->len[i - 1]; }

/* Words that only dictations have, in all gaps but one. */
static int is_dictated(nw_look *look, const parts *all) {
  static const char *const words[] = { "digits", " dash", " hyphen", "space", "followed", " then", "next", "last", " four", NULL };
  unsigned told = 0;
  for (unsigned i = 1; i < all->count; i++) {
    size_t from = gap_from(all, i);
    told += (unsigned)has_any(look, from, all->at[i] - from, words);
  }
  return told + 2 >= all->count;
}

/* No gap has other words than what parts of a number are told with, or keys and tags: "22 desks and 1850" is none. */
static int is_one_number(nw_look *look, const parts *all) {
  static const char *const words[] = { "dash", "hyphen", "space", "then", "next", "last", "followed", "digits", "minus", "plus",
                                       "part", "four", " and ", " und ", " y ", " et ", " x ", "\"", "'", "<", "=", "](", NULL };
  for (unsigned i = 1; i < all->count; i++) {
    size_t from = gap_from(all, i), pos = from;
    for (int c; pos < all->at[i] && (c = nw_look_at(look, pos)) >= 0 && !nw_is_alpha((unsigned)c);) pos++;
    if (pos < all->at[i] && !has_any(look, from, all->at[i] - from, words)) return 0;
  }
  return 1;
}

/* How the cards begin that are in use: Visa, Mastercard, American Express, Discover, UnionPay, JCB. */
static int is_brand(unsigned four) {
  const unsigned two = four / 100;
  return two / 10 == 4 || (two >= 51 && two <= 55) || (four >= 2221 && four <= 2720) || two == 34 || two == 37 || two == 65 ||
         (four >= 6440 && four <= 6499) || four == 6011 || two == 62 || (four >= 3528 && four <= 3589);
}

static unsigned first_four(const unsigned char *p) {
  return (p[0] - (unsigned)'0') * 1000 + (p[1] - (unsigned)'0') * 100 + (p[2] - (unsigned)'0') * 10 + (p[3] - (unsigned)'0');
}

static int is_card(nw_look *look, const parts *all) {
  static const char *const cues[] = { "card", "visa", "amex", "credit", "debit", "carte ", "carta ", "cart\xC3\xA3o", "tarjeta", "karte",
                                      "karta", "kaart", "first four", "starts with", "\xD0\xBA\xD0\xB0\xD1\x80\xD1\x82", NULL };
  return is_brand(first_four((const unsigned char *)all->text)) && nw_proves_card(all->text, all->text_len) &&
         (is_dictated(look, all) || (is_one_number(look, all) && is_told(look, all->at[0], cues)));
}

static int is_ssn(nw_look *look, const parts *all) {
  static const char *const cues[] = { "ssn", "social sec", "social_sec", "socialsec", NULL };
  return all->text[0] != '9' && memcmp(all->text, "000", 3) != 0 && memcmp(all->text, "666", 3) != 0 &&
         is_one_number(look, all) && is_told(look, all->at[0], cues);
}

/* ---- an IBAN ---- */

static size_t iban_group_at(nw_look *look, size_t at) {
  size_t len = 0;
  while (len <= IBAN_GROUP && is_number_char(nw_look_at(look, at + len))) len++;
  return len <= IBAN_GROUP && len > 0 && !nw_look_is_alnum(look, at + len) ? len : 0;
}

/* Where the next group of an IBAN begins behind the one that ends at `pos`; 0: none is near. */
static size_t next_iban_group(nw_look *look, size_t pos, size_t *len) {
  for (size_t next = pos + 1; next <= pos + IBAN_GAP_BYTES; next++) {
    if (!nw_is_alnum(nw_look_before(look, next)) && (*len = iban_group_at(look, next)) > 0) return next;
    int c = nw_look_at(look, next);
    if (c < 0 || nw_is_digit((unsigned)c)) return 0;
  }
  return 0;
}

/* Two capitals and two digits, then groups of four and one that is shorter at most, as many as the country wants. */
static int take_iban(nw_look *look, size_t at, parts *all) {
  const size_t want = nw_iban_length((unsigned)nw_look_at(look, at), (unsigned)nw_look_at(look, at + 1));
  size_t len = IBAN_GROUP, next;
  *all = (parts){ .plain = 1 };
  if (want == 0) return 0;
  take(look, all, at, len);
  for (size_t pos = at + len; len == IBAN_GROUP && all->text_len < want; pos = next + len) {
    if ((next = next_iban_group(look, pos, &len)) == 0) return 0;
    all->plain &= next == pos + 1 && is_joint(nw_look_at(look, pos));
    take(look, all, next, len);
  }
  return all->text_len == want && !all->plain && nw_iban_holds((const unsigned char *)all->text, (unsigned)want);
}

/* ---- line ends ---- */

/* What a number is made of, back from `at`: where it begins. */
static size_t run_before(nw_look *look, size_t at) {
  size_t pos = at;
  while (at - pos < RUN_BYTES && (is_number_char((int)nw_look_before(look, pos)) || is_joint((int)nw_look_before(look, pos)))) pos--;
  while (pos < at && is_joint(nw_look_at(look, pos))) pos++;
  return pos;
}

static size_t run_behind(nw_look *look, size_t at) {
  size_t pos = at;
  while (pos - at < RUN_BYTES && (is_number_char(nw_look_at(look, pos)) || is_joint(nw_look_at(look, pos)))) pos++;
  while (pos > at && is_joint((int)nw_look_before(look, pos))) pos--;
  return pos;
}

/* Adds the letters and digits of [from, to) to `text`; returns how many there are then. */
static size_t take_run(nw_look *look, char *text, size_t len, size_t from, size_t to) {
  for (size_t pos = from; pos < to; pos++)
    if (is_number_char(nw_look_at(look, pos))) text[len++] = (char)nw_look_at(look, pos);
  return len;
}

/* A word, a quotation mark or a colon stands in front: it is no column of numbers. */
static int is_no_column(const nw_look *look, size_t at) {
  for (size_t n = 0; n < MARK_BYTES; n++) {
    unsigned c = nw_look_before(look, at - n);
    if (nw_is_alpha(c) || c >= 0x80 || c == '"' || c == ':' || c == '=' || c == '#') return 1;
    if (c != ' ') return 0;
  }
  return 0;
}

/* What the groups are parted by, if the one that ends at the line's end is as long as groups are. */
static char joint_of_runs(nw_look *look, size_t from, size_t at, size_t behind, size_t to) {
  size_t tail = 0;
  while (at - tail > from && is_number_char((int)nw_look_before(look, at - tail))) tail++;
  if (tail == 0 || tail % 4 != 0 || is_joint(nw_look_at(look, behind))) return 0;
  for (size_t pos = from; pos < to; pos++) {
    int c = nw_look_at(look, pos);
    if (is_joint(c)) return (char)c;
  }
  return 0;
}

static int read_wrapped(nw_look *look, size_t at, nw_passage *place) {
  char text[2 * RUN_BYTES];
  int c = nw_look_at(look, at);
  size_t behind = at + (c == '\r' && nw_look_at(look, at + 1) == '\n' ? 2 : 1);
  size_t from = run_before(look, at), to = run_behind(look, behind), len, digits = 0;
  if (from == at || to == behind) return 0;
  for (size_t pos = behind; pos < to; pos++) digits += (size_t)is_digit_at(look, pos);
  if (digits < NW_CALM_DIGITS_FEW) return 0;  /* calm.h promises no more */
  len = take_run(look, text, 0, from, at);
  len = take_run(look, text, len, behind, to);
  const unsigned char *places = (const unsigned char *)text;
  const int is_iban = len >= NW_IBAN_LEAST && nw_iban_length(places[0], places[1]) == len && nw_iban_holds(places, (unsigned)len);
  if (!is_iban && !(len <= CARD_MOST && nw_proves_card(text, len) && is_no_column(look, from))) return 0;
  char joint = joint_of_runs(look, from, at, behind, to);
  nw_passage_add(place, &joint, joint != 0, behind - at);
  return 1;
}

/* A line end, and the digits that calm.h promises behind it. */
static int wrapped_may(const unsigned char *p) {
  const unsigned char *at = p + 1 + (p[0] == '\r' && p[1] == '\n'), *end = p + NW_SPOT_BYTES;
  unsigned digits = 0;
  for (; at < end && (is_number_char(*at) || is_joint(*at)); at++) digits += nw_is_digit(*at) != 0;
  return at == end || digits >= NW_CALM_DIGITS_FEW;
}

/* A line end, digits or capital letters on both sides. */
static uint64_t wrapped_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t part = here->digit | here->upper | here->token, part_next = next->digit | next->upper | next->token;
  uint64_t line = here->line & nw_behind(part, nw_is_digit(before) || nw_is_upper(before) || before == '-' ? 1 : 0);
  return line & (nw_ahead(part, part_next, 1) | (nw_ahead(here->blank, next->blank, 1) & nw_ahead(part, part_next, 2)));
}

/* ---- places ---- */

static const uint8_t card_groups[] = { 4, 4, 4, 4, 0 }, amex_groups[] = { 4, 6, 5, 0 }, ssn_groups[] = { 3, 2, 4, 0 };

/* Three, two and four digits, other than they are written. */
static int take_ssn(nw_look *look, size_t at, parts *all) {
  if (is_joint(nw_look_at(look, at + 3)) && is_digit_at(look, at + 4)) return 0;
  return take_groups(look, at, ssn_groups, all) && is_ssn(look, all);
}

static int take_card(nw_look *look, size_t at, parts *all) {
  if (!take_groups(look, at, card_groups, all) && !take_groups(look, at, amex_groups, all)) return 0;
  return !all->plain && is_card(look, all);
}

/* The parts at `at`: the sign that they read with between them, 0 none. */
static char parts_at(nw_look *look, size_t at, parts *all) {
  if (!is_digit_at(look, at)) return take_iban(look, at, all) && is_one_number(look, all) ? ' ' : 0;
  if (!is_digit_at(look, at + 3)) return take_ssn(look, at, all) ? '-' : 0;
  return take_card(look, at, all) ? ' ' : 0;
}

/* calm.h promises four digits soon behind the beginning, no more. */
static int is_early(nw_look *look, const parts *all) {
  unsigned digits = 0;
  for (unsigned i = 0; i < all->count; i++)
    for (size_t n = 0; n < all->len[i]; n++)
      digits += is_digit_at(look, all->at[i] + n) && all->at[i] + n < all->at[0] + NW_CALM_REACH_BYTES;
  return digits >= NW_CALM_DIGITS_FEW;
}

/* By the bytes of a first group: four digits that a card begins with, three, or what an IBAN begins with. */
static int is_first(const unsigned char *p) {
  if (nw_is_upper(p[0])) return nw_iban_length(p[0], p[1]) > 0 && nw_is_digit(p[2]) && nw_is_digit(p[3]) && !nw_is_alnum(p[4]);
  for (unsigned i = 0; i < 3; i++)
    if (!nw_is_digit(p[i])) return 0;
  if (!nw_is_digit(p[3])) return !nw_is_alnum(p[3]);
  return p[0] > '1' && p[0] < '7' && !nw_is_alnum(p[4]) && is_brand(first_four(p));
}

static int is_line_end(int c) { return c == '\n' || c == '\r'; }

static int read_parts(nw_look *look, size_t at, nw_passage *place) {
  parts all;
  unsigned char first[5] = { 0 };
  if (is_line_end(nw_look_at(look, at))) return read_wrapped(look, at, place);
  unsigned before = nw_look_before(look, at);
  for (unsigned i = 0; i < sizeof first; i++) {
    int c = nw_look_at(look, at + i);
    first[i] = (unsigned char)(c < 0 ? 0 : c);
  }
  if (!is_first(first) || nw_is_alnum(before)) return 0;
  if ((before == '.' || before == ',') && at > look->base + 1 && nw_is_digit(nw_look_before(look, at - 1))) return 0;
  char joint = parts_at(look, at, &all);
  if (joint == 0 || all.plain || !is_early(look, &all)) return 0;
  for (size_t i = 0, text = 0; i < all.count; text += all.len[i++]) {
    if (i > 0) nw_passage_add(place, &joint, 1, all.at[i] - all.at[i - 1] - all.len[i - 1]);
    nw_passage_add(place, all.text + text, all.len[i], all.len[i]);
  }
  return 1;
}

/* Groups of these lengths, as far as is seen, and not as they are written (take_groups). */
static int groups_may(const unsigned char *p, const uint8_t *lens) {
  const size_t seen = NW_SPOT_BYTES - GROUP_MOST - 1;
  int plain = 1;
  for (size_t i = 1, end = lens[0], at; lens[i] != 0; i++, end = at + lens[i - 1]) {
    size_t len = 0;
    for (at = end; at < seen && !nw_is_digit(p[at]); at++) continue;
    if (at > end + GAP_BYTES) return 0;
    if (at >= seen) return 1;
    while (len <= GROUP_MOST && nw_is_digit(p[at + len])) len++;
    if (len == 1) return 1;  /* it may count */
    if (len != lens[i] || nw_is_alnum(p[at - 1]) || nw_is_alnum(p[at + len])) return 0;
    plain &= at == end + 1 && is_joint(p[end]);
  }
  return !plain;
}

/* The groups of an IBAN, as far as is seen, and not as they are written (take_iban). */
static int iban_may(const unsigned char *p) {
  const unsigned want = nw_iban_length(p[0], p[1]);
  unsigned sum = IBAN_GROUP;
  for (size_t at = IBAN_GROUP, len = IBAN_GROUP; sum < want && len == IBAN_GROUP; at += 1 + len, sum += (unsigned)len) {
    if (!is_joint(p[at]) || at + 1 + IBAN_GROUP >= NW_SPOT_BYTES) return 1;
    for (len = 0; len <= IBAN_GROUP && is_number_char(p[at + 1 + len]); len++) continue;
    if (len == 0 || len > IBAN_GROUP || nw_is_alnum(p[at + 1 + len])) return 1;
  }
  return 0;
}

/* The first group, and others behind gaps that are not too long. What is as it is written reads as it is. */
static int parts_may(const unsigned char *p, const unsigned char *from) {
  if (is_line_end(*p)) return wrapped_may(p);
  if (!is_first(p) || (p > from && nw_is_alnum(p[-1]))) return 0;
  if (!nw_is_digit(*p)) return iban_may(p);
  if (nw_is_digit(p[3])) return groups_may(p, card_groups) || groups_may(p, amex_groups);
  if (nw_is_digit(p[4]) && is_joint(p[3])) return 0;  /* "536-22-1847" is one as it is, "123 456" none */
  return groups_may(p, ssn_groups);
}

/* Three or four digits, or two capitals and two digits, that are a word. */
static uint64_t parts_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  const uint64_t word = here->letter | here->digit, line = wrapped_spots(here, next, before);
  const uint64_t one = nw_ahead(here->digit, next->digit, 1), two = nw_ahead(here->digit, next->digit, 2);
  const uint64_t begin = ((here->digit & one) | here->upper) & two & ~nw_behind(word, nw_is_alnum(before) ? 1 : 0);
  if (begin == 0) return line;
  const uint64_t three = nw_ahead(here->digit, next->digit, 3), stop = ~word | here->unknown;
  const uint64_t stop_next = ~(next->letter | next->digit) | next->unknown, four = three & nw_ahead(stop, stop_next, 4);
  const int enough = __builtin_popcountll(here->digit) + __builtin_popcountll(next->digit) >= DIGITS_LEAST;
  const uint64_t digits = enough ? begin & here->digit : 0, iban = begin & here->upper & nw_ahead(here->upper, next->upper, 1);
  return line | (digits & (four | nw_ahead(stop, stop_next, 3))) | (iban & four);
}

enum { FOR_NUMBERS = NW_FOR_SHAPE | NW_FOR_CUE | NW_FOR_REGEX };
const nw_rewrite nw_rewrite_parts = {
  "parts", "joined", FOR_NUMBERS, parts_spots, read_parts, parts_may, NW_CALM_DIGITS, 0, 0
};
