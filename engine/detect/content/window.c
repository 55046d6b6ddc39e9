/* detect/content/window.c - windows over blocks: their inputs, the second stage, calibration. See model.h.
 *
 *   blocks   0 1 2 3 4 5 6 7 8 9 10 11     a middle window is due at every second, a long one at every fifth
 *            [middle]                      sums, counts: totals up to its last block less those up to the block in front of it
 *                [middle]                  lists, short windows: gone through block by block
 *             [] [ ]  [  ]                 spots, at every half of a block, where something speaks against them: their weights are
 *                                          their own, for they are for what stands between others */
#include <math.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#  include <immintrin.h>
#elif defined(__SSE2__)
#  include <emmintrin.h>
#endif

#include "detect/content/model.h"

/* ---- logits ---- */

/* The whole part of the square root: the processor's is a guess, which is mended. */
static uint32_t root(uint32_t n) {
  uint32_t guess = (uint32_t)sqrt((double)n);
  while ((uint64_t)guess * guess > n) guess--;
  while ((uint64_t)(guess + 1) * (guess + 1) <= n) guess++;
  return guess;
}

static int32_t clamp(int64_t value, int32_t most) { return value > most ? most : value < -most ? -most : (int32_t)value; }

void nw_content_logits(const nw_content_model *model, const uint32_t sums[NW_CONTENT_LANES], int32_t out[NW_CONTENT_HEADS]) {
  enum { NORM_SHIFT = 8 };  /* sqrt(n << 8) = 16 sqrt(n) */
  uint32_t idf2 = (int32_t)sums[NW_LANE_IDF2] > 0 ? sums[NW_LANE_IDF2] : 1;
  if (idf2 > UINT32_MAX >> NORM_SHIFT) idf2 = UINT32_MAX >> NORM_SHIFT;
  uint32_t inverse = (1u << 24) / root(idf2 << NORM_SHIFT);  /* 2^20 / sqrt(idf2) */
  for (unsigned k = 0; k < NW_CONTENT_HEADS; k++) {
    int64_t scaled = (int64_t)(int32_t)sums[k] * inverse * model->head[k].scale;
    out[k] = clamp((scaled >> 24) + model->head[k].bias, 8 * NW_CONTENT_ONE);
  }
}

/* ---- inputs ---- */

enum { TO_INPUT = NW_CONTENT_ONE / NW_CONTENT_INPUT_ONE };

/* log2(1 + n) in 1/4096, linear between powers of two. */
static int32_t log_of(uint32_t n) {
  uint32_t value = n + 1, power = 31 - (uint32_t)__builtin_clz(value);
  return (int32_t)(power * NW_CONTENT_ONE + ((uint64_t)(value - (1u << power)) * NW_CONTENT_ONE >> power));
}

static unsigned bits_of(uint32_t word) {
  unsigned count = 0;
  for (; word != 0; word &= word - 1) count++;
  return count;
}

static int16_t share(unsigned part, unsigned whole) {
  if (part == 0) return 0;
  return (int16_t)((uint64_t)part * NW_CONTENT_INPUT_ONE / whole);
}

static const nw_content_block *block_at(const nw_content_weigher *w, unsigned i) { return &w->blocks[i % NW_CONTENT_RING]; }

/* Totals of the text in front of block `first`. */
static const nw_content_totals *totals_before(const nw_content_weigher *w, unsigned first) {
  static const nw_content_totals none = { .bytes = 0 };
  return first == 0 ? &none : &block_at(w, first - 1)->upto;
}

/* The first of the most of upto - from. */
static unsigned most_of(const uint16_t *upto, const uint16_t *from, unsigned n, unsigned least) {
  unsigned most = 0;
  for (unsigned i = 1; i < n; i++) {
    uint16_t count = (uint16_t)(upto[i] - from[i]);
    if (count > (uint16_t)(upto[most] - from[most]) && count >= least) most = i;
  }
  return most;
}

/* Script and language. Two words of another language, and more than of English, tell it; one where there is no English word in some
 * words. */
static void tell_language(const nw_content_totals *upto, const nw_content_totals *from, nw_content_window *out) {
  enum { LEAST_WORDS = 2, SOME_LETTERS = 16 };
  int english = upto->language[0] != from->language[0], some = upto->letters - from->letters >= SOME_LETTERS;
  out->script = upto->foreign == from->foreign ? NW_SCRIPT_LATIN : most_of(upto->script, from->script, NW_SCRIPT_COUNT, 1);
  out->language = upto->strange == from->strange ? 0 : most_of(upto->language, from->language, NW_LEX_LANGUAGES,
                                                               !english && some ? 1 : LEAST_WORDS);
}

