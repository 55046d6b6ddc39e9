/* guard/explain_miss.h - what explain_miss.c gathers and explain_miss_write.c prints.
 *
 *   "card 4111 1111 1111 1112"
 *   place [5,24)   CREDIT_DEBIT_CARD_NUMBER   missing CHECK (luhn)
 */
#ifndef NW_GUARD_EXPLAIN_MISS_H
#define NW_GUARD_EXPLAIN_MISS_H

#include "base/buf.h"
#include "detect/miss.h"
#include "guard/guard.h"

/* One thing to say of a place: a finding (`miss.missing` 0), or what it lacks. */
typedef struct nw_remark {
  nw_miss     miss;       /* entity NW_ENTITY_COUNT for types that are none: lists, custom patterns */
  nw_stray    stray;      /* a word that is there and did not count */
  const char *type;       /* "EMAIL", the name of a list; "" whatever it could be */
  const char *validator;
  uint32_t    rule;       /* of the guard; UINT32_MAX none */
  uint32_t    score_ppm;
  uint8_t     action, outside;  /* outside: no rule of the policy asks for the type */
} nw_remark;

/* Remarks that overlap, the nearest first. */
typedef struct nw_miss_place { size_t start, end, first, count, more; } nw_miss_place;

typedef struct nw_explained {
  nw_alloc           alloc;
  const newel_guard *guard;      /* the policy's, NULL: all detectors */
  newel_slice        text;
  NW_VEC(nw_remark)  remarks;
  NW_VEC(nw_miss_place)   places;
  NW_VEC(const char *) limits;   /* names of limits that were hit */
  const char        *side;       /* "the source INPUT", … */
  const char        *surface;
  int                show;
} nw_explained;

int nw_explained_write(const nw_explained *e, newel_render how, newel_write_fn write, void *user, newel_error *err);

#endif
