/* cascade/price.h - the list price of a judge's units: grammar/prices.def as a function. */
#ifndef NW_CASCADE_PRICE_H
#define NW_CASCADE_PRICE_H

#include "newel/types.h"

/* 1 and the price of one `unit` in millionths of a dollar, and whether it is from a primary source; 0: the unit is not known. */
int nw_price_of(newel_slice unit, uint64_t *micro_usd, int *verified);

#endif
