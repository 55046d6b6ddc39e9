/* verb_plan.c - `newel plan` and `newel drift`: a policy held against the live guardrail. A plan informs; drift is a gate. */
#include <string.h>

#include "cli/cloud/cloud.h"
#include "cli/cloud/lock_file.h"
#include "cli/input.h"
#include "cli/load.h"

static newel_render render_of(const nw_cli *cli) {
  return nw_given(cli, NW_OPT_JSON) ? NEWEL_RENDER_JSON : cli->out_color ? NEWEL_RENDER_COLOR : NEWEL_RENDER_TEXT;
}

/* Against a file: GetGuardrail's answer as somebody kept it. */
static int compare_file(nw_cli *cli, const nw_loaded *loaded, const char *path, size_t *changes) {
  newel_error err;
  nw_buf text;
  nw_buf_init(&text, cli->alloc);
  nw_read got = nw_input_load(path, &text);
  int code = got == NW_READ_OK ? 0 : nw_exit_of_read(got);
  if (code == 0 && text.len == 0) code = nw_say("'%s' is empty", path);
  if (code == 0 && newel_policy_compare(loaded->policy, nw_buf_slice(&text), render_of(cli), nw_out_write, &cli->out, changes,
                                        &err) != NEWEL_OK)
    code = cli->out.failed != 0 ? NW_EXIT_ERROR : nw_say_error(&err);
  nw_buf_free(&text);
  return code;
}

static int compare_live(nw_cli *cli, const nw_loaded *loaded, size_t *changes) {
  newel_guardrail_options options = NEWEL_GUARDRAIL_OPTIONS_INIT;
  nw_lock_file file;
  nw_cloud cloud;
  newel_error err;
  int code = nw_lock_file_open(&file, cli, loaded->engine);
  if (code == 0) {
    code = nw_cloud_open(&cloud, cli, loaded->engine);
    nw_cloud_guardrail(&options, &cloud, cli);
    if (code == 0 && newel_guardrail_plan(cloud.client, loaded->policy, file.lock, &options, render_of(cli), nw_out_write,
                                          &cli->out, changes, &err) != NEWEL_OK)
      code = cli->out.failed != 0 ? NW_EXIT_ERROR : nw_say_error(&err);
    nw_cloud_close(&cloud);
  }
  nw_lock_file_close(&file);
  return code;
}

static int compare(nw_cli *cli, size_t *changes) {
  nw_loaded loaded;
  const char *live = cli->args.value[NW_OPT_LIVE];
  int code = nw_load(cli, &loaded);
  if (code == 0) code = live != NULL ? compare_file(cli, &loaded, live, changes) : compare_live(cli, &loaded, changes);
  nw_unload(&loaded);
  return code;
}

int nw_verb_plan(nw_cli *cli) {
  size_t changes = 0;
  return compare(cli, &changes);
}

int nw_verb_drift(nw_cli *cli) {
  size_t changes = 0;
  int code = compare(cli, &changes);
  return code != 0 ? code : changes > 0 ? NW_EXIT_FAILED : NW_EXIT_OK;
}
