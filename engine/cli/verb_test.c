/* verb_test.c - `newel test`: a policy against files of cases. Runs them in threads (runner.c), writes the reports part by part,
 * then the sum, and judges the gates.
 *
 *   newel test -p policy.yaml --write html=report.html --require 'pii.EMAIL.recall>=0.99' corpus/
 *
 * Exit code: 1 for a line that is no case (the rest goes on), else 4 for a failure or a gate, else 0.
 */
#include "cli/test.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/slice.h"
#include "cli/color.h"
#include "cli/input.h"
#include "json/tree.h"

enum { HTML_ROWS_MAX = 20000, HTML_PASSED_MAX = 5000, BASELINE_NODES = 10000000 };

static const char *const kind_names[NEWEL_REPORT_COUNT + 1] = {"text", "json", "junit", "sarif", "github", "markdown", "html", NULL};

/* ---- reports ---------------------------------------------------------------------------------------------- */

static int add_report(nw_test *t, int kind, const char *path) {
  nw_test_report *report = &t->reports[kind];
  if (report->out != NULL) return nw_say("the report '%s' is asked for twice", kind_names[kind]);
  t->runner.reports |= 1u << kind;
  if (path == NULL) {
    report->out = &t->cli->out;
    return 0;
  }
  report->own = nw_zalloc(&t->cli->alloc, sizeof *report->own);
  if (report->own == NULL) return nw_say("out of memory");
  int code = nw_out_create(report->own, path, 0644);
  if (code != 0) {
    nw_free(&t->cli->alloc, report->own, sizeof *report->own);
    report->own = NULL;
    return code;
  }
  report->out = report->own;
  return 0;
}

static int kind_of(const char *name, size_t len) {
  for (int kind = 0; kind < NEWEL_REPORT_COUNT; kind++)
    if (strlen(kind_names[kind]) == len && memcmp(kind_names[kind], name, len) == 0) return kind;
  return -1;
}

/* --write "html=report.html,junit=junit.xml": names are kept in `t->paths`, each with a NUL. */
static int add_files(nw_test *t, const char *list) {
  for (const char *at = list; *at != '\0';) {
    size_t len = strcspn(at, ","), name_len = strcspn(at, "=,");
    int kind = kind_of(at, name_len);
    if (kind < 0 || name_len + 1 >= len)
      return nw_say("--write is '%s', expected KIND=FILE with commas between; kinds: json, junit, sarif, github, markdown, html, text",
                    list);
    newel_slice path = nw_arena_copy(&t->arena, nw_slice(at + name_len + 1, len - name_len - 1));
    if (path.data == NULL) return nw_say("out of memory");
    int code = add_report(t, kind, path.data);
    if (code != 0) return code;
    at += len + (at[len] == ',');
  }
  return 0;
}

static int open_reports(nw_test *t) {
  const char *name = t->cli->args.value[NW_OPT_REPORT];
  int kind = name != NULL ? kind_of(name, strlen(name)) : nw_given(t->cli, NW_OPT_JSON) ? NEWEL_REPORT_JSON : NEWEL_REPORT_TEXT;
  t->main_report = kind;
  int code = add_report(t, kind, NULL);
  if (code == 0 && nw_given(t->cli, NW_OPT_WRITE)) code = add_files(t, t->cli->args.value[NW_OPT_WRITE]);
  return code;
}

static newel_report_facts facts_of(const nw_test *t) {
  newel_report_facts facts = NEWEL_REPORT_FACTS_INIT;
  facts.title = NW_LIT("newel test");
  facts.policy = newel_policy_name(t->loaded.policy);
  facts.malformed = t->malformed;
  facts.new_failed = t->new_failed;
  facts.has_baseline = nw_given(t->cli, NW_OPT_BASELINE);
  facts.partial = nw_interrupted();
  facts.timing = nw_given(t->cli, NW_OPT_TIMING);
  facts.scores = nw_given(t->cli, NW_OPT_SCORES);
  return facts;
}

