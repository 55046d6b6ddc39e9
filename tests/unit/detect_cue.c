/* The cue family: tables of every entity, the split law, linearity, keys of JSON values. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cue_rows.h"
#include "detect/families.h"
#include "split_scan.h"

enum { TEXT_BYTES = 4096 };

/* All entities of the family: rule number = entity id. */
typedef struct fixture {
  nw_cues *cues;
  uint8_t  active[NW_ENTITY_COUNT];
} fixture;

static nw_alloc heap(void) { return nw_alloc_of(NULL); }

static fixture open_all(void) {
  fixture f;
  nw_cue_rule rules[NW_ENTITY_COUNT];
  nw_alloc alloc = heap();
  size_t count = 0;
  for (unsigned i = 0; i < NW_ENTITY_COUNT; i++) {
    f.active[i] = 1;
    if (nw_cue_finds(i)) rules[count++] = (nw_cue_rule){ i, i };
  }
  cr_assert_eq(nw_cues_build(&f.cues, &alloc, rules, count, NULL), NEWEL_OK);
  return f;
}

static void close_all(fixture *f) {
  nw_alloc alloc = heap();
  nw_cues_free(f->cues, &alloc);
}

static split_job job_of(const fixture *f, const char *text, size_t len) {
  split_job job = { .family = &nw_cue_family, .compiled = f->cues, .active = f->active, .text = text, .len = len,
                    .hold_bytes = NW_LIMIT_LOOKAHEAD_BYTES };
  return job;
}

static int row_holds(const shape_row *row, const nw_sink *sink, size_t spans[SHAPE_SPANS][2], size_t count) {
  size_t seen = 0;
  for (size_t i = 0; i < sink->found.count; i++) {
    const nw_found *found = &sink->found.at[i];
    if (found->rule != row->entity) continue;
    if (seen >= count || found->start != spans[seen][0] || found->end != spans[seen][1]) return 0;
    seen++;
  }
  return seen == count;
}

/* A row alone, behind a line, between NUL bytes. */
static void check_row(const fixture *f, const shape_row *row, uint64_t *seed) {
  static const char *const before[] = { "", "so it is:\n", "(" };
  char text[TEXT_BYTES], bare[TEXT_BYTES];
  size_t spans[SHAPE_SPANS][2], moved[SHAPE_SPANS][2], count, len = shape_row_text(row, bare, sizeof bare, spans, &count);
  for (size_t a = 0; a < 4; a++) {
    size_t lead = a == 3 ? 1 : strlen(before[a]);
    memcpy(text, a == 3 ? "\0" : before[a], lead);
    memcpy(text + lead, bare, len);
    text[lead + len] = '\n';
    for (size_t i = 0; i < count; i++) moved[i][0] = spans[i][0] + lead, moved[i][1] = spans[i][1] + lead;
    split_job job = job_of(f, text, lead + len + (a > 0));
    nw_sink sink = { .alloc = heap() };
    const char *wrong = split_check(&job, seed, &sink);
    cr_expect_null(wrong, "%s: %s: %s", nw_entity_at(row->entity)->name, row->text, wrong);
    cr_expect(row_holds(row, &sink, moved, count), "%s: '%s' (setting %zu)", nw_entity_at(row->entity)->name, row->text, a);
    nw_vec_free(&sink.alloc, &sink.found);
  }
}

Test(cue, tables_hold_whole_and_in_pieces) {
  fixture f = open_all();
  uint64_t seed = 1;
  for (size_t i = 0; i < cue_row_count; i++) check_row(&f, &cue_rows[i], &seed);
  close_all(&f);
}

