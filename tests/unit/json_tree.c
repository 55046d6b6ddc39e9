/* json/tree.h: nodes, spans, duplicate names, limits, places of errors, decimals. */
#include "json/tree.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"

typedef struct parsed { nw_arena arena; nw_json_node *root; newel_error err; int code; } parsed;

static parsed parse(newel_slice text, size_t max_nodes) {
  parsed p;
  nw_arena_init(&p.arena, nw_alloc_of(NULL));
  p.code = nw_json_parse(&p.root, &p.arena, text, max_nodes, &p.err);
  return p;
}

static void check_span(newel_slice text, size_t start, size_t end, const char *what) {
  cr_assert(nw_slice_is(nw_slice(text.data + start, end - start), what), "%.*s", (int)(end - start), text.data + start);
}

Test(json_tree, nodes_and_spans) {
  newel_slice text = NW_LIT(" {\"a\\u0062\": [1, true, \"x\\n\\u0000y\"], \"o\": {}, \"n\":null} ");
  parsed p = parse(text, 100);
  cr_assert(p.code == NEWEL_OK, "%s", p.err.message);
  check_span(text, p.root->start, p.root->end, "{\"a\\u0062\": [1, true, \"x\\n\\u0000y\"], \"o\": {}, \"n\":null}");
  cr_assert(p.root->type == NW_JSON_T_OBJECT && p.root->count == 3 && p.root->key.data == NULL);
  const nw_json_node *list = nw_json_member(p.root, "ab");
  cr_assert(list != NULL && list->type == NW_JSON_T_ARRAY && list->count == 3);
  check_span(text, list->start, list->end, "[1, true, \"x\\n\\u0000y\"]");
  check_span(text, list->key_start, list->key_end, "\"a\\u0062\"");
  cr_assert(list->first->type == NW_JSON_T_NUMBER && nw_slice_is(list->first->text, "1") && list->first->key.data == NULL);
  cr_assert(list->first->next->type == NW_JSON_T_BOOL && nw_slice_is(list->first->next->text, "true"));
  const nw_json_node *string = list->first->next->next;
  cr_assert(string->type == NW_JSON_T_STRING && string->next == NULL && nw_slice_eq(string->text, NW_LIT("x\n\0y")));
  check_span(text, string->start, string->end, "\"x\\n\\u0000y\"");
  cr_assert(nw_json_member(p.root, "o")->count == 0 && nw_json_member(p.root, "n")->type == NW_JSON_T_NULL);
  cr_assert(nw_json_member(p.root, "zz") == NULL && nw_json_member(list, "a") == NULL && nw_json_member(NULL, "a") == NULL);
  nw_arena_free(&p.arena);
}

Test(json_tree, errors_have_places) {
  static const struct { const char *text; int code; uint32_t line, column; size_t offset; const char *message; } cases[] = {
    { "{\n  \"a\": 1,\n  \"b\" 2}", NEWEL_E_FORMAT, 3, 7, 18, "expected ':' after a member name" },
    { "[\"\xc3\xa9\xe2\x82\xac\", x]", NEWEL_E_FORMAT, 1, 8, 10, "expected a value after ','" },
    { "{\"a\":1,\"b\":2,\"\\u0061\":3,\"b\":4}", NEWEL_E_FORMAT, 1, 14, 13, "a member of this name stands before in the object" },
    { "{\"x\":[{\"k\":1,\"k\":1}]}", NEWEL_E_FORMAT, 1, 14, 13, "a member of this name stands before in the object" },
    { "[1,2,3,4,5,6,7,8,9,10]", NEWEL_E_LIMIT, 1, 20, 19, "too many values in the document" },
    { "", NEWEL_E_FORMAT, 1, 1, 0, "expected a value, found nothing" },
    { "[1]\r\n[", NEWEL_E_FORMAT, 2, 1, 5, "expected nothing after the document" },
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    parsed p = parse(newel_slice_of(cases[i].text), 10);
    cr_assert(p.code == cases[i].code && p.err.code == p.code && p.root == NULL, "row %zu: %d", i, p.code);
    cr_assert_str_eq(p.err.message, cases[i].message, "row %zu: %s", i, p.err.message);
    cr_assert(p.err.line == cases[i].line && p.err.column == cases[i].column && p.err.offset == cases[i].offset,
              "row %zu: %u:%u @%zu", i, p.err.line, p.err.column, p.err.offset);
    nw_arena_free(&p.arena);
  }
}

