/* regress.c - the runner: parse a case, judge it, compare, count. The caller owns files, order, threads and printing.
 *
 * One arena holds the case, its reasons and what was seen; it is reset at the next case, so memory stays at the size of the
 * largest case.
 */
#include <stdio.h>

#include "base/engine.h"
#include "base/error.h"
#include "base/slice.h"
#include "regress/attack.h"
#include "regress/run.h"

static int copy_options(newel_regress *run, const newel_regress_options *options, newel_error *err) {
  run->options = (newel_regress_options)NEWEL_REGRESS_OPTIONS_INIT;
  if (options == NULL) return NEWEL_OK;
  run->options = *options;
  nw_buf_add_slice(&run->filter, options->filter);
  if (run->filter.failed) return nw_fail_nomem(err);
  if (options->attack.len > 0 && nw_attack_find(options->attack) < 0)
    return nw_fail(err, NEWEL_E_ARGUMENT, "there is no attack '%.*s'", (int)(options->attack.len % 64), options->attack.data);
  run->options.filter = nw_buf_slice(&run->filter);
  run->options.attack = options->attack.len > 0
                            ? newel_slice_of(newel_attack_at((size_t)nw_attack_find(options->attack)).name)
                            : NW_LIT("");
  return NEWEL_OK;
}

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
  run->engine = engine;
  nw_arena_init(&run->arena, run->alloc);
  nw_buf_init(&run->filter, run->alloc);
  nw_buf_init(&run->work, run->alloc);
  nw_buf_init(&run->released, run->alloc);
  run->reasons.arena = &run->arena;
  run->reasons.work = &run->work;
  run->guard = newel_guard_ref(guard);
  int code = copy_options(run, options, err);
  if (code == NEWEL_OK) code = newel_scratch_open(&run->scratch, engine, err);
  if (code == NEWEL_OK && run->options.policy != NULL) code = newel_evidence_open(&run->evidence, run->options.policy, err);
  run->options.policy = NULL;
  if (code == NEWEL_OK && !nw_scores_init(&run->scores, run->alloc, guard, run->options.clock_ns != NULL)) code = nw_fail_nomem(err);
  if (code != NEWEL_OK) {
    newel_regress_free(run);
    return code;
  }
  *out = run;
  return NEWEL_OK;
}

void newel_regress_free(newel_regress *run) {
  if (run == NULL) return;
  nw_alloc alloc = run->alloc;
  nw_scores_free(&run->scores);
  newel_evidence_free(run->evidence);
  newel_scratch_free(run->scratch);
  newel_guard_free(run->guard);
  nw_vec_free(&alloc, &run->reasons.list);
  nw_buf_free(&run->filter);
  nw_buf_free(&run->released);
  nw_buf_free(&run->work);
  nw_arena_free(&run->arena);
  nw_free(&alloc, run, sizeof *run);
}

void newel_regress_place(newel_regress *run, newel_slice file, uint32_t index, size_t line) {
  if (run == NULL) return;
  run->file = file;
  run->file_index = index;
  run->line_number = line;
}

/* ---- which cases ------------------------------------------------------------------------------------------ */

/* '*' any run, '?' one byte; the last '*' is gone back to, so the time is at most |glob| * |text|. */
static int fits(newel_slice glob, newel_slice text) {
  size_t g = 0, t = 0, star = (size_t)-1, from = 0;
  while (t < text.len) {
    if (g < glob.len && glob.data[g] == '*') star = g++, from = t;
    else if (g < glob.len && (glob.data[g] == '?' || glob.data[g] == text.data[t])) g++, t++;
    else if (star != (size_t)-1) g = star + 1, t = ++from;
    else return 0;
  }
  while (g < glob.len && glob.data[g] == '*') g++;
  return g == glob.len;
}

