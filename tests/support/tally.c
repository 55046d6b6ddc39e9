#include "tally.h"

#include <stdio.h>

static unsigned long passed, failed;

static int shows(int holds) {
  if (holds) passed++;
  else failed++;
  return !holds && failed <= TALLY_SHOWN;
}

void tally_check(int holds, const char *what) {
  if (shows(holds)) printf("FAILED %s\n", what);
}

void tally_check_in(int holds, const char *where, const char *what) {
  if (shows(holds)) printf("FAILED %s: %s\n", where, what);
}

void tally_check_oom(int holds, size_t n, const char *what) {
  if (shows(holds)) printf("FAILED allocation %zu: %s\n", n, what);
}

int tally_end(void) {
  printf("%lu passed, %lu failed\n", passed, failed);
  return failed > 0;
}
