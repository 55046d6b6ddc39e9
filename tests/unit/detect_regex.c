/* Custom patterns: what the reader says of them, what is refused, what is found. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/slice.h"
#include "detect/regex/alternatives.h"
#include "detect/regex/regex.h"
#include "split_scan.h"

#define INF SIZE_MAX
#define L NW_REGEX_LINEAR
#define W NW_REGEX_WINDOWED
#define B NW_REGEX_BUDGETED
#define LIMIT_BIT(name) (UINT64_C(1) << NW_LIMIT_ID_##name)

static void *open_scratch(void) {
  void *scratch = NULL;
  nw_alloc alloc = nw_alloc_of(NULL);
  cr_assert_eq(nw_regex_family.scratch_open(&scratch, &alloc), NEWEL_OK);
  return scratch;
}

static nw_regex *build(const char *pattern) {
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_regex_rule rule = { 0, "T", newel_slice_of(pattern) };
  nw_regex *regex;
  newel_error err;
  cr_assert_eq(nw_regex_build(&regex, &alloc, &rule, 1, &err), NEWEL_OK, "%s: %s", pattern, err.message);
  return regex;
}

typedef struct scanned {
  nw_sink     sink;
  uint64_t    limits;
  const char *wrong;  /* a promise of the family that was broken, NULL: none */
} scanned;

/* In windows that grow by `step` bytes; 0: at once. No more than `hold` bytes may be held back. */
static void scan_holding(scanned *out, const nw_regex *regex, newel_slice text, size_t step, size_t hold) {
  static const uint8_t active[] = { 1 };
  *out = (scanned){ .sink = { .alloc = nw_alloc_of(NULL) } };
  split_job job = { .family = &nw_regex_family, .compiled = regex, .active = active, .text = text.data, .len = text.len,
                    .hold_bytes = hold, .limits = &out->limits };
  out->wrong = split_scan_steps(&job, step, &out->sink);
}

static void scan_with(scanned *out, const nw_regex *regex, newel_slice text, size_t step) {
  scan_holding(out, regex, text, step, (size_t)2 * NW_LIMIT_REGEX_LOOKAHEAD_BYTES);
}

static void scan(scanned *out, const char *pattern, newel_slice text, size_t step) {
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_regex *regex = build(pattern);
  scan_with(out, regex, text, step);
  nw_regex_free(regex, &alloc);
}

static void scanned_free(scanned *result) { nw_sink_free(&result->sink); }

/* ---- reading -------------------------------------------------------------------------------------------------------------- */

