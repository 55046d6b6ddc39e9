/* score.c - judging: windows of terms to cosines to one number a topic; see topic.h.
 *
 *      terms   0 .......... 64          the first window
 *                   32 .......... 96    the next: at the end of the text, whatever is left with the 32 before it */
#include <stddef.h>
#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#  include <immintrin.h>
#endif

#include "base/eight.h"
#include "base/slice.h"
#include "detect/topic/model.h"

nw_topic_sums *nw_topic_sums_of(nw_topic_state *state) { return (nw_topic_sums *)(state + 1); }

nw_topic_best *nw_topic_bests_of(const nw_topics *topics, nw_topic_state *state) {
  return (nw_topic_best *)(nw_topic_sums_of(state) + topics->count);
}

/* ---- one window ------------------------------------------------------------------------------------------------------------ */

uint32_t nw_topics_find(const nw_topics *topics, uint32_t hash, uint8_t view) {
  size_t mask = topics->slots - 1;
  for (size_t slot = (hash + view) & mask; topics->first[slot] != NW_NO_POSTING; slot = (slot + 1) & mask) {
    const nw_posting *p = &topics->postings.at[topics->first[slot]];
    if (p->hash == hash && (p->topic >> 31) == view) return topics->first[slot];
  }
  return NW_NO_POSTING;
}

#if defined(__x86_64__) && defined(__GNUC__)
/* Two rows at a time: their bytes side by side, times their weights. */
__attribute__((target("avx2")))
static void add_rows_avx2(const nw_lexicon *lexicon, int32_t vector[NW_LEXICON_DIMENSIONS], const int32_t *rows, size_t count) {
  enum { SIXTEENS = NW_LEXICON_DIMENSIONS / 16 };
  static const int8_t none[NW_LEXICON_DIMENSIONS] = {0};
  __m256i sum[SIXTEENS][2];
  for (int k = 0; k < SIXTEENS; k++) sum[k][0] = sum[k][1] = _mm256_setzero_si256();
  for (size_t i = 0; i < count; i += 2) {
    const int two = i + 1 < count;
    const int8_t *a = lexicon->vector + (size_t)rows[i] * NW_LEXICON_DIMENSIONS;
    const int8_t *b = two ? lexicon->vector + (size_t)rows[i + 1] * NW_LEXICON_DIMENSIONS : none;
    const __m256i weights = _mm256_set1_epi32(lexicon->weight[rows[i]] | (two ? lexicon->weight[rows[i + 1]] : 0) << 16);
    for (int k = 0; k < SIXTEENS; k++) {
      const __m256i left = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(a + 16 * k)));
      const __m256i right = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(const void *)(b + 16 * k)));
      sum[k][0] = _mm256_add_epi32(sum[k][0], _mm256_madd_epi16(_mm256_unpacklo_epi16(left, right), weights));
      sum[k][1] = _mm256_add_epi32(sum[k][1], _mm256_madd_epi16(_mm256_unpackhi_epi16(left, right), weights));
    }
  }
  for (int k = 0; k < SIXTEENS; k++) {  /* unpacked were 0-3 and 8-11, 4-7 and 12-15 */
    __m256i *to = (__m256i *)(void *)(vector + 16 * k);
    const __m256i low = _mm256_permute2x128_si256(sum[k][0], sum[k][1], 0x20), high = _mm256_permute2x128_si256(sum[k][0], sum[k][1], 0x31);
    _mm256_storeu_si256(to, _mm256_add_epi32(_mm256_loadu_si256(to), low));
    _mm256_storeu_si256(to + 1, _mm256_add_epi32(_mm256_loadu_si256(to + 1), high));
  }
}
#endif

void nw_topic_add_rows(const nw_lexicon *lexicon, int32_t vector[NW_LEXICON_DIMENSIONS], const int32_t *rows, size_t count) {
#if defined(__x86_64__) && defined(__GNUC__)
  if (__builtin_cpu_supports("avx2")) {
    add_rows_avx2(lexicon, vector, rows, count);
    return;
  }
#endif
  for (size_t i = 0; i < count; i++) {
    const int8_t *row = lexicon->vector + (size_t)rows[i] * NW_LEXICON_DIMENSIONS;
    const int weight = lexicon->weight[rows[i]];
    for (int k = 0; k < NW_LEXICON_DIMENSIONS; k++) vector[k] += (int16_t)(weight * row[k]);  /* 255 * 128 < 2^15 */
  }
}

nw_topic_sums nw_topic_cosines(const nw_topic_sums *sums, const uint64_t norm[2]) {
  nw_topic_sums out;
  for (int view = 0; view < 2; view++) out.view[view] = norm[view] == 0 ? 0 : sums->view[view] / (int64_t)norm[view];
  return out;
}

