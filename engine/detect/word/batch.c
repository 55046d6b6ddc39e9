#include "detect/word/batch.h"

#include <string.h>

#include "base/slice.h"
#include "detect/word/disguise.h"
#include "detect/word/shuffle.h"

#if defined(__GNUC__)
#  define INLINE static inline __attribute__((always_inline))
#else
#  define INLINE static inline
#endif
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

/* One bit a byte. `other`: '_' and bytes beyond ASCII. `small`: a letter that has the bit of small ones. `twice`: equal to the next
 * byte. `seldom`: letters that are seldom doubled. `lead`: symbols that disguise the letter behind them, `trail`: those that stand
 * for a letter behind another. */
typedef struct block { uint64_t letter, digit, other, small, twice, seldom, lead, trail; } block;

/* Sets of ASCII, one bit a character: from 0x40 on (letters count as small ones), and from 0x20 on. */
#define LETTER(c) ((uint64_t)1 << ((c) - 0x40))
#define SYMBOL(c) ((uint64_t)1 << ((c) - 0x20))
static const uint64_t seldom_double = LETTER('a') | LETTER('h') | LETTER('i') | LETTER('j') | LETTER('k') | LETTER('q') | LETTER('u') |
                                      LETTER('v') | LETTER('w') | LETTER('x') | LETTER('y');
static const uint64_t high_symbols = LETTER('@') | LETTER('^') | LETTER('|') | LETTER('~');
static const uint64_t high_trail = LETTER('@') | LETTER('|') | LETTER('~');
static const uint64_t low_symbols = SYMBOL('!') | SYMBOL('#') | SYMBOL('$') | SYMBOL('%') | SYMBOL('&') | SYMBOL('*') | SYMBOL('+') |
                                    SYMBOL('-') | SYMBOL('?');
static const uint64_t low_trail = SYMBOL('$') | SYMBOL('+') | SYMBOL('(');

static int is_in(unsigned c, uint64_t low, uint64_t high) {
  if (c - 0x20 >= 0x60) return 0;
  return (int)((c < 0x40 ? low >> (c - 0x20) : high >> (c - 0x40)) & 1);
}

int nw_is_lead_symbol(unsigned c) { return is_in(c, low_symbols, high_symbols); }
int nw_is_trail_symbol(unsigned c) { return is_in(c, low_trail, high_trail); }
int nw_is_seldom_double(unsigned c) { return is_in(c, 0, seldom_double); }

/* Which bit is the lowest of `bits`, not 0. */
INLINE unsigned lowest(uint64_t bits) {
#if defined(__GNUC__)
  return (unsigned)__builtin_ctzll(bits);
#else
  unsigned n = 0;
  for (; !(bits & 1); bits >>= 1) n++;
  return n;
#endif
}
/* The class of the byte before, at every place of a block; `last`: of the byte in front of it. */
INLINE uint64_t behind(uint64_t here, uint64_t last) { return here << 1 | last; }

/* Classes of the last byte of a block, one bit; `twice`: two. */
typedef struct last_bits { uint64_t run, alnum, letter, joins, small, twice; } last_bits;

/* Where a chunk is no plain word: a letter beside a digit or behind a symbol, a capital behind a small letter, a symbol behind a
 * letter, or two letters the same where words seldom have them: three in a row, at the start, two pairs. */
INLINE uint64_t odd_places(const block *b, last_bits *last) {
  uint64_t letter = b->letter, small = letter & b->small, joins = b->digit | b->lead, twice = letter & b->twice;
  uint64_t doubled = behind(twice, last->twice >> 1) | (twice << 2 | last->twice) | b->seldom |
                     ~behind(letter | b->digit, last->alnum);
  uint64_t odd = ((b->digit | b->trail) & behind(letter, last->letter)) | (letter & behind(joins, last->joins)) |
                 ((letter ^ small) & behind(small, last->small)) | (twice & doubled);
  last->letter = letter >> 63;
  last->joins = joins >> 63;
  last->small = small >> 63;
  last->twice = twice >> 62;
  return odd;
}

/* Bytes beyond ASCII of 64. */
static uint64_t high_bytes(const unsigned char *at) {
  uint64_t high = 0, word;
  for (unsigned i = 0; i < 64; i += 8) {
    memcpy(&word, at + i, sizeof word);
    word = (word & 0x8080808080808080ULL) * 0x0002040810204081ULL >> 56;
    high |= word << i;
  }
  return high;
}

