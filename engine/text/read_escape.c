/* text/read_escape.c - characters written as escapes of a markup, a URL, a programming language or a mail.
 *
 *   %62%6f%62   %2562   %u0062          URLs, once or several times over
 *   &#98; &#x62; &#98 &commat; &lt;     HTML: numbers with and without semicolon, names with it
 *   \u0062 \u{62} \U00000062 \x62 \x{62} \N{U+62} \142 \62 (a blank behind)      JSON, C, Python, Perl, CSS
 *   =62=6F=62, and = at the end of a line between them                          quoted-printable
 *   U+0062 U+006F U+0062                                                        code points by their numbers
 *
 * A place is a run of escapes, a piece a character. A code point that shows nothing ends it. What is short and may well be something else
 * (=42, \142) counts two in a row and more.
 */
#include <string.h>

#include "base/slice.h"
#include "tables/entities.h"
#include "text/read_part.h"

enum { NESTED_MOST = 4, DIGITS_MOST = 10, BACKSLASHES_MOST = 4, NAME_MOST = 32, RUN_MOST = 1024, ROOM_BYTES = 256 };

/* One escape: a byte of UTF-8, or a code point; and whether one of its kind alone proves nothing. */
typedef struct escape { uint32_t value; size_t len; uint8_t is_byte, weak; } escape;

static int hex_at(nw_look *look, size_t at) {
  int c = nw_look_at(look, at);
  return c < 0 ? -1 : nw_hex_of((unsigned)c);
}

/* How many zeros stand at `at`: they say nothing, in front of another digit. */
static size_t zeros_at(nw_look *look, size_t at) {
  size_t count = 0;
  while (nw_look_at(look, at + count) == '0') count++;
  return count;
}

/* Hexadecimal digits from `at`, at least `least` and at most `most`: how many, 0 too few. */
static size_t hex_number(nw_look *look, size_t at, size_t least, size_t most, uint32_t *value) {
  size_t count = 0;
  *value = 0;
  for (int digit; count < most && (digit = hex_at(look, at + count)) >= 0; count++) *value = *value << 4 | (uint32_t)digit;
  return count >= least ? count : 0;
}

/* "{…}" or "{U+…}" at `at`. */
static size_t braced(nw_look *look, size_t at, uint32_t *value) {
  size_t pos = at + 1, count;
  if (nw_look_at(look, at) != '{') return 0;
  if (nw_look_at(look, pos) == 'U' && nw_look_at(look, pos + 1) == '+') pos += 2;
  if ((count = hex_number(look, pos, 1, 8, value)) == 0 || nw_look_at(look, pos + count) != '}') return 0;
  return pos + count + 1 - at;
}

static int read_percent(nw_look *look, size_t at, escape *out) {
  uint32_t value;
  if (nw_look_at(look, at + 1) == 'u' && hex_number(look, at + 2, 4, 4, &value)) {
    *out = (escape){ value, 6, 0, 0 };
    return 1;
  }
  if (!hex_number(look, at + 1, 2, 2, &value)) return 0;
  size_t len = 3;
  uint32_t inner;
  for (int n = 0; n < NESTED_MOST && value == '%' && hex_number(look, at + len, 2, 2, &inner); n++) value = inner, len += 2;
  *out = (escape){ value, len, 1, 0 };
  return 1;
}

/* ---- HTML ---- */

static int entity_order(const entity_t *entity, const char *name, size_t len) {
  const char *own = &entity_names[0][0] + entity->name;
  int order = memcmp(own, name, entity->len < len ? entity->len : len);
  return order != 0 ? order : (entity->len > len) - (entity->len < len);
}

static uint32_t entity_of(const char *name, size_t len) {
  size_t low = 0, high = ENTITY_COUNT;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = entity_order(&entity_table[middle], name, len);
    if (order == 0) return entity_table[middle].cp;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return 0;
}

