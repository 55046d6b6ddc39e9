/* What a policy file comes to: sides, defaults, surfaces, escalation; and what a child may not loosen. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/slice.h"
#include "newel/newel.h"
#include "policy/model.h"

static newel_policy *parse(newel_engine *engine, const char *text) {
  newel_policy *policy = NULL;
  newel_error err;
  cr_assert_eq(newel_policy_parse(&policy, engine, newel_slice_of(text), NULL, NULL, &err), NEWEL_OK, "%s\n%s", err.message,
      text);
  return policy;
}

static newel_engine *open_engine(void) {
  newel_engine *engine = NULL;
  cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  return engine;
}

enum { NO = 0, BLOCK = NEWEL_ACTION_BLOCK, ANON = NEWEL_ACTION_ANONYMIZE };
#define HEAD "newel: 1\nname: p\n"

/* text, then per source: on, action, strength */
static const struct { const char *text; int on[2], action[2], strength[2]; } sides[] = {
  { "pii: {EMAIL: ANONYMIZE}", { 1, 1 }, { ANON, ANON }, { 0, 0 } },
  { "pii: {EMAIL: {input: ANONYMIZE, output: BLOCK}}", { 1, 1 }, { ANON, BLOCK }, { 0, 0 } },
  { "pii: {EMAIL: {input: ANONYMIZE}}", { 1, 0 }, { ANON, NO }, { 0, 0 } },
  { "pii: {EMAIL: {action: BLOCK, output: {enabled: true}}}", { 0, 1 }, { NO, BLOCK }, { 0, 0 } },
  { "pii: {EMAIL: {action: BLOCK, input: {action: NONE}, output: {enabled: false}}}", { 1, 0 }, { NO, BLOCK }, { 0, 0 } },
  { "content: {HATE: HIGH}", { 1, 1 }, { BLOCK, BLOCK }, { 3, 3 } },
  { "content: {HATE: {input: LOW}}", { 1, 0 }, { BLOCK, NO }, { 1, 0 } },
  { "content: {HATE: {input: NONE, output: {strength: MEDIUM, action: NONE}}}", { 0, 1 }, { BLOCK, NO }, { 0, 2 } },
  { "content: {PROMPT_ATTACK: HIGH}", { 1, 0 }, { BLOCK, NO }, { 3, 0 } },
  { "topics: {t: {definition: d}}", { 1, 1 }, { BLOCK, BLOCK }, { 0, 0 } },
  { "words: {w: [a]}", { 1, 1 }, { BLOCK, BLOCK }, { 0, 0 } },
  { "words: {w: {list: [a], output: ANONYMIZE}}", { 0, 1 }, { NO, ANON }, { 0, 0 } },
  { "words: {managed: [PROFANITY]}", { 1, 1 }, { BLOCK, BLOCK }, { 0, 0 } },
  { "words: {managed: {PROFANITY: {input: BLOCK}}}", { 1, 0 }, { BLOCK, NO }, { 0, 0 } },
  { "regexes: {r: {pattern: a, action: ANONYMIZE}}", { 1, 1 }, { ANON, ANON }, { 0, 0 } },
  { "secrets: BLOCK", { 1, 1 }, { BLOCK, BLOCK }, { 0, 0 } },
  { "secrets: {action: BLOCK, input: NONE}", { 1, 0 }, { NO, NO }, { 0, 0 } },
  { "grounding: {GROUNDING: 0.75}", { 0, 1 }, { NO, BLOCK }, { 0, 0 } },
  { "reasoning: {policies: ['arn:aws:x']}", { 0, 1 }, { NO, NO }, { 0, 0 } } };

Test(policy_decode, sides) {
  newel_engine *engine = open_engine();
  for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
    char text[512];
    (void)snprintf(text, sizeof text, HEAD "%s\n", sides[i].text);
    newel_policy *p = parse(engine, text);
    cr_assert_eq(p->rule_count, 2, "the rule, and hidden_text");
    for (unsigned s = 0; s < 2; s++) {
      cr_expect_eq(p->rules[0].side[s].on, sides[i].on[s], "%s: on %u", sides[i].text, s);
      cr_expect_eq(p->rules[0].side[s].action, sides[i].action[s], "%s: action %u", sides[i].text, s);
      cr_expect_eq(p->rules[0].side[s].strength, sides[i].strength[s], "%s: strength %u", sides[i].text, s);
    }
    newel_policy_free(p);
  }
  newel_engine_free(engine);
}