/* Where `here` is higher than `tight`: takes it over, and `block` into `top`. */
static inline void take_higher(int32_t tight[NW_CONTENT_LANES], int32_t top[NW_CONTENT_LANES], const int32_t here[NW_CONTENT_LANES],
                               int32_t block) {
#ifdef __SSE2__
  for (unsigned k = 0; k < NW_CONTENT_LANES; k += 4) {
    __m128i *most = (__m128i *)(void *)(tight + k), *at = (__m128i *)(void *)(top + k);
    const __m128i now = _mm_loadu_si128((const __m128i *)(const void *)(here + k)), old = _mm_loadu_si128(most);
    const __m128i better = _mm_cmpgt_epi32(now, old), number = _mm_and_si128(better, _mm_set1_epi32(block));
    _mm_storeu_si128(most, _mm_or_si128(_mm_and_si128(better, now), _mm_andnot_si128(better, old)));
    _mm_storeu_si128(at, _mm_or_si128(number, _mm_andnot_si128(better, _mm_loadu_si128(at))));
  }
#else
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++)
    if (here[k] > tight[k]) tight[k] = here[k], top[k] = block;
#endif
}

/* The highest short window of halves [first, count), a head: those that end with a block. */
static void fill_tight(const nw_content_weigher *w, unsigned first, unsigned view, nw_content_window *out) {
  const unsigned last = w->count - 1;
  int32_t tight[NW_CONTENT_LANES];
  memcpy(tight, block_at(w, first < last ? first + 1 : last)->tight[view], sizeof tight);
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) out->top[k] = (int32_t)(first < last ? first + 1 : last);
  for (unsigned i = first + 1 + NW_CONTENT_HALVES; i < w->count + 1; i += NW_CONTENT_HALVES) {
    const unsigned end = i < last ? i : last;
    take_higher(tight, out->top, block_at(w, end)->tight[view], (int32_t)end);
  }
  for (unsigned k = 0; k < NW_CONTENT_HEADS; k++) out->input[NW_CONTENT_HEADS + k] = (int16_t)(tight[k] / TO_INPUT);
}

void nw_content_tight(const nw_content_weigher *w, const nw_content_window *window, unsigned head, size_t *start, size_t *end) {
  const unsigned top = (unsigned)window->top[head], first = top / NW_CONTENT_HALVES * NW_CONTENT_HALVES;
  *start = window->start, *end = window->end;
  if (window->reach == NW_CONTENT_SPOT) return;
  *end = block_at(w, top)->end;
  *start = block_at(w, first)->start;
  if (*start > window->start) *start = block_at(w, first - NW_CONTENT_HALVES)->start;
}

/* Distinct words of the lists, two inputs each: most lists have none. */
static void fill_lists(const nw_content_weigher *w, unsigned first, unsigned view, int16_t *input) {
  unsigned lists = 0;
  memset(input, 0, 2 * NW_LEX_CLASSES * sizeof *input);
  for (unsigned i = first; i < w->count; i++) lists |= block_at(w, i)->lists;
  for (; lists != 0; lists &= lists - 1) {
    const unsigned c = (unsigned)__builtin_ctz(lists);
    uint32_t words = 0;
    for (unsigned i = first; i < w->count; i++) words |= block_at(w, i)->lex[view][c];
    const unsigned distinct = bits_of(words);
    input[2 * c] = (int16_t)(log_of(distinct) / TO_INPUT);
    input[2 * c + 1] = distinct >= 2 ? NW_CONTENT_INPUT_ONE : 0;
  }
}

