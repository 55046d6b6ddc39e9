/* verb_agent.c - `newel agent`: a turn with an agent of Bedrock.
 *
 *   newel agent --agent AGENT12345:ALIAS12345 --session s1 --trace trace.jsonl 'Where is my order?'
 *
 * stdout gets the answer; --trace FILE what the agent did, a line an event; there stands what its guardrail found. */
#include <string.h>

#include "base/slice.h"
#include "cli/cloud/answer.h"

enum { NODES_MOST = 1000000 };

typedef struct agent {
  nw_cli            *cli;
  nw_cloud           cloud;
  newel_invoke_agent request;
  nw_buf             text, piece;  /* what is asked; a piece of the answer */
  nw_arena           arena;
  nw_out             trace;
  int                has_trace, blocked, masked, wrote;
} agent;

/* What a guardrail did on the way. It stands in the trace alone; without --trace it is not asked for. */
static void look_at(agent *a, const nw_json_node *root) {
  const nw_json_node *guardrail =
      nw_typed_member(nw_typed_member(root, "trace", NW_JSON_T_OBJECT), "guardrailTrace", NW_JSON_T_OBJECT);
  nw_outcome outcome = nw_outcome_of(nw_slice_is(nw_text_member(guardrail, "action"), "INTERVENED"), guardrail);
  if (outcome == NW_OUTCOME_BLOCKED) a->blocked = 1;
  if (outcome == NW_OUTCOME_MASKED) a->masked = 1;
}

static void write_chunk(agent *a, const nw_json_node *root) {
  nw_buf_clear(&a->piece);
  nw_base64_decode(&a->piece, nw_text_member(root, "bytes"));
  nw_out_slice(&a->cli->out, nw_buf_slice(&a->piece));
  nw_out_flush(&a->cli->out);
  if (a->piece.len > 0) a->wrote = a->piece.data[a->piece.len - 1] != '\n';
}

static int on_event(void *user, newel_slice name, newel_slice payload) {
  agent *a = user;
  nw_json_node *root = NULL;
  nw_arena_reset(&a->arena);
  if (nw_json_parse(&root, &a->arena, payload, NODES_MOST, NULL) != NEWEL_OK) return 0;
  if (nw_slice_is(name, "trace")) {
    look_at(a, root);
    if (a->has_trace) nw_out_slice(&a->trace, payload), nw_out_text(&a->trace, "\n");
  }
  if (nw_given(a->cli, NW_OPT_JSON)) nw_write_event(a->cli, name, payload);
  else if (nw_slice_is(name, "chunk")) write_chunk(a, root);
  else if (nw_slice_is(name, "returnControl")) (void)nw_say("the agent wants a function to be called; --json shows it");
  return a->cli->out.failed != 0;
}

static int read_request(agent *a) {
  const nw_cli *cli = a->cli;
  const char *name = cli->args.value[NW_OPT_AGENT], *colon = name == NULL ? NULL : strchr(name, ':');
  if (colon == NULL || colon == name || colon[1] == '\0') return nw_say("--agent is needed: AGENT:ALIAS, both ids");
  if (!nw_given(cli, NW_OPT_SESSION))
    return nw_say("--session is needed: a name of your own; turns with the same name know each other");
  a->request.agent = nw_slice(name, (size_t)(colon - name));
  a->request.alias = newel_slice_of(colon + 1);
  a->request.session = newel_slice_of(cli->args.value[NW_OPT_SESSION]);
  a->request.trace = nw_given(cli, NW_OPT_TRACE);
  a->request.stream = nw_given(cli, NW_OPT_STREAM);
  return nw_text_arguments(cli, &a->text);
}

static int call(agent *a) {
  newel_error err;
  a->request.text = nw_buf_slice(&a->text);
  a->cloud.call.on_event = on_event;
  a->cloud.call.user = a;
  int code = newel_client_invoke_agent(a->cloud.client, &a->request, &a->cloud.call, a->cloud.body, &err);
  if (a->wrote) nw_out_text(&a->cli->out, "\n");
  if (code != NEWEL_OK) return nw_say_call(code, &err, a->cloud.body);
  return nw_say_outcome(a->blocked ? NW_OUTCOME_BLOCKED : a->masked ? NW_OUTCOME_MASKED : NW_OUTCOME_PASSED);
}

int nw_verb_agent(nw_cli *cli) {
  agent a = {.cli = cli, .request = NEWEL_INVOKE_AGENT_INIT};
  nw_buf_init(&a.text, cli->alloc);
  nw_buf_init(&a.piece, cli->alloc);
  nw_arena_init(&a.arena, cli->alloc);
  int code = read_request(&a);
  if (code == 0 && a.request.trace) {
    code = nw_out_create(&a.trace, cli->args.value[NW_OPT_TRACE], 0600);
    a.has_trace = code == 0;
  }
  if (code == 0) {
    code = nw_cloud_open(&a.cloud, cli, NULL);
    if (code == 0) code = call(&a);
    nw_cloud_close(&a.cloud);
  }
  if (a.has_trace && nw_out_close(&a.trace) != 0 && code == 0) code = NW_EXIT_ERROR;
  nw_buf_free(&a.text);
  nw_buf_free(&a.piece);
  nw_arena_free(&a.arena);
  return code;
}
