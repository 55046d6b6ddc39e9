/* text/read_group.c - groups of digits with odd things between them.
 *
 *   4111/1111/11/11..  123_45_6789  AA·BB·CC·1D·2E·3F      one number: the same sign between all its groups
 *   4111 1111 1111 1111   415-555-0132                     as numbers are written: they read as they are
 *
 * What a number is (a card, a phone) the detectors say: by check digit or context. Cost: rows as numbers are written, which most are, are
 * counted once and refused as a whole; others are walked over.
 */
#include <string.h>

#include "text/calm.h"
#include "text/fold.h"
#include "text/iban.h"
#include "text/read_part.h"

enum { FOR_NUMBERS = NW_FOR_SHAPE | NW_FOR_CUE | NW_FOR_REGEX };

enum { GROUPS_LEAST = 3, GROUPS_MOST = 16, GROUP_BYTES = 6, GROUP_DIGITS_LEAST = 7, GROUP_DIGITS_MOST = 40, GAP_CHARS = 3,
    GAP_BYTES = 9, CODE_LETTERS_MOST = 5, CAPITALS_MOST = 4 };

/* A gap: one to three code points; dashes are alike, and so are blanks. */
typedef struct group_gap { uint32_t chars[GAP_CHARS]; size_t len; } group_gap;

static uint32_t plain_sign(uint32_t cp) {
  if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xFE63 || cp == 0xFF0D) return '-';
  return cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x202F || cp == 0x205F || cp == 0x3000 ? ' ' : cp;
}

/* A byte of ASCII that may stand in a gap. */
static int is_gap_sign(unsigned c) { return c >= ' ' && c < 0x80 && c != '"' && !nw_is_alnum(c); }

static group_gap gap_of(nw_look *look, size_t at) {
  group_gap it = { { 0 }, 0 };
  uint32_t cp;
  const unsigned char *p = nw_look_bytes(look, at, 2);
  if (p != NULL && is_gap_sign(p[0]) && nw_is_alnum(p[1])) {  /* most are one byte */
    it.chars[0] = p[0];
    it.len = 1;
    return it;
  }
  for (unsigned n = 0, step; n < GAP_CHARS && (step = nw_look_char(look, at + it.len, &cp)) > 0; n++, it.len += step) {
    if (cp == NW_UTF8_BAD || (cp < 0x80 ? !is_gap_sign(cp) : nw_word_class_of(cp) == NW_WORD_PART)) break;
    it.chars[n] = plain_sign(cp);
  }
  return it;
}

static int is_same_gap(const group_gap *a, const group_gap *b) { return b->len > 0 && memcmp(a->chars, b->chars, sizeof a->chars) == 0; }

/* The groups in a row. */
typedef struct grouped {
  uint8_t  len[GROUPS_MOST], gap[GROUPS_MOST];  /* bytes; the gap in front of each */
  unsigned count, digits, capitals, plus, values;  /* values: groups up to 255 */
  unsigned early;  /* digits behind the first gap, soon: calm.h promises no more */
  size_t   start;
  char     text[GROUPS_MOST * (GROUP_BYTES + 1)];
  size_t   text_len;
} grouped;

static int is_group_char(int c) { return c >= 0 && (nw_is_digit((unsigned)c) || nw_is_upper((unsigned)c)); }

/* Takes the group [at, at + len) of `look`, behind a gap: bytes that are there. */
static int take_group(const nw_look *look, grouped *to, size_t gap, size_t at, size_t len) {
  const unsigned char *p = look->data + (at - look->base);
  unsigned value = 0, digits = 0;
  if (len == 0 || len > GROUP_BYTES || to->count == GROUPS_MOST) return 0;
  memcpy(to->text + to->text_len, p, len);
  to->text_len += len;
  for (size_t i = 0; i < len; i++) {
    if (nw_is_digit(p[i])) digits++, value = value * 10 + (p[i] - (unsigned)'0');
    else value = 256;
  }
  to->digits += digits;
  to->capitals += (unsigned)len - digits;
  if (at >= to->start && at + len - to->start <= NW_CALM_REACH_BYTES) to->early += digits;
  to->values += value <= 255 && (len == 1 || p[0] != '0');
  to->gap[to->count] = (uint8_t)gap;
  to->len[to->count++] = (uint8_t)len;
  return 1;
}

