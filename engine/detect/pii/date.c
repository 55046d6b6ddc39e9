/* Calendar dates, with the time of day behind them. Every number is asked; a month may stand in front of it.
 *
 *   "2021-05-20", "5/20/21", "20.5.2021"     three numbers, one joint, a day that is in the calendar
 *   "5-MAY-2021", "5 mai 2021", "May 5, 2021", "May-2021", "05-May"      the name of a month, in 16 languages
 *   "5 May⏎2021", "May 5,⏎2021"               the year in the next line, where a line is wrapped
 *   "2021年5月20日", "2021년 5월 20일"        the units of Chinese, Japanese, Korean
 *   "2024-06-05T09:15:30.500-07:00"           a time behind it is a part of it
 *   "1.12.10", "10.0.0.1", "1/2", "/2021/05/20/a.png", "10:30", "may 5"  none: versions, addresses, fractions, paths, times, verbs
 *
 * Two digits for a year stand last. With dots they might be those of a version: day and month have two digits there, or the day is
 * above 12. With hyphens, and for numbers in the order of a version (2021.5.1), only a field, or who asks for any shape, is believed.
 *
 * The time that stands in front of a line of a log is none.
 *
 * Cost: a number that no joint follows, and no letter and joint precede, is refused by what stands next to it.
 */
#include "detect/pii/date.h"

#include <string.h>

#include "detect/context.h"
#include "detect/field.h"

enum { MONTH_BYTES = 24, JOINT_BYTES = 4, YEAR_FIRST = 1800, YEAR_LAST = 2199, DIGITS_MOST = 4 };

typedef struct number { size_t end; unsigned digits, value; } number;

/* One to four digits at `pos`; more are no part of a date. */
static number number_at(nw_probe *probe, size_t pos) {
  number n = { pos, 0, 0 };
  for (int c; n.digits < 5 && nw_is_digit_at(c = nw_probe_at(probe, n.end)); n.end++, n.digits++)
    n.value = n.value * 10 + (unsigned)(c - '0');
  if (n.digits == 5) n.digits = 0;
  return n;
}

static int is_year(number n) { return n.digits == 4 && n.value >= YEAR_FIRST && n.value <= YEAR_LAST; }
static int is_short(number n) { return n.digits == 1 || n.digits == 2; }

