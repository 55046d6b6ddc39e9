/* guard/guard.h - the inside of a guard: what a policy is lowered to.
 *
 * A guard is immutable after newel_guard_compile; everything that changes while a text is judged lives in a newel_scratch
 * (guard/scratch.h). Rules keep the order and the indices of the policy's rules.
 */
#ifndef NW_GUARD_H
#define NW_GUARD_H

#include <stdatomic.h>

#include "base/buf.h"
#include "base/engine.h"
#include "detect/families.h"
#include "detect/judge.h"
#include "newel/guard.h"
#include "policy/model.h"
#include "text/reading.h"

/* Families in the order they scan. The first marks our own placeholders, which no finding may touch. */
typedef enum nw_family_id {
  NW_FAMILY_INERT = 0, NW_FAMILY_SHAPE, NW_FAMILY_CUE, NW_FAMILY_WORD, NW_FAMILY_REGEX, NW_FAMILY_LEAK, NW_FAMILY_COUNT
} nw_family_id;
extern const nw_family *const nw_families[NW_FAMILY_COUNT];
extern const uint8_t nw_family_serves[NW_FAMILY_COUNT];  /* nw_reading_for */

typedef struct nw_inert   nw_inert;    /* guard/placeholder.c */
typedef struct nw_allowed nw_allowed;  /* guard/allow.c */

/* A rule of a guard: what judging needs of a policy's rule. */
typedef struct nw_guard_rule {
  newel_slice  id, kind, name;
  nw_rule_kind family_kind;
  uint8_t      on[2], action[2];  /* by source */
  uint8_t      local;             /* some family or local judge can decide it */
  uint8_t      judged;            /* … a local judge: it has a score and a band */
  uint8_t      believes_clear;    /* a `clear` of the local judge that is settled is not asked about */
  uint8_t      observe;
  uint8_t      style;             /* nw_style */
  uint8_t      keep_last;
  uint8_t      when;              /* nw_when */
  uint8_t      strength[2];       /* content: nw_filter_strength by source */
  uint32_t     threshold_ppm;     /* grounding */
  uint8_t      relevance;         /* … 1: RELEVANCE */
  uint32_t     lookahead_bytes;   /* how far a finding of it may reach; 0 when not local */
  const char  *cost;              /* cost class for explain */
  newel_slice  gap;               /* what Bedrock cannot express of it, "" nothing */
  const nw_allowed *allowed;      /* its own allow list, NULL none */
} nw_guard_rule;

/* A local judge and what it was compiled to (guard/judge.h). */
enum { NW_JUDGES_MOST = 4 };
typedef struct nw_guard_judge {
  const nw_judge *judge;
  void           *compiled;
  void          (*release)(void *compiled, const nw_alloc *alloc);
  size_t          state_at;                     /* in newel_scratch.judge_states */
  uint8_t         on[NEWEL_SURFACE_COUNT];      /* some rule of it applies to the surface */
} nw_guard_judge;

struct newel_guard {
  nw_alloc      alloc;
  nw_arena      arena;
  const newel_engine *engine;
  atomic_size_t owners;
  char          id[65], policy_id[65];
  newel_slice   policy_name;
  nw_guard_rule *rules;
  size_t        rule_count;
  uint32_t      hidden_rule;                 /* of HIDDEN_TEXT */
  nw_readings   readings;
  const void   *compiled[NW_FAMILY_COUNT];   /* NULL: nothing of the family is in the policy */
  uint8_t       families[NW_FAMILY_COUNT];   /* those of which something is, in order */
  unsigned      family_count;
  int           quiet;                       /* none of them finds anything in plain words (text/plain.h) */
  unsigned      serves;                      /* nw_reading_for of what they look for */
  size_t        state_at[NW_FAMILY_COUNT], state_bytes;
  nw_guard_judge judges[NW_JUDGES_MOST];
  size_t        judge_count, judge_state_bytes;
  uint8_t       needs_scratch[NW_FAMILY_COUNT]; /* the family's scratch is used: it scans, or an allow list has patterns */
  uint8_t      *covered[NEWEL_SURFACE_COUNT];  /* by rule: the surface is not exempt */
  uint8_t      *active[NEWEL_SURFACE_COUNT];   /* by rule: covered, on for the surface's source, and local */
  uint8_t       all_active[NEWEL_SURFACE_COUNT];     /* every rule of a family is active */
  uint8_t       needs_judge[NEWEL_SURFACE_COUNT];    /* some rule applies that no family decides */
  const nw_allowed *allowed;                 /* for every rule, NULL none */
  newel_slice   message[2];
  newel_slice   guardrail, version;          /* of the policy's escalation; "" where it says none */
  uint32_t      deadline_ms;                 /* of one evaluation's questions */
  nw_on_error   on_error;
  uint8_t       relates;                     /* has grounding rules: guard/judge_grounding.h */
  uint8_t       escalates, on_incomplete_allow, hold_verdict, deny_request;
};

/* ---- guard/placeholder.c: our own placeholders ----------------------------------------------------------------------------- */

/* The rule index of a mark of the inert family. */
#define NW_RULE_INERT UINT32_MAX
extern const nw_family nw_inert_family;
/* `types`: names that stand in placeholders of this guard. */
int nw_inert_build(nw_inert **out, const nw_alloc *alloc, const newel_slice *types, size_t count, newel_error *err);
void nw_inert_free(nw_inert *inert, const nw_alloc *alloc);

/* ---- guard/allow.c: allow lists ------------------------------------------------------------------------------------------ */

int nw_allowed_build(nw_allowed **out, const nw_alloc *alloc, const nw_allow_list *list, newel_error *err);
void nw_allowed_free(nw_allowed *allowed, const nw_alloc *alloc);
/* 1 when an entry equals `text` (case-folded) or a pattern covers it. `folded` and `regex_scratch` are scratch space. */
int nw_allowed_covers(const nw_allowed *allowed, newel_slice text, nw_buf *folded, void *regex_scratch);

#endif
