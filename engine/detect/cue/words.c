#include "detect/cue/cue.h"

/* Leads of characters that are no letters: C2 (two bytes), E2 (three). What a lead in front of the block covers of it is set. */
static uint64_t marks(uint64_t c2, uint64_t e2, const int before[2]) {
  uint64_t carry = 0;
  if (before[0] == 0xC2) carry |= 1;
  if (before[0] == 0xE2) carry |= 3;
  if (before[1] == 0xE2) carry |= 1;
  return c2 | c2 << 1 | e2 | e2 << 1 | e2 << 2 | carry;
}

#if defined(__SSE2__)
#include <emmintrin.h>

static inline uint64_t bits(__m128i mask) { return (uint64_t)(unsigned)_mm_movemask_epi8(mask); }

static inline __m128i within(__m128i text, char low, char span) {
  __m128i offset = _mm_sub_epi8(text, _mm_set1_epi8(low));
  return _mm_cmpeq_epi8(_mm_min_epu8(offset, _mm_set1_epi8(span)), offset);
}

void nw_word_masks_of(nw_word_masks *masks, const unsigned char block[64], const int before[2]) {
  uint64_t ascii = 0, high = 0, upper = 0, digit = 0, c2 = 0, e2 = 0;
  for (unsigned i = 0; i < 64; i += 16) {
    __m128i text = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
    ascii |= bits(within(_mm_or_si128(text, _mm_set1_epi8(0x20)), 'a', 25)) << i;
    upper |= bits(within(text, 'A', 25)) << i;
    digit |= bits(within(text, '0', 9)) << i;
    high |= bits(text) << i;
  }
  if (high != 0)
    for (unsigned i = 0; i < 64; i += 16) {
      __m128i text = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
      c2 |= bits(_mm_cmpeq_epi8(text, _mm_set1_epi8((char)0xC2))) << i;
      e2 |= bits(_mm_cmpeq_epi8(text, _mm_set1_epi8((char)0xE2))) << i;
    }
  masks->letter = ascii | (high & ~marks(c2, e2, before));
  masks->upper = upper;
  masks->digit = digit;
}
#else
void nw_word_masks_of(nw_word_masks *masks, const unsigned char block[64], const int before[2]) {
  uint64_t letter = 0, high = 0, upper = 0, digit = 0, c2 = 0, e2 = 0;
  for (unsigned i = 0; i < 64; i++) {
    uint64_t bit = (uint64_t)1 << i;
    unsigned c = block[i];
    if (nw_is_alpha(c)) letter |= bit;
    if (nw_is_upper(c)) upper |= bit;
    if (nw_is_digit(c)) digit |= bit;
    if (c >= 0x80) high |= bit;
    if (c == 0xC2) c2 |= bit;
    if (c == 0xE2) e2 |= bit;
  }
  masks->letter = letter | (high & ~marks(c2, e2, before));
  masks->upper = upper;
  masks->digit = digit;
}
#endif
