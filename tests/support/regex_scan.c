#include "regex_scan.h"

#include <stdlib.h>
#include <string.h>

uint64_t regex_random(uint64_t *seed) {
  *seed ^= *seed >> 12;
  *seed ^= *seed << 25;
  *seed ^= *seed >> 27;
  return *seed * UINT64_C(2685821657736338717);
}

size_t regex_cut_whole(void *user, size_t left) {
  (void)user;
  return left;
}

size_t regex_cut_bytes(void *user, size_t left) {
  size_t len = *(const size_t *)user;
  return len < left ? len : left;
}

size_t regex_cut_random(void *user, size_t left) {
  static const size_t sizes[] = { 1, 3, 16, 100, 700, 5000 };
  uint64_t r = regex_random(user);
  size_t len = 1 + (size_t)(r >> 8) % sizes[r % 6];
  return len < left ? len : left;
}

/* One call over text[base, end). */
static void scan_window(regex_scan_result *out, nw_scan *scan, const nw_regex *regex, void *state, newel_slice text) {
  size_t len = scan->end - scan->base;
  unsigned char *window = malloc(len + (len == 0));
  if (len > 0) memcpy(window, text.data + scan->base, len);
  scan->data = window;
  nw_regex_family.scan(regex, state, scan);
  free(window);
  out->limits |= scan->limits;
  if (scan->live > scan->end) out->broken = 1;
  else if (scan->end - scan->live > out->most_held) out->most_held = scan->end - scan->live;
}

void regex_scan_text(regex_scan_result *out, const nw_regex *regex, size_t rules, void *scratch, newel_slice text, size_t from,
                     regex_cut_fn cut, void *user) {
  uint8_t *active = malloc(rules + 1);
  void *state = malloc(nw_regex_family.state_bytes(regex) + 1);
  memset(active, 1, rules + 1);
  memset(out, 0, sizeof *out);
  out->sink.alloc = nw_alloc_of(NULL);
  nw_scan scan = { .from = from, .active = active, .sink = &out->sink, .scratch = scratch };
  nw_regex_family.begin(regex, state);
  for (size_t live = 0; !scan.final; live = scan.live) {
    if (scan.end < text.len) scan.end += cut(user, text.len - scan.end);
    scan.final = scan.end == text.len && (cut == regex_cut_whole || (regex_random(&(uint64_t){ text.len + 1 }) & 1) != 0 ||
                                          scan.live == text.len);
    scan_window(out, &scan, regex, state, text);
    if (scan.end == text.len && !scan.final) {  /* the end is often told without a byte */
      scan.final = 1;
      scan_window(out, &scan, regex, state, text);
    }
    if (scan.live < live) out->broken = 1;
    if (scan.live > NW_LIMIT_LOOKBACK_BYTES &&
        scan.live - NW_LIMIT_LOOKBACK_BYTES > scan.base) scan.base = scan.live - NW_LIMIT_LOOKBACK_BYTES;
  }
  free(state);
  free(active);
}

void regex_scan_free(regex_scan_result *result) { nw_vec_free(&result->sink.alloc, &result->sink.found); }

int regex_scan_same(const regex_scan_result *a, const regex_scan_result *b) {
  if (a->limits != b->limits || a->sink.found.count != b->sink.found.count || a->broken || b->broken) return 0;
  for (size_t i = 0; i < a->sink.found.count; i++) {
    const nw_found *x = &a->sink.found.at[i], *y = &b->sink.found.at[i];
    if (x->start != y->start || x->end != y->end || x->rule != y->rule) return 0;
  }
  return 1;
}
