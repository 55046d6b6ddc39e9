/* policy/import_guardrail.c - a Bedrock guardrail as a policy: GetGuardrail's answer, the body of CreateGuardrail, a
 * CloudFormation template, a Terraform configuration or plan. projection_read.c reads them all; here is where they stand in a
 * file, and the policy they become.
 *
 *   {"type": "HATE",
 *    "inputStrength": "HIGH",      ──►    # not written, Bedrock's default is taken: inputAction, …
 *    "outputStrength": "LOW"}             HATE: {input: HIGH, output: LOW}
 *
 * The policy describes the same guardrail again (tests/property/guardrail.c), but for what stands in its comments. */
#include "base/error.h"
#include "base/slice.h"
#include "policy/fields.h"
#include "policy/import.h"
#include "policy/projection.h"

enum { MOST_NAME = 50, MOST_DESCRIPTION = 200, MOST_MESSAGE = 500, MOST_DEFINITION = 1000, MOST_THRESHOLD_PPM = 990000 };

static const char head[] = "# Imported from a Bedrock guardrail by `newel import`. What Bedrock took for granted, and what a "
                           "policy cannot say, stands in comments.\n";

/* ---- texts ---- */

static size_t chars_of(newel_slice text) {
  size_t count = 0;
  for (size_t i = 0; i < text.len; i++) count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
  return count;
}

static void line(nw_buf *to, const char *key, newel_slice text) {
  nw_buf_add_text(to, key);
  nw_import_scalar(to, text);
  nw_buf_add_char(to, '\n');
}

/* A setting that a policy takes only up to `most` characters. */
static void setting(nw_import *im, const char *name, const char *key, newel_slice text, size_t most) {
  nw_place nowhere = { { "", 0 }, 0, 0, 0 };
  if (text.len == 0) return;
  if (chars_of(text) <= most) line(&im->settings, key, text);
  else nw_import_leave_out(im, &nowhere, newel_slice_of(name), "it is longer than Bedrock and a policy take it");
}

/* ---- sides ---- */

static const char *action_of(const nw_side *side) { return nw_choice_name(nw_choices_action, side->action); }

static int is_alike(const nw_projection_rule *rule) {
  return rule->side[0].on && rule->side[1].on && rule->side[0].action == rule->side[1].action;
}

/* "    action: BLOCK" or a line a side. */
static void side_lines(nw_buf *to, const nw_projection_rule *rule) {
  static const char *const keys[] = { "input", "output" };
  if (is_alike(rule)) {
    nw_buf_addf(to, "    action: %s\n", action_of(&rule->side[0]));
    return;
  }
  for (unsigned s = 0; s < 2; s++)
    if (rule->side[s].on) nw_buf_addf(to, "    %s: %s\n", keys[s], action_of(&rule->side[s]));
}

/* "BLOCK", or "{input: ANONYMIZE, output: BLOCK}". */
static void side_flow(nw_buf *to, const nw_projection_rule *rule) {
  const char *joint = "{";
  if (is_alike(rule)) {
    nw_buf_add_text(to, action_of(&rule->side[0]));
    return;
  }
  for (unsigned s = 0; s < 2; s++) {
    if (!rule->side[s].on) continue;
    nw_buf_addf(to, "%s%s: %s", joint, s == 0 ? "input" : "output", action_of(&rule->side[s]));
    joint = ", ";
  }
  nw_buf_add_char(to, '}');
}

/* "HIGH", or "{strength: HIGH, action: NONE, modalities: [TEXT, IMAGE]}". */
static void filter_side(nw_buf *to, const nw_side *side) {
  const char *strength = nw_choice_name(nw_choices_strength, side->strength);
  if (side->action == NEWEL_ACTION_BLOCK && side->modalities == NW_MODALITY_TEXT) {
    nw_buf_add_text(to, strength);
    return;
  }
  nw_buf_addf(to, "{strength: %s, action: %s", strength, action_of(side));
  if (side->modalities != NW_MODALITY_TEXT)
    nw_buf_addf(to, ", modalities: [%s]", side->modalities == NW_MODALITY_IMAGE ? "IMAGE" : "TEXT, IMAGE");
  nw_buf_add_char(to, '}');
}

/* ---- rules ---- */

static void leave_out(nw_import *im, const nw_projection_rule *rule, const char *why) {
  nw_import_leave_out(im, &rule->place, rule->name, why);
}

