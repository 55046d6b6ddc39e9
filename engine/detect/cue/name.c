/* Names of persons.
 *
 *   "Mrs. Anne-Marie van der Berg said"    a title, then words with capital letters, particles between them
 *   "my name is JOHN O'NEILL"              an introduction; all capitals hold together; "my name is tamsin" takes a word of no list
 *   "Sarah Connor called"                  a given name of a list by itself: weak evidence
 *   "Mark Smith" but not "Mark it"         a given name that is a word too: only before a known surname or behind a greeting
 *   "Tomaszem\nWróblem"                two words over a line end: a given name, then a surname
 *   "Zbyx K. Foo"                          an initial between two words makes a name of them
 *   "Ford Motor Company", "San Francisco"  a firm and a place are no persons
 */
#include <string.h>

#include "detect/cue/cue.h"

enum { NAME_WORDS = 5, WORD_BYTES = 30, UNLISTED_LEAST = 4 /* letters of a word that only its cue makes a name */ };

typedef enum word_kind { WORD_NONE, WORD_CAPITAL, WORD_ALL_CAPS, WORD_INITIAL, WORD_SMALL } word_kind;

typedef struct name_word {
  size_t        start, end;
  word_kind     kind;
  unsigned char text[WORD_BYTES + 8];  /* as written; eight bytes can be read anywhere in it */
  unsigned      len;
  uint8_t       given, either, family, maybe;  /* weigh_word: a given name, … or could be one; a surname, … or could be one */
  uint8_t       frequent, unlisted;            /* … a frequent word that is no name; in no list */
} name_word;

typedef enum cued { CUED_NOT = 0, CUED, CUED_INTRO } cued;  /* INTRO: "my name is" */

typedef struct reader {
  const struct nw_cues *table;
  nw_probe             *probe;
  int                   small;  /* behind a cue: a listed given name needs no capital letter */
  int                   self;   /* "my name is": neither does a word that no list has */
  cued                  cued;   /* behind a cue: "Craig Hall" is no building */
} reader;

static int byte_at(const reader *r, size_t pos) { return nw_probe_at(r->probe, pos); }

/* ---- letters ---- */

static int is_letter(const reader *r, size_t pos) {
  int c = byte_at(r, pos);
  return c >= 0 && (nw_is_alpha((unsigned)c) || (c >= 0x80 && c != 0xC2 && c != 0xE2 && c < 0xF0));
}

static int is_capital(const reader *r, size_t pos) {
  int c = byte_at(r, pos), next = c >= 0xC3 ? byte_at(r, pos + 1) : 0;
  return c >= 0 && nw_cue_is_capital((unsigned)c, next < 0 ? 0 : (unsigned)next);
}

static int is_apostrophe(const reader *r, size_t pos, size_t *step) {
  int c = byte_at(r, pos);
  *step = 1;
  if (c == '\'') return 1;
  if (c != 0xE2 || byte_at(r, pos + 1) != 0x80 || byte_at(r, pos + 2) != 0x99) return 0;
  *step = 3;
  return 1;
}

/* ---- words ---- */

/* A joint inside a word: a hyphen or an apostrophe before a letter, but not the 's of a possessive. */
static size_t joint(const reader *r, size_t pos) {
  size_t step;
  if (byte_at(r, pos) == '-') return is_letter(r, pos + 1) ? 1 : 0;
  if (!is_apostrophe(r, pos, &step) || !is_letter(r, pos + step)) return 0;
  int c = byte_at(r, pos + step);
  return (c == 's' || c == 'S') && !is_letter(r, pos + step + 1) ? 0 : step;
}

/* The letters of ASCII from `pos` on that are there; the place behind them. */
static size_t read_plain(const reader *r, size_t pos, name_word *w, unsigned *small, unsigned *capital) {
  const nw_scan *scan = r->probe->scan;
  if (pos < scan->base || pos >= scan->end) return pos;
  const unsigned char *text = scan->data + (pos - scan->base);
  size_t left = scan->end - pos, most = WORD_BYTES - w->len < left ? WORD_BYTES - w->len : left, n = 0;
  unsigned upper = 0;
  for (; n < most && nw_is_alpha(text[n]); n++) {
    upper += (unsigned)nw_is_upper(text[n]);
    w->text[w->len + n] = text[n];
  }
  w->len += (unsigned)n;
  *capital += upper;
  *small += (unsigned)n - upper;
  r->probe->work += n;
  return pos + n;
}