static int64_t deviations(int64_t cosine, const nw_usual *usual) {
  int64_t z = (cosine - usual->mean) * 256 / usual->deviation;
  return z > 20 * 256 ? 20 * 256 : z < -20 * 256 ? -20 * 256 : z;
}

int32_t nw_topic_score(const nw_topic *topic, const nw_topic_sums *cosines, const nw_direction *direction) {
  int64_t score = deviations(cosines->view[0], &topic->usual[0]) + deviations(cosines->view[1], &topic->usual[1]);
  if (direction->length > 0)
    score += deviations(nw_direction_cosine(direction, &topic->vector, topic->with_common), &topic->usual[NW_VIEW_VECTOR]) * 3 / 2;
  return (int32_t)score;
}

/* ---- windows --------------------------------------------------------------------------------------------------------------- */

/* Where the window begins that the last term is in, or where the next one will: multiples of half a window. */
static size_t window_start(const nw_topic_state *state) {
  size_t half = NW_TOPIC_WINDOW / 2, grid = state->terms / half * half;
  return grid < half ? 0 : grid - half;
}

/* The window holds the terms from `from` on. */
static void score_window(const nw_topics *topics, nw_topic_state *state, size_t from) {
  nw_topic_sums *sums = nw_topic_sums_of(state);
  nw_topic_best *best = nw_topic_bests_of(topics, state);
  int32_t vector[NW_LEXICON_DIMENSIONS];
  for (int k = 0; k < NW_LEXICON_DIMENSIONS; k++) vector[k] = state->vector[0][k] + state->vector[1][k];
  const uint64_t norm[2] = {nw_isqrt(state->window.squares[0]), nw_isqrt(state->window.squares[1])};
  const nw_direction direction = nw_direction_of(vector, &topics->common);
  size_t start = state->ring[from % NW_TOPIC_WINDOW].start, end = state->ring[(state->terms - 1) % NW_TOPIC_WINDOW].end;
  nw_window_sums(topics, &state->window, sums);
  for (size_t t = 0; t < topics->count; t++) {
    nw_topic_sums cosines = nw_topic_cosines(&sums[t], norm);
    int32_t score = nw_topic_score(&topics->topics[t], &cosines, &direction);
    if (score > best[t].score) best[t] = (nw_topic_best){score, start, end};
  }
  state->scored = state->terms;
}

/* The older half goes. Where room runs short, the window is made anew of what stays. */
static void slide(const nw_topics *topics, nw_topic_state *state) {
  size_t half = NW_TOPIC_WINDOW / 2, from = (state->terms - NW_TOPIC_WINDOW) % NW_TOPIC_WINDOW;
  memset(state->vector[from / half], 0, sizeof state->vector[0]);
  if (nw_window_is_full(&state->window)) nw_window_renew(topics, &state->window, state->place + (half - from), half);
  else nw_window_drop(topics, &state->window, state->place + from, half);
}

typedef struct taking { const nw_topics *topics; nw_topic_state *state; } taking;

/* Which words mean something is no branch: half of them do. The vectors are added later, all of a half at once. */
static inline void take_meaning(const nw_topics *topics, nw_topic_state *state, const nw_topic_word *word) {
  const unsigned meant = word->row >= 0;
  state->content += (word->flags & (NW_TERM_STOP | NW_TERM_NUMBER)) == 0;
  state->known += meant;  /* a word that has a vector is no stop word */
  state->row[state->rows] = word->row;
  state->rows += meant & ((word->flags & NW_TERM_FRAME) == 0);
#if defined(__GNUC__)
  __builtin_prefetch(topics->lexicon.vector + (size_t)((uint32_t)word->row & (0u - meant)) * NW_LEXICON_DIMENSIONS);
#endif
}

/* The open half gets its vectors. */
static void add_meaning(const nw_topics *topics, nw_topic_state *state, size_t turn) {
  nw_topic_add_rows(&topics->lexicon, state->vector[turn], state->row, state->rows);
  state->rows = 0;
}

/* A term that stands at [start, end), and at `place` of the window. */
static inline void take(const nw_topics *topics, nw_topic_state *state, int place, size_t start, size_t end) {
  const size_t half = NW_TOPIC_WINDOW / 2, at = state->terms % NW_TOPIC_WINDOW;
  state->terms++;
  state->ring[at] = (nw_term_place){start, end};
  state->place[at] = place;
  if (place >= 0) take_meaning(topics, state, nw_window_word(topics, &state->window, place));
  if (state->terms % half != 0) return;
  add_meaning(topics, state, at / half);
  if (state->terms < NW_TOPIC_WINDOW) return;
  score_window(topics, state, state->terms - NW_TOPIC_WINDOW);
  slide(topics, state);
}

