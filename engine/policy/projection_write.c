/* policy/projection_write.c - a projection as JSON in three notations of the same tree:
 *
 *   bedrock          the body of CreateGuardrail      {"name": …, "topicPolicyConfig": {"tierConfig": …}}
 *   cloudformation   AWS::Bedrock::Guardrail          {"Name": …, "TopicPolicyConfig": {"TopicsTierConfig": …}}
 *   terraform        awscc_bedrock_guardrail          {"name": …, "topic_policy_config": {"topics_tier_config": …}}
 *
 * CloudFormation has its names with a capital, Terraform's awscc provider is made from CloudFormation; where they name a thing
 * otherwise than the API both names stand here. Every action and every switch is written: what Bedrock takes for granted
 * changes with its versions. */
#include "base/slice.h"
#include "policy/fields.h"
#include "policy/projection.h"

/* "inputAction" -> "InputAction", "input_action". */
void nw_projection_key(nw_json_writer *w, newel_export to, const char *camel) {
  char name[64];
  size_t len = 0;
  for (const char *from = camel; *from != '\0' && len + 2 < sizeof name; from++) {
    unsigned c = (unsigned char)*from;
    if (to == NEWEL_EXPORT_TERRAFORM && nw_is_upper(c)) {
      if (len > 0) name[len++] = '_';
      c = nw_to_lower(c);
    } else if (to == NEWEL_EXPORT_CLOUDFORMATION && len == 0) {
      c = nw_to_upper(c);
    }
    name[len++] = (char)c;
  }
  name[len] = '\0';
  nw_json_key(w, name);
}

static void key_in(nw_json_writer *w, newel_export to, const char *camel, const char *other) {
  nw_projection_key(w, to, to == NEWEL_EXPORT_BEDROCK ? camel : other);
}

static void text(nw_json_writer *w, newel_export to, const char *camel, newel_slice value) {
  nw_projection_key(w, to, camel);
  nw_json_text(w, value);
}

static void texts(nw_json_writer *w, nw_slices values) {
  nw_json_array(w);
  for (size_t i = 0; i < values.count; i++) nw_json_text(w, values.at[i]);
  nw_json_close(w);
}

static void modalities(nw_json_writer *w, unsigned which) {
  nw_json_array(w);
  if (which & NW_MODALITY_TEXT) nw_json_cstr(w, "TEXT");
  if (which & NW_MODALITY_IMAGE) nw_json_cstr(w, "IMAGE");
  nw_json_close(w);
}

static void value(nw_json_writer *w, const nw_guardrail_member *m, const void *at) {
  switch (m->type) {
    case NW_MEMBER_TEXT: nw_json_text(w, *(const newel_slice *)at); break;
    case NW_MEMBER_TEXTS: texts(w, *(const nw_slices *)at); break;
    case NW_MEMBER_ACTION: nw_json_cstr(w, nw_choice_name(nw_choices_action, *(const uint8_t *)at)); break;
    case NW_MEMBER_STRENGTH: nw_json_cstr(w, nw_choice_name(nw_choices_strength, *(const uint8_t *)at)); break;
    case NW_MEMBER_MODALITIES: modalities(w, *(const uint8_t *)at); break;
    case NW_MEMBER_BOOL: nw_json_bool(w, *(const uint8_t *)at); break;
    case NW_MEMBER_PPM: nw_json_fixed(w, *(const int64_t *)at); break;
    case NW_MEMBER_DENY: nw_json_cstr(w, "DENY"); break;
  }
}

static int is_empty(const nw_guardrail_member *m, const void *at) {
  return m->type == NW_MEMBER_TEXTS ? ((const nw_slices *)at)->count == 0 : ((const newel_slice *)at)->len == 0;
}

static void rule(nw_json_writer *w, newel_export to, const nw_projection_rule *r) {
  if (r->part == NW_PART_REASONING) {
    nw_json_text(w, r->name);
    return;
  }
  nw_json_object(w);
  for (const nw_guardrail_member *m = nw_guardrail_members; m->name != NULL; m++) {
    const void *at = nw_member_at(r, m);
    if ((m->parts & 1u << r->part) == 0 || ((m->flags & NW_MEMBER_OPTIONAL) != 0 && is_empty(m, at))) continue;
    nw_projection_key(w, to, m->name);
    value(w, m, at);
  }
  nw_json_close(w);
}

/* CloudFormation has no tier of grounding yet, and older versions of the API neither: it is written where it says something. */
static void tier(nw_json_writer *w, newel_export to, const nw_projection *p, const nw_guardrail_list *list) {
  if (list->tier < 0) return;
  if (list->tier == NW_TIER_GROUNDING && (to != NEWEL_EXPORT_BEDROCK || p->tier[NW_TIER_GROUNDING] != NW_TIER_STANDARD)) return;
  key_in(w, to, "tierConfig", list->tier_name);
  nw_json_object(w);
  text(w, to, "tierName", newel_slice_of(nw_choice_name(nw_choices_tier, p->tier[list->tier])));
  nw_json_close(w);
}

/* Rules come in the order of parts, so a policy opens with the first of its rules and closes after the last. */
static void rules(nw_json_writer *w, newel_export to, const nw_projection *p) {
  for (size_t i = 0; i < p->rule_count; i++) {
    const nw_guardrail_list *list = nw_guardrail_list_of(p->rules[i].part);
    const nw_guardrail_list *before = i == 0 ? NULL : nw_guardrail_list_of(p->rules[i - 1].part);
    const nw_guardrail_list *after = i + 1 == p->rule_count ? NULL : nw_guardrail_list_of(p->rules[i + 1].part);
    if (before == NULL || strcmp(before->policy, list->policy) != 0) {
      nw_projection_key(w, to, list->policy);
      nw_json_object(w);
    }
    if (before != list) {
      nw_projection_key(w, to, list->list);
      nw_json_array(w);
    }
    rule(w, to, &p->rules[i]);
    if (after == list) continue;
    nw_json_close(w);
    tier(w, to, p, list);
    if (p->rules[i].part == NW_PART_REASONING && p->confidence_ppm >= 0) {
      nw_projection_key(w, to, "confidenceThreshold");
      nw_json_fixed(w, p->confidence_ppm);
    }
    if (after == NULL || strcmp(after->policy, list->policy) != 0) nw_json_close(w);
  }
}

void nw_projection_write(nw_json_writer *w, const nw_projection *p, newel_export to) {
  text(w, to, "name", p->name);
  if (p->description.len > 0) text(w, to, "description", p->description);
  text(w, to, "blockedInputMessaging", p->message[NEWEL_SOURCE_INPUT]);
  text(w, to, "blockedOutputsMessaging", p->message[NEWEL_SOURCE_OUTPUT]);
  rules(w, to, p);
  if (p->profile.len > 0) {
    nw_projection_key(w, to, "crossRegionConfig");
    nw_json_object(w);
    key_in(w, to, "guardrailProfileIdentifier", "guardrailProfileArn");
    nw_json_text(w, p->profile);
    nw_json_close(w);
  }
  if (p->kms_key.len == 0) return;
  key_in(w, to, "kmsKeyId", "kmsKeyArn");
  nw_json_text(w, p->kms_key);
}