static int fits_word(const nw_case *one, newel_slice word) {
  const char *equals = memchr(word.data, '=', word.len);
  size_t key_len = equals == NULL ? 0 : (size_t)(equals - word.data);
  newel_slice key = nw_slice(word.data, key_len), glob = word;
  if (equals != NULL) glob = nw_slice(equals + 1, word.len - key_len - 1);
  if (nw_slice_is(key, "lang")) return fits(glob, one->lang);
  if (!nw_slice_is(key, "tag")) return fits(nw_slice_is(key, "id") ? glob : word, one->id);
  for (size_t i = 0; i < one->tag_count; i++)
    if (fits(glob, one->tags[i])) return 1;
  return 0;
}

static int is_wanted(const newel_regress *run, const nw_case *one) {
  newel_slice rest = run->options.filter;
  if (rest.len == 0) return 1;
  for (size_t at = 0; at <= rest.len;) {
    const char *comma = memchr(rest.data + at, ',', rest.len - at);
    size_t len = comma == NULL ? rest.len - at : (size_t)(comma - rest.data) - at;
    if (len > 0 && fits_word(one, nw_slice(rest.data + at, len))) return 1;
    at += len + 1;
  }
  return 0;
}

/* ---- what was seen ---------------------------------------------------------------------------------------- */

int nw_seen_of(nw_seen *out, nw_arena *arena, const newel_result *result, size_t segment) {
  newel_segment_result about = newel_result_segment(result, segment);
  *out = (nw_seen){about.verdict, about.cause, about.complete != 0, nw_arena_copy(arena, about.output), NULL, 0};
  out->findings = nw_arena_zalloc(arena, about.finding_count * sizeof *out->findings);
  if (out->findings == NULL || out->output.data == NULL) return 0;
  for (; out->finding_count < about.finding_count; out->finding_count++) {
    newel_finding finding = newel_result_finding(result, segment, out->finding_count);
    nw_seen_finding *seen = &out->findings[out->finding_count];
    *seen = (nw_seen_finding){finding.start, finding.end, nw_arena_copy(arena, finding.type), finding.rule, finding.score_ppm,
                              finding.band, finding.action, finding.exempt, 0};
    if (seen->type.data == NULL) return 0;
  }
  return 1;
}

newel_verdict nw_seen_verdict(const newel_regress *run) { return run->result.verdict; }

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
  options.local = run->options.local;
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

static int see_evidence(newel_regress *run, newel_slice text, const newel_result *result, size_t segment, newel_error *err) {
  size_t count = newel_result_segment(result, segment).finding_count;
  int code = NEWEL_OK;
  for (size_t i = 0; code == NEWEL_OK && i < count; i++) {
    newel_finding finding = newel_result_finding(result, segment, i);
    if (finding.band == NEWEL_BAND_HIT && finding.end <= text.len)
      code = newel_evidence_see(run->evidence, &finding, nw_slice(text.data + finding.start, finding.end - finding.start), err);
  }
  return code;
}

/* One request of the case: `count` segments from `first` on. Compares its segments. */
static int judge_request(newel_regress *run, const nw_case *one, size_t first, size_t count, newel_scope *scope,
                         const newel_result **result, newel_error *err) {
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  options.local = run->options.local;
  options.scope = scope;
  uint64_t before = run->options.clock_ns == NULL ? 0 : run->options.clock_ns(run->options.clock_user);
  int code;
  if (run->options.transport != NULL) {
    newel_cascade_options cascade = NEWEL_CASCADE_OPTIONS_INIT;
    cascade.apply = &options;
    code = newel_cascade_apply(run->guard, run->scratch, run->options.transport, one->segments + first, count, &cascade, result, err);
  } else {
    code = newel_guard_apply(run->guard, run->scratch, one->segments + first, count, &options, result, err);
  }
  if (code != NEWEL_OK) return code;
  if (run->options.clock_ns != NULL) nw_scores_latency(&run->scores, run->options.clock_ns(run->options.clock_user) - before);
  if (run->options.transport != NULL) nw_compare_stages(&run->reasons, "", *result);
  for (size_t i = 0; i < count; i++) {
    char place[40] = "";
    if (!one->single) (void)snprintf(place, sizeof place, "%s[%zu].", one->is_turns ? "turns" : "segments", first + i);
    nw_compare_segment(&run->reasons, place, &one->expects[first + i], *result, i);
    if (!nw_seen_of(&run->seen[first + i], &run->arena, *result, i)) return nw_fail_nomem(err);
    if (run->evidence != NULL) code = see_evidence(run, one->segments[first + i].text, *result, i, err);
    if (code != NEWEL_OK) return code;
  }
  return NEWEL_OK;
}

