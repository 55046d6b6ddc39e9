/* policy/export_bedrock.c - the guardrail of Amazon Bedrock that a policy describes, in three notations of the same tree:
 *
 *   bedrock          the body of CreateGuardrail                  {"name": …, "topicPolicyConfig": {"tierConfig": …}}
 *   cloudformation   a template with one AWS::Bedrock::Guardrail  {"TopicPolicyConfig": {"TopicsTierConfig": …}}
 *   terraform        .tf.json with one awscc_bedrock_guardrail    {"topic_policy_config": {"topics_tier_config": …}}
 *
 * CloudFormation has its names with a capital, Terraform's awscc provider is made from CloudFormation; where they name a thing
 * otherwise than the API both names stand here. Every action and every switch is written: what Bedrock would take for granted changes
 * with its versions. What Bedrock cannot express is left out; `newel check` names it (W0802).
 *
 * Sources: the service model of bedrock 2023-04-20 (CreateGuardrail), the resource AWS::Bedrock::Guardrail. */
#include "base/error.h"
#include "base/slice.h"
#include "json/writer.h"
#include "policy/decode.h"

typedef struct exporter {
  nw_json_writer      w;
  newel_export        to;
  const newel_policy *policy;
} exporter;

/* ---- names ---- */

/* "inputAction" -> "InputAction", "input_action". */
static void key_in(exporter *x, const char *camel, const char *other) {
  char name[64];
  const char *from = x->to == NEWEL_EXPORT_BEDROCK ? camel : other;
  size_t len = 0;
  for (; *from != '\0' && len + 2 < sizeof name; from++) {
    unsigned c = (unsigned char)*from;
    if (x->to == NEWEL_EXPORT_TERRAFORM && nw_is_upper(c)) {
      if (len > 0) name[len++] = '_';
      c = nw_to_lower(c);
    } else if (x->to == NEWEL_EXPORT_CLOUDFORMATION && len == 0) {
      c = nw_to_upper(c);
    }
    name[len++] = (char)c;
  }
  name[len] = '\0';
  nw_json_key(&x->w, name);
}

static void key(exporter *x, const char *camel) { key_in(x, camel, camel); }

static void text(exporter *x, const char *camel, newel_slice value) {
  key(x, camel);
  nw_json_text(&x->w, value);
}

static void word(exporter *x, const char *camel, const char *value) { text(x, camel, newel_slice_of(value)); }

static void open_object(exporter *x, const char *camel) {
  key(x, camel);
  nw_json_object(&x->w);
}

static void open_list(exporter *x, const char *camel) {
  key(x, camel);
  nw_json_array(&x->w);
}

/* ---- what is common to rules ---- */

static const char *action_name(const nw_rule *rule, unsigned side) {
  static const char *const names[] = { "NONE", "ANONYMIZE", "BLOCK" };
  return names[rule->observe ? NEWEL_ACTION_NONE : rule->side[side].action];
}

static int is_enabled(const nw_rule *rule, unsigned side) { return rule->side[side].on; }

static int is_on(const nw_rule *rule) { return is_enabled(rule, NEWEL_SOURCE_INPUT) || is_enabled(rule, NEWEL_SOURCE_OUTPUT); }

/* A side that is off is written as off, with an action that changes nothing if somebody switches it on by hand. */
static void sides(exporter *x, const nw_rule *rule) {
  word(x, "inputAction", is_enabled(rule, NEWEL_SOURCE_INPUT) ? action_name(rule, NEWEL_SOURCE_INPUT) : "NONE");
  key(x, "inputEnabled");
  nw_json_bool(&x->w, is_enabled(rule, NEWEL_SOURCE_INPUT));
  word(x, "outputAction", is_enabled(rule, NEWEL_SOURCE_OUTPUT) ? action_name(rule, NEWEL_SOURCE_OUTPUT) : "NONE");
  key(x, "outputEnabled");
  nw_json_bool(&x->w, is_enabled(rule, NEWEL_SOURCE_OUTPUT));
}

/* The API wants one action beside those of the sides: the stronger one. */
static const char *stronger_action(const nw_rule *rule) {
  unsigned side = NEWEL_SOURCE_INPUT;
  if (is_enabled(rule, NEWEL_SOURCE_OUTPUT) &&
      (!is_enabled(rule, side) || rule->side[NEWEL_SOURCE_OUTPUT].action > rule->side[side].action))
    side = NEWEL_SOURCE_OUTPUT;
  return action_name(rule, side);
}

