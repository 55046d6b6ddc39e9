/* Easy chunks for one machine: included by easy.c once a machine, with
 *   NAME(part)  the machine's own function    TARGET  its attribute, or nothing
 *   LANES       sums in registers             NAME(add_sums), NAME(add_row)
 *   RECENT      what stood here before        NAME(again)
 *   VECTOR      a register of bytes, with LOAD, STORE, BITS, ALL, EITHER, BOTH, LESS, SAME, WITHIN, SHIFTED (one byte on), NOTHING;
 *               or none: byte by byte */

#ifdef VECTOR
/* Looks at the 64 bytes at `data`. */
TARGET INLINE void NAME(sight)(nw_sight *sight, const unsigned char *data) {
  enum { WIDTH = sizeof(VECTOR), VECTORS = NW_SIGHT_BYTES / WIDTH };
  VECTOR small[VECTORS + 1];
  uint64_t letter = 0, upper = 0, blank = 0, odd = 0, bang = 0, twin = 0;
  for (unsigned i = 0; i < VECTORS; i++) {
    const VECTOR text = LOAD(data + WIDTH * i), folded = EITHER(text, ALL(0x20));
    const VECTOR letters = WITHIN(folded, 'a', 25), capitals = LESS(letters, SAME(text, folded));
    const VECTOR signs = EITHER(EITHER(SAME(text, ALL('|')), SAME(text, ALL('@'))), EITHER(SAME(text, ALL('$')), SAME(text, ALL('+'))));
    small[i] = EITHER(text, BOTH(capitals, ALL(0x20)));
    STORE(sight->small + WIDTH * i, small[i]);
    letter |= BITS(letters) << WIDTH * i;
    upper |= BITS(capitals) << WIDTH * i;
    blank |= BITS(EITHER(WITHIN(text, 0, ' '), SAME(text, ALL(0x7F)))) << WIDTH * i;
    odd |= BITS(EITHER(EITHER(signs, WITHIN(text, '0', 9)), text)) << WIDTH * i;  /* bit 7: no ASCII */
    bang |= BITS(SAME(text, ALL('!'))) << WIDTH * i;
  }
  small[VECTORS] = NOTHING;
  for (unsigned i = 0; i < VECTORS; i++) twin |= BITS(SAME(small[i], SHIFTED(small[i], small[i + 1]))) << WIDTH * i;
  memset(sight->small + NW_SIGHT_BYTES, 0, sizeof sight->small - NW_SIGHT_BYTES);
  sight->letter = letter, sight->upper = upper, sight->blank = blank, sight->odd = odd;
  nw_sight_end(sight, bang, twin);
}
#else
INLINE void NAME(sight)(nw_sight *sight, const unsigned char *data) { nw_sight_at(sight, data); }
#endif

/* What goes along from word to word. */
typedef struct NAME(walk) { RECENT words, pairs; LANES sums; uint32_t before; } NAME(walk);

/* Hashes the words up to `limit`, and sends for what is known of them: the tables are larger than what is near. */
TARGET INLINE void NAME(look_ahead)(const nw_content_model *model, window *in, unsigned limit, uint32_t before) {
  const uint64_t letter = in->sight.letter & (limit == 0 ? 0 : nw_low_bits(limit - 1) << 1 | 1);
  uint64_t starts = letter & ~(letter << 1), ends = ~letter & letter << 1;
  seen_word *to = in->words;
  in->next = to;
  for (; starts != 0; starts &= starts - 1, ends &= ends - 1, to++) {
    const unsigned from = (unsigned)__builtin_ctzll(starts), behind = ends == 0 ? NW_SIGHT_BYTES : (unsigned)__builtin_ctzll(ends);
    to->word = nw_content_hash_of(in->sight.small + from, behind - from, &to->key);
    to->pair = nw_content_pair_hash(before, to->word);
    fetch(to->known = nw_content_known_at(model, nw_content_known_slot(to->word)));
    fetch(to->pair_row = nw_content_row(model, nw_content_pair_bucket(to->pair)));
    before = to->word;
  }
}

