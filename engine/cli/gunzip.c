/* gunzip.c - files that end in .gz, where the build has zlib (with libnewel-cloud). */
#include "cli/gunzip.h"

#include <string.h>

#include "cli/cli.h"

int nw_is_gzip(const char *path) {
  size_t len = strlen(path);
  return len > 3 && strcmp(path + len - 3, ".gz") == 0;
}

#ifdef NEWEL_HAS_CLOUD

#include <zlib.h>

/* Inflates `packed` chunk by chunk; Z_STREAM_END when it was whole. */
static int inflate_all(z_stream *z, nw_buf *into) {
  char chunk[16384];
  int state;
  do {
    z->next_out = (Bytef *)chunk;
    z->avail_out = sizeof chunk;
    state = inflate(z, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END) return state;
    nw_buf_add(into, chunk, sizeof chunk - z->avail_out);
    if (into->len > NW_GUNZIP_BYTES) return Z_BUF_ERROR;
  } while (state != Z_STREAM_END && !into->failed);
  return state;
}

int nw_gunzip(const char *name, newel_slice packed, nw_buf *into) {
  enum { GZIP_WINDOW = 15 + 16 };
  z_stream z;
  memset(&z, 0, sizeof z);
  if (packed.len > NW_GUNZIP_BYTES) return nw_say("%s: too large", name);
  z.next_in = (Bytef *)(uintptr_t)packed.data;
  z.avail_in = (uInt)packed.len;
  if (inflateInit2(&z, GZIP_WINDOW) != Z_OK) return nw_say("out of memory");
  int state = inflate_all(&z, into);
  (void)inflateEnd(&z);
  if (into->failed) return nw_say("out of memory");
  return state == Z_STREAM_END ? 0 : nw_say("%s: no gzip file, or cut off, or more than 1 GB when unpacked", name);
}

#else

int nw_gunzip(const char *name, newel_slice packed, nw_buf *into) {
  (void)packed;
  (void)into;
  return nw_say("%s: this build reads no .gz files (it is without zlib); run gunzip first", name);
}

#endif
