/* text/read_join.c - words and numbers that were taken apart.
 *
 *   i g n o r e   a l l       ignore all      single characters, the same gap between all; a wider one parts words
 *   i.g.n.o.r.e  4-1-1-1      ignore 4111     the same with a sign; other signs are part of the text
 *   'i', 'g', 'n'  [b]i[/b][b]g[/b]  \text{i}\text{g}   the same signs around each letter
 *
 * "W E L C O M E" reads "WELCOME", which is no finding: nothing is lost by reading it. A run is three characters and more.
 */
#include <string.h>

#include "text/fold.h"
#include "text/read_part.h"

/* ---- single characters ---- */

enum { UNITS_LEAST = 3, UNITS_MOST = 512, GAP_CHARS = 3, GAP_BYTES = 12, LONG_BYTES = 15, WIDE_BYTES = 12, ROOM_BYTES = 64,
       SOON_BYTES = 16 };

static int is_wordy(uint32_t cp) {
  if (cp < 0x80) return nw_is_alnum(cp);
  return cp != NW_UTF8_BAD && nw_word_class_of(cp) != NW_WORD_NONE && !(cp >= 0x1F3FB && cp <= 0x1F3FF);
}

/* Beside it nothing is alone: calm.h takes a byte that is no UTF-8 for a letter. */
static int is_joined(uint32_t cp) { return cp == NW_UTF8_BAD || is_wordy(cp); }

static size_t single_at(nw_look *look, size_t at) {
  uint32_t cp, next;
  unsigned step = nw_look_char(look, at, &cp);
  if (step == 0 || !is_wordy(cp)) return 0;
  return nw_look_char(look, at + step, &next) > 0 && is_joined(next) ? 0 : step;
}

int nw_is_wordy(uint32_t cp) { return is_wordy(cp); }
size_t nw_look_single(nw_look *look, size_t at) { return single_at(look, at); }

static int is_mark(uint32_t cp) { return cp >= 0x80 && cp != NW_UTF8_BAD && nw_word_class_of(cp) == NW_WORD_MARK; }

/* What stands behind the first: one to three code points, none of them a letter or digit, nor a line end but alone (two bytes of it,
 * perhaps). A mark on a sign (a selector, say) belongs to it. Bytes that are no UTF-8 part nothing: the glance does not look for them. */
static size_t gap_at(nw_look *look, size_t at) {
  size_t pos = at;
  uint32_t cp, last = '\r';
  for (unsigned n = 0, step; n < GAP_CHARS && (step = nw_look_char(look, pos, &cp)) > 0; n++, pos += step, last = cp)
    if (cp == NW_UTF8_BAD || (is_wordy(cp) && (n == 0 || !is_mark(cp))) || (cp == '\n' && (n > 1 || last != '\r'))) break;
  return pos - at <= GAP_BYTES ? pos - at : 0;
}

static int same_bytes(nw_look *look, size_t a, size_t b, size_t len) {
  for (size_t i = 0; i < len; i++) {
    int c = nw_look_at(look, a + i);
    if (c < 0 || nw_look_at(look, b + i) != c) return 0;
  }
  return 1;
}

/* "}\text{": how long it is, 0 none. */
static size_t command_gap_at(nw_look *look, size_t at) {
  size_t len = 2;
  if (nw_look_at(look, at + 1) != '\\') return 0;
  for (int c; len < LONG_BYTES && (c = nw_look_at(look, at + len)) > 0 && nw_is_alpha((unsigned)c);) len++;
  return len > 2 && len < LONG_BYTES && nw_look_at(look, at + len) == '{' && single_at(look, at + len + 1) > 0 ? len + 1 : 0;
}

/* What stands between the letters of a list at `at`: it comes twice. */
static size_t list_gap_at(nw_look *look, size_t at) {
  size_t len;
  for (size_t gap = GAP_CHARS + 1; gap <= LONG_BYTES; gap++)
    if ((len = single_at(look, at + gap)) > 0 && same_bytes(look, at, at + gap + len, gap)) return gap;
  return 0;
}

/* Longer than other gaps are; 0: there is none. */
static size_t long_gap_at(nw_look *look, size_t at, int in_list) {
  const unsigned char *p = nw_look_bytes(look, at, 1);
  if (in_list) return list_gap_at(look, at);
  return p != NULL && *p == '}' ? command_gap_at(look, at) : 0;
}