static void read_letters(const reader *r, name_word *w, unsigned *small, unsigned *capital) {
  size_t at = w->start, step = 0;
  for (; (at = read_plain(r, at, w, small, capital), w->len < WORD_BYTES); at++) {
    int c = byte_at(r, at);
    if (is_letter(r, at)) {
      if (c >= 0xC0) ++*(is_capital(r, at) ? capital : small);
      w->text[w->len++] = (unsigned char)c;
    } else {
      if ((step = joint(r, at)) == 0) break;
      for (; step > 0 && w->len < WORD_BYTES; step--, at++) w->text[w->len++] = (unsigned char)byte_at(r, at);
      at--;
    }
  }
  w->end = at;
}

/* The word at `pos`; WORD_NONE when there is none, or a digit or '_' follows it. */
static void read_word(const reader *r, size_t pos, name_word *w) {
  unsigned small = 0, capital = 0;
  w->start = w->end = pos;
  w->len = 0;
  w->kind = WORD_NONE;
  if (!is_letter(r, pos)) return;
  int first = is_capital(r, pos);
  read_letters(r, w, &small, &capital);
  int next = byte_at(r, w->end);
  if (w->len >= WORD_BYTES || next == '_' || next == '@' || nw_is_digit_at(next)) return;
  if (next == '.' && is_letter(r, w->end + 1) && small > 0) return;  /* a host, a file name */
  if (!first) w->kind = WORD_SMALL;
  else if (capital == 1 && small == 0) w->kind = WORD_INITIAL;
  else w->kind = small == 0 ? WORD_ALL_CAPS : WORD_CAPITAL;
  if (w->kind == WORD_INITIAL && next == '.') w->end++;
}

enum { GIVEN = 1 << NW_CUE_GIVEN, EITHER = 1 << NW_CUE_EITHER, FAMILY = 1 << NW_CUE_FAMILY, WORD = 1 << NW_CUE_WORD };

/* What the lists of grammar/ say of the word. */
static uint32_t listed(const reader *r, const name_word *w) { return nw_cue_word_kinds(r->table, w->text, w->len); }
static int is_listed(const reader *r, const name_word *w, nw_cue_how how) { return (int)(listed(r, w) >> how & 1); }

/* "…ski", "…sson", "…opoulos": what surnames end with. */
static int has_ending(const reader *r, const name_word *w) {
  if (w->len < 6) return 0;
  unsigned bit = nw_cue_ending_bit(w->text, w->len);
  if (!(r->table->endings[bit / 64] >> bit % 64 & 1)) return 0;
  for (unsigned len = 3; len <= 8 && len + 3 <= w->len; len++)
    if (nw_cue_word_kinds(r->table, w->text + (w->len - len), len) >> NW_CUE_ENDING & 1) return 1;
  return 0;
}

/* `key`: the letters of a word, 0 behind them. */
static int is_one_of(const char (*words)[8], size_t count, uint64_t key) {
  for (size_t i = 0; i < count; i++)
    if (nw_load_few((const unsigned char *)words[i], sizeof words[i]) == key) return 1;
  return 0;
}

static int is_particle(const name_word *w) {
  static const char particles[][8] = {
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le", "bin", "ibn", "al", "el", "ben",
    "ter", "ten", "af", "av", "zu", "zum", "y", "e"
  };
  if (w->len > 5) return 0;
  return is_one_of(particles, sizeof particles / sizeof particles[0], nw_cue_eight(w->text, w->len));
}

