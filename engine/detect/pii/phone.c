/* Telephone numbers.
 *
 *   "+33 6 12 34 56 50"         behind '+' or 00: what the numbering plan of the calling code has
 *   "(202) 555-0143 ext. 7"     North America; the extension belongs to it
 *   "090-1234-5678"             as some country prints its numbers, with its national prefix and in its groups
 *   "call 9472 7916"            anything else needs a word in front,
 *   "61 51 81 office"           or behind
 *   "09171234567"               or nothing else at all in the text (field.h)
 *   "2024-01-15", "10.15.7", "550e8400-e29b-…", "0.2025550143"   none of these
 *
 * The plans are in pii/phone_table.h. They say what a number without a word is; behind a word like "phone" a number that
 * no plan has (made up, mistyped, short) is one all the same.
 */
#include "detect/pii/phone.h"

#include <string.h>

#include "detect/context.h"
#include "detect/field.h"
#include "detect/miss.h"
#include "detect/pii/ip.h"
#include "detect/pii/phone_table.h"

enum { PHONE_MIN_DIGITS = 7, PHONE_BEHIND_MIN_DIGITS = 6, PHONE_MOST_GROUPS = 6 };

/* ---- behind '+' ---- */

/* "+41 (0)44 …": the zero is dialled inside the country only and does not count. */
static int is_trunk_zero(nw_probe *probe, const unsigned char *s) {
  return s[0] == '1' && s[-1] == '(' && s[1] == ')' && nw_probe_at(probe, nw_chain_text(probe->chain, s)) == '0';
}

/* The most groups that a plan has, the better grade first. Where no plan has them: all groups with 7..15 digits, UNKNOWN. */
static const unsigned char *international_end(nw_probe *probe, const unsigned char *layout, unsigned skip, nw_phone_grade *best) {
  const unsigned char *end = nw_phone_groups(layout), *found = NULL;
  unsigned char digits[NW_PHONE_DIGITS + 8];
  unsigned count = 0, read = 0, state = 0;  /* the plan has read so many of the digits */
  *best = NW_PHONE_UNKNOWN;
  for (const unsigned char *s = layout; end != NULL && s < end; s++) {
    if (nw_group_digits(*s) == 0 || (s > layout && is_trunk_zero(probe, s))) continue;
    if (count + nw_group_digits(*s) > NW_PHONE_DIGITS + skip) break;
    count += nw_chain_digits(probe, s, s + 1, digits + count, (unsigned)sizeof digits - count);
    if (count < skip + PHONE_MIN_DIGITS) continue;
    if (read == 0) {
      unsigned code_digits = 0, code = nw_phone_code(digits + skip, count - skip, &code_digits);
      state = code == 0 ? 0 : nw_phone_begin(code);
      read = skip + code_digits;
    }
    state = nw_phone_next(state, digits + read, count - read);
    read = count;
    if (nw_phone_grade_of(state) < *best) continue;
    *best = nw_phone_grade_of(state);
    found = s + 1;
  }
  return found;
}

/* ---- national ---- */

/* NPA-NXX (North American Numbering Plan): both begin with 2..9; no area code ends in 11. */
static int is_nanp(const unsigned char *d) {
  return d[0] >= 2 && d[3] >= 2 && !(d[1] == 1 && d[2] == 1) && !(d[3] == d[4] && d[4] == d[5] && d[3] != 5 && d[0] == d[3] &&
      d[1] == d[2]);
}

/* "(123) 456-7890": so rigid that numbers of invention count too. "555-123-4567": the area of inventions. */
static int is_rigid_nanp(const unsigned char *from, const unsigned char *to, const unsigned char *d) {
  static const char paren[] = "3) 3-4", hyphens[] = "3-3-4";
  size_t len = (size_t)(to - from);
  if (len == sizeof paren - 1 && memcmp(from, paren, len) == 0) return 1;
  return len == sizeof hyphens - 1 && memcmp(from, hyphens, len) == 0 && d[0] == 5 && d[1] == 5 && d[2] == 5;
}

static int layout_holds(nw_probe *probe, nw_phone_layout layout, const unsigned char *from, const unsigned char *to) {
  unsigned char d[NW_PHONE_DIGITS + 8];
  unsigned count = nw_chain_digits(probe, from, to, d, NW_PHONE_DIGITS + 8);
  switch (layout) {
    case NW_PHONE_NANP: return count == 10 && (is_nanp(d) || is_rigid_nanp(from, to, d));
    case NW_PHONE_TRUNK: return count == 11 && d[0] == 1 && is_nanp(d + 1);
    default: return 0;
  }
}

