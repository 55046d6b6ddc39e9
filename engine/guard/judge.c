/* guard/judge.c - local judges read along while a segment comes, and their word becomes bands, facts and denials. See judge.h.
 *
 * Evidence is a place in the raw text, and findings have their offsets in characters, too: they are counted while the text is there,
 * from `judge_cursor`, which waits where evidence may still begin. */
#include <stddef.h>
#include <string.h>

#include "guard/judge.h"

#include "base/error.h"
#include "guard/scratch.h"

/* ---- compiling ---- */

int nw_guard_add_judge(newel_guard *guard, const nw_judge *judge, void *compiled, void (*release)(void *, const nw_alloc *),
                       const uint32_t *rules, size_t count, newel_error *err) {
  const size_t unit = sizeof(max_align_t);
  if (guard->judge_count == NW_JUDGES_MOST) {
    if (release != NULL) release(compiled, &guard->alloc);
    return nw_fail(err, NEWEL_E_INTERNAL, "a guard has at most %d local judges", NW_JUDGES_MOST);
  }
  nw_guard_judge *to = &guard->judges[guard->judge_count++];
  to->judge = judge;
  to->compiled = compiled;
  to->release = release;
  to->state_at = guard->judge_state_bytes;
  guard->judge_state_bytes += (judge->state_bytes(compiled) + unit - 1) / unit * unit;
  for (size_t i = 0; i < count; i++) {
    nw_guard_rule *rule = &guard->rules[rules[i]];
    rule->local = rule->judged = 1;
    for (unsigned s = 0; s < NEWEL_SURFACE_COUNT; s++) {
      newel_source source = newel_surface_source((newel_surface)s);
      if (!guard->covered[s][rules[i]] || !rule->on[source]) continue;
      guard->active[s][rules[i]] = to->on[s] = 1;
    }
  }
  return NEWEL_OK;
}

/* ---- judging ---- */

/* The state of a judge that reads this segment, or NULL. */
static void *state_of(const nw_eval *eval, const nw_guard_judge *judge) {
  const nw_seg *seg = &eval->scratch->segs.at[eval->seg];
  return judge->on[seg->surface] ? eval->scratch->judge_states + judge->state_at : NULL;
}

/* Where the earliest evidence to come may begin. */
static size_t live_of(const nw_eval *eval) {
  size_t live = SIZE_MAX;
  for (size_t j = 0; j < eval->guard->judge_count; j++) {
    const nw_guard_judge *judge = &eval->guard->judges[j];
    const void *state = state_of(eval, judge);
    if (state == NULL || judge->judge->live == NULL) continue;
    size_t at = judge->judge->live(judge->compiled, state);
    if (at < live) live = at;
  }
  return live;
}

void nw_judges_begin(nw_eval *eval) {
  newel_scratch *scratch = eval->scratch;
  const newel_guard *guard = eval->guard;
  const nw_seg *seg = &scratch->segs.at[eval->seg];
  eval->judged = 0;
  eval->judge_gap = 0;
  eval->judges_live = SIZE_MAX;
  memset(&eval->judge_cursor, 0, sizeof eval->judge_cursor);
  scratch->said.count = guard->rule_count;
  memset(scratch->said.at, 0, guard->rule_count * sizeof *scratch->said.at);
  for (size_t j = 0; j < guard->judge_count; j++) {
    int foreign = seg->surface == NEWEL_SURFACE_TOOL_RESULT || seg->surface == NEWEL_SURFACE_RETRIEVED;
    nw_judge_text text = { seg->source, foreign, guard->active[seg->surface] };
    void *state = state_of(eval, &guard->judges[j]);
    if (state != NULL) guard->judges[j].judge->begin(guard->judges[j].compiled, state, &text);
  }
  eval->judges_live = live_of(eval);
}

void nw_judges_push(nw_eval *eval, const char *data, size_t len, size_t at, int gap) {
  for (size_t j = 0; j < eval->guard->judge_count && len > 0; j++) {
    const nw_guard_judge *judge = &eval->guard->judges[j];
    void *state = state_of(eval, judge);
    if (state != NULL) judge->judge->push(judge->compiled, state, (const unsigned char *)data, len, at, gap);
  }
}

/* Nobody else is asked: the strength's cut decides. */
static int is_last_word(const newel_scratch *scratch, const nw_guard_rule *rule) {
  return !scratch->options.ask || rule->when == NW_WHEN_NEVER || rule->when == NW_WHEN_UNSET;
}

static int acts(const newel_scratch *scratch, const nw_judged *judged) {
  if (judged->unknown != NULL) return 0;
  return judged->band == NW_BAND_HIT ||
         (judged->band == NW_BAND_UNSURE && is_last_word(scratch, &scratch->guard->rules[judged->rule]));
}

/* The text before `to` is not needed for counting any more. */
static void move_cursor(nw_eval *eval, const char *data, size_t base, size_t end, size_t to) {
  nw_offsets *at = &eval->judge_cursor;
  if (to == SIZE_MAX) return;
  if (to + 3 > end) to = end < 3 ? 0 : end - 3;  /* whole sequences behind it: see nw_offsets_move */
  if (to > at->byte) nw_offsets_move(at, data + (at->byte - base), end - at->byte, to);
}

