#include "detect/word/disguise.h"

#include <string.h>

#include "base/slice.h"
#include "detect/word/batch.h"
#include "text/utf8.h"

const char *nw_disguise_name(nw_disguise disguise) {
  static const char *const names[NW_DISGUISE_COUNT] = { NULL, "leet", "repeat", "mask", "shuffle", "reverse", "rot13", "atbash",
                                                          "joined", "joined", "pig_latin", "bare", "caesar", "spelt" };
  return names[disguise];
}

/* ---- signs ---- */

/* What a sign may stand for; the first letter is the one that its skeleton has. */
static const char *letters_of(uint32_t cp) {
  switch (cp) {
    case '0': case 0xB0: return "o";
    case '1': return "il";
    case '2': return "z";
    case '3': case 0x20AC: return "e";
    case '4': return "a";
    case '5': case '$': case 0xA7: return "s";
    case '6': return "gb";
    case '7': case '+': return "t";
    case '8': return "b";
    case '9': return "g";
    case '@': return "aou";
    case '!': return "iul";
    case '|': return "li";
    case '(': case 0xA2: return "c";
    case 0xD7: return "x";
    case 0xA3: return "l";
    case 0xA5: return "y";
    case 0xA1: return "i";
    default: return NULL;
  }
}

/* A sign that stands at the beginning of a word, too. */
static int leads(uint32_t cp) { return letters_of(cp) != NULL && cp - '0' >= 10 && cp != 0xD7; }

/* Signs that hide any letter. */
static int is_mask(uint32_t cp) {
  switch (cp) {
    case '*': case '#': case '%': case '-': case '_': case '&': case '^': case '~': case '?': case 0x2022: case 0xB7: case 0x25CF:
    case 0x25A0: case 0x2588: case 0x2605: case 0x2606: case 0x2217: case 0x2731: case 0xFF0A: case 0x2026: return 1;
    default: return 0;
  }
}

/* Vowels, `l` and what hides or may be one are '*'. */
const char nw_ascii_skeleton[128] = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                                    "\0*\0*s**\0" "c\0*t\0*\0\0" "**z**sgtbg\0\0\0\0\0*" "*"
                                    "*bcd*fgh*jk*mn*pqrst*vwx*z" "\0\0\0**\0" "*bcd*fgh*jk*mn*pqrst*vwx*z" "\0*\0*";

static uint32_t skeleton_of_ascii(uint32_t cp) { return cp < 0x80 ? (uint32_t)nw_ascii_skeleton[cp] : 0; }
static int is_ascii_digit(uint32_t cp) { return cp - '0' < 10; }
static int is_symbol(uint32_t cp) {
  if (cp < 0x80) return skeleton_of_ascii(cp) != 0 && !nw_is_alnum(cp);
  return letters_of(cp) != NULL || is_mask(cp);
}

/* Vowels of the alphabets behind ASCII that have them. */
static int is_soft(uint32_t cp) {
  switch (cp) {
    case 0xE0: case 0xE1: case 0xE2: case 0xE3: case 0xE4: case 0xE5: case 0xE6: case 0xE8: case 0xE9: case 0xEA: case 0xEB:
    case 0xEC: case 0xED: case 0xEE: case 0xEF: case 0xF2: case 0xF3: case 0xF4: case 0xF5: case 0xF6: case 0xF8: case 0xF9:
    case 0xFA: case 0xFB: case 0xFC: case 0xFD: case 0x101: case 0x103: case 0x105: case 0x113: case 0x119: case 0x11B:
    case 0x12B: case 0x131: case 0x151: case 0x153: case 0x16B: case 0x16F: case 0x171: case 0x3B1: case 0x3B5: case 0x3B7:
    case 0x3B9: case 0x3BF: case 0x3C5: case 0x3C9: case 0x430: case 0x435: case 0x438: case 0x43E: case 0x443: case 0x44B:
    case 0x44D: case 0x44E: case 0x44F: case 0x451: case 0x454: case 0x456: case 0x457: return 1;
    default: return 0;
  }
}

