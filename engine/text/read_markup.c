/* text/read_markup.c - inline markup inside a word.
 *
 *   ig**no**re   i<b></b>gn   i[b]g[/b]n   ig\⏎no      ignore, ign, ign, igno
 *   ig{}no   ig{{''}}no   ig[](x)no   ig[^1]no   ig\-no      igno: brackets that show nothing, or a note
 *   ig<span style="font-size:0">x</span>no             igno: a filler that an element hides
 *
 * A mark is dropped where a word goes on behind it, or where each letter has marks of its own; "<" alone begins no tag. Between
 * "</first><last>" and "</td><td>" stand two values, not one word.
 */
#include "text/read_part.h"

enum { TAG_BYTES = 64 /* without an attribute in quotes: it may be no tag */, MARKS_MOST = 8, RUN_MARKS = 32 };

/* "<at>", "<dot>": signs that are spelt out (read_number.c). */
static int is_spelt_sign(nw_look *look, size_t at) {
  int a = nw_look_at(look, at + 1) | 32, b = nw_look_at(look, at + 2) | 32, c = nw_look_at(look, at + 3);
  return (a == 'a' && b == 't' && c == '>') || (a == 'd' && b == 'o' && (c | 32) == 't' && nw_look_at(look, at + 4) == '>');
}

/* A name of a sign between two marks, "*at*": is one of them at `at`? */
static int is_around_sign(nw_look *look, size_t at) {
  static const char *const names[] = { "at", "dot" };
  const int mark = nw_look_at(look, at), first = nw_look_at(look, at + 1) | 32;
  if (first != 'a' && first != 'd' && (nw_look_before(look, at) | 32) != 't') return 0;
  for (unsigned i = 0; i < 2; i++)
    for (size_t len = 2 + i, behind = 0; behind < 2; behind++) {
      if (behind && at < look->base + len + 1) continue;
      const size_t name = behind ? at - len : at + 1, other = behind ? name - 1 : name + len;
      size_t n = 0;
      while (n < len && (nw_look_at(look, name + n) | 32) == names[i][n]) n++;
      if (n == len && nw_look_at(look, other) == mark) return 1;
    }
  return 0;
}

/* How many bytes from `at` on can be looked at, `most` at most. */
static size_t shown_bytes(const nw_look *look, size_t at, size_t most) {
  size_t end = look->end < look->most ? look->end : look->most, room = end > at ? end - at : 0;
  return room < most ? room : most;
}

/* Nothing ends what begins at `at` within `seen` bytes: it is too long, or more is to come. */
static size_t no_end(nw_look *look, size_t at, size_t seen) {
  if (seen == NW_LIMIT_TAG_BYTES) look->refused |= (uint64_t)1 << NW_LIMIT_ID_TAG_BYTES;
  else (void)nw_look_at(look, at + seen);
  return 0;
}

/* "<!-- … -->" at `at`: its length, 0 none. */
static size_t comment_at(nw_look *look, size_t at) {
  enum { EMPTY_BYTES = sizeof "<!---->" - 1 };
  size_t seen = shown_bytes(look, at, NW_LIMIT_TAG_BYTES);
  const unsigned char *p = look->data + (at - look->base), *end = p + seen;
  const unsigned char *close = seen > EMPTY_BYTES ? p + EMPTY_BYTES - 1 : end;
  for (; close < end && (close = memchr(close, '>', (size_t)(end - close))) != NULL; close++)
    if (close[-1] == '-' && close[-2] == '-') return (size_t)(close - p) + 1;
  return no_end(look, at, seen);
}

/* Brackets from `at` to `close`, nothing but letters, digits and signs of ASCII within: their length, 0 none. */
static size_t closed_at(nw_look *look, size_t at, int close) {
  enum { INSET_BYTES = 24 };
  size_t len = 1;
  for (int c; len < INSET_BYTES && (c = nw_look_at(look, at + len)) > ' ' && c < 0x7F; len++)
    if (c == close) return len + 1;
  return 0;
}

