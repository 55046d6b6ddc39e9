/* One client, many threads: calls of all kinds at once; each thread reads its own answers. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "bedrock/client.h"
#include "still_world.h"

enum { THREADS = 4, CALLS = 150 };

static int passed, failed;

/* ---- a machine of constants that sends every request's body back ---- */

static nw_http_failure send(void *user, const nw_http_call *call, nw_http_response *response, newel_error *err) {
  (void)user, (void)err;
  response->status = 200;
  if (call->on_body == NULL) nw_buf_add_slice(&response->body, call->request->body);
  else if (call->on_body(call->user, response, "data: {\"a\":1}\n\ndata: [DONE]\n\n", 29) != 0) return NW_HTTP_STOPPED;
  return NW_HTTP_NONE;
}

static int on_event(void *user, newel_slice name, newel_slice payload) {
  (void)name;
  *(int *)user += (int)payload.len;
  return 0;
}

typedef struct worker {
  pthread_t     thread;
  newel_engine *engine;
  newel_client *client;
  unsigned      number, bad;
} worker;

static int one_call(worker *w, newel_body *body, unsigned i) {
  char parameters[160], want[80];
  newel_error err;
  newel_call_options options = NEWEL_CALL_OPTIONS_INIT;
  int bytes = 0;
  options.on_event = on_event;
  options.user = &bytes;
  if (i % 3 == 0)
    return newel_client_call(w->client, NW_LIT("ChatCompletionsStream"), NW_LIT("{\"model\":\"o\",\"messages\":[]}"), &options,
                             body, &err) == NEWEL_OK &&
           bytes == 7;
  (void)snprintf(want, sizeof want, "{\"requestMetadata\":{\"call\":\"%u-%u\"}}", w->number, i);
  (void)snprintf(parameters, sizeof parameters, "{\"modelId\":\"m\",%s", want + 1);
  return newel_client_call(w->client, NW_LIT("Converse"), newel_slice_of(parameters), NULL, body, &err) == NEWEL_OK &&
         nw_slice_is(newel_body_json(body), want);
}

static void *work(void *user) {
  worker *w = user;
  newel_body *body;
  if (newel_body_open(&body, w->engine, NULL) != NEWEL_OK) {
    w->bad = CALLS;
    return NULL;
  }
  for (unsigned i = 0; i < CALLS; i++) w->bad += !one_call(w, body, i);
  newel_body_free(body);
  return NULL;
}

int main(void) {
  nw_world world = { NULL, still_env, still_read_file, still_write_file, still_run, still_now_s, still_now_ms,
                     still_sleep_ms, still_random, send };
  newel_client_options options = NEWEL_CLIENT_OPTIONS_INIT;
  newel_engine *engine = NULL;
  newel_client *client = NULL;
  worker workers[THREADS];
  options.region = NW_LIT("us-east-1");
  options.key_id = NW_LIT("AKIDEXAMPLE");
  options.secret = NW_LIT("secret");
  if (newel_engine_open(&engine, NULL, NULL) != NEWEL_OK ||
      nw_client_open_in(&client, engine, &world, &options, NULL) != NEWEL_OK)
    return 1;
  for (unsigned i = 0; i < THREADS; i++) {
    workers[i] = (worker){ .engine = engine, .client = client, .number = i };
    if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) return 1;
  }
  for (unsigned i = 0; i < THREADS; i++) {
    pthread_join(workers[i].thread, NULL);
    passed += CALLS - (int)workers[i].bad;
    failed += (int)workers[i].bad;
  }
  newel_client_free(client);
  newel_engine_free(engine);
  printf("%d passed, %d failed\n", passed, failed);
  return failed > 0;
}
