/* Texts for the shape family. What stands between the two marks must be found, and nothing else of that entity; a row without
 * marks holds none (invalid, or a look-alike). */
#ifndef NW_TEST_SHAPE_ROWS_H
#define NW_TEST_SHAPE_ROWS_H

#include <stddef.h>

#include "detect/entities.h"

#define SHAPE_OPEN  "\x01"
#define SHAPE_CLOSE "\x02"

typedef struct shape_row {
  unsigned    entity;
  const char *text;
} shape_row;

extern const shape_row shape_rows[];
extern const size_t shape_row_count;

enum { SHAPE_SPANS = 4 };
/* Takes the marks out: the bare text goes to `out` (size bytes), the spans to `spans`. Returns the length of the text. */
size_t shape_row_text(const shape_row *row, char *out, size_t size, size_t spans[SHAPE_SPANS][2], size_t *span_count);

#endif
