/* verb_mutate.c - `newel mutate -p POLICY CASES...`: is there a test for each rule?
 *
 * A mutant is a policy that extends yours and weakens one rule:
 *
 *   drop         enabled: false
 *   action       BLOCK -> ANONYMIZE (where the rule can edit), else -> NONE; ANONYMIZE -> NONE
 *   strictness   any, context -> validated
 *   pattern      a regex without the last alternative of its first group
 *   list         a word list with one word that nobody writes
 *
 * A mutant is caught when a case fails that passed, or when it does not compile (the rule's own examples). Content, topics,
 * grounding and reasoning are judged remotely: they are named as not mutated. Exit code: 0, or 4 when a mutant survives.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/slice.h"
#include "cli/color.h"
#include "cli/load.h"
#include "cli/runner.h"
#include "json/tree.h"
#include "json/writer.h"

enum { NODES_MAX = 1000000 };

typedef struct mutator {
  nw_cli       *cli;
  nw_loaded     loaded;
  nw_runner     runner;
  nw_paths      paths;
  nw_arena      arena;
  nw_json_node *policy;    /* canonical */
  nw_hash_set   failing;   /* without any mutation */
  nw_buf        text;      /* the mutant */
  char          caught_by[200];
  int           recording;
  uint64_t      caught, survived, left_out;
} mutator;

/* ---- cases ------------------------------------------------------------------------------------------------ */

static int each(void *user, const nw_case_done *done) {
  mutator *m = user;
  if (done->code == NEWEL_E_NO_JUDGE) return nw_say_error(done->err);
  if (done->code != NEWEL_OK) return nw_say("%s:%zu: %s", done->file, done->line_number, done->err->message);
  if (done->status != NEWEL_CASE_FAILED) return 0;
  uint64_t hash = nw_hash64(done->id.data, done->id.len, nw_hash64(done->file, strlen(done->file), 7));
  if (m->recording) return nw_hash_set_add(&m->failing, hash) < 0 ? nw_say("out of memory") : 0;
  if (nw_hash_set_has(&m->failing, hash)) return 0;
  (void)snprintf(m->caught_by, sizeof m->caught_by, "%s:%zu %.*s", done->file, done->line_number,
                 (int)(done->id.len > 60 ? 60 : done->id.len), done->id.data);
  return NW_EXIT_FAILED;
}

/* Runs the cases under a guard: 0 none fails that passed, NW_EXIT_FAILED one does, or another code. */
static int run_cases(mutator *m, newel_engine *engine, newel_guard *guard) {
  m->runner.cli = m->cli;
  m->runner.engine = engine;
  m->runner.guard = guard;
  m->runner.options = (newel_regress_options)NEWEL_REGRESS_OPTIONS_INIT;
  m->runner.options.local = nw_given(m->cli, NW_OPT_LOCAL);
  m->runner.options.no_stream = 1;
  m->runner.each = each;
  m->runner.user = m;
  int code = nw_runner_run(&m->runner, m->paths.list.at, m->paths.list.count);
  newel_regress_free(m->runner.sum);
  m->runner.sum = NULL;
  return code;
}

/* ---- mutants ---------------------------------------------------------------------------------------------- */

static const char *path_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? path : slash + 1;
}

/* The head of a mutant: what it extends, then the rule's section and name, up to "{". */
static void begin_mutant(mutator *m, const newel_rule_info *rule) {
  nw_buf_clear(&m->text);
  nw_buf_add_text(&m->text, "{\"newel\":1,\"name\":\"mutant\",\"extends\":[\"");
  nw_json_escape(&m->text, newel_slice_of(path_name(m->cli->args.value[NW_OPT_POLICY])));
  nw_buf_add_text(&m->text, "\"],\"");
  const char *dot = memchr(rule->id.data, '.', rule->id.len);
  size_t section = dot == NULL ? rule->id.len : (size_t)(dot - rule->id.data);
  nw_buf_add(&m->text, rule->id.data, section);
  nw_buf_add_text(&m->text, "\":{");
  if (dot == NULL) return;
  nw_buf_add_text(&m->text, "\"");
  nw_json_escape(&m->text, nw_slice(dot + 1, rule->id.len - section - 1));
  nw_buf_add_text(&m->text, "\":{");
}

static void end_mutant(mutator *m, const newel_rule_info *rule) {
  nw_buf_add_text(&m->text, "\"override\":true}");
  if (memchr(rule->id.data, '.', rule->id.len) != NULL) nw_buf_add_text(&m->text, "}");
  nw_buf_add_text(&m->text, "}");
}

static newel_action worst_action(const newel_rule_info *rule) {
  return rule->action[0] > rule->action[1] ? rule->action[0] : rule->action[1];
}

static void add_source(mutator *m, const newel_rule_info *rule, size_t source, newel_action action) {
  nw_buf_addf(&m->text, "\"%s\":{\"action\":\"%s\",\"enabled\":%s},", source == 0 ? "input" : "output", newel_action_name(action),
              rule->on[source] ? "true" : "false");
}

