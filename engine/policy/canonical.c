/* policy/canonical.c - a policy as canonical JSON, and its id: the SHA-256 of these bytes.
 *
 *   EMAIL: ANONYMIZE           and           EMAIL: {input: ANONYMIZE, output: {action: ANONYMIZE, enabled: true}}
 *   give the same bytes, so the same id. Defaults are written out, keys are sorted, places and comments are gone.
 *
 * A word list stands as the number and the SHA-256 of its entries (sorted, each once, each behind its length), so that the text
 * stays small and still changes with every entry. What changes nothing is left out: the style of a rule that anonymizes
 * nothing, the file that a list came from, rules that a surface could have but whose source is off, the strictness of a type
 * that only a judge can tell. Keys are written in byte order: keep it so. */
#include "base/error.h"
#include "base/slice.h"
#include "crypto/digest.h"
#include "json/writer.h"
#include "policy/decode.h"

static void key_name(nw_json_writer *w, const char *key, const nw_choice *choices, unsigned value) {
  nw_json_key_cstr(w, key, nw_choice_name(choices, value));
}

static void key_texts(nw_json_writer *w, const char *key, nw_slices texts) {
  nw_json_key(w, key);
  nw_json_array(w);
  for (size_t i = 0; i < texts.count; i++) nw_json_text(w, texts.at[i]);
  nw_json_close(w);
}

static void key_allow(nw_json_writer *w, const nw_allow_list *allow) {
  nw_json_key(w, "allow");
  nw_json_object(w);
  key_texts(w, "patterns", allow->patterns);
  key_texts(w, "values", allow->values);
  nw_json_close(w);
}

/* ---- rules ---- */

/* Returns 0 when the digest could not be made. */
static int key_entries(nw_json_writer *w, nw_slices entries) {
  unsigned char digest[NW_SHA256_BYTES];
  char hex[NW_SHA256_HEX];
  nw_sha256 *hash = nw_sha256_begin();
  if (hash == NULL) return 0;
  for (size_t i = 0; i < entries.count; i++) nw_sha256_add_field(hash, entries.at[i]);
  if (!nw_sha256_end(hash, digest)) return 0;
  nw_hex(hex, digest, sizeof digest);
  nw_json_key_uint(w, "count", entries.count);
  nw_json_key_cstr(w, "digest", hex);
  return 1;
}

static void key_kinds(nw_json_writer *w, const uint8_t *on) {
  nw_json_key(w, "kinds");
  nw_json_array(w);
  for (unsigned i = 0; i < NW_POLICY_ENTITY_COUNT; i++) {
    if (on[i]) nw_json_cstr(w, nw_entity_row_at(i)->name);
  }
  nw_json_close(w);
}

/* What only this kind has: the value of "of". */
static int write_kind(nw_json_writer *w, const nw_rule *rule) {
  int ok = 1;
  nw_json_object(w);
  switch (rule->kind) {
    case NW_KIND_CONTENT: nw_json_key_bool(w, "local_allow", rule->of.content.local_allow); break;
    case NW_KIND_TOPIC:
      key_texts(w, "clean", rule->of.topic.clean);
      nw_json_key_text(w, "definition", rule->of.topic.definition);
      key_texts(w, "examples", rule->of.topic.examples);
      key_texts(w, "match", rule->of.topic.match);
      break;
    case NW_KIND_WORD:
      ok = key_entries(w, rule->of.word.entries);
      if (!rule->of.word.disguises) nw_json_key_bool(w, "disguises", 0);  /* between "entries" and "managed" */
      nw_json_key_bool(w, "managed", rule->of.word.managed);
      break;
    case NW_KIND_PII:
      if (nw_rule_is_local(rule)) key_name(w, "strictness", nw_choices_strictness, rule->of.pii.strictness);
      break;
    case NW_KIND_REGEX:
      key_texts(w, "clean", rule->of.regex.clean);
      key_texts(w, "match", rule->of.regex.match);
      nw_json_key_text(w, "pattern", rule->of.regex.pattern);
      break;
    case NW_KIND_SECRET: key_kinds(w, rule->of.secret.kind_on); break;
    case NW_KIND_GROUNDING:
      nw_json_key_fixed(w, "threshold", rule->of.grounding.threshold_ppm);
      break;
    case NW_KIND_LEAK:
      key_texts(w, "canaries", rule->of.leak.canaries);
      key_texts(w, "clean", rule->of.leak.clean);
      nw_json_key_uint(w, "run", rule->of.leak.run);
      break;
    case NW_KIND_HIDDEN: break;
    case NW_KIND_REASONING: nw_json_key_text(w, "policy", rule->of.reasoning.arn); break;
    default: break;
  }
  nw_json_close(w);
  return ok;
}