/* "['i'", "[\"i\"": the beginning of a list of letters. */
static int is_before_letters(nw_look *look, size_t at) {
  int quote = nw_look_at(look, at + 1);
  if (quote != '"' && quote != '\'' && quote != '`') return 0;
  size_t len = single_at(look, at + 2);
  return len > 0 && nw_look_at(look, at + 2 + len) == quote;
}

typedef struct letters {
  nw_look  *look;
  nw_passage *place;
  size_t    gap_at, gap;   /* the gap that all have */
  size_t    pos;
  unsigned  units, joined;
  unsigned  kept, early;   /* signs of the text itself with the gap on both sides; letters joined by the gap alone, soon */
} letters;

/* What a run that is longer than a place hands on (nw_passage.goes_on): how long the gap is, how long the letter behind the last one,
 * so that the gap is found again, and whether it is of blanks. */
enum { ON_GAP = 0x0F, ON_LETTER_SHIFT = 4, ON_BLANKS = 0x80 };

/* Behind a joined letter of `len` bytes: does the place end here, to go on? */
static int is_full(letters *run, size_t len, unsigned blanks) {
  if (run->units + 1 < UNITS_MOST && nw_look_room(run->look, run->pos) > ROOM_BYTES) return 0;
  run->place->goes_on = (uint8_t)(blanks | (unsigned)len << ON_LETTER_SHIFT | (unsigned)run->gap);
  return 1;
}

static void copy_piece(letters *run, size_t at, size_t len) {
  nw_passage_add(run->place, (const char *)run->look->data + (at - run->look->base), len, len);
}

/* ---- blanks between ---- */

static size_t blanks_at(nw_look *look, size_t at) {
  size_t len = 0;
  for (int c; len < WIDE_BYTES && ((c = nw_look_at(look, at + len)) == ' ' || c == '\t'); len++) continue;
  return len;
}

/* A character of any kind that blanks, or the end, stand behind. */
static size_t lone_at(nw_look *look, size_t at) {
  uint32_t cp;
  unsigned step = nw_look_char(look, at, &cp);
  if (step == 0 || cp <= ' ' || cp == NW_UTF8_BAD) return 0;
  int next = nw_look_at(look, at + step);
  return next < 0 || next == ' ' || next == '\t' || next == '\n' || next == '\r' ? step : 0;
}

/* A word's last letter with a sign behind it ends a run. */
static size_t last_at(nw_look *look, size_t at) {
  size_t len = single_at(look, at);
  int next = nw_look_at(look, at + len);
  return len > 0 && next > ' ' && next < 0x80 && strchr(".,!?;:)]}>\"'", next) != NULL ? len : 0;
}

static void read_blanks(letters *run) {
  for (;;) {
    size_t gap = blanks_at(run->look, run->pos);
    if (gap < run->gap || gap == WIDE_BYTES) return;
    size_t len = lone_at(run->look, run->pos + gap), last = len == 0 ? last_at(run->look, run->pos + gap) : 0;
    if (len + last == 0) return;
    if (gap == run->gap) nw_passage_add(run->place, "", 0, gap), run->joined++;
    else nw_passage_add(run->place, " ", 1, gap);
    copy_piece(run, run->pos + gap, len + last);
    run->pos += gap + len + last;
    run->units++;
    if (last > 0 || (gap == run->gap && is_full(run, len, ON_BLANKS))) return;
  }
}

/* ---- signs between ---- */

/* Something else than the gap: a part of the text that the letters are of. */
static size_t other_at(letters *run, size_t at) {
  size_t pos = at;
  int c;
  while (pos < at + 4 && (c = nw_look_at(run->look, pos)) > ' ' - 1 && c < 0x80 && !nw_is_alnum((unsigned)c)) pos++;
  return pos - at;
}

/* Does the letter at `at` stand in the same row: the gap behind it, or in front of it at least? */
static int is_in_row(letters *run, size_t at, size_t len) {
  return same_bytes(run->look, run->gap_at, at + len, run->gap) && single_at(run->look, at + len + run->gap) > 0;
}

/* A sign of the text itself, with the gap on both sides: "b★@★x". The length of the letter behind the second, 0 none. */
static size_t kept_sign(letters *run) {
  size_t at = run->pos + run->gap;
  int c = nw_look_at(run->look, at);
  if (c < ' ' || c >= 0x80 || nw_is_alnum((unsigned)c) || !same_bytes(run->look, run->gap_at, run->pos, run->gap) ||
      !same_bytes(run->look, run->gap_at, at + 1, run->gap)) return 0;
  return single_at(run->look, at + 1 + run->gap);
}

