/* say.h - what the programs of this folder share: a clock, and a line of JSON on stdout. */
#ifndef NW_TESTS_FAULT_SAY_H
#define NW_TESTS_FAULT_SAY_H

#include <stdio.h>
#include <time.h>

#include "json/writer.h"

static inline uint64_t now_ns(void *user) {
  struct timespec t;
  (void)user;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* A newel_write_fn whose user is a FILE. */
static inline int put(void *file, const char *data, size_t len) { return fwrite(data, 1, len, file) == len ? 0 : 1; }

static inline void text(nw_json_writer *w, const char *key, newel_slice value) {
  nw_json_key(w, key);
  nw_json_text(w, value);
}

static inline void number(nw_json_writer *w, const char *key, uint64_t value) {
  nw_json_key(w, key);
  nw_json_uint(w, value);
}

#endif
