#include "net/http.h"

#include "base/buf.h"
#include "base/slice.h"

static int same_name(newel_slice a, const char *b) {
  size_t i = 0;
  for (; i < a.len && b[i] != '\0'; i++)
    if (nw_to_lower((unsigned char)a.data[i]) != nw_to_lower((unsigned char)b[i])) return 0;
  return i == a.len && b[i] == '\0';
}

newel_slice nw_http_header_of(const nw_http_header *headers, size_t count, const char *name) {
  for (size_t i = 0; i < count; i++)
    if (same_name(headers[i].name, name)) return headers[i].value;
  return nw_slice(NULL, 0);
}

void nw_http_encode(nw_buf *buf, newel_slice text, const char *keep) {
  static const char hex[] = "0123456789ABCDEF";
  for (size_t i = 0; i < text.len; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (nw_is_alnum(c) || (c != '\0' && (strchr("-._~", c) != NULL || strchr(keep, c) != NULL))) {
      nw_buf_add_char(buf, (char)c);
    } else {
      const char piece[3] = { '%', hex[c >> 4], hex[c & 15] };
      nw_buf_add(buf, piece, sizeof piece);
    }
  }
}
