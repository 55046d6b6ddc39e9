/* cli/apply.h - what the three ways of `newel apply` share: whole texts, --stream (verb_apply.c) and --jsonl (apply_lines.c). */
#ifndef NW_CLI_APPLY_H
#define NW_CLI_APPLY_H

#include "cli/input.h"
#include "cli/escalate.h"
#include "cli/load.h"

typedef struct nw_apply {
  nw_cli             *cli;
  nw_loaded           loaded;
  newel_scratch      *scratch;
  newel_scope        *scope;        /* of --scope, or NULL */
  newel_segment       defaults;     /* surface and format of the options */
  newel_apply_options options;
  nw_escalation_cli   escalation;   /* who is asked; not open where nobody is */
  newel_trace_options trace_options;
  nw_out              trace;        /* of --trace; fd -1: none */
  size_t              texts, incomplete;
  int                 worst;        /* highest exit code of a verdict: 0, 2, 4 (--require-complete) or 5 */
} nw_apply;

/* The verdict of a result that answers for one text: a denied text is denied, even where the request around it would go on. */
newel_verdict nw_apply_verdict(const newel_result *result, int single);
/* Judges segments, and asks where the policy does. A newel_code. */
int nw_apply_segments(nw_apply *apply, const newel_segment *segments, size_t count, const newel_result **result, newel_error *err);
/* Counts a result: `worst`, `incomplete`, and the trace of --trace. 0 or an exit code. */
int nw_apply_count(nw_apply *apply, const newel_result *result, int single);
/* The lines of one file or stdin. */
int nw_apply_lines(nw_apply *apply, const char *path);

#endif
