/* One operation, from parameters to answer: newel_client_call.
 *
 *   parameters ► request.h: checked, built ► aws/call.h: signed, sent, tried again ► answer.h: one JSON object
 *                                                             └► stream.h: events, one by one */
#include "base/error.h"
#include "base/slice.h"
#include "bedrock/answer.h"
#include "bedrock/client.h"
#include "bedrock/request.h"
#include "bedrock/stream.h"

/* A UUID of version 4 (RFC 9562). It need not be secret: it tells tries of one call from other calls. */
static newel_slice make_token(const nw_world *world, char out[40]) {
  static const char digits[] = "0123456789abcdef";
  size_t used = 0;
  for (unsigned i = 0; i < 32; i++) {
    uint32_t four = world->random(world->user) >> 28;
    if (i == 8 || i == 12 || i == 16 || i == 20) out[used++] = '-';
    if (i == 12) four = 4;
    if (i == 16) four = 8 | (four & 3);
    out[used++] = digits[four];
  }
  return nw_slice(out, used);
}

static void forget_answer(newel_body *body) {
  nw_aws_answer *answer = &body->answer;
  nw_buf_clear(&body->json);
  nw_arena_reset(&answer->arena);
  nw_buf_clear(&answer->response.head);
  nw_buf_clear(&answer->response.body);
  answer->response.status = 0;
  answer->response.headers.count = 0;
  answer->error = answer->message = answer->request_id = nw_slice(NULL, 0);
  answer->tries = 0;
}

static int fail_operation(newel_slice name, newel_error *err) {
  const char *near = nw_operation_near(name);
  int len = name.len > 60 ? 60 : (int)name.len;
  if (near == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "unknown operation '%.*s'", len, name.data == NULL ? "" : name.data);
  return nw_fail(err, NEWEL_E_ARGUMENT, "unknown operation '%.*s'; did you mean '%s'?", len, name.data == NULL ? "" : name.data,
                 near);
}

static int check_options(const nw_operation *op, const newel_call_options *options, newel_error *err) {
  if (options->size != sizeof *options)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_client_call: options.size is %zu, expected %zu", options->size, sizeof *options);
  if (nw_operation_streams(op) && options->on_event == NULL)
    return nw_fail(err, NEWEL_E_ARGUMENT, "%s streams its answer: it needs on_event", op->name);
  if (!nw_operation_streams(op) && options->on_event != NULL)
    return nw_fail(err, NEWEL_E_ARGUMENT, "%s does not stream: it takes no on_event", op->name);
  return NEWEL_OK;
}

/* An answer that is larger than its bound is a limit of ours, not a fault of the network. */
static int code_of(int code, const nw_aws_answer *answer, newel_error *err) {
  if (code != NEWEL_E_NETWORK || answer->failure != NW_HTTP_TOO_LARGE) return code;
  if (err != NULL) err->code = NEWEL_E_LIMIT;
  return NEWEL_E_LIMIT;
}

static int send(newel_client *client, const nw_wire *wire, const newel_call_options *options, newel_body *body,
                newel_error *err) {
  const nw_operation *op = wire->op;
  nw_aws_answer *answer = &body->answer;
  nw_stream stream;
  nw_aws_request request = { .service = op->service, .method = newel_slice_of(op->method), .path = nw_buf_slice(&wire->path),
                             .query = nw_buf_slice(&wire->query), .headers = wire->headers, .header_count = wire->header_count,
                             .body = nw_buf_slice(&wire->body), .cancel = options->cancel };
  nw_stream_open(&stream, client->alloc, op, options);
  if (nw_operation_streams(op)) {
    request.on_body = nw_stream_take;
    request.user = &stream;
  }
  int code =
      nw_aws_send(client->aws, &request, options->deadline_ms > 0 ? options->deadline_ms : client->deadline_ms, answer, err);
  code = code_of(code, answer, err);
  if (nw_operation_streams(op)) code = nw_stream_end(&stream, code, answer, err);
  nw_stream_close(&stream);
  return code;
}

int newel_client_call(newel_client *client, newel_slice operation, newel_slice parameters, const newel_call_options *options,
                      newel_body *body, newel_error *err) {
  const newel_call_options none = NEWEL_CALL_OPTIONS_INIT;
  char token[40];
  nw_wire wire;
  nw_error_clear(err);
  if (client == NULL || body == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_client_call: 'client' or 'body' is NULL");
  forget_answer(body);
  const nw_operation *op = nw_operation_find(operation);
  if (op == NULL) return fail_operation(operation, err);
  if (options == NULL) options = &none;
  int code = check_options(op, options, err);
  if (code != NEWEL_OK) return code;
  nw_wire_init(&wire, client->alloc);
  code = nw_wire_make(&wire, op, parameters, make_token(&client->world, token), err);
  if (code == NEWEL_OK) code = send(client, &wire, options, body, err);
  const nw_http_response *response = &body->answer.response;
  if (code == NEWEL_OK)
    code = nw_answer_write(&body->json, op, response->headers.at, response->headers.count, nw_buf_slice(&response->body), err);
  nw_wire_free(&wire);
  return code;
}

/* ---- the list ---- */

newel_operation newel_operation_at(size_t index) {
  const nw_operation *op = nw_operation_at(index);
  newel_operation none = { NULL, NULL, NULL, NULL, 0 };
  if (op == NULL) return none;
  return (newel_operation){ op->name, nw_service_at(op->service)->host, op->method, op->path, nw_operation_streams(op) };
}
