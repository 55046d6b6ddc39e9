/* guard/leak.c - see leak.h. */
#include "guard/leak.h"

#include <stdio.h>

#include "base/error.h"
#include "base/slice.h"
#include "policy/fields.h"

static const char NO_PROMPT[] = "no system prompt";

_Static_assert((int)NW_LEAK_RUN_MIN == (int)NW_LEAK_RUN_LEAST && (int)NW_LEAK_RUN_MAX == (int)NW_LEAK_RUN_MOST &&
                 (int)NW_LEAK_RUN_UNSET == (int)NW_LEAK_RUN_DEFAULT && (int)NW_LEAK_CANARIES_MAX == (int)NW_LEAK_CANARIES_MOST,
               "the policy's schema and the detector say the same");

/* ---- compiling ---- */

void nw_guard_lower_leak(newel_diagnostics *diags, const nw_rule *rule, nw_guard_rule *to) {
  to->local = 1;
  to->cost = "leak";
  to->lookahead_bytes = nw_leak_lookahead();
  for (size_t i = 0; i < rule->of.leak.canaries.count; i++) {
    size_t length = nw_leak_length(rule->of.leak.canaries.at[i]);
    char number[24], found[24];
    if (length >= NW_LEAK_CANARY_LEAST && length <= NW_LEAK_CANARY_MOST) continue;
    (void)snprintf(number, sizeof number, "%zu", i + 1);
    (void)snprintf(found, sizeof found, "%zu", length);
    nw_diag_add(diags, NW_DIAG_CANARY_LENGTH, &rule->place, number, found);
  }
}

static const nw_rule *rule_of(const newel_policy *policy, uint32_t *index) {
  for (*index = 0; *index < policy->rule_count; ++*index)
    if (policy->rules[*index].kind == NW_KIND_LEAK) return &policy->rules[*index];
  return NULL;
}

int nw_guard_build_leak(newel_guard *guard, const newel_policy *policy, newel_error *err) {
  nw_leak *leak;
  nw_leak_rule plain = { 0 };
  const nw_rule *rule = rule_of(policy, &plain.rule);
  if (rule == NULL) return NEWEL_OK;
  plain.run = rule->of.leak.run;
  plain.canaries = rule->of.leak.canaries.at;
  plain.canary_count = rule->of.leak.canaries.count;
  plain.clean = rule->of.leak.clean.at;
  plain.clean_count = rule->of.leak.clean.count;
  int code = nw_leak_build(&leak, &guard->alloc, &plain, err);
  guard->compiled[NW_FAMILY_LEAK] = leak;
  if (code != NEWEL_OK) return code;
  /* Without a prompt it has nothing to say: verdicts ask whether it was evaluated. */
  for (unsigned s = 0; s < NEWEL_SURFACE_COUNT; s++)
    if (guard->active[s][plain.rule]) guard->needs_judge[s] = 1;
  return NEWEL_OK;
}

/* ---- judging ---- */

static int is_prompt(const newel_segment *segment) { return segment->surface == NEWEL_SURFACE_SYSTEM && segment->text.len > 0; }

int nw_leaks_read(newel_scratch *scratch, const newel_segment *segments, size_t count, newel_error *err) {
  const nw_leak *leak = scratch->guard->compiled[NW_FAMILY_LEAK];
  scratch->context.count = 0;
  for (size_t i = 0; i < count; i++)
    if (is_prompt(&segments[i]) && !nw_vec_push(&scratch->alloc, &scratch->context, segments[i].text)) return nw_fail_nomem(err);
  newel_slice given = scratch->options.system_prompt;
  for (size_t i = 0; i < scratch->context.count; i++)
    if (nw_slice_eq(scratch->context.at[i], given)) given = newel_slice_of(NULL);
  if (given.len > 0 && !nw_vec_push(&scratch->alloc, &scratch->context, given)) return nw_fail_nomem(err);
  int read = nw_leak_read(scratch->family[NW_FAMILY_LEAK], leak, scratch->context.at, scratch->context.count);
  scratch->context.count = 0;
  return read ? NEWEL_OK : nw_fail_nomem(err);
}

/* The index of the rule where it judges the segment; `rule_count` where it does not. */
static size_t applies(const newel_scratch *scratch, const nw_seg *seg) {
  const newel_guard *guard = scratch->guard;
  size_t r = 0;
  while (r < guard->rule_count && !(guard->rules[r].family_kind == NW_KIND_LEAK && guard->active[seg->surface][r])) r++;
  return r;
}

void nw_leaks_segment(newel_scratch *scratch, const nw_seg *seg) {
  size_t rule = applies(scratch, seg);
  if (rule == scratch->guard->rule_count || !seg->judged || nw_leak_armed(scratch->family[NW_FAMILY_LEAK])) return;
  nw_rule_fact *fact = nw_seg_rule(scratch, seg, rule);
  fact->unknown = NO_PROMPT;
  fact->band = NEWEL_BAND_UNEVALUATED;
}

void nw_leaks_begin(nw_eval *eval) { nw_leak_begin(eval->scratch->family[NW_FAMILY_LEAK]); }

void nw_leaks_end(nw_eval *eval) {
  newel_scratch *scratch = eval->scratch;
  const nw_seg *seg = &scratch->segs.at[eval->seg];
  size_t rule = applies(scratch, seg);
  if (rule < scratch->guard->rule_count)
    nw_seg_rule(scratch, seg, rule)->score_ppm = nw_leak_share_ppm(scratch->family[NW_FAMILY_LEAK]);
}

int nw_leaks_look(const nw_eval *eval) {
  const newel_scratch *scratch = eval->scratch;
  return nw_leak_armed(scratch->family[NW_FAMILY_LEAK]) &&
         applies(scratch, &scratch->segs.at[eval->seg]) < scratch->guard->rule_count;
}