Test(detect_regex, reads_patterns) {
  static const struct { const char *pattern; size_t min, max; nw_regex_cost cost; int look, ref, empty; } cases[] = {
    { "abc", 3, 3, L, 0, 0, 0 }, { "é", 2, 2, L, 0, 0, 0 }, { "(?i)abc", 3, 12, L, 0, 0, 0 },
    { "(?i)1-2", 3, 3, L, 0, 0, 0 }, { "a(?i)b(?-i)c", 3, 6, L, 0, 0, 0 },
    { "a(?i:b)c", 3, 6, L, 0, 0, 0 }, { "(?i:b|(?^)c)d", 2, 5, L, 0, 0, 0 }, { ".", 1, 4, L, 0, 0, 0 },
    { "\\d{3}", 3, 3, L, 0, 0, 0 }, { "\\D", 1, 4, L, 0, 0, 0 },
    { "[a-z]{2,5}", 2, 5, L, 0, 0, 0 }, { "[^a]", 1, 4, L, 0, 0, 0 }, { "[]a]", 1, 1, L, 0, 0, 0 },
    { "[^]a]x", 2, 5, L, 0, 0, 0 }, { "[a\\]b]c", 2, 2, L, 0, 0, 0 },
    { "[é-ü]", 1, 2, L, 0, 0, 0 }, { "[[:alpha:]-]", 1, 1, L, 0, 0, 0 }, { "[[:^alpha:]]", 1, 4, L, 0, 0, 0 },
    { "[\\Q]\\E]", 1, 1, L, 0, 0, 0 }, { "[\\x20-\\x{7e}]", 1, 1, L, 0, 0, 0 },
    { "[\\x{20}-\\x{ffff}]", 1, 3, L, 0, 0, 0 }, { "[\\c]]b]", 3, 4, L, 0, 0, 0 }, { "\\Qa+b\\E", 3, 3, L, 0, 0, 0 },
    { "\\Qab\\E+", 2, INF, W, 0, 0, 0 }, { "\\x41", 1, 1, L, 0, 0, 0 },
    { "\\x{1F600}", 4, 4, L, 0, 0, 0 }, { "\\N{U+20AC}", 3, 3, L, 0, 0, 0 }, { "\\o{101}", 1, 1, L, 0, 0, 0 },
    { "\\012", 1, 1, L, 0, 0, 0 }, { "\\p{Lu}\\pL\\P{L}", 3, 12, L, 0, 0, 0 },
    { "\\h\\v", 2, 6, L, 0, 0, 0 }, { "\\R", 1, 3, L, 0, 0, 0 }, { "\\X", 1, INF, B, 0, 0, 0 },
    { "\\bBK-[0-9]{8}\\b", 11, 15, L, 0, 0, 0 }, { "a$", 1, 3, L, 0, 0, 0 },
    { "^a", 1, 1, L, 0, 0, 0 }, { "a|bc|def", 1, 3, L, 0, 0, 0 }, { "(ab|c)d", 2, 3, L, 0, 0, 0 },
    { "(?:ab)?c", 1, 3, L, 0, 0, 0 }, { "(?<n>ab)(?'m'c)(?P<o>d)", 4, 4, L, 0, 0, 0 },
    { "(?|a|bc)", 1, 2, L, 0, 0, 0 }, { "(?>ab)", 2, 2, L, 0, 0, 0 }, { "a(?=bcd)", 1, 4, L, 1, 0, 0 },
    { "a(?!bcd)e", 2, 4, L, 1, 0, 0 }, { "(?<=ab)c", 1, 2, L, 1, 0, 0 },
    { "(?<!ab)c", 1, 2, L, 1, 0, 0 }, { "(?x) a b # no\n c", 3, 3, L, 0, 0, 0 }, { "(?x) a {2} ", 2, 2, L, 0, 0, 0 },
    { "(?x)[a b]", 1, 1, L, 0, 0, 0 }, { "a(?#no)+", 1, INF, W, 0, 0, 0 },
    { "a{,3}", 5, 5, L, 0, 0, 0 }, { "a{x}", 4, 4, L, 0, 0, 0 }, { "a{0}b", 1, 1, L, 0, 0, 0 },
    { "(?:\\d{1,3}\\.){3}\\d{1,3}", 7, 15, L, 0, 0, 0 }, { "a{5000}", 5000, 5000, W, 0, 0, 0 },
    { "\\d+", 1, INF, W, 0, 0, 0 }, { "a*b", 1, INF, W, 0, 0, 0 }, { "a{2,}", 2, INF, W, 0, 0, 0 },
    { "a++", 1, INF, W, 0, 0, 0 }, { "a+?", 1, INF, W, 0, 0, 0 },
    { "(?s).*x", 1, INF, W, 0, 0, 0 }, { "(ab)+", 2, INF, W, 0, 0, 0 }, { "a(?=.*b)", 1, INF, W, 1, 0, 0 },
    { "(?:\\d{3}-)+", 4, INF, W, 0, 0, 0 },
    { "(a+)+$", 1, INF, B, 0, 0, 0 }, { "(a|aa)+$", 1, INF, B, 0, 0, 0 }, { "^(\\w+\\s?)*$", 0, INF, B, 0, 0, 1 },
    { "(x+x+)+y", 3, INF, B, 0, 0, 0 }, { "(?:a?){20}b", 1, 21, L, 0, 0, 0 },
    { "(?:a+){20}b", 21, INF, B, 0, 0, 0 }, { "(?:[a-z]{1,5}-){1,3}", 2, 18, L, 0, 0, 0 }, { "(a)\\1", 1, INF, B, 0, 1, 0 },
    { "(a)\\g{1}", 1, INF, B, 0, 1, 0 }, { "(?<n>a)\\k<n>", 1, INF, B, 0, 1, 0 },
    { "(?<n>a)(?P=n)", 1, INF, B, 0, 1, 0 }, { "a(?R)?b", 2, INF, B, 0, 1, 0 }, { "(a)(?1)", 1, INF, B, 0, 1, 0 },
    { "(?<n>a)(?&n)", 1, INF, B, 0, 1, 0 }, { "(?(?=a)ab|c)d", 1, 3, B, 1, 0, 0 },
    { "(a)?(?(1)b|c)d", 1, 3, B, 0, 1, 0 }, { "", 0, 0, L, 0, 0, 1 }, { "a*", 0, INF, W, 0, 0, 1 },
    { "a|", 0, 1, L, 0, 0, 1 }, { "\\b", 0, 4, L, 0, 0, 1 }, { "(?=a)", 0, 1, L, 1, 0, 1 }, { "^$", 0, 2, L, 0, 0, 1 },
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    nw_regex_info info;
    newel_error err;
    const char *pattern = cases[i].pattern;
    cr_assert_eq(nw_regex_check(newel_slice_of(pattern), &info, &err), NEWEL_OK, "%s: %s", pattern, err.message);
    cr_expect_eq(info.cost, cases[i].cost, "%s is %s", pattern, nw_regex_cost_name(info.cost));
    cr_expect(info.min_bytes == cases[i].min && info.max_bytes == cases[i].max, "%s: %zu, %zu", pattern, info.min_bytes,
              info.max_bytes);
    cr_expect(info.lookaround == cases[i].look && info.backreference == cases[i].ref && info.matches_empty == cases[i].empty,
              "%s: %d %d %d", pattern, info.lookaround,
              info.backreference, info.matches_empty);
  }
}

