/* detect/word/shuffle.h - a hash of a folded token that does not see the order of its inner letters.
 *
 *   "previous", "perivous", "pvreuois"   ->   p, s, eight bytes, the sums of their values in two alphabets: one key
 *
 * Bytes are added up, not letters, so it holds for every script: letters that change places take their bytes with them. Equal keys
 * are only a hint; nw_word_is_shuffled compares the letters.
 */
#ifndef NW_DETECT_WORD_SHUFFLE_H
#define NW_DETECT_WORD_SHUFFLE_H

#include "newel/types.h"

#define NW_SHUFFLE_FACTOR 0x9fb21c651e98df25ULL

enum { NW_SHUFFLE_LEAST = 5 };  /* letters */

/* The second alphabet, by the low half of a byte: letters that share it differ in the first. */
#define NW_SHUFFLE_VALUES 0, 201, 87, 34, 142, 250, 19, 113, 66, 173, 229, 98, 5, 156, 214, 49

/* What filters (filter.h) know a first token by: one look says whether it is in the list, in whatever order its letters stand.
 * `sums`: of the bytes, above bit 32 of their values, and the first and the last byte from bit 16 on. */
static inline uint64_t nw_shuffle_mix(uint64_t sums) { return sums * NW_SHUFFLE_FACTOR; }

/* What one byte adds to the sums. */
static inline uint64_t nw_shuffle_sum(unsigned char byte) {
  static const unsigned char value[16] = { NW_SHUFFLE_VALUES };
  return byte + ((uint64_t)value[byte & 15] << 32);
}

static inline uint64_t nw_shuffle_key(uint64_t sums, unsigned char first, unsigned char last) {
  return nw_shuffle_mix(sums ^ (uint64_t)first << 16 ^ (uint64_t)last << 24);
}

static inline uint64_t nw_shuffle_key_of(const unsigned char *folded, size_t len) {
  uint64_t sums = 0;
  for (size_t i = 0; i < len; i++) sums += nw_shuffle_sum(folded[i]);
  return len == 0 ? 0 : nw_shuffle_key(sums, folded[0], folded[len - 1]);
}

#endif
