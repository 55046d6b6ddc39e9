#include "aws/credentials.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "aws/time.h"
#include "base/error.h"
#include "base/slice.h"
#include "json/tree.h"

enum { FRESH_S = 15 * 60, HOLDS_S = 10, JSON_NODES = 1000, BACKOFF_MS = 100 };

struct nw_credentials {
  nw_alloc             alloc;
  const nw_aws_config *config;
  const nw_world      *world;
  pthread_mutex_t      mutex;     /* guards what follows; never held while something is asked */
  pthread_cond_t       landed;
  int                  renewing;  /* one flight at a time */
  nw_identity          identity;
  int                  known;
};

/* ---- identity ---- */

void nw_identity_init(nw_identity *identity, nw_alloc alloc) {
  memset(identity, 0, sizeof *identity);
  identity->alloc = alloc;
}

void nw_identity_free(nw_identity *identity) {
  nw_alloc alloc = identity->alloc;
  if (identity->text != NULL) nw_wipe(identity->text, identity->size);
  nw_free(&alloc, identity->text, identity->size);
  nw_identity_init(identity, alloc);
}

static newel_slice put(char **at, newel_slice text) {
  newel_slice made = nw_slice(*at, text.len);
  if (text.len > 0) memcpy(*at, text.data, text.len);
  *at += text.len;
  return made;
}

int nw_identity_set(nw_identity *identity, const nw_sign_key *key, newel_slice account_id, int64_t expires_s,
                    const char *source) {
  size_t size = key->key_id.len + key->secret.len + key->token.len + account_id.len + 1;
  char *text = nw_malloc(&identity->alloc, size), *at = text;
  if (text == NULL) return 0;
  nw_identity made = { .alloc = identity->alloc, .text = text, .size = size, .expires_s = expires_s, .source = source };
  made.key.key_id = put(&at, key->key_id);
  made.key.secret = put(&at, key->secret);
  made.key.token = put(&at, key->token);
  made.account_id = put(&at, account_id);
  nw_identity_free(identity);
  *identity = made;
  return 1;
}

/* ---- what the sources share ---- */

int nw_resolver_fetch(nw_resolver *r, const nw_http_request *request, uint64_t timeout_ms, unsigned attempts, int no_proxy,
                      newel_error *err) {
  for (unsigned i = 0;; i++) {
    uint64_t now = r->world->now_ms(r->world->user), left = r->deadline_ms > now ? r->deadline_ms - now : 0;
    nw_http_call call = {
      .request = request, .timeout_ms = left < timeout_ms ? left : timeout_ms, .body_most = 1 << 20, .no_proxy = no_proxy
    };
    nw_http_failure failure = r->world->send(r->world->user, &call, &r->response, err);
    int again = failure == NW_HTTP_BROKEN || failure == NW_HTTP_CONNECT || failure == NW_HTTP_TIMEOUT ||
                (failure == NW_HTTP_NONE && (r->response.status == 429 || r->response.status >= 500));
    if (!again || i + 1 >= attempts || left <= timeout_ms / 8) {
      if (failure == NW_HTTP_NO_MEMORY) return nw_fail_nomem(err);
      return failure == NW_HTTP_NONE ? NEWEL_OK : NEWEL_E_NETWORK;
    }
    r->world->sleep_ms(r->world->user, r->world->random(r->world->user) % ((uint32_t)BACKOFF_MS << (i < 5 ? i : 5)));
  }
}

static newel_slice member(const nw_json_node *node, const char *key) {
  const nw_json_node *found = node == NULL || key == NULL || node->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(node, key);
  return found == NULL || found->type == NW_JSON_T_NULL ? nw_slice(NULL, 0) : found->text;
}

static int expires_of(const nw_json_node *object, const char *name, int64_t *out) {
  const nw_json_node *node = nw_json_member(object, name);
  *out = 0;
  if (node == NULL || node->type == NW_JSON_T_NULL) return 1;
  if (node->type == NW_JSON_T_NUMBER) {
    int64_t ms;
    if (!nw_json_int(node, &ms)) return 0;
    *out = ms / 1000;
    return 1;
  }
  return nw_time_parse(node->text, out);
}

