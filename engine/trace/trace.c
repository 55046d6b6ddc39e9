/* One function writes one object of grammar/trace.schema.json; members stand in a fixed order, those of no use are left out. */
#include "trace/trace.h"

#include "base/error.h"
#include "base/slice.h"

/* ---- pieces ---- */

static void member_cstr(nw_json_writer *w, const char *key, const char *text) { nw_json_key_text(w, key, newel_slice_of(text)); }

static void flag(nw_json_writer *w, const char *key, int value) {
  if (value) nw_json_key_bool(w, key, 1);
}

static void member_raw(nw_json_writer *w, const char *key, newel_slice json) {
  if (json.len == 0) return;
  nw_json_key_raw(w, key, json);
}

static void span(nw_json_writer *w, size_t start, size_t end) {
  nw_json_key_uint(w, "start", start);
  nw_json_key_uint(w, "end", end);
}

static void member_span(nw_json_writer *w, const char *key, size_t start, size_t end) {
  nw_json_key(w, key);
  nw_json_object(w);
  span(w, start, end);
  nw_json_close(w);
}

static const char *format_name(newel_format format) { return format == NEWEL_FORMAT_JSON ? "json" : "text"; }

static const char *state_name(nw_rule_state state) {
  switch (state) {
    case NW_STATE_RAN: return "ran";
    case NW_STATE_SKIPPED: return "skipped";
    default: return "unevaluated";
  }
}

/* ---- findings ---- */

static void write_evidence(nw_json_writer *w, const newel_finding *f) {
  nw_json_key(w, "evidence");
  nw_json_object(w);
  nw_json_key_text(w, "validator", f->validator);
  if (f->reading.len > 0) nw_json_key_text(w, "reading", f->reading);
  if (f->context_end > f->context_start) member_span(w, "context", f->context_start, f->context_end);
  nw_json_close(w);
}

static void write_fingerprint(nw_json_writer *w, const nw_trace_model *model, size_t segment, size_t index) {
  char hex[33];
  if (model->fingerprint == NULL) return;
  newel_slice text = model->fingerprint(model->self, segment, index, hex);
  if (text.len > 0) nw_json_key_text(w, "fingerprint", text);
}

static void write_finding(nw_json_writer *w, const nw_trace_model *model, size_t segment, size_t index, int show_matches) {
  newel_finding f = model->finding(model->self, segment, index);
  nw_json_object(w);
  nw_json_key_text(w, "rule", model->rule_id(model->self, f.rule));
  nw_json_key_text(w, "type", f.type);
  member_cstr(w, "action", newel_action_name(f.action));
  member_cstr(w, "band", newel_band_name(f.band));
  member_cstr(w, "stage", f.remote ? "bedrock" : "local");
  nw_json_key_fixed(w, "score", f.score_ppm);
  flag(w, "observe", f.observe);
  flag(w, "exempt", f.exempt);
  flag(w, "inferred", f.inferred);
  span(w, f.start, f.end);
  member_span(w, "chars", f.start_char, f.end_char);
  member_span(w, "utf16", f.start_utf16, f.end_utf16);
  write_evidence(w, &f);
  write_fingerprint(w, model, segment, index);
  if (show_matches) nw_json_key_text(w, "match", model->matched(model->self, segment, index));
  if (f.edit != (size_t)-1) nw_json_key_uint(w, "edit", f.edit);
  member_raw(w, "detail", model->detail == NULL ? newel_slice_of(NULL) : model->detail(model->self, segment, index));
  member_raw(w, "extra", model->extra == NULL ? newel_slice_of(NULL) : model->extra(model->self, segment, index));
  nw_json_close(w);
}

/* ---- the other lists of a segment ---- */

static void write_edit(nw_json_writer *w, const nw_trace_model *model, size_t segment, size_t index) {
  newel_edit edit = model->edit(model->self, segment, index);
  nw_json_object(w);
  span(w, edit.start, edit.end);
  nw_json_key_text(w, "replacement", edit.replacement);
  nw_json_close(w);
}

