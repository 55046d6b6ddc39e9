/* detect/cue/pass.h - one call of the cue family's scanner, and its parts.
 *
 *   cue.c      blocks of 64 bytes: which words and numbers are events, in order of place
 *   put.c      a word: its slot, whether it could begin a name or an address
 *   phrase.c   … the phrases that begin with it, and their values
 *   inside.c   … those inside of a run of letters, by the sign behind them
 *   ask.c      a number, a capital letter, the begin of the text: forms, and the tagger
 *   settle.c   an answer: findings in order, to the rules that take them
 *
 * Whatever is asked says 0 when it has no answer yet: the scan stops at its event.
 */
#ifndef NW_DETECT_CUE_PASS_H
#define NW_DETECT_CUE_PASS_H

#include "detect/cue/cue.h"

enum {
  NW_CUE_NEAR_BYTES = 64,  /* from one line of an address to another */
  NW_CUE_JOIN_BYTES = 5,   /* between two plates */
  NW_CUE_STATE_WORDS = (NW_ENTITY_COUNT + 63) / 64
};

typedef struct nw_cue_state {
  size_t   pos;
  uint64_t work;
  uint64_t has[NW_CUE_STATE_WORDS];  /* by entity: something was found */
  /* From here on nothing is cleared: */
  size_t   end[NW_ENTITY_COUNT];     /* of the last finding of an entity that `has` one */
} nw_cue_state;

/* One call of the scanner. */
typedef struct nw_cue_pass {
  const nw_cues *table;
  nw_cue_state  *state;
  nw_scan       *scan;
  unsigned       telling; /* plates and addresses that were found: they tell what may follow */
  size_t         plain_from, plain_to;  /* no place tells anything there, nor may more come that does */
} nw_cue_pass;

/* Where the last finding of the entity ends, 0 without one. */
static inline size_t nw_cue_end_of(const nw_cue_state *state, unsigned entity) {
  return state->has[entity / 64] >> entity % 64 & 1 ? state->end[entity] : 0;
}

/* A number by itself is a part of an address ("96817") close behind another one. */
static inline int nw_cue_is_near(size_t end, size_t pos) { return end > 0 && pos - end <= NW_CUE_NEAR_BYTES; }

/* ---- settle.c ---- */

/* Some rule of the entity is judged. */
int nw_cue_is_judged(const nw_cue_pass *p, unsigned entity);
/* It is asked for: names need addresses to be known, reported or not. */
int nw_cue_is_on(const nw_cue_pass *p, unsigned entity);
/* Closes a question. 0: it has no answer yet. */
int nw_cue_answer(nw_cue_pass *p, nw_probe *probe, int found, nw_hit *hit);
static inline nw_hit nw_cue_fresh_hit(unsigned entity) {
  nw_hit hit = { .entity = entity, .validator = "", .score_ppm = NW_SCORE_CONTEXT, .limit = -1 };
  return hit;
}

/* ---- phrase.c ---- */

/* The phrases that begin with the word of a slot. */
int nw_cue_ask_word(nw_cue_pass *p, size_t pos, size_t len, const nw_cue_slot *slot, int is_upper);

/* ---- inside.c ---- */

/* At a sign behind a letter of a script without blanks: the label in front of it. */
int nw_cue_ask_sign(nw_cue_pass *p, size_t pos);

/* ---- ask.c ---- */

/* A form of the entity that begins at `pos`. */
int nw_cue_ask_at(nw_cue_pass *p, size_t pos, unsigned entity, int (*verifier)(nw_probe *, nw_hit *));
/* What the tagger is asked at `pos`; `wish`: what is known of the place and, in `names` and `addresses`, what may begin there. */
nw_tag_wish nw_cue_wish_at(const nw_cue_pass *p, size_t pos, nw_tag_wish wish);
/* Asks the tagger about the place of an event; `found` and `hit` as the verifiers left them. */
int nw_cue_ask_tagger(nw_cue_pass *p, size_t pos, int found, nw_tag_wish wish, nw_hit *hit);
/* At a number. */
int nw_cue_ask_number(nw_cue_pass *p, size_t pos);
/* Where a text begins, or close behind a plate. */
int nw_cue_ask_place(nw_cue_pass *p, size_t pos);

/* ---- put.c ---- */

/* A word that is put. */
typedef struct nw_cue_word {
  size_t     pos;
  unsigned   len;
  int        is_capital;  /* a name or an address may begin with it */
  int        alone;       /* neither a letter nor a colon stands two places in front */
  nw_tag_far far;         /* as a wish of the tagger has it */
} nw_cue_word;

int nw_cue_put(nw_cue_pass *p, const nw_cue_word *w);

#endif
