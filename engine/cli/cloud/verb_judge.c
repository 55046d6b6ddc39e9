/* verb_judge.c - `newel judge`: what Bedrock alone says of a text.
 *
 *   newel judge --guardrail a1b2c3:4 letter.txt      ApplyGuardrail: what may be passed on comes out, exit 2 when it is blocked
 *   newel judge letter.txt                           InvokeGuardrailChecks: scores, no guardrail is needed
 *   check     what                 score
 *   content   VIOLENCE             0.80
 *   attack    JAILBREAK            0.00
 *   pii       EMAIL                0.99  5..20 */
#include <string.h>

#include "base/slice.h"
#include "cli/cloud/judge.h"
#include "cli/input.h"

enum { NODES_MOST = 1000000 };

int nw_judge_text(const nw_cli *cli, nw_cloud *cloud, const newel_guardrail_ref *guardrail, newel_source source, newel_slice text,
                  nw_buf *out, nw_outcome *outcome) {
  newel_guardrail_block block = {.text = text};
  newel_apply_guardrail request = NEWEL_APPLY_GUARDRAIL_INIT;
  nw_json_node *root = NULL;
  nw_arena arena;
  newel_error err;
  request.guardrail = *guardrail;
  request.source = source;
  request.blocks = &block;
  request.block_count = 1;
  newel_call_options options = cloud->call;
  options.on_event = NULL;
  int code = newel_client_apply_guardrail(cloud->client, &request, &options, cloud->body, &err);
  if (code != NEWEL_OK) return nw_say_call(code, &err, cloud->body);
  nw_arena_init(&arena, cli->alloc);
  nw_buf_clear(out);
  code = nw_json_parse(&root, &arena, newel_body_json(cloud->body), NODES_MOST, &err);
  if (code == NEWEL_OK) {
    newel_slice action = nw_text_member(root, "action");
    const nw_json_node *outputs = nw_typed_member(root, "outputs", NW_JSON_T_ARRAY);
    *outcome = nw_outcome_of(!nw_slice_is(action, "NONE"), nw_typed_member(root, "assessments", NW_JSON_T_ARRAY));
    if (*outcome == NW_OUTCOME_MASKED && (outputs == NULL || outputs->count != 1)) *outcome = NW_OUTCOME_BLOCKED;
    if (*outcome == NW_OUTCOME_PASSED) nw_buf_add_slice(out, text);
    else if (outputs != NULL && outputs->first != NULL) nw_buf_add_slice(out, nw_text_member(outputs->first, "text"));
  }
  nw_arena_free(&arena);
  return code == NEWEL_OK ? 0 : nw_say_error(&err);
}

/* ---- scores without a guardrail ---- */

static const char *const content[] = {"VIOLENCE", "HATE", "SEXUAL", "MISCONDUCT", "INSULTS"};
static const char *const attacks[] = {"JAILBREAK", "PROMPT_INJECTION", "PROMPT_LEAKAGE"};
static const char *const entities[] = {
    "ADDRESS", "AGE", "NAME", "EMAIL", "PHONE", "USERNAME", "PASSWORD", "DRIVER_ID", "LICENSE_PLATE", "VEHICLE_IDENTIFICATION_NUMBER",
    "CREDIT_DEBIT_CARD_CVV", "CREDIT_DEBIT_CARD_EXPIRY", "CREDIT_DEBIT_CARD_NUMBER", "PIN", "INTERNATIONAL_BANK_ACCOUNT_NUMBER",
    "SWIFT_CODE", "IP_ADDRESS", "MAC_ADDRESS", "URL", "AWS_ACCESS_KEY", "AWS_SECRET_KEY", "US_BANK_ACCOUNT_NUMBER",
    "US_BANK_ROUTING_NUMBER", "US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER", "US_PASSPORT_NUMBER", "US_SOCIAL_SECURITY_NUMBER",
    "CA_HEALTH_NUMBER", "CA_SOCIAL_INSURANCE_NUMBER", "UK_NATIONAL_HEALTH_SERVICE_NUMBER", "UK_NATIONAL_INSURANCE_NUMBER",
    "UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER"};
#define COUNT(list) (sizeof(list) / sizeof *(list))
enum { NAMES_MOST = COUNT(entities) };

static void write_score(nw_out *out, const char *check, const nw_json_node *result, const char *name, const char *score) {
  const nw_json_node *number = nw_typed_member(result, score, NW_JSON_T_NUMBER);
  const nw_json_node *begin = nw_typed_member(result, "beginOffset", NW_JSON_T_NUMBER),
                     *end = nw_typed_member(result, "endOffset", NW_JSON_T_NUMBER);
  newel_slice what = nw_text_member(result, name);
  int64_t ppm = 0;
  if (number != NULL) (void)nw_json_ppm(number, &ppm);
  nw_out_printf(out, "%-9s %-40.*s %d.%02d", check, (int)what.len, what.data == NULL ? "" : what.data, (int)(ppm / 1000000),
                (int)(ppm % 1000000 / 10000));
  if (begin != NULL && end != NULL)
    nw_out_printf(out, "  %.*s..%.*s", (int)begin->text.len, begin->text.data, (int)end->text.len, end->text.data);
  nw_out_text(out, "\n");
}