/* The inputs of blocks [first, count) in one view. */
static void fill_window(const nw_content_weigher *w, unsigned first, unsigned view, nw_content_window *out) {
  const nw_content_totals *upto = &block_at(w, w->count - 1)->upto, *from = totals_before(w, first);
  uint32_t sums[NW_CONTENT_LANES], bytes = upto->bytes - from->bytes, letters = upto->letters - from->letters;
  int32_t whole[NW_CONTENT_HEADS];
  int16_t *rest = out->input + 2 * NW_CONTENT_HEADS + 2 * NW_LEX_CLASSES;
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) sums[k] = upto->lane[0][k] - from->lane[0][k];
  for (unsigned k = 0; view && k < NW_CONTENT_LANES; k++) sums[k] += upto->lane[1][k] - from->lane[1][k];
  nw_content_logits(w->model, sums, whole);
  for (unsigned k = 0; k < NW_CONTENT_HEADS; k++) out->input[k] = (int16_t)(whole[k] / TO_INPUT);
  if (out->reach == NW_CONTENT_WIDE) fill_tight(w, first, view, out);
  else memcpy(out->input + NW_CONTENT_HEADS, out->input, NW_CONTENT_HEADS * sizeof *out->input);
  fill_lists(w, first, view, out->input + 2 * NW_CONTENT_HEADS);
  rest[0] = (int16_t)(log_of(bytes) / 4 / TO_INPUT);
  rest[1] = share(upto->upper - from->upper, letters);
  rest[2] = share(upto->foreign - from->foreign, letters);
  rest[3] = bytes < NW_CONTENT_BLOCK_BYTES / 2 ? NW_CONTENT_INPUT_ONE : 0;
  if (out->reach == NW_CONTENT_SPOT) {
    enum { EACH = NW_CONTENT_INPUT_ONE / 8, FEW = 3 };
    rest[4] = (int16_t)(out->blocks * EACH);
    rest[5] = out->blocks <= FEW ? NW_CONTENT_INPUT_ONE : 0;
  } else {
    rest[4] = (int16_t)(log_of(upto->bytes) / 4 / TO_INPUT);  /* of all windows so far the worst counts: how many there were */
    rest[5] = (int16_t)(bytes * NW_CONTENT_INPUT_ONE / (upto->bytes | 1));
  }
  out->start = block_at(w, first)->start;
  out->end = block_at(w, w->count - 1)->end;
}

/* ---- windows ---- */

/* Tells of the halves from `first` on. */
static void tell_window(nw_content_weigher *w, unsigned first, unsigned reach) {
  enum { LEAST_BYTES = 4 };
  const nw_content_totals *upto = &block_at(w, w->count - 1)->upto, *from = totals_before(w, first);
  nw_content_window window = { .reach = (uint8_t)reach, .blocks = (uint8_t)(w->count - first) };
  if (first == 0 && w->count <= NW_CONTENT_HALVES && upto->bytes < LEAST_BYTES) return;  /* a letter or two: nothing to weigh */
  tell_language(upto, from, &window);
  fill_window(w, first, 0, &window);
  w->take(w->self, &window, 0);
  if (upto->differs == from->differs) return;
  fill_window(w, first, 1, &window);
  w->take(w->self, &window, 1);
}

/* The norm of the sums, sixteen times the root of the squares of IDF, or the most that 16 bits hold. */
static int32_t norm_of(uint32_t idf2) {
  uint32_t norm = (int32_t)idf2 <= 0 ? 0 : idf2 > UINT32_MAX >> 8 ? INT16_MAX : root(idf2 << 8);
  return norm > INT16_MAX ? INT16_MAX : (int32_t)norm;
}

#ifdef __SSE2__
/* Heads, a bit each, that are above those of `than`: lanes of `low` and `high`. */
static inline unsigned above(__m128i low, __m128i high, __m128i than_low, __m128i than_high) {
  const __m128i higher = _mm_packs_epi32(_mm_cmpgt_epi32(low, than_low), _mm_cmpgt_epi32(high, than_high));
  return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(higher, higher)) & ((1u << NW_CONTENT_HEADS) - 1);
}
#endif

/* 1 where the logit of some head, of the sums of a spot, is above NW_CONTENT_SUSPECT. No division; mostly no sum is above 0. */
static inline int is_suspect(const nw_content_model *model, const nw_content_totals *upto, const nw_content_totals *from, unsigned view) {
#ifdef __SSE2__
  const __m128i *now = (const __m128i *)(const void *)upto->lane, *old = (const __m128i *)(const void *)from->lane;
  const __m128i none = _mm_setzero_si128(), *least = (const __m128i *)(const void *)model->suspect;
  __m128i low = _mm_sub_epi32(_mm_loadu_si128(now), _mm_loadu_si128(old));
  __m128i high = _mm_sub_epi32(_mm_loadu_si128(now + 1), _mm_loadu_si128(old + 1));
  if (view) {
    low = _mm_add_epi32(low, _mm_sub_epi32(_mm_loadu_si128(now + 2), _mm_loadu_si128(old + 2)));
    high = _mm_add_epi32(high, _mm_sub_epi32(_mm_loadu_si128(now + 3), _mm_loadu_si128(old + 3)));
  }
  if (!above(low, high, none, none)) return 0;
  const __m128i norm = _mm_set1_epi32(norm_of((uint32_t)_mm_cvtsi128_si32(_mm_shuffle_epi32(high, 0xFF))));
  return above(_mm_slli_epi32(low, 8), _mm_slli_epi32(high, 8), _mm_madd_epi16(_mm_loadu_si128(least), norm),
               _mm_madd_epi16(_mm_loadu_si128(least + 1), norm)) != 0;
#else
  int32_t sums[NW_CONTENT_LANES], suspect = 0;
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++)
    sums[k] = (int32_t)(upto->lane[0][k] - from->lane[0][k] + (view ? upto->lane[1][k] - from->lane[1][k] : 0));
  const int32_t norm = norm_of((uint32_t)sums[NW_LANE_IDF2]);
  for (unsigned k = 0; k < NW_CONTENT_HEADS; k++)
    suspect |= sums[k] > 0 && (int64_t)sums[k] * 256 > (int64_t)model->suspect[k] * norm;
  return suspect;
