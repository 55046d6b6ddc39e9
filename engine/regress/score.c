#include "regress/score.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"

enum { SEPARATOR = 0x1f };

/* ---- shares ----------------------------------------------------------------------------------------------- */

static double root(double x) {
  double y = x > 1.0 ? x : 1.0;
  for (int i = 0; x > 0.0 && i < 64; i++) y = 0.5 * (y + x / y);
  return x > 0.0 ? y : 0.0;
}

static uint32_t ppm_of(double share) { return share <= 0.0 ? 0u : share >= 1.0 ? 1000000u : (uint32_t)(share * 1e6 + 0.5); }

/* Wilson's score interval: unlike the normal one it holds for 0 of 5 and 5 of 5. */
newel_share nw_share(uint64_t k, uint64_t n) {
  static const double z2 = 3.841458820694124;  /* 1.959964^2: 95 %, two-sided */
  newel_share share = {k, n, 0, 0, 1000000};
  if (n == 0) return share;
  double p = (double)k / (double)n, m = (double)n;
  double margin = root(z2) * root(p * (1.0 - p) / m + z2 / (4.0 * m * m)), middle = p + z2 / (2.0 * m), scale = 1.0 + z2 / m;
  share.value_ppm = ppm_of(p);
  share.low_ppm = k == 0 ? 0u : ppm_of((middle - margin) / scale);
  share.high_ppm = k == n ? 1000000u : ppm_of((middle + margin) / scale);
  return share;
}

/* ---- tallies ---------------------------------------------------------------------------------------------- */

static nw_tally *new_tally(const nw_alloc *alloc, nw_tallies *tallies, newel_slice name) {
  nw_tally fresh = {.rule = -1, .name_len = name.len};
  fresh.name = nw_zalloc(alloc, name.len + 1);
  if (fresh.name == NULL) return NULL;
  if (name.len > 0) memcpy(fresh.name, name.data, name.len);
  if (nw_vec_push(alloc, &tallies->list, fresh)) return &tallies->list.at[tallies->list.count - 1];
  nw_free(alloc, fresh.name, name.len + 1);
  return NULL;
}

/* The tally of `name` from index `from` on, made when it is not there. NULL when there is no memory. */
static nw_tally *tally_of(const nw_alloc *alloc, nw_tallies *tallies, size_t from, newel_slice name) {
  for (size_t i = from; i < tallies->list.count; i++) {
    nw_tally *tally = &tallies->list.at[i];
    if (tally->name_len == name.len && (name.len == 0 || memcmp(tally->name, name.data, name.len) == 0)) return tally;
  }
  if (tallies->list.count - from >= NW_SCORE_NAMES && !nw_slice_is(name, "(other)"))
    return tally_of(alloc, tallies, from, NW_LIT("(other)"));
  return new_tally(alloc, tallies, name);
}

static int has_histogram(const nw_alloc *alloc, uint64_t **histogram) {
  if (*histogram == NULL) *histogram = nw_zalloc(alloc, NW_SCORE_BUCKETS * sizeof **histogram);
  return *histogram != NULL;
}

static void free_tallies(const nw_alloc *alloc, nw_tallies *tallies) {
  for (size_t i = 0; i < tallies->list.count; i++) {
    nw_tally *tally = &tallies->list.at[i];
    nw_free(alloc, tally->name, tally->name_len + 1);
    if (tally->right_by_score != NULL) nw_free(alloc, tally->right_by_score, NW_SCORE_BUCKETS * sizeof(uint64_t));
    if (tally->wrong_by_score != NULL) nw_free(alloc, tally->wrong_by_score, NW_SCORE_BUCKETS * sizeof(uint64_t));
  }
  nw_vec_free(alloc, &tallies->list);
}

/* Keeps the first ones by file and line, whatever order they come in. */
static void keep_example(nw_examples *examples, const nw_example *one) {
  size_t at = examples->count;
  while (at > 0 && (examples->at[at - 1].file > one->file ||
                    (examples->at[at - 1].file == one->file && examples->at[at - 1].line > one->line)))
    at--;
  if (at > 0 && examples->at[at - 1].file == one->file && examples->at[at - 1].line == one->line) return;
  if (at == NW_SCORE_EXAMPLES) return;
  size_t last = examples->count < NW_SCORE_EXAMPLES ? examples->count++ : NW_SCORE_EXAMPLES - 1;
  for (size_t i = last; i > at; i--) examples->at[i] = examples->at[i - 1];
  examples->at[at] = *one;
}

