/* Random lists on random texts: every way of cutting agrees, and the findings are those of a plain reading of the rule (each
 * entry compared at each token start, no trie, no hash). */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "detect/families.h"
#include "detect/word/token.h"
#include "split_scan.h"

enum { ROUNDS = 3000, MAX_ENTRIES = 6, RULES = 2, MAX_TEXT = 160, MAX_TOKENS = 128 };

static const char *const words[] = { "a", "b", "A", "ab", "B_a", "\xC3\x9F", "ss", "\xE6\x9D\xB1", "\xE4\xBA\xAC", "a\xCC\x81",
                                     "7", "\xD0\x96", "\xD0\xB6", "\xE2\x84\xAA", "k", "abcdefghijk" };
static const char *const gaps[] = { " ", "", "-", "'", "\n", ", ", " . ", "     ", "{", "*", "_",
                                    "\xE3\x80\x80", "\xFF", "\xE6", "\xCC\x81" };
#define PICK(seed, list) ((list)[split_below((seed), sizeof(list) / sizeof *(list))])

static void add(char *text, size_t size, const char *piece) {
  size_t len = strlen(text);
  if (len + strlen(piece) + 1 < size) memcpy(text + len, piece, strlen(piece) + 1);
}

static void random_text(char *text, size_t size, size_t pieces, uint64_t *seed) {
  text[0] = '\0';
  for (size_t i = 0; i < pieces; i++) {
    add(text, size, PICK(seed, words));
    if (i + 1 < pieces || split_below(seed, 4) == 0) add(text, size, split_below(seed, 2) == 0 ? " " : PICK(seed, gaps));
  }
}

/* ---- the plain reading ---- */

typedef struct plain_token { size_t start, end; nw_folded folded; } plain_token;
typedef struct plain { plain_token at[MAX_TOKENS]; size_t count; nw_reader reader; } plain;

static void cut(plain *p, const char *text) {
  size_t at = 0;
  p->count = 0;
  p->reader = (nw_reader){ (const unsigned char *)text, strlen(text), 1 };
  while (p->count < MAX_TOKENS && nw_token_find(&p->reader, &at) == NW_TOKEN_OK) {
    nw_token token;
    (void)nw_token_read(&p->reader, at, &token);
    plain_token *t = &p->at[p->count++];
    t->start = token.start;
    t->end = at = token.end;
    nw_token_fold(&p->reader, &token, &t->folded);
  }
}

static int gap_fits(const plain *text, size_t i, const plain *entry, size_t j) {
  int punctuation;
  size_t at = text->at[i].end;
  if (nw_token_gap(&text->reader, &at, &punctuation) != NW_TOKEN_OK) return 0;
  return !punctuation || entry->at[j].end < entry->at[j + 1].start;
}

/* The end of `entry` where it begins at token `i` of the text, 0: it does not. */
static size_t plain_match(const plain *text, size_t i, const plain *entry) {
  if (entry->count == 0 || i + entry->count > text->count) return 0;
  for (size_t j = 0; j < entry->count; j++) {
    const nw_folded *a = &text->at[i + j].folded, *b = &entry->at[j].folded;
    if (a->len != b->len || memcmp(a->bytes, b->bytes, a->len) != 0) return 0;
    if (j + 1 < entry->count && !gap_fits(text, i + j, entry, j)) return 0;
  }
  return text->at[i + entry->count - 1].end;
}

typedef struct round_lists {
  char         text[RULES][MAX_ENTRIES][40];
  newel_slice  entries[RULES][MAX_ENTRIES];
  nw_word_rule rules[RULES];
} round_lists;

static plain text_tokens, entry_tokens;  /* large; this program has one thread */

static void plain_scan(const round_lists *lists, const char *text, nw_sink *out) {
  cut(&text_tokens, text);
  for (uint32_t r = 0; r < RULES; r++) {
    size_t last_end = 0;
    for (size_t i = 0; i < text_tokens.count; i++) {
      size_t longest = 0;
      for (size_t e = 0; e < lists->rules[r].count && text_tokens.at[i].start >= last_end; e++) {
        cut(&entry_tokens, lists->text[r][e]);
        size_t end = plain_match(&text_tokens, i, &entry_tokens);
        if (end > longest) longest = end;
      }
      nw_found found = { .start = text_tokens.at[i].start, .end = longest, .type = "W", .validator = "", .rule = r,
                         .score_ppm = 1000000 };
      if (longest == 0) continue;
      nw_sink_add(out, &found);
      last_end = longest;
    }
  }
}

/* ---- rounds ---- */

