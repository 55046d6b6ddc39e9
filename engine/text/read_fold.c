/* text/read_fold.c - code points in disguise: what each reads as, and when.
 *
 *   １２３            123        full width, mathematical, enclosed letters, digits of every script: always
 *   pаypаl (Cyrillic) paypal     look-alikes: in a word that mixes scripts; next to digits as digits
 *   ígñóŕé            ignore     Latin letters with marks: in words that have many (half of the world's spelling has some)
 *   a ZWSP b          ab         what shows nothing, marks on Latin letters: dropped
 *   x BS              (nothing)  deleted characters, with what deletes them
 *   😀 + selectors    😀text     bytes as what shows nothing: decoded (read_hidden.c)
 *
 * A place is a run of such code points; in a word that mixes it reaches to the word's end. Tables: grammar/tables/reading.py.
 * No state; a refusal or an answer looks at a word, at most NW_WORD_CHARS to each side.
 */
#include <string.h>

#include "base/slice.h"
#include "text/company.h"
#include "text/fold.h"
#include "text/read_hidden.h"
#include "text/read_part.h"
#include "text/read_word.h"
#include "text/utf8.h"

enum { RUN_CHARS = 64, ESCAPE_BYTES = 32, DELETED_CHARS = 4 };

unsigned nw_code_point_reads(uint32_t cp, char out[8], unsigned *len) {
  const reading_entry_t *entry = nw_reading_entry(cp);
  *len = entry->len < 8 ? entry->len : 8;
  for (unsigned i = 0; i < *len; i++) {
    out[i] = (char)reading_text[entry->text + i];
    if ((unsigned char)out[i] >= 0x80) return NW_READS_ITSELF;
  }
  switch (entry->klass) {
    case READING_LETTER:
    case READING_DIGIT:
    case READING_SIGN: return *len > 0 ? NW_READS_ALWAYS : NW_READS_ITSELF;
    case READING_SOFT: return *len > 0 ? NW_READS_SOFT : NW_READS_ITSELF;
    case READING_LOOK: return *len > 0 ? NW_READS_LIKE : NW_READS_ITSELF;
    case READING_DROP:
    case READING_SELECTOR:
    case READING_TAG: return NW_READS_NOTHING;
    default: return NW_READS_ITSELF;
  }
}

static void add_entry(nw_passage *place, const reading_entry_t *entry, size_t in_len) {
  nw_passage_add(place, (const char *)reading_text + entry->text, entry->len, in_len);
}

/* A letter or digit, or reads as one. */
static int is_wordy(uint32_t cp, const reading_entry_t *entry) {
  if (cp < 0x80) return nw_is_alnum(cp);
  return entry->klass == READING_SAME ? nw_word_class_of(cp) == NW_WORD_PART : entry->klass <= READING_DIGIT &&
         entry->klass != READING_SIGN;
}

/* ---- letters or digits ---- */

/* What comes first on a side. */
typedef enum side { SIDE_NOTHING, SIDE_DIGIT, SIDE_LETTER, SIDE_FOREIGN /* a letter that no digit is taken for */ } side;

/* On this side, stepping over look-alikes; and over one sign when `far`. */
static side side_of(nw_look *look, size_t pos, int forward, int far) {
  uint32_t cp;
  for (unsigned n = 0; n < NW_WORD_CHARS / 2; n++) {
    unsigned step = forward ? nw_look_char(look, pos, &cp) : nw_look_char_before(look, pos, &cp);
    if (step == 0) return SIDE_NOTHING;
    if (nw_is_digit(cp)) return SIDE_DIGIT;
    if (nw_is_alpha(cp)) return SIDE_LETTER;
    if (cp < 0x80) {
      if (!far || !(cp == ' ' || cp == '-' || cp == '.' || cp == '/')) return SIDE_NOTHING;
      far = 0;
    } else if (nw_reading_entry(cp)->digit == 0) {
      return nw_word_class_of(cp) == NW_WORD_PART ? SIDE_FOREIGN : SIDE_NOTHING;
    }
    pos = forward ? pos + step : pos - step;
  }
  return SIDE_NOTHING;
}

