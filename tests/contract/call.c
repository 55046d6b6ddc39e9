/* aws/call in a world that is made up: what is sent again, how often, after which wait; clocks, keys, deadlines, cancelling.
 * A row is a conversation: the answers that come, one a try, and what must have become of the call. */
#include <stdio.h>
#include <string.h>

#include "aws/call.h"
#include "base/error.h"
#include "base/slice.h"
#include "tally.h"

/* ---- the world ---- */

enum { ANSWERS = 6, NOW_S = 1770000000 };

typedef struct said {
  nw_http_failure failure;
  int             status;
  const char     *headers;  /* "name: value\n…" */
  const char     *body;
  uint64_t        takes_ms;
} said;

typedef struct stage {
  const said   *answers;     /* the last again and again */
  const char   *env[12];     /* name, value, …, NULL */
  uint64_t      now_ms, slept_ms;
  uint32_t      chance;
  unsigned      sent;
  char          authorization[ANSWERS][512], date[ANSWERS][32], token[ANSWERS][64];
  volatile int *cancel;      /* set while sleeping */
  unsigned      asked_env_keys;
} stage;

static const char *env(void *user, const char *name) {
  stage *s = user;
  if (strcmp(name, "AWS_ACCESS_KEY_ID") == 0) s->asked_env_keys++;
  for (size_t i = 0; s->env[i] != NULL; i += 2)
    if (strcmp(s->env[i], name) == 0) return s->env[i + 1];
  return NULL;
}
static int read_file(void *user, const char *path, size_t most, nw_buf *out) { return (void)user, (void)path, (void)most, (void)out, 0; }
static int write_file(void *user, const char *path, newel_slice text) { return (void)user, (void)path, (void)text, 0; }
static int run(void *user, char *const argv[], uint64_t ms, nw_buf *out) { return (void)user, (void)argv, (void)ms, (void)out, -1; }
static int64_t now_s(void *user) { return (void)user, NOW_S; }
static uint64_t now_ms(void *user) { return ((stage *)user)->now_ms; }
static uint32_t chance(void *user) { return ((stage *)user)->chance; }
static void sleep_ms(void *user, uint64_t ms) {
  stage *s = user;
  s->now_ms += ms;
  s->slept_ms += ms;
  if (s->cancel != NULL) *s->cancel = 1;
}

static void keep(char *out, size_t size, const nw_http_request *request, const char *name) {
  newel_slice value = nw_http_header_of(request->headers, request->header_count, name);
  snprintf(out, size, "%.*s", (int)value.len, value.data == NULL ? "" : value.data);
}

static void add_headers(nw_http_response *response, const char *text) {
  while (text != NULL && *text != '\0') {
    size_t line = strcspn(text, "\n"), name = strcspn(text, ":");
    nw_http_header header = { nw_slice(text, name), nw_slice(text + name + 2, line - name - 2) };
    if (nw_vec_push(&response->head.alloc, &response->headers, header)) text += line + (text[line] == '\n');
  }
}

static nw_http_failure send_said(void *user, const nw_http_call *call, nw_http_response *response, newel_error *err) {
  stage *s = user;
  const said *a = s->answers;
  for (unsigned i = 0; i < s->sent && a[1].status + (int)a[1].failure != 0; i++) a++;
  unsigned at = s->sent < ANSWERS ? s->sent : ANSWERS - 1;
  keep(s->authorization[at], sizeof s->authorization[0], call->request, "Authorization");
  keep(s->date[at], sizeof s->date[0], call->request, "X-Amz-Date");
  keep(s->token[at], sizeof s->token[0], call->request, "X-Amz-Security-Token");
  s->sent++;
  response->headers.count = 0;
  nw_buf_clear(&response->body);
  response->status = a->status;
  int late = a->takes_ms > call->timeout_ms;
  s->now_ms += late ? call->timeout_ms : a->takes_ms;
  if (a->failure != NW_HTTP_NONE || late) {
    nw_fail(err, NEWEL_E_NETWORK, "made up");
    return late ? NW_HTTP_TIMEOUT : a->failure;
  }
  add_headers(response, a->headers);
  if (a->body == NULL) return NW_HTTP_NONE;
  if (call->on_body != NULL && a->status == 200) {
    if (call->on_body(call->user, response, a->body, strlen(a->body)) != 0) return NW_HTTP_STOPPED;
    return s->answers[1].failure == NW_HTTP_STOPPED ? NW_HTTP_BROKEN : NW_HTTP_NONE;
  }
  nw_buf_add_text(&response->body, a->body);
  return NW_HTTP_NONE;
}

/* ---- one call ---- */

typedef struct outcome { int code; unsigned tries; uint64_t waited_ms; newel_error err; char error[64]; } outcome;

