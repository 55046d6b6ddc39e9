/* policy/lint_bedrock.c - what Bedrock would refuse of a policy's guardrail, said before anything is sent: quotas (W0801), forms
 * (W0803).
 *
 *   topics: {t: {definition: (201 characters)}}     W0801  topics.t has 201 characters of definition; Bedrock takes at most 200
 *
 * The projection is asked, not the policy: what stays local has no quota. Sources: the service model of bedrock 2023-04-20
 * (lengths, counts, patterns), the guide (tiers; two tags are Newel's own). Where model and quota page differ the lower number
 * stands: 10 regexes, not 30. */
#include <stdio.h>

#include "base/slice.h"
#include "policy/decode.h"
#include "policy/projection.h"

enum {
  MOST_TAGS = 50,
  OWN_TAGS = 2,
  MOST_EXAMPLES = 5,
  MOST_EXAMPLE_CHARS = 100,
  CLASSIC_DEFINITION_CHARS = 200,
  STANDARD_DEFINITION_CHARS = 1000,
  MOST_PATTERN_CHARS = 500,
  MOST_WORD_CHARS = 100,
  KEY_ID_CHARS = 36,
  REASONING_ID_CHARS = 12
};

/* ---- quotas ---- */

static size_t count_chars(newel_slice text) {
  size_t count = 0;
  for (size_t i = 0; i < text.len; i++) count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
  return count;
}

static void quota(newel_diagnostics *diags, const nw_place *place, const char *what, size_t count, const char *of,
                  unsigned most) {
  char found[24], limit[24];
  if (count <= most) return;
  (void)snprintf(found, sizeof found, "%zu", count);
  (void)snprintf(limit, sizeof limit, "%u", most);
  nw_diag_add(diags, NW_DIAG_QUOTA, place, what, found, of, limit);
}

static size_t longest(nw_slices texts) {
  size_t most = 0;
  for (size_t i = 0; i < texts.count; i++) {
    size_t chars = count_chars(texts.at[i]);
    if (chars > most) most = chars;
  }
  return most;
}

static void quota_topic(newel_diagnostics *diags, const nw_projection *p, const nw_projection_rule *rule, const char *id) {
  int standard = p->tier[NW_TIER_TOPICS] == NW_TIER_STANDARD;
  quota(diags, &rule->place, id, count_chars(rule->text),
        standard ? "characters of definition" : "characters of definition (tier CLASSIC)",
        standard ? STANDARD_DEFINITION_CHARS : CLASSIC_DEFINITION_CHARS);
  quota(diags, &rule->place, id, rule->examples.count, "examples", MOST_EXAMPLES);
  quota(diags, &rule->place, id, longest(rule->examples), "characters in an example", MOST_EXAMPLE_CHARS);
}

/* Returns 0 when memory ran out. */
static int quota_rule(newel_diagnostics *diags, nw_arena *arena, const nw_projection *p, const nw_projection_rule *rule) {
  newel_slice id = nw_projection_rule_id(arena, rule);
  if (id.data == NULL) return 0;
  if (rule->part == NW_PART_TOPIC) quota_topic(diags, p, rule, id.data);
  if (rule->part == NW_PART_REGEX)
    quota(diags, &rule->place, id.data, count_chars(rule->text), "characters of pattern", MOST_PATTERN_CHARS);
  return 1;
}

static nw_place place_of(const nw_policy_file *file, const char *key) {
  const nw_node *node = file->merged->type == NW_NODE_MAPPING ? nw_node_member(file->merged, key) : NULL;
  return node != NULL ? node->key_place : file->merged->place;
}

static void quota_counts(newel_diagnostics *diags, const nw_policy_file *file, const nw_projection *p) {
  static const struct { nw_part part; const char *section; unsigned most; } rows[] = {
    { NW_PART_TOPIC, "topics", 30 }, { NW_PART_WORD, "words", 10000 }, { NW_PART_REGEX, "regexes", 10 } };
  for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
    size_t count = 0;
    nw_place place = place_of(file, rows[row].section);
    for (size_t i = 0; i < p->rule_count; i++) count += p->rules[i].part == rows[row].part;
    quota(diags, &place, "the policy", count, rows[row].section, rows[row].most);
  }
  nw_place place = place_of(file, "tags");
  quota(diags, &place, "the policy", p->tag_count + OWN_TAGS, "tags (two are Newel's)", MOST_TAGS);
}

