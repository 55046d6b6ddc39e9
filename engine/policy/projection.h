/* policy/projection.h - the guardrail that a policy describes, or that Bedrock has, as one canonical value: what export, import,
 * plan, push, pull and drift all work on.
 *
 *   policy ───────────────────────────► nw_projection ──► CreateGuardrail, CloudFormation, Terraform      projection_write.c
 *   GetGuardrail, CreateGuardrail, ───►       │ ──► SHA-256 (newel.lock)                                  projection.c
 *   CloudFormation, Terraform                 │ ──► policy file (import_guardrail.c)
 *                                             └──► compared with another: nw_change                       projection_diff.c
 *
 * Canonical: what Bedrock would treat alike is alike. Rules are sorted, each once; a side that is off has action NONE and
 * strength NONE however it was written; a rule with both sides off is not there; what was not written has the value that
 * Bedrock takes for granted, and a remark says so. One table (nw_guardrail_members) names the members of all rules for readers,
 * writers and the comparison.
 *
 * Values live in the arena they were made in, and what they were made from outlives them. Nothing here does I/O.
 * Sources: service model of bedrock 2023-04-20 (CreateGuardrail, GetGuardrail), resource AWS::Bedrock::Guardrail. */
#ifndef NW_POLICY_PROJECTION_H
#define NW_POLICY_PROJECTION_H

#include "base/buf.h"
#include "json/writer.h"
#include "policy/node.h"

/* The lists of a guardrail, in the order in which they are written. */
typedef enum nw_part {
  NW_PART_TOPIC = 0,
  NW_PART_FILTER,
  NW_PART_WORD,
  NW_PART_LIST,
  NW_PART_ENTITY,
  NW_PART_REGEX,
  NW_PART_GROUNDING,
  NW_PART_REASONING,
  NW_PART_COUNT
} nw_part;

/* One rule. What a part does not have is zero. */
typedef struct nw_projection_rule {
  nw_part     part;
  newel_slice name;          /* of the topic or regex; type of the filter, list or entity; the word; the ARN */
  newel_slice text;          /* the topic's definition, the regex's pattern */
  newel_slice description;   /* of a regex */
  nw_slices   examples;      /* of a topic */
  int64_t     threshold_ppm; /* of a grounding check */
  uint8_t     action;        /* newel_action: of a grounding check; of an entity or regex the stronger one of its sides */
  uint8_t     deny;          /* the constant type of a topic */
  nw_side     side[2];       /* `on` and `enabled` are the same; grounding and reasoning have OUTPUT only */
  uint32_t    missing;       /* bits by nw_guardrail_members: not written in what was read */
  nw_place    place;
} nw_projection_rule;

typedef enum nw_remark_kind {
  NW_REMARK_DEFAULTED,   /* `what` was not written, and is taken as Bedrock takes it */
  NW_REMARK_RESOLVED,    /* `what` is the default of a template's parameter */
  NW_REMARK_OFF,         /* the rule is there and judges nothing */
  NW_REMARK_LEFT_OUT     /* `what` is not understood: the rule or member is left out */
} nw_remark_kind;
typedef struct nw_projection_remark nw_projection_remark;
struct nw_projection_remark {
  const nw_projection_remark *next;
  nw_remark_kind kind;
  newel_slice    rule;       /* "content.HATE"; "" for the guardrail */
  newel_slice    what;
  nw_place       place;
};

enum { NW_TIER_TOPICS = 0, NW_TIER_CONTENT, NW_TIER_GROUNDING, NW_TIERS };

typedef struct nw_projection {
  newel_slice name, description, message[2];
  newel_slice profile;       /* cross-region: id or ARN, as written */
  newel_slice kms_key;       /* as written: key id, ARN or alias */
  uint8_t     tier[NW_TIERS];/* nw_tier, never UNSET */
  int64_t     confidence_ppm;/* of reasoning; -1: not written */
  const nw_tag *tags;        /* not compared, not hashed: UpdateGuardrail and GetGuardrail have none */
  size_t      tag_count;
  const nw_projection_rule *rules;
  size_t      rule_count;
  /* Of what was read; "" in a policy's. */
  newel_slice id, arn, version, status;
  const nw_projection_remark *remarks;  /* in order */
} nw_projection;

/* ---- the table of members ------------------------------------------------------------------------------------------------ */