/* How many characters of a group stand at `at`, GROUP_BYTES and one more at most. */
static size_t group_len(nw_look *look, size_t at) {
  const unsigned char *p = nw_look_bytes(look, at, GROUP_BYTES + 1);
  size_t len = 0;
  if (p == NULL) while (len <= GROUP_BYTES && is_group_char(nw_look_at(look, at + len))) len++;
  else while (len <= GROUP_BYTES && is_group_char(p[len])) len++;
  return len;
}

static int is_luhn(const grouped *all) {
  unsigned sum = 0, doubled = 0;
  for (size_t i = all->text_len; i-- > 0; doubled = !doubled) {
    unsigned digit = (unsigned)(all->text[i] - '0'), twice = 2 * digit;
    sum += !doubled ? digit : twice > 9 ? twice - 9 : twice;
  }
  return all->capitals == 0 && sum % 10 == 0;
}

/* As long as its country wants it: a letter or digit more makes it something else. */
static int is_iban_like(const grouped *all) {
  const unsigned char *p = (const unsigned char *)all->text;
  return all->text_len >= NW_IBAN_LEAST && nw_iban_length(p[0], p[1]) == all->text_len && nw_is_digit(p[2]) && nw_is_digit(p[3]);
}

/* 31.12.1999, 2024-05-01: three groups of digits, by their lengths. */
static int is_date(const uint8_t *len, unsigned c) {
  if (!(c == '.' || c == '/' || c == '-')) return 0;
  return (len[0] <= 2 && len[1] <= 2 && (len[2] == 2 || len[2] == 4)) || (len[0] == 4 && len[1] <= 2 && len[2] <= 2);
}

/* 02T03:04:05Z: the day and the time of a timestamp (ISO 8601). */
static int is_time(const grouped *all, unsigned c) {
  const unsigned last = all->count == 3 ? all->len[2] : 0;
  return c == ':' && all->len[0] == 5 && all->text[2] == 'T' && all->len[1] == 2 && all->capitals == 1 + (last == 3) &&
         (last == 2 || (last == 3 && all->text[all->text_len - 1] == 'Z'));
}

/* A comma and a blank, a blank and a sign: numbers one after the other. */
static int is_list(const group_gap *between) {
  if (between->chars[0] == ',' || between->chars[0] == ';') return between->chars[1] != 0;
  return between->chars[0] == ' ' && between->chars[1] != 0 && (between->chars[1] == ' ' || between->chars[2] != ' ');
}

static int has_digit(const char *text, size_t len) {
  for (size_t i = 0; i < len; i++)
    if (nw_is_digit((unsigned char)text[i])) return 1;
  return 0;
}

/* Behind the last group at `end` stand the sign of the gap at `at` and a letter or digit, or a decimal. */
static int goes_on_alike(nw_look *look, size_t at, size_t end) {
  int c = nw_look_at(look, end), next = nw_look_at(look, end + 1 + (nw_look_at(look, end + 1) == ' '));
  if ((c == ' ' || c == ',') && c == nw_look_at(look, at)) return next >= 0 && nw_is_digit((unsigned)next);
  return c >= 0 && c != ' ' && (c == nw_look_at(look, at) || c == '.') && nw_look_is_alnum(look, end + 1);
}

