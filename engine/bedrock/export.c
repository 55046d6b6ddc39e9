/* bedrock/export.c - newel_trace_export: `newel.trace/1` in Bedrock's words.
 *
 *   {"rule":"pii.EMAIL","type":"EMAIL","action":"ANONYMIZE",…}
 *   {"sensitiveInformationPolicy":{"piiEntities":[{"match":"{EMAIL}","type":"EMAIL","action":"ANONYMIZED","detected":true}]}}
 *
 * What Bedrock has no type for (secrets, hidden text) is written as a regex of that name. */
#include "base/engine.h"
#include "base/error.h"
#include "base/slice.h"
#include "json/tree.h"
#include "json/writer.h"
#include "newel/bedrock.h"

typedef struct exporter {
  nw_json_writer      w;
  const nw_json_node *segment;
} exporter;

static newel_slice text_of(const nw_json_node *object, const char *key) {
  const nw_json_node *node = object == NULL || object->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(object, key);
  return node != NULL ? node->text : NW_LIT("");
}

static const nw_json_node *list_of(const nw_json_node *object, const char *key) {
  const nw_json_node *node = object == NULL || object->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(object, key);
  return node != NULL && node->type == NW_JSON_T_ARRAY ? node->first : NULL;
}

static void member(exporter *x, const char *key, newel_slice text) {
  nw_json_key_text(&x->w, key, text);
}

static newel_slice kind_of(const exporter *x, newel_slice id) {
  for (const nw_json_node *rule = list_of(x->segment, "rules"); rule != NULL; rule = rule->next)
    if (nw_slice_eq(text_of(rule, "rule"), id)) return text_of(rule, "kind");
  return NW_LIT("");
}

/* The lists of an assessment, and which kinds of finding stand in them. */
typedef struct part { const char *policy, *list, *kinds[4], *name, *type; int managed; } part;
static const part parts[] = {
  { "topicPolicy", "topics", { "topic" }, "name", "DENY", -1 },
  { "contentPolicy", "filters", { "content" }, "type", NULL, -1 },
  { "wordPolicy", "customWords", { "word" }, NULL, NULL, 0 },
  { "wordPolicy", "managedWordLists", { "word" }, "type", NULL, 1 },
  { "sensitiveInformationPolicy", "piiEntities", { "pii" }, "type", NULL, -1 },
  { "sensitiveInformationPolicy", "regexes", { "regex", "secret", "hidden" }, "name", NULL, -1 },
  { "contextualGroundingPolicy", "filters", { "grounding" }, "type", NULL, -1 },
  { "automatedReasoningPolicy", "findings", { "reasoning" }, NULL, NULL, -1 },
};

static int belongs(const exporter *x, const part *p, const nw_json_node *finding) {
  newel_slice kind = kind_of(x, text_of(finding, "rule"));
  int managed = nw_slice_is(text_of(finding, "type"), "PROFANITY");
  if (p->managed >= 0 && managed != p->managed) return 0;
  for (const char *const *k = p->kinds; *k != NULL; k++)
    if (nw_slice_is(kind, *k)) return 1;
  return 0;
}

static const char *action_of(const nw_json_node *finding) {
  newel_slice action = text_of(finding, "action");
  if (nw_slice_is(text_of(finding, "observe"), "true") || nw_slice_is(text_of(finding, "exempt"), "true")) return "NONE";
  return nw_slice_is(action, "BLOCK") ? "BLOCKED" : nw_slice_is(action, "ANONYMIZE") ? "ANONYMIZED" : "NONE";
}

/* Members that the trace keeps as Bedrock wrote them. */
static void write_kept(exporter *x, newel_slice json, const nw_json_node *object) {
  for (const nw_json_node *m = object == NULL ? NULL : object->first; m != NULL; m = m->next) {
    nw_json_key_slice(&x->w, m->key);
    nw_json_raw(&x->w, nw_slice(json.data + m->start, m->end - m->start));
  }
}

static void write_match(exporter *x, const nw_json_node *finding) {
  newel_slice match = text_of(finding, "match"), type = text_of(finding, "type");
  char mask[128];
  nw_json_key(&x->w, "match");
  if (match.len > 0 || type.len + 2 > sizeof mask) {
    nw_json_text(&x->w, match);
    return;
  }
  mask[0] = '{';
  if (type.len > 0) memcpy(mask + 1, type.data, type.len);
  mask[type.len + 1] = '}';
  nw_json_text(&x->w, nw_slice(mask, type.len + 2));
}

