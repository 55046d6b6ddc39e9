/* Bytes from callers and services: parameters of any operation, answers, server-sent events, events of a conversation. The first
 * byte says which. What is built from them is well-formed whatever they hold, and a stream is the same however it is cut. */
#include "fuzz.h"

#include <string.h>

#include "base/slice.h"
#include "bedrock/answer.h"
#include "bedrock/assemble.h"
#include "bedrock/request.h"
#include "bedrock/sse.h"
#include "bedrock/tag.h"

static int is_json(newel_slice text) {
  nw_arena arena;
  nw_json_node *root;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  int code = nw_json_parse(&root, &arena, text, 1000000, NULL);
  nw_arena_free(&arena);
  return code == NEWEL_OK;
}

/* ---- parameters ---- */

static int is_wire_text(newel_slice text) {
  for (size_t i = 0; i < text.len; i++)
    if ((unsigned char)text.data[i] <= ' ' || (unsigned char)text.data[i] >= 0x7f) return 0;
  return 1;
}

static void check_request(const nw_operation *op, newel_slice parameters) {
  nw_wire wire;
  newel_error err;
  nw_wire_init(&wire, nw_alloc_of(NULL));
  int code = nw_wire_make(&wire, op, parameters, NW_LIT("0a1b2c3d-0000-4000-8000-000000000000"), &err);
  if (code == NEWEL_OK) {
    int is_blob = strncmp(op->name, "InvokeModel", 11) == 0;
    FUZZ_CHECK(wire.path.len > 0 && wire.path.data[0] == '/' && is_wire_text(nw_buf_slice(&wire.path)));
    FUZZ_CHECK(is_wire_text(nw_buf_slice(&wire.query)));
    FUZZ_CHECK(is_blob || wire.body.len == 0 || is_json(nw_buf_slice(&wire.body)));
    for (size_t i = 0; i < wire.header_count; i++)
      FUZZ_CHECK(memchr(wire.headers[i].value.data, '\n', wire.headers[i].value.len) == NULL);
  } else FUZZ_CHECK(err.code == code && err.message[0] != '\0');
  nw_wire_free(&wire);
}

static void check_answer(const nw_operation *op, newel_slice body) {
  nw_http_header headers[] = { { NW_LIT("Content-Type"), body }, { NW_LIT("x-amzn-bedrock-knowledge-base-session-id"), body } };
  nw_buf out;
  size_t count = op->answer == NW_ANSWER_JSON ? 0 : 2;  /* members of headers could stand in the body a second time */
  nw_buf_init(&out, nw_alloc_of(NULL));
  int code = nw_answer_write(&out, op, headers, count, body, NULL);
  int may_be_twice = op->answer == NW_ANSWER_JSON && body.len > 0 && !is_json(body);
  FUZZ_CHECK(code != NEWEL_OK || out.len == 0 || may_be_twice || is_json(nw_buf_slice(&out)));
  nw_buf_free(&out);
}

/* ---- streams ---- */

static void read_events(nw_buf *out, newel_slice text, size_t step) {
  nw_sse sse;
  newel_slice name, payload;
  nw_sse_open(&sse, nw_alloc_of(NULL));
  for (size_t at = 0; at < text.len; at += step) {
    const char *data = text.data + at;
    size_t len = text.len - at < step ? text.len - at : step;
    while (nw_sse_next(&sse, &data, &len, &name, &payload)) {
      nw_buf_addf(out, "%zu:", name.len);
      nw_buf_add_slice(out, name);
      nw_buf_addf(out, "%zu:", payload.len);
      nw_buf_add_slice(out, payload);
    }
  }
  nw_sse_close(&sse);
}

static void check_lines(newel_slice text) {
  nw_buf whole, cut;
  nw_buf_init(&whole, nw_alloc_of(NULL));
  nw_buf_init(&cut, nw_alloc_of(NULL));
  read_events(&whole, text, text.len + 1);
  read_events(&cut, text, 1);
  FUZZ_CHECK(nw_slice_eq(nw_buf_slice(&whole), nw_buf_slice(&cut)));
  nw_buf_free(&whole);
  nw_buf_free(&cut);
}

/* A line is an event: its name is what the first letter stands for. */
static void check_conversation(newel_slice text) {
  static const char *const names[] = { "messageStart",     "contentBlockStart", "contentBlockDelta",
                                       "contentBlockStop", "messageStop",       "metadata" };
  nw_assembler a;
  nw_buf out;
  nw_assembler_open(&a, nw_alloc_of(NULL));
  nw_buf_init(&out, nw_alloc_of(NULL));
  for (size_t at = 0; at < text.len;) {
    const char *end = memchr(text.data + at, '\n', text.len - at);
    size_t len = end == NULL ? text.len - at : (size_t)(end - text.data) - at;
    if (len > 0)
      (void)nw_assembler_take(&a, newel_slice_of(names[(unsigned char)text.data[at] % 6]), nw_slice(text.data + at + 1, len - 1));
    at += len + 1;
  }
  FUZZ_CHECK(nw_assembler_write(&a, &out));
  FUZZ_CHECK(out.len > 0 && out.data[out.len - 1] == '}');
  nw_assembler_close(&a);
  nw_buf_free(&out);
}

static void check_tags(newel_slice text) {
  nw_tag_span span;
  size_t given = 0;
  for (size_t at = 0, before = 0; nw_tag_next(text, NW_LIT("k"), &at, &span) > 0; before = at) {
    FUZZ_CHECK(at > before && at <= text.len);
    given += span.text.len;
  }
  FUZZ_CHECK(given <= text.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
  if (len == 0) return 0;
  newel_slice rest = { (const char *)data + 1, len - 1 };
  size_t operations = 0;
  while (nw_operation_at(operations) != NULL) operations++;
  const nw_operation *op = nw_operation_at(data[0] % operations);
  check_request(op, rest);
  check_answer(op, rest);
  check_lines(rest);
  check_conversation(rest);
  check_tags(rest);
  return 0;
}
