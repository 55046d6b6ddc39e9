#include "detect/regex/ahead.h"

#include <string.h>

#include "detect/regex/nfa.h"

enum { WAYS = 4, VISITS = 32 };

/* The instructions that one place of a match may be at: SET or MATCH. */
typedef struct front { uint32_t at[WAYS]; unsigned count, visits; } front;

/* Adds what is reached from `pc` without a character; 0 when that is too much. */
static int reach(const nw_nfa *nfa, front *f, uint32_t pc) {
  while (f->visits++ < VISITS) {
    const nw_nfa_code *code = &nfa->code.at[pc];
    switch (code->op) {
      case NW_NFA_ASSERT: pc++; continue;
      case NW_NFA_JUMP: pc = code->x; continue;
      case NW_NFA_SPLIT:
        if (!reach(nfa, f, code->x)) return 0;
        pc = code->y;
        continue;
      case NW_NFA_SET: case NW_NFA_MATCH: default: break;
    }
    if (f->count == WAYS) return 0;
    f->at[f->count++] = pc;
    return 1;
  }
  return 0;
}

static int read_places(nw_ahead *out, const nw_nfa *nfa) {
  front here = { .count = 0 };
  memset(out, 0xFF, sizeof *out);  /* behind the end of a match stands anything */
  if (!reach(nfa, &here, 0)) return 0;
  for (unsigned place = 0; place < NW_AHEAD; place++) {
    front next = { .count = 0 };
    uint64_t set[2] = { 0, 0 };
    for (unsigned i = 0; i < here.count; i++) {
      const nw_nfa_code *code = &nfa->code.at[here.at[i]];
      if (code->op == NW_NFA_MATCH) return place > 0;
      set[0] |= code->set[0];
      set[1] |= code->set[1];
      if (!reach(nfa, &next, here.at[i] + 1)) return 0;
    }
    memcpy(out->set[place], set, sizeof set);
    here = next;
  }
  return 1;
}

int nw_ahead_of(nw_ahead *out, const nw_alloc *alloc, newel_slice pattern) {
  nw_nfa nfa;
  int made = nw_nfa_build(&nfa, alloc, pattern), told = made == 1 && nfa.exact && read_places(out, &nfa);
  nw_nfa_free(&nfa, alloc);
  return made < 0 ? -1 : told;
}
