/* policy/decode.c - from the merged tree to the model.
 *
 *   PHONE: {input: ANONYMIZE}      rule pii.PHONE; INPUT on, ANONYMIZE; OUTPUT off, for it is not written
 *   HATE: {input: HIGH}            rule content.HATE; INPUT on, strength HIGH, action BLOCK (Bedrock's default); OUTPUT off
 *
 * Values were checked against the table before: what does not read well here was reported there and is left at its default, so
 * that one run reports everything. What is checked here needs two fields at once. Everything built lives in the source's
 * arena. */
#include "policy/decoder.h"

#include <stdlib.h>

#include "base/slice.h"

/* ---- settings ---- */

static int by_key(const void *a, const void *b) {
  return nw_slice_cmp(((const nw_tag *)a)->key, ((const nw_tag *)b)->key);
}

static void decode_tags(nw_decoder *d, const nw_node *tags) {
  if (tags == NULL || tags->type != NW_NODE_MAPPING || tags->count == 0) return;
  nw_tag *at = nw_decode_zalloc(d, tags->count * sizeof *at);
  if (at == NULL) return;
  size_t count = 0;
  for (const nw_node *tag = tags->first; tag != NULL; tag = tag->next) {
    newel_slice value = { "", 0 };
    (void)nw_read_text(tag, &value);
    at[count++] = (nw_tag){ tag->key, value };
  }
  qsort(at, count, sizeof *at, by_key);
  d->policy->tags = at;
  d->policy->tag_count = count;
}

/* NAME.FIGURE>=NUMBER or <=. Whether NAME has a score is known when there are cases: newel_regress_gate. */
static int is_gate(newel_slice text) {
  static const char *const figures[] = { "recall", "precision", "exact", "pass", "verdict", "coverage" };
  size_t at = 0, known = 0;
  int64_t number;
  while (at < text.len && text.data[at] != '<' && text.data[at] != '>') at++;
  size_t dot = at;
  while (dot > 0 && text.data[dot - 1] != '.') dot--;
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
    known += nw_slice_is(nw_slice(text.data + dot, at - dot), figures[i]) != 0;
  return dot >= 2 && known == 1 && at + 2 < text.len && text.data[at + 1] == '=' &&
         nw_decimal_ppm(nw_slice(text.data + at + 2, text.len - at - 2), &number) && number >= 0 && number <= 1000000;
}

static void decode_gates(nw_decoder *d, const nw_node *gates) {
  d->policy->gates = nw_decode_texts(d, gates);
  if (d->policy->gates.count == 0) return;
  for (const nw_node *gate = gates->first; gate != NULL; gate = gate->next) {
    newel_slice text;
    if (nw_read_text(gate, &text) && !is_gate(text)) nw_diag_add(d->diags, NW_DIAG_NOT_A_GATE, &gate->place, text.data);
  }
}

static void check_tier(nw_decoder *d, const char *section, nw_tier tier) {
  if (tier != NW_TIER_STANDARD || d->policy->guardrail_profile.len > 0) return;
  const nw_node *node = nw_decode_member(nw_decode_member(d->tree, section), "tier");
  nw_diag_add(d->diags, NW_DIAG_TIER_PROFILE, &node->key_place, section);
}

