/* call - calls operations from a list, for the fault server's cases: what a program sees of a bad day.
 *
 *   printf '2000\tApplyGuardrail\t{"guardrailIdentifier":"g",…}\n' | call
 *   {"code":"NEWEL_OK","status":200,"tries":1,"error":"","ms":12,"events":0,"json":1,"message":"","advice":""}
 *
 * A line is deadline in milliseconds, operation, parameters, with tabs between; all go through one client of the environment. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "json/writer.h"
#include "newel/bedrock.h"

static uint64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static int count_event(void *user, newel_slice name, newel_slice payload) {
  (void)name, (void)payload;
  ++*(unsigned *)user;
  return 0;
}

static int streams(const char *operation) {
  for (size_t i = 0; newel_operation_at(i).name != NULL; i++)
    if (strcmp(newel_operation_at(i).name, operation) == 0) return newel_operation_at(i).streams;
  return 0;
}

static int put(void *file, const char *data, size_t len) { return fwrite(data, 1, len, file) == len ? 0 : 1; }

static void number(nw_json_writer *w, const char *key, uint64_t value) {
  nw_json_key(w, key);
  nw_json_uint(w, value);
}

static void text(nw_json_writer *w, const char *key, newel_slice value) {
  nw_json_key(w, key);
  nw_json_text(w, value);
}

static void report(int code, const newel_body *body, unsigned events, uint64_t ms, const newel_error *err) {
  nw_json_writer w;
  nw_json_writer_init(&w, put, stdout, 0);
  nw_json_object(&w);
  text(&w, "code", newel_slice_of(newel_code_name(code)));
  number(&w, "status", (uint64_t)newel_body_status(body));
  number(&w, "tries", newel_body_attempts(body));
  text(&w, "error", newel_body_error(body));
  number(&w, "ms", ms);
  number(&w, "events", events);
  number(&w, "json", newel_body_json(body).len > 0);
  text(&w, "message", newel_slice_of(code == NEWEL_OK ? "" : err->message));
  text(&w, "advice", newel_slice_of(code == NEWEL_OK ? "" : err->advice));
  nw_json_close(&w);
  (void)nw_json_writer_end(&w);
  printf("\n");
  fflush(stdout);
}

static void call(newel_client *client, newel_body *body, char *line) {
  newel_call_options options = NEWEL_CALL_OPTIONS_INIT;
  newel_error err = { 0 };
  unsigned events = 0;
  char *operation = strchr(line, '\t'), *parameters = operation == NULL ? NULL : strchr(operation + 1, '\t');
  if (parameters == NULL) return;
  *operation++ = *parameters++ = '\0';
  options.deadline_ms = (uint32_t)strtoul(line, NULL, 10);
  options.user = &events;
  if (streams(operation)) options.on_event = count_event;
  uint64_t begin = now_ms();
  int code = newel_client_call(client, newel_slice_of(operation), newel_slice_of(parameters), &options, body, &err);
  report(code, body, events, now_ms() - begin, &err);
}

int main(void) {
  static char line[1 << 20];
  newel_engine *engine = NULL;
  newel_client *client = NULL;
  newel_body *body = NULL;
  newel_error err = { 0 };
  int code = newel_engine_open(&engine, NULL, &err);
  if (code == NEWEL_OK) code = newel_client_open(&client, engine, NULL, &err);
  if (code == NEWEL_OK) code = newel_body_open(&body, engine, &err);
  if (code != NEWEL_OK) fprintf(stderr, "%s\n", err.message);
  while (code == NEWEL_OK && fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    call(client, body, line);
  }
  newel_body_free(body);
  newel_client_free(client);
  newel_engine_free(engine);
  return code != NEWEL_OK;
}
