#include "detect/word/token.h"

#include <string.h>

#include "base/eight.h"
#include "base/slice.h"
#include "text/utf8.h"

/* ---- eight bytes at a time: the fast path of everything here ---- */

static int is_ascii_part(unsigned c) { return nw_is_alnum(c); }

/* ASCII that neither is part of a token nor may join. */
static int is_ascii_gap(unsigned c) { return c < 0x80 && !nw_is_alnum(c) && c != '_'; }

/* Which bytes of `word` are no ASCII letters or digits, by their high bits. */
static uint64_t not_parts(uint64_t word) {
  return nw_eight_no_letters(word) & ~(nw_eight_within(word & ~NW_EIGHT_TOPS, '0', '9') & ~word);
}

/* `count` < 8 bytes at the end of what can be seen, and zeroes behind. */
static uint64_t load_tail(const nw_reader *reader, size_t count) {
  uint64_t word = 0;
  if (count == 0) return 0;
  if (reader->len >= sizeof word) return nw_eight(reader->data + reader->len - sizeof word) >> 8 * (sizeof word - count);
  for (size_t i = 0; i < count; i++) word |= (uint64_t)reader->data[reader->len - count + i] << 8 * i;
  return word;
}

/* The end of the ASCII letters and digits from `at` on. */
static size_t ascii_run_end(const nw_reader *reader, size_t at) {
  for (; reader->len - at >= 8; at += 8) {
    uint64_t others = not_parts(nw_eight(reader->data + at));
    if (others != 0) return at + nw_eight_run(others);
  }
  return at + nw_eight_run(not_parts(load_tail(reader, reader->len - at)));  /* a zero is no part */
}

/* ---- reading ---- */

unsigned nw_reader_peek(const nw_reader *reader, size_t at, uint32_t *cp, nw_word_class *klass) {
  if (at >= reader->len) return 0;
  unsigned step = nw_utf8_decode(reader->data + at, reader->len - at, cp);
  if (step == 0) {
    if (!reader->final) return 0;
    step = 1;
    *cp = NW_UTF8_BAD;
  }
  *klass = nw_word_class_of(*cp);
  return step;
}

static nw_token_is at_end(const nw_reader *reader) { return reader->final ? NW_TOKEN_NONE : NW_TOKEN_WAIT; }

nw_token_is nw_token_find(const nw_reader *reader, size_t *at) {
  for (;;) {
    uint32_t cp;
    nw_word_class klass;
    while (*at < reader->len && reader->data[*at] < 0x80 && !is_ascii_part(reader->data[*at])) ++*at;
    if (*at < reader->len && is_ascii_part(reader->data[*at])) return NW_TOKEN_OK;
    unsigned step = nw_reader_peek(reader, *at, &cp, &klass);
    if (step == 0) return at_end(reader);
    if (klass == NW_WORD_PART || klass == NW_WORD_SINGLE) return NW_TOKEN_OK;
    *at += step;
  }
}

/* The general way on from `at`, inside the token: it ends behind its last letter and that letter's marks; connectors behind it
 * join only when one more letter follows. */
static nw_token_is read_on(const nw_reader *reader, size_t at, nw_token *token) {
  uint32_t cp;
  nw_word_class klass;
  while (at - token->start <= NW_WORD_MOST_BYTES) {
    if (at < reader->len && is_ascii_gap(reader->data[at])) return NW_TOKEN_OK;
    if (!token->single && at < reader->len && is_ascii_part(reader->data[at])) {
      size_t end = ascii_run_end(reader, at), most = token->start + NW_WORD_MOST_BYTES + 1;
      token->end = at = end < most ? end : most;
      continue;
    }
    unsigned step = nw_reader_peek(reader, at, &cp, &klass);
    if (step == 0) return reader->final ? NW_TOKEN_OK : NW_TOKEN_WAIT;
    if (klass == NW_WORD_NONE || klass == NW_WORD_SINGLE || (token->single && klass != NW_WORD_MARK)) return NW_TOKEN_OK;
    if (klass == NW_WORD_PART || (klass == NW_WORD_MARK && token->end == at)) token->end = at + step;
    at += step;
  }
  token->stop = at;
  return NW_TOKEN_LONG;
}

