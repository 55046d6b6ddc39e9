/* detect/content/lanes.c - see lanes.h. */
#include "detect/content/lanes.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#  include <immintrin.h>
#endif

enum {
  NORM_SHIFT = 8, IDF2_MOST = (int32_t)(UINT32_MAX >> NORM_SHIFT),   /* norm = sqrt(idf2 << 8) = 16 sqrt(idf2) */
  LOGIT_MOST = 8 * NW_CONTENT_ONE,
  PRODUCT_BITS = 9
};
_Static_assert(NW_CONTENT_PRODUCT == 1 << PRODUCT_BITS, "vectors shift where others divide");

/* ---- any machine ---- */

static void sums_of(const nw_content_totals *upto, const nw_content_totals *from, unsigned view, int32_t sums[NW_CONTENT_LANES]) {
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) {
    const uint32_t more = view ? upto->lane[1][k] - from->lane[1][k] : 0;
    sums[k] = (int32_t)(upto->lane[0][k] - from->lane[0][k] + more);
  }
}

/* The whole part of the norm; of squares that lie between `least` and what is most. */
static int32_t norm_of(int32_t idf2, int32_t least) {
  if (idf2 < least) idf2 = least;
  if (idf2 > IDF2_MOST) idf2 = IDF2_MOST;
  return (int32_t)sqrt((double)idf2 * (1 << NORM_SHIFT));
}

static void any_weigh(const nw_content_model *model, const nw_content_totals *upto, const nw_content_totals *from, unsigned view,
                      int32_t logits[NW_CONTENT_LANES], int16_t inputs[NW_CONTENT_LANES]) {
  int32_t sums[NW_CONTENT_LANES];
  sums_of(upto, from, view, sums);
  const double inverse = (1 << 24) / norm_of(sums[NW_LANE_IDF2], 1);  /* 2^20 / sqrt(idf2) */
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) {
    double logit = sums[k] * inverse * model->scale[k] + model->bias[k] + LOGIT_MOST;
    if (logit > 2 * LOGIT_MOST) logit = 2 * LOGIT_MOST;
    logits[k] = (logit > 0 ? (int32_t)logit : 0) - LOGIT_MOST;  /* rounded down */
    inputs[k] = (int16_t)(logits[k] / NW_CONTENT_TO_INPUT);
  }
}

static unsigned any_suspects(const nw_content_model *model, const nw_content_totals *upto,
                             const nw_content_totals *const from[NW_CONTENT_SPOTS], unsigned view) {
  unsigned suspects = 0;
  for (unsigned s = 0; s < NW_CONTENT_SPOTS; s++) {
    int32_t sums[NW_CONTENT_LANES];
    sums_of(upto, from[s], view, sums);
    const int32_t norm = norm_of(sums[NW_LANE_IDF2], 0), held = norm < INT16_MAX ? norm : INT16_MAX;
    for (unsigned k = 0; k < NW_CONTENT_HEADS; k++)
      if ((int64_t)sums[k] * 256 > (int64_t)model->suspect[k] * held) suspects |= 1u << s;
  }
  return suspects;
}

static unsigned any_above(const nw_content_stage *stage, const int16_t input[NW_CONTENT_INPUTS], const int32_t floor[NW_CONTENT_OUTPUTS],
                          int32_t logits[NW_CONTENT_OUTPUTS]) {
  unsigned above = 0;
  memset(logits, 0, NW_CONTENT_OUTPUTS * sizeof *logits);
  for (unsigned i = 0; i < NW_CONTENT_INPUTS; i++)
    for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) logits[k] += stage->pairs[i / 2][k][i % 2] * input[i];
  for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) {
    logits[k] = nw_content_bounded(logits[k] / NW_CONTENT_PRODUCT + stage->biases[k]);
    above |= (unsigned)(logits[k] > floor[k]) << k;
  }
  return above;
}

const nw_content_lanes nw_content_lanes_any = { any_weigh, any_suspects, any_above };

/* ---- AVX2 ---- */

#if defined(__x86_64__) && defined(__GNUC__)
#  define TARGET __attribute__((target("avx2")))

TARGET static inline __m256i load(const void *at) { return _mm256_loadu_si256((const __m256i *)at); }

