/* detect/leak/symbol.c - see symbol.h. */
#include "detect/leak/symbol.h"

#include "base/limits.h"
#include "text/fold.h"
#include "text/reading.h"
#include "text/utf8.h"

#define ROW(c) [c] = (c), [(c) - 32] = (c)
const uint8_t nw_symbol_of_byte[256] = {
  ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
  ROW('a'), ROW('b'), ROW('c'), ROW('d'), ROW('e'), ROW('f'), ROW('g'), ROW('h'), ROW('i'), ROW('j'), ROW('k'), ROW('l'), ROW('m'),
  ROW('n'), ROW('o'), ROW('p'), ROW('q'), ROW('r'), ROW('s'), ROW('t'), ROW('u'), ROW('v'), ROW('w'), ROW('x'), ROW('y'), ROW('z')
};
#undef ROW

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
    default: return nw_symbol_of_byte[(unsigned char)reads[0]];
  }
  nw_word_class kind = nw_word_class_of(cp);
  if (kind != NW_WORD_PART && kind != NW_WORD_SINGLE) return 0;
  *wide = kind == NW_WORD_SINGLE;
  (void)nw_fold_case(cp, folded);
  if (folded[0] < 0x80) return nw_symbol_of_byte[folded[0]];
  return (uint8_t)(OTHER_LETTERS + (folded[0] * 0x9e3779b1u >> 25));
}

/* Our placeholders: "{A" begins one, four stars are one. */
static int begins_apart(nw_symbols *reader, unsigned byte) {
  int opens = reader->prev == '{' && byte >= 'A' && byte <= 'Z';
  reader->stars = byte == '*' ? (uint8_t)(reader->stars < STARS_OF_A_MASK ? reader->stars + 1 : STARS_OF_A_MASK) : 0;
  reader->prev = (uint8_t)byte;
  return opens || reader->stars == STARS_OF_A_MASK;
}

unsigned nw_symbol_next(nw_symbols *reader, const unsigned char *p, size_t len, size_t at, int final, nw_symbol *out) {
  unsigned size = 1;
  out->value = nw_symbol_of_byte[*p];
  out->wide = 0;
  if (*p >= 0x80) {
    uint32_t cp = NW_UTF8_BAD;
    size = nw_utf8_decode(p, len, &cp);
    if (size == 0 && !final) return 0;
    if (size == 0) size = 1, cp = NW_UTF8_BAD;
    out->value = other_symbol(cp, &out->wide);
  }
  if (begins_apart(reader, *p)) reader->apart = 1;
  if (out->value == 0) return size;
  out->apart = reader->apart || at - reader->last > NW_LIMIT_LEAK_BLANK_BYTES;
  reader->apart = 0;
  reader->last = at + size;
  return size;
}

size_t nw_symbol_back(const unsigned char *begin, size_t from, size_t at, unsigned count) {
  while (at > from && count > 0) {
    uint32_t cp = begin[at - from - 1];
    uint8_t value = nw_symbol_of_byte[cp & 0xff], wide;
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
