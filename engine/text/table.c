/* text/table.c - see table.h. */
#include "text/table.h"

#include <string.h>

#include "base/slice.h"
#include "text/line.h"

/* ---- bytes ---- */

/* The byte at `pos`, -1 where none is (yet). */
static int byte_at(const nw_window *text, size_t pos) {
  return pos < text->end && pos >= text->base ? text->data[pos - text->base] : -1;
}

/* What to say where the text has no byte. */
static nw_table_is no_byte(const nw_window *text) { return text->final ? NW_TABLE_IS_NONE : NW_TABLE_IS_WAIT; }

/* What a name of a column never has. */
static const uint8_t nameless[128] = {
  ['|'] = 1, [';'] = 1, [','] = 1, ['='] = 1, ['<'] = 1, ['>'] = 1, ['{'] = 1, ['}'] = 1, ['['] = 1, [']'] = 1, ['@'] = 1, ['!'] = 1,
  ['?'] = 1, ['*'] = 1, ['\\'] = 1, ['~'] = 1, ['^'] = 1, ['"'] = 1
};

static int is_one_of(int c, const char *set) { return c > 0 && strchr(set, c) != NULL; }
static int is_blank(int c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
static int is_word(int c) { return c >= 0 && (nw_is_alnum((unsigned)c) || c == '_'); }
static int is_quote(int c) { return c == '"' || c == '\'' || c == '`'; }

/* 1: the letters at `pos` are `word`, which is in small ones. */
static int is_word_at(const nw_window *text, size_t pos, const char *word) {
  for (; *word != '\0'; word++, pos++) {
    int c = byte_at(text, pos);
    if (c < 0 || nw_to_lower((unsigned)c) != (unsigned char)*word) return 0;
  }
  return 1;
}

enum { CELLS_MOST = NW_TABLE_COLUMNS + NW_TABLE_EXTRA };

/* A row that is being read: `most` bytes from `from` on. */
typedef struct row {
  const nw_window *text;
  nw_table        *table;
  size_t           from, at, most;
  unsigned         cells;
  int              is_long, is_cut;  /* it did not end in `most` bytes; in the text */
} row;

static int c_at(const row *r, size_t pos) { return byte_at(r->text, pos); }

static nw_table_is too_long(row *r) {
  r->is_long = 1;
  return NW_TABLE_IS_NONE;
}

static nw_table_is cut_off(row *r) {
  r->is_cut = 1;
  return no_byte(r->text);
}

/* Behind the quoted value that begins at `pos`, where doubled quotes are part of it, and with `escapes` what stands behind '\'; 0: it
 * has no end there; ends_later: it may have one when more text is there. */
static size_t behind_quoted(const row *r, size_t pos, int escapes) {
  const int quote = c_at(r, pos);
  for (pos++; pos - r->from <= r->most; pos++) {
    int c = c_at(r, pos);
    if (c < 0) return 0;
    if (escapes && c == '\\') pos++;
    else if (c == quote && c_at(r, pos + 1) == quote) pos++;
    else if (c == quote && pos + 1 == r->text->end && !r->text->final) return 0;
    else if (c == quote) return pos + 1;
  }
  return 0;
}

static int ends_later(const row *r) { return !r->text->final && r->text->end - r->from <= r->most + 1; }

/* Takes the cell [start, end) without what stands around its value. */
static void add_cell(row *r, size_t start, size_t end) {
  while (start < end && is_blank(c_at(r, start))) start++;
  while (end > start && is_blank(c_at(r, end - 1))) end--;
  if (end - start >= 2 && is_quote(c_at(r, start)) && c_at(r, start) == c_at(r, end - 1)) start++, end--;
  if (r->cells < CELLS_MOST) r->table->cells[r->cells] = (nw_cell){ start, end };
  r->cells++;
}

/* ---- LINES ---- */

/* Bytes of what parts two cells at `pos`; 0: nothing. */
static size_t part_len(const row *r, size_t pos) {
  const unsigned char part = r->table->part;
  size_t at = pos;
  if (part != ' ') return c_at(r, pos) == part;
  while (c_at(r, at) == ' ' || c_at(r, at) == '\t') at++;
  return at > pos + 1 ? at - pos : 0;
}

/* Empty cells at the sides of "| a | b |" are none. */
static void drop_frame(row *r, size_t first, size_t end) {
  nw_cell *cells = r->table->cells;
  if (r->table->part != '|' || r->cells < 2 || r->cells > CELLS_MOST) return;
  while (end > first && is_blank(c_at(r, end - 1))) end--;
  if (end > first && c_at(r, end - 1) == '|') r->cells--;
  if (c_at(r, first) != '|') return;
  r->cells--;
  memmove(cells, cells + 1, r->cells * sizeof *cells);
}

/* The next byte from `at` on that may part cells or ends the line; `end` at most. */
static size_t plain_end(const row *r, size_t at) {
  const unsigned char part = r->table->part, other = part == ' ' ? '\t' : part;
  const size_t limit = r->from + r->most + 1, end = r->text->end < limit ? r->text->end : limit;
  const unsigned char *c = r->text->data + (at - r->text->base);
  for (; at < end && *c != part && *c != other && *c != '\n'; c++) at++;
  return at;
}

/* The cells of the line at r->from; r->at is behind it. */
static nw_table_is read_line(row *r) {
  size_t at = r->from;
  while (c_at(r, at) == ' ' && r->table->part != '\t') at++;
  const size_t first = at;
  size_t cell = at;
  for (int fresh = 1; at - r->from <= r->most;) {
    int c = c_at(r, at);
    if (c < 0 && !r->text->final) return NW_TABLE_IS_WAIT;
    if (c < 0 || c == '\n') {
      add_cell(r, cell, at);
      drop_frame(r, first, at);
      r->at = at + (c == '\n');
      return at > first ? NW_TABLE_IS_ROW : NW_TABLE_IS_NONE;
    }
    if (fresh && c == '"') {
      size_t end = behind_quoted(r, at, 0);
      if (end == 0 && ends_later(r)) return NW_TABLE_IS_WAIT;
      if (end > 0) at = end;
      fresh = 0;
      if (end > 0) continue;
    }
    size_t part = part_len(r, at);
    if (part > 0) add_cell(r, cell, at), cell = at + part;
    fresh = part > 0 || (fresh && c == ' ');
    at += part > 0 ? part : 1;
    if (!fresh) at = plain_end(r, at);
  }
  return too_long(r);
}

/* "|---|:--:|", "+----+----+", "-----  ----": a line between header and rows. Its end, or 0. */
static size_t rule_end(const nw_window *text, size_t pos) {
  unsigned strokes = 0;
  for (int c; (c = byte_at(text, pos)) >= 0; pos++) {
    if (c == '\n') return strokes >= 3 ? pos + 1 : 0;
    if (!is_one_of(c, "-=+:| \t\r")) return 0;
    strokes += c == '-' || c == '=';
  }
  return 0;
}

/* ---- LIST ---- */

/* The cells of the list that was opened in front of r->from. */
static nw_table_is read_list(row *r) {
  const int close = r->table->part == '(' ? ')' : ']';
  size_t at = r->from, cell = at;
  for (unsigned depth = 0; at - r->from <= r->most;) {
    int c = c_at(r, at);
    if (c < 0) return cut_off(r);
    if (is_quote(c)) {
      size_t end = behind_quoted(r, at, 1);
      if (end == 0) return ends_later(r) ? NW_TABLE_IS_WAIT : NW_TABLE_IS_NONE;
      at = end;
      continue;
    }
    if (depth == 0 && (c == ',' || c == close)) {
      add_cell(r, cell, at);
      cell = r->at = at + 1;
      if (c == close) return NW_TABLE_IS_ROW;
    }
    if (is_one_of(c, "([{")) depth++;
    if (depth > 0 && is_one_of(c, ")]}")) depth--;
    at++;
  }
  return too_long(r);
}

enum { GAP_BYTES = 64 };

/* What stands between the header and the first row, or between rows: r->from is then where the next list is open, or the next line. */
static nw_table_is over_gap(row *r) {
  nw_table *table = r->table;
  const int first = table->rows == 0;
  int values = !first || table->part == '[';
  for (size_t at = r->from; at - r->from <= GAP_BYTES; at++) {
    int c = c_at(r, at);
    if (c < 0) return no_byte(r->text);
    if (c == table->part) {
      if (!values) return NW_TABLE_IS_NONE;
      r->from = at + 1;
      while (is_blank(c_at(r, r->from))) r->from++;
      if (c_at(r, r->from) == table->part) continue;  /* "[[": the inner one */
      return c_at(r, r->from) < 0 ? no_byte(r->text) : NW_TABLE_IS_ROW;
    }
    if (first && c == '\n' && at >= 6 && is_word_at(r->text, at - 6, "stdin;")) {  /* COPY … FROM stdin; */
      table->kind = NW_TABLE_LINES;
      table->part = '\t';
      table->pos = r->from = at + 1;
      return NW_TABLE_IS_ROW;
    }
    if (!values && (c == 's' || c == 'S') && at >= 5 && is_word_at(r->text, at - 5, "values")) values = 1;
    if (is_blank(c) || c == ',') continue;
    if (!first || !(c >= 0x80 || nw_is_alpha((unsigned)c) || is_one_of(c, "]\":;"))) return NW_TABLE_IS_NONE;
  }
  return NW_TABLE_IS_NONE;
}

/* ---- TAGS ---- */

enum { TAG_BYTES = 256 };

/* Behind the tag at `pos`; 0: it has no end. */
static size_t behind_tag(const row *r, size_t pos) {
  for (size_t at = pos; at < pos + TAG_BYTES; at++)
    if (c_at(r, at) == '>') return at + 1;
  return 0;
}

/* A cell between tags: without those that stand inside. */
static void add_tagged(row *r, size_t start, size_t end) {
  size_t next;
  while (start < end && (is_blank(c_at(r, start)) || c_at(r, start) == '<')) {
    next = c_at(r, start) == '<' ? behind_tag(r, start) : start + 1;
    start = next == 0 || next > end ? end : next;
  }
  size_t stop = start;
  while (stop < end && c_at(r, stop) != '<') stop++;
  add_cell(r, start, stop);
}

static int is_cell_tag(const row *r, size_t pos) {
  return (is_word_at(r->text, pos, "th") || is_word_at(r->text, pos, "td")) && !is_word(c_at(r, pos + 2));
}

/* The cells from r->from up to the end of the row. */
static nw_table_is read_tags(row *r) {
  size_t cell = 0;
  for (size_t at = r->from; at - r->from <= r->most;) {
    int c = c_at(r, at);
    if (c < 0) return cut_off(r);
    if (c != '<') {
      if (cell == 0 && !is_blank(c)) return NW_TABLE_IS_NONE;
      at++;
      continue;
    }
    size_t end = behind_tag(r, at), name = at + 1;
    if (end == 0) return at + TAG_BYTES > r->text->end ? no_byte(r->text) : NW_TABLE_IS_NONE;
    if (is_word_at(r->text, name, "/table")) return NW_TABLE_IS_NONE;
    if (is_cell_tag(r, name)) cell = end;
    if (cell > 0 && c_at(r, name) == '/' && is_cell_tag(r, name + 1)) add_tagged(r, cell, at), cell = 0;
    r->at = at = end;
    if (is_word_at(r->text, name, "/tr") && r->cells > 0) return NW_TABLE_IS_ROW;
  }
  return too_long(r);
}

/* ---- the header ---- */

/* What the names of columns are made of: some words, no sentence and no code. */
static int is_name(const nw_window *text, const nw_cell *cell) {
  unsigned blanks = 0, letters = 0, digits = 0;
  int depth = 0;
  if (cell->end - cell->start > NW_TABLE_NAME_BYTES) return 0;
  for (size_t at = cell->start; at < cell->end; at++) {
    int c = byte_at(text, at);
    if (c < ' ' || (c < 0x80 && nameless[c])) return 0;
    blanks += c == ' ';
    letters += c >= 0x80 || nw_is_alpha((unsigned)c);
    digits += (unsigned)nw_is_digit((unsigned)c);
    depth += (c == '(') - (c == ')');
    if (depth < 0) return 0;
  }
  return depth == 0 && blanks < NW_LINE_NAME_BLANKS && letters > digits;
}

static int are_names(const row *r) {
  const nw_cell *cells = r->table->cells;
  unsigned empty = 0, kept = r->cells < CELLS_MOST ? r->cells : CELLS_MOST;
  for (unsigned i = kept; i-- > 0;) {  /* the last ones first: values stand behind a name */
    if (cells[i].end == cells[i].start) empty++;
    else if (!is_name(r->text, &cells[i])) return 0;
  }
  return r->cells >= 2 && empty <= 1;
}

/* "name, phone": commas of a sentence or of a list have a blank behind them; a table of them has three columns, and one of blanks. */
static int is_prose(const row *r) {
  const nw_cell *cells = r->table->cells;
  if (r->table->part == ' ') return r->cells < 3;
  if (r->table->part != ',' || c_at(r, cells[0].end) != ',' || c_at(r, cells[0].end + 1) != ' ') return 0;
  const nw_cell *last = &cells[(r->cells < CELLS_MOST ? r->cells : CELLS_MOST) - 1];
  return r->cells < 3 || is_word_at(r->text, last->start, "and ") || is_word_at(r->text, last->start, "or ");
}

/* What comes in pieces is read anew when an eighth more is there. */
static nw_table_is wait_for_more(nw_table *table, size_t end) {
  table->waits_for = end + (end - table->pos) / 8;
  return NW_TABLE_IS_WAIT;
}

/* Notes the header that was read, when it is one. */
static nw_table_is take_header(row *r, nw_table_kind kind, nw_table_is is) {
  if (is == NW_TABLE_IS_ROW && !are_names(r)) is = NW_TABLE_IS_NONE;
  r->table->kind = is == NW_TABLE_IS_ROW ? kind : NW_TABLE_NONE;
  r->table->columns = r->table->cell_count = r->cells;
  r->table->pos = r->at;
  r->table->rows = r->table->waits_for = 0;
  return is;
}

nw_table_is nw_table_begin_line(nw_table *table, const nw_window *text, size_t at, unsigned char part) {
  row r = { .text = text, .table = table, .most = NW_TABLE_HEAD_BYTES, .from = at };
  table->part = part;
  nw_table_is is = read_line(&r);
  return take_header(&r, NW_TABLE_LINES, is == NW_TABLE_IS_ROW && !is_prose(&r) ? is : NW_TABLE_IS_NONE);
}

/* ROW: `word` stands at `pos`, in any case. */
static nw_table_is is_begun(const row *r, size_t pos, const char *word) {
  for (; *word != '\0'; word++, pos++) {
    int c = c_at(r, pos);
    if (c < 0) return no_byte(r->text);
    if (nw_to_lower((unsigned)c) != (unsigned char)*word) return NW_TABLE_IS_NONE;
  }
  return NW_TABLE_IS_ROW;
}

/* "INSERT INTO t (", "COPY t (", "{"columns":[": moves r->from behind the bracket. `set`: what may stand between. */
static nw_table_is find_list(row *r, int open, const char *set) {
  enum { PREFIX_BYTES = 160 };
  for (size_t at = r->from; at - r->from < PREFIX_BYTES; at++) {
    int c = c_at(r, at);
    if (c < 0) return no_byte(r->text);
    if (c == open) {
      while (c_at(r, at) == open) at++;
      r->from = at;
      r->table->part = (unsigned char)open;
      return c_at(r, at) < 0 ? no_byte(r->text) : NW_TABLE_IS_ROW;
    }
    if (!is_word(c) && c < 0x80 && !is_one_of(c, set)) return NW_TABLE_IS_NONE;
  }
  return NW_TABLE_IS_NONE;
}

static nw_table_is begin_sql(row *r, int c) {
  const char *word = (c | 32) == 'i' ? "insert into " : (c | 32) == 'r' ? "replace into " : (c | 32) == 'c' ? "copy " : NULL;
  nw_table_is is = word == NULL ? NW_TABLE_IS_NONE : is_begun(r, r->from, word);
  if (is == NW_TABLE_IS_ROW) is = find_list(r, '(', " \t\r\n.`\"[]");
  return is == NW_TABLE_IS_ROW ? read_list(r) : is;
}

static nw_table_is begin_json(row *r) {
  if (c_at(r, r->from + 1) == '\n') {  /* quotes or brackets stand there: in most code other things do */
    size_t at = r->from + 1;
    while (at - r->from < TAG_BYTES && is_blank(c_at(r, at))) at++;
    if (c_at(r, at) < 0) return no_byte(r->text);
    if (!is_one_of(c_at(r, at), "\"[{")) return NW_TABLE_IS_NONE;
  }
  nw_table_is is = find_list(r, '[', "{\":, \t\r\n");
  if (is != NW_TABLE_IS_ROW) return is;
  return c_at(r, r->from) == '"' ? read_list(r) : NW_TABLE_IS_NONE;
}

static nw_table_is begin_html(row *r) {
  static const char *const words[] = { "<table", "<thead", "<tr", "<th" };
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    nw_table_is is = is_begun(r, r->from, words[i]);
    if (is == NW_TABLE_IS_ROW) is = read_tags(r);
    if (is != NW_TABLE_IS_NONE) return is;
  }
  return NW_TABLE_IS_NONE;
}

