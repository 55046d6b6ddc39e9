#include "text/rewrite.h"
#include "text/read_word.h"

#include "base/slice.h"
#include "text/fold.h"
#include "text/read_part.h"
#include "text/utf8.h"

static inline const reading_entry_t *entry_of(uint32_t cp) {
  if (cp < 0x80 || cp >= 0x110000) return &reading_entry[0];
  return &reading_entry[reading_block[reading_index[cp / READING_BLOCK] * READING_BLOCK + cp % READING_BLOCK]];
}

const reading_entry_t *nw_reading_entry(uint32_t cp) { return entry_of(cp); }

/* ---- a word ---- */

static int joins_word(uint32_t cp) { return cp == '@' || cp == '.' || cp == '-' || cp == '_'; }

/* Counts one character; 0 where the word ends. */
static inline int count_char(nw_word_kind *word, uint32_t cp, const reading_entry_t *entry) {
  if (cp < 0x80) {
    if (nw_is_alpha(cp)) word->latin++, word->letters++;
    else if (nw_is_digit(cp)) word->digits++;
    else return joins_word(cp);
    return 1;
  }
  word->digit_looks |= entry->digit != 0;
  switch (entry->klass) {
    case READING_SAME:
      if (nw_word_class_of(cp) != NW_WORD_PART && nw_word_class_of(cp) != NW_WORD_MARK) return 0;
      word->foreign++;
      return 1;
    case READING_SOFT: word->soft++, word->letters++; return 1;
    case READING_STYLE:
    case READING_LOOK:
      if (word->looks++ > 0 && entry->script != word->script) word->scripts_mix = 1;
      if (entry->klass == READING_STYLE) word->styled = 1;
      word->script = entry->script;
      return 1;
    case READING_LETTER: word->latin++, word->letters++, word->plain = 0; return 1;
    case READING_DIGIT: word->digits++, word->plain = 0; return 1;
    case READING_SIGN: return 0;
    default: word->plain = 0; return 1;
  }
}

nw_word_kind nw_word_around(nw_look *look, size_t at) {
  nw_word_kind word = { .plain = 1 };
  uint32_t cp;
  size_t pos = at;
  for (unsigned n = 0, step; n < NW_WORD_CHARS && (step = nw_look_char_before(look, pos, &cp)) > 0 &&
       count_char(&word, cp, entry_of(cp)); n++) pos -= step;
  word.plain = 1;
  pos = at;
  for (unsigned n = 0, step; n < NW_WORD_CHARS && (step = nw_look_char(look, pos, &cp)) > 0 &&
       count_char(&word, cp, entry_of(cp)); n++) pos += step;
  word.end = pos;
  return word;
}

int nw_word_mixes(const nw_word_kind *word) {
  return word->looks > 0 && (word->latin > 0 || word->soft > 0 || word->digits > 0 || word->scripts_mix);
}

int nw_word_is_dense(const nw_word_kind *word) {
  if (word->digits > 0) return word->soft > 0;
  if (word->letters < 4) return word->soft >= 2 && word->soft == word->letters;
  if (word->letters < 6) return word->soft >= 2;
  return 2 * word->soft >= word->letters || (word->soft >= 4 && 3 * word->soft >= word->letters);
}

/* Does a blank stand before `at`, and a word of ASCII alone in front of it? It has no marks. */
static int is_behind_ascii(const nw_look *look, size_t at) {
  if (at > look->end || at <= look->base || look->data[at - 1 - look->base] != ' ') return 0;
  const unsigned char *p = look->data + (at - 1 - look->base);
  unsigned n = 0;
  while (n < NW_WORD_CHARS && p > look->data && (nw_is_alnum(p[-1]) || joins_word(p[-1]))) p--, n++;
  return n == NW_WORD_CHARS || p == look->data || p[-1] < 0x80;
}

/* Is the word in front of the last blank before `at` dense? */
static int is_behind_dense(nw_look *look, size_t at) {
  uint32_t cp;
  if (is_behind_ascii(look, at)) return 0;
  size_t pos = at;
  for (unsigned n = 0, step; n < NW_WORD_CHARS && (step = nw_look_char_before(look, pos, &cp)) > 0 && cp != ' '; n++) pos -= step;
  if (nw_look_char_before(look, pos, &cp) == 0 || cp != ' ') return 0;
  nw_word_kind before = nw_word_around(look, pos - 1);
  return nw_word_is_dense(&before);
}

