/* direction.c - see direction.h. */
#include "detect/topic/direction.h"

enum { DIMENSIONS = NW_LEXICON_DIMENSIONS };

/* Components are at most NW_UNIT in size: a sum of 64 products is below 2^31. */
int64_t nw_vector_dot(const nw_vector *a, const nw_vector *b) {
  int32_t sum = 0;
  for (int k = 0; k < DIMENSIONS; k++) sum += a->at[k] * b->at[k];
  return sum;
}

nw_vector nw_vector_unit(const int32_t sum[DIMENSIONS]) {
  nw_vector out;
  uint64_t squares = 0;
  for (int k = 0; k < DIMENSIONS; k++) squares += (uint64_t)((int64_t)sum[k] * sum[k]);
  int64_t norm = (int64_t)nw_isqrt(squares);
  for (int k = 0; k < DIMENSIONS; k++) out.at[k] = (int16_t)(norm == 0 ? 0 : (int64_t)sum[k] * NW_UNIT / norm);
  return out;
}

nw_direction nw_direction_of(const int32_t sum[DIMENSIONS], const nw_vector *common) {
  nw_direction d;
  uint32_t most = 0;
  unsigned shift = 0;
  for (int k = 0; k < DIMENSIONS; k++) most |= (uint32_t)(sum[k] < 0 ? -sum[k] : sum[k]);
  while (most >> shift >= NW_UNIT) shift++;
  const int32_t below = (1 << shift) - 1;  /* sum / (1 << shift), towards zero */
  for (int k = 0; k < DIMENSIONS; k++) d.sum.at[k] = (int16_t)((sum[k] + (sum[k] < 0 ? below : 0)) >> shift);
  d.length = (int64_t)nw_isqrt((uint64_t)nw_vector_dot(&d.sum, &d.sum));
  int64_t with = d.length == 0 ? 0 : nw_vector_dot(&d.sum, common) * NW_UNIT / d.length;
  int64_t squares = (int64_t)NW_UNIT * NW_UNIT - 2 * with + nw_vector_dot(common, common);
  d.apart = squares > 0 ? (int64_t)nw_isqrt((uint64_t)squares) : 0;
  if (d.apart == 0) d.length = 0;
  return d;
}

nw_vector nw_direction_vector(const nw_direction *d, const nw_vector *common) {
  int32_t less[DIMENSIONS];
  for (int k = 0; k < DIMENSIONS; k++)
    less[k] = d->length == 0 ? 0 : (int32_t)(d->sum.at[k] * (int64_t)NW_UNIT / d->length) - common->at[k];
  return nw_vector_unit(less);
}

int64_t nw_direction_cosine(const nw_direction *d, const nw_vector *unit, int64_t with_common) {
  return d->length == 0 ? 0 : (nw_vector_dot(&d->sum, unit) * NW_UNIT / d->length - with_common) * 4 / d->apart;
}
