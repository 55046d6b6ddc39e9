/* build.c - topics from their texts: the mean of the texts in each view, then what is usual for each topic over the background.
 *
 *      texts of one topic ──► sparse mean ──► postings (feature, topic, weight)     all topics ──► one index by feature
 *                        └──► mean vector                                          background ──► mean, deviation a topic and view
 *
 * Cost: about 5 ms for one topic (the background is read), 0.2 ms for each more. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "detect/content/model.h"
#include "detect/topic/model.h"

/* Weights of a text in the mean, in quarters: a definition speaks about the topic, an example is it; `clean` counts against. */
enum { DEFINITION = 4, EXAMPLE = 4, CLEAN = -2 };
enum { LITTLE = NW_COSINE_ONE / 32 };
/* Added to the variance of the background, as cosines: a topic whose words no background text has would else be infinitely sure. */
static const int32_t least_deviation[NW_VIEWS] = {800, 600, 1200};

/* The text in hand. */
typedef struct in_hand {
  nw_window window;
  nw_term   term[NW_WINDOW_SLOTS];  /* of the words of the window, by place */
  int32_t   vector[NW_LEXICON_DIMENSIONS];
} in_hand;

typedef struct builder {
  nw_topics      *topics;
  in_hand        *text;
  NW_VEC(nw_posting) mine;   /* features of the topic in hand, with repeats */
  int32_t         vector[NW_LEXICON_DIMENSIONS];
  int             failed;
} builder;

/* ---- the mean of texts ----------------------------------------------------------------------------------------------------- */

static void take_term(void *user, const nw_term *term) {
  builder *b = user;
  int place = nw_window_add(b->topics, &b->text->window, term);
  if (place < 0) return;
  if (place < NW_WINDOW_SLOTS) b->text->term[place] = *term;
  const int32_t row = nw_window_word(b->topics, &b->text->window, place)->row;
  if ((term->flags & NW_TERM_FRAME) == 0 && row >= 0) nw_topic_add_rows(&b->topics->lexicon, b->text->vector, &row, 1);
}

static void read_text(builder *b, newel_slice text) {
  nw_term_reader reader;
  nw_window_clear(&b->text->window);
  memset(b->text->vector, 0, sizeof b->text->vector);
  nw_term_begin(&reader);
  nw_term_push(&reader, (const unsigned char *)text.data, text.len, 0, take_term, b);
  nw_term_end(&reader, take_term, b);
}

static nw_direction direction_of(const builder *b) { return nw_direction_of(b->text->vector, &b->topics->common); }

static void norms_of(const nw_window *window, uint64_t norm[2]) {
  for (int view = 0; view < 2; view++) norm[view] = nw_isqrt(window->squares[view]);
}

static void list_feature(builder *b, uint32_t hash, uint32_t view, uint64_t weight, uint64_t norm, int quarters) {
  nw_posting p = {hash, view << 31, (int32_t)(norm == 0 ? 0 : weight * NW_COSINE_ONE / norm) * quarters};
  if (!nw_vec_push(&b->topics->alloc, &b->mine, p)) b->failed = 1;
}

static void list_word(builder *b, const nw_term *term, unsigned damped, const uint64_t norm[2], int quarters) {
  const nw_lexicon *lexicon = &b->topics->lexicon;
  uint32_t grams[NW_GRAMS_MOST];
  if (term->flags & NW_TERM_FRAME) return;
  size_t count = nw_term_grams(term, NW_TOPIC_GRAM, grams);
  for (size_t i = 0; i < count; i++)
    list_feature(b, grams[i], NW_VIEW_GRAM, damped * nw_idf_gram(lexicon, grams[i]), norm[NW_VIEW_GRAM], quarters);
  if ((term->flags & (NW_TERM_STOP | NW_TERM_NUMBER)) == 0)
    list_feature(b, term->hash, NW_VIEW_WORD, damped * nw_idf_word(lexicon, term->hash), norm[NW_VIEW_WORD], quarters);
}

