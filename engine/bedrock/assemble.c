#include "bedrock/assemble.h"

#include "base/slice.h"
#include "json/writer.h"

enum { NODES_MOST = 1000000 };

void nw_assembler_open(nw_assembler *a, nw_alloc alloc) {
  memset(a, 0, sizeof *a);
  a->alloc = alloc;
  nw_arena_init(&a->event, alloc);
  nw_arena_init(&a->kept, alloc);
  nw_buf_init_secret(&a->metadata, alloc);
}

static void wipe(nw_buf *buf) {
  if (buf->data != NULL) nw_wipe(buf->data, buf->capacity);
  nw_buf_free(buf);
}

void nw_assembler_close(nw_assembler *a) {
  for (size_t i = 0; i < a->parts.count; i++) {
    nw_part *part = &a->parts.at[i];
    wipe(&part->text);
    wipe(&part->reasoning);
    wipe(&part->signature);
    wipe(&part->redacted);
    wipe(&part->citations);
  }
  nw_vec_free(&a->alloc, &a->parts);
  wipe(&a->metadata);
  nw_arena_free(&a->event);
  nw_arena_free(&a->kept);
}

/* ---- taking ---- */

static const nw_json_node *member(const nw_json_node *node, const char *key, nw_json_type type) {
  const nw_json_node *found = node == NULL || node->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(node, key);
  return found != NULL && found->type == type ? found : NULL;
}

static newel_slice source_of(newel_slice payload, const nw_json_node *node) {
  return nw_slice(payload.data + node->start, node->end - node->start);
}

static newel_slice keep(nw_assembler *a, newel_slice text) {
  newel_slice copy = nw_arena_copy(&a->kept, text);
  if (copy.data == NULL) a->failed = 1;
  return copy;
}

static newel_slice keep_member(nw_assembler *a, newel_slice payload, const nw_json_node *root, const char *key) {
  const nw_json_node *found = nw_json_member(root, key);
  return found == NULL ? nw_slice(NULL, 0) : keep(a, source_of(payload, found));
}

/* The part of a block, made when its index is seen first. */
static nw_part *part_of(nw_assembler *a, const nw_json_node *root) {
  const nw_json_node *number = member(root, "contentBlockIndex", NW_JSON_T_NUMBER);
  nw_part fresh;
  memset(&fresh, 0, sizeof fresh);
  if (number == NULL || !nw_json_int(number, &fresh.index)) fresh.index = 0;
  for (size_t i = 0; i < a->parts.count; i++)
    if (a->parts.at[i].index == fresh.index) return &a->parts.at[i];
  nw_buf_init_secret(&fresh.text, a->alloc);
  nw_buf_init_secret(&fresh.reasoning, a->alloc);
  nw_buf_init_secret(&fresh.signature, a->alloc);
  nw_buf_init_secret(&fresh.redacted, a->alloc);
  nw_buf_init_secret(&fresh.citations, a->alloc);
  if (!nw_vec_push(&a->alloc, &a->parts, fresh)) {
    a->failed = 1;
    return NULL;
  }
  return &a->parts.at[a->parts.count - 1];
}

static void take_start(nw_assembler *a, newel_slice payload, const nw_json_node *root) {
  const nw_json_node *start = member(root, "start", NW_JSON_T_OBJECT);
  nw_part *part = part_of(a, root);
  if (part == NULL || start == NULL || start->first == NULL || start->first->type != NW_JSON_T_OBJECT) return;
  part->start = keep(a, start->first->key);
  part->opened = keep(a, source_of(payload, start->first));
}

static void add_string(nw_buf *buf, const nw_json_node *node, const char *key) {
  const nw_json_node *found = member(node, key, NW_JSON_T_STRING);
  if (found != NULL) nw_buf_add_slice(buf, found->text);
}

static void add_item(nw_buf *buf, newel_slice json) {
  if (buf->len > 0) nw_buf_add_char(buf, ',');
  nw_buf_add_slice(buf, json);
}

