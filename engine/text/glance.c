/* text/glance.c - 64 bytes at one look: the classes that the spots of rewrites are made of. */
#include <string.h>

#include "base/slice.h"
#include "tables/asked.h"
#include "tables/spelt_first.h"
#include "text/calm.h"
#include "text/fold.h"
#include "text/glance.h"
#include "text/utf8.h"

/* The word of letters at block[i]: how long; what reaches the end of the block has no length yet. */
static unsigned word_len(const nw_glance *glance, unsigned i) {
  uint64_t rest = ~(glance->letter >> i);
  return rest == 0 ? NW_GLANCE_BYTES : (unsigned)__builtin_ctzll(rest);
}

/* Are the four bytes of the word at block[i] not all here, or still to come? It may be any word then. */
static int is_cut(const nw_glance *glance, unsigned i) { return i + 4 >= NW_GLANCE_BYTES || (glance->unknown >> i & 0xF) != 0; }

void nw_glance_numbers(nw_glance *glance, const unsigned char *block) {
  for (uint64_t starts = glance->letter & ~(glance->letter << 1); starts != 0; starts &= starts - 1) {
    unsigned i = (unsigned)__builtin_ctzll(starts);
    if (is_cut(glance, i) || nw_may_be_spelt(block + i, word_len(glance, i))) glance->number |= starts & -starts;
  }
}

/* "at", "dot"; "arroba", "arobase", "punto", "point", "ponto" and their like by three letters. */
void nw_glance_signs(nw_glance *glance, const unsigned char *block) {
  for (uint64_t starts = glance->letter & ~(glance->letter << 1); starts != 0; starts &= starts - 1) {
    unsigned i = (unsigned)__builtin_ctzll(starts), first = block[i] | 32u, second, third, len = word_len(glance, i);
    int is_sign = is_cut(glance, i);
    if (!is_sign && (first == 'a' || first == 'd' || first == 'p')) {
      second = block[i + 1] | 32u, third = block[i + 2] | 32u;
      is_sign = first == 'a' ? (second == 't' && len == 2) || (second == 'r' && (third == 'r' || third == 'o')) :
                first == 'd' ? second == 'o' && third == 't' && len == 3 : second == 'u' || second == 'o';
    }
    if (is_sign) glance->sign |= starts & -starts;
  }
}

/* ---- code points ---- */

/* An entry of the table; what is not in it has to be asked about. */
static unsigned asked_of(uint32_t cp) {
  if (cp < ASKED_END) return asked_block[asked_index[cp / 64] * 64 + cp % 64];
  return (cp == NW_UTF8_BAD || nw_word_class_of(cp) == NW_WORD_NONE ? NW_ASKED_BARE : 0u) | ASKED_ASKED << 8;
}

/* Digits of languages that join them into words and numbers without blanks. */
enum { NUMERALS_MOST = 2, THAI = 0xE00, THAI_END = 0xF00, IDEOGRAPHS = 0x3000 };

/* The letter at `p`, 0 where there is none; its length, 0: it is cut. */
static unsigned next_letter(const unsigned char *p, const unsigned char *end, uint32_t *cp) {
  *cp = p < end ? *p : 0;
  unsigned step = p == end ? 0 : *p < 0x80 ? 1 : nw_utf8_next(p, (size_t)(end - p), cp);
  if (*cp < 0x80 ? !nw_is_alpha(*cp) && *cp != '\'' : nw_word_class_of(*cp) == NW_WORD_NONE) *cp = 0;
  return step;
}

/* May a word of a number begin with the code point `cp` in front of the bytes [p, end)? By three letters, from U+3000 on by one: there
 * a word is a letter. */
static int may_be_spelt(uint32_t cp, const unsigned char *p, const unsigned char *end, int open) {
  uint32_t next = 0, third = 0;
  if (cp < IDEOGRAPHS) {
    unsigned step = next_letter(p, end, &next);
    if (step > 0 && next != 0 && (cp < THAI || cp >= THAI_END)) step = next_letter(p + step, end, &third);
    if (step == 0 && open) return 1;
  }
  uint32_t at = SPELT_FIRST_HASH(SPELT_FIRST_KEY(cp, next, third));
  return spelt_first[at >> 6] >> (at & 63) & 1;
}

