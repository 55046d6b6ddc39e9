/* cascade/stream.c - a stream whose questions are asked: at finish, and where the caller wants it every N text units.
 *
 *   text       0 ............ 1,000 ............ 2,000 ....... end          every_units 1
 *   asked        [rules that are asked whatever comes        ][rest, and what came out unsure]
 *   released     as the guard releases; nothing behind a judge's deny
 *
 * Mid-stream only such rules are asked that are asked in any case (escalation.when: always, or no local judge); what was asked is not
 * asked again at finish, but for the overlap. A relational rule (grounding, reasoning) reads the whole: it waits for the end.
 */
#include "base/error.h"
#include "base/slice.h"
#include "cascade/asking.h"
#include "cascade/cut.h"

struct newel_cascade_stream {
  nw_alloc        alloc;
  newel_guard    *guard;
  newel_transport transport;
  newel_stream   *stream;
  nw_asking       asking;
  newel_surface   surface;
  uint8_t        *early;        /* by rule: asked mid-stream */
  size_t          every_chars;  /* 0: at finish only */
  size_t          asked;        /* bytes of the shown text that were asked mid-stream */
  uint8_t         stopped;      /* a judge has denied */
};

static int is_early(const newel_guard *guard, newel_surface surface, size_t rule) {
  nw_rule_kind kind = guard->rules[rule].family_kind;
  return kind != NW_KIND_GROUNDING && kind != NW_KIND_REASONING && nw_verdict_always_asks(guard, surface, rule);
}

static int open_parts(newel_cascade_stream *s, const newel_cascade_stream_options *options, newel_error *err) {
  newel_stream_options stream = NEWEL_STREAM_OPTIONS_INIT;
  if (options->stream != NULL) stream = *options->stream;
  stream.ask = !stream.local;
  s->surface = stream.surface;
  s->every_chars = (size_t)options->every_units * NW_UNIT_CHARS;
  nw_asking_init(&s->asking, s->guard, &s->transport, options->deadline_ms);
  s->early = nw_zalloc(&s->alloc, s->guard->rule_count + 1);
  for (size_t i = 0; i < options->context_count; i++)
    nw_asking_context(&s->asking, options->context[i].text, options->context[i].qualifiers);
  if (s->early == NULL || s->asking.failed) return nw_fail_nomem(err);
  int code = newel_stream_open(&s->stream, s->guard, &stream, err);
  int any = 0;
  for (size_t r = 0; code == NEWEL_OK && r < s->guard->rule_count; r++)
    any |= s->early[r] = (uint8_t)(stream.ask && s->guard->escalates && is_early(s->guard, s->surface, r));
  if (!any) s->every_chars = 0;
  return code;
}

