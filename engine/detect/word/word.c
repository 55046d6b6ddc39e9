/* word.c - word lists, phrases and the managed list PROFANITY, in one pass.
 *
 *   list "don't panic"     text "Now DON’T\n  panic!"     finding [4, 20)
 *
 * A text is cut into tokens like a list entry is (token.h). At each token start the trie (trie.h) is walked as long as tokens
 * match: every rule gets the longest of its entries that begins there. Findings of one rule do not overlap; rules do not know of
 * each other.
 *
 * Between two tokens of a phrase stand one to four separators: white space, line breaks, punctuation, but never '{', '}' or '*':
 * no phrase spans a placeholder. Which ones does not matter: "tom-cat" in a list finds "tom cat", "C++" finds "C". A token of a
 * script without spaces needs none; where the entry has none (a Chinese word), the text may have white space but no punctuation,
 * for there another clause begins.
 *
 * What touches a window's end is left for the next call. The state holds where to go on (the start of a token, or between tokens:
 * nothing before it is read again), whether that is inside a token too long to match, and where each rule's last finding ended.
 * Cost: one look at each byte, one hash a token; no allocation but the sink's.
 */
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "detect/families.h"
#include "detect/word/batch.h"
#include "detect/word/profanity.h"
#include "detect/word/trie.h"

enum {
  SCORE_PPM = 1000000,
  /* What a token and the gap behind it may take, with a code point that is cut at the end. */
  STEP_BYTES = NW_WORD_MOST_BYTES + 4 * (NW_GAP_MOST + 2),
  MOST = INT32_MAX  /* of entries, tokens and bytes */
};

typedef struct rule_slot { uint32_t rule; const char *type; } rule_slot;

struct nw_word {
  nw_trie    trie;
  size_t     lookahead_bytes;
  size_t     slot_count, slot_capacity;
  rule_slot  slots[];
};

/* ---- build ---- */

/* The slot of a rule; rules that share a number share it, so that their findings do not overlap. */
static uint32_t slot_of(nw_word *word, const nw_word_rule *rule) {
  for (size_t i = 0; i < word->slot_count; i++)
    if (word->slots[i].rule == rule->rule) return (uint32_t)i;
  word->slots[word->slot_count] = (rule_slot){ rule->rule, rule->type };
  return (uint32_t)word->slot_count++;
}

static size_t entry_count(const nw_word_rule *rule) { return rule->managed ? nw_profanity_count() : rule->count; }
static newel_slice entry_at(const nw_word_rule *rule, size_t i) { return rule->managed ? nw_profanity_at(i) : rule->entries[i]; }

/* How far a phrase may be read ahead: its text may be three times as long as its folded form (U+212A: three bytes to one), and
 * the token that decides against it as long as any. */
static size_t lookahead_of(size_t tokens, size_t folded_bytes) {
  size_t bytes = 3 * folded_bytes + 4 * NW_GAP_MOST * tokens + NW_WORD_MOST_BYTES + 4;
  return bytes < NW_LIMIT_LOOKAHEAD_BYTES ? bytes : NW_LIMIT_LOOKAHEAD_BYTES;
}

static int measure_rule(nw_trie_need *need, size_t *lookahead_bytes, const nw_word_rule *rule, newel_error *err) {
  for (size_t i = 0; i < entry_count(rule); i++) {
    newel_slice entry = entry_at(rule, i);
    size_t folded_before = need->folded_bytes, tokens = entry.len > NW_LIMIT_WORD_BYTES ? 0 : nw_trie_measure(need, entry);
    if (entry.len > NW_LIMIT_WORD_BYTES)
      return nw_fail(err, NEWEL_E_LIMIT, "entry %zu of a word list has %zu bytes, expected %d or fewer", i + 1, entry.len,
                     NW_WORD_MOST_BYTES);
    if (tokens > NW_LIMIT_WORD_TOKENS)
      return nw_fail(err, NEWEL_E_LIMIT, "entry %zu of a word list has %zu tokens, expected %d or fewer", i + 1, tokens,
                     NW_WORD_MOST_TOKENS);
    size_t bytes = lookahead_of(tokens, need->folded_bytes - folded_before);
    if (bytes > *lookahead_bytes) *lookahead_bytes = bytes;
  }
  if (need->tokens > MOST || need->folded_bytes > MOST)
    return nw_fail(err, NEWEL_E_LIMIT, "the word lists of a guard have more than %d tokens or bytes", (int)MOST);
  return NEWEL_OK;
}