/* Does the name of a sign go on with the bytes at `p`: "ät", "собака", "точка"? */
static int goes_on_as_name(const unsigned char *p, const unsigned char *end, int open) {
  if (end - p < 2) return open || p < end;
  return (p[0] | 32) == 't' || (p[0] == 0xD0 && (p[1] == 0xBE || p[1] == 0x9E));
}

/* Adds the code point of `step` bytes at bit i of the block, but for its words. */
static void see_asked(nw_glance *g, unsigned asked, unsigned i, unsigned step) {
  uint64_t bit = (uint64_t)1 << i;
  if (asked & NW_ASKED_BARE) g->bare |= (((uint64_t)1 << step) - 1) << i;
  if (asked & NW_ASKED_ORDER) g->order |= bit;
  if (asked & NW_ASKED_TURNED) g->turned |= bit;
  if (asked & NW_ASKED_BEAT) g->tick |= bit;
  if (asked & NW_ASKED_CELL) g->cell |= bit;
  if (asked & NW_ASKED_NAME) g->name |= bit;
}

/* What words are made of, but for look-alikes. */
static void see_kind(nw_glance *g, unsigned kind, unsigned i, unsigned step) {
  uint64_t bit = (uint64_t)1 << i;
  switch (kind) {
    case ASKED_GAP: g->gap |= (((uint64_t)1 << step) - 1) << i; break;
    case ASKED_SOFT_DIGIT: g->likes |= bit;  /* fall through */
    case ASKED_SOFT: g->soft |= bit; break;
    default: g->hard |= bit; break;
  }
}

/* The code point at `p` and its length; 0: it is cut at `end`. */
static inline unsigned next_char(const unsigned char *p, const unsigned char *end, uint32_t *cp, unsigned *asked) {
  const unsigned c = *p;
  if (c - 0xC2 < 0x1E && end - p > 1 && (p[1] & 0xC0) == 0x80) {  /* U+0080 to 07FF */
    *cp = (c & 0x1F) << 6 | (p[1] & 0x3F);
    *asked = asked_block[asked_index[c & 0x1F] * 64 + (p[1] & 0x3F)];
    return 2;
  }
  if (c - 0xE1 < 0x0C && end - p > 2 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {  /* U+1000 to CFFF */
    *cp = (c & 0x0F) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3F);
    *asked = asked_block[asked_index[*cp >> 6] * 64 + (p[2] & 0x3F)];
    return 3;
  }
  unsigned step = nw_utf8_decode(p, (size_t)(end - p), cp);
  *asked = step > 0 ? asked_of(*cp) : 0;
  return step;
}

/* Takes the letters of a page that are whole as what any of them may be, and returns them: there are many, and only those that begin a word
 * are looked at. */
static uint64_t take_page(nw_glance *g) {
  enum { SCRIPT = (ASKED_CYRILLIC - ASKED_LOOK) / 2 };
  uint64_t page = g->page & (g->high & ~g->lead) >> 1;
  if (page == 0) return 0;
  g->look |= page;
  g->likes |= page;
  g->spelt |= page;
  g->scripts |= (uint64_t)1 << SCRIPT;
  g->asked |= NW_ASKED_SPELT;
  return page;
}

