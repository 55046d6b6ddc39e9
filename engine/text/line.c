/* text/line.c - see line.h. */
#include "text/line.h"

#include <string.h>

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

enum { BATCH = 2 * NW_BLOCK_BYTES, REFUSED = NW_BLOCK_BYTES + 1 };

/* What was read of a line, from its end on: what parts cells, gaps of two blanks and more, blanks in the name that is open. */
typedef struct names { unsigned parts, gaps, blanks; } names;

/* Is there a name that is too long? With a quote and a blank at either side. */
static inline int has_run(uint64_t bits) {
  _Static_assert(NW_TABLE_NAME_BYTES + 4 < 32 + 13, "too long is a run of 45");
  for (unsigned n = 1; n <= 16; n *= 2) bits &= bits >> n;
  return (bits & bits >> 13) != 0;
}

#define BODY "text/line_body.h"
#include "text/each_machine.h"

typedef struct machine {
  size_t   (*next)(const unsigned char *data, size_t at, size_t end);
  unsigned (*read)(names *n, const unsigned char *block);
} machine;

#define ROW(name, width) [width] = { next_##name, read_##name },
static const machine machines[NW_WIDTH_COUNT] = { NW_EACH_MACHINE(ROW) };
#undef ROW

int nw_line_may_begin(unsigned char c) { return (sides[c] & NW_LINE_BEGINS) != 0; }

static int is_wanted(const unsigned char *line, unsigned *is) {
  *is = (sides[line[-1]] & NW_LINE_ENDS) | (sides[line[1]] & NW_LINE_BEGINS);
  return *is != 0;
}

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

/* The bytes [least, at) behind line ends, as a block. */
static const unsigned char *block_of(unsigned char *copy, const nw_window *text, size_t least, size_t at) {
  const size_t there = at - least;
  if (there >= NW_BLOCK_BYTES) return text->data + (at - text->base) - NW_BLOCK_BYTES;
  memset(copy, '\n', NW_BLOCK_BYTES - there);
  memcpy(copy + NW_BLOCK_BYTES - there, text->data + (least - text->base), there);
  return copy;
}

/* Where the line that ends at `end` begins, when all its names may be such; SIZE_MAX. */
static size_t line_start(const nw_window *text, size_t least, size_t end, names *n) {
  unsigned char copy[NW_BLOCK_BYTES];
  const machine *it = &machines[nw_width_best()];
  unsigned len = NW_BLOCK_BYTES;
  size_t at = end;
  while (len == NW_BLOCK_BYTES && at > least) {
    len = it->read(n, block_of(copy, text, least, at));
    if (len == REFUSED) return SIZE_MAX;
    at -= len;
  }
  return at;
}

/* What parts the cells of a line: the first that it has of those. 0: others stand in its names, or two names are no table. */
static int part_of(const unsigned char *line, size_t len, unsigned parts) {
  const unsigned char *comma = memchr(line, ',', len);
  const int others = comma != NULL || memchr(line, ';', len) != NULL;
  if (parts == 0) return ' ';
  if (memchr(line, '|', len) != NULL) return others ? 0 : '|';
  if (memchr(line, '\t', len) != NULL) return others ? 0 : '\t';
  if (comma == NULL) return ';';
  return memchr(line, ';', len) != NULL || (parts < 2 && comma + 1 < line + len && comma[1] == ' ') ? 0 : ',';
}

int nw_line_may_name(const nw_window *text, size_t from, size_t end, nw_line *line) {
  enum { LEAST_BYTES = 5 };
  const size_t least = end > from + NW_TABLE_HEAD_BYTES ? end - NW_TABLE_HEAD_BYTES : from;
  names n = { 0 };
  line->start = line_start(text, least, end, &n);
  if (line->start == SIZE_MAX || end - line->start < LEAST_BYTES || (n.parts == 0 && n.gaps < 2)) return 0;
  if (line->start == least && least != from) return 0;
  line->part = (unsigned char)part_of(text->data + (line->start - text->base), end - line->start, n.parts);
  return line->part != 0;
}
