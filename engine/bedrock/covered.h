/* bedrock/covered.h - who answers the questions of a guarded conversation: Converse itself where its guardrail judges the text, a judge
 * of its own elsewhere.
 *
 *   ask {HATE} × system, user     before the call: user waits, it is taken for clear until then; system is asked, and kept
 *                                 after it: user is answered by the trace of Converse, system as before
 *
 * So a text is judged, and paid for, once. A trace that is not there, or shows no sign of a rule, fails its questions: on_error decides.
 *
 * Owner: one newel_guarded. One thread. */
#ifndef NW_BEDROCK_COVERED_H
#define NW_BEDROCK_COVERED_H

#include "base/alloc.h"
#include "cascade/reply.h"

typedef enum nw_covered_phase { NW_COVERED_OFF, NW_COVERED_WAITS, NW_COVERED_TRACED } nw_covered_phase;

/* A kept answer: blocks and rules of the ask, what came of it. */
typedef struct nw_covered_memo { newel_ask ask; newel_reply reply; int code; } nw_covered_memo;

typedef struct nw_covered {
  const newel_transport *behind;    /* for what Converse skips */
  nw_alloc         alloc;
  nw_arena         arena;           /* of the memos */
  nw_covered_phase phase;
  const uint8_t   *segments;        /* by segment: Converse judges it */
  size_t           segment_count;
  int              relates;         /* the messages hold guardContent: without it Converse judges no grounding, no reasoning */
  newel_slice      answer;          /* TRACED: what Converse gave; empty: nothing came */
  size_t           waiting;         /* asks with a block that waits */
  uint8_t          counted[2];      /* by source: the trace's units are taken */
  NW_VEC(nw_covered_memo) memos;
} nw_covered;

void nw_covered_init(nw_covered *covered, const newel_transport *behind, nw_alloc alloc);
void nw_covered_free(nw_covered *covered);
/* The transport that does it; `covered` outlives it. */
newel_transport nw_covered_transport(nw_covered *covered);

#endif
