/* policy/entries.c - what a word list's entries are like: how many tokens, which ones repeat.
 *
 *   "Acme Corp."   2 tokens        "ACME CORP." repeats it, for words are compared case folded        "—" has none: never found
 *
 * Linear in the entries. */
#include "base/buf.h"
#include "base/hash.h"
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

/* An entry, folded, in a table with free places. */
typedef struct folded { newel_slice text; size_t place; } folded;

/* Folds all entries into `buf`; `rows` get their texts in it once it has stopped moving. */
static int fold_entries(nw_buf *buf, folded *rows, nw_slices entries) {
  for (size_t i = 0; i < entries.count; i++) {
    size_t start = buf->len;
    if (!nw_fold_text(buf, entries.at[i])) return 0;
    rows[i].text.len = buf->len - start;
  }
  size_t at = 0;
  for (size_t i = 0; i < entries.count; at += rows[i++].text.len) rows[i].text.data = buf->data == NULL ? "" : buf->data + at;
  return 1;
}

/* The row in front of row `i` with its text; `i` when it is the first one, which stands in the table now. Rows count from 1 there. */
static size_t find_twin(folded *rows, size_t i, size_t mask) {
  size_t place = (size_t)nw_hash64(rows[i].text.data, rows[i].text.len, 0) & mask;
  for (; rows[place].place != 0; place = (place + 1) & mask)
    if (nw_slice_eq(rows[rows[place].place - 1].text, rows[i].text)) return rows[place].place - 1;
  rows[place].place = i + 1;
  return i;
}

ptrdiff_t nw_entries_repeated(const nw_alloc *alloc, nw_slices entries, newel_slice *first) {
  nw_buf buf;
  ptrdiff_t repeated = -1;
  size_t size = 2, least = 0;
  while (size < 2 * entries.count) size *= 2;
  if (entries.count < 2) return 0;
  nw_buf_init(&buf, *alloc);
  folded *rows = nw_zalloc(alloc, size * sizeof *rows);
  if (rows == NULL || !fold_entries(&buf, rows, entries)) goto done;
  repeated = 0;
  for (size_t i = 0; i < entries.count; i++) {
    if (find_twin(rows, i, size - 1) == i) continue;
    if (repeated++ > 0 && nw_slice_cmp(rows[i].text, rows[least].text) >= 0) continue;
    least = i;  /* the first one in the order of texts */
    *first = entries.at[i];
  }
done:
  nw_free(alloc, rows, size * sizeof *rows);
  nw_buf_free(&buf);
  return repeated;
}
