/* Fails the n-th allocation of newel_policy_parse until it succeeds: every failure is NEWEL_E_NOMEM and leaks nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "base/slice.h"
#include "newel/newel.h"

typedef struct ledger { size_t bytes, calls, fail_at; } ledger;

static void *count_realloc(void *user, void *ptr, size_t old_size, size_t new_size) {
  ledger *l = user;
  if (new_size == 0) {
    l->bytes -= old_size;
    free(ptr);
    return NULL;
  }
  if (++l->calls == l->fail_at) return NULL;
  void *moved = realloc(ptr, new_size);
  if (moved != NULL) l->bytes += new_size - old_size;
  return moved;
}

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
      ledger l = { 0, 0, 0 };
      newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
      options.allocator = (newel_allocator){ count_realloc, &l };
      newel_engine *engine = NULL;
      newel_policy *policy = NULL;
      newel_diagnostics *diags = NULL;
      newel_error err;
      if (newel_engine_open(&engine, &options, &err) != NEWEL_OK) return 1;
      l.calls = 0;
      l.fail_at = n;
      code = newel_policy_parse(&policy, engine, newel_slice_of(texts[t]), NULL, &diags, &err);
      newel_policy_free(policy);
      newel_diagnostics_free(diags);
      newel_engine_free(engine);
      int good = (code == NEWEL_E_NOMEM || code == expected) && l.bytes == 0;
      if (!good) fprintf(stderr, "text %zu, allocation %zu: code %d, %zu bytes left\n", t, n, code, l.bytes);
      *(good ? &passed : &failed) += 1;
    }
    if (code != expected) failed++;
  }
  printf("%u passed, %u failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
