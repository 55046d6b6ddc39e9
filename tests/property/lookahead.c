/* No verifier reads beyond the look-ahead of its row: with one entity on, a stream never holds more than the row says.
 *
 *   row    ENTITY(IP_ADDRESS, …, 64, …)
 *   text   every row of the tables of IP_ADDRESS, then what is likely to drag a verifier on: its fronts with the last byte
 *          repeated, and the whole of it repeated with joints
 *   asked  after every byte: window end - live <= 64
 *
 * `live` is the oldest place that has no answer yet, so this is what a reader of the stream waits for.
 *
 *   lookahead [--table]         --table: name, row, the most that was held; closes with "N passed, N failed"
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cue_rows.h"
#include "detect/families.h"
#include "shape_rows.h"

enum { TEXT_BYTES = 4096, ROW_BYTES = 512, FRONT_BYTES = 24 };

/* What stands before the place of the candidate, and is held as well. */
static size_t before_candidate(unsigned entity) {
  switch (entity) {
    case NW_ENTITY_EMAIL: return 64;
    case NW_ENTITY_IP_ADDRESS: return 4;
    case NW_ENTITY_DATE_TIME: return 32;  /* a month */
    default: return 0;
  }
}

typedef struct subject {
  const nw_family *family;
  void            *compiled;
  void            *state;
  unsigned         entity;
  size_t           most;     /* bytes held so far */
} subject;

static nw_alloc heap(void) { return nw_alloc_of(NULL); }

static int subject_open(subject *s, unsigned entity) {
  nw_alloc alloc = heap();
  nw_shape *shape = NULL;
  nw_cues *cues = NULL;
  nw_shape_rule shape_rule = { entity, 0, NW_STRICT_CONTEXT };
  nw_cue_rule cue_rule = { entity, 0, NW_STRICT_CONTEXT };
  *s = (subject){ .entity = entity };
  if (nw_cue_finds(entity)) {
    if (nw_cues_build(&cues, &alloc, &cue_rule, 1, NULL) != NEWEL_OK) return 0;
    s->family = &nw_cue_family, s->compiled = cues;
  } else {
    if (nw_shape_build(&shape, &alloc, &shape_rule, 1, NULL) != NEWEL_OK) return 0;
    s->family = &nw_shape_family, s->compiled = shape;
  }
  s->state = malloc(s->family->state_bytes(s->compiled));
  return s->state != NULL;
}

static void subject_close(subject *s) {
  nw_alloc alloc = heap();
  if (s->family == &nw_cue_family) nw_cues_free(s->compiled, &alloc);
  else nw_shape_free(s->compiled, &alloc);
  free(s->state);
}

/* Feeds the text byte by byte; every window is the bytes so far. */
static void feed(subject *s, const char *text, size_t len) {
  static const uint8_t active[1] = { 1 };
  nw_sink sink = { .alloc = heap() };
  s->family->begin(s->compiled, s->state);
  for (size_t end = 1; end <= len; end++) {
    nw_scan scan = { .data = (const unsigned char *)text, .end = end, .active = active, .sink = &sink };
    s->family->scan(s->compiled, s->state, &scan);
    if (end - scan.live > s->most) s->most = end - scan.live;
  }
  nw_sink_free(&sink);
}

/* Enough to pass the row's look-ahead. */
static size_t flood_bytes(const subject *s) { return nw_entity_at(s->entity)->lookahead_bytes + 80; }

/* The front of the row at every place, and its last byte over and over. */
static void feed_fronts(subject *s, const char *bare, size_t len) {
  static char text[TEXT_BYTES];
  size_t flood = flood_bytes(s);
  for (size_t cut = 1; cut <= len; cut++) {
    memcpy(text, bare, cut);
    memset(text + cut, bare[cut - 1], flood);
    feed(s, text, cut + flood);
  }
}

static void feed_again_and_again(subject *s, const char *bare, size_t len, const char *joint) {
  static char text[TEXT_BYTES];
  size_t at = 0, joint_len = strlen(joint);
  while (at < flood_bytes(s) && at + len + joint_len < TEXT_BYTES) {
    memcpy(text + at, bare, len);
    memcpy(text + at + len, joint, joint_len);
    at += len + joint_len;
  }
  feed(s, text, at);
}

static void feed_row(subject *s, const shape_row *row) {
  static const char *const joints[] = { " ", "", "-", ".", ":", "\n", ", ", " and " };
  char bare[ROW_BYTES];
  size_t spans[SHAPE_SPANS][2], count, len = shape_row_text(row, bare, sizeof bare, spans, &count);
  feed(s, bare, len);
  feed_fronts(s, bare, len < FRONT_BYTES ? len : FRONT_BYTES);
  for (size_t i = 0; i < sizeof joints / sizeof joints[0]; i++) feed_again_and_again(s, bare, len, joints[i]);
}

static unsigned feed_rows(subject *s, const shape_row *rows, size_t count) {
  unsigned fed = 0;
  for (size_t i = 0; i < count; i++) {
    if (rows[i].entity != s->entity) continue;
    feed_row(s, &rows[i]);
    fed++;
  }
  return fed;
}

int main(int argc, char **argv) {
  int table = argc > 1 && strcmp(argv[1], "--table") == 0;
  unsigned passed = 0, failed = 0;
  for (unsigned entity = 0; entity < NW_ENTITY_COUNT; entity++) {
    const nw_entity *row = nw_entity_at(entity);
    subject s;
    /* Secrets share one verifier, which asks all of their rows. */
    if (!row->local || row->klass == NW_ENTITY_SECRET || entity == NW_ENTITY_AWS_ACCESS_KEY) continue;
    if (!subject_open(&s, entity)) return 1;
    unsigned fed = feed_rows(&s, shape_rows, shape_row_count) + feed_rows(&s, cue_rows, cue_row_count);
    int good = fed > 0 && s.most <= row->lookahead_bytes + before_candidate(entity);
    if (!good || table) printf("%-45s says %4u  held %4zu  rows %u\n", row->name, row->lookahead_bytes, s.most, fed);
    *(good ? &passed : &failed) += 1;
    subject_close(&s);
  }
  printf("%u passed, %u failed\n", passed, failed);
  return failed > 0;
}
