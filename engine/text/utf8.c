#include "text/utf8.h"

#include <string.h>

static const uint64_t HIGH_BITS = 0x8080808080808080ULL;

/* What may follow a lead byte (RFC 3629, section 4): the length of the sequence and the range of its second byte. */
typedef struct lead { unsigned len, low, high; } lead;

static lead lead_of(unsigned c) {
  lead none = { 1, 1, 0 }, found = { 0, 0x80, 0xBF };
  if (c < 0xC2 || c > 0xF4) return none;
  found.len = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  if (c == 0xE0) found.low = 0xA0;   /* overlong */
  if (c == 0xED) found.high = 0x9F;  /* surrogates */
  if (c == 0xF0) found.low = 0x90;   /* overlong */
  if (c == 0xF4) found.high = 0x8F;  /* above U+10FFFF */
  return found;
}

static unsigned bad(uint32_t *cp) {
  *cp = NW_UTF8_BAD;
  return 1;
}

unsigned nw_utf8_decode(const unsigned char *p, size_t len, uint32_t *cp) {
  if (p[0] < 0x80) {
    *cp = p[0];
    return 1;
  }
  lead first = lead_of(p[0]);
  if (first.len == 1) return bad(cp);
  uint32_t value = p[0] & (0xFFu >> (first.len + 1));
  for (unsigned i = 1; i < first.len; i++) {
    if (i >= len) return 0;
    if (i == 1 ? p[1] < first.low || p[1] > first.high : (p[i] & 0xC0) != 0x80) return bad(cp);
    value = value << 6 | (p[i] & 0x3Fu);
  }
  *cp = value;
  return first.len;
}

unsigned nw_utf8_decode_back(const unsigned char *begin, const unsigned char *p, uint32_t *cp) {
  size_t most = (size_t)(p - begin) < 4 ? (size_t)(p - begin) : 4;
  for (size_t back = 1; back <= most; back++) {
    unsigned c = p[-(ptrdiff_t)back];
    if ((c & 0xC0) == 0x80) continue;
    return nw_utf8_next(p - back, back, cp) == back && *cp != NW_UTF8_BAD ? (unsigned)back : bad(cp);
  }
  return bad(cp);
}

unsigned nw_utf8_encode(uint32_t cp, char out[4]) {
  if (cp < 0x80) {
    out[0] = (char)cp;
    return 1;
  }
  unsigned len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
  for (unsigned i = len - 1; i > 0; i--, cp >>= 6) out[i] = (char)(0x80 | (cp & 0x3F));
  out[0] = (char)((0xF00u >> len & 0xFFu) | cp);
  return len;
}

static uint64_t word_at(const char *text) {
  uint64_t word;
  memcpy(&word, text, sizeof word);
  return word;
}

/* 1 when `words` words of eight bytes are ASCII: compilers make vector code of it. */
static inline int are_ascii(const char *text, size_t words) {
  uint64_t all = 0;
  for (size_t i = 0; i < words; i++) all |= word_at(text + 8 * i);
  return (all & HIGH_BITS) == 0;
}

size_t nw_ascii_len(const char *text, size_t len) {
  size_t at = 0;
  while (len - at >= 256 && are_ascii(text + at, 32)) at += 256;
  while (len - at >= 32 && are_ascii(text + at, 4)) at += 32;
  while (len - at >= 8 && are_ascii(text + at, 1)) at += 8;
  while (at < len && (unsigned char)text[at] < 0x80) at++;
  return at;
}

size_t nw_utf8_valid_len(const char *text, size_t len) {
  size_t at = 0;
  while (at < len) {
    uint32_t cp;
    if ((unsigned char)text[at] < 0x80) {
      at += nw_ascii_len(text + at, len - at);
      continue;
    }
    unsigned step = nw_utf8_decode((const unsigned char *)text + at, len - at, &cp);
    if (step == 0 || cp == NW_UTF8_BAD) return at;
    at += step;
  }
  return at;
}

int nw_is_ascii(const char *text, size_t len) { return nw_ascii_len(text, len) == len; }

int nw_offsets_move(nw_offsets *at, const char *text, size_t len, size_t to) {
  const unsigned char *p = (const unsigned char *)text;
  size_t pos = 0, want = to > at->byte ? to - at->byte : 0;
  int whole = 1;
  while (pos < want) {
    uint32_t cp;
    if (p[pos] < 0x80) {
      size_t ascii = nw_ascii_len(text + pos, want - pos);
      at->chars += ascii;
      at->utf16 += ascii;
      pos += ascii;
      continue;
    }
    unsigned step = nw_utf8_decode(p + pos, len - pos, &cp);
    if (step == 0) step = bad(&cp);
    whole &= cp != NW_UTF8_BAD;
    at->chars++;
    at->utf16 += cp != NW_UTF8_BAD && cp > 0xFFFF ? 2 : 1;
    pos += step;
  }
  at->byte += pos;
  return whole;
}
