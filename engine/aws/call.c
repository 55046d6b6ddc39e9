#include "aws/call.h"

#include "aws/advice.h"
#include "aws/redact.h"
#include "aws/time.h"
#include "aws/xml.h"
#include "base/error.h"
#include "base/slice.h"
#include "json/tree.h"

enum { HEADERS_MOST = 24, ERROR_NODES = 2000, SKEW_LEAST_S = 240, PIECE_MS = 50, MESSAGE_MOST = 200 };

struct nw_aws_client {
  nw_alloc             alloc;
  const nw_aws_config *config;
  const nw_world      *world;
  nw_credentials      *credentials;
  nw_retry_quota       quota;
  int64_t              skew_s;  /* of the service's clock against ours; atomic */
};

/* One call under way. */
typedef struct attempt {
  nw_aws_client        *client;
  const nw_aws_request *request;
  nw_aws_answer        *answer;
  nw_endpoint           endpoint;
  nw_identity           identity;
  nw_signed             signature;
  nw_buf                path, bearer;
  nw_http_header        headers[HEADERS_MOST];
  size_t                header_count;
  uint64_t              deadline_ms;
  int                   given_out;     /* a piece of the answer was given to on_body */
  int                   clock_was_set;
} attempt;

int nw_aws_client_open(nw_aws_client **out, nw_alloc alloc, const nw_aws_config *config, const nw_world *world, newel_error *err) {
  nw_aws_client *client = nw_zalloc(&alloc, sizeof *client);
  *out = NULL;
  if (client == NULL) return nw_fail_nomem(err);
  client->alloc = alloc;
  client->config = config;
  client->world = world;
  nw_retry_quota_init(&client->quota);
  int code = nw_credentials_open(&client->credentials, alloc, config, world, err);
  if (code == NEWEL_OK) *out = client;
  else nw_aws_client_free(client);
  return code;
}

void nw_aws_client_free(nw_aws_client *client) {
  if (client == NULL) return;
  nw_credentials_free(client->credentials);
  nw_free(&client->alloc, client, sizeof *client);
}

void nw_aws_answer_init(nw_aws_answer *answer, nw_alloc alloc) {
  memset(answer, 0, sizeof *answer);
  nw_http_response_init(&answer->response, alloc);
  nw_arena_init(&answer->arena, alloc);
}

void nw_aws_answer_free(nw_aws_answer *answer) {
  nw_http_response_free(&answer->response);
  nw_arena_free(&answer->arena);
}

int nw_aws_path(nw_buf *out, const char *pattern, const newel_slice *labels, size_t count) {
  size_t used = 0;
  for (const char *c = pattern; *c != '\0'; c++) {
    if (c[0] != '{' || c[1] != '}') {
      nw_buf_add_char(out, *c);
      continue;
    }
    if (used == count || labels[used].len == 0) return 0;
    nw_http_encode(out, labels[used++], "");
    c++;
  }
  return used == count && !out->failed;
}

static uint64_t left_ms(const attempt *a) {
  uint64_t now = a->client->world->now_ms(a->client->world->user);
  return a->deadline_ms > now ? a->deadline_ms - now : 0;
}

/* ---- who asks ---- */

static int uses_bearer(const nw_aws_client *client, nw_service service) {
  return nw_service_at(service)->bearer && client->config->bearer.len > 0;
}

static int add_header(attempt *a, newel_slice name, newel_slice value) {
  if (a->header_count == HEADERS_MOST) return 0;
  a->headers[a->header_count++] = (nw_http_header){ name, value };
  return 1;
}

static nw_http_request http_of(attempt *a) {
  const nw_aws_request *r = a->request;
  return (nw_http_request){ r->method, a->endpoint.scheme, a->endpoint.host, nw_buf_slice(&a->path), r->query, a->headers, a->header_count,
                            r->body };
}

/* What stands in a header is printable ASCII: a line end in a key would begin another header. */
static int is_printable(newel_slice text) {
  for (size_t i = 0; i < text.len; i++)
    if ((unsigned char)text.data[i] <= ' ' || (unsigned char)text.data[i] >= 0x7F) return 0;
  return 1;
}

static int refuse_key(const char *source, int len, newel_error *err) {
  return nw_fail_advice(err, NEWEL_E_CREDENTIALS, "was it copied whole, without quotes and line ends?",
                        "the key of %.*s holds a character that no key has", len, source);
}

