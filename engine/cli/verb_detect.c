/* verb_detect.c - `newel detect`: where the entities of a text are, whatever a policy would do with them.
 *
 *   {"id":"a","text":"mail ana@example.com"}
 *   {"id":"a","spans":[{"start":5,"end":20,"type":"EMAIL","score":0.95}],"scores":{"HATE":0.012,...}}
 *
 * Offsets are UTF-8 bytes of the decoded text. A span that two rules find is written once, with the higher score. "scores" holds
 * one score a rule of the local judges that read the text: content categories, topics.
 */
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "cli/color.h"
#include "cli/input.h"
#include "cli/load.h"
#include "cli/request.h"
#include "json/writer.h"

typedef struct span { size_t start, end; newel_slice type; uint32_t score_ppm; } span;

typedef struct detect {
  nw_cli             *cli;
  nw_loaded           loaded;
  newel_scratch      *scratch;
  newel_segment       defaults;
  newel_apply_options options;
  nw_arena            arena;   /* the line in hand and its spans */
} detect;

/* ---- spans ------------------------------------------------------------------------------------------------ */

static int compare_spans(const void *left, const void *right) {
  const span *a = left, *b = right;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  if (a->end != b->end) return a->end < b->end ? -1 : 1;
  int order = nw_slice_cmp(a->type, b->type);
  return order != 0 ? order : (a->score_ppm < b->score_ppm) - (a->score_ppm > b->score_ppm);
}

static int same_place(const span *a, const span *b) {
  return a->start == b->start && a->end == b->end && nw_slice_eq(a->type, b->type);
}

/* Does the rule find places? Those of content and topics are what carried a score. */
static int finds_places(const detect *d, const newel_result *result, uint32_t rule) {
  return !newel_result_rule(result, 0, rule).scored || nw_slice_is(newel_guard_rule(d->loaded.guard, rule).kind, "leak");
}

/* The spans of segment 0, sorted, each once. NULL when there is no memory. */
static span *spans_of(detect *d, const newel_result *result, size_t *count) {
  size_t total = newel_result_segment(result, 0).finding_count, found = 0;
  span *spans = nw_arena_alloc(&d->arena, total * sizeof *spans);
  *count = 0;
  if (spans == NULL) return NULL;
  for (size_t i = 0; i < total; i++) {
    newel_finding finding = newel_result_finding(result, 0, i);
    if (finding.exempt || finding.band != NEWEL_BAND_HIT || !finds_places(d, result, finding.rule)) continue;
    spans[found++] = (span){finding.start, finding.end, finding.type, finding.score_ppm};
  }
  if (found > 1) qsort(spans, found, sizeof *spans, compare_spans);
  for (size_t i = 0; i < found; i++)
    if (*count == 0 || !same_place(&spans[*count - 1], &spans[i])) spans[(*count)++] = spans[i];
  return spans;
}

static void write_scores(detect *d, nw_json_writer *w, const newel_result *result) {
  nw_json_key(w, "scores");
  nw_json_object(w);
  for (size_t r = 0; r < newel_guard_rule_count(d->loaded.guard); r++) {
    newel_rule_result rule = newel_result_rule(result, 0, r);
    if (!rule.scored) continue;
    nw_json_key_slice(w, newel_guard_rule(d->loaded.guard, r).name);
    nw_json_fixed(w, rule.score_ppm);
  }
  for (size_t i = 0; newel_result_score(result, i).name.len > 0; i++) {
    nw_json_key_slice(w, newel_result_score(result, i).name);
    nw_json_fixed(w, newel_result_score(result, i).score_ppm);
  }
  nw_json_close(w);
}

static void write_line(detect *d, newel_slice id, const newel_result *result, const span *spans, size_t count) {
  nw_json_writer w;
  nw_json_writer_init(&w, nw_out_write, &d->cli->out, 0);
  nw_json_object(&w);
  nw_json_key_raw(&w, "id", id);
  nw_json_key(&w, "spans");
  nw_json_array(&w);
  for (size_t i = 0; i < count; i++) {
    nw_json_object(&w);
    nw_json_key_uint(&w, "start", spans[i].start);
    nw_json_key_uint(&w, "end", spans[i].end);
    nw_json_key_text(&w, "type", spans[i].type);
    nw_json_key_fixed(&w, "score", spans[i].score_ppm);
    nw_json_close(&w);
  }
  nw_json_close(&w);
  write_scores(d, &w, result);
  nw_json_close(&w);
  nw_json_newline(&w);
  (void)nw_json_writer_end(&w);
}

