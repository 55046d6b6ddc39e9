/* json/tree.h - a whole JSON document as a tree with byte spans: policies, request lines, cases, saved scopes. */
#ifndef NW_JSON_TREE_H
#define NW_JSON_TREE_H

#include "base/alloc.h"
#include "json/reader.h"

typedef enum nw_json_type { NW_JSON_T_NULL, NW_JSON_T_BOOL, NW_JSON_T_NUMBER, NW_JSON_T_STRING, NW_JSON_T_ARRAY, NW_JSON_T_OBJECT } nw_json_type;

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
 * `max_nodes` nodes. Errors: NEWEL_E_FORMAT with line, column and offset; NEWEL_E_LIMIT; NEWEL_E_NOMEM. Linear time (duplicate keys
 * by sorting). NUL in strings is kept. */
int nw_json_parse(nw_json_node **out, nw_arena *arena, newel_slice text, size_t max_nodes, newel_error *err);

/* The member `key` of an object (exact bytes), or NULL. Linear in the number of members. */
const nw_json_node *nw_json_member(const nw_json_node *object, const char *key);
/* 1 and the value when the node is an integer number within int64. */
int nw_json_int(const nw_json_node *node, int64_t *out);
/* 1 and the value times 1,000,000, rounded half up, when the node is a number with |value| <= 1e12. No locale, no floating point. */
int nw_json_ppm(const nw_json_node *node, int64_t *out);
/* The same for a number as written. */
int nw_decimal_ppm(newel_slice text, int64_t *out);

/* Line and column (from 1, column in code points) of byte `offset` of `text`. */
void nw_line_column(newel_slice text, size_t offset, uint32_t *line, uint32_t *column);

#endif
