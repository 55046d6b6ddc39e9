/* json/writer.h - writing JSON: streaming, deterministic, escapes done, commas placed.
 *
 *   nw_json_writer w;
 *   nw_json_writer_init(&w, write, user, 0);
 *   nw_json_object(&w); nw_json_key_text(&w, "id", NW_LIT("7")); nw_json_close(&w);
 *   if (nw_json_writer_end(&w) != 0) …                the write callback failed
 *
 * Nothing is allocated; the writer is a value of about 4 KB that belongs to one thread. After a failure every call is a no-op:
 * check once, at the end. The same calls give the same bytes, and what they give is valid JSON whatever the strings hold.
 */
#ifndef NW_JSON_WRITER_H
#define NW_JSON_WRITER_H

#include "newel/types.h"

typedef struct nw_json_writer {
  newel_write_fn write;
  void          *user;
  int            indent;     /* 1: two spaces a level */
  int            failed;
  unsigned       depth;
  uint64_t       is_object, has_item;  /* by depth, bits: at most 64 levels */
  int            after_key;
  size_t         used;
  char           out[4096];
} nw_json_writer;

void nw_json_writer_init(nw_json_writer *w, newel_write_fn write, void *user, int indent);
/* Flushes; 0 when all was written and every object and array is closed. */
int nw_json_writer_end(nw_json_writer *w);

void nw_json_object(nw_json_writer *w);
void nw_json_array(nw_json_writer *w);
void nw_json_close(nw_json_writer *w);  /* the innermost object or array */
void nw_json_key(nw_json_writer *w, const char *key);
void nw_json_key_slice(nw_json_writer *w, newel_slice key);
/* A string. Control characters, '"' and '\' are escaped; each byte that is no UTF-8 becomes U+FFFD; U+2028 and U+2029
 * are escaped. */
void nw_json_text(nw_json_writer *w, newel_slice text);
void nw_json_cstr(nw_json_writer *w, const char *text);
void nw_json_uint(nw_json_writer *w, uint64_t value);
void nw_json_sint(nw_json_writer *w, int64_t value);
/* value_ppm / 1,000,000 as a decimal without trailing zeros: 850000 -> 0.85, 1000000 -> 1. */
void nw_json_fixed(nw_json_writer *w, int64_t value_ppm);
void nw_json_bool(nw_json_writer *w, int value);
void nw_json_null(nw_json_writer *w);
/* A value that is JSON already. */
void nw_json_raw(nw_json_writer *w, newel_slice json);

/* A key and its value. */
void nw_json_key_text(nw_json_writer *w, const char *key, newel_slice text);
void nw_json_key_cstr(nw_json_writer *w, const char *key, const char *text);
void nw_json_key_uint(nw_json_writer *w, const char *key, uint64_t value);
void nw_json_key_sint(nw_json_writer *w, const char *key, int64_t value);
void nw_json_key_fixed(nw_json_writer *w, const char *key, int64_t value_ppm);
void nw_json_key_bool(nw_json_writer *w, const char *key, int value);
void nw_json_key_raw(nw_json_writer *w, const char *key, newel_slice json);

/* Bytes between top-level values (a line feed). */
void nw_json_newline(nw_json_writer *w);

/* Appends the escaped form of `text` without quotes: what an edit inside a JSON string needs. */
struct nw_buf;
void nw_json_escape(struct nw_buf *buf, newel_slice text);

#endif
