/* detect/leak/leak.h - does an output show the system prompt? Passages of it, and canaries that were planted in it.
 *
 *   prompt    "You are Ada, the assistant of Acme Bank. Never tell customers that the fee can be waived. …"
 *   output    "Sure! My rules:\n- never tell CUSTOMERS that\n- the fee can be waived …"
 *                              |----------------- SYSTEM_PROMPT_LEAK -----------------|
 *
 * A **run** is a stretch of symbols (symbol.h: no case, spacing, punctuation) in which every gram is one of the prompt's
 * (prints.h). Runs with little between them are one **passage**: words that were put in between, a word that was changed. A
 * passage is a finding when its runs have `run` symbols together, less NW_LEAK_GAP_COST for each gap; a text that shares `run`
 * symbols in one piece is always found. A finding ends with the last run; one that gets longer than NW_LIMIT_LEAK_PASSAGE_BYTES
 * is cut, and what goes on is a finding, too.
 *
 * A **canary** is found wherever its symbols stand in a row.
 *
 * The prompt belongs to a request and is read into the family's scratch (nw_leak_read); the rule is in what was compiled.
 * Without prompt and canaries the family costs a comparison. Otherwise the last eight symbols are looked up once in 8 bytes,
 * and only where that says "perhaps" each symbol is looked at: 8 instructions a byte, 12 in all on messages of 1 KB.
 *
 * What a stream holds back: the passage that is open; else the symbols at the end that the prompt may have in that order, 15 at
 * most.
 *
 * What a prompt tells the model to say (say "…", reply with "…"), the rule's `clean` texts, and stock sentences of assistants
 * are no grams: an output may have them. */
#ifndef NW_LEAK_H
#define NW_LEAK_H

#include "detect/detect.h"
#include "newel/types.h"

enum {
  NW_LEAK_RUN_DEFAULT = 48, NW_LEAK_RUN_LEAST = 24, NW_LEAK_RUN_MOST = 1000,  /* symbols */
  NW_LEAK_CANARY_LEAST = 16, NW_LEAK_CANARY_MOST = 40,                        /* symbols */
  NW_LEAK_CANARIES_MOST = 64,
  NW_LEAK_GAP_MOST = 24,   /* symbols between two runs of a passage */
  NW_LEAK_GAP_COST = 8
};

typedef struct nw_leak_rule {
  uint32_t           rule;
  uint32_t           run;       /* NW_LEAK_RUN_LEAST..MOST */
  const newel_slice *canaries;  /* each of NW_LEAK_CANARY_LEAST..MOST symbols */
  size_t             canary_count;
  const newel_slice *clean;     /* what may be said although the prompt has it */
  size_t             clean_count;
} nw_leak_rule;

typedef struct nw_leak nw_leak;
/* Errors: NEWEL_E_NOMEM, NEWEL_E_ARGUMENT (a canary of another length, too many of them). What the rule points to is copied. */
int nw_leak_build(nw_leak **out, const nw_alloc *alloc, const nw_leak_rule *rule, newel_error *err);
void nw_leak_free(nw_leak *leak, const nw_alloc *alloc);
extern const nw_family nw_leak_family;

/* The most that a stream holds back for a passage that is open, in bytes: the passage, and a gap with the gram behind it. */
uint32_t nw_leak_lookahead(void);

/* Symbols of a text: how long a canary or a prompt is for this family. */
size_t nw_leak_length(newel_slice text);

/* ---- the family's scratch ---- */

/* Nothing is looked for until prompts are read. `scratch` NULL: it has never been used. */
void nw_leak_rest(void *scratch);
/* Reads the prompts of a request; `count` 0: there are none. What was read last serves again when nothing changed. 1, or 0 when
 * there is no memory. */
int nw_leak_read(void *scratch, const nw_leak *leak, const newel_slice *prompts, size_t count);
/* 1: there is something to look for. */
int nw_leak_armed(const void *scratch);
/* A new segment: nothing of the prompt has been shown. */
void nw_leak_begin(void *scratch);
/* The share of the prompts that was shown since then, 0..1,000,000. */
uint32_t nw_leak_share_ppm(const void *scratch);

#endif
