/* detect/content/weigh.c - tokens into blocks: sums of the rows of their features, words of the lists. See model.h; windows over blocks
 * are in window.c. */
#include <string.h>

#ifdef __SSE2__
#  include <emmintrin.h>
#endif

#include "detect/content/lanes.h"
#include "detect/content/weigh.h"

const char *const nw_content_names[NW_CONTENT_OUTPUTS] = { "HATE", "INSULTS", "SEXUAL", "VIOLENCE", "MISCONDUCT", "PROMPT_ATTACK", "ANY",
                                                           "PROFANITY" };

/* ---- lexicon: open addressing, the list in the low bits of the entry ---- */

enum { LEX_BITS = NW_LEX_BITS, LEX_MASK = (1 << LEX_BITS) - 1 };

static unsigned lex_slot(uint32_t hash) { return hash * 0x9E3779B1u >> 19; }  /* 13 bits */

int nw_content_lex_search(const nw_content_model *model, uint32_t hash) {
  for (unsigned i = lex_slot(hash >> LEX_BITS);; i = (i + 1) % NW_LEX_SLOTS) {
    uint32_t entry = model->lex[i];
    if (entry == 0) return -1;
    if (entry >> LEX_BITS == hash >> LEX_BITS) return (int)(entry & LEX_MASK) - 1;
  }
}

void nw_content_hints_build(nw_content_model *model) {
  memset(model->lex_hint, 0, sizeof model->lex_hint);
  for (unsigned i = 0; i < NW_LEX_SLOTS; i++) {
    unsigned hint = nw_content_lex_hint(model->lex[i]);
    if (model->lex[i] != 0) model->lex_hint[hint / 64] |= 1ULL << hint % 64;
  }
}

int nw_content_lex_add(nw_content_model *model, uint32_t hash, unsigned list) {
  enum { MOST = NW_LEX_SLOTS / 2 };
  unsigned used = 0, i = lex_slot(hash >> LEX_BITS);
  for (; model->lex[i] != 0; i = (i + 1) % NW_LEX_SLOTS)
    if (model->lex[i] >> LEX_BITS == hash >> LEX_BITS || ++used == MOST) return used < MOST;
  model->lex[i] = (hash & ~(uint32_t)LEX_MASK) | (list + 1);
  model->lex_hint[nw_content_lex_hint(hash) / 64] |= 1ULL << nw_content_lex_hint(hash) % 64;
  return 1;
}

/* ---- sums ---- */

/* The sum of the rows of a token's features: at most 70 of 127 each, so 16 bits hold it. */
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
    unsigned slot = nw_content_known_slot(token.word), count = nw_content_features(&token, NW_FRESH_WORD, features);
    while (slot + 1 < NW_CONTENT_KNOWN_SLOTS && nw_content_known_at(model, slot)->key.low != 0) slot++;
    if (slot + 1 == NW_CONTENT_KNOWN_SLOTS) continue;  /* it is not known, then: what it adds up to is the same */
    nw_content_known *known = nw_content_known_at(model, slot);
    known->key = key;
    const int list = nw_content_lex_find(model, token.word), class = list < NW_LEX_CLASSES ? list : -1;
    known->list = (int16_t)class;
    known->language = (uint8_t)(list < NW_LEX_CLASSES ? NW_LEX_LANGUAGES : list - NW_LEX_CLASSES);
    known->strange = list > NW_LEX_CLASSES;
    known->attack = nw_tells_sense(nw_attack_word_hash(key.low, key.high, token.len));
    sum_rows(model->table, features, count, known->sums);
  }
}

/* ---- blocks ---- */

/* The logits of the block that ends here and the one before it. */
static void weigh_tight(const nw_content_weigher *w, nw_content_block *b, unsigned blocks) {
  const unsigned first = blocks > 2 ? (blocks - 2) * NW_CONTENT_HALVES : 0;
  const nw_content_totals *from = &w->upto[(first - 1) % NW_CONTENT_RING];
  w->lanes->weigh(w->model, &w->totals, from, 0, b->tight[0], b->tight_input[0]);
  if (w->totals.differs == from->differs) {
    memcpy(b->tight[1], b->tight[0], sizeof b->tight[0]);
    memcpy(b->tight_input[1], b->tight_input[0], sizeof b->tight_input[0]);
  } else {
    w->lanes->weigh(w->model, &w->totals, from, 1, b->tight[1], b->tight_input[1]);
  }
}

