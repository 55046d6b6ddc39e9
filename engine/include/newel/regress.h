/* newel/regress.h - regression cases: texts with what a guard must say of them.
 *
 *   {"id":"mail-1","text":"write to jane@example.com","expect":{"verdict":"modify","output":"write to {EMAIL}"}}
 *
 *   newel_regress *run;                                       newel_regress_open, one a thread
 *   newel_regress_case(run, line, &result, &err)              once a line; the caller reads the files
 *   newel_regress_reason(run, i), newel_regress_counts(run)   what differs, and the sum
 *   newel_regress_merge(run, other)                           the sums of another thread
 *   newel_regress_score(run, NEWEL_SCORE_RULE, i)             precision and recall, with intervals
 *   newel_regress_gate(run, "pii.EMAIL.recall>=0.99", ...)    does the lower bound hold?
 *   newel_regress_write_case, newel_regress_write_sum         reports: text, JSON, JUnit, SARIF, GitHub, Markdown, HTML
 *
 * grammar/case.schema.json describes a case. A case with one text is judged twice, whole and as a stream in small chunks, and
 * fails when the two differ, whatever it expects. docs/testing.md tells how the numbers are made.
 */
#ifndef NEWEL_REGRESS_H
#define NEWEL_REGRESS_H

#include "newel/cascade.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct newel_regress newel_regress;  /* one thread at a time */

typedef struct newel_regress_options {
  size_t      size;       /* sizeof(newel_regress_options) */
  int         local;      /* as in newel_apply_options */
  int         no_stream;  /* 1: cases are judged whole only: half the time, and the split law is not looked at */
  newel_slice filter;     /* only these cases: words with commas between, each "tag=T", "lang=L", "id=GLOB" or GLOB (of the id),
                             with '*' and '?'; one must fit. Empty: all. Copied */
  uint32_t    as_of;      /* the day (20270131) that `known.until` is compared with; 0: no known failure has expired */
  newel_slice attack;     /* the name of a disguise (newel_attack_at): its variant of each text is judged, for the labels alone.
                             Copied */
  uint64_t  (*clock_ns)(void *user);  /* NULL: no latencies */
  void       *clock_user;
  const newel_policy *policy;  /* the guard's, for evidence (newel_regress_evidence); NULL: none. Lives during newel_regress_open */
  const newel_transport *transport;  /* a judge for what the policy escalates; outlives the run. Cases are then judged whole only */
} newel_regress_options;
#define NEWEL_REGRESS_OPTIONS_INIT { sizeof(newel_regress_options), 0, 0, { NULL, 0 }, 0, { NULL, 0 }, NULL, NULL, NULL, NULL }

typedef enum newel_case_status {
  NEWEL_CASE_PASSED   = 0,
  NEWEL_CASE_FAILED   = 1,
  NEWEL_CASE_SKIPPED  = 2,
  NEWEL_CASE_KNOWN    = 3,  /* it failed, and says itself that it does, until a day that has not passed */
  NEWEL_CASE_FILTERED = 4   /* the filter leaves it out; counted nowhere */
} newel_case_status;

/* What became of one case. Slices live until the next case. */
typedef struct newel_case_result {
  newel_case_status status;
  newel_slice       id;
  newel_slice       note;          /* the case's note; for a skipped case, why it is skipped */
  size_t            reason_count;  /* > 0 when it failed */
  newel_verdict     verdict;       /* of the request, or the worst turn */
  int               stale;         /* 1: it is marked as known to fail, and passes: the mark can go */
} newel_case_result;

/* One difference, each part one printable line (JSON escapes, long texts cut). Lives until the next case. Unlike a trace it holds
 * pieces of the case's own text. */
typedef struct newel_case_reason {
  newel_slice what;      /* "verdict", "spans", "segments[1].output", "stream of 7-byte chunks" */
  newel_slice expected;
  newel_slice actual;
} newel_case_reason;

typedef struct newel_case_counts { uint64_t passed, failed, skipped, known, stale; } newel_case_counts;

/* Opens a run. Takes a reference to the guard. `options` may be NULL. Errors: NEWEL_E_ARGUMENT, NEWEL_E_NOMEM. */
NEWEL_API int newel_regress_open(newel_regress **out, newel_engine *engine, newel_guard *guard,
                                 const newel_regress_options *options, newel_error *err);
