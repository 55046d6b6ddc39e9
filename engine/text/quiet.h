/* text/quiet.h - where nothing that is in disguise can become a shape: no digit, no sign of an address, key or escape is near.
 *
 *   "C’était une journée très calme – “oui”, dit-il"      quiet: it folds to letters, quotes and a dash, as the rest is
 *   "son numéro: ４１１１ …", "bоb@exаmple.org"              loud: ':', digits, '@'
 *
 * What a detector of shapes finds has four digits, one of @ : =, a dot inside a word, capital letters inside a token, or number words in a
 * row (detect/trigger.h), and context in front: in the next block, or in the second where the one between has little ASCII or no blank.
 * Where folding makes nothing but letters and signs of prose, and none of these is near, what it makes serves shapes nothing. Who looks
 * for words needs it all the same.
 *
 * Each block of a batch is asked about once, when somebody has a reason to look near it. Cost: 60 instructions, and 20 a code point.
 */
#ifndef NW_TEXT_QUIET_H
#define NW_TEXT_QUIET_H

#include "text/calm.h"

/* A batch of blocks, as nw_calm_look saw it. Bit b of `known`: block b was asked about; of `loud`: it is; of `read` and `odd` the same of
 * its code points alone. `front`: bit 0 the block in front is loud, bit 1 the one before that. */
typedef struct nw_quiet { uint64_t known, loud, read, odd; unsigned front; } nw_quiet;

typedef struct nw_quiet_text {
  const nw_calm  *calm;
  const nw_masks *classes;
  const unsigned char *data;  /* the batch begins here */
  size_t before, len;         /* bytes that can be read in front, and from there to the end */
  int    final;               /* the text ends there */
  int    lone_digits;         /* one digit is loud: a date has no more */
} nw_quiet_text;

/* 1: block `b` is quiet, and so is what is near it. */
int nw_is_quiet(nw_quiet *quiet, const nw_quiet_text *text, unsigned b);
/* 1: what is above ASCII in block `b` and the next one is letters and signs of prose, whatever stands near. It may be letters in disguise;
 * there are no numbers, signs or beats among them. */
int nw_is_prose(nw_quiet *quiet, const nw_quiet_text *text, unsigned b);
/* What the next batch has for `front`, when it follows a full one. */
unsigned nw_quiet_front(nw_quiet *quiet, const nw_quiet_text *text);

#endif
