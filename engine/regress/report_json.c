/* report_json.c - the JSON report (grammar/report.schema.json), and SARIF 2.1.0.
 *
 *   {"report":"newel.report/1","failures":[{"id":…,"file":…,"line":…,"reasons":[…]}],"passed":1,"failed":1,…,"scores":[…]}
 *
 * Texts of cases are in neither but for the excerpts of the reasons.
 */
#include <inttypes.h>

#include "base/slice.h"
#include "json/writer.h"
#include "regress/report.h"

static void start(nw_json_writer *w, nw_sink *sink, newel_write_fn write) { nw_json_writer_init(w, write, sink, 0); }
static void finish(nw_json_writer *w) { (void)nw_json_writer_end(w); }

/* ---- cases ------------------------------------------------------------------------------------------------ */

void nw_json_head(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink) {
  (void)run;
  (void)facts;
  nw_put(sink, "{\"report\":\"newel.report/1\",\"failures\":[");
}

void nw_json_reasons(nw_json_writer *w, const newel_regress *run) {
  nw_json_key(w, "reasons");
  nw_json_array(w);
  for (size_t i = 0; i < run->reasons.list.count; i++) {
    newel_case_reason reason = run->reasons.list.at[i];
    nw_json_object(w);
    nw_json_key_text(w, "what", reason.what);
    nw_json_key_text(w, "expected", reason.expected);
    nw_json_key_text(w, "actual", reason.actual);
    nw_json_close(w);
  }
  nw_json_close(w);
}

void nw_json_case(const newel_regress *run, nw_sink *sink) {
  nw_json_writer w;
  start(&w, sink, nw_sink_write);
  nw_json_object(&w);
  nw_json_key_text(&w, "id", run->result.id);
  nw_json_key_text(&w, "file", run->file);
  nw_json_key_uint(&w, "line", run->line_number);
  nw_json_reasons(&w, run);
  nw_json_close(&w);
  finish(&w);
}

/* ---- the sum ---------------------------------------------------------------------------------------------- */

static void write_share(nw_json_writer *w, const char *key, const newel_share *share) {
  nw_json_key(w, key);
  if (share->n == 0) {
    nw_json_null(w);
    return;
  }
  nw_json_object(w);
  nw_json_key_fixed(w, "value", share->value_ppm);
  nw_json_key_fixed(w, "low", share->low_ppm);
  nw_json_key_fixed(w, "high", share->high_ppm);
  nw_json_key_uint(w, "of", share->n);
  nw_json_close(w);
}

static void write_examples(nw_json_writer *w, const char *key, const nw_examples *examples) {
  nw_json_key(w, key);
  nw_json_array(w);
  for (size_t i = 0; i < examples->count; i++) {
    nw_json_object(w);
    nw_json_key_text(w, "id", newel_slice_of(examples->at[i].id));
    nw_json_key_uint(w, "file", examples->at[i].file);
    nw_json_key_uint(w, "line", examples->at[i].line);
    nw_json_close(w);
  }
  nw_json_close(w);
}

/* Right and wrong findings by confidence, in percent: what a precision-recall curve is drawn from. */
static void write_curve(nw_json_writer *w, const nw_tally *tally) {
  nw_json_key(w, "curve");
  nw_json_array(w);
  for (unsigned i = 0; i < NW_SCORE_BUCKETS; i++) {
    uint64_t right = tally->right_by_score == NULL ? 0 : tally->right_by_score[i];
    uint64_t wrong = tally->wrong_by_score == NULL ? 0 : tally->wrong_by_score[i];
    if (right + wrong == 0) continue;
    nw_json_array(w);
    nw_json_uint(w, i);
    nw_json_uint(w, right);
    nw_json_uint(w, wrong);
    nw_json_close(w);
  }
  nw_json_close(w);
}

static void write_score(nw_json_writer *w, const newel_score *score, const nw_tally *tally) {
  nw_json_object(w);
  nw_json_key_text(w, "name", newel_slice_of(score->name));
  nw_json_key_uint(w, "found", score->found);
  nw_json_key_uint(w, "exact", score->exact);
  nw_json_key_uint(w, "missed", score->missed);
  nw_json_key_uint(w, "wrong", score->wrong);
  if (score->cases > 0) {
    nw_json_key_uint(w, "cases", score->cases);
    nw_json_key_uint(w, "failed", score->failed);
  }
  write_share(w, "recall", &score->recall);
  write_share(w, "precision", &score->precision);
  nw_json_key_fixed(w, "f1", score->f1_ppm);
  if (tally != NULL) {
    write_examples(w, "missed_in", &tally->missed_at);
    write_examples(w, "wrong_in", &tally->wrong_at);
    write_curve(w, tally);
  }
  nw_json_close(w);
}

