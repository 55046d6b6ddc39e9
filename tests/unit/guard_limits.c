/* The limits that a guard meets while it judges, at L - 1, L and L + 1: what is hit is in the trace and follows on_incomplete. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/slice.h"
#include "newel/newel.h"

static newel_engine *engine;
static newel_scratch *scratch;

static newel_guard *compile(const char *text) {
  newel_policy *policy;
  newel_guard *guard;
  newel_error err;
  cr_assert_eq(newel_policy_parse(&policy, engine, newel_slice_of(text), NULL, NULL, &err), NEWEL_OK, "%s", err.message);
  cr_assert_eq(newel_guard_compile(&guard, policy, NULL, &err), NEWEL_OK, "%s", err.message);
  newel_policy_free(policy);
  return guard;
}

static void setup(void) {
  cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  cr_assert_eq(newel_scratch_open(&scratch, engine, NULL), NEWEL_OK);
}

static void teardown(void) {
  newel_scratch_free(scratch);
  newel_engine_free(engine);
}

TestSuite(guard_limits, .init = setup, .fini = teardown, .timeout = 120);

/* `count` times `piece`. */
static char *repeat(const char *piece, size_t count) {
  size_t len = strlen(piece);
  char *text = malloc(count * len + 1);
  cr_assert_not_null(text);
  for (size_t i = 0; i < count; i++) memcpy(text + i * len, piece, len);
  text[count * len] = '\0';
  return text;
}

/* Does the trace hold the text? */
static int trace_holds(const newel_guard *guard, const newel_result *result, const char *member) {
  nw_buf trace;
  nw_buf_init(&trace, nw_alloc_of(NULL));
  cr_assert_eq(newel_trace_write(guard, result, NULL, nw_buf_write, &trace, NULL), NEWEL_OK);
  nw_buf_add_char(&trace, '\0');
  int named = strstr(trace.data, member) != NULL;
  nw_buf_free(&trace);
  return named;
}

static int trace_names(const newel_guard *guard, const newel_result *result, const char *limit) {
  char member[64];
  (void)snprintf(member, sizeof member, "\"limit\":\"%s\"", limit);
  return trace_holds(guard, result, member);
}

/* One text, one limit, two rules: both are told. */
Test(guard_limits, each_rule_that_hit_a_limit_is_named) {
  newel_guard *guard = compile("newel: 1\nname: n\nregexes: {first: {pattern: 'a[^b]*b', action: BLOCK}, "
                               "second: {pattern: 'a[^d]*d', action: BLOCK}}\n");
  newel_segment segment = NEWEL_SEGMENT_INIT;
  const newel_result *result;
  char *text = repeat("c", 30000);
  text[10] = 'a';
  text[29000] = 'b';
  text[29001] = 'd';
  segment.text = newel_slice_of(text);
  cr_assert_eq(newel_guard_apply(guard, scratch, &segment, 1, NULL, &result, NULL), NEWEL_OK);
  cr_expect(trace_holds(guard, result, "[{\"limit\":\"REGEX_LOOKAHEAD_BYTES\",\"rule\":\"regexes.first\"},"
                                       "{\"limit\":\"REGEX_LOOKAHEAD_BYTES\",\"rule\":\"regexes.second\"}]"));
  newel_guard_free(guard);
  free(text);
}

Test(guard_limits, findings) {
  newel_guard *guard = compile("newel: 1\nname: n\nwords: {w: {list: [x], action: NONE}}\n");
  newel_guard *open = compile("newel: 1\nname: n\non_incomplete: allow\nwords: {w: {list: [x], action: NONE}}\n");
  for (size_t extra = 0; extra < 2; extra++) {
    newel_segment segment = NEWEL_SEGMENT_INIT;
    const newel_result *result;
    char *text = repeat("x ", NW_LIMIT_FINDINGS + extra);
    segment.text = newel_slice_of(text);
    cr_assert_eq(newel_guard_apply(guard, scratch, &segment, 1, NULL, &result, NULL), NEWEL_OK);
    cr_expect_eq(newel_result_segment(result, 0).finding_count, NW_LIMIT_FINDINGS);
    cr_expect_eq(newel_result_verdict(result), extra ? NEWEL_VERDICT_DENY : NEWEL_VERDICT_ALLOW);
    cr_expect_eq(newel_result_cause(result), extra ? NEWEL_CAUSE_INCOMPLETE : NEWEL_CAUSE_NONE);
    cr_expect_eq(newel_result_complete(result), extra == 0);
    cr_assert_eq(newel_guard_apply(open, scratch, &segment, 1, NULL, &result, NULL), NEWEL_OK);
    cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_ALLOW);
    cr_expect_eq(newel_result_complete(result), extra == 0);
    free(text);
  }
  newel_guard_free(guard);
  newel_guard_free(open);
}

