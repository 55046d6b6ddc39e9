/* detect/word/filter.h - a set of hashes that may say "perhaps" but never wrongly "no": two bits of one 64-bit word each.
 *
 * Sixteen bits a member let about one in seventy strangers pass.
 */
#ifndef NW_DETECT_WORD_FILTER_H
#define NW_DETECT_WORD_FILTER_H

#include <stddef.h>
#include <stdint.h>

typedef struct nw_filter {
  uint64_t *words;
  size_t    count;  /* a power of two */
} nw_filter;

static inline uint64_t nw_filter_bits(uint64_t hash) { return (uint64_t)1 << (hash & 63) | (uint64_t)1 << (hash >> 6 & 63); }

static inline void nw_filter_add(nw_filter *filter, uint64_t hash) {
  filter->words[hash >> 24 & (filter->count - 1)] |= nw_filter_bits(hash);
}

static inline int nw_filter_may_hold(const nw_filter *filter, uint64_t hash) {
  uint64_t bits = nw_filter_bits(hash);
  return (filter->words[hash >> 24 & (filter->count - 1)] & bits) == bits;
}

#endif
