/* bedrock/import.c - see bedrock/import.h. One function a format. */
#include "bedrock/import.h"

#include "base/error.h"
#include "base/slice.h"
#include "text/utf8.h"

enum { ANSWER_NODES = 1000000, PII_CUT_PPM = 500000 };  /* an entity at half confidence and above is a finding */

static const char *const names[NW_IMPORT_COUNT] = { "apply-guardrail", "checks", "converse", "converse-stream", "invoke-model",
  "retrieve-and-generate", "agent" };

const char *nw_import_format_name(nw_import_format format) { return names[format]; }

int nw_import_format_find(nw_import_format *out, newel_slice name) {
  for (int i = 0; i < NW_IMPORT_COUNT; i++)
    if (nw_slice_is(name, names[i])) return *out = (nw_import_format)i, 1;
  return 0;
}

/* ---- looking into JSON ---- */

static const nw_json_node *get(const nw_json_node *object, const char *key) {
  return object == NULL || object->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(object, key);
}

static const nw_json_node *first_of(const nw_json_node *list) {
  return list != NULL && list->type == NW_JSON_T_ARRAY ? list->first : NULL;
}

static newel_slice string_of(const nw_json_node *node) {
  return node != NULL && node->type == NW_JSON_T_STRING ? node->text : newel_slice_of(NULL);
}

/* A member that is a count; -1 where it is none. */
static int64_t count_of(const nw_json_node *object, const char *key) {
  int64_t value;
  const nw_json_node *node = get(object, key);
  return node != NULL && nw_json_int(node, &value) && value >= 0 ? value : -1;
}

static void read_action(nw_judgement *j, const nw_json_node *action, const char *none) {
  newel_slice word = string_of(action);
  if (word.len == 0) return;
  j->acted = 1;
  j->intervened = (uint8_t)!nw_slice_is(word, none);  /* a word that is not known is no pass */
}

static void read_texts(nw_judgement *j, const nw_json_node *list) {
  for (const nw_json_node *item = first_of(list); item != NULL; item = item->next) {
    newel_slice text = string_of(item->type == NW_JSON_T_OBJECT ? get(item, "text") : item);
    if (!nw_vec_push(&j->alloc, &j->outputs, text)) j->failed = 1;
  }
}

static void read_before(nw_judgement *j, const nw_json_node *list) {
  for (const nw_json_node *item = first_of(list); item != NULL; item = item->next)
    if (!nw_vec_push(&j->alloc, &j->before, string_of(item))) j->failed = 1;
}

static void read_list(nw_judgement *j, const nw_json_node *list, newel_source source) {
  uint32_t number = 0;
  const nw_json_node *item = first_of(nw_judgement_expect(j, list, NW_JSON_T_ARRAY));
  for (; item != NULL; item = item->next) nw_assessment_read(j, item, source, number++);
}

/* A map from guardrail id to an assessment, or to a list of them. */
static void read_map(nw_judgement *j, const nw_json_node *map, newel_source source) {
  uint32_t number = 0;
  if (nw_judgement_expect(j, map, NW_JSON_T_OBJECT) == NULL) return;
  for (const nw_json_node *entry = map->first; entry != NULL; entry = entry->next) {
    if (j->guardrail.len == 0) j->guardrail = entry->key;
    if (entry->type == NW_JSON_T_ARRAY) read_list(j, entry, source);
    else nw_assessment_read(j, entry, source, number++);
  }
}

/* ---- formats ---- */

static void read_apply(nw_judgement *j, const nw_json_node *root, newel_source source) {
  static const char *const known[] = { "action", "actionReason", "outputs", "output", "assessments", "usage", "guardrailCoverage",
    "ResponseMetadata", NULL };
  read_action(j, get(root, "action"), "NONE");
  j->reason = string_of(get(root, "actionReason"));
  read_texts(j, get(root, "outputs"));
  j->outputs_of = source;
  read_list(j, get(root, "assessments"), source);
  if (get(root, "usage") != NULL) j->units.count = 0;  /* of the whole request; the assessments' metrics say it again */
  nw_usage_read(j, get(root, "usage"));
  nw_extra_read(j, root, known);
}