/* "{}", "{{…}}": its length, 0 none. */
static size_t brace_at(nw_look *look, size_t at) {
  if (nw_look_at(look, at + 1) == '}') return 2;
  if (nw_look_at(look, at + 1) != '{') return 0;
  const size_t len = closed_at(look, at, '}');
  return len > 0 && nw_look_at(look, at + len) == '}' ? len + 1 : 0;
}

/* "[]", "[](…)", "[^1]": its length, 0 none. */
static size_t note_at(nw_look *look, size_t at) {
  const int c = nw_look_at(look, at + 1);
  if (c == '^') return closed_at(look, at, ']');
  if (c != ']') return 0;
  return 2 + (nw_look_at(look, at + 2) == '(' ? closed_at(look, at + 2, ')') : 0);
}

/* "[/color]", or "[b]" in front of a letter or of "x[/": its length, 0 none. "a[i][j]" and "a[i].x" are no tags. */
static size_t bracket_at(nw_look *look, size_t at) {
  enum { BRACKET_BYTES = 24 };
  size_t len = 2;
  int c = nw_look_at(look, at + 1);
  if (c == ']' || c == '^') return note_at(look, at);
  if (c == '/') {
    while (len < BRACKET_BYTES && (c = nw_look_at(look, at + len)) > 0 && nw_is_alpha((unsigned)c)) len++;
    return len > 2 && nw_look_at(look, at + len) == ']' ? len + 1 : 0;
  }
  if (c < 0 || !nw_is_alpha((unsigned)c) || nw_look_at(look, at + 2) != ']') return 0;
  c = nw_look_at(look, at + 3);
  size_t next = at + 3 + (c != '[');  /* a character that has tags of its own, or none */
  int dressed = nw_look_at(look, next) == '[' && nw_look_at(look, next + 1) == '/';
  return dressed || c >= 0x80 || (c > 0 && nw_is_alnum((unsigned)c)) ? 3 : 0;
}

/* Does `way` stand at `p`, in any case, with blanks or without? */
static int stands_at(const unsigned char *p, const unsigned char *end, const char *way) {
  for (; p < end && *way != '\0'; p++) {
    if (*p == ' ') continue;
    if (*p != (unsigned char)*way && (*p | 32) != (unsigned char)*way) return 0;
    way++;
  }
  return *way == '\0';
}

/* Does the tag of `len` bytes at `p` hide what it holds? */
static int hides(const unsigned char *p, size_t len) {
  static const char *const ways[] = { "hidden", "display:none", "font-size:0", "opacity:0" };
  for (size_t at = 0; at < len; at++)
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
      if (p[at] != ' ' && stands_at(p + at, p + len, ways[i])) return 1;
  return 0;
}

/* Where the element ends whose first tag is [at, tag) and hides a word, as a filler between letters is; `tag`: it is none. More is not
 * dropped: what a person does not see a model reads, and it may be in disguise itself. */
static size_t hidden_end(nw_look *look, size_t at, size_t tag) {
  enum { HELD_BYTES = 16, CLOSE_BYTES = 16 };
  size_t pos = tag;
  int c;
  if (!hides(look->data + (at - look->base), tag - at)) return tag;
  while (pos < tag + HELD_BYTES && nw_look_is_alnum(look, pos)) pos++;
  if (nw_look_at(look, pos) != '<' || nw_look_at(look, pos + 1) != '/') return tag;
  for (size_t end = pos + 2; end < pos + CLOSE_BYTES && (c = nw_look_at(look, end)) > 0; end++)
    if (c == '>') return end + 1;
  return tag;
}