static void note_missing(nw_import *im, const nw_projection_rule *rule) {
  nw_buf names;
  nw_buf_init(&names, im->alloc);
  nw_projection_missing(&names, rule);
  im->no_memory |= names.failed;
  nw_import_comment(im, "not written, Bedrock's default is taken: ", nw_buf_slice(&names));
  nw_buf_free(&names);
}

static void add_filter(nw_import *im, const nw_projection_rule *rule) {
  unsigned type;
  const char *joint = "";
  if (!nw_choice_find(nw_choices_content, rule->name, &type)) {
    leave_out(im, rule, "a content filter that is not known to Newel");
    return;
  }
  int judged[2] = { rule->side[0].on, rule->side[1].on && type != NW_CONTENT_PROMPT_ATTACK };
  if (rule->side[1].on && !judged[1]) leave_out(im, rule, "PROMPT_ATTACK judges INPUT only");
  if (!judged[0] && !judged[1]) return;
  note_missing(im, rule);
  nw_import_add_notes(im, &im->content);
  nw_buf_addf(&im->content, "  %.*s: {", (int)rule->name.len, rule->name.data);
  for (unsigned s = 0; s < 2; s++) {
    if (!judged[s]) continue;
    nw_buf_addf(&im->content, "%s%s: ", joint, s == 0 ? "input" : "output");
    filter_side(&im->content, &rule->side[s]);
    joint = ", ";
  }
  nw_buf_add_text(&im->content, "}\n");
}

static int is_topic_name(newel_slice name) {
  if (name.len == 0 || name.len > 100 || nw_slice_is(name, "tier")) return 0;
  for (size_t i = 0; i < name.len; i++)
    if (!nw_is_alnum((unsigned char)name.data[i]) && (name.data[i] == '\0' || strchr("_ !?.-", name.data[i]) == NULL)) return 0;
  return 1;
}

static void add_topic(nw_import *im, const nw_projection_rule *rule) {
  if (!is_topic_name(rule->name)) {
    leave_out(im, rule, "a policy has no topic of this name");
    return;
  }
  if (chars_of(rule->text) > MOST_DEFINITION) {
    leave_out(im, rule, "its definition is longer than Bedrock and a policy take it");
    return;
  }
  note_missing(im, rule);
  nw_import_add_notes(im, &im->topics);
  nw_buf_add_text(&im->topics, "  ");
  nw_import_scalar(&im->topics, rule->name);
  line(&im->topics, ":\n    definition: ", rule->text);
  if (rule->examples.count > 0) nw_buf_add_text(&im->topics, "    examples:\n");
  for (size_t i = 0; i < rule->examples.count; i++) line(&im->topics, "      - ", rule->examples.at[i]);
  side_lines(&im->topics, rule);
}

static void add_entity(nw_import *im, const nw_projection_rule *rule) {
  unsigned id;
  if (!nw_entity_row_find(rule->name, &id) || nw_entity_row_at(id)->secret) {
    leave_out(im, rule, "a PII type that is not known to Newel");
    return;
  }
  note_missing(im, rule);
  nw_import_add_notes(im, &im->pii);
  nw_buf_addf(&im->pii, "  %.*s: ", (int)rule->name.len, rule->name.data);
  side_flow(&im->pii, rule);
  nw_buf_add_char(&im->pii, '\n');
}

static void add_regex(nw_import *im, const nw_projection_rule *rule) {
  nw_import_rule made = { .place = &rule->place, .name = rule->name, .description = rule->description, .pattern = rule->text,
                          .dialect = NW_DIALECT_OWN };
  nw_buf sides;
  nw_buf_init(&sides, im->alloc);
  side_lines(&sides, rule);
  made.sides = nw_buf_slice(&sides);
  note_missing(im, rule);
  nw_import_regex(im, &made);
  im->no_memory |= sides.failed;
  nw_buf_free(&sides);
}

