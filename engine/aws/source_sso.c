/* IAM Identity Center ("AWS SSO"): the token that `aws sso login` left in a cache file is changed into keys of a role.
 *
 *   ~/.aws/sso/cache/SHA1(session name or start URL).json   {"accessToken", "expiresAt", "refreshToken", "clientId",
 * "clientSecret", …}
 *   GET https://portal.sso.REGION.amazonaws.com/federation/credentials?role_name=…&account_id=…    (unsigned)
 *
 * A token that ends within 15 minutes is renewed where the file has what is needed, and the file is written again.
 * Source: AWS SDKs and Tools Reference Guide, "IAM Identity Center credential provider"; SSO OIDC CreateToken. */
#include <stdio.h>

#include "aws/credentials.h"
#include "aws/time.h"
#include "base/error.h"
#include "base/slice.h"
#include "crypto/digest.h"
#include "json/tree.h"
#include "json/writer.h"

enum { SSO_MS = 10000, CACHE_MOST = 64 << 10, PATH_BYTES = 1100, FRESH_S = 15 * 60, QUERY_NODES = 200 };

typedef struct token {
  nw_arena    arena;  /* holds `root` */
  nw_json_node *root;
  newel_slice access, refresh, client_id, client_secret;
  int64_t     expires_s;
  char        path[PATH_BYTES];
} token;

static newel_slice member(const nw_json_node *node, const char *key) {
  const nw_json_node *found = node == NULL ? NULL : nw_json_member(node, key);
  return found == NULL || found->type != NW_JSON_T_STRING ? nw_slice(NULL, 0) : found->text;
}

static const char sign_in[] = "sign in again: aws sso login";

static int read_cache(nw_resolver *r, const nw_plan_step *step, token *t, newel_error *err) {
  char hex[41];
  nw_buf text;
  nw_sha1_hex(hex, step->sso_session.len > 0 ? step->sso_session : step->sso_start_url);
  snprintf(t->path, sizeof t->path, "%.*s/.aws/sso/cache/%s.json", (int)r->config->home.len,
           r->config->home.data == NULL ? "" : r->config->home.data, hex);
  nw_buf_init_secret(&text, r->alloc);
  int got = r->world->read_file(r->world->user, t->path, CACHE_MOST, &text), code = NEWEL_OK;
  if (got <= 0)
    code = nw_fail_advice(err, NEWEL_E_CREDENTIALS, sign_in, "no single sign-on token: \"%s\" cannot be read", t->path);
  else if (nw_json_parse(&t->root, &t->arena, nw_buf_slice(&text), QUERY_NODES, NULL) != NEWEL_OK ||
           t->root->type != NW_JSON_T_OBJECT)
    code = nw_fail_advice(err, NEWEL_E_CREDENTIALS, sign_in, "\"%s\" is no JSON object", t->path);
  nw_buf_free(&text);
  if (code != NEWEL_OK) return code;
  t->access = member(t->root, "accessToken");
  t->refresh = member(t->root, "refreshToken");
  t->client_id = member(t->root, "clientId");
  t->client_secret = member(t->root, "clientSecret");
  if (t->access.len == 0 || !nw_time_parse(member(t->root, "expiresAt"), &t->expires_s))
    return nw_fail_advice(err, NEWEL_E_CREDENTIALS, sign_in, "\"%s\" has no accessToken with an expiresAt", t->path);
  return NEWEL_OK;
}

