#include "net/client.h"

#include <curl/curl.h>
#include <pthread.h>

#include "base/error.h"
#include "base/slice.h"

enum {
  CONNECT_MS = 3100, LANES_KEPT = 16, IDLE_MOST_S = 300 /* under the 350 s of NAT gateways */, KEEPALIVE_S = 60, WAIT_MS = 50,
  HEAD_MOST = 256 << 10, BODY_MOST = 16 << 20
};

typedef struct lane lane;
struct lane { CURLM *multi; CURL *easy; lane *next; };

struct nw_http_client {
  nw_alloc        alloc;
  pthread_mutex_t mutex;  /* guards idle, idle_count */
  lane           *idle;
  size_t          idle_count, lanes_kept;
  long            connect_ms;
  char           *ca_bundle, *proxy, *no_proxy;  /* NUL-ended, NULL where not set */
};

/* One call under way. */
typedef struct transfer {
  const nw_http_call *call;
  nw_http_response   *response;
  struct curl_slist  *lines;
  nw_http_failure     failure;  /* set by a callback that stopped the transfer */
  int                 complete_head;
} transfer;

const char *nw_http_failure_name(nw_http_failure failure) {
  static const char *const names[] = { "none",    "resolve",   "connect", "tls",       "broken",
                                       "timeout", "too_large", "stopped", "no_memory", "internal" };
  return names[failure];
}

const char *nw_http_library(void) { return curl_version(); }

/* ---- client and lanes ---- */

static char *copy(const nw_alloc *alloc, newel_slice text, int *ok) {
  if (text.len == 0) return NULL;
  char *made = nw_malloc(alloc, text.len + 1);
  if (made == NULL) {
    *ok = 0;
    return NULL;
  }
  memcpy(made, text.data, text.len);
  made[text.len] = '\0';
  return made;
}

static void free_text(const nw_alloc *alloc, char *text) {
  if (text != NULL) nw_free(alloc, text, strlen(text) + 1);
}

int nw_http_client_open(nw_http_client **out, const nw_alloc *alloc, const nw_http_client_options *options, newel_error *err) {
  const nw_http_client_options none = { 0 };
  if (options == NULL) options = &none;
  *out = NULL;
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return nw_fail(err, NEWEL_E_INTERNAL, "libcurl does not start");
  nw_http_client *client = nw_zalloc(alloc, sizeof *client);
  if (client == NULL) return nw_fail_nomem(err);
  int ok = 1;
  client->alloc = *alloc;
  client->connect_ms =
      options->connect_timeout_ms > 0 && options->connect_timeout_ms < 3600000 ? (long)options->connect_timeout_ms : CONNECT_MS;
  client->lanes_kept = options->lanes_kept > 0 ? options->lanes_kept : LANES_KEPT;
  client->ca_bundle = copy(alloc, options->ca_bundle, &ok);
  client->proxy = copy(alloc, options->proxy, &ok);
  client->no_proxy = copy(alloc, options->no_proxy, &ok);
  pthread_mutex_init(&client->mutex, NULL);
  if (!ok) {
    nw_http_client_free(client);
    return nw_fail_nomem(err);
  }
  *out = client;
  return NEWEL_OK;
}

static void lane_free(nw_http_client *client, lane *l) {
  if (l->easy != NULL) curl_easy_cleanup(l->easy);
  if (l->multi != NULL) curl_multi_cleanup(l->multi);
  nw_free(&client->alloc, l, sizeof *l);
}

void nw_http_client_free(nw_http_client *client) {
  if (client == NULL) return;
  for (lane *l = client->idle, *next; l != NULL; l = next) {
    next = l->next;
    lane_free(client, l);
  }
  pthread_mutex_destroy(&client->mutex);
  free_text(&client->alloc, client->ca_bundle);
  free_text(&client->alloc, client->proxy);
  free_text(&client->alloc, client->no_proxy);
  nw_free(&client->alloc, client, sizeof *client);
}

/* The idle lane that was used last: its connection is the warmest. NULL when there is no memory. */
static lane *lane_take(nw_http_client *client) {
  pthread_mutex_lock(&client->mutex);
  lane *l = client->idle;
  if (l != NULL) {
    client->idle = l->next;
    client->idle_count--;
  }
  pthread_mutex_unlock(&client->mutex);
  if (l != NULL) return l;
  l = nw_zalloc(&client->alloc, sizeof *l);
  if (l == NULL) return NULL;
  l->multi = curl_multi_init();
  l->easy = curl_easy_init();
  if (l->multi != NULL && l->easy != NULL) return l;
  lane_free(client, l);
  return NULL;
}

