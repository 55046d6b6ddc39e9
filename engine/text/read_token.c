/* text/read_token.c - text as a token of letters and digits: base64, hexadecimal, base32, binary. Rows of numbers: read_series.c.
 *
 *   Ym9iQHgub3Jn    626f6240782e6f7267    MJXWEQDYFZXXEZY=    0110001001101111        bob@x.org
 *
 * A token counts when all of it decodes to UTF-8 that a person reads, most of it letters, digits and blanks: images, hashes, keys
 * and identifiers do not (six random bytes pass once in 500 times, twelve once in 200,000). What fails does so within a few bytes,
 * and READ_BYTES at the latest: a token that reads so far is taken as far as it reads. Base64 goes on over line ends. What is longer
 * than a place is read in several (nw_passage.goes_on).
 *
 * Pieces: base64 three bytes for four letters, what is a code point in itself otherwise.
 */
#include <string.h>

#include "text/read_bytes.h"

enum { TOKEN_LEAST = 6, HEX_LEAST = 8, BASE32_LEAST = 16, BINARY_LEAST = 24, READ_BYTES = 160, LINE_LEAST = 16,
    SHORT_BYTES = 5, ROOM_BYTES = 32 };

/* ---- tokens ---- */

/* 1 + the value of a letter; 0: it is none. */
static const uint8_t base64_values[256] = {
  [' '] = 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 63, 0, 63, 0, 64,
  53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 0, 0, 0, 0, 0, 0,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
  16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 0, 0, 0, 0, 64,
  0, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41,
  42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 0, 0, 0, 0, 0,
};
static int base64_of(unsigned c) { return base64_values[c & 0xFF] - 1; }

static int base32_of(unsigned c) {
  if (nw_is_alpha(c)) return (int)((c | 32u) - 'a');
  return c >= '2' && c <= '7' ? (int)(c - '2' + 26) : -1;
}

static int binary_of(unsigned c) { return c == '0' || c == '1' ? (int)(c - '0') : -1; }

typedef struct base { int (*digit)(unsigned c); unsigned bits, least; } base;
typedef enum base_kind { BASE2, BASE16, BASE32, BASE64, BASE64_WIDE, BASES } base_kind;
static const base bases[BASES] = {
  [BASE2] = { binary_of, 1, BINARY_LEAST },  [BASE16] = { nw_hex_of, 4, HEX_LEAST },
  [BASE32] = { base32_of, 5, BASE32_LEAST }, [BASE64] = { base64_of, 6, TOKEN_LEAST },
  [BASE64_WIDE] = { base64_of, 6, TOKEN_LEAST },  /* UTF-16: every other byte is 0 */
};

/* Where the token goes on behind a line end at `at`, with as many letters at least as make a line; 0 when it does not. */
static size_t next_line(nw_look *look, size_t at, const base *how) {
  size_t pos = at, count = 0;
  int c;
  while (pos < at + 8 && ((c = nw_look_at(look, pos)) == '\r' || c == '\n' || c == ' ' || c == '\t' || c == '>')) pos++;
  if (pos == at || (nw_look_at(look, at) != '\n' && nw_look_at(look, at) != '\r')) return 0;
  while (count < LINE_LEAST / 4 && (c = nw_look_at(look, pos + count)) >= 0 && how->digit((unsigned)c) >= 0) count++;
  return count >= LINE_LEAST / 4 || (count > 0 && nw_look_at(look, pos + count) == '=') ? pos : 0;
}

/* Where base64 in groups of `len` letters goes on behind a blank at `at`: with as many, or with fewer at its end; 0 when it does not. */
static size_t next_group(nw_look *look, size_t at, size_t len, const base *how) {
  size_t count = 0;
  int c;
  if (nw_look_at(look, at) != ' ') return 0;
  while (count <= len && (c = nw_look_at(look, at + 1 + count)) >= 0 && how->digit((unsigned)c) >= 0) count++;
  return count > 0 && count <= len ? at + 1 : 0;
}

