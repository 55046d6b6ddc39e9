/* tests/support/regex_scan.h - runs the regex family over a text that is cut in a given way, as a stream would: the window
 * moves, and only NW_LIMIT_LOOKBACK_BYTES before `live` are kept. Each window is a block of its own, so ASan sees a byte too
  * far. */
#ifndef NW_TEST_REGEX_SCAN_H
#define NW_TEST_REGEX_SCAN_H

#include "detect/families.h"

typedef struct regex_scan_result {
  nw_sink  sink;
  uint64_t limits;     /* of all calls */
  size_t   most_held;  /* the largest distance of end - live */
  int      broken;     /* a promise of the family was broken: live went back or past the end, … */
} regex_scan_result;

/* Gives the length of the next chunk, 1 … left. */
typedef size_t (*regex_cut_fn)(void *user, size_t left);
size_t regex_cut_whole(void *user, size_t left);
size_t regex_cut_bytes(void *user, size_t left);   /* user: size_t *, the length of every chunk */
size_t regex_cut_random(void *user, size_t left);  /* user: uint64_t *, the seed */

void regex_scan_text(regex_scan_result *out, const nw_regex *regex, size_t rules, void *scratch, newel_slice text, size_t from,
                     regex_cut_fn cut, void *user);
void regex_scan_free(regex_scan_result *result);
int regex_scan_same(const regex_scan_result *a, const regex_scan_result *b);
/* xorshift64*. */
uint64_t regex_random(uint64_t *seed);

#endif
