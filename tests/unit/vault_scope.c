/* vault/scope.h: numbering, saved form, refusals, the limit. */
#include "vault/scope.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/slice.h"

static newel_engine *engine_with(newel_slice key) {
  newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
  newel_engine *engine;
  options.key = key;
  cr_assert(newel_engine_open(&engine, &options, NULL) == NEWEL_OK);
  return engine;
}

static newel_engine *with_key(void) { return engine_with(NW_LIT("0123456789abcdef")); }

static newel_scope *open_scope(newel_engine *engine) {
  newel_scope *scope;
  cr_assert(newel_scope_open(&scope, engine, NULL) == NEWEL_OK);
  return scope;
}

static void check_numbering(newel_engine *engine) {
  newel_scope *scope = open_scope(engine);
  for (unsigned round = 0; round < 3; round++) {
    cr_assert(nw_scope_number(scope, "EMAIL", NW_LIT("ann@example.com")) == 1);
    cr_assert(nw_scope_number(scope, "EMAIL", NW_LIT("bob@example.com")) == 2);
    cr_assert(nw_scope_number(scope, "PHONE", NW_LIT("ann@example.com")) == 1);
    cr_assert(nw_scope_number(scope, "EMAIL", NW_LIT("ann@example.com")) == 1);
    cr_assert(nw_scope_number(scope, "EMAIL", NW_LIT("a\0b")) == 3);
    cr_assert(nw_scope_number(scope, "EMAIL", NW_LIT("a")) == 4);
    cr_assert(nw_scope_number(scope, "EMAIL", newel_slice_of(NULL)) == 5);
    cr_assert(nw_scope_number(scope, "EMAI", NW_LIT("Lann@example.com")) == 1);
    if (round == 1) nw_scope_clear(scope);
  }
  newel_scope_free(scope);
  newel_engine_free(engine);
}

Test(vault_scope, numbers_per_type) {
  check_numbering(with_key());
  check_numbering(engine_with(newel_slice_of(NULL)));
}

static int64_t number_of(newel_scope *scope, unsigned i) {
  char value[32];
  (void)snprintf(value, sizeof value, "value %u", i);
  return nw_scope_number(scope, i % 2 ? "A" : "B", newel_slice_of(value));
}

static nw_buf save(const newel_scope *scope) {
  nw_buf out;
  newel_error err;
  nw_buf_init(&out, nw_alloc_of(NULL));
  cr_assert(newel_scope_save(scope, nw_buf_write, &out, &err) == NEWEL_OK, "%s", err.message);
  return out;
}

Test(vault_scope, a_saved_scope_goes_on) {
  newel_engine *engine = with_key();
  newel_scope *scope = open_scope(engine), *loaded;
  for (unsigned i = 0; i < 1000; i++) cr_assert(number_of(scope, i) == i / 2 + 1);
  nw_buf saved = save(scope);
  cr_assert(newel_scope_load(&loaded, engine, nw_buf_slice(&saved), NULL) == NEWEL_OK);
  nw_buf again = save(loaded);
  cr_assert(nw_slice_eq(nw_buf_slice(&saved), nw_buf_slice(&again)), "saving a loaded scope gives other bytes");
  for (unsigned i = 0; i < 1200; i++) cr_assert(number_of(loaded, i) == i / 2 + 1);
  newel_scope_free(loaded);
  newel_scope_free(scope);
  nw_buf_free(&saved);
  nw_buf_free(&again);
  newel_engine_free(engine);
}

/* The same numbering gives the same bytes, whatever the order of the types. */
Test(vault_scope, saved_bytes) {
  newel_engine *engine = with_key();
  newel_scope *one = open_scope(engine), *two = open_scope(engine);
  (void)nw_scope_number(one, "PHONE", NW_LIT("x"));
  (void)nw_scope_number(one, "EMAIL", NW_LIT("y"));
  (void)nw_scope_number(two, "EMAIL", NW_LIT("y"));
  (void)nw_scope_number(two, "PHONE", NW_LIT("x"));
  nw_buf a = save(one), b = save(two);
  cr_assert(nw_slice_eq(nw_buf_slice(&a), nw_buf_slice(&b)));
  static const char begin[] = "{\"scope\":\"newel.scope/1\",\"types\":{\"EMAIL\":[\"";
  cr_assert(a.len > sizeof begin && memcmp(a.data, begin, sizeof begin - 1) == 0, "%.*s", (int)a.len, a.data);
  nw_buf_free(&a);
  nw_buf_free(&b);
  newel_scope_free(one);
  newel_scope_free(two);
  newel_engine_free(engine);
}

