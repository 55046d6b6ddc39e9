/* text/glance_chars.c - what the code points of 64 bytes are to readings: a table says it of each (grammar/tables/asked.h). */
#include "text/glance.h"

#include "base/hash.h"
#include "base/slice.h"
#include "tables/asked.h"
#include "tables/spelt_first.h"
#include "text/fold.h"
#include "text/utf8.h"

/* An entry of the table; what is not in it has to be asked about. */
static unsigned asked_of(uint32_t cp) {
  if (cp < ASKED_END) return asked_block[asked_index[cp / 64] * 64 + cp % 64];
  return (cp == NW_UTF8_BAD || nw_word_class_of(cp) == NW_WORD_NONE ? NW_ASKED_BARE : 0u) | ASKED_ASKED << 8;
}

/* The letter at `p`, 0 where there is none; its length, 0: it is cut. */
static unsigned next_letter(const unsigned char *p, const unsigned char *end, uint32_t *cp) {
  if (end - p > 1 && nw_glance_is_cyrillic(p)) {
    *cp = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    return 2;
  }
  *cp = p < end ? *p : 0;
  unsigned step = p == end ? 0 : *p < 0x80 ? 1 : nw_utf8_next(p, (size_t)(end - p), cp);
  if (*cp < 0x80 ? !nw_is_alpha(*cp) && *cp != '\'' : nw_word_class_of(*cp) == NW_WORD_NONE) *cp = 0;
  return step;
}

/* By three letters, from U+3000 on by one: there a word is a letter. */
int nw_glance_may_be_spelt(uint32_t cp, const unsigned char *p, const unsigned char *end, int open) {
  uint32_t next = 0, third = 0;
  if (cp < NW_GLANCE_IDEOGRAPHS) {
    unsigned step = next_letter(p, end, &next);
    if (step > 0 && next != 0 && (cp < NW_GLANCE_THAI || cp >= NW_GLANCE_THAI_END)) step = next_letter(p + step, end, &third);
    if (step == 0 && open) return 1;
  }
  uint32_t at = SPELT_FIRST_HASH(SPELT_FIRST_KEY(cp, next, third));
  return spelt_first[at >> 6] >> (at & 63) & 1;
}

/* Does the name of a sign go on with the bytes at `p`: "ät", "собака", "точка"? */
static int goes_on_as_name(const unsigned char *p, const unsigned char *end, int open) {
  if (end - p < 2) return open || p < end;
  return (p[0] | 32) == 't' || (p[0] == 0xD0 && (p[1] == 0xBE || p[1] == 0x9E));
}

/* Adds the code point of `step` bytes at bit i of the block, but for its words. */
static void see_asked(nw_glance *g, unsigned asked, unsigned i, unsigned step) {
  uint64_t bit = (uint64_t)1 << i;
  if (asked & NW_ASKED_BARE) g->bare |= (((uint64_t)1 << step) - 1) << i;
  if (asked & NW_ASKED_ORDER) g->order |= bit;
  if (asked & NW_ASKED_TURNED) g->turned |= bit;
  if (asked & NW_ASKED_BEAT) g->tick |= bit;
  if (asked & NW_ASKED_CELL) g->cell |= bit;
  if (asked & NW_ASKED_NAME) g->name |= bit;
}

/* What words are made of, but for look-alikes. */
static void see_kind(nw_glance *g, unsigned kind, unsigned i, unsigned step) {
  uint64_t bit = (uint64_t)1 << i;
  switch (kind) {
    case ASKED_GAP: g->gap |= (((uint64_t)1 << step) - 1) << i; break;
    case ASKED_SOFT_DIGIT: g->likes |= bit;  /* fall through */
    case ASKED_SOFT: g->soft |= bit; break;
    default: g->hard |= bit; break;
  }
}

