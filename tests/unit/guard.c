/* What a guard says: verdicts, causes, outputs, findings, questions and answers. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "guarded.h"
#include "newel/newel.h"

static guarded it;

static void setup(void) { guarded_start(&it); }
static void teardown(void) { guarded_close(&it); }

TestSuite(guard, .init = setup, .fini = teardown);

static void compile(const char *rules) { guarded_rules(&it, rules); }

static const newel_result *apply(newel_surface surface, newel_format format, newel_slice text, const newel_apply_options *options) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  const newel_result *result;
  newel_error err;
  segment.text = text;
  segment.surface = surface;
  segment.format = format;
  int code = newel_guard_apply(it.guard, it.scratch, &segment, 1, options, &result, &err);
  cr_assert_eq(code, NEWEL_OK, "%s", err.message);
  return result;
}

typedef struct row { const char *rules; newel_surface surface; newel_format format; const char *text; newel_verdict verdict; const char *output; } row;

Test(guard, outputs) {
  static const row rows[] = {
    { "pii: {EMAIL: ANONYMIZE}", NEWEL_SURFACE_USER, 0, "hello", NEWEL_VERDICT_ALLOW, "hello" },
    { "pii: {EMAIL: ANONYMIZE}", NEWEL_SURFACE_USER, 0, "", NEWEL_VERDICT_ALLOW, "" },
    { "pii: {EMAIL: ANONYMIZE}", NEWEL_SURFACE_USER, 0, "to ann@example.com!", NEWEL_VERDICT_MODIFY, "to {EMAIL}!" },
    { "pii: {EMAIL: BLOCK}", NEWEL_SURFACE_USER, 0, "to ann@example.com!", NEWEL_VERDICT_DENY, "no input" },
    { "pii: {EMAIL: BLOCK}", NEWEL_SURFACE_OUTPUT, 0, "to ann@example.com!", NEWEL_VERDICT_DENY, "no output" },
    { "pii: {EMAIL: NONE}", NEWEL_SURFACE_USER, 0, "to ann@example.com!", NEWEL_VERDICT_ALLOW, "to ann@example.com!" },
    { "pii: {EMAIL: {output: BLOCK}}", NEWEL_SURFACE_USER, 0, "to ann@example.com!", NEWEL_VERDICT_ALLOW, "to ann@example.com!" },
    { "mode: observe\npii: {EMAIL: BLOCK}", NEWEL_SURFACE_USER, 0, "to ann@example.com!", NEWEL_VERDICT_ALLOW, "to ann@example.com!" },
    /* overlapping findings: one edit, the longer one names it; block wins */
    { "pii: {EMAIL: ANONYMIZE, URL: ANONYMIZE}", NEWEL_SURFACE_USER, 0, "see https://example.com/?m=ann@example.com now", NEWEL_VERDICT_MODIFY, "see {URL} now" },
    { "pii: {EMAIL: BLOCK, URL: ANONYMIZE}", NEWEL_SURFACE_USER, 0, "see https://example.com/?m=ann@example.com now", NEWEL_VERDICT_DENY, "no input" },
    { "pii: {EMAIL: ANONYMIZE}\nwords: {w: [stop]}", NEWEL_SURFACE_USER, 0, "ann@example.com stop", NEWEL_VERDICT_DENY, "no input" },
    /* allow lists exempt a span, never a text */
    { "pii: {EMAIL: BLOCK}\nallow: {values: [ANN@example.com]}", NEWEL_SURFACE_USER, 0, "ann@example.com", NEWEL_VERDICT_ALLOW, "ann@example.com" },
    { "pii: {EMAIL: {action: ANONYMIZE, allow: {patterns: ['.*@example\\.org']}}}", NEWEL_SURFACE_USER, 0, "a@example.org b@example.com", NEWEL_VERDICT_MODIFY, "a@example.org {EMAIL}" },
    /* styles */
    { "pii: {EMAIL: ANONYMIZE}\nanonymize: {style: numbered}", NEWEL_SURFACE_USER, 0, "a@example.com b@example.com a@example.com", NEWEL_VERDICT_MODIFY, "{EMAIL_1} {EMAIL_2} {EMAIL_1}" },
    { "pii: {EMAIL: ANONYMIZE}\nanonymize: {style: mask}", NEWEL_SURFACE_USER, 0, "a@example.com!", NEWEL_VERDICT_MODIFY, "*************!" },
    { "pii: {CREDIT_DEBIT_CARD_NUMBER: ANONYMIZE}\nanonymize: {style: mask, keep_last: 4}", NEWEL_SURFACE_USER, 0, "4111111111111111", NEWEL_VERDICT_MODIFY, "************1111" },
    /* placeholders are inert */
    { "pii: {EMAIL: ANONYMIZE}\nwords: {w: [email]}", NEWEL_SURFACE_USER, 0, "{EMAIL} {EMAIL_1}", NEWEL_VERDICT_ALLOW, "{EMAIL} {EMAIL_1}" },
    { "pii: {EMAIL: ANONYMIZE}\nwords: {w: [email]}", NEWEL_SURFACE_USER, 0, "{EMAIL", NEWEL_VERDICT_DENY, "no input" },
    /* JSON */
    { "pii: {EMAIL: ANONYMIZE}", NEWEL_SURFACE_TOOL_RESULT, 1, "{\"m\": \"a@example.com\", \"n\": [1, \"x\"]}", NEWEL_VERDICT_MODIFY, "{\"m\": \"{EMAIL}\", \"n\": [1, \"x\"]}" },
    { "pii: {EMAIL: ANONYMIZE}", NEWEL_SURFACE_TOOL_RESULT, 1, "{\"m\":\"a\\u0040example.com\"}", NEWEL_VERDICT_MODIFY, "{\"m\":\"{EMAIL}\"}" },
    { "pii: {CREDIT_DEBIT_CARD_NUMBER: ANONYMIZE}", NEWEL_SURFACE_TOOL_RESULT, 1, "{\"n\": 4111111111111111}", NEWEL_VERDICT_MODIFY, "{\"n\": \"{CREDIT_DEBIT_CARD_NUMBER}\"}" },
    { "pii: {EMAIL: ANONYMIZE}", NEWEL_SURFACE_TOOL_RESULT, 1, "{\"a@example.com\":1,\"b@example.com\":2,\"{EMAIL}\":3}", NEWEL_VERDICT_MODIFY, "{\"{EMAIL}\":1,\"{EMAIL}_2\":2,\"{EMAIL}_3\":3}" },
    { "pii: {US_SOCIAL_SECURITY_NUMBER: ANONYMIZE}", NEWEL_SURFACE_TOOL_RESULT, 1, "{\"ssn\":\"123456789\",\"order\":\"123456789\"}", NEWEL_VERDICT_MODIFY, "{\"ssn\":\"{US_SOCIAL_SECURITY_NUMBER}\",\"order\":\"123456789\"}" },
    { "pii: {US_SOCIAL_SECURITY_NUMBER: ANONYMIZE}", NEWEL_SURFACE_TOOL_RESULT, 1, "{\"ssn\":[123456789, \"123456789\"]}", NEWEL_VERDICT_MODIFY, "{\"ssn\":[\"{US_SOCIAL_SECURITY_NUMBER}\", \"{US_SOCIAL_SECURITY_NUMBER}\"]}" },
    { "pii: {EMAIL: ANONYMIZE}", NEWEL_SURFACE_TOOL_RESULT, 1, "{\"m\": a@example.com}", NEWEL_VERDICT_DENY, "no input" },
    { "on_incomplete: allow\npii: {EMAIL: ANONYMIZE}", NEWEL_SURFACE_TOOL_RESULT, 1, "{\"m\": a@example.com}", NEWEL_VERDICT_MODIFY, "{\"m\": {EMAIL}}" },
    /* surfaces */
    { "pii: {EMAIL: BLOCK}\nsurfaces: {system: none}", NEWEL_SURFACE_SYSTEM, 0, "ann@example.com", NEWEL_VERDICT_ALLOW, "ann@example.com" },
    { "pii: {EMAIL: BLOCK}\nwords: {w: [stop]}\nsurfaces: {tool_result: [pii]}", NEWEL_SURFACE_TOOL_RESULT, 0, "stop", NEWEL_VERDICT_ALLOW, "stop" },
    /* what only a judge can tell is unevaluated, never clean */
    { "content: {HATE: HIGH}\npii: {EMAIL: ANONYMIZE}", NEWEL_SURFACE_USER, 0, "hello", NEWEL_VERDICT_ALLOW, "hello" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    compile(rows[i].rules);
    const newel_result *result = apply(rows[i].surface, rows[i].format, newel_slice_of(rows[i].text), NULL);
    newel_segment_result segment = newel_result_segment(result, 0);
    cr_expect_eq(segment.verdict, rows[i].verdict, "row %zu (%s): verdict %s", i, rows[i].text, newel_verdict_name(segment.verdict));
    cr_expect(nw_slice_is(segment.output, rows[i].output), "row %zu (%s): output '%.*s', expected '%s'", i, rows[i].text, (int)segment.output.len,
              segment.output.data, rows[i].output);
  }
}

