/* train/rows.c - the features of a text, merged, and how rare each bucket is. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "train/train.h"

/* Words that may be known: of letters, short enough for a key. */
static void note_known(nw_train_set *set, const nw_content_token *token) {
  enum { SHORTEST = 2 };
  if (token->len < SHORTEST || token->len > sizeof(nw_content_key) || token->sign) return;
  for (unsigned i = 0; i < token->len; i++)
    if (!nw_is_lower(token->text[i])) return;
  if (!nw_vec_push(&set->alloc, &set->words, token->key)) set->failed = 1;
}

typedef struct gather { nw_train_set *set; } gather;

static void take(void *self, const nw_content_token *token) {
  nw_train_set *set = ((gather *)self)->set;
  if (!(token->views & NW_VIEW_A)) return;
  uint32_t features[NW_CONTENT_TOKEN_FEATURES];
  unsigned count = nw_content_features(token, NW_FRESH_ALL, features);
  for (unsigned i = 0; i < count; i++)
    if (!nw_vec_push(&set->alloc, &set->features, features[i])) set->failed = 1;
  note_known(set, token);
}

static void end_chunk(void *self) { (void)self; }

static int by_value(const void *a, const void *b) {
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  return (left > right) - (left < right);
}

int nw_train_features(nw_train_set *set, nw_train_row *row, const unsigned char *text, size_t len) {
  enum { MOST = 255 };
  nw_content_reader reader;
  gather to = { set };
  size_t first = set->features.count, n = first;
  if (len > NW_TRAIN_TEXT_BYTES) len = NW_TRAIN_TEXT_BYTES;
  nw_content_read_begin(&reader, take, end_chunk, &to);
  nw_content_read(&reader, text, len, 0, 0);
  nw_content_read_end(&reader);
  if (set->failed) return 0;
  uint32_t *at = set->features.at;
  if (set->features.count > first) qsort(at + first, set->features.count - first, sizeof *at, by_value);
  for (size_t i = first, j; i < set->features.count; i = j) {
    for (j = i + 1; j < set->features.count && at[j] == at[i]; j++) {}
    at[n++] = at[i] << 8 | (uint32_t)(j - i < MOST ? j - i : MOST);
  }
  set->features.count = n;
  row->first = (uint32_t)first;
  row->count = (uint32_t)(n - first);
  return 1;
}

/* ---- known words: those that cost most to read, by how often they stand and how long they are ---- */

typedef struct counted { nw_content_key key; uint64_t cost; } counted;

static int by_key(const void *a, const void *b) {
  const nw_content_key *left = a, *right = b;
  if (left->high != right->high) return left->high > right->high ? 1 : -1;
  return (left->low > right->low) - (left->low < right->low);
}

static int by_cost(const void *a, const void *b) {
  const counted *left = a, *right = b;
  if (left->cost != right->cost) return left->cost < right->cost ? 1 : -1;
  return by_key(&left->key, &right->key);
}

static unsigned letters_of(nw_content_key key) {
  unsigned count = 0;
  for (; key.low != 0; key.low >>= 8) count++;
  for (; key.high != 0; key.high >>= 8) count++;
  return count;
}

int nw_train_known(nw_train_set *set, nw_content_model *model) {
  enum { OFTEN = 40 };  /* a word of few texts is nobody's business, and no use */
  size_t n = 0, all = set->words.count;
  nw_content_key *words = set->words.at;
  counted *list = nw_malloc(&set->alloc, (all + 1) * sizeof *list);
  if (list == NULL) return 0;
  if (all > 0) qsort(words, all, sizeof *words, by_key);
  for (size_t i = 0, j; i < all; i = j) {
    for (j = i + 1; j < all && by_key(&words[i], &words[j]) == 0; j++) {}
    if (j - i >= OFTEN) list[n++] = (counted){ words[i], (j - i) * letters_of(words[i]) };
  }
  if (n > 0) qsort(list, n, sizeof *list, by_cost);
  for (size_t i = 0; i < NW_CONTENT_KNOWN_WORDS; i++) model->known_words[i] = i < n ? list[i].key : (nw_content_key){ 0, 0 };
  nw_free(&set->alloc, list, (all + 1) * sizeof *list);
  return 1;
}

/* idf = 1 + ln((N + 1) / (df + 1)), squared and scaled to 1..127: what the table holds is what is trained with. */
void nw_train_idf(nw_train_set *set) {
  size_t rows = 0;
  uint32_t *df = nw_zalloc(&set->alloc, NW_CONTENT_BUCKETS * sizeof *df);
  if (df == NULL) {
    set->failed = 1;
    return;
  }
  for (size_t r = 0; r < set->rows.count; r++) {
    const nw_train_row *row = &set->rows.at[r];
    if (row->fold == NW_TRAIN_HELD) continue;
    rows++;
    for (uint32_t i = 0; i < row->count; i++) df[set->features.at[row->first + i] >> 8]++;
  }
  double most = 1 + log((double)rows + 1), scale = 127.0 / (most * most);
  for (size_t b = 0; b < NW_CONTENT_BUCKETS; b++) {
    double idf = 1 + log(((double)rows + 1) / ((double)df[b] + 1)), squared = idf * idf * scale + 0.5;
    set->idf2[b] = squared < 1 ? 1 : squared > 127 ? 127 : (uint8_t)squared;
  }
  nw_free(&set->alloc, df, NW_CONTENT_BUCKETS * sizeof *df);
}
