/* detect/regex/analyze.c - a recursive reader of PCRE2 patterns that keeps widths instead of a tree.
 *
 *   pattern  =  sequence ("|" sequence)*         widths: the least minimum, the greatest maximum
 *   sequence =  (item quantifier?)*              widths add up
 *   item     =  literal | escape | class | group
 *
 * Every rule returns the span of what it read. Syntax: pcre2pattern(3), pcre2syntax(3), 10.42. Owner: none; no allocation.
 */
#include "detect/regex/analyze.h"

#include "base/slice.h"
#include "detect/regex/charset.h"

#define UNBOUNDED SIZE_MAX
/* The most text that one start sees. */
#define WINDOW ((size_t)2 * NW_LIMIT_REGEX_LOOKAHEAD_BYTES)
/* PCRE2's match limit counts tries, not the bytes that a try runs over: beyond so many bytes for one start a pattern is
 * metered. A byte that a scan gives back is not counted; it takes about as long as one that it takes. */
#define PLAIN_WORK (WINDOW + WINDOW / 2)
/* A scan that must take no more than so many characters fails at once or not at all. */
enum { SHORT_LEAST = 4 };
/* A byte of these takes as long as so many of [a-z]. */
enum { WEIGHT_OF_WIDE_CLASS = 3, WEIGHT_OF_PROPERTY = 4, WEIGHT_OF_CLUSTER = 12 };

/* What a part of a pattern may cover, in bytes, and in how many ways.
 *
 * A way is one place where what follows is tried. A scan has a way for each character, but [a-z]+@ goes on in one of them:
 * `@` is no letter, so it can stand behind the last letter only. `tail` and `open` keep what such a proof needs. */
typedef struct span {
  size_t     min, max;     /* of the text it takes */
  size_t     reach;        /* of the text it takes or looks at, from its start */
  uint8_t    choice;       /* there is more than one way to match: backtracking has something to do */
  uint8_t    single;       /* one character: its repetition is a scan */
  uint8_t    tight;        /* where it has one way, its scans ran over nothing behind its end */
  size_t     ways;         /* how often what follows may be tried, */
  size_t     same;         /* … at one place */
  size_t     firm;         /* … when it begins with no character of `tail` */
  size_t     empties;      /* ways that take nothing */
  size_t     weight;       /* single: what a byte of it costs */
  size_t     work;         /* bytes that scans run over in all these ways, by weight, which PCRE2 does not count */
  size_t     last_work;    /* work where nothing stands behind it: a scan that does not fail is the end of a match */
  size_t     passes;       /* behind a text of so many bytes of its own, work is passes * bytes at most */
  nw_charset first, last;  /* what its first and last character may be: of a part that takes nothing, that of its neighbour */
  nw_charset all;          /* what it may take */
  nw_charset tail;         /* see firm */
  nw_charset open;         /* what it takes behind the last place that it has only one way to come to */
} span;

typedef struct reader {
  const unsigned char *begin, *at, *end;
  nw_regex_reading    *out;
  uint8_t              quoting;             /* between \Q and \E */
  uint8_t              caseless, extended;  /* (?i), (?x); a group restores them */
} reader;

static span read_pattern(reader *r);

/* ---- spans ---------------------------------------------------------------------------------------------------------------- */

static span span_zero(size_t reach) {
  return (span){ .reach = reach, .tight = 1, .ways = 1, .same = 1, .firm = 1, .empties = 1 };
}
static span span_single(size_t min, size_t max, nw_charset set) {
  return (span){ .min = min, .max = max, .reach = max, .single = 1, .tight = 1, .ways = 1, .same = 1, .firm = 1,
                 .weight = 1, .first = set, .last = set, .all = set, .tail = set, .open = set };
}
static span span_anything(size_t ways, size_t work) {
  nw_charset any = nw_charset_all();
  return (span){ .max = UNBOUNDED, .reach = UNBOUNDED, .choice = 1, .ways = ways, .same = ways, .firm = ways, .empties = ways,
                 .work = work, .last_work = work, .passes = UNBOUNDED, .first = any, .last = any,
                 .all = any, .tail = any, .open = any };
}
static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }
static size_t larger(size_t a, size_t b) { return a > b ? a : b; }
static size_t plus(size_t a, size_t b) { return a > UNBOUNDED - b ? UNBOUNDED : a + b; }
static size_t times(size_t a, size_t b) { return b != 0 && a > UNBOUNDED / b ? UNBOUNDED : a * b; }