static void join_letter(letters *run, size_t len) {
  nw_passage_add(run->place, "", 0, run->gap);
  copy_piece(run, run->pos + run->gap, len);
  run->pos += run->gap + len;
  run->joined++;
}

/* A long gap with a blank in it, which parts words: \text{s} \text{i}. The length of the letter behind it, 0 none. */
static size_t parted_letter(letters *run) {
  size_t part = 0;
  if (run->gap <= GAP_CHARS) return 0;
  while (part < run->gap && same_bytes(run->look, run->gap_at + part, run->pos + part, 1)) part++;
  if (part == run->gap || nw_look_at(run->look, run->pos + part) != ' ' ||
      !same_bytes(run->look, run->gap_at + part, run->pos + part + 1, run->gap - part)) return 0;
  return single_at(run->look, run->pos + run->gap + 1);
}

static void read_signs(letters *run) {
  for (;;) {
    size_t len, other;
    if ((len = parted_letter(run)) > 0) {
      nw_passage_add(run->place, " ", 1, run->gap + 1);
      copy_piece(run, run->pos + run->gap + 1, len);
      run->pos += run->gap + 1 + len;
      run->units++;
      continue;
    }
    if ((len = kept_sign(run)) > 0) {
      run->kept++;
      join_letter(run, 1);
      join_letter(run, len);
      if (is_full(run, len, 0)) return;
    } else if (same_bytes(run->look, run->gap_at, run->pos, run->gap) && (len = single_at(run->look, run->pos + run->gap)) > 0) {
      run->early += run->pos - 1 <= run->place->start + SOON_BYTES && nw_look_is_alnum(run->look, run->pos - 1);
      join_letter(run, len);
      if (is_full(run, len, 0)) return;
    } else {
      if ((other = other_at(run, run->pos)) == 0 || (len = single_at(run->look, run->pos + other)) == 0) return;
      int more = is_in_row(run, run->pos + other, len) || (other == 1 && nw_look_at(run->look, run->pos) == ' ' &&
                 is_in_row(run, run->pos + other + len + 1, single_at(run->look, run->pos + other + len + 1)));
      if (!more && run->joined < 4) return;
      copy_piece(run, run->pos, other);
      copy_piece(run, run->pos + other, len);
      run->pos += other + len;
    }
    run->units++;
  }
}

/* calm.h looks for two pairs of letters near each other: with a gap of two or three bytes those around a sign that is kept are none. Lists
 * and commands begin with reasons of their own. */
static int is_seen(const letters *run) {
  const int told = run->gap == 1 || run->gap > GAP_CHARS;
  return run->kept == 0 || told || run->early > 1 || nw_look_at(run->look, run->gap_at) >= 0x80;
}

/* Puts the dot before the last label back: b.o.b@e.x.o.r.g reads bob@ex.org. Before each letter stands the gap that was dropped. */
static void mend_domain(nw_passage *place) {
  static const char *const domains[] = { "com", "org", "net", "edu", "gov", "info", "io", "de", "uk", "fr", "es", "it", "pl", "ru",
                                         "eu", "ch", "nl", "se", "br", "jp", "cn", "us", "ca", "au", "at", "in", "be", "dk" };
  const char *at = place->text.len > 0 ? memchr(place->text.data, '@', place->text.len) : NULL;
  if (at == NULL || memchr(at, '.', (size_t)(place->text.data + place->text.len - at)) != NULL) return;
  for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
    size_t len = strlen(domains[i]), left = place->text.len;
    if (left < (size_t)(at - place->text.data) + len + 3 || memcmp(place->text.data + left - len, domains[i], len) != 0) continue;
    nw_piece *piece = place->pieces.count > 2 * len ? &place->pieces.at[place->pieces.count - 2 * len] : NULL;
    if (piece == NULL || piece->len != 0) return;
    nw_buf_add(&place->text, ".", 1);
    if (place->text.failed) return;
    memmove(place->text.data + left - len + 1, place->text.data + left - len, len);
    place->text.data[left - len] = '.';
    piece->len = 1;
    return;
  }
}

