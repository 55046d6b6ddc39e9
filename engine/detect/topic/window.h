/* detect/topic/window.h - the window of a text that is judged: its features with their counts, and the lengths of its views, kept while
 * terms come and go.
 *
 *      add "loan"      each feature of it: count 0 -> 1    squares += w(1)^2 - w(0)^2
 *      add "loan"                          count 1 -> 2    squares += w(2)^2 - w(1)^2
 *      drop "loan"                         count 2 -> 1    what was added is taken away
 *
 * All sums are integers: after any row of adds and drops they are those of the terms that are left. So a term is hashed once, however many
 * windows it is in. Features that some topic has (few, in most texts) are listed, and only those are looked at for a score.
 *
 * A set by open addressing; a feature whose count fell to 0 keeps its slot. Before the slots run out (NW_BAG_MOST) the window is made anew
 * of the terms it holds. */
#ifndef NW_DETECT_TOPIC_WINDOW_H
#define NW_DETECT_TOPIC_WINDOW_H

#include "detect/topic/bag.h"
#include "detect/topic/topic.h"

typedef struct nw_topic_sums { int64_t view[2]; } nw_topic_sums;

enum { NW_WINDOW_TAKEN = 0x8000, NW_TERM_FEATURES = NW_GRAMS_MOST + 1 };

/* posting: the first of the feature, UINT32_MAX none; square: of idf. */
typedef struct nw_slot { uint32_t hash, posting; uint16_t square; uint8_t idf, view; } nw_slot;

/* A term of the window: where its features are, and its row of word vectors, -1 none. */
typedef struct nw_window_term { uint16_t slot[NW_TERM_FEATURES]; uint8_t slots; int32_t row; } nw_window_term;

typedef struct nw_window {
  uint16_t       count[NW_BAG_SLOTS];  /* NW_WINDOW_TAKEN and how often; 0: free */
  size_t         taken;
  uint64_t       squares[2];           /* of the features' weights, by view */
  int32_t        vector[NW_LEXICON_DIMENSIONS];
  nw_window_term term[NW_TOPIC_WINDOW];
  uint16_t       topical[NW_BAG_MOST]; /* slots of features that topics have */
  size_t         topical_count;
  nw_slot        slot[NW_BAG_SLOTS];   /* where count is not 0 */
} nw_window;

void nw_window_clear(nw_window *window);
/* `place`: of the term, [0, NW_TOPIC_WINDOW); `row`: of the lexicon, or -1. */
void nw_window_add(const nw_topics *topics, nw_window *window, size_t place, const nw_term *term, int row);
void nw_window_drop(const nw_topics *topics, nw_window *window, size_t place);
/* Sums of the weights of the window's features with every topic. */
void nw_window_sums(const nw_topics *topics, const nw_window *window, nw_topic_sums *sums);

#endif
