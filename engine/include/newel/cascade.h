/* newel/cascade.h - local first, then a judge: what the guard leaves open is asked through a transport, and the guard resolves.
 *
 *   newel_cascade_apply(guard, scratch, &transport, segments, n, NULL, &result, &err);
 *
 *   segments ──► guard ──► verdict? ── yes ──────────────────────────────────────────────► result
 *                            └─ questions ──► asks (grouped, cut under the quota) ──► transport ──► answers ──► guard ──► result
 *
 * A transport is a table of functions: Bedrock (newel_client_transport in newel/bedrock.h), a program's own client, a test. One
 * deadline covers all of it. What could not be asked is FAILED, and the policy's `on_error` decides; nothing is "clean" by accident.
 * docs/escalation.md tells how questions become asks and answers findings.
 */
#ifndef NEWEL_CASCADE_H
#define NEWEL_CASCADE_H

#include "newel/guard.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- what a judge is asked ---------------------------------------------------------------------------------------------- */

/* One text of an ask: what the judge is shown. UTF-8 (a byte that is none is shown as '?'), never empty; locally masked findings
 * are masked in it. A block whose qualifiers lack GUARD_CONTENT and are not 0 is context: it is read, not judged. */
typedef struct newel_ask_block {
  newel_slice text;
  uint32_t    qualifiers;  /* NEWEL_QUALIFIER_... */
  uint32_t    segment;     /* index of the segment it is a part of; UINT32_MAX for context */
  size_t      offset;      /* bytes: where it begins in the question's text */
} newel_ask_block;

/* One request to a judge: some blocks of one source, and the rules that are asked about. */
typedef struct newel_ask {
  size_t                 size;         /* sizeof(newel_ask) */
  newel_source           source;
  const newel_ask_block *blocks;       /* content first, then context */
  size_t                 block_count;
  const newel_rule_info *rules;        /* `rule_count` rules of the guard */
  size_t                 rule_count;
  newel_slice            guardrail, version;  /* what the policy names; empty: none */
  uint32_t               deadline_ms;  /* what is left */
} newel_ask;

/* What a judge says of one rule and one block that is not context. `spans` are bytes of the block's text; 0..0 is all of it. */
typedef struct newel_say {
  uint32_t                 rule, block;  /* indices into the ask */
  newel_answer_status      status;
  newel_band               band;         /* CLEAR or HIT */
  uint32_t                 score_ppm;
  const newel_answer_span *spans;
  size_t                   span_count;
  int                      inferred;     /* 1: the judge gave no place; every occurrence of what it named is marked */
} newel_say;

/* The answer to one ask, filled by the transport through the functions below. Several words on one rule and block all count. */
typedef struct newel_reply newel_reply;
/* Copied. 0, NEWEL_E_NOMEM, or NEWEL_E_ARGUMENT: an index, band or span that the ask does not have. */
NEWEL_API int newel_reply_say(newel_reply *reply, const newel_say *say);
NEWEL_API int newel_reply_usage(newel_reply *reply, const char *unit, uint64_t count);   /* "contentPolicyUnits"; counts add up */
/* The judge's own record, shown in traces with matches only. Copied. 0, NEWEL_E_FORMAT (no JSON), NEWEL_E_NOMEM. */
NEWEL_API int newel_reply_trace(newel_reply *reply, newel_slice json);

typedef struct newel_transport {
  size_t      size;   /* sizeof(newel_transport) */
  void       *self;
  const char *name;   /* "bedrock": the stage in traces */
  /* 0: asked and answered (rules without a word are FAILED). Else nothing was judged, and `err` says why; NEWEL_E_CREDENTIALS: the judge
   * refuses to be asked, which no on_error excuses. Called from the thread that applies; must come back within ask->deadline_ms. */
  int       (*ask)(void *self, const newel_ask *ask, newel_reply *reply, newel_error *err);
  uint32_t    max_units;      /* text units (1,000 characters) of one ask; 0: 25 */
  uint32_t    max_grounded;   /* the same where a grounding rule is among the rules; 0: 5 */
} newel_transport;
#define NEWEL_TRANSPORT_INIT { sizeof(newel_transport), NULL, "", NULL, 0, 0 }

