/* detect/regex/ahead.h - what the first three characters of a match of a pattern may be.
 *
 *   K3-[0-9]{5}    { K } { 3 } { - }
 *   (?:TK|ID)_.    { T I } { K D } { _ }
 *
 * Read off the pattern's machine (nfa.h). Told only where few ways lead there and the machine is exact: then an attempt of PCRE2 that
 * fails in them takes a few steps, and it makes no difference to any budget whether it is made.
 */
#ifndef NW_DETECT_REGEX_AHEAD_H
#define NW_DETECT_REGEX_AHEAD_H

#include "base/alloc.h"

enum { NW_AHEAD = 3 };

/* By place, ASCII: bit c % 64 of set[c / 64]. */
typedef struct nw_ahead { uint64_t set[NW_AHEAD][2]; } nw_ahead;

/* 1: told. 0: nothing is told. -1: no memory. */
int nw_ahead_of(nw_ahead *out, const nw_alloc *alloc, newel_slice pattern);

#endif
