/* Any bytes as a policy, as YAML and as JSON: remarks in every rendering or a policy, and a policy that compiles judges a text. */
#include "fuzz.h"

static void write_remarks(const newel_diagnostics *diagnostics, nw_buf *out) {
  for (int how = NEWEL_RENDER_TEXT; how <= NEWEL_RENDER_SARIF; how++) {
    nw_buf_clear(out);
    FUZZ_CHECK(newel_diagnostics_write(diagnostics, (newel_render)how, nw_buf_write, out, NULL) == NEWEL_OK);
  }
}

static void use_policy(const newel_policy *policy, nw_buf *out) {
  static const char text[] = "mail ann@example.com or 415-555-0132, BK-12345678 acme corp";
  newel_diagnostics *diagnostics;
  newel_guard *guard;
  newel_scratch *scratch;
  newel_segment segment = NEWEL_SEGMENT_INIT;
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  const newel_result *result;
  FUZZ_CHECK(newel_policy_write_canonical(policy, nw_buf_write, out, NULL) == NEWEL_OK);
  FUZZ_CHECK(newel_policy_write_matrix(policy, NEWEL_RENDER_TEXT, nw_buf_write, out, NULL) == NEWEL_OK);
  int code = newel_guard_compile(&guard, policy, &diagnostics, NULL);
  FUZZ_CHECK(code == NEWEL_OK || code == NEWEL_E_POLICY || code == NEWEL_E_UNSUPPORTED);
  write_remarks(diagnostics, out);
  newel_diagnostics_free(diagnostics);
  if (code != NEWEL_OK) return;
  FUZZ_CHECK(newel_guard_explain(guard, NEWEL_RENDER_TEXT, nw_buf_write, out, NULL) == NEWEL_OK);
  FUZZ_CHECK(newel_scratch_open(&scratch, fuzz_engine(), NULL) == NEWEL_OK);
  segment.text = newel_slice_of(text);
  options.local = 1;
  FUZZ_CHECK(newel_guard_apply(guard, scratch, &segment, 1, &options, &result, NULL) == NEWEL_OK);
  fuzz_check_result(result, segment.text);
  newel_scratch_free(scratch);
  newel_guard_free(guard);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  for (int json = 0; json < 2; json++) {
    newel_parse_options options = NEWEL_PARSE_OPTIONS_INIT;
    newel_policy *policy;
    newel_diagnostics *diagnostics;
    newel_slice text = { (const char *)data, len };
    options.json = json;
    int code = newel_policy_parse(&policy, fuzz_engine(), text, &options, &diagnostics, NULL);
    FUZZ_CHECK((code == NEWEL_OK) == (policy != NULL));
    FUZZ_CHECK(code == NEWEL_OK || newel_diagnostics_count(diagnostics, NEWEL_SEVERITY_ERROR) > 0);
    write_remarks(diagnostics, &out);
    if (policy != NULL) use_policy(policy, &out);
    newel_diagnostics_free(diagnostics);
    newel_policy_free(policy);
  }
  nw_buf_free(&out);
  return 0;
}
