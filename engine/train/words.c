/* words.c - makes engine/models/lexicon.bin: rarity of words and n-grams, and word vectors (detect/lex/lexicon.h).
 *
 *   newel train lexicon --data lexicon.tsv --out lexicon.bin      lexicon.tsv: see lexicon_text.py; a document a line, "source TAB text"
 *
 * Three passes over documents that are read once; equal documents count once.
 *   1. words: the WORDS most frequent stems that are no stop words and no numbers.
 *   2. rarity: idf over at most IDF_PER_SOURCE documents of each source, spread evenly, so that no source decides what is common.
 *   3. vectors: skip-gram with negative sampling over the words that are left of each document. Then the mean and the two strongest
 *      directions are taken out (they say "frequent", not "about"), and each vector is scaled to length 1 and rounded to int8.
 *
 * Reproducible: one thread, a fixed seed, no library mathematics in the inner loop but what C says exactly (the sigmoid is a table made
 * by expf). The same compiler and machine give the same bytes; others differ in the last place of a float, and the digest in
 * engine/models/MANIFEST.md is of the file that is shipped. About two minutes on one core. */
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/engine.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"
#include "detect/lex/lexicon.h"
#include "newel/train.h"

enum { WORDS = 23000, DIM = NW_LEXICON_DIMENSIONS, WINDOW = 6, NEGATIVES = 6, EPOCHS = 8, IDF_PER_SOURCE = 4000, SOURCES = 32 };
enum { SLOTS = 1 << 20, NOISE = 1 << 20, SIGMOID = 1024 };
static const float RATE = 0.05f, SUBSAMPLE = 2e-4f, SIF = 5e-4f;

typedef struct counted { uint32_t hash, count, row; } counted;
typedef struct document { uint32_t source, first, end; size_t at, len; } document;

/* Everything lives in the arena, so that stopping (no memory, a bad line, a write that fails) is one jump out of any depth. */
typedef struct trainer {
  nw_arena     arena;
  nw_alloc     alloc;       /* of the two lists */
  jmp_buf      stopped;
  int          code;
  newel_error *err;
  newel_write_fn write;
  void        *user;
  const newel_train_options *options;
  newel_slice  text;
  counted  *slots;                        /* open addressing by hash; count 0: free */
  uint32_t  words;
  uint32_t *hash, *count;                 /* by row, most frequent first */
  NW_VEC(document) documents;
  NW_VEC(uint32_t) rows;                  /* the words of all documents */
  uint32_t  in_source[SOURCES];           /* documents */
  newel_slice source[SOURCES];
  uint32_t  sources;
  uint64_t  total;                        /* running words */
  uint8_t   idf_word[65536], idf_gram[65536];
  float    *in, *out, sigmoid[SIGMOID];
  uint32_t *noise;
  uint64_t  random;
} trainer;

_Noreturn static void stop(trainer *t, int code, const char *message) {
  t->code = code == NEWEL_E_NOMEM ? nw_fail_nomem(t->err) : nw_fail(t->err, code, "%s", message);
  longjmp(t->stopped, 1);
}

static void *need(trainer *t, size_t size) {
  void *memory = nw_arena_zalloc(&t->arena, size);
  if (memory == NULL) stop(t, NEWEL_E_NOMEM, "");
  return memory;
}

static void tell(const trainer *t, const char *what, uint64_t number) {
  char line[80];
  (void)snprintf(line, sizeof line, "%s: %llu", what, (unsigned long long)number);
  if (t->options->progress != NULL) t->options->progress(t->options->user, line);
}

static uint32_t next_random(trainer *t) {
  t->random = t->random * 6364136223846793005ULL + 1442695040888963407ULL;
  return (uint32_t)(t->random >> 33);
}

/* ---- documents ------------------------------------------------------------------------------------------------------------- */

