/* text/calm.c - see calm.h.
 *
 *   text       "x = foo(bar);  20%25"
 *   spots       .....(........20%25      masks: one bit a byte and class; formulas over them say which blocks somebody looks at
 *   one look    (  no "at" behind        %  two digits behind: NW_CALM_ESCAPE
 *
 * The classes of bytes are told by masks.h, words that may be numbers by three nibble tables, by their first three letters. A value at
 * least as great as a constant is a class, which every machine turns into a mask with one or two instructions; so the bits of the
 * tables stand in the order of what is asked.
 *
 * Cost: beside the masks about 60 instructions for 64 bytes of plain text with AVX2; some hundred more for one block in eight.
 */
#include "text/calm.h"

#include <string.h>

#include "tables/spelt.h"
#include "text/calm_digits.h"
#include "text/read_part.h"

enum {
  BLOCK = NW_CALM_BLOCK_BYTES,
  MORE = 64,           /* a sign is read with so many bytes behind it */
  BEFORE = 16,         /* and bytes in front */
  NEAR = 0xFF,         /* what begins a token stands so near before what it is one by */
  NAME_BYTES = 33, MARKS_BYTES = 24,
  UNKNOWN = 0xFF       /* a byte in front, as good as any letter */
};

/* Bytes by their half bytes: a bit is a class where the low and the high table have it. Bits of `kind`:
 *   80  (    40  [ {    20  <    10  % & +    8  *    4  `    2  \ ^ | ~
 * Bits of `sign`:
 *    8  tab, line feed, carriage return    4  space    2  - . */