static void write_scores(nw_json_writer *w, const newel_regress *run, const char *key, newel_score_kind kind) {
  nw_json_key(w, key);
  nw_json_array(w);
  for (size_t i = 0; i < newel_regress_score_count(run, kind); i++) {
    newel_score score = newel_regress_score(run, kind, i);
    if (score.name[0] == '?' || (kind == NEWEL_SCORE_RULE && score.found + score.missed + score.wrong == 0)) continue;
    write_score(w, &score, kind == NEWEL_SCORE_RULE ? nw_tally_ranked(run, kind, i) : NULL);
  }
  nw_json_close(w);
}

static void write_unknown(nw_json_writer *w, const newel_regress *run) {
  nw_json_key(w, "unknown_labels");
  nw_json_object(w);
  for (size_t i = run->scores.rule_count; i < run->scores.rules.list.count; i++) {
    const nw_tally *tally = nw_tally_ranked(run, NEWEL_SCORE_RULE, i);
    if (tally == NULL || tally->rule >= 0 || tally->missed == 0) continue;
    nw_json_key_slice(w, newel_slice_of(tally->name));
    nw_json_uint(w, tally->missed);
  }
  nw_json_close(w);
}

static void write_verdicts(nw_json_writer *w, const newel_regress *run) {
  nw_json_key(w, "verdicts");
  nw_json_object(w);
  for (unsigned e = 0; e < 3; e++) {
    nw_json_key(w, newel_verdict_name((newel_verdict)e));
    nw_json_object(w);
    for (unsigned a = 0; a < 3; a++) nw_json_key_uint(w, newel_verdict_name((newel_verdict)a), run->scores.verdicts[e][a]);
    nw_json_close(w);
  }
  nw_json_close(w);
}

static void write_coverage(nw_json_writer *w, const newel_regress *run) {
  newel_share share = nw_regress_coverage(run);
  nw_json_key(w, "coverage");
  nw_json_object(w);
  nw_json_key_uint(w, "exercised", share.k);
  nw_json_key_uint(w, "of", share.n);
  nw_json_key(w, "surfaces");
  nw_json_object(w);
  for (unsigned s = 0; s < NEWEL_SURFACE_COUNT; s++) nw_json_key_uint(w, newel_surface_name((newel_surface)s), run->scores.segments[s]);
  nw_json_close(w);
  nw_json_key(w, "never");
  nw_json_array(w);
  for (size_t rule = 0; rule < run->scores.rule_count; rule++) {
    newel_rule_info info = newel_guard_rule(run->guard, rule);
    for (size_t source = 0; source < 2; source++) {
      if (!info.on[source] || !info.local || nw_regress_exercised(run, rule, (newel_source)source)) continue;
      nw_json_object(w);
      nw_json_key_text(w, "rule", info.id);
      nw_json_key_text(w, "source", newel_slice_of(newel_source_name((newel_source)source)));
      nw_json_close(w);
    }
  }
  nw_json_close(w);
  nw_json_close(w);
}

static void write_evidence(nw_json_writer *w, const newel_regress *run) {
  static const char *const kinds[] = {"alternative", "entry", "exception", "validator"};
  const newel_evidence *evidence = newel_regress_evidence(run);
  if (evidence == NULL) return;
  nw_json_key(w, "evidence");
  nw_json_array(w);
  for (size_t i = 0; i < newel_evidence_count(evidence); i++) {
    newel_evidence_item item = newel_evidence_at(evidence, i);
    nw_json_object(w);
    nw_json_key_text(w, "rule", item.rule == UINT32_MAX ? NW_LIT("allow") : newel_guard_rule(run->guard, item.rule).id);
    nw_json_key_text(w, "kind", newel_slice_of(kinds[item.kind]));
    nw_json_key_text(w, "text", item.text);
    nw_json_key_uint(w, "seen", item.seen);
    nw_json_close(w);
  }
  nw_json_close(w);
}

static void write_latency(nw_json_writer *w, const newel_regress *run) {
  const nw_scores *scores = &run->scores;
  nw_json_key(w, "latency_ns");
  nw_json_object(w);
  nw_json_key_uint(w, "mean", scores->latency_count == 0 ? 0 : scores->latency_sum_ns / scores->latency_count);
  nw_json_key_uint(w, "p50", nw_latency_at(scores, 500000));
  nw_json_key_uint(w, "p90", nw_latency_at(scores, 900000));
  nw_json_key_uint(w, "p99", nw_latency_at(scores, 990000));
  nw_json_key_uint(w, "requests", scores->latency_count);
  nw_json_close(w);
}

