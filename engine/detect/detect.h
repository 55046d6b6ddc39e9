/* detect/detect.h - what every detector family promises, and how it is called.
 *
 * A family scans one unit of text (a whole segment, or one string of a JSON segment) that may come in chunks. It sees a window
 * of it and says two things: the findings that are certain, and `live`, the place before which nothing more can begin.
 *
 *      unit   0 ............ base ............ pos ...... live ... end        (final: nothing follows end)
 *                            |<---------- window data ------------>|
 *
 * The one rule that makes streams exact: **an answer may depend on bytes that are there, never on where the window ends.**
 * A verifier that looks at `end` of a window that is not final has no answer yet: it leaves its candidate for the next call
 * (nw_text_at marks that it looked). So every way of cutting gives the same findings, by construction.
 *
 * Bounds: a family looks back at most NW_LIMIT_LOOKBACK_BYTES before `live` of the last call, and never holds `live` further back
 * than its look-ahead bound (NW_LIMIT_LOOKAHEAD_BYTES for built-in detectors). Both bounds are obeyed for whole texts too.
 *
 * Findings of one rule never overlap each other and come in order of start. Findings of different rules may overlap: the guard
 * resolves. A compiled family is immutable and shared; the state belongs to one unit; scratch to one thread.
 */
#ifndef NW_DETECT_H
#define NW_DETECT_H

#include "base/alloc.h"
#include "base/limits.h"
#include "text/masks.h"

/* Confidence by strength of evidence; docs/detectors.md has the table. */
enum {
  NW_SCORE_PROVEN  = 990000,  /* a check digit, or a structure that text does not have by chance */
  NW_SCORE_SHAPE   = 900000,  /* a rigid shape without a proof */
  NW_SCORE_CONTEXT = 850000,  /* a loose shape behind a context word */
  NW_SCORE_FIELD   = 700000, /* a check digit in a text that is nothing but the value */
  NW_SCORE_WEAK    = 600000   /* a loose shape that a person would take for it */
};

/* A place that a detector is certain of. Offsets count from the start of the unit. */
typedef struct nw_found {
  size_t      start, end;
  size_t      context_start, context_end;  /* the context word that helped; equal when none */
  const char *type;       /* "EMAIL", "GITHUB_TOKEN", …; lives as long as the guard */
  const char *validator;  /* "luhn", "mod97", "", … */
  const char *reading;    /* how it was written so as not to be found ("leet", "base64", …); NULL: as it stands */
  uint32_t    rule;       /* as the caller numbered its rules */
  uint32_t    score_ppm;  /* confidence: strength of evidence, 0..1,000,000 */
} nw_found;

/* A limit that was hit for a rule; UINT32_MAX: for the text as a whole. */
typedef struct nw_limit_fact { uint32_t limit, rule; } nw_limit_fact;

/* Where findings go, and limits (NW_LIMIT_ID_…) that were hit, each pair once. */
typedef struct nw_sink {
  nw_alloc alloc;
  NW_VEC(nw_found) found;
  NW_VEC(nw_limit_fact) limits;
  int failed;      /* no memory */
} nw_sink;
void nw_sink_add(nw_sink *sink, const nw_found *found);
void nw_sink_limit(nw_sink *sink, uint32_t limit, uint32_t rule);
/* Its memory; the struct is the caller's. */
void nw_sink_free(nw_sink *sink);

/* One call of a scanner. */
typedef struct nw_scan {
  const unsigned char *data;     /* the window; data[0] is byte `base` of the unit */
  size_t               base, end;
  int                  final;
  /* Bytes before `from` are context only: no finding begins there (the key of a JSON value). For custom patterns the text starts
   * at `from`: ^ and \A match there, look-behind and \b do not see the key. */
  size_t               from;
  const uint8_t       *active;   /* by rule: 1 where the rule is judged for this text */
  nw_sink             *sink;
  void                *scratch;  /* of this family, see nw_family */
  size_t               live;     /* out */
  int                  all_active; /* 1: `active` is 1 for every rule of this family; 0: look */
  nw_masked            masked;     /* what is known of classes of bytes */
  struct nw_miss_sink *misses;     /* NULL, or who wants to know what nearly was a finding: see miss.h */
} nw_scan;

/* The byte at unit offset `pos`, or -1 outside the window. Looking at or behind `end` of a window that is not final sets
 * `*touched`: the caller has no answer yet. Looking before `base` is looking before the bound, and gives -1. */
static inline int nw_text_at(const nw_scan *scan, size_t pos, int *touched) {
  if (pos >= scan->end) {
    if (!scan->final) *touched = 1;
    return -1;
  }
  return pos < scan->base ? -1 : scan->data[pos - scan->base];
}

typedef struct nw_family {
  const char *name;
  /* Bytes of state for one unit. */
  size_t (*state_bytes)(const void *compiled);
  void (*begin)(const void *compiled, void *state);
  /* Scans on. `state` remembers where. Called until `final` was given once. */
  void (*scan)(const void *compiled, void *state, nw_scan *scan);
  /* Scratch for one thread, independent of what is compiled; both NULL when the family needs none. */
  int (*scratch_open)(void **out, const nw_alloc *alloc);
  void (*scratch_free)(void *scratch, const nw_alloc *alloc);
} nw_family;

#endif
