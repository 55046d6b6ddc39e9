/* word.c - word lists, phrases and the managed list PROFANITY, in one pass.
 *
 *   list "don't panic"     text "Now DON’T\n  panic!"     finding [4, 20)
 *
 * A text is cut into tokens like a list entry is (token.h). At each token start the trie (trie.h) is walked as long as tokens
 * match: every rule gets the longest of its entries that begins there. Findings of one rule do not overlap; rules do not know of
 * each other.
 *
 * Between two tokens of a phrase stand one to four separators: white space, line breaks, punctuation, but never '{', '}' or '*':
 * no phrase spans a placeholder; in a list that has disguises, the words may be dressed, too (dress.c). Which ones does not matter:
 * "tom-cat" in a list finds "tom cat", "C++" finds "C". A token of a script without spaces needs none; where the entry has none (a
 * Chinese word), the text may have white space but no punctuation, for there another clause begins.
 *
 * What touches a window's end is left for the next call. The state holds where to go on (the start of a token, or between tokens:
 * nothing before it is read again), whether that is inside a token too long to match, and where each rule's last finding ended.
 * Cost: one look at each byte, one hash a token; no allocation but the sink's.
 */
#include <limits.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "detect/families.h"
#include "detect/word/batch.h"
#include "detect/word/form.h"
#include "detect/word/profanity.h"
#include "detect/word/twins.h"
#include "detect/word/walk.h"

enum {
  SCORE_PPM = 1000000,
  FETCH_AHEAD = 6,  /* entries */
  MOST = INT32_MAX  /* of entries, tokens and bytes */
};

/* `least`: letters of a word that is found turned (trie.h); 0: no disguises. */
typedef struct rule_slot { uint32_t rule; const char *type; unsigned least; } rule_slot;

struct nw_word {
  nw_trie    trie;
  int        disguises;  /* of any rule */
  unsigned   least;      /* letters of a word that any rule finds turned */
  size_t     lookahead_bytes;
  size_t     slot_count, slot_capacity;
  rule_slot  slots[];
};

/* ---- build ---- */

static size_t entry_count(const nw_word_rule *rule) { return rule->managed ? nw_profanity_count() : rule->count; }
static newel_slice entry_at(const nw_word_rule *rule, size_t i) { return rule->managed ? nw_profanity_at(i) : rule->entries[i]; }

/* The slot of a rule; rules that share a number share it, so that their findings do not overlap. */
static uint32_t slot_of(nw_word *word, const nw_word_rule *rule) {
  unsigned least = !rule->disguises ? 0 : rule->managed || rule->count <= NW_LIST_SHORT ? NW_TURN_LEAST : NW_TURN_LEAST + 1;
  for (size_t i = 0; i < word->slot_count; i++)
    if (word->slots[i].rule == rule->rule) return (uint32_t)i;
  word->slots[word->slot_count] = (rule_slot){ rule->rule, rule->type, least };
  return (uint32_t)word->slot_count++;
}

/* How far a phrase may be read ahead: its text may be three times as long as its folded form (U+212A: three bytes to one), and
 * the token that decides against it as long as any. `chunks` of its tokens may be disguised. */
static size_t lookahead_of(size_t tokens, size_t folded_bytes, size_t chunks) {
  size_t bytes = 3 * folded_bytes + 4 * NW_GAP_MOST * tokens + NW_WORD_MOST_BYTES + 4;
  bytes += (NW_CHUNK_BYTES + NW_DRESS_BYTES) * chunks;
  return bytes < NW_LIMIT_LOOKAHEAD_BYTES ? bytes : NW_LIMIT_LOOKAHEAD_BYTES;
}

static void raise_to(size_t *to, size_t least) {
  if (*to < least) *to = least;
}

/* ---- entries ---- */

/* Measures an entry and its `forms`; returns the number of its tokens. `lookahead_bytes` grows to what they need. */
static size_t measure_entry(nw_trie_need *need, newel_slice entry, int disguises, unsigned forms, size_t *lookahead_bytes) {
  nw_form form;
  size_t before = need->folded_bytes, tokens = nw_trie_measure(need, entry, disguises);
  raise_to(lookahead_bytes, lookahead_of(tokens, need->folded_bytes - before, disguises ? tokens : 0));
  if (!disguises || tokens == 0 || tokens > NW_LIMIT_WORD_TOKENS) return tokens;
  for (unsigned i = nw_form_first(tokens); i < forms; i++) {
    before = need->folded_bytes;
    size_t count = nw_trie_measure(need, nw_form_of(&form, entry, i), 0);
    raise_to(lookahead_bytes, lookahead_of(count, need->folded_bytes - before, form.as < NW_CAESAR ? tokens : 1));
  }
  return tokens;
}