enum { KIND_OPEN = 0x20, KIND_ESCAPE = 0x10, KIND_WRAP = 0x2E, KIND_BAR = 2, SIGN_BLANK = 4, SIGN_BEAT = 2 };
static const uint8_t kind_low[16] = { 4, 0, 0, 0, 0, 0x10, 0x10, 0, 0x80, 0, 8, 0x50, 0x22, 0, 2, 0 };
static const uint8_t kind_high[16] = { 0, 0, 0x98, 0x20, 0, 0x42, 4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0 };
static const uint8_t sign_low[16] = { 4, 0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 0, 0, 0x0A, 2, 0 };
static const uint8_t sign_high[16] = { 8, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
/* The first and the second letter of "at", "ar…", "do…", "po…", "pu…"; of ".)", "@]", "a)". */
static const uint8_t name_low[2][16] = {
  { 0x0C, 9, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0 },
  { 0, 0, 1, 0, 1, 4, 0, 0, 0, 8, 0, 0, 0, 8, 8, 6 }
};
/* Controls and DEL alone. */
static const uint8_t high_low[16] = { 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 3, 3, 2, 3, 7 };
static const uint8_t high_high[16] = { 1, 2, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0 };

typedef struct calm_masks {
  nw_mask number, dot;                               /* where words may begin so */
  nw_mask start, single, hits, dots, tokens, quiet, lone, joints, ats, any;  /* what they and the classes say together */
  nw_mask digits, many, rows, twins;
} calm_masks;
/* Signs by what must stand around them, and what stands nowhere in plain text. */
typedef struct calm_signs { uint64_t open, curly, named, escape, numbered, wrap, bar, back, under, square, odd; } calm_signs;
typedef struct calm_gaps { uint64_t blank, low /* controls, too */, beat; } calm_gaps;

/* ---- the machines ---- */

#define BODY "text/calm_body.h"
#include "text/each_machine.h"

typedef struct calm_machine {
  nw_width width;
  void (*words)(calm_masks *masks, size_t first, const unsigned char *data, size_t blocks);
  uint64_t (*spots)(calm_masks *masks, const nw_masks *classes, size_t end);
  void (*rare)(calm_signs *signs, const unsigned char *data);
  void (*gaps)(calm_gaps *gaps, const unsigned char *data);
  uint64_t (*high)(const unsigned char *data, size_t blocks);
} calm_machine;
#define ROW(machine, width) { width, words_##machine, spots_##machine, rare_##machine, gaps_##machine, high_##machine },
static const calm_machine machines[] = { NW_EACH_MACHINE(ROW) };
#undef ROW
enum { MACHINE_COUNT = sizeof machines / sizeof machines[0] };

static const calm_machine *best_machine(void) {
  const calm_machine *machine = machines;
  for (nw_width best = nw_width_best(); machine->width != best;) machine++;
  return machine;
}

/* ---- rare signs: what stands around one ---- */

static uint64_t word_mask(const nw_masks *c, size_t place) { return c->alpha[place] | c->digit[place]; }
static uint64_t joint_mask(const nw_masks *c, size_t place) {
  return word_mask(c, place) | c->dot[place] | c->join[place] | c->at[place] | c->high[place];
}
static uint64_t ahead(uint64_t here, uint64_t next, unsigned n) { return here >> n | next << (64 - n); }

/* A backslash in front of "62", "u00…", "x{…", "N{…", another one. */
static int is_escape(const unsigned char *p) {
  switch (p[1]) {
    case '\\': return 1;
    case 'u': case 'U': case 'x': case 'N': return p[2] == '{' || nw_is_hex(p[2]);
    default: return nw_is_hex(p[1]) && nw_is_hex(p[2]);
  }
}
static int is_word_or_joint(unsigned c) { return nw_is_alnum(c) || c >= 0x80 || c == '@' || c == '.' || c == '-' || c == '+'; }

/* "&#", "&name;" */
static int is_entity(const unsigned char *p) {
  unsigned len = 1;
  if (p[1] == '#') return 1;
  while (len < NAME_BYTES && nw_is_alnum(p[len])) len++;
  return len > 1 && (p[len] == ';' || len == NAME_BYTES);
}

/* The beginning of "(at", "[ dot", "{punto": the name of a sign in brackets; or "[.]", "(a)b": the sign itself, or an "a" for it. */
static int is_closed(unsigned open, const unsigned char *p) {
  p += *p == ' ';
  return *p == (open == '(' ? ')' : open == '<' ? '>' : open + 2u) && (p[1] >= 0x80 || nw_is_alnum(p[1]));
}
static int is_bracketed(const unsigned char *p) {
  const unsigned open = *p;
  p += p[1] == ' ' ? 2 : 1;
  unsigned first = p[0] | 32u, second = p[1] | 32u;
  if (first == 'p') return second == 'o' || second == 'u';
  if (first == 'd') return second == 'o';
  if (first == 'a' && (second == 't' || second == 'r')) return 1;
  return (*p == '.' || *p == '@' || *p == 'a') && is_closed(open, p + 1);
}

static int is_wrap(unsigned c) { return c == '*' || c == '_' || c == '`' || c == '~'; }
static int is_mark(unsigned c) { return is_wrap(c) || c == '<' || c == '\\' || c == '['; }

/* Signs of markup inside of a word, as the rewrite sees it first; it looks at two bytes in front. */
static int is_markup(const unsigned char *p) { return nw_rewrite_markup.may(p, p - 2); }

static int is_quote(unsigned c) { return c == '"' || c == '\'' || c == '`'; }

/* Between strings that a program puts together: "ig" + "nore", 'ig' || 'nore', "ig" & _\n"nore". */
static int is_between_strings(const unsigned char *p) {
  enum { BLANKS = 20 };
  unsigned quote = p[-1] == ' ' ? p[-2] : p[-1], at = 1 + (p[1] == p[0]);
  if (!is_quote(quote) && quote != UNKNOWN) return 0;
  while (at < BLANKS && (p[at] == ' ' || p[at] == '\t' || p[at] == '\n' || p[at] == '\r' || p[at] == '_')) at++;
  return is_quote(p[at]);
}

/* "=" at the end of a line, as mail has it. */
static int is_soft_end(const unsigned char *p, unsigned before) {
  return p[1] <= '\r' && (p[1] == '\n' || (p[1] == '\r' && p[2] == '\n')) && before > ' ';
}

/* "}\text{": between letters that a command dresses each. */
static int is_between_commands(const unsigned char *p) {
  unsigned at = 1;
  if (p[-1] != '}' && !(p[-1] == ' ' && (p[-2] == '}' || p[-2] == UNKNOWN)) && p[-1] != UNKNOWN) return 0;
  while (at < NAME_BYTES && nw_is_alpha(p[at])) at++;
  return at > 1 && p[at] == '{' && (p[at + 1] >= 0x80 || p[at + 2] == '}');
}

/* "[b]" and "[/color]", "[]" and "[^1]" inside of a word. */
static int is_between_brackets(const unsigned char *p) {
  unsigned at = 2;
  if (p[1] == ']' || p[1] == '^') return is_word_or_joint(p[-1]) && is_markup(p);
  if (p[1] != '/') {
    if (p[2] != ']' || !nw_is_alpha(p[1]) || !is_word_or_joint(p[-1])) return 0;
    if (p[3] == '[') return p[4] == '/';
    return p[3] >= 0x80 || nw_is_alnum(p[3]) || (p[4] == '[' && p[5] == '/');
  }
  if (!nw_is_alpha(p[2]) || !is_word_or_joint(p[-1])) return 0;
  while (at < MARKS_BYTES && nw_is_alpha(p[at])) at++;
  if (p[at++] != ']') return 0;
  at += p[at] == ' ';
  return is_word_or_joint(p[at]) || is_mark(p[at]);
}

/* "['i', 'g'": a list of strings, of a letter each. */
static int is_before_letters(const unsigned char *p) {
  return p[2] < 0x80 ? p[3] == p[1] : p[4] == p[1] || p[5] == p[1] || p[6] == p[1];
}

/* The reasons that the sign at `p` is of, with two bytes in front of it. */
static unsigned reasons_of_sign(const unsigned char *p) {
  const unsigned before = p[-1];
  switch (*p) {
    case '%': return (nw_is_hex(p[1]) || p[1] == 'u') && nw_is_hex(p[2]) ? NW_CALM_ESCAPE : 0;
    case '=':
      if (p[3] == '=' && nw_is_alnum(p[1]) && nw_is_alnum(p[2])) return NW_CALM_ESCAPE;
      return is_soft_end(p, before) ? NW_CALM_MARKUP : 0;
    case '&':
      if (is_entity(p)) return NW_CALM_ESCAPE;
      return is_between_strings(p) ? NW_CALM_MARKUP : 0;
    case '+':
      if (before == 'U' || before == 'u') return NW_CALM_ESCAPE;
      return is_between_strings(p) ? NW_CALM_MARKUP : 0;
    case '[':
      if (is_quote(p[1])) return is_before_letters(p) ? NW_CALM_SINGLE : 0;
      return (is_bracketed(p) ? NW_CALM_DOT : 0) | (is_between_brackets(p) ? NW_CALM_MARKUP : 0);
    case '(': return is_bracketed(p) ? NW_CALM_DOT : 0;
    case '{': return (is_bracketed(p) ? NW_CALM_DOT : 0) | ((p[1] == '}' || p[1] == '{') && is_markup(p) ? NW_CALM_MARKUP : 0);
    case '<': return (is_bracketed(p) ? NW_CALM_DOT : 0) | (is_markup(p) ? NW_CALM_MARKUP : 0);
    case '\\': return (is_escape(p) ? NW_CALM_ESCAPE : 0) | (is_markup(p) ? NW_CALM_MARKUP : 0) |
                      (is_between_commands(p) ? NW_CALM_SINGLE : 0);
    case '_': return p[1] == '_' && is_markup(p) ? NW_CALM_MARKUP : 0;
    case '|': case '^': return is_between_strings(p) ? NW_CALM_MARKUP : 0;
    case '*': case '`': case '~': return is_markup(p) || (*p == '~' && is_between_strings(p)) ? NW_CALM_MARKUP : 0;
    default: return 0;
  }
}

static unsigned reasons_of_all(const unsigned char *data, uint64_t signs) {
  unsigned why = 0;
  for (; signs != 0; signs &= signs - 1) why |= reasons_of_sign(data + __builtin_ctzll(signs));
  return why;
}

/* Those of a block that have what they cannot do without right beside them: a bracket a name, an escape a letter, a digit or '#', markup
 * and brackets a part of a word in front; what stands between strings, and a soft line end, no word behind. In front of the first block
 * there may be anything. */
static uint64_t likely_signs(const calm_signs *s, const nw_masks *c, size_t at, unsigned behind_block) {
  const uint64_t word = word_mask(c, at), next = ahead(word, word_mask(c, at + 1), 1), equal = c->equal[at];
  const uint64_t joint = joint_mask(c, at) | s->escape /* + */;
  const uint64_t behind = joint << 1 | (at == 1 || ((joint_mask(c, at - 1) | c->link[at - 1]) >> 63) != 0);
  const uint64_t pieces = (s->square & (behind | ~next)) | (equal & behind & ~next) | ((s->escape | s->bar) & ~(next | word << 1));
  return s->back | (s->open & s->named) | (s->curly & behind & ~next) | pieces | (s->escape & (next | s->numbered)) |
         (s->under & ahead(s->under, behind_block == '_', 1)) | (s->wrap & behind) | (equal & next & ahead(equal, c->equal[at + 1], 3));
}

/* ---- words ---- */

int nw_may_be_spelt(const unsigned char *p, unsigned len) {
  uint32_t key = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
  uint32_t all = len < 4 ? ((uint32_t)1 << 8 * len) - 1 : ~(uint32_t)0;
  if ((key & all & 0x80808080u) != 0 || (len < 4 && p[len] >= 0x80)) return 1;
  uint32_t at = SPELT_HASH((key | 0x20202020u) & all);
  return spelt[at >> 6] >> (at & 63) & 1;
}

/* "plus", "slash": a word of a sign that ends a row of numbers. */
static int is_spelt_sign(const unsigned char *p, unsigned len) {
  uint32_t key = 0;
  for (unsigned i = 0; i < len; i++) key |= (p[i] | 0x20u) << 8 * i;
  for (size_t i = 0; i < sizeof spelt_signs / sizeof *spelt_signs; i++)
    if (spelt_signs[i] == key) return 1;
  return 0;
}

/* The word at `p`, of which four bytes can be read, goes on like a number, too. */
static int may_be_number(const unsigned char *p) {
  unsigned len = 0;
  while (len < 4 && nw_is_alpha(p[len])) len++;
  return nw_may_be_spelt(p, len) && !is_spelt_sign(p, len);
}

/* Is one of the words that begin at `starts` the fifth of a row and goes on like a number, too? */
static int is_fifth(uint64_t starts, const unsigned char *p) {
  for (; starts != 0; starts &= starts - 1)
    if (may_be_number(p + __builtin_ctzll(starts))) return 1;
  return 0;
}

/* Five words in a row, here and in the next block, begin like numbers (as _rows has it), and the fifth goes on like one. */
static int has_five(const calm_masks *m, size_t b, const unsigned char *p) {
  const uint64_t here = ~m->start[b], hits = m->hits[b];
  const uint64_t next = ~m->start[b + 1], more = m->hits[b + 1] & (((uint64_t)1 << NW_CALM_REACH_BYTES) - 1);
  uint64_t row = hits, row_next = more;
  for (unsigned n = 1; n < NW_CALM_WORDS; n++) {
    uint64_t from = row << 1, from_next = row_next << 1 | row >> 63, sum = here + from;
    row = sum & hits;
    row_next = (next + from_next + (sum < from)) & more;
  }
  return is_fifth(row, p) || is_fifth(row_next, p + BLOCK);
}

/* Five words in a row that go on like numbers, too, the first of them here. The fifth tells most. */
static int is_streak(const calm_masks *m, size_t b, const unsigned char *p) {
  uint64_t here = m->start[b], next = m->start[b + 1];
  uint8_t at[NW_CALM_WORDS];
  unsigned row = 0;
  if (!has_five(m, b, p)) return 0;
  while ((here | next) != 0) {
    int first = here != 0;
    unsigned i = (unsigned)__builtin_ctzll(first ? here : next), where = first ? i : BLOCK + i;
    if (where >= BLOCK + NW_CALM_REACH_BYTES) return 0;
    if (first) here &= here - 1;
    else next &= next - 1;
    if (!(m->hits[first ? b : b + 1] >> i & 1)) row = 0;
    else at[row++] = (uint8_t)where;
    if (row == 0 && !first) return 0;
    if (row < NW_CALM_WORDS) continue;
    unsigned keep = NW_CALM_WORDS;  /* those behind the last that is none */
    while (keep > 0 && may_be_number(p + at[keep - 1])) keep--;
    if (keep == 0) return 1;
    row = NW_CALM_WORDS - keep;
    memmove(at, at + keep, row);
  }
  return 0;
}

/* "point", "ponto", "punt", "punto", "punkt", which mean much else: with a sign behind, or what may be a domain that people know
 * (read_address.c). */
static int is_point(const unsigned char *p, unsigned len) {
  static const char names[][6] = { "point", "ponto", "punt", "punto", "punkt" };
  enum { DOMAIN_MOST = 4 };
  unsigned n, letters = 0;
  for (n = 0; n < sizeof names / sizeof *names; n++) {
    unsigned of = 0;
    while (of < len && (p[of] | 32u) == (unsigned char)names[n][of]) of++;
    if (of == len && names[n][len] == '\0') break;
  }
  if (n == sizeof names / sizeof *names || p[len] != ' ') return n < sizeof names / sizeof *names;
  p += len + 1 + (p[len + 1] == ' ');
  while (letters <= DOMAIN_MOST && nw_is_alpha(p[letters])) letters++;
  return p[letters] >= 0x80 || (letters > 1 && letters <= DOMAIN_MOST && strchr("cegionpru", *p | 32) != NULL);
}

/* "dot" as a word, or a name of '.' that may be one: does one begin at a bit of `at`? */
static int has_dot(const unsigned char *p, uint64_t at) {
  for (; at != 0; at &= at - 1) {
    const unsigned char *word = p + __builtin_ctzll(at);
    unsigned len = 0;
    while (len < 6 && nw_is_alpha(word[len])) len++;
    if ((word[0] | 32) == 'd' ? (word[1] | 32) == 'o' && (word[2] | 32) == 't' && len == 3 : len <= 5 && is_point(word, len)) return 1;
  }
  return 0;
}

/* A hyphen at the end of a line. */
static int has_hyphen(const unsigned char *p, uint64_t at) {
  for (; at != 0; at &= at - 1) {
    const unsigned char *sign = p + __builtin_ctzll(at);
    if (*sign == '-' && (sign[1] == '\n' || sign[1] == '\r')) return 1;
  }
  return 0;
}

/* A dot between two strings. */
static int has_string_dot(const unsigned char *p, uint64_t at) {
  for (; at != 0; at &= at - 1)
    if (is_between_strings(p + __builtin_ctzll(at))) return 1;
  return 0;
}

/* ---- blocks ---- */

/* The blocks that are looked at, with what is around them. */
typedef struct calm_text {
  const calm_machine *machine;
  const unsigned char *data;  /* blocks 0 to `whole` - 1 */
  unsigned whole, want;       /* and all: of what is behind nothing is known */
  unsigned char rest[BEFORE + 3 * BLOCK + MORE];  /* the blocks behind, bytes in front of them, blanks */
  unsigned char first[BEFORE + BLOCK + MORE];
  const nw_masks *classes;    /* block b at place b + 1 */
  calm_masks masks;
  uint64_t known;             /* bit b: `gaps` has block b */
  calm_gaps gaps[NW_CALM_BLOCKS + 2];
} calm_text;

/* Block `b`, with two bytes in front of it for all but block 0. */
static const unsigned char *block_at(const calm_text *t, unsigned b) {
  return b < t->whole ? t->data + (size_t)b * BLOCK : t->rest + BEFORE + (size_t)(b - t->whole) * BLOCK;
}

static const calm_gaps *gaps_of(calm_text *t, unsigned b) {
  if (!(t->known >> b & 1)) t->machine->gaps(&t->gaps[b], block_at(t, b));
  t->known |= (uint64_t)1 << b;
  return &t->gaps[b];
}


/* Does a token begin at one of these? The rewrites would ask the same first. */
static int is_token(uint64_t begin, const unsigned char *p) {
  for (; begin != 0; begin &= begin - 1) {
    const unsigned char *at = p + __builtin_ctzll(begin);
    if (nw_token_may_begin(at) || nw_turned_may_begin(at)) return 1;
  }
  return 0;
}

/* Tokens of six with a digit or capital letter behind their first, in the block at `p`. */
static int has_token(const nw_masks *c, size_t at, const unsigned char *p) {
  uint64_t word = word_mask(c, at), run = word | c->link[at], run_next = word_mask(c, at + 1) | c->link[at + 1];
  uint64_t begin = word & ~(word << 1 | word_mask(c, at - 1) >> 63);
  uint64_t mixed = c->digit[at] | c->upper[at], mixed_next = c->digit[at + 1] | c->upper[at + 1], path = run, path_next = run_next;
  uint64_t three = run & ahead(run, run_next, 1) & ahead(run, run_next, 2), three_next = run_next & run_next >> 1 & run_next >> 2;
  begin &= three & ahead(three, three_next, 3);
  if (begin == 0) return 0;
  for (unsigned n = 1; n <= 4; n *= 2) {  /* mixed: one is here, or behind a path that leads from here */
    mixed |= path & ahead(mixed, mixed_next, n), mixed_next |= path_next & mixed_next >> n;
    path &= ahead(path, path_next, n), path_next &= path_next >> n;
  }
  return is_token(begin & ahead(mixed, mixed_next, 1), p);
}

/* Four digits in the first NW_CALM_REACH_BYTES. */
static int begins_with_digits(const nw_masks *c, size_t at) {
  uint64_t near = c->digit[at] & (((uint64_t)1 << NW_CALM_REACH_BYTES) - 1);
  for (unsigned n = 1; n < NW_CALM_DIGITS_FEW; n++) near &= near - 1;
  return near != 0;
}

/* Four digits within NW_CALM_REACH_BYTES, the first of them here. */
static int has_digits(const nw_masks *c, size_t at) {
  uint64_t digit = c->digit[at], next = c->digit[at + 1];
  for (uint64_t first = digit; first != 0; first &= first - 1) {
    unsigned i = (unsigned)__builtin_ctzll(first);
    uint64_t more = (digit >> i | (next << 1) << (63 - i)) & (((uint64_t)1 << NW_CALM_REACH_BYTES) - 1);
    for (unsigned n = 1; n < NW_CALM_DIGITS_FEW; n++) more &= more - 1;
    if (more != 0) return 1;
  }
  return 0;
}

/* Dots and dashes that follow nothing, with nothing behind. */
static int has_beat(calm_text *t, unsigned b) {
  const unsigned char *data = block_at(t, b), *from = b > 0 ? data - 1 : data;
  const uint64_t beat = gaps_of(t, b)->beat, stop = beat | word_mask(t->classes, b + 1) | t->classes->high[b + 1];
  for (uint64_t begin = beat & t->masks.quiet[b + 1] & ~(stop << 1); begin != 0; begin &= begin - 1)
    if (nw_rewrite_morse.may(data + __builtin_ctzll(begin), from)) return 1;
  return 0;
}

static uint64_t behind_16(uint64_t bits) {
  for (unsigned n = 1; n <= 8; n *= 2) bits |= bits << n;
  return bits << 1;
}

/* Letters and digits that stand alone, signs with blanks around: bytes of block `b`. */
static uint64_t alone_in(calm_text *t, unsigned b) {
  if (b >= t->want) return 0;
  const calm_gaps *gaps = gaps_of(t, b);
  uint64_t before = (uint64_t)(b == 0 || block_at(t, b)[-1] <= ' '), behind = (uint64_t)(b + 1 >= t->want || block_at(t, b + 1)[0] <= ' ');
  uint64_t sign = ~(word_mask(t->classes, b + 1) | gaps->blank) & (gaps->low << 1 | before) & (gaps->low >> 1 | behind << 63);
  return t->masks.single[b + 1] | sign;
}

/* Two of them with a short gap between. */
static uint64_t pairs_of(uint64_t alone, uint64_t next) {
  return alone & (ahead(alone, next, 2) | ahead(alone, next, 3) | ahead(alone, next, 4));
}

/* Two such gaps within 16 bytes, the second of them here: where it is. */
static uint64_t second_gaps(calm_text *t, unsigned b) {
  uint64_t alone = alone_in(t, b), pairs = pairs_of(alone, alone_in(t, b + 1));
  uint64_t before = b > 0 ? pairs_of(alone_in(t, b - 1), alone) : 0;
  return pairs & (behind_16(pairs) | behind_16(before >> 48) >> 16);
}

/* Does a row of words that may be numbers come from the block in front to the first byte of `odd`, which may be one, too? */
static int is_row_before(const calm_masks *m, size_t at, uint64_t odd) {
  uint64_t no_hits = m->start[at - 1] & ~m->hits[at - 1], before = (odd & (0 - odd)) - 1;
  return at > 1 && m->hits[at - 1] > no_hits && (m->start[at] & ~m->hits[at] & before) == 0;  /* the last word is one */
}

/* Block 0 with what is not known in front of it. */
static const unsigned char *first_block(calm_text *t) {
  memset(t->first, UNKNOWN, BEFORE);
  memcpy(t->first + BEFORE, block_at(t, 0), BLOCK + MORE);
  return t->first + BEFORE;
}

/* What the rare bytes of block `b` are reasons for. A word that is not ASCII behind its first letter may be a number that the masks do not
 * know. `late`: as add_reasons takes it. */
static unsigned reasons_of_signs(calm_text *t, unsigned b, unsigned *late) {
  const calm_masks *m = &t->masks;
  const size_t at = b + 1;
  const unsigned char *data = block_at(t, b);
  calm_signs s;
  t->machine->rare(&s, data);
  uint64_t signs = likely_signs(&s, t->classes, at, data[BLOCK]);
  unsigned why = reasons_of_all(b > 0 || (signs & 3) == 0 ? data : first_block(t), signs);
  if (s.odd == 0) return why;
  if ((s.odd & (m->start[at] << 1 | m->start[at] << 2 | m->start[at - 1] >> 62)) != 0 || is_row_before(m, at, s.odd)) why |= NW_CALM_STREAK;
  if ((s.odd & ~t->classes->high[at]) != 0) why |= NW_CALM_CONTROL;
  if ((s.odd & 0xFFFF) == 0) *late &= ~(unsigned)NW_CALM_HIGH;
  return why | NW_CALM_HIGH;
}

/* Letters and digits that stand alone: a place in the block in front has two gaps within 16 bytes. A sign may have told of more (`why`). */
static unsigned reason_of_singles(calm_text *t, unsigned b, unsigned why, unsigned *late) {
  uint64_t gaps = second_gaps(t, b);
  if ((gaps & 0xFFFF) == 0 && !(why & NW_CALM_SINGLE)) *late &= ~(unsigned)NW_CALM_SINGLE;
  return gaps != 0 ? NW_CALM_SINGLE : 0;
}

/* Digits: a place in the block in front that has none has four of them near. */
static unsigned reason_of_digits(const calm_text *t, unsigned b, unsigned *late) {
  const nw_masks *c = t->classes;
  const calm_masks *m = &t->masks;
  const size_t at = b + 1;
  const int begins = begins_with_digits(c, at), four = begins || has_digits(c, at);
  if (!begins) *late &= ~(unsigned)NW_CALM_FOUR;
  if (!four && !begins_with_digits(c, at + 1)) return 0;
  const size_t front = b < t->whole ? b * (size_t)BLOCK : b == 0 ? 0 : BEFORE;
  const nw_calm_digits digits = { c, at, block_at(t, b), front, m->hits[at], m->hits[at + 1] };
  return (four ? NW_CALM_FOUR : 0u) | (nw_calm_has_number(&digits) ? NW_CALM_DIGITS : 0u);
}

/* Why to look at block `b`; `late`: as add_reasons takes it. */
static unsigned reasons_of(calm_text *t, unsigned b, unsigned *late) {
  const calm_masks *m = &t->masks;
  const nw_masks *c = t->classes;
  const unsigned char *data = block_at(t, b);
  const size_t at = b + 1;
  unsigned why = 0;
  if (c->odd >> at & 1) {
    why |= reasons_of_signs(t, b, late);
  }
  if ((m->tokens[at] | (m->tokens[at + 1] & NEAR)) != 0 && has_token(c, at, data)) why |= NW_CALM_TOKEN;
  if (m->quiet[at] != 0 && has_beat(t, b)) why |= NW_CALM_BEAT;
  if ((m->twins[at] | m->twins[at - 1]) != 0) why |= reason_of_singles(t, b, why, late);
  if (m->many[at] != 0) why |= reason_of_digits(t, b, late);
  if (m->rows[at] != 0 && is_streak(m, at, data)) why |= NW_CALM_STREAK | NW_CALM_ROW;
  if (m->dots[at] != 0 && has_dot(data, m->dots[at])) why |= NW_CALM_DOT;
  if (m->ats[at] != 0) why |= NW_CALM_DOT;
  if (m->joints[at] != 0 && has_hyphen(data, m->joints[at])) why |= NW_CALM_MARKUP;
  if (m->lone[at] != 0 && has_string_dot(b > 0 || (m->lone[at] & 3) == 0 ? data : first_block(t), m->lone[at])) why |= NW_CALM_MARKUP;
  return why;
}

/* Reasons that stand in the block that the place begins in; others may stand in the next one. */
enum { AT_ONCE = NW_CALM_TOKEN | NW_CALM_BEAT | NW_CALM_MARKUP | NW_CALM_DIGITS };

/* Adds what block `b` says: of itself, and those that are `late` of the one before, where what they are told by is at its beginning. A
 * turned word begins at most 16 bytes before its first such letter. */
static void add_reasons(nw_calm *calm, unsigned b, unsigned why, unsigned late) {
  late &= why;
  calm->reasons[b] |= (uint16_t)why;
  calm->some |= (uint64_t)(why != 0) << b;
  if (b == 0 || late == 0) return;
  calm->reasons[b - 1] |= (uint16_t)late;
  calm->some |= (uint64_t)1 << (b - 1);
}

/* Everything is to be expected of the blocks from `b` on. */
static void expect_all(nw_calm *calm, unsigned b) {
  for (; b <= calm->blocks; b++) {
    calm->reasons[b] = NW_CALM_ANY;
    calm->some |= (uint64_t)1 << b;
  }
}

void nw_calm_expect_all(nw_calm *calm) {
  expect_all(calm, 0);
  calm->some &= ((uint64_t)1 << calm->blocks) - 1;
}

/* The masks of all blocks; a bit each that somebody looks at. Nothing is known in front. */
static uint64_t read_blocks(calm_text *t, nw_masks *classes, size_t len) {
  calm_masks *m = &t->masks;
  const unsigned want = t->want;
  nw_masks_batch(nw_masks_of(t->machine->width), classes, t->data, len, 0, -1);
  if (t->whole > 0) t->machine->words(m, 1, t->data, t->whole);
  if (t->whole < want) {
    size_t from = (size_t)t->whole * BLOCK, left = len > from ? len - from : 0;
    if (left > 2 * BLOCK) left = 2 * BLOCK;
    memset(t->rest + BEFORE + left, ' ', sizeof t->rest - BEFORE - left);
    if (from > 0) memcpy(t->rest, t->data + from - BEFORE, BEFORE);
    if (left > 0) memcpy(t->rest + BEFORE, t->data + from, left);
    t->machine->words(m, t->whole + 1, t->rest + BEFORE, want - t->whole);
  }
  m->start[0] = m->hits[0] = m->twins[0] = 0;
  m->start[want + 1] = m->hits[want + 1] = m->single[want + 1] = m->tokens[want + 1] = m->digits[want + 1] = 0;
  uint64_t some = t->machine->spots(m, classes, want + 1) >> 1;
  m->joints[1] |= classes->join[1] & 1;  /* there may be a letter in front */
  return (some | (m->joints[1] != 0)) & (((uint64_t)1 << want) - 1);
}

/* 0: nothing is known. */
static int find_reasons(const calm_machine *machine, nw_calm *calm, nw_masks *classes, const unsigned char *data, size_t len, int open) {
  calm_text t;
  unsigned all = (unsigned)(len >= NW_CALM_BLOCKS * BLOCK ? NW_CALM_BLOCKS : (len + BLOCK - 1) / BLOCK);
  unsigned want = all + (len > (size_t)all * BLOCK);  /* the one behind says what is in the last */
  unsigned whole = len < BLOCK + MORE ? 0 : (unsigned)((len - MORE) / BLOCK);
  memset(calm, 0, sizeof *calm);
  calm->blocks = all;
  if (open && whole <= 1) {  /* little of a stream: nothing is known */
    expect_all(calm, 0);
    return 0;
  }
  t.machine = machine;
  t.classes = classes;
  t.data = data;
  t.known = 0;
  t.whole = whole > want ? want : whole;
  t.want = want;
  for (uint64_t some = read_blocks(&t, classes, len); some != 0; some &= some - 1) {
    unsigned b = (unsigned)__builtin_ctzll(some), late = NW_CALM_ANY & ~(unsigned)AT_ONCE, why = reasons_of(&t, b, &late);
    if (why != 0) add_reasons(calm, b, why, late);
  }
  if (open) expect_all(calm, t.whole > 0 ? t.whole - 1 : 0);
  calm->some &= ((uint64_t)1 << all) - 1;
  return 1;
}

int nw_calm_look(nw_calm *calm, nw_masks *classes, const unsigned char *data, size_t len, int open) {
  return find_reasons(best_machine(), calm, classes, data, len, open);
}

int nw_calm_look_on(unsigned machine, nw_calm *calm, const unsigned char *data, size_t len, int open) {
  nw_masks classes;
  if (machine >= MACHINE_COUNT) return 0;
  if (nw_width_runs(machines[machine].width)) (void)find_reasons(&machines[machine], calm, &classes, data, len, open);
  return 1;
}

/* ---- the one reason that plain ASCII never has ---- */

void nw_calm_look_high(nw_calm *calm, const unsigned char *data, size_t len, int open) {
  enum { MOST = NW_CALM_BLOCKS + 1 };
  const calm_machine *machine = best_machine();
  unsigned char tail[BLOCK];
  size_t whole = len / BLOCK < MOST ? len / BLOCK : MOST, left = len - whole * BLOCK;
  uint64_t high = machine->high(data, whole);
  memset(calm, 0, sizeof *calm);
  calm->blocks = (unsigned)((len + BLOCK - 1) / BLOCK < NW_CALM_BLOCKS ? (len + BLOCK - 1) / BLOCK : NW_CALM_BLOCKS);
  if (whole < MOST) {
    memset(tail, ' ', sizeof tail);
    if (left > 0) memcpy(tail, data + whole * BLOCK, left);
    high |= (uint64_t)(open || machine->high(tail, 1) != 0) << whole;
  }
  calm->some = (high | high >> 1) & (((uint64_t)1 << calm->blocks) - 1);
  for (uint64_t some = calm->some; some != 0; some &= some - 1) calm->reasons[__builtin_ctzll(some)] = NW_CALM_HIGH;
}
