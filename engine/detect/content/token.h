/* detect/content/token.h - the hashes that tokens are known by, and what stood here a few words ago: for the reader byte by byte
 * (read.c) and the one chunk by chunk (easy.c), which must agree.
 *
 *   "loan"   key { "loan", "" }   hash_of 0x…   its bucket: bucket_of(hash | 1 << 56), of a pair: 2 << 56, of 4 bytes: 4 << 56 */
#ifndef NW_DETECT_CONTENT_TOKEN_H
#define NW_DETECT_CONTENT_TOKEN_H

#ifdef __SSE2__
#  include <emmintrin.h>
#endif

#include "base/eight.h"
#include "detect/content/read.h"

/* Letters that stand alone are a word in view B where they are as many. */
enum { NW_CONTENT_FEW_SINGLES = 3 };

static inline uint32_t nw_content_bucket(uint64_t key) { return (uint32_t)(key * 0x9E3779B97F4A7C15ULL >> (64 - NW_CONTENT_BITS)); }
static inline uint32_t nw_content_word_bucket(uint32_t word) { return nw_content_bucket(word | 1ULL << 56); }
static inline uint32_t nw_content_pair_bucket(uint32_t pair) { return nw_content_bucket(pair | 2ULL << 56); }
static inline uint32_t nw_content_gram_bucket(uint64_t bytes) { return nw_content_bucket((bytes & UINT32_MAX) | 4ULL << 56); }

static inline uint64_t nw_content_mix(uint64_t hash, uint64_t part) {
  hash = (hash ^ part) * 0xFF51AFD7ED558CCDULL;
  return hash ^ hash >> 32;
}

/* The first `len` bytes, one at least, and zeroes; eight can be read. */
static inline uint64_t nw_content_load(const uint8_t *p, unsigned len) { return nw_eight(p) & UINT64_MAX >> (64 - 8 * (len < 8 ? len : 8)); }

/* nw_content_word_hash of a word that NW_CONTENT_ROOM_BYTES can be read behind, and what it is known by. */
static inline uint32_t nw_content_hash_of(const uint8_t *word, unsigned len, nw_content_key *key) {
  *key = (nw_content_key){ nw_content_load(word, len), len > 8 ? nw_content_load(word + 8, len - 8) : 0 };
  uint64_t hash = nw_content_mix(len, key->low);
  if (len > 8) hash = nw_content_mix(hash, key->high);
  for (unsigned i = 16; i < len; i += 8) hash = nw_content_mix(hash, nw_content_load(word + i, len - i));
  return (uint32_t)hash | 1u;
}

/* A word or pair that stood here a few words ago says nothing new; another one is the latest of `recent` now. */
static inline int nw_content_again(uint32_t recent[NW_CONTENT_RECENT], uint32_t hash) {
#ifdef __SSE2__
  __m128i *four = (__m128i *)(void *)recent;
  const __m128i wanted = _mm_set1_epi32((int32_t)hash), low = _mm_loadu_si128(four), high = _mm_loadu_si128(four + 1);
  if (_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi32(wanted, low), _mm_cmpeq_epi32(wanted, high))) != 0) return 1;
  _mm_storeu_si128(four + 1, _mm_or_si128(_mm_slli_si128(high, 4), _mm_srli_si128(low, 12)));
  _mm_storeu_si128(four, _mm_or_si128(_mm_slli_si128(low, 4), _mm_cvtsi32_si128((int32_t)hash)));
#else
  for (unsigned i = 0; i < NW_CONTENT_RECENT; i++)
    if (recent[i] == hash) return 1;
  for (unsigned i = NW_CONTENT_RECENT; --i > 0;) recent[i] = recent[i - 1];
  recent[0] = hash;
#endif
  return 0;
}

/* A letter that stands alone at `start`: it may be one of a word that is written apart. There is room. */
static inline void nw_content_note_single(nw_content_reader *r, uint8_t letter, size_t start) {
  if (r->singles == 0) r->single_at = start;
  r->single[r->singles++] = letter;
}

#endif
