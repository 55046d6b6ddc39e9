/* policy/matrix.c - what a policy comes to: one row a rule, after defaults and parents.
 *
 *   rule                INPUT            OUTPUT           mode     not on
 *   content.HATE        BLOCK HIGH       BLOCK HIGH       enforce  system
 *   pii.PHONE           ANONYMIZE any    off              enforce  system       (its strictness, where it is not the default)
 *   pii.CA_…            off (CA)         off (CA)         enforce               (off by `countries`)
 */
#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "json/writer.h"
#include "policy/decode.h"

enum { CELL_BYTES = 32 };

static const char *side_cell(char *out, const nw_rule *rule, unsigned source) {
  const nw_side *side = &rule->side[source];
  const nw_entity_row *type = rule->kind == NW_KIND_PII ? nw_entity_row_at(rule->of.pii.entity) : NULL;
  if (type != NULL && rule->of.pii.abroad) {
    (void)snprintf(out, CELL_BYTES, "off (%s)", type->region);
    return out;
  }
  if (!side->on) return "off";
  const char *action = nw_choice_name(nw_choices_action, side->action);
  if (type != NULL && type->local && rule->of.pii.strictness != NW_STRICTNESS_CONTEXT) {
    (void)snprintf(out, CELL_BYTES, "%s %s", action, nw_choice_name(nw_choices_strictness, rule->of.pii.strictness));
    return out;
  }
  if (rule->kind != NW_KIND_CONTENT) return action;
  (void)snprintf(out, CELL_BYTES, "%s %s", action, nw_choice_name(nw_choices_strength, side->strength));
  return out;
}

/* Surfaces whose source is on and that the rule must leave alone. */
static int is_exempt(const newel_policy *p, size_t rule, unsigned surface) {
  return p->rules[rule].side[nw_surface_side(surface)].on && !p->covers[surface][rule];
}

static void add_exempt(nw_buf *buf, const newel_policy *p, size_t rule) {
  const char *joint = "";
  for (unsigned s = 0; s < NEWEL_SURFACE_COUNT; s++) {
    if (!is_exempt(p, rule, s)) continue;
    nw_buf_addf(buf, "%s%s", joint, nw_choice_name(nw_choices_surface, s));
    joint = " ";
  }
}

/* ---- for people ---- */

static const char *colour(const nw_side *side) {
  if (!side->on) return "\033[2m";
  return side->action == NEWEL_ACTION_BLOCK ? "\033[31m" : side->action == NEWEL_ACTION_ANONYMIZE ? "\033[33m" : "\033[36m";
}

static void add_cell(nw_buf *buf, const nw_rule *rule, unsigned source, int width, int colours) {
  char cell[CELL_BYTES];
  nw_buf_addf(buf, "%s%-*s%s  ", colours ? colour(&rule->side[source]) : "", width, side_cell(cell, rule, source),
              colours ? "\033[0m" : "");
}

static int cells_width(const newel_policy *p) {
  size_t width = 15;
  for (size_t i = 0; i < 2 * p->rule_count; i++) {
    char cell[CELL_BYTES];
    size_t len = strlen(side_cell(cell, &p->rules[i / 2], i % 2));
    if (len > width) width = len;
  }
  return (int)width;
}

static void write_table(nw_buf *buf, const newel_policy *p, int colours) {
  int width = 4, cells = cells_width(p);
  for (size_t i = 0; i < p->rule_count; i++) {
    if (p->rules[i].id.len > (size_t)width) width = (int)p->rules[i].id.len;
  }
  nw_buf_addf(buf, "%-*s  %-*s  %-*s  %-7s  %s\n", width, "rule", cells, "INPUT", cells, "OUTPUT", "mode", "not on");
  for (size_t i = 0; i < p->rule_count; i++) {
    const nw_rule *rule = &p->rules[i];
    nw_buf_addf(buf, "%-*s  ", width, rule->id.data);
    add_cell(buf, rule, NEWEL_SOURCE_INPUT, cells, colours);
    add_cell(buf, rule, NEWEL_SOURCE_OUTPUT, cells, colours);
    nw_buf_addf(buf, "%-7s  ", nw_choice_name(nw_choices_mode, rule->observe));
    add_exempt(buf, p, i);
    while (buf->len > 0 && buf->data[buf->len - 1] == ' ') buf->len--;
    nw_buf_add_char(buf, '\n');
  }
}

/* ---- for programs ---- */

static void key_side(nw_json_writer *w, const char *key, const nw_rule *rule, unsigned source) {
  const nw_side *side = &rule->side[source];
  nw_json_key(w, key);
  nw_json_object(w);
  nw_json_key_bool(w, "on", side->on);
  nw_json_key_cstr(w, "action", nw_choice_name(nw_choices_action, side->action));
  if (rule->kind == NW_KIND_CONTENT)
    nw_json_key_cstr(w, "strength", nw_choice_name(nw_choices_strength, side->strength));
  nw_json_close(w);
}

static void write_row(nw_json_writer *w, const newel_policy *p, size_t index) {
  const nw_rule *rule = &p->rules[index];
  nw_json_object(w);
  nw_json_key_text(w, "rule", rule->id);
  key_side(w, "INPUT", rule, NEWEL_SOURCE_INPUT);
  key_side(w, "OUTPUT", rule, NEWEL_SOURCE_OUTPUT);
  nw_json_key_cstr(w, "mode", nw_choice_name(nw_choices_mode, rule->observe));
  if (rule->kind == NW_KIND_PII && nw_rule_is_local(rule))
    nw_json_key_cstr(w, "strictness", nw_choice_name(nw_choices_strictness, rule->of.pii.strictness));
  nw_json_key(w, "not_on");
  nw_json_array(w);
  for (unsigned s = 0; s < NEWEL_SURFACE_COUNT; s++) {
    if (is_exempt(p, index, s)) nw_json_cstr(w, nw_choice_name(nw_choices_surface, s));
  }
  nw_json_close(w);
  nw_json_close(w);
}

static int write_json(const newel_policy *p, newel_write_fn write, void *user) {
  nw_json_writer w;
  nw_json_writer_init(&w, write, user, 1);
  nw_json_array(&w);
  for (size_t i = 0; i < p->rule_count; i++) write_row(&w, p, i);
  nw_json_close(&w);
  nw_json_newline(&w);
  return nw_json_writer_end(&w);
}

int newel_policy_write_matrix(const newel_policy *policy, newel_render how, newel_write_fn write, void *user, newel_error *err) {
  nw_error_clear(err);
  if (policy == NULL || write == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "policy and write must not be NULL");
  if (how != NEWEL_RENDER_TEXT && how != NEWEL_RENDER_COLOR && how != NEWEL_RENDER_JSON) {
    return nw_fail(err, NEWEL_E_ARGUMENT, "a matrix is text, colour or json");
  }
  if (how == NEWEL_RENDER_JSON) return write_json(policy, write, user) == 0 ? NEWEL_OK : nw_fail(err, NEWEL_E_IO,
      "the write callback failed");
  nw_buf buf;
  int code = NEWEL_OK;
  nw_buf_init(&buf, policy->alloc);
  write_table(&buf, policy, how == NEWEL_RENDER_COLOR);
  if (buf.failed) code = nw_fail_nomem(err);
  else if (write(user, buf.data, buf.len) != 0) code = nw_fail(err, NEWEL_E_IO, "the write callback failed");
  nw_buf_free(&buf);
  return code;
}
