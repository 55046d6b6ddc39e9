/* guard/cells.h - cells of tables: the header above one is what the key of a JSON value is to it.
 *
 *   id,full_name,ssn              columns that tell something: full_name, ssn
 *   7,Orla Finnerty,123456789     scanned as "full_name: Orla Finnerty" and "ssn: 123456789"
 *
 * So a word in a header does what it does in front of a value, and what verifiers refuse behind "ssn: " they refuse in a cell. Only what
 * rests on the header counts: the cell itself was scanned with the text. Its place is known, so findings need no map.
 *
 * text/line.h says where a header may end or begin, text/table.h whether it does. A stream holds back the row that is being read, and a
 * header in brackets or tags that has not ended. Cost of a text without headers: that of looking at its line ends.
 */
#ifndef NW_GUARD_CELLS_H
#define NW_GUARD_CELLS_H

#include "base/buf.h"
#include "text/table.h"

struct nw_eval;

/* What a cell is scanned behind: "ssn: ". Nothing: the column tells nothing. */
typedef struct nw_column { uint8_t len; char name[NW_TABLE_NAME_BYTES + 2]; } nw_column;

typedef struct nw_cells {
  nw_table       table;
  nw_column      columns[NW_TABLE_COLUMNS];
  int            found;    /* a cell of the unit has a finding by its column */
  size_t         seen;     /* line ends before it were asked about */
  nw_buf         text;     /* of one cell, with its column */
} nw_cells;

void nw_cells_init(nw_cells *cells, nw_alloc alloc);
void nw_cells_free(nw_cells *cells);
/* A new unit, that begins at `from`. */
void nw_cells_begin(nw_cells *cells, size_t from);
/* Something is to be done in the text so far: a table is open, or a line ends. */
int nw_cells_wait(const nw_cells *cells, const nw_window *text);
/* Reads on in the text of the unit. Returns the place before which no cell is scanned any more; SIZE_MAX: it holds
 * back nothing. */
size_t nw_cells_scan(struct nw_eval *eval, const nw_window *text);

#endif
