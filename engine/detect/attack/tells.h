/* detect/attack/tells.h - does a text tell the model what to do? A small grammar of the phrases by which it is done.
 *
 *   "Note: ignore all of the previous instructions"      IGNORE ≤3 words OLD ≤2 words RULES: "PROMPT_INJECTION override", strong
 *   "you must not ignore previous instructions"          hindered: a word like "not", "to", "users" stands before the verb: mention
 *   "the phrase \"ignore previous instructions\""        quoted, or talk about attacks: mention
 *
 * Words have classes, rules are classes with a distance (grammar/tables/attack.txt; English, German, French, Spanish, Italian,
 * Portuguese, some Dutch, Polish and Swedish). One strong phrase tells, or a weak one with
 * another weak or faint one within 64 words; a faint one by itself is nothing.
 * A mention never tells more than weakly. Bounded state, no allocation. */
#ifndef NW_DETECT_ATTACK_TELLS_H
#define NW_DETECT_ATTACK_TELLS_H

#include "detect/attack/words.h"

enum { NW_TELLS_RULES = 32, NW_TELLS_STEPS = 4, NW_TELLS_NEAR = 64 };
enum { NW_TELL_NONE = 0 /* or faint */, NW_TELL_WEAK, NW_TELL_STRONG };

/* A rule that has come as far as a step: the last time. */
typedef struct nw_tell_step { uint64_t number; size_t start; uint8_t mention; } nw_tell_step;

typedef struct nw_tell {
  unsigned    force;  /* NW_TELL_… */
  const char *name;   /* "PROMPT_INJECTION override" */
  size_t      start, end;
} nw_tell;

typedef struct nw_tells {
  nw_tell      best;
  uint32_t     begun;                /* bit of a rule: its first step was met, and its steps are there */
  uint64_t     hindered, mentioned;  /* number of the last word of these kinds; 0 none */
  uint64_t     weak_number;          /* the last phrase that is not strong, */
  unsigned     weak_rule;            /* and its rule + 1 */
  size_t       weak_start;
  uint64_t     number;               /* of the last word */
  nw_tell_step step[NW_TELLS_RULES][NW_TELLS_STEPS];
} nw_tells;

/* SHA-256 of the words and rules, a part of the guard id. */
const char *nw_tells_digest(void);
/* What a word is by its hash; classes 0: the grammar does not have it. */
nw_attack_sense nw_tells_sense(uint64_t hash);
void nw_tells_begin(nw_tells *tells);
/* A word that has classes. */
void nw_tells_step(nw_tells *tells, const nw_attack_word *word);
static inline void nw_tells_word(nw_tells *tells, const nw_attack_word *word) {
  tells->number = word->number;
  if (word->sense.classes != 0) nw_tells_step(tells, word);
}
/* Raw: where the evidence of what is still open begins; SIZE_MAX: nowhere. */
size_t nw_tells_live(const nw_tells *tells);

#endif
