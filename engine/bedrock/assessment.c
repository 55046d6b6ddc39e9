/* bedrock/assessment.c - one assessment object, from JSON to items. See bedrock/assessment.h. */
#include "bedrock/assessment.h"

#include "base/slice.h"

/* By nw_item_kind. `members`: what is known of an item. */
static const struct { const char *kind, *section, *unit; const char *members[8]; } kinds[NW_ITEM_COUNT] = {
  [NW_ITEM_CONTENT] = { "content", "content", "contentPolicyUnits", { "type", "confidence", "filterStrength", "action", "detected" } },
  [NW_ITEM_TOPIC] = { "topic", "topics", "topicPolicyUnits", { "name", "type", "action", "detected" } },
  [NW_ITEM_WORD] = { "word", "words", "wordPolicyUnits", { "match", "action", "detected" } },
  [NW_ITEM_MANAGED] = { "word", "words", "wordPolicyUnits", { "match", "type", "action", "detected" } },
  [NW_ITEM_PII] = { "pii", "pii", "sensitiveInformationPolicyUnits", { "match", "type", "action", "detected" } },
  [NW_ITEM_REGEX] = { "regex", "regexes", "sensitiveInformationPolicyFreeUnits",
                      { "name", "match", "regex", "action", "detected" } },
  [NW_ITEM_GROUNDING] = { "grounding", "grounding", "contextualGroundingPolicyUnits",
                          { "type", "threshold", "score", "action", "detected" } },
  [NW_ITEM_REASONING] = { "reasoning", "reasoning", "automatedReasoningPolicyUnits", { NULL } },
};

const char *nw_item_kind_name(nw_item_kind kind) { return kinds[kind].kind; }
const char *nw_item_section(nw_item_kind kind) { return kinds[kind].section; }
const char *nw_item_unit(nw_item_kind kind) { return kinds[kind].unit; }

int nw_item_knows(nw_item_kind kind, newel_slice member) {
  for (const char *const *name = kinds[kind].members; *name != NULL; name++)
    if (nw_slice_is(member, *name)) return 1;
  return kind == NW_ITEM_REASONING;  /* a union; it is kept whole */
}

void nw_judgement_init(nw_judgement *j, nw_arena *arena) {
  memset(j, 0, sizeof *j);
  j->alloc = arena->alloc;
  j->arena = arena;
}

void nw_judgement_free(nw_judgement *j) {
  nw_vec_free(&j->alloc, &j->items);
  nw_vec_free(&j->alloc, &j->outputs);
  nw_vec_free(&j->alloc, &j->before);
  nw_vec_free(&j->alloc, &j->units);
  nw_vec_free(&j->alloc, &j->extra);
}

const nw_json_node *nw_judgement_expect(nw_judgement *j, const nw_json_node *node, nw_json_type type) {
  if (node == NULL || node->type == type) return node;
  j->malformed = 1;
  return NULL;
}

void nw_judgement_count(nw_judgement *j, newel_slice unit, uint64_t count) {
  newel_stage_unit fresh = { unit, count };
  for (size_t i = 0; i < j->units.count; i++)
    if (nw_slice_eq(j->units.at[i].name, unit)) {
      j->units.at[i].count += count;
      return;
    }
  if (!nw_vec_push(&j->alloc, &j->units, fresh)) j->failed = 1;
}

void nw_usage_read(nw_judgement *j, const nw_json_node *usage) {
  int64_t count;
  for (const nw_json_node *unit = usage == NULL ? NULL : usage->first; unit != NULL; unit = unit->next)
    if (unit->key.data != NULL && nw_json_int(unit, &count) && count >= 0) nw_judgement_count(j, unit->key, (uint64_t)count);
}

void nw_extra_read(nw_judgement *j, const nw_json_node *object, const char *const *known) {
  if (object == NULL || object->type != NW_JSON_T_OBJECT) return;
  for (const nw_json_node *member = object->first; member != NULL; member = member->next) {
    const char *const *name = known;
    while (*name != NULL && !nw_slice_is(member->key, *name)) name++;
    if (*name == NULL && !nw_vec_push(&j->alloc, &j->extra, member)) j->failed = 1;
  }
}

/* ---- items ---- */

static newel_slice text_of(const nw_json_node *object, const char *key) {
  const nw_json_node *node = nw_json_member(object, key);
  return node != NULL && node->type == NW_JSON_T_STRING ? node->text : NW_LIT("");
}

