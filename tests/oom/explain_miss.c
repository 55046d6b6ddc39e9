/* newel_guard_explain_miss with the n-th allocation failing: it says NEWEL_E_NOMEM or writes all, and everything comes back. */
#include <stdio.h>
#include <stdlib.h>

#include "newel/newel.h"

typedef struct meter { size_t calls, fail_at, bytes; } meter;

static void *metered(void *user, void *ptr, size_t old_size, size_t new_size) {
  meter *m = user;
  if (new_size > 0 && ++m->calls == m->fail_at) return NULL;
  m->bytes += new_size - old_size;
  if (new_size > 0) return realloc(ptr, new_size);
  free(ptr);
  return NULL;
}

static int drop(void *user, const char *data, size_t len) {
  (void)user, (void)data, (void)len;
  return 0;
}

/* One explanation; its code, or NEWEL_OK. */
static int explain(const newel_engine_options *options) {
  newel_engine *engine = NULL;
  newel_scratch *scratch = NULL;
  newel_segment segment = NEWEL_SEGMENT_INIT;
  newel_error err;
  segment.text = newel_slice_of("card 4111 1111 1111 1112, no123456789, mail ana@example.com, password: ${X}, 123456789 is it");
  int code = newel_engine_open(&engine, options, &err);
  if (code == NEWEL_OK) code = newel_scratch_open(&scratch, engine, &err);
  if (code == NEWEL_OK)
    code = newel_guard_explain_miss(NULL, scratch, &segment, NULL, NEWEL_RENDER_TEXT, drop, NULL, &err);
  newel_scratch_free(scratch);
  newel_engine_free(engine);
  return code;
}

int main(void) {
  unsigned passed = 0, failed = 0;
  int code = NEWEL_E_NOMEM;
  for (size_t fail_at = 1; code != NEWEL_OK && fail_at < 20000; fail_at = fail_at < 60 ? fail_at + 1 : fail_at + fail_at / 20) {
    meter m = { 0, fail_at, 0 };
    newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
    options.allocator.realloc_fn = metered;
    options.allocator.user = &m;
    code = explain(&options);
    int good = (code == NEWEL_OK || code == NEWEL_E_NOMEM) && m.bytes == 0;
    passed += (unsigned)good;
    failed += (unsigned)!good;
    if (m.calls >= fail_at) code = NEWEL_E_NOMEM;  /* it failed, and somebody tried again: go on */
  }
  failed += code != NEWEL_OK;
  printf("%u passed, %u failed\n", passed, failed);
  return failed > 0;
}