/* The list price of one unit of a judge ("contentPolicyUnits"), in millionths of a US dollar; `verified` 0: not from a primary source. 1,
 * or 0 for a unit that is not known. grammar/prices.def has the sources. */
NEWEL_API int newel_unit_price(newel_slice unit, uint64_t *micro_usd, int *verified);

/* ---- whole texts ---------------------------------------------------------------------------------------------------------- */

typedef struct newel_cascade_options {
  size_t                     size;         /* sizeof(newel_cascade_options) */
  const newel_apply_options *apply;        /* NULL: defaults. With `local` nothing is asked; `ask` is set here */
  uint32_t                   deadline_ms;  /* of all questions together; 0: the policy's */
} newel_cascade_options;
#define NEWEL_CASCADE_OPTIONS_INIT { sizeof(newel_cascade_options), NULL, 0 }

/* As newel_guard_apply, and questions are asked. A local deny and a policy without `escalation` ask nothing. `options` may be NULL.
 * Segments with the qualifiers grounding_source and query go along, as context, where a grounding or reasoning rule is asked about.
 * Errors: those of newel_guard_apply. A judge that fails is no error: verdict and cause say it. Threads: as newel_guard_apply; the
 * transport is called from this thread. Cost: one request per source and kind of segment, as far as its text fits the quota. Time is
 * measured by the engine's clock; without one each ask gets the whole deadline. */
NEWEL_API int newel_cascade_apply(const newel_guard *guard, newel_scratch *scratch, const newel_transport *transport,
                                  const newel_segment *segments, size_t count, const newel_cascade_options *options,
                                  const newel_result **result, newel_error *err);

/* ---- streams ---------------------------------------------------------------------------------------------------------------- */

typedef struct newel_cascade_stream newel_cascade_stream;

typedef struct newel_cascade_stream_options {
  size_t                      size;           /* sizeof(newel_cascade_stream_options) */
  const newel_stream_options *stream;         /* NULL: defaults; `ask` is set here */
  const newel_segment        *context;        /* grounding sources and queries; copied */
  size_t                      context_count;
  uint32_t                    deadline_ms;    /* of each round of questions; 0: the policy's */
  uint32_t                    every_units;    /* ask each time so many text units have come; 0: at finish only */
} newel_cascade_stream_options;
#define NEWEL_CASCADE_STREAM_OPTIONS_INIT { sizeof(newel_cascade_stream_options), NULL, NULL, 0, 0, 0 }

/* As newel_stream_open. `transport` is copied; what it points to outlives the stream. When text is released is the policy's word
 * (stream.hold): `verdict` waits for the answers, `frontier` for the local stage only, so `every_units` bounds what goes out before
 * a judge has seen it. One thread at a time. */
NEWEL_API int newel_cascade_stream_open(newel_cascade_stream **out, const newel_guard *guard, const newel_transport *transport,
                                        const newel_cascade_stream_options *options, newel_error *err);
/* As newel_stream_push; may ask. A judge's deny, and under `on_error: block` its failure, ends the release for good. */
NEWEL_API int newel_cascade_stream_push(newel_cascade_stream *stream, newel_slice chunk, newel_slice *released, newel_error *err);
NEWEL_API newel_verdict newel_cascade_stream_verdict(const newel_cascade_stream *stream);
/* As newel_stream_finish, with the questions answered: the result is never open. */
NEWEL_API int newel_cascade_stream_finish(newel_cascade_stream *stream, newel_slice *released, const newel_result **result,
                                          newel_error *err);
NEWEL_API void newel_cascade_stream_free(newel_cascade_stream *stream);

#ifdef __cplusplus
}
#endif
#endif
