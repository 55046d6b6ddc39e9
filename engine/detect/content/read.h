/* detect/content/read.h - a text as features: what the content model weighs, and what it is trained on.
 *
 *   "You  are sooo St@pid!!"  ─►  chunks    you | are | soo | st@pid!!            lower case, blanks one, runs cut, digits 0
 *                             ─►  tokens    you are soo st @ pid !!               view A: as it stands
 *                                                     so stapid !!                view B: as it is meant, where that differs
 *                             ─►  features  of a token: the word, the pair with the word before, grams of 4 bytes of " word "
 *
 * A chunk is what stands between blanks, 64 bytes at most. Tokens are runs of letters and digits, or of signs. A feature is a bucket
 * 0 .. 2^18-1, a hash of its bytes. Where pushes are cut changes nothing. No allocation; the state is a plain struct.
 *
 * Training and judging both read texts through this file, so a model means the same to both (NW_CONTENT_READ_VERSION). */
#ifndef NW_DETECT_CONTENT_READ_H
#define NW_DETECT_CONTENT_READ_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

enum {
  NW_CONTENT_READ_VERSION = 2,
  NW_CONTENT_BITS = 18, NW_CONTENT_BUCKETS = 1 << NW_CONTENT_BITS,
  NW_CONTENT_CHUNK_BYTES = 64, NW_CONTENT_ROOM_BYTES = 16,  /* readable behind what is hashed: words at a time */
  NW_CONTENT_TOKEN_FEATURES = NW_CONTENT_CHUNK_BYTES + 6,
  NW_CONTENT_JOINED_LETTERS = 24, NW_CONTENT_RECENT = 8
};

/* Views of a token: A as it stands, B as it is meant. */
enum { NW_VIEW_A = 1, NW_VIEW_B = 2, NW_VIEW_BOTH = 3 };

/* Scripts that the gate counts letters of. */
enum { NW_SCRIPT_LATIN = 0, NW_SCRIPT_HAN, NW_SCRIPT_ARABIC, NW_SCRIPT_CYRILLIC, NW_SCRIPT_KANA, NW_SCRIPT_HANGUL, NW_SCRIPT_OTHER,
       NW_SCRIPT_COUNT };

/* A word of 1 to 16 bytes, zeroes behind: what known words are found by (model.h). */
typedef struct nw_content_key { uint64_t low, high; } nw_content_key;

typedef struct nw_content_token {
  unsigned views;
  unsigned len;                /* bytes, normalised */
  nw_content_key key;          /* of a word of 16 bytes at most */
  uint32_t word;               /* hash of the word: what lexicons know it by */
  uint32_t pair_bucket;        /* the bucket of the pair, where it is fresh */
  uint32_t pair;               /* … of the word and the one before; 0 none */
  int      sign;               /* a run of signs */
  size_t   start, end;         /* raw offsets of its chunk */
  unsigned letters, upper;     /* in the chunk; with the chunk's first token, else 0 */
  uint8_t  script;             /* NW_SCRIPT_… of its first letter */
  const uint8_t *text;         /* normalised; NW_CONTENT_ROOM_BYTES can be read behind it; lives as long as the call */
  unsigned fresh;              /* NW_FRESH_…: what did not stand here a few words ago */
} nw_content_token;

/* What of a token has features: the word with its grams, the pair. */
enum { NW_FRESH_WORD = 1, NW_FRESH_PAIR = 2, NW_FRESH_ALL = 3 };
/* The features of those of `which` that are fresh: buckets; how many. */
unsigned nw_content_features(const nw_content_token *token, unsigned which, uint32_t out[NW_CONTENT_TOKEN_FEATURES]);
typedef void (*nw_content_take)(void *self, const nw_content_token *token);
/* All tokens of a chunk have been told of. */
typedef void (*nw_content_end)(void *self);

typedef struct nw_content_reader {
  nw_content_take take;
  nw_content_end  end_chunk;
  void    *self;
  uint8_t  text[NW_CONTENT_CHUNK_BYTES + NW_CONTENT_ROOM_BYTES];   /* the open chunk, normalised, … */
  uint8_t  plain[NW_CONTENT_CHUNK_BYTES + NW_CONTENT_ROOM_BYTES];  /* … and with its digits, look-alikes as ASCII: for view B */
  unsigned len, plain_len;
  uint8_t  partial[4];                          /* a code point that is not whole yet */
  unsigned partial_len;
  size_t   partial_at;
  size_t   start, end;                          /* raw, of the open chunk */
  unsigned letters, upper, marks, looks, stretched;
  uint8_t  script;
  uint32_t before[2];                           /* the word before, in view A and B */
  uint32_t recent[2][NW_CONTENT_RECENT];        /* the last different words and pairs, by view, the latest first */
  uint32_t pairs[2][NW_CONTENT_RECENT];
  uint8_t  single[NW_CONTENT_JOINED_LETTERS + NW_CONTENT_ROOM_BYTES];   /* letters that stand alone, in a row */
  unsigned singles;
  size_t   single_at;
} nw_content_reader;

void nw_content_read_begin(nw_content_reader *reader, nw_content_take take, nw_content_end end, void *self);
/* The next bytes, data[0] at raw offset `at`. `gap`: what was before ends a word. */
void nw_content_read(nw_content_reader *reader, const unsigned char *data, size_t len, size_t at, int gap);
/* The same up to the end of a chunk, if one ends; at least a byte. How many. */
size_t nw_content_read_chunk(nw_content_reader *reader, const unsigned char *data, size_t len, size_t at);
/* The text is over. */
void nw_content_read_end(nw_content_reader *reader);
/* The raw offset of the first byte that no token told of so far holds; `at`: of the next byte to be pushed. */
size_t nw_content_read_from(const nw_content_reader *reader, size_t at);

/* The hash of a word, and of a pair, as tokens have them: for lexicons. */
uint32_t nw_content_word_hash(const uint8_t *word, unsigned len);
static inline uint32_t nw_content_pair_hash(uint32_t before, uint32_t word) {
  uint32_t pair = (before * 0x9E3779B1u + 0x7F4A7C15u) ^ word;
  pair *= 0x85EBCA6Bu;
  return pair ^ pair >> 15;
}

#endif