Test(json_tree, node_and_depth_limits) {
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL));
  for (size_t levels = NW_LIMIT_JSON_DEPTH - 1; levels <= NW_LIMIT_JSON_DEPTH + 1; levels++) {
    nw_buf_clear(&text);
    for (size_t i = 0; i < levels; i++) nw_buf_add_char(&text, '[');
    for (size_t i = 0; i < levels; i++) nw_buf_add_char(&text, ']');
    parsed p = parse(nw_buf_slice(&text), levels);
    cr_assert(p.code == (levels <= NW_LIMIT_JSON_DEPTH ? NEWEL_OK : NEWEL_E_LIMIT), "%zu levels: %s", levels, p.err.message);
    nw_arena_free(&p.arena);
    p = parse(nw_buf_slice(&text), levels - 1);
    cr_assert(p.code == NEWEL_E_LIMIT);
    nw_arena_free(&p.arena);
  }
  nw_buf_free(&text);
}

/* Names in the worst orders; the one that stands twice is found at any place. */
Test(json_tree, many_members) {
  enum { COUNT = 20000 };
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL));
  for (int twice = -1; twice < COUNT; twice += 6667) {
    nw_buf_clear(&text);
    for (int i = 0; i < COUNT; i++) nw_buf_addf(&text, "%s\"k%07d\":0", i == 0 ? "{" : ",", COUNT - i);
    if (twice >= 0) nw_buf_addf(&text, ",\"k%07d\":0", twice + 1);
    nw_buf_add_char(&text, '}');
    parsed p = parse(nw_buf_slice(&text), COUNT + 2);
    cr_assert(p.code == (twice < 0 ? NEWEL_OK : NEWEL_E_FORMAT), "%d", twice);
    cr_assert(twice < 0 || p.err.offset == (size_t)COUNT * 13 + 1);
    nw_arena_free(&p.arena);
  }
  nw_buf_free(&text);
}

Test(json_tree, integers) {
  static const struct { const char *text; int ok; int64_t value; } cases[] = {
    { "0", 1, 0 }, { "-0", 1, 0 }, { "42", 1, 42 }, { "-7", 1, -7 }, { "9223372036854775807", 1, INT64_MAX },
    { "-9223372036854775808", 1, INT64_MIN }, { "9223372036854775808", 0, 0 }, { "-9223372036854775809", 0, 0 },
    { "99999999999999999999", 0, 0 }, { "1.0", 0, 0 }, { "1e3", 0, 0 }, { "\"1\"", 0, 0 }, { "true", 0, 0 },
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    parsed p = parse(newel_slice_of(cases[i].text), 1);
    int64_t value = 0;
    cr_assert(nw_json_int(p.root, &value) == cases[i].ok && value == cases[i].value, "%s", cases[i].text);
    nw_arena_free(&p.arena);
  }
}

Test(json_tree, decimals) {
  static const struct { const char *text; int ok; int64_t ppm; } cases[] = {
    { "0", 1, 0 }, { "-0.0", 1, 0 }, { "0.75", 1, 750000 }, { "1", 1, 1000000 }, { "0.0000005", 1, 1 }, { "0.0000004999", 1, 0 },
    { "-0.0000005", 1, -1 }, { "0.9999995", 1, 1000000 }, { "12.5e-1", 1, 1250000 }, { "1E3", 1, 1000000000 },
    { "0.0125e+2", 1, 1250000 }, { "1e-7", 1, 0 }, { "5e-7", 1, 1 }, { "1e-400", 1, 0 }, { "0e999999999999", 1, 0 },
    { "1e999999999999", 0, 0 }, { "1e-999999999999", 1, 0 }, { "1e12", 1, 1000000000000000000 }, { "1000000000000.000001", 0, 0 },
    { "1e13", 0, 0 }, { "0.00000000000000000000000000001e29", 1, 1000000 }, { "-1e12", 1, -1000000000000000000 },
    { "01", 0, 0 }, { "1.", 0, 0 }, { ".5", 0, 0 }, { "", 0, 0 }, { "-", 0, 0 }, { "1e", 0, 0 }, { "1x", 0, 0 }, { "+1", 0, 0 },
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    int64_t ppm = 0;
    cr_assert(nw_decimal_ppm(newel_slice_of(cases[i].text), &ppm) == cases[i].ok, "%s", cases[i].text);
    cr_assert(ppm == cases[i].ppm, "%s: %lld", cases[i].text, (long long)ppm);
  }
}
