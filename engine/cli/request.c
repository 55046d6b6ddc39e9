#include "cli/request.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "cli/cli.h"
#include "json/tree.h"

enum { MAX_NODES = 1000000 };

static int fail_at(newel_slice line, size_t offset, newel_error *err, const char *message) {
  uint32_t row, column;
  int code = nw_fail(err, NEWEL_E_FORMAT, "%s", message);
  nw_line_column(line, offset, &row, &column);
  nw_fail_at(err, "", row, column, offset);
  return code;
}

static int fail_member(newel_slice line, const nw_json_node *node, newel_error *err, const char *expected) {
  char message[200];
  (void)snprintf(message, sizeof message, "member '%.*s' must be %s", node->key.len > 40 ? 40 : (int)node->key.len,
                 node->key.data, expected);
  return fail_at(line, node->start, err, message);
}

static int fail_unknown(newel_slice line, const nw_json_node *node, newel_error *err, const char *where) {
  char message[200];
  (void)snprintf(message, sizeof message, "unknown member '%.*s'%s", node->key.len > 40 ? 40 : (int)node->key.len, node->key.data,
                 where);
  return fail_at(line, node->key_start, err, message);
}

/* ---- one text --------------------------------------------------------------------------------------------- */

static int read_qualifiers(const nw_json_node *node, uint32_t *out) {
  *out = 0;
  if (node->type != NW_JSON_T_ARRAY) return 0;
  for (const nw_json_node *item = node->first; item != NULL; item = item->next) {
    uint32_t one = item->type == NW_JSON_T_STRING ? newel_qualifier_parse(item->text) : 0;
    if (one == 0) return 0;
    *out |= one;
  }
  return 1;
}

/* "text", "source", "surface", "format", "qualifiers" of a text, or of the line itself. Returns 1 when `node` is one of them, 0 when it is
 * none, a negative code when its value is wrong. `source` becomes 0 or 1, -1 when it is not written. */
static int read_text_member(newel_slice line, const nw_json_node *node, newel_segment *segment, int *source, int *surface,
                            newel_error *err) {
  int is_string = node->type == NW_JSON_T_STRING;
  newel_source parsed;
  if (nw_slice_is(node->key, "text")) {
    if (!is_string) return fail_member(line, node, err, "a string");
    segment->text = node->text.data != NULL ? node->text : NW_LIT("");
  } else if (nw_slice_is(node->key, "source")) {
    if (!is_string || !newel_source_parse(&parsed, node->text))
      return fail_member(line, node, err, "\"INPUT\" or \"OUTPUT\"");
    *source = (int)parsed;
  } else if (nw_slice_is(node->key, "surface")) {
    if (!is_string || !newel_surface_parse(&segment->surface, node->text))
      return fail_member(line, node, err, "user, history, system, tool_args, tool_result, retrieved, output or reasoning");
    *surface = 1;
  } else if (nw_slice_is(node->key, "format")) {
    int json = is_string && nw_slice_is(node->text, "json");
    if (!json && !(is_string && nw_slice_is(node->text, "text")))
      return fail_member(line, node, err, "\"text\" or \"json\"");
    segment->format = json ? NEWEL_FORMAT_JSON : NEWEL_FORMAT_TEXT;
  } else if (nw_slice_is(node->key, "qualifiers")) {
    if (!read_qualifiers(node, &segment->qualifiers))
      return fail_member(line, node, err, "an array of \"guard_content\", \"grounding_source\" and \"query\"");
  } else {
    return 0;
  }
  return 1;
}

/* Source follows surface; a source alone names the surface that stands for it. */
static int settle_source(newel_slice line, const nw_json_node *node, newel_segment *segment, int source, int surface,
                         newel_error *err) {
  if (source < 0 || (int)newel_surface_source(segment->surface) == source) return NEWEL_OK;
  if (surface)
    return fail_at(line, node->start, err,
                   "'source' does not fit 'surface': tool_args, output and reasoning are OUTPUT, the rest INPUT");
  segment->surface = source == NEWEL_SOURCE_OUTPUT ? NEWEL_SURFACE_OUTPUT : NEWEL_SURFACE_USER;
  return NEWEL_OK;
}

static int read_segment(newel_slice line, const nw_json_node *node, newel_segment *segment, newel_error *err) {
  int source = -1, surface = 0;
  if (node->type != NW_JSON_T_OBJECT) return fail_at(line, node->start, err, "a segment must be an object");
  for (const nw_json_node *member = node->first; member != NULL; member = member->next) {
    int known = read_text_member(line, member, segment, &source, &surface, err);
    if (known < 0) return known;
    if (known == 0) return fail_unknown(line, member, err, " of a segment");
  }
  if (segment->text.data == NULL) return fail_at(line, node->start, err, "the segment has no 'text'");
  return settle_source(line, node, segment, source, surface, err);
}

/* ---- a line ----------------------------------------------------------------------------------------------- */

