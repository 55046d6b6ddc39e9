/* overlap.c - how much of the answer the source has, in several ways: each a number of millionths (grounding.h has the list). */
#include <string.h>

#include "base/slice.h"
#include "detect/grounding/work.h"

enum { ONE = 1000000, WINDOW = 60, NEAR_MOST = 48, NEAR_ENOUGH = 60 };

static int32_t share(uint64_t part, uint64_t whole) { return whole == 0 ? 0 : (int32_t)(part * ONE / whole); }

static int32_t limited(uint64_t value) { return value > 4 * ONE ? 4 * ONE : (int32_t)value; }

/* ---- words ----------------------------------------------------------------------------------------------------------------- */

static void measure_words(const nw_marks *answer, int32_t *f) {
  uint64_t all = 0, source = 0, either = 0, persons = 0, terms = 0;
  unsigned rarest = 0;
  for (size_t i = 0; i < answer->count; i++) {
    const nw_mark *m = &answer->at[i];
    terms++;
    if (m->kind == NW_MARK_PERSON && !(m->has & NW_IN_SOURCE)) persons++;
    if (!nw_mark_counts(m)) continue;
    all += m->idf;
    if (m->has & NW_IN_SOURCE) source += m->idf;
    else if (m->idf > rarest) rarest = m->idf;
    if (m->has) either += m->idf;
  }
  f[NW_F_COVERAGE] = share(source, all);
  f[NW_F_COVERAGE_ALL] = share(either, all);
  f[NW_F_RAREST] = (int32_t)((uint64_t)rarest * ONE / 256);
  f[NW_F_PERSON] = share(persons, terms);
  f[NW_F_LENGTH] = limited(terms * (ONE / 100));
}

/* The worst sentence: one that was made up hides in a long answer. Sentences of less than three content words go with the next. */
static int32_t worst_sentence(const nw_marks *answer) {
  uint64_t all = 0, source = 0;
  unsigned words = 0;
  int32_t worst = ONE;
  int any = 0;
  for (size_t i = 0; i <= answer->count; i++) {
    int ends = i == answer->count || (answer->at[i].flags & NW_TERM_SENTENCE);
    if (ends && (words >= 3 || (i == answer->count && !any && all > 0))) {
      int32_t now = share(source, all);
      if (now < worst) worst = now;
      any = 1;
      all = source = words = 0;
    }
    if (i == answer->count || !nw_mark_counts(&answer->at[i])) continue;
    words++;
    all += answer->at[i].idf;
    if (answer->at[i].has & NW_IN_SOURCE) source += answer->at[i].idf;
  }
  return any ? worst : 0;
}

/* ---- order ----------------------------------------------------------------------------------------------------------------- */

static void measure_order(const nw_grounding_work *work, int32_t *f) {
  const nw_marks *answer = &work->answer;
  size_t pairs = 0, triples = 0, run = 0, longest = 0, single = 0;
  for (size_t i = 0; i < answer->count; i++) {
    if (answer->at[i].has & NW_IN_SOURCE) single = 1;
    if (i >= 1 && nw_bits_has(&work->pairs, nw_marks_pair(answer->at, i, 2))) {
      pairs++;
      if (longest < 2) longest = 2;
    }
    if (i < 2) continue;
    if (nw_bits_has(&work->pairs, nw_marks_pair(answer->at, i, 3))) {
      triples++;
      run++;
      if (run + 2 > longest) longest = run + 2;
    } else {
      run = 0;
    }
  }
  if (longest == 0) longest = single;
  f[NW_F_BIGRAM] = answer->count < 2 ? f[NW_F_COVERAGE] : share(pairs, answer->count - 1);
  f[NW_F_TRIGRAM] = answer->count < 3 ? f[NW_F_BIGRAM] : share(triples, answer->count - 2);
  f[NW_F_RUN] = share(longest, answer->count);
  f[NW_F_CHAR] = share(work->gram_hits, work->gram_total);
}

static void measure_together(const nw_grounding_work *work, int32_t *f) {
  const nw_mark *before = NULL;
  uint64_t all = 0, together = 0;
  for (size_t i = 0; i < work->answer.count; i++) {
    const nw_mark *m = &work->answer.at[i];
    if (m->flags & NW_TERM_SENTENCE) before = NULL;
    if (!nw_mark_counts(m)) continue;
    if (before != NULL) {
      all += (uint64_t)m->idf + before->idf;
      if (before->hash == m->hash || nw_bits_has(&work->near, nw_marks_near(before, m))) together += (uint64_t)m->idf + before->idf;
    }
    before = m;
  }
  f[NW_F_TOGETHER] = all == 0 ? f[NW_F_COVERAGE] : share(together, all);
}

