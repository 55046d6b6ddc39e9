/* test_escalate.c - `newel test --escalate sample=N`: N of the cases with Bedrock's answers in place of what the local stage left open.
 *
 *   1  choose     the N cases whose lines have the smallest hashes: the same ones each time, whatever the order of files
 *   2  estimate   judge them with a judge that counts what it is asked and answers nothing; print requests, units and list price
 *   3  ask        judge them again through Bedrock, one after the other, and report as always
 *
 * Only the chosen cases are in the report. The policy's deadline holds for each; what fails follows `on_error`.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/slice.h"
#include "cli/cloud/cloud.h"
#include "cli/cloud/lock_file.h"
#include "cli/input.h"
#include "cli/test.h"

enum { SAMPLE_MOST = 100000, UNIT_CHARS = 1000 };

/* ---- choosing ---------------------------------------------------------------------------------------------- */

typedef struct chosen { uint64_t *at; size_t count, most; uint64_t seen; } chosen;  /* a heap: the largest hash on top */

static void sink(chosen *c) {
  for (size_t i = 0;;) {
    size_t child = 2 * i + 1;
    if (child >= c->count) return;
    if (child + 1 < c->count && c->at[child + 1] > c->at[child]) child++;
    if (c->at[i] >= c->at[child]) return;
    uint64_t swap = c->at[i];
    c->at[i] = c->at[child];
    c->at[child] = swap;
    i = child;
  }
}

static void raise_last(chosen *c) {
  for (size_t i = c->count - 1; i > 0 && c->at[(i - 1) / 2] < c->at[i]; i = (i - 1) / 2) {
    uint64_t swap = c->at[i];
    c->at[i] = c->at[(i - 1) / 2];
    c->at[(i - 1) / 2] = swap;
  }
}

static void offer(chosen *c, uint64_t hash) {
  c->seen++;
  if (c->count < c->most) {
    c->at[c->count++] = hash;
    raise_last(c);
  } else if (hash < c->at[0]) {
    c->at[0] = hash;
    sink(c);
  }
}

static int read_file(nw_test *t, const char *path, chosen *c) {
  nw_input input;
  nw_lines lines;
  newel_slice line;
  nw_read got;
  if (strcmp(path, "-") == 0) return nw_say("--escalate reads its files twice: stdin cannot be one of them");
  if (nw_input_open(&input, path) != 0) return NW_EXIT_ERROR;
  nw_lines_init(&lines, t->cli->alloc, &input, NULL);
  while ((got = nw_lines_next(&lines, &line)) == NW_READ_OK) offer(c, nw_runner_hash(line));
  nw_lines_free(&lines);
  nw_input_close(&input);
  return got == NW_READ_END ? 0 : nw_exit_of_read(got);
}

/* ---- estimating ---------------------------------------------------------------------------------------------- */

typedef struct estimate { uint64_t asks, units, micro_usd; int unverified; } estimate;

static uint64_t chars_of(newel_slice text) {
  uint64_t chars = 0;
  for (size_t i = 0; i < text.len; i++) chars += ((unsigned char)text.data[i] & 0xC0) != 0x80;
  return chars;
}

/* What a kind of rule is billed as; by type where no guardrail is named (InvokeGuardrailChecks). */
static const char *unit_of(const newel_rule_info *rule, int checks) {
  static const struct { const char *kind, *guardrail, *checks; } rows[] = {
    {"content", "contentPolicyUnits", "contentFilter.textUnits"}, {"topic", "topicPolicyUnits", NULL}, {"word", "wordPolicyUnits", NULL},
    {"pii", "sensitiveInformationPolicyUnits", "sensitiveInformation.textUnits"}, {"regex", "sensitiveInformationPolicyFreeUnits", NULL},
    {"grounding", "contextualGroundingPolicyUnits", NULL}, {"reasoning", "automatedReasoningPolicyUnits", NULL}};
  if (checks && nw_slice_is(rule->name, "PROMPT_ATTACK")) return "promptAttack.textUnits";
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (nw_slice_is(rule->kind, rows[i].kind)) return checks ? rows[i].checks : rows[i].guardrail;
  return NULL;
}

