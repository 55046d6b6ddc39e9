/* The shape family: tables of every entity, the split law, linearity, edges. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/id.h"
#include "detect/shape.h"
#include "shape_rows.h"
#include "split_scan.h"

enum { TEXT_BYTES = 8192 };

/* All local entities: rule number = entity id. */
typedef struct fixture {
  nw_shape *shape;
  uint8_t   active[NW_ENTITY_COUNT];
} fixture;

static nw_alloc heap(void) { return nw_alloc_of(NULL); }

static fixture open_all(void) {
  fixture f;
  nw_shape_rule rules[NW_ENTITY_COUNT];
  nw_alloc alloc = heap();
  size_t count = 0;
  for (unsigned i = 0; i < NW_ENTITY_COUNT; i++) {
    f.active[i] = 1;
    if (!nw_entity_at(i)->local || nw_cue_finds(i)) continue;
    rules[count].strictness = NW_STRICT_CONTEXT;
    rules[count].entity = i;
    rules[count++].rule = i;
  }
  cr_assert_eq(nw_shape_build(&f.shape, &alloc, rules, count, NULL), NEWEL_OK);
  return f;
}

static void close_all(fixture *f) {
  nw_alloc alloc = heap();
  nw_shape_free(f->shape, &alloc);
}

static split_job job_of(const fixture *f, const char *text, size_t len) {
  split_job job = { .family = &nw_shape_family, .compiled = f->shape, .active = f->active, .text = text, .len = len,
                    .hold_bytes = NW_LIMIT_LOOKAHEAD_BYTES };
  return job;
}

/* Findings of one entity are those of the row. */
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

/* A row at the end, between words, between NUL bytes and between bad UTF-8; alone a number is more: see below. */
static void check_row(const fixture *f, const shape_row *row, uint64_t *seed) {
  static const char *const around[][2] = { { "so ", "" }, { "see ", " now" }, { "at (", ")\n" } };
  static const char nul[] = "\0", bad_before[] = "\xC3\xFF", bad_after[] = "\xFF\xC3";
  char text[TEXT_BYTES], bare[TEXT_BYTES];
  size_t spans[SHAPE_SPANS][2], moved[SHAPE_SPANS][2], count, len = shape_row_text(row, bare, sizeof bare, spans, &count);
  /* There are many ids, with one code: each row of theirs has one of the settings. */
  size_t only = nw_id_has(row->entity) ? (size_t)(row - shape_rows) % 5 : 5;
  for (size_t a = 0; a < 5; a++) {
    if (only < 5 && a != only) continue;
    const char *before = a == 3 ? nul : a == 4 ? bad_before : around[a][0], *after = a == 3 ? nul : a == 4
        ? bad_after : around[a][1];
    size_t before_len = a == 3 ? 1 : strlen(before), after_len = a == 3 ? 1 : strlen(after);
    memcpy(text, before, before_len);
    memcpy(text + before_len, bare, len);
    memcpy(text + before_len + len, after, after_len);
    for (size_t i = 0; i < count; i++) {
      moved[i][0] = spans[i][0] + before_len;
      moved[i][1] = spans[i][1] + before_len;
    }
    split_job job = job_of(f, text, before_len + len + after_len);
    nw_sink sink = { .alloc = heap() };
    const char *wrong = split_check(&job, seed, &sink);
    cr_expect_null(wrong, "%s: %s: %s", nw_entity_at(row->entity)->name, row->text, wrong);
    cr_expect(row_holds(row, &sink, moved, count), "%s: '%s' (setting %zu)", nw_entity_at(row->entity)->name, row->text, a);
    nw_vec_free(&sink.alloc, &sink.found);
  }
}

Test(shape, tables_hold_whole_and_in_pieces) {
  fixture f = open_all();
  uint64_t seed = 1;
  for (size_t i = 0; i < shape_row_count; i++) check_row(&f, &shape_rows[i], &seed);
  close_all(&f);
}