static uint32_t source_of(trainer *t, newel_slice name) {
  for (uint32_t i = 0; i < t->sources; i++)
    if (nw_slice_eq(t->source[i], name)) return i;
  if (t->sources == SOURCES) stop(t, NEWEL_E_FORMAT, "more than 32 sources");
  t->source[t->sources] = name;
  return t->sources++;
}

static counted *slot_of(counted *slots, uint32_t hash) {
  for (uint32_t i = hash & (SLOTS - 1);; i = (i + 1) & (SLOTS - 1))
    if (slots[i].count == 0 || slots[i].hash == hash) return &slots[i];
}

/* Cuts the text into documents; one that was there is left out. */
static void split(trainer *t) {
  counted *seen = need(t, SLOTS * sizeof *seen);
  for (size_t at = 0; at < t->text.len;) {
    const char *line = t->text.data + at, *end = memchr(line, '\n', t->text.len - at);
    size_t len = end != NULL ? (size_t)(end - line) : t->text.len - at;
    const char *tab = memchr(line, '\t', len);
    if (tab == NULL) stop(t, NEWEL_E_FORMAT, "a line without a tab: 'source TAB text' is expected");
    size_t head = (size_t)(tab - line);
    document doc = {.source = source_of(t, nw_slice(line, head)), .at = at + head + 1, .len = len - head - 1};
    counted *slot = slot_of(seen, nw_term_hash(t->text.data + doc.at, doc.len, 2));
    if (slot->count == 0) {
      *slot = (counted){.hash = nw_term_hash(t->text.data + doc.at, doc.len, 2), .count = 1};
      t->in_source[doc.source]++;
      if (!nw_vec_push(&t->alloc, &t->documents, doc)) stop(t, NEWEL_E_NOMEM, "");
    }
    at += len + 1;
  }
}

static void read_document(trainer *t, const document *doc, nw_term_fn *give, void *user) {
  nw_term_reader reader;
  nw_term_begin(&reader);
  nw_term_push(&reader, (const unsigned char *)t->text.data + doc->at, doc->len, 0, give, user);
  nw_term_end(&reader, give, user);
}

static int is_word(const nw_term *term) {
  return (term->flags & (NW_TERM_STOP | NW_TERM_NUMBER)) == 0 && term->stem_len > 1;
}

/* ---- 1. words -------------------------------------------------------------------------------------------------------------- */

static void count_term(void *user, const nw_term *term) {
  trainer *t = user;
  if (!is_word(term)) return;
  counted *slot = slot_of(t->slots, term->hash);
  slot->hash = term->hash;
  slot->count++;
}

static int more_frequent(const void *left, const void *right) {
  const counted *a = left, *b = right;
  if (a->count != b->count) return a->count > b->count ? -1 : 1;
  return (a->hash > b->hash) - (a->hash < b->hash);
}

static void pick_words(trainer *t) {
  t->slots = need(t, SLOTS * sizeof *t->slots);
  for (size_t i = 0; i < t->documents.count; i++) read_document(t, &t->documents.at[i], count_term, t);
  counted *all = need(t, SLOTS * sizeof *all);
  memcpy(all, t->slots, SLOTS * sizeof *all);
  qsort(all, SLOTS, sizeof *all, more_frequent);
  while (t->words < WORDS && all[t->words].count > 0) t->words++;
  t->hash = need(t, t->words * sizeof *t->hash);
  t->count = need(t, t->words * sizeof *t->count);
  for (size_t i = 0; i < SLOTS; i++) t->slots[i].row = UINT32_MAX;
  for (uint32_t i = 0; i < t->words; i++) {
    t->hash[i] = all[i].hash;
    t->count[i] = all[i].count;
    slot_of(t->slots, all[i].hash)->row = i;
  }
  if (t->words == 0) stop(t, NEWEL_E_FORMAT, "the text has no words");
  tell(t, "words", t->words);
}

static void keep_row(void *user, const nw_term *term) {
  trainer *t = user;
  if (!is_word(term)) return;
  const counted *slot = slot_of(t->slots, term->hash);
  if (slot->count > 0 && slot->row != UINT32_MAX && !nw_vec_push(&t->alloc, &t->rows, slot->row)) stop(t, NEWEL_E_NOMEM, "");
}

