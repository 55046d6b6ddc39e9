/* detect/content/read.c - see read.h. Bytes go through one table; what is not ASCII is decoded and folded code point by code point. */
#include <string.h>

#include "base/hash.h"
#include "base/slice.h"
#include "detect/content/token.h"
#include "text/fold.h"
#include "text/rewrite.h"
#include "text/utf8.h"

/* What stands around a word when its grams are taken; how long they are. */
enum { EDGE = ' ', GRAM = 4 };

/* ---- hashes ---- */

uint32_t nw_content_word_hash(const uint8_t *word, unsigned len) {
  uint64_t hash = len;
  for (unsigned i = 0; i < len; i += 8) hash = nw_content_mix(hash, nw_load_le(word + i, len - i < 8 ? len - i : 8));
  return (uint32_t)hash | 1u;
}

/* ---- tokens ---- */

static int is_word_byte(unsigned c) { return nw_is_alnum(c) || c >= 0x80; }

/* The same for a word of ASCII. */
static unsigned plain_grams(uint32_t *out, const uint8_t *text, unsigned total) {
  unsigned count = 0;
  for (; count + GRAM <= total; count++) out[count] = nw_content_gram_bucket(nw_eight(text + count));
  return count;
}

/* Bit 7 where a byte of the word is no ASCII. */
static unsigned high_bits(const uint8_t *word, unsigned len) {
  uint64_t all = nw_content_load(word, len);
  for (unsigned i = 8; i < len; i += 8) all |= nw_content_load(word + i, len - i);
  return (all & 0x8080808080808080ULL) != 0 ? 0x80 : 0;
}

/* Grams of the word between its edges: 4 bytes; of letters of two bytes 2 and 3; in scripts that write a word with a sign or two, 1 and 2
 * signs. */
static unsigned grams(uint32_t *out, const uint8_t *word, unsigned len) {
  static const uint64_t mask3 = 0xFFFFFF, mask6 = 0xFFFFFFFFFFFF;
  uint8_t text[1 + NW_CONTENT_CHUNK_BYTES + 2 * NW_CONTENT_ROOM_BYTES];
  unsigned count = 0, total = len + 2, high = high_bits(word, len);
  text[0] = EDGE;
  memcpy(text + 1, word, NW_CONTENT_ROOM_BYTES);
  if (len > NW_CONTENT_ROOM_BYTES) memcpy(text + 1, word, len);
  memset(text + 1 + len, 0, NW_CONTENT_ROOM_BYTES);
  text[1 + len] = EDGE;
  if (!high) return plain_grams(out, text, total);
  for (unsigned i = 0; i + 3 <= total; i++) {
    uint64_t here = nw_eight(text + i);
    unsigned c = text[i];
    if ((c & 0xC0) == 0x80) continue;
    if (c >= 0xE0) out[count++] = nw_content_bucket((here & mask3) | 3ULL << 56);
    else if (i + GRAM <= total) out[count++] = nw_content_gram_bucket(here);
    if (c >= 0xC0 && i + 6 <= total) out[count++] = nw_content_bucket((here & mask6) | 6ULL << 56);
  }
  return count;
}

unsigned nw_content_features(const nw_content_token *token, unsigned which, uint32_t out[NW_CONTENT_TOKEN_FEATURES]) {
  unsigned count = 0;
  which &= token->fresh;
  if (which & NW_FRESH_WORD) out[count++] = nw_content_word_bucket(token->word);
  if (which & NW_FRESH_PAIR) out[count++] = token->pair_bucket;
  if (which & NW_FRESH_WORD && !token->sign) count += grams(out + count, token->text, token->len);
  return count;
}

/* Tells of one token, behind whose bytes NW_CONTENT_ROOM_BYTES can be read. `first`: it carries the letters of its chunk. */
static inline void tell(nw_content_reader *r, const uint8_t *word, unsigned len, unsigned views, int sign, int first) {
  unsigned side = views & NW_VIEW_A ? 0 : 1;
  nw_content_token token = { .views = views, .text = word, .len = len, .sign = sign, .start = r->start, .end = r->end };
  token.word = nw_content_hash_of(word, len, &token.key);
  if (!nw_content_again(r->recent[side], token.word)) token.fresh = NW_FRESH_WORD;
  if (!sign) {
    if (r->before[side] != 0) {
      token.pair = nw_content_pair_hash(r->before[side], token.word);
      if (!nw_content_again(r->pairs[side], token.pair)) {
        token.pair_bucket = nw_content_pair_bucket(token.pair);
        token.fresh |= NW_FRESH_PAIR;
      }
    }
    if (views & NW_VIEW_A) r->before[0] = token.word;
    if (views & NW_VIEW_B) r->before[1] = token.word;
  }
  if (first) token.letters = r->letters, token.upper = r->upper;
  token.script = r->script;
  r->take(r->self, &token);
}