/* Decodes from `at`, over line ends when `lines`; sets where the token ends, or where it goes on when it is longer than a place. */
static int decode(nw_look *look, size_t at, base_kind kind, int lines, nw_decoded *out, size_t *end) {
  const base *how = &bases[kind];
  int wide = kind == BASE64_WIDE;
  uint32_t bits = 0;
  unsigned have = 0, count = 0, line = out->goes_on ? LINE_LEAST : 0, bytes = 0, group = 0;
  size_t pos = at, next;
  for (int c, digit; (c = nw_look_at(look, pos)) >= 0;) {
    if ((digit = how->digit((unsigned)c)) < 0) {
      if (!lines || how->bits != 6) break;
      if (group == 0) group = line;
      next = line >= LINE_LEAST ? next_line(look, pos, how) : 0;
      if (next == 0 && line == group && line >= TOKEN_LEAST) next = next_group(look, pos, line, how);
      if (next == 0) break;
      pos = next;
      line = 0;
      continue;
    }
    bits = bits << how->bits | (uint32_t)digit;
    have += how->bits;
    count++, line++, pos++;
    if (have < 8) continue;
    have -= 8;
    unsigned byte = bits >> have & 0xFF;
    if (wide && bytes++ % 2 == 1) {
      if (byte != 0) return 0;
    } else if (!nw_decoded_add(out, byte)) {
      return 0;
    }
    if (have > 0 || (wide && bytes % 2 == 1)) continue;
    out->whole = out->len, out->whole_end = *end = pos;
    if (nw_look_room(look, pos) <= ROOM_BYTES) return 1;
  }
  if (count < how->least && !out->goes_on) return 0;
  if (count == 0 || out->good < out->len || (bits & ((1u << have) - 1)) != 0 || have >= 6) return 0;
  for (unsigned n = 0; n < 6 && nw_look_at(look, pos) == '='; n++) pos++;
  *end = pos;
  return 1;
}

/* What is whole when it goes wrong behind. */
static void keep_whole(nw_decoded *out, size_t *end) {
  out->good = out->whole;
  *end = out->whole_end;
}

/* What was decoded before it went wrong is a text if it is long. */
static int decode_token(nw_look *look, size_t at, base_kind kind, nw_decoded *out, size_t *end) {
  int base64 = kind >= BASE64;
  nw_decoded_forget(out, 0);
  int whole = decode(look, at, kind, 1, out, end);
  if (!whole && out->good < READ_BYTES) {
    nw_decoded_forget(out, 0);
    whole = decode(look, at, kind, 0, out, end);
  }
  if (whole) return base64 && out->good < SHORT_BYTES ? out->letters == out->good && out->good >= 4 : nw_decoded_is_texty(out, 4);
  if (kind != BASE64 || out->good < READ_BYTES) return 0;
  keep_whole(out, end);
  return out->good >= READ_BYTES && nw_decoded_is_texty(out, READ_BYTES / 4);
}

/* Classes of the token at `at`, up to its first byte that is of none. */
typedef struct token_kind { size_t len; unsigned upper, lower, digits, hexes, bits, base32; } token_kind;

/* One of each class that a byte has: eight bits a count, which READ_BYTES do not fill. */
static uint64_t counts_of(unsigned c) {
  enum { AT_UPPER = 0, AT_LOWER = 8, AT_DIGIT = 16, AT_HEX = 24, AT_BIT = 32, AT_BASE32 = 40 };
  uint64_t counts = 0;
  if (nw_is_digit(c)) {
    counts = 1ull << AT_DIGIT | 1ull << AT_HEX;
    counts |= (uint64_t)(c <= '1') << AT_BIT | (uint64_t)(c >= '2' && c <= '7') << AT_BASE32;
  } else if (nw_is_alpha(c)) {
    counts = 1ull << (nw_is_upper(c) ? AT_UPPER : AT_LOWER) | 1ull << AT_BASE32;
    counts |= (uint64_t)((c | 32u) <= 'f') << AT_HEX;
  }
  return counts;
}

static token_kind kind_of(nw_look *look, size_t at) {
  const unsigned char *p = look->data + (at - look->base);
  size_t end = look->end < look->most ? look->end : look->most, most = end - at < READ_BYTES ? end - at : READ_BYTES, len = 0;
  uint64_t sum = 0;
  for (; len < most && base64_of(p[len]) >= 0; len++) sum += counts_of(p[len]);
  if (len == most && most < READ_BYTES) (void)nw_look_at(look, at + len);  /* there may be more */
  token_kind kind = { len, sum & 0xFF, sum >> 8 & 0xFF, sum >> 16 & 0xFF, sum >> 24 & 0xFF, sum >> 32 & 0xFF, sum >> 40 & 0xFF };
  return kind;
}

