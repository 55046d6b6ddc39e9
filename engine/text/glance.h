/* text/glance.h - making the nw_glance of 64 bytes (text/rewrite.h). */
#ifndef NW_TEXT_GLANCE_H
#define NW_TEXT_GLANCE_H

#include "text/masks.h"
#include "text/rewrite.h"

enum { NW_GLANCE_BYTES = 64 };

void nw_glance_at(nw_glance *glance, const unsigned char *block);
/* As registers of that width tell it, which must run here: for tests. */
void nw_glance_on(nw_width width, nw_glance *glance, const unsigned char *block);
/* Fewer than 64 bytes; behind them every class is set when more may follow (`open`), none otherwise. */
void nw_glance_tail(nw_glance *glance, const unsigned char *data, size_t len, int open);
/* Adds what the code points are; `len` bytes are there from the block on, and more may follow (`open`). About 15 instructions each. */
void nw_glance_chars(nw_glance *glance, const unsigned char *block, size_t len, int open);
/* May a code point of the block be more than a letter or a sign of prose, whatever it reads as (quiet.h)? `high`: its bytes above 0x7F;
 * `near_digit`: those at most two from a digit; `before` bytes can be read in front, `len` from the block on, where the text ends.
 * `parting`: bytes of code points that part words are added. About 20 instructions a code point, 50 more a word. */
int nw_glance_is_loud(const unsigned char *block, size_t before, size_t len, uint64_t high, uint64_t near_digit, uint64_t *parting);
/* Which there are of enum nw_asked in a text that is whole. */
unsigned nw_asked_in(const unsigned char *text, size_t len);
/* Adds the words of the block that begin like numbers, or like "at" and "dot"; those at its end perhaps. */
void nw_glance_numbers(nw_glance *glance, const unsigned char *block);
void nw_glance_signs(nw_glance *glance, const unsigned char *block);


/* ---- glance_chars.c, for its neighbours ---- */

/* A letter of U+0400 to 047F, where none is loud but for the word that it begins, or as a digit near digits (asked.py, page). */
static inline int nw_glance_is_cyrillic(const unsigned char *p) { return (p[0] | 1) == 0xD1 && (p[1] & 0xC0) == 0x80; }
/* There a word is a letter; there words are not parted. */
enum { NW_GLANCE_IDEOGRAPHS = 0x3000, NW_GLANCE_THAI = 0xE00, NW_GLANCE_THAI_END = 0xF00 };
/* The code point at `p`, its length (0: it is cut at `end`) and what the table says of it. */
unsigned nw_glance_char(const unsigned char *p, const unsigned char *end, uint32_t *cp, unsigned *asked);
/* May a word of a number begin with the code point `cp` in front of the bytes [p, end)? */
int nw_glance_may_be_spelt(uint32_t cp, const unsigned char *p, const unsigned char *end, int open);

#endif
