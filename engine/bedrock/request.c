#include "bedrock/request.h"

#include "base/error.h"
#include "base/slice.h"
#include "bedrock/check.h"
#include "json/writer.h"

enum { NODES_MOST = 1000000 };

void nw_wire_init(nw_wire *wire, nw_alloc alloc) {
  memset(wire, 0, sizeof *wire);
  nw_arena_init(&wire->arena, alloc);
  nw_buf_init_secret(&wire->path, alloc);
  nw_buf_init_secret(&wire->query, alloc);
  nw_buf_init_secret(&wire->body, alloc);
}

void nw_wire_free(nw_wire *wire) {
  if (wire->body.data != NULL) nw_wipe(wire->body.data, wire->body.capacity);
  nw_buf_free(&wire->path);
  nw_buf_free(&wire->query);
  nw_buf_free(&wire->body);
  nw_arena_free(&wire->arena);
}

static newel_slice source_of(const nw_wire *wire, const nw_json_node *node) {
  return nw_slice(wire->text.data + node->start, node->end - node->start);
}

/* What a scalar looks like in a path, a query or a header: strings as they are, numbers and booleans as written. */
static newel_slice scalar_of(const nw_json_node *node) { return node->text; }

/* ---- headers ---- */

/* A byte that ends a header, or hides, would let a value write headers of its own. */
static int is_header_text(newel_slice text) {
  for (size_t i = 0; i < text.len; i++)
    if (((unsigned char)text.data[i] < 0x20 && text.data[i] != '\t') || text.data[i] == 0x7f) return 0;
  return 1;
}

static int add_header(nw_wire *wire, const char *name, newel_slice value, newel_error *err) {
  if (!is_header_text(value))
    return nw_fail(err, NEWEL_E_ARGUMENT, "%s: the value of the header %s holds a control character", wire->op->name, name);
  if (wire->header_count == NW_WIRE_HEADERS) return nw_fail(err, NEWEL_E_INTERNAL, "%s: too many headers", wire->op->name);
  wire->headers[wire->header_count++] = (nw_http_header){ newel_slice_of(name), value };
  return NEWEL_OK;
}

static int add_headers(nw_wire *wire, const nw_shape *input, newel_slice token, newel_error *err) {
  for (unsigned i = 0; i < input->count; i++) {
    const nw_member *member = nw_member_at(input->first + i);
    if (member->place != NW_PLACE_HEADER) continue;
    const nw_json_node *given = nw_json_member(wire->root, member->name);
    if (given == NULL && !(member->flags & NW_MEMBER_TOKEN)) continue;
    int code = add_header(wire, nw_member_wire(member), given != NULL ? scalar_of(given) : token, err);
    if (code != NEWEL_OK) return code;
  }
  return NEWEL_OK;
}

/* ---- path and query ---- */

static const nw_json_node *label_of(const nw_wire *wire, const nw_shape *input, newel_slice label) {
  for (unsigned i = 0; i < input->count; i++) {
    const nw_member *member = nw_member_at(input->first + i);
    if (member->place == NW_PLACE_PATH && nw_slice_is(label, nw_member_wire(member)))
      return nw_json_member(wire->root, member->name);
  }
  return NULL;
}

static int make_path(nw_wire *wire, const nw_shape *input, newel_error *err) {
  for (const char *c = wire->op->path; *c != '\0'; c++) {
    if (*c != '{') {
      nw_buf_add_char(&wire->path, *c);
      continue;
    }
    size_t len = strcspn(c + 1, "}");
    const nw_json_node *label = label_of(wire, input, nw_slice(c + 1, len));
    if (label == NULL) return nw_fail(err, NEWEL_E_INTERNAL, "%s: a label of the path has no member", wire->op->name);
    newel_slice value = scalar_of(label);
    if (nw_slice_is(value, ".") || nw_slice_is(value, ".."))
      return nw_fail(err, NEWEL_E_ARGUMENT, "%s: '%.*s' is no name, and would change the path", wire->op->name, (int)len, c + 1);
    nw_http_encode(&wire->path, value, "");
    c += len + 1;
  }
  return NEWEL_OK;
}

static void make_query(nw_wire *wire, const nw_shape *input) {
  for (unsigned i = 0; i < input->count; i++) {
    const nw_member *member = nw_member_at(input->first + i);
    const nw_json_node *given = member->place == NW_PLACE_QUERY ? nw_json_member(wire->root, member->name) : NULL;
    if (given == NULL) continue;
    if (wire->query.len > 0) nw_buf_add_char(&wire->query, '&');
    nw_http_encode(&wire->query, newel_slice_of(nw_member_wire(member)), "");
    nw_buf_add_char(&wire->query, '=');
    nw_http_encode(&wire->query, scalar_of(given), "");
  }
}

/* ---- body ---- */

static void add_member(nw_wire *wire, newel_slice name, newel_slice value) {
  nw_buf *body = &wire->body;
  nw_buf_add_text(body, body->len == 1 ? "\"" : ",\"");
  nw_json_escape(body, name);
  nw_buf_add_text(body, "\":");
  nw_buf_add_slice(body, value);
}

static void add_token(nw_wire *wire, const nw_shape *input, newel_slice token) {
  for (unsigned i = 0; i < input->count; i++) {
    const nw_member *member = nw_member_at(input->first + i);
    if (member->place != NW_PLACE_BODY || !(member->flags & NW_MEMBER_TOKEN) || nw_json_member(wire->root, member->name) != NULL)
      continue;
    nw_buf_add_text(&wire->body, wire->body.len == 1 ? "\"" : ",\"");
    nw_buf_add_text(&wire->body, member->name);
    nw_buf_add_text(&wire->body, "\":\"");
    nw_json_escape(&wire->body, token);
    nw_buf_add_text(&wire->body, "\"");
  }
}