/* The day is in the month; a year of two digits may be a leap year. */
static int is_day(number day, unsigned month, number year) {
  static const unsigned char days[] = { 0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  if (!is_short(day) || month < 1 || month > 12 || day.value < 1 || day.value > days[month]) return 0;
  int leap = year.digits < 4 || (year.value % 4 == 0 && (year.value % 100 != 0 || year.value % 400 == 0));
  return month != 2 || day.value < 29 || leap;
}

static int is_month_day(number month, number day, number year) { return is_short(month) && is_day(day, month.value, year); }

/* ---- what stands around ---- */

static int is_one_of(int c, const char *bytes) {
  while (*bytes != '\0' && *bytes != c) bytes++;
  return c > 0 && *bytes != '\0';
}

/* Blanks and signs that stand between a number and the name of a month. */
static int is_joint(int c) { return c == ' ' || c == '-' || c == '/' || c == '.'; }

/* "a/2021", "v.5", "-5", "10:5": the inside of something longer. Behind a finding it is a range. */
static int begins_free(nw_probe *probe, size_t start) {
  int c = nw_probe_before(probe, start, 1);
  if (c == ':') return !nw_is_digit_at(nw_probe_before(probe, start, 2));
  return nw_probe_is_free(probe, start) || !(nw_is_word(c) || is_one_of(c, "-./\\+$#@%&*"));
}

/* "2021/05/20/a", "1.2.2021.4", "2021-05-20.log", "2021-05-20_a" go on; "1/5/2021-3/5/2021" is a range. */
static int ends_free(nw_probe *probe, size_t end, int joint) {
  int c = nw_probe_at(probe, end);
  if (!is_one_of(c, "-./:+")) return !nw_is_word(c) && !is_one_of(c, "\\@%*");
  int next = nw_probe_at(probe, end + 1), digit = nw_is_digit_at(next);
  if (c == '/' && joint == '/') return 0;
  if (digit) return (c == '-' || c == '/') && joint != c;
  return c == ':' || c == '+' || !nw_is_word(next);
}

/* ---- three numbers ---- */

typedef enum trust { NO, BARE, GOOD } trust;

/* Two digits for the year. */
static trust trust_short(number a, number b, number year, int joint) {
  int day_first = is_month_day(b, a, year), month_first = is_month_day(a, b, year);
  if (joint == '/') return day_first || month_first ? GOOD : NO;
  if (joint == '.' && day_first) return a.value > 12 || (a.digits == 2 && b.digits == 2) ? GOOD : BARE;
  return joint == '-' && (day_first || month_first) ? BARE : NO;
}

static trust trust_of(number a, number b, number c, int joint) {
  if (is_year(a)) {
    if (!is_month_day(b, c, a)) return NO;
    return joint == '.' && (b.digits < 2 || c.digits < 2) ? BARE : GOOD;
  }
  if (!is_short(a) || !is_short(b)) return NO;
  if (c.digits == 2) return trust_short(a, b, c, joint);
  return is_year(c) && (is_month_day(a, b, c) || is_month_day(b, a, c)) ? GOOD : NO;
}

typedef struct date { size_t start, end; int joint; trust trust; int full; } date;

static int numeric(nw_probe *probe, number a, date *out) {
  int joint = nw_probe_at(probe, a.end);
  if (joint != '-' && joint != '/' && joint != '.') return 0;
  number b = number_at(probe, a.end + 1);
  if (!is_short(b) || nw_probe_at(probe, b.end) != joint) return 0;
  number c = number_at(probe, b.end + 1);
  out->trust = trust_of(a, b, c, joint);
  if (joint == '.' && out->trust != NO && nw_context_next(probe, probe->at, NW_CONTEXT_VERSION)) return 0;
  out->end = c.end;
  out->joint = joint;
  out->full = 1;
  return out->trust != NO;
}

/* ---- the name of a month ---- */

static size_t joint_at(nw_probe *probe, size_t pos, int *joint) {
  nw_cursor cursor = nw_cursor_at(probe, pos, NW_ENTITY_DATE_TIME);
  *joint = nw_date_joint(&cursor);
  return *joint == 0 ? 0 : cursor.pos;
}

/* A whole word that is a month; its end, or 0. */
static size_t month_at(nw_probe *probe, size_t pos, unsigned *month, int *weak) {
  nw_cursor cursor = nw_cursor_at(probe, pos, NW_ENTITY_DATE_TIME);
  unsigned found = (unsigned)nw_date_month(&cursor);
  int c = nw_probe_at(probe, cursor.pos);
  *month = found % NW_DATE_WEAK;
  *weak = found >= NW_DATE_WEAK;
  return found == 0 || nw_is_word(c) || (c >= 0xC3 && c <= 0xDF) ? 0 : cursor.pos;
}

static size_t ordinal_end(nw_probe *probe, size_t pos) {
  nw_cursor cursor = nw_cursor_at(probe, pos, NW_ENTITY_DATE_TIME);
  return nw_date_ordinal(&cursor) ? cursor.pos : pos;
}

/* Where the next line begins when the one with "5 May" or "May 5," ends at `pos`, but for a blank; 0 when it goes on. */
static size_t next_line(nw_probe *probe, size_t pos) {
  size_t at = pos + (nw_probe_at(probe, pos) == ',');
  at += nw_probe_at(probe, at) == ' ';
  at += nw_probe_at(probe, at) == '\r';
  return nw_probe_at(probe, at) == '\n' ? at + 1 : 0;
}

/* The year behind day and month: four digits; two behind the joint that the parts before have, or an apostrophe. */
static number year_behind(nw_probe *probe, size_t pos, int before) {
  int joint;
  size_t at = joint_at(probe, pos, &joint), line = before == ' ' ? next_line(probe, pos) : 0;
  if (line > 0) {
    number year = number_at(probe, line);
    int ends = ends_free(probe, year.end, ' ') && !is_one_of(nw_probe_at(probe, year.end), "-/:");  /* not "5 May⏎2021-07-01" */
    return is_year(year) && ends ? year : (number){ pos, 0, 0 };
  }
  if (at == 0) return (number){ pos, 0, 0 };
  int quote = (joint == ' ' || joint == ',') && nw_probe_at(probe, at) == '\'';
  number year = number_at(probe, at + (size_t)quote);
  if (is_year(year) || (year.digits == 2 && (quote || (joint == before && joint != ' ' && joint != ',')))) return year;
  return (number){ pos, 0, 0 };
}

/* "5 May 2021", "5-May", "2021 May 5". */
static int month_second(nw_probe *probe, number a, date *out) {
  unsigned month;
  int weak, joint, second;
  size_t at = joint_at(probe, a.end, &joint), end = at == 0 ? 0 : month_at(probe, at, &month, &weak);
  if (end == 0 || joint == ',') return 0;
  out->joint = joint;
  out->trust = GOOD;
  if (is_year(a)) {
    at = joint_at(probe, end, &second);
    number day = at == 0 || second != joint || second == ',' ? (number){ 0, 0, 0 } : number_at(probe, at);
    out->end = day.end;
    out->full = 1;
    return is_day(day, month, a);
  }
  number year = year_behind(probe, end, joint);
  out->full = year.digits > 0;
  out->end = out->full ? year.end : end;
  return is_day(a, month, year) && (out->full || (!weak && joint != '/'));
}

/* How far in front of the number a word begins: "May |5", "Sept. |5"; 0 when no word stands there. */
static size_t word_before(nw_probe *probe) {
  size_t n = 1, letters = 0;
  int c = nw_probe_before(probe, probe->at, 1), first = c;
  if (!is_joint(c) && c != 0xA0) return 0;
  while (n < JOINT_BYTES && (is_joint(c) || c == ',' || c == 0xC2 || c == 0xA0)) c = nw_probe_before(probe, probe->at, ++n);
  if (first == ' ' && c == 'e' && nw_probe_before(probe, probe->at, 3) == 'd' && nw_probe_before(probe, probe->at, 4) == ' ')
    c = nw_probe_before(probe, probe->at, n = 5);  /* "maio de 2021" */
  for (; (c >= 0x80 && c < 0xE0) || (c >= 0 && nw_is_alpha((unsigned)c)); letters++) {
    if (letters == MONTH_BYTES) return 0;
    c = nw_probe_before(probe, probe->at, ++n);
  }
  while (letters > 0 && (nw_probe_before(probe, probe->at, n - 1) & 0xC0) == 0x80) n--, letters--;  /* of what stands in front */
  return letters < 3 ? 0 : n - 1;
}

/* "May 5, 2021", "May-2021", "May 5". */
static int month_first(nw_probe *probe, number a, date *out) {
  unsigned month;
  int weak, joint;
  size_t back = word_before(probe), start = probe->at - back, end = back == 0 ? 0 : month_at(probe, start, &month, &weak);
  if (end == 0 || joint_at(probe, end, &joint) != probe->at) return 0;
  out->start = start;
  out->joint = joint;
  out->trust = GOOD;
  out->end = a.end;
  if (a.digits == 4) return is_year(a) && !weak;
  size_t day_end = ordinal_end(probe, a.end);
  number year = year_behind(probe, day_end, joint);
  out->full = year.digits > 0;
  out->end = out->full ? year.end : day_end;
  if (out->full) return is_day(a, month, year);
  if (weak || (joint != ' ' && joint != '-')) return 0;
  return is_day(a, month, year) || (joint == '-' && a.digits == 2);  /* "May-99" */
}

/* ---- units behind the numbers ---- */

/* 'Y', 'M', 'D' and the end of 年 年, 月, 日 号 and of their Korean like; 0. */
static int unit_at(nw_probe *probe, size_t *pos) {
  static const struct { unsigned char bytes[3], unit; } units[] = {
    { { 0xE5, 0xB9, 0xB4 }, 'Y' }, { { 0xE6, 0x9C, 0x88 }, 'M' }, { { 0xE6, 0x97, 0xA5 }, 'D' }, { { 0xE5, 0x8F, 0xB7 }, 'D' },
    { { 0xEB, 0x85, 0x84 }, 'Y' }, { { 0xEC, 0x9B, 0x94 }, 'M' }, { { 0xEC, 0x9D, 0xBC }, 'D' },
  };
  if (nw_probe_at(probe, *pos) < 0xE0) return 0;
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
    size_t n = 0;
    while (n < 3 && nw_probe_at(probe, *pos + n) == units[i].bytes[n]) n++;
    if (n < 3) continue;
    *pos += 3;
    return units[i].unit;
  }
  return 0;
}