/* An action that is not known is taken for the strongest: it was something. */
static newel_action action_of(const nw_json_node *item) {
  newel_slice word = text_of(item, "action");
  if (word.len == 0 || nw_slice_is(word, "NONE")) return NEWEL_ACTION_NONE;
  return nw_slice_is(word, "ANONYMIZED") ? NEWEL_ACTION_ANONYMIZE : NEWEL_ACTION_BLOCK;
}

static uint32_t ppm_of(const nw_json_node *item, const char *key, uint32_t otherwise) {
  int64_t value;
  const nw_json_node *node = nw_json_member(item, key);
  if (node == NULL || !nw_json_ppm(node, &value) || value < 0) return otherwise;
  return value > 1000000 ? 1000000u : (uint32_t)value;
}

/* Bedrock's three steps of confidence as a score. */
static uint32_t confidence_ppm(newel_slice word) {
  static const struct { const char *word; uint32_t ppm; } steps[] = { { "NONE", 0 }, { "LOW", 300000 }, { "MEDIUM", 600000 } };
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
    if (nw_slice_is(word, steps[i].word)) return steps[i].ppm;
  return 900000;
}

/* Only an explicit false clears. Where `detected` is missing, an item whose own evidence says that nothing was found is no finding:
 * confidence NONE, a grounding score at the threshold. */
static uint8_t detected_of(const nw_item *item, const nw_json_node *node) {
  const nw_json_node *flag = nw_json_member(node, "detected");
  if (flag != NULL && flag->type == NW_JSON_T_BOOL) return (uint8_t)nw_slice_is(flag->text, "true");
  if (item->action != NEWEL_ACTION_NONE) return 1;
  if (item->kind == NW_ITEM_CONTENT) return !nw_slice_is(text_of(node, "confidence"), "NONE");
  if (item->kind == NW_ITEM_GROUNDING && nw_json_member(node, "score") != NULL)
    return ppm_of(node, "score", 0) < ppm_of(node, "threshold", 1000000);
  return 1;
}

static void add_item(nw_judgement *j, const nw_item *item) {
  if (!nw_vec_push(&j->alloc, &j->items, *item)) j->failed = 1;
}

/* An item must say what it speaks of: without it, it would speak of no rule. */
static int is_named(const nw_item *item) { return item->kind == NW_ITEM_WORD ? item->match.len > 0 : item->name.len > 0; }

static void read_item(nw_judgement *j, nw_item_kind kind, const nw_json_node *node, newel_source source, uint32_t number) {
  nw_item item = { .kind = kind, .source = source, .node = node, .assessment = number, .score_ppm = 1000000 };
  int by_name = kind == NW_ITEM_TOPIC || kind == NW_ITEM_REGEX;
  item.name = kind == NW_ITEM_WORD ? NW_LIT("") : text_of(node, by_name ? "name" : "type");
  item.match = text_of(node, "match");
  item.action = action_of(node);
  item.detected = detected_of(&item, node);
  if (kind == NW_ITEM_CONTENT) item.score_ppm = confidence_ppm(text_of(node, "confidence"));
  if (kind == NW_ITEM_GROUNDING) item.score_ppm = ppm_of(node, "score", 0);
  if (!is_named(&item)) j->malformed = 1;
  add_item(j, &item);
}

/* A finding of automated reasoning is a union: {"invalid": {…}}. It only ever detects: what is contradicted is a finding, what could
 * not be told is undecided. */
static void read_reasoning(nw_judgement *j, const nw_json_node *node, newel_source source, uint32_t number) {
  static const char *const against[] = { "invalid", "impossible" }, *const undecided[] = { "translationAmbiguous", "tooComplex",
    "noTranslations" };
  nw_item item = { .kind = NW_ITEM_REASONING, .source = source, .node = node, .assessment = number, .score_ppm = 1000000 };
  item.name = node->first != NULL ? node->first->key : NW_LIT("");
  item.match = NW_LIT("");
  for (size_t i = 0; i < 2; i++)
    if (nw_slice_is(item.name, against[i])) item.detected = 1;
  for (size_t i = 0; i < 3; i++)
    if (nw_slice_is(item.name, undecided[i])) item.undecided = 1;
  if (!item.detected && !nw_slice_is(item.name, "valid") && !nw_slice_is(item.name, "satisfiable")) item.undecided = 1;
  add_item(j, &item);
}

