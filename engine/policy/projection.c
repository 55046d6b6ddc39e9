/* policy/projection.c - the tables of policy/projection.h, a policy's projection, and the canonical form. */
#include "policy/projection.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "crypto/digest.h"
#include "policy/fields.h"

/* ---- tables ---- */

#define BIT(part) (1u << NW_PART_##part)
#define SIDED (BIT(TOPIC) | BIT(FILTER) | BIT(WORD) | BIT(LIST) | BIT(ENTITY) | BIT(REGEX))
#define AT(member) offsetof(nw_projection_rule, member)
#define AT_SIDE(s, member) (offsetof(nw_projection_rule, side) + (s) * sizeof(nw_side) + offsetof(nw_side, member))

const nw_guardrail_member nw_guardrail_members[] = {
  { "name", BIT(TOPIC) | BIT(REGEX), NW_MEMBER_TEXT, NW_MEMBER_NAME, AT(name) },
  { "text", BIT(WORD), NW_MEMBER_TEXT, NW_MEMBER_NAME, AT(name) },
  { "type", BIT(FILTER) | BIT(LIST) | BIT(ENTITY) | BIT(GROUNDING), NW_MEMBER_TEXT, NW_MEMBER_NAME, AT(name) },
  { "definition", BIT(TOPIC), NW_MEMBER_TEXT, 0, AT(text) },
  { "examples", BIT(TOPIC), NW_MEMBER_TEXTS, NW_MEMBER_OPTIONAL, AT(examples) },
  { "type", BIT(TOPIC), NW_MEMBER_DENY, NW_MEMBER_DEFAULTED, AT(deny) },
  { "description", BIT(REGEX), NW_MEMBER_TEXT, NW_MEMBER_OPTIONAL, AT(description) },
  { "pattern", BIT(REGEX), NW_MEMBER_TEXT, 0, AT(text) },
  { "inputStrength", BIT(FILTER), NW_MEMBER_STRENGTH, 0, AT_SIDE(0, strength) },
  { "outputStrength", BIT(FILTER), NW_MEMBER_STRENGTH, 0, AT_SIDE(1, strength) },
  { "inputModalities", BIT(FILTER), NW_MEMBER_MODALITIES, NW_MEMBER_DEFAULTED, AT_SIDE(0, modalities) },
  { "outputModalities", BIT(FILTER), NW_MEMBER_MODALITIES, NW_MEMBER_DEFAULTED, AT_SIDE(1, modalities) },
  { "threshold", BIT(GROUNDING), NW_MEMBER_PPM, 0, AT(threshold_ppm) },
  { "action", BIT(ENTITY) | BIT(REGEX), NW_MEMBER_ACTION, NW_MEMBER_DERIVED, AT(action) },
  { "action", BIT(GROUNDING), NW_MEMBER_ACTION, NW_MEMBER_DEFAULTED, AT(action) },
  { "inputAction", SIDED, NW_MEMBER_ACTION, NW_MEMBER_DEFAULTED, AT_SIDE(0, action) },
  { "inputEnabled", SIDED, NW_MEMBER_BOOL, NW_MEMBER_DEFAULTED, AT_SIDE(0, enabled) },
  { "outputAction", SIDED, NW_MEMBER_ACTION, NW_MEMBER_DEFAULTED, AT_SIDE(1, action) },
  { "outputEnabled", SIDED, NW_MEMBER_BOOL, NW_MEMBER_DEFAULTED, AT_SIDE(1, enabled) },
  { "enabled", BIT(GROUNDING), NW_MEMBER_BOOL, NW_MEMBER_DEFAULTED, AT_SIDE(1, enabled) },
  { NULL, 0, NW_MEMBER_TEXT, 0, 0 } };

