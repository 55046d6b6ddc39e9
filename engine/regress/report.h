/* regress/report.h - one function a part and kind; report.c has the table. All write through a nw_sink: a callback and whether it
 * failed, so that writers need not look after each piece. */
#ifndef NW_REGRESS_REPORT_H
#define NW_REGRESS_REPORT_H

#include "regress/run.h"

typedef struct nw_sink {
  newel_write_fn write;
  void          *user;
  int            failed;
  nw_buf         line;   /* one piece, before it goes out */
} nw_sink;

void nw_sink_flush(nw_sink *sink);
void nw_put(nw_sink *sink, const char *text);
void nw_put_slice(nw_sink *sink, newel_slice text);
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void nw_putf(nw_sink *sink, const char *format, ...);
/* A newel_write_fn whose user is a nw_sink; nw_sink_script also writes '<' as \u003c: JSON inside a script element. */
int nw_sink_write(void *sink, const char *data, size_t len);
int nw_sink_script(void *sink, const char *data, size_t len);
/* ppm as "0.987". */
void nw_put_share(nw_sink *sink, uint32_t ppm);
/* Text of XML, of HTML and of Markdown: what has a meaning there is escaped, control characters become U+FFFD. */
void nw_put_xml(nw_sink *sink, newel_slice text);
void nw_put_markdown(nw_sink *sink, newel_slice text);
/* Text for a terminal: JSON escapes for control characters. */
void nw_put_shown(nw_sink *sink, newel_slice text);

typedef void (*nw_head_fn)(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink);
typedef void (*nw_case_fn)(const newel_regress *run, nw_sink *sink);

void nw_json_head(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink);
void nw_json_case(const newel_regress *run, nw_sink *sink);
void nw_json_sum(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink);
void nw_html_head(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink);
void nw_html_case(const newel_regress *run, nw_sink *sink);
void nw_html_sum(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink);
void nw_junit_head(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink);
void nw_junit_case(const newel_regress *run, nw_sink *sink);
void nw_junit_sum(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink);
void nw_sarif_head(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink);
void nw_sarif_case(const newel_regress *run, nw_sink *sink);
void nw_sarif_sum(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink);
void nw_github_case(const newel_regress *run, nw_sink *sink);
void nw_github_sum(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink);
void nw_markdown_head(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink);
void nw_markdown_case(const newel_regress *run, nw_sink *sink);
void nw_markdown_sum(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink);
void nw_text_case(const newel_regress *run, nw_sink *sink);
void nw_text_sum(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink);

struct nw_json_writer;
/* "reasons":[…] into an object that is open, and all members of the sum. */
void nw_json_reasons(struct nw_json_writer *w, const newel_regress *run);
void nw_json_sum_members(struct nw_json_writer *w, const newel_regress *run, const newel_report_facts *facts);

/* "passed", "failed", … */
const char *nw_status_name(newel_case_status status);
/* "12 passed, 1 failed, 2 skipped". */
void nw_put_counts(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink);
/* Nanoseconds below which `share_ppm` of the requests were answered; 0 when none was timed. */
uint64_t nw_latency_at(const nw_scores *scores, uint32_t share_ppm);

#endif
