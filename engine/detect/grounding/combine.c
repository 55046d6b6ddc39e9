/* combine.c - from measurements to two chances and two bands. Trees of depth 3 vote (trees.h, made by
 * engine/train/grounding.py), a straight line between knots makes a chance of the sum. Three rules stand above the trees, each with its
 * measured error in docs/judges.md:
 *
 *   a number or date that nobody gave, something in the place of something else     PENALTY each off the score
 *   near-verbatim                          the only way to be settled as grounded
 *   little of it in the source             settled as ungrounded
 */
#include "detect/grounding/work.h"

#include "base/hash.h"

typedef struct nw_node { uint8_t feature; int32_t cut; } nw_node;
typedef struct nw_tree { nw_node node[7]; int32_t leaf[8]; } nw_tree;
typedef struct nw_knot { int32_t score; uint32_t chance_ppm; } nw_knot;

#include "detect/grounding/trees.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
enum { PENALTY = 10000, VERBATIM = 900000, LITTLE = 300000 };

static int32_t vote(const nw_tree *trees, size_t count, const int32_t *feature) {
  int32_t sum = 0;
  for (size_t i = 0; i < count; i++) {
    unsigned at = 0;
    for (int depth = 0; depth < 3; depth++) {
      const nw_node *node = &trees[i].node[at];
      at = 2 * at + 1 + (feature[node->feature] > node->cut);
    }
    sum += trees[i].leaf[at - 7];
  }
  return sum;
}

static uint64_t mix_trees(uint64_t seed, const nw_tree *trees, size_t count) {
  for (size_t i = 0; i < count; i++) {
    for (int n = 0; n < 7; n++) seed = nw_mix64(seed ^ (uint32_t)trees[i].node[n].cut ^ (uint64_t)trees[i].node[n].feature << 32);
    for (int n = 0; n < 8; n++) seed = nw_mix64(seed ^ (uint32_t)trees[i].leaf[n]);
  }
  return seed;
}

uint64_t nw_grounding_fingerprint(void) {
  return mix_trees(mix_trees(nw_lexicon_fingerprint(), grounding_trees, COUNT(grounding_trees)), relevance_trees, COUNT(relevance_trees));
}

static uint32_t chance_of(const nw_knot *knots, size_t count, int32_t score) {
  if (score <= knots[0].score) return knots[0].chance_ppm;
  for (size_t i = 1; i < count; i++) {
    const nw_knot *from = &knots[i - 1], *to = &knots[i];
    if (score >= to->score) continue;
    return from->chance_ppm + (uint32_t)((uint64_t)(to->chance_ppm - from->chance_ppm) * (uint64_t)(score - from->score)
                                         / (uint64_t)(to->score - from->score));
  }
  return knots[count - 1].chance_ppm;
}

static uint32_t grounding_band(const nw_grounding_says *says, int32_t score) {
  const int32_t *f = says->feature;
  if (f[NW_F_TRIGRAM] >= VERBATIM && f[NW_F_COVERAGE] >= 1000000 && says->lacks == 0 && says->left_out == 0) return NW_BAND_CLEAR;
  return score <= GROUNDING_HIT || f[NW_F_COVERAGE_ALL] < LITTLE ? NW_BAND_HIT : NW_BAND_UNSURE;
}

/* Content words; without any there is nothing to judge by. */
static int has_words(const nw_marks *marks) {
  for (size_t i = 0; i < marks->count; i++)
    if (nw_mark_counts(&marks->at[i])) return 1;
  return 0;
}

static int32_t penalties(const int32_t *f) {
  return PENALTY * ((f[NW_F_NUMBERS] > 0) + (f[NW_F_REPLACED] > 0) + (f[NW_F_RENAMED] > 0));
}

void nw_grounding_combine(const nw_grounding_work *work, nw_grounding_says *out) {
  int32_t *f = out->feature;
  if (work->source.count > 0) {
    int32_t score = vote(grounding_trees, COUNT(grounding_trees), f) - penalties(f);
    out->grounding_ppm = chance_of(grounding_knots, COUNT(grounding_knots), score);
    out->grounding_band = has_words(&work->answer) ? grounding_band(out, score) : NW_BAND_UNSURE;
  }
  if (work->query.count > 0) {
    int32_t score = vote(relevance_trees, COUNT(relevance_trees), f);
    out->relevance_ppm = chance_of(relevance_knots, COUNT(relevance_knots), score);
    int tells = has_words(&work->answer) && has_words(&work->query);
    out->relevance_band = tells && score <= RELEVANCE_HIT ? NW_BAND_HIT : NW_BAND_UNSURE;
  }
}