static void decode_settings(nw_decoder *d) {
  newel_policy *p = d->policy;
  const nw_node *messages = nw_decode_member(d->tree, "messages");
  p->name = nw_decode_text(d->tree, "name");
  p->description = nw_decode_text(d->tree, "description");
  p->message[0] = nw_decode_text(messages, "input");
  p->message[1] = nw_decode_text(messages, "output");
  if (p->message[0].len == 0) p->message[0] = NW_LIT(NW_MESSAGE_DEFAULT_INPUT);
  if (p->message[1].len == 0) p->message[1] = NW_LIT(NW_MESSAGE_DEFAULT_OUTPUT);
  p->observe = (uint8_t)nw_decode_word(d->tree, "mode", nw_choices_mode, 0);
  p->deny_request = (uint8_t)nw_decode_word(d->tree, "deny", nw_choices_deny, 0);
  p->readings = (uint8_t)nw_decode_word(d->tree, "readings", nw_choices_readings, 0);
  p->on_incomplete_allow = (uint8_t)nw_decode_word(d->tree, "on_incomplete", nw_choices_on_incomplete, 0);
  p->guardrail_profile = nw_decode_text(d->tree, "guardrail_profile");
  p->kms_key = nw_decode_text(d->tree, "kms_key");
  p->escalation.guardrail = p->escalation.version = nw_slice("", 0);
  p->reasoning_confidence_ppm = -1;
  p->allow = nw_decode_allow(d, d->tree);
  decode_tags(d, nw_decode_member(d->tree, "tags"));
  decode_gates(d, nw_decode_member(d->tree, "gates"));
  nw_decode_style(d, nw_decode_member(d->tree, "anonymize"), &d->style, &d->keep_last);
}

/* ---- rules ---- */

static int by_kind_and_name(const void *a, const void *b) {
  const nw_rule *x = a, *y = b;
  if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
  if (x->kind == NW_KIND_CONTENT) return (int)x->of.content.type - (int)y->of.content.type;
  return nw_slice_cmp(x->name, y->name);
}

static void finish_rules(nw_decoder *d) {
  size_t bytes = d->rules.count * sizeof(nw_rule);
  nw_rule *rules = nw_decode_zalloc(d, bytes);
  if (rules == NULL || d->rules.count == 0) return;
  memcpy(rules, d->rules.at, bytes);
  qsort(rules, d->rules.count, sizeof *rules, by_kind_and_name);
  d->policy->rules = rules;
  d->policy->rule_count = d->rules.count;
  for (size_t i = 0; i < d->rules.count; i++) {
    for (unsigned s = 0; s < 2; s++) {
      if (rules[i].style == NW_STYLE_HASH && rules[i].side[s].on
          && rules[i].side[s].action == NEWEL_ACTION_ANONYMIZE) d->policy->uses_hash = 1;
    }
  }
}

static void decode_sections(nw_decoder *d) {
  static void (*const decode[NW_KIND_COUNT])(nw_decoder *, const nw_node *) = {
    nw_decode_content, nw_decode_topics, nw_decode_words, nw_decode_pii, nw_decode_regexes, nw_decode_secrets, nw_decode_grounding,
    nw_decode_reasoning, nw_decode_leak, nw_decode_hidden };
  for (unsigned kind = 0; kind < NW_KIND_COUNT; kind++) {
    const nw_node *section = nw_decode_member(d->tree, nw_kind_section((nw_rule_kind)kind));
    /* One rule, so its action may stand for it. */
    int is_word = kind == NW_KIND_SECRET || kind == NW_KIND_LEAK || kind == NW_KIND_HIDDEN;
    if (section == NULL && kind == NW_KIND_HIDDEN && d->rules.count > 0) nw_decode_hidden(d, NULL);
    if (section == NULL) continue;
    if (section->type == NW_NODE_MAPPING || (is_word && section->type == NW_NODE_SCALAR)) decode[kind](d, section);
  }
}

int nw_policy_decode(newel_policy *policy, nw_policy_source *source, const nw_policy_file *file, newel_diagnostics *diags) {
  nw_decoder d;
  memset(&d, 0, sizeof d);
  d.policy = policy;
  d.source = source;
  d.diags = diags;
  d.tree = file->merged;
  decode_settings(&d);
  decode_sections(&d);
  check_tier(&d, "content", policy->content_tier);
  check_tier(&d, "topics", policy->topic_tier);
  check_tier(&d, "grounding", policy->grounding_tier);
  finish_rules(&d);
  const nw_node *escalation = nw_decode_member(d.tree, "escalation");
  if (escalation != NULL && escalation->type == NW_NODE_MAPPING) nw_decode_escalation(&d, escalation);
  nw_decode_surfaces(&d);
  nw_decode_when(&d);
  nw_decode_hold(&d);
  nw_vec_free(&policy->alloc, &d.rules);
  return !d.no_memory;
}