/* Two letters or digits in a row among the first three: signs alone are no word. */
static int starts_with_letters(nw_look *look, size_t first, size_t second) {
  size_t len = single_at(look, second);
  return len > 0 && (single_at(look, first) > 0 || single_at(look, second + len + blanks_at(look, second + len)) > 0);
}

/* A digit behind a number: one of a list. */
static int is_in_list(nw_look *look, size_t at) {
  size_t pos = at;
  while (pos > 0 && at - pos < GAP_CHARS && (nw_look_before(look, pos) == ' ' || nw_look_before(look, pos) == '-' ||
         nw_look_before(look, pos) == ',')) pos--;
  int c = nw_look_at(look, at);
  size_t digits = pos;
  while (pos - digits < 4 && nw_is_digit(nw_look_before(look, digits))) digits--;
  if (nw_look_before(look, digits) == '+') return 0;  /* the country of a phone number */
  return pos < at && c >= 0 && nw_is_digit((unsigned)c) && digits < pos;
}

/* The plus of a phone number, with a gap behind it as between the digits. */
static size_t plus_at(nw_look *look, size_t at) {
  size_t gap;
  int c;
  if (nw_look_at(look, at) != '+' || (gap = gap_at(look, at + 1)) == 0) return 0;
  c = nw_look_at(look, at + 1 + gap);
  return c >= 0 && nw_is_digit((unsigned)c) && single_at(look, at + 1 + gap) > 0;
}

/* What begins at `p` is no row, as its ROW_BYTES bytes tell: a letter stands right behind it, or up to four signs and then more than
 * one. 0 where they do not tell. */
enum { ROW_BYTES = 8, ROW_SIGNS = 4 };
static int is_no_row(const unsigned char *p) {
  unsigned i = 1;
  uint32_t cp;
  if (p[0] >= 0x80) i = nw_utf8_next(p, ROW_BYTES, &cp);
  if (p[i] >= 0x80) return nw_utf8_next(p + i, ROW_BYTES - i, &cp) > 0 && is_wordy(cp);
  if (nw_is_alnum(p[i])) return 1;
  if (p[0] >= 0x80) return 0;
  if (p[i] == '}' && (p[i + 1] == '\\' || p[i + 1] == ' ')) return 0;
  while (i <= ROW_SIGNS && p[i] < 0x80 && !nw_is_alnum(p[i])) i++;
  return p[i] < 0x80 && (!nw_is_alnum(p[i]) || nw_is_alnum(p[i + 1]));
}

static int is_sign_byte(unsigned c) { return c < 0x80 && !nw_is_alnum(c); }

/* Behind signs at `p`, at most six: what comes. */
static const unsigned char *behind_signs(const unsigned char *p) {
  enum { SIGNS = 6 };
  const unsigned char *from = p;
  while (p < from + SIGNS && is_sign_byte(*p)) p++;
  return p;
}

/* By its bytes: may what begins with the letter or digit at `p` be a row with a number that counts (read_uneven.c)? */
static int may_count(const unsigned char *p) {
  const unsigned char *next, *behind;
  if (p[0] >= 0x80) return 1;
  if (nw_is_digit(*p)) {
    if (nw_is_digit(*++p)) p++;
    p += nw_is_digit(*p);
    if ((p = behind_signs(p))[0] >= 0x80) return 1;
  }
  if (!nw_is_alpha(*p) || (next = behind_signs(p + 1)) == p + 1) return 0;
  if (!nw_is_digit(*next)) return *next >= 0x80;
  const size_t front = (size_t)(next - p) - 1;
  for (unsigned n = 0; n < 3 && nw_is_digit(*next); n++) next++;
  if ((behind = behind_signs(next)) == next || *behind >= 0x80) return *behind >= 0x80;
  return nw_is_alpha(*behind) && memcmp(p + 1, behind + 1, front) == 0 && nw_is_digit(behind[1 + front]);  /* the same once more */
}

/* The same of one whose signs change: two letters more, and no blank among what parts them. */
static int may_change(const unsigned char *p) {
  if (p[0] >= 0x80 || p[1] >= 0x80) return 1;
  if (p[1] <= ' ' || nw_is_digit(p[0])) return 0;
  const unsigned char *next = behind_signs(p + 1);
  if (!nw_is_alpha(*next) || next[1] <= ' ' || next[1] >= 0x80) return *next >= 0x80 || next[1] >= 0x80;
  const unsigned char *third = behind_signs(next + 1);
  return third > next + 1 && (*third >= 0x80 || (nw_is_alpha(*third) && !nw_is_alnum(third[1])));
}

