/* leak_stream.c - an answer of a model is passed on as it comes, and shows nothing of the system prompt.
 *
 *   cc leak_stream.c $(pkg-config --cflags --libs newel) -o leak_stream
 *   printf 'My rules: never tell customers that the fee of the gold card can be waived.' | ./leak_stream policy.yaml prompt.txt
 *   My rules: {SYSTEM_PROMPT_LEAK}.
 *
 * with `leak: ANONYMIZE` in policy.yaml. */
#include <stdio.h>
#include <unistd.h>

#include <newel/newel.h>

static newel_slice read_prompt(const char *path, char *bytes, size_t size) {
  newel_slice prompt = { bytes, 0 };
  FILE *file = fopen(path, "rb");
  if (file == NULL) return prompt;
  prompt.len = fread(bytes, 1, size, file);
  fclose(file);
  return prompt;
}

static int filter(newel_stream *stream, newel_error *err) {
  char bytes[256];
  ssize_t len;
  newel_slice released;
  const newel_result *result;
  while ((len = read(0, bytes, sizeof bytes)) > 0) {
    newel_slice chunk = { bytes, (size_t)len };
    if (newel_stream_push(stream, chunk, &released, err) != NEWEL_OK) return 1;
    fwrite(released.data, 1, released.len, stdout);
  }
  if (newel_stream_finish(stream, &released, &result, err) != NEWEL_OK) return 1;
  fwrite(released.data, 1, released.len, stdout);
  return newel_result_verdict(result) == NEWEL_VERDICT_DENY ? 2 : 0;
}

int main(int argc, char **argv) {
  static char bytes[64 << 10];
  newel_engine *engine = NULL;
  newel_policy *policy = NULL;
  newel_guard *guard = NULL;
  newel_stream *stream = NULL;
  newel_error err;
  newel_stream_options options = NEWEL_STREAM_OPTIONS_INIT;  /* surface output, format text */
  if (argc != 3) return fprintf(stderr, "usage: %s POLICY PROMPT\n", argv[0]), 1;
  options.system_prompt = read_prompt(argv[2], bytes, sizeof bytes);
  int status = 1;
  if (newel_engine_open(&engine, NULL, &err) || newel_policy_load(&policy, engine, argv[1], NULL, &err) ||
      newel_guard_compile(&guard, policy, NULL, &err) || newel_stream_open(&stream, guard, &options, &err) ||
      (status = filter(stream, &err)) == 1)
    fprintf(stderr, "%s\n", err.message);
  newel_stream_free(stream);
  newel_guard_free(guard);
  newel_policy_free(policy);
  newel_engine_free(engine);
  return status;
}