/* ---- the sums --------------------------------------------------------------------------------------------- */

int nw_scores_init(nw_scores *scores, nw_alloc alloc, newel_guard *guard, int timed) {
  memset(scores, 0, sizeof *scores);
  scores->alloc = alloc;
  scores->guard = guard;
  scores->rule_count = newel_guard_rule_count(guard);
  for (size_t i = 0; i < scores->rule_count; i++)
    if (new_tally(&alloc, &scores->rules, newel_guard_rule(guard, i).id) == NULL) return 0;
  if (timed) scores->latency = nw_zalloc(&alloc, NW_LATENCY_BUCKETS * sizeof *scores->latency);
  if (timed && scores->latency == NULL) return 0;
  if (scores->rule_count > 0) scores->hits = nw_zalloc(&alloc, scores->rule_count * NEWEL_SURFACE_COUNT * sizeof *scores->hits);
  return scores->rule_count == 0 || scores->hits != NULL;
}

void nw_scores_free(nw_scores *scores) {
  if (scores->guard == NULL) return;
  free_tallies(&scores->alloc, &scores->rules);
  free_tallies(&scores->alloc, &scores->langs);
  free_tallies(&scores->alloc, &scores->tags);
  free_tallies(&scores->alloc, &scores->pairs);
  if (scores->hits != NULL)
    nw_free(&scores->alloc, scores->hits, scores->rule_count * NEWEL_SURFACE_COUNT * sizeof *scores->hits);
  if (scores->latency != NULL) nw_free(&scores->alloc, scores->latency, NW_LATENCY_BUCKETS * sizeof *scores->latency);
}

int nw_tally_name(const nw_scores *scores, const nw_tally *tally, char *out, size_t size) {
  size_t index = (size_t)(tally - scores->rules.list.at);
  if (index < scores->rule_count) return snprintf(out, size, "%s", tally->name) >= 0;
  if (tally->rule < 0) return 0;
  newel_slice id = newel_guard_rule(scores->guard, (size_t)tally->rule).id;
  return snprintf(out, size, "%.*s.%s", (int)id.len, id.data, tally->name) >= 0;
}

/* The tally of a type: the rule of that name or id, else one under the type's own name. */
static nw_tally *tally_of_type(nw_scores *scores, newel_slice type) {
  for (size_t i = 0; i < scores->rule_count; i++) {
    newel_rule_info rule = newel_guard_rule(scores->guard, i);
    if (nw_slice_eq(rule.name, type) || nw_slice_eq(rule.id, type)) return &scores->rules.list.at[i];
  }
  return tally_of(&scores->alloc, &scores->rules, scores->rule_count, type);
}

static nw_tally *tally_of_finding(nw_scores *scores, const nw_seen_finding *finding) {
  newel_rule_info rule = newel_guard_rule(scores->guard, finding->rule);
  if (nw_slice_eq(rule.name, finding->type)) return &scores->rules.list.at[finding->rule];
  nw_tally *tally = tally_of(&scores->alloc, &scores->rules, scores->rule_count, finding->type);
  if (tally != NULL) tally->rule = finding->rule;
  return tally;
}

/* ---- one segment ------------------------------------------------------------------------------------------ */

typedef struct share_sums { uint64_t found, exact, missed, wrong; } share_sums;

typedef struct adding {
  nw_scores        *scores;
  const nw_case    *one;
  const nw_example *where;
  share_sums        sums;    /* of the case, for its language and tags */
  int               failed;  /* no memory */
} adding;

static int same_type(const adding *a, const nw_seen_finding *finding, newel_slice type) {
  if (nw_slice_eq(finding->type, type)) return 1;
  newel_rule_info rule = newel_guard_rule(a->scores->guard, finding->rule);
  return nw_slice_eq(rule.id, type) || nw_slice_eq(rule.name, type);
}

/* Intersection / union of at least one half. */
static int overlaps(const nw_seen_finding *finding, const nw_case_span *span) {
  size_t start = finding->start > span->start ? finding->start : span->start;
  size_t end = finding->end < span->end ? finding->end : span->end;
  if (end <= start) return finding->start == span->start && finding->end == span->end;
  size_t both = end - start;
  return 2 * both >= (finding->end - finding->start) + (span->end - span->start) - both;
}

