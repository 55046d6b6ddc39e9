/* cascade/cascade.c - whole texts: the guard judges, the judge is asked, the guard resolves. See newel/cascade.h. */
#include "base/error.h"
#include "base/slice.h"
#include "cascade/asking.h"

/* Which rules are asked about a segment: marks by rule. Questions come in order of their segments. */
static size_t mark_rules(const newel_result *result, size_t first, uint8_t *marks) {
  size_t count = newel_result_question_count(result), q = first;
  uint32_t segment = newel_result_question(result, first).segment;
  for (; q < count; q++) {
    newel_question question = newel_result_question(result, q);
    if (question.segment != segment) break;
    marks[question.rule] = 1;
  }
  return q;
}

static void add_jobs(nw_asking *asking, const newel_result *result, const newel_segment *segments) {
  size_t count = newel_result_question_count(result);
  for (size_t q = 0; q < count && !asking->failed;) {
    newel_question question = newel_result_question(result, q);
    uint8_t *marks = nw_arena_zalloc(&asking->arena, asking->guard->rule_count);
    if (marks == NULL) {
      asking->failed = 1;
      return;
    }
    q = mark_rules(result, q, marks);
    nw_asking_job(asking, question.segment, segments[question.segment].surface, question.text, 0, marks);
  }
}

/* Grounding sources and queries as they may be shown: edited, and not at all where they are denied. */
static void add_context(nw_asking *asking, const newel_result *result, const newel_segment *segments, size_t count) {
  for (size_t i = 0; i < count && !asking->failed; i++) {
    newel_segment_result judged = newel_result_segment(result, i);
    if ((segments[i].qualifiers & (NEWEL_QUALIFIER_GROUNDING_SOURCE | NEWEL_QUALIFIER_QUERY)) == 0) continue;
    if (judged.verdict != NEWEL_VERDICT_DENY) nw_asking_context(asking, judged.output, segments[i].qualifiers);
  }
}

/* Answers an open result. */
static int escalate(const newel_guard *guard, newel_scratch *scratch, const newel_transport *transport,
                    const newel_segment *segments, size_t count, uint32_t deadline_ms, const newel_result **result,
                    newel_error *err) {
  nw_asking asking;
  size_t answer_count = 0, questions = newel_result_question_count(*result);
  const newel_answer *answers = NULL;
  nw_asking_init(&asking, guard, transport, deadline_ms);
  add_context(&asking, *result, segments, count);
  add_jobs(&asking, *result, segments);
  nw_asking_round(&asking);
  answers = nw_asking_answers(&asking, *result, NEWEL_ANSWER_FAILED, &answer_count);
  int code = asking.failed ? nw_fail_nomem(err) : newel_guard_answer(guard, scratch, answers, answer_count, result, err);
  if (code == NEWEL_OK) nw_asking_stages(&asking, scratch, answers, answer_count, questions);
  if (code == NEWEL_OK && scratch->failed) code = nw_fail_nomem(err);
  nw_asking_free(&asking);
  return code;
}

int newel_cascade_apply(const newel_guard *guard, newel_scratch *scratch, const newel_transport *transport,
                        const newel_segment *segments, size_t count, const newel_cascade_options *options,
                        const newel_result **result, newel_error *err) {
  static const newel_cascade_options defaults = NEWEL_CASCADE_OPTIONS_INIT;
  newel_apply_options apply = NEWEL_APPLY_OPTIONS_INIT;
  nw_error_clear(err);
  if (result != NULL) *result = NULL;
  if (options == NULL) options = &defaults;
  if (options->size != sizeof *options)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_cascade_apply: options.size is %zu, expected %zu", options->size, sizeof *options);
  if (transport == NULL || transport->size != sizeof *transport || transport->ask == NULL || transport->name == NULL)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_cascade_apply: 'transport' is NULL, of another size, or has no 'ask' or 'name'");
  if (options->apply != NULL) apply = *options->apply;
  apply.ask = !apply.local;
  int code = newel_guard_apply(guard, scratch, segments, count, &apply, result, err);
  if (code == NEWEL_OK && newel_result_verdict(*result) == NEWEL_VERDICT_OPEN)
    code = escalate(guard, scratch, transport, segments, count, options->deadline_ms, result, err);
  if (code != NEWEL_OK && result != NULL) *result = NULL;
  return code;
}
