/* detect/content/weigh.c - sums of blocks, windows over them, their inputs and the second stage. See model.h. */
#include <string.h>

#ifdef __SSE2__
#  include <emmintrin.h>
#endif

#include "detect/content/model.h"

const char *const nw_content_names[NW_CONTENT_OUTPUTS] = { "HATE", "INSULTS", "SEXUAL", "VIOLENCE", "MISCONDUCT", "PROMPT_ATTACK", "ANY",
                                                           "PROFANITY" };

/* ---- lexicon: open addressing, the list in the low bits of the entry ---- */

enum { LEX_BITS = 5, LEX_MASK = (1 << LEX_BITS) - 1 };

static unsigned lex_slot(uint32_t hash) { return hash * 0x9E3779B1u >> 19; }  /* 13 bits */

int nw_content_lex_find(const nw_content_model *model, uint32_t hash) {
  for (unsigned i = lex_slot(hash >> LEX_BITS);; i = (i + 1) % NW_LEX_SLOTS) {
    uint32_t entry = model->lex[i];
    if (entry == 0) return -1;
    if (entry >> LEX_BITS == hash >> LEX_BITS) return (int)(entry & LEX_MASK) - 1;
  }
}

int nw_content_lex_add(nw_content_model *model, uint32_t hash, unsigned list) {
  enum { MOST = NW_LEX_SLOTS / 2 };
  unsigned used = 0, i = lex_slot(hash >> LEX_BITS);
  for (; model->lex[i] != 0; i = (i + 1) % NW_LEX_SLOTS)
    if (model->lex[i] >> LEX_BITS == hash >> LEX_BITS || ++used == MOST) return used < MOST;
  model->lex[i] = (hash & ~(uint32_t)LEX_MASK) | (list + 1);
  return 1;
}

/* ---- logits ---- */

static uint32_t root(uint32_t n) {
  uint32_t result = 0, bit = n == 0 ? 0 : 1u << ((31 - (unsigned)__builtin_clz(n)) & 30);
  for (; bit != 0; bit >>= 2) {
    if (n >= result + bit) n -= result + bit, result = (result >> 1) + bit;
    else result >>= 1;
  }
  return result;
}

static int32_t clamp(int64_t value, int32_t most) { return value > most ? most : value < -most ? -most : (int32_t)value; }

/* Logits of the sums: sum x scale / sqrt(idf2) + bias, in 1/4096. */
static void logits_of(const nw_content_model *model, const nw_content_sums *sums, int32_t out[NW_CONTENT_HEADS]) {
  enum { NORM_SHIFT = 8 };  /* sqrt(n << 8) = 16 sqrt(n) */
  uint32_t idf2 = sums->lane[NW_LANE_IDF2] > 0 ? (uint32_t)sums->lane[NW_LANE_IDF2] : 1;
  if (idf2 > UINT32_MAX >> NORM_SHIFT) idf2 = UINT32_MAX >> NORM_SHIFT;
  uint32_t inverse = (1u << 24) / root(idf2 << NORM_SHIFT);  /* 2^20 / sqrt(idf2) */
  for (unsigned k = 0; k < NW_CONTENT_HEADS; k++) {
    int64_t scaled = (int64_t)sums->lane[k] * inverse * model->head[k].scale;
    out[k] = clamp((scaled >> 24) + model->head[k].bias, 8 * NW_CONTENT_ONE);
  }
}

static void add_sums(nw_content_sums *to, const nw_content_sums *from) {
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) to->lane[k] += from->lane[k];
}

/* ---- long windows ---- */

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

static int32_t share(unsigned part, unsigned whole) { return whole == 0 ? 0 : (int32_t)((uint64_t)part * NW_CONTENT_ONE / whole); }

/* The first of the most. */
static unsigned most_of(const uint16_t *counts, unsigned n, unsigned least) {
  unsigned most = 0;
  for (unsigned i = 1; i < n; i++)
    if (counts[i] > counts[most] && counts[i] >= least) most = i;
  return most;
}

static const nw_content_block *block_at(const nw_content_weigher *w, unsigned i) { return &w->blocks[i % NW_CONTENT_RING]; }