static int counts(const nw_seen_finding *finding) { return finding->band == NEWEL_BAND_HIT && !finding->exempt; }

/* A finding for the label that no other label has. */
static nw_seen_finding *find_for(const adding *a, nw_seen *seen, const nw_case_span *span, int exact) {
  for (size_t i = 0; i < seen->finding_count; i++) {
    nw_seen_finding *finding = &seen->findings[i];
    if (finding->label > 0 || !counts(finding) || !same_type(a, finding, span->type)) continue;
    if (exact ? finding->start == span->start && finding->end == span->end : overlaps(finding, span)) return finding;
  }
  return NULL;
}

static void add_found(adding *a, nw_tally *tally, nw_seen_finding *finding, int exact) {
  tally->found++;
  tally->exact += exact != 0;
  a->sums.found++;
  a->sums.exact += exact != 0;
  if (has_histogram(&a->scores->alloc, &tally->right_by_score)) tally->right_by_score[finding->score_ppm / 10000u]++;
  else a->failed = 1;
}

static void add_pair(adding *a, char kind, newel_slice group, newel_slice type) {
  nw_buf key;
  nw_buf_init(&key, a->scores->alloc);
  nw_buf_add_char(&key, kind);
  nw_buf_add_slice(&key, group);
  nw_buf_add_char(&key, SEPARATOR);
  nw_buf_add_slice(&key, type);
  nw_tally *pair = key.failed ? NULL : tally_of(&a->scores->alloc, &a->scores->pairs, 0, nw_buf_slice(&key));
  if (pair == NULL) a->failed = 1;
  else pair->missed++;
  nw_buf_free(&key);
}

uint64_t nw_scores_pairs(const nw_scores *scores, char kind, const nw_tally *group) {
  uint64_t missed = 0;
  for (size_t i = 0; i < scores->pairs.list.count; i++) {
    const nw_tally *pair = &scores->pairs.list.at[i];
    const char *end = memchr(pair->name, SEPARATOR, pair->name_len);
    if (end == NULL || pair->name[0] != kind || (size_t)(end - pair->name) != group->name_len + 1 ||
        memcmp(pair->name + 1, group->name, group->name_len) != 0)
      continue;
    newel_slice type = nw_slice(end + 1, pair->name_len - group->name_len - 2);
    for (size_t t = scores->rule_count; t < scores->rules.list.count; t++) {
      const nw_tally *tally = &scores->rules.list.at[t];
      if (tally->rule >= 0 && nw_slice_eq(type, nw_slice(tally->name, tally->name_len))) missed += pair->missed;
    }
  }
  return missed;
}

static void add_missed(adding *a, newel_slice type) {
  nw_tally *tally = tally_of_type(a->scores, type);
  if (tally == NULL) {
    a->failed = 1;
    return;
  }
  tally->missed++;
  keep_example(&tally->missed_at, a->where);
  if ((size_t)(tally - a->scores->rules.list.at) < a->scores->rule_count) {
    a->sums.missed++;
    return;
  }
  if (a->one->lang.len > 0) add_pair(a, 'L', a->one->lang, type);
  for (size_t i = 0; i < a->one->tag_count; i++) add_pair(a, 'T', a->one->tags[i], type);
}

static void add_wrong(adding *a, const nw_seen_finding *finding) {
  nw_tally *tally = tally_of_finding(a->scores, finding);
  if (tally == NULL) {
    a->failed = 1;
    return;
  }
  tally->wrong++;
  keep_example(&tally->wrong_at, a->where);
  a->sums.wrong++;
  if (has_histogram(&a->scores->alloc, &tally->wrong_by_score)) tally->wrong_by_score[finding->score_ppm / 10000u]++;
  else a->failed = 1;
}

static int in_scope(const nw_case_expect *expect, newel_slice type) {
  if (!expect->has_scope) return 1;
  for (size_t i = 0; i < expect->scope_count; i++)
    if (nw_slice_eq(expect->scope[i], type)) return 1;
  return 0;
}

static int is_found(const nw_seen *seen, size_t label) {
  for (size_t i = 0; i < seen->finding_count; i++)
    if (seen->findings[i].label == label + 1) return 1;
  return 0;
}

