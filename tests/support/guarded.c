#include "guarded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"

static void need(int code, const char *what, const newel_error *err) {
  if (code == NEWEL_OK) return;
  (void)fprintf(stderr, "%s: %s\n", what, err->message);
  abort();
}

void guarded_start(guarded *it) {
  newel_error err;
  newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
  options.key = newel_slice_of("sixteen bytes or more");
  need(newel_engine_open(&it->engine, &options, &err), "engine", &err);
  need(newel_scratch_open(&it->scratch, it->engine, &err), "scratch", &err);
  it->guard = NULL;
}

/* Frees the policy. */
static void compile(guarded *it, newel_policy *policy) {
  newel_error err;
  newel_guard_free(it->guard);
  need(newel_guard_compile(&it->guard, policy, NULL, &err), "guard", &err);
  newel_policy_free(policy);
}

void guarded_open(guarded *it, const char *rules) {
  newel_policy *policy;
  newel_error err;
  guarded_start(it);
  if (rules == NULL) need(newel_policy_all(&policy, it->engine, &err), "policy", &err);
  else need(newel_policy_parse(&policy, it->engine, newel_slice_of(rules), NULL, NULL, &err), "policy", &err);
  compile(it, policy);
}

void guarded_rules(guarded *it, const char *rules) {
  newel_policy *policy;
  newel_error err;
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL));
  nw_buf_add_text(&text, "newel: 1\nname: test\nmessages: {input: no input, output: no output}\n");
  nw_buf_add_text(&text, rules);
  need(newel_policy_parse(&policy, it->engine, nw_buf_slice(&text), NULL, NULL, &err), rules, &err);
  nw_buf_free(&text);
  compile(it, policy);
}

void guarded_close(guarded *it) {
  newel_guard_free(it->guard);
  newel_scratch_free(it->scratch);
  newel_engine_free(it->engine);
}

const newel_result *guarded_whole(const guarded *it, newel_slice text, newel_format format) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  const newel_result *result;
  newel_error err;
  segment.text = text;
  segment.surface = NEWEL_SURFACE_OUTPUT;
  segment.format = format;
  need(newel_guard_apply(it->guard, it->scratch, &segment, 1, NULL, &result, &err), "apply", &err);
  return result;
}

newel_stream *guarded_stream(const guarded *it, newel_slice text, newel_format format, size_t chunk, nw_buf *released,
                             const newel_result **result) {
  newel_stream_options options = NEWEL_STREAM_OPTIONS_INIT;
  newel_stream *stream;
  newel_slice out;
  newel_error err;
  options.surface = NEWEL_SURFACE_OUTPUT;
  options.format = format;
  nw_buf_clear(released);
  need(newel_stream_open(&stream, it->guard, &options, &err), "open", &err);
  for (size_t at = 0, turn = 0; at < text.len; turn++) {
    size_t len = turn % 10 == 9 ? 0 : chunk;
    if (len > text.len - at) len = text.len - at;
    need(newel_stream_push(stream, nw_slice(text.data + at, len), &out, &err), "push", &err);
    nw_buf_add_slice(released, out);
    at += len;
  }
  need(newel_stream_finish(stream, &out, result, &err), "finish", &err);
  nw_buf_add_slice(released, out);
  return stream;
}

void guarded_trace(const guarded *it, const newel_result *result, nw_buf *out) {
  newel_error err;
  nw_buf_clear(out);
  need(newel_trace_write(it->guard, result, NULL, nw_buf_write, out, &err), "trace", &err);
  nw_buf_add_char(out, '\0');
  out->len--;
}

int guarded_names_limit(const nw_buf *trace, const char *limit) {
  char member[64];
  (void)snprintf(member, sizeof member, "\"limit\":\"%s\"", limit);
  return strstr(trace->data, member) != NULL;
}
