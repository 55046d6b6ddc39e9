/* A guarded conversation with a tool: what goes, what comes, what is kept; then with the k-th allocation failing, for every k: the call
 * says NEWEL_E_NOMEM or has gone well, and everything comes back. */
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "bedrock/client.h"
#include "fail_alloc.h"
#include "newel/newel.h"
#include "tally.h"

static const char policy_text[] = "newel: 1\nname: t\nmessages: {input: denied in, output: denied out}\n"
  "pii: {EMAIL: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: BLOCK}\n";

static const char wants_tool[] = "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"let me look\"},{\"toolUse\":{\"toolUseId\":\"t1\","
  "\"name\":\"find\",\"input\":{\"who\":\"ana@example.com\"}}}]}},\"stopReason\":\"tool_use\",\"usage\":{\"inputTokens\":1,\"outputTokens\":1,\"totalTokens\":2},\"metrics\":{\"latencyMs\":1}}";
static const char final[] = "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"it is bob@example.com\"}]}},\"stopReason\":\"end_turn\","
  "\"usage\":{\"inputTokens\":1,\"outputTokens\":1,\"totalTokens\":2},\"metrics\":{\"latencyMs\":1}}";

/* ---- a machine of constants that answers twice ---- */

typedef struct machine { int calls, endless; const char *result; char arguments[200]; } machine;

static const char *env(void *user, const char *name) { return (void)user, (void)name, NULL; }
static int read_file(void *user, const char *path, size_t most, nw_buf *out) { return (void)user, (void)path, (void)most, (void)out, 0; }
static int write_file(void *user, const char *path, newel_slice text) { return (void)user, (void)path, (void)text, 0; }
static int run(void *user, char *const argv[], uint64_t timeout_ms, nw_buf *out) {
  return (void)user, (void)argv, (void)timeout_ms, (void)out, -1;
}
static int64_t now_s(void *user) { return (void)user, 1772368560; }
static uint64_t now_ms(void *user) { return (void)user, 1000; }
static void sleep_ms(void *user, uint64_t ms) { (void)user, (void)ms; }
static uint32_t chance(void *user) { return (void)user, 7; }

static nw_http_failure send(void *user, const nw_http_call *call, nw_http_response *response, newel_error *err) {
  machine *m = user;
  (void)call, (void)err;
  response->status = 200;
  nw_buf_add_text(&response->body, m->calls++ == 0 || m->endless ? wants_tool : final);
  return response->body.failed ? NW_HTTP_NO_MEMORY : NW_HTTP_NONE;
}

static int on_tool(void *user, const newel_tool_call *call, newel_write_fn write, void *to) {
  machine *m = user;
  (void)snprintf(m->arguments, sizeof m->arguments, "%.*s %.*s", (int)call->name.len, call->name.data, (int)call->input.len,
                 call->input.data);
  return write(to, m->result, strlen(m->result));
}

/* ---- a conversation ---- */

typedef struct talk { machine m; int code; newel_verdict verdict; char text[200], messages[2000], trace[20000]; } talk;

static void copy(char *to, size_t size, newel_slice text) { (void)snprintf(to, size, "%.*s", (int)text.len, text.data == NULL ? "" : text.data); }

static void converse(talk *t, const newel_guard *guard, newel_client *client, size_t result_bytes) {
  newel_guarded_options options = NEWEL_GUARDED_OPTIONS_INIT;
  newel_converse request = NEWEL_CONVERSE_INIT;
  newel_guarded *guarded = NULL;
  options.guard = guard;
  options.on_tool = on_tool;
  options.user = &t->m;
  options.max_calls = 3;
  options.tool_result_bytes = result_bytes;
  request.model = NW_LIT("m");
  request.messages = NW_LIT(" [{\"role\":\"user\",\"content\":[{\"text\":\"from eve@example.com\"}]},{\"role\":\"assistant\",\"content\":[{\"text\":\"ok\"}]}] ");
  request.text = NW_LIT("who is it?");
  t->code = newel_guarded_converse(&guarded, client, &options, &request, NULL, NULL);
  t->verdict = newel_guarded_verdict(guarded);
  copy(t->text, sizeof t->text, newel_guarded_text(guarded));
  copy(t->messages, sizeof t->messages, newel_guarded_messages(guarded));
  copy(t->trace, sizeof t->trace, newel_guarded_trace(guarded));
  newel_guarded_free(guarded);
}

