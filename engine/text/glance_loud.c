/* text/glance_loud.c - may a code point of 64 bytes be more than a letter or a sign of prose, whatever it reads as (quiet.h)?
 *
 *   "C’était – “oui”"        no: letters, quotes, a dash
 *   "сорок два, пять"        yes: words of numbers in a row; "soft-hyphen" inside a word, a beat of Morse, a letter near a digit
 */
#include "text/glance.h"

#include <string.h>

#include "base/slice.h"
#include "tables/asked.h"
#include "text/read_part.h"
#include "text/utf8.h"

enum { NUMERALS_MOST = 2 /* of languages that join them without blanks */, ELLIPSIS = 0x2026, VS16 = 0xFE0F, WORD_MOST = 32, GAP_MOST = 4,
       BEATS_MOST = 12 };

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
  step = nw_glance_char(p, end, &cp, &asked);
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

/* Letters that no language has so many of in a row are looked at, and not walked over again from each block (ROW_BYTES). */
enum { ROW_BYTES = 256 };

static const unsigned char *row_limit(const unsigned char *p, const unsigned char *end) {
  return end - p < ROW_BYTES ? end : p + ROW_BYTES;
}

/* Has the word at `p` letters of one script of two bytes a letter alone? Then what looks like others reads as it is. */
static int is_of_one_script(const unsigned char *p, const unsigned char *text_end) {
  const unsigned char *const end = row_limit(p, text_end);
  const unsigned page = *p >> 2;
  if (*p >= 0xE0) return 0;
  for (; end - p > 1 && *p >> 2 == page && (p[1] & 0xC0) == 0x80; p += 2) continue;
  return p == text_end || !is_wordy(*p);
}

static const unsigned char *cyrillic_end(const unsigned char *p, const unsigned char *text_end) {
  const unsigned char *const end = row_limit(p, text_end);
  for (; end - p > 1 && nw_glance_is_cyrillic(p); p += 2) continue;
  return p;
}

