/* detect/content/sight.h - 64 bytes of a text as masks: which chunks of them are easy to read.
 *
 *   "The cat, na\xC3\xAFve 4 you"      letter 111.111..11..11...111    bit i: byte i
 *                                blank  ...1....1.......1.1...
 *                                odd    ............11....1...   those chunks go byte by byte (read.c)
 *
 * A chunk is easy that has no digit, no sign that may stand for a letter, not three of the same in a row, and nothing beyond ASCII: it
 * reads as it stands, in both views. Vectors look at it in easy_body.h; here is what has to be the same. */
#ifndef NW_DETECT_CONTENT_SIGHT_H
#define NW_DETECT_CONTENT_SIGHT_H

#include <stdint.h>

#include "base/slice.h"

enum { NW_SIGHT_BYTES = 64 };

typedef struct nw_sight {
  uint64_t letter, upper, blank, odd;
  uint8_t  small[NW_SIGHT_BYTES + 16];   /* the bytes, capitals small; as much can be read behind them */
} nw_sight;

/* Marks gathered on the way to `odd`: '!' is odd but at the end of a chunk; `twin`: the next byte is the same. */
static inline void nw_sight_end(nw_sight *sight, uint64_t bang, uint64_t twin) {
  sight->odd |= (bang & ~(sight->blank >> 1)) | (twin & twin >> 1);
}

/* Looks at the 64 bytes at `data`, one by one. */
static inline void nw_sight_at(nw_sight *sight, const unsigned char *data) {
  uint64_t bang = 0, twin = 0;
  *sight = (nw_sight){ .letter = 0 };
  for (unsigned i = 0; i < NW_SIGHT_BYTES; i++) {
    const uint8_t c = data[i];
    const uint64_t bit = 1ULL << i;
    sight->small[i] = (uint8_t)nw_to_lower(c);
    if (nw_is_alpha(c)) sight->letter |= bit;
    if (nw_is_upper(c)) sight->upper |= bit;
    if (c <= ' ' || c == 0x7F) sight->blank |= bit;
    if (c >= 0x80 || nw_is_digit(c) || c == '|' || c == '@' || c == '$' || c == '+') sight->odd |= bit;
    if (c == '!') bang |= bit;
    if (i > 0 && sight->small[i] == sight->small[i - 1]) twin |= bit >> 1;
  }
  nw_sight_end(sight, bang, twin);
}

/* The first `count` bits, less than 64. */
static inline uint64_t nw_low_bits(unsigned count) { return (1ULL << count) - 1; }

/* How far behind the last of `bits` is; 0: there is none. */
static inline unsigned nw_behind_last(uint64_t bits) { return bits == 0 ? 0 : 64 - (unsigned)__builtin_clzll(bits); }

/* Up to where whole chunks stand that have nothing odd, and the blanks between them; `over`: something odd stands there. */
static inline unsigned nw_sight_limit(const nw_sight *sight, int *over) {
  const unsigned whole = nw_behind_last(sight->blank);
  const uint64_t odd = whole == NW_SIGHT_BYTES ? sight->odd : sight->odd & nw_low_bits(whole);
  if (odd == 0) return whole;
  *over = 1;
  return nw_behind_last(sight->blank & ((odd & (0 - odd)) - 1));
}

#endif