static int read_entity_name(nw_look *look, size_t at, escape *out) {
  char name[NAME_MOST];
  size_t len = 0;
  int c;
  for (; len < sizeof name && (c = nw_look_at(look, at + 1 + len)) >= 0 && nw_is_alnum((unsigned)c); len++) name[len] = (char)c;
  if (len == 0 || len == sizeof name || nw_look_at(look, at + 1 + len) != ';') return 0;
  *out = (escape){ entity_of(name, len), len + 2, 0, 0 };
  return out->value != 0;
}

static int read_entity(nw_look *look, size_t at, escape *out) {
  size_t pos = at + 1, count = 0;
  uint32_t value = 0;
  /* &amp;#98; : the ampersand of an entity as one */
  for (int n = 0; n < NESTED_MOST && nw_look_at(look, pos) == 'a' && nw_look_at(look, pos + 1) == 'm' &&
       nw_look_at(look, pos + 2) == 'p' && nw_look_at(look, pos + 3) == ';'; n++) pos += 4;
  if (nw_look_at(look, pos) != '#') {
    if (!read_entity_name(look, pos - 1, out)) return 0;
    out->len += pos - 1 - at;
    return 1;
  }
  int c = nw_look_at(look, ++pos), hex = c == 'x' || c == 'X';
  size_t zeros = zeros_at(look, pos += (size_t)hex);
  pos += zeros;
  if (hex) {
    count = hex_number(look, pos, 1, DIGITS_MOST, &value);
  } else {
    for (; count < DIGITS_MOST && (c = nw_look_at(look, pos + count)) >= 0 && nw_is_digit((unsigned)c); count++)
      value = value > 0x110000 ? value : value * 10 + (uint32_t)(c - '0');
  }
  if (count + zeros == 0) return 0;
  pos += count + (nw_look_at(look, pos + count) == ';');
  *out = (escape){ value, pos - at, 0, 0 };
  return 1;
}

/* ---- backslashes ---- */

/* The backslashes at `at`: more of them each time that they were escaped. */
static size_t backslashes_at(nw_look *look, size_t at) {
  size_t count = 0;
  while (count <= BACKSLASHES_MOST && nw_look_at(look, at + count) == '\\') count++;
  return count;
}

/* \u and its low surrogate behind a high one. */
static size_t utf16_escape(nw_look *look, size_t at, uint32_t *cp) {
  uint32_t low;
  if (!hex_number(look, at, 4, 4, cp)) return 0;
  if (*cp < 0xD800 || *cp > 0xDBFF) return 4;
  size_t pos = at + 4, count = backslashes_at(look, pos);
  pos += count;
  if (count == 0 || nw_look_at(look, pos) != 'u' || !hex_number(look, pos + 1, 4, 4, &low)) return 0;
  if (low < 0xDC00 || low > 0xDFFF) return 0;
  *cp = 0x10000 + ((*cp - 0xD800) << 10 | (low - 0xDC00));
  return pos + 5 - at;
}

/* \N{LATIN SMALL LETTER A}, \N{DIGIT ONE} and the like. */
static size_t named(nw_look *look, size_t at, uint32_t *cp) {
  static const struct { const char *name; uint32_t cp; } names[] = {
    { "DIGIT ZERO", '0' }, { "DIGIT ONE", '1' }, { "DIGIT TWO", '2' }, { "DIGIT THREE", '3' }, { "DIGIT FOUR", '4' },
    { "DIGIT FIVE", '5' }, { "DIGIT SIX", '6' }, { "DIGIT SEVEN", '7' }, { "DIGIT EIGHT", '8' }, { "DIGIT NINE", '9' },
    { "COMMERCIAL AT", '@' }, { "FULL STOP", '.' }, { "HYPHEN-MINUS", '-' }, { "SPACE", ' ' }, { "LOW LINE", '_' },
    { "PLUS SIGN", '+' }, { "COLON", ':' }, { "SOLIDUS", '/' },
  };
  char name[NAME_MOST + 1];
  size_t len = 0;
  int c;
  if (nw_look_at(look, at) != '{') return 0;
  for (; len < NAME_MOST && (c = nw_look_at(look, at + 1 + len)) > 0 && c != '}'; len++) name[len] = (char)c;
  if (nw_look_at(look, at + 1 + len) != '}') return 0;
  name[len] = '\0';
  if (len == 20 && memcmp(name, "LATIN SMALL LETTER ", 19) == 0) *cp = (unsigned char)name[19] | 32u;
  else if (len == 22 && memcmp(name, "LATIN CAPITAL LETTER ", 21) == 0) *cp = (unsigned char)name[21];
  else {
    *cp = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
      if (strcmp(names[i].name, name) == 0) *cp = names[i].cp;
  }
  return *cp == 0 ? 0 : len + 2;
}

