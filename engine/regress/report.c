/* report.c - the table of reports, and what their writers share. */
#include "regress/report.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/error.h"
#include "base/slice.h"
#include "json/writer.h"

/* ---- sink ------------------------------------------------------------------------------------------------- */

void nw_sink_flush(nw_sink *sink) {
  if (sink->line.failed || (!sink->failed && sink->line.len > 0 && sink->write(sink->user, sink->line.data, sink->line.len) != 0))
    sink->failed = 1;
  nw_buf_clear(&sink->line);
}

static void piece(nw_sink *sink) {
  if (sink->line.len > 8192) nw_sink_flush(sink);
}

void nw_put_slice(nw_sink *sink, newel_slice text) {
  nw_buf_add_slice(&sink->line, text);
  piece(sink);
}

void nw_put(nw_sink *sink, const char *text) { nw_put_slice(sink, newel_slice_of(text)); }

void nw_putf(nw_sink *sink, const char *format, ...) {
  char text[512];
  va_list args;
  va_start(args, format);
  int len = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  if (len > 0) nw_put_slice(sink, nw_slice(text, (size_t)len < sizeof text ? (size_t)len : sizeof text - 1));
}

int nw_sink_write(void *sink, const char *data, size_t len) {
  nw_put_slice(sink, nw_slice(data, len));
  return ((nw_sink *)sink)->failed;
}

int nw_sink_script(void *sink, const char *data, size_t len) {
  for (size_t at = 0; at < len;) {
    const char *next = memchr(data + at, '<', len - at);
    size_t end = next == NULL ? len : (size_t)(next - data);
    nw_put_slice(sink, nw_slice(data + at, end - at));
    if (next != NULL) nw_put(sink, "\\u003c");
    at = end + (next != NULL);
  }
  return ((nw_sink *)sink)->failed;
}

void nw_put_share(nw_sink *sink, uint32_t ppm) { nw_putf(sink, "%u.%03u", (ppm + 500) / 1000000u, (ppm + 500) / 1000u % 1000u); }

/* ---- escaping --------------------------------------------------------------------------------------------- */

static void put_escaped(nw_sink *sink, newel_slice text, const char *(*of)(unsigned char c)) {
  size_t from = 0;
  for (size_t i = 0; i < text.len; i++) {
    const char *instead = of((unsigned char)text.data[i]);
    if (instead == NULL) continue;
    nw_put_slice(sink, nw_slice(text.data + from, i - from));
    nw_put(sink, instead);
    from = i + 1;
  }
  if (from < text.len) nw_put_slice(sink, nw_slice(text.data + from, text.len - from));
}

static const char *of_xml(unsigned char c) {
  if (c < 0x20 && c != '\t' && c != '\n') return "\xEF\xBF\xBD";
  return c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : c == '\'' ? "&#39;" : NULL;
}
void nw_put_xml(nw_sink *sink, newel_slice text) { put_escaped(sink, text, of_xml); }

static const char *of_markdown(unsigned char c) {
  static const char *const with[] = {"\\|", "\\`", "\\*", "\\_", "\\[", "\\]", "\\\\", "\\#"};
  static const char chars[] = "|`*_[]\\#";
  if (c < 0x20) return " ";
  if (c == '<') return "&lt;";
  const char *at = memchr(chars, c, sizeof chars - 1);
  return at == NULL ? NULL : with[at - chars];
}
void nw_put_markdown(nw_sink *sink, newel_slice text) { put_escaped(sink, text, of_markdown); }

void nw_put_shown(nw_sink *sink, newel_slice text) {
  nw_json_escape(&sink->line, text);
  piece(sink);
}

/* ---- shared words ----------------------------------------------------------------------------------------- */

const char *nw_status_name(newel_case_status status) {
  static const char *const names[] = {"passed", "failed", "skipped", "known", "filtered"};
  return status <= NEWEL_CASE_FILTERED ? names[status] : "?";
}

void nw_put_counts(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink) {
  newel_case_counts counts = run->counts;
  nw_putf(sink, "%" PRIu64 " passed, %" PRIu64 " failed", counts.passed, counts.failed);
  if (facts->has_baseline) nw_putf(sink, " (%" PRIu64 " new)", facts->new_failed);
  if (counts.known > 0) nw_putf(sink, ", %" PRIu64 " known", counts.known);
  if (counts.skipped > 0) nw_putf(sink, ", %" PRIu64 " skipped", counts.skipped);
  if (facts->malformed > 0) nw_putf(sink, ", %" PRIu64 " malformed", facts->malformed);
  if (facts->partial) nw_put(sink, "; partial: the run was interrupted");
}

