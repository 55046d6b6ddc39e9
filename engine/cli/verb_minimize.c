/* verb_minimize.c - `newel minimize -p POLICY [FILE]`: the smallest piece of a text that still gets its verdict.
 *
 *   "Dear team, please call me back on 4111 1111 1111 1111, thank you."   ->   "4111 1111 1111 1111"
 *
 * Delta debugging (Zeller and Hildebrandt 2002) over code points: pieces are left out, halves first, then ever smaller ones, as
 * long as what is left is judged as the whole was. The result is minimal: no code point more can go. Evaluations are bounded.
 */
#include <string.h>

#include "base/slice.h"
#include "cli/color.h"
#include "cli/input.h"
#include "cli/load.h"
#include "cli/request.h"

enum { TRIES_MAX = 200000 };

typedef struct minimizer {
  nw_cli        *cli;
  nw_loaded      loaded;
  newel_scratch *scratch;
  newel_segment  segment;
  newel_slice    entity;   /* empty: the verdict is kept; else a finding of this type */
  newel_verdict  verdict;
  nw_buf         text, candidate;
  unsigned long  tries;
  int            failed;
} minimizer;

static const newel_result *judge(minimizer *m, newel_slice text) {
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  const newel_result *result;
  newel_error err;
  options.local = nw_given(m->cli, NW_OPT_LOCAL);
  m->segment.text = text;
  m->tries++;
  if (newel_guard_apply(m->loaded.guard, m->scratch, &m->segment, 1, &options, &result, &err) == NEWEL_OK) return result;
  m->failed = nw_say_error(&err);
  return NULL;
}

static int has_entity(const newel_result *result, const newel_guard *guard, newel_slice type) {
  for (size_t i = 0; i < newel_result_segment(result, 0).finding_count; i++) {
    newel_finding finding = newel_result_finding(result, 0, i);
    if (finding.band == NEWEL_BAND_HIT && !finding.exempt &&
        (nw_slice_eq(finding.type, type) || nw_slice_eq(newel_guard_rule(guard, finding.rule).id, type)))
      return 1;
  }
  return 0;
}

static int still_holds(minimizer *m, newel_slice text) {
  const newel_result *result = judge(m, text);
  if (result == NULL) return 0;
  return m->entity.len > 0 ? has_entity(result, m->loaded.guard, m->entity)
                           : newel_result_segment(result, 0).verdict == m->verdict;
}

static int is_inside(char c) { return ((unsigned char)c & 0xC0u) == 0x80u; }

/* The byte behind `count` code points from `at`. */
static size_t behind(newel_slice text, size_t at, size_t count) {
  for (; count > 0 && at < text.len; count--) {
    at++;
    while (at < text.len && is_inside(text.data[at])) at++;
  }
  return at;
}

/* Leaves out pieces of `points` code points, one after the other; 1 when one could go. */
static int pass(minimizer *m, size_t points) {
  int shorter = 0;
  for (size_t at = 0; at < m->text.len && m->tries < TRIES_MAX && !m->failed && !nw_interrupted();) {
    size_t end = behind(nw_buf_slice(&m->text), at, points);
    nw_buf_clear(&m->candidate);
    nw_buf_add(&m->candidate, m->text.data, at);
    nw_buf_add(&m->candidate, m->text.data + end, m->text.len - end);
    if (m->candidate.len > 0 && still_holds(m, nw_buf_slice(&m->candidate))) {
      nw_buf swap = m->text;
      m->text = m->candidate;
      m->candidate = swap;
      shorter = 1;
    } else {
      at = end;
    }
  }
  return shorter;
}

static void minimize(minimizer *m) {
  size_t points = m->text.len / 2;
  while (points > 1 && !m->failed) {
    (void)pass(m, points);
    points = points / 2 < m->text.len / 2 || m->text.len < 2 ? points / 2 : m->text.len / 2;
  }
  while (pass(m, 1) && m->tries < TRIES_MAX && !nw_interrupted()) {}
}

static int run(minimizer *m) {
  const char *path = m->cli->args.file_count > 0 ? m->cli->args.files[0] : "-";
  nw_read got = nw_input_load(path, &m->text);
  if (got != NW_READ_OK) return nw_exit_of_read(got);
  size_t before = m->text.len;
  const newel_result *result = judge(m, nw_buf_slice(&m->text));
  if (result == NULL) return m->failed;
  m->verdict = newel_result_segment(result, 0).verdict;
  if (m->entity.len > 0 && !has_entity(result, m->loaded.guard, m->entity))
    return nw_say("the text has no finding '%.*s': there is nothing to minimize", (int)m->entity.len, m->entity.data);
  if (m->entity.len == 0 && m->verdict == NEWEL_VERDICT_ALLOW) return nw_say("the text is allowed: there is nothing to minimize");
  minimize(m);
  if (m->failed) return m->failed;
  nw_out_slice(&m->cli->out, nw_buf_slice(&m->text));
  nw_out_text(&m->cli->out, "\n");
  (void)nw_say("%zu of %zu bytes keep the %s, %lu evaluations%s", m->text.len, before,
               m->entity.len > 0 ? "finding" : newel_verdict_name(m->verdict), m->tries,
               m->tries >= TRIES_MAX || nw_interrupted() ? "; stopped early, not minimal" : "");
  return 0;
}

int nw_verb_minimize(nw_cli *cli) {
  minimizer m;
  newel_error err;
  memset(&m, 0, sizeof m);
  m.cli = cli;
  m.entity = newel_slice_of(cli->args.value[NW_OPT_ENTITY]);
  nw_buf_init(&m.text, cli->alloc);
  nw_buf_init(&m.candidate, cli->alloc);
  int code = cli->args.file_count > 1 ? nw_say("one text: newel minimize -p POLICY [FILE]") : 0;
  if (code == 0)
    code = nw_request_defaults(&m.segment, cli->args.value[NW_OPT_SOURCE], cli->args.value[NW_OPT_SURFACE],
                               cli->args.value[NW_OPT_FORMAT]);
  if (code == 0) code = nw_load(cli, &m.loaded);
  if (code == 0 && newel_scratch_open(&m.scratch, m.loaded.engine, &err) != NEWEL_OK) code = nw_say_error(&err);
  if (code == 0) code = run(&m);
  newel_scratch_free(m.scratch);
  nw_buf_free(&m.candidate);
  nw_buf_free(&m.text);
  nw_unload(&m.loaded);
  return code;
}
