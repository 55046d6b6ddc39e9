/* detect/shape_pass.h - the parts of a shape scan that its files share.
 *
 *   shape_build.c   who is asked about which events: nw_shape, nw_choice
 *   shape.c         the pass over a window: nw_shape_state, nw_pass
 *   shape_ask.c     one event: who may find something there, and what is told of it
 *   shape_miss.c    what nearly was an event
 */
#ifndef NW_DETECT_SHAPE_PASS_H
#define NW_DETECT_SHAPE_PASS_H

#include "detect/context.h"
#include "detect/id/id.h"
#include "detect/pii/digits.h"
#include "detect/secret/token.h"
#include "detect/shape.h"
#include "detect/sift.h"
#include "detect/trigger.h"

/* ---- shape_build.c ---- */

/* `entity` is what the verifier finds; a verifier of several kinds (the tokens) sets it in its hit, and has `last`
 * behind the last. */
typedef struct nw_detector {
  nw_trigger   trigger;
  nw_verify_fn verify;
  unsigned     entity, last;
} nw_detector;
enum { NW_DETECTOR_COUNT = 16 };
extern const nw_detector nw_detectors[NW_DETECTOR_COUNT];

/* Who is asked about which events. */
typedef struct nw_choice {
  uint32_t on[NW_TRIGGER_COUNT];      /* detectors, by kind of event; bits of `detectors` */
  uint64_t wanted[NW_TRIGGER_COUNT];  /* kinds that somebody is asked about: all ones, or 0 */
  uint8_t  ids;                       /* some id is judged */
  size_t   back_bytes;                /* how far a finding may begin in front of its event */
} nw_choice;

/* One allocation: this struct, then the tables that the pointers point to. */
struct nw_shape {
  nw_alloc alloc;
  size_t   bytes;
  unsigned first[NW_ENTITY_COUNT + 1];  /* rules of entity e: rules[first[e]] … rules[first[e + 1] - 1] */
  uint8_t  bare[NW_ENTITY_COUNT + 1];   /* some rule of the entity takes bare shapes; behind the last: of any */
  uint8_t  is_id[NW_ENTITY_COUNT];      /* found by a row of grammar/ids */
  uint8_t  letters;                     /* some id that is on has letters */
  const nw_machine *machine;
  nw_choice all;                        /* what is asked when every rule is judged */
  nw_shape_rule    *rules;
  nw_ids           *ids;
  nw_secret_index  *secrets;
  nw_context_table *contexts;
};

/* Which detectors have a rule that is judged; `active` by rule, NULL: all are. */
void nw_shape_choose(const nw_shape *shape, const uint8_t *active, nw_choice *out);

/* ---- shape.c ---- */

enum { NW_ENTITY_WORDS = (NW_ENTITY_COUNT + 63) / 64 };

typedef struct nw_shape_state {
  size_t   pos;                   /* events before it are answered */
  size_t   passed;                /* skip_words saw nothing up to here */
  size_t   word;                  /* the word begins here that ends one blank in front of `word_end`, if skip_words came so far */
  size_t   word_end;
  size_t   glued;                 /* a finding ends here and a digit follows at once: a number may begin there */
  size_t   free_from, free_before;  /* the furthest end of a finding; that of the findings which it left behind it */
  size_t   proven_from, proven_to;  /* the last number that its check digits prove: nothing begins inside of it */
  uint64_t work;
  uint64_t has[NW_ENTITY_WORDS];  /* by entity: something was found */
  const nw_choice *choice;        /* that of the shape, or its own; NULL before the first scan */
  /* From here on nothing is cleared: */
  nw_choice own;
  size_t   end[NW_ENTITY_COUNT];  /* of the last finding of an entity that `has` one */
} nw_shape_state;

/* 0: nothing of it was found. Without a branch, for it is asked at every place. */
static inline size_t nw_shape_end_of(const nw_shape_state *state, unsigned entity) {
  return state->end[entity] & (0 - (state->has[entity / 64] >> entity % 64 & 1));
}

static inline void nw_shape_set_end(nw_shape_state *state, unsigned entity, size_t end) {
  state->has[entity / 64] |= (uint64_t)1 << entity % 64;
  state->end[entity] = end;
}

/* Where the last finding ends that stands before `pos`. */
static inline size_t nw_shape_free_from(const nw_shape_state *state, size_t pos) {
  return state->free_from <= pos ? state->free_from : state->free_before;
}

/* One call of the scanner. */
typedef struct nw_pass {
  const nw_shape *shape;
  nw_shape_state *state;
  nw_scan        *scan;
  nw_chain        chain;    /* caches: see pii/digits.h, id.h, context.h */
  nw_groups       groups;
  nw_context      context;
  nw_stretch      stretch, bare;
  nw_named        named;
  nw_tried        tried;
  nw_probe        probe;    /* for one event after the other */
  nw_events       events;   /* of the batch */
  nw_sift         sift;
} nw_pass;

/* Its caches and its probe, before its first event. */
void nw_pass_open(nw_pass *pass);

/* ---- shape_ask.c ---- */

/* Puts an event at `pos` to all who are asked about its kind. Returns 0 when there is no answer yet; so the others. */
int nw_pass_ask(nw_pass *pass, nw_trigger kind, size_t pos);
/* The probe of the pass at an event. */
nw_probe *nw_pass_probe(nw_pass *pass, size_t pos);
/* Puts the event of `probe` to some detectors, whatever stands around, or to the ids. */
int nw_pass_ask_all(nw_pass *pass, nw_probe *probe, uint32_t which);
int nw_pass_ask_ids(nw_pass *pass, nw_probe *probe);

/* ---- shape_miss.c: where misses are wanted ---- */

/* Numbers in [pos, end) that stand in a word or a longer number: "no4111…", "-123-45-6789". */
void nw_pass_look_closer(nw_pass *pass, size_t pos, size_t end);

#endif
