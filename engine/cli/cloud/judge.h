/* cli/cloud/judge.h - one text before a guardrail (ApplyGuardrail). */
#ifndef NW_CLI_JUDGE_H
#define NW_CLI_JUDGE_H

#include "cli/cloud/answer.h"

/* Judges `text` and fills `out` with what may be passed on: the text itself, the text with masks, or the message of the
 * guardrail. An intervention that gives no text, or not one text for the one that was sent, is a block. 0, or an exit code after
 * saying why; the answer stays in cloud->body. */
int nw_judge_text(const nw_cli *cli, nw_cloud *cloud, const newel_guardrail_ref *guardrail, newel_source source, newel_slice text,
                  nw_buf *out, nw_outcome *outcome);

#endif
