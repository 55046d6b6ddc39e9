#include "detect/masks.h"

#include <string.h>

#include "base/hash.h"
#include "base/slice.h"
#include "text/neon.h"

/* ---- byte by byte: a register of one byte; what every machine has, and what the others are compared with ---- */

#define NAME bytes
#define TARGET
#define VECTOR unsigned
#define WIDTH 1
#define LOAD(p) (*(p))
#define FOLD(v) ((v) | 0x20u)
#define WITHIN(v, low, span) ((v) - (unsigned)(low) <= (span))
#define PUT_LETTERS(p, class, v) (*(p) = (unsigned char)((class) ? (v) & 31 : 0))
#include "detect/words_body.h"

#if defined(__x86_64__)
#  include <immintrin.h>

#  define NAME ssse3
#  define TARGET __attribute__((target("ssse3")))
#  define VECTOR __m128i
#  define WIDTH 16
#  define LOAD(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#  define FOLD(v) _mm_or_si128(v, _mm_set1_epi8(0x20))
#  define OFFSET(v, low) _mm_sub_epi8(v, _mm_set1_epi8(low))
#  define WITHIN(v, low, span) _mm_cmpeq_epi8(_mm_min_epu8(OFFSET(v, low), _mm_set1_epi8(span)), OFFSET(v, low))
#  define PUT_LETTERS(p, class, v) \
     _mm_storeu_si128((__m128i *)(void *)(p), _mm_and_si128(class, _mm_and_si128(v, _mm_set1_epi8(31))))
#  include "detect/words_body.h"
#  undef OFFSET

#  define NAME avx2
#  define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#  define VECTOR __m256i
#  define WIDTH 32
#  define LOAD(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#  define FOLD(v) _mm256_or_si256(v, _mm256_set1_epi8(0x20))
#  define OFFSET(v, low) _mm256_sub_epi8(v, _mm256_set1_epi8(low))
#  define WITHIN(v, low, span) _mm256_cmpeq_epi8(_mm256_min_epu8(OFFSET(v, low), _mm256_set1_epi8(span)), OFFSET(v, low))
#  define LOWEST(bits) (unsigned)_tzcnt_u64(bits)
#  define PUT_LETTERS(p, class, v) \
     _mm256_storeu_si256((__m256i *)(void *)(p), _mm256_and_si256(class, _mm256_and_si256(v, _mm256_set1_epi8(31))))
#  include "detect/words_body.h"
#  undef OFFSET

#  define NAME avx512bw
#  define TARGET __attribute__((target("avx512bw,bmi,bmi2,popcnt")))
#  define VECTOR __m512i
#  define WIDTH 64
#  define LOAD(p) _mm512_loadu_si512((const void *)(p))
#  define FOLD(v) _mm512_or_si512(v, _mm512_set1_epi8(0x20))
#  define WITHIN(v, low, span) _mm512_cmple_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8(low)), _mm512_set1_epi8(span))
#  define LOWEST(bits) (unsigned)_tzcnt_u64(bits)
#  define PUT_LETTERS(p, class, v) \
     _mm512_storeu_si512((void *)(p), _mm512_maskz_mov_epi8(class, _mm512_and_si512(v, _mm512_set1_epi8(31))))
#  include "detect/words_body.h"
#elif defined(__aarch64__)
#  define NAME neon
#  define TARGET
#  define VECTOR uint8x16_t
#  define WIDTH 16
#  define LOAD(p) vld1q_u8(p)
#  define FOLD(v) vorrq_u8(v, vdupq_n_u8(0x20))
#  define WITHIN(v, low, span) vcleq_u8(vsubq_u8(v, vdupq_n_u8(low)), vdupq_n_u8(span))
#  define PUT_LETTERS(p, class, v) vst1q_u8(p, vandq_u8(class, vandq_u8(v, vdupq_n_u8(31))))
#  include "detect/words_body.h"
#endif

#define MACHINE(name, width, lanes) { #name, width, lanes, name##_letters, name##_starts, name##_asked, name##_list }
static const nw_machine machines[] = {
#if defined(__x86_64__)
  MACHINE(avx512bw, NW_WIDTH_512, 8), MACHINE(avx2, NW_WIDTH_256, 4), MACHINE(ssse3, NW_WIDTH_128, 2),
#elif defined(__aarch64__)
  MACHINE(neon, NW_WIDTH_128, 2),
#endif
  MACHINE(bytes, NW_WIDTH_8, 1)
};
enum { MACHINE_COUNT = sizeof machines / sizeof machines[0] };

nw_masks *nw_masks_at(const nw_scan *scan, nw_masks_fn classes, size_t pos, int open, nw_masks *own, size_t *blocks) {
  enum { NEEDED_BYTES = NW_BATCH_BYTES + NW_BLOCK_BYTES };
  const unsigned char *data = scan->data + (pos - scan->base);
  const nw_masked *known = &scan->masked;
  size_t left = scan->end - pos;
  int before = pos > scan->from ? data[-1] : -1, ends = scan->final && known->end == scan->end;
  if (known->masks == NULL || known->at != pos || (!ends && left < NEEDED_BYTES)) {
    *blocks = nw_masks_batch(classes, own, data, left, open, before);
    return own;
  }
  nw_masks_before(known->masks, before);
  *blocks = left < NW_BATCH_BYTES ? (left + NW_BLOCK_BYTES - 1) / NW_BLOCK_BYTES : NW_BATCH_BLOCKS;
  return known->masks;
}

const nw_machine *nw_machine_at(unsigned i) {
  for (unsigned m = 0; m < MACHINE_COUNT; m++)
    if (nw_width_runs(machines[m].width) && i-- == 0) return &machines[m];
  return NULL;
}
