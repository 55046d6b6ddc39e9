/* detect/masks.h - words and numbers as bit masks, 64 bytes at a time, from classes of bytes (text/masks.h).
 *
 *   text     "to be idNumber 42"
 *   word      .  .  . .                              bit i: a word begins at byte i
 *   number                 .
 *
 * Which of the words are looked for is told by tables of letters (fronts_body.h).
 *
 * One body (words_body.h) is compiled once a machine: AVX-512BW, AVX2, SSSE3, NEON, and byte by byte. A compiled family keeps the
 * machine that nw_machine_best gave it when it was built; every machine gives the same bits (tests/unit/detect_masks.c).
 */
#ifndef NW_DETECT_MASKS_H
#define NW_DETECT_MASKS_H

#include "detect/detect.h"
#include "text/masks.h"

enum { NW_BATCH_BLOCKS = NW_MASK_BLOCKS, NW_BATCH_BYTES = NW_BATCH_BLOCKS * NW_BLOCK_BYTES };

enum { NW_LETTERS_AHEAD = 72 };  /* can be read behind the letters of a batch: 0 where the text ends */

/* Words and numbers: what their places are, and their letters. */
typedef struct nw_words {
  nw_mask word;    /* the first letter of a word: none stands in front, or a small one in front of a capital */
  nw_mask inside;  /* its other letters */
  nw_mask number;  /* the first digit of a number that no letter stands in front of */
  nw_mask upper, high;
  nw_mask behind;  /* a letter or a colon stands two places in front: "in Paris", "City: Paris" */
  nw_mask plain;   /* words of two letters and more; not where another one follows the second or third letter: "idNumber" */
  nw_mask capital; /* those that may begin a name or an address, as far as nw_fronts asks for them */
  nw_mask mixed;   /* those with a capital letter and at most two: "DrIvEr" */
  nw_mask sign;    /* "：", "是", "は" …; stands where `signs` is not 0 */
  uint64_t signs;  /* all of `sign` */
  unsigned char letters[(NW_BATCH_BLOCKS + 1) * NW_BLOCK_BYTES + NW_LETTERS_AHEAD];  /* A-Z and a-z as 1 to 26, else 0 */
} nw_words;

/* Which words are looked for: words with capital letters, and others by letters of 1 to 26, the first one lowest. */
enum { NW_FRONT_LOG = 15, NW_HEAD_LOG = 16, NW_NEXT_LOG = 12, NW_LEAD_LOG = 12, NW_COMMON_LOG = 11 };
typedef struct nw_fronts {
  uint64_t capitals, anywhere;            /* all ones or 0: those with a capital letter; not only near a number or behind certain words */
  uint64_t leads[1 << (NW_LEAD_LOG - 6)]; /* these words, a bit each: by nw_head_place of the last seven letters */
  uint64_t commons[1 << NW_COMMON_LOG][2]; /* but not these in front of small letters: all they have, by nw_common_place; or 0 */
  uint32_t one;                           /* words of one letter, bit 1 << letter */
  uint8_t  four[1 << NW_FRONT_LOG];       /* 1: some word begins so. By nw_front_place of the letters and what stands behind them */
  uint64_t eight[1 << (NW_HEAD_LOG - 6)]; /* a bit each: by nw_head_place of the letters, 0 behind the last one */
  uint32_t nexts[1 << NW_NEXT_LOG];       /* what the next word may begin with, bit 1 << letter; bit 0: no letter is near */
} nw_fronts;
static inline unsigned nw_front_place(uint32_t letters) { return (letters * 0x9E3779B1u) >> (32 - NW_FRONT_LOG); }
static inline unsigned nw_head_place(uint64_t letters) { return (unsigned)((letters * 0x9E3779B97F4A7C15u) >> (64 - NW_HEAD_LOG)); }
static inline unsigned nw_next_place(unsigned head) { return head >> (NW_HEAD_LOG - NW_NEXT_LOG); }
static inline unsigned nw_lead_place(uint64_t letters) { return nw_head_place(letters) >> (NW_HEAD_LOG - NW_LEAD_LOG); }
static inline unsigned nw_common_place(uint64_t letters) { return nw_head_place(letters) >> (NW_HEAD_LOG - NW_COMMON_LOG); }

/* Places of a batch, in order. */
enum { NW_PLACES_BEHIND = 12 };  /* may be written behind the last one */
typedef uint16_t nw_places[NW_BATCH_BYTES + NW_PLACES_BEHIND];

typedef struct nw_machine {
  const char *name;   /* "avx512", "avx2", "ssse3", "neon", "bytes" */
  nw_width    width;
  unsigned    lanes;  /* blocks that go into one register */
  /* The letters of `blocks` blocks of 64 bytes. */
  void (*letters)(unsigned char *letters, const unsigned char *data, size_t blocks);
  /* Where words begin: of places 1 … blocks, and of the block behind without `plain` and `mixed`. `letter`: the mask of letters; place 0
   * tells of the last two bytes in front. */
  void (*starts)(nw_words *words, const nw_masks *masks, const uint64_t *letter, size_t blocks);
  /* Which words are looked for, places 1 … blocks; those with a capital letter are words->capital, too. */
  void (*asked)(nw_mask asked, nw_words *words, const nw_fronts *fronts, size_t blocks);
  /* The places of the bits of `first` … `last`; how many. Byte 0 is the first one of place 1. */
  size_t (*list)(nw_places list, const nw_mask mask, size_t first, size_t last);
} nw_machine;

/* The machines that can run here, the widest first, "bytes" last; NULL behind it. */
const nw_machine *nw_machine_at(unsigned i);
static inline const nw_machine *nw_machine_best(void) { return nw_machine_at(0); }

/* The masks of the batch at `pos`: those that are known already, or `own`; what stands behind the last block is nothing, or, of `own`,
 * what `open` says. */
nw_masks *nw_masks_at(const nw_scan *scan, nw_masks_fn classes, size_t pos, int open, nw_masks *own, size_t *blocks);

#endif
