/* cli/output.h - buffered bytes to a descriptor, every write checked.
 *
 * The first failure is kept (disk full, a closed pipe) and the rest is dropped; nw_out_end says it once. Invariant: what was
 * written before the failure is whole up to a write(2).
 */
#ifndef NW_CLI_OUTPUT_H
#define NW_CLI_OUTPUT_H

#include "newel/types.h"

typedef struct nw_out {
  int         fd;
  const char *name;    /* for the message: "stdout", a path */
  int         failed;  /* errno of the first failure, 0 */
  size_t      used;
  char        bytes[16384];
} nw_out;

void nw_out_init(nw_out *out, int fd, const char *name);
/* Opens a file for writing (created or emptied); "-" is none. Says why it cannot; returns 0, or NW_EXIT_ERROR. */
int nw_out_create(nw_out *out, const char *path, unsigned mode);
/* The same, but a file that is there keeps what it holds until nw_out_replace, which also closes it. */
int nw_out_reserve(nw_out *out, const char *path, unsigned mode);
int nw_out_replace(nw_out *out, newel_slice text);
/* A newel_write_fn whose user is an nw_out. 0, or 1 after a failure. */
int nw_out_write(void *out, const char *data, size_t len);
void nw_out_slice(nw_out *out, newel_slice text);
void nw_out_text(nw_out *out, const char *text);
void nw_out_repeat(nw_out *out, char c, size_t count);
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void nw_out_printf(nw_out *out, const char *format, ...);
/* Hands over what is buffered. */
void nw_out_flush(nw_out *out);
/* Flushes; says a failure on stderr. Returns 0 or NW_EXIT_ERROR. nw_out_close also closes the descriptor. */
int nw_out_end(nw_out *out);
int nw_out_close(nw_out *out);

#endif
