/* guard/scratch.c - the life of a scratch. */
#include "guard/scratch.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "detect/grounding/grounding.h"
#include "guard/judge_grounding.h"
#include "guard/leak.h"

int newel_scratch_open(newel_scratch **out, newel_engine *engine, newel_error *err) {
  nw_error_clear(err);
  if (out == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_scratch_open: 'out' is NULL");
  *out = NULL;
  if (engine == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_scratch_open: 'engine' is NULL");
  newel_scratch *scratch = nw_zalloc(&engine->alloc, sizeof *scratch);
  if (scratch == NULL) return nw_fail_nomem(err);
  scratch->alloc = engine->alloc;
  scratch->engine = engine;
  nw_buf *bufs[] = { &scratch->replacements, &scratch->output, &scratch->question_text, &scratch->folded, &scratch->value,
                     &scratch->plain, &scratch->batch_output };
  for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++) nw_buf_init(bufs[i], scratch->alloc);
  nw_arena_init(&scratch->stage_memory, scratch->alloc);
  nw_eval_init(&scratch->eval, scratch);
  *out = scratch;
  return NEWEL_OK;
}

static void free_wiped(nw_buf *buf) {
  if (buf->data != NULL) nw_wipe(buf->data, buf->capacity);
  nw_buf_free(buf);
}

void newel_scratch_free(newel_scratch *scratch) {
  if (scratch == NULL) return;
  nw_alloc alloc = scratch->alloc;
  newel_guard_free((newel_guard *)(uintptr_t)scratch->guard);
  newel_scope_free(scratch->own_scope);
  for (unsigned f = 0; f < NW_FAMILY_COUNT; f++)
    if (scratch->family[f] != NULL) nw_families[f]->scratch_free(scratch->family[f], &alloc);
  nw_eval_free(&scratch->eval);
  nw_free(&alloc, scratch->states, scratch->states_bytes);
  nw_free(&alloc, scratch->judge_states, scratch->judge_states_bytes);
  nw_vec_free(&alloc, &scratch->said);
  nw_vec_free(&alloc, &scratch->saying);
  nw_grounding_free(scratch->grounding);
  nw_vec_free(&alloc, &scratch->context);
  nw_vec_free(&alloc, &scratch->segs);
  nw_vec_free(&alloc, &scratch->facts);
  nw_vec_free(&alloc, &scratch->edits);
  nw_vec_free(&alloc, &scratch->limits);
  nw_vec_free(&alloc, &scratch->rules);
  nw_vec_free(&alloc, &scratch->questions);
  nw_vec_free(&alloc, &scratch->stages);
  nw_arena_free(&scratch->stage_memory);
  free_wiped(&scratch->replacements);
  free_wiped(&scratch->output);
  free_wiped(&scratch->question_text);
  free_wiped(&scratch->folded);
  free_wiped(&scratch->value);
  free_wiped(&scratch->plain);
  free_wiped(&scratch->batch_output);
  nw_vec_free(&alloc, &scratch->batch_offsets);
  nw_vec_free(&alloc, &scratch->batch_findings);
  nw_free(&alloc, scratch, sizeof *scratch);
}

/* Family scratch is opened by the first guard that needs it. */
static int reserve_family_scratch(newel_scratch *scratch, const newel_guard *guard) {
  for (unsigned f = 0; f < NW_FAMILY_COUNT; f++) {
    if (!guard->needs_scratch[f] || scratch->family[f] != NULL || nw_families[f]->scratch_open == NULL) continue;
    if (nw_families[f]->scratch_open(&scratch->family[f], &scratch->alloc) != NEWEL_OK) return 0;
  }
  return 1;
}

static int reserve_states(newel_scratch *scratch, unsigned char **states, size_t *have, size_t bytes) {
  if (bytes <= *have) return 1;
  unsigned char *more = nw_realloc(&scratch->alloc, *states, *have, bytes);
  if (more == NULL) return 0;
  *states = more;
  *have = bytes;
  return 1;
}

/* What the guard's local judges write to. */
static int reserve_judges(newel_scratch *scratch, const newel_guard *guard) {
  if (guard->judge_count == 0) return 1;
  return reserve_states(scratch, &scratch->judge_states, &scratch->judge_states_bytes, guard->judge_state_bytes) &&
         nw_vec_reserve(&scratch->alloc, &scratch->said, guard->rule_count) &&
         nw_vec_reserve(&scratch->alloc, &scratch->saying, guard->rule_count);
}

/* Makes room for a guard that is not the last one. */
static int take_guard(newel_scratch *scratch, const newel_guard *guard, newel_error *err) {
  size_t states = guard->state_bytes * (2 + NW_STAGE_COUNT);  /* of the text, each stage of its readings, a cell */
  scratch->said.count = scratch->saying.count = 0;
  if (!reserve_states(scratch, &scratch->states, &scratch->states_bytes, states) || !reserve_family_scratch(scratch, guard) ||
      !reserve_judges(scratch, guard)) return nw_fail_nomem(err);
  int code = nw_relations_open(scratch, guard, err);
  if (code != NEWEL_OK) return code;
  newel_guard_free((newel_guard *)(uintptr_t)scratch->guard);
  scratch->guard = newel_guard_ref((newel_guard *)(uintptr_t)guard);
  return NEWEL_OK;
}

int nw_scratch_begin(newel_scratch *scratch, const newel_guard *guard, const newel_apply_options *options, newel_error *err) {
  static const newel_apply_options defaults = NEWEL_APPLY_OPTIONS_INIT;
  if (options == NULL) options = &defaults;
  if (options->size != sizeof *options)
    return nw_fail(err, NEWEL_E_ARGUMENT, "options.size is %zu, expected %zu", options->size, sizeof *options);
  if (options->fingerprints && scratch->engine->key.len == 0)
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "give newel_engine_options.key",
                          "fingerprints need a key, and the engine has none");
  if (guard->escalates && !options->local && !options->ask)
    return nw_fail_advice(err, NEWEL_E_NO_JUDGE,
                          "say `local` to do without (on the command line --local), or answer the guard's questions",
                          "the policy escalates, and there is no judge to ask");
  if (scratch->guard != guard) {
    int code = take_guard(scratch, guard, err);
    if (code != NEWEL_OK) return code;
  }
  nw_leak_rest(scratch->family[NW_FAMILY_LEAK]);
  if (options->scope == NULL) {
    if (scratch->own_scope == NULL) {
      int code = newel_scope_open(&scratch->own_scope, (newel_engine *)(uintptr_t)scratch->engine, err);
      if (code != NEWEL_OK) return code;
    } else {
      nw_scope_clear(scratch->own_scope);
    }
  }
  scratch->options = *options;
  scratch->segs.count = scratch->facts.count = scratch->edits.count = scratch->limits.count = scratch->rules.count = 0;
  scratch->questions.count = scratch->stages.count = 0;
  nw_arena_reset(&scratch->stage_memory);
  scratch->failed = scratch->open = 0;
  scratch->also_count = 0;
  scratch->elapsed_ns = 0;
  nw_buf_clear(&scratch->replacements);
  nw_buf_clear(&scratch->output);
  nw_buf_clear(&scratch->question_text);
  return NEWEL_OK;
}

