/* text/read_uneven.c - letters in a row with gaps between them that are not the same (read_join.c reads those that are).
 *
 *   i.g-n_o*r.e   i😀g🎉n✨o        igno      one to three signs, others each time; a blank among them parts words
 *   1. i\n2. g\n3. n   0,i\n1,g    ign       a number that counts, the same signs around it
 *
 * Letters only, five of them and more, so that formulas, dates and scores stay what they are; where a number counts, four, and
 * whatever follows the first two. A row ends where its place does: what is longer goes on in a place of its own.
 *
 * read_join.c asks for the second before its own rows, for the first behind them. Cost: a few bytes for each letter.
 */
#include "text/fold.h"
#include "text/read_part.h"

enum { GAP_CHARS = 3, SIGNS_MOST = 6, COUNT_DIGITS = 3, LETTERS_LEAST = 5, COUNTED_LEAST = 4, UNITS_MOST = 256, ROOM_BYTES = 64 };

static void copy(nw_look *look, nw_passage *place, size_t at, size_t len) {
  nw_passage_add(place, (const char *)look->data + (at - look->base), len, len);
}

static int has_room(nw_look *look, size_t pos, unsigned units) { return units < UNITS_MOST && nw_look_room(look, pos) > ROOM_BYTES; }

/* A letter that is alone: its length, 0 none. */
static size_t letter_at(nw_look *look, size_t at) {
  int c = nw_look_at(look, at);
  return c < 0 || nw_is_digit((unsigned)c) ? 0 : nw_look_single(look, at);
}

/* ---- signs that change ---- */

/* One to three signs; `parts`: a blank is among them. Blanks alone are no gap, nor is a line end. */
static size_t signs_at(nw_look *look, size_t at, int *parts) {
  size_t pos = at;
  uint32_t cp;
  int shown = 0;
  *parts = 0;
  for (unsigned n = 0, step; n < GAP_CHARS && (step = nw_look_char(look, pos, &cp)) > 0; n++, pos += step) {
    if (cp < ' ' || cp == NW_UTF8_BAD || nw_is_wordy(cp)) break;
    if (cp == ' ') *parts = 1;
    else shown = 1;
  }
  return shown ? pos - at : 0;
}

int nw_read_uneven(nw_look *look, size_t at, nw_passage *place) {
  size_t len = letter_at(look, at), pos = at + len, gap;
  unsigned units = 1, joined = 0;
  int parts;
  if (len == 0) return 0;
  nw_passage_begin(place, at);
  copy(look, place, at, len);
  for (; has_room(look, pos, units) && (gap = signs_at(look, pos, &parts)) > 0 && (len = letter_at(look, pos + gap)) > 0; units++) {
    nw_passage_add(place, " ", (size_t)parts, gap);
    copy(look, place, pos + gap, len);
    pos += gap + len;
    joined += !parts;
  }
  return joined + 1 >= LETTERS_LEAST;
}

/* ---- a number that counts ---- */

/* "\n12. ": signs, a number of at most three digits, signs. */
typedef struct count_gap { size_t front, digits, back; unsigned number; } count_gap;

static size_t ascii_signs(nw_look *look, size_t at) {
  size_t len = 0;
  for (int c; len < SIGNS_MOST && (c = nw_look_at(look, at + len)) > 0 && c < 0x80 && !nw_is_alnum((unsigned)c);) len++;
  return len;
}

static int count_at(nw_look *look, size_t at, count_gap *gap) {
  *gap = (count_gap){ ascii_signs(look, at), 0, 0, 0 };
  for (int c; gap->digits <= COUNT_DIGITS && (c = nw_look_at(look, at + gap->front + gap->digits)) > 0 && nw_is_digit((unsigned)c);) {
    gap->number = gap->number * 10 + (unsigned)(c - '0');
    gap->digits++;
  }
  gap->back = ascii_signs(look, at + gap->front + gap->digits);
  return gap->front > 0 && gap->digits > 0 && gap->digits <= COUNT_DIGITS && gap->back > 0;
}

static int same_bytes(nw_look *look, size_t a, size_t b, size_t len) {
  for (size_t i = 0; i < len; i++)
    if (nw_look_at(look, a + i) < 0 || nw_look_at(look, a + i) != nw_look_at(look, b + i)) return 0;
  return 1;
}

/* How long the gap at `at` is when it goes on with `first` at `first_at`, whose number is now `number`; 0: it does not. */
static size_t counted_gap(nw_look *look, size_t at, size_t first_at, const count_gap *first, unsigned number) {
  count_gap gap;
  if (!same_bytes(look, first_at, at, first->front) || !count_at(look, at, &gap) || gap.number != number) return 0;
  if (gap.front != first->front || gap.back < first->back) return 0;
  const size_t back = at + gap.front + gap.digits;
  return same_bytes(look, first_at + first->front + first->digits, back, first->back) ? back + first->back - at : 0;
}

/* The row from the letter of `len` bytes at `at` on, behind what is in the place already. */
static int read_counted(nw_look *look, size_t at, size_t len, nw_passage *place) {
  count_gap first;
  size_t pos = at + len, first_at = pos, gap;
  unsigned units = 1;
  if (!count_at(look, pos, &first) || letter_at(look, pos + first.front + first.digits + first.back) == 0) return 0;
  copy(look, place, at, len);
  for (; has_room(look, pos, units) && (gap = counted_gap(look, pos, first_at, &first, first.number + units - 1)) > 0; units++) {
    int c = nw_look_at(look, pos + gap);
    len = c > ' ' && c < 0x80 && !nw_is_alnum((unsigned)c) ? 1 : nw_look_single(look, pos + gap);
    if (len == 0) break;
    nw_passage_add(place, "", 0, gap);
    copy(look, place, pos + gap, len);
    pos += gap + len;
  }
  return units >= COUNTED_LEAST;
}

int nw_read_counted(nw_look *look, size_t at, nw_passage *place) {
  size_t front = 0, len;
  for (int c; front < COUNT_DIGITS && (c = nw_look_at(look, at + front)) > 0 && nw_is_digit((unsigned)c);) front++;
  if (front > 0) front += ascii_signs(look, at + front);
  if ((len = letter_at(look, at + front)) == 0) return 0;
  nw_passage_begin(place, at);
  if (front > 0) copy(look, place, at, front);
  return read_counted(look, at + front, len, place);
}
