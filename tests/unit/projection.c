/* Guardrails as projections, row by row: what is no difference, what is one, what was taken for granted, what is not understood. */
#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/slice.h"
#include "newel/newel.h"
#include "policy/projection.h"

#define HEAD "newel: 1\nname: p\nmessages: {input: a, output: b}\n"
#define LIVE(rest) "{\"name\":\"p\",\"blockedInputMessaging\":\"a\",\"blockedOutputsMessaging\":\"b\"," rest "}"
#define SIDES(in, out) \
  "\"inputAction\":\"" in "\",\"inputEnabled\":true,\"outputAction\":\"" out "\",\"outputEnabled\":true"

static newel_engine *engine;
static void setup(void) { cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK); }
static void teardown(void) { newel_engine_free(engine); }
TestSuite(projection, .init = setup, .fini = teardown);

/* The comparison as one line: "~content.HATE inputStrength LOW>HIGH; +topics.t", then "|" and its remarks. */
static void compare(const char *policy_text, const char *live_text, nw_buf *out) {
  newel_policy *policy = NULL;
  newel_error err;
  nw_arena arena;
  nw_projection wanted, live;
  nw_changes changes;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  cr_assert_eq(newel_policy_parse(&policy, engine, newel_slice_of(policy_text), NULL, NULL, &err), NEWEL_OK, "%s", err.message);
  cr_assert(nw_projection_of_policy(&wanted, &arena, policy));
  cr_assert_eq(nw_projection_parse(&live, &arena, newel_slice_of(live_text), "live", &err), NEWEL_OK, "%s", err.message);
  cr_assert(nw_projection_diff(&changes, &arena, &live, &wanted));
  nw_buf_clear(out);
  for (size_t i = 0; i < changes.count; i++) {
    const nw_change *c = &changes.at[i];
    nw_buf_addf(out, "%s%c%.*s", i == 0 ? "" : "; ", c->kind, (int)c->rule.len, c->rule.data);
    if (c->kind == '~')
      nw_buf_addf(out, " %s %.*s>%.*s", c->member, (int)c->from.len, c->from.data, (int)c->to.len, c->to.data);
  }
  for (const nw_projection_remark *r = live.remarks; r != NULL; r = r->next)
    nw_buf_addf(out, "|%d %.*s %.*s", (int)r->kind, (int)r->rule.len, r->rule.data, (int)r->what.len, r->what.data);
  nw_buf_add_char(out, '\0');
  newel_policy_free(policy);
  nw_arena_free(&arena);
}

Test(projection, rows) {
  static const struct { const char *policy, *live, *says; } rows[] = {
    /* the same: other names, another order, a side that is off, what is left out */
    { HEAD "pii: {EMAIL: BLOCK, URL: ANONYMIZE}\n",
      LIVE("\"sensitiveInformationPolicy\":{\"piiEntities\":[{\"type\":\"URL\",\"action\":\"ANONYMIZE\"," SIDES("ANONYMIZE", "ANONYMIZE")
           "},{\"type\":\"EMAIL\",\"action\":\"NONE\"," SIDES("BLOCK", "BLOCK") "}]}"), "" },
    { HEAD "content: {HATE: {input: HIGH}}\n",
      LIVE("\"contentPolicyConfig\":{\"filtersConfig\":[{\"type\":\"HATE\",\"inputStrength\":\"HIGH\",\"outputStrength\":\"LOW\","
           "\"inputModalities\":[\"TEXT\"],\"outputModalities\":[\"IMAGE\"],\"inputAction\":\"BLOCK\",\"inputEnabled\":true,"
           "\"outputAction\":\"BLOCK\",\"outputEnabled\":false}]}"), "" },
    { HEAD "words: {w: [a]}\n", LIVE("\"wordPolicy\":{\"words\":[{\"text\":\"a\"}],\"managedWordLists\":[]},\"topicPolicy\":null"),
      "|0 words.a not written, Bedrock's default is taken: inputAction, inputEnabled, outputAction, outputEnabled" },
    { HEAD "words: {w: [a]}\n", LIVE("\"WordPolicyConfig\":{\"words_config\":[{\"Text\":\"a\"," SIDES("BLOCK", "BLOCK") "},{\"text\":\"b\","
      "\"inputAction\":\"BLOCK\",\"inputEnabled\":false,\"outputAction\":\"BLOCK\",\"outputEnabled\":false}]}"),
      "|2 words.b it is off on both sides" },
    { HEAD "regexes: {r: {pattern: x, action: BLOCK}}\nguardrail_profile: us.guardrail.v1:0\n",
      LIVE("\"sensitiveInformationPolicy\":{\"regexes\":[{\"name\":\"r\",\"pattern\":\"x\",\"action\":\"BLOCK\"," SIDES("BLOCK", "BLOCK")
           "}]},\"crossRegionDetails\":{\"guardrailProfileArn\":\"arn:aws:bedrock:us-east-1:1:guardrail-profile/us.guardrail.v1:0\"}"), "" },
    { HEAD "pii: {EMAIL: BLOCK}\nkms_key: alias/mine\n",
      LIVE("\"kmsKeyArn\":\"arn:aws:kms:us-east-1:1:key/k\",\"sensitiveInformationPolicy\":{\"piiEntities\":[{\"type\":\"EMAIL\",\"action\":"
           "\"BLOCK\"," SIDES("BLOCK", "BLOCK") "}]}"), "" },
    /* differences */
    { HEAD "pii: {EMAIL: BLOCK}\n", LIVE("\"wordPolicy\":{\"words\":[{\"text\":\"a\"," SIDES("BLOCK", "BLOCK") "}]}"),
      "-words.a; +pii.EMAIL" },
    { HEAD "pii: {EMAIL: {input: BLOCK, output: ANONYMIZE}}\n",
      LIVE("\"description\":\"d\",\"sensitiveInformationPolicy\":{\"piiEntities\":[{\"type\":\"EMAIL\",\"action\":\"BLOCK\","
           SIDES("BLOCK", "NONE") "}]}"), "~description  d>; ~pii.EMAIL outputAction NONE>ANONYMIZE" },
    { HEAD "content: {HATE: HIGH}\n",
      LIVE("\"contentPolicy\":{\"filters\":[{\"type\":\"HATE\",\"inputStrength\":\"NONE\",\"outputStrength\":\"HIGH\","
           "\"inputModalities\":[\"TEXT\"],\"outputModalities\":[\"TEXT\",\"IMAGE\"]," SIDES("BLOCK", "BLOCK") "}]}"),
      "~content.HATE inputStrength NONE>HIGH; ~content.HATE outputModalities TEXT, IMAGE>TEXT; ~content.HATE inputAction NONE>BLOCK; "
      "~content.HATE inputEnabled false>true" },
    { HEAD "topics: {t: {definition: new, examples: [x, y]}}\n",
      LIVE("\"topicPolicy\":{\"topics\":[{\"name\":\"t\",\"type\":\"DENY\",\"definition\":\"old\",\"examples\":[\"y\"]," SIDES("BLOCK", "BLOCK")
           "}],\"tier\":{\"tierName\":\"STANDARD\"}}"),
      "~topics.tier  STANDARD>CLASSIC; ~topics.t definition old>new; ~topics.t examples \"y\">\"x\", \"y\"" },
    { HEAD "grounding: {GROUNDING: 0.75}\n", LIVE("\"contextualGroundingPolicy\":{\"filters\":[{\"type\":\"GROUNDING\",\"threshold\":0.5}]}"),
      "~grounding.GROUNDING threshold 0.5>0.75|0 grounding.GROUNDING not written, Bedrock's default is taken: action, enabled" },
    /* what Newel does not know: a member, a value, a policy, a shape */
    { HEAD "pii: {EMAIL: BLOCK}\n",
      LIVE("\"toneConfig\":{},\"sensitiveInformationPolicy\":{\"piiEntities\":[{\"type\":\"EMAIL\",\"action\":\"BLOCK\",\"mood\":1,"
           SIDES("BLOCK", "BLOCK") "},{\"type\":\"URL\",\"action\":\"EAT\"},7,{\"action\":\"BLOCK\"}]}"),
      "|3  member 'toneConfig' is not known to Newel|3 pii.EMAIL member 'mood' is not known to Newel"
      "|3 pii.URL action 'EAT' is not known to Newel|3 pii it is no object|3 pii 'type' is missing" } };
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    compare(rows[i].policy, rows[i].live, &out);
    cr_expect_str_eq(out.data, rows[i].says, "row %zu\n got: %s\nwant: %s", i, out.data, rows[i].says);
  }
  nw_buf_free(&out);
}

