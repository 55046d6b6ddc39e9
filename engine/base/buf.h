/* base/buf.h - a growable run of bytes. After the first failure (no memory) every append is a no-op and `failed` stays 1:
 * check once at the end. */
#ifndef NW_BASE_BUF_H
#define NW_BASE_BUF_H

#include <stdarg.h>

#include "base/alloc.h"

typedef struct nw_buf nw_buf;
struct nw_buf {
  nw_alloc alloc;
  char    *data;
  size_t   len, capacity;
  int      failed;
  int      secret;  /* 1: nothing of it is left in memory that is given back, when it grows either */
};

void nw_buf_init(nw_buf *buf, nw_alloc alloc);
/* For keys and for texts that are judged: growing and freeing wipe. */
void nw_buf_init_secret(nw_buf *buf, nw_alloc alloc);
void nw_buf_free(nw_buf *buf);
/* Forgets the content, keeps the memory. */
static inline void nw_buf_clear(nw_buf *buf) { buf->len = 0, buf->failed = 0; }
/* Room for `more` bytes behind the content; 0 when there is no memory. */
int nw_buf_reserve(nw_buf *buf, size_t more);
void nw_buf_add(nw_buf *buf, const char *data, size_t len);
void nw_buf_add_slice(nw_buf *buf, newel_slice text);
void nw_buf_add_text(nw_buf *buf, const char *text);
void nw_buf_add_char(nw_buf *buf, char c);
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void nw_buf_addf(nw_buf *buf, const char *format, ...);
/* Drops the first `len` bytes. */
void nw_buf_drop(nw_buf *buf, size_t len);
static inline newel_slice nw_buf_slice(const nw_buf *buf) {
  newel_slice s = { buf->data, buf->len };
  return s;
}
/* The `len` bytes of the content from `at`; lives until the next append. An empty part of an empty buffer has data NULL. */
static inline newel_slice nw_buf_part(const nw_buf *buf, size_t at, size_t len) {
  newel_slice s = { buf->data == NULL ? NULL : buf->data + at, len };
  return s;
}
/* A newel_write_fn whose user is an nw_buf. */
int nw_buf_write(void *buf, const char *data, size_t len);

#endif