unsigned nw_glance_char(const unsigned char *p, const unsigned char *end, uint32_t *cp, unsigned *asked) {
  const unsigned c = *p;
  if (c - 0xC2 < 0x1E && end - p > 1 && (p[1] & 0xC0) == 0x80) {  /* U+0080 to 07FF */
    *cp = (c & 0x1F) << 6 | (p[1] & 0x3F);
    *asked = asked_block[asked_index[c & 0x1F] * 64 + (p[1] & 0x3F)];
    return 2;
  }
  if (c - 0xE0 < 0x0D && end - p > 2 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80 &&
      (c > 0xE0 || p[1] >= 0xA0)) {  /* U+0800 to CFFF */
    *cp = (c & 0x0F) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3F);
    *asked = asked_block[asked_index[*cp >> 6] * 64 + (p[2] & 0x3F)];
    return 3;
  }
  unsigned step = nw_utf8_decode(p, (size_t)(end - p), cp);
  *asked = step > 0 ? asked_of(*cp) : 0;
  return step;
}

/* Takes the letters of a page that are whole as what any of them may be, and returns them: there are many, and only those that begin a word
 * are looked at. */
static uint64_t take_page(nw_glance *g) {
  enum { SCRIPT = (ASKED_CYRILLIC - ASKED_LOOK) / 2 };
  uint64_t page = g->page & (g->high & ~g->lead) >> 1;
  if (page == 0) return 0;
  g->look |= page;
  g->likes |= page;
  g->spelt |= page;
  g->scripts |= (uint64_t)1 << SCRIPT;
  g->asked |= NW_ASKED_SPELT;
  return page;
}

void nw_glance_chars(nw_glance *glance, const unsigned char *block, size_t len, int open) {
  const unsigned char *end = block + len;
  const uint64_t begins = ~(glance->letter | glance->digit | glance->high) << 1 | 1;  /* no letter stands in front; ASCII does */
  uint64_t leads = glance->lead, spelt = 0, words = 0, look = 0, likes = 0, scripts = 0;
  unsigned all = leads != 0 ? NW_ASKED_ANY : 0;
  if (len < NW_GLANCE_BYTES) leads &= ((uint64_t)1 << len) - 1;
  leads &= begins | ~take_page(glance);
  for (; leads != 0; leads &= leads - 1) {
    const uint64_t bit = leads & -leads;
    unsigned i = (unsigned)__builtin_ctzll(leads), asked;
    uint32_t cp;
    unsigned step = nw_glance_char(block + i, end, &cp, &asked), kind = asked >> 8;
    if (step == 0) {  /* cut */
      asked = open ? 0xFFu : NW_ASKED_BARE, kind = ASKED_ASKED, cp = NW_UTF8_BAD, step = 1;
      if (open) words |= bit;
    }
    if (kind >= ASKED_LOOK) {
      look |= bit;
      scripts |= (uint64_t)1 << (kind - ASKED_LOOK) / 2;
      if ((kind - ASKED_LOOK) & 1) likes |= bit;
    } else if (kind != ASKED_FOREIGN) {
      see_kind(glance, kind, i, step);
    }
    if ((asked &= 0x7F) == 0) continue;
    if ((asked & NW_ASKED_NAME) && !goes_on_as_name(block + i + step, end, open)) asked &= ~(unsigned)NW_ASKED_NAME;
    all |= asked;
    if (asked & NW_ASKED_SPELT) {
      spelt |= bit;
      if ((cp >= NW_GLANCE_IDEOGRAPHS || (begins & bit)) && nw_glance_may_be_spelt(cp, block + i + step, end, open)) words |= bit;
    }
    if (asked & ~(unsigned)NW_ASKED_SPELT) see_asked(glance, asked, i, step);
  }
  glance->spelt |= spelt;
  glance->word |= words;
  glance->look |= look;
  glance->likes |= likes;
  glance->scripts |= scripts;
  glance->asked |= all;
}

unsigned nw_asked_in(const unsigned char *text, size_t len) {
  const unsigned char *p = text, *const end = text + len;
  unsigned all = 0;
  while (p < end) {
    unsigned asked, step = 1;
    uint32_t cp;
    if (end - p >= 8 && (nw_load_le(p, 8) & 0x8080808080808080u) == 0) {
      p += 8;
      continue;
    }
    if (*p >= 0x80) {
      step = nw_glance_char(p, end, &cp, &asked);
      all |= (asked & 0x7F) | NW_ASKED_ANY;
    }
    p += step > 0 ? step : 1;
  }
  return all;
}