static uint32_t skeleton_sign(uint32_t cp) {
  if (cp < 0x80) return skeleton_of_ascii(cp) != 0 ? skeleton_of_ascii(cp) : cp;
  const char *letters = letters_of(cp);
  if (letters != NULL) return skeleton_of_ascii((unsigned char)letters[0]);
  return is_mask(cp) || is_soft(cp) ? '*' : cp;
}

int nw_chunk_is_letter(uint32_t folded) { return folded >= 0x80 && skeleton_sign(folded) == folded; }

/* 1 when `cp` in a text may be `letter` of a word. */
static int stands_for(uint32_t cp, uint32_t letter) {
  if (cp == letter || is_mask(cp)) return 1;
  const char *letters = letters_of(cp);
  return letters != NULL && letter < 0x80 && strchr(letters, (int)letter) != NULL;
}

/* ---- chunks ---- */

enum { MOST_SYMBOLS = 4 };  /* in front of a word */

size_t nw_chunk_lead(const nw_reader *reader, size_t at) {
  if (at > 0 && reader->data[at - 1] < 0x80 && !is_symbol(reader->data[at - 1])) return at;
  for (unsigned i = 0; i < MOST_SYMBOLS && at > 0; i++) {
    uint32_t cp;
    unsigned step = nw_utf8_decode_back(reader->data, reader->data + at, &cp);
    if (!is_symbol(cp)) break;
    at -= step;
  }
  return at;
}

size_t nw_chunk_begin(const nw_reader *reader, size_t token) {
  size_t at = token, begin = token;
  for (unsigned i = 0; at > 0; i++) {
    uint32_t cp = reader->data[at - 1];
    unsigned step = cp < 0x80 ? 1 : nw_utf8_decode_back(reader->data, reader->data + at, &cp);
    if (cp < 0x80 && skeleton_of_ascii(cp) == 0) return begin;
    if (!is_symbol(cp)) {
      nw_word_class klass = nw_word_class_of(cp);
      return klass == NW_WORD_PART || klass == NW_WORD_MARK || i > MOST_SYMBOLS ? SIZE_MAX : begin;
    }
    if (i == MOST_SYMBOLS) return SIZE_MAX;
    at -= step;
    if (leads(cp)) begin = at;
  }
  return begin;
}

/* 1 where the bytes around `at` are what a batch stops for (batch.c): both must see the same chunks. */
int nw_chunk_is_odd(const nw_reader *reader, const nw_chunk *chunk) {
  const size_t start = chunk->start, end = chunk->read_end;
  const unsigned char *data = reader->data;
  for (size_t at = start; at < end; at++) {
    unsigned c = data[at], before = at > 0 ? data[at - 1] : ' ', next = at + 1 < end ? data[at + 1] : ' ';
    if (c >= 0x80 || c == '_') return 1;
    if (nw_is_digit(c) && nw_is_alpha(before)) return 1;
    if (nw_is_trail_symbol(c) && nw_is_alpha(before)) return 1;
    if (!nw_is_alpha(c)) continue;
    if (nw_is_digit(before) || nw_is_lead_symbol(before) || (nw_is_upper(c) && nw_is_alpha(before) && !nw_is_upper(before))) return 1;
    if (c != next) continue;
    if (!nw_is_alnum(before) || nw_is_seldom_double(c) || (at + 2 < end && data[at + 2] == c)) return 1;
    if (at >= start + 2 && nw_is_alpha(before) && data[at - 2] == before) return 1;
  }
  return 0;
}

/* 1 when the code point belongs to a chunk; `add`: 1 when it is a sign of it, not a mark. */
static int is_chunk_part(uint32_t cp, nw_word_class klass, int *add) {
  *add = klass != NW_WORD_MARK;
  return klass == NW_WORD_PART || klass == NW_WORD_MARK || is_symbol(cp);
}

int nw_chunk_is_plain(const nw_reader *reader, size_t start) {
  const unsigned char *data = reader->data;
  size_t at = start;
  if (at < reader->len && nw_is_upper(data[at])) at++;
  while (at < reader->len && (unsigned)data[at] - 'a' < 26u && (at == start || (data[at - 1] | 0x20) != data[at])) at++;
  return at < reader->len && nw_is_chunk_end(data[at]);
}

