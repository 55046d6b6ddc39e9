/* guard/result.c - reading a result, and the trace of it. A result is the scratch, seen by callers. */
#include "base/error.h"
#include "base/slice.h"
#include "crypto/digest.h"
#include "guard/scratch.h"
#include "trace/trace.h"

static const nw_seg *seg_at(const newel_result *result, size_t segment) {
  const newel_scratch *scratch = nw_result_scratch(result);
  return result != NULL && segment < scratch->segs.count ? &scratch->segs.at[segment] : NULL;
}

newel_verdict newel_result_verdict(const newel_result *result) {
  return result == NULL ? NEWEL_VERDICT_DENY : nw_result_scratch(result)->verdict;
}

newel_cause newel_result_cause(const newel_result *result) {
  return result == NULL ? NEWEL_CAUSE_NONE : nw_result_scratch(result)->cause;
}

int newel_result_complete(const newel_result *result) { return result != NULL && nw_result_scratch(result)->complete; }

size_t newel_result_count(const newel_result *result) { return result == NULL ? 0 : nw_result_scratch(result)->segs.count; }

newel_segment_result newel_result_segment(const newel_result *result, size_t index) {
  newel_segment_result out = { NEWEL_VERDICT_DENY, NEWEL_CAUSE_NONE, NEWEL_VERDICT_DENY, 0, { NULL, 0 }, 0 };
  const nw_seg *seg = seg_at(result, index);
  if (seg == NULL) return out;
  out.verdict = seg->verdict;
  out.cause = seg->cause;
  out.observed = seg->observed;
  out.complete = seg->complete;
  out.output = nw_seg_output(nw_result_scratch(result), seg);
  out.finding_count = seg->facts.count;
  return out;
}

newel_rule_result newel_result_rule(const newel_result *result, size_t segment, size_t index) {
  newel_rule_result out = { NEWEL_BAND_UNEVALUATED, 0, 0, 0, 0 };
  const nw_seg *seg = seg_at(result, segment);
  const newel_scratch *scratch = nw_result_scratch(result);
  if (seg == NULL || index >= scratch->guard->rule_count) return out;
  const nw_guard_rule *rule = &scratch->guard->rules[index];
  const nw_rule_fact *fact = &scratch->rules.at[seg->rules_at + index];
  if (!seg->judged || !scratch->guard->covered[seg->surface][index] || !rule->on[seg->source]) return out;
  out.findings = fact->findings;
  out.scored = rule->judged || rule->family_kind == NW_KIND_LEAK;
  out.score_ppm = fact->score_ppm;
  out.answered = fact->answered;
  if (rule->local || fact->answered) out.band = (newel_band)fact->band;
  return out;
}

newel_also_score newel_result_score(const newel_result *result, size_t index) {
  newel_also_score out = { { NULL, 0 }, 0 };
  const newel_scratch *scratch = nw_result_scratch(result);
  if (result == NULL || index >= scratch->also_count) return out;
  out.name = newel_slice_of(scratch->also[index].type);
  out.score_ppm = scratch->also[index].score_ppm;
  return out;
}

newel_finding newel_result_finding(const newel_result *result, size_t segment, size_t index) {
  newel_finding out;
  const nw_seg *seg = seg_at(result, segment);
  memset(&out, 0, sizeof out);
  out.edit = SIZE_MAX;
  if (seg == NULL || index >= seg->facts.count) return out;
  const nw_fact *fact = &nw_result_scratch(result)->facts.at[seg->facts.first + index];
  out.rule = fact->rule;
  out.action = (newel_action)fact->action;
  out.band = (newel_band)fact->band;
  out.observe = fact->observe;
  out.exempt = fact->exempt;
  out.remote = fact->remote;
  out.inferred = fact->inferred;
  out.score_ppm = fact->score_ppm;
  out.type = newel_slice_of(fact->type);
  out.validator = newel_slice_of(fact->validator);
  out.reading = newel_slice_of(fact->reading);
  out.start = fact->start, out.end = fact->end;
  out.start_char = fact->start_char, out.end_char = fact->end_char;
  out.start_utf16 = fact->start_utf16, out.end_utf16 = fact->end_utf16;
  out.context_start = fact->context_start, out.context_end = fact->context_end;
  out.edit = fact->edit;
  return out;
}

