#include "detect/word/walk.h"

#include <string.h>

#include "text/utf8.h"

/* A way through the trie so far. */
typedef struct way { uint32_t node, punctuated; size_t start, end; unsigned gap; nw_disguise disguise; } way;

static nw_token_is go_on(nw_walker *walker, const way *from);

/* Keeps the hits by length: the longest first, of two the one that was there first. */
static void add_hit(nw_walker *walker, const way *to) {
  unsigned i = walker->count;
  if (i == NW_WALK_HITS) return;
  for (; i > 0 && walker->hits[i - 1].end < to->end; i--) walker->hits[i] = walker->hits[i - 1];
  walker->hits[i] = (nw_walk_hit){ to->node, to->punctuated, to->start, to->end, to->disguise };
  walker->count++;
}

/* One step, to `node`, which a sign at [start, end) leads to. */
static nw_token_is step(nw_walker *walker, const way *from, uint32_t node, size_t start, size_t end, int punctuation,
                        nw_disguise disguise) {
  const nw_trie_node *to = &walker->trie->nodes[node];
  way next = *from;
  if (walker->steps == 0 && disguise != NW_AS_WRITTEN) return NW_TOKEN_OK;
  walker->steps -= disguise != NW_AS_WRITTEN;
  if (from->node == 0) next.start = start;
  else if (punctuation) next.punctuated |= 1u << from->gap;
  next.gap += from->node != 0;
  next.node = node;
  next.end = end;
  if (next.disguise == NW_AS_WRITTEN) next.disguise = disguise;
  if (to->ends != 0) add_hit(walker, &next);
  return to->has_children ? go_on(walker, &next) : NW_TOKEN_OK;
}

/* The token backwards, in rot13 or in Atbash. */
static nw_token_is try_turned(nw_walker *walker, const way *from, const nw_token *token, int punctuation, nw_disguise disguise) {
  if (!nw_folded_turn(&walker->turned, &walker->folded, disguise)) return NW_TOKEN_OK;
  uint32_t node = nw_trie_child(walker->trie, from->node, &walker->turned);
  if (node == 0 || !walker->trie->nodes[node].has_aliases) return NW_TOKEN_OK;
  nw_token_is is = step(walker, from, node, token->start, token->end, punctuation, disguise);
  if (is == NW_TOKEN_OK && walker->trie->nodes[node].has_children) nw_token_fold(walker->reader, token, &walker->folded);
  return is;
}

/* `written`: the word that the token is, 0: none. */
static nw_token_is try_shuffled(nw_walker *walker, const way *from, const nw_token *token, int punctuation, uint64_t key,
                                uint32_t written) {
  nw_chunk text, word;
  size_t place = 0;
  const size_t least = NW_SHUFFLE_LEAST - (from->node != 0);
  if (walker->folded.len < least) return NW_TOKEN_OK;
  uint32_t node = nw_trie_alias_next(walker->trie, from->node, key, &place);
  if (node == 0 || walker->folded.len > NW_CHUNK_BYTES || !nw_chunk_of(&text, &walker->folded)) return NW_TOKEN_OK;
  if (text.count < least) return NW_TOKEN_OK;
  for (; node != 0; node = nw_trie_alias_next(walker->trie, from->node, key, &place)) {
    if (node == written || !nw_trie_word(walker->trie, node, &word) || !nw_chunk_is_shuffled(&text, &word)) continue;
    if (step(walker, from, node, token->start, token->end, punctuation, NW_SHUFFLE) == NW_TOKEN_WAIT) return NW_TOKEN_WAIT;
  }
  return NW_TOKEN_OK;
}

/* A token as it stands and turned; its folded form is walker->folded, until a step leads on. */
static nw_token_is try_token(nw_walker *walker, const way *from, const nw_token *token, int punctuation) {
  uint64_t key = nw_shuffle_key_of(walker->folded.bytes, walker->folded.len);
  nw_token_is is = NW_TOKEN_OK;
  if (!nw_trie_may_hold(walker->trie, from->node, key)) return NW_TOKEN_OK;
  uint32_t node = nw_trie_child(walker->trie, from->node, &walker->folded);
  unsigned forms = walker->disguises && !token->single ? nw_trie_forms(walker->trie, from->node, key, node) : 0;
  if (node != 0) is = step(walker, from, node, token->start, token->end, punctuation, NW_AS_WRITTEN);
  if (forms == 0 || is == NW_TOKEN_WAIT) return is;
  if (node != 0 && walker->trie->nodes[node].has_children) nw_token_fold(walker->reader, token, &walker->folded);
  for (unsigned form = NW_TRIE_REVERSED; form < NW_TRIE_FORMS && is != NW_TOKEN_WAIT; form++)
    if (forms >> form & 1) is = try_turned(walker, from, token, punctuation, nw_trie_turn_of((nw_trie_form)form));
  if (!(forms >> NW_TRIE_WRITTEN & 1) || is == NW_TOKEN_WAIT) return is;
  return try_shuffled(walker, from, token, punctuation, key, node);
}