/* The ASCII of a chunk from `at` on; returns where it stops: at its end, or at something else. */
static size_t read_ascii(const nw_reader *reader, size_t at, nw_chunk *chunk) {
  const unsigned char *data = reader->data;
  size_t end = reader->len - at > NW_CHUNK_MOST ? at + NW_CHUNK_MOST : reader->len;
  unsigned count = 0, letters = 0;
  for (; at < end && skeleton_of_ascii(data[at]) != 0; at++) {
    unsigned letter = (unsigned)nw_is_alpha(data[at]);
    chunk->stop[count] = (uint16_t)(count + 1);
    chunk->at[count++] = data[at] | letter << 5;
    letters += letter;
  }
  chunk->count = count;
  chunk->letters = letters;
  return at;
}

nw_token_is nw_chunk_read(const nw_reader *reader, size_t start, nw_chunk *chunk) {
  size_t at = read_ascii(reader, start, chunk);
  chunk->start = start;
  while (at >= reader->len || !nw_is_chunk_end(reader->data[at])) {
    uint32_t cp, to[3];
    nw_word_class klass;
    int add;
    unsigned step = nw_reader_peek(reader, at, &cp, &klass);
    if (step == 0 && !reader->final) return NW_TOKEN_WAIT;
    if (step == 0 || !is_chunk_part(cp, klass, &add)) break;
    at += step;
    if (at - start > NW_CHUNK_BYTES || chunk->count >= NW_CHUNK_MOST) return NW_TOKEN_NONE;
    unsigned count = add ? nw_fold_case(cp, to) : 0;
    for (unsigned i = 0; i < count; i++) {
      chunk->stop[chunk->count] = (uint16_t)(at - start);
      chunk->at[chunk->count++] = to[i];
    }
    chunk->letters += add && klass == NW_WORD_PART && !is_ascii_digit(cp);
  }
  chunk->end = chunk->read_end = at;
  return chunk->count > 0 ? NW_TOKEN_OK : NW_TOKEN_NONE;
}

nw_token_is nw_chunk_find(const nw_reader *reader, size_t end, size_t *at) {
  *at = end;
  for (unsigned count = 0; count <= NW_GAP_MOST; count++) {
    uint32_t cp;
    nw_word_class klass;
    unsigned step = nw_reader_peek(reader, *at, &cp, &klass);
    if (step == 0) return reader->final ? NW_TOKEN_NONE : NW_TOKEN_WAIT;
    if (klass == NW_WORD_PART || (count > 0 && letters_of(cp) != NULL)) return count > 0 ? NW_TOKEN_OK : NW_TOKEN_NONE;
    if (klass == NW_WORD_SINGLE || cp == '{' || cp == '}' || cp == '*') return NW_TOKEN_NONE;
    *at += step;
  }
  return NW_TOKEN_NONE;
}

int nw_chunk_may_differ(const nw_chunk *chunk) {
  for (unsigned i = 0; i < chunk->count; i++)
    if (chunk->at[i] - '0' < 10 || is_symbol(chunk->at[i]) || (i > 0 && chunk->at[i] == chunk->at[i - 1])) return 1;
  return 0;
}

int nw_chunk_is_wrapped(const nw_reader *reader, const nw_chunk *chunk) {
  uint32_t last = chunk->at[chunk->count - 1];
  return chunk->start > 0 && is_mask(last) && reader->data[chunk->start - 1] == last;
}

int nw_chunk_trim(nw_chunk *chunk) {
  unsigned count = chunk->count - 1;
  if (count == 0 || !is_symbol(chunk->at[count])) return 0;
  chunk->count = count;
  chunk->end = chunk->start + chunk->stop[count - 1];
  return 1;
}

