/* text/fold.h - case folding and word characters, from Unicode data (grammar/tables/unicode.h, made by grammar/tables/unicode.py
 * from Debian's unicode-data; the digest stands in the table).
 *
 * Words. A token is a run of letters and digits with their marks; what joins and what separates follows UAX #29, with the
 * differences that serve word lists. Lists and texts are cut by the same rule, so a list entry matches itself.
 *
 *      "Don't say_it, Tom"  ->  Don | t | say_it | Tom          "東京へ"  ->  東 | 京 | へ
 *
 * - Apostrophes (', U+2019, U+00B7 and the other mid-letters) separate: "don't" is a phrase of two tokens in the list and in the
 *   text, whichever apostrophe each uses; and "acme" is found in "Acme's", "hotel" in "l'hotel".
 * - Scripts written without spaces (Han, Hiragana, Thai, Lao, Khmer, Myanmar, …): every character with its marks is a token of
 *   its own, so a word is a phrase of tokens and matches inside running text. Hangul too: particles are glued to a word.
 * - Katakana joins: its words are marked off by the change of script, and shorter ones hide in longer ones (pachinko).
 * - Connector punctuation ('_') joins between letters and separates elsewhere: "say_it" is one token, "_it_" is "it".
 * - Marks and format characters (joiners, variation selectors, soft hyphen) belong to what stands before. U+200B separates.
 */
#ifndef NW_TEXT_FOLD_H
#define NW_TEXT_FOLD_H

#include "newel/types.h"

typedef enum nw_word_class {
  NW_WORD_NONE   = 0,  /* separates tokens */
  NW_WORD_PART   = 1,  /* letter, digit: joins with its neighbours */
  NW_WORD_SINGLE = 2,  /* a token by itself */
  NW_WORD_MARK   = 3,  /* combining mark or format character: belongs to what stands before it */
  NW_WORD_JOIN   = 4   /* connector punctuation: joins where letters stand on both sides */
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