static int sign(attempt *a, newel_error *err) {
  nw_aws_client *client = a->client;
  if (!is_printable(a->identity.key.key_id) || !is_printable(a->identity.key.token))
    return refuse_key(a->identity.source, (int)strlen(a->identity.source), err);
  int64_t skew_s = __atomic_load_n(&client->skew_s, __ATOMIC_RELAXED);
  nw_sign_scope scope = { a->endpoint.signing_region, newel_slice_of(nw_service_at(a->request->service)->signing_name),
                          client->world->now_s(client->world->user) + skew_s, 0 };
  nw_http_request http = http_of(a);
  int code = nw_sign(&a->signature, &http, &a->identity.key, &scope, err);
  if (code != NEWEL_OK) return code;
  int ok = add_header(a, NW_LIT("X-Amz-Date"), newel_slice_of(a->signature.date)) &&
           (a->identity.key.token.len == 0 || add_header(a, NW_LIT("X-Amz-Security-Token"), a->identity.key.token)) &&
           add_header(a, NW_LIT("Authorization"), nw_buf_slice(&a->signature.authorization));
  return ok ? NEWEL_OK : nw_fail(err, NEWEL_E_INTERNAL, "a request has too many headers");
}

/* The headers of one try: the request's, and who asks. */
static int authorize(attempt *a, newel_error *err) {
  nw_aws_client *client = a->client;
  a->header_count = 0;
  for (size_t i = 0; i < a->request->header_count; i++)
    if (!add_header(a, a->request->headers[i].name, a->request->headers[i].value))
      return nw_fail(err, NEWEL_E_INTERNAL, "a request has too many headers");
  if (uses_bearer(client, a->request->service)) {
    if (!is_printable(client->config->bearer))
      return refuse_key(client->config->bearer_source.data, (int)client->config->bearer_source.len, err);
    nw_buf_clear(&a->bearer);
    nw_buf_add_text(&a->bearer, "Bearer ");
    nw_buf_add_slice(&a->bearer, client->config->bearer);
    if (a->bearer.failed) return nw_fail_nomem(err);
    return add_header(a, NW_LIT("Authorization"), nw_buf_slice(&a->bearer)) ? NEWEL_OK : NEWEL_E_INTERNAL;
  }
  int code = nw_credentials_get(client->credentials, left_ms(a), &a->identity, err);
  return code == NEWEL_OK ? sign(a, err) : code;
}

/* ---- what the answer says ---- */

static newel_slice member(const nw_json_node *node, const char *key) {
  const nw_json_node *found = node == NULL || node->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(node, key);
  return found == NULL || found->type != NW_JSON_T_STRING ? nw_slice(NULL, 0) : found->text;
}

/* "com.amazonaws.bedrock#ThrottlingException:http://…" -> "ThrottlingException". */
static newel_slice bare_name(newel_slice name) {
  for (size_t i = 0; i < name.len; i++)
    if (name.data[i] == ':') name.len = i;
  for (size_t i = 0; i < name.len; i++)
    if (name.data[i] == '#') return nw_slice(name.data + i + 1, name.len - i - 1);
  return name;
}

static void read_error(nw_aws_answer *answer) {
  const nw_http_response *r = &answer->response;
  nw_json_node *root = NULL;
  newel_slice name = nw_http_header_of(r->headers.at, r->headers.count, "x-amzn-errortype");
  if (nw_json_parse(&root, &answer->arena, nw_buf_slice(&r->body), ERROR_NODES, NULL) != NEWEL_OK) root = NULL;
  /* The OpenAI-compatible endpoints put it one level deeper. */
  const nw_json_node *inner = root == NULL || root->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(root, "error");
  if (inner == NULL || inner->type != NW_JSON_T_OBJECT) inner = root;
  if (name.len == 0) name = member(root, "__type");
  if (name.len == 0) name = member(inner, "code");
  if (name.len == 0) name = member(inner, "type");
  answer->error = bare_name(name.len > 0 ? name : NW_LIT("UnknownError"));
  answer->message = member(inner, "message");
  if (answer->message.len == 0) answer->message = member(inner, "Message");
  const newel_slice of_sts = nw_xml_text(nw_buf_slice(&r->body), "Code");
  if (root != NULL || of_sts.len == 0) return;
  answer->error = of_sts;
  answer->message = nw_xml_text(nw_buf_slice(&r->body), "Message");
}