/* ---- the best window of the source ------------------------------------------------------------------------------------------- */

static int open_stems(nw_grounding_work *work) {
  work->seen.count = 0;
  if (!nw_places_open(work, &work->stems, work->answer.count)) return 0;
  if (!nw_vec_reserve(&work->alloc, &work->seen, work->answer.count + 1)) return 0;
  memset(work->seen.at, 0, (work->answer.count + 1) * sizeof *work->seen.at);
  return 1;
}

/* Slides WINDOW terms over the source and remembers where most of the answer's distinct words are. */
static int find_window(nw_grounding_work *work, int32_t *f) {
  uint64_t all = 0, now = 0, best = 0;
  if (!open_stems(work)) return 0;
  for (size_t i = 0; i < work->answer.count; i++) {
    if (!nw_mark_counts(&work->answer.at[i])) continue;
    nw_place *place = nw_place_of(&work->stems, work->answer.at[i].hash);
    if (place->at != NW_NOWHERE) continue;
    *place = (nw_place){work->answer.at[i].hash, (uint32_t)i};
    all += work->answer.at[i].idf;
  }
  work->window_start = work->window_end = 0;
  for (size_t i = 0; i < work->source.count; i++) {
    uint32_t in = nw_place_of(&work->stems, work->source.at[i].hash)->at;
    if (in != NW_NOWHERE && work->seen.at[in]++ == 0) now += work->answer.at[in].idf;
    if (i >= WINDOW) {
      uint32_t out = nw_place_of(&work->stems, work->source.at[i - WINDOW].hash)->at;
      if (out != NW_NOWHERE && --work->seen.at[out] == 0) now -= work->answer.at[out].idf;
    }
    if (now <= best && i > 0) continue;
    best = now;
    work->window_start = i >= WINDOW ? i - WINDOW + 1 : 0;
    work->window_end = i + 1;
  }
  f[NW_F_WINDOW] = share(best, all);
  return 1;
}

static int denies(const nw_mark *marks, size_t from, size_t to) {
  for (size_t i = from; i < to; i++)
    if (marks[i].kind == NW_MARK_NOT) return 1;
  return 0;
}

/* ---- likeness -------------------------------------------------------------------------------------------------------------- */

typedef struct direction { int64_t sum[NW_LEXICON_DIMENSIONS]; } direction;

static void add_direction(const nw_lexicon *lexicon, direction *d, const nw_mark *m) {
  int row = nw_mark_counts(m) ? nw_lexicon_find(lexicon, m->hash) : -1;
  if (row < 0) return;
  const int8_t *v = lexicon->vector + (size_t)row * NW_LEXICON_DIMENSIONS;
  for (int k = 0; k < NW_LEXICON_DIMENSIONS; k++) d->sum[k] += (int64_t)lexicon->weight[row] * v[k];
}

static direction direction_of(const nw_lexicon *lexicon, const nw_mark *marks, size_t from, size_t to) {
  direction d = {{0}};
  for (size_t i = from; i < to; i++) add_direction(lexicon, &d, &marks[i]);
  return d;
}

/* Cosine in millionths, 0 where one has no direction. Scaled so that nothing overflows for texts of any length. */
static int32_t cosine(const direction *a, const direction *b) {
  int64_t most = 1, ab = 0;
  uint64_t aa = 0, bb = 0;
  for (int k = 0; k < NW_LEXICON_DIMENSIONS; k++) {
    if (a->sum[k] > most || -a->sum[k] > most) most = a->sum[k] < 0 ? -a->sum[k] : a->sum[k];
    if (b->sum[k] > most || -b->sum[k] > most) most = b->sum[k] < 0 ? -b->sum[k] : b->sum[k];
  }
  unsigned shift = 0;
  while (most >> shift > 1 << 26) shift++;
  for (int k = 0; k < NW_LEXICON_DIMENSIONS; k++) {
    int64_t x = a->sum[k] / (1LL << shift), y = b->sum[k] / (1LL << shift);
    ab += x * y;
    aa += (uint64_t)(x * x);
    bb += (uint64_t)(y * y);
  }
  uint64_t length = nw_isqrt(aa) * nw_isqrt(bb);
  return length == 0 ? 0 : (int32_t)(ab / (int64_t)(length / ONE + 1));
}

