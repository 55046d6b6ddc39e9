/* policy/compare.c - newel_policy_compare: a policy held against a guardrail that is there, told to people or as JSON.
 *
 *   guardrail 'shop' (gr1abc, DRAFT, READY)
 *     ~ content.HATE inputStrength: MEDIUM -> HIGH
 *     + topics.legal-advice
 *   stays local: secrets (Bedrock has no rule for secrets)
 *   1 to add, 1 to change, 0 to remove
 */
#include "base/error.h"
#include "base/slice.h"
#include "policy/projection.h"

enum { SHOWN_CHARS = 60, SHOWN_WORDS = 20 };

typedef struct comparison {
  nw_arena            arena;
  const newel_policy *policy;
  nw_projection       wanted, live;
  int                 is_there;
  nw_changes          changes;
} comparison;

/* ---- making ---- */

/* Where nothing is there, every rule is an addition, and the settings are no change of anything. */
static void take_none(comparison *c) {
  c->live = c->wanted;
  c->live.rules = NULL;
  c->live.rule_count = 0;
  c->live.remarks = NULL;
}

static int compare(comparison *c, newel_slice guardrail, newel_error *err) {
  if (!nw_projection_of_policy(&c->wanted, &c->arena, c->policy)) return nw_fail_nomem(err);
  if (c->wanted.rule_count == 0) return nw_fail_no_place(err);
  c->is_there = guardrail.len > 0;
  int code = c->is_there ? nw_projection_parse(&c->live, &c->arena, guardrail, "the guardrail", err) : NEWEL_OK;
  if (code != NEWEL_OK) return code;
  if (!c->is_there) take_none(c);
  return nw_projection_diff(&c->changes, &c->arena, &c->live, &c->wanted) ? NEWEL_OK : nw_fail_nomem(err);
}

static size_t count_kind(const comparison *c, char kind) {
  size_t count = 0;
  for (size_t i = 0; i < c->changes.count; i++) count += c->changes.at[i].kind == kind;
  return count;
}

/* The rules of the policy that stay local for the reason of rule `i`; 0 when an earlier rule has told it, or there is none. */
static size_t gap_of(comparison *c, size_t i, newel_slice *gaps) {
  size_t count = 0;
  if (gaps[i].len == 0) return 0;
  for (size_t j = 0; j < c->policy->rule_count; j++) {
    if (!nw_slice_eq(gaps[j], gaps[i])) continue;
    if (j < i) return 0;
    count++;
  }
  return count;
}

static newel_slice *gaps_of(comparison *c) {
  newel_slice *gaps = nw_arena_zalloc(&c->arena, (c->policy->rule_count + 1) * sizeof *gaps);
  for (size_t i = 0; gaps != NULL && i < c->policy->rule_count; i++) {
    gaps[i] = nw_rule_bedrock_gap(c->policy, &c->policy->rules[i], &c->arena);
    if (gaps[i].data == NULL) return NULL;
  }
  return gaps;
}

/* ---- for people ---- */

typedef struct paint { nw_buf *out; int color; } paint;

static void colored(paint *p, const char *code) {
  if (p->color) nw_buf_addf(p->out, "\x1b[%sm", code);
}

static void quoted(nw_buf *out, newel_slice text) {
  if (text.len == 0) nw_buf_add_text(out, "(nothing)");
  else (void)nw_diag_clean(out, text, SHOWN_CHARS);
}

static void show_change(paint *p, const nw_change *change) {
  colored(p, change->kind == '+' ? "32" : change->kind == '-' ? "31" : "33");
  nw_buf_addf(p->out, "  %c ", change->kind);
  (void)nw_diag_clean(p->out, change->rule, SHOWN_CHARS);
  if (change->kind == '~') {
    nw_buf_addf(p->out, "%s%s: ", change->member[0] == '\0' ? "" : " ", change->member);
    quoted(p->out, change->from);
    nw_buf_add_text(p->out, " -> ");
    quoted(p->out, change->to);
  }
  colored(p, "0");
  nw_buf_add_char(p->out, '\n');
}

static int is_word(const nw_change *change) {
  return change->kind != '~' && change->rule.len > 6 && memcmp(change->rule.data, "words.", 6) == 0;
}