/* The same of what was just written, in halves at most: it can be read before it is in memory. */
TARGET static inline __m256i load_new(const void *at) {
  const __m128i *half = (const __m128i *)at;
  return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(half)), _mm_loadu_si128(half + 1), 1);
}

TARGET static inline __m256i avx2_sums(const nw_content_totals *upto, const nw_content_totals *from, unsigned view) {
  const __m256i sums = _mm256_sub_epi32(load_new(upto->lane[0]), load(from->lane[0]));
  return view ? _mm256_add_epi32(sums, _mm256_sub_epi32(load_new(upto->lane[1]), load(from->lane[1]))) : sums;
}

/* The root of the squares of the norm, `least` at least; in both doubles. */
TARGET static inline __m128d avx2_root(__m256i sums, double least) {
  const __m128i idf2 = _mm_shuffle_epi32(_mm256_extracti128_si256(sums, 1), 0xFF);
  const __m128d square = _mm_min_pd(_mm_max_pd(_mm_cvtepi32_pd(idf2), _mm_set1_pd(least)), _mm_set1_pd(IDF2_MOST));
  return _mm_sqrt_pd(_mm_mul_pd(square, _mm_set1_pd(1 << NORM_SHIFT)));
}

TARGET static inline __m128i avx2_four(__m128i sums, __m256d inverse, const double scale[4], const double bias[4]) {
  const __m256d scaled = _mm256_mul_pd(_mm256_mul_pd(_mm256_cvtepi32_pd(sums), inverse), _mm256_loadu_pd(scale));
  const __m256d logit = _mm256_add_pd(_mm256_add_pd(scaled, _mm256_loadu_pd(bias)), _mm256_set1_pd(LOGIT_MOST));
  const __m256d bounded = _mm256_max_pd(_mm256_min_pd(logit, _mm256_set1_pd(2 * LOGIT_MOST)), _mm256_setzero_pd());
  return _mm_sub_epi32(_mm256_cvttpd_epi32(bounded), _mm_set1_epi32(LOGIT_MOST));
}

/* Divided by a power of two, towards zero, as C divides. */
TARGET static inline __m256i avx2_divided(__m256i these, int bits) {
  return _mm256_srai_epi32(_mm256_add_epi32(these, _mm256_srli_epi32(_mm256_srai_epi32(these, 31), 32 - bits)), bits);
}

TARGET static void avx2_weigh(const nw_content_model *model, const nw_content_totals *upto, const nw_content_totals *from, unsigned view,
                              int32_t logits[NW_CONTENT_LANES], int16_t inputs[NW_CONTENT_LANES]) {
  enum { TO_INPUT_BITS = 2 };
  _Static_assert(NW_CONTENT_TO_INPUT == 1 << TO_INPUT_BITS, "vectors shift where others divide");
  const __m256i sums = avx2_sums(upto, from, view);
  const __m128d quotient = _mm_floor_pd(_mm_div_pd(_mm_set1_pd(1 << 24), _mm_floor_pd(avx2_root(sums, 1))));
  const __m256d inverse = _mm256_broadcastsd_pd(quotient);
  const __m128i low = avx2_four(_mm256_castsi256_si128(sums), inverse, model->scale, model->bias);
  const __m128i high = avx2_four(_mm256_extracti128_si256(sums, 1), inverse, model->scale + 4, model->bias + 4);
  const __m256i all = _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1), these = avx2_divided(all, TO_INPUT_BITS);
  _mm256_storeu_si256((__m256i *)(void *)logits, all);
  _mm_storeu_si128((__m128i *)(void *)inputs, _mm_packs_epi32(_mm256_castsi256_si128(these), _mm256_extracti128_si256(these, 1)));
}

/* 1 where some head is suspect. */
TARGET static inline int avx2_is_suspect(const nw_content_model *model, __m256i sums) {
  const __m128i norm = _mm_cvttpd_epi32(_mm_min_pd(avx2_root(sums, 0), _mm_set1_pd(INT16_MAX)));
  const __m256i least = _mm256_madd_epi16(load(model->suspect), _mm256_broadcastd_epi32(norm));
  const __m256i over = _mm256_cmpgt_epi32(_mm256_slli_epi32(sums, 8), least);
  return (_mm256_movemask_ps(_mm256_castsi256_ps(over)) & ((1 << NW_CONTENT_HEADS) - 1)) != 0;
}

