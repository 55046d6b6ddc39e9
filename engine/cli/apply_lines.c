/* apply_lines.c - `newel apply --jsonl`: one request a line in, one answer a line out, in order.
 *
 *   {"id":1,"text":"write to ana@example.com"}
 *   {"id":1,"verdict":"modify","cause":"rule","complete":true,"output":"write to {EMAIL}"}
 *
 * A line that is no request is reported with its number and the rest goes on; the exit code is then 1.
 */
#include "base/slice.h"
#include "cli/apply.h"
#include "cli/pretty.h"
#include "cli/request.h"
#include "json/writer.h"

/* "trace": the record itself, one line, as a member of the answer. */
static int write_trace_member(nw_apply *apply, nw_json_writer *w, const newel_result *result) {
  newel_error err;
  nw_buf trace;
  nw_buf_init(&trace, apply->cli->alloc);
  int code = newel_trace_write(apply->loaded.guard, result, &apply->trace_options, nw_buf_write, &trace, &err);
  if (code == NEWEL_OK) nw_json_key_raw(w, "trace", nw_buf_slice(&trace));
  nw_buf_free(&trace);
  return code == NEWEL_OK ? 0 : nw_say_error(&err);
}

static void write_segments(nw_json_writer *w, const newel_result *result) {
  nw_json_key(w, "segments");
  nw_json_array(w);
  for (size_t i = 0; i < newel_result_count(result); i++) {
    newel_segment_result one = newel_result_segment(result, i);
    nw_json_object(w);
    nw_json_key_cstr(w, "verdict", newel_verdict_name(one.verdict));
    nw_json_key_text(w, "output", one.output);
    nw_json_close(w);
  }
  nw_json_close(w);
}

static int write_answer(nw_apply *apply, const nw_request *request, const newel_result *result) {
  nw_json_writer w;
  int code = 0;
  nw_json_writer_init(&w, nw_out_write, &apply->cli->out, 0);
  nw_json_object(&w);
  nw_json_key_raw(&w, "id", request->id);
  nw_json_key_cstr(&w, "verdict", newel_verdict_name(nw_apply_verdict(result, request->single)));
  nw_json_key_cstr(&w, "cause", newel_cause_name(newel_result_cause(result)));
  nw_json_key_bool(&w, "complete", newel_result_complete(result));
  if (request->single) {
    nw_json_key_text(&w, "output", newel_result_segment(result, 0).output);
  } else {
    write_segments(&w, result);
  }
  if (nw_given(apply->cli, NW_OPT_JSON)) code = write_trace_member(apply, &w, result);
  nw_json_close(&w);
  nw_json_newline(&w);
  (void)nw_json_writer_end(&w);  /* a failure stays in cli->out */
  return code;
}

/* Judges one line. 0, NW_EXIT_ERROR for a bad line (said), or NW_EXIT_ESCALATION. */
static int apply_line(nw_apply *apply, nw_arena *arena, const nw_lines *lines, newel_slice line) {
  const newel_result *result;
  nw_request request;
  newel_error err;
  nw_arena_reset(arena);
  int code = nw_request_parse(&request, arena, line, &apply->defaults, &err);
  if (code != NEWEL_OK) return nw_say("%s:%zu:%u: %s", lines->input->name, lines->number, (unsigned)err.column, err.message);
  code = nw_apply_segments(apply, request.segments, request.count, &result, &err);
  if (code == NEWEL_E_NO_JUDGE) return nw_say_error(&err);
  if (code != NEWEL_OK) return nw_say("%s:%zu: %s", lines->input->name, lines->number, err.message);
  code = nw_apply_count(apply, result, request.single);
  if (code != 0) return code;
  if (!nw_given(apply->cli, NW_OPT_PRETTY)) return write_answer(apply, &request, result);
  newel_slice id = request.id;
  if (id.len >= 2 && id.data[0] == '"') id = nw_slice(id.data + 1, id.len - 2);
  return nw_pretty_write(apply->cli, id, apply->loaded.guard, request.segments, result);
}

int nw_apply_lines(nw_apply *apply, const char *path) {
  nw_input input;
  nw_lines lines;
  nw_arena arena;
  newel_slice line;
  nw_read got;
  int failed = nw_input_open(&input, path);
  if (failed != 0) return failed;
  nw_lines_init(&lines, apply->cli->alloc, &input, &apply->cli->out);
  nw_arena_init(&arena, apply->cli->alloc);
  while ((got = nw_lines_next(&lines, &line)) == NW_READ_OK && apply->cli->out.failed == 0) {
    int code = apply_line(apply, &arena, &lines, line);
    if (code != 0) failed = code;
    if (code == NW_EXIT_ESCALATION) break;
  }
  if (got == NW_READ_FAILED || got == NW_READ_INTERRUPTED) failed = nw_exit_of_read(got);
  nw_arena_free(&arena);
  nw_lines_free(&lines);
  nw_input_close(&input);
  return failed;
}
