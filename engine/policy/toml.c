/* policy/toml.c - TOML, by recursive descent; one function a production.
 *
 *   a.b = 1      opens the tables on the way ("implicit") and closes none
 *   [a]          opens a table that may be opened once; [[a]] adds one to a list that only [[a]] made
 *   {b = 1}      a table that nothing can be added to
 *
 * What may still be added to a collection is kept in `plain`, which means nothing else there. Owner: the arena. One thread. A key
 * is looked up by walking its table, an item is added by walking its list: meant for rule files, not for data. */
#include "policy/toml.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "policy/tree.h"
#include "text/utf8.h"

enum { OPENED = 0, IMPLICIT = 1, CLOSED = 2 };  /* of a collection: by a header; on the way to one; a value */

typedef struct toml {
  nw_node_input in;
  newel_error  *err;
  nw_buf        text;       /* the string that is being read */
  nw_node      *root;
  size_t        pos;
  size_t        line_start;
  uint32_t      line;
  unsigned      depth;
  int           code;
} toml;

/* ---- characters and errors ---- */

static int peek(const toml *t) { return t->pos < t->in.text.len ? (unsigned char)t->in.text.data[t->pos] : -1; }

static int peek_at(const toml *t, size_t ahead) {
  return t->pos + ahead < t->in.text.len ? (unsigned char)t->in.text.data[t->pos + ahead] : -1;
}

static nw_place here(const toml *t) {
  nw_offsets at = { 0, 0, 0 };
  nw_offsets_move(&at, t->in.text.data + t->line_start, t->in.text.len - t->line_start, t->pos - t->line_start);
  return nw_place_at(t->in.source, t->line, (uint32_t)at.chars + 1, 0);
}

static int fail(toml *t, const char *what) {
  if (t->code != NEWEL_OK) return 0;
  nw_place place = here(t);
  t->code = nw_fail(t->err, NEWEL_E_POLICY, "%s", what);
  nw_fail_at(t->err, t->in.source.data, place.line, place.column, t->pos);
  return 0;
}

static int no_memory(toml *t) {
  t->code = nw_fail_nomem(t->err);
  return 0;
}

/* One character further; counts lines. */
static void step(toml *t) {
  if (peek(t) == '\n') {
    t->line++;
    t->line_start = t->pos + 1;
  }
  t->pos++;
}

static int take(toml *t, const char *text) {
  size_t len = strlen(text);
  if (t->in.text.len - t->pos < len || memcmp(t->in.text.data + t->pos, text, len) != 0) return 0;
  for (size_t i = 0; i < len; i++) step(t);
  return 1;
}

static void skip_blanks(toml *t) {
  while (peek(t) == ' ' || peek(t) == '\t') t->pos++;
}

static int is_control(int c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7F; }

/* Blanks, a comment, and the end of the line or of the text. */
static int end_line(toml *t) {
  skip_blanks(t);
  if (peek(t) == '#') {
    while (peek(t) >= 0 && peek(t) != '\n' && !(peek(t) == '\r' && peek_at(t, 1) == '\n')) {
      if (is_control(peek(t))) return fail(t, "a control character in a comment");
      t->pos++;
    }
  }
  if (peek(t) < 0 || take(t, "\n") || take(t, "\r\n")) return 1;
  return fail(t, "expected the end of the line");
}

/* White space, line ends and comments between the members of an array. */
static int skip_space(toml *t) {
  for (;;) {
    skip_blanks(t);
    if (peek(t) != '#' && peek(t) != '\n' && peek(t) != '\r') return 1;
    if (!end_line(t)) return 0;
    if (peek(t) < 0) return 1;
  }
}

/* ---- strings ---- */

static void add_code_point(toml *t, uint32_t cp) {
  char bytes[4];
  unsigned len = nw_utf8_encode(cp, bytes);
  nw_buf_add(&t->text, bytes, len);
}

static int read_unicode(toml *t, unsigned digits) {
  uint32_t cp = 0;
  for (unsigned i = 0; i < digits; i++, t->pos++) {
    int c = peek(t);
    if (c < 0 || !nw_is_hex((unsigned)c)) return fail(t, "expected hex digits in \\u or \\U");
    cp = cp << 4 | (nw_is_digit((unsigned)c) ? (uint32_t)c - '0' : ((uint32_t)c | 32u) - 'a' + 10);
  }
  if (cp == 0 || cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000)) return fail(t, "\\u names no character that a text may hold");
  add_code_point(t, cp);
  return 1;
}

