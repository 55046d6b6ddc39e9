/* A scope that is filled, saved, loaded and filled further, with the k-th allocation failing, for every k. A number that could not
 * be given is asked for again: a failure must have changed nothing. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "fail_alloc.h"
#include "tally.h"
#include "vault/scope.h"

static void fill(newel_scope *scope, fail_alloc *fa, size_t k) {
  static const char *const types[] = { "EMAIL", "PHONE", "booking" };
  for (unsigned i = 0; i < 120; i++) {
    char value[24];
    (void)snprintf(value, sizeof value, "value %u", i / 3);
    int had_failed = fa->failed;
    int64_t number = nw_scope_number(scope, types[i % 3], newel_slice_of(value));
    if (number == -1) {
      tally_check_oom(fa->failed && !had_failed, k, "no number, though no allocation failed");
      number = nw_scope_number(scope, types[i % 3], newel_slice_of(value));
    }
    tally_check_oom(number == i / 3 + 1, k, "another number than expected");
  }
}

static void save_and_load(newel_scope *scope, newel_engine *engine, fail_alloc *fa, size_t k) {
  nw_buf saved;
  newel_scope *loaded;
  newel_error err;
  nw_buf_init(&saved, nw_alloc_of(NULL));
  tally_check_oom(newel_scope_save(scope, nw_buf_write, &saved, &err) == NEWEL_OK, k, "the scope was not saved");
  int had_failed = fa->failed;
  int code = newel_scope_load(&loaded, engine, nw_buf_slice(&saved), &err);
  tally_check_oom(code == (fa->failed && !had_failed ? NEWEL_E_NOMEM : NEWEL_OK), k, "load: neither success nor NEWEL_E_NOMEM");
  tally_check_oom((loaded != NULL) == (code == NEWEL_OK), k, "load: a scope on failure, or none on success");
  if (loaded != NULL) fill(loaded, fa, k);
  newel_scope_free(loaded);
  nw_buf_free(&saved);
}

static void run(fail_alloc *fa, size_t k) {
  newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
  newel_engine *engine = NULL;
  newel_scope *scope = NULL;
  options.allocator = fail_alloc_allocator(fa);
  options.key = NW_LIT("0123456789abcdef");
  int code = newel_engine_open(&engine, &options, NULL);
  if (code == NEWEL_OK) code = newel_scope_open(&scope, engine, NULL);
  tally_check_oom(code == (fa->failed ? NEWEL_E_NOMEM : NEWEL_OK), k, "open: neither success nor NEWEL_E_NOMEM");
  if (code == NEWEL_OK) {
    fill(scope, fa, k);
    save_and_load(scope, engine, fa, k);
    nw_scope_clear(scope);
    fill(scope, fa, k);
  }
  newel_scope_free(scope);
  newel_engine_free(engine);
}

int main(void) {
  for (size_t k = 1;; k++) {
    fail_alloc fa;
    fail_alloc_init(&fa, k);
    run(&fa, k);
    tally_check_oom(fa.live_bytes == 0 && fa.live_blocks == 0, k, "leak");
    tally_check_oom(fa.wrong_sizes == 0, k, "a wrong size was given back");
    if (!fa.failed) break;
  }
  return tally_end();
}
