/* text/line_body.h - ends of lines that a header may stand before or behind, and whether one does: for each machine (each_machine.h), in
 * line.c. */

/* The first line end from `at` on in whole batches that is wanted; where they end when there is none. */
TARGET static size_t NAMED(next)(const unsigned char *data, size_t at, size_t end) {
  for (; at + BATCH < end; at += BATCH) {
    VECTOR some = ALL(0);
    for (unsigned i = 0; i < BATCH; i += WIDTH) some = EITHER(some, MATCH(LOAD(data + at + i), '\n'));
    if (!SOME(some)) continue;
    for (unsigned b = 0; b < BATCH; b += NW_BLOCK_BYTES) {
      uint64_t lines = 0;
      for (unsigned i = 0; i < NW_BLOCK_BYTES; i += WIDTH) ADD(lines, i, EQUAL(LOAD(data + at + b + i), '\n'));
      for (; lines != 0; lines &= lines - 1) {
        size_t line = at + b + (unsigned)__builtin_ctzll(lines);
        if ((sides[data[line - 1]] & NW_LINE_ENDS) | (sides[data[line + 1]] & NW_LINE_BEGINS)) return line;
      }
    }
  }
  return at;
}

/* Reads the 64 bytes of a block, of which the last are of the line: how many; REFUSED: no header has them. */
TARGET static unsigned NAMED(read)(names *n, const unsigned char *block) {
  uint64_t line = 0, part = 0, blank = 0, never = 0;
  for (unsigned i = 0; i < NW_BLOCK_BYTES; i += WIDTH) {
    const VECTOR text = LOAD(block + i);
    ADD(line, i, EQUAL(text, '\n'));
    ADD(blank, i, EQUAL(text, ' '));
    ADD(part, i, AT_LEAST(EITHER(EITHER(MATCH(text, ','), MATCH(text, ';')), EITHER(MATCH(text, '|'), MATCH(text, '\t'))), 1));
  }
  const unsigned len = line == 0 ? NW_BLOCK_BYTES : (unsigned)__builtin_clzll(line);
  if (len == 0) return 0;
  const uint64_t in_line = UINT64_MAX << (NW_BLOCK_BYTES - len);
  blank &= in_line, part &= in_line;
  const uint64_t apart = blank | part, indent = line == 0 ? 0 : apart & ~(apart + (in_line & -in_line));
  const uint64_t gap = blank & blank >> 1 & ~indent, gaps = gap & ~(gap << 1);
  part &= ~indent;
  if (has_run(in_line & ~(part | gap))) return REFUSED;
  if (line != 0 && n->parts == 0 && part == 0 && n->gaps < 2 && gaps == 0) return REFUSED;
  for (unsigned i = 0; i < NW_BLOCK_BYTES; i += WIDTH) {
    const VECTOR text = LOAD(block + i);
    ADD(never, i, AT_LEAST(BOTH(LOOK(never_low, text), LOOK_HIGH(never_high, text)), 1));
  }
  if ((never & in_line) != 0) return REFUSED;
  n->parts += (unsigned)__builtin_popcountll(part);
  n->gaps += (unsigned)__builtin_popcountll(gaps);
  uint64_t words = blank & ~(indent | apart >> 1 | apart << 1 | 1 | (uint64_t)1 << 63);
  for (uint64_t stops = part | gaps, above; stops != 0; stops &= ~above, words &= ~above, n->blanks = 0) {
    above = UINT64_MAX << (63 - __builtin_clzll(stops));
    if (n->blanks + (unsigned)__builtin_popcountll(words & above) >= NW_LINE_NAME_BLANKS) return REFUSED;
  }
  n->blanks += (unsigned)__builtin_popcountll(words);
  return n->blanks >= NW_LINE_NAME_BLANKS ? REFUSED : len;
}
