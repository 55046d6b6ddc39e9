/* guard/explain.c - what a compiled guard holds, for people and programs. */
#include "base/error.h"
#include "base/slice.h"
#include "guard/guard.h"
#include "json/writer.h"

static const char *when_name(unsigned when) {
  static const char *const names[] = { "", "never", "unsure", "always" };
  return when < 4 ? names[when] : "?";
}

static const char *style_name(unsigned style) {
  static const char *const names[] = { "type", "numbered", "mask", "hash" };
  return style < 4 ? names[style] : "?";
}

static int can_anonymize(const nw_guard_rule *rule) {
  return rule->action[0] == NEWEL_ACTION_ANONYMIZE || rule->action[1] == NEWEL_ACTION_ANONYMIZE;
}

static const char *side_text(const nw_guard_rule *rule, int source) {
  return rule->on[source] ? newel_action_name((newel_action)rule->action[source]) : "off";
}

/* The most that a stream may hold back for rules of the guard. */
static uint32_t longest_lookahead(const newel_guard *guard) {
  uint32_t most = 0;
  for (size_t r = 0; r < guard->rule_count; r++)
    if (guard->rules[r].lookahead_bytes > most) most = guard->rules[r].lookahead_bytes;
  return most;
}

/* ---- JSON ---- */

static void rule_json(nw_json_writer *w, const newel_guard *guard, size_t index) {
  const nw_guard_rule *rule = &guard->rules[index];
  nw_json_object(w);
  nw_json_key(w, "rule"), nw_json_text(w, rule->id);
  nw_json_key(w, "kind"), nw_json_text(w, rule->kind);
  nw_json_key(w, "INPUT"), nw_json_cstr(w, side_text(rule, 0));
  nw_json_key(w, "OUTPUT"), nw_json_cstr(w, side_text(rule, 1));
  if (can_anonymize(rule)) nw_json_key(w, "style"), nw_json_cstr(w, style_name(rule->style));
  nw_json_key(w, "observe"), nw_json_bool(w, rule->observe);
  nw_json_key(w, "stage"), nw_json_cstr(w, rule->local ? "local" : "judge");
  nw_json_key(w, "cost"), nw_json_cstr(w, rule->cost);
  nw_json_key(w, "lookahead_bytes"), nw_json_uint(w, rule->lookahead_bytes);
  if (rule->when != NW_WHEN_UNSET) nw_json_key(w, "escalate"), nw_json_cstr(w, when_name(rule->when));
  nw_json_key(w, "exempt_surfaces");
  nw_json_array(w);
  for (unsigned s = 0; s < NEWEL_SURFACE_COUNT; s++)
    if (!guard->covered[s][index]) nw_json_cstr(w, newel_surface_name((newel_surface)s));
  nw_json_close(w);
  if (rule->gap.len > 0) nw_json_key(w, "bedrock_gap"), nw_json_text(w, rule->gap);
  nw_json_close(w);
}

static void explain_json(nw_json_writer *w, const newel_guard *guard) {
  nw_json_object(w);
  nw_json_key(w, "guard"), nw_json_cstr(w, guard->id);
  nw_json_key(w, "policy"), nw_json_cstr(w, guard->policy_id);
  nw_json_key(w, "name"), nw_json_text(w, guard->policy_name);
  nw_json_key(w, "escalates"), nw_json_bool(w, guard->escalates);
  nw_json_key(w, "hold"), nw_json_cstr(w, guard->hold_verdict ? "verdict" : "frontier");
  nw_json_key(w, "on_incomplete"), nw_json_cstr(w, guard->on_incomplete_allow ? "allow" : "block");
  nw_json_key(w, "lookahead_bytes"), nw_json_uint(w, longest_lookahead(guard));
  nw_json_key(w, "rules");
  nw_json_array(w);
  for (size_t r = 0; r < guard->rule_count; r++) rule_json(w, guard, r);
  nw_json_close(w);
  nw_json_close(w);
  nw_json_newline(w);
}

/* ---- text ---- */

static const char *paint(int color, newel_action action, int on) {
  if (!color) return "";
  if (!on) return "\033[2m";
  return action == NEWEL_ACTION_BLOCK ? "\033[31m" : action == NEWEL_ACTION_ANONYMIZE ? "\033[33m" : "\033[36m";
}

