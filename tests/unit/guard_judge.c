/* What a guard does with a local judge: bands, questions, denials, streams. The judge here is a toy with the manners of a real one:
 *
 *   score of 8 bytes = exclamation marks in them x 0.1; windows lie at multiples of 4; UNSURE from 0.3, HIT from 0.6
 *   '?' anywhere: it cannot tell                                                                                             */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "guard/judge.h"
#include "guard/scratch.h"
#include "guarded.h"
#include "newel/newel.h"

/* ---- the toy ---- */

enum { HALF = 4, UNSURE_PPM = 300000, HIT_PPM = 600000 };

typedef struct toy_state {
  size_t   count, at[2 * HALF];   /* bytes so far; raw offset of each of the last eight */
  unsigned marks[2 * HALF];
  uint32_t best;
  size_t   start, end;
  int      unknown, active;
} toy_state;

static size_t toy_bytes(const void *compiled) { (void)compiled; return sizeof(toy_state); }

static void toy_begin(const void *compiled, void *state, const nw_judge_text *text) {
  toy_state *s = state;
  memset(s, 0, sizeof *s);
  s->active = text->active[*(const uint32_t *)compiled];
}

static void toy_window(toy_state *s) {
  size_t in = s->count < 2 * HALF ? s->count : 2 * HALF;
  uint32_t sum = 0;
  for (size_t i = s->count - in; i < s->count; i++) sum += s->marks[i % (2 * HALF)] * 100000u;
  if (sum <= s->best) return;
  s->best = sum;
  s->start = s->at[(s->count - in) % (2 * HALF)];
  s->end = s->at[(s->count - 1) % (2 * HALF)] + 1;
}

static void toy_push(const void *compiled, void *state, const unsigned char *data, size_t len, size_t at, int gap) {
  toy_state *s = state;
  (void)compiled, (void)gap;
  for (size_t i = 0; i < len; i++) {
    s->marks[s->count % (2 * HALF)] = data[i] == '!';
    s->at[s->count % (2 * HALF)] = at + i;
    if (data[i] == '?') s->unknown = 1;
    if (++s->count % HALF == 0) toy_window(s);
  }
}

static size_t toy_say(const void *compiled, void *state, int final, nw_judged *out, size_t most) {
  toy_state *s = state;
  if (final && s->count % HALF != 0) toy_window(s);
  if (most == 0 || !s->active) return 0;
  out[0] = (nw_judged){ *(const uint32_t *)compiled, s->best, NW_BAND_CLEAR, s->best < 200000, s->start, s->end, "LOUD", "marks", NULL };
  if (s->unknown && s->best < HIT_PPM) out[0].unknown = "questions are not understood", out[0].band = NW_BAND_UNSURE;
  else if (s->best >= UNSURE_PPM) out[0].band = s->best >= HIT_PPM ? NW_BAND_HIT : NW_BAND_UNSURE;
  return 1;
}

static size_t toy_live(const void *compiled, const void *state) {
  const toy_state *s = state;
  size_t grid = s->count / HALF * HALF, in = s->count - grid + HALF;  /* the window that is half over */
  (void)compiled;
  if (s->count == 0) return 0;
  if (in > s->count) in = s->count;
  return s->at[(s->count - in) % (2 * HALF)];
}

static const nw_judge toy = { "toy", toy_bytes, toy_begin, toy_push, toy_say, toy_live, NULL };

/* ---- a guard with it ---- */

static guarded it;
static uint32_t judged_rule;

static void setup(void) { guarded_start(&it); }
static void teardown(void) { guarded_close(&it); }

TestSuite(guard_judge, .init = setup, .fini = teardown);

/* A policy whose only judged rule is a reasoning check, which nothing local decides but the toy. */
static void compile(const char *rules) {
  newel_error err;
  guarded_rules(&it, rules);
  for (uint32_t r = 0; r < it.guard->rule_count; r++)
    if (nw_slice_is(it.guard->rules[r].kind, "reasoning")) judged_rule = r;
  for (unsigned s = 0; s < 2; s++) it.guard->rules[judged_rule].on[s] = 1, it.guard->rules[judged_rule].action[s] = NEWEL_ACTION_BLOCK;
  cr_assert_eq(nw_guard_add_judge(it.guard, &toy, &judged_rule, NULL, &judged_rule, 1, &err), NEWEL_OK);
}

