/* policy/decode_covers.c - where a rule judges and who decides it: surfaces, escalation, what a stream holds back.
 *
 *   surfaces: {tool_result: [pii, INSULTS]}       a selector is a section, an id or a name
 *   escalation: {when: {content: [HATE]}}         a list: these always, the others of the section never
 *
 * Works on the finished rules of the policy: run it when they are sorted. */
#include "policy/decoder.h"

#include <stdio.h>

#include "base/slice.h"

/* ---- surfaces ---- */

static int selects(newel_slice selector, const nw_rule *rule) {
  return nw_slice_is(selector, nw_kind_section(rule->kind)) || nw_slice_eq(selector, rule->id) || nw_slice_eq(selector,
      rule->name);
}

/* A name that the language knows, though this policy has no rule of it: not an error. */
static int is_known_selector(newel_slice selector) {
  unsigned unused;
  return nw_choice_find(nw_choices_section, selector, &unused) || nw_choice_find(nw_choices_content, selector, &unused)
      || nw_choice_find(nw_choices_grounding, selector, &unused) || nw_choice_find(nw_choices_managed, selector, &unused)
      || nw_entity_row_find(selector, &unused);
}

static void unknown_selector(nw_decoder *d, const nw_node *item) {
  nw_nearest near;
  char advice[160];
  nw_nearest_begin(&near, item->text);
  for (const nw_choice *c = nw_choices_section; c->name != NULL; c++) nw_nearest_offer(&near, c->name);
  for (size_t i = 0; i < d->policy->rule_count; i++) {
    nw_nearest_offer(&near, d->policy->rules[i].name.data);
    nw_nearest_offer(&near, d->policy->rules[i].id.data);
  }
  if (near.best == NULL) {
    nw_diag_add(d->diags, NW_DIAG_UNKNOWN_SELECTOR, &item->place, item->text.data);
    return;
  }
  (void)snprintf(advice, sizeof advice, "did you mean '%.100s'?", near.best);
  nw_diag_add_advice(d->diags, NW_DIAG_UNKNOWN_SELECTOR, &item->place, advice, item->text.data);
}

/* A list says what is covered; the rule that nobody wrote goes with any list. */
static void select_rules(nw_decoder *d, const nw_node *list, uint8_t *covered) {
  newel_slice selector;
  for (size_t i = 0; i < d->policy->rule_count; i++)
    if (d->policy->rules[i].kind == NW_KIND_HIDDEN && !d->policy->rules[i].of.hidden.written) covered[i] = 1;
  for (const nw_node *item = list->first; item != NULL; item = item->next) {
    int hit = 0;
    if (!nw_read_text(item, &selector)) continue;
    for (size_t i = 0; i < d->policy->rule_count; i++) {
      if (!selects(selector, &d->policy->rules[i])) continue;
      covered[i] = 1;
      hit = 1;
    }
    if (hit) continue;
    if (is_known_selector(selector)) nw_diag_add(d->diags, NW_DIAG_SELECTS_NOTHING, &item->place, selector.data, list->key.data);
    else unknown_selector(d, item);
  }
}

void nw_decode_surfaces(nw_decoder *d) {
  const nw_node *surfaces = nw_decode_member(d->tree, "surfaces");
  for (const nw_choice *c = nw_choices_surface; c->name != NULL; c++) {
    const nw_node *node = nw_decode_member(surfaces, c->name);
    unsigned cover = NW_COVER_ALL;
    uint8_t *covered = nw_decode_zalloc(d, d->policy->rule_count);
    if (covered == NULL) return;
    d->policy->covers[c->value] = covered;
    if (node != NULL && node->type == NW_NODE_SEQUENCE) {
      select_rules(d, node, covered);
    } else {
      (void)nw_read_word(node, nw_choices_cover, &cover);
      memset(covered, cover == NW_COVER_ALL, d->policy->rule_count);
    }
  }
}