/* "2021年5月20日", "5월 20일"; a year with a month is one, too. */
static int with_units(nw_probe *probe, number a, date *out) {
  number part[3] = { { 0, 0, 0 } }, n = a;
  size_t at = a.end;
  int unit, last = 0;
  while ((unit = unit_at(probe, &at)) != 0) {
    unsigned which = unit == 'Y' ? 0 : unit == 'M' ? 1 : 2;
    if (unit == 'Y' ? !is_year(n) || last != 0 : !is_short(n) || (unit == 'D' && last != 'M')) break;
    part[which] = n;
    out->end = at;
    last = unit;
    if (unit == 'D') break;
    at += nw_probe_at(probe, at) == ' ';
    n = number_at(probe, at);
    at = n.end;
  }
  out->trust = GOOD;
  out->full = last == 'D' && part[0].digits > 0;
  if (last == 'D') return is_month_day(part[1], part[2], part[0]);
  return last == 'M' && part[0].digits > 0 && part[1].value >= 1 && part[1].value <= 12;
}

/* ---- the date ---- */

/* A time of day behind a whole date belongs to it. */
static size_t with_time(nw_probe *probe, const date *d, nw_hit *hit) {
  nw_cursor cursor = nw_cursor_at(probe, d->end, NW_ENTITY_DATE_TIME);
  nw_date_clock clock = d->full ? nw_date_time(&cursor) : NW_DATE_NONE;
  if (clock == NW_DATE_NONE || nw_is_word(nw_probe_at(probe, cursor.pos))) return d->end;
  if (clock == NW_DATE_ISO) hit->score_ppm = NW_SCORE_PROVEN;
  return cursor.pos;
}

