/* detect/topic/window.h - a text, or the window of it that is judged: its distinct words with their counts, and the lengths of its views,
 * kept while terms come and go.
 *
 *      add "loan"      count 0 -> 1    squares += w(1)^2 - w(0)^2            the features of "loan" are made once
 *      add "loan"      count 1 -> 2    squares += w(2)^2 - w(1)^2
 *      drop "loan"     count 2 -> 1    what was added is taken away
 *
 * A word has one feature in the view of words and one for each of its character n-grams; all weigh damp(count of the word) * idf. So a
 * word is hashed and looked up once, however often it stands there, and most words are not new. All sums are integers: after any row of
 * adds and drops they are those of the terms that are left. Features that some topic has (few, in most texts) are listed by word, and
 * only those are looked at for a score.
 *
 * Most words of most texts are known beforehand (nw_known_words): those of the background texts and the most frequent ones. A window has
 * nothing of them but their counts.
 *
 * A word whose count fell to 0 keeps its place. Before places run out (nw_window_is_full) the window is made anew of what it holds.
 *
 * A place that is taken has a bit; what the count and the key of any other place hold means nothing. So a text begins with 1.6 KB of zeroes
 * instead of 16, and of the rest only what its own words touch comes near. */
#ifndef NW_DETECT_TOPIC_WINDOW_H
#define NW_DETECT_TOPIC_WINDOW_H

#include "base/alloc.h"
#include "detect/lex/lexicon.h"
#include "detect/topic/topic.h"

enum { NW_VIEW_WORD = 0, NW_VIEW_GRAM = 1, NW_VIEW_VECTOR = 2, NW_VIEWS = 3 };
/* n-grams of three and four bytes: those of five tell nothing more. */
enum { NW_TOPIC_GRAM = 4 };
enum { NW_WINDOW_SLOTS = 512, NW_WINDOW_WORDS = 384, NW_WINDOW_TOPICAL = 6144, NW_TERM_FEATURES = NW_GRAMS_MOST + 1 };

typedef struct nw_topic_sums { int64_t view[2]; } nw_topic_sums;

/* What a word adds to topics: `weight` to the sum number `to` (2 x topic + view); or, NW_TOPICAL_POSTINGS, `weight`, an idf, times what
 * the postings from `to` on say. Known words have the first kind, all features added up, but of features that many topics have; where
 * there are few topics, they have a row with a weight for each sum instead. */
#define NW_TOPICAL_POSTINGS 0x80000000u
enum { NW_TOPICAL_FEW = 8, NW_TOPICAL_ROW = 2 * NW_TOPICAL_FEW };
typedef struct nw_topical { uint32_t to; int32_t weight; } nw_topical;
typedef struct nw_topical_row { int32_t weight[NW_TOPICAL_ROW]; } nw_topical_row;

/* squares: of idf, by view; row: of word vectors, -1 none; flags: of the term; topical: where its features that topics have are listed, in
 * the window or, of a known word, with the known words. */
typedef struct nw_topic_word {
  uint32_t squares[2], topical;
  int32_t  row;
  uint16_t topicals;
  uint8_t  flags;
} nw_topic_word;

/* Words that many texts have, made when topics are compiled; the slots are not half full: the first one mostly tells. The rows and the
 * words begin where a line of the cache does: a row is one line, and no word lies across two. */
enum { NW_KNOWN_SLOTS = 32768, NW_KNOWN_WORDS = 12000, NW_KNOWN_LINE = 64 };
typedef struct nw_known_one { uint64_t key; nw_topic_word word; } nw_known_one;
typedef struct nw_known_words {
  unsigned char      *memory;  /* of the rows, words and slots, and up to a line in front of them */
  size_t              bytes;
  nw_topical_row     *row;     /* of few topics */
  nw_known_one       *at;      /* by number; that of 0 has no key */
  uint16_t           *slot;    /* the number of a word, 0 none */
  size_t              taken, rows;
  NW_VEC(nw_topical) topical;
} nw_known_words;

/* A word has a place: those of the window come first, then those of known words. */
enum { NW_WINDOW_PLACES = NW_WINDOW_SLOTS + NW_KNOWN_WORDS + 1, NW_WINDOW_BITS = 64 };

