/* Tokens: words, numbers, single marks, line ends.
 *
 *   "Flat 3,\n  12 O’Neil St."  ->  Flat | 3 | , | LINE | 12 | O | ’ | Neil | St | .
 *
 * A word is a run of letters, digits, '_' and bytes of letters beyond ASCII; apostrophes, hyphens and dots are marks, and whether a blank
 * stands in front of a token is a part of its kind. So a run can be read backwards as well as forwards.
 */
#include <string.h>

#include "detect/cue/cue.h"
#include "detect/tag/tag.h"

enum { WORD_BYTES = 40 };

/* Kinds: shape * 8 + what the list of names says for words; then numbers, marks, ends. */
enum {
  SHAPE_SMALL = 0, SHAPE_CAPITAL, SHAPE_CAPS, SHAPE_INITIAL, SHAPE_MIXED, SHAPE_SHORT, SHAPE_CODE,
  KIND_NUMBERS = 64, KIND_DIGITS_LETTERS = 72, KIND_LETTERS_DIGITS = 76,
  KIND_LINE = 80, KIND_GAP = 81, KIND_END = 82, KIND_MARKS = 128,
  KIND_BLANK = 256  /* a blank in front */
};

/* ---- bytes ---- */

/* Bytes of a mark beyond ASCII by its first one: U+0080..00BF, U+2000..2FFF, U+10000 and up; 0: none. */
static unsigned mark_bytes(int c) { return c == 0xC2 ? 2 : c == 0xE2 ? 3 : c >= 0xF0 ? 4 : 0; }
static int is_word_byte(int c) { return c >= 0 && (nw_is_alnum((unsigned)c) || c == '_' || (c >= 0x80 && mark_bytes(c) == 0)); }
/* Letters, digits and '_' of ASCII: most of a text, read without asking the probe. */
static int is_plain(unsigned c) {
  static const uint64_t bits[4] = { 0x03FF000000000000ULL, 0x07FFFFFE87FFFFFEULL, 0, 0 };
  return bits[c >> 6] >> (c & 63) & 1;
}
static int is_blank(int c) { return c == ' ' || c == '\t' || c == '\r'; }

/* The text is there up to view->end; what looks further asks the probe. */
static int byte_at(const nw_tag_view *view, size_t pos) {
  if (pos < view->end && pos >= view->base) return view->data[pos - view->base];
  return pos >= view->limit ? -1 : nw_probe_at(view->probe, pos);
}

/* Latin with marks, Greek, Cyrillic: is the letter that begins with these bytes a capital one? By the order of the blocks. */
static int is_capital(unsigned c, unsigned next) {
  switch (c) {
    case 0xC3: return next >= 0x80 && next <= 0x9E;
    case 0xC4: return next < 0xB8 ? next % 2 == 0 : next % 2 == 1;
    case 0xC5: return next < 0x89 || next > 0xB8 ? next % 2 == 1 : next % 2 == 0;
    case 0xCE: return next >= 0x86 && next <= 0xAB;
    case 0xD0: return next >= 0x80 && next <= 0xAF;
    default: return nw_is_upper(c);
  }
}

/* ---- words ---- */

typedef struct letters {
  unsigned      capital, small, digits, len;
  int           first, code;              /* the first letter is a capital one; '_' is in it */
  uint32_t      hash;                     /* of `folded` */
  unsigned char text[WORD_BYTES + 1], folded[WORD_BYTES];
} letters;

/* Counts the letter at `i` and folds it. */
static unsigned take_letter(letters *word, unsigned i) {
  unsigned c = word->text[i];
  if (nw_is_lower(c)) return word->small++, c;
  if (nw_is_digit(c)) return word->digits++, '0';
  if (c == '_') return word->code = 1, c;
  if (c < 0x80) return word->capital++, c | 0x20;
  if (c >= 0xC0) ++*(is_capital(c, word->text[i + 1]) ? &word->capital : &word->small);
  return c <= 0x9E && i > 0 && word->text[i - 1] == 0xC3 ? c + 0x20 : c;
}

static size_t read_letters(const nw_tag_view *view, size_t pos, letters *word) {
  int c;
  const unsigned char *text = view->data + (pos - view->base);
  size_t left = pos < view->end ? view->end - pos : 0;
  for (; word->len < WORD_BYTES && word->len < left && is_plain(text[word->len]); word->len++) word->text[word->len] = text[word->len];
  pos += word->len;
  for (; word->len < WORD_BYTES && is_word_byte(c = byte_at(view, pos)); pos++) word->text[word->len++] = (unsigned char)c;
  word->text[word->len] = 0;
  word->first = is_capital(word->text[0], word->text[1]);
  word->hash = 2166136261u;
  for (unsigned i = 0; i < word->len; i++) {
    word->folded[i] = (unsigned char)take_letter(word, i);
    word->hash = (word->hash ^ word->folded[i]) * 16777619u;
  }
  return pos;
}

