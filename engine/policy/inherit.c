/* policy/inherit.c - a policy that extends another may not be weaker by accident.
 *
 *   parent.yaml:3   EMAIL: BLOCK
 *   child.yaml:4    EMAIL: ANONYMIZE          error: 'pii.EMAIL' is weaker than in parent.yaml:3: ANONYMIZE instead of BLOCK
 * on INPUT
 *                   EMAIL: {action: ANONYMIZE, override: true}      said aloud, so it is meant
 *
 * Every file is decoded as if it stood alone (with its own parents) and compared rule by rule with each of its parents. What only
 * changes (a pattern, a definition) counts as weaker: nobody can tell that it is not. Cost: one decode a file, one merge of
 * sorted lists an edge. */
#include <stdio.h>

#include "base/slice.h"
#include "policy/decode.h"

enum { DETAIL_BYTES = 200, PLACE_BYTES = 200 };

typedef struct comparison {
  const newel_policy   *child, *parent;
  const nw_policy_file *file, *parent_file;
  newel_diagnostics    *diags;
  char detail[DETAIL_BYTES];
} comparison;

#define DETAIL(c, ...) ((void)snprintf((c)->detail, sizeof (c)->detail, __VA_ARGS__), 1)

/* ---- may it? ---- */

static int says_override(const nw_node *map) {
  uint8_t yes = 0;
  return map != NULL && map->type == NW_NODE_MAPPING && nw_read_bool(nw_node_member(map, "override"), &yes) && yes;
}

static const nw_node *member(const nw_node *map, const char *key) {
  return map != NULL && map->type == NW_NODE_MAPPING ? nw_node_member(map, key) : NULL;
}

/* Where the child's own file writes a rule; NULL when it does not. */
static const nw_node *own_node(const nw_policy_file *file, const nw_rule *rule) {
  const nw_node *section = member(file->own, nw_kind_section(rule->kind));
  if (rule->kind == NW_KIND_SECRET || rule->kind == NW_KIND_REASONING || rule->kind == NW_KIND_LEAK ||
      rule->kind == NW_KIND_HIDDEN) return section;
  if (rule->kind != NW_KIND_WORD || !rule->of.word.managed) return member(section, rule->name.data);
  const nw_node *managed = member(section, "managed");
  return managed != NULL && managed->type == NW_NODE_SEQUENCE ? managed : member(managed, rule->name.data);
}

/* The place a remark points at: the rule or setting in the child's file, else its list of parents. */
static nw_place place_of(const comparison *c, const nw_node *node) {
  if (node == NULL) node = member(c->file->own, "extends");
  return node == NULL ? c->file->own->place : node->key.data != NULL ? node->key_place : node->place;
}

static const char *parent_place(char *out, size_t size, const nw_place *place) {
  (void)snprintf(out, size, "%s:%u", place->source.data, (unsigned)place->line);
  return out;
}

/* ---- rules ---- */

static const nw_rule *find_rule(const newel_policy *policy, newel_slice id) {
  for (size_t i = 0; i < policy->rule_count; i++) {
    if (nw_slice_eq(policy->rules[i].id, id)) return &policy->rules[i];
  }
  return NULL;
}

static int side_weaker(comparison *c, const nw_rule *now, const nw_rule *then, unsigned s) {
  const nw_side *a = &now->side[s], *b = &then->side[s];
  const char *side = nw_side_name(s);
  if (!b->on) return 0;
  if (!a->on) return DETAIL(c, "%s is not judged", side);
  if (a->action < b->action) {
    return DETAIL(c, "%s instead of %s on %s", nw_choice_name(nw_choices_action, a->action), nw_choice_name(nw_choices_action,
        b->action), side);
  }
  if (a->strength < b->strength) {
    return DETAIL(c, "strength %s instead of %s on %s", nw_choice_name(nw_choices_strength, a->strength),
                  nw_choice_name(nw_choices_strength, b->strength), side);
  }
  if ((b->modalities & ~a->modalities) != 0) return DETAIL(c, "a modality is missing on %s", side);
  return 0;
}

/* Is every text of `small` in `large`? Both are sorted. */
static int is_subset(nw_slices small, nw_slices large, newel_slice *missing) {
  size_t at = 0;
  for (size_t i = 0; i < small.count; i++) {
    while (at < large.count && nw_slice_cmp(large.at[at], small.at[i]) < 0) at++;
    if (at < large.count && nw_slice_eq(large.at[at], small.at[i])) continue;
    *missing = small.at[i];
    return 0;
  }
  return 1;
}