/* What a byte is to UTF-8 that is shown: nothing, ASCII, a byte that goes on, the first of two, three, four. */
enum { BYTE_NONE, BYTE_ASCII, BYTE_MORE, BYTE_TWO, BYTE_THREE, BYTE_FOUR, BYTE_KINDS };
#define ASCII_8 1, 1, 1, 1, 1, 1, 1, 1
#define MORE_8 2, 2, 2, 2, 2, 2, 2, 2
#define TWO_8 3, 3, 3, 3, 3, 3, 3, 3
#define THREE_8 4, 4, 4, 4, 4, 4, 4, 4
static const uint8_t byte_kinds[256] = {
  0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  ASCII_8, ASCII_8, ASCII_8, ASCII_8, ASCII_8, ASCII_8, ASCII_8, ASCII_8, ASCII_8, ASCII_8, ASCII_8, 1, 1, 1, 1, 1, 1, 1, 0,
  MORE_8, MORE_8, MORE_8, MORE_8, MORE_8, MORE_8, MORE_8, MORE_8, 0, 0, 3, 3, 3, 3, 3, 3, TWO_8, TWO_8, TWO_8,
  THREE_8, THREE_8, 5, 5, 5, 5, 5
};
/* By how many bytes of a code point are to come: how many behind a byte. BAD: it is no text. */
enum { BAD = 4 };
static const uint8_t byte_next[BAD + 1][BYTE_KINDS] = {
  { BAD, 0, BAD, 1, 2, 3 }, { BAD, BAD, 0, BAD, BAD, BAD }, { BAD, BAD, 1, BAD, BAD, BAD }, { BAD, BAD, 2, BAD, BAD, BAD },
  { BAD, BAD, BAD, BAD, BAD, BAD }
};

/* May a text begin with these `len` bytes, the first one highest? */
static inline int may_be_text(uint64_t bits, unsigned len) {
  unsigned more = 0;
  for (; len > 0; len--, bits <<= 8) more = byte_next[more][byte_kinds[bits >> 56]];
  return more != BAD;
}

/* UTF-16: every other byte is 0. */
static int may_be_wide(const unsigned char *p) { return p[4] == 'A' && base64_of(p[5]) >= 0 && base64_of(p[5]) < 16; }

/* May base64 that is a text begin with these eight letters? A token of fewer has no bits left over. Most words end at the first byte. */
static int may_be_base64(const unsigned char *p) {
  enum { SEEN = 8 };
  int first = base64_of(p[0]), second = base64_of(p[1]), third = base64_of(p[2]), fourth = base64_of(p[3]);
  uint64_t value = (uint64_t)(first & 63) << 18 | (uint64_t)(second & 63) << 12 | (uint64_t)(third & 63) << 6 | (uint64_t)(fourth & 63);
  const int wide = (second & 15) == 0 && (p[2] == 'A' || p[2] == 'B');
  if ((first | second | third | fourth) < 0 || !may_be_text(value << 40, wide ? 1 : 3)) return 0;
  unsigned len = 4;
  for (int of; len < SEEN && (of = base64_of(p[len])) >= 0; len++) value = value << 6 | (uint64_t)of;
  if (len < TOKEN_LEAST || (len < SEEN && (value & ((1u << len * 6 % 8) - 1)) != 0)) return 0;
  return wide ? may_be_wide(p) : may_be_text(value << (64 - 6 * len), len * 6 / 8);
}

/* The same of `len` letters that are of a base, of `each` bits. */
static int may_read(const unsigned char *p, unsigned len, int (*digit)(unsigned c), unsigned each) {
  uint64_t value = 0;
  for (unsigned i = 0; i < len; i++) value = value << each | (uint64_t)digit(p[i]);
  return may_be_text(value << (64 - len * each), len * each / 8);
}

/* What letters are of, a bit each; base32 has letters of one case. */
enum { OF_HEX = 1, OF_UPPER32 = 2, OF_LOWER32 = 4, OF_BINARY = 8, OF_BASE32 = OF_UPPER32 | OF_LOWER32 };
#define OF_BIT (OF_HEX | OF_BINARY)
#define OF_OCT (OF_HEX | OF_BASE32)
#define OF_FIRST (OF_HEX | OF_UPPER32)
#define OF_SMALL (OF_HEX | OF_LOWER32)
static const uint8_t letters_of[256] = {
  ['0'] = OF_BIT, OF_BIT, OF_OCT, OF_OCT, OF_OCT, OF_OCT, OF_OCT, OF_OCT, OF_HEX, OF_HEX,
  ['A'] = OF_FIRST, OF_FIRST, OF_FIRST, OF_FIRST, OF_FIRST, OF_FIRST, OF_UPPER32, OF_UPPER32, OF_UPPER32, OF_UPPER32, OF_UPPER32,
  OF_UPPER32, OF_UPPER32, OF_UPPER32, OF_UPPER32, OF_UPPER32, OF_UPPER32, OF_UPPER32, OF_UPPER32, OF_UPPER32, OF_UPPER32,
  OF_UPPER32, OF_UPPER32, OF_UPPER32, OF_UPPER32, OF_UPPER32,
  ['a'] = OF_SMALL, OF_SMALL, OF_SMALL, OF_SMALL, OF_SMALL, OF_SMALL, OF_LOWER32, OF_LOWER32, OF_LOWER32, OF_LOWER32, OF_LOWER32,
  OF_LOWER32, OF_LOWER32, OF_LOWER32, OF_LOWER32, OF_LOWER32, OF_LOWER32, OF_LOWER32, OF_LOWER32, OF_LOWER32, OF_LOWER32,
  OF_LOWER32, OF_LOWER32, OF_LOWER32, OF_LOWER32, OF_LOWER32,
};

