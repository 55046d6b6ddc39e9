/* text/read_series.c - text as a row of numbers.
 *
 *   62 6f 62   0x62, 0x6f, 0x62   98 111 98   142 157 142   01100010 01101111         bob
 *
 * A row counts when it reads as text like a token does (read_token.c); it is tried in four shapes, and what is longer than a place is
 * read in several. Pieces: a code point each.
 */
#include <string.h>

#include "text/read_bytes.h"

enum { ROW_MOST = 1024, ROW_LEAST = 4, ROW_SURE = 6, ROW_ROOM_BYTES = 96 };

/* The shape of a row: how its numbers are written. */
typedef enum row_kind { ROW_HEX, ROW_DECIMAL, ROW_OCTAL, ROW_BINARY, ROW_KINDS } row_kind;

/* The least and the most digits of a number, its base, and the letter behind the 0 of its prefix. */
static const struct { uint8_t least, most, base; char letter; } row_shapes[ROW_KINDS] = {
  { 2, 2, 16, 'x' }, { 2, 3, 10, 0 }, { 2, 4, 8, 'o' }, { 7, 8, 2, 'b' }
};

enum { ROW_LETTERS = 10 };  /* of the longest number: "0b01100010" */

/* Are the `len` letters and digits at `p` a byte in that shape? */
static int is_row_number(const unsigned char *p, size_t len, row_kind kind, unsigned *value) {
  size_t from = len > 2 && row_shapes[kind].letter != 0 && p[0] == '0' && (p[1] | 32) == row_shapes[kind].letter ? 2 : 0;
  unsigned sum = 0;
  if (len - from < row_shapes[kind].least || len - from > row_shapes[kind].most) return 0;
  for (size_t i = from; i < len; i++) {
    int digit = nw_hex_of(p[i]);
    if (digit < 0 || digit >= row_shapes[kind].base) return 0;
    sum = sum * row_shapes[kind].base + (unsigned)digit;
  }
  *value = sum;
  return sum <= 0xFF;
}

/* The number at `at` in that shape: its length, 0 none. */
static size_t row_number(nw_look *look, size_t at, row_kind kind, unsigned *value) {
  unsigned char text[ROW_LETTERS];
  const unsigned char *p = nw_look_bytes(look, at, ROW_LETTERS + 1);
  size_t len = 0;
  if (p != NULL) {
    while (len <= ROW_LETTERS && nw_is_alnum(p[len])) len++;
    return len <= ROW_LETTERS && is_row_number(p, len, kind, value) ? len : 0;
  }
  for (int c; (c = nw_look_at(look, at + len)) >= 0 && nw_is_alnum((unsigned)c); text[len++] = (unsigned char)c)
    if (len == sizeof text) return 0;
  return is_row_number(text, len, kind, value) ? len : 0;
}

/* Is the number at `at` one that a function takes: "chr(98"? It is decimal then. */
static int is_called(const nw_look *look, size_t at, row_kind kind) {
  return kind == ROW_DECIMAL && nw_look_before(look, at) == '(' && nw_is_alpha(nw_look_before(look, at - 1));
}

