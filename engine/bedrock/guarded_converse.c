/* bedrock/guarded_converse.c - newel_guarded_converse: a conversation in which a policy judges every text.
 *
 *   system, turns, documents ──► judged ──► deny: the policy's message, no call
 *                                   └─ filtered ──► Converse ──► text, reasoning, arguments ──► judged ──► shown
 *                                          ▲                          └─ tool_use: on_tool ──► result, cut, judged ─┐
 *                                          └────────────────────────────────────────────────────────────────────────┘
 *
 * Where the policy's guardrail goes along (guardrailConfig), it judges the turns and the answer there: those questions wait for its trace
 * (bedrock/covered.h), and the input is judged anew with it when the call is back.
 *
 * Each judgement is a step of the trace, on every way out. A streamed answer goes through a stream a content block; its text reaches
 * the caller as far as the stream releases it. Reasoning and arguments are judged whole, when the answer is. */
#include <stdio.h>

#include "base/engine.h"
#include "base/error.h"
#include "base/slice.h"
#include "bedrock/client.h"
#include "bedrock/covered.h"
#include "bedrock/dialogue.h"
#include "bedrock/judge.h"
#include "bedrock/tag.h"
#include "cascade/escalation.h"
#include "json/writer.h"
#include "text/utf8.h"

enum { CALLS_MOST = 10, TOOL_RESULT_BYTES = 100000, NODES_MOST = 1000000 };

struct newel_guarded {
  nw_alloc              alloc;
  newel_engine         *engine;
  newel_client         *client;
  newel_guarded_options options;
  newel_scratch        *scratch;
  newel_body           *body;
  nw_arena              arena;      /* of the turn in hand */
  nw_buf                messages;   /* a JSON list without its last bracket */
  nw_buf                text, steps, trace, stop_reason;
  newel_verdict         verdict;
  /* what was asked for: lives through the conversation */
  nw_arena              input_arena;
  nw_pieces             pieces;     /* of `json` */
  newel_slice           json;       /* all turns */
  const nw_json_node   *turns;
  newel_slice           system;     /* the caller's, while the conversation runs: no answer may show it */
  NW_VEC(newel_segment) context;    /* grounding sources and queries, as they were sent */
  /* Converse as the judge */
  nw_covered            covered;
  newel_transport       transport;  /* covered's */
  newel_guardrail_ref   guardrail;  /* the policy's; empty: Converse answers no question */
  int                   along;      /* it goes with the call in hand */
  int                   waits;      /* the input's questions wait for it */
  int                   ended;      /* the open block is whole, and waits for it */
  /* the block of a streamed answer that is open */
  newel_cascade_stream *asking;
  newel_stream         *plain;
  size_t                block_at;   /* where its text begins in `text` */
  NW_VEC(newel_slice)   shown;      /* the texts of this answer's blocks, as they were released */
  int                   code;       /* what ended a stream from inside */
  newel_error           err;
};

/* ---- the trace ---- */

static void begin_step(newel_guarded *g, const char *step) {
  nw_buf_addf(&g->steps, "%s{\"step\":\"%s\"", g->steps.len == 0 ? "" : ",", step);
}

static void end_step(newel_guarded *g) { nw_buf_add_char(&g->steps, '}'); }

static void step_member(newel_guarded *g, const char *key, newel_slice text) {
  nw_buf_addf(&g->steps, ",\"%s\":\"", key);
  nw_json_escape(&g->steps, text);
  nw_buf_add_char(&g->steps, '"');
}

static int step_trace(newel_guarded *g, const newel_result *result, newel_error *err) {
  nw_buf_add_text(&g->steps, ",\"trace\":");
  return newel_trace_write(g->options.guard, result, NULL, nw_buf_write, &g->steps, err);
}

static void worsen(newel_guarded *g, newel_verdict verdict) {
  if (verdict > g->verdict) g->verdict = verdict;
}

/* ---- judging ---- */

static int judge(newel_guarded *g, const newel_segment *segments, size_t count, const newel_result **result, newel_error *err) {
  newel_apply_options apply = NEWEL_APPLY_OPTIONS_INIT;
  newel_cascade_options cascade = NEWEL_CASCADE_OPTIONS_INIT;
  apply.scope = g->options.scope;
  apply.local = g->options.local;
  apply.system_prompt = g->system;
  cascade.apply = &apply;
  if (g->options.transport == NULL) return newel_guard_apply(g->options.guard, g->scratch, segments, count, &apply, result, err);
  return newel_cascade_apply(g->options.guard, g->scratch, &g->transport, segments, count, &cascade, result, err);
}

