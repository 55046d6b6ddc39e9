/* verb_chat.c - `newel chat`: one turn at an OpenAI-compatible endpoint: chat completions or responses, of bedrock-runtime or
 * Mantle.
 *
 *   newel chat --model openai.gpt-oss-120b-1:0 --guardrail a1b2c3:4 'Tell me a joke'
 *
 * Chat completions of bedrock-runtime take the guardrail themselves. The other three endpoints would answer 200, unguarded and
 * without a word; there Newel judges the text before it is sent and the answer before it is shown (ApplyGuardrail), and says so.
 * An answer is judged whole, so that does not go with --stream.
 *
 * With --policy Newel's own guard, and whom it asks, stand around the call, at every endpoint, streamed or whole. */
#include "base/slice.h"
#include "cli/cloud/around.h"
#include "cli/cloud/judge.h"
#include "cli/input.h"
#include "json/writer.h"

enum { NODES_MOST = 1000000 };

typedef struct chat {
  nw_cli             *cli;
  nw_cloud            cloud;
  newel_guardrail_ref guardrail;
  nw_buf              text, messages, system, more, body, judged;
  nw_arena            arena;
  int                 responses, around, blocked, wrote;
  int                 guarded;  /* --policy */
  nw_around           policy;
} chat;

/* ---- the request ---- */

static const char *operation_of(const chat *c) {
  static const char *const names[2][2][2] = {
      {{"ChatCompletions", "ChatCompletionsStream"}, {"Responses", "ResponsesStream"}},
      {{"MantleChatCompletions", "MantleChatCompletionsStream"}, {"MantleResponses", "MantleResponsesStream"}},
  };
  return names[nw_given(c->cli, NW_OPT_MANTLE)][c->responses][nw_given(c->cli, NW_OPT_STREAM)];
}

static void write_turn(nw_json_writer *w, const char *role, newel_slice text) {
  nw_json_object(w);
  nw_json_key_cstr(w, "role", role);
  nw_json_key_text(w, "content", text);
  nw_json_close(w);
}

static void write_conversation(chat *c, nw_json_writer *w, newel_slice text) {
  newel_slice system = nw_buf_slice(&c->system);
  nw_json_key(w, c->responses ? "input" : "messages");
  if (c->messages.len > 0) nw_json_raw(w, nw_buf_slice(&c->messages));
  else if (c->responses) nw_json_text(w, text);
  else {
    nw_json_array(w);
    if (system.len > 0) write_turn(w, "system", system);
    write_turn(w, "user", text);
    nw_json_close(w);
  }
  if (system.len > 0 && c->responses) nw_json_key_text(w, "instructions", system);
}

static void write_guardrail(const chat *c, nw_json_writer *w) {
  if (c->guardrail.id.len == 0 || c->around) return;
  nw_json_key_text(w, "guardrailIdentifier", c->guardrail.id);
  nw_json_key_text(w, "guardrailVersion", c->guardrail.version);
  nw_json_key_cstr(w, "trace", "ENABLED");
}

/* The members of --params, beside ours. 0, or an exit code. */
static int write_more(chat *c, nw_json_writer *w) {
  nw_json_node *root = NULL;
  newel_error err;
  if (c->more.len == 0) return 0;
  if (nw_json_parse(&root, &c->arena, nw_buf_slice(&c->more), NODES_MOST, &err) != NEWEL_OK) return nw_say_error(&err);
  if (root->type != NW_JSON_T_OBJECT) return nw_say("option '--params' holds no JSON object");
  for (const nw_json_node *node = root->first; node != NULL; node = node->next) {
    nw_json_key_slice(w, node->key);
    nw_json_raw(w, nw_buf_part(&c->more, node->start, node->end - node->start));
  }
  return 0;
}

static int write_body(chat *c, newel_slice text) {
  nw_json_writer w;
  nw_json_writer_init(&w, nw_buf_write, &c->body, 0);
  nw_json_object(&w);
  nw_json_key_cstr(&w, "model", c->cli->args.value[NW_OPT_MODEL]);
  write_conversation(c, &w, text);
  write_guardrail(c, &w);
  int code = write_more(c, &w);
  nw_json_close(&w);
  if (code != 0) return code;
  return nw_json_writer_end(&w) == 0 && !c->body.failed ? 0 : nw_say("out of memory");
}

/* ---- the answer ---- */

static void show(chat *c, newel_slice text) {
  if (text.len == 0) return;
  nw_out_slice(&c->cli->out, text);
  c->wrote = text.data[text.len - 1] != '\n';
}

