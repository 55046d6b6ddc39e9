/* pretty.c - what `newel apply --pretty` shows.
 *
 *   ── 05 ── INPUT · user · text ─────────────────────────────
 *     MODIFY
 *
 *     text    ‹ana.costa@example.com›EMAIL, or call me
 *     output  {EMAIL}, or call me
 *
 *     rule        action     score  evidence  bytes
 *     pii.EMAIL   ANONYMIZE  0.95             0..21
 *     not judged  content.HATE, content.VIOLENCE: no local judge
 *
 * With colours the marks are underlines in the colour of the action instead of ‹ and ›.
 */
#include "cli/pretty.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "cli/color.h"
#include "json/tree.h"

enum { RULE_WIDTH = 72, MAX_TRACE_NODES = 4000000, EVIDENCE_BYTES = 40 };

static const char margin[] = "          ";  /* under "  output  " */

typedef struct pretty {
  nw_out              *out;
  int                  color;
  const newel_guard   *guard;
  const newel_result  *result;
  const newel_segment *segment;
  size_t               index;  /* of the segment */
  newel_segment_result judged;
} pretty;

/* ---- header and verdict ----------------------------------------------------------------------------------- */

static void write_header(const pretty *p, newel_slice title) {
  char head[200];
  int title_len = title.len > 60 ? 60 : (int)title.len;
  int len = snprintf(head, sizeof head, "%.*s%s%s · %s · %s ", title_len, title_len > 0 ? title.data : "",
                     title_len > 0 ? " ── " : "", newel_source_name(newel_surface_source(p->segment->surface)),
                     newel_surface_name(p->segment->surface), p->segment->format == NEWEL_FORMAT_JSON ? "json" : "text");
  size_t columns = nw_text_columns(nw_slice(head, len > 0 ? (size_t)len : 0));
  nw_paint(p->out, p->color, NW_STYLE_DIM, "── ");
  nw_style_on(p->out, p->color, NW_STYLE_BOLD);
  nw_show_text(p->out, newel_slice_of(head), " ");
  nw_style_off(p->out, p->color, NW_STYLE_BOLD);
  nw_style_on(p->out, p->color, NW_STYLE_DIM);
  for (; columns < RULE_WIDTH; columns++) nw_out_text(p->out, "─");
  nw_style_off(p->out, p->color, NW_STYLE_DIM);
  nw_out_text(p->out, "\n");
}

static void write_verdict(const pretty *p) {
  static const struct { const char *text; nw_style style; } badges[] = {
    [NEWEL_VERDICT_ALLOW] = {" ALLOW ", NW_STYLE_BADGE_GREEN}, [NEWEL_VERDICT_MODIFY] = {" MODIFY ", NW_STYLE_BADGE_YELLOW},
    [NEWEL_VERDICT_DENY] = {" DENY ", NW_STYLE_BADGE_RED},     [NEWEL_VERDICT_OPEN] = {" OPEN ", NW_STYLE_BADGE_YELLOW}};
  nw_out_text(p->out, p->color ? "  " : " ");
  nw_paint(p->out, p->color, badges[p->judged.verdict].style, badges[p->judged.verdict].text);
  if (p->judged.cause != NEWEL_CAUSE_NONE && p->judged.cause != NEWEL_CAUSE_RULE)
    nw_out_printf(p->out, "  because: %s", newel_cause_name(p->judged.cause));
  if (p->judged.observed != p->judged.verdict)
    nw_out_printf(p->out, "  with observed rules: %s", newel_verdict_name(p->judged.observed));
  nw_out_text(p->out, "\n\n");
}

/* ---- the text with its marks ------------------------------------------------------------------------------ */

static nw_style mark_style(newel_action action) {
  return action == NEWEL_ACTION_BLOCK       ? NW_STYLE_MARK_RED
         : action == NEWEL_ACTION_ANONYMIZE ? NW_STYLE_MARK_YELLOW
                                            : NW_STYLE_MARK_CYAN;
}

static void write_mark(const pretty *p, const newel_finding *finding) {
  newel_slice matched = nw_slice(p->segment->text.data + finding->start, finding->end - finding->start);
  nw_style style = mark_style(finding->action);
  if (!p->color) nw_out_text(p->out, "‹");
  nw_style_on(p->out, p->color, style);
  nw_show_text(p->out, matched, margin);
  nw_style_off(p->out, p->color, style);
  nw_out_text(p->out, p->color ? " " : "›");
  nw_style_on(p->out, p->color, NW_STYLE_DIM);
  nw_show_text(p->out, finding->type, " ");
  nw_style_off(p->out, p->color, NW_STYLE_DIM);
}

/* A text as it is shown: without the line feeds at its end. */
static newel_slice without_end(newel_slice text) {
  while (text.len > 0 && text.data[text.len - 1] == '\n') text.len--;
  return text;
}

static int is_stronger(const newel_finding *a, const newel_finding *b) {
  return a->action != b->action ? a->action > b->action : a->end > b->end;
}

