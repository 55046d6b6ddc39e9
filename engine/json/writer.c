/* Bytes gather in `out` and leave when it is full. One escaper serves strings, keys and edits: it gives pieces
 * to a newel_write_fn. */
#include "json/writer.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "json/scan.h"

enum { MAX_DEPTH = 64 };

/* ---- bytes ---- */

static void flush(nw_json_writer *w) {
  if (w->used > 0 && !w->failed && w->write(w->user, w->out, w->used) != 0) w->failed = 1;
  w->used = 0;
}

static void put(nw_json_writer *w, const char *data, size_t len) {
  if (len > sizeof w->out - w->used) flush(w);
  if (len > sizeof w->out) {
    if (!w->failed && w->write(w->user, data, len) != 0) w->failed = 1;
    return;
  }
  if (len > 0) memcpy(w->out + w->used, data, len);
  w->used += len;
}

static void put_slice(nw_json_writer *w, newel_slice text) { put(w, text.data, text.len); }

static int put_piece(void *writer, const char *data, size_t len) {
  put(writer, data, len);
  return 0;
}

/* ---- escaping ---- */

/* What stands for the character of `len` bytes (0: a byte that is no UTF-8) at `p`; empty when it stands for itself. */
static newel_slice escape_of(const unsigned char *p, unsigned len, char out[7]) {
  static const char shorts[] = "\bb\ff\nn\rr\tt\"\"\\\\";
  if (len == 0) return NW_LIT("\xEF\xBF\xBD");
  if (len == 3 && p[0] == 0xE2 && p[1] == 0x80 && (p[2] | 1) == 0xA9) return p[2] == 0xA8 ? NW_LIT("\\u2028") : NW_LIT("\\u2029");
  if (len > 1 || (*p >= 0x20 && *p != '"' && *p != '\\')) return nw_slice(NULL, 0);
  for (const char *s = shorts; *s != '\0'; s += 2) {
    if ((unsigned char)*s != *p) continue;
    out[0] = '\\';
    out[1] = s[1];
    return nw_slice(out, 2);
  }
  (void)snprintf(out, 7, "\\u%04x", *p);
  return nw_slice(out, 6);
}

static void escape(newel_slice text, newel_write_fn write, void *user) {
  size_t plain = 0, at = 0;
  while (at < text.len) {
    char escaped[7];
    unsigned len = nw_json_utf8_len(text.data + at, text.len - at);
    newel_slice piece = escape_of((const unsigned char *)text.data + at, len, escaped);
    size_t next = at + (len == 0 ? 1 : len);
    if (piece.len > 0) {
      if (at > plain) (void)write(user, text.data + plain, at - plain);
      (void)write(user, piece.data, piece.len);
      plain = next;
    }
    at = next;
  }
  if (at > plain) (void)write(user, text.data + plain, at - plain);
}

void nw_json_escape(nw_buf *buf, newel_slice text) { escape(text, nw_buf_write, buf); }

static void put_string(nw_json_writer *w, newel_slice text) {
  put(w, "\"", 1);
  escape(text, put_piece, w);
  put(w, "\"", 1);
}

/* ---- structure ---- */

static uint64_t level_bit(const nw_json_writer *w) { return UINT64_C(1) << (w->depth - 1); }

static void new_line(nw_json_writer *w) {
  if (!w->indent) return;
  put(w, "\n", 1);
  for (unsigned i = 0; i < w->depth; i++) put(w, "  ", 2);
}

/* The comma and the line break that an item of an array, or a key of an object, needs in front of it. */
static void begin_item(nw_json_writer *w) {
  if (w->depth == 0) return;
  if (w->has_item & level_bit(w)) put(w, ",", 1);
  w->has_item |= level_bit(w);
  new_line(w);
}

static void begin_value(nw_json_writer *w) {
  if (!w->after_key) begin_item(w);
  w->after_key = 0;
}

static void open_level(nw_json_writer *w, const char *bracket, int is_object) {
  begin_value(w);
  put(w, bracket, 1);
  if (w->depth == MAX_DEPTH) {
    w->failed = 1;
    return;
  }
  w->depth++;
  w->has_item &= ~level_bit(w);
  if (is_object) w->is_object |= level_bit(w);
  else w->is_object &= ~level_bit(w);
}

void nw_json_writer_init(nw_json_writer *w, newel_write_fn write, void *user, int indent) {
  w->write = write;
  w->user = user;
  w->indent = indent;
  w->failed = 0;
  w->depth = 0;
  w->is_object = w->has_item = 0;
  w->after_key = 0;
  w->used = 0;
}

