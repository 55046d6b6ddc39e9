/* bedrock/dialogue.c - see bedrock/dialogue.h. */
#include "bedrock/dialogue.h"

#include <stdlib.h>

#include "base/slice.h"
#include "json/writer.h"

static const nw_json_node *get(const nw_json_node *object, const char *key) {
  return object == NULL || object->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(object, key);
}

static const nw_json_node *first_of(const nw_json_node *list) {
  return list != NULL && list->type == NW_JSON_T_ARRAY ? list->first : NULL;
}

static void add_held(nw_pieces *pieces, const nw_json_node *node, newel_surface surface, nw_holder holder, uint32_t qualifiers) {
  if (node == NULL || node->type != NW_JSON_T_STRING) return;
  nw_turn_text piece = { node->start, node->end, node->text, surface, NEWEL_FORMAT_TEXT, holder, qualifiers };
  if (!nw_vec_push(&pieces->alloc, &pieces->list, piece)) pieces->failed = 1;
}

static void add_string(nw_pieces *pieces, const nw_json_node *node, newel_surface surface) {
  add_held(pieces, node, surface, NW_HOLDER_OTHER, 0);
}

static uint32_t qualifiers_of(const nw_json_node *text) {
  static const struct { const char *name; uint32_t bit; } known[] = { { "grounding_source", NEWEL_QUALIFIER_GROUNDING_SOURCE },
    { "query", NEWEL_QUALIFIER_QUERY }, { "guard_content", NEWEL_QUALIFIER_GUARD_CONTENT } };
  uint32_t bits = 0;
  for (const nw_json_node *q = first_of(get(text, "qualifiers")); q != NULL; q = q->next)
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
      if (q->type == NW_JSON_T_STRING && nw_slice_is(q->text, known[i].name)) bits |= known[i].bit;
  return bits;
}

static void add_json(nw_pieces *pieces, newel_slice json, const nw_json_node *node, newel_surface surface) {
  if (node == NULL) return;
  nw_turn_text piece = { node->start, node->end, nw_slice(json.data + node->start, node->end - node->start), surface, NEWEL_FORMAT_JSON,
                     NW_HOLDER_OTHER, 0 };
  if (!nw_vec_push(&pieces->alloc, &pieces->list, piece)) pieces->failed = 1;
}

static void add_tool_result(nw_pieces *pieces, newel_slice json, const nw_json_node *result) {
  for (const nw_json_node *item = first_of(get(result, "content")); item != NULL; item = item->next) {
    add_string(pieces, get(item, "text"), NEWEL_SURFACE_TOOL_RESULT);
    add_json(pieces, json, get(item, "json"), NEWEL_SURFACE_TOOL_RESULT);
  }
}

static void add_block(nw_pieces *pieces, newel_slice json, const nw_json_node *block, newel_surface surface) {
  const nw_json_node *source = get(get(block, "document"), "source");
  const nw_json_node *guarded = get(get(block, "guardContent"), "text");
  add_held(pieces, get(block, "text"), surface, NW_HOLDER_TEXT, 0);
  add_held(pieces, get(guarded, "text"), surface, NW_HOLDER_GUARDED, qualifiers_of(guarded));
  add_string(pieces, get(source, "text"), NEWEL_SURFACE_RETRIEVED);
  for (const nw_json_node *part = first_of(get(source, "content")); part != NULL; part = part->next)
    add_string(pieces, get(part, "text"), NEWEL_SURFACE_RETRIEVED);
  add_string(pieces, get(get(get(block, "reasoningContent"), "reasoningText"), "text"), surface);
  add_json(pieces, json, get(get(block, "toolUse"), "input"), surface);
  add_tool_result(pieces, json, get(block, "toolResult"));
}

static int by_start(const void *a, const void *b) {
  const nw_turn_text *x = a, *y = b;
  return (x->start > y->start) - (x->start < y->start);
}

/* In the order of the document, whatever order members stand in: nw_pieces_write goes through it once. */
static void sort(nw_pieces *pieces) {
  if (pieces->list.count > 1) qsort(pieces->list.at, pieces->list.count, sizeof *pieces->list.at, by_start);
}

void nw_pieces_of_messages(nw_pieces *pieces, newel_slice json, const nw_json_node *messages) {
  const nw_json_node *last = NULL;
  for (const nw_json_node *m = first_of(messages); m != NULL; m = m->next)
    if (get(m, "role") != NULL && nw_slice_is(get(m, "role")->text, "user")) last = m;
  for (const nw_json_node *m = first_of(messages); m != NULL; m = m->next) {
    newel_slice role = get(m, "role") != NULL ? get(m, "role")->text : NW_LIT("");
    newel_surface surface = m == last ? NEWEL_SURFACE_USER : NEWEL_SURFACE_HISTORY;
    if (nw_slice_is(role, "system")) surface = NEWEL_SURFACE_SYSTEM;
    for (const nw_json_node *block = first_of(get(m, "content")); block != NULL; block = block->next)
      add_block(pieces, json, block, surface);
  }
  sort(pieces);
}

void nw_pieces_of_answer(nw_pieces *pieces, newel_slice json, const nw_json_node *content) {
  for (const nw_json_node *block = first_of(content); block != NULL; block = block->next) {
    add_held(pieces, get(block, "text"), NEWEL_SURFACE_OUTPUT, NW_HOLDER_TEXT, 0);
    for (const nw_json_node *cited = first_of(get(get(block, "citationsContent"), "content")); cited != NULL; cited = cited->next)
      add_string(pieces, get(cited, "text"), NEWEL_SURFACE_OUTPUT);
    add_string(pieces, get(get(get(block, "reasoningContent"), "reasoningText"), "text"), NEWEL_SURFACE_REASONING);
    add_json(pieces, json, get(get(block, "toolUse"), "input"), NEWEL_SURFACE_TOOL_ARGS);
  }
  sort(pieces);
}

static int is_json(const nw_alloc *alloc, newel_slice text) {
  nw_arena arena;
  nw_json_node *root;
  nw_arena_init(&arena, *alloc);
  int code = nw_json_parse(&root, &arena, text, 1000000, NULL);
  nw_arena_free(&arena);
  return code == NEWEL_OK;
}

static void write_string(nw_buf *out, newel_slice text) {
  nw_buf_add_char(out, '"');
  nw_json_escape(out, text);
  nw_buf_add_char(out, '"');
}

void nw_pieces_write(const nw_pieces *pieces, const newel_slice *outputs, newel_slice json, size_t start, size_t end, nw_buf *out) {
  for (size_t i = 0; i < pieces->list.count; i++) {
    const nw_turn_text *piece = &pieces->list.at[i];
    if (piece->start < start || piece->end > end) continue;
    nw_buf_add(out, json.data + start, piece->start - start);
    if (nw_slice_eq(outputs[i], piece->text)) nw_buf_add(out, json.data + piece->start, piece->end - piece->start);
    else if (piece->format == NEWEL_FORMAT_JSON && is_json(&pieces->alloc, outputs[i])) nw_buf_add_slice(out, outputs[i]);
    else write_string(out, outputs[i]);
    start = piece->end;
  }
  nw_buf_add(out, json.data + start, end - start);
}
