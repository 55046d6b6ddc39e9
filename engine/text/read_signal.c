/* text/read_signal.c - Morse and Braille.
 *
 *   -... --- -... .--.-. -..- / ...        BOB@X S     three letters and more, blanks between; '/' or wide gaps between words
 *   ⠃⠕⠃ ⠼⠁⠃                                 BOB 12      a run of cells; ⠼ makes digits of the letters behind it
 *
 * Both read as capital letters: numbers with letters are written so. International Morse code: ITU-R M.1677-1. Braille: the letters
 * of grade 1, which most languages share (UNESCO, World Braille Usage), and the signs of UEB.
 */
#include "text/read_part.h"

/* ---- Morse ---- */

enum { MORSE_LETTERS = 3, MORSE_BEATS = 7, MORSE_MOST = 512, MORSE_ROOM_BYTES = 96, MORSE_PROOF_LETTERS = 64 };

/* By the code as bits behind a leading 1: dot 0, dash 1. */
enum { BEATS_END = 1 << (MORSE_BEATS + 1) };  /* codes of more beats than letters have */

static const char letters[BEATS_END] = {
  [5] = 'A', [24] = 'B', [26] = 'C', [12] = 'D', [2] = 'E', [18] = 'F', [14] = 'G', [16] = 'H', [4] = 'I', [23] = 'J',
  [13] = 'K', [20] = 'L', [7] = 'M', [6] = 'N', [15] = 'O', [22] = 'P', [29] = 'Q', [10] = 'R', [8] = 'S', [3] = 'T',
  [9] = 'U', [17] = 'V', [11] = 'W', [25] = 'X', [27] = 'Y', [28] = 'Z', [63] = '0', [47] = '1', [39] = '2', [35] = '3',
  [33] = '4', [32] = '5', [48] = '6', [56] = '7', [60] = '8', [62] = '9', [85] = '.', [115] = ',', [76] = '?', [94] = '\'',
  [107] = '!', [50] = '/', [54] = '(', [109] = ')', [40] = '&', [120] = ':', [106] = ';', [49] = '=', [42] = '+', [97] = '-',
  [77] = '_', [82] = '"', [137] = '$', [90] = '@',
};

/* 0 a dot, 1 a dash, -1 neither. */
static int beat_of(uint32_t cp) {
  switch (cp) {
    case '.': case 0xB7: case 0x2022: case 0x22C5: case 0x30FB: case 0x25CF: return 0;
    case '-': case '_': case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2212: case 0x30FC: return 1;
    default: return -1;
  }
}

/* The letter at `at`, with a full stop behind it left out; its length in the text, 0 none. */
static size_t morse_letter(nw_look *look, size_t at, char *reads) {
  size_t pos = at;
  unsigned code = 1, step;
  uint32_t cp;
  for (int beat; code < BEATS_END && (step = nw_look_char(look, pos, &cp)) > 0 && (beat = beat_of(cp)) >= 0; pos += step)
    code = code << 1 | (unsigned)beat;
  if ((code >= BEATS_END || letters[code] == 0) && pos > at + 1 && nw_look_at(look, pos - 1) == '.') {
    if (code >= BEATS_END && (step = nw_look_char(look, pos, &cp)) > 0 && beat_of(cp) >= 0) return 0;  /* beats in a row */
    code >>= 1, pos--;
  }
  if (pos == at || code >= BEATS_END || letters[code] == 0) return 0;
  *reads = letters[code];
  return pos - at;
}

static int is_gap(int c) { return c == ' ' || c == '/' || c == '|' || c == '\n' || c == '\t'; }

/* What stands between two letters; `word` when it parts words. */
static size_t morse_gap(nw_look *look, size_t at, int *word) {
  size_t pos = at;
  int c;
  *word = 0;
  for (; pos < at + 8 && is_gap(c = nw_look_at(look, pos)); pos++)
    *word |= c != ' ' || pos - at >= 2;
  return pos - at;
}

/* A letter at the end of a sentence: is the last dot its full stop? -1 no, 1 yes, 0 one cannot tell: `other` is what it is with it. */
static int full_stop(nw_look *look, size_t at, size_t len, char *reads, char *other) {
  char whole = *reads;
  nw_look part = *look;
  if (len < 2 || nw_look_at(look, at + len - 1) != '.') return -1;
  part.most = at + len - 1;
  if (morse_letter(&part, at, other) != len - 1 || !nw_is_alnum((unsigned char)*other)) return -1;
  *reads = *other;
  *other = whole;
  return nw_is_alnum((unsigned char)whole) && (nw_is_digit((unsigned char)whole) || !nw_is_digit((unsigned char)*reads)) ? 0 : 1;
}

