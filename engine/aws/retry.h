/* aws/retry.h - whether a failed request is sent again, and when: the standard mode of the AWS SDKs.
 *
 *   attempt fails ► class (throttling, transient, none) ► enough quota? ► delay = random(0..1) x min(2^i, 20) s ► before the
 * deadline?
 *
 * The quota is shared by all calls of a client: 500 tokens, a retry takes 5 (10 after a timeout), a success gives back what the
 * last retry took, or 1. So a service that is down is not asked three times by everybody. A server's Retry-After (seconds, or
 * x-amz-retry-after in milliseconds) lengthens the delay, up to 20 s. Source: AWS SDKs and Tools Reference Guide, "Retry
 * behavior"; botocore's lists of codes. */
#ifndef NW_AWS_RETRY_H
#define NW_AWS_RETRY_H

#include "net/client.h"

typedef enum nw_retry_class { NW_RETRY_NONE, NW_RETRY_TRANSIENT, NW_RETRY_THROTTLING } nw_retry_class;

/* What an answer, or the lack of one, means. `code` is the error's name ("ThrottlingException"), empty where there is none. The
 * name goes before the status. TLS failures, refusals and answers that are too long are never sent again. */
nw_retry_class nw_retry_class_of(nw_http_failure failure, int status, newel_slice code);

enum { NW_RETRY_QUOTA = 500, NW_RETRY_COST = 5, NW_RETRY_TIMEOUT_COST = 10, NW_RETRY_MOST_MS = 20000 };

/* Shared by threads; every operation is one atomic step. Begin with nw_retry_quota_init. */
typedef struct nw_retry_quota { int tokens; } nw_retry_quota;
void nw_retry_quota_init(nw_retry_quota *quota);
/* 1 and `cost` tokens are taken, or 0. */
int nw_retry_take(nw_retry_quota *quota, int cost);
/* After a success: what the last retry of this call took; 0 where there was none. */
void nw_retry_give(nw_retry_quota *quota, int cost);

/* The wait before retry `i` (0 is the first). `random` is evenly spread; `hint_ms` what the server asks for, 0 nothing. */
uint64_t nw_retry_delay_ms(unsigned i, uint32_t random, uint64_t hint_ms);
/* The server's hint of a response in milliseconds, 0 where it gives none. */
uint64_t nw_retry_hint_ms(const nw_http_response *response);

#endif
