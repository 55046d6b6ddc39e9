/* detect/shape.h - what tests may ask of a shape scan beyond detect.h. */
#ifndef NW_DETECT_SHAPE_H
#define NW_DETECT_SHAPE_H

#include "detect/families.h"
#include "detect/masks.h"

/* Bytes and symbols that the verifiers of this state have read so far: a measure of work without a clock. */
uint64_t nw_shape_work(const void *state);
/* Makes the masks with another machine than the best one: all find the same. */
void nw_shape_run_on(nw_shape *shape, const nw_machine *machine);

#endif