/* Roots take their time, and few are suspect: squares tell most of the others. With r the root and n its whole part: where
 * a x sum > b x n, and so a x sum + b > b x r, the square of a x sum + b is above that of b x r, of which we take a millionth less, for
 * single floats round. */
TARGET static unsigned avx2_suspects(const nw_content_model *model, const nw_content_totals *upto,
                                     const nw_content_totals *const from[NW_CONTENT_SPOTS], unsigned view) {
  const __m256 suspect = _mm256_cvtepi32_ps(load(model->suspect)), squares = _mm256_loadu_ps(model->suspect_square);
  const __m256i norm_lane = _mm256_set1_epi32(NW_LANE_IDF2);
  __m256i sums[NW_CONTENT_SPOTS];
  __m256 over[NW_CONTENT_SPOTS], any = _mm256_setzero_ps();
  unsigned suspects = 0;
  for (unsigned s = 0; s < NW_CONTENT_SPOTS; s++) {
    sums[s] = avx2_sums(upto, from[s], view);
    const __m256 sum = _mm256_cvtepi32_ps(sums[s]), least = _mm256_mul_ps(squares, _mm256_permutevar8x32_ps(sum, norm_lane));
    const __m256 raised = _mm256_max_ps(_mm256_add_ps(_mm256_mul_ps(sum, _mm256_set1_ps(256)), suspect), _mm256_setzero_ps());
    over[s] = _mm256_cmp_ps(_mm256_mul_ps(raised, raised), least, _CMP_GT_OQ);
    any = _mm256_or_ps(any, over[s]);
  }
  if (_mm256_movemask_ps(any) == 0) return 0;
  for (unsigned s = 0; s < NW_CONTENT_SPOTS; s++)
    if (_mm256_movemask_ps(over[s]) != 0) suspects |= (unsigned)avx2_is_suspect(model, sums[s]) << s;
  return suspects;
}

TARGET static unsigned avx2_above(const nw_content_stage *stage, const int16_t input[NW_CONTENT_INPUTS],
                                  const int32_t floor[NW_CONTENT_OUTPUTS], int32_t logits[NW_CONTENT_OUTPUTS]) {
  enum { TURNS = 4 };
  _Static_assert(NW_CONTENT_INPUTS / 2 % TURNS == 0, "all pairs have their turn");
  const __m256i most = _mm256_set1_epi32(NW_CONTENT_LOGIT_MOST), least = _mm256_set1_epi32(-NW_CONTENT_LOGIT_MOST);
  __m256i sum[TURNS];
  for (unsigned t = 0; t < TURNS; t++) sum[t] = _mm256_setzero_si256();
  for (unsigned i = 0; i < NW_CONTENT_INPUTS / 2; i += TURNS)
    for (unsigned t = 0; t < TURNS; t++) {
      int32_t two;
      memcpy(&two, input + 2 * (i + t), sizeof two);
      sum[t] = _mm256_add_epi32(sum[t], _mm256_madd_epi16(_mm256_set1_epi32(two), load(stage->pairs[i + t])));
    }
  const __m256i all = _mm256_add_epi32(_mm256_add_epi32(sum[0], sum[1]), _mm256_add_epi32(sum[2], sum[3]));
  const __m256i logit = _mm256_add_epi32(avx2_divided(all, PRODUCT_BITS), load(stage->biases));
  const __m256i bounded = _mm256_max_epi32(_mm256_min_epi32(logit, most), least);
  _mm256_storeu_si256((__m256i *)(void *)logits, bounded);
  return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(bounded, load(floor))));
}

static const nw_content_lanes avx2 = { avx2_weigh, avx2_suspects, avx2_above };
const nw_content_lanes *nw_content_lanes_best(void) { return __builtin_cpu_supports("avx2") ? &avx2 : &nw_content_lanes_any; }
#else
const nw_content_lanes *nw_content_lanes_best(void) { return &nw_content_lanes_any; }
#endif
