/* text/map.h - the byte map of a reading: from offsets in a folded or decoded view back to the original.
 *
 *   original   a \u00e9 b        offsets 0 | 1..6 | 7
 *   reading    a  C3 A9 b        offsets 0 | 1..2 | 3
 *   runs       (0,0) (1,1) (3,7)
 *
 * A run begins at reading offset `out` and original offset `in` and reaches to the next run. A run with the same length on both
 * sides maps byte by byte; any other is one piece: its start maps to the start, its end to the end. Offsets may be absolute in a
 * stream: runs in front can be dropped.
 */
#ifndef NW_TEXT_MAP_H
#define NW_TEXT_MAP_H

#include <stdint.h>

#include "base/alloc.h"

/* `len` bytes of the reading for `in_len` bytes of the text. */
typedef struct nw_piece { uint32_t len, in_len; } nw_piece;
typedef struct nw_map_run { size_t out, in; } nw_map_run;
typedef struct nw_map { nw_alloc alloc; NW_VEC(nw_map_run) runs; size_t out_end, in_end; } nw_map;

/* An empty map whose first byte will be at (out, in). `alloc` is set by the caller; memory of an earlier use is kept. */
void nw_map_begin(nw_map *map, size_t out, size_t in);
/* Appends a piece: `out_len` bytes of the reading stand for `in_len` bytes of the original; either may be 0 (dropped, inserted).
 * linear = 1 with equal lengths merges with a run before that maps byte by byte. Returns 0 when there is no memory. */
int nw_map_add(nw_map *map, size_t out_len, size_t in_len, int linear);
/* The same for pieces in a row, each linear where its lengths are equal. */
int nw_map_add_pieces(nw_map *map, const nw_piece *pieces, size_t count);
/* Original offset where the reading's byte at `out` begins. */
size_t nw_map_start(const nw_map *map, size_t out);
/* Original offset where the reading's text before `out` ends (the end of a span [.., out)). */
size_t nw_map_end(const nw_map *map, size_t out);
/* Forgets runs that end at or before reading offset `out`: nw_map_start is good from `out` on, nw_map_end behind `out`. */
void nw_map_drop(nw_map *map, size_t out);
void nw_map_free(nw_map *map);

#endif
