/* newel/guard.h - a guard (a compiled policy) and what it does with texts.
 *
 *   newel_guard *guard;      immutable, refcounted, shared by threads        newel_guard_compile
 *   newel_scratch *scratch;  one thread at a time, grown once, wiped         newel_scratch_open
 *   newel_guard_apply(guard, scratch, segments, n, NULL, &result, &err)      whole texts
 *   newel_stream *stream;    one text that comes in chunks                   newel_stream_open, push, finish
 *
 * A result is borrowed: it lives until the next call on the same scratch or stream.
 */
#ifndef NEWEL_GUARD_H
#define NEWEL_GUARD_H

#include "newel/policy.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct newel_guard   newel_guard;
typedef struct newel_scratch newel_scratch;
typedef struct newel_scope   newel_scope;
typedef struct newel_stream  newel_stream;
typedef struct newel_result  newel_result;

/* ---- words ---------------------------------------------------------------------------------------------------------- */

typedef enum newel_source { NEWEL_SOURCE_INPUT = 0, NEWEL_SOURCE_OUTPUT = 1 } newel_source;

/* Where a text came from. tool_args, output and reasoning are OUTPUT, the rest INPUT. */
typedef enum newel_surface {
  NEWEL_SURFACE_USER = 0, NEWEL_SURFACE_HISTORY = 1, NEWEL_SURFACE_SYSTEM = 2, NEWEL_SURFACE_TOOL_ARGS = 3,
  NEWEL_SURFACE_TOOL_RESULT = 4, NEWEL_SURFACE_RETRIEVED = 5, NEWEL_SURFACE_OUTPUT = 6, NEWEL_SURFACE_REASONING = 7
} newel_surface;
#define NEWEL_SURFACE_COUNT 8

typedef enum newel_format { NEWEL_FORMAT_TEXT = 0, NEWEL_FORMAT_JSON = 1 } newel_format;

typedef enum newel_action { NEWEL_ACTION_NONE = 0, NEWEL_ACTION_ANONYMIZE = 1, NEWEL_ACTION_BLOCK = 2 } newel_action;

typedef enum newel_band {
  NEWEL_BAND_CLEAR = 0, NEWEL_BAND_UNSURE = 1, NEWEL_BAND_HIT = 2, NEWEL_BAND_UNEVALUATED = 3
} newel_band;

typedef enum newel_verdict {
  NEWEL_VERDICT_ALLOW = 0, NEWEL_VERDICT_MODIFY = 1, NEWEL_VERDICT_DENY = 2,
  NEWEL_VERDICT_OPEN = 3   /* there are questions: answer them, see newel_guard_answer */
} newel_verdict;

typedef enum newel_cause {
  NEWEL_CAUSE_NONE = 0, NEWEL_CAUSE_RULE = 1, NEWEL_CAUSE_INCOMPLETE = 2, NEWEL_CAUSE_ESCALATION_FAILED = 3
} newel_cause;

/* Qualifiers of a segment, Bedrock's words; bits. 0 means guard_content. */
#define NEWEL_QUALIFIER_GUARD_CONTENT    1u
#define NEWEL_QUALIFIER_GROUNDING_SOURCE 2u
#define NEWEL_QUALIFIER_QUERY            4u

/* Names as policies, traces and the command line spell them ("tool_result", "ANONYMIZE", "deny"). Static storage;
 * "?" for a number that is none. The parsers return 1 and set `out`, or return 0. */
NEWEL_API const char *newel_source_name(newel_source source);
NEWEL_API const char *newel_surface_name(newel_surface surface);
NEWEL_API const char *newel_action_name(newel_action action);
NEWEL_API const char *newel_band_name(newel_band band);
NEWEL_API const char *newel_verdict_name(newel_verdict verdict);
NEWEL_API const char *newel_cause_name(newel_cause cause);
NEWEL_API int newel_source_parse(newel_source *out, newel_slice name);
NEWEL_API int newel_surface_parse(newel_surface *out, newel_slice name);
/* NEWEL_QUALIFIER_... of "guard_content", "grounding_source" or "query"; 0: none of them. */
NEWEL_API uint32_t newel_qualifier_parse(newel_slice name);
NEWEL_API newel_source newel_surface_source(newel_surface surface);