/* What the lists say of a word; `own`: those of grammar/, which overrule the large one. "Anne-Marie" counts as "Anne". */
static void weigh_word(const reader *r, name_word *w, uint32_t own) {
  const unsigned char *hyphen = memchr(w->text, '-', w->len);
  unsigned len = hyphen == NULL ? w->len : (unsigned)(hyphen - w->text);
  unsigned kinds = nw_name_kinds(w->text, len);
  uint32_t front = len == w->len ? own : nw_cue_word_kinds(r->table, w->text, len);
  int word = (own & WORD) != 0;
  w->given = (front & GIVEN) != 0;
  w->either = (front & (GIVEN | EITHER)) != 0;
  if (!w->either && !word && kinds & NW_NAME_GIVEN) {
    w->either = 1;
    w->given = kinds & NW_NAME_SURE ? 1 : 0;
  }
  w->maybe = (uint8_t)(!word && (kinds & NW_NAME_FAMILY) != 0);
  w->frequent = kinds == NW_NAME_SURE && !w->either;
  w->unlisted = kinds == 0 && own == 0;
  w->family = (uint8_t)((own & FAMILY) != 0 || (w->maybe && kinds & NW_NAME_SURE) || has_ending(r, w));
}

/* "Jan" is a month and "Will" a verb, but for "my name is Jan", "Hello Jan,", "Patient: Jan Roe": not "Hello Will you", "Agent: May I". */
static int is_cued(const reader *r, const name_word *w) {
  if (r->cued != CUED || byte_at(r, w->end) != ' ') return r->cued != CUED_NOT;
  int next = byte_at(r, w->end + 1), other = byte_at(r, w->end + 2);
  return next >= 0 && nw_is_upper((unsigned)next) && other >= 0 && (nw_is_lower((unsigned)other) || other >= 0xC3);
}

/* "autofilled", "reappearing": what a language makes words of, and no list of words is whole. */
static int is_derived(const name_word *w) {
  return memcmp(w->text + w->len - 2, "ed", 2) == 0 || memcmp(w->text + w->len - 3, "ing", 3) == 0;
}

/* A word that can be part of a name. */
static int is_name_word(const reader *r, name_word *w) {
  if (w->kind == WORD_NONE || (w->kind == WORD_SMALL && !r->small)) return 0;
  w->given = w->either = w->family = w->maybe = w->frequent = w->unlisted = 0;
  if (w->kind == WORD_INITIAL) return w->text[0] != 'I' || byte_at(r, w->end - 1) == '.';
  uint32_t own = listed(r, w);
  if (own & WORD && (w->kind == WORD_SMALL || !(own & (is_cued(r, w) ? GIVEN | EITHER : GIVEN)))) return 0;
  weigh_word(r, w, own);
  return w->kind != WORD_SMALL || w->given || (r->self && w->unlisted && w->len >= UNLISTED_LEAST && !is_derived(w));
}

/* "my name is peter hansen": lists have it as a surname and as no word, unlike "long". An ending ("lesson") is too little without a
 * capital letter. */
static int is_small_surname(const reader *r, const name_word *w) {
  enum { SURE_FAMILY = NW_NAME_FAMILY | NW_NAME_SURE };
  if (w->kind != WORD_SMALL || !r->small || !w->family) return 0;
  unsigned kinds = nw_name_kinds(w->text, w->len);
  return (kinds & SURE_FAMILY) == SURE_FAMILY || (kinds == 0 && is_listed(r, w, NW_CUE_FAMILY));
}

static size_t over_blank(const reader *r, size_t pos) {
  size_t at = pos;
  while (at < pos + 2 && byte_at(r, at) == ' ') at++;
  if (at == pos && byte_at(r, at) == 0xC2 && byte_at(r, at + 1) == 0xA0) return pos + 2;
  return at == pos ? 0 : at;
}

/* A line end and what stands in front of the next line, for names that are wrapped. */
static size_t over_line(const reader *r, size_t pos) {
  size_t at = pos;
  if (byte_at(r, at) == ' ') at++;
  if (byte_at(r, at) == '\r') at++;
  if (byte_at(r, at) != '\n') return 0;
  for (at++; at < pos + 6 && (byte_at(r, at) == ' ' || byte_at(r, at) == '>'); at++) continue;
  return at;
}