/* The edit law, one row for each way in which an edit could make a finding of what stands beside it. */
Test(guard, an_edited_text_asks_for_nothing) {
  static const char all[] = "pii: {EMAIL: ANONYMIZE, URL: ANONYMIZE, PHONE: ANONYMIZE, IP_ADDRESS: ANONYMIZE}\nwords: {codes: {list: [acme], action: ANONYMIZE}}\n";
  static const struct { const char *style, *text, *edited; } rows[] = {
    /* no account of a server: its name has a quote or '+' */
    { "type", "n,\b@x.org'ann@example.com", "{EMAIL}" },
    { "type", "http://p@o'neil@example.org", "{EMAIL}" },
    { "mask", "nn\b@x.org+x@example.co.uk", "*************************" },
    /* words in front of a long item come no nearer */
    { "type", "call d, bob.o'neil+x@mail.example.co.uk. 1245789", "call d, {EMAIL}. 1245789" },
    { "numbered", "call 55 https://example.com/a?b=c#ffffffffff 4245789", "call 55 {URL_1} 4245789" },
    /* colons, '=' and '@' join to what they joined to */
    { "type", "acme::9 1::acme", "{codes}::9 1::{codes}" },
    { "mask", "1::acme", "1::****" },
    { "numbered", "e.com=a@e.om", "e.com={EMAIL_1}" },
    /* no placeholder */
    { "numbered", "{E:http://e=a@e.om}", "{E:{URL_1}}" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char rules[sizeof all + 64];
    (void)snprintf(rules, sizeof rules, "%sanonymize: {style: %s}", all, rows[i].style);
    compile(rules);
    newel_slice edited = newel_result_segment(apply(NEWEL_SURFACE_USER, 0, newel_slice_of(rows[i].text), NULL), 0).output;
    cr_expect(nw_slice_is(edited, rows[i].edited), "row %zu: '%.*s'", i, (int)edited.len, edited.data);
    const newel_result *again = apply(NEWEL_SURFACE_USER, 0, newel_slice_of(rows[i].edited), NULL);
    cr_expect_eq(newel_result_segment(again, 0).finding_count, 0, "row %zu", i);
  }
}

Test(guard, nul_and_bad_bytes_are_judged) {
  compile("words: {w: [attack]}");
  cr_expect_eq(newel_result_verdict(apply(NEWEL_SURFACE_USER, 0, NW_LIT("safe\0attack"), NULL)), NEWEL_VERDICT_DENY);
  cr_expect_eq(newel_result_verdict(apply(NEWEL_SURFACE_USER, 0, NW_LIT("\xff\xfe attack \xc3"), NULL)), NEWEL_VERDICT_DENY);
  cr_expect_eq(newel_result_verdict(apply(NEWEL_SURFACE_USER, 1, NW_LIT("{\"a\":\"safe\\u0000attack\"}"), NULL)), NEWEL_VERDICT_DENY);
}

Test(guard, offsets_in_three_units) {
  compile("pii: {EMAIL: NONE}");
  const newel_result *result = apply(NEWEL_SURFACE_USER, 0, NW_LIT("\xf0\x9f\x98\x80 \xc3\xa9 \xff a@example.com"), NULL);
  newel_finding finding = newel_result_finding(result, 0, 0);
  cr_assert_eq(newel_result_segment(result, 0).finding_count, 1);
  cr_expect_eq(finding.start, 10);
  cr_expect_eq(finding.start_char, 6);
  cr_expect_eq(finding.start_utf16, 7);
  cr_expect_eq(finding.end_char, 6 + 13);
}

Test(guard, completeness_and_cause) {
  compile("reasoning: {policies: ['arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghijkl:1']}\npii: {EMAIL: BLOCK}");
  const newel_result *result = apply(NEWEL_SURFACE_OUTPUT, 0, NW_LIT("hello"), NULL);
  cr_expect_eq(newel_result_complete(result), 0);
  cr_expect_eq(newel_result_cause(result), NEWEL_CAUSE_NONE);
  result = apply(NEWEL_SURFACE_USER, 0, NW_LIT("a@example.com"), NULL);
  cr_expect_eq(newel_result_cause(result), NEWEL_CAUSE_RULE);
  compile("pii: {EMAIL: NONE}");
  result = apply(NEWEL_SURFACE_USER, 1, NW_LIT("{broken"), NULL);
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_DENY);
  cr_expect_eq(newel_result_cause(result), NEWEL_CAUSE_INCOMPLETE);
}