static void rule_text(nw_buf *out, const newel_guard *guard, size_t index, int id_width, int color) {
  const nw_guard_rule *rule = &guard->rules[index];
  const char *off = color ? "\033[0m" : "";
  nw_buf_addf(out, "  %-*s", id_width, rule->id.data);
  for (int s = 0; s < 2; s++)
    nw_buf_addf(out, "  %s%-9s%s", paint(color, (newel_action)rule->action[s], rule->on[s]), side_text(rule, s), off);
  nw_buf_addf(out, "  %-8s", rule->cost);
  if (rule->local) nw_buf_addf(out, "  %9u B", rule->lookahead_bytes);
  else nw_buf_addf(out, "  %11s", "-");
  if (can_anonymize(rule)) nw_buf_addf(out, "  %s", style_name(rule->style));
  if (rule->observe) nw_buf_add_text(out, "  observe");
  if (rule->when > NW_WHEN_NEVER) nw_buf_addf(out, "  escalate: %s", when_name(rule->when));
  for (unsigned s = 0, first = 1; s < NEWEL_SURFACE_COUNT; s++) {
    if (guard->covered[s][index]) continue;
    nw_buf_addf(out, "%s%s", first ? "  exempt: " : ", ", newel_surface_name((newel_surface)s));
    first = 0;
  }
  nw_buf_add_char(out, '\n');
}

static void explain_text(nw_buf *out, const newel_guard *guard, int color) {
  int id_width = 4;
  size_t unevaluated = 0, gaps = 0;
  for (size_t r = 0; r < guard->rule_count; r++) {
    if ((int)guard->rules[r].id.len > id_width) id_width = (int)guard->rules[r].id.len;
    if (!guard->rules[r].local) unevaluated++;
    if (guard->rules[r].gap.len > 0) gaps++;
  }
  nw_buf_addf(out, "guard   %s\npolicy  %s  (%s)\n", guard->id, guard->policy_id, guard->policy_name.data);
  nw_buf_addf(out, "streams hold back at most %u bytes for a finding; release: %s; on incomplete: %s\n\n",
              longest_lookahead(guard), guard->hold_verdict ? "verdict" : "frontier",
              guard->on_incomplete_allow ? "allow" : "block");
  nw_buf_addf(out, "  %-*s  %-9s  %-9s  %-8s  %11s\n", id_width, "rule", "INPUT", "OUTPUT", "cost", "look-ahead");
  for (size_t r = 0; r < guard->rule_count; r++) rule_text(out, guard, r, id_width, color);
  if (unevaluated > 0)
    nw_buf_addf(out, "\n%zu of %zu rules need a judge%s\n", unevaluated, guard->rule_count,
                guard->escalates ? "" : ": without an escalation block they stay unevaluated");
  if (gaps > 0) nw_buf_add_text(out, "\nBedrock cannot express:\n");
  for (size_t r = 0; r < guard->rule_count; r++)
    if (guard->rules[r].gap.len > 0)
      nw_buf_addf(out, "  %-*s  %s\n", id_width, guard->rules[r].id.data, guard->rules[r].gap.data);
}

int newel_guard_explain(const newel_guard *guard, newel_render how, newel_write_fn write, void *user, newel_error *err) {
  nw_error_clear(err);
  if (guard == NULL || write == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guard_explain: 'guard' or 'write' is NULL");
  if (how == NEWEL_RENDER_JSON) {
    nw_json_writer w;
    nw_json_writer_init(&w, write, user, 1);
    explain_json(&w, guard);
    return nw_json_writer_end(&w) == 0 ? NEWEL_OK : nw_fail(err, NEWEL_E_IO, "newel_guard_explain: writing failed");
  }
  if (how != NEWEL_RENDER_TEXT && how != NEWEL_RENDER_COLOR)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guard_explain: only text, color and json");
  nw_buf out;
  nw_buf_init(&out, guard->alloc);
  explain_text(&out, guard, how == NEWEL_RENDER_COLOR);
  int code = out.failed ? nw_fail_nomem(err) : NEWEL_OK;
  if (code == NEWEL_OK && write(user, out.data, out.len) != 0)
    code = nw_fail(err, NEWEL_E_IO, "newel_guard_explain: writing failed");
  nw_buf_free(&out);
  return code;
}