/* What the gaps read as: 0 nothing, a sign; -1 the groups are something else: thousands, a list, an address of four bytes as it is. */
static int joint_of(const grouped *all, const group_gap *between) {
  unsigned threes = 0, twos = 0, longs = 0, c = between->chars[1] == 0 ? between->chars[0] : 0;
  for (unsigned i = 0; i < all->count; i++) threes += i > 0 && all->len[i] == 3, twos += all->len[i] == 2, longs += all->len[i] > 2;
  if ((all->count == 3 && all->capitals == 0 && is_date(all->len, c)) || is_time(all, c) || is_list(between)) return -1;
  int card = all->text_len >= 13 && all->text_len <= 19 && is_luhn(all);
  if ((c == ' ' || (c == '-' && !card)) && longs + 1 >= all->count) return -1;  /* as numbers are written */
  if (all->count == 4 && all->values == 4 && all->digits > 7) return c == '.' || c == ' ' || c == ',' || c == '-' ? -1 : '.';
  if (all->count == 6 && twos == 6 && all->capitals > 0) return c == ':' || c == '-' ? -1 : ':';
  if (all->digits < GROUP_DIGITS_LEAST - (all->capitals > 0) || all->digits > GROUP_DIGITS_MOST) return -1;
  if ((c == ',' || c == '.' || c == '\'' || c == '_') && threes + 1 == all->count && all->len[0] <= 3) return -1;
  if (c == ' ' || c == ',')  /* as lists are */
    return is_iban_like(all) || (all->capitals > 0 && all->capitals <= CAPITALS_MOST && all->digits >= 6) ||
           all->plus || (all->digits == 9 && all->capitals <= CAPITALS_MOST && longs > 0) || card ? 0 : -1;
  return 0;
}

/* The group that ends at the gap at `at` is none that a row begins with: a part of something longer, or not the first of its row. */
static int is_no_first(const nw_look *look, size_t at, size_t first) {
  unsigned before = nw_look_before(look, at - first);
  if (first == 0 || first > GROUP_BYTES || nw_is_alnum(before)) return 1;
  if (before != '.' && before != ' ') return 0;
  int is_alike = before == '.' || (at < look->end && look->data[at - look->base] == ' ');
  return is_alike && nw_is_digit(nw_look_before(look, at - first - 1));
}

/* From the first gap, which ends the first group and is `between`, to the end of the last group: 1 when there are enough of them in the
 * same row. */
static int walk_groups(nw_look *look, size_t at, grouped *all, const group_gap *between) {
  size_t first = 0, pos = at, len;
  group_gap next = *between;
  if (between->len == 0 || !is_group_char(nw_look_at(look, at + between->len))) return 0;
  while (first <= GROUP_BYTES && is_group_char((int)nw_look_before(look, at - first))) first++;
  if (is_no_first(look, at, first)) return 0;
  unsigned before = nw_look_before(look, at - first);
  if (first < at && before != 0 && before == (unsigned)nw_look_at(look, at + between->len - 1) && before != ' ') return 0;
  all->count = all->digits = all->capitals = all->values = all->early = 0;
  all->text_len = 0;
  all->start = at;
  all->plus = before == '+';
  (void)take_group(look, all, 0, at - first, first);
  if (all->digits == 0 && first > CODE_LETTERS_MOST) return 0;
  while (is_same_gap(between, &next)) {
    len = group_len(look, pos + next.len);
    if (nw_look_is_alnum(look, pos + next.len + len) || !take_group(look, all, next.len, pos + next.len, len)) break;
    pos += next.len + len;
    next = gap_of(look, pos);
  }
  return all->count >= GROUPS_LEAST && all->early >= NW_CALM_DIGITS_FEW && !goes_on_alike(look, at, pos);
}

/* Is `sign` the whole gap at `p`? "/" is, in "1/1"; in "1/'1" it is not. */
static int is_gap_of(const unsigned char *p, const unsigned char *end, unsigned sign) {
  return end - p > 1 && *p == sign && nw_is_alnum(p[1]);
}

/* How far all gaps of the row are refused that the one at `at` is of: where one sign parts all groups, a row begins at the first. Behind
 * a blank it may begin anew where letters end a group. */
