/* detect/judge.h - what a local judge promises: it reads a text once, front to back, and says how sure it is of each of its rules.
 *
 * A family (detect/detect.h) finds places and is certain of them. A judge weighs a text: "is this an insult?" has a score and a band.
 *
 *      text ──► push, push, … ──► say ──► one nw_judged a rule: band, score, the window that carried the score
 *
 * The text of a segment comes as pieces, each with the raw offset of its first byte: the text itself, or the strings of a JSON
 * document; `gap` says that a piece does not join on to what was before. The score never depends on where pieces are cut (split
 * law): a judge keeps what it still needs in its state. A score is **running** when it is a maximum over windows that lie fixed in
 * the text: it can only rise, so a hit is known before the end. A **final** score is known at the end; a judge that has none but
 * those says nothing before.
 *
 * Everything is integer arithmetic: the same bits on every machine. What is compiled is immutable and shared; a state belongs to one
 * segment. Nothing allocates. */
#ifndef NW_DETECT_JUDGE_H
#define NW_DETECT_JUDGE_H

#include "detect/detect.h"

/* As newel_band: detectors do not know the public header. */
enum { NW_BAND_CLEAR = 0, NW_BAND_UNSURE = 1, NW_BAND_HIT = 2, NW_BAND_UNEVALUATED = 3 };

/* The segment that is judged. */
typedef struct nw_judge_text {
  unsigned       source;   /* 0 INPUT, 1 OUTPUT: strengths and cuts differ */
  int            foreign;  /* a tool result or a retrieved text: data, which has nothing to tell a model to do */
  const uint8_t *active;   /* by rule: 1 where the rule is judged; lives as long as what was compiled */
} nw_judge_text;

/* What a judge says of one rule. */
typedef struct nw_judged {
  uint32_t    rule;       /* as the caller numbered its rules */
  uint32_t    score_ppm;  /* calibrated confidence, 0..1,000,000 */
  uint32_t    band;       /* CLEAR, UNSURE or HIT */
  uint32_t    settled;    /* 1: so clear that it may be believed, where the policy believes it */
  size_t      start, end; /* where the evidence is: raw offsets; equal: the text as a whole */
  const char *type;       /* "INSULTS", "jailbreak", the name of a topic; lives as long as what was compiled */
  const char *evidence;   /* nearest known attack, …; "" none; lives as long as what was compiled */
  const char *unknown;    /* NULL; or why it cannot tell ("language"): the band is UNSURE, and nobody may act on it */
} nw_judged;

typedef struct nw_judge {
  const char *name;
  /* Bytes of state for one segment. */
  size_t (*state_bytes)(const void *compiled);
  void (*begin)(const void *compiled, void *state, const nw_judge_text *text);
  /* The next bytes; `at` is the raw offset of data[0] in the segment. */
  void (*push)(const void *compiled, void *state, const unsigned char *data, size_t len, size_t at, int gap);
  /* What it says now: at most `most` rules into `out`, each at most once; returns how many. `final` 0: running scores of what has
   * come; where none has changed since it was last asked, it may say nothing. 1: the text is over, and all active rules are spoken of;
   * said once. */
  size_t (*say)(const void *compiled, void *state, int final, nw_judged *out, size_t most);
  /* The raw offset before which no evidence of a running score to come begins; a stream releases up to there. NULL: no score runs. */
  size_t (*live)(const void *compiled, const void *state);
  /* After the last word: scores that belong to no rule ("ANY"), at most `most`; `rule` is UINT32_MAX. NULL: there are none. */
  size_t (*also)(const void *compiled, const void *state, nw_judged *out, size_t most);
} nw_judge;

#endif