static void write_side(nw_json_writer *w, const nw_rule *rule, const nw_side *side) {
  nw_json_object(w);
  key_name(w, "action", nw_choices_action, side->action);
  nw_json_key_bool(w, "enabled", side->enabled);
  if (rule->kind == NW_KIND_CONTENT) {
    nw_json_key(w, "modalities");
    nw_json_array(w);
    if ((side->modalities & NW_MODALITY_IMAGE) != 0) nw_json_cstr(w, "IMAGE");
    if ((side->modalities & NW_MODALITY_TEXT) != 0) nw_json_cstr(w, "TEXT");
    nw_json_close(w);
    key_name(w, "strength", nw_choices_strength, side->strength);
  }
  nw_json_close(w);
}

static int anonymizes(const nw_rule *rule) {
  for (unsigned s = 0; s < 2; s++) {
    if (rule->side[s].on && rule->side[s].action == NEWEL_ACTION_ANONYMIZE) return 1;
  }
  return 0;
}

static int write_rule(nw_json_writer *w, const newel_policy *policy, size_t index) {
  const nw_rule *rule = &policy->rules[index];
  nw_json_object(w);
  key_allow(w, &rule->allow);
  nw_json_key_text(w, "description", rule->description);
  nw_json_key_text(w, "id", rule->id);
  nw_json_key(w, "input");
  write_side(w, rule, &rule->side[NEWEL_SOURCE_INPUT]);
  if (anonymizes(rule) && rule->style == NW_STYLE_MASK) nw_json_key_uint(w, "keep_last", rule->mask_keep_last);
  nw_json_key_cstr(w, "kind", nw_kind_name(rule->kind));
  key_name(w, "mode", nw_choices_mode, rule->observe);
  nw_json_key(w, "of");
  int ok = write_kind(w, rule);
  nw_json_key(w, "output");
  write_side(w, rule, &rule->side[NEWEL_SOURCE_OUTPUT]);
  if (anonymizes(rule)) key_name(w, "style", nw_choices_style, rule->style);
  if (policy->escalation.present) key_name(w, "when", nw_choices_when, policy->when[index]);
  nw_json_close(w);
  return ok;
}

/* ---- the policy ---- */

static void key_escalation(nw_json_writer *w, const nw_escalation *e) {
  nw_json_key(w, "escalation");
  if (!e->present) {
    nw_json_null(w);
    return;
  }
  nw_json_object(w);
  nw_json_key_bool(w, "allow_draft", e->allow_draft);
  nw_json_key_uint(w, "deadline_ms", e->deadline_ms);
  nw_json_key_text(w, "guardrail", e->guardrail);
  key_name(w, "on_error", nw_choices_on_error, e->on_error);
  nw_json_key_text(w, "version", e->version);
  nw_json_close(w);
}

static void key_messages(nw_json_writer *w, const newel_policy *p) {
  nw_json_key(w, "messages");
  nw_json_object(w);
  nw_json_key_text(w, "input", p->message[NEWEL_SOURCE_INPUT]);
  nw_json_key_text(w, "output", p->message[NEWEL_SOURCE_OUTPUT]);
  nw_json_close(w);
}

