/* aws/sign.h - AWS Signature Version 4 in headers (AWS4-HMAC-SHA256).
 *
 *   request ──► canonical request ──► string to sign ──► signature ──► Authorization, X-Amz-Date, X-Amz-Security-Token
 *
 * The path of the request is the one on the wire: its labels are encoded once, so a model id "a:0" stands as "a%3A0". The
 * canonical form encodes it once more ("a%253A0"), as every service but S3 wants. Source: "Create a signed AWS API request",
 * IAM user guide; which headers are signed: FACTS of botocore's auth.py (all but those that a proxy may touch).
 *
 * Pure: time, key and region come from the caller. Cost: four HMACs and two hashes, about 20 microseconds and the SHA-256 of
 * the body. */
#ifndef NW_AWS_SIGN_H
#define NW_AWS_SIGN_H

#include "base/buf.h"
#include "net/http.h"

typedef struct nw_sign_key {
  newel_slice key_id, secret;
  newel_slice token;  /* session token; empty where there is none */
} nw_sign_key;

typedef struct nw_sign_scope {
  newel_slice region;   /* "us-east-1" */
  newel_slice service;  /* "bedrock", "bedrock-mantle", "sts": the signing name, not the host's */
  int64_t     time_s;   /* seconds since 1970-01-01T00:00:00Z */
  int         path_as_it_is;  /* 1: dot segments and double slashes stay (a proxy that counts them) */
} nw_sign_scope;

/* What nw_sign makes. Open it once with nw_signed_init; every call of nw_sign starts anew. The buffers `canonical` and
 * `to_sign` are there for tests and for `--debug`; they hold no secret but a session token. */
typedef struct nw_signed {
  nw_buf canonical, to_sign, authorization;
  char   date[17];  /* "20260301T123600Z" */
} nw_signed;
void nw_signed_init(nw_signed *out, nw_alloc alloc);
void nw_signed_free(nw_signed *out);  /* wipes */

/* Signs `request`, to which Host, X-Amz-Date and, with a token, X-Amz-Security-Token will be added by the sender. Errors:
 * NEWEL_E_NOMEM, NEWEL_E_ARGUMENT for a time outside the years 1970 to 9999. */
int nw_sign(nw_signed *out, const nw_http_request *request, const nw_sign_key *key, const nw_sign_scope *scope, newel_error *err);

#endif
