/* train/trees.c - the trees that mend the weighted sum of the second stage: gradient boosting with the same question on all nodes of a
 * level ("oblivious" trees: Kohavi 1994; boosting with second derivatives: Friedman 2001).
 *
 *   a row   the inputs of its worst window, each as one of 32 bins; its logit so far
 *   a tree  four times: the (input, bin) that, asked in all leaves, gains most; then each leaf adds  rate x slope / (curve + penalty)
 *
 * Rows far on the right side of their label teach little: of those one in eight is taken, and weighs eight times. Sums are doubles taken
 * in the order of rows, so the same rows give the same trees. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "train/train.h"

enum { BINS = 32, DEPTH = NW_CONTENT_TREE_DEPTH, LEAVES = NW_CONTENT_LEAVES, INPUTS = NW_CONTENT_INPUTS };
static const double rate = 0.2, penalty = 30;

typedef struct item { double logit, weight, slope, curve; uint8_t label, leaf, bin[INPUTS]; } item;
typedef struct pair { double slope, curve; } pair;

typedef struct grower {
  item   *items;
  size_t  count;
  int16_t edge[INPUTS][BINS - 1];   /* an input is in bin b where it is above edge b - 1 and not above edge b */
  pair    sums[LEAVES][INPUTS][BINS];
} grower;

/* ---- bins ---- */

static int by_value(const void *a, const void *b) { return *(const int16_t *)a - *(const int16_t *)b; }

/* Edges at equal shares of the values; those that are the same leave bins empty. */
static void set_edges(int16_t edge[BINS - 1], int16_t *values, size_t count) {
  if (count > 1) qsort(values, count, sizeof *values, by_value);
  for (size_t b = 0; b + 1 < BINS; b++) edge[b] = count == 0 ? 0 : values[(b + 1) * count / BINS];
}

static uint8_t bin_of(const int16_t edge[BINS - 1], int16_t value) {
  unsigned bin = 0;
  while (bin + 1 < BINS && value > edge[bin]) bin++;
  return (uint8_t)bin;
}

/* ---- growing ---- */

static void set_slopes(grower *g) {
  for (size_t i = 0; i < g->count; i++) {
    item *at = &g->items[i];
    double p = 1 / (1 + exp(-at->logit));
    at->slope = at->weight * (at->label - p);
    at->curve = at->weight * p * (1 - p);
    at->leaf = 0;
  }
}

static void add_up(grower *g, unsigned leaves) {
  memset(g->sums, 0, leaves * sizeof g->sums[0]);
  for (size_t i = 0; i < g->count; i++) {
    const item *at = &g->items[i];
    pair (*sums)[BINS] = g->sums[at->leaf];
    for (unsigned k = 0; k < INPUTS; k++) sums[k][at->bin[k]].slope += at->slope, sums[k][at->bin[k]].curve += at->curve;
  }
}

static double worth(double slope, double curve) { return slope * slope / (curve + penalty); }

/* What is gained, over all leaves, where `input` is asked at each edge. */
static void add_gains(const grower *g, unsigned leaf, unsigned input, double gain[BINS - 1]) {
  const pair *sums = g->sums[leaf][input];
  pair all = { 0, 0 }, low = { 0, 0 };
  for (unsigned b = 0; b < BINS; b++) all.slope += sums[b].slope, all.curve += sums[b].curve;
  for (unsigned b = 0; b + 1 < BINS; b++) {
    low.slope += sums[b].slope, low.curve += sums[b].curve;
    gain[b] += worth(low.slope, low.curve) + worth(all.slope - low.slope, all.curve - low.curve) - worth(all.slope, all.curve);
  }
}

