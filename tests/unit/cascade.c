/* newel/cascade.h: a scripted judge answers; how questions become asks, and what becomes of what it says. */
#include "newel/cascade.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "cascade/cut.h"
#include "newel/newel.h"

/* A judge that hits where a word stands, and notes what it was asked. */
typedef struct script {
  const char         *word;      /* HIT where it stands in a block */
  newel_answer_status status;    /* of its words */
  int                 code;      /* not 0: the ask fails */
  int                 mute;      /* says nothing */
  int                 no_place;
  unsigned            asks, blocks, contexts, rules;
  size_t              longest, total;
  newel_source        source;
  char                shown[4096];
} script;

static int scripted(void *self, const newel_ask *ask, newel_reply *reply, newel_error *err) {
  script *s = self;
  s->asks++;
  s->source = ask->source;
  s->rules = (unsigned)ask->rule_count;
  for (uint32_t b = 0; b < ask->block_count; b++) {
    newel_slice text = ask->blocks[b].text;
    int context = ask->blocks[b].qualifiers != 0 && (ask->blocks[b].qualifiers & NEWEL_QUALIFIER_GUARD_CONTENT) == 0;
    size_t used = strlen(s->shown);
    s->blocks++, s->contexts += (unsigned)context, s->total += text.len;
    if (text.len > s->longest) s->longest = text.len;
    (void)snprintf(s->shown + used, sizeof s->shown - used, "[%.*s]", text.len > 200 ? 200 : (int)text.len, text.data);
    for (uint32_t r = 0; r < ask->rule_count && !s->mute && !context; r++) {
      newel_answer_span spans[8];
      newel_say say = { .rule = r, .block = b, .status = s->status, .band = NEWEL_BAND_CLEAR, .spans = spans };
      for (size_t i = 0; s->word != NULL && i + strlen(s->word) <= text.len && say.span_count < 8; i++) {
        if (memcmp(text.data + i, s->word, strlen(s->word)) != 0) continue;
        spans[say.span_count++] = (newel_answer_span){ i, i + strlen(s->word) };
        say.band = NEWEL_BAND_HIT;
      }
      if (s->no_place) say.span_count = 0;
      cr_assert_eq(newel_reply_say(reply, &say), NEWEL_OK);
    }
  }
  (void)newel_reply_usage(reply, "contentPolicyUnits", 2);
  if (s->code != 0 && err != NULL) (void)snprintf(err->message, sizeof err->message, "ThrottlingException");
  return s->code;
}

static newel_engine *engine;
static newel_policy *policy;
static newel_guard *guard;
static newel_scratch *scratch;

static void compile(const char *rules) {
  char text[4096];
  newel_error err;
  (void)snprintf(text, sizeof text, "newel: 1\nname: t\nmessages: {input: no input, output: no output}\n%s", rules);
  if (engine == NULL) cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  newel_scratch_free(scratch);
  newel_guard_free(guard);
  newel_policy_free(policy);
  cr_assert_eq(newel_policy_parse(&policy, engine, newel_slice_of(text), NULL, NULL, &err), NEWEL_OK, "%s", err.message);
  cr_assert_eq(newel_guard_compile(&guard, policy, NULL, &err), NEWEL_OK, "%s", err.message);
  cr_assert_eq(newel_scratch_open(&scratch, engine, NULL), NEWEL_OK);
}

static newel_transport transport_of(script *s) {
  newel_transport t = NEWEL_TRANSPORT_INIT;
  t.self = s;
  t.name = "test";
  t.ask = scripted;
  return t;
}

static newel_segment segment_of(const char *text, newel_surface surface, uint32_t qualifiers) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  segment.text = newel_slice_of(text);
  segment.surface = surface;
  segment.qualifiers = qualifiers;
  return segment;
}

static const newel_result *apply(script *s, const newel_segment *segments, size_t count) {
  const newel_result *result;
  newel_error err;
  newel_transport t = transport_of(s);
  cr_assert_eq(newel_cascade_apply(guard, scratch, &t, segments, count, NULL, &result, &err), NEWEL_OK, "%s", err.message);
  return result;
}

static const newel_result *apply_one(script *s, const char *text, newel_surface surface) {
  newel_segment segment = segment_of(text, surface, 0);
  return apply(s, &segment, 1);
}

#define POLICY(on_error) "escalation: {guardrail: g, on_error: " on_error ", when: {content: unsure, pii: [ADDRESS]}}\n" \
  "content: {HATE: HIGH}\npii: {EMAIL: ANONYMIZE, ADDRESS: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: BLOCK}\n"

