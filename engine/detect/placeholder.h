/* detect/placeholder.h - what our own edits left, as a verifier sees it beside its candidate.
 *
 *   {EMAIL}   {EMAIL_12}   {PHONE:0123456789abcdef}   ****
 *
 * An item stood there: what it was joined to is still no candidate by itself ("e.com={EMAIL}" is no host, "@{WORD}n@x.org" no address).
 * The guard marks placeholders of its own names (guard/placeholder.c); here any name counts, for another guard may have written it.
 */
#ifndef NW_DETECT_PLACEHOLDER_H
#define NW_DETECT_PLACEHOLDER_H

#include "detect/probe.h"

/* 1 when one begins at `pos`, as far as its first two bytes tell. */
int nw_placeholder_at(nw_probe *probe, size_t pos);
/* Where the one begins that ends at `pos`; `pos` where none does. Reads back some 80 bytes at most. */
size_t nw_placeholder_before(nw_probe *probe, size_t pos);
/* 1 when [start, end) is the hash of one that has the name of an entity. */
int nw_placeholder_holds(nw_probe *probe, size_t start, size_t end);

#endif