Test(guard, a_denied_tool_result_denies_alone) {
  newel_segment segments[2] = { NEWEL_SEGMENT_INIT, NEWEL_SEGMENT_INIT };
  const newel_result *result;
  segments[0].text = NW_LIT("hello");
  segments[1].text = NW_LIT("a@example.com");
  segments[1].surface = NEWEL_SURFACE_TOOL_RESULT;
  compile("pii: {EMAIL: BLOCK}");
  cr_assert_eq(newel_guard_apply(it.guard, it.scratch, segments, 2, NULL, &result, NULL), NEWEL_OK);
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_MODIFY);
  cr_expect_eq(newel_result_segment(result, 1).verdict, NEWEL_VERDICT_DENY);
  cr_expect(nw_slice_is(newel_result_segment(result, 1).output, "no input"));
  compile("deny: request\npii: {EMAIL: BLOCK}");
  cr_assert_eq(newel_guard_apply(it.guard, it.scratch, segments, 2, NULL, &result, NULL), NEWEL_OK);
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_DENY);
}

Test(guard, nothing_matches_across_segments) {
  newel_segment segments[2] = { NEWEL_SEGMENT_INIT, NEWEL_SEGMENT_INIT };
  const newel_result *result;
  segments[0].text = NW_LIT("ann@exam");
  segments[1].text = NW_LIT("ple.com");
  compile("pii: {EMAIL: BLOCK}\nwords: {w: ['foo bar']}");
  cr_assert_eq(newel_guard_apply(it.guard, it.scratch, segments, 2, NULL, &result, NULL), NEWEL_OK);
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_ALLOW);
}