/* Runs one case, a JSON object. A case that fails is NEWEL_OK; it counts in the sum.
 * Errors, none of which counts: NEWEL_E_FORMAT (no case: err names the member and the column), NEWEL_E_LIMIT (longer than
 * `case_bytes`), NEWEL_E_NO_JUDGE, NEWEL_E_NOMEM. Cost: two evaluations of each text. */
NEWEL_API int newel_regress_case(newel_regress *run, newel_slice line, newel_case_result *result, newel_error *err);
/* The `index`-th difference of the last case; a zeroed one past the end. */
NEWEL_API newel_case_reason newel_regress_reason(const newel_regress *run, size_t index);
NEWEL_API newel_case_counts newel_regress_counts(const newel_regress *run);
/* Says where the next cases come from: what reports and examples call the place. `file` stays valid while cases run;
 * `index` orders the files. */
NEWEL_API void newel_regress_place(newel_regress *run, newel_slice file, uint32_t index, size_t line);
/* Adds the counts and scores of another run of an equal guard. The result does not depend on who ran which case.
 * Errors: NEWEL_E_ARGUMENT (another guard), NEWEL_E_NOMEM. */
NEWEL_API int newel_regress_merge(newel_regress *run, const newel_regress *other, newel_error *err);
/* What the last case's segments (or turns) came to, for callers that compare two guards. Slices live until the next case. */
typedef struct newel_case_segment {
  newel_surface surface;
  newel_slice   text;      /* as it was judged: disguised, under an attack */
  newel_verdict verdict;
  newel_cause   cause;
  int           complete;
  newel_slice   output;
  size_t        finding_count;
} newel_case_segment;
typedef struct newel_case_finding {
  uint32_t     rule, score_ppm;
  newel_slice  type;
  size_t       start, end;  /* bytes */
  newel_action action;
  newel_band   band;
  int          exempt;
} newel_case_finding;
NEWEL_API size_t newel_regress_segment_count(const newel_regress *run);  /* 0: the case was not judged */
NEWEL_API newel_case_segment newel_regress_segment(const newel_regress *run, size_t index);
NEWEL_API newel_case_finding newel_regress_finding(const newel_regress *run, size_t segment, size_t index);
NEWEL_API void newel_regress_free(newel_regress *run);
/* The last case's line with each expectation that is written in it replaced by what came. A case without a difference: the same
 * bytes. Errors: NEWEL_E_STATE (no case, or one that was not judged), NEWEL_E_IO, NEWEL_E_NOMEM. */
NEWEL_API int newel_regress_bless(newel_regress *run, newel_write_fn write, void *user, newel_error *err);

/* ---- scores --------------------------------------------------------------------------------------------------------- */

/* k of n, and the interval (Wilson, 95 %) that the true share is likely in. All in 1/1,000,000; n = 0: 0..1,000,000. */
typedef struct newel_share { uint64_t k, n; uint32_t value_ppm, low_ppm, high_ppm; } newel_share;

typedef enum newel_score_kind { NEWEL_SCORE_RULE = 0, NEWEL_SCORE_LANG = 1, NEWEL_SCORE_TAG = 2, NEWEL_SCORE_ALL = 3 } newel_score_kind;

/* Items are labelled spans (`labels`, `spans`) and, in cases with `types`, types. */
typedef struct newel_score {
  char        name[96];     /* "pii.EMAIL", "de", "over-refusal"; "" past the end */
  uint64_t    found;        /* labels that a finding of their rule covers: intersection / union of at least 0.5 */
  uint64_t    exact;        /* of these, to the byte */
  uint64_t    missed;       /* labels without */
  uint64_t    wrong;        /* findings without a label, in the label's scope */
  uint64_t    cases, failed;  /* of a language or tag */
  newel_share recall, precision;
  uint32_t    f1_ppm;
} newel_score;
/* The `index`-th score of a kind: rules in the guard's order and then types by name; languages and tags by name. */
NEWEL_API size_t newel_regress_score_count(const newel_regress *run, newel_score_kind kind);
NEWEL_API newel_score newel_regress_score(const newel_regress *run, newel_score_kind kind, size_t index);