static int may_be(int (*uneven)(const unsigned char *), const nw_look *look, size_t at) {
  const unsigned char *p = nw_look_bytes(look, at, NW_SPOT_BYTES);
  return p == NULL || uneven(p);
}

/* The last letter of a name of programs: "size_t i". */
static int ends_name(const nw_look *look, size_t at) {
  const unsigned char *p = nw_look_bytes(look, at, 1);
  return p != NULL && nw_is_alpha(*p) && nw_look_before(look, at) == '_' && nw_is_alnum(nw_look_before(look, at - 1));
}

/* The next letters of a run that is longer than a place. */
static int read_rest(nw_look *look, size_t at, nw_passage *place) {
  enum { AS_IN_A_ROW = UNITS_LEAST + 1 };
  size_t gap = look->goes_on & ON_GAP, len = look->goes_on >> ON_LETTER_SHIFT & 7;
  letters run = { look, place, at - len - gap, gap, at, 0, AS_IN_A_ROW, 0, 0 };
  if (look->goes_on & ON_BLANKS) read_blanks(&run);
  else read_signs(&run);
  return run.units > 0;
}

/* "3 o 4", "2 à 3": numbers with a word of one letter between, as languages have it. */
static int is_between_numbers(const letters *run) {
  const nw_buf *text = &run->place->text;
  return run->units == 3 && text->len > 2 && nw_is_digit((unsigned char)text->data[0]) && !nw_is_digit((unsigned char)text->data[1]) &&
         nw_is_digit((unsigned char)text->data[text->len - 1]);
}

static int read_letters(nw_look *look, size_t at, nw_passage *place) {
  uint32_t cp;
  if (look->goes_on) return read_rest(look, at, place);
  const unsigned char *p = nw_look_bytes(look, at, ROW_BYTES);
  if ((p != NULL && is_no_row(p)) || ends_name(look, at)) return 0;
  if (nw_look_char_before(look, at, &cp) > 0 && is_joined(cp)) return 0;
  unsigned first = look->data[at - look->base];
  const size_t front = first == '[' && is_before_letters(look, at) ? 2 : 0;
  size_t len = single_at(look, at + front);
  unsigned least = UNITS_LEAST;
  if (len == 0) {  /* a sign can begin a row with blanks: + 4 4 */
    if ((len = lone_at(look, at)) == 0) {
      len = plus_at(look, at);
      least++;  /* a plus with a sign behind it is not alone, and calm.h looks for three that are */
    }
    if (len == 0) return 0;
    if (nw_look_char_before(look, at, &cp) > 0 && cp != ' ' && cp != '\t' && cp != '\n' && cp != '\r') return 0;
  }
  const size_t begin = at;
  at += front;
  letters run = { look, place, at + len, long_gap_at(look, at + len, front > 0), at + len, 1, 0, 0, 0 };
  if (run.gap == 0) run.gap = gap_at(look, at + len);
  if (run.gap == 0) return 0;
  if (front == 0 && may_be(may_count, look, at)) {
    if (nw_read_counted(look, at, place)) return 1;
    nw_passage_begin(place, begin);
  }
  if (is_in_list(look, at)) return 0;
  if (front > 0) copy_piece(&run, begin, front);
  copy_piece(&run, at, len);
  size_t blanks = blanks_at(look, at + len);
  if (blanks >= run.gap) {
    if (blanks > GAP_CHARS || !starts_with_letters(look, at, at + len + blanks)) return 0;
    run.gap = blanks;
    read_blanks(&run);
  } else {
    read_signs(&run);
    if (run.gap == 1 && nw_look_at(look, at + len) == '.') mend_domain(place);
  }
  if (blanks >= run.gap && is_between_numbers(&run)) return 0;
  nw_passage_both_ways(place, "", 0);
  if (run.units >= least && run.joined >= UNITS_LEAST - 1 && is_seen(&run)) return 1;
  return front == 0 && blanks < run.gap && may_be(may_change, look, at) && nw_read_uneven(look, at, place);
}

/* Of `chars`, each at its first byte, those that none of `stops` stands right behind. */
static uint64_t none_behind(const nw_glance *at, uint64_t chars, uint64_t stops, uint64_t stops_next) {
  uint64_t three = chars & at->three, four = chars & at->four, two = chars & at->lead & ~three & ~four;
  return (chars & ~at->lead & ~nw_ahead(stops, stops_next, 1)) | (two & ~nw_ahead(stops, stops_next, 2)) |
         (three & ~nw_ahead(stops, stops_next, 3)) | (four & ~nw_ahead(stops, stops_next, 4));
}

