/* detect/word/form.c - see form.h. */
#include "detect/word/form.h"

#include <string.h>

#include "base/slice.h"
#include "text/utf8.h"

enum {
  JOINED_LEAST = 7,  /* letters of a phrase that is found without its gaps */
  BARE_LEAST = 8,    /* that are left of it without vowels */
  CIPHER_LEAST = 7,  /* of one, or of a word, that is found in a cipher */
  CIPHER_ENTRIES = 256,  /* in longer lists that would be most of the memory */
  LETTERS = 26
};

static void form_add(nw_form *form, const char *text, size_t len) {
  memcpy(form->text + form->len, text, len);
  form->len += len;
}

/* Backwards as a whole. 0: there is none. */
static int form_reversed(nw_form *form, newel_slice entry) {
  const unsigned char *data = (const unsigned char *)entry.data;
  for (size_t at = entry.len; at > 0;) {
    uint32_t cp;
    unsigned step = nw_utf8_decode_back(data, data + at, &cp);
    nw_word_class klass = nw_word_class_of(cp);
    if (klass == NW_WORD_MARK || klass == NW_WORD_SINGLE) return 0;
    form_add(form, entry.data + (at -= step), step);
  }
  return 1;
}

static int is_vowel(char c) { return c != '\0' && strchr("aeiouAEIOU", c) != NULL; }

static int is_ascii_word(newel_slice word) {
  for (size_t i = 0; i < word.len; i++)
    if (!nw_is_alpha((unsigned char)word.data[i])) return 0;
  return word.len > 0;
}

/* "ignore" ignoreway, "previous" eviouspray. */
static int add_pig_latin(nw_form *form, newel_slice word) {
  size_t front = 0;
  if (!is_ascii_word(word)) return 0;
  while (front < word.len && !is_vowel(word.data[front]) && !(front > 0 && (word.data[front] | 32) == 'y')) front++;
  if (front > 0 && front < word.len && (word.data[front - 1] | 32) == 'q' && (word.data[front] | 32) == 'u') front++;
  form_add(form, word.data + front, word.len - front);
  form_add(form, word.data, front);
  form_add(form, front == 0 ? "way" : "ay", front == 0 ? 3 : 2);
  return 1;
}

/* "ignore" ignr; "it" stays. 0: nothing is left that a word could be known by. */
static int add_bare(nw_form *form, newel_slice word) {
  if (!is_ascii_word(word)) return 0;
  for (size_t i = 0; i < word.len; i++)
    if (i == 0 || word.len < 3 || !is_vowel(word.data[i])) form_add(form, word.data + i, 1);
  return 1;
}

/* A phrase, word by word. */
static int form_of_words(nw_form *form, newel_slice entry, nw_disguise as) {
  nw_reader reader = { (const unsigned char *)entry.data, entry.len, 1 };
  nw_token token;
  size_t letters = 0;
  for (size_t at = 0; nw_token_find(&reader, &at) == NW_TOKEN_OK; at = token.end) {
    if (nw_token_read(&reader, at, &token) != NW_TOKEN_OK || token.single) return 0;
    newel_slice word = nw_slice(entry.data + at, token.end - at);
    if (form->len > 0 && as != NW_JOINED) form_add(form, as == NW_SNAKE ? "_" : " ", 1);
    size_t before = form->len;
    if (as == NW_PIG_LATIN ? !add_pig_latin(form, word) : as == NW_BARE && !add_bare(form, word)) return 0;
    if (as == NW_JOINED || as == NW_SNAKE) form_add(form, word.data, word.len);
    letters += as == NW_BARE ? form->len - before : word.len;
  }
  return letters >= (as == NW_BARE ? BARE_LEAST : JOINED_LEAST);
}

/* ---- ciphers ---- */

/* Every letter moved by `by` letters. */
static int add_moved(nw_form *form, newel_slice entry, unsigned by) {
  unsigned letters = 0;
  for (size_t i = 0; i < entry.len; i++) {
    unsigned c = (unsigned char)entry.data[i], small = nw_to_lower(c);
    if (c >= 0x80 || nw_is_digit(c)) return 0;
    if (nw_is_alpha(c)) small = 'a' + (small - 'a' + by) % LETTERS;
    char moved = (char)small;
    form_add(form, &moved, 1);
    letters += (unsigned)nw_is_alpha(c);
  }
  return letters >= CIPHER_LEAST;
}

/* ICAO Annex 10, volume II, 5.2.1.3; and as most people write some of them. */
static const char *const names[2][LETTERS] = {
  { "alfa", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett", "kilo", "lima", "mike", "november",
    "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "xray", "yankee", "zulu" },
  { "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima", "mike", "november",
    "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whisky", "xray", "yankee", "zulu" },
};

static void add_place(nw_form *form, unsigned letter) {
  char digits[2] = { (char)('0' + letter / 10), (char)('0' + letter % 10) };
  form_add(form, letter < 10 ? digits + 1 : digits, letter < 10 ? 1 : 2);
}

/* Letter by letter: by the names of one alphabet, or by their places (`alphabet` NULL). A token each. */
static int add_spelt(nw_form *form, newel_slice entry, const char *const *alphabet) {
  unsigned letters = 0;
  for (size_t i = 0; i < entry.len; i++) {
    unsigned c = (unsigned char)entry.data[i], letter = nw_to_lower(c) - 'a';
    if (c >= 0x80 || nw_is_digit(c) || letters == NW_WORD_MOST_TOKENS) return 0;
    if (!nw_is_alpha(c)) continue;
    if (letters++ > 0) form_add(form, " ", 1);
    if (alphabet != NULL) form_add(form, alphabet[letter], strlen(alphabet[letter]));
    else add_place(form, letter + 1);
  }
  return letters >= CIPHER_LEAST;
}

/* ---- all ---- */

/* The forms in order: by words, then a Caesar for each number of letters but 13, which a word has by itself (trie.h), then spelt. */
static const uint8_t by_words[] = { NW_REVERSE, NW_JOINED, NW_SNAKE, NW_PIG_LATIN, NW_BARE };
enum { BY_WORDS = sizeof by_words, CAESARS = LETTERS - 1, SPELT = 3, FORMS = BY_WORDS + CAESARS + SPELT };

unsigned nw_form_first(size_t tokens) { return tokens > 1 ? 0 : BY_WORDS; }
unsigned nw_form_count(size_t entries) { return entries <= CIPHER_ENTRIES ? FORMS : BY_WORDS; }

newel_slice nw_form_of(nw_form *form, newel_slice entry, unsigned n) {
  int is;
  form->len = 0;
  if (n < BY_WORDS) {
    form->as = (nw_disguise)by_words[n];
    is = form->as == NW_REVERSE ? form_reversed(form, entry) : form_of_words(form, entry, form->as);
  } else if ((n -= BY_WORDS) < CAESARS) {
    form->as = NW_CAESAR;
    is = n + 1 != LETTERS / 2 && add_moved(form, entry, n + 1);
  } else {
    form->as = NW_SPELT;
    is = add_spelt(form, entry, n - CAESARS < 2 ? names[n - CAESARS] : NULL);
  }
  return nw_slice(form->text, is ? form->len : 0);
}