#define RULE "reasoning: {policies: ['arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghijkl:1']}\n"
#define ASKS(when, on_error) RULE "escalation: {guardrail: g, version: '1', on_error: " on_error ", when: {reasoning: " when "}}\n"

static const newel_result *apply(const char *text, newel_format format, int ask, int local) {
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  newel_segment segment = NEWEL_SEGMENT_INIT;
  const newel_result *result;
  newel_error err;
  options.ask = ask;
  options.local = local;
  segment.text = newel_slice_of(text);
  segment.format = format;
  segment.surface = NEWEL_SURFACE_OUTPUT;
  cr_assert_eq(newel_guard_apply(it.guard, it.scratch, &segment, 1, &options, &result, &err), NEWEL_OK, "%s", err.message);
  return result;
}

/* ---- bands without anybody else ---- */

Test(guard_judge, bands_act_where_nobody_else_is_asked) {
  static const struct { const char *text; newel_band band; newel_verdict verdict; int complete; size_t findings; } rows[] = {
    { "quiet", NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, 1, 0 },
    { "", NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, 1, 0 },
    { "so!!!", NEWEL_BAND_UNSURE, NEWEL_VERDICT_DENY, 1, 1 },
    { "so!!!!!!", NEWEL_BAND_HIT, NEWEL_VERDICT_DENY, 1, 1 },
    { "why?!!!", NEWEL_BAND_UNSURE, NEWEL_VERDICT_ALLOW, 0, 0 },
    { "why?!!!!!!", NEWEL_BAND_HIT, NEWEL_VERDICT_DENY, 1, 1 },
  };
  for (int escalates = 0; escalates < 2; escalates++) {
    compile(escalates ? ASKS("unsure", "block") : RULE);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
      const newel_result *result = apply(rows[i].text, NEWEL_FORMAT_TEXT, 0, 1);
      cr_expect_eq(newel_result_rule(result, 0, judged_rule).band, rows[i].band, "%s", rows[i].text);
      cr_expect_eq(newel_result_verdict(result), rows[i].verdict, "%s", rows[i].text);
      cr_expect_eq(newel_result_complete(result), rows[i].complete, "%s", rows[i].text);
      cr_expect_eq(newel_result_segment(result, 0).finding_count, rows[i].findings, "%s", rows[i].text);
    }
  }
}

Test(guard_judge, a_finding_has_the_window_and_the_score) {
  compile(RULE);
  const newel_result *result = apply("\xc3\xa4" "bcdefgh\xe2\x82\xac!!!!! and on", NEWEL_FORMAT_TEXT, 0, 0);
  newel_finding finding = newel_result_finding(result, 0, 0);
  cr_expect_eq(finding.score_ppm, 500000);
  cr_expect_eq(finding.band, NEWEL_BAND_UNSURE);
  cr_expect_eq(finding.action, NEWEL_ACTION_BLOCK);
  cr_expect_eq(finding.start, 12);
  cr_expect_eq(finding.start_char, 9);
  cr_expect(nw_slice_is(finding.type, "LOUD"));
}

/* ---- questions ---- */

