/* guard/explain_miss.c - why a value was not found.
 *
 *   pass 1   the policy's guard, as it judges                     what is found, or exempt by an allow list
 *   pass 2   the same with every rule on                          what is off for the source or the surface
 *   pass 3   all detectors, with a sink for near misses           what no rule asks for, and what nearly was a finding
 *
 * The remarks of the passes are gathered by place (a chain of overlapping spans). A place that is found says so; another one
 * gives at most three entities, the nearest first. Without a policy only pass 3 runs. Cost: some milliseconds for compiling all
 * detectors, and three scans.
 */
#include <stdlib.h>

#include "base/error.h"
#include "base/slice.h"
#include "guard/explain_miss.h"
#include "guard/scratch.h"
#include "newel/policy.h"

enum { SHOWN = 3, OUTSIDE_STEPS = 50, FOUND_STEPS = 3, MORE_STEPS = 10 };

typedef enum pass_id { PASS_OWN, PASS_ALL_ON, PASS_WIDE } pass_id;

typedef struct gather {
  nw_explained  out;
  newel_scratch *scratch;
  const newel_segment *segment;
  newel_slice   only;       /* the type that is asked for, empty: any */
  nw_miss_sink  misses;
  newel_error  *err;
} gather;

/* ---- passes ---- */

static int is_asked(const gather *g, const char *type) { return g->only.len == 0 || nw_slice_is(g->only, type); }

static int add_remark(gather *g, const nw_remark *remark) {
  if (!is_asked(g, remark->type) && remark->type[0] != '\0') return NEWEL_OK;
  return nw_vec_push(&g->out.alloc, &g->out.remarks, *remark) ? NEWEL_OK : nw_fail_nomem(g->err);
}

static int is_known(const gather *g, const nw_fact *fact) {
  for (size_t i = 0; i < g->out.remarks.count; i++) {
    const nw_remark *known = &g->out.remarks.at[i];
    if (known->miss.start < fact->end && fact->start < known->miss.end && strcmp(known->type, fact->type) == 0) return 1;
  }
  return 0;
}

/* 1 when a rule of the policy finds the type with a local detector. */
static int is_in_policy(const newel_guard *guard, const char *type) {
  unsigned entity;
  if (guard == NULL) return 1;
  for (size_t r = 0; r < guard->rule_count; r++) {
    const nw_guard_rule *rule = &guard->rules[r];
    if (rule->family_kind == NW_KIND_PII && nw_slice_is(rule->name, type)) return 1;
    if (rule->family_kind == NW_KIND_SECRET && nw_entity_find(newel_slice_of(type), &entity) &&
        nw_entity_at(entity)->klass == NW_ENTITY_SECRET)
      return 1;
  }
  return 0;
}

/* Why a finding of `pass` was none of the policy. */
static uint32_t reason_of(const gather *g, pass_id pass, const nw_fact *fact, const newel_guard *guard) {
  if (fact->exempt) return NW_MISS_BIT(ALLOWED);
  if (pass == PASS_OWN || g->out.guard == NULL) return 0;
  if (pass == PASS_ALL_ON)
    return guard->covered[g->segment->surface][fact->rule] ? NW_MISS_BIT(SOURCE_OFF) : NW_MISS_BIT(SURFACE_OFF);
  return is_in_policy(g->out.guard, fact->type) ? NW_MISS_BIT(STRICTNESS) : NW_MISS_BIT(NOT_IN_POLICY);
}