static void lane_give(nw_http_client *client, lane *l) {
  pthread_mutex_lock(&client->mutex);
  int keep = client->idle_count < client->lanes_kept;
  if (keep) {
    l->next = client->idle;
    client->idle = l;
    client->idle_count++;
  }
  pthread_mutex_unlock(&client->mutex);
  if (!keep) lane_free(client, l);
}

/* ---- the answer ---- */

void nw_http_response_init(nw_http_response *response, nw_alloc alloc) {
  memset(response, 0, sizeof *response);
  nw_buf_init_secret(&response->head, alloc);
  nw_buf_init_secret(&response->body, alloc);
}

static void wipe(nw_buf *buf) {
  if (buf->data != NULL) nw_wipe(buf->data, buf->len);
  nw_buf_clear(buf);
}

void nw_http_response_free(nw_http_response *response) {
  nw_vec_free(&response->head.alloc, &response->headers);
  nw_buf_free(&response->head);
  nw_buf_free(&response->body);
}

static void response_clear(nw_http_response *response) {
  wipe(&response->head);
  wipe(&response->body);
  response->headers.count = 0;
  response->status = 0;
  response->bytes = 0;
}

/* Header lines as they come; those of an earlier answer (100 Continue, a proxy's CONNECT) make way for the next. */
static size_t on_header(char *data, size_t size, size_t count, void *user) {
  transfer *t = user;
  size_t len = size * count;
  if (t->complete_head) return len;  /* trailers */
  if (len >= 5 && memcmp(data, "HTTP/", 5) == 0) nw_buf_clear(&t->response->head);
  if (t->response->head.len + len > HEAD_MOST) {
    t->failure = NW_HTTP_TOO_LARGE;
    return 0;
  }
  nw_buf_add(&t->response->head, data, len);
  return len;
}

static newel_slice trim(newel_slice s) {
  while (s.len > 0 && nw_is_space((unsigned char)s.data[0])) s.data++, s.len--;
  while (s.len > 0 && nw_is_space((unsigned char)s.data[s.len - 1])) s.len--;
  return s;
}

/* Cuts `head` into headers, once, when the last line of it is there. */
static int complete_head(transfer *t, CURL *easy) {
  nw_http_response *r = t->response;
  long status = 0;
  if (t->complete_head) return 1;
  t->complete_head = 1;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  r->status = (int)status;
  for (size_t at = 0; at < r->head.len;) {
    const char *end = memchr(r->head.data + at, '\n', r->head.len - at);
    newel_slice line = nw_slice(r->head.data + at, (end == NULL ? r->head.len : (size_t)(end - r->head.data)) - at);
    const char *colon = memchr(line.data, ':', line.len);
    at += line.len + 1;
    if (colon == NULL) continue;
    nw_http_header header = { nw_slice(line.data, (size_t)(colon - line.data)),
                              trim(nw_slice(colon + 1, line.len - (size_t)(colon - line.data) - 1)) };
    if (!nw_vec_push(&r->head.alloc, &r->headers, header)) {
      t->failure = NW_HTTP_NO_MEMORY;
      return 0;
    }
  }
  return !r->head.failed;
}

typedef struct body_user { transfer *t; CURL *easy; } body_user;

static size_t on_body(char *data, size_t size, size_t count, void *user) {
  body_user *u = user;
  transfer *t = u->t;
  size_t len = size * count, most = t->call->body_most > 0 ? t->call->body_most : BODY_MOST;
  if (!complete_head(t, u->easy)) return 0;
  if (t->response->bytes + len > most) {
    t->failure = NW_HTTP_TOO_LARGE;
    return 0;
  }
  t->response->bytes += len;
  if (t->call->on_body != NULL && t->response->status == 200) {
    if (t->call->on_body(t->call->user, t->response, data, len) == 0) return len;
    t->failure = NW_HTTP_STOPPED;
    return 0;
  }
  nw_buf_add(&t->response->body, data, len);
  if (!t->response->body.failed) return len;
  t->failure = NW_HTTP_NO_MEMORY;
  return 0;
}

/* ---- the request ---- */

