/* guard/cells.c - see cells.h. */
#include "guard/cells.h"

#include <string.h>

#include "guard/scratch.h"
#include "text/line.h"

enum { CELL_LEAST_BYTES = 2, SPARE_BYTES = 64 };

void nw_cells_init(nw_cells *cells, nw_alloc alloc) {
  memset(cells, 0, sizeof *cells);
  nw_buf_init(&cells->text, alloc);
}

void nw_cells_free(nw_cells *cells) {
  if (cells->text.data != NULL) nw_wipe(cells->text.data, cells->text.capacity);
  nw_buf_free(&cells->text);
}

void nw_cells_begin(nw_cells *cells, size_t from) {
  cells->table.kind = NW_TABLE_NONE;
  cells->table.pos = cells->table.waits_for = cells->table.quiet = 0;
  cells->seen = from;
  cells->found = 0;
}

/* ---- the header ---- */

static const char *text_of(const nw_window *text, size_t at) { return (const char *)text->data + (at - text->base); }

/* Does a word of the column's name tell a family what stands behind it? 1: "name", which things have, too. 2: more than that. */
static int leads(nw_eval *eval, const nw_column *column) {
  const newel_guard *guard = eval->guard;
  unsigned char text[sizeof column->name + SPARE_BYTES] = { 0 };
  memcpy(text, column->name, column->len);
  nw_scan scan = { .data = text, .end = column->len, .from = column->len, .final = 1, .active = eval->active,
                   .all_active = eval->all_active };
  if (guard->compiled[NW_FAMILY_SHAPE] != NULL && nw_shape_leads(guard->compiled[NW_FAMILY_SHAPE], &scan)) return 2;
  return guard->compiled[NW_FAMILY_CUE] != NULL ? nw_cue_leads(guard->compiled[NW_FAMILY_CUE], &scan) : 0;
}

/* Keeps the names of the columns that tell something. 0: none does, or one that things have, too ("name,type,default"). */
static int take_columns(nw_eval *eval, const nw_window *text) {
  nw_cells *cells = &eval->cells;
  int some = 0;
  for (unsigned i = 0; i < cells->table.columns && i < NW_TABLE_COLUMNS; i++) {
    const nw_cell *cell = &cells->table.cells[i];
    nw_column *column = &cells->columns[i];
    size_t len = cell->end - cell->start;
    column->len = 0;
    if (len == 0) continue;
    memcpy(column->name, text_of(text, cell->start), len);
    memcpy(column->name + len, ": ", 2);
    column->len = (uint8_t)(len + 2);
    int much = leads(eval, column);
    if (much == 0) column->len = 0;
    some += much;
  }
  return some > 1;
}

/* Looks for a header at the next line ends, until there is one. Returns the place that is not decided; SIZE_MAX: all are. */
static size_t find_header(nw_eval *eval, const nw_window *text) {
  nw_cells *cells = &eval->cells;
  nw_table *table = &cells->table;
  const nw_masked known = nw_reading_masked(&eval->reading);
  if (nw_masked_lacks(&known, NW_HAS_LINE, cells->seen, text->end)) {
    cells->seen = text->end;
    return SIZE_MAX;
  }
  for (unsigned is; (cells->seen = nw_line_next(text, cells->seen, &is)) < text->end; cells->seen++) {
    const size_t line = cells->seen;
    nw_table_is found = NW_TABLE_IS_NONE;
    nw_line head;
    if (is & NW_LINE_ENDS && nw_line_may_name(text, eval->unit.from, line, &head))
      found = nw_table_begin_line(table, text, head.start, head.part);
    if (found == NW_TABLE_IS_NONE && is & NW_LINE_BEGINS) found = nw_table_begin_at(table, text, line + 1);
    if (found == NW_TABLE_IS_WAIT) return line + 1;
    if (found != NW_TABLE_IS_ROW) continue;
    if (!take_columns(eval, text)) {
      table->kind = NW_TABLE_NONE;
      continue;
    }
    cells->seen++;
    break;
  }
  return SIZE_MAX;
}