/* "<…>" or a comment: its length, 0 none. What has an attribute in quotes may be long. */
static size_t tag_at(nw_look *look, size_t at) {
  if (nw_look_at(look, at) != '<' || is_spelt_sign(look, at)) return 0;
  int c = nw_look_at(look, at + 1);
  if (c == '!' && nw_look_at(look, at + 2) == '-' && nw_look_at(look, at + 3) == '-') return comment_at(look, at);
  if (c != '/' && (c < 0 || !nw_is_alpha((unsigned)c))) return 0;
  size_t seen = shown_bytes(look, at, NW_LIMIT_TAG_BYTES), len = 2;
  const unsigned char *p = look->data + (at - look->base);
  for (int quoted = 0; len < seen && (len < TAG_BYTES || quoted); len++) {
    if (p[len] == '>') return hidden_end(look, at, at + len + 1) - at;
    if (p[len] == '<' || p[len] == '\n' || p[len] == '@') return 0;
    quoted |= (p[len] == '"' || p[len] == '\'') && p[len - 1] == '=';
  }
  return len == seen ? no_end(look, at, seen) : 0;
}

/* Is the name of `len` letters one of HTML's elements that may stand inside of a word (phrasing content)? */
static int is_inline(nw_look *look, size_t name, size_t len) {
  static const char names[][8] = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr"
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t n = 0;
    while (n < len && names[i][n] != '\0' && (nw_look_at(look, name + n) | 32) == names[i][n]) n++;
    if (n == len && names[i][n] == '\0') return 1;
  }
  return 0;
}

/* "</first><last>", "</td></tr>": an element that is none of those ends at `at`, and another tag follows. It parts values, but for
 * letters with an element for each. */
static int parts_values(nw_look *look, size_t at) {
  enum { NAME_BYTES = 32 };
  const size_t name = at + 2;
  size_t len = 0;
  int c;
  if (nw_look_at(look, at) != '<' || nw_look_at(look, at + 1) != '/') return 0;
  while (len < NAME_BYTES && (c = nw_look_at(look, name + len)) > ' ' && c != '>' && c != '<') len++;
  if (len == 0 || nw_look_at(look, name + len) != '>' || nw_look_at(look, name + len + 1) != '<') return 0;
  c = nw_look_at(look, name + len + 2);
  return c > 0 && (c == '/' || nw_is_alpha((unsigned)c)) && !is_inline(look, name, len);
}

/* One mark: two of the same sign at most, a tag. One low line is what names have. */
static size_t mark_at(nw_look *look, size_t at) {
  int c = nw_look_at(look, at);
  if (c == '<') return tag_at(look, at);
  if (c == '[') return bracket_at(look, at);
  if (c == '{') return brace_at(look, at);
  if (c == '\\') return nw_look_at(look, at + 1) == '\n' || nw_look_at(look, at + 1) == '-' ? 2 : 1;
  if ((c != '*' && c != '_' && c != '`' && c != '~') || is_around_sign(look, at)) return 0;
  size_t len = 1;
  while (len < 3 && nw_look_at(look, at + len) == c) len++;
  return c == '_' && len == 1 ? 0 : len;
}

/* A line end or tab in a string of a program, with the string's end or another one behind it: "done\n". */
static int is_string_escape(nw_look *look, size_t at) {
  if (nw_look_at(look, at) != '\\') return 0;
  int c = nw_look_at(look, at + 1), next = nw_look_at(look, at + 2);
  return (c == 'n' || c == 'r' || c == 't') && (next == '"' || next == '\\');
}

/* Marks in a row from `at`: where they end. */
static size_t marks_end(nw_look *look, size_t at) {
  size_t len;
  for (unsigned n = 0; n < MARKS_MOST && (len = mark_at(look, at)) > 0; n++) at += len;
  return at;
}

/* What addresses and numbers are joined by. */
static int is_part_joint(uint32_t c) { return c == '@' || c == '.' || c == '-' || c == '+'; }

static int is_markup_sign(unsigned c) { return c == '>' || c == ']' || c == '*' || c == '_' || c == '`' || c == '~'; }

/* Does the one character that ends at `at` stand between marks, as where each letter of a text has its own? */
static int is_dressed(nw_look *look, size_t at) {
  uint32_t cp;
  unsigned step = nw_look_char_before(look, at, &cp);
  return step > 0 && nw_is_wordy(cp) && is_markup_sign(nw_look_before(look, at - step));
}