/* The start of the chunk that may go on at `end`; one that is longer than a chunk can be may begin before it. */
static size_t last_chunk(const unsigned char *data, size_t end) {
  const size_t least = end > NW_CHUNK_BYTES + 4 ? end - NW_CHUNK_BYTES - 4 : 0;
  while (end > least && !nw_is_chunk_end(data[end - 1])) end--;
  return end;
}

/* ---- marks of words ---- */

/* One bit a word of a batch, and one for a word behind the last. */
typedef struct word_bits { uint64_t bits[NW_BATCH_WORDS / 64 + 1]; } word_bits;

INLINE void mark(word_bits *words, size_t i) { words->bits[i / 64] |= (uint64_t)1 << (i & 63); }

/* What a block tells of its words. `before`: how many words began in front of it, `starts`: where others do. */
typedef struct row { uint64_t starts, run, chunk; size_t before; } word_row;

/* Bits in front of bit `n` of 64. */
INLINE uint64_t below(unsigned n) { return ((uint64_t)1 << n) - 1; }
INLINE size_t word_from(const word_row *r, unsigned n) { return r->before + (size_t)__builtin_popcountll(r->starts & below(n)); }

/* Marks runs that begin to be more than one word of ASCII with single low lines inside. One that holds symbols alone may be the
 * beginning of the next word's chunk. */
INLINE void mark_open(word_bits *open, word_bits *odd, const word_row *r, uint64_t places) {
  for (; places != 0; places &= places - 1) {
    unsigned at = lowest(places);
    uint64_t behind_run = ~r->run & ~below(at);
    size_t i = word_from(r, at) + (r->starts >> at & 1);  /* how many words began so far */
    mark(open, i - 1);
    if (behind_run == 0 || (r->chunk & behind_run & -behind_run) != 0) mark(odd, i);
  }
}

/* The first word of the chunk that goes on from the row in front of `r`, or begins with it; SIZE_MAX: no word begins there. */
INLINE size_t first_before(const word_row *rows, const word_row *r) {
  size_t first = SIZE_MAX;
  while (r > rows && r[-1].chunk >> 63) {
    uint64_t gaps = ~(--r)->chunk;
    unsigned start = gaps != 0 ? 64 - (unsigned)__builtin_clzll(gaps) : 0;
    uint64_t starts = r->starts & ~below(start);
    if (starts != 0) first = word_from(r, lowest(starts));
    if (gaps != 0) break;
  }
  return first;
}

/* Marks the first words of chunks that have an odd place. Where the chunk begins behind its run there are marks enough. */
INLINE void mark_odd(word_bits *odd, const word_row *rows, const word_row *r, uint64_t places) {
  while (places != 0) {
    unsigned at = lowest(places);
    uint64_t gaps = ~r->chunk & below(at), rest = ~r->chunk & ~below(at);
    unsigned start = gaps != 0 ? 64 - (unsigned)__builtin_clzll(gaps) : 0;
    uint64_t starts = r->starts & ~below(start) & (below(at) << 1 | 1);
    size_t first = gaps == 0 ? first_before(rows, r) : SIZE_MAX;
    if (first != SIZE_MAX) mark(odd, first);
    else if (starts != 0) mark(odd, word_from(r, lowest(starts)));
    places &= rest != 0 ? (places - 1) & ~below(lowest(rest)) : 0;  /* one of a chunk is enough */
  }
}

/* 1 when a word and the byte behind it are no disguise of another word, wherever the chunk begins: letters, no two the same in a row. */
static int is_plain_word(const unsigned char *word, size_t len) {
  unsigned last = 0;
  for (size_t i = 0; i < len; i++) {
    unsigned c = word[i] | 0x20u;
    if (c - 'a' >= 26 || c == last) return 0;
    last = c;
  }
  return nw_is_chunk_end(word[len]);
}

/* ---- byte by byte ---- */

static size_t add_places(uint32_t *list, size_t count, uint64_t bits, uint32_t from) {
  for (; bits != 0; bits &= bits - 1) list[count++] = from + lowest(bits);
  return count;
}