void nw_glance_chars(nw_glance *glance, const unsigned char *block, size_t len, int open) {
  const unsigned char *end = block + len;
  const uint64_t begins = ~(glance->letter | glance->digit | glance->high) << 1 | 1;  /* no letter stands in front; ASCII does */
  uint64_t leads = glance->lead, spelt = 0, words = 0, look = 0, likes = 0, scripts = 0;
  unsigned all = leads != 0 ? NW_ASKED_ANY : 0;
  if (len < NW_GLANCE_BYTES) leads &= ((uint64_t)1 << len) - 1;
  leads &= begins | ~take_page(glance);
  for (; leads != 0; leads &= leads - 1) {
    const uint64_t bit = leads & -leads;
    unsigned i = (unsigned)__builtin_ctzll(leads), asked;
    uint32_t cp;
    unsigned step = next_char(block + i, end, &cp, &asked), kind = asked >> 8;
    if (step == 0) {  /* cut */
      asked = open ? 0xFFu : NW_ASKED_BARE, kind = ASKED_ASKED, cp = NW_UTF8_BAD, step = 1;
      if (open) words |= bit;
    }
    if (kind >= ASKED_LOOK) {
      look |= bit;
      scripts |= (uint64_t)1 << (kind - ASKED_LOOK) / 2;
      if ((kind - ASKED_LOOK) & 1) likes |= bit;
    } else if (kind != ASKED_FOREIGN) {
      see_kind(glance, kind, i, step);
    }
    if ((asked &= 0x7F) == 0) continue;
    if ((asked & NW_ASKED_NAME) && !goes_on_as_name(block + i + step, end, open)) asked &= ~(unsigned)NW_ASKED_NAME;
    all |= asked;
    if (asked & NW_ASKED_SPELT) {
      spelt |= bit;
      if ((cp >= 0x3000 || (begins & bit)) && may_be_spelt(cp, block + i + step, end, open)) words |= bit;
    }
    if (asked & ~(unsigned)NW_ASKED_SPELT) see_asked(glance, asked, i, step);
  }
  glance->spelt |= spelt;
  glance->word |= words;
  glance->look |= look;
  glance->likes |= likes;
  glance->scripts |= scripts;
  glance->asked |= all;
}

unsigned nw_asked_in(const unsigned char *text, size_t len) {
  unsigned all = 0;
  for (size_t at = 0; (at += nw_ascii_len((const char *)text + at, len - at)) < len;) {
    for (unsigned step, asked; at < len && text[at] >= 0x80; at += step > 0 ? step : 1) {
      uint32_t cp;
      step = next_char(text + at, text + len, &cp, &asked);
      all |= (asked & 0x7F) | NW_ASKED_ANY;
    }
  }
  return all;
}

/* ---- may a code point be more than a letter or a sign of prose? ---- */

enum { ELLIPSIS = 0x2026, VS16 = 0xFE0F, WORD_MOST = 32, GAP_MOST = 4, BEATS_MOST = 12 };

/* Text around a block. */
typedef struct around { const unsigned char *from, *end; } around;

static int is_letter_kind(unsigned kind) { return kind == ASKED_FOREIGN || kind >= ASKED_SOFT; }
static int is_drop(uint32_t cp) { return cp == 0xAD || cp == VS16 || (cp >= 0x200C && cp <= 0x200F); }
static int is_wordy(unsigned c) { return c >= 0x80 || nw_is_alnum(c); }

/* The small letter that the one at `p` reads as, and its length; a letter of 0xFF reads as none, one of 0 is none. */
static unsigned read_letter(const unsigned char *p, const unsigned char *end, unsigned *letter) {
  char reads[8];
  uint32_t cp;
  unsigned asked, len, step = 1;
  *letter = nw_is_alpha(*p) ? *p | 32u : 0;
  if (*p < 0x80) return 1;
  step = next_char(p, end, &cp, &asked);
  if (step == 0 || !is_letter_kind(asked >> 8)) return step > 0 ? step : 1;
  *letter = 0xFF;
  if (asked >> 8 >= ASKED_SOFT && nw_code_point_reads(cp, reads, &len) != NW_READS_ITSELF && len > 0 && (unsigned char)reads[0] < 0x80)
    *letter = (unsigned char)reads[0] | 32u;
  return step;
}

/* The first four letters of the word at `p`, then zeros; how many there are, up to four. */
static unsigned read_letters(const unsigned char *p, const unsigned char *end, unsigned char letters[4]) {
  unsigned count = 0, letter;
  memset(letters, 0, 4);
  for (; count < 4 && p < end; count++) {
    p += read_letter(p, end, &letter);
    if (letter == 0) break;
    letters[count] = (unsigned char)letter;
  }
  return count;
}

/* Has the word at `p` letters of one script of two bytes a letter alone? Then what looks like others reads as it is. */
static int is_of_one_script(const unsigned char *p, const unsigned char *end) {
  const unsigned page = *p >> 2;
  if (*p >= 0xE0) return 0;
  for (; p < end && is_wordy(*p); p++)
    if (*p < 0x80 || (*p >= 0xC0 && *p >> 2 != page)) return 0;
  return 1;
}

/* What the word at `p` may be, in its own letters or as what they read as. */
enum { WORD_IS_NUMBER = 1, WORD_IS_SIGN = 2 };

