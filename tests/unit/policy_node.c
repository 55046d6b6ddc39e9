/* Reading a policy file into nodes: every bad input has its code and its place; limits hold at L and L + 1. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/slice.h"
#include "policy/node.h"

typedef struct reading { nw_alloc alloc; nw_arena arena; newel_diagnostics *diags; nw_node *root; newel_error err; int code; } reading;

static void read_text(reading *r, newel_slice text, int json) {
  r->alloc = nw_alloc_of(NULL);
  nw_arena_init(&r->arena, r->alloc);
  r->diags = nw_diag_open(&r->alloc);
  cr_assert(nw_node_read(&r->root, &r->arena, r->diags, NW_LIT("p"), text, json));
  r->code = nw_diag_finish(r->diags, &r->err);
}

static void done(reading *r) {
  newel_diagnostics_free(r->diags);
  nw_arena_free(&r->arena);
}

/* "E0010 3:1, N0010 2:1": the remarks of a text. */
static void places(const newel_diagnostics *diags, char *out, size_t size) {
  size_t used = 0;
  out[0] = '\0';
  for (size_t i = 0; i < newel_diagnostics_total(diags) && used < size; i++) {
    newel_diagnostic d = newel_diagnostics_at(diags, i);
    used += (size_t)snprintf(out + used, size - used, "%s%s %u:%u", i == 0 ? "" : ", ", d.code.data, d.line, d.column);
  }
}

typedef struct bad_input { newel_slice text; const char *expected; } bad_input;
#define BAD(text, expected) { { text, sizeof(text) - 1 }, expected }

static const bad_input bad_yaml[] = {
  BAD("", "E0002 0:0"), BAD("# nothing\n", "E0002 0:0"), BAD("---\n", "E0002 0:0"), BAD("\xEF\xBB\xBF", "E0002 0:0"),
  BAD("   \n\n", "E0002 0:0"),
  BAD("key\nname: p\n", "E0001 2:5"), BAD("a: b: c\n", "E0001 1:5"), BAD("a: \"x\n", "E0001 1:4"), BAD("a: 'x\nb: 1\n", "E0001 1:4"),
  BAD("a: [1, 2\n", "E0001 1:4"), BAD("a: {b: 1\n", "E0001 1:4"), BAD("a: {b: 1\nc: 2\n", "E0001 2:2"), BAD("a: {b]\n", "E0001 1:6"),
  BAD("a: [b]]\n", "E0001 1:7"), BAD("]\n", "E0001 1:1"), BAD("a: - b\n", "E0001 1:4"), BAD("a: 1\n b: 2\n", "E0001 2:3"),
  BAD("a:\n  b: 1\n c: 2\n", "E0001 3:2"), BAD("- a\nb: c\n", "E0001 2:1"), BAD("{a: 1}\nb: 2\n", "E0001 2:1"),
  BAD("a: \"x\" y\n", "E0001 1:8"), BAD("a: [b: c: d]\n", "E0001 1:9"), BAD(": x\n", "E0001 1:1"),
  BAD("a:\n\tb: 1\n", "E0001 2:1"), BAD("a: b\n\tc: d\n", "E0001 2:1"), BAD("a: |\n\tx\n", "E0001 2:1"),
  BAD("a: @x\n", "E0001 1:4"), BAD("a: `x\n", "E0001 1:4"), BAD("a: *\n", "E0001 1:4"), BAD("a: &\n", "E0001 1:4"),
  BAD("a: !<x y\n", "E0001 1:4"), BAD("a: | x\n  y\n", "E0001 1:6"), BAD("a: >0\n x\n", "E0001 1:5"),
  BAD("a: \"\\d\"\n", "E0001 1:5"), BAD("a: \"\\xzz\"\n", "E0001 1:7"), BAD("a: \"\\ud83d\\ude00\"\n", "E0001 1:7"),
  BAD("\xC3\xA9: \"\\d\"\n", "E0001 1:5"),
  BAD("a: \xFF\n", "E0008 1:4"), BAD("\xFF\xFE" "a", "E0008 1:1"), BAD("\xC3\xA9: x\nb: \xC3\xA9\xC3", "E0008 2:5"),
  BAD("a: \xED\xA0\x80\n", "E0008 1:4"), BAD("a: \xC0\xAF\nb: \xFF\n", "E0008 1:4, E0008 2:4"),
  BAD("a\0b: 1\n", "E0009 1:2"), BAD("a: \x1b[31m\n", "E0009 1:4"), BAD("a: \x7f\n", "E0009 1:4"), BAD("a: 1\rb: 2\n", "E0009 1:5"),
  BAD("a: \xC2\x85\n", "E0009 1:4"), BAD("a: \xE2\x80\xA8\n", "E0009 1:4"), BAD("a: \xEF\xBB\xBF\n", "E0009 1:4"),
  BAD("a: 1\nb: 2\na: 3\n", "E0010 3:1, N0010 1:1"), BAD("{a: 1, \"a\": 2}\n", "E0010 1:8, N0010 1:2"),
  BAD("a: 1\na: 2\na: 3\n", "E0010 2:1, N0010 1:1, E0010 3:1, N0010 1:1"), BAD("x:\n  k: 1\n  k: 2\n", "E0010 3:3, N0010 2:3"),
  BAD("a: &x 1\n", "E0011 1:4"), BAD("a: *x\n", "E0012 1:4"), BAD("*x : 1\n", "E0012 1:1"), BAD("*x", "E0012 1:1"),
  BAD("a: !!str x\n", "E0013 1:4"), BAD("a: !b [c]\n", "E0013 1:4"), BAD("a: !b {c: d}\n", "E0013 1:4"),
  BAD("<<: {a: 1}\n", "E0014 1:1"), BAD("a: 1\n---\nb: 1\n", "E0015 2:1"), BAD("a: 1\n...\nb: 1\n", "E0001 3:1"),
  BAD("{a: 1}: 2\n", "E0016 1:1"), BAD("? [a, b]\n: 1\n", "E0016 1:3"), BAD("%YAML 1.1\n---\na: 1\n", "E0017 1:1"),
  BAD("a: 1\n...\n# x\n%TAG ! x\n", "E0017 4:1"),
  BAD("a: &x 1\nb: *x\nc: !!int 2\n<<: {}\n[d]: 3\na: 4\n", "E0011 1:4, E0012 2:4, E0013 3:4, E0014 4:1, E0016 5:1, E0010 6:1, N0010 1:1"),
};

