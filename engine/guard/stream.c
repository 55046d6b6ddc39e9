/* guard/stream.c - one text that comes in chunks.
 *
 *   raw       0 ....... window_base ... released ......... frontier ..... end
 *                       |<------------ window ------------------------------>|
 *                                     |<-- given out now -->|
 *
 * The window keeps what the evaluator may still look at (nw_eval_keep); with `hold: verdict`, or when an answer may still edit
 * the text, it keeps everything and gives nothing out before the end. With `ask`, what is decided is collected as a judge is shown
 * it (scratch->question_text), held back or not.
 */
#include "base/error.h"
#include "base/slice.h"
#include "guard/judge.h"
#include "guard/leak.h"
#include "guard/scratch.h"

typedef enum stream_state { STREAM_OPEN, STREAM_ASKING, STREAM_DONE, STREAM_DEAD } stream_state;

struct newel_stream {
  newel_scratch *scratch;
  newel_scope   *scope;
  stream_state   state;
  nw_buf         window, out;
  size_t         window_base, released, next_edit;
  size_t         word_at;   /* a blank stands in front of it, none behind */
  size_t         begun_at;  /* the last word of which two bytes came: what is in front of it may go */
  size_t         shown, shown_edit;  /* with `ask`: raw bytes that a judge is shown, edits in them */
  uint8_t        hold;      /* nothing before the end */
  uint8_t        denied;
  uint8_t        passing;   /* a limit was hit under on_incomplete allow: bytes pass unseen */
};

static int may_edit_late(const newel_guard *guard, newel_source source) {
  for (size_t r = 0; r < guard->rule_count; r++) {
    const nw_guard_rule *rule = &guard->rules[r];
    if (rule->when > NW_WHEN_NEVER && rule->on[source] && rule->action[source] == NEWEL_ACTION_ANONYMIZE) return 1;
  }
  return 0;
}