static void add_entry(nw_word *word, newel_slice entry, uint32_t slot, unsigned forms) {
  nw_form form;
  nw_trie *trie = &word->trie;
  unsigned least = word->slots[slot].least;
  const size_t tokens = nw_trie_add(trie, entry, slot, least, NW_AS_WRITTEN);
  for (unsigned i = nw_form_first(tokens); least > 0 && tokens > 0 && i < forms; i++) {
    newel_slice text = nw_form_of(&form, entry, i);
    (void)nw_trie_add(trie, text, slot, 0, form.as);
  }
}

static int measure_rule(nw_trie_need *need, size_t *lookahead_bytes, const nw_word_rule *rule, newel_error *err) {
  const unsigned forms = nw_form_count(entry_count(rule));
  for (size_t i = 0; i < entry_count(rule); i++) {
    newel_slice entry = entry_at(rule, i);
    if (entry.len > NW_LIMIT_WORD_BYTES)
      return nw_fail(err, NEWEL_E_LIMIT, "entry %zu of a word list has %zu bytes, expected %d or fewer", i + 1, entry.len,
                     NW_WORD_MOST_BYTES);
    size_t tokens = measure_entry(need, entry, rule->disguises, forms, lookahead_bytes);
    if (tokens > NW_LIMIT_WORD_TOKENS)
      return nw_fail(err, NEWEL_E_LIMIT, "entry %zu of a word list has %zu tokens, expected %d or fewer", i + 1, tokens,
                     NW_WORD_MOST_TOKENS);
  }
  if (need->tokens > MOST || need->folded_bytes > MOST)
    return nw_fail(err, NEWEL_E_LIMIT, "the word lists of a guard have more than %d tokens or bytes", (int)MOST);
  return NEWEL_OK;
}

