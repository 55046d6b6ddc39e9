#include "detect/word/batch.h"

#include <string.h>

#include "base/slice.h"
#include "detect/word/shuffle.h"

#if defined(__GNUC__)
#  define INLINE static inline __attribute__((always_inline))
#else
#  define INLINE static inline
#endif
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

/* One bit a byte. `small`: a letter that has the bit of small ones. `twice`, `same`: equal to one byte, two bytes behind it.
 * `seldom`: letters that are seldom doubled. `lead`: symbols
 * that disguise the letter behind them, `trail`: those that stand for a letter behind another. */
typedef struct block { uint64_t letter, digit, other, small, same, twice, seldom, lead, trail; } block;

static const char seldom_double[] = "ahijkquvwxy";
static const char lead_symbols[] = "!#$%&*+-?@^|~", trail_symbols[] = "$@|~+(";

int nw_is_lead_symbol(unsigned c) { return c != 0 && c < 0x80 && strchr(lead_symbols, (int)c) != NULL; }
int nw_is_trail_symbol(unsigned c) { return c != 0 && c < 0x80 && strchr(trail_symbols, (int)c) != NULL; }

int nw_is_seldom_double(unsigned c) { return c != 0 && c < 0x80 && strchr(seldom_double, (int)c) != NULL; }

/* ASCII that belongs to a chunk. */
static int is_chunk_byte(unsigned c) { return nw_is_alnum(c) || c == '(' || nw_is_lead_symbol(c); }

INLINE unsigned lowest(uint64_t bits) {
#if defined(__GNUC__)
  return (unsigned)__builtin_ctzll(bits);
#else
  unsigned n = 0;
  for (; !(bits & 1); bits >>= 1) n++;
  return n;
#endif
}

INLINE unsigned count_of(uint64_t bits) {
#if defined(__GNUC__)
  return (unsigned)__builtin_popcountll(bits);
#else
  unsigned n = 0;
  for (; bits != 0; bits &= bits - 1) n++;
  return n;
#endif
}

/* The class of the byte before, at every place of a block. */
INLINE uint64_t behind(uint64_t here, uint64_t last) { return here << 1 | last >> 63; }

/* Where a chunk is no plain word. */
INLINE uint64_t odd_places(const block *b, const block *last) {
  uint64_t letter = b->letter, after_letter = behind(letter, last->letter), after_digit = behind(b->digit, last->digit);
  uint64_t capital_after_small = letter & ~b->small & behind(letter & b->small, last->letter & last->small);
  uint64_t twice = letter & b->twice, twice_before = twice << 2 | (last->letter & last->twice) >> 62;
  return (b->digit & after_letter) | (letter & (after_digit | behind(b->lead, last->lead) | b->same)) | capital_after_small |
         (b->trail & after_letter) | (twice & ((~after_letter & ~after_digit) | b->seldom | twice_before));
}

/* Appends the places of `bits`; some slots behind them are overwritten. */
INLINE size_t add_edges(uint32_t *edges, size_t count, uint64_t bits, uint32_t from) {
  size_t end = count + count_of(bits);
  for (uint32_t *to = edges + count; to < edges + end; to += 8)
    for (unsigned i = 0; i < 8; i++) {
      to[i] = from + lowest(bits | (uint64_t)1 << 63);
      bits &= bits - 1;
    }
  return end;
}

/* The start of the chunk that holds or touches data[at - 1], or `at`. */
static size_t chunk_start(const unsigned char *data, size_t at) {
  while (at > 0 && is_chunk_byte(data[at - 1])) at--;
  return at;
}

/* ---- byte by byte ---- */