/* The same where the unit begins, where there is no line end in front. */
static size_t find_first(nw_eval *eval, const nw_window *text) {
  nw_cells *cells = &eval->cells;
  nw_table_is found = NW_TABLE_IS_NONE;
  if (nw_line_may_begin((unsigned char)*text_of(text, cells->seen))) found = nw_table_begin_at(&cells->table, text, cells->seen);
  if (found == NW_TABLE_IS_WAIT) return cells->seen;
  if (found == NW_TABLE_IS_ROW && !take_columns(eval, text)) cells->table.kind = NW_TABLE_NONE;
  cells->seen++;
  return SIZE_MAX;
}

int nw_cells_wait(const nw_cells *cells, const nw_window *text) {
  return cells->table.kind != NW_TABLE_NONE || cells->table.waits_for > cells->seen ||
         (cells->seen < text->end && memchr(text_of(text, cells->seen), '\n', text->end - cells->seen) != NULL);
}

/* ---- rows ---- */

static void scan_cell(nw_eval *eval, const nw_window *text, const nw_column *column, const nw_cell *cell) {
  nw_buf *buf = &eval->cells.text;
  size_t len = cell->end - cell->start;
  if (len < CELL_LEAST_BYTES) return;
  nw_buf_clear(buf);
  nw_buf_add(buf, column->name, column->len);
  nw_buf_add(buf, text_of(text, cell->start), len);
  if (buf->failed) eval->scratch->failed = 1;
  else nw_unit_scan_cell(eval, nw_buf_slice(buf), column->len, cell->start);
}

/* A row with more cells than columns has what parts them inside of a cell. Cells before it are counted from the left, those behind it from
 * the right, so each is scanned under all columns that it may be in. An edit that takes that cell away makes no cell another's. */
static void scan_row(nw_eval *eval, const nw_window *text) {
  const nw_cells *cells = &eval->cells;
  const unsigned columns = cells->table.columns, extra = cells->table.cell_count - columns;
  if (extra > NW_TABLE_EXTRA) return;
  for (unsigned i = 0; i < columns && i < NW_TABLE_COLUMNS; i++)
    for (unsigned more = 0; more <= extra && cells->columns[i].len > 0 && !eval->scratch->failed; more++)
      scan_cell(eval, text, &cells->columns[i], &cells->table.cells[i + more]);
}

static size_t scan_rows(nw_eval *eval, const nw_window *text) {
  nw_cells *cells = &eval->cells;
  uint64_t limits = 0;
  size_t waits = SIZE_MAX;
  while (cells->table.kind != NW_TABLE_NONE && waits == SIZE_MAX && !eval->scratch->failed) {
    nw_table_is is = nw_table_row(&cells->table, text, &limits);
    if (is == NW_TABLE_IS_ROW) scan_row(eval, text);
    if (is == NW_TABLE_IS_WAIT) waits = cells->table.rows > 0 ? cells->table.pos : cells->seen;
  }
  /* A header may follow its last row at once; a table without a row is none, and what it took for a header may hold another one. */
  if (cells->table.rows > 0 && cells->seen < cells->table.pos - 1) cells->seen = cells->table.pos - 1;
  for (unsigned id = 0; limits != 0 && id < NW_LIMIT_COUNT; id++)
    if (limits >> id & 1) nw_eval_limit(eval, id, UINT32_MAX);
  return waits;
}

size_t nw_cells_scan(nw_eval *eval, const nw_window *text) {
  nw_cells *cells = &eval->cells;
  size_t waits = SIZE_MAX;
  if (cells->seen == eval->unit.from && text->end > cells->seen) waits = find_first(eval, text);
  while (waits == SIZE_MAX && !eval->scratch->failed) {
    if (cells->table.kind != NW_TABLE_NONE) waits = scan_rows(eval, text);
    else if (cells->seen >= text->end) break;
    else waits = find_header(eval, text);
  }
  return waits;
}
