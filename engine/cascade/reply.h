/* cascade/reply.h - what a transport fills: words on (rule, block), units, records. Memory: an arena of the asking. */
#ifndef NW_CASCADE_REPLY_H
#define NW_CASCADE_REPLY_H

#include "base/alloc.h"
#include "newel/cascade.h"

struct newel_reply {
  const newel_ask *ask;
  nw_alloc         alloc;
  nw_arena        *arena;   /* spans, names, records */
  NW_VEC(newel_say)        says;
  NW_VEC(newel_stage_unit) units;
  NW_VEC(newel_slice)      records;
};

void nw_reply_init(newel_reply *reply, const newel_ask *ask, nw_arena *arena);
void nw_reply_free(newel_reply *reply);
/* Adds to the count of a unit in a list. 0 when there is no memory. */
int nw_reply_count(newel_reply *reply, newel_slice unit, uint64_t count);
/* Is this block read, and not judged? */
static inline int nw_ask_is_context(const newel_ask_block *block) {
  return block->qualifiers != 0 && (block->qualifiers & NEWEL_QUALIFIER_GUARD_CONTENT) == 0;
}

#endif
