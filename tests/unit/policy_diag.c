/* Diagnostics: order, the limit, and what people and programs are shown. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/slice.h"
#include "policy/diag.h"

static nw_place at(const char *source, uint32_t line, uint32_t column, uint32_t end_column) {
  nw_place place = { newel_slice_of(source), line, column, end_column };
  return place;
}

static newel_diagnostics *open_diags(void) {
  nw_alloc alloc = nw_alloc_of(NULL);
  newel_diagnostics *diags = nw_diag_open(&alloc);
  cr_assert_not_null(diags);
  return diags;
}

static void expect_shown(const newel_diagnostics *diags, newel_render how, const char *expected) {
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  cr_assert_eq(newel_diagnostics_write(diags, how, nw_buf_write, &out, NULL), NEWEL_OK);
  nw_buf_add_char(&out, '\0');
  cr_expect_str_eq(out.data, expected);
  nw_buf_free(&out);
}

Test(policy_diag, text_with_line_and_caret) {
  newel_diagnostics *diags = open_diags();
  nw_place place = at("policy.yaml", 2, 3, 8);
  cr_assert(nw_diag_source(diags, place.source, NW_LIT("newel: 1\n  acton: block\r\n")));
  nw_diag_add_advice(diags, NW_DIAG_DUPLICATE_KEY, &place, "did you mean 'action'?", "acton");
  expect_shown(diags, NEWEL_RENDER_TEXT,
               "policy.yaml:2:3: error[E0010]: key 'acton' is written twice\n"
               "    2 |   acton: block\n"
               "      |   ^~~~~\n"
               "      = did you mean 'action'?\n");
  expect_shown(diags, NEWEL_RENDER_COLOR,
               "\x1b[1mpolicy.yaml:2:3: \x1b[0m\x1b[1;31merror[E0010]:\x1b[0m key 'acton' is written twice\n"
               "\x1b[2m    2 |\x1b[0m   acton: block\n"
               "\x1b[2m      |\x1b[0m   \x1b[1;31m^~~~~\x1b[0m\n"
               "\x1b[2m      =\x1b[0m did you mean 'action'?\n");
  expect_shown(diags, NEWEL_RENDER_JSON,
               "[\n  {\n    \"severity\": \"error\",\n    \"code\": \"E0010\",\n    \"message\": \"key 'acton' is written twice\",\n"
               "    \"advice\": \"did you mean 'action'?\",\n    \"source\": \"policy.yaml\",\n    \"line\": 2,\n    \"column\": 3,\n"
               "    \"end_column\": 8\n  }\n]\n");
  newel_diagnostics_free(diags);
}

/* Tabs, escapes, wide characters and places behind the line: the caret stands below what it means. */
Test(policy_diag, caret_follows_the_line) {
  static const struct { const char *line; uint32_t column, end_column; const char *shown, *below; } rows[] = {
    { "\tx: 1", 2, 3, "    x: 1", "    ^" },
    { "ab\tx: 1", 4, 5, "ab  x: 1", "    ^" },
    { "a\x1b[2Jb", 6, 7, "a\\x1B[2Jb", "        ^" },
    { "\xC3\xA9\xE6\x97\xA5: z", 5, 6, "\xC3\xA9\xE6\x97\xA5: z", "    ^" },
    { "a\xE2\x80\xAE: z", 5, 6, "a\\u202E: z", "         ^" },
    { "abc", 4, 5, "abc", "   ^" },
    { "abc", 1, 9, "abc", "^~~" },
    { "", 1, 2, "", "^" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    newel_diagnostics *diags = open_diags();
    nw_place place = at("p", 1, rows[i].column, rows[i].end_column);
    char expected[256];
    cr_assert(nw_diag_source(diags, place.source, newel_slice_of(rows[i].line)));
    nw_diag_add(diags, NW_DIAG_FIRST_KEY, &place, "k");
    (void)snprintf(expected, sizeof expected, "p:1:%u: note[N0010]: the first 'k' is here\n    1 | %s\n      | %s\n", rows[i].column, rows[i].shown, rows[i].below);
    expect_shown(diags, NEWEL_RENDER_TEXT, expected);
    newel_diagnostics_free(diags);
  }
}

Test(policy_diag, long_line_is_cut_around_the_caret) {
  newel_diagnostics *diags = open_diags();
  char line[1000];
  memset(line, 'a', sizeof line);
  line[499] = 'X';
  nw_place place = at("p", 1, 500, 501);
  cr_assert(nw_diag_source(diags, place.source, nw_slice(line, sizeof line)));
  nw_diag_add(diags, NW_DIAG_EMPTY_FILE, &place);
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  cr_assert_eq(newel_diagnostics_write(diags, NEWEL_RENDER_TEXT, nw_buf_write, &out, NULL), NEWEL_OK);
  nw_buf_add_char(&out, '\0');
  const char *shown = strstr(out.data, "1 | "), *caret = strchr(out.data, '^'), *x = strchr(out.data, 'X');
  cr_assert(shown != NULL && caret != NULL && x != NULL);
  cr_expect_eq(strncmp(shown, "1 | ...aaa", 10), 0);
  cr_expect_eq(x - shown, caret - (strstr(out.data, "\n      | ") + 5), "the caret stands below the X");
  nw_buf_free(&out);
  newel_diagnostics_free(diags);
}

Test(policy_diag, names_cannot_drive_a_terminal) {
  newel_diagnostics *diags = open_diags();
  nw_place place = at("p\n\x1b[2J", 0, 0, 0);
  nw_diag_add(diags, NW_DIAG_ANCHOR, &place, "x\x1b]0;t\x07\n\xFF\xC2\x9B");
  expect_shown(diags, NEWEL_RENDER_TEXT,
               "p\\n\\x1B[2J: error[E0011]: anchor '&x\\x1B]0;t\\x07\\n\\xFF\\x9B': a policy has no anchors\n"
               "      = write the value in quotes if it is a text; else leave the anchor out\n");
  newel_diagnostics_free(diags);
}

Test(policy_diag, sorted_with_notes_behind_their_head) {
  newel_diagnostics *diags = open_diags();
  nw_place a9 = at("a", 9, 1, 2), a1 = at("a", 1, 1, 2), b1 = at("b", 1, 1, 2), a3 = at("a", 3, 5, 6), a3b = at("a", 3, 2, 3);
  cr_assert(nw_diag_source(diags, NW_LIT("a"), NW_LIT("x")));
  nw_diag_add(diags, NW_DIAG_EMPTY_FILE, &b1);
  nw_diag_add(diags, NW_DIAG_DUPLICATE_KEY, &a9, "k");
  nw_diag_add(diags, NW_DIAG_FIRST_KEY, &a1, "k");
  nw_diag_add(diags, NW_DIAG_MERGE_KEY, &a3);
  nw_diag_add(diags, NW_DIAG_MERGE_KEY, &a3b);
  newel_error err;
  cr_assert_eq(nw_diag_finish(diags, &err), NEWEL_E_POLICY);
  char got[200] = "";
  for (size_t i = 0; i < newel_diagnostics_total(diags); i++) {
    newel_diagnostic d = newel_diagnostics_at(diags, i);
    (void)snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s:%u:%u", i == 0 ? "" : " ", d.source.data, d.line, d.column);
  }
  cr_expect_str_eq(got, "a:3:2 a:3:5 a:9:1 a:1:1 b:1:1");
  cr_expect_str_eq(err.source, "a");
  cr_expect_eq(err.line, 3);
  cr_expect_eq(err.column, 2);
  cr_expect_eq(newel_diagnostics_count(diags, NEWEL_SEVERITY_ERROR), 4);
  cr_expect_eq(newel_diagnostics_count(diags, NEWEL_SEVERITY_NOTE), 1);
  newel_diagnostics_free(diags);
}

Test(policy_diag, limit_says_how_many_are_left_out) {
  newel_diagnostics *diags = open_diags();
  for (uint32_t i = 1; i <= NW_LIMIT_DIAGNOSTICS; i++) {
    nw_place place = at("p", i, 1, 2);
    nw_diag_add(diags, NW_DIAG_FIRST_KEY, &place, "k");  /* notes alone: no error yet */
  }
  cr_expect_eq(nw_diag_finish(diags, NULL), NEWEL_OK);
  cr_expect_eq(newel_diagnostics_total(diags), NW_LIMIT_DIAGNOSTICS);
  nw_place place = at("p", 7, 1, 2);
  nw_diag_add(diags, NW_DIAG_DUPLICATE_KEY, &place, "k");  /* the first error is always listed */
  nw_diag_add(diags, NW_DIAG_DUPLICATE_KEY, &place, "k");
  nw_diag_add(diags, NW_DIAG_FIRST_KEY, &place, "k");
  cr_expect_eq(nw_diag_finish(diags, NULL), NEWEL_E_POLICY);
  cr_expect_eq(newel_diagnostics_total(diags), NW_LIMIT_DIAGNOSTICS + 1);
  newel_diagnostic last = newel_diagnostics_at(diags, NW_LIMIT_DIAGNOSTICS);
  cr_expect_str_eq(last.code.data, "N0001");
  cr_expect_str_eq(last.message.data, "3 more remarks are left out");
  cr_expect_eq(newel_diagnostics_at(diags, NW_LIMIT_DIAGNOSTICS + 1).code.len, 0);
  newel_diagnostics_free(diags);
}

Test(policy_diag, sarif) {
  newel_diagnostics *diags = open_diags();
  nw_place place = at("a b/p.yaml", 2, 3, 8);
  nw_diag_add(diags, NW_DIAG_DUPLICATE_KEY, &place, "k");
  nw_diag_add(diags, NW_DIAG_DUPLICATE_KEY, &place, "k");
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  cr_assert_eq(newel_diagnostics_write(diags, NEWEL_RENDER_SARIF, nw_buf_write, &out, NULL), NEWEL_OK);
  nw_buf_add_char(&out, '\0');
  static const char *const parts[] = { "\"version\": \"2.1.0\"", "\"columnKind\": \"unicodeCodePoints\"", "\"uri\": \"a%20b/p.yaml\"",
    "\"startLine\": 2", "\"startColumn\": 3", "\"endColumn\": 8", "\"ruleId\": \"E0010\"", "\"level\": \"error\"", ":1\"", ":2\"" };
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) cr_expect(strstr(out.data, parts[i]) != NULL, "%s", parts[i]);
  nw_buf_free(&out);
  newel_diagnostics_free(diags);
}

