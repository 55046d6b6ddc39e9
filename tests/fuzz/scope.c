/* Any bytes as a saved scope: refused, or a scope that numbers values and that, saved and loaded again, is the same. And any bytes as
 * values, one a line: what has a number keeps it over saving and loading. */
#include "fuzz.h"

#include "base/slice.h"
#include "vault/scope.h"

static void use(newel_scope *scope) {
  static newel_guard *guard;
  newel_scratch *scratch;
  newel_segment segment = NEWEL_SEGMENT_INIT;
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  const newel_result *result;
  if (guard == NULL) guard = fuzz_guard("newel: 1\nname: scope\nanonymize: {style: numbered}\npii: {EMAIL: ANONYMIZE}\n");
  FUZZ_CHECK(newel_scratch_open(&scratch, fuzz_engine(), NULL) == NEWEL_OK);
  segment.text = newel_slice_of("ann@example.com and bob@example.com");
  options.scope = scope;
  FUZZ_CHECK(newel_guard_apply(guard, scratch, &segment, 1, &options, &result, NULL) == NEWEL_OK);
  newel_scratch_free(scratch);
}

/* Saves, loads, saves: the same bytes. Gives the loaded scope. */
static newel_scope *save_and_load(const newel_scope *scope) {
  newel_scope *again;
  nw_buf first, second;
  nw_buf_init(&first, nw_alloc_of(NULL));
  nw_buf_init(&second, nw_alloc_of(NULL));
  FUZZ_CHECK(newel_scope_save(scope, nw_buf_write, &first, NULL) == NEWEL_OK);
  FUZZ_CHECK(newel_scope_load(&again, fuzz_engine(), nw_buf_slice(&first), NULL) == NEWEL_OK);
  FUZZ_CHECK(newel_scope_save(again, nw_buf_write, &second, NULL) == NEWEL_OK);
  FUZZ_CHECK(nw_slice_eq(nw_buf_slice(&first), nw_buf_slice(&second)));
  nw_buf_free(&first);
  nw_buf_free(&second);
  return again;
}

/* The first byte of a line chooses its type. Returns the sum of all numbers. */
static int64_t number_lines(newel_scope *scope, newel_slice lines) {
  static const char *const types[] = { "EMAIL", "PHONE", "booking" };
  int64_t sum = 0;
  for (size_t at = 0; at < lines.len;) {
    size_t end = at + 1;
    while (end < lines.len && lines.data[end] != '\n') end++;
    int64_t number = nw_scope_number(scope, types[(unsigned char)lines.data[at] % 3], nw_slice(lines.data + at, end - at));
    FUZZ_CHECK(number > 0);
    sum += number;
    at = end;
  }
  return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
  newel_slice input = { (const char *)data, len };
  newel_scope *scope, *again;
  int code = newel_scope_load(&scope, fuzz_engine(), input, NULL);
  FUZZ_CHECK((code == NEWEL_OK) == (scope != NULL));
  if (scope != NULL) {
    use(scope);
    newel_scope_free(save_and_load(scope));
    newel_scope_free(scope);
  }
  FUZZ_CHECK(newel_scope_open(&scope, fuzz_engine(), NULL) == NEWEL_OK);
  int64_t sum = number_lines(scope, input);
  again = save_and_load(scope);
  FUZZ_CHECK(number_lines(again, input) == sum);
  newel_scope_free(again);
  newel_scope_free(scope);
  return 0;
}
