/* detect/attack/attack.c - see attack.h. */
#include "detect/attack/attack.h"

static void take_word(void *self, const nw_attack_word *word) { nw_attack_take(self, word); }

void nw_attack_begin(nw_attack *attack, const nw_known_table *table, int foreign) {
  nw_attack_words_begin(&attack->words, take_word, attack);
  nw_known_begin(&attack->known, table);
  nw_tells_begin(&attack->tells);
  attack->foreign = foreign;
}

void nw_attack_push(nw_attack *attack, const unsigned char *data, size_t len, size_t at, int gap) {
  nw_attack_words_push(&attack->words, data, len, at, gap);
}

void nw_attack_end(nw_attack *attack) { nw_attack_words_end(&attack->words); }

nw_attack_says nw_attack_say(const nw_attack *attack) {
  const nw_known *known = &attack->known;
  const nw_tell *tell = &attack->tells.best;
  if (known->best >= NW_KNOWN_CUT) {
    const char *name = known->family == 0 ? "JAILBREAK, known from several" : nw_known_name(known->table, known->family);
    return (nw_attack_says){ NW_ATTACK_HIT, name, known->start, known->end };
  }
  unsigned force = NW_ATTACK_NONE;
  if (tell->force == NW_TELL_STRONG) force = attack->foreign ? NW_ATTACK_HIT : NW_ATTACK_LIKELY;
  if (tell->force == NW_TELL_WEAK && attack->foreign) force = NW_ATTACK_UNSURE;
  if (force == NW_ATTACK_NONE) return (nw_attack_says){ NW_ATTACK_NONE, "", 0, 0 };
  return (nw_attack_says){ force, tell->name, tell->start, tell->end };
}

size_t nw_attack_live(const nw_attack *attack, size_t at) {
  size_t live = nw_attack_words_from(&attack->words, at), known = nw_known_live(&attack->known), tells = nw_tells_live(&attack->tells);
  if (known < live) live = known;
  return tells < live ? tells : live;
}