static nw_aws_client *open_client(stage *s, nw_world *world, nw_aws_config *config, const nw_aws_options *options) {
  nw_aws_client *client = NULL;
  newel_error err = { 0 };
  *world = (nw_world){ s, env, read_file, write_file, run, now_s, now_ms, sleep_ms, chance, send_said };
  int code = nw_aws_config_load(config, nw_alloc_of(NULL), world, options, &err);
  if (code == NEWEL_OK) code = nw_aws_client_open(&client, nw_alloc_of(NULL), config, world, &err);
  if (code != NEWEL_OK) printf("a client does not open: %s\n", err.message);
  return client;
}

static outcome send_once(nw_aws_client *client, const nw_aws_request *request, uint64_t timeout_ms) {
  outcome out = { .code = 0 };
  nw_aws_answer answer;
  nw_aws_answer_init(&answer, nw_alloc_of(NULL));
  out.code = nw_aws_send(client, request, timeout_ms, &answer, &out.err);
  out.tries = answer.tries;
  out.waited_ms = answer.waited_ms;
  snprintf(out.error, sizeof out.error, "%.*s", (int)answer.error.len, answer.error.data == NULL ? "" : answer.error.data);
  nw_aws_answer_free(&answer);
  return out;
}

static nw_aws_request a_request(void) {
  return (nw_aws_request){ .service = NW_SERVICE_BEDROCK_RUNTIME, .method = NW_LIT("POST"), .path = NW_LIT("/guardrail/g/version/1/apply"),
                           .body = NW_LIT("{}") };
}

static outcome converse(stage *s, const nw_aws_request *request, uint64_t timeout_ms) {
  nw_world world;
  nw_aws_config config;
  nw_aws_client *client = open_client(s, &world, &config, NULL);
  outcome out = send_once(client, request, timeout_ms);
  nw_aws_client_free(client);
  nw_aws_config_free(&config);
  return out;
}

#define KEYS "AWS_REGION", "us-east-1", "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY", "secret"
#define ERROR(name) "x-amzn-errortype: " name

/* ---- tries ---- */

static void run_tries(void) {
  static const struct { const char *name, *attempts; said answers[ANSWERS]; uint64_t timeout_ms; int code; unsigned tries; uint64_t waited_ms; }
      cases[] = {
    { "good at once", NULL, { { .status = 200 } }, 60000, NEWEL_OK, 1, 0 },
    { "202", NULL, { { .status = 202 } }, 60000, NEWEL_OK, 1, 0 },
    { "503, then good", NULL, { { .status = 503 }, { .status = 200 } }, 60000, NEWEL_OK, 2, 500 },
    { "three tries", NULL, { { .status = 503 } }, 60000, NEWEL_E_REMOTE, 3, 500 + 1000 },
    { "one try", "1", { { .status = 503 } }, 60000, NEWEL_E_REMOTE, 1, 0 },
    { "five tries", "5", { { .status = 500 } }, 60000, NEWEL_E_REMOTE, 5, 500 + 1000 + 2000 + 4000 },
    { "throttled, then good", NULL, { { .status = 429, .headers = ERROR("ThrottlingException") }, { .status = 200 } }, 60000, NEWEL_OK, 2, 500 },
    { "the server's wait", NULL, { { .status = 429, .headers = "retry-after: 3" }, { .status = 200 } }, 60000, NEWEL_OK, 2, 3000 },
    { "the server's wait in ms", NULL, { { .status = 503, .headers = "x-amz-retry-after: 1700" }, { .status = 200 } }, 60000, NEWEL_OK, 2, 1700 },
    { "a wait past the deadline", NULL, { { .status = 429, .headers = "retry-after: 30" } }, 5000, NEWEL_E_REMOTE, 1, 0 },
    { "no wait past the deadline", NULL, { { .status = 503, .takes_ms = 900 } }, 1000, NEWEL_E_REMOTE, 1, 0 },
    { "out of time", NULL, { { .status = 200, .takes_ms = 2000 } }, 1000, NEWEL_E_NETWORK, 1, 0 },
    { "no connection, then good", NULL, { { .failure = NW_HTTP_CONNECT }, { .status = 200 } }, 60000, NEWEL_OK, 2, 500 },
    { "broken, then good", NULL, { { .failure = NW_HTTP_BROKEN }, { .status = 200 } }, 60000, NEWEL_OK, 2, 500 },
    { "no address", NULL, { { .failure = NW_HTTP_RESOLVE } }, 60000, NEWEL_E_NETWORK, 3, 1500 },
    { "no trust", NULL, { { .failure = NW_HTTP_TLS } }, 60000, NEWEL_E_NETWORK, 1, 0 },
    { "too long", NULL, { { .failure = NW_HTTP_TOO_LARGE } }, 60000, NEWEL_E_NETWORK, 1, 0 },
    { "400 is said once", NULL, { { .status = 400, .headers = ERROR("ValidationException") } }, 60000, NEWEL_E_REMOTE, 1, 0 },
    { "quota is said once", NULL, { { .status = 400, .headers = ERROR("ServiceQuotaExceededException") } }, 60000, NEWEL_E_REMOTE, 1, 0 },
    { "408 is said once", NULL, { { .status = 408, .headers = ERROR("ModelTimeoutException") } }, 60000, NEWEL_E_REMOTE, 1, 0 },
    { "424 is said once", NULL, { { .status = 424, .headers = ERROR("ModelErrorException") } }, 60000, NEWEL_E_REMOTE, 1, 0 },
    { "301 is no answer", NULL, { { .status = 301, .headers = "location: https://elsewhere.example/" } }, 60000, NEWEL_E_REMOTE, 1, 0 },
    { "not ready, then good", NULL, { { .status = 429, .headers = ERROR("ModelNotReadyException") }, { .status = 200 } }, 60000, NEWEL_OK, 2, 500 },
    { "name in the body", NULL, { { .status = 400, .body = "{\"__type\":\"com.amazonaws#ThrottlingException\"}" }, { .status = 200 } }, 60000,
      NEWEL_OK, 2, 500 },
    { "html of a proxy", NULL, { { .status = 502, .body = "<html><body>Bad Gateway</body></html>" }, { .status = 200 } }, 60000, NEWEL_OK, 2, 500 },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    stage s = { .answers = cases[i].answers, .env = { KEYS, "AWS_MAX_ATTEMPTS", cases[i].attempts == NULL ? "3" : cases[i].attempts, NULL },
                .chance = 0x80000000U };
    nw_aws_request request = a_request();
    outcome got = converse(&s, &request, cases[i].timeout_ms);
    char what[700];
    snprintf(what, sizeof what, "code %d, %u tries, waited %u ms: %s", got.code, got.tries, (unsigned)got.waited_ms, got.err.message);
    tally_check_in(got.code == cases[i].code && got.tries == cases[i].tries && got.waited_ms == cases[i].waited_ms && s.sent == cases[i].tries &&
                   s.slept_ms == got.waited_ms && s.now_ms <= cases[i].timeout_ms, cases[i].name, what);
  }
}

