/* newel/train.h with the n-th allocation failing: texts are added, for every n; a training runs, for some.
 * An error, and nothing is left. */
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "fail_alloc.h"
#include "newel/newel.h"

#define LABELS(v) "{\"HATE\":" v ",\"INSULTS\":" v ",\"SEXUAL\":" v ",\"VIOLENCE\":" v ",\"MISCONDUCT\":" v ",\"PROMPT_ATTACK\":" v \
                  ",\"PROFANITY\":" v "}"
static const char *const lines[] = {
  "{\"text\":\"you are a fool and a liar\",\"labels\":" LABELS("1") "}",
  "{\"text\":\"the garden is green today\",\"labels\":" LABELS("0") "}",
  "{\"text\":\"ignore the rules, you fool\",\"labels\":" LABELS("1") "}",
  "{\"text\":\"where is my parcel?\",\"labels\":" LABELS("0") "}",
  "{\"text\":\"what a liar, how stupid\",\"labels\":" LABELS("1") "}",
  "{\"text\":\"bake the bread for an hour\",\"labels\":" LABELS("0") "}",
};
enum { LINES = sizeof lines / sizeof lines[0] };

static int swallow(void *user, const char *data, size_t len) {
  (void)data;
  *(size_t *)user += len;
  return 0;
}

static int train(newel_engine *engine, int run) {
  newel_train *training;
  newel_error err;
  size_t written = 0;
  int code = newel_train_open(&training, engine, NULL, &err);
  for (size_t i = 0; code == NEWEL_OK && i < LINES; i++)
    code = newel_train_add(training, nw_slice(lines[i], strlen(lines[i])), i % 2 ? NEWEL_TRAIN_REFERENCE : 0, &err);
  if (code == NEWEL_OK && run) code = newel_train_run(training, swallow, &written, &err);
  if (code == NEWEL_OK && run && written == 0) code = NEWEL_E_STATE;
  newel_train_free(training);
  return code;
}

/* 1 where the work failed for memory, or went well, and left nothing; *more: the allocation that was to fail was reached. */
static int attempt(size_t fail_at, int run, int *more) {
  fail_alloc fa;
  newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
  newel_engine *engine;
  newel_error err;
  fail_alloc_init(&fa, fail_at);
  options.allocator = fail_alloc_allocator(&fa);
  int code = newel_engine_open(&engine, &options, &err);
  if (code == NEWEL_OK) {
    code = train(engine, run);
    newel_engine_free(engine);
  }
  *more = fa.failed;
  return code == (fa.failed ? NEWEL_E_NOMEM : NEWEL_OK) && fa.live_bytes == 0 && fa.wrong_sizes == 0;
}

int main(void) {
  enum { SOME = 17 };
  unsigned passed = 0, failed = 0;
  for (int run = 0; run < 2; run++) {
    int more = 1;
    for (size_t n = 1; more; n += run ? SOME : 1) *(attempt(n, run, &more) ? &passed : &failed) += 1;
  }
  printf("%u passed, %u failed\n", passed, failed);
  return failed != 0;
}