static uint32_t hash_of_tail(const letters *word) {
  uint32_t hash = 0;
  for (unsigned i = word->len > 3 ? word->len - 3 : 0; i < word->len; i++) hash = hash << 8 | word->folded[i];
  return hash * 0x9E3779B1u;
}

static unsigned shape_of(const letters *word) {
  if (word->code) return SHAPE_CODE;
  if (word->capital == 0) return SHAPE_SMALL;
  if (word->capital == 1 && word->small == 0) return SHAPE_INITIAL;
  if (word->small == 0) return SHAPE_CAPS;
  if (!word->first || word->capital > 1) return SHAPE_MIXED;
  return word->len <= 3 ? SHAPE_SHORT : SHAPE_CAPITAL;
}

static uint32_t kind_of_number(const letters *word) {
  unsigned others = word->len - word->digits;
  if (others == 0) return KIND_NUMBERS + (word->digits < 8 ? word->digits - 1 : 7);
  if (nw_is_digit(word->text[0])) return KIND_DIGITS_LETTERS + (others > 3 ? 3 : others);
  return KIND_LETTERS_DIGITS + (word->len > 6 ? 3 : others > 2 ? 2 : others);
}

/* Words in small letters are not looked up. */
static uint32_t kind_of_word(const letters *word, unsigned shape) {
  if (word->digits > 0) return kind_of_number(word);
  return shape * 8 + (shape == SHAPE_SMALL || shape == SHAPE_CODE ? 0 : nw_name_kinds(word->text, word->len));
}

static size_t read_word(const nw_tag_view *view, size_t pos, nw_tag_token *token) {
  letters word;
  word.capital = word.small = word.digits = word.len = 0;
  word.code = 0;
  size_t end = read_letters(view, pos, &word);
  unsigned shape = shape_of(&word);
  view->probe->work += word.len;
  token->kind = kind_of_word(&word, shape);
  token->word = word.hash;
  token->tail = hash_of_tail(&word) + shape;
  return end;
}

/* ---- tokens ---- */

/* A line end and what is blank behind it. */
static size_t read_line(const nw_tag_view *view, size_t pos, nw_tag_token *token) {
  enum { MOST = 24 };
  unsigned lines = 0;
  size_t end = pos;
  for (int c; end < pos + MOST && (is_blank(c = byte_at(view, end)) || c == '\n'); end++) lines += c == '\n';
  token->kind = lines > 1 ? KIND_GAP : KIND_LINE;
  return end;
}

static size_t read_mark(const nw_tag_view *view, size_t pos, int c, nw_tag_token *token) {
  unsigned len = mark_bytes(c);
  if (len == 0) len = 1;
  token->kind = KIND_MARKS + (c < 0x80 ? (unsigned)c : (unsigned)byte_at(view, pos + len - 1) & 0x7F);
  return pos + len;
}

/* The token at `pos` or behind the blanks there. */
static void read_token(const nw_tag_view *view, size_t pos, nw_tag_token *token) {
  size_t from = pos;
  while (is_blank(byte_at(view, pos))) pos++;
  int c = byte_at(view, pos);
  *token = (nw_tag_token){ .start = pos, .end = pos, .kind = KIND_END };
  if (c == '\n') token->end = read_line(view, pos, token);
  else if (is_word_byte(c)) token->end = read_word(view, pos, token);
  else if (c >= 0) token->end = read_mark(view, pos, c, token);
  if (pos > from) token->kind |= KIND_BLANK;
  if (token->word == 0) token->word = token->tail = token->kind;
}

/* Where the character in front of `pos` begins; `*mark`: it is none of a word. */
static size_t character_before(nw_probe *probe, size_t floor, size_t pos, int *mark) {
  size_t at = pos - 1;
  while (at > floor && pos - at < 4 && (nw_probe_at(probe, at) & 0xC0) == 0x80) at--;
  int lead = nw_probe_at(probe, at);
  if (mark_bytes(lead) != pos - at && lead < 0xC0) at = pos - 1;
  *mark = lead >= 0xC0 && mark_bytes(lead) == pos - at ? 1 : !is_word_byte(nw_probe_at(probe, pos - 1));
  return at;
}

/* The same; a plain letter is told by its byte. */
static inline size_t step_back(nw_probe *probe, size_t floor, size_t pos, int *mark) {
  const nw_scan *scan = probe->scan;
  if (pos <= scan->base || pos > scan->end || !is_plain(scan->data[pos - 1 - scan->base]))
    return character_before(probe, floor, pos, mark);
  probe->work++;
  *mark = 0;
  return pos - 1;
}