/* A list is named, not each of its words. */
static void quota_words(newel_diagnostics *diags, const newel_policy *policy) {
  for (size_t i = 0; i < policy->rule_count; i++) {
    const nw_rule *rule = &policy->rules[i];
    if (rule->kind == NW_KIND_WORD && nw_rule_has_place(rule))
      quota(diags, &rule->place, rule->id.data, longest(rule->of.word.entries), "characters in an entry", MOST_WORD_CHARS);
  }
}

/* ---- forms ---- */

static int is_id(newel_slice text, size_t chars) {
  if (text.len != chars) return 0;
  for (size_t i = 0; i < text.len; i++)
    if (!nw_is_alnum((unsigned char)text.data[i]) && text.data[i] != '-') return 0;
  return 1;
}

/* What follows `mark`; data NULL where it is not there. */
static newel_slice behind(newel_slice text, const char *mark) {
  size_t len = strlen(mark);
  for (size_t i = 0; i + len <= text.len; i++)
    if (memcmp(text.data + i, mark, len) == 0) return nw_slice(text.data + i + len, text.len - i - len);
  return nw_slice(NULL, 0);
}

static int begins(newel_slice text, const char *with) {
  return text.len >= strlen(with) && memcmp(text.data, with, strlen(with)) == 0;
}

static int is_key(newel_slice key) {
  if (begins(key, "alias/")) return key.len > 6;
  if (!begins(key, "arn:")) return is_id(key, KEY_ID_CHARS);
  newel_slice alias = behind(key, ":alias/"), id = behind(key, ":key/");
  return behind(key, ":kms:").data != NULL && (alias.len > 0 || (id.data != NULL && is_id(id, KEY_ID_CHARS)));
}

/* "us.guardrail.v1:0" */
static int is_profile(newel_slice profile) {
  newel_slice version = behind(nw_projection_profile_id(profile), ".guardrail.v");
  for (size_t i = 0; i < version.len; i++)
    if (!nw_is_digit((unsigned char)version.data[i]) && version.data[i] != ':') return 0;
  return version.len > 0;
}

/* "arn:aws:bedrock:REGION:ACCOUNT:automated-reasoning-policy/abcdefghij12:3" */
static int is_reasoning_policy(newel_slice arn) {
  newel_slice id = behind(arn, ":automated-reasoning-policy/");
  if (id.data == NULL || id.len < REASONING_ID_CHARS || !is_id(nw_slice(id.data, REASONING_ID_CHARS), REASONING_ID_CHARS))
    return 0;
  if (id.len == REASONING_ID_CHARS) return 1;
  for (size_t i = REASONING_ID_CHARS + 1; i < id.len; i++)
    if (!nw_is_digit((unsigned char)id.data[i])) return 0;
  return id.data[REASONING_ID_CHARS] == ':' && id.len > REASONING_ID_CHARS + 1;
}

static void forms(newel_diagnostics *diags, const nw_policy_file *file, const nw_projection *p) {
  nw_place key = place_of(file, "kms_key"), profile = place_of(file, "guardrail_profile");
  if (p->kms_key.len > 0 && !is_key(p->kms_key)) nw_diag_add(diags, NW_DIAG_BEDROCK_FORM, &key, p->kms_key.data, "KMS key");
  if (p->profile.len > 0 && !is_profile(p->profile))
    nw_diag_add(diags, NW_DIAG_BEDROCK_FORM, &profile, p->profile.data, "guardrail profile ('us.guardrail.v1:0')");
  for (size_t i = 0; i < p->rule_count; i++)
    if (p->rules[i].part == NW_PART_REASONING && !is_reasoning_policy(p->rules[i].name))
      nw_diag_add(diags, NW_DIAG_BEDROCK_FORM, &p->rules[i].place, p->rules[i].name.data, "ARN of an Automated Reasoning policy");
}

int nw_policy_lint_bedrock(newel_policy *policy, const nw_policy_file *file, newel_diagnostics *diags) {
  nw_arena arena;
  nw_projection p;
  nw_arena_init(&arena, policy->alloc);
  int ok = nw_projection_of_policy(&p, &arena, policy);
  for (size_t i = 0; ok && i < p.rule_count; i++)
    ok = p.rules[i].part == NW_PART_WORD || quota_rule(diags, &arena, &p, &p.rules[i]);
  if (ok) {
    quota_words(diags, policy);
    quota_counts(diags, file, &p);
    forms(diags, file, &p);
  }
  nw_arena_free(&arena);
  return ok;
}
