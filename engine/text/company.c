/* text/company.c - see company.h. What a word has is filled over its run of bits by one addition and some shifts. */
#include "text/company.h"

#include "base/slice.h"
#include "text/masks.h"

enum { LONG_BYTES = 40 };  /* words of more are not followed over the end of a block */

static uint64_t words_of(const nw_glance *g) {
  return g->letter | g->digit | g->beat | (g->token & g->wrap) | g->mail | (g->high & ~g->gap);
}
static int ends_in_word(unsigned c) { return c >= 0x80 || nw_is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '@'; }

/* What has to be asked about may read as a letter or digit. */
static uint64_t digits_of(const nw_glance *g) { return g->digit | g->hard; }

/* What the part `run` of a word has. */
static unsigned has_of(const nw_glance *g, uint64_t run) {
  const uint64_t soft = g->soft & run;
  return (((g->letter | g->hard) & run) != 0 ? NW_HAS_LATIN : 0u) | ((digits_of(g) & run) != 0 ? NW_HAS_DIGIT : 0u) |
         ((g->look & run) != 0 ? NW_HAS_LOOK : 0u) | (soft != 0 ? NW_HAS_SOFT : 0u) | ((soft & (soft - 1)) != 0 ? NW_HAS_MARKS : 0u);
}

/* Two parts of a word together. */
static unsigned both(unsigned a, unsigned b) { return a | b | ((a & b & NW_HAS_SOFT) != 0 ? NW_HAS_MARKS : 0u); }

/* May it have more marks than spelling has? */
static int may_be_dense(unsigned has) {
  return (has & NW_HAS_MARKS) != 0 || (has & (NW_HAS_SOFT | NW_HAS_DIGIT)) == (NW_HAS_SOFT | NW_HAS_DIGIT);
}

/* Is there a word that may? */
static int has_dense(const nw_glance *g, uint64_t words) {
  if (g->soft == 0) return 0;
  return (g->soft & nw_fill_ahead(g->soft << 1, words)) != 0 || (digits_of(g) != 0 && (g->soft & nw_fill(digits_of(g), words)) != 0);
}

/* Words with digits, and those one sign apart: there a letter may be a digit. */
static uint64_t near_digits(const nw_glance *here, const nw_glance *next, uint64_t words, uint64_t behind) {
  if ((here->digit | next->digit) == 0 && (here->before & NW_HAS_DIGIT) == 0) return 0;
  const uint64_t front = (here->before & NW_HAS_DIGIT) != 0 ? 3 : 0;
  const uint64_t with_next = nw_fill(next->digit, behind);
  const uint64_t with = nw_fill(here->digit, words) | (front != 0 ? nw_first_run(words) : 0) |
                        ((with_next & 1) != 0 ? nw_last_run(words) : 0);
  const uint64_t near_next = with_next | nw_fill(with_next << 2 | with_next >> 2, behind);  /* a word may go on there */
  return with | nw_fill((with << 2 | with >> 2 | front | with_next << 62 | (near_next & 1) << 63) & words, words);
}

uint64_t nw_company_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  const uint64_t hard = here->lead & here->hard, needy = here->lead & (here->soft | here->look);
  const uint64_t words = words_of(here), behind = words_of(next), first = nw_first_run(words), last = nw_last_run(words);
  const uint64_t scripts = here->scripts | next->scripts | here->scripts_before;
  if (needy == 0) return hard;
  if ((scripts & (scripts - 1)) != 0 || ~words == 0) return hard | needy;
  unsigned at_first = has_of(here, first), at_last = has_of(here, last);
  if (first != 0 && ends_in_word(before)) at_first = both(at_first, here->front);
  if (last != 0 && (behind & 1) != 0)
    at_last = both(at_last, nw_first_run(behind) >> LONG_BYTES != 0 ? (unsigned)NW_HAS_ANY : has_of(next, nw_first_run(behind)));
  uint64_t spots = hard, company = here->letter | digits_of(here) | here->soft;
  if (at_first & (NW_HAS_LATIN | NW_HAS_DIGIT | NW_HAS_SOFT)) company |= first;
  if (at_last & (NW_HAS_LATIN | NW_HAS_DIGIT | NW_HAS_SOFT)) company |= last;
  if (here->look != 0) spots |= (here->look & nw_fill(company, words)) | (here->soft & nw_fill(here->look, words));
  if (at_first & NW_HAS_LOOK) spots |= here->soft & first;
  if (at_last & NW_HAS_LOOK) spots |= here->soft & last;
  spots |= here->likes & near_digits(here, next, words, behind);
  int cut = (nw_last_run(behind) & next->soft) != 0 && ((behind | nw_last_run(behind) >> 1) & 1) != 0;  /* a word that nobody sees whole */
  if (cut || may_be_dense(at_first) || may_be_dense(at_last) || (here->before & NW_HAS_MARKS) != 0 || has_dense(here, words) ||
      has_dense(next, behind)) spots |= here->soft;
  return spots & here->lead;
}

void nw_company_begin(nw_glance *here, int ascii) {
  here->front = ascii ? NW_HAS_LATIN | NW_HAS_DIGIT : NW_HAS_ANY;
  here->before = ascii ? NW_HAS_DIGIT : NW_HAS_ANY;
  here->scripts_before = 0;
}

void nw_company_follow(nw_glance *next, const nw_glance *here, unsigned before) {
  if ((here->high | next->high) == 0) {  /* there is nothing that company is asked for */
    nw_company_begin(next, 1);
    return;
  }
  const uint64_t words = words_of(here), first = nw_first_run(words), last = nw_last_run(words);
  unsigned at_first = has_of(here, first);
  if (first != 0 && ends_in_word(before)) at_first = both(at_first, here->front);
  next->front = (last >> (63 - LONG_BYTES) & 1) != 0 ? (unsigned)NW_HAS_ANY : has_of(here, last);
  next->before = (here->digit != 0 ? NW_HAS_DIGIT : 0u) | (may_be_dense(next->front) || may_be_dense(at_first) || has_dense(here, words) ?
                                                            NW_HAS_MARKS : 0u);
  next->scripts_before = here->scripts;
}
