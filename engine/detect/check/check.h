/* detect/check/check.h - proofs over the compact form of an id: the rows of grammar/checks.def.
 *
 *   "943 476 5919"  ->  compact 9 4 3 4 7 6 5 9 1 9  ->  uk_nhs: 10·9 + 9·4 + … , modulus 11, last place
 *
 * Values are 0..9 for digits and 10..35 for A..Z. Every check is a pure function of bounded cost; the caller has seen to the
 * length and to where letters stand (the pattern of the row).
 */
#ifndef NW_DETECT_CHECK_H
#define NW_DETECT_CHECK_H

#include "newel/types.h"

enum { NW_COMPACT_MAX = 34, NW_CHECKS_MAX = 3 };

typedef struct nw_compact {
  const unsigned char *value;
  unsigned             len;
} nw_compact;

typedef enum nw_check_id {
  NW_CHECK_none = 0,
#define FUNCTION(name, proof) NW_CHECK_##name,
#define WEIGHTS(name, ...) NW_CHECK_##name,
#define PREFIX(name, list) NW_CHECK_##name,
#include "checks.def"
#undef FUNCTION
#undef WEIGHTS
#undef PREFIX
  NW_CHECK_COUNT
} nw_check_id;

/* 1 when the check holds; `none` always does. */
int nw_check_holds(nw_check_id check, const nw_compact *compact);
/* 1 when the check is a check digit, 0 when it is only a rule, 2 when it is one that chance seldom meets (checks.def). */
int nw_check_proves(nw_check_id check);
/* As grammar/checks.def has it: "luhn", "uk_nhs". */
const char *nw_check_name(nw_check_id check);

#define FUNCTION(name, proof) int nw_check_##name(const nw_compact *compact);
#define WEIGHTS(name, ...)
#define PREFIX(name, list)
#include "checks.def"
#undef FUNCTION
#undef WEIGHTS
#undef PREFIX

/* The number in places [from, from + count). */
static inline unsigned nw_compact_number(const nw_compact *compact, unsigned from, unsigned count) {
  unsigned number = 0;
  for (unsigned i = from; i < from + count; i++) number = number * 10 + compact->value[i];
  return number;
}
/* 1 when there is such a day; year 0 stands for any. */
int nw_check_day(unsigned year, unsigned month, unsigned day);
/* Luhn over places [from, len), with the sum of what stands in front. */
int nw_check_luhn_from(const nw_compact *compact, unsigned from, unsigned sum);

#endif