static void classify_bytes(block *to, const unsigned char *at, int disguises) {
  block b = { 0, 0, 0, 0, 0, 0, 0, 0 };
  for (unsigned i = 0; i < 64; i++) {
    unsigned c = at[i];
    b.letter |= (uint64_t)nw_is_alpha(c) << i;
    b.digit |= (uint64_t)nw_is_digit(c) << i;
    b.other |= (uint64_t)(c >= 0x80 || c == '_') << i;
    if (!disguises) continue;
    b.small |= (uint64_t)(c >> 5 & 1) << i;
    b.twice |= (uint64_t)(c == at[i + 1]) << i;
    b.seldom |= (uint64_t)nw_is_seldom_double(c) << i;
    b.lead |= (uint64_t)nw_is_lead_symbol(c) << i;
    b.trail |= (uint64_t)nw_is_trail_symbol(c) << i;
  }
  *to = b;
}

static uint64_t key_bytes(const unsigned char *at, size_t len) {
  unsigned char folded[16] = { 0 };
  memcpy(folded, at, len < 16 ? len : 16);  /* capitals have the values of small letters */
  return nw_shuffle_key_of(folded, len < 16 ? len : 16);  /* that of a longer word is not used */
}

/* Where a run begins to be more than one word of ASCII with single low lines inside. `at`: the block, with one byte behind. */
static uint64_t open_places(const block *b, uint64_t high, const unsigned char *at, const last_bits *last) {
  uint64_t alnum = b->letter | b->digit, next = alnum >> 1 | (uint64_t)nw_is_alnum(at[64]) << 63;
  uint64_t open = high | (b->other & ~high & ~(behind(alnum, last->alnum) & next));
  return open & ~(open << 1);
}

#define NAME read_bytes
#define TARGET
#define CLASSIFY classify_bytes
#define KEY key_bytes
#define ADD_PLACES add_places
#include "detect/word/batch_body.h"

typedef void read_fn(nw_batch *batch, const nw_filters *filters, int disguises, const nw_reader *reader, size_t from);

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

/* SSSE3 is the least that looks sixteen bytes up at once; AVX2 takes four words at a time, AVX-512 eight. */
#define SSSE3 __attribute__((target("ssse3"))) INLINE
#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt"))) INLINE
#define AVX512_NAMES "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,avx2,bmi,bmi2,popcnt"
#define AVX512 __attribute__((target(AVX512_NAMES))) INLINE

/* A byte's class bits are both in the row of its low half and in the row of its high half: 1, 2, 4, 8, 16 are the leading symbols
 * of 2x, 3x, 4x, 5x and 7x, 32 the trailing ones of 2x, A and Q the letters of
 * 6x and 7x that are seldom doubled. */
#define LOW_ROWS  4, 1 + A + Q, 0, 1, 1 + 32, 1 + Q, 1 + Q, Q, 32 + A + Q, A + Q, 1 + A, 1 + 32 + A, 16, 1, 8 + 16, 2
#define HIGH_ROWS 0, 0, 1 + 32, 2, 4, 8, A, 16 + Q, 0, 0, 0, 0, 0, 0, 0, 0
enum { A = 64, Q = -128, LEAD_ROWS = 1 + 2 + 4 + 8 + 16, TRAIL_ROWS = 4 + 16 + 32 };

/* A range of ASCII is one addition and one signed comparison: bytes from `low` on become the greatest ones. */
#define CLASSIFY_AS(name, target, vector, width, load, set1, add, cmpgt, cmpeq, or_, and_, slli, srli, shuffle, rows, bits_of)  \
  target uint64_t name##_bits(vector mask) { return (uint64_t)(uint32_t)bits_of(mask); }                                      \
  target vector name##_within(vector text, int low, int high) {                                                                \
    return cmpgt(add(text, set1((char)(127 - high))), set1((char)(126 - high + low)));                                         \
  }                                                                                                                            \
  target void name(block *to, const unsigned char *at, int disguises) {                                                        \
    block b = { 0, 0, 0, 0, 0, 0, 0, 0 };                                                                                      \
    for (unsigned i = 0; i < 64; i += width) {                                                                                 \
      vector text = load(at + i), zero = set1(0);                                                                              \
      b.letter |= name##_bits(name##_within(or_(text, set1(0x20)), 'a', 'z')) << i;                                            \
      b.digit |= name##_bits(name##_within(text, '0', '9')) << i;                                                              \
      b.other |= name##_bits(or_(text, cmpeq(text, set1('_')))) << i;                                                          \
      if (!disguises) continue;                                                                                                \
      vector row = and_(shuffle(rows(LOW_ROWS), text), shuffle(rows(HIGH_ROWS), and_(srli(text, 4), set1(15))));               \
      b.small |= name##_bits(slli(text, 2)) << i;                                                                              \
      b.twice |= name##_bits(cmpeq(text, load(at + i + 1))) << i;                                                              \
      b.seldom |= name##_bits(or_(row, add(row, row))) << i;                                                                   \
      b.lead |= name##_bits(cmpgt(and_(row, set1(LEAD_ROWS)), zero)) << i;                                                     \
      b.trail |= name##_bits(cmpgt(and_(row, set1(TRAIL_ROWS)), zero)) << i;                                                   \
    }                                                                                                                          \
    *to = b;                                                                                                                   \
  }

