/* cascade/answers.c - the words on a question become its answers, and the rounds a stage of the trace.
 *
 *   words     clear, hit 10..14, hit 10..14 (the overlap of two pieces), failed
 *   answers   hit 10..14; failed                      the guard counts both: the place is edited, and on_error decides
 */
#include <stdlib.h>

#include "base/slice.h"
#include "cascade/asking.h"
#include "cascade/price.h"

int nw_asking_denies(const nw_asking *asking, newel_source source) {
  for (size_t i = 0; i < asking->words.count; i++) {
    const nw_word *word = &asking->words.at[i];
    const nw_guard_rule *rule = &asking->guard->rules[word->rule];
    if (word->say.status == NEWEL_ANSWER_REFUSED) return 1;
    if (word->say.status == NEWEL_ANSWER_FAILED && asking->guard->on_error == NW_ON_ERROR_BLOCK) return 1;
    if (rule->observe) continue;
    if (word->say.status == NEWEL_ANSWER_DENIED) return 1;
    if (word->say.status == NEWEL_ANSWER_JUDGED && word->say.band == NEWEL_BAND_HIT && rule->action[source] == NEWEL_ACTION_BLOCK)
      return 1;
  }
  return 0;
}

/* ---- answers ---- */

static int by_place(const void *a, const void *b) {
  const newel_answer_span *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  return (x->end > y->end) - (x->end < y->end);
}

/* Places that overlap are one (the overlap of two pieces gives one place twice, or its halves). */
static size_t join_spans(newel_answer_span *spans, size_t count) {
  size_t kept = 0;
  if (count > 1) qsort(spans, count, sizeof *spans, by_place);
  for (size_t i = 0; i < count; i++) {
    if (kept > 0 && spans[i].start < spans[kept - 1].end) {
      if (spans[i].end > spans[kept - 1].end) spans[kept - 1].end = spans[i].end;
    } else {
      spans[kept++] = spans[i];
    }
  }
  return kept;
}

/* All words on one (segment, rule). */
typedef struct gathered {
  const nw_word *const *words;
  size_t                count;
} gathered;

/* The hits among them as one answer: those with a place of their own, or the inferred ones. 0 when there is none. */
static int gather_hits(nw_asking *asking, const gathered *g, int inferred, newel_answer *out) {
  size_t hits = 0, places = 0, whole = 0, most = 0;
  for (size_t i = 0; i < g->count; i++) {
    const newel_say *say = &g->words[i]->say;
    if (say->status != NEWEL_ANSWER_JUDGED || say->band != NEWEL_BAND_HIT || (say->inferred != 0) != inferred) continue;
    hits++;
    most += say->span_count;
    whole |= say->span_count == 0;
    if (say->score_ppm > out->score_ppm) out->score_ppm = say->score_ppm;
  }
  if (hits == 0) return 0;
  out->status = NEWEL_ANSWER_JUDGED;
  out->band = NEWEL_BAND_HIT;
  out->inferred = inferred;
  if (whole) return 1;  /* the text as a whole says more than any place in it */
  newel_answer_span *spans = nw_arena_alloc(&asking->arena, most * sizeof *spans);
  if (spans == NULL) return asking->failed = 1, 0;
  for (size_t i = 0; i < g->count; i++) {
    const newel_say *say = &g->words[i]->say;
    if (say->status != NEWEL_ANSWER_JUDGED || say->band != NEWEL_BAND_HIT || (say->inferred != 0) != inferred) continue;
    memcpy(spans + places, say->spans, say->span_count * sizeof *spans);
    places += say->span_count;
  }
  out->spans = spans;
  out->span_count = join_spans(spans, places);
  return 1;
}

static int any_of(const gathered *g, newel_answer_status status) {
  for (size_t i = 0; i < g->count; i++)
    if (g->words[i]->say.status == status) return 1;
  return 0;
}

/* At most four answers to one question. Returns how many. */
static size_t answer_one(nw_asking *asking, uint32_t question, const gathered *g, newel_answer_status otherwise,
                         newel_answer out[4]) {
  size_t count = 0;
  for (int inferred = 0; inferred <= 1; inferred++) {
    newel_answer hit = { .question = question };
    if (gather_hits(asking, g, inferred, &hit)) out[count++] = hit;
  }
  if (any_of(g, NEWEL_ANSWER_DENIED)) out[count++] = (newel_answer){ .question = question, .status = NEWEL_ANSWER_DENIED };
  if (any_of(g, NEWEL_ANSWER_REFUSED)) out[count++] = (newel_answer){ .question = question, .status = NEWEL_ANSWER_REFUSED };
  else if (any_of(g, NEWEL_ANSWER_FAILED)) out[count++] = (newel_answer){ .question = question, .status = NEWEL_ANSWER_FAILED };
  if (count > 0) return count;
  newel_answer_status status = g->count == 0 ? otherwise : NEWEL_ANSWER_JUDGED;
  if (any_of(g, NEWEL_ANSWER_CANNOT)) status = NEWEL_ANSWER_CANNOT;
  out[0] = (newel_answer){ .question = question, .status = status, .band = NEWEL_BAND_CLEAR };
  return 1;
}

