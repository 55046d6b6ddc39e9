/* Any bytes as a text and as a JSON document, judged by a guard with every local detector and one that edits what it finds. */
#include "fuzz.h"

#include "base/slice.h"

static const char editing[] =
  "newel: 1\nname: editing\npii: {EMAIL: ANONYMIZE, PHONE: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: ANONYMIZE, IP_ADDRESS: ANONYMIZE, "
  "URL: ANONYMIZE, US_SOCIAL_SECURITY_NUMBER: ANONYMIZE, INTERNATIONAL_BANK_ACCOUNT_NUMBER: ANONYMIZE, AWS_ACCESS_KEY: ANONYMIZE}\n"
  "secrets: ANONYMIZE\nanonymize: {style: numbered}\nwords: {codes: {list: ['acme corp', stop], action: ANONYMIZE}}\n"
  "regexes: {run: {pattern: 'a+b', action: ANONYMIZE}}\n";

static newel_guard *guard_of_all(void) {
  newel_policy *policy;
  newel_guard *guard;
  FUZZ_CHECK(newel_policy_all(&policy, fuzz_engine(), NULL) == NEWEL_OK);
  FUZZ_CHECK(newel_guard_compile(&guard, policy, NULL, NULL) == NEWEL_OK);
  newel_policy_free(policy);
  return guard;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
  static newel_guard *guards[2];
  newel_slice text = { len > 0 ? (const char *)data : "", len };
  newel_scratch *scratch;
  nw_buf trace;
  if (guards[0] == NULL) guards[0] = guard_of_all();
  if (guards[1] == NULL) guards[1] = fuzz_guard(editing);
  nw_buf_init(&trace, nw_alloc_of(NULL));
  FUZZ_CHECK(newel_scratch_open(&scratch, fuzz_engine(), NULL) == NEWEL_OK);
  for (size_t i = 0; i < 4; i++) {
    const newel_result *result = fuzz_apply(guards[i / 2], scratch, text, i % 2 ? NEWEL_FORMAT_JSON : NEWEL_FORMAT_TEXT);
    fuzz_check_result(result, text);
    fuzz_trace(&trace, guards[i / 2], result);
  }
  newel_scratch_free(scratch);
  nw_buf_free(&trace);
  return 0;
}
