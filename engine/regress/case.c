/* case.c - from a JSON line to an nw_case.
 *
 * Each object of the schema is one table of members (name, reader, where it goes): a member that is in no table is an error, so
 * the tables below are the schema. A reader gets the node and the object that is being filled.
 */
#include "regress/case.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "json/tree.h"

enum { MAX_NODES = 1000000, MAX_CHUNK_BYTES = 16 << 20 };

typedef struct parse {
  nw_arena    *arena;
  newel_slice  line;
  newel_error *err;
} parse;

/* `object` is what the table's members fill: nw_case, text_fields, nw_case_expect or nw_case_span. */
typedef int (*member_fn)(parse *p, const nw_json_node *node, void *object);
typedef struct member { const char *name; member_fn read; } member;

/* ---- errors ----------------------------------------------------------------------------------------------- */

static void place(parse *p, size_t offset) {
  uint32_t line = 0, column = 0;
  nw_line_column(p->line, offset, &line, &column);
  nw_fail_at(p->err, "", line, column, offset);
}

static int fail_value(parse *p, const nw_json_node *node, const char *expected) {
  int key_len = node->key.len > 40 ? 40 : (int)node->key.len;
  int code = nw_fail(p->err, NEWEL_E_FORMAT, "member '%.*s' must be %s", key_len, node->key.data == NULL ? "" : node->key.data,
                     expected);
  place(p, node->start);
  return code;
}

static int fail_missing(parse *p, const nw_json_node *node, const char *message) {
  int code = nw_fail(p->err, NEWEL_E_FORMAT, "%s", message);
  place(p, node->start);
  return code;
}

static int fail_unknown(parse *p, const nw_json_node *node, const member *members) {
  const char *near = NULL;
  unsigned best = 3;
  for (const member *m = members; m->name != NULL; m++) {
    unsigned distance = nw_edit_distance(node->key, newel_slice_of(m->name), 2);
    if (distance < best) best = distance, near = m->name;
  }
  int key_len = node->key.len > 40 ? 40 : (int)node->key.len;
  char advice[96] = "";
  if (near != NULL) (void)snprintf(advice, sizeof advice, "did you mean '%s'?", near);
  int code = nw_fail_advice(p->err, NEWEL_E_FORMAT, advice, "unknown member '%.*s'", key_len, node->key.data);
  place(p, node->key_start);
  return code;
}

static int fail_nomem(parse *p) { return nw_fail_nomem(p->err); }

/* ---- values ----------------------------------------------------------------------------------------------- */

static int read_members(parse *p, const nw_json_node *object, const member *members, void *into) {
  for (const nw_json_node *node = object->first; node != NULL; node = node->next) {
    const member *m = members;
    while (m->name != NULL && !nw_slice_is(node->key, m->name)) m++;
    if (m->name == NULL) return fail_unknown(p, node, members);
    int code = m->read(p, node, into);
    if (code != NEWEL_OK) return code;
  }
  return NEWEL_OK;
}

static int read_string(parse *p, const nw_json_node *node, newel_slice *out) {
  if (node->type != NW_JSON_T_STRING) return fail_value(p, node, "a string");
  *out = node->text.data != NULL ? node->text : NW_LIT("");
  return NEWEL_OK;
}

static int read_size(parse *p, const nw_json_node *node, size_t *out) {
  int64_t value;
  if (!nw_json_int(node, &value) || value < 0) return fail_value(p, node, "an integer of 0 or more");
  *out = (size_t)value;
  return NEWEL_OK;
}

static int read_bool(parse *p, const nw_json_node *node, int *out) {
  if (node->type != NW_JSON_T_BOOL) return fail_value(p, node, "true or false");
  *out = nw_slice_is(node->text, "true");
  return NEWEL_OK;
}

/* ---- expect ----------------------------------------------------------------------------------------------- */

static int span_start(parse *p, const nw_json_node *node, void *into) {
  return read_size(p, node, &((nw_case_span *)into)->start);
}
static int span_end(parse *p, const nw_json_node *node, void *into) { return read_size(p, node, &((nw_case_span *)into)->end); }
static int span_type(parse *p, const nw_json_node *node, void *into) {
  return read_string(p, node, &((nw_case_span *)into)->type);
}

