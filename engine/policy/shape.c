/* policy/shape.c - the strict check of a tree against the table of fields.c: unknown keys, wrong types, values out of range.
 *
 *   content: {HAET: HIHG}      unknown key 'HAET' in 'content'; did you mean 'HATE'?     (the value is not judged: which rule
 * is it?)
 *   pii: {EMAIL: MASK}         'EMAIL' is 'MASK'; expected BLOCK, ANONYMIZE or NONE; did you mean 'ANONYMIZE'?
 *
 * Every error of a tree is reported in one run. Recursion is bounded by the table's depth, not by the file's. */
#include <stdio.h>

#include "base/slice.h"
#include "policy/fields.h"
#include "text/utf8.h"

enum { SHOWN_BYTES = 48, NAMES_BYTES = 200 };

/* ---- did you mean ---- */

static newel_slice lower(char *to, size_t size, newel_slice text) {
  size_t len = text.len < size ? text.len : size;
  for (size_t i = 0; i < len; i++) to[i] = (char)(text.data[i] == '-' ? '_' : (char)nw_to_lower((unsigned char)text.data[i]));
  return nw_slice(to, len);
}

void nw_nearest_begin(nw_nearest *near, newel_slice wanted) {
  near->wanted = wanted;
  near->best = NULL;
  near->distance = wanted.len < 3 ? 1 : wanted.len < 6 ? 2 : (unsigned)(wanted.len / 3 < 8 ? wanted.len / 3 + 1 : 8);
}

void nw_nearest_offer(nw_nearest *near, const char *name) {
  char a[64], b[64];
  if (near->wanted.len > sizeof a) return;
  unsigned distance = nw_edit_distance(lower(a, sizeof a, near->wanted), lower(b, sizeof b, newel_slice_of(name)),
      near->distance);
  if (distance >= near->distance) return;
  near->distance = distance;
  near->best = name;
}

/* Words of other tools for a word of ours. */
static const char *synonym(const nw_choice *choices, newel_slice word) {
  static const struct { const char *theirs, *ours; } words[] = {
    { "mask", "ANONYMIZE" }, { "redact", "ANONYMIZE" }, { "deny", "BLOCK" }, { "blocked", "BLOCK" }, { "detect", "NONE" },
    { "allow", "NONE" }, { "off", "NONE" }, { "log", "NONE" }, { "replace", "type" }, { "encrypt", "seal" }, { "dry_run",
        "observe" },
    { "shadow", "observe" }, { "detect", "observe" }, { "fail", "block" }, { "pass", "allow" } };
  char text[32];
  unsigned unused;
  if (word.len > sizeof text) return NULL;
  word = lower(text, sizeof text, word);
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (nw_slice_is(word, words[i].theirs) && nw_choice_find(choices, newel_slice_of(words[i].ours),
        &unused)) return words[i].ours;
  }
  return NULL;
}

/* ---- words for messages ---- */

/* A value as a message shows it: cut when it is long. */
static const char *shown(char *out, size_t size, newel_slice text) {
  size_t len = text.len < SHOWN_BYTES ? text.len : SHOWN_BYTES;
  while (len > 0 && len < text.len && ((unsigned char)text.data[len] & 0xC0) == 0x80) len--;
  (void)snprintf(out, size, "%.*s%s", (int)len, text.data == NULL ? "" : text.data, len < text.len ? "…" : "");
  return out;
}

/* "BLOCK, ANONYMIZE or NONE", as many as fit */
static const char *choice_names(char *out, size_t size, const nw_choice *choices) {
  size_t used = 0;
  for (const nw_choice *c = choices; c->name != NULL; c++) {
    const char *joint = c == choices ? "" : c[1].name == NULL ? " or " : ", ";
    if (used + strlen(c->name) + 8 >= size) {
      (void)snprintf(out + used, size - used, ", …");
      break;
    }
    used += (size_t)snprintf(out + used, size - used, "%s%s", joint, c->name);
  }
  return out;
}

static const char *node_type(const nw_node *node) {
  static const char *const scalars[] = { "a text", "empty", "a boolean", "a number", "a number" };
  switch (node->type) {
    case NW_NODE_SEQUENCE: return "a list";
    case NW_NODE_MAPPING: return "a map";
    default: return scalars[nw_core_of(node)];
  }
}

