#include "detect/word/batch.h"

#include <string.h>

#include "base/slice.h"

#if defined(__GNUC__)
#  define INLINE static inline __attribute__((always_inline))
#else
#  define INLINE static inline
#endif

/* ---- classes of a block ---- */

typedef struct block { uint64_t word, other; } block;  /* letters and digits; what needs the general way */

#if defined(__SSE2__)
#include <immintrin.h>

INLINE uint64_t bits(__m128i mask) { return (uint64_t)(unsigned)_mm_movemask_epi8(mask); }

/* Bytes in [low, low + span]. */
INLINE __m128i within(__m128i text, char low, char span) {
  __m128i offset = _mm_sub_epi8(text, _mm_set1_epi8(low));
  return _mm_cmpeq_epi8(_mm_min_epu8(offset, _mm_set1_epi8(span)), offset);
}

INLINE void classify(block *to, const unsigned char *at) {
  block b = { 0, 0 };
  for (unsigned i = 0; i < 64; i += 16) {
    __m128i text = _mm_loadu_si128((const __m128i *)(const void *)(at + i));
    __m128i letter = within(_mm_or_si128(text, _mm_set1_epi8(0x20)), 'a', 25);
    b.word |= bits(_mm_or_si128(letter, within(text, '0', 9))) << i;
    b.other |= bits(_mm_or_si128(text, _mm_cmpeq_epi8(text, _mm_set1_epi8('_')))) << i;
  }
  *to = b;
}

/* The first sixteen bytes of a word of letters and digits, folded: a small letter has the bit that a digit has, too. */
INLINE void head_of(const unsigned char *at, size_t len, uint64_t head[2]) {
  static const unsigned char keep[32] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 };
  __m128i mask = _mm_loadu_si128((const __m128i *)(const void *)(keep + 16 - (len < 16 ? len : 16)));
  __m128i text = _mm_or_si128(_mm_loadu_si128((const __m128i *)(const void *)at), _mm_set1_epi8(0x20));
  _mm_storeu_si128((__m128i *)(void *)head, _mm_and_si128(text, mask));
}
#else
INLINE void classify(block *to, const unsigned char *at) {
  block b = { 0, 0 };
  for (unsigned i = 0; i < 64; i++) {
    b.word |= (uint64_t)nw_is_alnum(at[i]) << i;
    b.other |= (uint64_t)(at[i] >= 0x80 || at[i] == '_') << i;
  }
  *to = b;
}

INLINE void head_of(const unsigned char *at, size_t len, uint64_t head[2]) {
  unsigned char folded[16] = { 0 };
  for (size_t i = 0; i < len && i < 16; i++) folded[i] = at[i] | 0x20;
  memcpy(head, folded, sizeof folded);
}
#endif

INLINE unsigned lowest(uint64_t bits_of) {
#if defined(__GNUC__)
  return (unsigned)__builtin_ctzll(bits_of);
#else
  unsigned n = 0;
  for (; !(bits_of & 1); bits_of >>= 1) n++;
  return n;
#endif
}

INLINE unsigned count_of(uint64_t bits_of) {
#if defined(__GNUC__)
  return (unsigned)__builtin_popcountll(bits_of);
#else
  unsigned n = 0;
  for (; bits_of != 0; bits_of &= bits_of - 1) n++;
  return n;
#endif
}

/* ---- edges ---- */

/* Appends the places of `bits_of`; some slots behind them are overwritten. */
INLINE size_t add_edges(uint32_t *edges, size_t count, uint64_t bits_of, uint32_t from) {
  size_t end = count + count_of(bits_of);
  for (size_t at = count; bits_of != 0; at += 4)
    for (unsigned i = 0; i < 4; i++) {
      edges[at + i] = from + lowest(bits_of | (uint64_t)1 << 63);
      bits_of &= bits_of - 1;
    }
  return end;
}

/* The edges of up to NW_BATCH_BLOCKS blocks; moves `next`. */
INLINE size_t find_edges(nw_batch *batch, const nw_reader *reader, size_t from) {
  size_t left = reader->len - from, at = 0, count = 0;
  uint64_t carry = 0;
  if (left > NW_BATCH_BLOCKS * 64) left = NW_BATCH_BLOCKS * 64;
  for (; at < left; at += 64) {
    unsigned char tail[64] = { 0 };
    size_t size = left - at < 64 ? left - at : 64;
    uint64_t seen = size < 64 ? ((uint64_t)1 << size) - 1 : ~(uint64_t)0;
    block b;
    if (size < 64) memcpy(tail, reader->data + from + at, size);
    classify(&b, size < 64 ? tail : reader->data + from + at);
    if (b.other & seen) seen = (b.other & -b.other) - 1, size = count_of(seen);
    count = add_edges(batch->edges, count, (b.word ^ (b.word << 1 | carry)) & seen, (uint32_t)at);
    carry = b.word >> 63;
    if (size < 64) left = at + size;
  }
  batch->next = from + (count & 1 ? batch->edges[count - 1] : left);
  return count / 2;
}

/* ---- hits ---- */

INLINE void read_batch(nw_batch *batch, const nw_filter *filter, const nw_reader *reader, size_t from) {
  const unsigned char *data = reader->data + from;
  size_t words = find_edges(batch, reader, from), hits = 0, left = reader->len - from;
  for (size_t i = 0; i < words; i++) {
    uint32_t start = batch->edges[2 * i];
    size_t len = batch->edges[2 * i + 1] - start;
    unsigned char tail[16] = { 0 };
    const unsigned char *at = data + start;
    uint64_t head[2];
    if (left - start < 16) at = memcpy(tail, at, left - start);
    head_of(at, len, head);
    batch->hits[hits] = (uint32_t)(2 * i);
    hits += (size_t)nw_filter_may_hold(filter, nw_token_head(head[0], head[1], len));
  }
  batch->count = hits;
}

static void read_plain(nw_batch *batch, const nw_filter *filter, const nw_reader *reader, size_t from) {
  read_batch(batch, filter, reader, from);
}

#if defined(__SSE2__) && defined(__GNUC__)
__attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt"))) static void read_avx2(nw_batch *batch, const nw_filter *filter,
                                                                           const nw_reader *reader, size_t from) {
  read_batch(batch, filter, reader, from);
}

void nw_batch_read(nw_batch *batch, const nw_filter *filter, const nw_reader *reader, size_t from) {
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) read_avx2(batch, filter, reader, from);
  else read_plain(batch, filter, reader, from);
}
#else
void nw_batch_read(nw_batch *batch, const nw_filter *filter, const nw_reader *reader, size_t from) {
  read_plain(batch, filter, reader, from);
}
#endif
