/* detect/leak/work.h - inside: what is compiled, and the scratch that prompts are read into. */
#ifndef NW_LEAK_WORK_H
#define NW_LEAK_WORK_H

#include "base/buf.h"
#include "detect/leak/leak.h"
#include "detect/leak/prints.h"
#include "detect/leak/symbol.h"

/* A canary's symbols lie in nw_leak.words, one behind the other, each ended by a 0. */
typedef struct nw_leak_canary {
  uint64_t tail;    /* its last eight */
  uint32_t at, len;
} nw_leak_canary;

struct nw_leak {
  uint32_t         rule, run;
  uint64_t         number;      /* of this build's content: two with the same number read prompts alike */
  NW_VEC(uint8_t)  words;
  NW_VEC(nw_leak_canary) canaries;
  nw_leak_grams    common;      /* sorted */
};

typedef NW_VEC(uint8_t) nw_leak_symbols;

typedef struct nw_leak_work {
  nw_alloc        alloc;
  nw_arena        arena;        /* tables */
  uint64_t        number;       /* of the nw_leak that they were built for; 0: nothing is known */
  nw_buf          prompts;      /* as given, each with its length in front */
  nw_leak_symbols symbols;
  nw_leak_prints  prints;
  uint64_t       *shown;        /* a bit for each fingerprint, since nw_leak_begin */
  size_t          shown_count;
  uint32_t        run;          /* of the rule, or less: a short prompt is shown when all of it is */
  uint8_t         armed;        /* what was read is looked for */
  uint8_t         useful;       /* … there is something in it */
  uint8_t         cut;          /* the prompts are longer than the limit */
} nw_leak_work;

/* Appends the symbols of a text and a 0. 0 when there is no memory. */
int nw_leak_add_symbols(const nw_alloc *alloc, nw_leak_symbols *out, newel_slice text);
/* As this, without what the text tells the model to say (quoted.c). */
int nw_leak_add_prompt(const nw_alloc *alloc, nw_leak_symbols *out, newel_slice prompt);
/* Sentences of assistants that say nothing about a prompt; NULL at the end. */
extern const char *const nw_leak_stock[];

/* match.c */
size_t nw_leak_state_bytes(const void *compiled);
void nw_leak_state_begin(const void *compiled, void *state);
void nw_leak_scan(const void *compiled, void *state, nw_scan *scan);

#endif
