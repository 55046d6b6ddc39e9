/* The judges of newel/judge.h with the n-th allocation failing, for every n: an error, and nothing is left. */
#include <stdio.h>

#include "base/slice.h"
#include "fail_alloc.h"
#include "newel/newel.h"

static int judge_all(newel_judge *judge) {
  static const newel_slice example = {"can I get a loan?", 17}, source = {"The tower is 330 m tall.", 24}, query = {"how tall?", 9};
  const newel_topic topic = {.name = {"loans", 5}, .definition = {"Loans", 5}, .examples = &example, .example_count = 1};
  const newel_topic_score *scores;
  newel_grounding said;
  newel_error err;
  size_t count;
  int code = newel_judge_set_topics(judge, &topic, 1, &err);
  if (code == NEWEL_OK) code = newel_judge_topics(judge, example, &scores, &count, &err);
  if (code == NEWEL_OK) code = newel_judge_grounding(judge, &source, 1, &query, 1, source, &said, &err);
  return code;
}

static int attempt(size_t fail_at, unsigned *failed) {
  fail_alloc fa;
  newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
  newel_engine *engine;
  newel_judge *judge;
  newel_error err;
  fail_alloc_init(&fa, fail_at);
  options.allocator = fail_alloc_allocator(&fa);
  int code = newel_engine_open(&engine, &options, &err);
  if (code == NEWEL_OK) {
    code = newel_judge_open(&judge, engine, &err);
    if (code == NEWEL_OK) code = judge_all(judge);
    newel_judge_free(judge);
    newel_engine_free(engine);
  }
  if ((code != NEWEL_OK && code != NEWEL_E_NOMEM) || fa.live_bytes != 0 || fa.wrong_sizes != 0) (*failed)++;
  return code;
}

int main(void) {
  unsigned tried = 0, failed = 0;
  int code = NEWEL_E_NOMEM;
  for (size_t n = 1; code != NEWEL_OK && n < 200; n++, tried++) code = attempt(n, &failed);
  if (code != NEWEL_OK) failed++;
  printf("judge oom: %u passed, %u failed\n", tried - failed, failed);
  return failed != 0;
}