static const bad_input bad_json[] = {
  BAD("", "E0001 1:1"), BAD("{\"a\":1 \"b\":2}", "E0001 1:8"), BAD("{\"a\": 01}", "E0001 1:7"), BAD("{\"a\": 1}x", "E0001 1:9"),
  BAD("{\"a\": 1,\n \"a\": 2}", "E0001 2:2"), BAD("{\"a\": \"\xFF\"}", "E0008 1:8"),
};

static void check_table(const bad_input *table, size_t count, int json) {
  for (size_t i = 0; i < count; i++) {
    reading r;
    char got[512];
    read_text(&r, table[i].text, json);
    places(r.diags, got, sizeof got);
    cr_expect_str_eq(got, table[i].expected, "row %zu: got %s, expected %s", i, got, table[i].expected);
    cr_expect_eq(r.code, NEWEL_E_POLICY, "row %zu", i);
    done(&r);
  }
}

Test(policy_node, bad_inputs_have_their_place) {
  check_table(bad_yaml, sizeof bad_yaml / sizeof *bad_yaml, 0);
  check_table(bad_json, sizeof bad_json / sizeof *bad_json, 1);
}

/* Every example of diagnostics.def that this module owns triggers its code. */
Test(policy_node, examples_trigger_their_code) {
  for (unsigned id = NW_DIAG_SYNTAX; id <= NW_DIAG_COMPLEX_KEY; id++) {
    const nw_diag_info *info = nw_diag_at(id);
    reading r;
    char got[512];
    if (info->example[0] == '\0') continue;
    read_text(&r, newel_slice_of(info->example), 0);
    places(r.diags, got, sizeof got);
    cr_expect(strstr(got, info->code) != NULL, "%s: got %s", info->code, got);
    done(&r);
  }
}

static void check_node(const nw_node *node, const char *text, int plain, uint32_t line, uint32_t column, uint32_t end_column) {
  cr_assert_not_null(node);
  cr_expect(nw_slice_is(node->text, text), "got %s", node->text.data);
  cr_expect_eq(node->plain, plain);
  cr_expect_eq(node->place.line, line);
  cr_expect_eq(node->place.column, column);
  cr_expect_eq(node->place.end_column, end_column, "%s: got %u", text, node->place.end_column);
}

Test(policy_node, yaml_and_json_give_the_same_nodes) {
  static const char *const text[] = { "{\"é\": {\"n\": 1, \"s\": \"1\"},\n \"l\": [true, null]}", "{\"é\": {\"n\": 1, \"s\": \"1\"},\n \"l\": [true, null]}" };
  for (int json = 0; json < 2; json++) {
    reading r;
    read_text(&r, newel_slice_of(text[json]), json);
    cr_assert_eq(r.code, NEWEL_OK);
    const nw_node *map = nw_node_member(r.root, "é"), *list = nw_node_member(r.root, "l");
    check_node(nw_node_member(map, "n"), "1", 1, 1, 13, 14);
    check_node(nw_node_member(map, "s"), "1", 0, 1, 21, 24);
    check_node(list->first, "true", 1, 2, 8, 12);
    check_node(list->first->next, "null", 1, 2, 14, 18);
    cr_expect_eq(map->key_place.column, 2);
    cr_expect_eq(map->key_place.end_column, 5);
    cr_expect_eq(list->key_place.line, 2);
    cr_expect_eq(list->count, 2);
    done(&r);
  }
}