/* The ways of `a` in which a character of `next` may follow. Where none of `open` may, the way ends before the first character
 * that is not of `open`: one place. */
static size_t ways_into(const span *a, nw_charset next) {
  size_t ways = a->ways;
  if (nw_charset_apart(a->tail, next)) ways = smaller(ways, a->firm);
  if (nw_charset_apart(a->open, next)) ways = smaller(ways, a->same);
  return ways;
}

/* No more ways than there are places, each as often as it may be come to. */
static size_t cap_ways(size_t ways, size_t same) { return smaller(ways, times(same, WINDOW + 1)); }

/* The work of `b` behind `a`, tried in `into` ways. Behind a character that it cannot take, `b` runs over each byte once for
 * all places where it begins: x[^x]*. Where there is one way, `a` and `b` share the text. */
static void work_then(span *all, const span *a, const span *b, size_t into) {
  int anchored = a->min > 0 && nw_charset_apart(a->last, b->all);
  if (into == 1 && a->tight) all->passes = larger(a->passes, b->passes);
  else all->passes = plus(a->passes, times(anchored ? smaller(into, a->same) : into, b->passes));
  all->work = smaller(plus(a->work, times(into, b->work)), times(all->passes, WINDOW));
  all->last_work = into == 1 ? all->work : smaller(all->work, plus(a->work, times(into, b->last_work)));
  all->tight = (a->tight && b->tight && into == 1) || all->passes == 0;
}

/* The ways of `b` behind `a`: those that take nothing stand behind each way of `a`. */
static void ways_then(span *all, const span *a, const span *b, size_t into) {
  if (a->ways == 1) {
    all->ways = b->ways;
    all->same = b->same;
    all->firm = b->firm;
    return;
  }
  size_t taking = b->max > 0 ? into : 0, places = smaller(a->same, taking), same = times(taking, b->same);
  if (b->min > 0 && b->min == b->max) same = smaller(same, times(places, b->ways));
  if (b->min > 0 && a->min > 0 && nw_charset_apart(a->last, b->all)) same = smaller(same, times(places, b->same));
  all->same = plus(times(a->same, b->empties), same);
  all->ways = cap_ways(plus(times(a->ways, b->empties), times(taking, b->ways)), all->same);
  all->firm = smaller(all->ways, plus(times(a->firm, b->empties), times(taking, b->firm)));
}

static span span_then(span a, span b) {
  span all = { .min = plus(a.min, b.min), .max = plus(a.max, b.max), .reach = larger(a.reach, plus(a.max, b.reach)),
               .choice = a.choice | b.choice, .empties = times(a.empties, b.empties) };
  size_t into = ways_into(&a, b.first);
  ways_then(&all, &a, &b, into);
  work_then(&all, &a, &b, into);
  all.first = a.min > 0 ? a.first : nw_charset_or(a.first, b.first);
  all.last = b.min > 0 ? b.last : nw_charset_or(a.last, b.last);
  all.all = nw_charset_or(a.all, b.all);
  all.tail = b.min > 0 ? b.tail : nw_charset_or(a.tail, b.tail);
  if ((b.min > 0 ? into : a.ways) == 1) all.open = b.open;
  else all.open = b.max > 0 ? nw_charset_or(a.open, b.all) : a.open;
  return all;
}