static size_t row_reach(const nw_look *look, size_t at) {
  const unsigned char *p = look->data + (at - look->base), *end = look->data + (look->end - look->base), *gap = p;
  unsigned sign = *p;
  if (at == look->base || !is_gap_sign(sign)) return at;
  for (; sign != ' ' || nw_is_digit(gap[-1]); gap = p) {
    for (p = gap + 1; p < end && is_group_char(*p); p++) continue;
    if (p == gap + 1 || !is_gap_of(p, end, sign)) break;
  }
  return at + (size_t)(gap - (look->data + (at - look->base))) + 1;
}

/* Where the group in front of the gap at `at` begins, at most one byte more back than groups are long. */
static const unsigned char *first_group(const nw_look *look, size_t at) {
  const unsigned char *gap = look->data + (at - look->base), *from = gap;
  while (gap - from <= GROUP_BYTES && from > look->data && is_group_char(from[-1])) from--;
  return from;
}

/* A row with one sign between its groups, told from its bytes alone: what grouped has of it, without the text. */
typedef struct row {
  unsigned count, digits, capitals, twos, longs, plus;
  size_t   reach;  /* all its gaps before are refused with the one that was asked about (row_reach) */
} row;

/* A country's capitals and two digits, over gaps: how long its IBANs are; 0. */
static unsigned iban_length_at(const unsigned char *p, unsigned sign) {
  const unsigned char *second = p + 1 + (p[1] == sign), *third = second + 1 + (second[1] == sign), *fourth = third + 1 + (third[1] == sign);
  return nw_is_digit(*third) && nw_is_digit(*fourth) ? nw_iban_length(*p, *second) : 0;
}

/* More capitals than a number has that blanks or commas part, and no other number that has some: "AA BB CCC 11". */
static int is_list_of_words(const row *it, unsigned sign, const unsigned char *first) {
  if (it->capitals <= CAPITALS_MOST || it->plus || (sign != ' ' && sign != ',')) return 0;
  return (it->twos < it->count || it->count > 6) && it->digits + it->capitals > iban_length_at(first, sign);
}

static void count_group(row *it, size_t len, unsigned digits) {
  it->count++;
  it->digits += digits;
  it->capitals += (unsigned)len - digits;
  it->twos += len == 2;
  it->longs += len > 2;
}

/* Counts the row of the gap `at` and the group `first` in front of it as walk_groups takes it; 0 where that takes a closer look. */
static int count_row(const nw_look *look, size_t at, const unsigned char *first, row *it) {
  const unsigned char *gap = look->data + (at - look->base), *end = look->data + (look->end - look->base), *p = first;
  const unsigned sign = *gap;
  unsigned digits = 0, moving = 1;
  *it = (row){ .plus = first > look->data && first[-1] == '+', .reach = at + 1 };
  if (!is_gap_sign(sign) || end - gap < 2 || !nw_is_alnum(gap[1])) return 0;
  for (; p < gap; p++) digits += *p <= '9';
  count_group(it, (size_t)(gap - first), digits);
  for (; *gap == sign && it->count < GROUPS_MOST; gap = p) {
    digits = 0;
    for (p = gap + 1; p < end && is_group_char(*p); p++) digits += *p <= '9';
    if (p == end) return 0;  /* there may be more */
    size_t len = (size_t)(p - gap) - 1;
    if (len == 0 || len > GROUP_BYTES || nw_is_alnum(*p)) return *p < 0x80;
    count_group(it, len, digits);
    if (is_list_of_words(it, sign, first)) return 1;
    moving &= sign != ' ' || nw_is_digit(gap[-1]);
    if (moving && is_gap_of(p, end, sign)) it->reach = at + (size_t)(p - (look->data + (at - look->base))) + 1;
  }
  return *gap < 0x80;  /* blanks and dashes that are not ASCII are alike */
}

static int may_be_card(const row *it) { return it->capitals == 0 && it->digits >= 13 && it->digits <= 19; }