/* "at", "dot", "arroba", "punto" and their like. */
static int is_sign_name(const unsigned char letters[4], unsigned count) {
  switch (letters[0]) {
    case 'a': return (letters[1] == 't' && count == 2) || (letters[1] == 'r' && (letters[2] == 'r' || letters[2] == 'o'));
    case 'd': return letters[1] == 'o' && letters[2] == 't' && count == 3;
    case 'p': return (letters[1] == 'u' || letters[1] == 'o') && (letters[2] == 'n' || letters[2] == 'i');
    default: return 0;
  }
}

/* "собака", "собачка", "точка", at a letter that such words begin with. */
static int is_sign_name_there(const unsigned char *p, const unsigned char *end) {
  if (end - p < 6 || p[2] != 0xD0 || (p[3] != 0xBE && p[3] != 0x9E)) return 0;
  return (p[4] == 0xD1 && p[5] == 0x87) || (p[4] == 0xD0 && (p[5] == 0xA7 || p[5] == 0xB1 || p[5] == 0x91));
}

static unsigned word_is(const unsigned char *p, const unsigned char *end) {
  unsigned char letters[4];
  unsigned asked = 0, step = 0, is = 0;
  uint32_t cp = 0;
  if (*p >= 0x80 && (step = next_char(p, end, &cp, &asked)) == 0) return WORD_IS_NUMBER;
  if ((asked & NW_ASKED_SPELT) && may_be_spelt(cp, p + step, end, 0)) is = WORD_IS_NUMBER;
  if ((asked & NW_ASKED_NAME) && is_sign_name_there(p, end)) is |= WORD_IS_SIGN;
  if (asked >> 8 == ASKED_FOREIGN || (asked >> 8 >= ASKED_LOOK && is_of_one_script(p, end))) return is;
  unsigned count = read_letters(p, end, letters);
  if (is_sign_name(letters, count)) is |= WORD_IS_SIGN;
  return count == 0 || nw_may_be_spelt(letters, count) ? is | WORD_IS_NUMBER : is;
}
static int is_spelt_word(const unsigned char *p, const unsigned char *end) { return (word_is(p, end) & WORD_IS_NUMBER) != 0; }

/* May the word in front of the one at `p` be one, too? */
static int is_behind_number(const around *text, const unsigned char *p) {
  const unsigned char *gap = p, *word;
  while (p > text->from && gap - p < GAP_MOST && !is_wordy(p[-1])) p--;
  if (p == text->from || !is_wordy(p[-1])) return 0;
  if (nw_is_digit(p[-1])) return 1;
  for (word = p; word > text->from && p - word < WORD_MOST && is_wordy(word[-1]); word--) continue;
  while (word < p && (*word & 0xC0) == 0x80) word++;
  return word == p || is_spelt_word(word, text->end);
}

/* … or the one behind it? */
static int is_before_number(const around *text, const unsigned char *p) {
  const unsigned char *gap;
  unsigned letter = 1;
  while (p < text->end && is_wordy(*p) && letter != 0) p += read_letter(p, text->end, &letter);
  for (gap = p; p < text->end && p - gap < GAP_MOST && !is_wordy(*p);) p++;
  return p < text->end && is_wordy(*p) && (nw_is_digit(*p) || is_spelt_word(p, text->end));
}

/* May the word at `p` be a name of a sign, or of a number with another beside it? */
static int is_loud_word(const around *text, const unsigned char *p) {
  const unsigned is = word_is(p, text->end);
  return (is & WORD_IS_SIGN) != 0 || (is != 0 && (is_behind_number(text, p) || is_before_number(text, p)));
}

/* Where the word begins that the letter at `p` is in, `seen`: that of the letter that ends there, NULL none. NULL: it was asked about. */
static const unsigned char *new_word(const around *text, const unsigned char *p, const unsigned char *seen) {
  uint32_t cp;
  unsigned asked;
  if (p == seen) return NULL;
  while (p > text->from && nw_is_alpha(p[-1])) p--;
  if (p == seen) return NULL;
  if (p == text->from || p[-1] < 0x80) return p;
  const unsigned char *before = p - nw_utf8_decode_back(text->from, p, &cp);
  return next_char(before, text->end, &cp, &asked) > 0 && is_letter_kind(asked >> 8) ? NULL : p;
}

