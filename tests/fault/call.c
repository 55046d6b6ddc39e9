/* call - calls operations from a list, for the fault server's cases: what a program sees of a bad day.
 *
 *   printf '2000\tApplyGuardrail\t{"guardrailIdentifier":"g",…}\n' | call
 *   {"code":"NEWEL_OK","status":200,"tries":1,"error":"","ms":12,"events":0,"json":1,"message":"","advice":""}
 *
 * A line is deadline in milliseconds, operation, parameters, with tabs between; all go through one client of the environment. With
 * FAULT_CANARY=1 the last line is {"unwiped":N,"left":N}: blocks that were given back with a canary in them, and places of memory that
 * hold the canary of the secret key when all is freed. The canaries stand in no memory of this program itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "json/writer.h"
#include "newel/bedrock.h"

/* ---- canaries: texts that begin with "c4n4ry-", and the secret key's "s3cr3t-" ---- */

static const unsigned char of_texts[] = { 'c' ^ 1, '4' ^ 1, 'n' ^ 1, '4' ^ 1, 'r' ^ 1, 'y' ^ 1, '-' ^ 1 };
static const unsigned char of_key[] = { 's' ^ 1, '3' ^ 1, 'c' ^ 1, 'r' ^ 1, '3' ^ 1, 't' ^ 1, '-' ^ 1 };
static size_t unwiped;

static size_t count(const unsigned char *canary, size_t len, const char *data, size_t size) {
  size_t found = 0;
  for (size_t i = 0; i + len <= size; i++) {
    size_t n = 0;
    while (n < len && (unsigned char)data[i + n] == (canary[n] ^ 1)) n++;
    found += n == len;
  }
  return found;
}

static void look_at(const char *data, size_t size) {
  if (count(of_texts, sizeof of_texts, data, size) + count(of_key, sizeof of_key, data, size) == 0) return;
  unwiped++;
  if (getenv("FAULT_CANARY_STOP") != NULL) abort();
}

/* Every block that is given back is looked at, also the one that a move leaves behind. */
static void *watch(void *user, void *ptr, size_t old_size, size_t new_size) {
  (void)user;
  if (new_size > 0) {
    char *made = malloc(new_size);
    if (made == NULL) return NULL;
    if (ptr != NULL) memcpy(made, ptr, old_size < new_size ? old_size : new_size);
    if (ptr != NULL) look_at(ptr, old_size);
    free(ptr);
    return made;
  }
  if (ptr != NULL) look_at(ptr, old_size);
  free(ptr);
  return NULL;
}

/* The heap and the stack, as a core file would have them. AddressSanitizer maps terabytes of its own and keeps blocks that were
 * given back, so nothing is to be learned there: `watch` still looks at every block. */
#ifdef __SANITIZE_ADDRESS__
static size_t left_in_memory(void) { return 0; }
#else
static size_t left_in_memory(void) {
  FILE *maps = fopen("/proc/self/maps", "r");
  static char entry[512];
  size_t found = 0;
  while (maps != NULL && fgets(entry, sizeof entry, maps) != NULL) {
    unsigned long from, to;
    char rights[8];
    if (sscanf(entry, "%lx-%lx %7s", &from, &to, rights) != 3 || strncmp(rights, "rw", 2) != 0 || strstr(entry, "[vv") != NULL) continue;
    found += count(of_key, sizeof of_key, (const char *)(uintptr_t)from, to - from);
  }
  if (maps != NULL) fclose(maps);
  return found;
}
#endif

/* ---- calls ---- */

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

static void report(int code, const newel_body *body, unsigned events, uint64_t ms, const newel_error *err) {
  nw_json_writer w;
  nw_json_writer_init(&w, put, stdout, 0);
  nw_json_object(&w);
  nw_json_key_text(&w, "code", newel_slice_of(newel_code_name(code)));
  nw_json_key_uint(&w, "status", (uint64_t)newel_body_status(body));
  nw_json_key_uint(&w, "tries", newel_body_attempts(body));
  nw_json_key_text(&w, "error", newel_body_error(body));
  nw_json_key_uint(&w, "ms", ms);
  nw_json_key_uint(&w, "events", events);
  nw_json_key_uint(&w, "json", newel_body_json(body).len > 0);
  nw_json_key_text(&w, "message", newel_slice_of(code == NEWEL_OK ? "" : err->message));
  nw_json_key_text(&w, "advice", newel_slice_of(code == NEWEL_OK ? "" : err->advice));
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
  newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
  const int watched = getenv("FAULT_CANARY") != NULL;
  if (watched) options.allocator.realloc_fn = watch;
  int code = newel_engine_open(&engine, &options, &err);
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
  if (watched) printf("{\"unwiped\":%zu,\"left\":%zu}\n", unwiped, left_in_memory());
  return code != NEWEL_OK;
}
