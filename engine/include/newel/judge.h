/* newel/judge.h - the local judges by themselves, without a policy: is an answer grounded in its source, does it answer the query, is a
 * text about a topic?
 *
 *   newel_judge_open(&judge, engine, &err);
 *   newel_judge_grounding(judge, &source, 1, &query, 1, answer, &said, &err);
 *   printf("grounded %u ppm, %zu unsupported items\n", said.grounding_ppm, said.lack_count);
 *
 * Scores are calibrated chances in millionths, and as sure as docs/judges.md says: a band `unsure` wants a real judge. Integers all the
 * way: equal inputs give equal outputs on every machine. */
#ifndef NEWEL_JUDGE_H
#define NEWEL_JUDGE_H

#include "newel/engine.h"
#include "newel/guard.h"
#include "newel/policy.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Work space and topics; one thread at a time. */
typedef struct newel_judge newel_judge;

/* Opens a judge. `engine` must outlive it. Errors: NEWEL_E_ARGUMENT, NEWEL_E_NOMEM. */
NEWEL_API int newel_judge_open(newel_judge **out, newel_engine *engine, newel_error *err);
NEWEL_API void newel_judge_free(newel_judge *judge);

/* Something in the answer that neither source nor query has: bytes [start, end) of the answer. */
typedef struct newel_lack {
  const char *type;   /* "NUMBER", "UNIT", "DATE", "NAME", "QUOTE", "LINK" */
  size_t      start, end;
} newel_lack;

/* One thing that was measured, in millionths: "coverage", "trigram", … (docs/judges.md). */
typedef struct newel_feature {
  const char *name;
  int32_t     value_ppm;
} newel_feature;

/* What a grounding judge says. Borrowed from the judge until its next call. */
typedef struct newel_grounding {
  uint32_t             grounding_ppm;   /* chance that the source supports the answer */
  newel_band           grounding_band;  /* CLEAR: supported; HIT: not; UNEVALUATED: there is no source */
  uint32_t             relevance_ppm;   /* chance that the answer answers the query */
  newel_band           relevance_band;  /* the same; UNEVALUATED: there is no query */
  const newel_lack    *lack;            /* in order of start */
  size_t               lack_count, lacks_left_out;
  const newel_feature *feature;
  size_t               feature_count;
} newel_grounding;

/* Judges `answer` against its sources and queries (several count as one text). Any of them may be empty, hold NUL or bad UTF-8.
 * Linear. Errors: NEWEL_E_ARGUMENT, NEWEL_E_NOMEM. */
NEWEL_API int newel_judge_grounding(newel_judge *judge, const newel_slice *sources, size_t source_count, const newel_slice *queries,
                                    size_t query_count, newel_slice answer, newel_grounding *out, newel_error *err);

/* A topic: a definition, examples, or both; `clean` are texts near it that are not on it. */
typedef struct newel_topic {
  newel_slice        name, definition;
  const newel_slice *examples;
  size_t             example_count;
  const newel_slice *clean;
  size_t             clean_count;
} newel_topic;

/* Sets the topics that newel_judge_topics asks about. Everything is copied. About 5 ms, and 0.2 ms a topic.
 * Errors: NEWEL_E_ARGUMENT (no topic, or one without definition and examples), NEWEL_E_LIMIT, NEWEL_E_NOMEM. */
NEWEL_API int newel_judge_set_topics(newel_judge *judge, const newel_topic *topics, size_t count, newel_error *err);

/* The same with the denied topics of a policy (`match` texts count as examples). NEWEL_E_ARGUMENT where it has none. */
NEWEL_API int newel_judge_set_policy(newel_judge *judge, const newel_policy *policy, newel_error *err);

typedef struct newel_topic_score {
  newel_slice name;
  uint32_t    score_ppm;   /* chance that the text is on the topic, where one text in ten is */
  newel_band  band;
  size_t      start, end;  /* the window that carried the score */
} newel_topic_score;

/* Judges `text` by every topic, in the order they were set. Borrowed until the next call. Errors: NEWEL_E_STATE (no topics). */
NEWEL_API int newel_judge_topics(newel_judge *judge, newel_slice text, const newel_topic_score **out, size_t *count, newel_error *err);

#ifdef __cplusplus
}
#endif
#endif
