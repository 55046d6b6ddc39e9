#include "aws/xml.h"

#include <stdio.h>

#include "base/slice.h"

newel_slice nw_xml_text(newel_slice xml, const char *name) {
  char open[64], close[64];
  int open_len = snprintf(open, sizeof open, "<%s>", name), close_len = snprintf(close, sizeof close, "</%s>", name);
  for (size_t i = 0; i + (size_t)open_len <= xml.len; i++) {
    if (memcmp(xml.data + i, open, (size_t)open_len) != 0) continue;
    size_t from = i + (size_t)open_len;
    for (size_t j = from; j + (size_t)close_len <= xml.len; j++)
      if (memcmp(xml.data + j, close, (size_t)close_len) == 0) return nw_slice(xml.data + from, j - from);
    break;
  }
  return nw_slice(NULL, 0);
}