/* Alternatives whose first characters differ exclude each other. */
static span span_or(span a, span b) {
  int either = a.min > 0 && b.min > 0 && nw_charset_apart(a.first, b.first);
  size_t (*both)(size_t, size_t) = either ? larger : plus;
  return (span){ .min = smaller(a.min, b.min), .max = larger(a.max, b.max), .reach = larger(a.reach, b.reach),
                 .choice = either ? a.choice | b.choice : 1, .tight = either ? a.tight && b.tight : a.passes + b.passes == 0,
                 .ways = both(a.ways, b.ways), .same = both(a.same, b.same), .firm = both(a.firm, b.firm),
                 .empties = plus(a.empties, b.empties), .work = both(a.work, b.work),
                 .last_work = both(a.last_work, b.last_work), .passes = both(a.passes, b.passes),
                 .first = nw_charset_or(a.first, b.first), .last = nw_charset_or(a.last, b.last),
                 .all = nw_charset_or(a.all, b.all), .tail = nw_charset_or(a.tail, b.tail), .open = nw_charset_or(a.all, b.all) };
}

/* A match that is not tried in another way: (?>…), a++, lookaround. */
static span span_once(span a) {
  a.ways = a.same = a.firm = 1;
  a.empties = a.min == 0;
  a.single = 0;
  return a;
}

/* Each round of `item` begins at one place: [a-z]+- , ab, but not [a-z]+ or a|ab. */
static int rounds_are_certain(const span *item) {
  return item->single || (item->min > 0 && (item->ways == 1 || (item->same == 1 && nw_charset_apart(item->open, item->first))));
}

/* Rounds that share the text: only the ways of one of them are left at each place. */
static void repeat_certain(span *all, const span *item, size_t rounds) {
  all->same = rounds == 1 ? plus(item->same, item->min == 0) : 1;
  all->ways = cap_ways(plus(times(rounds, item->ways), 1), all->same);
  all->firm = smaller(all->ways, plus(times(rounds, item->firm), 1));
  all->passes = item->tight ? item->passes : times(rounds, item->passes);
  all->work = smaller(times(rounds, item->work), times(all->passes, WINDOW));
}

/* Rounds that may begin at many places: the ways multiply. */
static void repeat_uncertain(span *all, const span *item, size_t rounds) {
  size_t behind = 1;
  all->ways = 1;
  for (size_t i = 0; i < rounds && all->ways < UNBOUNDED; i++) {
    all->work = plus(all->work, times(behind, item->work));
    behind = times(behind, item->ways);
    all->ways = plus(all->ways, behind);
  }
  if (all->ways == UNBOUNDED && item->work > 0) all->work = UNBOUNDED;
  all->same = all->firm = all->ways;
  all->passes = item->passes == 0 ? 0 : UNBOUNDED;
}

/* Ways and work of `least` … `most` rounds. A step of PCRE2 is counted for each round, so a round that runs over nothing is
 * free; what must be there `least` times is compared in one go. */
static void repeat_work(span *all, const span *item, size_t least, size_t most) {
  size_t rounds = smaller(most, WINDOW / larger(1, item->min) + 1);
  if (item->single) {
    all->ways = smaller(most - least, WINDOW) + 1;
    all->same = all->firm = 1;
    all->passes = most > 1 ? item->weight : 0;
    all->work = times(smaller(times(item->max, most), WINDOW), all->passes);
  } else if (rounds == 1 || rounds_are_certain(item)) repeat_certain(all, item, rounds);
  else repeat_uncertain(all, item, rounds);
  if (!item->single && least > 1) {
    all->passes = plus(all->passes, 1);
    all->work = plus(all->work, smaller(times(item->max, least), WINDOW));
  }
  all->last_work = item->single && least <= SHORT_LEAST ? 0 : all->work;
  all->empties = item->empties > 0 ? all->ways : least == 0;
  all->tight = item->single || all->passes == 0 || (item->tight && least == 1 && most == 1);
}