/* ---- questions ---- */

#define ESCALATE(on_error) "escalation: {guardrail: g, on_error: " on_error ", when: {content: unsure, pii: [MAC_ADDRESS]}}\n"

static const newel_result *ask(const char *text) {
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  options.ask = 1;
  return apply(NEWEL_SURFACE_USER, 0, newel_slice_of(text), &options);
}

static uint32_t question_of(const newel_result *result, const char *rule) {
  for (size_t i = 0; i < newel_result_question_count(result); i++)
    if (nw_slice_is(newel_guard_rule(it.guard, newel_result_question(result, i).rule).id, rule)) return (uint32_t)i;
  cr_assert(0, "no question for %s", rule);
  return 0;
}

/* What was said of rules for one request says nothing of the next, however many segments either has. */
Test(guard, rules_begin_anew_with_each_request) {
  static const char *const texts[] = { "bob@x.org acme", "hello", "acme" };
  static const struct { uint8_t count, text[3]; } requests[] = {
    { 1, { 0 } }, { 1, { 1 } }, { 3, { 1, 0, 2 } }, { 1, { 1 } }, { 2, { 1, 1 } }, { 3, { 2, 1, 0 } }, { 3, { 1, 1, 1 } }, { 1, { 0 } }
  };
  static const unsigned mails[] = { 1, 0, 0 }, words[] = { 1, 0, 1 };
  compile("pii: {EMAIL: ANONYMIZE}\nwords: {acme: {list: [acme], action: NONE}}");
  for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
    newel_segment segments[3] = { NEWEL_SEGMENT_INIT, NEWEL_SEGMENT_INIT, NEWEL_SEGMENT_INIT };
    const newel_result *result;
    for (size_t s = 0; s < requests[i].count; s++) segments[s].text = newel_slice_of(texts[requests[i].text[s]]);
    cr_assert_eq(newel_guard_apply(it.guard, it.scratch, segments, requests[i].count, NULL, &result, NULL), NEWEL_OK);
    for (size_t s = 0; s < requests[i].count; s++) {
      unsigned sum = 0;
      for (size_t r = 0; r < newel_guard_rule_count(it.guard); r++) sum += newel_result_rule(result, s, r).findings;
      cr_expect_eq(sum, mails[requests[i].text[s]] + words[requests[i].text[s]], "request %zu, segment %zu: %u", i, s, sum);
    }
  }
}