/* ---- guard ---------------------------------------------------------------------------------------------------------- */

/* Compiles a policy; runs every rule's own `match` and `clean` examples.
 * Errors: NEWEL_E_POLICY (a pattern that cannot be bounded, an example that fails: see the diagnostics), NEWEL_E_NOMEM.
 * `diagnostics` may be NULL. The policy may be freed afterwards. Cost: milliseconds; about 30 ms for 100,000 words. */
NEWEL_API int newel_guard_compile(newel_guard **out, const newel_policy *policy, newel_diagnostics **diagnostics,
                                  newel_error *err);
/* One more owner of the guard; returns it. Any thread. */
NEWEL_API newel_guard *newel_guard_ref(newel_guard *guard);
/* Gives up one ownership. Any thread. */
NEWEL_API void newel_guard_free(newel_guard *guard);
/* The guard id: 64 hex digits; policy id + engine, table and model digests + limits. Lives as long as the guard. */
NEWEL_API const char *newel_guard_id(const newel_guard *guard);
NEWEL_API const char *newel_guard_policy_id(const newel_guard *guard);
/* 1 when the policy asks a judge about what the local stage leaves open. */
NEWEL_API int newel_guard_escalates(const newel_guard *guard);
/* Writes what the guard holds: rules by detector, actions by source and surface, cost class, look-ahead bound, what Bedrock
 * cannot express. TEXT, COLOR or JSON. */
NEWEL_API int newel_guard_explain(const newel_guard *guard, newel_render how, newel_write_fn write, void *user, newel_error *err);

/* One rule of a guard. Slices live as long as the guard. */
typedef struct newel_rule_info {
  newel_slice  id;          /* "pii.EMAIL", "words.competitors", "content.HATE" */
  newel_slice  kind;        /* content, topic, word, pii, regex, secret, grounding, reasoning, leak, hidden */
  newel_slice  name;        /* "EMAIL", "competitors" */
  newel_action action[2];   /* by source */
  uint8_t      on[2];       /* by source: judged at all? */
  uint8_t      local;       /* 1: the local stage can decide it; 0: unevaluated without a judge */
  uint8_t      observe;     /* 1: reported, never acted on */
  uint8_t      strength[2]; /* content, by source: 1 LOW, 2 MEDIUM, 3 HIGH; 0 otherwise */
  uint32_t     threshold_ppm; /* grounding: a score below it is a hit; 0 otherwise */
} newel_rule_info;
NEWEL_API size_t newel_guard_rule_count(const newel_guard *guard);
NEWEL_API newel_rule_info newel_guard_rule(const newel_guard *guard, size_t index);

/* ---- whole texts ---------------------------------------------------------------------------------------------------- */

/* One text; a hard boundary: nothing matches across two segments. Slices must stay valid during the call. */
typedef struct newel_segment {
  size_t         size;        /* sizeof(newel_segment) */
  newel_slice    text;
  newel_surface  surface;
  newel_format   format;      /* the caller's word, never sniffed */
  uint32_t       qualifiers;  /* NEWEL_QUALIFIER_..., 0 = guard_content */
} newel_segment;
#define NEWEL_SEGMENT_INIT { sizeof(newel_segment), { NULL, 0 }, NEWEL_SURFACE_USER, NEWEL_FORMAT_TEXT, 0u }

typedef struct newel_apply_options {
  size_t       size;   /* sizeof(newel_apply_options) */
  newel_scope *scope;  /* numbering that holds across calls; NULL: one scope for this call */
  int          local;  /* 1: what only a judge can tell stays unevaluated even if the policy escalates */
  int          ask;    /* 1: the caller answers questions (newel_guard_answer). Neither `local` nor `ask`, and the policy
                          escalates: NEWEL_E_NO_JUDGE */
  int          fingerprints;  /* 1: findings carry keyed fingerprints (needs the engine's key) */
  newel_slice  system_prompt; /* what outputs must not show (rule `leak`), beside the request's segments of the surface system;
                                 not judged itself. Empty: none */
} newel_apply_options;
#define NEWEL_APPLY_OPTIONS_INIT { sizeof(newel_apply_options), NULL, 0, 0, 0, { NULL, 0 } }

