#include "policy/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/slice.h"

enum { MAX_LINKS = 16, LINK_BYTES = 4096 };

/* strerror knows a locale; these are the ones that happen. */
static const char *problem_of(int code) {
  switch (code) {
    case ENOENT: return "no such file";
    case ENOTDIR: return "a part of the path is no folder";
    case EACCES: case EPERM: return "permission denied";
    case ENAMETOOLONG: return "the name is too long";
    case EMFILE: case ENFILE: return "too many open files";
    case ELOOP: return "too many symbolic links";
    default: return "the system cannot read it";
  }
}

newel_slice nw_files_folder(newel_slice path) {
  size_t len = path.len;
  while (len > 0 && path.data[len - 1] != '/') len--;
  while (len > 1 && path.data[len - 1] == '/') len--;
  return nw_slice(path.data, len);
}

/* Appends the names of `path` to the `len` bytes at `to`; SIZE_MAX when it climbs above the begin. */
static size_t append_names(char *to, size_t len, newel_slice path) {
  for (size_t pos = 0; pos < path.len;) {
    size_t end = pos;
    while (end < path.len && path.data[end] != '/') end++;
    newel_slice name = nw_slice(path.data + pos, end - pos);
    pos = end + 1;
    if (name.len == 0 || nw_slice_is(name, ".")) continue;
    if (nw_slice_is(name, "..")) {
      if (len == 0) return SIZE_MAX;
      len = nw_files_folder(nw_slice(to, len)).len;
      continue;
    }
    if (len > 0) to[len++] = '/';
    memcpy(to + len, name.data, name.len);
    len += name.len;
  }
  return len;
}

newel_slice nw_files_join(nw_arena *arena, newel_slice folder, newel_slice path, int *leaves) {
  newel_slice none = { NULL, 0 };
  *leaves = 0;
  char *to = nw_arena_alloc(arena, folder.len + path.len + 3);
  if (to == NULL) return none;
  size_t len = append_names(to, 0, folder);
  if (len != SIZE_MAX) len = append_names(to, len, path);
  if (len == SIZE_MAX) {
    *leaves = 1;
    return none;
  }
  to[len] = '\0';
  return nw_slice(to, len);
}

int nw_files_open_root(const char *path, const char **problem) {
  int root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) *problem = problem_of(errno);
  return root;
}

/* ---- walking -------------------------------------------------------------------------------------------------------------- */

/* Opens `name` in `folder` and closes `folder`. O_NONBLOCK: opening a pipe must not wait for its writer. */
static int step(int folder, const char *name, int is_last) {
  return openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (is_last ? 0 : O_DIRECTORY));
}

/* One walk from the root along `path`, which is cut into names in place. The file, or -1 with errno; a link in the way is read
 * into `link` (its length in *link_len), and `rest` is what follows it. */
static int walk(int root, char *path, char *link, size_t *link_len, char **rest) {
  int folder = root, file = -1;
  *link_len = 0;
  for (char *name = path; file < 0; name = *rest) {
    char *slash = strchr(name, '/');
    int is_last = slash == NULL;
    if (!is_last) *slash = '\0';
    *rest = is_last ? name + strlen(name) : slash + 1;
    int next = step(folder, name, is_last);
    int code = errno;
    ssize_t len = next < 0 ? readlinkat(folder, name, link, LINK_BYTES) : -1;
    if (!is_last) *slash = '/';
    if (folder != root) (void)close(folder);
    if (next < 0) {
      if (len > 0) *link_len = (size_t)len;
      if (len > 0) *rest = name;  /* where the link stands; its name ends at the next '/' */
      errno = code;
      return -1;
    }
    if (is_last) file = next;
    folder = next;
  }
  return file;
}

/* The path with its link replaced by the link's target; data NULL when that leaves the root or memory ran out. */
static newel_slice follow(nw_arena *arena, const char *path, const char *name, newel_slice target, int *leaves) {
  newel_slice none = { NULL, 0 };
  const char *after = strchr(name, '/');
  newel_slice before = nw_files_folder(nw_slice(path, (size_t)(name - path)));
  *leaves = target.data[0] == '/';
  if (*leaves) return none;
  newel_slice there = nw_files_join(arena, before, target, leaves);
  if (there.data == NULL) return none;
  return nw_files_join(arena, there, newel_slice_of(after), leaves);
}

static int open_below(nw_arena *arena, int root, newel_slice path, nw_file_state *state) {
  newel_slice at = nw_arena_copy(arena, path);
  char *link = nw_arena_alloc(arena, LINK_BYTES);
  *state = NW_FILE_NOMEM;
  for (int links = 0; at.data != NULL && link != NULL; links++) {
    size_t link_len = 0;
    char *rest = NULL;
    if (at.len == 0) at = NW_LIT(".");
    newel_slice own = nw_arena_copy(arena, at);
    if (own.data == NULL) return -1;
    int file = walk(root, (char *)(uintptr_t)own.data, link, &link_len, &rest);
    *state = file < 0 && errno == ENOENT ? NW_FILE_ABSENT : NW_FILE_FAILED;
    if (file >= 0 || link_len == 0) return file;
    errno = ELOOP;
    if (links == MAX_LINKS || link_len == LINK_BYTES) return -1;
    int leaves = 0;
    at = follow(arena, own.data, rest, nw_slice(link, link_len), &leaves);
    *state = leaves ? NW_FILE_LEAVES : NW_FILE_NOMEM;
  }
  return -1;
}

/* ---- reading -------------------------------------------------------------------------------------------------------------- */

/* Reads an open file and closes it. A file that grows meanwhile is read up to the size it had. */
static nw_file_state read_open(nw_file_text *out, nw_arena *arena, int file, size_t most_bytes) {
  struct stat about;
  nw_file_state state = NW_FILE_FAILED;
  size_t len = 0, size;
  char *text;
  out->problem = "the system cannot read it";
  if (fstat(file, &about) != 0) goto done;
  state = S_ISDIR(about.st_mode) ? NW_FILE_FOLDER : !S_ISREG(about.st_mode) ? NW_FILE_SPECIAL
        : about.st_size < 0 || (uint64_t)about.st_size > most_bytes ? NW_FILE_TOO_LARGE : NW_FILE_READ;
  if (state != NW_FILE_READ) goto done;
  size = (size_t)about.st_size;
  text = nw_arena_alloc(arena, size + 1);
  state = text == NULL ? NW_FILE_NOMEM : NW_FILE_FAILED;
  if (text == NULL) goto done;
  while (len < size) {
    ssize_t got = read(file, text + len, size - len);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) goto done;
    if (got == 0) break;
    len += (size_t)got;
  }
  text[len] = '\0';
  out->text = nw_slice(text, len);
  state = NW_FILE_READ;
done:
  (void)close(file);
  return state;
}

nw_file_state nw_files_read(nw_file_text *out, nw_arena *arena, int root, newel_slice path, size_t most_bytes) {
  nw_file_state state;
  int file = open_below(arena, root, path, &state);
  out->problem = file < 0 ? problem_of(errno) : NULL;
  return file < 0 ? state : read_open(out, arena, file, most_bytes);
}

nw_file_state nw_files_read_any(nw_file_text *out, nw_arena *arena, const char *path, size_t most_bytes) {
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  out->problem = file < 0 ? problem_of(errno) : NULL;
  if (file < 0) return errno == ENOENT ? NW_FILE_ABSENT : NW_FILE_FAILED;
  return read_open(out, arena, file, most_bytes);
}
