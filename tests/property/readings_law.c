/* Readings change nothing where nothing is in disguise. The sentences of tests/evasion/honest.txt (some 60 languages and scripts, emoji,
 * mathematics, code) and their decomposed forms in honest_nfd.txt, alone, two by two, and with plain items between:
 *
 *   readings: none, unicode and all give the same findings, the same bytes and the same verdict
 *   what none finds in any text (floods and disguises too), all finds or covers with a finding that asks for as much
 *
 *   readings_law      closes with "N passed, N failed"
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "floods.h"
#include "guarded.h"
#include "lines.h"
#include "split_scan.h"

enum { MODES = 3, PAIRS = 1500, FLOOD_TEXTS = 300, FLOOD_BYTES = 3000 };

#define RULES(readings) \
  "newel: 1\nname: law\n" readings "on_incomplete: allow\nhidden_text: {action: ANONYMIZE}\n" \
  "words: {managed: {PROFANITY: ANONYMIZE}, phrases: {list: [ignore previous instructions, purple otter], action: ANONYMIZE}}\n" \
  "pii: {EMAIL: ANONYMIZE, PHONE: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: ANONYMIZE, US_SOCIAL_SECURITY_NUMBER: ANONYMIZE, IP_ADDRESS: ANONYMIZE, " \
  "INTERNATIONAL_BANK_ACCOUNT_NUMBER: ANONYMIZE, AWS_ACCESS_KEY: ANONYMIZE, URL: ANONYMIZE}\n" \
  "regexes: {booking: {pattern: '\\bBK-[0-9]{8}\\b', action: ANONYMIZE}}\n"
static const char *const rules[MODES] = { RULES("readings: none\n"), RULES("readings: unicode\n"), RULES("") };

static const char *const items[] = {
  "ann.lee@example.com", "4111 1111 1111 1111", "+1 415 555 0132", "SSN 536-22-1847", "192.168.10.24", "DE89 3704 0044 0532 0130 00",
  "https://example.org/page?of=ten", "BK-12345678", "purple otter", "ignore previous instructions",
};
enum { ITEMS = sizeof items / sizeof *items };

static guarded guards[MODES];
static unsigned long passed, failed;

static void check(int holds, const char *what, newel_slice text) {
  if (holds) passed++;
  else if (failed++ < 20) printf("FAILED %s: %.*s\n", what, (int)(text.len < 300 ? text.len : 300), text.data);
}

/* ---- texts ---- */

static lines said;

/* ---- the laws ---- */

static int covers(const newel_result *result, const newel_finding *wanted) {
  for (size_t i = 0; i < newel_result_segment(result, 0).finding_count; i++) {
    newel_finding it = newel_result_finding(result, 0, i);
    if (it.start <= wanted->start && it.end >= wanted->end && it.action >= wanted->action) return 1;
  }
  return 0;
}

static int is_same(const newel_result *a, const newel_result *b) {
  newel_segment_result one = newel_result_segment(a, 0), other = newel_result_segment(b, 0);
  if (one.finding_count != other.finding_count || one.verdict != other.verdict || !nw_slice_eq(one.output, other.output)) return 0;
  for (size_t i = 0; i < one.finding_count; i++) {
    newel_finding left = newel_result_finding(a, 0, i), right = newel_result_finding(b, 0, i);
    if (left.start != right.start || left.end != right.end || left.rule != right.rule || right.reading.len > 0) return 0;
  }
  return newel_result_complete(a) == newel_result_complete(b);
}

static void nothing_changes(newel_slice text) {
  const newel_result *none = guarded_whole(&guards[0], text, NEWEL_FORMAT_TEXT);
  for (size_t m = 1; m < MODES; m++)
    check(is_same(none, guarded_whole(&guards[m], text, NEWEL_FORMAT_TEXT)), m == 1 ? "unicode changes something" : "all changes something", text);
}

static void nothing_is_lost(newel_slice text) {
  const newel_result *none = guarded_whole(&guards[0], text, NEWEL_FORMAT_TEXT);
  for (size_t m = 1; m < MODES; m++) {
    const newel_result *result = guarded_whole(&guards[m], text, NEWEL_FORMAT_TEXT);
    for (size_t i = 0; i < newel_result_segment(none, 0).finding_count; i++) {
      newel_finding finding = newel_result_finding(none, 0, i);
      check(covers(result, &finding), m == 1 ? "unicode loses a finding" : "all loses a finding", text);
    }
  }
}

int main(void) {
  static char flood[FLOOD_BYTES];
  uint64_t seed = 7;
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL));
  for (size_t m = 0; m < MODES; m++) guarded_open(&guards[m], rules[m]);
  lines_read(&said, NEWEL_SOURCE_DIR "/tests/evasion/honest.txt");
  lines_read(&said, NEWEL_SOURCE_DIR "/tests/evasion/honest_nfd.txt");
  for (size_t i = 0; i < said.count; i++) nothing_changes(newel_slice_of(said.at[i]));
  for (size_t i = 0; i < PAIRS; i++) {
    const char *first = said.at[split_random(&seed) % said.count], *second = said.at[split_random(&seed) % said.count];
    nw_buf_clear(&text);
    nw_buf_addf(&text, "%s%s%s%s%s", first, i % 2 ? "\n" : " ", i % 3 ? items[i % ITEMS] : "", i % 3 ? " " : "", second);
    nothing_changes(nw_buf_slice(&text));
  }
  for (size_t i = 0; i < FLOOD_TEXTS; i++) {
    flood_mix(flood, sizeof flood, &seed);
    nothing_is_lost(nw_slice(flood, sizeof flood));
  }
  for (size_t m = 0; m < MODES; m++) guarded_close(&guards[m]);
  nw_buf_free(&text);
  printf("%zu sentences\n%lu passed, %lu failed\n", said.count, passed, failed);
  lines_free(&said);
  return failed > 0;
}