static int allow_larger(comparison *c, const nw_allow_list *now, const nw_allow_list *then) {
  newel_slice more = { "", 0 };
  if (is_subset(now->values, then->values, &more) && is_subset(now->patterns, then->patterns, &more)) return 0;
  return DETAIL(c, "'%.60s' is allowed", more.data);
}

static int kind_weaker(comparison *c, const nw_rule *now, const nw_rule *then) {
  newel_slice lost = { "", 0 };
  switch (now->kind) {
    case NW_KIND_CONTENT:
      return now->of.content.local_allow > then->of.content.local_allow ? DETAIL(c, "'local_allow' is true") : 0;
    case NW_KIND_TOPIC:
      return nw_slice_eq(now->of.topic.definition, then->of.topic.definition) ? 0 : DETAIL(c, "the definition is another");
    case NW_KIND_WORD:
      return is_subset(then->of.word.entries, now->of.word.entries, &lost) ? 0 : DETAIL(c, "the entry '%.60s' is missing",
          lost.data);
    case NW_KIND_PII:
      return now->of.pii.strictness >= then->of.pii.strictness || !nw_rule_is_local(now)
        ? 0 : DETAIL(c, "strictness %s instead of %s", nw_choice_name(nw_choices_strictness, now->of.pii.strictness),
                     nw_choice_name(nw_choices_strictness, then->of.pii.strictness));
    case NW_KIND_REGEX:
      return nw_slice_eq(now->of.regex.pattern, then->of.regex.pattern) ? 0 : DETAIL(c, "the pattern is another");
    case NW_KIND_SECRET:
      for (unsigned i = 0; i < NW_POLICY_ENTITY_COUNT; i++) {
        if (then->of.secret.kind_on[i] && !now->of.secret.kind_on[i]) return DETAIL(c, "%s is off", nw_entity_row_at(i)->name);
      }
      return 0;
    case NW_KIND_GROUNDING:
      return now->of.grounding.threshold_ppm < then->of.grounding.threshold_ppm ? DETAIL(c, "the threshold is lower") : 0;
    case NW_KIND_REASONING:
      return nw_slice_eq(now->of.reasoning.arn, then->of.reasoning.arn) ? 0 : DETAIL(c, "'%.100s' is missing",
          then->of.reasoning.arn.data);
    case NW_KIND_LEAK:
      if (now->of.leak.run > then->of.leak.run) return DETAIL(c, "'run' is larger");
      if (!is_subset(now->of.leak.clean, then->of.leak.clean, &lost)) return DETAIL(c, "'clean' has '%.60s'", lost.data);
      return is_subset(then->of.leak.canaries, now->of.leak.canaries, &lost) ? 0 : DETAIL(c, "a canary is missing");
    default: return 0;
  }
}

static int rule_weaker(comparison *c, const nw_rule *now, const nw_rule *then) {
  if (side_weaker(c, now, then, NEWEL_SOURCE_INPUT) || side_weaker(c, now, then, NEWEL_SOURCE_OUTPUT)) return 1;
  if (now->observe && !then->observe && !c->child->observe) return DETAIL(c, "'mode' is observe");
  return allow_larger(c, &now->allow, &then->allow) || kind_weaker(c, now, then);
}

static int is_abroad(const nw_rule *rule) {
  return rule->kind == NW_KIND_PII && rule->of.pii.abroad;
}

static void compare_rules(comparison *c) {
  char where[PLACE_BYTES];
  for (size_t i = 0; i < c->parent->rule_count; i++) {
    const nw_rule *then = &c->parent->rules[i], *now = find_rule(c->child, then->id);
    const nw_node *node = own_node(c->file, then);
    if (now != NULL && is_abroad(now) && !is_abroad(then)) continue;  /* `countries` says so once, for all of them */
    int weaker = now == NULL ? DETAIL(c, "it is missing") : rule_weaker(c, now, then);
    if (!weaker || says_override(node)) continue;
    nw_place place = place_of(c, node);
    nw_diag_add(c->diags, NW_DIAG_LOOSENED, &place, then->id.data, parent_place(where, sizeof where, &then->place), c->detail);
  }
}

/* ---- settings ---- */

/* `section`: the map that holds the setting, NULL for the file itself. */
static void complain_in(comparison *c, const char *section, const char *key) {
  char where[PLACE_BYTES];
  const nw_node *own = c->file->own, *merged = c->parent_file->merged;
  if (section != NULL) own = member(own, section), merged = member(merged, section);
  const nw_node *now = member(own, key), *then = member(merged, key);
  nw_place place = place_of(c, now);
  (void)parent_place(where, sizeof where, then != NULL ? &then->key_place : &c->parent_file->own->place);
  nw_diag_add(c->diags, NW_DIAG_SETTING_LOOSENED, &place, key, where, c->detail);
}