uint64_t nw_latency_at(const nw_scores *scores, uint32_t share_ppm) {
  uint64_t wanted = scores->latency_count * share_ppm / 1000000u, seen = 0;
  for (unsigned i = 0; scores->latency != NULL && scores->latency_count > 0 && i < NW_LATENCY_BUCKETS; i++) {
    seen += scores->latency[i];
    if (seen <= wanted && seen < scores->latency_count) continue;
    unsigned log2 = i / 8;
    return log2 < 3 ? (uint64_t)1 << log2 : ((uint64_t)(8 + i % 8)) << (log2 - 3);
  }
  return 0;
}

/* ---- the table -------------------------------------------------------------------------------------------- */

static const struct {
  nw_head_fn  head;
  nw_case_fn  one;
  nw_head_fn  sum;
  const char *separator;
  int         lists_all;  /* passed, skipped and known ones too */
} kinds[NEWEL_REPORT_COUNT] = {
  [NEWEL_REPORT_TEXT] = {NULL, nw_text_case, nw_text_sum, "", 0},
  [NEWEL_REPORT_JSON] = {nw_json_head, nw_json_case, nw_json_sum, ",", 0},
  [NEWEL_REPORT_JUNIT] = {nw_junit_head, nw_junit_case, nw_junit_sum, "", 1},
  [NEWEL_REPORT_SARIF] = {nw_sarif_head, nw_sarif_case, nw_sarif_sum, ",", 0},
  [NEWEL_REPORT_GITHUB] = {NULL, nw_github_case, nw_github_sum, "", 0},
  [NEWEL_REPORT_MARKDOWN] = {nw_markdown_head, nw_markdown_case, nw_markdown_sum, "", 0},
  [NEWEL_REPORT_HTML] = {nw_html_head, nw_html_case, nw_html_sum, ",\n", 1},
};

static int begin(const newel_regress *run, newel_report how, nw_sink *sink, newel_write_fn write, void *user, newel_error *err) {
  nw_error_clear(err);
  if (run == NULL || write == NULL || (unsigned)how >= NEWEL_REPORT_COUNT)
    return nw_fail(err, NEWEL_E_ARGUMENT, "a report needs a run, a kind and a callback");
  *sink = (nw_sink){.write = write, .user = user};
  nw_buf_init(&sink->line, run->alloc);
  return NEWEL_OK;
}

static int end(nw_sink *sink, newel_error *err) {
  int no_memory = sink->line.failed;
  nw_sink_flush(sink);
  nw_buf_free(&sink->line);
  if (!sink->failed) return NEWEL_OK;
  return no_memory ? nw_fail_nomem(err) : nw_fail(err, NEWEL_E_IO, "the report could not be written");
}

int newel_regress_write_head(const newel_regress *run, newel_report how, const newel_report_facts *facts, newel_write_fn write,
                             void *user, newel_error *err) {
  nw_sink sink;
  int code = begin(run, how, &sink, write, user, err);
  if (code != NEWEL_OK) return code;
  if (kinds[how].head != NULL) kinds[how].head(run, facts, &sink);
  return end(&sink, err);
}

int newel_regress_reports_case(const newel_regress *run, newel_report how) {
  if (run == NULL || (unsigned)how >= NEWEL_REPORT_COUNT || run->result.status == NEWEL_CASE_FILTERED) return 0;
  return run->result.status == NEWEL_CASE_FAILED || kinds[how].lists_all;
}

int newel_regress_write_case(newel_regress *run, newel_report how, newel_write_fn write, void *user, newel_error *err) {
  nw_sink sink;
  int code = begin(run, how, &sink, write, user, err);
  if (code != NEWEL_OK) return code;
  kinds[how].one(run, &sink);
  return end(&sink, err);
}

const char *newel_report_separator(newel_report how) { return (unsigned)how < NEWEL_REPORT_COUNT ? kinds[how].separator : ""; }

int newel_regress_write_sum(const newel_regress *run, newel_report how, const newel_report_facts *facts, newel_write_fn write,
                            void *user, newel_error *err) {
  nw_sink sink;
  int code = begin(run, how, &sink, write, user, err);
  if (code != NEWEL_OK) return code;
  kinds[how].sum(run, facts, &sink);
  return end(&sink, err);
}