/* A chunk of ASCII letters and nothing else. */
static int is_letters(const nw_content_reader *r) {
  return r->letters == r->len && r->letters == r->plain_len && r->marks == 0 && r->looks == 0;
}

/* Splits `text` into runs of word bytes and of signs. */
static void split(nw_content_reader *r, const uint8_t *text, unsigned len, unsigned views, int count_letters) {
  for (unsigned from = 0, to; from < len; from = to) {
    int sign = !is_word_byte(text[from]);
    for (to = from + 1; to < len && (!is_word_byte(text[to])) == sign; to++) {}
    tell(r, text + from, to - from, views, sign, count_letters && from == 0);
  }
}

/* ---- view B ---- */

/* What a digit or sign between letters stands for; 0 itself. */
static uint8_t leet(uint8_t c) {
  switch (c) {
    case '0': return 'o';
    case '1': case '!': case '|': return 'i';
    case '3': return 'e';
    case '4': case '@': return 'a';
    case '5': case '$': return 's';
    case '7': case '+': return 't';
    case '8': return 'b';
    case '6': case '9': return 'g';
    default: return 0;
  }
}

/* Letters with one and the same sign between each: d.o.t.s */
static int is_dotted(const uint8_t *p, unsigned len) {
  if (len < 5) return 0;
  for (unsigned i = 0; i < len; i++)
    if (i % 2 == 0 ? !nw_is_alpha(p[i]) : p[i] != p[1] || is_word_byte(p[i])) return 0;
  return 1;
}

static int is_alphas(const uint8_t *p, unsigned len) {
  for (unsigned i = 0; i < len; i++)
    if (!nw_is_alpha(p[i])) return 0;
  return 1;
}

/* The chunk as it is meant, into `out`; returns its length, or 0: it is what it is. */
static unsigned meant(const nw_content_reader *r, uint8_t *out) {
  const uint8_t *p = r->plain;
  unsigned len = r->plain_len, n = 0, changed = r->looks > 0 || r->marks > 1, alphas = 0;
  while (len > 1 && (p[len - 1] == '!' || p[len - 1] == '.' || p[len - 1] == ',')) len--;  /* the end of a sentence */
  if (!changed && !r->stretched && is_alphas(p, len)) return 0;
  if (is_dotted(p, len)) {
    for (unsigned i = 0; i < len; i += 2) out[n++] = p[i];
    return n;
  }
  for (unsigned i = 0; i < len; i++) alphas += nw_is_alpha(p[i]) != 0;
  if (alphas == 0) return 0;
  for (unsigned i = 0; i < len; i++) {
    uint8_t c = p[i], other = leet(c);
    int beside = (i > 0 && is_word_byte(p[i - 1])) || (i + 1 < len && is_word_byte(p[i + 1]));
    if (other != 0 && beside && 3 * alphas >= len) c = other, changed = 1;
    else if (nw_is_digit(c)) c = '0';
    if (r->stretched && n > 0 && out[n - 1] == c) {
      changed = 1;
      continue;
    }
    out[n++] = c;
  }
  return changed ? n : 0;
}

/* Letters that stood alone are one word in view B, where they are not few. */
static void join_singles(nw_content_reader *r) {
  if (r->singles >= NW_CONTENT_FEW_SINGLES) {
    size_t start = r->start;
    r->start = r->single_at;
    tell(r, r->single, r->singles, NW_VIEW_B, 0, 0);
    r->start = start;
  }
  r->singles = 0;
}

/* What the chunk `text` does to the letters that stood alone in front of it. */
static inline void note_single(nw_content_reader *r, const uint8_t *text, unsigned len) {
  if (len == 1 && nw_is_alpha(text[0])) {
    if (r->singles == NW_CONTENT_JOINED_LETTERS) join_singles(r);
    nw_content_note_single(r, text[0], r->start);
  } else if (r->singles > 0) {
    join_singles(r);
  }
}

static void end_chunk(nw_content_reader *r) {
  uint8_t other[NW_CONTENT_CHUNK_BYTES + NW_CONTENT_ROOM_BYTES];
  if (r->len == 0) return;
  note_single(r, r->text, r->len);
  int odd = r->looks > 0 || r->marks > 1 || r->stretched || r->plain_len != r->letters;
  unsigned len = odd ? meant(r, other) : 0;
  if (len == 0 && r->before[0] == r->before[1]) {
    if (is_letters(r)) tell(r, r->text, r->len, NW_VIEW_BOTH, 0, 1);
    else split(r, r->text, r->len, NW_VIEW_BOTH, 1);
  } else if (len == 0) {
    split(r, r->text, r->len, NW_VIEW_A, 1);
    split(r, r->text, r->len, NW_VIEW_B, 0);
  } else {
    split(r, r->text, r->len, NW_VIEW_A, 1);
    split(r, other, len, NW_VIEW_B, 0);
  }
  r->end_chunk(r->self);
  r->len = r->plain_len = r->letters = r->upper = r->marks = r->looks = r->stretched = 0;
}

