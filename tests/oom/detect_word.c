/* nw_word_build with the n-th allocation failing, for every n: an error, and nothing is left. */
#include <stdio.h>
#include <stdlib.h>

#include "base/slice.h"
#include "detect/families.h"

typedef struct counter { size_t calls, fail_at, live_bytes; } counter;

static void *counted(void *user, void *ptr, size_t old_size, size_t new_size) {
  counter *count = user;
  if (new_size > 0 && ++count->calls == count->fail_at) return NULL;
  void *moved = new_size > 0 ? realloc(ptr, new_size) : NULL;
  if (new_size == 0) free(ptr);
  count->live_bytes += new_size - old_size;
  return moved;
}

int main(void) {
  newel_slice entries[] = { NW_LIT("tom cat"), NW_LIT("Straße"), NW_LIT("東京") };
  nw_word_rule rules[] = { { .rule = 0, .type = "A", .entries = entries, .count = 3 }, { .rule = 1, .type = "P", .managed = 1 } };
  unsigned passed = 0, failed = 0;
  int code = NEWEL_E_NOMEM;
  for (size_t n = 1; code != NEWEL_OK && n < 100; n++) {
    counter count = { 0, n, 0 };
    nw_alloc alloc = { counted, &count };
    nw_word *word = NULL;
    newel_error err;
    code = nw_word_build(&word, &alloc, rules, 2, &err);
    int fine = code == NEWEL_OK ? word != NULL : code == NEWEL_E_NOMEM && word == NULL && count.live_bytes == 0;
    nw_word_free(word, &alloc);
    if (fine && count.live_bytes == 0) passed++;
    else failed++;
  }
  if (code != NEWEL_OK) failed++;
  printf("detect_word oom: %u passed, %u failed\n", passed, failed);
  return failed != 0;
}