Test(guard_limits, segments) {
  newel_guard *guard = compile("newel: 1\nname: n\npii: {EMAIL: BLOCK}\n");
  newel_segment one = NEWEL_SEGMENT_INIT;
  const newel_result *result;
  newel_error err;
  newel_segment *segments = malloc((NW_LIMIT_SEGMENTS + 1) * sizeof *segments);
  cr_assert_not_null(segments);
  for (size_t i = 0; i <= NW_LIMIT_SEGMENTS; i++) segments[i] = one;
  cr_expect_eq(newel_guard_apply(guard, scratch, segments, NW_LIMIT_SEGMENTS, NULL, &result, &err), NEWEL_OK);
  cr_expect_eq(newel_guard_apply(guard, scratch, segments, NW_LIMIT_SEGMENTS + 1, NULL, &result, &err), NEWEL_E_LIMIT);
  cr_expect_null(result);
  free(segments);
  newel_guard_free(guard);
}

/* What a stream may hold back, under `hold: verdict`. */
static void held(const char *policy, size_t bytes, newel_verdict verdict, int complete) {
  newel_guard *guard = compile(policy);
  newel_stream *stream;
  newel_slice released;
  const newel_result *result;
  char *text = repeat("lorem ip", 1 << 17);  /* 1 MiB */
  size_t given = 0;
  cr_assert_eq(newel_stream_open(&stream, guard, NULL, NULL), NEWEL_OK);
  for (size_t left = bytes; left > 0;) {
    size_t len = left < 1u << 20 ? left : 1u << 20;
    cr_assert_eq(newel_stream_push(stream, nw_slice(text, len), &released, NULL), NEWEL_OK);
    given += released.len;
    left -= len;
  }
  cr_assert_eq(newel_stream_finish(stream, &released, &result, NULL), NEWEL_OK);
  given += released.len;
  cr_expect_eq(newel_result_verdict(result), verdict, "%zu bytes", bytes);
  cr_expect_eq(newel_result_complete(result), complete, "%zu bytes", bytes);
  cr_expect_eq(given, verdict == NEWEL_VERDICT_DENY ? 0 : bytes, "%zu of %zu bytes", given, bytes);
  if (!complete) cr_expect(trace_names(guard, result, "stream_held_bytes") || trace_names(guard, result, "STREAM_HELD_BYTES"));
  newel_stream_free(stream);
  newel_guard_free(guard);
  free(text);
}

Test(guard_limits, what_a_stream_holds) {
  static const char closed[] = "newel: 1\nname: n\nstream: {hold: verdict}\npii: {EMAIL: BLOCK}\n";
  static const char open[] = "newel: 1\nname: n\nstream: {hold: verdict}\non_incomplete: allow\npii: {EMAIL: BLOCK}\n";
  held(closed, NW_LIMIT_STREAM_HELD_BYTES - 1, NEWEL_VERDICT_ALLOW, 1);
  held(closed, NW_LIMIT_STREAM_HELD_BYTES, NEWEL_VERDICT_ALLOW, 1);
  held(closed, NW_LIMIT_STREAM_HELD_BYTES + 1, NEWEL_VERDICT_DENY, 0);
  held(open, NW_LIMIT_STREAM_HELD_BYTES + 1, NEWEL_VERDICT_ALLOW, 0);
}