/* Places of words that topics have features of, and that are there; and one of room. */
typedef struct nw_live { size_t count; uint16_t at[NW_WINDOW_WORDS + 1]; } nw_live;

typedef struct nw_window {
  uint64_t      taken_bits[NW_WINDOW_PLACES / NW_WINDOW_BITS + 1];  /* of places: a word has, or had, this one */
  uint8_t       count[NW_WINDOW_PLACES];    /* of the word at a place that is taken; what is more than 255 is no more */
  uint64_t      key[NW_WINDOW_SLOTS];       /* of the letters of a word that is not known */
  nw_topic_word word[NW_WINDOW_SLOTS];
  nw_live       own, known;                 /* its own words, those that are known */
  size_t        taken, topical_count;
  uint64_t      squares[2];                 /* of the features' weights, by view */
  nw_topical    topical[NW_WINDOW_TOPICAL];
} nw_window;

/* 16 * (1 + ln count), 0 of none: the second time says less than the first. */
static inline unsigned nw_damp(unsigned count) {
  static const uint8_t table[16] = {0, 16, 27, 34, 38, 42, 45, 47, 49, 51, 53, 54, 56, 57, 58, 59};
  return table[count < 16 ? count : 15];
}

/* For so many topics; 0 when there is no memory. */
int nw_known_open(nw_known_words *known, size_t topics, const nw_alloc *alloc);
void nw_known_free(nw_known_words *known, const nw_alloc *alloc);
/* Takes in the words of a window while there is room. 0 when there is no memory. */
int nw_known_add(nw_topics *topics, const nw_window *window);

void nw_window_clear(nw_window *window);
static inline unsigned nw_window_is_taken(const nw_window *window, size_t place) {
  return window->taken_bits[place / NW_WINDOW_BITS] >> place % NW_WINDOW_BITS & 1;
}
/* Adds a term, which needs no name (term.h); returns its place, -1 when there is no room. */
int nw_window_add(const nw_topics *topics, nw_window *window, const nw_term *term);
/* The same for a term of 1 to NW_LETTERS_MOST letters of ASCII: small, eight in each number, zeroes behind; it stands at [start, end). It
 * was made ready some words ahead: what is known of it is on its way from memory when its turn comes. */
enum { NW_LETTERS_MOST = 24 };
typedef struct nw_letters { uint64_t part[3], key; size_t start, end, slot; } nw_letters;  /* slot: of known words, where to look first */
int nw_window_add_letters(const nw_topics *topics, nw_window *window, const nw_letters *word);

/* The letters of a term as one number: 28 bytes in four, zeroes behind them. Never 0. */
static inline uint64_t nw_window_key(const uint64_t part[4]) {
  uint64_t mixed = part[0] * 0x9E3779B97F4A7C15ULL + part[1] * 0xC2B2AE3D27D4EB4FULL;
  mixed = (mixed ^ mixed >> 32) + part[2] * 0x165667B19E3779F9ULL + part[3] * 0xD6E8FEB86659FD93ULL;
  return (mixed ^ mixed >> 29) | 1;
}
static inline size_t nw_window_first(uint64_t key, size_t slots) { return key >> 20 & (slots - 1); }
static inline void nw_window_fetch(const void *address) {
#if defined(__GNUC__)
  __builtin_prefetch(address);
#else
  (void)address;
#endif
}
static inline void nw_window_ready(const nw_known_words *known, nw_letters *word) {
  const uint64_t part[4] = {word->part[0], word->part[1], word->part[2], 0};
  word->key = nw_window_key(part);
  word->slot = nw_window_first(word->key, NW_KNOWN_SLOTS);
  nw_window_fetch(&known->at[known->slot[word->slot]]);
}
/* Takes `count` words away again. */
void nw_window_drop(const nw_topics *topics, nw_window *window, const int *places, size_t count);
/* Makes the window anew of the words at the places of `kept`, each as often as it stands there: at most half a window. Places change. */
void nw_window_renew(const nw_topics *topics, nw_window *window, int *kept, size_t count);
/* 1 when there may be no room for half a window more. */
int nw_window_is_full(const nw_window *window);
/* Sums of the weights of the window's features with every topic. */
void nw_window_sums(const nw_topics *topics, const nw_window *window, nw_topic_sums *sums);

#endif
