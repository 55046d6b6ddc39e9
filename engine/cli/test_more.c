/* test_more.c - `newel test --attack`, `--coverage` and `--watch`. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/slice.h"
#include "cli/color.h"
#include "cli/test.h"
#include "json/writer.h"

/* ---- attacks ---------------------------------------------------------------------------------------------- */

static int count_lines(void *user, const nw_case_done *done) {
  nw_test *t = user;
  if (done->code == NEWEL_E_NO_JUDGE) return nw_say_error(done->err);
  t->malformed += done->code != NEWEL_OK;
  return 0;
}

static int run_attack(nw_test *t, newel_slice name, newel_score *score) {
  t->runner.options.attack = name;
  t->runner.options.no_stream = 1;
  t->runner.options.clock_ns = NULL;
  t->malformed = 0;
  t->runner.engine = t->loaded.engine;
  t->runner.guard = t->loaded.guard;
  t->runner.each = count_lines;
  t->runner.file_ends = NULL;
  t->runner.user = t;
  t->runner.reports = 0;
  int code = nw_runner_run(&t->runner, t->paths.list.at, t->paths.list.count);
  if (t->runner.sum != NULL) *score = newel_regress_score(t->runner.sum, NEWEL_SCORE_ALL, 0);
  newel_regress_free(t->runner.sum);
  t->runner.sum = NULL;
  return code;
}

static void write_attack(nw_test *t, nw_json_writer *w, const char *name, const newel_score *score) {
  nw_out *out = &t->cli->out;
  if (!nw_given(t->cli, NW_OPT_JSON)) {
    nw_out_printf(out, "  %-20s %6.3f  %.3f..%.3f %8" PRIu64 " %8" PRIu64 "\n", name, (double)score->recall.value_ppm / 1e6,
                  (double)score->recall.low_ppm / 1e6, (double)score->recall.high_ppm / 1e6, score->found, score->missed);
    return;
  }
  nw_json_object(w);
  nw_json_key_cstr(w, "attack", name);
  nw_json_key_uint(w, "found", score->found);
  nw_json_key_uint(w, "missed", score->missed);
  nw_json_key_fixed(w, "recall", score->recall.value_ppm);
  nw_json_key_fixed(w, "low", score->recall.low_ppm);
  nw_json_close(w);
}

static int is_wanted(const char *list, const char *name) {
  size_t len = strlen(name);
  if (strcmp(list, "all") == 0) return 1;
  for (const char *at = list; *at != '\0';) {
    size_t word = strcspn(at, ",");
    if (word == len && memcmp(at, name, len) == 0) return 1;
    at += word + (at[word] == ',');
  }
  return 0;
}

static int check_names(const char *list) {
  const char *names[64] = {"all"};
  char word[64];
  for (size_t i = 0; newel_attack_at(i).name != NULL && i < 62; i++) names[i + 1] = newel_attack_at(i).name;
  for (const char *at = list; *at != '\0';) {
    size_t len = strcspn(at, ","), i = 0;
    (void)snprintf(word, sizeof word, "%.*s", (int)len, at);
    while (names[i] != NULL && strcmp(names[i], word) != 0) i++;
    if (names[i] == NULL) {
      const char *near = nw_nearest(word, names);
      return near != NULL ? nw_say("there is no attack '%s'; did you mean '%s'?", word, near)
                          : nw_say("there is no attack '%s'; 'newel test --help' lists them", word);
    }
    at += len + (at[len] == ',');
  }
  return 0;
}

int nw_test_attacks(nw_test *t) {
  const char *list = t->cli->args.value[NW_OPT_ATTACK];
  newel_score score;
  nw_json_writer w;
  int json = nw_given(t->cli, NW_OPT_JSON), code = check_names(list);
  if (code != 0) return code;
  if (json) {
    nw_json_writer_init(&w, nw_out_write, &t->cli->out, 0);
    nw_json_array(&w);
  } else {
    nw_out_printf(&t->cli->out, "  %-20s %6s  %-12s %8s %8s\n", "attack", "recall", "interval", "found", "missed");
  }
  for (size_t i = 0; code == 0; i++) {
    const char *name = i == 0 ? "" : newel_attack_at(i - 1).name;
    if (name == NULL) break;
    if (i > 0 && !is_wanted(list, name)) continue;
    memset(&score, 0, sizeof score);
    code = run_attack(t, newel_slice_of(name), &score);
    if (code == 0 && score.found + score.missed == 0)
      code = nw_say("no case has labels, spans or types of a rule of this policy: there is nothing to attack");
    if (code == 0) write_attack(t, &w, i == 0 ? "none" : name, &score);
    if (!json) nw_out_flush(&t->cli->out);
  }
  if (json) {
    nw_json_close(&w);
    nw_json_newline(&w);
    (void)nw_json_writer_end(&w);
  }
  if (code == 0 && t->malformed > 0)
    code = nw_say("%" PRIu64 " lines are no cases; newel test without --attack names them", t->malformed);
  return code;
}

/* ---- coverage --------------------------------------------------------------------------------------------- */

static void put_rule(nw_out *out, const newel_rule_info *rule, const newel_coverage *coverage) {
  nw_out_printf(out, "  %-38.*s", (int)rule->id.len, rule->id.data);
  for (size_t source = 0; source < 2; source++) {
    const char *word = !rule->on[source] ? "off" : !rule->local ? "remote" : coverage->exercised[source] ? "yes" : "NEVER";
    nw_out_printf(out, " %-7s", word);
  }
  const char *comma = " ";
  for (unsigned s = 0; s < NEWEL_SURFACE_COUNT; s++) {
    if (coverage->hits[s] == 0) continue;
    nw_out_printf(out, "%s%s %" PRIu64, comma, newel_surface_name((newel_surface)s), coverage->hits[s]);
    comma = ", ";
  }
  nw_out_text(out, "\n");
}

