#include "detect/masks.h"

#include <string.h>

#include "base/hash.h"
#include "base/slice.h"

/* ---- byte by byte: a register of one byte; what every machine has, and what the others are compared with ---- */

#define NAME masks_bytes
#define TARGET
#define VECTOR unsigned
#define WIDTH 1
#define LOAD(p) (*(p))
#define FOLD(v) ((v) | 0x20u)
#define WITHIN(v, low, span) ((v) - (unsigned)(low) <= (span))
#define EQUAL(v, c) ((v) == (c))
#define EITHER(a, b) ((a) | (b))
#define HIGH(v) ((v) >= 0x80)
#define BITS(class) ((uint64_t)(class))
#define PUT_LETTERS(p, class, v) (*(p) = (unsigned char)((class) ? (v) & 31 : 0))
#include "detect/masks_body.h"

#if defined(__x86_64__)
#  include <immintrin.h>

#  define NAME masks_sse2
#  define TARGET
#  define VECTOR __m128i
#  define WIDTH 16
#  define LOAD(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#  define FOLD(v) _mm_or_si128(v, _mm_set1_epi8(0x20))
#  define OFFSET(v, low) _mm_sub_epi8(v, _mm_set1_epi8(low))
#  define WITHIN(v, low, span) _mm_cmpeq_epi8(_mm_min_epu8(OFFSET(v, low), _mm_set1_epi8(span)), OFFSET(v, low))
#  define EQUAL(v, c) _mm_cmpeq_epi8(v, _mm_set1_epi8(c))
#  define EITHER(a, b) _mm_or_si128(a, b)
#  define HIGH(v) (v)
#  define BITS(class) ((uint64_t)(uint32_t)_mm_movemask_epi8(class))
#  define PUT_LETTERS(p, class, v) \
     _mm_storeu_si128((__m128i *)(void *)(p), _mm_and_si128(class, _mm_and_si128(v, _mm_set1_epi8(31))))
#  include "detect/masks_body.h"
#  undef OFFSET

#  define NAME masks_avx2
#  define TARGET __attribute__((target("avx2,bmi,bmi2")))
#  define VECTOR __m256i
#  define WIDTH 32
#  define LOAD(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#  define FOLD(v) _mm256_or_si256(v, _mm256_set1_epi8(0x20))
#  define OFFSET(v, low) _mm256_sub_epi8(v, _mm256_set1_epi8(low))
#  define WITHIN(v, low, span) _mm256_cmpeq_epi8(_mm256_min_epu8(OFFSET(v, low), _mm256_set1_epi8(span)), OFFSET(v, low))
#  define EQUAL(v, c) _mm256_cmpeq_epi8(v, _mm256_set1_epi8(c))
#  define EITHER(a, b) _mm256_or_si256(a, b)
#  define HIGH(v) (v)
#  define BITS(class) ((uint64_t)(uint32_t)_mm256_movemask_epi8(class))
#  define PUT_LETTERS(p, class, v) \
     _mm256_storeu_si256((__m256i *)(void *)(p), _mm256_and_si256(class, _mm256_and_si256(v, _mm256_set1_epi8(31))))
#  include "detect/masks_body.h"
#  undef OFFSET

#  define NAME masks_avx512bw
#  define TARGET __attribute__((target("avx512bw,bmi,bmi2")))
#  define VECTOR __m512i
#  define WIDTH 64
#  define LOAD(p) _mm512_loadu_si512((const void *)(p))
#  define FOLD(v) _mm512_or_si512(v, _mm512_set1_epi8(0x20))
#  define WITHIN(v, low, span) _mm512_cmple_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8(low)), _mm512_set1_epi8(span))
#  define EQUAL(v, c) _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(c))
#  define EITHER(a, b) ((a) | (b))
#  define HIGH(v) _mm512_movepi8_mask(v)
#  define BITS(class) ((uint64_t)(class))
#  define PUT_LETTERS(p, class, v) \
     _mm512_storeu_si512((void *)(p), _mm512_maskz_mov_epi8(class, _mm512_and_si512(v, _mm512_set1_epi8(31))))
#  include "detect/masks_body.h"
#elif defined(__aarch64__)
#  include <arm_neon.h>

