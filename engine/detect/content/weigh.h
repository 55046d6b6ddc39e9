/* detect/content/weigh.h - what a token does to the block in hand: for tokens told of one by one (weigh.c) and for easy chunks, straight
 * from their masks (easy.c). */
#ifndef NW_DETECT_CONTENT_WEIGH_H
#define NW_DETECT_CONTENT_WEIGH_H

#include "detect/content/model.h"
#include "detect/content/token.h"

/* ---- what is known of words ---- */

static inline unsigned nw_content_lex_hint(uint32_t hash) { return hash >> NW_LEX_BITS & (NW_LEX_HINTS - 1); }
int nw_content_lex_search(const nw_content_model *model, uint32_t hash);
/* Which list a word or pair is in: 0 .. NW_LEX_COUNT-1, or -1, which one bit tells of most. */
static inline int nw_content_lex_find(const nw_content_model *model, uint32_t hash) {
  const unsigned hint = nw_content_lex_hint(hash);
  return model->lex_hint[hint / 64] >> hint % 64 & 1 ? nw_content_lex_search(model, hash) : -1;
}

static inline unsigned nw_content_known_slot(uint32_t word) { return word >> (32 - NW_CONTENT_KNOWN_BITS); }
/* The row of a word, or NULL; `known`: at its slot, where to look first. The last slot of all is empty. */
static inline const nw_content_known *nw_content_find_known(const nw_content_known *known, unsigned len, const nw_content_key *key) {
  if (len > sizeof *key) return NULL;
  for (;; known++) {
    if (known->key.low == key->low && known->key.high == key->high) return known;
    if (known->key.low == 0) return NULL;
  }
}

static inline const int8_t *nw_content_row(const nw_content_model *model, uint32_t bucket) {
  return model->table + (size_t)bucket * NW_CONTENT_LANES;
}
/* What the word of a token and its grams add up to. */
void nw_content_word_rows(const nw_content_model *model, const nw_content_token *token, int16_t sums[NW_CONTENT_LANES]);

/* ---- blocks ---- */

static inline nw_content_block *nw_content_open_block(nw_content_weigher *w) { return &w->blocks[w->count % NW_CONTENT_RING]; }
void nw_content_close_block(nw_content_weigher *w);
/* Blocks end where a chunk does, so that both views are in the same one: how many bytes the open one lacks; 0 or less: it is to be
 * closed. */
static inline int32_t nw_content_block_lacks(const nw_content_weigher *w) {
  const unsigned whole = NW_CONTENT_BLOCK_BYTES / NW_CONTENT_HALVES * (1 + w->count % NW_CONTENT_HALVES);
  return (int32_t)(whole - (w->totals.bytes - w->closed));
}
static inline int nw_content_is_block(const nw_content_weigher *w) { return nw_content_block_lacks(w) <= 0; }

/* Notes the list that a word or pair is in. */
static inline void nw_content_note(nw_content_weigher *w, nw_content_block *b, unsigned views, uint32_t hash, int list) {
  if (list < 0) return;
  if (list >= NW_LEX_CLASSES) {
    if (!(views & NW_VIEW_A)) return;
    w->totals.language[list - NW_LEX_CLASSES]++;
    w->totals.strange += list > NW_LEX_CLASSES;
    return;
  }
  const uint32_t bit = 1u << (hash * 0x85EBCA6Bu >> 27), had = 0u - (b->lists >> list & 1);  /* the first word empties its list */
  b->lists |= 1u << list;
  b->lex[0][list] = (b->lex[0][list] & had) | (views & NW_VIEW_A ? bit : 0);
  b->lex[1][list] = (b->lex[1][list] & had) | (views & NW_VIEW_B ? bit : 0);
}

/* ---- easy chunks ---- */

/* No chunk is open: what comes may be one that is easy. */
static inline int nw_content_is_between(const nw_content_reader *r) { return r->len == 0 && r->partial_len == 0; }
/* Weighs the easy chunks at the beginning of `data`, and the blanks between them; how many bytes. Nothing is open. Any machine can; the
 * other one is the best for this machine. Both say the same. */
size_t nw_content_easy_any(nw_content_weigher *w, const unsigned char *data, size_t len, size_t at);
nw_content_easy_fn *nw_content_easy_best(void);

#endif
