/* What a question found: is it wanted, and by which rules.
 *
 *   ADDRESS [10,40)    NAME [12,20)     inside of the address: not reported
 *   ADDRESS [60,90)                     to every rule of ADDRESS that is judged and takes this much evidence
 */
#include "detect/cue/pass.h"
#include "detect/placeholder.h"

int nw_cue_is_judged(const nw_cue_pass *p, unsigned entity) {
  for (unsigned i = p->table->first[entity]; i < p->table->first[entity + 1]; i++)
    if (p->scan->active[p->table->rules[i].rule]) return 1;
  return 0;
}

/* 1 when rule `i` is judged, and the evidence is what it asks for. */
static int is_taken(const nw_cue_pass *p, unsigned i, const nw_hit *hit) {
  const nw_cue_rule *rule = &p->table->rules[i];
  return p->scan->active[rule->rule] && nw_hit_is_enough(hit, rule->strictness);
}

static int is_wanted(const nw_cue_pass *p, const nw_hit *hit) {
  if (hit->entity == NW_ENTITY_ADDRESS && nw_cue_is_judged(p, NW_ENTITY_NAME) && !hit->bare) return 1;  /* no name is inside of it */
  for (unsigned i = p->table->first[hit->entity]; i < p->table->first[hit->entity + 1]; i++)
    if (is_taken(p, i, hit)) return 1;
  return 0;
}

static void report(nw_cue_pass *p, const nw_hit *hit) {
  nw_found found = { .start = hit->start, .end = hit->end, .context_start = hit->context_start, .context_end = hit->context_end,
                     .type = nw_entity_at(hit->entity)->name, .validator = hit->validator, .score_ppm = hit->score_ppm };
  for (unsigned i = p->table->first[hit->entity]; i < p->table->first[hit->entity + 1]; i++) {
    if (!is_taken(p, i, hit)) continue;
    found.rule = p->table->rules[i].rule;
    nw_sink_add(p->scan->sink, &found);
  }
}

/* A verified hit: settles it. Findings of an entity stay in order; names give way to addresses. */
static void settle(nw_cue_pass *p, const nw_hit *hit) {
  nw_cue_state *state = p->state;
  if (hit->start < nw_cue_end_of(state, hit->entity) || hit->start < p->scan->from || !is_wanted(p, hit)) return;
  if (hit->entity == NW_ENTITY_NAME && hit->start < nw_cue_end_of(state, NW_ENTITY_ADDRESS)) return;
  state->has[hit->entity / 64] |= (uint64_t)1 << hit->entity % 64;
  state->end[hit->entity] = hit->end;
  p->telling += hit->entity == NW_ENTITY_LICENSE_PLATE || hit->entity == NW_ENTITY_ADDRESS;
  report(p, hit);
}

int nw_cue_answer(nw_cue_pass *p, nw_probe *probe, int found, nw_hit *hit) {
  if (found && nw_placeholder_holds(probe, hit->start, hit->end)) found = 0;
  p->state->work += probe->work;
  if (probe->touched) return 0;
  if (found) settle(p, hit);
  return 1;
}

int nw_cue_is_on(const nw_cue_pass *p, unsigned entity) {
  if (p->scan->all_active) return p->table->on[entity];
  return nw_cue_is_judged(p, entity) || (entity == NW_ENTITY_ADDRESS && nw_cue_is_judged(p, NW_ENTITY_NAME));
}
