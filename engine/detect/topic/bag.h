/* detect/topic/bag.h - the features of a text: words and character n-grams with their counts, and the sum of its word vectors.
 *
 * A set by open addressing that is emptied by its own list, so that a small text costs little. Full: more features are left out
 * (`left_out`), which a window of NW_TOPIC_WINDOW usual terms is far from. */
#ifndef NW_DETECT_TOPIC_BAG_H
#define NW_DETECT_TOPIC_BAG_H

#include "detect/lex/lexicon.h"

enum { NW_BAG_SLOTS = 4096, NW_BAG_MOST = 2560, NW_VIEW_WORD = 0, NW_VIEW_GRAM = 1, NW_VIEW_VECTOR = 2, NW_VIEWS = 3 };

typedef struct nw_bag {
  uint32_t hash[NW_BAG_SLOTS];
  uint8_t  count[NW_BAG_SLOTS];  /* 0: free */
  uint8_t  view[NW_BAG_SLOTS];
  uint16_t used[NW_BAG_MOST];
  size_t   size;
  uint32_t left_out;
  int32_t  vector[NW_LEXICON_DIMENSIONS];
} nw_bag;

/* One feature with its weight, tf * idf. */
typedef struct nw_feature { uint32_t hash, weight; uint8_t view; } nw_feature;

void nw_bag_clear(nw_bag *bag);
void nw_bag_add(nw_bag *bag, const nw_lexicon *lexicon, const nw_term *term);
/* 16 * (1 + ln count), 0 of none: the second time says less than the first. */
static inline unsigned nw_damp(unsigned count) {
  static const uint8_t table[16] = {0, 16, 27, 34, 38, 42, 45, 47, 49, 51, 53, 54, 56, 57, 58, 59};
  return table[count < 16 ? count : 15];
}
/* Feature `index` of [0, size). */
nw_feature nw_bag_feature(const nw_bag *bag, const nw_lexicon *lexicon, size_t index);
/* The lengths of the two sparse views. */
void nw_bag_norms(const nw_bag *bag, const nw_lexicon *lexicon, uint64_t norm[2]);
/* The vector with length NW_UNIT, less `common` (may be NULL); returns 0, and zeroes, when no word of it is known. */
enum { NW_UNIT = 4096 };
int nw_direction(const int32_t *sum, const int32_t *common, int32_t out[NW_LEXICON_DIMENSIONS]);
/* Scales a vector to length NW_UNIT; 0 when it has none. */
int nw_vector_unit(int32_t v[NW_LEXICON_DIMENSIONS]);

#endif