/* Heads need a run: an empty one of the guard. */
static int write_heads(nw_test *t) {
  newel_report_facts facts = facts_of(t);
  newel_regress *none;
  newel_error err;
  if (newel_regress_open(&none, t->loaded.engine, t->loaded.guard, NULL, &err) != NEWEL_OK) return nw_say_error(&err);
  for (int kind = 0; kind < NEWEL_REPORT_COUNT; kind++)
    if (t->reports[kind].out != NULL)
      (void)newel_regress_write_head(none, (newel_report)kind, &facts, nw_out_write, t->reports[kind].out, &err);
  newel_regress_free(none);
  return 0;
}

/* Sums, and the end of files: what could not be written is said here. stdout is ended by main. */
static int end_reports(nw_test *t) {
  newel_report_facts facts = facts_of(t);
  newel_error err;
  int code = 0;
  for (int kind = 0; kind < NEWEL_REPORT_COUNT; kind++) {
    nw_test_report *report = &t->reports[kind];
    if (report->out != NULL && t->runner.sum != NULL &&
        newel_regress_write_sum(t->runner.sum, (newel_report)kind, &facts, nw_out_write, report->out, &err) != NEWEL_OK &&
        report->out->failed == 0)
      code = nw_say_error(&err);
    if (report->own != NULL && nw_out_close(report->own) != 0) code = NW_EXIT_ERROR;
    if (report->own != NULL) nw_free(&t->cli->alloc, report->own, sizeof *report->own);
    *report = (nw_test_report){0};
  }
  return code;
}

/* In colour, a failure's lines by how they begin. */
static void write_colored(nw_test *t, newel_slice text) {
  static const struct { const char *head; nw_style style; } heads[] = {
    {"FAIL ", NW_STYLE_RED}, {"      expected ", NW_STYLE_GREEN}, {"      came     ", NW_STYLE_RED}};
  nw_out *out = &t->cli->out;
  for (size_t at = 0; at < text.len;) {
    const char *feed = memchr(text.data + at, '\n', text.len - at);
    size_t len = feed == NULL ? text.len - at : (size_t)(feed - text.data) - at, i = 0;
    newel_slice line = nw_slice(text.data + at, len);
    while (i < 3 && (len < strlen(heads[i].head) || memcmp(line.data, heads[i].head, strlen(heads[i].head)) != 0)) i++;
    if (i < 3) nw_style_on(out, 1, heads[i].style);
    nw_out_slice(out, line);
    if (i < 3) nw_style_off(out, 1, heads[i].style);
    nw_out_text(out, "\n");
    at += len + 1;
  }
}

static void write_part(nw_test *t, int kind, const nw_case_done *done) {
  nw_test_report *report = &t->reports[kind];
  if (report->out == NULL || done->part[kind].data == NULL) return;
  if (kind == NEWEL_REPORT_HTML) {
    if (report->parts >= HTML_ROWS_MAX || (done->status != NEWEL_CASE_FAILED && report->passed >= HTML_PASSED_MAX)) return;
    report->passed += done->status != NEWEL_CASE_FAILED;
  }
  if (report->parts++ > 0) nw_out_text(report->out, newel_report_separator((newel_report)kind));
  if (kind == NEWEL_REPORT_TEXT && report->own == NULL && t->cli->out_color) write_colored(t, done->part[kind]);
  else nw_out_slice(report->out, done->part[kind]);
}

/* ---- baseline --------------------------------------------------------------------------------------------- */

static uint64_t place_hash(newel_slice file, newel_slice id) {
  return nw_hash64(id.data, id.len, nw_hash64(file.data, file.len, 7));
}

