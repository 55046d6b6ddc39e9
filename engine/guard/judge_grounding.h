/* guard/judge_grounding.h - the grounding rules of a policy, judged when all texts of a request are there (detect/grounding).
 *
 *   segments    retrieved [grounding_source]   user [query]   output          newel_segment.qualifiers
 *                      └───────────────┬────────────┘            │
 *   nw_relations_judge          source and query  ────────►  each answer: a band and a score for GROUNDING and for RELEVANCE,
 *                                                            and a finding for each number, name, … that the source lacks
 *
 * An answer is a text of the surface `output` that the rule covers. The rule starts out as `unevaluated` for each segment that it
 * applies to, with a reason; so it stays in a stream (no source), for JSON and tool arguments, without a source (RELEVANCE: a query),
 * where the texts are longer than the limit `grounding_bytes` and behind the limit `grounding_answers`. */
#ifndef NW_GUARD_JUDGE_GROUNDING_H
#define NW_GUARD_JUDGE_GROUNDING_H

#include "crypto/digest.h"
#include "guard/scratch.h"

/* Makes the grounding rules local. After surfaces are lowered. */
void nw_guard_add_grounding(newel_guard *guard);
/* What they are judged by, for the guard's id. */
void nw_guard_add_grounding_id(const newel_guard *guard, nw_sha256 *hash);

/* What the judge works in; opened once. NEWEL_OK or an error. */
int nw_relations_open(newel_scratch *scratch, const newel_guard *guard, newel_error *err);
/* A new segment: its relational rules are not evaluated yet. */
void nw_relations_begin(newel_scratch *scratch, const nw_seg *seg);
/* All segments are scanned: judges the answers among them and settles their verdicts again. Sets `failed`. */
void nw_relations_judge(newel_scratch *scratch);

#endif
