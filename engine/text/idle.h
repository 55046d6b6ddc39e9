/* text/idle.h - a place that can serve no shape, for a guard that looks for nothing else.
 *
 *   "for (i = 0; i < 4; i++)"  0i < 4i      "the term “entropy” means"  ''entropy''      idle: nobody has to read it
 *   "4 1 1 1"   "b o b @ x . o r g"   "password: “…”"   "p w d = …"                      may be something
 */
#ifndef NW_TEXT_IDLE_H
#define NW_TEXT_IDLE_H

#include "text/rewrite.h"

enum { NW_IDLE_REACH_BYTES = 64 };  /* bytes behind a place that have to be known */

/* Can what stands at `place`, with what is around it in the text of which `data[0]` is byte `base`, be no part of what detectors of shapes
 * find, and no word that speaks for it? */
int nw_place_is_idle(const unsigned char *data, size_t base, size_t end, const nw_passage *place);

#endif
