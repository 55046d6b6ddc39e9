/* isqrt.c - the integer square root, digit by digit: 32 steps, the same on every machine. */
#include "detect/lex/lexicon.h"

uint64_t nw_isqrt(uint64_t x) {
  uint64_t root = 0, bit = 1ULL << 62;
  while (bit > x) bit >>= 2;
  for (; bit > 0; bit >>= 2) {
    if (x >= root + bit) {
      x -= root + bit;
      root = (root >> 1) + bit;
    } else {
      root >>= 1;
    }
  }
  return root;
}
