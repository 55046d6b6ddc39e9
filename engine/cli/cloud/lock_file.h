/* cli/cloud/lock_file.h - newel.lock on disk: beside the policy, replaced as a whole or not at all.
 *
 *   nw_lock_file file;
 *   int code = nw_lock_file_open(&file, cli, engine);      --lock FILE, or newel.lock in the policy's folder; not there: empty
 *   … newel_guardrail_push(client, policy, file.lock, …)
 *   code = nw_lock_file_save(&file);                        nothing is written where nothing changed
 *   nw_lock_file_close(&file);
 */
#ifndef NW_CLI_CLOUD_LOCK_FILE_H
#define NW_CLI_CLOUD_LOCK_FILE_H

#include "base/buf.h"
#include "cli/cli.h"

typedef struct nw_lock_file {
  newel_lock *lock;
  nw_buf      path;   /* NUL-terminated */
  nw_buf      bytes;  /* as they were read */
} nw_lock_file;

/* Each returns 0, or the exit code after it said why; nw_lock_file_close is to be called in any case. */
int nw_lock_file_open(nw_lock_file *file, const nw_cli *cli, newel_engine *engine);
int nw_lock_file_save(nw_lock_file *file);
void nw_lock_file_close(nw_lock_file *file);

#endif