/* Script and language of blocks [first, count). Two words of another language, and more than of English, tell it; one where there is
 * no English word in some words. */
static void tell_language(const nw_content_weigher *w, unsigned first, nw_content_window *out) {
  enum { LEAST_WORDS = 2, SOME_LETTERS = 16 };
  unsigned letters = 0;
  uint16_t script[NW_SCRIPT_COUNT] = { 0 }, language[NW_LEX_LANGUAGES] = { 0 };
  for (unsigned i = first; i < w->count; i++) {
    for (unsigned s = 0; s < NW_SCRIPT_COUNT; s++) script[s] = (uint16_t)(script[s] + block_at(w, i)->script[s]);
    for (unsigned l = 0; l < NW_LEX_LANGUAGES; l++) language[l] = (uint16_t)(language[l] + block_at(w, i)->language[l]);
    letters += block_at(w, i)->letters;
  }
  out->script = most_of(script, NW_SCRIPT_COUNT, 1);
  out->language = most_of(language, NW_LEX_LANGUAGES, language[0] == 0 && letters >= SOME_LETTERS ? 1 : LEAST_WORDS);
}

/* The inputs of blocks [first, count) in one view. */
static void fill_window(const nw_content_weigher *w, unsigned first, unsigned view, nw_content_window *out) {
  nw_content_sums sums = { { 0 } };
  uint32_t lex[NW_LEX_CLASSES] = { 0 };
  unsigned bytes = 0, letters = 0, upper = 0, foreign = 0, n = 0;
  int32_t tight[NW_CONTENT_LANES], top[NW_CONTENT_LANES] = { 0 };
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) tight[k] = INT32_MIN;
  for (unsigned i = first; i < w->count; i++) {
    const nw_content_block *b = block_at(w, i);
    add_sums(&sums, &b->sums[0]);
    if (view) add_sums(&sums, &b->sums[1]);
    for (unsigned c = 0; c < NW_LEX_CLASSES; c++) lex[c] |= b->lex[view][c];
    for (unsigned k = 0; k < NW_CONTENT_LANES; k++) {  /* no branch: four at a time */
      int better = b->tight[view][k] > tight[k];
      top[k] = better ? (int32_t)i : top[k];
      tight[k] = better ? b->tight[view][k] : tight[k];
    }
    bytes += b->bytes, letters += b->letters, upper += b->upper, foreign += b->foreign;
  }
  logits_of(w->model, &sums, out->input);
  for (unsigned k = 0; k < NW_CONTENT_HEADS; k++) {
    unsigned i = (unsigned)top[k];
    out->input[NW_CONTENT_HEADS + k] = tight[k];
    out->tight_start[k] = block_at(w, i > first ? i - 1 : i)->start;
    out->tight_end[k] = block_at(w, i)->end;
  }
  n = 2 * NW_CONTENT_HEADS;
  for (unsigned c = 0; c < NW_LEX_CLASSES; c++) {
    unsigned distinct = bits_of(lex[c]);
    out->input[n++] = log_of(distinct);
    out->input[n++] = distinct >= 2 ? NW_CONTENT_ONE : 0;
  }
  out->input[n++] = log_of(bytes) / 4;
  out->input[n++] = share(upper, letters);
  out->input[n++] = share(foreign, letters);
  out->input[n++] = bytes < NW_CONTENT_BLOCK_BYTES / 2 ? NW_CONTENT_ONE : 0;
  out->start = block_at(w, first)->start;
  out->end = block_at(w, w->count - 1)->end;
}

/* Tells of the last `blocks` blocks. */
static void tell_window(nw_content_weigher *w, unsigned blocks) {
  enum { LEAST_BYTES = 4 };
  unsigned first = w->count > blocks ? w->count - blocks : 0;
  nw_content_window window;
  int differs = 0;
  for (unsigned i = first; i < w->count; i++) differs |= block_at(w, i)->differs;
  if (first == 0 && w->count == 1 && block_at(w, 0)->bytes < LEAST_BYTES) return;  /* a letter or two: nothing to weigh */
  tell_language(w, first, &window);
  fill_window(w, first, 0, &window);
  w->take(w->self, &window, 0);
  if (!differs) return;
  fill_window(w, first, 1, &window);
  w->take(w->self, &window, 1);
}