/* Scratch memory for one thread at a time. Grows with the largest text seen; wiped when freed. */
NEWEL_API int newel_scratch_open(newel_scratch **out, newel_engine *engine, newel_error *err);
NEWEL_API void newel_scratch_free(newel_scratch *scratch);

/* Judges `count` segments of one request. The verdict of the request is the worst of its segments, except that a denied
 * tool_result or retrieved segment is replaced by its message and denies alone (unless the policy says `deny: request`).
 *   options  may be NULL
 *   result   borrowed from the scratch until the next call with it; the segments' texts must stay valid as long when it is open
 *            (newel_guard_answer) or is traced with `show_matches`
 * Errors: NEWEL_E_ARGUMENT, NEWEL_E_NOMEM, NEWEL_E_NO_JUDGE. Threads: any number on one guard, each with its own scratch.
 * Cost: no allocation after the first texts of a size; linear in the text. */
NEWEL_API int newel_guard_apply(const newel_guard *guard, newel_scratch *scratch, const newel_segment *segments, size_t count,
                                const newel_apply_options *options, const newel_result **result, newel_error *err);

/* ---- why was it not found? ------------------------------------------------------------------------------------------------ */

typedef struct newel_miss_options {
  size_t      size;    /* sizeof(newel_miss_options) */
  newel_slice entity;  /* only this entity or rule, and also what is not near; empty: whatever was near */
  int         show;    /* 1: with the text of the places. For people at a terminal, never for logs */
} newel_miss_options;
#define NEWEL_MISS_OPTIONS_INIT { sizeof(newel_miss_options), { NULL, 0 }, 0 }

/* Writes the places of a text that are findings or nearly were, and what was missing: a check digit, a context word, a rule of
 * the policy, … TEXT, COLOR, or JSON (`newel.miss/1`, docs/misses.md). No text of the segment is written unless `show` says so.
 *   guard    the policy's, or NULL: all detectors
 *   scratch  its last result is gone afterwards
 *   options  may be NULL
 * Errors: NEWEL_E_ARGUMENT (an entity that nobody knows, too), NEWEL_E_NOMEM, NEWEL_E_IO. Threads: as newel_guard_apply.
 * Cost: milliseconds (it compiles all detectors), and three scans. */
NEWEL_API int newel_guard_explain_miss(const newel_guard *guard, newel_scratch *scratch, const newel_segment *segment,
                                       const newel_miss_options *options, newel_render how, newel_write_fn write, void *user,
                                       newel_error *err);

/* Writes why a text has the content scores it has: for each category the score, the window that carried it, the inputs of the second
 * stage that gave most, and the words of the window with the most points. TEXT (shows words of the text: for people at a terminal) or
 * JSON (`newel.score/1`, places only). Errors: NEWEL_E_FORMAT (the engine's content model), NEWEL_E_ARGUMENT, NEWEL_E_NOMEM,
 * NEWEL_E_IO. Threads: any. Cost: some milliseconds. */
NEWEL_API int newel_explain_score(newel_engine *engine, newel_slice text, newel_render how, newel_write_fn write, void *user,
                                  newel_error *err);

/* ---- questions and answers (no I/O inside the guard: the caller asks whom it likes) ------------------------------------- */

/* What the guard would ask a judge. Slices live as long as the result. */
typedef struct newel_question {
  uint32_t     segment;     /* index into the segments (0 for a stream) */
  uint32_t     rule;        /* index into the guard's rules */
  newel_source source;
  newel_slice  text;        /* what to show the judge: locally masked findings stay masked */
  newel_band   band;        /* what the local stage said: UNSURE, UNEVALUATED, or a CLEAR that the policy does not believe */
  uint32_t     score_ppm;   /* what the local judge said, 0..1,000,000; 0 where there is none */
} newel_question;

/* One finding of a judge: a place in the question's text (bytes), or 0..0 for the text as a whole. */
typedef struct newel_answer_span { size_t start, end; } newel_answer_span;

