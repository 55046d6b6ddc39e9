/* base/limits.h - the limits of grammar/limits.def as constants (NW_LIMIT_FINDINGS, …) and by id (NW_LIMIT_ID_FINDINGS). */
#ifndef NW_BASE_LIMITS_H
#define NW_BASE_LIMITS_H

#include "newel/types.h"

enum nw_limit_id {
#define LIMIT(NAME, value, unit, reason, when_hit) NW_LIMIT_ID_##NAME,
#include "limits.def"
#undef LIMIT
  NW_LIMIT_COUNT
};

#define LIMIT(NAME, value, unit, reason, when_hit) static const uint32_t NW_LIMIT_##NAME = (uint32_t)(value);
#if defined(__GNUC__)
#  pragma GCC diagnostic push
#  pragma GCC diagnostic ignored "-Wunused-const-variable"
#  pragma GCC diagnostic ignored "-Wunused-variable"
#endif
#include "limits.def"
#if defined(__GNUC__)
#  pragma GCC diagnostic pop
#endif
#undef LIMIT

/* "findings" for NW_LIMIT_ID_FINDINGS. Static storage. */
const char *nw_limit_name(unsigned id);

#endif