static void show_changes(paint *p, const comparison *c) {
  size_t words = 0;
  for (size_t i = 0; i < c->changes.count; i++)
    if (!is_word(&c->changes.at[i]) || words++ < SHOWN_WORDS) show_change(p, &c->changes.at[i]);
  if (words > SHOWN_WORDS) nw_buf_addf(p->out, "    and %zu more words\n", words - SHOWN_WORDS);
}

static void show_gaps(paint *p, comparison *c, newel_slice *gaps) {
  for (size_t i = 0; i < c->policy->rule_count; i++) {
    if (gap_of(c, i, gaps) == 0) continue;
    const char *joint = "stays local: ";
    for (size_t j = i; j < c->policy->rule_count; j++) {
      if (!nw_slice_eq(gaps[j], gaps[i])) continue;
      nw_buf_addf(p->out, "%s%s", joint, c->policy->rules[j].id.data);
      joint = ", ";
    }
    nw_buf_addf(p->out, " (%.*s)\n", (int)gaps[i].len, gaps[i].data);
  }
}

static void show_remarks(paint *p, const comparison *c) {
  size_t shown = 0, more = 0;
  for (const nw_projection_remark *r = c->live.remarks; r != NULL; r = r->next) {
    if (r->kind != NW_REMARK_LEFT_OUT && shown >= SHOWN_WORDS) {
      more++;
      continue;
    }
    shown++;
    nw_buf_add_text(p->out, r->kind == NW_REMARK_LEFT_OUT ? "not understood: " : "live: ");
    if (r->rule.len > 0) (void)nw_diag_clean(p->out, r->rule, SHOWN_CHARS);
    nw_buf_addf(p->out, "%s%s\n", r->rule.len > 0 ? ": " : "", r->what.data);
  }
  if (more > 0) nw_buf_addf(p->out, "live: and %zu more rules with defaults\n", more);
}

static void show(paint *p, comparison *c, newel_slice *gaps) {
  nw_buf_addf(p->out, "guardrail '%.*s'", (int)c->wanted.name.len, c->wanted.name.data);
  if (c->is_there && c->live.id.len > 0)
    nw_buf_addf(p->out, " (%.*s, %.*s, %.*s)", (int)c->live.id.len, c->live.id.data, (int)c->live.version.len,
                c->live.version.len == 0 ? "" : c->live.version.data, (int)c->live.status.len,
                c->live.status.len == 0 ? "" : c->live.status.data);
  nw_buf_add_text(p->out, c->is_there ? "\n" : " is not there yet\n");
  show_changes(p, c);
  show_gaps(p, c, gaps);
  show_remarks(p, c);
  if (c->changes.count == 0) nw_buf_add_text(p->out, "no changes\n");
  else
    nw_buf_addf(p->out, "%zu to add, %zu to change, %zu to remove\n", count_kind(c, '+'), count_kind(c, '~'), count_kind(c, '-'));
}

/* ---- as JSON ---- */

static void list(nw_json_writer *w, const char *key) {
  nw_json_key(w, key);
  nw_json_array(w);
}

static void write_guardrail(nw_json_writer *w, const comparison *c) {
  nw_json_key(w, "guardrail");
  if (!c->is_there) {
    nw_json_null(w);
    return;
  }
  nw_json_object(w);
  nw_json_key_text(w, "name", c->live.name);
  nw_json_key_text(w, "id", c->live.id);
  nw_json_key_text(w, "arn", c->live.arn);
  nw_json_key_text(w, "version", c->live.version);
  nw_json_key_text(w, "status", c->live.status);
  nw_json_close(w);
}

static void write_changes(nw_json_writer *w, const comparison *c) {
  list(w, "changes");
  for (size_t i = 0; i < c->changes.count; i++) {
    const nw_change *change = &c->changes.at[i];
    nw_json_object(w);
    nw_json_key_text(w, "change", newel_slice_of(change->kind == '+' ? "add" : change->kind == '-' ? "remove" : "modify"));
    nw_json_key_text(w, "rule", change->rule);
    if (change->kind == '~') {
      nw_json_key_text(w, "member", newel_slice_of(change->member));
      nw_json_key_text(w, "from", change->from);
      nw_json_key_text(w, "to", change->to);
    }
    nw_json_close(w);
  }
  nw_json_close(w);
}

