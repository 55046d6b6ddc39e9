/* Calls of Bedrock where the n-th allocation fails: the call says so, or went well; nothing leaks, no wrong size is given
 * back. */
#include <stdio.h>
#include <string.h>

#include "aws/eventstream.h"
#include "base/slice.h"
#include "bedrock/client.h"
#include "fail_alloc.h"
#include "still_world.h"

static int passed, failed;

/* ---- a machine of constants that answers one thing ---- */

typedef struct machine { newel_slice body; } machine;

static nw_http_failure send(void *user, const nw_http_call *call, nw_http_response *response, newel_error *err) {
  const machine *m = user;
  (void)err;
  response->status = 200;
  if (call->on_body != NULL)
    return call->on_body(call->user, response, m->body.data, m->body.len) == 0 ? NW_HTTP_NONE : NW_HTTP_STOPPED;
  nw_buf_add_slice(&response->body, m->body);
  return response->body.failed ? NW_HTTP_NO_MEMORY : NW_HTTP_NONE;
}

/* ---- the calls ---- */

static int on_event(void *user, newel_slice name, newel_slice payload) { (void)user, (void)name, (void)payload; return 0; }
static int on_model(void *user, const newel_model *model) { (void)user, (void)model; return 0; }

static int apply(newel_client *client, newel_body *body, newel_error *err) {
  newel_guardrail_block blocks[2] = { { .text = NW_LIT("a text") }, { .image = NW_LIT("bytes"), .image_format = NW_LIT("png") } };
  newel_apply_guardrail request = NEWEL_APPLY_GUARDRAIL_INIT;
  request.guardrail = (newel_guardrail_ref){ NW_LIT("a1"), NW_LIT("3") };
  request.blocks = blocks;
  request.block_count = 2;
  return newel_client_apply_guardrail(client, &request, NULL, body, err);
}

static newel_converse conversation(void) {
  newel_converse request = NEWEL_CONVERSE_INIT;
  request.model = NW_LIT("m:0");
  request.text = NW_LIT("Hi <k9>Ann</k9>.");
  request.system = NW_LIT("Be short.");
  request.more = NW_LIT("{\"inferenceConfig\":{\"maxTokens\":9}}");
  request.guardrail = (newel_guardrail_ref){ NW_LIT("a1"), NW_LIT("3") };
  request.guarded = NEWEL_GUARDED_TAGGED;
  request.tag = NW_LIT("k9");
  return request;
}

static int converse(newel_client *client, newel_body *body, newel_error *err) {
  newel_converse request = conversation();
  return newel_client_converse(client, &request, NULL, body, err);
}

static int converse_stream(newel_client *client, newel_body *body, newel_error *err) {
  newel_converse request = conversation();
  newel_call_options options = NEWEL_CALL_OPTIONS_INIT;
  options.on_event = on_event;
  return newel_client_converse(client, &request, &options, body, err);
}

static int invoke(newel_client *client, newel_body *body, newel_error *err) {
  newel_invoke_model request = NEWEL_INVOKE_MODEL_INIT;
  request.model = NW_LIT("m");
  request.json = NW_LIT("{\"prompt\":[\"<k9>x</k9>\"]}");
  request.guardrail = (newel_guardrail_ref){ NW_LIT("a1"), NW_LIT("3") };
  request.tag = NW_LIT("k9");
  return newel_client_invoke_model(client, &request, NULL, body, err);
}

static int models(newel_client *client, newel_body *body, newel_error *err) {
  newel_models request = NEWEL_MODELS_INIT;
  return newel_client_models(client, &request, NULL, on_model, NULL, body, err);
}

static int chat_stream(newel_client *client, newel_body *body, newel_error *err) {
  newel_call_options options = NEWEL_CALL_OPTIONS_INIT;
  options.on_event = on_event;
  return newel_client_call(client, NW_LIT("ChatCompletionsStream"), NW_LIT("{\"model\":\"o\",\"messages\":[]}"), &options, body,
                           err);
}