static void classify_bytes(block *to, const unsigned char *at, int disguises) {
  block b = { 0, 0, 0, 0, 0, 0, 0, 0, 0 };
  for (unsigned i = 0; i < 64; i++) {
    unsigned c = at[i];
    b.letter |= (uint64_t)nw_is_alpha(c) << i;
    b.digit |= (uint64_t)nw_is_digit(c) << i;
    b.other |= (uint64_t)(c >= 0x80 || c == '_') << i;
    if (!disguises) continue;
    b.small |= (uint64_t)(c >> 5 & 1) << i;
    b.same |= (uint64_t)(c == at[i + 1] && c == at[i + 2]) << i;
    b.twice |= (uint64_t)(c == at[i + 1]) << i;
    b.seldom |= (uint64_t)nw_is_seldom_double(c) << i;
    b.lead |= (uint64_t)nw_is_lead_symbol(c) << i;
    b.trail |= (uint64_t)nw_is_trail_symbol(c) << i;
  }
  *to = b;
}

static uint64_t key_bytes(const unsigned char *at, size_t len) {
  unsigned char folded[16] = { 0 };
  for (size_t i = 0; i < len && i < 16; i++) folded[i] = at[i] | 0x20;
  return nw_shuffle_key_of(folded, len < 16 ? len : 16);
}

#define NAME read_bytes
#define TARGET
#define CLASSIFY classify_bytes
#define KEY key_bytes
#include "detect/word/batch_body.h"

void nw_batch_read_bytes(nw_batch *batch, const nw_filter *filter, int disguises, const nw_reader *reader, size_t from) {
  read_bytes(batch, filter, disguises, reader, from);
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

/* SSSE3 is the least that looks sixteen bytes up at once; the body for AVX2 has 256-bit registers for the masks as well. */
#define SSSE3 __attribute__((target("ssse3"))) INLINE
#define AVX2 __attribute__((target("avx2"))) INLINE

/* A byte's class bits are both in the row of its low half and in the row of its high half: 1, 2, 4, 8, 16 are the leading symbols
 * of 2x, 3x, 4x, 5x and 7x, 32 the trailing ones of 2x, A and Q the letters of
 * 6x and 7x that are seldom doubled. */
#define LOW_ROWS  4, 1 + A + Q, 0, 1, 1 + 32, 1 + Q, 1 + Q, Q, 32 + A + Q, A + Q, 1 + A, 1 + 32 + A, 16, 1, 8 + 16, 2
#define HIGH_ROWS 0, 0, 1 + 32, 2, 4, 8, A, 16 + Q, 0, 0, 0, 0, 0, 0, 0, 0
enum { A = 64, Q = -128, LEAD_ROWS = 1 + 2 + 4 + 8 + 16, TRAIL_ROWS = 4 + 16 + 32, SELDOM_ROWS = A + Q };

#define CLASSIFY_AS(name, target, vector, width, load, set1, sub, min, cmpeq, or_, and_, slli, srli, shuffle, rows, bits_of)  \
  target uint64_t name##_bits(vector mask) { return (uint64_t)(uint32_t)bits_of(mask); }                                      \
  target vector name##_within(vector text, char low, char span) {                                                              \
    vector offset = sub(text, set1(low));                                                                                      \
    return cmpeq(min(offset, set1(span)), offset);                                                                             \
  }                                                                                                                            \
  target void name(block *to, const unsigned char *at, int disguises) {                                                        \
    block b = { 0, 0, 0, 0, 0, 0, 0, 0, 0 };                                                                                   \
    for (unsigned i = 0; i < 64; i += width) {                                                                                 \
      vector text = load(at + i), zero = set1(0);                                                                              \
      b.letter |= name##_bits(name##_within(or_(text, set1(0x20)), 'a', 25)) << i;                                             \
      b.digit |= name##_bits(name##_within(text, '0', 9)) << i;                                                                \
      b.other |= name##_bits(or_(text, cmpeq(text, set1('_')))) << i;                                                          \
      if (!disguises) continue;                                                                                                \
      vector twice = cmpeq(text, load(at + i + 1));                                                                            \
      vector row = and_(shuffle(rows(LOW_ROWS), text), shuffle(rows(HIGH_ROWS), and_(srli(text, 4), set1(15))));               \
      b.small |= name##_bits(slli(text, 2)) << i;                                                                              \
      b.twice |= name##_bits(twice) << i;                                                                                      \
      b.seldom |= ~name##_bits(cmpeq(and_(row, set1(SELDOM_ROWS)), zero)) << i & name##_all << i;                              \
      b.same |= name##_bits(and_(twice, cmpeq(text, load(at + i + 2)))) << i;                                                  \
      b.lead |= ~name##_bits(cmpeq(and_(row, set1(LEAD_ROWS)), zero)) << i & name##_all << i;                                  \
      b.trail |= ~name##_bits(cmpeq(and_(row, set1(TRAIL_ROWS)), zero)) << i & name##_all << i;                                \
    }                                                                                                                          \
    *to = b;                                                                                                                   \
  }

