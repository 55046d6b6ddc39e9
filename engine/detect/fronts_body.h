/* Which words of a batch are looked for: included by words_body.h.
 *
 *   "the user has moved, the number is 42"        170 words a KB of chat
 *        four of user, has., move, numb           by_four    20   their first four letters; words of one letter: by_one
 *             user, has, moved, number            by_eight    6   … all letters, up to eight
 *             user, number                        by_next     3   … and what stands behind: "has lived" is one, "has moved" is none
 *
 * Each step is a list of places, of which the next one is made without a branch: every place is written, and only those that stay count.
 * So what a word is is never guessed, and neither is where a block ends.
 */

/* The places of the bits of blocks `first` … `last`; how many. A FEW of each block are written at a time, the rest being nothing. */
TARGET static inline size_t NAMED(places)(uint16_t *list, const nw_mask mask, size_t first, size_t last) {
  enum { FEW = 2 };
  size_t count = 0;
  for (size_t b = first; b <= last; b++) {
    uint64_t bits = mask[b];
    uint16_t *at = list + count;
    count += (size_t)__builtin_popcountll(bits);
    do {
      for (unsigned i = 0; i < FEW; i++, bits &= bits - 1) *at++ = (uint16_t)((b - 1) * NW_BLOCK_BYTES + LOWEST(bits));
    } while (bits != 0);
  }
  return count;
}

TARGET static size_t NAMED(list)(nw_places list, const nw_mask mask, size_t first, size_t last) {
  return NAMED(places)(list, mask, first, last);
}

/* How many letters the word has behind its first one, up to 63. */
TARGET static inline unsigned NAMED(more)(const nw_words *words, unsigned place) {
  const uint64_t *inside = &words->inside[place / 64 + 1];
  uint64_t behind = inside[0] >> place % 64 >> 1 | inside[1] << (63 - place % 64);
  return (unsigned)__builtin_ctzll(~behind | (uint64_t)1 << 63);
}

/* Its first letters, up to eight. */
TARGET static inline uint64_t NAMED(eight)(const nw_words *words, unsigned place, unsigned more) {
  return nw_load_few(words->letters + place, 8) & UINT64_MAX >> (56 - 8 * (more < 7 ? more : 7));
}

/* ---- words with a capital letter ---- */

/* What is asked about whatever its letters are: short mixed words, those with bytes beyond ASCII among the first eight. `capital`: words
 * with a capital letter, for which others decide; words->capital: not these. */
TARGET static void NAMED(sure)(uint64_t *restrict asked, nw_words *restrict words, uint64_t *restrict capital,
                                     const nw_fronts *fronts, size_t blocks) {
  for (size_t b = 1; b <= blocks; b++) {
    uint64_t high = words->high[b], high_next = words->high[b + 1], near = words->number[b], next = words->number[b + 1];
    high |= high >> 1 | high_next << 63, high_next |= high_next >> 1;  /* up to seven places in front of it */
    high |= high >> 2 | high_next << 62, high_next |= high_next >> 2;
    high |= high >> 4 | high_next << 60;
    near |= near >> 1, near |= near >> 2, near |= near >> 4;           /* up to 64 in front of a number */
    near |= near >> 8, near |= near >> 16, near |= near >> 32;
    near |= ~(next ^ (next - 1)) | fronts->anywhere | words->high[b];
    capital[b] = words->word[b] & (words->upper[b] | words->high[b]) & (near | words->behind[b]) & fronts->capitals;
    words->capital[b] = capital[b] & near;
    asked[b] = words->mixed[b] | (words->word[b] & high);
  }
}

/* Does the word stand behind one that an address stands behind, or behind something that is no word of ASCII? */
TARGET static inline unsigned NAMED(is_led)(const nw_words *words, const nw_fronts *fronts, unsigned place) {
  enum { FRONT = 9 };  /* a blank, and eight letters of which the first one only ends a longer word */
  const uint64_t ones = 0x0101010101010101u, tops = 0x80 * ones;
  uint64_t eight = nw_load_few(words->letters + (place < FRONT ? 0 : place - FRONT), 8), gaps = (~((eight | tops) - ones) & tops) | 0x80;
  uint64_t letters = eight >> 1 >> (63 - (unsigned)__builtin_clzll(gaps));
  unsigned lead = nw_lead_place(letters);
  return (place < FRONT) | (letters == 0) | (unsigned)(fronts->leads[lead / 64] >> lead % 64 & 1);
}

/* "However we": is it one of the words that are none but at the begin of sentences, and a small letter behind a blank? */
TARGET static inline unsigned NAMED(is_common)(const nw_words *words, const nw_fronts *fronts, unsigned place) {
  unsigned more = NAMED(more)(words, place), behind = place + more + 1;
  uint64_t eight = NAMED(eight)(words, place, more);
  const uint64_t *two = fronts->commons[nw_common_place(eight)];
  unsigned upper = (unsigned)(nw_mask_bits(words->upper, behind + 1) & 1);
  return (words->letters[behind + 1] != 0) & (upper ^ 1) & (words->letters[behind] == 0) & (words->letters[behind - 1] != 0) & (more < 8) &
         ((two[0] == eight) | (two[1] == eight));
}

