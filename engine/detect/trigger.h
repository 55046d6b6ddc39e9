/* detect/trigger.h - where a finding could be: one pass of bit masks over blocks of 64 bytes.
 *
 *   text     "mail bob@x.org or +1 202 555 0143"
 *   digit     ................... . ... ... ....      one bit a byte and class (nw_block_masks)
 *   events    ........@.........................      at
 *             ....................1.2...5.........    digits: a run of digits that may begin a number
 *
 * An event is only a filter: it drops places that no verifier would accept (a match implies its event), so the bytes
 * that are not
 * there yet may be taken for anything. Behind the end of a window that is not final every class bit is 1 ("could be"), behind
 * the end of the text every bit is 0. The formulas use bits ahead only without negation, so "could be" never loses an event.
 *
 * Cost: about 40 instructions a block with SSE2. nw_block_masks is the one function that knows the machine.
 */
#ifndef NW_DETECT_TRIGGER_H
#define NW_DETECT_TRIGGER_H

#include <stdint.h>

enum { NW_BLOCK_BYTES = 64 };

/* One bit a byte, lowest bit first. */
typedef struct nw_masks {
  uint64_t digit;  /* 0-9 */
  uint64_t alpha;  /* A-Z a-z */
  uint64_t upper;  /* A-Z */
  uint64_t join;   /* _ - */
  uint64_t at, colon, slash, dot, equal;
} nw_masks;

/* The kinds of events. */
typedef enum nw_trigger {
  NW_TRIGGER_AT = 0,   /* '@' behind a byte that is no blank */
  NW_TRIGGER_DIGITS,   /* the first digit of a run: 3 and more digits, or another digit close behind */
  NW_TRIGGER_COLONS,   /* ':' with a second ':' within five bytes */
  NW_TRIGGER_SCHEME,   /* the ':' of "://" */
  NW_TRIGGER_DOT,      /* '.' between a letter or digit and two letters */
  NW_TRIGGER_COUNTRY,  /* a word that begins with two letters and two digits */
  NW_TRIGGER_TOKEN,    /* the first of 16 and more bytes of [A-Za-z0-9_-] */
  NW_TRIGGER_ID,       /* a word that begins like an id: letters and a digit close behind, or eight capitals; not at DIGITS */
  NW_TRIGGER_ASSIGN,   /* '=' or ':' */
  NW_TRIGGER_DASHES,   /* the first of five and more of [_-] */
  NW_TRIGGER_COUNT
} nw_trigger;

void nw_block_masks(nw_masks *masks, const unsigned char block[NW_BLOCK_BYTES]);
/* The same byte by byte: what other machines use, and what the test compares with. */
void nw_block_masks_scalar(nw_masks *masks, const unsigned char block[NW_BLOCK_BYTES]);
/* `len` < 64 bytes; the bits behind them are all 1 (`open`) or all 0. */
void nw_block_masks_tail(nw_masks *masks, const unsigned char *data, unsigned len, int open);
/* Events of the block `here`, by kind; `before` is the byte in front of it (-1: none); `ids`: 1 where the
 * events of ids are wanted. */
void nw_block_events(uint64_t events[NW_TRIGGER_COUNT], int ids, int before, const nw_masks *here, const nw_masks *next);

#endif
