/* figures.c - scores by name, and gates on them.
 *
 *   pii.EMAIL.recall>=0.99     the lower bound of the interval must reach 0.99
 *   all.verdict>=0.95          of all expected verdicts
 *   tag:over-refusal.pass>=0.9 of the cases with that tag
 */
#include "base/error.h"
#include "base/slice.h"
#include "json/tree.h"
#include "regress/run.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- scores ----------------------------------------------------------------------------------------------- */

static const nw_tallies *tallies_of(const newel_regress *run, newel_score_kind kind) {
  return kind == NEWEL_SCORE_LANG ? &run->scores.langs : kind == NEWEL_SCORE_TAG ? &run->scores.tags : &run->scores.rules;
}

/* How many names of the tallies from `from` on come before this one: the order of reports does not depend on threads. */
static size_t rank_of(const nw_tallies *tallies, size_t from, size_t index) {
  size_t rank = 0;
  newel_slice name = nw_slice(tallies->list.at[index].name, tallies->list.at[index].name_len);
  for (size_t i = from; i < tallies->list.count; i++)
    rank += nw_slice_cmp(nw_slice(tallies->list.at[i].name, tallies->list.at[i].name_len), name) < 0;
  return rank;
}

const nw_tally *nw_tally_ranked(const newel_regress *run, newel_score_kind kind, size_t index) {
  const nw_tallies *tallies = tallies_of(run, kind);
  size_t from = kind == NEWEL_SCORE_RULE ? run->scores.rule_count : 0;
  if (kind == NEWEL_SCORE_RULE && index < from) return &tallies->list.at[index];
  for (size_t i = from; i < tallies->list.count; i++)
    if (rank_of(tallies, from, i) == index - from) return &tallies->list.at[i];
  return NULL;
}

static void figure(newel_score *score) {
  score->recall = nw_share(score->found, score->found + score->missed);
  score->precision = nw_share(score->found, score->found + score->wrong);
  uint64_t all = 2 * score->found + score->missed + score->wrong;
  score->f1_ppm = all == 0 ? 0u : (uint32_t)((2000000u * score->found + all / 2) / all);
}

static void add_tally(newel_score *score, const nw_tally *tally) {
  score->found += tally->found;
  score->exact += tally->exact;
  score->missed += tally->missed;
  score->wrong += tally->wrong;
  score->cases += tally->cases;
  score->failed += tally->failed;
}

static newel_score score_of_all(const newel_regress *run) {
  newel_score score = {.name = "all"};
  char name[96];
  for (size_t i = 0; i < run->scores.rules.list.count; i++)
    if (nw_tally_name(&run->scores, &run->scores.rules.list.at[i], name, sizeof name)) add_tally(&score, &run->scores.rules.list.at[i]);
  score.cases = run->counts.passed + run->counts.failed + run->counts.known;
  score.failed = run->counts.failed + run->counts.known;
  figure(&score);
  return score;
}

size_t newel_regress_score_count(const newel_regress *run, newel_score_kind kind) {
  if (run == NULL) return 0;
  return kind == NEWEL_SCORE_ALL ? 1 : tallies_of(run, kind)->list.count;
}

newel_score newel_regress_score(const newel_regress *run, newel_score_kind kind, size_t index) {
  newel_score score = {.name = ""};
  if (run == NULL || index >= newel_regress_score_count(run, kind)) return score;
  if (kind == NEWEL_SCORE_ALL) return score_of_all(run);
  const nw_tally *tally = nw_tally_ranked(run, kind, index);
  if (tally == NULL) return score;
  if (kind != NEWEL_SCORE_RULE || !nw_tally_name(&run->scores, tally, score.name, sizeof score.name))
    (void)snprintf(score.name, sizeof score.name, "%s%s", kind == NEWEL_SCORE_RULE ? "?" : "", tally->name);
  add_tally(&score, tally);
  if (kind != NEWEL_SCORE_RULE) score.missed += nw_scores_pairs(&run->scores, kind == NEWEL_SCORE_LANG ? 'L' : 'T', tally);
  figure(&score);
  return score;
}

/* ---- coverage --------------------------------------------------------------------------------------------- */

/* A rule is exercised on a source when a case has a finding of it there and another judged segment there has none. */
int nw_regress_exercised(const newel_regress *run, size_t rule, newel_source source) {
  for (size_t s = 0; s < NEWEL_SURFACE_COUNT; s++)
    if (newel_surface_source((newel_surface)s) == source && run->scores.hits[rule * NEWEL_SURFACE_COUNT + s] > 0) return 1;
  return 0;
}

newel_coverage newel_regress_coverage(const newel_regress *run, size_t rule) {
  newel_coverage coverage = {{0}, {0, 0}, {0, 0}};
  if (run == NULL || rule >= run->scores.rule_count) return coverage;
  newel_rule_info info = newel_guard_rule(run->guard, rule);
  for (size_t s = 0; s < NEWEL_SURFACE_COUNT; s++) coverage.hits[s] = run->scores.hits[rule * NEWEL_SURFACE_COUNT + s];
  for (size_t source = 0; source < 2; source++) {
    coverage.expected[source] = info.on[source] && info.local;
    coverage.exercised[source] = nw_regress_exercised(run, rule, (newel_source)source);
  }
  return coverage;
}

