/* detect/attack/words.c - see words.h. */
#include <string.h>

#include "base/eight.h"
#include "base/hash.h"
#include "detect/attack/tells.h"
#include "text/fold.h"
#include "text/rewrite.h"
#include "text/utf8.h"

void nw_attack_words_begin(nw_attack_words *words, nw_attack_take_word take, void *self) {
  memset(words, 0, sizeof *words);
  words->take = take;
  words->self = self;
  words->first = 1;
}

/* Digits among letters are letters: 1gn0re. */
static void read_digits(nw_attack_words *words) {
  static const char letters[] = "oizeasgtbg";
  for (unsigned i = 0; i < words->len; i++)
    if (words->text[i] >= '0' && words->text[i] <= '9') words->text[i] = (uint8_t)letters[words->text[i] - '0'];
}

/* Eight bytes at a time; what is behind the word is 0. */
static uint64_t hash_of(const nw_attack_words *words) {
  uint64_t hash = nw_attack_word_hash(nw_load_le(words->text, 8), nw_load_le(words->text + 8, 8), words->len);
  for (unsigned i = 16; i < words->len; i += 8) hash = nw_mix64(hash ^ nw_load_le(words->text + i, 8));
  return hash;
}

/* The open word is over; `c` stands behind it. */
static void close_word(nw_attack_words *words, unsigned c) {
  words->joint = 0;
  if (words->len == 0) return;
  if (words->digits < words->len) {
    if (words->digits > 0) read_digits(words);
    const nw_attack_word word = { nw_tells_sense(hash_of(words)), ++words->number, words->start, words->end,
                                  words->word_first, words->word_quoted, c == ':' };
    words->take(words->self, &word);
  }
  memset(words->text, 0, sizeof words->text);
  words->len = words->digits = 0;
}

static void open_word(nw_attack_words *words, size_t at) {
  words->start = at;
  words->word_first = words->first;
  words->word_quoted = words->quoted;
  words->first = words->quoted = 0;
}

static void add_letter(nw_attack_words *words, uint8_t c, size_t at, size_t end) {
  if (words->len == 0) open_word(words, at);
  words->end = end;
  words->joint = 0;
  if (words->len == NW_ATTACK_WORD_BYTES) return;
  words->text[words->len++] = c;
  words->digits += c >= '0' && c <= '9';
}

/* What is neither letter nor digit. */
static void add_sign(nw_attack_words *words, unsigned c) {
  if (words->len > 0 && !words->joint && (c == '\'' || c == '_')) {
    words->joint = 1;
    return;
  }
  if (words->joint && c != ' ' && c != '\n') c = ' ';
  close_word(words, c);
  nw_attack_words_sign(words, c);
}

static void add_ascii(nw_attack_words *words, uint8_t c, size_t at, size_t end) {
  uint8_t lower = c | 0x20;
  if (lower >= 'a' && lower <= 'z') add_letter(words, lower, at, end);
  else if (c >= '0' && c <= '9') add_letter(words, c, at, end);
  else add_sign(words, c == '\t' || c == '\r' ? ' ' : c);
}

static int is_quotation(uint32_t cp) {
  return cp == 0x201C || cp == 0x201D || cp == 0x201E || cp == 0x2018 || cp == 0xAB || cp == 0xBB || cp == 0x300C;
}

static void add_code_point(nw_attack_words *words, uint32_t cp, size_t at, size_t end) {
  char look[8];
  uint32_t folded[3];
  unsigned len = 0, kind = nw_code_point_reads(cp, look, &len);
  if (kind == NW_READS_NOTHING) return;
  if (cp == 0x2019 || is_quotation(cp)) {
    add_sign(words, cp == 0x2019 ? '\'' : '"');
  } else if (kind != NW_READS_ITSELF) {
    for (unsigned i = 0; i < len; i++) add_ascii(words, (uint8_t)look[i], at, end);
  } else if (nw_word_class_of(cp) == NW_WORD_NONE) {
    add_sign(words, cp == 0x3002 ? '.' : ' ');
  } else if (nw_word_class_of(cp) != NW_WORD_MARK) {
    int single = nw_word_class_of(cp) == NW_WORD_SINGLE;
    char coded[4];
    if (single) close_word(words, 0);
    (void)nw_fold_case(cp, folded);
    len = nw_utf8_encode(folded[0], coded);
    for (unsigned i = 0; i < len; i++) add_letter(words, (uint8_t)coded[i], at, end);
    if (single) close_word(words, 0);
  }
}

/* Bytes above 0x7F, held until the code point is whole. A byte that is none ends a word. */
static void add_byte(nw_attack_words *words, uint8_t c, size_t at) {
  uint32_t cp;
  if (words->partial_len == 0) words->partial_at = at;
  words->partial[words->partial_len++] = c;
  unsigned len = nw_utf8_decode(words->partial, words->partial_len, &cp);
  if (len == 0) return;
  unsigned left = words->partial_len - len;
  uint8_t again[4];
  memcpy(again, words->partial + len, left);
  words->partial_len = 0;
  if (cp == NW_UTF8_BAD) add_sign(words, ' ');
  else add_code_point(words, cp, words->partial_at, at + 1);
  for (unsigned i = 0; i < left; i++) {
    if (again[i] < 0x80) add_ascii(words, again[i], at + 1 - left + i, at + 2 - left + i);
    else add_byte(words, again[i], at + 1 - left + i);
  }
}

/* The ASCII letters at `data` become the open word, where none is: most of a text. Returns how many; 0: it is something else. */
static size_t add_letters(nw_attack_words *words, const unsigned char *data, size_t len, size_t at) {
  nw_eight_word word;
  if (len < NW_EIGHT_WORD_SEEN || !nw_eight_read_word(data, &word)) return 0;
  for (unsigned i = 0; i < 3; i++) nw_store_le(words->text + 8 * i, word.small[i]);
  open_word(words, at);
  words->len = word.len;
  words->end = at + word.len;
  return word.len;
}

/* A byte of a word that is open, or of what lies between words. */
static void add_one(nw_attack_words *words, uint8_t c, size_t at) {
  uint8_t lower = c | 0x20;
  if (words->len > 0 && words->len < NW_ATTACK_WORD_BYTES && lower >= 'a' && lower <= 'z' && words->partial_len == 0) {
    words->text[words->len++] = lower;
    words->end = at + 1;
    words->joint = 0;
  } else if (c == ' ' && words->partial_len == 0) {
    close_word(words, ' ');
    words->quoted = 0;
  } else if (c >= 0x80 || words->partial_len > 0) {
    add_byte(words, c, at);
  } else {
    add_ascii(words, c, at, at + 1);
  }
}

void nw_attack_words_push(nw_attack_words *words, const unsigned char *data, size_t len, size_t at, int gap) {
  if (gap) words->partial_len = 0, add_sign(words, '\n');
  for (size_t i = 0, letters; i < len; i += letters > 0 ? letters : 1) {
    letters = words->len == 0 && words->partial_len == 0 ? add_letters(words, data + i, len - i, at + i) : 0;
    if (letters == 0) add_one(words, data[i], at + i);
  }
}

void nw_attack_words_end(nw_attack_words *words) {
  words->partial_len = 0;
  close_word(words, '\n');
}

size_t nw_attack_words_from(const nw_attack_words *words, size_t at) {
  if (words->len > 0) return words->start;
  return words->partial_len > 0 ? words->partial_at : at;
}