/* What people write. None of the linear and windowed ones needs callouts. */
Test(detect_regex, common_patterns_are_cheap) {
  static const struct { const char *pattern; nw_regex_cost cost; } cases[] = {
    { "\\bBK-[0-9]{8}\\b", L }, { "\\b\\d{4}-\\d{2}-\\d{2}\\b", L },
    { "\\b\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?:Z|[+-]\\d{2}:\\d{2})\\b", W },
    { "[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}", W }, { "\\w+@\\w+", W }, { "[\\w.+-]+@[\\w-]+\\.[\\w.-]+", W },
    { "\\b[a-z]+(?:\\.[a-z]+)*@example\\.com\\b", W }, { "\\b[A-Z]{2}\\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\\b", L },
    { "https?://[^\\s\"<>]+", W }, { "https?://[^\\s/?]+(?:/[^\\s?#]*)?", W },
    { "https?://[^\\s/]+(?:/[^\\s?#]*)?(?:\\?\\S*)?", B }, { "https?://(?:[a-z0-9-]+\\.)+[a-z]{2,}(?:/\\S*)?", B },
    { "\\b[0-9a-f]{32,64}\\b", L }, { "\\b0x[0-9A-Fa-f]+\\b", W }, { "[A-Z][a-z]+ [A-Z][a-z]+", W },
    { "\\b[A-Z][a-z]+(?:[ -][A-Z][a-z]+)+\\b", W }, { "\"[^\"]*\"", W }, { "'(?:[^'\\\\]|\\\\.)*'", W },
    { "(?m)^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2} \\[\\w+\\] .*$", W }, { "user=\\w+ ip=[0-9.]+", W },
    { "\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b", L },
    { "(?i)\\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\\b", L }, { "\\bSKU-[A-Z]{2,4}-\\d{3,8}(?:-[A-Z0-9]+)?\\b", W },
    { "[$€£] ?\\d+(?:,\\d{3})*(?:\\.\\d{2})?", W }, { "\\b\\d+(?:[.,]\\d+)* ?(?:EUR|USD)\\b", W }, { "\\d+-\\d+", W },
    { "(?i)password\\s*[:=]\\s*\\S+", W }, { "\\b(?:\\d[ -]?){13,19}\\b", L }, { "key=.*;.*;.*end", B },
    { "[a-z]+[a-z0-9]+[0-9]+x", B }, { "\\w+\\s*\\w+\\s*\\w+!", B },
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    nw_regex_info info;
    newel_error err;
    cr_assert_eq(nw_regex_check(newel_slice_of(cases[i].pattern), &info, &err), NEWEL_OK, "%s: %s", cases[i].pattern,
                 err.message);
    nw_regex_reading reading;
    nw_regex_read(&reading, newel_slice_of(cases[i].pattern));
    cr_expect_eq(info.cost, cases[i].cost, "%s is %s%s", cases[i].pattern, nw_regex_cost_name(info.cost),
                 reading.metered ? ", metered" : "");
  }
}

