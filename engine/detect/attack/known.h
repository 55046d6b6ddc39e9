/* detect/attack/known.h - is this text one of the published attacks, or most of one?
 *
 *   text ─► words ─► shingles of four words ─► a quarter of them, by their hash: the sketch
 *        ─► how many different ones of the last 96 words are in the sketch of a known template?   eight: a hit; nearest: by votes
 *
 * The sketch is MinHash with a modulus (Broder, "On the resemblance and containment of documents", 1997, section 3): the share of
 * the window's sketch that is known estimates how much of the window was copied, whatever stands around it. Eight of some 24 are a
 * third of the window. Shingles that a benign text of the training data has, too, are not in the table. The table
 * (engine/models/attacks.bin) is made by `newel train attacks`; it holds hashes and ids, no text.
 *
 *   file: magic, u32 slot bits, families, bytes of names ─► u32 offsets of names ─► u32 slots: tag << 10 | family ─► names
 *
 * Templates that are much alike are one family; family 0 is what several have. Bounded state, no allocation, the same on every machine. */
#ifndef NW_DETECT_ATTACK_KNOWN_H
#define NW_DETECT_ATTACK_KNOWN_H

#include "detect/attack/words.h"

enum {
  NW_SHINGLE_WORDS = 4, NW_KNOWN_MODULUS = 4, NW_KNOWN_WINDOW = 96, NW_KNOWN_RING = 48, NW_KNOWN_CUT = 8,
  NW_KNOWN_FAMILY_BITS = 10, NW_KNOWN_FAMILIES = 1 << NW_KNOWN_FAMILY_BITS, NW_KNOWN_HEADER_BYTES = 20,
  NW_KNOWN_HINTS = 1 << 18
};
#define NW_KNOWN_MAGIC "NWKNOWN1"

typedef struct nw_known_table {
  const unsigned char *offsets, *slots, *names;
  unsigned slot_bits, families;
  uint64_t hint[NW_KNOWN_HINTS / 64];  /* bit (shingle >> 19) % HINTS: some slot may have it; made when the table is read */
} nw_known_table;

/* The table that is built in. */
nw_known_table nw_known_built_in(void);
/* Its SHA-256, a part of the guard id. */
const char *nw_known_digest(void);
/* 0: not such a table. */
int nw_known_read(nw_known_table *table, const unsigned char *file, size_t len);
/* The family of a shingle, or -1. */
int nw_known_find(const nw_known_table *table, uint64_t shingle);
/* The name of a family, "" for 0. */
const char *nw_known_name(const nw_known_table *table, unsigned family);

/* Words to shingles. */
typedef struct nw_shingles {
  uint64_t words[NW_SHINGLE_WORDS], count, sum;   /* sum: the hash of the last ones, rolling */
  size_t   starts[NW_SHINGLE_WORDS];
} nw_shingles;
/* The hash of the last words becomes `sum`; nw_mix64 makes it the number of their shingle. */
static inline void nw_shingles_roll(nw_shingles *shingles, uint64_t hash, size_t start) {
  static const uint64_t factor = 0x9e3779b97f4a7c15ULL, cubed = 0x9e3779b97f4a7c15ULL * 0x9e3779b97f4a7c15ULL * 0x9e3779b97f4a7c15ULL;
  const unsigned here = (unsigned)(shingles->count++ % NW_SHINGLE_WORDS);
  const uint64_t sum = (shingles->sum - shingles->words[here] * cubed) * factor + hash;  /* without the oldest, with this one */
  shingles->sum = sum;
  shingles->words[here] = hash;
  shingles->starts[here] = start;
}
/* 1 where the sketch has the shingle that ends with the last word. */
static inline int nw_shingles_has(const nw_shingles *shingles) {
  return shingles->count >= NW_SHINGLE_WORDS && (shingles->sum ^ shingles->sum >> 32) % NW_KNOWN_MODULUS == 0;
}

typedef struct nw_known_match { uint64_t shingle, number; size_t start, end; uint16_t family; } nw_known_match;

typedef struct nw_known {
  const nw_known_table *table;
  nw_shingles    shingles;
  unsigned       count;                /* different matches of the window */
  unsigned       best;                 /* most in a window so far; and of that one: */
  size_t         start, end;
  unsigned       family;
  nw_known_match ring[NW_KNOWN_RING];  /* the matches, the oldest first */
} nw_known;

static inline unsigned nw_known_hint(uint64_t shingle) { return (unsigned)(shingle >> 19) & (NW_KNOWN_HINTS - 1); }

void nw_known_begin(nw_known *known, const nw_known_table *table);
/* Forgets what has left the window, and the oldest where there is no room. */
void nw_known_forget(nw_known *known);
/* Looks for the shingle that the last word ends. */
void nw_known_look(nw_known *known, const nw_attack_word *word);
static inline void nw_known_word(nw_known *known, const nw_attack_word *word) {
  if (known->count > 0) nw_known_forget(known);
  nw_shingles_roll(&known->shingles, word->sense.hash, word->start);
  const unsigned has = (unsigned)nw_shingles_has(&known->shingles);  /* one in four; one in fifty of them has a slot: no branch */
  const unsigned hint = (0u - has) & nw_known_hint(nw_mix64(known->shingles.sum));
  if (has & (unsigned)(known->table->hint[hint / 64] >> hint % 64)) nw_known_look(known, word);
}
/* Raw: where the evidence of what is still open begins; SIZE_MAX: nowhere. */
size_t nw_known_live(const nw_known *known);

#endif
