/* detect/leak/symbol.h - a text as symbols: what is left of it when case, spacing and punctuation do not count.
 *
 *   "You must NEVER say: «Café 24»."   ->   youmustneversaycafe24
 *
 * A symbol is one byte. Letters and digits of ASCII stand for themselves, in lower case; a character that reads as one of them
 * (full width, with a mark, a look-alike: text/rewrite.h) is that letter; any other letter is a number from 128 to 255 that
 * hangs on its case folding. Everything else is dropped: blanks, punctuation, marks, what does not show. `wide` are letters of
 * scripts that are written without spaces, of which one says as much as two or three others.
 *
 * Symbols stand **apart**, and no run goes across, where a brace or four stars are between them, for such are our placeholders
 * ({EMAIL}, ********) and an edit must not join what the text had not joined; and where more than NW_LIMIT_LEAK_BLANK_BYTES
 * bytes without a symbol are.
 *
 * Where a code point begins and ends hangs on its bytes alone, so reading may begin at any of them. Cost: a table look-up for a
 * byte of ASCII, a search in Unicode's tables for others. */
#ifndef NW_LEAK_SYMBOL_H
#define NW_LEAK_SYMBOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"

/* What a reader of symbols remembers: zeroed at the beginning. */
typedef struct nw_symbols {
  size_t  last;    /* the last symbol ends here */
  uint8_t stars;   /* of them in a row */
  uint8_t apart;   /* a brace or a mask was seen since the last symbol */
} nw_symbols;

typedef struct nw_symbol {
  uint8_t value;   /* 0: there is none here */
  uint8_t wide;
  uint8_t apart;   /* it does not join on to the one before */
} nw_symbol;

/* What a byte of ASCII is: its symbol, 0 none, and the bits that it takes in a register, 8 or 0. Nothing for the others, which
 * are to be decoded. */
typedef struct nw_symbol_row { uint8_t value, bits; } nw_symbol_row;
extern const nw_symbol_row nw_symbol_of_byte[256];

/* Reads the code point at `p`, which is byte `at` of its text (`len` bytes are readable, at least 1). Returns its length; 0: it
 * is not complete (never with `final`). */
static inline unsigned nw_symbol_next(nw_symbols *reader, const unsigned char *p, size_t len, size_t at, int final,
                                      nw_symbol *out);

/* The place in [from, at] of the text `begin` (its first byte is byte `from`) from which on `count` symbols or fewer come
 * before `at`: as many as there are. */
size_t nw_symbol_back(const unsigned char *begin, size_t from, size_t at, unsigned count);

/* ---- inside ---- */

/* Any code point. */
unsigned nw_symbol_next_slow(nw_symbols *reader, const unsigned char *p, size_t len, size_t at, int final, nw_symbol *out);

static inline void nw_symbol_place(nw_symbols *reader, size_t at, unsigned len, nw_symbol *out) {
  out->apart = reader->apart || at - reader->last > NW_LIMIT_LEAK_BLANK_BYTES;
  reader->apart = 0;
  reader->last = at + len;
}

static inline unsigned nw_symbol_next(nw_symbols *reader, const unsigned char *p, size_t len, size_t at, int final,
                                      nw_symbol *out) {
  if (*p >= '{' || *p == '*') return nw_symbol_next_slow(reader, p, len, at, final, out);
  reader->stars = 0;
  out->value = nw_symbol_of_byte[*p].value;
  out->wide = 0;
  if (out->value != 0) nw_symbol_place(reader, at, 1, out);
  return 1;
}

#endif
