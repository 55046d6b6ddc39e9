/* trace/trace.h: a made-up record, its bytes, and that the schema names every member that is written. */
#include "trace/trace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "json/tree.h"

#define ID_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ID_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* Segment 0 has everything, segment 1 nothing. */
static nw_trace_segment fake_segment(const void *self, size_t segment) {
  nw_trace_segment s;
  (void)self;
  memset(&s, 0, sizeof s);
  s.complete = 1;
  s.surface = segment == 0 ? NEWEL_SURFACE_USER : NEWEL_SURFACE_OUTPUT;
  s.source = newel_surface_source(s.surface);
  if (segment != 0) return s;
  s.format = NEWEL_FORMAT_JSON;
  s.verdict = NEWEL_VERDICT_MODIFY;
  s.observed = NEWEL_VERDICT_DENY;
  s.cause = NEWEL_CAUSE_RULE;
  s.complete = 0;
  s.bytes = 40;
  s.chars = 38;
  s.invalid_utf8 = s.json_broken = 1;
  s.json_broken_at = 7;
  s.rule_count = s.limit_count = s.finding_count = 2;
  s.edit_count = 1;
  s.text_units = 1;
  return s;
}

static nw_trace_rule fake_rule(const void *self, size_t segment, size_t rule) {
  nw_trace_rule r = { NW_LIT("pii.EMAIL"), NW_LIT("pii"), NW_STATE_RAN, "", NEWEL_BAND_HIT, NEWEL_ACTION_ANONYMIZE, 0, 2, 0, 0, 0 };
  nw_trace_rule none = { NW_LIT("topics.t"), NW_LIT("topic"), NW_STATE_UNEVALUATED, "no local judge", NEWEL_BAND_UNEVALUATED,
                         NEWEL_ACTION_BLOCK, 1, 0, 0, 0, 0 };
  (void)self;
  (void)segment;
  return rule == 0 ? r : none;
}

static newel_finding fake_finding(const void *self, size_t segment, size_t finding) {
  newel_finding f;
  (void)self;
  (void)segment;
  memset(&f, 0, sizeof f);
  f.action = NEWEL_ACTION_ANONYMIZE;
  f.band = NEWEL_BAND_HIT;
  f.score_ppm = 990000;
  f.type = NW_LIT("EMAIL");
  f.start = 10;
  f.end = 25;
  f.start_char = f.start_utf16 = 9;
  f.end_char = f.end_utf16 = 24;
  f.edit = (size_t)-1;
  if (finding == 0) f.edit = 0;
  if (finding == 0) return f;
  f.action = NEWEL_ACTION_NONE;
  f.observe = f.exempt = f.remote = 1;
  f.validator = NW_LIT("luhn");
  f.context_end = 4;
  return f;
}

static newel_slice fake_fingerprint(const void *self, size_t segment, size_t finding, char hex[33]) {
  (void)self;
  (void)segment;
  if (finding == 0) return nw_slice(NULL, 0);
  memset(hex, 'c', 32);
  hex[32] = '\0';
  return nw_slice(hex, 32);
}

static newel_slice fake_matched(const void *self, size_t segment, size_t finding) {
  (void)self;
  (void)segment;
  (void)finding;
  return NW_LIT("ann@example.com");
}

static newel_edit fake_edit(const void *self, size_t segment, size_t edit) {
  newel_edit e = { 10, 25, NW_LIT("{EMAIL}") };
  (void)self;
  (void)segment;
  (void)edit;
  return e;
}

static nw_trace_limit fake_limit(const void *self, size_t segment, size_t limit) {
  nw_trace_limit whole = { "FINDINGS", { NULL, 0 } }, one = { "REGEX_TEXT_STEPS", NW_LIT("regexes.booking") };
  (void)self;
  (void)segment;
  return limit == 0 ? whole : one;
}

static newel_slice fake_rule_id(const void *self, uint32_t rule) {
  (void)self;
  (void)rule;
  return NW_LIT("pii.EMAIL");
}

static newel_stage fake_stage(const void *self, size_t stage) {
  static const newel_stage_unit units[] = { { { "contentPolicyUnits", 18 }, 2 } };
  newel_stage local = { .name = NW_LIT("local"), .questions = 1 };
  newel_stage remote = { .name = NW_LIT("bedrock"), .asks = 1, .questions = 1, .failed = 1, .units = units, .unit_count = 1,
                         .price_micro_usd = 300, .price_unverified = 1, .error = NW_LIT("throttled"), .elapsed_ns = 9 };
  (void)self;
  return stage == 0 ? local : remote;
}