static void add_grounding(nw_import *im, const nw_projection_rule *rule) {
  unsigned type;
  newel_slice threshold;
  static const nw_guardrail_member member = { "threshold", 0, NW_MEMBER_PPM, 0, offsetof(nw_projection_rule, threshold_ppm) };
  if (!nw_choice_find(nw_choices_grounding, rule->name, &type))
    leave_out(im, rule, "a grounding check that is not known to Newel");
  else if (rule->threshold_ppm < 0 || rule->threshold_ppm > MOST_THRESHOLD_PPM)
    leave_out(im, rule, "its threshold is not from 0 to 0.99");
  else if (!nw_member_text(&threshold, im->arena, rule, &member)) im->no_memory = 1;
  else {
    note_missing(im, rule);
    nw_import_add_notes(im, &im->grounding);
    nw_buf_addf(&im->grounding, "  %.*s: {threshold: %.*s, action: %s}\n", (int)rule->name.len, rule->name.data,
                (int)threshold.len, threshold.data, nw_choice_name(nw_choices_action, rule->action));
  }
}

static void add_reasoning(nw_import *im, const nw_projection_rule *rule, size_t count) {
  if (rule->name.len < 5 || memcmp(rule->name.data, "arn:", 4) != 0) {
    leave_out(im, rule, "it is no ARN of an Automated Reasoning policy");
  } else if (count >= NW_REASONING_POLICIES) {
    leave_out(im, rule, "a policy names at most two Automated Reasoning policies");
  } else {
    if (im->reasoning.len == 0) nw_buf_add_text(&im->reasoning, "  policies:\n");
    line(&im->reasoning, "    - ", rule->name);
  }
}

static void add_managed(nw_import *im, const nw_projection_rule *rule) {
  if (!nw_slice_is(rule->name, "PROFANITY")) {
    leave_out(im, rule, "a managed word list that is not known to Newel");
    return;
  }
  note_missing(im, rule);
  nw_import_add_notes(im, &im->words);
  nw_buf_add_text(&im->words, "  managed:\n    PROFANITY: ");
  side_flow(&im->words, rule);
  nw_buf_add_char(&im->words, '\n');
}

/* ---- words: a list for those that ask for the same ---- */

static int same_sides(const nw_projection_rule *a, const nw_projection_rule *b) {
  for (unsigned s = 0; s < 2; s++)
    if (a->side[s].on != b->side[s].on || a->side[s].action != b->side[s].action) return 0;
  return 1;
}

static int anonymizes(const nw_projection_rule *rule) {
  return rule->side[0].action == NEWEL_ACTION_ANONYMIZE || rule->side[1].action == NEWEL_ACTION_ANONYMIZE;
}

static const char *word_fault(const nw_projection_rule *rule) {
  if (!nw_import_is_entry(rule->name)) return "a word without a letter or digit, or with too many tokens";
  return anonymizes(rule) ? "Bedrock blocks words, it does not anonymize them" : NULL;
}

static void add_list(nw_import *im, const nw_projection *p, const nw_projection_rule *like) {
  newel_slice name = nw_import_name(im, NW_LIT("words"));
  note_missing(im, like);
  nw_import_add_notes(im, &im->words);
  nw_buf_addf(&im->words, "  %.*s:\n", (int)name.len, name.data);
  side_lines(&im->words, like);
  nw_buf_add_text(&im->words, "    list:\n");
  for (size_t i = (size_t)(like - p->rules); i < p->rule_count; i++)
    if (p->rules[i].part == NW_PART_WORD && word_fault(&p->rules[i]) == NULL && same_sides(&p->rules[i], like))
      line(&im->words, "      - ", p->rules[i].name);
}

/* There are at most eight ways of sides, so few passes. */
static void add_words(nw_import *im, const nw_projection *p) {
  const nw_projection_rule *seen[16];
  size_t lists = 0;
  for (size_t i = 0; i < p->rule_count; i++) {
    const nw_projection_rule *rule = &p->rules[i];
    size_t at = 0;
    if (rule->part != NW_PART_WORD) continue;
    if (word_fault(rule) != NULL) {
      leave_out(im, rule, word_fault(rule));
      continue;
    }
    while (at < lists && !same_sides(seen[at], rule)) at++;
    if (at < lists || lists == sizeof seen / sizeof *seen) continue;
    seen[lists++] = rule;
    add_list(im, p, rule);
  }
}

/* ---- the whole ---- */

static void add_rules(nw_import *im, const nw_projection *p) {
  size_t arns = 0;
  for (size_t i = 0; i < p->rule_count; i++) {
    const nw_projection_rule *rule = &p->rules[i];
    switch (rule->part) {
      case NW_PART_TOPIC: add_topic(im, rule); break;
      case NW_PART_FILTER: add_filter(im, rule); break;
      case NW_PART_LIST: add_managed(im, rule); break;
      case NW_PART_ENTITY: add_entity(im, rule); break;
      case NW_PART_REGEX: add_regex(im, rule); break;
      case NW_PART_GROUNDING: add_grounding(im, rule); break;
      case NW_PART_REASONING: add_reasoning(im, rule, arns++); break;
      default: break;
    }
  }
  add_words(im, p);
}

