/* detect/entities.h - the table of grammar/entities.def: every entity and token kind there is, with its source. */
#ifndef NW_DETECT_ENTITIES_H
#define NW_DETECT_ENTITIES_H

#include "newel/types.h"

typedef enum nw_entity_id {
#define ENTITY(NAME, klass, bedrock, region, detector, validator, strength, lookahead, source, meaning) NW_ENTITY_##NAME,
#include "entities.def"
#undef ENTITY
  NW_ENTITY_COUNT
} nw_entity_id;

typedef enum nw_entity_class { NW_ENTITY_PII = 0, NW_ENTITY_SECRET = 1 } nw_entity_class;
typedef enum nw_strength { NW_STRENGTH_NONE = 0, NW_STRENGTH_WEAK = 1, NW_STRENGTH_MEDIUM = 2, NW_STRENGTH_STRONG = 3 } nw_strength;

typedef struct nw_entity {
  const char     *name;       /* Bedrock's letter for letter where there is one */
  nw_entity_class klass;
  uint8_t         bedrock;    /* 1: a Bedrock PII entity type */
  uint8_t         local;      /* 1: there is a local detector */
  const char     *region;     /* "any", "US", … */
  const char     *validator;  /* "luhn", "mod97", "" */
  nw_strength     strength;
  uint32_t        lookahead_bytes;  /* how far the verifier may look */
  const char     *source;     /* the specification */
  const char     *meaning;
} nw_entity;

const nw_entity *nw_entity_at(unsigned id);           /* NULL past the end */
int nw_entity_find(newel_slice name, unsigned *id);   /* 1 when there is one */

#endif