/* ---- a name ---- */

typedef struct name {
  size_t    start, end;
  int       words;   /* without initials */
  int       given;   /* the first is a given name for sure */
  int       either;  /* … or could be one */
  int       family;  /* a later one is a known surname or an initial */
  int       maybe;   /* … or could be a surname */
  int       back;    /* the surname stands first: "Kowalski Jan" */
  int       initial; /* an initial between two words */
  int       firm;    /* an organisation */
  int       frequent; /* one of them is a frequent word that is no name */
  name_word first;
} name;

/* A particle or two and the word behind them. */
static int read_next(const reader *r, size_t pos, name_word *w) {
  for (int particles = 0; particles <= 2; particles++) {
    size_t at = over_blank(r, pos);
    if (at == 0) return 0;
    read_word(r, at, w);
    if (is_name_word(r, w) || is_small_surname(r, w)) return 1;
    if (w->kind != WORD_SMALL || !is_particle(w)) return 0;
    pos = w->end;
  }
  return 0;
}

/* "Anna\nKowalska": a surname that was wrapped. A given name there begins another line of a list. */
static int read_wrapped(const reader *r, const name *n, name_word *w) {
  size_t at = n->given && n->words == 1 ? over_line(r, n->end) : 0;
  if (at == 0) return 0;
  read_word(r, at, w);
  return w->kind == n->first.kind && is_name_word(r, w) && w->family && !w->given;
}

/* "Johnson, Inc.": what firms have behind a comma; ", Hospital" begins something else. */
static int is_legal_form(const name_word *w) {
  static const char forms[][8] = {
    "Inc", "INC", "Ltd", "LTD", "LLC", "LLP", "PLC", "Corp", "GmbH", "AG", "SA", "SARL", "SpA", "BV", "NV", "AB", "Oy"
  };
  return w->len <= 4 && is_one_of(forms, sizeof forms / sizeof forms[0], nw_cue_eight(w->text, w->len));
}

/* "Ford Motor Company", "Johnson & Sons": what stands behind the name, on the same line. */
static int is_firm_behind(const reader *r, size_t pos) {
  name_word w;
  int comma = byte_at(r, pos) == ',';
  size_t at = over_blank(r, comma ? pos + 1 : pos);
  if (at == 0) return 0;
  if (byte_at(r, at) == '&') return 1;
  read_word(r, at, &w);
  if (comma) return is_legal_form(&w);
  return (w.kind == WORD_CAPITAL || w.kind == WORD_ALL_CAPS) && is_listed(r, &w, NW_CUE_FIRM);
}

/* "Patient: Craig Hall": a surname that is a building, too. */
static int is_surname_behind_cue(const reader *r, const name *n, const name_word *w) {
  return r->cued && n->words == 1 && n->given && w->maybe;
}

/* "Jean DUPONT", as forms have it. "Peter SSN" is two things. */
static int is_surname_in_capitals(const reader *r, const name *n, const name_word *w) {
  return w->len >= UNLISTED_LEAST && n->words == 1 && (r->cued ? w->family || w->maybe || w->unlisted : n->given && w->family);
}

/* The next word goes with the name: same kind of letters, no firm, no lone capital. */
static int joins(const reader *r, const name *n, const name_word *w) {
  if (is_listed(r, w, NW_CUE_FIRM) && !is_surname_behind_cue(r, n, w)) return 0;
  if (n->first.kind == WORD_ALL_CAPS && w->kind == WORD_CAPITAL) return 0;
  if (n->first.kind != WORD_ALL_CAPS && w->kind == WORD_ALL_CAPS && w->len > 1 && !is_surname_in_capitals(r, n, w)) return 0;
  return !(w->kind == WORD_INITIAL && byte_at(r, w->end - 1) != '.' && !is_letter(r, w->end + 1));
}

