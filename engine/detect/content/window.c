/* detect/content/window.c - windows over blocks: their inputs, the second stage, calibration. See model.h.
 *
 *   blocks   0 1 2 3 4 5 6 7 8 9 10 11     a middle window is due at every second, a long one at every fifth
 *            [middle]                      sums, counts: totals up to its last block less those up to the block in front of it
 *                [middle]                  lists, short windows: gone through block by block
 *             [] [ ]  [  ]                 spots, at every half of a block, where something speaks against them: their weights are
 *                                          their own, for they are for what stands between others */
#include <float.h>
#include <string.h>

#ifdef __SSE2__
#  include <emmintrin.h>
#endif

#include "detect/content/lanes.h"

/* ---- inputs ---- */

enum { TO_INPUT = NW_CONTENT_TO_INPUT };

/* log2(1 + n) in 1/4096, linear between powers of two. */
static uint32_t log_of(uint32_t n) {
  uint32_t value = n + 1, power = 31 - (uint32_t)__builtin_clz(value);
  return power * NW_CONTENT_ONE + (uint32_t)((uint64_t)(value - (1u << power)) * NW_CONTENT_ONE >> power);
}

static unsigned bits_of(uint32_t word) {
  unsigned count = 0;
  for (; word != 0; word &= word - 1) count++;
  return count;
}

static unsigned share(unsigned part, unsigned whole) {
  return part == 0 ? 0 : (unsigned)((uint64_t)part * NW_CONTENT_INPUT_ONE / whole);
}

static const nw_content_block *block_at(const nw_content_weigher *w, unsigned i) { return &w->blocks[i % NW_CONTENT_RING]; }

/* Totals of the text in front of block `first`. */
static const nw_content_totals *totals_before(const nw_content_weigher *w, unsigned first) {
  return &w->upto[(first - 1) % NW_CONTENT_RING];
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

/* What is higher of `here` than of `most`, lane by lane. */
static inline void take_higher(int16_t most[NW_CONTENT_LANES], const int16_t here[NW_CONTENT_LANES]) {
#ifdef __SSE2__
  __m128i *to = (__m128i *)(void *)most;
  _mm_storeu_si128(to, _mm_max_epi16(_mm_loadu_si128(to), _mm_loadu_si128((const __m128i *)(const void *)here)));
#else
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) most[k] = here[k] > most[k] ? here[k] : most[k];
#endif
}

/* The inputs of the highest short window of halves [first, count), a head: of those that end with a block. */
static void fill_tight(const nw_content_weigher *w, unsigned first, unsigned view, int16_t input[NW_CONTENT_LANES]) {
  const unsigned last = w->count - 1;
  int16_t most[NW_CONTENT_LANES];
  memcpy(most, block_at(w, first < last ? first + 1 : last)->tight_input[view], sizeof most);
  for (unsigned i = first + 1 + NW_CONTENT_HALVES; i <= w->count; i += NW_CONTENT_HALVES)
    take_higher(most, block_at(w, i < last ? i : last)->tight_input[view]);
  memcpy(input, most, sizeof most);
}

void nw_content_tight(const nw_content_weigher *w, const nw_content_window *window, unsigned view, unsigned head, size_t *start,
                      size_t *end) {
  const unsigned last = w->count - 1, from = w->count - window->blocks;
  unsigned top = from;
  int32_t most = INT32_MIN;
  *start = window->start, *end = window->end;
  if (window->reach == NW_CONTENT_SPOT) return;
  for (unsigned i = from + 1; i <= w->count; i += NW_CONTENT_HALVES) {
    const unsigned here = i < last ? i : last;
    const int32_t logit = block_at(w, here)->tight[view][head];
    top = logit > most ? here : top;
    most = logit > most ? logit : most;
  }
  const unsigned first = top / NW_CONTENT_HALVES * NW_CONTENT_HALVES;
  *end = block_at(w, top)->end;
  *start = block_at(w, first)->start;
  if (*start > window->start) *start = block_at(w, first - NW_CONTENT_HALVES)->start;
}

/* Two inputs side by side, written at once: so they will be read, and what is written apart has to wait for that. */
static void put_two(int16_t *to, unsigned first, unsigned second) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  const uint32_t two = (second & UINT16_MAX) | first << 16;
#else
  const uint32_t two = (first & UINT16_MAX) | second << 16;
#endif
  memcpy(to, &two, sizeof two);
}

/* Distinct words of the lists, two inputs each: most halves have none. */
static void fill_lists(const nw_content_weigher *w, unsigned first, unsigned view, int16_t *input) {
  const unsigned slot = first % NW_CONTENT_RING, count = w->count - first;
  const uint32_t turned = w->listed >> slot | w->listed << (NW_CONTENT_RING - slot) % NW_CONTENT_RING;
  uint32_t words[NW_LEX_CLASSES] = { 0 };
  unsigned lists = 0;
  memset(input, 0, 2 * NW_LEX_CLASSES * sizeof *input);
  for (uint32_t halves = turned & (UINT32_MAX >> (NW_CONTENT_RING - count)); halves != 0; halves &= halves - 1) {
    const nw_content_block *b = block_at(w, first + (unsigned)__builtin_ctz(halves));
    lists |= b->lists;
    for (unsigned rest = b->lists; rest != 0; rest &= rest - 1) words[__builtin_ctz(rest)] |= b->lex[view][__builtin_ctz(rest)];
  }
  for (; lists != 0; lists &= lists - 1) {
    const unsigned c = (unsigned)__builtin_ctz(lists), distinct = bits_of(words[c]);
    put_two(input + 2 * c, log_of(distinct) / TO_INPUT, distinct >= 2 ? NW_CONTENT_INPUT_ONE : 0);
  }
}