/* Digits behind a backslash: three octal ones, or two to six hexadecimal ones as CSS has them, which take a blank in front of the
 * next one. */
static int read_numeric_escape(nw_look *look, size_t at, escape *out) {
  uint32_t value;
  size_t octal = 0;
  while (octal < 4 && nw_look_at(look, at + octal) >= '0' && nw_look_at(look, at + octal) <= '7') octal++;
  if (octal == 3 && hex_at(look, at + 3) < 0 && nw_look_at(look, at) <= '3') {
    value = (uint32_t)((nw_look_at(look, at) - '0') << 6 | (nw_look_at(look, at + 1) - '0') << 3 | (nw_look_at(look, at + 2) - '0'));
    *out = (escape){ value, 4, 1, 1 };
    return 1;
  }
  size_t count = hex_number(look, at, 2, 6, &value);
  if (count == 0) return 0;
  int parted = nw_look_at(look, at + count) == ' ' && nw_look_at(look, at + count + 1) == '\\';
  *out = (escape){ value, 1 + count + (size_t)parted, 0, 1 };
  return 1;
}

static int read_backslash(nw_look *look, size_t at, escape *out) {
  size_t pos = at + backslashes_at(look, at), len = 0;
  uint32_t value;
  int c = nw_look_at(look, pos), is_byte = 0;
  switch (c) {
    case 'u': len = nw_look_at(look, pos + 1) == '{' ? braced(look, pos + 1, &value) : utf16_escape(look, pos + 1, &value); break;
    case 'U':
      len = nw_look_at(look, pos + 1) == '{' ? braced(look, pos + 1, &value) : hex_number(look, pos + 1, 8, 8, &value);
      if (len == 0) len = hex_number(look, pos + 1, 4, 4, &value);
      break;
    case 'x':
      if ((len = braced(look, pos + 1, &value)) == 0) is_byte = (len = hex_number(look, pos + 1, 2, 2, &value)) > 0;
      break;
    case 'N':
      if ((len = braced(look, pos + 1, &value)) == 0) len = named(look, pos + 1, &value);
      break;
    default: break;
  }
  if (len > 0) {
    *out = (escape){ value, pos + 1 + len - at, (uint8_t)is_byte, 0 };
    return 1;
  }
  if (c < 0 || !nw_is_hex((unsigned)c) || !read_numeric_escape(look, pos, out)) return 0;
  out->len += pos - at - 1;
  return 1;
}

/* ---- mail, code points ---- */

static size_t soft_break(nw_look *look, size_t at) {
  if (nw_look_at(look, at) != '=') return 0;
  size_t pos = at + 1;
  if (nw_look_at(look, pos) == '\r') pos++;
  return nw_look_at(look, pos) == '\n' ? pos + 1 - at : 0;
}

static int read_printable(nw_look *look, size_t at, escape *out) {
  uint32_t value;
  for (size_t i = 1; i < 3; i++) {
    int c = nw_look_at(look, at + i);
    if (c < 0 || nw_is_lower((unsigned)c)) return 0;
  }
  if (!hex_number(look, at + 1, 2, 2, &value)) return 0;
  *out = (escape){ value, 3, 1, 1 };
  out->len += soft_break(look, at + 3);
  return 1;
}