Test(cascade, what_is_decided_locally_is_not_asked) {
  script s = { .word = "zzz" };
  compile(POLICY("block"));
  const newel_result *result = apply_one(&s, "card 4111 1111 1111 1111", NEWEL_SURFACE_USER);
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_DENY);
  cr_expect_eq(s.asks, 0);
  compile("pii: {EMAIL: ANONYMIZE}\n");
  result = apply_one(&s, "ana@example.com", NEWEL_SURFACE_USER);
  cr_expect_eq(s.asks, 0, "a policy without escalation");
  cr_expect_eq(newel_result_stage_count(result), 0);
  compile(POLICY("block"));
  result = apply_one(&s, " \n ", NEWEL_SURFACE_USER);
  cr_expect_eq(s.asks, 0, "blank text is clear");
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_ALLOW);
  cr_expect_eq(newel_result_complete(result), 1);
}

Test(cascade, masked_locally_goes_masked_and_places_come_back) {
  script s = { .word = "blue house" };
  compile("escalation: {guardrail: g, on_error: block, when: {pii: [ADDRESS]}}\npii: {EMAIL: ANONYMIZE, ADDRESS: ANONYMIZE}\n");
  const newel_result *result = apply_one(&s, "mail ana@example.com, at blue house now \xff", NEWEL_SURFACE_USER);
  cr_expect_str_eq(s.shown, "[mail {EMAIL}, at blue house now ?]");
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_MODIFY);
  newel_segment_result one = newel_result_segment(result, 0);
  cr_expect(nw_slice_is(one.output, "mail {EMAIL}, at {ADDRESS} now \xff"), "%.*s", (int)one.output.len, one.output.data);
  cr_expect_eq(newel_result_stage_count(result), 2);
  newel_stage stage = newel_result_stage(result, 1);
  cr_expect(nw_slice_is(stage.name, "test"));
  cr_expect_eq(stage.asks, 1);
  cr_expect_eq(stage.units[0].count, 2);
  cr_expect_eq(stage.price_micro_usd, 300);
}

Test(cascade, failures_follow_on_error) {
  static const struct { const char *on_error; script s; newel_verdict verdict; newel_cause cause; int complete; } rows[] = {
    { POLICY("block"), { .code = NEWEL_E_NETWORK }, NEWEL_VERDICT_DENY, NEWEL_CAUSE_ESCALATION_FAILED, 0 },
    { POLICY("local"), { .code = NEWEL_E_NETWORK }, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_ESCALATION_FAILED, 0 },
    { POLICY("allow"), { .code = NEWEL_E_REMOTE }, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_ESCALATION_FAILED, 0 },
    { POLICY("allow"), { .code = NEWEL_E_CREDENTIALS }, NEWEL_VERDICT_DENY, NEWEL_CAUSE_ESCALATION_FAILED, 0 },
    { POLICY("block"), { .mute = 1 }, NEWEL_VERDICT_DENY, NEWEL_CAUSE_ESCALATION_FAILED, 0 },
    { POLICY("allow"), { .mute = 1 }, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_ESCALATION_FAILED, 0 },
    { POLICY("block"), { .status = NEWEL_ANSWER_FAILED }, NEWEL_VERDICT_DENY, NEWEL_CAUSE_ESCALATION_FAILED, 0 },
    { POLICY("block"), { .status = NEWEL_ANSWER_CANNOT }, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_NONE, 1 },  /* the local judge has */
    { POLICY("allow"), { .status = NEWEL_ANSWER_DENIED }, NEWEL_VERDICT_DENY, NEWEL_CAUSE_RULE, 1 },
    { POLICY("block"), { .word = "hello" }, NEWEL_VERDICT_DENY, NEWEL_CAUSE_RULE, 1 },
    { POLICY("block"), { .word = "zzz" }, NEWEL_VERDICT_ALLOW, NEWEL_CAUSE_NONE, 1 },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    script s = rows[i].s;
    compile(rows[i].on_error);
    const newel_result *result = apply_one(&s, "hello there", NEWEL_SURFACE_USER);
    cr_expect_eq(newel_result_verdict(result), rows[i].verdict, "row %zu", i);
    cr_expect_eq(newel_result_cause(result), rows[i].cause, "row %zu", i);
    cr_expect_eq(newel_result_complete(result), rows[i].complete, "row %zu: complete", i);
    newel_stage stage = newel_result_stage(result, 1);
    cr_expect_eq(stage.failed > 0, rows[i].cause == NEWEL_CAUSE_ESCALATION_FAILED, "row %zu: failed", i);
    cr_expect_eq(stage.error.len > 0 || rows[i].s.status == NEWEL_ANSWER_FAILED, stage.failed > 0, "row %zu: error", i);
  }
}

