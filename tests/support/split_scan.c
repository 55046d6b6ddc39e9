#include "split_scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

uint64_t split_random(uint64_t *seed) { return nw_mix64(*seed += 0x9e3779b97f4a7c15ULL); }
size_t split_below(uint64_t *seed, size_t bound) { return (size_t)(split_random(seed) % bound); }

static int order_of_found(const void *a, const void *b) {
  const nw_found *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->rule != y->rule) return x->rule < y->rule ? -1 : 1;
  return (x->end > y->end) - (x->end < y->end);
}

/* What every call promises: findings in [from, end), not before `live` of the call before, in order and apart for each rule. */
static const char *check_found(const split_job *job, const nw_sink *sink, size_t first, size_t live_before, const nw_scan *scan) {
  for (size_t i = first; i < sink->found.count; i++) {
    const nw_found *f = &sink->found.at[i];
    if (f->start >= f->end || f->end > scan->end) return "a finding is empty or reaches behind the window";
    if (f->start < live_before) return "a finding begins before `live` of the call before";
    if (f->start < job->from) return "a finding begins before `from`";
    if (job->active != NULL && !job->active[f->rule]) return "a finding of a rule that is not active";
    for (size_t j = i; j-- > 0;) {
      if (sink->found.at[j].rule != f->rule) continue;
      if (sink->found.at[j].end > f->start) return "findings of one rule overlap or are out of order";
      break;
    }
  }
  return NULL;
}

/* One call on a copy of [base, end); moves `live`. */
static const char *scan_window(const split_job *job, void *state, void *scratch, nw_sink *sink, size_t end, int final,
                               size_t *live) {
  size_t base = *live > NW_LIMIT_LOOKBACK_BYTES ? *live - NW_LIMIT_LOOKBACK_BYTES : 0, first = sink->found.count;
  unsigned char *copy = malloc(end - base + (end == base));
  if (copy == NULL) return "no memory";
  if (end > base) memcpy(copy, job->text + base, end - base);
  nw_scan scan = { .data = copy, .base = base, .end = end, .final = final, .from = job->from, .active = job->active, .sink = sink,
                   .scratch = scratch };
  job->family->scan(job->compiled, state, &scan);
  free(copy);
  for (size_t i = 0; job->limits != NULL && i < sink->limits.count; i++) *job->limits |= UINT64_C(1) << sink->limits.at[i].limit;
  const char *wrong = sink->failed ? "no memory" : check_found(job, sink, first, *live, &scan);
  if (wrong == NULL && scan.live < *live) wrong = "`live` moved back";
  if (wrong == NULL && scan.live > end) wrong = "`live` is behind the window";
  if (wrong == NULL && !final && job->hold_bytes > 0 && end - scan.live > job->hold_bytes) wrong = "`live` stays too far back";
  *live = scan.live;
  return wrong;
}

const char *split_scan(const split_job *job, const size_t *cuts, size_t count, nw_sink *out) {
  const nw_alloc alloc = nw_alloc_of(NULL);
  const char *wrong = NULL;
  void *scratch = job->scratch;
  size_t live = 0, size = job->family->state_bytes(job->compiled);
  void *state = malloc(size + (size == 0));
  if (state == NULL) return "no memory";
  if (job->limits != NULL) *job->limits = 0;
  if (scratch == NULL && job->family->scratch_open != NULL && job->family->scratch_open(&scratch,
                                                                                        &alloc) != 0) wrong = "no scratch";
  if (wrong == NULL) job->family->begin(job->compiled, state);
  for (size_t i = 0; wrong == NULL && i <= count; i++)
    wrong = scan_window(job, state, scratch, out, i < count ? cuts[i] : job->len, i == count, &live);
  if (job->family->scratch_free != NULL && scratch != job->scratch) job->family->scratch_free(scratch, &alloc);
  free(state);
  if (out->found.count > 0) qsort(out->found.at, out->found.count, sizeof *out->found.at, order_of_found);
  return wrong;
}

const char *split_scan_steps(const split_job *job, size_t step, nw_sink *out) {
  size_t count = step == 0 ? 0 : job->len / step, *cuts = malloc((count + 1) * sizeof *cuts);
  if (cuts == NULL) return "no memory";
  for (size_t i = 0; i < count; i++) cuts[i] = (i + 1) * step;
  const char *wrong = split_scan(job, cuts, count, out);
  free(cuts);
  return wrong;
}

static int same_text(const char *a, const char *b) { return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0); }

int split_same(const nw_sink *a, const nw_sink *b) {
  if (a->found.count != b->found.count) return 0;
  for (size_t i = 0; i < a->found.count; i++) {
    const nw_found *x = &a->found.at[i], *y = &b->found.at[i];
    if (order_of_found(x, y) != 0 || x->score_ppm != y->score_ppm || x->context_start != y->context_start ||
        x->context_end != y->context_end || !same_text(x->type, y->type) || !same_text(x->validator, y->validator))
      return 0;
  }
  return 1;
}

static void print_way(const split_job *job, const size_t *cuts, size_t count, const nw_sink *whole, const nw_sink *found) {
  printf("split differs: %zu bytes, %zu cuts:", job->len, count);
  for (size_t i = 0; i < count && i < 40; i++) printf(" %zu", cuts[i]);
  printf("\n");
  for (int side = 0; side < 2; side++) {
    const nw_sink *sink = side == 0 ? whole : found;
    printf("  %s:", side == 0 ? "whole" : "split");
    for (size_t i = 0; i < sink->found.count && i < 40; i++)
      printf(" %zu..%zu #%" PRIu32, sink->found.at[i].start, sink->found.at[i].end, sink->found.at[i].rule);
    printf("\n");
  }
}

static const char *check_way(const split_job *job, const size_t *cuts, size_t count, const nw_sink *whole) {
  nw_sink found = { .alloc = nw_alloc_of(NULL) };
  uint64_t limits = job->limits != NULL ? *job->limits : 0;
  const char *wrong = split_scan(job, cuts, count, &found);
  if (wrong == NULL && job->limits != NULL &&
      *job->limits != limits) wrong = "the limits that are hit depend on how the text is cut";
  if (wrong == NULL && !split_same(whole, &found)) wrong = "the findings depend on how the text is cut";
  if (wrong != NULL) print_way(job, cuts, count, whole, &found);
  nw_sink_free(&found);
  return wrong;
}

/* Cuts at random places: steps below a random bound, so that some ways are fine and some are coarse. */
static size_t random_cuts(size_t *cuts, size_t len, uint64_t *seed) {
  size_t count = 0, step = 1 + split_below(seed, 1 + split_below(seed, len + 1));
  for (size_t at = split_below(seed, step + 1); at <= len && count <= len; at += split_below(seed, step + 1)) cuts[count++] = at;
  return count;
}

const char *split_check(const split_job *job, uint64_t *seed, nw_sink *whole) {
  enum { RANDOM_WAYS = 8 };
  const char *wrong = split_scan(job, NULL, 0, whole);
  size_t *cuts = malloc((job->len + 2) * sizeof *cuts);
  if (cuts == NULL) return "no memory";
  for (size_t i = 0; i <= job->len; i++) cuts[i] = i;
  if (wrong == NULL && !job->coarse) wrong = check_way(job, cuts, job->len + 1, whole);
  for (int way = 0; wrong == NULL && way < (job->coarse ? 2 : RANDOM_WAYS); way++)
    wrong = check_way(job, cuts, random_cuts(cuts, job->len, seed), whole);
  free(cuts);
  return wrong;
}
