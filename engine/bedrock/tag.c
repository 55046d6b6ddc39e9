#include "bedrock/tag.h"

#include "base/slice.h"

static const struct { nw_span_kind kind; const char *suffix; } kinds[] = {
  { NW_SPAN_GUARDED, "" }, { NW_SPAN_SOURCE, "-source" }, { NW_SPAN_QUERY, "-query" },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

int nw_tag_is_name(newel_slice tag) {
  for (size_t i = 0; i < tag.len; i++)
    if (!nw_is_alnum((unsigned char)tag.data[i])) return 0;
  return tag.len >= 1 && tag.len <= 20;
}

static int takes(newel_slice text, size_t *at, newel_slice piece) {
  if (text.len - *at < piece.len || memcmp(text.data + *at, piece.data, piece.len) != 0) return 0;
  *at += piece.len;
  return 1;
}

/* Is there a tag at `at`? Its length, and which; 0 when there is none. */
static size_t tag_at(newel_slice text, size_t at, newel_slice tag, int closing, unsigned *kind) {
  for (unsigned i = 0; i < KINDS; i++) {
    size_t end = at;
    if (takes(text, &end, closing ? NW_LIT("</") : NW_LIT("<")) && takes(text, &end, tag) &&
        takes(text, &end, newel_slice_of(kinds[i].suffix)) && takes(text, &end, NW_LIT(">"))) {
      *kind = i;
      return end - at;
    }
  }
  return 0;
}

int nw_tag_next(newel_slice text, newel_slice tag, size_t *at, nw_tag_span *out) {
  unsigned kind, closed;
  size_t from = *at, to = from, len = 0;
  if (from >= text.len) return 0;
  while (to < text.len && (text.data[to] != '<' || (len = tag_at(text, to, tag, 0, &kind)) == 0)) {
    if (text.data[to] == '<' && tag_at(text, to, tag, 1, &closed) > 0) return -1;
    to++;
  }
  if (to > from || to == text.len) {
    *out = (nw_tag_span){ NW_SPAN_PLAIN, nw_slice(text.data + from, to - from) };
    *at = to;
    return 1;
  }
  from = to += len;
  while (to < text.len && (len = tag_at(text, to, tag, 1, &closed)) == 0) {
    if (tag_at(text, to, tag, 0, &closed) > 0) return -1;
    to++;
  }
  if (to == text.len || closed != kind) return -1;
  *out = (nw_tag_span){ kinds[kind].kind, nw_slice(text.data + from, to - from) };
  *at = to + len;
  return 1;
}