/* The sample of the design, but for its parent. */
static const char sample[] =
  "newel: 1\nname: production-safety\ndescription: Block harmful content and PII\n"
  "messages: {input: \"Sorry, I can't help with that.\", output: \"Sorry, I can't share that.\"}\n"
  "content:\n  HATE:          {input: HIGH,   output: HIGH}\n  VIOLENCE:      {input: MEDIUM, output: HIGH}\n  PROMPT_ATTACK: {input: HIGH}\n"
  "topics:\n  legal-advice:\n    definition: Providing specific legal advice or opinions on legal matters.\n"
  "    examples: [\"Am I liable for this?\", \"Is it legal to record a call?\"]\n    clean: [\"What is your refund policy?\"]\n"
  "words:\n  managed: [PROFANITY]\n  competitors: [acme]\n"
  "pii:\n  EMAIL: ANONYMIZE\n  PHONE: {input: ANONYMIZE, output: BLOCK}\n  CREDIT_DEBIT_CARD_NUMBER: BLOCK\n"
  "regexes:\n  booking: {pattern: '\\bBK-[0-9]{8}\\b', action: ANONYMIZE, match: [\"BK-12345678\"], clean: [\"BK-1234\"]}\n"
  "secrets: {action: BLOCK}\ngrounding: {GROUNDING: 0.75, RELEVANCE: 0.5}\n"
  "reasoning: {policies: [\"arn:aws:bedrock:…\"], confidence: 0.8}\n"
  "surfaces: {tool_result: [pii, secrets, PROMPT_ATTACK], system: none}\nanonymize: {style: type}\n"
  "escalation:\n  guardrail: production-safety\n  when: {content: unsure, topics: unsure, grounding: always, pii: [NAME, ADDRESS]}\n"
  "  on_error: block\n  deadline: 800ms\n";

static const nw_rule *rule_of(const newel_policy *p, const char *id) {
  for (size_t i = 0; i < p->rule_count; i++) {
    if (nw_slice_is(p->rules[i].id, id)) return &p->rules[i];
  }
  cr_assert_fail("no rule %s", id);
  return NULL;
}

Test(policy_decode, sample_of_the_design) {
  static const char *const order[] = {
    "content.HATE", "content.VIOLENCE", "content.PROMPT_ATTACK", "topics.legal-advice", "words.PROFANITY", "words.competitors",
    "pii.CREDIT_DEBIT_CARD_NUMBER", "pii.EMAIL", "pii.PHONE", "regexes.booking", "secrets", "grounding.GROUNDING",
        "grounding.RELEVANCE",
    "reasoning.1", "hidden_text" };
  newel_engine *engine = open_engine();
  newel_policy *p = parse(engine, sample);
  cr_assert_eq(p->rule_count, sizeof order / sizeof *order);
  for (size_t i = 0; i < p->rule_count; i++) {
    cr_expect_str_eq(p->rules[i].id.data, order[i]);
    cr_expect_eq(p->covers[NEWEL_SURFACE_SYSTEM][i], 0);
    cr_expect_eq(p->covers[NEWEL_SURFACE_USER][i], 1);
    int covered = p->rules[i].kind == NW_KIND_PII || p->rules[i].kind == NW_KIND_SECRET ||
                  p->rules[i].kind == NW_KIND_HIDDEN || i == 2;
    cr_expect_eq(p->covers[NEWEL_SURFACE_TOOL_RESULT][i], covered, "%s", order[i]);
  }
  cr_expect_eq(p->escalation.deadline_ms, 800);
  cr_expect_eq(p->when[rule_of(p, "content.HATE") - p->rules], NW_WHEN_UNSURE);
  cr_expect_eq(p->when[rule_of(p, "pii.EMAIL") - p->rules], NW_WHEN_NEVER);
  cr_expect_eq(p->when[rule_of(p, "grounding.RELEVANCE") - p->rules], NW_WHEN_ALWAYS);
  cr_expect_eq(p->hold_verdict, 1);
  cr_expect_eq(p->reasoning_confidence_ppm, 800000);
  cr_expect_eq(rule_of(p, "grounding.GROUNDING")->of.grounding.threshold_ppm, 750000);
  newel_policy_free(p);
  newel_engine_free(engine);
}