Test(cascade, segments_are_kept_apart) {
  newel_segment segments[] = { segment_of("be kind", NEWEL_SURFACE_USER, 0), segment_of("from before", NEWEL_SURFACE_HISTORY, 0),
                               segment_of("a tool said hate", NEWEL_SURFACE_TOOL_RESULT, 0),
                               segment_of("the model said", NEWEL_SURFACE_OUTPUT, 0) };
  script s = { .word = "hate", .no_place = 1 };
  compile("escalation: {guardrail: g, on_error: block}\ncontent: {HATE: HIGH}\n");
  const newel_result *result = apply(&s, segments, 4);
  cr_expect_eq(s.asks, 3, "user and history share one, tool_result is asked alone, OUTPUT is another source: %u", s.asks);
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_MODIFY, "a denied tool result is replaced");
  cr_expect_eq(newel_result_segment(result, 0).verdict, NEWEL_VERDICT_ALLOW);
  cr_expect_eq(newel_result_segment(result, 2).verdict, NEWEL_VERDICT_DENY);
}

Test(cascade, grounding_takes_its_context_along) {
  newel_segment segments[] = { segment_of("How high is it?", NEWEL_SURFACE_USER, NEWEL_QUALIFIER_QUERY | NEWEL_QUALIFIER_GUARD_CONTENT),
                               segment_of("The tower is 300 m high.", NEWEL_SURFACE_RETRIEVED, NEWEL_QUALIFIER_GROUNDING_SOURCE),
                               segment_of("It is 400 m high.", NEWEL_SURFACE_OUTPUT, 0) };
  script s = { .word = "400", .no_place = 1 };
  compile("escalation: {guardrail: g, on_error: block}\ngrounding: {GROUNDING: 0.75}\n");
  const newel_result *result = apply(&s, segments, 3);
  cr_expect_str_eq(s.shown, "[It is 400 m high.][How high is it?][The tower is 300 m high.]");
  cr_expect_eq(s.contexts, 2);
  cr_expect_eq(s.source, NEWEL_SOURCE_OUTPUT);
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_DENY);
  s.status = NEWEL_ANSWER_CANNOT;
  result = apply(&s, segments, 3);
  cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_ALLOW);
  cr_expect_eq(newel_result_complete(result), 0, "what a judge cannot judge is unevaluated, not clear");
}

static char *long_text(size_t chars, const char *word, size_t at) {
  char *text = malloc(chars + 1);
  cr_assert_not_null(text);
  for (size_t i = 0; i < chars; i++) text[i] = i % 7 == 6 ? ' ' : (char)('a' + i % 13);
  memcpy(text + at, word, strlen(word));
  text[chars] = '\0';
  return text;
}

Test(cascade, large_texts_are_cut_and_offsets_come_back) {
  compile("escalation: {guardrail: g, on_error: block, when: {pii: [ADDRESS]}}\npii: {ADDRESS: ANONYMIZE}\n");
  for (size_t at = 24700; at < 25200; at += 23) {  /* across the first cut */
    char *text = long_text(60000, "12-High-St", at);
    script s = { .word = "12-High-St" };
    const newel_result *result = apply_one(&s, text, NEWEL_SURFACE_USER);
    cr_expect_eq(s.asks, 3);
    cr_expect_leq(s.longest, 25000u);
    cr_expect_eq(newel_result_segment(result, 0).finding_count, 1, "at %zu: one finding", at);
    newel_finding finding = newel_result_finding(result, 0, 0);
    cr_expect_eq(finding.start, at, "at %zu: %zu", at, finding.start);
    cr_expect_eq(finding.end, at + 10);
    free(text);
  }
}