typedef enum newel_answer_status {
  NEWEL_ANSWER_JUDGED = 0,      /* `band` and `score` hold */
  NEWEL_ANSWER_FAILED = 1,      /* the judge could not be asked: the policy's on_error decides */
  NEWEL_ANSWER_CANNOT = 2,      /* the judge does not know this rule: it stays unevaluated */
  NEWEL_ANSWER_DENIED = 3,      /* the judge stopped the text and did not say why: denied, whatever the rule asks for */
  NEWEL_ANSWER_REFUSED = 4      /* the judge refuses to be asked (keys, permission): that is no outage; failed, and denied whatever
                                   on_error says */
} newel_answer_status;

/* A question may have several answers (a text that was asked in pieces): all of them count. */
typedef struct newel_answer {
  uint32_t                 question;    /* index of the question it answers */
  newel_answer_status      status;
  newel_band               band;        /* CLEAR or HIT */
  uint32_t                 score_ppm;   /* confidence, 0..1,000,000 */
  const newel_answer_span *spans;       /* `span_count` places; copied */
  size_t                   span_count;
  int                      inferred;    /* 1: the places are where it may be, not where the judge said it is */
} newel_answer;

NEWEL_API size_t newel_result_question_count(const newel_result *result);
NEWEL_API newel_question newel_result_question(const newel_result *result, size_t index);
/* Resolves an open result. A question without an answer counts as FAILED. `result` stays borrowed from the scratch.
 * Errors: NEWEL_E_STATE (the scratch's last result is not open), NEWEL_E_ARGUMENT (index or span out of range), NEWEL_E_NOMEM. */
NEWEL_API int newel_guard_answer(const newel_guard *guard, newel_scratch *scratch, const newel_answer *answers, size_t count,
                                 const newel_result **result, newel_error *err);

/* ---- result ----------------------------------------------------------------------------------------------------------- */

NEWEL_API newel_verdict newel_result_verdict(const newel_result *result);
NEWEL_API newel_cause newel_result_cause(const newel_result *result);
/* 1 when every rule that applies was judged. */
NEWEL_API int newel_result_complete(const newel_result *result);
/* Number of segments. */
NEWEL_API size_t newel_result_count(const newel_result *result);

typedef struct newel_segment_result {
  newel_verdict verdict;
  newel_cause   cause;
  newel_verdict observed;      /* what the verdict would be if rules under `mode: observe` acted */
  int           complete;
  newel_slice   output;        /* what may be passed on: the text, the edited text, or the policy's message on deny */
  size_t        finding_count;
} newel_segment_result;
NEWEL_API newel_segment_result newel_result_segment(const newel_result *result, size_t index);

/* What became of one rule for one segment. */
typedef struct newel_rule_result {
  newel_band band;        /* UNEVALUATED: it does not apply here, or only a judge could tell */
  uint32_t   score_ppm;   /* confidence of the local judge, 0..1,000,000; of `leak`: the share of the system prompt that was shown */
  uint32_t   findings;
  uint8_t    scored;      /* 1: there is a `score_ppm` */
  uint8_t    answered;    /* 1: a judge answered, see newel_guard_answer */
} newel_rule_result;
/* `rule` counts the guard's rules. */
NEWEL_API newel_rule_result newel_result_rule(const newel_result *result, size_t segment, size_t rule);

/* A score that the local judges have of the last judged segment beside their rules: "ANY" (violates some category), "PROFANITY". An
 * empty name past the end. */
typedef struct newel_also_score { newel_slice name; uint32_t score_ppm; } newel_also_score;
NEWEL_API newel_also_score newel_result_score(const newel_result *result, size_t index);

/* A place where a rule applied. Offsets are half-open, into the segment's original text. Findings come in order of start, the longer
 * one first, then by rule. */