static void take_term(void *user, const nw_term *term) {
  const taking *t = user;
  take(t->topics, t->state, nw_window_add(t->topics, &t->state->window, term), term->start, term->end);
}

/* ---- words of letters, most of most texts ---------------------------------------------------------------------------------- */

/*   "The loans, he isn't"     letters 111.11111..11.111.1     up to where each is a term by itself: an apostrophe, a digit or
 *                             stops   ..................1      what is beyond ASCII is for the reader of terms */
enum { SEEN = 64 };
typedef struct sight { uint64_t letters, stops; } sight;

static sight look(const unsigned char *data) {
  sight s = {0, 0};
  uint64_t quotes = 0;
#if defined(__x86_64__) && defined(__GNUC__)
  for (unsigned i = 0; i < SEEN; i += 16) {
    const __m128i text = _mm_loadu_si128((const __m128i *)(const void *)(data + i)), bit = _mm_set1_epi8(0x20);
    const __m128i letter = _mm_sub_epi8(_mm_or_si128(text, bit), _mm_set1_epi8('a')), digit = _mm_sub_epi8(text, _mm_set1_epi8('0'));
    const __m128i letters = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter);
    const __m128i digits = _mm_cmpeq_epi8(_mm_min_epu8(digit, _mm_set1_epi8(9)), digit);
    s.letters |= (uint64_t)(unsigned)_mm_movemask_epi8(letters) << i;
    s.stops |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_or_si128(digits, text)) << i;
    quotes |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8('\''))) << i;
  }
#else
  for (unsigned i = 0; i < SEEN; i++) {
    if (nw_is_alpha(data[i])) s.letters |= 1ULL << i;
    if (nw_is_digit(data[i]) || data[i] >= 0x80) s.stops |= 1ULL << i;
    if (data[i] == '\'') quotes |= 1ULL << i;
  }
#endif
  s.stops |= quotes & s.letters << 1;
  return s;
}

/* Words that wait for their turn. */
enum { AHEAD = 64, ROOM = AHEAD + SEEN / 2 };
typedef struct waiting { size_t count; nw_letters at[ROOM]; } waiting;

/* Lists the words at `data`, of which SEEN bytes are there and can be read NW_LETTERS_MOST more; returns how many bytes were for it. */
static unsigned list_words(const nw_topics *topics, waiting *words, const unsigned char *data, size_t at) {
#define EIGHT 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF
  static const unsigned char keep[2 * NW_LETTERS_MOST] = {EIGHT, EIGHT, EIGHT};
  const sight seen = look(data);
  const uint64_t before = seen.stops == 0 ? UINT64_MAX : (seen.stops & (0 - seen.stops)) - 1, between = ~seen.letters & before;
  const unsigned limit = between == 0 ? 0 : SEEN - (unsigned)__builtin_clzll(between);  /* a word has its end in front of it */
  nw_letters *to = words->at + words->count;
  uint64_t letters = seen.letters & (limit == 0 ? 0 : UINT64_MAX >> (SEEN - limit));
  for (uint64_t rest; letters != 0; letters &= rest, to++) {
    rest = letters + (letters & (0 - letters));  /* the first run gone, a bit behind it */
    const unsigned from = (unsigned)__builtin_ctzll(letters), behind = (unsigned)__builtin_ctzll(rest), len = behind - from;
    if (len > NW_LETTERS_MOST) break;
    for (unsigned i = 0; i < 3; i++)
      to->part[i] = (nw_eight(data + from + 8 * i) | NW_EIGHT_CASE) & nw_eight(keep + NW_LETTERS_MOST - len + 8 * i);
    to->start = at + from, to->end = at + behind;
    nw_window_ready(&topics->known, to);
  }
  words->count = (size_t)(to - words->at);
  return letters == 0 ? limit : (unsigned)__builtin_ctzll(letters);
#undef EIGHT
}

/* The same for what may be less; behind it may come more. */
static unsigned list_some(const nw_topics *topics, waiting *words, const unsigned char *data, size_t len, size_t at) {
  unsigned char last[SEEN + NW_LETTERS_MOST];
  if (len >= sizeof last) return list_words(topics, words, data, at);
  memset(last, 0xFF, sizeof last);
  memcpy(last, data, len < SEEN ? len : SEEN);
  return list_words(topics, words, last, at);
}