/* The separators between two groups are those of a number: one and the same, but for what a parenthesis needs. Returns 0, or the
 * separator that all have ('(' before the first one is seen). */
static unsigned char one_separator(const unsigned char *s, unsigned char seen) {
  if ((s[0] == ' ' || s[0] == '-' || s[0] == '.' || s[0] == '/') && nw_group_digits(s[1]) > 0)
    return seen == s[0] || seen == '(' || (seen == ' ' && s[0] == '-') ? s[0] : 0;
  if (seen != '(' && seen != ' ') return 0;
  size_t len = 0;
  while (s[len] != 0 && nw_group_digits(s[len]) == 0) len++;
  if ((len == 1 && s[0] == ')') || (len == 2 && (s[0] == ')' || s[1] == '('))) return '(';
  return 0;
}

/* Groups as some country prints them: the most groups that one has. `*separator`: the last one. */
static const unsigned char *printed_end(nw_probe *probe, const unsigned char *layout, unsigned char *separator) {
  unsigned char digits[NW_PHONE_DIGITS + 8], joint = '(';
  const unsigned char *found = NULL, *s = layout;
  uint32_t groups = 0;
  unsigned count = 0, size;
  for (unsigned n = 1; n <= PHONE_MOST_GROUPS && (size = nw_group_digits(*s)) > 0 && count + size <= NW_PHONE_DIGITS; n++) {
    count += size;
    /* "0 532 …" is "0532 …" */
    groups = n == 2 && groups == 1 && nw_probe_at(probe, probe->at) == '0' ? size + 1 : groups << 4 | size;
    unsigned state = n > 1 && count >= 9 ? nw_phone_groups_begin(groups) : 0;
    if (state != 0) {
      (void)nw_chain_digits(probe, layout, s + 1, digits, sizeof digits);
      if (nw_phone_grade_of(nw_phone_next(state, digits, count)) >= NW_PHONE_POSSIBLE) found = s + 1, *separator = joint;
    }
    joint = one_separator(++s, joint);
    if (joint == 0) break;
    while (*s != 0 && nw_group_digits(*s) == 0) s++;
  }
  return found;
}

/* A bracket that closes none of the number, or that opens behind its second group, belongs to what stands next to it. `paren`: one
 * is open in front. */
static const unsigned char *own_groups(const unsigned char *layout, const unsigned char *end, int paren) {
  unsigned groups = 0;
  for (const unsigned char *s = layout; end != NULL && s < end; s++) {
    if (nw_group_digits(*s) > 0) groups++;
    else if ((*s == ')' && !paren) || (*s == '(' && groups > 1)) {
      while (nw_group_digits(s[-1]) == 0) s--;
      return s;
    } else if (*s == '(' || *s == ')') {
      paren = *s == '(';
    }
  }
  return end;
}

/* Beside a context word: 6..15 digits in one to six groups. */
static const unsigned char *loose_end(nw_probe *probe, const unsigned char *layout, int paren, unsigned *digits,
    unsigned *groups) {
  const unsigned char *end = own_groups(layout, nw_phone_groups(layout), paren);
  *digits = *groups = 0;
  if (end == NULL) return NULL;
  for (const unsigned char *s = layout; s < end; s++) {
    unsigned more = nw_group_digits(*s);
    *digits += more;
    *groups += more > 0;
  }
  if (*digits < PHONE_BEHIND_MIN_DIGITS || *digits > NW_PHONE_DIGITS || *groups > PHONE_MOST_GROUPS) return NULL;
  if (nw_phone_is_date(layout)) return NULL;
  unsigned char d[NW_PHONE_DIGITS + 8];
  if (nw_probe_at(probe, probe->at) != '0') return end;
  (void)nw_chain_digits(probe, layout, end, d, sizeof d);
  return d[1] == 0 && d[2] == 0 ? NULL : end;
}

/* ---- edges ---- */

/* A national number does not begin inside a longer number, word, path or amount; a number with other separators may begin behind
 * a number and a blank. */
typedef enum edge { INSIDE, BEHIND_BLANK, FREE } edge;