/* Does the guardrail of Converse judge a piece? Once guarded texts stand in the messages, these alone. */
static int is_covered(const newel_guarded *g, const nw_turn_text *piece) {
  uint32_t only_read = NEWEL_QUALIFIER_GROUNDING_SOURCE | NEWEL_QUALIFIER_QUERY, bits = piece->qualifiers;
  if (piece->surface == NEWEL_SURFACE_OUTPUT) return piece->holder == NW_HOLDER_TEXT;
  if (piece->surface != NEWEL_SURFACE_USER && piece->surface != NEWEL_SURFACE_HISTORY) return 0;
  if (piece->holder == NW_HOLDER_GUARDED) return (bits & only_read) == 0 || (bits & NEWEL_QUALIFIER_GUARD_CONTENT) != 0;
  return piece->holder == NW_HOLDER_TEXT && !g->covered.relates;
}

/* Says which segments Converse judges: in a phase, those of pieces that are covered. */
static int set_phase(newel_guarded *g, nw_covered_phase phase, const nw_pieces *pieces, newel_error *err) {
  size_t count = pieces->list.count + 1;
  uint8_t *marks = nw_arena_zalloc(&g->arena, count);
  if (marks == NULL) return nw_fail_nomem(err);
  for (size_t i = 1; i < count; i++) marks[i] = (uint8_t)is_covered(g, &pieces->list.at[i - 1]);
  g->covered.phase = phase;
  g->covered.segments = marks;
  g->covered.segment_count = count;
  return NEWEL_OK;
}

/* Texts of an answer that went through streams were judged there, one a block: they are not judged again. */
static int was_streamed(const newel_guarded *g, const nw_pieces *pieces, newel_surface surface) {
  size_t texts = 0;
  if (surface != NEWEL_SURFACE_OUTPUT || g->options.on_text == NULL) return 0;
  for (size_t i = 0; i < pieces->list.count; i++) texts += pieces->list.at[i].surface == NEWEL_SURFACE_OUTPUT;
  return texts == g->shown.count;
}

/* Judges pieces and a text before them (the system text; empty: none). `outputs` live until the arena is reset. */
static int judge_pieces(newel_guarded *g, const char *step, newel_slice system, const nw_pieces *pieces, newel_slice **outputs,
                        newel_slice *message, newel_error *err) {
  size_t count = pieces->list.count + 1, streamed = 0, waiting = g->covered.waiting;
  size_t context = pieces == &g->pieces ? 0 : g->context.count;  /* what an answer is held against */
  newel_segment *segments = nw_arena_zalloc(&g->arena, (count + context) * sizeof *segments);
  const newel_result *result;
  *outputs = nw_arena_zalloc(&g->arena, count * sizeof **outputs);
  if (segments == NULL || *outputs == NULL || pieces->failed) return nw_fail_nomem(err);
  for (size_t i = 0; i < count; i++) {
    const nw_turn_text *piece = i == 0 ? NULL : &pieces->list.at[i - 1];
    segments[i].size = sizeof segments[i];
    segments[i].text = i == 0 ? system : piece->text;
    segments[i].surface = i == 0 ? NEWEL_SURFACE_SYSTEM : piece->surface;
    segments[i].format = i == 0 ? NEWEL_FORMAT_TEXT : piece->format;
    if (was_streamed(g, pieces, segments[i].surface)) segments[i].text = NW_LIT("");
  }
  for (size_t i = 0; i < context; i++) segments[count + i] = g->context.at[i];
  int code = judge(g, segments, count + context, &result, err);
  if (code != NEWEL_OK) return code;
  for (size_t i = 0; i < count; i++) {
    newel_segment_result one = newel_result_segment(result, i);
    (*outputs)[i] = nw_arena_copy(&g->arena, one.output);
    if (was_streamed(g, pieces, segments[i].surface)) (*outputs)[i] = g->shown.at[streamed++];
    if ((*outputs)[i].data == NULL) return nw_fail_nomem(err);
    if (one.verdict == NEWEL_VERDICT_DENY && message->len == 0) *message = (*outputs)[i];
  }
  if (newel_result_verdict(result) != NEWEL_VERDICT_DENY && g->covered.waiting > waiting) {
    g->waits = 1;  /* this is not the last word */
    return NEWEL_OK;
  }
  worsen(g, newel_result_verdict(result));
  begin_step(g, step);
  code = step_trace(g, result, err);
  end_step(g);
  return code;
}

/* ---- the conversation as it is stored ---- */

static void add_turn(newel_guarded *g, const char *role, newel_slice text) {
  nw_buf_addf(&g->messages, "%s{\"role\":\"%s\",\"content\":[{\"text\":\"", g->messages.len > 1 ? "," : "", role);
  nw_json_escape(&g->messages, text);
  nw_buf_add_text(&g->messages, "\"}]}");
}

static void deny(newel_guarded *g, newel_slice message) {
  nw_buf_clear(&g->text);
  nw_buf_add_slice(&g->text, message);
  add_turn(g, "assistant", message);
  g->verdict = NEWEL_VERDICT_DENY;
}