/* ---- escalation ---- */

static nw_when default_when(nw_rule_kind kind) {
  switch (kind) {
    case NW_KIND_CONTENT:
    case NW_KIND_TOPIC: return NW_WHEN_UNSURE;
    case NW_KIND_GROUNDING:
    case NW_KIND_REASONING: return NW_WHEN_ALWAYS;
    default: return NW_WHEN_NEVER;
  }
}

static int list_names(const nw_node *list, newel_slice name) {
  for (const nw_node *item = list->first; item != NULL; item = item->next) {
    if (item->type == NW_NODE_SCALAR && nw_slice_eq(item->text, name)) return 1;
  }
  return 0;
}

static nw_when when_of(const nw_node *when, const nw_rule *rule) {
  const nw_node *node = nw_decode_member(when, nw_kind_section(rule->kind));
  unsigned chosen = (unsigned)default_when(rule->kind);
  if (node != NULL && node->type == NW_NODE_SEQUENCE) return list_names(node, rule->name) ? NW_WHEN_ALWAYS : NW_WHEN_NEVER;
  (void)nw_read_word(node, nw_choices_when, &chosen);
  return (nw_when)chosen;
}

void nw_decode_escalation(nw_decoder *d, const nw_node *node) {
  nw_escalation *e = &d->policy->escalation;
  const nw_node *version = nw_decode_member(node, "version");
  e->present = 1;
  e->place = node->key_place;
  e->guardrail = nw_decode_text(node, "guardrail");
  if (version != NULL && version->type == NW_NODE_SCALAR && nw_is_version(version->text)) e->version = version->text;
  e->allow_draft = nw_decode_flag(node, "allow_draft", 0);
  e->on_error = (uint8_t)nw_decode_word(node, "on_error", nw_choices_on_error, NW_ON_ERROR_BLOCK);
  e->deadline_ms = NW_DEADLINE_DEFAULT_MS;
  (void)nw_read_duration_ms(nw_decode_member(node, "deadline"), &e->deadline_ms);
  if (nw_slice_is(e->version, "DRAFT") && !e->allow_draft) nw_diag_add(d->diags, NW_DIAG_DRAFT, &version->place);
}

void nw_decode_when(nw_decoder *d) {
  uint8_t *when = nw_decode_zalloc(d, d->policy->rule_count);
  for (size_t i = 0; when != NULL && d->policy->escalation.present && i < d->policy->rule_count; i++) {
    when[i] = (uint8_t)when_of(nw_decode_member(nw_decode_member(d->tree, "escalation"), "when"), &d->policy->rules[i]);
  }
  d->policy->when = when;
}

/* Is there a rule that blocks and is decided only when the whole text is known? */
static int blocks_at_the_end(const newel_policy *p) {
  for (size_t i = 0; p->when != NULL && i < p->rule_count; i++) {
    const nw_rule *rule = &p->rules[i];
    if (rule->kind != NW_KIND_TOPIC && rule->kind != NW_KIND_GROUNDING && rule->kind != NW_KIND_CONTENT) continue;
    if (p->when[i] != NW_WHEN_UNSURE && p->when[i] != NW_WHEN_ALWAYS) continue;
    for (unsigned s = 0; s < 2; s++) {
      if (rule->side[s].on && rule->side[s].action == NEWEL_ACTION_BLOCK && !rule->observe) return 1;
    }
  }
  return 0;
}

void nw_decode_hold(nw_decoder *d) {
  const nw_node *hold = nw_decode_member(nw_decode_member(d->tree, "stream"), "hold");
  int final = blocks_at_the_end(d->policy);
  unsigned chosen = final ? 1 : 0;
  if (nw_read_word(hold, nw_choices_hold, &chosen) && chosen == 0 && final) nw_diag_add(d->diags, NW_DIAG_HOLD_FRONTIER,
      &hold->place);
  d->policy->hold_verdict = (uint8_t)chosen;
}
