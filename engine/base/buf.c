#include "base/buf.h"

#include <stdio.h>
#include <string.h>

void nw_buf_init(nw_buf *buf, nw_alloc alloc) {
  memset(buf, 0, sizeof *buf);
  buf->alloc = alloc;
}

void nw_buf_init_secret(nw_buf *buf, nw_alloc alloc) {
  nw_buf_init(buf, alloc);
  buf->secret = 1;
}

void nw_buf_free(nw_buf *buf) {
  if (buf->secret && buf->data != NULL) nw_wipe(buf->data, buf->capacity);
  nw_free(&buf->alloc, buf->data, buf->capacity);
  buf->data = NULL;
  buf->len = buf->capacity = 0;
}

/* Moves to a larger block; what is left behind is wiped first where it must be. NULL: nothing changed. */
static char *grow(nw_buf *buf, size_t capacity) {
  if (!buf->secret || buf->data == NULL) return nw_realloc(&buf->alloc, buf->data, buf->capacity, capacity);
  char *data = nw_malloc(&buf->alloc, capacity);
  if (data == NULL) return NULL;
  memcpy(data, buf->data, buf->len);
  nw_wipe(buf->data, buf->capacity);
  nw_free(&buf->alloc, buf->data, buf->capacity);
  return data;
}

int nw_buf_reserve(nw_buf *buf, size_t more) {
  if (buf->failed) return 0;
  if (buf->capacity - buf->len >= more) return 1;
  if (more > SIZE_MAX / 4 || buf->len > SIZE_MAX / 4) return !(buf->failed = 1);
  size_t capacity = buf->capacity < 64 ? 64 : buf->capacity * 2;
  if (capacity < buf->len + more) capacity = buf->len + more;
  char *data = grow(buf, capacity);
  if (data == NULL) return !(buf->failed = 1);
  buf->data = data;
  buf->capacity = capacity;
  return 1;
}

void nw_buf_add(nw_buf *buf, const char *data, size_t len) {
  if (len == 0 || !nw_buf_reserve(buf, len)) return;
  memcpy(buf->data + buf->len, data, len);
  buf->len += len;
}

void nw_buf_add_slice(nw_buf *buf, newel_slice text) { nw_buf_add(buf, text.data, text.len); }
void nw_buf_add_text(nw_buf *buf, const char *text) { nw_buf_add(buf, text, strlen(text)); }
void nw_buf_add_char(nw_buf *buf, char c) { nw_buf_add(buf, &c, 1); }

void nw_buf_addf(nw_buf *buf, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int len = vsnprintf(NULL, 0, format, args);
  va_end(args);
  if (len > 0 && nw_buf_reserve(buf, (size_t)len + 1)) {
    (void)vsnprintf(buf->data + buf->len, (size_t)len + 1, format, again);
    buf->len += (size_t)len;
  }
  va_end(again);
}

void nw_buf_drop(nw_buf *buf, size_t len) {
  if (len == 0) return;
  memmove(buf->data, buf->data + len, buf->len - len);
  buf->len -= len;
}

int nw_buf_write(void *user, const char *data, size_t len) {
  nw_buf *buf = user;
  nw_buf_add(buf, data, len);
  return buf->failed;
}
