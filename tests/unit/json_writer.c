/* json/writer.h: bytes for calls, escapes, failures, and that the reader takes back what is written. */
#include "json/writer.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "json/tree.h"

#define DOC(text) { (text), sizeof(text) - 1 }

static void write_sample(nw_json_writer *w) {
  nw_json_object(w);
  nw_json_key(w, "a");
  nw_json_array(w);
  nw_json_uint(w, UINT64_MAX);
  nw_json_sint(w, INT64_MIN);
  nw_json_bool(w, 1);
  nw_json_null(w);
  nw_json_close(w);
  nw_json_key_slice(w, NW_LIT("k\n"));
  nw_json_object(w);
  nw_json_close(w);
  nw_json_key_raw(w, "r", NW_LIT("[ 1 ]"));
  nw_json_close(w);
  nw_json_newline(w);
}

static void check_sample(int indent, const char *bytes) {
  nw_json_writer w;
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  nw_json_writer_init(&w, nw_buf_write, &out, indent);
  write_sample(&w);
  cr_assert(nw_json_writer_end(&w) == 0);
  cr_assert(nw_slice_is(nw_buf_slice(&out), bytes), "%.*s", (int)out.len, out.data);
  nw_buf_free(&out);
}

Test(json_writer, structure) {
  check_sample(0, "{\"a\":[18446744073709551615,-9223372036854775808,true,null],\"k\\n\":{},\"r\":[ 1 ]}\n");
  check_sample(1, "{\n  \"a\": [\n    18446744073709551615,\n    -9223372036854775808,\n    true,\n    null\n  ],\n  \"k\\n\": {},"
                  "\n  \"r\": [ 1 ]\n}\n");
}

Test(json_writer, escapes) {
  static const struct { newel_slice text; const char *escaped; } cases[] = {
    { DOC(""), "" }, { DOC("plain /"), "plain /" }, { DOC("\"\\"), "\\\"\\\\" }, { DOC("\b\f\n\r\t"), "\\b\\f\\n\\r\\t" },
    { DOC("a\0b\x01\x1f\x7f"), "a\\u0000b\\u0001\\u001f\x7f" }, { DOC("\xc3\xa9\xf0\x9f\x98\x80"), "\xc3\xa9\xf0\x9f\x98\x80" },
    { DOC("\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa"), "\xe2\x80\xa7\\u2028\\u2029\xe2\x80\xaa" },
    { DOC("x\x80y\xe2\x82"), "x\xef\xbf\xbdy\xef\xbf\xbd\xef\xbf\xbd" },
    { DOC("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    nw_buf out;
    nw_buf_init(&out, nw_alloc_of(NULL));
    nw_json_escape(&out, cases[i].text);
    cr_assert(nw_slice_is(nw_buf_slice(&out), cases[i].escaped), "row %zu: %.*s", i, (int)out.len, out.data);
    nw_buf_free(&out);
  }
}

Test(json_writer, fixed) {
  static const struct { int64_t ppm; const char *text; } cases[] = {
    { 0, "0" }, { 850000, "0.85" }, { 1000000, "1" }, { 1, "0.000001" }, { 1250000, "1.25" }, { -500000, "-0.5" },
    { 10, "0.00001" }, { 999999, "0.999999" }, { INT64_MIN, "-9223372036854.775808" },
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    nw_json_writer w;
    nw_buf out;
    int64_t back = 0;
    nw_buf_init(&out, nw_alloc_of(NULL));
    nw_json_writer_init(&w, nw_buf_write, &out, 0);
    nw_json_fixed(&w, cases[i].ppm);
    cr_assert(nw_json_writer_end(&w) == 0);
    cr_assert(nw_slice_is(nw_buf_slice(&out), cases[i].text), "%.*s", (int)out.len, out.data);
    if (cases[i].ppm != INT64_MIN) cr_assert(nw_decimal_ppm(nw_buf_slice(&out), &back) && back == cases[i].ppm);
    nw_buf_free(&out);
  }
}

/* Every byte string of two bytes, as a string: valid JSON comes out. */
Test(json_writer, always_valid) {
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  for (unsigned i = 0; i < 65536; i += 7) {
    char two[2] = { (char)(i >> 8), (char)(i & 255) };
    nw_json_writer w;
    nw_arena arena;
    nw_json_node *root;
    nw_buf_clear(&out);
    nw_json_writer_init(&w, nw_buf_write, &out, 0);
    nw_json_text(&w, nw_slice(two, 2));
    cr_assert(nw_json_writer_end(&w) == 0);
    nw_arena_init(&arena, nw_alloc_of(NULL));
    cr_assert(nw_json_parse(&root, &arena, nw_buf_slice(&out), 1, NULL) == NEWEL_OK, "%04x", i);
    nw_arena_free(&arena);
  }
  nw_buf_free(&out);
}

static int stop_after(void *left, const char *data, size_t len) {
  size_t *bytes = left;
  (void)data;
  if (len > *bytes) return 1;
  *bytes -= len;
  return 0;
}

Test(json_writer, failures_and_depth) {
  nw_json_writer w;
  size_t room = 5000;
  nw_json_writer_init(&w, stop_after, &room, 0);
  nw_json_array(&w);
  for (unsigned i = 0; i < 3000; i++) nw_json_cstr(&w, "some text");
  nw_json_close(&w);
  cr_assert(nw_json_writer_end(&w) != 0, "a failed callback is not told");
  for (unsigned levels = 63; levels <= 65; levels++) {
    room = SIZE_MAX;
    nw_json_writer_init(&w, stop_after, &room, 0);
    for (unsigned i = 0; i < levels; i++) nw_json_array(&w);
    for (unsigned i = 0; i < levels; i++) nw_json_close(&w);
    cr_assert((nw_json_writer_end(&w) == 0) == (levels <= 64), "%u levels", levels);
  }
  nw_json_writer_init(&w, stop_after, &room, 0);
  nw_json_object(&w);
  cr_assert(nw_json_writer_end(&w) != 0, "an open object is not told");
}

Test(json_writer, long_texts_pass_in_pieces) {
  static char big[10000];
  nw_json_writer w;
  nw_buf out;
  memset(big, 'x', sizeof big);
  nw_buf_init(&out, nw_alloc_of(NULL));
  nw_json_writer_init(&w, nw_buf_write, &out, 0);
  nw_json_array(&w);
  nw_json_cstr(&w, "first");
  nw_json_text(&w, nw_slice(big, sizeof big));
  nw_json_close(&w);
  cr_assert(nw_json_writer_end(&w) == 0);
  cr_assert(out.len == sizeof big + 12 && memcmp(out.data, "[\"first\",\"xxx", 13) == 0);
  nw_buf_free(&out);
}