/* Does the character [at, after) that looks like a digit stand among digits? What is glued to it says more than what is near: the end of
 * a word does not. */
static int among_digits(nw_look *look, size_t at, size_t after, int may_be_far) {
  side before = side_of(look, at, 0, 0), behind = side_of(look, after, 1, 0);
  if (before == SIDE_DIGIT || before == SIDE_LETTER) return before == SIDE_DIGIT;
  if (behind == SIDE_DIGIT || behind == SIDE_LETTER) return behind == SIDE_DIGIT;
  if (!may_be_far || before == SIDE_FOREIGN || behind == SIDE_FOREIGN) return 0;
  return side_of(look, at, 0, 1) == SIDE_DIGIT || side_of(look, after, 1, 1) == SIDE_DIGIT;
}

/* Beside a letter that looks like a digit: then a digit of another script was chosen for its looks, too. */
static int is_beside_look(nw_look *look, size_t at, size_t after) {
  uint32_t cp;
  for (int forward = 0; forward < 2; forward++) {
    unsigned step = forward ? nw_look_char(look, after, &cp) : nw_look_char_before(look, at, &cp);
    if (step > 0 && cp >= 0x80 && nw_reading_entry(cp)->digit != 0 && nw_reading_entry(cp)->klass != READING_DIGIT) return 1;
  }
  return 0;
}

/* A digit whose value is what it looks like, as most are: it reads so wherever it stands. */
static int is_own_digit(const reading_entry_t *entry) {
  return entry->klass == READING_DIGIT && entry->len == 1 && (char)reading_text[entry->text] == entry->digit;
}

/* Is the character [at, after) taken for the digit that it looks like? */
static int reads_as_digit(nw_look *look, size_t at, size_t after, const reading_entry_t *entry) {
  const int is_digit = entry->klass == READING_DIGIT;
  return (is_digit && is_beside_look(look, at, after)) || among_digits(look, at, after, !is_digit);
}

/* ---- flags ---- */

/* Three and more regional indicators, or two with something invisible between: letters. Else it is a flag. */
static int read_regional(nw_look *look, size_t at, nw_passage *place) {
  size_t pos = at;
  uint32_t cp;
  unsigned count = 0, drops = 0, step;
  for (unsigned n = 0; n < RUN_CHARS && (step = nw_look_char(look, pos, &cp)) > 0; n++) {
    const reading_entry_t *entry = nw_reading_entry(cp);
    if (entry->klass == READING_REGIONAL) add_entry(place, entry, step), count++;
    else if (entry->klass == READING_DROP) nw_passage_add(place, "", 0, step), drops++;
    else break;
    pos += step;
  }
  return count >= 3 || (count == 2 && drops > 0);
}

/* ---- marks, controls ---- */

/* The character that the marks at `at` stand on, and how many there are before `at`. */
static uint32_t mark_base(nw_look *look, size_t at, unsigned *marks) {
  uint32_t cp = 0;
  unsigned step;
  for (*marks = 0; *marks < RUN_CHARS && (step = nw_look_char_before(look, at, &cp)) > 0; (*marks)++) {
    if (nw_reading_entry(cp)->klass != READING_MARK) return cp;
    at -= step;
  }
  return 0;
}

static unsigned read_marks(nw_look *look, size_t at, nw_passage *place) {
  unsigned count = 0, step;
  uint32_t cp, base = mark_base(look, at, &count);
  size_t pos = at;
  for (; count < RUN_CHARS && (step = nw_look_char(look, pos, &cp)) > 0; count++, pos += step)
    if (nw_reading_entry(cp)->klass != READING_MARK) break;
  unsigned of = nw_reading_entry(base)->klass;
  int latin = base < 0x80 || (of != READING_SAME && of != READING_STYLE);
  if (!latin && count < 3) return 0;
  if (count >= 3) place->hidden = 1;
  nw_passage_add(place, "", 0, pos - at);
  return (unsigned)(pos - at);
}