/* The finding to mark next: the first that begins at or behind `from`; of those that begin together the strongest, then the
 * longest. Findings come in order of start, so *next only moves forward: linear in all. */
static int next_mark(const pretty *p, size_t from, size_t *next, newel_finding *best) {
  int found = 0;
  for (; *next < p->judged.finding_count; ++*next) {
    newel_finding finding = newel_result_finding(p->result, p->index, *next);
    if (found && finding.start > best->start) break;
    if (finding.start < from || finding.end <= finding.start || finding.end > p->segment->text.len) continue;
    if (!found || is_stronger(&finding, best)) *best = finding;
    found = 1;
  }
  return found;
}

static void write_marked(const pretty *p) {
  newel_slice text = without_end(p->segment->text);
  newel_finding finding;
  size_t at = 0, next = 0;
  nw_paint(p->out, p->color, NW_STYLE_DIM, "  text    ");
  while (next_mark(p, at, &next, &finding)) {
    nw_show_text(p->out, nw_slice(text.data + at, finding.start - at), margin);
    write_mark(p, &finding);
    at = finding.end;
  }
  if (at < text.len) nw_show_text(p->out, nw_slice(text.data + at, text.len - at), margin);
  nw_out_text(p->out, "\n");
}

static void write_output(const pretty *p) {
  if (p->judged.verdict == NEWEL_VERDICT_ALLOW) return;
  nw_paint(p->out, p->color, NW_STYLE_DIM, "  output  ");
  nw_style style = p->judged.verdict == NEWEL_VERDICT_DENY ? NW_STYLE_RED : NW_STYLE_GREEN;
  nw_style_on(p->out, p->color, style);
  nw_show_text(p->out, without_end(p->judged.output), margin);
  nw_style_off(p->out, p->color, style);
  nw_out_text(p->out, "\n");
}

/* ---- the table of findings -------------------------------------------------------------------------------- */

enum { COLUMNS = 5 };
typedef struct row { char cell[COLUMNS][96]; newel_action action; } row;

static void describe_evidence(char *to, size_t size, const pretty *p, const newel_finding *finding) {
  size_t context_len = finding->context_end - finding->context_start;
  int has_context = finding->context_end > finding->context_start && finding->context_end <= p->segment->text.len;
  int validator_len = (int)(finding->validator.len > EVIDENCE_BYTES ? EVIDENCE_BYTES : finding->validator.len);
  (void)snprintf(to, size, "%.*s%s%s%.*s%s%s%s%s", validator_len, validator_len > 0 ? finding->validator.data : "",
                 validator_len > 0 && has_context ? ", " : "", has_context ? "near '" : "",
                 has_context ? (int)(context_len > EVIDENCE_BYTES ? EVIDENCE_BYTES : context_len) : 0,
                 has_context ? p->segment->text.data + finding->context_start : "", has_context ? "'" : "",
                 finding->exempt ? " (allow list)" : "", finding->observe ? " (observed)" : "",
                 finding->remote ? " (bedrock)" : "");
}

static row row_of(const pretty *p, size_t index) {
  row r;
  newel_finding finding = newel_result_finding(p->result, p->index, index);
  newel_slice id = newel_guard_rule(p->guard, finding.rule).id;
  (void)snprintf(r.cell[0], sizeof r.cell[0], "%.*s", (int)(id.len > 60 ? 60 : id.len), id.data == NULL ? "" : id.data);
  (void)snprintf(r.cell[1], sizeof r.cell[1], "%s", newel_action_name(finding.action));
  (void)snprintf(r.cell[2], sizeof r.cell[2], "%u.%02u", finding.score_ppm / 1000000u, finding.score_ppm % 1000000u / 10000u);
  (void)snprintf(r.cell[3], sizeof r.cell[3], "%zu..%zu", finding.start, finding.end);
  describe_evidence(r.cell[4], sizeof r.cell[4], p, &finding);
  r.action = finding.action;
  return r;
}

static void write_cell(const pretty *p, const char *text, size_t width, nw_style style) {
  size_t columns = nw_text_columns(newel_slice_of(text));
  nw_style_on(p->out, p->color, style);
  nw_show_text(p->out, newel_slice_of(text), " ");
  nw_style_off(p->out, p->color, style);
  if (columns < width) nw_out_repeat(p->out, ' ', width - columns);
}

static void write_row(const pretty *p, const row *r, const size_t *width, nw_style style, nw_style of_action) {
  size_t used = COLUMNS;
  while (used > 0 && r->cell[used - 1][0] == '\0') used--;  /* no blanks at the end of a line */
  nw_out_text(p->out, "  ");
  for (size_t c = 0; c < used; c++) write_cell(p, r->cell[c], c + 1 < used ? width[c] + 2 : 0, c == 1 ? of_action : style);
  nw_out_text(p->out, "\n");
}