#define LOAD16(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#define LOAD32(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define LOAD64(p) _mm512_loadu_si512((const void *)(p))
#define STORE64(p, value) _mm512_storeu_si512((void *)(p), value)
#define ROWS16(...) _mm_setr_epi8(__VA_ARGS__)
#define ROWS32(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))
#define ROWS64(...) _mm512_broadcast_i32x4(_mm_setr_epi8(__VA_ARGS__))
CLASSIFY_AS(classify_ssse3, SSSE3, __m128i, 16, LOAD16, _mm_set1_epi8, _mm_add_epi8, _mm_cmpgt_epi8, _mm_cmpeq_epi8, _mm_or_si128,
            _mm_and_si128, _mm_slli_epi16, _mm_srli_epi16, _mm_shuffle_epi8, ROWS16, _mm_movemask_epi8)
CLASSIFY_AS(classify_avx2, AVX2, __m256i, 32, LOAD32, _mm256_set1_epi8, _mm256_add_epi8, _mm256_cmpgt_epi8, _mm256_cmpeq_epi8,
            _mm256_or_si256, _mm256_and_si256, _mm256_slli_epi16, _mm256_srli_epi16, _mm256_shuffle_epi8, ROWS32,
            _mm256_movemask_epi8)

/* By the low four bits of a length (16: none): which bytes to keep, and the first and the last of them as bytes 6 and 7. */
#define F 255
#define N(last) { 128, 128, 128, 128, 128, 128, 0, last, 128, 128, 128, 128, 128, 128, 128, 128 }
static const unsigned char keep_rows[16][16] = {
  { F, F, F, F, F, F, F, F, F, F, F, F, F, F, F, F }, { F }, { F, F }, { F, F, F }, { F, F, F, F }, { F, F, F, F, F },
  { F, F, F, F, F, F }, { F, F, F, F, F, F, F }, { F, F, F, F, F, F, F, F }, { F, F, F, F, F, F, F, F, F },
  { F, F, F, F, F, F, F, F, F, F }, { F, F, F, F, F, F, F, F, F, F, F }, { F, F, F, F, F, F, F, F, F, F, F, F },
  { F, F, F, F, F, F, F, F, F, F, F, F, F }, { F, F, F, F, F, F, F, F, F, F, F, F, F, F },
  { F, F, F, F, F, F, F, F, F, F, F, F, F, F, F },
};
static const unsigned char end_rows[16][16] = { N(15), N(0), N(1), N(2), N(3), N(4), N(5), N(6), N(7), N(8), N(9), N(10), N(11), N(12),
                                                N(13), N(14) };
#undef F
#undef N

enum { ENDS_WEIGHTS = NW_SHUFFLE_LAST << 8 | NW_SHUFFLE_FIRST };  /* of bytes 6 and 7 */
static const unsigned char shuffle_low[16] = { NW_SHUFFLE_LOW }, shuffle_high[16] = { NW_SHUFFLE_HIGH };