Test(detect_regex, refuses_with_a_place) {
  static const struct { const char *pattern; size_t offset; const char *says; } cases[] = {
    { "a(b", 3, "missing closing parenthesis" }, { "ab[c", 4, "missing terminating ]" },
    { "a**", 2, "quantifier does not follow a repeatable item" },
    { "(?<=a+)b", 0, "lookbehind assertion is not fixed length" }, { "a\\C", 3, "\\C" },
    { "a\\Kb", 1, "\\K is not supported" }, { "[\\K]", 2, "invalid" }, { "\\Ga", 0, "\\G is not supported" },
    { "(*UTF)a", 0, "(*…) is not supported" }, { "(*LIMIT_MATCH=1)a", 0, "(*…)" }, { "(*CRLF)a", 0, "(*…)" },
    { "a(*SKIP)b", 1, "(*…)" }, { "ab(*COMMIT)", 2, "(*…)" }, { "(*pla:a)b", 0, "(*…)" },
    { "a(?C)b", 1, "callouts" }, { "a(?C1)b", 1, "callouts" }, { "(?x)a # \\K\n(?C\"x\")", 11, "callouts" },
    { "(?<=a{100})b", 0, "look back" },
  };
  newel_error err;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    cr_expect_eq(nw_regex_check(newel_slice_of(cases[i].pattern), NULL, &err), NEWEL_E_POLICY, "%s", cases[i].pattern);
    cr_expect(strstr(err.message, cases[i].says) != NULL && err.offset == cases[i].offset, "%s: %zu: %s", cases[i].pattern,
              err.offset, err.message);
  }
  cr_expect_eq(nw_regex_check(nw_slice("a\xFF", 2), NULL, &err), NEWEL_E_POLICY);
  for (size_t len = NW_LIMIT_REGEX_PATTERN_BYTES - 1; len <= NW_LIMIT_REGEX_PATTERN_BYTES + 1; len++) {
    char *pattern = malloc(len);
    memset(pattern, 'a', len);
    cr_expect_eq(nw_regex_check(nw_slice(pattern, len), NULL, &err), len <= NW_LIMIT_REGEX_PATTERN_BYTES ?
                 NEWEL_OK : NEWEL_E_POLICY);
    free(pattern);
  }
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_regex *regex;
  cr_expect_eq(nw_regex_build(&regex, &alloc, &(nw_regex_rule){ 0, "T", NW_LIT("a*") }, 1, &err), NEWEL_E_POLICY);
  cr_expect_null(regex);
}

/* ---- scanning ------------------------------------------------------------------------------------------------------------- */

/* Findings as "3-6 9-12". */
static void print_found(char *out, size_t size, const scanned *result) {
  size_t len = 0;
  out[0] = '\0';
  for (size_t i = 0; i < result->sink.found.count && len + 24 < size; i++)
    len += (size_t)snprintf(out + len, size - len, "%s%zu-%zu", i > 0 ? " " : "", result->sink.found.at[i].start,
                            result->sink.found.at[i].end);
}

