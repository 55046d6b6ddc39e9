/* verb_call.c - `newel call OPERATION`: any operation of Bedrock, JSON in, JSON out.
 *
 *   newel call GetGuardrail --params '{"guardrailIdentifier":"a1b2c3"}'
 *   {"name":"…","status":"READY",…}
 *
 * The events of a stream are a line each. Nothing is read into an answer: a guardrail that intervened is exit code 0 here. */
#include "base/slice.h"
#include "cli/cloud/answer.h"

static int list_operations(nw_cli *cli) {
  for (size_t i = 0; newel_operation_at(i).name != NULL; i++) {
    newel_operation op = newel_operation_at(i);
    nw_out_printf(&cli->out, "%-53s %-22s %-6s %s%s\n", op.name, op.service, op.method, op.path, op.streams ? "  (stream)" : "");
  }
  return 0;
}

static int streams(const char *name) {
  for (size_t i = 0; newel_operation_at(i).name != NULL; i++)
    if (nw_slice_is(newel_slice_of(name), newel_operation_at(i).name)) return newel_operation_at(i).streams;
  return 0;
}

static int on_event(void *user, newel_slice name, newel_slice payload) {
  nw_cli *cli = user;
  nw_write_event(cli, name, payload);
  return cli->out.failed != 0;
}

static int call(nw_cli *cli, nw_cloud *cloud, newel_slice params) {
  const char *operation = cli->args.files[0];
  newel_error err;
  if (streams(operation)) {
    cloud->call.on_event = on_event;
    cloud->call.user = cli;
  }
  int code = newel_client_call(cloud->client, newel_slice_of(operation), params, &cloud->call, cloud->body, &err);
  if (code != NEWEL_OK) return nw_say_call(code, &err, cloud->body);
  if (newel_body_json(cloud->body).len > 0) nw_write_answer(cli, cloud->body);
  return 0;
}

int nw_verb_call(nw_cli *cli) {
  nw_cloud cloud;
  nw_buf params;
  if (nw_given(cli, NW_OPT_LIST)) return list_operations(cli);
  if (cli->args.file_count != 1) return nw_say("one OPERATION is needed; 'newel call --list' prints them");
  nw_buf_init(&params, cli->alloc);
  int code = nw_params_option(cli, NW_OPT_PARAMS, &params);
  if (code == 0) {
    code = nw_cloud_open(&cloud, cli, NULL);
    if (code == 0) code = call(cli, &cloud, nw_buf_slice(&params));
    nw_cloud_close(&cloud);
  }
  nw_buf_free(&params);
  return code;
}
