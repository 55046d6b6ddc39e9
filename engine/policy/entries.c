/* policy/entries.c - what a word list's entries are like: how many tokens, which ones repeat.
 *
 *   "Acme Corp."   2 tokens        "ACME CORP." repeats it, for words are compared case folded        "—" has none: never found
 *
 * Linear in the entries but for one sort. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/slice.h"
#include "policy/decode.h"
#include "text/fold.h"
#include "text/utf8.h"

size_t nw_entry_tokens(newel_slice entry) {
  const unsigned char *p = (const unsigned char *)entry.data;
  size_t tokens = 0;
  nw_word_class before = NW_WORD_NONE;
  for (size_t at = 0; at < entry.len;) {
    uint32_t cp;
    unsigned len = nw_utf8_decode(p + at, entry.len - at, &cp);
    if (len == 0) break;
    at += len;
    nw_word_class now = cp == NW_UTF8_BAD ? NW_WORD_NONE : nw_word_class_of(cp);
    if (now == NW_WORD_MARK) continue;  /* belongs to what stands before it */
    if (now == NW_WORD_SINGLE || (now == NW_WORD_PART && before != NW_WORD_PART)) tokens++;
    before = now;
  }
  return tokens;
}

typedef struct folded { newel_slice text; size_t index; } folded;

static int by_text(const void *a, const void *b) {
  const folded *x = a, *y = b;
  int order = nw_slice_cmp(x->text, y->text);
  return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* Folds all entries into `buf`; `rows` get their places in it once it has stopped moving. */
static int fold_entries(nw_buf *buf, folded *rows, nw_slices entries) {
  for (size_t i = 0; i < entries.count; i++) {
    size_t start = buf->len;
    if (!nw_fold_text(buf, entries.at[i])) return 0;
    rows[i].index = i;
    rows[i].text.len = buf->len - start;
  }
  size_t at = 0;
  for (size_t i = 0; i < entries.count; at += rows[i++].text.len) rows[i].text.data = buf->data == NULL ? "" : buf->data + at;
  return 1;
}

ptrdiff_t nw_entries_repeated(const nw_alloc *alloc, nw_slices entries, newel_slice *first) {
  nw_buf buf;
  ptrdiff_t repeated = -1;
  size_t bytes = entries.count * sizeof(folded);
  if (entries.count < 2) return 0;
  nw_buf_init(&buf, *alloc);
  folded *rows = nw_malloc(alloc, bytes);
  if (rows == NULL || !fold_entries(&buf, rows, entries)) goto done;
  qsort(rows, entries.count, sizeof *rows, by_text);
  repeated = 0;
  for (size_t i = 1; i < entries.count; i++) {
    if (!nw_slice_eq(rows[i - 1].text, rows[i].text)) continue;
    if (repeated++ == 0) *first = entries.at[rows[i].index];
  }
done:
  nw_free(alloc, rows, bytes);
  nw_buf_free(&buf);
  return repeated;
}
