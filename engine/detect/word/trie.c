#include "detect/word/trie.h"

#include <string.h>

#include "base/hash.h"

_Static_assert(NW_WORD_MOST_TOKENS <= 33, "nw_trie_end.loose has a bit for every gap");

/* Walks the tokens of an entry. */
typedef struct entry_walk {
  nw_reader reader;
  nw_token  token;
  nw_folded folded;
  size_t    at;
} entry_walk;

static void walk_begin(entry_walk *walk, newel_slice entry) {
  walk->reader = (nw_reader){ (const unsigned char *)entry.data, entry.len, 1 };
  walk->at = 0;
}

/* 1 with the next token folded, 0 at the end. A token that is too long (so is the entry then) ends the walk. */
static int walk_next(entry_walk *walk) {
  if (nw_token_find(&walk->reader, &walk->at) != NW_TOKEN_OK) return 0;
  if (nw_token_read(&walk->reader, walk->at, &walk->token) != NW_TOKEN_OK) return 0;
  nw_token_fold(&walk->reader, &walk->token, &walk->folded);
  walk->at = walk->token.end;
  return 1;
}

size_t nw_trie_measure(nw_trie_need *need, newel_slice entry) {
  entry_walk walk;
  size_t tokens = 0;
  for (walk_begin(&walk, entry); walk_next(&walk); tokens++) need->folded_bytes += walk.folded.len;
  need->entries += tokens > 0;
  need->tokens += tokens;
  return tokens;
}

/* The smallest power of two that is `least` or more. */
static size_t power_of_two(size_t least) {
  size_t size = 16;
  while (size < least) size *= 2;
  return size;
}

int nw_trie_open(nw_trie *trie, const nw_alloc *alloc, const nw_trie_need *need) {
  memset(trie, 0, sizeof *trie);
  trie->node_capacity = need->tokens + 1;
  trie->end_capacity = need->entries + 1;
  trie->pool_capacity = need->folded_bytes + 1;
  trie->table_size = power_of_two(need->tokens + need->tokens / 3 + 1);
  trie->filter.count = power_of_two(need->entries / 4 + 1);  /* sixteen bits a word, or more */
  trie->nodes = nw_zalloc(alloc, trie->node_capacity * sizeof *trie->nodes);
  trie->ends = nw_zalloc(alloc, trie->end_capacity * sizeof *trie->ends);
  trie->pool = nw_malloc(alloc, trie->pool_capacity);
  trie->table = nw_zalloc(alloc, trie->table_size * sizeof *trie->table);
  trie->filter.words = nw_zalloc(alloc, trie->filter.count * sizeof *trie->filter.words);
  trie->node_count = trie->end_count = 1;
  return trie->nodes != NULL && trie->ends != NULL && trie->pool != NULL && trie->table != NULL &&
         trie->filter.words != NULL;
}

void nw_trie_free(nw_trie *trie, const nw_alloc *alloc) {
  nw_free(alloc, trie->nodes, trie->node_capacity * sizeof *trie->nodes);
  nw_free(alloc, trie->ends, trie->end_capacity * sizeof *trie->ends);
  nw_free(alloc, trie->pool, trie->pool_capacity);
  nw_free(alloc, trie->table, trie->table_size * sizeof *trie->table);
  nw_free(alloc, trie->filter.words, trie->filter.count * sizeof *trie->filter.words);
  memset(trie, 0, sizeof *trie);
}

/* The table's place of (parent, token): of the node, or the free one where it would stand. */
static size_t find_place(const nw_trie *trie, uint32_t parent, const nw_folded *token, uint32_t *tag) {
  uint64_t key = nw_mix64(token->hash + parent * 0x9e3779b97f4a7c15ULL);
  size_t place = (size_t)key & (trie->table_size - 1);
  *tag = (uint32_t)(key >> 32);
  for (uint32_t number; (number = trie->table[place]) != 0; place = (place + 1) & (trie->table_size - 1)) {
    const nw_trie_node *node = &trie->nodes[number];
    if (node->tag == *tag && node->parent == parent && node->text_len == token->len &&
        memcmp(trie->pool + node->text, token->bytes, token->len) == 0)
      break;
  }
  return place;
}

uint32_t nw_trie_child(const nw_trie *trie, uint32_t parent, const nw_folded *token) {
  uint32_t tag;
  return trie->table[find_place(trie, parent, token, &tag)];
}

static uint32_t add_child(nw_trie *trie, uint32_t parent, const nw_folded *token) {
  uint32_t tag;
  size_t place = find_place(trie, parent, token, &tag);
  if (trie->table[place] != 0) return trie->table[place];
  uint32_t number = (uint32_t)trie->node_count++;
  trie->nodes[number] = (nw_trie_node){ parent, tag, (uint32_t)trie->pool_len, 0, (uint16_t)token->len, 0 };
  trie->nodes[parent].has_children = 1;
  memcpy(trie->pool + trie->pool_len, token->bytes, token->len);
  trie->pool_len += token->len;
  trie->table[place] = number;
  if (parent == 0) nw_filter_add(&trie->filter, token->head);
  return number;
}

/* The same entry twice in one rule is one. */
static void add_end(nw_trie *trie, nw_trie_node *node, uint32_t rule, uint32_t loose) {
  for (uint32_t i = node->ends; i != 0; i = trie->ends[i].next)
    if (trie->ends[i].rule == rule && trie->ends[i].loose == loose) return;
  trie->ends[trie->end_count] = (nw_trie_end){ rule, node->ends, loose };
  node->ends = (uint32_t)trie->end_count++;
}

void nw_trie_add(nw_trie *trie, newel_slice entry, uint32_t rule) {
  entry_walk walk;
  uint32_t node = 0, loose = 0;
  size_t end_before = 0;
  unsigned gap = 0;
  for (walk_begin(&walk, entry); walk_next(&walk); end_before = walk.token.end) {
    if (node != 0 && walk.token.start > end_before) loose |= 1u << gap;
    gap += node != 0;
    node = add_child(trie, node, &walk.folded);
  }
  if (node != 0) add_end(trie, &trie->nodes[node], rule, loose);
}
