/* detect/regex/charset.h - which characters a part of a pattern may take, as far as the reader has to know.
 *
 *   [a-z_]  { ASCII bits a-z and _ }        é  { wide }        [^,]  { all ASCII bits but the comma, wide }
 *
 * ASCII is exact, all other characters are one bit. A set holds at least what PCRE2 would take, never less: so two sets that
 * share nothing are a proof, two that share something say nothing.
 */
#ifndef NW_DETECT_REGEX_CHARSET_H
#define NW_DETECT_REGEX_CHARSET_H

#include <stdint.h>

typedef struct nw_charset {
  uint64_t low[2];  /* bit c % 64 of low[c / 64] */
  uint8_t  wide;    /* any character from U+0080 */
} nw_charset;

static inline nw_charset nw_charset_none(void) { return (nw_charset){ .wide = 0 }; }
static inline nw_charset nw_charset_all(void) { return (nw_charset){ { UINT64_MAX, UINT64_MAX }, 1 }; }

static inline int nw_charset_has(nw_charset set, uint32_t c) {
  return c >= 0x80 ? set.wide : (int)(set.low[c / 64] >> c % 64 & 1);
}

static inline nw_charset nw_charset_range(uint32_t first, uint32_t last) {
  nw_charset set = { .wide = last >= 0x80 };
  for (uint32_t c = first; c <= last && c < 0x80; c++) set.low[c / 64] |= UINT64_C(1) << c % 64;
  return set;
}

static inline nw_charset nw_charset_or(nw_charset a, nw_charset b) {
  return (nw_charset){ { a.low[0] | b.low[0], a.low[1] | b.low[1] }, a.wide | b.wide };
}

/* All but `set`, which must be exact in ASCII. */
static inline nw_charset nw_charset_not(nw_charset set) { return (nw_charset){ { ~set.low[0], ~set.low[1] }, 1 }; }

static inline int nw_charset_apart(nw_charset a, nw_charset b) {
  return ((a.low[0] & b.low[0]) | (a.low[1] & b.low[1])) == 0 && !(a.wide && b.wide);
}

/* Either case of every letter. K and S have a third form, U+212A and U+017F. */
static inline nw_charset nw_charset_caseless(nw_charset set) {
  nw_charset ks = { { 0, UINT64_C(1) << ('K' - 64) | UINT64_C(1) << ('S' - 64) }, 0 };
  uint64_t letters = UINT64_C(0x07FFFFFE), found = (set.low[1] | set.low[1] >> 32) & letters;
  set.low[1] |= found | found << 32;
  if (!nw_charset_apart(set, ks)) set.wide = 1;
  if (set.wide) set.low[1] |= ks.low[1] | ks.low[1] << 32;
  return set;
}

#endif
