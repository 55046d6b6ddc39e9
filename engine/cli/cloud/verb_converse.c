/* verb_converse.c - `newel converse`: one turn of a conversation with a model, with or without a guardrail.
 *
 *   newel converse --model amazon.nova-lite-v1:0 --guardrail a1b2c3:4 --stream 'How do I reset my password?'
 *   Open Settings, then …
 *
 * stdout gets the text of the answer, or the message of the guardrail and exit code 2; with --json the whole answer. */
#include <string.h>

#include "base/slice.h"
#include "cli/cloud/answer.h"
#include "cli/cloud/converse.h"
#include "cli/input.h"

enum { NODES_MOST = 1000000, FILES = 2 };

typedef struct converse {
  nw_cli          *cli;
  nw_cloud         cloud;
  newel_converse   request;
  newel_attachment files[FILES];
  nw_buf           text, messages, system, params, bytes[FILES];
  nw_arena         names;   /* formats and names of files */
  nw_arena         arena;   /* an event, or the answer */
  int              wrote;   /* the last byte was no line feed */
} converse;

/* ---- the request ---- */

static newel_slice mapped(nw_arena *arena, newel_slice text, unsigned (*map)(unsigned)) {
  char *copy = nw_arena_alloc(arena, text.len);
  for (size_t i = 0; copy != NULL && i < text.len; i++) copy[i] = (char)map((unsigned char)text.data[i]);
  return nw_slice(copy, copy == NULL ? 0 : text.len);
}

/* "report.PDF" -> "pdf"; "jpg" is "jpeg" to Bedrock. */
static newel_slice format_of(nw_arena *arena, const char *path) {
  const char *dot = strrchr(path, '.');
  newel_slice format = mapped(arena, newel_slice_of(dot == NULL ? "" : dot + 1), nw_to_lower);
  return nw_slice_is(format, "jpg") ? NW_LIT("jpeg") : format;
}

static unsigned plain_character(unsigned c) { return nw_is_alnum(c) ? c : '-'; }

/* The name that the model is told of a document: letters and digits of the file's, since Bedrock takes little else. */
static newel_slice name_of(nw_arena *arena, const char *path) {
  const char *slash = strrchr(path, '/'), *base = slash == NULL ? path : slash + 1, *dot = strrchr(base, '.');
  return mapped(arena, nw_slice(base, dot == NULL || dot == base ? strlen(base) : (size_t)(dot - base)), plain_character);
}

static int attach(converse *c, nw_option_id id, int document) {
  const char *path = c->cli->args.value[id];
  size_t at = c->request.attachment_count;
  if (path == NULL) return 0;
  nw_read got = nw_input_load(path, &c->bytes[at]);
  if (got != NW_READ_OK) return nw_exit_of_read(got);
  c->files[at] = (newel_attachment){document, format_of(&c->names, path), name_of(&c->names, path), nw_buf_slice(&c->bytes[at])};
  c->request.attachments = c->files;
  c->request.attachment_count++;
  return 0;
}

static int read_messages(converse *c) {
  const char *path = c->cli->args.value[NW_OPT_MESSAGES];
  if (path == NULL || c->cli->args.file_count > 0 || nw_given(c->cli, NW_OPT_IMAGE) || nw_given(c->cli, NW_OPT_DOCUMENT)) {
    int code = nw_text_arguments(c->cli, &c->text);
    if (code != 0) return code;
  }
  if (path == NULL) return 0;
  nw_read got = nw_input_load(path, &c->messages);
  return got == NW_READ_OK ? 0 : nw_exit_of_read(got);
}

static newel_guarded_part guarded_of(const nw_cli *cli) {
  const char *word = cli->args.value[NW_OPT_GUARDED];
  if (word == NULL) return nw_given(cli, NW_OPT_TAG) ? NEWEL_GUARDED_TAGGED : NEWEL_GUARDED_AS_SENT;
  return strcmp(word, "all") == 0      ? NEWEL_GUARDED_ALL
         : strcmp(word, "latest") == 0 ? NEWEL_GUARDED_LATEST
                                       : NEWEL_GUARDED_AS_SENT;
}

static int read_request(converse *c) {
  const nw_cli *cli = c->cli;
  if (!nw_given(cli, NW_OPT_MODEL)) return nw_say("--model is needed; 'newel models' lists them");
  if (nw_given(cli, NW_OPT_TAG) && nw_given(cli, NW_OPT_GUARDED)) return nw_say("--tag does not go with --guarded");
  c->request.model = newel_slice_of(cli->args.value[NW_OPT_MODEL]);
  int code = nw_guardrail_option(cli, &c->request.guardrail);
  if (code == 0) code = nw_params_option(cli, NW_OPT_SYSTEM, &c->system);
  if (code == 0) code = nw_params_option(cli, NW_OPT_PARAMS, &c->params);
  if (code == 0) code = attach(c, NW_OPT_IMAGE, 0);
  if (code == 0) code = attach(c, NW_OPT_DOCUMENT, 1);
  if (code == 0) code = read_messages(c);
  c->request.text = nw_buf_slice(&c->text);
  c->request.messages = nw_buf_slice(&c->messages);
  c->request.system = nw_buf_slice(&c->system);
  c->request.more = nw_buf_slice(&c->params);
  c->request.guarded = guarded_of(cli);
  c->request.tag = newel_slice_of(cli->args.value[NW_OPT_TAG]);
  return code;
}

