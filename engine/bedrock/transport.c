/* bedrock/transport.c - the judge that a cascade asks: ApplyGuardrail, or InvokeGuardrailChecks where the policy has no guardrail.
 *
 *   ask ──► which guardrail? (policy, newel.lock) ──► one call ──► bedrock/judge.h ──► words
 *
 * What the operation cannot judge is said so without a call, when that is all there is. */
#include "base/error.h"
#include "base/slice.h"
#include "bedrock/client.h"
#include "bedrock/judge.h"
#include "cascade/escalation.h"

typedef struct transport {
  nw_alloc                alloc;
  newel_client           *client;
  newel_transport_options options;
  newel_body             *body;
} transport;

/* ---- which guardrail ---- */

/* An id or an ARN of Bedrock needs no lock. */
static int is_identifier(newel_slice name) {
  if (name.len >= 4 && memcmp(name.data, "arn:", 4) == 0) return 1;
  if (name.len < 10 || name.len > 64) return 0;
  int digits = 0;
  for (size_t i = 0; i < name.len; i++) {
    unsigned c = (unsigned char)name.data[i];
    if (!nw_is_lower(c) && !nw_is_digit(c)) return 0;
    digits |= nw_is_digit(c);
  }
  return digits;
}

static newel_slice region_of(const transport *t) { return t->client->config.region; }

static int find_locked(const transport *t, const newel_ask *ask, newel_guardrail_ref *out, newel_error *err) {
  newel_lock_entry entry;
  newel_slice name = ask->guardrail;
  int shown = name.len > 60 ? 60 : (int)name.len;
  size_t fits = t->options.lock == NULL ? 0 : newel_lock_find(t->options.lock, name, region_of(t), t->options.account, &entry);
  if (fits > 1)
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "name the account", "newel.lock has %zu guardrails '%.*s' in this region", fits, shown,
                          name.data);
  if (fits == 0) {
    if (ask->version.len > 0 && is_identifier(name)) {
      *out = (newel_guardrail_ref){ name, ask->version };
      return NEWEL_OK;
    }
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "run `newel push`, or write the guardrail's id and version into the policy",
                          "no guardrail '%.*s' of this region in newel.lock", shown, name.data);
  }
  out->id = entry.id;
  out->version = ask->version.len > 0 ? ask->version : entry.version;
  if (ask->version.len == 0 && nw_slice_is(entry.version, "DRAFT"))
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "publish a version with `newel push`, or write `version: DRAFT`",
                          "guardrail '%.*s' has a draft only", shown, name.data);
  return NEWEL_OK;
}

/* ---- calls ---- */

static newel_call_options call_options(const transport *t, const newel_ask *ask) {
  newel_call_options options = NEWEL_CALL_OPTIONS_INIT;
  options.deadline_ms = ask->deadline_ms;
  options.cancel = t->options.cancel;
  return options;
}

static int apply_guardrail(transport *t, const newel_ask *ask, newel_error *err) {
  newel_apply_guardrail request = NEWEL_APPLY_GUARDRAIL_INIT;
  newel_call_options options = call_options(t, ask);
  newel_guardrail_block *blocks = NULL;
  int code = find_locked(t, ask, &request.guardrail, err);
  if (code != NEWEL_OK) return code;
  blocks = nw_zalloc(&t->alloc, ask->block_count * sizeof *blocks);
  if (blocks == NULL) return nw_fail_nomem(err);
  for (size_t b = 0; b < ask->block_count; b++) {
    blocks[b].text = ask->blocks[b].text;
    blocks[b].qualifiers = ask->blocks[b].qualifiers;
  }
  request.source = ask->source;
  request.blocks = blocks;
  request.block_count = ask->block_count;
  request.full = 1;  /* what is not listed then was not judged */
  code = newel_client_apply_guardrail(t->client, &request, &options, t->body, err);
  nw_free(&t->alloc, blocks, ask->block_count * sizeof *blocks);
  return code;
}