static const member span_members[] = {{"start", span_start}, {"end", span_end}, {"type", span_type}, {NULL, NULL}};

/* An array of spans, sorted. */
static int read_spans(parse *p, const nw_json_node *node, nw_case_span **spans, size_t *span_count) {
  if (node->type != NW_JSON_T_ARRAY) return fail_value(p, node, "an array of spans");
  *spans = nw_arena_zalloc(p->arena, node->count * sizeof **spans);
  if (*spans == NULL) return fail_nomem(p);
  size_t count = 0;
  for (const nw_json_node *item = node->first; item != NULL; item = item->next) {
    nw_case_span *span = &(*spans)[count++];
    if (item->type != NW_JSON_T_OBJECT || item->count != 3)
      return fail_missing(p, item, "a span must be an object with 'start', 'end' and 'type'");
    int code = read_members(p, item, span_members, span);
    if (code != NEWEL_OK) return code;
    if (span->start > span->end) return fail_missing(p, item, "a span must not end before it starts");
  }
  *span_count = nw_case_sort_spans(*spans, count);
  return NEWEL_OK;
}

static int expect_spans(parse *p, const nw_json_node *node, void *into) {
  nw_case_expect *expect = into;
  expect->has_spans = 1;
  return read_spans(p, node, &expect->spans, &expect->span_count);
}

static int expect_labels(parse *p, const nw_json_node *node, void *into) {
  nw_case_expect *expect = into;
  expect->has_labels = 1;
  return read_spans(p, node, &expect->labels, &expect->label_count);
}

/* An array of strings, sorted, each once. `name` is what messages call it. */
static int read_words(parse *p, const nw_json_node *node, const char *name, newel_slice **words, size_t *word_count) {
  char message[64];
  if (node->type != NW_JSON_T_ARRAY) return fail_value(p, node, "an array of strings");
  *words = nw_arena_zalloc(p->arena, node->count * sizeof **words);
  if (*words == NULL) return fail_nomem(p);
  size_t count = 0;
  for (const nw_json_node *item = node->first; item != NULL; item = item->next) {
    (void)snprintf(message, sizeof message, "an item of '%s' must be a string", name);
    if (item->type != NW_JSON_T_STRING) return fail_missing(p, item, message);
    (*words)[count++] = item->text;
  }
  *word_count = nw_case_sort_types(*words, count);
  return NEWEL_OK;
}

static int expect_types(parse *p, const nw_json_node *node, void *into) {
  nw_case_expect *expect = into;
  expect->has_types = 1;
  return read_words(p, node, "types", &expect->types, &expect->type_count);
}

static int expect_scope(parse *p, const nw_json_node *node, void *into) {
  nw_case_expect *expect = into;
  expect->has_scope = 1;
  return read_words(p, node, "scope", &expect->scope, &expect->scope_count);
}

static int expect_any(parse *p, const nw_json_node *node, void *into) {
  nw_case_expect *expect = into;
  expect->has_any = 1;
  return read_bool(p, node, &expect->any);
}

static int expect_verdict(parse *p, const nw_json_node *node, void *into) {
  nw_case_expect *expect = into;
  static const struct { const char *name; newel_verdict verdict; } verdicts[] = {
    {"allow", NEWEL_VERDICT_ALLOW}, {"modify", NEWEL_VERDICT_MODIFY}, {"deny", NEWEL_VERDICT_DENY}};
  for (size_t i = 0; node->type == NW_JSON_T_STRING && i < sizeof verdicts / sizeof *verdicts; i++) {
    if (!nw_slice_is(node->text, verdicts[i].name)) continue;
    expect->verdict = verdicts[i].verdict;
    expect->has_verdict = 1;
    return NEWEL_OK;
  }
  return fail_value(p, node, "\"allow\", \"modify\" or \"deny\"");
}

static int expect_complete(parse *p, const nw_json_node *node, void *into) {
  nw_case_expect *expect = into;
  expect->has_complete = 1;
  return read_bool(p, node, &expect->complete);
}

