/* policy/decode_kinds.c - each section of rules but `words`, from its node to its rules. */
#include "policy/decoder.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/slice.h"

/* ---- content ---- */

void nw_decode_content(nw_decoder *d, const nw_node *section) {
  d->policy->content_tier = (nw_tier)nw_decode_word(section, "tier", nw_choices_tier, NW_TIER_UNSET);
  for (const nw_choice *c = nw_choices_content; c->name != NULL; c++) {
    const nw_node *node = nw_decode_member(section, c->name);
    if (node == NULL) continue;
    nw_rule rule = nw_decode_rule(d, NW_KIND_CONTENT, newel_slice_of(c->name), node);
    int attack = c->value == NW_CONTENT_PROMPT_ATTACK;
    rule.of.content.type = (nw_content_type)c->value;
    rule.of.content.local_allow = nw_decode_flag(node, "local_allow", 0);
    nw_decode_sides(d, &rule, node, NEWEL_ACTION_BLOCK, attack);
    if (attack && nw_decode_member(node, "output") != NULL) {
      nw_diag_add(d->diags, NW_DIAG_PROMPT_ATTACK_OUTPUT, &nw_decode_member(node, "output")->key_place);
      memset(&rule.side[NEWEL_SOURCE_OUTPUT], 0, sizeof rule.side[0]);
    }
    nw_decode_add(d, &rule);
  }
}

/* ---- topics ---- */

void nw_decode_topics(nw_decoder *d, const nw_node *section) {
  d->policy->topic_tier = (nw_tier)nw_decode_word(section, "tier", nw_choices_tier, NW_TIER_UNSET);
  for (const nw_node *node = section->first; node != NULL; node = node->next) {
    if (nw_slice_is(node->key, "tier")) continue;
    nw_rule rule = nw_decode_rule(d, NW_KIND_TOPIC, node->key, node);
    rule.of.topic.definition = nw_decode_text(node, "definition");
    rule.of.topic.examples = nw_decode_texts(d, nw_decode_member(node, "examples"));
    rule.of.topic.match = nw_decode_texts(d, nw_decode_member(node, "match"));
    rule.of.topic.clean = nw_decode_texts(d, nw_decode_member(node, "clean"));
    nw_decode_sides(d, &rule, node, NEWEL_ACTION_BLOCK, 0);
    nw_decode_add(d, &rule);
  }
}

/* ---- pii, regexes, secrets ---- */

/* A country that no type belongs to is likely a slip (UK for GB). */
static void check_country(nw_decoder *d, const nw_node *item, newel_slice code) {
  for (unsigned i = 0; i < NW_POLICY_ENTITY_COUNT; i++) {
    if (nw_region_is(nw_entity_row_at(i)->region, code)) return;
  }
  nw_diag_add(d->diags, NW_DIAG_NO_SUCH_COUNTRY, &item->place, code.data);
}

static void check_countries(nw_decoder *d, const nw_node *list) {
  newel_slice code;
  if (list == NULL || list->type != NW_NODE_SEQUENCE) return;
  for (const nw_node *item = list->first; item != NULL; item = item->next) {
    if (nw_read_text(item, &code)) check_country(d, item, code);
  }
}

static int is_abroad(const nw_node *countries, const char *region) {
  newel_slice code;
  if (countries == NULL || countries->type != NW_NODE_SEQUENCE || strcmp(region, "any") == 0) return 0;
  for (const nw_node *item = countries->first; item != NULL; item = item->next) {
    if (nw_read_text(item, &code) && nw_region_is(region, code)) return 0;
  }
  return 1;
}

/* As if the file said `enabled: false`: two ways to say the same have the same id. */
static void turn_off(nw_rule *rule) {
  for (unsigned s = 0; s < 2; s++) rule->side[s].on = rule->side[s].enabled = 0;
}

