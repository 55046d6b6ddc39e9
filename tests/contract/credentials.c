/* AWS's cases for credentials: environment, files, programs and HTTP traffic are replayed; keys, account and expiry must be as
 * recorded, and every request must be one that was recorded, in that order. Then where containers and the metadata service are
 * asked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "aws/credentials.h"
#include "base/error.h"
#include "base/slice.h"
#include "json/tree.h"
#include "shared.h"
#include "tally.h"

static newel_slice member(const nw_json_node *node, const char *key) {
  const nw_json_node *found = node == NULL || node->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(node, key);
  return found == NULL ? nw_slice(NULL, 0) : found->text;
}

static const nw_json_node *at(const nw_json_node *node, const char *a, const char *b, const char *c) {
  const char *const path[] = { a, b, c };
  for (size_t i = 0; i < 3 && path[i] != NULL && node != NULL; i++) node = nw_json_member(node, path[i]);
  return node;
}

/* ---- a world that is replayed ---- */

typedef struct replay {
  const nw_json_node *env, *fs;  /* fs: path to text, for the cases that carry files inside */
  const nw_json_node *event;     /* the next of the traffic */
  const char         *folder, *name;
  char                value[4096];
  int                 wrong;
} replay;

static const char *env(void *user, const char *name) {
  replay *r = user;
  const nw_json_node *node = r->env == NULL ? NULL : nw_json_member(r->env, name);
  if (node == NULL) return NULL;
  static char values[16][1024];
  static size_t next;
  char *out = values[next++ % 16];
  snprintf(out, sizeof values[0], "%.*s", (int)node->text.len, node->text.data);
  return out;
}

static int read_file(void *user, const char *path, size_t most, nw_buf *out) {
  replay *r = user;
  const nw_json_node *inside = r->fs == NULL ? NULL : nw_json_member(r->fs, path);
  (void)most;
  if (inside != NULL) nw_buf_add_slice(out, inside->text);
  if (inside != NULL || r->folder == NULL) return inside != NULL;
  char inner[1200];
  snprintf(inner, sizeof inner, "%s/fs%s%s", r->name, path[0] == '/' ? "" : "/", path);
  newel_slice text = shared_file(r->folder, inner, NULL);
  if (text.data == NULL) return 0;
  nw_buf_add_slice(out, text);
  free((void *)text.data);
  return 1;
}

static int write_file(void *user, const char *path, newel_slice text) {
  (void)user, (void)path, (void)text;
  return 1;
}

