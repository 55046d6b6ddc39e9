/* cli/test.h - one `newel test`: what verb_test.c, test_attack.c and test_more.c share. */
#ifndef NW_CLI_TEST_H
#define NW_CLI_TEST_H

#include "cli/load.h"
#include "cli/runner.h"

typedef struct nw_test_report {
  nw_out  *out;             /* NULL: not asked for */
  nw_out  *own;             /* a file's; NULL for stdout */
  uint64_t parts, passed;   /* written */
} nw_test_report;

typedef struct nw_test {
  nw_cli        *cli;
  nw_loaded      loaded;
  nw_runner      runner;
  nw_paths       paths;
  nw_arena       arena;
  nw_test_report reports[NEWEL_REPORT_COUNT];
  int            main_report;
  nw_hash_set    baseline;   /* of file and id */
  uint64_t       cases, failed, malformed, new_failed, judged, wanted, blessed;
  int            stopped;    /* --fail-fast */
  int            progress;
  uint64_t       started_ns, shown_ns;
  /* --bless */
  nw_out         bless_out;
  nw_buf         bless_path;
  uint32_t       bless_file;
  uint64_t       bless_malformed;
  int            blessing;
} nw_test;

/* Runs the cases once and writes the reports. Returns the exit code. */
int nw_test_once(nw_test *t);
/* The same for each disguise of --attack; prints recall under each. */
int nw_test_attacks(nw_test *t);
/* Runs again whenever the policy or a file of cases changes, until it is interrupted. */
int nw_test_watch(nw_test *t);
/* Judges a sample with Bedrock (cli/cloud/test_escalate.c): the cost first. */
int nw_test_escalated(nw_test *t);
/* The table of --coverage. */
void nw_test_coverage(nw_test *t);

#endif
