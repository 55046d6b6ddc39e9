/* base/eight.h - eight bytes of text at a time, in a register, the first one lowest.
 *
 *   word = nw_eight("loans, x")                      l o a n s , _ x
 *   nw_eight_no_letters(word)                        0 0 0 0 0 1 1 0     the top bit of each byte that is no ASCII letter
 *   nw_eight_run(nw_eight_no_letters(word))          5
 *   word & nw_eight_keep(5)                          "loans", zeroes behind
 */
#ifndef NW_BASE_EIGHT_H
#define NW_BASE_EIGHT_H

#include "base/hash.h"

#define NW_EIGHT_ONES 0x0101010101010101ULL
#define NW_EIGHT_TOPS (0x80 * NW_EIGHT_ONES)
/* The bit that tells a small letter from a capital one, in each byte. */
#define NW_EIGHT_CASE (0x20 * NW_EIGHT_ONES)

/* Eight bytes must be there. */
static inline uint64_t nw_eight(const unsigned char *text) { return nw_load_few(text, 8); }

/* The top bit of each byte that lies in [first, last]; all bytes below 0x80. */
static inline uint64_t nw_eight_within(uint64_t word, unsigned first, unsigned last) {
  return (word + (0x80 - first) * NW_EIGHT_ONES) & ~(word + (0x7F - last) * NW_EIGHT_ONES) & NW_EIGHT_TOPS;
}

/* The top bit of each byte that is no ASCII letter. */
static inline uint64_t nw_eight_no_letters(uint64_t word) {
  return ~(nw_eight_within((word | NW_EIGHT_CASE) & ~NW_EIGHT_TOPS, 'a', 'z') & ~word) & NW_EIGHT_TOPS;
}

/* Some bit of each byte that is no digit of ASCII, exact up to the first one. */
static inline uint64_t nw_eight_no_digits(uint64_t word) {
  uint64_t value = word ^ 0x30 * NW_EIGHT_ONES;
  return (value | (value + 6 * NW_EIGHT_ONES)) & 0xF0 * NW_EIGHT_ONES;
}

/* How many bytes lie before the first of `tops`; 8: there is none. */
static inline unsigned nw_eight_run(uint64_t tops) {
#if defined(__GNUC__)
  return tops == 0 ? 8 : (unsigned)__builtin_ctzll(tops) / 8;
#else
  unsigned run = 0;
  for (; run < 8 && (tops & 0xFF) == 0; tops >>= 8) run++;
  return run;
#endif
}

/* All bits of the first `count` bytes, 0 to 8. */
static inline uint64_t nw_eight_keep(unsigned count) { return count >= 8 ? UINT64_MAX : ((uint64_t)1 << 8 * count) - 1; }

/* A run of ASCII letters: small, eights of zeroes behind. */
enum { NW_EIGHT_WORD_MOST = 23, NW_EIGHT_WORD_SEEN = 32 };
typedef struct nw_eight_word { uint64_t small[3]; unsigned len, capitals; } nw_eight_word;

/* Reads the letters at `text`, of which NW_EIGHT_WORD_SEEN bytes must be there. 0: there are none, or more than NW_EIGHT_WORD_MOST. */
static inline int nw_eight_read_word(const unsigned char *text, nw_eight_word *out) {
  unsigned run = 8;
  out->small[1] = out->small[2] = 0;
  out->len = out->capitals = 0;
  for (unsigned i = 0; i < 3 && run == 8; i++) {
    uint64_t word = nw_eight(text + 8 * i);
    run = nw_eight_run(nw_eight_no_letters(word));
    uint64_t keep = nw_eight_keep(run), capital = ~word & NW_EIGHT_CASE & keep;
    out->small[i] = (word | NW_EIGHT_CASE) & keep;
    if (capital != 0) out->capitals += (unsigned)((capital >> 5) * NW_EIGHT_ONES >> 56);
    out->len += run;
  }
  return out->len > 0 && out->len <= NW_EIGHT_WORD_MOST;
}

#endif
