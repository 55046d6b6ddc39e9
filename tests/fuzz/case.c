/* Any bytes as a line of regression cases: refused with a message, or judged, with as many reasons as it says. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len) {
  static newel_guard *guard;
  newel_regress *run;
  newel_case_result result;
  newel_error err;
  newel_slice line = { (const char *)data, len };
  if (guard == NULL)
    guard = fuzz_guard("newel: 1\nname: case\npii: {EMAIL: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: BLOCK}\nwords: {w: [stop]}\n");
  FUZZ_CHECK(newel_regress_open(&run, fuzz_engine(), guard, NULL, NULL) == NEWEL_OK);
  int code = newel_regress_case(run, line, &result, &err);
  FUZZ_CHECK(code == NEWEL_OK || code == NEWEL_E_FORMAT || code == NEWEL_E_LIMIT || code == NEWEL_E_NO_JUDGE);
  FUZZ_CHECK(code == NEWEL_OK || err.message[0] != '\0');
  if (code == NEWEL_OK) {
    FUZZ_CHECK((result.status == NEWEL_CASE_FAILED) == (result.reason_count > 0));
    for (size_t i = 0; i < result.reason_count; i++) FUZZ_CHECK(newel_regress_reason(run, i).what.len > 0);
  }
  newel_regress_free(run);
  return 0;
}
