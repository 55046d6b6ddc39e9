/* The committed schema is what the table gives, and it names every key of the table; docs/policy.md names them too, and its
 * examples load. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/slice.h"
#include "newel/newel.h"
#include "policy/fields.h"

static nw_buf read_file(const char *path) {
  nw_buf buf;
  char name[512];
  (void)snprintf(name, sizeof name, "%s/%s", NEWEL_SOURCE_DIR, path);
  nw_buf_init(&buf, nw_alloc_of(NULL));
  FILE *file = fopen(name, "rb");
  cr_assert_not_null(file, "%s", name);
  cr_assert(nw_buf_reserve(&buf, 1u << 20));
  buf.len = fread(buf.data, 1, (1u << 20) - 1, file);
  buf.data[buf.len] = '\0';
  (void)fclose(file);
  return buf;
}

static nw_buf schema(void) {
  nw_buf buf;
  nw_buf_init(&buf, nw_alloc_of(NULL));
  cr_assert_eq(newel_schema_write(NEWEL_SCHEMA_POLICY, nw_buf_write, &buf, NULL), NEWEL_OK);
  return buf;
}

Test(policy_schema, committed_file_is_up_to_date) {
  nw_buf made = schema(), kept = read_file("grammar/policy.schema.json");
  cr_expect(nw_slice_eq(nw_buf_slice(&made), nw_buf_slice(&kept)),
      "write grammar/policy.schema.json anew (`newel schema policy`)");
  nw_buf_free(&made);
  nw_buf_free(&kept);
}

/* Entities stand in docs/entities.md, which is made from their table. */
static int is_entity(const char *key) {
  unsigned unused;
  return nw_entity_row_find(newel_slice_of(key), &unused);
}

/* Every key of the table as `format` says it ("\"%s\"") is in `text`. */
static void expect_keys(const nw_shape *shape, const char *text, const char *format_open, const char *format_close) {
  char wanted[128];
  if (shape == NULL) return;
  for (const nw_field *f = shape->fields; f != NULL && f->key != NULL; f++) {
    (void)snprintf(wanted, sizeof wanted, "%s%s%s", format_open, f->key, format_close);
    cr_expect(is_entity(f->key) || strstr(text, wanted) != NULL, "no %s", wanted);
    expect_keys(f->shape, text, format_open, format_close);
  }
  expect_keys(shape->item, text, format_open, format_close);
  expect_keys(shape->value, text, format_open, format_close);
}

Test(policy_schema, has_every_key) {
  nw_buf made = schema();
  nw_buf_add_char(&made, '\0');
  expect_keys(&nw_shape_policy, made.data, "\"", "\": {");
  nw_buf_free(&made);
}

Test(policy_schema, docs_name_every_key) {
  nw_buf docs = read_file("docs/policy.md");
  expect_keys(&nw_shape_policy, docs.data, "`", "`");
  nw_buf_free(&docs);
}

Test(policy_schema, docs_examples_load) {
  nw_buf docs = read_file("docs/policy.md");
  newel_engine *engine = NULL;
  int examples = 0;
  cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  for (const char *at = strstr(docs.data, "```yaml\n"); at != NULL; at = strstr(at, "```yaml\n")) {
    at += strlen("```yaml\n");
    const char *end = strstr(at, "```");
    cr_assert_not_null(end);
    newel_policy *policy = NULL;
    newel_error err;
    int code = newel_policy_parse(&policy, engine, nw_slice(at, (size_t)(end - at)), NULL, NULL, &err);
    cr_expect_eq(code, NEWEL_OK, "line %u: %s", (unsigned)err.line, err.message);
    newel_policy_free(policy);
    examples++;
    at = end + 3;
  }
  cr_expect_geq(examples, 2);
  newel_engine_free(engine);
  nw_buf_free(&docs);
}

Test(policy_schema, other_schemas_and_arguments) {
  nw_buf made;
  newel_error err;
  nw_buf_init(&made, nw_alloc_of(NULL));
  cr_expect_eq(newel_schema_write(NEWEL_SCHEMA_TRACE, nw_buf_write, &made, &err), NEWEL_OK);
  cr_expect_eq(newel_schema_write(NEWEL_SCHEMA_CASE, nw_buf_write, &made, &err), NEWEL_OK);
  cr_expect_eq(newel_schema_write((newel_schema)7, nw_buf_write, &made, &err), NEWEL_E_ARGUMENT);
  nw_buf_free(&made);
}
