/* The cue family: tables of every entity, the split law, linearity, keys of JSON values, strictness. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "cue_rows.h"
#include "detect/cue/cue.h"
#include "detect/families.h"
#include "detect/lex/stop.h"
#include "row_check.h"

/* All entities of the family: rule number = entity id. */
static row_family open_all(nw_strictness strictness) {
  row_family f = { .family = &nw_cue_family, .work = nw_cue_work };
  nw_cue_rule rules[NW_ENTITY_COUNT];
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_cues *cues;
  size_t count = 0;
  memset(f.active, 1, sizeof f.active);
  for (unsigned i = 0; i < NW_ENTITY_COUNT; i++)
    if (nw_cue_finds(i)) rules[count++] = (nw_cue_rule){ i, i, strictness };
  cr_assert_eq(nw_cues_build(&cues, &alloc, rules, count, NULL), NEWEL_OK);
  f.compiled = cues;
  return f;
}

static void close_all(row_family *f) {
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_cues_free((nw_cues *)(uintptr_t)f->compiled, &alloc);
}

/* A row alone, behind a line, in brackets, behind a NUL byte. */
Test(cue, tables_hold_whole_and_in_pieces) {
  static const row_place places[] = { { ROW_PART(""), ROW_PART("") }, { ROW_PART("so it is:\n"), ROW_PART("\n") },
                                      { ROW_PART("("), ROW_PART("\n") }, { ROW_PART("\0"), ROW_PART("\n") } };
  row_family f = open_all(NW_STRICT_CONTEXT);
  uint64_t seed = 1;
  for (size_t i = 0; i < cue_row_count; i++)
    for (size_t place = 0; place < 4; place++) {
      const char *wrong = row_check(&f, &cue_rows[i], &places[place], &seed);
      cr_expect_null(wrong, "%s: '%s' (place %zu): %s", nw_entity_at(cue_rows[i].entity)->name, cue_rows[i].text, place, wrong);
    }
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
  static const row_place nothing = { ROW_PART(""), ROW_PART("") };
  row_family f = open_all(NW_STRICT_CONTEXT);
  uint64_t seed = 7;
  for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++) {
    const char *wrong = row_check(&f, &alone[i], &nothing, &seed);
    cr_expect_null(wrong, "%s: %s", alone[i].text, wrong);
  }
  close_all(&f);
}

Test(cue, tables_have_twenty_rows) {
  unsigned rows[NW_ENTITY_COUNT] = { 0 };
  for (size_t i = 0; i < cue_row_count; i++) rows[cue_rows[i].entity]++;
  for (unsigned i = 0; i < NW_ENTITY_COUNT; i++)
    cr_expect(!nw_cue_finds(i) || rows[i] >= 20, "%s has %u rows", nw_entity_at(i)->name, rows[i]);
}

Test(cue, glued_texts_hold_in_pieces) {
  static const char *const joints[] = { " ", "", ".", "-", ": ", "=", "\"", "(", ") ", "\n", "{", "*", "\xC2\xA0", "\xE2\x80\x9C",
    "\xE2\x80\x99", "\xFF", "Mr ", "password ", "Dear ", "is ", "12 ", "St", "\xC3\x89mile ", "van ", "o", "A. ", "PIN" };
  const row_stock stock = { cue_rows, cue_row_count, joints, sizeof joints / sizeof joints[0] };
  char text[1024];
  for (uint64_t round = 0; round < 150; round++) {
    row_family f = open_all(round % 3 == 0 ? NW_STRICT_ANY : NW_STRICT_CONTEXT);
    uint64_t seed = round;
    size_t len = row_glue(text, 64 + split_below(&seed, 900), &stock, &seed);
    split_job job = row_job(&f, text, len);
    job.from = split_below(&seed, 4) == 0 ? split_below(&seed, len) : 0;
    nw_sink sink = { .alloc = nw_alloc_of(NULL) };
    const char *wrong = split_check(&job, &seed, &sink);
    cr_assert_null(wrong, "round %u: %s", (unsigned)round, wrong);
    for (size_t i = 0; i < sink.found.count; i++) cr_assert_geq(sink.found.at[i].start, job.from);
    nw_sink_free(&sink);
    close_all(&f);
  }
}

