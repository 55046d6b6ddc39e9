/* judge_grounding.c - an answer, its sources and its query become bands, findings and denials. See judge_grounding.h.
 *
 *   source  "The tower is 330 m tall."     query  "How tall is the tower?"
 *   answer  "It is 324 m tall."            NUMBER 6..9, unsure, no action        evidence, whatever the band
 *   answer  "Paris hosted the games."      GROUNDING 0..23, hit, BLOCK           only below the measured cut
 *
 * What becomes of a band: docs/semantics.md. `hit` acts where the score is under the policy's threshold, too; `unsure` never does;
 * `clear` (near-verbatim) is believed. Cost: linear in sources, query and each answer; the limits bound the product. */
#include "guard/judge_grounding.h"

#include "base/error.h"
#include "base/limits.h"
#include "detect/grounding/grounding.h"

static const char NO_SOURCE[] = "no grounding source", NO_QUERY[] = "no query", NOT_AN_ANSWER[] = "not a text of the model",
                  TOO_LONG[] = "source, query or answer is longer than the limit", TOO_MANY[] = "more answers than the limit",
                  UNSURE[] = "grounding";

/* ---- compiling ---- */

void nw_guard_add_grounding(newel_guard *guard) {
  for (size_t r = 0; r < guard->rule_count; r++) {
    nw_guard_rule *rule = &guard->rules[r];
    if (rule->family_kind != NW_KIND_GROUNDING) continue;
    rule->local = rule->judged = rule->believes_clear = 1;
    rule->cost = "grounding";
    guard->relates = 1;
  }
}

void nw_guard_add_grounding_id(const newel_guard *guard, nw_sha256 *hash) {
  unsigned char bytes[8];
  uint64_t fingerprint = nw_grounding_fingerprint();
  if (!guard->relates) return;
  for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)(fingerprint >> (8 * i));
  nw_sha256_add(hash, bytes, sizeof bytes);
}

int nw_relations_open(newel_scratch *scratch, const newel_guard *guard, newel_error *err) {
  if (!guard->relates || scratch->grounding != NULL) return NEWEL_OK;
  return nw_grounding_open(&scratch->grounding, &scratch->alloc, err);
}

/* ---- what belongs together ---- */

static int relates(const newel_scratch *scratch, const nw_seg *seg, size_t rule) {
  const newel_guard *guard = scratch->guard;
  const nw_guard_rule *r = &guard->rules[rule];
  return r->family_kind == NW_KIND_GROUNDING && seg->judged && guard->covered[seg->surface][rule] && r->on[seg->source];
}

static int is_answer(const nw_seg *seg) { return seg->surface == NEWEL_SURFACE_OUTPUT && seg->format == NEWEL_FORMAT_TEXT; }

void nw_relations_begin(newel_scratch *scratch, const nw_seg *seg) {
  for (size_t r = 0; r < scratch->guard->rule_count; r++) {
    if (!relates(scratch, seg, r)) continue;
    nw_rule_fact *fact = nw_seg_rule(scratch, seg, r);
    fact->band = NEWEL_BAND_UNEVALUATED;
    fact->unknown = !is_answer(seg) ? NOT_AN_ANSWER : scratch->guard->rules[r].relevance ? NO_QUERY : NO_SOURCE;
  }
}

/* Sources first, queries behind them, in scratch->context. Returns how many sources there are; `bytes` is the length of all. */
static size_t gather(newel_scratch *scratch, size_t *bytes) {
  static const uint32_t kinds[] = {NEWEL_QUALIFIER_GROUNDING_SOURCE, NEWEL_QUALIFIER_QUERY};
  size_t sources = 0;
  scratch->context.count = *bytes = 0;
  for (size_t k = 0; k < 2; k++) {
    for (size_t s = 0; s < scratch->segs.count; s++) {
      const nw_seg *seg = &scratch->segs.at[s];
      if ((seg->qualifiers & kinds[k]) == 0 || seg->text.len == 0) continue;
      if (!nw_vec_push(&scratch->alloc, &scratch->context, seg->text)) scratch->failed = 1;
      *bytes += seg->text.len;
    }
    if (k == 0) sources = scratch->context.count;
  }
  return sources;
}

/* ---- one answer ---- */

static nw_fact fact_of(const nw_guard_rule *rule, uint32_t index, const char *type, uint32_t band, uint32_t score_ppm) {
  nw_fact fact = {.edit = SIZE_MAX, .type = type, .validator = "", .reading = "", .rule = index, .score_ppm = score_ppm,
                  .band = (uint8_t)band, .observe = rule->observe, .action = NEWEL_ACTION_NONE};
  return fact;
}

static void place(nw_fact *fact, const nw_offsets *from, const nw_offsets *to) {
  fact->start = from->byte, fact->start_char = from->chars, fact->start_utf16 = from->utf16;
  fact->end = to->byte, fact->end_char = to->chars, fact->end_utf16 = to->utf16;
}