/* All turns but the last of the user: the denied one is replaced. */
static void keep_earlier(newel_guarded *g, newel_slice json, const nw_json_node *messages, const nw_pieces *pieces,
                         const newel_slice *outputs) {
  for (const nw_json_node *m = messages->first; m != NULL && m->next != NULL; m = m->next) {
    if (g->messages.len > 1) nw_buf_add_char(&g->messages, ',');
    nw_pieces_write(pieces, outputs, json, m->start, m->end, &g->messages);
  }
  add_turn(g, "user", NW_LIT("(removed)"));
}

/* ---- input ---- */

/* The turns of the request as one JSON list, the text behind them. */
static int join_turns(newel_guarded *g, const newel_converse *request, newel_error *err) {
  nw_buf all;
  nw_json_node *root = NULL;
  newel_slice turns = request->messages;
  nw_buf_init(&all, g->alloc);
  size_t end = turns.len;
  while (end > 0 && nw_is_space((unsigned char)turns.data[end - 1])) end--;
  int code = turns.len == 0 ? NEWEL_OK : nw_json_parse(&root, &g->input_arena, turns, NODES_MOST, err);
  if (code == NEWEL_OK && root != NULL && root->type != NW_JSON_T_ARRAY)
    code = nw_fail(err, NEWEL_E_ARGUMENT, "newel_guarded_converse: 'messages' is no list");
  if (code == NEWEL_OK) {
    if (turns.len > 0) nw_buf_add(&all, turns.data, end - 1);
    else nw_buf_add_char(&all, '[');
    if (request->text.len > 0) {
      nw_buf_addf(&all, "%s{\"role\":\"user\",\"content\":[{\"text\":\"", root != NULL && root->count > 0 ? "," : "");
      nw_json_escape(&all, request->text);
      nw_buf_add_text(&all, "\"}]}");
    }
    nw_buf_add_char(&all, ']');
    g->json = all.failed ? newel_slice_of(NULL) : nw_arena_copy(&g->input_arena, nw_buf_slice(&all));
    code = g->json.data == NULL ? nw_fail_nomem(err) : nw_json_parse(&root, &g->input_arena, g->json, NODES_MOST, err);
    g->turns = root;
  }
  nw_buf_free(&all);
  return code;
}

static int add_context(newel_guarded *g, newel_slice text, uint32_t qualifiers) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  segment.text = nw_arena_copy(&g->input_arena, text);
  segment.qualifiers = qualifiers;
  segment.surface = qualifiers == NEWEL_QUALIFIER_QUERY ? NEWEL_SURFACE_USER : NEWEL_SURFACE_RETRIEVED;
  return segment.text.data != NULL && nw_vec_push(&g->alloc, &g->context, segment);
}

/* The grounding sources and queries of a text: all of it where it is qualified, else what its tags say. */
static int take_context(newel_guarded *g, const newel_converse *request, const nw_turn_text *piece, newel_slice output) {
  uint32_t bits = piece->qualifiers & (NEWEL_QUALIFIER_GROUNDING_SOURCE | NEWEL_QUALIFIER_QUERY);
  nw_tag_span span;
  int good = bits == 0 || add_context(g, output, bits);
  if (request->guarded != NEWEL_GUARDED_TAGGED || piece->holder != NW_HOLDER_TEXT) return good;
  for (size_t at = 0; good && nw_tag_next(output, request->tag, &at, &span) > 0;) {
    if (span.kind == NW_SPAN_SOURCE) good = add_context(g, span.text, NEWEL_QUALIFIER_GROUNDING_SOURCE);
    if (span.kind == NW_SPAN_QUERY) good = add_context(g, span.text, NEWEL_QUALIFIER_QUERY);
  }
  return good;
}

/* The judged turns become the conversation, or those before the denied one do. */
static int take_input(newel_guarded *g, const newel_converse *request, const newel_slice *outputs, newel_slice message, newel_error *err) {
  int good = 1;
  g->messages.len = 0;
  g->context.count = 0;
  for (size_t i = 0; i < g->pieces.list.count && good; i++) good = take_context(g, request, &g->pieces.list.at[i], outputs[i]);
  if (!good) return nw_fail_nomem(err);
  if (g->verdict == NEWEL_VERDICT_DENY) {
    nw_buf_add_char(&g->messages, '[');
    keep_earlier(g, g->json, g->turns, &g->pieces, outputs);
    deny(g, message);
  } else {
    nw_pieces_write(&g->pieces, outputs, g->json, 0, g->json.len - 1, &g->messages);
  }
  return NEWEL_OK;
}