const nw_guardrail_list *nw_guardrail_list_of(nw_part part) {
  static const nw_guardrail_list lists[NW_PART_COUNT] = {
    { "topicPolicyConfig", "topicsConfig", NW_TIER_TOPICS, "topicsTierConfig", "topics" },
    { "contentPolicyConfig", "filtersConfig", NW_TIER_CONTENT, "contentFiltersTierConfig", "content" },
    { "wordPolicyConfig", "wordsConfig", -1, NULL, "words" },
    { "wordPolicyConfig", "managedWordListsConfig", -1, NULL, "words" },
    { "sensitiveInformationPolicyConfig", "piiEntitiesConfig", -1, NULL, "pii" },
    { "sensitiveInformationPolicyConfig", "regexesConfig", -1, NULL, "regexes" },
    { "contextualGroundingPolicyConfig", "filtersConfig", NW_TIER_GROUNDING, "tierConfig", "grounding" },
    { "automatedReasoningPolicyConfig", "policies", -1, NULL, "reasoning" } };
  return &lists[part];
}

/* ---- members as texts ---- */

static int keep(newel_slice *out, nw_arena *arena, nw_buf *buf) {
  *out = nw_arena_copy(arena, nw_buf_slice(buf));
  int ok = !buf->failed && out->data != NULL;
  nw_buf_free(buf);
  return ok;
}

static int join(newel_slice *out, nw_arena *arena, nw_slices texts) {
  nw_buf buf;
  nw_buf_init(&buf, arena->alloc);
  for (size_t i = 0; i < texts.count; i++) {
    nw_buf_add_text(&buf, i == 0 ? "\"" : ", \"");
    nw_json_escape(&buf, texts.at[i]);
    nw_buf_add_char(&buf, '"');
  }
  return keep(out, arena, &buf);
}

static int fixed_text(newel_slice *out, nw_arena *arena, int64_t ppm) {
  nw_json_writer w;
  nw_buf buf;
  nw_buf_init(&buf, arena->alloc);
  nw_json_writer_init(&w, nw_buf_write, &buf, 0);
  nw_json_fixed(&w, ppm);
  (void)nw_json_writer_end(&w);
  return keep(out, arena, &buf);
}

int nw_member_text(newel_slice *out, nw_arena *arena, const nw_projection_rule *rule, const nw_guardrail_member *m) {
  static const char *const modalities[] = { "TEXT", "TEXT", "IMAGE", "TEXT, IMAGE" };
  const void *at = nw_member_at(rule, m);
  switch (m->type) {
    case NW_MEMBER_TEXT: *out = *(const newel_slice *)at; return 1;
    case NW_MEMBER_TEXTS: return join(out, arena, *(const nw_slices *)at);
    case NW_MEMBER_PPM: return fixed_text(out, arena, *(const int64_t *)at);
    case NW_MEMBER_ACTION: *out = newel_slice_of(nw_choice_name(nw_choices_action, *(const uint8_t *)at)); return 1;
    case NW_MEMBER_STRENGTH: *out = newel_slice_of(nw_choice_name(nw_choices_strength, *(const uint8_t *)at)); return 1;
    case NW_MEMBER_MODALITIES: *out = newel_slice_of(modalities[*(const uint8_t *)at & 3]); return 1;
    case NW_MEMBER_BOOL: *out = newel_slice_of(*(const uint8_t *)at ? "true" : "false"); return 1;
    case NW_MEMBER_DENY: *out = NW_LIT("DENY"); return 1;
  }
  return 0;
}

void nw_projection_missing(nw_buf *to, const nw_projection_rule *rule) {
  const char *joint = "";
  for (unsigned i = 0; nw_guardrail_members[i].name != NULL; i++) {
    if ((rule->missing >> i & 1) == 0) continue;
    nw_buf_addf(to, "%s%s", joint, nw_guardrail_members[i].name);
    joint = ", ";
  }
}

newel_slice nw_projection_rule_id(nw_arena *arena, const nw_projection_rule *rule) {
  newel_slice id = { NULL, 0 };
  nw_buf buf;
  nw_buf_init(&buf, arena->alloc);
  nw_buf_addf(&buf, "%s.", nw_guardrail_list_of(rule->part)->section);
  nw_buf_add_slice(&buf, rule->name);
  return keep(&id, arena, &buf) ? id : nw_slice(NULL, 0);
}

/* ---- the canonical form ---- */

/* A side that is off is off, however it was written. */
static void settle_side(nw_projection_rule *rule, nw_side *side) {
  int is_filter = rule->part == NW_PART_FILTER;
  side->on = side->enabled = side->enabled && (!is_filter || side->strength != NW_FILTER_NONE);
  if (!side->on) side->action = side->strength = 0;
  if (!is_filter) side->strength = side->modalities = 0;
  else if (!side->on || side->modalities == 0) side->modalities = NW_MODALITY_TEXT;
}

