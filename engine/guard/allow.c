/* guard/allow.c - allow lists: values (case-folded, by hash) and patterns that must cover a finding as a whole. They exempt a
 * span, never a text. */
#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"
#include "guard/guard.h"
#include "text/fold.h"

struct nw_allowed {
  nw_arena     arena;
  newel_slice *values;      /* open addressing, folded; empty: data NULL */
  size_t       slots;       /* a power of two, 0 without values */
  nw_pattern **patterns;
  size_t       pattern_count;
};

static newel_slice *slot_of(const nw_allowed *allowed, newel_slice folded) {
  size_t i = (size_t)nw_hash64(folded.data, folded.len, 0) & (allowed->slots - 1);
  while (allowed->values[i].data != NULL && !nw_slice_eq(allowed->values[i], folded)) i = (i + 1) & (allowed->slots - 1);
  return &allowed->values[i];
}

static int add_values(nw_allowed *allowed, const nw_alloc *alloc, const nw_slices *values) {
  nw_buf folded;
  nw_buf_init(&folded, *alloc);
  int ok = 1;
  for (allowed->slots = 8; allowed->slots < 2 * values->count; allowed->slots *= 2) {}
  allowed->values = nw_arena_zalloc(&allowed->arena, allowed->slots * sizeof *allowed->values);
  if (allowed->values == NULL) ok = 0;
  for (size_t i = 0; ok && i < values->count; i++) {
    nw_buf_clear(&folded);
    ok = nw_fold_text(&folded, values->at[i]);
    newel_slice *slot = ok ? slot_of(allowed, nw_buf_slice(&folded)) : NULL;
    if (ok && slot->data == NULL) *slot = nw_arena_copy(&allowed->arena, nw_buf_slice(&folded)), ok = slot->data != NULL;
  }
  nw_buf_free(&folded);
  return ok;
}

int nw_allowed_build(nw_allowed **out, const nw_alloc *alloc, const nw_allow_list *list, newel_error *err) {
  *out = NULL;
  if (list->values.count + list->patterns.count == 0) return NEWEL_OK;
  int code = NEWEL_OK;
  nw_allowed *allowed = nw_zalloc(alloc, sizeof *allowed);
  if (allowed == NULL) return nw_fail_nomem(err);
  nw_arena_init(&allowed->arena, *alloc);
  if (list->values.count > 0 && !add_values(allowed, alloc, &list->values)) code = nw_fail_nomem(err);
  if (code == NEWEL_OK && list->patterns.count > 0) {
    allowed->patterns = nw_arena_zalloc(&allowed->arena, list->patterns.count * sizeof *allowed->patterns);
    if (allowed->patterns == NULL) code = nw_fail_nomem(err);
    for (size_t i = 0; code == NEWEL_OK && i < list->patterns.count; i++) {
      code = nw_pattern_compile(&allowed->patterns[i], alloc, list->patterns.at[i], err);
      if (code == NEWEL_OK) allowed->pattern_count++;
    }
  }
  if (code != NEWEL_OK) {
    nw_allowed_free(allowed, alloc);
    return code;
  }
  *out = allowed;
  return NEWEL_OK;
}

void nw_allowed_free(nw_allowed *allowed, const nw_alloc *alloc) {
  if (allowed == NULL) return;
  for (size_t i = 0; i < allowed->pattern_count; i++) nw_pattern_free(allowed->patterns[i], alloc);
  nw_arena_free(&allowed->arena);
  nw_free(alloc, allowed, sizeof *allowed);
}

int nw_allowed_covers(const nw_allowed *allowed, newel_slice text, nw_buf *folded, void *regex_scratch) {
  if (allowed->slots > 0) {
    nw_buf_clear(folded);
    if (nw_fold_text(folded, text) && slot_of(allowed, nw_buf_slice(folded))->data != NULL) return 1;
  }
  for (size_t i = 0; i < allowed->pattern_count; i++)
    if (nw_pattern_match(allowed->patterns[i], text, 1, regex_scratch) == 1) return 1;
  return 0;
}