static int read_failures(nw_test *t, const nw_json_node *root) {
  const nw_json_node *failures = root->type == NW_JSON_T_OBJECT ? nw_json_member(root, "failures") : NULL;
  if (failures == NULL || failures->type != NW_JSON_T_ARRAY)
    return nw_say("baseline '%s' is no report of newel test --json", t->cli->args.value[NW_OPT_BASELINE]);
  for (const nw_json_node *item = failures->first; item != NULL; item = item->next) {
    const nw_json_node *file = nw_json_member(item, "file"), *id = nw_json_member(item, "id");
    if (file != NULL && id != NULL && nw_hash_set_add(&t->baseline, place_hash(file->text, id->text)) < 0)
      return nw_say("out of memory");
  }
  return 0;
}

static int read_baseline(nw_test *t) {
  const char *path = t->cli->args.value[NW_OPT_BASELINE];
  nw_buf text;
  nw_arena arena;
  nw_json_node *root;
  newel_error err;
  if (path == NULL) return 0;
  nw_buf_init(&text, t->cli->alloc);
  nw_arena_init(&arena, t->cli->alloc);
  nw_read got = nw_input_load(path, &text);
  int code = got == NW_READ_OK ? 0 : nw_exit_of_read(got);
  if (code == 0 && nw_json_parse(&root, &arena, nw_buf_slice(&text), BASELINE_NODES, &err) != NEWEL_OK)
    code = nw_say("baseline '%s': %s", path, err.message);
  if (code == 0) code = read_failures(t, root);
  nw_arena_free(&arena);
  nw_buf_free(&text);
  return code;
}

/* ---- blessing --------------------------------------------------------------------------------------------- */

/* The file in hand is written beside itself and renamed over, when every line of it was a case. */
static int begin_bless(nw_test *t, const char *file) {
  newel_slice path;
  if (strcmp(file, "-") == 0) return nw_say("--bless cannot write to stdin");
  nw_buf_clear(&t->bless_path);
  nw_buf_addf(&t->bless_path, "%s.%ld.new", file, (long)getpid());
  nw_buf_add_char(&t->bless_path, '\0');
  path = nw_buf_slice(&t->bless_path);
  if (t->bless_path.failed) return nw_say("out of memory");
  t->bless_malformed = t->malformed;
  t->blessing = nw_out_create(&t->bless_out, path.data, 0644) == 0;
  return t->blessing ? 0 : NW_EXIT_ERROR;
}

static int end_bless(nw_test *t, const char *file) {
  if (!t->blessing) return 0;
  t->blessing = 0;
  int code = nw_out_close(&t->bless_out);
  if (code == 0 && t->bless_malformed != t->malformed) code = nw_say("'%s' is left as it is: not every line of it is a case", file);
  if (code == 0 && rename(t->bless_path.data, file) != 0) code = nw_say("cannot write '%s'", file);
  if (code != 0) (void)unlink(t->bless_path.data);
  return code;
}

static int bless_line(nw_test *t, const nw_case_done *done) {
  if (!t->blessing || t->bless_file != done->file_index) {
    int code = begin_bless(t, done->file);
    t->bless_file = done->file_index;
    if (code != 0) return code;
  }
  t->blessed += done->blessed.data != NULL && done->code == NEWEL_OK;
  nw_out_slice(&t->bless_out, done->blessed.data != NULL ? done->blessed : done->line);
  nw_out_text(&t->bless_out, "\n");
  return 0;
}

/* ---- each case -------------------------------------------------------------------------------------------- */