/* The end of an escape sequence of a terminal (ECMA-48): CSI and its final byte, or one byte. */
static size_t escape_end(nw_look *look, size_t at) {
  size_t pos = at + 1;
  if (nw_look_at(look, pos) != '[') return pos;
  for (pos++; pos < at + ESCAPE_BYTES; pos++) {
    int c = nw_look_at(look, pos);
    if (c < 0x20 || c > 0x7E) return pos;
    if (c >= 0x40) return pos + 1;
  }
  return pos;
}

static int is_deletion(int c) { return c == '\b' || c == 0x7F; }

/* A run of deletions at `at`: it takes the characters before with it. */
static int read_deletions(nw_look *look, size_t at, nw_passage *place) {
  size_t pos = at, start = at;
  unsigned count = 0;
  uint32_t cp;
  for (; count < DELETED_CHARS && is_deletion(nw_look_at(look, pos)); count++) pos++;
  for (unsigned n = 0; n < count; n++) {
    unsigned step = nw_look_char_before(look, start, &cp);
    if (step == 0 || cp == '\n') break;
    if (start < look->floor + step) {  /* too far, or behind a place of deletions */
      if (start + NW_PLACE_BACK_BYTES < at + step || cp == ' ' || is_deletion((int)cp)) nw_look_limit(look, NW_LIMIT_ID_PLACE_BACK_BYTES);
      break;
    }
    start -= step;
  }
  nw_passage_begin(place, start);
  nw_passage_add(place, "", 0, pos - start);
  place->hidden = 1;
  return 1;
}

/* Inside a word or a number: control characters elsewhere are what files are made of. */
static int is_inside(nw_look *look, size_t at) {
  uint32_t cp;
  int next = nw_look_at(look, at + 1);
  return next >= 0 && (nw_is_alnum((unsigned)next) || next >= 0x80) && nw_look_char_before(look, at, &cp) > 0 &&
         (cp >= 0x80 || nw_is_alnum(cp));
}

static int read_control(nw_look *look, size_t at, nw_passage *place) {
  int c = nw_look_at(look, at);
  if (is_deletion(c)) return read_deletions(look, at, place);
  if (c == 0 || (c != 0x1B && !is_inside(look, at))) return 0;
  size_t end = c == 0x1B ? escape_end(look, at) : at + 1;
  place->hidden = c == 0x1B;
  nw_passage_add(place, "", 0, end - at);
  return 1;
}

/* ---- a run ---- */

/* The walk through a place. */
typedef struct fold_run {
  nw_look  *look;
  nw_passage *place;
  size_t    pos;
  size_t    word_from, word_end;  /* the word that was looked at last */
  uint8_t   reads_looks, reads_soft;
} fold_run;

static void see_word(fold_run *run) {
  if (run->pos < run->word_end && run->pos >= run->word_from) return;
  nw_word_kind word = nw_word_around(run->look, run->pos);
  run->word_from = run->pos;
  run->word_end = word.end > run->pos ? word.end : run->pos + 1;
  run->reads_looks = (uint8_t)nw_word_mixes(&word);
  run->reads_soft = word.soft > 0 &&
                    (run->reads_looks || nw_word_is_dense(&word) || nw_word_is_near_dense(run->look, run->pos, &word));
}

/* Signs read next to what reads as a letter or digit; dashes and spaces next to a digit. */
static int sign_counts(const fold_run *run, const reading_entry_t *entry, size_t after) {
  char c = (char)reading_text[entry->text];
  int digits = entry->len == 1 && (c == '-' || c == ' ');
  uint32_t cp;
  for (int forward = 0; forward < 2; forward++) {
    unsigned step = forward ? nw_look_char(run->look, after, &cp) : nw_look_char_before(run->look, run->pos, &cp);
    if (step == 0) continue;
    const reading_entry_t *beside = nw_reading_entry(cp);
    if (digits ? nw_is_digit(cp) || beside->klass == READING_DIGIT : cp < 0x80 ? nw_is_alnum(cp) : is_wordy(cp, beside) &&
        beside->klass != READING_SAME) return 1;
  }
  return 0;
}