SSSE3 uint64_t key_ssse3(const unsigned char *at, size_t len) {
  const __m128i zero = _mm_setzero_si128();
  __m128i text = _mm_and_si128(LOAD16(at), LOAD16(keep_rows[len & 15]));
  __m128i low = _mm_shuffle_epi8(LOAD16(shuffle_low), text);
  __m128i high = _mm_shuffle_epi8(LOAD16(shuffle_high), _mm_avg_epu8(text, zero));
  __m128i sums = _mm_add_epi64(_mm_sad_epu8(high, zero), _mm_slli_epi64(_mm_sad_epu8(low, zero), NW_SHUFFLE_LOW_BIT));
  __m128i ends = _mm_and_si128(_mm_shuffle_epi8(text, LOAD16(end_rows[len & 15])), _mm_set1_epi8(NW_SHUFFLE_LETTER));
  ends = _mm_maddubs_epi16(ends, _mm_set1_epi16(ENDS_WEIGHTS));
  sums = _mm_add_epi64(sums, _mm_unpackhi_epi64(sums, sums));
  return nw_shuffle_mix((uint64_t)_mm_cvtsi128_si64(sums)) + (uint64_t)_mm_cvtsi128_si64(ends);
}

#define NAME read_ssse3
#define TARGET __attribute__((target("ssse3")))
#define CLASSIFY classify_ssse3
#define KEY key_ssse3
#define ADD_PLACES add_places
#include "detect/word/batch_body.h"

/* The places of the bits of a byte, a byte each, the first lowest. */
#define PLACE(bits, i) ((uint64_t)((bits) >> (i) & 1) * (i) << 8 * __builtin_popcount((bits) & ((1 << (i)) - 1)))
#define PLACES(bits) PLACE(bits, 1) | PLACE(bits, 2) | PLACE(bits, 3) | PLACE(bits, 4) | PLACE(bits, 5) | PLACE(bits, 6) | PLACE(bits, 7)
#define PLACES_4(bits) PLACES(bits), PLACES((bits) + 1), PLACES((bits) + 2), PLACES((bits) + 3)
#define PLACES_16(bits) PLACES_4(bits), PLACES_4((bits) + 4), PLACES_4((bits) + 8), PLACES_4((bits) + 12)
#define PLACES_64(bits) PLACES_16(bits), PLACES_16((bits) + 16), PLACES_16((bits) + 32), PLACES_16((bits) + 48)
static const uint64_t places_of_byte[256] = { PLACES_64(0), PLACES_64(64), PLACES_64(128), PLACES_64(192) };

/* Eight bits at a time, however many there are. */
AVX2 size_t add_places_avx2(uint32_t *list, size_t count, uint64_t bits, uint32_t from) {
  __m256i base = _mm256_set1_epi32((int)from);
  for (unsigned i = 0; i < 8; i++, bits >>= 8) {
    __m256i places = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)&places_of_byte[bits & 255]));
    _mm256_storeu_si256((__m256i *)(void *)(list + count), _mm256_add_epi32(places, base));
    count += (size_t)_mm_popcnt_u32(bits & 255);
    base = _mm256_add_epi32(base, _mm256_set1_epi32(8));
  }
  return count;
}

/* Four words at once, two in each register: word 0 and 2 in `a`, 1 and 3 in `b`, so that their sums unpack in order. */

AVX2 __m256i load_two(const unsigned char *low, const unsigned char *high) {
  return _mm256_inserti128_si256(_mm256_castsi128_si256(LOAD16(low)), LOAD16(high), 1);
}

/* The sums of the bytes of four words. */
AVX2 __m256i sums_of_four(__m256i a, __m256i b) {
  const __m256i zero = _mm256_setzero_si256(), x = _mm256_sad_epu8(a, zero), y = _mm256_sad_epu8(b, zero);
  return _mm256_add_epi64(_mm256_unpacklo_epi64(x, y), _mm256_unpackhi_epi64(x, y));
}

/* Two words, and zeroes behind; `len` in every byte of each. */
AVX2 __m256i cut_two(__m256i text, __m256i len) {
  const __m256i places = ROWS32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return _mm256_and_si256(text, _mm256_cmpgt_epi8(len, places));
}

/* The first and the last byte of two words as bytes 6 and 7. */
AVX2 __m256i ends_of_two(__m256i text, __m256i len) {
  const __m256i none = _mm256_set1_epi64x((int64_t)0xFF00808080808080ULL), last = _mm256_set1_epi64x((int64_t)0xFF00000000000000ULL);
  return _mm256_shuffle_epi8(text, _mm256_add_epi8(_mm256_and_si256(len, last), none));
}