#endif
}

void nw_content_spots(nw_content_weigher *w) {
  static const uint8_t spots[] = { 2, 3, 4, 6, 9 };
  const nw_content_totals *upto = &block_at(w, w->count - 1)->upto;
  for (size_t s = 0; s < sizeof spots && spots[s] <= w->count; s++) {
    const nw_content_totals *from = totals_before(w, w->count - spots[s]);
    if (is_suspect(w->model, upto, from, 0) || (upto->differs != from->differs && is_suspect(w->model, upto, from, 1)))
      tell_window(w, w->count - spots[s], NW_CONTENT_SPOT);
  }
}

/* Tells of the last `most` blocks of `blocks`. */
static void tell_wide(nw_content_weigher *w, unsigned blocks, unsigned most) {
  tell_window(w, blocks > most ? (blocks - most) * NW_CONTENT_HALVES : 0, NW_CONTENT_WIDE);
}

/* 1 where a window of `most` is due at the block that was closed last. */
static int is_due(unsigned blocks, unsigned most, unsigned stride) { return blocks >= most && (blocks - most) % stride == 0; }

void nw_content_windows(nw_content_weigher *w, int final) {
  const unsigned blocks = (w->count + 1) / NW_CONTENT_HALVES;
  int is_long = is_due(blocks, NW_CONTENT_LONG_BLOCKS, NW_CONTENT_STRIDE_BLOCKS);
  int is_middle = is_due(blocks, NW_CONTENT_MIDDLE_BLOCKS, NW_CONTENT_MIDDLE_STRIDE);
  if (is_long != final) tell_wide(w, blocks, NW_CONTENT_LONG_BLOCKS);
  if (is_middle != final && (!final || blocks > NW_CONTENT_MIDDLE_BLOCKS)) tell_wide(w, blocks, NW_CONTENT_MIDDLE_BLOCKS);
}

/* ---- the second stage ---- */

enum { PRODUCT = NW_CONTENT_INPUT_ONE * NW_CONTENT_WEIGHT_ONE / NW_CONTENT_ONE };

static int32_t bounded(int32_t logit) {
  return logit > NW_CONTENT_LOGIT_MOST ? NW_CONTENT_LOGIT_MOST : logit < -NW_CONTENT_LOGIT_MOST ? -NW_CONTENT_LOGIT_MOST : logit;
}

static int32_t logit_of(int32_t sum, int32_t bias) { return bounded(sum / PRODUCT + bias); }

int32_t nw_content_output_logit(const nw_content_model *model, unsigned output, unsigned reach,
                                const int16_t input[NW_CONTENT_INPUTS]) {
  const nw_content_output *out = &model->out[output];
  int32_t sum = 0;
  for (unsigned i = 0; i < NW_CONTENT_INPUTS; i++) sum += out->weight[reach][i] * input[i];
  return logit_of(sum, out->bias[reach]);
}

static int32_t most_of_leaves(const nw_content_tree *tree) {
  int32_t most = tree->leaf[0];
  for (unsigned i = 1; i < NW_CONTENT_LEAVES; i++)
    if (tree->leaf[i] > most) most = tree->leaf[i];
  return most;
}

static void build_stage(nw_content_model *model, unsigned reach) {
  nw_content_stage *stage = &model->stage[reach];
  for (unsigned i = 0; i < NW_CONTENT_INPUTS; i++)
    for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) stage->pairs[i / 2][k][i % 2] = (int16_t)model->out[k].weight[reach][i];
  for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) stage->biases[k] = model->out[k].bias[reach];
  for (unsigned k = 0; k < NW_CONTENT_TREED; k++)
    for (unsigned t = NW_CONTENT_TREES; t-- > 0;)
      stage->rest[k][t] = most_of_leaves(&stage->tree[k][t]) + (t + 1 < NW_CONTENT_TREES ? stage->rest[k][t + 1] : 0);
}