static int read_date(nw_probe *probe, date *d) {
  number a = number_at(probe, probe->at);
  if (a.digits == 0) return 0;
  int next = nw_probe_at(probe, a.end);
  d->start = probe->at;
  if (next >= 0xE0 && with_units(probe, a, d)) return 1;
  if (a.digits == 3 || (a.digits < 3 && a.value > 31)) return a.digits == 2 && month_first(probe, a, d);
  return numeric(probe, a, d) || month_second(probe, a, d) || month_first(probe, a, d);
}

/* "2024-03-12T08:41:22Z INFO …": the time of a line of a log, with its level in capitals or a bracket behind it, says nothing of
 * anybody. */
static int stamps_a_line(nw_probe *probe, size_t start, size_t end) {
  enum { LEVEL_LEAST = 4, GAP_MOST = 3 };
  int before = nw_probe_before(probe, start, 1);
  if (before == '[') before = nw_probe_before(probe, start, 2);
  if (before >= 0 && before != '\n') return 0;
  size_t at = end, capitals = 0;
  while (at - end < GAP_MOST && (nw_probe_at(probe, at) == ' ' || nw_probe_at(probe, at) == ']')) at++;
  if (at == end) return 0;
  if (nw_probe_at(probe, at) == '[') return 1;
  for (int c; capitals < LEVEL_LEAST && (c = nw_probe_at(probe, at + capitals)) >= 0 && nw_is_upper((unsigned)c);) capitals++;
  return capitals == LEVEL_LEAST;
}

/* ---- what may become a date ---- */

#define AT(c) [(c) & 31]
#define SET(c) (1u << ((c) & 31))

