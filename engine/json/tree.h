/* json/tree.h - a whole JSON document as a tree with byte spans: policies, request lines, cases, saved scopes.
 *
 *   {"a": [1, true]}  ->  OBJECT 0..16  first ->  ARRAY key "a" 6..15  first ->  NUMBER "1" 7..8  next ->  BOOL "true" 10..14
 *
 * Nodes, names and strings live in the arena: the text may be freed, the tree goes with the arena. Errors never show the text.
 */
#ifndef NW_JSON_TREE_H
#define NW_JSON_TREE_H

#include "base/alloc.h"
#include "json/reader.h"

typedef enum nw_json_type {
  NW_JSON_T_NULL, NW_JSON_T_BOOL, NW_JSON_T_NUMBER, NW_JSON_T_STRING, NW_JSON_T_ARRAY, NW_JSON_T_OBJECT
} nw_json_type;

typedef struct nw_json_node nw_json_node;
struct nw_json_node {
  nw_json_type  type;
  newel_slice   text;        /* decoded string, or the number as written, or "true" / "false" */
  newel_slice   key;         /* decoded member name; data NULL outside objects */
  size_t        start, end;  /* span of the value in the text */
  size_t        key_start, key_end;
  nw_json_node *first, *next;  /* children in order; next sibling */
  size_t        count;       /* children */
};

/* Parses `text` into nodes of the arena. Strict: UTF-8, no duplicate keys, nothing behind the value, at most
 * `max_nodes` nodes. NUL in strings is kept. Errors: NEWEL_E_FORMAT, NEWEL_E_LIMIT (depth, nodes, a number of more than 1,024
 * bytes), both with line, column and offset; NEWEL_E_NOMEM; `*out` is then NULL, and what the arena took stays with it.
 * Cost: linear, but for sorting the names of an object to find one that stands twice. */
int nw_json_parse(nw_json_node **out, nw_arena *arena, newel_slice text, size_t max_nodes, newel_error *err);

/* The member `key` of an object (exact bytes), or NULL. Linear in the number of members. */
const nw_json_node *nw_json_member(const nw_json_node *object, const char *key);
/* 1 and the value when the node is a number within int64 that is written without fraction and exponent. */
int nw_json_int(const nw_json_node *node, int64_t *out);
/* 1 and the value times 1,000,000, rounded to the nearest (halves away from zero), when the node is a number with |value| <=
 * 1e12. No locale, no floating point. */
int nw_json_ppm(const nw_json_node *node, int64_t *out);
/* The same for a number as written, in the grammar of JSON. */
int nw_decimal_ppm(newel_slice text, int64_t *out);

/* Line and column (from 1, column in code points) of byte `offset` of `text`. */
void nw_line_column(newel_slice text, size_t offset, uint32_t *line, uint32_t *column);

#endif