static int holds_guarded(const nw_pieces *pieces) {
  for (size_t i = 0; i < pieces->list.count; i++)
    if (pieces->list.at[i].holder == NW_HOLDER_GUARDED) return 1;
  return 0;
}

/* Judges what would go. 1 in *denied: it does not. `system` becomes what may be sent of it; lives until the conversation ends. */
static int filter_input(newel_guarded *g, const newel_converse *request, nw_buf *system, int *denied, newel_error *err) {
  newel_slice *outputs = NULL, message = newel_slice_of(NULL);
  int code = join_turns(g, request, err);
  if (code != NEWEL_OK) return code;
  nw_pieces_of_messages(&g->pieces, g->json, g->turns);
  g->covered.relates = holds_guarded(&g->pieces) || request->guarded == NEWEL_GUARDED_TAGGED;
  int waits = g->guardrail.id.len > 0 && request->guarded == NEWEL_GUARDED_AS_SENT;
  code = set_phase(g, waits ? NW_COVERED_WAITS : NW_COVERED_OFF, &g->pieces, err);
  if (code == NEWEL_OK) code = judge_pieces(g, "input", request->system, &g->pieces, &outputs, &message, err);
  if (code == NEWEL_OK) code = take_input(g, request, outputs + 1, message, err);
  *denied = g->verdict == NEWEL_VERDICT_DENY;
  if (code == NEWEL_OK && !*denied) nw_buf_add_slice(system, outputs[0]);
  return code;
}

/* The call is back: the input's questions that waited for it are answered, by its trace or by its failure. */
static int settle_input(newel_guarded *g, const newel_converse *request, newel_error *err) {
  newel_slice *outputs = NULL, message = newel_slice_of(NULL);
  if (!g->waits) return NEWEL_OK;
  g->waits = 0;
  int code = set_phase(g, NW_COVERED_TRACED, &g->pieces, err);
  if (code == NEWEL_OK) code = judge_pieces(g, "input", request->system, &g->pieces, &outputs, &message, err);
  return code == NEWEL_OK ? take_input(g, request, outputs + 1, message, err) : code;
}

/* ---- a streamed answer ---- */

static int open_block(newel_guarded *g) {
  newel_stream_options stream = NEWEL_STREAM_OPTIONS_INIT;
  newel_cascade_stream_options options = NEWEL_CASCADE_STREAM_OPTIONS_INIT;
  stream.scope = g->options.scope;
  stream.local = g->options.local;
  stream.system_prompt = g->system;
  options.stream = &stream;
  options.context = g->context.at;
  options.context_count = g->context.count;
  g->block_at = g->text.len;
  if (g->options.transport == NULL) return newel_stream_open(&g->plain, g->options.guard, &stream, &g->err);
  return newel_cascade_stream_open(&g->asking, g->options.guard, &g->transport, &options, &g->err);
}

static int show(newel_guarded *g, newel_slice released) {
  nw_buf_add_slice(&g->text, released);
  if (g->text.failed) return nw_fail_nomem(&g->err);
  if (released.len == 0 || g->options.on_text(g->options.user, released) == 0) return NEWEL_OK;
  return nw_fail(&g->err, NEWEL_E_CANCELLED, "the caller wants no more");
}

static void drop_block(newel_guarded *g) {
  newel_cascade_stream_free(g->asking);
  newel_stream_free(g->plain);
  g->asking = NULL;
  g->plain = NULL;
  g->ended = 0;
}

/* The block is whole: the rest of it is released, or the answer denied. */
static int close_block(newel_guarded *g) {
  newel_slice released;
  const newel_result *result;
  if (g->asking == NULL && g->plain == NULL) return NEWEL_OK;
  int code = g->asking != NULL ? newel_cascade_stream_finish(g->asking, &released, &result, &g->err)
                               : newel_stream_finish(g->plain, &released, &result, &g->err);
  if (code == NEWEL_OK) code = show(g, released);
  if (code == NEWEL_OK) {
    newel_slice whole = nw_arena_copy(&g->arena, nw_buf_part(&g->text, g->block_at, g->text.len - g->block_at));
    if (whole.data == NULL || !nw_vec_push(&g->alloc, &g->shown, whole)) code = nw_fail_nomem(&g->err);
  }
  if (code == NEWEL_OK) {
    begin_step(g, "output");
    code = step_trace(g, result, &g->err);
    end_step(g);
    worsen(g, newel_result_verdict(result));
    if (newel_result_verdict(result) == NEWEL_VERDICT_DENY) {
      newel_slice message = newel_result_segment(result, 0).output;
      deny(g, message);
      (void)g->options.on_text(g->options.user, message);
    }
  }
  drop_block(g);
  return code;
}

