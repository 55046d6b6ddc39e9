/* Converse with types: a conversation from messages, a last turn and files, with its guardrail; whole, or as a stream that is put
 * together.
 *
 *   model, system "Be short.", text "hi", guardrail a1:3, guarded LATEST
 *   ->  {"modelId":…,"system":[{"text":"Be short."}],"messages":[{"role":"user","content":[{"guardContent":{"text":{"text":"hi"}}}]}],
 *        "guardrailConfig":{"guardrailIdentifier":"a1","guardrailVersion":"3","trace":"enabled"}} */
#include "base/error.h"
#include "base/slice.h"
#include "bedrock/assemble.h"
#include "bedrock/guarded.h"
#include "json/tree.h"

enum { NODES_MOST = 1000000 };

/* ---- messages ---- */

static void write_text_block(nw_params *p, newel_slice text) {
  nw_params_object(p, NULL);
  nw_params_string(p, "text", text);
  nw_params_close(p);
}

static void write_attachment(nw_params *p, const newel_attachment *file) {
  nw_params_object(p, NULL);
  nw_params_object(p, file->document ? "document" : "image");
  nw_params_string(p, "format", file->format);
  if (file->document) nw_params_string(p, "name", file->name);
  nw_params_object(p, "source");
  nw_params_blob(p, "bytes", file->bytes);
  nw_params_close(p);
  nw_params_close(p);
  nw_params_close(p);
}

static newel_slice trimmed(newel_slice text) {
  while (text.len > 0 && nw_is_space((unsigned char)text.data[0])) text.data++, text.len--;
  while (text.len > 0 && nw_is_space((unsigned char)text.data[text.len - 1])) text.len--;
  return text;
}

/* The list of all turns: those given, and the one of `text`. An object of one list lets the writer place the commas. */
static int write_turns(nw_params *all, const newel_converse *request, newel_error *err) {
  newel_slice given = trimmed(request->messages);
  if (given.len > 0 && (given.len < 2 || given.data[0] != '[' || given.data[given.len - 1] != ']'))
    return nw_fail(err, NEWEL_E_ARGUMENT, "converse: 'messages' is no list");
  newel_slice turns = given.len > 0 ? trimmed(nw_slice(given.data + 1, given.len - 2)) : given;
  nw_params_array(all, "messages");
  if (turns.len > 0) nw_params_raw(all, NULL, turns);
  if (request->text.len > 0 || request->attachment_count > 0) {
    nw_params_object(all, NULL);
    nw_params_string(all, "role", NW_LIT("user"));
    nw_params_array(all, "content");
    for (size_t i = 0; i < request->attachment_count; i++) write_attachment(all, &request->attachments[i]);
    if (request->text.len > 0) write_text_block(all, request->text);
    nw_params_close(all);
    nw_params_close(all);
  }
  nw_params_close(all);
  nw_params_close(all);
  return nw_json_writer_end(&all->w) != 0 || all->text.failed ? nw_fail_nomem(err) : NEWEL_OK;
}

static int write_messages(nw_params *p, const newel_converse *request, newel_error *err) {
  const size_t before = strlen("{\"messages\":"), behind = strlen("}");
  nw_params all;
  nw_params_open(&all, p->client);
  int code = write_turns(&all, request, err);
  if (code == NEWEL_OK)
    code = nw_guarded_write(p, nw_buf_part(&all.text, before, all.text.len - before - behind), request->guarded, request->tag, err);
  nw_params_drop(&all);
  return code;
}

/* ---- the request ---- */

static void write_system(nw_params *p, newel_slice system) {
  if (system.len == 0) return;
  nw_params_array(p, "system");
  write_text_block(p, system);
  nw_params_close(p);
}

static void write_guardrail(nw_params *p, const newel_converse *request, int streams) {
  if (request->guardrail.id.len == 0) return;
  nw_params_object(p, "guardrailConfig");
  nw_params_string(p, "guardrailIdentifier", request->guardrail.id);
  nw_params_string(p, "guardrailVersion", request->guardrail.version);
  nw_params_string(p, "trace", request->trace.len > 0 ? request->trace : NW_LIT("enabled"));
  if (streams) nw_params_text(p, "streamProcessingMode", request->stream_mode);
  nw_params_close(p);
}

/* The members of `more`, beside ours. */
static int write_more(nw_params *p, newel_slice more, newel_error *err) {
  nw_json_node *root = NULL;
  nw_arena arena;
  if (more.len == 0) return NEWEL_OK;
  nw_arena_init(&arena, p->client->alloc);
  int code = nw_json_parse(&root, &arena, more, NODES_MOST, err);
  if (code == NEWEL_OK && root->type != NW_JSON_T_OBJECT) code = nw_fail(err, NEWEL_E_ARGUMENT, "converse: 'more' is no object");
  for (const nw_json_node *node = code == NEWEL_OK ? root->first : NULL; node != NULL; node = node->next) {
    nw_json_key_slice(&p->w, node->key);
    nw_params_raw(p, NULL, nw_slice(more.data + node->start, node->end - node->start));
  }
  nw_arena_free(&arena);
  return code;
}

static int write_request(nw_params *p, const newel_converse *request, int streams, newel_error *err) {
  nw_params_string(p, "modelId", request->model);
  write_system(p, request->system);
  int code = write_messages(p, request, err);
  write_guardrail(p, request, streams);
  return code == NEWEL_OK ? write_more(p, request->more, err) : code;
}

/* ---- streams ---- */

typedef struct tee {
  const newel_call_options *options;
  nw_assembler              assembler;
  int                       broken;  /* an event that could not be put together */
} tee;

static int on_event(void *user, newel_slice name, newel_slice payload) {
  tee *t = user;
  if (!nw_assembler_take(&t->assembler, name, payload)) t->broken = 1;
  return t->broken ? 1 : t->options->on_event(t->options->user, name, payload);
}

static int call_stream(nw_params *p, const newel_call_options *options, newel_body *body, newel_error *err) {
  tee t = { .options = options };
  newel_call_options teed = *options;
  nw_alloc alloc = p->client->alloc;
  teed.on_event = on_event;
  teed.user = &t;
  nw_assembler_open(&t.assembler, alloc);
  int code = nw_params_call(p, "ConverseStream", &teed, body, err);
  if (t.broken && t.assembler.failed) code = nw_fail_nomem(err);
  else if (t.broken) code = nw_fail(err, NEWEL_E_NETWORK, "bedrock-runtime: the stream is broken: an event of it is no JSON object");
  else if (code == NEWEL_OK && !nw_assembler_write(&t.assembler, &body->json)) code = nw_fail_nomem(err);
  nw_assembler_close(&t.assembler);
  return code;
}

int newel_client_converse(newel_client *client, const newel_converse *request, const newel_call_options *options, newel_body *body,
                          newel_error *err) {
  nw_params p;
  int code = nw_check_request("newel_client_converse", client, request, request == NULL ? 0 : request->size, sizeof *request, err);
  if (code != NEWEL_OK) return code;
  int streams = nw_wants_events(options);
  if (streams && options->size != sizeof *options) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_client_converse: options.size is wrong");
  nw_params_open(&p, client);
  code = write_request(&p, request, streams, err);
  if (code != NEWEL_OK) {
    nw_params_drop(&p);
    return code;
  }
  return streams ? call_stream(&p, options, body, err) : nw_params_call(&p, "Converse", options, body, err);
}
