/* verb_explain_miss.c - `newel explain-miss`: what nearly was a finding, and what was missing. */
#include <string.h>

#include "cli/input.h"
#include "cli/load.h"
#include "cli/request.h"

/* The text of the command line, of --file, or of stdin. Returns 0 or an exit code. */
static int read_text(const nw_cli *cli, nw_buf *text) {
  const nw_args *args = &cli->args;
  if (args->file_count > 1) return nw_say("explain-miss takes one text, found also '%s'; quote it", args->files[1]);
  if (args->file_count == 1 && nw_given(cli, NW_OPT_FILE)) return nw_say("give a text or --file, not both");
  if (args->file_count == 1) {
    nw_buf_add_text(text, args->files[0]);
    return text->failed ? nw_say("out of memory") : 0;
  }
  nw_read got = nw_input_load(args->value[NW_OPT_FILE], text);
  return got == NW_READ_OK ? 0 : nw_exit_of_read(got);
}

int nw_verb_explain_miss(nw_cli *cli) {
  nw_loaded loaded;
  nw_buf text;
  newel_segment segment;
  newel_scratch *scratch = NULL;
  newel_miss_options options = NEWEL_MISS_OPTIONS_INIT;
  const nw_args *args = &cli->args;
  newel_render how = nw_given(cli, NW_OPT_JSON) ? NEWEL_RENDER_JSON : cli->out_color ? NEWEL_RENDER_COLOR : NEWEL_RENDER_TEXT;
  memset(&loaded, 0, sizeof loaded);
  nw_buf_init(&text, cli->alloc);
  int code = nw_request_defaults(&segment, args->value[NW_OPT_SOURCE], args->value[NW_OPT_SURFACE], args->value[NW_OPT_FORMAT]);
  if (code == 0) code = nw_given(cli, NW_OPT_POLICY) ? nw_load(cli, &loaded) : nw_load_engine(cli, &loaded);
  if (code == 0) code = read_text(cli, &text);
  segment.text = nw_buf_slice(&text);
  options.entity = newel_slice_of(args->value[NW_OPT_ENTITY]);
  options.show = nw_given(cli, NW_OPT_SHOW);
  if (code == 0 && newel_scratch_open(&scratch, loaded.engine, &loaded.err) != NEWEL_OK) code = nw_say_error(&loaded.err);
  int failed = code != 0 ? NEWEL_OK
      : newel_guard_explain_miss(loaded.guard, scratch, &segment, &options, how, nw_out_write, &cli->out, &loaded.err);
  if (failed != NEWEL_OK && cli->out.failed == 0) code = nw_say_error(&loaded.err);
  newel_scratch_free(scratch);
  nw_unload(&loaded);
  nw_buf_free(&text);
  return code;
}