static int refuse(void *user, const char *data, size_t len) {
  (void)user, (void)data, (void)len;
  return 1;
}

Test(policy_diag, arguments_and_failing_writer) {
  newel_diagnostics *diags = open_diags();
  newel_error err;
  nw_place place = at("p", 1, 1, 2);
  nw_diag_add(diags, NW_DIAG_EMPTY_FILE, &place);
  nw_diag_add(NULL, NW_DIAG_EMPTY_FILE, &place);
  for (int how = NEWEL_RENDER_TEXT; how <= NEWEL_RENDER_SARIF; how++)
    cr_expect_eq(newel_diagnostics_write(diags, (newel_render)how, refuse, NULL, &err), NEWEL_E_IO);
  cr_expect_eq(newel_diagnostics_write(NULL, NEWEL_RENDER_TEXT, refuse, NULL, &err), NEWEL_E_ARGUMENT);
  cr_expect_eq(newel_diagnostics_total(NULL), 0);
  newel_diagnostics_free(NULL);
  newel_diagnostics_free(diags);
}

/* Codes are unique and their letter is their severity. */
Test(policy_diag, table_is_sound) {
  for (unsigned i = 0; i < NW_DIAG_COUNT; i++) {
    const nw_diag_info *info = nw_diag_at(i);
    cr_expect_eq(info->code[0], "EWN"[info->severity], "%s", info->name);
    cr_expect_eq(strlen(info->code), 5, "%s", info->name);
    for (unsigned k = 0; k < i; k++) cr_expect(strcmp(nw_diag_at(k)->code, info->code) != 0, "%s is used twice", info->code);
    for (const char *p = strchr(info->text, '%'); p != NULL; p = strchr(p + 2, '%')) cr_expect(p[1] == 's' || p[1] == '%', "%s", info->name);
  }
  cr_expect_null(nw_diag_at(NW_DIAG_COUNT));
}