void nw_decode_pii(nw_decoder *d, const nw_node *section) {
  const nw_node *countries = nw_decode_member(section, "countries");
  check_countries(d, countries);
  for (const nw_node *node = section->first; node != NULL; node = node->next) {
    unsigned entity;
    if (!nw_entity_row_find(node->key, &entity) || nw_entity_row_at(entity)->secret) continue;
    nw_rule rule = nw_decode_rule(d, NW_KIND_PII, node->key, node);
    rule.of.pii.entity = entity;
    rule.of.pii.strictness = (uint8_t)nw_decode_word(node, "strictness", nw_choices_strictness, NW_STRICTNESS_CONTEXT);
    rule.of.pii.abroad = (uint8_t)is_abroad(countries, nw_entity_row_at(entity)->region);
    nw_decode_sides(d, &rule, node, -1, 0);
    if (rule.of.pii.abroad) turn_off(&rule);
    nw_decode_edits(d, &rule, node);
    nw_decode_add(d, &rule);
  }
}

void nw_decode_regexes(nw_decoder *d, const nw_node *section) {
  for (const nw_node *node = section->first; node != NULL; node = node->next) {
    if (node->type != NW_NODE_MAPPING) continue;
    nw_rule rule = nw_decode_rule(d, NW_KIND_REGEX, node->key, node);
    const nw_node *pattern = nw_decode_member(node, "pattern");
    rule.of.regex.pattern = nw_decode_text(node, "pattern");
    rule.of.regex.pattern_place = pattern != NULL ? pattern->place : rule.place;
    rule.of.regex.match = nw_decode_texts(d, nw_decode_member(node, "match"));
    rule.of.regex.clean = nw_decode_texts(d, nw_decode_member(node, "clean"));
    if (rule.of.regex.pattern.len > NW_LIMIT_REGEX_PATTERN_BYTES) {
      char found[24], most[24];
      (void)snprintf(found, sizeof found, "%zu", rule.of.regex.pattern.len);
      (void)snprintf(most, sizeof most, "%u", (unsigned)NW_LIMIT_REGEX_PATTERN_BYTES);
      nw_diag_add(d->diags, NW_DIAG_PATTERN_TOO_LONG, &rule.of.regex.pattern_place, rule.id.data, found, most);
    }
    nw_decode_sides(d, &rule, node, -1, 0);
    nw_decode_edits(d, &rule, node);
    nw_decode_add(d, &rule);
  }
  if (section->count > NW_LIMIT_REGEX_RULES) {
    char found[24], most[24];
    (void)snprintf(found, sizeof found, "%zu", section->count);
    (void)snprintf(most, sizeof most, "%u", (unsigned)NW_LIMIT_REGEX_RULES);
    nw_diag_add(d->diags, NW_DIAG_TOO_MANY_REGEXES, &section->key_place, found, most);
  }
}

void nw_decode_secrets(nw_decoder *d, const nw_node *section) {
  nw_rule rule = nw_decode_rule(d, NW_KIND_SECRET, NW_LIT("secrets"), section);
  rule.id = rule.name;  /* there is one: "secrets", not "secrets.secrets" */
  uint8_t *on = nw_decode_zalloc(d, NW_POLICY_ENTITY_COUNT);
  for (unsigned i = 0; on != NULL && i < NW_POLICY_ENTITY_COUNT; i++) {
    const nw_entity_row *row = nw_entity_row_at(i);
    on[i] = row->secret && nw_decode_flag(nw_decode_member(section, "kinds"), row->name, 1);
  }
  rule.of.secret.kind_on = on;
  nw_decode_sides(d, &rule, section, -1, 0);
  nw_decode_edits(d, &rule, section);
  nw_decode_add(d, &rule);
}

