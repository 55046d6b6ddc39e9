/* peers.c - one PCRE2-JIT search per entity over the same text: what a filter costs that loops over patterns. The patterns are plain
 * shapes without look-around, a little simpler than our verifiers (no check digits), so the comparison leans towards PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "bench.h"

const char *const bench_patterns[BENCH_PATTERNS] = {
  "\\b[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,253}\\.[A-Za-z]{2,24}\\b",
  "(?:\\+[0-9]{1,3}[ .-]?)?(?:\\([0-9]{3}\\)|\\b[0-9]{3})[ .-]?[0-9]{3}[ .-][0-9]{4}\\b",
  "\\b(?:[0-9][ -]?){12,18}[0-9]\\b",
  "\\b[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}\\b",
  "\\b(?:[0-9]{1,3}\\.){3}[0-9]{1,3}\\b",
  "(?:[0-9A-Fa-f]{1,4}:){2,7}:?[0-9A-Fa-f]{1,4}",
  "\\b[A-Za-z]{2}[0-9]{2}(?: ?[A-Za-z0-9]{4}){2,7}(?: ?[A-Za-z0-9]{1,3})?\\b",
  "\\b(?:AKIA|ASIA)[A-Z2-7]{16}\\b",
  "\\b(?:https?://|ftp://|www\\.)[^\\s<>\"]{3,200}",
  "\\bgh[pousr]_[A-Za-z0-9]{36}\\b",
  "\\bglpat-[A-Za-z0-9_-]{20}\\b",
  "\\bxox[abposr]-[A-Za-z0-9-]{10,200}",
  "\\b[sr]k_live_[A-Za-z0-9]{20,99}\\b",
  "\\bAIza[A-Za-z0-9_-]{35}\\b",
  "\\bsk-(?:proj-)?[A-Za-z0-9_-]{20,200}\\b",
  "\\bnpm_[A-Za-z0-9]{36}\\b",
  "\\bSG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}\\b",
  "\\beyJ[A-Za-z0-9_-]{10,200}\\.[A-Za-z0-9_-]{10,200}\\.[A-Za-z0-9_-]{10,200}\\b",
  "\\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\\b",
  "\\b9[0-9]{2}[- ][5-9][0-9][- ][0-9]{4}\\b",
  "\\b[A-HJ-NPR-Z0-9]{17}\\b",
  "\\b[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?\\b",
  "\\b[0-9]{3} [0-9]{3} [0-9]{4}\\b",
  "\\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\\b",
  "\\b[0-9]{3}[- ][0-9]{3}[- ][0-9]{3}\\b",
  "(?i)\\b(?:password|passwd|pwd)\\s{0,2}[:=]\\s{0,2}[^\\s]{4,64}",
  "(?i)\\b(?:username|user name|login)\\s{0,2}[:=]\\s{0,2}[^\\s]{2,64}",
  "(?i)\\b(?:pin|cvv|cvc)(?: code| number)?\\s{0,2}(?:is|:|=)?\\s{0,2}[0-9]{3,6}\\b",
  "(?i)\\b(?:account|routing|passport)(?: number| no\\.?)?\\s{0,2}(?:is|:|=)?\\s{0,2}[A-Z0-9]{6,17}\\b",
  "(?i)\\b[0-9]{1,3} years? old\\b",
  "\\b[0-9]{1,5} [A-Z][a-z]{2,20} (?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr)\\b",
};

struct bench_pcre2 {
  pcre2_code          *code[BENCH_PATTERNS];
  pcre2_match_data    *data;
  pcre2_match_context *context;
  pcre2_jit_stack     *stack;
};

bench_pcre2 *bench_pcre2_open(void) {
  bench_pcre2 *peer = calloc(1, sizeof *peer);
  if (peer == NULL) abort();
  for (size_t i = 0; i < BENCH_PATTERNS; i++) {
    int error;
    PCRE2_SIZE offset;
    peer->code[i] = pcre2_compile((PCRE2_SPTR)bench_patterns[i], PCRE2_ZERO_TERMINATED, 0, &error, &offset, NULL);
    if (peer->code[i] == NULL || pcre2_jit_compile(peer->code[i], PCRE2_JIT_COMPLETE) != 0) abort();
  }
  peer->data = pcre2_match_data_create(4, NULL);
  peer->context = pcre2_match_context_create(NULL);
  peer->stack = pcre2_jit_stack_create(32 << 10, 512 << 10, NULL);
  pcre2_jit_stack_assign(peer->context, NULL, peer->stack);
  return peer;
}

size_t bench_pcre2_run(bench_pcre2 *peer, const char *text, size_t len) {
  size_t hits = 0;
  for (size_t i = 0; i < BENCH_PATTERNS; i++)
    for (size_t at = 0; pcre2_jit_match(peer->code[i], (PCRE2_SPTR)text, len, at, 0, peer->data, peer->context) > 0; hits++)
      at = pcre2_get_ovector_pointer(peer->data)[1];
  return hits;
}

void bench_pcre2_close(bench_pcre2 *peer) {
  for (size_t i = 0; i < BENCH_PATTERNS; i++) pcre2_code_free(peer->code[i]);
  pcre2_match_data_free(peer->data);
  pcre2_match_context_free(peer->context);
  pcre2_jit_stack_free(peer->stack);
  free(peer);
}
