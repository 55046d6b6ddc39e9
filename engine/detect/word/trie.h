/* detect/word/trie.h - all lists of a guard in one trie of tokens, kept in one hash table.
 *
 *   rule 0: "tom cat", "tom"        root --tom--> 1 {rule 0}
 *   rule 1: "tom"                                 1 {rule 1} --cat--> 2 {rule 0}
 *
 * A node is an edge too: it knows its parent and the folded token that leads to it (a run of one byte pool). The table finds
 * node (parent, token) by hash and compares the bytes; a bit filter refuses most of a text before the table is touched. So a
 * look-up costs the same for ten words and for a million.
 *
 * Disguises: a node has aliases in a table of their own: by the skeleton and the outline of its token, and by the keys (shuffle.h) of
 * the token and its turned forms. So two look-ups say whether a word is one of the list in any disguise.
 *
 * Built once, immutable then. Memory per one-word entry: 28 (node) + 16 (end) + 4..8 (table) + 8..16 (filters) + its bytes;
 * with disguises 64..96 (aliases, filters) more.
 */
#ifndef NW_DETECT_WORD_TRIE_H
#define NW_DETECT_WORD_TRIE_H

#include "base/alloc.h"
#include "detect/word/disguise.h"
#include "detect/word/filter.h"
#include "detect/word/shuffle.h"

typedef struct nw_trie_node {
  uint32_t parent, tag;    /* tag: half of the edge's hash, compared before bytes are */
  uint32_t text;           /* offset of the token in the pool */
  uint32_t ends;           /* first of the entries that end here, 0: none */
  uint16_t text_len;
  uint8_t  has_children, has_aliases;
} nw_trie_node;

/* Another way to a node: a key of its disguised forms (disguise.h), found by hash like nodes are. */
typedef struct nw_trie_alias {
  uint32_t node;  /* 0: free */
  uint32_t tag;   /* half of the key's hash, with the form (nw_trie_form) in its lowest bits */
} nw_trie_alias;

/* One entry that ends at a node. Gap i lies before token i + 1; a bit in `loose` says the entry has separators there. */
typedef struct nw_trie_end {
  uint32_t rule;   /* slot of the rule */
  uint32_t next;   /* next entry of the node, 0: none */
  uint32_t loose;
  uint8_t  disguise;   /* nw_disguise: what the entry itself is a form of */
} nw_trie_end;

enum { NW_TRIE_LETTERS = 1 << 12 };  /* code points are told apart by so many of their lowest bits */

typedef struct nw_trie {
  nw_trie_node  *nodes;   /* nodes[0] is the root */
  nw_trie_end   *ends;    /* ends[0] is none */
  unsigned char *pool;
  uint32_t      *table;   /* node numbers; 0: free */
  nw_trie_alias *aliases;
  nw_filters     filters;
  uint64_t       heads[(1 << NW_HEAD_BITS) / 64];  /* of first tokens that have aliases: a bit each */
  uint64_t       ends_of[NW_TRIE_LETTERS / 64];  /* what first tokens begin and end with beyond ASCII: a bit each */
  size_t node_count, node_capacity, end_count, end_capacity, pool_len, pool_capacity, table_size, alias_size;
  int outlines;  /* words are known by their outlines, too */
} nw_trie;

/* What the entries need, before memory is taken for them. */
typedef struct nw_trie_need { size_t entries, tokens, folded_bytes, disguised, words, leads, pairs; } nw_trie_need;
/* disguised: of the tokens. words, leads, pairs: forms of whole entries, of the first token of phrases, and of their first two. */

/* Adds what one entry needs; returns the number of its tokens. */
size_t nw_trie_measure(nw_trie_need *need, newel_slice entry, int disguises);
/* 0 when there is no memory. nw_trie_free is safe after either. `need` holds fewer than 2^31 of anything. */
int nw_trie_open(nw_trie *trie, const nw_alloc *alloc, const nw_trie_need *need);
void nw_trie_free(nw_trie *trie, const nw_alloc *alloc);
/* Adds an entry that was measured; one without tokens adds nothing. `least`: how many letters a word by itself has that is found
 * backwards, in rot13 or in Atbash, 0: as written is all. `as`: what the entry itself is a form of. Returns the number of its tokens. */
size_t nw_trie_add(nw_trie *trie, newel_slice entry, uint32_t rule, unsigned least, nw_disguise as);
/* Begins to load what adding the entry will touch. A long list that does so some entries ahead takes half the time. */
void nw_trie_fetch(const nw_trie *trie, newel_slice entry, int disguises);
/* The node that `token` leads to from `parent`, 0: none. */
uint32_t nw_trie_child(const nw_trie *trie, uint32_t parent, const nw_folded *token);

/* What an alias knows a token by: how it is written, or turned; a skeleton and an outline count as written. */
typedef enum nw_trie_form { NW_TRIE_WRITTEN, NW_TRIE_REVERSED, NW_TRIE_ROT13, NW_TRIE_ATBASH, NW_TRIE_FORMS } nw_trie_form;

static inline nw_disguise nw_trie_turn_of(nw_trie_form form) { return (nw_disguise)(NW_REVERSE + (form - NW_TRIE_REVERSED)); }

/* The forms of words below `parent` that have `key`, one bit each; `but`: a node whose written form is known. */
unsigned nw_trie_forms(const nw_trie *trie, uint32_t parent, uint64_t key, uint32_t but);
/* The next node below `parent` that has an alias `key`, as written, 0: none. `place` is 0 at first. */
uint32_t nw_trie_alias_next(const nw_trie *trie, uint32_t parent, uint64_t key, size_t *place);
/* 0: no first token begins with the folded letter, as written, turned or shuffled. */
static inline int nw_trie_may_begin(const nw_trie *trie, uint32_t cp) {
  return trie->ends_of[cp % NW_TRIE_LETTERS / 64] >> cp % 64 & 1;
}
/* 0: no first token is known by a skeleton with this head. */
static inline int nw_trie_may_lead(const nw_trie *trie, unsigned head) {
  return head == NW_HEAD_UNKNOWN || trie->outlines || (trie->heads[head / 64] >> head % 64 & 1);
}
/* How many code points the token that leads to a node has. */
unsigned nw_trie_letters(const nw_trie *trie, uint32_t node);
/* That token, as code points. */
int nw_trie_word(const nw_trie *trie, uint32_t node, nw_chunk *word);
/* What the filter holds for a token below `parent`, by the token's key (shuffle.h). */
static inline uint64_t nw_trie_key(uint32_t parent, uint64_t key) { return key + parent * 0x9e3779b97f4a7c15ULL; }

/* 0: no entry goes on with a token that has `key` below `parent`, in whatever order its letters stand. */
static inline int nw_trie_may_hold(const nw_trie *trie, uint32_t parent, uint64_t key) {
  return nw_filter_may_hold(&trie->filters.all, nw_trie_key(parent, key));
}

#endif