/* Products of 64 bits with the constant of nw_shuffle_mix; the sums have 32. */
AVX2 __m256i mix_four(__m256i sums) {
  const __m256i factor = _mm256_set1_epi64x((int64_t)NW_SHUFFLE_FACTOR);
  const __m256i high = _mm256_mul_epu32(sums, _mm256_srli_epi64(factor, 32));
  return _mm256_add_epi64(_mm256_mul_epu32(sums, factor), _mm256_slli_epi64(high, 32));
}

AVX2 __m256i keys_of_four(const unsigned char *data, const uint32_t *edge, __m256i lens) {
  const __m256i low = _mm256_broadcastsi128_si256(LOAD16(shuffle_low)), high = _mm256_broadcastsi128_si256(LOAD16(shuffle_high));
  const __m256i zero = _mm256_setzero_si256();
  const __m256i a_len = _mm256_shuffle_epi8(lens, _mm256_set1_epi8(0)), b_len = _mm256_shuffle_epi8(lens, _mm256_set1_epi8(8));
  const __m256i a = cut_two(load_two(data + edge[0], data + edge[4]), a_len);
  const __m256i b = cut_two(load_two(data + edge[2], data + edge[6]), b_len);
  const __m256i highs = sums_of_four(_mm256_shuffle_epi8(high, _mm256_avg_epu8(a, zero)),
                                     _mm256_shuffle_epi8(high, _mm256_avg_epu8(b, zero)));
  const __m256i lows = sums_of_four(_mm256_shuffle_epi8(low, a), _mm256_shuffle_epi8(low, b));
  const __m256i sums = _mm256_add_epi64(highs, _mm256_slli_epi64(lows, NW_SHUFFLE_LOW_BIT));
  const __m256i last = _mm256_unpacklo_epi64(ends_of_two(a, a_len), ends_of_two(b, b_len));
  const __m256i ends = _mm256_and_si256(last, _mm256_set1_epi8(NW_SHUFFLE_LETTER));
  return _mm256_add_epi64(mix_four(sums), _mm256_maddubs_epi16(ends, _mm256_set1_epi16(ENDS_WEIGHTS)));
}

/* Four loads are faster than one gather on most machines. */
AVX2 __m256i words_at(const uint64_t *words, __m256i places) {
  const __m128i low = _mm256_castsi256_si128(places), high = _mm256_extracti128_si256(places, 1);
  return _mm256_set_epi64x((int64_t)words[_mm_extract_epi64(high, 1)], (int64_t)words[_mm_cvtsi128_si64(high)],
                           (int64_t)words[_mm_extract_epi64(low, 1)], (int64_t)words[_mm_cvtsi128_si64(low)]);
}

/* What nw_filter_may_hold says, in the highest bits. */
AVX2 __m256i may_hold_four(const nw_filter *filter, __m256i key) {
  const __m256i place = _mm256_and_si256(_mm256_srli_epi64(key, 28), _mm256_set1_epi64x((int64_t)filter->count - 1));
  const __m256i word = words_at(filter->words, place);
  const __m256i one = _mm256_srlv_epi64(word, _mm256_srli_epi64(key, 58));
  const __m256i other = _mm256_srlv_epi64(word, _mm256_and_si256(_mm256_srli_epi64(key, 52), _mm256_set1_epi64x(63)));
  return _mm256_slli_epi64(_mm256_and_si256(one, other), 63);
}

AVX2 unsigned look_four(const nw_filter *filter, const unsigned char *data, const uint32_t *edge) {
  const __m256i edges = LOAD32(edge), lens = _mm256_sub_epi32(_mm256_srli_epi64(edges, 32), edges);  /* above bit 32: not used */
  const __m256i is_long = _mm256_slli_epi64(_mm256_cmpgt_epi32(lens, _mm256_set1_epi32(16)), 32);
  const __m256i may = may_hold_four(filter, keys_of_four(data, edge, lens));
  return (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_or_si256(may, is_long)));
}

#define NAME read_avx2
#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define CLASSIFY classify_avx2
#define KEY key_ssse3
#define LOOK_MANY look_four
#define MANY 4
#define ADD_PLACES add_places_avx2
#include "detect/word/batch_body.h"

/* ---- AVX-512 ---- */