/* The same of other letters of two bytes, but for those that look like digits. */
static const unsigned char *row_end(const unsigned char *p, const unsigned char *text_end) {
  const unsigned char *const end = row_limit(p, text_end);
  for (; end - p > 1 && *p - 0xC3u < 0x1D && !nw_glance_is_cyrillic(p) && (p[1] & 0xC0) == 0x80; p += 2) {
    const unsigned asked = asked_block[asked_index[*p & 0x1F] * 64 + (p[1] & 0x3F)], kind = asked >> 8;
    const int is_plain = kind == ASKED_FOREIGN || kind == ASKED_SOFT || (kind >= ASKED_LOOK && ((kind - ASKED_LOOK) & 1) == 0);
    if ((asked & NW_ASKED_LOUD) || !is_plain) break;
  }
  return p;
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

/* Do two letters of ASCII begin neither? Most words end here. */
static int begins_plain(const unsigned char *p, const unsigned char *end) {
  if (end - p < 2 || !nw_is_alpha(p[0]) || !nw_is_alpha(p[1]) || nw_may_be_number(p[0], p[1])) return 0;
  const unsigned first = p[0] | 32u, second = p[1] | 32u;
  return !((first == 'a' && (second == 't' || second == 'r')) || (first == 'd' && second == 'o') ||
           (first == 'p' && (second == 'u' || second == 'o')));
}

static unsigned word_is(const unsigned char *p, const unsigned char *end) {
  unsigned char letters[4];
  if (begins_plain(p, end)) return 0;
  unsigned asked = 0, step = 0, is = 0;
  uint32_t cp = 0;
  if (*p >= 0x80 && (step = nw_glance_char(p, end, &cp, &asked)) == 0) return WORD_IS_NUMBER;
  if ((asked & NW_ASKED_SPELT) && nw_glance_may_be_spelt(cp, p + step, end, 0)) is = WORD_IS_NUMBER;
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

/* The same of one whose letters are all Cyrillic: it reads as it is. */
static int is_loud_cyrillic(const around *text, const unsigned char *p) {
  const unsigned asked = asked_block[asked_index[p[0] & 0x1F] * 64 + (p[1] & 0x3F)];
  if ((asked & NW_ASKED_NAME) && is_sign_name_there(p, text->end)) return 1;
  return (asked & NW_ASKED_SPELT) && nw_glance_may_be_spelt((p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu), p + 2, text->end, 0) &&
         (is_behind_number(text, p) || is_before_number(text, p));
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
  return nw_glance_char(before, text->end, &cp, &asked) > 0 && is_letter_kind(asked >> 8) ? NULL : p;
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
    step = nw_glance_char(p, end, &cp, &asked);
    if (step == 0 || (asked & NW_ASKED_BEAT) || cp == ELLIPSIS) return 1;
    if (is_letter_kind(asked >> 8)) return 0;
  }
  return 0;
}

/* What shows nothing, at `p` and behind a character of kind `before`, stands where languages and emoji have it. */
static int is_drop_at_home(uint32_t cp, const unsigned char *p, unsigned step, const unsigned char *end, unsigned before) {
  unsigned asked = 0;
  if (cp == VS16) return before == ASKED_GAP;
  if (p + step >= end || p[step] < 0x80 || nw_glance_char(p + step, end, &cp, &asked) == 0) return 0;
  const unsigned next = asked >> 8;
  return (before == ASKED_GAP || before == ASKED_FOREIGN || before >= ASKED_LOOK) &&
         (next == ASKED_GAP || next == ASKED_FOREIGN || next >= ASKED_LOOK);
}

/* ---- a block ---- */

/* The walk through what is above ASCII in a block. */
typedef struct walk {
  around   text;
  uint64_t near_digit;
  const unsigned char *seen;         /* the last letter ends here: one that follows begins no word */
  const unsigned char *numeral_end;  /* the last of `numerals` in a row of scripts without blanks */
  const unsigned char *last_end;     /* the last code point, of kind `last` */
  unsigned numerals, last;
} walk;

/* Are none of the `len` bytes from the one with the bit `first` on near a digit? */
static int is_far(uint64_t near_digit, uint64_t first, size_t len) {
  const uint64_t from = near_digit & (0 - first);
  return from == 0 || (len < 64 && (from & ((first << (len - 1) << 1) - first)) == 0);
}

/* Letters in a row, [p, end). */
static int is_loud_row(walk *w, const unsigned char *p, const unsigned char *end) {
  if (end - p >= ROW_BYTES - 1) return 1;
  const int follows = p > w->text.from && (p[-1] >= 0x80 || nw_is_alpha(p[-1]));
  const unsigned char *word = follows ? new_word(&w->text, p, w->seen) : p;
  w->seen = w->last_end = end;
  w->last = ASKED_FOREIGN;
  if (word == NULL) return 0;
  const int is_whole = word == p && nw_glance_is_cyrillic(p) && (end == w->text.end || !is_wordy(*end));
  return is_whole ? is_loud_cyrillic(&w->text, p) : is_loud_word(&w->text, word);
}

static int is_loud_sign(walk *w, const unsigned char *p, unsigned step, uint32_t cp, unsigned asked) {
  if (is_drop(cp)) return !is_drop_at_home(cp, p, step, w->text.end, w->last);  /* the kind in front of it stays the last */
  w->last = asked >> 8;
  return ((asked & NW_ASKED_BEAT) || cp == ELLIPSIS) && is_before_beat(p + step, w->text.end);
}

/* Where a letter is a word: more of them in a row than languages have that join numbers without blanks. */
static int is_loud_numeral(walk *w, const unsigned char *p, unsigned step, uint32_t cp, unsigned asked) {
  if (!(asked & NW_ASKED_SPELT) || !nw_glance_may_be_spelt(cp, p + step, w->text.end, 0)) return 0;
  w->numerals = w->numeral_end != NULL && p - w->numeral_end <= GAP_MOST ? w->numerals + 1 : 1;
  w->numeral_end = p + step;
  return w->numerals > NUMERALS_MOST;
}

static int is_loud_letter(walk *w, const unsigned char *p, unsigned step, uint32_t cp, unsigned asked, uint64_t bits) {
  const unsigned kind = asked >> 8;
  const unsigned char *word, *const seen = w->seen;
  w->seen = p + step;
  w->last = kind;
  if ((kind == ASKED_SOFT_DIGIT || (kind >= ASKED_LOOK && ((kind - ASKED_LOOK) & 1))) && (w->near_digit & bits) != 0) return 1;
  if (cp >= NW_GLANCE_IDEOGRAPHS) return is_loud_numeral(w, p, step, cp, asked);
  if ((word = new_word(&w->text, p, seen)) == NULL) return 0;
  return cp >= NW_GLANCE_THAI && cp < NW_GLANCE_THAI_END ? is_spelt_word(p, w->text.end) : is_loud_word(&w->text, word);
}

int nw_glance_is_loud(const unsigned char *block, size_t before, size_t len, uint64_t high, uint64_t near_digit, uint64_t *parting) {
  walk w = { { block - before, block + len }, near_digit, NULL, NULL, NULL, 0, ASKED_ASKED };
  uint64_t rest = high;
  while (rest != 0 && (block[__builtin_ctzll(rest)] & 0xC0) == 0x80 && __builtin_ctzll(rest) < 3) rest &= rest - 1;
  while (rest != 0) {
    const unsigned char *p = block + __builtin_ctzll(rest), *row = cyrillic_end(p, w.text.end);
    const uint64_t first = rest & -rest;
    unsigned asked;
    uint32_t cp;
    if (row == p) row = row_end(p, w.text.end);
    else if (!is_far(near_digit, first, (size_t)(row - p))) row = p;
    if (row > p) {
      if (is_loud_row(&w, p, row)) return 1;
      rest = row < block + NW_GLANCE_BYTES ? rest & ~(uint64_t)0 << (row - block) : 0;
      continue;
    }
    const unsigned step = nw_glance_char(p, w.text.end, &cp, &asked);
    if (step == 0 || cp >= ASKED_END || (asked & NW_ASKED_LOUD)) return 1;
    const uint64_t bits = (first << step) - first;
    const int is_letter = is_letter_kind(asked >> 8);
    rest &= ~bits;
    if (p != w.last_end) w.last = ASKED_ASKED;
    w.last_end = p + step;
    if (!is_letter) *parting |= bits;
    if (is_letter ? is_loud_letter(&w, p, step, cp, asked, bits) : is_loud_sign(&w, p, step, cp, asked)) return 1;
  }
  return 0;
}
