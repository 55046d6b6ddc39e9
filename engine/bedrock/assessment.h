/* bedrock/assessment.h - what Bedrock's guardrails said, from whichever answer they said it in, as one model.
 *
 *   ApplyGuardrail, Converse, ConverseStream, InvokeModel, RetrieveAndGenerate, InvokeAgent   (import.c)
 *        └──► nw_judgement: action, items, outputs, units
 *                └──► places: which item stands where in the texts that were sent      (places.c, align.c)
 *                        ├──► words on an ask                                          (transport.c)
 *                        └──► newel.trace/1                                            (trace.c)
 *
 * How it is read, and why, is in docs/escalation.md: a missing `detected` counts as detected; an intervention that nothing explains is a
 * deny; a mask is no block; a count of outputs that does not fit what was sent is a deny; members that are not known are kept.
 * Memory: an arena of the caller, where the JSON tree lies too. */
#ifndef NW_BEDROCK_ASSESSMENT_H
#define NW_BEDROCK_ASSESSMENT_H

#include "base/buf.h"
#include "json/tree.h"
#include "newel/guard.h"

typedef enum nw_item_kind {
  NW_ITEM_CONTENT, NW_ITEM_TOPIC, NW_ITEM_WORD, NW_ITEM_MANAGED, NW_ITEM_PII, NW_ITEM_REGEX, NW_ITEM_GROUNDING, NW_ITEM_REASONING,
  NW_ITEM_COUNT
} nw_item_kind;

/* One entry of an assessment. Slices lie in the arena. */
typedef struct nw_item {
  nw_item_kind kind;
  newel_source source;
  newel_slice  name;      /* "HATE", a topic, "PROFANITY", "EMAIL", a regex; of a word: ""; of reasoning: "invalid" */
  newel_slice  match;     /* as Bedrock gives it; empty: none */
  newel_action action;    /* BLOCK (BLOCKED), ANONYMIZE (ANONYMIZED), NONE */
  uint8_t      detected;
  uint8_t      undecided; /* reasoning that came to no decision */
  uint8_t      placed;    /* block, start, end hold (InvokeGuardrailChecks) */
  uint8_t      doubtful;  /* … but the counting of characters is in question: both readings are covered */
  uint32_t     score_ppm;
  uint32_t     assessment;/* which one of its source it stands in */
  size_t       block, start, end;
  const nw_json_node *node;
} nw_item;

typedef struct nw_judgement {
  nw_alloc    alloc;
  nw_arena   *arena;
  newel_slice json;           /* what was read: spans of nodes are into it */
  uint8_t     acted;          /* an action or stop reason was given: `intervened` holds */
  uint8_t     intervened;
  uint8_t     assessed[2];    /* by source: assessments were given, be they empty */
  uint8_t     truncated;      /* the judge says that it left findings out */
  uint8_t     malformed;      /* a member that is known is of another type, null too: what it would have said is not known */
  newel_slice reason, guardrail, version;
  uint64_t    latency_ms;
  NW_VEC(nw_item)             items;
  NW_VEC(newel_slice)         outputs;   /* texts after masking, one a block; or the message */
  newel_source                outputs_of;
  NW_VEC(newel_slice)         before;    /* modelOutput */
  NW_VEC(newel_stage_unit)    units;
  NW_VEC(const nw_json_node *) extra;    /* members of the answer that are not known */
  int         failed;         /* no memory */
} nw_judgement;

void nw_judgement_init(nw_judgement *j, nw_arena *arena);
void nw_judgement_free(nw_judgement *j);

/* The node, where it is of the type; else NULL, and the judgement is malformed if there was one. */
const nw_json_node *nw_judgement_expect(nw_judgement *j, const nw_json_node *node, nw_json_type type);
/* Reads one assessment object of `source`. */
void nw_assessment_read(nw_judgement *j, const nw_json_node *assessment, newel_source source, uint32_t number);
/* Adds a unit's count. */
void nw_judgement_count(nw_judgement *j, newel_slice unit, uint64_t count);
/* `usage`: every member that is a count. */
void nw_usage_read(nw_judgement *j, const nw_json_node *usage);
/* Notes members of `object` that `known` (closed by NULL) does not list. */
void nw_extra_read(nw_judgement *j, const nw_json_node *object, const char *const *known);
/* Is the member of an item one that this version knows? */
int nw_item_knows(nw_item_kind kind, newel_slice member);

/* The kind as policies name it: "content", …; and the first part of a rule id: "topics". */
const char *nw_item_kind_name(nw_item_kind kind);
const char *nw_item_section(nw_item_kind kind);
/* The unit of `usage` that counts a kind. */
const char *nw_item_unit(nw_item_kind kind);

typedef enum nw_ruling {
  NW_RULING_PASS, NW_RULING_MASKED,
  NW_RULING_BLOCKED,       /* an item says BLOCKED */
  NW_RULING_UNEXPLAINED    /* deny, and no item of it says why */
} nw_ruling;
/* What the judgement means for the texts of a source (-1: of either). `blocks` texts were sent, `content_blocks` of them to be judged;
 * 0: that is not known, or the answer gives no outputs. */
nw_ruling nw_judgement_rule(const nw_judgement *j, int source, size_t blocks, size_t content_blocks);

/* ---- places.c ---- */

typedef struct nw_text_block { newel_slice text; newel_source source; uint8_t context; } nw_text_block;
/* Where an item stands: bytes of a block; 0..0: it as a whole. */
typedef struct nw_item_place { uint32_t item, block; size_t start, end; uint8_t inferred; } nw_item_place;
typedef struct nw_item_places { NW_VEC(nw_item_place) list; } nw_item_places;

/* The places of all items that were detected, in the blocks that were sent, in their order. Memory: j->alloc. */
void nw_places_find(nw_judgement *j, const nw_text_block *blocks, size_t count, nw_item_places *out);

#endif