/* A run of letters; what is known of it, or NULL. */
TARGET INLINE const nw_content_known *NAME(add_word)(nw_content_weigher *w, NAME(walk) *walk, const seen_word *seen, const uint8_t *text,
                                                     unsigned len) {
  const nw_content_model *model = w->model;
  const uint32_t word = seen->word, pair = seen->pair, before = walk->before;
  const nw_content_known *known = nw_content_find_known(seen->known, len, &seen->key);
  if (!NAME(again)(&walk->words, word)) {
    int16_t sums[NW_CONTENT_LANES];
    if (known == NULL) word_rows(model, text, len, word, sums);
    NAME(add_sums)(&walk->sums, known != NULL ? known->sums : sums);
  }
  const int list = known != NULL ? known->list : nw_content_lex_find(model, word);
  if (known != NULL) w->totals.language[known->language]++, w->totals.strange += known->strange;
  if (list >= 0) nw_content_note(w, nw_content_open_block(w), NW_VIEW_BOTH, word, list);
  walk->before = word;
  if (before == 0) return known;
  if (!NAME(again)(&walk->pairs, pair)) NAME(add_row)(&walk->sums, seen->pair_row);
  const int both = pair == 0 ? -1 : nw_content_lex_find(model, pair);
  if (both >= 0) nw_content_note(w, nw_content_open_block(w), NW_VIEW_BOTH, pair, both);
  return known;
}

TARGET INLINE void NAME(add_signs)(const nw_content_model *model, NAME(walk) *walk, const uint8_t *text, unsigned len) {
  nw_content_key key;
  const uint32_t word = nw_content_hash_of(text, len, &key);
  if (!NAME(again)(&walk->words, word)) NAME(add_row)(&walk->sums, nw_content_row(model, nw_content_word_bucket(word)));
}

/* A run of letters, for what is known of attacks, too. A blank behind it is told of with it; an apostrophe does not end a word. */
TARGET INLINE void NAME(take_word)(nw_content_weigher *w, NAME(walk) *walk, window *in, unsigned from, unsigned to) {
  const seen_word *seen = in->next++;
  const nw_content_known *known = NAME(add_word)(w, walk, seen, in->sight.small + from, to - from);
  nw_attack *attack = w->attack;
  if (attack == NULL) return;
  if (in->attacked < from) attack_signs(attack, in->data, in->attacked, from, in->at);
  const unsigned behind = in->data[to];
  in->attacked = to + (behind == ' ');
  if (behind == '\'' || behind == '_' || to - from > sizeof seen->key || !nw_attack_words_idle(&attack->words)) {
    nw_attack_push(attack, in->data + from, in->attacked - from, in->at + from, 0);
    return;
  }
  const nw_attack_sense sense = known != NULL ? known->attack : sense_of(&seen->key, to - from);
  const nw_attack_word word = nw_attack_words_whole(&attack->words, sense, in->at + from, in->at + to, behind);
  nw_attack_take(attack, &word);
}

/* The tokens of a chunk that has signs. */
TARGET INLINE void NAME(add_tokens)(nw_content_weigher *w, NAME(walk) *walk, window *in, uint64_t letters, unsigned s, unsigned e) {
  for (unsigned from = s, to; from < e; from = to) {
    const uint64_t rest = letters >> from;
    const int sign = !(rest & 1);
    to = from + (unsigned)__builtin_ctzll((sign ? rest : ~rest) | 1ULL << (e - from));
    if (sign) NAME(add_signs)(w->model, walk, in->sight.small + from, to - from);
    else NAME(take_word)(w, walk, in, from, to);
  }
}

/* Letters up to `upto`, and what was added up, become a part of the totals. */
TARGET INLINE void NAME(tell)(nw_content_weigher *w, NAME(walk) *walk, window *in, unsigned upto) {
  const uint64_t these = nw_low_bits(upto) & ~nw_low_bits(in->told);
  const unsigned letters = NAME(count)(in->sight.letter & these);
  nw_content_totals *to = &w->totals;
  uint32_t sums[NW_CONTENT_LANES];
  memcpy(sums, &walk->sums, sizeof sums);
  for (unsigned k = 0; k < NW_CONTENT_LANES; k++) to->lane[0][k] += sums[k];
  memset(&walk->sums, 0, sizeof walk->sums);
  to->letters += letters;
  to->script[NW_SCRIPT_LATIN] = (uint16_t)(to->script[NW_SCRIPT_LATIN] + letters);
  if (in->sight.upper != 0) to->upper += NAME(count)(in->sight.upper & these);
  in->told = upto;
}

