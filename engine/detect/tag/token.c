/* Tokens: words, numbers, single marks, line ends.
 *
 *   "Flat 3,\n  12 O’Neil St."  ->  Flat | 3 | , | LINE | 12 | O | ’ | Neil | St | .
 *
 * A word is a run of letters, digits, '_' and bytes of letters beyond ASCII; apostrophes, hyphens and dots are marks, and whether a blank
 * stands in front of a token is a part of its kind. So a run can be read backwards as well as forwards.
 */
#include <string.h>

#include "base/eight.h"
#include "detect/cue/cue.h"
#include "detect/tag/tag.h"

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
static int is_blank(int c) { return c == ' ' || c == '\t' || c == '\r'; }

/* What a byte of a word counts for: four sums of six bits, which 40 letters do not fill. */
enum {
  COUNT_BITS = 6, COUNT_MAX = 63,
  CAPITAL = 1 << 8, SMALL = CAPITAL << COUNT_BITS, DIGIT = SMALL << COUNT_BITS, UNDER = DIGIT << COUNT_BITS
};

/* Letters, digits and '_' of ASCII: the byte as it is hashed (digits being 0, letters small), and what it counts for; 0: no such byte. */
#define LETTERS(x) x | 'a', x | 'b', x | 'c', x | 'd', x | 'e', x | 'f', x | 'g', x | 'h', x | 'i', x | 'j', x | 'k', x | 'l', x | 'm', \
  x | 'n', x | 'o', x | 'p', x | 'q', x | 'r', x | 's', x | 't', x | 'u', x | 'v', x | 'w', x | 'x', x | 'y', x | 'z'
#define TEN(x) x, x, x, x, x, x, x, x, x, x
static const uint32_t plain[256] = { ['0'] = TEN(DIGIT | '0'), ['A'] = LETTERS(CAPITAL), ['_'] = UNDER | '_', ['a'] = LETTERS(SMALL) };

/* How many of the last of eight bytes are such. */
static inline unsigned plain_back(uint64_t eight) {
  uint64_t low = eight & ~NW_EIGHT_TOPS, letters = nw_eight_within(low | NW_EIGHT_CASE, 'a', 'z');
  uint64_t all = (letters | nw_eight_within(low, '0', '9') | nw_eight_within(low, '_', '_')) & ~eight, others = ~all & NW_EIGHT_TOPS;
  return others == 0 ? 8 : (unsigned)__builtin_clzll(others) / 8;
}

int nw_tag_is_inside(const nw_scan *scan, size_t pos) {
  const unsigned char *text = scan->data + (pos - scan->base);
  size_t most = pos - scan->from < NW_TAG_WORD_BYTES ? pos - scan->from : NW_TAG_WORD_BYTES, n = 0;
  if (most == 0 || plain[text[-1]] == 0) return 0;
  for (unsigned run = 8; run == 8 && n + 8 <= most; n += run) run = plain_back(nw_eight(text - n - 8));
  while (n < most && plain[*(text - n - 1)] != 0) n++;
  return n < NW_TAG_WORD_BYTES && (n == most || *(text - n - 1) < 0x80);
}

/* `have` bytes are there; what looks further asks the probe. */
static inline int byte_at(const nw_tag_view *view, size_t pos) {
  size_t i = pos - view->base;  /* in front of the window: a large number */
  if (i < view->have) return view->data[i];
  return pos >= view->limit ? -1 : nw_probe_at(view->probe, pos);
}

/* ---- words ---- */

typedef struct letters {
  unsigned len;
  int      first;  /* the first letter is a capital one */
  uint32_t counts; /* of CAPITAL, SMALL, DIGIT, UNDER, from bit 0 on */
  uint32_t hash;   /* of the letters as `plain` has them: list.c asks for the same one */
  uint32_t last;   /* … and the last four of them, the last one lowest */
} letters;

static unsigned count_of(const letters *word, unsigned what) { return word->counts / (what >> 8) & COUNT_MAX; }

static inline void take(letters *word, uint32_t entry) {
  word->counts += entry >> 8;
  word->hash = (word->hash ^ (entry & 0xFF)) * NW_NAME_PRIME;
  word->last = word->last << 8 | (entry & 0xFF);
  word->len++;
}

