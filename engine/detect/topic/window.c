/* window.c - see window.h. */
#include "detect/topic/window.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#  include <immintrin.h>
#endif

#include "base/hash.h"
#include "detect/topic/model.h"

enum { HALF = NW_TOPIC_WINDOW / 2 };

void nw_window_clear(nw_window *w) {
  memset(w->taken_bits, 0, sizeof w->taken_bits);
  memset(w->squares, 0, sizeof w->squares);
  w->taken = w->own.count = w->known.count = w->topical_count = 0;
}

/* Where a key is in the window, or where it belongs. */
static inline size_t place_of(const nw_window *w, uint64_t key) {
  size_t at = nw_window_first(key, NW_WINDOW_SLOTS);
  while (nw_window_is_taken(w, at) && w->key[at] != key) at = (at + 1) % NW_WINDOW_SLOTS;
  return at;
}

/* ---- known words ----------------------------------------------------------------------------------------------------------- */

_Static_assert(sizeof(nw_topical_row) == NW_KNOWN_LINE && NW_KNOWN_LINE % sizeof(nw_known_one) == 0, "rows and words keep to lines");

static int is_few(size_t topics) { return topics <= NW_TOPICAL_FEW; }

int nw_known_open(nw_known_words *known, size_t topics, const nw_alloc *alloc) {
  const size_t rows = is_few(topics) ? NW_KNOWN_WORDS * sizeof *known->row : 0;
  const size_t words = (NW_KNOWN_WORDS + 1) * sizeof *known->at, slots = NW_KNOWN_SLOTS * sizeof *known->slot;
  known->bytes = NW_KNOWN_LINE + rows + words + slots;
  known->memory = nw_malloc(alloc, known->bytes);
  if (known->memory == NULL) return 0;
  unsigned char *at = known->memory + (0 - (uintptr_t)known->memory) % NW_KNOWN_LINE;
  known->row = (nw_topical_row *)(void *)at;
  known->at = (nw_known_one *)(void *)(at + rows);
  known->slot = (uint16_t *)(void *)(at + rows + words);
  memset(at + rows, 0, words + slots);
  return 1;
}

void nw_known_free(nw_known_words *known, const nw_alloc *alloc) {
  nw_free(alloc, known->memory, known->bytes);
  nw_vec_free(alloc, &known->topical);
}

/* The slot of a key among the known words, or where it belongs; `at`: nw_window_first of it. */
static inline uint16_t *slot_of(const nw_known_words *known, uint64_t key, size_t at) {
  while (known->at[known->slot[at]].key != key && known->slot[at] != 0) at = (at + 1) % NW_KNOWN_SLOTS;
  return &known->slot[at];
}

/* Adds to what the known word whose list began at `first` adds to topics. */
static int add_topical(nw_topics *topics, size_t first, nw_topical more) {
  nw_known_words *known = &topics->known;
  for (size_t i = first; i < known->topical.count; i++) {
    nw_topical *here = &known->topical.at[i];
    if (here->to != more.to || here->to & NW_TOPICAL_POSTINGS) continue;
    here->weight += more.weight;  /* 255 of idf, 2^14 of weight and some 60 features: far below 2^31 */
    return 1;
  }
  return nw_vec_push(&topics->alloc, &known->topical, more);
}

static int know_feature(nw_topics *topics, size_t first, nw_topical feature) {
  const nw_posting *p = &topics->postings.at[feature.to & ~NW_TOPICAL_POSTINGS];
  size_t count = 1;
  while (!(p[count - 1].topic & NW_POSTING_LAST)) count++;
  if (count > NW_TOPICAL_FEW) return add_topical(topics, first, feature);
  for (size_t i = 0; i < count; i++)
    if (!add_topical(topics, first, (nw_topical){nw_posting_sum(&p[i]), feature.weight * p[i].weight})) return 0;
  return 1;
}

/* The row of a word. */
static void know_row(nw_topics *topics, const nw_topical *topical, size_t count) {
  nw_topical_row *row = &topics->known.row[topics->known.rows++];
  memset(row, 0, sizeof *row);
  for (size_t i = 0; i < count; i++) {
    const nw_posting *p = &topics->postings.at[topical[i].to & ~NW_TOPICAL_POSTINGS];
    do row->weight[nw_posting_sum(p)] += topical[i].weight * p->weight;
    while ((p++->topic & NW_POSTING_LAST) == 0);
  }
}