/* Asks the best question of all leaves. */
static void grow_level(grower *g, nw_content_tree *tree, unsigned level) {
  double most = -1;
  unsigned best_input = 0, best_bin = 0;
  add_up(g, 1u << level);
  for (unsigned k = 0; k < INPUTS; k++) {
    double gain[BINS - 1] = { 0 };
    for (unsigned leaf = 0; leaf < 1u << level; leaf++) add_gains(g, leaf, k, gain);
    for (unsigned b = 0; b + 1 < BINS; b++)
      if (gain[b] > most) most = gain[b], best_input = k, best_bin = b;
  }
  tree->input[level] = (uint8_t)best_input;
  tree->above[level] = g->edge[best_input][best_bin];
  for (size_t i = 0; i < g->count; i++) {
    item *at = &g->items[i];
    at->leaf = (uint8_t)(at->leaf << 1 | (at->bin[best_input] > best_bin));
  }
}

static void grow(grower *g, nw_content_tree *tree) {
  pair sums[LEAVES] = { { 0, 0 } };
  set_slopes(g);
  for (unsigned level = 0; level < DEPTH; level++) grow_level(g, tree, level);
  for (size_t i = 0; i < g->count; i++) {
    const item *at = &g->items[i];
    sums[at->leaf].slope += at->slope, sums[at->leaf].curve += at->curve;
  }
  for (unsigned leaf = 0; leaf < LEAVES; leaf++)
    tree->leaf[leaf] = (int16_t)lround(rate * sums[leaf].slope / (sums[leaf].curve + penalty) * NW_CONTENT_ONE);
  for (size_t i = 0; i < g->count; i++) g->items[i].logit += (double)tree->leaf[g->items[i].leaf] / NW_CONTENT_ONE;
}

/* ---- rows ---- */

/* Takes the rows that teach; their windows go to `windows`. */
static void gather(grower *g, const nw_train_set *set, unsigned output, unsigned reach, const nw_content_model *model,
                   const nw_train_window **windows) {
  enum { EACH = 8 };
  static const double far = 5;  /* a logit: odds of 1 to 150 */
  size_t easy = 0;
  for (size_t r = 0; r < set->rows.count; r++) {
    const nw_train_row *row = &set->rows.at[r];
    if (!nw_train_learns(set, row, output, reach)) continue;
    const nw_train_window *window = nw_train_worst(set, row, output, reach, model);
    double logit = (double)nw_content_output_logit(model, output, reach, window->input) / NW_CONTENT_ONE;
    int is_easy = row->label[output] ? logit > far : logit < -far;
    if (is_easy && easy++ % EACH != 0) continue;
    double weight = nw_train_weight(row, output) * (is_easy ? EACH : 1);
    g->items[g->count] = (item){ .logit = logit, .weight = weight, .label = row->label[output] };
    windows[g->count++] = window;
  }
}

static void fill_bins(grower *g, const nw_train_window **windows, int16_t *values) {
  for (unsigned k = 0; k < INPUTS; k++) {
    for (size_t i = 0; i < g->count; i++) values[i] = windows[i]->input[k];
    set_edges(g->edge[k], values, g->count);
    for (size_t i = 0; i < g->count; i++) g->items[i].bin[k] = bin_of(g->edge[k], windows[i]->input[k]);
  }
}

int nw_train_trees(const nw_train_set *set, unsigned output, unsigned reach, nw_content_model *model) {
  const nw_alloc *alloc = &set->alloc;
  size_t most = set->rows.count + 1;
  grower *g = nw_zalloc(alloc, sizeof *g);
  item *items = nw_malloc(alloc, most * sizeof *items);
  const nw_train_window **windows = nw_malloc(alloc, most * sizeof *windows);
  int16_t *values = nw_malloc(alloc, most * sizeof *values);
  int good = g != NULL && items != NULL && windows != NULL && values != NULL;
  if (good) {
    g->items = items;
    gather(g, set, output, reach, model, windows);
    fill_bins(g, windows, values);
    for (unsigned t = 0; t < NW_CONTENT_TREES; t++) grow(g, &model->stage[reach].tree[output][t]);
  }
  nw_free(alloc, values, most * sizeof *values);
  nw_free(alloc, (void *)windows, most * sizeof *windows);
  nw_free(alloc, items, most * sizeof *items);
  nw_free(alloc, g, sizeof *g);
  return good;
}
