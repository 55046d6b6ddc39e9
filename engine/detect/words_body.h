/* Words and numbers of 64 bytes, for one machine: included by masks.c once a machine, with
 *   NAME    a prefix                        TARGET  its attribute, or nothing
 *   VECTOR  a register of WIDTH bytes       LOAD(p)
 *   FOLD(v) letters as small letters        WITHIN(v, low, span), HIGH(v): a class
 *   BITS(class), one bit a byte             PUT_LETTERS(p, class, v): v & 31 where it is of the class, else 0
 *   LOWEST(bits) the place of the lowest bit, anything of none; not needed
 */
#ifndef LOWEST
#  define LOWEST(bits) (unsigned)__builtin_ctzll((bits) | (uint64_t)1 << 63)
#endif
#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)

/* Of the masks only what words and numbers are made of. */
TARGET static void JOIN(NAME, _words)(nw_masks *masks, nw_words *words, size_t first, const unsigned char *data, size_t blocks) {
  unsigned char *letters = words->letters + (first - 1) * NW_BLOCK_BYTES;
  for (size_t b = first; b < first + blocks; b++, data += NW_BLOCK_BYTES, letters += NW_BLOCK_BYTES) {
    uint64_t digit = 0, alpha = 0, upper = 0, high = 0, colon = 0;
    for (unsigned i = 0; i < NW_BLOCK_BYTES; i += WIDTH) {
      const VECTOR text = LOAD(data + i);
      digit |= BITS(WITHIN(text, '0', 9)) << i;
      alpha |= BITS(WITHIN(FOLD(text), 'a', 25)) << i;
      upper |= BITS(WITHIN(text, 'A', 25)) << i;
      high |= BITS(HIGH(text)) << i;
      colon |= BITS(WITHIN(text, ':', 0)) << i;
      PUT_LETTERS(letters + i, WITHIN(FOLD(text), 'a', 25), text);
    }
    masks->digit[b] = digit, masks->alpha[b] = alpha, masks->upper[b] = upper, masks->high[b] = high, masks->colon[b] = colon;
  }
}

/* The class `n` places further on: bits of the next block come in. */
#define AHEAD(mask, n) ((mask)[b] >> (n) | (mask)[b + 1] << (64 - (n)))

/* Loops that a compiler turns into ones of whole registers. */
TARGET static void JOIN(NAME, _starts)(nw_words *restrict words, const nw_masks *restrict masks, size_t blocks) {
  for (size_t b = 1; b <= blocks; b++) {
    uint64_t letter = masks->alpha[b], upper = masks->upper[b], digit = masks->digit[b], small = letter & ~upper;
    uint64_t after = letter << 1 | masks->alpha[b - 1] >> 63;
    uint64_t hump = upper & (small << 1 | (masks->alpha[b - 1] & ~masks->upper[b - 1]) >> 63);
    words->word[b] = letter & (~after | hump);
    words->inside[b] = letter & after & ~hump;
    words->number[b] = digit & ~(after | digit << 1 | masks->digit[b - 1] >> 63);
    words->upper[b] = upper;
    words->high[b] = masks->high[b];
    words->behind[b] = (letter | masks->colon[b]) << 2 | (masks->alpha[b - 1] | masks->colon[b - 1]) >> 62;
  }
  if (blocks <= NW_BATCH_BLOCKS) words->word[blocks + 1] = words->inside[blocks + 1] = 0;
  else blocks = NW_BATCH_BLOCKS;
  for (size_t b = 1; b <= blocks; b++) {
    uint64_t two = AHEAD(words->inside, 1), three = two & AHEAD(words->inside, 2);
    uint64_t shortly = AHEAD(words->word, 1) | (two & AHEAD(words->word, 2));
    words->mixed[b] = words->word[b] & words->upper[b] & shortly;
    words->plain[b] = words->word[b] & two & ~(shortly | (three & AHEAD(words->word, 3)));
  }
}
#undef AHEAD

#include "detect/fronts_body.h"

#undef JOIN2
#undef JOIN
#undef NAME
#undef TARGET
#undef VECTOR
#undef WIDTH
#undef LOAD
#undef FOLD
#undef WITHIN
#undef HIGH
#undef BITS
#undef PUT_LETTERS
#undef LOWEST
