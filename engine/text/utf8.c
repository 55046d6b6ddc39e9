#include "text/utf8.h"

#include <string.h>

#include "text/neon.h"

static const uint64_t HIGH_BITS = 0x8080808080808080ULL;

/* What may follow a lead byte (RFC 3629, section 4): the length of the sequence and the range of its second byte. */
typedef struct lead { unsigned len, low, high; } lead;

static lead lead_of(unsigned c) {
  lead none = { 1, 1, 0 }, found = { 0, 0x80, 0xBF };
  if (c < 0xC2 || c > 0xF4) return none;
  found.len = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  if (c == 0xE0) found.low = 0xA0;   /* overlong */
  if (c == 0xED) found.high = 0x9F;  /* surrogates */
  if (c == 0xF0) found.low = 0x90;   /* overlong */
  if (c == 0xF4) found.high = 0x8F;  /* above U+10FFFF */
  return found;
}

static unsigned bad(uint32_t *cp) {
  *cp = NW_UTF8_BAD;
  return 1;
}

unsigned nw_utf8_decode(const unsigned char *p, size_t len, uint32_t *cp) {
  if (p[0] < 0x80) {
    *cp = p[0];
    return 1;
  }
  lead first = lead_of(p[0]);
  if (first.len == 1) return bad(cp);
  uint32_t value = p[0] & (0xFFu >> (first.len + 1));
  for (unsigned i = 1; i < first.len; i++) {
    if (i >= len) return 0;
    if (i == 1 ? p[1] < first.low || p[1] > first.high : (p[i] & 0xC0) != 0x80) return bad(cp);
    value = value << 6 | (p[i] & 0x3Fu);
  }
  *cp = value;
  return first.len;
}

unsigned nw_utf8_decode_back(const unsigned char *begin, const unsigned char *p, uint32_t *cp) {
  size_t most = (size_t)(p - begin) < 4 ? (size_t)(p - begin) : 4;
  for (size_t back = 1; back <= most; back++) {
    unsigned c = p[-(ptrdiff_t)back];
    if ((c & 0xC0) == 0x80) continue;
    return nw_utf8_next(p - back, back, cp) == back && *cp != NW_UTF8_BAD ? (unsigned)back : bad(cp);
  }
  return bad(cp);
}

unsigned nw_utf8_encode(uint32_t cp, char out[4]) {
  if (cp < 0x80) {
    out[0] = (char)cp;
    return 1;
  }
  unsigned len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
  for (unsigned i = len - 1; i > 0; i--, cp >>= 6) out[i] = (char)(0x80 | (cp & 0x3F));
  out[0] = (char)((0xF00u >> len & 0xFFu) | cp);
  return len;
}

static uint64_t word_at(const char *text) {
  uint64_t word;
  memcpy(&word, text, sizeof word);
  return word;
}

/* 1 when `words` words of eight bytes are ASCII: compilers make vector code of it. */
static inline int are_ascii(const char *text, size_t words) {
  uint64_t all = 0;
  for (size_t i = 0; i < words; i++) all |= word_at(text + 8 * i);
  return (all & HIGH_BITS) == 0;
}

/* How many of eight bytes are ASCII in front of the first that is not. */
static inline size_t ascii_of_eight(const char *text) {
  const unsigned char *p = (const unsigned char *)text;
  uint64_t word = 0;
  for (unsigned i = 0; i < 8; i++) word |= (uint64_t)p[i] << 8 * i;
  word &= HIGH_BITS;
  return word != 0 ? (size_t)__builtin_ctzll(word) / 8 : 8;
}

size_t nw_ascii_len(const char *text, size_t len) {
  size_t at = 0, first = len >= 8 ? ascii_of_eight(text) : 8;
  if (first < 8) return first;  /* as between the letters of most scripts */
  while (len - at >= 256 && are_ascii(text + at, 32)) at += 256;
  while (len - at >= 32 && are_ascii(text + at, 4)) at += 32;
  for (size_t count; len - at >= 8; at += 8)
    if ((count = ascii_of_eight(text + at)) < 8) return at + count;
  while (at < len && (unsigned char)text[at] < 0x80) at++;
  return at;
}

