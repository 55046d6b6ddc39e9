/* text/read_spelt.h - the words of numbers, and of the signs between them, in 29 languages.
 *
 *   "Five" 5    "double" NW_SPELT_DOUBLE    "dash" NW_SPELT_SIGN + '-'    "cinq" 5    "пять" 5    "五" 5    "house" NW_SPELT_NONE
 *
 * For numbers (read_number.c) and addresses (read_address.c) that are spelt out. calm.h knows how those in ASCII begin.
 */
#ifndef NW_TEXT_READ_SPELT_H
#define NW_TEXT_READ_SPELT_H

#include "text/rewrite.h"

enum { NW_SPELT_BYTES = 16, NW_SPELT_PLAIN = 8 };
/* A zero that is one between digits only; words that count the next one; signs; no such word. */
enum { NW_SPELT_LOOSE_ZERO = 200, NW_SPELT_DOUBLE, NW_SPELT_TRIPLE, NW_SPELT_SIGN = 256, NW_SPELT_NONE = -1 };

/* A word of the text, folded. Han and Hangul numbers stand side by side: a character each. `key`: of up to NW_SPELT_PLAIN letters
 * of ASCII, the first one lowest; else 0. */
typedef struct nw_spelt { uint64_t key; char text[NW_SPELT_BYTES]; size_t len, end; uint8_t single, capitals, ascii; } nw_spelt;

/* 1 and `word` filled when a word of at most NW_SPELT_BYTES begins at `at`. */
int nw_spelt_read(nw_look *look, size_t at, nw_spelt *word);
/* 0 to 99, or one of the values above. */
int nw_spelt_value(const nw_spelt *word);

#endif
