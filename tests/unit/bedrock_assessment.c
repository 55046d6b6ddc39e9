/* bedrock/: every answer that carries a guardrail's word, as a trace and as words on an ask. Shapes of AWS's models and guide, composed. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "bedrock/judge.h"
#include "cascade/reply.h"
#include "newel/bedrock.h"

static newel_engine *engine;

static nw_buf import(const char *format, const char *answer, const char *request, int *code) {
  newel_import_options options = NEWEL_IMPORT_OPTIONS_INIT;
  newel_error err;
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  if (engine == NULL) cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  options.request = newel_slice_of(request);
  *code = newel_trace_import(engine, newel_slice_of(format), newel_slice_of(answer), &options, nw_buf_write, &out, &err);
  nw_buf_add_char(&out, '\0');
  return out;
}

#define PII(item) "\"sensitiveInformationPolicy\":{\"piiEntities\":[" item "],\"regexes\":[]}"
#define ANN "{\"match\":\"Ann\",\"type\":\"NAME\",\"action\":\"ANONYMIZED\"}"
#define SENT(text) "{\"source\":\"INPUT\",\"content\":[{\"text\":{\"text\":\"" text "\"}}]}"
#define HATE(action, more) "\"contentPolicy\":{\"filters\":[{\"type\":\"HATE\",\"confidence\":\"HIGH\",\"action\":\"" action "\"" more "}]}"

Test(bedrock_assessment, every_surface_becomes_a_trace) {
  static const struct { const char *format, *answer, *request, *verdict, *holds; } rows[] = {
    { "apply-guardrail", "{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[{}],\"usage\":{}}", SENT("hi"), "allow", "\"findings\":[]" },
    { "apply-guardrail", "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"I am {NAME}\"}],\"assessments\":[{" PII(ANN) "}]}",
      SENT("I am Ann"), "modify", "\"start\":5,\"end\":8" },
    /* a mask is no block; but block wins */
    { "apply-guardrail", "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"no\"}],\"assessments\":[{" PII(ANN) ","
      HATE("BLOCKED", "") "}]}", SENT("I am Ann"), "deny", "\"rule\":\"content.HATE\"" },
    /* a missing `detected` counts; only an explicit false clears, and then the intervention is not explained */
    { "apply-guardrail", "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[],\"assessments\":[{" HATE("BLOCKED", ",\"detected\":false") "}]}",
      SENT("x"), "deny", "\"findings\":[]" },
    { "apply-guardrail", "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[],\"assessments\":[]}", SENT("x"), "deny", "\"findings\":[]" },
    { "apply-guardrail", "{\"action\":\"SOMETHING_NEW\",\"outputs\":[],\"assessments\":[]}", SENT("x"), "deny", "\"verdict\":\"deny\"" },
    { "apply-guardrail", "{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[{" HATE("NONE", ",\"detected\":true") "}]}", SENT("x"), "allow",
      "\"action\":\"NONE\",\"band\":\"hit\"" },
    { "apply-guardrail", "{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[{" HATE("NONE", ",\"detected\":false") "}]}", SENT("x"), "allow",
      "\"band\":\"clear\"" },
    /* two blocks, one output: nobody knows which */
    { "apply-guardrail", "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"{NAME}\"}],\"assessments\":[{" PII(ANN) "}]}",
      "{\"content\":[{\"text\":{\"text\":\"Ann\"}},{\"text\":{\"text\":\"Bob\"}}]}", "deny", "\"verdict\":\"deny\"" },
    /* the alignment cannot tell: every occurrence, and said so */
    { "apply-guardrail", "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"rewritten\"}],\"assessments\":[{" PII(ANN) "}]}",
      SENT("Ann and Ann"), "modify", "\"inferred\":true,\"start\":8,\"end\":11" },
    { "apply-guardrail", "{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[{\"contextualGroundingPolicy\":{\"filters\":[{\"type\":\"GROUNDING\","
      "\"threshold\":0.75,\"score\":0.9,\"action\":\"NONE\"}]}}]}", SENT("x"), "allow", "\"rule\":\"grounding.GROUNDING\",\"kind\":\"grounding\",\"state\":\"ran\",\"band\":\"clear\"" },
    { "apply-guardrail", "{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[{\"automatedReasoningPolicy\":{\"findings\":[{\"invalid\":{}}]}}]}",
      SENT("x"), "allow", "\"type\":\"invalid\"" },
    { "apply-guardrail", "{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[{\"automatedReasoningPolicy\":{\"findings\":[{\"tooComplex\":{}}]}}]}",
      SENT("x"), "allow", "\"state\":\"unevaluated\"" },
    { "apply-guardrail", "{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[{\"novelPolicy\":{\"a\":1}}]}", SENT("x"), "allow",
      "\"extra\":{\"novelPolicy\":{\"a\":1}}" },
    { "checks", "{\"results\":{\"contentFilter\":{\"results\":[{\"category\":\"HATE\",\"severityScore\":0.8}]},\"sensitiveInformation\":{"
      "\"results\":[{\"type\":\"NAME\",\"confidenceScore\":0.9,\"beginOffset\":5,\"endOffset\":8,\"messageIndex\":0,\"contentIndex\":0}]}},"
      "\"usage\":{\"contentFilter\":{\"textUnits\":1}}}", "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"I am Ann\"}]}]}",
      "allow", "\"start\":5,\"end\":8" },
    { "converse", "{\"stopReason\":\"end_turn\",\"output\":{\"message\":{\"content\":[{\"text\":\"hi\"}]}},\"trace\":{\"guardrail\":{"
      "\"inputAssessment\":{\"gr1\":{\"invocationMetrics\":{\"guardrailProcessingLatency\":3}}}}}}", "", "allow", "\"guardrail\":\"gr1\"" },
    { "converse", "{\"stopReason\":\"guardrail_intervened\"}", "", "deny", "\"verdict\":\"deny\"" },
    { "converse", "{\"stopReason\":\"guardrail_intervened\",\"output\":{\"message\":{\"content\":[{\"text\":\"I am {NAME}\"}]}},\"trace\":{"
      "\"guardrail\":{\"modelOutput\":[\"I am Ann\"],\"outputAssessments\":{\"gr1\":[{" PII(ANN) "}]}}}}", "", "modify", "\"start\":5,\"end\":8" },
    { "converse-stream", "{\"trace\":{\"guardrail\":{\"inputAssessment\":{\"g\":{" HATE("BLOCKED", "") "}},\"actionReason\":\"Guardrail blocked.\"}}}",
      "", "deny", "\"reason\":\"Guardrail blocked.\"" },
    { "converse-stream", "{\"messageStop\":{\"stopReason\":\"end_turn\"},\"metadata\":{\"trace\":{\"guardrail\":{\"inputAssessment\":{\"g\":{}}}}}}",
      "", "allow", "\"verdict\":\"allow\"" },
    { "invoke-model", "{\"completion\":\"x\",\"amazon-bedrock-guardrailAction\":\"INTERVENED\",\"amazon-bedrock-trace\":{\"guardrail\":{"
      "\"input\":{\"g\":{" HATE("BLOCKED", "") "}}}}}", "", "deny", "\"rule\":\"content.HATE\"" },
    { "invoke-model", "{\"body\":\"{\\\"amazon-bedrock-guardrailAction\\\":\\\"NONE\\\"}\",\"contentType\":\"application/json\"}", "", "allow", "allow" },
    { "retrieve-and-generate", "{\"guardrailAction\":\"INTERVENED\",\"output\":{\"text\":\"no\"}}", "", "deny", "\"verdict\":\"deny\"" },
    { "retrieve-and-generate", "{\"guardrailAction\":\"NONE\",\"output\":{\"text\":\"yes\"}}", "", "allow", "\"verdict\":\"allow\"" },
    { "agent", "{\"trace\":{\"trace\":{\"guardrailTrace\":{\"action\":\"INTERVENED\",\"inputAssessments\":[{\"topicPolicy\":{\"topics\":[{"
      "\"name\":\"legal\",\"type\":\"DENY\",\"action\":\"BLOCKED\"}]}}]}}}}", "", "deny", "\"rule\":\"topics.legal\"" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char verdict[64];
    int code;
    nw_buf out = import(rows[i].format, rows[i].answer, rows[i].request, &code);
    (void)snprintf(verdict, sizeof verdict, "\"verdict\":\"%s\",\"cause\"", rows[i].verdict);
    cr_expect_eq(code, NEWEL_OK, "row %zu", i);
    const char *first = strstr(out.data, "\"verdict\"");
    cr_expect(first != NULL && strncmp(first, verdict, strlen(verdict)) == 0, "row %zu: %s", i, out.data);
    cr_expect_not_null(strstr(out.data, rows[i].holds), "row %zu holds no %s: %s", i, rows[i].holds, out.data);
    cr_expect_null(strstr(out.data, "Ann"), "row %zu shows a match: %s", i, out.data);
    nw_buf back;
    nw_buf_init(&back, nw_alloc_of(NULL));
    cr_expect_eq(newel_trace_export(engine, nw_slice(out.data, out.len - 1), 0, nw_buf_write, &back, NULL), NEWEL_OK, "row %zu: back", i);
    nw_buf_free(&back);
    nw_buf_free(&out);
  }
}

