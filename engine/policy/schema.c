/* policy/schema.c - the table of fields.c as a JSON Schema (draft-07), for editors.
 *
 *   a shape with a name      {"$ref": "#/definitions/side"}
 *   a shape of one form      {"type": "string", "maxLength": 50}
 *   a shape of several       {"anyOf": [{"enum": ["BLOCK", …]}, {"type": "object", …}]}
 *
 * The schema asks for keys only where no parent can hold them: a file that extends another may write half a rule. What needs two
 * fields at once (tiers and profiles, `override`) is the compiler's affair. No allocation; recursion as deep as the table. */
#include <stdio.h>

#include "base/error.h"
#include "base/slice.h"
#include "json/writer.h"
#include "policy/fields.h"

extern const unsigned char nw_schema_trace[], nw_schema_case[], nw_schema_lock[];
extern const unsigned nw_schema_trace_len, nw_schema_case_len, nw_schema_lock_len;

enum { DEFINITIONS = 32 };

static void write_value(nw_json_writer *w, const nw_shape *shape, const char *doc);

/* ---- scalars ---- */

static void write_words(nw_json_writer *w, const nw_choice *choices) {
  nw_json_key(w, "enum");
  nw_json_array(w);
  for (; choices->name != NULL; choices++) nw_json_cstr(w, choices->name);
  nw_json_close(w);
}

static void key_charset(nw_json_writer *w, const char *charset) {
  char pattern[80];
  if (charset == NULL) return;
  (void)snprintf(pattern, sizeof pattern, "^[%s]*$", charset);
  nw_json_key_cstr(w, "pattern", pattern);
}

/* Schemas count millionths for nobody. */
static void key_bound(nw_json_writer *w, const char *key, const nw_shape *shape, uint32_t value) {
  nw_json_key(w, key);
  if (shape->scalar == NW_SCALAR_FRACTION) nw_json_fixed(w, value);
  else nw_json_uint(w, value);
}

static void write_scalar(nw_json_writer *w, const nw_shape *shape) {
  switch (shape->scalar) {
    case NW_SCALAR_WORD: write_words(w, shape->choices); break;
    case NW_SCALAR_BOOL: nw_json_key_cstr(w, "type", "boolean"); break;
    case NW_SCALAR_TEXT:
      nw_json_key_cstr(w, "type", "string");
      nw_json_key_uint(w, "minLength", shape->min);
      nw_json_key_uint(w, "maxLength", shape->max);
      key_charset(w, shape->charset);
      break;
    case NW_SCALAR_INTEGER:
    case NW_SCALAR_FRACTION:
      nw_json_key_cstr(w, "type", shape->scalar == NW_SCALAR_INTEGER ? "integer" : "number");
      key_bound(w, "minimum", shape, shape->min);
      key_bound(w, "maximum", shape, shape->max);
      break;
    case NW_SCALAR_DURATION:
      nw_json_key_cstr(w, "type", "string");
      nw_json_key_cstr(w, "pattern", "^[0-9]{1,6}(ms|s)$");
      break;
    case NW_SCALAR_VERSION:
      nw_json_key(w, "type");
      nw_json_array(w);
      nw_json_cstr(w, "string");
      nw_json_cstr(w, "integer");
      nw_json_close(w);
      nw_json_key_cstr(w, "pattern", "^(DRAFT|[1-9][0-9]{0,7})$");
      break;
    default: break;
  }
}

/* ---- lists and maps ---- */

static void write_sequence(nw_json_writer *w, const nw_shape *shape) {
  nw_json_key_cstr(w, "type", "array");
  nw_json_key(w, "items");
  write_value(w, shape->item, NULL);
  nw_json_key_uint(w, "minItems", shape->item_min);
  if (shape->item_max != 0) nw_json_key_uint(w, "maxItems", shape->item_max);
}

static void write_mapping(nw_json_writer *w, const nw_shape *shape) {
  nw_json_key_cstr(w, "type", "object");
  if (shape->fields != NULL) {
    nw_json_key(w, "properties");
    nw_json_object(w);
    for (const nw_field *f = shape->fields; f->key != NULL; f++) {
      nw_json_key(w, f->key);
      write_value(w, f->shape, f->doc);
    }
    nw_json_close(w);
  }
  nw_json_key(w, "additionalProperties");
  if (shape->value == NULL) {
    nw_json_bool(w, 0);
    return;
  }
  write_value(w, shape->value, NULL);
  nw_json_key(w, "propertyNames");
  write_value(w, shape->key, NULL);
}

/* ---- values ---- */

static int is_mapping(const nw_shape *shape) {
  return shape->fields != NULL || shape->value != NULL;
}

static void write_form(nw_json_writer *w, const nw_shape *shape, void (*form)(nw_json_writer *, const nw_shape *), int alone) {
  if (!alone) nw_json_object(w);
  form(w, shape);
  if (!alone) nw_json_close(w);
}