static void write_scores(nw_out *out, const nw_json_node *results) {
  static const struct { const char *member, *check, *name, *score; } rows[] = {
      {"contentFilter", "content", "category", "severityScore"},
      {"promptAttack", "attack", "category", "severityScore"},
      {"sensitiveInformation", "pii", "type", "confidenceScore"},
  };
  nw_out_printf(out, "%-9s %-40s score\n", "check", "what");
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const nw_json_node *list =
        nw_typed_member(nw_typed_member(results, rows[i].member, NW_JSON_T_OBJECT), "results", NW_JSON_T_ARRAY);
    for (const nw_json_node *one = list == NULL ? NULL : list->first; one != NULL; one = one->next)
      write_score(out, rows[i].check, one, rows[i].name, rows[i].score);
  }
}

static int write_checks(nw_cli *cli, const nw_cloud *cloud) {
  nw_json_node *root = NULL;
  nw_arena arena;
  newel_error err;
  if (nw_given(cli, NW_OPT_JSON)) {
    nw_write_answer(cli, cloud->body);
    return 0;
  }
  nw_arena_init(&arena, cli->alloc);
  int code = nw_json_parse(&root, &arena, newel_body_json(cloud->body), NODES_MOST, &err);
  if (code == NEWEL_OK) write_scores(&cli->out, nw_typed_member(root, "results", NW_JSON_T_OBJECT));
  nw_arena_free(&arena);
  return code == NEWEL_OK ? 0 : nw_say_error(&err);
}

/* The names as slices. */
static const newel_slice *slices_of(newel_slice out[NAMES_MOST], const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++) out[i] = newel_slice_of(names[i]);
  return out;
}

static int score(nw_cli *cli, nw_cloud *cloud, newel_source source, newel_slice text) {
  newel_check_message message = {source == NEWEL_SOURCE_OUTPUT ? NW_LIT("assistant") : NW_LIT("user"), text};
  newel_guardrail_checks request = NEWEL_GUARDRAIL_CHECKS_INIT;
  newel_slice names[3][NAMES_MOST];
  newel_error err;
  request.messages = &message;
  request.message_count = 1;
  request.content = slices_of(names[0], content, request.content_count = COUNT(content));
  request.attacks = slices_of(names[1], attacks, request.attack_count = COUNT(attacks));
  request.entities = slices_of(names[2], entities, request.entity_count = COUNT(entities));
  int code = newel_client_guardrail_checks(cloud->client, &request, &cloud->call, cloud->body, &err);
  return code == NEWEL_OK ? write_checks(cli, cloud) : nw_say_call(code, &err, cloud->body);
}

/* ---- the verb ---- */

static int judge(nw_cli *cli, nw_cloud *cloud, const newel_guardrail_ref *guardrail, newel_source source, newel_slice text) {
  nw_outcome outcome = NW_OUTCOME_BLOCKED;
  nw_buf out;
  nw_buf_init(&out, cli->alloc);
  int code = nw_judge_text(cli, cloud, guardrail, source, text, &out, &outcome);
  if (code == 0 && nw_given(cli, NW_OPT_JSON)) nw_write_answer(cli, cloud->body);
  else if (code == 0) {
    nw_out_slice(&cli->out, nw_buf_slice(&out));
    if (out.len > 0 && out.data[out.len - 1] != '\n') nw_out_text(&cli->out, "\n");
  }
  nw_buf_free(&out);
  return code == 0 ? nw_say_outcome(outcome) : code;
}

int nw_verb_judge_bedrock(nw_cli *cli) {
  newel_guardrail_ref guardrail;
  nw_cloud cloud;
  nw_buf text;
  const char *word = cli->args.value[NW_OPT_SOURCE];
  newel_source source = word != NULL && strcmp(word, "OUTPUT") == 0 ? NEWEL_SOURCE_OUTPUT : NEWEL_SOURCE_INPUT;
  if (cli->args.file_count > 1) return nw_say("one FILE at most");
  int code = nw_guardrail_option(cli, &guardrail);
  if (code != 0) return code;
  nw_buf_init(&text, cli->alloc);
  nw_read got = nw_input_load(cli->args.file_count == 1 ? cli->args.files[0] : "-", &text);
  code = got == NW_READ_OK ? nw_cloud_open(&cloud, cli, NULL) : nw_exit_of_read(got);
  if (code == 0 && guardrail.id.len > 0) code = judge(cli, &cloud, &guardrail, source, nw_buf_slice(&text));
  else if (code == 0) code = score(cli, &cloud, source, nw_buf_slice(&text));
  if (got == NW_READ_OK) nw_cloud_close(&cloud);
  nw_buf_free(&text);
  return code;
}