static void key_surfaces(nw_json_writer *w, const newel_policy *p) {
  static const unsigned sorted[NEWEL_SURFACE_COUNT] = {
    NEWEL_SURFACE_HISTORY, NEWEL_SURFACE_OUTPUT, NEWEL_SURFACE_REASONING, NEWEL_SURFACE_RETRIEVED,
    NEWEL_SURFACE_SYSTEM, NEWEL_SURFACE_TOOL_ARGS, NEWEL_SURFACE_TOOL_RESULT, NEWEL_SURFACE_USER };
  nw_json_key(w, "surfaces");
  nw_json_object(w);
  for (unsigned s = 0; s < NEWEL_SURFACE_COUNT; s++) {
    nw_json_key(w, nw_choice_name(nw_choices_surface, sorted[s]));
    nw_json_array(w);
    for (size_t i = 0; i < p->rule_count; i++) {
      if (nw_rule_judges(p, i, sorted[s])) nw_json_text(w, p->rules[i].id);
    }
    nw_json_close(w);
  }
  nw_json_close(w);
}

static void key_tags(nw_json_writer *w, const newel_policy *p) {
  nw_json_key(w, "tags");
  nw_json_object(w);
  for (size_t i = 0; i < p->tag_count; i++) {
    nw_json_key_slice(w, p->tags[i].key);
    nw_json_text(w, p->tags[i].value);
  }
  nw_json_close(w);
}

static void key_tiers(nw_json_writer *w, const newel_policy *p) {
  nw_json_key(w, "tiers");
  nw_json_object(w);
  key_name(w, "content", nw_choices_tier, p->content_tier == NW_TIER_UNSET ? NW_TIER_CLASSIC : p->content_tier);
  key_name(w, "grounding", nw_choices_tier, p->grounding_tier == NW_TIER_UNSET ? NW_TIER_CLASSIC : p->grounding_tier);
  key_name(w, "topics", nw_choices_tier, p->topic_tier == NW_TIER_UNSET ? NW_TIER_CLASSIC : p->topic_tier);
  nw_json_close(w);
}

static int key_rules(nw_json_writer *w, const newel_policy *p) {
  int ok = 1;
  nw_json_key(w, "rules");
  nw_json_array(w);
  for (size_t i = 0; i < p->rule_count; i++) ok &= write_rule(w, p, i);
  nw_json_close(w);
  return ok;
}

static int write_policy(nw_json_writer *w, const newel_policy *p) {
  nw_json_object(w);
  key_allow(w, &p->allow);
  key_name(w, "deny", nw_choices_deny, p->deny_request);
  nw_json_key_text(w, "description", p->description);
  key_escalation(w, &p->escalation);
  nw_json_key_text(w, "guardrail_profile", p->guardrail_profile);
  key_name(w, "hold", nw_choices_hold, p->hold_verdict);
  nw_json_key_text(w, "kms_key", p->kms_key);
  key_messages(w, p);
  key_name(w, "mode", nw_choices_mode, p->observe);
  nw_json_key_text(w, "name", p->name);
  nw_json_key_uint(w, "newel", 1);
  key_name(w, "on_incomplete", nw_choices_on_incomplete, p->on_incomplete_allow);
  if (p->readings != 0) key_name(w, "readings", nw_choices_readings, p->readings);
  nw_json_key(w, "reasoning_confidence");
  if (p->reasoning_confidence_ppm < 0) nw_json_null(w);
  else nw_json_fixed(w, p->reasoning_confidence_ppm);
  int ok = key_rules(w, p);
  key_surfaces(w, p);
  key_tags(w, p);
  key_tiers(w, p);
  nw_json_close(w);
  return ok;
}

int newel_policy_write_canonical(const newel_policy *policy, newel_write_fn write, void *user, newel_error *err) {
  nw_json_writer w;
  nw_error_clear(err);
  if (policy == NULL || write == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "policy and write must not be NULL");
  nw_json_writer_init(&w, write, user, 0);
  if (!write_policy(&w, policy)) return nw_fail_nomem(err);
  if (nw_json_writer_end(&w) != 0) return nw_fail(err, NEWEL_E_IO, "the write callback failed");
  return NEWEL_OK;
}
