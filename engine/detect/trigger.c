#include "detect/trigger.h"

#include <string.h>

#include "base/slice.h"

/* ---- masks ---- */

void nw_block_masks_scalar(nw_masks *masks, const unsigned char block[NW_BLOCK_BYTES]) {
  nw_masks m = { 0, 0, 0, 0, 0, 0, 0, 0, 0 };
  for (unsigned i = 0; i < NW_BLOCK_BYTES; i++) {
    uint64_t bit = (uint64_t)1 << i;
    unsigned c = block[i];
    if (nw_is_digit(c)) m.digit |= bit;
    else if (nw_is_alpha(c)) m.alpha |= bit, m.upper |= nw_is_upper(c) ? bit : 0;
    else if (c == '_' || c == '-') m.join |= bit;
    else if (c == '@') m.at |= bit;
    else if (c == ':') m.colon |= bit;
    else if (c == '/') m.slash |= bit;
    else if (c == '.') m.dot |= bit;
    else if (c == '=') m.equal |= bit;
  }
  *masks = m;
}

#if defined(__SSE2__)
#include <emmintrin.h>

static inline uint64_t bits(__m128i mask) { return (uint64_t)(unsigned)_mm_movemask_epi8(mask); }

/* Bytes in [low, low + span]. */
static inline __m128i within(__m128i text, char low, char span) {
  __m128i offset = _mm_sub_epi8(text, _mm_set1_epi8(low));
  return _mm_cmpeq_epi8(_mm_min_epu8(offset, _mm_set1_epi8(span)), offset);
}

static inline __m128i equal(__m128i text, char c) { return _mm_cmpeq_epi8(text, _mm_set1_epi8(c)); }

void nw_block_masks(nw_masks *masks, const unsigned char block[NW_BLOCK_BYTES]) {
  nw_masks m = { 0, 0, 0, 0, 0, 0, 0, 0, 0 };
  for (unsigned i = 0; i < NW_BLOCK_BYTES; i += 16) {
    __m128i text = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
    m.digit |= bits(within(text, '0', 9)) << i;
    m.alpha |= bits(within(_mm_or_si128(text, _mm_set1_epi8(0x20)), 'a', 25)) << i;
    m.upper |= bits(within(text, 'A', 25)) << i;
    m.join |= bits(_mm_or_si128(equal(text, '_'), equal(text, '-'))) << i;
    m.at |= bits(equal(text, '@')) << i;
    m.colon |= bits(equal(text, ':')) << i;
    m.slash |= bits(equal(text, '/')) << i;
    m.dot |= bits(equal(text, '.')) << i;
    m.equal |= bits(equal(text, '=')) << i;
  }
  *masks = m;
}
#else
void nw_block_masks(nw_masks *masks, const unsigned char block[NW_BLOCK_BYTES]) { nw_block_masks_scalar(masks, block); }
#endif

void nw_block_masks_tail(nw_masks *masks, const unsigned char *data, unsigned len, int open) {
  unsigned char block[NW_BLOCK_BYTES] = { 0 };
  if (len > 0) memcpy(block, data, len);
  nw_block_masks(masks, block);
  if (!open) return;
  uint64_t unknown = ~(uint64_t)0 << len;
  masks->digit |= unknown;
  masks->alpha |= unknown;
  masks->upper |= unknown;
  masks->join |= unknown;
  masks->at |= unknown;
  masks->colon |= unknown;
  masks->slash |= unknown;
  masks->dot |= unknown;
  masks->equal |= unknown;
}

/* ---- events ---- */

/* The class of the byte `n` places further on, at every place of the block. */
static inline uint64_t ahead(uint64_t here, uint64_t next, unsigned n) { return here >> n | next << (64 - n); }

/* Places where a run of 16 and more goes on: run lengths double. */
static inline uint64_t run16(uint64_t here, uint64_t next) {
  for (unsigned n = 1; n <= 8; n *= 2) {
    here &= ahead(here, next, n);
    next &= next >> n;
  }
  return here;
}

/* Words that begin like an id: one to seven letters with a digit behind, one to four capitals, a joint and a digit, one or two
 * digits and a letter, or eight capitals. */
static uint64_t id_starts(const nw_masks *here, const nw_masks *next) {
  uint64_t D = here->digit, Dn = next->digit, A = here->alpha, An = next->alpha, U = here->upper, found = 0;
  if ((D | (Dn & 0xFF)) != 0) {
    uint64_t letters = A, capitals = U;
    found = D & (ahead(A, An, 1) | (ahead(D, Dn, 1) & ahead(A, An, 2)));
    for (unsigned n = 1; n <= 7; n++) {
      found |= letters & ahead(D, Dn, n);
      letters &= ahead(A, An, n);
      if (n > 4) continue;
      found |= capitals & ahead(D, Dn, n + 1);
      capitals &= ahead(U, next->upper, n);
    }
  }
  uint64_t run = U, run_next = next->upper;
  for (unsigned n = 1; n <= 4; n *= 2) {
    run &= ahead(run, run_next, n);
    run_next &= run_next >> n;
  }
  return found | run;
}

void nw_block_events(uint64_t events[NW_TRIGGER_COUNT], int ids, int before, const nw_masks *here, const nw_masks *next) {
  unsigned last = before < 0 ? 0 : (unsigned)before;
  uint64_t last_alnum = nw_is_alnum(last) ? 1 : 0, last_join = last == '_' || last == '-' ? 1 : 0;
  uint64_t D = here->digit, Dn = next->digit, A = here->alpha, An = next->alpha, C = here->colon, Cn = next->colon;
  uint64_t alnum = D | A, token = alnum | here->join;
  uint64_t after_alnum = alnum << 1 | last_alnum, after_token = token << 1 | last_alnum | last_join;
  uint64_t D2 = ahead(D, Dn, 2), D3 = ahead(D, Dn, 3), near = D2 | D3 | ahead(D, Dn, 4) | (ahead(D, Dn, 1) & ahead(D, Dn, 5));
  uint64_t A1 = ahead(A, An, 1), second = ahead(C, Cn, 2) | ahead(C, Cn, 3) | ahead(C, Cn, 4) | ahead(C, Cn, 5);
  events[NW_TRIGGER_AT] = here->at;
  events[NW_TRIGGER_DIGITS] = D & ~after_alnum & near;
  events[NW_TRIGGER_COLONS] = C & (ahead(C, Cn, 1) | second);
  events[NW_TRIGGER_SCHEME] = C & ahead(here->slash, next->slash, 1) & ahead(here->slash, next->slash, 2);
  events[NW_TRIGGER_DOT] = here->dot & after_alnum & A1 & ahead(A, An, 2);
  events[NW_TRIGGER_COUNTRY] = A & ~after_alnum & A1 & D2 & D3;
  events[NW_TRIGGER_ID] = !ids ? 0 : alnum & ~after_alnum & ~events[NW_TRIGGER_DIGITS] & id_starts(here, next);
  events[NW_TRIGGER_TOKEN] = token & ~after_token & run16(token, next->digit | next->alpha | next->join);
  uint64_t J = here->join, Jn = next->join;
  events[NW_TRIGGER_ASSIGN] = C | here->equal;
  events[NW_TRIGGER_DASHES] = J & ~(J << 1 | last_join) & ahead(J, Jn, 1) & ahead(J, Jn, 2) & ahead(J, Jn, 3) & ahead(J, Jn, 4);
}