static void random_lists(round_lists *lists, uint64_t *seed) {
  for (uint32_t r = 0; r < RULES; r++) {
    lists->rules[r] = (nw_word_rule){ .rule = r, .type = "W", .entries = lists->entries[r] };
    lists->rules[r].count = 1 + split_below(seed, MAX_ENTRIES);
    for (size_t e = 0; e < lists->rules[r].count; e++) {
      random_text(lists->text[r][e], sizeof lists->text[r][e], 1 + split_below(seed, 3), seed);
      lists->entries[r][e] = newel_slice_of(lists->text[r][e]);
    }
  }
}

/* Both hold the same places; the plain one is in order of rule, so count and look up. */
static int same_places(const nw_sink *got, const nw_sink *want) {
  if (got->found.count != want->found.count) return 0;
  for (size_t i = 0; i < want->found.count; i++) {
    size_t j = 0;
    const nw_found *w = &want->found.at[i], *g = got->found.at;
    while (j < got->found.count && (g[j].rule != w->rule || g[j].start != w->start || g[j].end != w->end)) j++;
    if (j == got->found.count) return 0;
  }
  return 1;
}

static const char *check_round(uint64_t *seed, size_t *findings) {
  static const uint8_t active[RULES] = { 1, 1 };
  const nw_alloc alloc = nw_alloc_of(NULL);
  round_lists lists;
  char text[MAX_TEXT];
  nw_word *word = NULL;
  nw_sink got = { .alloc = alloc }, want = { .alloc = alloc };
  random_lists(&lists, seed);
  random_text(text, sizeof text, 1 + split_below(seed, 40), seed);
  if (nw_word_build(&word, &alloc, lists.rules, RULES, NULL) != NEWEL_OK) return "no build";
  split_job job = { .family = &nw_word_family, .compiled = word, .active = active, .text = text, .len = strlen(text),
                    .hold_bytes = nw_word_lookahead(word) };
  const char *wrong = split_check(&job, seed, &got);
  plain_scan(&lists, text, &want);
  if (wrong == NULL && !same_places(&got, &want)) wrong = "the plain reading finds something else";
  *findings += got.found.count;
  nw_sink_free(&got);
  nw_sink_free(&want);
  nw_word_free(word, &alloc);
  return wrong;
}

/* Disguised words: there is no plain reading, but every way of cutting agrees. */
static const char *check_disguises(uint64_t *seed, size_t *findings) {
  static const char *const pieces[] = { "f", "o", "oo", "l", "0", "1", "$", "@", "!", "*", "-", "_", " ", " ", "  ", "fool", "f00l ",
                                        "oofl", "loof ", "sbby", " the", "The", "(", ".",
                                        "\xE2\x82\xAC", "\xC3\xA9", "\xE6\x9D\xB1", "\xCC\x81" };
  static const uint8_t active[RULES] = { 1, 1 };
  const nw_alloc alloc = nw_alloc_of(NULL);
  newel_slice entries[] = { NW_LIT("fool"), NW_LIT("the fool"), NW_LIT("of the fool"), NW_LIT("\xE6\x9D\xB1 fool"), NW_LIT("a follo") };
  nw_word_rule rules[RULES] = { { .rule = 0, .type = "W", .entries = entries, .count = 5, .disguises = 1 },
                                { .rule = 1, .type = "W", .entries = entries, .count = 2, .disguises = (int)split_below(seed, 2) } };
  char text[MAX_TEXT] = "";
  nw_word *word = NULL;
  nw_sink got = { .alloc = alloc };
  for (size_t i = 2 + split_below(seed, 50); i > 0; i--) add(text, sizeof text, PICK(seed, pieces));
  if (nw_word_build(&word, &alloc, rules, RULES, NULL) != NEWEL_OK) return "no build";
  split_job job = { .family = &nw_word_family, .compiled = word, .active = active, .text = text, .len = strlen(text),
                    .hold_bytes = nw_word_lookahead(word) };
  const char *wrong = split_check(&job, seed, &got);
  if (wrong != NULL) printf("'%s'\n", text);
  *findings += got.found.count;
  nw_sink_free(&got);
  nw_word_free(word, &alloc);
  return wrong;
}

int main(void) {
  uint64_t seed = 20240608, start = seed;
  unsigned passed = 0, failed = 0;
  size_t findings = 0;
  for (int round = 0; round < ROUNDS; round++) {
    uint64_t before = seed;
    const char *wrong = round & 1 ? check_disguises(&seed, &findings) : check_round(&seed, &findings);
    if (wrong == NULL) passed++;
    else if (failed++ < 5) printf("round %d (seed %" PRIu64 "): %s\n", round, before, wrong);
  }
  if (findings < ROUNDS) printf("only %zu findings: the texts test nothing\n", findings), failed++;
  printf("detect_word (seed %" PRIu64 ", %zu findings): %u passed, %u failed\n", start, findings, passed, failed);
  return failed != 0;
}
