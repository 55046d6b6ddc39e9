/* Cases run with the k-th allocation failing, for every k: a case answers or says NEWEL_E_NOMEM, counts once, and leaves no leak.
 * The guard is compiled before the failures begin; its own loop is elsewhere. */
#include <stdio.h>

#include "base/slice.h"
#include "fail_alloc.h"
#include "newel/newel.h"
#include "tally.h"

static const char policy_text[] = "newel: 1\nname: cases\npii: {EMAIL: ANONYMIZE}\n";

static const char *const cases[] = {
  "{\"id\":1,\"text\":\"to a@example.com\",\"expect\":{\"output\":\"to {EMAIL}\",\"types\":[\"EMAIL\"]}}",
  "{\"id\":2,\"text\":\"to a@example.com\",\"expect\":{\"verdict\":\"deny\",\"spans\":[],\"output\":\"x\",\"complete\":false}}",
  "{\"id\":3,\"segments\":[{\"text\":\"a\"},{\"text\":\"b@example.com\",\"expect\":{\"types\":[\"PHONE\"]}}]}",
};

static newel_guard *compile(newel_engine *engine) {
  newel_policy *policy = NULL;
  newel_guard *guard = NULL;
  if (newel_policy_parse(&policy, engine, newel_slice_of(policy_text), NULL, NULL, NULL) == NEWEL_OK)
    (void)newel_guard_compile(&guard, policy, NULL, NULL);
  newel_policy_free(policy);
  return guard;
}

/* Runs all cases with the k-th allocation from here on failing; 0 when that many were not needed. */
static int run_cases(newel_engine *engine, newel_guard *guard, fail_alloc *fa, size_t k) {
  newel_regress *run;
  uint64_t answered = 0;
  fa->fail_at = fa->calls + k;
  fa->failed = 0;
  int code = newel_regress_open(&run, engine, guard, NULL, NULL);
  tally_check_oom(code == (fa->failed ? NEWEL_E_NOMEM : NEWEL_OK), k, "open: neither success nor NEWEL_E_NOMEM");
  for (size_t i = 0; run != NULL && i < sizeof cases / sizeof *cases; i++) {
    newel_case_result result;
    int had_failed = fa->failed;
    code = newel_regress_case(run, newel_slice_of(cases[i]), &result, NULL);
    tally_check_oom(code == (fa->failed && !had_failed ? NEWEL_E_NOMEM : NEWEL_OK), k, "case: neither success nor NEWEL_E_NOMEM");
    if (code != NEWEL_OK) continue;
    answered++;
    tally_check_oom(result.reason_count == (i == 0 ? 0u : i == 1 ? 4u : 1u), k, "case: another number of reasons");
  }
  newel_case_counts counts = newel_regress_counts(run);
  tally_check_oom(counts.passed + counts.failed == answered, k, "a case that failed to run was counted");
  newel_regress_free(run);
  return fa->failed;
}

int main(void) {
  newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
  newel_engine *engine = NULL;
  fail_alloc fa;
  fail_alloc_init(&fa, 0);
  options.allocator = fail_alloc_allocator(&fa);
  (void)newel_engine_open(&engine, &options, NULL);
  newel_guard *guard = compile(engine);
  tally_check_oom(guard != NULL, 0, "the guard does not compile");
  size_t live = fa.live_bytes;
  for (size_t k = 1; guard != NULL && run_cases(engine, guard, &fa, k); k++) tally_check_oom(fa.live_bytes == live, k, "memory is lost");
  newel_guard_free(guard);
  newel_engine_free(engine);
  tally_check_oom(fa.live_bytes == 0 && fa.wrong_sizes == 0, 0, "memory is lost, or given back with a wrong size");
  return tally_end();
}
