/* text/read_hidden.c - text in what shows nothing.
 *
 *   😀 + selectors, or tags              😀text      a byte each
 *   U+2062 U+2064 U+2064 U+2062 …        text        a bit each, of two kinds
 *
 * Bytes that no person wrote are dropped, as far as they are not honest ones; bits that are no text are left to read_fold.c. What is
 * longer than a place goes on in the next one: nw_passage.goes_on says that bytes do, or the two kinds of bits.
 */
#include "base/slice.h"
#include "text/read_hidden.h"
#include "text/read_part.h"
#include "text/read_word.h"
#include "text/utf8.h"

enum { PAYLOAD_BYTES = 512 };

/* Bytes that were read, and where each ends in the text. */
typedef struct payload {
  unsigned char bytes[PAYLOAD_BYTES];
  size_t ends[PAYLOAD_BYTES], count;
} payload;

/* Bytes that a person wrote: valid UTF-8 without controls. */
static int is_printable(const payload *text) {
  for (size_t i = 0; i < text->count; i++)
    if (text->bytes[i] < 0x20 || text->bytes[i] == 0x7F) return 0;
  return nw_utf8_valid_len((const char *)text->bytes, text->count) == text->count;
}

/* How many bytes are whole code points, as far as that can be. */
static size_t whole_chars(const payload *text) {
  size_t len = text->count;
  while (len > 0 && text->count - len < 4 && (text->bytes[len - 1] & 0xC0) == 0x80) len--;
  return len > 1 && text->bytes[len - 1] >= 0xC0 ? len - 1 : text->count;
}

static int is_alnum_before(nw_look *look, size_t at) {
  uint32_t cp;
  return nw_look_char_before(look, at, &cp) == 1 && nw_is_alnum(cp);
}

/* The text as pieces, a byte each: a word of its own. The run ends at `end`. */
static void add_pieces(nw_look *look, size_t at, size_t end, const payload *text, nw_passage *place) {
  if (!look->goes_on && is_alnum_before(look, at)) nw_passage_add(place, " ", 1, 0);
  for (size_t i = 0, from = at; i < text->count; from = text->ends[i++])
    nw_passage_add(place, (const char *)text->bytes + i, 1, (i + 1 == text->count ? end : text->ends[i]) - from);
  int next = nw_look_at(look, end);
  if (!place->goes_on && next >= 0 && nw_is_alnum((unsigned)next)) nw_passage_add(place, " ", 1, 0);
}

/* ---- selectors and tags ---- */

/* The byte that a selector or tag stands for, or -1. */
static int byte_of(uint32_t cp) {
  if (cp >= 0xFE00 && cp <= 0xFE0F) return (int)(cp - 0xFE00);
  if (cp >= 0xE0100 && cp <= 0xE01EF) return (int)(cp - 0xE0100 + 16);
  return cp >= 0xE0020 && cp <= 0xE007E ? (int)(cp - 0xE0000) : -1;
}

int nw_is_hidden_byte(uint32_t cp) {
  unsigned klass = nw_reading_entry(cp)->klass;
  return klass == READING_SELECTOR || klass == READING_TAG;
}

/* 🏴 and the tags of a region: a flag, [a-z]{2}[a-z0-9]{1,3} and the end tag. */
static int is_region(const payload *text, uint32_t last) {
  if (last != 0xE007F || text->count < 3 || text->count > 5) return 0;
  for (size_t i = 0; i < text->count; i++)
    if (!nw_is_lower(text->bytes[i]) && !(i > 1 && nw_is_digit(text->bytes[i]))) return 0;
  return 1;
}

int nw_read_hidden_bytes(nw_look *look, size_t at, nw_passage *place) {
  payload text;
  size_t pos = at;
  uint32_t cp = 0, last = 0, base = 0;
  unsigned step, chars = 0;
  text.count = 0;
  while (text.count < PAYLOAD_BYTES && (step = nw_look_char(look, pos, &cp)) > 0 && nw_is_hidden_byte(cp)) {
    int byte = byte_of(cp);
    pos += step;
    chars++;
    last = cp;
    if (byte < 0) continue;
    text.bytes[text.count] = (unsigned char)byte;
    text.ends[text.count++] = pos;
  }
  int tags = nw_reading_entry(last)->klass == READING_TAG, rest = look->goes_on > 0;
  if (text.count == PAYLOAD_BYTES) {
    text.count = whole_chars(&text);
    pos = text.ends[text.count - 1];
    place->goes_on = NW_HIDDEN_BYTES_GO_ON;
  }
  (void)nw_look_char_before(look, at, &base);
  place->refused = pos;
  if (rest) base = 'a';  /* what it stands on was asked before */
  if (tags && base == 0x1F3F4 && is_region(&text, last)) return 0;
  /* One selector behind a symbol, an ideograph or a letter that is not Latin is how such text is written. */
  if (!tags && !rest && chars == 1 && !(base < 0x80 && nw_is_alpha(base))) {
    if (base >= 0x80 && nw_reading_entry(base)->len == 0) return 0;  /* one that reads as a letter takes it along: 🅰 and a selector */
    nw_passage_add(place, "", 0, pos - at);
    return 1;
  }
  place->hidden = 1;
  if (text.count < (rest ? 1u : 2u) || !is_printable(&text)) nw_passage_add(place, "", 0, pos - at);
  else add_pieces(look, at, pos, &text, place);
  return 1;
}