static void write_item(exporter *x, const part *p, newel_slice json, const nw_json_node *finding) {
  const nw_json_node *detail = nw_json_member(finding, "detail");
  nw_json_object(&x->w);
  if (nw_slice_is(newel_slice_of(p->policy), "automatedReasoningPolicy")) {
    if (detail != NULL) {
      write_kept(x, json, detail);
    } else {
      nw_json_key_slice(&x->w, text_of(finding, "type"));
      nw_json_object(&x->w);
      nw_json_close(&x->w);
    }
    nw_json_close(&x->w);
    return;
  }
  if (p->name != NULL) member(x, p->name, text_of(finding, "type"));
  if (p->type != NULL) member(x, "type", newel_slice_of(p->type));
  if (p->managed >= 0 || nw_slice_is(newel_slice_of(p->policy), "sensitiveInformationPolicy")) write_match(x, finding);
  member(x, "action", newel_slice_of(action_of(finding)));
  nw_json_key_bool(&x->w, "detected", 1);
  write_kept(x, json, detail);
  write_kept(x, json, nw_json_member(finding, "extra"));
  nw_json_close(&x->w);
}

/* Both lists of a policy that has two are written when either has an item: Bedrock requires them. */
static void write_assessment(exporter *x, newel_slice json) {
  nw_json_object(&x->w);
  for (size_t i = 0; i < sizeof parts / sizeof *parts;) {
    size_t end = i + 1, any = 0;
    while (end < sizeof parts / sizeof *parts && nw_slice_is(newel_slice_of(parts[end].policy), parts[i].policy)) end++;
    for (const nw_json_node *f = list_of(x->segment, "findings"); f != NULL; f = f->next)
      for (size_t p = i; p < end; p++) any += (size_t)belongs(x, &parts[p], f);
    if (any > 0) {
      nw_json_key(&x->w, parts[i].policy);
      nw_json_object(&x->w);
      for (size_t p = i; p < end; p++) {
        nw_json_key(&x->w, parts[p].list);
        nw_json_array(&x->w);
        for (const nw_json_node *f = list_of(x->segment, "findings"); f != NULL; f = f->next)
          if (belongs(x, &parts[p], f)) write_item(x, &parts[p], json, f);
        nw_json_close(&x->w);
      }
      nw_json_close(&x->w);
    }
    i = end;
  }
  nw_json_close(&x->w);
}

/* The counts of all stages, and a 0 for each that Bedrock requires. */
static void write_usage(exporter *x, const nw_json_node *root) {
  static const char *const required[] = { "topicPolicyUnits", "contentPolicyUnits", "wordPolicyUnits",
    "sensitiveInformationPolicyUnits", "sensitiveInformationPolicyFreeUnits", "contextualGroundingPolicyUnits",
    "contentPolicyImageUnits", "automatedReasoningPolicyUnits", "automatedReasoningPolicies" };
  nw_json_key(&x->w, "usage");
  nw_json_object(&x->w);
  for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
    int64_t sum = 0, count;
    for (const nw_json_node *s = list_of(root, "stages"); s != NULL; s = s->next)
      for (const nw_json_node *u = list_of(s, "units"); u != NULL; u = u->next)
        if (nw_slice_is(text_of(u, "unit"), required[i]) && nw_json_int(nw_json_member(u, "count"), &count)) sum += count;
    nw_json_key_sint(&x->w, required[i], sum);
  }
  nw_json_close(&x->w);
}

static void write_answer(exporter *x, newel_slice json, const nw_json_node *root) {
  int passed = nw_slice_is(text_of(root, "verdict"), "allow");
  nw_json_object(&x->w);
  member(x, "action", passed ? NW_LIT("NONE") : NW_LIT("GUARDRAIL_INTERVENED"));
  nw_json_key(&x->w, "outputs");
  nw_json_array(&x->w);
  nw_json_close(&x->w);
  nw_json_key(&x->w, "assessments");
  nw_json_array(&x->w);
  for (x->segment = list_of(root, "segments"); x->segment != NULL; x->segment = x->segment->next) write_assessment(x, json);
  nw_json_close(&x->w);
  write_usage(x, root);
  nw_json_close(&x->w);
}

int newel_trace_export(newel_engine *engine, newel_slice trace, int indent, newel_write_fn write, void *user, newel_error *err) {
  enum { TRACE_NODES = 4000000 };
  nw_arena arena;
  nw_json_node *root;
  exporter x;
  nw_error_clear(err);
  if (engine == NULL || write == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_trace_export: 'engine' or 'write' is NULL");
  nw_arena_init(&arena, engine->alloc);
  int code = nw_json_parse(&root, &arena, trace, TRACE_NODES, err);
  if (code == NEWEL_OK && !nw_slice_is(text_of(root, "trace"), "newel.trace/1"))
    code = nw_fail(err, NEWEL_E_FORMAT, "this is no newel.trace/1");
  if (code == NEWEL_OK) {
    x.segment = NULL;
    nw_json_writer_init(&x.w, write, user, indent);
    write_answer(&x, trace, root);
    if (nw_json_writer_end(&x.w) != 0) code = nw_fail(err, NEWEL_E_IO, "the assessment could not be written");
  }
  nw_arena_free(&arena);
  return code;
}
