/* cloud.c - opening a client for a verb. */
#include "cli/cloud/cloud.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/slice.h"

enum { TIMEOUT_MOST_S = 3600 };

static newel_slice said(const nw_cli *cli, nw_option_id id) { return newel_slice_of(cli->args.value[id]); }

/* Whole seconds, 1 to 3600; 0 where the option was not given, -1 for anything else. */
static long seconds_of(const char *text) {
  long value = 0;
  if (text == NULL) return 0;
  for (const char *c = text; *c != '\0'; c++) {
    if (!nw_is_digit((unsigned char)*c) || value > TIMEOUT_MOST_S) return -1;
    value = value * 10 + (*c - '0');
  }
  return value >= 1 && value <= TIMEOUT_MOST_S ? value : -1;
}

int nw_cloud_open(nw_cloud *cloud, const nw_cli *cli, newel_engine *engine) {
  newel_client_options options = NEWEL_CLIENT_OPTIONS_INIT;
  const newel_call_options call = NEWEL_CALL_OPTIONS_INIT;
  newel_error err;
  memset(cloud, 0, sizeof *cloud);
  cloud->call = call;
  long timeout_s = seconds_of(cli->args.value[NW_OPT_TIMEOUT]);
  if (timeout_s < 0)
    return nw_say("option '--timeout' is '%s', expected seconds from 1 to %d", cli->args.value[NW_OPT_TIMEOUT], TIMEOUT_MOST_S);
  options.profile = said(cli, NW_OPT_PROFILE);
  options.region = said(cli, NW_OPT_REGION);
  options.endpoint_url = said(cli, NW_OPT_ENDPOINT_URL);
  options.deadline_ms = (uint32_t)timeout_s * 1000;
  cloud->call.deadline_ms = options.deadline_ms;
  cloud->call.cancel = nw_interrupt_flag();
  int code = engine == NULL ? newel_engine_open(&cloud->own, NULL, &err) : NEWEL_OK;
  cloud->engine = engine == NULL ? cloud->own : engine;
  if (code == NEWEL_OK) code = newel_client_open(&cloud->client, cloud->engine, &options, &err);
  if (code == NEWEL_OK) code = newel_body_open(&cloud->body, cloud->engine, &err);
  return code == NEWEL_OK ? 0 : nw_say_error(&err);
}

void nw_cloud_close(nw_cloud *cloud) {
  newel_body_free(cloud->body);
  newel_client_free(cloud->client);
  newel_engine_free(cloud->own);
}

void nw_cut_guardrail(const char *text, newel_slice *guardrail, newel_slice *version) {
  const char *colon = text == NULL ? NULL : strrchr(text, ':'), *digit = colon == NULL ? NULL : colon + 1;
  while (digit != NULL && nw_is_digit((unsigned char)*digit)) digit++;
  int cut = colon != NULL && ((*digit == '\0' && digit > colon + 1) || strcmp(colon + 1, "DRAFT") == 0);
  *guardrail = cut ? nw_slice(text, (size_t)(colon - text)) : newel_slice_of(text);
  *version = cut ? newel_slice_of(colon + 1) : nw_slice(NULL, 0);
}

static void tell(void *user, const char *what) {
  (void)user;
  (void)fprintf(stderr, "newel: %s\n", what);
}

void nw_cloud_guardrail(newel_guardrail_options *options, const nw_cloud *cloud, nw_cli *cli) {
  nw_cut_guardrail(cli->args.value[NW_OPT_GUARDRAIL], &options->guardrail, &options->version);
  if (nw_given(cli, NW_OPT_VERSION)) options->version = said(cli, NW_OPT_VERSION);
  options->deadline_ms = cloud->call.deadline_ms;
  options->cancel = cloud->call.cancel;
  options->on_step = isatty(STDERR_FILENO) ? tell : NULL;
  options->user = cli;
}
