/* report_lines.c - reports that are lines: text, JUnit (XML), GitHub's workflow commands, Markdown.
 *
 * JUnit and Markdown put the sum behind the cases: their counts are known at the end, and a run may be longer than memory. (The
 * counts of a JUnit test suite are optional attributes; they stand in its properties.)
 */
#include <inttypes.h>
#include <string.h>

#include "base/slice.h"
#include "regress/report.h"

/* ---- text ------------------------------------------------------------------------------------------------- */

void nw_text_case(const newel_regress *run, nw_sink *sink) {
  nw_put(sink, "FAIL ");
  nw_put_shown(sink, run->result.id);
  if (run->file.len > 0) {
    nw_put(sink, "  ");
    nw_put_shown(sink, run->file);
    nw_putf(sink, ":%zu", run->line_number);
  }
  if (run->one.known_until != 0) {
    nw_put(sink, "  (known until a day that has passed: ");
    nw_put_shown(sink, run->one.known_reason);
    nw_put(sink, ")");
  }
  nw_put(sink, "\n");
  for (size_t i = 0; i < run->reasons.list.count; i++) {
    newel_case_reason reason = run->reasons.list.at[i];
    nw_put(sink, "    ");
    nw_put_slice(sink, reason.what);
    nw_put(sink, "\n      expected ");
    nw_put_slice(sink, reason.expected);
    nw_put(sink, "\n      came     ");
    nw_put_slice(sink, reason.actual);
    nw_put(sink, "\n");
  }
}

static void put_interval(nw_sink *sink, const newel_share *share) {
  if (share->n == 0) {
    nw_put(sink, "      -             ");
    return;
  }
  nw_put_share(sink, share->value_ppm);
  nw_put(sink, " ");
  nw_put_share(sink, share->low_ppm);
  nw_put(sink, "..");
  nw_put_share(sink, share->high_ppm);
  nw_put(sink, " ");
}

static void put_score(nw_sink *sink, const newel_score *score) {
  nw_putf(sink, "  %-38s ", score->name);
  put_interval(sink, &score->recall);
  put_interval(sink, &score->precision);
  nw_put_share(sink, score->f1_ppm);
  nw_putf(sink, " %7" PRIu64 " %7" PRIu64 " %7" PRIu64 " %7" PRIu64 "\n", score->found, score->exact, score->missed, score->wrong);
}

static int has_items(const newel_score *score) { return score->found + score->missed + score->wrong > 0; }

static void put_scores(const newel_regress *run, nw_sink *sink, newel_score_kind kind, const char *title) {
  int any = 0;
  for (size_t i = 0; i < newel_regress_score_count(run, kind); i++) {
    newel_score score = newel_regress_score(run, kind, i);
    if (!has_items(&score) || score.name[0] == '?') continue;
    if (!any)
      nw_putf(sink, "\n  %-38s %-19s %-19s %-5s %7s %7s %7s %7s\n", title, "recall", "precision", "F1", "found", "exact", "missed",
              "wrong");
    any = 1;
    put_score(sink, &score);
  }
}

static void put_verdicts(const newel_regress *run, nw_sink *sink) {
  uint64_t all = 0;
  for (size_t i = 0; i < 9; i++) all += run->scores.verdicts[i / 3][i % 3];
  if (all == 0) return;
  nw_putf(sink, "\n  %-16s %8s %8s %8s\n", "expected \\ came", "allow", "modify", "deny");
  for (size_t e = 0; e < 3; e++)
    nw_putf(sink, "  %-16s %8" PRIu64 " %8" PRIu64 " %8" PRIu64 "\n", newel_verdict_name((newel_verdict)e),
            run->scores.verdicts[e][0], run->scores.verdicts[e][1], run->scores.verdicts[e][2]);
}

static void put_examples(nw_sink *sink, int *is_first, const char *name, const char *what, const nw_examples *examples) {
  if (examples->count == 0) return;
  if (*is_first) nw_put(sink, "\n  the first cases behind missed and wrong\n");
  *is_first = 0;
  nw_putf(sink, "  %-38s %-7s", name, what);
  for (size_t i = 0; i < examples->count; i++) {
    nw_put(sink, i == 0 ? " " : ", ");
    nw_put_shown(sink, newel_slice_of(examples->at[i].id));
    nw_putf(sink, " (line %zu)", examples->at[i].line);
  }
  nw_put(sink, "\n");
}

