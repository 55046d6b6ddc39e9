/* Cues as names of columns: "password" above a cell is what "password: " is in front of it (guard/cells.c). */
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
    const nw_cue_slot *both[2];  /* "Пароль" is пароль, too */
    nw_cue_find_both(cues, text, len, both);
    for (unsigned i = 0; i < 2; i++) {
      int much = both[i] != NULL && both[i]->first != 0 ? tells(&p, at, both[i]) : 0;
      if (much > most) most = much;
    }
  }
  return most;
}
