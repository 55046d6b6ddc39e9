#include "detect/word/trie.h"

#include <string.h>

#include "base/hash.h"
#include "text/utf8.h"

_Static_assert(NW_WORD_MOST_TOKENS <= 33, "nw_trie_end.loose has a bit for every gap");

#if defined(__GNUC__)
#  define FETCH(address) __builtin_prefetch(address, 1)
#else
#  define FETCH(address) ((void)(address))
#endif

enum { MOST_TWINS = 8 };  /* words with one key */

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

size_t nw_trie_measure(nw_trie_need *need, newel_slice entry, int disguises) {
  entry_walk walk;
  size_t tokens = 0;
  for (walk_begin(&walk, entry); walk_next(&walk); tokens++) need->folded_bytes += walk.folded.len;
  need->entries += tokens > 0;
  need->tokens += tokens;
  if (disguises) need->disguised += tokens;
  if (tokens == 1) need->words += disguises ? NW_TRIE_FORMS : 1;
  if (tokens > 1) need->leads += disguises ? NW_TRIE_FORMS : 1;
  if (tokens > 1) need->pairs += disguises ? NW_TRIE_FORMS * NW_TRIE_FORMS : 1;
  return tokens;
}

/* The smallest power of two that is `least` or more. */
static size_t power_of_two(size_t least) {
  size_t size = 16;
  while (size < least) size *= 2;
  return size;
}

/* Twenty bits a key, or more: up to 64 while the second cache holds the filter. */
static int open_filter(nw_filter *filter, const nw_alloc *alloc, size_t keys) {
  enum { CACHED = (256 << 10) / sizeof *filter->words };
  filter->count = power_of_two(keys / 3 + 1);
  while (filter->count < keys && filter->count < CACHED) filter->count *= 2;
  filter->words = nw_zalloc(alloc, filter->count * sizeof *filter->words);
  return filter->words != NULL;
}

static void free_filter(nw_filter *filter, const nw_alloc *alloc) {
  nw_free(alloc, filter->words, filter->count * sizeof *filter->words);
}

int nw_trie_open(nw_trie *trie, const nw_alloc *alloc, const nw_trie_need *need) {
  memset(trie, 0, sizeof *trie);
  trie->outlines = need->disguised <= NW_LIST_SHORT;
  trie->node_capacity = need->tokens + 1;
  trie->end_capacity = need->entries + 1;
  trie->pool_capacity = need->folded_bytes + 1;
  trie->table_size = power_of_two(need->tokens + need->tokens / 3 + 1);
  const size_t aliases = (1 + NW_TRIE_FORMS + (size_t)trie->outlines) * need->disguised;
  trie->alias_size = power_of_two(aliases + aliases / 2 + 1);
  trie->nodes = nw_zalloc(alloc, trie->node_capacity * sizeof *trie->nodes);
  trie->ends = nw_zalloc(alloc, trie->end_capacity * sizeof *trie->ends);
  trie->pool = nw_malloc(alloc, trie->pool_capacity);
  trie->table = nw_zalloc(alloc, trie->table_size * sizeof *trie->table);
  trie->aliases = nw_zalloc(alloc, trie->alias_size * sizeof *trie->aliases);
  trie->node_count = trie->end_count = 1;
  int filters = open_filter(&trie->filters.all, alloc, need->tokens + (NW_TRIE_FORMS - 1) * need->disguised);
  filters &= open_filter(&trie->filters.alone, alloc, need->words);
  filters &= open_filter(&trie->filters.leads, alloc, need->leads);
  filters &= open_filter(&trie->filters.pairs, alloc, need->pairs);
  return trie->nodes != NULL && trie->ends != NULL && trie->pool != NULL && trie->table != NULL && trie->aliases != NULL && filters;
}

void nw_trie_free(nw_trie *trie, const nw_alloc *alloc) {
  nw_free(alloc, trie->nodes, trie->node_capacity * sizeof *trie->nodes);
  nw_free(alloc, trie->ends, trie->end_capacity * sizeof *trie->ends);
  nw_free(alloc, trie->pool, trie->pool_capacity);
  nw_free(alloc, trie->table, trie->table_size * sizeof *trie->table);
  nw_free(alloc, trie->aliases, trie->alias_size * sizeof *trie->aliases);
  free_filter(&trie->filters.all, alloc);
  free_filter(&trie->filters.alone, alloc);
  free_filter(&trie->filters.leads, alloc);
  free_filter(&trie->filters.pairs, alloc);
  memset(trie, 0, sizeof *trie);
}

