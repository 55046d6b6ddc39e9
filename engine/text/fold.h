/* text/fold.h - case folding and word characters, from Unicode data (grammar/tables/unicode.h, made by grammar/tables/unicode.py
 * from Debian's unicode-data; the digest stands in the table).
 *
 * Words. A token is a maximal run of word characters, after UAX #29 with one difference that serves word lists: in scripts that
 * write without spaces (Han, Hiragana, Thai, Lao, Khmer, Myanmar, …) every character with its marks is a token of its own, so a
 * word in such a script is a phrase of tokens and matches inside running text.
 */
#ifndef NW_TEXT_FOLD_H
#define NW_TEXT_FOLD_H

#include "newel/types.h"

typedef enum nw_word_class {
  NW_WORD_NONE   = 0,  /* separates tokens */
  NW_WORD_PART   = 1,  /* letter, digit, connector punctuation: joins with its neighbours */
  NW_WORD_SINGLE = 2,  /* a token by itself */
  NW_WORD_MARK   = 3   /* combining mark or format character: belongs to what stands before it */
} nw_word_class;

nw_word_class nw_word_class_of(uint32_t cp);

/* Full case folding (CaseFolding.txt, C + F): 1..3 code points into `out`; returns how many. NW_UTF8_BAD folds to itself. */
unsigned nw_fold_case(uint32_t cp, uint32_t out[3]);

/* Appends the case-folded form of `text` to `buf` (bad bytes as they are). Returns 0 when there is no memory. */
struct nw_buf;
int nw_fold_text(struct nw_buf *buf, newel_slice text);

/* The Unicode version of the tables ("15.0.0"). */
const char *nw_unicode_version(void);

#endif
