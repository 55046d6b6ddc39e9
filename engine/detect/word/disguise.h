/* detect/word/disguise.h - words that are written so that a filter does not know them.
 *
 *   as in the list   in the text                     reading
 *   ignore           1gn0r3  !gn°r€                  leet      digits and symbols that look like letters
 *   fuck             fuuuck                          repeat    letters more than once
 *   fuck             f*ck  f-ck                      mask      a symbol for a letter
 *   previous         perivous                        shuffle   the inner letters in another order
 *   ignore all       erongi lla; lla erongi          reverse   backwards, word by word or the whole phrase
 *   ignore all       vtaber nyy; rtmliv zoo          rot13, atbash
 *   ignore all       ignoreAll; ignore_all; ig-nore all  joined  a phrase without its gaps, or with low lines for them; words in parts
 *   ignore all       ignoreway allway                pig_latin a phrase word by word
 *   ignore it        ignr it                         bare      a phrase without its inner vowels
 *   ignore all       jhopsf bmm                      caesar    a phrase with each letter moved by as many
 *   ignore all       india golf …; 9 7 14 …          spelt     a phrase letter by letter, by their names or places
 *
 * A chunk is what stands between white space and ordinary punctuation: letters, digits and symbols that may stand for a letter. An
 * odd chunk is looked up by its skeleton: vowels, `l` and what may stand for them become one sign, equal signs in a row one, so
 * "fuuuck", "f*ck" and "fuck" have the same one ("f", "*", "ck") and one look-up answers whatever the list holds. Skeletons are
 * hints; nw_chunk_is_disguised compares sign by sign.
 *
 * Cost: a chunk that is not odd, one test; an odd one, its signs and two look-ups.
 */
#ifndef NW_DETECT_WORD_DISGUISE_H
#define NW_DETECT_WORD_DISGUISE_H

#include <string.h>

#include "detect/word/token.h"

typedef enum nw_disguise {
  NW_AS_WRITTEN = 0, NW_LEET, NW_REPEAT, NW_MASK, NW_SHUFFLE, NW_REVERSE, NW_ROT13, NW_ATBASH, NW_JOINED, NW_SNAKE, NW_PIG_LATIN,
  NW_BARE, NW_CAESAR, NW_SPELT, NW_DISGUISE_COUNT
} nw_disguise;

/* "leet", …; NULL for NW_AS_WRITTEN. */
const char *nw_disguise_name(nw_disguise disguise);

enum {
  NW_TURN_LEAST = 4,   /* letters of a word by itself that is found backwards or moved by 13 letters; in a long list, one more */
  NW_PARTED_LEAST = 5, /* letters of one that has signs between them */
  NW_ATBASH_LEAST = 6, /* of one in Atbash: nobody has looked for honest words among the shorter ones ("girl" is "trio") */
  NW_LIST_SHORT = 4096,  /* tokens: in longer lists too many words look like honest ones, or like each other */
  NW_CHUNK_MOST = 64,  /* code points; a longer chunk is no disguised word */
  NW_CHUNK_BYTES = 4 * (NW_CHUNK_MOST + 1)
};

/* A chunk, or a word of a list, as folded code points. */
typedef struct nw_chunk {
  size_t   start, end, read_end;  /* read_end: before anything was trimmed */
  unsigned count, letters;
  uint32_t at[NW_CHUNK_MOST + 4];
  uint16_t stop[NW_CHUNK_MOST + 4];  /* by code point: its end, from `start` */
} nw_chunk;