/* "entries  12 of 40: never acme, globex, … (28)": one line for each kind of evidence of a rule. */
static void put_kind(nw_out *out, const newel_evidence *evidence, size_t from, size_t to, newel_evidence_kind kind) {
  enum { SHOWN = 5, SHOWN_BYTES = 40 };
  static const char *const names[] = {"alternatives", "entries", "exceptions", "validators"};
  size_t count = 0, seen = 0, shown = 0;
  for (size_t i = from; i < to; i++) {
    newel_evidence_item item = newel_evidence_at(evidence, i);
    count += item.kind == kind;
    seen += item.kind == kind && item.seen > 0;
  }
  if (count == 0) return;
  nw_out_printf(out, "    %-12s %zu of %zu", names[kind], seen, count);
  for (size_t i = from; i < to && seen < count && shown < SHOWN; i++) {
    newel_evidence_item item = newel_evidence_at(evidence, i);
    if (item.kind != kind || item.seen > 0) continue;
    size_t len = item.text.len > SHOWN_BYTES ? SHOWN_BYTES : item.text.len;
    while (len < item.text.len && ((unsigned char)item.text.data[len] & 0xC0) == 0x80) len--;  /* whole characters */
    nw_out_text(out, shown++ == 0 ? ", never: " : ", ");
    nw_out_slice(out, nw_slice(item.text.data, len));
    if (len < item.text.len) nw_out_text(out, "…");
  }
  nw_out_text(out, count - seen > shown ? ", …\n" : "\n");
}

static void put_evidence(nw_test *t) {
  const newel_evidence *evidence = newel_regress_evidence(t->runner.sum);
  nw_out *out = &t->cli->out;
  size_t count = newel_evidence_count(evidence);
  if (count > 0) nw_out_text(out, "\n  evidence\n");
  for (size_t from = 0, to = 0; from < count; from = to) {
    uint32_t rule = newel_evidence_at(evidence, from).rule;
    while (to < count && newel_evidence_at(evidence, to).rule == rule) to++;
    newel_slice id = rule == UINT32_MAX ? NW_LIT("allow") : newel_guard_rule(t->loaded.guard, rule).id;
    nw_out_printf(out, "  %.*s\n", (int)id.len, id.data);
    for (unsigned kind = 0; kind <= NEWEL_EVIDENCE_VALIDATOR; kind++) put_kind(out, evidence, from, to, (newel_evidence_kind)kind);
  }
}

void nw_test_coverage(nw_test *t) {
  nw_out *out = &t->cli->out;
  unsigned expected = 0, exercised = 0;
  nw_out_printf(out, "\n  %-38s %-7s %-7s %s\n", "rule", "INPUT", "OUTPUT", "findings by surface");
  for (size_t i = 0; i < newel_guard_rule_count(t->loaded.guard); i++) {
    newel_rule_info rule = newel_guard_rule(t->loaded.guard, i);
    newel_coverage coverage = newel_regress_coverage(t->runner.sum, i);
    put_rule(out, &rule, &coverage);
    for (size_t source = 0; source < 2; source++) {
      expected += coverage.expected[source] != 0;
      exercised += coverage.expected[source] && coverage.exercised[source];
    }
  }
  nw_out_printf(out, "  exercised %u of %u rules by direction; segments:", exercised, expected);
  for (unsigned s = 0; s < NEWEL_SURFACE_COUNT; s++)
    nw_out_printf(out, "%s %s %" PRIu64, s == 0 ? "" : ",", newel_surface_name((newel_surface)s),
                  newel_regress_surface_count(t->runner.sum, (newel_surface)s));
  nw_out_text(out, "\n  match and clean examples of the policy: all run, when it was compiled\n"
                   "  a finding of a disguise, or one that needs what stands around it, may show no entry or alternative\n");
  put_evidence(t);
}

/* ---- watch ------------------------------------------------------------------------------------------------ */

static int64_t changed_ns(const char *path) {
  struct stat about;
  return stat(path, &about) != 0 ? 0 : (int64_t)about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec;
}

static int64_t newest(const nw_test *t) {
  int64_t sum = changed_ns(t->cli->args.value[NW_OPT_POLICY]);
  for (size_t i = 0; i < t->paths.list.count; i++) sum = (int64_t)((uint64_t)sum * 31u + (uint64_t)changed_ns(t->paths.list.at[i]));
  return sum;
}

int nw_test_watch(nw_test *t) {
  static const struct timespec pause = {0, 200000000};
  int64_t seen = newest(t);
  int code = 0;
  (void)fprintf(stderr, "newel: watching; Ctrl-C ends it\n");
  nw_out_flush(&t->cli->out);
  while (!nw_interrupted()) {
    (void)nanosleep(&pause, NULL);
    int64_t now = newest(t);
    if (nw_interrupted() || now == seen) continue;
    seen = now;
    nw_unload(&t->loaded);
    if (nw_load(t->cli, &t->loaded) == 0) code = nw_given(t->cli, NW_OPT_ATTACK) ? nw_test_attacks(t) : nw_test_once(t);
    nw_out_flush(&t->cli->out);
  }
  return code == NW_EXIT_ERROR ? code : NW_EXIT_INTERRUPTED;
}