static int is_row_sign(int c) { return c == ',' || c == ';' || c == '-' || c == ':' || c == '|' || c == '/' || c == '.'; }
static int is_row_blank(int c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/* ")+chr(", "), Chr(": between numbers that a function takes one by one. */
static size_t call_gap(nw_look *look, size_t at) {
  enum { GAP_BYTES = 5, NAME_MOST = 6 };
  size_t pos = at + 1, name;
  int c;
  while (pos < at + GAP_BYTES && (is_row_blank(c = nw_look_at(look, pos)) || c == ',' || c == '+' || c == '&' || c == '.')) pos++;
  for (name = pos; pos < name + NAME_MOST && (c = nw_look_at(look, pos)) > 0 && nw_is_alpha((unsigned)c);) pos++;
  return pos > name && name > at + 1 && nw_look_at(look, pos) == '(' ? pos + 1 - at : 0;
}

/* What stands between two numbers: a sign, blanks, or both. */
static size_t row_gap(nw_look *look, size_t at) {
  const unsigned char *p = nw_look_bytes(look, at, 2);
  if (p != NULL && p[0] == ')') return call_gap(look, at);
  if (p != NULL && nw_is_alnum(p[1])) return is_row_sign(p[0]) || is_row_blank(p[0]);
  size_t pos = at;
  if (is_row_sign(nw_look_at(look, pos))) pos++;
  while (pos < at + 3 && is_row_blank(nw_look_at(look, pos))) pos++;
  return pos - at;
}

/* Plain numbers that are text all the same: a sign among four characters at most, and no capital letter behind a small one. */
static int is_sure(const nw_decoded *text, size_t least) {
  for (size_t i = 1; i < text->good; i++)
    if (nw_is_upper(text->bytes[i]) && nw_is_lower(text->bytes[i - 1])) return 0;
  unsigned chars = nw_decoded_chars(text);
  return chars >= least && text->wordy * 4 >= chars * 3;
}

/* Reads a row, into `place` unless it is NULL; returns how well it reads: by its letters, digits and blanks; 0: it is no text. */
static unsigned read_row(nw_look *look, size_t at, row_kind kind, nw_passage *place, size_t *reach) {
  nw_decoded text;  /* its bytes are written before they are read; clearing them would cost more than the reading */
  nw_decoded_forget(&text, 0);
  size_t pos = at, end = at, from = at, len;
  unsigned value, next, numbers = 0;
  int marked = 0, wide = 0, called = 0;  /* by a letter, by three digits: lists of numbers seldom are; by a function */
  int full = 0;
  if (place != NULL) nw_passage_begin(place, at);
  for (len = row_number(look, pos, kind, &value); len > 0 && !full; numbers++, value = next) {
    size_t had = text.good;
    if (!nw_decoded_add(&text, value)) break;
    end = pos + len;
    if (kind == ROW_HEX || len > row_shapes[kind].most)  /* others are digits */
      for (size_t i = pos; !marked && i < end; i++) marked = !nw_is_digit((unsigned)nw_look_at(look, i));
    called |= is_called(look, pos, kind);
    wide |= len > 2;
    size_t gap = row_gap(look, end);
    len = gap > 0 && nw_look_is_alnum(look, end + gap) ? row_number(look, end + gap, kind, &next) : 0;
    if (text.good > had && place != NULL) {
      size_t to = len > 0 ? end + gap : end;
      nw_passage_add(place, (const char *)text.bytes + had, text.good - had, to - from);
      from = to;
    }
    pos = end + gap;
    full = text.good == text.len && (numbers >= ROW_MOST || nw_look_room(look, pos) <= ROW_ROOM_BYTES);
  }
  if (place != NULL && full && len > 0) place->goes_on = (uint8_t)(1 + kind);
  if (end > *reach) *reach = end;
  if (look->goes_on) return text.good > 0;
  if (!marked && !called && kind != ROW_BINARY && !is_sure(&text, wide ? ROW_LEAST : ROW_SURE)) return 0;
  if (!nw_decoded_is_texty(&text, kind == ROW_BINARY ? 2 : ROW_LEAST)) return 0;
  return 2 * text.wordy + (called ? 2 * numbers : 0) + (text.letters == 0);  /* "52 49 49" is 411 rather than RII */
}

/* May a text begin with this byte? */
static int may_be_first(unsigned byte) { return byte < 0x80 ? nw_is_shown(byte) : byte >= 0xC2 && byte <= 0xF4; }

/* The kinds among `kinds` that the number of `len` letters and digits at `p` may be of, the first or another one of a text. */
static unsigned kinds_of(const unsigned char *p, size_t len, unsigned kinds, int is_first) {
  unsigned left = 0, value;
  for (unsigned kind = 0; kind < ROW_KINDS; kind++)
    if ((kinds >> kind & 1) && is_row_number(p, len, (row_kind)kind, &value) &&
        (is_first ? may_be_first(value) : value >= 0x80 || nw_is_shown(value))) left |= 1u << kind;
  return left;
}

/* The kinds that the row at `at` may be of, by the first numbers there: two bytes of binary may be a text, of all else four. */
static unsigned row_kinds(nw_look *look, size_t at) {
  enum { SEEN = ROW_LEAST * (ROW_LETTERS + 3), BINARY_LEAST_NUMBERS = 2 };
  unsigned kinds = (1u << ROW_KINDS) - 1, binary = 0;
  const unsigned char *p = nw_look_bytes(look, at, SEEN);
  if (p == NULL) return kinds;
  for (unsigned n = 1; n <= ROW_LEAST && kinds != 0; n++) {
    size_t len = 0;
    while (len < ROW_LETTERS && nw_is_alnum(p[len])) len++;
    kinds = kinds_of(p, len, kinds, n == 1);
    if (n == BINARY_LEAST_NUMBERS) binary = kinds & 1u << ROW_BINARY;
    size_t gap = row_gap(look, at += len);
    if (gap == 0 && n < ROW_LEAST) kinds = 0;
    p += len + gap, at += gap;
  }
  return kinds | binary;
}

/* May `len` letters and digits from `first` on be a number of a row? Most numbers are no byte. */
static int may_be_row_number(unsigned len, unsigned first, int begins) {
  static const unsigned char most[ROW_LETTERS + 2] = { 0, 0, '9', '3', '0', '0', '0', '1', '1', '0', '0', 0 };  /* by length */
  return first <= most[len] || (len == 2 && !begins);
}

/* Four of them in one shape, of binary two, and what may stand between; as far as is seen. */
static int series_may(const unsigned char *p, const unsigned char *from) {
  enum { BINARY_DIGITS = 7 };
  const unsigned char *end = p + NW_SPOT_BYTES - ROW_LETTERS - 4, *at[ROW_LEAST];
  unsigned lens[ROW_LEAST], count = 0, kinds = (1u << ROW_KINDS) - 1;
  if (p > from && p[-1] >= 0x80) return 0;
  while (count < ROW_LEAST && p < end) {
    unsigned len = 0, gap;
    while (len <= ROW_LETTERS && nw_is_alnum(p[len])) len++;
    if (!may_be_row_number(len, *p, count == 0)) return 0;
    at[count] = p;
    lens[count++] = len;
    if ((len >= BINARY_DIGITS && count == 2) || p[len] == ')') break;
    gap = is_row_sign(p[len]) != 0;
    while (gap < 3 && is_row_blank(p[len + gap])) gap++;
    if (gap == 0 && count < ROW_LEAST) return 0;
    p += len + gap;
  }
  for (unsigned n = 0; n < count && kinds != 0; n++) kinds = kinds_of(at[n], lens[n], kinds, n == 0);
  return kinds != 0;
}

/* ---- how far a row is refused ---- */

/* The numbers of a row that is no text as a whole, and the bytes that they are in one shape. */
typedef struct numbers {
  uint16_t at[ROW_MOST];  /* from the beginning of the row */
  uint8_t  len[ROW_MOST], value[ROW_MOST], marked[ROW_MOST];
  unsigned count;
} numbers;

/* The numbers from `at` to `reach`; 0 when there are too many. */
static int take_numbers(nw_look *look, size_t at, size_t reach, numbers *row) {
  const unsigned char *p = look->data + (at - look->base);
  size_t pos = at, len;
  for (row->count = 0; pos < reach; pos += len) {
    if (row->count == ROW_MOST) return 0;
    for (len = 0; pos + len < reach && nw_is_alnum(p[pos + len - at]); len++) continue;
    row->at[row->count] = (uint16_t)(pos - at);
    row->len[row->count++] = (uint8_t)len;
    if (len == 0 || len > ROW_LETTERS) return 0;
    pos += len;
    for (len = 0; pos + len < reach && !nw_is_alnum(p[pos + len - at]); len++) continue;
  }
  return 1;
}

/* Reads numbers from `first` on in one shape; returns the first that is none, or that no text goes on with. */
static unsigned read_numbers(const nw_look *look, size_t at, numbers *row, unsigned first, row_kind kind) {
  const unsigned char *p = look->data + (at - look->base);
  nw_decoded text;
  unsigned n = first, value;
  nw_decoded_forget(&text, 0);
  for (; n < row->count; n++) {
    const unsigned char *digits = p + row->at[n];
    if (!is_row_number(digits, row->len[n], kind, &value) || !nw_decoded_add(&text, value)) break;
    row->value[n] = (uint8_t)value;
    row->marked[n] = (uint8_t)is_called(look, at + row->at[n], kind);
    for (unsigned i = 0; i < row->len[n] && (kind == ROW_HEX || row->len[n] > row_shapes[kind].most); i++)
      row->marked[n] |= !nw_is_digit(digits[i]);
  }
  return n;
}

/* The first of the numbers [first, end) from which on they may be a text: what read_row asks of one. `end`: none. */
static unsigned first_texty(const numbers *row, unsigned first, unsigned end, row_kind kind) {
  unsigned found = end, chars = 0, wordy = 0, least = kind == ROW_BINARY ? 2 : ROW_LEAST;
  int marked = kind == ROW_BINARY, humps = 0;
  for (unsigned n = end; n-- > first;) {
    unsigned value = row->value[n];
    marked |= row->marked[n];
    humps |= n + 1 < end && nw_is_lower(value) && nw_is_upper(row->value[n + 1]);
    if ((value & 0xC0) == 0x80) continue;  /* inside a code point */
    chars++;
    wordy += value >= 0x80 || value <= ' ' || nw_is_alnum(value);
    if (chars >= least && nw_chars_are_texty(chars, wordy) && (marked || (!humps && wordy * 4 >= chars * 3))) found = n;
  }
  return found;
}

/* How far all numbers of the row [at, reach) are refused, which is no text in any shape as a whole: to the first from which on it may be
 * one. A row that is longer than a place is asked about again from its second half. */
static size_t series_reach(nw_look *look, size_t at, size_t reach) {
  enum { SHORT_ROW_BYTES = 24 };
  numbers row;
  if (reach - at < SHORT_ROW_BYTES) return at;
  if (reach - at > NW_LIMIT_PLACE_BYTES - 2 * ROW_ROOM_BYTES || !take_numbers(look, at, reach, &row)) return at + (reach - at) / 2;
  unsigned refused = row.count;
  for (unsigned kind = 0; kind < ROW_KINDS; kind++)
    for (unsigned first = 0, end; first < refused; first = end > first ? end : first + 1) {
      end = read_numbers(look, at, &row, first, (row_kind)kind);
      unsigned texty = end == row.count && first > 0 ? first : first_texty(&row, first + (first == 0), end, (row_kind)kind);
      if (texty < refused && texty < end) refused = texty;
    }
  return refused < row.count ? at + row.at[refused] : reach;
}

static int read_series(nw_look *look, size_t at, nw_passage *place) {
  unsigned best = 0, wordy;
  row_kind best_kind = ROW_HEX;
  size_t reach = at;
  if (look->goes_on) return read_row(look, at, (row_kind)(look->goes_on - 1), place, &reach) > 0;
  if (nw_look_before(look, at) >= 0x80) return 0;
  unsigned kinds = row_kinds(look, at);
  for (unsigned kind = 0; kind < ROW_KINDS; kind++)
    if ((kinds >> kind & 1) && (wordy = read_row(look, at, (row_kind)kind, NULL, &reach)) > best) best = wordy, best_kind = (row_kind)kind;
  if (best > 0) return read_row(look, at, best_kind, place, &reach) > 0;
  place->refused = series_reach(look, at, reach);
  return 0;
}

/* Three numbers in a row, two to eight digits each. */
static uint64_t series_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t alnum = here->letter | here->digit, alnum_next = next->letter | next->digit;
  uint64_t start = here->digit & ~nw_behind(alnum, nw_is_alnum(before) ? 1 : 0);
  uint64_t start_next = next->digit & ~nw_behind(alnum_next, alnum >> 63);
  uint64_t some = 0, some_next = 0, all = 0;
  if ((start & nw_ahead(alnum, alnum_next, 1)) == 0) return 0;
  start |= here->digit & here->letter, start_next |= next->digit & next->letter;  /* what is not known */
  for (unsigned n = 3; n <= 10; n++) some |= nw_ahead(start, start_next, n), some_next |= start_next >> n;
  some &= start, some_next &= start_next;
  some_next |= next->digit & next->letter;
  for (unsigned n = 3; n <= 10; n++) all |= nw_ahead(some, some_next, n);
  return start & all & nw_ahead(alnum, alnum_next, 1);
}

const nw_rewrite nw_rewrite_series = {
  "series", "decoded", NW_FOR_ALL, series_spots, read_series, series_may, NW_CALM_DIGITS, 0, 0
};