/* A text that is nothing but the value is an answer: the place speaks for it. */
Test(shape, a_field_needs_no_word) {
  static const shape_row alone[] = {
    { NW_ENTITY_US_BANK_ROUTING_NUMBER, SHAPE_OPEN "121000248" SHAPE_CLOSE },
    { NW_ENTITY_US_BANK_ROUTING_NUMBER, SHAPE_OPEN "121000248" SHAPE_CLOSE "." },
    { NW_ENTITY_US_BANK_ROUTING_NUMBER, "(\"" SHAPE_OPEN "121000248" SHAPE_CLOSE "\")\n" },
    { NW_ENTITY_US_BANK_ROUTING_NUMBER, "121000249" },
    { NW_ENTITY_US_BANK_ROUTING_NUMBER, "so 121000248" },
    { NW_ENTITY_US_BANK_ROUTING_NUMBER, "121000248 so" },
    { NW_ENTITY_US_BANK_ROUTING_NUMBER, "1. 121000248" },
    { NW_ENTITY_US_BANK_ROUTING_NUMBER, "**121000248**" },
    { NW_ENTITY_US_BANK_ROUTING_NUMBER, "{EMAIL} 121000248" },
    { NW_ENTITY_US_BANK_ROUTING_NUMBER, SHAPE_OPEN "121000248" SHAPE_CLOSE " and " SHAPE_OPEN "121042882" SHAPE_CLOSE },
    { NW_ENTITY_US_BANK_ROUTING_NUMBER, SHAPE_OPEN "121000248" SHAPE_CLOSE ", AB1234567\n" },
    { NW_ENTITY_US_BANK_ROUTING_NUMBER, "REF 121000248" },
    { NW_ENTITY_US_BANK_ROUTING_NUMBER, "121000248 12.50" },
    { NW_ENTITY_US_NPI, SHAPE_OPEN "1234567893" SHAPE_CLOSE "\n" },
    { NW_ENTITY_US_NPI, "\n" SHAPE_OPEN "1234567893" SHAPE_CLOSE },
    { NW_ENTITY_US_SOCIAL_SECURITY_NUMBER, "123456789" },
    { NW_ENTITY_US_SOCIAL_SECURITY_NUMBER, SHAPE_OPEN "123.45.6789" SHAPE_CLOSE },
    { NW_ENTITY_US_SOCIAL_SECURITY_NUMBER, "so 123.45.6789" },
    { NW_ENTITY_SG_NRIC_FIN, SHAPE_OPEN "T1234567Z" SHAPE_CLOSE },
    { NW_ENTITY_SG_NRIC_FIN, SHAPE_OPEN "t1234567z" SHAPE_CLOSE },
    { NW_ENTITY_SG_NRIC_FIN, "no T1234567Z" },
    { NW_ENTITY_ES_NIF, SHAPE_OPEN "12345678z" SHAPE_CLOSE },
    { NW_ENTITY_ES_NIF, "12345678a" },
    { NW_ENTITY_KR_FRN, SHAPE_OPEN "9111245678901" SHAPE_CLOSE },
    { NW_ENTITY_KR_FRN, "9113245678901" },
    { NW_ENTITY_PHONE, SHAPE_OPEN "09171234567" SHAPE_CLOSE },
    { NW_ENTITY_PHONE, "'" SHAPE_OPEN "01632960961" SHAPE_CLOSE "'" },
    { NW_ENTITY_PHONE, "so 09171234567" },
    { NW_ENTITY_PHONE, "00000000000" },
    { NW_ENTITY_PHONE, "1234567890" },
    { NW_ENTITY_CREDIT_DEBIT_CARD_NUMBER, SHAPE_OPEN "6759649826438453" SHAPE_CLOSE },
    { NW_ENTITY_CREDIT_DEBIT_CARD_NUMBER, "6759649826438454" },
    { NW_ENTITY_CREDIT_DEBIT_CARD_NUMBER, "so 6759649826438453" },
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

/* Ids are data with shared code behind them: eight rows; the others twenty. Secrets have theirs made (detect_secret.c). */
Test(shape, tables_have_enough_rows) {
  unsigned rows[NW_ENTITY_COUNT] = { 0 };
  for (size_t i = 0; i < shape_row_count; i++) rows[shape_rows[i].entity]++;
  for (unsigned i = 0; i < NW_ENTITY_COUNT; i++)
    cr_expect(!nw_entity_at(i)->local || nw_cue_finds(i) ||
              nw_entity_at(i)->klass == NW_ENTITY_SECRET || rows[i] >= (nw_id_has(i) ? 8u : 20u), "%s has %u rows", nw_entity_at(i)->name, rows[i]);
}

/* ---- texts glued of fragments of valid rows, separators and words ---- */

static size_t glue(char *text, size_t size, uint64_t *seed) {
  static const char *const joints[] = { " ", "", ".", "-", ":", "/", "@", "+", "(", ") ", "\n", "{", "*", "\xC2\xA0",
      "\xE2\x80\x90", "\xFF", "call ", "ssn: ",
                                        "card no. ", "www.", "http://", "123", "1-", "::", "a", "\xC3\xA9", "SG.", "v" };
  size_t len = 0;
  char bare[TEXT_BYTES];
  while (len < size) {
    const char *piece = joints[split_below(seed, sizeof joints / sizeof joints[0])];
    size_t piece_len = strlen(piece), spans[SHAPE_SPANS][2], count;
    if (split_below(seed, 2) == 0) {
      size_t row_len = shape_row_text(&shape_rows[split_below(seed, shape_row_count)], bare, sizeof bare, spans, &count);
      size_t from = split_below(seed, 3) == 0 ? split_below(seed, row_len) : 0;
      piece = bare + from;
      piece_len = row_len - from;
      if (split_below(seed, 3) == 0) piece_len = split_below(seed, piece_len + 1);
    }
    if (piece_len > size - len) piece_len = size - len;
    memcpy(text + len, piece, piece_len);
    len += piece_len;
    if (split_below(seed, 16) == 0 && len < size) text[len++] = '\0';
  }
  return len;
}

Test(shape, mixes_are_the_same_however_they_are_cut, .timeout = 120) {
  fixture f = open_all();
  uint64_t seed = 20261122;
  char text[1200];
  for (unsigned round = 0; round < 200; round++) {
    uint64_t this_seed = seed;
    split_job job = job_of(&f, text, glue(text, 100 + split_below(&seed, sizeof text - 100), &seed));
    job.from = round % 5 == 0 ? split_below(&seed, 40) : 0;
    nw_sink sink = { .alloc = heap() };
    const char *wrong = split_check(&job, &seed, &sink);
    cr_assert_null(wrong, "seed %llu: %s", (unsigned long long)this_seed, wrong);
    for (size_t i = 0; i < sink.found.count; i++) cr_assert_geq(sink.found.at[i].start, job.from);
    nw_vec_free(&sink.alloc, &sink.found);
  }
  close_all(&f);
}

/* ---- one scan of a whole text ---- */

typedef struct outcome { size_t count; uint64_t work, limits; uint32_t limit_rule; nw_found first; } outcome;

static outcome scan_whole(const fixture *f, const char *text, size_t len, size_t from) {
  nw_sink sink = { .alloc = heap() };
  nw_scan scan = { .data = (const unsigned char *)text, .end = len, .final = 1, .from = from, .active = f->active,
      .sink = &sink };
  void *state = malloc(nw_shape_family.state_bytes(f->shape));
  nw_shape_family.begin(f->shape, state);
  nw_shape_family.scan(f->shape, state, &scan);
  outcome o = { .count = sink.found.count, .work = nw_shape_work(state), .limits = scan.limits, .limit_rule = scan.limit_rule };
  if (o.count > 0) o.first = sink.found.at[0];
  cr_assert_eq(scan.live, len, "nothing is live behind the end");
  free(state);
  nw_vec_free(&sink.alloc, &sink.found);
  return o;
}

/* The worst texts that we could think of: bytes that verifiers read for one byte of text stay bounded, and do not grow
 * with it. */
Test(shape, work_is_linear) {
  static const char *const floods[] = { "123 ", "123-123-", "a.a.", "@@", "a@a.", "1.1.1.1.", "4111 1111 1111 1111 ",
      "http://", "www.", "::", "ab:cd:", "1:2:3:",
                                        "DE89 3704 ", "de89-", "eyJhbGciOiJIUzI1NiJ9.", "sk-proj-aaaaaaaaaaaaaaaa ",
                                        "+1 202 555 0143 ", "(", "+", "phone 12345678 ",
                                        "123456789 ", "ssn 123-45-6789 ", "x", "1", "aaaaaaaaaaaaaaaa@",
                                        "SG.aaaaaaaaaaaaaaaaaaaaaa.", "a.com/", "a.in.", "eyJ-", "1(1)",
                                        ("\xC2\xA0" "1"), "12 ", "ghp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ", "https://a:b",
                                            "a..b@", "xoxb-1-" };
  enum { SMALL = 1 << 14, LARGE = 1 << 17 };
  char *text = malloc(LARGE);
  fixture f = open_all();
  for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
    size_t len = strlen(floods[i]);
    for (size_t at = 0; at < LARGE; at++) text[at] = floods[i][at % len];
    double small = (double)scan_whole(&f, text, SMALL, 0).work / SMALL, large = (double)scan_whole(&f, text, LARGE,
        0).work / LARGE;
    cr_expect_lt(large, 64.0, "'%s': %.1f a byte", floods[i], large);
    cr_expect_lt(large, small * 1.25 + 1, "'%s': %.1f a byte in 16 KB, %.1f in 128 KB", floods[i], small, large);
  }
  free(text);
  close_all(&f);
}

Test(shape, long_addresses_set_the_limit) {
  fixture f = open_all();
  static char text[4096] = "https://example.org/";
  memset(text + 20, 'a', sizeof text - 20);
  outcome o = scan_whole(&f, text, sizeof text, 0);
  cr_assert_eq(o.first.end, NW_LIMIT_URL_BYTES);
  cr_assert_eq(o.limits, (uint64_t)1 << NW_LIMIT_ID_URL_BYTES);
  cr_assert_eq(o.limit_rule, NW_ENTITY_URL);
  o = scan_whole(&f, text, NW_LIMIT_URL_BYTES - 1, 0);
  cr_assert(o.first.end == NW_LIMIT_URL_BYTES - 1 && o.limits == 0);
  uint64_t seed = 3;
  split_job job = job_of(&f, text, sizeof text);
  nw_sink sink = { .alloc = heap() };
  cr_assert_null(split_check(&job, &seed, &sink));
  nw_vec_free(&sink.alloc, &sink.found);
  close_all(&f);
}

Test(shape, a_key_is_context_only) {
  fixture f = open_all();
  static const char text[] = "ssn: 123456789", address[] = "bob@x.org: carol@x.org";
  outcome o = scan_whole(&f, text, sizeof text - 1, 5);
  cr_assert(o.count == 1 && o.first.start == 5 && o.first.context_start == 0 && o.first.context_end == 3 &&
      o.first.score_ppm == 850000);
  o = scan_whole(&f, address, sizeof address - 1, 11);
  cr_assert(o.count == 1 && o.first.start == 11);
  o = scan_whole(&f, address, sizeof address - 1, 6);
  cr_assert(o.count == 1 && o.first.start == 11, "half an address is none");
  close_all(&f);
}

Test(shape, rules_that_are_off_find_nothing) {
  fixture f = open_all();
  static const char text[] = "bob@x.org 10.0.0.1";
  f.active[NW_ENTITY_EMAIL] = 0;
  outcome o = scan_whole(&f, text, sizeof text - 1, 0);
  cr_assert(o.count == 1 && strcmp(o.first.type, "IP_ADDRESS") == 0);
  memset(f.active, 0, sizeof f.active);
  o = scan_whole(&f, text, sizeof text - 1, 0);
  cr_assert(o.count == 0 && o.work == 0);
  close_all(&f);
}

Test(shape, two_rules_of_one_entity_both_report) {
  nw_alloc alloc = heap();
  nw_shape_rule rules[] = { { NW_ENTITY_EMAIL, 0, 0 }, { NW_ENTITY_EMAIL, 1, 0 } };
  fixture f = { .active = { 1, 1 } };
  cr_assert_eq(nw_shape_build(&f.shape, &alloc, rules, 2, NULL), NEWEL_OK);
  cr_assert_eq(scan_whole(&f, "bob@x.org", 9, 0).count, 2);
  close_all(&f);
}

Test(shape, build_refuses_what_has_no_detector) {
  nw_alloc alloc = heap();
  nw_shape *shape;
  newel_error err;
  nw_shape_rule name = { NW_ENTITY_NAME, 0, 0 }, none = { NW_ENTITY_COUNT, 0, 0 };
  cr_assert_eq(nw_shape_build(&shape, &alloc, &name, 1, &err), NEWEL_E_UNSUPPORTED);
  cr_assert_str_eq(err.message, "entity 'NAME' is not found by its shape");
  cr_assert_eq(nw_shape_build(&shape, &alloc, &none, 1, &err), NEWEL_E_ARGUMENT);
  cr_assert_null(shape);
  cr_assert_eq(nw_shape_build(&shape, &alloc, NULL, 0, &err), NEWEL_OK);
  nw_shape_free(shape, &alloc);
  nw_shape_free(NULL, &alloc);
}
