/* policy/lint.c - warnings: the policy compiles, and something is likely not meant.
 *
 *   pii: {EMAIL: {input: BLOCK}}     W0601  no rule judges OUTPUT: tool_args, output, reasoning pass unseen
 *
 * A linter that cries wolf is turned off: a remark is about the policy as a whole or groups the rules that it is true of, and
 * what someone wrote out (`system: none`, `enabled: false`) is not remarked on. */
#include <stdio.h>

#include "base/slice.h"
#include "policy/decode.h"

enum { QUOTA_CONSOLE_TOKENS = 3 };  /* the console takes no longer phrase */

/* ---- what rules are like ---- */

newel_source nw_surface_side(unsigned surface) {
  return surface == NEWEL_SURFACE_TOOL_ARGS || surface == NEWEL_SURFACE_OUTPUT || surface == NEWEL_SURFACE_REASONING
    ? NEWEL_SOURCE_OUTPUT : NEWEL_SOURCE_INPUT;
}

const char *nw_side_name(unsigned side) {
  return side == NEWEL_SOURCE_INPUT ? "INPUT" : "OUTPUT";
}

int nw_rule_judges(const newel_policy *policy, size_t rule, unsigned surface) {
  return policy->covers[surface][rule] && policy->rules[rule].side[nw_surface_side(surface)].on;
}

int nw_rule_is_local(const nw_rule *rule) {
  switch (rule->kind) {
    case NW_KIND_WORD:
    case NW_KIND_REGEX:
    case NW_KIND_LEAK:
    case NW_KIND_HIDDEN:
    case NW_KIND_SECRET: return 1;
    case NW_KIND_PII: return nw_entity_row_at(rule->of.pii.entity)->local;
    default: return 0;
  }
}

static int is_on(const nw_rule *rule) {
  return rule->side[0].on || rule->side[1].on;
}

static int acts(const nw_rule *rule, unsigned action) {
  for (unsigned s = 0; s < 2; s++) {
    if (rule->side[s].on && rule->side[s].action >= action) return 1;
  }
  return 0;
}

/* ---- groups: "pii.NAME, pii.AGE and 3 more" ---- */

enum { GROUP_NAMES = 4 };
typedef struct group { char names[240]; size_t used, count; nw_place place; } group;

static void group_add(group *g, const nw_rule *rule) {
  if (g->count == 0) g->place = rule->place;
  if (g->count++ >= GROUP_NAMES) return;
  int more = snprintf(g->names + g->used, sizeof g->names - 32 - g->used, "%s%.48s", g->used == 0 ? "" : ", ", rule->id.data);
  if (more > 0) g->used += (size_t)more;
}

static const char *group_names(group *g) {
  if (g->count > GROUP_NAMES) (void)snprintf(g->names + g->used, sizeof g->names - g->used, " and %zu more",
      g->count - GROUP_NAMES);
  return g->names;
}

/* ---- the policy as a whole ---- */

static const nw_node *member(const nw_node *map, const char *key) {
  return map != NULL && map->type == NW_NODE_MAPPING ? nw_node_member(map, key) : NULL;
}

static nw_place place_of(const nw_policy_file *file, const char *key) {
  const nw_node *node = member(file->merged, key);
  return node != NULL ? node->key_place : file->merged->first != NULL ? file->merged->first->key_place : file->merged->place;
}

static void lint_detect_only(const newel_policy *p, const nw_policy_file *file, newel_diagnostics *diags) {
  nw_place place = place_of(file, p->observe ? "mode" : "name");
  for (size_t i = 0; i < p->rule_count; i++) {
    if (!p->rules[i].observe && acts(&p->rules[i], NEWEL_ACTION_ANONYMIZE)) return;
  }
  nw_diag_add(diags, NW_DIAG_DETECT_ONLY, &place);
}

static void lint_messages(const newel_policy *p, const nw_policy_file *file, newel_diagnostics *diags) {
  static const char *const keys[] = { "input", "output" };
  for (unsigned s = 0; s < 2; s++) {
    int blocks = 0;
    for (size_t i = 0; i < p->rule_count; i++) blocks |= p->rules[i].side[s].on
        && p->rules[i].side[s].action == NEWEL_ACTION_BLOCK;
    if (!blocks || p->observe || member(member(file->merged, "messages"), keys[s]) != NULL) continue;
    nw_place place = place_of(file, "messages");
    nw_diag_add(diags, NW_DIAG_DEFAULT_MESSAGE, &place, keys[s], p->message[s].data);
  }
}

/* ---- surfaces ---- */

static int written_none(const nw_policy_file *file, unsigned surface) {
  const nw_node *node = member(member(file->merged, "surfaces"), nw_choice_name(nw_choices_surface, surface));
  unsigned cover = NW_COVER_ALL;
  return nw_read_word(node, nw_choices_cover, &cover) && cover == NW_COVER_NONE;
}

