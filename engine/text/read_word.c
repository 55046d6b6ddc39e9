#include "text/reading.h"
#include "text/read_word.h"

#include "base/slice.h"
#include "text/fold.h"
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

/* Is the word in front of the last blank before `at` dense? */
static int is_behind_dense(nw_look *look, size_t at) {
  uint32_t cp;
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

/* ---- words in a row ---- */

/* A walk over words from `p` on. Look-alikes and letters with marks read as their words say: those from `needy` on are not decided. */
typedef struct walk {
  const unsigned char *data, *p, *end, *needy;
  int      final;
  unsigned chars;    /* of the word that was read last */
  unsigned marks;    /* in a row, on a base that is not Latin */
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
    step = nw_utf8_decode_back(data, p, &cp);
    if (!count_char(&word, cp, entry_of(cp))) break;
  }
  *whole = n < NW_WORD_CHARS;
  return p;
}

static unsigned next_char(const unsigned char *p, const unsigned char *end, uint32_t *cp) {
  if (*p >= 0x80) return nw_utf8_next(p, (size_t)(end - p), cp);
  *cp = *p;
  return 1;
}

enum { MARKS_MOST = 2 };

/* Its word says whether it is read. */
static int is_needy(const reading_entry_t *entry) {
  return entry->klass == READING_SOFT || entry->klass == READING_LOOK || entry->klass == READING_STYLE;
}

/* Does it read as it is, whatever its word is or as its word says? Marks do on what is not Latin, MARKS_MOST of them. */
static int is_decided(walk *w, uint32_t cp, const reading_entry_t *entry) {
  if (cp >= 0x80 && entry->klass == READING_MARK) return w->marks++ < MARKS_MOST;
  w->marks = cp >= 0x80 && (entry->klass == READING_SAME || entry->klass == READING_STYLE) ? 0 : MARKS_MOST;
  return cp < 0x80 || entry->klass == READING_SAME || is_needy(entry);
}

/* Reads the word at w->p, to its end or to what has to be asked about. Of a long one only the letters near that are not decided. */
static void walk_word(walk *w, nw_word_kind *word) {
  uint32_t cp;
  *word = (nw_word_kind){ .plain = 1 };
  w->needy = NULL;
  for (w->chars = 0; w->p < w->end; w->chars++) {
    unsigned step = next_char(w->p, w->end, &cp);
    const reading_entry_t *entry = step == 0 ? NULL : entry_of(cp);
    w->stopped = step == 0 || !is_decided(w, cp, entry);
    if (w->stopped || !count_char(word, cp, entry)) return;
    if (w->needy == NULL && is_needy(entry)) w->needy = w->p;
    w->p += step;
    if (w->chars < NW_WORD_CHARS || !(word->soft > 0 || nw_word_mixes(word) || (word->digit_looks && word->digits > 0))) continue;
    const unsigned char *near = chars_before(w->data, w->p, NW_WORD_CHARS + 1);
    if (w->needy < near) w->needy = near;
    w->stopped = 1;
    return;
  }
  w->stopped = !w->final;
}

/* What stands around a word. */
typedef struct company {
  nw_look *look;
  size_t   start;                  /* the walk began here */
  nw_word_kind before;             /* the word in front, which ends at `before_end` */
  const unsigned char *before_end;
  uint8_t  behind_dense;           /* the word in front of the last blank is dense: yes, no, not known yet */
  uint8_t  plain_ascii;            /* words in a row that are of ASCII alone */
} company;
enum { NOT_KNOWN = 2, ASCII_WORDS_MOST = 2 };

static int is_company_dense(company *c) {
  if (c->behind_dense == NOT_KNOWN) c->behind_dense = (uint8_t)is_behind_dense(c->look, c->start);
  return c->behind_dense;
}

/* The sign between the word in front and the one at `p`, if it is all there is; 0. */
static unsigned joint_at(const company *c, const unsigned char *p) {
  return c->before_end != NULL && p == c->before_end + 1 ? *c->before_end : 0;
}

/* Would a word, or its digits, be read: by what it is, or by what stands in front of it? */
static int is_read(const walk *w, const nw_word_kind *word, company *c, unsigned joint) {
  if (nw_word_mixes(word)) return 1;
  if (word->soft > 0 && (w->chars > NW_WORD_CHARS || nw_word_is_dense(word) || is_company_dense(c))) return 1;
  return word->digit_looks && (word->digits > 0 || ((joint == ' ' || joint == '/') && c->before.digits > 0));
}