enum { RULE_GROUP = 16 };

/* What was said of rules from `from` on is forgotten, a group at a time. */
static void forget_rules(newel_scratch *scratch, size_t from) {
  nw_rule_fact *rules = scratch->rules.at;
  if (scratch->rules_said <= from) return;
  for (size_t at = from / RULE_GROUP; at * RULE_GROUP < scratch->rules_said; at++) {
    if (!(scratch->said_in >> at % 64 & 1u)) continue;
    size_t first = at * RULE_GROUP < from ? from : at * RULE_GROUP, end = (at + 1) * RULE_GROUP;
    if (end > scratch->rules_said) end = scratch->rules_said;
    memset(rules + first, 0, (end - first) * sizeof *rules);
  }
  scratch->rules_said = from;
  if (from == 0) scratch->said_in = 0;
}

/* Makes the next `count` facts of rules zero. A guard may have hundreds of rules, and of most texts none has anything to say: what was
 * not written to is zero already. */
static void blank_rules(newel_scratch *scratch, size_t count) {
  size_t from = scratch->rules.count, to = from + count;
  forget_rules(scratch, from);
  if (scratch->rules_blank < to) {
    memset(scratch->rules.at + scratch->rules_blank, 0, (to - scratch->rules_blank) * sizeof *scratch->rules.at);
    scratch->rules_blank = to;
  }
  scratch->rules.count = to;
}

