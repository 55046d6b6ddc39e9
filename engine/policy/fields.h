/* policy/fields.h - the language of a policy file as one table: which keys there are, and what each may hold.
 *
 *   EMAIL: ANONYMIZE                            a shape says what a value may be, by the form it is written in:
 *   EMAIL: {input: ANONYMIZE, output: BLOCK}      scalar     one of `choices`, a text, a number, …
 *   competitors: [acme, globex]                   sequence   of `item`
 *                                                 mapping    with `fields`, and `value` under keys of the user's choice
 *
 * The strict check of a file (shape.c), the JSON Schema (schema.c), the decoder's choices (decode_*.c) and the tests of
 * docs/policy.md read this table, so a key is added here and then read in one of decode_*.c: nowhere else. Everything is constant.
 */
#ifndef NW_POLICY_FIELDS_H
#define NW_POLICY_FIELDS_H

#include "policy/model.h"
#include "policy/node.h"

/* ---- entities ------------------------------------------------------------------------------------------------------------ */

/* The rows of grammar/entities.def, numbered as detect/entities.h numbers them (policy knows no detector, only the table). */
enum nw_policy_entity {
#define ENTITY(NAME, klass, bedrock, region, detector, validator, strength, lookahead, source, meaning) NW_POLICY_ENTITY_##NAME,
#include "entities.def"
#undef ENTITY
  NW_POLICY_ENTITY_COUNT
};
typedef struct nw_entity_row { const char *name; uint8_t secret, bedrock, local; const char *region; } nw_entity_row;
const nw_entity_row *nw_entity_row_at(unsigned id);  /* NULL past the end */
int nw_entity_row_find(newel_slice name, unsigned *id);
/* Is `region` of the table ("any", "US", "UK") the country `code` (ISO 3166: US, GB)? UK stands in Bedrock's names. */
int nw_region_is(const char *region, newel_slice code);

/* ---- the table ----------------------------------------------------------------------------------------------------------- */

typedef enum nw_scalar {
  NW_SCALAR_NONE = 0,  /* not a scalar */
  NW_SCALAR_WORD,      /* one of `choices` */
  NW_SCALAR_TEXT,      /* min..max characters of `charset` */
  NW_SCALAR_BOOL,      /* true, false */
  NW_SCALAR_INTEGER,   /* min..max */
  NW_SCALAR_FRACTION,  /* a decimal, min..max in millionths */
  NW_SCALAR_DURATION,  /* "800ms", "2s": min..max in milliseconds */
  NW_SCALAR_VERSION    /* a version of a Bedrock guardrail: DRAFT or 1..99999999, quoted or not */
} nw_scalar;

typedef struct nw_choice { const char *name; unsigned value; } nw_choice;  /* lists end with a NULL name */

enum {
  NW_FIELD_REQUIRED = 1,
  NW_FIELD_LOADED = 2    /* the loader has checked it (extends) */
};

typedef struct nw_shape nw_shape;
typedef struct nw_field {
  const char     *key;      /* NULL ends a list */
  const nw_shape *shape;
  uint8_t         flags;    /* NW_FIELD_... */
  const char     *doc;      /* one line */
} nw_field;

struct nw_shape {
  const char      *name;      /* its definition in the schema; NULL: written out where it is used */
  nw_scalar        scalar;
  const nw_choice *choices;
  uint32_t         min, max;
  const char      *charset;   /* inside of a bracket expression ("0-9A-Za-z_-"); NULL: any character */
  const nw_shape  *item;
  uint32_t         item_min, item_max;  /* item_max 0: bounded by the file's limits only */
  const nw_field  *fields;
  const nw_shape  *value;     /* under free keys */
  const nw_shape  *key;       /* the text that a free key is */
};

extern const nw_shape nw_shape_policy;   /* a whole file */

extern const nw_choice nw_choices_content[], nw_choices_strength[], nw_choices_modality[], nw_choices_action[], nw_choices_mode[],
  nw_choices_style[], nw_choices_tier[], nw_choices_when[], nw_choices_on_error[], nw_choices_surface[], nw_choices_deny[],
  nw_choices_on_incomplete[], nw_choices_readings[], nw_choices_hold[], nw_choices_cover[], nw_choices_managed[], nw_choices_section[],
  nw_choices_grounding[], nw_choices_strictness[];
/* Styles of the language that this version does not have, as numbers behind nw_style's. */
enum { NW_STYLE_ABSENT_SEAL = 16, NW_STYLE_ABSENT_FPE };
enum { NW_COVER_NONE = 0, NW_COVER_ALL = 1 };
enum { NW_REASONING_POLICIES = 2 };
/* Of `leak`: characters of a run, and canaries. As detect/leak/leak.h, which no policy knows; guard/leak.c holds them together. */
enum { NW_LEAK_RUN_MIN = 24, NW_LEAK_RUN_MAX = 1000, NW_LEAK_RUN_UNSET = 48, NW_LEAK_CANARIES_MAX = 64 };
#define NW_MESSAGE_DEFAULT_INPUT  "Sorry, I can't help with that."
#define NW_MESSAGE_DEFAULT_OUTPUT "Sorry, I can't share that."
enum { NW_DEADLINE_DEFAULT_MS = 2000 };

/* The choice of a name; 0 when it is none. */
int nw_choice_find(const nw_choice *choices, newel_slice name, unsigned *value);
/* The name of a choice, "?" when there is none. */
const char *nw_choice_name(const nw_choice *choices, unsigned value);

/* ---- reading scalars (scalar.c) ------------------------------------------------------------------------------------------ */

/* What a scalar is by YAML 1.2's core schema (chapter 10.3.2); a quoted one is always a text. JSON's scalars obey the same
 * rules. */
typedef enum nw_core { NW_CORE_TEXT, NW_CORE_NULL, NW_CORE_BOOL, NW_CORE_INTEGER, NW_CORE_FLOAT } nw_core;
nw_core nw_core_of(const nw_node *node);

/* Each returns 1 and the value when `node` is one, else 0 and *out stays. `node` may be NULL. Ranges are shape.c's affair. */
int nw_read_word(const nw_node *node, const nw_choice *choices, unsigned *out);
int nw_read_bool(const nw_node *node, uint8_t *out);
int nw_read_ppm(const nw_node *node, int64_t *out);
int nw_read_duration_ms(const nw_node *node, uint32_t *out);
int nw_read_text(const nw_node *node, newel_slice *out);
int nw_is_version(newel_slice text);

/* ---- checking (shape.c) -------------------------------------------------------------------------------------------------- */

/* Reports everything in `tree` that `shape` does not allow. Missing keys are not asked for: a parent may hold them. */
void nw_shape_check(const nw_node *tree, const nw_shape *shape, newel_diagnostics *diags);
/* Reports keys that are required and missing, in a merged tree. */
void nw_shape_require(const nw_node *tree, const nw_shape *shape, newel_diagnostics *diags);

/* The name nearest to what was written, for "did you mean": offer each, then read `best` (NULL: nothing is near). */
typedef struct nw_nearest { newel_slice wanted; const char *best; unsigned distance; } nw_nearest;
void nw_nearest_begin(nw_nearest *near, newel_slice wanted);
void nw_nearest_offer(nw_nearest *near, const char *name);

#endif