static void add_text(builder *b, newel_slice text, int quarters) {
  uint64_t norm[2];
  read_text(b, text);
  const nw_window *window = &b->text->window;
  norms_of(window, norm);
  for (size_t place = 0; place < NW_WINDOW_SLOTS; place++)
    if (nw_window_is_taken(window, place)) list_word(b, &b->text->term[place], nw_damp(window->count[place]), norm, quarters);
  const nw_direction direction = direction_of(b);
  const nw_vector vector = nw_direction_vector(&direction, &b->topics->common);
  for (int k = 0; k < NW_LEXICON_DIMENSIONS; k++) b->vector[k] += vector.at[k] * quarters;
}

static int by_feature(const void *left, const void *right) {
  const nw_posting *a = left, *b = right;
  if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
  return (a->topic > b->topic) - (a->topic < b->topic);
}

/* Adds up equal features of the topic in hand; returns how many are left. */
static size_t merge(nw_posting *p, size_t count) {
  size_t kept = 0;
  if (count > 1) qsort(p, count, sizeof *p, by_feature);
  for (size_t i = 0; i < count; i++) {
    if (kept > 0 && p[kept - 1].hash == p[i].hash && p[kept - 1].topic == p[i].topic) p[kept - 1].weight += p[i].weight;
    else p[kept++] = p[i];
  }
  return kept;
}

/* Scales each view to length NW_COSINE_ONE and lists the features under their topic. */
static void list_features(builder *b, uint32_t topic) {
  uint64_t squares[2] = {0, 0};
  size_t count = merge(b->mine.at, b->mine.count);
  for (size_t i = 0; i < count; i++) squares[b->mine.at[i].topic >> 31] += (uint64_t)((int64_t)b->mine.at[i].weight * b->mine.at[i].weight);
  int64_t norm[2] = {(int64_t)nw_isqrt(squares[0]), (int64_t)nw_isqrt(squares[1])};
  for (size_t i = 0; i < count; i++) {
    nw_posting p = b->mine.at[i];
    p.weight = (int32_t)((int64_t)p.weight * NW_COSINE_ONE / norm[p.topic >> 31]);
    if (p.weight > -LITTLE && p.weight < LITTLE) continue;
    p.topic |= topic;
    if (!nw_vec_push(&b->topics->alloc, &b->topics->postings, p)) b->failed = 1;
  }
  b->mine.count = 0;
}

static void add_topic(builder *b, const nw_topic_rule *rule) {
  uint32_t index = (uint32_t)b->topics->count;
  nw_topic *topic = &b->topics->topics[b->topics->count++];
  *topic = (nw_topic){.name = rule->name, .rule = rule->rule, .examples = (uint8_t)(rule->example_count > 255 ? 255 : rule->example_count)};
  memset(b->vector, 0, sizeof b->vector);
  if (rule->definition.len > 0) add_text(b, rule->definition, DEFINITION);
  for (size_t i = 0; i < rule->example_count; i++) add_text(b, rule->examples[i], EXAMPLE);
  topic->blind = b->mine.count == 0;
  for (size_t i = 0; i < rule->clean_count; i++) add_text(b, rule->clean[i], CLEAN);
  topic->vector = nw_vector_unit(b->vector);
  topic->with_common = nw_vector_dot(&topic->vector, &b->topics->common);
  list_features(b, index);
}

/* ---- the index ------------------------------------------------------------------------------------------------------------- */

