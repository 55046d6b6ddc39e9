/* detect/regex/witness.h - a text in which one pattern finds something and another does not.
 *
 *   TK-[0-9]+   against   TK-[0-9]{2,}      TK-0
 *   (?i)acme    against   acme              ACME
 *
 * Breadth first over pairs of states of both machines (nfa.h), so the first text is a shortest one; PCRE2 has the last word on each. */
#ifndef NW_DETECT_REGEX_WITNESS_H
#define NW_DETECT_REGEX_WITNESS_H

#include "detect/regex/nfa.h"

typedef enum nw_witness { NW_WITNESS_NONE = 0, NW_WITNESS_FOUND = 1, NW_WITNESS_UNKNOWN = 2, NW_WITNESS_NO_MEMORY = 3 } nw_witness;

/* FOUND: `out` holds the text, of ASCII. NONE: there is no such text of ASCII. UNKNOWN: a pattern is not regular, or the search grew too
 * large. Both patterns compile. Cost: at most some tens of milliseconds. */
struct nw_buf;
nw_witness nw_witness_find(struct nw_buf *out, const nw_alloc *alloc, newel_slice finds, newel_slice finds_not);

#endif
