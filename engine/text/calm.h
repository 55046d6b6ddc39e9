/* text/calm.h - plain text, 64 bytes at a time: where no rewrite has a place, so that nobody has to look.
 *
 * A place begins at most NW_CALM_REACH_BYTES before what it cannot be without: a byte that is seldom in text, a token with a digit
 * or a capital letter inside, single letters in a row, digits, five number words in a row, "dot". Rewrites keep to that.
 */
#ifndef NW_TEXT_CALM_H
#define NW_TEXT_CALM_H

#include "base/slice.h"

enum { NW_CALM_BLOCK_BYTES = 64, NW_CALM_REACH_BYTES = 56, NW_CALM_STREAK = 5 };

/* How many bytes from data[0] on, in steps of 64, hold the beginning of no place; `len` bytes are there. What it says of a byte may
 * be "perhaps" for another cut of the same text; when it says no, no rewrite says yes. */
size_t nw_calm_len(const unsigned char *data, size_t len);

/* By the half bytes of its first two letters, capital or small: may a word be a number? Bits 0 to 6; bit 7: "dot" and its like. */
static const uint8_t nw_calm_tables[4][16] = {
  { 0x88, 0x50, 0x00, 0x40, 0x91, 0x28, 0x28, 0x00, 0x02, 0x00, 0x30, 0x00, 0x00, 0x00, 0x20, 0x04 },
  { 0x00, 0x00, 0x00, 0x00, 0xE7, 0xD8, 0xE7, 0xD8, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 },
  { 0x00, 0x01, 0x11, 0x44, 0x04, 0xF3, 0x00, 0x11, 0x14, 0x6C, 0x41, 0x00, 0x20, 0x08, 0x0C, 0xE1 },
  { 0x00, 0x00, 0x00, 0x00, 0xFD, 0xF7, 0xFD, 0xF7, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 },
};
static inline unsigned nw_calm_class(unsigned a, unsigned b) {
  return nw_calm_tables[0][a & 15] & nw_calm_tables[1][a >> 4] & nw_calm_tables[2][b & 15] & nw_calm_tables[3][b >> 4];
}
/* `a` and `b` are bytes, or negative: none. */
static inline int nw_may_be_number(int a, int b) {
  return a >= 0x80 || b < 0 || b >= 0x80 || (a >= 0 && (nw_calm_class((unsigned)a, (unsigned)b) & 0x7F) != 0);
}

#endif
