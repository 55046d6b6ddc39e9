/* aws/retry, aws/advice, aws/redact: classes of failures, waits, the quota, and what an error may say. Tables; pure. */
#include <stdio.h>
#include <string.h>

#include "aws/advice.h"
#include "aws/redact.h"
#include "aws/retry.h"
#include "base/slice.h"
#include "tally.h"

static void run_classes(void) {
  static const struct { nw_http_failure failure; int status; const char *code; nw_retry_class want; } cases[] = {
    { NW_HTTP_NONE, 429, "ThrottlingException", NW_RETRY_THROTTLING },
    { NW_HTTP_NONE, 400, "ThrottlingException", NW_RETRY_THROTTLING },
    { NW_HTTP_NONE, 503, "ThrottlingException", NW_RETRY_THROTTLING },  /* the name goes before the status */
    { NW_HTTP_NONE, 503, "SlowDown", NW_RETRY_THROTTLING },
    { NW_HTTP_NONE, 429, "ModelNotReadyException", NW_RETRY_TRANSIENT },
    { NW_HTTP_NONE, 429, "UnknownError", NW_RETRY_THROTTLING },
    { NW_HTTP_NONE, 500, "InternalServerException", NW_RETRY_TRANSIENT },
    { NW_HTTP_NONE, 500, "UnknownError", NW_RETRY_TRANSIENT },
    { NW_HTTP_NONE, 502, "UnknownError", NW_RETRY_TRANSIENT },
    { NW_HTTP_NONE, 503, "ServiceUnavailableException", NW_RETRY_TRANSIENT },
    { NW_HTTP_NONE, 504, "UnknownError", NW_RETRY_TRANSIENT },
    { NW_HTTP_NONE, 400, "RequestTimeout", NW_RETRY_TRANSIENT },
    { NW_HTTP_NONE, 400, "ValidationException", NW_RETRY_NONE },
    { NW_HTTP_NONE, 400, "ServiceQuotaExceededException", NW_RETRY_NONE },
    { NW_HTTP_NONE, 400, "ConflictException", NW_RETRY_NONE },
    { NW_HTTP_NONE, 403, "AccessDeniedException", NW_RETRY_NONE },
    { NW_HTTP_NONE, 404, "ResourceNotFoundException", NW_RETRY_NONE },
    { NW_HTTP_NONE, 408, "ModelTimeoutException", NW_RETRY_NONE },
    { NW_HTTP_NONE, 424, "ModelErrorException", NW_RETRY_NONE },
    { NW_HTTP_NONE, 301, "UnknownError", NW_RETRY_NONE },
    { NW_HTTP_NONE, 501, "UnknownError", NW_RETRY_NONE },
    { NW_HTTP_RESOLVE, 0, "", NW_RETRY_TRANSIENT },
    { NW_HTTP_CONNECT, 0, "", NW_RETRY_TRANSIENT },
    { NW_HTTP_BROKEN, 200, "", NW_RETRY_TRANSIENT },
    { NW_HTTP_TIMEOUT, 0, "", NW_RETRY_TRANSIENT },
    { NW_HTTP_TLS, 0, "", NW_RETRY_NONE },
    { NW_HTTP_TOO_LARGE, 200, "", NW_RETRY_NONE },
    { NW_HTTP_STOPPED, 200, "", NW_RETRY_NONE },
    { NW_HTTP_NO_MEMORY, 0, "", NW_RETRY_NONE },
    { NW_HTTP_INTERNAL, 0, "", NW_RETRY_NONE },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char name[96];
    snprintf(name, sizeof name, "class of %s %d %s", nw_http_failure_name(cases[i].failure), cases[i].status, cases[i].code);
    tally_check_in(nw_retry_class_of(cases[i].failure, cases[i].status, newel_slice_of(cases[i].code)) == cases[i].want, name, "wrong");
  }
}

/* Full jitter: nothing below 0, nothing above the step, which doubles up to 20 s; a hint is the least. */
static void run_delays(void) {
  static const uint64_t most[] = { 1000, 2000, 4000, 8000, 16000, 20000, 20000 };
  for (unsigned i = 0; i < sizeof most / sizeof *most; i++) {
    char name[32];
    snprintf(name, sizeof name, "delay of retry %u", i);
    tally_check_in(nw_retry_delay_ms(i, 0, 0) == 0, name, "least");
    tally_check_in(nw_retry_delay_ms(i, UINT32_MAX, 0) == most[i] - 1, name, "most");
    tally_check_in(nw_retry_delay_ms(i, UINT32_MAX / 2, 0) < most[i] / 2 + 2, name, "middle");
    tally_check_in(nw_retry_delay_ms(i, 0, 300) == 300, name, "hint");
    tally_check_in(nw_retry_delay_ms(i, 0, 3600000) == NW_RETRY_MOST_MS, name, "a hint of an hour");
  }
}