#define T(pattern, text, found) { pattern, { text, sizeof(text) - 1 }, found }
static const struct { const char *pattern; newel_slice text; const char *found; } matches[] = {
  T("\\bBK-[0-9]{8}\\b", "see BK-12345678, BK-123456789", "4-15"), T("foo|foobar", "foobar", "0-3"),
  T("aa", "aaaaa", "0-2 2-4"), T("a+", "aab a", "0-2 4-5"), T("(?i)k", "kK\xE2\x84\xAA", "0-1 1-2 2-5"),
  T("^a", "aa\na", "0-1"), T("(?m)^a", "aa\na", "0-1 3-4"), T("a$", "a\na", "2-3"), T("a$", "ba\n", "1-2"),
  T("(?m)a$", "a\na\r\na", "0-1 5-6"), T("(?m)a\\r?$", "a\r\na", "0-2 3-4"), T("\\Aa", "aa", "0-1"),
  T("a\\z", "aa\n", ""), T("a\\Z", "aa\n", "1-2"), T("a.b", "a\nb a\rb", "4-7"), T("a\\Rb", "a\r\nb a\nb", "0-4 5-8"),
  T("x\\b", "xx x\xC3\xA9", "1-2 3-4"), T("\\d", "1\xD9\xA1", "0-1"), T("\\p{Nd}", "1\xD9\xA1", "0-1 1-3"),
  T("a.b", "a\0b", "0-3"), T("\\x00+", "a\0\0b", "1-3"), T("a.b", "a\xC3\xA9" "b", "0-4"),
  T("a.b", "a\xFF" "b a\xC3" "b a+b", "8-11"), T(".", "\xC3\xA9\x80\xE2\x82", "0-2"),
  T("b", "\x80\x80" "b\xF0\x9F" "b", "2-3 5-6"),
  T("\\bb", "\xFF" "b", "1-2"), T("(?<=a)b", "ab\xFF" "b", "1-2"), T("(?<!a)b", "ab b", "3-4"), T("a(?=b)", "ac ab", "3-4"),
  T("a(?!b)", "ab a", "3-4"), T("a\\b", "a", "0-1"), T("(a)\\1", "aaa", "0-2"),
  T("\\((?:[^()]|(?R))*\\)", "x(a(b)c)", "1-8"), T("a?b??c", "abc", "0-3"), T("[^\\x00-\\x7f]+", "na\xC3\xAFve", "2-4"),
  T("a", "", ""), T("(?s).+", "a\nb", "0-3"), T(".+", "a\nb", "0-1 2-3"),
};

Test(detect_regex, finds) {
  for (size_t i = 0; i < sizeof matches / sizeof matches[0]; i++) {
    char found[200];
    for (size_t chunk = 0; chunk < 4; chunk++) {
      scanned result;
      scan(&result, matches[i].pattern, matches[i].text, chunk);
      print_found(found, sizeof found, &result);
      cr_expect(strcmp(found, matches[i].found) == 0 && result.limits == 0 && result.wrong == NULL,
                "%s, chunks of %zu: %s, not %s", matches[i].pattern, chunk, found, matches[i].found);
      scanned_free(&result);
    }
  }
}

Test(detect_regex, interpreter_agrees) {
  nw_alloc alloc = nw_alloc_of(NULL);
  for (size_t i = 0; i < sizeof matches / sizeof matches[0]; i++) {
    nw_regex *regex = build(matches[i].pattern);
    regex->rules[0].code.jit = 0;
    for (size_t chunk = 0; chunk < 3; chunk++) {
      char found[200];
      scanned result;
      scan_with(&result, regex, matches[i].text, chunk);
      print_found(found, sizeof found, &result);
      cr_expect_str_eq(found, matches[i].found, "%s, chunks of %zu: %s, not %s", matches[i].pattern, chunk, found,
                       matches[i].found);
      scanned_free(&result);
    }
    nw_regex_free(regex, &alloc);
  }
}

Test(detect_regex, obeys_from_and_active) {
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_regex_rule rules[] = { { 0, "A", NW_LIT("\\d") }, { 1, "B", NW_LIT("^\\d") }, { 2, "C", NW_LIT("(?<=1)2") },
  { 3, "D", NW_LIT("2") } };
  uint8_t active[] = { 1, 1, 1, 0 };
  nw_regex *regex;
  newel_error err;
  cr_assert_eq(nw_regex_build(&regex, &alloc, rules, 4, &err), NEWEL_OK);
  void *scratch = open_scratch(), *state = malloc(nw_regex_family.state_bytes(regex));
  nw_sink sink = { .alloc = alloc };
  nw_scan scan_once = { .data = (const unsigned char *)"1x1" "2", .end = 4, .final = 1, .from = 3, .active = active,
                        .sink = &sink, .scratch = scratch };
  nw_regex_family.begin(regex, state);
  nw_regex_family.scan(regex, state, &scan_once);
  cr_expect(sink.found.count == 2 && sink.found.at[0].rule == 0 && sink.found.at[0].start == 3 && sink.found.at[1].rule == 1);
  cr_expect(sink.found.at[0].score_ppm == 1000000 && strcmp(sink.found.at[0].type, "A") == 0 && scan_once.live == 4);
  nw_sink_free(&sink);
  free(state);
  nw_regex_family.scratch_free(scratch, &alloc);
  nw_regex_free(regex, &alloc);
}