/* What is no weight and no word. */
static void fill_rest(const nw_content_totals *upto, const nw_content_totals *from, const nw_content_window *window, int16_t *rest) {
  const uint32_t bytes = upto->bytes - from->bytes, letters = upto->letters - from->letters;
  put_two(rest, log_of(bytes) / 4 / TO_INPUT, share(upto->upper - from->upper, letters));
  put_two(rest + 2, share(upto->foreign - from->foreign, letters), bytes < NW_CONTENT_BLOCK_BYTES / 2 ? NW_CONTENT_INPUT_ONE : 0);
  if (window->reach == NW_CONTENT_SPOT) {
    enum { EACH = NW_CONTENT_INPUT_ONE / 8, FEW = 3 };
    put_two(rest + 4, window->blocks * EACH, window->blocks <= FEW ? NW_CONTENT_INPUT_ONE : 0);
  } else {  /* of all windows so far the worst counts: how many there were */
    put_two(rest + 4, log_of(upto->bytes) / 4 / TO_INPUT, bytes * NW_CONTENT_INPUT_ONE / (upto->bytes | 1));
  }
}

/* The inputs of blocks [first, count) in one view. Lanes that are no heads are written, and written over. */
static void fill_window(const nw_content_weigher *w, unsigned first, unsigned view, nw_content_window *out) {
  const nw_content_totals *upto = &w->totals, *from = totals_before(w, first);
  int16_t *tight = out->input + NW_CONTENT_HEADS, *lists = tight + NW_CONTENT_HEADS;
  int32_t logits[NW_CONTENT_LANES];
  w->lanes->weigh(w->model, upto, from, view, logits, out->input);
  const int16_t last = out->input[NW_CONTENT_HEADS - 1];
  if (out->reach == NW_CONTENT_WIDE) fill_tight(w, first, view, tight);
  else memmove(tight, out->input, NW_CONTENT_LANES * sizeof *tight);  /* there are more lanes than heads: they overlap */
  put_two(tight - 1, (uint16_t)last, (uint16_t)tight[0]);
  fill_lists(w, first, view, lists);
  fill_rest(upto, from, out, lists + 2 * NW_LEX_CLASSES);
  out->start = block_at(w, first)->start;
  out->end = block_at(w, w->count - 1)->end;
}

/* ---- windows ---- */

/* Tells of the halves from `first` on. */
static void tell_window(nw_content_weigher *w, unsigned first, unsigned reach) {
  enum { LEAST_BYTES = 4 };
  const nw_content_totals *upto = &w->totals, *from = totals_before(w, first);
  nw_content_window window = { .reach = (uint8_t)reach, .blocks = (uint8_t)(w->count - first) };
  if (first == 0 && w->count <= NW_CONTENT_HALVES && upto->bytes < LEAST_BYTES) return;  /* a letter or two: nothing to weigh */
  tell_language(upto, from, &window);
  fill_window(w, first, 0, &window);
  w->take(w->self, &window, 0);
  if (upto->differs == from->differs) return;
  fill_window(w, first, 1, &window);
  w->take(w->self, &window, 1);
}

void nw_content_spots(nw_content_weigher *w) {
  static const uint8_t spots[NW_CONTENT_SPOTS] = { 2, 3, 4, 6, 9 }, there[] = { 0, 0, 1, 3, 7, 7, 15, 15, 15, 31 };  /* by count */
  const nw_content_totals *upto = &w->totals, *from[NW_CONTENT_SPOTS];
  for (unsigned s = 0; s < NW_CONTENT_SPOTS; s++) from[s] = totals_before(w, spots[s] < w->count ? w->count - spots[s] : 0);
  unsigned told = w->lanes->suspects(w->model, upto, from, 0);
  if (upto->differs != from[NW_CONTENT_SPOTS - 1]->differs) told |= w->lanes->suspects(w->model, upto, from, 1);
  told &= there[w->count < sizeof there ? w->count : sizeof there - 1];
  for (; told != 0; told &= told - 1) tell_window(w, w->count - spots[__builtin_ctz(told)], NW_CONTENT_SPOT);
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

int32_t nw_content_output_logit(const nw_content_model *model, unsigned output, unsigned reach,
                                const int16_t input[NW_CONTENT_INPUTS]) {
  const nw_content_output *out = &model->out[output];
  int32_t sum = 0;
  for (unsigned i = 0; i < NW_CONTENT_INPUTS; i++) sum += out->weight[reach][i] * input[i];
  return nw_content_bounded(sum / NW_CONTENT_PRODUCT + out->bias[reach]);
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

static int32_t clamp(int64_t value, int32_t most) { return value > most ? most : value < -most ? -most : (int32_t)value; }

/* sum x 256 > suspect x norm: sum x scale / norm + bias > NW_CONTENT_SUSPECT. */
void nw_content_heads_build(nw_content_model *model) {
  for (unsigned k = 0; k < NW_CONTENT_HEADS; k++) {
    const nw_content_head *head = &model->head[k];
    const int64_t least = head->scale <= 0 ? INT16_MAX : ((int64_t)NW_CONTENT_SUSPECT - head->bias) * 256 / head->scale;
    model->suspect[k] = least < 0 ? 0 : clamp(least, INT16_MAX);
    model->suspect_square[k] = (float)((double)model->suspect[k] * model->suspect[k] * 256 * (1 - 1e-6));
    model->scale[k] = (double)head->scale / (1 << 24);
    model->bias[k] = head->bias;
  }
  model->suspect_square[NW_CONTENT_HEADS] = FLT_MAX;
}

void nw_content_pairs_build(nw_content_model *model) {
  for (unsigned reach = 0; reach < NW_CONTENT_REACHES; reach++) build_stage(model, reach);
  nw_content_heads_build(model);
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
  return nw_content_bounded(logit);
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