static int build_index(nw_topics *topics) {
  size_t count = topics->postings.count, slots = 16;
  if (count > 1) qsort(topics->postings.at, count, sizeof *topics->postings.at, by_feature);
  for (size_t i = 0; i < count; i++) {
    nw_posting *p = &topics->postings.at[i];
    if (i + 1 == count || p[1].hash != p->hash || p[1].topic >> 31 != p->topic >> 31) p->topic |= NW_POSTING_LAST;
  }
  while (slots < 2 * count) slots *= 2;
  topics->first = nw_malloc(&topics->alloc, slots * sizeof *topics->first);
  if (topics->first == NULL) return 0;
  topics->slots = slots;
  memset(topics->first, 0xFF, slots * sizeof *topics->first);
  for (size_t i = 0; i < count; i++) {
    const nw_posting *p = &topics->postings.at[i];
    if (i > 0 && p[-1].hash == p->hash && p[-1].topic >> 31 == p->topic >> 31) continue;
    size_t slot = (p->hash + (p->topic >> 31)) & (slots - 1);
    while (topics->first[slot] != UINT32_MAX) slot = (slot + 1) & (slots - 1);
    topics->first[slot] = (uint32_t)i;
    topics->seen[p->hash % NW_SEEN_BITS / 64] |= 1ULL << p->hash % 64;
  }
  return 1;
}

/* ---- what is usual --------------------------------------------------------------------------------------------------------- */

typedef struct moments { int64_t sum[NW_VIEWS], squares[NW_VIEWS], count[NW_VIEWS]; } moments;

static int next_line(newel_slice *rest, newel_slice *line) {
  if (rest->len == 0) return 0;
  const char *end = memchr(rest->data, '\n', rest->len);
  line->data = rest->data;
  line->len = end != NULL ? (size_t)(end - rest->data) : rest->len;
  size_t taken = line->len + (end != NULL);
  rest->data += taken;
  rest->len -= taken;
  return 1;
}

static void note(moments *m, int view, int64_t cosine) {
  m->sum[view] += cosine;
  m->squares[view] += cosine * cosine;
  m->count[view]++;
}

static void find_common(builder *b) {
  static const nw_vector none = {{0}};
  newel_slice rest = nw_topic_background(), line;
  int64_t sum[NW_LEXICON_DIMENSIONS] = {0}, count = 0;
  while (next_line(&rest, &line)) {
    read_text(b, line);
    const nw_direction direction = nw_direction_of(b->text->vector, &none);
    const nw_vector vector = nw_direction_vector(&direction, &none);
    if (direction.length == 0) continue;
    for (int k = 0; k < NW_LEXICON_DIMENSIONS; k++) sum[k] += vector.at[k];
    count++;
  }
  for (int k = 0; k < NW_LEXICON_DIMENSIONS && count > 0; k++) b->topics->common.at[k] = (int16_t)(sum[k] / count);
}

static void settle(nw_topic *topic, const moments *m) {
  for (int view = 0; view < NW_VIEWS; view++) {
    int64_t n = m->count[view] > 0 ? m->count[view] : 1, mean = m->sum[view] / n;
    int64_t variance = m->squares[view] / n - mean * mean + (int64_t)least_deviation[view] * least_deviation[view];
    topic->usual[view] = (nw_usual){(int32_t)mean, (int32_t)nw_isqrt((uint64_t)(variance > 1 ? variance : 1))};
  }
}

/* The words of the text that was read last are known from now on. */
static void know_words(builder *b) {
  if (!nw_known_add(b->topics, &b->text->window)) b->failed = 1;
}

static void know_frequent(builder *b) {
  newel_slice rest = nw_topic_frequent(), line;
  while (!b->failed && next_line(&rest, &line)) {
    read_text(b, line);
    know_words(b);
  }
}

/* Words that the content model knows are frequent, too. */
static void know_those_of_content(builder *b) {
  enum { A_LINE = 256 };
  char line[A_LINE];
  size_t len = 0;
  newel_slice file;
  file.data = (const char *)nw_content_built_in(&file.len);
  for (size_t n = 0; file.data != NULL && n < NW_CONTENT_KNOWN_WORDS && !b->failed; n++) {
    len += nw_content_known_word(file, n, line + len);
    line[len++] = ' ';
    if (len + sizeof(nw_content_key) < sizeof line && n + 1 < NW_CONTENT_KNOWN_WORDS) continue;
    read_text(b, (newel_slice){line, len});
    know_words(b);
    len = 0;
  }
}

