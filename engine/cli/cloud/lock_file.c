#include "cli/cloud/lock_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/slice.h"
#include "cli/input.h"

/* newel.lock in the folder of the policy; the policy may be a folder itself. */
static void place_of(nw_buf *path, const nw_cli *cli) {
  const char *said = cli->args.value[NW_OPT_LOCK], *policy = cli->args.value[NW_OPT_POLICY];
  struct stat about;
  if (said != NULL) {
    nw_buf_add_text(path, said);
  } else if (policy != NULL && strcmp(policy, "-") != 0) {
    const char *end = strrchr(policy, '/');
    size_t len = end == NULL ? 0 : (size_t)(end - policy) + 1;
    if (stat(policy, &about) == 0 && S_ISDIR(about.st_mode)) nw_buf_addf(path, "%s/", policy);
    else nw_buf_add(path, policy, len);
    nw_buf_add_text(path, "newel.lock");
  } else {
    nw_buf_add_text(path, "newel.lock");
  }
  nw_buf_add_char(path, '\0');
}

int nw_lock_file_open(nw_lock_file *file, const nw_cli *cli, newel_engine *engine) {
  struct stat about;
  newel_error err;
  file->lock = NULL;
  nw_buf_init(&file->path, cli->alloc);
  nw_buf_init(&file->bytes, cli->alloc);
  place_of(&file->path, cli);
  if (file->path.failed) return nw_say("out of memory");
  if (stat(file->path.data, &about) == 0) {
    nw_read got = nw_input_load(file->path.data, &file->bytes);
    if (got != NW_READ_OK) return nw_exit_of_read(got);
  } else if (errno != ENOENT) {
    return nw_say("cannot read '%s': %s", file->path.data, strerror(errno));
  }
  return newel_lock_parse(&file->lock, engine, nw_buf_slice(&file->bytes), &err) == NEWEL_OK ? 0 : nw_say_error(&err);
}

static int replace(const char *path, newel_slice bytes, nw_buf *beside) {
  nw_out *out = nw_malloc(&beside->alloc, sizeof *out);
  nw_buf_addf(beside, "%s.%ld.new", path, (long)getpid());
  nw_buf_add_char(beside, '\0');
  int code = out == NULL || beside->failed ? nw_say("out of memory") : nw_out_create(out, beside->data, 0644);
  if (code == 0) {
    nw_out_slice(out, bytes);
    code = nw_out_close(out);
    if (code == 0 && rename(beside->data, path) != 0) code = nw_say("cannot write '%s': %s", path, strerror(errno));
    if (code != 0) (void)unlink(beside->data);
  }
  if (out != NULL) nw_free(&beside->alloc, out, sizeof *out);
  return code;
}

int nw_lock_file_save(nw_lock_file *file) {
  nw_buf made, beside;
  newel_error err;
  nw_buf_init(&made, file->path.alloc);
  nw_buf_init(&beside, file->path.alloc);
  int code = newel_lock_write(file->lock, nw_buf_write, &made, &err) == NEWEL_OK ? 0 : nw_say_error(&err);
  int is_new =
      !nw_slice_eq(nw_buf_slice(&made), nw_buf_slice(&file->bytes)) && (file->bytes.len > 0 || newel_lock_count(file->lock) > 0);
  if (code == 0 && is_new) code = replace(file->path.data, nw_buf_slice(&made), &beside);
  nw_buf_free(&beside);
  nw_buf_free(&made);
  return code;
}

void nw_lock_file_close(nw_lock_file *file) {
  newel_lock_free(file->lock);
  nw_buf_free(&file->bytes);
  nw_buf_free(&file->path);
}
