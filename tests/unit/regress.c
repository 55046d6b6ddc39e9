/* regress: what is a case and what is not, and what a failing one says. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/slice.h"
#include "newel/newel.h"
#include "regress/case.h"

#define EXPECT_ALLOW "\"expect\":{\"verdict\":\"allow\"}"

Test(regress, parses_and_refuses_cases) {
  static const struct { const char *line, *message;
  } rows[] = {
      {"{\"id\":1,\"text\":\"a\"," EXPECT_ALLOW "}", NULL},
      {"{\"id\":\"a\",\"text\":\"\",\"source\":\"OUTPUT\",\"surface\":\"reasoning\",\"format\":\"json\",\"chunks\":1,\"lang\":"
       "\"pt-BR\","
       "\"tags\":[\"t\"],\"note\":\"n\",\"skip\":{\"reason\":\"r\"}," EXPECT_ALLOW "}",
       NULL},
      {"{\"id\":1,\"segments\":[{\"text\":\"a\"," EXPECT_ALLOW "}]}", NULL},
      {"{\"id\":1,\"segments\":[{\"text\":\"a\"}]," EXPECT_ALLOW "}", NULL},
      {"[]", "a case must be a JSON object"},
      {"{\"id\":1,\"id\":2}", ""},
      {"{\"text\":\"a\"," EXPECT_ALLOW "}", "the case has no 'id'"},
      {"{\"id\":1.5,\"text\":\"a\"," EXPECT_ALLOW "}", "member 'id' must be a string or an integer"},
      {"{\"id\":1," EXPECT_ALLOW "}", "the case has neither 'text' nor 'segments' nor 'turns'"},
      {"{\"id\":1,\"text\":\"a\"}", "the case has no 'expect'"},
      {"{\"id\":1,\"text\":\"a\",\"expect\":{}}", "'expect' expects nothing: write a verdict, spans, types, any, labels, output or complete"},
      {"{\"id\":1,\"text\":\"a\",\"expect\":{\"verdict\":\"open\"}}",
       "member 'verdict' must be \"allow\", \"modify\" or \"deny\""},
      {"{\"id\":1,\"text\":\"a\",\"expect\":{\"complete\":1}}", "member 'complete' must be true or false"},
      {"{\"id\":1,\"text\":\"a\",\"expect\":{\"spans\":[],\"types\":[]}}",
       "'expect' has both 'spans' and 'types': 'spans' says it all"},
      {"{\"id\":1,\"text\":\"a\",\"expect\":{\"spans\":[{\"start\":2,\"end\":1,\"type\":\"A\"}]}}",
       "a span must not end before it starts"},
      {"{\"id\":1,\"text\":\"a\",\"expect\":{\"spans\":[{\"start\":-1,\"end\":1,\"type\":\"A\"}]}}",
       "member 'start' must be an integer of 0 or more"},
      {"{\"id\":1,\"text\":\"a\",\"expect\":{\"spans\":[{\"start\":1}]}}",
       "a span must be an object with 'start', 'end' and 'type'"},
      {"{\"id\":1,\"text\":\"a\",\"chunks\":0," EXPECT_ALLOW "}", "member 'chunks' must be 1 to 16,777,216 (bytes)"},
      {"{\"id\":1,\"text\":\"a\",\"skip\":{}," EXPECT_ALLOW "}", "'skip' must say a 'reason'"},
      {"{\"id\":1,\"text\":\"a\",\"tgas\":[]," EXPECT_ALLOW "}", "unknown member 'tgas'"},
      {"{\"id\":1,\"text\":\"a\",\"surface\":\"usr\"," EXPECT_ALLOW "}",
       "member 'surface' must be user, history, system, tool_args, tool_result, retrieved, output or reasoning"},
      {"{\"id\":1,\"text\":\"a\",\"surface\":\"user\",\"source\":\"OUTPUT\"," EXPECT_ALLOW "}",
       "'source' does not fit 'surface': tool_args, output and reasoning are OUTPUT, the rest INPUT"},
      {"{\"id\":1,\"segments\":[]," EXPECT_ALLOW "}", "member 'segments' must be an array of at least one object"},
      {"{\"id\":1,\"segments\":[{}]," EXPECT_ALLOW "}", "the segment has no 'text'"},
      {"{\"id\":1,\"text\":\"a\",\"segments\":[{\"text\":\"a\"}]," EXPECT_ALLOW "}",
       "a case with 'segments' has no 'text', 'source', 'surface', 'format' or 'chunks' of its own"},
      {"{\"id\":1,\"segments\":[{\"text\":\"a\"}],\"expect\":{\"output\":\"a\"}}",
       "with 'segments', 'expect' of the case holds 'verdict' and 'complete'; the rest belongs to a segment"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    nw_arena arena;
    nw_case one;
    newel_error err = {0};
    nw_arena_init(&arena, nw_alloc_of(NULL));
    int code = nw_case_parse(&one, &arena, newel_slice_of(rows[i].line), &err);
    if (rows[i].message == NULL) cr_expect_eq(code, NEWEL_OK, "%s: %s", rows[i].line, err.message);
    else cr_expect_eq(code, NEWEL_E_FORMAT, "%s: %d", rows[i].line, code);
    if (rows[i].message != NULL && rows[i].message[0] != '\0') cr_expect_str_eq(err.message, rows[i].message, "%s", rows[i].line);
    nw_arena_free(&arena);
  }
}

Test(regress, sorts_and_drops_doubles) {
  nw_case_span spans[] = {
      {5, 9, NW_LIT("B")}, {1, 2, NW_LIT("A")}, {5, 9, NW_LIT("A")}, {5, 9, NW_LIT("B")}, {5, 6, NW_LIT("Z")}};
  cr_assert_eq(nw_case_sort_spans(spans, 5), 4u);
  cr_expect_eq(spans[0].start, 1u);
  cr_expect_eq(spans[1].end, 6u);
  cr_expect(nw_slice_is(spans[2].type, "A") && nw_slice_is(spans[3].type, "B"));
  newel_slice types[] = {NW_LIT("B"), NW_LIT("A"), NW_LIT("B")};
  cr_assert_eq(nw_case_sort_types(types, 3), 2u);
  cr_expect(nw_slice_is(types[0], "A"));
}

static const char policy_text[] = "newel: 1\nname: cases\npii: {EMAIL: ANONYMIZE}\nmessages: {input: 'No.', output: 'No.'}\n"
                                  "regexes:\n  ticket: {pattern: 'TK-[0-9]{4}', action: BLOCK, match: ['TK-1234']}\n";

static newel_regress *open_run(newel_engine **engine) {
  newel_policy *policy;
  newel_guard *guard;
  newel_regress *run;
  cr_assert_eq(newel_engine_open(engine, NULL, NULL), NEWEL_OK);
  cr_assert_eq(newel_policy_parse(&policy, *engine, newel_slice_of(policy_text), NULL, NULL, NULL), NEWEL_OK);
  cr_assert_eq(newel_guard_compile(&guard, policy, NULL, NULL), NEWEL_OK);
  newel_policy_free(policy);
  cr_assert_eq(newel_regress_open(&run, *engine, guard, NULL, NULL), NEWEL_OK);
  newel_guard_free(guard);  /* the run has its own reference */
  return run;
}

