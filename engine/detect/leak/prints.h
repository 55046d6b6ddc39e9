/* detect/leak/prints.h - what is known of system prompts while an output is read: their grams, and fingerprints among them.
 *
 *   prompt    "You must never say the price."      symbols   youmustneversaytheprice
 *   grams     youmustneversayt, oumustneversayth, …            every NW_LEAK_GRAM symbols in a row
 *   prints    one gram in any `window` of them, the one with the smallest hash
 *
 * Grams tell where an output has a text of the prompt: a stretch of it in which each gram is one of the prompt's. No shared run
 * can be missed, wherever it begins and however often the prompt repeats itself. Fingerprints, chosen by winnowing (Schleimer,
 * Wilkerson, Aiken, "Winnowing", SIGMOD 2003), tell how much of the prompt an output has shown: each shared run of window +
 * NW_LEAK_GRAM - 1 symbols holds at least one, they lie evenly, and a passage that is shown twice counts once.
 *
 * Three tables, sized by the prompts: a filter of all eights (NW_LEAK_EIGHT symbols in a register; wrong once in 30 for a text
 * that has nothing to do with the prompt), one of all shorter pieces, for what may still become a run at the end of a chunk,
 * and the grams, with 32 bits of hash each. About 30 bytes a symbol. Owner: a scratch (nw_leak_work); read by one thread. Wiped
 * when freed. */
#ifndef NW_LEAK_PRINTS_H
#define NW_LEAK_PRINTS_H

#include "base/alloc.h"
#include "base/hash.h"

enum { NW_LEAK_GRAM = 16, NW_LEAK_EIGHT = 8, NW_LEAK_WINDOW_MOST = 1024 };

typedef struct nw_leak_slot {
  uint32_t tag;    /* of a gram; 0: free */
  uint32_t print;  /* 1 + its number among the fingerprints; 0: it is none */
} nw_leak_slot;

typedef struct nw_leak_prints {
  uint64_t     *eights, *pieces;
  unsigned      eight_shift, piece_shift, slot_shift;
  nw_leak_slot *slots;
  size_t        slot_mask;
  size_t        count;        /* fingerprints */
} nw_leak_prints;

/* Grams that stand for nothing, sorted: what an output may say although a prompt has it. */
typedef struct nw_leak_common { const uint64_t *at; size_t count; } nw_leak_common;

/* The last symbols of a text: the newest in the lowest byte of `low`, 0 where there is none. */
typedef struct nw_leak_register { uint64_t low, high; } nw_leak_register;
static inline void nw_leak_shift(nw_leak_register *r, uint8_t symbol) {
  r->high = r->high << 8 | r->low >> 56;
  r->low = r->low << 8 | symbol;
}
static inline int nw_leak_has_eight(const nw_leak_register *r) { return r->low >> 56 != 0; }
static inline int nw_leak_has_gram(const nw_leak_register *r) { return r->high >> 56 != 0; }
static inline uint64_t nw_leak_gram(const nw_leak_register *r) {
  return nw_mix64(r->low * 0x9e3779b97f4a7c15ULL ^ nw_mix64(r->high));
}

/* Where the bit of eight symbols is; of a piece of the `count` symbols in the low bytes, 1 to 7. */
static inline uint64_t nw_leak_eight_at(const nw_leak_prints *p, uint64_t eight) {
  return (eight * 0x9e3779b97f4a7c15ULL) >> p->eight_shift;
}
static inline uint64_t nw_leak_piece_at(const nw_leak_prints *p, uint64_t symbols, unsigned count) {
  uint64_t piece = symbols & (((uint64_t)1 << (8 * count)) - 1);
  return ((piece ^ (uint64_t)count << 56) * 0x9e3779b97f4a7c15ULL) >> p->piece_shift;
}
static inline int nw_leak_bit(const uint64_t *bits, uint64_t at) { return (int)(bits[at >> 6] >> (at & 63) & 1); }
/* May the eight symbols be of the prompt? May the piece? */
static inline int nw_leak_eight(const nw_leak_prints *p, uint64_t eight) {
  return nw_leak_bit(p->eights, nw_leak_eight_at(p, eight));
}
static inline int nw_leak_piece(const nw_leak_prints *p, uint64_t symbols, unsigned count) {
  return nw_leak_bit(p->pieces, nw_leak_piece_at(p, symbols, count));
}
/* The slot of a gram of the prompt, or NULL. */
const nw_leak_slot *nw_leak_find(const nw_leak_prints *p, uint64_t gram);

/* Builds the tables in `arena` from symbols, 0 between what stands apart, and from words, each ended by a 0, that are no part
 * of the prompt and have no fingerprints (canaries). `window`: of the winnowing. Returns 0 when there is no memory. */
int nw_leak_prints_build(nw_leak_prints *out, nw_arena *arena, const uint8_t *symbols, size_t count, const uint8_t *words,
                         size_t words_count, const nw_leak_common *common, uint32_t window);

/* Appends the grams of a text to `grams` (of NW_VEC): for nw_leak_common. */
typedef NW_VEC(uint64_t) nw_leak_grams;
int nw_leak_grams_of(const nw_alloc *alloc, nw_leak_grams *grams, const uint8_t *symbols, size_t count);

#endif