/* ---- blocks ---- */

static nw_content_block *open_block(nw_content_weigher *w) { return &w->blocks[w->count % NW_CONTENT_RING]; }

static void close_block(nw_content_weigher *w) {
  nw_content_block *b = open_block(w), *before = &w->blocks[(w->count + NW_CONTENT_RING - 1) % NW_CONTENT_RING];
  for (unsigned view = 0; view < 2; view++) {
    int differs = b->differs || (w->count > 0 && before->differs);
    if (view && !differs) {
      memcpy(b->tight[1], b->tight[0], sizeof b->tight[0]);
      break;
    }
    nw_content_sums sums = b->sums[0];
    if (view) add_sums(&sums, &b->sums[1]);
    if (w->count > 0) add_sums(&sums, &before->sums[0]);
    if (w->count > 0 && view) add_sums(&sums, &before->sums[1]);
    logits_of(w->model, &sums, b->tight[view]);
  }
  w->count++;
  if (w->count >= NW_CONTENT_LONG_BLOCKS && (w->count - NW_CONTENT_LONG_BLOCKS) % NW_CONTENT_STRIDE_BLOCKS == 0)
    tell_window(w, NW_CONTENT_LONG_BLOCKS);
  if (w->count >= NW_CONTENT_MIDDLE_BLOCKS && w->count % NW_CONTENT_MIDDLE_STRIDE == 0) tell_window(w, NW_CONTENT_MIDDLE_BLOCKS);
  memset(open_block(w), 0, sizeof *b);
}

/* The sum of the rows of a token's features: at most 200 of 127 each, so 16 bits hold it. */
static void sum_rows(const int8_t *table, const uint32_t *features, unsigned count, int16_t sums[NW_CONTENT_LANES]) {
#ifdef __SSE2__
  __m128i even = _mm_setzero_si128(), odd = _mm_setzero_si128();
  unsigned i = 0;
  for (; i + 2 <= count; i += 2) {  /* bytes into the upper halves of words, shifted down with their sign */
    __m128i a = _mm_loadl_epi64((const __m128i *)(const void *)(table + (size_t)features[i] * NW_CONTENT_LANES));
    __m128i b = _mm_loadl_epi64((const __m128i *)(const void *)(table + (size_t)features[i + 1] * NW_CONTENT_LANES));
    even = _mm_add_epi16(even, _mm_srai_epi16(_mm_unpacklo_epi8(a, a), 8));
    odd = _mm_add_epi16(odd, _mm_srai_epi16(_mm_unpacklo_epi8(b, b), 8));
  }
  if (i < count) {
    __m128i a = _mm_loadl_epi64((const __m128i *)(const void *)(table + (size_t)features[i] * NW_CONTENT_LANES));
    even = _mm_add_epi16(even, _mm_srai_epi16(_mm_unpacklo_epi8(a, a), 8));
  }
  _mm_storeu_si128((__m128i *)(void *)sums, _mm_add_epi16(even, odd));
#else
  memset(sums, 0, NW_CONTENT_LANES * sizeof *sums);
  for (unsigned i = 0; i < count; i++) {
    const int8_t *row = table + (size_t)features[i] * NW_CONTENT_LANES;
    for (unsigned k = 0; k < NW_CONTENT_LANES; k++) sums[k] = (int16_t)(sums[k] + row[k]);
  }
#endif
}

/* ---- known words: open addressing, no more than half full ---- */

static unsigned known_slot(uint32_t word) { return word >> (32 - NW_CONTENT_KNOWN_BITS); }