static void take_words(const nw_topics *topics, nw_topic_state *state, waiting *words) {
  const nw_letters *end = words->at + words->count;
  for (const nw_letters *word = words->at; word < end; word++)
    take(topics, state, nw_window_add_letters(topics, &state->window, word), word->start, word->end);
  words->count = 0;
}

/* ---- the judge ------------------------------------------------------------------------------------------------------------- */

static size_t state_bytes(const void *compiled) {
  const nw_topics *topics = compiled;
  return sizeof(nw_topic_state) + topics->count * (sizeof(nw_topic_sums) + sizeof(nw_topic_best));
}

static void begin(const void *compiled, void *user, const nw_judge_text *text) {
  const nw_topics *topics = compiled;
  nw_topic_state *state = user;
  memset(state, 0, offsetof(nw_topic_state, ring));
  nw_window_clear(&state->window);
  state->active = text->active;
  nw_term_begin_bare(&state->reader);
  nw_topic_best none = {INT32_MIN, 0, 0};
  for (size_t t = 0; t < topics->count; t++) nw_topic_bests_of(topics, state)[t] = none;
}

static void push(const void *compiled, void *user, const unsigned char *data, size_t len, size_t at, int gap) {
  nw_topic_state *state = user;
  taking t = {compiled, state};
  waiting words;
  words.count = 0;
  if (gap) nw_term_end(&state->reader, take_term, &t);
  size_t other = 0;  /* up to here nothing is looked at: twice there was no word of letters */
  for (size_t i = 0, before = 1; i < len;) {
    unsigned some = 0;
    if (i >= other && nw_term_idle(&state->reader)) {
      some = list_some(compiled, &words, data + i, len - i, at + i);
      if (some + before == 0) other = i + SEEN / 2;
      before = some;
    }
    i += some;
    if (words.count >= AHEAD) take_words(compiled, state, &words);
    if (some >= SEEN / 2 || i == len) continue;
    take_words(compiled, state, &words);
    i += nw_term_push_one(&state->reader, data + i, len - i, at + i, take_term, &t);
  }
  take_words(compiled, state, &words);
}

/* More than half of the content words are unknown: nobody may call that clear. */
static int is_foreign(const nw_topic_state *state) { return state->content > 0 && state->known * 2 < state->content; }

static nw_judged judged_of(const nw_topic *topic, const nw_topic_state *state, const nw_topic_best *best) {
  nw_judged said = {.rule = topic->rule, .band = NW_BAND_CLEAR, .type = topic->name, .evidence = ""};
  if (best->score == INT32_MIN) return said;  /* no term: nothing is said */
  said.start = best->start;
  said.end = best->end;
  said.score_ppm = nw_topic_chance(topic, best->score);
  said.band = nw_topic_band(topic, best->score);
  if (said.band != NW_BAND_HIT && is_foreign(state)) said.band = NW_BAND_UNSURE, said.unknown = "language";
  else if (said.band == NW_BAND_UNSURE) said.unknown = "neither hit nor clear";
  return said;
}

static size_t say(const void *compiled, void *user, int final, nw_judged *out, size_t most) {
  const nw_topics *topics = compiled;
  nw_topic_state *state = user;
  taking t = {topics, state};
  size_t count = 0;
  if (final) {
    nw_term_end(&state->reader, take_term, &t);
    add_meaning(topics, state, state->terms / (NW_TOPIC_WINDOW / 2) % 2);
    if (state->terms > state->scored) score_window(topics, state, window_start(state));
  }
  if (!final && state->scored == state->spoken) return 0;
  state->spoken = state->scored;
  for (size_t i = 0; i < topics->count && count < most; i++) {
    const nw_topic *topic = &topics->topics[i];
    const nw_topic_best *best = &nw_topic_bests_of(topics, state)[i];
    if (state->active != NULL && !state->active[topic->rule]) continue;
    if (final || best->score != INT32_MIN) out[count++] = judged_of(topic, state, best);
  }
  return count;
}

static size_t live(const void *compiled, const void *user) {
  const nw_topic_state *state = user;
  (void)compiled;
  if (state->terms == 0) return 0;
  size_t from = window_start(state);
  return from < state->terms ? state->ring[from % NW_TOPIC_WINDOW].start : state->reader.term.start;
}

const nw_judge nw_topic_judge = {"topic", state_bytes, begin, push, say, live, NULL};

int32_t nw_topics_raw(const nw_topics *topics, void *state, newel_slice text, size_t index) {
  nw_judge_text all = {0, 0, NULL};
  nw_judged none;
  begin(topics, state, &all);
  push(topics, state, (const unsigned char *)text.data, text.len, 0, 0);
  (void)say(topics, state, 1, &none, 0);
  return nw_topic_bests_of(topics, state)[index].score;
}