static int expect_output(parse *p, const nw_json_node *node, void *into) {
  nw_case_expect *expect = into;
  expect->has_output = 1;
  return read_string(p, node, &expect->output);
}

static const member expect_members[] = {{"verdict", expect_verdict}, {"complete", expect_complete}, {"output", expect_output},
                                        {"spans", expect_spans},     {"types", expect_types},       {"any", expect_any},
                                        {"labels", expect_labels},   {"scope", expect_scope},       {NULL, NULL}};

static int read_expect(parse *p, const nw_json_node *node, nw_case_expect *expect) {
  if (node->type != NW_JSON_T_OBJECT) return fail_value(p, node, "an object");
  if (node->count == 0)
    return fail_missing(p, node, "'expect' expects nothing: write a verdict, spans, types, any, labels, output or complete");
  int code = read_members(p, node, expect_members, expect);
  expect->node = node;
  if (code == NEWEL_OK && expect->has_labels && (expect->has_spans || expect->has_types))
    return fail_missing(p, node, "'expect' has 'labels' beside 'spans' or 'types': those are scored as labels already");
  if (code == NEWEL_OK && expect->has_scope && !expect->has_labels)
    return fail_missing(p, node, "'scope' says which types 'labels' marks, and there are no 'labels'");
  if (code == NEWEL_OK && expect->has_spans && expect->has_types)
    return fail_missing(p, node, "'expect' has both 'spans' and 'types': 'spans' says it all");
  return code;
}

/* ---- texts ------------------------------------------------------------------------------------------------ */

/* The members that describe one text, before they are one segment: in a case, or in an item of its segments. */
typedef struct text_fields {
  newel_slice    text;        /* data NULL: not written */
  newel_source   source;
  newel_surface  surface;
  newel_format   format;
  uint32_t       qualifiers;
  uint8_t        has_source, has_surface, has_format, has_expect;
  nw_case_expect expect;
} text_fields;

static int text_text(parse *p, const nw_json_node *node, void *into) {
  return read_string(p, node, &((text_fields *)into)->text);
}

static int text_source(parse *p, const nw_json_node *node, void *into) {
  text_fields *fields = into;
  fields->has_source = 1;
  if (node->type == NW_JSON_T_STRING && newel_source_parse(&fields->source, node->text)) return NEWEL_OK;
  return fail_value(p, node, "\"INPUT\" or \"OUTPUT\"");
}

static int text_surface(parse *p, const nw_json_node *node, void *into) {
  text_fields *fields = into;
  fields->has_surface = 1;
  if (node->type == NW_JSON_T_STRING && newel_surface_parse(&fields->surface, node->text)) return NEWEL_OK;
  return fail_value(p, node, "user, history, system, tool_args, tool_result, retrieved, output or reasoning");
}

static int text_format(parse *p, const nw_json_node *node, void *into) {
  text_fields *fields = into;
  fields->has_format = 1;
  fields->format = nw_slice_is(node->text, "json") ? NEWEL_FORMAT_JSON : NEWEL_FORMAT_TEXT;
  if (node->type == NW_JSON_T_STRING && (fields->format == NEWEL_FORMAT_JSON || nw_slice_is(node->text, "text"))) return NEWEL_OK;
  return fail_value(p, node, "\"text\" or \"json\"");
}

static int text_qualifiers(parse *p, const nw_json_node *node, void *into) {
  text_fields *fields = into;
  int wrong = node->type != NW_JSON_T_ARRAY;
  for (const nw_json_node *item = node->first; !wrong && item != NULL; item = item->next) {
    uint32_t one = item->type == NW_JSON_T_STRING ? newel_qualifier_parse(item->text) : 0;
    fields->qualifiers |= one;
    wrong = one == 0;
  }
  return wrong ? fail_value(p, node, "an array of \"guard_content\", \"grounding_source\" and \"query\"") : NEWEL_OK;
}

static int text_expect(parse *p, const nw_json_node *node, void *into) {
  text_fields *fields = into;
  fields->has_expect = 1;
  return read_expect(p, node, &fields->expect);
}

