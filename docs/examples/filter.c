/* filter.c - one text through a policy, in twenty lines of calls.
 *
 *   filter policy.yaml 'Mail me at ana@example.com'      prints what may be passed on; exit 0, or 2 when it was denied
 */
#include <stdio.h>

#include "newel/newel.h"

int main(int argc, char **argv) {
  newel_engine *engine = NULL;
  newel_policy *policy = NULL;
  newel_guard *guard = NULL;
  newel_scratch *scratch = NULL;
  newel_segment segment = NEWEL_SEGMENT_INIT;  /* surface user, format text */
  const newel_result *result = NULL;
  newel_error err = { 0 };
  int status = 1;

  segment.text = newel_slice_of(argc == 3 ? argv[2] : "");
  if (argc != 3 || newel_engine_open(&engine, NULL, &err) || newel_policy_load(&policy, engine, argv[1], NULL, &err) ||
      newel_guard_compile(&guard, policy, NULL, &err) || newel_scratch_open(&scratch, engine, &err) ||
      newel_guard_apply(guard, scratch, &segment, 1, NULL, &result, &err)) {
    fprintf(stderr, "filter: %s\n", argc == 3 ? err.message : "usage: filter POLICY TEXT");
  } else {
    newel_slice output = newel_result_segment(result, 0).output;
    printf("%.*s\n", (int)output.len, output.data);
    status = newel_result_verdict(result) == NEWEL_VERDICT_DENY ? 2 : 0;
  }
  newel_scratch_free(scratch);
  newel_guard_free(guard);
  newel_policy_free(policy);
  newel_engine_free(engine);
  return status;
}
