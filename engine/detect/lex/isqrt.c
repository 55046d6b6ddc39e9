/* isqrt.c - the integer square root: that of the processor is a guess, which is mended, so it is the same on every machine. */
#include <math.h>

#include "detect/lex/lexicon.h"

uint64_t nw_isqrt(uint64_t x) {
  static const uint64_t most = UINT32_MAX;
  const double guess = sqrt((double)x);
  uint64_t root = guess >= (double)most ? most : (uint64_t)guess;
  while (root * root > x) root--;
  while (root < most && (root + 1) * (root + 1) <= x) root++;
  return root;
}
