/* guard/answer.c - a judge has answered: its word becomes facts and edits beside the local ones.
 *
 *   original    my name is Ann, mail ann@example.com
 *   question    my name is Ann, mail {EMAIL}              what the judge saw
 *   answer      HIT, span 11..14
 *   edits       Ann -> {NAME}, ann@example.com -> {EMAIL}
 *
 * Spans come in offsets of the question's text and are carried back over the edits. A remote span that touches a local edit joins
 * it. In a JSON document an edit must stay inside one literal; where it cannot, the segment is denied.
 */
#include "base/error.h"
#include "base/slice.h"
#include "guard/judge.h"
#include "guard/scratch.h"

newel_slice nw_question_text(const newel_scratch *scratch, const nw_seg *seg) {
  if (scratch->question_text.len > 0) return nw_buf_slice(&scratch->question_text);  /* a stream that let go of its text */
  return seg->output_own ? nw_buf_part(&scratch->output, seg->output_at, seg->output_len) : seg->text;
}

static size_t original_offset(const newel_scratch *scratch, const nw_seg *seg, size_t at, int is_end) {
  size_t out = 0, in = 0;
  for (size_t i = 0; i < seg->edits.count; i++) {
    const nw_edit_fact *edit = &scratch->edits.at[seg->edits.first + i];
    size_t plain = edit->start - in;
    if (at < out + plain || (is_end && at == out + plain)) break;
    out += plain;
    if (at < out + edit->text_len || (is_end && at == out + edit->text_len)) return is_end ? edit->end : edit->start;
    out += edit->text_len;
    in = edit->end;
  }
  return in + (at - out);
}

/* May [start, end) of a JSON text be replaced without breaking it? Only inside one literal. */
static int inside_literal(newel_slice text, size_t start, size_t end) {
  if (start == end) return 0;
  for (size_t i = start; i < end; i++)
    if (text.data[i] == '"' || text.data[i] == '\\') return 0;
  int in_string = 0;
  for (size_t i = 0; i < start; i++) {
    if (in_string && text.data[i] == '\\') i++;
    else if (text.data[i] == '"') in_string = !in_string;
  }
  return in_string;
}

/* ---- merging: the segment's facts and edits are rebuilt behind the old ones ---- */

/* Adds [start, end) as an edit; edits that it touches are taken into it. The longer one gives the name. */
static void add_remote_edit(newel_scratch *scratch, nw_seg *seg, size_t start, size_t end, newel_slice name) {
  nw_range moved = { scratch->edits.count, 0 };
  if (!nw_vec_reserve(&scratch->alloc, &scratch->edits, seg->edits.count + 1)) {
    scratch->failed = 1;
    return;
  }
  nw_edit_fact joined = { start, end, scratch->replacements.len, name.len + 2 };
  nw_buf_addf(&scratch->replacements, "{%.*s}", (int)name.len, name.data);
  const nw_edit_fact *old = scratch->edits.at + seg->edits.first;
  nw_edit_fact *to = scratch->edits.at + moved.first;
  size_t i = 0, longest = end - start;
  while (i < seg->edits.count && old[i].end <= start) to[moved.count++] = old[i++];
  for (; i < seg->edits.count && old[i].start < end; i++) {
    if (old[i].end - old[i].start > longest) {
      longest = old[i].end - old[i].start;
      joined.text_at = old[i].text_at;
      joined.text_len = old[i].text_len;
    }
    if (old[i].start < joined.start) joined.start = old[i].start;
    if (old[i].end > joined.end) joined.end = old[i].end;
  }
  to[moved.count++] = joined;
  while (i < seg->edits.count) to[moved.count++] = old[i++];
  scratch->edits.count += moved.count;
  seg->edits = moved;
  if (scratch->replacements.failed) scratch->failed = 1;
}