static void measure_line(builder *b, newel_slice line, nw_topic_sums *sums, moments *all) {
  uint64_t norm[2];
  read_text(b, line);
  know_words(b);
  nw_window_sums(b->topics, &b->text->window, sums);
  norms_of(&b->text->window, norm);
  const nw_direction direction = direction_of(b);
  for (size_t t = 0; t < b->topics->count; t++) {
    const nw_topic *topic = &b->topics->topics[t];
    nw_topic_sums cosines = nw_topic_cosines(&sums[t], norm);
    note(&all[t], 0, cosines.view[0]);
    note(&all[t], 1, cosines.view[1]);
    if (direction.length > 0) note(&all[t], NW_VIEW_VECTOR, nw_direction_cosine(&direction, &topic->vector, topic->with_common));
  }
}

static int measure_usual(builder *b) {
  nw_topics *topics = b->topics;
  newel_slice rest = nw_topic_background(), line;
  moments *all = nw_zalloc(&topics->alloc, topics->count * sizeof *all);
  nw_topic_sums *sums = nw_malloc(&topics->alloc, topics->count * sizeof *sums);
  int there = all != NULL && sums != NULL;
  while (there && !b->failed && next_line(&rest, &line)) measure_line(b, line, sums, all);
  for (size_t t = 0; there && t < topics->count; t++) settle(&topics->topics[t], &all[t]);
  nw_free(&topics->alloc, all, topics->count * sizeof *all);
  nw_free(&topics->alloc, sums, topics->count * sizeof *sums);
  return there && !b->failed;
}

/* ---- the whole ------------------------------------------------------------------------------------------------------------- */

static int build(builder *b, const nw_topic_rule *rules, size_t count) {
  nw_topics *topics = b->topics;
  topics->topics = nw_zalloc(&topics->alloc, count * sizeof *topics->topics);
  if (topics->topics == NULL || !nw_known_open(&topics->known, count, &topics->alloc)) return 0;
  find_common(b);
  for (size_t i = 0; i < count; i++) add_topic(b, &rules[i]);
  if (b->failed || !build_index(topics)) return 0;
  know_frequent(b);
  know_those_of_content(b);
  return !b->failed && measure_usual(b);
}

int nw_topics_build(nw_topics **out, const nw_alloc *alloc, const nw_topic_rule *rules, size_t count, newel_error *err) {
  *out = NULL;
  if (count == 0 || count > NW_TOPICS_MOST)
    return nw_fail(err, NEWEL_E_LIMIT, "%zu topics; from 1 to %d can be judged", count, NW_TOPICS_MOST);
  nw_topics *topics = nw_zalloc(alloc, sizeof *topics);
  if (topics == NULL) return nw_fail_nomem(err);
  topics->alloc = *alloc;
  if (!nw_lexicon_built_in(&topics->lexicon)) {
    nw_free(alloc, topics, sizeof *topics);
    return nw_fail(err, NEWEL_E_UNSUPPORTED, "this build carries no lexicon");
  }
  builder b = {.topics = topics, .text = nw_zalloc(alloc, sizeof *b.text)};
  int built = b.text != NULL && build(&b, rules, count);
  nw_vec_free(alloc, &b.mine);
  nw_free(alloc, b.text, sizeof *b.text);
  if (!built) {
    topics->count = topics->topics == NULL ? 0 : count;
    nw_topics_free(topics);
    return nw_fail_nomem(err);
  }
  *out = topics;
  return NEWEL_OK;
}

void nw_topics_free(nw_topics *topics) {
  if (topics == NULL) return;
  nw_alloc alloc = topics->alloc;
  nw_vec_free(&alloc, &topics->postings);
  nw_known_free(&topics->known, &alloc);
  nw_free(&alloc, topics->first, topics->slots * sizeof *topics->first);
  nw_free(&alloc, topics->topics, topics->count * sizeof *topics->topics);
  nw_free(&alloc, topics, sizeof *topics);
}

size_t nw_topics_count(const nw_topics *topics) { return topics->count; }
