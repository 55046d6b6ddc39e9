/* The classes of text and the reasons that hang on them alone, for one machine: included by calm.c once a machine, with
 *   NAME    a prefix                        TARGET  its attribute, or nothing
 *   VECTOR  a register of WIDTH bytes       LOAD(p), BOTH(a, b): and
 *   LOOK(table, v), LOOK_HIGH(table, v)     table[v & 15], table[v >> 4] of 16 bytes
 *   SOME(v, set), ONE(v, bit)               a bit a byte: it has a bit of the set, this one
 *   BLANK(v, more)                          a bit a byte: it is ' ', or in `more`
 *   BLOCKS  a register of blocks, which C's own operators work on, of which LANES are one
 */
#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)

/* Masks of blocks of 64 bytes to places `first` and on. A byte more can be read. */
TARGET static void JOIN(NAME, _masks)(calm_masks *m, size_t first, const unsigned char *data, size_t blocks) {
  for (size_t b = first; b < first + blocks; b++, data += NW_CALM_BLOCK_BYTES) {
    uint64_t letter = 0, small = 0, digit = 0, odd = 0, blank = 0, rare = 0, token = 0, beat = 0, number = 0, dot = 0;
    for (unsigned i = 0; i < NW_CALM_BLOCK_BYTES; i += WIDTH) {
      const VECTOR text = LOAD(data + i), next = LOAD(data + i + 1);
      const VECTOR kind = BOTH(LOOK(kind_low, text), LOOK_HIGH(kind_high, text));
      const VECTOR sign = BOTH(LOOK(sign_low, text), LOOK_HIGH(sign_high, text));
      const VECTOR pair = BOTH(BOTH(LOOK(nw_calm_tables[0], text), LOOK_HIGH(nw_calm_tables[1], text)),
                               BOTH(LOOK(nw_calm_tables[2], next), LOOK_HIGH(nw_calm_tables[3], next)));
      letter |= SOME(kind, KIND_LETTER) << i;
      small |= ONE(text, 5) << i;
      digit |= ONE(kind, 2) << i;
      odd |= SOME(kind, KIND_ODD) << i;
      blank |= BLANK(text, ONE(sign, 7)) << i;
      rare |= SOME(sign, SIGN_RARE) << i;
      token |= ONE(sign, 4) << i;
      beat |= ONE(sign, 6) << i;
      number |= SOME(pair, 0x7F) << i;
      dot |= ONE(pair, 7) << i;
    }
    m->letter[b] = letter, m->upper[b] = letter & ~small, m->digit[b] = digit, m->odd[b] = odd, m->blank[b] = blank;
    m->rare[b] = rare, m->token[b] = token, m->beat[b] = beat, m->number[b] = number, m->dot[b] = dot;
  }
}

#define LOADED JOIN(NAME, _load)
TARGET static inline BLOCKS LOADED(const uint64_t *at) {
  BLOCKS v;
  memcpy(&v, at, sizeof v);
  return v;
}
#define PUT(at, v) memcpy(at, &(v), sizeof(BLOCKS))
/* The class n places further on, and before. */
#define AHEAD(here, next, n) ((here) >> (n) | (next) << (64 - (n)))
#define BEHIND(here, before, n) ((here) << (n) | (before) >> (64 - (n)))

/* Not 0 where five of the words that begin at `start` are `hits`, one behind the other, and the first of them is here. A sum carries
 * a hit over what begins no word to the next one. Of five words in two blocks three are in one of them. */
TARGET static inline BLOCKS JOIN(NAME, _rows)(BLOCKS start, BLOCKS hits, BLOCKS start_next, BLOCKS hits_next) {
  const BLOCKS between = ~start, between_next = ~start_next;
  const BLOCKS two = (between + (hits << 1)) & hits, three = (between + (two << 1)) & hits;
  const BLOCKS five = (between + (((between + (three << 1)) & hits) << 1)) & hits;
  const BLOCKS over = (BLOCKS)(between + (three << 1) < between) | three >> 63;
  const BLOCKS next = (between_next + 1) & hits_next, next_two = (between_next + (next << 1)) & hits_next;
  return five | over | ((between_next + (next_two << 1)) & hits_next);
}

/* Tokens of six with a digit or capital letter behind their first; dots and dashes that follow nothing, with nothing behind;
 * bytes that stand alone; the words that may be numbers, five in a row. */
