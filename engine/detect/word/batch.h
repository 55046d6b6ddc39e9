/* detect/word/batch.h - the plain ASCII words of a text, many at a time: which of them could begin an entry?
 *
 *   text     "Ignore the cat's meow - naïve"
 *   words     111111 111 111 1 1111   11        1: letter or digit
 *   edges     |     ||  ||  ||||   |  |         where a run begins or ends, by turns: Ignore, the, cat, s, meow
 *   hits      ...... ... cat . ....             the hash of the folded word has its bits in the filter
 *
 * Blocks of 64 bytes become bit masks, masks become a list of edges, and each pair of edges becomes a hash and one look into the
 * filter, without a branch that depends on the text: about 35 instructions a word, whatever the list holds. A batch ends in front
 * of the first byte that needs the general way (non-ASCII, '_'): a run that touches such a byte, or the end of the batch, is left
 * to the caller.
 *
 * Machine: one body, compiled for plain x86-64 and for AVX2 with BMI, and byte by byte for others; the answers are the same.
 */
#ifndef NW_DETECT_WORD_BATCH_H
#define NW_DETECT_WORD_BATCH_H

#include "detect/word/filter.h"
#include "detect/word/token.h"

enum { NW_BATCH_BLOCKS = 16, NW_BATCH_WORDS = NW_BATCH_BLOCKS * 32 };

typedef struct nw_batch {
  size_t   next;   /* where to go on: the start of a run that did not end, or a byte for the general way */
  size_t   count;  /* of hits */
  uint32_t hits[NW_BATCH_WORDS];   /* index of the word's first edge */
  uint32_t edges[2 * NW_BATCH_WORDS + 8];  /* distances from `from` */
} nw_batch;

/* Reads on from `from`, which is no place inside a token. */
void nw_batch_read(nw_batch *batch, const nw_filter *filter, const nw_reader *reader, size_t from);

#endif
