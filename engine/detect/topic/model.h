/* detect/topic/model.h - compiled topics: one index from features to topics, and for each topic what is usual for it. */
#ifndef NW_DETECT_TOPIC_MODEL_H
#define NW_DETECT_TOPIC_MODEL_H

#include "base/alloc.h"
#include "detect/topic/direction.h"
#include "detect/topic/topic.h"
#include "detect/topic/window.h"

/* Weight of one feature in one topic; the weights of a view have length NW_COSINE_ONE in each topic. */
enum { NW_COSINE_ONE = 16384 };
typedef struct nw_posting { uint32_t hash, topic; int32_t weight; } nw_posting;
/* topic: its index; bit 31: the view; bit 30: the last of its feature. */
#define NW_POSTING_TOPIC 0x3FFFFFFFu
#define NW_POSTING_LAST  0x40000000u

/* Which sum it adds to: 2 x topic + view. */
static inline uint32_t nw_posting_sum(const nw_posting *p) { return 2 * (p->topic & NW_POSTING_TOPIC) + (p->topic >> 31); }

#define NW_NO_POSTING UINT32_MAX

/* Cosines of background texts in one view. */
typedef struct nw_usual { int32_t mean, deviation; } nw_usual;

typedef struct nw_topic {
  const char *name;
  uint32_t    rule;
  uint8_t     examples;  /* how many it has, at most 255 */
  uint8_t     blind;     /* 1: its texts hold no feature */
  nw_vector   vector;
  int64_t     with_common;  /* its dot product with the common direction */
  nw_usual    usual[NW_VIEWS];
} nw_topic;

enum { NW_SEEN_BITS = 65536 };
struct nw_topics {
  nw_alloc          alloc;
  nw_lexicon        lexicon;
  nw_topic         *topics;
  size_t            count;
  NW_VEC(nw_posting) postings;  /* by view, hash, topic */
  uint32_t         *first;      /* slot -> first posting of a feature, NW_NO_POSTING free; by hash */
  size_t            slots;      /* a power of two */
  uint64_t          seen[NW_SEEN_BITS / 64];  /* bit of each feature of a topic: most features of a text have none */
  nw_known_words    known;
  nw_vector         common;     /* what every text's direction has in it */
};

/* What a segment needs: a window of terms, its features, a sum a topic and view. */
typedef struct nw_topic_best { int32_t score; size_t start, end; } nw_topic_best;
typedef struct nw_term_place { size_t start, end; } nw_term_place;
typedef struct nw_topic_state {
  nw_term_reader reader;
  size_t         terms;     /* read so far */
  size_t         scored;    /* of them, seen in a window */
  size_t         spoken;    /* … when the judge last spoke */
  size_t         content, known;  /* content words, and those that the lexicon has: a text of another language has few */
  const uint8_t *active;    /* by rule; NULL: all are */
  int32_t        vector[2][NW_LEXICON_DIMENSIONS];  /* sums of word vectors: half a window, by turns */
  int32_t        row[NW_TOPIC_WINDOW / 2 + 1];      /* those that the open half is to get; and one of room */
  size_t         rows;
  nw_term_place  ring[NW_TOPIC_WINDOW];   /* where the last terms stand, raw */
  int            place[NW_TOPIC_WINDOW];  /* and in the window */
  nw_window      window;
} nw_topic_state;
nw_topic_sums *nw_topic_sums_of(nw_topic_state *state);
nw_topic_best *nw_topic_bests_of(const nw_topics *topics, nw_topic_state *state);

uint32_t nw_topics_find(const nw_topics *topics, uint32_t hash, uint8_t view);
/* The first posting of a feature, NW_NO_POSTING none: most have none, and one bit says so. */
static inline uint32_t nw_topics_posting(const nw_topics *topics, uint32_t hash, uint8_t view) {
  return topics->seen[hash % NW_SEEN_BITS / 64] >> hash % 64 & 1 ? nw_topics_find(topics, hash, view) : NW_NO_POSTING;
}
/* The word at a place of the window. */
static inline const nw_topic_word *nw_window_word(const nw_topics *topics, const nw_window *window, int place) {
  return place < NW_WINDOW_SLOTS ? &window->word[place] : &topics->known.at[place - NW_WINDOW_SLOTS].word;
}
/* Adds the vectors of words of the lexicon. */
void nw_topic_add_rows(const nw_lexicon *lexicon, int32_t vector[NW_LEXICON_DIMENSIONS], const int32_t *rows, size_t count);
/* `sums` of weights as cosines, NW_COSINE_ONE; `norm` as the lengths of the text's views. */
nw_topic_sums nw_topic_cosines(const nw_topic_sums *sums, const uint64_t norm[2]);
/* One number of three cosines, 256 = one standard deviation. */
int32_t nw_topic_score(const nw_topic *topic, const nw_topic_sums *cosines, const nw_direction *direction);
/* Chance that a text with this score is on the topic, in millionths, and its band. */
uint32_t nw_topic_chance(const nw_topic *topic, int32_t score);
uint32_t nw_topic_band(const nw_topic *topic, int32_t score);

/* engine/models/background.txt: one text a line. */
newel_slice nw_topic_background(void);
/* engine/models/frequent.txt: words that many texts have, some a line. */
newel_slice nw_topic_frequent(void);

#endif