/* Is a dot or dash the next but blanks and signs behind `p`? */
static int is_before_beat(const unsigned char *p, const unsigned char *end) {
  const unsigned char *from = p;
  for (unsigned step, asked; p < end && p - from < BEATS_MOST; p += step) {
    uint32_t cp = *p;
    step = 1;
    if (*p < 0x80) {
      if (nw_is_alnum(*p)) return 0;
      if (*p == '.' || *p == '-' || *p == '_') return 1;
      continue;
    }
    step = next_char(p, end, &cp, &asked);
    if (step == 0 || (asked & NW_ASKED_BEAT) || cp == ELLIPSIS) return 1;
    if (is_letter_kind(asked >> 8)) return 0;
  }
  return 0;
}

/* What shows nothing, at `p` and behind a character of kind `before`, stands where languages and emoji have it. */
static int is_drop_at_home(uint32_t cp, const unsigned char *p, unsigned step, const unsigned char *end, unsigned before) {
  unsigned asked = 0;
  if (cp == VS16) return before == ASKED_GAP;
  if (p + step >= end || p[step] < 0x80 || next_char(p + step, end, &cp, &asked) == 0) return 0;
  const unsigned next = asked >> 8;
  return (before == ASKED_GAP || before == ASKED_FOREIGN || before >= ASKED_LOOK) &&
         (next == ASKED_GAP || next == ASKED_FOREIGN || next >= ASKED_LOOK);
}

int nw_glance_is_loud(const unsigned char *block, size_t before, size_t len, uint64_t high, uint64_t near_digit, uint64_t *parting) {
  const around text = { block - before, block + len };
  const unsigned char *seen = NULL, *numeral_end = NULL, *last_end = NULL, *word;
  unsigned numerals = 0, last = ASKED_ASKED;
  uint64_t rest = high;
  while (rest != 0 && (block[__builtin_ctzll(rest)] & 0xC0) == 0x80 && __builtin_ctzll(rest) < 3) rest &= rest - 1;
  while (rest != 0) {
    const unsigned char *p = block + __builtin_ctzll(rest);
    const uint64_t first = rest & -rest;
    unsigned asked, kind, step;
    uint32_t cp;
    step = next_char(p, text.end, &cp, &asked);
    if (step == 0 || cp >= ASKED_END || (asked & NW_ASKED_LOUD)) return 1;
    const uint64_t bits = (first << step) - first;
    rest &= ~bits;
    kind = asked >> 8;
    if (p != last_end) last = ASKED_ASKED;
    last_end = p + step;
    if (!is_letter_kind(kind)) {
      *parting |= bits;
      if (is_drop(cp)) {
        if (!is_drop_at_home(cp, p, step, text.end, last)) return 1;
        continue;
      }
      if (((asked & NW_ASKED_BEAT) || cp == ELLIPSIS) && is_before_beat(p + step, text.end)) return 1;
      last = kind;
      continue;
    }
    if ((kind == ASKED_SOFT_DIGIT || (kind >= ASKED_LOOK && ((kind - ASKED_LOOK) & 1))) && (near_digit & bits) != 0) return 1;
    if (cp >= IDEOGRAPHS) {
      if ((asked & NW_ASKED_SPELT) && may_be_spelt(cp, p + step, text.end, 0)) {
        numerals = numeral_end != NULL && p - numeral_end <= GAP_MOST ? numerals + 1 : 1;
        numeral_end = p + step;
        if (numerals > NUMERALS_MOST) return 1;
      }
    } else if ((word = new_word(&text, p, seen)) != NULL) {
      if (cp >= THAI && cp < THAI_END ? is_spelt_word(p, text.end) : is_loud_word(&text, word)) return 1;
    }
    seen = p + step;
    last = kind;
  }
  return 0;
}

#if defined(__x86_64__)
#  include <immintrin.h>

