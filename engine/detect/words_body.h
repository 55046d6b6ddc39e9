/* Words and numbers of blocks of 64 bytes: text/each_machine.h. */

enum { NAMED(lanes) = LANES };

TARGET static void NAMED(letters)(unsigned char *letters, const unsigned char *data, size_t blocks) {
  for (size_t i = 0; i < blocks * NW_BLOCK_BYTES; i += WIDTH) {
    const VECTOR text = LOAD(data + i);
    STORE(letters + i, BOTH(text, EITHER(LOOK_HIGH(all_letters, text), BOTH(LOOK_HIGH(some_letters, text), LOOK(up_to_z, text)))));
  }
}

/* The class `n` places further on: bits of the next block come in. */
#define AHEAD(mask, n) ((mask)[b] >> (n) | (mask)[b + 1] << (64 - (n)))

/* Loops that a compiler turns into ones of whole registers. */
TARGET static void NAMED(starts)(nw_words *restrict words, const nw_masks *restrict masks, const uint64_t *restrict letter,
                                       size_t blocks) {
  for (size_t b = 1; b <= blocks + 1; b++) {
    uint64_t here = letter[b], front = letter[b - 1], upper = masks->upper[b], digit = masks->digit[b];
    uint64_t after = here << 1 | front >> 63, hump = upper & ((here & ~upper) << 1 | (front & ~masks->upper[b - 1]) >> 63);
    words->word[b] = here & (~after | hump);
    words->inside[b] = here & after & ~hump;
    words->number[b] = digit & ~(after | digit << 1 | masks->digit[b - 1] >> 63);
    words->upper[b] = upper;
    words->high[b] = masks->high[b];
    words->behind[b] = (here | masks->colon[b]) << 2 | (front | masks->colon[b - 1]) >> 62;
  }
  for (size_t b = 1; b <= blocks; b++) {
    uint64_t two = AHEAD(words->inside, 1), three = two & AHEAD(words->inside, 2);
    uint64_t shortly = AHEAD(words->word, 1) | (two & AHEAD(words->word, 2));
    words->mixed[b] = words->word[b] & words->upper[b] & shortly;
    words->plain[b] = words->word[b] & two & ~(shortly | (three & AHEAD(words->word, 3)));
  }
}
#undef AHEAD

#include "detect/fronts_body.h"
