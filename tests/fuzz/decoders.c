/* Each rewrite alone over any bytes; the first byte says which. What it reads is at most eight times the text, hangs on no block that
 * calm.h lets be passed over, and its map is monotone and stays inside the text. Base64 of the bytes reads as the bytes. */
#include "fuzz.h"

#include "base/slice.h"
#include "text/reading.h"

static const nw_rewrite *const rewrites[] = { NW_STAGE_ORDER NW_STAGE_FOLD NW_STAGE_DECODE NW_STAGE_JOIN NW_STAGE_LOOKS };
enum { REWRITES = sizeof rewrites / sizeof *rewrites, MOST_TIMES = 8, SLACK_BYTES = 64 };

static void check_map(const nw_map *map, size_t out_len, size_t in_len) {
  size_t last = 0;
  for (size_t at = 0; at < out_len; at++) {
    size_t start = nw_map_start(map, at), end = nw_map_end(map, at + 1);
    FUZZ_CHECK(start >= last && end >= start && end <= in_len);
    last = start;
  }
}

static void check_rewrite(const nw_rewrite *by, newel_slice text) {
  nw_buf out, everywhere;
  nw_map map;
  nw_buf_init(&out, nw_alloc_of(NULL));
  nw_buf_init(&everywhere, nw_alloc_of(NULL));
  FUZZ_CHECK(nw_rewrite_text(by, text, &out, &map));
  int doubting = by != &nw_rewrite_series;  /* which skips half by half (read_series.c) */
  FUZZ_CHECK(nw_rewrite_text_everywhere(by, text, doubting, &everywhere));
  FUZZ_CHECK(nw_slice_eq(nw_buf_slice(&out), nw_buf_slice(&everywhere)));
  FUZZ_CHECK(out.len <= MOST_TIMES * text.len + SLACK_BYTES);
  check_map(&map, out.len, text.len);
  nw_map_free(&map);
  nw_buf_free(&out);
  nw_buf_free(&everywhere);
}

/* The bytes as letters, encoded: long enough for no chance, so all of it is read. */
static void check_round(newel_slice text) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  nw_buf clear, encoded, out;
  nw_buf_init(&clear, nw_alloc_of(NULL)), nw_buf_init(&encoded, nw_alloc_of(NULL)), nw_buf_init(&out, nw_alloc_of(NULL));
  nw_buf_add_text(&clear, "so it is written here ");
  for (size_t i = 0; i < text.len; i++) nw_buf_add_char(&clear, (char)('a' + (unsigned char)text.data[i] % 26));
  while (clear.len % 3 != 0) nw_buf_add_char(&clear, 'e');
  for (size_t i = 0; i < clear.len; i += 3) {
    unsigned bits = (unsigned)clear.data[i] << 16 | (unsigned)clear.data[i + 1] << 8 | (unsigned)clear.data[i + 2];
    for (int shift = 18; shift >= 0; shift -= 6) nw_buf_add_char(&encoded, letters[bits >> shift & 63]);
  }
  FUZZ_CHECK(nw_rewrite_text(&nw_rewrite_token, nw_buf_slice(&encoded), &out, NULL));
  FUZZ_CHECK(nw_slice_eq(nw_buf_slice(&out), nw_buf_slice(&clear)));
  nw_buf_free(&clear), nw_buf_free(&encoded), nw_buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
  static const char nothing[] = "";
  if (len < 1) return 0;
  newel_slice text = len > 1 ? nw_slice((const char *)data + 1, len - 1) : nw_slice(nothing, 0);
  check_rewrite(rewrites[data[0] % REWRITES], text);
  check_round(text);
  return 0;
}