/* Those of them that are near a number, or behind a word that leads to an address. */
TARGET static inline size_t NAMED(leading)(nw_places list, size_t count, const nw_words *words, const nw_fronts *fronts) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    uint16_t place = list[i];
    list[kept] = place;
    kept += (words->capital[place / NW_BLOCK_BYTES + 1] >> place % NW_BLOCK_BYTES & 1) | NAMED(is_led)(words, fronts, place);
  }
  return kept;
}

/* Of words with a capital letter those that may begin a name or an address. */
TARGET static void NAMED(capitals)(nw_mask asked, nw_words *words, const nw_mask capital, const nw_fronts *fronts, size_t blocks) {
  nw_places list;
  size_t count = NAMED(places)(list, capital, 1, blocks);
  count = NAMED(leading)(list, count, words, fronts);
  for (size_t i = 0; i < count; i++) {
    unsigned place = list[i], bit = place % NW_BLOCK_BYTES;
    uint64_t *here = &words->capital[place / NW_BLOCK_BYTES + 1], stays = NAMED(is_common)(words, fronts, place) ^ 1;
    *here = (*here & ~((uint64_t)1 << bit)) | stays << bit;
    asked[place / NW_BLOCK_BYTES + 1] |= stays << bit;
  }
}

/* ---- words by their letters ---- */

/* The places of the bits of `mask`. Of each block as many are looked at as most blocks have: what is kept behind the last one, which
 * would stand in the next block, is taken back. */
TARGET static inline size_t NAMED(by_four)(nw_places list, const nw_mask mask, size_t blocks, const nw_words *words,
                                                 const nw_fronts *fronts) {
  enum { MANY = 12 };
  size_t kept = 0;
  for (size_t place = 0; place < blocks * NW_BLOCK_BYTES; place += NW_BLOCK_BYTES) {
    const unsigned char *letters = words->letters + place;
    uint64_t bits = mask[place / NW_BLOCK_BYTES + 1];
    do {
      for (unsigned i = 0; i < MANY; i++, bits &= bits - 1) {
        uint64_t bit = LOWEST(bits);
        list[kept] = (uint16_t)(place + bit);
        kept += fronts->four[nw_front_place((uint32_t)nw_load_few(letters + bit, 4))];
      }
    } while (bits != 0);
    while (kept > 0 && list[kept - 1] == place + NW_BLOCK_BYTES) kept--;
  }
  return kept;
}

/* Drops words of one letter that is none of ours. */
TARGET static inline size_t NAMED(by_one)(nw_places list, size_t count, const unsigned char *letters, const nw_fronts *fronts) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    uint16_t place = list[i];
    list[kept] = place;
    kept += (letters[place + 1] != 0) | (fronts->one >> letters[place] & 1);
  }
  return kept;
}

TARGET static inline size_t NAMED(by_eight)(nw_places list, size_t count, const nw_words *words, const nw_fronts *fronts) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    uint16_t place = list[i];
    unsigned head = nw_head_place(NAMED(eight)(words, place, NAMED(more)(words, place)));
    list[kept] = place;
    kept += fronts->eight[head / 64] >> head % 64 & 1;
  }
  return kept;
}

/* Adds those behind which such a letter stands, one or two places on, or no letter. */
TARGET static inline void NAMED(by_next)(nw_mask asked, const nw_places list, size_t count, const nw_words *words,
                                               const nw_fronts *fronts) {
  for (size_t i = 0; i < count; i++) {
    unsigned place = list[i], more = NAMED(more)(words, place);
    const unsigned char *behind = words->letters + place + more + 1;
    unsigned head = nw_head_place(NAMED(eight)(words, place, more)), next = behind[1] != 0 ? behind[1] : behind[2];
    uint32_t stays = fronts->nexts[nw_next_place(head)] >> (behind[0] == 0 ? next : 0) & 1;
    asked[place / NW_BLOCK_BYTES + 1] |= (uint64_t)stays << place % NW_BLOCK_BYTES;
  }
}

TARGET static void NAMED(asked)(nw_mask asked, nw_words *words, const nw_fronts *fronts, size_t blocks) {
  nw_mask some, odd;
  nw_places list;
  NAMED(sure)(asked, words, some, fronts, blocks);
  NAMED(capitals)(asked, words, some, fronts, blocks);
  for (size_t b = 1; b <= blocks; b++) {
    some[b] = words->plain[b] & ~asked[b];
    odd[b] = words->word[b] & ~(words->plain[b] | asked[b]);
  }
  size_t count = NAMED(by_four)(list, some, blocks, words, fronts), odds = NAMED(places)(list + count, odd, 1, blocks);
  count += NAMED(by_one)(list + count, odds, words->letters, fronts);
  count = NAMED(by_eight)(list, count, words, fronts);
  NAMED(by_next)(asked, list, count, words, fronts);
}