int nw_resolver_json(nw_resolver *r, newel_slice text, const char *inside, const nw_json_names *names, const char *source,
                     const char *where, nw_identity *out, newel_error *err) {
  nw_arena arena;
  nw_json_node *root = NULL;
  int64_t expires_s = 0;
  nw_arena_init(&arena, r->alloc);
  int code = nw_json_parse(&root, &arena, text, JSON_NODES, NULL);
  const nw_json_node *object = code != NEWEL_OK || root->type != NW_JSON_T_OBJECT ? NULL
                               : inside == NULL                                   ? root
                                                                                  : nw_json_member(root, inside);
  if (code == NEWEL_E_NOMEM) {
    code = nw_fail_nomem(err);
  } else if (object == NULL || object->type != NW_JSON_T_OBJECT) {
    code = nw_fail(err, NEWEL_E_CREDENTIALS, "%s did not give a JSON object", where);
  } else {
    nw_sign_key key = { member(object, names->key_id), member(object, names->secret), member(object, names->token) };
    if (key.key_id.len == 0 || key.secret.len == 0)
      code = nw_fail(err, NEWEL_E_CREDENTIALS, "%s gave no \"%s\"", where, key.key_id.len == 0 ? names->key_id : names->secret);
    else if (!expires_of(object, names->expires, &expires_s))
      code = nw_fail(err, NEWEL_E_CREDENTIALS, "%s gave an \"%s\" that is no time", where, names->expires);
    else if (!nw_identity_set(out, &key, member(object, names->account_id), expires_s, source))
      code = nw_fail_nomem(err);
  }
  nw_arena_free(&arena);
  return code;
}

/* ---- the chain ---- */

static newel_slice env_of(const nw_resolver *r, const char *name) {
  const char *value = r->world->env(r->world->user, name);
  return value == NULL ? nw_slice(NULL, 0) : newel_slice_of(value);
}

static int source_option(nw_resolver *r, nw_identity *out, newel_error *err) {
  nw_sign_key key = { r->config->key_id, r->config->secret, r->config->token };
  if (key.key_id.len == 0 && key.secret.len == 0) return NW_NOT_HERE;
  if (key.key_id.len == 0 || key.secret.len == 0)
    return nw_fail_advice(err, NEWEL_E_CREDENTIALS, "both parts of a key are needed", "half a key was given");
  return nw_identity_set(out, &key, nw_slice(NULL, 0), 0, "option") ? NEWEL_OK : nw_fail_nomem(err);
}

static int source_environment(nw_resolver *r, nw_identity *out, newel_error *err) {
  nw_sign_key key = { env_of(r, "AWS_ACCESS_KEY_ID"), env_of(r, "AWS_SECRET_ACCESS_KEY"), env_of(r, "AWS_SESSION_TOKEN") };
  int64_t expires_s = 0;
  if (key.token.len == 0) key.token = env_of(r, "AWS_SECURITY_TOKEN");
  if (key.key_id.len == 0 && key.secret.len == 0) return NW_NOT_HERE;
  if (key.key_id.len == 0 || key.secret.len == 0)
    return nw_fail_advice(err, NEWEL_E_CREDENTIALS, "set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither",
                          "half a key stands in the environment");
  newel_slice expires = env_of(r, "AWS_CREDENTIAL_EXPIRATION");
  if (expires.len > 0 && !nw_time_parse(expires, &expires_s))
    return nw_fail(err, NEWEL_E_CREDENTIALS, "AWS_CREDENTIAL_EXPIRATION is no time");
  return nw_identity_set(out, &key, env_of(r, "AWS_ACCOUNT_ID"), expires_s, "environment") ? NEWEL_OK : nw_fail_nomem(err);
}

static int env_web_identity(nw_resolver *r, nw_identity *out, newel_error *err) {
  nw_plan_step step = { .kind = NW_PLAN_WEB_IDENTITY,
                        .role_arn = env_of(r, "AWS_ROLE_ARN"),
                        .token_file = env_of(r, "AWS_WEB_IDENTITY_TOKEN_FILE"),
                        .session_name = env_of(r, "AWS_ROLE_SESSION_NAME") };
  if (step.token_file.len == 0) return NW_NOT_HERE;
  if (step.role_arn.len == 0)
    return nw_fail_advice(err, NEWEL_E_CREDENTIALS, "set AWS_ROLE_ARN",
                          "AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN");
  return nw_source_web_identity(r, &step, out, err);
}

