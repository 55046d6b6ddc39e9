/* verb_diff.c - `newel diff OLD NEW [CASES...]`: what changed in the rules, and whom it hits.
 *
 *   ~ pii.PHONE             INPUT ANONYMIZE -> BLOCK
 *   + regexes.badge         INPUT BLOCK, OUTPUT BLOCK
 *   2 of 40 cases change
 *     pii.PHONE: 2 cases
 *       support.jsonl:7 call-back  modify -> deny
 *
 * Cases are judged by both guards; their expectations are not looked at. The match and clean examples of both policies' regexes
 * are cases too. --json: the same as one object, newel.diff/1. Exit code: 0 whatever changed; 4 when NEW is weaker than --floor. One
 * thread.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "cli/color.h"
#include "cli/diff.h"
#include "cli/input.h"
#include "cli/load.h"
#include "cli/runner.h"
#include "json/tree.h"
#include "json/writer.h"

enum { NODES_MAX = 1000000, SHOWN_MAX = 5, CAUSES_MAX = 200, HTML_ROWS_MAX = 5000 };

typedef struct cause { char *name; uint64_t count; nw_buf shown; } cause;  /* shown: lines, or JSON objects with commas between */

typedef struct differ {
  nw_cli        *cli;
  nw_loaded      before, after;
  newel_regress *old_run, *new_run;
  nw_paths       paths;
  nw_arena       arena;
  nw_json_node  *old_policy, *new_policy;  /* canonical */
  newel_evidence *old_evidence, *new_evidence;
  NW_VEC(cause)  causes;
  uint64_t       cases, changed, weaker, malformed;
  nw_out        *html;
  uint64_t       rows;
  const char    *floor;
  nw_json_writer *json;        /* NULL: text */
} differ;

/* ---- rules ------------------------------------------------------------------------------------------------ */

static int canonical(differ *d, const newel_policy *policy, nw_json_node **out) {
  nw_buf text;
  newel_error err;
  nw_buf_init(&text, d->cli->alloc);
  int code = newel_policy_write_canonical(policy, nw_buf_write, &text, &err);
  if (code == NEWEL_OK) code = nw_json_parse(out, &d->arena, nw_buf_slice(&text), NODES_MAX, &err);
  nw_buf_free(&text);
  return code == NEWEL_OK ? 0 : nw_say_error(&err);
}

static int same_node(const nw_json_node *a, const nw_json_node *b) {
  if (a->type != b->type || a->count != b->count || !nw_slice_eq(a->text, b->text) || !nw_slice_eq(a->key, b->key)) return 0;
  const nw_json_node *x = a->first, *y = b->first;
  while (x != NULL && y != NULL && same_node(x, y)) x = x->next, y = y->next;  /* depth: of the language, at most 6 */
  return x == NULL && y == NULL;
}

static const nw_json_node *rule_node(const nw_json_node *policy, newel_slice id) {
  const nw_json_node *rules = nw_json_member(policy, "rules");
  for (const nw_json_node *rule = rules == NULL ? NULL : rules->first; rule != NULL; rule = rule->next) {
    const nw_json_node *name = nw_json_member(rule, "id");
    if (name != NULL && nw_slice_eq(name->text, id)) return rule;
  }
  return NULL;
}

static const char *action_of(const newel_rule_info *rule, size_t source) {
  return rule->on[source] ? newel_action_name(rule->action[source]) : "off";
}

/* The index of a rule, from 1; 0: there is none. */
static size_t find_rule(const newel_guard *guard, newel_slice id, newel_rule_info *out) {
  for (size_t i = 0; i < newel_guard_rule_count(guard); i++) {
    *out = newel_guard_rule(guard, i);
    if (nw_slice_eq(out->id, id)) return i + 1;
  }
  return 0;
}

/* ---- one changed rule, as text or JSON ---- */

static void begin_change(differ *d, char sign, newel_slice id) {
  if (d->json == NULL) {
    nw_out_printf(&d->cli->out, "%c %-40.*s", sign, (int)id.len, id.data);
    return;
  }
  nw_json_object(d->json);
  nw_json_key_text(d->json, "rule", id);
  nw_json_key_cstr(d->json, "change", sign == '~' ? "changed" : sign == '+' ? "added" : "removed");
}

