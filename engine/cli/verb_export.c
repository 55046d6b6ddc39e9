/* verb_export.c - `newel export`: the Bedrock guardrail that a policy describes, on stdout; what it leaves out, on stderr. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/load.h"

static newel_export notation_of(const char *name) {
  if (name != NULL && strcmp(name, "cloudformation") == 0) return NEWEL_EXPORT_CLOUDFORMATION;
  return name != NULL && strcmp(name, "terraform") == 0 ? NEWEL_EXPORT_TERRAFORM : NEWEL_EXPORT_BEDROCK;
}

static int write_stderr(void *user, const char *data, size_t len) {
  (void)user;
  return fwrite(data, 1, len, stderr) == len ? 0 : -1;
}

static void show_remarks(const nw_cli *cli, const newel_diagnostics *diags) {
  newel_render how = cli->err_color ? NEWEL_RENDER_COLOR : NEWEL_RENDER_TEXT;
  if (diags != NULL && newel_diagnostics_total(diags) > 0) (void)newel_diagnostics_write(diags, how, write_stderr, NULL, NULL);
}

int nw_verb_export(nw_cli *cli) {
  nw_loaded loaded;
  int code = nw_load(cli, &loaded);
  if (code == NW_EXIT_OK) {
    newel_error err;
    show_remarks(cli, loaded.of_policy);
    int failed = newel_policy_export(loaded.policy, notation_of(cli->args.value[NW_OPT_TO]), nw_out_write, &cli->out, &err);
    if (failed != NEWEL_OK && cli->out.failed == 0) code = nw_say_error(&err);
  }
  nw_unload(&loaded);
  return code;
}