/* ---- bytes ---- */

/* Room for one more code point, or the chunk is cut. */
static void make_room(nw_content_reader *r, size_t at) {
  if (r->len > NW_CONTENT_CHUNK_BYTES - 4 || r->plain_len > NW_CONTENT_CHUNK_BYTES - 4) end_chunk(r);
  if (r->len == 0) r->start = at, r->script = NW_SCRIPT_LATIN;
}

static void add_ascii(nw_content_reader *r, uint8_t c, size_t at, size_t end) {
  uint8_t text = nw_is_digit(c) ? '0' : c;
  make_room(r, at);
  r->end = end;
  r->letters += nw_is_alpha(c) != 0;
  if (r->len >= 2 && r->text[r->len - 1] == text && r->text[r->len - 2] == text) {  /* a run: two of it say all */
    r->stretched |= nw_is_alpha(c) != 0;
    if (!nw_is_digit(c)) return;
  } else {
    r->text[r->len++] = text;
  }
  r->plain[r->plain_len++] = c;
}

static uint8_t script_of(uint32_t cp) {
  if (cp < 0x250 || (cp >= 0x1E00 && cp < 0x1F00)) return NW_SCRIPT_LATIN;
  if (cp >= 0x400 && cp < 0x530) return NW_SCRIPT_CYRILLIC;
  if ((cp >= 0x600 && cp < 0x780) || (cp >= 0xFB50 && cp < 0xFE00)) return NW_SCRIPT_ARABIC;
  if ((cp >= 0x3040 && cp < 0x3100) || (cp >= 0x31F0 && cp < 0x3200)) return NW_SCRIPT_KANA;
  if ((cp >= 0x3400 && cp < 0xA000) || (cp >= 0x20000 && cp < 0x32000)) return NW_SCRIPT_HAN;
  if ((cp >= 0xAC00 && cp < 0xD7B0) || (cp >= 0x1100 && cp < 0x1200)) return NW_SCRIPT_HANGUL;
  return NW_SCRIPT_OTHER;
}

