#include "shared.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

int shared_open(shared_data *data, const char *path) {
  const char *root = getenv("NEWEL_SHARED");
  memset(data, 0, sizeof *data);
  snprintf(data->folder, sizeof data->folder, "%s/%s", root != NULL ? root : NEWEL_SOURCE_DIR "/../shared", path);
  DIR *dir = opendir(data->folder);
  if (dir == NULL) return 0;
  for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
    if (entry->d_name[0] == '.') continue;
    data->names = realloc(data->names, (data->count + 1) * sizeof *data->names);
    data->names[data->count++] = strdup(entry->d_name);
  }
  closedir(dir);
  if (data->count > 1) qsort(data->names, data->count, sizeof *data->names, by_name);
  return 1;
}

void shared_close(shared_data *data) {
  for (size_t i = 0; i < data->count; i++) free(data->names[i]);
  free(data->names);
}

int shared_skip(const char *path) {
  fprintf(stderr, "SKIPPED: ../shared/%s is not there; its cases were not run\n", path);
  printf("0 passed, 0 failed\n");
  return 0;
}

newel_slice shared_file(const char *folder, const char *name, const char *inner) {
  char path[2048];
  newel_slice text = { NULL, 0 };
  snprintf(path, sizeof path, inner == NULL ? "%s/%s" : "%s/%s/%s", folder, name, inner);
  FILE *file = fopen(path, "rb");
  if (file == NULL) return text;
  char *data = NULL;
  for (size_t got = 1; got > 0; text.len += got) {
    data = realloc(data, text.len + 65537);
    got = fread(data + text.len, 1, 65536, file);
  }
  fclose(file);
  data[text.len] = '\0';
  text.data = data;
  return text;
}