static int know(nw_topics *topics, uint64_t key, const nw_topic_word *word, const nw_topical *topical) {
  const int few = is_few(topics->count);
  const size_t first = few ? topics->known.rows : topics->known.topical.count;
  uint16_t *slot = slot_of(&topics->known, key, nw_window_first(key, NW_KNOWN_SLOTS));
  if (*slot != 0) return 1;
  if (few && word->topicals > 0) know_row(topics, topical, word->topicals);
  for (size_t i = 0; !few && i < word->topicals; i++)
    if (!know_feature(topics, first, topical[i])) return 0;
  *slot = (uint16_t)++topics->known.taken;
  nw_known_one *to = &topics->known.at[*slot];
  *to = (nw_known_one){key, *word};
  to->word.topical = (uint32_t)first;
  to->word.topicals = (uint16_t)((few ? topics->known.rows : topics->known.topical.count) - first);
  return 1;
}

int nw_known_add(nw_topics *topics, const nw_window *w) {
  for (size_t place = 0; place < NW_WINDOW_SLOTS && topics->known.taken < NW_KNOWN_WORDS; place++) {
    const nw_topic_word *word = &w->word[place];
    if (nw_window_is_taken(w, place) && !know(topics, w->key[place], word, w->topical + word->topical)) return 0;
  }
  return 1;
}

/* ---- words of a text ------------------------------------------------------------------------------------------------------- */


static inline void list_feature(const nw_topics *topics, nw_window *w, uint32_t hash, uint8_t view, uint32_t idf) {
  uint32_t posting = nw_topics_posting(topics, hash, view);
  if (posting == NW_NO_POSTING || w->topical_count == NW_WINDOW_TOPICAL) return;
  w->topical[w->topical_count++] = (nw_topical){posting | NW_TOPICAL_POSTINGS, (int32_t)idf};
}

static void take_grams(const nw_topics *topics, nw_window *w, nw_topic_word *word, const nw_term *term) {
  uint32_t grams[NW_GRAMS_MOST], squares = 0;
  size_t count = nw_term_grams(term, NW_TOPIC_GRAM, grams);
  for (size_t i = 0; i < count; i++) {
    uint32_t idf = nw_idf_gram(&topics->lexicon, grams[i]);
    squares += idf * idf;
    list_feature(topics, w, grams[i], NW_VIEW_GRAM, idf);
  }
  word->squares[NW_VIEW_GRAM] = squares;
}

/* A word that nothing is known of. */
static void make_word(const nw_topics *topics, nw_window *w, nw_topic_word *word, nw_term term) {
  if (term.hash == 0) nw_term_name(&term);
  *word = (nw_topic_word){.row = -1, .topical = (uint32_t)w->topical_count, .flags = term.flags};
  if ((term.flags & (NW_TERM_STOP | NW_TERM_NUMBER)) == 0) word->row = nw_lexicon_find(&topics->lexicon, term.hash);
  if (term.flags & NW_TERM_FRAME) return;
  take_grams(topics, w, word, &term);
  if ((term.flags & (NW_TERM_STOP | NW_TERM_NUMBER)) == 0) {
    uint32_t idf = nw_idf_word(&topics->lexicon, term.hash);
    word->squares[NW_VIEW_WORD] = idf * idf;
    list_feature(topics, w, term.hash, NW_VIEW_WORD, idf);
  }
  word->topicals = (uint16_t)(w->topical_count - word->topical);
}

/* What one more than `n` adds to the square of a weight, in squares of idf: damp(n + 1)^2 - damp(n)^2. */
static inline uint64_t step(uint8_t n) {
  static const uint16_t table[UINT8_MAX + 1] = {256, 473, 427, 288, 320, 261, 184, 192, 200, 208, 107, 220, 113, 115, 117};
  return table[n];
}

static inline void take_place(nw_window *w, size_t place) { w->taken_bits[place / NW_WINDOW_BITS] |= 1ULL << place % NW_WINDOW_BITS; }

/* One more of the word that is at `place`; 0: there is no room. Whether it is new is no branch: nobody could foresee it. */
static inline int count_word(nw_window *w, nw_live *live, const nw_topic_word *word, size_t place) {
  const uint8_t count = (uint8_t)(w->count[place] & (0u - nw_window_is_taken(w, place)));
  const unsigned first = count == 0;
  if (w->taken + first > NW_WINDOW_WORDS) return 0;
  w->taken += first;
  live->at[live->count] = (uint16_t)place;
  live->count += first & (word->topicals > 0);
  take_place(w, place);
  w->count[place] = (uint8_t)(count + (count < UINT8_MAX));
  const uint64_t more = step(count);
  for (int view = 0; view < 2; view++) w->squares[view] += more * word->squares[view];
  return 1;
}