TARGET static void JOIN(NAME, _spots)(calm_masks *m, size_t end) {
  for (size_t b = 1; b < end; b += LANES) {
    const BLOCKS D = LOADED(&m->digit[b]), Dn = LOADED(&m->digit[b + 1]);
    const BLOCKS L = LOADED(&m->letter[b]), Ln = LOADED(&m->letter[b + 1]);
    const BLOCKS T = LOADED(&m->token[b]), Tn = LOADED(&m->token[b + 1]), beat = LOADED(&m->beat[b]);
    const BLOCKS word = D | L, word_next = Dn | Ln, word_before = LOADED(&m->digit[b - 1]) | LOADED(&m->letter[b - 1]);
    const BLOCKS begin = word & ~BEHIND(word, word_before, 1), run = word | T, run_next = word_next | Tn;
    const BLOCKS three = run & AHEAD(run, run_next, 1) & AHEAD(run, run_next, 2);
    const BLOCKS three_next = run_next & run_next >> 1 & run_next >> 2;
    BLOCKS mixed = D | LOADED(&m->upper[b]), mixed_next = Dn | LOADED(&m->upper[b + 1]), path = run, path_next = run_next;
    for (unsigned n = 1; n <= 4; n *= 2) {  /* mixed: one is here, or behind a path that leads from here */
      mixed |= path & AHEAD(mixed, mixed_next, n), mixed_next |= path_next & mixed_next >> n;
      path &= AHEAD(path, path_next, n), path_next &= path_next >> n;
    }
    const BLOCKS tokens = begin & three & AHEAD(three, three_next, 3) & AHEAD(mixed, mixed_next, 1);
    BLOCKS quiet = ~word, quiet_next = ~word_next;
    quiet &= AHEAD(quiet, quiet_next, 1), quiet_next &= quiet_next >> 1;
    const BLOCKS five = quiet & AHEAD(quiet, quiet_next, 2) & AHEAD(~word, ~word_next, 4);
    const BLOCKS beats = beat & five & ~BEHIND(beat | word, LOADED(&m->beat[b - 1]) | word_before, 1);
    const BLOCKS blank = LOADED(&m->blank[b]), blank_next = LOADED(&m->blank[b + 1]), blank_before = LOADED(&m->blank[b - 1]);
    const BLOCKS sign = ~(word | blank) & BEHIND(blank, blank_before, 1) & AHEAD(blank, blank_next, 1);
    const BLOCKS single = begin & ~AHEAD(word, word_next, 1), alone = single | sign;
    const BLOCKS start = L & ~BEHIND(L, LOADED(&m->letter[b - 1]), 1), dots = start & LOADED(&m->dot[b]);
    PUT(&m->start[b], start);
    const BLOCKS any = tokens | beats | dots | D | LOADED(&m->odd[b]) | LOADED(&m->rare[b]);
    PUT(&m->tokens[b], tokens);
    PUT(&m->beats[b], beats);
    PUT(&m->single[b], single);
    PUT(&m->alone[b], alone);
    PUT(&m->dots[b], dots);
    PUT(&m->any[b], any);
  }
  for (size_t b = 1; b < end; b += LANES) {  /* two with a short gap between; words that may be numbers in a row */
    const BLOCKS alone = LOADED(&m->alone[b]), next = LOADED(&m->alone[b + 1]);
    const BLOCKS single = LOADED(&m->single[b]), single_next = LOADED(&m->single[b + 1]);
    const BLOCKS pairs = alone & (AHEAD(alone, next, 2) | AHEAD(alone, next, 3) | AHEAD(alone, next, 4));
    const BLOCKS twins = single & (AHEAD(single, single_next, 2) | AHEAD(single, single_next, 3) | AHEAD(single, single_next, 4));
    PUT(&m->twins[b], twins);
    const BLOCKS start = LOADED(&m->start[b]), start_next = LOADED(&m->start[b + 1]);
    const BLOCKS hits = start & LOADED(&m->number[b]), hits_next = start_next & LOADED(&m->number[b + 1]);
    const BLOCKS rows = JOIN(NAME, _rows)(start, hits, start_next, hits_next);
    const BLOCKS any = LOADED(&m->any[b]) | pairs | rows;
    PUT(&m->pairs[b], pairs);
    PUT(&m->rows[b], rows);
    PUT(&m->any[b], any);
  }
}

#undef JOIN2
#undef JOIN
#undef LOADED
#undef PUT
#undef AHEAD
#undef BEHIND
#undef NAME
#undef TARGET
#undef VECTOR
#undef WIDTH
#undef LOAD
#undef BOTH
#undef LOOK
#undef LOOK_HIGH
#undef SOME
#undef ONE
#undef BLANK
#undef BLOCKS
#undef LANES
