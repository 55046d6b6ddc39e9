/* term.c - bytes to terms; see term.h. A code point either goes on with the term in hand, waits to see what follows (an apostrophe,
 * a point, a comma), or ends it. */
#include "detect/lex/term.h"

#include <string.h>

#include "base/eight.h"
#include "base/hash.h"
#include "base/slice.h"
#include "detect/lex/stop.h"
#include "text/fold.h"
#include "text/utf8.h"

uint32_t nw_term_hash(const char *text, size_t len, uint32_t kind) {
  return (uint32_t)(nw_hash64(text, len, kind) >> 32);
}

void nw_term_name(nw_term *t) {
  char stem[NW_TERM_BYTES];
  t->flags |= nw_stop_flags(t->text, t->len);
  memcpy(stem, t->text, t->len);
  t->stem_len = (uint8_t)((t->flags & NW_TERM_NUMBER) ? t->len : nw_stem(stem, t->len));
  t->hash = nw_term_hash(stem, t->stem_len, 0);
}

static void finish(nw_term_reader *r, nw_term_fn *give, void *user) {
  nw_term *t = &r->term;
  r->pending = 0;
  if (t->len == 0) return;
  if (r->letters >= 2 && r->capitals == r->letters) t->flags |= NW_TERM_UPPER;
  if (!r->bare) nw_term_name(t);
  give(user, t);
  memset(t, 0, sizeof *t);
  r->capitals = r->letters = 0;
  r->sentence = 0;
}

static void append(nw_term *t, const char *bytes, unsigned len) {
  if (t->len + len > NW_TERM_BYTES) return;
  memcpy(t->text + t->len, bytes, len);
  t->len = (uint8_t)(t->len + len);
}

static void append_ascii(nw_term_reader *r, unsigned char c) {
  char lower = (char)nw_to_lower(c);
  r->letters = (uint8_t)(r->letters + (r->letters < 255));
  r->capitals = (uint8_t)(r->capitals + ((unsigned char)lower != c && r->capitals < 255));
  append(&r->term, &lower, 1);
}

static void append_letter(nw_term_reader *r, uint32_t cp) {
  uint32_t folded[3];
  if (cp < 0x80) {
    append_ascii(r, (unsigned char)cp);
    return;
  }
  unsigned count = nw_fold_case(cp, folded);
  r->letters = (uint8_t)(r->letters + (r->letters < 255));
  r->capitals = (uint8_t)(r->capitals + (folded[0] != cp && r->capitals < 255));
  for (unsigned i = 0; i < count; i++) {
    char bytes[4];
    append(&r->term, bytes, nw_utf8_encode(folded[i], bytes));
  }
}

/* What stood behind the term in hand turns out to stand between: an apostrophe joins letters, a point or comma digits. */
static void join_pending(nw_term_reader *r, uint32_t cp, nw_term_fn *give, void *user) {
  int digit = cp < 0x80 && nw_is_digit(cp), after = nw_is_digit((unsigned char)r->term.text[r->term.len - 1]);
  if (r->pending == '\'' ? !digit : digit && after) {
    if (r->pending == '.') append(&r->term, ".", 1);
    r->pending = 0;
  } else {
    finish(r, give, user);
  }
}

static void take_word(nw_term_reader *r, uint32_t cp, size_t start, size_t end, nw_term_fn *give, void *user) {
  nw_term *t = &r->term;
  if (t->len > 0 && r->pending != 0) join_pending(r, cp, give, user);
  if (t->len == 0) {
    t->start = start;
    if (r->sentence) t->flags |= NW_TERM_SENTENCE;
    if (cp < 0x80 && nw_is_digit(cp)) t->flags |= NW_TERM_NUMBER;
  }
  append_letter(r, cp);
  if (r->letters == 1 && r->capitals == 1) t->flags |= NW_TERM_CAPITAL;
  t->end = end;
}

static int ends_sentence(uint32_t cp) {
  return cp == '.' || cp == '!' || cp == '?' || cp == '\n' || cp == ':' || cp == 0x3002;
}

static void take_other(nw_term_reader *r, uint32_t cp, nw_term_fn *give, void *user) {
  int apostrophe = cp == '\'' || cp == 0x2019;
  if (r->term.len > 0 && r->pending == 0 && (apostrophe || cp == '.' || cp == ',')) {
    r->pending = (uint8_t)(apostrophe ? '\'' : cp);
    return;
  }
  uint8_t pending = r->pending;
  finish(r, give, user);
  if (pending == '.' || ends_sentence(cp)) r->sentence = 1;
}

