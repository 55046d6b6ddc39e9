/* The shape family: tables of every entity, the split law, linearity, edges. */
#include <criterion/criterion.h>
#include <string.h>

#include "detect/id/id.h"
#include "detect/shape.h"
#include "row_check.h"

/* All local entities: rule number = entity id. */
static row_family open_all(void) {
  row_family f = { .family = &nw_shape_family, .work = nw_shape_work };
  nw_shape_rule rules[NW_ENTITY_COUNT];
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_shape *shape;
  size_t count = 0;
  memset(f.active, 1, sizeof f.active);
  for (unsigned i = 0; i < NW_ENTITY_COUNT; i++)
    if (nw_entity_at(i)->local && !nw_cue_finds(i)) rules[count++] = (nw_shape_rule){ i, i, NW_STRICT_CONTEXT };
  cr_assert_eq(nw_shape_build(&shape, &alloc, rules, count, NULL), NEWEL_OK);
  f.compiled = shape;
  return f;
}

static void close_all(row_family *f) {
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_shape_free((nw_shape *)(uintptr_t)f->compiled, &alloc);
}

/* A row at the end, between words, between NUL bytes and between bad UTF-8; alone a number is more: see below. There are many
 * ids, with one code: each row of theirs has one of the places. */
Test(shape, tables_hold_whole_and_in_pieces) {
  static const row_place places[] = { { ROW_PART("so "), ROW_PART("") }, { ROW_PART("see "), ROW_PART(" now") },
                                      { ROW_PART("at ("), ROW_PART(")\n") }, { ROW_PART("\0"), ROW_PART("\0") },
                                      { ROW_PART("\xC3\xFF"), ROW_PART("\xFF\xC3") },
                                      { ROW_PART("so "), ROW_PART(" and some more of such text") } };
  row_family f = open_all();
  uint64_t seed = 1;
  for (size_t i = 0; i < shape_row_count; i++)
    for (size_t place = 0; place < 5; place++) {
      if (nw_id_has(shape_rows[i].entity) && place != i % 5) continue;
      const char *wrong = row_check(&f, &shape_rows[i], &places[place], &seed);
      cr_expect_null(wrong, "%s: '%s' (place %zu): %s", nw_entity_at(shape_rows[i].entity)->name, shape_rows[i].text, place, wrong);
    }
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
  static const row_place nothing = { ROW_PART(""), ROW_PART("") };
  row_family f = open_all();
  uint64_t seed = 7;
  for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++) {
    const char *wrong = row_check(&f, &alone[i], &nothing, &seed);
    cr_expect_null(wrong, "%s: %s", alone[i].text, wrong);
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

Test(shape, mixes_are_the_same_however_they_are_cut, .timeout = 120) {
  static const char *const joints[] = { " ", "", ".", "-", ":", "/", "@", "+", "(", ") ", "\n", "{", "*", "\xC2\xA0",
      "\xE2\x80\x90", "\xFF", "call ", "ssn: ",
                                        "card no. ", "www.", "http://", "123", "1-", "::", "a", "\xC3\xA9", "SG.", "v" };
  const row_stock stock = { shape_rows, shape_row_count, joints, sizeof joints / sizeof joints[0] };
  row_family f = open_all();
  uint64_t seed = 20261122;
  char text[1200];
  for (unsigned round = 0; round < 200; round++) {
    uint64_t this_seed = seed;
    split_job job = row_job(&f, text, row_glue(text, 100 + split_below(&seed, sizeof text - 100), &stock, &seed));
    job.from = round % 5 == 0 ? split_below(&seed, 40) : 0;
    nw_sink sink = { .alloc = nw_alloc_of(NULL) };
    const char *wrong = split_check(&job, &seed, &sink);
    cr_assert_null(wrong, "seed %llu: %s", (unsigned long long)this_seed, wrong);
    for (size_t i = 0; i < sink.found.count; i++) cr_assert_geq(sink.found.at[i].start, job.from);
    nw_sink_free(&sink);
  }
  close_all(&f);
}

/* ---- one scan of a whole text ---- */

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
  row_family f = open_all();
  for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
    double small = (double)row_flood(&f, floods[i], SMALL).work / SMALL;
    double large = (double)row_flood(&f, floods[i], LARGE).work / LARGE;
    cr_expect_lt(large, 64.0, "'%s': %.1f a byte", floods[i], large);
    cr_expect_lt(large, small * 1.25 + 1, "'%s': %.1f a byte in 16 KB, %.1f in 128 KB", floods[i], small, large);
  }
  close_all(&f);
}

Test(shape, long_addresses_set_the_limit) {
  row_family f = open_all();
  static char text[4096] = "https://example.org/";
  memset(text + 20, 'a', sizeof text - 20);
  row_outcome o = row_scan(&f, text, sizeof text, 0);
  cr_assert_eq(o.first.end, NW_LIMIT_URL_BYTES);
  cr_assert(o.limits == 1 && o.limit.limit == NW_LIMIT_ID_URL_BYTES && o.limit.rule == NW_ENTITY_URL);
  o = row_scan(&f, text, NW_LIMIT_URL_BYTES - 1, 0);
  cr_assert(o.first.end == NW_LIMIT_URL_BYTES - 1 && o.limits == 0);
  uint64_t seed = 3;
  split_job job = row_job(&f, text, sizeof text);
  nw_sink sink = { .alloc = nw_alloc_of(NULL) };
  cr_assert_null(split_check(&job, &seed, &sink));
  nw_sink_free(&sink);
  close_all(&f);
}

Test(shape, a_key_is_context_only) {
  row_family f = open_all();
  static const char text[] = "ssn: 123456789", address[] = "bob@x.org: carol@x.org";
  row_outcome o = row_scan(&f, text, sizeof text - 1, 5);
  cr_assert(o.count == 1 && o.first.start == 5 && o.first.context_start == 0 && o.first.context_end == 3 &&
      o.first.score_ppm == 850000);
  o = row_scan(&f, address, sizeof address - 1, 11);
  cr_assert(o.count == 1 && o.first.start == 11);
  o = row_scan(&f, address, sizeof address - 1, 6);
  cr_assert(o.count == 1 && o.first.start == 11, "half an address is none");
  close_all(&f);
}

Test(shape, rules_that_are_off_find_nothing) {
  row_family f = open_all();
  static const char text[] = "bob@x.org 10.0.0.1";
  f.active[NW_ENTITY_EMAIL] = 0;
  row_outcome o = row_scan(&f, text, sizeof text - 1, 0);
  cr_assert(o.count == 1 && strcmp(o.first.type, "IP_ADDRESS") == 0);
  memset(f.active, 0, sizeof f.active);
  o = row_scan(&f, text, sizeof text - 1, 0);
  cr_assert(o.count == 0 && o.work == 0);
  close_all(&f);
}

Test(shape, two_rules_of_one_entity_both_report) {
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_shape_rule rules[] = { { NW_ENTITY_EMAIL, 0, 0 }, { NW_ENTITY_EMAIL, 1, 0 } };
  row_family f = { .family = &nw_shape_family, .work = nw_shape_work, .active = { 1, 1 } };
  nw_shape *shape;
  cr_assert_eq(nw_shape_build(&shape, &alloc, rules, 2, NULL), NEWEL_OK);
  f.compiled = shape;
  cr_assert_eq(row_scan(&f, "bob@x.org", 9, 0).count, 2);
  close_all(&f);
}

Test(shape, build_refuses_what_has_no_detector) {
  nw_alloc alloc = nw_alloc_of(NULL);
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