static int take_facts(gather *g, pass_id pass, const newel_guard *guard) {
  const newel_scratch *scratch = g->scratch;
  const nw_seg *seg = &scratch->segs.at[0];
  size_t known_before = g->out.remarks.count;
  int code = NEWEL_OK;
  for (size_t i = 0; code == NEWEL_OK && i < seg->facts.count && i < NW_LIMIT_MISSES; i++) {
    const nw_fact *fact = &scratch->facts.at[seg->facts.first + i];
    if (guard->rules[fact->rule].judged) continue;  /* a score, no place: newel explain-score */
    if (pass != PASS_OWN && known_before > 0 && is_known(g, fact)) continue;
    nw_remark remark = { .type = fact->type, .validator = fact->validator, .rule = fact->rule, .score_ppm = fact->score_ppm,
                         .action = fact->action };
    if (pass == PASS_WIDE) remark.rule = UINT32_MAX;
    remark.miss = (nw_miss){ .start = fact->start, .end = fact->end, .entity = NW_ENTITY_COUNT };
    (void)nw_entity_find(newel_slice_of(fact->type), &remark.miss.entity);
    remark.miss.missing = reason_of(g, pass, fact, guard);
    remark.miss.what = remark.miss.missing & NW_MISS_BIT(SURFACE_OFF) ? g->out.surface : g->out.side;
    code = add_remark(g, &remark);
  }
  if (seg->facts.count > NW_LIMIT_MISSES) g->misses.full = 1;
  return code;
}

static int take_limits(gather *g) {
  const newel_scratch *scratch = g->scratch;
  for (size_t i = 0; i < scratch->segs.at[0].limits.count; i++) {
    const char *name = nw_limit_name(scratch->limits.at[scratch->segs.at[0].limits.first + i].limit);
    size_t known = 0;
    while (known < g->out.limits.count && g->out.limits.at[known] != name) known++;
    if (known == g->out.limits.count && !nw_vec_push(&g->out.alloc, &g->out.limits, name)) return nw_fail_nomem(g->err);
  }
  return NEWEL_OK;
}

/* One scan of the segment. `on`: which rules judge, NULL: as the surface says. */
static int run(gather *g, pass_id pass, const newel_guard *guard, const uint8_t *on) {
  static const newel_apply_options local = { sizeof(newel_apply_options), NULL, 1, 0, 0, { NULL, 0 } };
  newel_scratch *scratch = g->scratch;
  int code = nw_scratch_begin(scratch, guard, &local, g->err);
  if (code != NEWEL_OK) return code;
  newel_segment segment = *g->segment;
  segment.qualifiers = 0;
  if (nw_scratch_segment(scratch, &segment) == NULL) return nw_fail_nomem(g->err);
  nw_eval *eval = &scratch->eval;
  nw_eval_begin(eval, guard, scratch->own_scope, 0);
  if (on != NULL) eval->active = on, eval->all_active = 0;
  eval->misses = pass == PASS_WIDE ? &g->misses : NULL;
  nw_eval_push(eval, segment.text.data, 0, segment.text.len, 1);
  eval->misses = NULL;
  if (scratch->failed || g->misses.failed) return nw_fail_nomem(g->err);
  code = take_facts(g, pass, guard);
  return code != NEWEL_OK ? code : take_limits(g);
}

/* Pass 2: with every local rule on. */
static int run_all_on(gather *g) {
  const newel_guard *guard = g->out.guard;
  size_t count = guard->rule_count;
  uint8_t *on = nw_zalloc(&g->out.alloc, count + 1);
  if (on == NULL) return nw_fail_nomem(g->err);
  for (size_t r = 0; r < count; r++) on[r] = guard->rules[r].local;
  int code = run(g, PASS_ALL_ON, guard, on);
  nw_free(&g->out.alloc, on, count + 1);
  return code;
}

/* ---- near misses ---- */

