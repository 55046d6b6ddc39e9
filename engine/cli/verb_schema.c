/* verb_schema.c - `newel schema`: the JSON Schemas that the library carries. */
#include <string.h>

#include "cli/cli.h"

int nw_verb_schema(nw_cli *cli) {
  static const char *const names[] = {"policy", "trace", "case", "lock", NULL};
  static const newel_schema schemas[] = {NEWEL_SCHEMA_POLICY, NEWEL_SCHEMA_TRACE, NEWEL_SCHEMA_CASE,
                                        NEWEL_SCHEMA_LOCK};
  if (cli->args.file_count != 1) return nw_say("name one schema: policy, trace, case or lock");
  const char *wanted = cli->args.files[0];
  for (size_t i = 0; names[i] != NULL; i++) {
    newel_error err;
    if (strcmp(wanted, names[i]) != 0) continue;
    if (newel_schema_write(schemas[i], nw_out_write, &cli->out, &err) == NEWEL_OK || cli->out.failed != 0) return 0;
    return nw_say_error(&err);
  }
  const char *near = nw_nearest(wanted, names);
  if (near != NULL) return nw_say("unknown schema '%s'; did you mean '%s'?", wanted, near);
  return nw_say("unknown schema '%s', expected policy, trace, case or lock", wanted);
}
