/* net/http.h - one HTTP request and one response, as plain data. Who signs, retries or decodes works on these; only
 * net/client.c knows how they travel.
 *
 *   POST https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-lite-v1%3A0/converse
 *        scheme  host                                   path (encoded once, exactly as it is sent)      query ""
 *
 * All slices are borrowed. Names of headers are compared without case. */
#ifndef NW_NET_HTTP_H
#define NW_NET_HTTP_H

#include "base/alloc.h"

typedef struct nw_http_header { newel_slice name, value; } nw_http_header;

typedef struct nw_http_request {
  newel_slice           method;  /* "GET", "POST", "PUT", "DELETE" */
  newel_slice           scheme;  /* "https" or "http" */
  newel_slice           host;    /* with ":port" where it is not the scheme's own */
  newel_slice           path;    /* begins with '/' */
  newel_slice           query;   /* without '?'; names and values encoded */
  const nw_http_header *headers; /* without Host and Content-Length */
  size_t                header_count;
  newel_slice           body;
} nw_http_request;

/* The value of the first header `name` (any case); data NULL where there is none. */
newel_slice nw_http_header_of(const nw_http_header *headers, size_t count, const char *name);

/* Appends `text` with every byte percent-encoded but A-Z a-z 0-9 - . _ ~ (RFC 3986 "unreserved"), capital hex digits. `keep`
 * names further bytes that stay ("/" for a path that is encoded as a whole). */
struct nw_buf;
void nw_http_encode(struct nw_buf *buf, newel_slice text, const char *keep);

#endif
