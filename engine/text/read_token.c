/* text/read_token.c - text as a token of letters and digits: base64, hexadecimal, base32, binary; and as a row of numbers.
 *
 *   Ym9iQHgub3Jn    626f6240782e6f7267    MJXWEQDYFZXXEZY=    0110001001101111        bob@x.org
 *   62 6f 62   0x62, 0x6f, 0x62   98 111 98   142 157 142   01100010 01101111         bob
 *
 * A token counts when all of it decodes to UTF-8 that a person reads, most of it letters, digits and blanks: images, hashes, keys
 * and identifiers do not (six random bytes pass once in 500 times, twelve once in 200,000). What fails does so within a few bytes,
 * and READ_BYTES at the latest: a token that reads so far is taken as far as it reads. Base64 goes on over line ends. What is longer
 * than a place is read in several (nw_passage.goes_on).
 *
 * Pieces: base64 three bytes for four letters, what is a code point in itself otherwise.
 */
#include <string.h>

#include "text/read_part.h"

enum { TOKEN_LEAST = 6, HEX_LEAST = 8, BASE32_LEAST = 16, BINARY_LEAST = 24, READ_BYTES = 160, LINE_LEAST = 16,
    TEXT_MOST = 4096, SHORT_BYTES = 5, ROOM_BYTES = 32 };

/* Bytes of the reading, as they come. */
typedef struct decoded {
  unsigned char bytes[TEXT_MOST];
  size_t   len;       /* whole code points that are shown end here at `good` */
  size_t   good;
  unsigned wordy;     /* letters, digits, blanks and what is not ASCII among them */
  unsigned letters;   /* of ASCII */
  int      bad;
  int      goes_on;   /* its first bytes may be the last ones of a code point; it begins inside a line */
  size_t   whole;     /* what came with the letters of the token up to `whole_end`: whole bytes */
  size_t   whole_end;
} decoded;

/* 0 when the text so far cannot be one. */
static int add_byte(decoded *text, unsigned byte) {
  uint32_t cp;
  if (text->len == sizeof text->bytes) return 0;
  text->bytes[text->len++] = (unsigned char)byte;
  if (text->goes_on && text->len < 4 && text->good + 1 == text->len && (byte & 0xC0) == 0x80) return text->good = text->len, 1;
  cp = byte;
  unsigned len = byte < 0x80 && text->good + 1 == text->len ? 1 : nw_utf8_decode(text->bytes + text->good, text->len - text->good, &cp);
  if (len == 0) return 1;
  if (cp == NW_UTF8_BAD || !nw_is_shown(cp)) {
    text->bad = 1;
    return 0;
  }
  if (cp < 0x20) text->bytes[text->good] = ' ';
  text->wordy += cp >= 0x80 || cp <= ' ' || nw_is_alnum(cp);
  text->letters += cp < 0x80 && nw_is_alpha(cp);
  text->good = text->len;
  return 1;
}

static unsigned count_chars(const decoded *text) {
  unsigned count = 0;
  for (size_t i = 0; i < text->good; i++) count += (text->bytes[i] & 0xC0) != 0x80;
  return count;
}

/* Of so many characters, do these look like something that was written? Many shown characters in a row are no accident: they may be
 * escapes, or a record of signs and few words. */
static int are_texty(unsigned chars, unsigned wordy) {
  enum { LONG_CHARS = 16 };
  return wordy * 8 >= chars * (chars < LONG_CHARS ? 5 : 3);
}