static void write_gaps(nw_json_writer *w, comparison *c, newel_slice *gaps) {
  list(w, "local");
  for (size_t i = 0; i < c->policy->rule_count; i++) {
    if (gap_of(c, i, gaps) == 0) continue;
    nw_json_object(w);
    nw_json_key_text(w, "why", gaps[i]);
    list(w, "rules");
    for (size_t j = i; j < c->policy->rule_count; j++)
      if (nw_slice_eq(gaps[j], gaps[i])) nw_json_text(w, c->policy->rules[j].id);
    nw_json_close(w);
    nw_json_close(w);
  }
  nw_json_close(w);
}

static void write_remarks(nw_json_writer *w, const comparison *c, const char *key, int left_out) {
  list(w, key);
  for (const nw_projection_remark *r = c->live.remarks; r != NULL; r = r->next) {
    if ((r->kind == NW_REMARK_LEFT_OUT) != left_out) continue;
    nw_json_object(w);
    nw_json_key_text(w, "rule", r->rule);
    nw_json_key_text(w, "what", r->what);
    nw_json_close(w);
  }
  nw_json_close(w);
}

static void write_json(nw_json_writer *w, comparison *c, newel_slice *gaps) {
  nw_json_object(w);
  write_guardrail(w, c);
  nw_json_key_text(w, "name", c->wanted.name);
  nw_json_key_uint(w, "add", count_kind(c, '+'));
  nw_json_key_uint(w, "modify", count_kind(c, '~'));
  nw_json_key_uint(w, "remove", count_kind(c, '-'));
  write_changes(w, c);
  write_gaps(w, c, gaps);
  write_remarks(w, c, "defaulted", 0);
  write_remarks(w, c, "not_understood", 1);
  nw_json_close(w);
  nw_json_newline(w);
}

/* ---- the functions ---- */

static int write_out(comparison *c, newel_render how, newel_write_fn write, void *user, newel_error *err) {
  newel_slice *gaps = gaps_of(c);
  if (gaps == NULL) return nw_fail_nomem(err);
  if (how == NEWEL_RENDER_JSON) {
    nw_json_writer w;
    nw_json_writer_init(&w, write, user, 1);
    write_json(&w, c, gaps);
    return nw_json_writer_end(&w) == 0 ? NEWEL_OK : nw_fail(err, NEWEL_E_IO, "the write callback failed");
  }
  nw_buf out;
  nw_buf_init(&out, c->arena.alloc);
  paint p = { &out, how == NEWEL_RENDER_COLOR };
  show(&p, c, gaps);
  int code = out.failed ? nw_fail_nomem(err) : NEWEL_OK;
  if (code == NEWEL_OK && write(user, out.data, out.len) != 0) code = nw_fail(err, NEWEL_E_IO, "the write callback failed");
  nw_buf_free(&out);
  return code;
}

int newel_policy_compare(const newel_policy *policy, newel_slice guardrail, newel_render how, newel_write_fn write, void *user,
                         size_t *changes, newel_error *err) {
  comparison c;
  memset(&c, 0, sizeof c);
  nw_error_clear(err);
  if (changes != NULL) *changes = 0;
  if (policy == NULL || how > NEWEL_RENDER_JSON)
    return nw_fail(err, NEWEL_E_ARGUMENT, "compare: policy is NULL, or `how` is none of it");
  c.policy = policy;
  nw_arena_init(&c.arena, policy->alloc);
  int code = compare(&c, guardrail, err);
  if (code == NEWEL_OK && write != NULL) code = write_out(&c, how, write, user, err);
  if (code == NEWEL_OK && changes != NULL) *changes = c.changes.count;
  nw_arena_free(&c.arena);
  return code;
}

int newel_policy_guardrail_hash(const newel_policy *policy, char hash[65], newel_error *err) {
  nw_arena arena;
  nw_projection projection;
  nw_error_clear(err);
  if (policy == NULL || hash == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "policy and hash must not be NULL");
  hash[0] = '\0';
  nw_arena_init(&arena, policy->alloc);
  int code = nw_projection_of_policy(&projection, &arena, policy) ? NEWEL_OK : nw_fail_nomem(err);
  if (code == NEWEL_OK && projection.rule_count == 0) code = nw_fail_no_place(err);
  if (code == NEWEL_OK && !nw_projection_hash(&projection, hash)) code = nw_fail_nomem(err);
  nw_arena_free(&arena);
  return code;
}
