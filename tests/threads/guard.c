/* One guard, many threads, each with its own scratch and streams; references come and go. Runs under TSan too. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "newel/newel.h"

enum { THREADS = 8, ROUNDS = 300 };

static const char policy_text[] = "newel: 1\nname: threads\npii: {EMAIL: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: BLOCK, PHONE: ANONYMIZE}\n"
                                  "words: {w: {list: ['acme corp'], action: ANONYMIZE}}\n"
                                  "regexes: {r: {pattern: 'BK-[0-9]{8}', action: ANONYMIZE}}\n";

typedef struct job { newel_engine *engine; newel_guard *guard; unsigned number; unsigned long passed, failed; } job;

static void expect(job *j, int holds) { holds ? j->passed++ : j->failed++; }

static void whole_text(job *j, newel_scratch *scratch, unsigned round) {
  char text[128], expected[128];
  newel_segment segment = NEWEL_SEGMENT_INIT;
  const newel_result *result;
  int len = snprintf(text, sizeof text, "mail a%u.%u@example.com about Acme Corp and BK-%08u", j->number, round, round);
  (void)snprintf(expected, sizeof expected, "mail {EMAIL} about {w} and {r}");
  segment.text.data = text;
  segment.text.len = (size_t)len;
  if (newel_guard_apply(j->guard, scratch, &segment, 1, NULL, &result, NULL) != NEWEL_OK) abort();
  newel_slice output = newel_result_segment(result, 0).output;
  expect(j, output.len == strlen(expected) && memcmp(output.data, expected, output.len) == 0);
}

static void stream(job *j, unsigned round) {
  newel_stream *s;
  newel_slice released;
  const newel_result *result;
  const char *text = round % 2 ? "my card is 4111 1111 1111 1111, thanks" : "my mail is ann@example.com, thanks";
  if (newel_stream_open(&s, j->guard, NULL, NULL) != NEWEL_OK) abort();
  for (size_t i = 0; i < strlen(text); i++)
    if (newel_stream_push(s, (newel_slice){ text + i, 1 }, &released, NULL) != NEWEL_OK) abort();
  if (newel_stream_finish(s, &released, &result, NULL) != NEWEL_OK) abort();
  expect(j, newel_result_verdict(result) == (round % 2 ? NEWEL_VERDICT_DENY : NEWEL_VERDICT_MODIFY));
  newel_stream_free(s);
}

static void *work(void *user) {
  job *j = user;
  newel_scratch *scratch;
  if (newel_scratch_open(&scratch, j->engine, NULL) != NEWEL_OK) abort();
  for (unsigned round = 0; round < ROUNDS; round++) {
    whole_text(j, scratch, round);
    if (round % 8 == 0) stream(j, round / 8);
    newel_guard_free(newel_guard_ref(j->guard));
  }
  newel_scratch_free(scratch);
  newel_guard_free(j->guard);
  return NULL;
}

int main(void) {
  newel_engine *engine;
  newel_policy *policy;
  newel_guard *guard;
  newel_error err;
  pthread_t threads[THREADS];
  job jobs[THREADS];
  unsigned long passed = 0, failed = 0;
  if (newel_engine_open(&engine, NULL, NULL) != NEWEL_OK ||
      newel_policy_parse(&policy, engine, newel_slice_of(policy_text), NULL, NULL, &err) != NEWEL_OK ||
      newel_guard_compile(&guard, policy, NULL, &err) != NEWEL_OK) {
    printf("%s\n0 passed, 1 failed\n", err.message);
    return 1;
  }
  newel_policy_free(policy);
  for (unsigned i = 0; i < THREADS; i++) {
    job j = { engine, newel_guard_ref(guard), i, 0, 0 };
    jobs[i] = j;
  }
  newel_guard_free(guard); /* the threads own it now */
  for (unsigned i = 0; i < THREADS; i++)
    if (pthread_create(&threads[i], NULL, work, &jobs[i]) != 0) abort();
  for (unsigned i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    passed += jobs[i].passed;
    failed += jobs[i].failed;
  }
  newel_engine_free(engine);
  printf("%lu passed, %lu failed\n", passed, failed);
  return failed > 0;
}