static void end_change(differ *d) {
  if (d->json != NULL) nw_json_close(d->json);
}

/* "INPUT was -> is"; of a rule that only one policy has, `was` or `is` is NULL. */
static void put_action(differ *d, size_t source, const char *was, const char *is) {
  const char *name = newel_source_name((newel_source)source);
  if (d->json == NULL) {
    if (was != NULL && is != NULL) nw_out_printf(&d->cli->out, " %s %s -> %s", name, was, is);
    else nw_out_printf(&d->cli->out, "%s %s %s", source == 0 ? "" : ",", name, was != NULL ? was : is);
    return;
  }
  nw_json_key(d->json, name);
  nw_json_object(d->json);
  if (was != NULL) nw_json_key(d->json, "old"), nw_json_cstr(d->json, was);
  if (is != NULL) nw_json_key(d->json, "new"), nw_json_cstr(d->json, is);
  nw_json_close(d->json);
}

/* Members of two objects that differ, " key, key". */
static void put_members(differ *d, const nw_json_node *a, const nw_json_node *b, const char *skip) {
  const char *comma = " ";
  for (const nw_json_node *member = b->first; member != NULL; member = member->next) {
    const nw_json_node *other = a->first;
    while (other != NULL && !nw_slice_eq(other->key, member->key)) other = other->next;
    if ((other != NULL && same_node(other, member)) || strstr(skip, member->key.data) != NULL) continue;
    if (d->json != NULL) nw_json_text(d->json, member->key);
    else nw_out_printf(&d->cli->out, "%s%.*s", comma, (int)member->key.len, member->key.data);
    comma = ", ";
  }
}

/* What tells the two apart, where a pattern or a list changed. */
static void put_witness(differ *d, newel_slice id, const nw_json_node *of_a, const nw_json_node *of_b) {
  const nw_json_node *was = nw_json_member(of_a, "pattern"), *is = nw_json_member(of_b, "pattern");
  int patterns = was != NULL && is != NULL && !same_node(was, is), code;
  newel_rule_info info;
  nw_diff_witness witness;
  const newel_slice old_pattern = patterns ? was->text : NW_LIT(""), new_pattern = patterns ? is->text : NW_LIT("");
  was = nw_json_member(of_a, "digest"), is = nw_json_member(of_b, "digest");
  if (!patterns && (was == NULL || is == NULL || same_node(was, is))) return;
  nw_diff_witness_init(&witness, d->cli->alloc);
  if (patterns) {
    code = nw_diff_patterns(&witness, d->before.engine, old_pattern, new_pattern);
  } else {
    size_t old_rule = find_rule(d->before.guard, id, &info), new_rule = find_rule(d->after.guard, id, &info);
    code = nw_diff_lists(&witness, d->old_evidence, (uint32_t)old_rule - 1, d->new_evidence, (uint32_t)new_rule - 1);
  }
  if (code == 0 && d->json != NULL) nw_diff_witness_write(&witness, d->json);
  else if (code == 0) nw_diff_witness_print(&witness, &d->cli->out);
  nw_diff_witness_free(&witness);
}

static void put_inside(differ *d, const nw_json_node *a, const nw_json_node *b) {
  const nw_json_node *of_a = nw_json_member(a, "of"), *of_b = nw_json_member(b, "of");
  if (d->json != NULL) nw_json_key(d->json, "members"), nw_json_array(d->json);
  put_members(d, a, b, "input output of");
  if (of_a != NULL && of_b != NULL && !same_node(of_a, of_b)) put_members(d, of_a, of_b, "");
  if (d->json != NULL) nw_json_close(d->json);
}

