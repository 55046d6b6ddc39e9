/* Where words and numbers begin, a batch of blocks of 64 bytes at a time.
 *
 *   text     "my userName: 42"
 *   letter    11.11111111....
 *   word      1..1...1.......    the first letter of a word: none stands in front, or a small one in front of a capital
 *   number    .............1.
 *
 * What crosses a block comes in as a bit of the block in front. Cost: about 100 instructions a block of ASCII.
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

/* The last byte in front of the batch, and whether the one in front of that is a letter or a colon. */
static void mask_before(nw_masks *masks, const nw_scan *scan, size_t pos) {
  enum { LAST = NW_BLOCK_BYTES - 1 };
  int c = byte_before(scan, pos, 1), is_behind = byte_before(scan, pos, 2) == ':' || (pos > scan->base && is_letter_before(scan, pos - 1));
  masks->alpha[0] = (uint64_t)(is_letter_before(scan, pos) != 0) << LAST;
  masks->colon[0] = (uint64_t)(c == ':') << LAST | (uint64_t)is_behind << (LAST - 1);
  masks->upper[0] = (uint64_t)(c >= 0 && nw_is_upper((unsigned)c)) << LAST;
  masks->digit[0] = (uint64_t)(c >= 0 && nw_is_digit((unsigned)c)) << LAST;
}

/* Letters beyond ASCII are letters. `tail`: the block that is not whole. */
static void add_high(nw_masks *masks, const nw_scan *scan, size_t pos, size_t blocks, size_t whole, const unsigned char *tail) {
  const unsigned char *data = scan->data + (pos - scan->base);
  for (size_t b = 1; b <= blocks; b++, pos += NW_BLOCK_BYTES) {
    if (masks->high[b] == 0) continue;
    int before[2] = { byte_before(scan, pos, 1), byte_before(scan, pos, 2) };
    masks->alpha[b] |= masks->high[b] & ~marks_of(b <= whole ? data + (b - 1) * NW_BLOCK_BYTES : tail, masks->high[b], before);
  }
}

size_t nw_words_batch(const nw_machine *machine, const nw_scan *scan, size_t pos, nw_words *words) {
  const unsigned char *data = scan->data + (pos - scan->base);
  size_t left = scan->end - pos, whole = left / NW_BLOCK_BYTES, blocks = (left + NW_BLOCK_BYTES - 1) / NW_BLOCK_BYTES;
  unsigned char tail[NW_BLOCK_BYTES];
  nw_masks masks;
  if (whole > NW_BATCH_BLOCKS + 1) whole = NW_BATCH_BLOCKS + 1;
  if (blocks > NW_BATCH_BLOCKS + 1) blocks = NW_BATCH_BLOCKS + 1;
  if (whole > 0) machine->words(&masks, words, 1, data, whole);
  if (blocks > whole) {
    memset(tail, 0, sizeof tail);
    memcpy(tail, data + whole * NW_BLOCK_BYTES, left - whole * NW_BLOCK_BYTES);
    machine->words(&masks, words, blocks, tail, 1);
  }
  memset(words->letters + blocks * NW_BLOCK_BYTES, 0, NW_LETTERS_AHEAD);
  mask_before(&masks, scan, pos);
  add_high(&masks, scan, pos, blocks, whole, tail);
  machine->starts(words, &masks, blocks);
  if (blocks > NW_BATCH_BLOCKS) return NW_BATCH_BLOCKS;
  words->number[blocks + 1] = words->upper[blocks + 1] = words->high[blocks + 1] = 0;
  return blocks;
}
