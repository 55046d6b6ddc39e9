/* cloud/around.c - see cli/cloud/around.h. */
#include "cli/cloud/around.h"

#include "base/slice.h"

int nw_around_open(nw_around *a, nw_cli *cli) {
  newel_error err;
  a->cli = cli;
  int code = nw_load(cli, &a->loaded);
  if (code == 0 && newel_guard_escalates(a->loaded.guard) && !nw_given(cli, NW_OPT_LOCAL))
    code = nw_escalation_open(&a->escalation, cli, a->loaded.engine);
  if (code == 0 && newel_scratch_open(&a->scratch, a->loaded.engine, &err) != NEWEL_OK) code = nw_say_error(&err);
  return code;
}

void nw_around_close(nw_around *a) {
  newel_cascade_stream_free(a->asking);
  newel_stream_free(a->plain);
  newel_scratch_free(a->scratch);
  nw_escalation_close(&a->escalation);
  nw_unload(&a->loaded);
}

static int put(nw_buf *out, newel_slice text) {
  nw_buf_clear(out);
  nw_buf_add_slice(out, text);
  return out->failed ? nw_say("out of memory") : 0;
}

static int apply(nw_around *a, const newel_segment *segments, size_t count, const newel_result **result, newel_error *err) {
  newel_apply_options apply = NEWEL_APPLY_OPTIONS_INIT;
  newel_cascade_options cascade = NEWEL_CASCADE_OPTIONS_INIT;
  apply.local = nw_given(a->cli, NW_OPT_LOCAL);
  if (a->system != NULL) apply.system_prompt = nw_buf_slice(a->system);
  cascade.apply = &apply;
  cascade.deadline_ms = a->escalation.deadline_ms;
  if (!a->escalation.open) return newel_guard_apply(a->loaded.guard, a->scratch, segments, count, &apply, result, err);
  return newel_cascade_apply(a->loaded.guard, a->scratch, &a->escalation.transport, segments, count, &cascade, result, err);
}

int nw_around_input(nw_around *a, nw_buf *system, nw_buf *text) {
  newel_segment segments[2] = { NEWEL_SEGMENT_INIT, NEWEL_SEGMENT_INIT };
  const newel_result *result;
  newel_error err;
  a->system = system;
  segments[0].surface = NEWEL_SURFACE_SYSTEM;
  segments[0].text = nw_buf_slice(system);
  segments[1].surface = NEWEL_SURFACE_USER;
  segments[1].text = nw_buf_slice(text);
  if (apply(a, segments, 2, &result, &err) != NEWEL_OK) return nw_say_error(&err);
  int denied = newel_result_verdict(result) == NEWEL_VERDICT_DENY;
  newel_segment_result one = newel_result_segment(result, 0), two = newel_result_segment(result, 1);
  if (denied) return put(text, one.verdict == NEWEL_VERDICT_DENY ? one.output : two.output) == 0 ? NW_EXIT_DENIED : NW_EXIT_ERROR;
  int code = system->len > 0 ? put(system, one.output) : 0;
  return code == 0 ? put(text, two.output) : code;
}

int nw_around_answer(nw_around *a, nw_buf *text) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  const newel_result *result;
  newel_error err;
  segment.surface = NEWEL_SURFACE_OUTPUT;
  segment.text = nw_buf_slice(text);
  if (apply(a, &segment, 1, &result, &err) != NEWEL_OK) return nw_say_error(&err);
  if (put(text, newel_result_segment(result, 0).output) != 0) return NW_EXIT_ERROR;
  return newel_result_verdict(result) == NEWEL_VERDICT_DENY ? NW_EXIT_DENIED : 0;
}

static int open_answer(nw_around *a, newel_error *err) {
  newel_stream_options stream = NEWEL_STREAM_OPTIONS_INIT;
  newel_cascade_stream_options options = NEWEL_CASCADE_STREAM_OPTIONS_INIT;
  stream.local = nw_given(a->cli, NW_OPT_LOCAL);
  if (a->system != NULL) stream.system_prompt = nw_buf_slice(a->system);
  options.stream = &stream;
  options.deadline_ms = a->escalation.deadline_ms;
  if (a->asking != NULL || a->plain != NULL) return NEWEL_OK;
  if (!a->escalation.open) return newel_stream_open(&a->plain, a->loaded.guard, &stream, err);
  return newel_cascade_stream_open(&a->asking, a->loaded.guard, &a->escalation.transport, &options, err);
}

int nw_around_push(nw_around *a, newel_slice piece, newel_slice *released) {
  newel_error err;
  *released = newel_slice_of(NULL);
  int code = open_answer(a, &err);
  if (code == NEWEL_OK)
    code = a->asking != NULL ? newel_cascade_stream_push(a->asking, piece, released, &err)
                             : newel_stream_push(a->plain, piece, released, &err);
  return code == NEWEL_OK ? 0 : nw_say_error(&err);
}

int nw_around_finish(nw_around *a, newel_slice *released) {
  const newel_result *result = NULL;
  newel_error err;
  *released = newel_slice_of(NULL);
  int code = open_answer(a, &err);
  if (code == NEWEL_OK)
    code = a->asking != NULL ? newel_cascade_stream_finish(a->asking, released, &result, &err)
                             : newel_stream_finish(a->plain, released, &result, &err);
  if (code != NEWEL_OK) return nw_say_error(&err);
  if (newel_result_verdict(result) != NEWEL_VERDICT_DENY) return 0;
  *released = newel_result_segment(result, 0).output;
  return NW_EXIT_DENIED;
}
