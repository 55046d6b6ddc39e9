/* read.c - the three texts as rows of marks, and the sets that answer "does the source have it?"; see work.h.
 *
 *      "The tower's 330 metres"  ->  the (stop) | tower | 330 (number) | metres (unit)      pairs: the tower, tower 330, 330 metres
 */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/slice.h"
#include "detect/grounding/work.h"

/* The digits of a number: "2.50" is "2.5", "1990s" is "1990", "2.7bn" is "2.7"; of "b2b" and "3x4y" all is kept. */
static size_t number_len(const nw_term *t) {
  size_t len = 0;
  while (len < t->len && (nw_is_digit((unsigned char)t->text[len]) || t->text[len] == '.')) len++;
  if (t->len - len > 2) return t->len;
  if (memchr(t->text, '.', len) == NULL) return len;
  while (len > 1 && t->text[len - 1] == '0') len--;
  return len - (t->text[len - 1] == '.');
}

static uint32_t number_hash(uint64_t number) {
  char digits[20];
  size_t at = sizeof digits;
  do digits[--at] = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  return nw_term_hash(digits + at, sizeof digits - at, 3);
}

static uint32_t month_hash(unsigned month) {
  const char *name = nw_month_name(month);
  return nw_term_hash(name, strlen(name), 3);
}