/* A type's strictness, and what countries leave of it. */
Test(policy_decode, strictness_and_countries) {
  static const struct { const char *text; int strictness, on; } rows[] = {
    { "pii: {EMAIL: BLOCK}", NW_STRICTNESS_CONTEXT, 1 },
    { "pii: {PHONE: BLOCK}", NW_STRICTNESS_CONTEXT, 1 },
    { "pii: {PHONE: {action: BLOCK, strictness: validated}}", NW_STRICTNESS_VALIDATED, 1 },
    { "pii: {PHONE: {input: BLOCK, output: BLOCK, strictness: any}}", NW_STRICTNESS_ANY, 1 },
    { "pii: {countries: [US], PHONE: BLOCK}", NW_STRICTNESS_CONTEXT, 1 },
    { "pii: {countries: [US], CA_HEALTH_NUMBER: BLOCK, EMAIL: BLOCK}", NW_STRICTNESS_CONTEXT, 0 },
    { "pii: {countries: [US, CA], CA_HEALTH_NUMBER: BLOCK}", NW_STRICTNESS_CONTEXT, 1 },
    { "pii: {countries: [GB], UK_NATIONAL_INSURANCE_NUMBER: {input: NONE, output: NONE}}", NW_STRICTNESS_CONTEXT, 1 },
    { "pii: {countries: [FR], UK_NATIONAL_INSURANCE_NUMBER: {input: NONE}, URL: BLOCK}", -1, 1 } };
  newel_engine *engine = open_engine();
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char text[512];
    (void)snprintf(text, sizeof text, HEAD "%s\n", rows[i].text);
    newel_policy *p = parse(engine, text);
    const nw_rule *rule = &p->rules[0];
    if (rows[i].strictness >= 0) cr_expect_eq(rule->of.pii.strictness, rows[i].strictness, "%s", rows[i].text);
    for (unsigned s = 0; s < 2 && rows[i].strictness >= 0; s++) {
      cr_expect_eq(rule->side[s].on, rows[i].on, "%s", rows[i].text);
      cr_expect_eq(rule->side[s].enabled, rows[i].on, "%s", rows[i].text);
    }
    if (rows[i].strictness < 0) cr_expect(p->rules[0].side[0].on + p->rules[1].side[0].on == 1);
    newel_policy_free(p);
  }
  newel_engine_free(engine);
}

Test(policy_decode, matrix_shows_strictness_and_countries) {
  newel_engine *engine = open_engine();
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  newel_policy *p = parse(engine, HEAD "pii: {countries: [US], CA_HEALTH_NUMBER: BLOCK, PHONE: {input: {action: BLOCK}, strictness: any}}\n");
  for (int how = NEWEL_RENDER_TEXT; how <= NEWEL_RENDER_JSON; how++) {
    cr_expect_eq(newel_policy_write_matrix(p, (newel_render)how, nw_buf_write, &out, NULL), NEWEL_OK);
  }
  nw_buf_add_char(&out, '\0');
  cr_expect_not_null(strstr(out.data, "pii.CA_HEALTH_NUMBER  off (CA) "));
  cr_expect_not_null(strstr(out.data, "pii.PHONE             BLOCK any        off "));
  cr_expect_not_null(strstr(out.data, "\"strictness\": \"any\""));
  nw_buf_free(&out);
  newel_policy_free(p);
  newel_engine_free(engine);
}

Test(policy_decode, all_has_local_rules_only_and_a_matrix) {
  newel_engine *engine = open_engine();
  newel_policy *p = NULL;
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  cr_assert_eq(newel_policy_all(&p, engine, NULL), NEWEL_OK);
  for (size_t i = 0; i < p->rule_count; i++) {
    int input_only = p->rules[i].kind == NW_KIND_CONTENT && p->rules[i].of.content.type == NW_CONTENT_PROMPT_ATTACK;
    cr_expect(p->rules[i].side[0].on && p->rules[i].side[0].action == 0, "%s", p->rules[i].id.data);
    cr_expect(p->rules[i].side[1].on == !input_only, "%s", p->rules[i].id.data);
  }
  for (int how = NEWEL_RENDER_TEXT; how <= NEWEL_RENDER_JSON; how++) {
    cr_expect_eq(newel_policy_write_matrix(p, (newel_render)how, nw_buf_write, &out, NULL), NEWEL_OK);
  }
  cr_expect_eq(newel_policy_write_matrix(p, NEWEL_RENDER_SARIF, nw_buf_write, &out, NULL), NEWEL_E_ARGUMENT);
  nw_buf_add_char(&out, '\0');
  cr_expect_not_null(strstr(out.data, "pii.EMAIL"));
  nw_buf_free(&out);
  newel_policy_free(p);
  newel_engine_free(engine);
}