int newel_stream_open(newel_stream **out, const newel_guard *guard, const newel_stream_options *options, newel_error *err) {
  static const newel_stream_options defaults = NEWEL_STREAM_OPTIONS_INIT;
  nw_error_clear(err);
  if (out != NULL) *out = NULL;
  if (out == NULL || guard == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_stream_open: 'out' or 'guard' is NULL");
  if (options == NULL) options = &defaults;
  if (options->size != sizeof *options)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_stream_open: options.size is %zu, expected %zu", options->size, sizeof *options);
  if ((unsigned)options->surface >= NEWEL_SURFACE_COUNT || (unsigned)options->format > NEWEL_FORMAT_JSON)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_stream_open: surface or format is out of range");
  newel_apply_options apply = NEWEL_APPLY_OPTIONS_INIT;
  apply.scope = options->scope;
  apply.local = options->local;
  apply.ask = options->ask;
  apply.fingerprints = options->fingerprints;
  apply.system_prompt = options->system_prompt;
  newel_segment segment = NEWEL_SEGMENT_INIT;
  segment.surface = options->surface;
  segment.format = options->format;

  newel_stream *stream = nw_zalloc(&guard->alloc, sizeof *stream);
  if (stream == NULL) return nw_fail_nomem(err);
  nw_buf_init(&stream->window, guard->alloc);
  nw_buf_init(&stream->out, guard->alloc);
  int code = newel_scratch_open(&stream->scratch, (newel_engine *)(uintptr_t)guard->engine, err);
  if (code != NEWEL_OK) {
    nw_free(&guard->alloc, stream, sizeof *stream);
    return code;
  }
  code = nw_scratch_begin(stream->scratch, guard, &apply, err);
  if (code == NEWEL_OK && nw_leaks_any(guard)) code = nw_leaks_read(stream->scratch, NULL, 0, err);
  if (code == NEWEL_OK && nw_scratch_segment(stream->scratch, &segment) == NULL) code = nw_fail_nomem(err);
  if (code != NEWEL_OK) {
    newel_stream_free(stream);
    return code;
  }
  stream->scope = options->scope != NULL ? options->scope : stream->scratch->own_scope;
  stream->hold = guard->hold_verdict || (options->ask && may_edit_late(guard, newel_surface_source(options->surface)));
  nw_eval_begin(&stream->scratch->eval, guard, stream->scope, 0);
  if (stream->scratch->failed) {
    newel_stream_free(stream);
    return nw_fail_nomem(err);
  }
  stream->scratch->options.system_prompt = newel_slice_of(NULL);  /* read: the caller may let go of it */
  *out = stream;
  return NEWEL_OK;
}

void newel_stream_free(newel_stream *stream) {
  if (stream == NULL) return;
  nw_alloc alloc = stream->window.alloc;
  newel_scratch_free(stream->scratch);
  if (stream->window.data != NULL) nw_wipe(stream->window.data, stream->window.capacity);
  if (stream->out.data != NULL) nw_wipe(stream->out.data, stream->out.capacity);
  nw_buf_free(&stream->window);
  nw_buf_free(&stream->out);
  nw_free(&alloc, stream, sizeof *stream);
}

static nw_seg *record_of(const newel_stream *stream) { return &stream->scratch->segs.at[0]; }

/* Gives out raw bytes up to `to` with their edits. */
static void give_out(newel_stream *stream, size_t to) {
  if (to <= stream->released) return;
  nw_release(stream->scratch, record_of(stream), &stream->next_edit, &stream->out, stream->window.data, stream->window_base,
             stream->released, to);
  stream->released = to;
}

/* Shows raw bytes up to `to` with their local edits to the judge. */
static void show(newel_stream *stream, size_t to) {
  newel_scratch *scratch = stream->scratch;
  if (!scratch->options.ask || to <= stream->shown) return;
  nw_release(scratch, record_of(stream), &stream->shown_edit, &scratch->question_text, stream->window.data, stream->window_base,
             stream->shown, to);
  stream->shown = to;
}

/* Lets go of bytes that nothing needs any more; in steps, so that a stream of small tokens does not move its window each time. */
static void trim_window(newel_stream *stream) {
  enum { STEP_BYTES = 4096 };
  size_t keep = nw_eval_keep(&stream->scratch->eval);
  if (stream->hold) return;
  if (keep > stream->released) keep = stream->released;
  if (keep <= stream->window_base) return;
  size_t drop = keep - stream->window_base;
  if (drop < STEP_BYTES || drop < stream->window.len / 2) return;
  nw_buf_drop(&stream->window, drop);
  stream->window_base = keep;
}

/* More is held back than the limit allows: from here on nothing is judged. Closed unless the policy says otherwise. */
static void give_up_holding(newel_stream *stream) {
  nw_eval_limit(&stream->scratch->eval, NW_LIMIT_ID_STREAM_HELD_BYTES, UINT32_MAX);
  if (!stream->scratch->guard->on_incomplete_allow) {
    stream->denied = 1;
    nw_buf_clear(&stream->window);
  } else {
    show(stream, stream->window_base + stream->window.len);
    give_out(stream, stream->window_base + stream->window.len);
    stream->window_base += stream->window.len;
    nw_buf_clear(&stream->window);
  }
  stream->passing = 1;
}

/* `to`, or the beginning of the edit that it would fall into: windows of judges know no edits. */
static size_t outside_edits(const newel_stream *stream, size_t to) {
  const nw_seg *seg = record_of(stream);
  for (size_t i = stream->hold ? 0 : stream->next_edit; i < seg->edits.count; i++) {
    const nw_edit_fact *edit = &stream->scratch->edits.at[seg->edits.first + i];
    if (edit->start >= to) break;
    if (edit->end > to) return edit->start;
  }
  return to;
}

static void advance(newel_stream *stream, int final) {
  nw_eval *eval = &stream->scratch->eval;
  size_t end = stream->window_base + stream->window.len;
  const char *data = stream->window.data != NULL ? stream->window.data : "";  /* a scanner may add 0 to it */
  nw_eval_push(eval, data, stream->window_base, end, final);
  if (stream->scratch->failed) return;
  size_t to = final ? end : eval->frontier;
  if (!final && eval->guard->judge_count > 0 && nw_judges_live(eval) < to) to = nw_judges_live(eval);
  if (eval->deny_at < to) to = eval->deny_at;
  to = outside_edits(stream, to);
  show(stream, to);
  if (!stream->hold && !stream->denied) give_out(stream, to);
  if (eval->deny_at != SIZE_MAX) stream->denied = 1;
}

static void look(newel_stream *stream) {
  advance(stream, 0);
  if (stream->scratch->failed) return;
  trim_window(stream);
  if (stream->window.len > NW_LIMIT_STREAM_HELD_BYTES) give_up_holding(stream);
}

static int refuse(const newel_stream *stream, const char *call, newel_error *err) {
  return nw_fail(err, NEWEL_E_STATE, "%s: the stream %s", call,
                 stream->state == STREAM_DEAD ? "has run out of memory" : "is finished");
}

static int die(newel_stream *stream, newel_error *err) {
  stream->state = STREAM_DEAD;
  return nw_fail_nomem(err);
}

/* Where the last words of `chunk`, which ends at `end`, begin. */
static void note_words(newel_stream *stream, newel_slice chunk, size_t end) {
  enum { LAST_BYTES = 16 };
  size_t begin = end - chunk.len;
  for (size_t at = chunk.len > LAST_BYTES ? end - LAST_BYTES : begin; at < end; at++) {
    if ((unsigned char)chunk.data[at - begin] <= ' ') stream->word_at = at + 1;
    else if (at == stream->word_at + 1) stream->begun_at = stream->word_at;
  }
}

/* While a word has not ended nothing more is decided and nothing more may be let go: a look waits for its end, sooner or later, it sees
 * the same. Among plain words a look costs little, and two letters of a word let go of what is in front of it; among others it waits for
 * two tokens. A judge may deny at any byte. */
static int is_worth_a_look(newel_stream *stream, newel_slice chunk) {
  enum { UNSEEN_LEAST = 8, UNSEEN_MOST = 16 };
  const nw_eval *eval = &stream->scratch->eval;
  const size_t end = stream->window_base + stream->window.len, unseen = end - eval->scanned;
  note_words(stream, chunk, end);
  if (nw_plain_is(&eval->reading.seeker.plain) && eval->frontier < stream->begun_at) return 1;
  return unseen > UNSEEN_MOST || (unseen >= UNSEEN_LEAST && stream->word_at > eval->scanned) || eval->guard->judge_count > 0 ||
         stream->window.len > NW_LIMIT_STREAM_HELD_BYTES;
}

int newel_stream_push(newel_stream *stream, newel_slice chunk, newel_slice *released, newel_error *err) {
  nw_error_clear(err);
  if (released != NULL) *released = nw_slice(NULL, 0);
  if (stream == NULL || released == NULL || (chunk.data == NULL && chunk.len > 0))
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_stream_push: 'stream', 'chunk' or 'released' is NULL");
  if (stream->state != STREAM_OPEN) return refuse(stream, "newel_stream_push", err);
  nw_buf_clear(&stream->out);
  if (stream->passing) {
    if (!stream->denied) nw_buf_add_slice(&stream->out, chunk);
    if (!stream->denied && stream->scratch->options.ask) nw_buf_add_slice(&stream->scratch->question_text, chunk);
  } else {
    nw_buf_add_slice(&stream->window, chunk);
    if (stream->window.failed) return die(stream, err);
    if (is_worth_a_look(stream, chunk)) look(stream);
    if (stream->scratch->failed) return die(stream, err);
  }
  if (stream->out.failed || stream->scratch->question_text.failed) return die(stream, err);
  *released = nw_buf_slice(&stream->out);
  return NEWEL_OK;
}

newel_verdict newel_stream_verdict(const newel_stream *stream) {
  if (stream == NULL) return NEWEL_VERDICT_DENY;
  if (stream->denied) return NEWEL_VERDICT_DENY;
  if (stream->state == STREAM_ASKING) return NEWEL_VERDICT_OPEN;
  if (stream->state == STREAM_DONE) return stream->scratch->verdict;
  return record_of(stream)->edits.count > 0 ? NEWEL_VERDICT_MODIFY : NEWEL_VERDICT_ALLOW;
}

/* Everything is decided: what is still held goes out, or nothing does. */
static void settle(newel_stream *stream) {
  nw_seg *seg = record_of(stream);
  stream->state = STREAM_DONE;
  if (seg->verdict == NEWEL_VERDICT_DENY) stream->denied = 1;
  if (!stream->denied && !stream->passing) give_out(stream, stream->window_base + stream->window.len);
  /* The bytes went out as they came: there is no output left to show. */
  seg->text = newel_slice_of(NULL);
  seg->output_own = 0;
}

int newel_stream_finish(newel_stream *stream, newel_slice *released, const newel_result **result, newel_error *err) {
  nw_error_clear(err);
  if (released != NULL) *released = newel_slice_of(NULL);
  if (result != NULL) *result = NULL;
  if (stream == NULL || released == NULL)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_stream_finish: 'stream' or 'released' is NULL");
  if (stream->state != STREAM_OPEN) return refuse(stream, "newel_stream_finish", err);
  newel_scratch *scratch = stream->scratch;
  nw_buf_clear(&stream->out);
  if (!stream->passing) advance(stream, 1);
  if (scratch->failed) return die(stream, err);
  if (stream->hold) record_of(stream)->text = nw_buf_slice(&stream->window);
  nw_verdict_segment(scratch, 0);
  nw_verdict_request(scratch);
  if (scratch->open) {
    stream->state = STREAM_ASKING;
    if (stream->hold) nw_seg_build_output(scratch, 0);  /* what the judge is shown */
  } else {
    settle(stream);
  }
  if (scratch->failed || stream->out.failed || scratch->question_text.failed) return die(stream, err);
  *released = nw_buf_slice(&stream->out);
  if (result != NULL) *result = nw_scratch_result(scratch);
  return NEWEL_OK;
}

int newel_stream_answer(newel_stream *stream, const newel_answer *answers, size_t count, newel_slice *released,
                        const newel_result **result, newel_error *err) {
  nw_error_clear(err);
  if (released != NULL) *released = newel_slice_of(NULL);
  if (result != NULL) *result = NULL;
  if (stream == NULL || released == NULL || (answers == NULL && count > 0))
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_stream_answer: 'stream', 'answers' or 'released' is NULL");
  if (stream->state != STREAM_ASKING) return nw_fail(err, NEWEL_E_STATE, "newel_stream_answer: the stream has no open questions");
  nw_buf_clear(&stream->out);
  int code = nw_answer_take(stream->scratch, answers, count, err);
  if (code == NEWEL_E_ARGUMENT) return code;
  if (code != NEWEL_OK) return die(stream, err);
  settle(stream);
  if (stream->out.failed) return die(stream, err);
  *released = nw_buf_slice(&stream->out);
  if (result != NULL) *result = nw_scratch_result(stream->scratch);
  return NEWEL_OK;
}

newel_scratch *nw_stream_scratch(newel_stream *stream) { return stream->scratch; }

newel_slice nw_stream_shown(const newel_stream *stream) { return nw_buf_slice(&stream->scratch->question_text); }

void nw_stream_stop(newel_stream *stream) { stream->denied = 1; }