static void write_rule(nw_json_writer *w, const nw_trace_model *model, size_t segment, size_t index) {
  nw_trace_rule rule = model->rule(model->self, segment, index);
  nw_json_object(w);
  nw_json_key_text(w, "rule", rule.id);
  nw_json_key_text(w, "kind", rule.kind);
  member_cstr(w, "state", state_name(rule.state));
  if (rule.reason != NULL && *rule.reason != '\0') member_cstr(w, "reason", rule.reason);
  member_cstr(w, "band", newel_band_name(rule.band));
  if (rule.scored) nw_json_key(w, "score"), nw_json_fixed(w, rule.score_ppm);
  flag(w, "answered", rule.answered);
  member_cstr(w, "action", newel_action_name(rule.action));
  flag(w, "observe", rule.observe);
  nw_json_key_uint(w, "findings", rule.findings);
  nw_json_close(w);
}

static void write_limit(nw_json_writer *w, const nw_trace_model *model, size_t segment, size_t index) {
  nw_trace_limit limit = model->limit(model->self, segment, index);
  nw_json_object(w);
  member_cstr(w, "limit", limit.limit);
  if (limit.rule.len > 0) nw_json_key_text(w, "rule", limit.rule);
  nw_json_close(w);
}

static void write_lists(nw_json_writer *w, const nw_trace_model *model, size_t segment, const nw_trace_segment *s,
                        int show_matches) {
  nw_json_key(w, "findings");
  nw_json_array(w);
  for (size_t i = 0; i < s->finding_count; i++) write_finding(w, model, segment, i, show_matches);
  nw_json_close(w);
  nw_json_key(w, "edits");
  nw_json_array(w);
  for (size_t i = 0; i < s->edit_count; i++) write_edit(w, model, segment, i);
  nw_json_close(w);
  nw_json_key(w, "rules");
  nw_json_array(w);
  for (size_t i = 0; i < s->rule_count; i++) write_rule(w, model, segment, i);
  nw_json_close(w);
  nw_json_key(w, "limits");
  nw_json_array(w);
  for (size_t i = 0; i < s->limit_count; i++) write_limit(w, model, segment, i);
  nw_json_close(w);
}

/* ---- segments and the whole ---- */

static void write_verdict(nw_json_writer *w, newel_verdict verdict, newel_cause cause, int complete) {
  member_cstr(w, "verdict", newel_verdict_name(verdict));
  member_cstr(w, "cause", newel_cause_name(cause));
  nw_json_key_bool(w, "complete", complete != 0);
}

static void write_segment(nw_json_writer *w, const nw_trace_model *model, size_t index, int show_matches) {
  nw_trace_segment s = model->segment(model->self, index);
  nw_json_object(w);
  nw_json_key_uint(w, "index", index);
  member_cstr(w, "source", newel_source_name(s.source));
  member_cstr(w, "surface", newel_surface_name(s.surface));
  member_cstr(w, "format", format_name(s.format));
  write_verdict(w, s.verdict, s.cause, s.complete);
  member_cstr(w, "observed", newel_verdict_name(s.observed));
  nw_json_key_uint(w, "bytes", s.bytes);
  nw_json_key_uint(w, "chars", s.chars);
  flag(w, "invalid_utf8", s.invalid_utf8);
  if (s.json_broken) nw_json_key_uint(w, "json_broken_at", s.json_broken_at);
  write_lists(w, model, index, &s, show_matches);
  nw_json_key(w, "usage");
  nw_json_object(w);
  nw_json_key_uint(w, "text_units", s.text_units);
  nw_json_close(w);
  nw_json_close(w);
}

/* ---- stages ---- */

static void write_units(nw_json_writer *w, const newel_stage *stage) {
  nw_json_key(w, "units");
  nw_json_array(w);
  for (size_t i = 0; i < stage->unit_count; i++) {
    nw_json_object(w);
    nw_json_key_text(w, "unit", stage->units[i].name);
    nw_json_key_uint(w, "count", stage->units[i].count);
    nw_json_close(w);
  }
  nw_json_close(w);
  nw_json_key(w, "price");
  nw_json_object(w);
  nw_json_key_fixed(w, "usd", (int64_t)stage->price_micro_usd);
  flag(w, "unverified", stage->price_unverified);
  nw_json_close(w);
}

