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

#include <stddef.h>
#include <stdint.h>

enum { NW_ATTACK_WORD_BYTES = 40, NW_ATTACK_STOP = 2 };

typedef struct nw_attack_word {
  uint64_t hash;
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
/* Raw: where the open word begins; `at`, the next byte, if none is open. */
size_t nw_attack_words_from(const nw_attack_words *words, size_t at);

#endif