static span span_repeat(reader *r, span item, size_t least, size_t most) {
  if (most == 0) return span_zero(0);
  if (most > 1 && item.choice && (least != most || item.max == UNBOUNDED) && !rounds_are_certain(&item))
    r->out->info.cost = NW_REGEX_BUDGETED;
  span all = { .min = times(item.min, least), .choice = item.choice || least != most, .first = item.first, .last = item.last,
               .all = item.all, .tail = item.tail, .open = item.all };
  repeat_work(&all, &item, least, most);
  r->out->blind_bytes = larger(r->out->blind_bytes, item.single ? smaller(times(item.max, least), WINDOW) : 0);
  all.max = times(item.max, most);
  all.reach = most == UNBOUNDED ? times(item.reach, most) : plus(times(item.max, most - 1), item.reach);
  return all;
}

/* ---- characters ----------------------------------------------------------------------------------------------------------- */

static int peek(const reader *r) { return r->at < r->end ? *r->at : -1; }
static int peek2(const reader *r) { return r->end - r->at > 1 ? r->at[1] : -1; }
static int take(reader *r, int c) { return peek(r) == c ? (r->at++, 1) : 0; }
static int starts(const reader *r, char a, char b) { return peek(r) == a && peek2(r) == b; }

/* Behind the next `c`, or to the end. */
static void skip_past(reader *r, int c) {
  while (r->at < r->end && *r->at != c) r->at++;
  if (r->at < r->end) r->at++;
}

static void refuse(reader *r, const unsigned char *where, const char *why) {
  if (r->out->refused != NULL) return;
  r->out->refused = why;
  r->out->refused_at = (size_t)(where - r->begin);
}

static void weigh(reader *r, span *item, size_t weight) {
  item->weight = larger(item->weight, weight);
  r->out->byte_weight = larger(r->out->byte_weight, weight);
}

static size_t utf8_bytes(uint32_t c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }

/* A literal. Without case a letter may be found in another length: K is also U+212A, three bytes. */
static span span_char(const reader *r, uint32_t c) {
  nw_charset set = nw_charset_range(c, c);
  if (r->caseless && (c >= 0x80 || nw_is_alpha(c))) return span_single(1, 4, nw_charset_caseless(set));
  return span_single(utf8_bytes(c), utf8_bytes(c), set);
}

static uint32_t read_utf8(reader *r) {
  uint32_t c = *r->at++;
  if (c >= 0xC0) c &= c >= 0xF0 ? 0x07u : c >= 0xE0 ? 0x0Fu : 0x1Fu;
  while (r->at < r->end && (*r->at & 0xC0) == 0x80) c = c << 6 | (*r->at++ & 0x3Fu);
  return c;
}

/* Digits in a base up to 16, `most` of them; the value saturates far above any code point. */
static uint32_t read_number(reader *r, uint32_t base, int most) {
  uint32_t value = 0;
  for (; most > 0 && r->at < r->end && nw_is_hex(*r->at); most--) {
    uint32_t digit = nw_is_digit(*r->at) ? *r->at - (uint32_t)'0' : (*r->at | 32u) - (uint32_t)'a' + 10u;
    if (digit >= base) break;
    r->at++;
    if (value < 0x1000000) value = value * base + digit;
  }
  return value;
}

/* The number of \x41, \x{1F600}, \o{101}, \N{U+41}, \012: behind the letter. */
static uint32_t read_code(reader *r, uint32_t base, int most) {
  if (!take(r, '{')) return read_number(r, base, most);
  if (take(r, 'U')) take(r, '+');
  uint32_t c = read_number(r, base, 12);
  skip_past(r, '}');
  return c;
}

/* ---- escapes -------------------------------------------------------------------------------------------------------------- */

static span read_reference(reader *r) {
  r->out->info.backreference = 1;
  r->out->info.cost = NW_REGEX_BUDGETED;
  return span_anything(1, WINDOW);
}

/* \g{2} \g<name> \k'name': behind the letter. */
static span read_named_reference(reader *r) {
  switch (peek(r)) {
    case '{': skip_past(r, '}'); break;
    case '<': skip_past(r, '>'); break;
    case '\'': r->at++; skip_past(r, '\''); break;
    default: if (peek(r) == '-' || peek(r) == '+') r->at++; read_number(r, 10, 9);
  }
  return read_reference(r);
}