/* One piece for both ways to read it: "…S." and "…H". */
static void read_both_ways(nw_passage *place, char other) {
  size_t len = place->text.len, in_len = place->end - place->start;
  nw_buf_add(&place->text, "\n", 1);
  if (!nw_buf_reserve(&place->text, len)) return;
  nw_buf_add(&place->text, place->text.data, len - 1);
  nw_buf_add(&place->text, &other, 1);
  place->pieces.count = 1;
  if (!place->text.failed) place->pieces.at[0] = (nw_piece){ (uint32_t)place->text.len, (uint32_t)in_len };
}

/* Dots in a row, or dots and dashes by turns, are no letters. */
static int is_morse(unsigned count, unsigned beats, int known) { return count >= MORSE_LETTERS && beats >= 2 && known; }

static int read_morse(nw_look *look, size_t at, nw_passage *place) {
  size_t pos = at, len, gap;
  unsigned count = 0, beats = 0;
  char reads, other = 0;
  int word, known = 0, ambiguous = 0;
  int first = nw_look_at(look, at);
  unsigned before = look->goes_on ? ' ' : nw_look_before(look, at);
  if (first >= 0x80 && first != 0xC2 && first != 0xE2 && first != 0xE3) return 0;  /* no beat begins so */
  if (before >= 0x80 || nw_is_alnum(before) || before == '-' || before == '.') return 0;
  while (!place->goes_on && (len = morse_letter(look, pos, &reads)) > 0) {
    char next;
    gap = morse_gap(look, pos + len, &word);
    int more = gap > 0 && morse_letter(look, pos + len + gap, &next) > 0;
    beats += len > 1;
    known |= count > 0 && reads != place->text.data[0];
    int stop = more ? -1 : full_stop(look, pos, len, &reads, &other);
    ambiguous = stop == 0;
    if (stop == 1) len--;
    nw_passage_add(place, &reads, 1, len + (more && !word ? gap : 0));
    if (more && word) nw_passage_add(place, " ", 1, gap);
    count++;
    pos += len + (more ? gap : 0);
    if (!more || place->text.failed) break;
    if (count == MORSE_PROOF_LETTERS && !look->goes_on && !is_morse(count, beats, known)) {
      place->refused = at + (pos - at) / 2;  /* half by half: what stands behind may be letters */
      return 0;
    }
    place->goes_on = count == MORSE_MOST || nw_look_room(look, pos) <= MORSE_ROOM_BYTES;
  }
  if (!look->goes_on && !is_morse(count, beats, known)) {
    place->refused = pos;
    return 0;
  }
  if (ambiguous) read_both_ways(place, other);
  return 1;
}

/* Three letters of one to MORSE_BEATS beats, with gaps between. */
static int morse_may(const unsigned char *p, const unsigned char *from) {
  const unsigned char *end = p + NW_SPOT_BYTES;
  if (p > from && (nw_is_alnum(p[-1]) || p[-1] == '-' || p[-1] == '.')) return 0;
  for (unsigned n = 0; n < MORSE_LETTERS; n++) {
    const unsigned char *letter = p, *gap;
    while (p < end && beat_of(*p) >= 0) p++;
    if (p == end || *p >= 0x80 || *letter >= 0x80) return 1;
    if (p == letter || p - letter > MORSE_BEATS + 1) return 0;  /* a full stop behind it */
    for (gap = p; p < end && is_gap(*p);) p++;
    if (p == gap && n + 1 < MORSE_LETTERS) return 0;
  }
  return 1;
}

/* Five beats and gaps in a row, and a gap among the first eight. */
static uint64_t morse_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t beat = here->beat | here->lead, beat_next = next->beat | next->lead;
  uint64_t all = beat | here->blank | here->high | (here->token & ~here->beat), gap = here->blank, gap_next = next->blank;
  uint64_t all_next = beat_next | next->blank | next->high | (next->token & ~next->beat);
  unsigned begun = before == '.' || before == '-' || before >= 0x80;
  uint64_t start = (here->beat | here->tick) & ~nw_behind(here->beat | here->high, begun);
  if (start == 0) return 0;
  all &= nw_ahead(all, all_next, 1) & nw_ahead(all, all_next, 2) & nw_ahead(all, all_next, 3) & nw_ahead(all, all_next, 4);
  for (unsigned n = 1; n <= 8; n *= 2) gap |= nw_ahead(gap, gap_next, n), gap_next |= gap_next >> n;
  return start & all & gap;
}

