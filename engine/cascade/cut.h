/* cascade/cut.h - cutting a large text into pieces that a judge takes.
 *
 *   text      Dear Ann, … . I am writing … . The rest of the letter …
 *   piece 1   |---------------------------|
 *   piece 2                       |------------------------------|       200 characters stand in both
 *
 * Never inside a UTF-8 sequence. Of the last fifth of a piece the best place is taken: a blank line, a line's end, a sentence's end,
 * white space; where there is none, the quota cuts. Pieces overlap, so that what lies across a cut is whole in one of them.
 */
#ifndef NW_CASCADE_CUT_H
#define NW_CASCADE_CUT_H

#include "newel/types.h"

enum { NW_UNIT_CHARS = 1000, NW_CUT_OVERLAP_CHARS = 200 };

/* Characters as a quota may count them: UTF-16 units, the larger of the countings that are in question. `text` is UTF-8. */
size_t nw_cut_chars(newel_slice text);
/* Text units of a text: 1,000 characters each, rounded up. */
static inline size_t nw_cut_units(size_t chars) { return (chars + NW_UNIT_CHARS - 1) / NW_UNIT_CHARS; }

/* The end of the piece that begins at `start` and has at most `most` characters (more than twice the overlap). */
size_t nw_cut_end(newel_slice text, size_t start, size_t most);
/* Where the piece behind the one that ends at `end` begins: before it by the overlap, and behind `start`. */
size_t nw_cut_next(newel_slice text, size_t start, size_t end);

#endif
