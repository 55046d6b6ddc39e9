/* train/figures.c - how well scores tell labels apart. */
#include <stdlib.h>

#include "train/train.h"

static int by_score(const void *a, const void *b) {
  const nw_train_scored *left = a, *right = b;
  if (left->score != right->score) return left->score < right->score ? -1 : 1;
  return (int)left->label - (int)right->label;
}

void nw_train_sort(nw_train_scored *rows, size_t count) {
  if (count > 1) qsort(rows, count, sizeof *rows, by_score);
}

double nw_train_auroc(const nw_train_scored *sorted, size_t count) {
  double below = 0, sum = 0, positives = 0;
  for (size_t i = 0, j; i < count; i = j) {
    double p = 0, n = 0;
    for (j = i; j < count && sorted[j].score == sorted[i].score; j++) sorted[j].label ? p++ : n++;
    sum += p * (below + n / 2);
    below += n;
    positives += p;
  }
  return positives > 0 && below > 0 ? sum / (positives * below) : -1;
}

double nw_train_tpr(const nw_train_scored *sorted, size_t count, double fpr) {
  size_t negatives = 0, positives = 0, above = 0;
  for (size_t i = 0; i < count; i++) sorted[i].label ? positives++ : negatives++;
  if (positives == 0 || negatives == 0) return -1;
  size_t spare = (size_t)((double)negatives * fpr);
  int32_t cut = INT32_MIN;
  for (size_t i = count; i-- > 0;) {
    if (sorted[i].label) continue;
    cut = sorted[i].score;
    if (spare-- == 0) break;
  }
  for (size_t i = 0; i < count; i++) above += sorted[i].label && sorted[i].score > cut;
  return (double)above / (double)positives;
}