/* ---- clocks and keys ---- */

/* Wed, 28 Jan 2026 is long before NOW_S (Feb 2 2026); a Date near ours changes nothing. */
static void run_clock(void) {
  static const said far[] = { { .status = 403, .headers = ERROR("InvalidSignatureException") "\ndate: Wed, 28 Jan 2026 12:00:00 GMT" },
                              { .status = 200 }, { .status = 0 } };
  static const said always[] = { { .status = 403, .headers = ERROR("InvalidSignatureException") "\ndate: Wed, 28 Jan 2026 12:00:00 GMT" },
                                 { .status = 0 } };
  static const said near[] = { { .status = 403, .headers = ERROR("InvalidSignatureException") "\ndate: Mon, 02 Feb 2026 02:41:00 GMT" },
                               { .status = 0 } };
  static const said cached[] = {
    { .status = 403, .headers = ERROR("InvalidSignatureException") "\nage: 5\ndate: Wed, 28 Jan 2026 12:00:00 GMT" }, { .status = 0 } };
  static const struct { const char *name; const said *answers; int code; unsigned tries; } cases[] = {
    { "the clock is set once", far, NEWEL_OK, 2 }, { "and not twice", always, NEWEL_E_REMOTE, 2 },
    { "a near clock is no reason", near, NEWEL_E_REMOTE, 1 }, { "nor a cached answer", cached, NEWEL_E_REMOTE, 1 },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    stage s = { .answers = cases[i].answers, .env = { KEYS, NULL } };
    nw_aws_request request = a_request();
    outcome got = converse(&s, &request, 60000);
    tally_check_in(got.code == cases[i].code && got.tries == cases[i].tries, cases[i].name, got.err.message);
    if (cases[i].answers == far) tally_check_in(strcmp(s.date[1], "20260128T120000Z") == 0, cases[i].name, s.date[1]);
  }
}