/* The members of the sum, into an object that is open. */
void nw_json_sum_members(nw_json_writer *w, const newel_regress *run, const newel_report_facts *facts) {
  newel_case_counts counts = run->counts;
  nw_json_key_uint(w, "passed", counts.passed);
  nw_json_key_uint(w, "failed", counts.failed);
  nw_json_key_uint(w, "skipped", counts.skipped);
  nw_json_key_uint(w, "known", counts.known);
  nw_json_key_uint(w, "stale", counts.stale);
  nw_json_key_uint(w, "malformed", facts->malformed);
  if (facts->has_baseline) nw_json_key_uint(w, "new_failed", facts->new_failed);
  nw_json_key_bool(w, "partial", facts->partial);
  nw_json_key_text(w, "policy", facts->policy);
  nw_json_key_text(w, "guard_id", newel_slice_of(newel_guard_id(run->guard)));
  write_scores(w, run, "rules", NEWEL_SCORE_RULE);
  write_scores(w, run, "languages", NEWEL_SCORE_LANG);
  write_scores(w, run, "tags", NEWEL_SCORE_TAG);
  write_scores(w, run, "all", NEWEL_SCORE_ALL);
  write_unknown(w, run);
  write_verdicts(w, run);
  write_coverage(w, run);
  write_evidence(w, run);
  if (facts->timing) write_latency(w, run);
}

void nw_json_sum(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink) {
  nw_json_writer w;
  nw_put(sink, "],");
  /* The members of an object without its '{': the head opened it. */
  nw_buf all;
  nw_buf_init(&all, run->alloc);
  nw_json_writer_init(&w, nw_buf_write, &all, 0);
  nw_json_object(&w);
  nw_json_sum_members(&w, run, facts);
  nw_json_close(&w);
  finish(&w);
  if (all.failed || all.len == 0) sink->line.failed = 1;
  else nw_put_slice(sink, nw_slice(all.data + 1, all.len - 1));
  nw_put(sink, "\n");
  nw_buf_free(&all);
}

/* ---- SARIF ------------------------------------------------------------------------------------------------ */

void nw_sarif_head(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink) {
  (void)run;
  (void)facts;
  nw_putf(sink, "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{"
                "\"name\":\"newel test\",\"version\":\"%s\",\"rules\":[{\"id\":\"case-failed\",\"shortDescription\":{\"text\":"
                "\"a regression case failed\"}}]}},\"columnKind\":\"unicodeCodePoints\",\"results\":[", newel_version());
}

/* A path as a relative URI reference: all but the unreserved characters and '/' in percent-encoding. */
static void write_uri(nw_json_writer *w, const newel_regress *run, nw_buf *work) {
  nw_buf_clear(work);
  for (size_t i = 0; i < run->file.len; i++) {
    unsigned char c = (unsigned char)run->file.data[i];
    if (nw_is_alnum(c) || c == '/' || c == '.' || c == '-' || c == '_' || c == '~') nw_buf_add_char(work, (char)c);
    else nw_buf_addf(work, "%%%02X", (unsigned)c);
  }
  nw_json_key_text(w, "uri", nw_buf_slice(work));
}

void nw_sarif_case(const newel_regress *run, nw_sink *sink) {
  nw_json_writer w;
  nw_buf text;
  nw_buf_init(&text, run->alloc);
  nw_buf_add_text(&text, "case ");
  nw_buf_add_slice(&text, run->result.id);
  for (size_t i = 0; i < run->reasons.list.count; i++) {
    newel_case_reason reason = run->reasons.list.at[i];
    nw_buf_add_text(&text, i == 0 ? ": " : "; ");
    nw_buf_add_slice(&text, reason.what);
    nw_buf_add_text(&text, ": expected ");
    nw_buf_add_slice(&text, reason.expected);
    nw_buf_add_text(&text, ", came ");
    nw_buf_add_slice(&text, reason.actual);
  }
  start(&w, sink, nw_sink_write);
  nw_json_object(&w);
  nw_json_key_text(&w, "ruleId", NW_LIT("case-failed"));
  nw_json_key_uint(&w, "ruleIndex", 0);
  nw_json_key_text(&w, "level", NW_LIT("error"));
  nw_json_key(&w, "message");
  nw_json_object(&w);
  nw_json_key_text(&w, "text", nw_buf_slice(&text));
  nw_json_close(&w);
  nw_json_key(&w, "locations");
  nw_json_array(&w);
  nw_json_object(&w);
  nw_json_key(&w, "physicalLocation");
  nw_json_object(&w);
  nw_json_key(&w, "artifactLocation");
  nw_json_object(&w);
  write_uri(&w, run, &text);
  nw_json_close(&w);
  nw_json_key(&w, "region");
  nw_json_object(&w);
  nw_json_key_uint(&w, "startLine", run->line_number == 0 ? 1 : run->line_number);
  nw_json_close(&w);
  nw_json_close(&w);
  nw_json_close(&w);
  nw_json_close(&w);
  nw_json_close(&w);
  finish(&w);
  if (text.failed) sink->line.failed = 1;
  nw_buf_free(&text);
}

void nw_sarif_sum(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink) {
  (void)run;
  nw_putf(sink, "],\"invocations\":[{\"executionSuccessful\":%s}]}]}\n", facts->partial || facts->malformed > 0 ? "false" : "true");
}
