/* bedrock/record.c - newel_trace_import: an answer of Bedrock as `newel.trace/1`.
 *
 *   answer ──► nw_judgement ──► places in the texts that were sent ──► segments, findings, rules ──► trace/trace.h writes
 *
 * A segment is one text that was sent; where no request is given, one a source, and its findings stand at 0..0. Findings are in order of
 * place; edits are those masks whose place is certain. */
#include <stdlib.h>

#include "base/engine.h"
#include "base/error.h"
#include "base/slice.h"
#include "bedrock/import.h"
#include "cascade/price.h"
#include "newel/bedrock.h"
#include "text/utf8.h"
#include "trace/trace.h"

typedef struct record_rule { nw_item_kind kind; newel_slice name, id; newel_source source; } record_rule;

typedef struct record_segment {
  size_t    first, count;          /* places */
  size_t    first_edit, edit_count;
  nw_ruling ruling;
} record_segment;

typedef struct record {
  nw_judgement   j;
  nw_sent        sent;
  nw_item_places places;
  nw_arena       arena;
  int            show_matches;
  record_segment *segments;
  record_rule    *rules;
  size_t         rule_count;
  newel_edit     *edits;
  size_t         *edit_of;         /* by place; SIZE_MAX none */
  uint64_t       price_micro_usd;
  uint8_t        price_unverified;
  nw_trace_origin origin;
} record;

/* ---- building ---- */

static int by_block_and_place(const void *a, const void *b) {
  const nw_item_place *x = a, *y = b;
  if (x->block != y->block) return x->block < y->block ? -1 : 1;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  if (x->end != y->end) return x->end > y->end ? -1 : 1;
  return (x->item > y->item) - (x->item < y->item);
}

/* A text of each source that is spoken of, where none is known. */
static void add_unknown_texts(record *r, newel_source otherwise) {
  int any[2] = { r->j.assessed[0], r->j.assessed[1] };
  for (size_t i = 0; i < r->j.items.count; i++) any[r->j.items.at[i].source] = 1;
  for (size_t b = 0; b < r->sent.blocks.count; b++) any[r->sent.blocks.at[b].source] = 0;
  if (r->sent.blocks.count == 0 && !any[0] && !any[1]) any[otherwise] = 1;
  for (int s = 0; s < 2; s++) {
    nw_text_block block = { NW_LIT(""), (newel_source)s, 0 };
    if (any[s] && !nw_vec_push(&r->j.alloc, &r->sent.blocks, block)) r->j.failed = 1;
  }
}

static newel_slice rule_id(record *r, const nw_item *item) {
  nw_buf id;
  nw_buf_init(&id, r->j.alloc);
  newel_slice name = item->kind == NW_ITEM_WORD ? NW_LIT("custom") : item->kind == NW_ITEM_REASONING ? NW_LIT("findings") : item->name;
  nw_buf_addf(&id, "%s.", nw_item_section(item->kind));
  nw_buf_add_slice(&id, name);
  newel_slice copy = id.failed ? newel_slice_of(NULL) : nw_arena_copy(&r->arena, nw_buf_slice(&id));
  if (copy.data == NULL) r->j.failed = 1;
  nw_buf_free(&id);
  return copy;
}

static size_t rule_of(const record *r, const nw_item *item) {
  size_t i = 0;
  for (; i < r->rule_count; i++) {
    const record_rule *rule = &r->rules[i];
    int named = item->kind == NW_ITEM_REASONING || nw_slice_eq(rule->name, item->name);
    if (rule->kind == item->kind && rule->source == item->source && named) break;
  }
  return i;
}

static void build_rules(record *r) {
  for (size_t i = 0; i < r->j.items.count && !r->j.failed; i++) {
    const nw_item *item = &r->j.items.at[i];
    if (rule_of(r, item) < r->rule_count) continue;
    r->rules[r->rule_count] = (record_rule){ item->kind, item->name, newel_slice_of(NULL), item->source };
    r->rules[r->rule_count++].id = rule_id(r, item);
  }
}

