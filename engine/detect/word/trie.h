/* detect/word/trie.h - all lists of a guard in one trie of tokens, kept in one hash table.
 *
 *   rule 0: "tom cat", "tom"        root --tom--> 1 {rule 0}
 *   rule 1: "tom"                                 1 {rule 1} --cat--> 2 {rule 0}
 *
 * A node is an edge too: it knows its parent and the folded token that leads to it (a run of one byte pool). The table finds
 * node (parent, token) by hash and compares the bytes; a bit filter over the hashes of first tokens refuses most of a text before
 * the table is touched. So a look-up costs the same for ten words and for a million.
 *
 * Built once, immutable then. Memory per one-word entry: 24 (node) + 12 (end) + 4..8 (table) + 2..4 (filter) + its bytes.
 */
#ifndef NW_DETECT_WORD_TRIE_H
#define NW_DETECT_WORD_TRIE_H

#include "base/alloc.h"
#include "detect/word/filter.h"
#include "detect/word/token.h"

typedef struct nw_trie_node {
  uint32_t parent, tag;    /* tag: half of the edge's hash, compared before bytes are */
  uint32_t text;           /* offset of the token in the pool */
  uint32_t ends;           /* first of the entries that end here, 0: none */
  uint16_t text_len;
  uint8_t  has_children;
} nw_trie_node;

/* One entry that ends at a node. Gap i lies before token i + 1; a bit in `loose` says the entry has separators there. */
typedef struct nw_trie_end {
  uint32_t rule;   /* slot of the rule */
  uint32_t next;   /* next entry of the node, 0: none */
  uint32_t loose;
} nw_trie_end;

typedef struct nw_trie {
  nw_trie_node  *nodes;   /* nodes[0] is the root */
  nw_trie_end   *ends;    /* ends[0] is none */
  unsigned char *pool;
  uint32_t      *table;   /* node numbers; 0: free */
  nw_filter      filter;  /* of the heads of first tokens */
  size_t node_count, node_capacity, end_count, end_capacity, pool_len, pool_capacity, table_size;
} nw_trie;

/* What the entries need, before memory is taken for them. */
typedef struct nw_trie_need { size_t entries, tokens, folded_bytes; } nw_trie_need;

/* Adds what one entry needs; returns the number of its tokens. */
size_t nw_trie_measure(nw_trie_need *need, newel_slice entry);
/* 0 when there is no memory. nw_trie_free is safe after either. `need` holds fewer than 2^31 of anything. */
int nw_trie_open(nw_trie *trie, const nw_alloc *alloc, const nw_trie_need *need);
void nw_trie_free(nw_trie *trie, const nw_alloc *alloc);
/* Adds an entry that was measured; one without tokens adds nothing. */
void nw_trie_add(nw_trie *trie, newel_slice entry, uint32_t rule);
/* The node that `token` leads to from `parent`, 0: none. */
uint32_t nw_trie_child(const nw_trie *trie, uint32_t parent, const nw_folded *token);

/* 0: no entry begins with the token. */
static inline int nw_trie_may_begin(const nw_trie *trie, const nw_folded *token) {
  return nw_filter_may_hold(&trie->filter, token->head);
}

#endif
