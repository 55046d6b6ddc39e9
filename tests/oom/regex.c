/* Fails the n-th allocation of building custom patterns, for every n: an error, no leak, sizes given back as they were taken. */
#include <stdio.h>

#include "base/slice.h"
#include "detect/families.h"
#include "fail_alloc.h"

static int try_rules(const nw_alloc *alloc) {
  static const nw_regex_rule rules[] = { { 0, "A", { "\\bBK-[0-9]{8}\\b", 15 } }, { 1, "B", { "(a|aa)+$", 8 } },
                                         { 2, "C", { "[\\p{L}x]+(?<=a)", 15 } } };
  nw_regex *regex;
  int rc = nw_regex_build(&regex, alloc, rules, 3, NULL);
  nw_regex_free(regex, alloc);
  return rc;
}

static int try_pattern(const nw_alloc *alloc) {
  nw_pattern *pattern;
  int rc = nw_pattern_compile(&pattern, alloc, NW_LIT("(?i)[a-z]+@example\\.com"), NULL);
  nw_pattern_free(pattern, alloc);
  return rc;
}

static int try_scratch(const nw_alloc *alloc) {
  void *scratch;
  int rc = nw_regex_family.scratch_open(&scratch, alloc);
  nw_regex_family.scratch_free(scratch, alloc);
  return rc;
}

int main(void) {
  static int (*const tries[])(const nw_alloc *) = { try_rules, try_pattern, try_scratch };
  int passed = 0, failed = 0;
  for (size_t i = 0; i < 3; i++) {
    for (size_t n = 1;; n++) {
      fail_alloc fa;
      fail_alloc_init(&fa, n);
      nw_alloc alloc = fail_alloc_allocator(&fa);
      int rc = tries[i](&alloc), reached = fa.failed;
      int right = fa.live_bytes == 0 && fa.wrong_sizes == 0 && rc == (reached ? NEWEL_E_NOMEM : NEWEL_OK);
      if (!right) printf("FAILED: %zu, allocation %zu: %d, %zu bytes left\n", i, n, rc, fa.live_bytes);
      if (right) passed++;
      else failed++;
      if (!reached || n > 10000) break;
    }
  }
  printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}
