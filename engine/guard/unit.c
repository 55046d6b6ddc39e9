/* guard/unit.c - one unit of text: the families scan it, groups of overlapping findings close behind `live`. */
#include <string.h>

#include "detect/miss.h"
#include "guard/scratch.h"

const nw_family *const nw_families[NW_FAMILY_COUNT] = { &nw_inert_family, &nw_shape_family, &nw_cue_family, &nw_word_family,
                                                           &nw_regex_family };

void nw_unit_begin(nw_eval *eval, nw_unit_kind kind, size_t from, size_t shift, int mapped) {
  const newel_guard *guard = eval->guard;
  nw_unit unit = { kind, from, shift, mapped, 0, 0, from };
  eval->unit = unit;
  eval->pending.count = 0;
  eval->inert.count = 0;
  for (unsigned f = 0; f < NW_FAMILY_COUNT; f++)
    if (guard->compiled[f] != NULL) nw_families[f]->begin(guard->compiled[f], eval->scratch->states + guard->state_at[f]);
}

/* Order of place: start, then the longer one, then the rule. */
static int hit_before(const nw_hit *a, const nw_hit *b) {
  if (a->found.start != b->found.start) return a->found.start < b->found.start;
  if (a->found.end != b->found.end) return a->found.end > b->found.end;
  return a->found.rule < b->found.rule;
}

static void sort_pending(nw_hit *at, size_t sorted, size_t count) {
  for (size_t i = sorted; i < count; i++) {  /* nearly sorted: a handful at a time */
    nw_hit hit = at[i];
    size_t to = i;
    while (to > 0 && hit_before(&hit, &at[to - 1])) at[to] = at[to - 1], to--;
    at[to] = hit;
  }
}

/* Turns what a family found into a pending hit, or a mark. */
static int absorb(nw_eval *eval, const nw_found *found, const unsigned char *data, size_t base) {
  newel_scratch *scratch = eval->scratch;
  if (found->rule == NW_RULE_INERT) {
    nw_span mark = { found->start, found->end };
    return nw_vec_push(&scratch->alloc, &eval->inert, mark);
  }
  const nw_guard_rule *rule = &eval->guard->rules[found->rule];
  newel_source source = scratch->segs.at[eval->seg].source;
  nw_hit hit = { *found, rule->action[source], 0, rule->observe };
  const nw_allowed *lists[2] = { rule->allowed, eval->guard->allowed };
  newel_slice text = { (const char *)data + (found->start - base), found->end - found->start };
  for (int i = 0; i < 2 && !hit.exempt; i++)
    if (lists[i] != NULL)
      hit.exempt = (uint8_t)nw_allowed_covers(lists[i], text, &scratch->folded, scratch->family[NW_FAMILY_REGEX]);
  if (hit.exempt) hit.action = NEWEL_ACTION_NONE;
  return nw_vec_push(&scratch->alloc, &eval->pending, hit);
}

/* Near misses are kept in raw offsets. */
static void place_misses(nw_eval *eval, size_t first) {
  for (size_t i = first; i < eval->misses->misses.count; i++) {
    nw_miss *miss = &eval->misses->misses.at[i];
    miss->start = nw_unit_raw_start(eval, miss->start);
    miss->end = nw_unit_raw_end(eval, miss->end);
  }
}

static void scan_families(nw_eval *eval, const unsigned char *data, size_t base, size_t end, int final, size_t *live) {
  newel_scratch *scratch = eval->scratch;
  const newel_guard *guard = eval->guard;
  size_t sorted = eval->pending.count;
  *live = end;
  for (unsigned f = 0; f < NW_FAMILY_COUNT; f++) {
    if (guard->compiled[f] == NULL) continue;
    nw_scan scan = { data, base, end, final, eval->unit.from, eval->active, &eval->sink, scratch->family[f], end, 0, 0,
                     eval->all_active, eval->misses };
    size_t missed = eval->misses == NULL ? 0 : eval->misses->misses.count;
    eval->sink.found.count = 0;
    nw_families[f]->scan(guard->compiled[f], scratch->states + guard->state_at[f], &scan);
    if (eval->misses != NULL) place_misses(eval, missed);
    if (scan.live < *live) *live = scan.live;
    for (unsigned id = 0; scan.limits != 0 && id < NW_LIMIT_COUNT; id++)
      if (scan.limits >> id & 1) nw_eval_limit(eval, id, scan.limit_rule);
    for (size_t i = 0; i < eval->sink.found.count; i++) {
      if (eval->family_found[f] == NW_LIMIT_FINDINGS) {
        nw_eval_limit(eval, NW_LIMIT_ID_FINDINGS, UINT32_MAX);
        break;
      }
      eval->family_found[f]++;
      if (!absorb(eval, &eval->sink.found.at[i], data, base)) scratch->failed = 1;
    }
    if (eval->sink.failed) scratch->failed = 1;
  }
  sort_pending(eval->pending.at, sorted, eval->pending.count);
}

/* Placeholders that end at or before `at` touch nothing that is still to come. */
static void drop_inert(nw_eval *eval, size_t at) {
  size_t old = 0;
  while (old < eval->inert.count && eval->inert.at[old].end <= at) old++;
  if (old == 0) return;
  eval->inert.count -= old;
  memmove(eval->inert.at, eval->inert.at + old, eval->inert.count * sizeof *eval->inert.at);
}

void nw_unit_scan(nw_eval *eval, const unsigned char *data, size_t base, size_t end, int final) {
  size_t live, done = 0;
  scan_families(eval, data, base, end, final, &live);
  if (final) live = end;
  if (eval->scratch->failed) return;
  const nw_hit *at = eval->pending.at;
  while (done < eval->pending.count) {
    size_t next = done + 1, group_end = at[done].found.end;
    for (; next < eval->pending.count && at[next].found.start < group_end; next++)
      if (at[next].found.end > group_end) group_end = at[next].found.end;
    if (!final && group_end > live) break;
    nw_resolve_group(eval, at + done, next - done, data, base);
    done = next;
  }
  size_t left = eval->pending.count - done;
  if (done > 0) memmove(eval->pending.at, eval->pending.at + done, left * sizeof *at);
  eval->pending.count = left;
  eval->unit.frontier = left > 0 && at[0].found.start < live ? at[0].found.start : live;
  if (eval->unit.frontier < eval->unit.from) eval->unit.frontier = eval->unit.from;
  drop_inert(eval, eval->unit.frontier);
}