/* Cosine of two words, in hundredths. */
static int word_likeness(const nw_lexicon *lexicon, int a, int b) {
  const int8_t *u = lexicon->vector + (size_t)a * NW_LEXICON_DIMENSIONS, *v = lexicon->vector + (size_t)b * NW_LEXICON_DIMENSIONS;
  int sum = 0;
  for (int k = 0; k < NW_LEXICON_DIMENSIONS; k++) sum += u[k] * v[k];
  return sum * 100 / (254 * 254);
}

/* Does the best window have a word like this one? */
static int is_near(const nw_grounding_work *work, const nw_mark *m) {
  int row = nw_lexicon_find(&work->lexicon, m->hash);
  for (size_t i = work->window_start; row >= 0 && i < work->window_end; i++) {
    if (!nw_mark_counts(&work->source.at[i])) continue;
    int other = nw_lexicon_find(&work->lexicon, work->source.at[i].hash);
    if (other >= 0 && word_likeness(&work->lexicon, row, other) >= NEAR_ENOUGH) return 1;
  }
  return 0;
}

/* At most NEAR_MOST words are looked at: the work stays linear. */
static void measure_likeness(const nw_grounding_work *work, int32_t *f) {
  uint64_t all = 0, near = 0;
  unsigned looked = 0;
  for (size_t i = 0; i < work->answer.count; i++) {
    const nw_mark *m = &work->answer.at[i];
    if (!nw_mark_counts(m)) continue;
    all += m->idf;
    if (!(m->has & NW_IN_SOURCE) && looked++ < NEAR_MOST && is_near(work, m)) near += m->idf;
  }
  f[NW_F_NEAR] = share(near, all);
  direction answer = direction_of(&work->lexicon, work->answer.at, 0, work->answer.count);
  direction source = direction_of(&work->lexicon, work->source.at, work->window_start, work->window_end);
  f[NW_F_LIKENESS] = cosine(&answer, &source);
}

/* ---- the query ------------------------------------------------------------------------------------------------------------- */

static uint64_t squares(const nw_marks *marks) {
  uint64_t sum = 0;
  for (size_t i = 0; i < marks->count; i++)
    if (nw_mark_counts(&marks->at[i])) sum += (uint64_t)marks->at[i].idf * marks->at[i].idf;
  return sum;
}

static void measure_query(const nw_grounding_work *work, int32_t *f) {
  uint64_t all = 0, answered = 0, common = 0, windowed = 0;
  for (size_t i = 0; i < work->query.count; i++) {
    const nw_mark *m = &work->query.at[i];
    if (!nw_mark_counts(m)) continue;
    all += m->idf;
    if (nw_place_of(&work->stems, m->hash)->at != NW_NOWHERE) {
      answered += m->idf;
      common += (uint64_t)m->idf * m->idf;
    }
    if (nw_bits_has(&work->words, m->hash)) windowed += m->idf;
  }
  f[NW_F_QUERY] = share(answered, all);
  f[NW_F_SOURCE_QUERY] = share(windowed, all);
  f[NW_F_QUERY_COSINE] = share(common, nw_isqrt(squares(&work->query)) * nw_isqrt(squares(&work->answer)));
  direction query = direction_of(&work->lexicon, work->query.at, 0, work->query.count);
  direction answer = direction_of(&work->lexicon, work->answer.at, 0, work->answer.count);
  f[NW_F_QUERY_LIKENESS] = cosine(&query, &answer);
}

int nw_grounding_measure(nw_grounding_work *work, const nw_grounding_texts *texts, int32_t feature[NW_F_COUNT]) {
  if (!nw_grounding_read(work, texts)) return 0;
  measure_words(&work->answer, feature);
  feature[NW_F_SOURCE_LENGTH] = limited(work->source.count * (ONE / 1000));
  feature[NW_F_WORST] = worst_sentence(&work->answer);
  measure_order(work, feature);
  measure_together(work, feature);
  if (!find_window(work, feature)) return 0;
  int answer_denies = denies(work->answer.at, 0, work->answer.count);
  feature[NW_F_NEGATION] = answer_denies != denies(work->source.at, work->window_start, work->window_end) ? ONE : 0;
  measure_likeness(work, feature);
  measure_query(work, feature);
  return nw_grounding_pieces(work, feature);
}