/* The new token into the cache, all other members as they were. A file that cannot be written costs a sign-in later: no error. */
static void write_cache(nw_resolver *r, const token *t) {
  nw_buf text;
  nw_json_writer w;
  char basic[17], iso[21];
  nw_buf_init_secret(&text, r->alloc);
  if (nw_time_basic(basic, t->expires_s)) {
    snprintf(iso, sizeof iso, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", basic, basic + 4, basic + 6, basic + 9, basic + 11, basic + 13);
    nw_json_writer_init(&w, nw_buf_write, &text, 1);
    nw_json_object(&w);
    for (const nw_json_node *m = t->root->first; m != NULL; m = m->next) {
      if (m->type != NW_JSON_T_STRING) continue;
      nw_json_key_slice(&w, m->key);
      nw_json_text(&w, nw_slice_is(m->key, "accessToken") ? t->access
                       : nw_slice_is(m->key, "refreshToken") ? t->refresh
                       : nw_slice_is(m->key, "expiresAt") ? newel_slice_of(iso) : m->text);
    }
    nw_json_close(&w);
    if (nw_json_writer_end(&w) == 0 && !text.failed) r->world->write_file(r->world->user, t->path, nw_buf_slice(&text));
    nw_wipe(&w, sizeof w);
  }
  nw_buf_free(&text);
}

static int endpoint_of(nw_resolver *r, nw_service service, const nw_plan_step *step, nw_endpoint *out, newel_error *err) {
  return nw_aws_config_endpoint(out, r->config, service, step->sso_region, err);
}

/* CreateToken with grant type refresh_token. */
static int renew(nw_resolver *r, const nw_plan_step *step, token *t, newel_error *err) {
  static const nw_http_header headers[] = { { { "Content-Type", 12 }, { "application/json", 16 } } };
  nw_endpoint endpoint;
  nw_buf body, path;
  nw_json_writer w;
  nw_json_node *root = NULL;
  int64_t seconds;
  int code = endpoint_of(r, NW_SERVICE_SSO_OIDC, step, &endpoint, err);
  if (code != NEWEL_OK) return code;
  nw_buf_init_secret(&body, r->alloc);
  nw_buf_init_secret(&path, r->alloc);
  nw_json_writer_init(&w, nw_buf_write, &body, 0);
  nw_json_object(&w);
  nw_json_key_text(&w, "clientId", t->client_id);
  nw_json_key_text(&w, "clientSecret", t->client_secret);
  nw_json_key_text(&w, "grantType", NW_LIT("refresh_token"));
  nw_json_key_text(&w, "refreshToken", t->refresh);
  nw_json_close(&w);
  if (nw_json_writer_end(&w) != 0) body.failed = 1;
  nw_wipe(&w, sizeof w);
  nw_buf_add_slice(&path, endpoint.path);
  nw_buf_add_text(&path, "/token");
  nw_http_request request = { NW_LIT("POST"), endpoint.scheme, endpoint.host, nw_buf_slice(&path), { NULL, 0 }, headers, 1,
                              nw_buf_slice(&body) };
  code =
      body.failed || path.failed ? nw_fail_nomem(err) : nw_resolver_fetch(r, &request, SSO_MS, r->config->max_attempts, 0, err);
  if (code == NEWEL_OK && (r->response.status != 200 ||
                           nw_json_parse(&root, &t->arena, nw_buf_slice(&r->response.body), QUERY_NODES, NULL) != NEWEL_OK ||
                           member(root, "accessToken").len == 0 || nw_json_member(root, "expiresIn") == NULL ||
                           !nw_json_int(nw_json_member(root, "expiresIn"), &seconds)))
    code = nw_fail_advice(err, NEWEL_E_CREDENTIALS, sign_in, "the single sign-on token could not be renewed (status %d)",
                          r->response.status);
  if (code == NEWEL_OK) {
    t->access = member(root, "accessToken");
    if (member(root, "refreshToken").len > 0) t->refresh = member(root, "refreshToken");
    t->expires_s = r->world->now_s(r->world->user) + seconds;
    write_cache(r, t);
  }
  nw_buf_free(&body);
  nw_buf_free(&path);
  return code;
}

/* A token that holds. One that is about to end is used as it is when it cannot be renewed. */
static int fresh_token(nw_resolver *r, const nw_plan_step *step, token *t, newel_error *err) {
  int64_t left = t->expires_s - r->world->now_s(r->world->user);
  if (left >= FRESH_S) return NEWEL_OK;
  int can = t->refresh.len > 0 && t->client_id.len > 0 && t->client_secret.len > 0;
  int code = can ? renew(r, step, t, err) : NEWEL_OK;
  if (code == NEWEL_OK && can) return NEWEL_OK;
  if (left > 0) return NEWEL_OK;
  return code != NEWEL_OK ? code : nw_fail_advice(err, NEWEL_E_CREDENTIALS, sign_in, "the single sign-on token has ended");
}

static int ask_portal(nw_resolver *r, const nw_plan_step *step, newel_slice access, nw_identity *out, newel_error *err) {
  static const nw_json_names names = { "accessKeyId", "secretAccessKey", "sessionToken", "expiration", NULL };
  const nw_http_header headers[] = { { NW_LIT("x-amz-sso_bearer_token"), access } };
  nw_endpoint endpoint;
  nw_buf path, query;
  int code = endpoint_of(r, NW_SERVICE_SSO, step, &endpoint, err);
  if (code != NEWEL_OK) return code;
  nw_buf_init_secret(&path, r->alloc);
  nw_buf_init_secret(&query, r->alloc);
  nw_buf_add_slice(&path, endpoint.path);
  nw_buf_add_text(&path, "/federation/credentials");
  nw_buf_add_text(&query, "role_name=");
  nw_http_encode(&query, step->sso_role_name, "");
  nw_buf_add_text(&query, "&account_id=");
  nw_http_encode(&query, step->sso_account_id, "");
  nw_http_request request = {
    NW_LIT("GET"), endpoint.scheme, endpoint.host, nw_buf_slice(&path), nw_buf_slice(&query), headers, 1, { NULL, 0 }
  };
  code = path.failed || query.failed ? nw_fail_nomem(err)
                                     : nw_resolver_fetch(r, &request, SSO_MS, r->config->max_attempts, 0, err);
  if (code == NEWEL_OK && r->response.status != 200)
    code = nw_fail_advice(err, NEWEL_E_CREDENTIALS, sign_in, "single sign-on refused the role \"%.*s\" (status %d)",
                          (int)step->sso_role_name.len, step->sso_role_name.data, r->response.status);
  if (code == NEWEL_OK)
    code = nw_resolver_json(r, nw_buf_slice(&r->response.body), "roleCredentials", &names, "sso", "single sign-on", out, err);
  nw_buf_free(&path);
  nw_buf_free(&query);
  return code;
}

int nw_source_sso(nw_resolver *r, const nw_plan_step *step, nw_identity *out, newel_error *err) {
  token t = { .root = NULL };
  if (step->sso_account_id.len == 0)
    return nw_fail_advice(err, NEWEL_E_CREDENTIALS, "add sso_account_id and sso_role_name to it",
                          "profile \"%.*s\" signs in for a token, not for credentials", (int)step->profile.len,
                          step->profile.data);
  nw_arena_init(&t.arena, r->alloc);
  int code = read_cache(r, step, &t, err);
  if (code == NEWEL_OK) code = fresh_token(r, step, &t, err);
  if (code == NEWEL_OK) code = ask_portal(r, step, t.access, out, err);
  if (code == NEWEL_OK) {
    nw_sign_key key = out->key;
    nw_identity with;
    nw_identity_init(&with, r->alloc);
    if (!nw_identity_set(&with, &key, step->sso_account_id, out->expires_s, "sso")) code = nw_fail_nomem(err);
    else {
      nw_identity_free(out);
      *out = with;
    }
  }
  nw_arena_free(&t.arena);
  return code;
}
