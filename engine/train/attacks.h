/* train/attacks.h - the table of known attacks (detect/attack/known.h) from labelled texts.
 *
 *   attacks  ─► sketches ─► families: a template whose sketch is half of what a family has joins it
 *   benign   ─► sketches ─► their shingles leave the table
 *
 * Rows are those of the content judge; what it holds back stays out. The same rows in the same order give the same file on every
 * machine. Owner: the caller; memory: 16 bytes a shingle. Threads: one. */
#ifndef NW_TRAIN_ATTACKS_H
#define NW_TRAIN_ATTACKS_H

#include "base/buf.h"

typedef struct nw_attack_trainer nw_attack_trainer;

int nw_attack_trainer_new(nw_attack_trainer **out, const nw_alloc *alloc, newel_error *err);
void nw_attack_trainer_free(nw_attack_trainer *trainer);
/* One text; `name` is what a hit calls it by. Errors: NEWEL_E_NOMEM, NEWEL_E_LIMIT: too many templates. */
int nw_attack_trainer_add(nw_attack_trainer *trainer, newel_slice name, newel_slice text, int attack, newel_error *err);
/* Appends the file to `file`. Errors: NEWEL_E_FORMAT (no attack among the texts), NEWEL_E_LIMIT (too many families), NEWEL_E_NOMEM. */
int nw_attack_trainer_learn(nw_attack_trainer *trainer, nw_buf *file, newel_error *err);

typedef struct nw_attack_figures { size_t templates, benign, families, shingles, dropped; } nw_attack_figures;
nw_attack_figures nw_attack_trainer_figures(const nw_attack_trainer *trainer);

#endif