/* What four letters are of; what `len` of them are, by fours. */
static unsigned four_of(const unsigned char *p) { return letters_of[p[0]] & letters_of[p[1]] & letters_of[p[2]] & letters_of[p[3]]; }
static unsigned all_of(const unsigned char *p, unsigned len, unsigned of) {
  for (unsigned i = 0; i < len && of != 0; i += 4) of &= four_of(p + i);
  return of;
}

/* Where the digits of a token in hexadecimal end, no letter stands behind. */
static int ends_hex(const unsigned char *p, unsigned seen) {
  unsigned len = HEX_LEAST;
  while (len < seen && nw_hex_of(p[len]) >= 0) len++;
  return len == seen || base64_of(p[len]) < 0;
}

/* Whatever comes behind this letter: does a text in base64 begin so, and one in another base? */
static int begins_base64(unsigned c) {
  if (nw_is_lower(c)) return c <= 'f' || c >= 'w';
  return c < 'E' ? c != 'A' && c != 'B' : c >= 'I';
}
static int begins_other(unsigned c) { return c < '8' || (c | 32u) >= 'y' || ((c | 32u) >= 'b' && (c | 32u) <= 'p'); }

int nw_token_may_begin(const unsigned char *p) {
  if (begins_base64(p[0]) && may_be_base64(p)) return 1;
  if (!begins_other(p[0])) return 0;
  if (p[0] == '0' && (p[1] | 32) == 'x') return all_of(p + 2, HEX_LEAST, OF_HEX) != 0 && may_read(p + 2, HEX_LEAST, nw_hex_of, 4);
  unsigned of = all_of(p, HEX_LEAST, OF_HEX | OF_BASE32 | OF_BINARY);
  if (of == 0) return 0;
  if ((of & OF_HEX) && ends_hex(p, NW_SPOT_BYTES) && may_read(p, HEX_LEAST, nw_hex_of, 4)) return 1;
  if ((of = all_of(p + HEX_LEAST, BASE32_LEAST - HEX_LEAST, of & (OF_BASE32 | OF_BINARY))) == 0) return 0;
  if ((of & OF_BASE32) && may_read(p, 8, base32_of, 5)) return 1;
  return all_of(p + BASE32_LEAST, BINARY_LEAST - BASE32_LEAST, of & OF_BINARY) != 0 && may_read(p, BINARY_LEAST, binary_of, 1);
}

static int pieces_of_text(nw_passage *place, const nw_decoded *text, size_t in_len) {
  nw_passage_add(place, (const char *)text->bytes, text->good, in_len);
  return 1;
}

/* Base64 a piece for what three bytes hold where lines do not break; else one piece. */
static int pieces_of_base64(nw_passage *place, const nw_decoded *text, size_t in_len) {
  if (in_len > (text->good + 2) / 3 * 4) return pieces_of_text(place, text, in_len);
  for (size_t i = 0, at = 0; i < text->good; i += 3, at += 4) {
    size_t len = text->good - i < 3 ? text->good - i : 3;
    nw_passage_add(place, (const char *)text->bytes + i, len, i + 3 < text->good ? 4 : in_len - at);
  }
  return 1;
}

/* The token [at, end) as a place, and how it goes on if it does. */
static int add_token(nw_look *look, size_t at, size_t end, base_kind kind, nw_decoded *text, nw_passage *place) {
  int longer = nw_look_room(look, end) <= ROOM_BYTES && text->whole_end == end;
  if (longer) text->good = text->len;  /* the last code point may be in two */
  place->goes_on = longer ? (uint8_t)(1 + kind) : 0;
  return kind == BASE64 ? pieces_of_base64(place, text, end - at) : pieces_of_text(place, text, end - at);
}

/* The next bytes of a token that is longer than a place: as far as they read. */
static int read_rest(nw_look *look, size_t at, nw_passage *place) {
  nw_decoded text;
  size_t end = at;
  base_kind kind = (base_kind)(look->goes_on - 1);
  nw_decoded_forget(&text, 1);
  if (!decode(look, at, kind, 1, &text, &end)) keep_whole(&text, &end);
  return text.good > 0 && add_token(look, at, end, kind, &text, place);
}