/* The chunks of the window up to `limit`, and blanks; returns how many bytes. `over`: what follows is not easy. */
TARGET INLINE unsigned NAME(chunks)(nw_content_weigher *w, NAME(walk) *walk, window *in, unsigned limit, int *over) {
  nw_content_reader *r = &w->reader;
  const uint64_t body = limit == 0 ? 0 : ~in->sight.blank & (nw_low_bits(limit - 1) << 1 | 1), letter = in->sight.letter;
  uint64_t starts = body & ~(body << 1), ends = ~body & body << 1;
  unsigned last = 0;
  nw_content_block *b = nw_content_open_block(w);
  int32_t lacks = nw_content_block_lacks(w);
  NAME(look_ahead)(w->model, in, limit, walk->before);
  for (; starts != 0; starts &= starts - 1, ends &= ends - 1) {
    const unsigned s = (unsigned)__builtin_ctzll(starts), e = (unsigned)__builtin_ctzll(ends), len = e - s;
    const uint64_t letters = (letter & nw_low_bits(e)) >> s;
    const int plain = letters == nw_low_bits(len);
    if (len > NW_CONTENT_CHUNK_BYTES - 4 || r->singles >= NW_CONTENT_FEW_SINGLES || (!plain && may_be_dotted(letters, len))) {
      *over = 1;
      limit = s;
      break;
    }
    if (b->end == 0) b->start = in->at + s;
    b->end = in->at + e;
    if (len == 1 && plain) nw_content_note_single(r, in->sight.small[s], in->at + s);
    else r->singles = 0;
    if (plain) NAME(take_word)(w, walk, in, s, e);
    else NAME(add_tokens)(w, walk, in, letter & nw_low_bits(e), s, e);
    const unsigned bytes = len + (letters != 0);  /* and a blank */
    w->totals.bytes += bytes;
    lacks -= (int32_t)bytes;
    last = e;
    if (lacks > 0) continue;
    NAME(tell)(w, walk, in, e);
    nw_content_close_block(w);
    b = nw_content_open_block(w);
    lacks = nw_content_block_lacks(w);
  }
  NAME(tell)(w, walk, in, last);
  if (w->attack != NULL && in->attacked < limit) attack_signs(w->attack, in->data, in->attacked, limit, in->at);
  return limit;
}

TARGET static size_t NAME(easy)(nw_content_weigher *w, const unsigned char *data, size_t len, size_t at) {
  nw_content_reader *r = &w->reader;
  unsigned char rest[NW_SIGHT_BYTES];
  NAME(walk) walk = { .before = r->before[0] };
  size_t i = 0;
  int over = 0;
  if (r->before[0] != r->before[1]) return 0;  /* the views differ */
  memcpy(&walk.words, r->recent[0], sizeof walk.words);
  memcpy(&walk.pairs, r->pairs[0], sizeof walk.pairs);
  for (unsigned some = 1; !over && some > 0 && i < len; i += some) {
    window in;
    in.data = data + i, in.at = at + i, in.told = in.attacked = 0;
    if (len - i < NW_SIGHT_BYTES) {
      memset(rest, 0xFF, sizeof rest);  /* more may come: no chunk ends there */
      in.data = memcpy(rest, data + i, len - i);
    }
    NAME(sight)(&in.sight, in.data);
    some = NAME(chunks)(w, &walk, &in, nw_sight_limit(&in.sight, &over), &over);
  }
  memcpy(r->recent[0], &walk.words, sizeof walk.words);
  memcpy(r->pairs[0], &walk.pairs, sizeof walk.pairs);
  r->before[0] = r->before[1] = walk.before;
  return i;
}

#undef NAME
#undef TARGET
#undef LANES
#undef RECENT
#undef VECTOR
#undef LOAD
#undef STORE
#undef BITS
#undef ALL
#undef EITHER
#undef BOTH
#undef LESS
#undef SAME
#undef OFFSET
#undef WITHIN
#undef SHIFTED
#undef NOTHING