static int push_block(newel_guarded *g, newel_slice text) {
  newel_slice released;
  int code = g->ended ? close_block(g) : NEWEL_OK;  /* one block waits for the trace, the last: those before it are asked now */
  if (g->verdict == NEWEL_VERDICT_DENY) return code;
  if (code == NEWEL_OK && g->asking == NULL && g->plain == NULL) code = open_block(g);
  if (code == NEWEL_OK)
    code = g->asking != NULL ? newel_cascade_stream_push(g->asking, text, &released, &g->err)
                             : newel_stream_push(g->plain, text, &released, &g->err);
  return code == NEWEL_OK ? show(g, released) : code;
}

/* Texts of the answer's blocks; everything else waits for the whole answer. Not 0 stops the call. */
static int on_event(void *user, newel_slice name, newel_slice payload) {
  newel_guarded *g = user;
  nw_json_node *root = NULL;
  nw_arena arena;
  nw_arena_init(&arena, g->alloc);
  g->code = nw_json_parse(&root, &arena, payload, NODES_MOST, &g->err);
  if (g->code == NEWEL_OK && nw_slice_is(name, "contentBlockDelta")) {
    const nw_json_node *delta = nw_json_member(root, "delta");
    const nw_json_node *text = delta == NULL || delta->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(delta, "text");
    if (text != NULL && text->type == NW_JSON_T_STRING) g->code = push_block(g, text->text);
  }
  if (g->code == NEWEL_OK && (nw_slice_is(name, "contentBlockStop") || nw_slice_is(name, "messageStop"))) {
    if (g->along && g->asking != NULL) g->ended = 1;
    else g->code = close_block(g);
  }
  nw_arena_free(&arena);
  return g->code != NEWEL_OK || g->verdict == NEWEL_VERDICT_DENY;
}

/* ---- a call of the model ---- */

/* Sends the policy's guardrail along where a question waits for it, or the answer will raise one. */
static void take_along(newel_guarded *g, newel_converse *turn) {
  int always = nw_escalation_always(g->options.guard, NEWEL_SURFACE_OUTPUT, g->covered.relates);
  g->along = g->guardrail.id.len > 0 && (turn->guardrail.id.len > 0 || g->waits || always);
  if (!g->along) return;
  turn->guardrail = g->guardrail;
  if (g->options.on_text != NULL && turn->stream_mode.len == 0) turn->stream_mode = NW_LIT("sync");
}

/* What the call brought answers the questions that waited: of the input, then of the streamed block. */
static int settle(newel_guarded *g, const newel_converse *request, int code, newel_error *err) {
  static const uint8_t first = 1;
  newel_error mine = { 0 };
  g->covered.answer = code == NEWEL_OK && g->along ? newel_body_json(g->body) : newel_slice_of(NULL);
  memset(g->covered.counted, 0, sizeof g->covered.counted);
  int settled = settle_input(g, request, &mine);
  if (code == NEWEL_OK && settled == NEWEL_OK && g->ended && g->verdict != NEWEL_VERDICT_DENY) {
    g->covered.phase = NW_COVERED_TRACED;
    g->covered.segments = &first;
    g->covered.segment_count = 1;
    settled = close_block(g);
    mine = g->err;
  }
  g->covered.phase = NW_COVERED_OFF;
  if (code == NEWEL_OK && settled != NEWEL_OK && err != NULL) *err = mine;
  return code == NEWEL_OK ? settled : code;
}

static int call_model(newel_guarded *g, const newel_converse *request, newel_slice system, const newel_call_options *options,
                      newel_error *err) {
  newel_converse turn = *request;
  newel_call_options mine = NEWEL_CALL_OPTIONS_INIT;
  if (options != NULL) mine = *options;
  mine.on_event = g->options.on_text == NULL ? NULL : on_event;
  mine.user = g;
  nw_buf_add_char(&g->messages, ']');
  turn.messages = nw_buf_slice(&g->messages);
  turn.text = newel_slice_of(NULL);
  turn.system = system;
  take_along(g, &turn);
  g->covered.phase = NW_COVERED_OFF;
  g->code = NEWEL_OK;
  g->shown.count = 0;
  nw_buf_clear(&g->text);
  int code = g->messages.failed ? nw_fail_nomem(err) : newel_client_converse(g->client, &turn, &mine, g->body, err);
  g->messages.len--;
  if (g->code != NEWEL_OK) {  /* it was stopped from inside */
    if (err != NULL) *err = g->err;
    code = g->code;
  }
  code = settle(g, request, code, err);
  drop_block(g);
  return g->verdict == NEWEL_VERDICT_DENY && code == NEWEL_E_CANCELLED ? NEWEL_OK : code;
}

static const nw_json_node *at(const nw_json_node *object, const char *key) {
  return object == NULL || object->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(object, key);
}