/* \d \w \s: as C's locale has them. */
static nw_charset set_of_escape(int c) {
  nw_charset digits = nw_charset_range('0', '9');
  if (c == 'd') return digits;
  if (c == 's') return nw_charset_or(nw_charset_range('\t', '\r'), nw_charset_range(' ', ' '));
  nw_charset letters = nw_charset_or(nw_charset_range('a', 'z'), nw_charset_range('A', 'Z'));
  return nw_charset_or(nw_charset_or(letters, digits), nw_charset_range('_', '_'));
}

static nw_charset set_of_control(int c) {
  uint32_t code = c == 'a' ? 7 : c == 'e' ? 27 : c == 'f' ? 12 : c == 'n' ? 10 : c == 'r' ? 13 : 9;
  return nw_charset_range(code, code);
}

/* Escapes that mean the same inside and outside of a class; 0 when it is none of them. `c` is behind the backslash. */
static int read_shared_escape(reader *r, int c, span *out) {
  switch (c) {
    case 'd': case 'w': case 's': *out = span_single(1, 1, set_of_escape(c)); return 1;  /* ASCII: no PCRE2_UCP */
    case 'D': case 'W': case 'S': *out = span_single(1, 4, nw_charset_not(set_of_escape(c | 32))); return 1;
    case 'h': case 'v': *out = span_single(1, 3, nw_charset_all()); return 1;
    case 'H': case 'V': *out = span_single(1, 4, nw_charset_all()); return 1;
    case 'p': case 'P':
      if (peek(r) == '{') skip_past(r, '}'); else if (r->at < r->end) r->at++;
      *out = span_single(1, 4, nw_charset_all());
      weigh(r, out, WEIGHT_OF_PROPERTY);
      return 1;
    case 'a': case 'e': case 'f': case 'n': case 'r': case 't': *out = span_single(1, 1, set_of_control(c)); return 1;
    case 'c': if (r->at < r->end) r->at++; *out = span_single(1, 2, nw_charset_all()); return 1;
    case 'x': *out = span_char(r, read_code(r, 16, 2)); return 1;
    case 'o': *out = span_char(r, read_code(r, 8, 3)); return 1;
    case '0': *out = span_char(r, read_number(r, 8, 2)); return 1;
    default: return 0;
  }
}

static span read_escape(reader *r) {
  const unsigned char *where = r->at++;
  span out;
  if (r->at == r->end) return span_zero(0);
  int c = *r->at++;
  if (read_shared_escape(r, c, &out)) return out;
  switch (c) {
    case 'b': case 'B': return span_zero(4);
    case 'A': return span_zero(0);
    case 'z': case 'Z': r->out->text_end = 1; return span_zero(1);
    case 'G':
      refuse(r, where, "\\G is not supported: a text is searched as a whole, there is no last match");
      return span_zero(0);
    case 'K': refuse(r, where, "\\K is not supported: a match must start where it starts"); return span_zero(0);
    case 'R': out = span_single(1, 3, nw_charset_all()); out.single = 0; return out;
    case 'X':
      out = span_single(1, UNBOUNDED, nw_charset_all());
      weigh(r, &out, WEIGHT_OF_CLUSTER);
      out.single = out.tight = 0;
      out.passes = WEIGHT_OF_CLUSTER;
      out.work = out.last_work = WEIGHT_OF_CLUSTER * WINDOW;
      return out;
    case 'N': return starts(r, '{', 'U') ? span_char(r, read_code(r, 16, 0)) : span_single(1, 4, nw_charset_all());
    case 'g': case 'k': return read_named_reference(r);
    case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
      read_number(r, 10, 9);
      return read_reference(r);
    default: r->at--; return span_char(r, read_utf8(r));
  }
}

/* ---- classes -------------------------------------------------------------------------------------------------------------- */