static void take_word(name *n, const name_word *w) {
  n->initial = n->initial || (w->kind != WORD_INITIAL && n->end > n->first.end && n->words == 1);
  n->words += w->kind != WORD_INITIAL;
  n->family = n->family || w->kind == WORD_INITIAL || w->family;
  n->maybe = n->maybe || w->maybe;
  n->frequent = n->frequent || w->frequent;
  n->back = n->back || (n->words == 2 && w->given && n->first.family && !n->first.either);
  n->end = w->end;
}

/* "a@b", "a/b", "f(x)": what stands behind a name is none of these. */
static int goes_on_at(const reader *r, size_t end) {
  int next = byte_at(r, end);
  return next == '@' || next == '_' || next == '=' || next == '(' || next == '/';
}

/* Without a capital letter, and where small ones do not count, nothing at `pos` is a name. */
static int may_begin(const reader *r, size_t pos) { return r->small || is_capital(r, pos); }

static int read_name(const reader *r, size_t pos, name *n) {
  name_word w;
  if (!may_begin(r, pos)) return 0;
  *n = (name){ .start = pos };
  read_word(r, pos, &n->first);
  n->end = n->first.end;
  if (!is_name_word(r, &n->first)) return 0;
  n->words = n->first.kind != WORD_INITIAL;
  n->given = n->first.given;
  n->either = n->first.either;
  n->frequent = n->first.frequent;
  for (int i = 1; i < NAME_WORDS && read_next(r, n->end, &w) && joins(r, n, &w); i++) take_word(n, &w);
  if (read_wrapped(r, n, &w)) take_word(n, &w);
  n->firm = is_firm_behind(r, n->end);
  return !goes_on_at(r, n->end);
}

/* ---- by cue ---- */

static int take(nw_hit *hit, const name *n, uint32_t score) {
  hit->start = n->start;
  hit->end = n->end;
  hit->score_ppm = score;
  return 1;
}

/* "Mr. ", "Dr " and another title behind it: "Prof. Dr. Weber". */
static int behind_title(const reader *r, size_t pos, nw_hit *hit) {
  name n;
  name_word w;
  for (int titles = 0; titles < 3; titles++) {
    if (byte_at(r, pos) == '.') pos++;
    size_t at = over_blank(r, pos);
    if (at == 0 || !may_begin(r, at)) return 0;
    read_word(r, at, &w);
    if (w.kind == WORD_CAPITAL && is_listed(r, &w, NW_CUE_TITLE)) {
      pos = w.end;
      continue;
    }
    if (!read_name(r, at, &n) || n.firm || n.words == 0) return 0;
    return take(hit, &n, NW_SCORE_CONTEXT);
  }
  return 0;
}

/* The first word is in a list. */
static int is_known(const name *n) { return n->either || n->first.family; }

static int behind_intro(const reader *r, size_t pos, int is_hint, nw_hit *hit) {
  name n;
  size_t at = pos;
  for (int i = 0; i < 3 && (byte_at(r, at) == ':' || byte_at(r, at) == ' ' || byte_at(r, at) == '"'); i++) at++;
  name_word w;
  if (nw_cue_uncased_name(r->table, r->probe, at, 0, hit)) return 1;
  if (at == pos || !may_begin(r, at)) return 0;
  read_word(r, at, &w);
  if (w.kind == WORD_CAPITAL && is_listed(r, &w, NW_CUE_TITLE)) return 0;  /* its own cue */
  if (!read_name(r, at, &n) || n.firm || n.words == 0) return 0;
  if ((is_hint || w.kind == WORD_ALL_CAPS) && n.words == 1 && !is_known(&n)) return 0;  /* "this is Important" */
  return take(hit, &n, NW_SCORE_CONTEXT);
}

/* A word that no list has. */
static int is_one_unlisted(const name *n) {
  return n->words == 1 && n->first.kind == WORD_CAPITAL && n->first.unlisted && n->first.len >= UNLISTED_LEAST;
}

/* "Hello Tamsin,\n": at the head of a letter. */
static int is_addressed(const reader *r, const name *n) {
  int next = byte_at(r, n->end + 1);
  return is_one_unlisted(n) && byte_at(r, n->end) == ',' && (next == '\n' || next == '\r');
}