/* A text that is nothing but the value. */
Test(cue, a_field_needs_no_word) {
  static const shape_row alone[] = {
    { NW_ENTITY_DRIVER_ID, SHAPE_OPEN "MORGA657054SM9IJ" SHAPE_CLOSE },
    { NW_ENTITY_DRIVER_ID, "\"" SHAPE_OPEN "fo999512018aa1ab" SHAPE_CLOSE "\"" },
    { NW_ENTITY_DRIVER_ID, SHAPE_OPEN "AB1234567C" SHAPE_CLOSE "\n" },
    { NW_ENTITY_DRIVER_ID, "MORGA650054SM9IJ" },
    { NW_ENTITY_DRIVER_ID, "AB1234567C and so on" },
    { NW_ENTITY_LICENSE_PLATE, SHAPE_OPEN "34 ABC 1234" SHAPE_CLOSE },
    { NW_ENTITY_LICENSE_PLATE, "(" SHAPE_OPEN "HH AB 1234" SHAPE_CLOSE ")" },
    { NW_ENTITY_LICENSE_PLATE, SHAPE_OPEN "BD62XYZ" SHAPE_CLOSE "." },
    { NW_ENTITY_LICENSE_PLATE, SHAPE_OPEN "KA99ME3456" SHAPE_CLOSE "\n" },
    { NW_ENTITY_LICENSE_PLATE, "82 ABC 123" },
    { NW_ENTITY_LICENSE_PLATE, "12 MAY 2024" },
    { NW_ENTITY_LICENSE_PLATE, "2024 BMW" },
    { NW_ENTITY_LICENSE_PLATE, "AB51 AIB" },
    { NW_ENTITY_LICENSE_PLATE, "plaka: " SHAPE_OPEN "34 ABC 123" SHAPE_CLOSE },
  };
  fixture f = open_all();
  uint64_t seed = 7;
  for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++) {
    char text[TEXT_BYTES];
    size_t spans[SHAPE_SPANS][2], count, len = shape_row_text(&alone[i], text, sizeof text, spans, &count);
    split_job job = job_of(&f, text, len);
    nw_sink sink = { .alloc = heap() };
    cr_expect_null(split_check(&job, &seed, &sink), "%s", alone[i].text);
    cr_expect(row_holds(&alone[i], &sink, spans, count), "%s", alone[i].text);
    nw_vec_free(&sink.alloc, &sink.found);
  }
  close_all(&f);
}

Test(cue, tables_have_twenty_rows) {
  unsigned rows[NW_ENTITY_COUNT] = { 0 };
  for (size_t i = 0; i < cue_row_count; i++) rows[cue_rows[i].entity]++;
  for (unsigned i = 0; i < NW_ENTITY_COUNT; i++)
    cr_expect(!nw_cue_finds(i) || rows[i] >= 20, "%s has %u rows", nw_entity_at(i)->name, rows[i]);
}

/* ---- texts glued of pieces of rows ---- */

static size_t glue(char *text, size_t size, uint64_t *seed) {
  static const char *const joints[] = { " ", "", ".", "-", ": ", "=", "\"", "(", ") ", "\n", "{", "*", "\xC2\xA0", "\xE2\x80\x9C",
    "\xE2\x80\x99", "\xFF", "Mr ", "password ", "Dear ", "is ", "12 ", "St", "\xC3\x89mile ", "van ", "o", "A. ", "PIN" };
  char bare[TEXT_BYTES];
  size_t len = 0;
  while (len < size) {
    const char *piece = joints[split_below(seed, sizeof joints / sizeof joints[0])];
    size_t piece_len = strlen(piece), spans[SHAPE_SPANS][2], count;
    if (split_below(seed, 2) == 0) {
      size_t row_len = shape_row_text(&cue_rows[split_below(seed, cue_row_count)], bare, sizeof bare, spans, &count);
      size_t from = split_below(seed, 3) == 0 ? split_below(seed, row_len) : 0;
      piece = bare + from;
      piece_len = row_len - from;
      if (split_below(seed, 3) == 0) piece_len = split_below(seed, piece_len + 1);
    }
    if (piece_len > size - len) piece_len = size - len;
    memcpy(text + len, piece, piece_len);
    len += piece_len;
  }
  return len;
}

Test(cue, glued_texts_hold_in_pieces) {
  fixture f = open_all();
  char text[1024];
  for (uint64_t round = 0; round < 150; round++) {
    uint64_t seed = round;
    size_t len = glue(text, 64 + split_below(&seed, 900), &seed);
    split_job job = job_of(&f, text, len);
    job.from = split_below(&seed, 4) == 0 ? split_below(&seed, len) : 0;
    nw_sink sink = { .alloc = heap() };
    const char *wrong = split_check(&job, &seed, &sink);
    cr_assert_null(wrong, "round %u: %s", (unsigned)round, wrong);
    nw_vec_free(&sink.alloc, &sink.found);
  }
  close_all(&f);
}

