/* Split law for custom patterns: every pattern finds the same, and hits the same limits, however a text is cut. One rule at a
 * time, since the order of findings of different rules is the guard's business. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "detect/families.h"
#include "split_scan.h"

static const char *const patterns[] = {
  /* linear */
  "\\bBK-[0-9]{8}\\b", "foo", "foo|foobar", "[A-Z]{2}[0-9]{2}", "\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b", "(?i)secret", "é.", ".ü",
      "(?<=a)b", "(?<!\\d)\\d{3}(?!\\d)",
  "a\\b", "\\Bb\\B", "x$", "(?m)x$", "(?m)^a", "^a", "\\Aa", "a\\z", "a\\Z", "ab?c??", "[^a]b", "\\r\\n", "\\Rx", ".",
      "[^\\x00-\\x7f]", "\\p{Lu}\\p{Ll}",
  "(?<=\\bfoo)bar", "(?<=[^x]{60})b", "(?<![^a]{30}b)a\\b", "a(?=b)", "a(?!b)", "(?=ab)a.c?", "0{100}1?",
  /* windowed */
  "\\d+", "[a-z]+[0-9]", "\\s+$", "a[^b]*b", "a.*?b", ".*x", "(?s)a.*b", "(?s).*", "[a-z]++[0-9]", "\\w+@\\w+\\.com",
      "a+\\z", "(?m)^a.*$", "\\X", "(?s)a(?=.*b)",
  "[ab]{3,}", "a{2,6000}", "\\S{5000,}", "(?s)x(?!.*y)",
  /* budgeted */
  "(a+)+$", "(a|aa)+$", "^(\\w+\\s?)*$", "(x+x+)+y", "(?:[a-z]|x)+[0-9]", "(a)\\1+", "(\\w)\\1", "\\((?:[^()]|(?R))*\\)",
      "(?:a?){20}b", "(a+)+b", "(?:\\w+\\s?){3,}!",
  "(?(?=a)ab|b+)", "(?>a+b?)+c", "(?:(?=[^!]*!)a)+b",
  /* metered */
  "(?:(?=.*)a)+[?!]", "(?:(?>[a-z]+)@|[a-z])+[!?]", "(?:[a-z]+@|[a-z])+!", "[a-z]+[0-9]*x", "(a+)b?\\1",
      "(?:(?![a-z]+[0-9])[a-z])+[ x]",
  "a.*b.*[x1]", "\\p{L}+[0-9]", "\\X+y", "([ab]+)x(?:\\1|a)+\\b", "(?:[a-z]{30}!|[a-z])+$"
};
enum { PATTERN_COUNT = sizeof patterns / sizeof patterns[0] };

/* Words, runs and torn UTF-8: short pieces, and long ones that go over cells and cuts. */
static size_t make_text(char *out, size_t max, uint64_t *seed) {
  static const char *const pieces[] = { "a", "b", "ab", "aab", "foo", "foobar", "x", "xx", "y", " ", "  ", "\n", "\r\n",
                                        "\r", "1", "123", "12.3.4.5", "BK-12345678",
    "é", "ü", "a\xCC\x81", "Ab", "\xF0\x9F\x98\x80", "\xC3", "\xF0\x9F", "\x80", "\xFF", "(", ")", "(a(b))", "a@b.com",
        "Secret", "!", ".", "SECRET K\xE2\x84\xAA" };
  static const char runs[] = "aaaab1x (. !\x80z";
  size_t len = 0;
  while (len < max) {
    uint64_t r = split_random(seed);
    if (r % 60 == 0 && max > 1000) {
      size_t run = (r >> 8) % (r % 7 == 0 ? 12000 : 400);
      for (char c = runs[(r >> 32) % (sizeof runs - 1)]; run > 0 && len < max; run--) out[len++] = c;
    } else {
      const char *piece = pieces[(r >> 8) % (sizeof pieces / sizeof pieces[0])];
      for (; *piece != '\0' && len < max; piece++) out[len++] = *piece;
    }
  }
  return len;
}

static const char *check(const char *pattern, void *scratch, newel_slice text, size_t from, uint64_t *seed, int coarse) {
  static const uint8_t active[] = { 1 };
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_regex *regex;
  newel_error err;
  uint64_t limits = 0;
  nw_sink found = { .alloc = alloc };
  nw_regex_rule rule = { 0, "T", newel_slice_of(pattern) };
  if (nw_regex_build(&regex, &alloc, &rule, 1, &err) != NEWEL_OK) {
    /* An empty match is the one thing that may be wrong here. */
    return strcmp(err.message, "the pattern matches the empty text: it would match everywhere") != 0 ? "no build" : NULL;
  }
  split_job job = { .family = &nw_regex_family, .compiled = regex, .active = active, .text = text.data, .len = text.len,
                    .from = from, .hold_bytes = (size_t)2 * NW_LIMIT_REGEX_LOOKAHEAD_BYTES, .scratch = scratch,
                    .limits = &limits, .coarse = coarse };
  const char *wrong = split_check(&job, seed, &found);
  nw_sink_free(&found);
  nw_regex_free(regex, &alloc);
  return wrong;
}

int main(int argc, char **argv) {
  uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 20240611, start = seed;
  int long_rounds = argc > 2 ? atoi(argv[2]) : 1, passed = 0, failed = 0;
  nw_alloc alloc = nw_alloc_of(NULL);
  char *text = malloc(30000);
  void *scratch;
  if (nw_regex_family.scratch_open(&scratch, &alloc) != NEWEL_OK) return 1;
  printf("seed %llu\n", (unsigned long long)start);
  for (size_t p = 0; p < PATTERN_COUNT; p++) {
    for (int round = 0; round < 60 + long_rounds; round++) {
      int is_long = round >= 60;
      size_t len = make_text(text, is_long ? 24000 : 1 + split_random(&seed) % 60, &seed),
          from = split_random(&seed) % 4 == 0 ? split_random(&seed) % 9 % len : 0;
      int coarse = is_long && (round != 60 || p % 8 != start % 8);
      const char *wrong = check(patterns[p], scratch, nw_slice(text, len), from, &seed, coarse);
      if (wrong != NULL) printf("FAILED: %s: %s, round %d, %zu bytes, from %zu\n", patterns[p], wrong, round, len, from);
      if (wrong != NULL) failed++;
      else passed++;
    }
  }
  nw_regex_family.scratch_free(scratch, &alloc);
  free(text);
  printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}
