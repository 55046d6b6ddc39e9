/* detect/judge.h - what a local judge promises: it reads a text once, front to back, and says how sure it is of each of its rules.
 *
 * A family (detect/detect.h) finds places and is certain of them. A judge weighs a text: "is this an insult?" has a score and a band.
 *
 *      unit text ──► push, push, … ──► finish ──► one nw_judged a rule: band, score, the window that carried the score
 *
 * A unit is a whole segment or one string of a JSON segment; `gap` says that what follows does not join on to what was before.
 * The score of a unit never depends on where the pushes were cut (split law): a judge keeps its own window in its state.
 * `running` judges may be asked before the end: their score can only rise, so a running score at a deny cut is final. Everything is
 * integer arithmetic: the same bits on every machine. Compiled judges are immutable and shared; a state belongs to one segment. */
#ifndef NW_DETECT_JUDGE_H
#define NW_DETECT_JUDGE_H

#include "detect/detect.h"

/* As newel_band: detectors do not know the public header. */
enum { NW_BAND_CLEAR = 0, NW_BAND_UNSURE = 1, NW_BAND_HIT = 2, NW_BAND_UNEVALUATED = 3 };

/* What a judge says of one rule. */
typedef struct nw_judged {
  uint32_t    rule;       /* as the caller numbered its rules */
  uint32_t    score_ppm;  /* calibrated confidence, 0..1,000,000 */
  uint32_t    band;       /* NW_BAND_… */
  size_t      start, end; /* where the evidence is: offsets as `at` counts them; equal: the text as a whole */
  const char *type;       /* "INSULTS", "jailbreak", the name of a topic; lives as long as what was compiled */
  const char *evidence;   /* nearest known attack, reading, …; "" none; lives as long as what was compiled */
} nw_judged;

typedef struct nw_judge {
  const char *name;
  /* Bytes of state for one segment. */
  size_t (*state_bytes)(const void *compiled);
  /* `source` 0 INPUT, 1 OUTPUT: strengths and cuts differ. */
  void (*begin)(const void *compiled, void *state, unsigned source);
  /* The next bytes; `at` is the raw offset of data[0] in the segment. */
  void (*push)(const void *compiled, void *state, const unsigned char *data, size_t len, size_t at, int gap);
  /* What it says now: at most `most` rules into `out`; returns how many. `final` 0: running scores only, of text so far. */
  size_t (*say)(const void *compiled, void *state, int final, nw_judged *out, size_t most);
} nw_judge;

#endif
