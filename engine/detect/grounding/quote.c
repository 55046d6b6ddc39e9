/* quote.c - quotes and links of the answer that neither source nor query has.
 *
 *      source: I like tea, see https://example.com/a     answer: he wrote "I like green tea"; see https://example.com/b     QUOTE, LINK */
#include <string.h>

#include "base/slice.h"
#include "detect/grounding/work.h"

enum { QUOTE_WORDS = 3 };

static size_t quote_len(newel_slice text, size_t at) {
  if (text.data[at] == '"') return 1;
  if (at + 3 > text.len || memcmp(text.data + at, "\xE2\x80", 2) != 0) return 0;
  return text.data[at + 2] == '\x9C' || text.data[at + 2] == '\x9D' ? 3 : 0;
}

/* Three words in a row of the quote that the source does not have in a row. */
static int quote_differs(const nw_grounding_work *work, size_t start, size_t end) {
  const nw_marks *answer = &work->answer;
  size_t inside = 0;
  for (size_t i = 0; i < answer->count && answer->at[i].start < end; i++) {
    if (answer->at[i].start < start) continue;
    if (++inside >= QUOTE_WORDS && !nw_bits_has(&work->pairs, nw_marks_pair(answer->at, i, 3))) return 1;
  }
  return 0;
}

static void look_at_quotes(const nw_grounding_work *work, newel_slice text, nw_grounding_says *out) {
  size_t open = 0, asked = 0;
  int inside = 0;
  for (size_t i = 0; i < text.len && asked < 16; i++) {
    size_t len = quote_len(text, i);
    if (len == 0) continue;
    if (inside && ++asked && quote_differs(work, open, i)) nw_lack_add(out, NW_LACKS_QUOTE, open, i);
    inside = !inside;
    open = i + len;
    i += len - 1;
  }
}

static int has_bytes(newel_slice text, newel_slice part) {
  for (size_t i = 0; i + part.len <= text.len; i++) {
    const char *at = memchr(text.data + i, part.data[0], text.len - part.len + 1 - i);
    if (at == NULL) return 0;
    i = (size_t)(at - text.data);
    if (memcmp(at, part.data, part.len) == 0) return 1;
  }
  return 0;
}

static int link_is_there(const nw_grounding_texts *texts, newel_slice link) {
  for (size_t i = 0; i < texts->source_count; i++)
    if (has_bytes(texts->sources[i], link)) return 1;
  for (size_t i = 0; i < texts->query_count; i++)
    if (has_bytes(texts->queries[i], link)) return 1;
  return 0;
}

static int begins_link(newel_slice text, size_t at) {
  newel_slice rest = nw_slice(text.data + at, text.len - at);
  return (rest.len > 8 && (memcmp(rest.data, "https://", 8) == 0 || memcmp(rest.data, "http://", 7) == 0))
         || (rest.len > 6 && memcmp(rest.data, "www.", 4) == 0);
}

static void look_at_links(const nw_grounding_texts *texts, nw_grounding_says *out) {
  newel_slice text = texts->answer;
  unsigned asked = 0;
  for (size_t i = 0; i < text.len && asked < 16; i++) {
    if ((text.data[i] != 'h' && text.data[i] != 'w') || !begins_link(text, i)) continue;
    size_t end = i;
    while (end < text.len && !nw_is_space((unsigned char)text.data[end]) && memchr("<>\"')]", text.data[end], 6) == NULL) end++;
    while (end > i && memchr(".,;:!?", text.data[end - 1], 6) != NULL) end--;
    asked++;
    if (!link_is_there(texts, nw_slice(text.data + i, end - i))) nw_lack_add(out, NW_LACKS_LINK, i, end);
    i = end;
  }
}

void nw_grounding_quotes(const nw_grounding_work *work, const nw_grounding_texts *texts, nw_grounding_says *out) {
  look_at_quotes(work, texts->answer, out);
  look_at_links(texts, out);
}