static int judge_turns(newel_regress *run, const nw_case *one, newel_verdict *verdict, int *complete, newel_error *err) {
  newel_scope *scope;
  const newel_result *result;
  int code = newel_scope_open(&scope, run->engine, err);
  for (size_t i = 0; code == NEWEL_OK && i < one->segment_count; i++) {
    code = judge_request(run, one, i, 1, scope, &result, err);
    if (code != NEWEL_OK) break;
    if (newel_result_verdict(result) > *verdict) *verdict = newel_result_verdict(result);
    *complete = *complete && newel_result_complete(result);
  }
  newel_scope_free(scope);
  return code;
}

int nw_regress_judge(newel_regress *run, nw_case *one, newel_error *err) {
  newel_verdict verdict = NEWEL_VERDICT_ALLOW;
  const newel_result *result = NULL;
  int complete = 1, code;
  run->seen = nw_arena_zalloc(&run->arena, one->segment_count * sizeof *run->seen);
  if (run->seen == NULL) return nw_fail_nomem(err);
  if (one->is_turns) code = judge_turns(run, one, &verdict, &complete, err);
  else code = judge_request(run, one, 0, one->segment_count, NULL, &result, err);
  if (code != NEWEL_OK) return code;
  if (result != NULL) verdict = newel_result_verdict(result), complete = newel_result_complete(result) != 0;
  run->result.verdict = verdict;
  if (!one->single) nw_compare_request(&run->reasons, &one->request, verdict, complete);
  int streams = one->single && !run->options.no_stream && run->options.attack.len == 0 && run->options.transport == NULL;
  if (code == NEWEL_OK && streams) code = check_stream(run, one, result, err);
  return code == NEWEL_OK && run->reasons.failed ? nw_fail_nomem(err) : code;
}

static void begin_case(newel_regress *run, newel_slice line) {
  nw_arena_reset(&run->arena);
  nw_buf_clear(&run->work);
  run->reasons.list.count = 0;
  run->reasons.failed = 0;
  run->seen = NULL;
  run->line = line;
  run->result = (newel_case_result){0};
}

static newel_case_status status_of(const newel_regress *run, const nw_case *one) {
  if (run->reasons.list.count == 0) return NEWEL_CASE_PASSED;
  int holds = one->known_until != 0 && (run->options.as_of == 0 || run->options.as_of <= one->known_until);
  return holds ? NEWEL_CASE_KNOWN : NEWEL_CASE_FAILED;
}

static int count_case(newel_regress *run, newel_error *err) {
  newel_case_result *result = &run->result;
  nw_example where = {run->file_index, run->line_number, ""};
  (void)snprintf(where.id, sizeof where.id, "%.*s", (int)(result->id.len > sizeof where.id ? sizeof where.id : result->id.len),
                 result->id.data);
  if (run->seen != NULL && !nw_scores_add(&run->scores, &run->one, run->seen, result->verdict,
                                          result->status == NEWEL_CASE_FAILED, &where))
    return nw_fail_nomem(err);
  switch (result->status) {
    case NEWEL_CASE_PASSED: run->counts.passed++; break;
    case NEWEL_CASE_FAILED: run->counts.failed++; break;
    case NEWEL_CASE_SKIPPED: run->counts.skipped++; break;
    case NEWEL_CASE_KNOWN: run->counts.known++; break;
    case NEWEL_CASE_FILTERED: break;
  }
  run->counts.stale += result->stale != 0;
  return NEWEL_OK;
}