int nw_chunk_of(nw_chunk *chunk, const nw_folded *folded) {
  chunk->count = 0;
  for (size_t at = 0; at < folded->len;) {
    uint32_t cp;
    cp = folded->bytes[at];
    at += cp < 0x80 ? 1 : nw_utf8_decode(folded->bytes + at, folded->len - at, &cp);
    if (chunk->count == NW_CHUNK_MOST) return 0;
    chunk->at[chunk->count++] = cp;
  }
  return 1;
}

/* ---- keys ---- */

/* A row of signs; equal ones in a row are one. Tables mix it (trie.c). */
static uint64_t key_on(uint64_t key, uint32_t sign) { return key * 0x9e3779b97f4a7c15ULL + sign; }

uint64_t nw_chunk_skeleton(const nw_chunk *chunk) {
  uint64_t key = 1;
  uint32_t last = 0;
  for (unsigned i = 0; i < chunk->count; i++) {
    uint32_t here = skeleton_sign(chunk->at[i]);
    if (here != last) key = key_on(key, here);
    last = here;
  }
  return key;
}

/* The same for ASCII: # % & * - ? ^ _ ~, one bit each. */
static int is_ascii_mask(unsigned c) {
  const uint64_t low = 1ull << '#' | 1ull << '%' | 1ull << '&' | 1ull << '*' | 1ull << '-' | 1ull << '?';
  const uint64_t high = 1ull << ('^' - 64) | 1ull << ('_' - 64) | 1ull << ('~' - 64);
  return (int)((c < 64 ? low >> c : high >> (c - 64)) & 1);
}

/* Of ASCII: goes on over signs from `*at` on, up to `end`, and where they stop; `key` is that of the signs in front. */
static uint64_t skeleton_on(const unsigned char *data, size_t *at, size_t end, uint64_t key) {
  uint32_t last = *at > 0 ? skeleton_of_ascii(data[*at - 1]) : 0;
  size_t i = *at;
  for (uint32_t sign; i < end && (sign = skeleton_of_ascii(data[i])) != 0; last = sign, i++)
    key = sign != last ? key_on(key, sign) : key;
  *at = i;
  return key;
}

/* The skeleton of a chunk of ASCII without the signs between its letters; 0: it has none. */
static uint64_t parted_skeleton(const unsigned char *data, size_t len) {
  size_t i = 1, at = 0;
  while (i + 1 < len && !is_ascii_mask(data[i])) i++;
  if (i + 1 >= len) return 0;
  uint64_t key = skeleton_on(data, &at, i, 1);
  for (uint32_t last = skeleton_of_ascii(data[i - 1]); i < len; i++) {
    uint32_t here = skeleton_of_ascii(data[i]);
    if (is_ascii_mask(data[i]) && i + 1 < len) continue;
    if (here != last) key = key_on(key, here);
    last = here;
  }
  return key;
}

static uint64_t outline_of(unsigned count, uint32_t first, uint32_t last) { return key_on(key_on(2 + count, first), last); }

uint64_t nw_chunk_outline(const nw_chunk *chunk) {
  uint32_t first = chunk->at[0], last = chunk->at[chunk->count - 1];
  if (chunk->count < 4 || is_symbol(first) || is_symbol(last)) return 0;
  return outline_of(chunk->count, first, last);
}

int nw_chunk_skeletons(const nw_reader *reader, size_t start, nw_skeletons *to) {
  const unsigned char *data = reader->data + start;
  const size_t seen = reader->len - start, most = seen > NW_CHUNK_MOST ? NW_CHUNK_MOST + 1 : seen;
  size_t end = 0, at, solid;
  uint64_t key = skeleton_on(data, &end, most, 1);
  if (end <= NW_CHUNK_MOST && (end == seen ? !reader->final : data[end] >= 0x80)) return 0;
  to->count = to->chars = 0;
  to->parted = 0;
  if (end == 0 || end > NW_CHUNK_MOST) return 1;
  to->chars = (unsigned)end;
  for (solid = end; solid > 1 && !nw_is_alnum(data[solid - 1]);) solid--;
  if (solid < end) at = 0, key = skeleton_on(data, &at, solid, 1);
  to->at[to->count++] = key;
  for (at = solid; at < end;) {  /* with its symbols, one by one */
    key = skeleton_on(data, &at, at + 1, key);
    if (key == to->at[to->count - 1]) continue;
    if (to->count == NW_SKELETONS_MOST) return 0;
    to->at[to->count++] = key;
  }
  to->parted = parted_skeleton(data, solid);
  to->outline = solid >= 4 && nw_is_alnum(data[0]) ? outline_of((unsigned)solid, nw_to_lower(data[0]), nw_to_lower(data[solid - 1])) : 0;
  return 1;
}

