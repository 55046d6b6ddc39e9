/* Any bytes as an answer of Bedrock, in every format, with the same bytes as its request: nothing breaks, what is written is JSON with
 * places inside of texts, and what nobody can read is an error. The first byte picks the format. */
#include "fuzz.h"

#include "base/slice.h"
#include "json/tree.h"
#include "newel/bedrock.h"

static const char *const formats[] = { "apply-guardrail", "checks", "converse", "converse-stream", "invoke-model",
  "retrieve-and-generate", "agent" };

static void check_json(newel_slice text) {
  nw_arena arena;
  nw_json_node *root;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  int code = nw_json_parse(&root, &arena, text, 10000000, NULL);
  FUZZ_CHECK(code == NEWEL_OK || code == NEWEL_E_LIMIT || code == NEWEL_E_FORMAT);
  nw_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
  newel_import_options options = NEWEL_IMPORT_OPTIONS_INIT;
  nw_buf trace, back;
  if (len < 1) return 0;
  newel_slice text = nw_slice((const char *)data + 1, len - 1);
  nw_buf_init(&trace, nw_alloc_of(NULL));
  nw_buf_init(&back, nw_alloc_of(NULL));
  options.request = data[0] & 0x80 ? text : newel_slice_of(NULL);
  options.show_matches = data[0] & 0x40;
  newel_slice format = newel_slice_of(formats[(data[0] & 0x3F) % (sizeof formats / sizeof *formats)]);
  int code = newel_trace_import(fuzz_engine(), format, text, &options, nw_buf_write, &trace, NULL);
  FUZZ_CHECK(code == NEWEL_OK || code == NEWEL_E_FORMAT || code == NEWEL_E_LIMIT || code == NEWEL_E_IO);
  if (code == NEWEL_OK) {
    check_json(nw_buf_slice(&trace));
    code = newel_trace_export(fuzz_engine(), nw_buf_slice(&trace), 0, nw_buf_write, &back, NULL);
    FUZZ_CHECK(code == NEWEL_OK || code == NEWEL_E_FORMAT || code == NEWEL_E_LIMIT || code == NEWEL_E_IO);
  }
  nw_buf_free(&trace);
  nw_buf_free(&back);
  return 0;
}
