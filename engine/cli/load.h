/* cli/load.h - from the options to an engine and a guard: what nearly every verb begins with. */
#ifndef NW_CLI_LOAD_H
#define NW_CLI_LOAD_H

#include "base/buf.h"
#include "cli/cli.h"

typedef struct nw_loaded {
  newel_engine      *engine;
  newel_policy      *policy;
  newel_guard       *guard;
  newel_diagnostics *of_policy, *of_guard;  /* remarks; either may be NULL */
  newel_error        err;                   /* of what failed */
  int                has_key;
  nw_buf content_model;  /* of --content-model */
  nw_buf system_prompt;  /* of --system-prompt */
} nw_loaded;

/* Opens the engine, with the key of --key-file. Returns 0 or an exit code after saying why. */
int nw_load_engine(nw_cli *cli, nw_loaded *loaded);
/* Loads the policy at `path` ("-": YAML on stdin) and compiles the guard; says nothing. Returns a newel_code, or NW_LOAD_STOPPED
 * when reading stdin failed or was interrupted and *exit_code holds what to return. */
#define NW_LOAD_STOPPED 1
int nw_load_guard(nw_cli *cli, nw_loaded *loaded, const char *path, int *exit_code);
/* All of it for a verb that needs a guard of --policy: says what is wrong (with all remarks) on stderr. Returns 0 or an exit
 * code. */
int nw_load(nw_cli *cli, nw_loaded *loaded);
/* The same for a policy that another option or argument names. */
int nw_load_path(nw_cli *cli, nw_loaded *loaded, const char *path);
/* Gives back the policy, the guard and the remarks, keeps the engine. */
void nw_unload_guard(nw_loaded *loaded);
void nw_unload(nw_loaded *loaded);

/* The scope of --scope: loaded from the file when it is there, new otherwise; *out is NULL without the option. Needs a key. */
int nw_scope_open_file(nw_cli *cli, nw_loaded *loaded, newel_scope **out);
/* Saves it: written beside and renamed over, readable by the owner alone. */
int nw_scope_save_file(nw_cli *cli, const newel_scope *scope);

#endif
