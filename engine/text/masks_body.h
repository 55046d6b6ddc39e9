/* text/masks_body.h - the masks of 64 bytes: for each machine (each_machine.h), in masks.c. */
TARGET static uint64_t NAMED(masks)(nw_masks *m, size_t first, const unsigned char *data, size_t blocks) {
  VECTOR all_signs = ALL(0), all_texts = ALL(0);
  uint64_t all = 0;
  for (size_t b = first; b < first + blocks; b++, data += NW_BLOCK_BYTES) {
    VECTOR kinds = ALL(0), signs = ALL(0), texts = ALL(0);
    for (unsigned i = 0; i < NW_BLOCK_BYTES; i += WIDTH) {
      const VECTOR text = LOAD(data + i);
      const VECTOR kind = BOTH(LOOK(kind_low, text), LOOK_HIGH(kind_high, text));
      const VECTOR sign = BOTH(LOOK(sign_low, text), LOOK_HIGH(sign_high, text));
      KEEP(m->digit[b], i, HAS(kind, KIND_DIGIT_BIT));
      KEEP(m->upper[b], i, AT_LEAST(kind, KIND_UPPER));
      KEEP(m->alpha[b], i, AT_LEAST(sign, SIGN_ALPHA));
      KEEP(m->link[b], i, HAS(sign, SIGN_LINK_BIT));
      KEEP(m->high[b], i, HAS(text, 7));
      KEEP(m->join[b], i, SAME(LOOK(join_low, text), text));
      KEEP(m->at[b], i, EQUAL(text, '@'));
      KEEP(m->colon[b], i, EQUAL(text, ':'));
      KEEP(m->dot[b], i, EQUAL(text, '.'));
      KEEP(m->equal[b], i, EQUAL(text, '='));
      kinds = EITHER(kinds, kind), signs = EITHER(signs, sign), texts = EITHER(texts, text);
    }
    const VECTOR odd = EITHER(BOTH(kinds, ALL(KIND_ODD)), EITHER(BOTH(signs, ALL(SIGN_ODD)), BOTH(texts, ALL(0x80))));
    all |= SOME(odd) << (b - first);
    all_signs = EITHER(all_signs, signs), all_texts = EITHER(all_texts, texts);
  }
  const uint64_t high = SOME(BOTH(all_texts, ALL(0x80))), brace = SOME(BOTH(all_signs, ALL(SIGN_BRACE)));
  const uint64_t line = SOME(BOTH(all_signs, ALL(SIGN_LINE)));
  return all | (high * NW_HAS_HIGH + brace * NW_HAS_BRACE + line * NW_HAS_LINE) << NW_HAS_BIT;
}
