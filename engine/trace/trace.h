/* trace/trace.h - the record of one evaluation, `newel.trace/1`: a plain model and its writer. The guard fills the model; nothing
 * here knows a guard. grammar/trace.schema.json describes what is written; a test holds them together.
 *
 * Canonical: without timing, the same inputs give the same bytes. Nothing is allocated; no line feed stands behind the object.
 * Without `show_matches` a trace holds no text of the segments; only replacements are shown, which are the policy's own words.
 */
#ifndef NW_TRACE_H
#define NW_TRACE_H

#include "json/writer.h"
#include "newel/guard.h"

typedef enum nw_rule_state { NW_STATE_RAN = 0, NW_STATE_SKIPPED, NW_STATE_UNEVALUATED } nw_rule_state;

/* What became of one rule for one segment. */
typedef struct nw_trace_rule {
  newel_slice   id, kind;
  nw_rule_state state;
  const char   *reason;      /* "" when ran: "source off", "surface exempt", "no local judge", "limit regex_text_steps", … */
  newel_band    band;
  newel_action  action;
  uint8_t       observe;
  uint32_t      findings;
  uint32_t      score_ppm;   /* of the local judge */
  uint8_t       scored;      /* there is one */
  uint8_t       answered;    /* a judge answered: `band` is its word */
} nw_trace_rule;

typedef struct nw_trace_limit { const char *limit; newel_slice rule; } nw_trace_limit;  /* rule empty: the text as a whole */

typedef struct nw_trace_segment {
  newel_source   source;
  newel_surface  surface;
  newel_format   format;
  newel_verdict  verdict, observed;
  newel_cause    cause;
  int            complete;
  size_t         bytes, chars;       /* length of the text */
  int            invalid_utf8;       /* 1: it holds bytes that are no UTF-8 */
  int            json_broken;        /* 1: format json, and it is not; offset below */
  size_t         json_broken_at;
  size_t         rule_count, finding_count, edit_count, limit_count;
  uint64_t       text_units;         /* Bedrock text units this text would cost: ceil(chars / 1000) */
} nw_trace_segment;

/* Where an imported record is from. */
typedef struct nw_trace_origin {
  const char *format;                    /* "apply-guardrail" */
  newel_slice guardrail, version, reason;  /* empty: not known */
} nw_trace_origin;

/* How the writer asks for parts, so that no copy of the record is built. Each returns the item by value. */
typedef struct nw_trace_model {
  const void   *self;
  const char   *guard_id, *policy_id;
  newel_slice   policy_name;
  newel_verdict verdict;
  newel_cause   cause;
  int           complete;
  size_t        segment_count;
  uint64_t      elapsed_ns;          /* written only with timing */
  nw_trace_segment (*segment)(const void *self, size_t segment);
  nw_trace_rule    (*rule)(const void *self, size_t segment, size_t rule);
  newel_finding    (*finding)(const void *self, size_t segment, size_t finding);
  newel_slice      (*fingerprint)(const void *self, size_t segment, size_t finding, char hex[33]);  /* empty: none */
  newel_slice      (*matched)(const void *self, size_t segment, size_t finding);
  newel_edit       (*edit)(const void *self, size_t segment, size_t edit);
  nw_trace_limit   (*limit)(const void *self, size_t segment, size_t limit);
  newel_slice      (*rule_id)(const void *self, uint32_t rule);
  size_t           stage_count;      /* 0: nobody was asked */
  newel_stage      (*stage)(const void *self, size_t stage);
  const nw_trace_origin *origin;     /* NULL: a guard judged */
  /* JSON objects of an imported record, or empty: what the judge says of a finding beside; members that are not known.
   * `segment` SIZE_MAX: of the record. Both may be NULL. */
  newel_slice      (*detail)(const void *self, size_t segment, size_t finding);
  newel_slice      (*extra)(const void *self, size_t segment, size_t finding);
} nw_trace_model;

/* Writes the record as one JSON object. `options` may be NULL. Errors: NEWEL_E_IO (the callback failed), NEWEL_E_ARGUMENT.
 * Cost: one pass over the model; each part is asked for once. `fingerprint` may be NULL; `matched` is called with `show_matches`
 * only. */
int nw_trace_write(const nw_trace_model *model, const newel_trace_options *options, newel_write_fn write, void *user,
                   newel_error *err);

#endif
