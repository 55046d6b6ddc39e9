#include "bedrock/stream.h"

#include "base/error.h"
#include "base/slice.h"
#include "json/tree.h"

enum { EVENT_NODES = 1000000 };

void nw_stream_open(nw_stream *stream, nw_alloc alloc, const nw_operation *op, const newel_call_options *options) {
  memset(stream, 0, sizeof *stream);
  stream->op = op;
  stream->options = options;
  nw_event_open(&stream->events, alloc);
  nw_sse_open(&stream->lines, alloc);
  nw_buf_init_secret(&stream->error, alloc);
  nw_buf_init_secret(&stream->message, alloc);
}

void nw_stream_close(nw_stream *stream) {
  nw_event_close(&stream->events);
  nw_sse_close(&stream->lines);
  nw_buf_free(&stream->error);
  nw_buf_free(&stream->message);
}

static void fail(nw_stream *stream, int code, const char *what) {
  stream->code = code;
  stream->what = what;
}

static void fail_remote(nw_stream *stream, newel_slice error, newel_slice message) {
  fail(stream, NEWEL_E_REMOTE, "");
  nw_buf_add_slice(&stream->error, error.len > 0 ? error : NW_LIT("UnknownError"));
  nw_buf_add_slice(&stream->message, message);
}

static void give(nw_stream *stream, newel_slice name, newel_slice payload) {
  if (stream->options->on_event(stream->options->user, name, payload) != 0) stream->stopped = 1;
}

static newel_slice text_of(const nw_json_node *node, const char *key) {
  const nw_json_node *found = node == NULL || node->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(node, key);
  return found == NULL || found->type != NW_JSON_T_STRING ? nw_slice(NULL, 0) : found->text;
}

/* ---- vnd.amazon.eventstream ---- */

/* "throttlingException" is the member of the stream; the error that HTTP would name is "ThrottlingException". */
static void take_exception(nw_stream *stream, const nw_event_message *message) {
  newel_slice type = nw_event_string(message, ":exception-type");
  nw_json_node *root = NULL;
  nw_arena arena;
  nw_arena_init(&arena, stream->error.alloc);
  if (nw_json_parse(&root, &arena, message->payload, EVENT_NODES, NULL) != NEWEL_OK) root = NULL;
  fail_remote(stream, type, text_of(root, root != NULL && text_of(root, "message").len > 0 ? "message" : "originalMessage"));
  if (type.len > 0 && stream->error.len > 0) stream->error.data[0] = (char)nw_to_upper((unsigned char)stream->error.data[0]);
  nw_arena_free(&arena);
}

static void take_message(nw_stream *stream, const nw_event_message *message) {
  newel_slice kind = nw_event_string(message, ":message-type"), name = nw_event_string(message, ":event-type");
  if (nw_slice_is(kind, "exception")) take_exception(stream, message);
  else if (nw_slice_is(kind, "error"))
    fail_remote(stream, nw_event_string(message, ":error-code"), nw_event_string(message, ":error-message"));
  else if (!nw_slice_is(kind, "event") || name.len == 0)
    fail(stream, NEWEL_E_NETWORK, "a message of it has no kind that is known");
  else {
    if (nw_slice_is(name, stream->op->last)) stream->whole = 1;
    give(stream, name, message->payload);
  }
}

static void take_events(nw_stream *stream, const char *data, size_t len) {
  nw_event_message message;
  nw_event_push(&stream->events, data, len);
  while (stream->code == NEWEL_OK && !stream->stopped && nw_event_next(&stream->events, &message)) take_message(stream, &message);
  if (stream->code != NEWEL_OK || stream->events.error == NW_EVENT_OK) return;
  if (stream->events.error == NW_EVENT_NO_MEMORY) fail(stream, NEWEL_E_NOMEM, "");
  else
    fail(stream, stream->events.error == NW_EVENT_TOO_LONG ? NEWEL_E_LIMIT : NEWEL_E_NETWORK,
         nw_event_error_name(stream->events.error));
}

/* ---- server-sent events ---- */

static const nw_json_node *object_of(const nw_json_node *node, const char *key) {
  const nw_json_node *found = node == NULL || node->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(node, key);
  return found != NULL && found->type == NW_JSON_T_OBJECT ? found : NULL;
}