static const char *scalar_type(const nw_shape *shape, char *out, size_t size) {
  switch (shape->scalar) {
    case NW_SCALAR_WORD: return choice_names(out, size, shape->choices);
    case NW_SCALAR_BOOL: return "true or false";
    case NW_SCALAR_INTEGER: return "a whole number";
    case NW_SCALAR_FRACTION: return "a number";
    case NW_SCALAR_DURATION: return "a time such as 800ms or 2s";
    case NW_SCALAR_VERSION: return "a version number or DRAFT";
    default: return "a text";
  }
}

/* "a text or a list": what the shape takes */
static const char *expected(char *out, size_t size, const nw_shape *shape) {
  char names[NAMES_BYTES];
  int maps = shape->fields != NULL || shape->value != NULL;
  (void)snprintf(out, size, "%s%s%s%s%s", shape->scalar == NW_SCALAR_NONE ? "" : scalar_type(shape, names, sizeof names),
                 shape->scalar != NW_SCALAR_NONE && (shape->item != NULL || maps) ? ", or " : "", shape->item != NULL
                     ? "a list" : "",
                 shape->item != NULL && maps ? " or " : "", maps ? "a map" : "");
  return out;
}

/* How messages call a value: its key, or the list it stands in. */
typedef struct subject { newel_slice name; newel_diagnostics *diags; } subject;

static void wrong_type(const subject *s, const nw_node *node, const nw_shape *shape) {
  char takes[NAMES_BYTES * 2];
  nw_diag_add(s->diags, NW_DIAG_WRONG_TYPE, &node->place, s->name.data, node_type(node), expected(takes, sizeof takes, shape));
}

/* ---- scalars ---- */

static void check_word(const subject *s, const nw_node *node, const nw_shape *shape) {
  char value[SHOWN_BYTES * 2], names[NAMES_BYTES], advice[SHOWN_BYTES * 2];
  unsigned unused;
  if (nw_choice_find(shape->choices, node->text, &unused)) return;
  nw_nearest near;
  nw_nearest_begin(&near, node->text);
  for (const nw_choice *c = shape->choices; c->name != NULL; c++) nw_nearest_offer(&near, c->name);
  const char *best = synonym(shape->choices, node->text);
  if (best == NULL) best = near.best;
  (void)shown(value, sizeof value, node->text);
  (void)choice_names(names, sizeof names, shape->choices);
  if (best == NULL) {
    nw_diag_add(s->diags, NW_DIAG_UNKNOWN_WORD, &node->place, s->name.data, value, names);
    return;
  }
  (void)snprintf(advice, sizeof advice, "did you mean '%s'?", best);
  nw_diag_add_advice(s->diags, NW_DIAG_UNKNOWN_WORD, &node->place, advice, s->name.data, value, names);
}

static void check_bool(const subject *s, const nw_node *node) {
  char value[SHOWN_BYTES * 2];
  if (nw_core_of(node) != NW_CORE_BOOL) {
    nw_diag_add(s->diags, NW_DIAG_NOT_BOOL, &node->place, s->name.data, shown(value, sizeof value, node->text));
  }
}

static size_t count_chars(newel_slice text) {
  nw_offsets at = { 0, 0, 0 };
  nw_offsets_move(&at, text.data, text.len, text.len);
  return at.chars;
}

/* Is `c` in the inside of a bracket expression ("0-9A-Za-z_-")? A '-' at the end is itself. */
static int in_charset(const char *set, char c) {
  for (; *set != '\0'; set++) {
    if (set[1] == '-' && set[2] != '\0') {
      if (c >= set[0] && c <= set[2]) return 1;
      set += 2;
    } else if (*set == c) {
      return 1;
    }
  }
  return 0;
}

static int fits_charset(const char *set, newel_slice text) {
  for (size_t i = 0; set != NULL && i < text.len; i++) {
    if (!in_charset(set, text.data[i])) return 0;
  }
  return 1;
}

/* Length and characters of a text: a value, or a key of the user's choice. */
static void check_text(const subject *s, newel_slice text, const nw_place *place, const nw_shape *shape) {
  char bounds[48], count[24];
  size_t chars = count_chars(text);
  if (chars < shape->min || chars > shape->max) {
    (void)snprintf(count, sizeof count, "%zu", chars);
    (void)snprintf(bounds, sizeof bounds, "%u to %u", (unsigned)shape->min, (unsigned)shape->max);
    nw_diag_add(s->diags, NW_DIAG_BAD_LENGTH, place, s->name.data, count, bounds);
  }
  if (!fits_charset(shape->charset, text)) nw_diag_add(s->diags, NW_DIAG_BAD_TEXT, place, s->name.data, shape->charset);
}

