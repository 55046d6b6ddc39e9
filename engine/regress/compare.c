/* compare.c - a difference is three short texts: what, expected, actual.
 *
 *   spans    EMAIL 9..25            PHONE 3..15        (only what the other side lacks)
 *   output   …"to {EMAIL} now"      …"to {PHONE} now"  (from shortly before the first byte that differs)
 */
#include "regress/compare.h"

#include <inttypes.h>
#include <string.h>

#include "base/slice.h"
#include "json/writer.h"

enum { EXCERPT_BEFORE = 16, EXCERPT_BYTES = 60, LISTED_MAX = 8 };

/* ---- collecting ------------------------------------------------------------------------------------------- */

static newel_slice keep(nw_reasons *reasons, newel_slice text) {
  newel_slice copy = nw_arena_copy(reasons->arena, text);
  if (copy.data == NULL) reasons->failed = 1;
  return copy;
}

/* What `work` holds now, kept; clears `work`. */
static newel_slice keep_work(nw_reasons *reasons) {
  if (reasons->work->failed) reasons->failed = 1;
  newel_slice copy = keep(reasons, nw_buf_slice(reasons->work));
  nw_buf_clear(reasons->work);
  return copy;
}

static newel_slice what_of(nw_reasons *reasons, const char *place, const char *name) {
  nw_buf_addf(reasons->work, "%s%s", place, name);
  return keep_work(reasons);
}

static void add(nw_reasons *reasons, newel_slice what, newel_slice expected, newel_slice actual) {
  newel_case_reason reason = {what, expected, actual};
  if (!reasons->failed && !nw_vec_push(&reasons->arena->alloc, &reasons->list, reason)) reasons->failed = 1;
}

static void add_words(nw_reasons *reasons, const char *place, const char *name, const char *expected, const char *actual) {
  add(reasons, what_of(reasons, place, name), newel_slice_of(expected), newel_slice_of(actual));
}

static void add_numbers(nw_reasons *reasons, newel_slice what, const char *unit, size_t expected, size_t actual) {
  nw_buf_addf(reasons->work, "%zu %s", expected, unit);
  newel_slice left = keep_work(reasons);
  nw_buf_addf(reasons->work, "%zu %s", actual, unit);
  add(reasons, what, left, keep_work(reasons));
}

/* ---- texts ------------------------------------------------------------------------------------------------ */

static size_t common_prefix(newel_slice a, newel_slice b) {
  size_t len = a.len < b.len ? a.len : b.len, at = 0;
  while (at < len && a.data[at] == b.data[at]) at++;
  return at;
}

static int is_inside_sequence(char c) { return ((unsigned char)c & 0xC0u) == 0x80u; }

/* A quoted piece of `text` around `at`, with "…" where something is left out; cut between UTF-8 sequences. */
static newel_slice excerpt(nw_reasons *reasons, newel_slice text, size_t at) {
  size_t start = at > EXCERPT_BEFORE ? at - EXCERPT_BEFORE : 0;
  while (start > 0 && start < text.len && is_inside_sequence(text.data[start])) start--;
  size_t end = text.len - start > EXCERPT_BYTES ? start + EXCERPT_BYTES : text.len;
  while (end > start && end < text.len && is_inside_sequence(text.data[end])) end--;
  if (start > 0) nw_buf_add_text(reasons->work, "…");
  nw_buf_add_char(reasons->work, '"');
  if (end > start) nw_json_escape(reasons->work, nw_slice(text.data + start, end - start));
  nw_buf_add_char(reasons->work, '"');
  if (end < text.len) nw_buf_add_text(reasons->work, "…");
  return keep_work(reasons);
}

static void compare_output(nw_reasons *reasons, newel_slice what, newel_slice expected, newel_slice actual) {
  if (nw_slice_eq(expected, actual)) return;
  size_t at = common_prefix(expected, actual);
  newel_slice left = excerpt(reasons, expected, at);
  add(reasons, what, left, excerpt(reasons, actual, at));
}

/* ---- findings --------------------------------------------------------------------------------------------- */

typedef struct span_list { nw_case_span *at; size_t count; } span_list;

/* The findings that a case talks of, sorted, each once. */
static span_list found_spans(nw_reasons *reasons, const newel_result *result, size_t segment) {
  size_t total = newel_result_segment(result, segment).finding_count;
  span_list list = {nw_arena_alloc(reasons->arena, total * sizeof *list.at), 0};
  if (list.at == NULL) {
    reasons->failed = 1;
    return list;
  }
  for (size_t i = 0; i < total; i++) {
    newel_finding finding = newel_result_finding(result, segment, i);
    if (finding.band != NEWEL_BAND_HIT || finding.exempt) continue;
    list.at[list.count++] = (nw_case_span){finding.start, finding.end, finding.type};
  }
  list.count = nw_case_sort_spans(list.at, list.count);
  return list;
}