static int run_case(newel_regress *run, newel_error *err) {
  nw_case *one = &run->one;
  newel_case_result *result = &run->result;
  int code = nw_case_parse(one, &run->arena, run->line, err);
  if (code != NEWEL_OK) return code;
  result->id = one->id;
  result->note = one->note;
  if (!is_wanted(run, one)) result->status = NEWEL_CASE_FILTERED;
  else if (one->skip.data != NULL) result->status = NEWEL_CASE_SKIPPED, result->note = one->skip;
  else {
    if (run->options.attack.len > 0) code = nw_attack_case(run, one, err);
    if (code == NEWEL_OK) code = nw_regress_judge(run, one, err);
    if (code != NEWEL_OK) return code;
    result->status = status_of(run, one);
    result->reason_count = run->reasons.list.count;
    result->stale = result->status == NEWEL_CASE_PASSED && one->known_until != 0;
  }
  return count_case(run, err);
}

int newel_regress_case(newel_regress *run, newel_slice line, newel_case_result *result, newel_error *err) {
  nw_error_clear(err);
  if (run == NULL || result == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_regress_case: 'run' or 'result' is NULL");
  begin_case(run, line);
  *result = (newel_case_result){0};
  int code = run_case(run, err);
  if (code != NEWEL_OK) {
    run->reasons.list.count = 0;
    run->seen = NULL;
    return code;
  }
  *result = run->result;
  return NEWEL_OK;
}

newel_case_reason newel_regress_reason(const newel_regress *run, size_t index) {
  newel_case_reason none = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
  return run != NULL && index < run->reasons.list.count ? run->reasons.list.at[index] : none;
}

newel_case_counts newel_regress_counts(const newel_regress *run) {
  newel_case_counts none = {0, 0, 0, 0, 0};
  return run != NULL ? run->counts : none;
}

int newel_regress_merge(newel_regress *run, const newel_regress *other, newel_error *err) {
  nw_error_clear(err);
  if (run == NULL || other == NULL || strcmp(newel_guard_id(run->guard), newel_guard_id(other->guard)) != 0)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_regress_merge: not two runs of one guard");
  run->counts.passed += other->counts.passed;
  run->counts.failed += other->counts.failed;
  run->counts.skipped += other->counts.skipped;
  run->counts.known += other->counts.known;
  run->counts.stale += other->counts.stale;
  int code = run->evidence == NULL ? NEWEL_OK : newel_evidence_merge(run->evidence, other->evidence, err);
  if (code != NEWEL_OK) return code;
  return nw_scores_merge(&run->scores, &other->scores) ? NEWEL_OK : nw_fail_nomem(err);
}

/* ---- what the last case came to --------------------------------------------------------------------------- */

size_t newel_regress_segment_count(const newel_regress *run) {
  return run != NULL && run->seen != NULL ? run->one.segment_count : 0;
}

newel_case_segment newel_regress_segment(const newel_regress *run, size_t index) {
  newel_case_segment none = {0};
  if (index >= newel_regress_segment_count(run)) return none;
  const nw_seen *seen = &run->seen[index];
  const newel_segment *segment = &run->one.segments[index];
  return (newel_case_segment){segment->surface, segment->text, seen->verdict, seen->cause, seen->complete, seen->output,
                              seen->finding_count};
}

newel_case_finding newel_regress_finding(const newel_regress *run, size_t segment, size_t index) {
  newel_case_finding none = {0};
  if (segment >= newel_regress_segment_count(run) || index >= run->seen[segment].finding_count) return none;
  const nw_seen_finding *seen = &run->seen[segment].findings[index];
  return (newel_case_finding){seen->rule, seen->score_ppm, seen->type, seen->start, seen->end, seen->action, seen->band,
                              seen->exempt};
}