static void widen(size_t *width, const row *r) {
  for (size_t c = 0; c < COLUMNS; c++) {
    size_t columns = nw_text_columns(newel_slice_of(r->cell[c]));
    if (columns > width[c]) width[c] = columns;
  }
}

static void write_table(const pretty *p) {
  static const row head = {{"rule", "action", "score", "bytes", "evidence"}, NEWEL_ACTION_NONE};
  size_t width[COLUMNS] = {0};
  if (p->judged.finding_count == 0) return;
  widen(width, &head);
  for (size_t i = 0; i < p->judged.finding_count; i++) {
    row r = row_of(p, i);
    widen(width, &r);
  }
  nw_out_text(p->out, "\n");
  write_row(p, &head, width, NW_STYLE_DIM, NW_STYLE_DIM);
  for (size_t i = 0; i < p->judged.finding_count; i++) {
    row r = row_of(p, i);
    nw_style action = r.action == NEWEL_ACTION_BLOCK       ? NW_STYLE_RED
                      : r.action == NEWEL_ACTION_ANONYMIZE ? NW_STYLE_YELLOW
                                                           : NW_STYLE_CYAN;
    write_row(p, &r, width, NW_STYLE_PLAIN, action);
  }
}

/* ---- rules that were not judged --------------------------------------------------------------------------- */

/* 1 for a rule of the trace that is unevaluated, for `reason` when there is one. */
static int is_unevaluated(const nw_json_node *rule, newel_slice reason, int any_reason, newel_slice *its_reason) {
  const nw_json_node *state = nw_json_member(rule, "state"), *why = nw_json_member(rule, "reason");
  if (state == NULL || !nw_slice_is(state->text, "unevaluated")) return 0;
  *its_reason = why == NULL ? NW_LIT("") : why->text;
  return any_reason || nw_slice_eq(*its_reason, reason);
}

/* One line a reason, each with its rules: the outer walk stops at the first rule of every reason. */
static void write_unevaluated(const pretty *p, const nw_json_node *rules) {
  newel_slice reason, other;
  for (const nw_json_node *rule = rules->first; rule != NULL; rule = rule->next) {
    if (!is_unevaluated(rule, NW_LIT(""), 1, &reason)) continue;
    int first = 1;
    for (const nw_json_node *before = rules->first; before != rule; before = before->next)
      if (is_unevaluated(before, reason, 0, &other)) first = 0;
    if (!first) continue;
    nw_out_text(p->out, "\n  ");
    nw_paint(p->out, p->color, NW_STYLE_YELLOW, "not judged");
    nw_out_text(p->out, "  ");
    const char *comma = "";
    for (const nw_json_node *same = rule; same != NULL; same = same->next) {
      const nw_json_node *id = nw_json_member(same, "rule");
      if (id == NULL || !is_unevaluated(same, reason, 0, &other)) continue;
      nw_out_text(p->out, comma);
      nw_show_text(p->out, id->text, " ");
      comma = ", ";
    }
    nw_style_on(p->out, p->color, NW_STYLE_DIM);
    nw_out_text(p->out, ": ");
    nw_show_text(p->out, reason, " ");
    nw_style_off(p->out, p->color, NW_STYLE_DIM);
  }
  nw_out_text(p->out, "\n");
}

/* ---- all of it -------------------------------------------------------------------------------------------- */

static void write_segment(pretty *p, newel_slice title, const nw_json_node *rules) {
  p->judged = newel_result_segment(p->result, p->index);
  write_header(p, title);
  write_verdict(p);
  write_marked(p);
  write_output(p);
  write_table(p);
  if (!p->judged.complete && rules != NULL) write_unevaluated(p, rules);
  nw_out_text(p->out, "\n");
}

int nw_pretty_write(nw_cli *cli, newel_slice title, const newel_guard *guard, const newel_segment *segments,
                    const newel_result *result) {
  pretty p = {.out = &cli->out, .color = cli->out_color, .guard = guard, .result = result};
  nw_json_node *trace = NULL;
  nw_arena arena;
  nw_buf text;
  newel_error err;
  nw_arena_init(&arena, cli->alloc);
  nw_buf_init(&text, cli->alloc);
  /* The trace alone knows why a rule was not judged. */
  int code = newel_trace_write(guard, result, NULL, nw_buf_write, &text, &err);
  if (code == NEWEL_OK) code = nw_json_parse(&trace, &arena, nw_buf_slice(&text), MAX_TRACE_NODES, &err);
  const nw_json_node *list = code == NEWEL_OK ? nw_json_member(trace, "segments") : NULL;
  const nw_json_node *one = list == NULL ? NULL : list->first;
  for (; code == NEWEL_OK && p.index < newel_result_count(result); p.index++) {
    p.segment = &segments[p.index];
    write_segment(&p, title, one == NULL ? NULL : nw_json_member(one, "rules"));
    if (one != NULL) one = one->next;
  }
  nw_buf_free(&text);
  nw_arena_free(&arena);
  return code == NEWEL_OK ? 0 : nw_say_error(&err);
}
