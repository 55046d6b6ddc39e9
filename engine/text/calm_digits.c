/* text/calm_digits.c - digits near each other: which of them may be a number in disguise?
 *
 *   "call +1 202 555 0143"   "x[1234] = 0x1F03"   "May 3, 2024"     no: as numbers are written, or no row at all
 *   "4111/1111/11"  "98 111 98 98"  "4Ol2 8888"  "4 one 1"          yes: who reads numbers looks
 *
 * Digits are in every seventh block of code, and in most that hold a number as it is. So the places where a rewrite of numbers may begin
 * are told from masks, as its `spots` tells them, and the rewrite's first look (`may`) is asked here: what both leave is seldom. Where a
 * byte that is not ASCII is near, nothing is told.
 *
 * Cost: about 100 instructions a block with four digits, and a first look for each place.
 */
#include "text/calm_digits.h"

#include "text/rewrite.h"

enum { FRONT_BYTES = 9,  /* what a first look at a group wants to see in front */
       LOOKS_DIGITS = 6, LOOKS_SOON = 32, PARTS_DIGITS = 9, MIXED_SOON = 16 };

/* A class in the block and in the one behind. */
typedef struct pair { uint64_t here, next; } pair;

static pair pair_of(const nw_mask m, size_t at) { return (pair){ m[at], m[at + 1] }; }
static pair both(pair a, pair b) { return (pair){ a.here | b.here, a.next | b.next }; }
/* 64 bits from byte `n` of the block on. */
static uint64_t ahead(pair p, unsigned n) { return p.here >> n | (p.next << 1) << (63 - n); }
/* The class n places further on; of what is behind both blocks nothing is there. */
static pair moved(pair p, unsigned n) { return (pair){ ahead(p, n), p.next >> n }; }
/* Where it is from n to n + `many` - 1 places further on; `many`: a power of two. */
static pair soon(pair p, unsigned n, unsigned many) {
  p = moved(p, n);
  for (unsigned step = 1; step < many; step *= 2) p = both(p, moved(p, step));
  return p;
}

/* What all of them ask. */
typedef struct digits {
  const nw_calm_digits *text;
  pair digit, upper, alpha, word;
  uint64_t begin, begin_next;  /* bytes in front of which no letter or digit stands */
} digits;

static int may(const digits *d, const nw_rewrite *rewrite, unsigned i) {
  return rewrite->may(d->text->block + i, d->text->block - d->text->front);
}

static int may_any(const digits *d, const nw_rewrite *rewrite, uint64_t spots) {
  for (; spots != 0; spots &= spots - 1)
    if (may(d, rewrite, (unsigned)__builtin_ctzll(spots))) return 1;
  return 0;
}

/* ---- rows of groups: 4111/1111/11, AB.12.CD ---- */

/* Groups of digits and capitals: their bytes from the begin of a word on, and the byte behind each that is a whole word. `front`: bit 0
 * one ends in front. An addition carries each over its end. */
typedef struct groups { uint64_t inside, end; } groups;
static groups groups_of(uint64_t group, uint64_t word, uint64_t front) {
  const uint64_t sum = group + (group & ~(word << 1));
  return (groups){ (sum ^ group) & group, ((sum & ~group) | (front & 1)) & ~word };
}
/* Where one to three bytes lead to a group. */
static uint64_t leads_to(uint64_t group, uint64_t group_next, uint64_t word, uint64_t word_next) {
  uint64_t far = nw_ahead(group, group_next, 2) | (~nw_ahead(word, word_next, 2) & nw_ahead(group, group_next, 3));
  return nw_ahead(group, group_next, 1) | (~nw_ahead(word, word_next, 1) & far);
}

/* Is the row whose first gap is at `p` as numbers are written: blanks or dashes between its groups, one of them of two bytes at most?
 * `group`, `end`: from `p` on. A card with dashes may be one in disguise. */
static int is_written(const digits *d, const unsigned char *p, uint64_t group, uint64_t end) {
  enum { SEEN = 48, CARD_DIGITS = 13, FIRST_GROUP = 20 /* bytes; it may stand in the block in front, where digits are not counted */ };
  unsigned at = 0, shorts = !nw_is_alnum(p[-2]) || !nw_is_alnum(p[-3]);
  const int may_be_card = p < d->text->block + FIRST_GROUP || nw_has_bits(d->digit.here, d->digit.next, CARD_DIGITS);
  if (*p != ' ' && (*p != '-' || may_be_card)) return 0;
  for (unsigned len; p[at] == *p && at < SEEN && (group >> (at + 1) & 1); at += len) {
    const uint64_t rest = end >> (at + 1);
    if (rest == 0) return 0;
    len = (unsigned)__builtin_ctzll(rest) + 1;
    shorts += len <= 3;
  }
  return at > 0 && at < SEEN && shorts < 2;
}

