/* cloud/converse.c - see cli/cloud/converse.h. */
#include "cli/cloud/converse.h"

#include "base/slice.h"
#include "cli/cloud/cloud.h"
#include "cli/escalate.h"
#include "cli/load.h"

typedef struct talk {
  nw_cli           *cli;
  nw_cloud          cloud;
  nw_loaded         loaded;
  nw_escalation_cli escalation;
  newel_guarded    *guarded;
} talk;

static int on_text(void *user, newel_slice text) {
  nw_cli *cli = user;
  if (!nw_given(cli, NW_OPT_JSON)) nw_out_slice(&cli->out, text);
  nw_out_flush(&cli->out);
  return cli->out.failed != 0;
}

static int write_trace(const talk *t) {
  nw_out file;
  if (!nw_given(t->cli, NW_OPT_TRACE)) return 0;
  int code = nw_out_create(&file, t->cli->args.value[NW_OPT_TRACE], 0600);
  if (code != 0) return code;
  nw_out_slice(&file, newel_guarded_trace(t->guarded));
  nw_out_text(&file, "\n");
  return nw_out_close(&file);
}

static int run(talk *t, const newel_converse *request) {
  nw_cli *cli = t->cli;
  newel_guarded_options options = NEWEL_GUARDED_OPTIONS_INIT;
  newel_error err;
  options.guard = t->loaded.guard;
  options.transport = t->escalation.open ? &t->escalation.transport : NULL;
  options.local = nw_given(cli, NW_OPT_LOCAL);
  options.on_text = nw_given(cli, NW_OPT_STREAM) ? on_text : NULL;
  options.user = cli;
  int code = newel_guarded_converse(&t->guarded, t->cloud.client, &options, request, &t->cloud.call, &err);
  if (t->guarded == NULL) return nw_say_error(&err);
  newel_slice shown = nw_given(cli, NW_OPT_JSON) ? newel_guarded_messages(t->guarded) : newel_guarded_text(t->guarded);
  int denied = newel_guarded_verdict(t->guarded) == NEWEL_VERDICT_DENY;
  if (code == NEWEL_OK) {
    if (options.on_text == NULL || nw_given(cli, NW_OPT_JSON) || newel_guarded_stop_reason(t->guarded).len == 0)
      nw_out_slice(&cli->out, shown);
    nw_out_text(&cli->out, "\n");
  }
  int traced = write_trace(t);
  if (code != NEWEL_OK) return nw_say_error(&err);
  return traced != 0 ? traced : denied ? NW_EXIT_DENIED : 0;
}

int nw_converse_guarded(nw_cli *cli, const newel_converse *request) {
  talk t = {.cli = cli};
  int code = nw_load(cli, &t.loaded);
  if (code == 0) code = nw_cloud_open(&t.cloud, cli, t.loaded.engine);
  if (code == 0 && newel_guard_escalates(t.loaded.guard) && !nw_given(cli, NW_OPT_LOCAL))
    code = nw_escalation_open(&t.escalation, cli, t.loaded.engine);
  if (code == 0) code = run(&t, request);
  newel_guarded_free(t.guarded);
  nw_escalation_close(&t.escalation);
  nw_cloud_close(&t.cloud);
  nw_unload(&t.loaded);
  return code;
}