#  define NAME glance_sse2
#  define TARGET
#  define VECTOR __m128i
#  define WIDTH 16
#  define LOAD(p) _mm_loadu_si128((const __m128i *)(const void *)(p))
#  define BITS(class) ((uint64_t)(uint32_t)_mm_movemask_epi8(class))
#  define EITHER(a, b) _mm_or_si128(a, b)
#  define LESS(a, b) _mm_andnot_si128(b, a)
#  define FOLD(v) _mm_or_si128(v, _mm_set1_epi8(0x20))
#  define EQUAL(v, c) _mm_cmpeq_epi8(v, _mm_set1_epi8((char)(c)))
#  define OFFSET(v, low) _mm_sub_epi8(v, _mm_set1_epi8((char)(low)))
#  define WITHIN(v, low, span) _mm_cmpeq_epi8(_mm_min_epu8(OFFSET(v, low), _mm_set1_epi8(span)), OFFSET(v, low))
#  include "text/glance_body.h"

#  define NAME glance_avx2
#  define TARGET __attribute__((target("avx2")))
#  define VECTOR __m256i
#  define WIDTH 32
#  define LOAD(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#  define BITS(class) ((uint64_t)(uint32_t)_mm256_movemask_epi8(class))
#  define EITHER(a, b) _mm256_or_si256(a, b)
#  define LESS(a, b) _mm256_andnot_si256(b, a)
#  define FOLD(v) _mm256_or_si256(v, _mm256_set1_epi8(0x20))
#  define EQUAL(v, c) _mm256_cmpeq_epi8(v, _mm256_set1_epi8((char)(c)))
#  define OFFSET(v, low) _mm256_sub_epi8(v, _mm256_set1_epi8((char)(low)))
#  define WITHIN(v, low, span) _mm256_cmpeq_epi8(_mm256_min_epu8(OFFSET(v, low), _mm256_set1_epi8(span)), OFFSET(v, low))
#  include "text/glance_body.h"

void nw_glance_at(nw_glance *glance, const unsigned char *block) {
  if (__builtin_cpu_supports("avx2")) glance_avx2(glance, block);
  else glance_sse2(glance, block);
}
#else
void nw_glance_at(nw_glance *glance, const unsigned char *block) { nw_glance_scalar(glance, block); }
#endif

static void see_high(nw_glance *g, unsigned c, uint64_t bit) {
  g->high |= bit;
  if (c >= 0xC0) g->lead |= bit;
  if (c >= 0xE0 && c < 0xF0) g->three |= bit;
  if (c >= 0xF0) g->four |= bit;
  if (c == 0xD0 || c == 0xD1) g->page |= bit;
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
    if (c == '\n' || c == '\r') g.line |= bit;
    if (nw_is_digit(c)) g.digit |= bit;
    else if (nw_is_alpha(c)) g.letter |= bit;
    else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') g.blank |= bit;
    else if (c >= 0x80) see_high(&g, c, bit);
    else if (c < 0x20 || c == 0x7F) g.odd |= bit;
    else if (c == '@') g.mail |= bit;
    else if (c == '%') g.percent |= bit;
    else if (c == '&') g.amp |= bit;
    else if (c == '\\') g.back |= bit;
    else if (c == '<') g.less |= bit;
  }
  *glance = g;
}

void nw_glance_tail(nw_glance *glance, const unsigned char *data, size_t len, int open) {
  if (len == 0) {
    memset(glance, open ? 0xFF : 0, sizeof *glance);
    glance->told = NW_TOLD_NUMBERS | NW_TOLD_SIGNS;
    return;
  }
  unsigned char block[NW_GLANCE_BYTES];
  memset(block, '#', sizeof block);  /* a sign: of no class */
  memcpy(block, data, len);
  nw_glance_at(glance, block);
  if (!open) return;
  uint64_t unknown = ~(uint64_t)0 << len;
  uint64_t *classes[] = { &glance->digit, &glance->letter, &glance->blank, &glance->line, &glance->high, &glance->lead, &glance->three,
                          &glance->four, &glance->page, &glance->odd, &glance->order, &glance->turned, &glance->tick, &glance->cell,
                          &glance->name, &glance->spelt, &glance->bare, &glance->word, &glance->soft, &glance->look, &glance->likes,
                          &glance->hard, &glance->mail, &glance->percent, &glance->amp, &glance->back, &glance->less,
                          &glance->upper, &glance->token, &glance->beat, &glance->wrap, &glance->number, &glance->sign,
                          &glance->unknown };
  for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) *classes[i] |= unknown;
  glance->asked = ~0u;
  glance->scripts = ~(uint64_t)0;
}
