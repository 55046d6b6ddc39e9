/* verb_doctor.c - `newel doctor`: is everything right for Bedrock? */
#include <string.h>

#include "cli/cloud/cloud.h"
#include "cli/cloud/lock_file.h"
#include "cli/load.h"

static int examine(nw_cli *cli, nw_cloud *cloud, const newel_policy *policy, const newel_lock *lock) {
  newel_doctor_options options = NEWEL_DOCTOR_OPTIONS_INIT;
  newel_render how = nw_given(cli, NW_OPT_JSON) ? NEWEL_RENDER_JSON : cli->out_color ? NEWEL_RENDER_COLOR : NEWEL_RENDER_TEXT;
  newel_error err;
  size_t failed = 0;
  options.policy = policy;
  options.lock = lock;
  options.model = newel_slice_of(cli->args.value[NW_OPT_MODEL]);
  options.deadline_ms = cloud->call.deadline_ms;
  options.cancel = cloud->call.cancel;
  nw_cut_guardrail(cli->args.value[NW_OPT_GUARDRAIL], &options.guardrail, &options.version);
  int code = newel_client_doctor(cloud->client, &options, how, nw_out_write, &cli->out, &failed, &err);
  if (code != NEWEL_OK) return cli->out.failed ? NW_EXIT_ERROR : nw_say_error(&err);
  return failed == 0 ? 0 : NW_EXIT_ERROR;
}

/* The lock beside the policy, where there is one. */
static int examine_with_lock(nw_cli *cli, nw_cloud *cloud, const nw_loaded *loaded) {
  nw_lock_file file;
  if (loaded->policy == NULL) return examine(cli, cloud, NULL, NULL);
  int code = nw_lock_file_open(&file, cli, cloud->engine);
  if (code == 0) code = examine(cli, cloud, loaded->policy, file.lock);
  nw_lock_file_close(&file);
  return code;
}

int nw_verb_doctor(nw_cli *cli) {
  nw_loaded loaded;
  nw_cloud cloud;
  memset(&loaded, 0, sizeof loaded);
  if (cli->args.file_count > 0) return nw_say("doctor takes no FILE, found '%s'", cli->args.files[0]);
  int code = nw_given(cli, NW_OPT_POLICY) ? nw_load(cli, &loaded) : 0;
  if (code == 0) {
    code = nw_cloud_open(&cloud, cli, loaded.engine);
    if (code == 0) code = examine_with_lock(cli, &cloud, &loaded);
    nw_cloud_close(&cloud);
  }
  nw_unload(&loaded);
  return code;
}
