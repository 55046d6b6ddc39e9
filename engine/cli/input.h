/* cli/input.h - files and stdin: whole, in chunks as they come, or line by line.
 *
 * Every function says on stderr what is wrong and names the thing; a return of NW_READ_INTERRUPTED is said by nobody.
 */
#ifndef NW_CLI_INPUT_H
#define NW_CLI_INPUT_H

#include "base/buf.h"
#include "cli/output.h"

typedef enum nw_read { NW_READ_OK = 0, NW_READ_END, NW_READ_FAILED, NW_READ_INTERRUPTED } nw_read;

typedef struct nw_input {
  int         fd;
  const char *name;  /* the path, or "stdin" */
} nw_input;

/* Opens `path`; "-" and NULL are stdin. A directory and a closed stdin are errors. Returns 0 or NW_EXIT_ERROR. */
int nw_input_open(nw_input *input, const char *path);
void nw_input_close(nw_input *input);
/* What read(2) gives now, at most `size` bytes. NW_READ_OK with *len > 0, or another. */
nw_read nw_input_some(nw_input *input, char *bytes, size_t size, size_t *len);
/* The rest of the input, appended. NW_READ_OK, NW_READ_FAILED or NW_READ_INTERRUPTED. */
nw_read nw_input_all(nw_input *input, nw_buf *into);
/* Opens, reads all, closes. */
nw_read nw_input_load(const char *path, nw_buf *into);
/* NW_EXIT_ERROR or NW_EXIT_INTERRUPTED. */
int nw_exit_of_read(nw_read got);

/* Lines, without their line feed; empty ones are skipped, a byte order mark at the beginning too. */
typedef struct nw_lines {
  nw_input *input;
  nw_out   *flush;     /* flushed before a read that may wait; NULL: none */
  nw_buf    buf;
  size_t    at;        /* the next line begins here */
  size_t    searched;  /* up to here there is no line feed */
  size_t    number;    /* of the line given last, from 1 */
  int       ended;
} nw_lines;

void nw_lines_init(nw_lines *lines, nw_alloc alloc, nw_input *input, nw_out *flush);
/* The next line, borrowed until the next call. A line longer than NW_LIMIT_CASE_BYTES is given with its length cut to one more
 * than the limit (the rest is skipped), so that the caller can report it. */
nw_read nw_lines_next(nw_lines *lines, newel_slice *line);
void nw_lines_free(nw_lines *lines);

/* Gives every line of a file ('-': stdin) to `each`, which returns 0 or an exit code after saying why; goes on in any case. `out` is
 * flushed before a read that may wait, and ends the loop when it cannot be written. The last exit code that is not 0. */
int nw_lines_each(const char *path, nw_alloc alloc, nw_out *out,
                  int (*each)(void *user, const nw_lines *lines, newel_slice line), void *user);
/* Gives the lines of two files in step; `lines` are those of the first. A number of lines that differs is said. 0, or the first exit code
 * that is not; it ends there. */
int nw_lines_pairs(const char *path, const char *other_path, nw_alloc alloc,
                   int (*each)(void *user, const nw_lines *lines, newel_slice line, newel_slice other), void *user);

#endif
