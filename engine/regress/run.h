/* regress/run.h - the inside of a newel_regress: the case in hand, what was seen of it, and the sums so far.
 *
 * Owner: one thread. The case, its reasons and what was seen live in `arena` until the next case.
 */
#ifndef NW_REGRESS_RUN_H
#define NW_REGRESS_RUN_H

#include "base/buf.h"
#include "newel/regress.h"
#include "regress/case.h"
#include "regress/compare.h"
#include "regress/score.h"

struct newel_regress {
  nw_alloc          alloc;
  newel_guard      *guard;    /* owned reference */
  newel_engine     *engine;
  newel_scratch    *scratch;
  newel_regress_options options;
  nw_buf            filter;   /* the options' own copy */
  nw_arena          arena;    /* the case in hand and its reasons */
  nw_buf            work, released;
  nw_reasons        reasons;
  newel_case_counts counts;
  nw_scores         scores;
  newel_evidence   *evidence;  /* NULL: not asked for */
  /* the case in hand */
  newel_slice       file;     /* as newel_regress_place said; borrowed */
  size_t            line_number;
  uint32_t          file_index;
  newel_slice       line;     /* its bytes; borrowed until the next case */
  nw_case           one;
  nw_seen          *seen;     /* one a segment; NULL when it was not judged */
  newel_case_result result;
};

/* Judges a case that was parsed: fills `seen` and the reasons. Codes as newel_regress_case. */
int nw_regress_judge(newel_regress *run, nw_case *one, newel_error *err);
/* Copies what a result says of one segment into the arena. 0 when there is no memory. */
int nw_seen_of(nw_seen *out, nw_arena *arena, const newel_result *result, size_t segment);
/* The verdict of what was seen: of the request, or the worst turn. */
newel_verdict nw_seen_verdict(const newel_regress *run);
/* The index-th tally of a kind in the order of reports, which does not depend on threads. */
const nw_tally *nw_tally_ranked(const newel_regress *run, newel_score_kind kind, size_t index);
int nw_regress_exercised(const newel_regress *run, size_t rule, newel_source source);
newel_share nw_regress_coverage(const newel_regress *run);

#endif