static int behind_greeting(const reader *r, size_t pos, nw_hit *hit) {
  name n;
  size_t at = byte_at(r, pos) == ',' ? pos + 1 : pos;
  at = over_blank(r, at);
  if (at == 0 || !read_name(r, at, &n) || n.firm || !(n.either || is_addressed(r, &n))) return 0;
  return take(hit, &n, NW_SCORE_CONTEXT);
}

/* "Best regards,\n  Jane Doe\n" */
static int behind_close(const reader *r, size_t pos, nw_hit *hit) {
  name n;
  size_t at = pos;
  if (byte_at(r, at) == ',' || byte_at(r, at) == '.') at++;
  int lines = 0;
  for (int i = 0; i < 12; i++, at++) {
    int c = byte_at(r, at);
    if (c == '\n') lines++;
    else if (c != ' ' && c != '\r' && c != '\t') break;
  }
  if (lines == 0 || lines > 3 || !read_name(r, at, &n) || n.firm || n.words == 0) return 0;
  int end = byte_at(r, n.end);
  if (end == ' ' && !is_known(&n)) return 0;  /* "Sincerely,\nPayPal Customer Support" */
  return (end < 0 || end == '\n' || end == '\r' || end == ' ' || end == ',') && take(hit, &n, NW_SCORE_CONTEXT);
}

/* "File name: Report": a word before the label makes it another's. */
static int is_own_label(const reader *r, const nw_cue *cue) {
  nw_probe *probe = r->probe;
  if (cue->len != 4 || cue->first_len != 4) return 1;
  int before = nw_probe_context(probe, probe->at, 1), other = nw_probe_context(probe, probe->at, 2);
  if (before == '_' || before == '-') return 0;
  if (before >= 0 && nw_is_alpha((unsigned)before)) return 0;
  return !(before == ' ' && other >= 0 && (nw_is_alnum((unsigned)other)));
}

/* Nothing of a sentence, of an address or of a version stands behind the value that ends at `end`. */
static int is_value_end(const reader *r, size_t end) {
  int next = byte_at(r, end), other = byte_at(r, end + 1);
  if (next == '.') return other < 0 || other == '\n' || other == '\r' || other == '<';
  return next < 0 || next == '\n' || next == '\r' || next == '<' || next == ',' || next == ';' || next == '|' || next == '"';
}

/* "Patient: Hadda": a word that no list has, and that is all there is. */
static int is_all_unlisted(const reader *r, const name *n) { return is_one_unlisted(n) && is_value_end(r, n->end); }

/* "Name | Surname | City": what the bar of a table parts may be the name of the next column. */
static int is_behind_bar(const reader *r, size_t pos) {
  size_t back = 1;
  while (back < 3 && pos > back && byte_at(r, pos - back) == ' ') back++;
  return byte_at(r, pos - back) == '|';
}

/* The same of a value in a line of a form: a gap, a bracket behind it. */
static int is_field_end(const reader *r, size_t end) {
  int next = byte_at(r, end), other = byte_at(r, end + 1);
  return is_value_end(r, end) || next == '\t' || (next == ' ' && (other == ' ' || other == '('));
}

/* "Name: Hort, Loriane": the given name stands behind a comma, a listed one, or one that no list has at the end of the value. */
static void take_given_behind(const reader *r, name *n) {
  name other;
  if (n->words != 1 || n->either || n->first.kind == WORD_INITIAL || byte_at(r, n->end) != ',') return;
  size_t at = over_blank(r, n->end + 1);
  if (at == 0 || !is_capital(r, at) || !read_name(r, at, &other) || other.firm || other.words == 0 || other.words > 2) return;
  if (other.frequent || byte_at(r, other.end) == ':') return;
  if (!other.either && !(other.first.unlisted && is_field_end(r, other.end))) return;
  n->end = other.end;
  n->words += other.words;
  n->either = 1;
}

