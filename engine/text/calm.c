/* text/calm.c - see calm.h. With AVX2; elsewhere there is every reason to look, and every rewrite does so itself. */
#include "text/calm.h"

#include <string.h>

#include "tables/spelt.h"

int nw_may_be_spelt(const unsigned char *p, unsigned len) {
  uint32_t key = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
  uint32_t all = len < 4 ? ((uint32_t)1 << 8 * len) - 1 : ~(uint32_t)0;
  if ((key & all & 0x80808080u) != 0 || (len < 4 && p[len] >= 0x80)) return 1;
  uint32_t at = SPELT_HASH((key | 0x20202020u) & all);
  return spelt[at >> 6] >> (at & 63) & 1;
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2,bmi,popcnt")))
#define INLINE static inline __attribute__((always_inline)) TARGET

enum { DIGITS_FEW = 4, STREAK = NW_CALM_WORDS };

/* Bytes that are seldom in plain text, by their half bytes: % & ( * +, < =, [ \ ^ _ { | ~ DEL, `; and bit 7: tab and line ends. */
static const uint8_t rare_low[16] = { 8, 0, 0, 0, 0, 1, 1, 0, 1, 0x80, 0x81, 1 | 4, 2 | 4, 0x82, 4, 4 };
static const uint8_t rare_high[16] = { 0x80, 0, 1, 2, 0, 4, 8, 4, 0, 0, 0, 0, 0, 0, 0, 0 };

/* What goes on from one block to the next. */
typedef struct calm_state {
  uint64_t letters, singles;
  unsigned digits, streak;
} calm_state;

/* The classes of 64 bytes, a bit each. */
typedef struct calm_masks { uint64_t rare, high, letter, digit, small, beat, slash, number, dot; } calm_masks;

INLINE uint64_t bits(__m256i mask) { return (unsigned)_mm256_movemask_epi8(mask); }
INLINE __m256i table(const uint8_t *at) { return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)at)); }
INLINE __m256i within(__m256i text, char low, char span) {
  __m256i offset = _mm256_sub_epi8(text, _mm256_set1_epi8(low));
  return _mm256_cmpeq_epi8(_mm256_min_epu8(offset, _mm256_set1_epi8(span)), offset);
}
INLINE __m256i equal(__m256i text, char c) { return _mm256_cmpeq_epi8(text, _mm256_set1_epi8(c)); }

INLINE calm_masks masks_of(const unsigned char *p) {
  const __m256i low_half = _mm256_set1_epi8(15), zero = _mm256_setzero_si256();
  __m256i text = _mm256_loadu_si256((const __m256i *)(const void *)p);
  __m256i next = _mm256_loadu_si256((const __m256i *)(const void *)(p + 1));
  __m256i low = _mm256_and_si256(text, low_half), high = _mm256_and_si256(_mm256_srli_epi16(text, 4), low_half);
  __m256i next_low = _mm256_and_si256(next, low_half), next_high = _mm256_and_si256(_mm256_srli_epi16(next, 4), low_half);
  __m256i rare = _mm256_and_si256(_mm256_shuffle_epi8(table(rare_low), low), _mm256_shuffle_epi8(table(rare_high), high));
  __m256i white = _mm256_cmpgt_epi8(zero, rare), control = _mm256_cmpgt_epi8(_mm256_set1_epi8(' '), text);
  __m256i first = _mm256_and_si256(_mm256_shuffle_epi8(table(nw_calm_tables[0]), low), _mm256_shuffle_epi8(table(nw_calm_tables[1]), high));
  __m256i second = _mm256_and_si256(_mm256_shuffle_epi8(table(nw_calm_tables[2]), next_low),
                                    _mm256_shuffle_epi8(table(nw_calm_tables[3]), next_high));
  __m256i pair = _mm256_and_si256(first, second);
  calm_masks m;
  m.rare = bits(_mm256_cmpgt_epi8(rare, zero));
  m.high = bits(_mm256_andnot_si256(white, control));
  m.letter = bits(within(_mm256_or_si256(text, _mm256_set1_epi8(0x20)), 'a', 25));
  m.digit = bits(within(text, '0', 9));
  m.small = bits(_mm256_slli_epi16(text, 2));
  m.beat = bits(_mm256_or_si256(equal(text, '.'), equal(text, '-')));
  m.slash = bits(_mm256_or_si256(equal(text, '/'), equal(text, '-')));
  m.number = ~bits(equal(_mm256_and_si256(pair, _mm256_set1_epi8(0x7F)), 0)) & 0xFFFFFFFFu;
  m.dot = bits(pair);
  return m;
}

