/* detect/attack/words.h - a text as words, for what is known of attacks: templates by their shingles, instructions by their grammar.
 *
 *   "SYSTEM: Don't 1gnore the\n règles"  ─►  system (first on its line, ':' behind) | dont | ignore | the | regles (first, too)
 *
 * A word is a run of letters and digits as they read: small, without marks, look-alikes as what they look like, digits among letters as
 * letters. Numbers are no words. An apostrophe or '_' inside does not end one. Han, Kana and the like: a word a character. What ends a
 * sentence counts as NW_ATTACK_STOP words, so that no rule reaches far across it. Of a long word the first 40 bytes count.
 * Where pushes are cut changes nothing; no allocation. */
#ifndef NW_DETECT_ATTACK_WORDS_H
#define NW_DETECT_ATTACK_WORDS_H

#include "base/hash.h"

enum { NW_ATTACK_WORD_BYTES = 40, NW_ATTACK_STOP = 2 };

/* What a word is to templates and to the grammar: its classes, a bit for each rule that has one of them (tells.h). */
typedef struct nw_attack_sense { uint64_t hash, classes; uint32_t rules; } nw_attack_sense;

typedef struct nw_attack_word {
  nw_attack_sense sense;
  uint64_t number;      /* of words so far, stops among them */
  size_t   start, end;  /* raw */
  uint8_t  first;       /* on its line */
  uint8_t  quoted;      /* a quotation mark stands right before it */
  uint8_t  colon;       /* ':' stands right behind it */
} nw_attack_word;

typedef void (*nw_attack_take_word)(void *self, const nw_attack_word *word);

typedef struct nw_attack_words {
  nw_attack_take_word take;
  void    *self;
  uint64_t number;
  size_t   start, end;
  unsigned len, digits;
  uint8_t  text[NW_ATTACK_WORD_BYTES];
  uint8_t  first, quoted, word_first, word_quoted, joint;  /* joint: an apostrophe or '_' behind the open word */
  uint8_t  partial[4];
  unsigned partial_len;
  size_t   partial_at;
} nw_attack_words;

void nw_attack_words_begin(nw_attack_words *words, nw_attack_take_word take, void *self);
void nw_attack_words_push(nw_attack_words *words, const unsigned char *data, size_t len, size_t at, int gap);
void nw_attack_words_end(nw_attack_words *words);
/* No word is open, and nothing that may be part of one. */
static inline int nw_attack_words_idle(const nw_attack_words *words) { return words->len == 0 && words->partial_len == 0; }

/* The hash of a word of 1 to 16 bytes, eight of them in each number, the first one lowest, zeroes behind. */
static inline uint64_t nw_attack_word_hash(uint64_t low, uint64_t high, unsigned len) {
  enum { SEED = 0x4154 };
  const uint64_t hash = nw_mix64((SEED + len) ^ low);
  return len > 8 ? nw_mix64(hash ^ high) : hash;
}

/* A sign or blank of ASCII that stands where no word is open. */
enum { NW_ATTACK_ENDS = NW_ATTACK_STOP, NW_ATTACK_LINE = 1, NW_ATTACK_QUOTES = 4, NW_ATTACK_BLANK = 8 };
static inline void nw_attack_words_sign(nw_attack_words *words, unsigned c) {
  static const uint8_t kinds[128] = {
    ['\n'] = NW_ATTACK_LINE | NW_ATTACK_ENDS | NW_ATTACK_BLANK, [' '] = NW_ATTACK_BLANK, ['\t'] = NW_ATTACK_BLANK,
    ['\r'] = NW_ATTACK_BLANK, ['.'] = NW_ATTACK_ENDS, ['!'] = NW_ATTACK_ENDS, ['?'] = NW_ATTACK_ENDS, [';'] = NW_ATTACK_ENDS,
    ['"'] = NW_ATTACK_QUOTES, ['\''] = NW_ATTACK_QUOTES, ['`'] = NW_ATTACK_QUOTES
  };
  const unsigned kind = c < 128 ? kinds[c] : 0;
  words->number += kind & NW_ATTACK_ENDS;
  words->first |= (uint8_t)(kind & NW_ATTACK_LINE);
  words->quoted = (uint8_t)((words->quoted & !(kind & NW_ATTACK_BLANK)) | !!(kind & NW_ATTACK_QUOTES));
}

/* A word of letters that stood where no word was open, whole; `behind` follows it. */
static inline nw_attack_word nw_attack_words_whole(nw_attack_words *words, nw_attack_sense sense, size_t start, size_t end,
                                                   unsigned behind) {
  const nw_attack_word word = { sense, ++words->number, start, end, words->first, words->quoted, behind == ':' };
  words->first = words->quoted = 0;
  return word;
}

/* Raw: where the open word begins; `at`, the next byte, if none is open. */
size_t nw_attack_words_from(const nw_attack_words *words, size_t at);

#endif