int nw_word_is_near_dense(nw_look *look, size_t at, const nw_word_kind *word) {
  if (nw_look_at(look, word->end) == ' ') {
    nw_word_kind next = nw_word_around(look, word->end + 1);
    if (nw_word_is_dense(&next)) return 1;
  }
  return is_behind_dense(look, at);
}

static int is_cyrillic(const unsigned char *p) { return (p[0] | 1) == 0xD1 && (p[1] & 0xC0) == 0x80; }  /* U+0400 to 047F */
static int ends_word(unsigned c) { return c < 0x80 && !nw_is_alnum(c) && !joins_word(c); }

int nw_is_plain_cyrillic(const unsigned char *p, const unsigned char *from) {
  const unsigned char *const end = p + NW_SPOT_BYTES - 2;
  int plain = 0;  /* a letter looks like no digit: then none of the word is taken for one (read_fold.c, among_digits) */
  if (!is_cyrillic(p)) return 0;
  for (unsigned n = 0; n < NW_WORD_CHARS && p - from > 2 && is_cyrillic(p - 2); n++) p -= 2;
  if (p == from || !ends_word(p[-1])) return 0;
  for (; p < end && is_cyrillic(p); p += 2) plain = plain || entry_of((p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu))->digit == 0;
  return plain && p < end && ends_word(*p);
}

/* ---- what a walk sees ---- */

/* A word as a set: a bit for each script of its look-alikes, and for what else there is. */
#define HAS_LATIN       ((uint64_t)1 << 59)
#define HAS_DIGIT       ((uint64_t)1 << 60)
#define HAS_FOREIGN     ((uint64_t)1 << 61)
#define HAS_SOFT        ((uint64_t)1 << 62)
#define HAS_DIGIT_LOOKS ((uint64_t)1 << 63)
#define HAS_LOOKS       (HAS_LATIN - 1)

typedef struct tally { uint64_t has; unsigned letters, soft, chars; } tally;

static inline unsigned next_char(const unsigned char *p, const unsigned char *end, uint32_t *cp) {
  if (*p >= 0x80) return nw_utf8_next(p, (size_t)(end - p), cp);
  *cp = *p;
  return 1;
}

static inline unsigned kind_of(uint32_t cp) {
  if (cp < READING_KINDS_END) return reading_kind_block[reading_kind_index[cp / READING_BLOCK] * READING_BLOCK + cp % READING_BLOCK];
  return entry_of(cp)->klass != READING_SAME ? READING_KIND_ASKED :
         nw_word_class_of(cp) == NW_WORD_PART || nw_word_class_of(cp) == NW_WORD_MARK ? READING_KIND_FOREIGN : READING_KIND_GAP;
}

static inline int is_of_word(unsigned kind) { return kind >= READING_KIND_FOREIGN; }

/* The length and kind of the character at `p`; 0: it is cut at the end. */
static inline unsigned next_kind(const unsigned char *p, const unsigned char *end, unsigned *kind) {
  const unsigned c = *p;
  uint32_t cp;
  if (c < 0x80) {
    *kind = reading_kind_block[reading_kind_index[c / READING_BLOCK] * READING_BLOCK + c % READING_BLOCK];
    return 1;
  }
  if (c - 0xC2 < 0x1E && end - p > 1 && (p[1] & 0xC0) == 0x80) {  /* U+0080 to 07FF */
    *kind = reading_kind_block[reading_kind_index[c & 0x1F] * READING_BLOCK + (p[1] & 0x3F)];
    return 2;
  }
  if (c - 0xE0 < 0x0D && end - p > 2 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80 &&
      (c > 0xE0 || p[1] >= 0xA0)) {  /* U+0800 to CFFF */
    *kind = reading_kind_block[reading_kind_index[(c & 0x0F) << 6 | (p[1] & 0x3F)] * READING_BLOCK + (p[2] & 0x3F)];
    return 3;
  }
  unsigned step = nw_utf8_decode(p, (size_t)(end - p), &cp);
  *kind = step > 0 ? kind_of(cp) : READING_KIND_ASKED;
  return step;
}
_Static_assert(READING_BLOCK == 64, "a block of the table is what the last byte of a sequence says");