Test(bedrock_assessment, what_is_no_answer_is_an_error) {
  static const struct { const char *format, *answer; } rows[] = {
    { "apply-guardrail", "" }, { "apply-guardrail", "{}" }, { "apply-guardrail", "[1]" }, { "apply-guardrail", "<html>" }, { "checks", "{}" },
    { "converse", "{\"message\":\"Forbidden\"}" }, { "invoke-model", "{\"body\":\"{}\"}" }, { "agent", "{\"trace\":{}}" },
    { "retrieve-and-generate", "null" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    int code;
    nw_buf out = import(rows[i].format, rows[i].answer, "", &code);
    cr_expect_eq(code, NEWEL_E_FORMAT, "row %zu: %d", i, code);
    nw_buf_free(&out);
  }
}

/* ---- words on an ask ---- */

static newel_rule_info rule(const char *kind, const char *name) {
  newel_rule_info info;
  memset(&info, 0, sizeof info);
  info.kind = newel_slice_of(kind);
  info.name = newel_slice_of(name);
  info.strength[0] = info.strength[1] = 2;
  return info;
}

/* Every word as a letter: C clear, H hit, h inferred hit, F failed, ? cannot, D denied; rule by rule, block by block. */
static int words(char *out, const newel_rule_info *rules, size_t rule_count, const char *const *texts, size_t count, const char *answer,
                 int checks) {
  newel_ask_block blocks[4];
  nw_arena arena;
  newel_reply reply;
  newel_error err;
  memset(blocks, 0, sizeof blocks);
  for (size_t i = 0; i < count; i++) blocks[i].text = newel_slice_of(texts[i]);
  newel_ask ask = { sizeof ask, NEWEL_SOURCE_INPUT, blocks, count, rules, rule_count, NW_LIT("g"), NW_LIT("1"), 100 };
  nw_arena_init(&arena, nw_alloc_of(NULL));
  nw_reply_init(&reply, &ask, &arena);
  int code = nw_judge_reply(&ask, newel_slice_of(answer), checks, nw_alloc_of(NULL), &reply, &err);
  for (size_t i = 0; i < reply.says.count; i++) {
    const newel_say *say = &reply.says.at[i];
    static const char letters[] = "CF?D";
    *out++ = say->status == NEWEL_ANSWER_JUDGED && say->band == NEWEL_BAND_HIT ? (say->inferred ? 'h' : 'H') : letters[say->status];
  }
  *out = '\0';
  nw_reply_free(&reply);
  nw_arena_free(&arena);
  return code;
}

#define USAGE "\"usage\":{\"contentPolicyUnits\":1,\"sensitiveInformationPolicyUnits\":1}"

Test(bedrock_assessment, an_answer_becomes_words) {
  const newel_rule_info rules[] = { rule("content", "HATE"), rule("pii", "NAME"), rule("topic", "legal") };
  static const char *const texts[] = { "I am Ann", "Bob" };
  static const struct { const char *answer; size_t blocks; int checks; const char *words; } rows[] = {
    /* no units of topics and no entry: nobody judged them */
    { "{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[{}]," USAGE "}", 1, 0, "CC?" },
    { "{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[]}", 1, 0, "???" },
    { "{\"action\":\"NONE\",\"outputs\":[],\"assessments\":[{\"topicPolicy\":{\"topics\":[{\"name\":\"legal\",\"type\":\"DENY\",\"action\":\"NONE\",\"detected\":false}]}}]," USAGE "}", 1, 0, "CCC" },
    { "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"I am {NAME}\"},{\"text\":\"Bob\"}],\"assessments\":[{" PII(ANN) "}]," USAGE "}", 2, 0, "CCHC??" },
    { "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"I am {NAME}\"}],\"assessments\":[{" PII(ANN) "}]," USAGE "}", 2, 0, "DD????" },
    { "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[],\"assessments\":[]," USAGE "}", 1, 0, "D??" },
    { "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"no\"}],\"assessments\":[{" HATE("BLOCKED", "") "}]," USAGE "}", 1, 0, "HC?" },
    { "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"no\"}],\"assessments\":[{" HATE("BLOCKED", "") "}]," USAGE "}", 2, 0, "hhCC??" },
    /* a block by a filter that was not asked about */
    { "{\"action\":\"GUARDRAIL_INTERVENED\",\"outputs\":[{\"text\":\"no\"}],\"assessments\":[{\"contentPolicy\":{\"filters\":[{\"type\":\"SEXUAL\",\"confidence\":\"LOW\",\"action\":\"BLOCKED\"}]}}]," USAGE "}", 1, 0, "D??" },
    { "{\"results\":{\"contentFilter\":{\"results\":[{\"category\":\"HATE\",\"severityScore\":0.4}]},\"sensitiveInformation\":{\"results\":[]}},\"usage\":{\"contentFilter\":{\"textUnits\":1},\"sensitiveInformation\":{\"textUnits\":1}}}", 1, 1, "HC?" },
    { "{\"results\":{\"contentFilter\":{\"results\":[{\"category\":\"HATE\",\"severityScore\":0.2}]},\"sensitiveInformation\":{\"results\":[],\"truncated\":true}},\"usage\":{\"contentFilter\":{\"textUnits\":1}}}", 1, 1, "CF?" },
    { "{\"results\":{\"sensitiveInformation\":{\"results\":[{\"type\":\"NAME\",\"confidenceScore\":0.9,\"beginOffset\":5,\"endOffset\":8,\"messageIndex\":0,\"contentIndex\":0}]}},\"usage\":{}}", 1, 1, "?H?" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char got[32];
    cr_expect_eq(words(got, rules, 3, texts, rows[i].blocks, rows[i].answer, rows[i].checks), NEWEL_OK, "row %zu", i);
    cr_expect_str_eq(got, rows[i].words, "row %zu: %s, expected %s", i, got, rows[i].words);
  }
  char got[32];
  cr_expect_eq(words(got, rules, 3, texts, 1, "{}", 0), NEWEL_E_FORMAT);
  cr_expect_eq(words(got, rules, 3, texts, 1, "{\"assessments\":[{}]}", 0), NEWEL_E_FORMAT, "no action is no answer");
}

Test(bedrock_assessment, one_table_of_severity) {
  static const struct { uint32_t ppm; unsigned level; } rows[] = { { 0, 0 }, { 200000, 1 }, { 400000, 2 }, { 600000, 2 }, { 800000, 3 }, { 1000000, 3 } };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) cr_expect_eq(nw_severity_level(rows[i].ppm), rows[i].level, "row %zu", i);
}

Test(bedrock_assessment, characters_whose_counting_is_not_known_are_covered) {
  size_t start, end;
  uint8_t doubtful;
  nw_chars_to_bytes(NW_LIT("caf\xc3\xa9 Ann"), 5, 8, &start, &end, &doubtful);
  cr_expect(start == 6 && end == 9 && !doubtful, "%zu..%zu", start, end);
  nw_chars_to_bytes(NW_LIT("\xf0\x9f\x98\x80 Ann."), 3, 6, &start, &end, &doubtful);
  cr_expect(start == 5 && end == 9 && doubtful, "%zu..%zu", start, end);
}