static void read_guardrail_trace(nw_judgement *j, const nw_json_node *guardrail) {
  static const char *const known[] = { "inputAssessment", "outputAssessments", "modelOutput", "actionReason", NULL };
  if (guardrail == NULL) return;
  j->reason = string_of(get(guardrail, "actionReason"));
  read_map(j, get(guardrail, "inputAssessment"), NEWEL_SOURCE_INPUT);
  read_map(j, get(guardrail, "outputAssessments"), NEWEL_SOURCE_OUTPUT);
  read_before(j, get(guardrail, "modelOutput"));
  nw_extra_read(j, guardrail, known);
}

static void read_stop(nw_judgement *j, const nw_json_node *reason) {
  if (string_of(reason).len == 0) return;
  j->acted = 1;
  j->intervened = (uint8_t)nw_slice_is(reason->text, "guardrail_intervened");
}

static void read_converse(nw_judgement *j, const nw_json_node *root) {
  read_stop(j, get(root, "stopReason"));
  j->outputs_of = NEWEL_SOURCE_OUTPUT;
  for (const nw_json_node *block = first_of(get(get(get(root, "output"), "message"), "content")); block != NULL; block = block->next)
    if (get(block, "text") != NULL && !nw_vec_push(&j->alloc, &j->outputs, string_of(get(block, "text")))) j->failed = 1;
  read_guardrail_trace(j, get(get(root, "trace"), "guardrail"));
}

static void read_converse_stream(nw_judgement *j, const nw_json_node *root) {
  const nw_json_node *metadata = get(root, "metadata");
  read_stop(j, get(get(root, "messageStop"), "stopReason"));
  read_stop(j, get(root, "stopReason"));
  read_guardrail_trace(j, get(get(metadata != NULL ? metadata : root, "trace"), "guardrail"));
  if (j->acted || j->reason.len == 0) return;
  /* The event alone: what Bedrock gives as its reason tells, else the items do. */
  j->acted = 1;
  j->intervened = (uint8_t)!nw_slice_is(j->reason, "No action.");
}

static const char invoke_action[] = "amazon-bedrock-guardrailAction", invoke_trace[] = "amazon-bedrock-trace";

static void read_invoke(nw_judgement *j, const nw_json_node *root) {
  static const char *const known[] = { "input", "outputs", "modelOutput", "actionReason", NULL };
  const nw_json_node *guardrail = get(get(root, invoke_trace), "guardrail"), *body = get(root, "body");
  nw_json_node *inner = NULL;
  read_action(j, get(root, invoke_action), "NONE");
  if (guardrail != NULL) {
    j->reason = string_of(get(guardrail, "actionReason"));
    read_map(j, get(guardrail, "input"), NEWEL_SOURCE_INPUT);
    for (const nw_json_node *one = first_of(get(guardrail, "outputs")); one != NULL; one = one->next)
      read_map(j, one, NEWEL_SOURCE_OUTPUT);
    read_before(j, get(guardrail, "modelOutput"));
    nw_extra_read(j, guardrail, known);
  }
  if (body == NULL || guardrail != NULL) return;
  if (body->type == NW_JSON_T_STRING && nw_json_parse(&inner, j->arena, body->text, ANSWER_NODES, NULL) == NEWEL_OK) {
    j->json = body->text;
    body = inner;
  }
  if (get(body, "body") == NULL) read_invoke(j, body);
}

static void read_knowledge(nw_judgement *j, const nw_json_node *root) {
  const nw_json_node *event = get(root, "guardrail");
  read_action(j, get(root, "guardrailAction"), "NONE");
  read_action(j, get(event != NULL ? event : root, "action"), "NONE");
}

static void read_agent(nw_judgement *j, const nw_json_node *root) {
  static const char *const known[] = { "action", "traceId", "inputAssessments", "outputAssessments", "metadata", NULL };
  const nw_json_node *trace = root;
  while (get(trace, "guardrailTrace") == NULL && get(trace, "trace") != NULL) trace = get(trace, "trace");
  if (get(trace, "guardrailTrace") != NULL) trace = get(trace, "guardrailTrace");
  read_action(j, get(trace, "action"), "NONE");
  read_list(j, get(trace, "inputAssessments"), NEWEL_SOURCE_INPUT);
  read_list(j, get(trace, "outputAssessments"), NEWEL_SOURCE_OUTPUT);
  if (j->acted) nw_extra_read(j, trace, known);
}

