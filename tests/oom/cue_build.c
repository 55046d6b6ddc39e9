/* Building a cue family with the n-th allocation failing: an error, and no leak. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/families.h"

typedef struct meter { size_t calls, fail_at, bytes; } meter;

static void *metered(void *user, void *ptr, size_t old_size, size_t new_size) {
  meter *m = user;
  if (new_size > 0 && ++m->calls == m->fail_at) return NULL;
  m->bytes += new_size - old_size;
  if (new_size > 0) return realloc(ptr, new_size);
  free(ptr);
  return NULL;
}

int main(void) {
  static const nw_cue_rule rules[] = { { NW_ENTITY_NAME, 0 }, { NW_ENTITY_PIN, 1 }, { NW_ENTITY_ADDRESS, 2 } };
  unsigned passed = 0, failed = 0;
  for (size_t fail_at = 1; fail_at < 20; fail_at++) {
    meter m = { 0, fail_at, 0 };
    nw_alloc alloc = { metered, &m };
    nw_cues *cues;
    newel_error err;
    int code = nw_cues_build(&cues, &alloc, rules, 3, &err);
    int good = code == NEWEL_OK ? cues != NULL && m.calls < fail_at : code == NEWEL_E_NOMEM && cues == NULL;
    nw_cues_free(cues, &alloc);
    good = good && m.bytes == 0;
    passed += (unsigned)good;
    failed += (unsigned)!good;
    if (code == NEWEL_OK) break;
  }
  printf("%u passed, %u failed\n", passed, failed);
  return failed > 0;
}
