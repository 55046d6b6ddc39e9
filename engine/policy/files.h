/* policy/files.h - reading files below one root folder, and never above it.
 *
 * A path is made of names below the root ("packs/pii-us/policy.yaml"). It is opened name by name with openat and O_NOFOLLOW, so
 * what is read lies below the root however the folders change meanwhile. A symbolic link is read and its target walked in the
 * same way, from the root again: links within the root work (Kubernetes mounts are made of them), a link that is absolute or
 * climbs out is refused.
 */
#ifndef NW_POLICY_FILES_H
#define NW_POLICY_FILES_H

#include "base/alloc.h"

typedef enum nw_file_state {
  NW_FILE_READ = 0,
  NW_FILE_ABSENT,     /* no such file */
  NW_FILE_FOLDER,
  NW_FILE_SPECIAL,    /* a pipe, a device, a socket */
  NW_FILE_LEAVES,     /* a link leads out of the root */
  NW_FILE_TOO_LARGE,
  NW_FILE_FAILED,     /* `problem` says why */
  NW_FILE_NOMEM
} nw_file_state;

typedef struct nw_file_text { newel_slice text; const char *problem; } nw_file_text;

/* Opens a folder to read below; -1 with *problem when that fails. The caller closes it. */
int nw_files_open_root(const char *path, const char **problem);
/* Reads `path` (as nw_files_join makes it) below `root` into the arena. At most `most_bytes`; checked before the first read. */
nw_file_state nw_files_read(nw_file_text *out, nw_arena *arena, int root, newel_slice path, size_t most_bytes);
/* Reads any file that the caller names: links are followed, there is no root. */
nw_file_state nw_files_read_any(nw_file_text *out, nw_arena *arena, const char *path, size_t most_bytes);

/* `folder`/`path` without ".", ".." and empty names: joined("a/b", "../c") is "a/c". Data is NULL when it climbs above the root
 * (*leaves is 1) or there is no memory. */
newel_slice nw_files_join(nw_arena *arena, newel_slice folder, newel_slice path, int *leaves);
/* What stands before the last '/': "" where there is none. */
newel_slice nw_files_folder(newel_slice path);

#endif