static int put_changed_rule(differ *d, const newel_rule_info *was, const newel_rule_info *is) {
  const nw_json_node *a = rule_node(d->old_policy, was->id), *b = rule_node(d->new_policy, is->id);
  int sources = 0, inside = a != NULL && b != NULL && !same_node(a, b);
  for (size_t s = 0; s < 2; s++) sources |= strcmp(action_of(was, s), action_of(is, s)) != 0;
  if (!sources && !inside) return 0;
  begin_change(d, '~', is->id);
  for (size_t s = 0; s < 2; s++)
    if (strcmp(action_of(was, s), action_of(is, s)) != 0) put_action(d, s, action_of(was, s), action_of(is, s));
  if (inside) put_inside(d, a, b);
  if (d->json == NULL) nw_out_text(&d->cli->out, "\n");
  if (inside) put_witness(d, is->id, nw_json_member(a, "of"), nw_json_member(b, "of"));
  end_change(d);
  return 1;
}

static void put_one_sided(differ *d, char sign, const newel_rule_info *rule) {
  begin_change(d, sign, rule->id);
  for (size_t s = 0; s < 2; s++)
    put_action(d, s, sign == '-' ? action_of(rule, s) : NULL, sign == '+' ? action_of(rule, s) : NULL);
  if (d->json == NULL) nw_out_text(&d->cli->out, "\n");
  end_change(d);
}

static void put_settings(differ *d) {
  for (const nw_json_node *b = d->new_policy->first; b != NULL; b = b->next) {
    const nw_json_node *a = nw_json_member(d->old_policy, b->key.data);
    if (nw_slice_is(b->key, "rules") || nw_slice_is(b->key, "name") || nw_slice_is(b->key, "description")) continue;
    if (a != NULL && same_node(a, b)) continue;
    if (d->json != NULL) nw_json_text(d->json, b->key);
    else nw_out_printf(&d->cli->out, "~ setting %.*s\n", (int)b->key.len, b->key.data);
  }
}

static void put_rules(differ *d) {
  newel_rule_info other;
  int changes = 0;
  if (d->json != NULL) nw_json_key(d->json, "rules"), nw_json_array(d->json);
  for (size_t i = 0; i < newel_guard_rule_count(d->before.guard); i++) {
    newel_rule_info rule = newel_guard_rule(d->before.guard, i);
    if (find_rule(d->after.guard, rule.id, &other) > 0) changes += put_changed_rule(d, &rule, &other);
    else put_one_sided(d, '-', &rule), changes++;
  }
  for (size_t i = 0; i < newel_guard_rule_count(d->after.guard); i++) {
    newel_rule_info rule = newel_guard_rule(d->after.guard, i);
    if (find_rule(d->before.guard, rule.id, &other) == 0) put_one_sided(d, '+', &rule), changes++;
  }
  if (d->json != NULL) nw_json_close(d->json), nw_json_key(d->json, "settings"), nw_json_array(d->json);
  else if (changes == 0) nw_out_text(&d->cli->out, "no rule changes\n");
  put_settings(d);
  if (d->json != NULL) nw_json_close(d->json);
}

/* ---- weaker than the floor -------------------------------------------------------------------------------- */

static void put_weaker(differ *d, const newel_rule_info *rule, size_t source, const char *now, int observed) {
  if (d->json == NULL) {
    nw_out_printf(&d->cli->out, "weaker: %.*s %s %s -> %s%s\n", (int)rule->id.len, rule->id.data, newel_source_name((newel_source)source),
                  action_of(rule, source), now, observed ? " (observed only)" : "");
    return;
  }
  begin_change(d, '~', rule->id);
  put_action(d, source, action_of(rule, source), now);
  nw_json_key_bool(d->json, "observed", observed);
  end_change(d);
}

static void check_floor_rules(differ *d) {
  if (d->json != NULL) nw_json_key(d->json, "weaker"), nw_json_array(d->json);
  for (size_t i = 0; i < newel_guard_rule_count(d->before.guard); i++) {
    newel_rule_info rule = newel_guard_rule(d->before.guard, i), now;
    int there = find_rule(d->after.guard, rule.id, &now) > 0;
    for (size_t s = 0; s < 2; s++) {
      if (!rule.on[s] || (there && now.on[s] && now.action[s] >= rule.action[s] && (rule.observe || !now.observe))) continue;
      put_weaker(d, &rule, s, there ? action_of(&now, s) : "no rule", there && now.observe);
      d->weaker++;
    }
  }
  if (d->json != NULL) nw_json_close(d->json);
}