static void check_string(const subject *s, const nw_node *node, const nw_shape *shape) {
  char value[SHOWN_BYTES * 2];
  if (nw_core_of(node) == NW_CORE_TEXT) {
    check_text(s, node->text, &node->place, shape);
  } else if (nw_core_of(node) == NW_CORE_NULL && node->text.len == 0) {
    wrong_type(s, node, shape);
  } else {
    nw_diag_add(s->diags, NW_DIAG_NOT_QUOTED, &node->place, s->name.data, node_type(node), shown(value, sizeof value,
        node->text));
  }
}

static void out_of_range(const subject *s, const nw_node *node, const char *bounds) {
  char value[SHOWN_BYTES * 2];
  nw_diag_add(s->diags, NW_DIAG_OUT_OF_RANGE, &node->place, s->name.data, shown(value, sizeof value, node->text), bounds);
}

/* Millionths as people write them: 990000 is "0.99". */
static const char *decimal(char *out, size_t size, uint32_t ppm) {
  (void)snprintf(out, size, "%u.%06u", (unsigned)(ppm / 1000000), (unsigned)(ppm % 1000000));
  size_t len = strlen(out);
  while (out[len - 1] == '0') out[--len] = '\0';
  if (out[len - 1] == '.') out[--len] = '\0';
  return out;
}

static void check_integer(const subject *s, const nw_node *node, const nw_shape *shape) {
  char bounds[48];
  int64_t ppm;
  if (nw_core_of(node) != NW_CORE_INTEGER) {
    wrong_type(s, node, shape);
  } else if (!nw_read_ppm(node, &ppm) || ppm < (int64_t)shape->min * 1000000 || ppm > (int64_t)shape->max * 1000000) {
    if (shape->min == shape->max) (void)snprintf(bounds, sizeof bounds, "%u", (unsigned)shape->min);
    else (void)snprintf(bounds, sizeof bounds, "%u to %u", (unsigned)shape->min, (unsigned)shape->max);
    out_of_range(s, node, bounds);
  }
}

static void check_fraction(const subject *s, const nw_node *node, const nw_shape *shape) {
  char low[16], high[16], bounds[48];
  int64_t ppm;
  nw_core core = nw_core_of(node);
  if (core != NW_CORE_INTEGER && core != NW_CORE_FLOAT) {
    wrong_type(s, node, shape);
  } else if (!nw_read_ppm(node, &ppm) || ppm < (int64_t)shape->min || ppm > (int64_t)shape->max) {
    (void)snprintf(bounds, sizeof bounds, "%s to %s", decimal(low, sizeof low, shape->min), decimal(high, sizeof high,
        shape->max));
    out_of_range(s, node, bounds);
  }
}

static void check_duration(const subject *s, const nw_node *node, const nw_shape *shape) {
  uint32_t ms;
  if (!nw_read_duration_ms(node, &ms)) wrong_type(s, node, shape);
  else if (ms < shape->min || ms > shape->max) out_of_range(s, node, "10ms to 60s");
}

static void check_scalar(const subject *s, const nw_node *node, const nw_shape *shape) {
  switch (shape->scalar) {
    case NW_SCALAR_NONE: wrong_type(s, node, shape); break;
    case NW_SCALAR_WORD: check_word(s, node, shape); break;
    case NW_SCALAR_TEXT: check_string(s, node, shape); break;
    case NW_SCALAR_BOOL: check_bool(s, node); break;
    case NW_SCALAR_INTEGER: check_integer(s, node, shape); break;
    case NW_SCALAR_FRACTION: check_fraction(s, node, shape); break;
    case NW_SCALAR_DURATION: check_duration(s, node, shape); break;
    case NW_SCALAR_VERSION:
      if (!nw_is_version(node->text)) wrong_type(s, node, shape);
      break;
  }
}

/* ---- lists and maps ---- */

static void check_node(const subject *s, const nw_node *node, const nw_shape *shape);

static void check_sequence(const subject *s, const nw_node *node, const nw_shape *shape) {
  char count[24], bounds[48];
  if (node->count < shape->item_min || (shape->item_max != 0 && node->count > shape->item_max)) {
    (void)snprintf(count, sizeof count, "%zu", node->count);
    if (shape->item_max == 0) (void)snprintf(bounds, sizeof bounds, "at least %u", (unsigned)shape->item_min);
    else (void)snprintf(bounds, sizeof bounds, "%u to %u", (unsigned)shape->item_min, (unsigned)shape->item_max);
    nw_diag_add(s->diags, NW_DIAG_BAD_COUNT, &node->place, s->name.data, count, bounds);
  }
  for (const nw_node *item = node->first; item != NULL; item = item->next) check_node(s, item, shape->item);
}