/* "<p>a</p><p>@</p>": elements of one character each, in front of the marks [at, end) and behind them. */
static int are_single(nw_look *look, size_t at, size_t end) {
  uint32_t before, behind;
  const unsigned front = nw_look_char_before(look, at, &before), step = nw_look_char(look, end, &behind);
  return front > 0 && step > 0 && behind > ' ' && nw_look_before(look, at - front) == '>' && nw_look_at(look, end + step) == '<';
}

/* Behind the marks that end at `pos`: a blank, and marks of a character of its own. Where that begins, 0 nothing. */
static size_t dressed_blank(nw_look *look, size_t at, size_t pos) {
  if (nw_look_at(look, pos) != ' ' || !is_dressed(look, at)) return 0;
  size_t next = marks_end(look, pos + 1);
  return next > pos + 1 ? next : 0;
}

/* Does a joint join something beside `c`, which is none? "bob@**x", "b**.**c"; not "++__i", "%.*s", "`x`." */
static int may_be_joined(uint32_t c) { return nw_is_wordy(c) || is_markup_sign(c) || c == '<' || c == '[' || c == '\\'; }

/* The joint in front of the marks at `at`: in front of a number, "+**44", it need not. */
static int joins_before(nw_look *look, size_t at, uint32_t behind) {
  uint32_t before;
  return (behind < 0x80 && nw_is_digit(behind)) || (nw_look_char_before(look, at - 1, &before) > 0 && may_be_joined(before));
}

static int joins_behind(nw_look *look, size_t at) {
  uint32_t behind;
  return nw_look_char(look, at, &behind) > 0 && may_be_joined(behind);
}

/* Marks in a row at `at`, between what may be parts of one word; and a blank among them where each letter has marks of its own (`blank`).
 * Where they end, 0: there are none. */
static size_t read_marks(nw_look *look, size_t at, int *blank) {
  uint32_t before, behind;
  unsigned c = look->data[at - look->base];
  *blank = 0;
  if (!is_markup_sign(c) && c != '<' && c != '[' && c != '{' && c != '\\') return 0;
  if (is_string_escape(look, at)) return 0;
  if (nw_look_char_before(look, at, &before) == 0 || !(nw_is_wordy(before) || is_part_joint(before))) return 0;
  size_t pos = marks_end(look, at);
  if (parts_values(look, at) && !are_single(look, at, pos)) return 0;
  size_t next = pos > at ? dressed_blank(look, at, pos) : 0;
  *blank = next > 0 && nw_look_char(look, next, &behind) > 0 && nw_is_wordy(behind);
  if (*blank) return next;
  if (pos == at || nw_look_char(look, pos, &behind) == 0) return 0;
  if (is_part_joint(before) && !joins_before(look, at, behind)) return 0;
  if (!(nw_is_wordy(behind) || (nw_is_wordy(before) && is_part_joint(behind) && joins_behind(look, pos + 1)))) return 0;
  if (pos == at + 1 && nw_look_at(look, at) == '~' && (nw_is_digit(before) || nw_is_digit(behind))) return 0;  /* groups */
  return pos;
}

/* Behind the marks that end at `at` stand a letter or two and a mark again that nothing but markup has: where. */
static size_t next_marks(nw_look *look, size_t at) {
  size_t pos = at;
  while (pos < at + 2 && nw_look_is_alnum(look, pos)) pos++;
  const int c = nw_look_at(look, pos);
  return pos > at && (c == '*' || c == '`' || c == '~') ? pos : at;
}

/* Marks, and those that follow soon. */
static int read_markup(nw_look *look, size_t at, nw_passage *place) {
  int blank;
  size_t end = read_marks(look, at, &blank), next;
  if (end == 0) return 0;
  nw_passage_add(place, " ", (size_t)blank, end - at);
  for (unsigned n = 0; n < RUN_MARKS && (next = next_marks(look, end)) > end; n++) {
    if ((at = read_marks(look, next, &blank)) == 0) break;
    nw_passage_add(place, (const char *)look->data + (end - look->base), next - end, next - end);
    nw_passage_add(place, " ", (size_t)blank, at - next);
    end = at;
  }
  return 1;
}

