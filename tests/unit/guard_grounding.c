/* Grounding rules in a guard: bands, evidence, questions, what is missing, limits. Verdicts by row: docs/semantics.md. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "guarded.h"
#include "newel/newel.h"

#define SOURCE "The tower is 330 m tall and was finished in 1889."
#define OTHER  "Bananas contain potassium, which helps your muscles recover after sport."
#define ASKS(when, on_error) \
  "grounding: {GROUNDING: 0.75}\nescalation: {guardrail: g, version: '1', on_error: " on_error ", when: {grounding: " when "}}\n"

static guarded it;

static void setup(void) { guarded_start(&it); }
static void teardown(void) { guarded_close(&it); }

TestSuite(guard_grounding, .init = setup, .fini = teardown);

static void compile(const char *rules) { guarded_rules(&it, rules); }

static newel_segment segment_of(newel_slice text, newel_surface surface, uint32_t qualifiers) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  segment.text = text;
  segment.surface = surface;
  segment.qualifiers = qualifiers;
  return segment;
}

static const newel_result *apply_all(const newel_segment *segments, size_t count, int ask) {
  const newel_result *result;
  newel_error err;
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  options.ask = ask;
  options.local = !ask;
  cr_assert_eq(newel_guard_apply(it.guard, it.scratch, segments, count, &options, &result, &err), NEWEL_OK, "%s", err.message);
  return result;
}

static const newel_result *apply(const char *answer, int ask) {
  newel_segment segments[] = {segment_of(NW_LIT(SOURCE), NEWEL_SURFACE_RETRIEVED, NEWEL_QUALIFIER_GROUNDING_SOURCE),
                              segment_of(newel_slice_of(answer), NEWEL_SURFACE_OUTPUT, 0)};
  return apply_all(segments, 2, ask);
}

Test(guard_grounding, what_the_source_lacks_is_evidence) {
  compile("grounding: {GROUNDING: 0.75}\n");
  const newel_result *result = apply("\xc3\xa9, it is 324 m tall.", 0);
  cr_assert_eq(newel_result_segment(result, 1).finding_count, 1);
  newel_finding finding = newel_result_finding(result, 1, 0);
  cr_expect(nw_slice_is(finding.type, "NUMBER"));
  cr_expect_eq(finding.start, 10);
  cr_expect_eq(finding.end, 13);
  cr_expect_eq(finding.start_char, 9);
  cr_expect_eq(finding.end_utf16, 12);
  cr_expect_eq(finding.band, NEWEL_BAND_UNSURE);
  cr_expect_eq(finding.action, NEWEL_ACTION_NONE);
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_ALLOW);
  cr_expect_eq(newel_result_complete(result), 0);
}

Test(guard_grounding, a_hit_is_the_whole_answer) {
  compile("grounding: {GROUNDING: 0.75}\n");
  const newel_result *result = apply(OTHER, 0);
  newel_finding finding = newel_result_finding(result, 1, 0);
  cr_expect(nw_slice_is(finding.type, "GROUNDING"));
  cr_expect_eq(finding.start, 0);
  cr_expect_eq(finding.end, strlen(OTHER));
  cr_expect_eq(finding.band, NEWEL_BAND_HIT);
  cr_expect_eq(finding.action, NEWEL_ACTION_BLOCK);
  cr_expect_lt(finding.score_ppm, 750000u);
  cr_expect_eq(newel_result_segment(result, 1).cause, NEWEL_CAUSE_RULE);
}

Test(guard_grounding, what_is_asked_and_what_an_answer_does) {
  static const struct {
    const char *rules, *text;
    int questions;
    newel_answer_status status;
    newel_band band;
    newel_verdict verdict;
    newel_cause cause;
    int complete;
  } rows[] = {
    {ASKS("unsure", "block"), OTHER, 0, NEWEL_ANSWER_JUDGED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_DENY, NEWEL_CAUSE_RULE, 1},
    {ASKS("unsure", "block"), SOURCE, 0, NEWEL_ANSWER_JUDGED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_NONE, 1},
    {ASKS("always", "block"), SOURCE, 1, NEWEL_ANSWER_JUDGED, NEWEL_BAND_HIT, NEWEL_VERDICT_DENY, NEWEL_CAUSE_RULE, 1},
    {ASKS("unsure", "block"), "It is 324 m tall.", 1, NEWEL_ANSWER_JUDGED, NEWEL_BAND_HIT, NEWEL_VERDICT_DENY, NEWEL_CAUSE_RULE, 1},
    {ASKS("unsure", "block"), "It is 324 m tall.", 1, NEWEL_ANSWER_JUDGED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_NONE, 1},
    {ASKS("unsure", "block"), "It is 324 m tall.", 1, NEWEL_ANSWER_FAILED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_DENY,
     NEWEL_CAUSE_ESCALATION_FAILED, 0},
    {ASKS("unsure", "local"), "It is 324 m tall.", 1, NEWEL_ANSWER_FAILED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW,
     NEWEL_CAUSE_ESCALATION_FAILED, 0},
    {ASKS("unsure", "allow"), "It is 324 m tall.", 1, NEWEL_ANSWER_FAILED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW,
     NEWEL_CAUSE_ESCALATION_FAILED, 0},
    {ASKS("unsure", "block"), "It is 324 m tall.", 1, NEWEL_ANSWER_CANNOT, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_NONE, 0},
    {ASKS("never", "block"), "It is 324 m tall.", 0, NEWEL_ANSWER_JUDGED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_NONE, 0},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    newel_answer answer = {0, rows[i].status, rows[i].band, 900000, NULL, 0, 0};
    compile(rows[i].rules);
    const newel_result *result = apply(rows[i].text, 1);
    cr_assert_eq(newel_result_question_count(result), (size_t)rows[i].questions, "row %zu", i);
    if (rows[i].questions > 0) cr_assert_eq(newel_guard_answer(it.guard, it.scratch, &answer, 1, &result, NULL), NEWEL_OK);
    cr_expect_eq(newel_result_verdict(result), rows[i].verdict, "row %zu", i);
    cr_expect_eq(newel_result_cause(result), rows[i].cause, "row %zu", i);
    cr_expect_eq(newel_result_complete(result), rows[i].complete, "row %zu", i);
  }
}

Test(guard_grounding, without_a_source_it_is_not_evaluated) {
  compile("grounding: {GROUNDING: 0.75, RELEVANCE: 0.5}\n");
  newel_segment alone = segment_of(NW_LIT(OTHER), NEWEL_SURFACE_OUTPUT, 0);
  const newel_result *result = apply_all(&alone, 1, 0);
  for (size_t r = 0; r < newel_guard_rule_count(it.guard); r++)
    if (nw_slice_is(newel_guard_rule(it.guard, r).kind, "grounding"))
      cr_expect_eq(newel_result_rule(result, 0, r).band, NEWEL_BAND_UNEVALUATED, "rule %zu", r);
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_ALLOW);
  cr_expect_eq(newel_result_complete(result), 0);
}

/* 200 KB are judged, one byte more is not; and the ninth answer of a request is not. */
Test(guard_grounding, limits) {
  enum { MOST = 200 << 10, ANSWERS = 9 };
  char *source = malloc(MOST + 1);
  cr_assert_not_null(source);
  for (size_t i = 0; i <= MOST; i++) source[i] = SOURCE " "[i % sizeof SOURCE];
  compile("grounding: {GROUNDING: 0.75}\n");
  for (size_t over = 0; over < 2; over++) {
    newel_segment segments[] = {segment_of(nw_slice(source, MOST + over), NEWEL_SURFACE_RETRIEVED, NEWEL_QUALIFIER_GROUNDING_SOURCE),
                                segment_of(NW_LIT(OTHER), NEWEL_SURFACE_OUTPUT, 0)};
    const newel_result *result = apply_all(segments, 2, 0);
    cr_expect_eq(newel_result_verdict(result), over ? NEWEL_VERDICT_ALLOW : NEWEL_VERDICT_DENY);
    cr_expect_eq(newel_result_complete(result), !over);
  }
  newel_segment segments[ANSWERS + 1];
  segments[0] = segment_of(NW_LIT(SOURCE), NEWEL_SURFACE_RETRIEVED, NEWEL_QUALIFIER_GROUNDING_SOURCE);
  for (size_t i = 1; i <= ANSWERS; i++) segments[i] = segment_of(NW_LIT(OTHER), NEWEL_SURFACE_OUTPUT, 0);
  const newel_result *result = apply_all(segments, ANSWERS + 1, 0);
  cr_expect_eq(newel_result_segment(result, ANSWERS - 1).verdict, NEWEL_VERDICT_DENY);
  cr_expect_eq(newel_result_segment(result, ANSWERS).complete, 0);
  cr_expect_eq(newel_result_segment(result, ANSWERS).verdict, NEWEL_VERDICT_ALLOW);
  free(source);
}
