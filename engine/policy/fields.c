/* policy/fields.c - the table. It reads from the leaves to the root: choices, scalars, rules by kind, sections, the file.
 *
 * The limits are Bedrock's where Bedrock has one and ours would be no wider in meaning (names, messages, tags); a quota of
 * Bedrock that a local policy may exceed (topics, words, regexes, their lengths) is a warning in lint.c, not a limit here.
 * Source of Bedrock's: the CreateGuardrail request of the Amazon Bedrock API reference. */
#include "policy/fields.h"

#include "base/slice.h"

/* ---- entities ---- */

enum { PII = 0, SECRET = 1 };  /* the classes of the table */
static const nw_entity_row entities[] = {
#define ENTITY(NAME, klass, bedrock, region, detector, validator, strength, lookahead, source, meaning) \
  { #NAME, klass, bedrock, detector, region },
#include "entities.def"
#undef ENTITY
};

const nw_entity_row *nw_entity_row_at(unsigned id) {
  return id < NW_POLICY_ENTITY_COUNT ? &entities[id] : NULL;
}

int nw_entity_row_find(newel_slice name, unsigned *id) {
  for (unsigned i = 0; i < NW_POLICY_ENTITY_COUNT; i++) {
    if (!nw_slice_is(name, entities[i].name)) continue;
    *id = i;
    return 1;
  }
  return 0;
}

int nw_region_is(const char *region, newel_slice code) {
  return nw_slice_is(code, strcmp(region, "UK") == 0 ? "GB" : region);
}

/* ---- choices ---- */

#define END { NULL, 0 }
const nw_choice nw_choices_content[] = {
  { "HATE", NW_CONTENT_HATE }, { "INSULTS", NW_CONTENT_INSULTS }, { "SEXUAL", NW_CONTENT_SEXUAL }, { "VIOLENCE",
      NW_CONTENT_VIOLENCE },
  { "MISCONDUCT", NW_CONTENT_MISCONDUCT }, { "PROMPT_ATTACK", NW_CONTENT_PROMPT_ATTACK }, END };
const nw_choice nw_choices_strength[] = {
  { "NONE", NW_FILTER_NONE }, { "LOW", NW_FILTER_LOW }, { "MEDIUM", NW_FILTER_MEDIUM }, { "HIGH", NW_FILTER_HIGH }, END };
const nw_choice nw_choices_modality[] = { { "TEXT", NW_MODALITY_TEXT }, { "IMAGE", NW_MODALITY_IMAGE }, END };
const nw_choice nw_choices_action[] = {
  { "BLOCK", NEWEL_ACTION_BLOCK }, { "ANONYMIZE", NEWEL_ACTION_ANONYMIZE }, { "NONE", NEWEL_ACTION_NONE }, END };
static const nw_choice choices_block[] = { { "BLOCK", NEWEL_ACTION_BLOCK }, { "NONE", NEWEL_ACTION_NONE }, END };
const nw_choice nw_choices_mode[] = { { "enforce", 0 }, { "observe", 1 }, END };
const nw_choice nw_choices_style[] = {
  { "type", NW_STYLE_TYPE }, { "numbered", NW_STYLE_NUMBERED }, { "mask", NW_STYLE_MASK }, { "hash", NW_STYLE_HASH },
  { "seal", NW_STYLE_ABSENT_SEAL }, { "fpe", NW_STYLE_ABSENT_FPE }, END };
const nw_choice nw_choices_tier[] = { { "CLASSIC", NW_TIER_CLASSIC }, { "STANDARD", NW_TIER_STANDARD }, END };
const nw_choice nw_choices_when[] = { { "never", NW_WHEN_NEVER }, { "unsure", NW_WHEN_UNSURE }, { "always", NW_WHEN_ALWAYS },
    END };
const nw_choice nw_choices_on_error[] = { { "block", NW_ON_ERROR_BLOCK }, { "local", NW_ON_ERROR_LOCAL }, { "allow",
    NW_ON_ERROR_ALLOW }, END };
const nw_choice nw_choices_deny[] = { { "segment", 0 }, { "request", 1 }, END };
const nw_choice nw_choices_readings[] = { { "all", 0 }, { "unicode", 1 }, { "none", 2 }, END };
const nw_choice nw_choices_on_incomplete[] = { { "block", 0 }, { "allow", 1 }, END };
const nw_choice nw_choices_hold[] = { { "frontier", 0 }, { "verdict", 1 }, END };
const nw_choice nw_choices_cover[] = { { "none", NW_COVER_NONE }, { "all", NW_COVER_ALL }, END };
const nw_choice nw_choices_strictness[] = {
  { "validated", NW_STRICTNESS_VALIDATED }, { "context", NW_STRICTNESS_CONTEXT }, { "any", NW_STRICTNESS_ANY }, END };
const nw_choice nw_choices_managed[] = { { "PROFANITY", 0 }, END };
const nw_choice nw_choices_grounding[] = { { "GROUNDING", 0 }, { "RELEVANCE", 1 }, END };
const nw_choice nw_choices_surface[] = {
  { "user", NEWEL_SURFACE_USER }, { "history", NEWEL_SURFACE_HISTORY }, { "system", NEWEL_SURFACE_SYSTEM },
  { "tool_args", NEWEL_SURFACE_TOOL_ARGS }, { "tool_result", NEWEL_SURFACE_TOOL_RESULT }, { "retrieved",
      NEWEL_SURFACE_RETRIEVED },
  { "output", NEWEL_SURFACE_OUTPUT }, { "reasoning", NEWEL_SURFACE_REASONING }, END };
const nw_choice nw_choices_section[] = {
  { "content", NW_KIND_CONTENT }, { "topics", NW_KIND_TOPIC }, { "words", NW_KIND_WORD }, { "pii", NW_KIND_PII },
  { "regexes", NW_KIND_REGEX }, { "secrets", NW_KIND_SECRET }, { "grounding", NW_KIND_GROUNDING }, { "reasoning",
      NW_KIND_REASONING }, { "leak", NW_KIND_LEAK }, { "hidden_text", NW_KIND_HIDDEN }, END };
static const nw_choice choices_kind[] = {
  { "content", NW_KIND_CONTENT }, { "topic", NW_KIND_TOPIC }, { "word", NW_KIND_WORD }, { "pii", NW_KIND_PII },
  { "regex", NW_KIND_REGEX }, { "secret", NW_KIND_SECRET }, { "grounding", NW_KIND_GROUNDING }, { "reasoning",
      NW_KIND_REASONING }, { "leak", NW_KIND_LEAK }, { "hidden", NW_KIND_HIDDEN }, END };

int nw_choice_find(const nw_choice *choices, newel_slice name, unsigned *value) {
  for (; choices->name != NULL; choices++) {
    if (!nw_slice_is(name, choices->name)) continue;
    *value = choices->value;
    return 1;
  }
  return 0;
}

const char *nw_choice_name(const nw_choice *choices, unsigned value) {
  for (; choices->name != NULL; choices++) {
    if (choices->value == value) return choices->name;
  }
  return "?";
}

const char *nw_kind_name(nw_rule_kind kind) { return nw_choice_name(choices_kind, (unsigned)kind); }
const char *nw_kind_section(nw_rule_kind kind) { return nw_choice_name(nw_choices_section, (unsigned)kind); }

/* ---- scalars ---- */

#define WORD(list) { .scalar = NW_SCALAR_WORD, .choices = (list) }
#define TEXT(from, to, set) { .scalar = NW_SCALAR_TEXT, .min = (from), .max = (to), .charset = (set) }
#define LIST(of, from, to) { .item = (of), .item_min = (from), .item_max = (to) }

static const nw_shape flag = { .scalar = NW_SCALAR_BOOL };
static const nw_shape language = { .scalar = NW_SCALAR_INTEGER, .min = 1, .max = 1 };
static const nw_shape unit_fraction = { .scalar = NW_SCALAR_FRACTION, .min = 0, .max = 1000000 };
static const nw_shape keep_last = { .scalar = NW_SCALAR_INTEGER, .min = 0, .max = 8 };
static const nw_shape deadline = { .scalar = NW_SCALAR_DURATION, .min = 10, .max = 60000 };
static const nw_shape version = { .scalar = NW_SCALAR_VERSION };
static const nw_shape action = WORD(nw_choices_action), block_action = WORD(choices_block), strength = WORD(nw_choices_strength);
static const nw_shape mode = WORD(nw_choices_mode), style = WORD(nw_choices_style), tier = WORD(nw_choices_tier);
static const nw_shape when = WORD(nw_choices_when), on_error = WORD(nw_choices_on_error), deny = WORD(nw_choices_deny);
static const nw_shape readings = WORD(nw_choices_readings), on_incomplete = WORD(nw_choices_on_incomplete), hold = WORD(nw_choices_hold);
static const nw_shape strictness = WORD(nw_choices_strictness);
static const nw_shape modality = WORD(nw_choices_modality), modalities = LIST(&modality, 1, 2);

static const nw_shape policy_name = TEXT(1, 50, "0-9A-Za-z_-"), policy_description = TEXT(1, 200, NULL), message = TEXT(1,
    500, NULL);
static const nw_shape rule_description = TEXT(1, 1000, NULL), definition = TEXT(1, 1000, NULL);
static const nw_shape topic_name = TEXT(1, 100, "0-9A-Za-z_ !?.-"), list_name = TEXT(1, 100, "0-9A-Za-z_ .-");
static const nw_shape pattern = TEXT(1, 1u << 20, NULL);  /* E0501 has the real limit, in bytes */
static const nw_shape path = TEXT(1, 1024, NULL), guardrail = TEXT(1, 2048, NULL), profile = TEXT(15, 2048, NULL),
    key_id = TEXT(1, 2048, NULL);
static const nw_shape country = TEXT(2, 2, "A-Z"), countries = LIST(&country, 1, 0);
static const nw_shape arn = TEXT(5, 2048, NULL);
static const nw_shape tag_key = TEXT(1, 128, "0-9A-Za-z \t._:/=+@-"), tag_value = TEXT(0, 256, "0-9A-Za-z \t._:/=+@-");

static const nw_shape any_text = TEXT(0, 1u << 20, NULL), some_text = TEXT(1, 1u << 20, NULL);
static const nw_shape texts = LIST(&any_text, 1, 0), entries = LIST(&some_text, 1, 0), paths = { .scalar = NW_SCALAR_TEXT,
    .min = 1, .max = 1024, .item = &path, .item_min = 1 };

/* ---- what rules have in common ---- */

static const nw_field allow_fields[] = {
  { "values", &entries, 0, "texts that are exempt: the finding's text must equal one, case folded" },
  { "patterns", &entries, 0, "regular expressions that are exempt: one must cover the finding's text as a whole" },
  { NULL, NULL, 0, NULL } };
static const nw_shape allow = { .name = "allow", .fields = allow_fields };

#define SIDE_FIELDS(of_action) \
  { "action", (of_action), 0, "what the rule asks for on this side; left out: the rule's own `action`" }, \
  { "enabled", &flag, 0, "false: not judged on this side, not billed" }
static const nw_field side_fields[] = { SIDE_FIELDS(&action), { NULL, NULL, 0, NULL } };
static const nw_field block_side_fields[] = { SIDE_FIELDS(&block_action), { NULL, NULL, 0, NULL } };
static const nw_field content_side_fields[] = {
  SIDE_FIELDS(&block_action),
  { "strength", &strength, 0, "NONE: not judged; HIGH blocks from low confidence on, LOW only at high confidence" },
  { "modalities", &modalities, 0, "TEXT, IMAGE; left out: TEXT. Images are judged by Bedrock only" },
  { NULL, NULL, 0, NULL } };
static const nw_shape side = { .name = "side", .scalar = NW_SCALAR_WORD, .choices = nw_choices_action, .fields = side_fields };
static const nw_shape block_side = { .name = "block_side", .scalar = NW_SCALAR_WORD, .choices = choices_block,
    .fields = block_side_fields };
static const nw_shape content_side = { .name = "content_side", .scalar = NW_SCALAR_WORD, .choices = nw_choices_strength,
    .fields = content_side_fields };

#define SIDES(of_side, of_action) \
  { "action", (of_action), 0, "what the rule asks for, on every side that is on" }, \
  { "input", (of_side), 0, "towards the model; written without `output`: OUTPUT is off" }, \
  { "output", (of_side), 0, "from the model; written without `input`: INPUT is off" }
#define COMMON \
  { "enabled", &flag, 0, "false: not judged on either side" }, \
  { "mode", &mode, 0, "observe: judged and reported, never acted on" }, \
  { "description", &rule_description, 0, "what the rule is for" }, \
  { "allow", &allow, 0, "findings of this rule that are exempt" }, \
  { "override", &flag, 0, "true: this rule may be weaker than the one it inherits" }, \
  { NULL, NULL, 0, NULL }
#define EDITS \
  { "style", &style, 0, "what ANONYMIZE writes; left out: `anonymize.style`" }, \
  { "keep_last", &keep_last, 0, "with style mask: characters left readable at the end" }

/* ---- rules by kind ---- */

static const nw_field content_rule_fields[] = {
  SIDES(&content_side, &block_action),
  { "strength", &strength, 0, "strength of both sides, where a side says none" },
  { "modalities", &modalities, 0, "modalities of both sides, where a side says none" },
  { "local_allow", &flag, 0, "true: a local `clear` is believed and not asked about; left out: false" },
  COMMON };
static const nw_shape content_rule = { .name = "content_rule", .scalar = NW_SCALAR_WORD, .choices = nw_choices_strength,
    .fields = content_rule_fields };
static const nw_field content_fields[] = {
  { "tier", &tier, 0, "CLASSIC or STANDARD; STANDARD needs `guardrail_profile`" },
  { "HATE", &content_rule, 0, "hatred of people for what they are" },
  { "INSULTS", &content_rule, 0, "demeaning, mocking or bullying language" },
  { "SEXUAL", &content_rule, 0, "sexual interest, activity or arousal" },
  { "VIOLENCE", &content_rule, 0, "threats or glorification of harm" },
  { "MISCONDUCT", &content_rule, 0, "seeking or giving help with crime or fraud" },
  { "PROMPT_ATTACK", &content_rule, 0, "jailbreak and prompt injection; INPUT only" },
  { NULL, NULL, 0, NULL } };
static const nw_shape content = { .fields = content_fields };

static const nw_field topic_fields[] = {
  { "definition", &definition, NW_FIELD_REQUIRED, "what the topic is, one or two sentences" },
  { "examples", &entries, 0, "texts that are on the topic: sent to Bedrock, and local evidence" },
  { "match", &texts, 0, "texts that must be denied: local only, never sent" },
  { "clean", &texts, 0, "texts that must stay allowed: local only, never sent" },
  SIDES(&block_side, &block_action), COMMON };
static const nw_shape topic = { .name = "topic", .fields = topic_fields };
static const nw_field topics_fields[] = {
  { "tier", &tier, 0, "CLASSIC or STANDARD; STANDARD needs `guardrail_profile`. No topic can have this name" }, { NULL, NULL,
      0, NULL } };
static const nw_shape topics = { .fields = topics_fields, .value = &topic, .key = &topic_name };

#define DISGUISES \
  { "disguises", &flag, 0, "false: only words as written; left out: also in disguise (b0ss, f*ol, foool)" }
static const nw_field managed_rule_fields[] = { DISGUISES, SIDES(&side, &action), EDITS, COMMON };
static const nw_shape managed_rule = { .name = "managed_rule", .scalar = NW_SCALAR_WORD, .choices = nw_choices_action,
    .fields = managed_rule_fields };
static const nw_field managed_fields[] = { { "PROFANITY", &managed_rule, 0, "profanity, the built-in list" }, { NULL, NULL, 0,
    NULL } };
static const nw_shape managed_name = WORD(nw_choices_managed);
static const nw_shape managed = { .item = &managed_name, .item_min = 1, .item_max = 1, .fields = managed_fields };
static const nw_field word_list_fields[] = {
  { "file", &path, 0, "a file with one entry a line, relative to the policy file" },
  { "list", &entries, 0, "the entries" },
  DISGUISES,
  SIDES(&side, &action), EDITS, COMMON };
static const nw_shape word_list = { .name = "word_list", .item = &some_text, .item_min = 1, .fields = word_list_fields };
static const nw_field words_fields[] = {
  { "managed", &managed, 0, "built-in lists. No list of yours can have this name" }, { NULL, NULL, 0, NULL } };
static const nw_shape words = { .fields = words_fields, .value = &word_list, .key = &list_name };

static const nw_field pii_rule_fields[] = {
  { "strictness", &strictness, 0,
    "validated: only what proves itself; context: or has a word beside it; any: or has the shape. Left out: by the type" },
  SIDES(&side, &action), EDITS, COMMON };
static const nw_shape pii_rule = { .name = "pii_rule", .scalar = NW_SCALAR_WORD, .choices = nw_choices_action,
    .fields = pii_rule_fields };
#define ROW_PII(NAME, of_shape, meaning) { #NAME, of_shape, 0, meaning },
#define ROW_NONE(NAME, of_shape, meaning)
static const nw_field pii_fields[] = {
  { "countries", &countries, 0, "ISO 3166 codes (US, GB): types of other countries are off; types of any country stay on" },
#define ROW_SECRET ROW_NONE
#define ENTITY(NAME, klass, bedrock, region, detector, validator, strength, lookahead, source, meaning) \
  ROW_##klass(NAME, &pii_rule, meaning)
#include "entities.def"
#undef ENTITY
#undef ROW_SECRET
  { NULL, NULL, 0, NULL } };
static const nw_shape pii = { .fields = pii_fields };

static const nw_field regex_fields[] = {
  { "pattern", &pattern, NW_FIELD_REQUIRED, "a regular expression (PCRE2 syntax; Bedrock takes no lookaround)" },
  { "match", &texts, 0, "texts that it must match; checked at every compile" },
  { "clean", &texts, 0, "texts that it must not match; checked at every compile" },
  SIDES(&side, &action), EDITS, COMMON };
static const nw_shape regex = { .name = "regex", .fields = regex_fields };
static const nw_shape regexes = { .value = &regex, .key = &list_name };

static const nw_field secret_kind_fields[] = {
#undef ROW_PII
#define ROW_PII ROW_NONE
#define ROW_SECRET(NAME, of_shape, meaning) { #NAME, of_shape, 0, meaning },
#define ENTITY(NAME, klass, bedrock, region, detector, validator, strength, lookahead, source, meaning) \
  ROW_##klass(NAME, &flag, meaning)
#include "entities.def"
#undef ENTITY
  { NULL, NULL, 0, NULL } };
static const nw_shape secret_kinds = { .fields = secret_kind_fields };
static const nw_field secrets_fields[] = {
  { "kinds", &secret_kinds, 0, "token kinds that are off: `GITHUB_TOKEN: false`; the others are on" },
  SIDES(&side, &action), EDITS, COMMON };
static const nw_shape secrets = { .scalar = NW_SCALAR_WORD, .choices = nw_choices_action, .fields = secrets_fields };

static const nw_shape leak_run = { .scalar = NW_SCALAR_INTEGER, .min = NW_LEAK_RUN_MIN, .max = NW_LEAK_RUN_MAX };
static const nw_shape canary = TEXT(1, 200, NULL), canaries = LIST(&canary, 1, NW_LEAK_CANARIES_MAX);
static const nw_field leak_fields[] = {
  { "action", &action, 0, "left out: BLOCK" },
  { "run", &leak_run, 0,
    "so many letters and digits of the system prompt, in its order, are a leak (24 to 1000); left out: 48" },
  { "canaries", &canaries, 0, "words that stand in the system prompt and nowhere else: 16 to 40 letters and digits (`newel canary`)" },
  { "clean", &texts, 0, "texts that may be said although the system prompt has them" },
  EDITS, COMMON };
static const nw_shape leak = { .scalar = NW_SCALAR_WORD, .choices = nw_choices_action, .fields = leak_fields };

static const nw_field hidden_text_fields[] = { SIDES(&side, &action), COMMON };
static const nw_shape hidden_text = { .scalar = NW_SCALAR_WORD, .choices = nw_choices_action, .fields = hidden_text_fields };

#define THRESHOLD .scalar = NW_SCALAR_FRACTION, .min = 0, .max = 990000
static const nw_shape threshold = { THRESHOLD };
static const nw_field grounding_rule_fields[] = {
  { "threshold", &threshold, NW_FIELD_REQUIRED, "0..0.99; a score below it is a hit" },
  { "action", &block_action, 0, "left out: BLOCK" },
  COMMON };
static const nw_shape grounding_rule = { .name = "grounding_rule", THRESHOLD, .fields = grounding_rule_fields };
static const nw_field grounding_fields[] = {
  { "tier", &tier, 0, "CLASSIC or STANDARD; STANDARD needs `guardrail_profile`" },
  { "GROUNDING", &grounding_rule, 0, "is the answer supported by the source? OUTPUT only" },
  { "RELEVANCE", &grounding_rule, 0, "does the answer answer the query? OUTPUT only" },
  { NULL, NULL, 0, NULL } };
static const nw_shape grounding = { .fields = grounding_fields };

static const nw_shape arns = LIST(&arn, 1, NW_REASONING_POLICIES);
static const nw_field reasoning_fields[] = {
  { "policies", &arns, NW_FIELD_REQUIRED, "ARNs of Automated Reasoning policies, at most two; reported only, as in Bedrock" },
  { "confidence", &unit_fraction, 0, "0..1; left out: Bedrock's own default" },
  { "override", &flag, 0, "true: the list may lack a policy that it inherits" },
  { NULL, NULL, 0, NULL } };
static const nw_shape reasoning = { .fields = reasoning_fields };

/* ---- the file ---- */

static const nw_field message_fields[] = {
  { "input", &message, 0, "what a caller gets when INPUT is denied; left out: \"" NW_MESSAGE_DEFAULT_INPUT "\"" },
  { "output", &message, 0, "what a caller gets when OUTPUT is denied; left out: \"" NW_MESSAGE_DEFAULT_OUTPUT "\"" },
  { NULL, NULL, 0, NULL } };
static const nw_shape messages = { .fields = message_fields };
static const nw_shape gate = TEXT(1, 200, NULL);
static const nw_shape gates = LIST(&gate, 1, 100);
static const nw_shape tags = { .value = &tag_value, .key = &tag_key };

static const nw_shape surface = { .name = "surface", .scalar = NW_SCALAR_WORD, .choices = nw_choices_cover,
    .item = &some_text, .item_min = 1 };
static const nw_field surface_fields[] = {
  { "user", &surface, 0, "what the user wrote; INPUT" },
  { "history", &surface, 0, "earlier turns; INPUT" },
  { "system", &surface, 0, "the system prompt; INPUT" },
  { "tool_args", &surface, 0, "arguments of a tool call; OUTPUT" },
  { "tool_result", &surface, 0, "what a tool gave back; INPUT" },
  { "retrieved", &surface, 0, "retrieved documents; INPUT" },
  { "output", &surface, 0, "the answer; OUTPUT" },
  { "reasoning", &surface, 0, "the model's reasoning; OUTPUT" },
  { NULL, NULL, 0, NULL } };
static const nw_shape surfaces = { .fields = surface_fields };

static const nw_field anonymize_fields[] = { EDITS, { NULL, NULL, 0, NULL } };
static const nw_shape anonymize = { .fields = anonymize_fields };

static const nw_choice choices_pii_type[] = {
#undef ROW_PII
#undef ROW_SECRET
#define ROW_PII(NAME) { #NAME, NW_POLICY_ENTITY_##NAME },
#define ROW_SECRET(NAME)
#define ENTITY(NAME, klass, bedrock, region, detector, validator, strength, lookahead, source, meaning) \
  ROW_##klass(NAME)
#include "entities.def"
#undef ENTITY
  END };
static const nw_shape pii_type = WORD(choices_pii_type);
static const nw_shape when_pii = { .scalar = NW_SCALAR_WORD, .choices = nw_choices_when, .item = &pii_type, .item_min = 1 };
static const nw_field when_fields[] = {
  { "content", &when, 0, "left out: unsure" },
  { "topics", &when, 0, "left out: unsure" },
  { "words", &when, 0, "left out: never" },
  { "pii", &when_pii, 0, "a list of types: always for these; left out: never" },
  { "regexes", &when, 0, "left out: never" },
  { "secrets", &when, 0, "left out: never; Bedrock has no such rule" },
  { "grounding", &when, 0, "left out: always" },
  { "reasoning", &when, 0, "left out: always" },
  { NULL, NULL, 0, NULL } };
static const nw_shape whens = { .fields = when_fields };
static const nw_field escalation_fields[] = {
  { "guardrail", &guardrail, 0, "name of the Bedrock guardrail; left out: InvokeGuardrailChecks, which judges content and PII" },
  { "version", &version, 0, "its version; left out: from newel.lock" },
  { "allow_draft", &flag, 0, "true: `version: DRAFT` may be used" },
  { "when", &whens, 0, "when a section's rules are asked about: never, unsure, always" },
  { "on_error", &on_error, NW_FIELD_REQUIRED, "what happens when Bedrock cannot be asked: block, local, allow" },
  { "deadline", &deadline, 0, "time for one evaluation's questions (\"800ms\", \"2s\"); left out: 2s" },
  { NULL, NULL, 0, NULL } };
static const nw_shape escalation = { .fields = escalation_fields };

static const nw_field stream_fields[] = {
  { "hold", &hold, 0,
    "frontier: text is released as it is judged; verdict: only at the end. Left out: frontier, or verdict where a "
    "rule that blocks is decided at the end" },
  { NULL, NULL, 0, NULL } };
static const nw_shape stream = { .fields = stream_fields };

static const nw_field policy_fields[] = {
  { "newel", &language, NW_FIELD_REQUIRED, "version of this language: 1" },
  { "name", &policy_name, NW_FIELD_REQUIRED, "name of the policy, and of the Bedrock guardrail" },
  { "description", &policy_description, 0, "what the policy is for" },
  { "extends", &paths, NW_FIELD_LOADED, "policies that this one starts from; later ones win, this file last" },
  { "mode", &mode, 0, "observe: nothing is acted on, everything is reported; left out: enforce" },
  { "override", &flag, 0, "true: settings outside of rules may be weaker than inherited ones" },
  { "messages", &messages, 0, "what a caller gets instead of a denied text" },
  { "content", &content, 0, "Bedrock's six content filters" },
  { "topics", &topics, 0, "denied topics, by name" },
  { "words", &words, 0, "word lists, by name" },
  { "pii", &pii, 0, "personal data, by type" },
  { "regexes", &regexes, 0, "your own patterns, by name" },
  { "secrets", &secrets, 0, "tokens and keys of services; ours" },
  { "grounding", &grounding, 0, "contextual grounding checks" },
  { "reasoning", &reasoning, 0, "Automated Reasoning checks" },
  { "leak", &leak, 0, "passages of the system prompt and canaries in what the model says; OUTPUT only; ours" },
  { "hidden_text", &hidden_text, 0,
    "text that does not show: tags, selectors and overrides, deleted characters, heaps of marks; ANONYMIZE strips it; left out: NONE" },
  { "readings", &readings, 0,
    "disguises that are undone before matching: all; unicode: those that need a character outside of ASCII; none; left out: all" },
  { "allow", &allow, 0, "findings of any rule that are exempt" },
  { "surfaces", &surfaces, 0, "which rules judge a surface: none, all, or a list of sections and rules; unlisted surfaces: all" },
  { "deny", &deny, 0, "request: a denied tool_result or retrieved segment denies the request; left out: segment" },
  { "anonymize", &anonymize, 0, "what ANONYMIZE writes" },
  { "escalation", &escalation, 0, "asking Bedrock; left out: local only" },
  { "stream", &stream, 0, "streams" },
  { "on_incomplete", &on_incomplete, 0, "what a limit or budget that ran out means: block, allow; left out: block" },
  { "guardrail_profile", &profile, 0, "cross-region guardrail profile, id or ARN" },
  { "kms_key", &key_id, 0, "KMS key of the Bedrock guardrail" },
  { "tags", &tags, 0, "tags of the Bedrock guardrail" },
  { "gates", &gates, 0, "what `newel test` must show of the cases: pii.EMAIL.recall>=0.99 (docs/testing.md)" },
  { NULL, NULL, 0, NULL } };
const nw_shape nw_shape_policy = { .fields = policy_fields };