Test(cue, floods_are_linear) {
  static const char *const floods[] = { "Anna ", "1 A ", "password: ", "address: A ", "Mr Mr ", "is is ", "1 1 ", "Dear Dear\n", "12 Main ",
                                        "name: A. ", "PIN PIN is ", "Hauptstra\xC3\x9F\x65 ", "1 Anna Anna Anna Anna ", "via A " };
  for (int any = 0; any < 2; any++) {
    row_family f = open_all(any ? NW_STRICT_ANY : NW_STRICT_CONTEXT);
    for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
      uint64_t small = row_flood(&f, floods[i], 8192).work, large = row_flood(&f, floods[i], 65536).work;
      cr_expect(large <= 9 * small + 4096, "flood '%s' grows: %u, %u", floods[i], (unsigned)small, (unsigned)large);
      cr_expect(large <= 400 * (uint64_t)65536, "flood '%s': %u bytes read", floods[i], (unsigned)large);
    }
    close_all(&f);
  }
}

/* ---- one finding ---- */

/* The text has one finding, [start, end) of `entity`; entity NW_ENTITY_COUNT: none. */
static void expect_one(const row_family *f, const char *text, size_t from, unsigned entity, size_t start, size_t end) {
  row_outcome o = row_scan(f, text, strlen(text), from);
  size_t want = entity != NW_ENTITY_COUNT;
  cr_expect_eq(o.count, want, "'%s': %zu findings", text, o.count);
  if (o.count != 1 || !want) return;
  cr_expect(o.first.start == start && o.first.end == end && o.first.rule == entity, "'%s': %s [%zu, %zu)", text, o.first.type,
            o.first.start, o.first.end);
}

/* The key of a JSON value is context. */
Test(cue, keys_are_cues) {
  static const struct { const char *text; size_t from; size_t start, end; unsigned entity; } rows[] = {
    { "password: hunter2!X", 10, 10, 19, NW_ENTITY_PASSWORD },
    { "SecretAccessKey: d+tawRgGRzJOWnxVB4juGFGI3WTo95MK/EIS61YC", 17, 17, 57, NW_ENTITY_AWS_SECRET_KEY },
    { "account_number: 123456789", 16, 16, 25, NW_ENTITY_US_BANK_ACCOUNT_NUMBER },
    { "fullName: Kim Lee", 10, 10, 17, NW_ENTITY_NAME },
  };
  row_family f = open_all(NW_STRICT_CONTEXT);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    expect_one(&f, rows[i].text, rows[i].from, rows[i].entity, rows[i].start, rows[i].end);
  close_all(&f);
}