/* Words 0, 2, 4 and 6 of eight, or those behind them. */
AVX512 __m512i load_every_other(const unsigned char *data, const uint32_t *edge) {
  const __m256i low = load_two(data + edge[0], data + edge[4]), high = load_two(data + edge[8], data + edge[12]);
  return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

AVX512 __m512i sums_of_eight(__m512i a, __m512i b) {
  const __m512i zero = _mm512_setzero_si512(), x = _mm512_sad_epu8(a, zero), y = _mm512_sad_epu8(b, zero);
  return _mm512_add_epi64(_mm512_unpacklo_epi64(x, y), _mm512_unpackhi_epi64(x, y));
}

AVX512 __m512i cut_four(__m512i text, __m512i len) {
  const __m512i places = ROWS64(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return _mm512_maskz_mov_epi8(_mm512_cmpgt_epi8_mask(len, places), text);
}

AVX512 __m512i ends_of_four(__m512i text, __m512i len) {
  const __m512i none = _mm512_set1_epi64((int64_t)0xFF00808080808080ULL), last = _mm512_set1_epi64((int64_t)0xFF00000000000000ULL);
  return _mm512_shuffle_epi8(text, _mm512_add_epi8(_mm512_and_si512(len, last), none));
}

AVX512 __m512i keys_of_eight(const unsigned char *data, const uint32_t *edge, __m512i lens) {
  const __m512i low = _mm512_broadcast_i32x4(LOAD16(shuffle_low)), high = _mm512_broadcast_i32x4(LOAD16(shuffle_high));
  const __m512i zero = _mm512_setzero_si512();
  const __m512i a_len = _mm512_shuffle_epi8(lens, _mm512_set1_epi8(0)), b_len = _mm512_shuffle_epi8(lens, _mm512_set1_epi8(8));
  const __m512i a = cut_four(load_every_other(data, edge), a_len), b = cut_four(load_every_other(data, edge + 2), b_len);
  const __m512i highs = sums_of_eight(_mm512_shuffle_epi8(high, _mm512_avg_epu8(a, zero)),
                                      _mm512_shuffle_epi8(high, _mm512_avg_epu8(b, zero)));
  const __m512i lows = sums_of_eight(_mm512_shuffle_epi8(low, a), _mm512_shuffle_epi8(low, b));
  const __m512i sums = _mm512_add_epi64(highs, _mm512_slli_epi64(lows, NW_SHUFFLE_LOW_BIT));
  const __m512i last = _mm512_unpacklo_epi64(ends_of_four(a, a_len), ends_of_four(b, b_len));
  const __m512i ends = _mm512_and_si512(last, _mm512_set1_epi8(NW_SHUFFLE_LETTER));
  const __m512i mixed = _mm512_mullo_epi64(sums, _mm512_set1_epi64((int64_t)NW_SHUFFLE_FACTOR));
  return _mm512_add_epi64(mixed, _mm512_maddubs_epi16(ends, _mm512_set1_epi16(ENDS_WEIGHTS)));
}

AVX512 unsigned may_hold_eight(const nw_filter *filter, __m512i key) {
  const __m512i place = _mm512_and_si512(_mm512_srli_epi64(key, 28), _mm512_set1_epi64((int64_t)filter->count - 1));
  const long long *words = (const void *)filter->words;  /* here gathers are faster: the port of shuffles is busy */
  const __m256i low = _mm256_i64gather_epi64(words, _mm512_castsi512_si256(place), 8);
  const __m256i high = _mm256_i64gather_epi64(words, _mm512_extracti64x4_epi64(place, 1), 8);
  const __m512i word = _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
  const __m512i one = _mm512_srlv_epi64(word, _mm512_srli_epi64(key, 58));
  const __m512i other = _mm512_srlv_epi64(word, _mm512_and_si512(_mm512_srli_epi64(key, 52), _mm512_set1_epi64(63)));
  return _mm512_test_epi64_mask(_mm512_and_si512(one, other), _mm512_set1_epi64(1));
}

AVX512 unsigned look_eight(const nw_filter *filter, const unsigned char *data, const uint32_t *edge) {
  const __m512i edges = LOAD64(edge), starts = _mm512_and_si512(edges, _mm512_set1_epi64(UINT32_MAX));
  const __m512i lens = _mm512_sub_epi64(_mm512_srli_epi64(edges, 32), starts);
  const unsigned is_long = _mm512_cmpgt_epi64_mask(lens, _mm512_set1_epi64(16));
  return may_hold_eight(filter, keys_of_eight(data, edge, lens)) | is_long;
}

/* Sixteen places at a time; a block seldom has more than 32. */
AVX512 size_t add_places_avx512(uint32_t *list, size_t count, uint64_t bits, uint32_t from) {
  const __m512i all = _mm512_add_epi8(ROWS64(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), _mm512_set_epi64(
    0x3030303030303030, 0x3030303030303030, 0x2020202020202020, 0x2020202020202020, 0x1010101010101010, 0x1010101010101010, 0, 0));
  const __m512i places = _mm512_maskz_compress_epi8(bits, all), base = _mm512_set1_epi32((int)from);
  const size_t end = count + (size_t)_mm_popcnt_u64(bits);
  uint32_t *to = list + count;
  STORE64(to, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(places)), base));
  STORE64(to + 16, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 1)), base));
  if (end - count <= 32) return end;
  STORE64(to + 32, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 2)), base));
  STORE64(to + 48, _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, 3)), base));
  return end;
}