/* All words below the way that have `key`. */
static nw_token_is try_key(nw_walker *walker, const way *from, const nw_chunk *chunk, uint64_t key) {
  nw_chunk word;
  size_t place = 0;
  for (uint32_t node; (node = nw_trie_alias_next(walker->trie, from->node, key, &place)) != 0;) {
    if (!nw_trie_word(walker->trie, node, &word)) continue;
    nw_disguise disguise = nw_chunk_is_disguised(chunk, &word, from->node == 0 ? 4 : 3);
    if (disguise == NW_AS_WRITTEN || (from->node == 0 && !nw_chunk_is_odd(walker->reader, chunk))) continue;
    if (step(walker, from, node, chunk->start, chunk->end, 0, disguise) == NW_TOKEN_WAIT) return NW_TOKEN_WAIT;
  }
  return NW_TOKEN_OK;
}

/* All words below the way that the chunk is with signs between its letters. */
static nw_token_is try_joined(nw_walker *walker, const way *from, const nw_chunk *chunk) {
  nw_chunk text = *chunk, word;
  size_t place = 0;
  if (!nw_chunk_join(&text) || (from->node == 0 && text.count < NW_PARTED_LEAST)) return NW_TOKEN_OK;
  const uint64_t key = nw_chunk_skeleton(&text);
  for (uint32_t node; (node = nw_trie_alias_next(walker->trie, from->node, key, &place)) != 0;) {
    if (!nw_trie_word(walker->trie, node, &word) || !nw_chunk_is_same(&text, &word)) continue;
    if (step(walker, from, node, chunk->start, chunk->end, 0, NW_JOINED) == NW_TOKEN_WAIT) return NW_TOKEN_WAIT;
  }
  return NW_TOKEN_OK;
}

static int has_alias(const nw_walker *walker, const way *from, uint64_t key) {
  size_t place = 0;
  return nw_trie_alias_next(walker->trie, from->node, key, &place) != 0;
}

/* 0: the chunk at `at` is seen to be no word, without reading it. */
static int may_be_word(const nw_walker *walker, const way *from, size_t at) {
  nw_skeletons known;
  if (nw_chunk_is_plain(walker->reader, at)) return 0;
  if (!nw_chunk_skeletons(walker->reader, at, &known)) return 1;
  if (known.chars < 2 && from->node == 0) return 0;
  for (unsigned i = 0; i < known.count; i++)
    if (has_alias(walker, from, known.at[i])) return 1;
  if (known.count > 0 && walker->trie->outlines && known.outline != 0 && has_alias(walker, from, known.outline)) return 1;
  return known.parted != 0 && has_alias(walker, from, known.parted);
}

static nw_token_is try_chunk(nw_walker *walker, const way *from, size_t at) {
  nw_chunk chunk;
  if (!may_be_word(walker, from, at)) return NW_TOKEN_OK;
  nw_token_is is = nw_chunk_read(walker->reader, at, &chunk);
  if (is == NW_TOKEN_WAIT) return is;
  if (is != NW_TOKEN_OK || (chunk.count < 2 && from->node == 0)) return NW_TOKEN_OK;
  if (from->node == 0 ? chunk.letters == 0 : !nw_chunk_may_differ(&chunk)) return NW_TOKEN_OK;
  for (int more = 1; more; more = nw_chunk_trim(&chunk)) {
    if (nw_chunk_is_wrapped(walker->reader, &chunk)) continue;
    uint64_t outline = nw_chunk_outline(&chunk);
    if (try_key(walker, from, &chunk, nw_chunk_skeleton(&chunk)) == NW_TOKEN_WAIT) return NW_TOKEN_WAIT;
    if (walker->trie->outlines && outline != 0 && try_key(walker, from, &chunk, outline) == NW_TOKEN_WAIT) return NW_TOKEN_WAIT;
    if (try_joined(walker, from, &chunk) == NW_TOKEN_WAIT) return NW_TOKEN_WAIT;
  }
  return NW_TOKEN_OK;
}

/* Every token of a phrase begins so near to its start that reading the last one stays within the look-ahead. */
static int is_near(const nw_walker *walker, size_t at) { return at - walker->start <= NW_LIMIT_LOOKAHEAD_BYTES - NW_WALK_STEP_BYTES; }

