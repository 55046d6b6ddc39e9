/* base/engine.h - the inside of a newel_engine. */
#ifndef NW_BASE_ENGINE_H
#define NW_BASE_ENGINE_H

#include "base/alloc.h"
#include "newel/engine.h"

struct newel_engine {
  nw_alloc    alloc;
  newel_slice key;  /* owned; empty when there is none */
  uint64_t  (*clock_ns)(void *user);  /* NULL: no timing */
  void       *clock_user;
  newel_slice content_model;  /* borrowed; empty: the one that is built in */
};

#endif
