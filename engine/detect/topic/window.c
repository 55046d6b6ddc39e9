/* window.c - see window.h. */
#include "detect/topic/window.h"

#include <string.h>

#include "detect/topic/model.h"

void nw_window_clear(nw_window *window) {
  memset(window->count, 0, sizeof window->count);
  memset(window->squares, 0, sizeof window->squares);
  memset(window->vector, 0, sizeof window->vector);
  window->taken = window->topical_count = 0;
}

static void take_slot(const nw_topics *topics, nw_window *w, size_t at, uint32_t hash, uint8_t view) {
  unsigned idf = view == NW_VIEW_WORD ? nw_idf_word(&topics->lexicon, hash) : nw_idf_gram(&topics->lexicon, hash);
  w->slot[at] = (nw_slot){hash, nw_topics_posting(topics, hash, view), (uint16_t)(idf * idf), (uint8_t)idf, view};
  w->count[at] = NW_WINDOW_TAKEN;
  w->taken++;
  if (w->slot[at].posting != UINT32_MAX) w->topical[w->topical_count++] = (uint16_t)at;
}

/* The slot of a feature, taken if it is new; NW_BAG_SLOTS: there is no room. */
static inline size_t slot_of(const nw_topics *topics, nw_window *w, uint32_t hash, uint8_t view) {
  size_t at = (hash ^ hash >> 16 ^ view) & (NW_BAG_SLOTS - 1);
  while (w->count[at] != 0 && (w->slot[at].hash != hash || w->slot[at].view != view)) at = (at + 1) & (NW_BAG_SLOTS - 1);
  if (w->count[at] != 0) return at;
  if (w->taken == NW_BAG_MOST) return NW_BAG_SLOTS;
  take_slot(topics, w, at, hash, view);
  return at;
}

/* What one more than `n` adds to the square of a weight, in squares of idf. */
static inline uint64_t step(unsigned n) {
  unsigned less = nw_damp(n), more = nw_damp(n + 1);
  return more * more - less * less;
}

/* One more of a feature; one less. */
static inline void raise(nw_window *w, size_t at) {
  const nw_slot *s = &w->slot[at];
  unsigned count = w->count[at]++ & (NW_WINDOW_TAKEN - 1u);
  w->squares[s->view] += step(count) * s->square;
}

static inline void lower(nw_window *w, size_t at) {
  const nw_slot *s = &w->slot[at];
  unsigned count = --w->count[at] & (NW_WINDOW_TAKEN - 1u);
  w->squares[s->view] -= step(count) * s->square;
}

static inline void add_feature(const nw_topics *topics, nw_window *w, nw_window_term *term, uint32_t hash, uint8_t view) {
  size_t at = slot_of(topics, w, hash, view);
  if (at == NW_BAG_SLOTS) return;
  term->slot[term->slots++] = (uint16_t)at;
  raise(w, at);
}

static void move_vector(const nw_lexicon *lexicon, int32_t *vector, int row, int sign) {
  const int8_t *v = lexicon->vector + (size_t)row * NW_LEXICON_DIMENSIONS;
  int weight = sign * lexicon->weight[row];
  for (int k = 0; k < NW_LEXICON_DIMENSIONS; k++) vector[k] += weight * v[k];
}

void nw_window_add(const nw_topics *topics, nw_window *w, size_t place, const nw_term *term, int row) {
  uint32_t grams[NW_GRAMS_MOST];
  nw_window_term *to = &w->term[place];
  to->slots = 0;
  to->row = -1;
  if (term->flags & NW_TERM_FRAME) return;
  size_t count = nw_term_grams(term, grams);
  for (size_t i = 0; i < count; i++) add_feature(topics, w, to, grams[i], NW_VIEW_GRAM);
  if (term->flags & (NW_TERM_STOP | NW_TERM_NUMBER)) return;
  add_feature(topics, w, to, term->hash, NW_VIEW_WORD);
  to->row = row;
  if (row >= 0) move_vector(&topics->lexicon, w->vector, row, 1);
}

void nw_window_drop(const nw_topics *topics, nw_window *w, size_t place) {
  const nw_window_term *term = &w->term[place];
  for (size_t i = 0; i < term->slots; i++) lower(w, term->slot[i]);
  if (term->row >= 0) move_vector(&topics->lexicon, w->vector, term->row, -1);
}

void nw_window_sums(const nw_topics *topics, const nw_window *w, nw_topic_sums *sums) {
  const nw_posting *end = topics->postings.at + topics->postings.count;
  memset(sums, 0, topics->count * sizeof *sums);
  for (size_t i = 0; i < w->topical_count; i++) {
    const nw_slot *s = &w->slot[w->topical[i]];
    int64_t weight = (int64_t)nw_damp(w->count[w->topical[i]] & (NW_WINDOW_TAKEN - 1u)) * s->idf;
    const nw_posting *p = &topics->postings.at[s->posting];
    for (; weight > 0 && p < end && p->hash == s->hash && p->topic >> 31 == s->view; p++)
      sums[p->topic & 0x7FFFFFFF].view[s->view] += weight * p->weight;
  }
}
