/* detect/shape_miss.c - what nearly was an event: asked only where somebody wants to know why a text has no finding. */
#include <string.h>

#include "detect/miss.h"
#include "detect/shape_pass.h"

/* The number that begins at `pos`, up to the letter that it is glued to; `pos` when it is glued to none. */
static size_t glued_end(const nw_scan *scan, size_t pos) {
  enum { MOST = 48 };
  int touched = 0, digits = 0;
  for (size_t end = pos; end < pos + MOST; end++) {
    int c = nw_text_at(scan, end, &touched);
    if (nw_is_digit_at(c)) digits++;
    else if (nw_is_word(c)) return digits > 5 && nw_is_digit_at(nw_text_at(scan, end - 1, &touched)) ? end : pos;
    else if (c < 0 || strchr(" -./()+", c) == NULL) return pos;
  }
  return pos;
}

/* Asks the detectors of numbers what they would find if the text were cut to [pos, end): a finding there is a near miss. */
NW_MISS_COLD static void ask_cut(nw_pass *pass, size_t pos, size_t end, uint32_t missing, const char *what) {
  nw_shape_state state = *pass->state;
  nw_sink sink = { .alloc = pass->scan->sink->alloc };
  nw_scan cut = *pass->scan;
  nw_pass aside = { .shape = pass->shape, .state = &state, .scan = &cut };
  unsigned entity;
  cut.from = pos, cut.end = end, cut.final = 1, cut.sink = &sink, cut.misses = NULL;
  nw_pass_open(&aside);
  nw_probe *inside = nw_pass_probe(&aside, pos), *probe = nw_pass_probe(pass, pos);
  nw_chain_seek(&aside.chain, inside);
  (void)nw_pass_ask_all(&aside, inside, state.choice->on[NW_TRIGGER_DIGITS]);
  if (state.choice->ids) (void)nw_pass_ask_ids(&aside, inside);
  for (size_t i = 0; i < sink.found.count; i++)
    if (nw_entity_find(newel_slice_of(sink.found.at[i].type), &entity))
      nw_probe_miss(probe, .start = sink.found.at[i].start, .end = sink.found.at[i].end, .entity = entity, .missing = missing,
                    .what = what);
  if (sink.failed) pass->scan->misses->failed = 1;
  nw_sink_free(&sink);
}

NW_MISS_COLD void nw_pass_look_closer(nw_pass *pass, size_t pos, size_t end) {
  const nw_scan *scan = pass->scan;
  int touched = 0;
  for (; pos < end && pos < scan->end; pos++) {
    int before = pos > scan->from ? nw_text_at(scan, pos - 1, &touched) : -1;
    if (!nw_is_digit_at(nw_text_at(scan, pos, &touched)) || nw_is_digit_at(before)) continue;
    size_t stop = glued_end(scan, pos);
    int left = nw_is_word(before), joined = !left && before > ' ' && before < 0x80;
    if (left)
      ask_cut(pass, pos, stop > pos ? stop : scan->end, NW_MISS_BIT(GLUED), "a letter, digit or '_' stands directly in front");
    else if (stop > pos) ask_cut(pass, pos, stop, NW_MISS_BIT(GLUED), "a letter or '_' follows directly");
    else if (joined) ask_cut(pass, pos, scan->end, NW_MISS_BIT(JOINED), "a sign or a joint stands directly in front");
  }
}
