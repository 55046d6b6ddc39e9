/* text/calm.c - see calm.h.
 *
 *   text      "x = foo(bar);  20%25"
 *   rare       ..=....(........%..            masks: one bit a byte and class
 *   checks     =  no hexadecimal digits behind        (  no "at" behind        %  two digits behind: NW_CALM_ESCAPE
 *
 * Cost: about 300 instructions for 64 bytes of plain text with AVX2, 160 of them for the masks; 20 for each rare sign.
 */
#include "text/calm.h"

#include <string.h>

#include "tables/spelt.h"

enum {
  BLOCK = NW_CALM_BLOCK_BYTES,
  MORE = 64,           /* a sign is read with so many bytes behind it */
  PLACES = NW_CALM_BLOCKS + 2 + 9,  /* the block in front, the blocks and one more, and some to fill a register */
  NAME_BYTES = 33, MARKS_BYTES = 24
};

/* The classes of bytes by their half bytes. Letters: @A-O, P-Z, `a-o, p-z without the signs. */
enum { KIND_LETTER = 1 | 2 | 64 | 128, KIND_ODD = 8 | 16 | 32 };  /* digits: bit 2 */
static const uint8_t kind_low[16] = {
  0x9E, 0xDF, 0xDF, 0xDF, 0xDF, 0xDF, 0xDF, 0xDF, 0xDF, 0xCF, 0xCB, 0x59, 0x59, 0x49, 0x59, 0x79
};
static const uint8_t kind_high[16] = { 16, 8, 0, 4, 64, 128, 1, 34, 8, 8, 8, 8, 8, 8, 8, 8 };
/* % & ( * +   < =   [ \ ^ _ { | ~ DEL   `; tokens: + - / ; = ? [ ] _; beats: - .; white: tab, line ends. */
enum { SIGN_RARE = 1 | 2 | 4 | 8 };  /* tokens: bit 4, beats: bit 6, white: bit 7 */
static const uint8_t sign_low[16] = {
  8, 0, 0, 0, 0, 1, 1, 0, 1, 0x80, 0x81, 1 | 4 | 16, 2 | 4, 0x80 | 2 | 16 | 64, 4 | 64, 4 | 16
};
static const uint8_t sign_high[16] = { 0x80, 0, 1 | 16 | 64, 2 | 16, 0, 4 | 16, 8, 4, 0, 0, 0, 0, 0, 0, 0, 0 };

typedef uint64_t calm_mask[PLACES];
typedef struct calm_masks {
  calm_mask letter, upper, digit, odd, blank, rare, token, beat, number, dot;
  calm_mask tokens, beats, single, alone, pairs, twins, start, dots, rows, any;  /* what the classes say together */
} calm_masks;

/* ---- the machines ---- */

#define NAME bytes
#define TARGET
#define VECTOR unsigned
#define WIDTH 1
#define LOAD(p) (*(p))
#define BOTH(a, b) ((a) & (b))
#define LOOK(table, v) ((table)[(v) & 15])
#define LOOK_HIGH(table, v) ((table)[(v) >> 4])
#define SOME(v, set) ((uint64_t)(((v) & (set)) != 0))
#define ONE(v, bit) ((uint64_t)((v) >> (bit) & 1))
#define BLANK(v, more) ((uint64_t)((v) == ' ') | (more))
#define BLOCKS uint64_t
#define LANES 1
#include "text/calm_body.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
typedef uint64_t blocks2 __attribute__((vector_size(16)));
typedef uint64_t blocks4 __attribute__((vector_size(32)));
typedef uint64_t blocks8 __attribute__((vector_size(64)));

