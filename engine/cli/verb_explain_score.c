/* verb_explain_score.c - `newel explain-score`: why a text has the content scores it has. */
#include "base/slice.h"
#include "cli/cli.h"
#include "cli/input.h"
#include "cli/load.h"

int nw_verb_explain_score(nw_cli *cli) {
  nw_loaded loaded;
  newel_error err;
  nw_buf bytes;
  newel_slice text = newel_slice_of("");
  const char *path = cli->args.value[NW_OPT_FILE];
  if (cli->args.file_count > 1 || (cli->args.file_count == 1 && path != NULL)) return nw_say("give one text, or --file, or stdin");
  nw_buf_init(&bytes, cli->alloc);
  int code = nw_load_engine(cli, &loaded);
  if (code == 0 && cli->args.file_count == 1) {
    text = newel_slice_of(cli->args.files[0]);
  } else if (code == 0) {
    nw_read got = nw_input_load(path, &bytes);
    if (got != NW_READ_OK) code = nw_exit_of_read(got);
    if (bytes.len > 0) text = nw_buf_slice(&bytes);
  }
  newel_render how = nw_given(cli, NW_OPT_JSON) ? NEWEL_RENDER_JSON : NEWEL_RENDER_TEXT;
  if (code == 0 && newel_explain_score(loaded.engine, text, how, nw_out_write, &cli->out, &err) != NEWEL_OK && cli->out.failed == 0)
    code = nw_say_error(&err);
  nw_buf_free(&bytes);
  nw_unload(&loaded);
  return code;
}
