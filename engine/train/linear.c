/* train/linear.c - one head of the first stage: a linear SVM with squared hinge loss and L2 penalty, solved by coordinate descent in
 * the dual (Hsieh and others, "A Dual Coordinate Descent Method for Large-scale Linear SVM", 2008).
 *
 *   x   of a row: how often a bucket x its IDF, over the length of the IDFs
 *   min over a >= 0 of  1/2 |sum a y x|^2 + sum a^2 / (4 C) - sum a;   w = sum a y x
 *
 * The class that is rarer weighs more. What is kept of w is w x IDF, which is what the table holds. A row
 * that is right without being leant on (a = 0, twice and more) is asked again only after one, two, three rounds. */
#include <math.h>
#include <string.h>

#include "train/train.h"

enum { EPOCHS = 14 };

/* Of HATE, INSULTS, SEXUAL, VIOLENCE, MISCONDUCT, PROMPT_ATTACK, ANY. */
static const double cost_of[NW_CONTENT_HEADS] = { 0.15, 0.25, 0.3, 0.15, 0.25, 0.15, 0.15 };

/* The class that is rarer weighs more, by this power of how much rarer. */
static const double rarer_of[NW_CONTENT_HEADS] = { 0.5, 0.25, 0.5, 0.5, 0.5, 0.5, 0.5 };

/* What an example weighs. Most attacks are composed, of some hundred forms: those that people wrote weigh more. */
static double worth_of(const nw_train_row *row, unsigned head) {
  enum { PROMPT_ATTACK = 5 };
  return head == PROMPT_ATTACK && row->label[head] == 1 && !row->extra ? 3 : 1;
}

typedef struct example { uint32_t row; float alpha, square, norm, regular; int8_t y; uint8_t calm, rest; } example;

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

/* How many rounds a row rests that was right `calm` times. */
static uint8_t rest_of(uint8_t calm) {
  enum { MOST = 3 };
  return calm < 2 ? 0 : calm - 1 < MOST ? (uint8_t)(calm - 1) : MOST;
}

static void step(const nw_train_set *set, example *e, float *weight) {
  const nw_train_row *row = &set->rows.at[e->row];
  const uint32_t *features = set->features.at + row->first;
  float dot = 0;
  for (uint32_t i = 0; i < row->count; i++) dot += weight[features[i] >> 8] * (float)(features[i] & 255);
  float margin = (float)e->y * (dot * e->norm + weight[NW_CONTENT_BUCKETS]);
  float gradient = margin - 1.0f + e->alpha * e->regular, alpha = e->alpha - gradient / (e->square + e->regular);
  if (alpha < 0) alpha = 0;
  float change = (alpha - e->alpha) * (float)e->y;
  e->calm = alpha == 0 && e->calm < UINT8_MAX ? (uint8_t)(e->calm + 1) : 0;
  e->rest = rest_of(e->calm);
  if (change == 0) return;
  e->alpha = alpha;
  float scaled = change * e->norm;
  for (uint32_t i = 0; i < row->count; i++)
    weight[features[i] >> 8] += scaled * (float)set->idf2[features[i] >> 8] * (float)(features[i] & 255);
  weight[NW_CONTENT_BUCKETS] += change;
}

int nw_train_head(const nw_train_set *set, unsigned head, unsigned fold, float *weight) {
  const nw_alloc *alloc = &set->alloc;
  size_t count = 0, positive = 0, rows = set->rows.count;
  uint64_t random = 0x4E6577656CULL + head;
  example *examples = nw_zalloc(alloc, (rows + 1) * sizeof *examples);
  memset(weight, 0, (NW_CONTENT_BUCKETS + 1) * sizeof *weight);
  if (examples == NULL) return 0;
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
  double more = positive > 0 ? pow((double)(count - positive) / (double)positive, rarer_of[head]) : 1;
  for (size_t i = 0; i < count; i++) {
    double worth = worth_of(&set->rows.at[examples[i].row], head) * (examples[i].y > 0 ? more : 1.0);
    examples[i].regular = (float)(1.0 / (2.0 * cost_of[head] * worth));
  }
  for (unsigned epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(examples, count, &random);
    for (size_t i = 0; i < count; i++) {
      if (examples[i].rest > 0) examples[i].rest--;
      else step(set, &examples[i], weight);
    }
  }
  nw_free(alloc, examples, (rows + 1) * sizeof *examples);
  return 1;
}

/* Weights beyond 14 standard deviations are cut (CONTENT: 6 loses, 14 does not). */
void nw_train_quantize(unsigned head, const float *weight, nw_content_model *model, int8_t *table) {
  enum { SIGMAS = 14, MOST = 127 };
  double sum = 0, most = 0;
  size_t used = 0;
  for (size_t b = 0; b < NW_CONTENT_BUCKETS; b++) {
    double value = (double)weight[b];
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
    double value = (double)weight[b] / unit;
    long lane = lround(value > MOST ? MOST : value < -MOST ? -MOST : value);
    table[b * NW_CONTENT_LANES + head] = (int8_t)lane;
  }
  model->head[head].scale = (int32_t)lround(unit * NW_CONTENT_ONE * 16);
  model->head[head].bias = (int32_t)lround((double)weight[NW_CONTENT_BUCKETS] * NW_CONTENT_ONE);
}