/* The recorded programs are shell lines; the library gives words. */
static int run(void *user, char *const argv[], uint64_t timeout_ms, nw_buf *out) {
  char line[4096] = "", piece[512];
  (void)user, (void)timeout_ms;
  for (size_t i = 0; argv[i] != NULL; i++) snprintf(line + strlen(line), sizeof line - strlen(line), "%s ", argv[i]);
  FILE *pipe = popen(line, "r");
  if (pipe == NULL) return -1;
  for (size_t got; (got = fread(piece, 1, sizeof piece, pipe)) > 0;) nw_buf_add(out, piece, got);
  int status = pclose(pipe);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int64_t now_s(void *user) { return (void)user, 1000000000; }
static uint64_t now_ms(void *user) { return (void)user, 5; }
static void sleep_ms(void *user, uint64_t ms) { (void)user, (void)ms; }
static uint32_t random_of(void *user) { return (void)user, 7; }

static const nw_json_node *next_action(replay *r, const char *kind) {
  while (r->event != NULL) {
    const nw_json_node *action = nw_json_member(r->event, "action");
    r->event = r->event->next;
    if (action != NULL && action->first != NULL && nw_slice_is(action->first->key, kind)) return action->first;
  }
  return NULL;
}

/* Query parameters may stand in another order. */
static int same_uri(const nw_http_request *q, newel_slice want) {
  char uri[2048], text[2048];
  snprintf(uri, sizeof uri, "%.*s://%.*s%.*s", (int)q->scheme.len, q->scheme.data, (int)q->host.len, q->host.data,
           (int)q->path.len, q->path.data);
  snprintf(text, sizeof text, "%.*s", (int)want.len, want.data);
  char *query = strchr(text, '?');
  if (query != NULL) *query++ = '\0';
  if (strchr(text + strlen("https://"), '/') == NULL) snprintf(text + strlen(text), sizeof text - strlen(text), "/");
  if (strcmp(uri, text) != 0) return 0;
  return query == NULL ? q->query.len == 0 : strlen(query) == q->query.len;
}

static void read_response(replay *r, const nw_json_node *ok, nw_http_response *response) {
  response->status = atoi(member(ok, "status").data);
  const nw_json_node *e = r->event;
  for (; e != NULL; e = e->next) {
    const nw_json_node *action = nw_json_member(e, "action");
    if (nw_slice_is(action->first->key, "Request")) break;
    if (!nw_slice_is(action->first->key, "Data")) continue;
    nw_buf_add_slice(&response->body, member(at(action, "Data", "data", NULL), "Utf8"));
  }
  r->event = e;
}

static nw_http_failure send_replayed(void *user, const nw_http_call *call, nw_http_response *response, newel_error *err) {
  replay *r = user;
  nw_buf_clear(&response->body);
  const nw_json_node *wanted = next_action(r, "Request");
  const nw_json_node *q = wanted == NULL ? NULL : nw_json_member(wanted, "request");
  if (q == NULL || !same_uri(call->request, member(q, "uri")) || !nw_slice_eq(call->request->method, member(q, "method"))) {
    r->wrong = 1;
    printf("%s: a request that was not recorded: %.*s %.*s%.*s\n", r->name, (int)call->request->method.len,
           call->request->method.data, (int)call->request->host.len, call->request->host.data, (int)call->request->path.len,
           call->request->path.data);
    nw_fail(err, NEWEL_E_NETWORK, "not recorded");
    return NW_HTTP_CONNECT;
  }
  const nw_json_node *answer = next_action(r, "Response"), *ok = at(answer, "response", "Ok", NULL);
  if (ok == NULL) {
    nw_fail(err, NEWEL_E_NETWORK, "recorded as failed");
    return NW_HTTP_CONNECT;
  }
  read_response(r, ok, response);
  return NW_HTTP_NONE;
}

static nw_world world_of(replay *r) {
  return (nw_world){ r, env, read_file, write_file, run, now_s, now_ms, sleep_ms, random_of, send_replayed };
}

/* ---- cases ---- */

static nw_json_node *parse(nw_arena *arena, const char *folder, const char *name, const char *inner) {
  newel_slice text = shared_file(folder, name, inner);
  nw_json_node *root = NULL;
  if (text.data != NULL) nw_json_parse(&root, arena, text, 200000, NULL);
  free((void *)text.data);
  return root;
}

static int keys_are(const nw_identity *got, const nw_json_node *want) {
  int64_t expiry = 0;
  const nw_json_node *node = nw_json_member(want, "expiry");
  if (node != NULL) nw_json_int(node, &expiry);
  newel_slice account = member(want, "account_id");
  return nw_slice_eq(got->key.key_id, member(want, "access_key_id")) &&
         nw_slice_eq(got->key.secret, member(want, "secret_access_key")) &&
         nw_slice_eq(got->key.token, member(want, "session_token")) && got->expires_s == expiry &&
         (account.len == 0 || nw_slice_eq(got->account_id, account));
}

static int no_secret_in(const newel_error *err, const nw_world *world) {
  const char *secret = world->env(world->user, "AWS_SECRET_ACCESS_KEY");
  return secret == NULL || strstr(err->message, secret) == NULL;
}

static void run_case(const char *folder, const char *name) {
  nw_arena arena;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  const nw_json_node *test = parse(&arena, folder, name, "test-case.json"),
                     *traffic = parse(&arena, folder, name, "http-traffic.json");
  replay r = { .env = parse(&arena, folder, name, "env.json"), .folder = folder, .name = name };
  r.event = traffic == NULL ? NULL : nw_json_member(traffic, "events")->first;
  nw_world world = world_of(&r);
  nw_aws_config config;
  nw_credentials *credentials = NULL;
  nw_identity got;
  newel_error err = { 0 };
  nw_aws_options options = { .profile = { NULL, 0 } };
  if (strcmp(name, "region_override") == 0) options.region = NW_LIT("us-east-2");
  nw_identity_init(&got, nw_alloc_of(NULL));
  int code = nw_aws_config_load(&config, nw_alloc_of(NULL), &world, &options, &err);
  if (code == NEWEL_OK) code = nw_credentials_open(&credentials, nw_alloc_of(NULL), &config, &world, &err);
  if (code == NEWEL_OK) code = nw_credentials_get(credentials, 60000, &got, &err);
  const nw_json_node *want = at(test, "result", "Ok", NULL);
  char what[512];
  snprintf(what, sizeof what, "code %d %s", code, err.message);
  if (want != NULL) tally_check_in(code == NEWEL_OK && keys_are(&got, want) && !r.wrong, name, what);
  else tally_check_in(code < 0 && err.message[0] != '\0' && no_secret_in(&err, &world), name, what);
  nw_identity_free(&got);
  nw_credentials_free(credentials);
  nw_aws_config_free(&config);
  nw_arena_free(&arena);
}

static void run_urls(const nw_json_node *root, int imds) {
  for (const nw_json_node *t = nw_json_member(root, "tests")->first; t != NULL; t = t->next) {
    char name[256], url[512] = "";
    replay r = { .env = nw_json_member(t, "env"), .fs = nw_json_member(t, "fs"), .name = name };
    nw_world world = world_of(&r);
    newel_error err = { 0 };
    nw_aws_config config;
    int code;
    snprintf(name, sizeof name, "%.*s", (int)member(t, "docs").len, member(t, "docs").data);
    if (member(t, "endpoint_override").len > 0 || member(t, "mode_override").len > 0)
      continue; /* options that Newel does not have */
    if (imds) {
      code = nw_aws_config_load(&config, nw_alloc_of(NULL), &world, NULL, &err);
      if (code == NEWEL_OK) code = nw_imds_url(url, sizeof url, &config, &world, &err);
      nw_aws_config_free(&config);
    } else {
      code = nw_container_url(url, sizeof url, &world, &err);
    }
    newel_slice want = member(nw_json_member(t, "result"), "Ok");
    if (imds && want.len > 0) want.len -= strlen("/latest/api/token");
    tally_check_in(want.len > 0 ? code == NEWEL_OK && nw_slice_is(want, url) : code != NEWEL_OK, name, err.message[0] ? err.message : url);
  }
}

/* A host elsewhere never gets the container's token over http. */
static void run_far_hosts(void) {
  static const char *const urls[] = { "http://evil.example/c", "http://169.254.170.2.evil.example/c",
                                      "http://127.0.0.1.evil.example/", "http://10.0.0.1/c" };
  for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
    char url[512], json[600];
    nw_arena arena;
    nw_json_node *root = NULL;
    nw_arena_init(&arena, nw_alloc_of(NULL));
    snprintf(json, sizeof json, "{\"AWS_CONTAINER_CREDENTIALS_FULL_URI\": \"%s\"}", urls[i]);
    nw_json_parse(&root, &arena, newel_slice_of(json), 10, NULL);
    replay r = { .env = root };
    nw_world world = world_of(&r);
    tally_check_in(nw_container_url(url, sizeof url, &world, NULL) == NEWEL_E_CREDENTIALS, urls[i], "was taken");
    nw_arena_free(&arena);
  }
}

int main(void) {
  static const char *const folders[] = { "aws/credentials/default-credential-provider-chain",
                                         "aws/credentials/profile-provider" };
  shared_data data;
  run_far_hosts();
  for (size_t f = 0; f < sizeof folders / sizeof *folders; f++) {
    if (!shared_open(&data, folders[f])) {
      shared_skip(folders[f]);
      continue;
    }
    for (size_t i = 0; i < data.count; i++) run_case(data.folder, data.names[i]);
    shared_close(&data);
  }
  if (shared_open(&data, "aws/credentials")) {
    nw_arena arena;
    nw_arena_init(&arena, nw_alloc_of(NULL));
    run_urls(parse(&arena, data.folder, "ecs-tests.json", NULL), 0);
    run_urls(parse(&arena, data.folder, "imds-config/imds-endpoint-tests.json", NULL), 1);
    nw_arena_free(&arena);
    shared_close(&data);
  }
  return tally_end();
}