/* ---- cases ------------------------------------------------------------------------------------------------ */

static cause *cause_of(differ *d, newel_slice name) {
  for (size_t i = 0; i < d->causes.count; i++)
    if (nw_slice_is(name, d->causes.at[i].name)) return &d->causes.at[i];
  if (d->causes.count == CAUSES_MAX) return cause_of(d, newel_slice_of(d->causes.at[CAUSES_MAX - 1].name));
  cause fresh = {NULL, 0, {.alloc = d->cli->alloc}};
  fresh.name = (char *)(uintptr_t)nw_arena_copy(&d->arena, name).data;
  nw_buf_init(&fresh.shown, d->cli->alloc);
  if (fresh.name == NULL || !nw_vec_push(&d->cli->alloc, &d->causes, fresh)) return NULL;
  return &d->causes.at[d->causes.count - 1];
}

/* Has `run` this finding, at the same place and with the same action? */
static int has_finding(const newel_regress *run, const newel_guard *guard, size_t segment, newel_slice rule,
                       const newel_case_finding *wanted) {
  for (size_t i = 0; i < newel_regress_segment(run, segment).finding_count; i++) {
    newel_case_finding one = newel_regress_finding(run, segment, i);
    if (one.start == wanted->start && one.end == wanted->end && one.action == wanted->action && one.band == wanted->band &&
        one.exempt == wanted->exempt && nw_slice_eq(newel_guard_rule(guard, one.rule).id, rule))
      return 1;
  }
  return 0;
}

/* Adds the rules whose findings one run has and the other lacks, ", " between, each once. */
static void add_rules(nw_buf *name, const newel_regress *run, const newel_guard *guard, const newel_regress *other,
                      const newel_guard *other_guard, size_t segment) {
  for (size_t i = 0; i < newel_regress_segment(run, segment).finding_count; i++) {
    newel_case_finding one = newel_regress_finding(run, segment, i);
    newel_slice id = newel_guard_rule(guard, one.rule).id, text = nw_buf_slice(name);
    if (has_finding(other, other_guard, segment, id, &one)) continue;
    int there = 0;
    for (size_t at = 0; !there && at + id.len <= text.len; at++)
      there = memcmp(text.data + at, id.data, id.len) == 0 && (at + id.len == text.len || text.data[at + id.len] == ',') &&
              (at == 0 || text.data[at - 1] == ' ');
    if (there) continue;
    if (name->len > 0) nw_buf_add_text(name, ", ");
    nw_buf_add_slice(name, id);
  }
}

/* The cause of a change of the last case; 0 when nothing changes. `was` and `is` get the worst verdicts. */
static int find_change(differ *d, nw_buf *name, newel_verdict *was, newel_verdict *is) {
  int changed = 0;
  *was = *is = NEWEL_VERDICT_ALLOW;
  for (size_t s = 0; s < newel_regress_segment_count(d->new_run); s++) {
    newel_case_segment a = newel_regress_segment(d->old_run, s), b = newel_regress_segment(d->new_run, s);
    if (a.verdict > *was) *was = a.verdict;
    if (b.verdict > *is) *is = b.verdict;
    if (a.verdict == b.verdict && nw_slice_eq(a.output, b.output)) continue;
    changed = 1;
    add_rules(name, d->old_run, d->before.guard, d->new_run, d->after.guard, s);
    add_rules(name, d->new_run, d->after.guard, d->old_run, d->before.guard, s);
  }
  if (changed && name->len == 0) nw_buf_add_text(name, "settings or messages");
  return changed;
}

