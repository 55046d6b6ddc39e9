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

#define UNBOUNDED SIZE_MAX
/* The most text that one start sees. */
#define WINDOW ((size_t)2 * NW_LIMIT_REGEX_LOOKAHEAD_BYTES)
/* PCRE2's match limit counts tries, not the bytes that a try runs over: beyond so many bytes for one start a pattern is
 * metered. */
#define PLAIN_WORK (WINDOW + WINDOW / 2)
/* A byte of these takes as long as so many of [a-z]. */
enum { WEIGHT_OF_WIDE_CLASS = 3, WEIGHT_OF_PROPERTY = 4, WEIGHT_OF_CLUSTER = 12 };

/* What a part of a pattern may cover, in bytes. */
typedef struct span {
  size_t  min, max;  /* of the text it takes */
  size_t  reach;     /* of the text it takes or looks at, from its start */
  uint8_t choice;    /* there is more than one way to match: backtracking has something to do */
  uint8_t single;    /* one character: its repetition is a scan */
  size_t  ways;      /* how often what follows may be tried */
  size_t  work;      /* bytes that scans run over in all these ways, which PCRE2 does not count */
} span;

typedef struct reader {
  const unsigned char *begin, *at, *end;
  nw_regex_reading    *out;
  uint8_t              quoting;             /* between \Q and \E */
  uint8_t              caseless, extended;  /* (?i), (?x); a group restores them */
} reader;

static span read_pattern(reader *r);

/* ---- spans ---------------------------------------------------------------------------------------------------------------- */

static span span_of(size_t min, size_t max) { return (span){ .min = min, .max = max, .reach = max, .ways = 1 }; }
static span span_looks(size_t bytes) { return (span){ .reach = bytes, .ways = 1 }; }
static span span_single(size_t min, size_t max) { return (span){ .min = min, .max = max, .reach = max, .single = 1, .ways = 1 }; }
static span span_anything(size_t ways, size_t work) {
  return (span){ .max = UNBOUNDED, .reach = UNBOUNDED, .choice = 1, .ways = ways, .work = work };
}
static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }
static size_t larger(size_t a, size_t b) { return a > b ? a : b; }
static size_t plus(size_t a, size_t b) { return a > UNBOUNDED - b ? UNBOUNDED : a + b; }
static size_t times(size_t a, size_t b) { return b != 0 && a > UNBOUNDED / b ? UNBOUNDED : a * b; }

static span span_then(span a, span b) {
  return (span){ .min = plus(a.min, b.min), .max = plus(a.max, b.max), .reach = larger(a.reach, plus(a.max, b.reach)),
                 .choice = a.choice | b.choice, .ways = times(a.ways, b.ways), .work = plus(a.work, times(a.ways, b.work)) };
}

static span span_or(span a, span b) {
  return (span){ .min = smaller(a.min, b.min), .max = larger(a.max, b.max), .reach = larger(a.reach, b.reach), .choice = 1,
                 .ways = plus(a.ways, b.ways), .work = plus(a.work, b.work) };
}

/* A match that is not tried in another way: (?>…), a++, lookaround. */
static span span_once(span a) {
  a.ways = 1;
  a.single = 0;
  return a;
}

/* Ways and work of `least` … `most` rounds. A step of PCRE2 is counted for each round, so a round that runs over nothing is
 * free; what must be there `least` times is compared in one go. */
static void repeat_work(span *all, span item, size_t least, size_t most) {
  size_t rounds = smaller(most, WINDOW / larger(1, item.single ? 1 : item.min) + 1);
  if (item.single || item.ways == 1) {
    all->ways = smaller(most - least, WINDOW) + 1;
    all->work = item.single ? most > 1 ? smaller(times(item.max, most), WINDOW) : 0 : times(rounds, item.work);
  } else {
    all->ways = 1;
    for (size_t i = 0; i < rounds && all->ways < UNBOUNDED; i++) {
      all->work = plus(all->work, times(all->ways, item.work));
      all->ways = times(all->ways, item.ways) < UNBOUNDED / 2 ? times(all->ways, item.ways) : UNBOUNDED;
    }
    if (all->ways == UNBOUNDED && item.work > 0) all->work = UNBOUNDED;
  }
  if (!item.single && least > 1) all->work = plus(all->work, smaller(times(item.max, least), WINDOW));
}

