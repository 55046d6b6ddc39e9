/* detect/topic/topic.h - denied topics: is a text about one of them? A definition and zero to some examples are all there is; nobody
 * trains.
 *
 *   legal-advice: "Providing specific legal advice" + "Am I liable for this?"          "can my landlord evict me?"  ->  .83 unsure
 *
 * A topic is the mean of its texts in three views, and so is what is judged: words (stems, tf-idf), character n-grams of three to five
 * bytes inside words (tf-idf: forms and misspellings), and a word vector (what the words are like). Each view gives a cosine, and a
 * cosine means nothing by itself: a topic of common words is near everything. So each is measured in standard deviations of what texts
 * that have nothing to do with it give (engine/models/background.txt): s = z(words) + z(n-grams) + 1.5 z(vector). `clean` examples are
 * subtracted from the mean: they push away what is like them.
 *
 * Long texts are judged in windows of NW_TOPIC_WINDOW terms, half overlapping; the highest window counts, so a score can only rise:
 * topics are `running`. Bands and their measured errors: docs/judges.md. Only a hit is acted on: what is unsure carries `unknown`
 * ("topic"), and so does what is clear in a text of which most words are not in the lexicon ("language").
 *
 * Compiled topics are immutable and shared. State belongs to one segment: about 80 KB and 40 bytes a topic; nothing is allocated
 * while judging. Cost: a window looks each feature up once for all topics, then 64 multiplications a topic. */
#ifndef NW_DETECT_TOPIC_H
#define NW_DETECT_TOPIC_H

#include "base/alloc.h"
#include "detect/judge.h"

enum { NW_TOPIC_WINDOW = 64, NW_TOPICS_MOST = 65535 };

typedef struct nw_topic_rule {
  uint32_t           rule;
  const char        *name;        /* lives as long as what is compiled */
  newel_slice        definition;  /* "" none */
  const newel_slice *examples;    /* on the topic, as many as there are */
  size_t             example_count;
  const newel_slice *clean;       /* off the topic, though near */
  size_t             clean_count;
} nw_topic_rule;

typedef struct nw_topics nw_topics;
/* Errors: NEWEL_E_NOMEM, NEWEL_E_LIMIT. A definition that says nothing (no word but stop words) gives a topic that is always unsure. */
int nw_topics_build(nw_topics **out, const nw_alloc *alloc, const nw_topic_rule *rules, size_t count, newel_error *err);
void nw_topics_free(nw_topics *topics);
size_t nw_topics_count(const nw_topics *topics);
/* Of the lexicon and the background: another table, another number. About 0.5 ms. */
uint64_t nw_topics_fingerprint(void);
extern const nw_judge nw_topic_judge;

/* The score of a text for topic `index` before calibration, 256 = one standard deviation; `state` as for the judge. */
int32_t nw_topics_raw(const nw_topics *topics, void *state, newel_slice text, size_t index);

#endif
