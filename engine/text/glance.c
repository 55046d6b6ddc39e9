/* text/glance.c - 64 bytes at one look: the classes that the spots of rewrites are made of. Code points: glance_chars.c. */
#include "text/glance.h"

#include <string.h>

#include "base/slice.h"

/* ---- the classes of ASCII ---- */

/* As masks.c has it: a bit is a class where the low and the high table have it. Bits of `kind`:
 *   80  A-O a-o, 40  P-Z p-z    20  digits    10  space    8  tab, line feed, carriage return    4, 2, 1  other controls, DEL
 * Bits of `sign`:
 *   80  + - /    40  =    20  _    10  *    8  `    4  ~    2  - .    1  line feed, carriage return
 * `rare`: % & < \ @ */
enum { KIND_LETTER = 0x40, KIND_DIGIT_BIT = 5, KIND_BLANK = 0x18, KIND_ODD = 7, SIGN_TOKEN = 0x20, SIGN_WRAP = 0x3C, SIGN_BEAT_BIT = 1,
       SIGN_LINE_BIT = 0 };
static const uint8_t kind_low[16] = {
  0x76, 0xE6, 0xE6, 0xE6, 0xE6, 0xE6, 0xE6, 0xE6, 0xE6, 0xEA, 0xCA, 0x86, 0x86, 0x8A, 0x86, 0x87
};
static const uint8_t kind_high[16] = { 0x0C, 2, 0x10, 0x20, 0x80, 0x40, 0x80, 0x41, 0, 0, 0, 0, 0, 0, 0, 0 };
static const uint8_t upper_high[16] = { 0, 0, 0, 0, 0x80, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
static const uint8_t sign_low[16] = { 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x80, 0, 0xC3, 6, 0xA0 };
static const uint8_t sign_high[16] = { 1, 0, 0x92, 0x40, 0, 0x20, 8, 4, 0, 0, 0, 0, 0, 0, 0, 0 };
static const uint8_t rare_low[16] = { 4, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0 };
static const uint8_t rare_high[16] = { 0, 0, 1, 2, 4, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };

#define BODY "text/glance_body.h"
#include "text/each_machine.h"

void nw_glance_on(nw_width width, nw_glance *glance, const unsigned char *block) {
#define ROW(machine, width) [width] = glance_##machine,
  static void (*const machines[NW_WIDTH_COUNT])(nw_glance *glance, const unsigned char *block) = { NW_EACH_MACHINE(ROW) };
#undef ROW
  machines[width](glance, block);
}

void nw_glance_at(nw_glance *glance, const unsigned char *block) { nw_glance_on(nw_width_best(), glance, block); }

void nw_glance_tail(nw_glance *glance, const unsigned char *data, size_t len, int open) {
  if (len == 0) {
    memset(glance, open ? 0xFF : 0, sizeof *glance);
    glance->told = NW_TOLD_NUMBERS | NW_TOLD_SIGNS;
    return;
  }
  unsigned char block[NW_GLANCE_BYTES];
  memset(block, '#', sizeof block);  /* a sign: of no class */
  memcpy(block, data, len);
  nw_glance_at(glance, block);
  if (!open) return;
  uint64_t unknown = ~(uint64_t)0 << len;
  uint64_t *classes[] = { &glance->digit, &glance->letter, &glance->blank, &glance->line, &glance->high, &glance->lead, &glance->three,
                          &glance->four, &glance->page, &glance->odd, &glance->order, &glance->turned, &glance->tick, &glance->cell,
                          &glance->name, &glance->spelt, &glance->bare, &glance->word, &glance->soft, &glance->look, &glance->likes,
                          &glance->hard, &glance->mail, &glance->percent, &glance->amp, &glance->back, &glance->less,
                          &glance->upper, &glance->token, &glance->beat, &glance->wrap, &glance->number, &glance->sign,
                          &glance->unknown };
  for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) *classes[i] |= unknown;
  glance->asked = ~0u;
  glance->scripts = ~(uint64_t)0;
}

/* ---- words of ASCII ---- */

/* The word of letters at block[i]: how long; what reaches the end of the block has no length yet. */
static unsigned word_len(const nw_glance *glance, unsigned i) {
  uint64_t rest = ~(glance->letter >> i);
  return rest == 0 ? NW_GLANCE_BYTES : (unsigned)__builtin_ctzll(rest);
}

/* Are the four bytes of the word at block[i] not all here, or still to come? It may be any word then. */
static int is_cut(const nw_glance *glance, unsigned i) { return i + 4 >= NW_GLANCE_BYTES || (glance->unknown >> i & 0xF) != 0; }

void nw_glance_numbers(nw_glance *glance, const unsigned char *block) {
  for (uint64_t starts = glance->letter & ~(glance->letter << 1); starts != 0; starts &= starts - 1) {
    unsigned i = (unsigned)__builtin_ctzll(starts);
    if (is_cut(glance, i) || nw_may_be_spelt(block + i, word_len(glance, i))) glance->number |= starts & -starts;
  }
}

/* "at", "dot"; "arroba", "arobase", "punto", "point", "ponto" and their like by three letters. */
void nw_glance_signs(nw_glance *glance, const unsigned char *block) {
  for (uint64_t starts = glance->letter & ~(glance->letter << 1); starts != 0; starts &= starts - 1) {
    unsigned i = (unsigned)__builtin_ctzll(starts), first = block[i] | 32u, second, third, len = word_len(glance, i);
    int is_sign = is_cut(glance, i);
    if (!is_sign && (first == 'a' || first == 'd' || first == 'p')) {
      second = block[i + 1] | 32u, third = block[i + 2] | 32u;
      is_sign = first == 'a' ? (second == 't' && len == 2) || (second == 'r' && (third == 'r' || third == 'o')) :
                first == 'd' ? second == 'o' && third == 't' && len == 3 : second == 'u' || second == 'o';
    }
    if (is_sign) glance->sign |= starts & -starts;
  }
}