/* A gap and, behind one group, another one that begins with the same sign: the first of a row. */
static int has_row(const digits *d) {
  enum { SECOND_GAP = 0x3FC /* two to nine bytes behind */ };
  const nw_calm_digits *text = d->text;
  const pair group = both(d->digit, d->upper);
  const uint64_t front = text->front == 0 ? 1 : (text->classes->digit[text->at - 1] | text->classes->upper[text->at - 1]) >> 63;
  const groups here = groups_of(group.here, d->word.here, front), next = groups_of(group.next, d->word.next, group.here >> 63);
  const pair end = { here.end, next.end };
  const pair gap = { end.here & leads_to(group.here, group.next, d->word.here, d->word.next),
                     end.next & leads_to(group.next, ~(uint64_t)0, d->word.next, 0) };
  if (gap.here == 0 || !nw_has_bits(d->digit.here & here.inside, d->digit.next & next.inside, NW_CALM_DIGITS_FEW)) return 0;
  for (uint64_t rest = gap.here; rest != 0; rest &= rest - 1) {
    const unsigned i = (unsigned)__builtin_ctzll(rest);
    const unsigned char *p = text->block + i;
    uint64_t more = ahead(gap, i) & SECOND_GAP;
    while (more != 0 && p[__builtin_ctzll(more)] != *p) more &= more - 1;
    if (more == 0) continue;
    if (i + text->front < FRONT_BYTES) return 1;
    if (!is_written(d, p, ahead(group, i), ahead(end, i)) && may(d, &nw_rewrite_groups, i)) return 1;
  }
  return 0;
}

/* ---- the others ---- */

/* "98 111 98": three words that begin with a digit, near each other. */
static int has_series(const digits *d) {
  const pair start = { d->digit.here & d->begin, d->digit.next & d->begin_next };
  if (start.here == 0 || !nw_has_bits(start.here, start.next, 3)) return 0;
  pair second = soon(start, 3, 8);
  second.here &= start.here, second.next &= start.next;
  const uint64_t spots = start.here & ahead(d->word, 1) & soon(second, 3, 8).here;
  return spots != 0 && may_any(d, &nw_rewrite_series, spots);
}

/* "4Ol2": a word, a digit first or second, a letter beside a digit soon behind. */
static int has_looks(const digits *d) {
  const pair beside = { d->alpha.here & (d->digit.here << 1 | ahead(d->digit, 1)),
                        d->alpha.next & (d->digit.next << 1 | d->digit.here >> 63 | d->digit.next >> 1) };
  if ((beside.here | beside.next) == 0 || !nw_has_bits(d->digit.here, d->digit.next, LOOKS_DIGITS)) return 0;
  uint64_t spots = d->word.here & d->begin & (d->digit.here | ahead(d->digit, 1)) & soon(beside, 0, LOOKS_SOON).here;
  return may_any(d, &nw_rewrite_digit_looks, spots);
}

/* Three or four digits that are a word, or two capitals and two digits; a line that ends behind a part of a number. */
static int has_parts(const digits *d) {
  const nw_masks *c = d->text->classes;
  const size_t at = d->text->at;
  const uint64_t second = ahead(d->digit, 2), iban = d->begin & d->upper.here & ahead(d->upper, 1) & second;
  uint64_t spots = iban & ahead(d->digit, 3);
  if (nw_has_bits(d->digit.here, d->digit.next, PARTS_DIGITS))
    spots |= d->begin & d->digit.here & ahead(d->digit, 1) & second & ~(ahead(d->word, 3) & ahead(d->word, 4));
  if (may_any(d, &nw_rewrite_parts, spots)) return 1;
  const uint64_t part = d->digit.here | d->upper.here | c->join[at] | c->link[at] | c->equal[at];
  uint64_t behind = ~d->word.here & ~c->join[at] & ~c->link[at] & (part << 1 | 1);
  for (; behind != 0; behind &= behind - 1) {
    const unsigned i = (unsigned)__builtin_ctzll(behind);
    if (d->text->block[i] < ' ' && may(d, &nw_rewrite_parts, i)) return 1;
  }
  return iban != 0 && may_any(d, &nw_rewrite_turned, iban);
}

/* "4 one 1": a word that begins like a number, digits beside it. */
static int has_mixed(const digits *d) {
  const pair hits = { d->text->hits, d->text->hits_next };
  const pair gap = { ~d->word.here, ~d->word.next };
  if ((hits.here | hits.next) == 0) return 0;
  const pair up = { d->digit.here & ahead(gap, 1) & ahead(hits, 2), d->digit.next & gap.next >> 1 & hits.next >> 2 };
  const pair down = { d->alpha.here & ahead(gap, 1) & ahead(d->digit, 2), d->alpha.next & gap.next >> 1 & d->digit.next >> 2 };
  if ((up.here | up.next) == 0 || (down.here | down.next) == 0) return 0;
  const uint64_t turns = soon(up, 0, MIXED_SOON).here & soon(down, 0, MIXED_SOON).here;
  const uint64_t spots = d->begin & turns & ((d->digit.here & soon(up, 0, 4).here) | hits.here);
  return spots != 0 && may_any(d, &nw_rewrite_mixed, spots);
}

int nw_calm_has_number(const nw_calm_digits *text) {
  enum { WORDS_MOST = 16 };
  const nw_masks *c = text->classes;
  const size_t at = text->at;
  if ((c->high[at] | c->high[at + 1]) != 0) return 1;
  digits d = { .text = text, .digit = pair_of(c->digit, at), .upper = pair_of(c->upper, at), .alpha = pair_of(c->alpha, at) };
  d.word = both(d.digit, d.alpha);
  d.begin = ~(d.word.here << 1 | (c->alpha[at - 1] | c->digit[at - 1]) >> 63);
  d.begin_next = ~(d.word.next << 1 | d.word.here >> 63);
  if (nw_has_bits(d.begin & d.word.here, 0, WORDS_MOST + 1)) return 1;  /* to ask about so many costs more than to look */
  return has_row(&d) || has_parts(&d) || has_series(&d) || has_mixed(&d) || has_looks(&d);
}