static int is_texty(const decoded *text, unsigned least) {
  unsigned chars = count_chars(text);
  return chars >= least && are_texty(chars, text->wordy);
}

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
static int decode(nw_look *look, size_t at, base_kind kind, int lines, decoded *out, size_t *end) {
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
    } else if (!add_byte(out, byte)) {
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

static void forget(decoded *out, int goes_on) {
  out->len = out->good = out->whole = 0;
  out->wordy = out->letters = 0;
  out->bad = 0;
  out->goes_on = goes_on;
}

/* What is whole when it goes wrong behind. */
static void keep_whole(decoded *out, size_t *end) {
  out->good = out->whole;
  *end = out->whole_end;
}

/* What was decoded before it went wrong is a text if it is long. */
static int decode_token(nw_look *look, size_t at, base_kind kind, decoded *out, size_t *end) {
  int base64 = kind >= BASE64;
  forget(out, 0);
  int whole = decode(look, at, kind, 1, out, end);
  if (!whole && out->good < READ_BYTES) {
    forget(out, 0);
    whole = decode(look, at, kind, 0, out, end);
  }
  if (whole) return base64 && out->good < SHORT_BYTES ? out->letters == out->good && out->good >= 4 : is_texty(out, 4);
  if (kind != BASE64 || out->good < READ_BYTES) return 0;
  keep_whole(out, end);
  return out->good >= READ_BYTES && is_texty(out, READ_BYTES / 4);
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

/* May a text begin with this byte? */
static int may_be_first(unsigned byte) { return byte < 0x80 ? nw_is_shown(byte) : byte >= 0xC2 && byte <= 0xF4; }

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

static int pieces_of_text(nw_passage *place, const decoded *text, size_t in_len) {
  nw_passage_add(place, (const char *)text->bytes, text->good, in_len);
  return 1;
}

/* Base64 a piece for what three bytes hold where lines do not break; else one piece. */
static int pieces_of_base64(nw_passage *place, const decoded *text, size_t in_len) {
  if (in_len > (text->good + 2) / 3 * 4) return pieces_of_text(place, text, in_len);
  for (size_t i = 0, at = 0; i < text->good; i += 3, at += 4) {
    size_t len = text->good - i < 3 ? text->good - i : 3;
    nw_passage_add(place, (const char *)text->bytes + i, len, i + 3 < text->good ? 4 : in_len - at);
  }
  return 1;
}

/* The token [at, end) as a place, and how it goes on if it does. */
static int add_token(nw_look *look, size_t at, size_t end, base_kind kind, decoded *text, nw_passage *place) {
  int longer = nw_look_room(look, end) <= ROOM_BYTES && text->whole_end == end;
  if (longer) text->good = text->len;  /* the last code point may be in two */
  place->goes_on = longer ? (uint8_t)(1 + kind) : 0;
  return kind == BASE64 ? pieces_of_base64(place, text, end - at) : pieces_of_text(place, text, end - at);
}

/* The next bytes of a token that is longer than a place: as far as they read. */
static int read_rest(nw_look *look, size_t at, nw_passage *place) {
  decoded text;
  size_t end = at;
  base_kind kind = (base_kind)(look->goes_on - 1);
  forget(&text, 1);
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
  decoded text;
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

/* ---- rows of numbers ---- */

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
static int is_sure(const decoded *text, size_t least) {
  for (size_t i = 1; i < text->good; i++)
    if (nw_is_upper(text->bytes[i]) && nw_is_lower(text->bytes[i - 1])) return 0;
  unsigned chars = count_chars(text);
  return chars >= least && text->wordy * 4 >= chars * 3;
}

/* Reads a row, into `place` unless it is NULL; returns how well it reads: by its letters, digits and blanks; 0: it is no text. */
static unsigned read_row(nw_look *look, size_t at, row_kind kind, nw_passage *place, size_t *reach) {
  decoded text;  /* its bytes are written before they are read; clearing them would cost more than the reading */
  forget(&text, 0);
  size_t pos = at, end = at, from = at, len;
  unsigned value, next, numbers = 0;
  int marked = 0, wide = 0, called = 0;  /* by a letter, by three digits: lists of numbers seldom are; by a function */
  int full = 0;
  if (place != NULL) nw_passage_begin(place, at);
  for (len = row_number(look, pos, kind, &value); len > 0 && !full; numbers++, value = next) {
    size_t had = text.good;
    if (!add_byte(&text, value)) break;
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
  if (!is_texty(&text, kind == ROW_BINARY ? 2 : ROW_LEAST)) return 0;
  return 2 * text.wordy + (called ? 2 * numbers : 0) + (text.letters == 0);  /* "52 49 49" is 411 rather than RII */
}

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

/* Four of them, of binary two, and what may stand between; as far as is seen. */
static int series_may(const unsigned char *p, const unsigned char *from) {
  enum { BINARY_DIGITS = 7 };
  const unsigned char *end = p + NW_SPOT_BYTES - ROW_LETTERS - 4;
  if (p > from && p[-1] >= 0x80) return 0;
  for (unsigned n = 0, len, gap; n < ROW_LEAST && p < end; n++, p += len + gap) {
    for (len = 0; len <= ROW_LETTERS && nw_is_alnum(p[len]);) len++;
    if (!may_be_row_number(len, *p, n == 0)) return 0;
    if ((len >= BINARY_DIGITS && n == 1) || p[len] == ')') return 1;
    gap = is_row_sign(p[len]) != 0;
    while (gap < 3 && is_row_blank(p[len + gap])) gap++;
    if (gap == 0) return n + 1 == ROW_LEAST;
  }
  return 1;
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
  decoded text;
  unsigned n = first, value;
  forget(&text, 0);
  for (; n < row->count; n++) {
    const unsigned char *digits = p + row->at[n];
    if (!is_row_number(digits, row->len[n], kind, &value) || !add_byte(&text, value)) break;
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
    if (chars >= least && are_texty(chars, wordy) && (marked || (!humps && wordy * 4 >= chars * 3))) found = n;
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