static void take_reasoning(nw_part *part, const nw_json_node *reasoning) {
  add_string(&part->reasoning, reasoning, "text");
  add_string(&part->signature, reasoning, "signature");
  add_string(&part->redacted, reasoning, "redactedContent");
}

static void take_delta(nw_assembler *a, newel_slice payload, const nw_json_node *root) {
  const nw_json_node *delta = member(root, "delta", NW_JSON_T_OBJECT), *found;
  nw_part *part = part_of(a, root);
  if (part == NULL || delta == NULL) return;
  add_string(&part->text, delta, "text");
  add_string(&part->text, member(delta, "toolUse", NW_JSON_T_OBJECT), "input");
  take_reasoning(part, member(delta, "reasoningContent", NW_JSON_T_OBJECT));
  if ((found = nw_json_member(delta, "citation")) != NULL) add_item(&part->citations, source_of(payload, found));
  if ((found = member(delta, "toolResult", NW_JSON_T_ARRAY)) != NULL)
    for (const nw_json_node *item = found->first; item != NULL; item = item->next)
      add_item(&part->text, source_of(payload, item));
  if ((found = member(member(delta, "image", NW_JSON_T_OBJECT), "source", NW_JSON_T_OBJECT)) != NULL) {
    nw_buf_clear(&part->text);
    nw_buf_add_slice(&part->text, source_of(payload, found));
  }
}

/* "usage", "metrics", "trace" and whatever else it says; "p" is padding. */
static void take_metadata(nw_assembler *a, newel_slice payload, const nw_json_node *root) {
  for (const nw_json_node *node = root->first; node != NULL; node = node->next) {
    if (nw_slice_is(node->key, "p")) continue;
    nw_buf_add_text(&a->metadata, ",\"");
    nw_json_escape(&a->metadata, node->key);
    nw_buf_add_text(&a->metadata, "\":");
    nw_buf_add_slice(&a->metadata, source_of(payload, node));
  }
}

int nw_assembler_take(nw_assembler *a, newel_slice name, newel_slice payload) {
  nw_json_node *root = NULL;
  nw_arena_reset(&a->event);
  int code = nw_json_parse(&root, &a->event, payload, NODES_MOST, NULL);
  if (code == NEWEL_E_NOMEM) a->failed = 1;
  if (code != NEWEL_OK || root->type != NW_JSON_T_OBJECT) return 0;
  if (nw_slice_is(name, "messageStart")) a->role = keep_member(a, payload, root, "role");
  else if (nw_slice_is(name, "contentBlockStart")) take_start(a, payload, root);
  else if (nw_slice_is(name, "contentBlockDelta")) take_delta(a, payload, root);
  else if (nw_slice_is(name, "messageStop")) {
    a->stop_reason = keep_member(a, payload, root, "stopReason");
    a->more = keep_member(a, payload, root, "additionalModelResponseFields");
  } else if (nw_slice_is(name, "metadata")) take_metadata(a, payload, root);
  return !a->failed;
}

/* ---- writing ---- */

static void write_string(nw_buf *out, const char *before, newel_slice text) {
  nw_buf_add_text(out, before);
  nw_buf_add_char(out, '"');
  nw_json_escape(out, text);
  nw_buf_add_char(out, '"');
}

/* The members of what contentBlockStart said, without braces. */
static void write_opened(nw_buf *out, newel_slice object) {
  nw_buf_add_slice(out, nw_slice(object.data + 1, object.len - 2));
}

/* Arguments that are whole JSON stand as such; a cut piece (max_tokens) as the string that it is; none as {}. */
static void write_arguments(nw_assembler *a, nw_buf *out, newel_slice text) {
  nw_json_node *root = NULL;
  nw_arena_reset(&a->event);
  int code = text.len == 0 ? NEWEL_OK : nw_json_parse(&root, &a->event, text, NODES_MOST, NULL);
  if (code == NEWEL_E_NOMEM) a->failed = 1;
  if (code != NEWEL_OK) write_string(out, "", text);
  else nw_buf_add_slice(out, text.len > 0 ? text : NW_LIT("{}"));
}

