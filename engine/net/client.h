/* net/client.h - sending HTTP requests with libcurl; nothing else in Newel knows it.
 *
 *   nw_http_client_open(&client, alloc, &options, &err);
 *   nw_http_call call = { &request, .timeout_ms = 800, .body_most = 1 << 20 };
 *   nw_http_failure failure = nw_http_send(client, &call, &response, &err);
 *
 * A client is shared by threads. It owns lanes: a connection cache with one request at a time in it. A call takes an idle lane,
 * or opens one, and gives it back, so a thread that calls again finds its connection warm. Connections are kept for less than
 * 350 s (network address translation drops idle ones then), with TCP keep-alive.
 *
 * What is never done: redirects, cookies, .netrc, TLS below 1.2, protocols but http and https, a wait past the deadline of a
 * call. Names are resolved within it, too. Memory: lanes and responses by `alloc`; what libcurl and its TLS library take is
 * their own. */
#ifndef NW_NET_CLIENT_H
#define NW_NET_CLIENT_H

#include "base/buf.h"
#include "net/http.h"

typedef struct nw_http_client nw_http_client;

typedef struct nw_http_client_options {
  newel_slice ca_bundle;           /* file of trusted certificates instead of the system's; empty: the system's */
  newel_slice proxy, no_proxy;     /* "http://proxy:3128", for https; empty: none. The environment is not read here */
  uint64_t    connect_timeout_ms;  /* 0: 3,100 */
  size_t      lanes_kept;          /* idle lanes to keep; 0: 16 */
} nw_http_client_options;

/* What became of a call. Everything but NONE means that there is no whole response. */
typedef enum nw_http_failure {
  NW_HTTP_NONE = 0,     /* an answer came, of whatever status */
  NW_HTTP_RESOLVE,      /* the host has no address */
  NW_HTTP_CONNECT,      /* no connection, or its handshake broke: nothing was sent */
  NW_HTTP_TLS,          /* a certificate that is not to be trusted: nothing was sent; trying again will not help */
  NW_HTTP_BROKEN,       /* the connection broke, or the answer is no HTTP, or it ended early */
  NW_HTTP_TIMEOUT,      /* the deadline passed */
  NW_HTTP_TOO_LARGE,    /* more than body_most bytes */
  NW_HTTP_STOPPED,      /* cancelled, or the callback said so */
  NW_HTTP_NO_MEMORY,
  NW_HTTP_INTERNAL      /* libcurl refused an option: a bug */
} nw_http_failure;
/* "timeout", …: static storage. */
const char *nw_http_failure_name(nw_http_failure failure);

/* A whole response. Reused from call to call; nw_http_send clears it first. */
typedef struct nw_http_response {
  int            status;   /* 0 while there is none */
  nw_buf         head;     /* storage of the headers */
  NW_VEC(nw_http_header) headers;  /* slices into `head` */
  nw_buf         body;     /* empty where the call has an on_body */
  uint64_t       bytes;    /* of the body, in any case */
} nw_http_response;
void nw_http_response_init(nw_http_response *response, nw_alloc alloc);
void nw_http_response_free(nw_http_response *response);  /* wipes: an answer may hold credentials */

typedef struct nw_http_call {
  const nw_http_request *request;
  uint64_t               timeout_ms;  /* for all of it; 0: fails at once */
  size_t                 body_most;   /* bytes of the answer's body; 0: 16 MiB */
  int                    no_proxy;    /* metadata services: never through a proxy */
  /* Takes the body of a 200 piece by piece as it arrives, headers are complete then; 0 to go on, anything else stops the call. NULL, or
   * another status: the body is collected. */
  int                  (*on_body)(void *user, const nw_http_response *response, const char *data, size_t len);
  void                  *user;
  const volatile int    *cancel;      /* looked at every 50 ms at most; NULL: never */
} nw_http_call;

/* Errors: NEWEL_E_NOMEM, NEWEL_E_ARGUMENT (a proxy or a bundle that libcurl refuses shows at the first call). */
int nw_http_client_open(nw_http_client **out, const nw_alloc *alloc, const nw_http_client_options *options, newel_error *err);
/* No call may be under way. */
void nw_http_client_free(nw_http_client *client);
/* Sends one request and waits. `err` is filled where there is a failure: it names the host, never a header or a body. Any
 * thread. */
nw_http_failure nw_http_send(nw_http_client *client, const nw_http_call *call, nw_http_response *response, newel_error *err);

/* "libcurl/7.88.1 OpenSSL/3.0.17 …": static storage. */
const char *nw_http_library(void);

#endif
