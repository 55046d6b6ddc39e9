/* Building the shape and cue families with the n-th allocation failing: an error, and no leak. A sink without memory says so. */
#include <stdio.h>
#include <string.h>

#include "detect/families.h"
#include "fail_alloc.h"

typedef int (*build_fn)(void **out, const nw_alloc *alloc, newel_error *err);
typedef void (*free_fn)(void *compiled, const nw_alloc *alloc);

static int build_shape(void **out, const nw_alloc *alloc, newel_error *err) {
  static const nw_shape_rule rules[] = { { NW_ENTITY_EMAIL, 0, 0 }, { NW_ENTITY_URL, 1, 0 }, { NW_ENTITY_JWT, 2, 0 } };
  nw_shape *shape;
  int code = nw_shape_build(&shape, alloc, rules, 3, err);
  *out = shape;
  return code;
}
static void free_shape(void *shape, const nw_alloc *alloc) { nw_shape_free(shape, alloc); }

static int build_cues(void **out, const nw_alloc *alloc, newel_error *err) {
  static const nw_cue_rule rules[] = { { NW_ENTITY_NAME, 0, 0 }, { NW_ENTITY_PIN, 1, NW_STRICT_ANY }, { NW_ENTITY_ADDRESS, 2, 0 } };
  nw_cues *cues;
  int code = nw_cues_build(&cues, alloc, rules, 3, err);
  *out = cues;
  return code;
}
static void free_cues(void *cues, const nw_alloc *alloc) { nw_cues_free(cues, alloc); }

static unsigned passed, failed;
static void count(int good) { passed += (unsigned)good, failed += (unsigned)!good; }

static void fail_each(build_fn build, free_fn release) {
  for (size_t n = 1; n < 20; n++) {
    fail_alloc fa;
    fail_alloc_init(&fa, n);
    newel_allocator allocator = fail_alloc_allocator(&fa);
    nw_alloc alloc = nw_alloc_of(&allocator);
    newel_error err;
    void *compiled;
    int code = build(&compiled, &alloc, &err);
    int good = fa.failed ? code == NEWEL_E_NOMEM && compiled == NULL : code == NEWEL_OK && compiled != NULL;
    release(compiled, &alloc);
    count(good && fa.live_bytes == 0 && fa.wrong_sizes == 0);
    if (!fa.failed) return;
  }
  count(0);
}

static void sink_without_memory(void) {
  fail_alloc fa;
  fail_alloc_init(&fa, 1);
  newel_allocator allocator = fail_alloc_allocator(&fa);
  nw_sink sink = { .alloc = nw_alloc_of(&allocator) };
  nw_found found;
  memset(&found, 0, sizeof found);
  nw_sink_add(&sink, &found);
  nw_sink_add(&sink, &found);
  count(sink.failed && sink.found.count == 0 && fa.calls == 1);
}

int main(void) {
  fail_each(build_shape, free_shape);
  fail_each(build_cues, free_cues);
  sink_without_memory();
  printf("%u passed, %u failed\n", passed, failed);
  return failed > 0;
}