static void list_rows(trainer *t) {
  for (size_t i = 0; i < t->documents.count; i++) {
    document *doc = &t->documents.at[i];
    doc->first = (uint32_t)t->rows.count;
    read_document(t, doc, keep_row, t);
    doc->end = (uint32_t)t->rows.count;
  }
  t->total = t->rows.count;
}

/* ---- 2. rarity ------------------------------------------------------------------------------------------------------------- */

typedef struct rarity { uint32_t *last, *documents, now; const trainer *t; } rarity;  /* by 16 bits of the hash */

static void note(rarity *r, uint32_t hash) {
  if (r->last[hash >> 16] == r->now) return;
  r->last[hash >> 16] = r->now;
  r->documents[hash >> 16]++;
}

static void note_word(void *user, const nw_term *term) { note(user, term->hash); }

static void note_grams(void *user, const nw_term *term) {
  uint32_t hashes[NW_GRAMS_MOST];
  size_t count = nw_term_grams(term, NW_GRAM_LONGEST, hashes);
  for (size_t i = 0; i < count; i++) note(user, hashes[i]);
}

/* Every k-th document of a source, so many that at most IDF_PER_SOURCE are read. */
static void measure_rarity(trainer *t, uint8_t *idf, nw_term_fn *each) {
  rarity r = {.last = need(t, 65536 * sizeof(uint32_t)), .documents = need(t, 65536 * sizeof(uint32_t)), .t = t};
  uint32_t seen[SOURCES] = {0};
  for (size_t i = 0; i < t->documents.count; i++) {
    const document *doc = &t->documents.at[i];
    uint32_t step = t->in_source[doc->source] / IDF_PER_SOURCE + 1;
    if (seen[doc->source]++ % step != 0) continue;
    r.now++;
    read_document(t, doc, each, &r);
  }
  for (size_t i = 0; i < 65536; i++) {
    double value = NW_IDF_ONE * log((r.now + 1.0) / (r.documents[i] + 0.5));
    idf[i] = (uint8_t)(value > 255 ? 255 : value < 1 ? 1 : lround(value));
  }
  tell(t, "rarity over documents", r.now);
}

/* ---- 3. vectors ------------------------------------------------------------------------------------------------------------ */

static void prepare(trainer *t) {
  t->in = need(t, (size_t)t->words * DIM * sizeof(float));
  t->out = need(t, (size_t)t->words * DIM * sizeof(float));
  t->noise = need(t, NOISE * sizeof *t->noise);
  for (size_t i = 0; i < (size_t)t->words * DIM; i++) t->in[i] = ((float)next_random(t) / 2147483648.0f - 0.5f) / DIM;
  for (int i = 0; i < SIGMOID; i++) {
    float x = expf(((float)i + 0.5f) / SIGMOID * 12.0f - 6.0f);
    t->sigmoid[i] = x / (x + 1);
  }
  double sum = 0, upto = 0;
  for (uint32_t i = 0; i < t->words; i++) sum += pow(t->count[i], 0.75);
  for (uint32_t i = 0, at = 0; i < t->words; i++) {
    upto += pow(t->count[i], 0.75) / sum;
    while (at < NOISE && (double)at < upto * NOISE) t->noise[at++] = i;
    if (i + 1 == t->words) while (at < NOISE) t->noise[at++] = i;
  }
}

static float dot(const float *a, const float *b) {
  float sum[8] = {0};
  for (int i = 0; i < DIM; i += 8)
    for (int j = 0; j < 8; j++) sum[j] += a[i + j] * b[i + j];
  return ((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7]));
}

static void pull(float *restrict in, float *restrict out, float *restrict change, float gain) {
  for (int i = 0; i < DIM; i++) {
    change[i] += gain * out[i];
    out[i] += gain * in[i];
  }
}