/* What the guardrail of the request said, as a step; its block is a deny, and its word is what is shown. */
static int take_stop(newel_guarded *g, const newel_converse *request, newel_slice json, const nw_json_node *root, int *denied,
                     newel_error *err) {
  const nw_json_node *stop = at(root, "stopReason");
  nw_buf_clear(&g->stop_reason);
  if (stop != NULL) nw_buf_add_slice(&g->stop_reason, stop->text);
  if (g->stop_reason.failed) return nw_fail_nomem(err);
  begin_step(g, "model");
  step_member(g, "stop_reason", nw_buf_slice(&g->stop_reason));
  int code = NEWEL_OK;
  if (request->guardrail.id.len > 0 || g->along) {
    nw_buf_add_text(&g->steps, ",\"trace\":");
    size_t from = g->steps.len;
    nw_json_node *trace = NULL;
    code = newel_trace_import(g->engine, NW_LIT("converse"), json, NULL, nw_buf_write, &g->steps, err);
    if (code == NEWEL_OK) code = nw_json_parse(&trace, &g->arena, nw_buf_part(&g->steps, from, g->steps.len - from), NODES_MOST, err);
    if (code == NEWEL_OK && nw_slice_is(at(trace, "verdict")->text, "deny")) *denied = 1;
  }
  end_step(g);
  return code;
}

/* ---- tools ---- */

/* Cuts a result that is too large, at a character. */
static int cut_result(const newel_guarded *g, nw_buf *result) {
  size_t most = g->options.tool_result_bytes > 0 ? g->options.tool_result_bytes : TOOL_RESULT_BYTES;
  if (result->len <= most) return 0;
  while (most > 0 && ((unsigned char)result->data[most] & 0xC0) == 0x80) most--;
  result->len = most;
  return 1;
}

static void write_tool_result(newel_guarded *g, newel_slice id, newel_slice text, int failed, int first) {
  nw_buf_addf(&g->messages, "%s{\"toolResult\":{\"toolUseId\":\"", first ? "" : ",");
  nw_json_escape(&g->messages, id);
  nw_buf_add_text(&g->messages, "\",\"content\":[{\"text\":\"");
  nw_json_escape(&g->messages, text.len > 0 ? text : NW_LIT(" "));
  nw_buf_addf(&g->messages, "\"}],\"status\":\"%s\"}}", failed ? "error" : "success");
}

/* Calls one tool, judges its result, and writes it into the conversation. */
static int run_tool(newel_guarded *g, const newel_tool_call *call, int first, newel_error *err) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  const newel_result *result;
  nw_buf text;
  nw_buf_init(&text, g->alloc);
  int failed = g->options.on_tool(g->options.user, call, nw_buf_write, &text) != 0, was_cut = cut_result(g, &text);
  segment.text = text.len > 0 ? nw_buf_slice(&text) : NW_LIT("");
  segment.surface = NEWEL_SURFACE_TOOL_RESULT;
  int code = text.failed ? nw_fail_nomem(err) : judge(g, &segment, 1, &result, err);
  if (code == NEWEL_OK) {
    begin_step(g, "tool_result");
    step_member(g, "tool", call->name);
    if (was_cut) step_member(g, "warning", NW_LIT("the result was too large and is cut"));
    code = step_trace(g, result, err);
    end_step(g);
    worsen(g, newel_result_verdict(result));
    write_tool_result(g, call->id, newel_result_segment(result, 0).output, failed, first);
    if (g->verdict == NEWEL_VERDICT_DENY) {
      nw_buf_clear(&g->text);
      nw_buf_add_slice(&g->text, newel_result_segment(result, 0).output);
    }
  }
  nw_buf_free(&text);
  return code;
}

/* The tools that the model wants, with their filtered arguments. */
static int run_tools(newel_guarded *g, const nw_json_node *content, const nw_pieces *pieces, const newel_slice *outputs,
                     newel_error *err) {
  int code = NEWEL_OK, first = 1;
  nw_buf_add_text(&g->messages, ",{\"role\":\"user\",\"content\":[");
  for (const nw_json_node *block = content->first; block != NULL && code == NEWEL_OK; block = block->next) {
    const nw_json_node *use = at(block, "toolUse"), *id = at(use, "toolUseId"), *name = at(use, "name"), *input = at(use, "input");
    if (id == NULL || name == NULL) continue;
    newel_tool_call call = { id->text, name->text, NW_LIT("{}") };
    for (size_t i = 0; i < pieces->list.count; i++)
      if (input != NULL && pieces->list.at[i].start == input->start) call.input = outputs[i];
    code = run_tool(g, &call, first, err);
    first = 0;
  }
  nw_buf_add_text(&g->messages, "]}");
  return code;
}

/* ---- an answer ---- */

