/* cli/cloud/converse.h - `newel converse --policy`: the conversation with a policy around it. */
#ifndef NW_CLI_CLOUD_CONVERSE_H
#define NW_CLI_CLOUD_CONVERSE_H

#include "cli/cli.h"
#include "newel/bedrock.h"

/* Runs it and writes what may be shown. Returns an exit code. */
int nw_converse_guarded(nw_cli *cli, const newel_converse *request);

#endif
