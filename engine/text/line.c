/* text/line.c - see line.h. */
#include "text/line.h"

#include <string.h>

#include "base/slice.h"

/* What may stand in front of a line end: letters, digits, _ | " ' ` and blanks; behind one: < [ { and the first letters of INSERT, REPLACE
 * and COPY. */
enum { E = NW_LINE_ENDS, B = NW_LINE_BEGINS };
#define FOUR(x) x, x, x, x
#define SIXTEEN(x) FOUR(x), FOUR(x), FOUR(x), FOUR(x)
static const uint8_t sides[256] = {
  0, 0, 0, 0, 0, 0, 0, 0, 0, E, 0, 0, 0, E, 0, 0,  SIXTEEN(0),
  E, 0, E, 0, 0, 0, 0, E, 0, 0, 0, 0, 0, 0, 0, 0,  E, E, E, E, E, E, E, E, E, E, 0, 0, B, 0, 0, 0,
  0, E, E, E | B, E, E, E, E, E, E | B, E, E, E, E, E, E,  E, E, E | B, E, E, E, E, E, E, E, E, B, 0, 0, 0, E,
  E, E, E, E | B, E, E, E, E, E, E | B, E, E, E, E, E, E,  E, E, E | B, E, E, E, E, E, E, E, E, B, E, 0, 0, 0,
  SIXTEEN(E), SIXTEEN(E), SIXTEEN(E), SIXTEEN(E), SIXTEEN(E), SIXTEEN(E), SIXTEEN(E), SIXTEEN(E)
};
#undef FOUR
#undef SIXTEEN

/* Bytes that no header has: = < > { } [ ] @ ! ? : * \ ~ ^ and controls. */
static const uint8_t never_low[16] = { 0x13, 0x07, 0x03, 0x03, 0x03, 0x03, 0x03, 0x03, 0x03, 0x02, 0x0E, 0xA3, 0x2B, 0xAA, 0xAB, 0x0B };
static const uint8_t never_high[16] = { 1, 2, 4, 8, 16, 32, 0, 128, 0, 0, 0, 0, 0, 0, 0, 0 };

enum { BATCH = 2 * NW_BLOCK_BYTES };
typedef struct look { uint64_t line, part, blank, never; } look;

#define BODY "text/line_body.h"
#include "text/each_machine.h"

typedef struct machine {
  size_t (*next)(const unsigned char *data, size_t at, size_t end);
  void   (*look)(look *l, const unsigned char *block);
} machine;

#define ROW(name, width) [width] = { next_##name, look_##name },
static const machine machines[NW_WIDTH_COUNT] = { NW_EACH_MACHINE(ROW) };
#undef ROW

static int is_wanted(const unsigned char *line, unsigned *is) {
  *is = (sides[line[-1]] & NW_LINE_ENDS) | (sides[line[1]] & NW_LINE_BEGINS);
  return *is != 0;
}

int nw_line_may_begin(unsigned char c) { return (sides[c] & NW_LINE_BEGINS) != 0; }

size_t nw_line_next(const nw_window *text, size_t at, unsigned *is) {
  const unsigned char *data = text->data, *line;
  const size_t end = text->end - text->base;
  at -= text->base;
  if (at + BATCH < end) at = machines[nw_width_best()].next(data, at, end);
  for (; at < end && (line = memchr(data + at, '\n', end - at)) != NULL; at++) {
    at = (size_t)(line - data);
    *is = at + 1 < end ? 0 : (sides[line[-1]] & NW_LINE_ENDS) | (text->final ? 0 : NW_LINE_BEGINS);
    if (*is != 0 || (at + 1 < end && is_wanted(line, is))) return text->base + at;
  }
  return text->end;
}

static int has_two(uint64_t bits) { return (bits & (bits - 1)) != 0; }
static uint64_t below_highest(uint64_t bits) { return ((uint64_t)1 << (63 - __builtin_clzll(bits))) - 1; }

/* Is there a name of too many words? Blanks that stand alone count, between two `parts`; one may stand beside either. */
static int has_sentence(uint64_t blank, uint64_t parts) {
  uint64_t words = blank & ~(blank >> 1) & ~(blank << 1), rest = UINT64_MAX;
  for (; parts != 0; parts &= rest) {
    rest = below_highest(parts);
    if (__builtin_popcountll(words & ~rest) >= NW_LINE_NAME_BLANKS + 2) return 1;
    words &= rest;
  }
  return __builtin_popcountll(words) >= NW_LINE_NAME_BLANKS + 2;
}

/* Are there names, with something between them? `in_line`: the bytes of the line; `whole`: all of them. */
static int has_names(const look *l, uint64_t in_line, int whole) {
  const uint64_t blank = l->blank & in_line, apart = blank | (l->part & in_line);
  const uint64_t indent = whole ? apart & ~(apart + (in_line & -in_line)) : 0;
  const uint64_t part = l->part & in_line & ~indent, gap = blank & blank >> 1 & ~indent;
  if (part == 0 && (whole ? !has_two(gap & ~(gap << 1)) : gap == 0)) return 0;
  return !has_sentence(blank & ~indent, part | gap);
}

int nw_line_may_name(const nw_window *text, size_t end) {
  enum { LEAST_BYTES = 5 };
  unsigned char begin[NW_BLOCK_BYTES];
  const unsigned char *block = text->data + (end - text->base) - NW_BLOCK_BYTES;
  size_t there = end - text->base;
  look l;
  if (there < NW_BLOCK_BYTES) {
    memset(begin, '\n', sizeof begin);
    memcpy(begin + NW_BLOCK_BYTES - there, text->data, there);
    block = begin;
  }
  machines[nw_width_best()].look(&l, block);
  const uint64_t in_line = l.line == 0 ? UINT64_MAX : l.line >> 63 ? 0 : UINT64_MAX << (64 - __builtin_clzll(l.line));
  if ((in_line >> (NW_BLOCK_BYTES - LEAST_BYTES)) != (1u << LEAST_BYTES) - 1 || (l.never & in_line) != 0) return 0;
  return has_names(&l, in_line, l.line != 0);
}