const newel_evidence *newel_regress_evidence(const newel_regress *run) { return run == NULL ? NULL : run->evidence; }

uint64_t newel_regress_surface_count(const newel_regress *run, newel_surface surface) {
  return run != NULL && (unsigned)surface < NEWEL_SURFACE_COUNT ? run->scores.segments[surface] : 0;
}

newel_share nw_regress_coverage(const newel_regress *run) {
  uint64_t can = 0, done = 0;
  for (size_t rule = 0; rule < run->scores.rule_count; rule++) {
    newel_rule_info info = newel_guard_rule(run->guard, rule);
    for (size_t source = 0; source < 2; source++) {
      if (!info.on[source] || !info.local) continue;
      can++;
      done += nw_regress_exercised(run, rule, (newel_source)source) != 0;
    }
  }
  newel_share share = nw_share(done, can);
  share.low_ppm = share.high_ppm = share.value_ppm;  /* a count of what is there, no sample */
  return share;
}

/* ---- gates ------------------------------------------------------------------------------------------------ */

static newel_share verdicts_right(const newel_regress *run) {
  uint64_t right = 0, all = 0;
  for (size_t e = 0; e < 3; e++)
    for (size_t a = 0; a < 3; a++) {
      all += run->scores.verdicts[e][a];
      right += e == a ? run->scores.verdicts[e][a] : 0;
    }
  return nw_share(right, all);
}

static int share_of(const newel_regress *run, const newel_score *score, newel_slice figure_name, newel_share *out) {
  int is_all = strcmp(score->name, "all") == 0;
  if (nw_slice_is(figure_name, "recall")) *out = score->recall;
  else if (nw_slice_is(figure_name, "precision")) *out = score->precision;
  else if (nw_slice_is(figure_name, "exact")) *out = nw_share(score->exact, score->found);
  else if (nw_slice_is(figure_name, "pass") && score->cases > 0) *out = nw_share(score->cases - score->failed, score->cases);
  else if (nw_slice_is(figure_name, "verdict") && is_all) *out = verdicts_right(run);
  else if (nw_slice_is(figure_name, "coverage") && is_all) *out = nw_regress_coverage(run);
  else return 0;
  return 1;
}

static int find_score(const newel_regress *run, newel_slice name, newel_score *out) {
  static const struct { const char *head; newel_score_kind kind; } kinds[] = {
    {"lang:", NEWEL_SCORE_LANG}, {"tag:", NEWEL_SCORE_TAG}, {"", NEWEL_SCORE_RULE}};
  if (nw_slice_is(name, "all")) {
    *out = newel_regress_score(run, NEWEL_SCORE_ALL, 0);
    return 1;
  }
  for (size_t k = 0; k < 3; k++) {
    size_t head = strlen(kinds[k].head);
    if (name.len < head || memcmp(name.data, kinds[k].head, head) != 0) continue;
    for (size_t i = 0; i < newel_regress_score_count(run, kinds[k].kind); i++) {
      *out = newel_regress_score(run, kinds[k].kind, i);
      if (nw_slice_is(nw_slice(name.data + head, name.len - head), out->name)) return 1;
    }
  }
  return 0;
}

int newel_regress_gate(const newel_regress *run, newel_slice condition, newel_gate *out, newel_error *err) {
  newel_score score;
  int64_t wanted;
  nw_error_clear(err);
  if (run == NULL || out == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_regress_gate: 'run' or 'out' is NULL");
  *out = (newel_gate){0};
  int shown = condition.len > 100 ? 100 : (int)condition.len;
  size_t at = 0;
  while (at < condition.len && condition.data[at] != '<' && condition.data[at] != '>') at++;
  size_t dot = at;
  while (dot > 0 && condition.data[dot - 1] != '.') dot--;
  if (dot < 2 || at + 2 >= condition.len || condition.data[at + 1] != '=' ||
      !nw_decimal_ppm(nw_slice(condition.data + at + 2, condition.len - at - 2), &wanted) || wanted < 0 || wanted > 1000000)
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "write NAME.FIGURE>=NUMBER, as in pii.EMAIL.recall>=0.99",
                          "'%.*s' is no condition", shown, condition.data);
  if (!find_score(run, nw_slice(condition.data, dot - 1), &score))
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "names are a rule, 'all', 'lang:L' or 'tag:T'; --scores lists them",
                          "'%.*s': no case has a score of that name", shown, condition.data);
  if (!share_of(run, &score, nw_slice(condition.data + dot, at - dot), &out->share))
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "figures are recall, precision, exact, pass; of 'all' verdict and coverage too",
                          "'%.*s' names no figure", shown, condition.data);
  out->wanted_ppm = (uint32_t)wanted;
  out->holds = condition.data[at] == '>' ? out->share.low_ppm >= out->wanted_ppm : out->share.high_ppm <= out->wanted_ppm;
  return NEWEL_OK;
}
