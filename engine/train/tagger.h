/* train/tagger.h - how the weights of the tagger (detect/tag/tag.h) are learnt.
 *
 *   {"id": "7", "text": "Hi Khasanbek, your parcel", "spans": [{"start": 3, "end": 12, "type": "NAME"}]}
 *
 *   questions    "does a name begin at Hi?" no  "… at Khasanbek?" yes  "does it go on with ','?" no …   one for each place
 *                that the running tagger would ask about, with the same features, from the same code
 *   learning     logistic regression, one step a question (AdaGrad), EPOCHS times in shuffled order; weights and steps are
 *                integers of 1/65536: the same texts in the same order give the same file, bit for bit, on every machine
 *   scores       one record in ten (by the hash of its id) is not learnt from: from its questions come the figures and the
 *                table that turns a sum into a confidence
 *
 * Types but NAME and ADDRESS are text. A record with a "scope" that lacks a type says nothing of it; a span with "optional"
 * true is not asked about. Owner: the caller; memory: about 130 bytes a question. Threads: one.
 */
#ifndef NW_TRAIN_TAGGER_H
#define NW_TRAIN_TAGGER_H

#include "base/buf.h"
#include "detect/tag/tag.h"

typedef struct nw_tagger_trainer nw_tagger_trainer;

int nw_tagger_trainer_new(nw_tagger_trainer **out, const nw_alloc *alloc, newel_error *err);
void nw_tagger_trainer_free(nw_tagger_trainer *trainer);
/* One record, a line of JSON. Errors: NEWEL_E_FORMAT (not such a record), NEWEL_E_NOMEM. */
int nw_tagger_trainer_add(nw_tagger_trainer *trainer, newel_slice line, newel_error *err);
/* Learns, and appends the file of the model to `file`. `epochs` 0: the usual number. */
int nw_tagger_trainer_learn(nw_tagger_trainer *trainer, unsigned epochs, nw_buf *file, newel_error *err);

/* What became of the questions of one kind that were held back. */
typedef struct nw_tagger_figures { uint64_t learnt, asked, right_yes, wrong_yes, missed; } nw_tagger_figures;
nw_tagger_figures nw_tagger_trainer_figures(const nw_tagger_trainer *trainer, nw_tag_lane lane);

#endif
