/* The example of map.h, and the ends of a map. */
#include "text/map.h"

#include <criterion/criterion.h>

Test(map, example) {
  nw_map map = { .alloc = nw_alloc_of(NULL) };
  nw_map_begin(&map, 0, 0);
  cr_assert(nw_map_start(&map, 0) == 0 && nw_map_end(&map, 0) == 0);
  cr_assert(nw_map_add(&map, 1, 1, 1) && nw_map_add(&map, 2, 6, 0) && nw_map_add(&map, 1, 1, 1) && nw_map_add(&map, 3, 3, 1));
  cr_assert_eq(map.runs.count, 3);
  static const struct { size_t out, start, end; } cases[] = {
    { 0, 0, 0 }, { 1, 1, 1 }, { 2, 1, 7 }, { 3, 7, 7 }, { 4, 8, 8 },
    { 7, 11, 11 }
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    cr_assert_eq(nw_map_start(&map, cases[i].out), cases[i].start, "start of %zu", cases[i].out);
    cr_assert_eq(nw_map_end(&map, cases[i].out), cases[i].end, "end of %zu", cases[i].out);
  }
  nw_map_drop(&map, 3);
  cr_assert(map.runs.count == 1 && nw_map_start(&map, 3) == 7 && nw_map_end(&map, 4) == 8);
  nw_map_free(&map);
}

/* Dropped bytes belong to no span: a span ends before them and begins behind them. */
Test(map, dropped_bytes) {
  nw_map map = { .alloc = nw_alloc_of(NULL) };
  nw_map_begin(&map, 10, 20);
  cr_assert(nw_map_add(&map, 2, 2, 1) && nw_map_add(&map, 0, 3, 0) && nw_map_add(&map, 2, 2, 1));
  cr_assert(nw_map_end(&map, 12) == 22 && nw_map_start(&map, 12) == 25 && nw_map_end(&map, 14) == 27);
  nw_map_free(&map);
}