static const nw_item *item_at(const record *r, size_t place) { return &r->j.items.at[r->places.list.at[place].item]; }

/* "{NAME}" for each mask whose place is certain; overlapping ones are left to the first. */
static void build_edits(record *r, size_t segment, size_t *used) {
  record_segment *s = &r->segments[segment];
  size_t reached = 0;
  s->first_edit = *used;
  for (size_t i = s->first; i < s->first + s->count && s->ruling == NW_RULING_MASKED; i++) {
    const nw_item_place *place = &r->places.list.at[i];
    const nw_item *item = item_at(r, i);
    if (item->action != NEWEL_ACTION_ANONYMIZE || place->inferred || place->end <= place->start || place->start < reached) continue;
    char *mask = nw_arena_alloc(&r->arena, item->name.len + 2);
    if (mask == NULL) {
      r->j.failed = 1;
      return;
    }
    mask[0] = '{', mask[item->name.len + 1] = '}';
    if (item->name.len > 0) memcpy(mask + 1, item->name.data, item->name.len);
    r->edit_of[i] = *used - s->first_edit;
    r->edits[(*used)++] = (newel_edit){ place->start, place->end, nw_slice(mask, item->name.len + 2) };
    reached = place->end;
    s->edit_count++;
  }
}

static void build_segments(record *r, size_t sent_blocks) {
  size_t place = 0, edits = 0, total = r->places.list.count, content = 0;
  for (size_t b = 0; b < sent_blocks; b++) content += !r->sent.blocks.at[b].context;
  for (size_t s = 0; s < r->sent.blocks.count && !r->j.failed; s++) {
    record_segment *segment = &r->segments[s];
    segment->first = place;
    while (place < total && r->places.list.at[place].block == s) place++;
    segment->count = place - segment->first;
    segment->ruling = nw_judgement_rule(&r->j, (int)r->sent.blocks.at[s].source, sent_blocks, content);
    /* What is only read is not ruled on; a mask elsewhere is no mask here. */
    if (r->sent.blocks.at[s].context) segment->ruling = NW_RULING_PASS;
    if (segment->ruling == NW_RULING_MASKED && segment->count == 0) segment->ruling = NW_RULING_PASS;
    build_edits(r, s, &edits);
  }
}

static void build_price(record *r) {
  uint64_t each;
  int verified;
  for (size_t i = 0; i < r->j.units.count; i++) {
    const newel_stage_unit *unit = &r->j.units.at[i];
    if (unit->count == 0) continue;
    each = 0, verified = 0;
    (void)nw_price_of(unit->name, &each, &verified);
    r->price_micro_usd += each * unit->count;
    if (!verified) r->price_unverified = 1;
  }
}

static void build(record *r, nw_import_format format, newel_source source) {
  size_t sent_blocks = format == NW_IMPORT_APPLY_GUARDRAIL ? r->sent.blocks.count : 0;
  add_unknown_texts(r, source);
  if (!r->j.failed) nw_places_find(&r->j, r->sent.blocks.at, r->sent.blocks.count, &r->places);
  size_t places = r->places.list.count;
  if (places > 1) qsort(r->places.list.at, places, sizeof *r->places.list.at, by_block_and_place);
  r->segments = nw_arena_zalloc(&r->arena, r->sent.blocks.count * sizeof *r->segments);
  r->rules = nw_arena_zalloc(&r->arena, r->j.items.count * sizeof *r->rules);
  r->edits = nw_arena_zalloc(&r->arena, places * sizeof *r->edits);
  r->edit_of = nw_arena_alloc(&r->arena, places * sizeof *r->edit_of);
  if (r->segments == NULL || r->rules == NULL || r->edits == NULL || r->edit_of == NULL) r->j.failed = 1;
  if (r->j.failed) return;
  for (size_t i = 0; i < places; i++) r->edit_of[i] = SIZE_MAX;
  build_rules(r);
  build_segments(r, sent_blocks);
  build_price(r);
}