static void write_reasoning(nw_buf *out, const nw_part *part) {
  if (part->redacted.len > 0) write_string(out, "{\"reasoningContent\":{\"redactedContent\":", nw_buf_slice(&part->redacted));
  else {
    write_string(out, "{\"reasoningContent\":{\"reasoningText\":{\"text\":", nw_buf_slice(&part->reasoning));
    if (part->signature.len > 0) write_string(out, ",\"signature\":", nw_buf_slice(&part->signature));
    nw_buf_add_char(out, '}');
  }
  nw_buf_add_text(out, "}}");
}

static void write_text(nw_buf *out, const nw_part *part) {
  if (part->citations.len == 0) {
    write_string(out, "{\"text\":", nw_buf_slice(&part->text));
    nw_buf_add_char(out, '}');
    return;
  }
  write_string(out, "{\"citationsContent\":{\"content\":[{\"text\":", nw_buf_slice(&part->text));
  nw_buf_add_text(out, "}],\"citations\":[");
  nw_buf_add_slice(out, nw_buf_slice(&part->citations));
  nw_buf_add_text(out, "]}}");
}

static void write_started(nw_assembler *a, nw_buf *out, const nw_part *part) {
  nw_buf_add_text(out, "{\"");
  nw_json_escape(out, part->start);
  nw_buf_add_text(out, "\":{");
  write_opened(out, part->opened);
  if (part->opened.len > 2) nw_buf_add_char(out, ',');
  if (nw_slice_is(part->start, "toolUse")) {
    nw_buf_add_text(out, "\"input\":");
    write_arguments(a, out, nw_buf_slice(&part->text));
  } else if (nw_slice_is(part->start, "toolResult")) {
    nw_buf_add_text(out, "\"content\":[");
    nw_buf_add_slice(out, nw_buf_slice(&part->text));
    nw_buf_add_char(out, ']');
  } else {
    nw_buf_add_text(out, "\"source\":");
    if (part->text.len > 0) nw_buf_add_slice(out, nw_buf_slice(&part->text));
    else nw_buf_add_text(out, "null");
  }
  nw_buf_add_text(out, "}}");
}

static void write_part(nw_assembler *a, nw_buf *out, const nw_part *part) {
  if (part->start.len > 0) write_started(a, out, part);
  else if (part->reasoning.len > 0 || part->redacted.len > 0) write_reasoning(out, part);
  else write_text(out, part);
}

static int by_index(const nw_assembler *a, int64_t after) {
  int best = -1;
  for (size_t i = 0; i < a->parts.count; i++)
    if (a->parts.at[i].index > after && (best < 0 || a->parts.at[i].index < a->parts.at[best].index)) best = (int)i;
  return best;
}

static void write_member(nw_buf *out, const char *key, newel_slice json) {
  if (json.len == 0) return;
  nw_buf_add_text(out, ",\"");
  nw_buf_add_text(out, key);
  nw_buf_add_text(out, "\":");
  nw_buf_add_slice(out, json);
}

int nw_assembler_write(nw_assembler *a, nw_buf *out) {
  int failed = a->metadata.failed;
  nw_buf_clear(out);
  nw_buf_add_text(out, "{\"output\":{\"message\":{\"role\":");
  nw_buf_add_slice(out, a->role.len > 0 ? a->role : NW_LIT("\"assistant\""));
  nw_buf_add_text(out, ",\"content\":[");
  int64_t after = -1;
  for (int i; (i = by_index(a, after)) >= 0; after = a->parts.at[i].index) {
    const nw_part *part = &a->parts.at[i];
    if (after >= 0) nw_buf_add_char(out, ',');
    write_part(a, out, part);
    failed |=
        part->text.failed | part->reasoning.failed | part->signature.failed | part->redacted.failed | part->citations.failed;
  }
  nw_buf_add_text(out, "]}}");
  write_member(out, "stopReason", a->stop_reason);
  write_member(out, "additionalModelResponseFields", a->more);
  nw_buf_add_slice(out, nw_buf_slice(&a->metadata));
  nw_buf_add_char(out, '}');
  failed |= a->failed | out->failed;
  if (failed) nw_buf_clear(out);
  return !failed;
}