Test(policy_node, good_inputs) {
  static const char *const good[] = {
    "\xEF\xBB\xBF\x61: 1\n", "a: 1\r\nb: 2\r\n", "---\na: 1\n...\n", "a: |\n  %x\n  x: [\n", "a: 50% off\n", "a: '%x'\n", "? a\n: b\n", "\"<<\": 1\n", "a:\n",
  };
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    reading r;
    read_text(&r, newel_slice_of(good[i]), 0);
    cr_expect_eq(r.code, NEWEL_OK, "row %zu: %s", i, r.err.message);
    cr_expect_not_null(r.root);
    done(&r);
  }
}

/* ---- limits --------------------------------------------------------------------------------------------------------------- */

static void repeat(nw_buf *buf, const char *text, size_t times) {
  for (size_t i = 0; i < times; i++) nw_buf_add_text(buf, text);
}

static void expect_code(const nw_buf *text, int json, const char *code) {
  reading r;
  read_text(&r, nw_buf_slice(text), json);
  newel_diagnostic d = newel_diagnostics_at(r.diags, 0);
  cr_expect_str_eq(d.code.len == 0 ? "" : d.code.data, code);
  cr_expect_eq(r.root != NULL, code[0] == '\0');
  done(&r);
}

static void wrap_repeated(const char *before, const char *item, size_t times, const char *behind, int json, const char *code) {
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL));
  nw_buf_add_text(&text, before);
  repeat(&text, item, times);
  nw_buf_add_text(&text, behind);
  expect_code(&text, json, code);
  nw_buf_free(&text);
}

Test(policy_node, depth_limit) {
  for (int json = 0; json < 2; json++)
    for (size_t extra = 0; extra < 2; extra++) {
      nw_buf text;
      nw_buf_init(&text, nw_alloc_of(NULL));
      repeat(&text, "[", NW_LIMIT_POLICY_DEPTH + extra);
      repeat(&text, "]", NW_LIMIT_POLICY_DEPTH + extra);
      expect_code(&text, json, extra == 0 ? "" : "E0004");
      nw_buf_free(&text);
    }
}

Test(policy_node, node_and_size_limits) {
  for (int json = 0; json < 2; json++) {
    wrap_repeated("[1", ",1", NW_LIMIT_POLICY_NODES - 2, "]", json, "");
    wrap_repeated("[1", ",1", NW_LIMIT_POLICY_NODES - 1, "]", json, "E0005");
    wrap_repeated("[1]", " ", NW_LIMIT_POLICY_BYTES - 3, "", json, "");
    wrap_repeated("[1]", " ", NW_LIMIT_POLICY_BYTES - 2, "", json, "E0003");
  }
}

/* What libyaml would be quadratic in comes back at once: a test that hangs fails by its timeout. */
Test(policy_node, hostile_shapes_are_linear, .timeout = 60) {
  static const struct { const char *item; size_t times; const char *code; } shapes[] = {
    { "[", 200000, "E0004" }, { "- ", 200000, "E0004" }, { "{a: ", 200000, "E0004" }, { "[\n", 200000, "E0004" }, { "{\"a\":", 200000, "E0004" },
    { "? ", 200000, "E0016" }, { "%TAG !a! x\n", 200000, "E0017" }, { "...\n%TAG !a! x\n", 200000, "E0017" }, { "a: ", 200000, "E0001" },
  };
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    nw_buf text;
    reading r;
    nw_buf_init(&text, nw_alloc_of(NULL));
    repeat(&text, shapes[i].item, shapes[i].times);
    read_text(&r, nw_buf_slice(&text), 0);
    cr_expect_str_eq(newel_diagnostics_at(r.diags, 0).code.data, shapes[i].code, "row %zu", i);
    done(&r);
    nw_buf_free(&text);
  }
}

Test(policy_node, many_keys, .timeout = 60) {
  nw_buf text;
  reading r;
  nw_buf_init(&text, nw_alloc_of(NULL));
  for (unsigned i = 0; i < 20000; i++) nw_buf_addf(&text, "k%u: 1\n", i);
  nw_buf_add_text(&text, "k777: 2\n");
  read_text(&r, nw_buf_slice(&text), 0);
  char got[64];
  places(r.diags, got, sizeof got);
  cr_expect_str_eq(got, "E0010 20001:1, N0010 778:1");
  done(&r);
  nw_buf_free(&text);
}