/* 1 when `at` is no place of the text, or inside a code point. */
static int is_bad_place(newel_slice text, size_t at) {
  return at > text.len || (at < text.len && ((unsigned char)text.data[at] & 0xC0u) == 0x80u);
}

static int check_spans(parse *p, const nw_json_node *node, newel_slice text, const nw_case_span *spans, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const nw_case_span *span = &spans[i];
    char message[160];
    if (!is_bad_place(text, span->start) && !is_bad_place(text, span->end)) continue;
    if (span->end > text.len)
      (void)snprintf(message, sizeof message, "the span %zu..%zu ends outside the text of %zu bytes", span->start, span->end,
                     text.len);
    else
      (void)snprintf(message, sizeof message, "the span %zu..%zu begins or ends inside a code point; offsets are UTF-8 bytes",
                     span->start, span->end);
    return fail_missing(p, node, message);
  }
  return NEWEL_OK;
}

static int segment_of_fields(parse *p, const nw_json_node *node, const text_fields *fields, newel_segment *segment) {
  segment->size = sizeof *segment;
  segment->text = fields->text;
  segment->format = fields->format;
  segment->qualifiers = fields->qualifiers;
  segment->surface = fields->has_surface ? fields->surface
                     : fields->has_source && fields->source == NEWEL_SOURCE_OUTPUT ? NEWEL_SURFACE_OUTPUT
                                                                                   : NEWEL_SURFACE_USER;
  if (fields->has_source && newel_surface_source(segment->surface) != fields->source)
    return fail_missing(p, node, "'source' does not fit 'surface': tool_args, output and reasoning are OUTPUT, the rest INPUT");
  const nw_case_expect *expect = &fields->expect;
  const nw_json_node *place = expect->node != NULL ? expect->node : node;
  int code = check_spans(p, place, segment->text, expect->spans, expect->span_count);
  return code != NEWEL_OK ? code : check_spans(p, place, segment->text, expect->labels, expect->label_count);
}

static const member segment_members[] = {{"text", text_text},     {"source", text_source}, {"surface", text_surface},
                                         {"format", text_format}, {"expect", text_expect}, {"qualifiers", text_qualifiers},
                                         {NULL, NULL}};

/* ---- the case --------------------------------------------------------------------------------------------- */

typedef struct case_fields {
  text_fields         text;  /* first: the readers of texts serve here too */
  const nw_json_node *segments, *turns;
  nw_case            *out;
} case_fields;

static int case_id(parse *p, const nw_json_node *node, void *into) {
  int64_t number;
  if (node->type != NW_JSON_T_STRING && !nw_json_int(node, &number)) return fail_value(p, node, "a string or an integer");
  ((case_fields *)into)->out->id = node->text.data != NULL ? node->text : NW_LIT("");
  return NEWEL_OK;
}

static int case_segments(parse *p, const nw_json_node *node, void *into) {
  if (node->type != NW_JSON_T_ARRAY || node->count == 0) return fail_value(p, node, "an array of at least one object");
  ((case_fields *)into)->segments = node;
  return NEWEL_OK;
}

static int case_turns(parse *p, const nw_json_node *node, void *into) {
  if (node->type != NW_JSON_T_ARRAY || node->count == 0) return fail_value(p, node, "an array of at least one object");
  ((case_fields *)into)->turns = node;
  return NEWEL_OK;
}

static int case_chunks(parse *p, const nw_json_node *node, void *into) {
  nw_case *out = ((case_fields *)into)->out;
  int code = read_size(p, node, &out->chunk_bytes);
  if (code != NEWEL_OK || (out->chunk_bytes > 0 && out->chunk_bytes <= MAX_CHUNK_BYTES)) return code;
  return fail_value(p, node, "1 to 16,777,216 (bytes)");
}

static int case_note(parse *p, const nw_json_node *node, void *into) {
  return read_string(p, node, &((case_fields *)into)->out->note);
}

static int case_lang(parse *p, const nw_json_node *node, void *into) {
  return read_string(p, node, &((case_fields *)into)->out->lang);
}

