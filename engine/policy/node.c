/* policy/node.c - from the bytes of a policy file to a positioned tree; what YAML and JSON have in common.
 *
 *   newel: 1            MAPPING 1:1
 *   name: p               SCALAR "1" plain  key "newel" 1:1, value 1:8
 *                         SCALAR "p" plain  key "name"  2:1, value 2:7
 *
 * Before a parser sees a byte, the size is checked and every byte is looked at once: bad UTF-8 and control characters are
 * reported here with line and column (libyaml knows only an offset). Line separators that editors, YAML 1.1 and YAML 1.2 disagree
 * about (a lone CR, NEL, LS, PS) are refused: so a line ends with LF or CR LF, and all readers count the same lines.
 *
 * Owner: the arena. One thread. Linear time, n log n in the keys of one mapping.
 */
#include "policy/node.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/slice.h"
#include "policy/tree.h"
#include "text/utf8.h"

nw_place nw_place_at(newel_slice source, uint32_t line, uint32_t column, uint32_t end_column) {
  nw_place place = { source, line, column, end_column > column ? end_column : column + 1 };
  return place;
}

nw_node *nw_node_new(nw_node_input *in, nw_node_type type, const nw_place *place) {
  if (in->nodes == NW_LIMIT_POLICY_NODES) {
    char most[16];
    (void)snprintf(most, sizeof most, "%u", (unsigned)NW_LIMIT_POLICY_NODES);
    nw_diag_add(in->diags, NW_DIAG_TOO_MANY_NODES, place, most);
    in->stopped = 1;
    return NULL;
  }
  nw_node *node = nw_arena_zalloc(in->arena, sizeof *node);
  if (node == NULL) {
    in->no_memory = 1;
    return NULL;
  }
  in->nodes++;
  node->type = type;
  node->place = *place;
  return node;
}

void nw_node_too_deep(nw_node_input *in, const nw_place *place) {
  char most[16];
  (void)snprintf(most, sizeof most, "%u", (unsigned)NW_LIMIT_POLICY_DEPTH);
  nw_diag_add(in->diags, NW_DIAG_TOO_DEEP, place, most);
  in->stopped = 1;
}

nw_node *nw_node_member(const nw_node *mapping, const char *key) {
  if (mapping == NULL || mapping->type != NW_NODE_MAPPING) return NULL;
  for (nw_node *member = mapping->first; member != NULL; member = member->next)
    if (nw_slice_is(member->key, key)) return member;
  return NULL;
}

/* ---- looking at every byte once ------------------------------------------------------------------------------------------- */

/* A place that moves forward over the text. */
typedef struct cursor { size_t pos; uint32_t line, column; } cursor;

/* A name of a character that must not stand in a policy file, or NULL. The byte that follows decides about CR. */
static const char *bad_character(char name[64], uint32_t cp, int next) {
  const char *what = cp == 0 ? "a NUL byte"
                   : cp == '\r' && next != '\n' ? "a carriage return without a line feed"
                   : cp == 0x85 || cp == 0x2028 || cp == 0x2029 ? "a Unicode line separator"
                   : cp == 0xFEFF ? "a byte-order mark within the text"
                   : (cp < 0x20 && cp != '\n' && cp != '\t' && cp != '\r') || (cp >= 0x7F && cp < 0xA0) ? "a control character"
                   : (cp & 0xFFFE) == 0xFFFE && cp <= 0xFFFF ? "a Unicode non-character" : NULL;
  if (what != NULL) (void)snprintf(name, 64, "%s (U+%04X)", what, (unsigned)cp);
  return what;
}

static void report_byte(nw_node_input *in, const cursor *at, unsigned char byte) {
  char hex[4];
  (void)snprintf(hex, sizeof hex, "%02X", (unsigned)byte);
  nw_place place = nw_place_at(in->source, at->line, at->column, 0);
  nw_diag_add(in->diags, NW_DIAG_BAD_UTF8, &place, hex);
}