/* Behind a backslash. */
static int read_escape(toml *t) {
  static const char letters[] = "btnfr\"\\", values[] = "\b\t\n\f\r\"\\";
  int c = peek(t);
  const char *found = c > 0 ? strchr(letters, c) : NULL;
  if (c == 'u' || c == 'U') {
    t->pos++;
    return read_unicode(t, c == 'u' ? 4 : 8);
  }
  if (found == NULL) return fail(t, "no such escape");
  nw_buf_add_char(&t->text, values[found - letters]);
  t->pos++;
  return 1;
}

/* A backslash at the end of a line of a multi-line string takes all white space behind it. */
static int is_line_ending_backslash(const toml *t) {
  size_t ahead = 1;
  while (peek_at(t, ahead) == ' ' || peek_at(t, ahead) == '\t') ahead++;
  return peek_at(t, ahead) == '\n' || (peek_at(t, ahead) == '\r' && peek_at(t, ahead + 1) == '\n');
}

/* The rest of a string behind its opening quotes. `raw`: '…'. `lines`: three quotes. */
static int read_string(toml *t, char quote, int raw, int lines) {
  nw_buf_clear(&t->text);
  if (lines && !take(t, "\n")) (void)take(t, "\r\n");
  for (;;) {
    int c = peek(t);
    if (c < 0 || (!lines && c == '\n')) return fail(t, "the string does not end");
    if (c == quote && !lines) {
      t->pos++;
      return 1;
    }
    if (c == quote && peek_at(t, 1) == quote && peek_at(t, 2) == quote && peek_at(t, 3) != quote) {
      t->pos += 3;
      return 1;
    }
    if (c == '\\' && !raw && lines && is_line_ending_backslash(t)) {
      t->pos++;
      while (peek(t) >= 0 && nw_is_space((unsigned)peek(t))) step(t);
    } else if (c == '\\' && !raw) {
      t->pos++;
      if (!read_escape(t)) return 0;
    } else if (is_control(c) && !(lines && (c == '\n' || (c == '\r' && peek_at(t, 1) == '\n')))) {
      return fail(t, "a control character in a string");
    } else {
      nw_buf_add_char(&t->text, (char)c);
      step(t);
    }
  }
}

static newel_slice keep(toml *t) {
  newel_slice kept = nw_arena_copy(t->in.arena, nw_buf_slice(&t->text));
  if (t->text.failed || kept.data == NULL) (void)no_memory(t);
  return kept;
}

/* A string, where one begins; 0 without an error where none does. */
static int read_any_string(toml *t, newel_slice *out) {
  int ok;
  if (take(t, "\"\"\"")) ok = read_string(t, '"', 0, 1);
  else if (take(t, "'''")) ok = read_string(t, '\'', 1, 1);
  else if (take(t, "\"")) ok = read_string(t, '"', 0, 0);
  else if (take(t, "'")) ok = read_string(t, '\'', 1, 0);
  else return 0;
  if (ok) *out = keep(t);
  return ok && t->code == NEWEL_OK;
}

/* ---- keys and tables ---- */

static int is_bare(int c) { return c >= 0 && (nw_is_alnum((unsigned)c) || c == '_' || c == '-'); }

static int read_key(toml *t, newel_slice *key, nw_place *place) {
  *place = here(t);
  if (peek(t) == '"' || peek(t) == '\'') {
    if (take(t, "\"\"\"") || take(t, "'''")) return fail(t, "a key has one quote");
    return read_any_string(t, key);
  }
  nw_buf_clear(&t->text);
  for (; is_bare(peek(t)); t->pos++) nw_buf_add_char(&t->text, (char)peek(t));
  if (t->text.len == 0) return fail(t, "expected a key");
  *key = keep(t);
  return t->code == NEWEL_OK;
}

static nw_node *find(const nw_node *table, newel_slice key) {
  for (nw_node *m = table->first; m != NULL; m = m->next) {
    if (nw_slice_eq(m->key, key)) return m;
  }
  return NULL;
}

static nw_node *add_child(nw_node *parent, nw_node *child) {
  nw_node **end = &parent->first;
  while (*end != NULL) end = &(*end)->next;
  *end = child;
  parent->count++;
  return child;
}

static nw_node *make(toml *t, nw_node_type type, const nw_place *place, unsigned state) {
  nw_node *node = nw_node_new(&t->in, type, place);
  if (node == NULL) (void)(t->in.no_memory ? no_memory(t) : fail(t, "the file has too many values"));
  else node->plain = (uint8_t)state;
  return node;
}