static void put_all_examples(const newel_regress *run, nw_sink *sink) {
  char name[96];
  int is_first = 1;
  for (size_t i = 0; i < run->scores.rules.list.count; i++) {
    const nw_tally *tally = nw_tally_ranked(run, NEWEL_SCORE_RULE, i);
    if (tally == NULL || !nw_tally_name(&run->scores, tally, name, sizeof name)) continue;
    put_examples(sink, &is_first, name, "missed", &tally->missed_at);
    put_examples(sink, &is_first, name, "wrong", &tally->wrong_at);
  }
}

static void put_unknown(const newel_regress *run, nw_sink *sink) {
  const char *head = "\n  labels that no rule of the policy has:";
  for (size_t i = run->scores.rule_count; i < run->scores.rules.list.count; i++) {
    const nw_tally *tally = nw_tally_ranked(run, NEWEL_SCORE_RULE, i);
    if (tally == NULL || tally->rule >= 0 || tally->missed == 0) continue;
    nw_put(sink, head);
    nw_put(sink, " ");
    nw_put_shown(sink, newel_slice_of(tally->name));
    nw_putf(sink, " (%" PRIu64 ")", tally->missed);
    head = ",";
  }
  if (head[0] == ',') nw_put(sink, "\n");
}

static void put_latency(const newel_regress *run, nw_sink *sink) {
  const nw_scores *scores = &run->scores;
  if (scores->latency_count == 0) return;
  nw_putf(sink, "\n  latency of a request: mean %.1f us, p50 %.1f us, p90 %.1f us, p99 %.1f us, p99.9 %.1f us (%" PRIu64 " requests)\n",
          (double)scores->latency_sum_ns / (double)scores->latency_count / 1e3, (double)nw_latency_at(scores, 500000) / 1e3,
          (double)nw_latency_at(scores, 900000) / 1e3, (double)nw_latency_at(scores, 990000) / 1e3,
          (double)nw_latency_at(scores, 999000) / 1e3, scores->latency_count);
}

void nw_text_sum(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink) {
  nw_put_counts(run, facts, sink);
  nw_put(sink, "\n");
  if (facts->scores) {
    put_scores(run, sink, NEWEL_SCORE_RULE, "rule");
    put_scores(run, sink, NEWEL_SCORE_LANG, "language");
    put_scores(run, sink, NEWEL_SCORE_TAG, "tag");
    put_scores(run, sink, NEWEL_SCORE_ALL, "all");
    put_verdicts(run, sink);
    put_unknown(run, sink);
    put_all_examples(run, sink);
  }
  if (facts->timing) put_latency(run, sink);
}

/* ---- JUnit ------------------------------------------------------------------------------------------------ */

void nw_junit_head(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink) {
  (void)run;
  nw_put(sink, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"");
  nw_put_xml(sink, facts->policy);
  nw_put(sink, "\">\n");
}

static void put_reasons_xml(const newel_regress *run, nw_sink *sink) {
  for (size_t i = 0; i < run->reasons.list.count; i++) {
    newel_case_reason reason = run->reasons.list.at[i];
    nw_put_xml(sink, reason.what);
    nw_put(sink, ": expected ");
    nw_put_xml(sink, reason.expected);
    nw_put(sink, ", came ");
    nw_put_xml(sink, reason.actual);
    nw_put(sink, "\n");
  }
}

void nw_junit_case(const newel_regress *run, nw_sink *sink) {
  newel_case_status status = run->result.status;
  nw_put(sink, "<testcase classname=\"");
  nw_put_xml(sink, run->file);
  nw_put(sink, "\" name=\"");
  nw_put_xml(sink, run->result.id);
  nw_putf(sink, "\" line=\"%zu\"", run->line_number);
  if (status == NEWEL_CASE_PASSED) {
    nw_put(sink, "/>\n");
    return;
  }
  nw_put(sink, ">");
  if (status == NEWEL_CASE_FAILED) {
    nw_put(sink, "<failure message=\"");
    if (run->reasons.list.count > 0) nw_put_xml(sink, run->reasons.list.at[0].what);
    nw_put(sink, "\">");
    put_reasons_xml(run, sink);
    nw_put(sink, "</failure>");
  } else {
    nw_put(sink, "<skipped message=\"");
    nw_put_xml(sink, status == NEWEL_CASE_KNOWN ? run->one.known_reason : run->result.note);
    nw_put(sink, "\"/>");
  }
  nw_put(sink, "</testcase>\n");
}