Test(guard, without_a_judge_an_error_never_a_verdict) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  const newel_result *result;
  newel_error err;
  compile(ESCALATE("block") "content: {HATE: HIGH}\n");
  cr_expect_eq(newel_guard_apply(it.guard, it.scratch, &segment, 1, NULL, &result, &err), NEWEL_E_NO_JUDGE);
  cr_expect_null(result);
}

Test(guard, a_judge_answers) {
  newel_answer answers[2];
  newel_answer_span span = { 11, 14 };
  const newel_result *result;
  compile(ESCALATE("block") "content: {HATE: {input: HIGH}}\npii: {EMAIL: ANONYMIZE, MAC_ADDRESS: ANONYMIZE}\n");
  result = ask("mail a@example.com, my host is ab.cd.e");
  cr_assert_eq(newel_result_verdict(result), NEWEL_VERDICT_OPEN);
  cr_assert_eq(newel_result_question_count(result), 2);
  newel_question question = newel_result_question(result, 0);
  cr_expect(nw_slice_is(question.text, "mail {EMAIL}, my host is ab.cd.e"), "the judge sees local edits: %.*s", (int)question.text.len, question.text.data);
  span.start = 25, span.end = 32;
  memset(answers, 0, sizeof answers);
  answers[0].question = question_of(result, "content.HATE");
  answers[0].band = NEWEL_BAND_CLEAR;
  answers[1].question = question_of(result, "pii.MAC_ADDRESS");
  answers[1].band = NEWEL_BAND_HIT;
  answers[1].spans = &span;
  answers[1].span_count = 1;
  cr_assert_eq(newel_guard_answer(it.guard, it.scratch, answers, 2, &result, NULL), NEWEL_OK);
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_MODIFY);
  cr_expect_eq(newel_result_complete(result), 1);
  newel_slice output = newel_result_segment(result, 0).output;
  cr_expect(nw_slice_is(output, "mail {EMAIL}, my host is {MAC_ADDRESS}"), "%.*s", (int)output.len, output.data);
}

Test(guard, a_judge_denies_fails_or_cannot) {
  static const struct { const char *on_error; newel_answer_status status; newel_band band; newel_verdict verdict; newel_cause cause; int complete; } rows[] = {
    { "block", NEWEL_ANSWER_JUDGED, NEWEL_BAND_HIT, NEWEL_VERDICT_DENY, NEWEL_CAUSE_RULE, 1 },
    { "block", NEWEL_ANSWER_JUDGED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_NONE, 1 },
    { "block", NEWEL_ANSWER_FAILED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_DENY, NEWEL_CAUSE_ESCALATION_FAILED, 0 },
    { "local", NEWEL_ANSWER_FAILED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_ESCALATION_FAILED, 0 },
    { "allow", NEWEL_ANSWER_FAILED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_ESCALATION_FAILED, 0 },
    { "allow", NEWEL_ANSWER_DENIED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_DENY, NEWEL_CAUSE_RULE, 1 },
    { "block", NEWEL_ANSWER_CANNOT, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_NONE, 1 },  /* the local judge has */
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char rules[256];
    newel_answer answer = { 0, rows[i].status, rows[i].band, 900000, NULL, 0, 0 };
    (void)snprintf(rules, sizeof rules, "escalation: {guardrail: g, on_error: %s}\ncontent: {HATE: {input: HIGH}}\n", rows[i].on_error);
    compile(rules);
    const newel_result *result = ask("hello");
    cr_assert_eq(newel_result_question_count(result), 1);
    cr_assert_eq(newel_guard_answer(it.guard, it.scratch, &answer, 1, &result, NULL), NEWEL_OK);
    cr_expect_eq(newel_result_verdict(result), rows[i].verdict, "row %zu", i);
    cr_expect_eq(newel_result_cause(result), rows[i].cause, "row %zu", i);
    cr_expect_eq(newel_result_complete(result), rows[i].complete, "row %zu", i);
  }
}

