#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

static void *libc_realloc(void *user, void *ptr, size_t old_size, size_t new_size) {
  (void)user;
  (void)old_size;
  if (new_size == 0) {
    free(ptr);
    return NULL;
  }
  return realloc(ptr, new_size);
}

nw_alloc nw_alloc_of(const newel_allocator *a) {
  nw_alloc alloc = { libc_realloc, NULL };
  if (a != NULL && a->realloc_fn != NULL) alloc = *a;
  return alloc;
}

void *nw_malloc(const nw_alloc *a, size_t size) {
  return a->realloc_fn(a->user, NULL, 0, size);
}

void *nw_zalloc(const nw_alloc *a, size_t size) {
  void *ptr = nw_malloc(a, size);
  if (ptr != NULL) memset(ptr, 0, size);
  return ptr;
}

void *nw_realloc(const nw_alloc *a, void *ptr, size_t old_size, size_t new_size) {
  return a->realloc_fn(a->user, ptr, old_size, new_size);
}

void nw_free(const nw_alloc *a, void *ptr, size_t size) {
  if (ptr != NULL) (void)a->realloc_fn(a->user, ptr, size, 0);
}

/* A compiler may leave out zeroes that nobody reads again; the empty statement says that somebody may. */
void nw_wipe(void *ptr, size_t size) {
#if defined(__GNUC__)
  if (size > 0) memset(ptr, 0, size);
  __asm__ volatile("" : : "r"(ptr) : "memory");
#else
  volatile unsigned char *p = ptr;
  while (size-- > 0) *p++ = 0;
#endif
}

/* ---- arena ---- */

struct nw_arena_block {
  nw_arena_block *next;
  size_t          size;  /* bytes of `data` */
  max_align_t     data[];
};

enum { ARENA_FIRST_BYTES = 4096, ARENA_MAX_BYTES = 1 << 20 };

void nw_arena_init(nw_arena *arena, nw_alloc alloc) {
  memset(arena, 0, sizeof *arena);
  arena->alloc = alloc;
}

static size_t align_up(size_t size) {
  const size_t unit = sizeof(max_align_t);
  return (size + unit - 1) / unit * unit;
}

void *nw_arena_alloc(nw_arena *arena, size_t size) {
  if (size > SIZE_MAX / 2) return NULL;
  size_t need = align_up(size == 0 ? 1 : size);
  if (arena->blocks == NULL || arena->size - arena->used < need) {
    size_t block_size = arena->size < ARENA_FIRST_BYTES ? ARENA_FIRST_BYTES : arena->size * 2;
    if (block_size > ARENA_MAX_BYTES) block_size = ARENA_MAX_BYTES;
    if (block_size < need) block_size = need;
    nw_arena_block *block = nw_malloc(&arena->alloc, sizeof *block + block_size);
    if (block == NULL) return NULL;
    block->next = arena->blocks;
    block->size = block_size;
    arena->blocks = block;
    arena->size = block_size;
    arena->used = 0;
  }
  void *ptr = (char *)arena->blocks->data + arena->used;
  arena->used += need;
  return ptr;
}

void *nw_arena_zalloc(nw_arena *arena, size_t size) {
  void *ptr = nw_arena_alloc(arena, size);
  if (ptr != NULL) memset(ptr, 0, size);
  return ptr;
}

newel_slice nw_arena_copy(nw_arena *arena, newel_slice text) {
  newel_slice copy = { NULL, 0 };
  char *to = nw_arena_alloc(arena, text.len + 1);
  if (to == NULL) return copy;
  if (text.len > 0) memcpy(to, text.data, text.len);
  to[text.len] = '\0';
  copy.data = to;
  copy.len = text.len;
  return copy;
}

static void free_block(nw_arena *arena, nw_arena_block *block) {
  nw_wipe(block->data, block->size);
  nw_free(&arena->alloc, block, sizeof *block + block->size);
}

void nw_arena_reset(nw_arena *arena) {
  nw_arena_block *keep = arena->blocks;
  if (keep == NULL) return;
  for (nw_arena_block *block = keep->next, *next; block != NULL; block = next) {
    next = block->next;
    free_block(arena, block);
  }
  keep->next = NULL;
  nw_wipe(keep->data, arena->used);
  arena->used = 0;
}

void nw_arena_free(nw_arena *arena) {
  for (nw_arena_block *block = arena->blocks, *next; block != NULL; block = next) {
    next = block->next;
    free_block(arena, block);
  }
  arena->blocks = NULL;
  arena->used = arena->size = 0;
}

int nw_vec_grow_(const nw_alloc *alloc, void **at, size_t *capacity, size_t need, size_t item_size) {
  size_t grown = *capacity < 8 ? 8 : *capacity + *capacity / 2;
  if (grown < need) grown = need;
  if (grown > SIZE_MAX / 2 / item_size) return 0;
  void *moved = nw_realloc(alloc, *at, *capacity * item_size, grown * item_size);
  if (moved == NULL) return 0;
  *at = moved;
  *capacity = grown;
  return 1;
}
