/* detect/word/walk.h - from the first token of a text through the trie: which entries begin there, as written or disguised.
 *
 *   list "ignore all rules"     text "1gn0re  all the …"
 *   (root) --1gn0re: leet of "ignore"--> 1 --all--> 2 --the: nothing--> the way ends; no entry ended on it
 *
 * At every step the next token is tried as written, then turned (backwards, rot13, shuffled), then its chunk by its skeleton. All
 * ways are followed, the ones as written first, up to NW_WALK_STEPS steps together: the work at one place is bounded.
 */
#ifndef NW_DETECT_WORD_WALK_H
#define NW_DETECT_WORD_WALK_H

#include "detect/word/trie.h"

enum {
  NW_WALK_STEPS = 48,
  NW_WALK_HITS = NW_WORD_MOST_TOKENS + NW_WALK_STEPS,
  /* What a token and the gap behind it may take, with a code point that is cut at the end. */
  NW_WALK_STEP_BYTES = NW_WORD_MOST_BYTES + NW_DRESS_BYTES + 8
};

/* A node on the way where entries end. */
typedef struct nw_walk_hit {
  uint32_t    node, punctuated;
  size_t      start, end;
  nw_disguise disguise;
} nw_walk_hit;

typedef struct nw_walker {
  const nw_trie   *trie;
  const nw_reader *reader;
  int         disguises;
  size_t      start;    /* where the way began */
  unsigned    steps;    /* that are left */
  nw_walk_hit hits[NW_WALK_HITS];  /* longest first */
  unsigned    count;
  nw_folded   folded, turned;
} nw_walker;

/* How entries may begin there: with the token, or with the odd chunk that it is the first of. */
typedef enum nw_walk_ways { NW_WALK_TOKEN = 1, NW_WALK_CHUNK = 2, NW_WALK_BOTH = 3 } nw_walk_ways;

/* 0: the odd chunk whose first token is at `token` is no word of the list, by its head. */
int nw_walk_may_be_chunk(const nw_trie *trie, const nw_reader *reader, size_t token);
/* Follows all ways from the first token. `ways`: those not known to lead nowhere. OK when they are known to their ends, or WAIT. */
nw_token_is nw_walk_from(nw_walker *walker, const nw_token *first, nw_walk_ways ways);

#endif
