/* regress/attack.h - disguises that keep a case's labels true. */
#ifndef NW_REGRESS_ATTACK_H
#define NW_REGRESS_ATTACK_H

#include "regress/run.h"

/* Index of an attack by name, or -1. */
int nw_attack_find(newel_slice name);
/* Disguises the labelled places of the case in hand (the whole text where nothing is labelled) by the run's attack; labels move
 * along, and every other expectation is dropped. */
int nw_attack_case(newel_regress *run, nw_case *one, newel_error *err);

#endif