int nw_word_build(nw_word **out, const nw_alloc *alloc, const nw_word_rule *rules, size_t count, newel_error *err) {
  nw_trie_need need = { 0, 0, 0 };
  size_t lookahead_bytes = lookahead_of(0, 0);
  *out = NULL;
  for (size_t i = 0; i < count; i++) {
    int code = measure_rule(&need, &lookahead_bytes, &rules[i], err);
    if (code != NEWEL_OK) return code;
  }
  nw_word *word = nw_zalloc(alloc, sizeof *word + count * sizeof *word->slots);
  if (word == NULL) return nw_fail_nomem(err);
  word->slot_capacity = count;
  word->lookahead_bytes = lookahead_bytes;
  if (!nw_trie_open(&word->trie, alloc, &need)) {
    nw_word_free(word, alloc);
    return nw_fail_nomem(err);
  }
  for (size_t i = 0; i < count; i++) {
    uint32_t slot = slot_of(word, &rules[i]);
    for (size_t j = 0; j < entry_count(&rules[i]); j++) nw_trie_add(&word->trie, entry_at(&rules[i], j), slot);
  }
  *out = word;
  return NEWEL_OK;
}

void nw_word_free(nw_word *word, const nw_alloc *alloc) {
  if (word == NULL) return;
  nw_trie_free(&word->trie, alloc);
  nw_free(alloc, word, sizeof *word + word->slot_capacity * sizeof *word->slots);
}

size_t nw_word_token_count(newel_slice entry) {
  nw_trie_need need = { 0, 0, 0 };
  return nw_trie_measure(&need, entry);
}

size_t nw_word_lookahead(const nw_word *word) { return word->lookahead_bytes; }

/* ---- scan ---- */

typedef enum skipping { SKIP_NOTHING, SKIP_RUN, SKIP_MARKS } skipping;

typedef struct word_state {
  size_t   pos;         /* where to go on, in the unit */
  skipping skip;        /* inside a token that is too long */
  size_t   last_end[];  /* by slot: where its last finding ended */
} word_state;

static size_t word_state_bytes(const void *compiled) {
  const nw_word *word = compiled;
  return sizeof(word_state) + word->slot_count * sizeof(size_t);
}

static void word_begin(const void *compiled, void *state) { memset(state, 0, word_state_bytes(compiled)); }

/* Entries that end on the way through the trie, shortest first. */
typedef struct path {
  struct { uint32_t node; uint32_t punctuated; size_t end; } hits[NW_WORD_MOST_TOKENS];
  unsigned count;
} path;

/* One step: the node behind `token`, noted when entries end there. Returns it, or 0 when the way ends. */
static uint32_t step_to(const nw_trie *trie, uint32_t node, const nw_token *token, const nw_folded *folded, uint32_t punctuated,
                        path *way) {
  node = nw_trie_child(trie, node, folded);
  if (node == 0) return 0;
  if (trie->nodes[node].ends != 0) {
    way->hits[way->count].node = node;
    way->hits[way->count].punctuated = punctuated;
    way->hits[way->count++].end = token->end;
  }
  return trie->nodes[node].has_children ? node : 0;
}

/* Follows the trie from the first token, `folded`. OK when the way is known to its end, or WAIT. */
static nw_token_is follow(const nw_trie *trie, const nw_reader *reader, const nw_token *first, nw_folded *folded, path *way) {
  nw_token token = *first;
  uint32_t punctuated = 0, node = step_to(trie, 0, &token, folded, 0, way);
  for (unsigned gap = 0; node != 0; gap++) {
    size_t at = token.end;
    int punctuation;
    nw_token_is is = nw_token_gap(reader, &at, &punctuation);
    /* Every token of a phrase begins so near to its start that reading the last one stays within the look-ahead. */
    if (is == NW_TOKEN_OK && at - first->start > NW_LIMIT_LOOKAHEAD_BYTES - STEP_BYTES) break;
    if (is == NW_TOKEN_OK) is = nw_token_read(reader, at, &token);
    if (is == NW_TOKEN_WAIT) return is;
    if (is != NW_TOKEN_OK) break;
    if (punctuation) punctuated |= 1u << gap;
    nw_token_fold(reader, &token, folded);
    node = step_to(trie, node, &token, folded, punctuated, way);
  }
  return NW_TOKEN_OK;
}