AVX512 __mmask64 within_avx512(__m512i text, char low, char high) {
  return _mm512_cmple_epu8_mask(_mm512_sub_epi8(text, _mm512_set1_epi8(low)), _mm512_set1_epi8((char)(high - low)));
}

AVX512 void classify_avx512(block *to, const unsigned char *at, int disguises) {
  const __m512i text = LOAD64(at);
  block b = { 0, 0, 0, 0, 0, 0, 0, 0 };
  b.letter = within_avx512(_mm512_or_si512(text, _mm512_set1_epi8(0x20)), 'a', 'z');
  b.digit = within_avx512(text, '0', '9');
  b.other = _mm512_movepi8_mask(text) | _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('_'));
  if (disguises) {
    const __m512i high = _mm512_and_si512(_mm512_srli_epi16(text, 4), _mm512_set1_epi8(15));
    const __m512i row = _mm512_and_si512(_mm512_shuffle_epi8(ROWS64(LOW_ROWS), text), _mm512_shuffle_epi8(ROWS64(HIGH_ROWS), high));
    b.small = _mm512_test_epi8_mask(text, _mm512_set1_epi8(0x20));
    b.twice = _mm512_cmpeq_epi8_mask(text, LOAD64(at + 1));
    b.seldom = _mm512_test_epi8_mask(row, _mm512_set1_epi8((char)(A + Q)));
    b.lead = _mm512_test_epi8_mask(row, _mm512_set1_epi8(LEAD_ROWS));
    b.trail = _mm512_test_epi8_mask(row, _mm512_set1_epi8(TRAIL_ROWS));
  }
  *to = b;
}

#define NAME read_avx512
#define TARGET __attribute__((target(AVX512_NAMES)))
#define CLASSIFY classify_avx512
#define KEY key_ssse3
#define LOOK_MANY look_eight
#define MANY 8
#define ADD_PLACES add_places_avx512
#include "detect/word/batch_body.h"

static int can_run(nw_batch_machine machine) {
  switch (machine) {
    case NW_BATCH_AVX512: return __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512dq") &&
                                 __builtin_cpu_supports("avx512bw") && can_run(NW_BATCH_AVX2);
    case NW_BATCH_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
    case NW_BATCH_SSSE3: return __builtin_cpu_supports("ssse3") != 0;
    default: return machine == NW_BATCH_PLAIN;
  }
}

static read_fn *const machines[NW_BATCH_MACHINES] = { read_avx512, read_avx2, read_ssse3, read_bytes };
#else
static int can_run(nw_batch_machine machine) { return machine == NW_BATCH_PLAIN; }
static read_fn *const machines[NW_BATCH_MACHINES] = { [NW_BATCH_PLAIN] = read_bytes };
#endif

int nw_batch_read_by(nw_batch_machine machine, nw_batch *batch, const nw_filters *filters, int disguises, const nw_reader *reader,
                     size_t from) {
  if (!can_run(machine)) return 0;
  machines[machine](batch, filters, disguises, reader, from);
  return 1;
}

void nw_batch_read(nw_batch *batch, const nw_filters *filters, int disguises, const nw_reader *reader, size_t from) {
  nw_batch_machine machine = NW_BATCH_AVX512;
  while (!nw_batch_read_by(machine, batch, filters, disguises, reader, from)) machine++;
}