static void take(nw_term_reader *r, uint32_t cp, size_t start, size_t end, nw_term_fn *give, void *user) {
  nw_word_class klass = cp < 0x80 ? (nw_is_alnum(cp) ? NW_WORD_PART : NW_WORD_NONE) : nw_word_class_of(cp);
  if (klass == NW_WORD_PART) {
    take_word(r, cp, start, end, give, user);
  } else if (klass == NW_WORD_SINGLE) {
    uint8_t sentence = r->sentence || r->pending == '.';
    finish(r, give, user);
    r->sentence = sentence;
    take_word(r, cp, start, end, give, user);
    r->term.flags |= NW_TERM_SINGLE;
    finish(r, give, user);
  } else if (klass == NW_WORD_MARK && r->term.len > 0) {
    r->term.end = end;  /* accents are not kept apart, but belong to the word */
  } else {
    take_other(r, cp, give, user);
  }
}

/* Lower-case ASCII behind a term in hand with nothing pending: most of a text. Returns how many bytes of it there are. */
static size_t take_plain(nw_term_reader *r, const unsigned char *data, size_t len) {
  nw_term *t = &r->term;
  size_t taken = 0, room = NW_TERM_BYTES - (size_t)t->len, kept = len < room ? len : room;
  char *text = t->text + t->len;
  for (; taken < kept && nw_is_lower(data[taken]); taken++) text[taken] = (char)data[taken];
  t->len = (uint8_t)(t->len + taken);
  while (taken < len && nw_is_lower(data[taken])) taken++;
  r->letters = (uint8_t)(r->letters + taken < 255 ? r->letters + taken : 255);
  t->end += taken;
  return taken;
}

/* The ASCII letters at `data` become the term in hand, where none is: most of a text. Returns how many; 0: it is something else. */
static size_t take_letters(nw_term_reader *r, const unsigned char *data, size_t len, size_t at) {
  nw_eight_word word;
  nw_term *t = &r->term;
  if (len < NW_EIGHT_WORD_SEEN || !nw_eight_read_word(data, &word)) return 0;
  for (unsigned i = 0; i < 3; i++) nw_store_le(t->text + 8 * i, word.small[i]);
  t->start = at;
  t->end = at + word.len;
  t->len = r->letters = (uint8_t)word.len;
  r->capitals = (uint8_t)word.capitals;
  t->flags = (uint8_t)((r->sentence ? NW_TERM_SENTENCE : 0) | (nw_is_upper(data[0]) ? NW_TERM_CAPITAL : 0));
  return word.len;
}

/* Decodes what is held back with the next byte; what cannot become a code point counts byte by byte. */
static void take_held(nw_term_reader *r, unsigned char c, size_t at, nw_term_fn *give, void *user) {
  uint32_t cp;
  r->held[r->held_len++] = c;
  while (r->held_len > 0) {
    unsigned len = nw_utf8_decode(r->held, r->held_len, &cp);
    if (len == 0) return;
    size_t start = at + 1 - r->held_len;
    take(r, cp, start, start + len, give, user);
    r->held_len = (uint8_t)(r->held_len - len);
    memmove(r->held, r->held + len, r->held_len);
  }
}

void nw_term_begin(nw_term_reader *r) {
  memset(r, 0, sizeof *r);
  r->sentence = 1;
}

void nw_term_begin_bare(nw_term_reader *r) {
  nw_term_begin(r);
  r->bare = 1;
}

size_t nw_term_push_one(nw_term_reader *r, const unsigned char *data, size_t len, size_t at, nw_term_fn *give, void *user) {
  size_t i = 0;
  do {
    size_t letters = nw_term_idle(r) ? take_letters(r, data + i, len - i, at + i) : 0;
    if (letters == 0) {
      letters = 1;
      if (r->held_len > 0 || data[i] >= 0x80) take_held(r, data[i], at + i, give, user);
      else if (data[i] == ' ' && r->pending == 0) finish(r, give, user);
      else if (nw_is_lower(data[i]) && r->term.end == at + i && r->term.len > 0 && r->pending == 0)
        letters = take_plain(r, data + i, len - i);
      else take(r, data[i], at + i, at + i + 1, give, user);
    }
    i += letters;
  } while (i < len && !nw_term_idle(r));
  return i;
}

void nw_term_push(nw_term_reader *r, const unsigned char *data, size_t len, size_t at, nw_term_fn *give, void *user) {
  for (size_t i = 0; i < len;) i += nw_term_push_one(r, data + i, len - i, at + i, give, user);
}

void nw_term_end(nw_term_reader *r, nw_term_fn *give, void *user) {
  r->held_len = 0;  /* a code point that was cut off is no letter */
  finish(r, give, user);
  r->sentence = 1;
}
