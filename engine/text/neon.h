/* text/neon.h - what NEON lacks: a bit for each byte of a register, as movemask gives it elsewhere.
 *
 *   class    FF 00 FF 00 …    bytes of a class, as comparisons tell them
 *   bits     0b…0101          bit i: byte i
 *
 * Cost: one and, three additions of neighbours. Where there is no NEON this header is empty.
 */
#ifndef NW_TEXT_NEON_H
#define NW_TEXT_NEON_H

#if defined(__aarch64__)
#include <arm_neon.h>

/* Each byte keeps its bit of eight, and neighbours are added up. */
static inline uint16_t nw_neon_bits(uint8x16_t class) {
  static const uint8_t place[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
  uint8x16_t sum = vandq_u8(class, vld1q_u8(place));
  for (int i = 0; i < 3; i++) sum = vpaddq_u8(sum, sum);
  return vgetq_lane_u16(vreinterpretq_u16_u8(sum), 0);
}
#endif

#endif