/* The rule that every policy has judges, but nobody asked for it. */
static int is_unwritten(const nw_rule *rule) { return rule->kind == NW_KIND_HIDDEN && !rule->of.hidden.written; }

static int side_is_judged(const newel_policy *p, unsigned side) {
  for (size_t i = 0; i < p->rule_count; i++) {
    const nw_rule *rule = &p->rules[i];
    if (rule->side[side].on && !is_unwritten(rule)) return 1;
  }
  return 0;
}

static void lint_surfaces(const newel_policy *p, const nw_policy_file *file, newel_diagnostics *diags) {
  nw_place place = place_of(file, "surfaces");
  for (unsigned side = 0; side < 2; side++) {
    if (!side_is_judged(p, side)) nw_diag_add(diags, NW_DIAG_SIDE_UNCOVERED, &place, nw_side_name(side));
  }
  for (unsigned surface = 0; surface < NEWEL_SURFACE_COUNT; surface++) {
    int judged = !side_is_judged(p, nw_surface_side(surface)) || written_none(file, surface);
    for (size_t i = 0; i < p->rule_count; i++) judged |= !is_unwritten(&p->rules[i]) && nw_rule_judges(p, i, surface);
    if (!judged) nw_diag_add(diags, NW_DIAG_SURFACE_UNCOVERED, &place, nw_choice_name(nw_choices_surface, surface));
  }
}

static void lint_prompt_attack(const newel_policy *p, newel_diagnostics *diags) {
  for (size_t i = 0; i < p->rule_count; i++) {
    const nw_rule *rule = &p->rules[i];
    if (rule->kind != NW_KIND_CONTENT || rule->of.content.type != NW_CONTENT_PROMPT_ATTACK || !is_on(rule)) continue;
    int covered = 0;
    for (unsigned s = 0; s < NEWEL_SURFACE_COUNT; s++) covered |= s != NEWEL_SURFACE_SYSTEM && nw_rule_judges(p, i, s);
    if (!covered) nw_diag_add(diags, NW_DIAG_PROMPT_ATTACK_UNCOVERED, &rule->place);
    if (nw_rule_judges(p, i, NEWEL_SURFACE_SYSTEM)) nw_diag_add(diags, NW_DIAG_PROMPT_ATTACK_SYSTEM, &rule->place);
  }
}

/* ---- judges ---- */

static int is_asked(const newel_policy *p, size_t rule) {
  return p->escalation.present && p->when[rule] != NW_WHEN_NEVER;
}

/* Without a guardrail InvokeGuardrailChecks is asked: it knows content and Bedrock's types of PII. */
static int checks_judge(const nw_rule *rule) { return rule->kind == NW_KIND_CONTENT || rule->kind == NW_KIND_PII; }

static void lint_judges(const newel_policy *p, const nw_policy_file *file, newel_diagnostics *diags) {
  group unjudged = { "", 0, 0, { { NULL, 0 }, 0, 0, 0 } }, unknown = unjudged, unchecked = unjudged;
  for (size_t i = 0; i < p->rule_count; i++) {
    const nw_rule *rule = &p->rules[i];
    if (!is_on(rule)) continue;
    if (!nw_rule_is_local(rule) && !is_asked(p, i)) group_add(&unjudged, rule);
    int in_bedrock = rule->kind != NW_KIND_SECRET && rule->kind != NW_KIND_HIDDEN && rule->kind != NW_KIND_LEAK &&
      (rule->kind != NW_KIND_PII || nw_entity_row_at(rule->of.pii.entity)->bedrock);
    if (!in_bedrock && is_asked(p, i)) group_add(&unknown, rule);
    else if (is_asked(p, i) && p->escalation.guardrail.len == 0 && !checks_judge(rule)) group_add(&unchecked, rule);
  }
  if (unjudged.count > 0) nw_diag_add(diags, NW_DIAG_UNEVALUATED, &unjudged.place, group_names(&unjudged));
  if (unknown.count > 0) nw_diag_add(diags, NW_DIAG_ASKED_IN_VAIN, &unknown.place, group_names(&unknown));
  if (unchecked.count > 0) nw_diag_add(diags, NW_DIAG_CHECKS_CANNOT, &unchecked.place, group_names(&unchecked));
  const nw_node *types = member(member(member(file->merged, "escalation"), "when"), "pii");
  if (types == NULL || types->type != NW_NODE_SEQUENCE) return;
  for (const nw_node *type = types->first; type != NULL; type = type->next) {
    if (member(member(file->merged, "pii"), type->text.data) == NULL) nw_diag_add(diags, NW_DIAG_WHEN_NO_RULE, &type->place,
        type->text.data);
  }
}

