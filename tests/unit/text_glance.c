/* The classes of 64 bytes are the same in registers of every width, and as one byte after the other tells them. */
#include "text/glance.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/slice.h"

static uint32_t next_random(uint32_t *seed) { return *seed = *seed * 1664525u + 1013904223u, *seed >> 16; }

static uint64_t where(const unsigned char *block, int (*is)(unsigned c)) {
  uint64_t bits = 0;
  for (unsigned i = 0; i < NW_GLANCE_BYTES; i++) bits |= (uint64_t)(is(block[i]) != 0) << i;
  return bits;
}

static int is_blank(unsigned c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static int is_line(unsigned c) { return c == '\n' || c == '\r'; }
static int is_odd(unsigned c) { return (c < ' ' && !is_blank(c)) || c == 0x7F; }
static int is_token(unsigned c) { return c == '+' || c == '/' || c == '-' || c == '_' || c == '='; }
static int is_wrap(unsigned c) { return c == '*' || c == '_' || c == '`' || c == '~'; }
static int is_beat(unsigned c) { return c == '.' || c == '-'; }
static int is_high(unsigned c) { return c >= 0x80; }
static int is_lead(unsigned c) { return c >= 0xC0; }
static int is_three(unsigned c) { return c >= 0xE0 && c < 0xF0; }
static int is_four(unsigned c) { return c >= 0xF0; }
static int is_page(unsigned c) { return c == 0xD0 || c == 0xD1; }
static int is_mail(unsigned c) { return c == '@'; }
static int is_percent(unsigned c) { return c == '%'; }
static int is_amp(unsigned c) { return c == '&'; }
static int is_back(unsigned c) { return c == '\\'; }
static int is_less(unsigned c) { return c == '<'; }

static void check(const unsigned char *block, nw_width width) {
  nw_glance g;
  memset(&g, 0xAA, sizeof g);
  nw_glance_on(width, &g, block);
  const struct { const char *name; uint64_t bits; int (*is)(unsigned c); } classes[] = {
    { "digit", g.digit, nw_is_digit }, { "letter", g.letter, nw_is_alpha }, { "upper", g.upper, nw_is_upper },
    { "blank", g.blank, is_blank }, { "line", g.line, is_line }, { "odd", g.odd, is_odd }, { "token", g.token, is_token },
    { "wrap", g.wrap, is_wrap }, { "beat", g.beat, is_beat }, { "high", g.high, is_high }, { "lead", g.lead, is_lead },
    { "three", g.three, is_three }, { "four", g.four, is_four }, { "page", g.page, is_page }, { "mail", g.mail, is_mail },
    { "percent", g.percent, is_percent }, { "amp", g.amp, is_amp }, { "back", g.back, is_back }, { "less", g.less, is_less },
  };
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
    cr_assert_eq(classes[i].bits, where(block, classes[i].is), "%s, width %d", classes[i].name, (int)width);
  cr_assert((g.unknown | g.number | g.sign | g.soft | g.look) == 0 && g.asked == 0 && g.told == 0);
}

Test(text_glance, every_width_tells_the_same) {
  unsigned char block[NW_GLANCE_BYTES];
  uint32_t seed = 1;
  for (unsigned round = 0; round < 3000; round++) {
    const unsigned most = round % 3 == 0 ? 256 : 128;  /* blocks of ASCII alone, too */
    for (unsigned i = 0; i < sizeof block; i++) block[i] = (unsigned char)(round < 4 ? round * 64 + i : next_random(&seed) % most);
    for (unsigned width = 0; width < NW_WIDTH_COUNT; width++)
      if (nw_width_runs((nw_width)width)) check(block, (nw_width)width);
  }
}