/* The entry of a byte of a letter beyond ASCII; Latin-1's capital letters are made small. */
static uint32_t entry_beyond(const nw_tag_view *view, size_t pos, unsigned c, unsigned before, int is_last) {
  uint32_t folded = c <= 0x9E && before == 0xC3 ? c + 0x20 : c;
  int next = c < 0xC0 || is_last ? 0 : byte_at(view, pos + 1);
  if (c < 0xC0) return folded;
  return folded | (nw_cue_is_capital(c, is_word_byte(next) ? (unsigned)next : 0) ? CAPITAL : SMALL);
}

/* What is left of a word behind its first letters of ASCII. */
static size_t read_beyond(const nw_tag_view *view, size_t pos, letters *word) {
  unsigned before = 0;
  for (int c; word->len < NW_TAG_WORD_BYTES && is_word_byte(c = byte_at(view, pos)); pos++, before = (unsigned)c) {
    uint32_t entry = c < 0x80 ? plain[c] : entry_beyond(view, pos, (unsigned)c, before, word->len + 1 == NW_TAG_WORD_BYTES);
    if (word->len == 0) word->first = (entry & CAPITAL) != 0;
    take(word, entry);
  }
  return pos;
}

/* The letters of ASCII that the word begins with. */
static inline void read_plain(const unsigned char *text, size_t most, letters *word) {
  const unsigned char *at = text, *end = text + most;
  uint32_t hash = NW_NAME_SEED, counts = 0, last = 0;
  for (uint32_t entry; at < end && (entry = plain[*at]) != 0; at++) {
    uint32_t letter = entry & 0xFF;
    hash = (hash ^ letter) * NW_NAME_PRIME;
    last = last << 8 | letter;
    counts += entry >> 8;
  }
  word->len = (unsigned)(at - text);
  word->hash = hash;
  word->last = last;
  word->counts = counts;
  word->first = most > 0 && (plain[*text] & CAPITAL) != 0;
}

static size_t read_letters(const nw_tag_view *view, size_t pos, letters *word) {
  size_t from = pos - view->base, left = from < view->have ? view->have - from : 0;
  size_t most = left < NW_TAG_WORD_BYTES ? left : NW_TAG_WORD_BYTES;
  const unsigned char *text = view->data + from;
  read_plain(text, most, word);
  int is_whole = word->len < most ? text[word->len] < 0x80 : most == NW_TAG_WORD_BYTES;
  return is_whole ? pos + word->len : read_beyond(view, pos + word->len, word);
}

static unsigned shape_of(const letters *word) {
  unsigned capital = count_of(word, CAPITAL), small = count_of(word, SMALL);
  if (count_of(word, UNDER) > 0) return SHAPE_CODE;
  if (capital == 0) return SHAPE_SMALL;
  if (capital == 1 && small == 0) return SHAPE_INITIAL;
  if (small == 0) return SHAPE_CAPS;
  if (!word->first || capital > 1) return SHAPE_MIXED;
  return word->len <= 3 ? SHAPE_SHORT : SHAPE_CAPITAL;
}

static uint32_t kind_of_number(const letters *word, unsigned digits, unsigned first) {
  unsigned others = word->len - digits;
  if (others == 0) return KIND_NUMBERS + (digits < 8 ? digits - 1 : 7);
  if (nw_is_digit(first)) return KIND_DIGITS_LETTERS + (others > 3 ? 3 : others);
  return KIND_LETTERS_DIGITS + (word->len > 6 ? 3 : others > 2 ? 2 : others);
}

static void set_word(nw_tag_token *token, unsigned shape, uint32_t hash, unsigned len, uint32_t last) {
  token->word = hash;
  token->tail = (last & 0xFFFFFF) * 0x9E3779B1u + shape;
  token->kind = shape * 8;
  if (shape != SHAPE_SMALL && shape != SHAPE_CODE) token->kind += nw_name_kinds_hashed(hash, len);
}

static size_t read_word(const nw_tag_view *view, size_t pos, nw_tag_token *token, unsigned first) {
  letters word;
  size_t end = read_letters(view, pos, &word);
  unsigned digits = count_of(&word, DIGIT);
  view->probe->work += word.len;
  set_word(token, shape_of(&word), word.hash, word.len, word.last);
  if (digits > 0) token->kind = kind_of_number(&word, digits, first);
  return end;
}

/* ---- words of nothing but letters of ASCII, as most are: eight bytes at once ---- */

/* Ends a word of ASCII in front of this byte? */
static inline int ends_plain(unsigned c) { return c < 0x80 && plain[c] == 0; }