static const nw_field *find_field(const nw_field *fields, newel_slice key) {
  for (; fields != NULL && fields->key != NULL; fields++) {
    if (nw_slice_is(key, fields->key)) return fields;
  }
  return NULL;
}

/* A token under `pii`: its rule is another section's. */
static int is_token(newel_slice key) {
  unsigned id;
  return nw_entity_row_find(key, &id) && nw_entity_row_at(id)->secret;
}

static void unknown_key(const subject *s, const nw_node *member, const nw_shape *shape) {
  char key[SHOWN_BYTES * 2], advice[SHOWN_BYTES * 2];
  nw_nearest near;
  nw_nearest_begin(&near, member->key);
  for (const nw_field *f = shape->fields; f != NULL && f->key != NULL; f++) nw_nearest_offer(&near, f->key);
  (void)shown(key, sizeof key, member->key);
  if (nw_slice_is(s->name, "pii") && is_token(member->key)) {
    nw_diag_add_advice(s->diags, NW_DIAG_UNKNOWN_KEY, &member->key_place, "it is a token; write 'secrets: BLOCK', which finds all of them",
                       key, s->name.data);
    return;
  }
  if (near.best == NULL) {
    nw_diag_add(s->diags, NW_DIAG_UNKNOWN_KEY, &member->key_place, key, s->name.data);
    return;
  }
  (void)snprintf(advice, sizeof advice, "did you mean '%s'?", near.best);
  nw_diag_add_advice(s->diags, NW_DIAG_UNKNOWN_KEY, &member->key_place, advice, key, s->name.data);
}

static void check_mapping(const subject *s, const nw_node *node, const nw_shape *shape) {
  for (const nw_node *member = node->first; member != NULL; member = member->next) {
    const subject inner = { member->key, s->diags };
    const nw_field *field = find_field(shape->fields, member->key);
    if (field != NULL) {
      if ((field->flags & NW_FIELD_LOADED) == 0) check_node(&inner, member, field->shape);
    } else if (shape->value != NULL) {
      check_text(&inner, member->key, &member->key_place, shape->key);
      check_node(&inner, member, shape->value);
    } else {
      unknown_key(s, member, shape);
    }
  }
}

static void check_node(const subject *s, const nw_node *node, const nw_shape *shape) {
  if (node->type == NW_NODE_SCALAR) check_scalar(s, node, shape);
  else if (node->type == NW_NODE_SEQUENCE && shape->item != NULL) check_sequence(s, node, shape);
  else if (node->type == NW_NODE_MAPPING && (shape->fields != NULL || shape->value != NULL)) check_mapping(s, node, shape);
  else wrong_type(s, node, shape);
}

void nw_shape_check(const nw_node *tree, const nw_shape *shape, newel_diagnostics *diags) {
  const subject file = { NW_LIT("the policy"), diags };
  check_node(&file, tree, shape);
}

/* ---- required keys ---- */

static void require_fields(const subject *s, const nw_node *node, const nw_shape *shape) {
  for (const nw_field *f = shape->fields; f != NULL && f->key != NULL; f++) {
    if ((f->flags & NW_FIELD_REQUIRED) != 0 && nw_node_member(node, f->key) == NULL) {
      nw_diag_add(s->diags, NW_DIAG_MISSING_KEY, node->key.data != NULL ? &node->key_place : &node->place, s->name.data, f->key);
    }
  }
}

static void require_in(const subject *s, const nw_node *node, const nw_shape *shape) {
  if (node->type != NW_NODE_MAPPING) return;
  require_fields(s, node, shape);
  for (const nw_node *member = node->first; member != NULL; member = member->next) {
    const subject inner = { member->key, s->diags };
    const nw_field *field = find_field(shape->fields, member->key);
    const nw_shape *next = field != NULL ? field->shape : shape->value;
    if (next != NULL) require_in(&inner, member, next);
  }
}

void nw_shape_require(const nw_node *tree, const nw_shape *shape, newel_diagnostics *diags) {
  const subject file = { NW_LIT("the policy"), diags };
  require_in(&file, tree, shape);
}
