/* guard/eval.c - one segment from its first byte to its last. See eval.h for the way of a byte. */
#include "guard/judge.h"
#include "guard/leak.h"
#include "guard/scratch.h"

#include <string.h>

/* Whole texts are scanned slice by slice: all families work on bytes that are still in the cache, and little is pending. */
enum { SLICE_BYTES = 64 << 10 };

void nw_eval_init(nw_eval *eval, newel_scratch *scratch) {
  memset(eval, 0, sizeof *eval);
  eval->scratch = scratch;
  eval->sink.alloc = scratch->alloc;
  eval->map.alloc = scratch->alloc;
  nw_reading_init(&eval->reading, scratch->alloc);
  nw_cells_init(&eval->cells, scratch->alloc);
  nw_buf_init(&eval->walk.unit_text, scratch->alloc);
  nw_buf_init(&eval->walk.keys, scratch->alloc);
}

void nw_eval_free(nw_eval *eval) {
  nw_sink_free(&eval->sink);
  nw_vec_free(&eval->sink.alloc, &eval->pending);
  nw_vec_free(&eval->sink.alloc, &eval->inert);
  nw_vec_free(&eval->sink.alloc, &eval->match_ends);
  nw_vec_free(&eval->sink.alloc, &eval->walk.seen);
  nw_map_free(&eval->map);
  nw_reading_free(&eval->reading);
  nw_cells_free(&eval->cells);
  nw_buf_free(&eval->walk.unit_text);
  nw_buf_free(&eval->walk.keys);
}

void nw_eval_begin(nw_eval *eval, const newel_guard *guard, newel_scope *scope, size_t seg) {
  const nw_seg *record = &eval->scratch->segs.at[seg];
  eval->guard = guard;
  eval->scope = scope;
  eval->seg = seg;
  eval->active = guard->active[record->surface];
  eval->all_active = guard->all_active[record->surface];
  eval->sink.failed = 0;
  eval->scanned = eval->frontier = eval->measured = eval->utf8_checked = 0;
  eval->deny_at = SIZE_MAX;
  memset(eval->family_found, 0, sizeof eval->family_found);
  memset(&eval->cursor, 0, sizeof eval->cursor);
  if (guard->judge_count > 0) nw_judges_begin(eval);
  if (nw_leaks_any(guard)) nw_leaks_begin(eval);
  if (record->format == NEWEL_FORMAT_JSON) nw_walk_begin(eval);
  else nw_unit_begin(eval, NW_UNIT_TEXT, 0, 0, 0);
}

/* Where a code point begins, at `to` or at most 3 bytes before: counting may stop there. */
static size_t char_boundary(const char *data, size_t base, size_t end, size_t to, int final) {
  if (final && to == end) return to;
  if (to + 3 > end) to = end < base + 3 ? base : end - 3;
  for (unsigned back = 0; back < 3 && to > base && ((unsigned char)data[to - base] & 0xC0) == 0x80; back++) to--;
  return to;
}

/* Counting may wait: for a fact that needs it, for the end, or until there is so much to count that a stream of tokens does not mind. */
enum { COUNT_BYTES = 1024 };
static int may_wait(const nw_eval *eval, size_t end, int final) {
  return !final && end - eval->utf8_checked < COUNT_BYTES && eval->measured == eval->scratch->segs.at[eval->seg].facts.count;
}

/* Moves on to `to`; up to `plain` there is only ASCII, where nothing need be read. Returns 1 when it passed no bad UTF-8. */
static int move(nw_offsets *at, size_t plain, const char *data, size_t base, size_t end, size_t to) {
  if (to > plain) return nw_offsets_move(at, data + (at->byte - base), end - at->byte, to);
  size_t more = to > at->byte ? to - at->byte : 0;
  at->byte += more;
  at->chars += more;
  at->utf16 += more;
  return 1;
}

/* Up to where there is only ASCII, at most `to`. Of a text the readings know it of most. */
static size_t plain_to(nw_eval *eval, const char *data, size_t base, size_t from, size_t to) {
  if (eval->scratch->segs.at[eval->seg].format == NEWEL_FORMAT_TEXT) {
    nw_masked known = nw_reading_masked(&eval->reading);
    if (nw_masked_lacks(&known, NW_HAS_HIGH, from, to)) return to;
  }
  return from + nw_ascii_len(data + (from - base), to - from);
}

/* Counts code points up to the frontier and gives the new facts their offsets. */
static void measure(nw_eval *eval, const char *data, size_t base, size_t end, int final) {
  nw_seg *seg = &eval->scratch->segs.at[eval->seg];
  nw_offsets *at = &eval->cursor;
  size_t to = char_boundary(data, base, end, eval->frontier, final), plain = at->byte;
  int whole = 1;
  if (to > plain) plain = plain_to(eval, data, base, plain, to);
  for (; eval->measured < seg->facts.count; eval->measured++) {
    nw_fact *fact = &eval->scratch->facts.at[seg->facts.first + eval->measured];
    whole &= move(at, plain, data, base, end, fact->start);
    nw_offsets behind = *at;
    (void)move(&behind, plain, data, base, end, fact->end);
    fact->start_char = at->chars, fact->start_utf16 = at->utf16;
    fact->end_char = behind.chars, fact->end_utf16 = behind.utf16;
  }
  if (to > eval->utf8_checked) {
    whole &= move(at, plain, data, base, end, to);
    eval->utf8_checked = to;
  }
  if (!whole) seg->invalid_utf8 = 1;
}

static void push_text(nw_eval *eval, const char *data, size_t base, size_t end, int final) {
  do {
    size_t slice_end = end - eval->scanned > SLICE_BYTES ? eval->scanned + SLICE_BYTES : end;
    nw_unit_scan(eval, (const unsigned char *)data, base, slice_end, final && slice_end == end);
    if (eval->guard->judge_count > 0)
      nw_judges_push(eval, data + (eval->scanned - base), slice_end - eval->scanned, eval->scanned, 0);
    eval->scanned = slice_end;
    eval->frontier = eval->unit.frontier;
    if (eval->scratch->failed) return;
    const int last = final && slice_end == end;
    if (!may_wait(eval, slice_end, last)) measure(eval, data, base, slice_end, last);
  } while (eval->scanned < end);
}

void nw_eval_push(nw_eval *eval, const char *data, size_t base, size_t end, int final) {
  nw_seg *seg = &eval->scratch->segs.at[eval->seg];
  if (seg->format == NEWEL_FORMAT_TEXT) {
    push_text(eval, data, base, end, final);
  } else {
    nw_walk_push(eval, data, base, end, final);
    eval->scanned = end;
    if (!eval->scratch->failed && !may_wait(eval, end, final)) measure(eval, data, base, end, final);
  }
  if (eval->scratch->failed) return;
  if (eval->guard->judge_count > 0) nw_judges_look(eval, data, base, end, final);
  if (!final) return;
  seg->end = eval->cursor;
  if (nw_leaks_any(eval->guard)) nw_leaks_end(eval);
}

size_t nw_eval_keep(const nw_eval *eval) {
  size_t keep = eval->frontier < eval->utf8_checked ? eval->frontier : eval->utf8_checked;
  if (eval->guard->judge_count > 0 && eval->judge_cursor.byte < keep && nw_judges_live(eval) != SIZE_MAX) keep = eval->judge_cursor.byte;
  return nw_unit_keep(keep);  /* in a text, and behind the place where a JSON document broke */
}