static uint64_t now_ns(void *user) {
  struct timespec now;
  (void)user;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* One line on a terminal, at most ten times a second. */
static void show_progress(nw_test *t, int end) {
  if (!t->progress || (!end && (t->cases & 255u) != 0)) return;
  uint64_t now = now_ns(NULL);
  if (!end && now - t->shown_ns < 100000000u) return;
  t->shown_ns = now;
  double seconds = (double)(now - t->started_ns) / 1e9;
  if (end) (void)fprintf(stderr, "\r\033[K");
  else
    (void)fprintf(stderr, "\r\033[K%" PRIu64 " cases, %" PRIu64 " failed, %.0f a second", t->cases, t->failed,
                  seconds > 0.0 ? (double)t->cases / seconds : 0.0);
}

static int say_malformed(nw_test *t, const nw_case_done *done) {
  if (done->code == NEWEL_E_NO_JUDGE) return nw_say_error(done->err);
  t->malformed++;
  show_progress(t, 1);
  (void)nw_say("%s:%zu:%u: %s%s%s", done->file, done->line_number, (unsigned)done->err->column, done->err->message,
               done->err->advice[0] != '\0' ? "; " : "", done->err->advice);
  return 0;
}

static int each(void *user, const nw_case_done *done) {
  nw_test *t = user;
  t->cases++;
  show_progress(t, 0);
  int code = t->runner.bless ? bless_line(t, done) : 0;
  if (code != 0) return code;
  if (done->code != NEWEL_OK) return say_malformed(t, done);
  t->judged += done->status == NEWEL_CASE_PASSED || done->status == NEWEL_CASE_FAILED || done->status == NEWEL_CASE_KNOWN;
  t->wanted += done->status != NEWEL_CASE_FILTERED;
  if (done->stale)
    (void)nw_say("%s:%zu: '%.*s' is marked as known to fail, and passes; take the mark away", done->file, done->line_number,
                 (int)(done->id.len > 80 ? 80 : done->id.len), done->id.data);
  for (int kind = 0; kind < NEWEL_REPORT_COUNT; kind++) write_part(t, kind, done);
  if (done->status != NEWEL_CASE_FAILED) return 0;
  t->failed++;
  t->new_failed += !nw_hash_set_has(&t->baseline, place_hash(newel_slice_of(done->file), done->id));
  if (!nw_given(t->cli, NW_OPT_FAIL_FAST)) return 0;
  t->stopped = 1;
  return NW_EXIT_FAILED;
}

static int file_ends(void *user, const char *file, uint64_t cases) {
  nw_test *t = user;
  int code = t->runner.bless ? end_bless(t, file) : 0;
  return cases > 0 ? code : nw_say("there are no cases in '%s'", strcmp(file, "-") == 0 ? "stdin" : file);
}

/* ---- gates ------------------------------------------------------------------------------------------------ */

static int judge_gate(nw_test *t, newel_slice condition) {
  newel_gate gate;
  newel_error err;
  if (newel_regress_gate(t->runner.sum, condition, &gate, &err) != NEWEL_OK) return nw_say_error(&err);
  (void)fprintf(stderr, "newel: gate %.*s %s: %" PRIu64 " of %" PRIu64 ", %.4f, interval %.4f..%.4f\n", (int)condition.len,
                condition.data, gate.holds ? "holds" : "fails", gate.share.k, gate.share.n, (double)gate.share.value_ppm / 1e6,
                (double)gate.share.low_ppm / 1e6, (double)gate.share.high_ppm / 1e6);
  return gate.holds ? 0 : NW_EXIT_FAILED;
}

/* Do the policy's own gates speak of this run? They mean all cases, as they are. */
static size_t own_gates(const nw_test *t) {
  size_t count = newel_policy_gate_count(t->loaded.policy);
  if (count == 0 || nw_given(t->cli, NW_OPT_ATTACK)) return 0;
  if (!nw_given(t->cli, NW_OPT_RUN) && !nw_given(t->cli, NW_OPT_ESCALATE)) return count;
  (void)nw_say("%zu gates of the policy are not judged: --%s leaves cases out", count, nw_given(t->cli, NW_OPT_RUN) ? "run" : "escalate");
  return 0;
}

/* The policy's own, then those of the command line. */
static int judge_gates(nw_test *t) {
  const char *list = t->cli->args.value[NW_OPT_REQUIRE];
  int worst = 0;
  for (size_t i = 0, count = own_gates(t); i < count; i++) {
    int code = judge_gate(t, newel_policy_gate(t->loaded.policy, i));
    if (worst == 0 || code == NW_EXIT_ERROR) worst = code != 0 ? code : worst;
  }
  for (const char *at = list; at != NULL && *at != '\0';) {
    size_t len = strcspn(at, ",");
    int code = len == 0 ? 0 : judge_gate(t, nw_slice(at, len));
    if (worst == 0 || code == NW_EXIT_ERROR) worst = code != 0 ? code : worst;
    at += len + (at[len] == ',');
  }
  return worst;
}

/* ---- one run ---------------------------------------------------------------------------------------------- */

static uint32_t today(const nw_cli *cli) {
  const char *text = cli->args.value[NW_OPT_AS_OF];
  unsigned year, month, day;
  char rest;
  if (text != NULL) return sscanf(text, "%4u-%2u-%2u%c", &year, &month, &day, &rest) == 3 ? year * 10000 + month * 100 + day : 0;
  time_t now = time(NULL);
  struct tm date;
  if (gmtime_r(&now, &date) == NULL) return 0;
  return (uint32_t)(date.tm_year + 1900) * 10000 + (uint32_t)(date.tm_mon + 1) * 100 + (uint32_t)date.tm_mday;
}

static int set_options(nw_test *t) {
  newel_regress_options *options = &t->runner.options;
  *options = (newel_regress_options)NEWEL_REGRESS_OPTIONS_INIT;
  options->local = nw_given(t->cli, NW_OPT_LOCAL);
  options->no_stream = nw_given(t->cli, NW_OPT_NO_STREAM);
  options->filter = newel_slice_of(t->cli->args.value[NW_OPT_RUN]);
  options->as_of = today(t->cli);
  if (options->as_of == 0) return nw_say("--as-of is '%s', expected a date, 2027-01-31", t->cli->args.value[NW_OPT_AS_OF]);
  if (nw_given(t->cli, NW_OPT_TIMING)) options->clock_ns = now_ns;
  t->runner.jobs = nw_jobs(t->cli);
  t->runner.bless = nw_given(t->cli, NW_OPT_BLESS);
  t->runner.fail_fast = nw_given(t->cli, NW_OPT_FAIL_FAST);
  if (t->runner.fail_fast && t->runner.jobs > 1) t->runner.jobs = 1;  /* the first one in order, and none behind it is counted */
  return t->runner.jobs == 0 ? NW_EXIT_ERROR : 0;
}

static int verdict_of_run(nw_test *t, int code) {
  if (t->stopped || code == NW_EXIT_INTERRUPTED || code == NW_EXIT_ESCALATION) return code;
  if (t->malformed > 0 && code == 0) code = NW_EXIT_ERROR;
  if (code == 0 && t->wanted == 0) code = nw_say("no case fits --run '%s'", t->cli->args.value[NW_OPT_RUN]);
  if (code == 0 && t->judged == 0) code = nw_say("every case is skipped: nothing was tested");
  int gates = t->runner.sum == NULL ? 0 : judge_gates(t);
  if (code != 0) return code;
  if (t->runner.bless) {
    (void)fprintf(stderr, "newel: %" PRIu64 " cases blessed\n", t->blessed);
    return gates;
  }
  return t->new_failed > 0 ? NW_EXIT_FAILED : gates;
}

int nw_test_once(nw_test *t) {
  t->cases = t->failed = t->malformed = t->new_failed = t->judged = t->wanted = t->blessed = 0;
  t->stopped = 0;
  t->runner.engine = t->loaded.engine;
  t->runner.guard = t->loaded.guard;
  t->runner.options.policy = nw_given(t->cli, NW_OPT_COVERAGE) ? t->loaded.policy : NULL;
  t->runner.each = each;
  t->runner.file_ends = file_ends;
  t->runner.user = t;
  t->runner.reports = 0;
  t->started_ns = now_ns(NULL);
  t->progress = isatty(STDERR_FILENO);
  int code = open_reports(t);
  if (code == 0) code = write_heads(t);
  if (code == 0) {
    code = nw_runner_run(&t->runner, t->paths.list.at, t->paths.list.count);
    show_progress(t, 1);
    if (t->blessing) (void)nw_out_close(&t->bless_out), (void)unlink(t->bless_path.data), t->blessing = 0;
  }
  int ended = end_reports(t);
  if (code == 0 || code == NW_EXIT_FAILED) code = ended != 0 ? ended : code;
  code = verdict_of_run(t, code);
  if (nw_given(t->cli, NW_OPT_COVERAGE) && t->runner.sum != NULL && t->main_report == NEWEL_REPORT_TEXT) nw_test_coverage(t);
  newel_regress_free(t->runner.sum);
  t->runner.sum = NULL;
  return code;
}

/* ---- the verb --------------------------------------------------------------------------------------------- */

static int check_together(const nw_cli *cli) {
  if (cli->args.file_count == 0) return nw_say("no cases: newel test -p POLICY CASES...");
  if (nw_given(cli, NW_OPT_JSON) && nw_given(cli, NW_OPT_REPORT)) return nw_say("--json and --report both say what stdout gets");
  if (nw_given(cli, NW_OPT_BLESS) && (nw_given(cli, NW_OPT_ATTACK) || nw_given(cli, NW_OPT_RUN) || nw_given(cli, NW_OPT_FAIL_FAST)))
    return nw_say("--bless writes whole files: it goes with none of --attack, --run and --fail-fast");
  if (nw_given(cli, NW_OPT_ESCALATE) && (nw_given(cli, NW_OPT_LOCAL) || nw_given(cli, NW_OPT_ATTACK) || nw_given(cli, NW_OPT_BLESS) ||
                                         nw_given(cli, NW_OPT_WATCH) || nw_given(cli, NW_OPT_RUN)))
    return nw_say("--escalate goes with none of --local, --attack, --bless, --watch and --run");
  if (nw_given(cli, NW_OPT_WATCH) && nw_given(cli, NW_OPT_BLESS)) return nw_say("--watch and --bless do not go together");
  return 0;
}

static int run_as_asked(nw_test *t) {
  if (nw_given(t->cli, NW_OPT_ATTACK)) return nw_test_attacks(t);
  if (!nw_given(t->cli, NW_OPT_ESCALATE)) return nw_test_once(t);
#ifdef NEWEL_HAS_CLOUD
  return nw_test_escalated(t);
#else
  return nw_say("this newel was built without Bedrock (-DNEWEL_CLOUD=OFF): --escalate needs it");
#endif
}

int nw_verb_test(nw_cli *cli) {
  nw_test t;
  memset(&t, 0, sizeof t);
  t.cli = cli;
  t.runner.cli = cli;
  t.baseline.alloc = cli->alloc;
  nw_arena_init(&t.arena, cli->alloc);
  nw_buf_init(&t.bless_path, cli->alloc);
  int code = check_together(cli);
  if (code == 0) code = set_options(&t);
  if (code == 0) code = nw_load(cli, &t.loaded);
  if (code == 0) code = nw_paths_of(&t.paths, cli, cli->args.files, cli->args.file_count);
  if (code == 0) code = read_baseline(&t);
  if (code == 0) code = run_as_asked(&t);
  if (nw_given(cli, NW_OPT_WATCH) && code != NW_EXIT_INTERRUPTED && t.loaded.engine != NULL) code = nw_test_watch(&t);
  nw_buf_free(&t.bless_path);
  nw_arena_free(&t.arena);
  nw_hash_set_free(&t.baseline);
  nw_paths_free(&t.paths);
  nw_unload(&t.loaded);
  return code;
}