static int case_licence(parse *p, const nw_json_node *node, void *into) {
  return read_string(p, node, &((case_fields *)into)->out->licence);
}

static int case_origin(parse *p, const nw_json_node *node, void *into) {
  return read_string(p, node, &((case_fields *)into)->out->origin);
}

static int case_tags(parse *p, const nw_json_node *node, void *into) {
  nw_case *out = ((case_fields *)into)->out;
  return read_words(p, node, "tags", &out->tags, &out->tag_count);
}

static int known_reason(parse *p, const nw_json_node *node, void *into) {
  return read_string(p, node, &((nw_case *)into)->known_reason);
}

static int known_until(parse *p, const nw_json_node *node, void *into) {
  newel_slice text = {NULL, 0};
  int code = read_string(p, node, &text);
  if (code != NEWEL_OK) return code;
  ((nw_case *)into)->known_until = nw_case_date(text);
  return ((nw_case *)into)->known_until != 0 ? NEWEL_OK : fail_value(p, node, "a date, \"2027-01-31\"");
}

static int case_known(parse *p, const nw_json_node *node, void *into) {
  static const member members[] = {{"reason", known_reason}, {"until", known_until}, {NULL, NULL}};
  nw_case *out = ((case_fields *)into)->out;
  if (node->type != NW_JSON_T_OBJECT) return fail_value(p, node, "an object with 'reason' and 'until'");
  int code = read_members(p, node, members, out);
  if (code == NEWEL_OK && (out->known_reason.len == 0 || out->known_until == 0))
    return fail_missing(p, node, "'known' must say a 'reason' and 'until' which day it holds");
  return code;
}

static int skip_reason(parse *p, const nw_json_node *node, void *into) { return read_string(p, node, into); }

static int case_skip(parse *p, const nw_json_node *node, void *into) {
  static const member members[] = {{"reason", skip_reason}, {NULL, NULL}};
  nw_case *out = ((case_fields *)into)->out;
  if (node->type != NW_JSON_T_OBJECT) return fail_value(p, node, "an object with a 'reason'");
  int code = read_members(p, node, members, &out->skip);
  if (code == NEWEL_OK && out->skip.len == 0) return fail_missing(p, node, "'skip' must say a 'reason'");
  return code;
}

static const member case_members[] = {
  {"id", case_id},         {"text", text_text},     {"source", text_source}, {"surface", text_surface}, {"format", text_format},
  {"expect", text_expect}, {"chunks", case_chunks}, {"segments", case_segments}, {"tags", case_tags},   {"lang", case_lang},
  {"note", case_note},     {"skip", case_skip},     {"turns", case_turns},   {"known", case_known},     {"licence", case_licence},
  {"origin", case_origin}, {NULL, NULL}};

static int single_text(parse *p, const nw_json_node *root, const case_fields *fields) {
  nw_case *out = fields->out;
  if (!fields->text.has_expect) return fail_missing(p, root, "the case has no 'expect'");
  out->single = 1;
  out->segment_count = 1;
  out->expects[0] = fields->text.expect;
  return segment_of_fields(p, root, &fields->text, &out->segments[0]);
}

static int request_of_segments(parse *p, const nw_json_node *root, const case_fields *fields) {
  nw_case *out = fields->out;
  const text_fields *request = &fields->text;
  if (request->text.data != NULL || request->has_source || request->has_surface || request->has_format || out->chunk_bytes > 0)
    return fail_missing(p, root, "a case with 'segments' has no 'text', 'source', 'surface', 'format' or 'chunks' of its own");
  const nw_case_expect *all = &request->expect;
  if (all->has_output || all->has_spans || all->has_types || all->has_any || all->has_labels)
    return fail_missing(p, root,
                        "with 'segments', 'expect' of the case holds 'verdict' and 'complete'; the rest belongs to a segment");
  int expects = request->has_expect;
  out->request = request->expect;
  out->is_turns = fields->turns != NULL;
  for (const nw_json_node *item = (out->is_turns ? fields->turns : fields->segments)->first; item != NULL; item = item->next) {
    text_fields segment = {0};
    if (item->type != NW_JSON_T_OBJECT) return fail_missing(p, item, "an item of 'segments' must be an object");
    int code = read_members(p, item, segment_members, &segment);
    if (code != NEWEL_OK) return code;
    if (segment.text.data == NULL) return fail_missing(p, item, "the segment has no 'text'");
    out->expects[out->segment_count] = segment.expect;
    code = segment_of_fields(p, item, &segment, &out->segments[out->segment_count++]);
    if (code != NEWEL_OK) return code;
    expects |= segment.has_expect;
  }
  return expects ? NEWEL_OK : fail_missing(p, root, "the case has no 'expect'");
}