static void read_answer(nw_aws_answer *answer) {
  const nw_http_response *r = &answer->response;
  answer->request_id = nw_http_header_of(r->headers.at, r->headers.count, "x-amzn-requestid");
  if (r->status < 200 || r->status > 299) read_error(answer);
}

/* ---- what to do about it ---- */

int nw_aws_fail(const nw_aws_answer *answer, nw_service service, newel_error *err) {
  nw_buf text;
  nw_buf_init_secret(&text, answer->arena.alloc);
  nw_redact(&text, answer->message, answer->asked);
  newel_slice said = text.failed ? nw_slice(NULL, 0) : nw_buf_slice(&text);
  int length = said.len > MESSAGE_MOST ? MESSAGE_MOST : (int)said.len, status = answer->response.status;
  int code = nw_fail_advice(err, NEWEL_E_REMOTE, nw_aws_advice(answer->error, status, said), "%s answered %d %.*s%s%.*s",
                            nw_service_at(service)->host, status, (int)answer->error.len, answer->error.data,
                            length > 0 ? ": " : "", length, length > 0 ? said.data : "");
  nw_buf_free(&text);
  return code;
}

static int is_one_of(newel_slice error, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (nw_slice_is(error, names[i])) return 1;
  return 0;
}

/* A signature that was refused for its time, and a Date far from ours: the difference is kept, once a call. */
static int sets_clock(attempt *a) {
  static const char *const names[] = { "RequestTimeTooSkewed", "RequestExpired", "InvalidSignatureException", "SignatureDoesNotMatch",
                                       "AuthFailure" };
  const nw_http_response *r = &a->answer->response;
  int64_t theirs;
  if (a->clock_was_set || !is_one_of(a->answer->error, names, sizeof names / sizeof *names)) return 0;
  if (nw_http_header_of(r->headers.at, r->headers.count, "age").data != NULL) return 0;
  if (!nw_time_parse_http(nw_http_header_of(r->headers.at, r->headers.count, "date"), &theirs)) return 0;
  int64_t skew_s = theirs - a->client->world->now_s(a->client->world->user);
  int64_t from = __atomic_load_n(&a->client->skew_s, __ATOMIC_RELAXED), change = skew_s - from;
  if (change > -SKEW_LEAST_S && change < SKEW_LEAST_S) return 0;
  __atomic_store_n(&a->client->skew_s, skew_s, __ATOMIC_RELAXED);
  a->clock_was_set = 1;
  return 1;
}

static int keys_have_ended(attempt *a) {
  static const char *const names[] = { "ExpiredTokenException", "ExpiredToken", "TokenRefreshRequired" };
  if (uses_bearer(a->client, a->request->service) || !is_one_of(a->answer->error, names, sizeof names / sizeof *names)) return 0;
  nw_credentials_forget(a->client->credentials);
  return 1;
}

/* ---- tries ---- */

static int on_body(void *user, const nw_http_response *response, const char *data, size_t len) {
  attempt *a = user;
  a->given_out = 1;
  return a->request->on_body(a->request->user, response, data, len);
}

static int is_cancelled(const attempt *a) { return a->request->cancel != NULL && *a->request->cancel; }

static int cancelled(const attempt *a, newel_error *err) {
  return nw_fail(err, NEWEL_E_CANCELLED, "%s was not waited for: the call was cancelled", nw_service_at(a->request->service)->host);
}

/* One try: NEWEL_OK for 2xx. */
static int try_once(attempt *a, newel_error *err) {
  nw_aws_answer *answer = a->answer;
  nw_arena_reset(&answer->arena);
  answer->error = answer->message = answer->request_id = nw_slice(NULL, 0);
  int code = authorize(a, err);
  if (code != NEWEL_OK) return code;
  nw_http_request http = http_of(a);
  nw_http_call call = { .request = &http, .timeout_ms = left_ms(a), .body_most = a->request->body_most, .cancel = a->request->cancel };
  if (a->request->on_body != NULL) {
    call.on_body = on_body;
    call.user = a;
  }
  answer->tries++;
  answer->failure = a->client->world->send(a->client->world->user, &call, &answer->response, err);
  if (answer->failure == NW_HTTP_NO_MEMORY) return nw_fail_nomem(err);
  if (answer->failure == NW_HTTP_STOPPED && is_cancelled(a)) return cancelled(a, err);
  if (answer->failure != NW_HTTP_NONE) return NEWEL_E_NETWORK;
  read_answer(answer);
  return answer->error.data == NULL ? NEWEL_OK : nw_aws_fail(answer, a->request->service, err);
}

