/* regress/score.h - sums over cases: per rule, language and tag; verdicts; surfaces; latencies; the cases behind each number.
 *
 *   label EMAIL 3..18, finding EMAIL 3..18      found, exact
 *   label EMAIL 3..18, finding EMAIL 5..18      found (intersection / union >= 0.5), not exact
 *   label EMAIL 3..18, nothing                  missed
 *   nothing,           finding EMAIL 3..18      wrong
 *
 * Every field is a sum or a smallest set, so merging the sums of threads gives the same result in whatever order the cases ran.
 * No floating point. Owner: one thread.
 */
#ifndef NW_REGRESS_SCORE_H
#define NW_REGRESS_SCORE_H

#include "base/alloc.h"
#include "newel/regress.h"
#include "regress/case.h"

enum {
  NW_SCORE_BUCKETS = 101,   /* of confidence, in percent */
  NW_SCORE_EXAMPLES = 3,
  NW_SCORE_ID_BYTES = 80,
  NW_SCORE_NAMES = 4096,    /* languages, tags, types: what is over is counted under "(other)" */
  NW_LATENCY_BUCKETS = 512  /* eight a doubling of nanoseconds */
};

/* What one segment came to. */
typedef struct nw_seen_finding {
  size_t       start, end;
  newel_slice  type;
  uint32_t     rule, score_ppm;
  newel_band   band;
  newel_action action;
  uint8_t      exempt;
  size_t       label;        /* the label it was counted for, from 1; 0: none */
} nw_seen_finding;
typedef struct nw_seen {
  newel_verdict    verdict;
  newel_cause      cause;
  int              complete;
  newel_slice      output;
  nw_seen_finding *findings;
  size_t           finding_count;
} nw_seen;

typedef struct nw_example { uint32_t file; size_t line; char id[NW_SCORE_ID_BYTES]; } nw_example;
typedef struct nw_examples { nw_example at[NW_SCORE_EXAMPLES]; size_t count; } nw_examples;

typedef struct nw_tally {
  char       *name;         /* owned, NUL-terminated */
  size_t      name_len;
  int64_t     rule;         /* of a type that is no rule's name: the rule that found it, -1 when none did */
  uint64_t    found, exact, missed, wrong, cases, failed;
  nw_examples missed_at, wrong_at;
  uint64_t   *right_by_score, *wrong_by_score;  /* NW_SCORE_BUCKETS each; NULL until a finding comes */
} nw_tally;

typedef struct nw_tallies { NW_VEC(nw_tally) list; } nw_tallies;

typedef struct nw_scores {
  nw_alloc   alloc;
  newel_guard *guard;       /* borrowed */
  nw_tallies rules;         /* the guard's rules first, by index; then types by name */
  size_t     rule_count;
  nw_tallies langs, tags;
  /* Missed labels of types that are no rule's name, by "L" or "T", group, unit separator, type: they count for the group once some
   * finding has shown which rule the type belongs to, and not at all while none has. */
  nw_tallies pairs;
  uint64_t   verdicts[3][3];                         /* expected, actual */
  nw_examples verdict_at[3][3];
  uint64_t   segments[NEWEL_SURFACE_COUNT];          /* judged */
  uint64_t  *hits;                                   /* rule_count x NEWEL_SURFACE_COUNT */
  uint64_t  *latency;                                /* NW_LATENCY_BUCKETS; NULL without a clock */
  uint64_t   latency_count, latency_sum_ns;
} nw_scores;

int nw_scores_init(nw_scores *scores, nw_alloc alloc, newel_guard *guard, int timed);
void nw_scores_free(nw_scores *scores);
/* Adds one case. 0 when there is no memory; the sums are then short of it. */
int nw_scores_add(nw_scores *scores, const nw_case *one, nw_seen *seen, newel_verdict verdict, int failed, const nw_example *where);
int nw_scores_merge(nw_scores *into, const nw_scores *from);
void nw_scores_latency(nw_scores *scores, uint64_t ns);

/* The tally's name as reports and gates spell it ("pii.EMAIL", "secrets.GITHUB_TOKEN"), 0 when the type belongs to no rule. */
int nw_tally_name(const nw_scores *scores, const nw_tally *tally, char *out, size_t size);
/* Missed labels of a group ('L' language, 'T' tag) that its own tally does not hold: see `pairs`. */
uint64_t nw_scores_pairs(const nw_scores *scores, char kind, const nw_tally *group);
/* k of n with its Wilson interval at 95 %. n = 0: 0..1,000,000. */
newel_share nw_share(uint64_t k, uint64_t n);

#endif