static edge edge_of(nw_probe *probe) {
  int before = nw_probe_before(probe, probe->at, 1);
  if (nw_probe_is_free(probe, probe->at)) return FREE;
  switch (before) {
    case '-': case '.': case '/': case '$': case '#': case '%': case '&': case '@': case '+': return INSIDE;
    case ':':
      if (nw_is_digit_at(nw_probe_before(probe, probe->at, 2))) return INSIDE;
      break;
    default: break;
  }
  unsigned char joined = nw_chain_joined(probe);
  if (joined == 0 || joined == '(' || joined == ')') return FREE;
  return joined == ' ' ? BEHIND_BLANK : INSIDE;
}

/* "x123", "ext. 123", " extension 123" behind a number. Returns the end with it. */
static size_t with_extension(nw_probe *probe, size_t end) {
  static const char *const marks[] = { "extension", "ext", "x", NULL };
  size_t pos = end + (nw_probe_at(probe, end) == ' ');
  int first = nw_probe_at(probe, pos) | 0x20;
  if (first != 'e' && first != 'x') return end;  /* as behind most */
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

/* "61 51 81 office\n", "070-073-058-Office,": a word that ends its part of the line says what the number before it is. */
static int word_behind(nw_probe *probe, size_t end) {
  static const char *const words[] = {
    "office", "fax", "mobile", "cell", "home", "desk", "phone", "tel", "mobil", "telefon", NULL
  };
  size_t pos = end;
  while (pos < end + 3) {
    int c = nw_probe_at(probe, pos);
    if (c != ' ' && c != '-' && c != '(') break;
    pos++;
  }
  int first = pos > end ? nw_probe_at(probe, pos) | 0x20 : -1;
  if (first < 0 || strchr("ofmchdpt", first) == NULL) return 0;  /* as most do */
  for (size_t i = 0; words[i] != NULL; i++) {
    size_t n = 1;
    if (words[i][0] != first) continue;
    while (words[i][n] != 0 && (nw_probe_at(probe, pos + n) | 0x20) == words[i][n]) n++;
    if (words[i][n] != 0) continue;
    int c = nw_probe_at(probe, pos + n);
    return c < 0 || (c != 0 && strchr("\r\n,;.)\\|", c) != NULL);
  }
  return 0;
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

/* No finding between `start` and the symbol `end`: tells what was missing. */
static int refuse(nw_probe *probe, size_t start, const unsigned char *end, uint32_t missing, const char *what) {
  if (!nw_miss_wanted(probe)) return 0;
  if (*end == 'w' || nw_is_word(nw_probe_before(probe, start, 1))) return 0;
  nw_probe_miss(probe, .start = start, .end = nw_chain_text(probe->chain, end), .entity = NW_ENTITY_PHONE, .missing = missing,
                .context = NW_CONTEXT_PHONE, .what = what, .unnamed = start == probe->at);
  return 0;
}

/* "+" or "(+" before the event. A number that no plan has needs a word. */
static int verify_international(nw_probe *probe, nw_hit *hit) {
  const unsigned char *layout = nw_chain_layout(probe->chain);
  size_t start = probe->at - 1;
  int before = nw_probe_before(probe, probe->at, 2);
  nw_phone_grade grade;
  int inside = nw_is_word(before) || before == '+' || before == ')' || before == '.';
  if (inside && !nw_probe_is_free(probe, probe->at - 1)) return 0;
  if (before == '(' && layout[1] == ')') start--;
  const unsigned char *end = international_end(probe, layout, 0, &grade);
  if (end == NULL) return 0;
  int context = nw_context_find(probe, probe->at, NW_CONTEXT_PHONE, hit);
  if (grade == NW_PHONE_UNKNOWN && !context && !nw_context_find(probe, probe->at, NW_CONTEXT_NUMBER, hit))
    return refuse(probe, start, end, NW_MISS_BIT(PREFIX), "no numbering plan has it; a word such as phone in front would do");
  uint32_t score_ppm = grade == NW_PHONE_UNKNOWN ? NW_SCORE_CONTEXT : NW_SCORE_SHAPE;
  if (*end == 'w' || grade == NW_PHONE_UNKNOWN) return finish(probe, hit, start, end, 0, score_ppm);
  hit->start = start;
  hit->end = with_extension(probe, nw_chain_text(probe->chain, end));
  hit->score_ppm = score_ppm;
  return 1;
}

/* "0044 20 7946 0175": 00 is dialled for '+' in most countries. */
static int verify_dialled(nw_probe *probe, nw_hit *hit) {
  const unsigned char *layout = nw_chain_layout(probe->chain);
  nw_phone_grade grade;
  if (nw_probe_at(probe, probe->at) != '0' || nw_probe_at(probe, probe->at + 1) != '0') return 0;
  const unsigned char *end = international_end(probe, layout, 2, &grade);
  if (end == NULL || grade == NW_PHONE_UNKNOWN) return 0;
  int context = nw_context_find(probe, probe->at, NW_CONTEXT_PHONE, hit);
  if (!context && (grade < NW_PHONE_VALID || end - layout < 5))
    return refuse(probe, probe->at, end, NW_MISS_BIT(CONTEXT), NULL);
  if (!context && nw_context_next(probe, probe->at, NW_CONTEXT_NOT_PHONE))
    return refuse(probe, probe->at, end, NW_MISS_BIT(NEGATIVE), "what is not a telephone number");
  return finish(probe, hit, probe->at, end, end - layout > 1 ? end[-2] : 0, NW_SCORE_SHAPE);
}

static int verify_national(nw_probe *probe, nw_hit *hit, int paren, edge begin) {
  const unsigned char *layout = nw_chain_layout(probe->chain), *end;
  if (memcmp(layout, "3-2-4$", 6) == 0) return 0;  /* a US social security number */
  nw_phone_layout kind = paren ? nw_phone_paren(layout, &end) : nw_phone_bare(layout, &end);
  unsigned char separator = ' ';
  if (kind != NW_PHONE_NONE && layout_holds(probe, kind, layout, end)) separator = end[-2];
  else end = printed_end(probe, layout, &separator);
  if (end == NULL || (end - layout == 5 && memcmp(layout, "3-2-4", 5) == 0)) return 0;  /* a US social security number */
  if (begin == BEHIND_BLANK && separator == ' ') return 0;
  int context = nw_context_find(probe, probe->at, NW_CONTEXT_PHONE, hit);
  if (!context && nw_context_next(probe, probe->at, NW_CONTEXT_NOT_PHONE))
    return refuse(probe, probe->at, end, NW_MISS_BIT(NEGATIVE), "what is not a telephone number");
  uint32_t score_ppm = context || paren || separator != ' ' ? NW_SCORE_SHAPE : NW_SCORE_WEAK;
  return finish(probe, hit, probe->at - (paren ? 1 : 0), end, separator, score_ppm);
}

/* "0930 1045 1200": nothing but times of day? */
static int is_times(const unsigned char *d, unsigned digits, unsigned groups) {
  if (digits != 4 * groups) return 0;
  for (unsigned i = 0; i < digits; i += 4)
    if (d[i] * 10 + d[i + 1] >= 24 || d[i + 2] >= 6) return 0;
  return 1;
}

/* "0176 4482 9913", "07700 900 118": three groups and more, the first with the 0 that is dialled inside a country, and some plan has it,
 * grouped as its own country would not. */
static int is_dialled(nw_probe *probe, const unsigned char *layout, const unsigned char *end, unsigned digits, unsigned groups) {
  unsigned char d[NW_PHONE_DIGITS + 8];
  unsigned first = nw_group_digits(layout[0]);
  int before = nw_probe_before(probe, probe->at, 1), other = nw_probe_before(probe, probe->at, 2);
  if ((layout[1] != ' ' && layout[1] != '-') || (before == ' ' && other >= 0 && (nw_is_upper((unsigned)other) || other >= 0x80))) return 0;
  if (groups < 3 || groups > 4 || first < 3 || first > 5 || digits < 10 || digits > 12 || nw_probe_at(probe, probe->at) != '0') return 0;
  for (const unsigned char *s = layout + 1; s < end; s++)
    if (nw_group_digits(*s) == 0 ? *s != layout[1] : nw_group_digits(*s) < 2) return 0;
  (void)nw_chain_digits(probe, layout, end, d, sizeof d);
  return d[1] != 0 && !is_times(d, digits, groups) && nw_phone_dialled(d, digits) == NW_PHONE_VALID;
}

/* "My UK number is 7911123456". */
static int is_of_country(nw_probe *probe, unsigned digits, unsigned groups) {
  return groups == 1 && digits >= 9 && digits <= 11 && nw_context_next(probe, probe->at, NW_CONTEXT_COUNTRY_NUMBER);
}

/* "my number is 123-456-7890", "09-7625400": a word that may mean any number needs the look of a telephone number. */
static int looks_dialled(nw_probe *probe, const unsigned char *layout, unsigned digits, unsigned groups) {
  if (groups == 3 && memcmp(layout, "3-3-4", 5) == 0) return 1;
  return groups >= 2 && digits >= 9 && digits <= 12 && nw_probe_at(probe, probe->at) == '0';
}

/* "10.24.3.117": four dotted groups are octets, but for pairs ("20.12.34.56"). */
static int is_address(const unsigned char *layout, const unsigned char *end) {
  return layout[1] == '.' && nw_ipv4_layout(layout) == end && memcmp(layout, "2.2.2.2", 7) != 0;
}

static int verify_loose(nw_probe *probe, nw_hit *hit, int paren) {
  unsigned digits, groups;
  const unsigned char *layout = nw_chain_layout(probe->chain), *end = loose_end(probe, layout, paren, &digits, &groups);
  if (end == NULL) {
    const unsigned char *groups_end = nw_miss_wanted(probe) ? nw_phone_groups(layout) : NULL;
    if (groups_end != NULL && nw_phone_is_date(layout)) refuse(probe, probe->at, groups_end, NW_MISS_BIT(VETO), "a date");
    return 0;
  }
  if (is_address(layout, end)) return refuse(probe, probe->at, end, NW_MISS_BIT(VETO), "an IP address");
  probe->work += (uint64_t)(end - layout);
  int enough = digits >= PHONE_MIN_DIGITS, behind = groups > 1 && word_behind(probe, nw_chain_text(probe->chain, end));
  if (!enough && !behind) return 0;
  if (nw_context_next(probe, probe->at, NW_CONTEXT_NOT_PHONE))
    return refuse(probe, probe->at, end, NW_MISS_BIT(NEGATIVE), "what is not a telephone number");
  int context = behind || nw_context_find(probe, probe->at, NW_CONTEXT_PHONE, hit) || is_of_country(probe, digits, groups) ||
      (looks_dialled(probe, layout, digits, groups) && nw_context_find(probe, probe->at, NW_CONTEXT_NUMBER, hit));
  int dialled = !context && !paren && is_dialled(probe, layout, end, digits, groups);
  if (!context && !dialled) return refuse(probe, probe->at, end, NW_MISS_BIT(CONTEXT), NULL);
  return finish(probe, hit, probe->at - (paren ? 1 : 0), end, 0, dialled ? NW_SCORE_WEAK : NW_SCORE_CONTEXT);
}

/* "09171234567" and nothing else: a number with the 0 that is dialled inside a country, and some plan has it. */
static int verify_field(nw_probe *probe, nw_hit *hit) {
  const unsigned char *layout = nw_chain_layout(probe->chain);
  unsigned count = nw_group_digits(layout[0]);
  unsigned char digits[NW_PHONE_DIGITS + 8];
  if (count < 10 || count > 11 || layout[1] != '$' || nw_probe_at(probe, probe->at) != '0') return 0;
  (void)nw_chain_digits(probe, layout, layout + 1, digits, sizeof digits);
  hit->start = probe->at;
  hit->end = nw_chain_text(probe->chain, layout + 1);
  hit->score_ppm = NW_SCORE_WEAK;
  return nw_field_is(probe, hit->start, hit->end) && nw_phone_dialled(digits, count) == NW_PHONE_VALID;
}

int nw_phone_verify(nw_probe *probe, nw_hit *hit) {
  int before = nw_probe_before(probe, probe->at, 1);
  if (before == '+') return verify_international(probe, hit);
  int paren = before == '(' && nw_chain_layout(probe->chain)[1] == ')';
  /* The edge first: it is cheap, and inside a long chain of numbers it says no. */
  edge begin = paren ? FREE : edge_of(probe);
  if (begin == INSIDE || (begin == BEHIND_BLANK && !nw_chain_has_other(probe->chain))) return 0;  /* "1 123 123 123" */
  if (begin == BEHIND_BLANK) return verify_national(probe, hit, 0, begin);
  return (!paren && verify_dialled(probe, hit)) || verify_national(probe, hit, paren, begin) || verify_loose(probe, hit, paren) ||
      (!paren && verify_field(probe, hit));
}