/* Sleeps in pieces, so that a cancelled call ends soon. 0 when it was cancelled. */
static int sleep_for(attempt *a, uint64_t ms) {
  const nw_world *world = a->client->world;
  a->answer->waited_ms += ms;
  while (ms > 0 && !is_cancelled(a)) {
    uint64_t piece = a->request->cancel == NULL || ms < PIECE_MS ? ms : PIECE_MS;
    world->sleep_ms(world->user, piece);
    ms -= piece;
  }
  return !is_cancelled(a);
}

/* Waits before the next try; 0 when there is none. `cost` is what the quota gave. */
static int waits(attempt *a, unsigned tries, int *cost) {
  const nw_world *world = a->client->world;
  nw_retry_class class = nw_retry_class_of(a->answer->failure, a->answer->response.status, a->answer->error);
  if (class == NW_RETRY_NONE || a->given_out || tries >= a->client->config->max_attempts) return 0;
  *cost = a->answer->failure == NW_HTTP_TIMEOUT || a->answer->failure == NW_HTTP_CONNECT ? NW_RETRY_TIMEOUT_COST : NW_RETRY_COST;
  if (!nw_retry_take(&a->client->quota, *cost)) return 0;
  uint64_t delay = nw_retry_delay_ms(tries - 1, world->random(world->user), nw_retry_hint_ms(&a->answer->response));
  return delay < left_ms(a) && sleep_for(a, delay);
}

static int run(attempt *a, newel_error *err) {
  int cost = 0, extra = 1;  /* once more for a clock that was set or keys that ended */
  for (unsigned tries = 1;; tries++) {
    int code = try_once(a, err);
    if (code == NEWEL_OK) {
      nw_retry_give(&a->client->quota, cost);
      return code;
    }
    if (code != NEWEL_E_REMOTE && code != NEWEL_E_NETWORK) return code;
    if (code == NEWEL_E_NETWORK && a->answer->tries == 0) return code;
    if (extra > 0 && code == NEWEL_E_REMOTE && !a->given_out && (sets_clock(a) || keys_have_ended(a))) {
      extra--;
      tries--;
      continue;
    }
    if (!waits(a, tries, &cost)) return is_cancelled(a) ? cancelled(a, err) : code;
  }
}

int nw_aws_send(nw_aws_client *client, const nw_aws_request *request, uint64_t timeout_ms, nw_aws_answer *answer, newel_error *err) {
  attempt a = { .client = client, .request = request, .answer = answer,
                .deadline_ms = client->world->now_ms(client->world->user) + timeout_ms };
  answer->tries = 0;
  answer->waited_ms = 0;
  answer->asked = request->body;
  int code = nw_aws_config_endpoint(&a.endpoint, client->config, request->service, nw_slice(NULL, 0), err);
  if (code != NEWEL_OK) return code;
  nw_identity_init(&a.identity, client->alloc);
  nw_signed_init(&a.signature, client->alloc);
  nw_buf_init_secret(&a.path, client->alloc);
  nw_buf_init_secret(&a.bearer, client->alloc);
  nw_buf_add_slice(&a.path, a.endpoint.path);
  nw_buf_add_slice(&a.path, request->path);
  code = a.path.failed ? nw_fail_nomem(err) : run(&a, err);
  nw_identity_free(&a.identity);
  nw_signed_free(&a.signature);
  nw_buf_free(&a.bearer);
  nw_buf_free(&a.path);
  return code;
}

int nw_aws_identity(nw_aws_client *client, uint64_t timeout_ms, nw_identity *out, newel_error *err) {
  const nw_sign_key none = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
  if (client->config->bearer.len == 0) return nw_credentials_get(client->credentials, timeout_ms, out, err);
  return nw_identity_set(out, &none, nw_slice(NULL, 0), 0, "bearer") ? NEWEL_OK : nw_fail_nomem(err);
}
