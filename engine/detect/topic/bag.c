/* bag.c - counting features; see bag.h. */
#include "detect/topic/bag.h"

#include <string.h>

void nw_bag_clear(nw_bag *bag) {
  for (size_t i = 0; i < bag->size; i++) bag->count[bag->used[i]] = 0;
  bag->size = 0;
  bag->left_out = 0;
  memset(bag->vector, 0, sizeof bag->vector);
}

static void add_feature(nw_bag *bag, uint32_t hash, uint8_t view) {
  uint32_t at = (hash ^ hash >> 16 ^ view) & (NW_BAG_SLOTS - 1);
  while (bag->count[at] > 0 && (bag->hash[at] != hash || bag->view[at] != view)) at = (at + 1) & (NW_BAG_SLOTS - 1);
  if (bag->count[at] == 0) {
    if (bag->size == NW_BAG_MOST) {
      bag->left_out++;
      return;
    }
    bag->hash[at] = hash;
    bag->view[at] = view;
    bag->used[bag->size++] = (uint16_t)at;
  }
  bag->count[at] = (uint8_t)(bag->count[at] + (bag->count[at] < 255));
}

void nw_bag_add(nw_bag *bag, const nw_lexicon *lexicon, const nw_term *term) {
  uint32_t grams[NW_GRAMS_MOST];
  if (term->flags & NW_TERM_FRAME) return;
  size_t count = nw_term_grams(term, grams);
  for (size_t i = 0; i < count; i++) add_feature(bag, grams[i], NW_VIEW_GRAM);
  if (term->flags & (NW_TERM_STOP | NW_TERM_NUMBER)) return;
  add_feature(bag, term->hash, NW_VIEW_WORD);
  int row = nw_lexicon_find(lexicon, term->hash);
  if (row < 0) return;
  const int8_t *v = lexicon->vector + (size_t)row * NW_LEXICON_DIMENSIONS;
  int weight = lexicon->weight[row];
  for (int k = 0; k < NW_LEXICON_DIMENSIONS; k++) bag->vector[k] += weight * v[k];
}

nw_feature nw_bag_feature(const nw_bag *bag, const nw_lexicon *lexicon, size_t index) {
  size_t at = bag->used[index];
  nw_feature f = {.hash = bag->hash[at], .view = bag->view[at]};
  unsigned idf = f.view == NW_VIEW_WORD ? nw_idf_word(lexicon, f.hash) : nw_idf_gram(lexicon, f.hash);
  f.weight = nw_damp(bag->count[at]) * idf;
  return f;
}

void nw_bag_norms(const nw_bag *bag, const nw_lexicon *lexicon, uint64_t norm[2]) {
  uint64_t squares[2] = {0, 0};
  for (size_t i = 0; i < bag->size; i++) {
    nw_feature f = nw_bag_feature(bag, lexicon, i);
    squares[f.view] += (uint64_t)f.weight * f.weight;
  }
  norm[0] = nw_isqrt(squares[0]);
  norm[1] = nw_isqrt(squares[1]);
}

/* Division by one number for all: a multiplication by 2^40 / norm, at most one too low. No part is longer than the whole, so nothing
 * overflows. */
int nw_vector_unit(int32_t v[NW_LEXICON_DIMENSIONS]) {
  uint64_t squares = 0;
  for (int k = 0; k < NW_LEXICON_DIMENSIONS; k++) squares += (uint64_t)((int64_t)v[k] * v[k]);
  uint64_t norm = nw_isqrt(squares), inverse = norm == 0 ? 0 : (1ULL << 40) / norm;
  for (int k = 0; k < NW_LEXICON_DIMENSIONS; k++) {
    uint64_t size = (uint64_t)(v[k] < 0 ? -(int64_t)v[k] : v[k]) * NW_UNIT, unit = size * inverse >> 40;
    unit += norm > 0 && (unit + 1) * norm <= size;
    v[k] = v[k] < 0 ? -(int32_t)unit : (int32_t)unit;
  }
  return norm > 0;
}

int nw_direction(const int32_t *sum, const int32_t *common, int32_t out[NW_LEXICON_DIMENSIONS]) {
  memcpy(out, sum, NW_LEXICON_DIMENSIONS * sizeof *out);
  if (!nw_vector_unit(out)) return 0;
  if (common == NULL) return 1;
  for (int k = 0; k < NW_LEXICON_DIMENSIONS; k++) out[k] -= common[k];
  return nw_vector_unit(out);
}
