/* text/glance_body.h - the nw_glance of 64 bytes: for each machine (each_machine.h), in glance.c. */

/* What most blocks have nothing of. */
TARGET static void NAMED(rare)(nw_glance *g, const unsigned char *block) {
  uint64_t high = 0, lead = 0, three = 0, four = 0, page = 0, mail = 0, percent = 0, amp = 0, back = 0, less = 0;
  for (unsigned i = 0; i < NW_GLANCE_BYTES; i += WIDTH) {
    const VECTOR text = LOAD(block + i), first_four = BOTH(text, ALL(0xF0));
    ADD(high, i, HAS(text, 7));
    ADD(lead, i, SAME(BOTH(text, ALL(0xC0)), ALL(0xC0)));
    ADD(three, i, SAME(first_four, ALL(0xE0)));
    ADD(four, i, SAME(first_four, ALL(0xF0)));
    ADD(page, i, SAME(BOTH(text, ALL(0xFE)), ALL(0xD0)));
    ADD(mail, i, EQUAL(text, '@'));
    ADD(percent, i, EQUAL(text, '%'));
    ADD(amp, i, EQUAL(text, '&'));
    ADD(back, i, EQUAL(text, '\\'));
    ADD(less, i, EQUAL(text, '<'));
  }
  g->high = high, g->lead = lead, g->three = three, g->four = four, g->page = page;
  g->mail = mail, g->percent = percent, g->amp = amp, g->back = back, g->less = less;
}

TARGET static void NAMED(glance)(nw_glance *g, const unsigned char *block) {
  uint64_t letter = 0, upper = 0, digit = 0, blank = 0, odd = 0, token = 0, wrap = 0, beat = 0, line = 0, rare = 0;
  for (unsigned i = 0; i < NW_GLANCE_BYTES; i += WIDTH) {
    const VECTOR text = LOAD(block + i);
    const VECTOR kind = BOTH(LOOK(kind_low, text), LOOK_HIGH(kind_high, text));
    const VECTOR sign = BOTH(LOOK(sign_low, text), LOOK_HIGH(sign_high, text));
    ADD(letter, i, AT_LEAST(kind, KIND_LETTER));
    ADD(upper, i, AT_LEAST(BOTH(kind, LOOK_HIGH(upper_high, text)), KIND_LETTER));
    ADD(digit, i, HAS(kind, KIND_DIGIT_BIT));
    ADD(blank, i, AT_LEAST(BOTH(kind, ALL(KIND_BLANK)), 1));
    ADD(odd, i, AT_LEAST(BOTH(kind, ALL(KIND_ODD)), 1));
    ADD(token, i, AT_LEAST(sign, SIGN_TOKEN));
    ADD(wrap, i, AT_LEAST(BOTH(sign, ALL(SIGN_WRAP)), 1));
    ADD(beat, i, HAS(sign, SIGN_BEAT_BIT));
    ADD(line, i, HAS(sign, SIGN_LINE_BIT));
    rare |= SOME(EITHER(BOTH(text, ALL(0x80)), BOTH(LOOK(rare_low, text), LOOK_HIGH(rare_high, text))));
  }
  memset(g, 0, sizeof *g);
  g->letter = letter, g->upper = upper, g->digit = digit, g->blank = blank, g->odd = odd, g->token = token, g->wrap = wrap;
  g->beat = beat, g->line = line;
  if (rare != 0) NAMED(rare)(g, block);
}
