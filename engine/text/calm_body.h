/* text/calm_body.h - the words of text and the reasons that hang on masks alone: for each machine (each_machine.h), in calm.c. */

/* Where words may begin like numbers and like "dot", by their first three letters: blocks of 64 bytes to places `first` and on. Two
 * bytes more can be read. */
TARGET static void NAMED(words)(calm_masks *m, size_t first, const unsigned char *data, size_t blocks) {
  for (size_t b = first; b < first + blocks; b++, data += NW_BLOCK_BYTES) {
    for (unsigned i = 0; i < NW_BLOCK_BYTES; i += WIDTH) {
      const unsigned char *p = data + i;
      const VECTOR word = BOTH(BOTH(LOOK(spelt_low[0], LOAD(p)), LOOK(spelt_low[1], LOAD(p + 1))), LOOK(spelt_low[2], LOAD(p + 2)));
      KEEP(m->number[b], i, AT_LEAST(word, 1));
      KEEP(m->dot[b], i, AT_LEAST(word, SPELT_DOT));
    }
  }
}

/* What only few blocks are asked about. */
TARGET static void NAMED(rare)(calm_signs *s, const unsigned char *data) {
  for (unsigned i = 0; i < NW_CALM_BLOCK_BYTES; i += WIDTH) {
    const VECTOR text = LOAD(data + i), one = LOAD(data + i + 1), two = LOAD(data + i + 2), three = LOAD(data + i + 3);
    const VECTOR kind = BOTH(LOOK(kind_low, text), LOOK_HIGH(kind_high, text));
    const VECTOR name = BOTH(LOOK(name_low[0], one), LOOK(name_low[1], two));
    const VECTOR blank_name = BOTH(LOOK(name_low[0], two), LOOK(name_low[1], three));
    const VECTOR odd = EITHER(BOTH(text, ALL(0x80)), BOTH(LOOK(high_low, text), LOOK_HIGH(high_high, text)));
    KEEP(s->open, i, AT_LEAST(kind, KIND_OPEN));
    KEEP(s->curly, i, EQUAL(text, '{'));
    KEEP(s->escape, i, AT_LEAST(BOTH(kind, ALL(KIND_ESCAPE)), KIND_ESCAPE));
    KEEP(s->wrap, i, AT_LEAST(BOTH(kind, ALL(KIND_WRAP)), 1));
    KEEP(s->bar, i, AT_LEAST(BOTH(kind, ALL(KIND_BAR)), 1));
    KEEP(s->odd, i, AT_LEAST(odd, 1));
    KEEP(s->named, i, AT_LEAST(EITHER(name, blank_name), 1));
    KEEP(s->back, i, EQUAL(text, '\\'));
    KEEP(s->under, i, EQUAL(text, '_'));
    KEEP(s->square, i, EQUAL(text, '['));
    KEEP(s->numbered, i, EQUAL(one, '#'));
  }
}
TARGET static void NAMED(gaps)(calm_gaps *s, const unsigned char *data) {
  for (unsigned i = 0; i < NW_CALM_BLOCK_BYTES; i += WIDTH) {
    const VECTOR text = LOAD(data + i), sign = BOTH(LOOK(sign_low, text), LOOK_HIGH(sign_high, text));
    KEEP(s->blank, i, AT_LEAST(sign, SIGN_BLANK));
    KEEP(s->low, i, AT_LEAST(text, ' ' + 1));
    KEEP(s->beat, i, AT_LEAST(BOTH(sign, ALL(SIGN_BEAT)), SIGN_BEAT));
  }
  s->low = ~s->low;
}

/* Bit b: block b of the first `blocks` has a byte above 0x7E, or a control that text does not have. */
TARGET static uint64_t NAMED(high)(const unsigned char *data, size_t blocks) {
  uint64_t high = 0;
  for (size_t b = 0; b < blocks; b++) {
    VECTOR odd = ALL(0);
    for (unsigned i = 0; i < NW_CALM_BLOCK_BYTES; i += WIDTH) {
      const VECTOR text = LOAD(data + b * NW_CALM_BLOCK_BYTES + i);
      odd = EITHER(odd, EITHER(BOTH(text, ALL(0x80)), BOTH(LOOK(high_low, text), LOOK_HIGH(high_high, text))));
    }
    high |= (uint64_t)(SOME(odd) != 0) << b;
  }
  return high;
}

TARGET static inline BLOCKS NAMED(load)(const uint64_t *at) {
  BLOCKS v;
  memcpy(&v, at, sizeof v);
  return v;
}
#define LOADED NAMED(load)
#define PUT(at, v) memcpy(at, &(v), sizeof(BLOCKS))
/* The class n places further on, and before. */
#define AHEAD(here, next, n) ((here) >> (n) | (next) << (64 - (n)))
#define BEHIND(here, before, n) ((here) << (n) | (before) >> (64 - (n)))

/* Not 0 where five of the words that begin at `start` are `hits`, one behind the other, and the first of them is here. A sum carries
 * a hit over what begins no word to the next one. Of five words in two blocks three are in one of them. */