/* The stricter one of two that have one name, on each side. */
Test(projection, twice_is_once) {
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  compare(HEAD "words: {v: {list: [a], input: NONE}, w: {list: [a], output: BLOCK}}\n",
          LIVE("\"wordPolicy\":{\"words\":[{\"text\":\"a\"," SIDES("NONE", "BLOCK") "}]}"), &out);
  cr_expect_str_eq(out.data, "");
  nw_buf_free(&out);
}

Test(projection, quotas_have_their_line) {
  static const struct { const char *text; const char *code; uint32_t line; const char *message; } rows[] = {
    { "newel: 1\nname: p\ntopics:\n  t: {definition: d, examples: [a, b, c, d, e, f]}\n", "W0801", 4,
      "topics.t has 6 examples; Bedrock takes at most 5" },
    { "newel: 1\nname: p\nkms_key: x y\npii: {EMAIL: BLOCK}\n", "W0803", 3, "'x y' is no KMS key that Bedrock takes" },
    { "newel: 1\nname: p\npii: {EMAIL: BLOCK}\nguardrail_profile: us.something.v1:0\n", "W0803", 4,
      "'us.something.v1:0' is no guardrail profile ('us.guardrail.v1:0') that Bedrock takes" },
    { "newel: 1\nname: p\nreasoning:\n  policies: ['arn:aws:bedrock:us-east-1:1:automated-reasoning-policy/short']\n", "W0803", 3,
      "'arn:aws:bedrock:us-east-1:1:automated-reasoning-policy/short' is no ARN of an Automated Reasoning policy that Bedrock takes" } };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    newel_policy *policy = NULL;
    newel_diagnostics *diags = NULL;
    newel_error err;
    int found = 0;
    cr_assert_eq(newel_policy_parse(&policy, engine, newel_slice_of(rows[i].text), NULL, &diags, &err), NEWEL_OK, "%s", err.message);
    for (size_t d = 0; d < newel_diagnostics_total(diags); d++) {
      newel_diagnostic one = newel_diagnostics_at(diags, d);
      if (!nw_slice_is(one.code, rows[i].code)) continue;
      cr_expect_eq(one.line, rows[i].line, "row %zu: line %u", i, (unsigned)one.line);
      cr_expect(nw_slice_is(one.message, rows[i].message), "row %zu: %s", i, one.message.data);
      found++;
    }
    cr_expect_eq(found, 1, "row %zu: %d", i, found);
    newel_diagnostics_free(diags);
    newel_policy_free(policy);
  }
}
