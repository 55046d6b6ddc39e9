/* detect/topic/direction.h - what a text is like: the sum of its word vectors, seen from what all texts have in common.
 *
 *      sum of "can I get a loan"  ──► length 1 ──► less the mean direction of texts ──► length 1          cos(topic, that) in [-1, 1]
 *
 * The last two steps need no vector: with u = sum / |sum|, cos(t, u - c) = (t.u - t.c) / |u - c|, and |u - c|^2 = 1 - 2 u.c + c.c.
 * Integers; NW_UNIT is length 1. */
#ifndef NW_DETECT_TOPIC_DIRECTION_H
#define NW_DETECT_TOPIC_DIRECTION_H

#include "detect/lex/lexicon.h"

enum { NW_UNIT = 4096 };

typedef struct nw_vector { int16_t at[NW_LEXICON_DIMENSIONS]; } nw_vector;

/* A sum, scaled to 16 bits; its length; how far its direction is from the common one. length 0: no word of it is known. */
typedef struct nw_direction { nw_vector sum; int64_t length, apart; } nw_direction;

int64_t nw_vector_dot(const nw_vector *a, const nw_vector *b);
/* Scales to length NW_UNIT; zeroes stay zeroes. */
nw_vector nw_vector_unit(const int32_t sum[NW_LEXICON_DIMENSIONS]);
nw_direction nw_direction_of(const int32_t sum[NW_LEXICON_DIMENSIONS], const nw_vector *common);
/* The direction itself, less the common one: length NW_UNIT, or zeroes. */
nw_vector nw_direction_vector(const nw_direction *d, const nw_vector *common);
/* Its cosine with a unit vector, NW_UNIT * 4 is 1; `with_common`: the dot product of that vector and the common one. */
int64_t nw_direction_cosine(const nw_direction *d, const nw_vector *unit, int64_t with_common);

#endif