/* Levels of a JSON document: one more, and the rest is text and the segment incomplete. */
Test(guard_limits, json_depth) {
  newel_guard *guard = compile("newel: 1\nname: n\non_incomplete: allow\npii: {EMAIL: ANONYMIZE}\n");
  for (unsigned depth = NW_LIMIT_JSON_DEPTH - 1; depth <= NW_LIMIT_JSON_DEPTH + 1; depth++) {
    newel_segment segment = NEWEL_SEGMENT_INIT;
    const newel_result *result;
    nw_buf text;
    nw_buf_init(&text, nw_alloc_of(NULL));
    for (unsigned i = 0; i < depth; i++) nw_buf_add_char(&text, '[');
    nw_buf_add_text(&text, "\"a@example.com\"");
    for (unsigned i = 0; i < depth; i++) nw_buf_add_char(&text, ']');
    segment.text = nw_buf_slice(&text);
    segment.format = NEWEL_FORMAT_JSON;
    cr_assert_eq(newel_guard_apply(guard, scratch, &segment, 1, NULL, &result, NULL), NEWEL_OK);
    cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_MODIFY, "depth %u", depth);
    cr_expect_eq(newel_result_complete(result), depth <= NW_LIMIT_JSON_DEPTH, "depth %u", depth);
    cr_expect_eq(trace_names(guard, result, "JSON_DEPTH"), depth > NW_LIMIT_JSON_DEPTH, "depth %u", depth);
    nw_buf_free(&text);
  }
  newel_guard_free(guard);
}

/* A number of more bytes, and the rest is text. */
Test(guard_limits, json_number) {
  newel_guard *guard = compile("newel: 1\nname: n\non_incomplete: allow\npii: {EMAIL: ANONYMIZE}\n");
  for (size_t len = NW_LIMIT_JSON_NUMBER_BYTES - 1; len <= NW_LIMIT_JSON_NUMBER_BYTES + 1; len++) {
    newel_segment segment = NEWEL_SEGMENT_INIT;
    const newel_result *result;
    nw_buf text;
    nw_buf_init(&text, nw_alloc_of(NULL));
    nw_buf_add_text(&text, "[");
    for (size_t i = 0; i < len; i++) nw_buf_add_char(&text, '7');
    nw_buf_add_text(&text, ", \"a@example.com\"]");
    segment.text = nw_buf_slice(&text);
    segment.format = NEWEL_FORMAT_JSON;
    cr_assert_eq(newel_guard_apply(guard, scratch, &segment, 1, NULL, &result, NULL), NEWEL_OK);
    cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_MODIFY, "%zu digits", len);
    cr_expect_eq(newel_result_complete(result), len <= NW_LIMIT_JSON_NUMBER_BYTES, "%zu digits", len);
    cr_expect_eq(trace_names(guard, result, "JSON_NUMBER_BYTES"), len > NW_LIMIT_JSON_NUMBER_BYTES, "%zu digits", len);
    nw_buf_free(&text);
  }
  newel_guard_free(guard);
}

/* Of a long key the tail is context. */
Test(guard_limits, json_key) {
  newel_guard *guard = compile("newel: 1\nname: n\npii: {US_SOCIAL_SECURITY_NUMBER: BLOCK}\n");
  for (size_t len = NW_LIMIT_JSON_KEY_BYTES - 1; len <= NW_LIMIT_JSON_KEY_BYTES + 1; len++) {
    newel_segment segment = NEWEL_SEGMENT_INIT;
    const newel_result *result;
    nw_buf text;
    nw_buf_init(&text, nw_alloc_of(NULL));
    nw_buf_add_text(&text, "{\"");
    for (size_t i = 4; i < len; i++) nw_buf_add_char(&text, 'k');
    nw_buf_add_text(&text, " ssn\":\"123456789\"}");
    segment.text = nw_buf_slice(&text);
    segment.format = NEWEL_FORMAT_JSON;
    cr_assert_eq(newel_guard_apply(guard, scratch, &segment, 1, NULL, &result, NULL), NEWEL_OK);
    cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_DENY, "key of %zu bytes", len);
    nw_buf_free(&text);
  }
  newel_guard_free(guard);
}