static int guardrail_checks(transport *t, const newel_ask *ask, newel_error *err) {
  static const newel_slice attacks[] = { { "JAILBREAK", 9 }, { "PROMPT_INJECTION", 16 }, { "PROMPT_LEAKAGE", 14 } };
  newel_guardrail_checks request = NEWEL_GUARDRAIL_CHECKS_INIT;
  newel_call_options options = call_options(t, ask);
  nw_arena arena;
  nw_arena_init(&arena, t->alloc);
  newel_check_message *messages = nw_arena_zalloc(&arena, ask->block_count * sizeof *messages);
  newel_slice *content = nw_arena_zalloc(&arena, ask->rule_count * sizeof *content);
  newel_slice *entities = nw_arena_zalloc(&arena, ask->rule_count * sizeof *entities);
  int code = NEWEL_E_NOMEM;
  if (messages == NULL || content == NULL || entities == NULL) goto done;
  for (size_t b = 0; b < ask->block_count; b++) {
    messages[b].role = ask->source == NEWEL_SOURCE_INPUT ? NW_LIT("user") : NW_LIT("assistant");
    messages[b].text = ask->blocks[b].text;
  }
  for (size_t r = 0; r < ask->rule_count; r++) {
    const newel_rule_info *rule = &ask->rules[r];
    if (nw_judge_can(ask, rule, 1) != NEWEL_ANSWER_JUDGED) continue;
    if (nw_slice_is(rule->kind, "pii")) entities[request.entity_count++] = rule->name;
    else if (nw_slice_is(rule->name, "PROMPT_ATTACK")) request.attacks = attacks, request.attack_count = 3;
    else if (nw_slice_is(rule->kind, "content")) content[request.content_count++] = rule->name;
  }
  request.messages = messages;
  request.message_count = ask->block_count;
  request.content = content;
  request.entities = entities;
  code = newel_client_guardrail_checks(t->client, &request, &options, t->body, err);
done:
  nw_arena_free(&arena);
  return code == NEWEL_E_NOMEM ? nw_fail_nomem(err) : code;
}

/* ---- the table ---- */

/* No rule of the ask can be judged: that is said, and nothing is sent. 1 when it was so. */
static int say_cannot(const newel_ask *ask, newel_reply *reply, int checks, int *code) {
  for (size_t r = 0; r < ask->rule_count; r++)
    if (nw_judge_can(ask, &ask->rules[r], checks) == NEWEL_ANSWER_JUDGED) return 0;
  for (uint32_t r = 0; r < ask->rule_count; r++)
    for (uint32_t b = 0; b < ask->block_count; b++) {
      newel_say word = { .rule = r, .block = b, .status = nw_judge_can(ask, &ask->rules[r], checks) };
      if (ask->blocks[b].qualifiers != 0 && (ask->blocks[b].qualifiers & NEWEL_QUALIFIER_GUARD_CONTENT) == 0) continue;
      if (*code == NEWEL_OK) *code = newel_reply_say(reply, &word);
    }
  return 1;
}

static int ask_bedrock(void *self, const newel_ask *ask, newel_reply *reply, newel_error *err) {
  transport *t = self;
  int checks = ask->guardrail.len == 0, code = NEWEL_OK;
  if (say_cannot(ask, reply, checks, &code)) return code == NEWEL_OK ? code : nw_fail(err, code, "out of memory");
  code = checks ? guardrail_checks(t, ask, err) : apply_guardrail(t, ask, err);
  int status = newel_body_status(t->body);
  if (code == NEWEL_E_REMOTE && (status == 401 || status == 403)) {  /* no outage: on_error is not for it */
    code = NEWEL_E_CREDENTIALS;
    if (err != NULL) err->code = code;
  }
  if (code == NEWEL_OK) code = nw_judge_reply(ask, newel_body_json(t->body), checks, t->alloc, reply, err);
  return code;
}

int nw_transport_guardrail(const newel_transport *transport_, const newel_guard *guard, newel_guardrail_ref *out) {
  newel_ask ask = { .size = sizeof ask };
  nw_escalation_guardrail(guard, &ask.guardrail, &ask.version);
  if (transport_->ask != ask_bedrock || ask.guardrail.len == 0) return 0;
  return find_locked(transport_->self, &ask, out, NULL) == NEWEL_OK;
}

int newel_client_transport(newel_client *client, const newel_transport_options *options, newel_transport *out, newel_error *err) {
  static const newel_transport_options defaults = NEWEL_TRANSPORT_OPTIONS_INIT;
  static const newel_transport empty = NEWEL_TRANSPORT_INIT;
  nw_error_clear(err);
  if (options == NULL) options = &defaults;
  if (client == NULL || out == NULL || options->size != sizeof *options)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_client_transport: 'client' or 'out' is NULL, or options.size is wrong");
  *out = empty;
  transport *t = nw_zalloc(&client->alloc, sizeof *t);
  if (t == NULL) return nw_fail_nomem(err);
  t->alloc = client->alloc;
  t->client = client;
  t->options = *options;
  int code = newel_body_open(&t->body, client->engine, err);
  if (code != NEWEL_OK) {
    nw_free(&t->alloc, t, sizeof *t);
    return code;
  }
  out->self = t;
  out->name = "bedrock";
  out->ask = ask_bedrock;
  out->max_units = options->max_units;
  return NEWEL_OK;
}

void newel_client_transport_free(newel_transport *transport_) {
  transport *t = transport_ == NULL ? NULL : transport_->self;
  if (t == NULL) return;
  nw_alloc alloc = t->alloc;
  newel_body_free(t->body);
  nw_free(&alloc, t, sizeof *t);
  transport_->self = NULL;
  transport_->ask = NULL;
}
