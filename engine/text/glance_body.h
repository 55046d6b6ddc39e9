/* The nw_glance of 64 bytes, for one machine: included by glance.c once a machine, with
 *   NAME    the function                    TARGET  its attribute, or nothing
 *   VECTOR  a register of WIDTH bytes       LOAD(p)
 *   FOLD(v) letters as small letters        WITHIN(v, low, span), EQUAL(v, c), EITHER(a, b), LESS(a, b): a class
 *   BITS(class), one bit a byte; OFFSET(v, low) is used by WITHIN
 */
#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)

/* What most blocks have nothing of. */
TARGET static void JOIN(NAME, _rare)(nw_glance *g, const unsigned char *block) {
  for (unsigned i = 0; i < NW_GLANCE_BYTES; i += WIDTH) {
    const VECTOR text = LOAD(block + i);
    g->high |= BITS(text) << i;
    g->lead |= BITS(WITHIN(text, 0xC0, 0x3F)) << i;
    g->three |= BITS(WITHIN(text, 0xE0, 0x0F)) << i;
    g->four |= BITS(WITHIN(text, 0xF0, 0x0F)) << i;
    g->page |= BITS(WITHIN(text, 0xD0, 1)) << i;
    g->mail |= BITS(EQUAL(text, '@')) << i;
    g->percent |= BITS(EQUAL(text, '%')) << i;
    g->amp |= BITS(EQUAL(text, '&')) << i;
    g->back |= BITS(EQUAL(text, '\\')) << i;
    g->less |= BITS(EQUAL(text, '<')) << i;
  }
}

TARGET static void NAME(nw_glance *glance, const unsigned char *block) {
  uint64_t digit = 0, letter = 0, upper = 0, blanks = 0, lines = 0, odd = 0, token = 0, beat = 0, wrap = 0, rare = 0;
  for (unsigned i = 0; i < NW_GLANCE_BYTES; i += WIDTH) {
    const VECTOR text = LOAD(block + i);
    const VECTOR line = EITHER(EQUAL(text, '\n'), EQUAL(text, '\r')), blank = EITHER(EITHER(EQUAL(text, ' '), EQUAL(text, '\t')), line);
    const VECTOR dash = EQUAL(text, '-'), low_line = EQUAL(text, '_');
    const VECTOR plus = EITHER(EITHER(EQUAL(text, '+'), EQUAL(text, '/')), EITHER(EQUAL(text, '='), dash));
    const VECTOR tick = EITHER(EQUAL(text, '`'), EQUAL(text, '~'));
    digit |= BITS(WITHIN(text, '0', 9)) << i;
    letter |= BITS(WITHIN(FOLD(text), 'a', 25)) << i;
    upper |= BITS(WITHIN(text, 'A', 25)) << i;
    blanks |= BITS(blank) << i;
    lines |= BITS(line) << i;
    odd |= BITS(EITHER(LESS(WITHIN(text, 0, 0x1F), blank), EQUAL(text, 0x7F))) << i;
    token |= BITS(EITHER(plus, low_line)) << i;
    beat |= BITS(EITHER(dash, EQUAL(text, '.'))) << i;
    wrap |= BITS(EITHER(EITHER(tick, low_line), EQUAL(text, '*'))) << i;
    rare |= BITS(EITHER(EITHER(text, EQUAL(text, '<')), EITHER(WITHIN(text, '%', 1), EITHER(EQUAL(text, '\\'), EQUAL(text, '@')))));
  }
  memset(glance, 0, sizeof *glance);
  glance->digit = digit, glance->letter = letter, glance->upper = upper, glance->blank = blanks, glance->line = lines;
  glance->odd = odd, glance->token = token, glance->beat = beat, glance->wrap = wrap;
  if (rare != 0) JOIN(NAME, _rare)(glance, block);
}
#undef JOIN2
#undef JOIN
#undef NAME
#undef TARGET
#undef VECTOR
#undef WIDTH
#undef LOAD
#undef BITS
#undef EITHER
#undef LESS
#undef FOLD
#undef EQUAL
#undef OFFSET
#undef WITHIN
