/* shared.h - conformance data beside the project (../shared), which may be absent: then a test says so aloud and passes nothing.
 *
 *   shared_data data;
 *   if (!shared_open(&data, "aws/sigv4/suite")) return shared_skip("aws/sigv4/suite");
 *   for (size_t i = 0; i < data.count; i++) … data.names[i], sorted
 */
#ifndef NW_TEST_SHARED_H
#define NW_TEST_SHARED_H

#include "base/alloc.h"

typedef struct shared_data {
  char   folder[1024];
  char **names;
  size_t count;
} shared_data;

/* Lists ../shared/`path` (NEWEL_SHARED in the environment names another place). 1, or 0 when it is not there. */
int shared_open(shared_data *data, const char *path);
void shared_close(shared_data *data);
/* Prints that the tests of `path` were skipped; returns 0, for main. */
int shared_skip(const char *path);
/* A file as an allocated, NUL-ended slice, `data` NULL when it cannot be read. Freed with free((void *)s.data). */
newel_slice shared_file(const char *folder, const char *name, const char *inner);

#endif
