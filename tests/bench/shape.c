/* Throughput of the shape family: every file named is scanned as one text, all detectors on.
 *
 *   shape FILE…        prints a line a file: MB/s of the best of twenty passes, findings, verifier bytes a byte
 *
 * The best pass is what a noisy machine can tell; compare only figures of one run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "detect/shape.h"

enum { PASSES = 20 };

static double now_s(void) {
  struct timespec t;
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static unsigned char *read_file(const char *path, size_t *len) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return NULL;
  (void)fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  unsigned char *data = malloc((size_t)size + 1);
  *len = data == NULL ? 0 : fread(data, 1, (size_t)size, file);
  (void)fclose(file);
  return data;
}

static void measure(const nw_shape *shape, const uint8_t *active, const char *path) {
  size_t len;
  unsigned char *text = read_file(path, &len);
  void *state = malloc(nw_shape_family.state_bytes(shape));
  if (text == NULL || state == NULL) {
    fprintf(stderr, "shape: cannot read '%s'\n", path);
    free(text);
    free(state);
    return;
  }
  double best = 1e9;
  nw_sink sink = { .alloc = nw_alloc_of(NULL) };
  for (unsigned pass = 0; pass < PASSES; pass++) {
    nw_scan scan = { .data = text, .end = len, .final = 1, .active = active, .sink = &sink };
    sink.found.count = 0;
    double start = now_s();
    nw_shape_family.begin(shape, state);
    nw_shape_family.scan(shape, state, &scan);
    double took = now_s() - start;
    if (took < best) best = took;
  }
  printf("%s: %.0f MB/s, %zu findings, %.3f verifier bytes a byte\n", path, (double)len / best / 1e6, sink.found.count,
         (double)nw_shape_work(state) / (double)len);
  nw_sink_free(&sink);
  free(state);
  free(text);
}

int main(int argc, char **argv) {
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_shape_rule rules[NW_ENTITY_COUNT];
  uint8_t active[NW_ENTITY_COUNT];
  size_t count = 0;
  nw_shape *shape;
  for (unsigned i = 0; i < NW_ENTITY_COUNT; i++) {
    active[i] = 1;
    if (nw_entity_at(i)->local && !nw_cue_finds(i)) rules[count++] = (nw_shape_rule){ .entity = i, .rule = i };
  }
  if (nw_shape_build(&shape, &alloc, rules, count, NULL) != NEWEL_OK) return 1;
  for (int i = 1; i < argc; i++) measure(shape, active, argv[i]);
  nw_shape_free(shape, &alloc);
  return 0;
}