/* From each bit of `some` back over `path`. */
static uint64_t fill_back(uint64_t some, uint64_t path) {
  for (unsigned n = 1; n < 64; n *= 2) {
    some |= path & some >> n;
    path &= path >> n;
  }
  return some;
}

/* Where a row may begin, by what stands behind: a letter or digit and no other one, a blank behind any character, a plus, a bracket and a
 * quotation mark in front of one letter; then, behind what is none, a letter or digit alone. Marks may stand between: where there may be
 * some, it is enough that one is near. */
static uint64_t may_begin_row(const nw_glance *here, const nw_glance *next) {
  uint64_t wordy = here->letter | here->digit | (here->lead & ~here->bare), sign = nw_glance_sign(here);
  uint64_t wordy_next = next->letter | next->digit | (next->lead & ~next->bare);
  uint64_t stops = wordy & ~here->unknown, stops_next = wordy_next & ~next->unknown;
  uint64_t soon = none_behind(here, wordy, stops, stops_next), soon_next = none_behind(next, wordy_next, stops_next, 0) | next->unknown;
  uint64_t begin = soon | none_behind(here, wordy | here->lead | sign, ~here->blank, ~next->blank) | (sign & here->token) |
                   (sign & nw_ahead(sign, nw_glance_sign(next) | next->unknown, 1) & nw_ahead(soon, soon_next, 2));
  if (begin == 0) return 0;
  if ((here->hard | next->hard) == 0) {
    const uint64_t inside = next->high & ~next->lead;
    const uint64_t gap = ~(here->letter | here->digit | (here->high & ~here->bare));
    const uint64_t gap_next = ~(next->letter | next->digit | (next->high & ~next->bare)) | next->unknown | (inside & ~(inside + 1));
    soon_next = fill_back(soon_next, gap_next);
    soon = fill_back(soon | ((soon_next & 1) << 63 & gap), gap);
    return begin & ~none_behind(here, begin, soon, soon_next);
  }
  soon = nw_ahead(soon, soon_next, 2), soon_next >>= 2;
  for (unsigned n = 1; n <= 16; n *= 2) soon |= nw_ahead(soon, soon_next, n), soon_next |= soon_next >> n;
  return begin & soon;
}

/* In front of what a letter or digit alone stands, with ROW_SIGNS between at most, or a command: "}\text{". */
static uint64_t plain_rows(const nw_glance *here, const nw_glance *next, unsigned before) {
  const uint64_t word = here->letter | here->digit, word_next = next->letter | next->digit, unseen = (uint64_t)1 << 63;
  uint64_t some = word & ~nw_behind(word, nw_is_alnum(before) ? 1 : 0) & ~nw_ahead(word, word_next, 1);
  uint64_t some_next = word_next & ~nw_behind(word_next, word >> 63) & ~(word_next >> 1), rows = 0, rows_next = 0;
  for (unsigned n = 1; n <= ROW_SIGNS; n++) {
    some = ~word & nw_ahead(some, some_next, 1), some_next = ~word_next & (some_next >> 1 | unseen);
    rows |= some, rows_next |= some_next;
  }
  return nw_ahead(rows, rows_next, 1) | nw_ahead(here->back, next->back, 2) | nw_ahead(here->back, next->back, 3);
}