/* ---- InvokeGuardrailChecks ---- */

/* Steps of severity as Bedrock's confidence, so that its rule of strengths holds for both: LOW acts on HIGH, MEDIUM on MEDIUM and
 * above, HIGH on all. 0.2 is LOW; 0.4 and 0.6 are MEDIUM; 0.8 and 1 are HIGH. */
unsigned nw_severity_level(uint32_t severity_ppm) {
  static const uint32_t steps[] = { 100000, 300000, 700000 };  /* between the steps, so that a rounded one falls right */
  unsigned level = 0;
  while (level < 3 && severity_ppm >= steps[level]) level++;
  return level;
}

static size_t byte_of_char(newel_slice text, size_t character, int utf16) {
  nw_offsets at = { 0, 0, 0 };
  uint32_t cp;
  while (at.byte < text.len && (utf16 ? at.utf16 : at.chars) < character) {
    unsigned len = nw_utf8_decode((const unsigned char *)text.data + at.byte, text.len - at.byte, &cp);
    if (len == 0) len = 1, cp = NW_UTF8_BAD;
    at.byte += len, at.chars++, at.utf16 += cp != NW_UTF8_BAD && cp > 0xFFFF ? 2 : 1;
  }
  return at.byte;
}

void nw_chars_to_bytes(newel_slice text, size_t begin_char, size_t end_char, size_t *start, size_t *end, uint8_t *doubtful) {
  size_t units_start = byte_of_char(text, begin_char, 1), points_start = byte_of_char(text, begin_char, 0);
  size_t units_end = byte_of_char(text, end_char, 1), points_end = byte_of_char(text, end_char, 0);
  *doubtful = units_start != points_start || units_end != points_end;
  *start = units_start < points_start ? units_start : points_start;
  *end = units_end > points_end ? units_end : points_end;
}

static void add_check(nw_judgement *j, const nw_json_node *node, nw_item_kind kind, newel_slice name, const char *score) {
  int64_t ppm = 0;
  nw_item item = { .kind = kind, .source = NEWEL_SOURCE_INPUT, .name = name, .match = NW_LIT(""), .node = node };
  if (get(node, score) == NULL || !nw_json_ppm(get(node, score), &ppm) || ppm < 0) ppm = 1000000;  /* no score is no pass */
  item.score_ppm = ppm > 1000000 ? 1000000u : (uint32_t)ppm;
  if (node->type != NW_JSON_T_OBJECT || name.len == 0) j->malformed = 1;
  item.detected = (uint8_t)(kind == NW_ITEM_CONTENT ? nw_severity_level(item.score_ppm) > 0 : item.score_ppm >= PII_CUT_PPM);
  if (kind == NW_ITEM_PII) {
    int64_t message = count_of(node, "messageIndex"), content = count_of(node, "contentIndex");
    int64_t begin = count_of(node, "beginOffset"), end = count_of(node, "endOffset");
    item.placed = (uint8_t)(message >= 0 && content >= 0 && begin >= 0 && end > begin);
    item.block = item.placed ? (size_t)message << 16 | (size_t)(content & 0xFFFF) : 0;
    item.start = (size_t)begin, item.end = (size_t)end;  /* characters, until the texts are known */
  }
  if (!nw_vec_push(&j->alloc, &j->items, item)) j->failed = 1;
}

static int has_member(const nw_json_node *object, newel_slice key) {
  const nw_json_node *member = object == NULL ? NULL : object->first;
  while (member != NULL && !nw_slice_eq(member->key, key)) member = member->next;
  return member != NULL;
}

/* The first result of a check. One that says nothing of its results is malformed. */
static const nw_json_node *check_of(nw_judgement *j, const nw_json_node *check) {
  const nw_json_node *list = get(nw_judgement_expect(j, check, NW_JSON_T_OBJECT), "results");
  if (check != NULL && list == NULL) j->malformed = 1;
  return first_of(nw_judgement_expect(j, list, NW_JSON_T_ARRAY));
}

