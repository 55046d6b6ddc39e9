/* policy/yaml.c - libyaml's events to nodes.
 *
 * Only what a policy needs of YAML: mappings with scalar keys, sequences, scalars. Anchors, aliases, tags and merge keys each
 * have a remark of their own and reading goes on; a syntax error, the second document and a limit end it, as they end libyaml.
 *
 * Depth is bounded here, while events are pulled: libyaml 0.2.5 has no limit of its own and is quadratic in the depth of flow
 * collections, but it never reads further ahead than one simple key (1,024 characters), so stopping at level 33 stops its scanner
 * too. Its marks count code points from 0, as our columns do from 1.
 *
 * libyaml allocates with malloc itself, not through nw_alloc: what it holds is gone when nw_yaml_read returns.
 */
#include <yaml.h>

#include "base/limits.h"
#include "base/slice.h"
#include "policy/tree.h"

/* An open collection. In a mapping a key waits for its value. */
typedef struct frame {
  nw_node    *node;
  nw_node   **tail;       /* where the next child is linked */
  int         has_key;
  int         drop_value; /* the key was refused: its value is read and left out */
  newel_slice key;
  nw_place    key_place;
} frame;

typedef struct yaml_reader {
  nw_node_input *in;
  nw_node       *root;
  frame         *stack;   /* NW_LIMIT_POLICY_DEPTH of them */
  uint32_t       depth;
  unsigned       documents;
} yaml_reader;

static nw_place place_of(const nw_node_input *in, const yaml_event_t *event) {
  int one_line = event->start_mark.line == event->end_mark.line;
  return nw_place_at(in->source, (uint32_t)event->start_mark.line + 1, (uint32_t)event->start_mark.column + 1,
                     one_line ? (uint32_t)event->end_mark.column + 1 : 0);
}

/* A tag of the file's own ("!Ref") that may stay; "" for none. */
static newel_slice kept_tag(yaml_reader *y, const yaml_char_t *tag) {
  newel_slice none = { "", 0 };
  if (!y->in->tagged || tag == NULL || tag[0] != '!' || tag[1] == '\0') return none;
  newel_slice copy = nw_arena_copy(y->in->arena, newel_slice_of((const char *)tag + 1));
  if (copy.data == NULL) y->in->no_memory = 1;
  return copy.data == NULL ? none : copy;
}

static void check_decoration(yaml_reader *y, const nw_place *place, const yaml_char_t *anchor, const yaml_char_t *tag) {
  /* The node's mark is that of what stands before it, and its end that of the value: the caret marks the begin alone. */
  nw_place begin = nw_place_at(y->in->source, place->line, place->column, 0);
  if (anchor != NULL) nw_diag_add(y->in->diags, NW_DIAG_ANCHOR, &begin, (const char *)anchor);
  if (tag == NULL || (y->in->tagged && tag[0] == '!')) return;
  /* libyaml has resolved "!!str" to the long form. */
  static const char core[] = "tag:yaml.org,2002:";
  int is_core = strncmp((const char *)tag, core, sizeof core - 1) == 0;
  nw_diag_add(y->in->diags, NW_DIAG_TAG, &begin, is_core ? "!!" : "", (const char *)tag + (is_core ? sizeof core - 1 : 0));
}

static frame *top(yaml_reader *y) { return y->depth == 0 ? NULL : &y->stack[y->depth - 1]; }

static int wants_key(const frame *f) {
  return f != NULL && f->node->type == NW_NODE_MAPPING && !f->has_key;
}

/* A key that is none: its value is dropped too. */
static void refuse_key(frame *f) {
  f->has_key = 1;
  f->drop_value = 1;
}

/* Links a value into the open collection, or makes it the root. */
static void attach(yaml_reader *y, nw_node *node) {
  frame *f = top(y);
  if (f == NULL) {
    y->root = node;
    return;
  }
  int drop = f->drop_value;
  if (f->node->type == NW_NODE_MAPPING) {
    node->key = f->key;
    node->key_place = f->key_place;
    f->has_key = f->drop_value = 0;
  }
  if (drop) return;
  *f->tail = node;
  f->tail = &node->next;
  f->node->count++;
}

static int on_key(yaml_reader *y, frame *f, const yaml_event_t *event, const nw_place *place) {
  newel_slice key = nw_slice((const char *)event->data.scalar.value, event->data.scalar.length);
  f->has_key = 1;
  f->key_place = *place;
  f->key = nw_arena_copy(y->in->arena, key);
  if (f->key.data == NULL) return !(y->in->no_memory = 1);
  if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && nw_slice_is(key, "<<")) {
    nw_diag_add(y->in->diags, NW_DIAG_MERGE_KEY, place);
    refuse_key(f);
  }
  return 1;
}

static int on_scalar(yaml_reader *y, const yaml_event_t *event) {
  nw_place place = place_of(y->in, event);
  frame *f = top(y);
  check_decoration(y, &place, event->data.scalar.anchor, event->data.scalar.tag);
  if (wants_key(f)) return on_key(y, f, event, &place);
  nw_node *node = nw_node_new(y->in, NW_NODE_SCALAR, &place);
  if (node == NULL) return 0;
  node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
  node->tag = kept_tag(y, event->data.scalar.tag);
  node->text = nw_arena_copy(y->in->arena, nw_slice((const char *)event->data.scalar.value, event->data.scalar.length));
  if (node->text.data == NULL) return !(y->in->no_memory = 1);
  attach(y, node);
  return 1;
}