nw_token_is nw_token_read(const nw_reader *reader, size_t start, nw_token *token) {
  size_t at = ascii_run_end(reader, start);
  uint32_t cp;
  nw_word_class klass = NW_WORD_PART;
  *token = (nw_token){ start, at, at, 0 };
  if (at > start && at - start <= NW_WORD_MOST_BYTES && at < reader->len && is_ascii_gap(reader->data[at]))
    return NW_TOKEN_OK;
  if (at == start) {
    unsigned step = nw_reader_peek(reader, at, &cp, &klass);
    if (step == 0) return NW_TOKEN_WAIT;
    token->end = at += step;
    token->single = klass == NW_WORD_SINGLE;
  }
  return read_on(reader, at, token);
}

nw_token_is nw_token_skip(const nw_reader *reader, int single, size_t *at) {
  for (;;) {
    uint32_t cp;
    nw_word_class klass;
    unsigned step = nw_reader_peek(reader, *at, &cp, &klass);
    if (step == 0) return at_end(reader);
    if (klass == NW_WORD_NONE || klass == NW_WORD_SINGLE || (single && klass != NW_WORD_MARK)) return NW_TOKEN_OK;
    *at += step;
  }
}

static int is_white(uint32_t cp) {
  if (cp < 0x80) return nw_is_space(cp);
  return cp == 0x85 || cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200B) || cp == 0x2028 || cp == 0x2029 ||
         cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

nw_token_is nw_token_gap(const nw_reader *reader, size_t *at, int *punctuation) {
  *punctuation = 0;
  if (reader->len - *at >= 2 && reader->data[*at] == ' ' && is_ascii_part(reader->data[*at + 1])) {  /* nearly always */
    ++*at;
    return NW_TOKEN_OK;
  }
  for (int count = 0;; count++) {
    uint32_t cp;
    nw_word_class klass;
    unsigned step = nw_reader_peek(reader, *at, &cp, &klass);
    if (step == 0) return at_end(reader);
    if (klass == NW_WORD_PART || klass == NW_WORD_SINGLE) return NW_TOKEN_OK;
    if (count == NW_GAP_MOST || cp == '{' || cp == '}' || cp == '*') return NW_TOKEN_NONE;
    if (!is_white(cp)) *punctuation = 1;
    *at += step;
  }
}

/* ---- folding and hashing ---- */

/* `count` <= 8 bytes at `at` and zeroes behind, the first one lowest. */
static uint64_t load(const nw_reader *reader, size_t at, size_t count) {
  uint64_t word = reader->len - at < sizeof word ? load_tail(reader, reader->len - at) : nw_eight(reader->data + at);
  return count < sizeof word ? word & (((uint64_t)1 << 8 * count) - 1) : word;
}

/* The reverse of load_eight. */
static void store_eight(unsigned char *to, uint64_t word) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  memcpy(to, &word, sizeof word);
}

/* One step of the hash: eight bytes. */
static uint64_t hash_on(uint64_t hash, uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
  return hash ^ hash >> 32;
}

void nw_folded_hash(nw_folded *folded, size_t len) {
  uint64_t hash = len;
  memset(folded->bytes + len, 0, 8);
  for (size_t i = 0; i < len; i += 8) hash = hash_on(hash, nw_eight(folded->bytes + i));
  folded->len = len;
  folded->hash = hash;
}

/* Folds an ASCII token; 0 when it holds anything else. Hashes what it stores, for loading it again would wait. */
static int fold_ascii(const nw_reader *reader, const nw_token *token, nw_folded *folded) {
  size_t len = token->end - token->start;
  uint64_t hash = len;
  for (size_t i = 0; i < len; i += 8) {
    uint64_t word = load(reader, token->start + i, len - i < 8 ? len - i : 8);
    if (word & NW_EIGHT_TOPS) return 0;
    word |= nw_eight_within(word, 'A', 'Z') >> 2;  /* the bit that makes a letter small */
    store_eight(folded->bytes + i, word);
    hash = hash_on(hash, word);
  }
  folded->len = len;
  folded->hash = hash;
  return 1;
}

static void fold_general(const nw_reader *reader, const nw_token *token, nw_folded *folded) {
  size_t len = 0;
  for (size_t at = token->start; at < token->end;) {
    uint32_t cp, to[3];
    at += nw_utf8_decode(reader->data + at, token->end - at, &cp);  /* a token holds whole code points only */
    unsigned count = nw_fold_case(cp, to);
    for (unsigned i = 0; i < count; i++) len += nw_utf8_encode(to[i], (char *)folded->bytes + len);
  }
  nw_folded_hash(folded, len);
}

void nw_token_fold(const nw_reader *reader, const nw_token *token, nw_folded *folded) {
  folded->ascii = fold_ascii(reader, token, folded);
  if (!folded->ascii) fold_general(reader, token, folded);
}
