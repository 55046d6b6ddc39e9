/* regress.c - the runner: parse a case, judge it, compare, count. The caller owns files, order and printing.
 *
 * One arena holds the case and its reasons; it is reset at the next case, so memory stays at the size of the largest case.
 */
#include "newel/regress.h"

#include <stdio.h>

#include "base/engine.h"
#include "base/error.h"
#include "base/slice.h"
#include "regress/case.h"
#include "regress/compare.h"

struct newel_regress {
  nw_alloc          alloc;
  newel_guard      *guard;    /* owned reference */
  newel_scratch    *scratch;
  int               local;
  nw_arena          arena;    /* the case in hand and its reasons */
  nw_buf            work, released;
  nw_reasons        reasons;
  newel_case_counts counts;
};

int newel_regress_open(newel_regress **out, newel_engine *engine, newel_guard *guard, const newel_regress_options *options,
                       newel_error *err) {
  nw_error_clear(err);
  if (out == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_regress_open: 'out' is NULL");
  *out = NULL;
  if (engine == NULL || guard == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_regress_open: 'engine' or 'guard' is NULL");
  if (options != NULL && options->size != sizeof *options)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_regress_open: options.size is %zu, expected %zu", options->size,
                   sizeof *options);
  newel_regress *run = nw_zalloc(&engine->alloc, sizeof *run);
  if (run == NULL) return nw_fail_nomem(err);
  run->alloc = engine->alloc;
  run->local = options != NULL && options->local;
  nw_arena_init(&run->arena, run->alloc);
  nw_buf_init(&run->work, run->alloc);
  nw_buf_init(&run->released, run->alloc);
  run->reasons.arena = &run->arena;
  run->reasons.work = &run->work;
  int code = newel_scratch_open(&run->scratch, engine, err);
  if (code != NEWEL_OK) {
    newel_regress_free(run);
    return code;
  }
  run->guard = newel_guard_ref(guard);
  *out = run;
  return NEWEL_OK;
}

void newel_regress_free(newel_regress *run) {
  if (run == NULL) return;
  nw_alloc alloc = run->alloc;
  newel_scratch_free(run->scratch);
  newel_guard_free(run->guard);
  nw_vec_free(&alloc, &run->reasons.list);
  nw_buf_free(&run->released);
  nw_buf_free(&run->work);
  nw_arena_free(&run->arena);
  nw_free(&alloc, run, sizeof *run);
}

/* ---- one case --------------------------------------------------------------------------------------------- */

static int push_chunks(newel_stream *stream, newel_slice text, size_t chunk_bytes, nw_buf *released, newel_error *err) {
  for (size_t at = 0; at < text.len;) {
    size_t len = text.len - at < chunk_bytes ? text.len - at : chunk_bytes;
    newel_slice out;
    int code = newel_stream_push(stream, nw_slice(text.data + at, len), &out, err);
    if (code != NEWEL_OK) return code;
    nw_buf_add_slice(released, out);
    at += len;
  }
  return NEWEL_OK;
}

/* Judges the case's one text again, as a stream, and compares with `whole`. */
static int check_stream(newel_regress *run, const nw_case *one, const newel_result *whole, newel_error *err) {
  newel_stream_options options = NEWEL_STREAM_OPTIONS_INIT;
  options.surface = one->segments[0].surface;
  options.format = one->segments[0].format;
  options.local = run->local;
  newel_stream *stream;
  const newel_result *streamed;
  newel_slice rest;
  int code = newel_stream_open(&stream, run->guard, &options, err);
  if (code != NEWEL_OK) return code;
  nw_buf_clear(&run->released);
  code = push_chunks(stream, one->segments[0].text, one->chunk_bytes, &run->released, err);
  if (code == NEWEL_OK) code = newel_stream_finish(stream, &rest, &streamed, err);
  if (code != NEWEL_OK) goto done;
  nw_buf_add_slice(&run->released, rest);
  if (run->released.failed) code = nw_fail_nomem(err);
  else nw_compare_stream(&run->reasons, one->chunk_bytes, whole, streamed, nw_buf_slice(&run->released));
done:
  newel_stream_free(stream);
  return code;
}

static int judge(newel_regress *run, const nw_case *one, newel_error *err) {
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  options.local = run->local;
  const newel_result *result;
  int code = newel_guard_apply(run->guard, run->scratch, one->segments, one->segment_count, &options, &result, err);
  if (code != NEWEL_OK) return code;
  if (!one->single) nw_compare_request(&run->reasons, &one->request, result);
  for (size_t i = 0; i < one->segment_count; i++) {
    char place[40] = "";
    if (!one->single) (void)snprintf(place, sizeof place, "segments[%zu].", i);
    nw_compare_segment(&run->reasons, place, &one->expects[i], result, i);
  }
  if (one->single) code = check_stream(run, one, result, err);
  return code == NEWEL_OK && run->reasons.failed ? nw_fail_nomem(err) : code;
}

int newel_regress_case(newel_regress *run, newel_slice line, newel_case_result *result, newel_error *err) {
  nw_error_clear(err);
  if (run == NULL || result == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_regress_case: 'run' or 'result' is NULL");
  *result = (newel_case_result){0};
  nw_arena_reset(&run->arena);
  nw_buf_clear(&run->work);
  run->reasons.list.count = 0;
  run->reasons.failed = 0;
  nw_case one;
  int code = nw_case_parse(&one, &run->arena, line, err);
  int skipped = code == NEWEL_OK && one.skip.data != NULL;
  if (code == NEWEL_OK && !skipped) code = judge(run, &one, err);
  if (code != NEWEL_OK) {
    run->reasons.list.count = 0;
    return code;
  }
  result->id = one.id;
  result->note = skipped ? one.skip : one.note;
  result->reason_count = run->reasons.list.count;
  result->status = skipped ? NEWEL_CASE_SKIPPED : result->reason_count > 0 ? NEWEL_CASE_FAILED : NEWEL_CASE_PASSED;
  if (skipped) run->counts.skipped++;
  else if (result->status == NEWEL_CASE_FAILED) run->counts.failed++;
  else run->counts.passed++;
  return NEWEL_OK;
}

newel_case_reason newel_regress_reason(const newel_regress *run, size_t index) {
  newel_case_reason none = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
  return run != NULL && index < run->reasons.list.count ? run->reasons.list.at[index] : none;
}

newel_case_counts newel_regress_counts(const newel_regress *run) {
  newel_case_counts none = {0, 0, 0};
  return run != NULL ? run->counts : none;
}