Test(guard, a_local_deny_asks_nobody) {
  compile(ESCALATE("block") "content: {HATE: HIGH}\npii: {EMAIL: BLOCK}\n");
  const newel_result *result = ask("a@example.com");
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_DENY);
  cr_expect_eq(newel_result_question_count(result), 0);
}

/* ---- streams ---- */

static newel_slice push(newel_stream *stream, const char *chunk) {
  newel_slice released;
  newel_error err;
  cr_assert_eq(newel_stream_push(stream, newel_slice_of(chunk), &released, &err), NEWEL_OK, "%s", err.message);
  return released;
}

Test(guard, a_stream_releases_early_and_stops_for_good) {
  newel_stream *stream;
  newel_slice released;
  const newel_result *result;
  newel_error err;
  compile("pii: {EMAIL: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: BLOCK}");
  cr_assert_eq(newel_stream_open(&stream, it.guard, NULL, NULL), NEWEL_OK);
  released = push(stream, "Dear customer, thank you for waiting. Your mail is ann@exam");
  cr_expect(released.len >= strlen("Dear customer, thank you for waiting."), "released only %zu bytes", released.len);
  cr_expect_null(memchr(released.data, '@', released.len));
  released = push(stream, "ple.com and your card is 4111 1111 1111 1111.");
  (void)push(stream, " Bye and");
  cr_expect_eq(newel_stream_verdict(stream), NEWEL_VERDICT_DENY);
  cr_expect_eq(push(stream, " more text after that").len, 0);
  cr_assert_eq(newel_stream_finish(stream, &released, &result, NULL), NEWEL_OK);
  cr_expect_eq(released.len, 0);
  cr_expect(nw_slice_is(newel_result_segment(result, 0).output, "no output"));
  cr_expect_eq(newel_stream_push(stream, NW_LIT("x"), &released, &err), NEWEL_E_STATE);
  cr_expect_eq(newel_stream_finish(stream, &released, &result, &err), NEWEL_E_STATE);
  newel_stream_free(stream);
}

Test(guard, a_stream_can_ask) {
  newel_stream_options options = NEWEL_STREAM_OPTIONS_INIT;
  newel_stream *stream;
  newel_slice released;
  const newel_result *result;
  newel_answer answer = { 0, NEWEL_ANSWER_JUDGED, NEWEL_BAND_CLEAR, 0, NULL, 0, 0 };
  options.ask = 1;
  compile(ESCALATE("block") "content: {HATE: {output: HIGH}}\npii: {EMAIL: ANONYMIZE}\n");
  cr_assert_eq(newel_stream_open(&stream, it.guard, &options, NULL), NEWEL_OK);
  cr_expect_eq(push(stream, "mail a@example.com and much more text than any look-ahead").len, 0, "a BLOCK rule that is final holds everything");
  cr_assert_eq(newel_stream_finish(stream, &released, &result, NULL), NEWEL_OK);
  cr_expect_eq(released.len, 0);
  cr_expect_eq(newel_stream_verdict(stream), NEWEL_VERDICT_OPEN);
  cr_assert_eq(newel_result_question_count(result), 1);
  cr_assert_eq(newel_stream_answer(stream, &answer, 1, &released, &result, NULL), NEWEL_OK);
  cr_expect(nw_slice_is(released, "mail {EMAIL} and much more text than any look-ahead"), "%.*s", (int)released.len, released.data);
  newel_stream_free(stream);
}

/* ---- scope ---- */

Test(guard, numbers_hold_across_calls_in_a_scope) {
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  compile("pii: {EMAIL: ANONYMIZE}\nanonymize: {style: numbered}");
  cr_assert_eq(newel_scope_open(&options.scope, it.engine, NULL), NEWEL_OK);
  cr_expect(nw_slice_is(newel_result_segment(apply(NEWEL_SURFACE_USER, 0, NW_LIT("a@example.com"), &options), 0).output, "{EMAIL_1}"));
  cr_expect(nw_slice_is(newel_result_segment(apply(NEWEL_SURFACE_USER, 0, NW_LIT("b@example.com a@example.com"), &options), 0).output, "{EMAIL_2} {EMAIL_1}"));
  cr_expect(nw_slice_is(newel_result_segment(apply(NEWEL_SURFACE_USER, 0, NW_LIT("b@example.com"), NULL), 0).output, "{EMAIL_1}"));
  newel_scope_free(options.scope);
}