static int anonymizes(const nw_rule *rule) {
  for (unsigned s = 0; s < 2; s++)
    if (rule->side[s].on && rule->side[s].action == NEWEL_ACTION_ANONYMIZE) return 1;
  return 0;
}

/* 1: Bedrock has a place for the rule. */
static int has_place(const nw_rule *rule) {
  if (!is_on(rule)) return 0;
  switch (rule->kind) {
    case NW_KIND_SECRET:
    case NW_KIND_HIDDEN: return 0;
    case NW_KIND_PII: return nw_entity_row_at(rule->of.pii.entity)->bedrock;
    case NW_KIND_WORD: return !anonymizes(rule);
    default: return 1;
  }
}

/* The next rule of a kind from `i` on that has a place. */
static size_t next_rule(const exporter *x, nw_rule_kind kind, size_t i) {
  const newel_policy *p = x->policy;
  while (i < p->rule_count && (p->rules[i].kind != kind || !has_place(&p->rules[i]))) i++;
  return i;
}

static int has_kind(const exporter *x, nw_rule_kind kind) { return next_rule(x, kind, 0) < x->policy->rule_count; }

#define EACH(x, kind, rule) \
  for (size_t i_ = next_rule(x, kind, 0); i_ < (x)->policy->rule_count; i_ = next_rule(x, kind, i_ + 1)) \
    for (const nw_rule *rule = &(x)->policy->rules[i_]; rule != NULL; rule = NULL)

static void tier(exporter *x, nw_tier which, const char *cloudformation) {
  if (which == NW_TIER_UNSET) return;
  key_in(x, "tierConfig", cloudformation);
  nw_json_object(&x->w);
  word(x, "tierName", which == NW_TIER_STANDARD ? "STANDARD" : "CLASSIC");
  nw_json_close(&x->w);
}

/* ---- the six policies ---- */

static void topics(exporter *x) {
  if (!has_kind(x, NW_KIND_TOPIC)) return;
  open_object(x, "topicPolicyConfig");
  open_list(x, "topicsConfig");
  EACH(x, NW_KIND_TOPIC, rule) {
    nw_json_object(&x->w);
    text(x, "name", rule->name);
    text(x, "definition", rule->of.topic.definition);
    if (rule->of.topic.examples.count > 0) {
      open_list(x, "examples");
      for (size_t i = 0; i < rule->of.topic.examples.count; i++) nw_json_text(&x->w, rule->of.topic.examples.at[i]);
      nw_json_close(&x->w);
    }
    word(x, "type", "DENY");
    sides(x, rule);
    nw_json_close(&x->w);
  }
  nw_json_close(&x->w);
  tier(x, x->policy->topic_tier, "topicsTierConfig");
  nw_json_close(&x->w);
}

static void strength(exporter *x, const char *camel, const nw_rule *rule, unsigned side) {
  static const char *const names[] = { "NONE", "LOW", "MEDIUM", "HIGH" };
  int none = !rule->side[side].on || (rule->of.content.type == NW_CONTENT_PROMPT_ATTACK && side == NEWEL_SOURCE_OUTPUT);
  word(x, camel, names[none ? NW_FILTER_NONE : rule->side[side].strength]);
}

static void modalities(exporter *x, const char *camel, unsigned which) {
  open_list(x, camel);
  if (which & NW_MODALITY_TEXT || which == 0) nw_json_cstr(&x->w, "TEXT");
  if (which & NW_MODALITY_IMAGE) nw_json_cstr(&x->w, "IMAGE");
  nw_json_close(&x->w);
}

static void content(exporter *x) {
  if (!has_kind(x, NW_KIND_CONTENT)) return;
  open_object(x, "contentPolicyConfig");
  open_list(x, "filtersConfig");
  EACH(x, NW_KIND_CONTENT, rule) {
    nw_json_object(&x->w);
    text(x, "type", rule->name);
    strength(x, "inputStrength", rule, NEWEL_SOURCE_INPUT);
    strength(x, "outputStrength", rule, NEWEL_SOURCE_OUTPUT);
    modalities(x, "inputModalities", rule->side[NEWEL_SOURCE_INPUT].modalities);
    modalities(x, "outputModalities", rule->side[NEWEL_SOURCE_OUTPUT].modalities);
    sides(x, rule);
    nw_json_close(&x->w);
  }
  nw_json_close(&x->w);
  tier(x, x->policy->content_tier, "contentFiltersTierConfig");
  nw_json_close(&x->w);
}

