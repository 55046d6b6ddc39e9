/* text/masks.c - see masks.h.
 *
 * Two nibble tables tell the classes of a byte: a bit is a class where the low and the high table have it, so one bit is one
 * rectangle of the ASCII table; letters are two of them, the topmost bits, told by a comparison. Single bytes are compared.
 */
#include "text/masks.h"

#include <string.h>

#include "base/slice.h"

/* Bits of `kind`:
 *   80  A-O, 40  P-Z    20  digits    10  % & ( * +    8  < =    4  [ \ ^ _ { | ~ DEL    2  `    1  controls 10 to 1F
 * Bits of `sign`:
 *   80  A-O a-o, 40  P-Z p-z    20  + - / ; = ? [ ] _    10  controls 0 to F, but for tab, line feed, carriage return    8  {
 *   4  line feed */
enum { KIND_UPPER = 0x40, KIND_DIGIT_BIT = 5, KIND_ODD = 0x1F, SIGN_ALPHA = 0x40, SIGN_LINK_BIT = 5, SIGN_ODD = 0x10, SIGN_BRACE = 8,
       SIGN_LINE = 4 };
static const uint8_t kind_low[16] = {
  0x63, 0xE1, 0xE1, 0xE1, 0xE1, 0xF1, 0xF1, 0xE1, 0xF1, 0xE1, 0xD1, 0x95, 0x8D, 0x89, 0x85, 0x85
};
static const uint8_t kind_high[16] = { 0, 1, 0x10, 0x28, 0x80, 0x44, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0 };
static const uint8_t sign_low[16] = {
  0x50, 0xD0, 0xD0, 0xD0, 0xD0, 0xD0, 0xD0, 0xD0, 0xD0, 0xC0, 0xC4, 0xB8, 0x90, 0xA0, 0x90, 0xB0
};
static const uint8_t sign_high[16] = { 0x14, 0, 0x20, 0x20, 0x80, 0x60, 0x80, 0x48, 0, 0, 0, 0, 0, 0, 0, 0 };
/* What looks up itself: - and _. */
static const uint8_t join_low[16] = {
  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, '-', 0xFF, '_'
};

/* ---- the machines ---- */

#define BODY "text/masks_body.h"
#include "text/each_machine.h"

#define ROW(machine, width) [width] = masks_##machine,
static const nw_masks_fn machines[NW_WIDTH_COUNT] = { NW_EACH_MACHINE(ROW) };
#undef ROW

int nw_width_runs(nw_width width) {
  if ((unsigned)width >= NW_WIDTH_COUNT || machines[width] == NULL) return 0;
#if defined(__x86_64__) && defined(__GNUC__)
  int bits = __builtin_cpu_supports("bmi") != 0 && __builtin_cpu_supports("bmi2") != 0 && __builtin_cpu_supports("popcnt") != 0;
  if (width == NW_WIDTH_512) return bits && __builtin_cpu_supports("avx512bw") != 0;
  if (width == NW_WIDTH_256) return bits && __builtin_cpu_supports("avx2") != 0;
  if (width == NW_WIDTH_128) return __builtin_cpu_supports("ssse3") != 0;
#endif
  return 1;
}

nw_width nw_width_best(void) {
  nw_width width = NW_WIDTH_512;
  while (!nw_width_runs(width)) width++;
  return width;
}

nw_masks_fn nw_masks_of(nw_width width) { return machines[width]; }

/* ---- a batch ---- */

/* Does the same to all classes of place `b`. */
#define EACH(m, what) \
  ((m)->digit[b] what, (m)->alpha[b] what, (m)->upper[b] what, (m)->high[b] what, (m)->join[b] what, (m)->link[b] what, \
   (m)->at[b] what, (m)->colon[b] what, (m)->dot[b] what, (m)->equal[b] what)

void nw_masks_before(nw_masks *masks, int before) {
  enum { LAST = NW_BLOCK_BYTES - 1, b = 0 };
  EACH(masks, = 0);
  masks->odd &= ~(uint64_t)1;
  if (before < 0) return;
  const unsigned c = (unsigned)before;
  masks->digit[0] = (uint64_t)(nw_is_digit(c) != 0) << LAST;
  masks->alpha[0] = (uint64_t)(nw_is_alpha(c) != 0) << LAST;
  masks->upper[0] = (uint64_t)(nw_is_upper(c) != 0) << LAST;
  masks->high[0] = (uint64_t)(c >= 0x80) << LAST;
  masks->join[0] = (uint64_t)(c == '_' || c == '-') << LAST;
  masks->link[0] = (uint64_t)(c < 0x80 && (sign_low[c & 15] & sign_high[c >> 4]) >> SIGN_LINK_BIT & 1) << LAST;
  masks->at[0] = (uint64_t)(c == '@') << LAST;
  masks->colon[0] = (uint64_t)(c == ':') << LAST;
  masks->dot[0] = (uint64_t)(c == '.') << LAST;
  masks->equal[0] = (uint64_t)(c == '=') << LAST;
}

/* What a machine says of the blocks at places `first` and on. */
static void take_odd(nw_masks *masks, size_t first, uint64_t said) {
  const uint64_t has = said >> NW_HAS_BIT, odd = (said ^ has << NW_HAS_BIT) << first;
  masks->odd = first == 1 ? odd : masks->odd | odd;
  masks->has = (unsigned)has | (first == 1 ? 0 : masks->has);
}

size_t nw_masks_batch(nw_masks_fn machine, nw_masks *masks, const unsigned char *data, size_t left, int open, int before) {
  size_t whole = left / NW_BLOCK_BYTES, rest = left % NW_BLOCK_BYTES;
  if (whole > NW_MASK_BLOCKS) whole = NW_MASK_BLOCKS + 1, rest = 0;
  nw_masks_before(masks, before);
  take_odd(masks, 1, whole > 0 ? machine(masks, 1, data, whole) : 0);
  size_t b = whole + 1;
  if (rest > 0) {
    unsigned char block[NW_BLOCK_BYTES];
    memset(block, ' ', sizeof block);
    memcpy(block, data + whole * NW_BLOCK_BYTES, rest);
    take_odd(masks, b, machine(masks, b, block, 1));
    if (open) EACH(masks, |= ~(uint64_t)0 << rest);
    b++;
  }
  EACH(masks, = 0);
  if (open) {
    EACH(masks, = ~(uint64_t)0);
    masks->odd |= (uint64_t)3 << (b - 1);
    masks->has = NW_HAS_HIGH | NW_HAS_BRACE | NW_HAS_LINE;
  }
  return b - 1 < NW_MASK_BLOCKS ? b - 1 : NW_MASK_BLOCKS;
}