static void add_other(nw_content_reader *r, uint32_t cp, size_t at, size_t end) {
  char look[8], coded[4];
  uint32_t folded[3];
  unsigned look_len, kind = nw_code_point_reads(cp, look, &look_len);
  if (kind == NW_READS_NOTHING) return;
  if (kind == NW_READS_ALWAYS) {
    for (unsigned i = 0; i < look_len; i++) {
      uint8_t c = (uint8_t)look[i];
      if (c == ' ') end_chunk(r);
      else add_ascii(r, (uint8_t)nw_to_lower(c), at, end);
    }
    return;
  }
  if (cp == 0xA0 || cp == 0x3000 || (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 || cp == 0x3002 || cp == 0xFF0C) {
    end_chunk(r);
    return;
  }
  (void)nw_fold_case(cp, folded);
  unsigned len = nw_utf8_encode(folded[0], coded);
  make_room(r, at);
  r->end = end;
  if (nw_word_class_of(cp) != NW_WORD_NONE) {
    if (r->letters == 0) r->script = script_of(cp);
    r->letters++;
  }
  memcpy(r->text + r->len, coded, len);
  r->len += len;
  if (kind == NW_READS_SOFT) r->marks++;
  if (kind == NW_READS_LIKE) r->looks++;
  if ((kind == NW_READS_SOFT || kind == NW_READS_LIKE) && look_len == 1) {
    r->plain[r->plain_len++] = (uint8_t)nw_to_lower((unsigned char)look[0]);
  } else {
    memcpy(r->plain + r->plain_len, coded, len);
    r->plain_len += len;
  }
}

/* Bytes above 0x7F, held until the code point is whole. */
static void add_byte(nw_content_reader *r, uint8_t c, size_t at) {
  uint32_t cp;
  if (r->partial_len == 0) r->partial_at = at;
  r->partial[r->partial_len++] = c;
  unsigned len = nw_utf8_decode(r->partial, r->partial_len, &cp);
  if (len == 0) return;
  unsigned left = r->partial_len - len;
  r->partial_len = 0;
  if (cp == NW_UTF8_BAD) end_chunk(r);
  else add_other(r, cp, r->partial_at, at + 1);
  for (unsigned i = 0; i < left; i++) {  /* what followed a bad byte */
    uint8_t again = r->partial[len + i];
    add_byte(r, again, at + 1 - left + i);
  }
}

static void drop_partial(nw_content_reader *r) {
  if (r->partial_len == 0) return;
  r->partial_len = 0;
  end_chunk(r);
}

/* A letter inside of a chunk that has room, and is no run: nothing to think about. */
static inline int add_plain(nw_content_reader *r, uint8_t c, size_t end) {
  uint8_t small = c | 0x20;
  unsigned len = r->len;
  if (!nw_is_lower(small) || len < 2 || len > NW_CONTENT_CHUNK_BYTES - 4 || r->plain_len > NW_CONTENT_CHUNK_BYTES - 4 ||
      r->partial_len > 0 || r->text[len - 1] == small) return 0;
  r->text[len] = r->plain[r->plain_len++] = small;
  r->len = len + 1;
  r->letters++;
  r->upper += c != small;
  r->end = end;
  return 1;
}

/* Eight letters at a time: those at the beginning of `data` (eight bytes can be read) that add nothing but themselves to the chunk;
 * how many. Runs of three, and what stands where the chunk is almost full, are left to add_plain and add_ascii. */
static inline unsigned add_letters(nw_content_reader *r, const unsigned char *data, size_t at) {
  enum { MOST = NW_CONTENT_CHUNK_BYTES - 4 - 8 };
  static const uint64_t ones = 0x0101010101010101ULL, tops = 0x8080808080808080ULL;
  uint64_t word = nw_eight(data), small = word | 0x20 * ones, low = small & ~tops;
  uint64_t other = (~(low + (0x80 - 'a') * ones) | (low + (0x7F - 'z') * ones) | word) & tops;  /* below a, above z, no ASCII */
  unsigned len = r->len, count = other == 0 ? 8 : (unsigned)__builtin_ctzll(other) / 8;
  if (count == 0 || len > MOST || r->plain_len > MOST || r->partial_len > 0 || (len > 0 && r->text[len - 1] == (uint8_t)small)) return 0;
  uint64_t ours = other == 0 ? UINT64_MAX : (1ULL << 8 * count) - 1, change = (small ^ small >> 8) | ~(ours >> 8);
  uint64_t twice = (change - ones) & ~change & tops;  /* the next is the same */
  if ((twice & twice >> 8) != 0) return 0;
  if (len == 0) r->start = at, r->script = NW_SCRIPT_LATIN;
  nw_store_le(r->text + len, small);
  nw_store_le(r->plain + r->plain_len, small);
  r->len = len + count;
  r->plain_len += count;
  r->letters += count;
  for (uint64_t capitals = ~word & ours & 0x20 * ones; capitals != 0; capitals &= capitals - 1) r->upper++;
  r->end = at + count;
  return count;
}

/* One byte; letters that are easy were taken before. */
static inline void add_any(nw_content_reader *r, uint8_t c, size_t at) {
  if (c >= 0x80) {
    add_byte(r, c, at);
    return;
  }
  if (r->partial_len > 0) drop_partial(r);
  if (c <= ' ' || c == 0x7F) {
    if (r->len > 0) end_chunk(r);
    return;
  }
  int capital = c >= 'A' && c <= 'Z';
  add_ascii(r, capital ? c | 0x20 : c, at, at + 1);
  r->upper += capital ? 1 : 0;
}

/* Reads a byte or some letters; how many. */
static inline unsigned read_some(nw_content_reader *r, const unsigned char *data, size_t len, size_t at) {
  unsigned letters = nw_is_alpha(data[0]) && len >= 8 ? add_letters(r, data, at) : 0;
  if (letters > 0) return letters;
  if (!nw_is_alpha(data[0]) || !add_plain(r, data[0], at + 1)) add_any(r, data[0], at);
  return 1;
}

void nw_content_read(nw_content_reader *r, const unsigned char *data, size_t len, size_t at, int gap) {
  if (gap) {
    drop_partial(r);
    end_chunk(r);
  }
  for (size_t i = 0; i < len; i += read_some(r, data + i, len - i, at + i)) {}
}

size_t nw_content_read_chunk(nw_content_reader *r, const unsigned char *data, size_t len, size_t at) {
  size_t i = 0;
  do i += read_some(r, data + i, len - i, at + i);
  while (i < len && (r->len > 0 || r->partial_len > 0));
  return i;
}

void nw_content_read_end(nw_content_reader *r) {
  drop_partial(r);
  end_chunk(r);
  join_singles(r);
}

void nw_content_read_begin(nw_content_reader *r, nw_content_take take, nw_content_end end, void *self) {
  memset(r, 0, sizeof *r);
  r->take = take;
  r->end_chunk = end;
  r->self = self;
}

size_t nw_content_read_from(const nw_content_reader *r, size_t at) {
  size_t from = at;
  if (r->partial_len > 0 && r->partial_at < from) from = r->partial_at;
  if (r->len > 0 && r->start < from) from = r->start;
  if (r->singles > 0 && r->single_at < from) from = r->single_at;
  return from;
}
