/* converse - guarded conversations, streamed, for the fault server's cases: what becomes of an answer that breaks under a policy.
 *
 *   printf 'block\tcut-7\t2000\thello ana@example.com\n' | converse
 *   {"code":"NEWEL_E_NETWORK","verdict":"deny","complete":0,"ms":7,"shown":"","message":"…"}
 *
 * A line is on_error, model, deadline in milliseconds, text, with tabs between. HATE is asked about always: the policy's guardrail goes
 * along with the call, and its trace answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "newel/bedrock.h"
#include "say.h"

static int is_complete(newel_slice trace) {
  static const char sign[] = "\"complete\":false";
  for (size_t i = 0; i + sizeof sign - 1 <= trace.len; i++)
    if (memcmp(trace.data + i, sign, sizeof sign - 1) == 0) return 0;
  return 1;
}

static void report(int code, const newel_guarded *guarded, newel_slice shown, uint64_t ms, const newel_error *err) {
  nw_json_writer w;
  nw_json_writer_init(&w, put, stdout, 0);
  nw_json_object(&w);
  text(&w, "code", newel_slice_of(newel_code_name(code)));
  text(&w, "verdict", newel_slice_of(newel_verdict_name(newel_guarded_verdict(guarded))));
  number(&w, "complete", (uint64_t)is_complete(newel_guarded_trace(guarded)));
  number(&w, "ms", ms);
  text(&w, "shown", shown);
  text(&w, "message", newel_slice_of(code == NEWEL_OK ? "" : err->message));
  nw_json_close(&w);
  (void)nw_json_writer_end(&w);
  printf("\n");
  fflush(stdout);
}

static int compile(newel_guard **out, newel_engine *engine, const char *on_error, newel_error *err) {
  char yaml[600];
  newel_policy *policy = NULL;
  snprintf(yaml, sizeof yaml,
           "newel: 1\nname: fault\nmessages: {input: 'no', output: 'no'}\ncontent: {HATE: HIGH}\npii: {EMAIL: ANONYMIZE}\n"
           "escalation: {guardrail: gr1fault0001, version: '1', when: {content: always}, on_error: %.10s, deadline: 60s}\n", on_error);
  int code = newel_policy_parse(&policy, engine, newel_slice_of(yaml), NULL, NULL, err);
  if (code == NEWEL_OK) code = newel_guard_compile(out, policy, NULL, err);
  newel_policy_free(policy);
  return code;
}

static int on_text(void *shown, newel_slice released) {
  nw_buf_add_slice(shown, released);
  return 0;
}

static void talk(newel_engine *engine, newel_client *client, char *line) {
  char *part[4] = { line };
  for (int i = 1; i < 4; i++) {
    part[i] = part[i - 1] == NULL ? NULL : strchr(part[i - 1], '\t');
    if (part[i] == NULL) return;
    *part[i]++ = '\0';
  }
  newel_guard *guard = NULL;
  newel_guarded *guarded = NULL;
  newel_transport transport = NEWEL_TRANSPORT_INIT;
  newel_guarded_options options = NEWEL_GUARDED_OPTIONS_INIT;
  newel_call_options call = NEWEL_CALL_OPTIONS_INIT;
  newel_converse request = NEWEL_CONVERSE_INIT;
  newel_error err = { 0 };
  nw_buf shown;
  nw_buf_init(&shown, nw_alloc_of(NULL));
  request.model = newel_slice_of(part[1]);
  request.text = newel_slice_of(part[3]);
  call.deadline_ms = (uint32_t)strtoul(part[2], NULL, 10);
  int code = compile(&guard, engine, part[0], &err);
  if (code == NEWEL_OK) code = newel_client_transport(client, NULL, &transport, &err);
  options.guard = guard;
  options.transport = &transport;
  options.on_text = on_text;
  options.user = &shown;
  uint64_t begin = now_ns(NULL);
  if (code == NEWEL_OK) code = newel_guarded_converse(&guarded, client, &options, &request, &call, &err);
  report(code, guarded, nw_buf_slice(&shown), (now_ns(NULL) - begin) / 1000000, &err);
  newel_guarded_free(guarded);
  newel_client_transport_free(&transport);
  newel_guard_free(guard);
  nw_buf_free(&shown);
}

int main(void) { return each_line(talk); }
