/* train/train.h - how the content model is made from labelled texts.
 *
 *   lines ─► rows: labels, text, features (detect/content/read.h), a fold 0..3 or held back
 *         ─► IDF of every bucket
 *         ─► first stage: a linear SVM a head (dual coordinate descent), once a fold on the other three, once on all
 *         ─► int8 table ─► windows of every row, weighed by the model of the fold that has not seen it
 *         ─► second stage, of wide windows and of spots: logistic regression on the windows' inputs, and small trees over it
 *         ─► calibration (isotonic), cuts (quantiles of a reference of benign texts), what was trained for which language
 *         ─► figures on the held-back rows
 *
 * The same rows in the same order give the same file, bit for bit, on one machine: seeds are fixed, there is one thread, and sums are
 * taken in one order. What is held back is chosen by a hash of the near-duplicate group, or of the text, and never looked at before
 * the figures. */
#ifndef NW_TRAIN_H
#define NW_TRAIN_H

#include "base/buf.h"
#include "detect/content/model.h"
#include "newel/train.h"

enum { NW_TRAIN_FOLDS = 4, NW_TRAIN_HELD = 4, NW_TRAIN_UNKNOWN = 2, NW_TRAIN_TEXT_BYTES = 4000 };

typedef struct nw_train_row {
  uint32_t first, count;     /* features in nw_train_set.features: bucket << 8 | how often */
  uint32_t text_at, text_len;
  uint32_t window, windows;  /* its windows */
  uint8_t  label[NW_CONTENT_OUTPUTS];  /* 0, 1, NW_TRAIN_UNKNOWN */
  uint8_t  fold;             /* 0 .. NW_TRAIN_FOLDS-1, NW_TRAIN_HELD */
  uint8_t  reference;        /* a benign text as people write to a model: cuts are taken on those */
  uint8_t  extra;            /* composed or added: learnt from, but calibration does not count it */
} nw_train_row;

typedef struct nw_train_window { int16_t input[NW_CONTENT_INPUTS]; uint8_t view, script, language, reach, blocks, worst; } nw_train_window;

typedef struct nw_train_set {
  nw_alloc alloc;
  NW_VEC(nw_train_row)    rows;
  NW_VEC(uint32_t)        features;
  NW_VEC(nw_train_window) windows;
  NW_VEC(nw_content_key)  words;     /* every one that may become a known word */
  nw_buf                  texts;
  uint8_t                 idf2[NW_CONTENT_BUCKETS];
  int                     failed;
} nw_train_set;

/* ---- rows.c ---- */
/* Reads the features of a text, merged. 0: no memory. */
int nw_train_features(nw_train_set *set, nw_train_row *row, const unsigned char *text, size_t len);
void nw_train_idf(nw_train_set *set);
/* Chooses the model's known words; sorts set->words. 0: no memory. */
int nw_train_known(nw_train_set *set, nw_content_model *model);

/* ---- linear.c ---- */
/* Trains one head on the rows that are not of `fold` (nor held back). `weight` has NW_CONTENT_BUCKETS + 1 places, the bias last.
 * 0: no memory. */
int nw_train_head(const nw_train_set *set, unsigned head, unsigned fold, float *weight);
/* Writes a head into the lanes of `table` and its scale into the model. */
void nw_train_quantize(unsigned head, const float *weight, nw_content_model *model, int8_t *table);

/* ---- second.c ---- */
/* The second stage of one output for windows of one reach: weights and bias. 0: no memory. */
int nw_train_second(const nw_train_set *set, unsigned output, unsigned reach, nw_content_model *model);
/* Makes spots surer, once the trees are there. */
void nw_train_doubt(unsigned output, nw_content_model *model);
/* The window that the second stage finds worst; NULL: there is none. */
const nw_train_window *nw_train_worst(const nw_train_set *set, const nw_train_row *row, unsigned output, unsigned reach,
                                      const nw_content_model *model);
/* 1 where the row counts for an output; … where its windows of a reach are learnt from. */
int nw_train_counts(const nw_train_row *row, unsigned output);
int nw_train_learns(const nw_train_set *set, const nw_train_row *row, unsigned output, unsigned reach);
/* What a row weighs in the second stage: of some outputs texts that violate nothing weigh more. */
double nw_train_weight(const nw_train_row *row, unsigned output);
/* The logit of a row, as a text is judged. */
int32_t nw_train_logit(const nw_train_set *set, const nw_train_row *row, unsigned output, const nw_content_model *model);
/* Calibration and cuts of one output, from rows that are not held back. 0: no memory. */
int nw_train_calibrate(const nw_train_set *set, unsigned output, nw_content_model *model);

/* ---- trees.c ---- */
/* The trees of one of the outputs that have some, for windows of one reach, over what nw_train_second found. 0: no memory. */
int nw_train_trees(const nw_train_set *set, unsigned output, unsigned reach, nw_content_model *model);

/* ---- figures.c ---- */
typedef struct nw_train_scored { int32_t score; uint8_t label; } nw_train_scored;
/* second.c: from sorted scores of benign texts the cut (NW_CUT_…) that its share of them reaches; of violations, the score below which
 * its share of them lies. */
uint32_t nw_train_cut(const nw_train_scored *sorted, size_t count, unsigned cut);
uint32_t nw_train_allow(const nw_train_scored *sorted, size_t count, unsigned cut);
/* Sorts by score, the lowest first. */
void nw_train_sort(nw_train_scored *rows, size_t count);
/* Area under the ROC curve, ties half; -1 without both labels. */
double nw_train_auroc(const nw_train_scored *sorted, size_t count);
/* Share of positives above the score that `fpr` of the negatives exceed. */
double nw_train_tpr(const nw_train_scored *sorted, size_t count, double fpr);

#endif