/* A character alone with two more soon. What is not ASCII may be one: its bytes count as one letter. */
static uint64_t letters_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t inside = here->high & ~here->lead, inside_next = next->high & ~next->lead;
  uint64_t wordy = here->letter | here->digit | here->lead, wordy_next = next->letter | next->digit | next->lead;
  uint64_t all = wordy | inside, all_next = wordy_next | inside_next;
  uint64_t alone = ~here->blank & ~here->odd & ~inside & ~nw_behind(all & ~here->blank, before >= 0x80 || nw_is_alnum(before) ? 1 : 0);
  uint64_t gap = ~all | here->high, gap_next = ~all_next | next->high | next->letter;
  uint64_t start_next = wordy_next & ~(all_next << 1 | all >> 63), start = wordy & ~nw_behind(all, 0);
  alone &= nw_ahead(gap, gap_next, 1) & (wordy | ~nw_behind(here->odd, before < ' ' || before == 0x7F));  /* no sign behind a control */
  if (alone == 0) return 0;
  if ((here->high | next->high) == 0) return alone & plain_rows(here, next, before);
  start |= here->lead, start_next |= next->lead | (next->letter & next->digit);
  uint64_t single = start & nw_ahead(gap, gap_next, 1), single_next = start_next & (gap_next >> 1 | (uint64_t)1 << 63);
  uint64_t soon = nw_ahead(single, single_next, 2), soon_next = single_next >> 2, again = nw_ahead(start, start_next, 2);
  for (unsigned n = 1; n <= 8; n *= 2) {  /* in the 2 to 16 bytes from here */
    const unsigned step = n < 8 ? n : 7;
    soon |= nw_ahead(soon, soon_next, step), soon_next |= soon_next >> step;
  }
  if ((alone &= soon) == 0) return 0;
  start_next >>= 2;
  for (unsigned n = 1; n <= 3; n++) again |= nw_ahead(again, start_next, n), start_next |= start_next >> n;  /* in 2 to 8 */
  return (alone &= again) != 0 && here->high != 0 ? alone & may_begin_row(here, next) : alone;
}

/* ---- a first look ---- */

/* Behind two characters with `gap` blanks between stand, at `p`, as many at least and one more that is alone. */
static int may_go_on(const unsigned char *p, unsigned gap, int needs_letter) {
  unsigned len = 0;
  while (len < WIDE_BYTES && (p[len] == ' ' || p[len] == '\t')) len++;
  if (len < gap || len == WIDE_BYTES || p[len] <= ' ') return 0;
  if (p[len] >= 0x80) return 1;
  const unsigned next = p[len + 1];
  int letter = nw_is_alnum(p[len]), is_lone = next == ' ' || next == '\t' || next == '\n' || next == '\r';
  return (letter || !needs_letter) && (is_lone || (letter && !nw_is_alnum(next)));
}

/* Behind two characters with the `gap` bytes at `signs` between stand, at `p`: the same and one that is alone; or other signs, a character
 * and, behind it or the next one, the same. */
static int may_follow(const unsigned char *p, const unsigned char *signs, unsigned gap) {
  enum { MOST = 2 * GAP_CHARS + 1, OTHER = 4, SEEN = MOST + GAP_CHARS };
  unsigned len = 0;
  for (unsigned i = 0; i < SEEN; i++)
    if (p[i] >= 0x80) return 1;
  while (len <= MOST && !nw_is_alnum(p[len])) len++;
  if (len == 0 || len > MOST || nw_is_alnum(p[len + 1])) return 0;
  if (memcmp(p, signs, gap) == 0) return 1;
  const unsigned char *row = p + len + 1;
  return len <= OTHER && (memcmp(row, signs, gap) == 0 ||
                          (len == 1 && (memcmp(row + 1, signs, gap) == 0 || memcmp(row + 2, signs, gap) == 0)));
}

/* A row has three characters, each alone, and only some signs or blanks between, or a number that counts. Behind most spots stands a
 * word. */
static int letters_may(const unsigned char *p, const unsigned char *from) {
  unsigned i = 1, blanks = 0;
  const unsigned before = p > from ? p[-1] : 0;
  if (is_no_row(p) || nw_is_alnum(before)) return 0;
  if (p[0] >= 0x80 || p[0] == '[' || p[1] == '}') return 1;
  if (before == '_' && p - from > 1 && nw_is_alnum(p[-2]) && nw_is_alpha(p[0])) return 0;  /* ends_name */
  for (; p[i] < 0x80 && !nw_is_alnum(p[i]); i++) blanks += p[i] == ' ' || p[i] == '\t';
  if (p[i] >= 0x80 || p[i + 1] >= 0x80) return 1;
  if (blanks == i - 1) return (blanks <= GAP_CHARS && may_go_on(p + i + 1, blanks, !nw_is_alnum(p[0]))) || may_count(p);
  return i > GAP_CHARS + 1 || may_follow(p + i + 1, p + 1, i - 1) || may_change(p) || may_count(p);
}

const nw_rewrite nw_rewrite_letters = {
  "letters", "joined", NW_FOR_ALL, letters_spots, read_letters, letters_may, NW_CALM_SINGLE | NW_CALM_HIGH, NW_ASKED_ANY, 0
};