static int has_span(span_list list, const nw_case_span *wanted) {
  for (size_t i = 0; i < list.count; i++) {
    const nw_case_span *span = &list.at[i];
    if (span->start == wanted->start && span->end == wanted->end && nw_slice_eq(span->type, wanted->type)) return 1;
  }
  return 0;
}

/* Renders the spans of `list` that `other` lacks, "EMAIL 9..25, PHONE 30..42"; "nothing more" when there is none. */
static newel_slice spans_without(nw_reasons *reasons, span_list list, span_list other) {
  size_t listed = 0, left_out = 0;
  for (size_t i = 0; i < list.count; i++) {
    const nw_case_span *span = &list.at[i];
    if (has_span(other, span)) continue;
    if (listed == LISTED_MAX) {
      left_out++;
      continue;
    }
    if (listed++ > 0) nw_buf_add_text(reasons->work, ", ");
    nw_json_escape(reasons->work, span->type);
    nw_buf_addf(reasons->work, " %zu..%zu", span->start, span->end);
  }
  if (left_out > 0) nw_buf_addf(reasons->work, " and %zu more", left_out);
  if (listed == 0) nw_buf_add_text(reasons->work, list.count == 0 ? "none" : "nothing more");
  return keep_work(reasons);
}

static void compare_spans(nw_reasons *reasons, const char *place, const nw_case_expect *expect, const newel_result *result,
                          size_t segment) {
  span_list wanted = {expect->spans, expect->span_count}, found = found_spans(reasons, result, segment);
  int same = wanted.count == found.count;
  for (size_t i = 0; same && i < wanted.count; i++) same = has_span(found, &wanted.at[i]);
  if (same || reasons->failed) return;
  newel_slice missing = spans_without(reasons, wanted, found);
  newel_slice surplus = spans_without(reasons, found, wanted);
  add(reasons, what_of(reasons, place, "spans"), missing, surplus);
}

static newel_slice join_types(nw_reasons *reasons, const newel_slice *types, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (i > 0) nw_buf_add_text(reasons->work, ", ");
    nw_json_escape(reasons->work, types[i]);
  }
  if (count == 0) nw_buf_add_text(reasons->work, "none");
  return keep_work(reasons);
}

static void compare_types(nw_reasons *reasons, const char *place, const nw_case_expect *expect, const newel_result *result,
                          size_t segment) {
  span_list found = found_spans(reasons, result, segment);
  newel_slice *types = nw_arena_alloc(reasons->arena, found.count * sizeof *types);
  if (types == NULL) reasons->failed = 1;
  if (reasons->failed) return;
  for (size_t i = 0; i < found.count; i++) types[i] = found.at[i].type;
  size_t count = nw_case_sort_types(types, found.count);
  int same = count == expect->type_count;
  for (size_t i = 0; same && i < count; i++) same = nw_slice_eq(types[i], expect->types[i]);
  if (same) return;
  newel_slice wanted = join_types(reasons, expect->types, expect->type_count);
  add(reasons, what_of(reasons, place, "types"), wanted, join_types(reasons, types, count));
}

static void compare_any(nw_reasons *reasons, const char *place, const nw_case_expect *expect, const newel_result *result,
                        size_t segment) {
  span_list found = found_spans(reasons, result, segment), nothing = {NULL, 0};
  if (reasons->failed || (found.count > 0) == (expect->any != 0)) return;
  newel_slice actual = found.count == 0 ? NW_LIT("nothing") : spans_without(reasons, found, nothing);
  add(reasons, what_of(reasons, place, "any"), expect->any ? NW_LIT("a finding") : NW_LIT("no finding"), actual);
}

/* ---- the three comparisons -------------------------------------------------------------------------------- */

static const char *truth(int value) { return value ? "true" : "false"; }

void nw_compare_segment(nw_reasons *reasons, const char *place, const nw_case_expect *expect, const newel_result *result,
                        size_t segment) {
  newel_segment_result actual = newel_result_segment(result, segment);
  if (expect->has_verdict && expect->verdict != actual.verdict)
    add_words(reasons, place, "verdict", newel_verdict_name(expect->verdict), newel_verdict_name(actual.verdict));
  if (expect->has_complete && expect->complete != (actual.complete != 0))
    add_words(reasons, place, "complete", truth(expect->complete), truth(actual.complete));
  if (expect->has_spans) compare_spans(reasons, place, expect, result, segment);
  if (expect->has_types) compare_types(reasons, place, expect, result, segment);
  if (expect->has_any) compare_any(reasons, place, expect, result, segment);
  if (expect->has_output) compare_output(reasons, what_of(reasons, place, "output"), expect->output, actual.output);
}