INLINE calm_masks both(calm_masks a, calm_masks b) {
  a.rare |= b.rare << 32, a.high |= b.high << 32, a.letter |= b.letter << 32, a.digit |= b.digit << 32, a.small |= b.small << 32;
  a.beat |= b.beat << 32, a.slash |= b.slash << 32, a.number |= b.number << 32, a.dot |= b.dot << 32;
  return a;
}

/* A run of six with a digit or capital letter behind its first; one that touches an end of the block counts as six. */
INLINE int has_token(uint64_t run, uint64_t mixed) {
  uint64_t behind = mixed & run & (run << 1 | 1);
  if (behind == 0) return 0;
  uint64_t three = run & (run >> 1 | 1ull << 63) & (run >> 2 | 3ull << 62), six = three & (three >> 3 | 7ull << 61);
  uint64_t all = six | six << 1 | six << 2;
  all |= all << 3;
  uint64_t front = run & ~(run + 1);  /* the run at the beginning */
  return (behind & (all | front)) != 0;
}

/* Number words in a row: `starts` are those of words, `hits` what may be numbers of them. */
INLINE int has_streak(calm_state *state, uint64_t starts, uint64_t hits) {
  uint64_t bad = starts & ~hits;
  unsigned before = state->streak, all = (unsigned)__builtin_popcountll(hits);
  if (bad == 0) return (state->streak += all) >= STREAK;
  unsigned last = 63 - (unsigned)__builtin_clzll(bad);
  state->streak = last == 63 ? 0 : (unsigned)__builtin_popcountll(hits >> (last + 1));
  if (before + all < STREAK) return 0;
  if (before + (unsigned)__builtin_popcountll(hits & (bad ^ (bad - 1))) >= STREAK || state->streak >= STREAK) return 1;
  for (uint64_t left = hits; left != 0;) {
    uint64_t behind = bad & ~(left ^ (left - 1)), end = (behind & -behind) - 1;  /* up to the next that is none */
    if (behind == 0) return 0;
    if ((unsigned)__builtin_popcountll(left & end) >= STREAK) return 1;
    left &= ~end;
  }
  return 0;
}

/* Are there words enough that go on like numbers, too? Those of the block before are not known: they count as such. */
INLINE int is_streak(const unsigned char *p, uint64_t starts, uint64_t letters, unsigned before) {
  unsigned row = before;
  for (; starts != 0; starts &= starts - 1) {
    unsigned i = (unsigned)__builtin_ctzll(starts), len = (unsigned)__builtin_ctzll(~(letters >> i) | 1ull << (63 - i));
    if (i > NW_CALM_BLOCK_BYTES - 6 || nw_may_be_spelt(p + i, len)) row++;
    else row = 0;
    if (row >= STREAK) return 1;
  }
  return 0;
}

/* "dot", "pun…", "pon…" at one of `at`. */
INLINE int has_dot(const unsigned char *p, uint64_t at) {
  for (; at != 0; at &= at - 1) {
    unsigned i = (unsigned)__builtin_ctzll(at), first = p[i] | 32u, third = p[i + 2] | 32u;
    if ((first == 'd' && third == 't') || (first == 'p' && (third == 'n' || third == 'i'))) return 1;
  }
  return 0;
}