static char *filled(size_t len, char c) {
  char *text = malloc(len);
  memset(text, c, len);
  return text;
}

static char *repeated(size_t len, const char *unit) {
  char *text = malloc(len);
  for (size_t i = 0, of = strlen(unit); i < len; i++) text[i] = unit[i % of];
  return text;
}

Test(detect_regex, long_runs_are_found_in_pieces) {
  char *text = filled(20000, '7');
  scanned result;
  scan(&result, "\\d+", nw_slice(text, 20000), 0);
  size_t at = 0;
  for (size_t i = 0; i < result.sink.found.count;
       at = result.sink.found.at[i++].end) cr_expect_eq(result.sink.found.at[i].start, at);
  cr_expect(at == 20000 && result.limits == 0);
  scanned_free(&result);
  free(text);
}

Test(detect_regex, what_is_too_far_is_visible) {
  char *text = filled(30000, 'c');
  text[10] = 'a';
  text[29000] = 'b';
  scanned result;
  scan(&result, "a[^b]*b", nw_slice(text, 30000), 0);
  cr_expect(result.sink.found.count == 0 && result.limits == LIMIT_BIT(REGEX_LOOKAHEAD_BYTES));
  scanned_free(&result);
  text[8000] = 'b';
  scan(&result, "a[^b]*b", nw_slice(text, 30000), 0);
  cr_expect(result.sink.found.count == 1 && result.sink.found.at[0].end == 8001 && result.limits == 0);
  scanned_free(&result);
  text[10] = text[8000] = text[29000] = 'c';
  scan(&result, "c+\\z", nw_slice(text, 30000), 0);  /* the cut is no end of the text */
  cr_expect((result.limits & LIMIT_BIT(REGEX_LOOKAHEAD_BYTES)) != 0 && (result.sink.found.count == 0 ||
                                                                        result.sink.found.at[0].end == 30000));
  scanned_free(&result);
  free(text);
}

Test(detect_regex, looks_back_over_windows) {
  char *text = filled(9000, '.');
  memcpy(text + 4090, "key: token42", 12);
  scanned result;
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_regex *regex = build("(?<=\\bkey: )\\w+");
  scan_holding(&result, regex, nw_slice(text, 9000), 1, 16);
  cr_expect(result.sink.found.count == 1 && result.sink.found.at[0].start == 4095 && result.sink.found.at[0].end == 4102 &&
            result.wrong == NULL);
  scanned_free(&result);
  nw_regex_free(regex, &alloc);
  free(text);
}