static nw_node *add_member(nw_node *table, newel_slice key, const nw_place *place, nw_node *node) {
  node->key = key;
  node->key_place = *place;
  return add_child(table, node);
}

static nw_node *last_of(const nw_node *list) {
  nw_node *item = list->first;
  while (item != NULL && item->next != NULL) item = item->next;
  return item;
}

/* The table `key` of `table` on the way to somewhere: made when it is not there. NULL after an error. */
static nw_node *enter(toml *t, nw_node *table, newel_slice key, const nw_place *place) {
  nw_node *node = find(table, key);
  if (node == NULL) {
    node = make(t, NW_NODE_MAPPING, place, IMPLICIT);
    return node == NULL ? NULL : add_member(table, key, place, node);
  }
  if (node->type == NW_NODE_SEQUENCE && node->plain != CLOSED) return last_of(node);
  if (node->type == NW_NODE_MAPPING && node->plain != CLOSED) return node;
  (void)fail(t, "the key has a value already");
  return NULL;
}

/* Walks a dotted key to its last part. */
static nw_node *read_path(toml *t, nw_node *table, newel_slice *key, nw_place *place) {
  for (;;) {
    if (!read_key(t, key, place)) return NULL;
    skip_blanks(t);
    if (!take(t, ".")) return table;
    skip_blanks(t);
    table = enter(t, table, *key, place);
    if (table == NULL) return NULL;
  }
}

/* ---- values ---- */

static nw_node *read_value(toml *t);

static int read_pair(toml *t, nw_node *table) {
  newel_slice key;
  nw_place place;
  nw_node *in = read_path(t, table, &key, &place);
  if (in == NULL) return 0;
  if (find(in, key) != NULL) return fail(t, "the key is written twice");
  if (!take(t, "=")) return fail(t, "expected '=' behind the key");
  skip_blanks(t);
  nw_node *value = read_value(t);
  return value != NULL && add_member(in, key, &place, value) != NULL;
}

static nw_node *read_array(toml *t, const nw_place *place) {
  nw_node *list = make(t, NW_NODE_SEQUENCE, place, CLOSED);
  nw_node **end = list == NULL ? NULL : &list->first;
  while (list != NULL) {
    if (!skip_space(t)) return NULL;
    if (take(t, "]")) return list;
    nw_node *item = read_value(t);
    if (item == NULL || !skip_space(t)) return NULL;
    *end = item;
    end = &item->next;
    list->count++;
    if (take(t, ",")) continue;
    if (take(t, "]")) return list;
    (void)fail(t, "expected ',' or ']'");
    return NULL;
  }
  return NULL;
}

/* From inside out: what stood in braces is closed. */
static void close_tables(nw_node *table) {
  table->plain = CLOSED;
  for (nw_node *m = table->first; m != NULL; m = m->next) {
    if (m->type == NW_NODE_MAPPING && m->plain == IMPLICIT) close_tables(m);
  }
}

static nw_node *read_inline_table(toml *t, const nw_place *place) {
  nw_node *table = make(t, NW_NODE_MAPPING, place, OPENED);
  if (table == NULL) return NULL;
  skip_blanks(t);
  if (!take(t, "}")) {
    do {
      skip_blanks(t);
      if (!read_pair(t, table)) return NULL;
      skip_blanks(t);
    } while (take(t, ","));
    if (!take(t, "}")) {
      (void)fail(t, "expected ',' or '}'");
      return NULL;
    }
  }
  close_tables(table);
  return table;
}

static int is_number_like(newel_slice text) {
  if (nw_slice_is(text, "true") || nw_slice_is(text, "false")) return 1;
  if (text.len > 0 && (text.data[0] == '+' || text.data[0] == '-')) text.data++, text.len--;
  if (nw_slice_is(text, "inf") || nw_slice_is(text, "nan")) return 1;
  return text.len > 0 && nw_is_digit((unsigned char)text.data[0]);
}

/* A number, a boolean or a date: their characters. */
static nw_node *read_plain(toml *t, const nw_place *place) {
  nw_buf_clear(&t->text);
  for (int c = peek(t); is_bare(c) || c == '+' || c == '.' || c == ':'; c = peek(t)) {
    nw_buf_add_char(&t->text, (char)c);
    t->pos++;
  }
  newel_slice text = keep(t);
  if (t->code != NEWEL_OK) return NULL;
  if (!is_number_like(text)) {
    (void)fail(t, "expected a value");
    return NULL;
  }
  nw_node *node = make(t, NW_NODE_SCALAR, place, 1);
  if (node != NULL) node->text = text;
  return node;
}