size_t nw_utf8_valid_len(const char *text, size_t len) {
  size_t at = 0;
  while (at < len) {
    uint32_t cp;
    if ((unsigned char)text[at] < 0x80) {
      at += nw_ascii_len(text + at, len - at);
      continue;
    }
    unsigned step = nw_utf8_decode((const unsigned char *)text + at, len - at, &cp);
    if (step == 0 || cp == NW_UTF8_BAD) return at;
    at += step;
  }
  return at;
}

int nw_is_ascii(const char *text, size_t len) { return nw_ascii_len(text, len) == len; }

/* ---- many at once ---- */

enum { BLOCK = 64, SEQUENCE_MOST = 4 };
typedef struct utf8_counts { size_t chars, fours; } utf8_counts;

/* What two bytes in a row can be wrong by (RFC 3629, section 4), as a bit each: where the high half of the first, its low half and the
 * high half of the second all have it. NO_LEAD is right where a third or fourth byte is due (after Keiser, Lemire, arXiv:2010.03090). */
enum {
  CUT = 1, NO_START = 2, LONG_3 = 4, TOO_GREAT = 8, SURROGATE = 16, LONG_2 = 32, LONG_4 = 64, NO_LEAD = 128,
  ANY = CUT | NO_START | NO_LEAD
};
static const uint8_t first_high[16] = {
  NO_START, NO_START, NO_START, NO_START, NO_START, NO_START, NO_START, NO_START, NO_LEAD, NO_LEAD, NO_LEAD, NO_LEAD,
  CUT | LONG_2, CUT, CUT | LONG_3 | SURROGATE, CUT | TOO_GREAT | LONG_4
};
static const uint8_t first_low[16] = {  /* LONG_4 is too great, too, from F5 on */
  ANY | LONG_3 | LONG_2 | LONG_4, ANY | LONG_2, ANY, ANY, ANY | TOO_GREAT,
  ANY | TOO_GREAT | LONG_4, ANY | TOO_GREAT | LONG_4, ANY | TOO_GREAT | LONG_4, ANY | TOO_GREAT | LONG_4, ANY | TOO_GREAT | LONG_4,
  ANY | TOO_GREAT | LONG_4, ANY | TOO_GREAT | LONG_4, ANY | TOO_GREAT | LONG_4, ANY | TOO_GREAT | LONG_4 | SURROGATE,
  ANY | TOO_GREAT | LONG_4, ANY | TOO_GREAT | LONG_4
};
static const uint8_t second_high[16] = {
  CUT, CUT, CUT, CUT, CUT, CUT, CUT, CUT, NO_START | LONG_2 | NO_LEAD | LONG_3 | LONG_4, NO_START | LONG_2 | NO_LEAD | LONG_3 | TOO_GREAT,
  NO_START | LONG_2 | NO_LEAD | SURROGATE | TOO_GREAT, NO_START | LONG_2 | NO_LEAD | SURROGATE | TOO_GREAT, CUT, CUT, CUT, CUT
};

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define NAME avx2
#define TARGET __attribute__((target("avx2,popcnt")))
#define VECTOR __m256i
#define WIDTH 32
#define LOAD(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define BOTH(a, b) _mm256_and_si256(a, b)
#define EITHER(a, b) _mm256_or_si256(a, b)
#define DIFFER(a, b) _mm256_xor_si256(a, b)
#define ALL(c) _mm256_set1_epi8((char)(c))
#define TABLE(table) _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)(table)))
#define LOW(table, v) _mm256_shuffle_epi8(TABLE(table), BOTH(v, ALL(15)))
#define HIGH(table, v) _mm256_shuffle_epi8(TABLE(table), BOTH(_mm256_srli_epi16(v, 4), ALL(15)))
#define LESS(v, n) _mm256_subs_epu8(v, ALL(n))
#define INSIDE(v) _mm256_andnot_si256(_mm256_slli_epi16(v, 1), v)
#define BITS(v) ((uint64_t)(uint32_t)_mm256_movemask_epi8(v))
#define SOME(v) (_mm256_testz_si256(v, v) == 0)
#include "text/utf8_body.h"
#undef TABLE

