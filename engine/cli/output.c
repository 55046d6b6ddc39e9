#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

void nw_out_init(nw_out *out, int fd, const char *name) {
  out->fd = fd;
  out->name = name;
  out->failed = 0;
  out->used = 0;
}

static int open_file(nw_out *out, const char *path, unsigned mode, int emptied) {
  if (strcmp(path, "-") == 0) return nw_say("'-' is no file, and standard output has other things to say; './-' is the file of that name");
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | emptied, (mode_t)mode);
  nw_out_init(out, fd, path);
  return fd >= 0 ? 0 : nw_say("cannot write '%s': %s", path, strerror(errno));
}

int nw_out_create(nw_out *out, const char *path, unsigned mode) { return open_file(out, path, mode, O_TRUNC); }
int nw_out_reserve(nw_out *out, const char *path, unsigned mode) { return open_file(out, path, mode, 0); }

int nw_out_replace(nw_out *out, newel_slice text) {
  struct stat about;
  if (fstat(out->fd, &about) == 0 && S_ISREG(about.st_mode) && ftruncate(out->fd, 0) != 0) out->failed = errno;
  nw_out_slice(out, text);
  return nw_out_close(out);
}

/* All of it, or the errno of the failure. */
static int write_all(int fd, const char *data, size_t len) {
  while (len > 0) {
    ssize_t wrote = write(fd, data, len);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return errno;
    data += wrote;
    len -= (size_t)wrote;
  }
  return 0;
}

void nw_out_flush(nw_out *out) {
  if (out->failed == 0 && out->used > 0) out->failed = write_all(out->fd, out->bytes, out->used);
  out->used = 0;
}

int nw_out_write(void *user, const char *data, size_t len) {
  nw_out *out = user;
  if (out->used + len > sizeof out->bytes) nw_out_flush(out);
  if (out->failed != 0) return 1;
  if (len >= sizeof out->bytes) {
    out->failed = write_all(out->fd, data, len);
  } else if (len > 0) {
    memcpy(out->bytes + out->used, data, len);
    out->used += len;
  }
  return out->failed != 0;
}

void nw_out_slice(nw_out *out, newel_slice text) { (void)nw_out_write(out, text.data, text.len); }
void nw_out_text(nw_out *out, const char *text) { (void)nw_out_write(out, text, strlen(text)); }

void nw_out_repeat(nw_out *out, char c, size_t count) {
  for (; count > 0; count--) (void)nw_out_write(out, &c, 1);
}

void nw_out_printf(nw_out *out, const char *format, ...) {
  char text[1024];  /* for short lines; long texts go through nw_out_slice */
  va_list args;
  va_start(args, format);
  int len = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  if (len > 0) (void)nw_out_write(out, text, (size_t)len < sizeof text ? (size_t)len : sizeof text - 1);
}

int nw_out_end(nw_out *out) {
  nw_out_flush(out);
  return out->failed == 0 ? 0 : nw_say("cannot write to %s: %s", out->name, strerror(out->failed));
}

int nw_out_close(nw_out *out) {
  nw_out_flush(out);
  if (close(out->fd) != 0 && out->failed == 0) out->failed = errno;
  return nw_out_end(out);
}
