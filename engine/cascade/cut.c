/* cascade/cut.c - see cascade/cut.h. */
#include "cascade/cut.h"

#include "base/slice.h"

/* UTF-16 units of the sequence that begins with `lead`; 0 for a continuation byte. */
static size_t units_of(unsigned char lead) { return (lead & 0xC0) == 0x80 ? 0 : lead >= 0xF0 ? 2 : 1; }

static int begins(newel_slice text, size_t at) { return at >= text.len || units_of((unsigned char)text.data[at]) > 0; }

size_t nw_cut_chars(newel_slice text) {
  size_t chars = 0;
  for (size_t i = 0; i < text.len; i++) chars += units_of((unsigned char)text.data[i]);
  return chars;
}

/* The offset behind at most `most` characters from `at`. */
static size_t forward(newel_slice text, size_t at, size_t most) {
  size_t chars = 0;
  for (; at < text.len; at++) {
    chars += units_of((unsigned char)text.data[at]);
    if (chars > most) break;
  }
  return at;
}

static size_t backward(newel_slice text, size_t at, size_t chars) {
  while (at > 0 && chars > 0) {
    size_t units = units_of((unsigned char)text.data[--at]);
    chars -= units < chars ? units : chars;
  }
  while (!begins(text, at)) at--;
  return at;
}

/* How good a cut before byte `at` is: 4 blank line, 3 end of a line, 2 end of a sentence, 1 white space, 0 none. */
static int quality(newel_slice text, size_t at) {
  const char *p = text.data;
  if (!nw_is_space((unsigned char)p[at - 1])) return 0;
  if (p[at - 1] == '\n') return at >= 2 && p[at - 2] == '\n' ? 4 : 3;
  return at >= 2 && (p[at - 2] == '.' || p[at - 2] == '!' || p[at - 2] == '?') ? 2 : 1;
}

size_t nw_cut_end(newel_slice text, size_t start, size_t most) {
  size_t end = forward(text, start, most), best = end;
  if (end == text.len) return end;
  size_t stop = backward(text, end, most / 5);
  int best_quality = 0;
  for (size_t at = end; at > stop && at > start + 1 && best_quality < 4; at--) {
    int q = quality(text, at);
    if (q > best_quality) best = at, best_quality = q;
  }
  return best;
}

size_t nw_cut_next(newel_slice text, size_t start, size_t end) {
  size_t at = backward(text, end, NW_CUT_OVERLAP_CHARS);
  return at > start ? at : end;
}