/* The third letters of months, by the first and the second one. Cf. nw_date_month. */
static const uint32_t thirds[32][32] = {
  AT('a') = { AT('b') = SET('r'), AT('g') = SET('o'), AT('o') = SET('u'), AT('p') = SET('r'), AT('r') = SET('a'),
            AT('u') = SET('g'), AT('v') = SET('r') },
  AT('c') = { AT('z') = SET('e') },
  AT('d') = { AT('e') = SET('c') | SET('z'), AT('i') = SET('c'), AT('u') = SET('b') },
  AT('e') = { AT('k') = SET('i'), AT('n') = SET('e'), AT('y') = SET('l') },
  AT('f') = { AT('e') = SET('b') | SET('v') },
  AT('g') = { AT('e') = SET('n'), AT('i') = SET('u'), AT('r') = SET('u') },
  AT('h') = { AT('a') = SET('z') },
  AT('i') = { AT('a') = SET('n'), AT('u') = SET('l') | SET('n') },
  AT('j') = { AT('a') = SET('n'), AT('u') = SET('i') | SET('l') | SET('n') },
  AT('k') = { AT('a') = SET('s'), AT('w') = SET('i') },
  AT('l') = { AT('e') = SET('d'), AT('i') = SET('p') | SET('s'), AT('u') = SET('g') | SET('t') },
  AT('m') = { AT('a') = SET('a') | SET('g') | SET('i') | SET('j') | SET('r') | SET('y'), AT('e') = SET('i'),
            AT('r') = SET('t') | SET('z') },
  AT('n') = { AT('i') = SET('s'), AT('o') = SET('i') | SET('v') },
  AT('o') = { AT('c') = SET('a') | SET('t'), AT('k') = SET('t'), AT('t') = SET('t'), AT('u') = SET('t') },
  AT('p') = { AT('r') = SET('o') },
  AT('s') = { AT('e') = SET('p') | SET('t'), AT('i') = SET('e'), AT('r') = SET('p'), AT('t') = SET('y') },
  AT('t') = { AT('e') = SET('m') },
  AT('w') = { AT('r') = SET('z') },
};

/* May three bytes be the first ones of a month? With letters that are not ASCII always. */
static inline int may_begin_month(const unsigned char *word) {
  return (word[0] | word[1] | word[2]) >= 0x80 || (thirds[word[0] & 31][word[1] & 31] >> (word[2] & 31) & 1);
}

/* May the first `len` letters of a word, of which three count, be those of a month? With letters that are not ASCII always. */
static inline int may_be_month(const unsigned char *word, size_t len) {
  if (len == 0) return 0;
  const uint32_t *seconds = thirds[word[0] & 31];
  unsigned beyond = word[0] | (len > 1 ? word[1] : 0u) | (len > 2 ? word[2] : 0u);
  if (beyond >= 0x80 || !nw_is_alpha(word[0])) return beyond >= 0x80;
  if (len > 2) return (int)(seconds[word[1] & 31] >> (word[2] & 31) & 1);
  if (len == 2) return seconds[word[1] & 31] != 0;
  for (unsigned i = 0; i < 32; i++)
    if (seconds[i] != 0) return 1;
  return 0;
}

/* How many bytes in front of data[-skip] are letters, or what joins a month and a number. */
static size_t letters_back(const unsigned char *data, size_t skip, size_t room) {
  const unsigned char *end = data - skip, *at = end, *least = data - (room - skip <= MONTH_BYTES ? room : skip + MONTH_BYTES + 1);
  while (at > least && (nw_is_alpha(at[-1]) || at[-1] - 0x80u < 0x60)) at--;
  return (size_t)(end - at);
}

static size_t joints_back(const unsigned char *data, size_t skip, size_t room) {
  size_t n = skip;
  while (n < room && n - skip <= JOINT_BYTES && (is_joint(*(data - n - 1)) || *(data - n - 1) == ',')) n++;
  return n - skip;
}

/* The month at the end of the text; behind it joints, and " de " or what has come of it. */
size_t nw_date_back(const unsigned char *data, size_t room) {
  size_t joints = joints_back(data, 0, room), word = letters_back(data, joints, room), n = joints + word;
  if (word == 0 || word > MONTH_BYTES || joints > JOINT_BYTES) return 0;
  const unsigned char *first = data - n;
  if ((first[0] | 32) == 'd' && (word == 1 || (word == 2 && (first[1] | 32) == 'e'))) {
    size_t more = joints_back(data, n, room), before = letters_back(data, n + more, room);
    int fits = more > 0 && more <= JOINT_BYTES && before > 0 && before <= MONTH_BYTES;
    if (fits && may_be_month(data - n - more - before, before)) return n + more + before;
  }
  return may_be_month(first, word) ? n : 0;
}

