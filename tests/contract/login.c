/* AWS's cases for keys of `aws login`: cache, renewal, what goes back into the cache; and the proof of possession is checked as the service
 * would: by the public key that it names. */
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/credentials.h"
#include "base/error.h"
#include "base/slice.h"
#include "json/tree.h"
#include "shared.h"
#include "tally.h"

enum { NOW_S = 1763510400 }; /* 2025-11-19T00:00:00Z, the cases' own */

typedef struct stage {
  const nw_json_node *test;
  unsigned            asked;
  char                written_path[512], written[8192], proof[2048], body[2048], url[256];
} stage;

static const nw_json_node *get(const nw_json_node *object, const char *key) {
  return object == NULL || object->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(object, key);
}

static newel_slice text_of(const nw_json_node *object, const char *key) {
  const nw_json_node *node = get(object, key);
  return node == NULL ? nw_slice(NULL, 0) : node->text;
}

static void copy(char *out, size_t size, newel_slice text) {
  snprintf(out, size, "%.*s", (int)text.len, text.data == NULL ? "" : text.data);
}

static const char *env(void *user, const char *name) {
  (void)user;
  return strcmp(name, "HOME") == 0 ? "/home" : strcmp(name, "AWS_REGION") == 0 ? "us-east-1" : strcmp(name, "AWS_PROFILE") == 0 ? "signin"
         : strcmp(name, "AWS_EC2_METADATA_DISABLED") == 0 ? "true" : NULL;
}

static int read_file(void *user, const char *path, size_t most, nw_buf *out) {
  static const char cache[] = "/home/.aws/login/cache/";
  const stage *s = user;
  (void)most;
  if (strcmp(path, "/home/.aws/config") == 0) return nw_buf_add_slice(out, text_of(s->test, "configContents")), 1;
  if (strncmp(path, cache, sizeof cache - 1) != 0) return 0;
  const nw_json_node *entry = get(get(s->test, "cacheContents"), path + sizeof cache - 1);
  if (entry == NULL) return 0;
  /* Written anew: the case's escapes are gone. */
  nw_buf_add_char(out, '{');
  for (const nw_json_node *m = entry->first; m != NULL; m = m->next) {
    nw_buf_addf(out, "%s\"%.*s\":", m == entry->first ? "" : ",", (int)m->key.len, m->key.data);
    if (m->type == NW_JSON_T_STRING) {
      nw_buf_add_char(out, '"');
      for (size_t i = 0; i < m->text.len; i++) nw_buf_addf(out, m->text.data[i] == '\n' ? "\\n" : "%c", m->text.data[i]);
      nw_buf_add_char(out, '"');
      continue;
    }
    nw_buf_add_char(out, '{');
    for (const nw_json_node *k = m->first; k != NULL; k = k->next)
      nw_buf_addf(out, "%s\"%.*s\":\"%.*s\"", k == m->first ? "" : ",", (int)k->key.len, k->key.data, (int)k->text.len, k->text.data);
    nw_buf_add_char(out, '}');
  }
  nw_buf_add_char(out, '}');
  return 1;
}

static int write_file(void *user, const char *path, newel_slice text) {
  stage *s = user;
  copy(s->written_path, sizeof s->written_path, newel_slice_of(path));
  copy(s->written, sizeof s->written, text);
  return 1;
}
static int run(void *user, char *const argv[], uint64_t ms, nw_buf *out) { return (void)user, (void)argv, (void)ms, (void)out, -1; }
static int64_t now_s(void *user) { return (void)user, NOW_S; }
static uint64_t now_ms(void *user) { return (void)user, 5; }
static void sleep_ms(void *user, uint64_t ms) { (void)user, (void)ms; }
static uint32_t chance(void *user) { return (void)user, 0x12345678; }

