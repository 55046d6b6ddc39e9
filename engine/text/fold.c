#include "text/fold.h"

#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "tables/unicode.h"
#include "text/utf8.h"

static const uint32_t CODE_POINTS = 0x110000;

nw_word_class nw_word_class_of(uint32_t cp) {
  if (cp >= CODE_POINTS) return NW_WORD_NONE;
  return (nw_word_class)unicode_word_block[unicode_word_index[cp / UNICODE_BLOCK] * UNICODE_BLOCK + cp % UNICODE_BLOCK];
}

unsigned nw_fold_case(uint32_t cp, uint32_t out[3]) {
  out[0] = cp;
  if (cp < 0x80) {
    out[0] = nw_to_lower(cp);
    return 1;
  }
  if (cp >= CODE_POINTS) return 1;
  unsigned number = unicode_fold_block[unicode_fold_index[cp / UNICODE_BLOCK] * UNICODE_BLOCK + cp % UNICODE_BLOCK];
  const unicode_fold *rule = &unicode_fold_rule[number];
  out[0] = (uint32_t)((int32_t)cp + rule->first);
  out[1] = rule->second;
  out[2] = rule->third;
  return rule->second == 0 ? 1 : rule->third == 0 ? 2 : 3;
}

/* Appends the folded form of the bytes [at, at + step) that decode to `cp`. */
static void add_folded(nw_buf *buf, const char *at, unsigned step, uint32_t cp) {
  uint32_t folded[3];
  char bytes[4];
  if (cp == NW_UTF8_BAD) {
    nw_buf_add(buf, at, step);
    return;
  }
  unsigned count = nw_fold_case(cp, folded);
  for (unsigned i = 0; i < count; i++) nw_buf_add(buf, bytes, nw_utf8_encode(folded[i], bytes));
}

int nw_fold_text(nw_buf *buf, newel_slice text) {
  size_t at = 0;
  if (!nw_buf_reserve(buf, text.len)) return 0;
  while (at < text.len && !buf->failed) {
    const unsigned char *p = (const unsigned char *)text.data + at;
    uint32_t cp = NW_UTF8_BAD;
    if (*p < 0x80) {
      nw_buf_add_char(buf, (char)nw_to_lower(*p));
      at++;
      continue;
    }
    unsigned step = nw_utf8_decode(p, text.len - at, &cp);
    if (step == 0) {  /* cut at the end: bad bytes */
      step = 1;
      cp = NW_UTF8_BAD;
    }
    add_folded(buf, text.data + at, step, cp);
    at += step;
  }
  return !buf->failed;
}

const char *nw_unicode_version(void) { return UNICODE_VERSION; }
