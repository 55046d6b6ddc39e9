#include "row_check.h"

#include <stdlib.h>
#include <string.h>

split_job row_job(const row_family *f, const char *text, size_t len) {
  split_job job = { .family = f->family, .compiled = f->compiled, .active = f->active, .text = text, .len = len,
                    .hold_bytes = NW_LIMIT_LOOKAHEAD_BYTES };
  return job;
}

/* Findings of the row's entity are its spans, `lead` bytes later. */
static int row_holds(const shape_row *row, const nw_sink *sink, size_t spans[SHAPE_SPANS][2], size_t count, size_t lead) {
  size_t seen = 0;
  for (size_t i = 0; i < sink->found.count; i++) {
    const nw_found *found = &sink->found.at[i];
    if (found->rule != row->entity) continue;
    if (seen >= count || found->start != spans[seen][0] + lead || found->end != spans[seen][1] + lead) return 0;
    seen++;
  }
  return seen == count;
}

const char *row_check(const row_family *f, const shape_row *row, const row_place *place, uint64_t *seed) {
  char text[ROW_TEXT_BYTES];
  size_t spans[SHAPE_SPANS][2], count, lead = place->before.len, tail = place->after.len;
  if (lead > 0) memcpy(text, place->before.text, lead);
  size_t len = shape_row_text(row, text + lead, sizeof text - lead - tail, spans, &count);
  if (tail > 0) memcpy(text + lead + len, place->after.text, tail);
  split_job job = row_job(f, text, lead + len + tail);
  nw_sink sink = { .alloc = nw_alloc_of(NULL) };
  const char *wrong = split_check(&job, seed, &sink);
  if (wrong == NULL && !row_holds(row, &sink, spans, count, lead)) wrong = "the findings are not those of the row";
  nw_sink_free(&sink);
  return wrong;
}

/* A row, often a part of one. */
static row_part piece_of(const row_stock *stock, char bare[ROW_TEXT_BYTES], uint64_t *seed) {
  size_t spans[SHAPE_SPANS][2], count;
  size_t len = shape_row_text(&stock->rows[split_below(seed, stock->row_count)], bare, ROW_TEXT_BYTES, spans, &count);
  size_t from = len > 0 && split_below(seed, 3) == 0 ? split_below(seed, len) : 0;
  len -= from;
  if (split_below(seed, 3) == 0) len = split_below(seed, len + 1);
  return (row_part){ bare + from, len };
}

size_t row_glue(char *text, size_t size, const row_stock *stock, uint64_t *seed) {
  char bare[ROW_TEXT_BYTES];
  size_t len = 0;
  while (len < size) {
    const char *joint = stock->joints[split_below(seed, stock->joint_count)];
    row_part piece = { joint, strlen(joint) };
    if (split_below(seed, 2) == 0) piece = piece_of(stock, bare, seed);
    if (piece.len > size - len) piece.len = size - len;
    memcpy(text + len, piece.text, piece.len);
    len += piece.len;
    if (split_below(seed, 16) == 0 && len < size) text[len++] = '\0';
  }
  return len;
}

row_outcome row_scan(const row_family *f, const char *text, size_t len, size_t from) {
  nw_sink sink = { .alloc = nw_alloc_of(NULL) };
  nw_scan scan = { .data = (const unsigned char *)text, .end = len, .final = 1, .from = from, .active = f->active, .sink = &sink };
  void *state = malloc(f->family->state_bytes(f->compiled));
  if (state == NULL) abort();
  f->family->begin(f->compiled, state);
  f->family->scan(f->compiled, state, &scan);
  row_outcome o = { .count = sink.found.count, .live = scan.live, .work = f->work(state), .limits = sink.limits.count };
  if (o.limits > 0) o.limit = sink.limits.at[0];
  if (o.count > 0) o.first = sink.found.at[0];
  free(state);
  nw_sink_free(&sink);
  return o;
}

row_outcome row_flood(const row_family *f, const char *unit, size_t size) {
  size_t len = strlen(unit);
  char *text = malloc(size);
  if (text == NULL) abort();
  for (size_t at = 0; at < size; at++) text[at] = unit[at % len];
  row_outcome o = row_scan(f, text, size, 0);
  free(text);
  return o;
}
