/* text/read_glue.c - words in pieces: what parts them belongs to a program, a mail or the end of a line.
 *
 *   "ig" + "nore"   'ig' || 'nore'     ignore     strings that are put together; over line ends, too
 *   "ig" . "nore"   "ig" .. "nore"     ignore     the same with dots; '.' is a string itself
 *   ig=\nnore                                           ignore     a soft line end (quoted-printable, RFC 2045, section 6.7)
 *   bob @ example . org, bob@\nexample.org              bob@example.org   blanks around the signs of an address
 *   ig-\nnore                                           ignore     a hyphen at the end of a line, letters on both sides
 *
 * The spot is the sign; a place begins at most two bytes before it. A place is some bytes long, and so is what a refusal reads.
 */
#include "text/fold.h"
#include "text/read_part.h"

enum { BLANKS_MOST = 16 };

static int is_quote(int c) { return c == '"' || c == '\'' || c == '`'; }

/* The bytes of a line end at `at`; 0: there is none. */
static size_t line_end(nw_look *look, size_t at) {
  int c = nw_look_at(look, at);
  if (c == '\r') return nw_look_at(look, at + 1) == '\n' ? 2 : 0;
  return c == '\n';
}

static int is_letter(uint32_t cp) {
  if (cp < 0x80) return nw_is_alpha(cp);
  return cp != NW_UTF8_BAD && nw_word_class_of(cp) == NW_WORD_PART;
}

/* Of a word, or of what joins parts of an address. */
static int is_part(uint32_t cp) { return is_letter(cp) || nw_is_digit(cp) || cp == '@' || cp == '.' || cp == '-' || cp == '+'; }

/* The same by its first or last byte. */
static int is_part_byte(int c) { return c >= 0x80 || (c > 0 && is_part((uint32_t)c)); }

/* What stands in front of a line: blanks, signs of a quotation. */
static size_t margin_end(nw_look *look, size_t at) {
  size_t pos = at;
  for (int c; pos < at + BLANKS_MOST && ((c = nw_look_at(look, pos)) == ' ' || c == '\t' || c == '>'); pos++) continue;
  return pos;
}

/* "=" or "-" with the end of the line behind it. */
static int read_line_end(nw_look *look, size_t at, nw_passage *place) {
  uint32_t before, behind;
  int hyphen = nw_look_at(look, at) == '-';
  size_t len = line_end(look, at + 1), end = at + 1 + len;
  if (hyphen) end = margin_end(look, end);
  if (len == 0 || nw_look_char_before(look, at, &before) == 0 || nw_look_char(look, end, &behind) == 0) return 0;
  if (hyphen ? before >= 0x80 || !nw_is_alpha(before) || !is_letter(behind) : !is_part(before) || behind < ' ') return 0;
  nw_passage_add(place, "", 0, end - at);
  return 1;
}

/* Blanks and line ends from `at` on. */
static size_t skip_blanks(nw_look *look, size_t at) {
  size_t pos = at;
  for (int c; pos < at + BLANKS_MOST && ((c = nw_look_at(look, pos)) == ' ' || c == '\t' || c == '\n' || c == '\r'); pos++) continue;
  return pos;
}

static int is_operator(int c) { return c == '+' || c == '&' || c == '|' || c == '^' || c == '~' || c == '.'; }

/* split('.'), "a.b": a dot between quotes is a string itself, unless parts of words stand on both sides. */
static int is_dot_alone(nw_look *look, size_t at, size_t front, size_t behind) {
  if (nw_look_at(look, at) != '.' || behind - front != 3) return 0;
  return !is_part_byte((int)nw_look_before(look, front)) || !is_part_byte(nw_look_at(look, behind));
}

/* An operator of one sign or two between a string that ends and one that begins, with something in both; "_" leads over a line's end. */
static int read_strings(nw_look *look, size_t at, nw_passage *place) {
  size_t start = at, end = at + 1;
  if (nw_look_before(look, start) == ' ') start--;
  int quote = (int)nw_look_before(look, start);
  if (!is_quote(quote) || --start < look->floor || start == look->base || nw_look_before(look, start) < ' ') return 0;
  if (nw_look_at(look, end) == nw_look_at(look, at)) end++;
  end = skip_blanks(look, end);
  if (nw_look_at(look, end) == '_') end = skip_blanks(look, end + 1);
  int other = nw_look_at(look, end), first = nw_look_at(look, end + 1);
  if (!is_quote(other) || first < ' ' || first == other || is_dot_alone(look, at, start, end + 1)) return 0;
  nw_passage_begin(place, start);
  nw_passage_add(place, "", 0, end + 1 - start);
  return 1;
}