typedef struct newel_finding {
  uint32_t     rule;            /* index into the guard's rules */
  newel_action action;          /* what the rule asks for on this source; NONE when exempt */
  newel_band   band;
  uint8_t      observe;         /* 1: under `mode: observe` */
  uint8_t      exempt;          /* 1: an allow list covers it */
  uint8_t      remote;          /* 1: stage bedrock (an answer), 0: stage local */
  uint8_t      inferred;        /* 1: an answer without a place of its own: every place it can mean is marked */
  uint32_t     score_ppm;       /* confidence, 0..1,000,000 */
  newel_slice  type;            /* "EMAIL", "GITHUB_TOKEN", the name of a list or a regex */
  newel_slice  validator;       /* what was checked: "luhn", "mod97", "" */
  newel_slice  reading;         /* where it was found: "" the text itself, "fold", "order", "decoded", … a reading of it */
  size_t       start, end;              /* bytes */
  size_t       start_char, end_char;    /* code points; a byte that is no UTF-8 counts as one */
  size_t       start_utf16, end_utf16;  /* UTF-16 units */
  size_t       context_start, context_end;  /* bytes of the context word that helped; equal when there was none */
  size_t       edit;            /* index of the edit that covers it, (size_t)-1 when none */
} newel_finding;
NEWEL_API newel_finding newel_result_finding(const newel_result *result, size_t segment, size_t index);

/* One replacement. Edits are disjoint and in order; bytes outside them are untouched. */
typedef struct newel_edit { size_t start, end; newel_slice replacement; } newel_edit;
NEWEL_API size_t newel_result_edit_count(const newel_result *result, size_t segment);
NEWEL_API newel_edit newel_result_edit(const newel_result *result, size_t segment, size_t index);

/* ---- stages: what answering the questions took ---------------------------------------------------------------------------- */

/* What a judge counts and bills: "contentPolicyUnits". */
typedef struct newel_stage_unit {
  newel_slice name;
  uint64_t    count;
} newel_stage_unit;

/* One stage of an evaluation, where a cascade (newel/cascade.h) asked a judge: "local" first, then the judge's name. */
typedef struct newel_stage {
  newel_slice             name;
  uint32_t                asks;             /* requests made */
  uint32_t                questions, failed; /* answered or not; those without an answer */
  const newel_stage_unit *units;
  size_t                  unit_count;
  uint64_t                price_micro_usd;  /* list price of the units, in millionths of a dollar */
  uint8_t                 price_unverified; /* 1: the price of some unit was not found in a primary source, or is not known */
  newel_slice             error;            /* why the first ask that failed did; empty: none failed */
  uint64_t                elapsed_ns;       /* 0 without the engine's clock */
  const newel_slice      *records;          /* the judge's own records (JSON): they may hold matched text */
  size_t                  record_count;
} newel_stage;
NEWEL_API size_t newel_result_stage_count(const newel_result *result);
NEWEL_API newel_stage newel_result_stage(const newel_result *result, size_t index);

/* ---- many texts in one call ----------------------------------------------------------------------------------------------- */

/* What became of one text of a batch: newel_verdict, newel_cause, what rules under `mode: observe` would make of it, completeness. */
typedef struct newel_outcome { uint8_t verdict, cause, observed, complete; uint32_t finding_count; } newel_outcome;

/* What a batch gives beside the outcomes; bits. An output is what newel_segment_result has as `output`. */
#define NEWEL_BATCH_OUTPUTS  1u  /* the output of every text */
#define NEWEL_BATCH_CHANGED  2u  /* the output of texts that are not allowed as they are; empty for the others */
#define NEWEL_BATCH_FINDINGS 4u

typedef struct newel_batch_options {
  size_t        size;     /* sizeof(newel_batch_options) */
  newel_surface surface;  /* of every text */
  newel_format  format;
  newel_scope  *scope;    /* shared by the texts, in their order; NULL: each text has its own */
  int           local;    /* as in newel_apply_options; a batch asks nobody */
  uint32_t      want;     /* NEWEL_BATCH_... */
} newel_batch_options;
#define NEWEL_BATCH_OPTIONS_INIT \
  { sizeof(newel_batch_options), NEWEL_SURFACE_USER, NEWEL_FORMAT_TEXT, NULL, 0, NEWEL_BATCH_OUTPUTS }

/* What a batch has found, borrowed from the scratch until the next call with it. Item `i` of a list lies in [ends[i-1], ends[i]),
 * from 0 for the first; as in Arrow's layout, `output_offsets` starts with that 0. */