/* "two" is "2", "Sept" is "September". */
static uint32_t exact_hash(const nw_term *t, const nw_mark *mark) {
  if (t->flags & NW_TERM_NUMBER) return nw_term_hash(t->text, number_len(t), 3);
  if (mark->value != NW_NO_VALUE) return number_hash(mark->value / NW_VALUE_ONE);
  return mark->kind == NW_MARK_MONTH ? month_hash(mark->which) : nw_term_hash(t->text, t->len, 3);
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

int nw_places_open(nw_grounding_work *work, nw_places *places, size_t items) {
  static const nw_place nowhere = {0, NW_NOWHERE};
  size_t slots = 16;
  while (slots < 2 * items) slots *= 2;
  places->count = 0;
  if (!nw_vec_reserve(&work->alloc, places, slots)) return 0;
  places->count = slots;
  for (size_t i = 0; i < slots; i++) places->at[i] = nowhere;
  return 1;
}

static void bits_add(nw_bits *bits, uint32_t hash) { bits->at[hash & bits->mask] |= nw_bits_of(hash); }

/* ---- marks ----------------------------------------------------------------------------------------------------------------- */

/* `last`: the last five characters, terms apart by one space. */
typedef struct reading { nw_grounding_work *work; nw_marks *into; newel_slice text; uint64_t last; unsigned filled; int failed; } reading;

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

/* "Eiffel's" is "Eiffel": the row of `cut`, for texts are compared word by word. */
static int drop_possessive(const reading *r, const nw_term *t, nw_term *cut) {
  newel_slice word = {r->text.data + t->start, t->end - t->start};
  int plain = word.len > 3 && memcmp(word.data + word.len - 2, "'s", 2) == 0;
  int curly = word.len > 5 && memcmp(word.data + word.len - 4, "\xE2\x80\x99s", 4) == 0;
  if ((!plain && !curly) || t->len < 3 || t->len == NW_TERM_BYTES || t->flags & (NW_TERM_STOP | NW_TERM_NUMBER)) return 0;
  char stem[NW_TERM_BYTES];
  *cut = *t;
  cut->text[--cut->len] = '\0';
  memcpy(stem, cut->text, cut->len);
  cut->hash = nw_term_hash(stem, nw_stem(stem, cut->len), 0);
  return 1;
}

/* Which unit's sign stands beside a number. */
static uint8_t sign_of(const reading *r, const nw_term *t) {
  return nw_unit_sign(nw_slice(r->text.data, t->start), nw_slice(r->text.data + t->end, r->text.len - t->end));
}

static nw_mark mark_of(const reading *r, const nw_term *t) {
  int digits = (t->flags & NW_TERM_NUMBER) != 0;
  nw_sense sense = nw_sense_of(t);
  nw_mark mark = {.start = t->start, .end = t->end, .hash = t->hash, .flags = t->flags, .kind = sense.kind, .scale = sense.zeroes};
  if (sense.kind == NW_MARK_PERSON && !(t->flags & NW_TERM_STOP)) mark.kind = NW_MARK_WORD;
  mark.which = digits ? sign_of(r, t) : sense.which;
  mark.value = digits ? nw_value_of_digits(t) : sense.value == NW_SENSE_NO_VALUE ? NW_NO_VALUE : sense.value * (uint64_t)NW_VALUE_ONE;
  mark.exact = exact_hash(t, &mark);
  mark.initial = (uint8_t)t->text[0];
  mark.idf = (uint8_t)nw_idf_word(&r->work->lexicon, t->hash);
  return mark;
}

static int is_digits(const nw_mark *m) { return (m->flags & NW_TERM_NUMBER) != 0 && m->value != NW_NO_VALUE; }

/* "13, 000" and "98. 7", in texts that were taken apart into words, are 13,000 and 98.7: the mark in hand takes the term that goes on with
 * it. 0 when it is another number. */
static int join_number(const reading *r, const nw_term *t) {
  nw_mark *m = r->into->count == 0 ? NULL : &r->into->at[r->into->count - 1];
  newel_slice text = r->text;
  if (m == NULL || !r->filled || !is_digits(m) || !(t->flags & NW_TERM_NUMBER) || t->start != m->end + 2) return 0;
  size_t digits = t->end - t->start;
  char sign = text.data[m->end], joined[8];
  if (text.data[m->end + 1] != ' ' || m->end - m->start > 3 || !(sign == ',' ? digits == 3 : sign == '.' && digits <= 2)) return 0;
  nw_term whole = {.flags = NW_TERM_NUMBER};
  int len = snprintf(joined, sizeof joined, "%.*s%s%.*s", (int)(m->end - m->start), text.data + m->start, sign == '.' ? "." : "",
                     (int)digits, text.data + t->start);
  memcpy(whole.text, joined, (size_t)len);
  whole.len = (uint8_t)len;
  m->end = t->end;
  m->value = nw_value_of_digits(&whole);
  m->hash = nw_term_hash(whole.text, whole.len, 0);
  m->exact = exact_hash(&whole, m);
  return 1;
}

static void roll_term(reading *r, const nw_term *t) {
  for (size_t i = 0; i < t->len; i++) roll_char(r, (unsigned char)t->text[i]);
  roll_char(r, ' ');
}

static void take(void *user, const nw_term *term) {
  reading *r = user;
  nw_term cut;
  const nw_term *t = drop_possessive(r, term, &cut) ? &cut : term;
  if (join_number(r, t)) {
    roll_term(r, t);
    return;
  }
  if (!nw_vec_push(&r->work->alloc, r->into, mark_of(r, t))) r->failed = 1;
  roll_term(r, t);
}

static int read_texts(nw_grounding_work *work, nw_marks *into, const newel_slice *texts, size_t count) {
  reading r = {.work = work, .into = into};
  into->count = 0;
  for (size_t i = 0; i < count; i++) {
    nw_term_reader reader;
    nw_term_begin(&reader);
    r.text = texts[i];
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

uint32_t nw_marks_around(const nw_mark *a, const nw_mark *b, unsigned apart) {
  return (uint32_t)nw_mix64(((uint64_t)a->exact << 32 | b->exact) + apart);
}

/* A number in digits and the scale behind it; or a run of number words: "two hundred", "twenty-five million". */
uint64_t nw_marks_value(const nw_marks *marks, size_t i) {
  const nw_mark *m = &marks->at[i];
  uint64_t total = 0, group = 0;
  if (m->value == NW_NO_VALUE) return m->value;
  if (m->flags & NW_TERM_NUMBER) return nw_value_scaled(m->value, i + 1 < marks->count ? marks->at[i + 1].scale : 0);
  for (size_t k = i; k < marks->count && k < i + 8; k++) {
    const nw_mark *word = &marks->at[k];
    if (word->scale > 0) total += nw_value_scaled(group, word->scale), group = 0;
    else if (word->flags & NW_TERM_NUMBER || word->value == NW_NO_VALUE) break;
    else group = word->value == 100 * NW_VALUE_ONE && group > 0 ? group * 100 : group + word->value;
  }
  return total + group;
}

static void add_value(nw_grounding_work *work, uint64_t value) {
  if (value != NW_NO_VALUE) bits_add(&work->values, (uint32_t)nw_mix64(value));
}

/* "2011-12" has 2012 in it, "2011-12-03" December, "3-4 million" 3 million. */
static void add_written_together(nw_grounding_work *work, const nw_marks *marks, size_t i) {
  const nw_mark *m = &marks->at[i], *n = m + 1;
  uint64_t first = m->value / NW_VALUE_ONE, second = n->value / NW_VALUE_ONE;
  if (n->start > m->end + 4) return;
  if (i + 2 < marks->count) add_value(work, nw_value_scaled(m->value, marks->at[i + 2].scale));
  if (first >= 1000 && first <= 2100 && second < 100) add_value(work, (first / 100 * 100 + second) * NW_VALUE_ONE);
  if (i + 2 >= marks->count || !is_digits(n + 1) || n->start != m->end + 1 || n[1].start != n->end + 1) return;
  if (first < 1000 && first >= 1 && first <= 12) bits_add(&work->exact, month_hash((unsigned)first));
  if (second >= 1 && second <= 12) bits_add(&work->exact, month_hash((unsigned)second));
}

static void add_values(nw_grounding_work *work, const nw_marks *marks) {
  for (size_t i = 0; i < marks->count; i++) {
    add_value(work, marks->at[i].value);
    add_value(work, nw_marks_value(marks, i));
    if (i + 1 < marks->count && is_digits(&marks->at[i]) && is_digits(&marks->at[i + 1])) add_written_together(work, marks, i);
  }
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

static void add_around(nw_grounding_work *work) {
  const nw_mark *at = work->source.at;
  for (size_t i = 2; i < work->source.count; i++)
    for (unsigned apart = 2; apart <= NW_AROUND_WORDS && apart <= i; apart++)
      bits_add(&work->around, nw_marks_around(&at[i - apart], &at[i], apart));
}

nw_slot_kind nw_mark_slot(const nw_mark *m) {
  if (m->flags & NW_TERM_NUMBER) return NW_SLOT_NUMBER;
  int name = (m->flags & NW_TERM_CAPITAL) && !(m->flags & (NW_TERM_STOP | NW_TERM_SINGLE)) && m->value == NW_NO_VALUE;
  return name ? NW_SLOT_NAME : NW_SLOT_NONE;
}

size_t nw_marks_beside(const nw_marks *marks, size_t from, size_t to, uint32_t keys[NW_BESIDE_MOST]) {
  const nw_mark *at = marks->at;
  uint64_t kind = nw_mark_slot(&at[from]);
  size_t count = 0;
  if (from >= 1 && nw_mark_counts(&at[from - 1])) keys[count++] = (uint32_t)nw_mix64((uint64_t)at[from - 1].exact << 8 | kind);
  if (from >= 2) keys[count++] = (uint32_t)nw_mix64(((uint64_t)at[from - 2].exact << 32 | at[from - 1].exact) + kind);
  if (to < marks->count && nw_mark_counts(&at[to])) keys[count++] = (uint32_t)nw_mix64((uint64_t)at[to].exact << 8 | (kind + 4));
  if (to + 1 < marks->count) keys[count++] = (uint32_t)nw_mix64(((uint64_t)at[to].exact << 32 | at[to + 1].exact) + kind + 4);
  return count;
}

static void add_keys(nw_grounding_work *work, size_t from, size_t to) {
  uint32_t keys[NW_BESIDE_MOST];
  size_t count = nw_marks_beside(&work->source, from, to, keys);
  while (count > 0) bits_add(&work->beside, keys[--count]);
}

/* What stands beside each number, each capitalised word, and each run of them. */
static void add_beside(nw_grounding_work *work) {
  const nw_marks *source = &work->source;
  for (size_t i = 0, run = 0; i < source->count; i++) {
    nw_slot_kind kind = nw_mark_slot(&source->at[i]);
    if (kind == NW_SLOT_NONE) continue;
    add_keys(work, i, i + 1);
    if (kind == NW_SLOT_NUMBER) continue;
    int follows = i > 0 && nw_mark_slot(&source->at[i - 1]) == NW_SLOT_NAME;
    int goes_on = i + 1 < source->count && nw_mark_slot(&source->at[i + 1]) == NW_SLOT_NAME;
    if (!follows) run = i;
    if (follows && !goes_on) add_keys(work, run, i + 1);
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
      || !bits_open(work, &work->values, 2 * (source->count + query->count)) || !bits_open(work, &work->pairs, 2 * source->count)
      || !bits_open(work, &work->around, NW_AROUND_WORDS * source->count)
      || !bits_open(work, &work->beside, 2 * NW_BESIDE_MOST * source->count)
      || !bits_open(work, &work->near, NW_NEAR_WORDS * source->count) || !bits_open(work, &work->query_words, query->count))
    return 0;
  add_near(work);
  add_around(work);
  add_beside(work);
  add_values(work, source);
  add_values(work, query);
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
