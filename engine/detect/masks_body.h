/* The masks of 64 bytes, for one machine: included by masks.c once a machine, with
 *   NAME    the function                    TARGET  its attribute, or nothing
 *   VECTOR  a register of WIDTH bytes       LOAD(p)
 *   FOLD(v) letters as small letters        WITHIN(v, low, span), EQUAL(v, c), EITHER(a, b), HIGH(v): a class
 *   BITS(class), one bit a byte
 */
#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)

TARGET static void NAME(nw_masks *masks, size_t first, const unsigned char *data, size_t blocks) {
  for (size_t b = first; b < first + blocks; b++, data += NW_BLOCK_BYTES) {
    uint64_t digit = 0, alpha = 0, upper = 0, high = 0, join = 0, at = 0, colon = 0, slash = 0, dot = 0, equal = 0;
    for (unsigned i = 0; i < NW_BLOCK_BYTES; i += WIDTH) {
      const VECTOR text = LOAD(data + i);
      digit |= BITS(WITHIN(text, '0', 9)) << i;
      alpha |= BITS(WITHIN(FOLD(text), 'a', 25)) << i;
      upper |= BITS(WITHIN(text, 'A', 25)) << i;
      high |= BITS(HIGH(text)) << i;
      join |= BITS(EITHER(EQUAL(text, '_'), EQUAL(text, '-'))) << i;
      at |= BITS(EQUAL(text, '@')) << i;
      colon |= BITS(EQUAL(text, ':')) << i;
      slash |= BITS(EQUAL(text, '/')) << i;
      dot |= BITS(EQUAL(text, '.')) << i;
      equal |= BITS(EQUAL(text, '=')) << i;
    }
    masks->digit[b] = digit, masks->alpha[b] = alpha, masks->upper[b] = upper, masks->high[b] = high, masks->join[b] = join;
    masks->at[b] = at, masks->colon[b] = colon, masks->slash[b] = slash, masks->dot[b] = dot, masks->equal[b] = equal;
  }
}

/* Only what words and numbers are made of. */
TARGET static void JOIN(NAME, _words)(nw_masks *masks, size_t first, const unsigned char *data, size_t blocks) {
  for (size_t b = first; b < first + blocks; b++, data += NW_BLOCK_BYTES) {
    uint64_t digit = 0, alpha = 0, upper = 0, high = 0;
    for (unsigned i = 0; i < NW_BLOCK_BYTES; i += WIDTH) {
      const VECTOR text = LOAD(data + i);
      digit |= BITS(WITHIN(text, '0', 9)) << i;
      alpha |= BITS(WITHIN(FOLD(text), 'a', 25)) << i;
      upper |= BITS(WITHIN(text, 'A', 25)) << i;
      high |= BITS(HIGH(text)) << i;
    }
    masks->digit[b] = digit, masks->alpha[b] = alpha, masks->upper[b] = upper, masks->high[b] = high;
  }
}
#undef JOIN2
#undef JOIN
#undef NAME
#undef TARGET
#undef VECTOR
#undef WIDTH
#undef LOAD
#undef FOLD
#undef WITHIN
#undef EQUAL
#undef EITHER
#undef HIGH
#undef BITS
