/* lexicon.c - reading the table; see lexicon.h. */
#include "detect/lex/lexicon.h"

#include <string.h>

#include "base/hash.h"

extern const unsigned char nw_model_lexicon[];
extern const unsigned      nw_model_lexicon_len;

enum { HEAD_BYTES = 16, IDF_BYTES = 65536, FIRST_BYTES = 4 * (NW_LEXICON_BUCKETS + 1) };

static uint32_t load(const unsigned char *p) { return (uint32_t)nw_load_le(p, 4); }

/* The rows of bucket b are [first[b], first[b + 1]): a table whose bounds run wild must not be searched. */
static int is_ordered(const nw_lexicon *l) {
  uint32_t last = 0;
  for (size_t i = 0; i <= NW_LEXICON_BUCKETS; i++) {
    uint32_t now = load(l->first + 4 * i);
    if (now < last || now > l->words) return 0;
    last = now;
  }
  return last == l->words;
}

int nw_lexicon_read(nw_lexicon *out, const unsigned char *bytes, size_t len) {
  if (len < HEAD_BYTES || memcmp(bytes, "NWLX", 4) != 0 || load(bytes + 4) != NW_LEXICON_VERSION) return 0;
  uint32_t words = load(bytes + 8);
  if (load(bytes + 12) != NW_LEXICON_DIMENSIONS || words > 1u << 20) return 0;
  if (len != HEAD_BYTES + 2 * IDF_BYTES + FIRST_BYTES + (size_t)words * (4 + 1 + NW_LEXICON_DIMENSIONS)) return 0;
  out->words = words;
  out->idf_word = bytes + HEAD_BYTES;
  out->idf_gram = out->idf_word + IDF_BYTES;
  out->first = out->idf_gram + IDF_BYTES;
  out->hash = out->first + FIRST_BYTES;
  out->weight = out->hash + (size_t)words * 4;
  out->vector = (const int8_t *)(out->weight + words);
  return is_ordered(out);
}

int nw_lexicon_find(const nw_lexicon *l, uint32_t hash) {
  const uint8_t *bucket = l->first + 4 * (size_t)(hash >> 20);
  uint32_t end = load(bucket + 4);
  for (uint32_t i = load(bucket); i < end; i++)
    if (load(l->hash + 4 * (size_t)i) == hash) return (int)i;
  return -1;
}

/* Up to five bytes and their number are one word of 64 bits: a multiplication spreads them. */
static uint32_t gram_hash(uint64_t bytes, unsigned len) {
  uint64_t x = (bytes | (uint64_t)len << 56) * 0x9E3779B97F4A7C15ULL;
  return (uint32_t)((x ^ x >> 29) >> 32) ^ (uint32_t)(x >> 12);
}

size_t nw_term_grams(const nw_term *term, unsigned longest, uint32_t hashes[NW_GRAMS_MOST]) {
  size_t len = (size_t)term->len + 2, count = 0;
  uint64_t last = ' ';
  for (size_t i = 1; i < len; i++) {
    last = last << 8 | (i + 1 < len ? (unsigned char)term->text[i - 1] : ' ');
    if (i >= 2) hashes[count++] = gram_hash(last & 0xFFFFFF, 3);
    if (i >= 3) hashes[count++] = gram_hash(last & 0xFFFFFFFF, 4);
    if (i >= 4 && longest >= 5) hashes[count++] = gram_hash(last & 0xFFFFFFFFFFULL, 5);
  }
  return count;
}

/* The table of the library: checked by a unit test, so it is not checked again at each start. */
int nw_lexicon_built_in(nw_lexicon *out) { return nw_lexicon_read(out, nw_model_lexicon, nw_model_lexicon_len); }

uint64_t nw_lexicon_fingerprint(void) { return nw_hash64(nw_model_lexicon, nw_model_lexicon_len, 0); }
