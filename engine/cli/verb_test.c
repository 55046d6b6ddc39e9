/* verb_test.c - `newel test`: a policy against files of cases. Prints what failed and how, then the sum. */
#include <inttypes.h>

#include "base/slice.h"
#include "cli/color.h"
#include "cli/input.h"
#include "cli/load.h"
#include "json/writer.h"

typedef struct tester {
  nw_cli         *cli;
  nw_loaded       loaded;
  newel_regress  *run;
  nw_json_writer  w;      /* --json */
  int             json;
} tester;

/* ---- failures --------------------------------------------------------------------------------------------- */

static void show_line(nw_out *out, int color, nw_style style, const char *head, newel_slice text) {
  nw_out_printf(out, "      %s ", head);
  nw_style_on(out, color, style);
  nw_show_text(out, text, "      ");
  nw_style_off(out, color, style);
  nw_out_text(out, "\n");
}

static void show_failure(tester *t, const nw_lines *lines, const newel_case_result *result) {
  nw_out *out = &t->cli->out;
  int color = t->cli->out_color;
  nw_paint(out, color, NW_STYLE_RED, "FAIL ");
  nw_show_text(out, result->id, " ");
  nw_style_on(out, color, NW_STYLE_DIM);
  nw_out_printf(out, "  %s:%zu", lines->input->name, lines->number);
  nw_style_off(out, color, NW_STYLE_DIM);
  nw_out_text(out, "\n");
  for (size_t i = 0; i < result->reason_count; i++) {
    newel_case_reason reason = newel_regress_reason(t->run, i);
    nw_out_text(out, "    ");
    nw_show_text(out, reason.what, " ");
    nw_out_text(out, "\n");
    show_line(out, color, NW_STYLE_GREEN, "expected", reason.expected);
    show_line(out, color, NW_STYLE_RED, "came    ", reason.actual);
  }
}

static void write_failure(tester *t, const nw_lines *lines, const newel_case_result *result) {
  nw_json_writer *w = &t->w;
  nw_json_object(w);
  nw_json_key(w, "id");
  nw_json_text(w, result->id);
  nw_json_key(w, "file");
  nw_json_cstr(w, lines->input->name);
  nw_json_key(w, "line");
  nw_json_uint(w, lines->number);
  nw_json_key(w, "reasons");
  nw_json_array(w);
  for (size_t i = 0; i < result->reason_count; i++) {
    newel_case_reason reason = newel_regress_reason(t->run, i);
    nw_json_object(w);
    nw_json_key(w, "what");
    nw_json_text(w, reason.what);
    nw_json_key(w, "expected");
    nw_json_text(w, reason.expected);
    nw_json_key(w, "actual");
    nw_json_text(w, reason.actual);
    nw_json_close(w);
  }
  nw_json_close(w);
  nw_json_close(w);
}

/* ---- files ------------------------------------------------------------------------------------------------ */

static int test_line(tester *t, const nw_lines *lines, newel_slice line) {
  newel_case_result result;
  newel_error err;
  int code = newel_regress_case(t->run, line, &result, &err);
  if (code == NEWEL_E_NO_JUDGE) return nw_say_error(&err);
  if (code != NEWEL_OK)
    return nw_say("%s:%zu:%u: %s%s%s", lines->input->name, lines->number, (unsigned)err.column, err.message,
                  err.advice[0] != '\0' ? "; " : "", err.advice);
  if (result.status != NEWEL_CASE_FAILED) return 0;
  if (t->json) write_failure(t, lines, &result);
  else show_failure(t, lines, &result);
  return 0;
}

static uint64_t sum_of(newel_case_counts counts) { return counts.passed + counts.failed + counts.skipped; }

static int test_file(tester *t, const char *path) {
  nw_input input;
  nw_lines lines;
  newel_slice line;
  nw_read got;
  uint64_t before = sum_of(newel_regress_counts(t->run));
  int failed = nw_input_open(&input, path);
  if (failed != 0) return failed;
  nw_lines_init(&lines, t->cli->alloc, &input, NULL);
  while ((got = nw_lines_next(&lines, &line)) == NW_READ_OK && t->cli->out.failed == 0) {
    int code = test_line(t, &lines, line);
    if (code != 0) failed = code;
    if (code == NW_EXIT_ESCALATION) break;
  }
  if (got == NW_READ_FAILED || got == NW_READ_INTERRUPTED) failed = nw_exit_of_read(got);
  nw_lines_free(&lines);
  nw_input_close(&input);
  if (failed == 0 && sum_of(newel_regress_counts(t->run)) == before) failed = nw_say("there are no cases in '%s'", input.name);
  return failed;
}

static void write_sum(tester *t) {
  newel_case_counts counts = newel_regress_counts(t->run);
  nw_out *out = &t->cli->out;
  if (!t->json) {
    nw_out_printf(out, "%" PRIu64 " passed, %" PRIu64 " failed", counts.passed, counts.failed);
    if (counts.skipped > 0) nw_out_printf(out, ", %" PRIu64 " skipped", counts.skipped);
    nw_out_text(out, "\n");
    return;
  }
  nw_json_close(&t->w);
  nw_json_key(&t->w, "passed");
  nw_json_uint(&t->w, counts.passed);
  nw_json_key(&t->w, "failed");
  nw_json_uint(&t->w, counts.failed);
  nw_json_key(&t->w, "skipped");
  nw_json_uint(&t->w, counts.skipped);
  nw_json_key(&t->w, "guard_id");
  nw_json_cstr(&t->w, newel_guard_id(t->loaded.guard));
  nw_json_close(&t->w);
  nw_json_newline(&t->w);
  (void)nw_json_writer_end(&t->w);
}

/* ---- the verb --------------------------------------------------------------------------------------------- */

static int test_files(tester *t) {
  int failed = 0;
  if (t->json) {
    nw_json_writer_init(&t->w, nw_out_write, &t->cli->out, nw_given(t->cli, NW_OPT_INDENT));
    nw_json_object(&t->w);
    nw_json_key(&t->w, "failures");
    nw_json_array(&t->w);
  }
  for (int i = 0; i < t->cli->args.file_count && failed != NW_EXIT_INTERRUPTED && failed != NW_EXIT_ESCALATION; i++) {
    int code = test_file(t, t->cli->args.files[i]);
    if (code != 0) failed = code;
  }
  write_sum(t);
  newel_case_counts counts = newel_regress_counts(t->run);
  if (failed == 0 && counts.passed + counts.failed == 0) failed = nw_say("every case is skipped: nothing was tested");
  return failed != 0 ? failed : counts.failed > 0 ? NW_EXIT_FAILED : NW_EXIT_OK;
}

int nw_verb_test(nw_cli *cli) {
  tester t = {.cli = cli, .json = nw_given(cli, NW_OPT_JSON)};
  newel_regress_options options = NEWEL_REGRESS_OPTIONS_INIT;
  newel_error err;
  if (cli->args.file_count == 0) return nw_say("no cases: newel test -p POLICY CASES...");
  options.local = nw_given(cli, NW_OPT_LOCAL);
  int code = nw_load(cli, &t.loaded);
  if (code == 0 && newel_regress_open(&t.run, t.loaded.engine, t.loaded.guard, &options, &err) != NEWEL_OK)
    code = nw_say_error(&err);
  if (code == 0) code = test_files(&t);
  newel_regress_free(t.run);
  nw_unload(&t.loaded);
  return code;
}
