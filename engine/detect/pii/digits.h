/* detect/pii/digits.h - numbers are parsed once: a chain of digit groups as a string of symbols.
 *
 *   text    Tel. +1 (202) 555-0143, room 7
 *   chain        "1 (3) 3-4$"            the layout from the first group on
 *
 * A group of 1..9 digits is its length ('1'..'9'), one of 10..20 a capital ('A' = 10 … 'K' = 20). Separators stand for
 * themselves; NBSP,
 * narrow NBSP and the Unicode hyphens are ' ' and '-'. Between two groups stand at most three bytes of separators. The
 * last symbol
 * says what ends the chain:
 *   '$' nothing of interest   'w' a letter or '_'   ',' ':' with a digit behind it   'L' a 21st digit
 * or there is none: the chain goes on further than anything looks (64 bytes).
 *
 * Grammars (card.re, phone.re, …) match layouts at a group; so a flood of "123-123-123-" is read once, and each group
 * costs a few
 * symbols. The chain of a probe always begins at the probe's event. It is a cache: its content is a function of the text alone.
 */
#ifndef NW_DETECT_PII_DIGITS_H
#define NW_DETECT_PII_DIGITS_H

#include "detect/probe.h"

enum { NW_CHAIN_SYMBOLS = 256, NW_CHAIN_REACH_BYTES = 64, NW_GROUP_DIGITS = 20 };

typedef struct nw_chain {
  unsigned char symbol[NW_CHAIN_SYMBOLS + 1];  /* ends with 0 */
  size_t        at[NW_CHAIN_SYMBOLS + 1];      /* where the symbol begins in the text; one more: where the last one ends */
  unsigned      head, count;                   /* the event's group; all symbols */
  int           closed;                        /* the last symbol ends the chain */
  int           open;                          /* the window ended inside the chain */
  unsigned      blank_to;                      /* symbols before it are groups and blanks */
  size_t        joined_at, joined_free;        /* the event and its free_from that `joined` is of; see nw_chain_joined */
  unsigned char joined;
} nw_chain;

/* Nothing is known. */
static inline void nw_chain_clear(nw_chain *chain) {
  chain->head = chain->count = chain->blank_to = 0;
  chain->joined_at = SIZE_MAX;
}
/* 0: the digits at `pos` are six at most and nothing joins them to others, so that they are no card, telephone number or address. */
int nw_chain_may(const nw_scan *scan, size_t pos);
/* Makes the chain begin at the group at `probe->at`. Sets `touched` when the window ends inside it. */
void nw_chain_seek(nw_chain *chain, nw_probe *probe);

/* The layout from the event's group on, and where a place in it stands in the text. */
static inline const unsigned char *nw_chain_layout(const nw_chain *chain) { return chain->symbol + chain->head; }
static inline size_t nw_chain_text(const nw_chain *chain,
    const unsigned char *symbol) {
  return chain->at[symbol - chain->symbol];
}

/* Digits of a group symbol, 0 for other symbols. */
static inline unsigned nw_group_digits(unsigned char symbol) {
  static const unsigned char digits[128] = {
    ['1'] = 1, ['2'] = 2, ['3'] = 3, ['4'] = 4, ['5'] = 5, ['6'] = 6, ['7'] = 7, ['8'] = 8, ['9'] = 9, ['A'] = 10, ['B'] = 11,
    ['C'] = 12, ['D'] = 13, ['E'] = 14, ['F'] = 15, ['G'] = 16, ['H'] = 17, ['I'] = 18, ['J'] = 19, ['K'] = 20
  };
  return digits[symbol & 127];  /* symbols are ASCII */
}

/* Copies the digits of the groups in [from, to) of the layout; returns how many (at most `size`). */
unsigned nw_chain_digits(nw_probe *probe, const unsigned char *from, const unsigned char *to, unsigned char *digits,
    unsigned size);

/* The separator between a number before the event and the event: 0 when no digit group is joined to it. */
unsigned char nw_chain_joined(nw_probe *probe);
/* 1 when some separator of the event's chain is no blank. */
int nw_chain_has_other(nw_chain *chain);
/* 1 when the layout ends cleanly at `end` for a number whose last separator was `last`: what follows is no word and no further
 * group that would belong to it. */
int nw_chain_ends(const unsigned char *end, unsigned char last);

/* ISO/IEC 7812-1 annex B. `digits` are 0..9. */
int nw_luhn(const unsigned char *digits, unsigned count);

#endif
