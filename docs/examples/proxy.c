/* proxy.c - a filter on both sides of an upstream, line by line.
 *
 *   proxy policy.yaml [COMMAND ARG...]
 *
 *   stdin ──► INPUT rules ──► upstream ──► OUTPUT rules ──► stdout
 *
 * Each line of standard input is a request. The upstream is COMMAND: it gets the filtered request as its last argument, and what it
 * prints is the answer. Without COMMAND the upstream echoes the request. A denied request never reaches the upstream: its line of
 * output is the policy's message. There is no network and no model here; put your own call where `upstream` is.
 *
 * The exit status is 2 when any line was denied.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "newel/newel.h"

enum { ANSWER_BYTES = 1 << 20, EXIT_DENIED = 2 };

/* Answers a request: writes at most `size` bytes, returns how many, or -1. `command` ends with a free place and a NULL. */
typedef ssize_t (*upstream_fn)(char **command, const char *request, char *answer, size_t size);

static ssize_t echo(char **command, const char *request, char *answer, size_t size) {
  size_t len = strlen(request);
  (void)command;
  if (len > size) len = size;
  memcpy(answer, request, len);
  return (ssize_t)len;
}

/* Runs the command with the request as its last argument. No shell: a request cannot become a command. */
static ssize_t run(char **command, const char *request, char *answer, size_t size) {
  int ends[2], status = 0;
  size_t len = 0;
  ssize_t got = 0;
  pid_t child;

  if (pipe(ends) != 0) return -1;
  child = fork();
  if (child == 0) {
    size_t last = 0;
    while (command[last] != NULL) last++;
    command[last] = (char *)(uintptr_t)request;
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execvp(command[0], command);
    _exit(127);
  }
  close(ends[1]);
  while (child > 0 && len < size && (got = read(ends[0], answer + len, size - len)) > 0) len += (size_t)got;
  close(ends[0]);
  if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0 || got < 0) return -1;
  while (len > 0 && answer[len - 1] == '\n') len--;
  return (ssize_t)len;
}

/* Filters one text of a surface. `output` is what may be passed on; it lives until the next call. */
static int filter(const newel_guard *guard, newel_scratch *scratch, newel_surface surface, newel_slice text, newel_slice *output,
                  newel_verdict *verdict, newel_error *err) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  const newel_result *result;
  int code;

  segment.text = text;
  segment.surface = surface;
  options.local = 1;  /* nobody is asked: see README, "What is judged here" */
  code = newel_guard_apply(guard, scratch, &segment, 1, &options, &result, err);
  if (code != NEWEL_OK) return code;
  *verdict = newel_result_verdict(result);
  *output = newel_result_segment(result, 0).output;
  return NEWEL_OK;
}

/* One request line to one answer line. Returns a code; sets `denied` when either side was. */
static int serve(const newel_guard *guard, newel_scratch *scratch, upstream_fn upstream, char **command, newel_slice line, char *answer,
                 int *denied, newel_error *err) {
  newel_slice output;
  newel_verdict verdict;
  int code = filter(guard, scratch, NEWEL_SURFACE_USER, line, &output, &verdict, err);

  if (code == NEWEL_OK && verdict != NEWEL_VERDICT_DENY) {
    char *request = malloc(output.len + 1);  /* a command line ends at NUL: the library would keep it, an argument cannot */
    ssize_t len;
    if (request == NULL) return NEWEL_E_NOMEM;
    memcpy(request, output.data, output.len);
    request[output.len] = '\0';
    len = upstream(command, request, answer, ANSWER_BYTES);
    free(request);
    if (len < 0) {
      fprintf(stderr, "proxy: the upstream failed\n");
      return NEWEL_E_IO;
    }
    code = filter(guard, scratch, NEWEL_SURFACE_OUTPUT, (newel_slice){ answer, (size_t)len }, &output, &verdict, err);
  }
  if (code != NEWEL_OK) return code;
  *denied |= verdict == NEWEL_VERDICT_DENY;
  fwrite(output.data, 1, output.len, stdout);
  putchar('\n');
  return fflush(stdout) == 0 ? NEWEL_OK : NEWEL_E_IO;
}

int main(int argc, char **argv) {
  newel_engine *engine = NULL;
  newel_policy *policy = NULL;
  newel_guard *guard = NULL;
  newel_scratch *scratch = NULL;
  newel_error err = { 0 };
  char **command = calloc((size_t)argc + 1, sizeof *command), *answer = malloc(ANSWER_BYTES), *line = NULL;
  size_t capacity = 0;
  ssize_t len;
  int code = NEWEL_E_NOMEM, denied = 0;

  if (argc < 2) {
    fprintf(stderr, "usage: proxy POLICY [COMMAND ARG...]\n");
    code = NEWEL_E_ARGUMENT;
    goto done;
  }
  if (command == NULL || answer == NULL) goto done;
  for (int i = 2; i < argc; i++) command[i - 2] = argv[i];
  if ((code = newel_engine_open(&engine, NULL, &err)) || (code = newel_policy_load(&policy, engine, argv[1], NULL, &err)) ||
      (code = newel_guard_compile(&guard, policy, NULL, &err)) || (code = newel_scratch_open(&scratch, engine, &err))) {
    goto done;
  }
  while (code == NEWEL_OK && (len = getline(&line, &capacity, stdin)) > 0) {
    newel_slice request = { line, (size_t)len - (line[len - 1] == '\n') };
    code = serve(guard, scratch, argc > 2 ? run : echo, command, request, answer, &denied, &err);
  }

done:
  if (code != NEWEL_OK && err.message[0] != '\0') fprintf(stderr, "proxy: %s\n", err.message);
  newel_scratch_free(scratch);
  newel_guard_free(guard);
  newel_policy_free(policy);
  newel_engine_free(engine);
  free(line);
  free(answer);
  free(command);
  return code != NEWEL_OK ? 1 : denied ? EXIT_DENIED : 0;
}
