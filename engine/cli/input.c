#include "cli/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/slice.h"
#include "cli/cli.h"

enum { CHUNK_BYTES = 65536 };

int nw_input_open(nw_input *input, const char *path) {
  struct stat about;
  int is_stdin = path == NULL || strcmp(path, "-") == 0;
  input->name = is_stdin ? "stdin" : path;
  input->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (input->fd < 0) return nw_say("cannot read '%s': %s", path, strerror(errno));
  if (fstat(input->fd, &about) == 0 && S_ISDIR(about.st_mode)) {
    nw_input_close(input);
    return nw_say("cannot read '%s': it is a directory", input->name);
  }
  return 0;
}

void nw_input_close(nw_input *input) {
  if (input->fd > STDIN_FILENO) (void)close(input->fd);
  input->fd = -1;
}

nw_read nw_input_some(nw_input *input, char *bytes, size_t size, size_t *len) {
  *len = 0;
  for (;;) {
    if (nw_interrupted()) return NW_READ_INTERRUPTED;
    ssize_t got = read(input->fd, bytes, size);
    if (got > 0) *len = (size_t)got;
    if (got >= 0) return got > 0 ? NW_READ_OK : NW_READ_END;
    if (errno == EINTR) continue;
    if (errno == EBADF && input->fd == STDIN_FILENO) (void)nw_say("cannot read stdin: it is closed");
    else (void)nw_say("cannot read '%s': %s", input->name, strerror(errno));
    return NW_READ_FAILED;
  }
}

/* Appends one chunk to `into`. */
static nw_read append_some(nw_input *input, nw_buf *into) {
  size_t len;
  if (!nw_buf_reserve(into, CHUNK_BYTES)) {
    (void)nw_say("out of memory while reading '%s'", input->name);
    return NW_READ_FAILED;
  }
  nw_read got = nw_input_some(input, into->data + into->len, CHUNK_BYTES, &len);
  into->len += len;
  return got;
}

nw_read nw_input_all(nw_input *input, nw_buf *into) {
  nw_read got;
  do got = append_some(input, into);
  while (got == NW_READ_OK);
  return got == NW_READ_END ? NW_READ_OK : got;
}

nw_read nw_input_load(const char *path, nw_buf *into) {
  nw_input input;
  if (nw_input_open(&input, path) != 0) return NW_READ_FAILED;
  nw_read got = nw_input_all(&input, into);
  nw_input_close(&input);
  return got;
}

int nw_exit_of_read(nw_read got) { return got == NW_READ_INTERRUPTED ? NW_EXIT_INTERRUPTED : NW_EXIT_ERROR; }

/* ---- lines ------------------------------------------------------------------------------------------------ */

void nw_lines_init(nw_lines *lines, nw_alloc alloc, nw_input *input, nw_out *flush) {
  memset(lines, 0, sizeof *lines);
  nw_buf_init(&lines->buf, alloc);
  lines->input = input;
  lines->flush = flush;
}

void nw_lines_free(nw_lines *lines) { nw_buf_free(&lines->buf); }

/* Drops lines that were given, and of a line that is too long all but the bytes that show it, before more is read. */
static void make_room(nw_lines *lines) {
  nw_buf_drop(&lines->buf, lines->at);
  lines->at = 0;
  if (lines->buf.len > (size_t)NW_LIMIT_CASE_BYTES + 1) lines->buf.len = (size_t)NW_LIMIT_CASE_BYTES + 1;
  lines->searched = lines->buf.len;
}

