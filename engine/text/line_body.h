/* text/line_body.h - ends of lines that a header may stand before or behind: for each machine (each_machine.h), in line.c. */

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

/* Of the 64 bytes of a block: line ends, what parts cells, what no header has. */
TARGET static void NAMED(look)(look *l, const unsigned char *block) {
  uint64_t line = 0, part = 0, blank = 0, never = 0;
  for (unsigned i = 0; i < NW_BLOCK_BYTES; i += WIDTH) {
    const VECTOR text = LOAD(block + i);
    ADD(line, i, EQUAL(text, '\n'));
    ADD(blank, i, EQUAL(text, ' '));
    ADD(part, i, EQUAL(text, ',') | EQUAL(text, ';') | EQUAL(text, '|') | EQUAL(text, '\t'));
    ADD(never, i, AT_LEAST(BOTH(LOOK(never_low, text), LOOK_HIGH(never_high, text)), 1));
  }
  l->line = line, l->part = part, l->blank = blank, l->never = never;
}
