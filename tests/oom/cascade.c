/* Questions asked and answered, whole and streamed, and an answer of Bedrock imported, with the k-th allocation failing, for every k: each
 * call succeeds or says NEWEL_E_NOMEM, and everything comes back. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "bedrock/judge.h"
#include "fail_alloc.h"
#include "newel/bedrock.h"
#include "newel/newel.h"
#include "tally.h"

static const char policy_text[] = "newel: 1\nname: everything\npii: {EMAIL: ANONYMIZE, NAME: ANONYMIZE}\ntopics: {legal: {definition: Law.}}\n"
  "grounding: {GROUNDING: 0.75}\nescalation: {guardrail: g, on_error: block, when: {topics: always, pii: [NAME]}}\n";
static const char answer[] = "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"qwx {NAME}\"}],\"assessments\":[{\"sensitiveInformationPolicy\":{"
  "\"piiEntities\":[{\"match\":\"zorbl\",\"type\":\"NAME\",\"action\":\"ANONYMIZED\",\"more\":1}],\"regexes\":[]},\"new\":2}],"
  "\"usage\":{\"topicPolicyUnits\":1,\"sensitiveInformationPolicyUnits\":1}}";

static int ask(void *self, const newel_ask *a, newel_reply *reply, newel_error *err) {
  return nw_judge_reply(a, NW_LIT(answer), 0, *(nw_alloc *)self, reply, err);
}

static int discard(void *user, const char *data, size_t len) { return (void)user, (void)data, (void)len, 0; }

static void stream(const newel_guard *guard, const newel_transport *transport, size_t k, int had_failed, const fail_alloc *fa) {
  newel_cascade_stream_options options = NEWEL_CASCADE_STREAM_OPTIONS_INIT;
  newel_segment context = NEWEL_SEGMENT_INIT;
  newel_cascade_stream *s = NULL;
  const newel_result *result;
  newel_slice released;
  context.text = NW_LIT("what?");
  context.qualifiers = NEWEL_QUALIFIER_QUERY;
  options.context = &context;
  options.context_count = options.every_units = 1;
  int code = newel_cascade_stream_open(&s, guard, transport, &options, NULL);
  if (code == NEWEL_OK) code = newel_cascade_stream_push(s, NW_LIT("qwx zorbl"), &released, NULL);
  if (code == NEWEL_OK) code = newel_cascade_stream_finish(s, &released, &result, NULL);
  tally_check_oom(code == NEWEL_OK || (code == NEWEL_E_NOMEM && fa->failed && !had_failed), k, "stream");
  newel_cascade_stream_free(s);
}

/* 1 when no allocation failed. */
static int run(size_t k) {
  fail_alloc fa;
  newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
  newel_engine *engine = NULL;
  newel_policy *policy = NULL;
  newel_guard *guard = NULL;
  newel_scratch *scratch = NULL;
  newel_segment segment = NEWEL_SEGMENT_INIT;
  const newel_result *result;
  fail_alloc_init(&fa, k);
  options.allocator = fail_alloc_allocator(&fa);
  nw_alloc alloc = nw_alloc_of(&options.allocator);
  newel_transport transport = { sizeof transport, &alloc, "test", ask, 0, 0 };
  segment.text = NW_LIT("qwx zorbl");
  int code = newel_engine_open(&engine, &options, NULL);
  if (code == NEWEL_OK) code = newel_policy_parse(&policy, engine, NW_LIT(policy_text), NULL, NULL, NULL);
  if (code == NEWEL_OK) code = newel_guard_compile(&guard, policy, NULL, NULL);
  if (code == NEWEL_OK) code = newel_scratch_open(&scratch, engine, NULL);
  if (code == NEWEL_OK) {
    int had_failed = fa.failed;
    code = newel_cascade_apply(guard, scratch, &transport, &segment, 1, NULL, &result, NULL);
    tally_check_oom(code == NEWEL_OK || (code == NEWEL_E_NOMEM && fa.failed && !had_failed), k, "apply");
    if (code == NEWEL_OK && !fa.failed)
      tally_check_oom(nw_slice_is(newel_result_segment(result, 0).output, "qwx {NAME}"), k, "output");
    had_failed = fa.failed;
    stream(guard, &transport, k, had_failed, &fa);
    had_failed = fa.failed;
    code = newel_trace_import(engine, NW_LIT("apply-guardrail"), NW_LIT(answer), NULL, discard, NULL, NULL);
    tally_check_oom(code == NEWEL_OK || (code == NEWEL_E_NOMEM && fa.failed && !had_failed), k, "import");
  }
  newel_scratch_free(scratch);
  newel_guard_free(guard);
  newel_policy_free(policy);
  newel_engine_free(engine);
  tally_check_oom(fa.live_bytes == 0 && fa.wrong_sizes == 0, k, "memory is not given back");
  return !fa.failed;
}

int main(void) {
  size_t k = 1;
  while (!run(k)) k++;
  printf("%zu allocations\n", k - 1);
  return tally_end();
}