static newel_action lower(newel_action action, int edits) {
  return action == NEWEL_ACTION_BLOCK && edits ? NEWEL_ACTION_ANONYMIZE : NEWEL_ACTION_NONE;
}

/* Loads and judges the mutant in m->text; says what became of it. */
static int judge_mutant(mutator *m, const newel_rule_info *rule, const char *kind) {
  const char *path = m->cli->args.value[NW_OPT_POLICY], *name = path_name(path);
  newel_parse_options options = NEWEL_PARSE_OPTIONS_INIT;
  newel_policy *policy = NULL;
  newel_guard *guard = NULL;
  newel_error err;
  char root[4096];
  (void)snprintf(root, sizeof root, "%.*s", name == path ? 1 : (int)(name - path), name == path ? "." : path);
  options.name = "mutant";
  options.root = root;
  options.json = 1;
  if (m->text.failed) return nw_say("out of memory");
  m->caught_by[0] = '\0';
  int code = newel_policy_parse(&policy, m->loaded.engine, nw_buf_slice(&m->text), &options, NULL, &err);
  int is_policy = code == NEWEL_OK;
  if (is_policy) code = newel_guard_compile(&guard, policy, NULL, &err);
  if (!is_policy) {
    m->left_out++;
    nw_out_printf(&m->cli->out, "  %-40.*s %-11s not made: %s\n", (int)rule->id.len, rule->id.data, kind, err.message);
    code = 0;
  } else if (code != NEWEL_OK) {
    m->caught++;
    nw_out_printf(&m->cli->out, "  %-40.*s %-11s caught by its own examples\n", (int)rule->id.len, rule->id.data, kind);
    code = 0;
  } else {
    code = run_cases(m, m->loaded.engine, guard);
    m->caught += code == NW_EXIT_FAILED;
    m->survived += code == 0;
    if (code == 0 || code == NW_EXIT_FAILED)
      nw_out_printf(&m->cli->out, "  %-40.*s %-11s %s%s\n", (int)rule->id.len, rule->id.data, kind,
                    code == 0 ? "SURVIVED" : "caught by ", m->caught_by);
    if (code == NW_EXIT_FAILED) code = 0;
  }
  nw_out_flush(&m->cli->out);
  newel_guard_free(guard);
  newel_policy_free(policy);
  return code;
}

static int mutate_drop(mutator *m, const newel_rule_info *rule) {
  begin_mutant(m, rule);
  if (!nw_slice_is(rule->kind, "word")) nw_buf_addf(&m->text, "\"action\":\"%s\",", newel_action_name(worst_action(rule)));
  nw_buf_add_text(&m->text, "\"input\":{\"enabled\":false},\"output\":{\"enabled\":false},");
  end_mutant(m, rule);
  return judge_mutant(m, rule, "drop");
}

static int mutate_action(mutator *m, const newel_rule_info *rule) {
  int edits = nw_slice_is(rule->kind, "pii") || nw_slice_is(rule->kind, "regex");
  if (worst_action(rule) == NEWEL_ACTION_NONE) return 0;
  begin_mutant(m, rule);
  nw_buf_addf(&m->text, "\"action\":\"%s\",", newel_action_name(lower(worst_action(rule), edits)));
  for (size_t s = 0; s < 2; s++) add_source(m, rule, s, lower(rule->action[s], edits));
  end_mutant(m, rule);
  return judge_mutant(m, rule, "action");
}

static const nw_json_node *rule_of(const mutator *m, newel_slice id) {
  const nw_json_node *rules = nw_json_member(m->policy, "rules");
  for (const nw_json_node *rule = rules == NULL ? NULL : rules->first; rule != NULL; rule = rule->next)
    if (nw_slice_eq(nw_json_member(rule, "id")->text, id)) return nw_json_member(rule, "of");
  return NULL;
}

static int mutate_strictness(mutator *m, const newel_rule_info *rule) {
  const nw_json_node *of = rule_of(m, rule->id), *strictness = of == NULL ? NULL : nw_json_member(of, "strictness");
  if (strictness == NULL || !nw_slice_is(rule->kind, "pii") || nw_slice_is(strictness->text, "validated")) return 0;
  begin_mutant(m, rule);
  nw_buf_addf(&m->text, "\"action\":\"%s\",\"strictness\":\"validated\",", newel_action_name(worst_action(rule)));
  for (size_t s = 0; s < 2; s++) add_source(m, rule, s, rule->action[s]);
  end_mutant(m, rule);
  return judge_mutant(m, rule, "strictness");
}

/* The last alternative of the first group: the '|' in front of it, and the ')' behind it. 0 when there is none. */
static int last_alternative(newel_slice pattern, size_t *bar, size_t *close) {
  int depth = 0, in_class = 0, has_bar = 0;
  for (size_t i = 0; i < pattern.len; i++) {
    char c = pattern.data[i];
    if (c == '\\') i++;
    else if (in_class) in_class = c != ']';
    else if (c == '[') in_class = 1;
    else if (c == '(') depth++;
    else if (c == '|' && depth == 1) *bar = i, has_bar = 1;
    else if (c == ')' && --depth == 0) {
      *close = i;
      if (has_bar) return 1;
    }
  }
  return 0;
}