/* Gives each label its finding; the exact ones first, so that a neighbour does not take the finding of another. */
static void add_labels(adding *a, const nw_case_span *spans, size_t count, nw_seen *seen) {
  for (size_t i = 0; i < seen->finding_count; i++) seen->findings[i].label = 0;
  for (int exact = 1; exact >= 0; exact--) {
    for (size_t i = 0; i < count; i++) {
      nw_seen_finding *finding = is_found(seen, i) ? NULL : find_for(a, seen, &spans[i], exact);
      if (finding == NULL) continue;
      nw_tally *tally = tally_of_finding(a->scores, finding);
      finding->label = i + 1;
      if (tally == NULL) a->failed = 1;
      else add_found(a, tally, finding, exact);
    }
  }
}

static void add_spans(adding *a, const nw_case_expect *expect, nw_seen *seen) {
  const nw_case_span *spans = expect->has_labels ? expect->labels : expect->spans;
  size_t count = expect->has_labels ? expect->label_count : expect->span_count;
  add_labels(a, spans, count, seen);
  for (size_t i = 0; i < count; i++)
    if (in_scope(expect, spans[i].type) && !is_found(seen, i)) add_missed(a, spans[i].type);
  for (size_t i = 0; i < seen->finding_count; i++) {
    const nw_seen_finding *finding = &seen->findings[i];
    if (counts(finding) && finding->label == 0 && in_scope(expect, finding->type)) add_wrong(a, finding);
  }
}

static int has_type(const nw_case_expect *expect, newel_slice type) {
  for (size_t i = 0; i < expect->type_count; i++)
    if (nw_slice_eq(expect->types[i], type)) return 1;
  return 0;
}

/* With `types` an item is a type of the text, found or not, wherever it stands. */
static void add_types(adding *a, const nw_case_expect *expect, nw_seen *seen) {
  for (size_t t = 0; t < expect->type_count; t++) {
    nw_seen_finding *first = NULL;
    for (size_t i = 0; i < seen->finding_count && first == NULL; i++)
      if (counts(&seen->findings[i]) && same_type(a, &seen->findings[i], expect->types[t])) first = &seen->findings[i];
    nw_tally *tally = first == NULL ? NULL : tally_of_finding(a->scores, first);
    if (first == NULL) add_missed(a, expect->types[t]);
    else if (tally == NULL) a->failed = 1;
    else add_found(a, tally, first, 1);
  }
  for (size_t i = 0; i < seen->finding_count; i++) {
    const nw_seen_finding *finding = &seen->findings[i];
    int before = 0;
    for (size_t j = 0; j < i && !before; j++) before = counts(&seen->findings[j]) && nw_slice_eq(seen->findings[j].type, finding->type);
    if (counts(finding) && !before && !has_type(expect, finding->type)) add_wrong(a, finding);
  }
}

static void add_segment(adding *a, const newel_segment *segment, const nw_case_expect *expect, nw_seen *seen) {
  a->scores->segments[segment->surface]++;
  for (size_t i = 0; i < seen->finding_count; i++)
    if (counts(&seen->findings[i]))
      a->scores->hits[seen->findings[i].rule * (size_t)NEWEL_SURFACE_COUNT + (size_t)segment->surface]++;
  if (expect->has_spans || expect->has_labels) add_spans(a, expect, seen);
  else if (expect->has_types) add_types(a, expect, seen);
}

/* ---- one case --------------------------------------------------------------------------------------------- */

static int add_group(adding *a, nw_tallies *tallies, newel_slice name, int failed) {
  nw_tally *tally = tally_of(&a->scores->alloc, tallies, 0, name);
  if (tally == NULL) return 0;
  tally->cases++;
  tally->failed += failed != 0;
  tally->found += a->sums.found;
  tally->exact += a->sums.exact;
  tally->missed += a->sums.missed;
  tally->wrong += a->sums.wrong;
  if (a->sums.missed > 0) keep_example(&tally->missed_at, a->where);
  if (a->sums.wrong > 0) keep_example(&tally->wrong_at, a->where);
  return 1;
}

static void add_verdict(adding *a, newel_verdict expected, newel_verdict actual) {
  if (expected > NEWEL_VERDICT_DENY || actual > NEWEL_VERDICT_DENY) return;
  a->scores->verdicts[expected][actual]++;
  if (expected != actual) keep_example(&a->scores->verdict_at[expected][actual], a->where);
}