/* {"error":{"code":…,"message":…}}, the same below "response", or an event that is named "error". */
static int is_error(nw_stream *stream, newel_slice name, newel_slice payload) {
  nw_json_node *root = NULL;
  nw_arena arena;
  nw_arena_init(&arena, stream->error.alloc);
  int code = nw_json_parse(&root, &arena, payload, EVENT_NODES, NULL);
  if (code != NEWEL_OK) root = NULL;
  const nw_json_node *error = object_of(root, "error");
  if (error == NULL) error = object_of(object_of(root, "response"), "error");
  if (error == NULL && nw_slice_is(name, "error")) error = root;
  if (error != NULL) {
    newel_slice word = text_of(error, "code");
    fail_remote(stream, word.len > 0 ? word : text_of(error, "type"), text_of(error, "message"));
  } else if (code == NEWEL_E_NOMEM || code == NEWEL_E_LIMIT) fail(stream, code, "an event of it is too long");
  else if (root == NULL) fail(stream, NEWEL_E_NETWORK, "an event of it is no JSON");
  nw_arena_free(&arena);
  return stream->code != NEWEL_OK;
}

/* Responses end in one of three ways; the first is the one of the table. */
static int is_last(const nw_stream *stream, newel_slice name) {
  return nw_slice_is(name, stream->op->last) ||
         (nw_slice_is(NW_LIT("response.completed"), stream->op->last) &&
          (nw_slice_is(name, "response.incomplete") || nw_slice_is(name, "response.failed")));
}

static void take_lines(nw_stream *stream, const char *data, size_t len) {
  newel_slice name, payload;
  while (stream->code == NEWEL_OK && !stream->stopped && nw_sse_next(&stream->lines, &data, &len, &name, &payload)) {
    if (nw_slice_is(payload, "[DONE]")) {
      stream->whole = 1;
      continue;
    }
    if (is_last(stream, name)) stream->whole = 1;
    if (!is_error(stream, name, payload)) give(stream, name, payload);
  }
  if (stream->lines.too_long) fail(stream, NEWEL_E_LIMIT, "an event of it is too long");
  if (nw_sse_failed(&stream->lines)) fail(stream, NEWEL_E_NOMEM, "");
}

/* ---- both ---- */

int nw_stream_take(void *user, const nw_http_response *response, const char *data, size_t len) {
  nw_stream *stream = user;
  (void)response;
  if (stream->op->answer == NW_ANSWER_EVENTS) take_events(stream, data, len);
  else take_lines(stream, data, len);
  return stream->code != NEWEL_OK || stream->stopped;
}

static int say_cut(const nw_stream *stream, newel_error *err) {
  const char *host = nw_service_at(stream->op->service)->host;
  if (stream->op->last[0] == '\0') return nw_fail(err, NEWEL_E_NETWORK, "%s: the stream was cut", host);
  return nw_fail(err, NEWEL_E_NETWORK, "%s: the stream was cut: '%s' did not come", host, stream->op->last);
}

static int say_error(nw_stream *stream, nw_aws_answer *answer, newel_error *err) {
  answer->error = nw_arena_copy(&answer->arena, nw_buf_slice(&stream->error));
  answer->message = nw_arena_copy(&answer->arena, nw_buf_slice(&stream->message));
  if (answer->error.data == NULL || answer->message.data == NULL || stream->error.failed || stream->message.failed)
    return nw_fail_nomem(err);
  return nw_aws_fail(answer, stream->op->service, err);
}

int nw_stream_end(nw_stream *stream, int code, nw_aws_answer *answer, newel_error *err) {
  const char *host = nw_service_at(stream->op->service)->host;
  if (stream->code == NEWEL_E_REMOTE) return say_error(stream, answer, err);
  if (stream->code == NEWEL_E_NOMEM) return nw_fail_nomem(err);
  if (stream->code != NEWEL_OK) return nw_fail(err, stream->code, "%s: the stream is broken: %s", host, stream->what);
  if (stream->stopped) return nw_fail(err, NEWEL_E_CANCELLED, "the stream was stopped by its caller");
  if (code != NEWEL_OK) return code;
  int cut = stream->op->answer == NW_ANSWER_EVENTS && nw_event_finish(&stream->events) != NW_EVENT_OK;
  return cut || (stream->op->last[0] != '\0' && !stream->whole) ? say_cut(stream, err) : NEWEL_OK;
}