/* One member of a class, or what else may stand there: the most bytes and the set. */
static span read_class_member(reader *r) {
  span out;
  if (!r->quoting && starts(r, '[', ':')) {
    for (const unsigned char *p = r->at + 2; p < r->end && *p != ']'; p++) {
      if (*p != ':' || p + 1 == r->end || p[1] != ']') continue;
      size_t most = r->at[2] == '^' ? 4 : 1;
      r->at = p + 2;
      return span_single(1, most, nw_charset_all());
    }
  }
  if (r->quoting || peek(r) != '\\') return span_char(r, read_utf8(r));
  r->at++;
  if (r->at == r->end) return span_zero(0);
  int c = *r->at++;
  if (read_shared_escape(r, c, &out)) return out;
  if (c == 'N') return starts(r, '{', 'U') ? span_char(r, read_code(r, 16, 0)) : span_single(1, 4, nw_charset_all());
  if (nw_is_digit((unsigned)c)) { r->at--; return span_char(r, read_number(r, 8, 3)); }
  if (c == 'b') return span_single(1, 1, nw_charset_range(8, 8));
  r->at--;
  return span_char(r, read_utf8(r));
}

/* A range of plain ASCII at the reader: a-z, 0-9. */
static int take_plain_range(reader *r, nw_charset *set) {
  if (r->quoting || r->end - r->at < 3 || r->at[1] != '-' || !nw_is_alnum(r->at[0]) || !nw_is_alnum(r->at[2])) return 0;
  *set = nw_charset_range(r->at[0], r->at[2]);
  r->at += 3;
  return 1;
}

typedef struct class_reading {
  nw_charset set;
  size_t     most, weight;
  uint8_t    negated, exact, first;
} class_reading;

/* A range that is not a-z or alike makes the set inexact, and so does a member that stands for all it could be. */
static void add_class_member(reader *r, class_reading *class) {
  nw_charset range;
  if (take_plain_range(r, &range)) {
    if (r->caseless && (nw_is_alpha(r->at[-1]) || nw_is_alpha(r->at[-3]))) class->most = 4;
    class->set = nw_charset_or(class->set, range);
    return;
  }
  const unsigned char *before = r->at;
  if (*before == '-' && !class->first && peek2(r) != ']') class->exact = 0;
  if (r->extended && nw_is_space(*before)) class->exact = 0;  /* (?xx) leaves it out */
  span member = read_class_member(r);
  nw_charset set = member.all;
  if (nw_charset_has(set, 0) && nw_charset_has(set, 'a') && nw_charset_has(set, 127)) class->exact = 0;
  class->set = nw_charset_or(class->set, set);
  class->most = larger(class->most, member.max);
  class->weight = larger(class->weight, member.weight);
  if (r->at == before) r->at++;
}

/* [a-z\d] [^,;] []x] [[:alpha:]]. A range is as wide as its wider end. */
static span read_class(reader *r) {
  r->at++;
  class_reading class = { .most = 1, .weight = 1, .exact = 1, .first = 1 };
  class.negated = (uint8_t)take(r, '^');
  if (class.negated) class.most = 4;
  for (; r->at < r->end; class.first = 0) {
    if (r->quoting ? starts(r, '\\', 'E') : starts(r, '\\', 'Q') || starts(r, '\\', 'E')) {
      r->quoting = r->at[1] == 'Q';
      r->at += 2;
      continue;
    }
    if (!r->quoting && !class.first && take(r, ']')) break;
    add_class_member(r, &class);
  }
  nw_charset set = !class.exact ? nw_charset_all() : class.negated ? nw_charset_not(class.set) : class.set;
  span all = span_single(1, class.most, r->caseless ? nw_charset_caseless(set) : set);
  weigh(r, &all, class.most > 1 && !class.negated ? larger(class.weight, WEIGHT_OF_WIDE_CLASS) : class.weight);
  return all;
}

/* ---- groups --------------------------------------------------------------------------------------------------------------- */

static span read_to_close(reader *r) {
  span inner = read_pattern(r);
  take(r, ')');
  return inner;
}

