/* detect/content/easy.c - easy chunks (sight.h) weighed as they are seen: most of most texts.
 *
 *   "...the cat, and..."  masks ─► the | cat | ,     one look for a word that is known, one row for its pair
 *                                                    sums of lanes, lists and, on the way, the word for what is known of attacks
 *
 * The same as read.c, weigh.c and attack/words.c say of these bytes, word by word instead of byte by byte: the split law of the judge
 * (tests) holds the two together. A token has one view here. Cost: about 20 instructions a byte. */
#include <string.h>

#include "detect/content/sight.h"
#include "detect/content/token.h"
#include "detect/content/weigh.h"

static inline uint64_t low_bits(unsigned count) { return (1ULL << count) - 1; }

static inline unsigned count_bits(uint64_t bits) {
  unsigned count = 0;
  for (; bits != 0; bits &= bits - 1) count++;
  return count;
}

/* 1 where bytes [s, e) are a chunk that reads the same in both views, and fits. */
static inline int is_easy(const nw_content_reader *r, const nw_sight *sight, unsigned s, unsigned e) {
  const uint64_t chunk = low_bits(e) & ~low_bits(s), letters = sight->letter & chunk;
  if ((sight->odd & chunk) != 0 || e - s > NW_CONTENT_CHUNK_BYTES - 4) return 0;
  if (r->before[0] != r->before[1] || r->singles >= NW_CONTENT_FEW_SINGLES) return 0;  /* the views differ, or are about to */
  return letters == chunk || e - s < 5 || (letters & letters >> 1) != 0;  /* letters apart might be dotted */
}

/* ---- tokens ---- */

/* lane += sums. */
static inline void add_sums(uint32_t lane[NW_CONTENT_LANES], const int16_t sums[NW_CONTENT_LANES]) {
#ifdef __SSE2__
  const __m128i both = _mm_loadu_si128((const __m128i *)(const void *)sums);
  __m128i *to = (__m128i *)(void *)lane;
  _mm_storeu_si128(to, _mm_add_epi32(_mm_loadu_si128(to), _mm_srai_epi32(_mm_unpacklo_epi16(both, both), 16)));
  _mm_storeu_si128(to + 1, _mm_add_epi32(_mm_loadu_si128(to + 1), _mm_srai_epi32(_mm_unpackhi_epi16(both, both), 16)));
#else
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) lane[k] += (uint32_t)(1 * sums[k]);
#endif
}

/* lane += row. */
static inline void add_row(uint32_t lane[NW_CONTENT_LANES], const int8_t row[NW_CONTENT_LANES]) {
  int16_t sums[NW_CONTENT_LANES];
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) sums[k] = row[k];
  add_sums(lane, sums);
}

static inline const int8_t *row_of(const nw_content_model *model, uint32_t bucket) {
  return model->table + (size_t)bucket * NW_CONTENT_LANES;
}

static void add_unknown(nw_content_weigher *w, const uint8_t *text, unsigned len, uint32_t word) {
  const nw_content_token token = { .text = text, .len = len, .word = word, .fresh = NW_FRESH_WORD };
  int16_t sums[NW_CONTENT_LANES];
  nw_content_word_rows(w->model, &token, sums);
  add_sums(w->totals.lane[0], sums);
}

/* A run of letters; what is known of it, or NULL. */
static inline const nw_content_known *add_word(nw_content_weigher *w, const uint8_t *text, unsigned len) {
  nw_content_reader *r = &w->reader;
  nw_content_key key;
  const uint32_t word = nw_content_hash_of(text, len, &key), before = r->before[0];
  const nw_content_known *known = nw_content_find_known(w->model, word, len, &key);
  if (!nw_content_again(r->recent[0], word)) {
    if (known != NULL) add_sums(w->totals.lane[0], known->sums);
    else add_unknown(w, text, len, word);
  }
  nw_content_block *b = nw_content_open_block(w);
  nw_content_note(w, b, NW_VIEW_BOTH, word, known != NULL ? (int)known->list : nw_content_lex_find(w->model, word));
  r->before[0] = r->before[1] = word;
  if (before == 0) return known;
  const uint32_t pair = nw_content_pair_hash(before, word);
  if (!nw_content_again(r->pairs[0], pair)) add_row(w->totals.lane[0], row_of(w->model, nw_content_pair_bucket(pair)));
  if (pair != 0) nw_content_note(w, b, NW_VIEW_BOTH, pair, nw_content_lex_find(w->model, pair));
  return known;
}

static inline void add_signs(nw_content_weigher *w, const uint8_t *text, unsigned len) {
  nw_content_key key;
  const uint32_t word = nw_content_hash_of(text, len, &key);
  if (!nw_content_again(w->reader.recent[0], word)) add_row(w->totals.lane[0], row_of(w->model, nw_content_word_bucket(word)));
}

/* ---- what is known of attacks reads along ---- */

