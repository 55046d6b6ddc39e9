/* text/line.h - ends of lines in a text, for who looks for the header of a table.
 *
 *   "Please import:\nCustomer,SIN,Birthdate\nNoelle Gagnon,145 712 386,1990-02-14\n"
 *                                         ^ a name in front, commas in the line: perhaps a header
 *
 * Cost: 13 instructions for 128 bytes and 10 for a line, 100 more for one that ends as a header may (AVX2).
 */
#ifndef NW_TEXT_LINE_H
#define NW_TEXT_LINE_H

#include "text/table.h"

enum { NW_LINE_NAME_BLANKS = 5 };  /* so many a name of a column never has between its words */

/* What a line end stands beside: behind a byte that a header may end with, in front of one that a statement or a table may begin with. */
enum { NW_LINE_ENDS = 1, NW_LINE_BEGINS = 2 };

/* The next line end from `at` > text->base on that stands beside such a byte, and in `*is` which; text->end: there is none. In a text
 * that goes on, what stands behind the last byte is not known: it may be such a byte. */
size_t nw_line_next(const nw_window *text, size_t at, unsigned *is);
/* May a statement or a table begin with this byte? */
int nw_line_may_begin(unsigned char c);

typedef struct nw_line { size_t start; unsigned char part; } nw_line;

/* May the line that ends at `end`, of a text that begins at `from`, be a header? Then `*line` has where it begins and what parts its cells:
 * the first of | tab ; , that is there, or two blanks. Something does, nothing is there that no name has, and no name is too long or of too
 * many words. It is read from behind, 64 bytes at once: most prose is told by the last ones. */
int nw_line_may_name(const nw_window *text, size_t from, size_t end, nw_line *line);

#endif