/* Words of all lists in one list; a managed list is one of its own. */
static void words(exporter *x) {
  size_t lists = 0, managed = 0;
  EACH(x, NW_KIND_WORD, rule) {
    managed += rule->of.word.managed;
    lists += !rule->of.word.managed && rule->of.word.entries.count > 0;
  }
  if (lists + managed == 0) return;
  open_object(x, "wordPolicyConfig");
  if (lists > 0) {
    open_list(x, "wordsConfig");
    EACH(x, NW_KIND_WORD, rule) {
      for (size_t i = 0; !rule->of.word.managed && i < rule->of.word.entries.count; i++) {
        nw_json_object(&x->w);
        text(x, "text", rule->of.word.entries.at[i]);
        sides(x, rule);
        nw_json_close(&x->w);
      }
    }
    nw_json_close(&x->w);
  }
  if (managed > 0) {
    open_list(x, "managedWordListsConfig");
    EACH(x, NW_KIND_WORD, rule) {
      if (!rule->of.word.managed) continue;
      nw_json_object(&x->w);
      word(x, "type", "PROFANITY");
      sides(x, rule);
      nw_json_close(&x->w);
    }
    nw_json_close(&x->w);
  }
  nw_json_close(&x->w);
}

static void sensitive(exporter *x) {
  if (!has_kind(x, NW_KIND_PII) && !has_kind(x, NW_KIND_REGEX)) return;
  open_object(x, "sensitiveInformationPolicyConfig");
  if (has_kind(x, NW_KIND_PII)) {
    open_list(x, "piiEntitiesConfig");
    EACH(x, NW_KIND_PII, rule) {
      nw_json_object(&x->w);
      text(x, "type", rule->name);
      word(x, "action", stronger_action(rule));
      sides(x, rule);
      nw_json_close(&x->w);
    }
    nw_json_close(&x->w);
  }
  if (has_kind(x, NW_KIND_REGEX)) {
    open_list(x, "regexesConfig");
    EACH(x, NW_KIND_REGEX, rule) {
      nw_json_object(&x->w);
      text(x, "name", rule->name);
      if (rule->description.len > 0) text(x, "description", rule->description);
      text(x, "pattern", rule->of.regex.pattern);
      word(x, "action", stronger_action(rule));
      sides(x, rule);
      nw_json_close(&x->w);
    }
    nw_json_close(&x->w);
  }
  nw_json_close(&x->w);
}

static void grounding(exporter *x) {
  if (!has_kind(x, NW_KIND_GROUNDING)) return;
  open_object(x, "contextualGroundingPolicyConfig");
  open_list(x, "filtersConfig");
  EACH(x, NW_KIND_GROUNDING, rule) {
    nw_json_object(&x->w);
    text(x, "type", rule->name);
    key(x, "threshold");
    nw_json_fixed(&x->w, rule->of.grounding.threshold_ppm);
    word(x, "action", stronger_action(rule));
    key(x, "enabled");
    nw_json_bool(&x->w, 1);
    nw_json_close(&x->w);
  }
  nw_json_close(&x->w);
  /* CloudFormation has no such property yet. */
  if (x->to == NEWEL_EXPORT_BEDROCK) tier(x, x->policy->grounding_tier, "tierConfig");
  nw_json_close(&x->w);
}

static void reasoning(exporter *x) {
  if (!has_kind(x, NW_KIND_REASONING)) return;
  open_object(x, "automatedReasoningPolicyConfig");
  open_list(x, "policies");
  EACH(x, NW_KIND_REASONING, rule) nw_json_text(&x->w, rule->of.reasoning.arn);
  nw_json_close(&x->w);
  if (x->policy->reasoning_confidence_ppm >= 0) {
    key(x, "confidenceThreshold");
    nw_json_fixed(&x->w, x->policy->reasoning_confidence_ppm);
  }
  nw_json_close(&x->w);
}

/* ---- around them ---- */

static void tags(exporter *x) {
  const newel_policy *p = x->policy;
  open_list(x, "tags");
  for (size_t i = 0; i < p->tag_count; i++) {
    nw_json_object(&x->w);
    text(x, "key", p->tags[i].key);
    text(x, "value", p->tags[i].value);
    nw_json_close(&x->w);
  }
  nw_json_object(&x->w);
  word(x, "key", "newel:policy-id");
  word(x, "value", p->id);
  nw_json_close(&x->w);
  nw_json_close(&x->w);
}

