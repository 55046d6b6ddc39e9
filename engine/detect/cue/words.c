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

/* A sign behind a label that no blank parts from it: ： 是 は 为 為 는 은, 叫. Where less than three bytes are left one could be there. */
static int is_sign(const unsigned char *text, size_t left) {
  if (left < 3) return 1;
  switch ((uint32_t)text[0] << 16 | (uint32_t)text[1] << 8 | text[2]) {
    case 0xEFBC9A: case 0xE698AF: case 0xE381AF: case 0xE4B8BA: case 0xE782BA: case 0xEB8A94: case 0xEC9D80: case 0xE58FAB: return 1;
    default: return 0;
  }
}

/* Places of `text` that hold bytes of a mark. `high`: those of bytes beyond ASCII. `before`: the bytes in front, -1 none. `left` bytes can
 * be read. Adds the places of signs to `*signs`. */
static uint64_t marks_of(const unsigned char *text, uint64_t high, const int before[2], size_t left, uint64_t *signs) {
  uint64_t marks = 0;
  if (before[0] == 0xC2) marks |= 1;
  if (before[0] == 0xE2) marks |= 3;
  if (before[1] == 0xE2) marks |= 1;
  for (; high != 0; high &= high - 1) {
    unsigned i = (unsigned)__builtin_ctzll(high), c = text[i];
    marks |= (uint64_t)(c == 0xC2 ? 3 : c == 0xE2 ? 7 : 0) << i;
    if (c >= 0xE3) *signs |= (uint64_t)is_sign(text + i, left - i) << i;
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
static void words_before(nw_masks *masks, nw_mask letter, const nw_scan *scan, size_t pos) {
  enum { LAST = NW_BLOCK_BYTES - 1 };
  int c = byte_before(scan, pos, 1), is_behind = byte_before(scan, pos, 2) == ':' || (pos > scan->base && is_letter_before(scan, pos - 1));
  letter[0] = (uint64_t)(is_letter_before(scan, pos) != 0) << LAST;
  masks->colon[0] = (uint64_t)(c == ':') << LAST | (uint64_t)is_behind << (LAST - 1);
  masks->upper[0] = (uint64_t)(c >= 0 && nw_is_upper((unsigned)c)) << LAST;
  masks->digit[0] = (uint64_t)(c >= 0 && nw_is_digit((unsigned)c)) << LAST;
}

/* Letters beyond ASCII are letters. A sign stands behind one, or is an ASCII colon behind one. */
static void add_high(nw_words *words, nw_mask letter, const nw_masks *masks, const nw_scan *scan, size_t pos, size_t places) {
  const unsigned char *data = scan->data + (pos - scan->base);
  uint64_t before = byte_before(scan, pos, 1) >= 0x80;  /* the last byte of the block in front is beyond ASCII */
  for (size_t b = 1; b <= places; b++, pos += NW_BLOCK_BYTES, data += NW_BLOCK_BYTES) {
    const uint64_t high = masks->high[b], behind = high << 1 | before;
    words->sign[b] = 0;
    before = high >> (NW_BLOCK_BYTES - 1);
    if (behind == 0 && high == 0) continue;
    const int bytes[2] = { byte_before(scan, pos, 1), byte_before(scan, pos, 2) };
    letter[b] |= high & ~marks_of(data, high, bytes, scan->end - pos, &words->sign[b]);
    words->sign[b] = (words->sign[b] | masks->colon[b]) & behind;
    words->signs |= words->sign[b];
  }
}

/* Letters of the batch and of the block behind. */
static void letters_of(const nw_machine *machine, const nw_scan *scan, size_t pos, unsigned char *letters) {
  const unsigned char *data = scan->data + (pos - scan->base);
  size_t left = scan->end - pos, most = NW_BATCH_BYTES + NW_BLOCK_BYTES, whole = (left < most ? left : most) / NW_BLOCK_BYTES;
  machine->letters(letters, data, whole);
  letters += whole * NW_BLOCK_BYTES;
  if (left < most) {
    unsigned char tail[NW_BLOCK_BYTES] = { 0 };
    memcpy(tail, data + whole * NW_BLOCK_BYTES, left % NW_BLOCK_BYTES);
    machine->letters(letters, tail, 1);
    letters += NW_BLOCK_BYTES;
  }
  memset(letters, 0, NW_LETTERS_AHEAD);
}

size_t nw_words_batch(const nw_machine *machine, const nw_scan *scan, size_t pos, nw_words *words) {
  nw_masks own;
  nw_mask letter;
  size_t blocks;
  nw_masks *masks = nw_masks_at(scan, nw_masks_of(machine->width), pos, 0, &own, &blocks);
  memcpy(letter + 1, masks->alpha + 1, (blocks + 1) * sizeof letter[0]);
  words_before(masks, letter, scan, pos);
  words->signs = 0;
  if (masks->has & NW_HAS_HIGH || byte_before(scan, pos, 1) >= 0x80) add_high(words, letter, masks, scan, pos, blocks + 1);
  letters_of(machine, scan, pos, words->letters);
  machine->starts(words, masks, letter, blocks);
  return blocks;
}
