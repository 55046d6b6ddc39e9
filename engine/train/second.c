/* train/second.c - the second stage: logistic regression by Newton's method on the inputs of windows; calibration; cuts.
 *
 * A text is as bad as its worst window, so a row is trained on with its worst wide window, and with its worst spot. Inputs come from the
 * model of a fold that has not seen the row: the second stage learns how much the first is to be trusted. */
#include <math.h>
#include <string.h>

#include "train/train.h"

enum { N = NW_CONTENT_INPUTS + 1, STEPS = 12 };

static double dot(const double *weight, const nw_train_window *window) {
  double sum = weight[NW_CONTENT_INPUTS];
  for (unsigned i = 0; i < NW_CONTENT_INPUTS; i++) sum += weight[i] * window->input[i] / NW_CONTENT_INPUT_ONE;
  return sum;
}

/* Solves A x = b for a positive definite A, in place (Cholesky); x in b. */
static void solve(double a[N][N], double b[N]) {
  for (unsigned j = 0; j < N; j++) {
    for (unsigned k = 0; k < j; k++) a[j][j] -= a[j][k] * a[j][k];
    a[j][j] = sqrt(a[j][j]);
    for (unsigned i = j + 1; i < N; i++) {
      for (unsigned k = 0; k < j; k++) a[i][j] -= a[i][k] * a[j][k];
      a[i][j] /= a[j][j];
    }
  }
  for (unsigned i = 0; i < N; i++) {
    for (unsigned k = 0; k < i; k++) b[i] -= a[i][k] * b[k];
    b[i] /= a[i][i];
  }
  for (unsigned i = N; i-- > 0;) {
    for (unsigned k = i + 1; k < N; k++) b[i] -= a[k][i] * b[k];
    b[i] /= a[i][i];
  }
}

int nw_train_counts(const nw_train_row *row, unsigned output) {
  return row->fold != NW_TRAIN_HELD && row->label[output] != NW_TRAIN_UNKNOWN && row->windows > 0;
}

int nw_train_learns(const nw_train_set *set, const nw_train_row *row, unsigned output, unsigned reach) {
  if (row->fold == NW_TRAIN_HELD || row->label[output] == NW_TRAIN_UNKNOWN) return 0;
  for (uint32_t i = 0; i < row->windows; i++)
    if (set->windows.at[row->window + i].reach == reach) return 1;
  return 0;
}

/* 1 where it is a copy of a row between benign texts. */
static int is_padded(const nw_train_row *row) { return row->count == 0; }

/* How an output learns: what weights cost (1 / C), of its own logits and of all other inputs, and what copies between benign texts weigh.
 * Those teach that a window may be all there is to see; of attacks and of requests they teach to be afraid of benign neighbours, and spots
 * see those without, so few are enough. Much of the attacks and requests is composed, which the first stage knows well: there other inputs
 * have to be worth it. `doubt`, in logits: by how much spots have to be surer than they are, for there are many in a text; NEVER where the
 * cut that a text of many others exceeds grows by as much as they find. */
typedef struct lesson { double own, other, padded, doubt; } lesson;
enum { NEVER = 20 };
static const lesson lesson_of[NW_CONTENT_OUTPUTS] = {
  { 20, 20, 1, NEVER }, { 20, 20, 1, NEVER }, { 20, 20, 1, 0.5 }, { 20, 20, 1, 0.5 }, { 200, 200, 0.1, 1 }, { 20, 5000, 0.1, 1 },
  { 20, 20, 1, NEVER }, { 20, 20, 1, NEVER }
};

static double penalty_of(unsigned output, unsigned input) {
  const lesson *l = &lesson_of[output];
  return input == output || input == NW_CONTENT_HEADS + output || input == NW_CONTENT_INPUTS ? l->own : l->other;
}

double nw_train_weight(const nw_train_row *row, unsigned output) {
  static const double of_clean[NW_CONTENT_OUTPUTS] = { 4, 1, 2, 3, 1, 3, 1, 1 };
  for (unsigned k = 0; k < NW_CONTENT_SIX; k++)
    if (row->label[k] != 0) return 1;
  return of_clean[output];
}

/* The window of a row that `weight` finds worst, among those of a reach; without weights the first stage. */
static const nw_train_window *pick(const nw_train_set *set, const nw_train_row *row, unsigned output, unsigned reach,
                                   const double *weight) {
  const unsigned head = output < NW_CONTENT_HEADS ? output : NW_LANE_ANY;
  const nw_train_window *worst = NULL;
  double most = 0;
  for (uint32_t i = 0; i < row->windows; i++) {
    const nw_train_window *window = &set->windows.at[row->window + i];
    if (window->reach != reach) continue;
    double sum = weight != NULL ? dot(weight, window) : window->input[head] + window->input[NW_CONTENT_HEADS + head];
    if (worst == NULL || sum > most) worst = window, most = sum;
  }
  return worst;
}

