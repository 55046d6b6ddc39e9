/* Building a shape family with the n-th allocation failing: an error, and no leak. */
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
  static const nw_shape_rule rules[] = { { NW_ENTITY_EMAIL, 0, 0 }, { NW_ENTITY_URL, 1, 0 }, { NW_ENTITY_JWT, 2, 0 } };
  unsigned passed = 0, failed = 0;
  for (size_t fail_at = 1; fail_at < 20; fail_at++) {
    meter m = { 0, fail_at, 0 };
    nw_alloc alloc = { metered, &m };
    nw_shape *shape;
    newel_error err;
    int code = nw_shape_build(&shape, &alloc, rules, 3, &err);
    int good = code == NEWEL_OK ? shape != NULL && m.calls < fail_at : code == NEWEL_E_NOMEM && shape == NULL;
    nw_shape_free(shape, &alloc);
    good = good && m.bytes == 0;
    passed += (unsigned)good;
    failed += (unsigned)!good;
    if (code == NEWEL_OK) break;
  }
  /* A sink without memory says so, and takes no more. */
  meter none = { 0, 1, 0 };
  nw_sink sink = { .alloc = { metered, &none } };
  nw_found found;
  memset(&found, 0, sizeof found);
  nw_sink_add(&sink, &found);
  nw_sink_add(&sink, &found);
  int good = sink.failed && sink.found.count == 0 && none.calls == 1;
  passed += (unsigned)good;
  failed += (unsigned)!good;
  printf("%u passed, %u failed\n", passed, failed);
  return failed > 0;
}
