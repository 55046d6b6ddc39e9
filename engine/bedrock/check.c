#include "bedrock/check.h"

#include <stdio.h>

#include "aws/time.h"
#include "base/error.h"
#include "base/slice.h"

/* Where a value stands: a list from the value up to the parameters, printed only when something is wrong. */
typedef struct place {
  const struct place *up;
  newel_slice         name;   /* data NULL: item `index` of a list */
  size_t              index;
} place;

typedef struct check {
  const nw_operation *op;
  newel_error        *err;
} check;

static int check_value(const check *c, const nw_shape *shape, const nw_json_node *value, const place *at);

/* ---- saying where ---- */

typedef struct path { char text[200]; size_t used; } path;

static void add_text(path *out, const char *text, size_t len) {
  size_t room = sizeof out->text - 1 - out->used;
  if (len > room) len = room;
  if (len > 0) memcpy(out->text + out->used, text, len);
  out->used += len;
}

static void print_place(path *out, const place *at) {
  char index[32];
  if (at == NULL) return;
  print_place(out, at->up);
  if (at->name.data == NULL) {
    int len = snprintf(index, sizeof index, "[%zu]", at->index);
    add_text(out, index, (size_t)len);
    return;
  }
  if (out->used > 0) add_text(out, ".", 1);
  add_text(out, at->name.data, at->name.len);
}

static const char *path_of(path *out, const place *at) {
  out->used = 0;
  print_place(out, at);
  if (out->used == 0) add_text(out, "parameters", 10);
  out->text[out->used] = '\0';
  return out->text;
}

static int wrong(const check *c, const place *at, const char *what) {
  path p;
  return nw_fail(c->err, NEWEL_E_ARGUMENT, "%s: '%s' %s", c->op->name, path_of(&p, at), what);
}

/* ---- numbers and lengths ---- */

static int within(const check *c, const nw_shape *shape, const place *at, int64_t count, const char *unit) {
  path p;
  if (shape->least >= 0 && count < shape->least)
    return nw_fail(c->err, NEWEL_E_ARGUMENT, "%s: '%s' has %lld %s, at least %ld are needed", c->op->name, path_of(&p, at),
                   (long long)count, unit, (long)shape->least);
  if (shape->most >= 0 && count > shape->most)
    return nw_fail(c->err, NEWEL_E_ARGUMENT, "%s: '%s' has %lld %s, at most %ld are taken", c->op->name, path_of(&p, at),
                   (long long)count, unit, (long)shape->most);
  return NEWEL_OK;
}

static int check_number(const check *c, const nw_shape *shape, const nw_json_node *value, const place *at) {
  path p;
  int64_t whole, ppm;
  if (value->type != NW_JSON_T_NUMBER) return wrong(c, at, "is no number");
  if (shape->kind == NW_KIND_INTEGER && !nw_json_int(value, &whole)) return wrong(c, at, "is no whole number");
  if (!nw_json_ppm(value, &ppm)) return NEWEL_OK;  /* beyond 1e12: no bound of the models is there */
  if (shape->least >= 0 && ppm < (int64_t)shape->least * 1000000)
    return nw_fail(c->err, NEWEL_E_ARGUMENT, "%s: '%s' is below %ld", c->op->name, path_of(&p, at), (long)shape->least);
  if (shape->most >= 0 && ppm > (int64_t)shape->most * 1000000)
    return nw_fail(c->err, NEWEL_E_ARGUMENT, "%s: '%s' is above %ld", c->op->name, path_of(&p, at), (long)shape->most);
  return NEWEL_OK;
}

/* ---- strings ---- */

static int64_t characters_of(newel_slice text) {
  int64_t count = 0;
  for (size_t i = 0; i < text.len; i++) count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
  return count;
}

static int in_class(const char *pairs, char byte) {
  for (; pairs[0] != '\0'; pairs += 2)
    if (byte >= pairs[0] && byte <= pairs[1]) return 1;
  return 0;
}

/* "09az" -> "0-9 a-z", for people. */
static const char *class_for_people(char out[64], const char *pairs) {
  size_t used = 0;
  for (; pairs[0] != '\0' && used + 8 < 64; pairs += 2) {
    if (pairs[0] < ' ') continue;  /* line feeds and tabs go without saying */
    if (used > 0) out[used++] = ' ';
    if (pairs[0] == ' ' && pairs[1] == ' ') {
      memcpy(out + used, "space", 5);
      used += 5;
      continue;
    }
    out[used++] = pairs[0];
    if (pairs[1] == pairs[0]) continue;
    out[used++] = '-';
    out[used++] = pairs[1];
  }
  out[used] = '\0';
  return out;
}