/* Where the chunk begins whose first letter or digit is at `token`; SIZE_MAX when it is not the first of its chunk. */
size_t nw_chunk_begin(const nw_reader *reader, size_t token);
/* Where a chunk may begin that goes on at `at`: before the symbols in front of it. */
size_t nw_chunk_lead(const nw_reader *reader, size_t at);
/* The signs of skeletons for ASCII; 0: it is no part of a chunk. */
extern const char nw_ascii_skeleton[128];
static inline int nw_is_chunk_end(unsigned c) { return c < 0x80 && nw_ascii_skeleton[c] == 0; }
/* 1 when a letter beyond ASCII stands for nothing but itself, in skeletons, too. */
int nw_chunk_is_letter(uint32_t folded);
/* 1 when the chunk at `start` is seen to be small ASCII letters, no two the same in a row, without more looking. */
int nw_chunk_is_plain(const nw_reader *reader, size_t start);
/* Reads the chunk at `start`. OK, WAIT, or NONE: there is none, or it is too long. */
nw_token_is nw_chunk_read(const nw_reader *reader, size_t start, nw_chunk *chunk);
/* Moves `at` from `end`, the end of a token, over one to four spaces to what may begin a chunk. OK, WAIT, or NONE. */
nw_token_is nw_chunk_find(const nw_reader *reader, size_t end, size_t *at);
/* 1 when it is no plain word. */
int nw_chunk_is_odd(const nw_reader *reader, const nw_chunk *chunk);
/* 1 when its skeleton may be that of another word: a digit, a symbol, or a letter twice. */
int nw_chunk_may_differ(const nw_chunk *chunk);
/* 1 when the symbol at its end stands in front of it, too: *emphasis*, not a letter that is hidden. */
int nw_chunk_is_wrapped(const nw_reader *reader, const nw_chunk *chunk);
/* Takes a symbol off the end, where it rather belongs to the sentence ("sh!t!"). 0: there is none. */
int nw_chunk_trim(nw_chunk *chunk);
/* Takes the signs between its letters out: ig-nore. 0: there is none. Where its code points end is not known then. */
int nw_chunk_join(nw_chunk *chunk);
/* The code points of a folded token; 0 when it has too many. */
int nw_chunk_of(nw_chunk *chunk, const nw_folded *folded);

uint64_t nw_chunk_skeleton(const nw_chunk *chunk);
/* The skeletons of a chunk of ASCII, without reading it: as it is, and with symbols taken off its end. */
enum { NW_SKELETONS_MOST = 4 };
typedef struct nw_skeletons {
  uint64_t at[NW_SKELETONS_MOST];
  uint64_t outline, parted;  /* of what is left without symbols at the end; the skeleton of it without those inside. 0: none */
  unsigned count, chars;  /* 0: there is none, or it is too long */
} nw_skeletons;
/* 0: it has to be read, for it is more than ASCII, has many symbols at its end, or its end is not seen. */
int nw_chunk_skeletons(const nw_reader *reader, size_t start, nw_skeletons *to);
/* A hash of the first four signs of a skeleton: chunks that begin as no word of a list does need not be read. */
enum { NW_HEAD_BITS = 16 };
unsigned nw_chunk_head(const nw_chunk *chunk);
/* The same of the chunk at `start` of a text, however many symbols are taken off its end; NW_HEAD_UNKNOWN: it has to be read. */
#define NW_HEAD_UNKNOWN (1u << NW_HEAD_BITS)
unsigned nw_chunk_head_at(const nw_reader *reader, size_t start);
/* First letter, last letter and number of letters: how words with masked consonants are looked up. 0: no such word. */
uint64_t nw_chunk_outline(const nw_chunk *chunk);
/* What makes `word` out of `chunk`, or NW_AS_WRITTEN: they are not the same word. `least`: letters of a word that
 * may be masked. */
nw_disguise nw_chunk_is_disguised(const nw_chunk *chunk, const nw_chunk *word, unsigned least);
static inline int nw_chunk_is_same(const nw_chunk *a, const nw_chunk *b) {
  return a->count == b->count && memcmp(a->at, b->at, a->count * sizeof *a->at) == 0;
}
/* 1 when both have the same letters, the first and the last in place, in another order. */
int nw_chunk_is_shuffled(const nw_chunk *chunk, const nw_chunk *word);
/* A small letter of ASCII in NW_ROT13, moved by 13 letters, or in NW_ATBASH, the alphabet backwards. Each undoes itself. */
static inline uint32_t nw_letter_turned(uint32_t cp, nw_disguise disguise) {
  if (cp - 'a' >= 26) return cp;
  return disguise == NW_ROT13 ? (cp < 'n' ? cp + 13 : cp - 13) : 'a' + 'z' - cp;
}
/* The folded form of a token in NW_REVERSE, NW_ROT13 or NW_ATBASH; 0 when there is none. */
int nw_folded_turn(nw_folded *to, const nw_folded *from, nw_disguise disguise);

#endif
