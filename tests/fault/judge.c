/* judge - applies policies that escalate, for the fault server's cases: what becomes of a verdict when the judge has a bad day.
 *
 *   printf 'block\tgr0000000001\t2000\thello ana@example.com\n' | judge
 *   {"code":"NEWEL_OK","verdict":"deny","cause":"escalation_failed","complete":0,"ms":7,"output":"no","stages":2}
 *
 * A line is on_error, guardrail, deadline in milliseconds, text, with tabs between. The policy judges HATE by Bedrock always, and masks
 * e-mail addresses itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "newel/bedrock.h"
#include "say.h"

static void report(int code, const newel_result *result, uint64_t ms, const newel_error *err) {
  nw_json_writer w;
  nw_json_writer_init(&w, put, stdout, 0);
  nw_json_object(&w);
  text(&w, "code", newel_slice_of(newel_code_name(code)));
  number(&w, "ms", ms);
  if (code == NEWEL_OK) {
    text(&w, "verdict", newel_slice_of(newel_verdict_name(newel_result_verdict(result))));
    text(&w, "cause", newel_slice_of(newel_cause_name(newel_result_cause(result))));
    number(&w, "complete", (uint64_t)newel_result_complete(result));
    number(&w, "stages", newel_result_stage_count(result));
    text(&w, "output", newel_result_segment(result, 0).output);
  } else {
    text(&w, "message", newel_slice_of(err->message));
  }
  nw_json_close(&w);
  (void)nw_json_writer_end(&w);
  printf("\n");
  fflush(stdout);
}

static int compile(newel_guard **out, newel_engine *engine, const char *on_error, const char *guardrail, newel_error *err) {
  char yaml[600];
  newel_policy *policy = NULL;
  snprintf(yaml, sizeof yaml,
           "newel: 1\nname: fault\nmessages: {input: 'no', output: 'no'}\ncontent: {HATE: {input: HIGH}}\npii: {EMAIL: ANONYMIZE}\n"
           "escalation: {guardrail: %.60s, version: '1', when: {content: always}, on_error: %.10s, deadline: 60s}\n", guardrail, on_error);
  int code = newel_policy_parse(&policy, engine, newel_slice_of(yaml), NULL, NULL, err);
  if (code == NEWEL_OK) code = newel_guard_compile(out, policy, NULL, err);
  newel_policy_free(policy);
  return code;
}

static void apply(newel_engine *engine, newel_client *client, char *line) {
  char *part[4] = { line };
  for (int i = 1; i < 4; i++) {
    part[i] = part[i - 1] == NULL ? NULL : strchr(part[i - 1], '\t');
    if (part[i] == NULL) return;
    *part[i]++ = '\0';
  }
  newel_guard *guard = NULL;
  newel_scratch *scratch = NULL;
  newel_transport transport = NEWEL_TRANSPORT_INIT;
  newel_cascade_options options = NEWEL_CASCADE_OPTIONS_INIT;
  newel_segment segment = NEWEL_SEGMENT_INIT;
  const newel_result *result = NULL;
  newel_error err = { 0 };
  segment.text = newel_slice_of(part[3]);
  options.deadline_ms = (uint32_t)strtoul(part[2], NULL, 10);
  int code = compile(&guard, engine, part[0], part[1], &err);
  if (code == NEWEL_OK) code = newel_scratch_open(&scratch, engine, &err);
  if (code == NEWEL_OK) code = newel_client_transport(client, NULL, &transport, &err);
  uint64_t begin = now_ns(NULL);
  if (code == NEWEL_OK) code = newel_cascade_apply(guard, scratch, &transport, &segment, 1, &options, &result, &err);
  report(code, result, (now_ns(NULL) - begin) / 1000000, &err);
  newel_client_transport_free(&transport);
  newel_scratch_free(scratch);
  newel_guard_free(guard);
}

int main(void) { return each_line(apply); }