/* The block that the last half belongs to is over. */
static void end_block(nw_content_weigher *w) {
  weigh_tight(w, &w->blocks[(w->count - 1) % NW_CONTENT_RING], (w->count + 1) / NW_CONTENT_HALVES);
  w->closed = w->totals.bytes;
  nw_content_windows(w, 0);
}

void nw_content_close_block(nw_content_weigher *w) {
  nw_content_block *b = nw_content_open_block(w);
  const uint32_t bit = 1u << w->count % NW_CONTENT_RING;
  w->listed = b->lists != 0 ? w->listed | bit : w->listed & ~bit;
  w->count++;
  nw_content_spots(w);
  if (w->count % NW_CONTENT_HALVES == 0) end_block(w);
  /* Last: what was just added up in small pieces is slow to be read in large ones. */
  w->upto[(w->count - 1) % NW_CONTENT_RING] = w->totals;
  nw_content_block *next = nw_content_open_block(w);
  next->lists = 0;
  next->start = next->end = 0;
  if (w->count % NW_CONTENT_HALVES == 0 || !nw_content_is_block(w)) return;
  next->start = next->end = b->end;  /* a long word ends both halves: the second one is empty */
  nw_content_close_block(w);
}

void nw_content_word_rows(const nw_content_model *model, const nw_content_token *token, int16_t sums[NW_CONTENT_LANES]) {
  uint32_t features[NW_CONTENT_TOKEN_FEATURES];
  sum_rows(model->table, features, nw_content_features(token, NW_FRESH_WORD, features), sums);
}

/* What the features of the word of a token add up to; `sums` is room for it. */
static inline const int16_t *word_sums(const nw_content_model *model, const nw_content_token *token,
                                       int16_t sums[NW_CONTENT_LANES]) {
  static const int16_t nothing[NW_CONTENT_LANES] = { 0 };
  if (!(token->fresh & NW_FRESH_WORD)) return nothing;
  const nw_content_known *first = nw_content_known_at(model, nw_content_known_slot(token->word));
  const nw_content_known *known = token->sign ? NULL : nw_content_find_known(first, token->len, &token->key);
  if (known != NULL) return known->sums;
  nw_content_word_rows(model, token, sums);
  return sums;
}

/* Adds what the features of a token add up to, or takes it away. */
static inline void add_features(uint32_t lane[NW_CONTENT_LANES], const nw_content_model *model, const nw_content_token *token,
                                int minus) {
  static const int8_t none[NW_CONTENT_LANES] = { 0 };
  int16_t room[NW_CONTENT_LANES];
  const int16_t *word = word_sums(model, token, room);
  const int8_t *pair = token->fresh & NW_FRESH_PAIR ? model->table + (size_t)token->pair_bucket * NW_CONTENT_LANES : none;
#ifdef __SSE2__
  const __m128i row = _mm_loadl_epi64((const __m128i *)(const void *)pair), sign = _mm_set1_epi32(-minus);
  const __m128i wide = _mm_srai_epi16(_mm_unpacklo_epi8(row, row), 8);
  const __m128i both = _mm_add_epi16(_mm_loadu_si128((const __m128i *)(const void *)word), wide);
  const __m128i low = _mm_srai_epi32(_mm_unpacklo_epi16(both, both), 16);
  const __m128i high = _mm_srai_epi32(_mm_unpackhi_epi16(both, both), 16);
  __m128i *to = (__m128i *)(void *)lane;
  _mm_storeu_si128(to, _mm_add_epi32(_mm_loadu_si128(to), _mm_sub_epi32(_mm_xor_si128(low, sign), sign)));
  _mm_storeu_si128(to + 1, _mm_add_epi32(_mm_loadu_si128(to + 1), _mm_sub_epi32(_mm_xor_si128(high, sign), sign)));
#else
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) lane[k] += (uint32_t)((minus ? -1 : 1) * (word[k] + pair[k]));
#endif
}