/* "Patient Tamsin Okonjo reports": no sign, so two words at least, the first in no list and none of them frequent: not "Patient Portal". */
static int behind_noun(const reader *r, size_t pos, nw_hit *hit) {
  name n;
  if (!is_capital(r, pos) || !read_name(r, pos, &n) || n.firm || n.words < 2 || n.frequent) return 0;
  return n.first.kind == WORD_CAPITAL && n.first.unlisted && byte_at(r, n.end) != ':' && take(hit, &n, NW_SCORE_CONTEXT);
}

static int behind_label(const reader *r, size_t pos, const nw_cue *cue, nw_hit *hit) {
  nw_cue_gap gap;
  name n;
  if (!nw_cue_gap_scan(r->probe, pos, NW_ENTITY_NAME, &gap) || gap.line) return 0;
  if (!gap.sign) return cue->how == NW_CUE_PERSON && behind_noun(r, gap.start, hit);
  name_word w;
  if (cue->how == NW_CUE_FIELD && nw_cue_uncased_name(r->table, r->probe, gap.start, !gap.verb, hit)) return 1;
  if (!may_begin(r, gap.start)) return 0;
  read_word(r, gap.start, &w);
  if (w.kind == WORD_CAPITAL && is_listed(r, &w, NW_CUE_TITLE)) return 0;
  if (!read_name(r, gap.start, &n) || n.firm || n.words == 0) return 0;
  if (byte_at(r, n.end) == ':') return 0;
  take_given_behind(r, &n);
  if (n.words == 1 && !is_known(&n) && !n.family && is_behind_bar(r, gap.start)) return 0;
  if (cue->how == NW_CUE_FIELD) return is_own_label(r, cue) && take(hit, &n, NW_SCORE_CONTEXT);
  if (cue->how == NW_CUE_PERSON && is_all_unlisted(r, &n)) return take(hit, &n, NW_SCORE_CONTEXT);
  if (is_known(&n) || n.family) return take(hit, &n, NW_SCORE_CONTEXT);
  if (n.words < 2 || n.frequent || (cue->how == NW_CUE_HEAD && !n.first.unlisted)) return 0;  /* "Attention: Human Resources" */
  return take(hit, &n, NW_SCORE_CONTEXT);
}

/* ---- a given name by itself ---- */

static int is_begin(const reader *r) {
  nw_probe *probe = r->probe;
  int before = nw_probe_context(probe, probe->at, 1);
  return !(before == '_' || before == '@' || before == '/' || before == '\\' || before == '.' || before == '-' || before == '#' ||
           before == '&' || before == '+' || before == '$' || (before >= 0 && nw_is_alnum((unsigned)before)));
}

/* "[10:15 AM] Mark: Hi": who speaks. */
static int is_speaker(const reader *r, const name *n) {
  nw_probe *probe = r->probe;
  int before = nw_probe_before(probe, n->start, 1), other = nw_probe_before(probe, n->start, 2);
  int opens = before < 0 || before == '\n' || (before == ' ' && (other == ']' || other == '\n' || other == ')'));
  return opens && byte_at(r, n->end) == ':' && byte_at(r, n->end + 1) == ' ';
}

/* "San Francisco", "West Nicole", "St. Joseph": a place. */
static int is_place_before(const reader *r) {
  static const char places[][8] = {
    "San", "Santa", "Santo", "Sankt", "Saint", "St", "Ste", "North", "South", "East", "West", "New", "Port", "Fort", "Mount", "Mt", "Lake",
    "Cape", "Los", "Las", "El", "La", "Lago", "Sao", "Rio", "Villa", "Nova", "Bad", "Neu", "Alt"
  };
  enum { LONGEST = 5 };
  nw_probe *probe = r->probe;
  uint64_t key = 0;
  unsigned len = 0;
  size_t back = nw_probe_before(probe, probe->at, 1) == ' ' ? 2 : 0;
  if (back == 2 && nw_probe_before(probe, probe->at, 2) == '.') back = 3;
  if (back == 0) return 0;
  for (; len <= LONGEST; len++, back++) {
    int c = nw_probe_before(probe, probe->at, back);
    if (c < 0 || !nw_is_alpha((unsigned)c)) break;
    key = key << 8 | (unsigned)c;
  }
  return len >= 2 && len <= LONGEST && is_one_of(places, sizeof places / sizeof places[0], key);
}