static int read_glue(nw_look *look, size_t at, nw_passage *place) {
  switch (nw_look_at(look, at)) {
    case '=': case '-': return read_line_end(look, at, place);
    default: return is_operator(nw_look_at(look, at)) && read_strings(look, at, place);
  }
}

/* By what stands beside the sign: a line end; a quotation mark in front. */
static int glue_may(const unsigned char *p, const unsigned char *from) {
  const unsigned char *quote = p > from && p[-1] == ' ' ? p - 1 : p;
  if (*p == '=' || *p == '-') return p[1] == '\n' || p[1] == '\r';
  return is_operator(*p) && quote > from && is_quote(quote[-1]);
}

/* A sign at the end of a line, behind what is no blank; one between signs or blanks. */
static uint64_t glue_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t blank = nw_ahead(here->blank, next->blank, 1), after_blank = nw_behind(here->blank, before == ' ' ? 1 : 0);
  uint64_t sign = nw_glance_sign(here), after_sign = nw_behind(sign, before < 0x80 && !nw_is_alnum(before) ? 1 : 0);
  uint64_t between = (after_sign | (after_blank & (after_sign << 1 | 1))) & (blank | nw_ahead(sign, nw_glance_sign(next), 1));
  return (here->token & blank & ~after_blank) | (sign & between);
}

const nw_rewrite nw_rewrite_glue = { "glue", "joined", NW_FOR_ALL, glue_spots, read_glue, glue_may, NW_CALM_MARKUP, 0, 0 };

/* ---- addresses ---- */

enum { LABEL_BYTES = 40, LABELS_MOST = 4 };

static int is_label(int c) { return c >= 0 && (nw_is_alnum((unsigned)c) || c == '-' || c == '_' || c >= 0x80); }

/* "." as it is, " . " or " ." at `at`, with a label behind: its length, 0 none. */
static size_t dot_at(nw_look *look, size_t at) {
  size_t len = nw_look_at(look, at) == ' ';
  if (nw_look_at(look, at + len++) != '.') return 0;
  if (len == 2 && nw_look_at(look, at + len) == ' ') len++;
  return is_label(nw_look_at(look, at + len)) ? len : 0;
}

/* A blank or two in front of the sign, or none; blanks or a line end behind it; a domain that people know ends the labels. */
static int read_wide_at(nw_look *look, size_t at, nw_passage *place) {
  enum { FRONT_BLANKS = 2, BEHIND_BLANKS = 3 };
  size_t start = at, pos = skip_blanks(look, at + 1), len, dot;
  if (look->data[at - look->base] != '@' || pos == at + 1 || pos > at + 1 + BEHIND_BLANKS) return 0;
  while (at - start < FRONT_BLANKS && start > look->floor && nw_look_before(look, start) == ' ') start--;
  if (!is_label((int)nw_look_before(look, start))) return 0;
  nw_passage_begin(place, start);
  nw_passage_add(place, "@", 1, pos - start);
  for (unsigned labels = 0; labels < LABELS_MOST; labels++, pos += len + dot) {
    for (len = 0; len < LABEL_BYTES && is_label(nw_look_at(look, pos + len));) len++;
    if (len == 0 || len == LABEL_BYTES) return 0;
    nw_passage_add(place, (const char *)look->data + (pos - look->base), len, len);
    if ((dot = dot_at(look, pos + len)) == 0) return labels > 0 && nw_is_known_domain(look, pos);
    nw_passage_add(place, ".", 1, dot);
  }
  return 0;
}

/* The sign with a blank behind it. */
static uint64_t wide_at_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  (void)before;
  return (here->mail | (nw_glance_sign(here) & here->unknown)) & nw_ahead(here->blank, next->blank, 1);
}

const nw_rewrite nw_rewrite_wide_at = {
  "wide_at", "joined", NW_FOR_SHAPE | NW_FOR_CUE | NW_FOR_REGEX, wide_at_spots, read_wide_at, NULL, NW_CALM_DOT, 0, 0
};