nw_table_is nw_table_begin_at(nw_table *table, const nw_window *text, size_t at) {
  row r = { .text = text, .table = table, .from = at, .most = NW_TABLE_HEAD_BYTES };
  if (at < table->quiet) return NW_TABLE_IS_NONE;
  if (!text->final && text->end < table->waits_for) return NW_TABLE_IS_WAIT;
  table->pos = at;
  int c = byte_at(text, at);
  if (c < 0) return no_byte(text);
  nw_table_kind kind = c == '<' ? NW_TABLE_TAGS : NW_TABLE_LIST;
  nw_table_is is = c == '<' ? begin_html(&r) : c == '[' || c == '{' ? begin_json(&r) : begin_sql(&r, c);
  if (is == NW_TABLE_IS_WAIT) return wait_for_more(table, text->end);
  if (is == NW_TABLE_IS_NONE && (r.is_long || r.is_cut)) table->quiet = at + (r.is_long ? r.most : text->end - at) / 8;
  return take_header(&r, kind, is);
}

/* ---- rows ---- */

static nw_table_is read_row(row *r) {
  nw_table *table = r->table;
  if (table->kind == NW_TABLE_TAGS) return read_tags(r);
  if (table->kind == NW_TABLE_LIST) {
    nw_table_is is = over_gap(r);
    if (is != NW_TABLE_IS_ROW) return is;
    if (table->kind == NW_TABLE_LIST) return read_list(r);
  }
  for (size_t end; (end = rule_end(r->text, r->from)) > 0;) r->from = table->pos = end;
  return read_line(r);
}

nw_table_is nw_table_row(nw_table *table, const nw_window *text, uint64_t *limits) {
  if (!text->final && text->end < table->waits_for) return NW_TABLE_IS_WAIT;
  row r = { .text = text, .table = table, .from = table->pos, .most = NW_LIMIT_TABLE_ROW_BYTES };
  nw_table_is is = read_row(&r);
  if (is == NW_TABLE_IS_WAIT) return wait_for_more(table, text->end);
  if (is == NW_TABLE_IS_ROW && r.cells >= table->columns) {
    table->cell_count = r.cells;
    if (table->columns > NW_TABLE_COLUMNS) *limits |= (uint64_t)1 << NW_LIMIT_ID_TABLE_COLUMNS;
    table->pos = r.at;
    table->rows++;
    return is;
  }
  if (r.is_long && table->rows > 0) *limits |= (uint64_t)1 << NW_LIMIT_ID_TABLE_ROW_BYTES;
  table->kind = NW_TABLE_NONE;
  return NW_TABLE_IS_NONE;
}