static span read_lookaround(reader *r, int behind) {
  r->out->info.lookaround = 1;
  r->out->lookbehinds += behind != 0;
  span inner = read_to_close(r);
  span all = span_zero(inner.reach);
  all.choice = 1;
  all.tight = 0;
  all.work = all.last_work = inner.work;
  all.passes = inner.work > 0 ? UNBOUNDED : 0;
  all.first = all.all = nw_charset_all();
  return all;
}

/* (?i) (?x-s) (?^) (?i:…): behind the question mark. Only i and x change how a pattern is read. */
static span read_options(reader *r) {
  uint8_t on = 1, caseless = r->caseless, extended = r->extended;
  for (; r->at < r->end && *r->at != ':' && *r->at != ')'; r->at++) {
    if (*r->at == '^') caseless = extended = 0;
    else if (*r->at == '-') on = 0;
    else if (*r->at == 'i') caseless = on;
    else if (*r->at == 'x') extended = on;
  }
  uint8_t outer_caseless = r->caseless, outer_extended = r->extended;
  r->caseless = caseless;
  r->extended = extended;
  if (!take(r, ':')) {
    take(r, ')');
    return span_zero(0);
  }
  span inner = read_to_close(r);
  r->caseless = outer_caseless;
  r->extended = outer_extended;
  return inner;
}

/* (?(1)yes|no), (?(?=…)yes|no): at the second bracket. A condition without `no` may match nothing. */
static span read_condition(reader *r) {
  r->out->info.cost = NW_REGEX_BUDGETED;
  span asked = span_zero(0);
  r->at++;
  if (take(r, '?')) {
    int behind = take(r, '<');
    if (peek(r) == 'C') refuse(r, r->at, "callouts are not supported");
    else r->at++;
    asked = read_lookaround(r, behind);
  } else {
    r->out->info.backreference = 1;
    skip_past(r, ')');
  }
  return span_then(asked, span_or(read_to_close(r), span_zero(0)));
}

static span read_recursion(reader *r, int named_group) {
  skip_past(r, ')');
  span all = read_reference(r);
  return named_group ? all : span_anything(UNBOUNDED, UNBOUNDED);
}

/* Behind "(?". */
static span read_special_group(reader *r, const unsigned char *where) {
  int c = peek(r), next = peek2(r);
  switch (c) {
    case ':': case '|': r->at++; return read_to_close(r);
    case '>': r->at++; return span_once(read_to_close(r));
    case '=': case '!': case '*': r->at++; return read_lookaround(r, 0);
    case '<':
      if (next == '=' || next == '!' || next == '*') { r->at += 2; return read_lookaround(r, 1); }
      skip_past(r, '>');
      return read_to_close(r);
    case '\'': r->at++; skip_past(r, '\''); return read_to_close(r);
    case 'P':
      if (next != '<') return read_recursion(r, next == '=');
      skip_past(r, '>');
      return read_to_close(r);
    case '(': return read_condition(r);
    case 'C':
      refuse(r, where, "callouts are not supported");
      skip_past(r, ')');
      return span_zero(0);
    case 'R': case '&': case '+':
    case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
      return read_recursion(r, 0);
    default: return c == '-' && next >= 0 && nw_is_digit((unsigned)next) ? read_recursion(r, 0) : read_options(r);
  }
}

static span read_group(reader *r) {
  const unsigned char *where = r->at++;
  if (peek(r) == '*') {
    refuse(r, where, "(*…) is not supported: no verbs, no settings; assertions are written (?=…)");
    skip_past(r, ')');
    return span_anything(UNBOUNDED, UNBOUNDED);
  }
  span all = take(r, '?') ? read_special_group(r, where) : read_to_close(r);
  all.single = 0;
  return all;
}

/* ---- sequences ------------------------------------------------------------------------------------------------------------ */

