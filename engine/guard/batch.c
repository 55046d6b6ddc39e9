/* guard/batch.c - many texts in one call.
 *
 *   data      "mail ann@example.comhello"      offsets 0 20 25
 *   outcomes  modify, allow
 *   output    "mail {EMAIL}hello"              offsets 0 12 17
 *
 * Every text is a request of its own and goes through newel_guard_apply; what is wanted of its result is copied before the next one
 * takes the scratch. The layout is Arrow's, so that a column goes in and comes out without a copy on the caller's side.
 */
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "guard/scratch.h"

typedef struct batch_run {
  const newel_guard         *guard;
  newel_scratch             *scratch;
  newel_apply_options        apply;
  const newel_batch_options *options;
} batch_run;

static int check_offsets(const int64_t *offsets, size_t count, newel_error *err) {
  if (count > 0 && offsets[0] < 0) return nw_fail(err, NEWEL_E_ARGUMENT, "offset 0 is negative");
  for (size_t i = 0; i < count; i++)
    if (offsets[i + 1] < offsets[i]) return nw_fail(err, NEWEL_E_ARGUMENT, "offset %zu is less than the one before", i + 1);
  return NEWEL_OK;
}

/* Empties what the last batch has left. 0 when there is no memory. */
static int begin(batch_run *run, size_t count) {
  newel_scratch *scratch = run->scratch;
  nw_buf_clear(&scratch->batch_output);
  scratch->batch_output.failed = 0;
  scratch->batch_offsets.count = scratch->batch_findings.count = 0;
  if (!nw_vec_reserve(&scratch->alloc, &scratch->batch_offsets, count + 1)) return 0;
  scratch->batch_offsets.at[scratch->batch_offsets.count++] = 0;
  return 1;
}

/* Copies what is wanted of the result of one text. 0 when there is no memory. */
static int keep(const batch_run *run, const newel_result *result, const newel_segment_result *text) {
  newel_scratch *scratch = run->scratch;
  uint32_t want = run->options->want;
  int output = (want & NEWEL_BATCH_OUTPUTS) != 0 || ((want & NEWEL_BATCH_CHANGED) != 0 && text->verdict != NEWEL_VERDICT_ALLOW);
  if (output) nw_buf_add_slice(&scratch->batch_output, text->output);
  scratch->batch_offsets.at[scratch->batch_offsets.count++] = (int64_t)scratch->batch_output.len;
  if (scratch->batch_output.failed) return 0;
  if ((want & NEWEL_BATCH_FINDINGS) == 0) return 1;
  if (!nw_vec_reserve(&scratch->alloc, &scratch->batch_findings, text->finding_count)) return 0;
  for (size_t i = 0; i < text->finding_count; i++)
    scratch->batch_findings.at[scratch->batch_findings.count++] = newel_result_finding(result, 0, i);
  return 1;
}

static int judge(const batch_run *run, newel_slice text, newel_outcome *outcome, newel_error *err) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  const newel_result *result;
  segment.text = text;
  segment.surface = run->options->surface;
  segment.format = run->options->format;
  int code = newel_guard_apply(run->guard, run->scratch, &segment, 1, &run->apply, &result, err);
  if (code != NEWEL_OK) return code;
  newel_segment_result judged = newel_result_segment(result, 0);
  outcome->verdict = (uint8_t)judged.verdict;
  outcome->cause = (uint8_t)judged.cause;
  outcome->observed = (uint8_t)judged.observed;
  outcome->complete = judged.complete != 0;
  outcome->finding_count = (uint32_t)judged.finding_count;
  return keep(run, result, &judged) ? NEWEL_OK : nw_fail_nomem(err);
}

static void show(const batch_run *run, newel_batch *batch) {
  const newel_scratch *scratch = run->scratch;
  int outputs = (run->options->want & (NEWEL_BATCH_OUTPUTS | NEWEL_BATCH_CHANGED)) != 0;
  batch->output = scratch->batch_output.data;
  batch->output_offsets = outputs ? scratch->batch_offsets.at : NULL;
  batch->findings = scratch->batch_findings.at;
  batch->finding_count = scratch->batch_findings.count;
}

int newel_guard_apply_batch(const newel_guard *guard, newel_scratch *scratch, const char *data, const int64_t *offsets,
                            size_t count, const newel_batch_options *options, newel_outcome *outcomes, newel_batch *batch,
                            newel_error *err) {
  static const newel_batch_options defaults = NEWEL_BATCH_OPTIONS_INIT;
  static const newel_apply_options plain = NEWEL_APPLY_OPTIONS_INIT;
  batch_run run = { guard, scratch, plain, options == NULL ? &defaults : options };
  nw_error_clear(err);
  if (batch != NULL) memset(batch, 0, sizeof *batch);
  if (guard == NULL || scratch == NULL || (count > 0 && (offsets == NULL || outcomes == NULL)))
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guard_apply_batch: 'guard', 'scratch', 'offsets' or 'outcomes' is NULL");
  if (run.options->size != sizeof *run.options)
    return nw_fail(err, NEWEL_E_ARGUMENT, "options.size is %zu, expected %zu", run.options->size, sizeof *run.options);
  int code = check_offsets(offsets, count, err);
  if (code != NEWEL_OK) return code;
  if (data == NULL && count > 0 && offsets[count] > 0)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guard_apply_batch: 'data' is NULL, and there are texts");
  if (!begin(&run, count)) return nw_fail_nomem(err);
  run.apply.scope = run.options->scope;
  run.apply.local = run.options->local;
  for (size_t i = 0; i < count && code == NEWEL_OK; i++) {
    newel_slice text = { data == NULL ? NULL : data + offsets[i], (size_t)(offsets[i + 1] - offsets[i]) };
    code = judge(&run, text, &outcomes[i], err);
  }
  if (code == NEWEL_OK && batch != NULL) show(&run, batch);
  return code;
}