static void complain_setting(comparison *c, const char *key) { complain_in(c, NULL, key); }

/* The first rule that a surface no longer has. */
static int surface_weaker(comparison *c, unsigned surface) {
  for (size_t i = 0; i < c->parent->rule_count; i++) {
    const nw_rule *now = find_rule(c->child, c->parent->rules[i].id);
    if (now == NULL || !c->parent->covers[surface][i] || c->child->covers[surface][now - c->child->rules]) continue;
    return DETAIL(c, "'%s' no longer judges '%s'", now->id.data, nw_choice_name(nw_choices_surface, surface));
  }
  return 0;
}

/* The first type that `countries` turns off here and not in the parent. */
static int countries_weaker(comparison *c) {
  for (size_t i = 0; i < c->parent->rule_count; i++) {
    const nw_rule *then = &c->parent->rules[i], *now = find_rule(c->child, then->id);
    if (now != NULL && is_abroad(now) && (then->side[0].on || then->side[1].on)) return DETAIL(c, "'%s' is off", now->id.data);
  }
  return 0;
}

static unsigned leniency(uint8_t on_error) {  /* block, local, allow: each weaker than the one before */
  return on_error == NW_ON_ERROR_BLOCK ? 0 : on_error == NW_ON_ERROR_LOCAL ? 1 : 2;
}

static void compare_settings(comparison *c) {
  const newel_policy *now = c->child, *then = c->parent;
  if (says_override(c->file->own)) return;
  if (now->observe && !then->observe && DETAIL(c, "observe instead of enforce")) complain_setting(c, "mode");
  if (!now->deny_request && then->deny_request && DETAIL(c, "segment instead of request")) complain_setting(c, "deny");
  if (now->on_incomplete_allow && !then->on_incomplete_allow && DETAIL(c, "allow instead of block")) complain_setting(c,
      "on_incomplete");
  if (now->readings > then->readings && DETAIL(c, "%s instead of %s", nw_choice_name(nw_choices_readings, now->readings),
                                               nw_choice_name(nw_choices_readings, then->readings))) complain_setting(c, "readings");
  if (then->hold_verdict && !now->hold_verdict && DETAIL(c, "frontier instead of verdict")) complain_setting(c, "stream");
  if (allow_larger(c, &now->allow, &then->allow)) complain_setting(c, "allow");
  if (countries_weaker(c)) complain_in(c, "pii", "countries");
  for (unsigned surface = 0; surface < NEWEL_SURFACE_COUNT; surface++) {
    if (surface_weaker(c, surface)) complain_setting(c, "surfaces");
  }
  if (then->escalation.present && leniency(now->escalation.on_error) > leniency(then->escalation.on_error)
      && DETAIL(c, "on_error is %s instead of %s", nw_choice_name(nw_choices_on_error, now->escalation.on_error),
                nw_choice_name(nw_choices_on_error, then->escalation.on_error))) {
    complain_setting(c, "escalation");
  }
}

/* ---- every file with its parents ---- */

static size_t file_index(const nw_policy_source *source, const nw_policy_file *file) {
  size_t i = 0;
  while (i < source->file_count && source->files[i] != file) i++;
  return i;
}

static void compare_parents(const newel_policy *models, const nw_policy_source *source, size_t child, newel_diagnostics *diags) {
  const nw_policy_file *file = source->files[child];
  for (size_t i = 0; i < file->parent_count; i++) {
    size_t parent = file_index(source, file->parents[i]);
    if (parent == source->file_count || file->parents[i]->merged == NULL) continue;
    comparison c = { &models[child], &models[parent], file, file->parents[i], diags, "" };
    compare_rules(&c);
    compare_settings(&c);
  }
}

int nw_policy_inherit(const newel_policy *policy, nw_policy_source *source, newel_diagnostics *diags) {
  if (source->file_count < 2) return 1;
  newel_policy *models = nw_arena_zalloc(source->arena, source->file_count * sizeof *models);
  if (models == NULL) return 0;
  models[0] = *policy;
  for (size_t i = 1; i < source->file_count; i++) {
    models[i].alloc = policy->alloc;
    if (source->files[i]->merged != NULL && !nw_policy_decode(&models[i], source, source->files[i], NULL)) return 0;
  }
  for (size_t i = 0; i < source->file_count; i++) {
    if (source->files[i]->merged != NULL) compare_parents(models, source, i, diags);
  }
  return 1;
}