static void add_tier(nw_buf *section, uint8_t tier) {
  static const char standard[] = "  tier: STANDARD\n";
  if (section->len > 0 && tier == NW_TIER_STANDARD) nw_buf_add_text(section, standard);
}

static void add_confidence(nw_import *im, const nw_projection *p) {
  static const nw_guardrail_member member = { "confidence", 0, NW_MEMBER_PPM, 0, offsetof(nw_projection_rule, threshold_ppm) };
  nw_projection_rule rule;
  newel_slice text = { "", 0 };
  rule.threshold_ppm = p->confidence_ppm;
  if (im->reasoning.len == 0 || p->confidence_ppm < 0) return;
  if (!nw_member_text(&text, im->arena, &rule, &member)) im->no_memory = 1;
  nw_buf_addf(&im->reasoning, "  confidence: %.*s\n", (int)text.len, text.data);
}

static void add_settings(nw_import *im, const nw_projection *p) {
  setting(im, "description", "description: ", p->description, MOST_DESCRIPTION);
  if (p->message[0].len + p->message[1].len > 0) nw_buf_add_text(&im->settings, "messages:\n");
  setting(im, "blockedInputMessaging", "  input: ", p->message[NEWEL_SOURCE_INPUT], MOST_MESSAGE);
  setting(im, "blockedOutputsMessaging", "  output: ", p->message[NEWEL_SOURCE_OUTPUT], MOST_MESSAGE);
  if (p->profile.len > 0) line(&im->settings, "guardrail_profile: ", p->profile);
  if (p->kms_key.len > 0) line(&im->settings, "kms_key: ", p->kms_key);
  if (p->tag_count > 0) nw_buf_add_text(&im->settings, "tags:\n");
  for (size_t i = 0; i < p->tag_count; i++) {
    nw_buf_add_text(&im->settings, "  ");
    nw_import_scalar(&im->settings, p->tags[i].key);
    line(&im->settings, ": ", p->tags[i].value);
  }
}

/* The guardrail's name, or the one that its resource has in the file. */
static void add_name(nw_import *im, newel_slice name, newel_slice fallback) {
  if (name.len == 0) name = fallback;
  for (size_t i = 0; i < name.len && im->name.len < MOST_NAME; i++) {
    char c = name.data[i];
    nw_buf_add_char(&im->name, nw_is_alnum((unsigned char)c) || c == '_' || c == '-' ? c : '-');
  }
  if (im->name.len == 0) nw_buf_add_text(&im->name, "imported");
}

static void add_remarks(nw_import *im, const nw_projection *p) {
  for (const nw_projection_remark *r = p->remarks; r != NULL; r = r->next) {
    newel_slice rule = r->rule.len > 0 ? r->rule : NW_LIT("the guardrail");
    if (r->kind == NW_REMARK_LEFT_OUT) nw_import_leave_out(im, &r->place, rule, r->what.data);
    if (r->kind == NW_REMARK_OFF) nw_import_off(im, rule);
    if (r->kind == NW_REMARK_RESOLVED) nw_import_file_note(im, &r->place, r->what.data);
  }
}

static void write_policy(nw_import *im, const nw_projection *p, newel_slice fallback) {
  add_name(im, p->name, fallback);
  add_remarks(im, p);
  add_settings(im, p);
  add_rules(im, p);
  add_tier(&im->topics, p->tier[NW_TIER_TOPICS]);
  add_tier(&im->content, p->tier[NW_TIER_CONTENT]);
  add_tier(&im->grounding, p->tier[NW_TIER_GROUNDING]);
  add_confidence(im, p);
  nw_buf_addf(&im->tail,
              "\n# Bedrock is asked about what only it can tell once the policy says so:\n"
              "#escalation: {guardrail: %.*s, on_error: block}\n", (int)im->name.len, im->name.data);
}

/* ---- where the guardrail stands in the file ---- */

typedef struct place { const nw_node *guardrail, *parameters; newel_slice name; size_t others; } place;

