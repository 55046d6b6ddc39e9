/* base/alloc.h - memory: the engine's allocator, and an arena on top of it.
 *
 * Every allocation of Newel goes through an nw_alloc, so a test can count bytes and fail the n-th call. Sizes are given
 * back on free. An arena hands out memory that is freed as a whole; it never moves what it has given.
 */
#ifndef NW_BASE_ALLOC_H
#define NW_BASE_ALLOC_H

#include "newel/types.h"

typedef newel_allocator nw_alloc;

/* The C library's allocator, where `a` names none. */
nw_alloc nw_alloc_of(const newel_allocator *a);

/* NULL when there is no memory; `size` > 0. nw_zalloc gives zeroed memory. */
void *nw_malloc(const nw_alloc *a, size_t size);
void *nw_zalloc(const nw_alloc *a, size_t size);
void *nw_realloc(const nw_alloc *a, void *ptr, size_t old_size, size_t new_size);
void nw_free(const nw_alloc *a, void *ptr, size_t size);
/* Overwrites memory so that the compiler cannot leave it out. */
void nw_wipe(void *ptr, size_t size);

typedef struct nw_arena_block nw_arena_block;
typedef struct nw_arena {
  nw_alloc        alloc;
  nw_arena_block *blocks;      /* newest first */
  size_t          used, size;  /* of the newest block */
} nw_arena;

void nw_arena_init(nw_arena *arena, nw_alloc alloc);
/* Aligned for any object; NULL when there is no memory. `size` 0 gives a valid pointer. */
void *nw_arena_alloc(nw_arena *arena, size_t size);
void *nw_arena_zalloc(nw_arena *arena, size_t size);
/* A copy with a NUL behind it (not counted in the length). Data is NULL when there is no memory. */
newel_slice nw_arena_copy(nw_arena *arena, newel_slice text);
/* Forgets everything but keeps the newest block; wipes it. */
void nw_arena_reset(nw_arena *arena);
/* Wipes and frees everything. */
void nw_arena_free(nw_arena *arena);

/* A growable array of T: NW_VEC(T) v = {0}; nw_vec_push(&alloc, &v, item) is 1, or 0 when there is no memory. */
#define NW_VEC(T) struct { T *at; size_t count, capacity; }
#define nw_vec_reserve(alloc, v, more) \
  ((v)->count + (more) <= (v)->capacity || \
   nw_vec_grow_((alloc), (void **)&(v)->at, &(v)->capacity, (v)->count + (more), sizeof *(v)->at))
#define nw_vec_push(alloc, v, item) (nw_vec_reserve((alloc), (v), 1) ? ((v)->at[(v)->count++] = (item), 1) : 0)
#define nw_vec_free(alloc, v) \
  (nw_free((alloc), (v)->at, (v)->capacity * sizeof *(v)->at), (v)->at = NULL, (v)->count = (v)->capacity = 0)
int nw_vec_grow_(const nw_alloc *alloc, void **at, size_t *capacity, size_t need, size_t item_size);

#endif