typedef struct newel_batch {
  const char          *output;           /* the outputs, end to end */
  const int64_t       *output_offsets;   /* count + 1; NULL when no outputs are wanted */
  const newel_finding *findings;         /* text after text; offsets count from the start of the finding's text */
  size_t               finding_count;
} newel_batch;

/* Judges `count` independent texts, each a request of its own: for data engines and for bindings, whose calls are dear.
 *   data, offsets  the texts end to end, text `i` in [offsets[i], offsets[i + 1]); the layout of an Arrow string array
 *   options        may be NULL
 *   outcomes       `count` of them, written by the call
 *   batch          may be NULL when the outcomes are all that is wanted
 * A later text changes nothing of an earlier one. Errors: NEWEL_E_ARGUMENT (offsets that fall, too), NEWEL_E_NOMEM,
 * NEWEL_E_NO_JUDGE; there are then no outcomes. Threads and cost: as newel_guard_apply, text by text. */
NEWEL_API int newel_guard_apply_batch(const newel_guard *guard, newel_scratch *scratch, const char *data, const int64_t *offsets,
                                      size_t count, const newel_batch_options *options, newel_outcome *outcomes,
                                      newel_batch *batch, newel_error *err);

/* ---- trace -------------------------------------------------------------------------------------------------------------- */

typedef struct newel_trace_options {
  size_t size;           /* sizeof(newel_trace_options) */
  int    show_matches;   /* 1: with the matched text. For people at a terminal, never for logs */
  int    timing;         /* 1: with timing; without it the trace is canonical: equal for equal inputs, byte for byte */
  int    indent;         /* 1: indented */
} newel_trace_options;
#define NEWEL_TRACE_OPTIONS_INIT { sizeof(newel_trace_options), 0, 0, 0 }

/* Writes the result as one `newel.trace/1` JSON object (grammar/trace.schema.json), without a line feed behind
 * it. `options` may be NULL. */
NEWEL_API int newel_trace_write(const newel_guard *guard, const newel_result *result, const newel_trace_options *options,
                                newel_write_fn write, void *user, newel_error *err);

/* ---- evidence: by what can each rule find? --------------------------------------------------------------------------------- */

/* What tests should exercise beside the rules themselves, and how often they did. Belongs to one thread. */
typedef struct newel_evidence newel_evidence;

typedef enum newel_evidence_kind {
  NEWEL_EVIDENCE_ALTERNATIVE = 0,  /* of a regex with `|`, written as a pattern of its own */
  NEWEL_EVIDENCE_ENTRY = 1,        /* of a word list */
  NEWEL_EVIDENCE_EXCEPTION = 2,    /* of an allow list: a value, or a pattern */
  NEWEL_EVIDENCE_VALIDATOR = 3     /* the check of a PII entity: "luhn" */
} newel_evidence_kind;

typedef struct newel_evidence_item {
  newel_evidence_kind kind;
  uint32_t            rule;   /* index into the guard's rules; UINT32_MAX: the policy's own allow list */
  newel_slice         text;   /* lives as long as the evidence */
  uint64_t            seen;   /* findings that showed it */
} newel_evidence_item;

/* Lists the evidence of a policy; nothing is seen yet. The policy may be freed afterwards. Errors: NEWEL_E_ARGUMENT, NEWEL_E_POLICY (a
 * pattern that cannot be bounded), NEWEL_E_NOMEM. Cost: compiling the regexes once more, and the lists' bytes. */
NEWEL_API int newel_evidence_open(newel_evidence **out, const newel_policy *policy, newel_error *err);
NEWEL_API void newel_evidence_free(newel_evidence *evidence);
NEWEL_API size_t newel_evidence_count(const newel_evidence *evidence);
/* The `index`-th item in the order of rules; a zeroed one past the end. */
NEWEL_API newel_evidence_item newel_evidence_at(const newel_evidence *evidence, size_t index);
/* Counts what one finding shows; `matched` is its text. A finding of a disguise, or one that needs what stands around it, may show
 * nothing. Errors: NEWEL_E_ARGUMENT (a rule that is none), NEWEL_E_NOMEM. */
NEWEL_API int newel_evidence_see(newel_evidence *evidence, const newel_finding *finding, newel_slice matched, newel_error *err);
/* Adds what another one of an equal policy has seen. Errors: NEWEL_E_ARGUMENT. */
NEWEL_API int newel_evidence_merge(newel_evidence *evidence, const newel_evidence *other, newel_error *err);

