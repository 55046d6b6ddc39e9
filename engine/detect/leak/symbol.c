/* detect/leak/symbol.c - see symbol.h. */
#include "detect/leak/symbol.h"

#include "text/fold.h"
#include "text/rewrite.h"
#include "text/utf8.h"

#define DIGIT(c) [c] = { c, 8 }
#define LETTER(c) [c] = { c, 8 }, [(c) - 32] = { c, 8 }
const nw_symbol_row nw_symbol_of_byte[256] = {
  DIGIT('0'), DIGIT('1'), DIGIT('2'), DIGIT('3'), DIGIT('4'), DIGIT('5'), DIGIT('6'), DIGIT('7'), DIGIT('8'), DIGIT('9'),
  LETTER('a'), LETTER('b'), LETTER('c'), LETTER('d'), LETTER('e'), LETTER('f'), LETTER('g'), LETTER('h'), LETTER('i'),
  LETTER('j'), LETTER('k'), LETTER('l'), LETTER('m'), LETTER('n'), LETTER('o'), LETTER('p'), LETTER('q'), LETTER('r'),
  LETTER('s'), LETTER('t'), LETTER('u'), LETTER('v'), LETTER('w'), LETTER('x'), LETTER('y'), LETTER('z')
};

enum { STARS_OF_A_MASK = 4, OTHER_LETTERS = 128 };

/* The symbol of a code point above ASCII; 0: it has none. */
static uint8_t other_symbol(uint32_t cp, uint8_t *wide) {
  char reads[8];
  unsigned len;
  uint32_t folded[3];
  *wide = 0;
  if (cp == NW_UTF8_BAD) return 0;
  switch (nw_code_point_reads(cp, reads, &len)) {
    case NW_READS_NOTHING: return 0;
    case NW_READS_ITSELF: break;
    default: return nw_symbol_of_byte[(unsigned char)reads[0]].value;
  }
  nw_word_class kind = nw_word_class_of(cp);
  if (kind != NW_WORD_PART && kind != NW_WORD_SINGLE) return 0;
  *wide = kind == NW_WORD_SINGLE;
  (void)nw_fold_case(cp, folded);
  if (folded[0] < 0x80) return nw_symbol_of_byte[folded[0]].value;
  return (uint8_t)(OTHER_LETTERS + (folded[0] * 0x9e3779b1u >> 25));
}

/* Braces, and four stars. */
static int stands_apart(nw_symbols *reader, unsigned byte) {
  reader->stars = byte == '*' ? (uint8_t)(reader->stars < STARS_OF_A_MASK ? reader->stars + 1 : STARS_OF_A_MASK) : 0;
  return byte == '{' || byte == '}' || reader->stars == STARS_OF_A_MASK;
}

unsigned nw_symbol_next_slow(nw_symbols *reader, const unsigned char *p, size_t len, size_t at, int final, nw_symbol *out) {
  unsigned size = 1;
  out->value = nw_symbol_of_byte[*p].value;
  out->wide = 0;
  if (*p >= 0x80) {
    uint32_t cp = NW_UTF8_BAD;
    size = nw_utf8_decode(p, len, &cp);
    if (size == 0 && !final) return 0;
    if (size == 0) size = 1, cp = NW_UTF8_BAD;
    out->value = other_symbol(cp, &out->wide);
  }
  if (stands_apart(reader, *p)) reader->apart = 1;
  if (out->value != 0) nw_symbol_place(reader, at, size, out);
  return size;
}

size_t nw_symbol_back(const unsigned char *begin, size_t from, size_t at, unsigned count) {
  while (at > from && count > 0) {
    uint32_t cp = begin[at - from - 1];
    uint8_t value = nw_symbol_of_byte[cp & 0xff].value, wide;
    unsigned size = 1;
    if (cp >= 0x80) {
      size = nw_utf8_decode_back(begin, begin + (at - from), &cp);
      value = other_symbol(cp, &wide);
    }
    at -= size;
    if (value != 0) count--;
  }
  return at;
}