/* 1 when a parser may read the text. One remark a line, so that a binary file does not drown the message. */
static int check_bytes(nw_node_input *in) {
  const unsigned char *text = (const unsigned char *)in->text.data;
  cursor at = { 0, 1, 1 };
  uint32_t bad_line = 0;
  while (at.pos < in->text.len) {
    uint32_t cp = text[at.pos];
    unsigned len = 1;
    char name[64];
    if (cp - 0x20 >= 0x5Fu) {  /* not printable ASCII */
      if (cp >= 0x80) len = nw_utf8_decode(text + at.pos, in->text.len - at.pos, &cp);
      if (len == 0) len = 1, cp = NW_UTF8_BAD;
      int next = at.pos + 1 < in->text.len ? text[at.pos + 1] : -1;
      if (bad_line != at.line && cp == NW_UTF8_BAD) {
        report_byte(in, &at, text[at.pos]);
        bad_line = at.line;
      } else if (bad_line != at.line && bad_character(name, cp, next) != NULL) {
        nw_place place = nw_place_at(in->source, at.line, at.column, 0);
        nw_diag_add(in->diags, NW_DIAG_BAD_CHARACTER, &place, name);
        bad_line = at.line;
      }
    }
    at.pos += len;
    at.column++;
    if (cp == '\n') at.line++, at.column = 1;
  }
  return bad_line == 0;
}

/* ---- keys ----------------------------------------------------------------------------------------------------------------- */

static int compare_keys(const void *left, const void *right) {
  const nw_node *a = *(nw_node *const *)left, *b = *(nw_node *const *)right;
  int order = nw_slice_cmp(a->key, b->key);
  if (order == 0) order = (a->key_place.line > b->key_place.line) - (a->key_place.line < b->key_place.line);
  return order != 0 ? order : (a->key_place.column > b->key_place.column) - (a->key_place.column < b->key_place.column);
}

int nw_node_index_make(nw_node_index *index, nw_arena *arena, const nw_node *mapping) {
  index->count = 0;
  index->at = nw_arena_alloc(arena, mapping->count * sizeof *index->at);
  if (index->at == NULL) return 0;
  for (nw_node *member = mapping->first; member != NULL; member = member->next) index->at[index->count++] = member;
  if (index->count > 1) qsort(index->at, index->count, sizeof *index->at, compare_keys);
  return 1;
}

nw_node *nw_node_index_find(const nw_node_index *index, newel_slice key) {
  size_t low = 0, high = index->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (nw_slice_cmp(index->at[middle]->key, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low < index->count && nw_slice_eq(index->at[low]->key, key) ? index->at[low] : NULL;
}

static int report_duplicates(nw_node_input *in, const nw_node *mapping) {
  nw_node_index index;
  if (mapping->count < 2) return 1;
  if (!nw_node_index_make(&index, in->arena, mapping)) return 0;
  const nw_node *first = index.at[0];
  for (size_t i = 1; i < index.count; i++) {
    const nw_node *member = index.at[i];
    if (!nw_slice_eq(member->key, first->key)) {
      first = member;
      continue;
    }
    nw_diag_add(in->diags, NW_DIAG_DUPLICATE_KEY, &member->key_place, member->key.data);
    nw_diag_add(in->diags, NW_DIAG_FIRST_KEY, &first->key_place, first->key.data);
  }
  return 1;
}

/* Recursion is bounded: the readers refuse what is deeper than NW_LIMIT_POLICY_DEPTH. */
static int check_keys(nw_node_input *in, const nw_node *node) {
  if (node->type == NW_NODE_MAPPING && !report_duplicates(in, node)) return 0;
  for (const nw_node *child = node->first; child != NULL; child = child->next)
    if (!check_keys(in, child)) return 0;
  return 1;
}

/* ---- reading -------------------------------------------------------------------------------------------------------------- */

static newel_slice without_mark(newel_slice text) {
  int has_mark = text.len >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0;
  return has_mark ? nw_slice(text.data + 3, text.len - 3) : text;
}

int nw_node_read(nw_node **out, nw_arena *arena, newel_diagnostics *diags, newel_slice source, newel_slice text, int json) {
  nw_node_input in = { .arena = arena, .diags = diags, .source = source, .text = without_mark(text) };
  nw_place whole = { source, 0, 0, 0 };
  *out = NULL;
  if (in.text.len > NW_LIMIT_POLICY_BYTES) {
    char most[16];
    (void)snprintf(most, sizeof most, "%u", (unsigned)NW_LIMIT_POLICY_BYTES);
    nw_diag_add(diags, NW_DIAG_FILE_TOO_LARGE, &whole, source.data, most);
    return 1;
  }
  if (!nw_diag_source(diags, source, in.text)) return 0;
  if (!check_bytes(&in)) return 1;
  in.tagged = json == NW_NODE_TAGGED_YAML;
  int read = json == NW_NODE_JSON ? nw_node_from_json(out, &in) : nw_yaml_read(out, &in);
  if (in.stopped) *out = NULL;
  if (read && *out != NULL && !check_keys(&in, *out)) read = 0;
  return read && !in.no_memory;
}