/* ---- batch ---- */

Test(guard, a_batch_says_of_each_text_what_apply_says) {
  static const char data[] = "mail a@example.comhello\xff 4111 1111 1111 1111b@example.com";
  static const int64_t offsets[] = { 0, 18, 24, 24, 44, 57 };
  newel_batch_options options = NEWEL_BATCH_OPTIONS_INIT;
  newel_outcome outcomes[5];
  newel_batch batch;
  newel_error err;
  compile("pii: {EMAIL: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: BLOCK}\nanonymize: {style: numbered}");
  options.want = NEWEL_BATCH_OUTPUTS | NEWEL_BATCH_FINDINGS;
  cr_assert_eq(newel_guard_apply_batch(it.guard, it.scratch, data, offsets, 5, &options, outcomes, &batch, &err), NEWEL_OK, "%s", err.message);
  newel_scratch *batch_scratch = it.scratch;
  cr_assert_eq(newel_scratch_open(&it.scratch, it.engine, NULL), NEWEL_OK);
  size_t finding = 0;
  for (size_t i = 0; i < 5; i++) {
    newel_slice text = nw_slice(data + offsets[i], (size_t)(offsets[i + 1] - offsets[i]));
    newel_segment_result alone = newel_result_segment(apply(NEWEL_SURFACE_USER, 0, text, NULL), 0);
    newel_slice output = nw_slice(batch.output + batch.output_offsets[i], (size_t)(batch.output_offsets[i + 1] - batch.output_offsets[i]));
    cr_expect_eq(outcomes[i].verdict, alone.verdict, "text %zu", i);
    cr_expect_eq(outcomes[i].finding_count, alone.finding_count, "text %zu", i);
    cr_expect(output.len == alone.output.len && memcmp(output.data, alone.output.data, output.len) == 0, "text %zu", i);
    for (size_t f = 0; f < alone.finding_count; f++, finding++)
      cr_expect_lt(batch.findings[finding].end, text.len + 1, "text %zu", i);
  }
  cr_expect_eq(batch.finding_count, finding);
  cr_expect_eq(finding, 3);
  newel_scratch_free(batch_scratch);
}

Test(guard, a_batch_gives_what_is_wanted_and_no_more) {
  static const int64_t offsets[] = { 0, 5, 18 }, fall[] = { 0, 5, 4 };
  newel_batch_options options = NEWEL_BATCH_OPTIONS_INIT;
  newel_outcome outcomes[2];
  newel_batch batch;
  compile("pii: {EMAIL: ANONYMIZE}");
  options.want = NEWEL_BATCH_CHANGED;
  cr_assert_eq(newel_guard_apply_batch(it.guard, it.scratch, "helloa@example.com", offsets, 2, &options, outcomes, &batch, NULL), NEWEL_OK);
  cr_expect_eq(batch.output_offsets[1], 0);
  cr_expect(nw_slice_is(nw_slice(batch.output, (size_t)batch.output_offsets[2]), "{EMAIL}"));
  cr_expect_eq(batch.finding_count, 0);
  options.want = 0;
  cr_assert_eq(newel_guard_apply_batch(it.guard, it.scratch, "helloa@example.com", offsets, 2, &options, outcomes, NULL, NULL), NEWEL_OK);
  cr_expect_eq(newel_guard_apply_batch(it.guard, it.scratch, NULL, NULL, 0, NULL, NULL, &batch, NULL), NEWEL_OK);
  cr_expect_eq(newel_guard_apply_batch(it.guard, it.scratch, "hello", fall, 2, NULL, outcomes, &batch, NULL), NEWEL_E_ARGUMENT);
  cr_expect_eq(newel_guard_apply_batch(it.guard, it.scratch, NULL, offsets, 2, NULL, outcomes, &batch, NULL), NEWEL_E_ARGUMENT);
}