static int note_change(differ *d, const char *file, size_t line, newel_slice id) {
  nw_buf name;
  newel_verdict was, is;
  newel_error err;
  nw_buf_init(&name, d->cli->alloc);
  if (!find_change(d, &name, &was, &is)) {
    nw_buf_free(&name);
    return 0;
  }
  d->changed++;
  cause *why = name.failed ? NULL : cause_of(d, nw_buf_slice(&name));
  nw_buf_free(&name);
  if (why == NULL) return nw_say("out of memory");
  if (d->floor != NULL && is < was) d->weaker++;
  if (why->count++ < SHOWN_MAX) {
    if (d->json != NULL) {
      nw_buf_add_text(&why->shown, why->count > 1 ? ",{\"file\":\"" : "{\"file\":\"");
      nw_json_escape(&why->shown, newel_slice_of(file));
      nw_buf_addf(&why->shown, "\",\"line\":%zu,\"id\":\"", line);
      nw_json_escape(&why->shown, id);
      nw_buf_addf(&why->shown, "\",\"old\":\"%s\",\"new\":\"%s\"}", newel_verdict_name(was), newel_verdict_name(is));
    } else {
      nw_buf_addf(&why->shown, "    %s:%zu ", file, line);
      nw_json_escape(&why->shown, id);
      nw_buf_addf(&why->shown, "  %s -> %s%s\n", newel_verdict_name(was), newel_verdict_name(is), was == is ? ", other bytes" : "");
    }
  }
  if (d->html == NULL || d->rows >= HTML_ROWS_MAX) return 0;
  if (d->rows++ > 0) nw_out_text(d->html, newel_report_separator(NEWEL_REPORT_HTML));
  return newel_regress_write_change(d->new_run, d->old_run, nw_out_write, d->html, &err) == NEWEL_OK ? 0 : nw_say_error(&err);
}

static int judge_line(differ *d, const char *file, uint32_t index, size_t number, newel_slice line) {
  newel_case_result result, other;
  newel_error err;
  newel_regress_place(d->old_run, newel_slice_of(file), index, number);
  newel_regress_place(d->new_run, newel_slice_of(file), index, number);
  int code = newel_regress_case(d->old_run, line, &other, &err);
  if (code == NEWEL_OK) code = newel_regress_case(d->new_run, line, &result, &err);
  if (code == NEWEL_E_NO_JUDGE) return nw_say_error(&err);
  if (code != NEWEL_OK) {
    d->malformed++;
    (void)nw_say("%s:%zu:%u: %s", file, number, (unsigned)err.column, err.message);
    return 0;
  }
  if (result.status == NEWEL_CASE_SKIPPED) return 0;
  d->cases++;
  return note_change(d, file, number, result.id);
}

static int judge_file(differ *d, uint32_t index) {
  const char *path = d->paths.list.at[index];
  nw_input input;
  nw_lines lines;
  newel_slice line;
  nw_read got = NW_READ_END;
  int code = 0;
  if (nw_input_open(&input, path) != 0) return NW_EXIT_ERROR;
  nw_lines_init(&lines, d->cli->alloc, &input, NULL);
  while (code == 0 && (got = nw_lines_next(&lines, &line)) == NW_READ_OK) code = judge_line(d, input.name, index, lines.number, line);
  if (code == 0 && got != NW_READ_END) code = nw_exit_of_read(got);
  nw_lines_free(&lines);
  nw_input_close(&input);
  return code;
}

/* The examples of a policy's rules as cases. */
static int judge_examples(differ *d, const nw_json_node *policy, const char *file) {
  static const char *const kinds[] = {"match", "clean"};
  const nw_json_node *rules = nw_json_member(policy, "rules");
  size_t number = 0;
  int code = 0;
  for (const nw_json_node *rule = rules == NULL ? NULL : rules->first; rule != NULL; rule = rule->next) {
    const nw_json_node *of = nw_json_member(rule, "of"), *id = nw_json_member(rule, "id");
    for (size_t k = 0; of != NULL && k < 2; k++) {
      const nw_json_node *list = nw_json_member(of, kinds[k]);
      for (const nw_json_node *item = list == NULL ? NULL : list->first; item != NULL && code == 0; item = item->next) {
        nw_buf line;
        nw_buf_init(&line, d->cli->alloc);
        nw_buf_add_text(&line, "{\"id\":\"");
        nw_json_escape(&line, id->text);
        nw_buf_addf(&line, " (%s)\",\"text\":\"", kinds[k]);
        nw_json_escape(&line, item->text);
        nw_buf_add_text(&line, "\",\"expect\":{\"any\":true}}");
        code = line.failed ? nw_say("out of memory") : judge_line(d, file, UINT32_MAX, ++number, nw_buf_slice(&line));
        nw_buf_free(&line);
      }
    }
  }
  return code;
}