/* One step of Newton: gradient and curvature over all rows, each by its window of `picked`; NULL: it is not learnt from. */
static void newton(const nw_train_set *set, unsigned output, unsigned reach, const nw_train_window *const *picked, double weight[N]) {
  double curve[N][N] = { { 0 } }, slope[N] = { 0 };
  for (size_t r = 0; r < set->rows.count; r++) {
    const nw_train_row *row = &set->rows.at[r];
    const nw_train_window *window = picked[r];
    if (window == NULL) continue;
    double x[N], p = 1 / (1 + exp(-dot(weight, window)));
    double more = nw_train_weight(row, output) * (is_padded(row) && reach == NW_CONTENT_WIDE ? lesson_of[output].padded : 1);
    double off = more * (row->label[output] - p), spread = more * p * (1 - p);
    for (unsigned i = 0; i < NW_CONTENT_INPUTS; i++) x[i] = (double)window->input[i] / NW_CONTENT_INPUT_ONE;
    x[NW_CONTENT_INPUTS] = 1;
    for (unsigned i = 0; i < N; i++) {
      slope[i] += off * x[i];
      for (unsigned j = 0; j <= i; j++) curve[i][j] += spread * x[i] * x[j];
    }
  }
  for (unsigned i = 0; i < N; i++) {
    slope[i] -= penalty_of(output, i) * weight[i];
    curve[i][i] += penalty_of(output, i);
  }
  solve(curve, slope);
  for (unsigned i = 0; i < N; i++) weight[i] += slope[i];
}

/* Wide windows are those that the first stage finds worst; of spots, of which there are many, those that the second finds worst then. */
int nw_train_second(const nw_train_set *set, unsigned output, unsigned reach, nw_content_model *model) {
  const unsigned rounds = reach == NW_CONTENT_WIDE ? 1 : 2;
  const size_t bytes = (set->rows.count + 1) * sizeof(nw_train_window *);
  double weight[N] = { 0 };
  const nw_train_window **picked = nw_malloc(&set->alloc, bytes);
  if (picked == NULL) return 0;
  for (unsigned round = 0; round < rounds; round++) {
    for (size_t r = 0; r < set->rows.count; r++) {
      const nw_train_row *row = &set->rows.at[r];
      picked[r] = nw_train_learns(set, row, output, reach) ? pick(set, row, output, reach, round > 0 ? weight : NULL) : NULL;
    }
    for (unsigned step = 0; step < STEPS; step++) newton(set, output, reach, picked, weight);
  }
  nw_free(&set->alloc, (void *)picked, bytes);
  nw_content_output *out = &model->out[output];
  for (unsigned i = 0; i < NW_CONTENT_INPUTS; i++) out->weight[reach][i] = (int32_t)lround(weight[i] * NW_CONTENT_WEIGHT_ONE);
  out->bias[reach] = (int32_t)lround(weight[NW_CONTENT_INPUTS] * NW_CONTENT_ONE);
  return 1;
}

void nw_train_doubt(unsigned output, nw_content_model *model) {
  model->out[output].bias[NW_CONTENT_SPOT] -= (int32_t)lround(lesson_of[output].doubt * NW_CONTENT_ONE);
}

const nw_train_window *nw_train_worst(const nw_train_set *set, const nw_train_row *row, unsigned output, unsigned reach,
                                      const nw_content_model *model) {
  const nw_train_window *worst = NULL;
  int32_t most = 0;
  for (uint32_t i = 0; i < row->windows; i++) {
    const nw_train_window *window = &set->windows.at[row->window + i];
    if (window->reach != reach) continue;
    int32_t sum = nw_content_output_logit(model, output, reach, window->input);
    if (worst == NULL || sum > most) worst = window, most = sum;
  }
  return worst;
}

int32_t nw_train_logit(const nw_train_set *set, const nw_train_row *row, unsigned output, const nw_content_model *model) {
  nw_content_worst worst = { 0, -NW_CONTENT_LOGIT_MOST, 0 };
  for (uint32_t i = 0; i < row->windows; i++) {
    const nw_train_window *window = &set->windows.at[row->window + i];
    const int16_t *input = window->input;
    const unsigned reach = window->reach;
    int32_t sum = nw_content_output_logit(model, output, reach, input);
    if (!nw_content_may_worsen(&worst, sum)) continue;
    (void)nw_content_worsen(&worst, sum, nw_content_mended(&model->stage[reach], output, sum, input));
  }
  return worst.logit;
}

/* ---- calibration ---- */

typedef struct pool { double hits, count; unsigned from; } pool;

/* What a share is believed to be elsewhere. Sets differ in what they call an insult: shares of it lie nearer to one half. */
static double believed(unsigned output, double share) {
  enum { INSULTS = 1 };
  static const double travels = 0.9, least = 1e-6;
  if (output != INSULTS || share < least || share > 1 - least) return share;
  return 1 / (1 + exp(-travels * log(share / (1 - share))));
}