/* One pair: `word` should tell `near` from words drawn by chance. */
static void learn(trainer *t, uint32_t word, uint32_t near, float rate) {
  float change[DIM] = {0}, *in = t->in + (size_t)word * DIM;
  for (int i = 0; i <= NEGATIVES; i++) {
    uint32_t target = i == 0 ? near : t->noise[next_random(t) & (NOISE - 1)];
    if (i > 0 && target == near) continue;
    float *out = t->out + (size_t)target * DIM, x = dot(in, out);
    float p = x > 5.99f ? 1 : x < -5.99f ? 0 : t->sigmoid[(int)((x + 6) * (SIGMOID / 12.0f))];
    pull(in, out, change, ((i == 0) - p) * rate);
  }
  for (int i = 0; i < DIM; i++) in[i] += change[i];
}

/* The words of a document that stay this time: frequent ones are left out now and then. */
static uint32_t sample(trainer *t, const document *doc, uint32_t *kept, uint32_t most) {
  uint32_t count = 0;
  for (uint32_t i = doc->first; i < doc->end && count < most; i++) {
    float often = (float)t->count[t->rows.at[i]] / (SUBSAMPLE * (float)t->total);
    float keep = often > 1 ? sqrtf(1 / often) + 1 / often : 1;
    if ((float)next_random(t) / 2147483648.0f < keep) kept[count++] = t->rows.at[i];
  }
  return count;
}

enum { MOST_KEPT = 4096 };

static void learn_document(trainer *t, const document *doc, uint32_t *kept, float rate) {
  uint32_t count = sample(t, doc, kept, MOST_KEPT);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t reach = 1 + next_random(t) % WINDOW;
    for (uint32_t j = i > reach ? i - reach : 0; j < count && j <= i + reach; j++)
      if (j != i) learn(t, kept[i], kept[j], rate);
  }
}

static void shuffle(trainer *t) {
  for (size_t i = t->documents.count; i > 1; i--) {
    size_t j = next_random(t) % i;
    document swapped = t->documents.at[i - 1];
    t->documents.at[i - 1] = t->documents.at[j];
    t->documents.at[j] = swapped;
  }
}

static void learn_all(trainer *t) {
  uint32_t *kept = need(t, MOST_KEPT * sizeof *kept);
  double all = (double)t->documents.count * EPOCHS;
  for (int epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(t);
    for (size_t i = 0; i < t->documents.count; i++) {
      double done = ((double)epoch * (double)t->documents.count + (double)i) / all;
      learn_document(t, &t->documents.at[i], kept, RATE * (float)(done < 0.9999 ? 1 - done : 0.0001));
    }
    tell(t, "epoch", (uint64_t)epoch + 1);
  }
}

/* ---- after-treatment and the file ------------------------------------------------------------------------------------------ */

static void scale(float *v) {
  float length = sqrtf(dot(v, v));
  for (int i = 0; i < DIM && length > 0; i++) v[i] /= length;
}

static void take_out(trainer *t, const float *direction) {
  for (uint32_t i = 0; i < t->words; i++) {
    float *v = t->in + (size_t)i * DIM, along = dot(v, direction);
    for (int k = 0; k < DIM; k++) v[k] -= along * direction[k];
  }
}

/* The strongest direction by power iteration. */
static void find_direction(const trainer *t, float *direction) {
  for (int k = 0; k < DIM; k++) direction[k] = (float)(k + 1);
  scale(direction);
  for (int round = 0; round < 100; round++) {
    float next[DIM] = {0};
    for (uint32_t i = 0; i < t->words; i++) {
      const float *v = t->in + (size_t)i * DIM;
      float along = dot(v, direction);
      for (int k = 0; k < DIM; k++) next[k] += along * v[k];
    }
    scale(next);
    memcpy(direction, next, sizeof next);
  }
}

