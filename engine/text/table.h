/* text/table.h - tables in a text: a header row names columns, and each row below has one cell for each.
 *
 *   name,ssn,dob                      | Name | Phone |          INSERT INTO t (name, ssn)        <tr><th>Name</th><th>Phone</th></tr>
 *   Orla Finnerty,123456789,…         |------|-------|            VALUES ('Orla', '123456789')   <tr><td>Orla</td><td>555 …</td></tr>
 *   ^cell         ^cell               | Orla | 555 … |                    ^cell                          ^cell
 *
 * LINES are parted by one of , ; tab | or two blanks; a LIST stands in parentheses or brackets (SQL, JSON); TAGS are those of HTML. The
 * caller knows where lines end (line.h) and asks whether a header does or begins there; then nw_table_row gives rows, one by one, for as
 * long as they have at least as many cells as the header. Which columns matter is the caller's matter.
 *
 * An answer is never given by where a window ends: a header or row that may go on says WAIT, and the caller keeps its bytes.
 * Cost: a row is read once; one that comes in pieces again when an eighth more is there.
 */
#ifndef NW_TEXT_TABLE_H
#define NW_TEXT_TABLE_H

#include "base/limits.h"
#include "text/seeker.h"

enum {
  NW_TABLE_COLUMNS = 64,       /* NW_LIMIT_TABLE_COLUMNS */
  NW_TABLE_EXTRA = 4,          /* cells that a row may have more: "12 Mill Road, Leeds" without quotes is two */
  NW_TABLE_NAME_BYTES = 40,    /* a name of a column */
  NW_TABLE_HEAD_BYTES = 1024   /* a header; the text is kept so far back */
};

typedef enum nw_table_kind { NW_TABLE_NONE = 0, NW_TABLE_LINES, NW_TABLE_LIST, NW_TABLE_TAGS } nw_table_kind;

/* Without the blanks and quotes around it. */
typedef struct nw_cell { size_t start, end; } nw_cell;

typedef struct nw_table {
  nw_table_kind kind;         /* NONE: there is no table */
  unsigned char part;         /* what parts the cells of LINES; what opens a LIST */
  unsigned      columns;      /* cells of a row; those behind the limit are not kept */
  size_t        pos;          /* what follows begins here: all before it is read */
  size_t        waits_for;    /* a row is not read again before so much has come */
  size_t        quiet;        /* no statement, list or table of HTML is looked for before: many were opened and did not end */
  size_t        rows;         /* so far */
  unsigned      cell_count;   /* of the row that was read last, or of the header; those behind the last that is kept count, too */
  nw_cell       cells[NW_TABLE_COLUMNS + NW_TABLE_EXTRA];
} nw_table;

/* WAIT: what there is depends on bytes to come. NONE: no header there; or the table is at its end, at table->pos. */
typedef enum nw_table_is { NW_TABLE_IS_NONE, NW_TABLE_IS_WAIT, NW_TABLE_IS_ROW } nw_table_is;

/* Is the line that begins at `at`, and whose cells `part` parts (line.h), a header? Then table->cells has it. Never WAIT: it ends in the
 * text. */
nw_table_is nw_table_begin_line(nw_table *table, const nw_window *text, size_t at, unsigned char part);
/* Does a statement, a list or a table of HTML with a header begin at `at`? When it goes on too long an eighth of what was read is passed
 * by, so a text of nothing but beginnings is read eight times and no more. */
nw_table_is nw_table_begin_at(nw_table *table, const nw_window *text, size_t at);
/* The next row. `*limits`: bits 1 << NW_LIMIT_ID_… that were hit. */
nw_table_is nw_table_row(nw_table *table, const nw_window *text, uint64_t *limits);

#endif