#define LOAD16(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#define LOAD32(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define ROWS16(...) _mm_setr_epi8(__VA_ARGS__)
#define ROWS32(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))
static const uint64_t classify_ssse3_all = 0xFFFF, classify_avx2_all = 0xFFFFFFFF;
CLASSIFY_AS(classify_ssse3, SSSE3, __m128i, 16, LOAD16, _mm_set1_epi8, _mm_sub_epi8, _mm_min_epu8, _mm_cmpeq_epi8, _mm_or_si128,
            _mm_and_si128, _mm_slli_epi16, _mm_srli_epi16, _mm_shuffle_epi8, ROWS16, _mm_movemask_epi8)
CLASSIFY_AS(classify_avx2, AVX2, __m256i, 32, LOAD32, _mm256_set1_epi8, _mm256_sub_epi8, _mm256_min_epu8, _mm256_cmpeq_epi8,
            _mm256_or_si256, _mm256_and_si256, _mm256_slli_epi16, _mm256_srli_epi16, _mm256_shuffle_epi8, ROWS32,
            _mm256_movemask_epi8)

/* A small letter has the bit that a digit has, too: setting it folds a word of letters and digits. */
SSSE3 uint64_t key_ssse3(const unsigned char *at, size_t len) {
  static const unsigned char keep[32] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 };
  static const unsigned char values[16] = { NW_SHUFFLE_VALUES };
  __m128i text = _mm_and_si128(_mm_or_si128(LOAD16(at), _mm_set1_epi8(0x20)), LOAD16(keep + 16 - (len < 16 ? len : 16)));
  __m128i bytes = _mm_sad_epu8(text, _mm_setzero_si128());
  __m128i mapped = _mm_sad_epu8(_mm_shuffle_epi8(LOAD16(values), text), _mm_setzero_si128());
  __m128i sums = _mm_or_si128(bytes, _mm_slli_epi64(mapped, 32));
  sums = _mm_add_epi64(sums, _mm_unpackhi_epi64(sums, sums));
  return nw_shuffle_key((uint64_t)_mm_cvtsi128_si64(sums), at[0] | 0x20u, at[len - 1] | 0x20u, len);
}

#define NAME read_ssse3
#define TARGET __attribute__((target("ssse3")))
#define CLASSIFY classify_ssse3
#define KEY key_ssse3
#include "detect/word/batch_body.h"

#define NAME read_avx2
#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define CLASSIFY classify_avx2
#define KEY key_ssse3
#include "detect/word/batch_body.h"

void nw_batch_read(nw_batch *batch, const nw_filter *filter, int disguises, const nw_reader *reader, size_t from) {
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) read_avx2(batch, filter, disguises, reader, from);
  else if (__builtin_cpu_supports("ssse3")) read_ssse3(batch, filter, disguises, reader, from);
  else read_bytes(batch, filter, disguises, reader, from);
}
#else
void nw_batch_read(nw_batch *batch, const nw_filter *filter, int disguises, const nw_reader *reader, size_t from) {
  read_bytes(batch, filter, disguises, reader, from);
}
#endif
