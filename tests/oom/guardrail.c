/* Fails the n-th allocation of export, import, compare, hash and lock until each succeeds: every failure is NEWEL_E_NOMEM and leaks nothing. */
#include <stdio.h>
#include <string.h>

#include "fail_alloc.h"
#include "newel/newel.h"

static const char policy_text[] =
  "newel: 1\nname: p\ncontent: {HATE: HIGH}\ntopics: {t: {definition: d, examples: [a, b]}}\nwords: {w: [a, b], managed: [PROFANITY]}\n"
  "pii: {EMAIL: ANONYMIZE}\nregexes: {r: {pattern: abc, action: BLOCK, description: e}}\ngrounding: {GROUNDING: 0.5}\nsecrets: BLOCK\n";
static const char live[] =
  "{\"name\":\"q\",\"blockedInputMessaging\":\"a\",\"blockedOutputsMessaging\":\"b\",\"tone\":1,\"contentPolicy\":{\"filters\":[{\"type\":"
  "\"HATE\",\"inputStrength\":\"LOW\",\"outputStrength\":\"LOW\"}]},\"wordPolicy\":{\"words\":[{\"text\":\"a\"},{\"text\":\"c\"}]},"
  "\"sensitiveInformationPolicy\":{\"regexes\":[{\"name\":\"r\",\"pattern\":\"x{2}\",\"action\":\"BLOCK\"}]},\"contextualGroundingPolicy\":"
  "{\"filters\":[{\"type\":\"GROUNDING\",\"threshold\":0.25}]}}";
static const char lock_text[] =
  "{\"newel_lock\":1,\"guardrails\":[{\"name\":\"p\",\"account\":\"123456789012\",\"region\":\"us-east-1\",\"id\":\"a1\",\"arn\":"
  "\"arn:aws:bedrock:us-east-1:123456789012:guardrail/a1\",\"version\":\"1\",\"projection\":"
  "\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"}]}";

static int swallow(void *user, const char *data, size_t len) {
  (void)user, (void)data, (void)len;
  return 0;
}

enum { STEP_EXPORT, STEP_COMPARE, STEP_COMPARE_JSON, STEP_HASH, STEP_IMPORT, STEP_LOCK, STEPS };

static int lock_step(newel_engine *engine, newel_error *err) {
  newel_lock *lock = NULL;
  int code = newel_lock_parse(&lock, engine, newel_slice_of(lock_text), err);
  if (code == NEWEL_OK) {
    newel_lock_entry entry = newel_lock_at(lock, 0);
    entry.version = newel_slice_of("2");
    code = newel_lock_put(lock, &entry, err);
  }
  newel_lock_free(lock);
  return code;
}

static int run(int step, newel_engine *engine, const newel_policy *policy, newel_error *err) {
  char hash[65];
  newel_diagnostics *diags = NULL;
  int code;
  switch (step) {
    case STEP_EXPORT: return newel_policy_export(policy, NEWEL_EXPORT_TERRAFORM, swallow, NULL, err);
    case STEP_COMPARE: return newel_policy_compare(policy, newel_slice_of(live), NEWEL_RENDER_TEXT, swallow, NULL, NULL, err);
    case STEP_COMPARE_JSON: return newel_policy_compare(policy, newel_slice_of(live), NEWEL_RENDER_JSON, swallow, NULL, NULL, err);
    case STEP_HASH: return newel_policy_guardrail_hash(policy, hash, err);
    case STEP_LOCK: return lock_step(engine, err);
    default:
      code = newel_policy_import(engine, NEWEL_IMPORT_BEDROCK, newel_slice_of(live), NULL, swallow, NULL, &diags, err);
      newel_diagnostics_free(diags);
      return code;
  }
}

/* One step with its n-th allocation failing; the code that it gave, or 1 when bytes are left. */
static int attempt(int step, size_t n) {
  fail_alloc fa;
  newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
  newel_engine *engine = NULL;
  newel_policy *policy = NULL;
  newel_error err;
  fail_alloc_init(&fa, 0);
  options.allocator = fail_alloc_allocator(&fa);
  if (newel_engine_open(&engine, &options, &err) != NEWEL_OK ||
      newel_policy_parse(&policy, engine, newel_slice_of(policy_text), NULL, NULL, &err) != NEWEL_OK)
    return 1;
  fa.fail_at = fa.calls + n;
  int code = run(step, engine, policy, &err);
  newel_policy_free(policy);
  newel_engine_free(engine);
  if (fa.live_bytes != 0) fprintf(stderr, "step %d, allocation %zu: %zu bytes left\n", step, n, fa.live_bytes);
  return fa.live_bytes == 0 && fa.wrong_sizes == 0 ? code : 1;
}

int main(void) {
  unsigned passed = 0, failed = 0;
  for (int step = 0; step < STEPS; step++) {
    int code = NEWEL_E_NOMEM;
    for (size_t n = 1; code == NEWEL_E_NOMEM && n < 20000; n++) {
      code = attempt(step, n);
      if (code != NEWEL_OK && code != NEWEL_E_NOMEM) fprintf(stderr, "step %d, allocation %zu: code %d\n", step, n, code);
      *(code == NEWEL_OK || code == NEWEL_E_NOMEM ? &passed : &failed) += 1;
    }
    if (code != NEWEL_OK) failed++;
  }
  printf("%u passed, %u failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