Test(guard_judge, what_is_asked_and_what_an_answer_does) {
  static const struct {
    const char *when, *on_error, *text;
    int questions;
    newel_answer_status status;
    newel_band band;
    newel_verdict verdict;
    newel_cause cause;
    int complete;
  } rows[] = {
    { "unsure", "block", "so!!!", 1, NEWEL_ANSWER_JUDGED, NEWEL_BAND_HIT, NEWEL_VERDICT_DENY, NEWEL_CAUSE_RULE, 1 },
    { "unsure", "block", "so!!!", 1, NEWEL_ANSWER_JUDGED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_NONE, 1 },
    { "unsure", "block", "so!!!", 1, NEWEL_ANSWER_FAILED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_DENY, NEWEL_CAUSE_ESCALATION_FAILED, 0 },
    { "unsure", "allow", "so!!!", 1, NEWEL_ANSWER_FAILED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_ESCALATION_FAILED, 0 },
    { "unsure", "local", "so!!!", 1, NEWEL_ANSWER_FAILED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_DENY, NEWEL_CAUSE_RULE, 0 },
    { "unsure", "local", "quiet", 1, NEWEL_ANSWER_FAILED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_ESCALATION_FAILED, 0 },
    { "unsure", "block", "so!!!", 1, NEWEL_ANSWER_CANNOT, NEWEL_BAND_CLEAR, NEWEL_VERDICT_DENY, NEWEL_CAUSE_RULE, 1 },
    { "unsure", "block", "why?", 1, NEWEL_ANSWER_CANNOT, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_NONE, 0 },
    { "unsure", "local", "why?", 1, NEWEL_ANSWER_FAILED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_ESCALATION_FAILED, 0 },
    { "unsure", "block", "why?", 1, NEWEL_ANSWER_JUDGED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_NONE, 1 },
    { "unsure", "block", "so!!!!!!", 0, NEWEL_ANSWER_JUDGED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_DENY, NEWEL_CAUSE_RULE, 1 },
    { "never", "block", "so!!!", 0, NEWEL_ANSWER_JUDGED, NEWEL_BAND_CLEAR, NEWEL_VERDICT_DENY, NEWEL_CAUSE_RULE, 1 },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char rules[512];
    newel_answer answer = { 0, rows[i].status, rows[i].band, 900000, NULL, 0, 0 };
    (void)snprintf(rules, sizeof rules, RULE "escalation: {guardrail: g, version: '1', on_error: %s, when: {reasoning: %s}}\n",
                   rows[i].on_error, rows[i].when);
    compile(rules);
    const newel_result *result = apply(rows[i].text, NEWEL_FORMAT_TEXT, 1, 0);
    cr_assert_eq(newel_result_question_count(result), (size_t)rows[i].questions, "row %zu", i);
    if (rows[i].questions > 0) cr_assert_eq(newel_guard_answer(it.guard, it.scratch, &answer, 1, &result, NULL), NEWEL_OK);
    cr_expect_eq(newel_result_verdict(result), rows[i].verdict, "row %zu", i);
    cr_expect_eq(newel_result_cause(result), rows[i].cause, "row %zu", i);
    cr_expect_eq(newel_result_complete(result), rows[i].complete, "row %zu", i);
  }
}

Test(guard_judge, clear_is_asked_about_unless_it_is_believed) {
  compile(ASKS("unsure", "block"));
  const newel_result *result = apply("quiet", NEWEL_FORMAT_TEXT, 1, 0);
  cr_assert_eq(newel_result_question_count(result), 1);
  cr_expect_eq(newel_result_question(result, 0).band, NEWEL_BAND_CLEAR);
  it.guard->rules[judged_rule].believes_clear = 1;
  result = apply("quiet", NEWEL_FORMAT_TEXT, 1, 0);
  cr_expect_eq(newel_result_question_count(result), 0);
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_ALLOW);
  result = apply("so!!", NEWEL_FORMAT_TEXT, 1, 0);
  cr_expect_eq(newel_result_question_count(result), 1, "clear, but not so clear that it is settled");
  result = apply("so!!!", NEWEL_FORMAT_TEXT, 1, 0);
  cr_assert_eq(newel_result_question_count(result), 1);
  cr_expect_eq(newel_result_question(result, 0).band, NEWEL_BAND_UNSURE);
  cr_expect_eq(newel_result_question(result, 0).score_ppm, 300000);
}

/* ---- the split law ---- */

typedef struct outcome { newel_verdict verdict; newel_rule_result rule; newel_finding finding; size_t findings; } outcome;

static outcome outcome_of(const newel_result *result) {
  outcome out = { newel_result_verdict(result), newel_result_rule(result, 0, judged_rule), newel_result_finding(result, 0, 0),
                  newel_result_segment(result, 0).finding_count };
  return out;
}

static void expect_same(const outcome *a, const outcome *b, const char *text, size_t cut) {
  cr_expect_eq(a->verdict, b->verdict, "%s cut at %zu", text, cut);
  cr_expect_eq(a->rule.score_ppm, b->rule.score_ppm, "%s cut at %zu", text, cut);
  cr_expect_eq(a->rule.band, b->rule.band, "%s cut at %zu", text, cut);
  cr_expect_eq(a->findings, b->findings, "%s cut at %zu", text, cut);
  cr_expect(a->finding.start == b->finding.start && a->finding.end == b->finding.end, "%s cut at %zu", text, cut);
  cr_expect(a->finding.start_char == b->finding.start_char && a->finding.end_utf16 == b->finding.end_utf16, "%s cut at %zu", text, cut);
}

