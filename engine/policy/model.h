/* policy/model.h - the checked in-memory model of a policy: what the decoder fills and everything else reads.
 *
 * One rule struct for all six of Bedrock's policy types and ours: what differs sits in a union, what is common (sides, mode,
 * allow list, place in the file) is common. Rules are in canonical order: by kind, then by name (content filters in Bedrock's
 * order). Everything lives in the policy's arena; slices are decoded, NUL-terminated, never NULL.
 */
#ifndef NW_POLICY_MODEL_H
#define NW_POLICY_MODEL_H

#include "base/alloc.h"
#include "newel/guard.h"
#include "newel/policy.h"

typedef enum nw_rule_kind {
  NW_KIND_CONTENT = 0, NW_KIND_TOPIC, NW_KIND_WORD, NW_KIND_PII, NW_KIND_REGEX, NW_KIND_SECRET, NW_KIND_GROUNDING,
  NW_KIND_REASONING, NW_KIND_LEAK, NW_KIND_HIDDEN,
  NW_KIND_COUNT
} nw_rule_kind;
/* "content", "topic", "word", "pii", "regex", "secret", "grounding", "reasoning", "leak", "hidden" */
const char *nw_kind_name(nw_rule_kind kind);
/* The key of the policy file, which is also the first part of a rule id: "content", "topics", "words", "pii", "regexes", … */
const char *nw_kind_section(nw_rule_kind kind);

typedef enum nw_content_type {
  NW_CONTENT_HATE = 0, NW_CONTENT_INSULTS, NW_CONTENT_SEXUAL, NW_CONTENT_VIOLENCE, NW_CONTENT_MISCONDUCT,
  NW_CONTENT_PROMPT_ATTACK,
  NW_CONTENT_COUNT
} nw_content_type;
typedef enum nw_filter_strength { NW_FILTER_NONE = 0, NW_FILTER_LOW, NW_FILTER_MEDIUM, NW_FILTER_HIGH } nw_filter_strength;
enum { NW_MODALITY_TEXT = 1, NW_MODALITY_IMAGE = 2 };
typedef enum nw_tier { NW_TIER_UNSET = 0, NW_TIER_CLASSIC, NW_TIER_STANDARD } nw_tier;
typedef enum nw_when { NW_WHEN_UNSET = 0, NW_WHEN_NEVER, NW_WHEN_UNSURE, NW_WHEN_ALWAYS } nw_when;
typedef enum nw_on_error { NW_ON_ERROR_BLOCK = 0, NW_ON_ERROR_LOCAL, NW_ON_ERROR_ALLOW } nw_on_error;
typedef enum nw_style {
  NW_STYLE_TYPE = 0,   /* {EMAIL} */
  NW_STYLE_NUMBERED,   /* {EMAIL_1} */
  NW_STYLE_MASK,       /* ******** */
  NW_STYLE_HASH        /* {EMAIL:9f86d081884c7d65} */
} nw_style;
/* How sure a PII detector must be of a place; each finds all that the one before it finds. */
typedef enum nw_policy_strictness {
  NW_STRICTNESS_VALIDATED = 0,  /* a check digit, a reserved prefix or a rigid grammar proves it */
  NW_STRICTNESS_CONTEXT,        /* the default: or a word beside it, or its printed form, says what it is */
  NW_STRICTNESS_ANY             /* or it has the shape */
} nw_policy_strictness;

typedef struct nw_place { newel_slice source; uint32_t line, column, end_column; } nw_place;

/* One rule on one source. */
typedef struct nw_side {
  uint8_t on;        /* judged: written (or defaulted), enabled, and not strength NONE */
  uint8_t enabled;   /* Bedrock's inputEnabled / outputEnabled as it will be written */
  uint8_t action;    /* newel_action */
  uint8_t strength;  /* content: nw_filter_strength */
  uint8_t modalities;/* content: NW_MODALITY_... */
} nw_side;

typedef struct nw_slices { const newel_slice *at; size_t count; } nw_slices;