/* Pools neighbours until shares rise (isotonic regression) and writes them as knots, each above the one before. */
static void write_knots(unsigned output, const double *hits, const double *counted, uint32_t *ppm) {
  enum { LEAST_STEP_PPM = 200 };
  pool pools[NW_CONTENT_KNOTS];
  unsigned n = 0;
  for (unsigned k = 0; k < NW_CONTENT_KNOTS; k++) {
    pools[n] = (pool){ hits[k], counted[k], k };
    n++;
    while (n > 1 && pools[n - 2].hits * pools[n - 1].count >= pools[n - 1].hits * pools[n - 2].count) {
      pools[n - 2].hits += pools[n - 1].hits;
      pools[n - 2].count += pools[n - 1].count;
      n--;
    }
  }
  for (unsigned p = 0; p < n; p++) {
    unsigned end = p + 1 < n ? pools[p + 1].from : NW_CONTENT_KNOTS;
    double share = pools[p].count > 0 ? pools[p].hits / pools[p].count : 0;
    for (unsigned k = pools[p].from; k < end; k++) ppm[k] = (uint32_t)lround(believed(output, share) * 980000);
  }
  for (unsigned k = 1; k < NW_CONTENT_KNOTS; k++)
    if (ppm[k] < ppm[k - 1] + LEAST_STEP_PPM) ppm[k] = ppm[k - 1] + LEAST_STEP_PPM;
}

/* 1 where calibration counts the row. Texts that were composed, or chosen for being toxic, are mostly insults and hatred: for those two
 * they are no sample. */
static int is_sample(const nw_train_row *row, unsigned output) {
  enum { HATE = 0, INSULTS = 1 };
  return nw_train_counts(row, output) && !(row->extra && (output == HATE || output == INSULTS));
}

/* Rows share between the two knots that they lie between. */
static void calibrate(const nw_train_set *set, unsigned output, nw_content_model *model) {
  double hits[NW_CONTENT_KNOTS] = { 0 }, counted[NW_CONTENT_KNOTS] = { 0 };
  for (unsigned k = 0; k < NW_CONTENT_KNOTS; k++) counted[k] = 1e-9, hits[k] = 1e-9 * k / NW_CONTENT_KNOTS;
  for (size_t r = 0; r < set->rows.count; r++) {
    const nw_train_row *row = &set->rows.at[r];
    if (!is_sample(row, output)) continue;
    int32_t place = nw_train_logit(set, row, output, model) - NW_CONTENT_KNOT_FIRST;
    if (place < 0) place = 0;
    unsigned knot = (unsigned)place / NW_CONTENT_KNOT_STEP;
    double part = (double)((unsigned)place % NW_CONTENT_KNOT_STEP) / NW_CONTENT_KNOT_STEP;
    if (knot >= NW_CONTENT_KNOTS - 1) knot = NW_CONTENT_KNOTS - 2, part = 1;
    counted[knot] += 1 - part, counted[knot + 1] += part;
    hits[knot] += (1 - part) * row->label[output], hits[knot + 1] += part * row->label[output];
  }
  write_knots(output, hits, counted, model->out[output].ppm);
}

uint32_t nw_train_cut(const nw_train_scored *sorted, size_t count, unsigned cut) {
  static const double share[NW_CUT_COUNT] = { 0.001, 0.005, 0.02 };
  size_t spare = (size_t)((double)count * share[cut]);
  return count == 0 ? 1000000 : (uint32_t)sorted[count - 1 - (spare < count ? spare : count - 1)].score + 1;
}

uint32_t nw_train_allow(const nw_train_scored *sorted, size_t count, unsigned cut) {
  static const double missed[NW_CUT_COUNT] = { 0.10, 0.05, 0.02 };
  size_t at = (size_t)((double)count * missed[cut]);
  return count == 0 ? 0 : (uint32_t)sorted[at < count ? at : count - 1].score;
}

static size_t gather(const nw_train_set *set, unsigned output, const nw_content_model *model, int positives, nw_train_scored *out) {
  size_t n = 0;
  for (size_t r = 0; r < set->rows.count; r++) {
    const nw_train_row *row = &set->rows.at[r];
    int benign = row->reference && (row->label[output] == 0 || row->label[output] == NW_TRAIN_UNKNOWN);
    if (row->fold == NW_TRAIN_HELD || row->windows == 0 || (positives ? row->label[output] != 1 : !benign)) continue;
    out[n++] = (nw_train_scored){ (int32_t)nw_content_ppm(model, output, nw_train_logit(set, row, output, model)), (uint8_t)positives };
  }
  nw_train_sort(out, n);
  return n;
}

int nw_train_calibrate(const nw_train_set *set, unsigned output, nw_content_model *model) {
  nw_content_output *out = &model->out[output];
  nw_train_scored *scored = nw_malloc(&set->alloc, (set->rows.count + 1) * sizeof *scored);
  if (scored == NULL) return 0;
  calibrate(set, output, model);
  size_t n = gather(set, output, model, 0, scored);
  for (unsigned c = 0; c < NW_CUT_COUNT; c++) out->cut[c] = nw_train_cut(scored, n, c);
  n = gather(set, output, model, 1, scored);
  for (unsigned c = 0; c < NW_CUT_COUNT; c++) out->allow[c] = nw_train_allow(scored, n, c);
  nw_free(&set->alloc, scored, (set->rows.count + 1) * sizeof *scored);
  return 1;
}