static int load_code(newel_engine *engine, newel_slice saved) {
  newel_scope *scope = (newel_scope *)1;
  newel_error err;
  int code = newel_scope_load(&scope, engine, saved, &err);
  cr_assert((scope == NULL) == (code != NEWEL_OK) && err.code == code && (code == NEWEL_OK) == (err.message[0] == '\0'));
  newel_scope_free(scope);
  return code;
}

Test(vault_scope, refuses_what_it_did_not_write) {
  newel_engine *engine = with_key(), *other = engine_with(NW_LIT("another key of 16 bytes or more")), *none = engine_with(NW_LIT(""));
  newel_scope *scope = open_scope(engine);
  for (unsigned i = 0; i < 4; i++) (void)number_of(scope, i);
  nw_buf saved = save(scope);
  newel_slice text = nw_buf_slice(&saved);
  cr_assert(load_code(engine, text) == NEWEL_OK);
  cr_assert(load_code(other, text) == NEWEL_E_FORMAT);
  cr_assert(load_code(none, text) == NEWEL_E_UNSUPPORTED);
  for (size_t len = 0; len + 1 < text.len; len++) cr_assert(load_code(engine, nw_slice(text.data, len)) == NEWEL_E_FORMAT);
  for (size_t i = 0; i + 1 < text.len; i++) {
    saved.data[i] ^= 1;
    cr_assert(load_code(engine, text) == NEWEL_E_FORMAT, "byte %zu", i);
    saved.data[i] ^= 1;
  }
  static const char *const broken[] = { "", "[]", "{}", "null", "{\"scope\":\"newel.scope/2\",\"types\":{},\"mac\":\"\"}",
    "{\"scope\":\"newel.scope/1\",\"types\":[],\"mac\":\"\"}", "{\"scope\":\"newel.scope/1\",\"types\":{\"A\":1},\"mac\":\"\"}",
    "{\"scope\":\"newel.scope/1\",\"types\":{\"A\":[1]},\"mac\":\"\"}", "{\"scope\":\"newel.scope/1\",\"types\":{},\"mac\":1}",
    "{\"scope\":\"newel.scope/1\",\"types\":{},\"mac\":\"\",\"x\":1}" };
  for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
    cr_assert(load_code(engine, newel_slice_of(broken[i])) == NEWEL_E_FORMAT, "row %zu", i);
  nw_buf_free(&saved);
  newel_scope_free(scope);
  newel_engine_free(engine);
  newel_engine_free(other);
  newel_engine_free(none);
}

static int refuse(void *user, const char *data, size_t len) {
  (void)user;
  (void)data;
  return len > 0;
}

Test(vault_scope, saving_can_fail) {
  newel_engine *engine = with_key(), *none = engine_with(NW_LIT(""));
  newel_scope *scope = open_scope(engine), *keyless = open_scope(none);
  newel_error err;
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  cr_assert(newel_scope_save(scope, refuse, NULL, &err) == NEWEL_E_IO);
  cr_assert(newel_scope_save(keyless, nw_buf_write, &out, &err) == NEWEL_E_UNSUPPORTED && err.advice[0] != '\0' && out.len == 0);
  cr_assert(newel_scope_save(NULL, refuse, NULL, &err) == NEWEL_E_ARGUMENT);
  cr_assert(newel_scope_open(NULL, engine, &err) == NEWEL_E_ARGUMENT);
  newel_scope_free(scope);
  cr_assert(newel_scope_open(&scope, NULL, &err) == NEWEL_E_ARGUMENT && scope == NULL);
  newel_scope_free(keyless);
  newel_scope_free(NULL);
  newel_engine_free(engine);
  newel_engine_free(none);
}

Test(vault_scope, limit) {
  newel_engine *engine = with_key();
  newel_scope *scope = open_scope(engine);
  for (uint32_t i = 0; i < NW_LIMIT_SCOPE_ENTRIES; i++)
    if (nw_scope_number(scope, "T", nw_slice((const char *)&i, sizeof i)) != (int64_t)i + 1) cr_assert(0, "entry %u", i);
  uint32_t first = 0, last = NW_LIMIT_SCOPE_ENTRIES - 1, over = NW_LIMIT_SCOPE_ENTRIES;
  cr_assert(nw_scope_number(scope, "T", nw_slice((const char *)&over, sizeof over)) == 0);
  cr_assert(nw_scope_number(scope, "U", NW_LIT("x")) == 0);
  cr_assert(nw_scope_number(scope, "T", nw_slice((const char *)&first, sizeof first)) == 1);
  cr_assert(nw_scope_number(scope, "T", nw_slice((const char *)&last, sizeof last)) == (int64_t)last + 1);
  newel_scope_free(scope);
  newel_engine_free(engine);
}