/* The members of a shape's schema, inside an object that is open. */
static void write_forms(nw_json_writer *w, const nw_shape *shape) {
  int forms = (shape->scalar != NW_SCALAR_NONE) + (shape->item != NULL) + is_mapping(shape);
  if (forms > 1) {
    nw_json_key(w, "anyOf");
    nw_json_array(w);
  }
  if (shape->scalar != NW_SCALAR_NONE) write_form(w, shape, write_scalar, forms == 1);
  if (shape->item != NULL) write_form(w, shape, write_sequence, forms == 1);
  if (is_mapping(shape)) write_form(w, shape, write_mapping, forms == 1);
  if (forms > 1) nw_json_close(w);
}

/* A reference hides its neighbours in draft-07, so a described one goes through allOf. */
static void write_reference(nw_json_writer *w, const nw_shape *shape, const char *doc) {
  char to[64];
  (void)snprintf(to, sizeof to, "#/definitions/%s", shape->name);
  if (doc != NULL) {
    nw_json_key(w, "allOf");
    nw_json_array(w);
    nw_json_object(w);
  }
  nw_json_key_cstr(w, "$ref", to);
  if (doc != NULL) {
    nw_json_close(w);
    nw_json_close(w);
  }
}

static void write_value(nw_json_writer *w, const nw_shape *shape, const char *doc) {
  nw_json_object(w);
  if (doc != NULL) nw_json_key_cstr(w, "description", doc);
  if (shape->name != NULL) write_reference(w, shape, doc);
  else write_forms(w, shape);
  nw_json_close(w);
}

/* ---- definitions ---- */

typedef struct definitions { const nw_shape *at[DEFINITIONS]; size_t count; } definitions;

static void collect(definitions *found, const nw_shape *shape) {
  if (shape == NULL) return;
  if (shape->name != NULL) {
    for (size_t i = 0; i < found->count; i++) {
      if (found->at[i] == shape) return;
    }
    if (found->count < DEFINITIONS) found->at[found->count++] = shape;
  }
  collect(found, shape->item);
  for (const nw_field *f = shape->fields; f != NULL && f->key != NULL; f++) collect(found, f->shape);
  collect(found, shape->value);
}

static void key_definitions(nw_json_writer *w) {
  definitions found = { { NULL }, 0 };
  collect(&found, &nw_shape_policy);
  nw_json_key(w, "definitions");
  nw_json_object(w);
  for (size_t i = 0; i < found.count; i++) {
    nw_json_key(w, found.at[i]->name);
    nw_json_object(w);
    write_forms(w, found.at[i]);
    nw_json_close(w);
  }
  nw_json_close(w);
}

/* "newel" always; "name" unless a parent may have it. */
static void key_required(nw_json_writer *w) {
  nw_json_key(w, "anyOf");
  nw_json_array(w);
  for (unsigned i = 0; i < 2; i++) {
    nw_json_object(w);
    nw_json_key(w, "required");
    nw_json_array(w);
    nw_json_cstr(w, "newel");
    nw_json_cstr(w, i == 0 ? "name" : "extends");
    nw_json_close(w);
    nw_json_close(w);
  }
  nw_json_close(w);
}

static void write_policy_schema(nw_json_writer *w) {
  nw_json_object(w);
  nw_json_key_cstr(w, "$schema", "http://json-schema.org/draft-07/schema#");
  nw_json_key_cstr(w, "title", "Newel policy, language 1");
  write_forms(w, &nw_shape_policy);
  key_required(w);
  key_definitions(w);
  nw_json_close(w);
  nw_json_newline(w);
}

int newel_schema_write(newel_schema which, newel_write_fn write, void *user, newel_error *err) {
  nw_error_clear(err);
  if (write == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "write must not be NULL");
  int failed = 0;
  if (which == NEWEL_SCHEMA_POLICY) {
    nw_json_writer w;
    nw_json_writer_init(&w, write, user, 1);
    write_policy_schema(&w);
    failed = nw_json_writer_end(&w) != 0;
  } else if (which == NEWEL_SCHEMA_TRACE) {
    failed = write(user, (const char *)nw_schema_trace, nw_schema_trace_len) != 0;
  } else if (which == NEWEL_SCHEMA_CASE) {
    failed = write(user, (const char *)nw_schema_case, nw_schema_case_len) != 0;
  } else if (which == NEWEL_SCHEMA_LOCK) {
    failed = write(user, (const char *)nw_schema_lock, nw_schema_lock_len) != 0;
  } else {
    return nw_fail(err, NEWEL_E_ARGUMENT, "no schema has the number %d", (int)which);
  }
  return failed ? nw_fail(err, NEWEL_E_IO, "the write callback failed") : NEWEL_OK;
}