/* ---- parents ---- */

static void write_file(const char *folder, const char *name, const char *text) {
  char path[600];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "wb");
  cr_assert_not_null(file);
  (void)fputs(text, file);
  (void)fclose(file);
}

static void expect_child(newel_engine *engine, const char *folder, const char *child, const char *code) {
  newel_policy *policy = NULL;
  newel_diagnostics *diags = NULL;
  char path[600];
  write_file(folder, "child.yaml", child);
  (void)snprintf(path, sizeof path, "%s/child.yaml", folder);
  int result = newel_policy_load(&policy, engine, path, &diags, NULL), found = 0;
  for (size_t i = 0; i < newel_diagnostics_total(diags); i++) {
    newel_diagnostic d = newel_diagnostics_at(diags, i);
    if (d.severity == NEWEL_SEVERITY_ERROR) found |= nw_slice_is(d.code, code);
    if (d.severity == NEWEL_SEVERITY_ERROR) cr_expect_str_eq(d.code.data, code, "%s: %s", child, d.message.data);
  }
  cr_expect_eq(result, code[0] == '\0' ? NEWEL_OK : NEWEL_E_POLICY, "%s", child);
  cr_expect(found || code[0] == '\0', "%s: no %s", child, code);
  newel_policy_free(policy);
  newel_diagnostics_free(diags);
}

Test(policy_decode, loosening_needs_override) {
  static const struct { const char *child, *code; } rows[] = {
    { "name: c\n", "" },
    { "pii: {EMAIL: BLOCK}\n", "" },
    { "pii: {PHONE: NONE}\n", "E0207" },
    { "pii: {PHONE: {action: NONE, override: true}}\n", "" },
    { "pii: {PHONE: {input: BLOCK}}\n", "E0207" },
    { "pii: {PHONE: {action: BLOCK, mode: observe}}\n", "E0207" },
    { "pii: {PHONE: {action: BLOCK, allow: {values: [x]}}}\n", "E0207" },
    { "pii: {PHONE: {action: BLOCK, strictness: validated}}\n", "E0207" },
    { "pii: {PHONE: {action: BLOCK, strictness: validated, override: true}}\n", "" },
    { "pii: {PHONE: {action: BLOCK, strictness: any}}\n", "" },
    { "pii: {countries: [CA]}\n", "E0208" },
    { "pii: {countries: [CA]}\noverride: true\n", "" },
    { "pii: {countries: [US, CA]}\n", "" },
    { "content: {HATE: LOW}\n", "E0207" },
    { "content: {HATE: {strength: LOW, override: true}}\n", "" },
    { "words: {w: [a]}\n", "E0207" },
    { "words: {w: [a, b, c]}\n", "" },
    { "regexes: {r: {pattern: b+}}\n", "E0207" },
    { "mode: observe\n", "E0208" },
    { "mode: observe\noverride: true\n", "" },
    { "deny: segment\n", "E0208" },
    { "on_incomplete: allow\n", "E0208" },
    { "allow: {values: [x]}\n", "E0208" },
    { "surfaces: {user: none}\n", "E0208" },
    { "surfaces: {user: none}\noverride: true\n", "" },
    { "words: {f: {file: list.txt}}\n", "E0409" } };
  newel_engine *engine = open_engine();
  char folder[] = NEWEL_BUILD_DIR "/policy-XXXXXX", child[512], path[600];
  cr_assert_not_null(mkdtemp(folder));
  write_file(folder, "list.txt", "# no entries\n");
  write_file(folder, "parent.yaml", HEAD "pii: {EMAIL: ANONYMIZE, PHONE: BLOCK, US_SOCIAL_SECURITY_NUMBER: BLOCK}\n"
             "content: {HATE: HIGH}\nwords: {w: [a, b]}\n"
             "regexes: {r: {pattern: a+, action: BLOCK}}\ndeny: request\n");
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    (void)snprintf(child, sizeof child, "newel: 1\nextends: [parent.yaml]\n%s", rows[i].child);
    expect_child(engine, folder, child, rows[i].code);
  }
  static const char *const names[] = { "child.yaml", "parent.yaml", "list.txt", NULL };
  for (const char *const *name = names; *name != NULL; name++) {
    (void)snprintf(path, sizeof path, "%s/%s", folder, *name);
    (void)unlink(path);
  }
  (void)rmdir(folder);
  newel_engine_free(engine);
}
