/* fail_alloc.h - an allocator for tests: counts live bytes and calls, and fails the n-th call.
 *
 *   for (size_t n = 1;; n++) {
 *     fail_alloc fa;
 *     fail_alloc_init(&fa, n);                   0: never fails
 *     … open an engine with fail_alloc_allocator(&fa), work, free everything …
 *     check(fa.live_bytes == 0);
 *     if (!fa.failed) break;                     the work needs fewer than n allocations: all were tried
 *   }
 *
 * Once a call has failed, later ones succeed again: the code under test must cope with one failure anywhere. A wrong size given
 * back on free or resize is counted in `wrong_sizes`. One thread.
 */
#ifndef FAIL_ALLOC_H
#define FAIL_ALLOC_H

#include "newel/types.h"

typedef struct fail_alloc {
  size_t fail_at;      /* which allocating call fails, from 1; 0: none */
  size_t calls;        /* calls that asked for memory */
  size_t live_bytes, live_blocks;
  size_t wrong_sizes;
  int    failed;       /* 1: the call to fail was reached */
} fail_alloc;

void fail_alloc_init(fail_alloc *fa, size_t fail_at);
newel_allocator fail_alloc_allocator(fail_alloc *fa);

#endif