static void take_token(void *self, const nw_content_token *token) {
  nw_content_weigher *w = self;
  nw_content_totals *to = &w->totals;
  nw_content_block *b = nw_content_open_block(w);
  if (b->end == 0) b->start = token->start;
  b->end = token->end;
  if (token->views & NW_VIEW_A) add_features(to->lane[0], w->model, token, 0);
  if (token->views != NW_VIEW_BOTH) {
    add_features(to->lane[1], w->model, token, token->views == NW_VIEW_A);
    to->differs++;
  }
  if (!token->sign) {
    nw_content_note(w, b, token->views, token->word, nw_content_lex_find(w->model, token->word));
    if (token->pair != 0) nw_content_note(w, b, token->views, token->pair, nw_content_lex_find(w->model, token->pair));
  }
  if (!(token->views & NW_VIEW_A)) return;
  to->bytes += token->len;
  if (token->letters == 0) return;
  to->bytes++;
  to->letters += token->letters, to->upper += token->upper;
  if (token->script != NW_SCRIPT_LATIN) to->foreign += token->letters;
  to->script[token->script] = (uint16_t)(to->script[token->script] + token->letters);
}

static void end_of_chunk(void *self) {
  if (nw_content_is_block(self)) nw_content_close_block(self);
}

void nw_content_weigh_begin(nw_content_weigher *w, const nw_content_model *model, nw_content_take_window take, void *self) {
  w->model = model;
  w->easy = nw_content_easy_best();
  w->lanes = nw_content_lanes_best();
  w->take = take;
  w->self = self;
  w->attack = NULL;
  w->count = w->listed = 0;
  w->closed = 0;
  w->at = 0;
  memset(&w->totals, 0, sizeof w->totals);
  memset(&w->blocks[0], 0, sizeof w->blocks[0]);
  memset(&w->upto[NW_CONTENT_RING - 1], 0, sizeof w->upto[0]);
  nw_content_read_begin(&w->reader, take_token, end_of_chunk, w);
}

void nw_content_weigh(nw_content_weigher *w, const unsigned char *data, size_t len, size_t at, int gap) {
  enum { WORTH = 16, OTHER = 48 };
  nw_content_reader *r = &w->reader;
  size_t odd = 0;  /* up to here nothing is looked at: twice there was nothing easy */
  if (gap) nw_content_read(r, data, 0, at, 1);
  if (gap && w->attack != NULL) nw_attack_push(w->attack, data, 0, at, 1);
  for (size_t i = 0, some, before = 1; i < len; i += some) {
    if (i >= odd && nw_content_is_between(r) && len - i >= WORTH) {
      const size_t easy = w->easy(w, data + i, len - i, at + i);
      if (easy + before == 0) odd = i + OTHER;
      before = easy;
      i += easy;
    }
    if (i == len) break;
    some = nw_content_read_chunk(r, data + i, len - i, at + i);
    if (w->attack != NULL) nw_attack_push(w->attack, data + i, some, at + i, 0);
  }
  w->at = at + len;
}

void nw_content_weigh_end(nw_content_weigher *w) {
  nw_content_read_end(&w->reader);
  if (nw_content_open_block(w)->end > 0) nw_content_close_block(w);
  if (w->count % NW_CONTENT_HALVES != 0) end_block(w);
  if (w->count > 0) nw_content_windows(w, 1);
}

size_t nw_content_weigh_live(const nw_content_weigher *w) {
  const nw_content_block *open = &w->blocks[w->count % NW_CONTENT_RING];
  size_t live = nw_content_read_from(&w->reader, w->at);
  if (open->end > 0 && open->start < live) live = open->start;
  if (w->count == 0) return live;
  unsigned behind = w->count < NW_CONTENT_HALVES * NW_CONTENT_LONG_BLOCKS ? w->count : NW_CONTENT_HALVES * NW_CONTENT_LONG_BLOCKS;
  size_t start = w->blocks[(w->count - behind) % NW_CONTENT_RING].start;
  return start < live ? start : live;
}