/* 64 KB of the worst text: `unit` repeated, a line break after `line` bytes. One limit at least is hit where `limits` says so. */
Test(detect_regex, catastrophes_are_bounded) {
  static const uint64_t any = UINT64_MAX, start = LIMIT_BIT(REGEX_MATCH_STEPS);
  static const struct { const char *pattern, *unit; size_t line; uint64_t limits; } cases[] = {
    { "(a+)+$", "a", 40, start }, { "(a|aa)+$", "a", 40, start }, { "(x+x+)+y", "x", 40, start }, { "(a+)+b", "a", 0, any },
    { "(?:\\w+\\s?)+!$", "a", 40, start }, { "\\s+$", " ", 0, any }, { "(?:[a-z]|x)+[0-9]", "a", 0, LIMIT_BIT(REGEX_TEXT_STEPS) },
    /* scans inside repetitions */
    { "(?:(?=.*)a)+[?!]", "a", 0, start }, { "(?:(?>[a-z]+)@|[a-z])+[!?]", "a", 0, start },
    { "(?:[a-z]+@|[a-z])+!", "a", 4000, any },
    { "(?:(?=.*)a){1,200}[?!]", "a", 0, any }, { "(?:(?=.*)a)+[?!]", "a", 60, 0 }, { "(?:(?=(?=.*)a.*)a)+[?!]", "a", 0, start },
    { "(?:(?=a*(?!a*b))a)+[?!]", "a", 0, start }, { "(?:(?![a-z]+[0-9])[a-z])+[?!]", "a", 0, start },
    { "(?:(?<=a)(?=.*)a|a)+[?!]", "a", 0, start },
    /* back-references over long runs, compared in vain and well */
    { "(a+)(?:\\1b|a)+[?!]", "a", 0, any }, { "(a+)b(?:\\1b)*[?!]", "aaaaaaaaaaaaaaab", 0, any },
    { "(?=(a+))(?:\\1c|a)+[?!]", "a", 4090, any },
    { "((a+)\\2)+[?!]", "a", 0, any },
    /* scans behind choices, alternatives, what must be there many times, recursion */
    { "a.*b.*c?.*[de]", "ab", 0, any }, { "[ab]+[ac]+[?!]", "a", 0, any },
    { "(?:[a-z]{900}!|[a-z]{800}!|[a-z])+[?!]", "a", 0, start },
    { "(?:.*x|.*y|.)+[?!]", "a", 0, start }, { "(?:a(?:.*x)?)+[?!]", "a", 0, start }, { "\\p{L}+[0-9]", "a", 0, any },
    { "(?:\\X+x|a)+[?!]", "a", 0, any },
    { "(?:(?:(?:a{2000}x|a)*b|a)c|a)+[?!]", "a", 0, any }, { "(?:a(?R)?.*x|a)+[?!]", "a", 0, any },
    { "[a-z]+[0-9]", "a", 0, any },
    { "(?:[a-z]+[.-])+[a-z]+@(?:[a-z]+[.-])+[a-z]+[?!]", "abc.", 0, any },
    /* the longest work that is not metered */
    { "\\w+@\\w+[?!]", "a", 4090, any }, { "\\w+@\\w+[?!]", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@", 0, any },
    { "[a-z.]+@[a-z.]+\\.[a-z]+!", "a", 0, any }, { "(?:b|a)[a-z.]*@[a-z.]+\\.[a-z]+!", "a", 0, any },
    { "(?=a)[a-z]+[?!]", "a", 0, any }, { "a(?:[a-z]+|[0-9]x)[?!]", "a", 0, any }, { "a.*b[^b]*[?!]", "a", 0, any },
    { "a.*b[^b]*[?!]", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", 0, any },
    { "(?=a)[a-z.]+\\n[a-z.]+\\.[a-z]+!", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.", 4090, any },
    { "(?=a)(?:b|a)[a-z.]+\\n[a-z.]+\\.[a-z]+!", "a", 4090, any },
    { "(?=a)[a-z.]+\\n[a-z.]+\\.[^.]+!", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.", 4000, any },
    { "(?=a)(?:[a-z.]+\\n|a[a-z.]+!)[a-z.]+!", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.", 4090, any },
    { "[A-Za-z0-9._%+-]+\\n[A-Za-z0-9.-]+\\.[A-Za-z]{2,}", "a.", 4090, any },
    { "\\ba?[a-z ]*x", "a ", 0, any }, { "\\b[a-z ]+[?!]", "a ", 0, any }, { "a[^b]*[?!]", "a", 0, any },
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char *text = repeated(65536, cases[i].unit);
    for (size_t at = cases[i].line; cases[i].line > 0 && at < 65536; at += cases[i].line) text[at] = '\n';
    scanned result;
    clock_t began = clock();
    scan(&result, cases[i].pattern, nw_slice(text, 65536), 0);
    if (getenv("REGEX_TIMES") != NULL)
      printf("%8.1f ms  %3llx  %s\n", (double)(clock() - began) * 1000 / CLOCKS_PER_SEC,
             (unsigned long long)(result.limits >> NW_LIMIT_ID_REGEX_LOOKAHEAD_BYTES), cases[i].pattern);
    cr_expect(cases[i].limits == any || (cases[i].limits == 0 && result.limits == 0) ||
              (result.limits & cases[i].limits) != 0, "%s: %llx", cases[i].pattern, (unsigned long long)result.limits);
    scanned_free(&result);
    free(text);
  }
}

/* ---- patterns ------------------------------------------------------------------------------------------------------------- */

Test(detect_regex, matches_whole_texts) {
  static const struct { const char *pattern, *text; int part, whole; } cases[] = {
    { "a|ab", "ab", 1, 1 }, { "a+", "aab", 1, 0 }, { "b", "aab", 1, 0 }, { ".*@example\\.com", "x@example.com", 1, 1 },
    { ".*@example\\.com", "x@example.com.org", 1, 0 }, { ".*", "", 1, 1 },
    { "a", "", 0, 0 }, { "a$", "a\n", 1, 0 }, { "(?s).+", "a\nb", 1, 1 }, { "\\{[A-Z]+\\}", "{EMAIL}", 1, 1 },
  };
  nw_alloc alloc = nw_alloc_of(NULL);
  void *scratch = open_scratch();
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    nw_pattern *pattern;
    cr_assert_eq(nw_pattern_compile(&pattern, &alloc, newel_slice_of(cases[i].pattern), NULL), NEWEL_OK);
    cr_expect_eq(nw_pattern_match(pattern, newel_slice_of(cases[i].text), 0, scratch), cases[i].part, "%s in %s",
                 cases[i].pattern, cases[i].text);
    cr_expect_eq(nw_pattern_match(pattern, newel_slice_of(cases[i].text), 1, scratch), cases[i].whole, "%s is %s",
                 cases[i].pattern, cases[i].text);
    nw_pattern_free(pattern, &alloc);
  }
  nw_pattern *pattern;
  cr_assert_eq(nw_pattern_compile(&pattern, &alloc, NW_LIT("(a+)+[bd]"), NULL), NEWEL_OK);
  cr_expect_eq(nw_pattern_match(pattern, NW_LIT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"), 1, scratch), -1);
  nw_pattern_free(pattern, &alloc);
  nw_regex_family.scratch_free(scratch, &alloc);
  cr_expect(strncmp(nw_pcre2_version(), "10.", 3) == 0);
}

/* A pattern's alternatives, and that a text of the pattern is one of theirs. */
Test(detect_regex, alternatives) {
  static const struct { const char *pattern; const char *parts[5]; } cases[] = {
    { "cat|dog", { "cat", "dog" } },
    { "\\b(?:BK|TK)-[0-9]{8}\\b", { "\\b(?:BK)-[0-9]{8}\\b", "\\b(?:TK)-[0-9]{8}\\b" } },
    { "(?<kind>a|b)c\\k<kind>", { "(?<kind>a)c\\k<kind>", "(?<kind>b)c\\k<kind>" } },
    { "a(?:b)(c|d)?e", { "a(?:b)(c)?e", "a(?:b)(d)?e" } },
    { "(?:(a|b)c)", { "(?:(a)c)", "(?:(b)c)" } },
    { "[|]x\\|y\\Q|\\Ez|q", { "[|]x\\|y\\Q|\\Ez", "q" } },
    { "[]|[:alpha:]|]a|b", { "[]|[:alpha:]|]a", "b" } },
    { "(?=a|b)(c|d)", { "(?=a|b)(c)", "(?=a|b)(d)" } },
    { "a(?#x|y)b|c", { "a(?#x|y)b", "c" } },
    { "a|", { "a", "" } },
    { "(?:a|b)+", { NULL } }, { "(?x)a | b", { NULL } }, { "abc", { NULL } }, { "(?:a|b){2}", { NULL } }, { "", { NULL } },
  };
  nw_arena arena;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    newel_slice *parts;
    size_t count, want = 0;
    cr_assert(nw_pattern_alternatives(&arena, newel_slice_of(cases[i].pattern), &parts, &count));
    while (want < 5 && cases[i].parts[want] != NULL) want++;
    cr_expect_eq(count, want, "%s: %zu", cases[i].pattern, count);
    for (size_t k = 0; k < count && k < want; k++)
      cr_expect(nw_slice_is(parts[k], cases[i].parts[k]), "%s: %.*s", cases[i].pattern, (int)parts[k].len, parts[k].data);
  }
  nw_arena_free(&arena);
}
