/* detect/lex/term.h - a text as the judges of topics and of grounding see it: a row of terms.
 *
 *      "The clients' rents rose 4,5 %."   ->   the (stop) | clients -> client | rents -> rent | rose | 4.5? no: 45 (number)
 *
 * A term is a run of letters and digits, case-folded, cut to NW_TERM_BYTES (it still ends where the run ends). An apostrophe between
 * letters joins ("don't" is "dont"), but "'s" at the end of a word is dropped; a point between digits belongs to the number, a comma
 * there is left out ("1,234.50" is "1234.50"). A character of a script without spaces is a term by itself. A term knows its stem: light
 * English suffix stripping, the same for texts, topics and tables, so that "renting", "rents" and "rented" are one.
 *
 * The reader takes bytes as they come and holds at most three of a code point back: terms do not depend on where a text is cut.
 * Nothing is allocated. One thread. Cost: linear, about 6 ns a byte. */
#ifndef NW_DETECT_LEX_TERM_H
#define NW_DETECT_LEX_TERM_H

#include "newel/types.h"

enum { NW_TERM_BYTES = 28 };

enum nw_term_flag {
  NW_TERM_STOP     = 1,   /* "the", "of", "what": says nothing of what a text is about */
  NW_TERM_NUMBER   = 2,   /* begins with a digit */
  NW_TERM_CAPITAL  = 4,   /* began with a capital letter */
  NW_TERM_SENTENCE = 8,   /* the first of a sentence */
  NW_TERM_SINGLE   = 16,  /* a character of a script without spaces */
  NW_TERM_UPPER    = 32,  /* two letters or more, all of them capital */
  NW_TERM_FRAME    = 64   /* "questions", "requests", "regarding": how definitions speak of topics, not what they are about */
};

typedef struct nw_term {
  size_t   start, end;             /* where it stands, as `at` counts */
  uint32_t hash;                   /* of the stem */
  uint8_t  len, stem_len, flags;   /* of `text`; of its stem: the first stem_len bytes, sometimes with another last letter */
  char     text[NW_TERM_BYTES];    /* folded, zeroes behind */
} nw_term;

typedef void nw_term_fn(void *user, const nw_term *term);

typedef struct nw_term_reader {
  nw_term       term;      /* in hand; len 0: none */
  unsigned char held[4];   /* the beginning of a code point */
  uint8_t       held_len;
  uint8_t       pending;   /* '\'', '.' or ',' behind the term in hand, or 0 */
  uint8_t       capitals, letters;
  uint8_t       sentence;  /* the next term begins one */
  uint8_t       bare;      /* terms get no name */
} nw_term_reader;

void nw_term_begin(nw_term_reader *reader);
/* The same, but terms come without stem, hash and the flags of the stop list: nw_term_name gives them, where a word was not seen before. */
void nw_term_begin_bare(nw_term_reader *reader);
void nw_term_name(nw_term *term);
/* Reads on; `give` is called for each whole term. */
void nw_term_push(nw_term_reader *reader, const unsigned char *data, size_t len, size_t at, nw_term_fn *give, void *user);
/* The same, a byte at least, until nothing is in hand; how many. */
size_t nw_term_push_one(nw_term_reader *reader, const unsigned char *data, size_t len, size_t at, nw_term_fn *give, void *user);
static inline int nw_term_idle(const nw_term_reader *reader) { return reader->term.len == 0 && reader->held_len == 0; }
/* What was in hand is a term: the text ends here, or what follows does not join on. */
void nw_term_end(nw_term_reader *reader, nw_term_fn *give, void *user);

/* 32 bits of a hash of `len` bytes; `kind` keeps words, character n-grams and pairs apart. */
uint32_t nw_term_hash(const char *text, size_t len, uint32_t kind);
/* Writes the stem of a folded word of `len` bytes over it; returns its length, at least 1 and at most `len`. */
size_t nw_stem(char *word, size_t len);

#endif