void nw_content_known_build(nw_content_model *model) {
  memset(model->known, 0, sizeof model->known);
  for (unsigned n = 0; n < NW_CONTENT_KNOWN_WORDS; n++) {
    nw_content_key key = model->known_words[n];
    uint8_t text[sizeof key + NW_CONTENT_ROOM_BYTES] = { 0 };
    uint32_t features[NW_CONTENT_TOKEN_FEATURES];
    nw_content_token token = { .text = text, .fresh = NW_FRESH_WORD };
    for (unsigned i = 0; i < 8; i++) text[i] = (uint8_t)(key.low >> 8 * i), text[8 + i] = (uint8_t)(key.high >> 8 * i);
    while (text[token.len] != 0) token.len++;
    if (token.len == 0) continue;
    token.word = nw_content_word_hash(text, token.len);
    unsigned slot = known_slot(token.word), count = nw_content_features(&token, NW_FRESH_WORD, features);
    while (model->known[slot].key.low != 0) slot = (slot + 1) % NW_CONTENT_KNOWN_SLOTS;
    model->known[slot].key = key;
    sum_rows(model->table, features, count, model->known[slot].sums);
  }
}

/* The sums of the word of a token; NULL: it is not known. */
static inline const int16_t *find_known(const nw_content_model *model, const nw_content_token *token) {
  if (token->len > sizeof(nw_content_key) || token->sign) return NULL;
  nw_content_key key = nw_content_key_of(token->text, token->len);
  for (unsigned slot = known_slot(token->word);; slot = (slot + 1) % NW_CONTENT_KNOWN_SLOTS) {
    const nw_content_known *entry = &model->known[slot];
    if (entry->key.low == key.low && entry->key.high == key.high) return entry->sums;
    if (entry->key.low == 0) return NULL;
  }
}

static inline void add_known(nw_content_sums *to, const nw_content_model *model, const nw_content_token *token, const int16_t *known,
                             int sign) {
  static const int8_t none[NW_CONTENT_LANES] = { 0 };
  const int8_t *pair = token->fresh & NW_FRESH_PAIR ? model->table + (size_t)token->pair_bucket * NW_CONTENT_LANES : none;
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) to->lane[k] += sign * (known[k] + pair[k]);
}

static void add_unknown(nw_content_sums *to, const nw_content_model *model, const nw_content_token *token, int sign) {
  int16_t sums[NW_CONTENT_LANES];
  uint32_t features[NW_CONTENT_TOKEN_FEATURES];
  unsigned count = nw_content_features(token, NW_FRESH_ALL, features);
  sum_rows(model->table, features, count, sums);
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) to->lane[k] += sign * sums[k];
}

static void add_features(nw_content_sums *to, const nw_content_model *model, const nw_content_token *token, int sign) {
  static const int16_t nothing[NW_CONTENT_LANES] = { 0 };
  const int16_t *known = token->fresh & NW_FRESH_WORD ? find_known(model, token) : nothing;
  if (known != NULL) add_known(to, model, token, known, sign);
  else add_unknown(to, model, token, sign);
}

static inline void note_word(nw_content_weigher *w, nw_content_block *b, unsigned views, uint32_t hash) {
  int list = nw_content_lex_find(w->model, hash);
  if (list < 0) return;
  if (list >= NW_LEX_CLASSES) {
    if (views & NW_VIEW_A) b->language[list - NW_LEX_CLASSES]++;
    return;
  }
  uint32_t bit = 1u << (hash * 0x85EBCA6Bu >> 27);
  if (views & NW_VIEW_A) b->lex[0][list] |= bit;
  if (views & NW_VIEW_B) b->lex[1][list] |= bit;
}

static void take_token(void *self, const nw_content_token *token) {
  nw_content_weigher *w = self;
  nw_content_block *b = open_block(w);
  if (b->end == 0) b->start = token->start;
  b->end = token->end;
  if (token->views & NW_VIEW_A) add_features(&b->sums[0], w->model, token, 1);
  if (token->views != NW_VIEW_BOTH) {
    add_features(&b->sums[1], w->model, token, token->views == NW_VIEW_B ? 1 : -1);
    b->differs = 1;
  }
  if (!token->sign) {
    note_word(w, b, token->views, token->word);
    if (token->pair != 0) note_word(w, b, token->views, token->pair);
  }
  if (!(token->views & NW_VIEW_A)) return;
  b->letters += token->letters, b->upper += token->upper;
  if (token->script != NW_SCRIPT_LATIN) b->foreign += token->letters;
  b->script[token->script] = (uint16_t)(b->script[token->script] + token->letters);
  b->bytes += token->len + (token->letters > 0);
}