static void read_checks(nw_judgement *j, const nw_json_node *root) {
  const nw_json_node *results = nw_judgement_expect(j, get(root, "results"), NW_JSON_T_OBJECT);
  const nw_json_node *pii = nw_judgement_expect(j, get(results, "sensitiveInformation"), NW_JSON_T_OBJECT);
  j->assessed[NEWEL_SOURCE_INPUT] = results != NULL;
  for (const nw_json_node *r = check_of(j, get(results, "contentFilter")); r != NULL; r = r->next)
    add_check(j, r, NW_ITEM_CONTENT, string_of(get(r, "category")), "severityScore");
  for (const nw_json_node *r = check_of(j, get(results, "promptAttack")); r != NULL; r = r->next)
    add_check(j, r, NW_ITEM_CONTENT, NW_LIT("PROMPT_ATTACK"), "severityScore");
  for (const nw_json_node *r = check_of(j, pii); r != NULL; r = r->next)
    add_check(j, r, NW_ITEM_PII, string_of(get(r, "type")), "confidenceScore");
  j->truncated = (uint8_t)nw_slice_is(get(pii, "truncated") != NULL ? get(pii, "truncated")->text : NW_LIT("false"), "true");
  const nw_json_node *usage = get(root, "usage");
  for (const nw_json_node *check = usage == NULL ? NULL : usage->first; check != NULL; check = check->next) {
    int64_t count = count_of(check, "textUnits");
    char unit[64];
    if (count < 0 || check->key.len > 40) continue;
    memcpy(unit, check->key.data, check->key.len);
    memcpy(unit + check->key.len, ".textUnits", 10);
    newel_slice name = nw_arena_copy(j->arena, nw_slice(unit, check->key.len + 10));
    if (count > 0 && !has_member(results, check->key)) j->malformed = 1;  /* it was judged, and the result is not here */
    if (name.data == NULL) j->failed = 1;
    else nw_judgement_count(j, name, (uint64_t)count);
  }
}

int nw_import_answer(nw_judgement *j, nw_import_format format, newel_slice json, newel_source source, newel_error *err) {
  nw_json_node *root;
  int code = nw_json_parse(&root, j->arena, json, ANSWER_NODES, err);
  if (code != NEWEL_OK) return code;
  j->json = json;
  switch (format) {
    case NW_IMPORT_APPLY_GUARDRAIL: read_apply(j, root, source); break;
    case NW_IMPORT_CHECKS: read_checks(j, root); break;
    case NW_IMPORT_CONVERSE: read_converse(j, root); break;
    case NW_IMPORT_CONVERSE_STREAM: read_converse_stream(j, root); break;
    case NW_IMPORT_INVOKE_MODEL: read_invoke(j, root); break;
    case NW_IMPORT_RETRIEVE_AND_GENERATE: read_knowledge(j, root); break;
    case NW_IMPORT_AGENT: read_agent(j, root); break;
    case NW_IMPORT_COUNT:
    default: break;
  }
  if (j->failed) return nw_fail_nomem(err);
  if (!j->acted && !j->assessed[0] && !j->assessed[1])
    return nw_fail(err, NEWEL_E_FORMAT, "nothing in this answer is a guardrail's word: no action, no assessment (%s)", names[format]);
  return NEWEL_OK;
}

int nw_import_side(nw_judgement *j, newel_slice json, newel_source source, newel_error *err) {
  nw_json_node *root;
  int code = nw_json_parse(&root, j->arena, json, ANSWER_NODES, err);
  if (code != NEWEL_OK) return code;
  const nw_json_node *trace = nw_judgement_expect(j, get(root, "trace"), NW_JSON_T_OBJECT);
  const nw_json_node *guardrail = nw_judgement_expect(j, get(trace, "guardrail"), NW_JSON_T_OBJECT);
  j->json = json;
  read_stop(j, get(root, "stopReason"));
  read_map(j, get(guardrail, source == NEWEL_SOURCE_INPUT ? "inputAssessment" : "outputAssessments"), source);
  return j->failed ? nw_fail_nomem(err) : NEWEL_OK;
}