typedef struct newel_gate { int holds; newel_share share; uint32_t wanted_ppm; } newel_gate;
/* Judges a condition: NAME.FIGURE>=NUMBER (or <=), where NAME is a rule, "all", "lang:de" or "tag:rag", and FIGURE is recall,
 * precision, exact (exact of found), pass (cases), verdict (of "all"), or coverage (of "all"). ">=" looks at the lower bound of
 * the interval, "<=" at the upper: too few cases never pass. Errors: NEWEL_E_ARGUMENT (not a condition, a name that has no score). */
NEWEL_API int newel_regress_gate(const newel_regress *run, newel_slice condition, newel_gate *out, newel_error *err);

/* Evidence: what the cases made a rule do. */
typedef struct newel_coverage {
  uint64_t hits[NEWEL_SURFACE_COUNT];  /* findings (band hit, not exempt) */
  int      expected[2];                /* by source: the rule is on and local, so a case should exercise it */
  int      exercised[2];               /* by source: it had a finding */
} newel_coverage;
NEWEL_API newel_coverage newel_regress_coverage(const newel_regress *run, size_t rule);
/* By what the rules could have found, and how often the cases showed it; NULL without `policy` in the options. Lives as long as the run. */
NEWEL_API const newel_evidence *newel_regress_evidence(const newel_regress *run);
/* Segments judged on a surface. */
NEWEL_API uint64_t newel_regress_surface_count(const newel_regress *run, newel_surface surface);

/* ---- reports -------------------------------------------------------------------------------------------------------- */

typedef enum newel_report {
  NEWEL_REPORT_TEXT = 0, NEWEL_REPORT_JSON = 1, NEWEL_REPORT_JUNIT = 2, NEWEL_REPORT_SARIF = 3, NEWEL_REPORT_GITHUB = 4,
  NEWEL_REPORT_MARKDOWN = 5, NEWEL_REPORT_HTML = 6
} newel_report;
#define NEWEL_REPORT_COUNT 7
/* What a report says besides the sums of the run. */
typedef struct newel_report_facts {
  size_t             size;        /* sizeof(newel_report_facts) */
  newel_slice        title, policy;
  uint64_t           malformed;   /* lines that are no case */
  uint64_t           new_failed;  /* failures that the baseline does not have */
  int                has_baseline, partial, timing, scores;
} newel_report_facts;
#define NEWEL_REPORT_FACTS_INIT { sizeof(newel_report_facts), { NULL, 0 }, { NULL, 0 }, 0, 0, 0, 0, 0, 0 }
/* A report is: head, the cases that concern it in order with the separator between them, sum. Each part is written in a few
 * calls of `write`. Errors: NEWEL_E_IO, NEWEL_E_NOMEM.
 * `newel_regress_reports_case` is 1 when the last case belongs into reports of this kind (failures; JUnit and HTML list all). */
NEWEL_API int newel_regress_write_head(const newel_regress *run, newel_report how, const newel_report_facts *facts,
                                       newel_write_fn write, void *user, newel_error *err);
NEWEL_API int newel_regress_reports_case(const newel_regress *run, newel_report how);
NEWEL_API int newel_regress_write_case(newel_regress *run, newel_report how, newel_write_fn write, void *user, newel_error *err);
NEWEL_API const char *newel_report_separator(newel_report how);
NEWEL_API int newel_regress_write_sum(const newel_regress *run, newel_report how, const newel_report_facts *facts,
                                      newel_write_fn write, void *user, newel_error *err);

/* A row of an HTML report: the last case of two runs of one line under two guards, side by side. */
NEWEL_API int newel_regress_write_change(const newel_regress *run, const newel_regress *before, newel_write_fn write, void *user,
                                         newel_error *err);

/* ---- attacks -------------------------------------------------------------------------------------------------------- */

typedef struct newel_attack { const char *name, *what; } newel_attack;
/* The `index`-th disguise that keeps a label true; `name` is NULL past the end. docs/evasion.md names the publications. */
NEWEL_API newel_attack newel_attack_at(size_t index);

#ifdef __cplusplus
}
#endif
#endif
