/* policy/node_json.c - a JSON policy to the same nodes: json/tree.h has read it, this gives it lines and columns.
 *
 * Spans are visited in the order of the text, so one cursor that only moves forward finds every place: linear in the text.
 */
#include "base/error.h"
#include "base/limits.h"
#include "json/tree.h"
#include "policy/tree.h"

typedef struct json_places {
  nw_node_input *in;
  size_t         pos;
  uint32_t       line, column;
} json_places;

/* Moves the cursor to byte `to`, which is not before it. */
static void move(json_places *p, size_t to) {
  for (; p->pos < to; p->pos++) {
    unsigned char c = (unsigned char)p->in->text.data[p->pos];
    if (c == '\n') p->line++, p->column = 1;
    else if ((c & 0xC0) != 0x80) p->column++;
  }
}

/* The place of a span on one line; a collection's is its bracket. The cursor ends at `end`. */
static nw_place place_of(json_places *p, size_t start, size_t end) {
  move(p, start);
  nw_place place = nw_place_at(p->in->source, p->line, p->column, 0);
  move(p, end);
  if (p->line == place.line) place = nw_place_at(p->in->source, place.line, place.column, p->column);
  return place;
}

/* Copies `json` and what is below it. NULL: no memory, or a limit that has its remark. */
static nw_node *convert(json_places *p, const nw_json_node *json, uint32_t depth) {
  int is_open = json->type == NW_JSON_T_OBJECT || json->type == NW_JSON_T_ARRAY;
  nw_node_type type = json->type == NW_JSON_T_OBJECT ? NW_NODE_MAPPING : is_open ? NW_NODE_SEQUENCE : NW_NODE_SCALAR;
  nw_place key_place = { { NULL, 0 }, 0, 0, 0 };
  if (json->key.data != NULL) key_place = place_of(p, json->key_start, json->key_end);
  nw_place place = place_of(p, json->start, is_open ? json->start + 1 : json->end);
  if (is_open && depth == NW_LIMIT_POLICY_DEPTH) {
    nw_node_too_deep(p->in, &place);
    return NULL;
  }
  nw_node *node = nw_node_new(p->in, type, &place);
  if (node == NULL) return NULL;
  node->key = json->key;
  node->key_place = key_place;
  node->plain = !is_open && json->type != NW_JSON_T_STRING;
  if (json->type == NW_JSON_T_NULL) node->text = newel_slice_of("null");
  else if (!is_open) node->text = json->text;
  nw_node **tail = &node->first;
  for (const nw_json_node *child = json->first; child != NULL; child = child->next) {
    if ((*tail = convert(p, child, depth + 1)) == NULL) return NULL;
    tail = &(*tail)->next;
    node->count++;
  }
  return node;
}

int nw_node_from_json(nw_node **out, nw_node_input *in) {
  nw_json_node *root = NULL;
  newel_error err;
  nw_error_clear(&err);
  /* One more than the limit is let through, so that nw_node_new reports it where it stands. */
  int code = nw_json_parse(&root, in->arena, in->text, (size_t)NW_LIMIT_POLICY_NODES + 1, &err);
  if (code == NEWEL_E_NOMEM) return !(in->no_memory = 1);
  if (code != NEWEL_OK) {
    nw_place place = { in->source, err.line, err.column, 0 };
    nw_diag_add_advice(in->diags, NW_DIAG_SYNTAX, &place, err.advice, "JSON", err.message);
    return 1;
  }
  json_places places = { .in = in, .pos = 0, .line = 1, .column = 1 };
  *out = convert(&places, root, 0);
  return !in->no_memory;
}
