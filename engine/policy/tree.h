/* policy/tree.h - what the two readers of a policy file (yaml.c, node_json.c) and the loader share with node.c. */
#ifndef NW_POLICY_TREE_H
#define NW_POLICY_TREE_H

#include "policy/node.h"

/* One file while it is read. `text` is valid UTF-8 without a byte-order mark. */
typedef struct nw_node_input {
  nw_arena          *arena;
  newel_diagnostics *diags;
  newel_slice        source, text;
  int                tagged;     /* local tags are kept, not refused */
  size_t             nodes;      /* so far */
  int                stopped;    /* a limit was hit: the tree is cut off and of no use */
  int                no_memory;
} nw_node_input;

int nw_yaml_read(nw_node **out, nw_node_input *in);
int nw_node_from_json(nw_node **out, nw_node_input *in);
/* A new node; NULL when there is no memory (in->no_memory) or no room for one more (a remark says so). */
nw_node *nw_node_new(nw_node_input *in, nw_node_type type, const nw_place *place);
/* The remark for a collection at level NW_LIMIT_POLICY_DEPTH + 1. */
void nw_node_too_deep(nw_node_input *in, const nw_place *place);
/* Says what libyaml's error means, in words of ours. */
struct yaml_parser_s;
void nw_yaml_explain(nw_node_input *in, const struct yaml_parser_s *parser);
nw_place nw_place_at(newel_slice source, uint32_t line, uint32_t column, uint32_t end_column);

/* The members of a mapping in order of their keys; of equal keys the first in the file comes first. */
typedef struct nw_node_index { nw_node **at; size_t count; } nw_node_index;
/* 0 when there is no memory. Freed with the arena; n log n. */
int nw_node_index_make(nw_node_index *index, nw_arena *arena, const nw_node *mapping);
nw_node *nw_node_index_find(const nw_node_index *index, newel_slice key);

/* `base` with `over` laid on it (policy/node.h: nw_policy_file.merged). Either may be NULL. Shares what it need not copy; n log n
 * in the members that meet. NULL when there is no memory or both are NULL. */
nw_node *nw_node_merge(nw_arena *arena, nw_node *base, nw_node *over);

#endif
