/* still_world.h - a machine of constants for tests of clients: no environment, no files, no programs, clocks that stand. A test adds
 * the one function that matters to it, `send`. */
#ifndef NW_TESTS_STILL_WORLD_H
#define NW_TESTS_STILL_WORLD_H

#include "aws/world.h"

static inline const char *still_env(void *user, const char *name) { (void)user, (void)name; return NULL; }
static inline int still_read_file(void *user, const char *path, size_t most, nw_buf *out) {
  (void)user, (void)path, (void)most, (void)out;
  return 0;
}
static inline int still_write_file(void *user, const char *path, newel_slice text) { (void)user, (void)path, (void)text; return 0; }
static inline int still_run(void *user, char *const argv[], uint64_t timeout_ms, nw_buf *out) {
  (void)user, (void)argv, (void)timeout_ms, (void)out;
  return -1;
}
static inline int64_t still_now_s(void *user) { (void)user; return 1772368560; }
static inline uint64_t still_now_ms(void *user) { (void)user; return 1000; }
static inline void still_sleep_ms(void *user, uint64_t ms) { (void)user, (void)ms; }
static inline uint32_t still_random(void *user) { (void)user; return 7; }

#endif