/* Counts a character of a word. */
static inline void count_kind(tally *word, unsigned kind) {
  static const uint64_t has[READING_KIND_LOOK] = {
    [READING_KIND_FOREIGN] = HAS_FOREIGN, [READING_KIND_LATIN] = HAS_LATIN, [READING_KIND_NUMBER] = HAS_DIGIT,
    [READING_KIND_SOFT] = HAS_SOFT, [READING_KIND_SOFT_DIGIT] = HAS_SOFT | HAS_DIGIT_LOOKS
  };
  word->chars++;
  if (kind >= READING_KIND_LOOK) {
    unsigned look = kind - READING_KIND_LOOK;
    word->has |= (uint64_t)1 << look / 2 | (uint64_t)(look & 1) << 63;
    return;
  }
  word->has |= has[kind];
  word->letters += kind == READING_KIND_LATIN;
  if (kind >= READING_KIND_SOFT) word->letters++, word->soft++;
}

static int has_one_script(uint64_t has) { return (has & HAS_LOOKS & ((has & HAS_LOOKS) - 1)) == 0; }
static int tally_mixes(const tally *word) {
  return (word->has & HAS_LOOKS) != 0 && ((word->has & (HAS_LATIN | HAS_SOFT | HAS_DIGIT)) != 0 || !has_one_script(word->has));
}
static int tally_is_dense(const tally *word) {
  nw_word_kind kind = { .letters = word->letters, .soft = word->soft, .digits = (word->has & HAS_DIGIT) != 0 };
  return nw_word_is_dense(&kind);
}

/* ---- words in a row ---- */

/* A walk over words from `p` on. Look-alikes and letters with marks read as their words say: those from `needy` on are not decided. */
typedef struct walk {
  const unsigned char *data, *p, *end, *needy;
  int      final;
  uint8_t  stopped;  /* at a code point that has to be asked about, or that is not there as a whole */
} walk;

static const unsigned char *chars_before(const unsigned char *data, const unsigned char *p, unsigned count) {
  uint32_t cp;
  for (unsigned n = 0; n < count && p > data; n++) p -= nw_utf8_decode_back(data, p, &cp);
  return p;
}

/* Where the word begins that ends at `p` or goes on there, NW_WORD_CHARS before it at most: `whole` when that is its beginning. */
static const unsigned char *word_start(const unsigned char *data, const unsigned char *p, int *whole) {
  uint32_t cp;
  nw_word_kind word = { .plain = 1 };
  unsigned n = 0;
  for (unsigned step; n < NW_WORD_CHARS && p > data; n++, p -= step) {
    step = 1;
    if (nw_is_alnum(p[-1])) continue;
    if (p[-1] >= 0x80) step = nw_utf8_decode_back(data, p, &cp);
    else cp = p[-1];
    if (!count_char(&word, cp, entry_of(cp))) break;
  }
  *whole = n < NW_WORD_CHARS;
  return p;
}

/* Does the mark at `p` read as itself? Two of them do on what is not Latin (read_fold.c, read_marks). */
static int is_plain_mark(const unsigned char *data, const unsigned char *p) {
  enum { MARKS_MOST = 2 };
  uint32_t cp;
  for (unsigned n = 0; n < MARKS_MOST && p > data; n++) {
    p -= nw_utf8_decode_back(data, p, &cp);
    unsigned kind = kind_of(cp);
    if (kind != READING_KIND_MARK) return kind == READING_KIND_FOREIGN || (cp >= 0x80 && kind == READING_KIND_GAP);
  }
  return 0;
}

/* A long word is read in parts: has it what makes letters NW_WORD_CHARS around read otherwise? */
static int is_company(const tally *word) {
  return word->soft > 0 || tally_mixes(word) || ((word->has & HAS_DIGIT_LOOKS) && (word->has & HAS_DIGIT));
}

/* Reads the word at w->p, to its end or to what has to be asked about. Of a long one only the letters near that are not decided. */
static inline void walk_word(walk *w, tally *whole) {
  const unsigned char *p = w->p, *needy = NULL, *const end = w->end;
  unsigned step = 1, kind = READING_KIND_JOIN;
  tally word = { 0 };
  for (;; p += step) {
    for (; p < end && nw_is_alpha(*p) && word.chars < NW_WORD_CHARS; p++) word.letters++, word.chars++, word.has |= HAS_LATIN;
    if (p == end || (step = next_kind(p, end, &kind)) == 0 || !is_of_word(kind)) break;
    if (kind == READING_KIND_MARK && !is_plain_mark(w->data, p)) break;
    if (needy == NULL && kind >= READING_KIND_SOFT) needy = p;
    count_kind(&word, kind);
    if (word.chars > NW_WORD_CHARS && is_company(&word)) {
      const unsigned char *near = chars_before(w->data, p + step, NW_WORD_CHARS + 1);
      if (needy < near) needy = near;
      kind = READING_KIND_ASKED;
      break;
    }
  }
  w->stopped = p == end ? !w->final : step == 0 || kind == READING_KIND_ASKED || kind == READING_KIND_MARK;
  w->p = p;
  w->needy = needy;
  *whole = word;
}

