/* text/read_order.c - letters in another order than they are shown.
 *
 *   RLO e l b a i s i v PDF          visible?     an override shows its characters backwards; isolates inside keep their order
 *   LRO LRI RLO LRI b PDI LRI a PDI PDF PDI PDF   ->   ab          neighbours swapped, shown right (Boucher et al., 2106.09898)
 *   ʇxǝʇ                             text         turned letters, read from the end; a run of words is one place
 *
 * Overrides and nothing else: embeddings and isolates of honest right-to-left text keep the order that the reader sees (UAX #9 with
 * every character strong, as an override makes it). A place is one override with all that it holds.
 */
#include <string.h>

#include "base/slice.h"
#include "text/rewrite.h"
#include "text/utf8.h"

/* ---- overrides ---- */

enum { LRE = 0x202A, RLE = 0x202B, PDF = 0x202C, LRO = 0x202D, RLO = 0x202E, LRI = 0x2066, RLI = 0x2067, FSI = 0x2068, PDI = 0x2069 };

enum { TEXT_BYTES = 4096, LEVELS = 16 };  /* NW_LIMIT_PLACE_BYTES and NW_LIMIT_OVERRIDE_LEVELS as sizes of arrays */

static int opens(uint32_t cp) { return cp == LRE || cp == RLE || cp == LRO || cp == RLO || (cp >= LRI && cp <= FSI); }
static int closes(uint32_t cp) { return cp == PDF || cp == PDI; }

static void reverse(char *from, char *to) {
  for (; from < to; from++) {
    char c = *from;
    *from = *--to;
    *to = c;
  }
}

/* Turns the code points of [from, to) round: the bytes, then the bytes of each code point back. */
static void reverse_chars(char *from, char *to) {
  reverse(from, to);
  for (char *at = from; at < to;) {
    char *end = at;
    while (end + 1 < to && ((unsigned char)*end & 0xC0) == 0x80) end++;
    reverse(at, end + 1);
    at = end + 1;
  }
}

/* Where the characters of the open levels begin in the output, and which are shown backwards. A group inside a group that is
 * turned is turned back first, so that turning the outer one leaves it as it was. */
typedef struct level { size_t at; uint8_t turned; } level;

static void close_level(char *text, size_t len, const level *levels, unsigned depth) {
  int outer = depth > 1 && levels[depth - 2].turned;
  if (levels[depth - 1].turned != outer) reverse_chars(text + levels[depth - 1].at, text + len);
}

static int read_override(nw_look *look, size_t at, nw_passage *place) {
  char text[TEXT_BYTES + 4];
  level levels[LEVELS];
  size_t len = 0, pos = at;
  unsigned depth = 0, step;
  int overrides = 0;
  uint32_t cp;
  while (len < TEXT_BYTES && (step = nw_look_char(look, pos, &cp)) > 0 && cp != '\n') {
    if (opens(cp) && depth < LEVELS) {
      overrides |= cp == RLO || cp == LRO;
      levels[depth++] = (level){ len, cp == RLO };
    } else if (closes(cp)) {
      close_level(text, len, levels, depth);
      depth--;
    } else {
      if (opens(cp)) nw_look_limit(look, NW_LIMIT_ID_OVERRIDE_LEVELS);
      memcpy(text + len, look->data + (pos - look->base), step);
      len += step;
    }
    pos += step;
    if (depth == 0) break;
  }
  for (; depth > 0; depth--) close_level(text, len, levels, depth);
  if (!overrides) {
    place->refused = pos;  /* an override behind it is a spot of its own */
    return 0;
  }
  nw_passage_add(place, text, len, pos - at);
  place->hidden = 1;
  return 1;
}

static uint64_t override_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  (void)next;
  (void)before;
  return here->order;
}

static int read_override_at(nw_look *look, size_t at, nw_passage *place) {
  uint32_t cp;
  if (nw_look_at(look, at) != 0xE2 || nw_look_char(look, at, &cp) == 0 || !opens(cp)) return 0;
  return read_override(look, at, place);
}

const nw_rewrite nw_rewrite_override = {
  "override", "order", NW_FOR_ALL, override_spots, read_override_at, NULL, NW_CALM_HIGH, NW_ASKED_ORDER, 0
};

/* ---- turned letters ---- */

enum { FLIPPED_ENOUGH = 2, WORD_BYTES = 24 };

