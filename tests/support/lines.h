/* lines.h - the lines of a text file, for tests that put texts together. A file that cannot be read ends the program with a message. */
#ifndef NW_TESTS_LINES_H
#define NW_TESTS_LINES_H

#include <stddef.h>

enum { LINES_MOST = 1000, LINES_BYTES = 2048 };

typedef struct lines {
  char  *at[LINES_MOST];
  size_t count;
} lines;

/* Adds the lines of the file that are not empty, as far as there is room; what is longer than LINES_BYTES is cut in two. */
void lines_read(lines *it, const char *path);
void lines_free(lines *it);

#endif
