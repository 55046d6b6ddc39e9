/* say.h - what the programs of this folder share: a clock, lines of stdin, and a line of JSON on stdout. */
#ifndef NW_TESTS_FAULT_SAY_H
#define NW_TESTS_FAULT_SAY_H

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "json/writer.h"
#include "newel/bedrock.h"

static inline uint64_t now_ns(void *user) {
  struct timespec t;
  (void)user;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* A newel_write_fn whose user is a FILE. */
static inline int put(void *file, const char *data, size_t len) { return fwrite(data, 1, len, file) == len ? 0 : 1; }

static inline void text(nw_json_writer *w, const char *key, newel_slice value) {
  nw_json_key_text(w, key, value);
}

static inline void number(nw_json_writer *w, const char *key, uint64_t value) {
  nw_json_key_uint(w, key, value);
}

/* Gives each line of stdin to `one`, with an engine and a client of their own. What main returns. */
static inline int each_line(void (*one)(newel_engine *engine, newel_client *client, char *line)) {
  static char line[1 << 16];
  newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
  newel_engine *engine = NULL;
  newel_client *client = NULL;
  newel_error err = { 0 };
  options.clock_ns = now_ns;
  int code = newel_engine_open(&engine, &options, &err);
  if (code == NEWEL_OK) code = newel_client_open(&client, engine, NULL, &err);
  if (code != NEWEL_OK) fprintf(stderr, "%s\n", err.message);
  while (code == NEWEL_OK && fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    one(engine, client, line);
  }
  newel_client_free(client);
  newel_engine_free(engine);
  return code != NEWEL_OK;
}

#endif
