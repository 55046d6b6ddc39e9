#include "aws/eventstream.h"

#include <zlib.h>

#include "base/limits.h"
#include "base/slice.h"
#include "text/utf8.h"

enum {
  PRELUDE_BYTES = 12, CRC_BYTES = 4, LEAST_BYTES = PRELUDE_BYTES + CRC_BYTES, UUID_BYTES = 16, NAME_MOST = 255, VALUE_MOST = 65535
};

static const char *const error_names[] = {
  "ok", "prelude_crc", "message_crc", "lengths", "truncated", "header_name_length", "header_name_utf8", "header_type", "header_value",
  "header_value_utf8", "duplicate_header", "too_long", "too_many_headers", "no_memory",
};

const char *nw_event_error_name(nw_event_error error) { return error_names[error]; }

static uint32_t load_u32(const unsigned char *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint32_t crc_of(const void *data, size_t len) { return (uint32_t)crc32_z(0, data, len); }

/* ---- headers ---- */

/* Bytes of a value by type; variable ones carry their length. */
static const int8_t value_bytes[] = { 0, 0, 1, 2, 4, 8, -1, -1, 8, UUID_BYTES };

static int64_t signed_of(const unsigned char *p, size_t bytes) {
  uint64_t value = bytes > 0 && (p[0] & 0x80) != 0 ? UINT64_MAX : 0;
  for (size_t i = 0; i < bytes; i++) value = value << 8 | p[i];
  return (int64_t)value;
}

static int is_utf8(newel_slice text) { return nw_utf8_valid_len(text.data, text.len) == text.len; }

static nw_event_error read_value(nw_event_header *h, const unsigned char **p, const unsigned char *end) {
  size_t room = (size_t)(end - *p), len;
  if (h->type == NW_EVENT_BYTES || h->type == NW_EVENT_STRING) {
    if (room < 2) return NW_EVENT_HEADER_VALUE;
    len = (size_t)(*p)[0] << 8 | (*p)[1];
    *p += 2;
    room -= 2;
  } else {
    len = (size_t)value_bytes[h->type];
  }
  if (len > room) return NW_EVENT_HEADER_VALUE;
  h->bytes = nw_slice((const char *)*p, len);
  *p += len;
  if (h->type == NW_EVENT_STRING && !is_utf8(h->bytes)) return NW_EVENT_HEADER_VALUE_UTF8;
  int is_number = (h->type >= NW_EVENT_BYTE && h->type <= NW_EVENT_LONG) || h->type == NW_EVENT_TIMESTAMP;
  h->number = is_number ? signed_of((const unsigned char *)h->bytes.data, len) : h->type == NW_EVENT_TRUE;
  return NW_EVENT_OK;
}

static nw_event_error read_header(nw_event_header *h, const unsigned char **p, const unsigned char *end) {
  size_t name_len = *(*p)++;
  if (name_len == 0 || name_len >= (size_t)(end - *p)) return NW_EVENT_HEADER_NAME_LENGTH;
  h->name = nw_slice((const char *)*p, name_len);
  if (!is_utf8(h->name)) return NW_EVENT_HEADER_NAME_UTF8;
  *p += name_len;
  unsigned type = *(*p)++;
  if (type > NW_EVENT_UUID) return NW_EVENT_HEADER_TYPE;
  h->type = (nw_event_type)type;
  return read_value(h, p, end);
}

static nw_event_error read_headers(nw_event_message *out, const unsigned char *p, size_t len) {
  const unsigned char *end = p + len;
  for (out->header_count = 0; p < end; out->header_count++) {
    if (out->header_count == NW_EVENT_HEADERS) return NW_EVENT_TOO_MANY_HEADERS;
    nw_event_header *h = &out->headers[out->header_count];
    nw_event_error error = read_header(h, &p, end);
    for (size_t i = 0; error == NW_EVENT_OK && i < out->header_count; i++)
      if (nw_slice_eq(out->headers[i].name, h->name)) error = NW_EVENT_DUPLICATE_HEADER;
    if (error != NW_EVENT_OK) return error;
  }
  return NW_EVENT_OK;
}

/* ---- messages ---- */

void nw_event_open(nw_event_decoder *decoder, nw_alloc alloc) {
  memset(decoder, 0, sizeof *decoder);
  nw_buf_init_secret(&decoder->in, alloc);
}

void nw_event_close(nw_event_decoder *decoder) {
  nw_buf_free(&decoder->in);
}

void nw_event_push(nw_event_decoder *decoder, const char *data, size_t len) {
  if (decoder->taken > 0) nw_buf_drop(&decoder->in, decoder->taken);
  decoder->taken = 0;
  nw_buf_add(&decoder->in, data, len);
  if (decoder->in.failed && decoder->error == NW_EVENT_OK) decoder->error = NW_EVENT_NO_MEMORY;
}

/* Checks the 12 bytes at `p`; `*total` is what the message takes. */
static nw_event_error read_prelude(const unsigned char *p, size_t *total, size_t *headers) {
  *total = load_u32(p);
  *headers = load_u32(p + 4);
  if (crc_of(p, 8) != load_u32(p + 8)) return NW_EVENT_PRELUDE_CRC;
  if (*total < LEAST_BYTES || *headers > *total - LEAST_BYTES) return NW_EVENT_LENGTHS;
  return *total > NW_LIMIT_EVENT_BYTES ? NW_EVENT_TOO_LONG : NW_EVENT_OK;
}

int nw_event_next(nw_event_decoder *decoder, nw_event_message *out) {
  if (decoder->error != NW_EVENT_OK || decoder->in.len - decoder->taken < PRELUDE_BYTES) return 0;
  const unsigned char *p = (const unsigned char *)decoder->in.data + decoder->taken;
  size_t total, headers;
  decoder->error = read_prelude(p, &total, &headers);
  if (decoder->error != NW_EVENT_OK || decoder->in.len - decoder->taken < total) return 0;
  if (crc_of(p, total - CRC_BYTES) != load_u32(p + total - CRC_BYTES)) decoder->error = NW_EVENT_MESSAGE_CRC;
  else decoder->error = read_headers(out, p + PRELUDE_BYTES, headers);
  out->payload = nw_slice((const char *)p + PRELUDE_BYTES + headers, total - LEAST_BYTES - headers);
  decoder->taken += total;
  return decoder->error == NW_EVENT_OK;
}

nw_event_error nw_event_finish(nw_event_decoder *decoder) {
  if (decoder->error == NW_EVENT_OK && decoder->in.len > decoder->taken) decoder->error = NW_EVENT_TRUNCATED;
  return decoder->error;
}

newel_slice nw_event_string(const nw_event_message *message, const char *name) {
  for (size_t i = 0; i < message->header_count; i++)
    if (message->headers[i].type == NW_EVENT_STRING && nw_slice_is(message->headers[i].name, name))
      return message->headers[i].bytes;
  return nw_slice(NULL, 0);
}

/* ---- writing ---- */

static void add_uint(nw_buf *out, uint64_t value, size_t bytes) {
  for (size_t i = bytes; i > 0; i--) nw_buf_add_char(out, (char)(i > sizeof value ? 0 : value >> (8 * (i - 1)) & 255));
}

static int add_header(nw_buf *out, const nw_event_header *h) {
  int sized = h->type == NW_EVENT_BYTES || h->type == NW_EVENT_STRING;
  if (h->name.len == 0 || h->name.len > NAME_MOST || (sized && h->bytes.len > VALUE_MOST)) return 0;
  add_uint(out, h->name.len, 1);
  nw_buf_add_slice(out, h->name);
  add_uint(out, (uint64_t)h->type, 1);
  if (sized) add_uint(out, h->bytes.len, 2);
  if (sized || h->type == NW_EVENT_UUID) nw_buf_add_slice(out, h->bytes);
  else add_uint(out, (uint64_t)h->number, (size_t)value_bytes[h->type]);
  return 1;
}

static void put_u32(nw_buf *out, size_t at, uint32_t value) {
  for (size_t i = 0; i < 4; i++) out->data[at + i] = (char)(value >> (24 - 8 * i) & 255);
}

int nw_event_encode(nw_buf *out, const nw_event_header *headers, size_t count, newel_slice payload) {
  size_t begin = out->len;
  add_uint(out, 0, PRELUDE_BYTES);
  for (size_t i = 0; i < count; i++)
    if (!add_header(out, &headers[i])) return 0;
  size_t headers_len = out->len - begin - PRELUDE_BYTES;
  nw_buf_add_slice(out, payload);
  add_uint(out, 0, CRC_BYTES);
  if (out->failed || out->len - begin > NW_LIMIT_EVENT_BYTES) return 0;
  size_t total = out->len - begin;
  put_u32(out, begin, (uint32_t)total);
  put_u32(out, begin + 4, (uint32_t)headers_len);
  put_u32(out, begin + 8, crc_of(out->data + begin, 8));
  put_u32(out, begin + total - CRC_BYTES, crc_of(out->data + begin, total - CRC_BYTES));
  return 1;
}
