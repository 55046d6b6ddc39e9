/* text/calm_digits.h - digits near each other: which of them may be a number in disguise? */
#ifndef NW_TEXT_CALM_DIGITS_H
#define NW_TEXT_CALM_DIGITS_H

#include "text/masks.h"

/* A block of 64 bytes that somebody may have to look at for its digits. */
typedef struct nw_calm_digits {
  const nw_masks *classes;      /* its masks stand at place `at`, those of the block behind at `at` + 1 */
  size_t   at;
  const unsigned char *block;   /* with NW_BLOCK_BYTES behind it that can be read, blanks where the text has ended */
  size_t   front;               /* and so many bytes in front */
  uint64_t hits, hits_next;     /* words that begin like numbers, here and in the block behind */
} nw_calm_digits;

/* May a rewrite of numbers have a place that is found in this block? */
int nw_calm_has_number(const nw_calm_digits *text);

#endif