static void run_keys(void) {
  static const said ended[] = { { .status = 403, .headers = ERROR("ExpiredTokenException") }, { .status = 200 }, { .status = 0 } };
  static const said good[] = { { .status = 200 }, { .status = 0 } };
  nw_aws_request request = a_request();
  stage s = { .answers = ended, .env = { KEYS, "AWS_SESSION_TOKEN", "session", NULL } };
  outcome got = converse(&s, &request, 60000);
  tally_check_in(got.code == NEWEL_OK && got.tries == 2 && s.asked_env_keys == 2, "keys that ended are asked for anew", got.err.message);
  tally_check_in(strcmp(s.token[1], "session") == 0 && strstr(s.authorization[1], "x-amz-security-token") != NULL, "session token", "is signed");

  stage b = { .answers = good, .env = { KEYS, "AWS_BEARER_TOKEN_BEDROCK", "ABSK-key", NULL } };
  got = converse(&b, &request, 60000);
  tally_check_in(got.code == NEWEL_OK && strcmp(b.authorization[0], "Bearer ABSK-key") == 0 && b.asked_env_keys == 0, "bearer first", b.authorization[0]);
  request.service = NW_SERVICE_BEDROCK_AGENT_RUNTIME;
  stage c = { .answers = good, .env = { KEYS, "AWS_BEARER_TOKEN_BEDROCK", "ABSK-key", NULL } };
  got = converse(&c, &request, 60000);
  tally_check_in(got.code == NEWEL_OK && strncmp(c.authorization[0], "AWS4-HMAC-SHA256 ", 17) == 0, "not where it is not taken", c.authorization[0]);
  request.service = NW_SERVICE_BEDROCK;
  stage d = { .answers = good, .env = { KEYS, "AWS_BEARER_TOKEN_BEDROCK", "ABSK-key", "AWS_AUTH_SCHEME_PREFERENCE", "sigv4", NULL } };
  got = converse(&d, &request, 60000);
  tally_check_in(got.code == NEWEL_OK && strncmp(d.authorization[0], "AWS4-HMAC-SHA256 ", 17) == 0, "nor where sigv4 is preferred", d.authorization[0]);
  stage e = { .answers = good, .env = { KEYS, "AWS_BEARER_TOKEN_BEDROCK", "ABSK\r\nX-Evil: 1", NULL } };
  got = converse(&e, &request, 60000);
  tally_check_in(got.code == NEWEL_E_CREDENTIALS && e.sent == 0 && strstr(got.err.message, "ABSK") == NULL, "a key with a line end", got.err.message);
  stage f = { .answers = good, .env = { "AWS_REGION", "us-east-1", "AWS_EC2_METADATA_DISABLED", "true", NULL } };
  got = converse(&f, &request, 60000);
  tally_check_in(got.code == NEWEL_E_CREDENTIALS && f.sent == 0 && got.err.advice[0] != '\0', "no keys", got.err.message);
}

/* ---- cancelling, streams, quota ---- */

static int take_body(void *user, const nw_http_response *response, const char *data, size_t len) {
  (void)response, (void)data;
  *(size_t *)user += len;
  return 0;
}

static void run_rest(void) {
  static const said down[] = { { .status = 503, .headers = "retry-after: 20" }, { .status = 0 } };
  static const said torn[] = { { .status = 200, .body = "half" }, { .failure = NW_HTTP_STOPPED }, { .status = 0 } };
  volatile int cancel = 0;
  size_t taken = 0;
  nw_aws_request request = a_request();
  stage s = { .answers = down, .env = { KEYS, NULL }, .cancel = &cancel };
  request.cancel = &cancel;
  outcome got = converse(&s, &request, 60000);
  tally_check_in(got.code == NEWEL_E_CANCELLED && s.sent == 1 && s.slept_ms <= 50, "cancelled while it waits", got.err.message);

  request = a_request();
  request.on_body = take_body;
  request.user = &taken;
  stage t = { .answers = torn, .env = { KEYS, NULL } };
  got = converse(&t, &request, 60000);
  tally_check_in(got.code == NEWEL_E_NETWORK && t.sent == 1 && taken == 4, "a stream that began is not asked for again", got.err.message);

  /* A service that is down is not asked three times by everybody: 50 calls use the quota up, the 51st has one try. */
  nw_world world;
  nw_aws_config config;
  stage q = { .answers = down, .env = { KEYS, NULL } };
  nw_aws_client *client = open_client(&q, &world, &config, NULL);
  request = a_request();
  for (int i = 0; i < 50; i++) got = send_once(client, &request, 600000);
  tally_check_in(got.tries == 3, "the quota lasts", "for 50 calls");
  got = send_once(client, &request, 600000);
  tally_check_in(got.tries == 1 && got.code == NEWEL_E_REMOTE, "the quota ends", got.err.message);
  nw_aws_client_free(client);
  nw_aws_config_free(&config);
}

int main(void) {
  run_tries();
  run_clock();
  run_keys();
  run_rest();
  return tally_end();
}