void nw_junit_sum(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink) {
  newel_score all = newel_regress_score(run, NEWEL_SCORE_ALL, 0);
  nw_put(sink, "<system-out>");
  nw_put_counts(run, facts, sink);
  nw_put(sink, "; recall ");
  nw_put_share(sink, all.recall.value_ppm);
  nw_put(sink, ", precision ");
  nw_put_share(sink, all.precision.value_ppm);
  nw_put(sink, "</system-out>\n</testsuite>\n</testsuites>\n");
}

/* ---- GitHub ----------------------------------------------------------------------------------------------- */

/* The escapes of workflow commands: a property ends at ',' and ':', a message at the line's end. */
static void put_command(nw_sink *sink, newel_slice text, int is_property) {
  for (size_t i = 0; i < text.len; i++) {
    char c = text.data[i];
    if (c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ','))) nw_putf(sink, "%%%02X", (unsigned)(unsigned char)c);
    else nw_put_slice(sink, nw_slice(text.data + i, 1));
  }
}

void nw_github_case(const newel_regress *run, nw_sink *sink) {
  nw_put(sink, "::error file=");
  put_command(sink, run->file, 1);
  nw_putf(sink, ",line=%zu,title=case ", run->line_number);
  put_command(sink, run->result.id, 1);
  nw_put(sink, "::");
  for (size_t i = 0; i < run->reasons.list.count; i++) {
    newel_case_reason reason = run->reasons.list.at[i];
    if (i > 0) nw_put(sink, "%0A");
    put_command(sink, reason.what, 0);
    nw_put(sink, ": expected ");
    put_command(sink, reason.expected, 0);
    nw_put(sink, ", came ");
    put_command(sink, reason.actual, 0);
  }
  nw_put(sink, "\n");
}

void nw_github_sum(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink) {
  nw_put(sink, "::notice title=newel test::");
  nw_put_counts(run, facts, sink);
  nw_put(sink, "\n");
}

/* ---- Markdown --------------------------------------------------------------------------------------------- */

void nw_markdown_head(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink) {
  (void)run;
  nw_put(sink, "# ");
  nw_put_markdown(sink, facts->title.len > 0 ? facts->title : NW_LIT("newel test"));
  nw_put(sink, "\n\n| case | place | what | expected | came |\n|---|---|---|---|---|\n");
}

void nw_markdown_case(const newel_regress *run, nw_sink *sink) {
  for (size_t i = 0; i < run->reasons.list.count; i++) {
    newel_case_reason reason = run->reasons.list.at[i];
    nw_put(sink, "| ");
    nw_put_markdown(sink, i == 0 ? run->result.id : NW_LIT(""));
    nw_put(sink, " | ");
    nw_put_markdown(sink, run->file);
    nw_putf(sink, ":%zu | ", run->line_number);
    nw_put_markdown(sink, reason.what);
    nw_put(sink, " | ");
    nw_put_markdown(sink, reason.expected);
    nw_put(sink, " | ");
    nw_put_markdown(sink, reason.actual);
    nw_put(sink, " |\n");
  }
}

static void put_markdown_scores(const newel_regress *run, nw_sink *sink, newel_score_kind kind) {
  for (size_t i = 0; i < newel_regress_score_count(run, kind); i++) {
    newel_score score = newel_regress_score(run, kind, i);
    if (!has_items(&score) || score.name[0] == '?') continue;
    nw_put(sink, "| ");
    nw_put_markdown(sink, newel_slice_of(score.name));
    nw_put(sink, " | ");
    put_interval(sink, &score.recall);
    nw_put(sink, "| ");
    put_interval(sink, &score.precision);
    nw_put(sink, "| ");
    nw_put_share(sink, score.f1_ppm);
    nw_putf(sink, " | %" PRIu64 " | %" PRIu64 " | %" PRIu64 " |\n", score.found, score.missed, score.wrong);
  }
}

void nw_markdown_sum(const newel_regress *run, const newel_report_facts *facts, nw_sink *sink) {
  nw_put(sink, "\n**");
  nw_put_counts(run, facts, sink);
  nw_put(sink, "**\n\n| | recall (95 %) | precision (95 %) | F1 | found | missed | wrong |\n|---|---|---|---|---|---|---|\n");
  for (int kind = NEWEL_SCORE_RULE; kind <= NEWEL_SCORE_ALL; kind++) put_markdown_scores(run, sink, (newel_score_kind)kind);
}
