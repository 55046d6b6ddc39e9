/* detect/grounding/work.h - what the parts of the grounding judge share: the three texts as rows of marks, and what the source has. */
#ifndef NW_DETECT_GROUNDING_WORK_H
#define NW_DETECT_GROUNDING_WORK_H

#include "detect/grounding/grounding.h"
#include "detect/grounding/number.h"

/* A term, short. */
typedef struct nw_mark {
  size_t   start, end;
  uint32_t hash, exact;  /* of the stem; of the term as written, folded */
  uint8_t  idf, flags;
  uint8_t  kind;         /* nw_mark_kind */
  uint8_t  has;          /* answer: nw_mark_has */
  uint8_t  initial;      /* its first byte, folded */
  uint8_t  which;        /* which unit or month (number.h); of a number: which unit's sign is beside it; 0 none */
  uint8_t  scale;        /* zeroes that "million" adds, 0 of other words */
  uint64_t value;        /* of a number or a number in words; NW_NO_VALUE of others */
} nw_mark;
enum nw_mark_has { NW_IN_SOURCE = 1, NW_IN_QUERY = 2 };

typedef NW_VEC(nw_mark) nw_marks;

/* A set of hashes that says "no" or "most likely": three bits of one word an item, at most two items a word. It is wrong about once in
 * 300 times. */
typedef struct nw_bits { uint64_t *at; size_t capacity, mask; } nw_bits;

/* Places by key: open addressing, NW_NOWHERE free. */
typedef struct nw_place { uint32_t key, at; } nw_place;
typedef NW_VEC(nw_place) nw_places;
#define NW_NOWHERE UINT32_MAX

struct nw_grounding_work {
  nw_alloc   alloc;
  nw_lexicon lexicon;
  nw_marks   source, query, answer;
  nw_bits    words, source_exact, pairs, near, around, beside, grams;  /* of the source */
  nw_bits    exact, values;               /* of source and query */
  nw_bits    query_words;
  nw_places  stems, forms;                /* distinct words of the answer, by hash (content words) and by exact */
  nw_places  heads;                       /* the first place of each pair of the source, by exact */
  NW_VEC(uint32_t) next;                  /* … and the next one behind it */
  NW_VEC(uint32_t) seen;                  /* a count for each mark of the answer */
  size_t     window_start, window_end;    /* the best window of the source, in marks */
  uint64_t   gram_total, gram_hits;       /* runs of five characters of the answer; of them in the source */
};

static inline uint64_t nw_bits_of(uint32_t hash) {
  uint32_t mixed = hash * 0x9E3779B1u;
  return 1ULL << (mixed >> 26) | 1ULL << (mixed >> 20 & 63) | 1ULL << (mixed >> 14 & 63);
}
/* 1 when `hash` is in the set, or a false alarm. */
static inline int nw_bits_has(const nw_bits *bits, uint32_t hash) {
  uint64_t want = nw_bits_of(hash);
  return (bits->at[hash & bits->mask] & want) == want;
}
/* The place of a key, or the free one where it belongs. */
static inline nw_place *nw_place_of(const nw_places *places, uint32_t key) {
  size_t mask = places->count - 1;
  for (size_t i = (key * 0x9E3779B1u >> 8) & mask;; i = (i + 1) & mask)
    if (places->at[i].at == NW_NOWHERE || places->at[i].key == key) return &places->at[i];
}
/* Room for `items` keys, all free. 0 when there is no memory. */
int nw_places_open(nw_grounding_work *work, nw_places *places, size_t items);

static inline int nw_mark_counts(const nw_mark *m) { return (m->flags & NW_TERM_STOP) == 0; }

/* read.c: texts to marks, marks to sets. 0 when there is no memory. */
int nw_grounding_read(nw_grounding_work *work, const nw_grounding_texts *texts);
/* Pairs and triples by their last term: `of` 2 or 3; i >= of - 1. */
uint32_t nw_marks_pair(const nw_mark *marks, size_t i, unsigned of);
/* A pair of words as written, `apart` words from the first to the second. */
uint32_t nw_marks_around(const nw_mark *a, const nw_mark *b, unsigned apart);
enum { NW_AROUND_WORDS = 4, NW_BESIDE_MOST = 4 };
/* Marks that are numbers in digits, or names: capitalised, no stop words, no numbers in words. */
typedef enum nw_slot { NW_SLOT_NONE, NW_SLOT_NUMBER, NW_SLOT_NAME } nw_slot_kind;
nw_slot_kind nw_mark_slot(const nw_mark *m);
/* Up to NW_BESIDE_MOST keys of what stands beside the number or name [from, to): two words, or one that is no stop word, before it and
 * behind it. Returns how many. */
size_t nw_marks_beside(const nw_marks *marks, size_t from, size_t to, uint32_t keys[NW_BESIDE_MOST]);
/* The value of the number that begins at `i` with all its words: "2.7 million", "two hundred". */
uint64_t nw_marks_value(const nw_marks *marks, size_t i);
/* Two words near each other, whichever comes first. */
uint32_t nw_marks_near(const nw_mark *a, const nw_mark *b);
enum { NW_NEAR_WORDS = 8 };
/* Share of the runs of five characters of a word (with a space on both sides) that the source has, in hundredths. */
unsigned nw_grounding_alike(const nw_grounding_work *work, newel_slice word);
/* overlap.c: the features. 0 when there is no memory. */
int nw_grounding_measure(nw_grounding_work *work, const nw_grounding_texts *texts, int32_t feature[NW_F_COUNT]);
/* copy.c: how the answer is put together from pieces of the source: NW_F_PIECES, NW_F_DENSITY, NW_F_JUMPS, NW_F_SENTENCE. */
int nw_grounding_pieces(nw_grounding_work *work, int32_t feature[NW_F_COUNT]);
/* lack.c: what the answer has and the source lacks; sets NW_F_NUMBERS, NW_F_NAMES, NW_F_MAYBE_NAMES, NW_F_REPLACED, NW_F_RENAMED. */
void nw_grounding_lacks(const nw_grounding_work *work, const nw_grounding_texts *texts, nw_grounding_says *out);
/* quote.c: quotes and links that nobody gave. */
void nw_grounding_quotes(const nw_grounding_work *work, const nw_grounding_texts *texts, nw_grounding_says *out);
static inline void nw_lack_add(nw_grounding_says *out, nw_grounding_kind kind, size_t start, size_t end) {
  if (out->lacks == NW_GROUNDING_FOUND_MOST) out->left_out++;
  else out->lack[out->lacks++] = (nw_lack){kind, start, end};
}
/* combine.c: two scores and their bands from the features. */
void nw_grounding_combine(const nw_grounding_work *work, nw_grounding_says *out);

#endif