size_t newel_result_edit_count(const newel_result *result, size_t segment) {
  const nw_seg *seg = seg_at(result, segment);
  return seg == NULL ? 0 : seg->edits.count;
}

newel_edit newel_result_edit(const newel_result *result, size_t segment, size_t index) {
  newel_edit out = { 0, 0, { NULL, 0 } };
  const nw_seg *seg = seg_at(result, segment);
  if (seg == NULL || index >= seg->edits.count) return out;
  const newel_scratch *scratch = nw_result_scratch(result);
  const nw_edit_fact *edit = &scratch->edits.at[seg->edits.first + index];
  out.start = edit->start;
  out.end = edit->end;
  out.replacement = nw_buf_part(&scratch->replacements, edit->text_at, edit->text_len);
  return out;
}

size_t newel_result_stage_count(const newel_result *result) {
  return result == NULL ? 0 : nw_result_scratch(result)->stages.count;
}

newel_stage newel_result_stage(const newel_result *result, size_t index) {
  newel_stage out;
  memset(&out, 0, sizeof out);
  return index < newel_result_stage_count(result) ? nw_result_scratch(result)->stages.at[index] : out;
}

size_t newel_result_question_count(const newel_result *result) {
  return result != NULL && nw_result_scratch(result)->open ? nw_result_scratch(result)->questions.count : 0;
}

newel_question newel_result_question(const newel_result *result, size_t index) {
  newel_question out;
  memset(&out, 0, sizeof out);
  if (index >= newel_result_question_count(result)) return out;
  const newel_scratch *scratch = nw_result_scratch(result);
  const nw_question_fact *question = &scratch->questions.at[index];
  const nw_seg *seg = &scratch->segs.at[question->segment];
  out.segment = question->segment;
  out.rule = question->rule;
  out.source = seg->source;
  out.text = nw_question_text(scratch, seg);
  const nw_guard_rule *rule = &scratch->guard->rules[question->rule];
  const nw_rule_fact *fact = &scratch->rules.at[seg->rules_at + question->rule];
  out.band = !rule->local ? NEWEL_BAND_UNEVALUATED : rule->judged ? (newel_band)fact->band : NEWEL_BAND_UNSURE;
  out.score_ppm = fact->score_ppm;
  return out;
}

/* ---- trace: the record as the writer asks for it ---- */

static nw_trace_segment trace_segment(const void *self, size_t segment) {
  const newel_scratch *scratch = self;
  const nw_seg *seg = &scratch->segs.at[segment];
  enum { UNIT_CHARS = 1000 };
  nw_trace_segment out;
  memset(&out, 0, sizeof out);
  out.source = seg->source;
  out.surface = seg->surface;
  out.format = seg->format;
  out.verdict = seg->verdict;
  out.observed = seg->observed;
  out.cause = seg->cause;
  out.complete = seg->complete;
  out.bytes = seg->end.byte;
  out.chars = seg->end.chars;
  out.invalid_utf8 = seg->invalid_utf8;
  out.json_broken = seg->json_broken;
  out.json_broken_at = seg->json_broken_at;
  out.rule_count = scratch->guard->rule_count;
  out.finding_count = seg->facts.count;
  out.edit_count = seg->edits.count;
  out.limit_count = seg->limits.count;
  out.text_units = (seg->end.chars + UNIT_CHARS - 1) / UNIT_CHARS;
  return out;
}

static const char *skip_reason(const newel_guard *guard, const nw_seg *seg, size_t rule) {
  if (!seg->judged) return "qualifier";
  if (!guard->covered[seg->surface][rule]) return "surface exempt";
  if (!guard->rules[rule].on[seg->source]) return "source off";
  return NULL;
}

static const char *unevaluated_reason(const newel_scratch *scratch, const nw_guard_rule *rule, const nw_rule_fact *fact) {
  if (fact->failed) return "judge failed";
  if (fact->unknown != NULL) return fact->unknown;
  if (!scratch->guard->escalates) return "no local judge, no escalation";
  if (scratch->options.local) return "no local judge, escalation off by the caller";
  return rule->when == NW_WHEN_NEVER ? "no local judge, escalation.when is never" : "not judged";
}