static uint64_t table_key(uint32_t parent, const nw_folded *token) { return nw_mix64(token->hash + parent * 0x9e3779b97f4a7c15ULL); }

/* The table's place of (parent, token): of the node, or the free one where it would stand. */
static size_t find_place(const nw_trie *trie, uint32_t parent, const nw_folded *token, uint32_t *tag) {
  uint64_t key = table_key(parent, token);
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

static void add_letter(nw_trie *trie, uint32_t cp) { trie->ends_of[cp % NW_TRIE_LETTERS / 64] |= (uint64_t)1 << cp % 64; }

/* Notes what a first token begins and ends with. */
static void add_ends(nw_trie *trie, const nw_folded *token) {
  uint32_t cp;
  if (token->len == 0) return;
  (void)nw_utf8_decode(token->bytes, token->len, &cp);
  add_letter(trie, cp);
  (void)nw_utf8_decode_back(token->bytes, token->bytes + token->len, &cp);
  add_letter(trie, cp);
}

/* `key`: the token's, as it is written. */
static uint32_t add_child(nw_trie *trie, uint32_t parent, const nw_folded *token, uint64_t key) {
  uint32_t tag;
  size_t place = find_place(trie, parent, token, &tag);
  if (trie->table[place] != 0) return trie->table[place];
  uint32_t number = (uint32_t)trie->node_count++;
  trie->nodes[number] = (nw_trie_node){ parent, tag, (uint32_t)trie->pool_len, 0, (uint16_t)token->len, 0, 0 };
  trie->nodes[parent].has_children = 1;
  memcpy(trie->pool + trie->pool_len, token->bytes, token->len);
  trie->pool_len += token->len;
  trie->table[place] = number;
  nw_filter_add(&trie->filters.all, nw_trie_key(parent, key));
  if (parent == 0) add_ends(trie, token);
  return number;
}

/* ---- disguises ---- */

enum { FORM_BITS = NW_TRIE_FORMS - 1 };

static uint64_t alias_hash(uint32_t parent, uint64_t key) { return nw_mix64(key + parent * 0x9e3779b97f4a7c15ULL); }

static uint32_t alias_tag(uint64_t hash, nw_trie_form form) { return ((uint32_t)(hash >> 32) & ~(uint32_t)FORM_BITS) | form; }

static nw_trie_alias *alias_at(const nw_trie *trie, uint64_t place) { return &trie->aliases[place & (trie->alias_size - 1)]; }

uint32_t nw_trie_alias_next(const nw_trie *trie, uint32_t parent, uint64_t key, size_t *place) {
  const uint64_t hash = alias_hash(parent, key);
  for (const nw_trie_alias *alias; (alias = alias_at(trie, hash + *place))->node != 0;) {
    ++*place;
    if (alias->tag == alias_tag(hash, NW_TRIE_WRITTEN) && trie->nodes[alias->node].parent == parent) return alias->node;
  }
  return 0;
}

unsigned nw_trie_forms(const nw_trie *trie, uint32_t parent, uint64_t key, uint32_t but) {
  const uint64_t hash = alias_hash(parent, key);
  unsigned forms = 0;
  const nw_trie_alias *alias;
  for (uint64_t place = hash; (alias = alias_at(trie, place))->node != 0; place++) {
    uint32_t other = alias->tag ^ alias_tag(hash, NW_TRIE_WRITTEN);  /* the form where the rest is the same */
    if (other >= NW_TRIE_FORMS || (other == NW_TRIE_WRITTEN && alias->node == but)) continue;
    if (trie->nodes[alias->node].parent == parent) forms |= 1u << other;
  }
  return forms;
}

/* A key that too many words share leads to the first of them only: looking up stays bounded. */
static void add_alias(nw_trie *trie, uint32_t node, uint64_t key, nw_trie_form form) {
  const uint64_t hash = alias_hash(trie->nodes[node].parent, key);
  const uint32_t tag = alias_tag(hash, form);
  nw_trie_alias *alias;
  unsigned twins = 0;
  for (uint64_t place = hash; (alias = alias_at(trie, place))->node != 0; place++)
    if (alias->tag == tag && ++twins == MOST_TWINS) return;
  *alias = (nw_trie_alias){ node, tag };
}

/* The keys of a token's forms; `has`: which ones there are. */
typedef struct form_keys { uint64_t at[NW_TRIE_FORMS]; unsigned has; } form_keys;

static void add_aliases(nw_trie *trie, uint32_t node, const nw_folded *token, const form_keys *keys) {
  nw_chunk word;
  if (trie->nodes[node].has_aliases) return;
  trie->nodes[node].has_aliases = 1;
  if (token->len == 0 || token->len > NW_CHUNK_BYTES || !nw_chunk_of(&word, token)) return;
  add_alias(trie, node, nw_chunk_skeleton(&word), NW_TRIE_WRITTEN);
  if (trie->nodes[node].parent == 0) trie->heads[nw_chunk_head(&word) / 64] |= (uint64_t)1 << nw_chunk_head(&word) % 64;
  for (unsigned form = 0; form < NW_TRIE_FORMS; form++)
    if (keys->has >> form & 1) add_alias(trie, node, keys->at[form], (nw_trie_form)form);
  if (trie->outlines && nw_chunk_outline(&word) != 0) add_alias(trie, node, nw_chunk_outline(&word), NW_TRIE_WRITTEN);
}

/* A token of ASCII: turning it is adding up other letters. */
static void find_ascii_forms(form_keys *keys, const unsigned char *bytes, size_t len) {
  uint64_t sums = 0, rot13 = 0, atbash = 0;
  const unsigned char first = bytes[0], last = bytes[len - 1];
  for (size_t i = 0; i < len; i++) {
    sums += nw_shuffle_sum(bytes[i]);
    rot13 += nw_shuffle_sum((unsigned char)nw_letter_turned(bytes[i], NW_ROT13));
    atbash += nw_shuffle_sum((unsigned char)nw_letter_turned(bytes[i], NW_ATBASH));
  }
  keys->at[NW_TRIE_WRITTEN] = nw_shuffle_key(sums, first, last);
  keys->at[NW_TRIE_REVERSED] = nw_shuffle_key(sums, last, first);
  keys->at[NW_TRIE_ROT13] = nw_shuffle_key(rot13, (unsigned char)nw_letter_turned(first, NW_ROT13),
                                           (unsigned char)nw_letter_turned(last, NW_ROT13));
  keys->at[NW_TRIE_ATBASH] = nw_shuffle_key(atbash, (unsigned char)nw_letter_turned(first, NW_ATBASH),
                                            (unsigned char)nw_letter_turned(last, NW_ATBASH));
  keys->has = (1u << NW_TRIE_FORMS) - 1;
}

static void find_forms(form_keys *keys, const nw_folded *token, int disguises) {
  nw_folded turned;
  if (disguises && token->ascii && token->len > 0 && token->len <= NW_CHUNK_MOST) {
    find_ascii_forms(keys, token->bytes, token->len);
    return;
  }
  keys->at[NW_TRIE_WRITTEN] = nw_shuffle_key_of(token->bytes, token->len);
  keys->has = 1u << NW_TRIE_WRITTEN;
  for (unsigned form = NW_TRIE_REVERSED; disguises && form < NW_TRIE_FORMS; form++) {
    if (!nw_folded_turn(&turned, token, nw_trie_turn_of((nw_trie_form)form))) continue;
    keys->at[form] = nw_shuffle_key_of(turned.bytes, turned.len);
    keys->has |= 1u << form;
  }
}

/* The token as it is written is there already. */
static void add_forms(nw_trie *trie, uint32_t parent, const form_keys *keys) {
  for (unsigned form = NW_TRIE_REVERSED; form < NW_TRIE_FORMS; form++)
    if (keys->has >> form & 1) nw_filter_add(&trie->filters.all, nw_trie_key(parent, keys->at[form]));
}

/* A whole entry of one token: its turned forms count when it is long enough. */
static void add_alone(nw_trie *trie, form_keys *keys, const nw_folded *token, unsigned least) {
  if (token->len < least) keys->has = 1u << NW_TRIE_WRITTEN;
  add_forms(trie, 0, keys);
  for (unsigned form = 0; form < NW_TRIE_FORMS; form++)
    if (keys->has >> form & 1) nw_filter_add(&trie->filters.alone, nw_other_key(keys->at[form]));
}

static void add_pairs(nw_trie *trie, const form_keys *first, const form_keys *second) {
  add_forms(trie, 0, first);
  for (unsigned i = 0; i < NW_TRIE_FORMS; i++) {
    if (!(first->has >> i & 1)) continue;
    nw_filter_add(&trie->filters.leads, nw_other_key(first->at[i]));
    for (unsigned j = 0; j < NW_TRIE_FORMS; j++)
      if (second->has >> j & 1) nw_filter_add(&trie->filters.pairs, nw_pair_key(first->at[i], second->at[j]));
  }
}

unsigned nw_trie_letters(const nw_trie *trie, uint32_t node) {
  const unsigned char *text = trie->pool + trie->nodes[node].text;
  unsigned letters = 0;
  for (size_t i = 0; i < trie->nodes[node].text_len; i++) letters += (text[i] & 0xC0) != 0x80;
  return letters;
}

int nw_trie_word(const nw_trie *trie, uint32_t node, nw_chunk *word) {
  nw_folded folded;
  folded.len = trie->nodes[node].text_len;
  if (folded.len > NW_CHUNK_BYTES) return 0;
  memcpy(folded.bytes, trie->pool + trie->nodes[node].text, folded.len);
  return nw_chunk_of(word, &folded);
}

/* ---- entries ---- */

/* The same entry twice in one rule is one. */
static void add_end(nw_trie *trie, nw_trie_node *node, uint32_t rule, uint32_t loose, nw_disguise as) {
  for (uint32_t i = node->ends; i != 0; i = trie->ends[i].next)
    if (trie->ends[i].rule == rule && trie->ends[i].loose == loose && trie->ends[i].disguise == as) return;
  trie->ends[trie->end_count] = (nw_trie_end){ rule, node->ends, loose, (uint8_t)as };
  node->ends = (uint32_t)trie->end_count++;
}

void nw_trie_fetch(const nw_trie *trie, newel_slice entry, int disguises) {
  entry_walk walk;
  form_keys keys;
  nw_chunk word;
  walk_begin(&walk, entry);
  if (!walk_next(&walk)) return;
  find_forms(&keys, &walk.folded, disguises);
  FETCH(&trie->table[table_key(0, &walk.folded) & (trie->table_size - 1)]);
  for (unsigned form = 0; form < NW_TRIE_FORMS; form++) {
    if (!(keys.has >> form & 1)) continue;
    FETCH(alias_at(trie, alias_hash(0, keys.at[form])));
    FETCH(&trie->filters.all.words[nw_filter_place(&trie->filters.all, nw_trie_key(0, keys.at[form]))]);
    FETCH(&trie->filters.alone.words[nw_filter_place(&trie->filters.alone, nw_other_key(keys.at[form]))]);
  }
  if (disguises && walk.folded.len <= NW_CHUNK_MOST && nw_chunk_of(&word, &walk.folded))
    FETCH(alias_at(trie, alias_hash(0, nw_chunk_skeleton(&word))));
}

size_t nw_trie_add(nw_trie *trie, newel_slice entry, uint32_t rule, unsigned least, nw_disguise as) {
  entry_walk walk;
  form_keys first = { { 0 }, 0 }, keys;
  uint32_t node = 0, loose = 0;
  size_t end_before = 0;
  unsigned tokens = 0;
  for (walk_begin(&walk, entry); walk_next(&walk); end_before = walk.token.end) {
    uint32_t parent = node;
    if (node != 0 && walk.token.start > end_before) loose |= 1u << (tokens - 1);
    tokens++;
    find_forms(&keys, &walk.folded, least > 0);
    node = add_child(trie, parent, &walk.folded, keys.at[NW_TRIE_WRITTEN]);
    if (least > 0) add_aliases(trie, node, &walk.folded, &keys);
    if (tokens == 1) first = keys;
    else add_forms(trie, parent, &keys);
    if (tokens == 2) add_pairs(trie, &first, &keys);
  }
  if (tokens == 1) add_alone(trie, &first, &walk.folded, least);
  if (node != 0) add_end(trie, &trie->nodes[node], rule, loose, as);
  return tokens;
}