const nw_rewrite nw_rewrite_morse = {
  "morse", "decoded", NW_FOR_ALL, morse_spots, read_morse, morse_may, NW_CALM_BEAT | NW_CALM_HIGH, NW_ASKED_BEAT, 0
};

/* ---- Braille ---- */

enum { BRAILLE_FIRST = 0x2800, BRAILLE_LAST = 0x28FF, NUMBER_SIGN = 0x3C, LETTER_SIGN = 0x30, CAPITAL_SIGN = 0x20,
    BRAILLE_MOST = 1024, BRAILLE_ROOM_BYTES = 16 };

/* By the dots 1 to 6. */
static const char cells[64] = {
  [0x00] = ' ', [0x01] = 'A', [0x03] = 'B', [0x09] = 'C', [0x19] = 'D', [0x11] = 'E', [0x0B] = 'F', [0x1B] = 'G', [0x13] = 'H',
  [0x0A] = 'I', [0x1A] = 'J', [0x05] = 'K', [0x07] = 'L', [0x0D] = 'M', [0x1D] = 'N', [0x15] = 'O', [0x0F] = 'P', [0x1F] = 'Q',
  [0x17] = 'R', [0x0E] = 'S', [0x1E] = 'T', [0x25] = 'U', [0x27] = 'V', [0x3A] = 'W', [0x2D] = 'X', [0x3D] = 'Y', [0x35] = 'Z',
  [0x02] = ',', [0x06] = ';', [0x12] = ':', [0x32] = '.', [0x16] = '!', [0x26] = '?', [0x24] = '-', [0x04] = '\'', [0x0C] = '/',
  [0x36] = '=',
};

static int is_cell(uint32_t cp) { return cp >= BRAILLE_FIRST && cp <= BRAILLE_LAST; }

static char cell_of(unsigned dots, int number) {
  if (dots >= 64) return 0;
  if (!number) return cells[dots];
  char c = cells[dots];
  if (c >= 'A' && c <= 'I') return (char)('1' + (c - 'A'));
  return (char)(c == 'J' ? '0' : c);
}

static int read_braille(nw_look *look, size_t at, nw_passage *place) {
  enum { AS_LETTERS = 1, AS_NUMBER = 2 };
  size_t pos = at;
  uint32_t cp;
  unsigned count = 0, step;
  int number = look->goes_on == AS_NUMBER, full = 0;
  for (; !full && (step = nw_look_char(look, pos, &cp)) > 0 && is_cell(cp); count++, pos += step) {
    unsigned dots = cp - BRAILLE_FIRST;
    uint32_t next = 0;
    full = count + 1 >= BRAILLE_MOST || nw_look_room(look, pos) <= BRAILLE_ROOM_BYTES;
    if (dots == NUMBER_SIGN || dots == LETTER_SIGN || dots == CAPITAL_SIGN) {
      number = dots == NUMBER_SIGN || (dots == CAPITAL_SIGN && number);
      nw_passage_add(place, "", 0, step);
      continue;
    }
    if (dots == 8 && nw_look_char(look, pos + step, &next) > 0 && next == BRAILLE_FIRST + 1) {  /* dot 4, then A: the sign @ */
      nw_passage_add(place, "@", 1, 2 * step);
      pos += step;
      continue;
    }
    char reads = cell_of(dots, number);
    if (reads == ' ' || (reads >= 'K' && reads <= 'Z')) number = 0;
    nw_passage_add(place, &reads, reads != 0, step);
  }
  if (full) place->goes_on = number ? AS_NUMBER : AS_LETTERS;
  return count > 0;
}

static uint64_t braille_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  (void)next;
  (void)before;
  return here->cell;
}

const nw_rewrite nw_rewrite_braille = {
  "braille", "decoded", NW_FOR_ALL, braille_spots, read_braille, NULL, NW_CALM_HIGH, NW_ASKED_CELL, 0
};
