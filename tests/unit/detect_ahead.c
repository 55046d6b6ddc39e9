/* What the first characters of a match may be, and that a text without them is passed by for all patterns at once. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/slice.h"
#include "detect/regex/ahead.h"
#include "detect/regex/regex.h"

/* The characters of a place, in order; "" when it may be any. */
static const char *chars_of(const uint64_t set[2], char text[130]) {
  size_t len = 0;
  if ((set[0] & set[1]) == UINT64_MAX) return "";
  for (unsigned c = 0; c < 128; c++)
    if (set[c / 64] >> c % 64 & 1) text[len++] = (char)c;
  text[len] = '\0';
  return text;
}

Test(detect_ahead, reads_three_places) {
  static const struct { const char *pattern; int told; const char *place[NW_AHEAD]; } cases[] = {
    { "K3-[0-9]{5}", 1, { "K", "3", "-" } },
    { "(?:TK|ID)_x", 1, { "IT", "DK", "_" } },
    { "\\bab?c", 1, { "a", "bc", "" } },  /* the third stands behind the end of "ac" */
    { "ab", 1, { "a", "b", "" } },
    { "(?i)ab", 1, { "Aa", "Bb", "" } },
    { "a(?=b)b", 0, { "", "", "" } },     /* not exact */
    { "(a|b|c|d|e)x", 0, { "", "", "" } }, /* too many ways */
    { "(a)\\1", 0, { "", "", "" } },
  };
  nw_alloc alloc = nw_alloc_of(NULL);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    nw_ahead ahead;
    char text[130];
    cr_assert_eq(nw_ahead_of(&ahead, &alloc, newel_slice_of(cases[i].pattern)), cases[i].told, "%s", cases[i].pattern);
    for (unsigned n = 0; cases[i].told && n < NW_AHEAD; n++)
      cr_expect_str_eq(chars_of(ahead.set[n], text), cases[i].place[n], "%s, place %u", cases[i].pattern, n);
  }
}

/* Long texts, with the match at every place around blocks of 64 bytes: neither a block nor a tail is left out. */
Test(detect_ahead, finds_at_every_place) {
  enum { BYTES = 300 };
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_regex_rule rules[] = { { 0, "A", newel_slice_of("K3-[0-9]") }, { 1, "B", newel_slice_of("Q[xy]z") } };
  nw_regex *regex;
  void *scratch = NULL;
  uint8_t active[2] = { 1, 1 };
  char text[BYTES];
  cr_assert_eq(nw_regex_build(&regex, &alloc, rules, 2, NULL), NEWEL_OK);
  cr_assert_eq(regex->told, UINT64_MAX);  /* and bits of no rule */
  cr_assert_eq(nw_regex_family.scratch_open(&scratch, &alloc), NEWEL_OK);
  void *state = nw_zalloc(&alloc, nw_regex_family.state_bytes(regex));
  for (size_t at = 0; at + 4 <= BYTES; at++) {
    nw_sink sink = { .alloc = alloc };
    memset(text, 'K', sizeof text);
    memcpy(text + at, at % 2 ? "K3-7" : "Qyz ", 4);
    nw_scan scan = { .data = (const unsigned char *)text, .end = sizeof text, .final = 1, .active = active, .sink = &sink,
                     .scratch = scratch };
    nw_regex_family.begin(regex, state);
    nw_regex_family.scan(regex, state, &scan);
    cr_assert_eq(sink.found.count, 1, "at %zu", at);
    cr_expect_eq(sink.found.at[0].start, at);
    nw_sink_free(&sink);
  }
  nw_free(&alloc, state, nw_regex_family.state_bytes(regex));
  nw_regex_family.scratch_free(scratch, &alloc);
  nw_regex_free(regex, &alloc);
}