/* May the word behind it, as far as it is known, make the word in front one that is read? */
static int is_before_read(const walk *w, const nw_word_kind *word, const company *c, unsigned joint) {
  if (joint == ' ' && c->before.soft > 0 &&
      (w->stopped || (w->chars > NW_WORD_CHARS && word->soft > 0) || nw_word_is_dense(word))) return 1;
  return (joint == ' ' || joint == '/') && c->before.digit_looks && (w->stopped || word->digits > 0);
}

/* A sign, a blank or a character of a script without words at w->p: steps over it. 0: a control, it has to be asked about. */
static int walk_gap(walk *w, company *c) {
  uint32_t cp;
  if (*w->p == ' ') c->behind_dense = 0;
  if ((*w->p < ' ' && *w->p != '\n' && *w->p != '\r' && *w->p != '\t') || *w->p == 0x7F) return 0;
  w->p += next_char(w->p, w->end, &cp);
  return 1;
}

/* Walks on from the beginning of a word; returns where the first code point stands that has to be asked about, or where text begins that
 * is ASCII. */
static const unsigned char *walk_on(walk *w, company *c) {
  const unsigned char *open = NULL;  /* of the word in front: what comes next decides */
  nw_word_kind word;
  while (w->p < w->end) {
    const unsigned char *from = w->p;
    unsigned joint = joint_at(c, from);
    walk_word(w, &word);
    if (open != NULL && (joint != 0 ? is_before_read(w, &word, c, joint) : w->stopped && from == c->before_end)) return open;
    if (joint != 0 || w->chars > 0) open = NULL;
    if (w->stopped || is_read(w, &word, c, joint)) return w->needy != NULL ? w->needy : w->p;
    if (w->chars == 0) {
      if (!walk_gap(w, c)) return w->p;
      continue;
    }
    c->plain_ascii = word.foreign + word.soft + word.looks > 0 ? 0 : c->plain_ascii + 1;
    if (c->plain_ascii == ASCII_WORDS_MOST) return w->p;
    open = w->needy;
    c->before = word;
    c->before_end = w->p;
  }
  return w->final || open == NULL ? w->p : open;
}

size_t nw_plain_words(const nw_look *look, size_t at) {
  nw_look back = *look;
  int whole;
  const unsigned char *data = look->data, *here = data + (at - look->base), *end = data + (look->end - look->base);
  const unsigned char *from = word_start(data, here, &whole);
  if (!whole) return at;
  walk w = { data, from, end, NULL, look->final, 0, MARKS_MOST, 0 };
  company c = { .look = &back, .start = look->base + (size_t)(from - data), .behind_dense = NOT_KNOWN };
  if (from > data + 1 && (from[-1] == ' ' || from[-1] == '/')) {
    if (from[-2] >= 0x80 || nw_is_alnum(from[-2])) c.before = nw_word_around(&back, c.start - 1);
    c.before_end = from - 1;
  }
  const unsigned char *to = walk_on(&w, &c);
  return to > here ? look->base + (size_t)(to - data) : at;
}

/* ---- words of look-alikes ---- */

/* A word so far: characters since the last that is no look-alike, and since the first look-alike that none is near. */
typedef struct alike { unsigned chars, looks, since_other, since_needy; const unsigned char *needy; int whole; } alike;

static alike no_word(int whole) { return (alike){ .since_other = NW_WORD_CHARS + 1, .whole = whole }; }

/* Takes the character at `p`; 0 when a look-alike has nothing else near: it is to be asked about. */
static int take_char(alike *word, const unsigned char *p, uint32_t cp, const reading_entry_t *entry) {
  nw_word_kind one = { .plain = 1 };
  if (!count_char(&one, cp, entry)) {
    int alone = word->needy == NULL || (word->whole && word->looks < 2);
    if (alone) *word = no_word(1);
    return alone;
  }
  if (one.looks > 0 && !one.styled) {
    word->looks++;
    if (word->needy == NULL && word->since_other > NW_WORD_CHARS) word->needy = p, word->since_needy = 0;
  } else if (one.foreign + one.latin + one.soft + one.digits + one.styled > 0) {
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
  const unsigned char *p = word_start(data, here, &whole);
  alike word = no_word(whole);
  for (unsigned step; p < end && (step = next_char(p, end, &cp)) > 0; p += step)
    if (!take_char(&word, p, cp, entry_of(cp))) break;
  if (word.needy != NULL && !(p == end && look->final && word.whole && word.looks < 2)) p = word.needy;
  return p > here ? look->base + (size_t)(p - data) : at;
}
