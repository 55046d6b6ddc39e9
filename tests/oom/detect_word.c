/* nw_word_build with the n-th allocation failing, for every n: an error, and nothing is left. */
#include <stdio.h>

#include "base/slice.h"
#include "detect/families.h"
#include "fail_alloc.h"

int main(void) {
  newel_slice entries[] = { NW_LIT("tom cat"), NW_LIT("Straße"), NW_LIT("東京") };
  nw_word_rule rules[] = { { .rule = 0, .type = "A", .entries = entries, .count = 3 }, { .rule = 1, .type = "P", .managed = 1 } };
  unsigned passed = 0, failed = 0;
  int code = NEWEL_E_NOMEM;
  for (size_t n = 1; code != NEWEL_OK && n < 100; n++) {
    fail_alloc fa;
    fail_alloc_init(&fa, n);
    nw_alloc alloc = fail_alloc_allocator(&fa);
    nw_word *word = NULL;
    newel_error err;
    code = nw_word_build(&word, &alloc, rules, 2, &err);
    int fine = code == NEWEL_OK ? word != NULL : code == NEWEL_E_NOMEM && word == NULL && fa.live_bytes == 0;
    nw_word_free(word, &alloc);
    if (fine && fa.live_bytes == 0 && fa.wrong_sizes == 0) passed++;
    else failed++;
  }
  if (code != NEWEL_OK) failed++;
  printf("detect_word oom: %u passed, %u failed\n", passed, failed);
  return failed != 0;
}
