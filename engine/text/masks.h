/* text/masks.h - classes of bytes as bit masks, 64 bytes at a time, in the widest registers that the machine has.
 *
 *   text     "mail bob@x.org or +1 202 555 0143"
 *   digit     ................... . ... ... ....      bit i: byte i is one
 *   at        ........@.........................
 *
 *   place   [0] the block in front   [1 … n] the blocks of a batch   [n + 1] the block behind
 *
 * So a formula reads what stands in front and behind without a branch, and four or eight blocks are one register:
 * digit[b] << 1 | digit[b - 1] >> 63. Bits behind the end are all 0, or all 1 where more may come (`open`: could be anything).
 *
 * One pass makes them for all who ask: what hides in a text (calm.h) and where a finding could be (detect/trigger.h). One body
 * (masks_body.h) is compiled once a machine: AVX-512BW, AVX2, SSSE3, NEON, and byte by byte; all give the same bits.
 *
 * Cost: some 90 instructions for 64 bytes with AVX2.
 */
#ifndef NW_TEXT_MASKS_H
#define NW_TEXT_MASKS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
  NW_BLOCK_BYTES = 64,
  NW_MASK_BLOCKS = 32,
  NW_MASK_BYTES = NW_MASK_BLOCKS * NW_BLOCK_BYTES,
  NW_MASK_PLACES = NW_MASK_BLOCKS + 3 + 8  /* in front, a batch, two behind; a register that begins there can be read */
};

enum { NW_HAS_HIGH = 1, NW_HAS_BRACE = 2 /* '{' */, NW_HAS_LINE = 4 /* line feed */ };

/* One bit a byte, lowest bit first. */
typedef uint64_t nw_mask[NW_MASK_PLACES];
typedef struct nw_masks {
  nw_mask digit;  /* 0-9 */
  nw_mask alpha;  /* A-Z a-z */
  nw_mask upper;  /* A-Z */
  nw_mask high;   /* 80-FF: bytes of UTF-8 beyond ASCII */
  nw_mask join;   /* _ - */
  nw_mask link;   /* + - / ; = ? [ ] _: / among others */
  nw_mask at, colon, dot, equal;
  uint64_t odd;   /* bit b: a byte at place b is high, or seldom in prose: a control, DEL, % & ( * + < = [ \ ^ _ ` { | ~ */
  unsigned has;   /* NW_HAS_…: of the batch as a whole */
} nw_masks;

typedef enum nw_width { NW_WIDTH_512, NW_WIDTH_256, NW_WIDTH_128, NW_WIDTH_8, NW_WIDTH_COUNT } nw_width;
/* Can this run here? AVX-512BW; AVX2; SSSE3 or NEON; byte by byte. */
int nw_width_runs(nw_width width);
nw_width nw_width_best(void);

/* Masks of `blocks` blocks of 64 bytes, one behind the other, to place `first` and on. Returns which are odd, the first one lowest,
 * and what they have, at NW_HAS_BIT. */
enum { NW_HAS_BIT = 61 };
typedef uint64_t (*nw_masks_fn)(nw_masks *masks, size_t first, const unsigned char *data, size_t blocks);
nw_masks_fn nw_masks_of(nw_width width);

/* The next batch of a text of which `left` > 0 bytes are there: places 0 … n + 1. `before`: the byte in front of `data`, -1 none (of
 * the block in front only its bit is set). Returns n, the blocks that hold text. */
size_t nw_masks_batch(nw_masks_fn machine, nw_masks *masks, const unsigned char *data, size_t left, int open, int before);
/* The bits of the byte in front alone. */
void nw_masks_before(nw_masks *masks, int before);

/* The masks of the batch at `at` of a text of which all before `end` was known; NULL: there are none. */
typedef struct nw_masked { nw_masks *masks; size_t at, end; } nw_masked;
/* 1: it is known that [from, to) of the text has nothing of `what` (nw_masks.has). */
static inline int nw_masked_lacks(const nw_masked *known, unsigned what, size_t from, size_t to) {
  return known->masks != NULL && !(known->masks->has & what) && from >= known->at && to <= known->end && to - known->at <= NW_MASK_BYTES;
}

/* From each bit of `some` to the end of its run of `runs`; the whole runs that have one of these bits; the run at the beginning, at the
 * end. */
static inline uint64_t nw_fill_ahead(uint64_t some, uint64_t runs) {
  some &= runs;
  return (((runs + some) ^ runs) | some) & runs;
}
static inline uint64_t nw_fill(uint64_t some, uint64_t runs) {
  uint64_t all = nw_fill_ahead(some, runs), path = runs;
  for (unsigned n = 1; n < 64; n *= 2) {
    all |= path & all >> n;
    path &= path >> n;
  }
  return all;
}
static inline uint64_t nw_first_run(uint64_t runs) { return runs & ~(runs + 1); }
static inline uint64_t nw_last_run(uint64_t runs) {
  if (runs >> 63 == 0 || ~runs == 0) return runs >> 63 == 0 ? 0 : runs;
  return ~(~(uint64_t)0 >> __builtin_clzll(~runs));
}

/* A part of a mask from byte `at` of its block on: no machine that has wide registers stores the highest byte first. */
static inline void nw_keep_16(uint64_t *mask, unsigned at, uint16_t bits) { memcpy((unsigned char *)mask + at / 8, &bits, sizeof bits); }
static inline void nw_keep_32(uint64_t *mask, unsigned at, uint32_t bits) { memcpy((unsigned char *)mask + at / 8, &bits, sizeof bits); }

/* 64 bits of a mask from byte `at` of the batch on; at < NW_MASK_BYTES. */
static inline uint64_t nw_mask_bits(const nw_mask mask, size_t at) {
  const uint64_t *word = &mask[1 + at / NW_BLOCK_BYTES];
  return at % 64 == 0 ? word[0] : word[0] >> at % 64 | word[1] << (64 - at % 64);
}

#endif
