/* text/each_machine.h - one body of code for every machine: includes BODY, a file of functions over bytes in registers, once for each
 * kind of registers that the target may have. No include guard: a source includes it once a body.
 *
 *   #define BODY "text/masks_body.h"
 *   #include "text/each_machine.h"         masks_avx512, masks_avx2, masks_ssse3, masks_bytes; or masks_neon, masks_bytes
 *
 * In BODY
 *   NAMED(name)  the function's name here     TARGET  its attribute, or nothing
 *   VECTOR  a register of WIDTH bytes         LOAD(p), STORE(p, v), BOTH(a, b): and, EITHER(a, b): or, ALL(c): c in each byte
 *   LOOK(table, v), LOOK_HIGH(table, v)       table[v & 15] of 16 bytes, 0 above 0x7F; table[v >> 4]
 *   AT_LEAST(v, n)                            a bit a byte: it is n or more; n is a constant, 1 to 128
 *   HAS(v, n)                                 a bit a byte: it has bit n, a constant
 *   EQUAL(v, c), SAME(a, b)                   a bit a byte: it is c; it is the same in both
 *   MATCH(v, c)                               not 0 in each byte that is c
 *   KEEP(mask, i, bits)                       the bits of the bytes i and on, in memory
 *   ADD(mask, i, bits)                        the same, in a register that was 0
 *   SOME(v)                                   1: a byte of it is not 0
 *   LOWEST(bits)                              the place of the lowest of 64 bits; 64: there is none
 *   BLOCKS  a register of 64-bit words, which C's own operators work on, of which LANES are one; FLAGS(v): a bit a word, it is not 0
 */
#ifndef BODY
#  error "BODY is the file that is compiled for each machine"
#endif

#ifndef NW_TEXT_EACH_MACHINE_H
#define NW_TEXT_EACH_MACHINE_H

#include "text/masks.h"
#include "text/neon.h"
#define NW_LOWEST(bits) ((bits) == 0 ? (uint64_t)64 : (uint64_t)__builtin_ctzll(bits))
#if defined(__x86_64__) && defined(__GNUC__)
#  include <immintrin.h>
typedef uint64_t nw_blocks_2 __attribute__((vector_size(16)));
typedef uint64_t nw_blocks_4 __attribute__((vector_size(32)));
typedef uint64_t nw_blocks_8 __attribute__((vector_size(64)));
#  define NW_EACH_MACHINE(ROW) ROW(avx512, NW_WIDTH_512) ROW(avx2, NW_WIDTH_256) ROW(ssse3, NW_WIDTH_128) ROW(bytes, NW_WIDTH_8)
#elif defined(__aarch64__)
typedef uint64_t nw_blocks_2 __attribute__((vector_size(16)));
#  define NW_EACH_MACHINE(ROW) ROW(neon, NW_WIDTH_128) ROW(bytes, NW_WIDTH_8)
#else
#  define NW_EACH_MACHINE(ROW) ROW(bytes, NW_WIDTH_8)
#endif
#endif

/* ---- byte by byte ---- */

#define NAMED(name) name##_bytes
#define TARGET
#define VECTOR unsigned
#define WIDTH 1
#define LOAD(p) (*(p))
#define STORE(p, v) (*(p) = (unsigned char)(v))
#define LOWEST(bits) NW_LOWEST(bits)
#define BOTH(a, b) ((a) & (b))
#define EITHER(a, b) ((a) | (b))
#define ALL(c) ((unsigned)(c))
#define LOOK(table, v) ((v) < 0x80 ? (unsigned)(table)[(v) & 15] : 0)
#define LOOK_HIGH(table, v) ((unsigned)(table)[(v) >> 4])
#define AT_LEAST(v, n) ((v) >= (unsigned)(n))
#define HAS(v, n) ((v) >> (n) & 1)
#define EQUAL(v, c) ((v) == (c))
#define SAME(a, b) ((a) == (b))
#define MATCH(v, c) ((unsigned)((v) == (c)))
#define KEEP(mask, i, bits) ((mask) = ((i) == 0 ? 0 : (mask)) | (uint64_t)(bits) << (i))
#define ADD(mask, i, bits) ((mask) |= (uint64_t)(bits) << (i))
#define SOME(v) ((uint64_t)((v) != 0))
#define BLOCKS uint64_t
#define LANES 1
#define FLAGS(v) ((uint64_t)((v) != 0))
#include BODY
#include "text/each_machine_end.h"