/* What the answer has and nobody gave: evidence, never acted on by itself. */
static void add_lacks(newel_scratch *scratch, nw_seg *seg, uint32_t index, const nw_grounding_says *says) {
  nw_offsets from = {0, 0, 0};
  for (size_t i = 0; i < says->lacks && !scratch->failed; i++) {
    const nw_lack *lack = &says->lack[i];
    nw_fact fact = fact_of(&scratch->guard->rules[index], index, nw_grounding_kind_name(lack->kind), NEWEL_BAND_UNSURE,
                           says->grounding_ppm);
    nw_offsets_move(&from, seg->text.data + from.byte, seg->text.len - from.byte, lack->start);
    nw_offsets to = from;
    nw_offsets_move(&to, seg->text.data + to.byte, seg->text.len - to.byte, lack->end);
    place(&fact, &from, &to);
    nw_seg_add_fact(scratch, seg, &fact);
    nw_seg_rule(scratch, seg, index)->findings++;
  }
}

static void add_hit(newel_scratch *scratch, nw_seg *seg, uint32_t index, uint32_t score_ppm) {
  static const nw_offsets begin = {0, 0, 0};
  const nw_guard_rule *rule = &scratch->guard->rules[index];
  nw_fact fact = fact_of(rule, index, rule->name.data, NEWEL_BAND_HIT, score_ppm);
  place(&fact, &begin, &seg->end);
  fact.action = rule->action[seg->source];
  nw_seg_add_fact(scratch, seg, &fact);
  nw_seg_rule(scratch, seg, index)->findings++;
  if (fact.action != NEWEL_ACTION_BLOCK) return;
  if (rule->observe) seg->observed_deny = 1;
  else seg->denied_by_rule = 1;
}

static void conclude(newel_scratch *scratch, nw_seg *seg, uint32_t index, const nw_grounding_says *says) {
  const nw_guard_rule *rule = &scratch->guard->rules[index];
  nw_rule_fact *fact = nw_seg_rule(scratch, seg, index);
  uint32_t band = rule->relevance ? says->relevance_band : says->grounding_band;
  fact->score_ppm = rule->relevance ? says->relevance_ppm : says->grounding_ppm;
  if (band == NW_BAND_UNEVALUATED) return;  /* for the reason that it began with */
  if (band == NW_BAND_HIT && fact->score_ppm >= rule->threshold_ppm) band = NW_BAND_UNSURE;  /* the policy is content with less */
  fact->band = (uint8_t)band;
  fact->settled = band == NW_BAND_CLEAR;
  fact->unknown = band == NW_BAND_UNSURE ? UNSURE : NULL;
  if (!rule->relevance) add_lacks(scratch, seg, index, says);
  if (band == NW_BAND_HIT) add_hit(scratch, seg, index, fact->score_ppm);
}

static int is_related(const newel_scratch *scratch, const nw_seg *seg) {
  for (size_t r = 0; r < scratch->guard->rule_count; r++)
    if (relates(scratch, seg, r)) return 1;
  return 0;
}

static void judge_answer(newel_scratch *scratch, nw_seg *seg, const nw_grounding_texts *texts) {
  nw_grounding_says says;
  newel_error err;
  if (nw_grounding_judge(scratch->grounding, texts, &says, &err) != NEWEL_OK) {
    scratch->failed = 1;
    return;
  }
  for (uint32_t r = 0; r < scratch->guard->rule_count && !scratch->failed; r++)
    if (relates(scratch, seg, r)) conclude(scratch, seg, r, &says);
}

static void leave(newel_scratch *scratch, const nw_seg *seg, const char *reason) {
  for (size_t r = 0; r < scratch->guard->rule_count; r++)
    if (relates(scratch, seg, r)) nw_seg_rule(scratch, seg, r)->unknown = reason;
}

void nw_relations_judge(newel_scratch *scratch) {
  size_t bytes, answers = 0;
  size_t sources = gather(scratch, &bytes);
  if (scratch->context.count == 0) return;
  for (size_t s = 0; s < scratch->segs.count && !scratch->failed; s++) {
    nw_seg *seg = &scratch->segs.at[s];
    nw_grounding_texts texts = {scratch->context.at, scratch->context.at + sources, sources, scratch->context.count - sources, seg->text};
    if (!is_answer(seg) || !is_related(scratch, seg)) continue;
    if (bytes > NW_LIMIT_GROUNDING_BYTES || seg->text.len > NW_LIMIT_GROUNDING_BYTES) leave(scratch, seg, TOO_LONG);
    else if (answers++ >= NW_LIMIT_GROUNDING_ANSWERS) leave(scratch, seg, TOO_MANY);
    else judge_answer(scratch, seg, &texts);
    if (!scratch->failed) nw_verdict_segment(scratch, s);
  }
}