/* ---- the record as the writer asks for it ---- */

static newel_verdict verdict_of(nw_ruling ruling) {
  switch (ruling) {
    case NW_RULING_PASS: return NEWEL_VERDICT_ALLOW;
    case NW_RULING_MASKED: return NEWEL_VERDICT_MODIFY;
    case NW_RULING_BLOCKED:
    case NW_RULING_UNEXPLAINED:
    default: return NEWEL_VERDICT_DENY;
  }
}

static nw_trace_segment segment_at(const void *self, size_t index) {
  const record *r = self;
  const nw_text_block *block = &r->sent.blocks.at[index];
  const record_segment *segment = &r->segments[index];
  enum { UNIT_CHARS = 1000 };
  nw_offsets end = { 0, 0, 0 };
  nw_trace_segment out;
  memset(&out, 0, sizeof out);
  nw_offsets_move(&end, block->text.data, block->text.len, block->text.len);
  out.source = block->source;
  out.surface = block->source == NEWEL_SOURCE_INPUT ? NEWEL_SURFACE_USER : NEWEL_SURFACE_OUTPUT;
  out.verdict = out.observed = verdict_of(segment->ruling);
  out.cause = out.verdict == NEWEL_VERDICT_ALLOW ? NEWEL_CAUSE_NONE : NEWEL_CAUSE_RULE;
  out.complete = !r->j.truncated;
  out.bytes = end.byte, out.chars = end.chars;
  out.finding_count = segment->count;
  out.edit_count = segment->edit_count;
  out.text_units = (end.chars + UNIT_CHARS - 1) / UNIT_CHARS;
  for (size_t i = 0; i < r->rule_count; i++) out.rule_count += !block->context && r->rules[i].source == block->source;
  return out;
}

static nw_trace_rule rule_at(const void *self, size_t segment, size_t index) {
  const record *r = self;
  size_t at = 0;
  for (size_t left = index; at < r->rule_count; at++)
    if (r->rules[at].source == r->sent.blocks.at[segment].source && left-- == 0) break;
  nw_trace_rule out;
  memset(&out, 0, sizeof out);
  out.id = r->rules[at].id;
  out.kind = newel_slice_of(nw_item_kind_name(r->rules[at].kind));
  out.reason = "";
  for (size_t i = r->segments[segment].first, n = 0; n < r->segments[segment].count; i++, n++)
    out.findings += rule_of(r, item_at(r, i)) == at;
  for (size_t i = 0; i < r->j.items.count; i++) {
    const nw_item *item = &r->j.items.at[i];
    if (rule_of(r, item) != at) continue;
    if (item->action > out.action) out.action = item->action;
    if (item->undecided) out.state = NW_STATE_UNEVALUATED, out.reason = "the judge came to no decision";
  }
  out.band = out.findings > 0 ? NEWEL_BAND_HIT : out.state == NW_STATE_UNEVALUATED ? NEWEL_BAND_UNEVALUATED : NEWEL_BAND_CLEAR;
  if (out.findings > 0) out.state = NW_STATE_RAN, out.reason = "";
  return out;
}

static newel_finding finding_at(const void *self, size_t segment, size_t index) {
  const record *r = self;
  size_t at = r->segments[segment].first + index;
  const nw_item_place *place = &r->places.list.at[at];
  const nw_item *item = item_at(r, at);
  newel_slice text = r->sent.blocks.at[segment].text;
  nw_offsets offset = { 0, 0, 0 };
  newel_finding out;
  memset(&out, 0, sizeof out);
  out.rule = (uint32_t)rule_of(r, item);
  out.action = item->action;
  out.band = NEWEL_BAND_HIT;
  out.remote = 1;
  out.inferred = place->inferred;
  out.score_ppm = item->score_ppm;
  out.type = item->kind == NW_ITEM_WORD ? NW_LIT("custom") : item->name;
  out.start = place->start;
  out.end = place->start == 0 && place->end == 0 ? text.len : place->end;
  nw_offsets_move(&offset, text.data, text.len, out.start);
  out.start_char = offset.chars, out.start_utf16 = offset.utf16;
  nw_offsets_move(&offset, text.data + offset.byte, text.len - offset.byte, out.end);
  out.end_char = offset.chars, out.end_utf16 = offset.utf16;
  out.edit = r->edit_of[at];
  return out;
}