static void add_chat(nw_buf *out, const nw_json_node *root, const char *member) {
  const nw_json_node *choices = nw_typed_member(root, "choices", NW_JSON_T_ARRAY);
  for (const nw_json_node *one = choices == NULL ? NULL : choices->first; one != NULL; one = one->next)
    nw_buf_add_slice(out, nw_text_member(nw_typed_member(one, member, NW_JSON_T_OBJECT), "content"));
}

static void add_responses(nw_buf *out, const nw_json_node *root) {
  const nw_json_node *output = nw_typed_member(root, "output", NW_JSON_T_ARRAY);
  for (const nw_json_node *item = output == NULL ? NULL : output->first; item != NULL; item = item->next) {
    const nw_json_node *content = nw_typed_member(item, "content", NW_JSON_T_ARRAY);
    for (const nw_json_node *part = content == NULL ? NULL : content->first; part != NULL; part = part->next)
      if (nw_slice_is(nw_text_member(part, "type"), "output_text")) nw_buf_add_slice(out, nw_text_member(part, "text"));
  }
}

/* Shows what the policy releases of a piece. 0, or an exit code. */
static int show_released(chat *c, newel_slice piece) {
  newel_slice released = piece;
  int code = c->guarded ? nw_around_push(&c->policy, piece, &released) : 0;
  if (code == 0) show(c, released);
  return code;
}

/* The end of a streamed answer: the rest of it, or the policy's message. */
static int show_rest(chat *c) {
  newel_slice released;
  if (!c->guarded) return 0;
  int code = nw_around_finish(&c->policy, &released);
  show(c, released);
  return code;
}

static void look_at(chat *c, const nw_json_node *root) {
  int intervened = nw_slice_is(nw_text_member(root, "amazon-bedrock-guardrailAction"), "INTERVENED");
  if (nw_say_outcome(nw_outcome_of(intervened, nw_typed_member(root, "amazon-bedrock-trace", NW_JSON_T_OBJECT))) != 0)
    c->blocked = 1;
}

static int on_event(void *user, newel_slice name, newel_slice payload) {
  chat *c = user;
  nw_json_node *root = NULL;
  nw_arena_reset(&c->arena);
  if (nw_json_parse(&root, &c->arena, payload, NODES_MOST, NULL) != NEWEL_OK) return 0;
  look_at(c, root);
  if (nw_given(c->cli, NW_OPT_JSON)) {
    nw_write_event(c->cli, name, payload);
    return c->cli->out.failed != 0;
  }
  nw_buf_clear(&c->judged);
  if (!c->responses) add_chat(&c->judged, root, "delta");
  else if (nw_slice_is(name, "response.output_text.delta")) nw_buf_add_slice(&c->judged, nw_text_member(root, "delta"));
  if (show_released(c, nw_buf_slice(&c->judged)) != 0) return 1;
  nw_out_flush(&c->cli->out);
  return c->cli->out.failed != 0;
}

/* The text of a whole answer, in c->text. */
static int read_answer(chat *c) {
  nw_json_node *root = NULL;
  newel_error err;
  nw_arena_reset(&c->arena);
  if (nw_json_parse(&root, &c->arena, newel_body_json(c->cloud.body), NODES_MOST, &err) != NEWEL_OK) return nw_say_error(&err);
  nw_buf_clear(&c->text);
  if (c->responses) add_responses(&c->text, root);
  else add_chat(&c->text, root, "message");
  look_at(c, root);
  return 0;
}

/* ---- around the call ---- */

/* Judges c->text; what may be passed on is in c->judged. NW_EXIT_DENIED after showing the guardrail's message. */
static int judge(chat *c, newel_source source) {
  nw_outcome outcome = NW_OUTCOME_BLOCKED;
  int code = nw_judge_text(c->cli, &c->cloud, &c->guardrail, source, nw_buf_slice(&c->text), &c->judged, &outcome);
  if (code != 0) return code;
  code = nw_say_outcome(outcome);
  if (code == NW_EXIT_DENIED) show(c, nw_buf_slice(&c->judged));
  return code;
}