/* What stands around a word. */
typedef struct company {
  nw_look *look;
  size_t   start;         /* the walk began here */
  tally    before;        /* the word in front, which ends at `before_end`; `before_known` 0: it stands before the walk, and was not read */
  uint8_t  before_known;
  const unsigned char *before_end;
  uint8_t  behind_dense;  /* the word in front of the last blank is dense: yes, no, not known yet */
  uint8_t  plain;         /* words in a row that nobody asks about (company.h) */
} company;
enum { NOT_KNOWN = 2, PLAIN_WORDS_MOST = 2 };

static int is_company_dense(company *c) {
  if (c->behind_dense == NOT_KNOWN) c->behind_dense = (uint8_t)is_behind_dense(c->look, c->start);
  return c->behind_dense;
}

/* The sign between the word in front and the one at `p`, if it is all there is; 0. */
static unsigned joint_at(const company *c, const unsigned char *p) {
  return c->before_end != NULL && p == c->before_end + 1 ? *c->before_end : 0;
}

/* Has the word in front a digit? */
static int is_behind_digits(company *c) {
  if (!c->before_known) {
    size_t end = c->start - 1;
    unsigned last = nw_look_before(c->look, end);
    nw_word_kind kind = last >= 0x80 || nw_is_alnum(last) ? nw_word_around(c->look, end) : (nw_word_kind){ 0 };
    c->before.has = kind.digits > 0 ? HAS_DIGIT : 0;
    c->before_known = 1;
  }
  return (c->before.has & HAS_DIGIT) != 0;
}

/* Would a word, or its digits, be read: by what it is, or by what stands in front of it? */
static int is_read(const tally *word, company *c, unsigned joint) {
  if (tally_mixes(word)) return 1;
  if (word->soft > 0 && (word->chars > NW_WORD_CHARS || tally_is_dense(word) || is_company_dense(c))) return 1;
  if (!(word->has & HAS_DIGIT_LOOKS)) return 0;
  return (word->has & HAS_DIGIT) != 0 || ((joint == ' ' || joint == '/') && is_behind_digits(c));
}

/* May the word behind it, as far as it is known, make the word in front one that is read? */
static int is_before_read(const walk *w, const tally *word, const company *c, unsigned joint) {
  if (joint == ' ' && c->before.soft > 0 &&
      (w->stopped || (word->chars > NW_WORD_CHARS && word->soft > 0) || tally_is_dense(word))) return 1;
  return (joint == ' ' || joint == '/') && (c->before.has & HAS_DIGIT_LOOKS) && (w->stopped || (word->has & HAS_DIGIT));
}

/* Steps over signs, blanks and characters of scripts without words, up to a word or what has to be asked about. What is in front of the
 * last of them is no word, so a joint is one sign. */
static void walk_gap(walk *w, company *c) {
  const unsigned char *p = w->p;
  for (unsigned step, kind; p < w->end && (step = next_kind(p, w->end, &kind)) > 0 && kind <= READING_KIND_BLANK; p += step)
    if (kind == READING_KIND_BLANK) c->behind_dense = 0;
  w->p = p;
}

/* Walks on from the beginning of a word; returns where the first code point stands that has to be asked about, or where text begins that
 * is ASCII. */
static const unsigned char *walk_on(walk *w, company *c) {
  const unsigned char *open = NULL;  /* of the word in front: what comes next decides */
  tally word;
  while (w->p < w->end) {
    walk_gap(w, c);
    if (w->p == w->end) break;
    unsigned joint = joint_at(c, w->p);
    int beside = w->p == c->before_end;
    walk_word(w, &word);
    if (open != NULL && (joint != 0 ? is_before_read(w, &word, c, joint) : beside && w->stopped)) return open;
    if (w->stopped || is_read(&word, c, joint)) return w->needy != NULL ? w->needy : w->p;
    c->plain = word.soft > 0 ? 0 : c->plain + 1;
    if (c->plain >= PLAIN_WORDS_MOST) return word.has & HAS_DIGIT_LOOKS ? w->needy : w->p;
    open = w->needy;
    c->before = word;
    c->before_known = 1;
    c->before_end = w->p;
  }
  return open != NULL && !w->final && w->p <= c->before_end + 1 ? open : w->p;
}

