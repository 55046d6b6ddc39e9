/* detect/grounding/work.h - what the parts of the grounding judge share: the three texts as rows of marks, and what the source has. */
#ifndef NW_DETECT_GROUNDING_WORK_H
#define NW_DETECT_GROUNDING_WORK_H

#include "detect/grounding/grounding.h"

/* A term, short. */
typedef struct nw_mark {
  size_t   start, end;
  uint32_t hash, exact;  /* of the stem; of the term as written, folded */
  uint8_t  idf, flags;
  uint8_t  kind;         /* nw_mark_kind */
  uint8_t  has;          /* answer: nw_mark_has */
  uint8_t  initial;      /* its first byte, folded */
} nw_mark;
enum nw_mark_kind { NW_MARK_WORD, NW_MARK_MONTH, NW_MARK_UNIT, NW_MARK_NOT, NW_MARK_PERSON };
enum nw_mark_has { NW_IN_SOURCE = 1, NW_IN_QUERY = 2 };

typedef NW_VEC(nw_mark) nw_marks;

/* A set of hashes that says "no" or "most likely": three bits of one word an item, at most two items a word. It is wrong about once in
 * 300 times. */
typedef struct nw_bits { uint64_t *at; size_t capacity, mask; } nw_bits;

struct nw_grounding_work {
  nw_alloc   alloc;
  nw_lexicon lexicon;
  nw_marks   source, query, answer;
  nw_bits    words, source_exact, pairs, near, grams;  /* of the source */
  nw_bits    exact;                       /* of source and query */
  nw_bits    query_words;
  NW_VEC(uint32_t) slots;                 /* distinct words of the answer: open addressing, index + 1 */
  NW_VEC(uint32_t) seen;                  /* … how often in the window */
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
static inline int nw_mark_counts(const nw_mark *m) { return (m->flags & NW_TERM_STOP) == 0; }

/* read.c: texts to marks, marks to sets. 0 when there is no memory. */
int nw_grounding_read(nw_grounding_work *work, const nw_grounding_texts *texts);
/* Pairs and triples by their last term: `of` 2 or 3; i >= of - 1. */
uint32_t nw_marks_pair(const nw_mark *marks, size_t i, unsigned of);
/* Two words near each other, whichever comes first. */
uint32_t nw_marks_near(const nw_mark *a, const nw_mark *b);
enum { NW_NEAR_WORDS = 8 };
/* Share of the runs of five characters of a word (with a space on both sides) that the source has, in hundredths. */
unsigned nw_grounding_alike(const nw_grounding_work *work, newel_slice word);
/* overlap.c: the features. 0 when there is no memory. */
int nw_grounding_measure(nw_grounding_work *work, const nw_grounding_texts *texts, int32_t feature[NW_F_COUNT]);
/* lack.c: what the answer has and the source lacks; sets NW_F_NUMBERS, NW_F_NAMES, NW_F_MAYBE_NAMES. */
void nw_grounding_lacks(const nw_grounding_work *work, const nw_grounding_texts *texts, nw_grounding_says *out);
/* combine.c: two scores and their bands from the features. */
void nw_grounding_combine(const nw_grounding_work *work, nw_grounding_says *out);

#endif