/* A name of one word: evidence of its own, or bare. */
static int lone(const reader *r, const name *n, nw_hit *hit) {
  if (is_place_before(r)) return 0;
  if (is_speaker(r, n) && n->either) return take(hit, n, NW_SCORE_CONTEXT);
  int curated = is_listed(r, &n->first, NW_CUE_GIVEN);
  hit->bare = !curated && (!n->given || n->first.kind == WORD_ALL_CAPS);
  return (curated || n->either || n->first.family) && take(hit, n, NW_SCORE_WEAK);
}

int nw_cue_name_here(const struct nw_cues *table, nw_probe *probe, nw_hit *hit) {
  reader r = { table, probe, 0, 0, CUED_NOT };
  name n;
  if (!is_begin(&r) || !read_name(&r, probe->at, &n) || n.firm || n.words == 0) return 0;
  hit->context_end = hit->context_start = probe->at;
  if (n.words == 1) return lone(&r, &n, hit);
  int pair = n.either && (n.family || (n.given && n.maybe));
  if (pair || n.initial) return take(hit, &n, NW_SCORE_CONTEXT);
  return (n.given || n.back) && take(hit, &n, NW_SCORE_WEAK);
}

/* "Steuer-ID", "Kunden-IBAN": a word with capitals alone behind its hyphen is the name of a number. */
static int is_number_word(nw_probe *probe, size_t start, size_t end) {
  size_t pos = end, capitals = 0;
  for (int c; pos > start && (c = nw_probe_before(probe, pos, 1)) >= 0 && nw_is_upper((unsigned)c); pos--) capitals++;
  int letter = nw_probe_before(probe, pos, 2);
  return capitals >= 2 && pos > start + 1 && nw_probe_before(probe, pos, 1) == '-' && letter >= 0 && nw_is_lower((unsigned)letter);
}

int nw_cue_no_name(const struct nw_cues *table, nw_probe *probe, size_t end) {
  reader r = { table, probe, 0, 0, CUED_NOT };
  name n;
  if (!is_begin(&r) || goes_on_at(&r, end) || is_number_word(probe, probe->at, end)) return 1;
  if (!read_name(&r, probe->at, &n)) return n.first.kind == WORD_NONE || (listed(&r, &n.first) & WORD) != 0;
  return n.firm || (n.words == 1 && is_place_before(&r)) || (n.first.kind == WORD_ALL_CAPS && !n.either && !n.first.family);
}

static cued cued_by(nw_cue_how how) {
  if (how == NW_CUE_INTRO || how == NW_CUE_SELF || how == NW_CUE_HINT) return CUED_INTRO;
  return how == NW_CUE_HEAD ? CUED_NOT : CUED;
}

int nw_cue_name(const struct nw_cues *table, nw_probe *probe, size_t pos, const nw_cue *cue, nw_hit *hit) {
  const int self = cue->how == NW_CUE_SELF;
  const int small = self || cue->how == NW_CUE_INTRO || cue->how == NW_CUE_GREET || cue->how == NW_CUE_FIELD;
  reader r = { table, probe, small, self, cued_by((nw_cue_how)cue->how) };
  switch ((nw_cue_how)cue->how) {
    case NW_CUE_TITLE: return behind_title(&r, pos, hit);
    case NW_CUE_INTRO:
    case NW_CUE_SELF:
    case NW_CUE_HINT: return behind_intro(&r, pos, cue->how == NW_CUE_HINT, hit);
    case NW_CUE_GREET: return behind_greeting(&r, pos, hit);
    case NW_CUE_CLOSE: return behind_close(&r, pos, hit);
    case NW_CUE_HEAD:
    case NW_CUE_LABEL:
    case NW_CUE_PERSON:
    case NW_CUE_FIELD: return behind_label(&r, pos, cue, hit);
    default: return 0;
  }
}