static void take(place *at, const nw_node *guardrail, newel_slice name) {
  if (guardrail == NULL || guardrail->type != NW_NODE_MAPPING) return;
  if (at->guardrail != NULL) at->others++;
  else at->guardrail = guardrail, at->name = name;
}

static const nw_node *children(const nw_node *map, const char *key) {
  const nw_node *node = map != NULL && map->type == NW_NODE_MAPPING ? nw_node_member(map, key) : NULL;
  return node == NULL ? NULL : node->first;
}

static void find_in_template(place *at, const nw_node *root) {
  at->parameters = nw_node_member(root, "Parameters");
  for (const nw_node *resource = children(root, "Resources"); resource != NULL; resource = resource->next)
    if (nw_slice_is(nw_import_text(resource, "Type"), "AWS::Bedrock::Guardrail"))
      take(at, nw_node_member(resource, "Properties"), resource->key);
}

static int is_guardrail_type(newel_slice type) {
  return nw_slice_is(type, "awscc_bedrock_guardrail") || nw_slice_is(type, "aws_bedrock_guardrail");
}

/* {"resource": {"awscc_bedrock_guardrail": {"name": {…}}}}, each object perhaps in a list. */
static void find_in_configuration(place *at, const nw_node *node, unsigned depth, newel_slice name) {
  if (node->type == NW_NODE_SEQUENCE) {
    for (const nw_node *item = node->first; item != NULL; item = item->next) find_in_configuration(at, item, depth, name);
    return;
  }
  if (node->type != NW_NODE_MAPPING) return;
  if (depth == 2) take(at, node, name);
  for (const nw_node *member = node->first; depth < 2 && member != NULL; member = member->next)
    if (depth == 1 || is_guardrail_type(member->key)) find_in_configuration(at, member, depth + 1, member->key);
}

/* `terraform show -json`: modules of modules. Depth is bounded by the reader. */
static void find_in_module(place *at, const nw_node *module) {
  for (const nw_node *resource = children(module, "resources"); resource != NULL; resource = resource->next)
    if (is_guardrail_type(nw_import_text(resource, "type")))
      take(at, nw_node_member(resource, "values"), nw_import_text(resource, "name"));
  for (const nw_node *child = children(module, "child_modules"); child != NULL; child = child->next) find_in_module(at, child);
}

static void find_in_terraform(place *at, const nw_node *root) {
  const nw_node *resource = nw_node_member(root, "resource"), *planned = nw_node_member(root, "planned_values");
  if (planned == NULL) planned = nw_node_member(root, "values");
  if (resource != NULL) find_in_configuration(at, resource, 0, nw_slice("", 0));
  if (planned != NULL && planned->type == NW_NODE_MAPPING) find_in_module(at, nw_node_member(planned, "root_module"));
}

int nw_import_guardrail(nw_import *im, newel_import from, const nw_node *root, newel_error *err) {
  static const char *const wanted[] = { "a guardrail: GetGuardrail's answer or the body of CreateGuardrail",
                                        "a template with an AWS::Bedrock::Guardrail",
                                        "a configuration or plan with an awscc_bedrock_guardrail or aws_bedrock_guardrail" };
  nw_projection p;
  place at = { NULL, NULL, { "", 0 }, 0 };
  if (root->type == NW_NODE_MAPPING && from == NEWEL_IMPORT_BEDROCK && nw_node_member(root, "name") != NULL)
    take(&at, root, nw_slice("", 0));
  if (root->type == NW_NODE_MAPPING && from == NEWEL_IMPORT_CLOUDFORMATION) find_in_template(&at, root);
  if (root->type == NW_NODE_MAPPING && from == NEWEL_IMPORT_TERRAFORM) find_in_terraform(&at, root);
  if (at.guardrail == NULL) return nw_fail(err, NEWEL_E_POLICY, "the file is not %s", wanted[from - NEWEL_IMPORT_BEDROCK]);
  if (!nw_projection_read(&p, im->arena, at.guardrail, at.parameters)) return nw_fail_nomem(err);
  nw_buf_add_text(&im->head, head);
  if (at.others > 0)
    nw_import_file_note(im, &at.guardrail->place,
                        "the file has more than one guardrail: the first is taken, the others are left out");
  if (p.rule_count == 0) return nw_fail(err, NEWEL_E_POLICY, "the guardrail has no rule that a policy could say");
  write_policy(im, &p, at.name);
  return NEWEL_OK;
}
