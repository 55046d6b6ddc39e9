/* aws/world.h - what configuration and credentials come from: environment, files, programs, clocks, HTTP. One table, so that
 * the library itself reads nothing, and a test replays any machine.
 *
 * Every function may be called from the thread that asks for credentials. */
#ifndef NW_AWS_WORLD_H
#define NW_AWS_WORLD_H

#include "net/client.h"

typedef struct nw_world {
  void *user;
  /* The value of an environment variable, or NULL. Lives until the call that asked is over. */
  const char *(*env)(void *user, const char *name);
  /* Appends a file of at most `most` bytes. 1; 0 where there is none; -1 where it cannot be read. */
  int (*read_file)(void *user, const char *path, size_t most, nw_buf *out);
  /* Replaces a file, readable by its owner only. 1, or 0. */
  int (*write_file)(void *user, const char *path, newel_slice text);
  /* Runs a program without a shell and appends what it prints. Its exit status; -1 where it cannot run, -2 out of time. */
  int (*run)(void *user, char *const argv[], uint64_t timeout_ms, nw_buf *out);
  int64_t (*now_s)(void *user);    /* seconds since 1970 */
  uint64_t (*now_ms)(void *user);  /* a monotonic clock */
  void (*sleep_ms)(void *user, uint64_t ms);
  uint32_t (*random)(void *user);  /* for jitter and session names, not for keys */
  nw_http_failure (*send)(void *user, const nw_http_call *call, nw_http_response *response, newel_error *err);
} nw_world;

#endif