static int take_misses(gather *g) {
  int code = NEWEL_OK;
  for (size_t i = 0; code == NEWEL_OK && i < g->misses.misses.count; i++) {
    const nw_miss *miss = &g->misses.misses.at[i];
    const nw_entity *entity = nw_entity_at(miss->entity);
    nw_remark remark = { .miss = *miss, .type = entity == NULL ? "" : entity->name, .validator = "", .rule = UINT32_MAX };
    remark.outside = entity != NULL && !is_in_policy(g->out.guard, entity->name);
    if (miss->missing & (NW_MISS_BIT(CONTEXT) | NW_MISS_BIT(OTHER_WORD)))
      remark.stray = nw_miss_stray(g->out.text, miss->start, miss->end, miss->context);
    if (remark.stray.kind != NW_STRAY_NONE) remark.miss.unnamed = 0;  /* it is meant, and the word did not count */
    if (remark.outside) remark.miss.missing |= NW_MISS_BIT(NOT_IN_POLICY);
    code = add_remark(g, &remark);
  }
  return code;
}

/* ---- places ---- */

static unsigned steps_of(const nw_remark *remark) {
  return nw_miss_steps(remark->miss.missing) + (remark->outside ? OUTSIDE_STEPS : 0);
}

static int by_place(const void *left, const void *right) {
  const nw_remark *a = left, *b = right;
  if (a->miss.start != b->miss.start) return a->miss.start < b->miss.start ? -1 : 1;
  return (a->miss.end < b->miss.end) - (a->miss.end > b->miss.end);
}

/* The nearest first; of equals Bedrock's types, then the longer place, then the table's order. */
static int by_nearness(const void *left, const void *right) {
  const nw_remark *a = left, *b = right;
  unsigned near_a = steps_of(a), near_b = steps_of(b);
  int missed = near_a > FOUND_STEPS && near_b > FOUND_STEPS;
  if (missed && a->outside != b->outside) return a->outside - b->outside;
  if (missed && a->miss.unnamed != b->miss.unnamed) return a->miss.unnamed - b->miss.unnamed;
  if (near_a != near_b) return near_a < near_b ? -1 : 1;
  const nw_entity *of_a = nw_entity_at(a->miss.entity), *of_b = nw_entity_at(b->miss.entity);
  int bedrock_a = of_a != NULL && of_a->bedrock, bedrock_b = of_b != NULL && of_b->bedrock;
  if (bedrock_a != bedrock_b) return bedrock_b - bedrock_a;
  size_t len_a = a->miss.end - a->miss.start, len_b = b->miss.end - b->miss.start;
  if (len_a != len_b) return len_a > len_b ? -1 : 1;
  int order = strcmp(a->type, b->type);
  return order != 0 ? order : by_place(left, right);
}

/* Keeps one remark a type, and no more than are shown. Where something is found, or a word names what it should be, the rest of
 * what a number could be is left out. */
static nw_miss_place thin_out(gather *g, size_t first, size_t end) {
  nw_remark *at = g->out.remarks.at;
  nw_miss_place place = { at[first].miss.start, at[first].miss.end, first, 0, 0 };
  qsort(at + first, end - first, sizeof *at, by_nearness);
  unsigned nearest = steps_of(&at[first]), most = nearest == 0 ? FOUND_STEPS : nearest + MORE_STEPS;
  for (size_t i = first; i < end; i++) {
    int known = g->only.len == 0 && (steps_of(&at[i]) > most || (nearest > 0 && at[i].miss.unnamed > at[first].miss.unnamed));
    for (size_t k = first; k < first + place.count && !known; k++) known = strcmp(at[k].type, at[i].type) == 0;
    if (known) continue;
    if (place.count == SHOWN) place.more++;
    else at[first + place.count++] = at[i];
  }
  place.start = at[first].miss.start, place.end = at[first].miss.end;
  return place;
}

static int gather_places(gather *g) {
  nw_remark *at = g->out.remarks.at;
  size_t count = g->out.remarks.count;
  if (count > 1) qsort(at, count, sizeof *at, by_place);
  for (size_t first = 0, next; first < count; first = next) {
    size_t end = at[first].miss.end;
    for (next = first + 1; next < count && at[next].miss.start < end; next++)
      if (at[next].miss.end > end) end = at[next].miss.end;
    nw_miss_place place = thin_out(g, first, next);
    if (!nw_vec_push(&g->out.alloc, &g->out.places, place)) return nw_fail_nomem(g->err);
  }
  if (g->misses.full && !nw_vec_push(&g->out.alloc, &g->out.limits, nw_limit_name(NW_LIMIT_ID_MISSES)))
    return nw_fail_nomem(g->err);
  return NEWEL_OK;
}

