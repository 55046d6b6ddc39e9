/* newel/regress.h - regression cases: texts with what a guard must say of them.
 *
 *   {"id":"mail-1","text":"write to jane@example.com","expect":{"verdict":"modify","output":"write to {EMAIL}"}}
 *
 *   newel_regress *run;                                       newel_regress_open
 *   newel_regress_case(run, line, &result, &err)              once a line; the caller reads the files
 *   newel_regress_reason(run, i), newel_regress_counts(run)   what differs, and the sum
 *
 * grammar/case.schema.json describes a case. A case with one text is judged twice, whole and as a stream in small chunks, and
 * fails when the two differ, whatever it expects.
 */
#ifndef NEWEL_REGRESS_H
#define NEWEL_REGRESS_H

#include "newel/guard.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct newel_regress newel_regress;  /* one thread at a time */

typedef struct newel_regress_options {
  size_t size;   /* sizeof(newel_regress_options) */
  int    local;  /* as in newel_apply_options */
} newel_regress_options;
#define NEWEL_REGRESS_OPTIONS_INIT { sizeof(newel_regress_options), 0 }

typedef enum newel_case_status { NEWEL_CASE_PASSED = 0, NEWEL_CASE_FAILED = 1, NEWEL_CASE_SKIPPED = 2 } newel_case_status;

/* What became of one case. Slices live until the next case. */
typedef struct newel_case_result {
  newel_case_status status;
  newel_slice       id;
  newel_slice       note;          /* the case's note; for a skipped case, why it is skipped */
  size_t            reason_count;  /* > 0 when it failed */
} newel_case_result;

/* One difference, each part one printable line (JSON escapes, long texts cut). Lives until the next case. Unlike a trace it holds
 * pieces of the case's own text. */
typedef struct newel_case_reason {
  newel_slice what;      /* "verdict", "spans", "segments[1].output", "stream of 7-byte chunks" */
  newel_slice expected;
  newel_slice actual;
} newel_case_reason;

typedef struct newel_case_counts { uint64_t passed, failed, skipped; } newel_case_counts;

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
NEWEL_API void newel_regress_free(newel_regress *run);

#ifdef __cplusplus
}
#endif
#endif
