/* detect/lex/lexicon.h - what is known of words beforehand: how rare each is, and a small vector that says what it is like.
 *
 *   idf of "overdraft" 9.3, of "account" 4.1        word vectors: cos(doctor, physician) .8, cos(doctor, overdraft) .0
 *
 * The table is engine/models/lexicon.bin, made by engine/train/lexicon.c from texts that engine/models/MANIFEST.md lists; it travels in the
 * library. All numbers are small integers: sums over them are the same bits on every machine. Words are known by the hash of their
 * stem, so two words may share a row (about one in 200,000); nothing depends on that never happening.
 *
 *   magic "NWLX", u32 version, words, dimensions      little-endian
 *   u8  idf_word[65536]     by the top 16 bits of the hash: 16 * ln(documents / documents with it)
 *   u8  idf_gram[65536]     the same for character n-grams
 *   u32 first[4097]         by the top 12 bits: where its words begin
 *   u32 hash[words]         sorted
 *   u8  weight[words]       255 * a / (a + frequency): common words say little (smooth inverse frequency)
 *   i8  vector[words][dimensions]
 *
 * Immutable, shared by all threads. */
#ifndef NW_DETECT_LEX_LEXICON_H
#define NW_DETECT_LEX_LEXICON_H

#include "detect/lex/term.h"

enum { NW_LEXICON_VERSION = 1, NW_LEXICON_DIMENSIONS = 64, NW_IDF_ONE = 16, NW_LEXICON_BUCKETS = 4096 };

typedef struct nw_lexicon {
  const uint8_t *idf_word, *idf_gram, *first, *hash, *weight;
  const int8_t  *vector;
  uint32_t       words;
} nw_lexicon;

/* The table that is in the library; 0 when the build put none there. */
int nw_lexicon_built_in(nw_lexicon *out);
/* A number that changes with its bytes. */
uint64_t nw_lexicon_fingerprint(void);
/* Reads a table from memory; 0 when it is none (foreign, cut, another version). The bytes are borrowed. */
int nw_lexicon_read(nw_lexicon *out, const unsigned char *bytes, size_t len);

/* 16 * idf of a word or n-gram by its hash. */
static inline unsigned nw_idf_word(const nw_lexicon *lexicon, uint32_t hash) { return lexicon->idf_word[hash >> 16]; }
static inline unsigned nw_idf_gram(const nw_lexicon *lexicon, uint32_t hash) { return lexicon->idf_gram[hash >> 16]; }
/* The row of a word, or -1. */
int nw_lexicon_find(const nw_lexicon *lexicon, uint32_t hash);

/* The character n-grams of a term, three to `longest` (4 or 5) bytes of " term ", each with its hash: at most NW_GRAMS_MOST. */
enum { NW_GRAM_SHORTEST = 3, NW_GRAM_LONGEST = 5, NW_GRAMS_MOST = 3 * (NW_TERM_BYTES + 2) };
size_t nw_term_grams(const nw_term *term, unsigned longest, uint32_t hashes[NW_GRAMS_MOST]);

/* The largest number whose square is at most x. */
uint64_t nw_isqrt(uint64_t x);

#endif