#if defined(__x86_64__) && defined(__GNUC__)
/* A byte of at least `n` has its highest bit when 128 - n is added, with saturation. */
#  define NAMED(name) name##_ssse3
#  define TARGET __attribute__((target("ssse3")))
#  define VECTOR __m128i
#  define WIDTH 16
#  define LOAD(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#  define STORE(p, v) _mm_storeu_si128((__m128i *)(void *)(p), v)
#  define LOWEST(bits) NW_LOWEST(bits)
#  define BOTH(a, b) _mm_and_si128(a, b)
#  define EITHER(a, b) _mm_or_si128(a, b)
#  define ALL(c) _mm_set1_epi8((char)(c))
#  define LOOK(table, v) _mm_shuffle_epi8(LOAD(table), v)
#  define LOOK_HIGH(table, v) _mm_shuffle_epi8(LOAD(table), _mm_and_si128(_mm_srli_epi16(v, 4), ALL(15)))
#  define AT_LEAST(v, n) _mm_movemask_epi8((n) == 128 ? v : _mm_adds_epu8(v, ALL(128 - (n))))
#  define HAS(v, n) _mm_movemask_epi8((n) == 7 ? v : _mm_slli_epi16(v, 7 - (n)))
#  define EQUAL(v, c) _mm_movemask_epi8(_mm_cmpeq_epi8(v, ALL(c)))
#  define MATCH(v, c) _mm_cmpeq_epi8(v, ALL(c))
#  define SAME(a, b) _mm_movemask_epi8(_mm_cmpeq_epi8(a, b))
#  define KEEP(mask, i, bits) nw_keep_16(&(mask), i, (uint16_t)(bits))
#  define ADD(mask, i, bits) ((mask) |= (uint64_t)(uint16_t)(bits) << (i))
#  define SOME(v) ((uint64_t)(_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_setzero_si128())) != 0xFFFF))
#  define BLOCKS nw_blocks_2
#  define LANES 2
#  define FLAGS(v) ((uint64_t)((v)[0] != 0) | (uint64_t)((v)[1] != 0) << 1)
#  include BODY
#  include "text/each_machine_end.h"

#  define NAMED(name) name##_avx2
#  define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#  define VECTOR __m256i
#  define WIDTH 32
#  define LOAD(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#  define STORE(p, v) _mm256_storeu_si256((__m256i *)(void *)(p), v)
#  define LOWEST(bits) _tzcnt_u64(bits)
#  define BOTH(a, b) _mm256_and_si256(a, b)
#  define EITHER(a, b) _mm256_or_si256(a, b)
#  define ALL(c) _mm256_set1_epi8((char)(c))
#  define TABLE(table) _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)(table)))
#  define LOOK(table, v) _mm256_shuffle_epi8(TABLE(table), v)
#  define LOOK_HIGH(table, v) _mm256_shuffle_epi8(TABLE(table), _mm256_and_si256(_mm256_srli_epi16(v, 4), ALL(15)))
#  define AT_LEAST(v, n) _mm256_movemask_epi8((n) == 128 ? v : _mm256_adds_epu8(v, ALL(128 - (n))))
#  define HAS(v, n) _mm256_movemask_epi8((n) == 7 ? v : _mm256_slli_epi16(v, 7 - (n)))
#  define EQUAL(v, c) _mm256_movemask_epi8(_mm256_cmpeq_epi8(v, ALL(c)))
#  define MATCH(v, c) _mm256_cmpeq_epi8(v, ALL(c))
#  define SAME(a, b) _mm256_movemask_epi8(_mm256_cmpeq_epi8(a, b))
#  define KEEP(mask, i, bits) nw_keep_32(&(mask), i, (uint32_t)(bits))
#  define ADD(mask, i, bits) ((mask) |= (uint64_t)(uint32_t)(bits) << (i))
#  define SOME(v) ((uint64_t)(_mm256_testz_si256(v, v) == 0))
#  define BLOCKS nw_blocks_4
#  define LANES 4
#  define FLAGS(v) ((uint64_t)(unsigned)_mm256_movemask_pd((__m256d)((v) != 0)))
#  include BODY
#  include "text/each_machine_end.h"
#  undef TABLE

