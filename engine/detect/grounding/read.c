/* read.c - the three texts as rows of marks, and the sets that answer "does the source have it?"; see work.h.
 *
 *      "The tower's 330 metres"  ->  the (stop) | tower | 330 (number) | metres (unit)      pairs: the tower, tower 330, 330 metres
 */
#include <string.h>

#include "base/hash.h"
#include "base/slice.h"
#include "detect/grounding/work.h"

/* Numbers in words are the digits they stand for: "two clubs" and "2 clubs" are one. */
static const struct { const char *word, *digits; } number_words[] = {
  {"zero", "0"}, {"one", "1"}, {"two", "2"}, {"three", "3"}, {"four", "4"}, {"five", "5"}, {"six", "6"}, {"seven", "7"}, {"eight", "8"},
  {"nine", "9"}, {"ten", "10"}, {"eleven", "11"}, {"twelve", "12"}, {"twenty", "20"}, {"thirty", "30"}, {"forty", "40"}, {"fifty", "50"},
  {"sixty", "60"}, {"seventy", "70"}, {"eighty", "80"}, {"ninety", "90"}, {"first", "1"}, {"second", "2"}, {"third", "3"},
  {"hundred", "100"},
};

static const char months[] =
  " january february march april june july august september october november december"
  " jan feb mar apr jun jul aug sep sept oct nov dec ";
static const char units[] =
  " percent percentage km kilometer kilometers kilometre kilometres mile miles metre metres meter meters cm mm foot feet inch inches"
  " yard yards kg kilogram kilograms gram grams pound pounds lb lbs ounce ounces tonne tonnes ton tons litre litres liter liters"
  " gallon gallons second seconds minute minutes hour hours day days week weeks month months year years century centuries decade"
  " decades dollar dollars euro euros yen cent cents thousand million billion trillion degree degrees celsius fahrenheit watt watts"
  " volt volts mph kmh mb gb tb mg ml ";
static const char denials[] =
  " not no never none nobody nothing neither nor cannot cant wont dont doesnt didnt isnt arent wasnt werent without hasnt havent hadnt"
  " couldnt wouldnt shouldnt ";
static const char persons[] = " i im ive id ill me my mine myself we weve our ours us ";

static int listed(const char *list, const nw_term *t) {
  char key[NW_TERM_BYTES + 3] = " ";
  memcpy(key + 1, t->text, t->len);
  key[t->len + 1] = ' ';
  key[t->len + 2] = '\0';
  return strstr(list, key) != NULL;
}

static uint8_t kind_of(const nw_term *t) {
  if (t->flags & NW_TERM_NUMBER || t->len > 12) return NW_MARK_WORD;
  if (t->flags & NW_TERM_STOP) return listed(denials, t) ? NW_MARK_NOT : listed(persons, t) ? NW_MARK_PERSON : NW_MARK_WORD;
  return listed(months, t) ? NW_MARK_MONTH : listed(units, t) ? NW_MARK_UNIT : listed(denials, t) ? NW_MARK_NOT : NW_MARK_WORD;
}

/* The digits of a number: "2.50" is "2.5", "1990s" is "1990", "2.7bn" is "2.7"; of "b2b" and "3x4y" all is kept. */
static size_t number_len(const nw_term *t) {
  size_t len = 0;
  while (len < t->len && (nw_is_digit((unsigned char)t->text[len]) || t->text[len] == '.')) len++;
  if (t->len - len > 2) return t->len;
  if (memchr(t->text, '.', len) == NULL) return len;
  while (len > 1 && t->text[len - 1] == '0') len--;
  return len - (t->text[len - 1] == '.');
}

/* "two" is "2". */
static uint32_t exact_hash(const nw_term *t) {
  if (t->flags & NW_TERM_NUMBER) return nw_term_hash(t->text, number_len(t), 3);
  for (size_t i = 0; i < sizeof number_words / sizeof number_words[0]; i++)
    if (nw_slice_is(nw_slice(t->text, t->len), number_words[i].word))
      return nw_term_hash(number_words[i].digits, strlen(number_words[i].digits), 3);
  return nw_term_hash(t->text, t->len, 3);
}

/* ---- bits ------------------------------------------------------------------------------------------------------------------ */

static int bits_open(nw_grounding_work *work, nw_bits *bits, size_t items) {
  size_t words = 64;
  while (words < items / 2) words *= 2;
  if (words > bits->capacity) {
    uint64_t *more = nw_realloc(&work->alloc, bits->at, bits->capacity * sizeof *more, words * sizeof *more);
    if (more == NULL) return 0;
    bits->at = more;
    bits->capacity = words;
  }
  bits->mask = words - 1;
  memset(bits->at, 0, words * sizeof *bits->at);
  return 1;
}

static void bits_add(nw_bits *bits, uint32_t hash) { bits->at[hash & bits->mask] |= nw_bits_of(hash); }

/* ---- marks ----------------------------------------------------------------------------------------------------------------- */

/* `last`: the last five characters, terms apart by one space. */
typedef struct reading { nw_grounding_work *work; nw_marks *into; uint64_t last; unsigned filled; int failed; } reading;

static void roll_char(reading *r, unsigned char c) {
  nw_grounding_work *work = r->work;
  r->last = (r->last << 8 | c) & 0xFFFFFFFFFFULL;
  if (++r->filled < 5) return;
  uint32_t hash = (uint32_t)nw_mix64(r->last);
  if (r->into == &work->source) {
    bits_add(&work->grams, hash);
  } else if (r->into == &work->answer) {
    work->gram_total++;
    work->gram_hits += (uint64_t)nw_bits_has(&work->grams, hash);
  }
}