/* ---- heads ---- */

enum { HEAD_SIGNS = 4 };

static uint32_t head_on(uint32_t signs, uint32_t sign) { return signs << 5 | (sign & 31); }
static unsigned head_of(uint32_t signs) { return (signs * 0x9E3779B1u) >> (32 - NW_HEAD_BITS); }

unsigned nw_chunk_head(const nw_chunk *chunk) {
  uint32_t signs = 0, last = 0;
  unsigned count = 0;
  for (unsigned i = 0; i < chunk->count && count < HEAD_SIGNS; i++) {
    uint32_t sign = skeleton_sign(chunk->at[i]);
    if (sign != last) signs = head_on(signs, sign), count++;
    last = sign;
  }
  return head_of(signs << 5 * (HEAD_SIGNS - count));
}

/* The first signs of a chunk, as far as they are read: up to `at`. `solid`: what was read last is no symbol, which may be taken off. */
typedef struct head { size_t at; uint32_t signs, last; unsigned count; int solid; } head;

static void take_sign(head *h, uint32_t sign, int solid) {
  if (sign != h->last && h->count < HEAD_SIGNS) h->signs = head_on(h->signs, sign), h->count++;
  h->last = sign;
  h->solid = solid;
}

static inline int is_whole(const head *h) { return h->count == HEAD_SIGNS && h->solid; }

/* Takes ASCII. 1: that is all that is asked for. */
static int take_ascii(const nw_reader *reader, head *from) {
  const unsigned char *data = reader->data;
  head h = *from;
  for (uint32_t sign; h.at < reader->len && (sign = skeleton_of_ascii(data[h.at])) != 0 && !is_whole(&h); h.at++)
    take_sign(&h, sign, nw_is_alnum(data[h.at]));
  *from = h;
  return is_whole(&h) || (h.at < reader->len && data[h.at] < 0x80);
}

/* Takes the character beyond ASCII there. 0: the chunk ends, or it is not known. */
static int take_beyond(const nw_reader *reader, head *h, int *known) {
  uint32_t cp, folded[3];
  nw_word_class klass;
  int add;
  unsigned step = nw_reader_peek(reader, h->at, &cp, &klass);
  *known = step > 0 || reader->final;
  if (step == 0 || !is_chunk_part(cp, klass, &add)) return 0;
  h->at += step;
  if (!add) return 1;
  *known = nw_fold_case(cp, folded) == 1;
  take_sign(h, skeleton_sign(folded[0]), !is_symbol(folded[0]));
  return *known;
}

unsigned nw_chunk_head_at(const nw_reader *reader, size_t start) {
  head h = { .at = start };
  int known = 1;
  while (!take_ascii(reader, &h) && take_beyond(reader, &h, &known)) continue;
  return known && h.solid ? head_of(h.signs << 5 * (HEAD_SIGNS - h.count)) : NW_HEAD_UNKNOWN;
}

/* ---- comparing ---- */

/* Bit i of a set: the first i letters of the word are read. A sign moves on by one letter that it may stand for, or stays where
 * it repeats the sign before. */
static int reads_as(const nw_chunk *chunk, const nw_chunk *word) {
  uint64_t read = 1;
  if (word->count >= NW_CHUNK_MOST) return 0;
  for (unsigned i = 0; i < chunk->count && read != 0; i++) {
    const uint32_t cp = chunk->at[i];
    const int repeats = i > 0 && cp == chunk->at[i - 1] && !is_symbol(cp);
    uint64_t next = 0;
    for (uint64_t left = read; left != 0; left &= left - 1) {
      unsigned j = (unsigned)__builtin_ctzll(left);
      if (j < word->count && stands_for(cp, word->at[j])) next |= (uint64_t)2 << j;
      if (repeats && j > 0 && stands_for(cp, word->at[j - 1])) next |= (uint64_t)1 << j;
    }
    read = next;
  }
  return read >> word->count & 1;
}

