/* A byte map against an array that holds start and end of every byte of the reading. */
#include "text/map.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "split_scan.h"

enum { ROUNDS = 3000, MAX_PIECES = 30, MAX_BYTES = 400 };

typedef struct model {
  size_t start[MAX_BYTES], end[MAX_BYTES];  /* of each byte of the reading: where it begins, and where the text up to it ends */
  size_t len, in;
} model;

/* A piece of both: a run of equal bytes, or one that shrinks, grows, drops or inserts. */
static int add_piece(nw_map *map, model *m, uint64_t *seed) {
  size_t out_len = split_below(seed, 6), in_len = split_below(seed, 6);
  int linear = split_below(seed, 2) == 0;
  if (linear) in_len = out_len;
  int by_byte = in_len == out_len;
  for (size_t i = 0; i < out_len; i++, m->len++) {
    m->start[m->len] = by_byte ? m->in + i : m->in;
    m->end[m->len] = by_byte ? m->in + i + 1 : m->in + in_len;
  }
  m->in += in_len;
  return nw_map_add(map, out_len, in_len, linear);
}

static int agrees(const nw_map *map, const model *m, size_t from, size_t out0) {
  for (size_t i = from; i < m->len; i++)
    if (nw_map_start(map, out0 + i) != m->start[i] || nw_map_end(map, out0 + i + 1) != m->end[i]) return 0;
  return nw_map_start(map, out0 + m->len) == m->in;
}

static int check_round(nw_map *map, uint64_t *seed) {
  model m;
  size_t out0 = split_below(seed, 100), pieces = split_below(seed, MAX_PIECES), dropped = 0;
  memset(&m, 0, sizeof m);
  m.in = split_below(seed, 100);
  nw_map_begin(map, out0, m.in);
  for (size_t i = 0; i < pieces; i++) {
    if (!add_piece(map, &m, seed) || !agrees(map, &m, dropped, out0)) return 0;
    if (split_below(seed, 4) == 0 && m.len > dropped) {
      dropped += split_below(seed, m.len - dropped + 1);
      nw_map_drop(map, out0 + dropped);
      if (!agrees(map, &m, dropped, out0)) return 0;
    }
  }
  return 1;
}

int main(void) {
  uint64_t seed = 20240607, start = seed;
  unsigned passed = 0, failed = 0;
  nw_map map = { .alloc = nw_alloc_of(NULL) };
  for (int round = 0; round < ROUNDS; round++) {
    uint64_t before = seed;
    if (check_round(&map, &seed)) passed++;
    else if (failed++ < 5) printf("round %d differs (seed %" PRIu64 ")\n", round, before);
  }
  nw_map_free(&map);
  printf("text_map (seed %" PRIu64 "): %u passed, %u failed\n", start, passed, failed);
  return failed != 0;
}