static size_t blocks(const unsigned char *p, size_t len, utf8_counts *counts) {
  return __builtin_cpu_supports("avx2") ? avx2_blocks(p, len, counts) : 0;
}
#elif defined(__aarch64__)
#define NAME neon
#define TARGET
#define VECTOR uint8x16_t
#define WIDTH 16
#define LOAD(p) vld1q_u8(p)
#define BOTH(a, b) vandq_u8(a, b)
#define EITHER(a, b) vorrq_u8(a, b)
#define DIFFER(a, b) veorq_u8(a, b)
#define ALL(c) vdupq_n_u8((uint8_t)(c))
#define LOW(table, v) vqtbl1q_u8(vld1q_u8(table), vandq_u8(v, vdupq_n_u8(15)))
#define HIGH(table, v) vqtbl1q_u8(vld1q_u8(table), vshrq_n_u8(v, 4))
#define LESS(v, n) vqsubq_u8(v, vdupq_n_u8(n))
#define INSIDE(v) vbicq_u8(v, vshlq_n_u8(v, 1))
#define BITS(v) ((uint64_t)nw_neon_bits(vcgeq_u8(v, vdupq_n_u8(0x80))))
#define SOME(v) (vmaxvq_u8(v) != 0)
#include "text/utf8_body.h"

static size_t blocks(const unsigned char *p, size_t len, utf8_counts *counts) { return neon_blocks(p, len, counts); }
#else
static size_t blocks(const unsigned char *p, size_t len, utf8_counts *counts) {
  return (void)p, (void)len, (void)counts, (size_t)0;
}
#endif

/* Whole sequences from p[from] on, three bytes in at least and no bad one among these: how many bytes, and what they are. 0: the next
 * has to be looked at. */
static size_t whole_run(const unsigned char *p, size_t from, size_t to, utf8_counts *counts) {
  if (to - from < BLOCK) return 0;
  size_t len = blocks(p + from, to - from, counts), cut = 0;
  while (cut < len && cut < SEQUENCE_MOST - 1 && (p[from + len - 1 - cut] & 0xC0) == 0x80) cut++;
  unsigned c = cut < len ? p[from + len - 1 - cut] : 0;
  if (c < 0xC0 || cut + 1 >= (c < 0xE0 ? 2u : c < 0xF0 ? 3u : 4u)) return len;
  counts->chars--;
  counts->fours -= c >= 0xF0;
  return len - cut - 1;
}

int nw_offsets_move(nw_offsets *at, const char *text, size_t len, size_t to) {
  const unsigned char *p = (const unsigned char *)text;
  size_t pos = 0, want = to > at->byte ? to - at->byte : 0, look_at = 0;
  int whole = 1;
  while (pos < want) {
    uint32_t cp;
    utf8_counts run = { 0, 0 };
    if (p[pos] < 0x80) {
      size_t ascii = nw_ascii_len(text + pos, want - pos);
      at->chars += ascii;
      at->utf16 += ascii;
      pos += ascii;
      continue;
    }
    if (pos >= look_at && pos >= SEQUENCE_MOST - 1) {
      size_t known = whole_run(p, pos, want, &run);
      at->chars += run.chars;
      at->utf16 += run.chars + run.fours;
      pos += known;
      look_at = pos + BLOCK;  /* what stopped it is near */
      continue;
    }
    unsigned step = nw_utf8_next(p + pos, len - pos, &cp);
    if (step == 0) step = bad(&cp);
    at->chars++;
    at->utf16 += cp != NW_UTF8_BAD && cp > 0xFFFF ? 2 : 1;
    pos += step;
    if (cp != NW_UTF8_BAD) continue;
    whole = 0;
    look_at = pos + BLOCK;
  }
  at->byte += pos;
  return whole;
}