static void take(void *user, const nw_term *t) {
  reading *r = user;
  nw_mark mark = {.start = t->start, .end = t->end, .hash = t->hash, .exact = exact_hash(t), .flags = t->flags};
  mark.kind = kind_of(t);
  mark.initial = (uint8_t)t->text[0];
  mark.idf = (uint8_t)nw_idf_word(&r->work->lexicon, t->hash);
  if (!nw_vec_push(&r->work->alloc, r->into, mark)) r->failed = 1;
  for (size_t i = 0; i < t->len; i++) roll_char(r, (unsigned char)t->text[i]);
  roll_char(r, ' ');
}

static int read_texts(nw_grounding_work *work, nw_marks *into, const newel_slice *texts, size_t count) {
  reading r = {.work = work, .into = into};
  into->count = 0;
  for (size_t i = 0; i < count; i++) {
    nw_term_reader reader;
    nw_term_begin(&reader);
    nw_term_push(&reader, (const unsigned char *)texts[i].data, texts[i].len, 0, take, &r);
    nw_term_end(&reader, take, &r);
    r.filled = 0;
  }
  return !r.failed;
}

/* ---- sets ------------------------------------------------------------------------------------------------------------------ */

uint32_t nw_marks_pair(const nw_mark *marks, size_t i, unsigned of) {
  uint64_t mixed = of;
  for (size_t k = i + 1 - of; k <= i; k++) mixed = nw_mix64(mixed ^ marks[k].hash);
  return (uint32_t)mixed;
}

uint32_t nw_marks_near(const nw_mark *a, const nw_mark *b) {
  uint64_t low = a->hash < b->hash ? a->hash : b->hash, high = a->hash < b->hash ? b->hash : a->hash;
  return (uint32_t)nw_mix64(low << 32 | high);
}

/* Each content word with the NW_NEAR_WORDS content words before it. */
static void add_near(nw_grounding_work *work) {
  const nw_mark *last[NW_NEAR_WORDS] = {NULL};
  size_t seen = 0;
  for (size_t i = 0; i < work->source.count; i++) {
    const nw_mark *m = &work->source.at[i];
    if (!nw_mark_counts(m)) continue;
    for (size_t k = 0; k < NW_NEAR_WORDS && k < seen; k++) bits_add(&work->near, nw_marks_near(m, last[k]));
    last[seen++ % NW_NEAR_WORDS] = m;
  }
}

unsigned nw_grounding_alike(const nw_grounding_work *work, newel_slice word) {
  uint64_t last = ' ';
  unsigned total = 0, there = 0;
  for (size_t i = 0; i <= word.len; i++) {
    unsigned c = i < word.len ? nw_to_lower((unsigned char)word.data[i]) : ' ';
    last = (last << 8 | c) & 0xFFFFFFFFFFULL;
    if (i < 3) continue;
    total++;
    there += (unsigned)nw_bits_has(&work->grams, (uint32_t)nw_mix64(last));
  }
  return total == 0 ? 0 : there * 100 / total;
}

static int build_sets(nw_grounding_work *work) {
  const nw_marks *source = &work->source, *query = &work->query;
  if (!bits_open(work, &work->words, source->count) || !bits_open(work, &work->source_exact, source->count)
      || !bits_open(work, &work->exact, source->count + query->count)
      || !bits_open(work, &work->pairs, 2 * source->count)
      || !bits_open(work, &work->near, NW_NEAR_WORDS * source->count) || !bits_open(work, &work->query_words, query->count))
    return 0;
  add_near(work);
  for (size_t i = 0; i < source->count; i++) {
    bits_add(&work->words, source->at[i].hash);
    bits_add(&work->exact, source->at[i].exact);
    bits_add(&work->source_exact, source->at[i].exact);
    if (i >= 1) bits_add(&work->pairs, nw_marks_pair(source->at, i, 2));
    if (i >= 2) bits_add(&work->pairs, nw_marks_pair(source->at, i, 3));
  }
  for (size_t i = 0; i < query->count; i++) {
    bits_add(&work->query_words, query->at[i].hash);
    bits_add(&work->exact, query->at[i].exact);
  }
  return 1;
}

int nw_grounding_read(nw_grounding_work *work, const nw_grounding_texts *texts) {
  size_t bytes = 0;
  for (size_t i = 0; i < texts->source_count; i++) bytes += texts->sources[i].len;
  work->gram_total = work->gram_hits = 0;
  if (!bits_open(work, &work->grams, bytes) || !read_texts(work, &work->source, texts->sources, texts->source_count)
      || !read_texts(work, &work->query, texts->queries, texts->query_count) || !read_texts(work, &work->answer, &texts->answer, 1)
      || !build_sets(work))
    return 0;
  for (size_t i = 0; i < work->answer.count; i++) {
    nw_mark *m = &work->answer.at[i];
    int in_source = nw_bits_has(&work->words, m->hash) || nw_bits_has(&work->source_exact, m->exact);
    m->has = (uint8_t)((in_source ? NW_IN_SOURCE : 0) | (nw_bits_has(&work->query_words, m->hash) ? NW_IN_QUERY : 0));
  }
  return 1;
}