int nw_case_parse(nw_case *out, nw_arena *arena, newel_slice line, newel_error *err) {
  parse p = {arena, line, err};
  nw_json_node *root;
  *out = (nw_case){0};
  if (line.len > NW_LIMIT_CASE_BYTES)
    return nw_fail(err, NEWEL_E_LIMIT, "the case has %zu bytes, at most %u are read", line.len, (unsigned)NW_LIMIT_CASE_BYTES);
  int code = nw_json_parse(&root, arena, line, MAX_NODES, err);
  if (code != NEWEL_OK) return code;
  if (root->type != NW_JSON_T_OBJECT) return fail_missing(&p, root, "a case must be a JSON object");
  case_fields fields = {.out = out};
  code = read_members(&p, root, case_members, &fields);
  if (code != NEWEL_OK) return code;
  if (out->id.data == NULL) return fail_missing(&p, root, "the case has no 'id'");
  if (fields.segments != NULL && fields.turns != NULL) return fail_missing(&p, root, "the case has both 'segments' and 'turns'");
  const nw_json_node *many = fields.segments != NULL ? fields.segments : fields.turns;
  if (fields.text.text.data == NULL && many == NULL)
    return fail_missing(&p, root, "the case has neither 'text' nor 'segments' nor 'turns'");
  size_t count = many == NULL ? 1 : many->count;
  out->segments = nw_arena_zalloc(arena, count * sizeof *out->segments);
  out->expects = nw_arena_zalloc(arena, count * sizeof *out->expects);
  if (out->segments == NULL || out->expects == NULL) return fail_nomem(&p);
  code = many == NULL ? single_text(&p, root, &fields) : request_of_segments(&p, root, &fields);
  if (out->chunk_bytes == 0) out->chunk_bytes = NW_CASE_CHUNK_BYTES;
  return code;
}

/* ---- order ------------------------------------------------------------------------------------------------ */

static int compare_spans(const void *left, const void *right) {
  const nw_case_span *a = left, *b = right;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  if (a->end != b->end) return a->end < b->end ? -1 : 1;
  return nw_slice_cmp(a->type, b->type);
}

static int compare_types(const void *left, const void *right) {
  const newel_slice *a = left, *b = right;
  return nw_slice_cmp(*a, *b);
}

size_t nw_case_sort_spans(nw_case_span *spans, size_t count) {
  size_t kept = 0;
  if (count > 1) qsort(spans, count, sizeof *spans, compare_spans);
  for (size_t i = 0; i < count; i++)
    if (kept == 0 || compare_spans(&spans[kept - 1], &spans[i]) != 0) spans[kept++] = spans[i];
  return kept;
}

size_t nw_case_sort_types(newel_slice *types, size_t count) {
  size_t kept = 0;
  if (count > 1) qsort(types, count, sizeof *types, compare_types);
  for (size_t i = 0; i < count; i++)
    if (kept == 0 || !nw_slice_eq(types[kept - 1], types[i])) types[kept++] = types[i];
  return kept;
}

uint32_t nw_case_date(newel_slice text) {
  static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  uint32_t value = 0;
  if (text.len != 10 || text.data[4] != '-' || text.data[7] != '-') return 0;
  for (size_t i = 0; i < 10; i++) {
    if (i == 4 || i == 7) continue;
    if (!nw_is_digit((unsigned char)text.data[i])) return 0;
    value = value * 10 + (uint32_t)(text.data[i] - '0');
  }
  uint32_t month = value / 100 % 100, day = value % 100;
  return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] ? value : 0;
}