/* Facts point at edits by index: point again after edits have changed. */
static void link_facts(newel_scratch *scratch, nw_seg *seg) {
  for (size_t i = 0; i < seg->facts.count; i++) {
    nw_fact *fact = &scratch->facts.at[seg->facts.first + i];
    fact->edit = SIZE_MAX;
    if (fact->action != NEWEL_ACTION_ANONYMIZE || fact->observe) continue;
    for (size_t e = 0; e < seg->edits.count && fact->edit == SIZE_MAX; e++) {
      const nw_edit_fact *edit = &scratch->edits.at[seg->edits.first + e];
      if (edit->start <= fact->start && fact->end <= edit->end) fact->edit = e;
    }
  }
}

static void measure_fact(const nw_seg *seg, nw_fact *fact) {
  nw_offsets at = { 0, 0, 0 };
  if (seg->text.len == 0) return;
  nw_offsets_move(&at, seg->text.data, seg->text.len, fact->start);
  fact->start_char = at.chars, fact->start_utf16 = at.utf16;
  nw_offsets_move(&at, seg->text.data + at.byte, seg->text.len - at.byte, fact->end);
  fact->end_char = at.chars, fact->end_utf16 = at.utf16;
}

/* ---- taking answers ---- */

typedef struct taken { const newel_answer *answer; const nw_question_fact *question; } taken;

static void take_hit(newel_scratch *scratch, const taken *t, const newel_answer_span *span, newel_action action) {
  nw_seg *seg = &scratch->segs.at[t->question->segment];
  const nw_guard_rule *rule = &scratch->guard->rules[t->question->rule];
  nw_fact fact = { 0 };
  int whole = span == NULL || (span->start == 0 && span->end == 0);
  fact.start = whole ? 0 : original_offset(scratch, seg, span->start, 0);
  fact.end = whole ? seg->end.byte : original_offset(scratch, seg, span->end, 1);
  fact.edit = SIZE_MAX;
  fact.type = rule->name.data;
  fact.validator = fact.reading = "";
  fact.rule = t->question->rule;
  fact.score_ppm = t->answer->score_ppm;
  fact.action = (uint8_t)action;
  fact.band = NEWEL_BAND_HIT;
  fact.inferred = t->answer->inferred != 0;
  fact.observe = rule->observe;
  fact.remote = 1;
  measure_fact(seg, &fact);
  nw_seg_add_fact(scratch, seg, &fact);
}

static void take_answer(newel_scratch *scratch, const taken *t) {
  nw_seg *seg = &scratch->segs.at[t->question->segment];
  nw_rule_fact *rule = nw_seg_rule(scratch, seg, t->question->rule);
  switch (t->answer->status) {
    case NEWEL_ANSWER_REFUSED: rule->failed = 2; return;
    case NEWEL_ANSWER_FAILED:
      if (rule->failed == 0) rule->failed = 1;
      if (scratch->guard->on_error == NW_ON_ERROR_LOCAL) nw_judges_act(scratch, seg, t->question->rule);
      return;
    case NEWEL_ANSWER_CANNOT: nw_judges_act(scratch, seg, t->question->rule); return;
    case NEWEL_ANSWER_JUDGED:
    case NEWEL_ANSWER_DENIED:
    default: break;
  }
  int denied = t->answer->status == NEWEL_ANSWER_DENIED;
  rule->answered = 1;
  if (!denied && t->answer->band != NEWEL_BAND_HIT) {
    if (rule->band != NEWEL_BAND_HIT) rule->band = NEWEL_BAND_CLEAR;
    return;
  }
  rule->band = NEWEL_BAND_HIT;
  newel_action action = denied ? NEWEL_ACTION_BLOCK : (newel_action)scratch->guard->rules[t->question->rule].action[seg->source];
  size_t count = denied || t->answer->span_count == 0 ? 1 : t->answer->span_count;
  for (size_t i = 0; i < count && !scratch->failed; i++) {
    take_hit(scratch, t, denied || t->answer->span_count == 0 ? NULL : &t->answer->spans[i], action);
    rule->findings++;
  }
}

