#include "aws/retry.h"

#include "base/slice.h"

static const char *const throttling_codes[] = {
  "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "TooManyRequestsException",
  "ProvisionedThroughputExceededException", "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded",
  "LimitExceededException", "RequestThrottled", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
};

/* ModelNotReadyException is a 429 that its model calls transient. */
static const char *const transient_codes[] = {
  "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalServerException", "InternalServerError",
  "ServiceUnavailableException", "ModelNotReadyException", "IDPCommunicationError", "BadGatewayException",
};

static int is_in(newel_slice code, const char *const *list, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (nw_slice_is(code, list[i])) return 1;
  return 0;
}
#define IS_IN(code, list) is_in(code, list, sizeof list / sizeof *list)

nw_retry_class nw_retry_class_of(nw_http_failure failure, int status, newel_slice code) {
  switch (failure) {
    case NW_HTTP_NONE: break;
    case NW_HTTP_RESOLVE:
    case NW_HTTP_CONNECT:
    case NW_HTTP_BROKEN:
    case NW_HTTP_TIMEOUT: return NW_RETRY_TRANSIENT;
    default: return NW_RETRY_NONE;
  }
  if (IS_IN(code, throttling_codes)) return NW_RETRY_THROTTLING;
  if (IS_IN(code, transient_codes)) return NW_RETRY_TRANSIENT;
  if (status == 429) return NW_RETRY_THROTTLING;
  return status == 500 || status == 502 || status == 503 || status == 504 ? NW_RETRY_TRANSIENT : NW_RETRY_NONE;
}

void nw_retry_quota_init(nw_retry_quota *quota) { quota->tokens = NW_RETRY_QUOTA; }

int nw_retry_take(nw_retry_quota *quota, int cost) {
  int have = __atomic_load_n(&quota->tokens, __ATOMIC_RELAXED);
  while (have >= cost)
    if (__atomic_compare_exchange_n(&quota->tokens, &have, have - cost, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) return 1;
  return 0;
}

void nw_retry_give(nw_retry_quota *quota, int cost) {
  int have = __atomic_load_n(&quota->tokens, __ATOMIC_RELAXED), most;
  do {
    most = have + (cost > 0 ? cost : 1);
    if (most > NW_RETRY_QUOTA) most = NW_RETRY_QUOTA;
  } while (!__atomic_compare_exchange_n(&quota->tokens, &have, most, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}

uint64_t nw_retry_delay_ms(unsigned i, uint32_t random, uint64_t hint_ms) {
  uint64_t most = i < 5 ? (uint64_t)1000 << i : NW_RETRY_MOST_MS;
  if (most > NW_RETRY_MOST_MS) most = NW_RETRY_MOST_MS;
  if (hint_ms > NW_RETRY_MOST_MS) hint_ms = NW_RETRY_MOST_MS;
  uint64_t delay = most * random >> 32;
  return delay > hint_ms ? delay : hint_ms;
}

/* A number of at most 6 digits; 0 for anything else (a Retry-After that is a date is not used). */
static uint64_t number_of(newel_slice text) {
  uint64_t value = 0;
  if (text.len == 0 || text.len > 6) return 0;
  for (size_t i = 0; i < text.len; i++) {
    if (!nw_is_digit((unsigned char)text.data[i])) return 0;
    value = value * 10 + (uint64_t)(text.data[i] - '0');
  }
  return value;
}

uint64_t nw_retry_hint_ms(const nw_http_response *response) {
  uint64_t ms = number_of(nw_http_header_of(response->headers.at, response->headers.count, "x-amz-retry-after"));
  return ms > 0 ? ms : 1000 * number_of(nw_http_header_of(response->headers.at, response->headers.count, "retry-after"));
}
