/* train/linear.c - one head of the first stage: a linear SVM with squared hinge loss and L2 penalty, solved by coordinate descent in
 * the dual (Hsieh and others, "A Dual Coordinate Descent Method for Large-scale Linear SVM", 2008).
 *
 *   x   of a row: how often a bucket x its IDF, over the length of the IDFs
 *   min over a >= 0 of  1/2 |sum a y x|^2 + sum a^2 / (4 C) - sum a;   w = sum a y x
 *
 * The class that is rarer weighs more, by the root of how much rarer. */
#include <math.h>
#include <string.h>

#include "train/train.h"

enum { EPOCHS = 14 };

/* Of HATE, INSULTS, SEXUAL, VIOLENCE, MISCONDUCT, PROMPT_ATTACK, ANY. */
static const double cost_of[NW_CONTENT_HEADS] = { 0.1, 0.1, 0.3, 0.3, 0.3, 0.3, 0.1 };

typedef struct example { uint32_t row; float alpha, square, norm, regular; int8_t y; } example;

static uint64_t next_random(uint64_t *state) {  /* splitmix64 */
  uint64_t z = (*state += 0x9E3779B97F4A7C15ULL);
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ z >> 27) * 0x94D049BB133111EBULL;
  return z ^ z >> 31;
}

static void shuffle(example *at, size_t count, uint64_t *state) {
  for (size_t i = count; i > 1; i--) {
    size_t j = (size_t)(next_random(state) % i);
    example swap = at[i - 1];
    at[i - 1] = at[j];
    at[j] = swap;
  }
}

/* The length of the row's IDFs, as it is judged later: every time a feature stands counts. */
static float norm_of(const nw_train_set *set, const nw_train_row *row) {
  double sum = 0;
  for (uint32_t i = 0; i < row->count; i++) {
    uint32_t feature = set->features.at[row->first + i];
    sum += (double)set->idf2[feature >> 8] * (feature & 255);
  }
  return sum > 0 ? (float)(1.0 / sqrt(sum)) : 0.0f;
}

static float square_of(const nw_train_set *set, const nw_train_row *row, float norm) {
  double sum = 0;
  for (uint32_t i = 0; i < row->count; i++) {
    uint32_t feature = set->features.at[row->first + i], times = feature & 255;
    sum += (double)set->idf2[feature >> 8] * times * times;
  }
  return (float)(sum * norm * norm) + 1.0f;  /* and the bias */
}

static void step(const nw_train_set *set, const float *idf, example *e, float *weight) {
  const nw_train_row *row = &set->rows.at[e->row];
  const uint32_t *features = set->features.at + row->first;
  float dot = 0;
  for (uint32_t i = 0; i < row->count; i++) dot += weight[features[i] >> 8] * idf[features[i] >> 8] * (float)(features[i] & 255);
  float margin = (float)e->y * (dot * e->norm + weight[NW_CONTENT_BUCKETS]);
  float gradient = margin - 1.0f + e->alpha * e->regular, alpha = e->alpha - gradient / (e->square + e->regular);
  if (alpha < 0) alpha = 0;
  float change = (alpha - e->alpha) * (float)e->y;
  if (change == 0) return;
  e->alpha = alpha;
  float scaled = change * e->norm;
  for (uint32_t i = 0; i < row->count; i++) weight[features[i] >> 8] += scaled * idf[features[i] >> 8] * (float)(features[i] & 255);
  weight[NW_CONTENT_BUCKETS] += change;
}

int nw_train_head(const nw_train_set *set, unsigned head, unsigned fold, float *weight) {
  const nw_alloc *alloc = &set->alloc;
  size_t count = 0, positive = 0, rows = set->rows.count;
  uint64_t random = 0x4E6577656CULL + head;
  example *examples = nw_zalloc(alloc, (rows + 1) * sizeof *examples);
  float *idf = nw_malloc(alloc, NW_CONTENT_BUCKETS * sizeof *idf);
  memset(weight, 0, (NW_CONTENT_BUCKETS + 1) * sizeof *weight);
  if (examples == NULL || idf == NULL) goto done;
  for (size_t b = 0; b < NW_CONTENT_BUCKETS; b++) idf[b] = sqrtf((float)set->idf2[b]);
  for (size_t r = 0; r < rows; r++) {
    const nw_train_row *row = &set->rows.at[r];
    if (row->label[head] == NW_TRAIN_UNKNOWN || row->fold == fold || row->fold == NW_TRAIN_HELD || row->count == 0) continue;
    example *e = &examples[count++];
    e->row = (uint32_t)r;
    e->y = row->label[head] ? 1 : -1;
    e->norm = norm_of(set, row);
    e->square = square_of(set, row, e->norm);
    positive += e->y > 0;
  }
  double more = positive > 0 ? sqrt((double)(count - positive) / (double)positive) : 1;
  for (size_t i = 0; i < count; i++)
    examples[i].regular = (float)(1.0 / (2.0 * cost_of[head] * (examples[i].y > 0 ? more : 1.0)));
  for (unsigned epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(examples, count, &random);
    for (size_t i = 0; i < count; i++) step(set, idf, &examples[i], weight);
  }
done:
  nw_free(alloc, examples, (rows + 1) * sizeof *examples);
  nw_free(alloc, idf, NW_CONTENT_BUCKETS * sizeof *idf);
  return examples != NULL && idf != NULL;
}

/* Weights beyond 14 standard deviations are cut (CONTENT: 6 loses, 14 does not). */
void nw_train_quantize(const nw_train_set *set, unsigned head, const float *weight, nw_content_model *model, int8_t *table) {
  enum { SIGMAS = 14, MOST = 127 };
  double sum = 0, most = 0;
  size_t used = 0;
  for (size_t b = 0; b < NW_CONTENT_BUCKETS; b++) {
    double value = (double)weight[b] * sqrt(set->idf2[b]);
    if (weight[b] == 0) continue;
    sum += value * value;
    used++;
    if (fabs(value) > most) most = fabs(value);
  }
  double range = used > 0 ? SIGMAS * sqrt(sum / (double)used) : 1;
  if (range > most) range = most;
  if (range <= 0) range = 1;
  double unit = range / MOST;
  for (size_t b = 0; b < NW_CONTENT_BUCKETS; b++) {
    double value = (double)weight[b] * sqrt(set->idf2[b]) / unit;
    long lane = lround(value > MOST ? MOST : value < -MOST ? -MOST : value);
    table[b * NW_CONTENT_LANES + head] = (int8_t)lane;
  }
  model->head[head].scale = (int32_t)lround(unit * NW_CONTENT_ONE * 16);
  model->head[head].bias = (int32_t)lround((double)weight[NW_CONTENT_BUCKETS] * NW_CONTENT_ONE);
}
