/* replay.c - the main of a fuzz target where there is no libFuzzer: runs it over files, and over the files of folders.
 *
 *   fuzz_json tests/fuzz/corpus/json      prints "N passed, 0 failed"; a failure aborts, and the file's name stands on stderr
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static unsigned runs;

/* The bytes stand in a block of exact size, so that a sanitizer sees a step too far. */
static void run_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
    perror(path);
    exit(1);
  }
  long size = ftell(file);
  uint8_t *data = malloc(size > 0 ? (size_t)size : 1);
  rewind(file);
  if (data == NULL || size < 0 || fread(data, 1, (size_t)size, file) != (size_t)size) {
    perror(path);
    exit(1);
  }
  (void)fclose(file);
  fprintf(stderr, "%s\n", path);
  (void)LLVMFuzzerTestOneInput(data, (size_t)size);
  free(data);
  runs++;
}

static void run_path(const char *path) {
  DIR *folder = opendir(path);
  if (folder == NULL) {
    run_file(path);
    return;
  }
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    char file[4096];
    if (entry->d_name[0] == '.') continue;
    (void)snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
    run_file(file);
  }
  (void)closedir(folder);
}

int main(int argc, char **argv) {
  (void)LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
  for (int i = 1; i < argc; i++) run_path(argv[i]);
  printf("%u passed, %d failed\n", runs, runs == 0);
  return runs == 0;
}
