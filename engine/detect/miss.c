#include "detect/miss.h"

#include <string.h>

#include "detect/context.h"
#include "detect/probe.h"

const nw_miss_row nw_miss_rows[NW_MISS_COUNT] = {
#define MISS(NAME, steps, text, advice) { #NAME, text, advice, steps },
#include "misses.def"
#undef MISS
};

unsigned nw_miss_steps(uint32_t missing) {
  unsigned steps = 0;
  for (; missing != 0; missing &= missing - 1) steps += nw_miss_rows[__builtin_ctz(missing)].steps;
  return steps;
}

static int is_asked_for(const nw_miss_sink *sink, const nw_miss *miss) {
  if (sink->entity == NW_ENTITY_COUNT) return nw_miss_steps(miss->missing) <= NW_MISS_NEAR;
  return miss->entity == sink->entity || miss->entity == NW_ENTITY_COUNT;
}

void nw_miss_add(nw_probe *probe, nw_miss miss) {
  nw_miss_sink *sink = probe->scan->misses;
  if (probe->touched || sink->failed || miss.missing == 0 || miss.end <= miss.start || miss.start < probe->scan->from) return;
  if (!is_asked_for(sink, &miss)) return;
  if (sink->misses.count == NW_LIMIT_MISSES) sink->full = 1;
  else if (!nw_vec_push(&sink->alloc, &sink->misses, miss)) sink->failed = 1;
}

size_t nw_miss_word_end(nw_probe *probe, size_t start) {
  enum { MOST = 64 };
  size_t end = start;
  for (int c; end < start + MOST && (c = nw_probe_at(probe, end)) > ' '; end++)
    if (strchr("\"'<>,;", c) != NULL) break;
  return end;
}

/* ---- words ---- */

newel_slice nw_miss_word(unsigned context, unsigned n) {
  unsigned set;
  const char *texts;
  for (unsigned i = 0; (texts = nw_context_texts(i, &set)) != NULL; i++)
    for (size_t len; set == context && *texts != '\0'; texts += len + (texts[len] == '|')) {
      len = strcspn(texts, "|");
      if (n-- == 0) return nw_slice(texts, len);
    }
  return nw_slice(NULL, 0);
}

static int same(const char *text, const char *word, size_t len) {
  for (size_t i = 0; i < len; i++)
    if (nw_to_lower((unsigned char)text[i]) != (unsigned char)word[i]) return 0;
  return 1;
}

static int is_letter_at(newel_slice text, size_t pos) {
  return pos < text.len && (nw_is_alpha((unsigned char)text.data[pos]) || (unsigned char)text.data[pos] >= 0x80);
}

/* What is wrong with a word that stands at `pos`, for the value [start, end). */
static nw_stray judge(newel_slice text, size_t pos, size_t len, size_t start, size_t end) {
  nw_stray stray = { NW_STRAY_FAR, pos, pos + len, 0 };
  if (pos >= end) stray.kind = NW_STRAY_BEHIND, stray.distance = pos - end;
  else stray.distance = start - (pos + len);
  if ((pos > 0 && is_letter_at(text, pos - 1)) || is_letter_at(text, pos + len)) {
    stray.kind = NW_STRAY_PART;
    while (stray.start > 0 && is_letter_at(text, stray.start - 1)) stray.start--;
    while (is_letter_at(text, stray.end)) stray.end++;
  }
  return stray;
}

static unsigned chars_of(newel_slice text, size_t start, size_t end) {
  unsigned chars = 0;
  for (; start < end; start++) chars += ((unsigned char)text.data[start] & 0xC0) != 0x80;
  return chars;
}

/* The nearest place of one word; `best` as it is when there is none. */
static nw_stray look_for(newel_slice text, size_t start, size_t end, const char *word, size_t len, nw_stray best) {
  enum { BEHIND = 40, WORD_LEAST = 3 };
  size_t low = start > NW_LIMIT_LOOKBACK_BYTES ? start - NW_LIMIT_LOOKBACK_BYTES : 0;
  size_t high = text.len - end > BEHIND ? end + BEHIND : text.len;
  for (size_t pos = low; len >= WORD_LEAST && pos + len <= high; pos++) {
    if ((pos < end && pos + len > start) || !same(text.data + pos, word, len)) continue;
    nw_stray stray = judge(text, pos, len, start, end);
    if (stray.kind == NW_STRAY_FAR && chars_of(text, pos, start) <= NW_CONTEXT_CHARS) continue;  /* that one counted */
    if (stray.distance < best.distance) best = stray;
  }
  return best;
}

nw_stray nw_miss_stray(newel_slice text, size_t start, size_t end, unsigned context) {
  nw_stray best = { NW_STRAY_NONE, 0, 0, SIZE_MAX };
  unsigned set;
  const char *texts;
  if (context == NW_CONTEXT_NONE || end > text.len || start > end) return best;
  for (unsigned i = 0; (texts = nw_context_texts(i, &set)) != NULL; i++)
    for (size_t len; set == context && *texts != '\0'; texts += len + (texts[len] == '|')) {
      len = strcspn(texts, "|");
      best = look_for(text, start, end, texts, len, best);
    }
  return best;
}