TARGET static inline BLOCKS NAMED(rows)(BLOCKS start, BLOCKS hits, BLOCKS start_next, BLOCKS hits_next) {
  const BLOCKS between = ~start, between_next = ~start_next;
  const BLOCKS two = (between + (hits << 1)) & hits, three = (between + (two << 1)) & hits;
  const BLOCKS five = (between + (((between + (three << 1)) & hits) << 1)) & hits;
  const BLOCKS over = (BLOCKS)(between + (three << 1) < between) | three >> 63;
  const BLOCKS next = (between_next + 1) & hits_next, next_two = (between_next + (next << 1)) & hits_next;
  return five | over | ((between_next + (next_two << 1)) & hits_next);
}

/* How many bits each block has. */
TARGET static inline BLOCKS NAMED(count)(BLOCKS bits) {
  bits -= bits >> 1 & 0x5555555555555555;
  bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
  bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0F;
  bits += bits >> 8;
  bits += bits >> 16;
  return (bits + (bits >> 32)) & 0x7F;
}

/* What is near enough to a reason that somebody has to look: a digit or capital letter inside of three bytes and more of a token, a dot or
 * dash among five bytes that belong to no word (beats beyond ASCII are a reason of their own), a dot beside no word, "dot", a hyphen
 * behind a word, an @ in front of none, four digits, two bytes that stand alone, five words in a row that may be numbers.
 * A bit a place; two that stand alone count in the next block, too. */
TARGET static uint64_t NAMED(spots)(calm_masks *m, const nw_masks *c, size_t end) {
  uint64_t some = c->odd;
  for (size_t b = 1; b < end; b += LANES) {
    const BLOCKS A = LOADED(&c->alpha[b]), An = LOADED(&c->alpha[b + 1]), Ab = LOADED(&c->alpha[b - 1]), D = LOADED(&c->digit[b]);
    const BLOCKS word = A | D, word_next = An | LOADED(&c->digit[b + 1]), word_before = Ab | LOADED(&c->digit[b - 1]);
    const BLOCKS start = A & ~BEHIND(A, Ab, 1), next_word = AHEAD(word, word_next, 1);
    const BLOCKS wide = word | LOADED(&c->high[b]);  /* letters beyond ASCII */
    const BLOCKS wide_next = word_next | LOADED(&c->high[b + 1]), wide_before = word_before | LOADED(&c->high[b - 1]);
    const BLOCKS beside = BEHIND(wide, wide_before, 1) | AHEAD(wide, wide_next, 1), single = word & ~beside;
    const BLOCKS lone = LOADED(&c->dot[b]) & ~beside;
    const BLOCKS hits = start & (LOADED(&m->number[b]) | ~AHEAD(A, An, 1));  /* "o" is one */
    const BLOCKS dots = start & LOADED(&m->dot[b]), join = LOADED(&c->join[b]);
    const BLOCKS run = word | LOADED(&c->link[b]), run_before = word_before | LOADED(&c->link[b - 1]);
    const BLOCKS more = BEHIND(run, run_before, 2) | AHEAD(run, word_next | LOADED(&c->link[b + 1]), 1);
    const BLOCKS tokens = (D | LOADED(&c->upper[b])) & BEHIND(run, run_before, 1) & more;
    const BLOCKS two = wide | AHEAD(wide, wide_next, 1), two_next = wide_next | wide_next >> 1;
    const BLOCKS quiet = (LOADED(&c->dot[b]) | join) & ~(two | AHEAD(two, two_next, 2) | AHEAD(wide, wide_next, 4));
    const BLOCKS digits = NAMED(count)(D);
    const BLOCKS joints = join & BEHIND(A, Ab, 1) & ~next_word;
    const BLOCKS ats = LOADED(&c->at[b]) & ~next_word;
    const BLOCKS any = tokens | quiet | lone | dots | joints | ats;
    PUT(&m->start[b], start);
    PUT(&m->single[b], single);
    PUT(&m->hits[b], hits);
    PUT(&m->dots[b], dots);
    PUT(&m->tokens[b], tokens);
    PUT(&m->quiet[b], quiet);
    PUT(&m->lone[b], lone);
    PUT(&m->digits[b], digits);
    PUT(&m->joints[b], joints);
    PUT(&m->ats[b], ats);
    PUT(&m->any[b], any);
  }
  for (size_t b = 1; b < end; b += LANES) {
    const BLOCKS single = LOADED(&m->single[b]), next = LOADED(&m->single[b + 1]);
    const BLOCKS twins = single & (AHEAD(single, next, 2) | AHEAD(single, next, 3) | AHEAD(single, next, 4));
    const BLOCKS rows = NAMED(rows)(LOADED(&m->start[b]), LOADED(&m->hits[b]), LOADED(&m->start[b + 1]), LOADED(&m->hits[b + 1]));
    const BLOCKS many = (LOADED(&m->digits[b]) + LOADED(&m->digits[b + 1])) & ~(uint64_t)(NW_CALM_DIGITS_FEW - 1);
    const BLOCKS any = LOADED(&m->any[b]) | twins | rows | many | (LOADED(&m->tokens[b + 1]) & NEAR);
    PUT(&m->twins[b], twins);
    PUT(&m->rows[b], rows);
    PUT(&m->many[b], many);
    some |= FLAGS(any) << b | FLAGS(twins) << (b + 1);
  }
  return some;
}

#undef LOADED
#undef PUT
#undef AHEAD
#undef BEHIND