/* ---- what tells two patterns apart? -------------------------------------------------------------------------------------------- */

typedef enum newel_witness {
  NEWEL_WITNESS_NONE = 0,    /* there is no such text of ASCII */
  NEWEL_WITNESS_FOUND = 1,
  NEWEL_WITNESS_UNKNOWN = 2  /* a pattern is not regular, or the search grew too large */
} newel_witness;

/* Looks for a shortest text (ASCII) in which the pattern `finds` finds something and `finds_not` does not; `write` gets it in one call.
 * Errors: NEWEL_E_POLICY (a pattern that does not compile), NEWEL_E_IO, NEWEL_E_ARGUMENT, NEWEL_E_NOMEM. Cost: up to some tens of
 * milliseconds. */
NEWEL_API int newel_pattern_witness(newel_engine *engine, newel_slice finds, newel_slice finds_not, newel_witness *witness,
                                    newel_write_fn write, void *user, newel_error *err);

/* ---- streams ------------------------------------------------------------------------------------------------------------ */

typedef struct newel_stream_options {
  size_t        size;     /* sizeof(newel_stream_options) */
  newel_surface surface;
  newel_format  format;
  newel_scope  *scope;         /* as in newel_apply_options */
  int           local;
  int           ask;
  int           fingerprints;
  newel_slice   system_prompt; /* as in newel_apply_options; copied */
} newel_stream_options;
#define NEWEL_STREAM_OPTIONS_INIT \
  { sizeof(newel_stream_options), NEWEL_SURFACE_OUTPUT, NEWEL_FORMAT_TEXT, NULL, 0, 0, 0, { NULL, 0 } }

/* Opens a stream: one text of one (choice, surface, call). Holds a reference to the guard. One thread at a time.
 * A stream gives the same findings, edits and verdict as newel_guard_apply on the whole text, however it is cut. */
NEWEL_API int newel_stream_open(newel_stream **out, const newel_guard *guard, const newel_stream_options *options,
                                newel_error *err);
/* Pushes a chunk (any size, 0 too) and gives what may be passed on now: `released` is borrowed until the next call on the
 * stream and may be empty. A byte that a later edit would cover is never released. After a deny nothing more is released.
 * Errors: NEWEL_E_STATE after finish, NEWEL_E_NOMEM (the stream is then dead: every later call says NEWEL_E_STATE). */
NEWEL_API int newel_stream_push(newel_stream *stream, newel_slice chunk, newel_slice *released, newel_error *err);
/* The verdict so far: DENY as soon as it is certain, else ALLOW or MODIFY as far as released. Sticky once DENY. */
NEWEL_API newel_verdict newel_stream_verdict(const newel_stream *stream);
/* Ends the text. `released`: the rest (empty on deny; the message is in the result). `result` may be NULL and is borrowed
 * from the stream. With `ask`, an open result holds everything back until newel_stream_answer. */
NEWEL_API int newel_stream_finish(newel_stream *stream, newel_slice *released, const newel_result **result, newel_error *err);
NEWEL_API int newel_stream_answer(newel_stream *stream, const newel_answer *answers, size_t count, newel_slice *released,
                                  const newel_result **result, newel_error *err);
NEWEL_API void newel_stream_free(newel_stream *stream);

/* ---- scope -------------------------------------------------------------------------------------------------------------- */

/* One conversation: which value has which number ({EMAIL_1}). Caller-owned, one thread at a time, serializable.
 * A saved scope holds keyed digests of values, not the values, when the engine has a key; without one it cannot be saved. */
NEWEL_API int newel_scope_open(newel_scope **out, newel_engine *engine, newel_error *err);
NEWEL_API int newel_scope_save(const newel_scope *scope, newel_write_fn write, void *user, newel_error *err);
NEWEL_API int newel_scope_load(newel_scope **out, newel_engine *engine, newel_slice saved, newel_error *err);
NEWEL_API void newel_scope_free(newel_scope *scope);

#ifdef __cplusplus
}
#endif
#endif
