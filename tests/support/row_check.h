/* row_check.h - a detector family under test: rows of texts, whole and in pieces; texts glued of rows; one scan with its work.
 *
 *   row_family f = { .family = &nw_cue_family, .compiled = cues, .work = nw_cue_work };     active[]: by rule = entity
 *   row_place lines = { ROW_PART("it is:\n"), ROW_PART("\n") };
 *   const char *wrong = row_check(&f, &rows[i], &lines, &seed);      NULL, or what differs
 */
#ifndef NW_TEST_ROW_CHECK_H
#define NW_TEST_ROW_CHECK_H

#include "shape_rows.h"
#include "split_scan.h"

enum { ROW_TEXT_BYTES = 8192 };

typedef struct row_family {
  const nw_family *family;
  const void      *compiled;
  uint64_t       (*work)(const void *state);
  uint8_t          active[NW_ENTITY_COUNT];
} row_family;

/* What stands around a row; may hold NUL. */
typedef struct row_part { const char *text; size_t len; } row_part;
typedef struct row_place { row_part before, after; } row_place;
#define ROW_PART(text) { text, sizeof text - 1 }

split_job row_job(const row_family *f, const char *text, size_t len);
/* The row in its place gives its findings, whole and in pieces. */
const char *row_check(const row_family *f, const shape_row *row, const row_place *place, uint64_t *seed);

/* A text of `size` bytes: joints, rows, halves of rows, some NUL bytes. */
typedef struct row_stock { const shape_row *rows; size_t row_count; const char *const *joints; size_t joint_count; } row_stock;
size_t row_glue(char *text, size_t size, const row_stock *stock, uint64_t *seed);

typedef struct row_outcome { size_t count, live, limits; uint64_t work; nw_found first; nw_limit_fact limit; } row_outcome;
row_outcome row_scan(const row_family *f, const char *text, size_t len, size_t from);
/* The same for `size` bytes of `unit` again and again. */
row_outcome row_flood(const row_family *f, const char *unit, size_t size);

#endif