static int mutate_pattern(mutator *m, const newel_rule_info *rule) {
  const nw_json_node *of = rule_of(m, rule->id), *pattern = of == NULL ? NULL : nw_json_member(of, "pattern");
  size_t bar = 0, close = 0;
  if (pattern == NULL || !last_alternative(pattern->text, &bar, &close)) return 0;
  begin_mutant(m, rule);
  nw_buf_add_text(&m->text, "\"pattern\":\"");
  nw_json_escape(&m->text, nw_slice(pattern->text.data, bar));
  nw_json_escape(&m->text, nw_slice(pattern->text.data + close, pattern->text.len - close));
  nw_buf_addf(&m->text, "\",\"action\":\"%s\",", newel_action_name(worst_action(rule)));
  end_mutant(m, rule);
  return judge_mutant(m, rule, "pattern");
}

static int mutate_list(mutator *m, const newel_rule_info *rule) {
  const nw_json_node *of = rule_of(m, rule->id), *managed = of == NULL ? NULL : nw_json_member(of, "managed");
  if (!nw_slice_is(rule->kind, "word") || managed == NULL || nw_slice_is(managed->text, "true")) return 0;
  begin_mutant(m, rule);
  nw_buf_add_text(&m->text, "\"list\":[\"zqxjkvwzqxjkvw\"],");
  end_mutant(m, rule);
  return judge_mutant(m, rule, "list");
}

static int mutate_rule(mutator *m, const newel_rule_info *rule) {
  static int (*const kinds[])(mutator *, const newel_rule_info *) = {mutate_drop, mutate_action, mutate_strictness, mutate_pattern,
                                                                     mutate_list};
  if (!rule->on[0] && !rule->on[1]) return 0;
  if (nw_slice_is(rule->id, "hidden_text") && worst_action(rule) == NEWEL_ACTION_NONE) return 0;  /* every policy has it */
  if (!rule->local || nw_slice_is(rule->id, "words.PROFANITY")) {
    m->left_out++;
    nw_out_printf(&m->cli->out, "  %-40.*s %-11s %s\n", (int)rule->id.len, rule->id.data, "-",
                  rule->local ? "not mutated: the list is the engine's" : "not mutated: judged remotely");
    return 0;
  }
  int code = 0;
  for (size_t i = 0; code == 0 && i < sizeof kinds / sizeof *kinds; i++) code = kinds[i](m, rule);
  return code;
}

/* ---- the verb --------------------------------------------------------------------------------------------- */

static int read_canonical(mutator *m) {
  newel_error err;
  nw_buf text;
  nw_buf_init(&text, m->cli->alloc);
  int code = newel_policy_write_canonical(m->loaded.policy, nw_buf_write, &text, &err);
  if (code == NEWEL_OK) code = nw_json_parse(&m->policy, &m->arena, nw_buf_slice(&text), NODES_MAX, &err);
  nw_buf_free(&text);
  return code == NEWEL_OK ? 0 : nw_say_error(&err);
}

static int run(mutator *m) {
  m->recording = 1;
  int code = run_cases(m, m->loaded.engine, m->loaded.guard);
  m->recording = 0;
  for (size_t i = 0; code == 0 && i < newel_guard_rule_count(m->loaded.guard); i++) {
    newel_rule_info rule = newel_guard_rule(m->loaded.guard, i);
    code = mutate_rule(m, &rule);
  }
  if (code != 0) return code;
  newel_share share = {m->caught, m->caught + m->survived, 0, 0, 0};
  nw_out_printf(&m->cli->out, "%" PRIu64 " of %" PRIu64 " mutants caught", share.k, share.n);
  if (m->left_out > 0) nw_out_printf(&m->cli->out, ", %" PRIu64 " not made", m->left_out);
  nw_out_text(&m->cli->out, "\n");
  return m->survived > 0 ? NW_EXIT_FAILED : 0;
}

int nw_verb_mutate(nw_cli *cli) {
  mutator m;
  memset(&m, 0, sizeof m);
  m.cli = cli;
  m.failing.alloc = cli->alloc;
  nw_arena_init(&m.arena, cli->alloc);
  nw_buf_init(&m.text, cli->alloc);
  m.runner.jobs = nw_jobs(cli);
  const char *path = cli->args.value[NW_OPT_POLICY];
  int code = m.runner.jobs == 0 ? NW_EXIT_ERROR : 0;
  if (code == 0 && cli->args.file_count == 0) code = nw_say("no cases: newel mutate -p POLICY CASES...");
  if (code == 0 && path != NULL && strcmp(path, "-") == 0) code = nw_say("a mutant extends its policy: that must be a file, not stdin");
  if (code == 0) code = nw_load(cli, &m.loaded);
  if (code == 0) code = nw_paths_of(&m.paths, cli, cli->args.files, cli->args.file_count);
  if (code == 0) code = read_canonical(&m);
  if (code == 0) code = run(&m);
  nw_buf_free(&m.text);
  nw_arena_free(&m.arena);
  nw_hash_set_free(&m.failing);
  nw_paths_free(&m.paths);
  nw_unload(&m.loaded);
  return code;
}