static nw_trace_model fake_model(void) {
  nw_trace_model model = { NULL, ID_A, ID_B, NW_LIT("p"), NEWEL_VERDICT_MODIFY, NEWEL_CAUSE_RULE, 0, 2, 1500, fake_segment, fake_rule,
                           fake_finding, fake_fingerprint, fake_matched, fake_edit, fake_limit, fake_rule_id, 2, fake_stage, NULL, NULL,
                           NULL };
  return model;
}

static nw_buf write_trace(const newel_trace_options *options) {
  nw_trace_model model = fake_model();
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  cr_assert(nw_trace_write(&model, options, nw_buf_write, &out, NULL) == NEWEL_OK);
  return out;
}

static const char canonical[] =
  "{\"trace\":\"newel.trace/1\",\"guard\":{\"id\":\"" ID_A "\",\"policy\":\"" ID_B "\",\"name\":\"p\"},"
  "\"verdict\":\"modify\",\"cause\":\"rule\",\"complete\":false,\"order\":\"action,length,start,rule\",\"segments\":["
  "{\"index\":0,\"source\":\"INPUT\",\"surface\":\"user\",\"format\":\"json\",\"verdict\":\"modify\",\"cause\":\"rule\","
  "\"complete\":false,\"observed\":\"deny\",\"bytes\":40,\"chars\":38,\"invalid_utf8\":true,\"json_broken_at\":7,\"findings\":["
  "{\"rule\":\"pii.EMAIL\",\"type\":\"EMAIL\",\"action\":\"ANONYMIZE\",\"band\":\"hit\",\"stage\":\"local\",\"score\":0.99,"
  "\"start\":10,\"end\":25,\"chars\":{\"start\":9,\"end\":24},\"utf16\":{\"start\":9,\"end\":24},\"evidence\":{\"validator\":\"\"},"
  "\"edit\":0},"
  "{\"rule\":\"pii.EMAIL\",\"type\":\"EMAIL\",\"action\":\"NONE\",\"band\":\"hit\",\"stage\":\"bedrock\",\"score\":0.99,"
  "\"observe\":true,\"exempt\":true,\"start\":10,\"end\":25,\"chars\":{\"start\":9,\"end\":24},\"utf16\":{\"start\":9,\"end\":24},"
  "\"evidence\":{\"validator\":\"luhn\",\"context\":{\"start\":0,\"end\":4}},\"fingerprint\":\"cccccccccccccccccccccccccccccccc\"}],"
  "\"edits\":[{\"start\":10,\"end\":25,\"replacement\":\"{EMAIL}\"}],"
  "\"rules\":[{\"rule\":\"pii.EMAIL\",\"kind\":\"pii\",\"state\":\"ran\",\"band\":\"hit\",\"action\":\"ANONYMIZE\",\"findings\":2},"
  "{\"rule\":\"topics.t\",\"kind\":\"topic\",\"state\":\"unevaluated\",\"reason\":\"no local judge\",\"band\":\"unevaluated\","
  "\"action\":\"BLOCK\",\"observe\":true,\"findings\":0}],"
  "\"limits\":[{\"limit\":\"FINDINGS\"},{\"limit\":\"REGEX_TEXT_STEPS\",\"rule\":\"regexes.booking\"}],\"usage\":{\"text_units\":1}},"
  "{\"index\":1,\"source\":\"OUTPUT\",\"surface\":\"output\",\"format\":\"text\",\"verdict\":\"allow\",\"cause\":\"none\","
  "\"complete\":true,\"observed\":\"allow\",\"bytes\":0,\"chars\":0,\"findings\":[],\"edits\":[],\"rules\":[],\"limits\":[],"
  "\"usage\":{\"text_units\":0}}],\"stages\":["
  "{\"stage\":\"local\",\"asks\":0,\"questions\":1,\"failed\":0,\"units\":[],\"price\":{\"usd\":0}},"
  "{\"stage\":\"bedrock\",\"asks\":1,\"questions\":1,\"failed\":1,\"units\":[{\"unit\":\"contentPolicyUnits\",\"count\":2}],"
  "\"price\":{\"usd\":0.0003,\"unverified\":true},\"error\":\"throttled\"}]}";

Test(trace, canonical_bytes) {
  nw_buf out = write_trace(NULL);
  cr_assert(nw_slice_is(nw_buf_slice(&out), canonical), "%.*s", (int)out.len, out.data);
  nw_buf_free(&out);
}

static const newel_trace_options everything = { sizeof(newel_trace_options), 1, 1, 1 };