/* ---- the verb --------------------------------------------------------------------------------------------- */

static int open_runs(differ *d) {
  newel_regress_options options = NEWEL_REGRESS_OPTIONS_INIT;
  newel_error err;
  options.local = 1;
  options.no_stream = 1;
  if (newel_regress_open(&d->old_run, d->before.engine, d->before.guard, &options, &err) != NEWEL_OK ||
      newel_regress_open(&d->new_run, d->after.engine, d->after.guard, &options, &err) != NEWEL_OK)
    return nw_say_error(&err);
  return 0;
}

static int by_count(const cause *a, const cause *b) {
  return a->count != b->count ? (a->count < b->count) - (a->count > b->count) : strcmp(a->name, b->name);
}

static void sort_causes(differ *d) {
  for (size_t i = 1; i < d->causes.count; i++)
    for (size_t j = i; j > 0 && by_count(&d->causes.at[j - 1], &d->causes.at[j]) > 0; j--) {
      cause swap = d->causes.at[j];
      d->causes.at[j] = d->causes.at[j - 1];
      d->causes.at[j - 1] = swap;
    }
}

static void write_causes(differ *d) {
  const struct { const char *key; uint64_t value; } sums[] = {{"texts", d->cases}, {"changed", d->changed}, {"malformed", d->malformed}};
  for (size_t i = 0; i < 3; i++) nw_json_key(d->json, sums[i].key), nw_json_uint(d->json, sums[i].value);
  nw_json_key(d->json, "causes");
  nw_json_array(d->json);
  for (size_t i = 0; i < d->causes.count; i++) {
    const cause *why = &d->causes.at[i];
    nw_json_object(d->json);
    nw_json_key_cstr(d->json, "rules", why->name);
    nw_json_key_uint(d->json, "count", why->count);
    nw_json_key(d->json, "cases");  /* the first ones */
    nw_json_array(d->json);
    nw_json_raw(d->json, nw_buf_slice(&why->shown));
    nw_json_close(d->json);
    nw_json_close(d->json);
  }
  nw_json_close(d->json);
}

static void put_causes(differ *d) {
  nw_out *out = &d->cli->out;
  sort_causes(d);
  if (d->json != NULL) {
    write_causes(d);
    return;
  }
  nw_out_printf(out, "%" PRIu64 " of %" PRIu64 " texts change\n", d->changed, d->cases);
  for (size_t i = 0; i < d->causes.count; i++) {
    const cause *why = &d->causes.at[i];
    nw_out_printf(out, "  %s: %" PRIu64 "\n", why->name, why->count);
    nw_out_slice(out, nw_buf_slice(&why->shown));
    if (why->count > SHOWN_MAX) nw_out_printf(out, "    and %" PRIu64 " more\n", why->count - SHOWN_MAX);
  }
}

static int judge_all(differ *d, const char *const names[2]) {
  int code = judge_examples(d, d->old_policy, names[0]);
  if (code == 0) code = judge_examples(d, d->new_policy, names[1]);
  for (size_t i = 0; code == 0 && i < d->paths.list.count; i++) code = judge_file(d, (uint32_t)i);
  return code;
}