#define NAME ssse3
#define TARGET __attribute__((target("ssse3")))
#define VECTOR __m128i
#define WIDTH 16
#define LOAD(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#define BOTH(a, b) _mm_and_si128(a, b)
#define TABLE(table) _mm_loadu_si128((const __m128i *)(const void *)(table))
#define LOOK(table, v) _mm_shuffle_epi8(TABLE(table), _mm_and_si128(v, _mm_set1_epi8(15)))
#define LOOK_HIGH(table, v) _mm_shuffle_epi8(TABLE(table), _mm_and_si128(_mm_srli_epi16(v, 4), _mm_set1_epi8(15)))
#define NONE(v, set) _mm_cmpeq_epi8(_mm_and_si128(v, _mm_set1_epi8((char)(set))), _mm_setzero_si128())
#define SOME(v, set) ((uint64_t)(~(unsigned)_mm_movemask_epi8(NONE(v, set)) & 0xFFFFu))
#define ONE(v, bit) ((uint64_t)(unsigned)_mm_movemask_epi8(_mm_slli_epi16(v, 7 - (bit))))
#define BLANK(v, more) ((uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(' '))) | (more))
#define BLOCKS blocks2
#define LANES 2
#include "text/calm_body.h"
#undef TABLE
#undef NONE

#define NAME avx2
#define TARGET __attribute__((target("avx2,bmi,popcnt")))
#define VECTOR __m256i
#define WIDTH 32
#define LOAD(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define BOTH(a, b) _mm256_and_si256(a, b)
#define TABLE(table) _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)(table)))
#define LOOK(table, v) _mm256_shuffle_epi8(TABLE(table), _mm256_and_si256(v, _mm256_set1_epi8(15)))
#define LOOK_HIGH(table, v) _mm256_shuffle_epi8(TABLE(table), _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15)))
#define NONE(v, set) _mm256_cmpeq_epi8(_mm256_and_si256(v, _mm256_set1_epi8((char)(set))), _mm256_setzero_si256())
#define SOME(v, set) ((uint64_t)(uint32_t)~_mm256_movemask_epi8(NONE(v, set)))
#define ONE(v, bit) ((uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(v, 7 - (bit))))
#define BLANK(v, more) ((uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(' '))) | (more))
#define BLOCKS blocks4
#define LANES 4
#include "text/calm_body.h"
#undef TABLE
#undef NONE

#define NAME avx512
#define TARGET __attribute__((target("avx512bw,bmi,popcnt")))
#define VECTOR __m512i
#define WIDTH 64
#define LOAD(p) _mm512_loadu_si512((const void *)(p))
#define BOTH(a, b) _mm512_and_si512(a, b)
#define TABLE(table) _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)(table)))
#define LOOK(table, v) _mm512_shuffle_epi8(TABLE(table), _mm512_and_si512(v, _mm512_set1_epi8(15)))
#define LOOK_HIGH(table, v) _mm512_shuffle_epi8(TABLE(table), _mm512_and_si512(_mm512_srli_epi16(v, 4), _mm512_set1_epi8(15)))
#define SOME(v, set) ((uint64_t)_mm512_test_epi8_mask(v, _mm512_set1_epi8((char)(set))))
#define ONE(v, bit) SOME(v, 1 << (bit))
#define BLANK(v, more) ((uint64_t)_mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(' ')) | (more))
#define BLOCKS blocks8
#define LANES 8
#include "text/calm_body.h"
#undef TABLE

#elif defined(__aarch64__)
#include <arm_neon.h>
typedef uint64_t blocks2 __attribute__((vector_size(16)));

