/* text/calm.h - plain text, 64 bytes at a time: where no rewrite has a place, so that nobody has to look.
 *
 *   "Thanks, that works. I will send it at 10 to the others tomorrow!"     0: no reason to look
 *   "my card is four one one one five …"                                   NW_CALM_STREAK: only who reads numbers looks
 *
 * A place begins at most NW_CALM_REACH_BYTES before what it cannot be without, which is a reason to look: a byte that is seldom in
 * text, a token with a digit or a capital letter inside, single letters in a row, digits, five number words in a row, "dot". Each
 * rewrite says which (`needs` in reading.h) and keeps to that. There may be a reason without a place, never a place without a reason.
 *
 * Two steps: masks of classes (masks.h) and formulas over them in the widest registers that there are (calm_body.h); then, where these
 * say that a block may have a reason, one look at it.
 */
#ifndef NW_TEXT_CALM_H
#define NW_TEXT_CALM_H

#include "base/slice.h"
#include "tables/spelt_pairs.h"
#include "text/masks.h"

enum { NW_CALM_BLOCK_BYTES = NW_BLOCK_BYTES, NW_CALM_BLOCKS = NW_MASK_BLOCKS };
enum { NW_CALM_REACH_BYTES = 56, NW_CALM_WORDS = 5, NW_CALM_DIGITS_FEW = 4 };

enum nw_calm_reason {
  NW_CALM_ESCAPE = 1,   /* % & \ = U+ with what an escape goes on with */
  NW_CALM_HIGH = 2,     /* above 0x7E, or a control */
  NW_CALM_TOKEN = 4,    /* a digit or capital letter inside a token of six that begins like text or a key in disguise */
  NW_CALM_DIGITS = 8,   /* four digits near each other that may be a number in disguise (calm_digits.h) */
  NW_CALM_SINGLE = 16,  /* letters, digits or signs that stand alone, two short gaps among them */
  NW_CALM_BEAT = 32,    /* dots and dashes that follow nothing, with nothing behind them */
  NW_CALM_STREAK = 64,  /* words that begin like those of numbers, NW_CALM_WORDS in a row */
  NW_CALM_DOT = 128,    /* "dot", "(at" and their like */
  NW_CALM_MARKUP = 256, /* a sign of markup inside a word */
  NW_CALM_FOUR = 512,   /* four digits near each other, whatever they are */
  /* What nobody looks for, beside the reason that it is one of (quiet.h): of STREAK five words of ASCII, of HIGH a control. */
  NW_CALM_ROW = 1024, NW_CALM_CONTROL = 2048,
  NW_CALM_ANY = 4095
};
enum { NW_CALM_REASONS = 10 };

/* Why to look at blocks of 64 bytes. */
typedef struct nw_calm {
  unsigned blocks;                       /* 1 to NW_CALM_BLOCKS are known */
  uint64_t some;                         /* bit b: there is a reason to look at block b */
  uint16_t reasons[NW_CALM_BLOCKS + 1];  /* nw_calm_reason, 0 where there is none */
} nw_calm;

/* The reasons to look at the blocks of `data`, `len` > 0 bytes. Of what is not known (`open`: text may follow) everything is to be
 * expected. 1: `classes` has the masks of these blocks and of the one behind, as nw_masks_batch tells them of a text that ends here; 0:
 * nothing is known. */
int nw_calm_look(nw_calm *calm, nw_masks *classes, const unsigned char *data, size_t len, int open);

/* The same for the reason NW_CALM_HIGH alone. */
void nw_calm_look_high(nw_calm *calm, const unsigned char *data, size_t len, int open);

/* Every reason for each block that is known. */
void nw_calm_expect_all(nw_calm *calm);

/* As machine `machine` answers, which does nothing where it cannot run; 0 when there are no more of them. For tests. */
int nw_calm_look_on(unsigned machine, nw_calm *calm, const unsigned char *data, size_t len, int open);

/* May the word of `len` letters at p[0], which p[3] can be read of, be a number? By its first four letters; 1 where they are not all
 * ASCII. */
int nw_may_be_spelt(const unsigned char *p, unsigned len);

/* May a word be a number that begins with these bytes? One that is negative is none. */
static inline int nw_may_be_number(int a, int b) {
  if (a >= 0x80 || b < 0 || b >= 0x80) return 1;
  const unsigned first = ((unsigned)a | 32) - 'a', second = ((unsigned)b | 32) - 'a';
  return first < 26 && second < 26 && (spelt_pairs[first] >> second & 1);
}

#endif
