/* detect/attack/tells.c - see tells.h. */
#include "detect/attack/tells.h"

#include <stddef.h>
#include <string.h>

#include "tables/attack.h"

_Static_assert((int)ATTACK_RULE_COUNT <= (int)NW_TELLS_RULES, "tells.h has room for the rules");
_Static_assert((int)ATTACK_STEPS == (int)NW_TELLS_STEPS, "tells.h has room for the steps");

enum { HINDER_REACH = 2, MENTION_REACH = 12 };

const char *nw_tells_digest(void) { return ATTACK_DIGEST; }

/* Most texts begin few rules or none: the steps of a rule are made when it begins. */
void nw_tells_begin(nw_tells *tells) { memset(tells, 0, offsetof(nw_tells, step)); }

nw_attack_sense nw_tells_sense(uint64_t hash) {
  nw_attack_sense sense = { hash, 0, 0 };
  for (size_t at = (size_t)(hash % ATTACK_SLOTS); attack_slots[at].hash != 0; at = (at + 1) % ATTACK_SLOTS)
    if (attack_slots[at].hash == hash) sense.classes = attack_slots[at].classes;
  const uint64_t classes = sense.classes & ATTACK_ROLE ? sense.classes | ATTACK_ROLE_LINE : sense.classes;
  for (unsigned r = 0; r < ATTACK_RULE_COUNT && classes & ATTACK_USED; r++)
    if (classes & attack_rules[r].any) sense.rules |= 1u << r;
  return sense;
}

/* 1 where a phrase of another name stood near, and one of the two is more than faint. */
static int is_confirmed(const nw_tells *tells, unsigned rule, const nw_attack_word *word) {
  if (tells->weak_rule == 0 || tells->weak_number + NW_TELLS_NEAR < word->number) return 0;
  const attack_rule *here = &attack_rules[rule], *before = &attack_rules[tells->weak_rule - 1];
  return strcmp(here->name, before->name) != 0 && (here->force | before->force) != NW_TELL_NONE;
}

/* A phrase is whole. */
static void tell(nw_tells *tells, unsigned rule, const nw_tell_step *last, const nw_attack_word *word) {
  nw_tell said = { attack_rules[rule].force, attack_rules[rule].name, last->start, word->end };
  if (last->mention) {
    if (said.force == NW_TELL_STRONG) said.force = NW_TELL_WEAK;
  } else if (said.force != NW_TELL_STRONG) {
    if (is_confirmed(tells, rule, word)) {
      said.force = NW_TELL_STRONG;
      if (tells->weak_start < said.start) said.start = tells->weak_start;
    } else {
      tells->weak_start = said.start;
      tells->weak_rule = rule + 1;
    }
    tells->weak_number = word->number;
  }
  if (said.force > tells->best.force) tells->best = said;
}

static int has_begun(const nw_tells *tells, unsigned r) { return tells->begun >> r & 1; }

static void begin_rule(nw_tells *tells, unsigned r) {
  if (has_begun(tells, r)) return;
  memset(tells->step[r], 0, sizeof tells->step[r]);
  tells->begun |= 1u << r;
}

/* Steps are tried from the last, so that a word is one step of a rule, not two. */
static void advance(nw_tells *tells, unsigned r, uint64_t classes, int mention, const nw_attack_word *word) {
  const attack_rule *rule = &attack_rules[r];
  for (unsigned s = rule->steps; s-- > 0;) {
    if (!(classes & rule->step[s]) || (s > 0 && !has_begun(tells, r))) continue;
    if (s == 0) begin_rule(tells, r);
    nw_tell_step *to = &tells->step[r][s], *from = s == 0 ? NULL : &tells->step[r][s - 1];
    if (from == NULL) *to = (nw_tell_step){ word->number, word->start, (uint8_t)mention };
    else if (from->number == 0 || word->number - from->number > rule->most[s] + 1u) continue;
    else *to = (nw_tell_step){ word->number, from->start, from->mention };
    if (s + 1u == rule->steps) tell(tells, r, to, word);
  }
}

void nw_tells_step(nw_tells *tells, const nw_attack_word *word) {
  uint64_t classes = word->sense.classes;
  if (classes & ATTACK_ROLE && word->first && word->colon) classes |= ATTACK_ROLE_LINE;
  int hindered = tells->hindered != 0 && word->number - tells->hindered <= HINDER_REACH;
  int mention = hindered || word->quoted || (tells->mentioned != 0 && word->number - tells->mentioned <= MENTION_REACH);
  for (uint32_t rules = word->sense.rules; rules != 0; rules &= rules - 1)
    advance(tells, (unsigned)__builtin_ctz(rules), classes, mention, word);
  if (classes & ATTACK_HINDER) tells->hindered = word->number;
  if (classes & ATTACK_MENTION) tells->mentioned = word->number;
}

size_t nw_tells_live(const nw_tells *tells) {
  size_t live = SIZE_MAX;
  for (uint32_t begun = tells->begun; begun != 0; begun &= begun - 1) {
    const unsigned r = (unsigned)__builtin_ctz(begun);
    for (unsigned s = 0; s + 1 < attack_rules[r].steps; s++) {
      const nw_tell_step *step = &tells->step[r][s];
      int open = step->number != 0 && tells->number <= step->number + attack_rules[r].most[s + 1];
      if (open && step->start < live) live = step->start;
    }
  }
  if (tells->weak_rule != 0 && tells->number <= tells->weak_number + NW_TELLS_NEAR && tells->weak_start < live) live = tells->weak_start;
  return live;
}