/* What stands between items and means nothing: \Q, \E, comments, white space under (?x). */
static void skip_nothings(reader *r) {
  for (;;) {
    if (r->quoting ? starts(r, '\\', 'E') : starts(r, '\\', 'Q') || starts(r, '\\', 'E')) {
      r->quoting = r->at[1] == 'Q';
      r->at += 2;
    } else if (!r->quoting && r->end - r->at > 2 && starts(r, '(', '?') && r->at[2] == '#') skip_past(r, ')');
    else if (!r->quoting && r->extended && peek(r) >= 0 && nw_is_space(*r->at)) r->at++;
    else if (!r->quoting && r->extended && peek(r) == '#') skip_past(r, '\n');
    else return;
  }
}

/* {n} {n,} {n,m} at the brace; 0 (and nothing taken) when it is no quantifier but text. */
static int read_braces(reader *r, size_t *least, size_t *most) {
  const unsigned char *start = r->at++;
  if (peek(r) >= 0 && nw_is_digit(*r->at)) {
    *least = *most = read_number(r, 10, 5);
    if (take(r, ',')) *most = peek(r) == '}' ? UNBOUNDED : read_number(r, 10, 5);
    if (take(r, '}')) return 1;
  }
  r->at = start;
  return 0;
}

static span read_quantifier(reader *r, span item) {
  size_t least = 1, most = 1;
  skip_nothings(r);
  if (r->quoting) return item;
  switch (peek(r)) {
    case '*': r->at++; least = 0; most = UNBOUNDED; break;
    case '+': r->at++; most = UNBOUNDED; break;
    case '?': r->at++; least = 0; break;
    case '{': if (read_braces(r, &least, &most)) break; return item;
    default: return item;
  }
  if (take(r, '?')) return span_repeat(r, item, least, most);
  item = span_repeat(r, item, least, most);
  return take(r, '+') ? span_once(item) : item;
}

static span read_item(reader *r) {
  if (r->quoting) return span_char(r, read_utf8(r));
  switch (*r->at) {
    case '(': return read_group(r);
    case '[': return read_class(r);
    case '\\': return read_escape(r);
    case '.': r->at++; return span_single(1, 4, nw_charset_all());
    case '^': r->at++; return span_zero(0);
    case '$': r->at++; return span_zero(2);  /* a newline, and whether anything follows it */
    default: return span_char(r, read_utf8(r));
  }
}

static span read_sequence(reader *r) {
  span all = span_zero(0);
  for (;;) {
    skip_nothings(r);
    if (r->at == r->end || (!r->quoting && (*r->at == '|' || *r->at == ')'))) return all;
    span item = read_item(r);
    all = span_then(all, read_quantifier(r, item));
  }
}

/* Alternatives up to a closing bracket or the end. Options that are set inside hold to its end, over the bars. */
static span read_pattern(reader *r) {
  uint8_t caseless = r->caseless, extended = r->extended;
  span all = read_sequence(r);
  while (take(r, '|')) all = span_or(all, read_sequence(r));
  r->caseless = caseless;
  r->extended = extended;
  return all;
}

void nw_regex_read(nw_regex_reading *out, newel_slice pattern) {
  *out = (nw_regex_reading){ .info = { .cost = NW_REGEX_LINEAR }, .byte_weight = 1 };
  const unsigned char *text = (const unsigned char *)(pattern.len != 0 ? pattern.data : "");
  reader r = { .begin = text, .at = text, .end = text + pattern.len, .out = out };
  span all = read_pattern(&r);
  if (r.at < r.end) {  /* a bracket too many: PCRE2 would not have taken it */
    all = span_anything(UNBOUNDED, UNBOUNDED);
    out->info.cost = NW_REGEX_BUDGETED;
  }
  out->info.min_bytes = all.min;
  out->info.max_bytes = all.reach;
  out->info.matches_empty = all.min == 0;
  out->metered = all.last_work > PLAIN_WORK;
  if (out->metered) out->info.cost = NW_REGEX_BUDGETED;
  if (out->info.cost == NW_REGEX_LINEAR && all.reach > NW_LIMIT_REGEX_LOOKAHEAD_BYTES) out->info.cost = NW_REGEX_WINDOWED;
}
