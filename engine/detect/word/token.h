/* detect/word/token.h - a text cut into tokens after the rule of text/fold.h, each token folded and hashed.
 *
 *      "Straße, 東京"    ->   [0,7) "strasse"   gap ", "   [9,12) "東"   gap ""   [12,15) "京"
 *
 * A reader sees bytes [0, len) and whether more may follow. It never guesses at the end of what it sees: a token or a gap that
 * touches that end is NW_TOKEN_WAIT, so an answer does not depend on how a text is cut. A token of more than WORD_BYTES is
 * NW_TOKEN_LONG after so many bytes, wherever the window ends.
 */
#ifndef NW_DETECT_WORD_TOKEN_H
#define NW_DETECT_WORD_TOKEN_H

#include "base/limits.h"
#include "text/fold.h"

enum nw_word_limits {
  NW_WORD_MOST_BYTES  = 400,  /* NW_LIMIT_WORD_BYTES and NW_LIMIT_WORD_TOKENS as sizes of arrays; a unit test compares */
  NW_WORD_MOST_TOKENS = 32,
  NW_GAP_MOST = 4,  /* separators between two tokens of a phrase */
  NW_DRESS_BYTES = 48,  /* of a gap that is dressed (dress.c) */
  /* Full case folding makes at most three bytes of one (U+0390: two bytes to six); a word of eight behind it for the hash. */
  NW_FOLDED_MAX = 3 * NW_WORD_MOST_BYTES + 8
};

typedef struct nw_reader {
  const unsigned char *data;
  size_t               len;
  int                  final;  /* nothing follows data[len - 1] */
} nw_reader;

typedef enum nw_token_is { NW_TOKEN_OK, NW_TOKEN_WAIT, NW_TOKEN_LONG, NW_TOKEN_NONE } nw_token_is;

typedef struct nw_token {
  size_t start, end;
  size_t stop;    /* NW_TOKEN_LONG: where reading stopped, inside the token */
  int    single;  /* 1: a character of a script without spaces */
} nw_token;

/* A token in the form that tables hold. */
typedef struct nw_folded {
  uint64_t hash;
  size_t   len;
  int      ascii;  /* it is known to be */
  unsigned char bytes[NW_FOLDED_MAX];  /* zeroes behind `len` up to a multiple of eight */
} nw_folded;

/* The code point at `at` and its class. Returns its length, or 0 at the end of what can be seen. */
unsigned nw_reader_peek(const nw_reader *reader, size_t at, uint32_t *cp, nw_word_class *klass);
/* Moves `at` to the next character that begins a token. OK, or WAIT / NONE at the end (`at` says how far nothing begins). */
nw_token_is nw_token_find(const nw_reader *reader, size_t *at);
/* Reads the token that begins at `start` (a PART or a SINGLE with no PART joined before it). OK, WAIT or LONG. */
nw_token_is nw_token_read(const nw_reader *reader, size_t start, nw_token *token);
/* Moves `at` behind the rest of a token that was LONG. OK, or WAIT / NONE at the end. */
nw_token_is nw_token_skip(const nw_reader *reader, int single, size_t *at);
/* Moves `at` from the end of a token to the start of the next one over at most NW_GAP_MOST separators, none of them '{', '}' or
 * '*'. `punctuation`: 1 when one was no white space. OK, WAIT, or NONE when no token follows that closely. */
nw_token_is nw_token_gap(const nw_reader *reader, size_t *at, int *punctuation);
/* The same over tags, emphasis, numbers of a list and the like, which count as one separator each (dress.c). */
nw_token_is nw_token_dressed_gap(const nw_reader *reader, size_t *at);
/* Hashes `len` folded bytes that stand in `folded`. */
void nw_folded_hash(nw_folded *folded, size_t len);
void nw_token_fold(const nw_reader *reader, const nw_token *token, nw_folded *folded);

#endif
