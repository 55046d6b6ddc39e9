#include "lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void lines_read(lines *it, const char *path) {
  char line[LINES_BYTES];
  FILE *file = fopen(path, "r");
  if (file == NULL) perror(path), exit(1);
  while (it->count < LINES_MOST && fgets(line, sizeof line, file) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    if (line[0] == '\0') continue;
    const size_t bytes = strlen(line) + 1;
    if ((it->at[it->count] = malloc(bytes)) == NULL) abort();
    memcpy(it->at[it->count++], line, bytes);
  }
  (void)fclose(file);
}

void lines_free(lines *it) {
  while (it->count > 0) free(it->at[--it->count]);
}