static nw_node *read_value(toml *t) {
  nw_place place = here(t);
  newel_slice text;
  nw_node *node = NULL;
  if (t->depth == NW_LIMIT_POLICY_DEPTH) {
    (void)fail(t, "the file is nested too deeply");
    return NULL;
  }
  t->depth++;
  if (take(t, "[")) node = read_array(t, &place);
  else if (take(t, "{")) node = read_inline_table(t, &place);
  else if (peek(t) == '"' || peek(t) == '\'') {
    if (read_any_string(t, &text)) node = make(t, NW_NODE_SCALAR, &place, 0);
    if (node != NULL) node->text = text;
  } else {
    node = read_plain(t, &place);
  }
  t->depth--;
  return node;
}

/* ---- lines ---- */

/* [a.b]: `in` is a, `key` is b. */
static nw_node *open_table(toml *t, nw_node *in, newel_slice key, const nw_place *place) {
  nw_node *table = find(in, key);
  if (table == NULL) {
    table = make(t, NW_NODE_MAPPING, place, OPENED);
    return table == NULL ? NULL : add_member(in, key, place, table);
  }
  if (table->type != NW_NODE_MAPPING || table->plain != IMPLICIT) {
    (void)fail(t, "the table is there already");
    return NULL;
  }
  table->plain = OPENED;
  return table;
}

/* [[a.b]] */
static nw_node *open_item(toml *t, nw_node *in, newel_slice key, const nw_place *place) {
  nw_node *list = find(in, key);
  if (list == NULL) {
    list = make(t, NW_NODE_SEQUENCE, place, OPENED);
    if (list == NULL || add_member(in, key, place, list) == NULL) return NULL;
  }
  if (list->type != NW_NODE_SEQUENCE || list->plain == CLOSED) {
    (void)fail(t, "the key has a value already");
    return NULL;
  }
  nw_node *item = make(t, NW_NODE_MAPPING, place, OPENED);
  return item == NULL ? NULL : add_child(list, item);
}

static nw_node *read_header(toml *t) {
  newel_slice key;
  nw_place place;
  int list = peek_at(t, 1) == '[';
  t->pos += list ? 2 : 1;
  skip_blanks(t);
  nw_node *in = read_path(t, t->root, &key, &place);
  if (in == NULL) return NULL;
  if (!take(t, list ? "]]" : "]")) {
    (void)fail(t, list ? "expected ']]'" : "expected ']'");
    return NULL;
  }
  return list ? open_item(t, in, key, &place) : open_table(t, in, key, &place);
}

static void read_lines(toml *t) {
  nw_node *table = t->root;
  while (t->code == NEWEL_OK && peek(t) >= 0) {
    skip_blanks(t);
    if (peek(t) == '[') {
      table = read_header(t);
      if (table == NULL) return;
    } else if (peek(t) >= 0 && peek(t) != '#' && peek(t) != '\n' && peek(t) != '\r') {
      if (!read_pair(t, table)) return;
    }
    if (!end_line(t)) return;
  }
}

int nw_toml_read(nw_node **out, nw_arena *arena, newel_slice source, newel_slice text, newel_error *err) {
  toml t;
  nw_place first = nw_place_at(source, 1, 1, 0);
  memset(&t, 0, sizeof t);
  *out = NULL;
  t.in.arena = arena;
  t.in.source = source;
  t.in.text = text;
  t.err = err;
  t.line = 1;
  nw_buf_init(&t.text, arena->alloc);
  if (text.len >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0) t.pos = t.line_start = 3;
  size_t valid = nw_utf8_valid_len(text.data, text.len);
  t.root = make(&t, NW_NODE_MAPPING, &first, OPENED);
  if (text.len > NW_LIMIT_POLICY_BYTES) (void)fail(&t, "the file is too large");
  if (t.code == NEWEL_OK) t.in.text.len = valid;
  if (t.code == NEWEL_OK) read_lines(&t);
  if (t.code == NEWEL_OK && valid < text.len) (void)fail(&t, "a byte that is not UTF-8");
  nw_buf_free(&t.text);
  if (t.code == NEWEL_OK) *out = t.root;
  return t.code;
}