nw_rule_fact *nw_seg_rule(newel_scratch *scratch, const nw_seg *seg, size_t rule) {
  size_t at = seg->rules_at + rule;
  if (at >= scratch->rules_said) scratch->rules_said = at + 1;
  scratch->said_in |= (uint64_t)1 << at / RULE_GROUP % 64;
  return &scratch->rules.at[at];
}

nw_seg *nw_scratch_segment(newel_scratch *scratch, const newel_segment *segment) {
  size_t rule_count = scratch->guard->rule_count;
  if (!nw_vec_reserve(&scratch->alloc, &scratch->segs, 1)) return NULL;
  if (!nw_vec_reserve(&scratch->alloc, &scratch->rules, rule_count)) return NULL;
  nw_seg *seg = &scratch->segs.at[scratch->segs.count++];
  memset(seg, 0, sizeof *seg);
  seg->text = segment->text.len > 0 ? segment->text : NW_LIT("");
  seg->surface = segment->surface;
  seg->source = newel_surface_source(segment->surface);
  seg->format = segment->format;
  seg->qualifiers = segment->qualifiers;
  /* FACTS: a grounding source or a query without guard_content is read by relational rules only. */
  seg->judged = segment->qualifiers == 0 || (segment->qualifiers & NEWEL_QUALIFIER_GUARD_CONTENT) != 0;
  seg->facts.first = scratch->facts.count;
  seg->edits.first = scratch->edits.count;
  seg->limits.first = scratch->limits.count;
  seg->rules_at = scratch->rules.count;
  blank_rules(scratch, rule_count);
  if (scratch->guard->relates) nw_relations_begin(scratch, seg);
  if (nw_leaks_any(scratch->guard)) nw_leaks_segment(scratch, seg);
  return seg;
}

void nw_scratch_stage(newel_scratch *scratch, const newel_stage *stage) {
  if (!nw_vec_push(&scratch->alloc, &scratch->stages, *stage)) scratch->failed = 1;
}

newel_slice nw_seg_output(const newel_scratch *scratch, const nw_seg *seg) {
  if (seg->verdict == NEWEL_VERDICT_DENY) return scratch->guard->message[seg->source];
  return seg->output_own ? nw_buf_part(&scratch->output, seg->output_at, seg->output_len) : seg->text;
}

static int fact_before(const nw_fact *a, const nw_fact *b) {
  if (a->start != b->start) return a->start < b->start;
  if (a->end != b->end) return a->end > b->end;
  return a->rule < b->rule;
}

/* The segment's facts are the last ones, or are copied behind them. */
void nw_seg_add_fact(newel_scratch *scratch, nw_seg *seg, const nw_fact *fact) {
  nw_range moved = { scratch->facts.count, 0 };
  if (!nw_vec_reserve(&scratch->alloc, &scratch->facts, seg->facts.count + 1)) {
    scratch->failed = 1;
    return;
  }
  const nw_fact *old = scratch->facts.at + seg->facts.first;
  nw_fact *to = scratch->facts.at + moved.first;
  size_t i = 0;
  while (i < seg->facts.count && !fact_before(fact, &old[i])) to[moved.count++] = old[i++];
  to[moved.count++] = *fact;
  while (i < seg->facts.count) to[moved.count++] = old[i++];
  scratch->facts.count += moved.count;
  seg->facts = moved;
}

static int limit_before(const nw_limit_fact *a, const nw_limit_fact *b) {
  return a->limit != b->limit ? a->limit < b->limit : a->rule < b->rule;
}

void nw_eval_limit(nw_eval *eval, unsigned limit, uint32_t rule) {
  newel_scratch *scratch = eval->scratch;
  nw_seg *seg = &scratch->segs.at[eval->seg];
  for (size_t i = 0; i < seg->limits.count; i++) {
    const nw_limit_fact *known = &scratch->limits.at[seg->limits.first + i];
    if (known->limit == limit && known->rule == rule) return;
  }
  nw_limit_fact fact = { limit, rule };
  if (!nw_vec_push(&scratch->alloc, &scratch->limits, fact)) {
    scratch->failed = 1;
    return;
  }
  nw_limit_fact *first = scratch->limits.at + seg->limits.first, *at = first + seg->limits.count++;
  for (; at > first && limit_before(&fact, at - 1); at--) *at = at[-1];  /* in one order, however the text came */
  *at = fact;
}
