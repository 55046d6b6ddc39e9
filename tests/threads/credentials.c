/* aws/credentials under threads: one flight renews, nobody waits longer than its own deadline, old keys are used while they hold. */
#include "aws/credentials.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/slice.h"
#include "tally.h"

enum { THREADS = 8, FLIGHT_MS = 150, NOW_S = 1770000000 };

/* ---- a machine whose credential_process takes its time ---- */

typedef struct machine { int runs; int64_t now_s; } machine;

static const char *env(void *user, const char *name) {
  (void)user;
  return strcmp(name, "HOME") == 0 ? "/home" : strcmp(name, "AWS_EC2_METADATA_DISABLED") == 0 ? "true" : NULL;
}
static int read_file(void *user, const char *path, size_t most, nw_buf *out) {
  (void)user, (void)most;
  if (strcmp(path, "/home/.aws/config") != 0) return 0;
  nw_buf_add_text(out, "[default]\nregion = us-east-1\ncredential_process = keys\n");
  return 1;
}
static int write_file(void *user, const char *path, newel_slice text) { return (void)user, (void)path, (void)text, 0; }
static uint64_t now_ms(void *user) {
  struct timespec t;
  (void)user;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}
static void sleep_ms(void *user, uint64_t ms) {
  struct timespec t = { (time_t)(ms / 1000), (long)(ms % 1000) * 1000000 };
  (void)user;
  nanosleep(&t, NULL);
}
/* Keys that hold for 20 minutes, numbered by flight. */
static int run(void *user, char *const argv[], uint64_t timeout_ms, nw_buf *out) {
  machine *m = user;
  (void)argv, (void)timeout_ms;
  int number = __atomic_add_fetch(&m->runs, 1, __ATOMIC_SEQ_CST);
  sleep_ms(NULL, FLIGHT_MS);
  nw_buf_addf(out, "{\"Version\":1,\"AccessKeyId\":\"AKID%d\",\"SecretAccessKey\":\"s\",\"Expiration\":\"2026-02-02T%02d:%02d:00Z\"}", number,
              number == 1 ? 3 : 4, 0);
  return 0;
}
static int64_t now_s(void *user) { return __atomic_load_n(&((machine *)user)->now_s, __ATOMIC_SEQ_CST); }
static uint32_t chance(void *user) { return (void)user, 1; }
static nw_http_failure no_network(void *user, const nw_http_call *call, nw_http_response *response, newel_error *err) {
  (void)user, (void)call, (void)response, (void)err;
  return NW_HTTP_CONNECT;
}

/* ---- askers ---- */

typedef struct asker {
  nw_credentials *credentials;
  uint64_t        timeout_ms, took_ms;
  int             code;
  char            key[32];
} asker;

static void *ask(void *user) {
  asker *a = user;
  nw_identity got;
  newel_error err = { 0 };
  uint64_t begin = now_ms(NULL);
  nw_identity_init(&got, nw_alloc_of(NULL));
  a->code = nw_credentials_get(a->credentials, a->timeout_ms, &got, &err);
  a->took_ms = now_ms(NULL) - begin;
  snprintf(a->key, sizeof a->key, "%.*s", (int)got.key.key_id.len, got.key.key_id.data == NULL ? "" : got.key.key_id.data);
  nw_identity_free(&got);
  return NULL;
}

static void ask_all(nw_credentials *credentials, asker askers[THREADS], uint64_t timeout_ms) {
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) {
    askers[i] = (asker){ .credentials = credentials, .timeout_ms = timeout_ms };
    pthread_create(&threads[i], NULL, ask, &askers[i]);
  }
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
}

static int all_have(const asker askers[THREADS], const char *key) {
  int count = 0;
  for (int i = 0; i < THREADS; i++) count += askers[i].code == NEWEL_OK && strcmp(askers[i].key, key) == 0;
  return count == THREADS;
}

int main(void) {
  machine m = { .now_s = NOW_S }; /* 2026-02-02T02:40:00Z: the first keys hold for 20 minutes */
  nw_world world = { &m, env, read_file, write_file, run, now_s, now_ms, sleep_ms, chance, no_network };
  nw_aws_config config;
  nw_credentials *credentials = NULL;
  asker askers[THREADS];
  newel_error err = { 0 };
  tally_check(nw_aws_config_load(&config, nw_alloc_of(NULL), &world, NULL, &err) == NEWEL_OK, err.message);
  tally_check(nw_credentials_open(&credentials, nw_alloc_of(NULL), &config, &world, &err) == NEWEL_OK, err.message);

  ask_all(credentials, askers, 10000);
  tally_check(m.runs == 1 && all_have(askers, "AKID1"), "one flight for all");
  ask_all(credentials, askers, 10000);
  tally_check(m.runs == 1, "fresh keys need none");

  __atomic_store_n(&m.now_s, NOW_S + 10 * 60, __ATOMIC_SEQ_CST); /* ten minutes left */
  ask_all(credentials, askers, 10000);
  int fast = 0, renewed = 0;
  for (int i = 0; i < THREADS; i++) fast += strcmp(askers[i].key, "AKID1") == 0 && askers[i].took_ms < FLIGHT_MS;
  for (int i = 0; i < THREADS; i++) renewed += strcmp(askers[i].key, "AKID2") == 0;
  tally_check(m.runs == 2 && renewed >= 1 && fast + renewed == THREADS, "the old keys are used while one renews");

  nw_credentials_forget(credentials);
  asker patient = { .credentials = credentials, .timeout_ms = 10000 }, hasty = { .credentials = credentials, .timeout_ms = 20 };
  pthread_t first;
  pthread_create(&first, NULL, ask, &patient);
  while (__atomic_load_n(&m.runs, __ATOMIC_SEQ_CST) < 3) sleep_ms(NULL, 1);
  ask(&hasty);
  pthread_join(first, NULL);
  tally_check(hasty.code == NEWEL_E_CREDENTIALS && hasty.took_ms < FLIGHT_MS, "nobody waits past its own deadline");
  tally_check(patient.code == NEWEL_OK && m.runs == 3, "the flight itself goes on");

  nw_credentials_free(credentials);
  nw_aws_config_free(&config);
  return tally_end();
}