/* Signs and blanks. */
static inline void attack_signs(nw_attack *attack, const unsigned char *data, unsigned from, unsigned to, size_t at) {
  if (attack == NULL) return;
  for (unsigned i = from; i < to; i++) {
    if (nw_attack_words_idle(&attack->words)) nw_attack_words_sign(&attack->words, data[i]);
    else nw_attack_push(attack, data + i, 1, at + i, 0);
  }
}

/* A run of letters, with what stands behind it: an apostrophe, say, does not end a word. */
static inline void attack_word(nw_attack *attack, const nw_content_known *known, const unsigned char *data, unsigned from, unsigned to,
                               size_t at) {
  if (attack == NULL) return;
  const unsigned behind = data[to];
  if (known != NULL && nw_attack_words_idle(&attack->words) && behind != '\'' && behind != '_') {
    const nw_attack_word word = nw_attack_words_whole(&attack->words, known->attack_hash, known->attack_classes, at + from, at + to, behind);
    nw_attack_take(attack, &word);
  } else {
    nw_attack_push(attack, data + from, to - from, at + from, 0);
  }
}

/* ---- chunks ---- */

/* A letter that stands alone may be one of a word that is written apart. */
static inline void note_single(nw_content_reader *r, uint8_t first, int single, size_t start) {
  if (!single) {
    r->singles = 0;
    return;
  }
  if (r->singles == 0) r->single_at = start;
  r->single[r->singles++] = first;
}

static inline void add_tokens(nw_content_weigher *w, const nw_sight *sight, const unsigned char *data, uint64_t chunk, unsigned s,
                              unsigned e, size_t at) {
  const uint64_t letters = sight->letter & chunk;
  for (unsigned from = s, to; from < e; from = to) {
    const int sign = !(letters >> from & 1);
    to = (unsigned)__builtin_ctzll((sign ? letters : chunk & ~letters) >> from << from | 1ULL << e);
    if (sign) {
      add_signs(w, sight->small + from, to - from);
      attack_signs(w->attack, data, from, to, at);
    } else {
      attack_word(w->attack, add_word(w, sight->small + from, to - from), data, from, to, at);
    }
  }
}

/* Weighs the chunk [s, e); `at`: raw, of the first byte that was looked at. */
static inline void take_easy(nw_content_weigher *w, const nw_sight *sight, const unsigned char *data, unsigned s, unsigned e, size_t at) {
  const uint64_t chunk = low_bits(e) & ~low_bits(s), letters = sight->letter & chunk, upper = sight->upper & chunk;
  const unsigned count = letters == chunk ? e - s : e - s - count_bits(chunk & ~letters);
  nw_content_totals *to = &w->totals;
  nw_content_block *b = nw_content_open_block(w);
  if (b->end == 0) b->start = at + s;
  b->end = at + e;
  note_single(&w->reader, sight->small[s], e - s == 1 && count == 1, at + s);
  add_tokens(w, sight, data, chunk, s, e, at);
  to->bytes += e - s + (count > 0);  /* and a blank */
  to->letters += count;
  to->upper += count_bits(upper);
  to->script[NW_SCRIPT_LATIN] = (uint16_t)(to->script[NW_SCRIPT_LATIN] + count);
  nw_content_end_chunk(w);
}

/* Weighs what is easy of the first 64 bytes; how many they were. `over`: behind them stands what is not. */
static unsigned weigh_sight(nw_content_weigher *w, const unsigned char *data, size_t len, size_t at, int *over) {
  unsigned char last[NW_SIGHT_BYTES];
  const unsigned most = len < NW_SIGHT_BYTES ? (unsigned)len : NW_SIGHT_BYTES;
  nw_sight sight;
  if (len < NW_SIGHT_BYTES) {
    memcpy(last, data, len);
    memset(last + len, 0xFF, sizeof last - len);  /* more may come: no chunk ends there */
    data = last;
  }
  nw_sight_at(&sight, data);
  for (unsigned from = 0;;) {
    const uint64_t chunks = from < NW_SIGHT_BYTES ? ~sight.blank >> from << from : 0;
    const unsigned first = chunks == 0 ? NW_SIGHT_BYTES : (unsigned)__builtin_ctzll(chunks), s = first < most ? first : most;
    const uint64_t ends = s < most ? sight.blank >> s << s : 0;
    attack_signs(w->attack, data, from, s, at);
    if (ends == 0) return s;
    const unsigned e = (unsigned)__builtin_ctzll(ends);
    if (!is_easy(&w->reader, &sight, s, e)) return *over = 1, s;
    take_easy(w, &sight, data, s, e, at);
    from = e;
  }
}

size_t nw_content_weigh_easy(nw_content_weigher *w, const unsigned char *data, size_t len, size_t at) {
  int over = 0;
  size_t i = 0;
  for (size_t some; !over && i < len; i += some) {
    some = weigh_sight(w, data + i, len - i, at + i, &over);
    if (some == 0) break;
  }
  return i;
}
