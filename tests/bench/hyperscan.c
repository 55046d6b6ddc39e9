/* hyperscan.c - the same patterns in one Hyperscan or Vectorscan database: ends of matches only, no starts, no check digits. */
#include <hs/hs.h>
#include <stdlib.h>

#include "bench.h"

struct bench_hs { hs_database_t *block, *stream; hs_scratch_t *scratch; };

static hs_database_t *compile(unsigned mode) {
  unsigned flags[BENCH_PATTERNS], ids[BENCH_PATTERNS];
  hs_database_t *database;
  hs_compile_error_t *error;
  for (unsigned i = 0; i < BENCH_PATTERNS; i++) flags[i] = 0, ids[i] = i;
  if (hs_compile_multi(bench_patterns, flags, ids, BENCH_PATTERNS, mode, NULL, &database, &error) != HS_SUCCESS) abort();
  return database;
}

bench_hs *bench_hs_open(void) {
  bench_hs *peer = calloc(1, sizeof *peer);
  if (peer == NULL) abort();
  peer->block = compile(HS_MODE_BLOCK);
  peer->stream = compile(HS_MODE_STREAM);
  if (hs_alloc_scratch(peer->block, &peer->scratch) != HS_SUCCESS) abort();
  if (hs_alloc_scratch(peer->stream, &peer->scratch) != HS_SUCCESS) abort();
  return peer;
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *count) {
  (void)id, (void)from, (void)to, (void)flags;
  ++*(size_t *)count;
  return 0;
}

size_t bench_hs_run(bench_hs *peer, const char *text, size_t len) {
  size_t count = 0;
  if (hs_scan(peer->block, text, (unsigned)len, 0, peer->scratch, on_match, &count) != HS_SUCCESS) abort();
  return count;
}

size_t bench_hs_tokens(bench_hs *peer, const char *text, size_t len) {
  size_t count = 0;
  hs_stream_t *stream;
  if (hs_open_stream(peer->stream, 0, &stream) != HS_SUCCESS) abort();
  for (size_t at = 0; at < len; at += 4)
    if (hs_scan_stream(stream, text + at, (unsigned)(len - at < 4 ? len - at : 4), 0, peer->scratch, on_match, &count) != HS_SUCCESS) abort();
  if (hs_close_stream(stream, peer->scratch, on_match, &count) != HS_SUCCESS) abort();
  return count;
}

void bench_hs_close(bench_hs *peer) {
  (void)hs_free_scratch(peer->scratch);
  (void)hs_free_database(peer->block);
  (void)hs_free_database(peer->stream);
  free(peer);
}
