/* cli/gunzip.h - reading files that end in .gz. */
#ifndef NW_CLI_GUNZIP_H
#define NW_CLI_GUNZIP_H

#include "base/buf.h"

/* The most that is unpacked of one file. */
enum { NW_GUNZIP_BYTES = 1 << 30 };

int nw_is_gzip(const char *path);
/* Appends what `packed`, the bytes of the file `name`, unpacks to. 0, or NW_EXIT_ERROR after it said why. */
int nw_gunzip(const char *name, newel_slice packed, nw_buf *into);

#endif