/* ---- linear for every input ---- */

static uint64_t work_of(const fixture *f, const char *unit, size_t repeat) {
  size_t unit_len = strlen(unit), len = unit_len * repeat;
  char *text = malloc(len);
  void *state = malloc(nw_cue_family.state_bytes(f->cues));
  cr_assert(text != NULL && state != NULL);
  for (size_t i = 0; i < repeat; i++) memcpy(text + i * unit_len, unit, unit_len);
  nw_sink sink = { .alloc = heap() };
  nw_scan scan = { .data = (const unsigned char *)text, .end = len, .final = 1, .active = f->active, .sink = &sink };
  nw_cue_family.begin(f->cues, state);
  nw_cue_family.scan(f->cues, state, &scan);
  uint64_t work = nw_cue_work(state);
  nw_vec_free(&sink.alloc, &sink.found);
  free(state);
  free(text);
  return work;
}

Test(cue, floods_are_linear) {
  static const char *const floods[] = { "Anna ", "1 A ", "password: ", "address: A ", "Mr Mr ", "is is ", "1 1 ", "Dear Dear\n", "12 Main ",
                                        "name: A. ", "PIN PIN is ", "Hauptstra\xC3\x9F\x65 ", "1 Anna Anna Anna Anna ", "via A " };
  fixture f = open_all();
  for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
    size_t bytes = strlen(floods[i]);
    uint64_t small = work_of(&f, floods[i], 8192 / bytes), large = work_of(&f, floods[i], 65536 / bytes);
    cr_expect(large <= 9 * small + 4096, "flood '%s' grows: %u, %u", floods[i], (unsigned)small, (unsigned)large);
    cr_expect(large <= 400 * (uint64_t)65536, "flood '%s': %u bytes read", floods[i], (unsigned)large);
  }
  close_all(&f);
}

/* ---- the key of a JSON value is context ---- */

Test(cue, keys_are_cues) {
  static const struct { const char *text; size_t from; size_t start, end; unsigned entity; } rows[] = {
    { "password: hunter2!X", 10, 10, 19, NW_ENTITY_PASSWORD },   { "SecretAccessKey: d+tawRgGRzJOWnxVB4juGFGI3WTo95MK/EIS61YC", 17, 17, 57,
                                                                    NW_ENTITY_AWS_SECRET_KEY },
    { "account_number: 123456789", 16, 16, 25, NW_ENTITY_US_BANK_ACCOUNT_NUMBER }, { "fullName: Kim Lee", 10, 10, 17, NW_ENTITY_NAME },
  };
  fixture f = open_all();
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    uint64_t seed = i;
    split_job job = job_of(&f, rows[i].text, strlen(rows[i].text));
    job.from = rows[i].from;
    nw_sink sink = { .alloc = heap() };
    cr_expect_null(split_check(&job, &seed, &sink));
    cr_assert_eq(sink.found.count, 1, "%s", rows[i].text);
    cr_expect(sink.found.at[0].start == rows[i].start && sink.found.at[0].end == rows[i].end, "%s", rows[i].text);
    cr_expect_eq(sink.found.at[0].rule, rows[i].entity);
    nw_vec_free(&sink.alloc, &sink.found);
  }
  close_all(&f);
}

Test(cue, refuses_other_entities) {
  nw_alloc alloc = heap();
  nw_cues *cues;
  newel_error err;
  nw_cue_rule email = { NW_ENTITY_EMAIL, 0 }, none = { NW_ENTITY_COUNT, 0 };
  cr_assert_eq(nw_cues_build(&cues, &alloc, &email, 1, &err), NEWEL_E_UNSUPPORTED);
  cr_assert_str_eq(err.message, "entity 'EMAIL' has no cues");
  cr_assert_eq(nw_cues_build(&cues, &alloc, &none, 1, &err), NEWEL_E_ARGUMENT);
  nw_cues_free(NULL, &alloc);
}
