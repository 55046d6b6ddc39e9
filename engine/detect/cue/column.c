/* Cues as names of columns: "password" above a cell is what "password: " is in front of it (guard/cells.c). */
#include <string.h>

#include "detect/cue/pass.h"

/* Some phrase that begins with the word of a slot, at `pos`, stands there: how much it tells, see nw_cue_leads. */
static int tells(const nw_cue_pass *p, size_t pos, const nw_cue_slot *slot) {
  nw_probe probe = { .scan = p->scan, .at = pos };
  int most = 0;
  for (uint32_t i = slot->first; i != 0; i = p->table->cues[i - 1].next) {
    const nw_cue *cue = &p->table->cues[i - 1];
    if (!nw_cue_is_on(p, cue->entity) || nw_cue_phrase_end(&probe, cue) == 0) continue;
    int much = cue->how == NW_CUE_FIELD && cue->len == cue->first_len ? 1 : 2;
    if (much > most) most = much;
  }
  return most;
}

/* What the word of `len` bytes at `pos` tells, as it is and in small letters: "Пароль" is пароль, too. */
static int word_tells(const nw_cue_pass *p, size_t pos, size_t len) {
  const unsigned char *text = p->scan->data + (pos - p->scan->base);
  char folded[NW_CUE_FOLD_BYTES] = { 0 };
  const unsigned char *low = (const unsigned char *)folded;
  const nw_cue_slot *slot = nw_cue_find(p->table, nw_cue_key(nw_cue_eight(text, len), len), text, len);
  int much = slot != NULL && slot->first != 0 ? tells(p, pos, slot) : 0;
  size_t low_len = nw_cue_fold_word(text, (unsigned)len, folded);
  if (low_len > NW_CUE_WORD_BYTES || (low_len == len && memcmp(text, low, len) == 0)) return much;
  slot = nw_cue_find(p->table, nw_cue_key(nw_cue_eight(low, low_len), low_len), low, low_len);
  int more = slot != NULL && slot->first != 0 ? tells(p, pos, slot) : 0;
  return more > much ? more : much;
}

/* Letters of the word at text[0]: up to a sign, or to the hump of camelCase. */
static size_t word_len(const unsigned char *text, size_t left) {
  size_t len = 0;
  while (len < left && (nw_is_alpha(text[len]) || text[len] >= 0x80)) {
    if (len > 0 && nw_is_upper(text[len]) && nw_is_lower(text[len - 1])) break;
    len++;
  }
  return len;
}

int nw_cue_leads(const nw_cues *cues, nw_scan *scan) {
  const nw_cue_pass p = { .table = cues, .scan = scan };
  int most = 0;
  for (size_t at = scan->base, len; at < scan->from; at += len > 0 ? len : 1) {
    const unsigned char *text = scan->data + (at - scan->base);
    len = word_len(text, scan->from - at);
    if (len == 0 || len > NW_CUE_WORD_BYTES) continue;
    int much = word_tells(&p, at, len);
    if (much > most) most = much;
  }
  return most;
}