/* The letters of the word that were read. */
typedef struct simple { uint64_t last; uint32_t hash; unsigned len, capitals, first; } simple;

/* The word's hash behind a zero is `hash * NW_NAME_PRIME`; this power of the inverse takes back so many zeroes. */
static const uint32_t without_zeroes[8] = { 1, 0x359C449B, 0xDD4AB5D9, 0x91C5BE63, 0x4CA091F1, 0xDFD860EB, 0xB7F51A49, 0x9DDE4E33 };

/* Takes the next `len` letters, 1 to 8; `eight` is 0 behind them. As many steps for any word: the branch at its end would be guessed. */
static inline void take_letters(simple *word, uint64_t eight, unsigned len) {
  uint64_t all = NW_EIGHT_TOPS >> (64 - 8 * len), capital = ~(eight << 2) & all, small = eight | 0x20 * (all >> 7);
  uint32_t hash = word->hash;
  for (unsigned i = 0; i < 8; i++) hash = (hash ^ (uint32_t)(small >> 8 * i & 0xFF)) * NW_NAME_PRIME;
  if (word->len == 0) word->first = capital >> 7 & 1;
  word->hash = hash * without_zeroes[8 - len];
  word->last = word->last << 1 << (8 * len - 1) | __builtin_bswap64(small << (64 - 8 * len));
  word->len += len;
  word->capitals += (unsigned)((capital >> 7) * NW_EIGHT_ONES >> 56);
}

static inline unsigned simple_shape(const simple *word) {
  unsigned mixed = word->capitals > 1 || !word->first ? SHAPE_MIXED : word->len <= 3 ? SHAPE_SHORT : SHAPE_CAPITAL;
  unsigned whole = word->len == 1 ? SHAPE_INITIAL : SHAPE_CAPS;
  return word->capitals == 0 ? SHAPE_SMALL : word->capitals == word->len ? whole : mixed;
}

static inline void set_simple(const nw_tag_view *view, const simple *word, nw_tag_token *token) {
  view->probe->work += word->len;
  set_word(token, simple_shape(word), word->hash, word->len, (uint32_t)word->last);
}

/* Such a word at `pos`; its length, 0: it is none, or the end of what is there is near. */
static inline unsigned read_simple(const nw_tag_view *view, size_t pos, nw_tag_token *token) {
  simple word = { .hash = NW_NAME_SEED };
  unsigned len;
  do {
    size_t at = pos - view->base + word.len;
    if (word.len == NW_TAG_WORD_BYTES || view->have < sizeof(uint64_t) || at > view->have - sizeof(uint64_t)) return 0;
    uint64_t eight = nw_load_few(view->data + at, 8), others = nw_eight_no_letters(eight);
    len = others == 0 ? 8 : (unsigned)__builtin_ctzll(others) / 8;
    if (len < 8 && !ends_plain((unsigned)(eight >> 8 * len & 0xFF))) return 0;
    if (len > 0) take_letters(&word, len == 8 ? eight : eight & (((uint64_t)1 << 8 * len) - 1), len);
  } while (len == 8);
  if (word.len > 0) set_simple(view, &word, token);
  return word.len;
}

/* How many of the last of eight bytes are letters. */
static inline unsigned letters_back(uint64_t eight) {
  uint64_t others = nw_eight_no_letters(eight);
  return others == 0 ? 8 : (unsigned)__builtin_clzll(others) / 8;
}

/* Reads what ends at `end`, or in front of the blank there, where it is a word of up to 15 such letters or a mark of ASCII. */
static int read_simple_back(const nw_tag_view *view, size_t end, nw_tag_token *token) {
  enum { LOOKED_BYTES = 2 * sizeof(uint64_t) + 2 };
  size_t least = (view->floor > view->base ? view->floor : view->base) + LOOKED_BYTES;
  if (end >= view->base + view->have || end < least) return 0;
  const unsigned char *text = view->data + (end - view->base);
  int blank = text[-1] == ' ';
  text -= blank, end -= (size_t)blank;
  unsigned c = text[-1];
  if (ends_plain(c)) {
    if (is_blank((int)c) || c == '\n') return 0;
    *token = (nw_tag_token){ .start = end - 1, .end = end, .kind = KIND_MARKS + c, .word = KIND_MARKS + c, .tail = KIND_MARKS + c };
    return 1;
  }
  uint64_t last = nw_load_few(text - 8, 8), first = 0;
  unsigned len = letters_back(last), more = 0;
  if (len == 8) first = nw_load_few(text - 16, 8), more = letters_back(first);
  if (len == 0 || more == 8 || !ends_plain(text[-1 - (ptrdiff_t)(len + more)]) || !(blank || ends_plain(*text))) return 0;
  simple word = { .hash = NW_NAME_SEED };
  if (more > 0) take_letters(&word, first >> (64 - 8 * more), more);
  take_letters(&word, last >> (64 - 8 * len), len);
  *token = (nw_tag_token){ .start = end - word.len, .end = end };
  set_simple(view, &word, token);
  return 1;
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
  unsigned len = c >= 'A' ? read_simple(view, pos, token) : 0;
  if (len > 0) token->end = pos + len;
  else if (c == '\n') token->end = read_line(view, pos, token);
  else if (is_word_byte(c)) token->end = read_word(view, pos, token, (unsigned)c);
  else if (c >= 0) token->end = read_mark(view, pos, c, token);
  if (pos > from) token->kind |= KIND_BLANK;
  if (token->word == 0) token->word = token->tail = token->kind;
}