nw_disguise nw_chunk_is_disguised(const nw_chunk *chunk, const nw_chunk *word, unsigned least) {
  unsigned hidden = 0, swapped = 0, digits = 0;
  for (unsigned i = 0; i < chunk->count; i++) {
    hidden += (unsigned)is_mask(chunk->at[i]);
    swapped += letters_of(chunk->at[i]) != NULL;
    digits += (unsigned)is_ascii_digit(chunk->at[i]);
  }
  int hides = word->count >= least && chunk->letters >= 2 && hidden <= chunk->letters && digits < chunk->letters;
  if (hidden > 0 && !hides) return NW_AS_WRITTEN;
  if (!reads_as(chunk, word)) return NW_AS_WRITTEN;
  return hidden > 0 ? NW_MASK : swapped > 0 ? NW_LEET : chunk->count > word->count ? NW_REPEAT : NW_AS_WRITTEN;
}

int nw_chunk_is_shuffled(const nw_chunk *chunk, const nw_chunk *word) {
  uint32_t left[NW_CHUNK_MOST];
  unsigned count = chunk->count;
  if (count != word->count || count < 4 || count > NW_CHUNK_MOST) return 0;
  if (chunk->at[0] != word->at[0] || chunk->at[count - 1] != word->at[count - 1]) return 0;
  memcpy(left, word->at, count * sizeof *left);
  for (unsigned i = 1; i + 1 < count; i++) {
    unsigned j = i;
    while (j + 1 < count && left[j] != chunk->at[i]) j++;
    if (j + 1 == count) return 0;
    left[j] = left[i];
  }
  return memcmp(chunk->at, word->at, count * sizeof *left) != 0;
}

int nw_chunk_join(nw_chunk *chunk) {
  unsigned count = 0;
  for (unsigned i = 0; i < chunk->count; i++) {
    if (is_mask(chunk->at[i]) && i > 0 && i + 1 < chunk->count) continue;
    chunk->at[count++] = chunk->at[i];
  }
  int joined = count < chunk->count;
  chunk->count = count;
  return joined;
}

/* The same for ASCII. */
static int turn_ascii(nw_folded *to, const nw_folded *from, nw_disguise disguise) {
  unsigned turned = 0;
  for (size_t i = 0; i < from->len; i++) {
    unsigned was = from->bytes[i], is = disguise == NW_REVERSE ? from->bytes[from->len - 1 - i] : nw_letter_turned(was, disguise);
    to->bytes[i] = (unsigned char)is;
    turned |= was ^ is;
  }
  if (turned == 0) return 0;
  nw_folded_hash(to, from->len);
  return 1;
}

int nw_folded_turn(nw_folded *to, const nw_folded *from, nw_disguise disguise) {
  nw_chunk chunk;
  size_t len = 0;
  unsigned turned = 0;
  if (from->len == 0 || from->len > NW_CHUNK_BYTES) return 0;
  if (from->ascii && from->len <= NW_CHUNK_MOST) return turn_ascii(to, from, disguise);
  if (!nw_chunk_of(&chunk, from)) return 0;
  for (unsigned i = 0; i < chunk.count; i++) {
    uint32_t was = chunk.at[i], is = disguise == NW_REVERSE ? chunk.at[chunk.count - 1 - i] : nw_letter_turned(was, disguise);
    if (is > 0x10FFFF || (is >= 0x80 && nw_word_class_of(is) == NW_WORD_MARK)) return 0;
    turned += is != was;
    if (is < 0x80) to->bytes[len++] = (unsigned char)is;
    else len += nw_utf8_encode(is, (char *)to->bytes + len);
  }
  if (turned == 0) return 0;
  nw_folded_hash(to, len);
  return 1;
}