static void collect_text(newel_guarded *g, const nw_pieces *pieces, const newel_slice *outputs) {
  if (g->options.on_text != NULL) return;  /* the streams have */
  nw_buf_clear(&g->text);
  for (size_t i = 0; i < pieces->list.count; i++)
    if (pieces->list.at[i].surface == NEWEL_SURFACE_OUTPUT) nw_buf_add_slice(&g->text, outputs[i]);
}

/* Judges the answer and takes it into the conversation. *again: tools were called, and the model is to go on. */
static int take_answer(newel_guarded *g, const newel_converse *request, int *again, newel_error *err) {
  nw_pieces pieces = { .alloc = g->alloc };
  newel_slice json = newel_body_json(g->body), *outputs = NULL, message = newel_slice_of(NULL);
  nw_json_node *root = NULL;
  int denied = 0;
  *again = 0;
  int code = nw_json_parse(&root, &g->arena, json, NODES_MOST, err);
  if (code == NEWEL_OK) code = take_stop(g, request, json, root, &denied, err);
  const nw_json_node *content = at(at(at(root, "output"), "message"), "content");
  if (code == NEWEL_OK && (content == NULL || content->type != NW_JSON_T_ARRAY))
    code = nw_fail(err, NEWEL_E_FORMAT, "the answer of the model has no content");
  if (code == NEWEL_OK) {
    nw_pieces_of_answer(&pieces, json, content);
    code = set_phase(g, g->along ? NW_COVERED_TRACED : NW_COVERED_OFF, &pieces, err);
  }
  if (code == NEWEL_OK) {
    code = judge_pieces(g, "answer", NW_LIT(""), &pieces, &outputs, &message, err);
    g->covered.phase = NW_COVERED_OFF;
  }
  if (code == NEWEL_OK && g->verdict == NEWEL_VERDICT_DENY) {
    deny(g, message.len > 0 ? message : NW_LIT(""));
  } else if (code == NEWEL_OK) {
    collect_text(g, &pieces, outputs + 1);
    if (g->text.failed) code = nw_fail_nomem(err);
    nw_buf_add_text(&g->messages, ",{\"role\":\"assistant\",\"content\":");
    nw_pieces_write(&pieces, outputs + 1, json, content->start, content->end, &g->messages);
    nw_buf_add_char(&g->messages, '}');
    if (denied) g->verdict = NEWEL_VERDICT_DENY;  /* the text is the guardrail's message */
    if (code == NEWEL_OK && !denied && nw_slice_is(nw_buf_slice(&g->stop_reason), "tool_use") && g->options.on_tool != NULL) {
      code = run_tools(g, content, &pieces, outputs + 1, err);
      *again = code == NEWEL_OK && g->verdict != NEWEL_VERDICT_DENY;
    }
  }
  nw_vec_free(&g->alloc, &pieces.list);
  return code;
}

/* ---- the whole ---- */

/* Which guardrail may answer questions: the policy's, where the caller names none, or the same one, and wants its trace in time. */
static void find_guardrail(newel_guarded *g, const newel_converse *request) {
  newel_guardrail_ref mine, none = { { NULL, 0 }, { NULL, 0 } };
  if (g->options.transport == NULL) return;
  nw_covered_init(&g->covered, g->options.transport, g->alloc);
  g->transport = nw_covered_transport(&g->covered);
  if (g->options.local || nw_slice_is(request->trace, "disabled") || nw_slice_is(request->stream_mode, "async")) return;
  if (!nw_transport_guardrail(g->options.transport, g->options.guard, &mine)) return;
  int same = nw_slice_eq(mine.id, request->guardrail.id) && nw_slice_eq(mine.version, request->guardrail.version);
  g->guardrail = request->guardrail.id.len == 0 || same ? mine : none;
}

static int converse(newel_guarded *g, const newel_converse *request, const newel_call_options *options, newel_error *err) {
  nw_buf system;
  int denied = 0, again = 1;
  nw_buf_init(&system, g->alloc);
  g->system = request->system;
  find_guardrail(g, request);
  int code = filter_input(g, request, &system, &denied, err);
  uint32_t most = g->options.max_calls > 0 ? g->options.max_calls : CALLS_MOST;
  for (uint32_t calls = 0; code == NEWEL_OK && !denied && again; calls++) {
    if (calls == most) {
      code = nw_fail(err, NEWEL_E_LIMIT, "the model still wants tools after %u calls", most);
      break;
    }
    nw_arena_reset(&g->arena);
    code = call_model(g, request, nw_buf_slice(&system), options, err);
    if (code != NEWEL_OK || g->verdict == NEWEL_VERDICT_DENY) break;
    code = take_answer(g, request, &again, err);
  }
  nw_buf_free(&system);
  g->system = newel_slice_of(NULL);
  return code;
}