int nw_scores_add(nw_scores *scores, const nw_case *one, nw_seen *seen, newel_verdict verdict, int failed,
                  const nw_example *where) {
  adding a = {scores, one, where, {0, 0, 0, 0}, 0};
  for (size_t i = 0; i < one->segment_count; i++) {
    const nw_case_expect *expect = &one->expects[i];
    add_segment(&a, &one->segments[i], expect, &seen[i]);
    if (expect->has_verdict) add_verdict(&a, expect->verdict, seen[i].verdict);
  }
  if (one->request.has_verdict) add_verdict(&a, one->request.verdict, verdict);
  if (one->lang.len > 0 && !add_group(&a, &scores->langs, one->lang, failed)) a.failed = 1;
  for (size_t i = 0; i < one->tag_count; i++)
    if (!add_group(&a, &scores->tags, one->tags[i], failed)) a.failed = 1;
  return !a.failed;
}

/* ---- latency ---------------------------------------------------------------------------------------------- */

void nw_scores_latency(nw_scores *scores, uint64_t ns) {
  unsigned log2 = 0;
  if (scores->latency == NULL) return;
  for (uint64_t rest = ns; rest > 1; rest >>= 1) log2++;
  unsigned eighth = log2 >= 3 ? (unsigned)(ns >> (log2 - 3)) & 7u : 0u;
  scores->latency[log2 * 8 + eighth]++;
  scores->latency_count++;
  scores->latency_sum_ns += ns;
}

/* ---- merging ---------------------------------------------------------------------------------------------- */

static void merge_examples(nw_examples *into, const nw_examples *from) {
  for (size_t i = 0; i < from->count; i++) keep_example(into, &from->at[i]);
}

static int merge_histogram(const nw_alloc *alloc, uint64_t **into, const uint64_t *from) {
  if (from == NULL) return 1;
  if (!has_histogram(alloc, into)) return 0;
  for (size_t i = 0; i < NW_SCORE_BUCKETS; i++) (*into)[i] += from[i];
  return 1;
}

static int merge_tally(const nw_alloc *alloc, nw_tally *into, const nw_tally *from) {
  if (from->rule >= 0) into->rule = from->rule;
  into->found += from->found;
  into->exact += from->exact;
  into->missed += from->missed;
  into->wrong += from->wrong;
  into->cases += from->cases;
  into->failed += from->failed;
  merge_examples(&into->missed_at, &from->missed_at);
  merge_examples(&into->wrong_at, &from->wrong_at);
  return merge_histogram(alloc, &into->right_by_score, from->right_by_score) &&
         merge_histogram(alloc, &into->wrong_by_score, from->wrong_by_score);
}

static int merge_tallies(const nw_alloc *alloc, nw_tallies *into, const nw_tallies *from, size_t by_index) {
  for (size_t i = 0; i < from->list.count; i++) {
    const nw_tally *other = &from->list.at[i];
    nw_tally *own = i < by_index ? &into->list.at[i] : tally_of(alloc, into, by_index, nw_slice(other->name, other->name_len));
    if (own == NULL || !merge_tally(alloc, own, other)) return 0;
  }
  return 1;
}

int nw_scores_merge(nw_scores *into, const nw_scores *from) {
  for (size_t e = 0; e < 3; e++)
    for (size_t a = 0; a < 3; a++) {
      into->verdicts[e][a] += from->verdicts[e][a];
      merge_examples(&into->verdict_at[e][a], &from->verdict_at[e][a]);
    }
  for (size_t i = 0; i < NEWEL_SURFACE_COUNT; i++) into->segments[i] += from->segments[i];
  for (size_t i = 0; i < into->rule_count * NEWEL_SURFACE_COUNT; i++) into->hits[i] += from->hits[i];
  for (size_t i = 0; into->latency != NULL && from->latency != NULL && i < NW_LATENCY_BUCKETS; i++)
    into->latency[i] += from->latency[i];
  into->latency_count += from->latency_count;
  into->latency_sum_ns += from->latency_sum_ns;
  return merge_tallies(&into->alloc, &into->rules, &from->rules, into->rule_count) &&
         merge_tallies(&into->alloc, &into->langs, &from->langs, 0) && merge_tallies(&into->alloc, &into->tags, &from->tags, 0) &&
         merge_tallies(&into->alloc, &into->pairs, &from->pairs, 0);
}