#  define NAMED(name) name##_avx512
#  define TARGET __attribute__((target("avx512bw,bmi,bmi2,popcnt")))
#  define VECTOR __m512i
#  define WIDTH 64
#  define LOAD(p) _mm512_loadu_si512((const void *)(p))
#  define STORE(p, v) _mm512_storeu_si512((void *)(p), v)
#  define LOWEST(bits) _tzcnt_u64(bits)
#  define BOTH(a, b) _mm512_and_si512(a, b)
#  define EITHER(a, b) _mm512_or_si512(a, b)
#  define ALL(c) _mm512_set1_epi8((char)(c))
#  define TABLE(table) _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)(table)))
#  define LOOK(table, v) _mm512_shuffle_epi8(TABLE(table), v)
#  define LOOK_HIGH(table, v) _mm512_shuffle_epi8(TABLE(table), _mm512_and_si512(_mm512_srli_epi16(v, 4), ALL(15)))
#  define AT_LEAST(v, n) _mm512_cmpge_epu8_mask(v, ALL(n))
#  define HAS(v, n) ((n) == 7 ? _mm512_movepi8_mask(v) : _mm512_test_epi8_mask(v, ALL(1 << (n))))
#  define EQUAL(v, c) _mm512_cmpeq_epi8_mask(v, ALL(c))
#  define MATCH(v, c) _mm512_movm_epi8(_mm512_cmpeq_epi8_mask(v, ALL(c)))
#  define SAME(a, b) _mm512_cmpeq_epi8_mask(a, b)
#  define KEEP(mask, i, bits) ((mask) = (bits))
#  define ADD(mask, i, bits) ((mask) = (bits))
#  define SOME(v) ((uint64_t)(_mm512_test_epi8_mask(v, v) != 0))
#  define BLOCKS nw_blocks_8
#  define LANES 8
#  define FLAGS(v) ((uint64_t)_mm512_test_epi64_mask((__m512i)(v), (__m512i)(v)))
#  include BODY
#  include "text/each_machine_end.h"
#  undef TABLE

#elif defined(__aarch64__)
#  define NAMED(name) name##_neon
#  define TARGET
#  define VECTOR uint8x16_t
#  define WIDTH 16
#  define LOAD(p) vld1q_u8(p)
#  define STORE(p, v) vst1q_u8(p, v)
#  define LOWEST(bits) NW_LOWEST(bits)
#  define BOTH(a, b) vandq_u8(a, b)
#  define EITHER(a, b) vorrq_u8(a, b)
#  define ALL(c) vdupq_n_u8((uint8_t)(c))
#  define LOOK(table, v) vqtbl1q_u8(vld1q_u8(table), vandq_u8(v, ALL(0x8F)))  /* behind the table: 0 */
#  define LOOK_HIGH(table, v) vqtbl1q_u8(vld1q_u8(table), vshrq_n_u8(v, 4))
#  define AT_LEAST(v, n) nw_neon_bits(vcgeq_u8(v, ALL(n)))
#  define HAS(v, n) nw_neon_bits(vtstq_u8(v, ALL(1 << (n))))
#  define EQUAL(v, c) nw_neon_bits(vceqq_u8(v, ALL(c)))
#  define MATCH(v, c) vceqq_u8(v, ALL(c))
#  define SAME(a, b) nw_neon_bits(vceqq_u8(a, b))
#  define KEEP(mask, i, bits) nw_keep_16(&(mask), i, (uint16_t)(bits))
#  define ADD(mask, i, bits) ((mask) |= (uint64_t)(uint16_t)(bits) << (i))
#  define SOME(v) ((uint64_t)(vmaxvq_u8(v) != 0))
#  define BLOCKS nw_blocks_2
#  define LANES 2
#  define FLAGS(v) ((uint64_t)((v)[0] != 0) | (uint64_t)((v)[1] != 0) << 1)
#  include BODY
#  include "text/each_machine_end.h"
#endif
#undef BODY