static void write_stage(nw_json_writer *w, const newel_stage *stage, const newel_trace_options *options) {
  nw_json_object(w);
  nw_json_key_text(w, "stage", stage->name);
  nw_json_key_uint(w, "asks", stage->asks);
  nw_json_key_uint(w, "questions", stage->questions);
  nw_json_key_uint(w, "failed", stage->failed);
  write_units(w, stage);
  if (stage->error.len > 0) nw_json_key_text(w, "error", stage->error);
  if (options->timing) nw_json_key_uint(w, "elapsed_ns", stage->elapsed_ns);
  if (options->show_matches && stage->record_count > 0) {
    nw_json_key(w, "records");
    nw_json_array(w);
    for (size_t i = 0; i < stage->record_count; i++) nw_json_raw(w, stage->records[i]);
    nw_json_close(w);
  }
  nw_json_close(w);
}

static void write_stages(nw_json_writer *w, const nw_trace_model *model, const newel_trace_options *options) {
  if (model->stage_count == 0) return;
  nw_json_key(w, "stages");
  nw_json_array(w);
  for (size_t i = 0; i < model->stage_count; i++) {
    newel_stage stage = model->stage(model->self, i);
    write_stage(w, &stage, options);
  }
  nw_json_close(w);
}

static void write_origin(nw_json_writer *w, const nw_trace_origin *origin) {
  nw_json_key(w, "origin");
  nw_json_object(w);
  member_cstr(w, "format", origin->format);
  if (origin->guardrail.len > 0) nw_json_key_text(w, "guardrail", origin->guardrail);
  if (origin->version.len > 0) nw_json_key_text(w, "version", origin->version);
  if (origin->reason.len > 0) nw_json_key_text(w, "reason", origin->reason);
  nw_json_close(w);
}

static void write_guard(nw_json_writer *w, const nw_trace_model *model) {
  nw_json_key(w, "guard");
  nw_json_object(w);
  member_cstr(w, "id", model->guard_id);
  member_cstr(w, "policy", model->policy_id);
  nw_json_key_text(w, "name", model->policy_name);
  nw_json_close(w);
}

int nw_trace_write(const nw_trace_model *model, const newel_trace_options *options, newel_write_fn write, void *user,
                   newel_error *err) {
  static const newel_trace_options defaults = NEWEL_TRACE_OPTIONS_INIT;
  nw_json_writer w;
  nw_error_clear(err);
  if (options == NULL) options = &defaults;
  if (write == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_trace_write: 'write' is NULL");
  if (options->size != sizeof *options)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_trace_write: options.size is %zu, expected %zu", options->size, sizeof *options);
  nw_json_writer_init(&w, write, user, options->indent);
  nw_json_object(&w);
  member_cstr(&w, "trace", "newel.trace/1");
  if (model->origin == NULL) write_guard(&w, model);
  else write_origin(&w, model->origin);
  write_verdict(&w, model->verdict, model->cause, model->complete);
  member_cstr(&w, "order", "action,length,start,rule");
  nw_json_key(&w, "segments");
  nw_json_array(&w);
  for (size_t i = 0; i < model->segment_count; i++) write_segment(&w, model, i, options->show_matches);
  nw_json_close(&w);
  write_stages(&w, model, options);
  if (model->extra != NULL) member_raw(&w, "extra", model->extra(model->self, SIZE_MAX, 0));
  if (options->timing) {
    nw_json_key(&w, "timing");
    nw_json_object(&w);
    nw_json_key_uint(&w, "elapsed_ns", model->elapsed_ns);
    nw_json_close(&w);
  }
  nw_json_close(&w);
  return nw_json_writer_end(&w) == 0 ? NEWEL_OK : nw_fail(err, NEWEL_E_IO, "the trace could not be written");
}