static int read_list(nw_request *out, nw_arena *arena, newel_slice line, const nw_json_node *list, const newel_segment *defaults,
                     newel_error *err) {
  if (list->type != NW_JSON_T_ARRAY || list->count == 0) return fail_member(line, list, err, "an array of segments");
  out->segments = nw_arena_alloc(arena, list->count * sizeof *out->segments);
  if (out->segments == NULL) return nw_fail_nomem(err);
  for (const nw_json_node *node = list->first; node != NULL; node = node->next) {
    out->segments[out->count] = *defaults;
    int code = read_segment(line, node, &out->segments[out->count++], err);
    if (code != NEWEL_OK) return code;
  }
  return NEWEL_OK;
}

static int read_id(nw_request *out, newel_slice line, const nw_json_node *node, newel_error *err) {
  if (node->type == NW_JSON_T_ARRAY || node->type == NW_JSON_T_OBJECT)
    return fail_member(line, node, err, "a string, a number, true, false or null");
  out->id = nw_slice(line.data + node->start, node->end - node->start);
  return NEWEL_OK;
}

static int parse_object(nw_json_node **root, nw_arena *arena, newel_slice line, newel_error *err) {
  if (line.len > NW_LIMIT_CASE_BYTES)
    return nw_fail(err, NEWEL_E_LIMIT, "the line is longer than %u bytes", (unsigned)NW_LIMIT_CASE_BYTES);
  int code = nw_json_parse(root, arena, line, MAX_NODES, err);
  if (code != NEWEL_OK) return code;
  return (*root)->type == NW_JSON_T_OBJECT ? NEWEL_OK : fail_at(line, (*root)->start, err, "the line must be a JSON object");
}

static int start(nw_request *out, nw_arena *arena, const newel_segment *defaults, newel_error *err) {
  *out = (nw_request){.id = NW_LIT("null"), .single = 1};
  out->segments = nw_arena_alloc(arena, sizeof *out->segments);
  if (out->segments == NULL) return nw_fail_nomem(err);
  out->segments[0] = *defaults;
  return NEWEL_OK;
}

int nw_request_parse(nw_request *out, nw_arena *arena, newel_slice line, const newel_segment *defaults, newel_error *err) {
  nw_json_node *root;
  const nw_json_node *list = NULL;
  int source = -1, surface = 0, text_members = 0;
  int code = parse_object(&root, arena, line, err);
  if (code == NEWEL_OK) code = start(out, arena, defaults, err);
  if (code != NEWEL_OK) return code;
  for (const nw_json_node *node = root->first; node != NULL; node = node->next) {
    if (nw_slice_is(node->key, "id")) code = read_id(out, line, node, err);
    else if (nw_slice_is(node->key, "segments") || nw_slice_is(node->key, "messages")) {
      if (list != NULL) return fail_at(line, node->start, err, "the line has both 'segments' and 'messages'");
      list = node;
    } else {
      code = read_text_member(line, node, &out->segments[0], &source, &surface, err);
      if (code == 0) return fail_unknown(line, node, err, "");
      if (code > 0) code = NEWEL_OK, text_members++;
    }
    if (code != NEWEL_OK) return code;
  }
  if (list != NULL && text_members > 0)
    return fail_at(line, root->start, err, "a line with segments has no 'text', 'source', 'surface' or 'format' of its own");
  if (list != NULL) {
    out->single = 0;
    return read_list(out, arena, line, list, defaults, err);
  }
  out->count = 1;
  if (out->segments[0].text.data == NULL) return fail_at(line, root->start, err, "the line has neither 'text' nor 'segments'");
  return settle_source(line, root, &out->segments[0], source, surface, err);
}

int nw_request_parse_text(nw_request *out, nw_arena *arena, newel_slice line, const newel_segment *defaults, newel_error *err) {
  nw_json_node *root;
  int code = parse_object(&root, arena, line, err);
  if (code == NEWEL_OK) code = start(out, arena, defaults, err);
  if (code != NEWEL_OK) return code;
  const nw_json_node *id = nw_json_member(root, "id"), *text = nw_json_member(root, "text");
  if (id != NULL && (code = read_id(out, line, id, err)) != NEWEL_OK) return code;
  if (text == NULL || text->type != NW_JSON_T_STRING)
    return fail_at(line, root->start, err, "the line has no string member 'text'");
  out->segments[0].text = text->text;
  out->count = 1;
  return NEWEL_OK;
}

int nw_request_defaults(newel_segment *out, const char *source, const char *surface, const char *format) {
  newel_source wanted;
  *out = (newel_segment)NEWEL_SEGMENT_INIT;
  if (format != NULL && strcmp(format, "json") == 0) out->format = NEWEL_FORMAT_JSON;
  if (surface != NULL) (void)newel_surface_parse(&out->surface, newel_slice_of(surface));
  if (source == NULL) return 0;
  (void)newel_source_parse(&wanted, newel_slice_of(source));
  if (surface == NULL && wanted == NEWEL_SOURCE_OUTPUT) out->surface = NEWEL_SURFACE_OUTPUT;
  if (newel_surface_source(out->surface) == wanted) return 0;
  return nw_say("--source %s does not fit --surface %s: tool_args, output and reasoning are OUTPUT, the rest INPUT", source,
                surface);
}
