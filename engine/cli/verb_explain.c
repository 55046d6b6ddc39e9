/* verb_explain.c - `newel explain`: what a policy compiles to. */
#include "cli/load.h"

int nw_verb_explain(nw_cli *cli) {
  nw_loaded loaded;
  if (cli->args.value[NW_OPT_POLICY] == NULL && cli->args.file_count == 1) cli->args.value[NW_OPT_POLICY] = cli->args.files[0];
  else if (cli->args.file_count > 0) return nw_say("explain takes one policy, found also '%s'", cli->args.files[0]);
  int code = nw_load(cli, &loaded);
  newel_render how = nw_given(cli, NW_OPT_JSON) ? NEWEL_RENDER_JSON : cli->out_color ? NEWEL_RENDER_COLOR : NEWEL_RENDER_TEXT;
  if (code == 0 && newel_guard_explain(loaded.guard, how, nw_out_write, &cli->out, &loaded.err) != NEWEL_OK &&
      cli->out.failed == 0)
    code = nw_say_error(&loaded.err);
  nw_unload(&loaded);
  return code;
}
