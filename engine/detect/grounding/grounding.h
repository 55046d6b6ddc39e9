/* detect/grounding/grounding.h - is an answer supported by its source, and does it answer the query? As far as words can tell.
 *
 *   source  "The tower is 330 m tall and was finished in 1889."      query "How tall is the tower?"
 *   answer  "It is 324 m tall."                                       NUMBER at [6,9): 324 is not in the source
 *
 * Two scores: GROUNDING (how likely the source supports the answer) and RELEVANCE (how likely the answer answers the query); both
 * are high when all is well, as Bedrock's. And findings of their own, each with its span in the answer: a number, unit, date, name,
 * quote or link that neither source nor query has.
 *
 * What words cannot tell (paraphrase, negation, a wrong relation between right words) is unsure: an answer is settled as grounded only
 * where it is near-verbatim, as ungrounded where little of it is in the source. Bands and measured errors: docs/judges.md.
 *
 * Linear in source, query and answer. Memory: nw_grounding_work, grown as needed and kept; about 40 bytes a byte of text. */
#ifndef NW_DETECT_GROUNDING_H
#define NW_DETECT_GROUNDING_H

#include "base/alloc.h"
#include "detect/judge.h"
#include "detect/lex/lexicon.h"

enum { NW_GROUNDING_FOUND_MOST = 32 };

typedef enum nw_grounding_kind {
  NW_LACKS_NUMBER, NW_LACKS_UNIT, NW_LACKS_DATE, NW_LACKS_NAME, NW_LACKS_QUOTE, NW_LACKS_LINK, NW_LACKS_COUNT
} nw_grounding_kind;
/* "NUMBER", "UNIT", … */
const char *nw_grounding_kind_name(nw_grounding_kind kind);

/* Something in the answer that neither source nor query has. */
typedef struct nw_lack { nw_grounding_kind kind; size_t start, end; } nw_lack;

/* What was measured; millionths unless said otherwise. */
typedef enum nw_grounding_feature {
  NW_F_COVERAGE,      /* idf of the answer's words that the source has, of all */
  NW_F_COVERAGE_ALL,  /* … that source or query have */
  NW_F_WINDOW,        /* the best 60 terms of the source cover … */
  NW_F_BIGRAM, NW_F_TRIGRAM,  /* share of the answer's pairs and triples of terms that the source has */
  NW_F_CHAR,          /* share of its runs of five characters */
  NW_F_RUN,           /* longest common run of terms, of the answer's */
  NW_F_WORST,         /* coverage of the worst sentence */
  NW_F_RAREST,        /* idf of the rarest word that the source lacks, 1,000,000 = 16 */
  NW_F_NUMBERS, NW_F_NAMES, NW_F_MAYBE_NAMES,  /* how many are lacking, 1,000,000 each, at most 4 */
  NW_F_NEGATION,      /* 1,000,000: the answer denies and the source's best window does not, or the other way */
  NW_F_PERSON,        /* share of "I", "my", "we" that the source lacks */
  NW_F_LENGTH,        /* terms of the answer, 1,000,000 = 100 */
  NW_F_LIKENESS,      /* cosine of word vectors of answer and source's best window */
  NW_F_NEAR,          /* words that the source lacks, but has one like it: share by idf of all */
  NW_F_QUERY,         /* idf of the query's words that the answer has, of all */
  NW_F_QUERY_LIKENESS,/* cosine of word vectors of query and answer */
  NW_F_QUERY_COSINE,  /* cosine of tf-idf of query and answer */
  NW_F_SOURCE_QUERY,  /* how much of the query the source's best window has */
  NW_F_TOGETHER,      /* neighbouring words of the answer that stand near each other in the source: share by idf */
  NW_F_REPLACED, NW_F_RENAMED,  /* numbers, names where the source has something else in the same place; as NW_F_NUMBERS */
  NW_F_PIECES,        /* runs of words the source has in this order that the answer is made of, of its terms; 0: verbatim */
  NW_F_DENSITY,       /* … squares of their lengths, of the answer's */
  NW_F_JUMPS,         /* … of two words and more that do not stand behind the one before, of the terms */
  NW_F_SOURCE_LENGTH, /* terms of the source, 1,000,000 = 1,000, at most 4: a long text has much by chance */
  NW_F_SENTENCE,      /* share of the answer's distinct words that the best sentence of the source has */
  NW_F_COUNT
} nw_grounding_feature;
const char *nw_grounding_feature_name(nw_grounding_feature feature);

typedef struct nw_grounding_texts {
  const newel_slice *sources, *queries;
  size_t             source_count, query_count;
  newel_slice        answer;
} nw_grounding_texts;

typedef struct nw_grounding_says {
  int32_t  feature[NW_F_COUNT];
  nw_lack  lack[NW_GROUNDING_FOUND_MOST];  /* in order of start */
  size_t   lacks, left_out;                /* left_out: more than there is room for */
  uint32_t grounding_ppm, grounding_band;  /* NW_BAND_CLEAR: grounded; HIT: ungrounded; UNEVALUATED: no source */
  uint32_t relevance_ppm, relevance_band;  /* the same; UNEVALUATED: no query */
} nw_grounding_says;

typedef struct nw_grounding_work nw_grounding_work;
int nw_grounding_open(nw_grounding_work **out, const nw_alloc *alloc, newel_error *err);
void nw_grounding_free(nw_grounding_work *work);
/* Errors: NEWEL_E_NOMEM. */
int nw_grounding_judge(nw_grounding_work *work, const nw_grounding_texts *texts, nw_grounding_says *out, newel_error *err);
/* A number that changes with the tables and trees that it judges by. */
uint64_t nw_grounding_fingerprint(void);

#endif