static inline uint64_t neon_bits(uint8x16_t class) {
  static const uint8_t place[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
  uint8x16_t sum = vandq_u8(class, vld1q_u8(place));
  for (int i = 0; i < 3; i++) sum = vpaddq_u8(sum, sum);
  return vgetq_lane_u16(vreinterpretq_u16_u8(sum), 0);
}
#define NAME neon
#define TARGET
#define VECTOR uint8x16_t
#define WIDTH 16
#define LOAD(p) vld1q_u8(p)
#define BOTH(a, b) vandq_u8(a, b)
#define LOOK(table, v) vqtbl1q_u8(vld1q_u8(table), vandq_u8(v, vdupq_n_u8(15)))
#define LOOK_HIGH(table, v) vqtbl1q_u8(vld1q_u8(table), vshrq_n_u8(v, 4))
#define SOME(v, set) neon_bits(vtstq_u8(v, vdupq_n_u8(set)))
#define ONE(v, bit) SOME(v, 1 << (bit))
#define BLANK(v, more) (neon_bits(vceqq_u8(v, vdupq_n_u8(' '))) | (more))
#define BLOCKS blocks2
#define LANES 2
#include "text/calm_body.h"
#endif

typedef struct calm_machine {
  void (*masks)(calm_masks *masks, size_t first, const unsigned char *data, size_t blocks);
  void (*spots)(calm_masks *masks, size_t end);
} calm_machine;
static const calm_machine machine_bytes = { bytes_masks, bytes_spots };

static calm_machine best_machine(void) {
#if defined(__x86_64__) && defined(__GNUC__)
  if (__builtin_cpu_supports("avx512bw")) return (calm_machine){ avx512_masks, avx512_spots };
  if (__builtin_cpu_supports("avx2")) return (calm_machine){ avx2_masks, avx2_spots };
  if (__builtin_cpu_supports("ssse3")) return (calm_machine){ ssse3_masks, ssse3_spots };
#elif defined(__aarch64__)
  return (calm_machine){ neon_masks, neon_spots };
#endif
  return machine_bytes;
}

/* ---- rare signs: what stands around one ---- */

static int is_hex_or(unsigned c, const char *more) { return nw_is_hex(c) || (c != 0 && strchr(more, (int)c) != NULL); }
static int is_word_or_joint(unsigned c) { return nw_is_alnum(c) || c >= 0x80 || c == '@' || c == '.' || c == '-' || c == '+'; }

/* "&#", "&name;" */
static int is_entity(const unsigned char *p) {
  unsigned len = 1;
  if (p[1] == '#') return 1;
  while (len < NAME_BYTES && nw_is_alnum(p[len])) len++;
  return len > 1 && (p[len] == ';' || len == NAME_BYTES);
}

static int is_escape(const unsigned char *p, unsigned before) {
  switch (*p) {
    case '%': return nw_is_alnum(p[1]) && nw_is_alnum(p[2]);
    case '&': return is_entity(p);
    case '\\': return is_hex_or(p[1], "uUxN\\");
    case '=': return p[3] == '=' && nw_is_alnum(p[1]) && nw_is_alnum(p[2]);
    case '+': return before == 'U' || before == 'u';
    default: return 0;
  }
}

/* The beginning of "(at", "[ dot", "{punto": the name of a sign in brackets. */
static int is_bracketed(const unsigned char *p) {
  p += p[1] == ' ' ? 2 : 1;
  unsigned first = p[0] | 32u, second = p[1] | 32u;
  if (first == 'p') return second == 'o' || second == 'u';
  return first == 'a' ? second == 't' || second == 'r' : first == 'd' && second == 'o';
}

/* Signs of markup behind a part of a word, with more of it behind them. */
static int is_markup(const unsigned char *p, unsigned before) {
  const unsigned char *from = p;
  if (!is_word_or_joint(before)) return 0;
  for (; p < from + MARKS_BYTES; p++) {
    if (*p == '\\') return p[1] > ' ' || p[1] == '\n';
    if (*p == '<') return nw_is_alpha(p[1]) || p[1] == '/' || p[1] == '!';
    if (*p == ' ' && p > from) return p[1] == '*' || p[1] == '_' || p[1] == '`' || p[1] == '~' || p[1] == '<' || p[1] == '\\';
    if (*p != '*' && *p != '_' && *p != '`' && *p != '~') return p > from && is_word_or_joint(*p);
  }
  return 1;
}

/* The reasons that the sign at `p` is of, behind the byte `before`. */
static unsigned reasons_of_sign(const unsigned char *p, unsigned before) {
  switch (*p) {
    case '%': case '&': case '=': case '+': return is_escape(p, before) ? NW_CALM_ESCAPE : 0;
    case '(': case '[': case '{': return is_bracketed(p) ? NW_CALM_DOT : 0;
    case '<': return (is_bracketed(p) ? NW_CALM_DOT : 0) | (is_markup(p, before) ? NW_CALM_MARKUP : 0);
    case '\\': return (is_escape(p, before) ? NW_CALM_ESCAPE : 0) | (is_markup(p, before) ? NW_CALM_MARKUP : 0);
    case '_': return p[1] == '_' && is_markup(p, before) ? NW_CALM_MARKUP : 0;
    case '*': case '`': case '~': return is_markup(p, before) ? NW_CALM_MARKUP : 0;
    case 0x7F: return NW_CALM_HIGH;
    default: return 0;
  }
}

/* `before`: the byte in front of data[0]. */
static unsigned reasons_of_signs(const unsigned char *data, uint64_t signs, unsigned before) {
  unsigned why = 0;
  for (; signs != 0; signs &= signs - 1) {
    unsigned i = (unsigned)__builtin_ctzll(signs);
    why |= reasons_of_sign(data + i, i > 0 ? data[i - 1] : before);
  }
  return why;
}

/* ---- words ---- */

int nw_may_be_spelt(const unsigned char *p, unsigned len) {
  uint32_t key = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
  uint32_t all = len < 4 ? ((uint32_t)1 << 8 * len) - 1 : ~(uint32_t)0;
  if ((key & all & 0x80808080u) != 0 || (len < 4 && p[len] >= 0x80)) return 1;
  uint32_t at = SPELT_HASH((key | 0x20202020u) & all);
  return spelt[at >> 6] >> (at & 63) & 1;
}

/* The word at `p`, of which four bytes can be read, goes on like a number, too. */
static int may_be_number(const unsigned char *p) {
  unsigned len = 0;
  while (len < 4 && nw_is_alpha(p[len])) len++;
  return nw_may_be_spelt(p, len);
}

/* Is one of the words that begin at `starts` the fifth of a row and goes on like a number, too? */
static int is_fifth(uint64_t starts, const unsigned char *p) {
  for (; starts != 0; starts &= starts - 1)
    if (may_be_number(p + __builtin_ctzll(starts))) return 1;
  return 0;
}

/* Five words in a row, here and in the next block, begin like numbers (as _rows has it), and the fifth goes on like one. */
static int has_five(const calm_masks *m, size_t b, const unsigned char *p) {
  const uint64_t here = ~m->start[b], hits = m->start[b] & m->number[b];
  const uint64_t next = ~m->start[b + 1], more = m->start[b + 1] & m->number[b + 1] & (((uint64_t)1 << NW_CALM_REACH_BYTES) - 1);
  uint64_t row = hits, row_next = more;
  for (unsigned n = 1; n < NW_CALM_WORDS; n++) {
    uint64_t from = row << 1, from_next = row_next << 1 | row >> 63, sum = here + from;
    row = sum & hits;
    row_next = (next + from_next + (sum < from)) & more;
  }
  return is_fifth(row, p) || is_fifth(row_next, p + BLOCK);
}

/* Five words in a row that go on like numbers, too, the first of them here. The fifth tells most. */
static int is_streak(const calm_masks *m, size_t b, const unsigned char *p) {
  uint64_t here = m->start[b], next = m->start[b + 1];
  uint8_t at[NW_CALM_WORDS];
  unsigned row = 0;
  if (!has_five(m, b, p)) return 0;
  while ((here | next) != 0) {
    int first = here != 0;
    unsigned i = (unsigned)__builtin_ctzll(first ? here : next), where = first ? i : BLOCK + i;
    if (where >= BLOCK + NW_CALM_REACH_BYTES) return 0;
    if (first) here &= here - 1;
    else next &= next - 1;
    if (!(m->number[first ? b : b + 1] >> i & 1)) row = 0;
    else at[row++] = (uint8_t)where;
    if (row == 0 && !first) return 0;
    if (row < NW_CALM_WORDS) continue;
    unsigned keep = NW_CALM_WORDS;  /* those behind the last that is none */
    while (keep > 0 && may_be_number(p + at[keep - 1])) keep--;
    if (keep == 0) return 1;
    row = NW_CALM_WORDS - keep;
    memmove(at, at + keep, row);
  }
  return 0;
}

/* "dot", "pun…", "pon…", "poi…" at one of `at`. */
static int has_dot(const unsigned char *p, uint64_t at) {
  for (; at != 0; at &= at - 1) {
    unsigned i = (unsigned)__builtin_ctzll(at), first = p[i] | 32u, third = p[i + 2] | 32u;
    if ((first == 'd' && third == 't') || (first == 'p' && (third == 'n' || third == 'i'))) return 1;
  }
  return 0;
}

/* ---- blocks ---- */

static uint64_t behind_16(uint64_t bits) {
  for (unsigned n = 1; n <= 8; n *= 2) bits |= bits << n;
  return bits << 1;
}

/* Another gap in the 16 bytes before one. */
static int has_two(uint64_t pairs, uint64_t before) {
  return (pairs & (behind_16(pairs) | behind_16(before >> 48) >> 16)) != 0;
}

static unsigned count(uint64_t bits) {
  bits -= bits >> 1 & 0x5555555555555555;
  bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
  return (unsigned)(((bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0F) * 0x0101010101010101 >> 56);
}

/* Block `b`, which data[0] is the first byte of; MORE bytes behind it can be read. */
static unsigned reasons_of(const calm_masks *m, size_t b, const unsigned char *data, unsigned before) {
  unsigned why = 0;
  if (m->odd[b] != 0) why |= NW_CALM_HIGH;
  if (m->tokens[b] != 0) why |= NW_CALM_TOKEN;
  if (m->beats[b] != 0) why |= NW_CALM_BEAT;
  if (m->pairs[b] != 0 && (m->twins[b] | m->twins[b - 1]) != 0 && has_two(m->pairs[b], m->pairs[b - 1])) why |= NW_CALM_SINGLE;
  if (m->digit[b] != 0 && count(m->digit[b]) + count(m->digit[b - 1]) >= NW_CALM_DIGITS_FEW) why |= NW_CALM_DIGITS;
  if (m->rows[b] != 0 && is_streak(m, b, data)) why |= NW_CALM_STREAK;
  if (m->dots[b] != 0 && has_dot(data, m->dots[b])) why |= NW_CALM_DOT;
  if (m->rare[b] != 0) why |= reasons_of_signs(data, m->rare[b], before);
  return why;
}

/* Reasons that stand in the block that the place begins in; others may stand in the next one. */
enum { AT_ONCE = NW_CALM_TOKEN | NW_CALM_BEAT | NW_CALM_MARKUP };

/* What the reasons `why` of a block say of the one before. A turned word begins at most 16 bytes before its first such letter. */
static uint16_t reasons_before(unsigned why, uint64_t odd) {
  unsigned late = why & ~(unsigned)AT_ONCE;
  return (uint16_t)((odd & 0xFFFF) != 0 ? late : late & ~(unsigned)NW_CALM_HIGH);
}

static unsigned find_reasons(calm_machine machine, uint16_t *reasons, const unsigned char *data, size_t len, int open) {
  calm_masks m;
  unsigned char text[3 * BLOCK + MORE];
  unsigned all = (unsigned)(len >= NW_CALM_BLOCKS * BLOCK ? NW_CALM_BLOCKS : (len + BLOCK - 1) / BLOCK), want = all + 1;
  unsigned whole = len < BLOCK + MORE ? 0 : (unsigned)((len - MORE) / BLOCK);
  if (whole > want) whole = want;
  if (open && whole <= 1) {  /* little of a stream: nothing is known */
    for (unsigned b = 0; b < want; b++) reasons[b] = NW_CALM_ANY;
    return all;
  }
  m.letter[0] = m.digit[0] = m.beat[0] = m.pairs[0] = m.twins[0] = 0;  /* nothing is known in front */
  m.blank[0] = ~(uint64_t)0;
  machine.masks(&m, 1, data, whole);
  if (whole < want) {
    size_t from = (size_t)whole * BLOCK, left = len > from ? len - from : 0;
    if (left > 2 * BLOCK) left = 2 * BLOCK;
    memset(text, ' ', sizeof text);
    if (left > 0) memcpy(text, data + from, left);
    machine.masks(&m, whole + 1, text, want - whole);
  }
  for (size_t b = want + 1, end = want + 10 < PLACES ? want + 10 : PLACES; b < end; b++)
    m.letter[b] = m.digit[b] = m.upper[b] = m.token[b] = m.blank[b] = m.number[b] = m.start[b] = m.alone[b] = m.single[b] = 0;
  machine.spots(&m, want + 1);
  for (unsigned b = 0; b < want; b++) {
    const unsigned char *block = b < whole ? data + (size_t)b * BLOCK : text + (size_t)(b - whole) * BLOCK;
    unsigned why = m.any[b + 1] == 0 ? 0 : reasons_of(&m, b + 1, block, b > 0 ? data[(size_t)b * BLOCK - 1] : 'a');
    reasons[b] = (uint16_t)why;
    if (b > 0) reasons[b - 1] |= reasons_before(why, m.odd[b + 1] | m.rare[b + 1]);
  }
  for (unsigned b = whole > 0 ? whole - 1 : 0; open && b < want; b++) reasons[b] = NW_CALM_ANY;
  return all;
}

unsigned nw_calm_reasons(uint16_t reasons[NW_CALM_BLOCKS + 1], const unsigned char *data, size_t len, int open) {
  return find_reasons(best_machine(), reasons, data, len, open);
}

unsigned nw_calm_reasons_bytes(uint16_t reasons[NW_CALM_BLOCKS + 1], const unsigned char *data, size_t len, int open) {
  return find_reasons(machine_bytes, reasons, data, len, open);
}

/* ---- the one reason that plain ASCII never has ---- */

/* 1 when one of 64 bytes is above 0x7E, or a control that text does not have. Compilers make a dozen vector operations of it. */
static uint8_t is_high(const unsigned char *data) {
  uint8_t high = 0;
  for (unsigned i = 0; i < NW_CALM_BLOCK_BYTES; i++) {
    uint8_t c = data[i];
    high |= (uint8_t)(c > 0x7E) | (uint8_t)((c < 0x20) & (c != '\n') & (c != '\r') & (c != '\t'));
  }
  return high;
}

unsigned nw_calm_high(uint16_t reasons[NW_CALM_BLOCKS + 1], const unsigned char *data, size_t len, int open) {
  unsigned all = (unsigned)((len + BLOCK - 1) / BLOCK < NW_CALM_BLOCKS ? (len + BLOCK - 1) / BLOCK : NW_CALM_BLOCKS);
  for (unsigned i = 0; i <= all; i++) {
    size_t from = (size_t)i * BLOCK, left = len > from ? len - from : 0;
    unsigned char tail[BLOCK];
    const unsigned char *block = data + from;
    if (left < BLOCK) {
      memset(tail, ' ', sizeof tail);
      if (left > 0) memcpy(tail, data + from, left);
      block = tail;
    }
    reasons[i] = (open && left < BLOCK) || is_high(block) ? NW_CALM_HIGH : 0;
    if (i > 0) reasons[i - 1] |= reasons[i];
  }
  return all;
}