/* One rule, on OUTPUT only: what comes from the model. */
void nw_decode_leak(nw_decoder *d, const nw_node *section) {
  nw_rule rule = nw_decode_rule(d, NW_KIND_LEAK, NW_LIT("leak"), section);
  nw_side *side = &rule.side[NEWEL_SOURCE_OUTPUT];
  unsigned action = NEWEL_ACTION_BLOCK;
  int64_t run_ppm = NW_LEAK_RUN_UNSET * INT64_C(1000000);
  (void)nw_read_ppm(nw_decode_member(section, "run"), &run_ppm);
  rule.id = rule.name;
  rule.of.leak.run = (uint32_t)(run_ppm / 1000000);
  rule.of.leak.canaries = nw_decode_set(d, nw_decode_texts(d, nw_decode_member(section, "canaries")));
  rule.of.leak.clean = nw_decode_set(d, nw_decode_texts(d, nw_decode_member(section, "clean")));
  side->on = side->enabled = nw_decode_flag(section, "enabled", 1);
  (void)nw_read_word(section->type == NW_NODE_SCALAR ? section : nw_decode_member(section, "action"), nw_choices_action, &action);
  side->action = (uint8_t)action;
  nw_decode_edits(d, &rule, section);
  nw_decode_add(d, &rule);
}

void nw_decode_hidden(nw_decoder *d, const nw_node *section) {
  nw_rule rule = nw_decode_rule(d, NW_KIND_HIDDEN, NW_LIT("hidden_text"), section != NULL ? section : d->tree);
  rule.id = rule.name;
  rule.style = NW_STYLE_TYPE;
  rule.of.hidden.written = section != NULL;
  if (section != NULL) {
    nw_decode_sides(d, &rule, section, -1, 0);
  } else {
    rule.description = nw_slice("", 0);
    rule.allow = (nw_allow_list){ { NULL, 0 }, { NULL, 0 } };
    for (unsigned s = 0; s < 2; s++) rule.side[s].on = rule.side[s].enabled = 1;
  }
  nw_decode_add(d, &rule);
}

/* ---- grounding, reasoning ---- */

void nw_decode_grounding(nw_decoder *d, const nw_node *section) {
  d->policy->grounding_tier = (nw_tier)nw_decode_word(section, "tier", nw_choices_tier, NW_TIER_UNSET);
  for (const nw_choice *c = nw_choices_grounding; c->name != NULL; c++) {
    const nw_node *node = nw_decode_member(section, c->name);
    if (node == NULL) continue;
    nw_rule rule = nw_decode_rule(d, NW_KIND_GROUNDING, newel_slice_of(c->name), node);
    nw_side *side = &rule.side[NEWEL_SOURCE_OUTPUT];
    rule.of.grounding.relevance = (uint8_t)c->value;
    (void)nw_read_ppm(node->type == NW_NODE_SCALAR ? node : nw_decode_member(node, "threshold"), &rule.of.grounding.threshold_ppm);
    side->on = side->enabled = nw_decode_flag(node, "enabled", 1);
    side->action = (uint8_t)nw_decode_word(node, "action", nw_choices_action, NEWEL_ACTION_BLOCK);
    nw_decode_add(d, &rule);
  }
}

void nw_decode_reasoning(nw_decoder *d, const nw_node *section) {
  nw_slices arns = nw_decode_texts(d, nw_decode_member(section, "policies"));
  for (size_t i = 0; i < arns.count && i < NW_REASONING_POLICIES; i++) {
    const char number[2] = { (char)('1' + i), '\0' };
    nw_rule rule = nw_decode_rule(d, NW_KIND_REASONING, newel_slice_of(number), section);
    rule.of.reasoning.arn = arns.at[i];
    rule.side[NEWEL_SOURCE_OUTPUT].on = rule.side[NEWEL_SOURCE_OUTPUT].enabled = 1;
    if (arns.at[i].len < 4 || memcmp(arns.at[i].data, "arn:", 4) != 0) {
      nw_diag_add(d->diags, NW_DIAG_NOT_AN_ARN, &nw_decode_member(section, "policies")->place, arns.at[i].data);
    }
    nw_decode_add(d, &rule);
  }
  (void)nw_read_ppm(nw_decode_member(section, "confidence"), &d->policy->reasoning_confidence_ppm);
}