int nw_word_build(nw_word **out, const nw_alloc *alloc, const nw_word_rule *rules, size_t count, newel_error *err) {
  nw_trie_need need = { 0 };
  size_t lookahead_bytes = lookahead_of(0, 0, 0);
  *out = NULL;
  for (size_t i = 0; i < count; i++) {
    int code = measure_rule(&need, &lookahead_bytes, &rules[i], err);
    if (code != NEWEL_OK) return code;
  }
  nw_word *word = nw_zalloc(alloc, sizeof *word + count * sizeof *word->slots);
  if (word == NULL) return nw_fail_nomem(err);
  word->slot_capacity = count;
  word->least = UINT_MAX;
  word->lookahead_bytes = lookahead_bytes;
  if (!nw_trie_open(&word->trie, alloc, &need)) {
    nw_word_free(word, alloc);
    return nw_fail_nomem(err);
  }
  for (size_t i = 0; i < count; i++) {
    uint32_t slot = slot_of(word, &rules[i]);
    word->disguises |= rules[i].disguises;
    if (rules[i].disguises && word->slots[slot].least < word->least) word->least = word->slots[slot].least;
    for (size_t j = 0, entries = entry_count(&rules[i]); j < entries; j++) {
      if (j + FETCH_AHEAD < entries) nw_trie_fetch(&word->trie, entry_at(&rules[i], j + FETCH_AHEAD), rules[i].disguises);
      add_entry(word, entry_at(&rules[i], j), slot, nw_form_count(entries));
    }
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
  nw_trie_need need = { 0 };
  return nw_trie_measure(&need, entry, 0);
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

/* "14th", "10am", "200ms": digits and what is written behind them, no word in disguise. */
static int is_quantity(const nw_folded *text) {
  static const char units[] = "st nd rd th am pm ms ns kb mb gb tb kg mg km cm mm ml px pt hz ft lb oz";
  size_t digits = 0;
  while (digits < text->len && nw_is_digit(text->bytes[digits])) digits++;
  if (digits == 0 || text->len - digits != 2) return 0;
  for (const char *unit = units; unit < units + sizeof units - 1; unit += 3)
    if (memcmp(unit, text->bytes + digits, 2) == 0) return 1;
  return 0;
}

/* A word by itself needs more than a phrase does: letters enough, and that it is no honest word. `letters`: how many a rule may ask
 * for of a turned word. */
static int is_credible(const nw_word *word, const nw_reader *reader, const nw_walk_hit *hit, unsigned *letters) {
  static const unsigned char least[NW_DISGUISE_COUNT] = { [NW_LEET] = 3, [NW_REPEAT] = 3, [NW_MASK] = 4,
    [NW_SHUFFLE] = NW_SHUFFLE_LEAST, [NW_REVERSE] = NW_TURN_LEAST, [NW_ROT13] = NW_TURN_LEAST, [NW_ATBASH] = NW_ATBASH_LEAST };
  nw_token token = { hit->start, hit->end, 0, 0 };
  nw_folded folded;
  *letters = UINT_MAX;
  if (hit->disguise == NW_AS_WRITTEN || word->trie.nodes[hit->node].parent != 0) return 1;
  const unsigned count = nw_trie_letters(&word->trie, hit->node);
  if (count < least[hit->disguise]) return 0;
  if (hit->disguise >= NW_REVERSE && hit->disguise <= NW_ATBASH) *letters = count;
  if (*letters < word->least) return 0;
  if (hit->disguise == NW_REPEAT || hit->disguise == NW_MASK || hit->end - hit->start > NW_WORD_MOST_BYTES) return 1;
  nw_token_fold(reader, &token, &folded);
  if (hit->disguise == NW_LEET) return !is_quantity(&folded);
  return !nw_is_honest_twin((const char *)folded.bytes, folded.len);
}

/* What one entry that ends here has to say. */
static void report_end(const nw_word *word, word_state *state, const nw_scan *scan, const nw_walk_hit *hit, const nw_trie_end *end,
                       unsigned letters) {
  const rule_slot *slot = &word->slots[end->rule];
  nw_disguise disguise = end->disguise != NW_AS_WRITTEN ? (nw_disguise)end->disguise : hit->disguise;
  nw_found found = { .start = scan->base + hit->start, .end = scan->base + hit->end, .type = slot->type, .validator = "",
                     .reading = nw_disguise_name(disguise), .rule = slot->rule, .score_ppm = SCORE_PPM };
  if (!scan->active[slot->rule] || found.start < state->last_end[end->rule]) return;
  if (disguise != NW_AS_WRITTEN && (slot->least == 0 || letters < slot->least)) return;
  state->last_end[end->rule] = found.end;
  nw_sink_add(scan->sink, &found);
}

/* Longest first: a shorter entry of the same rule then begins before the rule's last end. */
static void report(const nw_word *word, word_state *state, const nw_scan *scan, const nw_walker *walker) {
  for (unsigned i = 0; i < walker->count; i++) {
    const nw_walk_hit *hit = &walker->hits[i];
    unsigned letters;
    if (scan->base + hit->start < scan->from || !is_credible(word, walker->reader, hit, &letters)) continue;
    for (uint32_t e = word->trie.nodes[hit->node].ends; e != 0; e = word->trie.ends[e].next)
      if ((hit->punctuated & ~word->trie.ends[e].loose) == 0) report_end(word, state, scan, hit, &word->trie.ends[e], letters);
  }
}

/* What begins with `token`. 0: it waits. */
static int try_token(const nw_word *word, word_state *state, const nw_scan *scan, const nw_reader *reader, const nw_token *token,
                     nw_walk_ways ways) {
  nw_walker walker;
  walker.trie = &word->trie;
  walker.reader = reader;
  walker.disguises = word->disguises;
  if (nw_walk_from(&walker, token, ways) == NW_TOKEN_WAIT) return 0;
  report(word, state, scan, &walker);
  return 1;
}

/* No entry begins with the letter beyond ASCII at `at`, whatever it is a disguise of. `single`: it is a token by itself. */
static int is_foreign(const nw_word *word, const nw_reader *reader, size_t at, unsigned *step, int *single) {
  uint32_t cp, folded[3];
  nw_word_class klass;
  if (reader->data[at] < 0x80 || (*step = nw_reader_peek(reader, at, &cp, &klass)) == 0) return 0;
  (void)nw_fold_case(cp, folded);
  *single = klass == NW_WORD_SINGLE;
  if (nw_trie_may_begin(&word->trie, folded[0])) return 0;
  return *single || (nw_chunk_is_letter(folded[0]) && (at == 0 || nw_is_chunk_end(reader->data[at - 1])));
}

/* The general way: reads the token at `at` and what begins with it. Returns where to go on, or `at` itself to wait there. */
static size_t scan_token(const nw_word *word, word_state *state, const nw_scan *scan, const nw_reader *reader, size_t at) {
  nw_token token;
  unsigned step;
  int single, foreign = is_foreign(word, reader, at, &step, &single);
  if (foreign && single) return at + step;
  nw_token_is is = nw_token_read(reader, at, &token);
  if (is == NW_TOKEN_WAIT) return at;
  if (is == NW_TOKEN_LONG) {
    state->skip = token.single ? SKIP_MARKS : SKIP_RUN;
    return token.stop;
  }
  return foreign || try_token(word, state, scan, reader, &token, NW_WALK_BOTH) ? token.end : at;
}

/* The general way through the tokens of [*at, end); 0 when one of them waits, or is too long: *at is where to go on then. */
static int scan_run(const nw_word *word, word_state *state, const nw_scan *scan, const nw_reader *reader, size_t *at, size_t end) {
  while (nw_token_find(reader, at) == NW_TOKEN_OK && *at < end) {
    size_t next = scan_token(word, state, scan, reader, *at);
    if (next == *at) return 0;
    *at = next;
    if (state->skip != SKIP_NOTHING) return 0;
  }
  return 1;
}

/* One hit of a batch, a word or a run. 0: *at is where to go on, for it waits or is too long. */
static int scan_hit(const nw_word *word, word_state *state, const nw_scan *scan, const nw_reader *reader, uint32_t hit, size_t *at,
                    size_t end) {
  nw_token token = { *at, end, 0, 0 };
  if ((hit & NW_BATCH_OPEN) == NW_BATCH_OPEN) return scan_run(word, state, scan, reader, at, end);
  if (end - *at > NW_WORD_MOST_BYTES) return 1;
  if (hit & NW_BATCH_CHUNK && !nw_walk_may_be_chunk(&word->trie, reader, *at)) return 1;
  nw_walk_ways ways = hit & NW_BATCH_CHUNK ? NW_WALK_CHUNK : hit & NW_BATCH_ODD ? NW_WALK_BOTH : NW_WALK_TOKEN;
  return try_token(word, state, scan, reader, &token, ways);
}

/* The fast way: words, many at a time. Returns where to go on; `stops` is set when a token there waits or is too long. */
static size_t scan_batch(const nw_word *word, word_state *state, const nw_scan *scan, const nw_reader *reader, size_t from,
                         int *stops) {
  nw_batch batch;
  nw_batch_read(&batch, &word->trie.filters, word->disguises, reader, from);
  for (size_t i = 0; i < batch.count; i++) {
    const uint32_t *edge = batch.edges + 2 * (batch.hits[i] & NW_BATCH_WORD);
    size_t at = from + edge[0];
    *stops = !scan_hit(word, state, scan, reader, batch.hits[i], &at, from + edge[1]);
    if (*stops) return at;
  }
  return batch.next;
}

/* 1 where no run goes on: neither letters nor what batches take for them. */
static int is_gap(unsigned c) { return c < 0x80 && !nw_is_alnum(c) && c != '_'; }

/* 1 where a batch is worth its while: some words of text, and not in the middle of a run, which may be long, nor behind the '@' of "@cme",
 * where a scan that waited goes on. */
static int suits_batch(const nw_reader *reader, size_t at) {
  if (reader->len - at < 32) return 0;
  return at == 0 || is_gap(reader->data[at]) || (is_gap(reader->data[at - 1]) && nw_chunk_lead(reader, at) == at);
}

/* From `at`, outside every token that is too long, to where the window has no more to say. */
static size_t scan_on(const nw_word *word, word_state *state, const nw_scan *scan, const nw_reader *reader, size_t at) {
  int stops = 0;
  for (;;) {
    if (suits_batch(reader, at)) at = scan_batch(word, state, scan, reader, at, &stops);
    if (stops || nw_token_find(reader, &at) != NW_TOKEN_OK) return at;
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
  state->pos = scan->base + at;
  scan->live = scan->base + (word->disguises && !scan->final ? nw_chunk_lead(&reader, at) : at);
}

const nw_family nw_word_family = { "word", word_state_bytes, word_begin, word_scan, NULL, NULL };