static void settle(trainer *t) {
  float direction[DIM] = {0};
  for (uint32_t i = 0; i < t->words; i++) {
    scale(t->in + (size_t)i * DIM);
    for (int k = 0; k < DIM; k++) direction[k] += t->in[(size_t)i * DIM + (size_t)k] / (float)t->words;
  }
  for (uint32_t i = 0; i < t->words; i++)
    for (int k = 0; k < DIM; k++) t->in[(size_t)i * DIM + (size_t)k] -= direction[k];
  for (int n = 0; n < 2; n++) {
    find_direction(t, direction);
    take_out(t, direction);
  }
  for (uint32_t i = 0; i < t->words; i++) scale(t->in + (size_t)i * DIM);
}

static void put(trainer *t, const void *data, size_t len) {
  if (t->write(t->user, data, len) != 0) stop(t, NEWEL_E_IO, "the table could not be written");
}

static void put_u32(trainer *t, uint32_t value) {
  unsigned char bytes[4];
  for (int i = 0; i < 4; i++) bytes[i] = (unsigned char)(value >> (8 * i));
  put(t, bytes, 4);
}

static int by_hash(const void *left, const void *right) {
  const counted *a = left, *b = right;
  return (a->hash > b->hash) - (a->hash < b->hash);
}

static void put_words(trainer *t, const counted *order) {
  uint32_t at = 0;
  for (uint32_t bucket = 0; bucket <= NW_LEXICON_BUCKETS; bucket++) {
    while (at < t->words && order[at].hash >> 20 < bucket) at++;
    put_u32(t, at);
  }
  for (uint32_t i = 0; i < t->words; i++) put_u32(t, order[i].hash);
  for (uint32_t i = 0; i < t->words; i++) {
    uint8_t weight = (uint8_t)lroundf(255 * SIF / (SIF + (float)order[i].count / (float)t->total));
    put(t, &weight, 1);
  }
  for (uint32_t i = 0; i < t->words; i++)
    for (int k = 0; k < DIM; k++) {
      float x = 254 * t->in[(size_t)order[i].row * DIM + (size_t)k];
      int8_t rounded = (int8_t)(x > 127 ? 127 : x < -127 ? -127 : lroundf(x));
      put(t, &rounded, 1);
    }
}

static void write_table(trainer *t) {
  counted *order = need(t, t->words * sizeof *order);
  for (uint32_t i = 0; i < t->words; i++) order[i] = (counted){.hash = t->hash[i], .count = t->count[i], .row = i};
  qsort(order, t->words, sizeof *order, by_hash);
  put(t, "NWLX", 4);
  put_u32(t, NW_LEXICON_VERSION);
  put_u32(t, t->words);
  put_u32(t, DIM);
  put(t, t->idf_word, sizeof t->idf_word);
  put(t, t->idf_gram, sizeof t->idf_gram);
  put_words(t, order);
}

static void train(trainer *t) {
  split(t);
  pick_words(t);
  list_rows(t);
  tell(t, "documents", t->documents.count);
  tell(t, "running words", t->total);
  measure_rarity(t, t->idf_word, note_word);
  measure_rarity(t, t->idf_gram, note_grams);
  prepare(t);
  learn_all(t);
  settle(t);
  write_table(t);
}

int newel_train_lexicon(newel_engine *engine, newel_slice text, const newel_train_options *options, newel_write_fn write, void *user,
                        newel_error *err) {
  nw_error_clear(err);
  if (engine == NULL || options == NULL || write == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "engine, options or write is NULL");
  trainer *t = nw_zalloc(&engine->alloc, sizeof *t);
  if (t == NULL) return nw_fail_nomem(err);
  nw_arena_init(&t->arena, engine->alloc);
  t->alloc = engine->alloc;
  t->text = text;
  t->options = options;
  t->write = write;
  t->user = user;
  t->err = err;
  t->random = 20240607;
  if (setjmp(t->stopped) == 0) train(t);
  int code = t->code;
  nw_vec_free(&t->alloc, &t->documents);
  nw_vec_free(&t->alloc, &t->rows);
  nw_arena_free(&t->arena);
  nw_free(&engine->alloc, t, sizeof *t);
  return code;
}