Test(regress, says_what_differs) {
  static const struct { const char *line, *what, *expected, *actual;
  } rows[] = {
      {"{\"id\":1,\"text\":\"to a@example.com\",\"expect\":{\"verdict\":\"modify\",\"output\":\"to "
       "{EMAIL}\",\"types\":[\"EMAIL\"]}}",
       NULL, NULL, NULL},
      {"{\"id\":1,\"text\":\"TK-1234\",\"chunks\":1,\"expect\":{\"verdict\":\"deny\",\"output\":\"No.\"}}", NULL, NULL, NULL},
      {"{\"id\":1,\"text\":\"hi\",\"expect\":{\"verdict\":\"deny\"}}", "verdict", "deny", "allow"},
      {"{\"id\":1,\"text\":\"hi\",\"expect\":{\"complete\":false}}", "complete", "false", "true"},
      {"{\"id\":1,\"text\":\"hi\",\"expect\":{\"output\":\"ho\"}}", "output", "\"ho\"", "\"hi\""},
      {"{\"id\":1,\"text\":\"to a@example.com\",\"expect\":{\"spans\":[]}}", "spans", "none", "EMAIL 3..16"},
      {"{\"id\":1,\"text\":\"to a@example.com\",\"expect\":{\"spans\":[{\"start\":3,\"end\":16,\"type\":\"EMAIL\"},"
       "{\"start\":0,\"end\":1,\"type\":\"X\"}]}}",
       "spans", "X 0..1", "nothing more"},
      {"{\"id\":1,\"text\":\"to a@example.com\",\"expect\":{\"types\":[\"PHONE\"]}}", "types", "PHONE", "EMAIL"},
      {"{\"id\":1,\"segments\":[{\"text\":\"a\"},{\"text\":\"b\",\"expect\":{\"verdict\":\"deny\"}}]}", "segments[1].verdict",
       "deny", "allow"},
      {"{\"id\":1,\"segments\":[{\"text\":\"a\"}],\"expect\":{\"verdict\":\"deny\"}}", "verdict of the request", "deny", "allow"},
  };
  newel_engine *engine;
  newel_regress *run = open_run(&engine);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    newel_case_result result;
    newel_error err;
    cr_assert_eq(newel_regress_case(run, newel_slice_of(rows[i].line), &result, &err), NEWEL_OK, "%s", err.message);
    newel_case_reason reason = newel_regress_reason(run, 0);
    cr_expect_eq(result.reason_count, rows[i].what == NULL ? 0u : 1u, "%s", rows[i].line);
    if (rows[i].what == NULL) continue;
    cr_expect(nw_slice_is(reason.what, rows[i].what), "%s: %.*s", rows[i].line, (int)reason.what.len, reason.what.data);
    cr_expect(nw_slice_is(reason.expected, rows[i].expected), "%s: %.*s", rows[i].line, (int)reason.expected.len,
              reason.expected.data);
    cr_expect(nw_slice_is(reason.actual, rows[i].actual), "%s: %.*s", rows[i].line, (int)reason.actual.len, reason.actual.data);
  }
  newel_case_counts counts = newel_regress_counts(run);
  cr_expect_eq(counts.passed, 2u);
  cr_expect_eq(counts.failed, sizeof rows / sizeof *rows - 2);
  newel_regress_free(run);
  newel_engine_free(engine);
}