/* ---- what was sent ---- */

static void add_text(nw_judgement *j, nw_sent *out, newel_slice text, newel_source source, int context) {
  nw_text_block block = { text.data == NULL ? NW_LIT("") : text, source, (uint8_t)context };
  if (!nw_vec_push(&j->alloc, &out->blocks, block)) j->failed = 1;
}

/* Is a block only read: a grounding source or query that is not to be guarded? */
static int is_context(const nw_json_node *text) {
  int any = 0, guarded = 0;
  for (const nw_json_node *q = first_of(get(text, "qualifiers")); q != NULL; q = q->next) {
    any = 1;
    guarded |= nw_slice_is(q->text, "guard_content");
  }
  return any && !guarded;
}

static void add_content(nw_judgement *j, nw_sent *out, const nw_json_node *block, newel_source source) {
  const nw_json_node *guarded = get(block, "guardContent"), *text = get(guarded != NULL ? guarded : block, "text");
  if (text == NULL) return;
  if (text->type == NW_JSON_T_STRING) add_text(j, out, text->text, source, 0);
  else add_text(j, out, string_of(get(text, "text")), source, is_context(text));
}

static void add_messages(nw_judgement *j, nw_sent *out, const nw_json_node *request) {
  for (const nw_json_node *block = first_of(get(request, "system")); block != NULL; block = block->next)
    add_content(j, out, block, NEWEL_SOURCE_INPUT);
  for (const nw_json_node *m = first_of(get(request, "messages")); m != NULL; m = m->next)
    for (const nw_json_node *block = first_of(get(m, "content")); block != NULL; block = block->next)
      add_content(j, out, block, NEWEL_SOURCE_INPUT);
}

/* What the model wrote, before masks; where the trace does not say, as it was given out. */
static void add_outputs(nw_judgement *j, nw_sent *out) {
  size_t count = j->before.count > 0 ? j->before.count : j->outputs.count;
  for (size_t i = 0; i < count; i++)
    add_text(j, out, j->before.count > 0 ? j->before.at[i] : j->outputs.at[i], NEWEL_SOURCE_OUTPUT, 0);
}

/* Offsets of checks were characters of message and content: now bytes of a block. Items whose block is not there lose their place. */
static void place_checks(nw_judgement *j, const nw_sent *sent, const nw_json_node *request) {
  for (size_t i = 0; i < j->items.count; i++) {
    nw_item *item = &j->items.at[i];
    size_t want = item->block, block = 0, message = 0;
    if (!item->placed) continue;
    item->placed = 0;
    for (const nw_json_node *m = first_of(get(request, "messages")); m != NULL; m = m->next, message++) {
      size_t content = 0;
      for (const nw_json_node *c = first_of(get(m, "content")); c != NULL; c = c->next, content++, block++) {
        if (message << 16 != (want & ~(size_t)0xFFFF) || content != (want & 0xFFFF) || block >= sent->blocks.count) continue;
        item->placed = 1;
        item->block = block;
        nw_chars_to_bytes(sent->blocks.at[block].text, item->start, item->end, &item->start, &item->end, &item->doubtful);
      }
    }
    if (!item->placed) item->block = item->start = item->end = 0;
  }
}

void nw_import_sent(nw_judgement *j, nw_import_format format, const nw_json_node *request, nw_sent *out) {
  if (format == NW_IMPORT_APPLY_GUARDRAIL) {
    for (const nw_json_node *block = first_of(get(request, "content")); block != NULL; block = block->next)
      add_content(j, out, block, out->source);
  } else {
    add_messages(j, out, request);
  }
  if (format == NW_IMPORT_CHECKS) place_checks(j, out, request);
  if (format == NW_IMPORT_CONVERSE) add_outputs(j, out);
  if (format == NW_IMPORT_CONVERSE_STREAM || format == NW_IMPORT_INVOKE_MODEL)
    for (size_t i = 0; i < j->before.count; i++) add_text(j, out, j->before.at[i], NEWEL_SOURCE_OUTPUT, 0);
}
