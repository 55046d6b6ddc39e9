/* text/iban.c - see iban.h. Lengths are those of the SWIFT registry. */
#include "text/iban.h"

#include <stdint.h>

#include "base/slice.h"

#define AT(first, second) [((first) - 'A') * 26 + ((second) - 'A')]
static const uint8_t lengths[26 * 26] = {
  AT('A', 'D') = 24, AT('A', 'E') = 23, AT('A', 'L') = 28, AT('A', 'T') = 20, AT('A', 'Z') = 28, AT('B', 'A') = 20, AT('B', 'E') = 16,
  AT('B', 'G') = 22, AT('B', 'H') = 22, AT('B', 'I') = 27, AT('B', 'R') = 29, AT('B', 'Y') = 28, AT('C', 'H') = 21, AT('C', 'R') = 22,
  AT('C', 'Y') = 28, AT('C', 'Z') = 24, AT('D', 'E') = 22, AT('D', 'J') = 27, AT('D', 'K') = 18, AT('D', 'O') = 28, AT('E', 'E') = 20,
  AT('E', 'G') = 29, AT('E', 'S') = 24, AT('F', 'I') = 18, AT('F', 'K') = 18, AT('F', 'O') = 18, AT('F', 'R') = 27, AT('G', 'B') = 22,
  AT('G', 'E') = 22, AT('G', 'I') = 23, AT('G', 'L') = 18, AT('G', 'R') = 27, AT('G', 'T') = 28, AT('H', 'N') = 28, AT('H', 'R') = 21,
  AT('H', 'U') = 28, AT('I', 'E') = 22, AT('I', 'L') = 23, AT('I', 'Q') = 23, AT('I', 'S') = 26, AT('I', 'T') = 27, AT('J', 'O') = 30,
  AT('K', 'W') = 30, AT('K', 'Z') = 20, AT('L', 'B') = 28, AT('L', 'C') = 32, AT('L', 'I') = 21, AT('L', 'T') = 20, AT('L', 'U') = 20,
  AT('L', 'V') = 21, AT('L', 'Y') = 25, AT('M', 'C') = 27, AT('M', 'D') = 24, AT('M', 'E') = 22, AT('M', 'K') = 19, AT('M', 'N') = 20,
  AT('M', 'R') = 27, AT('M', 'T') = 31, AT('M', 'U') = 30, AT('N', 'I') = 28, AT('N', 'L') = 18, AT('N', 'O') = 15, AT('O', 'M') = 23,
  AT('P', 'K') = 24, AT('P', 'L') = 28, AT('P', 'S') = 29, AT('P', 'T') = 25, AT('Q', 'A') = 29, AT('R', 'O') = 24, AT('R', 'S') = 22,
  AT('R', 'U') = 33, AT('S', 'A') = 24, AT('S', 'C') = 31, AT('S', 'D') = 18, AT('S', 'E') = 24, AT('S', 'I') = 19, AT('S', 'K') = 24,
  AT('S', 'M') = 27, AT('S', 'O') = 23, AT('S', 'T') = 25, AT('S', 'V') = 28, AT('T', 'L') = 23, AT('T', 'N') = 24, AT('T', 'R') = 26,
  AT('U', 'A') = 29, AT('V', 'A') = 22, AT('V', 'G') = 24, AT('X', 'K') = 20, AT('Y', 'E') = 30,
};

unsigned nw_iban_length(unsigned first, unsigned second) {
  return nw_is_upper(first) && nw_is_upper(second) ? lengths[(first - 'A') * 26 + (second - 'A')] : 0;
}

static uint64_t with_place(uint64_t rest, unsigned c) {
  return nw_is_digit(c) ? rest * 10 + (c - '0') : rest * 100 + (nw_to_upper(c) - 'A' + 10);
}

int nw_iban_holds(const unsigned char *places, unsigned count) {
  uint64_t rest = 0;
  for (unsigned i = NW_IBAN_FRONT; i < count; i++) {
    rest = with_place(rest, places[i]);
    if (rest > UINT64_MAX / 1000) rest %= 97;
  }
  rest %= 97;
  for (unsigned i = 0; i < NW_IBAN_FRONT && i < count; i++) rest = with_place(rest, places[i]);
  return rest % 97 == 1;
}