/* Does joint_of refuse the row, whatever its groups say? `reach`: how far. Most rows are numbers as numbers are written, or too short. */
static int is_no_row(const nw_look *look, size_t at, size_t *reach) {
  const unsigned char *first = first_group(look, at);
  const unsigned sign = look->data[at - look->base];
  row it;
  if (!count_row(look, at, first, &it)) return 0;
  *reach = it.reach;
  if (it.count < GROUPS_LEAST) return 1;
  if ((sign == ' ' || (sign == '-' && !may_be_card(&it))) && it.longs + 1 >= it.count) return 1;
  if (sign != ' ' && sign != ',') return 0;
  if (is_list_of_words(&it, sign, first)) return 1;
  const int iban = it.digits + it.capitals == iban_length_at(first, sign);
  return !may_be_card(&it) && !it.plus && !iban && !(it.count == 6 && it.twos == 6) && it.digits != 9 &&
         !(it.capitals > 0 && it.capitals <= CAPITALS_MOST && it.digits >= 6);
}

static size_t groups_bytes(const grouped *all) {
  size_t bytes = 0;
  for (unsigned i = 1; i < all->count; i++) bytes += (size_t)all->gap[i] + all->len[i];
  return bytes;
}

/* A code as one piece, from its letters on where a place may begin so far back. */
static int read_code(nw_look *look, size_t at, nw_passage *place, const grouped *all) {
  size_t end = at + groups_bytes(all), front = all->len[0];
  if (nw_code_letters(all->text, all->text_len) == 0) return 0;
  if (at >= look->floor + front) at -= front, front = 0;
  nw_passage_begin(place, at);
  nw_passage_add(place, all->text + front, all->text_len - front, end - at);
  nw_passage_both_ways(place, all->text, front);
  return 1;
}

/* The groups with `sign` between, 0 nothing. */
static void add_groups(nw_passage *place, const grouped *all, char sign) {
  for (size_t i = 1, text = all->len[0]; i < all->count; text += all->len[i++]) {
    nw_passage_add(place, &sign, sign != 0, all->gap[i]);
    nw_passage_add(place, all->text + text, all->len[i], all->len[i]);
  }
}

/* What the gaps of the row at `at` read as, or -1. Letters alone begin none but a code's. */
static int groups_at(nw_look *look, size_t at, grouped *all, group_gap *between) {
  *between = gap_of(look, at);
  if (is_list(between)) return -1;
  if (!walk_groups(look, at, all, between) || (all->len[0] > 2 && !has_digit(all->text, all->len[0]))) return -1;
  return joint_of(all, between);
}

/* A phone number as it is written: it is one without being read, but for a pattern of the policy that wants digits alone. */
static int is_written_phone(const grouped *all, const group_gap *between) {
  enum { PHONE_MOST = 15, CARD_LEAST = 13 };
  return all->plus && all->capitals == 0 && between->chars[0] == ' ' && between->chars[1] == 0 && all->text_len <= PHONE_MOST &&
         !(all->text_len >= CARD_LEAST && is_luhn(all));
}

static int read_groups(nw_look *look, size_t at, nw_passage *place) {
  grouped all;
  group_gap between;
  if (is_no_row(look, at, &place->refused)) return 0;
  int joint = groups_at(look, at, &all, &between);
  if (joint < 0 || is_written_phone(&all, &between)) {
    place->refused = row_reach(look, at);
    return 0;
  }
  if (joint > 0 || !read_code(look, at, place, &all)) add_groups(place, &all, (char)joint);
  return 1;
}

/* What patterns of the policy may want: a code of which the digits stand in groups, by the signs that numbers have anyway, and a phone
 * number's digits. */
static int read_codes(nw_look *look, size_t at, nw_passage *place) {
  grouped all;
  group_gap between;
  const unsigned char *first = first_group(look, at);
  int may_be = nw_is_upper(*first) || (first > look->data && first[-1] == '+');
  if (may_be && (between = gap_of(look, at), walk_groups(look, at, &all, &between))) {
    if (read_code(look, at, place, &all)) return 1;
    if (is_written_phone(&all, &between) && joint_of(&all, &between) == 0) {
      add_groups(place, &all, 0);
      return 1;
    }
  }
  place->refused = row_reach(look, at);
  return 0;
}

