/* Keys of `aws login`: short-lived keys in a cache, renewed with a token that only the holder of a private key can use (DPoP, RFC 9449).
 *
 *   [default] login_session = arn:…          ~/.aws/login/cache/SHA256(login_session).json
 *   {"accessToken": {"accessKeyId", …, "accountId", "expiresAt"}, "refreshToken", "clientId", "dpopKey": "-----BEGIN EC PRIVATE KEY…"}
 *
 *   POST https://us-east-1.signin.aws.amazon.com/v1/token     DPoP: header.payload.signature, about this very request
 *
 * Keys of the cache are used while they hold for more than five minutes. What is renewed goes back into the cache.
 * Source: AWS SDKs and Tools Reference Guide, "Login credential provider"; service model of signin 2023-01-01; its cases run as tests. */
#include <stdio.h>

#include "aws/credentials.h"
#include "aws/time.h"
#include "base/error.h"
#include "base/slice.h"
#include "crypto/digest.h"
#include "crypto/es256.h"
#include "json/tree.h"
#include "json/writer.h"

enum { CACHE_MOST = 256 << 10, NODES = 1000, PATH_BYTES = 1024, LOGIN_MS = 10000, FRESH_S = 5 * 60 };

static const char sign_in[] = "sign in with `aws login`";
static const nw_json_names names = { "accessKeyId", "secretAccessKey", "sessionToken", "expiresAt", "accountId" };

typedef struct login {
  nw_arena            arena;
  nw_buf              text;      /* of the cache */
  const nw_json_node *root;
  char                path[PATH_BYTES];
  int64_t             expires_s;
} login;

static newel_slice member(const nw_json_node *object, const char *name) {
  const nw_json_node *found = object == NULL || object->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(object, name);
  return found == NULL || found->type != NW_JSON_T_STRING ? nw_slice(NULL, 0) : found->text;
}

/* ---- the cache ---- */

static int cache_path(nw_resolver *r, newel_slice session, char *path) {
  unsigned char digest[NW_SHA256_BYTES];
  char hex[NW_SHA256_HEX];
  const char *folder = r->world->env(r->world->user, "AWS_LOGIN_CACHE_DIRECTORY");
  nw_sha256 *h = nw_sha256_begin();
  if (h != NULL) nw_sha256_add(h, session.data, session.len);
  if (!nw_sha256_end(h, digest)) return 0;
  nw_hex(hex, digest, sizeof digest);
  int len = folder != NULL && folder[0] != '\0'
                ? snprintf(path, PATH_BYTES, "%s/%s.json", folder, hex)
                : snprintf(path, PATH_BYTES, "%.*s/.aws/login/cache/%s.json", (int)r->config->home.len,
                           r->config->home.data == NULL ? "" : r->config->home.data, hex);
  return len > 0 && len < PATH_BYTES;
}

static int read_cache(nw_resolver *r, newel_slice session, login *l, newel_error *err) {
  static const char *const needed[] = { "refreshToken", "clientId", "dpopKey" };
  nw_json_node *root = NULL;
  if (!cache_path(r, session, l->path)) return nw_fail(err, NEWEL_E_CREDENTIALS, "the login cache has no path");
  int got = r->world->read_file(r->world->user, l->path, CACHE_MOST, &l->text);
  if (l->text.failed) return nw_fail_nomem(err);
  if (got <= 0) return nw_fail_advice(err, NEWEL_E_CREDENTIALS, sign_in, "there is no login session (\"%s\")", l->path);
  int code = nw_json_parse(&root, &l->arena, nw_buf_slice(&l->text), NODES, NULL);
  if (code == NEWEL_E_NOMEM) return nw_fail_nomem(err);
  if (code != NEWEL_OK || !nw_time_parse(member(nw_json_member(root, "accessToken"), "expiresAt"), &l->expires_s))
    return nw_fail_advice(err, NEWEL_E_CREDENTIALS, sign_in, "\"%s\" has no accessToken with an expiresAt", l->path);
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
    if (member(root, needed[i]).len == 0)
      return nw_fail_advice(err, NEWEL_E_CREDENTIALS, sign_in, "\"%s\" has no %s", l->path, needed[i]);
  l->root = root;
  return NEWEL_OK;
}

static void write_keys(nw_json_writer *w, const nw_identity *keys, const char *expires) {
  const struct { const char *name; newel_slice value; } members[] = {
    { "accessKeyId", keys->key.key_id }, { "secretAccessKey", keys->key.secret }, { "sessionToken", keys->key.token },
    { "accountId", keys->account_id }, { "expiresAt", newel_slice_of(expires) },
  };
  nw_json_object(w);
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) nw_json_key_text(w, members[i].name, members[i].value);
  nw_json_close(w);
}