/* "Name: value"; a value with a line end would be another header. */
static int add_line(transfer *t, nw_buf *line, newel_slice name, newel_slice value) {
  nw_buf_clear(line);
  nw_buf_add_slice(line, name);
  nw_buf_add_text(line, value.len == 0 ? ";" : ": ");
  nw_buf_add_slice(line, value);
  nw_buf_add_char(line, '\0');
  if (line->failed || strlen(line->data) + 1 != line->len || strpbrk(line->data, "\r\n") != NULL) return 0;
  struct curl_slist *more = curl_slist_append(t->lines, line->data);
  if (more != NULL) t->lines = more;
  return more != NULL;
}

static int add_lines(transfer *t, nw_buf *line) {
  const nw_http_request *request = t->call->request;
  int ok = add_line(t, line, NW_LIT("Host"), request->host);
  for (size_t i = 0; ok && i < request->header_count; i++)
    ok = add_line(t, line, request->headers[i].name, request->headers[i].value);
  /* libcurl's own additions: no "Expect: 100-continue", no content type of a form. */
  struct curl_slist *more = ok ? curl_slist_append(t->lines, "Expect:") : NULL;
  if (more == NULL) return 0;
  t->lines = more;
  if (nw_http_header_of(request->headers, request->header_count, "content-type").data != NULL) return 1;
  more = curl_slist_append(t->lines, "Content-Type:");
  if (more != NULL) t->lines = more;
  return more != NULL;
}

static int set_url(CURL *easy, nw_buf *url, const nw_http_request *request) {
  nw_buf_clear(url);
  nw_buf_add_slice(url, request->scheme);
  nw_buf_add_text(url, "://");
  nw_buf_add_slice(url, request->host);
  nw_buf_add_slice(url, request->path);
  if (request->query.len > 0) nw_buf_add_char(url, '?');
  nw_buf_add_slice(url, request->query);
  nw_buf_add_char(url, '\0');
  return !url->failed && curl_easy_setopt(easy, CURLOPT_URL, url->data) == CURLE_OK;
}

static int set_method(CURL *easy, nw_buf *text, const nw_http_request *request) {
  nw_buf_clear(text);
  nw_buf_add_slice(text, request->method);
  nw_buf_add_char(text, '\0');
  if (text->failed) return 0;
  if (request->body.len > 0 || strcmp(text->data, "POST") == 0 || strcmp(text->data, "PUT") == 0) {
    if (curl_easy_setopt(easy, CURLOPT_POST, 1L) != CURLE_OK ||
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body.len == 0 ? "" : request->body.data) != CURLE_OK ||
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len) != CURLE_OK)
      return 0;
  }
  return curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, text->data) == CURLE_OK;
}

#define SET(option, value) (curl_easy_setopt(easy, option, value) == CURLE_OK)

static int set_limits(const nw_http_client *client, CURL *easy, const nw_http_call *call) {
  const long timeout_ms = call->timeout_ms < 86400000 ? (long)call->timeout_ms : 86400000;
  const int proxied = !call->no_proxy && client->proxy != NULL && nw_slice_is(call->request->scheme, "https");
  const char *proxy = proxied ? client->proxy : "";
  return SET(CURLOPT_TIMEOUT_MS, timeout_ms) &&
         SET(CURLOPT_CONNECTTIMEOUT_MS, client->connect_ms < timeout_ms ? client->connect_ms : timeout_ms) &&
         SET(CURLOPT_NOSIGNAL, 1L) && SET(CURLOPT_PROTOCOLS_STR, "http,https") && SET(CURLOPT_FOLLOWLOCATION, 0L) &&
         SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) && SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
         SET(CURLOPT_TCP_KEEPALIVE, 1L) && SET(CURLOPT_TCP_KEEPIDLE, (long)KEEPALIVE_S) &&
         SET(CURLOPT_TCP_KEEPINTVL, (long)KEEPALIVE_S) && SET(CURLOPT_MAXAGE_CONN, (long)IDLE_MOST_S) &&
         SET(CURLOPT_PATH_AS_IS, 1L) && SET(CURLOPT_PROXY, proxy) &&
         SET(CURLOPT_NOPROXY, client->no_proxy == NULL ? "" : client->no_proxy) && SET(CURLOPT_TCP_NODELAY, 1L) &&
         (client->ca_bundle == NULL || SET(CURLOPT_CAINFO, client->ca_bundle));
}

static int set_all(const nw_http_client *client, CURL *easy, transfer *t, body_user *user, nw_buf *text) {
  return set_limits(client, easy, t->call) && set_url(easy, text, t->call->request) &&
         set_method(easy, text, t->call->request) && add_lines(t, text) && SET(CURLOPT_HTTPHEADER, t->lines) &&
         SET(CURLOPT_HEADERFUNCTION, on_header) && SET(CURLOPT_HEADERDATA, t) && SET(CURLOPT_WRITEFUNCTION, on_body) &&
         SET(CURLOPT_WRITEDATA, user);
}