static int on_begin(yaml_reader *y, const yaml_event_t *event, nw_node_type type) {
  nw_place place = place_of(y->in, event);
  frame *f = top(y);
  if (type == NW_NODE_MAPPING) check_decoration(y, &place, event->data.mapping_start.anchor, event->data.mapping_start.tag);
  else check_decoration(y, &place, event->data.sequence_start.anchor, event->data.sequence_start.tag);
  if (y->depth == NW_LIMIT_POLICY_DEPTH) {
    nw_node_too_deep(y->in, &place);
    return 0;
  }
  nw_node *node = nw_node_new(y->in, type, &place);
  if (node == NULL) return 0;
  node->tag = kept_tag(y, type == NW_NODE_MAPPING ? event->data.mapping_start.tag : event->data.sequence_start.tag);
  if (wants_key(f)) {
    nw_diag_add(y->in->diags, NW_DIAG_COMPLEX_KEY, &place, type == NW_NODE_MAPPING ? "a mapping" : "a list");
    refuse_key(f);
  } else {
    attach(y, node);
  }
  frame *opened = &y->stack[y->depth++];
  memset(opened, 0, sizeof *opened);
  opened->node = node;
  opened->tail = &node->first;
  return 1;
}

static void on_alias(yaml_reader *y, const yaml_event_t *event) {
  nw_place place = place_of(y->in, event);
  frame *f = top(y);
  nw_diag_add(y->in->diags, NW_DIAG_ALIAS, &place, (const char *)event->data.alias.anchor);
  if (wants_key(f)) refuse_key(f);
  else if (f != NULL) f->has_key = f->drop_value = 0;  /* the member is left out */
}

static int on_document(yaml_reader *y, const yaml_event_t *event) {
  if (++y->documents == 1) return 1;
  nw_place place = place_of(y->in, event);
  nw_diag_add(y->in->diags, NW_DIAG_SECOND_DOCUMENT, &place);
  return 0;
}

/* 1 to go on. */
static int on_event(yaml_reader *y, const yaml_event_t *event) {
  switch (event->type) {
    case YAML_DOCUMENT_START_EVENT: return on_document(y, event);
    case YAML_ALIAS_EVENT: on_alias(y, event); return 1;
    case YAML_SCALAR_EVENT: return on_scalar(y, event);
    case YAML_SEQUENCE_START_EVENT: return on_begin(y, event, NW_NODE_SEQUENCE);
    case YAML_MAPPING_START_EVENT: return on_begin(y, event, NW_NODE_MAPPING);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: y->depth--; return 1;
    case YAML_STREAM_END_EVENT:
    case YAML_NO_EVENT: return 0;
    default: return 1;
  }
}

/* Pulls events until the end, an error or a limit. Returns 0 when libyaml reports an error. */
static int pull(yaml_reader *y, yaml_parser_t *parser) {
  for (int go_on = 1; go_on;) {
    yaml_event_t event;
    if (!yaml_parser_parse(parser, &event)) return 0;
    go_on = on_event(y, &event);
    yaml_event_delete(&event);
  }
  return 1;
}

/* Nothing but comments, or "---" alone. */
static int is_empty(const yaml_reader *y) {
  const nw_node *root = y->root;
  return y->documents == 0 || (root != NULL && root->type == NW_NODE_SCALAR && root->plain && root->text.len == 0);
}

/* The first directive ("%TAG", "%YAML") before a document: at the begin of the text, or behind a line "...". They are refused
 * before libyaml sees them, because it compares each with all before it: 1 MB of them took 38 s. Returns 1 when there is none. */
static int has_no_directive(nw_node_input *in) {
  uint32_t line = 1;
  int in_prologue = 1;
  for (size_t pos = 0; pos < in->text.len; line++) {
    const char *at = in->text.data + pos;
    const char *end = memchr(at, '\n', in->text.len - pos);
    size_t len = end == NULL ? in->text.len - pos : (size_t)(end - at);
    if (in_prologue && *at == '%') {
      nw_place place = nw_place_at(in->source, line, 1, 0);
      nw_diag_add(in->diags, NW_DIAG_DIRECTIVE, &place);
      return 0;
    }
    if (len >= 3 && memcmp(at, "...", 3) == 0) in_prologue = 1;
    else if (len > 0 && *at != '#' && *at != ' ' && *at != '\r') in_prologue = 0;
    pos += len + 1;
  }
  return 1;
}

int nw_yaml_read(nw_node **out, nw_node_input *in) {
  if (!has_no_directive(in)) return 1;
  yaml_reader y = { .in = in };
  yaml_parser_t parser;
  y.stack = nw_arena_alloc(in->arena, NW_LIMIT_POLICY_DEPTH * sizeof *y.stack);
  if (y.stack == NULL || !yaml_parser_initialize(&parser)) return 0;
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, (const unsigned char *)(in->text.len == 0 ? "" : in->text.data), in->text.len);
  int parsed = pull(&y, &parser);
  if (!parsed && parser.error == YAML_MEMORY_ERROR) in->no_memory = 1;
  else if (!parsed) nw_yaml_explain(in, &parser);
  yaml_parser_delete(&parser);
  if (!parsed || in->no_memory) return !in->no_memory;
  nw_place whole = { in->source, 0, 0, 0 };
  if (is_empty(&y)) nw_diag_add(in->diags, NW_DIAG_EMPTY_FILE, &whole);
  else *out = y.root;
  return 1;
}

const char *nw_yaml_version(void) { return yaml_get_version_string(); }
