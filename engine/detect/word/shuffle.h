/* detect/word/shuffle.h - a hash of a folded token that does not see the order of its inner letters.
 *
 *   "previous", "perivous", "pvreuois"   ->   p, s and the sums of the values of eight bytes in two alphabets: one key
 *
 * Bytes are added up, not letters, so it holds for every script: letters that change places take their bytes with them. Equal keys
 * are only a hint; nw_chunk_is_shuffled compares the letters.
 */
#ifndef NW_DETECT_WORD_SHUFFLE_H
#define NW_DETECT_WORD_SHUFFLE_H

#include "newel/types.h"

#define NW_SHUFFLE_FACTOR 0x9fb21c651e98df25ULL

enum {
  NW_SHUFFLE_LEAST = 5,  /* letters */
  NW_SHUFFLE_LOW_BIT = 12,  /* where the sum of the first alphabet stands */
  NW_SHUFFLE_LETTER = 31, NW_SHUFFLE_FIRST = 127, NW_SHUFFLE_LAST = 4, NW_SHUFFLE_ENDS_BIT = 48  /* how ends are added */
};

/* The alphabets: by the low half of a byte, and by bits 1 to 4 of the byte behind it. Letters that share a value in one differ in the
 * other, capitals have the values of small ones, and 0 has none: bytes behind a word do not count. */
#define NW_SHUFFLE_LOW 0, 201, 87, 34, 142, 250, 19, 113, 66, 173, 229, 98, 5, 156, 214, 49
#define NW_SHUFFLE_HIGH 0, 61, 188, 117, 239, 27, 150, 208, 83, 12, 171, 44, 222, 101, 134, 253

/* The keys (filter.h) that filters know a first token by: one look says whether it is in the list, in whatever order its letters stand. */
static inline uint64_t nw_shuffle_mix(uint64_t sums) { return sums * NW_SHUFFLE_FACTOR; }

/* What one byte adds to the sums; both alphabets know it by its low five bits. */
static inline uint64_t nw_shuffle_sum(unsigned char byte) {
#define BOTH(low, high) (low) << NW_SHUFFLE_LOW_BIT | (high)
  static const uint32_t sums[32] = {
    BOTH(0, 0), BOTH(201, 61), BOTH(87, 61), BOTH(34, 188), BOTH(142, 188), BOTH(250, 117), BOTH(19, 117), BOTH(113, 239),
    BOTH(66, 239), BOTH(173, 27), BOTH(229, 27), BOTH(98, 150), BOTH(5, 150), BOTH(156, 208), BOTH(214, 208), BOTH(49, 83),
    BOTH(0, 83), BOTH(201, 12), BOTH(87, 12), BOTH(34, 171), BOTH(142, 171), BOTH(250, 44), BOTH(19, 44), BOTH(113, 222),
    BOTH(66, 222), BOTH(173, 101), BOTH(229, 101), BOTH(98, 134), BOTH(5, 134), BOTH(156, 253), BOTH(214, 253), BOTH(49, 0)
  };
#undef BOTH
  return sums[byte & 31];
}

static inline uint64_t nw_shuffle_key(uint64_t sums, unsigned char first, unsigned char last) {
  int ends = (first & NW_SHUFFLE_LETTER) * NW_SHUFFLE_FIRST + (last & NW_SHUFFLE_LETTER) * NW_SHUFFLE_LAST;
  return nw_shuffle_mix(sums) + ((uint64_t)ends << NW_SHUFFLE_ENDS_BIT);
}

static inline uint64_t nw_shuffle_key_of(const unsigned char *folded, size_t len) {
  uint64_t sums = 0;
  for (size_t i = 0; i < len; i++) sums += nw_shuffle_sum(folded[i]);
  return len == 0 ? 0 : nw_shuffle_key(sums, folded[0], folded[len - 1]);
}

#endif