/* A symbol that looks like a letter, among digits or once more behind the next character: 4×0, i‖g‖n. */
static int is_separator(nw_look *look, size_t at, uint32_t symbol, unsigned step) {
  uint32_t cp, other = 0;
  if (among_digits(look, at, at + step, 0)) return 1;
  unsigned next = nw_look_char(look, at + step, &cp), before = nw_look_char_before(look, at, &cp);
  if (next > 0 && nw_look_char(look, at + step + next, &other) > 0 && other == symbol) return 1;
  return before > 0 && nw_look_char_before(look, at - before, &other) > 0 && other == symbol;
}

/* The character at run->pos: how many bytes were read into the place, 0 none. */
static unsigned read_char(fold_run *run, uint32_t cp, unsigned step) {
  const reading_entry_t *entry = nw_reading_entry(cp);
  nw_passage *place = run->place;
  if (cp < 0x80) return 0;
  if (entry->digit != 0 && !is_own_digit(entry) && reads_as_digit(run->look, run->pos, run->pos + step, entry)) {
    nw_passage_add(place, &entry->digit, 1, step);
    return step;
  }
  switch (entry->klass) {
    case READING_LETTER:
    case READING_DIGIT: add_entry(place, entry, step); return step;
    case READING_SOFT:
      see_word(run);
      if (!run->reads_soft) return 0;
      add_entry(place, entry, step);
      return step;
    case READING_STYLE:
    case READING_LOOK:
      if (nw_word_class_of(cp) == NW_WORD_NONE && is_separator(run->look, run->pos, cp, step)) return 0;
      see_word(run);
      if (!run->reads_looks) return 0;
      add_entry(place, entry, step);
      return step;
    case READING_SIGN:
      if (!sign_counts(run, entry, run->pos + step)) return 0;
      add_entry(place, entry, step);
      return step;
    case READING_DROP: nw_passage_add(place, "", 0, step); return step;
    case READING_MARK: return read_marks(run->look, run->pos, place);
    default: return 0;
  }
}

/* Behind so many marks none is read any more: where those end that stand there. */
static size_t marks_refused(nw_look *look, size_t at) {
  unsigned marks;
  if (nw_look_before(look, at) < 0x80) return at;
  const unsigned char *p = look->data + (at - look->base), *end = look->data + (look->end - look->base);
  (void)mark_base(look, at, &marks);
  uint32_t cp;
  for (unsigned step; marks >= RUN_CHARS && p < end && (step = nw_utf8_next(p, (size_t)(end - p), &cp)) > 0; p += step)
    if (nw_reading_entry(cp)->klass != READING_MARK) break;
  return look->base + (size_t)(p - look->data);
}

/* Does what reads as itself belong to the place: inside a word that is read, or a letter or two in front of the next in disguise? A
 * finding of its own, as many marks in a row are, is a place of its own. */
static int is_within(const fold_run *run, uint32_t cp) {
  uint32_t next, after;
  size_t pos = run->pos;
  if (pos < run->word_end) return cp < 0x80 ? nw_is_alnum(cp) : nw_reading_entry(cp)->klass == READING_SAME;
  if (!nw_is_alnum(cp) || run->place->hidden) return 0;
  int c = nw_look_at(run->look, ++pos);
  if (c >= 0 && nw_is_alnum((unsigned)c)) c = nw_look_at(run->look, ++pos);
  if (c < 0x80) return 0;
  unsigned step = nw_look_char(run->look, pos, &next);
  return nw_reading_entry(next)->klass != READING_MARK || nw_look_char(run->look, pos + step, &after) == 0 ||
         nw_reading_entry(after)->klass != READING_MARK;
}