static uint64_t markup_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t sign = nw_glance_sign(here) & ~here->wrap & ~here->less & ~here->back;
  uint64_t word = here->letter | here->digit | here->high, wordy = word | here->beat | sign, tag = here->letter | here->token;
  uint64_t bracket = sign & ~here->token & ~here->amp & ~here->percent & ~here->beat & nw_ahead(tag, next->letter | next->token, 1);
  const uint64_t signs = nw_glance_sign(here) | here->unknown, signs_next = nw_glance_sign(next) | next->unknown;
  bracket |= sign & ~here->token & nw_ahead(signs, signs_next, 1);  /* "{}", "[^" */
  return ((here->wrap | here->less | here->back) & nw_behind(wordy, before > ' ' ? 1 : 0)) |
         (bracket & nw_behind(word | here->beat | sign, before > ' ' ? 1 : 0));
}

/* May a word go on at `p`, behind marks in front of which `mark` stands, or other marks follow? `end`: of what is seen. */
static int may_go_on_as_word(const unsigned char *p, const unsigned char *end, const unsigned char *mark, const unsigned char *from) {
  if (*p == ' ') return mark[-1] >= 0x80 || (mark - from > 1 && is_markup_sign(mark[-2]));  /* dressed_blank */
  if (is_part_joint(*p)) return p + 1 == end || p[1] >= 0x80 || may_be_joined(p[1]);
  if (is_part_joint(mark[-1]) && mark - from > 1 && mark[-2] < 0x80 && !may_be_joined(mark[-2]) && nw_is_alpha(*p)) return 0;
  return *p >= 0x80 || nw_is_alnum(*p) || *p == '<' || *p == '[' || *p == '{' || *p == '\\' || is_markup_sign(*p);
}

/* "<…>" as tag_at has it, as far as is seen. */
static int tag_may(const unsigned char *p, const unsigned char *from) {
  if (p[1] == '!') return 1;
  if (!nw_is_alpha(p[1]) && p[1] != '/') return 0;
  for (const unsigned char *at = p + 2; at < p + NW_SPOT_BYTES - 1; at++) {
    if (*at == '>') return may_go_on_as_word(at + 1, p + NW_SPOT_BYTES, p, from) || hides(p, (size_t)(at - p));
    if (*at == '<' || *at == '\n' || *at == '@') return 0;
  }
  return 1;
}

/* A mark between parts of one word, or a blank where each letter has marks of its own. One low line is what names have. */
static int markup_may(const unsigned char *p, const unsigned char *from) {
  const unsigned before = p > from ? p[-1] : 0, c = *p;
  const unsigned char *next = p + 1, *end = p + NW_SPOT_BYTES;
  if (!nw_is_alnum(before) && before < 0x80 && !is_part_joint(before)) return 0;
  if (c == '<') return tag_may(p, from);
  if (c == '[' && p[1] == ']') return p[2] == '(' || may_go_on_as_word(p + 2, end, p, from);
  if (c == '[') return p[1] == '/' || p[1] == '^' || (nw_is_alpha(p[1]) && p[2] == ']');
  if (c == '{') return p[1] == '{' || (p[1] == '}' && may_go_on_as_word(p + 2, end, p, from));
  if (c == '\\') next += p[1] == '\n' || p[1] == '-';
  else if (c == '_' ? p[1] != '_' : c != '*' && c != '`' && c != '~') return 0;
  while (next < end && (*next == '*' || *next == '_' || *next == '`' || *next == '~')) next++;
  return next == end || may_go_on_as_word(next, end, p, from);
}

const nw_rewrite nw_rewrite_markup = {
  "markup", "markup", NW_FOR_ALL, markup_spots, read_markup, markup_may, NW_CALM_MARKUP, 0, 0
};
