/* policy/merge.c - one tree laid on another: what `extends` does.
 *
 *   base {pii: {EMAIL: BLOCK, PHONE: BLOCK}}  +  over {pii: {PHONE: NONE}, name: p}
 *     =  {pii: {EMAIL: BLOCK, PHONE: NONE}, name: p}
 *
 * Members keep the order of `base`; what is new follows in the order of `over`. A node is copied only where its neighbours
 * change; what hangs below it is shared. Nodes of the arguments are never written to.
 */
#include "policy/tree.h"

typedef struct builder { nw_arena *arena; nw_node *node; nw_node **tail; int no_memory; } builder;

/* Adds a copy of `member`; what is below it is shared. */
static void add_member(builder *b, const nw_node *member) {
  nw_node *copy = member == NULL ? NULL : nw_arena_alloc(b->arena, sizeof *copy);
  if (copy == NULL) {
    b->no_memory = 1;
    return;
  }
  *copy = *member;
  copy->next = NULL;
  *b->tail = copy;
  b->tail = &copy->next;
  b->node->count++;
}

/* Recursion is bounded by the depth of the shallower tree: at most NW_LIMIT_POLICY_DEPTH. */
nw_node *nw_node_merge(nw_arena *arena, nw_node *base, nw_node *over) {
  if (base == NULL || over == NULL) return over == NULL ? base : over;
  if (base->type != NW_NODE_MAPPING || over->type != NW_NODE_MAPPING) return over;
  builder b = { .arena = arena, .node = nw_arena_alloc(arena, sizeof *b.node) };
  nw_node_index in_base, in_over;
  if (b.node == NULL || !nw_node_index_make(&in_base, arena, base) || !nw_node_index_make(&in_over, arena, over)) return NULL;
  *b.node = *over;
  b.node->first = NULL;
  b.node->count = 0;
  b.tail = &b.node->first;
  for (nw_node *member = base->first; member != NULL && !b.no_memory; member = member->next)
    add_member(&b, nw_node_merge(arena, member, nw_node_index_find(&in_over, member->key)));
  for (nw_node *member = over->first; member != NULL && !b.no_memory; member = member->next)
    if (nw_node_index_find(&in_base, member->key) == NULL) add_member(&b, member);
  return b.no_memory ? NULL : b.node;
}