Test(trace, matches_and_timing_on_request_only) {
  nw_buf out = write_trace(&everything);
  nw_buf_add_char(&out, '\0');
  cr_assert(strstr(out.data, "\"match\": \"ann@example.com\"") != NULL);
  cr_assert(strstr(out.data, "\"timing\": {\n    \"elapsed_ns\": 1500\n  }") != NULL);
  cr_assert(strstr(canonical, "ann@") == NULL && strstr(canonical, "timing") == NULL);
  nw_buf_free(&out);
}

static int refuse(void *user, const char *data, size_t len) {
  (void)user;
  (void)data;
  return len > 0;
}

Test(trace, errors) {
  nw_trace_model model = fake_model();
  newel_trace_options old = { 4, 0, 0, 0 };
  newel_error err;
  cr_assert(nw_trace_write(&model, NULL, refuse, NULL, &err) == NEWEL_E_IO && err.message[0] != '\0');
  cr_assert(nw_trace_write(&model, NULL, NULL, NULL, &err) == NEWEL_E_ARGUMENT);
  cr_assert(nw_trace_write(&model, &old, refuse, NULL, &err) == NEWEL_E_ARGUMENT);
}

/* ---- the schema: walked beside the trace ---- */

typedef struct walk { const nw_json_node *definitions; unsigned described; } walk;

static const nw_json_node *resolve(const walk *w, const nw_json_node *schema) {
  static const char prefix[] = "#/definitions/";
  const nw_json_node *all = nw_json_member(schema, "allOf"), *ref = nw_json_member(all != NULL ? all->first : schema, "$ref");
  if (ref == NULL) return schema;
  cr_assert(strncmp(ref->text.data, prefix, sizeof prefix - 1) == 0);
  const nw_json_node *found = nw_json_member(w->definitions, ref->text.data + sizeof prefix - 1);
  cr_assert(found != NULL, "%s is not defined", ref->text.data);
  return found;
}

static int is_one_of(const nw_json_node *list, newel_slice name) {
  for (const nw_json_node *item = list->first; item != NULL; item = item->next)
    if (nw_slice_eq(item->text, name)) return 1;
  return 0;
}

static void check_value(walk *w, const nw_json_node *schema, const nw_json_node *value);

static void check_object(walk *w, const nw_json_node *schema, const nw_json_node *object) {
  const nw_json_node *properties = nw_json_member(schema, "properties"), *required = nw_json_member(schema, "required");
  const nw_json_node *closed = nw_json_member(schema, "additionalProperties");
  cr_assert(properties != NULL && required != NULL && closed != NULL && nw_slice_is(closed->text, "false"));
  for (const nw_json_node *member = object->first; member != NULL; member = member->next) {
    const nw_json_node *described = nw_json_member(properties, member->key.data);
    cr_assert(described != NULL, "the schema does not know '%s'", member->key.data);
    cr_assert(nw_json_member(described, "description") != NULL, "'%s' is not described", member->key.data);
    w->described++;
    check_value(w, described, member);
  }
  for (const nw_json_node *name = required->first; name != NULL; name = name->next)
    cr_assert(nw_json_member(object, name->text.data) != NULL, "'%s' is required and not written", name->text.data);
}

static void check_value(walk *w, const nw_json_node *schema, const nw_json_node *value) {
  schema = resolve(w, schema);
  const nw_json_node *words = nw_json_member(schema, "enum");
  if (words != NULL) cr_assert(is_one_of(words, value->text), "the schema does not know the word '%s'", value->text.data);
  if (value->type == NW_JSON_T_OBJECT) check_object(w, schema, value);
  if (value->type != NW_JSON_T_ARRAY) return;
  for (const nw_json_node *item = value->first; item != NULL; item = item->next) check_value(w, nw_json_member(schema, "items"), item);
}

extern const unsigned char nw_schema_trace[];
extern const unsigned nw_schema_trace_len;

Test(trace, the_schema_knows_every_member) {
  nw_buf out = write_trace(&everything);
  nw_arena arena;
  nw_json_node *schema, *trace;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  cr_assert(nw_json_parse(&schema, &arena, nw_slice((const char *)nw_schema_trace, nw_schema_trace_len), 100000, NULL) == NEWEL_OK);
  cr_assert(nw_json_parse(&trace, &arena, nw_buf_slice(&out), 100000, NULL) == NEWEL_OK);
  walk w = { nw_json_member(schema, "definitions"), 0 };
  check_value(&w, schema, trace);
  cr_assert(w.described > 80, "only %u members were looked at", w.described);
  nw_arena_free(&arena);
  nw_buf_free(&out);
}
