/* Fails the n-th allocation of newel_policy_parse until it succeeds: every failure is NEWEL_E_NOMEM and leaks nothing. */
#include <stdio.h>

#include "base/slice.h"
#include "fail_alloc.h"
#include "newel/newel.h"

static const char *const texts[] = {
  "newel: 1\nname: p\ncontent: {HATE: HIGH}\ntopics: {t: {definition: d, examples: [a]}}\nwords: {w: [a, b, A], managed: [PROFANITY]}\n"
  "pii: {EMAIL: {action: ANONYMIZE, style: mask, allow: {values: [x, y]}}}\nregexes: {r: {pattern: a, action: BLOCK}}\nsecrets: BLOCK\n"
  "surfaces: {user: [pii]}\ntags: {a: b}\nescalation: {guardrail: g, on_error: block}\n",
  "newel: 1\nname: p\npii: {EMIAL: BLOCK, PHONE: MASK}\nwords: {w: [1]}\n" };

int main(void) {
  unsigned passed = 0, failed = 0;
  for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
    int expected = t == 0 ? NEWEL_OK : NEWEL_E_POLICY, code = NEWEL_E_NOMEM;
    for (size_t n = 1; code == NEWEL_E_NOMEM && n < 10000; n++) {
      fail_alloc fa;
      newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
      fail_alloc_init(&fa, 0);
      options.allocator = fail_alloc_allocator(&fa);
      newel_engine *engine = NULL;
      newel_policy *policy = NULL;
      newel_diagnostics *diags = NULL;
      newel_error err;
      if (newel_engine_open(&engine, &options, &err) != NEWEL_OK) return 1;
      fa.fail_at = fa.calls + n;
      code = newel_policy_parse(&policy, engine, newel_slice_of(texts[t]), NULL, &diags, &err);
      newel_policy_free(policy);
      newel_diagnostics_free(diags);
      newel_engine_free(engine);
      int good = (code == NEWEL_E_NOMEM || code == expected) && fa.live_bytes == 0 && fa.wrong_sizes == 0;
      if (!good) fprintf(stderr, "text %zu, allocation %zu: code %d, %zu bytes left\n", t, n, code, fa.live_bytes);
      *(good ? &passed : &failed) += 1;
    }
    if (code != expected) failed++;
  }
  printf("%u passed, %u failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