static int check_class(const check *c, const nw_shape *shape, newel_slice text, const place *at) {
  const char *pairs = nw_class_at(shape->class);
  char readable[64];
  path p;
  for (size_t i = 0; shape->class != 0 && i < text.len; i++)
    if (!in_class(pairs, text.data[i]))
      return nw_fail(c->err, NEWEL_E_ARGUMENT, "%s: '%s' has a character at %zu that is none of: %s", c->op->name,
                     path_of(&p, at), i, class_for_people(readable, pairs));
  return NEWEL_OK;
}

/* A value that may be shown: it looks like a word of an enum. */
static int is_wordlike(newel_slice text) {
  for (size_t i = 0; i < text.len; i++)
    if (!nw_is_alnum((unsigned char)text.data[i]) && text.data[i] != '_' && text.data[i] != '-') return 0;
  return text.len > 0 && text.len <= 32;
}

static int fail_word(const check *c, const nw_shape *shape, newel_slice text, const place *at) {
  char list[160];
  size_t used = 0;
  path p;
  for (unsigned i = 0; i < shape->count; i++) {
    const char *word = nw_word_at(shape->first + i);
    if (used + strlen(word) + 8 > sizeof list) {
      memcpy(list + used, ", …", sizeof ", …");
      break;
    }
    used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i == 0 ? "" : ", ", word);
  }
  int shown = is_wordlike(text) ? (int)text.len : 0;
  return nw_fail(c->err, NEWEL_E_ARGUMENT, "%s: '%s' is%s%.*s%s none of %s", c->op->name, path_of(&p, at), shown > 0 ? " '" : "",
                 shown, shown > 0 ? text.data : "", shown > 0 ? "'," : "", list);
}

static int check_string(const check *c, const nw_shape *shape, const nw_json_node *value, const place *at) {
  if (value->type != NW_JSON_T_STRING) return wrong(c, at, "is no string");
  for (unsigned i = 0; i < shape->count; i++)
    if (nw_slice_is(value->text, nw_word_at(shape->first + i))) return NEWEL_OK;
  if (shape->count > 0) return fail_word(c, shape, value->text, at);
  int code = within(c, shape, at, characters_of(value->text), "characters");
  return code == NEWEL_OK ? check_class(c, shape, value->text, at) : code;
}

int64_t nw_base64_size(newel_slice text) {
  size_t padding = 0;
  if (text.len % 4 != 0) return -1;
  while (padding < 2 && padding < text.len && text.data[text.len - 1 - padding] == '=') padding++;
  for (size_t i = 0; i < text.len - padding; i++)
    if (!nw_is_alnum((unsigned char)text.data[i]) && text.data[i] != '+' && text.data[i] != '/') return -1;
  return (int64_t)(text.len / 4 * 3 - padding);
}

static int check_blob(const check *c, const nw_shape *shape, const nw_json_node *value, const place *at) {
  if (value->type != NW_JSON_T_STRING) return wrong(c, at, "is no string of base64");
  int64_t size = nw_base64_size(value->text);
  return size < 0 ? wrong(c, at, "is no base64 (RFC 4648, with padding)") : within(c, shape, at, size, "bytes");
}

static int check_time(const check *c, const nw_json_node *value, const place *at) {
  int64_t seconds;
  if (value->type != NW_JSON_T_STRING || !nw_time_parse(value->text, &seconds))
    return wrong(c, at, "is no time as \"2026-03-01T12:36:00Z\"");
  return NEWEL_OK;
}

/* ---- what holds others ---- */

static const char *member_name_at(const void *shape, size_t index) {
  return nw_member_at(((const nw_shape *)shape)->first + (unsigned)index)->name;
}

static int fail_unknown(const check *c, const nw_shape *shape, const place *at) {
  path p;
  const char *near = nw_near(at->name, member_name_at, shape, shape->count);
  if (near == NULL) return nw_fail(c->err, NEWEL_E_ARGUMENT, "%s: unknown member '%s'", c->op->name, path_of(&p, at));
  return nw_fail(c->err, NEWEL_E_ARGUMENT, "%s: unknown member '%s'; did you mean '%s'?", c->op->name, path_of(&p, at), near);
}

static int check_required(const check *c, const nw_shape *shape, const nw_json_node *value, const place *at) {
  path p;
  for (unsigned i = 0; i < shape->count; i++) {
    const nw_member *member = nw_member_at(shape->first + i);
    if (!(member->flags & NW_MEMBER_REQUIRED) || nw_json_member(value, member->name) != NULL) continue;
    place missing = { at, newel_slice_of(member->name), 0 };
    return nw_fail(c->err, NEWEL_E_ARGUMENT, "%s: '%s' is missing", c->op->name, path_of(&p, &missing));
  }
  return NEWEL_OK;
}

