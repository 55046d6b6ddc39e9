/* newel_guard_explain_miss with the n-th allocation failing: it says NEWEL_E_NOMEM or writes all, and everything comes back. */
#include <stdio.h>

#include "fail_alloc.h"
#include "newel/newel.h"

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
    fail_alloc fa;
    newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
    fail_alloc_init(&fa, fail_at);
    options.allocator = fail_alloc_allocator(&fa);
    code = explain(&options);
    int good = (code == NEWEL_OK || code == NEWEL_E_NOMEM) && fa.live_bytes == 0 && fa.wrong_sizes == 0;
    passed += (unsigned)good;
    failed += (unsigned)!good;
    if (fa.failed) code = NEWEL_E_NOMEM;  /* it failed, and somebody tried again: go on */
  }
  failed += code != NEWEL_OK;
  printf("%u passed, %u failed\n", passed, failed);
  return failed > 0;
}
