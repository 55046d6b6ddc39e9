/* detect/attack/attack.h - what is known of attacks on prompts, beside what the content model thinks of their style.
 *
 *   words ─┬► known.h   a copy of a published template                        hit, wherever it stands
 *          └► tells.h   instructions to the model: strong in foreign text (a tool result, a retrieved text)    hit
 *                                                  strong in other text, weak in foreign text                  unsure at least
 *
 * In what a user writes an instruction is no offence by itself: it is unsure, and a hit where the model finds it doubtful, too. */
#ifndef NW_DETECT_ATTACK_ATTACK_H
#define NW_DETECT_ATTACK_ATTACK_H

#include "detect/attack/known.h"
#include "detect/attack/tells.h"

enum { NW_ATTACK_NONE = 0, NW_ATTACK_UNSURE, NW_ATTACK_LIKELY /* a hit if the model doubts */, NW_ATTACK_HIT };

typedef struct nw_attack {
  nw_attack_words words;
  nw_known        known;
  nw_tells        tells;
  int             foreign;
} nw_attack;

typedef struct nw_attack_says {
  unsigned    force;     /* NW_ATTACK_… */
  const char *evidence;  /* "JAILBREAK, known as itw-jailbreak:…"; lives as long as the program */
  size_t      start, end;
} nw_attack_says;

/* `table`: of known templates; it must outlive the attack. */
void nw_attack_begin(nw_attack *attack, const nw_known_table *table, int foreign);
void nw_attack_push(nw_attack *attack, const unsigned char *data, size_t len, size_t at, int gap);
/* A word that is whole, as nw_attack_words_whole gives it, instead of its bytes. */
static inline void nw_attack_take(nw_attack *attack, const nw_attack_word *word) {
  nw_known_word(&attack->known, word);
  nw_tells_word(&attack->tells, word);
}
void nw_attack_end(nw_attack *attack);
nw_attack_says nw_attack_say(const nw_attack *attack);
/* A number that rises whenever the evidence changes: both parts keep the most that they found. */
static inline unsigned nw_attack_evidence(const nw_attack *attack) {
  return attack->known.best * (NW_TELL_STRONG + 1) + attack->tells.best.force;
}
/* The raw offset before which no evidence to come begins; `at`: of the next byte. */
size_t nw_attack_live(const nw_attack *attack, size_t at);

#endif