int newel_cascade_stream_open(newel_cascade_stream **out, const newel_guard *guard, const newel_transport *transport,
                              const newel_cascade_stream_options *options, newel_error *err) {
  static const newel_cascade_stream_options defaults = NEWEL_CASCADE_STREAM_OPTIONS_INIT;
  nw_error_clear(err);
  if (out != NULL) *out = NULL;
  if (out == NULL || guard == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_cascade_stream_open: 'out' or 'guard' is NULL");
  if (transport == NULL || transport->size != sizeof *transport || transport->ask == NULL || transport->name == NULL)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_cascade_stream_open: 'transport' is NULL, of another size, or has no 'ask'");
  if (options == NULL) options = &defaults;
  if (options->size != sizeof *options || (options->context == NULL && options->context_count > 0))
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_cascade_stream_open: options.size or options.context is wrong");
  newel_cascade_stream *s = nw_zalloc(&guard->alloc, sizeof *s);
  if (s == NULL) return nw_fail_nomem(err);
  s->alloc = guard->alloc;
  s->guard = newel_guard_ref((newel_guard *)(uintptr_t)guard);
  s->transport = *transport;
  int code = open_parts(s, options, err);
  if (code == NEWEL_OK) *out = s;
  else newel_cascade_stream_free(s);
  return code;
}

void newel_cascade_stream_free(newel_cascade_stream *stream) {
  if (stream == NULL) return;
  nw_alloc alloc = stream->alloc;
  newel_stream_free(stream->stream);
  nw_asking_free(&stream->asking);
  nw_free(&alloc, stream->early, stream->guard->rule_count + 1);
  newel_guard_free(stream->guard);
  nw_free(&alloc, stream, sizeof *stream);
}

/* Where a round of questions begins: the overlap before what was asked. */
static size_t round_start(const newel_cascade_stream *s, newel_slice shown) {
  return s->asked == 0 ? 0 : nw_cut_next(shown, 0, s->asked);
}

/* Asks what has come since the last round, once there is enough of it. */
static int ask_early(newel_cascade_stream *s, newel_error *err) {
  newel_slice shown = nw_stream_shown(s->stream);
  if (s->stopped || s->every_chars == 0 || shown.len - s->asked < s->every_chars) return NEWEL_OK;
  if (nw_cut_chars(nw_slice(shown.data + s->asked, shown.len - s->asked)) < s->every_chars) return NEWEL_OK;
  nw_asking_job(&s->asking, 0, s->surface, shown, round_start(s, shown), s->early);
  nw_asking_round(&s->asking);
  s->asked = shown.len;
  if (s->asking.failed) return nw_fail_nomem(err);
  s->stopped = (uint8_t)nw_asking_denies(&s->asking, newel_surface_source(s->surface));
  if (s->stopped) nw_stream_stop(s->stream);
  return NEWEL_OK;
}

int newel_cascade_stream_push(newel_cascade_stream *stream, newel_slice chunk, newel_slice *released, newel_error *err) {
  nw_error_clear(err);
  if (stream == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_cascade_stream_push: 'stream' is NULL");
  int code = newel_stream_push(stream->stream, chunk, released, err);
  if (code == NEWEL_OK) code = ask_early(stream, err);
  if (stream->stopped && released != NULL) *released = newel_slice_of(NULL);  /* the round's text was the last to come */
  return code;
}

newel_verdict newel_cascade_stream_verdict(const newel_cascade_stream *stream) {
  return stream == NULL ? NEWEL_VERDICT_DENY : newel_stream_verdict(stream->stream);
}

/* Two jobs: the rules that were asked mid-stream about the rest, the others about the whole. */
static void add_jobs(newel_cascade_stream *s, const newel_result *result) {
  size_t rules = s->guard->rule_count;
  uint8_t *rest = nw_arena_zalloc(&s->asking.arena, rules), *whole = nw_arena_zalloc(&s->asking.arena, rules);
  size_t rest_count = 0, whole_count = 0;
  if (rest == NULL || whole == NULL) {
    s->asking.failed = 1;
    return;
  }
  for (size_t q = 0; q < newel_result_question_count(result); q++) {
    uint32_t rule = newel_result_question(result, q).rule;
    if (s->asked > 0 && s->early[rule]) rest[rule] = 1, rest_count++;
    else whole[rule] = 1, whole_count++;
  }
  newel_slice shown = newel_result_question(result, 0).text;
  if (rest_count > 0 && s->asked < shown.len) nw_asking_job(&s->asking, 0, s->surface, shown, round_start(s, shown), rest);
  if (whole_count > 0) nw_asking_job(&s->asking, 0, s->surface, shown, 0, whole);
}

/* Answers the open result. What the guard gave out with the end of the text has waited here for the answers. */
static int answer(newel_cascade_stream *s, newel_slice *released, const newel_result **result, newel_error *err) {
  size_t count, questions = newel_result_question_count(*result);
  newel_slice last = nw_arena_copy(&s->asking.arena, *released);
  *released = newel_slice_of(NULL);
  if (last.data == NULL) s->asking.failed = 1;
  if (!s->stopped) {  /* what is denied is not asked on */
    add_jobs(s, *result);
    nw_asking_round(&s->asking);
  }
  newel_answer_status otherwise = s->stopped ? NEWEL_ANSWER_CANNOT : NEWEL_ANSWER_FAILED;
  const newel_answer *answers = nw_asking_answers(&s->asking, *result, otherwise, &count);
  if (answers == NULL) return nw_fail_nomem(err);
  int code = newel_stream_answer(s->stream, answers, count, released, result, err);
  newel_scratch *scratch = nw_stream_scratch(s->stream);
  if (code == NEWEL_OK && released->len == 0 && newel_result_verdict(*result) != NEWEL_VERDICT_DENY) *released = last;
  if (code == NEWEL_OK) nw_asking_stages(&s->asking, scratch, answers, count, questions);
  return code == NEWEL_OK && scratch->failed ? nw_fail_nomem(err) : code;
}

int newel_cascade_stream_finish(newel_cascade_stream *stream, newel_slice *released, const newel_result **result,
                                newel_error *err) {
  const newel_result *mine = NULL;
  nw_error_clear(err);
  if (result != NULL) *result = NULL;
  if (stream == NULL || released == NULL)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_cascade_stream_finish: 'stream' or 'released' is NULL");
  int code = newel_stream_finish(stream->stream, released, &mine, err);
  if (code == NEWEL_OK && newel_result_verdict(mine) == NEWEL_VERDICT_OPEN) code = answer(stream, released, &mine, err);
  if (code == NEWEL_OK && result != NULL) *result = mine;
  return code;
}
