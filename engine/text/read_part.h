/* text/read_part.h - what the readers of encodings share. */
#ifndef NW_TEXT_READ_PART_H
#define NW_TEXT_READ_PART_H

#include "base/slice.h"
#include "text/rewrite.h"
#include "text/utf8.h"

/* The value of a hexadecimal digit, or -1. */
static inline int nw_hex_of(unsigned c) {
  if (nw_is_digit(c)) return (int)(c - '0');
  return nw_is_hex(c) ? (int)((c | 32u) - 'a' + 10) : -1;
}

/* Does a code point belong into text that a person reads? White space does. */
static inline int nw_is_shown(uint32_t cp) {
  if (cp < 0x20) return cp == '\n' || cp == '\t' || cp == '\r';
  return cp != 0x7F && !(cp >= 0x80 && cp < 0xA0) && cp <= 0x10FFFF && !(cp >= 0xD800 && cp < 0xE000) && (cp & 0xFFFE) != 0xFFFE;
}

/* White space reads as a blank, all else as it is. */
static inline uint32_t nw_shown(uint32_t cp) { return cp < 0x20 ? ' ' : cp; }

static inline int nw_look_is_alnum(nw_look *look, size_t at) {
  int c = nw_look_at(look, at);
  return c >= 0 && nw_is_alnum((unsigned)c);
}

/* The `len` bytes at `at` when they are all there, for a first test; NULL: they are to be asked for one by one. */
static inline const unsigned char *nw_look_bytes(const nw_look *look, size_t at, size_t len) {
  return at >= look->base && at <= look->end && look->end - at >= len ? look->data + (at - look->base) : NULL;
}

/* May a token begin with these NW_SPOT_BYTES bytes (read_token.c); a turned key or IBAN with these eight (read_proof.c)? Most words are
 * neither. */
int nw_token_may_begin(const unsigned char *p);
int nw_turned_may_begin(const unsigned char *p);

/* The byte before `at`; 0 at the beginning of the text. */
static inline unsigned nw_look_before(const nw_look *look, size_t at) {
  return at > look->base && at <= look->end ? look->data[at - 1 - look->base] : 0;
}

/* A letter or digit; of other scripts, what words are made of. Skin tones are no marks here: alone they part letters as any emoji does. */
int nw_is_wordy(uint32_t cp);
/* A letter or digit at `at` that is alone: what stands behind it is none. Its length, 0 otherwise. */
size_t nw_look_single(nw_look *look, size_t at);
/* Letters from `at` on with gaps that are not the same, and with a number that counts in each (read_uneven.c). */
int nw_read_uneven(nw_look *look, size_t at, nw_passage *place);
int nw_read_counted(nw_look *look, size_t at, nw_passage *place);

/* Behind `at`: a domain that people know. */
int nw_is_known_domain(nw_look *look, size_t at);
/* How codes are written: two to five capital letters, then four to twelve digits. The count of the letters, 0: it is none. */
unsigned nw_code_letters(const char *text, size_t len);
/* Do letters and digits prove themselves as a card of a brand (ISO/IEC 7812, Luhn)? read_proof.c. */
int nw_proves_card(const char *text, size_t len);
/* A place whose text is a code, with what stands in front of it, reads with a dash, too: "BK-12345678" may have lost it to the disguise.
 * It is one piece then. */
void nw_passage_both_ways(nw_passage *place, const char *front, size_t front_len);

#endif