/* All other members as they were. A file that cannot be written costs a sign-in later: no error. */
static void write_cache(nw_resolver *r, const login *l, const nw_identity *keys, newel_slice refresh) {
  nw_buf text;
  nw_json_writer w;
  char basic[17], iso[21];
  if (!nw_time_basic(basic, keys->expires_s)) return;
  snprintf(iso, sizeof iso, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", basic, basic + 4, basic + 6, basic + 9, basic + 11, basic + 13);
  nw_buf_init_secret(&text, r->alloc);
  nw_json_writer_init(&w, nw_buf_write, &text, 1);
  nw_json_object(&w);
  for (const nw_json_node *m = l->root->first; m != NULL; m = m->next) {
    nw_json_key_slice(&w, m->key);
    if (nw_slice_is(m->key, "accessToken")) write_keys(&w, keys, iso);
    else if (nw_slice_is(m->key, "refreshToken")) nw_json_text(&w, refresh);
    else nw_json_raw(&w, nw_slice(l->text.data + m->start, m->end - m->start));
  }
  nw_json_close(&w);
  if (nw_json_writer_end(&w) == 0 && !text.failed) r->world->write_file(r->world->user, l->path, nw_buf_slice(&text));
  nw_wipe(&w, sizeof w);
  nw_buf_free(&text);
}

/* ---- the proof ---- */

/* base64url without padding (RFC 7515). */
static void add_base64(nw_buf *out, const unsigned char *data, size_t len) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (size_t i = 0; i < len; i += 3) {
    uint32_t three = (uint32_t)data[i] << 16 | (i + 1 < len ? (uint32_t)data[i + 1] << 8 : 0) | (i + 2 < len ? data[i + 2] : 0u);
    for (unsigned n = 0; n < 4 && i + n < len + 1; n++) nw_buf_add_char(out, letters[three >> (18 - 6 * n) & 63]);
  }
}

static void add_part(nw_buf *out, const nw_buf *json) {
  add_base64(out, (const unsigned char *)json->data, json->len);
  if (json->failed) out->failed = 1;
}

static void add_header(nw_buf *json, const unsigned char x[32], const unsigned char y[32]) {
  nw_buf_add_text(json, "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\",\"x\":\"");
  add_base64(json, x, 32);
  nw_buf_add_text(json, "\",\"y\":\"");
  add_base64(json, y, 32);
  nw_buf_add_text(json, "\",\"crv\":\"P-256\"}}");
}

static void add_payload(nw_buf *json, nw_resolver *r, const nw_endpoint *endpoint) {
  uint32_t id[4];
  for (size_t i = 0; i < 4; i++) id[i] = r->world->random(r->world->user);
  nw_buf_addf(json, "{\"htm\":\"POST\",\"htu\":\"%.*s://%.*s%.*s/v1/token\",\"iat\":%lld,\"jti\":\"%08x-%04x-4%03x-%04x-%04x%08x\"}",
              (int)endpoint->scheme.len, endpoint->scheme.data, (int)endpoint->host.len, endpoint->host.data, (int)endpoint->path.len,
              endpoint->path.data == NULL ? "" : endpoint->path.data, (long long)r->world->now_s(r->world->user), id[0], id[1] >> 16,
              id[1] & 0xFFF, 0x8000 | (id[2] >> 16 & 0x3FFF), id[2] & 0xFFFF, id[3]);
}

/* "header.payload.signature". 0 for a key that is none, or no memory (then out->failed). */
static int add_proof(nw_buf *out, nw_resolver *r, const login *l, const nw_endpoint *endpoint) {
  const newel_slice pem = member(l->root, "dpopKey");
  unsigned char x[32], y[32], signature[64];
  nw_buf json;
  if (!nw_es256_public(pem, x, y)) return 0;
  nw_buf_init(&json, r->alloc);
  add_header(&json, x, y);
  add_part(out, &json);
  nw_buf_add_char(out, '.');
  nw_buf_clear(&json);
  add_payload(&json, r, endpoint);
  add_part(out, &json);
  nw_buf_free(&json);
  if (out->failed || !nw_es256_sign(pem, nw_buf_slice(out), signature)) return 0;
  nw_buf_add_char(out, '.');
  add_base64(out, signature, sizeof signature);
  return !out->failed;
}

/* ---- renewing ---- */

