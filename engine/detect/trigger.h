/* detect/trigger.h - where a finding could be: events of blocks of 64 bytes, out of their masks (detect/masks.h).
 *
 *   text     "mail bob@x.org or +1 202 555 0143"
 *   events    ........@.........................      at
 *             ....................1.2...5.........    digits: a run of digits that may begin a number
 *
 * An event is only a filter: it drops places that no verifier would accept (a match implies its event), so the bytes that are not
 * there yet may be taken for anything. Behind the end of a window that is not final every class bit is 1 ("could be"), behind the
 * end of the text every bit is 0. The formulas use bits ahead only without negation, so "could be" never loses an event.
 *
 * Cost: about 150 instructions without a branch for as many blocks as go into a register; 60 more for ids.
 */
#ifndef NW_DETECT_TRIGGER_H
#define NW_DETECT_TRIGGER_H

#include "detect/masks.h"

/* The kinds of events. First those of which the bytes next to them refuse most (sift.h). */
typedef enum nw_trigger {
  NW_TRIGGER_DOT = 0,  /* '.' between a letter or digit and two letters */
  NW_TRIGGER_TOKEN,    /* the first of 16 and more bytes of [A-Za-z0-9_-] */
  NW_TRIGGER_ASSIGN,   /* '=' or ':' behind neither of them */
  NW_TRIGGER_NUMBER,   /* the first digit of any run */
  NW_TRIGGER_SIFTED,   /* so many of them */
  NW_TRIGGER_AT = NW_TRIGGER_SIFTED,  /* '@' behind no '@' */
  NW_TRIGGER_DIGITS,   /* the first digit of a run: 3 and more digits, or another digit close behind */
  NW_TRIGGER_COLONS,   /* ':' behind no ':', with a second ':' within five bytes */
  NW_TRIGGER_SCHEME,   /* the ':' of "://", or of such with other signs of nw_masks.link for '/' */
  NW_TRIGGER_COUNTRY,  /* a word that begins with two letters and two digits */
  NW_TRIGGER_ID,       /* a word that begins like an id: letters and a digit close behind, or eight capitals; not at DIGITS */
  NW_TRIGGER_DASHES,   /* the first of five and more of [_-] */
  NW_TRIGGER_COUNT
} nw_trigger;

/* Bytes that make such an event. */
enum { NW_COUNTRY_BYTES = 4, NW_TOKEN_BYTES = 16 };

/* The events of a batch by kind and place, and all of them but of the kinds that are sifted first (sift.h). Bit b of `some`: place b
 * has one of `any`; of `sifted`: one of the others. */
typedef struct nw_events { nw_mask of[NW_TRIGGER_COUNT], any; uint64_t some, sifted; } nw_events;
/* Events of the places 1 … `blocks`, of the kinds that are `wanted` (not 0); what is not wanted is not written. */
void nw_events_of(const nw_machine *machine, nw_events *events, const uint64_t wanted[NW_TRIGGER_COUNT], const nw_masks *masks,
                  size_t blocks);

#endif