/* What the service takes as the body as it is: an object that is written out, or a string that is sent as it stands. */
static int check_payload(const check *c, const nw_json_node *value, const place *at) {
  return value->type == NW_JSON_T_OBJECT || value->type == NW_JSON_T_STRING ? NEWEL_OK
                                                                            : wrong(c, at, "is neither an object nor a string");
}

static int check_member(const check *c, const nw_member *member, const nw_json_node *value, const place *at) {
  const nw_shape *shape = nw_shape_at(member->shape);
  if (value->type == NW_JSON_T_NULL && shape->kind != NW_KIND_DOCUMENT) return wrong(c, at, "is null; leave it out");
  if (member->place == NW_PLACE_PATH && value->type == NW_JSON_T_STRING && value->text.len == 0) return wrong(c, at, "is empty");
  if (member->place == NW_PLACE_PAYLOAD && shape->kind == NW_KIND_BLOB) return check_payload(c, value, at);
  return check_value(c, shape, value, at);
}

static int check_struct(const check *c, const nw_shape *shape, const nw_json_node *value, const place *at) {
  if (value->type != NW_JSON_T_OBJECT) return wrong(c, at, "is no object");
  for (const nw_json_node *child = value->first; child != NULL; child = child->next) {
    place here = { at, child->key, 0 };
    const nw_member *member = nw_shape_member(shape, child->key);
    if (member == NULL && shape->kind == NW_KIND_OPEN) continue;
    int code = member == NULL ? fail_unknown(c, shape, &here) : check_member(c, member, child, &here);
    if (code != NEWEL_OK) return code;
  }
  if (shape->kind == NW_KIND_UNION && value->count != 1) return wrong(c, at, "needs exactly one member");
  return check_required(c, shape, value, at);
}

static int check_list(const check *c, const nw_shape *shape, const nw_json_node *value, const place *at) {
  place here = { at, { NULL, 0 }, 0 };
  if (value->type != NW_JSON_T_ARRAY) return wrong(c, at, "is no list");
  for (const nw_json_node *child = value->first; child != NULL; child = child->next, here.index++) {
    int code = check_value(c, nw_shape_at(shape->first), child, &here);
    if (code != NEWEL_OK) return code;
  }
  return within(c, shape, at, (int64_t)value->count, "items");
}

static int check_map(const check *c, const nw_shape *shape, const nw_json_node *value, const place *at) {
  if (value->type != NW_JSON_T_OBJECT) return wrong(c, at, "is no object");
  for (const nw_json_node *child = value->first; child != NULL; child = child->next) {
    place here = { at, child->key, 0 };
    nw_json_node name = { .type = NW_JSON_T_STRING, .text = child->key };
    int code = check_value(c, nw_shape_at(shape->count), &name, &here);
    if (code == NEWEL_OK) code = check_value(c, nw_shape_at(shape->first), child, &here);
    if (code != NEWEL_OK) return code;
  }
  return within(c, shape, at, (int64_t)value->count, "items");
}

static int check_value(const check *c, const nw_shape *shape, const nw_json_node *value, const place *at) {
  switch ((nw_kind)shape->kind) {
    case NW_KIND_STRUCT:
    case NW_KIND_OPEN:
    case NW_KIND_UNION: return check_struct(c, shape, value, at);
    case NW_KIND_LIST: return check_list(c, shape, value, at);
    case NW_KIND_MAP: return check_map(c, shape, value, at);
    case NW_KIND_STRING: return check_string(c, shape, value, at);
    case NW_KIND_BLOB: return check_blob(c, shape, value, at);
    case NW_KIND_INTEGER:
    case NW_KIND_NUMBER: return check_number(c, shape, value, at);
    case NW_KIND_BOOLEAN: return value->type == NW_JSON_T_BOOL ? NEWEL_OK : wrong(c, at, "is neither true nor false");
    case NW_KIND_TIME: return check_time(c, value, at);
    case NW_KIND_DOCUMENT: return NEWEL_OK;
  }
  return nw_fail(c->err, NEWEL_E_INTERNAL, "%s: a shape of kind %u", c->op->name, shape->kind);
}

int nw_check_parameters(const nw_operation *op, const nw_json_node *parameters, newel_error *err) {
  check c = { op, err };
  return check_value(&c, nw_shape_at(op->input), parameters, NULL);
}