/* Pushes `text` in two pieces, or byte by byte; the released bytes end before the evidence of a denial. */
static outcome stream(const char *text, newel_format format, size_t cut) {
  newel_stream_options options = NEWEL_STREAM_OPTIONS_INIT;
  newel_stream *s;
  newel_slice released;
  const newel_result *result;
  size_t len = strlen(text), at = 0, out = 0;
  options.surface = NEWEL_SURFACE_OUTPUT;
  options.format = format;
  cr_assert_eq(newel_stream_open(&s, it.guard, &options, NULL), NEWEL_OK);
  while (at < len) {
    size_t take = cut == 0 ? 1 : at == 0 && cut < len ? cut : len - at;
    cr_assert_eq(newel_stream_push(s, nw_slice(text + at, take), &released, NULL), NEWEL_OK);
    out += released.len;
    at += take;
  }
  cr_assert_eq(newel_stream_finish(s, &released, &result, NULL), NEWEL_OK);
  out += released.len;
  outcome got = outcome_of(result);
  if (got.verdict == NEWEL_VERDICT_DENY) cr_expect(out <= got.finding.start, "%s: %zu bytes released", text, out);
  else cr_expect_eq(out, len, "%s", text);
  newel_stream_free(s);
  return got;
}

Test(guard_judge, every_cut_gives_the_same) {
  static const struct { const char *text; newel_format format; } rows[] = {
    { "so!!!", NEWEL_FORMAT_TEXT }, { "quiet here, and quiet there", NEWEL_FORMAT_TEXT },
    { "a longer text, \xc3\xa4 that is quiet !! and then !!!!!! it is not, and then again \xf0\x9f\x98\x80 it is !", NEWEL_FORMAT_TEXT },
    { "why? !!! why", NEWEL_FORMAT_TEXT }, { "bad \xff\xfe bytes !!!!!! \xc3", NEWEL_FORMAT_TEXT },
    { "{\"a\": \"quiet\", \"b!\": [\"so!!\", \"\\u0021!!\\n!\", 5, null], \"c\": {\"d\": \"end!\"}}", NEWEL_FORMAT_JSON },
    { "[\"one!!!!!!\", \"two\\t!!!\"]", NEWEL_FORMAT_JSON },
  };
  compile(RULE);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    outcome whole = outcome_of(apply(rows[i].text, rows[i].format, 0, 0));
    for (size_t cut = 0; cut <= strlen(rows[i].text); cut++) {
      outcome got = stream(rows[i].text, rows[i].format, cut);
      expect_same(&whole, &got, rows[i].text, cut);
    }
  }
}

Test(guard_judge, a_running_hit_denies_before_the_end) {
  newel_stream *s;
  newel_slice released;
  newel_stream_options options = NEWEL_STREAM_OPTIONS_INIT;
  options.surface = NEWEL_SURFACE_OUTPUT;
  compile(RULE);
  cr_assert_eq(newel_stream_open(&s, it.guard, &options, NULL), NEWEL_OK);
  cr_assert_eq(newel_stream_push(s, NW_LIT("it is quiet here, quiet, quiet "), &released, NULL), NEWEL_OK);
  cr_expect(released.len > 16);
  cr_assert_eq(newel_stream_push(s, NW_LIT("!!!!!!!!!!!!"), &released, NULL), NEWEL_OK);
  cr_expect_eq(newel_stream_verdict(s), NEWEL_VERDICT_DENY);
  cr_assert_eq(newel_stream_push(s, NW_LIT(" quiet again, and for long"), &released, NULL), NEWEL_OK);
  cr_expect_eq(released.len, 0);
  newel_stream_free(s);
}

Test(guard_judge, observe_reports_and_never_acts) {
  compile(RULE);
  it.guard->rules[judged_rule].observe = 1;
  const newel_result *result = apply("so!!!!!!", NEWEL_FORMAT_TEXT, 0, 0);
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_ALLOW);
  cr_expect_eq(newel_result_segment(result, 0).observed, NEWEL_VERDICT_DENY);
  cr_expect_eq(newel_result_segment(result, 0).finding_count, 1);
}