/* What one entry that ends here has to say. */
static void report_end(const nw_word *word, word_state *state, const nw_scan *scan, const nw_trie_end *end, size_t start,
                       size_t stop) {
  const rule_slot *slot = &word->slots[end->rule];
  nw_found found = { .start = start, .end = stop, .type = slot->type, .validator = "", .rule = slot->rule,
                     .score_ppm = SCORE_PPM };
  if (!scan->active[slot->rule] || start < state->last_end[end->rule]) return;
  state->last_end[end->rule] = stop;
  nw_sink_add(scan->sink, &found);
}

/* Longest first: a shorter entry of the same rule then begins before the rule's last end. */
static void report(const nw_word *word, word_state *state, const nw_scan *scan, size_t start, const path *way) {
  if (scan->base + start < scan->from) return;
  for (unsigned i = way->count; i-- > 0;) {
    for (uint32_t e = word->trie.nodes[way->hits[i].node].ends; e != 0; e = word->trie.ends[e].next) {
      const nw_trie_end *end = &word->trie.ends[e];
      if ((way->hits[i].punctuated & ~end->loose) != 0) continue;
      report_end(word, state, scan, end, scan->base + start, scan->base + way->hits[i].end);
    }
  }
}

/* What begins with the token at `token`. 0: it waits. */
static int try_token(const nw_word *word, word_state *state, const nw_scan *scan, const nw_reader *reader, const nw_token *token) {
  nw_folded folded;
  path way;
  nw_token_fold(reader, token, &folded);
  if (!nw_trie_may_begin(&word->trie, &folded)) return 1;
  way.count = 0;
  if (follow(&word->trie, reader, token, &folded, &way) == NW_TOKEN_WAIT) return 0;
  report(word, state, scan, token->start, &way);
  return 1;
}

/* The general way: reads the token at `at` and what begins with it. Returns where to go on, or `at` itself to wait there. */
static size_t scan_token(const nw_word *word, word_state *state, const nw_scan *scan, const nw_reader *reader, size_t at) {
  nw_token token;
  nw_token_is is = nw_token_read(reader, at, &token);
  if (is == NW_TOKEN_WAIT) return at;
  if (is == NW_TOKEN_LONG) {
    state->skip = token.single ? SKIP_MARKS : SKIP_RUN;
    return token.stop;
  }
  return try_token(word, state, scan, reader, &token) ? token.end : at;
}

/* The fast way: plain words, many at a time. Returns where to go on; `waits` is set when a token there has to wait. */
static size_t scan_batch(const nw_word *word, word_state *state, const nw_scan *scan, const nw_reader *reader, size_t at,
                         int *waits) {
  nw_batch batch;
  nw_batch_read(&batch, &word->trie.filter, reader, at);
  for (size_t i = 0; i < batch.count; i++) {
    const uint32_t *edge = batch.edges + batch.hits[i];
    nw_token token = { at + edge[0], at + edge[1], 0, 0 };
    if (edge[1] - edge[0] > NW_WORD_MOST_BYTES) continue;
    *waits = !try_token(word, state, scan, reader, &token);
    if (*waits) return token.start;
  }
  return batch.next;
}

/* 1 where a batch is worth its while: some words of plain text. */
static int suits_batch(const nw_reader *reader, size_t at) { return reader->len - at >= 32 && reader->data[at] < 0x80; }

/* From `at`, outside every token that is too long, to where the window has no more to say. */
static size_t scan_on(const nw_word *word, word_state *state, const nw_scan *scan, const nw_reader *reader, size_t at) {
  int waits = 0;
  for (;;) {
    if (suits_batch(reader, at)) at = scan_batch(word, state, scan, reader, at, &waits);
    if (waits || nw_token_find(reader, &at) != NW_TOKEN_OK) return at;
    size_t next = scan_token(word, state, scan, reader, at);
    if (next == at || state->skip != SKIP_NOTHING) return next;
    at = next;
  }
}

static void word_scan(const void *compiled, void *word_state_of_unit, nw_scan *scan) {
  const nw_word *word = compiled;
  word_state *state = word_state_of_unit;
  nw_reader reader = { scan->data, scan->end - scan->base, scan->final };
  size_t at = state->pos - scan->base;
  do {
    if (state->skip != SKIP_NOTHING && nw_token_skip(&reader, state->skip == SKIP_MARKS, &at) != NW_TOKEN_OK) break;
    state->skip = SKIP_NOTHING;
    at = scan_on(word, state, scan, &reader, at);
  } while (state->skip != SKIP_NOTHING);
  scan->live = state->pos = scan->base + at;
}

const nw_family nw_word_family = { "word", word_state_bytes, word_begin, word_scan, NULL, NULL };
