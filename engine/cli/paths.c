/* paths.c - folders of cases, and a set of hashes. */
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/slice.h"
#include "cli/runner.h"

enum { DEPTH_MAX = 16 };

static int add_path(nw_paths *paths, const char *path) {
  size_t size = strlen(path) + 1;
  char *copy = nw_malloc(&paths->alloc, size);
  if (copy == NULL) return nw_say("out of memory");
  memcpy(copy, path, size);
  if (nw_vec_push(&paths->alloc, &paths->list, copy)) return 0;
  nw_free(&paths->alloc, copy, size);
  return nw_say("out of memory");
}

static int add_tree(nw_paths *paths, const char *path, int depth);

static int add_entry(nw_paths *paths, const char *folder, const char *name, int depth) {
  nw_buf full;
  size_t len = strlen(name);
  nw_buf_init(&full, paths->alloc);
  nw_buf_addf(&full, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", name);
  nw_buf_add_char(&full, '\0');
  struct stat about;
  int code = 0;
  if (full.failed) code = nw_say("out of memory");
  else if (stat(full.data, &about) != 0) code = 0;  /* gone, or a link to nowhere */
  else if (S_ISDIR(about.st_mode)) code = add_tree(paths, full.data, depth + 1);
  else if (len > 6 && strcmp(name + len - 6, ".jsonl") == 0) code = add_path(paths, full.data);
  nw_buf_free(&full);
  return code;
}

/* The names in a folder but hidden ones, in the order of their bytes, whatever the locale. */
static int list_folder(nw_paths *names, const char *path) {
  DIR *folder = opendir(path);
  int code = 0;
  if (folder == NULL) return nw_say("cannot read '%s': it cannot be listed", path);
  for (struct dirent *entry; code == 0 && (entry = readdir(folder)) != NULL;) {
    if (entry->d_name[0] == '.') continue;
    code = add_path(names, entry->d_name);
    for (size_t i = names->list.count; code == 0 && i > 1 && strcmp(names->list.at[i - 2], names->list.at[i - 1]) > 0; i--) {
      char *swap = names->list.at[i - 2];
      names->list.at[i - 2] = names->list.at[i - 1];
      names->list.at[i - 1] = swap;
    }
  }
  (void)closedir(folder);
  return code;
}

static int add_tree(nw_paths *paths, const char *path, int depth) {
  nw_paths names = {.alloc = paths->alloc};
  if (depth > DEPTH_MAX) return nw_say("'%s' is deeper than %d folders", path, DEPTH_MAX);
  int code = list_folder(&names, path);
  for (size_t i = 0; code == 0 && i < names.list.count; i++) code = add_entry(paths, path, names.list.at[i], depth);
  nw_paths_free(&names);
  return code;
}

int nw_paths_of(nw_paths *paths, nw_cli *cli, char *const *args, int count) {
  memset(paths, 0, sizeof *paths);
  paths->alloc = cli->alloc;
  for (int i = 0; i < count; i++) {
    struct stat about;
    size_t before = paths->list.count;
    int is_folder = strcmp(args[i], "-") != 0 && stat(args[i], &about) == 0 && S_ISDIR(about.st_mode);
    int code = is_folder ? add_tree(paths, args[i], 0) : add_path(paths, args[i]);
    if (code == 0 && paths->list.count == before) code = nw_say("there are no *.jsonl below '%s'", args[i]);
    if (code != 0) return code;
  }
  return 0;
}

void nw_paths_free(nw_paths *paths) {
  for (size_t i = 0; i < paths->list.count; i++) nw_free(&paths->alloc, paths->list.at[i], strlen(paths->list.at[i]) + 1);
  nw_vec_free(&paths->alloc, &paths->list);
}

/* ---- hashes ----------------------------------------------------------------------------------------------- */

static uint64_t *place_of(const nw_hash_set *set, uint64_t hash) {
  size_t at = (size_t)nw_mix64(hash) & (set->capacity - 1);
  while (set->at[at] != 0 && set->at[at] != hash) at = (at + 1) & (set->capacity - 1);
  return &set->at[at];
}

static int grow(nw_hash_set *set) {
  nw_hash_set wider = {set->alloc, NULL, set->capacity == 0 ? 1024 : 2 * set->capacity, set->count};
  wider.at = nw_zalloc(&set->alloc, wider.capacity * sizeof *wider.at);
  if (wider.at == NULL) return 0;
  for (size_t i = 0; i < set->capacity; i++)
    if (set->at[i] != 0) *place_of(&wider, set->at[i]) = set->at[i];
  nw_hash_set_free(set);
  *set = wider;
  return 1;
}

int nw_hash_set_add(nw_hash_set *set, uint64_t hash) {
  if (hash == 0) hash = 1;
  if (2 * (set->count + 1) > set->capacity && !grow(set)) return -1;
  uint64_t *place = place_of(set, hash);
  if (*place == hash) return 0;
  *place = hash;
  set->count++;
  return 1;
}

int nw_hash_set_has(const nw_hash_set *set, uint64_t hash) {
  return set->capacity > 0 && *place_of(set, hash == 0 ? 1 : hash) != 0;
}

void nw_hash_set_clear(nw_hash_set *set) {
  if (set->count > 0) memset(set->at, 0, set->capacity * sizeof *set->at);
  set->count = 0;
}

void nw_hash_set_free(nw_hash_set *set) {
  if (set->at != NULL) nw_free(&set->alloc, set->at, set->capacity * sizeof *set->at);
  set->at = NULL;
  set->capacity = set->count = 0;
}
