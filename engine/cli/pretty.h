/* cli/pretty.h - a judged text for people at a terminal. Shows the matched text: never for logs. */
#ifndef NW_CLI_PRETTY_H
#define NW_CLI_PRETTY_H

#include "cli/cli.h"

/* Writes each segment: header, verdict, the text with its findings marked, the edited text, a table of findings, rules that were
 * not judged and why. `title` is the id of the line or the name of the file; it may be empty. 0 or NW_EXIT_ERROR (said). */
int nw_pretty_write(nw_cli *cli, newel_slice title, const newel_guard *guard, const newel_segment *segments,
                    const newel_result *result);

#endif