/* ---- the answer ---- */

static void write_text(converse *c, newel_slice text) {
  if (text.len == 0) return;
  nw_out_slice(&c->cli->out, text);
  c->wrote = text.data[text.len - 1] != '\n';
}

static int on_event(void *user, newel_slice name, newel_slice payload) {
  converse *c = user;
  nw_json_node *root = NULL;
  if (nw_given(c->cli, NW_OPT_JSON) || !nw_slice_is(name, "contentBlockDelta")) return c->cli->out.failed != 0;
  nw_arena_reset(&c->arena);
  if (nw_json_parse(&root, &c->arena, payload, NODES_MOST, NULL) != NEWEL_OK) return 0;
  write_text(c, nw_text_member(nw_typed_member(root, "delta", NW_JSON_T_OBJECT), "text"));
  nw_out_flush(&c->cli->out);
  return c->cli->out.failed != 0;
}

static void write_content(converse *c, const nw_json_node *answer) {
  const nw_json_node *message = nw_typed_member(nw_typed_member(answer, "output", NW_JSON_T_OBJECT), "message", NW_JSON_T_OBJECT);
  const nw_json_node *content = nw_typed_member(message, "content", NW_JSON_T_ARRAY);
  for (const nw_json_node *block = content == NULL ? NULL : content->first; block != NULL; block = block->next) {
    write_text(c, nw_text_member(block, "text"));
    const nw_json_node *cited =
        nw_typed_member(nw_typed_member(block, "citationsContent", NW_JSON_T_OBJECT), "content", NW_JSON_T_ARRAY);
    for (const nw_json_node *piece = cited == NULL ? NULL : cited->first; piece != NULL; piece = piece->next)
      write_text(c, nw_text_member(piece, "text"));
  }
}

static int write_trace(converse *c, newel_slice json, const nw_json_node *trace) {
  nw_out file;
  if (!nw_given(c->cli, NW_OPT_TRACE)) return 0;
  int code = nw_out_create(&file, c->cli->args.value[NW_OPT_TRACE], 0600);
  if (code != 0) return code;
  if (trace != NULL) nw_out_slice(&file, nw_slice(json.data + trace->start, trace->end - trace->start));
  else nw_out_text(&file, "null");
  nw_out_text(&file, "\n");
  return nw_out_close(&file);
}

static int write_answer(converse *c) {
  newel_slice json = newel_body_json(c->cloud.body);
  nw_json_node *root = NULL;
  newel_error err;
  nw_arena_reset(&c->arena);
  if (nw_json_parse(&root, &c->arena, json, NODES_MOST, &err) != NEWEL_OK) return nw_say_error(&err);
  if (nw_given(c->cli, NW_OPT_JSON)) nw_write_answer(c->cli, c->cloud.body);
  else if (!nw_given(c->cli, NW_OPT_STREAM)) write_content(c, root);
  if (c->wrote) nw_out_text(&c->cli->out, "\n");
  const nw_json_node *trace = nw_typed_member(root, "trace", NW_JSON_T_OBJECT);
  int code = write_trace(c, json, trace);
  if (code != 0) return code;
  if (nw_slice_is(nw_text_member(root, "stopReason"), "tool_use")) (void)nw_say("the model wants to use a tool; --json shows it");
  int intervened = nw_slice_is(nw_text_member(root, "stopReason"), "guardrail_intervened");
  return nw_say_outcome(nw_outcome_of(intervened, nw_typed_member(trace, "guardrail", NW_JSON_T_OBJECT)));
}

static int call(converse *c) {
  newel_error err;
  if (nw_given(c->cli, NW_OPT_STREAM)) {
    c->cloud.call.on_event = on_event;
    c->cloud.call.user = c;
  }
  int code = newel_client_converse(c->cloud.client, &c->request, &c->cloud.call, c->cloud.body, &err);
  if (code == NEWEL_OK) return write_answer(c);
  if (c->wrote) nw_out_text(&c->cli->out, "\n");
  return nw_say_call(code, &err, c->cloud.body);
}

int nw_verb_converse(nw_cli *cli) {
  converse c = {.cli = cli, .request = NEWEL_CONVERSE_INIT};
  nw_buf *bufs[] = {&c.text, &c.messages, &c.system, &c.params, &c.bytes[0], &c.bytes[1]};
  nw_arena_init(&c.arena, cli->alloc);
  for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) nw_buf_init(bufs[i], cli->alloc);
  nw_arena_init(&c.names, cli->alloc);
  int code = read_request(&c);
  if (code == 0 && nw_given(cli, NW_OPT_POLICY)) {
    code = nw_converse_guarded(cli, &c.request);
  } else if (code == 0) {
    code = nw_cloud_open(&c.cloud, cli, NULL);
    if (code == 0) code = call(&c);
    nw_cloud_close(&c.cloud);
  }
  for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) nw_buf_free(bufs[i]);
  nw_arena_free(&c.names);
  nw_arena_free(&c.arena);
  return code;
}