/* A transport that answers nothing: each policy type of an ask is billed once for each unit of its texts. */
static int count_ask(void *self, const newel_ask *ask, newel_reply *reply, newel_error *err) {
  estimate *e = self;
  const char *billed[16];
  size_t count = 0;
  uint64_t units = 0;
  (void)reply, (void)err;
  for (size_t i = 0; i < ask->block_count; i++) units += (chars_of(ask->blocks[i].text) + UNIT_CHARS - 1) / UNIT_CHARS;
  for (size_t i = 0; i < ask->rule_count; i++) {
    const char *unit = unit_of(&ask->rules[i], ask->guardrail.len == 0);
    size_t k = 0;
    uint64_t price;
    int verified;
    while (unit != NULL && k < count && strcmp(billed[k], unit) != 0) k++;
    if (unit == NULL || k < count || count == sizeof billed / sizeof *billed) continue;
    billed[count++] = unit;
    if (!newel_unit_price(newel_slice_of(unit), &price, &verified)) continue;
    e->micro_usd += price * units;
    e->unverified |= !verified;
  }
  e->asks++;
  e->units += units;
  return NEWEL_E_NETWORK;
}

static int ignore_case(void *user, const nw_case_done *done) {
  (void)user;
  return done->code == NEWEL_E_NO_JUDGE ? nw_say_error(done->err) : 0;
}

static int print_estimate(nw_test *t, const chosen *c) {
  estimate e = {0, 0, 0, 0};
  newel_transport counter = NEWEL_TRANSPORT_INIT;
  counter.self = &e;
  counter.name = "estimate";
  counter.ask = count_ask;
  t->runner.options.transport = &counter;
  t->runner.options.policy = NULL;
  t->runner.engine = t->loaded.engine;
  t->runner.guard = t->loaded.guard;
  t->runner.each = ignore_case;
  t->runner.file_ends = NULL;
  t->runner.reports = 0;
  int code = nw_runner_run(&t->runner, t->paths.list.at, t->paths.list.count);
  newel_regress_free(t->runner.sum);
  t->runner.sum = NULL;
  t->runner.options.transport = NULL;
  if (code != 0) return code;
  (void)fprintf(stderr, "newel: %zu of %" PRIu64 " cases: %" PRIu64 " requests, %" PRIu64 " text units, about $%" PRIu64 ".%04" PRIu64
                " at list price (October 2026%s)\n", c->count, c->seen, e.asks, e.units, e.micro_usd / 1000000,
                e.micro_usd % 1000000 / 100, e.unverified ? ", partly unverified" : "");
  return 0;
}

/* ---- asking -------------------------------------------------------------------------------------------------- */

static int ask_bedrock(nw_test *t) {
  newel_transport_options options = NEWEL_TRANSPORT_OPTIONS_INIT;
  newel_transport transport;
  nw_lock_file lock;
  nw_cloud cloud;
  newel_error err;
  int opened = 0, code = nw_cloud_open(&cloud, t->cli, t->loaded.engine);
  memset(&lock, 0, sizeof lock);
  if (code == 0) code = nw_lock_file_open(&lock, t->cli, t->loaded.engine);
  options.lock = lock.lock;
  options.cancel = cloud.call.cancel;
  if (code == 0 && newel_client_transport(cloud.client, &options, &transport, &err) != NEWEL_OK) code = nw_say_error(&err);
  else opened = code == 0;
  if (opened) {
    t->runner.options.transport = &transport;
    code = nw_test_once(t);
    t->runner.options.transport = NULL;
    newel_client_transport_free(&transport);
  }
  nw_lock_file_close(&lock);
  nw_cloud_close(&cloud);
  return code;
}

static int sample_size(const char *text, size_t *out) {
  char *end;
  if (strncmp(text, "sample=", 7) == 0 && nw_is_digit((unsigned char)text[7])) {
    unsigned long value = strtoul(text + 7, &end, 10);
    *out = value;
    if (*end == '\0' && value >= 1 && value <= SAMPLE_MOST) return 0;
  }
  return nw_say("--escalate is '%s', expected sample=N with N from 1 to %d", text, SAMPLE_MOST);
}

int nw_test_escalated(nw_test *t) {
  chosen c = {NULL, 0, 0, 0};
  int code = sample_size(t->cli->args.value[NW_OPT_ESCALATE], &c.most);
  if (code == 0 && !newel_policy_escalates(t->loaded.policy))
    code = nw_say("the policy has no 'escalation': there is nobody to ask");
  size_t most = c.most;
  if (code == 0) c.at = nw_zalloc(&t->cli->alloc, most * sizeof *c.at);
  if (code == 0 && c.at == NULL) code = nw_say("out of memory");
  for (size_t i = 0; code == 0 && i < t->paths.list.count; i++) code = read_file(t, t->paths.list.at[i], &c);
  if (code == 0 && c.count == 0) code = nw_say("there are no cases");
  if (code == 0) {
    t->runner.hash_most = c.at[0];
    t->runner.options.no_stream = 1;
    t->runner.jobs = 1;
    code = print_estimate(t, &c);
  }
  if (code == 0) code = ask_bedrock(t);
  if (c.at != NULL) nw_free(&t->cli->alloc, c.at, most * sizeof *c.at);
  return code;
}