/* Compares `names[0]` with `names[1]`; as a floor when d->floor is set. */
static int compare(differ *d, const char *const names[2]) {
  newel_report_facts facts = NEWEL_REPORT_FACTS_INIT;
  newel_error err;
  facts.title = NW_LIT("newel diff");
  int code = nw_load_path(d->cli, &d->before, names[0]);
  if (code == 0) code = nw_load_path(d->cli, &d->after, names[1]);
  if (code == 0) code = canonical(d, d->before.policy, &d->old_policy);
  if (code == 0) code = canonical(d, d->after.policy, &d->new_policy);
  if (code == 0 && (newel_evidence_open(&d->old_evidence, d->before.policy, &err) != NEWEL_OK ||
                    newel_evidence_open(&d->new_evidence, d->after.policy, &err) != NEWEL_OK))
    code = nw_say_error(&err);
  if (code == 0) code = open_runs(d);
  if (code != 0) return code;
  facts.policy = newel_slice_of(names[1]);
  if (d->html != NULL) (void)newel_regress_write_head(d->new_run, NEWEL_REPORT_HTML, &facts, nw_out_write, d->html, &err);
  if (d->floor == NULL) put_rules(d);
  else check_floor_rules(d);
  code = judge_all(d, names);
  put_causes(d);
  facts.malformed = d->malformed;
  facts.partial = nw_interrupted();
  if (d->html != NULL) (void)newel_regress_write_sum(d->new_run, NEWEL_REPORT_HTML, &facts, nw_out_write, d->html, &err);
  if (code != 0) return code;
  if (d->malformed > 0) return NW_EXIT_ERROR;
  return d->weaker > 0 ? NW_EXIT_FAILED : 0;
}

static void close_runs(differ *d) {
  for (size_t i = 0; i < d->causes.count; i++) nw_buf_free(&d->causes.at[i].shown);
  nw_vec_free(&d->cli->alloc, &d->causes);
  newel_regress_free(d->old_run);
  newel_regress_free(d->new_run);
  d->old_run = d->new_run = NULL;
  newel_evidence_free(d->old_evidence);
  newel_evidence_free(d->new_evidence);
  d->old_evidence = d->new_evidence = NULL;
  nw_unload(&d->before);
  nw_unload(&d->after);
  d->cases = d->changed = 0;
}

static int open_html(differ *d, nw_out *file) {
  const char *spec = d->cli->args.value[NW_OPT_WRITE];
  if (spec == NULL) return 0;
  if (strncmp(spec, "html=", 5) != 0 || spec[5] == '\0') return nw_say("--write is '%s', newel diff writes html=FILE", spec);
  int code = nw_out_create(file, spec + 5, 0644);
  if (code == 0) d->html = file;
  return code;
}

int nw_verb_diff(nw_cli *cli) {
  differ d;
  nw_out *file = nw_zalloc(&cli->alloc, sizeof *file);
  memset(&d, 0, sizeof d);
  d.cli = cli;
  nw_arena_init(&d.arena, cli->alloc);
  const char *floor = cli->args.value[NW_OPT_FLOOR];
  nw_json_writer json;
  int code = file == NULL ? nw_say("out of memory") : 0;
  if (nw_given(cli, NW_OPT_JSON)) {
    d.json = &json;
    nw_json_writer_init(&json, nw_out_write, &cli->out, 0);
    nw_json_object(&json);
    nw_json_key_cstr(&json, "diff", "newel.diff/1");
  }
  if (code == 0 && cli->args.file_count < 2) code = nw_say("two policies: newel diff OLD NEW [CASES...]");
  if (code == 0) code = nw_paths_of(&d.paths, cli, cli->args.files + 2, cli->args.file_count - 2);
  if (code == 0) code = open_html(&d, file);
  if (code == 0) code = compare(&d, (const char *const[]){cli->args.files[0], cli->args.files[1]});
  close_runs(&d);
  if (d.html != NULL && nw_out_close(d.html) != 0) code = NW_EXIT_ERROR;
  d.html = NULL;
  if (code == 0 && floor != NULL) {
    if (d.json != NULL) nw_json_key(&json, "floor"), nw_json_object(&json);
    else nw_out_printf(&cli->out, "\nfloor %s\n", floor);
    d.floor = floor;
    code = compare(&d, (const char *const[]){floor, cli->args.files[1]});
    if (d.json != NULL) nw_json_key(&json, "holds"), nw_json_bool(&json, code == 0), nw_json_close(&json);
    else if (code == 0) nw_out_text(&cli->out, "not weaker\n");
    close_runs(&d);
  }
  if (d.json != NULL && (code == 0 || code == NW_EXIT_FAILED)) {
    nw_json_close(&json);
    nw_json_newline(&json);
    (void)nw_json_writer_end(&json);
  }
  nw_arena_free(&d.arena);
  nw_paths_free(&d.paths);
  if (file != NULL) nw_free(&cli->alloc, file, sizeof *file);
  return code;
}