static void guardrail(exporter *x) {
  const newel_policy *p = x->policy;
  nw_json_object(&x->w);
  text(x, "name", p->name);
  if (p->description.len > 0) text(x, "description", p->description);
  text(x, "blockedInputMessaging", p->message[NEWEL_SOURCE_INPUT]);
  text(x, "blockedOutputsMessaging", p->message[NEWEL_SOURCE_OUTPUT]);
  topics(x);
  content(x);
  words(x);
  sensitive(x);
  grounding(x);
  reasoning(x);
  if (p->guardrail_profile.len > 0) {
    open_object(x, "crossRegionConfig");
    key_in(x, "guardrailProfileIdentifier", "guardrailProfileArn");
    nw_json_text(&x->w, p->guardrail_profile);
    nw_json_close(&x->w);
  }
  if (p->kms_key.len > 0) {
    key_in(x, "kmsKeyId", "kmsKeyArn");
    nw_json_text(&x->w, p->kms_key);
  }
  tags(x);
  nw_json_close(&x->w);
}

/* "production-safety" -> "ProductionSafety" and "production_safety": names that a template and a configuration take. */
static void resource_name(exporter *x) {
  char name[64];
  size_t len = 0;
  int up = 1;
  for (size_t i = 0; i < x->policy->name.len && len + 1 < sizeof name; i++) {
    unsigned c = (unsigned char)x->policy->name.data[i];
    if (x->to == NEWEL_EXPORT_TERRAFORM) {
      name[len++] = (char)(nw_is_alnum(c) ? nw_to_lower(c) : '_');
    } else if (nw_is_alnum(c)) {
      name[len++] = (char)(up ? nw_to_upper(c) : c);
      up = 0;
    } else {
      up = 1;
    }
  }
  name[len] = '\0';
  nw_json_key(&x->w, len > 0 && nw_is_alpha((unsigned char)name[0]) ? name : "Guardrail");
}

static void template_of(exporter *x) {
  nw_json_object(&x->w);
  nw_json_key(&x->w, "AWSTemplateFormatVersion");
  nw_json_cstr(&x->w, "2010-09-09");
  nw_json_key(&x->w, "Resources");
  nw_json_object(&x->w);
  resource_name(x);
  nw_json_object(&x->w);
  nw_json_key(&x->w, "Type");
  nw_json_cstr(&x->w, "AWS::Bedrock::Guardrail");
  nw_json_key(&x->w, "Properties");
  guardrail(x);
  for (int i = 0; i < 3; i++) nw_json_close(&x->w);
}

static void configuration(exporter *x) {
  nw_json_object(&x->w);
  nw_json_key(&x->w, "resource");
  nw_json_object(&x->w);
  nw_json_key(&x->w, "awscc_bedrock_guardrail");
  nw_json_object(&x->w);
  resource_name(x);
  guardrail(x);
  for (int i = 0; i < 3; i++) nw_json_close(&x->w);
}

static int has_any(const newel_policy *p) {
  for (size_t i = 0; i < p->rule_count; i++)
    if (has_place(&p->rules[i])) return 1;
  return 0;
}

int newel_policy_export(const newel_policy *policy, newel_export to, newel_write_fn write, void *user, newel_error *err) {
  exporter x = { .to = to, .policy = policy };
  nw_error_clear(err);
  if (policy == NULL || write == NULL || to > NEWEL_EXPORT_TERRAFORM)
    return nw_fail(err, NEWEL_E_ARGUMENT, "export: policy or write is NULL, or the notation is unknown");
  if (!has_any(policy))
    return nw_fail_advice(err, NEWEL_E_UNSUPPORTED, "`newel check` says why of each rule",
                          "no rule of the policy has a place in a Bedrock guardrail");
  nw_json_writer_init(&x.w, write, user, 1);
  if (to == NEWEL_EXPORT_BEDROCK) guardrail(&x);
  else if (to == NEWEL_EXPORT_CLOUDFORMATION) template_of(&x);
  else configuration(&x);
  nw_json_newline(&x.w);
  return nw_json_writer_end(&x.w) == 0 ? NEWEL_OK : nw_fail(err, NEWEL_E_IO, "the output could not be written");
}