static int by_subject(const void *a, const void *b) {
  const nw_word *x = *(const nw_word *const *)a, *y = *(const nw_word *const *)b;
  if (x->segment != y->segment) return x->segment < y->segment ? -1 : 1;
  if (x->rule != y->rule) return x->rule < y->rule ? -1 : 1;
  return x < y ? -1 : x > y;  /* as they were said */
}

/* The words of a subject in the sorted list. */
static gathered words_of(const nw_word **sorted, size_t count, const newel_question *question) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    const nw_word *w = sorted[mid];
    int before = w->segment != question->segment ? w->segment < question->segment : w->rule < question->rule;
    if (before) low = mid + 1;
    else high = mid;
  }
  gathered g = { sorted + low, 0 };
  while (low + g.count < count && g.words[g.count]->segment == question->segment && g.words[g.count]->rule == question->rule)
    g.count++;
  return g;
}

const newel_answer *nw_asking_answers(nw_asking *asking, const newel_result *result, newel_answer_status otherwise, size_t *count) {
  enum { ANSWERS_EACH = 4 };
  size_t questions = newel_result_question_count(result), words = asking->words.count;
  newel_answer *answers = nw_arena_alloc(&asking->arena, questions * ANSWERS_EACH * sizeof *answers);
  const nw_word **sorted = nw_arena_alloc(&asking->arena, words * sizeof *sorted);
  *count = 0;
  if (answers == NULL || sorted == NULL) asking->failed = 1;
  if (asking->failed) return NULL;
  for (size_t i = 0; i < words; i++) sorted[i] = &asking->words.at[i];
  if (words > 1) qsort(sorted, words, sizeof *sorted, by_subject);
  for (size_t q = 0; q < questions; q++) {
    newel_question question = newel_result_question(result, q);
    gathered g = words_of(sorted, words, &question);
    *count += answer_one(asking, (uint32_t)q, &g, otherwise, answers + *count);
  }
  return asking->failed ? NULL : answers;
}

/* ---- stages ---- */

static uint64_t price_of(const newel_stage *stage, uint8_t *unverified) {
  uint64_t sum = 0, each = 0;
  for (size_t i = 0; i < stage->unit_count; i++) {
    int verified = 0;
    if (stage->units[i].count == 0) continue;
    if (!nw_price_of(stage->units[i].name, &each, &verified)) each = 0;
    if (!verified) *unverified = 1;
    sum += each * stage->units[i].count;
  }
  return sum;
}

/* Copies what a stage points to into the scratch, which outlives the asking. */
static void keep(newel_scratch *scratch, newel_stage *stage) {
  nw_arena *arena = &scratch->stage_memory;
  newel_stage_unit *units = nw_arena_alloc(arena, stage->unit_count * sizeof *units);
  newel_slice *records = nw_arena_alloc(arena, stage->record_count * sizeof *records);
  if (units == NULL || records == NULL) {
    scratch->failed = 1;
    return;
  }
  for (size_t i = 0; i < stage->unit_count; i++) {
    units[i] = stage->units[i];
    units[i].name = nw_arena_copy(arena, units[i].name);
    if (units[i].name.data == NULL) scratch->failed = 1;
  }
  for (size_t i = 0; i < stage->record_count; i++) {
    records[i] = nw_arena_copy(arena, stage->records[i]);
    if (records[i].data == NULL) scratch->failed = 1;
  }
  stage->units = units;
  stage->records = records;
  stage->name = nw_arena_copy(arena, stage->name);
  stage->error = nw_arena_copy(arena, stage->error);
  if (stage->name.data == NULL || stage->error.data == NULL) scratch->failed = 1;
}

void nw_asking_stages(const nw_asking *asking, newel_scratch *scratch, const newel_answer *answers, size_t count,
                      size_t questions) {
  newel_stage local = { .name = NW_LIT("local"), .questions = (uint32_t)questions, .elapsed_ns = scratch->elapsed_ns };
  newel_stage remote = { .name = newel_slice_of(asking->transport->name), .asks = asking->asks,
                         .questions = (uint32_t)questions, .units = asking->sum.units.at,
                         .unit_count = asking->sum.units.count, .error = asking->error, .elapsed_ns = asking->elapsed_ns,
                         .records = asking->sum.records.at, .record_count = asking->sum.records.count };
  for (size_t i = 0; i < count; i++) 
    remote.failed += answers[i].status == NEWEL_ANSWER_FAILED || answers[i].status == NEWEL_ANSWER_REFUSED;
  remote.price_micro_usd = price_of(&remote, &remote.price_unverified);
  keep(scratch, &remote);
  if (scratch->failed) return;
  nw_scratch_stage(scratch, &local);
  nw_scratch_stage(scratch, &remote);
}