int nw_json_writer_end(nw_json_writer *w) {
  flush(w);
  return w->failed || w->depth != 0;
}

void nw_json_object(nw_json_writer *w) { open_level(w, "{", 1); }
void nw_json_array(nw_json_writer *w) { open_level(w, "[", 0); }

void nw_json_close(nw_json_writer *w) {
  if (w->depth == 0) {
    w->failed = 1;
    return;
  }
  int is_object = (w->is_object & level_bit(w)) != 0, has_item = (w->has_item & level_bit(w)) != 0;
  w->depth--;
  if (has_item) new_line(w);
  put(w, is_object ? "}" : "]", 1);
}

void nw_json_key_slice(nw_json_writer *w, newel_slice key) {
  begin_item(w);
  put_string(w, key);
  put(w, ": ", w->indent ? 2 : 1);
  w->after_key = 1;
}

void nw_json_key(nw_json_writer *w, const char *key) { nw_json_key_slice(w, newel_slice_of(key)); }

/* ---- values ---- */

void nw_json_raw(nw_json_writer *w, newel_slice json) {
  begin_value(w);
  put_slice(w, json);
}

void nw_json_text(nw_json_writer *w, newel_slice text) {
  begin_value(w);
  put_string(w, text);
}

void nw_json_cstr(nw_json_writer *w, const char *text) { nw_json_text(w, newel_slice_of(text)); }
void nw_json_bool(nw_json_writer *w, int value) { nw_json_raw(w, value ? NW_LIT("true") : NW_LIT("false")); }
void nw_json_null(nw_json_writer *w) { nw_json_raw(w, NW_LIT("null")); }

/* Writes the digits of `value` so that they end at `end`; returns where they begin. */
static char *digits_before(char *end, uint64_t value) {
  do {
    *--end = (char)('0' + value % 10);
    value /= 10;
  } while (value > 0);
  return end;
}

static uint64_t magnitude(int64_t value) { return value < 0 ? 0 - (uint64_t)value : (uint64_t)value; }

void nw_json_uint(nw_json_writer *w, uint64_t value) {
  char text[24], *end = text + sizeof text, *begin = digits_before(end, value);
  nw_json_raw(w, nw_slice(begin, (size_t)(end - begin)));
}

void nw_json_sint(nw_json_writer *w, int64_t value) {
  char text[24], *end = text + sizeof text, *begin = digits_before(end, magnitude(value));
  if (value < 0) *--begin = '-';
  nw_json_raw(w, nw_slice(begin, (size_t)(end - begin)));
}

void nw_json_fixed(nw_json_writer *w, int64_t value_ppm) {
  char text[40], *end = text + sizeof text, *begin = end;
  uint64_t part = magnitude(value_ppm) % 1000000;
  if (part > 0) {
    size_t places = 6;
    for (; part % 10 == 0; part /= 10) places--;
    begin = digits_before(end, part);
    while ((size_t)(end - begin) < places) *--begin = '0';
    *--begin = '.';
  }
  begin = digits_before(begin, magnitude(value_ppm) / 1000000);
  if (value_ppm < 0) *--begin = '-';
  nw_json_raw(w, nw_slice(begin, (size_t)(end - begin)));
}

void nw_json_key_text(nw_json_writer *w, const char *key, newel_slice text) {
  nw_json_key(w, key);
  nw_json_text(w, text);
}

void nw_json_key_cstr(nw_json_writer *w, const char *key, const char *text) {
  nw_json_key(w, key);
  nw_json_cstr(w, text);
}

void nw_json_key_uint(nw_json_writer *w, const char *key, uint64_t value) {
  nw_json_key(w, key);
  nw_json_uint(w, value);
}

void nw_json_key_sint(nw_json_writer *w, const char *key, int64_t value) {
  nw_json_key(w, key);
  nw_json_sint(w, value);
}

void nw_json_key_fixed(nw_json_writer *w, const char *key, int64_t value_ppm) {
  nw_json_key(w, key);
  nw_json_fixed(w, value_ppm);
}

void nw_json_key_bool(nw_json_writer *w, const char *key, int value) {
  nw_json_key(w, key);
  nw_json_bool(w, value);
}

void nw_json_key_raw(nw_json_writer *w, const char *key, newel_slice json) {
  nw_json_key(w, key);
  nw_json_raw(w, json);
}

void nw_json_newline(nw_json_writer *w) { put(w, "\n", 1); }