/* After all facts of a segment are in: what they do. */
static void act_on_remote(newel_scratch *scratch, nw_seg *seg) {
  for (size_t i = 0; i < seg->facts.count && !scratch->failed; i++) {
    nw_fact fact = scratch->facts.at[seg->facts.first + i];
    if (!fact.remote) continue;
    if (fact.observe) {
      if (fact.action == NEWEL_ACTION_BLOCK) seg->observed_deny = 1;
      if (fact.action == NEWEL_ACTION_ANONYMIZE) seg->observed_modify = 1;
    } else if (fact.action == NEWEL_ACTION_BLOCK) {
      seg->denied_by_rule = 1;
    } else if (fact.action == NEWEL_ACTION_ANONYMIZE) {
      if (seg->format == NEWEL_FORMAT_JSON && !inside_literal(seg->text, fact.start, fact.end)) seg->denied_by_rule = 1;
      else add_remote_edit(scratch, seg, fact.start, fact.end, newel_slice_of(fact.type));
    }
  }
  link_facts(scratch, seg);
}

static int check_answers(const newel_scratch *scratch, const newel_answer *answers, size_t count, newel_error *err) {
  for (size_t i = 0; i < count; i++) {
    const newel_answer *answer = &answers[i];
    if (answer->question >= scratch->questions.count)
      return nw_fail(err, NEWEL_E_ARGUMENT, "answer %zu: question %u, there are %zu", i, answer->question,
                     scratch->questions.count);
    if ((unsigned)answer->status > NEWEL_ANSWER_REFUSED ||
        (answer->status == NEWEL_ANSWER_JUDGED && answer->band != NEWEL_BAND_CLEAR && answer->band != NEWEL_BAND_HIT))
      return nw_fail(err, NEWEL_E_ARGUMENT, "answer %zu: a judged answer has band clear or hit", i);
    const nw_seg *seg = &scratch->segs.at[scratch->questions.at[answer->question].segment];
    size_t len = nw_question_text(scratch, seg).len;
    for (size_t s = 0; s < answer->span_count; s++)
      if (answer->spans[s].start > answer->spans[s].end || answer->spans[s].end > len)
        return nw_fail(err, NEWEL_E_ARGUMENT, "answer %zu: span %zu is outside the question's %zu bytes", i, s, len);
  }
  return NEWEL_OK;
}

int nw_answer_take(newel_scratch *scratch, const newel_answer *answers, size_t count, newel_error *err) {
  static const newel_answer none = { .status = NEWEL_ANSWER_FAILED };
  int code = check_answers(scratch, answers, count, err);
  if (code != NEWEL_OK) return code;
  for (size_t i = 0; i < count && !scratch->failed; i++) {
    nw_question_fact *question = &scratch->questions.at[answers[i].question];
    question->taken = 1;
    take_answer(scratch, &(taken){ &answers[i], question });
  }
  for (size_t q = 0; q < scratch->questions.count && !scratch->failed; q++)
    if (!scratch->questions.at[q].taken) take_answer(scratch, &(taken){ &none, &scratch->questions.at[q] });
  for (size_t s = 0; s < scratch->segs.count && !scratch->failed; s++) {
    if (scratch->segs.at[s].verdict == NEWEL_VERDICT_DENY) continue;
    act_on_remote(scratch, &scratch->segs.at[s]);
    nw_verdict_segment(scratch, s);
  }
  if (scratch->failed) return nw_fail_nomem(err);
  scratch->open = 0;
  nw_verdict_request(scratch);
  return NEWEL_OK;
}

int newel_guard_answer(const newel_guard *guard, newel_scratch *scratch, const newel_answer *answers, size_t count,
                       const newel_result **result, newel_error *err) {
  nw_error_clear(err);
  if (result != NULL) *result = NULL;
  if (guard == NULL || scratch == NULL || result == NULL || (answers == NULL && count > 0))
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guard_answer: 'guard', 'scratch', 'answers' or 'result' is NULL");
  if (!scratch->open || scratch->guard != guard)
    return nw_fail(err, NEWEL_E_STATE, "newel_guard_answer: the scratch holds no open result of this guard");
  int code = nw_answer_take(scratch, answers, count, err);
  for (size_t s = 0; code == NEWEL_OK && s < scratch->segs.count; s++) nw_seg_build_output(scratch, s);
  if (code == NEWEL_OK && scratch->failed) code = nw_fail_nomem(err);
  if (code == NEWEL_OK) *result = nw_scratch_result(scratch);
  return code;
}