/* NEON has no movemask: every byte keeps its bit of eight, and neighbours are added up. */
static inline uint64_t neon_bits(uint8x16_t class) {
  static const uint8_t place[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
  uint8x16_t sum = vandq_u8(class, vld1q_u8(place));
  for (int i = 0; i < 3; i++) sum = vpaddq_u8(sum, sum);
  return vgetq_lane_u16(vreinterpretq_u16_u8(sum), 0);
}

#  define NAME masks_neon
#  define TARGET
#  define VECTOR uint8x16_t
#  define WIDTH 16
#  define LOAD(p) vld1q_u8(p)
#  define FOLD(v) vorrq_u8(v, vdupq_n_u8(0x20))
#  define WITHIN(v, low, span) vcleq_u8(vsubq_u8(v, vdupq_n_u8(low)), vdupq_n_u8(span))
#  define EQUAL(v, c) vceqq_u8(v, vdupq_n_u8(c))
#  define EITHER(a, b) vorrq_u8(a, b)
#  define HIGH(v) vcgeq_u8(v, vdupq_n_u8(0x80))
#  define BITS(class) neon_bits(class)
#  define PUT_LETTERS(p, class, v) vst1q_u8(p, vandq_u8(class, vandq_u8(v, vdupq_n_u8(31))))
#  include "detect/masks_body.h"
#endif

static const nw_machine machines[] = {
#if defined(__x86_64__)
  { "avx512bw", 8, masks_avx512bw, masks_avx512bw_words, masks_avx512bw_starts, masks_avx512bw_fronts },
  { "avx2", 4, masks_avx2, masks_avx2_words, masks_avx2_starts, masks_avx2_fronts },
  { "sse2", 2, masks_sse2, masks_sse2_words, masks_sse2_starts, masks_sse2_fronts },
#elif defined(__aarch64__)
  { "neon", 2, masks_neon, masks_neon_words, masks_neon_starts, masks_neon_fronts },
#endif
  { "bytes", 1, masks_bytes, masks_bytes_words, masks_bytes_starts, masks_bytes_fronts },
};
enum { MACHINE_COUNT = sizeof machines / sizeof machines[0] };

static int can_run(const nw_machine *machine) {
#if defined(__x86_64__)
  int bits = __builtin_cpu_supports("bmi") != 0 && __builtin_cpu_supports("bmi2") != 0;
  if (machine->masks == masks_avx512bw) return bits && __builtin_cpu_supports("avx512bw") != 0;
  if (machine->masks == masks_avx2) return bits && __builtin_cpu_supports("avx2") != 0;
#endif
  (void)machine;
  return 1;
}

const nw_machine *nw_machine_at(unsigned i) {
  for (unsigned m = 0; m < MACHINE_COUNT; m++)
    if (can_run(&machines[m]) && i-- == 0) return &machines[m];
  return NULL;
}

/* Sets bits of one place in every class. */
static void add_bits(nw_masks *masks, size_t b, uint64_t bits) {
  masks->digit[b] |= bits;
  masks->alpha[b] |= bits;
  masks->upper[b] |= bits;
  masks->high[b] |= bits;
  masks->join[b] |= bits;
  masks->at[b] |= bits;
  masks->colon[b] |= bits;
  masks->slash[b] |= bits;
  masks->dot[b] |= bits;
  masks->equal[b] |= bits;
}

static void clear(nw_masks *masks, size_t b) {
  masks->digit[b] = masks->alpha[b] = masks->upper[b] = masks->high[b] = masks->join[b] = 0;
  masks->at[b] = masks->colon[b] = masks->slash[b] = masks->dot[b] = masks->equal[b] = 0;
}

static void add_byte_before(nw_masks *masks, int before) {
  enum { LAST = NW_BLOCK_BYTES - 1 };
  clear(masks, 0);
  if (before < 0) return;
  unsigned c = (unsigned)before;
  masks->digit[0] = (uint64_t)(nw_is_digit(c) != 0) << LAST;
  masks->alpha[0] = (uint64_t)(nw_is_alpha(c) != 0) << LAST;
  masks->upper[0] = (uint64_t)(nw_is_upper(c) != 0) << LAST;
  masks->high[0] = (uint64_t)(c >= 0x80) << LAST;
  masks->join[0] = (uint64_t)(c == '_' || c == '-') << LAST;
  masks->at[0] = (uint64_t)(c == '@') << LAST;
  masks->colon[0] = (uint64_t)(c == ':') << LAST;
  masks->slash[0] = (uint64_t)(c == '/') << LAST;
  masks->dot[0] = (uint64_t)(c == '.') << LAST;
  masks->equal[0] = (uint64_t)(c == '=') << LAST;
}

size_t nw_masks_batch(const nw_machine *machine, nw_masks *masks, const unsigned char *data, size_t left, int open, int before) {
  size_t whole = left / NW_BLOCK_BYTES, rest = left % NW_BLOCK_BYTES, b;
  add_byte_before(masks, before);
  if (whole > NW_BATCH_BLOCKS) {
    machine->masks(masks, 1, data, NW_BATCH_BLOCKS + 1);
    return NW_BATCH_BLOCKS;
  }
  if (whole > 0) machine->masks(masks, 1, data, whole);
  b = whole + 1;
  if (rest > 0) {
    unsigned char block[NW_BLOCK_BYTES] = { 0 };
    memcpy(block, data + whole * NW_BLOCK_BYTES, rest);
    machine->masks(masks, b, block, 1);
    if (open) add_bits(masks, b, ~(uint64_t)0 << rest);
    if (++b > NW_BATCH_BLOCKS + 1) return NW_BATCH_BLOCKS;
  }
  clear(masks, b);
  if (open) add_bits(masks, b, ~(uint64_t)0);
  return b - 1;
}