/* Blocks end where a chunk does, so that both views are in the same one. */
static void end_of_chunk(void *self) {
  nw_content_weigher *w = self;
  if (open_block(w)->bytes >= NW_CONTENT_BLOCK_BYTES) close_block(w);
}

void nw_content_weigh_begin(nw_content_weigher *w, const nw_content_model *model, nw_content_take_window take, void *self) {
  w->model = model;
  w->take = take;
  w->self = self;
  w->count = 0;
  w->at = 0;
  memset(&w->blocks[0], 0, sizeof w->blocks[0]);
  nw_content_read_begin(&w->reader, take_token, end_of_chunk, w);
}

void nw_content_weigh(nw_content_weigher *w, const unsigned char *data, size_t len, size_t at, int gap) {
  nw_content_read(&w->reader, data, len, at, gap);
  w->at = at + len;
}

void nw_content_weigh_end(nw_content_weigher *w) {
  nw_content_read_end(&w->reader);
  if (open_block(w)->end > 0) close_block(w);
  if (w->count == 0) return;
  tell_window(w, NW_CONTENT_LONG_BLOCKS);
  if (w->count > NW_CONTENT_MIDDLE_BLOCKS) tell_window(w, NW_CONTENT_MIDDLE_BLOCKS);
}

size_t nw_content_weigh_live(const nw_content_weigher *w) {
  const nw_content_block *open = &w->blocks[w->count % NW_CONTENT_RING];
  size_t live = nw_content_read_from(&w->reader, w->at);
  if (open->end > 0 && open->start < live) live = open->start;
  if (w->count == 0) return live;
  unsigned behind = w->count < NW_CONTENT_LONG_BLOCKS ? w->count : NW_CONTENT_LONG_BLOCKS;
  size_t start = w->blocks[(w->count - behind) % NW_CONTENT_RING].start;
  return start < live ? start : live;
}

/* ---- the second stage ---- */

int32_t nw_content_output_logit(const nw_content_model *model, unsigned output, const nw_content_window *window) {
  const nw_content_output *out = &model->out[output];
  int64_t sum = 0;
  for (unsigned i = 0; i < NW_CONTENT_INPUTS; i++) sum += (int64_t)out->weight[i] * window->input[i];
  return clamp(sum / NW_CONTENT_ONE + out->bias, 8 * NW_CONTENT_ONE - 1);
}

/* Most inputs are 0: a text has few words of the lists. */
void nw_content_output_logits(const nw_content_model *model, const nw_content_window *window, int32_t logits[NW_CONTENT_OUTPUTS]) {
  int64_t sum[NW_CONTENT_OUTPUTS] = { 0 };
  for (unsigned i = 0; i < NW_CONTENT_INPUTS; i++) {
    int64_t input = window->input[i];
    if (input == 0) continue;
    for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) sum[k] += model->by_input[i][k] * input;
  }
  for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++)
    logits[k] = clamp(sum[k] / NW_CONTENT_ONE + model->out[k].bias, 8 * NW_CONTENT_ONE - 1);
}

uint32_t nw_content_ppm(const nw_content_model *model, unsigned output, int32_t logit) {
  const uint32_t *ppm = model->out[output].ppm;
  int32_t place = logit - NW_CONTENT_KNOT_FIRST;
  if (place < 0) return ppm[0];
  unsigned knot = (unsigned)place / NW_CONTENT_KNOT_STEP, part = (unsigned)place % NW_CONTENT_KNOT_STEP;
  if (knot >= NW_CONTENT_KNOTS - 1) return ppm[NW_CONTENT_KNOTS - 1];
  return ppm[knot] + (uint32_t)((uint64_t)(ppm[knot + 1] - ppm[knot]) * part / NW_CONTENT_KNOT_STEP);
}