static void add_body(nw_buf *body, const login *l) {
  static const char *const members[] = { "clientId", "refreshToken" };
  nw_json_writer w;
  nw_json_writer_init(&w, nw_buf_write, body, 0);
  nw_json_object(&w);
  nw_json_key_cstr(&w, "grantType", "refresh_token");
  for (size_t i = 0; i < 2; i++) nw_json_key_text(&w, members[i], member(l->root, members[i]));
  nw_json_close(&w);
  if (nw_json_writer_end(&w) != 0) body->failed = 1;
  nw_wipe(&w, sizeof w);
}

/* Keys out of the answer; the account is the old one's. */
static int take_answer(nw_resolver *r, const login *l, nw_identity *out, newel_error *err) {
  static const nw_json_names inside = { "accessKeyId", "secretAccessKey", "sessionToken", "", NULL };
  const newel_slice body = nw_buf_slice(&r->response.body);
  nw_arena arena;
  nw_identity keys;
  nw_json_node *root = NULL;
  int64_t seconds = 0;
  nw_arena_init(&arena, r->alloc);
  nw_identity_init(&keys, r->alloc);
  int code = nw_json_parse(&root, &arena, body, NODES, NULL);
  const newel_slice refresh = code == NEWEL_OK ? member(root, "refreshToken") : nw_slice(NULL, 0);
  if (r->response.status != 200 || code != NEWEL_OK || refresh.len == 0 || nw_json_member(root, "expiresIn") == NULL ||
      !nw_json_int(nw_json_member(root, "expiresIn"), &seconds))
    code = nw_fail_advice(err, NEWEL_E_CREDENTIALS, sign_in, "the login session could not be renewed (status %d)", r->response.status);
  else code = nw_resolver_json(r, body, "accessToken", &inside, "login", "the login service", &keys, err);
  if (code == NEWEL_OK && !nw_identity_set(out, &keys.key, member(nw_json_member(l->root, "accessToken"), "accountId"),
                                           r->world->now_s(r->world->user) + seconds, "login"))
    code = nw_fail_nomem(err);
  if (code == NEWEL_OK) write_cache(r, l, out, refresh);
  nw_identity_free(&keys);
  nw_arena_free(&arena);
  return code;
}

static int renew(nw_resolver *r, const login *l, nw_identity *out, newel_error *err) {
  nw_endpoint endpoint;
  nw_buf body, proof, path;
  int code = nw_aws_config_endpoint(&endpoint, r->config, NW_SERVICE_SIGNIN, nw_slice(NULL, 0), err);
  if (code != NEWEL_OK) return code;
  nw_buf_init_secret(&body, r->alloc);
  nw_buf_init(&proof, r->alloc);
  nw_buf_init(&path, r->alloc);
  add_body(&body, l);
  nw_buf_add_slice(&path, endpoint.path);
  nw_buf_add_text(&path, "/v1/token");
  int proven = add_proof(&proof, r, l, &endpoint);
  const nw_http_header headers[] = { { NW_LIT("Content-Type"), NW_LIT("application/json") }, { NW_LIT("DPoP"), nw_buf_slice(&proof) } };
  const nw_http_request request = { NW_LIT("POST"), endpoint.scheme, endpoint.host, nw_buf_slice(&path), { NULL, 0 }, headers, 2,
                                    nw_buf_slice(&body) };
  if (body.failed || proof.failed || path.failed) code = nw_fail_nomem(err);
  else if (!proven) code = nw_fail_advice(err, NEWEL_E_CREDENTIALS, sign_in, "the dpopKey in \"%s\" is no key on P-256", l->path);
  else code = nw_resolver_fetch(r, &request, LOGIN_MS, r->config->max_attempts, 0, err);
  if (code == NEWEL_OK) code = take_answer(r, l, out, err);
  nw_buf_free(&body);
  nw_buf_free(&proof);
  nw_buf_free(&path);
  return code;
}

int nw_source_login(nw_resolver *r, const nw_plan_step *step, nw_identity *out, newel_error *err) {
  login l = { .root = NULL };
  nw_arena_init(&l.arena, r->alloc);
  nw_buf_init_secret(&l.text, r->alloc);
  int code = read_cache(r, step->login_session, &l, err);
  if (code == NEWEL_OK && l.expires_s - r->world->now_s(r->world->user) > FRESH_S)
    code = nw_resolver_json(r, nw_buf_slice(&l.text), "accessToken", &names, "login", "the login cache", out, err);
  else if (code == NEWEL_OK) code = renew(r, &l, out, err);
  nw_buf_free(&l.text);
  nw_arena_free(&l.arena);
  return code;
}
