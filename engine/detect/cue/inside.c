/* Cues inside of a run of letters, for scripts that have no blanks between words.
 *
 *   我的密码是hunter2X      お名前は田中太郎です      您好我叫王小明
 *       ^^ label              ^^ label                  ^^ a phrase that ends with its verb
 *           ^ sign                ^ sign                 ^ sign
 *
 * The sign is the event (words.c lists it); what stands in front of it is looked up letter by letter, the longest first. So "客户姓名："
 * is found by 姓名, whatever stands in front of that.
 *
 * Cost: 20 instructions a sign behind a letter that ends no label, else up to eight look-ups of 40 instructions.
 */
#include <string.h>

#include "detect/cue/pass.h"

enum { LETTERS = 8, LETTER_BYTES = 3 };  /* of a label; in UTF-8 from U+0800 on */

/* Bytes of the letter that ends in front of `text[at]`; 0: none that a label is made of. */
static unsigned letter_before(const unsigned char *text, size_t at) {
  if (at > 0 && nw_is_alpha(text[at - 1])) return 1;
  return at >= LETTER_BYTES && text[at - LETTER_BYTES] >= 0xE0 && text[at - LETTER_BYTES] < 0xEE ? LETTER_BYTES : 0;
}

/* The slot of the label text[from, to); NULL: there is none. */
static const nw_cue_slot *slot_of(const nw_cues *table, const unsigned char *text, size_t from, size_t to) {
  uint64_t key = nw_cue_key(nw_load_le(text + from, to - from < 8 ? to - from : 8), to - from);
  if (!(nw_cue_filter(table, key) & NW_CUE_ANY)) return NULL;
  const nw_cue_slot *slot = nw_cue_find(table, key, text + from, to - from);
  return slot != NULL && slot->first != 0 ? slot : NULL;
}

/* "我叫": the phrase ends with its verb. */
static int is_verb_of_phrase(const unsigned char *sign, size_t left) {
  return left >= LETTER_BYTES && memcmp(sign, "\xE5\x8F\xAB", LETTER_BYTES) == 0;
}

static int ends_label(const nw_cues *table, const unsigned char *text, size_t end) {
  if (end < LETTER_BYTES || text[end - LETTER_BYTES] < 0xE0) return 0;
  unsigned bit = nw_cue_label_bit(text + end);
  return (int)(table->label_ends[bit / 64] >> bit % 64 & 1);
}

int nw_cue_ask_sign(nw_cue_pass *p, size_t pos) {
  const nw_scan *scan = p->scan;
  const unsigned char *text = scan->data;
  const size_t sign = pos - scan->base, left = scan->end - pos;
  if (text[sign] >= 0x80 && left < LETTER_BYTES) return scan->final;
  const size_t end = is_verb_of_phrase(text + sign, left) ? sign + LETTER_BYTES : sign;
  if (!ends_label(p->table, text, end)) return 1;
  size_t starts[LETTERS], at = end;
  unsigned count = 0;
  for (unsigned len; count < LETTERS && (len = letter_before(text, at)) > 0;) starts[count++] = at -= len;
  while (count-- > 0) {
    const nw_cue_slot *slot = slot_of(p->table, text, starts[count], end);
    if (slot != NULL) return nw_cue_ask_word(p, scan->base + starts[count], end - starts[count], slot, 0);
  }
  return 1;
}