/* A word that is not known, at its place; -1: there is no room. `term` NULL: it is made of the letters where it must be. */
static int add_unknown(const nw_topics *topics, nw_window *w, uint64_t key, const nw_letters *letters, const nw_term *term) {
  const size_t place = place_of(w, key);
  if (!nw_window_is_taken(w, place)) {
    nw_term made = {.len = 0};
    if (w->taken == NW_WINDOW_WORDS) return -1;
    w->key[place] = key;
    if (term == NULL) made.len = (uint8_t)(letters->end - letters->start);
    for (unsigned i = 0; term == NULL && i < 3; i++) nw_store_le(made.text + 8 * i, letters->part[i]);
    make_word(topics, w, &w->word[place], term != NULL ? *term : made);
  }
  return count_word(w, &w->own, &w->word[place], place) ? (int)place : -1;
}

static inline int add(const nw_topics *topics, nw_window *w, uint64_t key, size_t slot, const nw_letters *letters, const nw_term *term) {
  const unsigned number = *slot_of(&topics->known, key, slot);
  if (number == 0) return add_unknown(topics, w, key, letters, term);
  const nw_topic_word *word = &topics->known.at[number].word;
  const size_t place = NW_WINDOW_SLOTS + number;
  nw_window_fetch(topics->known.row + word->topical);  /* for the score to come */
  return count_word(w, &w->known, word, place) ? (int)place : -1;
}

int nw_window_add(const nw_topics *topics, nw_window *w, const nw_term *term) {
  uint64_t part[4] = {0};
  memcpy(part, term->text, NW_TERM_BYTES);
  const uint64_t key = nw_window_key(part);
  return add(topics, w, key, nw_window_first(key, NW_KNOWN_SLOTS), NULL, term);
}

int nw_window_add_letters(const nw_topics *topics, nw_window *w, const nw_letters *word) {
  return add(topics, w, word->key, word->slot, word, NULL);
}

/* Words that are not there any more go. */
static void drop_dead(const nw_window *w, nw_live *live) {
  size_t kept = 0;
  for (size_t i = 0; i < live->count; i++) {
    live->at[kept] = live->at[i];
    kept += w->count[live->at[i]] > 0;
  }
  live->count = kept;
}

void nw_window_drop(const nw_topics *topics, nw_window *w, const int *places, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (places[i] < 0) continue;
    const nw_topic_word *word = nw_window_word(topics, w, places[i]);
    const uint64_t less = step(--w->count[places[i]]);
    for (int view = 0; view < 2; view++) w->squares[view] -= less * word->squares[view];
  }
  drop_dead(w, &w->own);
  drop_dead(w, &w->known);
}

/* The places of words in the window among `kept`, by where their features are listed; each once. */
static size_t in_order(const nw_window *w, const int *kept, size_t count, uint16_t *places) {
  size_t many = 0;
  for (size_t i = 0; i < count; i++) {
    if (kept[i] < 0 || kept[i] >= NW_WINDOW_SLOTS) continue;
    const uint16_t place = (uint16_t)kept[i];
    size_t to = 0;
    while (to < many && places[to] != place) to++;
    if (to < many) continue;
    for (; to > 0 && w->word[places[to - 1]].topical > w->word[place].topical; to--) places[to] = places[to - 1];
    places[to] = place;
    many++;
  }
  return many;
}

void nw_window_renew(const nw_topics *topics, nw_window *w, int *kept, size_t count) {
  struct { uint64_t key; nw_topic_word word; int to; } stays[HALF];
  uint16_t places[HALF];
  const size_t many = in_order(w, kept, count, places);
  for (size_t i = 0; i < many; i++) stays[i].key = w->key[places[i]], stays[i].word = w->word[places[i]];
  nw_window_clear(w);
  for (size_t i = 0; i < many; i++) {
    const size_t place = place_of(w, stays[i].key);
    nw_topic_word *word = &w->word[place];
    take_place(w, place);
    w->count[place] = 0;
    w->key[place] = stays[i].key;
    *word = stays[i].word;
    stays[i].to = (int)place;
    memmove(w->topical + w->topical_count, w->topical + word->topical, word->topicals * sizeof *w->topical);
    word->topical = (uint32_t)w->topical_count;
    w->topical_count += word->topicals;
  }
  for (size_t i = 0; i < count; i++) {
    size_t which = 0;
    if (kept[i] < 0) continue;
    while (which < many && places[which] != kept[i]) which++;
    if (which < many) kept[i] = stays[which].to;
    (void)count_word(w, kept[i] < NW_WINDOW_SLOTS ? &w->own : &w->known, nw_window_word(topics, w, kept[i]), (size_t)kept[i]);
  }
}