/* Wide: text in UTF-16, as a shell takes it. Only ASCII of it. */
static int is_wide(nw_look *look, size_t at) {
  int a = nw_look_at(look, at + 1), b = nw_look_at(look, at + 2);
  return a >= 0 && (b == 'A' || b == 'B') && base64_of((unsigned)a) % 16 == 0;
}

/* The last letter of a token has no bits left over. A long one may go on over a line end. */
static int ends_base64(const unsigned char *p, size_t len) {
  unsigned left = (unsigned)(len * 6 % 8);
  return len >= LINE_LEAST || (left < 6 && (base64_of(p[len - 1]) & ((1 << left) - 1)) == 0);
}

/* "0x" in front? */
static int is_prefixed(nw_look *look, size_t at) { return nw_look_at(look, at) == '0' && (nw_look_at(look, at + 1) | 32) == 'x'; }

/* The bases that the token at `at` may be in by its letters, the likeliest first; returns how many. */
static unsigned bases_of(nw_look *look, size_t at, const token_kind *token, base_kind kinds[BASES]) {
  unsigned count = 0;
  int prefixed = is_prefixed(look, at);
  if (token->bits == token->len && token->len >= BINARY_LEAST && token->len % 8 == 0) kinds[count++] = BASE2;
  if (token->hexes + (unsigned)prefixed >= token->len && token->len >= HEX_LEAST && token->digits * 3 >= token->len)
    kinds[count++] = BASE16;
  if (token->base32 == token->len && (token->upper == 0 || token->lower == 0) && token->len >= BASE32_LEAST &&
      (token->lower == 0 || token->digits > 0)) kinds[count++] = BASE32;
  if (token->digits == token->len || (token->upper == 0 && token->lower == 0)) return count;
  const unsigned char *p = look->data + (at - look->base);
  if (ends_base64(p, token->len)) kinds[count++] = is_wide(look, at) ? BASE64_WIDE : BASE64;
  return count;
}

/* The first look for a spot near the end of the text, too. */
static int may_be_token(const nw_look *look, size_t at) {
  unsigned char rest[NW_SPOT_BYTES] = { 0 };
  const unsigned char *p = nw_look_bytes(look, at, NW_SPOT_BYTES);
  if (p != NULL || !look->final) return p == NULL || nw_token_may_begin(p);
  memcpy(rest, look->data + (at - look->base), look->end - at);
  return nw_token_may_begin(rest);
}

static int read_token(nw_look *look, size_t at, nw_passage *place) {
  nw_decoded text;
  size_t end;
  base_kind kinds[BASES];
  if (look->goes_on) return read_rest(look, at, place);
  if (!may_be_token(look, at)) return 0;
  token_kind token = kind_of(look, at);
  if (token.len < TOKEN_LEAST) return 0;
  unsigned count = bases_of(look, at, &token, kinds);
  for (unsigned i = 0; i < count; i++) {
    size_t from = at + (kinds[i] == BASE16 && is_prefixed(look, at) ? 2 : 0);
    if (decode_token(look, from, kinds[i], &text, &end)) return add_token(look, at, end, kinds[i], &text, place);
  }
  return 0;
}

/* Where a token of six begins that has a capital letter or a digit behind its first. */
static uint64_t token_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t alnum = here->letter | here->digit, alnum_next = next->letter | next->digit;
  uint64_t run = alnum | here->token, run_next = next->token | alnum_next;
  uint64_t mixed = here->upper | here->digit, mixed_next = next->upper | next->digit;
  uint64_t first = nw_is_alnum(before) ? 1 : 0, begin = alnum & ~nw_behind(alnum, first);
  uint64_t three = run & nw_ahead(run, run_next, 1) & nw_ahead(run, run_next, 2), three_next = run_next & run_next >> 1 & run_next >> 2;
  run = three & nw_ahead(three, three_next, 3);
  mixed = nw_ahead(mixed, mixed_next, 1);
  mixed_next >>= 1;
  for (unsigned n = 1; n <= 4; n *= 2) {
    mixed |= nw_ahead(mixed, mixed_next, n);
    mixed_next |= mixed_next >> n;
  }
  return begin & run & mixed;
}

static int token_may(const unsigned char *p, const unsigned char *from) {
  (void)from;
  return nw_token_may_begin(p);
}

const nw_rewrite nw_rewrite_token = {
  "token", "decoded", NW_FOR_ALL, token_spots, read_token, token_may, NW_CALM_TOKEN, 0, 0
};