/* ---- a first look ---- */

/* Bytes of ASCII that may be the gap at `p`, in front of a group: 0 none; GAP_CHARS + 1: it takes a closer look. */
static size_t plain_gap(const unsigned char *p) {
  size_t len = 0;
  while (len < GAP_CHARS && is_gap_sign(p[len])) len++;
  if (p[len] >= 0x80) return GAP_CHARS + 1;
  return is_group_char(p[len]) ? len : 0;
}

/* A whole group of ASCII at `p`: how long it is, 0 none, and its digits. */
static size_t plain_group(const unsigned char *p, unsigned *digits) {
  size_t len = 0;
  for (*digits = 0; len <= GROUP_BYTES && is_group_char(p[len]); len++) *digits += p[len] <= '9';
  return len > GROUP_BYTES || nw_is_alnum(p[len]) ? 0 : len;
}

/* The group in front of the gap at `p`: how long it is, 0 where it is none that a row begins with (is_no_first); and its digits. */
static size_t plain_first(const unsigned char *p, const unsigned char *from, unsigned *digits) {
  const unsigned char *first = p;
  for (*digits = 0; first > from && p - first <= GROUP_BYTES && is_group_char(first[-1]); first--) *digits += first[-1] <= '9';
  const unsigned before = first > from ? first[-1] : 0;
  if (p - first > GROUP_BYTES || nw_is_alnum(before)) return 0;
  if ((before == '.' || (before == ' ' && *p == ' ')) && first - from > 1 && nw_is_digit(first[-2])) return 0;
  return (size_t)(p - first);
}

static int is_same_bytes(const unsigned char *a, const unsigned char *b, size_t len) {
  while (len > 0 && *a == *b) a++, b++, len--;
  return len == 0;
}

/* A row that was seen as a whole, from `p` on: as numbers are written, with one short group at most (is_no_row); a phone number with its
 * plus (is_written_phone). */
static int is_written(const row *it, unsigned sign) {
  enum { CARD_LEAST = 13 };
  if (it->longs + 1 >= it->count && (sign == ' ' || (sign == '-' && !may_be_card(it)))) return 1;
  return sign == ' ' && it->plus && it->capitals == 0 && it->digits < CARD_LEAST;
}

/* A row that was seen as a whole, from `first` on: the bytes of an address with its three dots, a date (joint_of). */
static int is_plain_row(const row *it, const unsigned char *first, unsigned sign) {
  uint8_t lens[4];
  unsigned values = 0;
  if (it->capitals > 0 || it->count > 4 || (it->count == 4 && (sign != '.' || it->digits <= GROUP_DIGITS_LEAST))) return 0;
  for (unsigned i = 0; i < it->count; i++, first += lens[i - 1] + 1) {
    unsigned value = 0;
    for (lens[i] = 0; nw_is_digit(first[lens[i]]); lens[i]++) value = value * 10 + (first[lens[i]] - (unsigned)'0');
    values += value <= 255 && (lens[i] == 1 || *first != '0');
  }
  return it->count == 4 ? values == 4 : is_date(lens, sign);
}

/* Three groups and the same gap twice, the first of them in front of `p`, and the digits that calm.h promises; `written`: what is as it is
 * written is none, and no list. */