static int is_blank(unsigned c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

/* What a turned character reads as. Letters that are their own image, or that of another ASCII letter, prove nothing. */
typedef struct turned { uint32_t cp; char reads; uint8_t proves; } turned;
static const turned table[] = {  /* in order of code points */
  { 0xA1, '!', 0 }, { 0xBF, '?', 0 }, { 0x131, 'i', 0 }, { 0x17F, 'J', 0 }, { 0x183, 'g', 1 }, { 0x186, 'C', 1 },
  { 0x18E, 'E', 1 }, { 0x190, '3', 0 }, { 0x196, '1', 1 }, { 0x19C, 'M', 1 }, { 0x1DD, 'e', 1 }, { 0x1F8, 'Q', 0 },
  { 0x245, 'V', 1 }, { 0x250, 'a', 1 }, { 0x253, 'g', 0 }, { 0x254, 'c', 1 }, { 0x259, 'e', 0 }, { 0x25F, 'f', 1 },
  { 0x265, 'h', 1 }, { 0x26F, 'm', 1 }, { 0x279, 'r', 1 }, { 0x27E, 'j', 1 }, { 0x287, 't', 1 }, { 0x28C, 'v', 1 },
  { 0x28D, 'w', 1 }, { 0x28E, 'y', 1 }, { 0x29E, 'k', 1 }, { 0x2D9, '.', 0 }, { 0x38C, 'Q', 1 }, { 0x39B, 'V', 0 },
  { 0x3DB, '5', 1 }, { 0x500, 'P', 1 }, { 0x5DF, 'l', 0 }, { 0x5E4, 'G', 0 }, { 0x61B, ';', 0 }, { 0x638, 'j', 0 },
  { 0x1105, '2', 1 }, { 0x1110, '3', 1 }, { 0x152D, '4', 1 }, { 0x15E1, 'D', 1 }, { 0x1D09, 'i', 1 }, { 0x1D1A, 'R', 1 },
  { 0x201E, '"', 0 }, { 0x203E, '_', 0 }, { 0x2132, 'F', 1 }, { 0x2141, 'G', 1 }, { 0x2142, 'L', 1 }, { 0x2144, 'Y', 1 },
  { 0x214B, '&', 1 }, { 0x218A, '2', 1 }, { 0x218B, '3', 1 }, { 0x2200, 'A', 1 }, { 0x2229, 'U', 1 }, { 0x22A5, 'T', 1 },
  { 0x22CA, 'K', 1 }, { 0x2C6F, 'A', 1 }, { 0x3123, '4', 0 }, { 0x3125, '7', 0 }, { 0xA780, 'L', 1 }, { 0xA781, 'l', 1 },
  { 0xA7B0, 'K', 1 }, { 0xA7B1, 'T', 1 }, { 0x10412, 'B', 1 }, { 0x1042C, 'B', 1 },
};
static const char from_ascii[] = "bqdpnuosxzlHIOSXNWMZ0968,'()[]{}<>.@-:/+=!?% ";
static const char to_ascii[]   = "qbpdunosxzlHIOSXNMWZ0698',)(][}{><.@-:/+=!?% ";

static char turned_of(uint32_t cp, int *proves) {
  *proves = 0;
  if (cp < 0x80) {
    const char *at = cp == 0 ? NULL : strchr(from_ascii, (int)cp);
    return at == NULL ? 0 : to_ascii[at - from_ascii];
  }
  size_t low = 0, high = sizeof table / sizeof table[0];
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (table[middle].cp <= cp) low = middle;
    else high = middle;
  }
  if (table[low].cp != cp) return 0;
  *proves = table[low].proves;
  return table[low].reads;
}

/* From the beginning of a word. ASCII words at the end of it stand for themselves. */
static int read_flipped(nw_look *look, size_t at, nw_passage *place) {
  char text[TEXT_BYTES];
  uint32_t cp;
  int proof = 0, proves;
  size_t end = at, len = 0, keep = 0, pos = at;
  for (unsigned step; len < TEXT_BYTES && (step = nw_look_char(look, pos, &cp)) > 0; pos += step) {
    char reads = turned_of(cp, &proves);
    if (reads == 0 || (cp == ' ' && proof == 0 && len > WORD_BYTES)) break;
    if (proof < FLIPPED_ENOUGH && len >= NW_LIMIT_LOOKBACK_BYTES) break;
    text[len++] = reads;
    proof += proves;
    if (cp >= 0x80 || (cp != ' ' && keep + 1 >= len)) keep = len, end = pos + step;
  }
  if (proof < FLIPPED_ENOUGH || keep == 0) return 0;
  reverse(text, text + keep);
  nw_passage_add(place, text, keep, end - at);
  return 1;
}

/* Words that begin with ASCII letters and have something else soon behind; and what is something else. */
static uint64_t flipped_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t soon = here->turned, soon_next = next->turned, first = (uint64_t)is_blank(before);
  for (unsigned n = 1; n <= 8; n *= 2) {
    soon |= nw_ahead(soon, soon_next, n);
    soon_next |= soon_next >> n;
  }
  return soon & ~here->blank & nw_behind(here->blank, first);
}

const nw_rewrite nw_rewrite_flipped = {
  "flipped", "order", NW_FOR_ALL, flipped_spots, read_flipped, NULL, NW_CALM_HIGH, NW_ASKED_TURNED, 0
};