static void attempt(talk *t, fail_alloc *fa, size_t result_bytes) {
  nw_world world = { &t->m, env, read_file, write_file, run, now_s, now_ms, sleep_ms, chance, send };
  newel_client_options options = NEWEL_CLIENT_OPTIONS_INIT;
  newel_engine_options with = NEWEL_ENGINE_OPTIONS_INIT;
  newel_engine *engine = NULL;
  newel_policy *policy = NULL;
  newel_guard *guard = NULL;
  newel_client *client = NULL;
  options.region = NW_LIT("us-east-1");
  options.key_id = NW_LIT("AKIDEXAMPLE");
  options.secret = NW_LIT("secret");
  with.allocator = fail_alloc_allocator(fa);
  t->code = newel_engine_open(&engine, &with, NULL);
  if (t->code == NEWEL_OK) t->code = newel_policy_parse(&policy, engine, NW_LIT(policy_text), NULL, NULL, NULL);
  if (t->code == NEWEL_OK) t->code = newel_guard_compile(&guard, policy, NULL, NULL);
  if (t->code == NEWEL_OK) t->code = nw_client_open_in(&client, engine, &world, &options, NULL);
  if (t->code == NEWEL_OK) converse(t, guard, client, result_bytes);
  newel_client_free(client);
  newel_guard_free(guard);
  newel_policy_free(policy);
  newel_engine_free(engine);
}

/* ---- what it does ---- */

static void with_enough_memory(void) {
  static talk t;
  fail_alloc fa;
  fail_alloc_init(&fa, 0);
  t.m.result = "bob@example.com lives here, and more";
  attempt(&t, &fa, 20);
  tally_check(t.code == NEWEL_OK && t.verdict == NEWEL_VERDICT_MODIFY, "the conversation");
  tally_check(strcmp(t.text, "it is {EMAIL}") == 0, t.text);
  tally_check(strcmp(t.m.arguments, "find {\"who\":\"{EMAIL}\"}") == 0, t.m.arguments);
  tally_check(strstr(t.messages, "from {EMAIL}") != NULL && strstr(t.messages, "@example") == NULL, t.messages);
  tally_check(strstr(t.messages, "\"toolUseId\":\"t1\",\"content\":[{\"text\":\"{EMAIL} live\"}]") != NULL, t.messages);
  tally_check(strstr(t.trace, "\"warning\":\"the result was too large and is cut\"") != NULL && strstr(t.trace, "@example") == NULL, t.trace);
  tally_check(t.m.calls == 2 && fa.live_bytes == 0, "two calls of the model");

  t.m = (machine){ .result = "card 4111 1111 1111 1111" };
  attempt(&t, &fa, 0);
  tally_check(t.code == NEWEL_OK && strstr(t.messages, "denied in") != NULL && strstr(t.messages, "4111") == NULL, "a denied tool result is replaced");
  tally_check(t.verdict == NEWEL_VERDICT_MODIFY && t.m.calls == 2, "… and the model goes on");

  t.m = (machine){ .result = "again", .endless = 1 };
  attempt(&t, &fa, 0);
  tally_check(t.code == NEWEL_E_LIMIT && t.m.calls == 3 && strstr(t.trace, "NEWEL_E_LIMIT") != NULL, "a model that never ends, and its trace");
}

int main(void) {
  static talk t;
  size_t k = 1;
  with_enough_memory();
  for (;; k++) {
    fail_alloc fa;
    fail_alloc_init(&fa, k);
    t.m = (machine){ .result = "bob@example.com" };
    attempt(&t, &fa, 0);
    tally_check(t.code == NEWEL_OK || (fa.failed && t.code != NEWEL_E_INTERNAL), "a code");
    tally_check(t.code != NEWEL_OK || strcmp(t.text, "it is {EMAIL}") == 0, "what is shown is judged, whatever fails");
    tally_check(fa.live_bytes == 0 && fa.wrong_sizes == 0, "memory is not given back");
    if (!fa.failed) break;
  }
  printf("%zu allocations\n", k - 1);
  return tally_end();
}
