/* chat_stream.c - filter an answer while it arrives.
 *
 *   printf 'Write to ana@example.com or call.' | chat_stream policy.yaml
 *
 * Standard input stands for a model that sends its answer in pieces: each read of at most 16 bytes is one token chunk. What the
 * stream releases is written at once. When the answer is denied, nothing more is released: the policy's message follows on a line of
 * its own, and the exit status is 2.
 */
#include <stdio.h>
#include <unistd.h>

#include "newel/newel.h"

enum { CHUNK_BYTES = 16, EXIT_DENIED = 2 };

static int show(newel_slice released) {
  fwrite(released.data, 1, released.len, stdout);
  return fflush(stdout);
}

/* Pushes chunk after chunk until the text ends or is denied. */
static int filter(newel_stream *stream, newel_error *err) {
  char chunk[CHUNK_BYTES];
  ssize_t got = 0;
  while (newel_stream_verdict(stream) != NEWEL_VERDICT_DENY && (got = read(STDIN_FILENO, chunk, sizeof chunk)) > 0) {
    newel_slice text = { chunk, (size_t)got }, released;
    int code = newel_stream_push(stream, text, &released, err);
    if (code != NEWEL_OK) return code;
    show(released);
  }
  return got < 0 ? NEWEL_E_IO : NEWEL_OK;
}

int main(int argc, char **argv) {
  newel_engine *engine = NULL;
  newel_policy *policy = NULL;
  newel_guard *guard = NULL;
  newel_stream *stream = NULL;
  newel_stream_options options = NEWEL_STREAM_OPTIONS_INIT;  /* surface output, format text */
  newel_error err = { 0 };
  const newel_result *result;
  newel_slice rest;
  int status = 1;

  options.local = 1;
  if (argc != 2) {
    fprintf(stderr, "usage: chat_stream POLICY <answer\n");
    return 1;
  }
  if (newel_engine_open(&engine, NULL, &err) || newel_policy_load(&policy, engine, argv[1], NULL, &err) ||
      newel_guard_compile(&guard, policy, NULL, &err) || newel_stream_open(&stream, guard, &options, &err) || filter(stream, &err) ||
      newel_stream_finish(stream, &rest, &result, &err)) {
    fprintf(stderr, "chat_stream: %s\n", err.message);
    goto done;
  }
  show(rest);
  status = 0;
  if (newel_result_verdict(result) == NEWEL_VERDICT_DENY) {
    newel_slice message = newel_result_segment(result, 0).output;
    printf("\n%.*s\n", (int)message.len, message.data);
    status = EXIT_DENIED;
  }

done:
  newel_stream_free(stream);
  newel_guard_free(guard);
  newel_policy_free(policy);
  newel_engine_free(engine);
  return status;
}