/* The match as Bedrock gave it; where it gives none, the place. */
static newel_slice matched_at(const void *self, size_t segment, size_t index) {
  const record *r = self;
  size_t at = r->segments[segment].first + index;
  const nw_item_place *place = &r->places.list.at[at];
  newel_slice text = r->sent.blocks.at[segment].text, match = item_at(r, at)->match;
  return match.len > 0 ? match : nw_slice(text.data + place->start, place->end - place->start);
}

static newel_edit edit_at(const void *self, size_t segment, size_t index) {
  const record *r = self;
  return r->edits[r->segments[segment].first_edit + index];
}

static nw_trace_limit limit_at(const void *self, size_t segment, size_t index) {
  nw_trace_limit none = { "", { NULL, 0 } };
  (void)self, (void)segment, (void)index;
  return none;
}

static newel_slice rule_name(const void *self, uint32_t rule) { return ((const record *)self)->rules[rule].id; }

static newel_stage stage_at(const void *self, size_t index) {
  const record *r = self;
  newel_stage out = { .name = NW_LIT("bedrock"), .asks = 1, .units = r->j.units.at, .unit_count = r->j.units.count,
                      .price_micro_usd = r->price_micro_usd, .price_unverified = r->price_unverified,
                      .elapsed_ns = r->j.latency_ms * 1000000u };
  (void)index;
  return out;
}

/* A member of the answer, as it stands there, behind those in `out`. */
static void add_member(const record *r, nw_buf *out, const nw_json_node *m) {
  nw_buf_add_text(out, out->len == 0 ? "{\"" : ",\"");
  nw_json_escape(out, m->key);
  nw_buf_add_text(out, "\":");
  nw_buf_add(out, r->j.json.data + m->start, m->end - m->start);
}

/* The object of the members in `out`, empty without any, kept in the arena; frees `out`. */
static newel_slice keep_object(record *r, nw_buf *out) {
  if (out->len > 0) nw_buf_add_char(out, '}');
  newel_slice copy = nw_arena_copy(&r->arena, nw_buf_slice(out));
  if (out->failed || copy.data == NULL) r->j.failed = 1, copy.len = 0;
  nw_buf_free(out);
  return copy;
}

/* Members of an object as a new one: those that are known of an item and say more than the trace does, or those that are not. */
static newel_slice members_of(record *r, const nw_item *item, int known) {
  static const char *const told[] = { "name", "type", "match", "action", "detected" };
  nw_buf out;
  nw_buf_init(&out, r->j.alloc);
  for (const nw_json_node *m = item->node->first; m != NULL; m = m->next) {
    int skip = nw_item_knows(item->kind, m->key) != known;
    for (size_t i = 0; i < sizeof told / sizeof *told && known; i++) skip |= nw_slice_is(m->key, told[i]);
    if (skip) continue;
    add_member(r, &out, m);
  }
  return keep_object(r, &out);
}

/* Of a reasoning finding only what it is: the rest holds sentences of the text. */
static newel_slice detail_at(const void *self, size_t segment, size_t index) {
  record *r = (record *)(uintptr_t)self;
  const nw_item *item = item_at(r, r->segments[segment].first + index);
  if (item->kind == NW_ITEM_REASONING && !r->show_matches) return newel_slice_of(NULL);
  return members_of(r, item, 1);
}

static newel_slice whole_extra(record *r) {
  nw_buf out;
  nw_buf_init(&out, r->j.alloc);
  for (size_t i = 0; i < r->j.extra.count; i++) {
    const nw_json_node *m = r->j.extra.at[i];
    int seen = 0;
    for (size_t k = 0; k < i; k++) seen |= nw_slice_eq(r->j.extra.at[k]->key, m->key);
    if (seen) continue;
    add_member(r, &out, m);
  }
  return keep_object(r, &out);
}