static int row_may(const unsigned char *p, const unsigned char *from, int written) {
  unsigned digits = 0, front = 0;
  const size_t gap = plain_gap(p), room = NW_SPOT_BYTES - gap - GROUP_BYTES - 1;
  if (gap == 0 || gap > GAP_CHARS) return gap != 0;
  const group_gap between = { { p[0], gap > 1 ? p[1] : 0, gap > 2 ? p[2] : 0 }, gap };
  if (written && is_list(&between)) return 0;
  const size_t first = plain_first(p, from, &front);
  if (first == 0) return 0;
  size_t len = plain_group(p + gap, &digits), at = 0;
  row it = { .plus = p - first > from && *(p - first - 1) == '+' };
  count_group(&it, first, front);
  for (; len > 0; len = is_same_bytes(p + at, p, gap) ? plain_group(p + at + gap, &digits) : 0) {
    at += gap + len;
    count_group(&it, len, digits);
    if (written && gap == 1 && is_list_of_words(&it, *p, p - first)) return 0;
    if (at > room) return 1;
  }
  if (p[at] >= 0x80) return 1;
  if (it.count < GROUPS_LEAST) return p[at + 1] >= 0x80 || p[at + 2] >= 0x80;
  if (it.digits < front + NW_CALM_DIGITS_FEW) return 0;
  return !written || gap != 1 || !(is_written(&it, *p) || is_plain_row(&it, p - first, *p));
}
static int groups_may(const unsigned char *p, const unsigned char *from) { return row_may(p, from, 1); }
static int codes_may(const unsigned char *p, const unsigned char *from) { return row_may(p, from, 0); }

/* The groups of a block of ASCII: what begins a word and is of digits and capitals. An addition carries each over its end. */
typedef struct plain_groups { uint64_t inside, behind; } plain_groups;
static plain_groups groups_in(uint64_t group, uint64_t word) {
  const uint64_t sum = group + (group & ~(word << 1));
  return (plain_groups){ (sum ^ group) & group, sum & ~group & ~word };
}

/* A gap of ASCII behind a whole group, another one soon behind the gap; and near it the digits that calm.h promises, in groups. */
static uint64_t plain_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  const uint64_t group = here->digit | here->upper, group_next = next->digit | next->upper;
  const uint64_t word = here->digit | here->letter, word_next = next->digit | next->letter;
  plain_groups in = groups_in(group, word), in_next = groups_in(group_next, word_next);
  uint64_t soon = 0, again = 0, sign = ~(uint64_t)0, gap = in.behind, digits = here->digit & in.inside, more = next->digit & in_next.inside;
  if (group >> 63 & 1) in_next.behind |= ~word_next & 1;
  if (nw_is_digit(before) || nw_is_upper(before)) gap |= ~word & 1;
  for (unsigned n = 1; n <= GAP_CHARS; n++) {
    soon |= sign & nw_ahead(group, group_next, n);
    sign &= nw_ahead(~word, ~word_next, n);
  }
  if ((gap &= soon) == 0) return 0;
  for (unsigned n = 2; n <= GAP_CHARS + GROUP_BYTES; n++) again |= nw_ahead(in.behind, in_next.behind, n);
  if ((gap &= again) == 0) return 0;
  return nw_has_bits(digits, more, NW_CALM_DIGITS_FEW) ? gap : 0;
}

/* Behind a digit, one to nine bytes that are none, then a digit or a capital letter. */
static uint64_t groups_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  if ((here->high | next->high) == 0) return plain_spots(here, next, before);
  uint64_t group = here->digit | here->upper, group_next = next->digit | next->upper, soon = 0;
  uint64_t gap = nw_behind(group, nw_is_digit(before) || nw_is_upper(before) ? 1 : 0) & ~(here->digit | here->letter | here->odd);
  if (gap == 0) return 0;
  for (unsigned n = 1; n <= GAP_BYTES; n++) soon |= nw_ahead(group, group_next, n);
  return gap & soon;
}

const nw_rewrite nw_rewrite_groups = {
  "groups", "joined", FOR_NUMBERS, groups_spots, read_groups, groups_may, NW_CALM_DIGITS, 0, 0
};
const nw_rewrite nw_rewrite_codes = {
  "codes", "joined", NW_FOR_REGEX, groups_spots, read_codes, codes_may, NW_CALM_FOUR, 0, 0
};
