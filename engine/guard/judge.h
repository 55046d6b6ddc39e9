/* guard/judge.h - the local judges of a guard, and what becomes of what they say.
 *
 *   compile   content rules ──► nw_content_build ──► nw_guard_add_judge: the rules are local now
 *   segment   nw_judges_begin ─► nw_judges_push … (raw text, or the strings of a JSON document) ─► nw_judges_look after each chunk
 *                                                                        └─ a running hit of a rule that blocks: eval->deny_at
 *   end       nw_judges_look(final) ──► nw_rule_fact: band, score ──► a fact with the window that carried the score
 *
 * A band HIT acts. UNSURE acts where nobody else is asked: at or above the strength's cut is the action. CLEAR never acts; whether
 * it is believed or asked about is nw_guard_rule.believes_clear. docs/semantics.md has the table. */
#ifndef NW_GUARD_JUDGE_H
#define NW_GUARD_JUDGE_H

#include "detect/judge.h"
#include "guard/scratch.h"

/* Makes `judge` the one that decides `count` rules. `release` frees `compiled` with the guard (NULL: nobody does); it is called on
 * failure, too. After surfaces are lowered. */
int nw_guard_add_judge(newel_guard *guard, const nw_judge *judge, void *compiled, void (*release)(void *, const nw_alloc *),
                       const uint32_t *rules, size_t count, newel_error *err);

/* A new segment. */
void nw_judges_begin(nw_eval *eval);
/* The next piece of its text; raw offset of its first byte. */
void nw_judges_push(nw_eval *eval, const char *data, size_t len, size_t at, int gap);
/* After a chunk: running scores, or with `final` the last word. `data` holds raw bytes [base, end). */
void nw_judges_look(nw_eval *eval, const char *data, size_t base, size_t end, int final);
/* Raw, as of the last look: what lies before it no running score to come begins in. SIZE_MAX: nothing is awaited. */
static inline size_t nw_judges_live(const nw_eval *eval) { return eval->judges_live; }

/* A local UNSURE acts now: the judge that was asked failed, or does not know the rule. */
void nw_judges_act(newel_scratch *scratch, nw_seg *seg, size_t rule);

#endif