static int read_code_point(nw_look *look, size_t at, escape *out) {
  uint32_t value;
  if (nw_look_at(look, at + 1) != '+') return 0;
  size_t count = hex_number(look, at + 2, 4, 6, &value);
  if (count == 0) return 0;
  size_t len = 2 + count, next = len;
  for (int c; next < len + 2 && ((c = nw_look_at(look, at + next)) == ' ' || c == ','); next++) continue;
  int goes_on = (nw_look_at(look, at + next) | 32) == 'u' && nw_look_at(look, at + next + 1) == '+';
  *out = (escape){ value, goes_on ? next : len, 0, 1 };
  return 1;
}

static int read_one(nw_look *look, size_t at, escape *out) {
  switch (nw_look_at(look, at)) {
    case '%': return read_percent(look, at, out);
    case '&': return read_entity(look, at, out);
    case '\\': return read_backslash(look, at, out);
    case '=': return read_printable(look, at, out);
    case 'U': case 'u': return read_code_point(look, at, out);
    default: return 0;
  }
}

/* One character: an escape, or the bytes of UTF-8 as several. Returns its length in the text, 0 when there is none. */
static size_t read_character(nw_look *look, size_t at, uint32_t *cp, int *weak) {
  unsigned char bytes[4];
  escape one;
  size_t pos = at;
  *weak = 0;
  for (unsigned have = 0; have < 4;) {
    if (!read_one(look, pos, &one)) return 0;
    pos += one.len;
    *weak |= one.weak;
    if (!one.is_byte) {
      *cp = one.value;
      return have == 0 && nw_is_shown(*cp) ? pos - at : 0;
    }
    bytes[have++] = (unsigned char)one.value;
    unsigned len = nw_utf8_decode(bytes, have, cp);
    if (len > 0) return *cp != NW_UTF8_BAD && nw_is_shown(*cp) ? pos - at : 0;
  }
  return 0;
}

/* A letter or two, and what may begin an escape and nothing else: how many there are, 0 none. */
static size_t letters_between(nw_look *look, size_t at) {
  size_t len = 0;
  while (len < 2 && nw_look_is_alnum(look, at + len)) len++;
  const int c = nw_look_at(look, at + len);
  return c == '%' || c == '&' || c == '\\' ? len : 0;
}

/* A row of escapes, and what follows soon where one alone would be a place. */
static int read_escape(nw_look *look, size_t at, nw_passage *place) {
  size_t pos = at, len, between;
  unsigned count = 0;
  uint32_t cp;
  int weak, strong = 0;
  int full = 0;
  for (; !full; count++) {
    len = read_character(look, pos, &cp, &weak), between = 0;
    if (len == 0 && strong && (between = letters_between(look, pos)) > 0) len = read_character(look, pos + between, &cp, &weak);
    if (len == 0 || (between > 0 && weak)) break;
    if (between > 0) nw_passage_add(place, (const char *)look->data + (pos - look->base), between, between);
    nw_passage_add_char(place, nw_shown(cp), len);
    strong |= !weak;
    pos += between + len;
    full = count + 1 == RUN_MOST || nw_look_room(look, pos) <= ROOM_BYTES;
  }
  place->goes_on = (uint8_t)full;
  return count >= (strong || look->goes_on ? 1u : 2u);
}

/* "=62=" and "U+00": the bytes with which such a run goes on are in the same 64. */
static uint64_t escape_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t hex = here->digit | here->letter, hex_next = next->digit | next->letter, token = here->token, token_next = next->token;
  uint64_t soft = nw_ahead(here->token, next->token, 3) & nw_ahead(hex, hex_next, 4);
  uint64_t mail = token & nw_ahead(hex, hex_next, 1) & nw_ahead(hex, hex_next, 2) & soft;
  uint64_t points = here->letter & ~nw_behind(hex, before < 0x80 && nw_is_alnum(before) ? 1 : 0) & nw_ahead(token, token_next, 1) &
                    nw_ahead(hex, hex_next, 2) & nw_ahead(hex, hex_next, 3) & nw_ahead(hex, hex_next, 4) & nw_ahead(hex, hex_next, 5);
  return here->percent | here->amp | here->back | mail | points;
}

const nw_rewrite nw_rewrite_escape = { "escape", "decoded", NW_FOR_ALL, escape_spots, read_escape, NULL, NW_CALM_ESCAPE, 0, 0 };