static void read_list(nw_judgement *j, const nw_json_node *policy, const char *list, nw_item_kind kind, newel_source source,
                      uint32_t number) {
  policy = nw_judgement_expect(j, policy, NW_JSON_T_OBJECT);
  const nw_json_node *items = policy == NULL ? NULL : nw_judgement_expect(j, nw_json_member(policy, list), NW_JSON_T_ARRAY);
  for (const nw_json_node *item = items == NULL ? NULL : items->first; item != NULL; item = item->next) {
    if (nw_judgement_expect(j, item, NW_JSON_T_OBJECT) == NULL) continue;
    if (kind == NW_ITEM_REASONING) read_reasoning(j, item, source, number);
    else read_item(j, kind, item, source, number);
  }
}

/* A policy that is there says what was found: one with none of its lists cannot be read. */
static void check_policy(nw_judgement *j, const nw_json_node *policy, const char *list, const char *or_list) {
  if (policy == NULL || policy->type != NW_JSON_T_OBJECT) return;
  if (nw_json_member(policy, list) == NULL && nw_json_member(policy, or_list) == NULL) j->malformed = 1;
}

static void read_metrics(nw_judgement *j, const nw_json_node *metrics) {
  int64_t latency;
  if (metrics == NULL || metrics->type != NW_JSON_T_OBJECT) return;
  const nw_json_node *ms = nw_json_member(metrics, "guardrailProcessingLatency");
  nw_usage_read(j, nw_json_member(metrics, "usage"));
  if (ms != NULL && nw_json_int(ms, &latency) && latency > 0) j->latency_ms += (uint64_t)latency;
}

static void read_details(nw_judgement *j, const nw_json_node *details) {
  if (details == NULL || details->type != NW_JSON_T_OBJECT || j->guardrail.len > 0) return;
  j->guardrail = text_of(details, "guardrailId");
  j->version = text_of(details, "guardrailVersion");
}

void nw_assessment_read(nw_judgement *j, const nw_json_node *assessment, newel_source source, uint32_t number) {
  static const struct { const char *policy, *list; nw_item_kind kind; } lists[] = {
    { "topicPolicy", "topics", NW_ITEM_TOPIC }, { "contentPolicy", "filters", NW_ITEM_CONTENT },
    { "wordPolicy", "customWords", NW_ITEM_WORD }, { "wordPolicy", "managedWordLists", NW_ITEM_MANAGED },
    { "sensitiveInformationPolicy", "piiEntities", NW_ITEM_PII }, { "sensitiveInformationPolicy", "regexes", NW_ITEM_REGEX },
    { "contextualGroundingPolicy", "filters", NW_ITEM_GROUNDING }, { "automatedReasoningPolicy", "findings", NW_ITEM_REASONING },
  };
  static const char *const known[] = { "topicPolicy", "contentPolicy", "wordPolicy", "sensitiveInformationPolicy",
    "contextualGroundingPolicy", "automatedReasoningPolicy", "invocationMetrics", "appliedGuardrailDetails", NULL };
  if (nw_judgement_expect(j, assessment, NW_JSON_T_OBJECT) == NULL) return;
  j->assessed[source] = 1;
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    read_list(j, nw_json_member(assessment, lists[i].policy), lists[i].list, lists[i].kind, source, number);
  check_policy(j, nw_json_member(assessment, "topicPolicy"), "topics", "topics");
  check_policy(j, nw_json_member(assessment, "contentPolicy"), "filters", "filters");
  check_policy(j, nw_json_member(assessment, "wordPolicy"), "customWords", "managedWordLists");
  check_policy(j, nw_json_member(assessment, "sensitiveInformationPolicy"), "piiEntities", "regexes");
  read_metrics(j, nw_json_member(assessment, "invocationMetrics"));
  read_details(j, nw_json_member(assessment, "appliedGuardrailDetails"));
  nw_extra_read(j, assessment, known);
}

/* ---- what it means ---- */

nw_ruling nw_judgement_rule(const nw_judgement *j, int source, size_t blocks, size_t content_blocks) {
  int blocked = 0, masked = 0, explained = 0;
  for (size_t i = 0; i < j->items.count; i++) {
    const nw_item *item = &j->items.at[i];
    if (!item->detected || item->action == NEWEL_ACTION_NONE) continue;
    explained = 1;
    if (source >= 0 && item->source != (newel_source)source) continue;
    blocked |= item->action == NEWEL_ACTION_BLOCK;
    masked |= item->action == NEWEL_ACTION_ANONYMIZE;
  }
  if (blocked) return NW_RULING_BLOCKED;
  if (!explained && j->acted && j->intervened) return NW_RULING_UNEXPLAINED;
  if (!masked) return NW_RULING_PASS;
  if (blocks > 0 && j->outputs.count != blocks && j->outputs.count != content_blocks) return NW_RULING_UNEXPLAINED;
  return NW_RULING_MASKED;
}