static int has_body(const nw_shape *input) {
  for (unsigned i = 0; i < input->count; i++)
    if (nw_member_at(input->first + i)->place == NW_PLACE_BODY) return 1;
  return 0;
}

static int goes_into_body(const nw_shape *input, const nw_json_node *node) {
  const nw_member *member = nw_shape_member(input, node->key);
  return member == NULL || member->place == NW_PLACE_BODY;
}

static void make_object(nw_wire *wire, const nw_shape *input, newel_slice token) {
  nw_buf_add_char(&wire->body, '{');
  for (const nw_json_node *node = wire->root->first; node != NULL; node = node->next)
    if (goes_into_body(input, node)) add_member(wire, node->key, source_of(wire, node));
  add_token(wire, input, token);
  if (wire->op->answer == NW_ANSWER_LINES && nw_json_member(wire->root, "stream") == NULL)
    add_member(wire, NW_LIT("stream"), NW_LIT("true"));
  nw_buf_add_char(&wire->body, '}');
}

/* The member that is the body as a whole: JSON as written, or a string as it stands. */
static const nw_member *payload_of(const nw_shape *input) {
  for (unsigned i = 0; i < input->count; i++)
    if (nw_member_at(input->first + i)->place == NW_PLACE_PAYLOAD) return nw_member_at(input->first + i);
  return NULL;
}

static int make_body(nw_wire *wire, const nw_shape *input, newel_slice token, newel_error *err) {
  const nw_member *payload = payload_of(input);
  if (payload == NULL && !has_body(input)) return NEWEL_OK;
  if (payload == NULL) {
    make_object(wire, input, token);
  } else {
    const nw_json_node *given = nw_json_member(wire->root, payload->name);
    if (given == NULL) return NEWEL_OK;
    nw_buf_add_slice(&wire->body, given->type == NW_JSON_T_STRING ? given->text : source_of(wire, given));
    if (nw_shape_at(payload->shape)->kind == NW_KIND_BLOB)
      return NEWEL_OK; /* "contentType" says what it is; the service's default is JSON */
  }
  return add_header(wire, "Content-Type", NW_LIT("application/json"), err);
}

/* ---- OpenAI-compatible bodies ---- */

static int is_guardrail_word(newel_slice key) {
  return (key.len >= 15 && memcmp(key.data, "amazon-bedrock-", 15) == 0) || nw_slice_is(key, "guardrailIdentifier") ||
         nw_slice_is(key, "guardrailVersion") || nw_slice_is(key, "guardrailConfig");
}

/* These bodies are not AWS's own and go along unread, but for what would fail silently: a guardrail that the endpoint does not
 * look at, and `stream` that fits the operation's name as little. */
static int check_open(const nw_wire *wire, const nw_shape *input, newel_error *err) {
  const nw_json_node *stream = nw_json_member(wire->root, "stream");
  int streams = nw_operation_streams(wire->op), guarded = nw_shape_member(input, NW_LIT("guardrailIdentifier")) != NULL;
  if (stream != NULL && !nw_slice_is(stream->text, streams ? "true" : "false"))
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, streams ? "leave 'stream' out" : "the operation with Stream at its end streams",
                          "%s: 'stream' is not %s", wire->op->name, streams ? "true" : "false");
  for (const nw_json_node *node = wire->root->first; node != NULL && !guarded; node = node->next)
    if (is_guardrail_word(node->key))
      return nw_fail_advice(err, NEWEL_E_ARGUMENT,
                            "apply the guardrail before and after the call, as `newel chat -p POLICY` does",
                            "%s: this endpoint takes no guardrail ('%.*s'): it would answer unguarded", wire->op->name,
                            (int)node->key.len, node->key.data);
  return NEWEL_OK;
}

/* ---- the request ---- */

static int read_parameters(nw_wire *wire, newel_slice parameters, newel_error *err) {
  nw_json_node *root = NULL;
  newel_slice text = parameters.len == 0 ? NW_LIT("{}") : parameters;
  int code = nw_json_parse(&root, &wire->arena, text, NODES_MOST, err);
  wire->text = text;
  wire->root = root;
  if (code == NEWEL_E_FORMAT && err != NULL) err->code = NEWEL_E_ARGUMENT;
  return code == NEWEL_E_FORMAT ? NEWEL_E_ARGUMENT : code;
}

int nw_wire_make(nw_wire *wire, const nw_operation *op, newel_slice parameters, newel_slice token, newel_error *err) {
  const nw_shape *input = nw_shape_at(op->input);
  wire->op = op;
  wire->header_count = 0;
  nw_buf_clear(&wire->path);
  nw_buf_clear(&wire->query);
  nw_buf_clear(&wire->body);
  int code = read_parameters(wire, parameters, err);
  if (code == NEWEL_OK) code = nw_check_parameters(op, wire->root, err);
  if (code == NEWEL_OK && input->kind == NW_KIND_OPEN) code = check_open(wire, input, err);
  if (code == NEWEL_OK) code = make_path(wire, input, err);
  if (code == NEWEL_OK) make_query(wire, input);
  if (code == NEWEL_OK) code = add_headers(wire, input, token, err);
  if (code == NEWEL_OK) code = make_body(wire, input, token, err);
  if (code != NEWEL_OK) return code;
  return wire->path.failed || wire->query.failed || wire->body.failed ? nw_fail_nomem(err) : NEWEL_OK;
}