/* Returns 0 when the rule judges nothing. */
static int settle_rule(nw_projection_rule *rule) {
  nw_side *in = &rule->side[NEWEL_SOURCE_INPUT], *out = &rule->side[NEWEL_SOURCE_OUTPUT];
  settle_side(rule, in);
  settle_side(rule, out);
  rule->deny = rule->part == NW_PART_TOPIC;
  if (rule->part == NW_PART_ENTITY || rule->part == NW_PART_REGEX)
    rule->action = in->action > out->action ? in->action : out->action;
  return in->on || out->on;
}

static unsigned filter_order(newel_slice name) {
  unsigned value = NW_CONTENT_COUNT;
  (void)nw_choice_find(nw_choices_content, name, &value);
  return value;
}

static int by_part_and_name(const void *a, const void *b) {
  const nw_projection_rule *x = a, *y = b;
  if (x->part != y->part) return x->part < y->part ? -1 : 1;
  unsigned of_x = x->part == NW_PART_FILTER ? filter_order(x->name) : 0,
           of_y = y->part == NW_PART_FILTER ? filter_order(y->name) : 0;
  return of_x != of_y ? (of_x < of_y ? -1 : 1) : nw_slice_cmp(x->name, y->name);
}

/* Of two rules of one name each side is the stricter one. */
static void merge_rule(nw_projection_rule *into, const nw_projection_rule *from) {
  for (unsigned s = 0; s < 2; s++) {
    nw_side *side = &into->side[s];
    side->enabled |= from->side[s].enabled;
    side->on = side->enabled;
    if (from->side[s].action > side->action) side->action = from->side[s].action;
    if (from->side[s].strength > side->strength) side->strength = from->side[s].strength;
    side->modalities |= from->side[s].modalities;
  }
  (void)settle_rule(into);
}

void nw_projection_settle(nw_projection *p, nw_projection_rule *rules, size_t count) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (settle_rule(&rules[i])) rules[kept++] = rules[i];
  if (kept > 1) qsort(rules, kept, sizeof *rules, by_part_and_name);
  count = kept;
  kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (kept > 0 && by_part_and_name(&rules[kept - 1], &rules[i]) == 0) merge_rule(&rules[kept - 1], &rules[i]);
    else rules[kept++] = rules[i];
  }
  p->rules = rules;
  p->rule_count = kept;
  for (unsigned t = 0; t < NW_TIERS; t++)
    if (p->tier[t] == NW_TIER_UNSET) p->tier[t] = NW_TIER_CLASSIC;
}

newel_slice nw_projection_profile_id(newel_slice profile) {
  static const char mark[] = "guardrail-profile/";
  for (size_t i = 0; i + sizeof mark - 1 < profile.len; i++)
    if (memcmp(profile.data + i, mark, sizeof mark - 1) == 0)
      return nw_slice(profile.data + i + sizeof mark - 1, profile.len - i - (sizeof mark - 1));
  return profile;
}

/* The bytes hashed are those of CreateGuardrail: what is sent is what the hash stands for (a profile by its id, however it was
 * named). */
int nw_projection_hash(const nw_projection *p, char hex[65]) {
  unsigned char digest[NW_SHA256_BYTES];
  nw_json_writer w;
  nw_projection named = *p;
  nw_sha256 *hash = nw_sha256_begin();
  if (hash == NULL) return 0;
  named.profile = nw_projection_profile_id(p->profile);
  nw_json_writer_init(&w, nw_sha256_write, hash, 0);
  nw_json_object(&w);
  nw_projection_write(&w, &named, NEWEL_EXPORT_BEDROCK);
  nw_json_close(&w);
  int written = nw_json_writer_end(&w) == 0;
  if (!nw_sha256_end(hash, digest) || !written) return 0;
  nw_hex(hex, digest, sizeof digest);
  return 1;
}

/* ---- of a policy ---- */

static int anonymizes(const nw_rule *rule) {
  for (unsigned s = 0; s < 2; s++)
    if (rule->side[s].on && rule->side[s].action == NEWEL_ACTION_ANONYMIZE) return 1;
  return 0;
}

