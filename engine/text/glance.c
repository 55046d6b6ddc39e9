/* text/glance.c - 64 bytes at one look: the classes that the spots of rewrites are made of. */
#include <string.h>

#include "base/slice.h"
#include "text/calm.h"
#include "text/glance.h"

/* The word of letters at block[i]: how long; what reaches the end of the block has no length yet. */
static unsigned word_len(const nw_glance *glance, unsigned i) {
  uint64_t rest = ~(glance->letter >> i);
  return rest == 0 ? NW_GLANCE_BYTES : (unsigned)__builtin_ctzll(rest);
}

void nw_glance_numbers(nw_glance *glance, const unsigned char *block) {
  for (uint64_t starts = glance->letter & ~(glance->letter << 1); starts != 0; starts &= starts - 1) {
    unsigned i = (unsigned)__builtin_ctzll(starts);
    if (i + 4 >= NW_GLANCE_BYTES || nw_may_be_spelt(block + i, word_len(glance, i))) glance->number |= starts & -starts;
  }
}

/* "at", "dot"; "arroba", "arobase", "punto", "point", "ponto" and their like by three letters. */
void nw_glance_signs(nw_glance *glance, const unsigned char *block) {
  for (uint64_t starts = glance->letter & ~(glance->letter << 1); starts != 0; starts &= starts - 1) {
    unsigned i = (unsigned)__builtin_ctzll(starts), first = block[i] | 32u, second, third, len = word_len(glance, i);
    int is_sign = i + 4 >= NW_GLANCE_BYTES;
    if (!is_sign && (first == 'a' || first == 'd' || first == 'p')) {
      second = block[i + 1] | 32u, third = block[i + 2] | 32u;
      is_sign = first == 'a' ? (second == 't' && len == 2) || (second == 'r' && (third == 'r' || third == 'o')) :
                first == 'd' ? second == 'o' && third == 't' && len == 3 : second == 'u' || second == 'o';
    }
    if (is_sign) glance->sign |= starts & -starts;
  }
}

#if defined(__SSE2__)
#include <emmintrin.h>

static inline uint64_t bits(__m128i mask) { return (uint64_t)(unsigned)_mm_movemask_epi8(mask); }
static inline __m128i within(__m128i text, char low, char span) {
  __m128i offset = _mm_sub_epi8(text, _mm_set1_epi8(low));
  return _mm_cmpeq_epi8(_mm_min_epu8(offset, _mm_set1_epi8(span)), offset);
}
static inline __m128i equal(__m128i text, char c) { return _mm_cmpeq_epi8(text, _mm_set1_epi8(c)); }

void nw_glance_at(nw_glance *glance, const unsigned char *block) {
  nw_glance g = { 0 };
  for (unsigned i = 0; i < NW_GLANCE_BYTES; i += 16) {
    __m128i text = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
    __m128i blank = _mm_or_si128(_mm_or_si128(equal(text, ' '), equal(text, '\n')), _mm_or_si128(equal(text, '\t'), equal(text, '\r')));
    __m128i odd = _mm_or_si128(_mm_andnot_si128(blank, within(text, 0, 0x1F)), equal(text, 0x7F));
    g.digit |= bits(within(text, '0', 9)) << i;
    g.letter |= bits(within(_mm_or_si128(text, _mm_set1_epi8(0x20)), 'a', 25)) << i;
    g.blank |= bits(blank) << i;
    g.odd |= bits(odd) << i;
    g.high |= bits(text) << i;
    g.lead |= bits(within(text, (char)0xC0, 0x3F)) << i;
    g.percent |= bits(equal(text, '%')) << i;
    g.amp |= bits(equal(text, '&')) << i;
    g.back |= bits(equal(text, '\\')) << i;
    g.less |= bits(equal(text, '<')) << i;
    g.upper |= bits(within(text, 'A', 25)) << i;
    __m128i dash = equal(text, '-'), low_line = equal(text, '_');
    __m128i plus = _mm_or_si128(_mm_or_si128(equal(text, '+'), equal(text, '/')), _mm_or_si128(equal(text, '='), dash));
    g.token |= bits(_mm_or_si128(plus, low_line)) << i;
    g.beat |= bits(_mm_or_si128(dash, equal(text, '.'))) << i;
    __m128i tick = _mm_or_si128(equal(text, '`'), equal(text, '~'));
    g.wrap |= bits(_mm_or_si128(_mm_or_si128(tick, low_line), equal(text, '*'))) << i;
  }
  *glance = g;
}
#else
void nw_glance_at(nw_glance *glance, const unsigned char *block) { nw_glance_scalar(glance, block); }
#endif

void nw_glance_scalar(nw_glance *glance, const unsigned char *block) {
  nw_glance g = { 0 };
  for (unsigned i = 0; i < NW_GLANCE_BYTES; i++) {
    uint64_t bit = (uint64_t)1 << i;
    unsigned c = block[i];
    if (nw_is_upper(c)) g.upper |= bit;
    if (c == '+' || c == '/' || c == '-' || c == '_' || c == '=') g.token |= bit;
    if (c == '.' || c == '-') g.beat |= bit;
    if (c == '*' || c == '_' || c == '`' || c == '~') g.wrap |= bit;
    if (nw_is_digit(c)) g.digit |= bit;
    else if (nw_is_alpha(c)) g.letter |= bit;
    else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') g.blank |= bit;
    else if (c >= 0x80) g.high |= bit, g.lead |= c >= 0xC0 ? bit : 0;
    else if (c < 0x20 || c == 0x7F) g.odd |= bit;
    else if (c == '%') g.percent |= bit;
    else if (c == '&') g.amp |= bit;
    else if (c == '\\') g.back |= bit;
    else if (c == '<') g.less |= bit;
  }
  *glance = g;
}

void nw_glance_tail(nw_glance *glance, const unsigned char *data, size_t len, int open) {
  unsigned char block[NW_GLANCE_BYTES];
  memset(block, '#', sizeof block);  /* a sign: of no class */
  if (len > 0) memcpy(block, data, len);
  nw_glance_at(glance, block);
  if (!open) return;
  uint64_t unknown = ~(uint64_t)0 << len;
  uint64_t *classes[] = { &glance->digit, &glance->letter, &glance->blank, &glance->high, &glance->lead, &glance->odd,
                          &glance->percent, &glance->amp, &glance->back, &glance->less,
                          &glance->upper, &glance->token, &glance->beat, &glance->wrap,
                          &glance->number, &glance->sign };
  for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) *classes[i] |= unknown;
}
