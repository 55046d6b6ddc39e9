/* detect/regex/analyze.h - what a PCRE2 pattern is like, found by reading it.
 *
 *   \bBK-[0-9]{8}\b          11 bytes, looks 4 further          LINEAR
 *   \d+                      1 byte or more                     WINDOWED
 *   (a|aa)+$                 a choice inside a repetition       BUDGETED
 *   (?:(?=.*)a)+!            a scan inside a repetition         BUDGETED, metered
 *   [a-z]+[a-z0-9]+x         a scan behind a choice             BUDGETED, metered
 *   [a-z]+@[a-z]+\.com       … that is none: @ is no letter     WINDOWED
 *
 * The reader takes patterns that PCRE2 has accepted. It never has to be exact: a bound is too wide rather than too narrow, and
 * what it does not follow (recursion, conditions, back-references) is unbounded and BUDGETED. It also refuses what a scanner
 * of streams cannot mean: see `refused`.
 */
#ifndef NW_DETECT_REGEX_ANALYZE_H
#define NW_DETECT_REGEX_ANALYZE_H

#include "detect/families.h"

typedef struct nw_regex_reading {
  nw_regex_info info;        /* matches_empty: as far as the reader can tell */
  uint8_t       text_end;    /* \z or \Z stands in it: true at the end of a text, never at a cut */
  unsigned      lookbehinds; /* number of (?<=…) and (?<!…): PCRE2 tells the length of the longest only, and they nest */
  uint8_t       metered;     /* a scan is tried again and again: to be compiled with callouts that count its bytes */
  size_t        byte_weight; /* what a byte of its slowest scan costs */
  size_t        blind_bytes; /* what it may run over and fail before a callout sees it: a{500} on 499 */
  const char   *refused;     /* why the pattern cannot be a rule; NULL when it can */
  size_t        refused_at;  /* offset inside the pattern */
} nw_regex_reading;

/* Reads a pattern that PCRE2 accepts (so brackets match and nest at most 250 deep). Any thread; linear in the pattern. */
void nw_regex_read(nw_regex_reading *out, newel_slice pattern);

#endif
