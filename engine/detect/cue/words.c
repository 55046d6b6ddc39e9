/* Where words and numbers begin, a batch of blocks of 64 bytes at a time.
 *
 *   text     "my userName: 42"
 *   letter    11.11111111....
 *   word      1..1...1.......    the first letter of a word: none stands in front, or a small one in front of a capital
 *   number    .............1.
 *
 * What crosses a block comes in as a bit of the block in front. Cost: about 50 instructions a block of ASCII.
 */
#include <string.h>

#include "detect/cue/cue.h"

/* ---- bytes beyond ASCII: letters, but for the marks of U+0080..00BF and U+2000..2FFF ---- */

/* Places of `text` that hold bytes of a mark. `high`: those of bytes beyond ASCII. `before`: the bytes in front, -1 none. */
static uint64_t marks_of(const unsigned char *text, uint64_t high, const int before[2]) {
  uint64_t marks = 0;
  if (before[0] == 0xC2) marks |= 1;
  if (before[0] == 0xE2) marks |= 3;
  if (before[1] == 0xE2) marks |= 1;
  for (; high != 0; high &= high - 1) {
    unsigned i = (unsigned)__builtin_ctzll(high);
    if (text[i] == 0xC2) marks |= (uint64_t)3 << i;
    if (text[i] == 0xE2) marks |= (uint64_t)7 << i;
  }
  return marks;
}

/* The byte `n` in front of `pos`; -1 outside of the window. */
static int byte_before(const nw_scan *scan, size_t pos, size_t n) {
  return pos < scan->base + n ? -1 : scan->data[pos - n - scan->base];
}

static int is_letter_before(const nw_scan *scan, size_t pos) {
  int c = byte_before(scan, pos, 1), second = byte_before(scan, pos, 2), third = byte_before(scan, pos, 3);
  if (c < 0x80) return c >= 0 && nw_is_alpha((unsigned)c);
  return !(c == 0xC2 || c == 0xE2 || second == 0xC2 || second == 0xE2 || third == 0xE2);
}

/* ---- a batch ---- */

/* The last byte in front of a block: what it is. */
typedef struct carry { uint64_t letter, small, digit; } carry;

static carry carry_at(const nw_scan *scan, size_t pos) {
  int c = byte_before(scan, pos, 1);
  carry in = { .letter = is_letter_before(scan, pos) ? 1 : 0, .digit = c >= 0 && nw_is_digit((unsigned)c) };
  in.small = in.letter && !nw_is_upper((unsigned)c);
  return in;
}

static void close_block(nw_words *words, const nw_masks *masks, size_t b, uint64_t marks, carry *in) {
  uint64_t upper = masks->upper[b], digit = masks->digit[b], letter = masks->alpha[b] | (masks->high[b] & ~marks);
  uint64_t small = letter & ~upper, after = letter << 1 | in->letter, hump = upper & (small << 1 | in->small);
  words->word[b] = letter & (~after | hump);
  words->inside[b] = letter & after & ~hump;
  words->number[b] = digit & ~(after | digit << 1 | in->digit);
  words->upper[b] = upper;
  words->high[b] = masks->high[b];
  *in = (carry){ letter >> 63, small >> 63, digit >> 63 };
}

size_t nw_words_batch(const nw_machine *machine, const nw_scan *scan, size_t pos, nw_words *words) {
  const unsigned char *data = scan->data + (pos - scan->base);
  size_t left = scan->end - pos, whole = left / NW_BLOCK_BYTES, blocks = (left + NW_BLOCK_BYTES - 1) / NW_BLOCK_BYTES;
  unsigned char tail[NW_BLOCK_BYTES];
  nw_masks masks;
  carry in = carry_at(scan, pos);
  if (whole > NW_BATCH_BLOCKS + 1) whole = NW_BATCH_BLOCKS + 1;
  if (blocks > NW_BATCH_BLOCKS + 1) blocks = NW_BATCH_BLOCKS + 1;
  if (whole > 0) machine->words(&masks, 1, data, whole);
  if (blocks > whole) {
    memset(tail, 0, sizeof tail);
    memcpy(tail, data + whole * NW_BLOCK_BYTES, left - whole * NW_BLOCK_BYTES);
    machine->words(&masks, blocks, tail, 1);
  }
  for (size_t b = 1; b <= blocks; b++, pos += NW_BLOCK_BYTES) {
    uint64_t marks = 0;
    if (masks.high[b] != 0) {
      int before[2] = { byte_before(scan, pos, 1), byte_before(scan, pos, 2) };
      marks = marks_of(b <= whole ? data + (b - 1) * NW_BLOCK_BYTES : tail, masks.high[b], before);
    }
    close_block(words, &masks, b, marks, &in);
  }
  if (blocks > NW_BATCH_BLOCKS) return NW_BATCH_BLOCKS;
  words->word[blocks + 1] = words->inside[blocks + 1] = words->number[blocks + 1] = 0;
  words->upper[blocks + 1] = words->high[blocks + 1] = 0;
  return blocks;
}

/* ---- which words are looked at ---- */

static uint64_t ahead(const uint64_t *mask, unsigned n) { return mask[0] >> n | mask[1] << (64 - n); }

/* Plain words that may be the first of a phrase, by their first letters. `follow`: bit i, the byte behind byte i is in its word. */
static uint64_t ask_fronts(const nw_cues *table, const unsigned char *text, uint64_t words, uint64_t follow) {
  static const uint32_t keep[8] = { 0x1F, 0x1F1F, 0x1F, 0x1F1F1F, 0x1F, 0x1F1F, 0x1F, 0x1F1F1F1F };  /* five bits a letter */
  uint64_t hits = 0;
  for (; words != 0; words &= words - 1) {
    unsigned at = (unsigned)__builtin_ctzll(words);
    uint32_t front = (uint32_t)nw_cue_load(text + at, 4) & keep[follow >> at & 7];
    hits |= (uint64_t)table->fronts[nw_cue_front_hash(front)] << at;
  }
  return hits;
}

/* "DrIvEr": words with a capital letter, of which a short part is joined to another one. */
static uint64_t mixed_words(const nw_words *words, size_t b) {
  const uint64_t *word = &words->word[b];
  return word[0] & words->upper[b] & (ahead(word, 1) | (ahead(&words->inside[b], 1) & ahead(word, 2)));
}

uint64_t nw_words_asked(const nw_cues *table, const nw_words *words, size_t b, const unsigned char *text) {
  const uint64_t *inside = &words->inside[b], *high = &words->high[b];
  uint64_t upper = table->tags ? words->upper[b] : mixed_words(words, b), near = high[0];
  uint64_t cut = (inside[1] & 1) << 63 | (inside[1] & 1) << 62;  /* the first letters are in two blocks */
  if ((high[0] | high[1]) != 0)
    for (unsigned n = 1; n < 8; n++) near |= ahead(high, n);
  uint64_t sure = words->word[b] & (upper | near | cut);
  return sure | ask_fronts(table, text, words->word[b] & ~sure, ahead(inside, 1));
}
