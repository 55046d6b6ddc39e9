/* text/read_word.h - the word around a code point: it says whether a look-alike, or a letter with a mark, is a disguise.
 *
 *   "Привет"   look-alikes and letters of one script        reads as it is
 *   "pаypal"   a look-alike among Latin letters             paypal
 *   "ígñóŕé"   more marks than spelling has                 ignore
 *
 * Most foreign words are written as their language is. nw_words_kept says so of a whole run of them in one pass, so nobody asks about
 * each letter. Words are looked at NW_WORD_CHARS to each side: a longer one is as many words as it has letters.
 */
#ifndef NW_TEXT_READ_WORD_H
#define NW_TEXT_READ_WORD_H

#include "tables/reading.h"
#include "text/rewrite.h"

enum { NW_WORD_CHARS = 24 };

/* What a word is made of: letters and digits with '@', '.', '-', '_' between. */
typedef struct nw_word_kind {
  size_t   end;
  unsigned letters, soft, latin, digits, foreign, looks;
  uint8_t  script, scripts_mix, plain;  /* of its look-alikes; plain: nothing but letters that are soft, looks or as they are */
  uint8_t  styled;                      /* one looks like a letter from afar only */
  uint8_t  digit_looks;                 /* one looks like a digit */
} nw_word_kind;

const reading_entry_t *nw_reading_entry(uint32_t cp);

/* The word that `at` is in. */
nw_word_kind nw_word_around(nw_look *look, size_t at);
/* Its look-alikes are in bad company. */
int nw_word_mixes(const nw_word_kind *word);
/* It has more marks than spelling has; `is_near`: a word next to it has. */
int nw_word_is_dense(const nw_word_kind *word);
int nw_word_is_near_dense(nw_look *look, size_t at, const nw_word_kind *word);

/* By NW_SPOT_BYTES bytes from `p` on, and those from `from` on: a letter of a word that is Cyrillic as a whole and reads as it is, whatever
 * stands near? Most letters next to numbers are. */
int nw_is_plain_cyrillic(const unsigned char *p, const unsigned char *from);

/* Does the word around `at` say how what stands there reads? Signs, marks and what shows nothing say it themselves. */
int nw_is_kept_by_word(const nw_look *look, size_t at);
/* Every code point from `at` to the offset that is returned reads as itself; `at`: what stands there has to be asked about. */
size_t nw_words_kept(const nw_look *look, size_t at);
/* None of them is in a word of look-alikes as a whole. */
size_t nw_words_of_letters(const nw_look *look, size_t at);

#endif
