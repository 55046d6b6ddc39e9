/* Every row of grammar/diagnostics.def is triggered by its own example; the ones that need files or bulk are built here. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/slice.h"
#include "newel/newel.h"
#include "policy/diag.h"

static newel_engine *engine;

static int has(const newel_diagnostics *diags, const char *code) {
  for (size_t i = 0; i < newel_diagnostics_total(diags); i++) {
    if (nw_slice_is(newel_diagnostics_at(diags, i).code, code)) return 1;
  }
  return 0;
}

static void print(const newel_diagnostics *diags) {
  for (size_t i = 0; i < newel_diagnostics_total(diags); i++)
    fprintf(stderr, "  %s %s\n", newel_diagnostics_at(diags, i).code.data, newel_diagnostics_at(diags, i).message.data);
}

/* Parses, then compiles what parses (a guard has rows of its own), and looks for `code` among the remarks of both. */
static void expect(const char *name, const char *text, const char *code, newel_severity severity) {
  newel_policy *policy;
  newel_guard *guard = NULL;
  newel_diagnostics *parsed, *compiled = NULL;
  int result = newel_policy_parse(&policy, engine, newel_slice_of(text), NULL, &parsed, NULL);
  cr_assert_eq(policy != NULL, result == NEWEL_OK);
  if (result == NEWEL_OK) result = newel_guard_compile(&guard, policy, &compiled, NULL);
  int found = has(parsed, code) || (compiled != NULL && has(compiled, code));
  if (!found) print(parsed), print(compiled);
  cr_expect(found, "%s: the example gives no %s", name, code);
  cr_expect_eq(result, severity == NEWEL_SEVERITY_ERROR ? NEWEL_E_POLICY : NEWEL_OK, "%s: result %d", name, result);
  newel_guard_free(guard);
  newel_policy_free(policy);
  newel_diagnostics_free(parsed);
  newel_diagnostics_free(compiled);
}

Test(policy_check, every_example_triggers_its_row) {
  cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  for (unsigned id = 0; id < NW_DIAG_COUNT; id++) {
    const nw_diag_info *info = nw_diag_at(id);
    if (info->example[0] != '\0') expect(info->name, info->example, info->code, info->severity);
  }
  newel_engine_free(engine);
}

Test(policy_check, codes_are_unique) {
  for (unsigned a = 0; a < NW_DIAG_COUNT; a++) {
    for (unsigned b = 0; b < a; b++) cr_expect_str_neq(nw_diag_at(a)->code, nw_diag_at(b)->code);
    cr_expect_eq(nw_diag_at(a)->code[0], "EWN"[nw_diag_at(a)->severity]);
  }
}

/* Rows without an example: files and loader rows are covered by the loader's tests, E0207, E0208 and E0409 by policy_decode; these need bulk. */
Test(policy_check, rows_that_need_bulk) {
  nw_buf text;
  char cell[64];
  cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  nw_buf_init(&text, nw_alloc_of(NULL));
  nw_buf_add_text(&text, "newel: 1\nname: p\nwords: {w: [");
  for (int i = 0; i < 401; i++) nw_buf_add_char(&text, 'a');
  nw_buf_add(&text, "]}\n", 4);
  expect("WORD_TOO_LONG", text.data, "E0404", NEWEL_SEVERITY_ERROR);
  nw_buf_clear(&text);
  nw_buf_add_text(&text, "newel: 1\nname: p\nregexes: {r: {action: BLOCK, pattern: ");
  for (int i = 0; i < 4097; i++) nw_buf_add_char(&text, 'a');
  nw_buf_add(&text, "}}\n", 4);
  expect("PATTERN_TOO_LONG", text.data, "E0501", NEWEL_SEVERITY_ERROR);
  nw_buf_clear(&text);
  nw_buf_add_text(&text, "newel: 1\nname: p\nregexes:\n");
  for (unsigned i = 0; i <= NW_LIMIT_REGEX_RULES; i++) nw_buf_addf(&text, "  r%u: {action: BLOCK, pattern: a}\n", i);
  nw_buf_add(&text, "", 1);
  expect("TOO_MANY_REGEXES", text.data, "E0502", NEWEL_SEVERITY_ERROR);
  nw_buf_clear(&text);
  nw_buf_add_text(&text, "newel: 1\nname: p\npii: {EMAIL: BLOCK}\nallow:\n  values:\n");
  for (int i = 0; i < 100001; i++) {
    (void)snprintf(cell, sizeof cell, "  - v%d\n", i);
    nw_buf_add_text(&text, cell);
  }
  nw_buf_add(&text, "", 1);
  expect("ALLOW_TOO_LONG", text.data, "E0602", NEWEL_SEVERITY_ERROR);
  nw_buf_free(&text);
  newel_engine_free(engine);
}

Test(policy_check, all_errors_in_one_run_with_advice) {
  newel_policy *policy;
  newel_diagnostics *diags;
  newel_slice text = NW_LIT("newel: 1\nname: p\ncontent: {HAET: HIGH}\n"
                              "pii: {EMAIL: MASK, PHONE: block, GITHUB_TOKEN: BLOCK}\nregexs: {}\n");
  cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  cr_assert_eq(newel_policy_parse(&policy, engine, text, NULL, &diags, NULL), NEWEL_E_POLICY);
  static const struct { const char *code, *advice; uint32_t line; } rows[] = {
    { "E0101", "did you mean 'HATE'?", 3 }, { "E0105", "did you mean 'ANONYMIZE'?", 4 }, { "E0105", "did you mean 'BLOCK'?", 4 },
    { "E0101", "it is a token; write 'secrets: BLOCK', which finds all of them", 4 },
    { "E0101", "did you mean 'regexes'?", 5 } };
  cr_assert_eq(newel_diagnostics_total(diags), 5);
  for (size_t i = 0; i < 5; i++) {
    newel_diagnostic d = newel_diagnostics_at(diags, i);
    cr_expect_str_eq(d.code.data, rows[i].code);
    cr_expect_str_eq(d.advice.data, rows[i].advice);
    cr_expect_eq(d.line, rows[i].line);
  }
  newel_diagnostics_free(diags);
  newel_engine_free(engine);
}