static void write_table(detect *d, newel_slice text, const span *spans, size_t count) {
  nw_out *out = &d->cli->out;
  size_t width = strlen("type");
  for (size_t i = 0; i < count; i++) width = spans[i].type.len > width ? spans[i].type.len : width;
  if (count == 0) nw_out_text(out, "nothing found\n");
  else nw_out_printf(out, "%10s %10s  %-*s  score  text\n", "start", "end", (int)width, "type");
  for (size_t i = 0; i < count; i++) {
    const span *s = &spans[i];
    nw_out_printf(out, "%10zu %10zu  ", s->start, s->end);
    nw_show_text(out, s->type, " ");
    nw_out_repeat(out, ' ', width - s->type.len);
    nw_out_printf(out, "  %u.%02u   ", (unsigned)(s->score_ppm / 1000000u), (unsigned)(s->score_ppm % 1000000u / 10000u));
    nw_show_text(out, nw_slice(text.data + s->start, s->end - s->start), " ");
    nw_out_text(out, "\n");
  }
}

/* ---- texts and lines -------------------------------------------------------------------------------------- */

/* Judges `segment` and writes its spans, as a line when `id` is given. */
static int detect_text(detect *d, const newel_segment *segment, const newel_slice *id) {
  const newel_result *result;
  newel_error err;
  size_t count;
  if (newel_guard_apply(d->loaded.guard, d->scratch, segment, 1, &d->options, &result, &err) != NEWEL_OK)
    return nw_say_error(&err);
  const span *spans = spans_of(d, result, &count);
  if (spans == NULL) return nw_say("out of memory");
  if (id != NULL) write_line(d, *id, result, spans, count);
  else write_table(d, segment->text, spans, count);
  return 0;
}

static int detect_line(void *user, const nw_lines *lines, newel_slice line) {
  detect *d = user;
  nw_request request;
  newel_error err;
  nw_arena_reset(&d->arena);
  if (nw_request_parse_text(&request, &d->arena, line, &d->defaults, &err) == NEWEL_OK)
    return detect_text(d, &request.segments[0], &request.id);
  return nw_say("%s:%zu:%u: %s", lines->input->name, lines->number, (unsigned)err.column, err.message);
}

static int detect_lines(detect *d, const char *path) {
  return nw_lines_each(path, d->cli->alloc, &d->cli->out, detect_line, d);
}

static int detect_file(detect *d, const char *path) {
  newel_segment segment = d->defaults;
  nw_buf text;
  if (nw_given(d->cli, NW_OPT_JSONL)) return detect_lines(d, path);
  nw_buf_init(&text, d->cli->alloc);
  nw_read got = nw_input_load(path, &text);
  segment.text = nw_buf_slice(&text);
  nw_arena_reset(&d->arena);
  int code = got == NW_READ_OK ? detect_text(d, &segment, NULL) : nw_exit_of_read(got);
  nw_buf_free(&text);
  return code;
}

/* ---- the verb --------------------------------------------------------------------------------------------- */

/* The guard of --policy, or the one with every local detector. */
static int load_guard(detect *d) {
  nw_loaded *loaded = &d->loaded;
  if (nw_given(d->cli, NW_OPT_POLICY)) return nw_load(d->cli, loaded);
  int code = nw_load_engine(d->cli, loaded);
  if (code != 0) return code;
  if (newel_policy_all(&loaded->policy, loaded->engine, &loaded->err) != NEWEL_OK) return nw_say_error(&loaded->err);
  if (newel_guard_compile(&loaded->guard, loaded->policy, NULL, &loaded->err) != NEWEL_OK) return nw_say_error(&loaded->err);
  return 0;
}

int nw_verb_detect(nw_cli *cli) {
  detect d = {.cli = cli, .options = NEWEL_APPLY_OPTIONS_INIT};
  newel_error err;
  const nw_args *args = &cli->args;
  if (nw_given(cli, NW_OPT_POLICY) && nw_given(cli, NW_OPT_ALL)) return nw_say("--policy does not go with --all");
  d.options.local = 1;
  nw_arena_init(&d.arena, cli->alloc);
  int failed =
      nw_request_defaults(&d.defaults, args->value[NW_OPT_SOURCE], args->value[NW_OPT_SURFACE], args->value[NW_OPT_FORMAT]);
  if (failed == 0) failed = load_guard(&d);
  d.options.system_prompt = nw_buf_slice(&d.loaded.system_prompt);
  if (failed == 0 && newel_scratch_open(&d.scratch, d.loaded.engine, &err) != NEWEL_OK) failed = nw_say_error(&err);
  if (failed == 0 && args->file_count == 0) failed = detect_file(&d, NULL);
  for (int i = 0; d.scratch != NULL && i < args->file_count && failed != NW_EXIT_INTERRUPTED && cli->out.failed == 0; i++) {
    int code = detect_file(&d, args->files[i]);
    if (code != 0) failed = code;
  }
  newel_scratch_free(d.scratch);
  nw_arena_free(&d.arena);
  nw_unload(&d.loaded);
  return failed;
}