int nw_rule_has_place(const nw_rule *rule) {
  if (!rule->side[0].on && !rule->side[1].on) return 0;
  switch (rule->kind) {
    case NW_KIND_SECRET:
    case NW_KIND_LEAK:
    case NW_KIND_HIDDEN: return 0;
    case NW_KIND_PII: return nw_entity_row_at(rule->of.pii.entity)->bedrock;
    case NW_KIND_WORD: return !anonymizes(rule);
    case NW_KIND_REGEX: return !nw_has_lookaround(rule->of.regex.pattern);
    default: return 1;
  }
}

static nw_part part_of(const nw_rule *rule) {
  switch (rule->kind) {
    case NW_KIND_TOPIC: return NW_PART_TOPIC;
    case NW_KIND_CONTENT: return NW_PART_FILTER;
    case NW_KIND_WORD: return rule->of.word.managed ? NW_PART_LIST : NW_PART_WORD;
    case NW_KIND_PII: return NW_PART_ENTITY;
    case NW_KIND_REGEX: return NW_PART_REGEX;
    case NW_KIND_GROUNDING: return NW_PART_GROUNDING;
    default: return NW_PART_REASONING;
  }
}

static nw_projection_rule rule_of(const nw_rule *rule) {
  nw_projection_rule r;
  memset(&r, 0, sizeof r);
  r.part = part_of(rule);
  r.name = rule->name;
  r.place = rule->place;
  for (unsigned s = 0; s < 2; s++) {
    r.side[s] = rule->side[s];
    r.side[s].enabled = rule->side[s].on;
    if (rule->observe) r.side[s].action = NEWEL_ACTION_NONE;
  }
  if (r.part == NW_PART_TOPIC) r.text = rule->of.topic.definition, r.examples = rule->of.topic.examples;
  if (r.part == NW_PART_REGEX) r.text = rule->of.regex.pattern, r.description = rule->description;
  if (r.part == NW_PART_GROUNDING)
    r.threshold_ppm = rule->of.grounding.threshold_ppm, r.action = r.side[NEWEL_SOURCE_OUTPUT].action;
  if (r.part == NW_PART_REASONING) r.name = rule->of.reasoning.arn;
  return r;
}

static size_t rules_of(const nw_rule *rule) {
  if (!nw_rule_has_place(rule)) return 0;
  return part_of(rule) == NW_PART_WORD ? rule->of.word.entries.count : 1;
}

int nw_projection_of_policy(nw_projection *out, nw_arena *arena, const newel_policy *policy) {
  size_t count = 0, at = 0;
  memset(out, 0, sizeof *out);
  for (size_t i = 0; i < policy->rule_count; i++) count += rules_of(&policy->rules[i]);
  nw_projection_rule *rules = nw_arena_alloc(arena, (count + 1) * sizeof *rules);
  if (rules == NULL) return 0;
  for (size_t i = 0; i < policy->rule_count; i++) {
    const nw_rule *rule = &policy->rules[i];
    for (size_t n = 0, of = rules_of(rule); n < of; n++) {
      rules[at] = rule_of(rule);
      if (rules[at].part == NW_PART_WORD) rules[at].name = rule->of.word.entries.at[n];
      at++;
    }
  }
  out->name = policy->name;
  out->description = policy->description;
  for (unsigned s = 0; s < 2; s++) out->message[s] = policy->message[s];
  out->profile = policy->guardrail_profile;
  out->kms_key = policy->kms_key;
  out->tier[NW_TIER_TOPICS] = (uint8_t)policy->topic_tier;
  out->tier[NW_TIER_CONTENT] = (uint8_t)policy->content_tier;
  out->tier[NW_TIER_GROUNDING] = (uint8_t)policy->grounding_tier;
  out->confidence_ppm = policy->reasoning_confidence_ppm;
  out->tags = policy->tags;
  out->tag_count = policy->tag_count;
  out->id = out->arn = out->version = out->status = nw_slice("", 0);
  nw_projection_settle(out, rules, count);
  return 1;
}

int nw_fail_no_place(newel_error *err) {
  return nw_fail_advice(err, NEWEL_E_UNSUPPORTED, "`newel check` says why of each rule",
                        "no rule of the policy has a place in a Bedrock guardrail");
}