/* Proof, context, shape: what each strictness takes. */
Test(cue, strictness_is_how_much_evidence_counts) {
  static const struct { const char *text; unsigned entity; size_t start, end; uint8_t taken[3]; } rows[] = {  /* context, validated, any */
    { "health card 9241 370 878", NW_ENTITY_CA_HEALTH_NUMBER, 12, 24, { 1, 1, 1 } },
    { "health card 9241 370 879", NW_ENTITY_CA_HEALTH_NUMBER, 12, 24, { 1, 0, 1 } },
    { "take 9241 370 878 now",    NW_ENTITY_CA_HEALTH_NUMBER, 5, 17,  { 0, 0, 1 } },
    { "he is 40 years old",       NW_ENTITY_AGE,              6, 14,  { 1, 0, 1 } },
    { "for 40 years now",         NW_ENTITY_AGE,              4, 12,  { 0, 0, 1 } },
    { "Ho 34 anni e vivo a Roma", NW_ENTITY_AGE, 3, 10, { 1, 0, 1 } },
    { "Ho 10 anni di esperienza", NW_ENTITY_AGE, 3, 10, { 0, 0, 1 } },
    { "Мне 34 года и я врач", NW_ENTITY_AGE, 7, 18, { 1, 0, 1 } },
    { "Мне 3 года назад сказали", NW_ENTITY_AGE, 7, 17, { 0, 0, 1 } },
    { "34歳です", NW_ENTITY_AGE, 0, 5, { 1, 0, 1 } },
    { "34 yaşında bir kadın", NW_ENTITY_AGE, 0, 12, { 1, 0, 1 } },
    { "Госномер А123ВС77", NW_ENTITY_LICENSE_PLATE, 17, 28, { 1, 0, 1 } },
    { "numer rejestracyjny: WX 22487A", NW_ENTITY_LICENSE_PLATE, 21, 30, { 1, 0, 1 } },
    { "DOB 1980-02-03",           NW_ENTITY_DATE_OF_BIRTH,    4, 14,  { 1, 0, 1 } },
    { "on 1980-02-03",            NW_ENTITY_DATE_OF_BIRTH,    3, 13,  { 0, 0, 1 } },
    { "exp 12/27",                NW_ENTITY_CREDIT_DEBIT_CARD_EXPIRY, 4, 9, { 1, 0, 1 } },
    { "so 12/27",                 NW_ENTITY_CREDIT_DEBIT_CARD_EXPIRY, 3, 8, { 0, 0, 1 } },
    { "see 12345678901",          NW_ENTITY_US_BANK_ACCOUNT_NUMBER, 4, 15, { 0, 0, 1 } },
    { "see C12345678",            NW_ENTITY_US_PASSPORT_NUMBER, 0, 0, { 0, 0, 0 } },
    { "see 123456789",            NW_ENTITY_US_PASSPORT_NUMBER, 4, 13, { 0, 0, 1 } },
    { "PIN 4711",                 NW_ENTITY_PIN,              4, 8,   { 1, 0, 1 } },
    { "so 4711",                  NW_ENTITY_PIN,              3, 7,   { 0, 0, 1 } },
    { "so 471",                   NW_ENTITY_CREDIT_DEBIT_CARD_CVV, 3, 6, { 0, 0, 1 } },
    { "Mr Jones",                 NW_ENTITY_NAME,             3, 8,   { 1, 0, 1 } },
    { "12 Baker Street",          NW_ENTITY_ADDRESS,          0, 15,  { 1, 0, 1 } },
  };
  nw_alloc alloc = nw_alloc_of(NULL);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    for (unsigned strictness = 0; strictness < 3; strictness++) {
      nw_cue_rule rule = { rows[i].entity, 0, (nw_strictness)strictness };
      nw_cues *cues;
      cr_assert_eq(nw_cues_build(&cues, &alloc, &rule, 1, NULL), NEWEL_OK);
      row_family f = { .family = &nw_cue_family, .compiled = cues, .work = nw_cue_work, .active = { 1 } };
      row_outcome o = row_scan(&f, rows[i].text, strlen(rows[i].text), 0);
      cr_expect_eq(o.count, rows[i].taken[strictness], "'%s', strictness %u: %zu", rows[i].text, strictness, o.count);
      if (o.count == 1) cr_expect(o.first.start == rows[i].start && o.first.end == rows[i].end, "'%s'", rows[i].text);
      nw_cues_free(cues, &alloc);
    }
}

Test(cue, refuses_other_entities) {
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_cues *cues;
  newel_error err;
  nw_cue_rule email = { NW_ENTITY_EMAIL, 0, 0 }, none = { NW_ENTITY_COUNT, 0, 0 };
  cr_assert_eq(nw_cues_build(&cues, &alloc, &email, 1, &err), NEWEL_E_UNSUPPORTED);
  cr_assert_str_eq(err.message, "entity 'EMAIL' has no cues");
  cr_assert_eq(nw_cues_build(&cues, &alloc, &none, 1, &err), NEWEL_E_ARGUMENT);
  nw_cues_free(NULL, &alloc);
}

/* ---- filters ---- */

