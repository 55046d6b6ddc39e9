/* Texts for the cue family, marked like those of shape_rows.h. */
#ifndef NW_TEST_CUE_ROWS_H
#define NW_TEST_CUE_ROWS_H

#include "shape_rows.h"

extern const shape_row cue_rows[];
extern const size_t cue_row_count;

#endif
