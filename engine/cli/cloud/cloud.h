/* cli/cloud/cloud.h - what the verbs that talk to Bedrock share: opening a client from the options of the command line.
 *
 *   nw_cloud cloud;
 *   int code = nw_cloud_open(&cloud, cli, NULL);
 *   if (code == 0) code = … newel_client_call(cloud.client, …, &cloud.call, cloud.body, &err) …
 *   nw_cloud_close(&cloud);
 *
 * Files of this folder are built with -DNEWEL_CLOUD=ON only; a row of the table of verbs names them as
 * NW_CLOUD(nw_verb_doctor). */
#ifndef NW_CLI_CLOUD_H
#define NW_CLI_CLOUD_H

#include "cli/cli.h"
#include "newel/bedrock.h"
#include "newel/doctor.h"

/* The options that every one of these verbs takes. */
#define NW_CLOUD_OPTIONS NW_OPT_PROFILE, NW_OPT_REGION, NW_OPT_ENDPOINT_URL, NW_OPT_TIMEOUT

typedef struct nw_cloud {
  newel_engine      *engine, *own;  /* `own`: opened here, closed here */
  newel_client      *client;
  newel_body        *body;
  newel_call_options call;          /* with the deadline of --timeout; an interrupt cancels */
} nw_cloud;

/* `engine` of a guard that the verb loaded; NULL: one is opened. Returns 0, or the exit code after it said why. nw_cloud_close is
 * to be called in any case. */
int nw_cloud_open(nw_cloud *cloud, const nw_cli *cli, newel_engine *engine);
void nw_cloud_close(nw_cloud *cloud);

/* "ID:3", "NAME", "arn:…:guardrail/ID:DRAFT": what stands behind the last colon is a version where it looks like one. `text` may be
 * NULL. */
void nw_cut_guardrail(const char *text, newel_slice *guardrail, newel_slice *version);
/* The options about one guardrail: --guardrail, --version, --timeout; steps are told on stderr when that is a terminal. */
void nw_cloud_guardrail(newel_guardrail_options *options, const nw_cloud *cloud, nw_cli *cli);

#endif