/* ---- backwards ---- */

/* Where the character in front of `pos` begins; `*mark`: it is none of a word. */
static size_t character_before(const nw_tag_view *view, size_t pos, int *mark) {
  size_t at = pos - 1;
  while (at > view->floor && pos - at < 4 && (byte_at(view, at) & 0xC0) == 0x80) at--;
  int lead = byte_at(view, at);
  if (mark_bytes(lead) != pos - at && lead < 0xC0) at = pos - 1;
  *mark = lead >= 0xC0 && mark_bytes(lead) == pos - at ? 1 : !is_word_byte(byte_at(view, pos - 1));
  return at;
}

/* Over letters of ASCII in front of `pos`, down to `least`. */
static size_t plain_before(const nw_tag_view *view, size_t pos, size_t least) {
  size_t from = least > view->base ? least - view->base : 0, at = pos - view->base;
  if (at > view->have) return pos;
  while (at > from && plain[view->data[at - 1]] != 0) at--;
  return view->base + at;
}

/* Over blanks and line ends; the begin of the first line end, where there is one. */
static size_t line_before(const nw_tag_view *view, size_t end, int *line) {
  size_t pos = end, first = end;
  for (int c; pos > view->floor && (is_blank(c = byte_at(view, pos - 1)) || c == '\n'); pos--)
    if (c == '\n') first = pos - 1, *line = 1;
  return *line ? first : pos;
}

/* Where the token that ends at `end` or in front of the blanks there begins; `end` when none does. */
static size_t token_before(const nw_tag_view *view, size_t end) {
  int line = 0, mark = 0;
  size_t pos = line_before(view, end, &line);
  if (line) return pos;
  if (pos == view->floor) return end;
  size_t least = end > view->floor + NW_TAG_WORD_BYTES ? end - NW_TAG_WORD_BYTES : view->floor, last = pos;
  for (;;) {
    pos = plain_before(view, pos, least);
    if (pos < last && (pos <= least || byte_at(view, pos - 1) < 0x80)) return pos;
    size_t at = character_before(view, pos, &mark);
    if (mark) return pos == last ? at : pos;
    if ((pos = at) <= least) return pos;
  }
}

/* Reads the token that ends at `end` or in front of the blanks there. */
static void read_back(const nw_tag_view *view, size_t end, nw_tag_token *token) {
  if (read_simple_back(view, end, token)) return;
  size_t start = token_before(view, end);
  if (start < end) read_token(view, start, token);
  else *token = (nw_tag_token){ .start = end, .end = end, .kind = KIND_END, .word = KIND_END, .tail = KIND_END };
}

/* ---- the window ---- */

static size_t floor_of(const nw_probe *probe, size_t pos) {
  size_t floor = pos > NW_TAG_BACK_BYTES ? pos - NW_TAG_BACK_BYTES : 0;
  return floor > probe->scan->from ? floor : probe->scan->from < pos ? probe->scan->from : pos;
}

/* A blank in front of a token is told by where the one before it ends. */
static void join(const nw_tag_token *before, nw_tag_token *token) {
  if (token->start > before->end) token->kind |= KIND_BLANK;
}

