/* cli/runner.h - files of cases through threads, in order.
 *
 *   main thread   reads lines into batches ── ring ──► workers judge and render ── ring ──► main thread counts and writes
 *
 * The ring is bounded, so memory is too (some batches of 256 lines or 256 KB, plus 16 bytes for each id of the file in hand: a name
 * that stands twice is an error). What is written does not depend on the number of threads.
 */
#ifndef NW_CLI_RUNNER_H
#define NW_CLI_RUNNER_H

#include "base/buf.h"
#include "cli/cli.h"

/* What became of a line, given in order of files and lines. Borrowed during the call. */
typedef struct nw_case_done {
  const char       *file;
  uint32_t          file_index;
  size_t            line_number;
  newel_slice       line;
  int               code;        /* NEWEL_OK, or why it is no case: `err` */
  const newel_error *err;
  newel_case_status status;
  int               stale;
  newel_slice       id;
  newel_slice       part[NEWEL_REPORT_COUNT];  /* rendered, for the reports asked for; data NULL when it does not concern them */
  newel_slice       blessed;     /* data NULL without `bless` or a difference */
} nw_case_done;

typedef struct nw_runner {
  nw_cli                *cli;
  newel_engine          *engine;
  newel_guard           *guard;
  newel_regress_options  options;
  unsigned               jobs;
  unsigned               reports;   /* bits: 1 << newel_report */
  int                    bless;
  uint64_t               hash_most; /* only lines whose nw_runner_hash is at most this; 0: all */
  int                    fail_fast; /* nothing is judged behind the first failure; with one job */
  /* Returns 0 to go on. `done` NULL: the file that `file_index` names begins (line_number 0) or has ended. */
  int                  (*each)(void *user, const nw_case_done *done);
  void                  *user;
  int                  (*file_ends)(void *user, const char *file, uint64_t cases);  /* may be NULL; returns an exit code */
  newel_regress         *sum;       /* the merged run, after nw_runner_run; the caller frees it */
} nw_runner;

/* Runs all files. Returns an exit code: 0, NW_EXIT_ERROR after saying why (the rest ran), NW_EXIT_INTERRUPTED, or what `each`
 * returned; `sum` is NULL only when there was no memory. */
int nw_runner_run(nw_runner *runner, char *const *files, size_t file_count);

/* By what a sample is chosen: a hash of a line's bytes. */
uint64_t nw_runner_hash(newel_slice line);

/* Number of threads of --jobs: what it says, or the machine's. 0 after saying that it is no number. */
unsigned nw_jobs(const nw_cli *cli);

/* The files of the command line; a folder stands for the *.jsonl below it, in the order of their names. */
typedef struct nw_paths { nw_alloc alloc; NW_VEC(char *) list; } nw_paths;
int nw_paths_of(nw_paths *paths, nw_cli *cli, char *const *args, int count);
void nw_paths_free(nw_paths *paths);

/* A set of 64-bit hashes. */
typedef struct nw_hash_set { nw_alloc alloc; uint64_t *at; size_t capacity, count; } nw_hash_set;
/* 1: new, 0: it was there, -1: no memory. */
int nw_hash_set_add(nw_hash_set *set, uint64_t hash);
int nw_hash_set_has(const nw_hash_set *set, uint64_t hash);
void nw_hash_set_clear(nw_hash_set *set);
void nw_hash_set_free(nw_hash_set *set);

#endif