/* sum x 256 > suspect x norm: sum x scale / norm + bias > NW_CONTENT_SUSPECT. */
void nw_content_suspects_build(nw_content_model *model) {
  for (unsigned k = 0; k < NW_CONTENT_HEADS; k++) {
    const nw_content_head *head = &model->head[k];
    const int64_t least = head->scale <= 0 ? INT16_MAX : ((int64_t)NW_CONTENT_SUSPECT - head->bias) * 256 / head->scale;
    model->suspect[k] = least < 0 ? 0 : clamp(least, INT16_MAX);
  }
}

void nw_content_pairs_build(nw_content_model *model) {
  for (unsigned reach = 0; reach < NW_CONTENT_REACHES; reach++) build_stage(model, reach);
  nw_content_suspects_build(model);
}

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("avx2")))
static void weighted_avx2(const nw_content_stage *stage, const int16_t input[NW_CONTENT_INPUTS], int32_t sum[NW_CONTENT_OUTPUTS]) {
  __m256i all = _mm256_setzero_si256();
  for (unsigned i = 0; i < NW_CONTENT_INPUTS / 2; i++) {
    int32_t two;
    memcpy(&two, input + 2 * i, sizeof two);
    const __m256i weights = _mm256_loadu_si256((const __m256i *)(const void *)stage->pairs[i]);
    all = _mm256_add_epi32(all, _mm256_madd_epi16(_mm256_set1_epi32(two), weights));
  }
  _mm256_storeu_si256((__m256i *)(void *)sum, all);
}
#endif

static void weighted(const nw_content_stage *stage, const int16_t input[NW_CONTENT_INPUTS], int32_t sum[NW_CONTENT_OUTPUTS]) {
#if defined(__x86_64__) && defined(__GNUC__)
  if (__builtin_cpu_supports("avx2")) {
    weighted_avx2(stage, input, sum);
    return;
  }
#endif
  memset(sum, 0, NW_CONTENT_OUTPUTS * sizeof *sum);
  for (unsigned i = 0; i < NW_CONTENT_INPUTS; i++)
    for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) sum[k] += stage->pairs[i / 2][k][i % 2] * input[i];
}

void nw_content_output_logits(const nw_content_model *model, const nw_content_window *window, int32_t logits[NW_CONTENT_OUTPUTS]) {
  const nw_content_stage *stage = &model->stage[window->reach];
  weighted(stage, window->input, logits);
  for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) logits[k] = logit_of(logits[k], stage->biases[k]);
}

int32_t nw_content_mended_above(const nw_content_stage *stage, unsigned output, int32_t logit, const int16_t input[NW_CONTENT_INPUTS],
                                int32_t floor) {
  if (output >= NW_CONTENT_TREED || logit < NW_CONTENT_CALM) return logit;
  for (unsigned t = 0; t < NW_CONTENT_TREES; t++) {
    const nw_content_tree *tree = &stage->tree[output][t];
    unsigned leaf = 0;
    if (logit + stage->rest[output][t] <= floor) return floor;  /* what is left cannot lift it above */
    for (unsigned d = 0; d < NW_CONTENT_TREE_DEPTH; d++) leaf = leaf << 1 | (input[tree->input[d]] > tree->above[d]);
    logit += tree->leaf[leaf];
  }
  return bounded(logit);
}

int32_t nw_content_mended(const nw_content_stage *stage, unsigned output, int32_t logit, const int16_t input[NW_CONTENT_INPUTS]) {
  return nw_content_mended_above(stage, output, logit, input, INT32_MIN);
}

int nw_content_worsen(nw_content_worst *worst, int32_t sum, int32_t logit) {
  int higher = !worst->seen || logit > worst->logit;
  worst->sum = sum;
  worst->seen = 1;
  if (higher) worst->logit = logit;
  return higher;
}

uint32_t nw_content_ppm(const nw_content_model *model, unsigned output, int32_t logit) {
  const uint32_t *ppm = model->out[output].ppm;
  int32_t place = logit - NW_CONTENT_KNOT_FIRST;
  if (place < 0) return ppm[0];
  unsigned knot = (unsigned)place / NW_CONTENT_KNOT_STEP, part = (unsigned)place % NW_CONTENT_KNOT_STEP;
  if (knot >= NW_CONTENT_KNOTS - 1) return ppm[NW_CONTENT_KNOTS - 1];
  return ppm[knot] + (uint32_t)((uint64_t)(ppm[knot + 1] - ppm[knot]) * part / NW_CONTENT_KNOT_STEP);
}