static span span_repeat(reader *r, span item, size_t least, size_t most) {
  if (most == 0) return span_of(0, 0);
  if (most > 1 && item.choice && (least != most || item.max == UNBOUNDED)) r->out->info.cost = NW_REGEX_BUDGETED;
  span all = { .min = times(item.min, least), .choice = item.choice || least != most };
  repeat_work(&all, item, least, most);
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

static void weigh(reader *r, size_t weight) { r->out->byte_weight = larger(r->out->byte_weight, weight); }

static size_t utf8_bytes(uint32_t c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }

/* A literal. Without case a letter may be found in another length: K is also U+212A, three bytes. */
static span span_char(const reader *r, uint32_t c) {
  if (r->caseless && (c >= 0x80 || nw_is_alpha(c))) return span_single(1, 4);
  return span_single(utf8_bytes(c), utf8_bytes(c));
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

/* Escapes that mean the same inside and outside of a class; 0 when it is none of them. `c` is behind the backslash. */
static int read_shared_escape(reader *r, int c, span *out) {
  switch (c) {
    case 'd': case 'w': case 's': *out = span_single(1, 1); return 1;  /* ASCII: no PCRE2_UCP */
    case 'h': case 'v': *out = span_single(1, 3); return 1;
    case 'D': case 'W': case 'S': case 'H': case 'V': *out = span_single(1, 4); return 1;
    case 'p': case 'P':
      weigh(r, WEIGHT_OF_PROPERTY);
      if (peek(r) == '{') skip_past(r, '}'); else if (r->at < r->end) r->at++;
      *out = span_single(1, 4);
      return 1;
    case 'a': case 'e': case 'f': case 'n': case 'r': case 't': *out = span_single(1, 1); return 1;
    case 'c': if (r->at < r->end) r->at++; *out = span_single(1, 2); return 1;
    case 'x': *out = span_char(r, read_code(r, 16, 2)); return 1;
    case 'o': *out = span_char(r, read_code(r, 8, 3)); return 1;
    case '0': *out = span_char(r, read_number(r, 8, 2)); return 1;
    default: return 0;
  }
}

static span read_escape(reader *r) {
  const unsigned char *where = r->at++;
  span out;
  if (r->at == r->end) return span_of(0, 0);
  int c = *r->at++;
  if (read_shared_escape(r, c, &out)) return out;
  switch (c) {
    case 'b': case 'B': return span_looks(4);
    case 'A': return span_looks(0);
    case 'z': case 'Z': r->out->text_end = 1; return span_looks(1);
    case 'G':
      refuse(r, where, "\\G is not supported: a text is searched as a whole, there is no last match");
      return span_looks(0);
    case 'K': refuse(r, where, "\\K is not supported: a match must start where it starts"); return span_looks(0);
    case 'R': return span_of(1, 3);
    case 'X':
      weigh(r, WEIGHT_OF_CLUSTER);
      return (span){ .min = 1, .max = UNBOUNDED, .reach = UNBOUNDED, .ways = 1, .work = WINDOW };
    case 'N': return starts(r, '{', 'U') ? span_char(r, read_code(r, 16, 0)) : span_single(1, 4);
    case 'g': case 'k': return read_named_reference(r);
    case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
      read_number(r, 10, 9);
      return read_reference(r);
    default: r->at--; return span_char(r, read_utf8(r));
  }
}

/* ---- classes -------------------------------------------------------------------------------------------------------------- */

/* One member of a class, or what else may stand there; the most bytes it may take. */
static size_t read_class_member(reader *r) {
  span out;
  if (!r->quoting && starts(r, '[', ':')) {
    for (const unsigned char *p = r->at + 2; p < r->end && *p != ']'; p++) {
      if (*p != ':' || p + 1 == r->end || p[1] != ']') continue;
      size_t most = r->at[2] == '^' ? 4 : 1;
      r->at = p + 2;
      return most;
    }
  }
  if (r->quoting || peek(r) != '\\') return span_char(r, read_utf8(r)).max;
  r->at++;
  if (r->at == r->end) return 0;
  int c = *r->at++;
  if (read_shared_escape(r, c, &out)) return out.max;
  if (c == 'N') return starts(r, '{', 'U') ? span_char(r, read_code(r, 16, 0)).max : 4;
  if (nw_is_digit((unsigned)c)) { r->at--; return span_char(r, read_number(r, 8, 3)).max; }
  if (c == 'b') return 1;
  r->at--;
  return span_char(r, read_utf8(r)).max;
}

/* [a-z\d] [^,;] []x] [[:alpha:]]. A range is as wide as its wider end. */
static span read_class(reader *r) {
  r->at++;
  int negated = take(r, '^');
  size_t most = negated ? 4 : 1;
  for (int first = 1; r->at < r->end; first = 0) {
    if (r->quoting ? starts(r, '\\', 'E') : starts(r, '\\', 'Q') || starts(r, '\\', 'E')) {
      r->quoting = r->at[1] == 'Q';
      r->at += 2;
      continue;
    }
    if (!r->quoting && !first && take(r, ']')) break;
    const unsigned char *before = r->at;
    most = larger(most, read_class_member(r));
    if (r->at == before) r->at++;
  }
  if (most > 1 && !negated) weigh(r, WEIGHT_OF_WIDE_CLASS);
  return span_single(1, most);
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
  return (span){ .reach = inner.reach, .choice = 1, .ways = 1, .work = inner.work };
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
    return span_of(0, 0);
  }
  span inner = read_to_close(r);
  r->caseless = outer_caseless;
  r->extended = outer_extended;
  return inner;
}

/* (?(1)yes|no), (?(?=…)yes|no): at the second bracket. A condition without `no` may match nothing. */
static span read_condition(reader *r) {
  r->out->info.cost = NW_REGEX_BUDGETED;
  span asked = span_of(0, 0);
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
  return span_then(asked, span_or(read_to_close(r), span_of(0, 0)));
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
      return span_of(0, 0);
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
    case '.': r->at++; return span_single(1, 4);
    case '^': r->at++; return span_looks(0);
    case '$': r->at++; return span_looks(2);  /* a newline, and whether anything follows it */
    default: return span_char(r, read_utf8(r));
  }
}

static span read_sequence(reader *r) {
  span all = span_of(0, 0);
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
  out->metered = times(all.work, out->byte_weight) > PLAIN_WORK;
  if (out->metered) out->info.cost = NW_REGEX_BUDGETED;
  if (out->info.cost == NW_REGEX_LINEAR && all.reach > NW_LIMIT_REGEX_LOOKAHEAD_BYTES) out->info.cost = NW_REGEX_WINDOWED;
}
