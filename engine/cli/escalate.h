/* cli/escalate.h - who a verb asks when the policy escalates: Bedrock, through the options of the command line. A build without
 * libnewel-cloud says that it cannot (cli/escalate.c); cli/cloud/escalate.c opens the client. */
#ifndef NW_CLI_ESCALATE_H
#define NW_CLI_ESCALATE_H

#include "cli/cli.h"

typedef struct nw_escalation_cli {
  int             open;
  newel_transport transport;
  uint32_t        deadline_ms;   /* of --deadline; 0: the policy's */
  void           *self;          /* cli/cloud/escalate.c */
  /* summed over results, for the line on stderr */
  uint64_t        asks, questions, failed, price_micro_usd, local_ns, remote_ns;
  int             price_unverified;
  char            error[256];    /* of the first that failed */
} nw_escalation_cli;

/* Opens a client and its transport. 0, or the exit code after it said why; nw_escalation_close is to be called in any case. */
int nw_escalation_open(nw_escalation_cli *escalation, nw_cli *cli, newel_engine *engine);
void nw_escalation_close(nw_escalation_cli *escalation);
/* Adds the stages of a result. */
void nw_escalation_count(nw_escalation_cli *escalation, const newel_result *result);
/* One line on stderr, where something was asked: what it took, and what failed. */
void nw_escalation_say(const nw_escalation_cli *escalation);

#endif
