/* cascade/asking.h - one round of asking: jobs in, words out, answers for the guard.
 *
 *   job       segment 2, OUTPUT, "… 30,000 characters …", rules {content.HATE, topics.legal}
 *   asks      jobs of one source and one set of rules share asks; each ask holds blocks under the quota
 *   words     (segment, rule): clear, hit with places, failed, cannot; places in the text of the job
 *   answers   one question, all its words: hit wins over failed wins over cannot wins over clear, and failed is never forgotten
 *
 * A segment that is denied alone (tool_result, retrieved) is asked alone, for a judge does not tell which block a topic or a filter
 * was found in: what it says without a place holds for every block of the ask. Asks follow one another; each gets what is left of the
 * deadline. This is where a cache (words by text and rules) and parallel asks have their place.
 *
 * Owner: one newel_cascade_apply, or a stream for its life. One thread.
 */
#ifndef NW_CASCADE_ASKING_H
#define NW_CASCADE_ASKING_H

#include "cascade/reply.h"
#include "guard/scratch.h"

/* A text to be judged from byte `from` on, by the rules whose mark is 1. */
typedef struct nw_job {
  newel_slice    text;      /* UTF-8, not blank */
  size_t         from;
  uint32_t       segment;
  newel_source   source;
  uint8_t        alone;     /* shares an ask with no other segment */
  const uint8_t *rules;     /* by rule of the guard */
} nw_job;

/* What a judge said of one segment and one rule. Places in the job's text. */
typedef struct nw_word {
  uint32_t segment, rule;   /* rule of the guard */
  newel_say say;
} nw_word;

typedef struct nw_asking {
  const newel_guard     *guard;
  const newel_transport *transport;
  nw_alloc               alloc;
  nw_arena               arena;
  NW_VEC(nw_job)          jobs;
  NW_VEC(newel_ask_block) context;
  NW_VEC(nw_word)         words;
  newel_reply             sum;         /* units and records of all asks */
  uint32_t                asks;
  newel_slice             error;       /* of the first ask that failed */
  uint32_t                deadline_ms;
  uint64_t                elapsed_ns;  /* of all rounds */
  int                     failed;      /* no memory */
} nw_asking;

void nw_asking_init(nw_asking *asking, const newel_guard *guard, const newel_transport *transport, uint32_t deadline_ms);
void nw_asking_free(nw_asking *asking);
/* A text that goes along where a relational rule (grounding, reasoning) is asked about. Copied. */
void nw_asking_context(nw_asking *asking, newel_slice text, uint32_t qualifiers);
/* Adds a job. `text` must live until the round is over; `rules` as long. A blank text is clear of everything, and not asked. */
void nw_asking_job(nw_asking *asking, uint32_t segment, newel_surface surface, newel_slice text, size_t from, const uint8_t *rules);
/* Asks all jobs and forgets them; their words stay. */
void nw_asking_round(nw_asking *asking);
/* 1 when a word says that the text is denied: a rule that blocks was hit, the judge stopped it, or asking failed under `block`. */
int nw_asking_denies(const nw_asking *asking, newel_source source);
/* The answers to the open questions of a result; they live as long as the asking. Questions nobody was asked about get `otherwise`.
 * NULL, with `failed`, when there is no memory. */
const newel_answer *nw_asking_answers(nw_asking *asking, const newel_result *result, newel_answer_status otherwise, size_t *count);
/* Writes the stages of a scratch's result: local, and the transport's. */
void nw_asking_stages(const nw_asking *asking, newel_scratch *scratch, const newel_answer *answers, size_t count, size_t questions);

#endif