/* Closes the trace and the list of messages, whatever came. */
static void seal(newel_guarded *g, int code, const newel_error *err) {
  nw_buf_add_char(&g->messages, ']');
  nw_buf_addf(&g->trace, "{\"trace\":\"newel.conversation/1\",\"steps\":[");
  nw_buf_add_slice(&g->trace, nw_buf_slice(&g->steps));
  nw_buf_addf(&g->trace, "],\"verdict\":\"%s\"", newel_verdict_name(g->verdict));
  if (code != NEWEL_OK) {
    nw_buf_addf(&g->trace, ",\"error\":\"%s: ", newel_code_name(code));
    nw_json_escape(&g->trace, newel_slice_of(err == NULL ? "" : err->message));
    nw_buf_add_char(&g->trace, '"');
  }
  nw_buf_add_char(&g->trace, '}');
}

static int open_guarded(newel_guarded **out, newel_client *client, const newel_guarded_options *options, newel_error *err) {
  newel_guarded *g = nw_zalloc(&client->alloc, sizeof *g);
  if (g == NULL) return nw_fail_nomem(err);
  g->alloc = client->alloc;
  g->engine = client->engine;
  g->client = client;
  g->options = *options;
  nw_arena_init(&g->arena, g->alloc);
  nw_arena_init(&g->input_arena, g->alloc);
  g->pieces.alloc = g->alloc;
  nw_buf *bufs[] = { &g->messages, &g->text, &g->steps, &g->trace, &g->stop_reason };
  for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) nw_buf_init(bufs[i], g->alloc);
  int code = newel_scratch_open(&g->scratch, g->engine, err);
  if (code == NEWEL_OK) code = newel_body_open(&g->body, g->engine, err);
  *out = g;
  return code;
}

int newel_guarded_converse(newel_guarded **out, newel_client *client, const newel_guarded_options *options,
                           const newel_converse *request, const newel_call_options *call, newel_error *err) {
  newel_error mine;
  if (err == NULL) err = &mine;
  nw_error_clear(err);
  if (out != NULL) *out = NULL;
  if (out == NULL || client == NULL || options == NULL || options->size != sizeof *options || options->guard == NULL ||
      request == NULL || request->size != sizeof *request)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guarded_converse: an argument is NULL, or the size of a struct is wrong");
  if (request->attachment_count > 0)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guarded_converse: attachments stand in 'messages' here");
  int code = open_guarded(out, client, options, err);
  if (code == NEWEL_OK) {
    code = converse(*out, request, call, err);
    if (code != NEWEL_OK) (*out)->verdict = NEWEL_VERDICT_DENY;  /* what broke off is no allow */
    seal(*out, code, err);
    const newel_guarded *g = *out;
    if (g->messages.failed || g->text.failed || g->trace.failed || g->steps.failed) code = nw_fail_nomem(err);
  }
  if (code == NEWEL_E_NOMEM || code == NEWEL_E_ARGUMENT) {
    newel_guarded_free(*out);
    *out = NULL;
  }
  return code;
}

newel_verdict newel_guarded_verdict(const newel_guarded *guarded) { return guarded == NULL ? NEWEL_VERDICT_DENY : guarded->verdict; }

newel_slice newel_guarded_text(const newel_guarded *guarded) {
  return guarded == NULL ? newel_slice_of(NULL) : nw_buf_slice(&guarded->text);
}

newel_slice newel_guarded_messages(const newel_guarded *guarded) {
  return guarded == NULL ? newel_slice_of(NULL) : nw_buf_slice(&guarded->messages);
}

newel_slice newel_guarded_stop_reason(const newel_guarded *guarded) {
  return guarded == NULL ? newel_slice_of(NULL) : nw_buf_slice(&guarded->stop_reason);
}

newel_slice newel_guarded_trace(const newel_guarded *guarded) {
  return guarded == NULL ? newel_slice_of(NULL) : nw_buf_slice(&guarded->trace);
}

void newel_guarded_free(newel_guarded *guarded) {
  if (guarded == NULL) return;
  nw_alloc alloc = guarded->alloc;
  nw_buf *bufs[] = { &guarded->messages, &guarded->text, &guarded->steps, &guarded->trace, &guarded->stop_reason };
  for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) {
    if (bufs[i]->data != NULL) nw_wipe(bufs[i]->data, bufs[i]->capacity);
    nw_buf_free(bufs[i]);
  }
  drop_block(guarded);
  if (guarded->covered.behind != NULL) nw_covered_free(&guarded->covered);
  nw_vec_free(&alloc, &guarded->shown);
  nw_vec_free(&alloc, &guarded->context);
  nw_vec_free(&alloc, &guarded->pieces.list);
  nw_arena_free(&guarded->input_arena);
  newel_scratch_free(guarded->scratch);
  newel_body_free(guarded->body);
  nw_arena_free(&guarded->arena);
  nw_free(&alloc, guarded, sizeof *guarded);
}