static nw_http_failure send_played(void *user, const nw_http_call *call, nw_http_response *response, newel_error *err) {
  stage *s = user;
  const nw_http_request *q = call->request;
  const nw_json_node *calls = get(s->test, "mockApiCalls"), *played = calls == NULL ? NULL : calls->first;
  const nw_json_node *output = get(get(played, "response"), "tokenOutput"), *keys = get(output, "accessToken");
  (void)err;
  s->asked++;
  copy(s->proof, sizeof s->proof, nw_http_header_of(q->headers, q->header_count, "DPoP"));
  copy(s->body, sizeof s->body, q->body);
  snprintf(s->url, sizeof s->url, "%.*s://%.*s%.*s", (int)q->scheme.len, q->scheme.data, (int)q->host.len, q->host.data, (int)q->path.len,
           q->path.data);
  nw_buf_clear(&response->body);
  response->status = output == NULL ? 400 : 200;
  if (output != NULL)
    nw_buf_addf(&response->body,
                "{\"accessToken\":{\"accessKeyId\":\"%.*s\",\"secretAccessKey\":\"%.*s\",\"sessionToken\":\"%.*s\"},\"refreshToken\":\"%.*s\","
                "\"tokenType\":\"aws_sigv4\",\"expiresIn\":%.*s}",
                (int)text_of(keys, "accessKeyId").len, text_of(keys, "accessKeyId").data, (int)text_of(keys, "secretAccessKey").len,
                text_of(keys, "secretAccessKey").data, (int)text_of(keys, "sessionToken").len, text_of(keys, "sessionToken").data,
                (int)text_of(output, "refreshToken").len, text_of(output, "refreshToken").data, (int)text_of(output, "expiresIn").len,
                text_of(output, "expiresIn").data);
  return NW_HTTP_NONE;
}

/* ---- the proof ---- */

static size_t from_base64(unsigned char *out, const char *text, size_t len) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  size_t made = 0, bits = 0;
  uint32_t value = 0;
  for (size_t i = 0; i < len; i++) {
    const char *at = strchr(letters, text[i]);
    if (at == NULL) return 0;
    value = value << 6 | (uint32_t)(at - letters);
    if ((bits += 6) < 8) continue;
    bits -= 8;
    out[made++] = (unsigned char)(value >> bits);
  }
  return made;
}

/* Does the key sign "header.payload"? The private key of the case gives the public one. */
static int verifies(const char *pem, const char *proof) {
  const char *last = strrchr(proof, '.');
  unsigned char raw[64], der[80], *end = der;
  if (last == NULL || from_base64(raw, last + 1, strlen(last + 1)) != sizeof raw) return 0;
  ECDSA_SIG *parts = ECDSA_SIG_new();
  ECDSA_SIG_set0(parts, BN_bin2bn(raw, 32, NULL), BN_bin2bn(raw + 32, 32, NULL));
  int len = i2d_ECDSA_SIG(parts, &end);
  BIO *bio = BIO_new_mem_buf(pem, -1);
  EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
  EVP_MD_CTX *ctx = EVP_MD_CTX_new();
  int ok = key != NULL && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
           EVP_DigestVerify(ctx, der, (size_t)len, (const unsigned char *)proof, (size_t)(last - proof)) == 1;
  EVP_MD_CTX_free(ctx);
  EVP_PKEY_free(key);
  BIO_free(bio);
  ECDSA_SIG_free(parts);
  return ok;
}

static void check_proof(const stage *s, const nw_json_node *entry, const char *name) {
  char pem[1024], header[1024] = "", payload[1024] = "";
  const char *first = strchr(s->proof, '.'), *last = strrchr(s->proof, '.');
  if (first == NULL || first == last) {
    tally_check_in(0, name, "there is no proof");
    return;
  }
  copy(pem, sizeof pem, text_of(entry, "dpopKey"));
  from_base64((unsigned char *)header, s->proof, (size_t)(first - s->proof));
  from_base64((unsigned char *)payload, first + 1, (size_t)(last - first) - 1);
  tally_check_in(verifies(pem, s->proof), name, "the proof is not signed by the key");
  tally_check_in(strstr(header, "\"typ\":\"dpop+jwt\",\"alg\":\"ES256\"") != NULL && strstr(header, "\"crv\":\"P-256\"") != NULL, name,
                 header);
  tally_check_in(strstr(payload, "\"htm\":\"POST\",\"htu\":\"https://us-east-1.signin.aws.amazon.com/v1/token\",\"iat\":1763510400,\"jti\":\"") != NULL,
                 name, payload);
  tally_check_in(strcmp(s->url, "https://us-east-1.signin.aws.amazon.com/v1/token") == 0, name, s->url);
}

