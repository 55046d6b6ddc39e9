/* guard/apply.c - whole texts: every segment goes through the evaluator as a stream with one chunk. */
#include "base/error.h"
#include "guard/judge_grounding.h"
#include "guard/leak.h"
#include "guard/scratch.h"

static uint64_t now_ns(const newel_scratch *scratch) {
  const newel_engine *engine = scratch->engine;
  return engine->clock_ns == NULL ? 0 : engine->clock_ns(engine->clock_user);
}

static int check_segments(const newel_segment *segments, size_t count, newel_error *err) {
  if (count > NW_LIMIT_SEGMENTS) return nw_fail(err, NEWEL_E_LIMIT, "%zu segments, at most %u", count, NW_LIMIT_SEGMENTS);
  for (size_t i = 0; i < count; i++) {
    const newel_segment *segment = &segments[i];
    if (segment->size != sizeof *segment)
      return nw_fail(err, NEWEL_E_ARGUMENT, "segment %zu: size is %zu, expected %zu", i, segment->size, sizeof *segment);
    if (segment->text.data == NULL && segment->text.len > 0)
      return nw_fail(err, NEWEL_E_ARGUMENT, "segment %zu: text is NULL with a length of %zu", i, segment->text.len);
    if ((unsigned)segment->surface >= NEWEL_SURFACE_COUNT || (unsigned)segment->format > NEWEL_FORMAT_JSON)
      return nw_fail(err, NEWEL_E_ARGUMENT, "segment %zu: surface or format is out of range", i);
  }
  return NEWEL_OK;
}

void nw_seg_build_output(newel_scratch *scratch, size_t index) {
  nw_seg *seg = &scratch->segs.at[index];
  size_t next_edit = 0;
  seg->output_own = seg->edits.count > 0;
  if (!seg->output_own) return;
  seg->output_at = scratch->output.len;
  nw_release(scratch, seg, &next_edit, &scratch->output, seg->text.data, 0, 0, seg->text.len);
  seg->output_len = scratch->output.len - seg->output_at;
  if (scratch->output.failed) scratch->failed = 1;
}

static void judge_segment(newel_scratch *scratch, const newel_segment *segment) {
  size_t index = scratch->segs.count;
  nw_seg *seg = nw_scratch_segment(scratch, segment);
  if (seg == NULL) {
    scratch->failed = 1;
    return;
  }
  newel_scope *scope = scratch->options.scope != NULL ? scratch->options.scope : scratch->own_scope;
  if (seg->judged) {
    nw_eval_begin(&scratch->eval, scratch->guard, scope, index);
    nw_eval_push(&scratch->eval, seg->text.data, 0, seg->text.len, 1);
  } else {
    nw_offsets_move(&seg->end, segment->text.data, segment->text.len, segment->text.len);
  }
  if (scratch->failed) return;
  nw_verdict_segment(scratch, index);
  nw_seg_build_output(scratch, index);
}

int newel_guard_apply(const newel_guard *guard, newel_scratch *scratch, const newel_segment *segments, size_t count,
                      const newel_apply_options *options, const newel_result **result, newel_error *err) {
  nw_error_clear(err);
  if (result != NULL) *result = NULL;
  if (guard == NULL || scratch == NULL || result == NULL || (segments == NULL && count > 0))
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guard_apply: 'guard', 'scratch', 'segments' or 'result' is NULL");
  int code = check_segments(segments, count, err);
  if (code == NEWEL_OK) code = nw_scratch_begin(scratch, guard, options, err);
  if (code == NEWEL_OK && nw_leaks_any(guard)) code = nw_leaks_read(scratch, segments, count, err);
  if (code != NEWEL_OK) return code;
  uint64_t started = now_ns(scratch);
  for (size_t i = 0; i < count && !scratch->failed; i++) judge_segment(scratch, &segments[i]);
  if (guard->relates && !scratch->failed) nw_relations_judge(scratch);
  if (!scratch->failed) nw_verdict_request(scratch);
  scratch->elapsed_ns = now_ns(scratch) - started;
  if (scratch->failed) return nw_fail_nomem(err);
  *result = nw_scratch_result(scratch);
  return NEWEL_OK;
}
