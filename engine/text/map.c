#include "text/map.h"

#include <string.h>

void nw_map_begin(nw_map *map, size_t out, size_t in) {
  map->runs.count = 0;
  map->out_end = out;
  map->in_end = in;
}

/* Where run `i` ends, on both sides. */
static nw_map_run run_end(const nw_map *map, size_t i) {
  nw_map_run end = { map->out_end, map->in_end };
  return i + 1 < map->runs.count ? map->runs.at[i + 1] : end;
}

/* The same length on both sides: maps byte by byte. */
static int is_linear(const nw_map *map, size_t i) {
  nw_map_run run = map->runs.at[i], end = run_end(map, i);
  return end.out - run.out == end.in - run.in;
}

int nw_map_add(nw_map *map, size_t out_len, size_t in_len, int linear) {
  if (out_len == 0 && in_len == 0) return 1;
  size_t count = map->runs.count;
  nw_map_run run = { map->out_end, map->in_end };
  int merge = linear && out_len == in_len && count > 0 && is_linear(map, count - 1);
  if (!merge && !nw_vec_push(&map->alloc, &map->runs, run)) return 0;
  map->out_end += out_len;
  map->in_end += in_len;
  return 1;
}

int nw_map_add_pieces(nw_map *map, const nw_piece *pieces, size_t count) {
  if (!nw_vec_reserve(&map->alloc, &map->runs, count)) return 0;
  int linear = map->runs.count > 0 && is_linear(map, map->runs.count - 1);
  for (size_t i = 0; i < count; i++) {
    nw_map_run run = { map->out_end, map->in_end };
    int is_same = pieces[i].len == pieces[i].in_len;
    if (pieces[i].len + pieces[i].in_len == 0) continue;
    if (!(linear && is_same)) map->runs.at[map->runs.count++] = run;
    linear = is_same;
    map->out_end += pieces[i].len;
    map->in_end += pieces[i].in_len;
  }
  return 1;
}

/* How many runs begin before reading offset `out`. */
static size_t runs_before(const nw_map *map, size_t out) {
  size_t low = 0, high = map->runs.count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (map->runs.at[middle].out < out) low = middle + 1;
    else high = middle;
  }
  return low;
}

size_t nw_map_start(const nw_map *map, size_t out) {
  size_t count = runs_before(map, out + 1);
  if (out >= map->out_end || count == 0) return map->in_end;
  nw_map_run run = map->runs.at[count - 1];
  return is_linear(map, count - 1) ? run.in + (out - run.out) : run.in;
}

size_t nw_map_end(const nw_map *map, size_t out) {
  size_t count = runs_before(map, out);
  if (count == 0) return map->runs.count > 0 ? map->runs.at[0].in : map->in_end;
  nw_map_run run = map->runs.at[count - 1], end = run_end(map, count - 1);
  return is_linear(map, count - 1) && out <= end.out ? run.in + (out - run.out) : end.in;
}

void nw_map_drop(nw_map *map, size_t out) {
  size_t gone = 0;
  while (gone < map->runs.count && run_end(map, gone).out <= out) gone++;
  if (gone == 0) return;
  map->runs.count -= gone;
  memmove(map->runs.at, map->runs.at + gone, map->runs.count * sizeof *map->runs.at);
}

void nw_map_free(nw_map *map) { nw_vec_free(&map->alloc, &map->runs); }