/* ---- cases ---- */

static int same(newel_slice got, const nw_json_node *want, const char *key) { return nw_slice_eq(got, text_of(want, key)); }

static void run_case(const nw_json_node *test) {
  char name[256];
  stage s = { .test = test };
  nw_world world = { &s, env, read_file, write_file, run, now_s, now_ms, sleep_ms, chance, send_played };
  nw_aws_config config;
  nw_credentials *credentials = NULL;
  nw_identity got;
  newel_error err = { 0 };
  copy(name, sizeof name, text_of(test, "documentation"));
  nw_identity_init(&got, nw_alloc_of(NULL));
  int code = nw_aws_config_load(&config, nw_alloc_of(NULL), &world, NULL, &err);
  if (code == NEWEL_OK) code = nw_credentials_open(&credentials, nw_alloc_of(NULL), &config, &world, &err);
  if (code == NEWEL_OK) code = nw_credentials_get(credentials, 60000, &got, &err);
  for (const nw_json_node *want = get(test, "outcomes")->first; want != NULL; want = want->next) {
    const newel_slice result = text_of(want, "result");
    if (nw_slice_is(result, "error")) {
      tally_check_in(code == NEWEL_E_CREDENTIALS && strstr(err.advice, "aws login") != NULL && strstr(err.message, "token_") == NULL, name, err.message);
    } else if (nw_slice_is(result, "credentials")) {
      tally_check_in(code == NEWEL_OK && same(got.key.key_id, want, "accessKeyId") && same(got.key.secret, want, "secretAccessKey") &&
                     same(got.key.token, want, "sessionToken") && same(got.account_id, want, "accountId") && strcmp(got.source, "login") == 0,
                     name, err.message);
    } else {
      const nw_json_node *entry = get(test, "cacheContents")->first;
      tally_check_in(strstr(s.written, "new_refresh_token") != NULL && strstr(s.written, "2025-11-19T00:15:00Z") != NULL &&
                     strstr(s.written, "NEWREFRESHEDKEY") != NULL && strstr(s.written, "\\n-----END EC PRIVATE KEY") != NULL &&
                     strstr(s.written, "idToken") != NULL && strstr(s.written_path, "4b0ba8f99f07") != NULL, name, s.written);
      tally_check_in(strstr(s.body, "\"refreshToken\":\"valid_refresh_token\"") != NULL && s.asked == 1, name, s.body);
      check_proof(&s, entry, name);
    }
  }
  nw_identity_free(&got);
  nw_credentials_free(credentials);
  nw_aws_config_free(&config);
}

int main(void) {
  shared_data data;
  nw_arena arena;
  nw_json_node *root = NULL;
  if (!shared_open(&data, "aws/credentials")) return shared_skip("aws/credentials");
  newel_slice text = shared_file(data.folder, "login-provider-test-cases.json", NULL);
  nw_arena_init(&arena, nw_alloc_of(NULL));
  if (text.data != NULL) nw_json_parse(&root, &arena, text, 10000, NULL);
  for (const nw_json_node *test = root == NULL ? NULL : root->first; test != NULL; test = test->next) run_case(test);
  tally_check_in(root != NULL && root->count == 8, "cases", "eight of them");
  free((void *)text.data);
  nw_arena_free(&arena);
  shared_close(&data);
  return tally_end();
}
