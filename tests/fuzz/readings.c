/* Readings over any bytes: each stage's text is at most eight times the unit, its map is monotone and stays inside the unit, what is
 * read does not hang on how the unit is cut. The first byte is the size of the chunks (0: whole), the rest is the text. */
#include "fuzz.h"

#include <string.h>

#include "base/slice.h"
#include "text/reading.h"

enum { MOST_TIMES = 8, SLACK_BYTES = 64 };

/* Checks the open island; adds what its stages read to `seen` when it is done. */
static void check_island(nw_reading *reading, size_t len, nw_buf *seen) {
  for (unsigned s = 0; s < NW_STAGE_COUNT; s++) {
    nw_stage *stage = &reading->stages[s];
    size_t end = stage->base + stage->text.len, last = 0;
    FUZZ_CHECK(stage->limit <= end);
    for (size_t at = stage->base; at < stage->base + stage->text.len; at++) {
      size_t start = at, stop = at + 1;
      nw_reading_span(reading, s, &start, &stop);
      FUZZ_CHECK(start >= last && stop >= start && stop <= len);
      last = start;
    }
    for (size_t i = 0; i < stage->marks.count; i++) FUZZ_CHECK(stage->marks.at[i].start <= stage->marks.at[i].end);
    if (reading->done && stage->active) nw_buf_add_slice(seen, nw_buf_slice(&stage->text));
    stage->live = stage->zero;  /* nothing is let go of: all of it is compared */
  }
}

static void read_all(nw_reading *reading, newel_slice text, size_t chunk, nw_buf *seen) {
  nw_reading_begin(reading, 0, NW_READINGS_ALL, NW_FOR_ALL);
  for (size_t end = 0; end <= text.len;) {
    end = text.len - end <= chunk ? text.len : end + chunk;
    nw_window unit = { (const unsigned char *)text.data, 0, end, end == text.len };
    while (nw_reading_next(reading, &unit)) {
      check_island(reading, text.len, seen);
      if (!reading->done) break;
    }
    FUZZ_CHECK(!reading->failed && reading->settled <= end);
    if (end == text.len) break;
  }
  FUZZ_CHECK(reading->settled == text.len && reading->bytes <= MOST_TIMES * text.len + SLACK_BYTES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
  static const char nothing[] = "";
  nw_reading *reading;
  nw_alloc heap = nw_alloc_of(NULL);
  nw_buf whole, cut;
  if (len < 1) return 0;
  newel_slice text = len > 1 ? nw_slice((const char *)data + 1, len - 1) : nw_slice(nothing, 0);
  reading = nw_malloc(&heap, sizeof *reading);
  FUZZ_CHECK(reading != NULL);
  nw_reading_init(reading, heap);
  nw_buf_init(&whole, heap);
  nw_buf_init(&cut, heap);
  read_all(reading, text, text.len > 0 ? text.len : 1, &whole);
  read_all(reading, text, data[0] > 0 ? data[0] : 1, &cut);
  FUZZ_CHECK(nw_slice_eq(nw_buf_slice(&whole), nw_buf_slice(&cut)));
  nw_buf_free(&whole);
  nw_buf_free(&cut);
  nw_reading_free(reading);
  nw_free(&heap, reading, sizeof *reading);
  return 0;
}
