#include "detect/entities.h"

#include "base/slice.h"

#define PII    NW_ENTITY_PII
#define SECRET NW_ENTITY_SECRET
#define NONE   NW_STRENGTH_NONE
#define WEAK   NW_STRENGTH_WEAK
#define MEDIUM NW_STRENGTH_MEDIUM
#define STRONG NW_STRENGTH_STRONG

static const nw_entity entity_table[] = {
#define ENTITY(NAME, klass, bedrock, region, detector, validator, strength, lookahead, source, meaning) \
  { #NAME, klass, bedrock, detector, region, validator, strength, lookahead, source, meaning },
#include "entities.def"
#undef ENTITY
};

const nw_entity *nw_entity_at(unsigned id) {
  return id < NW_ENTITY_COUNT ? &entity_table[id] : NULL;
}

int nw_entity_find(newel_slice name, unsigned *id) {
  for (unsigned i = 0; i < NW_ENTITY_COUNT; i++) {
    if (!nw_slice_is(name, entity_table[i].name)) continue;
    *id = i;
    return 1;
  }
  return 0;
}