/* 1 when the chunk of a token behind a gap is seen to be the token, and no disguise: letters of ASCII, no two the same in a row. */
static int is_plain(const nw_reader *reader, const nw_token *token, const nw_folded *folded) {
  unsigned last = 0;
  if (!folded->ascii || token->end >= reader->len || !nw_is_chunk_end(reader->data[token->end])) return 0;
  for (size_t i = 0; i < folded->len; last = folded->bytes[i++])
    if ((unsigned)folded->bytes[i] - 'a' >= 26u || folded->bytes[i] == last) return 0;
  return 1;
}

/* The next token behind tags, emphasis and the like. `known`: where the one behind a plain gap begins. */
static nw_token_is go_on_dressed(nw_walker *walker, const way *from, size_t known) {
  way dressed = *from;
  size_t at = from->end;
  nw_token token;
  if (walker->steps == 0) return NW_TOKEN_OK;
  nw_token_is is = nw_token_dressed_gap(walker->reader, &at);
  if (is != NW_TOKEN_OK || at == known || !is_near(walker, at)) return is;
  if ((is = nw_token_read(walker->reader, at, &token)) != NW_TOKEN_OK) return is;
  walker->steps--;
  if (dressed.disguise == NW_AS_WRITTEN) dressed.disguise = NW_JOINED;
  nw_token_fold(walker->reader, &token, &walker->folded);
  return try_token(walker, &dressed, &token, 1);
}

/* The next token, or the next chunk: it may begin with a symbol that separates tokens. */
static nw_token_is go_on(nw_walker *walker, const way *from) {
  size_t at = from->end;
  int punctuation, plain = 0;
  nw_token token;
  nw_token_is is = nw_token_gap(walker->reader, &at, &punctuation);
  if (is == NW_TOKEN_OK && is_near(walker, at)) is = nw_token_read(walker->reader, at, &token);
  else if (is == NW_TOKEN_OK) return is;
  if (is == NW_TOKEN_OK) {
    nw_token_fold(walker->reader, &token, &walker->folded);
    plain = at == from->end + 1 && walker->disguises && is_plain(walker->reader, &token, &walker->folded);
    is = try_token(walker, from, &token, punctuation);
  }
  if (is == NW_TOKEN_WAIT || !walker->disguises) return is == NW_TOKEN_WAIT ? is : NW_TOKEN_OK;
  if (is == NW_TOKEN_OK && plain && walker->reader->data[from->end] == ' ') return is;
  if (go_on_dressed(walker, from, is == NW_TOKEN_OK ? token.start : SIZE_MAX) == NW_TOKEN_WAIT) return NW_TOKEN_WAIT;
  if (is == NW_TOKEN_OK && plain) return is;
  is = nw_chunk_find(walker->reader, from->end, &at);
  if (is != NW_TOKEN_OK || !is_near(walker, at)) return is == NW_TOKEN_WAIT ? is : NW_TOKEN_OK;
  return try_chunk(walker, from, at);
}

/* The chunk that `token` is in may begin at each symbol in front of it. */
static size_t next_begin(const nw_reader *reader, size_t at) {
  do at++;
  while (at < reader->len && (reader->data[at] & 0xC0) == 0x80);
  return at;
}

static int may_be_headed(const nw_trie *trie, nw_heads heads) {
  return nw_trie_may_lead(trie, heads.whole) || (heads.joined != heads.whole && nw_trie_may_lead(trie, heads.joined));
}

int nw_walk_may_be_chunk(const nw_trie *trie, const nw_reader *reader, size_t token) {
  size_t at = nw_chunk_begin(reader, token);
  for (; at <= token; at = next_begin(reader, at))
    if (may_be_headed(trie, nw_chunk_heads(reader, at))) return 1;
  return 0;
}

nw_token_is nw_walk_from(nw_walker *walker, const nw_token *first, nw_walk_ways ways) {
  const way root = { .start = first->start, .end = first->start };
  nw_token_is is = NW_TOKEN_OK;
  walker->start = first->start;
  walker->count = 0;
  walker->steps = NW_WALK_STEPS;
  if (ways & NW_WALK_TOKEN) {
    nw_token_fold(walker->reader, first, &walker->folded);
    is = try_token(walker, &root, first, 0);
  }
  if (is == NW_TOKEN_WAIT || !walker->disguises || first->single || !(ways & NW_WALK_CHUNK)) return is;
  if (!nw_walk_may_be_chunk(walker->trie, walker->reader, first->start)) return NW_TOKEN_OK;
  size_t begin = nw_chunk_begin(walker->reader, first->start);
  for (size_t at = begin; is == NW_TOKEN_OK && at <= first->start; at = next_begin(walker->reader, at)) {
    walker->start = at;
    is = try_chunk(walker, &root, at);
  }
  walker->start = begin;
  return is;
}
