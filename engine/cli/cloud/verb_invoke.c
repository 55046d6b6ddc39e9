/* verb_invoke.c - `newel invoke`: InvokeModel with a body of the model's own, guardrail headers and input tags.
 *
 *   newel invoke --model MODEL --guardrail a1b2c3:4 --tag k9 --params '{"prompt":"Greet <k9>Ann</k9>."}'
 *   {"completion":"…","amazon-bedrock-guardrailAction":"NONE"}
 *
 * stdout gets the model's own answer; a stream one JSON object a line, the pieces as they are inside of it. */
#include "base/slice.h"
#include "cli/cloud/answer.h"

enum { NODES_MOST = 1000000 };

typedef struct invoke {
  nw_cli            *cli;
  nw_cloud           cloud;
  newel_invoke_model request;
  nw_buf             body;
  nw_buf             piece;  /* of a stream, decoded */
  nw_arena           arena;
  int                blocked;
} invoke;

/* What the guardrail says in a body of InvokeModel, whole or a piece. */
static void look_at(invoke *v, newel_slice json) {
  nw_json_node *root = NULL;
  if (nw_json_parse(&root, &v->arena, json, NODES_MOST, NULL) != NEWEL_OK) return;
  int intervened = nw_slice_is(nw_text_member(root, "amazon-bedrock-guardrailAction"), "INTERVENED");
  if (intervened && nw_say_outcome(nw_outcome_of(1, nw_typed_member(root, "amazon-bedrock-trace", NW_JSON_T_OBJECT))) != 0)
    v->blocked = 1;
}

static int on_event(void *user, newel_slice name, newel_slice payload) {
  invoke *v = user;
  nw_json_node *root = NULL;
  if (!nw_slice_is(name, "chunk")) return 0;
  nw_arena_reset(&v->arena);
  if (nw_json_parse(&root, &v->arena, payload, NODES_MOST, NULL) != NEWEL_OK) return 0;
  nw_buf_clear(&v->piece);
  nw_base64_decode(&v->piece, nw_text_member(root, "bytes"));
  nw_out_slice(&v->cli->out, nw_buf_slice(&v->piece));
  nw_out_text(&v->cli->out, "\n");
  nw_out_flush(&v->cli->out);
  look_at(v, nw_buf_slice(&v->piece));
  return v->cli->out.failed != 0;
}

static int write_answer(invoke *v) {
  nw_json_node *root = NULL;
  newel_error err;
  nw_arena_reset(&v->arena);
  if (nw_given(v->cli, NW_OPT_JSON)) nw_write_answer(v->cli, v->cloud.body);
  if (nw_json_parse(&root, &v->arena, newel_body_json(v->cloud.body), NODES_MOST, &err) != NEWEL_OK) return nw_say_error(&err);
  newel_slice body = nw_text_member(root, "body");
  if (!nw_given(v->cli, NW_OPT_JSON)) {
    nw_buf_clear(&v->piece);
    if (body.data != NULL) nw_buf_add_slice(&v->piece, body);
    else nw_base64_decode(&v->piece, nw_text_member(root, "bodyBase64"));
    nw_out_slice(&v->cli->out, nw_buf_slice(&v->piece));
    nw_out_text(&v->cli->out, "\n");
  }
  look_at(v, body);
  return 0;
}

static int call(invoke *v) {
  newel_error err;
  int streams = nw_given(v->cli, NW_OPT_STREAM);
  if (streams) {
    v->cloud.call.on_event = on_event;
    v->cloud.call.user = v;
  }
  int code = newel_client_invoke_model(v->cloud.client, &v->request, &v->cloud.call, v->cloud.body, &err);
  if (code != NEWEL_OK) return nw_say_call(code, &err, v->cloud.body);
  code = streams ? 0 : write_answer(v);
  return code == 0 && v->blocked ? NW_EXIT_DENIED : code;
}

static int read_request(invoke *v) {
  const nw_cli *cli = v->cli;
  if (!nw_given(cli, NW_OPT_MODEL)) return nw_say("--model is needed; 'newel models' lists them");
  if (!nw_given(cli, NW_OPT_PARAMS)) return nw_say("--params is needed: the body, as the model takes it");
  int code = nw_guardrail_option(cli, &v->request.guardrail);
  if (code == 0) code = nw_params_option(cli, NW_OPT_PARAMS, &v->body);
  if (code == 0 && v->request.guardrail.id.len > 0 && !nw_given(cli, NW_OPT_TAG))
    (void)nw_say("nothing is tagged (--tag): the guardrail judges all of it, and looks for no prompt attacks");
  v->request.model = newel_slice_of(cli->args.value[NW_OPT_MODEL]);
  v->request.json = nw_buf_slice(&v->body);
  v->request.tag = newel_slice_of(cli->args.value[NW_OPT_TAG]);
  return code;
}

int nw_verb_invoke(nw_cli *cli) {
  invoke v = {.cli = cli, .request = NEWEL_INVOKE_MODEL_INIT};
  nw_buf_init(&v.body, cli->alloc);
  nw_buf_init(&v.piece, cli->alloc);
  nw_arena_init(&v.arena, cli->alloc);
  int code = read_request(&v);
  if (code == 0) {
    code = nw_cloud_open(&v.cloud, cli, NULL);
    if (code == 0) code = call(&v);
    nw_cloud_close(&v.cloud);
  }
  nw_buf_free(&v.body);
  nw_buf_free(&v.piece);
  nw_arena_free(&v.arena);
  return code;
}