/* The same when the one before is not read yet: blanks alone part two tokens, behind a line end they are a part of it up to its end. */
static void join_unread(const nw_tag_view *view, nw_tag_token *token) {
  size_t pos = token->start;
  nw_tag_token line;
  while (pos > view->floor && is_blank(byte_at(view, pos - 1))) pos--;
  if (pos == token->start || pos == view->floor) return;
  if (byte_at(view, pos - 1) != '\n') token->kind |= KIND_BLANK;
  else read_back(view, token->start, &line), join(&line, token);
}

void nw_tag_open(nw_tag_view *view, nw_probe *probe, size_t pos, size_t limit) {
  const nw_scan *scan = probe->scan;
  view->probe = probe;
  view->floor = floor_of(probe, pos);
  view->limit = limit;
  view->data = scan->data;
  view->base = scan->base;
  view->have = (scan->end < limit ? scan->end : limit) - scan->base;
  read_token(view, pos, &view->at[NW_TAG_BACK]);
  join_unread(view, &view->at[NW_TAG_BACK]);
}

void nw_tag_read(nw_tag_view *view, int place) {
  nw_tag_token *token = &view->at[NW_TAG_BACK + place];
  if (place > 0) {
    read_token(view, token[-1].end, token);
  } else {
    read_back(view, token[1].start, token);
    join_unread(view, token);
  }
}

void nw_tag_look(nw_tag_view *view, nw_probe *probe, size_t pos, size_t limit) {
  nw_tag_open(view, probe, pos, limit);
  for (int place = -1; place >= -NW_TAG_BACK; place--) nw_tag_read(view, place);
  for (int place = 1; place <= NW_TAG_AHEAD; place++) nw_tag_read(view, place);
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
  if (entity != NW_ENTITY_NAME) return 1;
  return !nw_tag_is_number(token) && !is_mark(token, '<') && !is_mark(token, '>') && !is_mark(token, '=') && !is_mark(token, '|');
}

/* ---- what a walk stops at ---- */

/* "… 8001 Zürich, Tel. 044 221 88 90": what is said behind an address. */
static int is_label(const nw_tag_view *view, const nw_tag_token *token) {
  static const char *const labels[] = {
    "tel", "phone", "telephone", "telefon", "telefono", "teléfono", "telefone", "telefoon", "telemóvel", "téléphone", "tél", "tlf", "tfno",
    "fax", "mobile", "mobil", "mob", "móvil", "cell", "cel", "handy", "gsm", "natel", "whatsapp", "email", "mail", "call", NULL
  };
  enum { LONGEST = 11, FIRST = 1 << ('t' & 31) | 1 << ('p' & 31) | 1 << ('f' & 31) | 1 << ('m' & 31) | 1 << ('c' & 31) | 1 << ('h' & 31) |
         1 << ('g' & 31) | 1 << ('n' & 31) | 1 << ('w' & 31) | 1 << ('e' & 31) };  /* what they begin with */
  size_t len = token->end - token->start;
  if (len < 3 || len > LONGEST || !(FIRST >> (byte_at(view, token->start) & 31) & 1) || nw_tag_is_number(token)) return 0;
  for (const char *const *label = labels; *label != NULL; label++) {
    size_t n = 0;
    while (n < len && (unsigned char)(*label)[n] == nw_to_lower((unsigned)byte_at(view, token->start + n))) n++;
    if (n == len && (*label)[n] == '\0') return 1;
  }
  return 0;
}

/* "04 78 55 12 90", "0117 496 0771": nine digits and more with one or two marks between them; not ZIP+4. */
static int is_phone(const nw_tag_view *view, const nw_tag_token *token) {
  enum { LEAST_DIGITS = 9, MOST_MARKS = 2, ZIP_DIGITS = 5 };
  unsigned digits = 0, group = 0, first = 0, marks = 0;
  if (!nw_tag_is_number(token)) return 0;
  for (size_t at = token->start; digits < LEAST_DIGITS && marks <= MOST_MARKS; at++) {
    int c = byte_at(view, at);
    if (nw_is_digit_at(c)) digits++, group++, marks = 0;
    else if (c == ' ' || c == '-' || c == '.' || c == '/' || c == ')') first = first == 0 ? group : first, group = 0, marks++;
    else break;
  }
  return digits == LEAST_DIGITS && first != ZIP_DIGITS;
}

int nw_tag_is_other(const nw_tag_view *view, const nw_tag_token *token, unsigned entity) {
  if (entity == NW_ENTITY_ADDRESS) return is_label(view, token) || is_phone(view, token);
  return token->start > view->base && byte_at(view, token->start - 1) == '\t';  /* another column */
}
