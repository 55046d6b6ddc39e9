/* newel/train.h - training the local judges on one's own data. */
#ifndef NEWEL_TRAIN_H
#define NEWEL_TRAIN_H

#include "newel/types.h"
#include "newel/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct newel_train newel_train;  /* one thread */

typedef struct newel_train_options {
  size_t      size;      /* sizeof(newel_train_options) */
  newel_slice lexicon;   /* word lists as in engine/train/lexicon.txt; borrowed; empty: those */
  void      (*progress)(void *user, const char *line);  /* what it is doing, and the figures; NULL: silence */
  void       *user;
  const char *judge;     /* "content" (NULL means it, too), "tagger": names and addresses; "attacks": known templates */
  unsigned    held;      /* of the content judge, 0 to 9: the tenth of the texts that is not learnt from, but told figures of */
} newel_train_options;
#define NEWEL_TRAIN_OPTIONS_INIT { sizeof(newel_train_options), { NULL, 0 }, NULL, NULL, NULL, 0 }

/* Opens a training. Errors: NEWEL_E_ARGUMENT, NEWEL_E_NOMEM. */
NEWEL_API int newel_train_open(newel_train **out, newel_engine *engine, const newel_train_options *options, newel_error *err);
/* The text, where it violates nothing, is of the kind that people write to a model: false positives are counted on those. */
#define NEWEL_TRAIN_REFERENCE 1u
/* The text was composed, or added to teach what is benign: it is learnt from, but is no sample of what will come. */
#define NEWEL_TRAIN_EXTRA 2u

/* Adds one labelled text: a JSON object. For the tagger {"id", "text", "spans": [{"start", "end", "type"}]}, with offsets in UTF-8
 * bytes (types but NAME and ADDRESS are text); for the content judge "text" and "labels" ({"HATE": 1, "INSULTS": 0}; what is absent is
 * unknown), and, where it is there, "grp" (near duplicates are kept on one side of the split); for "attacks" the same, with an "id" that
 * hits name. Copied. `flags`:
 * NEWEL_TRAIN_REFERENCE, NEWEL_TRAIN_EXTRA, both or 0. Errors: NEWEL_E_FORMAT, NEWEL_E_LIMIT, NEWEL_E_NOMEM. */
NEWEL_API int newel_train_add(newel_train *train, newel_slice line, unsigned flags, newel_error *err);
/* Trains on everything added and writes the model file. The same texts in the same order give the same bytes. Once.
 * Errors: NEWEL_E_STATE, NEWEL_E_FORMAT (an output without texts of both kinds), NEWEL_E_NOMEM, NEWEL_E_IO.
 * Cost: a minute or two for 100,000 texts, and some 2 KB of memory for each. */
NEWEL_API int newel_train_run(newel_train *train, newel_write_fn write, void *user, newel_error *err);
NEWEL_API void newel_train_free(newel_train *train);

/* Fits the cuts of the engine's content model to one's own traffic and writes the model. `traces`: newel.trace/1, one a line; used are
 * content rules with a score that a judge answered ("answered"): at least 200 it found clear, or 50 it found to violate, of a category.
 * Ask about everything while they are collected (`when: {content: always}`, mode observe), or the sample is a part of the traffic.
 * Errors: NEWEL_E_FORMAT (no traces, too few answers, no model), NEWEL_E_ARGUMENT, NEWEL_E_NOMEM, NEWEL_E_IO. Threads: any. */
NEWEL_API int newel_train_refit(newel_engine *engine, newel_slice traces, newel_write_fn write, void *user, newel_error *err);
/* Makes the lexicon of the judges of topics and grounding (engine/models/lexicon.bin) of `text`, a document a line, "source TAB text";
 * of the options only `progress` is used. Errors: NEWEL_E_FORMAT, NEWEL_E_NOMEM, NEWEL_E_IO. Cost: about two minutes and 300 MB for
 * 50 MB of text. The same text gives the same bytes with the same compiler on the same machine. */
NEWEL_API int newel_train_lexicon(newel_engine *engine, newel_slice text, const newel_train_options *options, newel_write_fn write,
                                  void *user, newel_error *err);

#ifdef __cplusplus
}
#endif
#endif