/* Over blanks and line ends; the begin of the first line end, where there is one. */
static size_t line_before(nw_probe *probe, size_t floor, size_t end, int *line) {
  size_t pos = end, first = end;
  for (int c; pos > floor && (is_blank(c = nw_probe_at(probe, pos - 1)) || c == '\n'); pos--)
    if (c == '\n') first = pos - 1, *line = 1;
  return *line ? first : pos;
}

/* Where the token that ends at `end` or in front of the blanks there begins; `end` when none does. */
static size_t token_before(nw_probe *probe, size_t floor, size_t end) {
  int line = 0, mark = 0;
  size_t pos = line_before(probe, floor, end, &line), at;
  if (line) return pos;
  if (pos == floor) return end;
  at = step_back(probe, floor, pos, &mark);
  if (mark) return at;
  for (pos = at; pos > floor && end - pos < WORD_BYTES; pos = at) {
    at = step_back(probe, floor, pos, &mark);
    if (mark) break;
  }
  return pos;
}

/* ---- the window ---- */

static size_t floor_of(const nw_probe *probe, size_t pos) {
  size_t floor = pos > NW_TAG_BACK_BYTES ? pos - NW_TAG_BACK_BYTES : 0;
  return floor > probe->scan->from ? floor : probe->scan->from < pos ? probe->scan->from : pos;
}

void nw_tag_look(nw_tag_view *view, nw_probe *probe, size_t pos, size_t limit) {
  size_t floor = floor_of(probe, pos), end = pos;
  const nw_scan *scan = probe->scan;
  view->probe = probe;
  view->limit = limit;
  view->end = scan->end < limit ? scan->end : limit;
  view->data = scan->data;
  view->base = scan->base;
  for (int i = NW_TAG_BACK - 1; i >= 0; i--) {
    size_t start = token_before(probe, floor, end);
    if (start < end) read_token(view, start, &view->at[i]);
    else view->at[i] = (nw_tag_token){ .start = end, .end = end, .kind = KIND_END, .word = KIND_END, .tail = KIND_END };
    end = start;
  }
  for (unsigned i = NW_TAG_BACK; i < NW_TAG_WINDOW; i++, pos = view->at[i - 1].end) read_token(view, pos, &view->at[i]);
  /* a blank in front is told by the byte there */
  for (unsigned i = 1; i <= NW_TAG_BACK; i++)
    if (view->at[i].start > view->at[i - 1].end) view->at[i].kind |= KIND_BLANK;
}

void nw_tag_step(nw_tag_view *view) {
  memmove(view->at, view->at + 1, (NW_TAG_WINDOW - 1) * sizeof *view->at);
  read_token(view, view->at[NW_TAG_WINDOW - 2].end, &view->at[NW_TAG_WINDOW - 1]);
}

/* ---- what a token is ---- */

static unsigned kind_of(const nw_tag_token *token) { return token->kind & ~(unsigned)KIND_BLANK; }
static int is_mark(const nw_tag_token *token, unsigned c) { return kind_of(token) == KIND_MARKS + c; }

int nw_tag_is_end(const nw_tag_token *token) { return kind_of(token) == KIND_END; }
int nw_tag_is_line(const nw_tag_token *token) { return kind_of(token) == KIND_LINE || kind_of(token) == KIND_GAP; }
int nw_tag_is_number(const nw_tag_token *token) { return kind_of(token) >= KIND_NUMBERS && kind_of(token) < KIND_LINE; }
int nw_tag_is_fence(const nw_tag_token *token) { return is_mark(token, '{') || is_mark(token, '}') || is_mark(token, '*'); }
int nw_tag_is_capital(const nw_tag_token *token) {
  unsigned kind = kind_of(token);
  return kind < KIND_NUMBERS && kind / 8 != SHAPE_SMALL && kind / 8 != SHAPE_CODE;
}

int nw_tag_may_begin(const nw_tag_token *token, unsigned entity) {
  if (entity == NW_ENTITY_NAME) return nw_tag_is_capital(token);
  return nw_tag_is_capital(token) || (nw_tag_is_number(token) && kind_of(token) != KIND_NUMBERS + 7);
}

int nw_tag_may_end(const nw_tag_token *token, unsigned entity) {
  if (entity == NW_ENTITY_NAME) return nw_tag_is_capital(token) || is_mark(token, '.');
  return kind_of(token) < KIND_LINE || is_mark(token, '.');
}

int nw_tag_may_hold(const nw_tag_token *token, unsigned entity) {
  if (nw_tag_is_end(token) || nw_tag_is_fence(token)) return 0;
  return entity != NW_ENTITY_NAME || !nw_tag_is_number(token);
}
