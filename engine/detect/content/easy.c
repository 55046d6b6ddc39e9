/* detect/content/easy.c - easy chunks (sight.h) weighed as they are seen: most of most texts.
 *
 *   "...the cat, and..."  masks ─► the | cat | ,     one look for a word that is known, one row for its pair
 *                                                    sums of lanes, lists and, on the way, the word for what is known of attacks
 *
 * The same as read.c, weigh.c and attack/words.c say of these bytes, word by word instead of byte by byte: the split law of the judge
 * (tests) holds the two together. A token has one view here. What a machine does is in easy_body.h, its registers are here. */
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#  include <immintrin.h>
#endif

#include "detect/content/sight.h"
#include "detect/content/token.h"
#include "detect/content/weigh.h"

#if defined(__GNUC__)
#  define INLINE static inline __attribute__((always_inline))
#else
#  define INLINE static inline
#endif

/* ---- what no machine does in its own way ---- */

static void word_rows(const nw_content_model *model, const uint8_t *text, unsigned len, uint32_t word, int16_t sums[NW_CONTENT_LANES]) {
  const nw_content_token token = { .text = text, .len = len, .word = word, .fresh = NW_FRESH_WORD };
  nw_content_word_rows(model, &token, sums);
}

static nw_attack_sense sense_of(const nw_content_key *key, unsigned len) {
  return nw_tells_sense(nw_attack_word_hash(key->low, key->high, len));
}

/* Signs and blanks, where attacks are asked about. */
static void attack_signs(nw_attack *attack, const unsigned char *data, unsigned from, unsigned to, size_t at) {
  for (unsigned i = from; i < to; i++) {
    if (nw_attack_words_idle(&attack->words)) nw_attack_words_sign(&attack->words, data[i]);
    else nw_attack_push(attack, data + i, 1, at + i, 0);
  }
}

/* 1 where a chunk is not easy, for letters apart might be dotted. */
static inline int may_be_dotted(uint64_t letters, unsigned len) { return (letters & letters >> 1) == 0 && len >= 5; }

/* A word of the window in hand, hashed ahead: what is known of it, and of the pair, is on its way from memory when its turn comes. */
typedef struct seen_word { nw_content_key key; uint32_t word, pair; const nw_content_known *known; const int8_t *pair_row; } seen_word;

/* The window in hand; `told`: up to where its letters were counted. */
typedef struct window {
  nw_sight sight;
  const unsigned char *data;
  size_t at;
  unsigned told, attacked;
  seen_word words[NW_SIGHT_BYTES / 2];   /* its runs of letters, */
  const seen_word *next;                 /* … and whose turn it is */
} window;

static inline void fetch(const void *address) {
#if defined(__GNUC__)
  __builtin_prefetch(address);
#else
  (void)address;
#endif
}

/* ---- machines ---- */

typedef struct lanes { int32_t at[NW_CONTENT_LANES]; } lanes;
typedef struct recent { uint32_t at[NW_CONTENT_RECENT]; } recent;

INLINE int any_again(recent *these, uint32_t hash) { return nw_content_again(these->at, hash); }
INLINE void any_add_sums(lanes *to, const int16_t sums[NW_CONTENT_LANES]) {
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) to->at[k] += sums[k];
}
INLINE void any_add_row(lanes *to, const int8_t row[NW_CONTENT_LANES]) {
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) to->at[k] += row[k];
}
INLINE unsigned any_count(uint64_t bits) {
  unsigned count = 0;
  for (; bits != 0; bits &= bits - 1) count++;
  return count;
}

#define NAME(part) any_##part
#define TARGET
#define LANES lanes
#define RECENT recent
#if defined(__x86_64__) && defined(__GNUC__)
#  define VECTOR __m128i
#  define LOAD(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#  define STORE(p, v) _mm_storeu_si128((__m128i *)(void *)(p), v)
#  define BITS(class) ((uint64_t)(uint32_t)_mm_movemask_epi8(class))
#  define ALL(c) _mm_set1_epi8((char)(c))
#  define EITHER(a, b) _mm_or_si128(a, b)
#  define BOTH(a, b) _mm_and_si128(a, b)
#  define LESS(a, b) _mm_andnot_si128(b, a)
#  define SAME(a, b) _mm_cmpeq_epi8(a, b)
#  define OFFSET(v, low) _mm_sub_epi8(v, ALL(low))
#  define WITHIN(v, low, span) SAME(_mm_min_epu8(OFFSET(v, low), ALL(span)), OFFSET(v, low))
#  define SHIFTED(v, next) _mm_or_si128(_mm_srli_si128(v, 1), _mm_slli_si128(next, 15))
#  define NOTHING _mm_setzero_si128()
#endif
#include "detect/content/easy_body.h"

#if defined(__x86_64__) && defined(__GNUC__)
#  define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
TARGET INLINE int avx2_again(__m256i *these, uint32_t hash) {
  const __m256i wanted = _mm256_set1_epi32((int32_t)hash), back = _mm256_setr_epi32(0, 0, 1, 2, 3, 4, 5, 6);
  if (_mm256_movemask_epi8(_mm256_cmpeq_epi32(*these, wanted)) != 0) return 1;
  *these = _mm256_blend_epi32(_mm256_permutevar8x32_epi32(*these, back), wanted, 1);
  return 0;
}
TARGET INLINE void avx2_add_sums(__m256i *to, const int16_t sums[NW_CONTENT_LANES]) {
  *to = _mm256_add_epi32(*to, _mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)(const void *)sums)));
}
TARGET INLINE void avx2_add_row(__m256i *to, const int8_t row[NW_CONTENT_LANES]) {
  *to = _mm256_add_epi32(*to, _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)row)));
}
TARGET INLINE unsigned avx2_count(uint64_t bits) { return (unsigned)__builtin_popcountll(bits); }

#  define NAME(part) avx2_##part
#  define LANES __m256i
#  define RECENT __m256i
#  define VECTOR __m256i
#  define LOAD(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#  define STORE(p, v) _mm256_storeu_si256((__m256i *)(void *)(p), v)
#  define BITS(class) ((uint64_t)(uint32_t)_mm256_movemask_epi8(class))
#  define ALL(c) _mm256_set1_epi8((char)(c))
#  define EITHER(a, b) _mm256_or_si256(a, b)
#  define BOTH(a, b) _mm256_and_si256(a, b)
#  define LESS(a, b) _mm256_andnot_si256(b, a)
#  define SAME(a, b) _mm256_cmpeq_epi8(a, b)
#  define OFFSET(v, low) _mm256_sub_epi8(v, ALL(low))
#  define WITHIN(v, low, span) SAME(_mm256_min_epu8(OFFSET(v, low), ALL(span)), OFFSET(v, low))
#  define SHIFTED(v, next) _mm256_alignr_epi8(_mm256_permute2x128_si256(v, next, 0x21), v, 1)
#  define NOTHING _mm256_setzero_si256()
#  include "detect/content/easy_body.h"

static int has_avx2(void) {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 && __builtin_cpu_supports("bmi2") != 0 &&
         __builtin_cpu_supports("popcnt") != 0;
}
nw_content_easy_fn *nw_content_easy_best(void) { return has_avx2() ? avx2_easy : nw_content_easy_any; }
#else
nw_content_easy_fn *nw_content_easy_best(void) { return nw_content_easy_any; }
#endif

size_t nw_content_easy_any(nw_content_weigher *w, const unsigned char *data, size_t len, size_t at) {
  return any_easy(w, data, len, at);
}