/* ---- sending ---- */

static nw_http_failure failure_of(CURLcode code) {
  switch (code) {
    case CURLE_OK: return NW_HTTP_NONE;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return NW_HTTP_RESOLVE;
    /* A handshake that broke: as often a reset as a disagreement; nothing was sent. */
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_COULDNT_CONNECT: return NW_HTTP_CONNECT;
    case CURLE_OPERATION_TIMEDOUT: return NW_HTTP_TIMEOUT;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_ENGINE_NOTFOUND: return NW_HTTP_TLS;
    case CURLE_OUT_OF_MEMORY: return NW_HTTP_NO_MEMORY;
    case CURLE_URL_MALFORMAT:
    case CURLE_BAD_FUNCTION_ARGUMENT: return NW_HTTP_INTERNAL;
    default: return NW_HTTP_BROKEN;  /* CURLE_UNSUPPORTED_PROTOCOL too: an answer that is no HTTP/1 */
  }
}

/* Runs the transfer to its end, looking at `cancel` in between. */
static nw_http_failure drive(lane *l, transfer *t) {
  int running = 1;
  if (curl_multi_add_handle(l->multi, l->easy) != CURLM_OK) return NW_HTTP_INTERNAL;
  while (running > 0) {
    if (t->call->cancel != NULL && *t->call->cancel) {
      t->failure = NW_HTTP_STOPPED;
      break;
    }
    if (curl_multi_perform(l->multi, &running) != CURLM_OK) {
      t->failure = NW_HTTP_INTERNAL;
      break;
    }
    if (running > 0) curl_multi_poll(l->multi, NULL, 0, t->call->cancel == NULL ? 1000 : WAIT_MS, NULL);
  }
  int left;
  nw_http_failure failure = t->failure;
  for (CURLMsg *message; (message = curl_multi_info_read(l->multi, &left)) != NULL;)
    if (message->msg == CURLMSG_DONE && failure == NW_HTTP_NONE) failure = failure_of(message->data.result);
  curl_multi_remove_handle(l->multi, l->easy);
  return failure;
}

static void describe(nw_http_failure failure, const nw_http_request *request, const char *detail, newel_error *err) {
  static const char *const texts[] = {
    "",
    "has no address",
    "cannot be reached",
    "has no TLS connection to trust",
    "broke the connection off",
    "did not answer in time",
    "gave a longer answer than is taken",
    "was not waited for: the call was cancelled",
    "",
    "could not be called",
  };
  if (failure == NW_HTTP_NO_MEMORY) nw_fail_nomem(err);
  else nw_fail(err, NEWEL_E_NETWORK, "%.*s %s%s%s%s", (int)request->host.len, request->host.data, texts[failure],
               detail[0] != '\0' ? " (" : "", detail, detail[0] != '\0' ? ")" : "");
}

nw_http_failure nw_http_send(nw_http_client *client, const nw_http_call *call, nw_http_response *response, newel_error *err) {
  transfer t = { .call = call, .response = response };
  char detail[CURL_ERROR_SIZE] = "";
  nw_buf text;
  nw_http_failure failure = NW_HTTP_NO_MEMORY;
  response_clear(response);
  if (call->timeout_ms == 0) {
    describe(NW_HTTP_TIMEOUT, call->request, "", err);
    return NW_HTTP_TIMEOUT;
  }
  nw_buf_init_secret(&text, client->alloc);
  lane *l = lane_take(client);
  if (l != NULL) {
    body_user user = { &t, l->easy };
    curl_easy_setopt(l->easy, CURLOPT_ERRORBUFFER, detail);
    failure = set_all(client, l->easy, &t, &user, &text) ? drive(l, &t) : text.failed ? NW_HTTP_NO_MEMORY : NW_HTTP_INTERNAL;
    if (failure == NW_HTTP_NONE && !complete_head(&t, l->easy)) failure = NW_HTTP_NO_MEMORY;
    curl_easy_reset(l->easy);
    lane_give(client, l);
  }
  for (struct curl_slist *line = t.lines; line != NULL; line = line->next) nw_wipe(line->data, strlen(line->data));
  curl_slist_free_all(t.lines);
  nw_buf_free(&text);
  if (failure != NW_HTTP_NONE) describe(failure, call->request, failure == NW_HTTP_STOPPED ? "" : detail, err);
  return failure;
}
