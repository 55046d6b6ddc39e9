/* The one file of the remote half that asks the operating system.
 *
 *   file        read whole, with a cap; written beside its place (0600), flushed, then renamed over it: never half a token
 *   program     posix_spawn without a shell, in a process group of its own, stdin and stderr /dev/null, stdout through a pipe;
 *               out of time or too talkative: the whole group is killed and reaped
 *   clocks      CLOCK_REALTIME in seconds, CLOCK_MONOTONIC in milliseconds */
#define _GNU_SOURCE /* pipe2: the pipe is never seen by a program that another thread starts */

#include "aws/world_posix.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"

enum { PIECE = 4096, PATH_BYTES = 1024, OUTPUT_MOST = 256 << 10, REAP_MS = 2, RAN_OUT = -2, CANNOT = -1 };

extern char **environ;

/* ---- environment, clocks, chance ---- */

static const char *env(void *user, const char *name) { return (void)user, getenv(name); }

static int64_t now_s(void *user) {
  struct timespec t;
  (void)user;
  return clock_gettime(CLOCK_REALTIME, &t) == 0 ? (int64_t)t.tv_sec : 0;
}

static uint64_t now_ms(void *user) {
  struct timespec t;
  (void)user;
  if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) return 0;
  return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void sleep_ms(void *user, uint64_t ms) {
  struct timespec t = { (time_t)(ms / 1000), (long)(ms % 1000) * 1000000 };
  (void)user;
  while (nanosleep(&t, &t) != 0 && errno == EINTR) {}
}

static uint32_t random_of(void *user) {
  uint32_t value;
  (void)user;
  /* Without a source of chance the clock spreads the tries of different machines well enough. */
  if (getentropy(&value, sizeof value) != 0) value = (uint32_t)(now_ms(NULL) * 2654435761U);
  return value;
}

/* ---- files ---- */

/* Appends what comes from `fd` until its end. 1; -1 for an error or more than `most` bytes. */
static int read_all(int fd, size_t most, nw_buf *out) {
  char piece[PIECE];
  int code = 1;
  for (size_t total = 0; code == 1;) {
    ssize_t got = read(fd, piece, sizeof piece);
    if (got == 0) break;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 || (total += (size_t)got) > most) code = -1;
    else nw_buf_add(out, piece, (size_t)got);
  }
  nw_wipe(piece, sizeof piece);
  return code;
}

static int read_file(void *user, const char *path, size_t most, nw_buf *out) {
  (void)user;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
  int code = read_all(fd, most, out);
  (void)close(fd);
  return code;
}

static int write_all(int fd, newel_slice text) {
  while (text.len > 0) {
    ssize_t put = write(fd, text.data, text.len);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return 0;
    text.data += put;
    text.len -= (size_t)put;
  }
  return fsync(fd) == 0;
}

static int write_file(void *user, const char *path, newel_slice text) {
  char beside[PATH_BYTES];
  (void)user;
  int len = snprintf(beside, sizeof beside, "%s.XXXXXX", path);
  if (len < 0 || (size_t)len >= sizeof beside) return 0;
  int fd = mkstemp(beside); /* 0600 */
  if (fd < 0) return 0;
  int ok = write_all(fd, text);
  ok = close(fd) == 0 && ok;
  if (ok && rename(beside, path) == 0) return 1;
  (void)unlink(beside);
  return 0;
}

/* ---- programs ---- */

/* What the child begins with: no input, no words on the program's stderr, default signals, a group of its own. */
static int spawn(pid_t *child, char *const argv[], int out) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  sigset_t none, defaults;
  if (posix_spawn_file_actions_init(&files) != 0) return 0;
  if (posix_spawnattr_init(&attributes) != 0) {
    (void)posix_spawn_file_actions_destroy(&files);
    return 0;
  }
  (void)sigemptyset(&none);
  (void)sigemptyset(&defaults);
  (void)sigaddset(&defaults, SIGPIPE);
  (void)sigaddset(&defaults, SIGINT);
  (void)sigaddset(&defaults, SIGTERM);
  /* The pipe first: where the program closed its own 0, 1 or 2, it may stand in one of their places. */
  int ok = posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO) == 0 &&
           posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
           posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
           posix_spawnattr_setsigmask(&attributes, &none) == 0 && posix_spawnattr_setsigdefault(&attributes, &defaults) == 0 &&
           posix_spawnattr_setpgroup(&attributes, 0) == 0 &&
           posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP) == 0 &&
           posix_spawnp(child, argv[0], &files, &attributes, argv, environ) == 0;
  (void)posix_spawnattr_destroy(&attributes);
  (void)posix_spawn_file_actions_destroy(&files);
  return ok;
}

/* Takes what the child prints until it closes its end. 0; RAN_OUT; CANNOT for more than a reasonable program prints. */
static int listen_to(int fd, uint64_t deadline_ms, nw_buf *out) {
  char piece[PIECE];
  int code = 1;
  for (size_t total = 0; code > 0;) {
    uint64_t now = now_ms(NULL);
    if (now >= deadline_ms) return RAN_OUT;
    uint64_t left = deadline_ms - now;
    struct pollfd wait = { fd, POLLIN, 0 };
    int ready = poll(&wait, 1, left > 1000 ? 1000 : (int)left);
    if (ready <= 0) {
      if (ready < 0 && errno != EINTR) return CANNOT;
      continue;
    }
    ssize_t got = read(fd, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 || (total += (size_t)got) > OUTPUT_MOST) code = CANNOT;
    else if (got == 0) code = 0;
    else nw_buf_add(out, piece, (size_t)got);
  }
  nw_wipe(piece, sizeof piece);
  return code;
}

/* The exit status of a child that has closed its output; RAN_OUT when it stays. */
static int reap(pid_t child, uint64_t deadline_ms) {
  for (int status;;) {
    pid_t got = waitpid(child, &status, WNOHANG);
    if (got == child) return WIFEXITED(status) ? WEXITSTATUS(status) : CANNOT;
    if (got < 0 && errno != EINTR) return CANNOT;
    if (now_ms(NULL) >= deadline_ms) return RAN_OUT;
    sleep_ms(NULL, REAP_MS);
  }
}

static int run(void *user, char *const argv[], uint64_t timeout_ms, nw_buf *out) {
  uint64_t deadline_ms = now_ms(NULL) + timeout_ms;
  int ends[2];
  pid_t child;
  (void)user;
  if (argv[0] == NULL || pipe2(ends, O_CLOEXEC) != 0) return CANNOT;
  int started = spawn(&child, argv, ends[1]);
  (void)close(ends[1]);
  int code = started ? listen_to(ends[0], deadline_ms, out) : CANNOT;
  (void)close(ends[0]);
  if (!started) return CANNOT;
  if (code == 0 && (code = reap(child, deadline_ms)) != RAN_OUT) return code;
  (void)kill(-child, SIGKILL);
  while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
  return code;
}

/* ---- network ---- */

static nw_http_failure send_over(void *user, const nw_http_call *call, nw_http_response *response, newel_error *err) {
  if (user != NULL) return nw_http_send(user, call, response, err);
  nw_fail(err, NEWEL_E_NETWORK, "there is no HTTP client yet");
  return NW_HTTP_INTERNAL;
}

nw_world nw_world_posix(void) {
  return (nw_world){ NULL, env, read_file, write_file, run, now_s, now_ms, sleep_ms, random_of, send_over };
}