/* Keeps what was said, with its place counted while the text is there. */
static void keep_said(nw_eval *eval, const nw_judged *judged, const char *data, size_t base, size_t end) {
  nw_said *said = &eval->scratch->said.at[judged->rule];
  int moved = !said->spoke || said->judged.start != judged->start || said->judged.end != judged->end;
  if (said->spoke && !said->counted) moved = 1;
  said->judged = *judged;
  said->spoke = 1;
  if (!moved || judged->band == NW_BAND_CLEAR || judged->start == judged->end) return;
  said->counted = judged->start >= eval->judge_cursor.byte && eval->judge_cursor.byte >= base;
  if (!said->counted) {  /* the text is gone: a judge without `live` speaks of places, and the stream holds nothing for it */
    said->judged.start = said->judged.end = 0;
    return;
  }
  said->from = eval->judge_cursor;
  nw_offsets_move(&said->from, data + (said->from.byte - base), end - said->from.byte, judged->start);
  said->to = said->from;
  nw_offsets_move(&said->to, data + (said->to.byte - base), end - said->to.byte, judged->end);
}

static void deny_from(nw_eval *eval, const nw_judged *judged) {
  const nw_guard_rule *rule = &eval->guard->rules[judged->rule];
  newel_source source = eval->scratch->segs.at[eval->seg].source;
  if (rule->action[source] != NEWEL_ACTION_BLOCK || rule->observe || !acts(eval->scratch, judged)) return;
  if (judged->start < eval->deny_at) eval->deny_at = judged->start;
}

static nw_fact fact_of(const nw_eval *eval, const nw_said *said) {
  const nw_seg *seg = &eval->scratch->segs.at[eval->seg];
  const nw_guard_rule *rule = &eval->guard->rules[said->judged.rule];
  nw_fact fact = { 0 };
  const nw_offsets begin = { 0, 0, 0 }, *from = &said->from, *to = &said->to;
  if (said->judged.start == said->judged.end) from = &begin, to = &eval->cursor;  /* the text as a whole */
  fact.start = from->byte, fact.start_char = from->chars, fact.start_utf16 = from->utf16;
  fact.end = to->byte, fact.end_char = to->chars, fact.end_utf16 = to->utf16;
  fact.edit = SIZE_MAX;
  fact.type = said->judged.type;
  fact.validator = said->judged.evidence;
  fact.reading = "";
  fact.rule = said->judged.rule;
  fact.score_ppm = said->judged.score_ppm;
  fact.band = (uint8_t)said->judged.band;
  fact.observe = rule->observe;
  fact.action = acts(eval->scratch, &said->judged) ? rule->action[seg->source] : NEWEL_ACTION_NONE;
  return fact;
}

/* What a fact of a judge does. Content and topics are denied or reported, never edited. */
static void take_effect(newel_scratch *scratch, nw_seg *seg, const nw_fact *fact) {
  const nw_guard_rule *rule = &scratch->guard->rules[fact->rule];
  if (fact->action != NEWEL_ACTION_BLOCK) return;
  if (rule->observe) seg->observed_deny = 1;
  else seg->denied_by_rule = 1;
}

/* The last word on a rule: band and score, and a fact where there is something to show. */
static void conclude(nw_eval *eval, const nw_said *said) {
  newel_scratch *scratch = eval->scratch;
  nw_seg *seg = &scratch->segs.at[eval->seg];
  nw_rule_fact *rule = nw_seg_rule(scratch, seg, said->judged.rule);
  rule->band = (uint8_t)said->judged.band;
  rule->score_ppm = said->judged.score_ppm;
  rule->unknown = said->judged.unknown;
  rule->settled = said->judged.settled != 0;
  if (said->judged.band == NW_BAND_CLEAR || said->judged.unknown != NULL) return;
  nw_fact fact = fact_of(eval, said);
  rule->findings++;
  take_effect(scratch, seg, &fact);
  nw_seg_add_fact(scratch, seg, &fact);
}

void nw_judges_look(nw_eval *eval, const char *data, size_t base, size_t end, int final) {
  newel_scratch *scratch = eval->scratch;
  const newel_guard *guard = eval->guard;
  scratch->also_count = 0;
  for (size_t j = 0; j < guard->judge_count; j++) {
    const nw_guard_judge *judge = &guard->judges[j];
    void *state = state_of(eval, judge);
    if (state == NULL || (!final && judge->judge->live == NULL)) continue;
    size_t count = judge->judge->say(judge->compiled, state, final, scratch->saying.at, guard->rule_count);
    for (size_t i = 0; i < count; i++) {
      keep_said(eval, &scratch->saying.at[i], data, base, end);
      deny_from(eval, &scratch->saying.at[i]);
    }
    if (final && judge->judge->also != NULL)
      scratch->also_count += judge->judge->also(judge->compiled, state, scratch->also + scratch->also_count,
                                                NW_ALSO_MOST - scratch->also_count);
  }
  if (!final) {
    eval->judges_live = live_of(eval);
    move_cursor(eval, data, base, end, eval->judges_live);
    return;
  }
  for (size_t r = 0; r < guard->rule_count && !scratch->failed; r++)
    if (scratch->said.at[r].spoke) conclude(eval, &scratch->said.at[r]);
}

void nw_judges_act(newel_scratch *scratch, nw_seg *seg, size_t rule) {
  const nw_rule_fact *said = &scratch->rules.at[seg->rules_at + rule];
  if (!scratch->guard->rules[rule].judged || said->band != NEWEL_BAND_UNSURE || said->unknown != NULL) return;
  for (size_t i = 0; i < seg->facts.count; i++) {
    nw_fact *fact = &scratch->facts.at[seg->facts.first + i];
    if (fact->rule != rule || fact->remote || fact->band != NEWEL_BAND_UNSURE) continue;
    fact->action = scratch->guard->rules[rule].action[seg->source];
    take_effect(scratch, seg, fact);
  }
}