static void run_hints(void) {
  static const struct { const char *name, *value; uint64_t ms; } cases[] = {
    { "x-amz-retry-after", "1500", 1500 }, { "Retry-After", "2", 2000 }, { "retry-after", "0", 0 },
    { "retry-after", "Wed, 21 Oct 2026 07:28:00 GMT", 0 }, { "retry-after", "-1", 0 }, { "retry-after", "99999999999", 0 },
    { "other", "5", 0 },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    nw_http_header header = { newel_slice_of(cases[i].name), newel_slice_of(cases[i].value) };
    nw_http_response response;
    nw_http_response_init(&response, nw_alloc_of(NULL));
    response.headers.at = &header;
    response.headers.count = 1;
    tally_check_in(nw_retry_hint_ms(&response) == cases[i].ms, cases[i].name, cases[i].value);
  }
}

/* 500 tokens: 100 retries of 5, then none; a success gives back what the last retry took, or 1, and never more than there were. */
static void run_quota(void) {
  nw_retry_quota quota;
  nw_retry_quota_init(&quota);
  int taken = 0;
  while (nw_retry_take(&quota, NW_RETRY_COST)) taken++;
  tally_check_in(taken == NW_RETRY_QUOTA / NW_RETRY_COST, "quota", "retries");
  nw_retry_give(&quota, 0);
  tally_check_in(!nw_retry_take(&quota, NW_RETRY_COST), "quota", "one success gives one token");
  nw_retry_give(&quota, NW_RETRY_TIMEOUT_COST);
  tally_check_in(nw_retry_take(&quota, NW_RETRY_TIMEOUT_COST), "quota", "a success after a retry gives its cost back");
  for (int i = 0; i < 1000; i++) nw_retry_give(&quota, NW_RETRY_COST);
  tally_check_in(quota.tokens == NW_RETRY_QUOTA, "quota", "no more than full");
}

static void run_advice(void) {
  static const struct { const char *error; int status; const char *said, *holds; } cases[] = {
    { "AccessDeniedException", 403, "You don't have access to the model with the specified model ID.", "Model access" },
    { "AccessDeniedException", 403, "User: arn:… is not authorized to perform: bedrock:ApplyGuardrail", "newel iam" },
    { "ThrottlingException", 429, "Too many tokens per day, please wait before trying again.", "day" },
    { "ThrottlingException", 429, "Rate exceeded", "fewer calls" },
    { "ValidationException", 400, "Invocation of model ID x with on-demand throughput isn\xE2\x80\x99t supported.", "us.MODEL" },
    { "ExpiredTokenException", 403, "", "sign in" },
    { "UnknownError", 302, "", "redirects" },
    { "UnknownError", 407, "", "proxy" },
    { "UnknownError", 418, "", "" },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *got = nw_aws_advice(newel_slice_of(cases[i].error), cases[i].status, newel_slice_of(cases[i].said));
    tally_check_in(strstr(got, cases[i].holds) != NULL && (cases[i].holds[0] != '\0' || got[0] == '\0'), cases[i].error, got);
  }
}

static void run_redact(void) {
  static const char body[] =
      "{\"source\":\"INPUT\",\"inferenceConfig\":{\"maxTokens\":99999},\"content\":[{\"text\":{\"text\":\"write to ana@example.com, "
      "SSN 123-45-6789, and my grandmother lives in the blue house\"}}]}";
  static const struct { const char *message, *want; } cases[] = {
    { "Value 'write to ana@example.com, SSN 123-45-6789, and my grandmother lives in the blue house' at 'content.1' is too long",
      "Value '\xE2\x80\xA6' at 'content.1' is too long" },
    { "bad input: ana@example.com", "bad input: \xE2\x80\xA6" },
    { "number 123-45-6789.", "number \xE2\x80\xA6." },
    { "I read that my grandmother lives in the blue house, no", "I read that \xE2\x80\xA6, no" },
    { "inferenceConfig.maxTokens must be at most 4096", "inferenceConfig.maxTokens must be at most 4096" },
    { "maxTokens 99999 is over 4096", "maxTokens \xE2\x80\xA6 is over 4096" },
    { "two\nlines\x01", "two lines " },
    { "", "" },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    nw_buf out;
    nw_buf_init(&out, nw_alloc_of(NULL));
    nw_redact(&out, newel_slice_of(cases[i].message), NW_LIT(body));
    tally_check_in(nw_slice_is(nw_buf_slice(&out), cases[i].want), cases[i].message, "is not as it should be");
    if (!nw_slice_is(nw_buf_slice(&out), cases[i].want)) printf("  %.*s\n", (int)out.len, out.data);
    nw_buf_free(&out);
  }
}

int main(void) {
  run_classes();
  run_delays();
  run_hints();
  run_quota();
  run_advice();
  run_redact();
  return tally_end();
}
