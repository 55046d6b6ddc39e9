/* A header before each block remembers its size, so that sizes given back can be checked. */
#include "fail_alloc.h"

#include <stdlib.h>
#include <string.h>

typedef union header { size_t size; max_align_t align; } header;

static void release(fail_alloc *fa, header *h) {
  if (h == NULL) return;
  fa->live_bytes -= h->size;
  fa->live_blocks--;
  free(h);
}

static void *fail_realloc(void *user, void *ptr, size_t old_size, size_t new_size) {
  fail_alloc *fa = user;
  header *old = ptr == NULL ? NULL : (header *)ptr - 1;
  if (old_size != (old == NULL ? 0 : old->size)) fa->wrong_sizes++;
  if (new_size == 0) {
    release(fa, old);
    return NULL;
  }
  if (++fa->calls == fa->fail_at) {
    fa->failed = 1;
    return NULL;
  }
  /* Always a new block: a pointer that is kept over a resize shows. */
  header *h = malloc(sizeof *h + new_size);
  if (h == NULL) return NULL;
  h->size = new_size;
  fa->live_bytes += new_size;
  fa->live_blocks++;
  if (old != NULL) memcpy(h + 1, ptr, old->size < new_size ? old->size : new_size);
  release(fa, old);
  return h + 1;
}

void fail_alloc_init(fail_alloc *fa, size_t fail_at) {
  memset(fa, 0, sizeof *fa);
  fa->fail_at = fail_at;
}

newel_allocator fail_alloc_allocator(fail_alloc *fa) {
  newel_allocator allocator = { fail_realloc, fa };
  return allocator;
}
