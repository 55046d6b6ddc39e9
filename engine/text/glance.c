/* text/glance.c - 64 bytes at one look: the classes that the spots of rewrites are made of. */
#include <string.h>

#include "base/slice.h"
#include "text/calm.h"
#include "text/glance.h"

/* The words that begin in the block, by two letters. */
static void add_words(nw_glance *glance, const unsigned char *block) {
  uint64_t starts = glance->letter & ~(glance->letter << 1);
  for (; starts != 0; starts &= starts - 1) {
    unsigned i = (unsigned)__builtin_ctzll(starts);
    unsigned class = i + 1 < NW_GLANCE_BYTES ? nw_calm_class(block[i], block[i + 1]) : 0xFF;
    uint64_t bit = starts & -starts;
    if (class & 0x7F) glance->number |= bit;
    if ((class & 0x80) ||
        ((block[i] | 32u) == 'a' && (i + 1 == NW_GLANCE_BYTES || (block[i + 1] | 32u) == 't' || (block[i + 1] | 32u) == 'r')))
      glance->sign |= bit;
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
  add_words(&g, block);
  *glance = g;
}

/* Signed, a byte above 0x1F that is no DEL is above 0x1F, and all of 0x80 and more is below 0. */
static int is_plain(const unsigned char *block) {
  __m128i rest = _mm_setzero_si128(), low = _mm_setzero_si128(), text[4];
  for (unsigned i = 0; i < 4; i++) {
    text[i] = _mm_loadu_si128((const __m128i *)(const void *)(block + 16 * i));
    low = _mm_or_si128(low, _mm_or_si128(_mm_cmplt_epi8(text[i], _mm_set1_epi8(0x20)), equal(text[i], 0x7F)));
  }
  if (bits(low) == 0) return 1;
  for (unsigned i = 0; i < 4; i++) {
    __m128i blank = _mm_or_si128(equal(text[i], '\n'), _mm_or_si128(equal(text[i], '\t'), equal(text[i], '\r')));
    rest = _mm_or_si128(rest, _mm_andnot_si128(blank, _mm_or_si128(_mm_cmplt_epi8(text[i], _mm_set1_epi8(0x20)),
                                                                  equal(text[i], 0x7F))));
  }
  return bits(rest) == 0;
}
#else
void nw_glance_at(nw_glance *glance, const unsigned char *block) { nw_glance_scalar(glance, block); }

static int is_plain(const unsigned char *block) {
  nw_glance glance;
  nw_glance_scalar(&glance, block);
  return (glance.high | glance.odd) == 0;
}
#endif

size_t nw_glance_plain(const unsigned char *data, size_t len) {
  size_t at = 0;
  while (len - at >= NW_GLANCE_BYTES && is_plain(data + at)) at += NW_GLANCE_BYTES;
  return at;
}

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
  add_words(&g, block);
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