/* Reads p[0..66). */
INLINE unsigned reasons_of(calm_state *state, const unsigned char *p) {
  calm_masks m = both(masks_of(p), masks_of(p + 32));
  uint64_t alnum = m.letter | m.digit, upper = m.letter & ~m.small;
  uint64_t starts = m.letter & ~(m.letter << 1 | state->letters >> 63), hits = starts & m.number;
  uint64_t single = alnum & ~(alnum << 1) & ~(alnum >> 1), near = single << 2 | state->singles >> 62;
  unsigned digits = (unsigned)__builtin_popcountll(m.digit), row = state->streak;
  int streak = has_streak(state, starts, hits) && is_streak(p, starts, m.letter, row < STREAK ? row : STREAK - 1);
  near |= near << 1 | state->singles >> 61;
  near |= near << 2 | state->singles >> 59;
  uint64_t morse = m.beat & ~(alnum >> 1) & ~(alnum >> 2) & ~(alnum >> 3) & ~(alnum >> 4);
  unsigned why = m.rare != 0 ? NW_CALM_RARE : 0;
  if (m.high != 0) why |= NW_CALM_HIGH;
  if (streak) why |= NW_CALM_STREAK;
  if ((single & near) != 0) why |= NW_CALM_SINGLE;
  if (morse != 0) why |= NW_CALM_BEAT;
  if (digits + state->digits >= DIGITS_FEW) why |= NW_CALM_DIGITS;
  if (has_token(alnum | m.slash, m.digit | upper)) why |= NW_CALM_TOKEN;
  if (has_dot(p, starts & m.dot)) why |= NW_CALM_DOT;
  state->letters = m.letter;
  state->singles = single;
  state->digits = digits;
  return why;
}

TARGET static void read_reasons(uint8_t *reasons, const unsigned char *data, unsigned blocks, calm_state *state) {
  for (unsigned b = 0; b < blocks; b++) reasons[b] = (uint8_t)reasons_of(state, data + (size_t)b * NW_CALM_BLOCK_BYTES);
}

unsigned nw_calm_reasons(uint8_t reasons[NW_CALM_BLOCKS + 1], const unsigned char *data, size_t len, int open) {
  enum { BLOCK = NW_CALM_BLOCK_BYTES, MORE = 2 };  /* a block is read with what follows it */
  calm_state state = { 0, 0, 0, 0 };
  unsigned all = (unsigned)((len + BLOCK - 1) / BLOCK < NW_CALM_BLOCKS ? (len + BLOCK - 1) / BLOCK : NW_CALM_BLOCKS), want = all + 1;
  unsigned whole = len < BLOCK + MORE || !__builtin_cpu_supports("avx2") ? 0 : (unsigned)((len - MORE) / BLOCK);
  if (whole > want) whole = want;
  read_reasons(reasons, data, whole, &state);
  if (whole < want && !open && __builtin_cpu_supports("avx2")) {
    unsigned char text[3 * BLOCK + MORE];
    size_t from = (size_t)whole * BLOCK, left = len > from ? len - from : 0;
    memset(text, ' ', sizeof text);
    if (left > 0) memcpy(text, data + from, left);
    read_reasons(reasons + whole, text, want - whole, &state);
    whole = want;
  }
  memset(reasons + whole, NW_CALM_ANY, want - whole);
  return all;
}
#else
unsigned nw_calm_reasons(uint8_t reasons[NW_CALM_BLOCKS + 1], const unsigned char *data, size_t len, int open) {
  (void)data;
  (void)open;
  memset(reasons, NW_CALM_ANY, NW_CALM_BLOCKS + 1);
  return (unsigned)(len > NW_CALM_BLOCKS * NW_CALM_BLOCK_BYTES ? NW_CALM_BLOCKS : (len + NW_CALM_BLOCK_BYTES - 1) / NW_CALM_BLOCK_BYTES);
}
#endif
