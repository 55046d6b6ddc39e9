/* diff.h - what `newel diff` says of one changed rule without any case. */
#ifndef NW_CLI_DIFF_H
#define NW_CLI_DIFF_H

#include "cli/cli.h"

/* Prints a shortest text that only one of two patterns finds something in, each way; or that there is none. */
int nw_diff_patterns(nw_cli *cli, newel_engine *engine, newel_slice was, newel_slice is);
/* Prints the shortest entry that only one of two lists has, each way. Rules are indices into the guards. */
int nw_diff_lists(nw_cli *cli, const newel_evidence *was, uint32_t was_rule, const newel_evidence *is, uint32_t is_rule);

#endif