Test(cue, a_number_is_put_where_its_bytes_allow_something) {
  static const struct { const char *text; int street, age; } rows[] = {
    { "12 Baker", 1, 0 }, { "8 rue de", 1, 0 }, { "8 Rue de", 1, 0 }, { "7 friends", 0, 0 }, { "7 or 8", 0, 0 }, { "10am on", 0, 0 },
    { "12b Mill", 1, 0 }, { "5th Ave", 1, 0 }, { "16gb ram", 0, 0 }, { "7 years", 0, 1 }, { "12, rue", 1, 0 }, { "3/4 Elm", 1, 0 }, { "5 \xc3\x9ctc", 1, 1 },
    { "1234567 Elm", 0, 0 }, { "42", 0, 0 }, { "5-year plan", 0, 1 }, { "12-bis rue", 1, 0 }, { "12-24 Elm", 1, 0 }, { "2,000 Elm", 0, 0 },
    { "2017, when", 0, 0 }, { "12,Main St", 1, 0 }, { "12, 3rd Cross", 1, 0 }, { "3f0 Elm", 0, 0 },
    { "3 questions", 0, 0 }, { "3 quai", 1, 0 }, { "12 and more", 0, 0 }, { "7 rang", 1, 0 }, { "3 months", 0, 1 }, { "3 more", 0, 0 },
    { "3.5 years", 0, 1 }, { "3.5 moles", 0, 0 }, { "3-1/2 years", 1, 1 }, { "8 am", 1, 0 }, { "8 amps", 0, 0 },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    nw_scan scan = { .data = (const unsigned char *)rows[i].text, .end = strlen(rows[i].text), .final = 1 };
    nw_cue_number_front front = nw_cue_front_of(&scan, 0);
    cr_expect_eq(front.street, rows[i].street, "%s", rows[i].text);
    cr_expect_eq(front.age, rows[i].age, "%s", rows[i].text);
  }
}

Test(cue, no_group_of_a_longer_number_is_a_house) {
  static const struct { const char *text; size_t at; int street, open; } rows[] = {
    { "4111 1111 1111 1111 Elm Road", 0, 0, 0 }, { "4111 1111 1111 1111 Elm Road", 5, 0, 0 },
    { "4111 1111 1111 1111 Elm Road", 15, 0, 0 }, { "415-555-0132 Elm Road", 0, 0, 0 }, { "415-555-0132 Elm Road", 4, 0, 0 },
    { "415-555-0132 Elm Road", 8, 0, 0 }, { "110 00 12 Elm Road", 7, 1, 0 }, { "12-14 Elm Road", 3, 1, 0 },
    { "12345-6789 Elm Road", 6, 1, 0 }, { "4111 1111, 12 Elm Road", 11, 1, 0 }, { "415-555-0132 12 Elm Road", 13, 1, 0 },
    { "12 5th Ave", 0, 1, 0 }, { "1234 5678 9012th Ave", 0, 1, 0 }, { "4111 1111 11", 0, 0, 1 }, { "4111 1111 1", 0, 1, 1 },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    nw_scan scan = { .data = (const unsigned char *)rows[i].text, .end = strlen(rows[i].text), .final = 1 };
    cr_expect_eq(nw_cue_front_of(&scan, rows[i].at).street, rows[i].street, "%s at %zu", rows[i].text, rows[i].at);
    scan.final = 0;
    cr_expect_eq(nw_cue_front_of(&scan, rows[i].at).open, rows[i].open, "%s at %zu", rows[i].text, rows[i].at);
  }
}

/* The filter lets through each unit of grammar/cue_age.re, however it is joined to its number. */
Test(cue, no_unit_of_age_is_refused_by_its_first_bytes) {
  static const char *const units[] = {
    "years", "yrs", "months", "mos", "mo", "weeks", "wks", "days", "jahre", "Jahren", "Monate", "ans", "an", "mois", "a\xc3\xb1os", "meses",
    "anni", "mesi", "lat", "lata", "jaar", "anos", "\xc3\xa5r", "vuotta", "let", "y/o", "yo", "y.o.", "Y.O", "YEARS",
  };
  static const char *const joints[] = { "", " ", "-", ".", "\xc2\xa0", ".5 ", " 1/2 ", "-1/2 ", "\xc2\xbd " };
  for (size_t u = 0; u < sizeof units / sizeof units[0]; u++)
    for (size_t j = 0; j < sizeof joints / sizeof joints[0]; j++) {
      char text[32];
      nw_cue_number_front front;
      (void)snprintf(text, sizeof text, "40%s%s", joints[j], units[u]);
      front = nw_cue_front_of(&(nw_scan){ .data = (const unsigned char *)text, .end = strlen(text), .final = 1 }, 0);
      cr_expect(front.age, "%s", text);
    }
}