/* Right behind a place the next word is likely to be read, too: nobody asks first how far words are kept. */
static int follows_place(const nw_look *look, size_t at) {
  enum { NEAR_BYTES = 3 };
  return look->floor + NEAR_BYTES >= at;
}

static int read_run(nw_look *look, size_t at, nw_passage *place) {
  if (!follows_place(look, at) && nw_is_kept_by_word(look, at) && (place->refused = nw_words_kept(look, at)) > at) return 0;
  fold_run run = { look, place, at, 0, 0, 0, 0 };
  unsigned changed = 0;
  for (unsigned n = 0; n < RUN_CHARS; n++) {
    uint32_t cp;
    unsigned step = nw_look_char(look, run.pos, &cp);
    if (step == 0) break;
    unsigned done = read_char(&run, cp, step);
    if (done == 0 && (changed == 0 || !is_within(&run, cp))) break;
    if (done == 0) {
      nw_passage_add(place, (const char *)look->data + (run.pos - look->base), step, step);
      done = step;
    } else {
      changed++;
    }
    run.pos += done;
  }
  return changed > 0;
}

static int read_fold(nw_look *look, size_t at, nw_passage *place) {
  uint32_t cp;
  if (nw_look_char(look, at, &cp) == 0) return 0;
  if (cp < 0x80) return read_control(look, at, place);
  if (cp == NW_UTF8_BAD) return 0;
  if (nw_is_hidden_bit(cp) && nw_read_hidden_bits(look, at, place)) return 1;
  if (look->goes_on && !(look->goes_on == NW_HIDDEN_BYTES_GO_ON && nw_is_hidden_byte(cp))) return 0;
  switch (nw_reading_entry(cp)->klass) {
    case READING_SELECTOR:
    case READING_TAG: return nw_read_hidden_bytes(look, at, place);
    case READING_REGIONAL: return read_regional(look, at, place);
    case READING_MARK: if ((place->refused = marks_refused(look, at)) > at) return 0;  /* fall through */
    default: return read_run(look, at, place);
  }
}

static uint64_t fold_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  return nw_company_spots(here, next, before) | here->odd;
}

static int fold_may(const unsigned char *p, const unsigned char *from) { return !nw_is_plain_cyrillic(p, from); }

const nw_rewrite nw_rewrite_fold = { "fold", "fold", NW_FOR_ALL, fold_spots, read_fold, fold_may, NW_CALM_HIGH, 0, NW_TOLD_CHARS };

/* ---- words that are look-alikes as a whole ---- */

static int refuse_skeleton(const nw_look *look, size_t at, nw_passage *place) {
  place->refused = nw_words_of_letters(look, at);
  return 0;
}

static int read_skeleton(nw_look *look, size_t at, nw_passage *place) {
  uint32_t cp;
  unsigned step = nw_look_char(look, at, &cp);
  if (step == 0 || nw_reading_entry(cp)->klass != READING_LOOK) return refuse_skeleton(look, at, place);
  nw_word_kind word = nw_word_around(look, at);
  if (word.foreign + word.latin + word.soft + word.digits > 0 || word.looks < 2 || !word.plain || word.scripts_mix || word.styled)
    return refuse_skeleton(look, at, place);
  for (size_t pos = at; pos < word.end && (step = nw_look_char(look, pos, &cp)) > 0; pos += step) {
    const reading_entry_t *entry = nw_reading_entry(cp);
    if (entry->klass == READING_LOOK) add_entry(place, entry, step);
    else nw_passage_add(place, (const char *)look->data + (pos - look->base), step, step);
  }
  return 1;
}

static uint64_t skeleton_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  (void)next;
  (void)before;
  return here->lead;
}

const nw_rewrite nw_rewrite_skeleton = { "skeleton", "skeleton", NW_FOR_WORD, skeleton_spots, read_skeleton, NULL, NW_CALM_HIGH, 0, 0 };