static int call(chat *c) {
  newel_error err;
  int streams = nw_given(c->cli, NW_OPT_STREAM);
  if (streams) {
    c->cloud.call.on_event = on_event;
    c->cloud.call.user = c;
  }
  int code = newel_client_call(c->cloud.client, newel_slice_of(operation_of(c)), nw_buf_slice(&c->body), &c->cloud.call,
                               c->cloud.body, &err);
  if (code != NEWEL_OK) return nw_say_call(code, &err, c->cloud.body);
  if (streams) return show_rest(c);
  code = read_answer(c);
  if (code == 0 && c->around) {
    code = judge(c, NEWEL_SOURCE_OUTPUT);
    if (code == 0) show(c, nw_buf_slice(&c->judged));
  } else if (code == 0 && nw_given(c->cli, NW_OPT_JSON)) nw_write_answer(c->cli, c->cloud.body);
  else if (code == 0) {
    code = c->guarded ? nw_around_answer(&c->policy, &c->text) : 0;
    if (code == 0 || code == NW_EXIT_DENIED) show(c, nw_buf_slice(&c->text));
  }
  return code;
}

/* The policy's word on what would go; a deny is shown, and nothing goes. */
static int judge_input(chat *c) {
  (void)nw_say("Newel's policy judges the text before it goes and the answer before it is shown");
  int code = nw_around_open(&c->policy, c->cli);
  if (code == 0) code = nw_around_input(&c->policy, &c->system, &c->text);
  if (code == NW_EXIT_DENIED) show(c, nw_buf_slice(&c->text));
  return code;
}

static int run(chat *c) {
  int code = c->guarded ? judge_input(c) : 0;
  newel_slice text = nw_buf_slice(&c->text);
  if (c->around) {
    (void)nw_say("this endpoint ignores guardrails: Newel asks the guardrail before and after the call");
    code = judge(c, NEWEL_SOURCE_INPUT);
    text = nw_buf_slice(&c->judged);
  }
  if (code == 0) code = write_body(c, text);
  if (code == 0) code = call(c);
  if (c->wrote) nw_out_text(&c->cli->out, "\n");
  return code == 0 && c->blocked ? NW_EXIT_DENIED : code;
}

/* ---- the verb ---- */

static int read_request(chat *c) {
  const nw_cli *cli = c->cli;
  if (!nw_given(cli, NW_OPT_MODEL)) return nw_say("--model is needed");
  int code = nw_guardrail_option(cli, &c->guardrail);
  c->around = c->guardrail.id.len > 0 && (c->responses || nw_given(cli, NW_OPT_MANTLE));
  c->guarded = nw_given(cli, NW_OPT_POLICY);
  if (code != 0) return code;
  if (c->guarded && c->around) return nw_say("--policy does not go with --guardrail here: write 'escalation' into the policy");
  if (c->guarded && nw_given(cli, NW_OPT_JSON)) return nw_say("--json does not go with --policy here: it would show what was not judged");
  if (c->guarded && nw_given(cli, NW_OPT_MESSAGES)) return nw_say("--messages does not go with --policy here: give the text itself");
  if (c->around && nw_given(cli, NW_OPT_STREAM))
    return nw_say("--stream does not go with --guardrail here: an answer is judged whole");
  if (c->around && nw_given(cli, NW_OPT_JSON))
    return nw_say("--json does not go with --guardrail here: it would show what was not judged");
  if (c->around && nw_given(cli, NW_OPT_MESSAGES))
    return nw_say("--messages does not go with --guardrail here: give the text itself");
  code = nw_params_option(cli, NW_OPT_SYSTEM, &c->system);
  if (code == 0) code = nw_params_option(cli, NW_OPT_PARAMS, &c->more);
  if (code != 0) return code;
  if (!nw_given(cli, NW_OPT_MESSAGES)) return nw_text_arguments(cli, &c->text);
  if (cli->args.file_count > 0 || nw_given(cli, NW_OPT_SYSTEM))
    return nw_say("--messages is the whole conversation: no text and no --system beside it");
  nw_read got = nw_input_load(cli->args.value[NW_OPT_MESSAGES], &c->messages);
  return got == NW_READ_OK ? 0 : nw_exit_of_read(got);
}

int nw_verb_chat(nw_cli *cli) {
  chat c = {.cli = cli, .responses = nw_given(cli, NW_OPT_RESPONSES)};
  nw_buf *bufs[] = {&c.text, &c.messages, &c.system, &c.more, &c.body, &c.judged};
  for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) nw_buf_init(bufs[i], cli->alloc);
  nw_arena_init(&c.arena, cli->alloc);
  int code = read_request(&c);
  if (code == 0) {
    code = nw_cloud_open(&c.cloud, cli, NULL);
    if (code == 0) code = run(&c);
    nw_cloud_close(&c.cloud);
    if (c.guarded) nw_around_close(&c.policy);
  }
  for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) nw_buf_free(bufs[i]);
  nw_arena_free(&c.arena);
  return code;
}
