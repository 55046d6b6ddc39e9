/* report_html.c - one HTML file that needs nothing else: the page (report.html, built into the library), the cases as JSON in one
 * element, the sum as JSON in another, and a script that draws the rows that are in view.
 *
 * Texts are data in a script element of a type that browsers do not run; '<' is written as \u003c there, and the page's script
 * sets text nodes only. The page's policy (CSP) names the digest of that one script.
 */
#include "base/error.h"
#include "base/slice.h"
#include "json/writer.h"
#include "regress/report.h"

extern const unsigned char nw_report_html[];
extern const unsigned nw_report_html_len;

enum { TEXT_BYTES_MAX = 20000 };

/* The page is cut where "@CASES@" and "@SUM@" stand. */
static newel_slice page_part(int part) {
  const char *page = (const char *)nw_report_html, *end = page + nw_report_html_len;
  const char *cases = strstr(page, "@CASES@"), *sum = strstr(page, "@SUM@");
  if (cases == NULL || sum == NULL) return NW_LIT("");
  if (part == 0) return nw_slice(page, (size_t)(cases - page));
  if (part == 1) return nw_slice(cases + 7, (size_t)(sum - cases) - 7);
  return nw_slice(sum + 5, (size_t)(end - sum) - 5);
}

void nw_html_head(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink) {
  (void)run;
  (void)facts;
  nw_put_slice(sink, page_part(0));
}

/* ---- a case ----------------------------------------------------------------------------------------------- */

static newel_slice cut(newel_slice text) {
  if (text.len <= TEXT_BYTES_MAX) return text;
  size_t len = TEXT_BYTES_MAX;
  while (len > 0 && ((unsigned char)text.data[len] & 0xC0u) == 0x80u) len--;
  return nw_slice(text.data, len);
}

static void write_span(nw_json_writer *w, size_t start, size_t end, newel_slice type) {
  if (start > TEXT_BYTES_MAX || end > TEXT_BYTES_MAX) return;
  nw_json_array(w);
  nw_json_uint(w, start);
  nw_json_uint(w, end);
  nw_json_text(w, type);
  nw_json_close(w);
}

static void write_expected(nw_json_writer *w, const nw_case_expect *expect) {
  const nw_case_span *spans = expect->has_labels ? expect->labels : expect->spans;
  size_t count = expect->has_labels ? expect->label_count : expect->span_count;
  if (!expect->has_labels && !expect->has_spans) return;
  nw_json_key(w, "want");
  nw_json_array(w);
  for (size_t i = 0; i < count; i++) write_span(w, spans[i].start, spans[i].end, spans[i].type);
  nw_json_close(w);
}

static void write_found(nw_json_writer *w, const char *key, const nw_seen *seen) {
  nw_json_key(w, key);
  nw_json_array(w);
  for (size_t i = 0; i < seen->finding_count; i++) {
    const nw_seen_finding *finding = &seen->findings[i];
    if (finding->band == NEWEL_BAND_HIT && !finding->exempt) write_span(w, finding->start, finding->end, finding->type);
  }
  nw_json_close(w);
}

/* `before`: what another guard saw of it, shown as what was expected; NULL: the case's own labels. */
static void write_part(nw_json_writer *w, const newel_segment *segment, const nw_case_expect *expect, const nw_seen *seen,
                       const nw_seen *before) {
  nw_json_object(w);
  nw_json_key_cstr(w, "surface", newel_surface_name(segment->surface));
  nw_json_key_text(w, "text", cut(segment->text));
  if (before == NULL) {
    write_expected(w, expect);
  } else {
    write_found(w, "want", before);
    nw_json_key_text(w, "before", cut(before->output));
    nw_json_key_cstr(w, "verdict_before", newel_verdict_name(before->verdict));
  }
  if (seen != NULL) {
    write_found(w, "got", seen);
    nw_json_key_cstr(w, "verdict", newel_verdict_name(seen->verdict));
    if (seen->verdict != NEWEL_VERDICT_ALLOW || before != NULL) nw_json_key_text(w, "output", cut(seen->output));
  }
  nw_json_close(w);
}

static void write_row(const newel_regress *run, const newel_regress *before, nw_sink *sink) {
  const nw_case *one = &run->one;
  nw_json_writer w;
  nw_json_writer_init(&w, nw_sink_script, sink, 0);
  nw_json_object(&w);
  nw_json_key_text(&w, "id", run->result.id);
  nw_json_key_text(&w, "file", run->file);
  nw_json_key_uint(&w, "line", run->line_number);
  nw_json_key_cstr(&w, "status", before != NULL ? "changed" : nw_status_name(run->result.status));
  if (one->lang.len > 0) nw_json_key_text(&w, "lang", one->lang);
  nw_json_key(&w, "tags");
  nw_json_array(&w);
  for (size_t i = 0; i < one->tag_count; i++) nw_json_text(&w, one->tags[i]);
  nw_json_close(&w);
  if (run->reasons.list.count > 0 && before == NULL) nw_json_reasons(&w, run);
  nw_json_key(&w, "parts");
  nw_json_array(&w);
  for (size_t i = 0; i < one->segment_count; i++)
    write_part(&w, &one->segments[i], &one->expects[i], run->seen == NULL ? NULL : &run->seen[i],
               before == NULL || before->seen == NULL ? NULL : &before->seen[i]);
  nw_json_close(&w);
  nw_json_close(&w);
  (void)nw_json_writer_end(&w);
}

void nw_html_case(const newel_regress *run, nw_sink *sink) { write_row(run, NULL, sink); }

int newel_regress_write_change(const newel_regress *run, const newel_regress *before, newel_write_fn write, void *user,
                               newel_error *err) {
  nw_error_clear(err);
  if (run == NULL || before == NULL || newel_regress_segment_count(run) != newel_regress_segment_count(before))
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_regress_write_change: not one case under two guards");
  nw_sink sink = {.write = write, .user = user};
  nw_buf_init(&sink.line, run->alloc);
  write_row(run, before, &sink);
  int no_memory = sink.line.failed;
  nw_sink_flush(&sink);
  nw_buf_free(&sink.line);
  if (!sink.failed) return NEWEL_OK;
  return no_memory ? nw_fail_nomem(err) : nw_fail(err, NEWEL_E_IO, "the report could not be written");
}

/* ---- the sum ---------------------------------------------------------------------------------------------- */

void nw_html_sum(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink) {
  nw_json_writer w;
  nw_put_slice(sink, page_part(1));
  nw_json_writer_init(&w, nw_sink_script, sink, 0);
  nw_json_object(&w);
  nw_json_key_text(&w, "title", facts->title.len > 0 ? facts->title : NW_LIT("newel test"));
  nw_json_sum_members(&w, run, facts);
  nw_json_close(&w);
  (void)nw_json_writer_end(&w);
  nw_put_slice(sink, page_part(2));
}