/* The next line, empty or not. */
static nw_read raw_line(nw_lines *lines, newel_slice *line) {
  for (;;) {
    const nw_buf *buf = &lines->buf;
    const char *feed = buf->len > lines->searched ? memchr(buf->data + lines->searched, '\n', buf->len - lines->searched) : NULL;
    if (feed != NULL || (lines->ended && lines->at < buf->len)) {
      size_t end = feed != NULL ? (size_t)(feed - buf->data) : buf->len;
      *line = nw_slice(buf->data + lines->at, end - lines->at);
      lines->at = lines->searched = feed != NULL ? end + 1 : end;
      lines->number++;
      return nw_interrupted() ? NW_READ_INTERRUPTED : NW_READ_OK;
    }
    if (lines->ended) return NW_READ_END;
    make_room(lines);
    if (lines->flush != NULL) nw_out_flush(lines->flush);
    nw_read got = append_some(lines->input, &lines->buf);
    if (got == NW_READ_END) lines->ended = 1;
    else if (got != NW_READ_OK) return got;
  }
}

static int is_blank_line(newel_slice line) {
  for (size_t i = 0; i < line.len; i++)
    if (!nw_is_space((unsigned char)line.data[i])) return 0;
  return 1;
}

nw_read nw_lines_next(nw_lines *lines, newel_slice *line) {
  for (;;) {
    nw_read got = raw_line(lines, line);
    if (got != NW_READ_OK) return got;
    if (lines->number == 1 && line->len >= 3 && memcmp(line->data, "\xEF\xBB\xBF", 3) == 0)
      *line = nw_slice(line->data + 3, line->len - 3);
    if (line->len > (size_t)NW_LIMIT_CASE_BYTES) line->len = (size_t)NW_LIMIT_CASE_BYTES + 1;
    if (!is_blank_line(*line)) return NW_READ_OK;
  }
}

int nw_lines_each(const char *path, nw_alloc alloc, nw_out *out,
                  int (*each)(void *user, const nw_lines *lines, newel_slice line), void *user) {
  nw_input input;
  nw_lines lines;
  newel_slice line;
  nw_read got;
  int failed = nw_input_open(&input, path);
  if (failed != 0) return failed;
  nw_lines_init(&lines, alloc, &input, out);
  while ((got = nw_lines_next(&lines, &line)) == NW_READ_OK && out->failed == 0) {
    int code = each(user, &lines, line);
    if (code != 0) failed = code;
  }
  if (got == NW_READ_FAILED || got == NW_READ_INTERRUPTED) failed = nw_exit_of_read(got);
  nw_lines_free(&lines);
  nw_input_close(&input);
  return failed;
}

/* The line of the other file that belongs to one of the first. */
static int next_other(nw_lines *others, const nw_input *first, newel_slice *other) {
  nw_read got = nw_lines_next(others, other);
  if (got == NW_READ_END) return nw_say("'%s' has fewer lines than '%s'", others->input->name, first->name);
  return got == NW_READ_OK ? 0 : nw_exit_of_read(got);
}

static int each_pair(nw_lines *lines, nw_lines *others, int (*each)(void *, const nw_lines *, newel_slice, newel_slice), void *user) {
  newel_slice line, other;
  nw_read got;
  while ((got = nw_lines_next(lines, &line)) == NW_READ_OK) {
    int code = next_other(others, lines->input, &other);
    if (code == 0) code = each(user, lines, line, other);
    if (code != 0) return code;
  }
  if (got != NW_READ_END) return nw_exit_of_read(got);
  got = nw_lines_next(others, &other);
  if (got == NW_READ_OK) return nw_say("'%s' has more lines than '%s'", others->input->name, lines->input->name);
  return got == NW_READ_END ? 0 : nw_exit_of_read(got);
}

int nw_lines_pairs(const char *path, const char *other_path, nw_alloc alloc,
                   int (*each)(void *user, const nw_lines *lines, newel_slice line, newel_slice other), void *user) {
  nw_input input, other;
  nw_lines lines, others;
  int code = nw_input_open(&input, path);
  if (code != 0) return code;
  code = nw_input_open(&other, other_path);
  if (code == 0) {
    nw_lines_init(&lines, alloc, &input, NULL);
    nw_lines_init(&others, alloc, &other, NULL);
    code = each_pair(&lines, &others, each, user);
    nw_lines_free(&others);
    nw_lines_free(&lines);
    nw_input_close(&other);
  }
  nw_input_close(&input);
  return code;
}