/* ---- single rules ---- */

static void lint_word(const nw_rule *rule, newel_diagnostics *diags) {
  size_t phrases = 0, first = 0;
  for (size_t i = 0; i < rule->of.word.entries.count; i++) {
    if (nw_entry_tokens(rule->of.word.entries.at[i]) > QUOTA_CONSOLE_TOKENS && phrases++ == 0) first = i;
  }
  if (phrases == 0) return;
  char count[24];
  (void)snprintf(count, sizeof count, "%zu", phrases);
  nw_diag_add(diags, NW_DIAG_LONG_PHRASE, &rule->place, rule->id.data, count, rule->of.word.entries.at[first].data);
}

static void lint_regex(const nw_rule *rule, newel_diagnostics *diags) {
  if (rule->of.regex.match.count == 0) nw_diag_add(diags, NW_DIAG_NO_MATCH_EXAMPLE, &rule->place, rule->id.data);
}

static int anonymizes(const nw_rule *rule) {
  return (rule->side[0].on && rule->side[0].action == NEWEL_ACTION_ANONYMIZE) || (rule->side[1].on
      && rule->side[1].action == NEWEL_ACTION_ANONYMIZE);
}

/* The rule's own value in the merged tree, for what the model has resolved away. */
static const nw_node *node_of(const nw_policy_file *file, const nw_rule *rule) {
  const nw_node *section = member(file->merged, nw_kind_section(rule->kind));
  if (rule->kind == NW_KIND_SECRET || rule->kind == NW_KIND_LEAK || rule->kind == NW_KIND_HIDDEN) return section;
  if (rule->kind == NW_KIND_WORD && rule->of.word.managed) section = member(section, "managed");
  return member(section, rule->name.data);
}

static void lint_rules(const newel_policy *p, const nw_policy_file *file, newel_diagnostics *diags) {
  for (size_t i = 0; i < p->rule_count; i++) {
    const nw_rule *rule = &p->rules[i];
    if (rule->kind == NW_KIND_WORD) lint_word(rule, diags);
    if (rule->kind == NW_KIND_REGEX) lint_regex(rule, diags);
    const nw_node *style = member(node_of(file, rule), "style");
    if (style != NULL && !anonymizes(rule)) nw_diag_add(diags, NW_DIAG_STYLE_UNUSED, &style->key_place, rule->id.data);
  }
}

/* ---- Bedrock ---- */

/* One warning a reason, with the rules that it is true of. Returns 0 when memory ran out. */
static int lint_gaps(newel_policy *p, nw_arena *arena, newel_diagnostics *diags) {
  newel_slice *gaps = nw_arena_alloc(arena, (p->rule_count + 1) * sizeof *gaps);
  if (gaps == NULL) return 0;
  for (size_t i = 0; i < p->rule_count; i++) {
    gaps[i] = nw_rule_bedrock_gap(p, &p->rules[i], arena);
    if (gaps[i].data == NULL) return 0;
  }
  for (size_t i = 0; i < p->rule_count; i++) {
    group g = { "", 0, 0, { { NULL, 0 }, 0, 0, 0 } };
    newel_slice gap = gaps[i];
    for (size_t j = i; gap.len > 0 && j < p->rule_count; j++) {
      if (!nw_slice_eq(gaps[j], gap)) continue;
      group_add(&g, &p->rules[j]);
      gaps[j].len = 0;
    }
    if (g.count > 0) nw_diag_add(diags, NW_DIAG_NOT_IN_BEDROCK, &g.place, group_names(&g), gap.data);
  }
  return 1;
}

int nw_policy_lint(newel_policy *policy, const nw_policy_file *file, newel_diagnostics *diags) {
  if (!side_is_judged(policy, NEWEL_SOURCE_INPUT) && !side_is_judged(policy, NEWEL_SOURCE_OUTPUT)) {
    nw_place place = place_of(file, "name");
    nw_diag_add(diags, NW_DIAG_EMPTY_POLICY, &place);
    return 1;
  }
  lint_detect_only(policy, file, diags);
  lint_messages(policy, file, diags);
  lint_surfaces(policy, file, diags);
  lint_prompt_attack(policy, diags);
  lint_judges(policy, file, diags);
  lint_rules(policy, file, diags);
  if (policy->allow.values.count + policy->allow.patterns.count > 0) {
    nw_place place = place_of(file, "allow");
    nw_diag_add(diags, NW_DIAG_NOT_IN_BEDROCK, &place, "allow", "Bedrock has no allow lists");
  }
  return lint_gaps(policy, &policy->arena, diags) && nw_policy_lint_bedrock(policy, file, diags);
}