int nw_date_may_end(const unsigned char *word, size_t len) {
  return may_be_month(word, len) || ((word[0] | 32) == 'd' && (len == 1 || (len == 2 && (word[1] | 32) == 'e')));
}

/* What stands behind the digits of a number: a sign and one more, a unit, or a month ("5 May", "21st of May", "5-May")? */
static int may_go_on(const unsigned char *behind) {
  const unsigned char *at = behind;
  if (*at == '-' || *at == '/' || *at == '.') {
    size_t n = 1;
    while (n <= DIGITS_MOST && nw_is_digit(at[n])) n++;
    if (n > 1) return at[n] == *at;  /* "5/20/21", not "10.24" */
    if (may_begin_month(at + 1)) return 1;
    at += *at == '.';
  }
  while (at < behind + 3 && nw_is_alpha(*at)) at++;
  if (*at != ' ') return *at >= 0x80;
  if (nw_is_digit(at[1])) return 0;
  unsigned first = nw_to_lower(at[1]), second = nw_to_lower(at[2]);
  return may_begin_month(at + 1) || (first == 'o' && second == 'f') || (first == 'd' && second == 'e');
}

/* How many ASCII letters end one blank in front of byte `at` of a batch: "week |20". */
static size_t letters_before(const nw_masks *masks, size_t at) {
  uint64_t others = ~(nw_mask_bits(masks->alpha, at - NW_BLOCK_BYTES) << 1);
  return (size_t)__builtin_clzll(others);  /* the lowest bit is set */
}

/* What nw_date_back tells of a number at byte `at` of the batch; `room`: bytes in front of it. */
static int may_follow_month(const nw_masks *masks, size_t at, const unsigned char *text, size_t room) {
  enum { SHORTEST = 3 };
  if (room < SHORTEST) return 0;
  unsigned before = text[-1], second = text[-2];
  if (before == ' ' && at >= NW_BLOCK_BYTES) {
    size_t len = letters_before(masks, at);
    if (len == 0 && second < 0x80 && !is_joint((int)second) && second != ',') return 0;
    if (len >= SHORTEST && text[-2 - (int)len] < 0x80) return len <= MONTH_BYTES && may_begin_month(text - 1 - len);
  } else if (before < 0x80 && !nw_is_alpha(before) && !is_joint((int)before) && before != ',') {
    return 0;
  }
  return nw_date_back(text, room) > 0;
}

int nw_date_may(const nw_scan *scan, const nw_masks *masks, size_t masks_at, size_t pos) {
  enum { AHEAD_BYTES = 16, DAY_LAST = 31 };
  const unsigned char *text = scan->data + (pos - scan->base);
  size_t digits = 0;
  unsigned value = 0;
  if (scan->end - pos < AHEAD_BYTES) return 1;
  for (; digits <= DIGITS_MOST && nw_is_digit(text[digits]); digits++) value = value * 10 + text[digits] - '0';
  if (digits > 2 && (digits != DIGITS_MOST || value < YEAR_FIRST || value > YEAR_LAST)) return 0;
  if ((digits > 2 || value <= DAY_LAST) && may_go_on(text + digits)) return 1;
  return may_follow_month(masks, pos - masks_at, text, pos - (scan->from > scan->base ? scan->from : scan->base));
}

int nw_date_verify(nw_probe *probe, nw_hit *hit) {
  date d = { 0, 0, 0, NO, 0 };
  if (!read_date(probe, &d) || !begins_free(probe, d.start)) return 0;
  hit->score_ppm = d.full ? NW_SCORE_SHAPE : NW_SCORE_CONTEXT;
  hit->start = d.start;
  hit->end = with_time(probe, &d, hit);
  if (hit->end == d.end && !ends_free(probe, d.end, d.joint)) return 0;
  if (hit->end > d.end && stamps_a_line(probe, hit->start, hit->end)) return 0;
  if (d.trust == GOOD) return 1;
  hit->score_ppm = NW_SCORE_WEAK;
  hit->bare = !nw_field_is(probe, hit->start, hit->end);
  return 1;
}