Test(cascade, cuts_stand_at_the_best_place_and_never_in_a_character) {
  static const struct { const char *text; size_t most, end; } rows[] = {
    { "0123456789", 10, 10 },
    { "aaaa bbbb cccc dddd", 10, 10 },
    { "aaaaa.\nbb ccccccc", 10, 10 },
    { "aaaaaaaaaaaaaaaa", 10, 10 },
    { "aaaaaaaa. bbbbbbbb", 11, 10 },
    { "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 3, 6 },
    { "\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80", 3, 4 },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    cr_expect_eq(nw_cut_end(newel_slice_of(rows[i].text), 0, rows[i].most), rows[i].end, "row %zu: %zu", i,
                 nw_cut_end(newel_slice_of(rows[i].text), 0, rows[i].most));
}

/* ---- streams ---- */

typedef struct streamed { size_t released, asks; newel_verdict verdict; newel_cause cause; char out[32768]; } streamed;

static void stream_text(streamed *to, script *s, const char *text, size_t chunk, uint32_t every) {
  newel_cascade_stream_options options = NEWEL_CASCADE_STREAM_OPTIONS_INIT;
  newel_cascade_stream *stream;
  newel_transport t = transport_of(s);
  const newel_result *result;
  newel_slice released;
  newel_error err;
  size_t len = strlen(text), out = 0;
  options.every_units = every;
  cr_assert_eq(newel_cascade_stream_open(&stream, guard, &t, &options, &err), NEWEL_OK, "%s", err.message);
  for (size_t at = 0; at < len; at += chunk) {
    newel_slice piece = { text + at, len - at < chunk ? len - at : chunk };
    cr_assert_eq(newel_cascade_stream_push(stream, piece, &released, &err), NEWEL_OK, "%s", err.message);
    if (released.len > 0) memcpy(to->out + out, released.data, released.len), out += released.len;
  }
  cr_assert_eq(newel_cascade_stream_finish(stream, &released, &result, &err), NEWEL_OK, "%s", err.message);
  if (released.len > 0) memcpy(to->out + out, released.data, released.len), out += released.len;
  to->out[out] = '\0';
  to->released = out;
  to->asks = s->asks;
  to->verdict = newel_result_verdict(result);
  to->cause = newel_result_cause(result);
  newel_cascade_stream_free(stream);
}

#define STREAM(hold) "escalation: {guardrail: g, on_error: block}\ncontent: {HATE: HIGH}\npii: {EMAIL: ANONYMIZE}\nstream: {hold: " hold "}\n"

Test(cascade, a_stream_asks_at_finish_or_every_so_many_units) {
  char *text = long_text(20000, "hate", 9000);
  static const struct { const char *policy; uint32_t every; const char *word; size_t asks, least, most; newel_verdict verdict; } rows[] = {
    { STREAM("verdict"), 0, "zzz", 1, 20000, 20000, NEWEL_VERDICT_ALLOW },
    { STREAM("verdict"), 0, "hate", 1, 0, 0, NEWEL_VERDICT_DENY },
    { STREAM("verdict"), 4, "zzz", 5, 20000, 20000, NEWEL_VERDICT_ALLOW },
    { STREAM("verdict"), 4, "hate", 3, 0, 0, NEWEL_VERDICT_DENY },
    { STREAM("frontier"), 0, "zzz", 1, 20000, 20000, NEWEL_VERDICT_ALLOW },
    { STREAM("frontier"), 0, "hate", 1, 9000, 19999, NEWEL_VERDICT_DENY },
    { STREAM("frontier"), 4, "hate", 3, 7000, 12999, NEWEL_VERDICT_DENY },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    script s = { .word = rows[i].word };
    static streamed got;
    compile(rows[i].policy);
    stream_text(&got, &s, text, 500, rows[i].every);
    cr_expect_eq(got.verdict, rows[i].verdict, "row %zu", i);
    cr_expect_eq(got.asks, rows[i].asks, "row %zu: %zu asks", i, got.asks);
    cr_expect(got.released >= rows[i].least && got.released <= rows[i].most, "row %zu: released %zu", i, got.released);
    cr_expect_eq(memcmp(got.out, text, got.released), 0, "row %zu: a prefix", i);
  }
  free(text);
}

Test(cascade, a_stream_whose_judge_fails_is_closed) {
  char *text = long_text(9000, "x", 1);
  script s = { .code = NEWEL_E_NETWORK };
  static streamed got;
  compile(STREAM("frontier"));
  stream_text(&got, &s, text, 500, 2);
  cr_expect_eq(got.verdict, NEWEL_VERDICT_DENY);
  cr_expect_eq(got.cause, NEWEL_CAUSE_ESCALATION_FAILED);
  cr_expect_lt(got.released, 2600u, "%zu", got.released);
  cr_expect_eq(got.asks, 1);
  free(text);
}

Test(cascade, a_judge_edits_a_stream) {
  script s = { .word = "blue house" };
  static streamed got;
  compile("escalation: {guardrail: g, on_error: block, when: {pii: [ADDRESS]}}\npii: {EMAIL: ANONYMIZE, ADDRESS: ANONYMIZE}\n");
  stream_text(&got, &s, "mail ana@example.com, at blue house now", 5, 0);
  cr_expect_str_eq(got.out, "mail {EMAIL}, at {ADDRESS} now");
  cr_expect_str_eq(s.shown, "[mail {EMAIL}, at blue house now]");
}