static int run_step(nw_resolver *r, const nw_plan_step *step, const nw_identity *by, nw_identity *out, newel_error *err) {
  int code;
  switch (step->kind) {
    case NW_PLAN_STATIC: {
      nw_sign_key key = { step->key_id, step->secret, step->token };
      return nw_identity_set(out, &key, step->account_id, 0, "profile") ? NEWEL_OK : nw_fail_nomem(err);
    }
    case NW_PLAN_ENVIRONMENT: code = source_environment(r, out, err); break;
    case NW_PLAN_IMDS: code = nw_source_imds(r, out, err); break;
    case NW_PLAN_CONTAINER: code = nw_source_container(r, out, err); break;
    case NW_PLAN_WEB_IDENTITY: return nw_source_web_identity(r, step, out, err);
    case NW_PLAN_SSO: return nw_source_sso(r, step, out, err);
    case NW_PLAN_LOGIN: return nw_source_login(r, step, out, err);
    case NW_PLAN_PROCESS: return nw_source_process(r, step, out, err);
    default: return nw_source_role(r, step, by, out, err);
  }
  if (code == NW_NOT_HERE)
    return nw_fail_advice(err, NEWEL_E_CREDENTIALS, "correct credential_source",
                          "profile \"%.*s\": its credential_source has none", (int)step->profile.len, step->profile.data);
  return code;
}

static int run_plan(nw_resolver *r, const nw_plan *plan, nw_identity *out, newel_error *err) {
  nw_identity by;
  int code = NEWEL_OK;
  nw_identity_init(&by, r->alloc);
  for (size_t i = 0; code == NEWEL_OK && i < plan->count; i++) {
    nw_identity_free(&by);
    by = *out;
    nw_identity_init(out, r->alloc);
    code = run_step(r, &plan->steps[i], &by, out, err);
  }
  nw_identity_free(&by);
  return code;
}

/* Roles of the profile go before the environment's web identity, what else the profile says behind it. */
static int run_profile(nw_resolver *r, const nw_plan *plan, int roles, nw_identity *out, newel_error *err) {
  if (plan->count == 0 || (plan->steps[plan->count - 1].kind == NW_PLAN_ROLE) != roles) return NW_NOT_HERE;
  return run_plan(r, plan, out, err);
}

static int resolve(nw_resolver *r, nw_identity *out, newel_error *err) {
  nw_plan plan = { .count = 0 };
  int code = source_option(r, out, err);
  if (code == NW_NOT_HERE && !r->config->profile_is_explicit) code = source_environment(r, out, err);
  if (code != NW_NOT_HERE) return code;
  code = nw_plan_make(&plan, &r->config->profiles, r->config->profile, 0, err);
  if (code != NEWEL_OK) return code;
  code = run_profile(r, &plan, 1, out, err);
  if (code == NW_NOT_HERE && !r->config->profile_is_explicit) code = env_web_identity(r, out, err);
  if (code == NW_NOT_HERE) code = run_profile(r, &plan, 0, out, err);
  if (code == NW_NOT_HERE) code = nw_source_container(r, out, err);
  if (code == NW_NOT_HERE) code = nw_source_imds(r, out, err);
  if (code != NW_NOT_HERE) return code;
  return nw_fail_advice(
      err, NEWEL_E_CREDENTIALS,
      "set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with `aws sso login`",
      "no AWS credentials: not in the environment, profile \"%.*s\", a container or instance metadata",
      (int)r->config->profile.len, r->config->profile.data);
}

/* ---- keeping them ---- */

int nw_credentials_open(nw_credentials **out, nw_alloc alloc, const nw_aws_config *config, const nw_world *world,
                        newel_error *err) {
  nw_credentials *c = nw_zalloc(&alloc, sizeof *c);
  pthread_condattr_t monotonic;
  *out = c;
  if (c == NULL) return nw_fail_nomem(err);
  c->alloc = alloc;
  c->config = config;
  c->world = world;
  pthread_mutex_init(&c->mutex, NULL);
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&c->landed, &monotonic);
  pthread_condattr_destroy(&monotonic);
  nw_identity_init(&c->identity, alloc);
  return NEWEL_OK;
}

