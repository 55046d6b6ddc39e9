/* newel/cascade.h - local first, then a judge: what the guard leaves open is asked through a transport, and the guard resolves.
 *
 *   newel_cascade_apply(guard, scratch, &transport, segments, n, NULL, &result, &err);
 *
 *   segments ──► guard ──► verdict? ── yes ──────────────────────────────────────────────► result
 *                            └─ questions ──► asks (grouped, cut under the quota) ──► transport ──► answers ──► guard ──► result
 *
 * A transport is a table of functions: Bedrock (newel_client_transport in newel/bedrock.h), a program's own client, a test. One deadline
 * covers all of it. What could not be asked is FAILED, and the policy's `on_error` decides; nothing is "clean" by accident.
 */
#ifndef NEWEL_CASCADE_H
#define NEWEL_CASCADE_H

#include "newel/guard.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One text of an ask: what the judge is shown. Locally masked findings are masked in it. */
typedef struct newel_ask_block {
  newel_slice text;
  uint32_t    qualifiers;  /* NEWEL_QUALIFIER_... */
  uint32_t    segment;     /* index of the segment it is a part of */
  size_t      offset;      /* bytes: where it begins in the question's text */
} newel_ask_block;

/* One request to a judge: some blocks of one source, and the rules that are asked about. */
typedef struct newel_ask {
  size_t                 size;         /* sizeof(newel_ask) */
  newel_source           source;
  const newel_ask_block *blocks;
  size_t                 block_count;
  const newel_rule_info *rules;        /* `rule_count` rules of the guard */
  size_t                 rule_count;
  newel_slice            guardrail, version;  /* what the policy names; empty: none */
  uint32_t               deadline_ms;  /* what is left */
} newel_ask;

/* What a judge says of one rule and one block. `spans` are bytes of the block's text. */
typedef struct newel_say {
  uint32_t                 rule, block;  /* indices into the ask */
  newel_answer_status      status;
  newel_band               band;         /* CLEAR or HIT */
  uint32_t                 score_ppm;
  const newel_answer_span *spans;
  size_t                   span_count;
  int                      inferred;     /* 1: the judge gave no place; every occurrence of what it named is marked */
} newel_say;

/* The answer to one ask, filled by the transport through the functions below. */
typedef struct newel_reply newel_reply;
NEWEL_API int newel_reply_say(newel_reply *reply, const newel_say *say);          /* copied; 0, or NEWEL_E_NOMEM */
NEWEL_API int newel_reply_usage(newel_reply *reply, const char *unit, uint64_t count);   /* "contentPolicyUnits" */
NEWEL_API int newel_reply_trace(newel_reply *reply, newel_slice json);            /* the judge's own record, kept for the operator */

typedef struct newel_transport {
  size_t      size;   /* sizeof(newel_transport) */
  void       *self;
  const char *name;   /* "bedrock": the stage in traces */
  /* 0: asked and answered (rules without a word are FAILED). Else nothing was judged: `err` says why. Called from the thread that
   * applies. */
  int       (*ask)(void *self, const newel_ask *ask, newel_reply *reply, newel_error *err);
} newel_transport;

typedef struct newel_cascade_options {
  size_t                     size;         /* sizeof(newel_cascade_options) */
  const newel_apply_options *apply;        /* NULL: defaults; `ask` and `local` are set here */
  uint32_t                   deadline_ms;  /* 0: the policy's, or 10,000 */
} newel_cascade_options;
#define NEWEL_CASCADE_OPTIONS_INIT { sizeof(newel_cascade_options), NULL, 0 }

/* As newel_guard_apply, and questions are asked. A policy without `escalation` asks nothing. `options` may be NULL.
 * Errors: those of newel_guard_apply. A judge that fails is no error: verdict and cause say it. */
NEWEL_API int newel_cascade_apply(const newel_guard *guard, newel_scratch *scratch, const newel_transport *transport,
                                  const newel_segment *segments, size_t count, const newel_cascade_options *options,
                                  const newel_result **result, newel_error *err);

#ifdef __cplusplus
}
#endif
#endif
