/* The rule `leak` over any prompt and any answer. The first byte says how long the prompt is, the second how many of the following
 * bytes are the sizes of the chunks (used round and round); then come prompt and answer. Whole text and stream agree, what is
 * found lies in the answer, and an answer that shows a prompt of letters whole, spread and in capitals, is always found. */
#include "fuzz.h"

#include <ctype.h>
#include <string.h>

#include "base/slice.h"
#include "detect/leak/leak.h"

enum { PROMPT_STEP = 8 };

typedef struct input { newel_slice prompt, answer; fuzz_sizes sizes; } input;

static int read_input(input *in, const uint8_t *data, size_t len) {
  if (len < 2) return 0;
  size_t sizes = data[1] % 8, prompt = (size_t)data[0] * PROMPT_STEP;
  if (len < 2 + sizes + prompt) return 0;
  const char *text = (const char *)data + 2 + sizes;
  in->prompt = nw_slice(text, prompt);
  in->answer = nw_slice(text + prompt, len - 2 - sizes - prompt);
  in->sizes = (fuzz_sizes){ data + 2, sizes };
  return 1;
}

static const newel_guard *guard(void) {
  static const newel_guard *compiled;
  if (compiled == NULL)
    compiled = fuzz_guard("newel: 1\nname: leak\nleak: {action: ANONYMIZE, canaries: [zq7rw2mx9kd4tb1h]}\npii: {EMAIL: ANONYMIZE}\n");
  return compiled;
}

static const newel_result *judge(newel_scratch *scratch, newel_slice prompt, newel_slice answer) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  const newel_result *result;
  segment.text = answer;
  segment.surface = NEWEL_SURFACE_OUTPUT;
  options.system_prompt = prompt;
  FUZZ_CHECK(newel_guard_apply(guard(), scratch, &segment, 1, &options, &result, NULL) == NEWEL_OK);
  return result;
}

/* The law of streams. */
static void check_split(newel_scratch *scratch, const input *in) {
  newel_stream_options options = NEWEL_STREAM_OPTIONS_INIT;
  const newel_result *whole = judge(scratch, in->prompt, in->answer), *streamed;
  nw_buf whole_trace, trace, released;
  nw_buf_init(&whole_trace, nw_alloc_of(NULL)), nw_buf_init(&trace, nw_alloc_of(NULL)), nw_buf_init(&released, nw_alloc_of(NULL));
  fuzz_check_result(whole, in->answer);
  fuzz_trace(&whole_trace, guard(), whole);
  options.system_prompt = in->prompt;
  newel_stream *stream = fuzz_stream(guard(), &options, in->sizes, in->answer, &released, &streamed);
  fuzz_trace(&trace, guard(), streamed);
  FUZZ_CHECK(nw_slice_eq(nw_buf_slice(&trace), nw_buf_slice(&whole_trace)));
  if (newel_result_verdict(whole) != NEWEL_VERDICT_DENY)  /* by a limit */
    FUZZ_CHECK(nw_slice_eq(nw_buf_slice(&released), newel_result_segment(whole, 0).output));
  newel_stream_free(stream);
  nw_buf_free(&whole_trace), nw_buf_free(&trace), nw_buf_free(&released);
}

static int finds_leak(const newel_result *result) {
  for (size_t i = 0; i < newel_result_segment(result, 0).finding_count; i++)
    if (nw_slice_is(newel_result_finding(result, 0, i).type, "SYSTEM_PROMPT_LEAK")) return 1;
  return 0;
}

/* The bytes as letters: a prompt that nothing excuses. Shown with signs and capitals that the bytes choose. */
static void check_shown(newel_scratch *scratch, newel_slice bytes) {
  nw_buf prompt, answer;
  nw_buf_init(&prompt, nw_alloc_of(NULL)), nw_buf_init(&answer, nw_alloc_of(NULL));
  for (size_t i = 0; i < bytes.len; i++) {
    unsigned char byte = (unsigned char)bytes.data[i];
    char letter = (char)('a' + byte % 26);
    nw_buf_add_char(&prompt, letter);
    nw_buf_add_char(&answer, byte & 128 ? (char)toupper(letter) : letter);
    if ((byte & 96) == 96) nw_buf_add_char(&answer, " -.\n"[byte / 26 % 4]);
  }
  if (prompt.len >= NW_LEAK_RUN_DEFAULT) FUZZ_CHECK(finds_leak(judge(scratch, nw_buf_slice(&prompt), nw_buf_slice(&answer))));
  nw_buf_free(&prompt), nw_buf_free(&answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
  static newel_scratch *scratch;
  input in;
  if (!read_input(&in, data, len)) return 0;
  if (scratch == NULL) FUZZ_CHECK(newel_scratch_open(&scratch, fuzz_engine(), NULL) == NEWEL_OK);
  check_split(scratch, &in);
  check_shown(scratch, in.answer);
  return 0;
}