static newel_slice extra_at(const void *self, size_t segment, size_t index) {
  record *r = (record *)(uintptr_t)self;
  return segment == SIZE_MAX ? whole_extra(r) : members_of(r, item_at(r, r->segments[segment].first + index), 0);
}

static int write_record(record *r, const newel_import_options *options, newel_write_fn write, void *user, newel_error *err) {
  newel_trace_options how = NEWEL_TRACE_OPTIONS_INIT;
  newel_verdict verdict = NEWEL_VERDICT_ALLOW;
  how.show_matches = options->show_matches, how.timing = options->timing, how.indent = options->indent;
  for (size_t s = 0; s < r->sent.blocks.count; s++)
    if (verdict_of(r->segments[s].ruling) > verdict) verdict = verdict_of(r->segments[s].ruling);
  nw_trace_model model = { r, "", "", NW_LIT(""), verdict, verdict == NEWEL_VERDICT_ALLOW ? NEWEL_CAUSE_NONE : NEWEL_CAUSE_RULE,
                           !r->j.truncated, r->sent.blocks.count, r->j.latency_ms * 1000000u, segment_at, rule_at, finding_at, NULL,
                           matched_at, edit_at, limit_at, rule_name, 1, stage_at, &r->origin, detail_at, extra_at };
  int code = nw_trace_write(&model, &how, write, user, err);
  return code == NEWEL_OK && r->j.failed ? nw_fail_nomem(err) : code;
}

/* The request's parameters, and the source that they name; NULL where there are none. */
static int read_request(record *r, newel_slice json, const nw_json_node **out, newel_source *source, newel_error *err) {
  enum { REQUEST_NODES = 1000000 };
  nw_json_node *request = NULL;
  int code = json.len == 0 ? NEWEL_OK : nw_json_parse(&request, &r->arena, json, REQUEST_NODES, err);
  *out = request;
  if (request == NULL || request->type != NW_JSON_T_OBJECT) return code;
  const nw_json_node *written = nw_json_member(request, "source");
  if (written != NULL) (void)newel_source_parse(source, written->text);
  return code;
}

int newel_trace_import(newel_engine *engine, newel_slice format, newel_slice answer, const newel_import_options *options,
                       newel_write_fn write, void *user, newel_error *err) {
  static const newel_import_options defaults = NEWEL_IMPORT_OPTIONS_INIT;
  nw_import_format which;
  record r;
  nw_error_clear(err);
  if (options == NULL) options = &defaults;
  if (engine == NULL || write == NULL || options->size != sizeof *options)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_trace_import: 'engine' or 'write' is NULL, or options.size is wrong");
  if (!nw_import_format_find(&which, format))
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_trace_import: unknown format '%.*s'", format.len > 60 ? 60 : (int)format.len,
                   format.data == NULL ? "" : format.data);
  memset(&r, 0, sizeof r);
  nw_arena_init(&r.arena, engine->alloc);
  nw_judgement_init(&r.j, &r.arena);
  r.show_matches = options->show_matches;
  newel_source source = options->source;
  const nw_json_node *request = NULL;
  int code = read_request(&r, options->request, &request, &source, err);
  if (code == NEWEL_OK) code = nw_import_answer(&r.j, which, answer, source, err);
  r.sent.source = source;
  if (code == NEWEL_OK) {
    nw_import_sent(&r.j, which, request, &r.sent);
    build(&r, which, source);
    r.origin = (nw_trace_origin){ nw_import_format_name(which), r.j.guardrail, r.j.version, r.j.reason };
    code = r.j.failed ? nw_fail_nomem(err) : write_record(&r, options, write, user, err);
  }
  nw_vec_free(&r.j.alloc, &r.sent.blocks);
  nw_vec_free(&r.j.alloc, &r.places.list);
  nw_judgement_free(&r.j);
  nw_arena_free(&r.arena);
  return code;
}