static nw_trace_rule trace_rule(const void *self, size_t segment, size_t index) {
  const newel_scratch *scratch = self;
  const nw_seg *seg = &scratch->segs.at[segment];
  const nw_guard_rule *rule = &scratch->guard->rules[index];
  const nw_rule_fact *fact = &scratch->rules.at[seg->rules_at + index];
  const char *skipped = skip_reason(scratch->guard, seg, index);
  nw_trace_rule out;
  memset(&out, 0, sizeof out);
  out.id = rule->id;
  out.kind = rule->kind;
  out.action = (newel_action)rule->action[seg->source];
  out.observe = rule->observe;
  out.findings = fact->findings;
  out.reason = "";
  out.band = (newel_band)fact->band;
  if (skipped != NULL) {
    out.state = NW_STATE_SKIPPED;
    out.reason = skipped;
  } else if (!fact->failed && ((rule->local && fact->unknown == NULL) || fact->answered)) {
    out.state = NW_STATE_RAN;
    out.scored = rule->judged || rule->family_kind == NW_KIND_LEAK;
    out.score_ppm = fact->score_ppm;
    out.answered = fact->answered;
  } else {
    out.state = NW_STATE_UNEVALUATED;
    if (out.band != NEWEL_BAND_HIT) out.band = NEWEL_BAND_UNEVALUATED;
    out.reason = unevaluated_reason(scratch, rule, fact);
  }
  return out;
}

static newel_finding trace_finding(const void *self, size_t segment, size_t finding) {
  return newel_result_finding(nw_scratch_result(self), segment, finding);
}

static newel_slice trace_fingerprint(const void *self, size_t segment, size_t finding, char hex[33]) {
  const newel_scratch *scratch = self;
  const nw_fact *fact = &scratch->facts.at[scratch->segs.at[segment].facts.first + finding];
  if (!fact->printed) return newel_slice_of(NULL);
  nw_hex(hex, fact->print, NW_PRINT_BYTES);
  return nw_slice(hex, 2 * (size_t)NW_PRINT_BYTES);
}

static newel_slice trace_matched(const void *self, size_t segment, size_t finding) {
  const newel_scratch *scratch = self;
  const nw_seg *seg = &scratch->segs.at[segment];
  const nw_fact *fact = &scratch->facts.at[seg->facts.first + finding];
  if (fact->end > seg->text.len) return newel_slice_of(NULL);
  return nw_slice(seg->text.data + fact->start, fact->end - fact->start);
}

static newel_edit trace_edit(const void *self, size_t segment, size_t edit) {
  return newel_result_edit(nw_scratch_result(self), segment, edit);
}

static nw_trace_limit trace_limit(const void *self, size_t segment, size_t limit) {
  const newel_scratch *scratch = self;
  const nw_limit_fact *fact = &scratch->limits.at[scratch->segs.at[segment].limits.first + limit];
  nw_trace_limit out = { nw_limit_name(fact->limit), { NULL, 0 } };
  if (fact->rule < scratch->guard->rule_count) out.rule = scratch->guard->rules[fact->rule].id;
  return out;
}

static newel_slice trace_rule_id(const void *self, uint32_t rule) {
  const newel_scratch *scratch = self;
  return rule < scratch->guard->rule_count ? scratch->guard->rules[rule].id : newel_slice_of(NULL);
}

static newel_stage trace_stage(const void *self, size_t stage) { return newel_result_stage(nw_scratch_result(self), stage); }

int newel_trace_write(const newel_guard *guard, const newel_result *result, const newel_trace_options *options,
                      newel_write_fn write, void *user, newel_error *err) {
  nw_error_clear(err);
  if (guard == NULL || result == NULL || write == NULL)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_trace_write: 'guard', 'result' or 'write' is NULL");
  const newel_scratch *scratch = nw_result_scratch(result);
  nw_trace_model model = {
    scratch, guard->id, guard->policy_id, guard->policy_name, scratch->verdict, scratch->cause, scratch->complete,
    scratch->segs.count, scratch->elapsed_ns, trace_segment, trace_rule, trace_finding, trace_fingerprint, trace_matched,
    trace_edit, trace_limit, trace_rule_id, scratch->stages.count, trace_stage, NULL, NULL, NULL,
  };
  return nw_trace_write(&model, options, write, user, err);
}
