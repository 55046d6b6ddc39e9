/* TOML: what each production comes to, and where an error is. */
#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/slice.h"
#include "newel/newel.h"
#include "policy/toml.h"

/* The tree as one line: {a: 'text', b: 1, c: ['x', {}]} */
static void show(nw_buf *out, const nw_node *node) {
  const char *joint = "";
  if (node->type == NW_NODE_SCALAR) {
    nw_buf_addf(out, node->plain ? "%s" : "'%s'", node->text.data);
    return;
  }
  nw_buf_add_char(out, node->type == NW_NODE_MAPPING ? '{' : '[');
  for (const nw_node *n = node->first; n != NULL; n = n->next) {
    nw_buf_add_text(out, joint);
    if (node->type == NW_NODE_MAPPING) nw_buf_addf(out, "%s: ", n->key.data);
    show(out, n);
    joint = ", ";
  }
  nw_buf_add_char(out, node->type == NW_NODE_MAPPING ? '}' : ']');
}

static int read_toml(const char *text, nw_buf *shown, newel_error *err) {
  nw_arena arena;
  nw_node *root = NULL;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  nw_buf_clear(shown);
  int code = nw_toml_read(&root, &arena, NW_LIT("f.toml"), newel_slice_of(text), err);
  cr_assert_eq(root != NULL, code == NEWEL_OK, "%s", text);
  if (root != NULL) show(shown, root);
  nw_buf_add_char(shown, '\0');
  nw_arena_free(&arena);
  return code;
}

Test(policy_toml, trees) {
  static const struct { const char *text, *tree; } rows[] = {
    { "", "{}" },
    { "\xEF\xBB\xBF# only a comment", "{}" },
    { "a = 1\r\nb=\"x\" # why\n", "{a: 1, b: 'x'}" },
    { "a = 1\n[t]\nb = true\n[t.u]\nc = -1.5e3\n", "{a: 1, t: {b: true, u: {c: -1.5e3}}}" },
    { "[[r]]\nid = 1\n[[r.x]]\ny = 2\n[[r.x]]\n[[r]]\nid = 3\n", "{r: [{id: 1, x: [{y: 2}, {}]}, {id: 3}]}" },
    { "a.b.c = 1\na.d = 2\n", "{a: {b: {c: 1}, d: 2}}" },
    { "\"a b\" = 1\n'c' = 2\n\"\" = 3\n", "{a b: 1, c: 2, : 3}" },
    { "[a.b]\n[a]\nx = 1\n", "{a: {b: {}, x: 1}}" },
    { "a = '''\none\n'two' '' \\n'''\n", "{a: 'one\n'two' '' \\n'}" },
    { "a = '''x'''''\n", "{a: 'x'''}" },
    { "a = \"\"\"x \\\n   y\\u00E9\\\"\"\"\"\n", "{a: 'x y\xC3\xA9\"'}" },
    { "a = '\\d'\nb = \"\\\\d\\t\"\n", "{a: '\\d', b: '\\d\t'}" },
    { "a = [1, 'x', [], # c\n  {b = 1, c.d = []},\n]\n", "{a: [1, 'x', [], {b: 1, c: {d: []}}]}" },
    { "a = 1979-05-27T07:32:00Z\nb = +inf\nc = 0xFF\n", "{a: 1979-05-27T07:32:00Z, b: +inf, c: 0xFF}" },
    { "a = {}\n", "{a: {}}" } };
  nw_buf shown;
  newel_error err;
  nw_buf_init(&shown, nw_alloc_of(NULL));
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    cr_expect_eq(read_toml(rows[i].text, &shown, &err), NEWEL_OK, "%s: %s", rows[i].text, err.message);
    cr_expect_str_eq(shown.data, rows[i].tree);
  }
  nw_buf_free(&shown);
}

Test(policy_toml, errors) {
  static const struct { const char *text; uint32_t line, column; } rows[] = {
    { "a = 1\na = 2\n", 2, 3 },
    { "a\n", 1, 2 },
    { "a = \n", 1, 5 },
    { "= 1\n", 1, 1 },
    { "a = 1 b = 2\n", 1, 7 },
    { "a = yes\n", 1, 8 },
    { "a = \"x\n", 1, 7 },
    { "a = '''x\n", 2, 1 },
    { "a = \"\\q\"\n", 1, 7 },
    { "a = \"\\u12\"\n", 1, 10 },
    { "a = \"\\uD800\"\n", 1, 12 },
    { "a = \"\\u0000\"\n", 1, 12 },
    { "a = [1 2]\n", 1, 8 },
    { "a = [1,\n", 2, 1 },
    { "a = {b = 1, }\n", 1, 13 },
    { "a = {b = 1\n}\n", 1, 11 },
    { "a = {b = 1}\na.c = 2\n", 2, 3 },
    { "[a]\n[a]\n", 2, 4 },
    { "a = 1\n[a.b]\n", 2, 4 },
    { "a = []\n[[a]]\n", 2, 6 },
    { "[[a]]\n[a]\n", 2, 4 },
    { "[a\n", 1, 3 },
    { "[[a]\n", 1, 4 },
    { "\n\nx = \xFF\n", 3, 5 },
    { "a = 'x\x01'\n", 1, 7 },
    { "# \x7F\n", 1, 3 } };
  nw_buf shown;
  newel_error err;
  nw_buf_init(&shown, nw_alloc_of(NULL));
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    cr_expect_eq(read_toml(rows[i].text, &shown, &err), NEWEL_E_POLICY, "%s", rows[i].text);
    cr_expect(err.line == rows[i].line && err.column == rows[i].column, "%s: %u:%u %s", rows[i].text, (unsigned)err.line,
              (unsigned)err.column, err.message);
    cr_expect_str_eq(err.source, "f.toml");
  }
  nw_buf_free(&shown);
}

Test(policy_toml, depth_is_bounded) {
  nw_buf text, shown;
  newel_error err;
  nw_buf_init(&text, nw_alloc_of(NULL));
  nw_buf_init(&shown, nw_alloc_of(NULL));
  nw_buf_add_text(&text, "a = ");
  for (int i = 0; i < 100000; i++) nw_buf_add_char(&text, '[');
  nw_buf_add_char(&text, '\0');
  cr_expect_eq(read_toml(text.data, &shown, &err), NEWEL_E_POLICY);
  nw_buf_free(&text);
  nw_buf_free(&shown);
}
