/* newel.lock: what is read, what is refused, what is written. */
#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/slice.h"
#include "newel/lock.h"

#define HASH "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define ENTRY(name, account, region, id, version) \
  "{\"name\":\"" name "\",\"account\":\"" account "\",\"region\":\"" region "\",\"id\":\"" id "\",\"arn\":\"arn:aws:bedrock:" \
  region ":" account ":guardrail/" id "\",\"version\":\"" version "\",\"projection\":\"" HASH "\"}"
#define LOCK(entries) "{\"newel_lock\":1,\"guardrails\":[" entries "]}"
#define A "123456789012"
#define B "210987654321"

static newel_engine *engine;
static void setup(void) { cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK); }
static void teardown(void) { newel_engine_free(engine); }
TestSuite(lock, .init = setup, .fini = teardown);

static newel_lock *parse(const char *text) {
  newel_lock *lock = NULL;
  newel_error err;
  cr_assert_eq(newel_lock_parse(&lock, engine, newel_slice_of(text), &err), NEWEL_OK, "%s: %s", text, err.message);
  return lock;
}

Test(lock, finds) {
  newel_lock *lock = parse(LOCK(ENTRY("p", A, "us-east-1", "aa1", "3") "," ENTRY("p", B, "us-east-1", "bb1", "DRAFT") ","
                                ENTRY("q", A, "eu-west-1", "cc1", "12345678")));
  static const struct { const char *name, *region, *account; size_t count; const char *id; } rows[] = {
    { "p", "us-east-1", A, 1, "aa1" }, { "p", "us-east-1", "", 2, "aa1" }, { "p", "", B, 1, "bb1" }, { "q", "", "", 1, "cc1" },
    { "q", "us-east-1", "", 0, "" },   { "", "", "", 3, "aa1" },           { "r", "", "", 0, "" } };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    newel_lock_entry entry;
    size_t count = newel_lock_find(lock, newel_slice_of(rows[i].name), newel_slice_of(rows[i].region),
                                   newel_slice_of(rows[i].account), &entry);
    cr_expect_eq(count, rows[i].count, "row %zu: %zu", i, count);
    cr_expect(nw_slice_is(entry.id, rows[i].id), "row %zu", i);
  }
  cr_expect_eq(newel_lock_at(lock, 3).name.len, 0);
  newel_lock_free(lock);
}

Test(lock, refuses) {
  static const struct { const char *text; int code; const char *what; } rows[] = {
    { "[]", NEWEL_E_FORMAT, "newel_lock" },
    { "{\"newel_lock\":2,\"guardrails\":[]}", NEWEL_E_UNSUPPORTED, "version" },
    { "{\"newel_lock\":1}", NEWEL_E_FORMAT, "guardrails" },
    { "{\"newel_lock\":1,\"guardrails\":[],\"more\":1}", NEWEL_E_FORMAT, "guardrails" },
    { "<<<<<<< HEAD\n" LOCK(""), NEWEL_E_FORMAT, "" },
    { LOCK("{\"name\":\"p\"}"), NEWEL_E_FORMAT, "an entry has" },
    { LOCK("7"), NEWEL_E_FORMAT, "an entry has" },
    { LOCK(ENTRY("p", A, "us-east-1", "aa1", "3") "," ENTRY("p", A, "us-east-1", "bb1", "3")), NEWEL_E_FORMAT, "twice" },
    { LOCK(ENTRY("p q", A, "us-east-1", "aa1", "3")), NEWEL_E_FORMAT, "'name'" },
    { LOCK(ENTRY("p", "12", "us-east-1", "aa1", "3")), NEWEL_E_FORMAT, "'account'" },
    { LOCK(ENTRY("p", A, "us east", "aa1", "3")), NEWEL_E_FORMAT, "'region'" },
    { LOCK(ENTRY("p", A, "us-east-1", "AA1", "3")), NEWEL_E_FORMAT, "'id'" },
    { LOCK(ENTRY("p", A, "us-east-1", "aa1", "0")), NEWEL_E_FORMAT, "'version'" },
    { LOCK(ENTRY("p", A, "us-east-1", "aa1", "123456789")), NEWEL_E_FORMAT, "'version'" },
    { LOCK("{\"name\":\"p\",\"account\":\"" A "\",\"region\":\"us-east-1\",\"id\":\"aa1\",\"arn\":\"arn:aws:bedrock:us-east-2:" A
           ":guardrail/aa1\",\"version\":\"3\",\"projection\":\"" HASH "\"}"), NEWEL_E_FORMAT, "'arn'" },
    { LOCK("{\"name\":\"p\",\"account\":\"" A "\",\"region\":\"us-east-1\",\"id\":\"aa1\",\"arn\":\"arn:aws:bedrock:us-east-1:" A
           ":guardrail/aa1\",\"version\":\"3\",\"projection\":\"12\"}"), NEWEL_E_FORMAT, "'projection'" } };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    newel_lock *lock = NULL;
    newel_error err;
    cr_expect_eq(newel_lock_parse(&lock, engine, newel_slice_of(rows[i].text), &err), rows[i].code, "row %zu: %s", i,
                 err.message);
    cr_expect_null(lock);
    cr_expect_not_null(strstr(err.message, rows[i].what), "row %zu: %s", i, err.message);
    cr_expect_str_eq(err.source, "newel.lock", "row %zu", i);
    cr_expect(err.line > 0, "row %zu", i);
  }
}

Test(lock, writes_what_it_reads_in_order) {
  static const char text[] = LOCK(ENTRY("q", A, "eu-west-1", "cc1", "1") "," ENTRY("p", B, "us-east-1", "bb1", "2"));
  newel_lock *lock = parse(text), *again;
  newel_lock_entry entry = newel_lock_at(lock, 0);
  newel_error err;
  nw_buf first, second;
  nw_buf_init(&first, nw_alloc_of(NULL));
  nw_buf_init(&second, nw_alloc_of(NULL));
  cr_expect(nw_slice_is(entry.name, "p"));
  entry.version = NW_LIT("9");
  cr_assert_eq(newel_lock_put(lock, &entry, &err), NEWEL_OK);
  entry.region = NW_LIT("us-west-2");
  cr_assert_eq(newel_lock_put(lock, &entry, &err), NEWEL_E_FORMAT);  /* the ARN says otherwise */
  entry.arn = NW_LIT("arn:aws:bedrock:us-west-2:" B ":guardrail/bb1");
  cr_assert_eq(newel_lock_put(lock, &entry, &err), NEWEL_OK);
  cr_expect_eq(newel_lock_count(lock), 3);
  cr_assert_eq(newel_lock_write(lock, nw_buf_write, &first, &err), NEWEL_OK);
  nw_buf_add_char(&first, '\0');
  again = parse(first.data);
  cr_assert_eq(newel_lock_write(again, nw_buf_write, &second, &err), NEWEL_OK);
  nw_buf_add_char(&second, '\0');
  cr_expect_str_eq(first.data, second.data);
  cr_expect_not_null(strstr(first.data, "\"version\": \"9\""));
  cr_expect_eq(newel_lock_remove(again, entry.arn), 1);
  cr_expect_eq(newel_lock_remove(again, entry.arn), 0);
  cr_expect_eq(newel_lock_count(again), 2);
  newel_lock_free(again);
  newel_lock_free(lock);
  nw_buf_free(&first);
  nw_buf_free(&second);
}

Test(lock, an_empty_text_is_an_empty_lock) {
  newel_lock *lock = parse("");
  cr_expect_eq(newel_lock_count(lock), 0);
  newel_lock_free(lock);
  newel_lock_free(NULL);
}
