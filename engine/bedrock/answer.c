#include "bedrock/answer.h"

#include "base/error.h"
#include "base/slice.h"
#include "json/reader.h"
#include "json/writer.h"
#include "text/utf8.h"

void nw_base64_add(nw_buf *out, newel_slice bytes) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const unsigned char *p = (const unsigned char *)bytes.data;
  for (size_t i = 0; i < bytes.len; i += 3) {
    size_t left = bytes.len - i;
    uint32_t three = (uint32_t)p[i] << 16 | (left > 1 ? (uint32_t)p[i + 1] << 8 : 0) | (left > 2 ? p[i + 2] : 0);
    nw_buf_add_char(out, digits[three >> 18]);
    nw_buf_add_char(out, digits[three >> 12 & 63]);
    nw_buf_add_char(out, left > 1 ? digits[three >> 6 & 63] : '=');
    nw_buf_add_char(out, left > 2 ? digits[three & 63] : '=');
  }
}

static void add_key(nw_buf *out, const char *name) {
  nw_buf_add_text(out, out->len == 1 ? "\"" : ",\"");
  nw_buf_add_text(out, name);
  nw_buf_add_text(out, "\":");
}

static void add_string(nw_buf *out, newel_slice text) {
  nw_buf_add_char(out, '"');
  nw_json_escape(out, text);
  nw_buf_add_char(out, '"');
}

static void add_headers(nw_buf *out, const nw_operation *op, const nw_http_header *headers, size_t count) {
  for (unsigned i = 0; i < op->header_count; i++) {
    const nw_member *member = nw_member_at(op->headers + i);
    newel_slice value = nw_http_header_of(headers, count, member->wire);
    if (value.data == NULL) continue;
    add_key(out, member->name);
    add_string(out, value);
  }
}

static newel_slice trimmed(newel_slice text) {
  while (text.len > 0 && nw_is_space((unsigned char)text.data[0])) text.data++, text.len--;
  while (text.len > 0 && nw_is_space((unsigned char)text.data[text.len - 1])) text.len--;
  return text;
}

/* One whole JSON object and nothing else. */
static int is_object(newel_slice text) {
  nw_json_reader reader;
  nw_json_token token;
  nw_json_begin(&reader, 0);
  if (text.len == 0 || text.data[0] != '{') return 0;
  for (;;) {
    nw_json_kind kind = nw_json_next(&reader, text.data, 0, text.len, 1, &token);
    if (kind == NW_JSON_END || kind == NW_JSON_ERROR || kind == NW_JSON_MORE) return kind == NW_JSON_END;
  }
}

/* The members of an object, without its braces. */
static newel_slice inside(newel_slice object) { return trimmed(nw_slice(object.data + 1, object.len - 2)); }

static int add_object(nw_buf *out, const nw_operation *op, newel_slice body, newel_error *err) {
  newel_slice object = trimmed(body);
  if (object.len == 0 && op->payload[0] == '\0') return NEWEL_OK;
  if (!is_object(object))
    return nw_fail_advice(err, NEWEL_E_REMOTE, "is the endpoint the right one, or a proxy in between?",
                          "%s: what %s answered is no JSON object", op->name, nw_service_at(op->service)->host);
  if (op->payload[0] != '\0') {
    add_key(out, op->payload);
    nw_buf_add_slice(out, object);
    return NEWEL_OK;
  }
  newel_slice members = inside(object);
  if (members.len > 0 && out->len > 1) nw_buf_add_char(out, ',');
  nw_buf_add_slice(out, members);
  return NEWEL_OK;
}

static void add_blob(nw_buf *out, const nw_operation *op, newel_slice body) {
  int is_text = nw_utf8_valid_len(body.data, body.len) == body.len;
  add_key(out, is_text ? op->payload : "bodyBase64");
  if (is_text) {
    add_string(out, body);
    return;
  }
  nw_buf_add_char(out, '"');
  nw_base64_add(out, body);
  nw_buf_add_char(out, '"');
}

int nw_answer_write(nw_buf *out, const nw_operation *op, const nw_http_header *headers, size_t header_count, newel_slice body,
                    newel_error *err) {
  int code = NEWEL_OK;
  nw_buf_clear(out);
  nw_buf_add_char(out, '{');
  add_headers(out, op, headers, header_count);
  if (op->answer == NW_ANSWER_BLOB) add_blob(out, op, body);
  else if (op->answer == NW_ANSWER_JSON) code = add_object(out, op, body, err);
  nw_buf_add_char(out, '}');
  if (code == NEWEL_OK && out->failed) code = nw_fail_nomem(err);
  if (code != NEWEL_OK || (nw_operation_streams(op) && out->len == 2)) nw_buf_clear(out);
  return code;
}
