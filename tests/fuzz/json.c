/* Any bytes as JSON: the reader gives the same tokens whole and byte by byte, strict and lenient; the tree agrees with the reader
 * about what a document is, but for members that stand twice. */
#include "fuzz.h"

#include <string.h>

#include "base/slice.h"
#include "json/reader.h"
#include "json/tree.h"

/* A run of CHARS may be cut anywhere: neighbours are one. */
static void note(nw_buf *out, const nw_json_token *token, size_t *chars_end) {
  if (token->kind == NW_JSON_CHARS && *chars_end == token->start) {
    *chars_end = token->end;
    return;
  }
  if (*chars_end != SIZE_MAX) nw_buf_addf(out, "-%zu ", *chars_end);
  *chars_end = token->kind == NW_JSON_CHARS ? token->end : SIZE_MAX;
  if (token->kind == NW_JSON_CHARS) nw_buf_addf(out, "chars %zu", token->start);
  else nw_buf_addf(out, "%d %zu-%zu %s ", (int)token->kind, token->start, token->end, token->error != NULL ? token->error : "");
  nw_buf_add(out, token->decoded, token->decoded_len);
}

/* The tokens, in windows that grow by `step` bytes; 0: one window. */
static nw_json_kind tokens(nw_buf *out, newel_slice doc, unsigned flags, size_t step) {
  nw_json_reader reader;
  nw_json_token token;
  size_t chars_end = SIZE_MAX, end = step == 0 || step > doc.len ? doc.len : step;
  nw_json_begin(&reader, flags);
  for (;;) {
    size_t base = reader.pos;
    nw_json_kind kind = nw_json_next(&reader, doc.data + base, base, end - base, end == doc.len, &token);
    if (kind == NW_JSON_MORE) {
      FUZZ_CHECK(end < doc.len);
      end = doc.len - end < step ? doc.len : end + step;
      continue;
    }
    FUZZ_CHECK(token.start <= token.end && token.end <= doc.len);
    note(out, &token, &chars_end);
    if (kind == NW_JSON_END || kind == NW_JSON_ERROR) return kind;
  }
}

static nw_json_kind check_cuts(newel_slice doc, unsigned flags) {
  static const size_t steps[] = { 1, 3 };
  nw_buf whole, cut;
  nw_buf_init(&whole, nw_alloc_of(NULL));
  nw_json_kind kind = tokens(&whole, doc, flags, 0);
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    nw_buf_init(&cut, nw_alloc_of(NULL));
    FUZZ_CHECK(tokens(&cut, doc, flags, steps[i]) == kind);
    FUZZ_CHECK(nw_slice_eq(nw_buf_slice(&cut), nw_buf_slice(&whole)));
    nw_buf_free(&cut);
  }
  nw_buf_free(&whole);
  return kind;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
  newel_slice doc = { len > 0 ? (const char *)data : "", len };
  nw_arena arena;
  nw_json_node *root;
  newel_error err;
  nw_json_kind kind = check_cuts(doc, 0);
  (void)check_cuts(doc, NW_JSON_LENIENT_UTF8);
  nw_arena_init(&arena, nw_alloc_of(NULL));
  int code = nw_json_parse(&root, &arena, doc, 1000, &err);
  if (code == NEWEL_OK) FUZZ_CHECK(kind == NW_JSON_END && root->end <= len);
  else if (kind == NW_JSON_END) FUZZ_CHECK(code == NEWEL_E_LIMIT || strstr(err.message, "stands before") != NULL);
  nw_arena_free(&arena);
  return 0;
}
