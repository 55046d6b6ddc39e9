/* cli/cloud/around.h - a policy around a call that knows nothing of guardrails: what goes is judged before, what comes after.
 *
 *   nw_around_open ──► nw_around_input (system, text) ──► the call ─┬─► nw_around_answer                   ─┬─► shown
 *                                                                  └─► nw_around_push … nw_around_finish ─┘
 *
 * What the policy leaves open is asked as `newel apply` asks it. A streamed answer goes through a stream: what is released of
 * it is all that may be shown. */
#ifndef NW_CLI_CLOUD_AROUND_H
#define NW_CLI_CLOUD_AROUND_H

#include "cli/escalate.h"
#include "cli/load.h"

typedef struct nw_around {
  nw_cli               *cli;
  nw_loaded             loaded;
  nw_escalation_cli     escalation;
  newel_scratch        *scratch;
  newel_cascade_stream *asking;
  newel_stream         *plain;
  const nw_buf         *system;   /* what the call was sent as its system text: no answer may show it */
} nw_around;

/* --policy. 0 or an exit code; nw_around_close in any case. */
int nw_around_open(nw_around *around, nw_cli *cli);
void nw_around_close(nw_around *around);
/* Judges both texts, which live as long as `around`; in their place comes what may be sent. NW_EXIT_DENIED: nothing may, and
 * `text` is the policy's message. */
int nw_around_input(nw_around *around, nw_buf *system, nw_buf *text);
/* Judges a whole answer; in its place comes what may be shown. NW_EXIT_DENIED: the policy's message. */
int nw_around_answer(nw_around *around, nw_buf *text);
/* A piece of a streamed answer; `released` may be shown, until the next call. 0 or an exit code. */
int nw_around_push(nw_around *around, newel_slice piece, newel_slice *released);
/* The answer is whole. NW_EXIT_DENIED: `released` is the policy's message. */
int nw_around_finish(nw_around *around, newel_slice *released);

#endif
