/* support/split_scan.h - the split law for one family: a text scanned whole, byte by byte and in random chunks must give the same
 * findings and hit the same limits. Each call gets a fresh copy of the window that begins at most NW_LIMIT_LOOKBACK_BYTES
 * before the last `live`, so a scanner that reads outside it shows under ASan, and one that depends on what is gone shows as a
  * difference.
 *
 *   split_job job = { .family = &nw_word_family, .compiled = word, .active = active, .text = text, .len = len };
 *   nw_sink found = { .alloc = nw_alloc_of(NULL) };
 *   const char *wrong = split_check(&job, &seed, &found);     NULL: all ways agree, `found` holds the findings in order
 *   nw_sink_free(&found);
 */
#ifndef SPLIT_SCAN_H
#define SPLIT_SCAN_H

#include "detect/detect.h"

typedef struct split_job {
  const nw_family *family;
  const void      *compiled;
  const uint8_t   *active;      /* by rule */
  const char      *text;
  size_t           len;
  size_t           from;        /* nw_scan.from */
  size_t           hold_bytes;  /* how far `live` may stay behind the end of a window; 0: not checked */
  void            *scratch;     /* of the family; NULL: opened for each scan where the family has one */
  uint64_t        *limits;      /* out, where not NULL: limits that any call has hit; split_check compares them as well */
  int              coarse;      /* split_check: two random ways only, not byte by byte (long texts) */
} split_job;

/* A small generator (SplitMix64's steps); the same seed gives the same run everywhere. */
uint64_t split_random(uint64_t *seed);
/* A number below `bound` (> 0). */
size_t split_below(uint64_t *seed, size_t bound);

/* Scans the text in windows that end at cuts[0] <= cuts[1] <= … and at the end; the last one is final. Appends the findings
 * sorted by start, rule, end. Returns NULL, or which promise of detect.h was broken. */
const char *split_scan(const split_job *job, const size_t *cuts, size_t count, nw_sink *out);
/* The same with windows that grow by `step` bytes, 0: one window. */
const char *split_scan_steps(const split_job *job, size_t step, nw_sink *out);
/* 1 when both hold the same findings (texts of type and validator compared too). */
int split_same(const nw_sink *a, const nw_sink *b);
/* Whole, byte by byte, and eight random ways. Findings of the whole scan are appended to `whole`. Returns NULL or what went
 * wrong; prints the cuts of the way that differs. */
const char *split_check(const split_job *job, uint64_t *seed, nw_sink *whole);

#endif