/* ---- bits ---- */

/* What has been used: joiners, marks of direction, operators that are not written, the selectors that stand in plain text. */
static const uint16_t bit_signs[] = {
  0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0xFEFF, 0xFE00, 0xFE01, 0xFE0E, 0xFE0F
};
enum { BIT_SIGNS = sizeof bit_signs / sizeof *bit_signs, KIND_BITS = 4, BITS = 8, BYTES_LEAST = 3, PARTS_MOST = 8,
       BYTE_BYTES = 3 * (BITS + PARTS_MOST) };
_Static_assert(BIT_SIGNS < 1 << KIND_BITS, "both kinds fit into goes_on");

/* 1 and on; 0: it stands for none. */
static unsigned bit_kind(uint32_t cp) {
  if ((cp & 0xFF80) != 0x2000 && (cp & 0xFE00) != 0xFE00) return 0;
  for (unsigned i = 0; i < BIT_SIGNS; i++)
    if (bit_signs[i] == cp) return i + 1;
  return 0;
}

int nw_is_hidden_bit(uint32_t cp) { return bit_kind(cp) != 0; }

/* The kinds that stand for 0 and 1: the one that comes first is 0 in all that begins with ASCII. */
typedef struct bit_kinds { unsigned zero, one; } bit_kinds;

/* The next byte at `*at`, and where it ends; others than the two kinds part bytes. -1: there is none. */
static int next_byte(nw_look *look, size_t *at, bit_kinds *kinds) {
  unsigned value = 0, bits = 0, parts = 0, step, kind;
  uint32_t cp;
  for (size_t pos = *at; (step = nw_look_char(look, pos, &cp)) > 0 && (kind = bit_kind(cp)) != 0;) {
    pos += step;
    if (kinds->zero == 0) kinds->zero = kind;
    else if (kinds->one == 0 && kind != kinds->zero) kinds->one = kind;
    if (kind != kinds->zero && kind != kinds->one) {
      if (++parts > PARTS_MOST) return -1;
      continue;
    }
    value = value << 1 | (kind == kinds->one);
    if (++bits < BITS) continue;
    *at = pos;
    return (int)value;
  }
  return -1;
}

/* Nothing that repeats itself, as what only fills room does. */
static int differs(const payload *text) {
  for (size_t i = 1; i < text->count; i++)
    if (text->bytes[i] != text->bytes[0]) return 1;
  return 0;
}

/* Reads bits into `text`; returns 1 where they go on behind a place. */
static int read_bits(nw_look *look, size_t at, bit_kinds *kinds, unsigned turned, payload *text) {
  size_t pos = at;
  int byte, full = 0;
  text->count = 0;
  while (!full && (byte = next_byte(look, &pos, kinds)) >= 0) {
    byte ^= turned ? 0xFF : 0;
    if (byte < ' ' || byte == 0x7F) break;
    text->bytes[text->count] = (unsigned char)byte;
    text->ends[text->count++] = pos;
    full = text->count == PAYLOAD_BYTES || nw_look_room(look, pos) <= BYTE_BYTES;
  }
  if (full) text->count = whole_chars(text);
  const size_t valid = nw_utf8_valid_len((const char *)text->bytes, text->count);
  full &= valid == text->count;
  text->count = valid;
  return full;
}

int nw_read_hidden_bits(nw_look *look, size_t at, nw_passage *place) {
  payload text;
  const unsigned on = look->goes_on, tries = on ? 1 : 2;
  if (on == NW_HIDDEN_BYTES_GO_ON) return 0;
  for (unsigned turned = 0; turned < tries; turned++) {
    bit_kinds kinds = { on & ((1u << KIND_BITS) - 1), on >> KIND_BITS };
    const int full = read_bits(look, at, &kinds, turned, &text);
    if (text.count < (on ? 1u : BYTES_LEAST) || !(on || differs(&text))) continue;
    place->hidden = 1;
    if (full) place->goes_on = (uint8_t)(turned ? kinds.zero << KIND_BITS | kinds.one : kinds.one << KIND_BITS | kinds.zero);
    add_pieces(look, at, text.ends[text.count - 1], &text, place);
    return 1;
  }
  return 0;
}