/* The same for the verbs and fillers of grammar/cue_gap.re, and for signs. */
Test(cue, no_gap_is_refused_by_its_first_bytes) {
  static const char *const gaps[] = {
    ":", " :", " = ", " - ", "\n", " (work): ", " is ", " was ", " are ", " ist ", " lautet ", " est ", " es ", " to ", " jest ", " set to ", " er ",
    " je ", " este ", " ay ", " adalah ", " ialah ", " will be ", " changed to ", " reset to ", " would be ", " equals ", " number ", " num ",
    " no. ", " nr ", " code ", " date ", " id ", " value ", " of ", " de ", " von ", " di ", " for ", " plate ", " card ", " record ",
    " registration ", " key ", " from ", " on ", " the ", " account ", " ending in ", " reads ", " tag ", " serial ", " as ", " by ", " book ",
    " \xc3\xa8 ", " \"",
  };
  static const uint8_t hows[] = { NW_CUE_SIGN, NW_CUE_LABEL, NW_CUE_HEAD, NW_CUE_FIELD };
  for (size_t g = 0; g < sizeof gaps / sizeof gaps[0]; g++)
    for (size_t h = 0; h < sizeof hows; h++) {
      char text[32];
      nw_cue cue = { .text = "user", .len = 4, .first_len = 4, .how = hows[h] };
      (void)snprintf(text, sizeof text, "%sX", gaps[g]);
      cr_expect(nw_cue_may_follow(&cue, (const unsigned char *)text, strlen(text)), "'%s'", gaps[g]);
    }
}

/* Addresses far from numbers, and behind other ones: the same whether names are looked for or not. */
Test(cue, addresses_are_the_same_without_names) {
  static const struct { const char *text; size_t count; } rows[] = {
    { "Travel blogger and coffee lover, based in San Francisco, CA. Excited to attend the conference, see you all there.", 1 },
    { "so it was all good and so on and on and on and on and on and on. Los Angeles, CA", 0 },
    { "Location: Los Angeles, CA\nBio: Fitness and coffee and so on and so on and so on.", 1 },
    { "Send it to 12 Baker Street, London NW1 6XE. That is all", 1 },
  };
  for (int names = 0; names < 2; names++) {
    nw_alloc alloc = nw_alloc_of(NULL);
    nw_cue_rule rules[] = { { NW_ENTITY_ADDRESS, 0, NW_STRICT_CONTEXT }, { NW_ENTITY_NAME, 1, NW_STRICT_CONTEXT } };
    nw_cues *cues;
    cr_assert_eq(nw_cues_build(&cues, &alloc, rules, 1 + (size_t)names, NULL), NEWEL_OK);
    row_family f = { .family = &nw_cue_family, .compiled = cues, .work = nw_cue_work, .active = { 1 } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
      cr_expect_eq(row_scan(&f, rows[i].text, strlen(rows[i].text), 0).count, rows[i].count, "'%s'", rows[i].text);
    nw_cues_free(cues, &alloc);
  }
}

/* Each sentence word is in the table, but for names; its list and what it is asked by agree. */
Test(cue, sentence_words_stand_in_the_table) {
  row_family f = open_all(NW_STRICT_CONTEXT);
  size_t count = 0, common = 0;
  for (const char *word; (word = nw_stop_word(count)) != NULL; count++) {
    unsigned char text[NW_STOP_BYTES + 8] = { 0 };
    size_t len = strlen(word);
    memcpy(text, word, len);
    int is_common = (int)(nw_cue_word_kinds(f.compiled, text, len) >> NW_CUE_COMMON & 1);
    cr_expect_neq(nw_stop_flags(word, len), 0, "%s", word);
    cr_expect_eq(is_common, !(nw_name_kinds(text, len) & NW_NAME_ANY), "%s", word);
    common += (size_t)is_common;
  }
  cr_expect_geq(common, 200);
  close_all(&f);
}
