/* detect/content/sight.h - 64 bytes of a text as masks: which chunks of them are easy to read.
 *
 *   "The cat, na\xC3\xAFve 4 you"      letter 111.111..11..11...111    bit i: byte i
 *                                blank  ...1....1.......1.1...
 *                                odd    ............11....1...   those chunks go byte by byte (read.c)
 *
 * A chunk is easy that has no digit, no sign that may stand for a letter, not three of the same in a row, and nothing beyond ASCII: it
 * reads as it stands, in both views. */
#ifndef NW_DETECT_CONTENT_SIGHT_H
#define NW_DETECT_CONTENT_SIGHT_H

#include <stdint.h>

#ifdef __SSE2__
#  include <emmintrin.h>
#endif

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

#ifdef __SSE2__
static inline uint64_t nw_sight_bits(__m128i v) { return (uint64_t)(unsigned)_mm_movemask_epi8(v); }
static inline __m128i nw_sight_equal(__m128i v, char c) { return _mm_cmpeq_epi8(v, _mm_set1_epi8(c)); }
static inline __m128i nw_sight_within(__m128i v, char low, char span) {
  __m128i off = _mm_sub_epi8(v, _mm_set1_epi8(low));
  return _mm_cmpeq_epi8(_mm_min_epu8(off, _mm_set1_epi8(span)), off);
}
/* Digits, signs that may stand for letters, and, by bit 7, what is no ASCII. */
static inline __m128i nw_sight_odd(__m128i text) {
  const __m128i low = _mm_or_si128(nw_sight_equal(text, '|'), nw_sight_equal(text, '@'));
  const __m128i high = _mm_or_si128(nw_sight_equal(text, '$'), nw_sight_equal(text, '+'));
  return _mm_or_si128(_mm_or_si128(low, high), _mm_or_si128(nw_sight_within(text, '0', 9), text));
}
static inline __m128i nw_sight_load(const void *p) { return _mm_loadu_si128((const __m128i *)p); }

/* Looks at the 64 bytes at `data`. */
static inline void nw_sight_at(nw_sight *sight, const unsigned char *data) {
  const __m128i bit = _mm_set1_epi8(0x20);
  uint64_t bang = 0, twin = 0;
  sight->letter = sight->upper = sight->blank = sight->odd = 0;
  for (unsigned i = 0; i < NW_SIGHT_BYTES; i += 16) {
    const __m128i text = nw_sight_load(data + i), folded = _mm_or_si128(text, bit);
    const __m128i letters = nw_sight_within(folded, 'a', 25), capitals = _mm_andnot_si128(_mm_cmpeq_epi8(text, folded), letters);
    _mm_storeu_si128((__m128i *)(void *)(sight->small + i), _mm_or_si128(text, _mm_and_si128(capitals, bit)));
    sight->letter |= nw_sight_bits(letters) << i;
    sight->upper |= nw_sight_bits(capitals) << i;
    sight->blank |= nw_sight_bits(_mm_or_si128(nw_sight_within(text, 0, ' '), nw_sight_equal(text, 0x7F))) << i;
    sight->odd |= nw_sight_bits(nw_sight_odd(text)) << i;
    bang |= nw_sight_bits(nw_sight_equal(text, '!')) << i;
  }
  _mm_storeu_si128((__m128i *)(void *)(sight->small + NW_SIGHT_BYTES), _mm_setzero_si128());
  for (unsigned i = 0; i < NW_SIGHT_BYTES; i += 16)
    twin |= nw_sight_bits(_mm_cmpeq_epi8(nw_sight_load(sight->small + i), nw_sight_load(sight->small + i + 1))) << i;
  nw_sight_end(sight, bang, twin);
}
#else
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
#endif

#endif
