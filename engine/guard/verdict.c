/* guard/verdict.c - from facts to verdicts, and which questions stay open. The table of it all: docs/semantics.md. */
#include "guard/scratch.h"

/* Does the rule speak about this segment at all? */
static int applies(const newel_guard *guard, const nw_seg *seg, size_t rule) {
  return seg->judged && guard->covered[seg->surface][rule] && guard->rules[rule].on[seg->source];
}

/* The local stage can say nothing, and nobody else did. */
static int is_unevaluated(const newel_scratch *scratch, const nw_seg *seg, size_t rule) {
  const nw_rule_fact *fact = &scratch->rules.at[seg->rules_at + rule];
  return applies(scratch->guard, seg, rule) && (!scratch->guard->rules[rule].local || fact->unknown != NULL) && !fact->answered;
}

/* 0; 1: some question has no answer; 2: the judge refused one. */
static int judge_failed(const newel_scratch *scratch, const nw_seg *seg) {
  int worst = 0;
  if (!scratch->options.ask) return 0;
  for (size_t r = 0; r < scratch->guard->rule_count; r++)
    if (scratch->rules.at[seg->rules_at + r].failed > worst) worst = scratch->rules.at[seg->rules_at + r].failed;
  return worst;
}

void nw_verdict_segment(newel_scratch *scratch, size_t index) {
  const newel_guard *guard = scratch->guard;
  nw_seg *seg = &scratch->segs.at[index];
  int cut_short = seg->limits.count > 0 || seg->json_broken, failed = judge_failed(scratch, seg);
  seg->complete = !cut_short && !failed;
  for (size_t r = 0; guard->needs_judge[seg->surface] && seg->complete && r < guard->rule_count; r++)
    if (is_unevaluated(scratch, seg, r)) seg->complete = 0;

  seg->verdict = NEWEL_VERDICT_ALLOW;
  seg->cause = NEWEL_CAUSE_NONE;
  if (failed) seg->cause = NEWEL_CAUSE_ESCALATION_FAILED;  /* an allow that rests on the local stage alone says so */
  if (seg->edits.count > 0) seg->verdict = NEWEL_VERDICT_MODIFY, seg->cause = NEWEL_CAUSE_RULE;
  if (cut_short && !guard->on_incomplete_allow) seg->verdict = NEWEL_VERDICT_DENY, seg->cause = NEWEL_CAUSE_INCOMPLETE;
  if (failed == 2 || (failed && guard->on_error == NW_ON_ERROR_BLOCK)) {
    seg->verdict = NEWEL_VERDICT_DENY;
    seg->cause = NEWEL_CAUSE_ESCALATION_FAILED;
  }
  if (seg->denied_by_rule) seg->verdict = NEWEL_VERDICT_DENY, seg->cause = NEWEL_CAUSE_RULE;

  seg->observed = seg->verdict;
  if (seg->observed_modify && seg->observed == NEWEL_VERDICT_ALLOW) seg->observed = NEWEL_VERDICT_MODIFY;
  if (seg->observed_deny) seg->observed = NEWEL_VERDICT_DENY;
}

/* A denied tool result or retrieved text is replaced by its message and denies alone. */
static newel_verdict share_in_request(const newel_guard *guard, const nw_seg *seg) {
  int alone = seg->surface == NEWEL_SURFACE_TOOL_RESULT || seg->surface == NEWEL_SURFACE_RETRIEVED;
  return seg->verdict == NEWEL_VERDICT_DENY && alone && !guard->deny_request ? NEWEL_VERDICT_MODIFY : seg->verdict;
}

/* Does the policy want a judge's word on this rule for this segment? */
static int wants_question(const newel_scratch *scratch, const nw_seg *seg, size_t rule) {
  const nw_rule_fact *fact = &scratch->rules.at[seg->rules_at + rule];
  const nw_guard_rule *asked = &scratch->guard->rules[rule];
  if (!applies(scratch->guard, seg, rule) || fact->answered || fact->failed) return 0;
  switch ((nw_when)asked->when) {
    case NW_WHEN_ALWAYS: return 1;
    case NW_WHEN_UNSURE:
      return !asked->local || fact->unknown != NULL || fact->band == NEWEL_BAND_UNSURE ||
             (asked->judged && fact->band == NEWEL_BAND_CLEAR && !(asked->believes_clear && fact->settled));
    case NW_WHEN_NEVER:
    case NW_WHEN_UNSET:
    default: return 0;
  }
}

int nw_verdict_always_asks(const newel_guard *guard, newel_surface surface, size_t rule) {
  const nw_guard_rule *r = &guard->rules[rule];
  if (!guard->covered[surface][rule] || !r->on[newel_surface_source(surface)]) return 0;
  return r->when == NW_WHEN_ALWAYS || (r->when == NW_WHEN_UNSURE && (!r->local || !r->believes_clear));
}

static void open_questions(newel_scratch *scratch) {
  for (size_t s = 0; s < scratch->segs.count; s++) {
    const nw_seg *seg = &scratch->segs.at[s];
    if (seg->verdict == NEWEL_VERDICT_DENY) continue;
    for (size_t r = 0; r < scratch->guard->rule_count; r++) {
      if (!wants_question(scratch, seg, r)) continue;
      nw_question_fact question = { (uint32_t)s, (uint32_t)r, 0 };
      if (!nw_vec_push(&scratch->alloc, &scratch->questions, question)) scratch->failed = 1;
    }
  }
}

void nw_verdict_request(newel_scratch *scratch) {
  const newel_guard *guard = scratch->guard;
  scratch->verdict = NEWEL_VERDICT_ALLOW;
  scratch->cause = NEWEL_CAUSE_NONE;
  scratch->complete = 1;
  for (size_t s = 0; s < scratch->segs.count; s++) {
    const nw_seg *seg = &scratch->segs.at[s];
    newel_verdict verdict = share_in_request(guard, seg);
    if (!seg->complete) scratch->complete = 0;
    int worse = verdict > scratch->verdict;
    /* Among equals the weightier cause: a rule before a failed escalation before incompleteness. */
    static const unsigned char weight[] = { 0, 3, 1, 2 };
    if (worse || (verdict == scratch->verdict && weight[seg->cause] > weight[scratch->cause])) scratch->cause = seg->cause;
    if (worse) scratch->verdict = verdict;
  }
  if (!scratch->options.ask || scratch->open || scratch->verdict == NEWEL_VERDICT_DENY) return;
  if (scratch->questions.count == 0) open_questions(scratch);
  else return;  /* answered already */
  if (scratch->questions.count > 0) {
    scratch->open = 1;
    scratch->verdict = NEWEL_VERDICT_OPEN;
    scratch->cause = NEWEL_CAUSE_NONE;
  }
}
