/* text/utf8.h - UTF-8 as it comes: valid or not, whole or cut.
 *
 * A byte that is no part of a well-formed sequence (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF)
 * counts as one code point of its own, NW_UTF8_BAD. Texts are never rejected for it.
 */
#ifndef NW_TEXT_UTF8_H
#define NW_TEXT_UTF8_H

#include "newel/types.h"

#define NW_UTF8_BAD 0xFFFFFFFFu

/* Decodes the sequence at `p` (`len` >= 1 bytes readable).
 * Returns its length 1..4 and sets `cp` (NW_UTF8_BAD with length 1 for a bad byte), or returns 0 when the bytes up to the end
 * are a proper prefix of a well-formed sequence: at the end of a text that is a bad byte, in a stream it is a wait. */
unsigned nw_utf8_decode(const unsigned char *p, size_t len, uint32_t *cp);
/* The same, at hand for the sequences that most text is made of: one byte, two, and three that are not near the ends of their range. */
static inline unsigned nw_utf8_next(const unsigned char *p, size_t len, uint32_t *cp) {
  if (p[0] < 0x80) {
    *cp = p[0];
    return 1;
  }
  if (p[0] >= 0xC2 && p[0] < 0xE0 && len > 1 && (p[1] & 0xC0) == 0x80) {
    *cp = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    return 2;
  }
  if (p[0] > 0xE0 && p[0] < 0xF0 && p[0] != 0xED && len > 2 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
    *cp = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    return 3;
  }
  return nw_utf8_decode(p, len, cp);
}
/* The code point that ends right before `p`, looking back at most 4 bytes and not before `begin` (begin < p). Returns its length;
 * a bad byte has length 1. */
unsigned nw_utf8_decode_back(const unsigned char *begin, const unsigned char *p, uint32_t *cp);
/* Encodes `cp` (a scalar value); returns 1..4. */
unsigned nw_utf8_encode(uint32_t cp, char out[4]);
/* Offset of the first byte that is no well-formed UTF-8, or `len`. */
size_t nw_utf8_valid_len(const char *text, size_t len);
/* How many bytes in front are below 0x80. About 40 GB/s. */
size_t nw_ascii_len(const char *text, size_t len);
/* 1 when all bytes are below 0x80. */
int nw_is_ascii(const char *text, size_t len);

/* A place in a text in three units at once. */
typedef struct nw_offsets { size_t byte, chars, utf16; } nw_offsets;

/* Moves `at` forward to byte offset `to`. `text` holds the `len` bytes [at->byte, end) where end >= to. A sequence that begins
 * before `to` and ends behind it counts at its first byte, and at->byte is then its end (a later `to` inside it moves nothing).
 * Deterministic however a text is cut, as long as each call sees whole sequences behind `at` (end is the end of the text, or at
 * least 3 bytes behind `to`). Returns 1 when all that it passed is well-formed. */
int nw_offsets_move(nw_offsets *at, const char *text, size_t len, size_t to);

#endif
