/* aws/call.h - one request to an AWS service: endpoint, key, signature, tries, and what the answer says went wrong.
 *
 *   nw_aws_request request = { NW_SERVICE_BEDROCK_RUNTIME, "POST", path, … };
 *   code = nw_aws_send(client, &request, timeout_ms, &answer, &err);
 *
 *   endpoint ► bearer key, or credentials ► sign (each try anew) ► net/client ► class of failure ► wait, again
 *                                             ▲ the clock is set right once when the service says that it is wrong
 *
 * The deadline covers everything: finding keys, tries, waits. Nothing is tried again once a piece of a streamed answer was
 * given out. */
#ifndef NW_AWS_CALL_H
#define NW_AWS_CALL_H

#include "aws/credentials.h"
#include "aws/retry.h"

typedef struct nw_aws_client nw_aws_client;

typedef struct nw_aws_request {
  nw_service            service;
  newel_slice           method;
  newel_slice           path;     /* labels encoded once: nw_aws_path */
  newel_slice           query;    /* encoded */
  const nw_http_header *headers;
  size_t                header_count;
  newel_slice           body;
  size_t                body_most;  /* of the answer; 0: 16 MiB */
  int                 (*on_body)(void *user, const nw_http_response *response, const char *data, size_t len);
  void                 *user;
  const volatile int   *cancel;
} nw_aws_request;

typedef struct nw_aws_answer {
  nw_http_response response;
  newel_slice      error;       /* "ThrottlingException"; data NULL where the call went well or no answer came */
  newel_slice      message;     /* what the service says of it; may quote a request */
  newel_slice      request_id;
  nw_http_failure  failure;
  newel_slice      asked;       /* the request's body, borrowed for the call: what errors do not repeat */
  unsigned         tries;
  uint64_t         waited_ms;   /* between tries */
  nw_arena         arena;       /* of error and message */
} nw_aws_answer;
void nw_aws_answer_init(nw_aws_answer *answer, nw_alloc alloc);
void nw_aws_answer_free(nw_aws_answer *answer);

/* `config` and `world` outlive the client. Errors: NEWEL_E_NOMEM. */
int nw_aws_client_open(nw_aws_client **out, nw_alloc alloc, const nw_aws_config *config, const nw_world *world, newel_error *err);
void nw_aws_client_free(nw_aws_client *client);

/* NEWEL_OK for an answer of status 2xx. Errors: NEWEL_E_REMOTE (the service said no: `err` has its name, what it says without what the
 * request said, and advice), NEWEL_E_NETWORK, NEWEL_E_CREDENTIALS, NEWEL_E_CANCELLED (the flag),
 * NEWEL_E_ARGUMENT (region, endpoint), NEWEL_E_NOMEM. `answer` tells the rest in any case. Any thread; the answer belongs to one. */
int nw_aws_send(nw_aws_client *client, const nw_aws_request *request, uint64_t timeout_ms, nw_aws_answer *answer, newel_error *err);

/* Says in `err` what an answer that carries an error says, with advice: NEWEL_E_REMOTE. For errors that come inside a stream. */
int nw_aws_fail(const nw_aws_answer *answer, nw_service service, newel_error *err);

/* Which identity signs: fills `out` (for `newel doctor`), or says that a bearer key is used ("bearer", out->source). */
int nw_aws_identity(nw_aws_client *client, uint64_t timeout_ms, nw_identity *out, newel_error *err);

/* Appends a path from a pattern: "/guardrail/{}/version/{}/apply" with each {} a label, encoded. Labels are never empty: then
 * 0. */
int nw_aws_path(nw_buf *out, const char *pattern, const newel_slice *labels, size_t count);

#endif