/* Spans that a rule must leave alone: a finding is exempt when an entry equals it (case-folded) or a pattern covers it. */
typedef struct nw_allow_list { nw_slices values, patterns; } nw_allow_list;

typedef struct nw_rule {
  nw_rule_kind  kind;
  newel_slice   id;      /* "pii.EMAIL" */
  newel_slice   name;    /* "EMAIL" */
  nw_place      place;   /* of the rule's key */
  nw_side       side[2]; /* by newel_source */
  uint8_t       observe;
  uint8_t       style;   /* nw_style, resolved */
  uint8_t       mask_keep_last;  /* with NW_STYLE_MASK: characters left readable at the end, 0 = full mask */
  newel_slice   description;
  nw_allow_list allow;
  union {
    struct { nw_content_type type; uint8_t local_allow; } content;
    struct { newel_slice definition; nw_slices examples, match, clean; } topic;   /* only examples are sent to Bedrock */
    struct { nw_slices entries; newel_slice file; uint8_t managed, disguises; } word;
    /* nw_entity_id; nw_policy_strictness; abroad 1: off by `pii.countries` */
    struct { unsigned entity; uint8_t strictness, abroad; } pii;
    struct { newel_slice pattern; nw_slices match, clean; nw_place pattern_place; } regex;
    struct { const uint8_t *kind_on; } secret;     /* by nw_entity_id: 1 where the token kind is on */
    struct { uint8_t relevance; int64_t threshold_ppm; } grounding;
    struct { newel_slice arn; } reasoning;
    struct { uint32_t run; nw_slices canaries, clean; } leak;  /* run: characters that make a leak */
    struct { uint8_t written; } hidden;            /* 0: the rule that every policy has */
  } of;
} nw_rule;

typedef struct nw_escalation {
  uint8_t     present;
  newel_slice guardrail, version;   /* name; version "" = from newel.lock */
  uint8_t     allow_draft;
  uint8_t     on_error;             /* nw_on_error */
  uint32_t    deadline_ms;
  nw_place    place;
} nw_escalation;

typedef struct nw_tag { newel_slice key, value; } nw_tag;

struct newel_policy {
  nw_alloc    alloc;
  nw_arena    arena;
  newel_engine *engine;
  newel_slice name, description;
  newel_slice message[2];           /* by source */
  const nw_rule *rules;
  size_t      rule_count;
  /* covers[surface][rule]: 1 where the surface is judged by the rule (before the sides are asked). */
  const uint8_t *covers[NEWEL_SURFACE_COUNT];
  /* when[rule]: nw_when, resolved: UNSET where there is no escalation block. */
  const uint8_t *when;
  nw_allow_list allow;              /* for every rule */
  nw_escalation escalation;
  nw_tier     topic_tier, content_tier, grounding_tier;
  newel_slice guardrail_profile;    /* cross-region; "" = none */
  newel_slice kms_key;
  const nw_tag *tags;
  size_t      tag_count;
  int64_t     reasoning_confidence_ppm;  /* -1: not written */
  uint8_t     on_incomplete_allow;  /* 1: allow; 0: block */
  uint8_t     hold_verdict;         /* stream.hold: 1 verdict, 0 frontier (resolved) */
  uint8_t     readings;             /* 0 all, 1 unicode, 2 none: how much disguise is undone */
  uint8_t     deny_request;         /* deny: request */
  uint8_t     observe;              /* mode: observe for all */
  uint8_t     uses_hash;            /* some rule has style hash: a key is needed */
  nw_slices   gates;                /* what `newel test` must show: no part of the policy id, for they judge cases, not texts */
  char        id[65];
};

/* A pattern with lookahead or lookbehind: Bedrock takes none. */
int nw_has_lookaround(newel_slice pattern);
/* What Bedrock cannot express of a rule, one line, or "" ("words: action ANONYMIZE", "secrets have no Bedrock type", …). */
newel_slice nw_rule_bedrock_gap(const newel_policy *policy, const nw_rule *rule, nw_arena *arena);

#endif
