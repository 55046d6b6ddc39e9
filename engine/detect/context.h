/* detect/context.h - the words in front of a candidate that say what it is: "SSN", "Telefon", "carte".
 *
 *   text     my phoneNumber is  <- candidate
 *   words       phone Number is    read backwards once; every word is looked up in one table of all sets and languages
 *   gives    has:      the sets of all words within 40 characters
 *            nearest:  the sets of the nearest word that is in a set (FILLER does not count)
 *            adjacent: the sets of the words directly in front, over fillers, up to the first other word
 *
 * A concept is a set that others use: "Steuernummer", "ИНН", "納税者番号" stand once, and every tax number of the world uses them.
 *
 * grammar/context.def has the words and says what a whole word is. The key of a JSON value stands in front of it and counts. A
 * placeholder of our own edits ("{PHONE_2}") is no word. The place is remembered: every id at one place asks the same answer.
 */
#ifndef NW_DETECT_CONTEXT_H
#define NW_DETECT_CONTEXT_H

#include "detect/masks.h"
#include "detect/probe.h"

typedef enum nw_context_set {
#define SET(NAME) NW_CONTEXT_##NAME,
#define WORD(NAME, text)
#define WORDS(NAME, language, texts)
#define USES(NAME, CONCEPT)
#include "context.def"
#undef SET
#undef WORD
#undef WORDS
#undef USES
  NW_CONTEXT_COUNT
} nw_context_set;

enum {
  NW_CONTEXT_CHARS = 40, NW_CONTEXT_BYTES = 120, NW_CONTEXT_LANES = 6, NW_CONTEXT_HITS = 32, NW_CONTEXT_SLOTS = 4096,
  NW_CONTEXT_FILTER = 65536
};
_Static_assert(NW_CONTEXT_COUNT <= 64 * NW_CONTEXT_LANES, "a set is a bit");

/* A set of sets. */
typedef struct nw_context_mask { uint64_t lane[NW_CONTEXT_LANES]; } nw_context_mask;
static inline void nw_context_put(nw_context_mask *mask, unsigned set) { mask->lane[set / 64] |= (uint64_t)1 << set % 64; }
static inline int nw_context_in(const nw_context_mask *mask, unsigned set) { return mask->lane[set / 64] >> set % 64 & 1u; }
static inline int nw_context_meet(const nw_context_mask *a, const nw_context_mask *b) {
  uint64_t both = 0;
  for (unsigned i = 0; i < NW_CONTEXT_LANES; i++) both |= a->lane[i] & b->lane[i];
  return both != 0;
}

typedef struct nw_context {
  size_t          start;       /* the candidate; SIZE_MAX: nothing is remembered */
  size_t          silent_from, silent_to;  /* no word between is one of a set */
  int             empty;       /* no word of the table in front */
  size_t          plain_at;    /* the batch of which `plain` is known; SIZE_MAX: of none */
  int             plain;       /* it has no '}' and no '*' */
  nw_context_mask has, nearest, adjacent;  /* cleared as one */
  unsigned        hits;
  struct { size_t start, end; unsigned set; } hit[NW_CONTEXT_HITS];  /* the nearest ones first */
} nw_context;

typedef struct nw_context_word {
  const char *text;  /* not terminated */
  uint16_t    set, next;  /* 1 + index of the next word of the slot, 0: none */
  uint8_t     len;
  uint8_t     plain;      /* one word of up to eight ASCII letters: its key is all of it */
  uint8_t     tail;       /* bytes behind its last blank */
  uint8_t     before;     /* the byte in front of that, in small letters; 0: it has no blank, or bytes beyond ASCII */
  uint64_t    key;        /* of its last word */
} nw_context_word;

/* The table: words by the hash of their last word. Built once for a guard: 3,800 words, 70 KB, 0.5 ms. */
typedef struct nw_context_table {
  const nw_machine *machine;
  uint64_t        any[NW_CONTEXT_FILTER / 64];  /* a filter: most words of a text are in no set but that of fillers, */
  uint64_t        fillers[NW_CONTEXT_FILTER / 64];  /* which has its own */
  uint16_t        slot[NW_CONTEXT_SLOTS];     /* as `next` */
  uint64_t        concepts[NW_CONTEXT_COUNT]; /* those that a set uses, as lane 0 of a mask */
  uint64_t        all;                        /* of any set */
  nw_context_word word[];
} nw_context_table;
size_t nw_context_table_bytes(void);
void nw_context_table_build(nw_context_table *table);

/* The words before `start`; the answer lives until the next call with another place. */
const nw_context *nw_context_at(nw_probe *probe, size_t start);
/* 1 when a word of `set` stands before `start`; sets the context span of `hit`. */
int nw_context_find(nw_probe *probe, size_t start, unsigned set, nw_hit *hit);
/* 1 when the nearest word in front of `start` is one of a concept. */
int nw_context_conceptual(nw_probe *probe, size_t start);
/* 1 when it is one of a concept that `set` uses and `among` has; sets the context span of `hit`. */
int nw_context_concept(nw_probe *probe, size_t start, unsigned set, uint64_t among, nw_hit *hit);
/* 1 when the word directly before `start` (over blanks, punctuation and fillers) is one of `set` or of its concepts. */
int nw_context_next(nw_probe *probe, size_t start, unsigned set);
/* The words of all sets, "a|b|c" of one set at a time, NULL behind the last: for explanations. */
const char *nw_context_texts(unsigned index, unsigned *set);

#endif