/* ---- one call with one failure ---- */

typedef int (*call_fn)(newel_client *client, newel_body *body, newel_error *err);

static int attempt(call_fn call, newel_slice answer, fail_alloc *fa) {
  machine m = { answer };
  nw_world world = { &m, still_env, still_read_file, still_write_file, still_run, still_now_s, still_now_ms,
                     still_sleep_ms, still_random, send };
  newel_client_options options = NEWEL_CLIENT_OPTIONS_INIT;
  newel_engine_options with = NEWEL_ENGINE_OPTIONS_INIT;
  newel_engine *engine = NULL;
  newel_client *client = NULL;
  newel_body *body = NULL;
  newel_error err;
  options.region = NW_LIT("us-east-1");
  options.key_id = NW_LIT("AKIDEXAMPLE");
  options.secret = NW_LIT("secret");
  with.allocator = fail_alloc_allocator(fa);
  int code = newel_engine_open(&engine, &with, &err);
  if (code == NEWEL_OK) code = nw_client_open_in(&client, engine, &world, &options, &err);
  if (code == NEWEL_OK) code = newel_body_open(&body, engine, &err);
  if (code == NEWEL_OK) code = call(client, body, &err);
  newel_body_free(body);
  newel_client_free(client);
  newel_engine_free(engine);
  return code;
}

static void check(const char *name, call_fn call, newel_slice answer) {
  int bad = 0;
  size_t n = 1;
  for (;; n++) {
    fail_alloc fa;
    fail_alloc_init(&fa, n);
    int code = attempt(call, answer, &fa);
    int fits = code == NEWEL_E_NOMEM || (code == NEWEL_OK && !fa.failed);
    if (!fits || fa.live_bytes != 0 || fa.wrong_sizes != 0) {
      printf("%s: allocation %zu: %s, %zu bytes live, %zu wrong sizes\n", name, n, newel_code_name(code), fa.live_bytes,
             fa.wrong_sizes);
      bad = 1;
    }
    if (!fa.failed) break;
  }
  printf("%s: %zu allocations\n", name, n - 1);
  if (bad) failed++;
  else passed++;
}

static void add_event(nw_buf *out, const char *name, const char *payload) {
  nw_event_header headers[2] = { { NW_LIT(":message-type"), NW_EVENT_STRING, 0, NW_LIT("event") },
                                 { NW_LIT(":event-type"), NW_EVENT_STRING, 0, newel_slice_of(name) } };
  (void)nw_event_encode(out, headers, 2, newel_slice_of(payload));
}

int main(void) {
  nw_buf stream;
  nw_buf_init(&stream, nw_alloc_of(NULL));
  add_event(&stream, "messageStart", "{\"role\":\"assistant\"}");
  add_event(&stream, "contentBlockStart",
            "{\"contentBlockIndex\":0,\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"n\"}}}");
  add_event(&stream, "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{\"input\":\"{}\"}}}");
  add_event(&stream, "contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"text\":\"hello\"}}");
  add_event(&stream, "messageStop", "{\"stopReason\":\"end_turn\"}");
  add_event(&stream, "metadata", "{\"usage\":{}}");
  check("ApplyGuardrail", apply, NW_LIT("{\"action\":\"NONE\"}"));
  check("Converse", converse, NW_LIT("{\"output\":{}}"));
  check("ConverseStream", converse_stream, nw_buf_slice(&stream));
  check("InvokeModel", invoke, NW_LIT("not utf-8: \xff"));
  check("ListFoundationModels", models,
        NW_LIT("{\"modelSummaries\":[{\"modelId\":\"m\",\"inputModalities\":[\"TEXT\",\"IMAGE\"]}]}"));
  check("ChatCompletionsStream", chat_stream, NW_LIT("data: {\"a\":1}\n\ndata: [DONE]\n\n"));
  nw_buf_free(&stream);
  printf("%d passed, %d failed\n", passed, failed);
  return failed > 0;
}
