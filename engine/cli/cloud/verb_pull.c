/* verb_pull.c - `newel pull`: a live guardrail as a policy file on stdout, remarks on stderr. */
#include <stdio.h>

#include "cli/cloud/cloud.h"
#include "cli/cloud/lock_file.h"

static int write_stderr(void *user, const char *data, size_t len) {
  (void)user;
  return fwrite(data, 1, len, stderr) == len ? 0 : -1;
}

/* A name, or what only an id or ARN can be: then the list need not be asked. */
static int pull(nw_cli *cli, nw_cloud *cloud, nw_lock_file *file) {
  newel_guardrail_options options = NEWEL_GUARDRAIL_OPTIONS_INIT;
  newel_diagnostics *diags = NULL;
  newel_error err;
  newel_slice name = newel_slice_of(cli->args.file_count == 1 ? cli->args.files[0] : NULL);
  nw_cloud_guardrail(&options, cloud, cli);
  int failed = newel_guardrail_pull(cloud->client, name, file->lock, &options, nw_out_write, &cli->out, &diags, &err);
  if (diags != NULL && newel_diagnostics_total(diags) > 0)
    (void)newel_diagnostics_write(diags, cli->err_color ? NEWEL_RENDER_COLOR : NEWEL_RENDER_TEXT, write_stderr, NULL, NULL);
  newel_diagnostics_free(diags);
  return failed == NEWEL_OK || cli->out.failed != 0 ? 0 : nw_say_error(&err);
}

int nw_verb_pull(nw_cli *cli) {
  nw_lock_file file;
  nw_cloud cloud;
  if ((cli->args.file_count == 1) == nw_given(cli, NW_OPT_GUARDRAIL))
    return nw_say("name one guardrail: newel pull NAME, or newel pull --guardrail ID");
  int code = nw_cloud_open(&cloud, cli, NULL);
  if (code == 0) {
    code = nw_lock_file_open(&file, cli, cloud.engine);
    if (code == 0) code = pull(cli, &cloud, &file);
    nw_lock_file_close(&file);
  }
  nw_cloud_close(&cloud);
  return code;
}