int nw_window_is_full(const nw_window *w) {
  return w->taken > NW_WINDOW_WORDS - HALF || w->topical_count > NW_WINDOW_TOPICAL - HALF * NW_TERM_FEATURES;
}

static void add_postings(const nw_topics *topics, const nw_topical *feature, int64_t damped, int64_t *sums) {
  const nw_posting *p = &topics->postings.at[feature->to & ~NW_TOPICAL_POSTINGS];
  uint32_t last;
  do {
    sums[nw_posting_sum(p)] += damped * feature->weight * p->weight;
    last = p++->topic & NW_POSTING_LAST;
  } while (last == 0);
}

/* What a word of the window, or a known one of many topics, adds. */
static void add_list(const nw_topics *topics, const nw_topical *feature, size_t count, int64_t damped, int64_t *sums) {
  for (const nw_topical *end = feature + count; feature < end; feature++) {
    if (feature->to & NW_TOPICAL_POSTINGS) add_postings(topics, feature, damped, sums);
    else sums[feature->to] += damped * feature->weight;
  }
}

/* The row of a known word. */
static inline const nw_topical_row *row_at(const nw_topics *topics, uint16_t place) {
  return topics->known.row + topics->known.at[place - NW_WINDOW_SLOTS].word.topical;
}

#if defined(__x86_64__) && defined(__GNUC__)
__attribute__((target("avx2")))
static void add_known_rows_avx2(const nw_topics *topics, const nw_window *w, int64_t sums[NW_TOPICAL_ROW]) {
  enum { FOURS = NW_TOPICAL_ROW / 4 };
  __m256i sum[FOURS];
  for (unsigned k = 0; k < FOURS; k++) sum[k] = _mm256_setzero_si256();
  for (size_t i = 0; i < w->known.count; i++) {
    const nw_topical_row *row = row_at(topics, w->known.at[i]);
    const __m256i damped = _mm256_set1_epi64x(nw_damp(w->count[w->known.at[i]]));
    for (unsigned k = 0; k < FOURS; k++) {
      const __m256i weights = _mm256_cvtepi32_epi64(_mm_loadu_si128((const __m128i *)(const void *)(row->weight + 4 * k)));
      sum[k] = _mm256_add_epi64(sum[k], _mm256_mul_epi32(weights, damped));
    }
  }
  for (unsigned k = 0; k < FOURS; k++) _mm256_storeu_si256((__m256i *)(void *)(sums + 4 * k), sum[k]);
}
#endif

/* What known words add to few topics, all their sums at once. */
static void add_known_rows(const nw_topics *topics, const nw_window *w, int64_t sums[NW_TOPICAL_ROW]) {
#if defined(__x86_64__) && defined(__GNUC__)
  if (__builtin_cpu_supports("avx2")) {
    add_known_rows_avx2(topics, w, sums);
    return;
  }
#endif
  memset(sums, 0, NW_TOPICAL_ROW * sizeof *sums);
  for (size_t i = 0; i < w->known.count; i++) {
    const nw_topical_row *row = row_at(topics, w->known.at[i]);
    const int64_t damped = nw_damp(w->count[w->known.at[i]]);
    for (unsigned k = 0; k < NW_TOPICAL_ROW; k++) sums[k] += damped * row->weight[k];
  }
}

/* What words add, one by one; `list`: where their features are listed. */
static void add_words(const nw_topics *topics, const nw_window *w, const nw_live *live, const nw_topical *list, int64_t *sums) {
  for (size_t i = 0; i < live->count; i++) {
    const nw_topic_word *word = nw_window_word(topics, w, live->at[i]);
    add_list(topics, list + word->topical, word->topicals, nw_damp(w->count[live->at[i]]), sums);
  }
}

void nw_window_sums(const nw_topics *topics, const nw_window *w, nw_topic_sums *sums) {
  int64_t *sum = sums->view, row[NW_TOPICAL_ROW];  /* the sums of all topics lie in a row */
  memset(sum, 0, topics->count * sizeof *sums);
  if (is_few(topics->count)) {
    add_known_rows(topics, w, row);
    memcpy(sum, row, topics->count * sizeof *sums);
  } else {
    add_words(topics, w, &w->known, topics->known.topical.at, sum);
  }
  add_words(topics, w, &w->own, w->topical, sum);
}