typedef enum nw_member_type {
  NW_MEMBER_TEXT, NW_MEMBER_TEXTS, NW_MEMBER_ACTION, NW_MEMBER_BOOL, NW_MEMBER_STRENGTH, NW_MEMBER_MODALITIES, NW_MEMBER_PPM,
  NW_MEMBER_DENY
} nw_member_type;
enum { NW_MEMBER_OPTIONAL = 1 /* left out where empty */, NW_MEMBER_DEFAULTED = 2 /* Bedrock has a value where it is left out */,
       NW_MEMBER_DERIVED = 4 /* follows from others: not compared */, NW_MEMBER_NAME = 8 };

typedef struct nw_guardrail_member {
  const char    *name;    /* the API's; NULL ends the table */
  unsigned       parts;   /* bits of nw_part */
  nw_member_type type;
  unsigned       flags;
  size_t         offset;  /* in nw_projection_rule */
} nw_guardrail_member;
extern const nw_guardrail_member nw_guardrail_members[];

/* Where a part's list stands: "topicPolicyConfig", "topicsConfig". */
typedef struct nw_guardrail_list {
  const char *policy, *list;
  int         tier;         /* NW_TIER_..., or -1 */
  const char *tier_name;    /* CloudFormation's name of "tierConfig" */
  const char *section;      /* of the policy file, and first part of a rule id */
} nw_guardrail_list;
const nw_guardrail_list *nw_guardrail_list_of(nw_part part);

static inline const void *nw_member_at(const nw_projection_rule *rule, const nw_guardrail_member *m) {
  return (const char *)rule + m->offset;
}
/* The member's value as a text for people and for comparing: "BLOCK", "true", "0.75", "TEXT, IMAGE". Returns 0 when memory ran
 * out. */
int nw_member_text(newel_slice *out, nw_arena *arena, const nw_projection_rule *rule, const nw_guardrail_member *m);
/* Adds the names of what was not written: "inputAction, inputEnabled". */
void nw_projection_missing(nw_buf *to, const nw_projection_rule *rule);
/* "content.HATE"; data NULL when memory ran out. */
newel_slice nw_projection_rule_id(nw_arena *arena, const nw_projection_rule *rule);

/* ---- making ------------------------------------------------------------------------------------------------------------ */

/* 1 when Bedrock has a place for the rule. */
int nw_rule_has_place(const nw_rule *rule);
/* The guardrail that `policy` describes. Returns 0 when memory ran out. */
int nw_projection_of_policy(nw_projection *out, nw_arena *arena, const newel_policy *policy);
/* The error of a policy whose projection has no rule. */
int nw_fail_no_place(newel_error *err);
/* Reads a guardrail in any notation: its members may be named as by the API, GetGuardrail, CloudFormation or Terraform.
 * `parameters`: those of a CloudFormation template, or NULL. Returns 0 when memory ran out. */
int nw_projection_read(nw_projection *out, nw_arena *arena, const nw_node *guardrail, const nw_node *parameters);
/* Sorts, merges what stands twice, drops what judges nothing. Called by the two above. `rules` are the projection's to keep. */
void nw_projection_settle(nw_projection *p, nw_projection_rule *rules, size_t count);
/* A guardrail's answer as text: nw_node_read and nw_projection_read. `name` is what errors call it. */
int nw_projection_parse(nw_projection *out, nw_arena *arena, newel_slice json, const char *name, newel_error *err);

/* "us.guardrail.v1:0" of a profile's id or ARN. */
newel_slice nw_projection_profile_id(newel_slice profile);
/* SHA-256 of the canonical form, tags left out. Returns 0 when memory ran out. */
int nw_projection_hash(const nw_projection *p, char hex[65]);

/* ---- writing ------------------------------------------------------------------------------------------------------------- */

/* Writes the members into an object that is open: the body of CreateGuardrail, or its twin in another notation. No tags. */
void nw_projection_write(nw_json_writer *w, const nw_projection *p, newel_export to);
/* "inputAction" as the notation names it. */
void nw_projection_key(nw_json_writer *w, newel_export to, const char *camel);

/* ---- comparing ------------------------------------------------------------------------------------------------------------ */

/* One difference: what would have to be done to `live` to make it `wanted`. */
typedef struct nw_change {
  char        kind;      /* '+' the rule is added, '-' removed, '~' a member changes */
  newel_slice rule;      /* "content.HATE", "messages.input", "description" */
  const char *member;    /* "inputStrength"; "" of '+', '-' and settings */
  newel_slice from, to;  /* of '~'; empty: nothing stands there */
} nw_change;
typedef struct nw_changes { const nw_change *at; size_t count; } nw_changes;

/* Compares; in order of settings, then rules. Returns 0 when memory ran out. */
int nw_projection_diff(nw_changes *out, nw_arena *arena, const nw_projection *live, const nw_projection *wanted);

#endif
