/* text/company.h - which letters of 64 bytes may read otherwise by the company they are in, many words at once.
 *
 *   text    Die Prüfung läuft, site скоро                masks: words, Latin letters, letters with marks, look-alikes
 *   words   ### ####### #####  #### #####                runs of bits
 *   asked       .  nobody                                one mark a word, none near that has more: spelling. One script a word, too
 *
 * A letter with a mark is read in a word with several, or next to one; a look-alike in a word with Latin letters, digits, marks or a second
 * script, or as a digit near digits (read_word.h). Where none of these can be, by 64 bytes and what is around them, no word has to be
 * walked through. What is told here is "perhaps": read_word.h decides. About 60 instructions for 64 bytes.
 */
#ifndef NW_TEXT_COMPANY_H
#define NW_TEXT_COMPANY_H

#include "text/rewrite.h"

/* What a word has. MARKS: two letters with marks. */
enum nw_company { NW_HAS_LATIN = 1, NW_HAS_DIGIT = 2, NW_HAS_LOOK = 4, NW_HAS_SOFT = 8, NW_HAS_MARKS = 16, NW_HAS_ANY = 31 };

/* The code points that have to be asked about, but for controls; `before`: the byte in front. */
uint64_t nw_company_spots(const nw_glance *here, const nw_glance *next, unsigned before);
/* Tells `next` what stands in front of it. */
void nw_company_follow(nw_glance *next, const nw_glance *here, unsigned before);
/* Tells `here` that nothing is known of what stands in front, but that it is ASCII (`ascii`). */
void nw_company_begin(nw_glance *here, int ascii);

#endif