/* ---- the call ---- */

static int is_a_type(const newel_guard *guard, newel_slice type, unsigned *entity) {
  if (type.len == 0 || nw_entity_find(type, entity)) return 1;
  for (size_t r = 0; guard != NULL && r < guard->rule_count; r++)
    if (nw_slice_eq(guard->rules[r].name, type)) return 1;
  return 0;
}

static int check(const newel_guard *guard, const newel_segment *segment, const newel_miss_options *options, unsigned *entity,
                 newel_error *err) {
  if (segment->size != sizeof *segment || options->size != sizeof *options)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guard_explain_miss: the size of segment or options is a wrong one");
  if (segment->text.data == NULL && segment->text.len > 0)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guard_explain_miss: text is NULL with a length of %zu", segment->text.len);
  if ((unsigned)segment->surface >= NEWEL_SURFACE_COUNT || (unsigned)segment->format > NEWEL_FORMAT_JSON)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guard_explain_miss: surface or format is out of range");
  if (!is_a_type(guard, options->entity, entity))
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "docs/entities.md has them", "no entity and no rule '%.*s'",
                          (int)options->entity.len, options->entity.data);
  return NEWEL_OK;
}

static int run_wide(gather *g, newel_engine *engine) {
  newel_policy *policy = NULL;
  newel_guard *wide = NULL;
  int code = newel_policy_all(&policy, engine, g->err);
  if (code == NEWEL_OK) code = newel_guard_compile(&wide, policy, NULL, g->err);
  if (code == NEWEL_OK) code = run(g, PASS_WIDE, wide, NULL);
  newel_guard_free(wide);  /* the scratch holds a reference: types live as long as that */
  newel_policy_free(policy);
  return code;
}

int newel_guard_explain_miss(const newel_guard *guard, newel_scratch *scratch, const newel_segment *segment,
                             const newel_miss_options *options, newel_render how, newel_write_fn write, void *user,
                             newel_error *err) {
  static const newel_miss_options defaults = NEWEL_MISS_OPTIONS_INIT;
  unsigned entity = NW_ENTITY_COUNT;
  nw_error_clear(err);
  if (scratch == NULL || segment == NULL || write == NULL)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guard_explain_miss: 'scratch', 'segment' or 'write' is NULL");
  if (options == NULL) options = &defaults;
  int code = check(guard, segment, options, &entity, err);
  if (code != NEWEL_OK) return code;
  gather g = { .scratch = scratch, .segment = segment, .only = options->entity, .err = err };
  g.out.alloc = g.misses.alloc = scratch->alloc;
  g.misses.entity = entity;
  g.out.guard = guard;
  g.out.text = segment->text;
  g.out.side = newel_source_name(newel_surface_source(segment->surface));
  g.out.surface = newel_surface_name(segment->surface);
  g.out.show = options->show;
  if (guard != NULL) code = run(&g, PASS_OWN, guard, NULL);
  if (code == NEWEL_OK && guard != NULL) code = run_all_on(&g);
  if (code == NEWEL_OK) code = run_wide(&g, (newel_engine *)(uintptr_t)scratch->engine);
  if (code == NEWEL_OK) code = take_misses(&g);
  if (code == NEWEL_OK) code = gather_places(&g);
  if (code == NEWEL_OK) code = nw_explained_write(&g.out, how, write, user, err);
  nw_vec_free(&g.misses.alloc, &g.misses.misses);
  nw_vec_free(&g.out.alloc, &g.out.remarks);
  nw_vec_free(&g.out.alloc, &g.out.places);
  nw_vec_free(&g.out.alloc, &g.out.limits);
  return code;
}