/* Not a mark on Latin, at which a walk stops, nor a look-alike behind a letter or digit of ASCII, which reads in any word. */
int nw_is_kept_by_word(const nw_look *look, size_t at) {
  unsigned kind;
  const unsigned char *p = look->data + (at - look->base);
  if (next_kind(p, look->data + (look->end - look->base), &kind) == 0 || kind == READING_KIND_ASKED) return 0;
  if (kind == READING_KIND_MARK) return is_plain_mark(look->data, p);
  return kind < READING_KIND_LOOK || p == look->data || !nw_is_alnum(p[-1]);
}

size_t nw_words_kept(const nw_look *look, size_t at) {
  nw_look back = *look;
  int whole;
  const unsigned char *data = look->data, *here = data + (at - look->base), *end = data + (look->end - look->base);
  const unsigned char *from = word_start(data, here, &whole);
  if (!whole) return at;
  walk w = { data, from, end, NULL, look->final, 0 };
  company c = { .look = &back, .start = look->base + (size_t)(from - data), .behind_dense = NOT_KNOWN };
  if (from > data + 1 && (from[-1] == ' ' || from[-1] == '/')) c.before_end = from - 1;
  const unsigned char *to = walk_on(&w, &c);
  return to > here ? look->base + (size_t)(to - data) : at;
}

/* ---- words of look-alikes ---- */

/* A word so far: look-alikes, and characters since the last that is none, and since the first look-alike that none is near. */
typedef struct alike { unsigned looks, since_other, since_needy; const unsigned char *needy; int whole; } alike;
enum { ALIKE_ASCII_MOST = 32 };  /* bytes of ASCII in a row: the next look-alike is a place of its own */

static alike no_word(int whole) { return (alike){ .since_other = NW_WORD_CHARS + 1, .whole = whole }; }

/* What a character is to a word of look-alikes. */
typedef enum alike_sort { ALIKE_GAP, ALIKE_JOINS, ALIKE_LOOK, ALIKE_OTHER } alike_sort;

static inline alike_sort sort_of_ascii(unsigned c) { return nw_is_alnum(c) ? ALIKE_OTHER : joins_word(c) ? ALIKE_JOINS : ALIKE_GAP; }

static inline alike_sort sort_of(uint32_t cp) {
  switch (cp < 0x80 ? READING_SAME : entry_of(cp)->klass) {
    case READING_SAME:
      if (cp < 0x80) return sort_of_ascii(cp);
      return nw_word_class_of(cp) == NW_WORD_PART || nw_word_class_of(cp) == NW_WORD_MARK ? ALIKE_OTHER : ALIKE_GAP;
    case READING_LOOK: return ALIKE_LOOK;
    case READING_SOFT: case READING_STYLE: case READING_LETTER: case READING_DIGIT: return ALIKE_OTHER;
    case READING_SIGN: return ALIKE_GAP;
    default: return ALIKE_JOINS;
  }
}

/* Takes the character at `p`; 0 when a look-alike has nothing else near: it is to be asked about. */
static inline int take_char(alike *word, const unsigned char *p, alike_sort sort) {
  if (sort == ALIKE_GAP) {
    int alone = word->needy == NULL || (word->whole && word->looks < 2);
    if (alone) *word = no_word(1);
    return alone;
  }
  if (sort == ALIKE_LOOK) {
    word->looks++;
    if (word->needy == NULL && word->since_other > NW_WORD_CHARS) word->needy = p, word->since_needy = 0;
  } else if (sort == ALIKE_OTHER) {
    word->needy = NULL;
    word->since_other = 0;
  }
  word->since_other++;
  return word->needy == NULL || ++word->since_needy < NW_WORD_CHARS;
}

size_t nw_words_of_letters(const nw_look *look, size_t at) {
  const unsigned char *data = look->data, *here = data + (at - look->base), *end = data + (look->end - look->base);
  uint32_t cp;
  int whole;
  unsigned ascii = 0;
  const unsigned char *p = word_start(data, here, &whole);
  alike word = no_word(whole);
  for (unsigned step; p < end && (step = next_char(p, end, &cp)) > 0; p += step) {
    if (!take_char(&word, p, sort_of(cp))) break;
    ascii = cp < 0x80 ? ascii + 1 : 0;
    if (ascii >= ALIKE_ASCII_MOST && word.needy == NULL) break;
  }
  if (word.needy != NULL && !(p == end && look->final && word.whole && word.looks < 2)) p = word.needy;
  return p > here ? look->base + (size_t)(p - data) : at;
}