void nw_credentials_free(nw_credentials *c) {
  if (c == NULL) return;
  nw_identity_free(&c->identity);
  pthread_cond_destroy(&c->landed);
  pthread_mutex_destroy(&c->mutex);
  nw_free(&c->alloc, c, sizeof *c);
}

/* Seconds that the keys still hold; INT64_MAX for ever. */
static int64_t left_s(const nw_credentials *c) {
  if (!c->known) return -1;
  return c->identity.expires_s == 0 ? INT64_MAX : c->identity.expires_s - c->world->now_s(c->world->user);
}

static int find_keys(nw_credentials *c, uint64_t timeout_ms, nw_identity *made, newel_error *err) {
  nw_resolver r = { .alloc = c->alloc, .config = c->config, .world = c->world,
                    .deadline_ms = c->world->now_ms(c->world->user) + timeout_ms };
  nw_http_response_init(&r.response, c->alloc);
  nw_signed_init(&r.signature, c->alloc);
  int code = resolve(&r, made, err);
  nw_signed_free(&r.signature);
  nw_http_response_free(&r.response);
  return code;
}

/* The one flight: the mutex is given up while sources are asked. A failure while the old keys hold is no error. */
static int renew(nw_credentials *c, uint64_t timeout_ms, newel_error *err) {
  nw_identity made;
  nw_identity_init(&made, c->alloc);
  c->renewing = 1;
  pthread_mutex_unlock(&c->mutex);
  int code = find_keys(c, timeout_ms, &made, err);
  pthread_mutex_lock(&c->mutex);
  c->renewing = 0;
  pthread_cond_broadcast(&c->landed);
  if (code != NEWEL_OK) {
    nw_identity_free(&made);
    return left_s(c) > HOLDS_S ? NEWEL_OK : code;
  }
  nw_identity_free(&c->identity);
  c->identity = made;
  c->known = 1;
  return NEWEL_OK;
}

static struct timespec after(uint64_t ms) {
  struct timespec t;
  (void)clock_gettime(CLOCK_MONOTONIC, &t);
  uint64_t ns = (uint64_t)t.tv_nsec + ms % 1000 * 1000000;
  t.tv_sec += (time_t)(ms / 1000 + ns / 1000000000);
  t.tv_nsec = (long)(ns % 1000000000);
  return t;
}

/* Keys that hold: those at hand, or those of the flight that is under way, or a flight of one's own. Mutex held. */
static int keep_fresh(nw_credentials *c, uint64_t timeout_ms, newel_error *err) {
  const struct timespec end = after(timeout_ms);
  const uint64_t deadline_ms = c->world->now_ms(c->world->user) + timeout_ms;
  while (left_s(c) < FRESH_S) {
    uint64_t now = c->world->now_ms(c->world->user);
    if (!c->renewing) return renew(c, deadline_ms > now ? deadline_ms - now : 0, err);
    if (left_s(c) > HOLDS_S) break;
    if (pthread_cond_timedwait(&c->landed, &c->mutex, &end) == ETIMEDOUT)
      return nw_fail(err, NEWEL_E_CREDENTIALS, "the keys that another call asks for did not come in time");
  }
  return NEWEL_OK;
}

int nw_credentials_get(nw_credentials *c, uint64_t timeout_ms, nw_identity *out, newel_error *err) {
  pthread_mutex_lock(&c->mutex);
  int code = keep_fresh(c, timeout_ms, err);
  const nw_identity *i = &c->identity;
  if (code == NEWEL_OK && !nw_identity_set(out, &i->key, i->account_id, i->expires_s, i->source)) code = nw_fail_nomem(err);
  pthread_mutex_unlock(&c->mutex);
  return code;
}

void nw_credentials_forget(nw_credentials *c) {
  pthread_mutex_lock(&c->mutex);
  nw_identity_free(&c->identity);
  c->known = 0;
  pthread_mutex_unlock(&c->mutex);
}