void nw_compare_stages(nw_reasons *reasons, const char *place, const newel_result *result) {
  for (size_t i = 0; i < newel_result_stage_count(result); i++) {
    newel_stage stage = newel_result_stage(result, i);
    if (stage.failed == 0) continue;
    nw_buf_addf(reasons->work, "no answer to %u of %u: ", stage.failed, stage.questions);
    nw_buf_add_slice(reasons->work, stage.error);
    newel_slice actual = keep_work(reasons);
    add(reasons, what_of(reasons, place, "escalation"), NW_LIT("an answer"), actual);
  }
}

void nw_compare_request(nw_reasons *reasons, const nw_case_expect *expect, newel_verdict verdict, int complete) {
  if (expect->has_verdict && expect->verdict != verdict)
    add_words(reasons, "", "verdict of the request", newel_verdict_name(expect->verdict), newel_verdict_name(verdict));
  if (expect->has_complete && expect->complete != complete)
    add_words(reasons, "", "complete of the request", truth(expect->complete), truth(complete));
}

static int same_finding(const newel_finding *a, const newel_finding *b) {
  return a->rule == b->rule && a->action == b->action && a->band == b->band && a->observe == b->observe &&
         a->exempt == b->exempt && a->score_ppm == b->score_ppm && a->start == b->start && a->end == b->end &&
         a->start_char == b->start_char && a->end_char == b->end_char && a->start_utf16 == b->start_utf16 &&
         a->end_utf16 == b->end_utf16 && a->edit == b->edit && nw_slice_eq(a->type, b->type) &&
         nw_slice_eq(a->validator, b->validator);
}

static newel_slice describe_finding(nw_reasons *reasons, const newel_finding *finding) {
  nw_json_escape(reasons->work, finding->type);
  nw_buf_addf(reasons->work, " %zu..%zu %s, score %" PRIu32 " ppm", finding->start, finding->end,
              newel_action_name(finding->action), finding->score_ppm);
  return keep_work(reasons);
}

/* 1 when a difference was added. */
static int differ_in_findings(nw_reasons *reasons, newel_slice what, const newel_result *whole, const newel_result *streamed) {
  size_t count = newel_result_segment(whole, 0).finding_count, other = newel_result_segment(streamed, 0).finding_count;
  for (size_t i = 0; i < count && i < other; i++) {
    newel_finding a = newel_result_finding(whole, 0, i), b = newel_result_finding(streamed, 0, i);
    if (same_finding(&a, &b)) continue;
    newel_slice left = describe_finding(reasons, &a);
    add(reasons, what, left, describe_finding(reasons, &b));
    return 1;
  }
  if (count != other) add_numbers(reasons, what, "findings", count, other);
  return count != other;
}

static int differ_in_edits(nw_reasons *reasons, newel_slice what, const newel_result *whole, const newel_result *streamed) {
  size_t count = newel_result_edit_count(whole, 0), other = newel_result_edit_count(streamed, 0);
  if (count != other) {
    add_numbers(reasons, what, "edits", count, other);
    return 1;
  }
  for (size_t i = 0; i < count; i++) {
    newel_edit a = newel_result_edit(whole, 0, i), b = newel_result_edit(streamed, 0, i);
    if (a.start == b.start && a.end == b.end && nw_slice_eq(a.replacement, b.replacement)) continue;
    newel_slice left = excerpt(reasons, a.replacement, 0);
    add(reasons, what, left, excerpt(reasons, b.replacement, 0));
    return 1;
  }
  return 0;
}

void nw_compare_stream(nw_reasons *reasons, size_t chunk_bytes, const newel_result *whole, const newel_result *streamed,
                       newel_slice released) {
  newel_segment_result a = newel_result_segment(whole, 0), b = newel_result_segment(streamed, 0);
  nw_buf_addf(reasons->work, "stream of %zu-byte chunks", chunk_bytes);
  newel_slice what = keep_work(reasons);
  if (reasons->failed) return;
  if (a.verdict != b.verdict || a.cause != b.cause) {
    const char *words[] = {newel_verdict_name(a.verdict), newel_verdict_name(b.verdict)};
    if (a.verdict == b.verdict) words[0] = newel_cause_name(a.cause), words[1] = newel_cause_name(b.cause);
    add(reasons, what, newel_slice_of(words[0]), newel_slice_of(words[1]));
    return;
  }
  if ((a.complete != 0) != (b.complete != 0)) {
    add(reasons, what, newel_slice_of(a.complete ? "complete" : "incomplete"),
        newel_slice_of(b.complete ? "complete" : "incomplete"));
    return;
  }
  if (differ_in_findings(reasons, what, whole, streamed) || differ_in_edits(reasons, what, whole, streamed)) return;
  /* On a deny the stream may have released the text in front of the denying finding; that prefix is the split law's own test. */
  compare_output(reasons, what, a.output, a.verdict == NEWEL_VERDICT_DENY ? b.output : released);
}
