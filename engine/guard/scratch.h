/* guard/scratch.h - everything that changes while texts are judged, and the record of what came out.
 *
 *   newel_scratch         one thread at a time; grown once, reused
 *     family scratch        PCRE2 match data and JIT stack, …
 *     request               guard, options, the segments' records (nw_seg)
 *     facts, edits, …       shared by the segments: each record holds a range of them
 *
 * The result that callers see is this record; `newel_result` is the scratch itself.
 */
#ifndef NW_GUARD_SCRATCH_H
#define NW_GUARD_SCRATCH_H

#include "base/buf.h"
#include "guard/eval.h"
#include "guard/guard.h"
#include "text/utf8.h"
#include "vault/scope.h"

/* Scores that judges have beside their rules. */
enum { NW_ALSO_MOST = 8 };

/* Bytes of a fingerprint: an HMAC-SHA-256 of type and value, cut. */
enum { NW_PRINT_BYTES = 16 };

/* A finding that is certain and resolved. Offsets into the segment's original text. */
typedef struct nw_fact {
  size_t      start, end, context_start, context_end;
  size_t      start_char, end_char, start_utf16, end_utf16;
  size_t      edit;              /* index within the segment's edits, SIZE_MAX none */
  const char *type, *validator, *reading;
  uint32_t    rule, score_ppm;
  uint8_t     action, band, observe, exempt, remote, inferred;
  uint8_t     printed;           /* `print` holds */
  unsigned char print[NW_PRINT_BYTES];
} nw_fact;

/* A replacement; its text lies in newel_scratch.replacements. */
typedef struct nw_edit_fact { size_t start, end, text_at, text_len; } nw_edit_fact;

/* What became of one rule for one segment. */
typedef struct nw_rule_fact {
  uint32_t    findings, score_ppm;  /* score: what a local judge said */
  uint8_t     band, answered;
  uint8_t     settled;              /* 1: a clear that may be believed */
  uint8_t     failed;               /* 1: the judge gave no answer; 2: it refused */
  const char *unknown;              /* NULL; or why the local judge cannot tell: its band is UNSURE */
} nw_rule_fact;

/* What a local judge last said of a rule, with the place of its evidence. */
typedef struct nw_said { nw_judged judged; nw_offsets from, to; uint8_t spoke, counted; } nw_said;

typedef struct nw_question_fact { uint32_t segment, rule; uint8_t taken; } nw_question_fact;  /* taken: an answer came */

/* The record of one segment. */
typedef struct nw_seg {
  newel_slice    text;          /* the caller's; empty for a stream that lets go of its text */
  newel_source   source;
  newel_surface  surface;
  newel_format   format;
  uint32_t       qualifiers;    /* NEWEL_QUALIFIER_... */
  uint8_t        judged;        /* 0: a pure grounding source or query, which only relational rules read */
  nw_range       facts, edits, limits;
  size_t         rules_at;      /* first of its nw_rule_fact in newel_scratch.rules */
  nw_offsets     end;           /* length of the text in bytes, code points, UTF-16 units */
  uint8_t        invalid_utf8, json_broken, denied_by_rule, observed_deny, observed_modify, complete;
  size_t         json_broken_at;
  newel_verdict  verdict, observed;
  newel_cause    cause;
  size_t         output_at, output_len;   /* in newel_scratch.output, when `output_own` */
  uint8_t        output_own;
} nw_seg;

struct newel_scratch {
  nw_alloc            alloc;
  const newel_engine *engine;
  void               *family[NW_FAMILY_COUNT];
  unsigned char      *states;
  size_t              states_bytes;
  unsigned char      *judge_states;
  size_t              judge_states_bytes;
  NW_VEC(nw_said)     said;        /* by rule, of the segment in hand; empty without judges */
  NW_VEC(nw_judged)   saying;      /* what a judge says now */
  nw_judged           also[NW_ALSO_MOST];  /* scores of the last segment that belong to no rule */
  size_t              also_count;
  struct nw_grounding_work *grounding;  /* NULL until a guard has grounding rules */
  NW_VEC(newel_slice) context;     /* sources, then queries of the request */

  nw_eval             eval;

  /* the request */
  const newel_guard  *guard;       /* owned (a reference) while a result stands */
  newel_apply_options options;
  newel_scope        *own_scope;   /* used when the caller gives none */
  uint64_t            elapsed_ns;
  newel_verdict       verdict;
  newel_cause         cause;
  int                 complete, open;
  int                 failed;      /* no memory: nothing of the result holds */

  NW_VEC(nw_seg)          segs;
  NW_VEC(nw_fact)         facts;
  NW_VEC(nw_edit_fact)    edits;
  NW_VEC(nw_limit_fact)   limits;
  NW_VEC(nw_rule_fact)    rules;
  size_t                  rules_said, rules_blank;  /* those from rules_said to rules_blank are zero: nothing was said of them */
  uint64_t                said_in;  /* groups of 16 rules, modulo 64, that something was said of */
  NW_VEC(nw_question_fact) questions;
  NW_VEC(newel_stage)     stages;        /* of a cascade; what they point to lies in `stage_memory` */
  nw_arena                stage_memory;
  nw_buf                  replacements, output, question_text, folded, value, plain;

  /* what newel_guard_apply_batch keeps of each text's result */
  nw_buf                  batch_output;
  NW_VEC(int64_t)         batch_offsets;
  NW_VEC(newel_finding)   batch_findings;
};

/* newel_result is the scratch seen by callers. */
static inline const newel_scratch *nw_result_scratch(const newel_result *result) {
  return (const newel_scratch *)(const void *)result;
}
static inline const newel_result *nw_scratch_result(const newel_scratch *scratch) {
  return (const newel_result *)(const void *)scratch;
}

/* Makes a scratch ready for a request: forgets the last one, takes a reference to the guard. NEWEL_OK or NEWEL_E_NOMEM. */
int nw_scratch_begin(newel_scratch *scratch, const newel_guard *guard, const newel_apply_options *options, newel_error *err);
/* Adds the record of a segment; NULL when there is no memory. */
nw_seg *nw_scratch_segment(newel_scratch *scratch, const newel_segment *segment);
/* What is said of a rule for a segment, to write to. */
nw_rule_fact *nw_seg_rule(newel_scratch *scratch, const nw_seg *seg, size_t rule);
/* Adds a fact among the segment's, in order of place; its edit is left as it is. */
void nw_seg_add_fact(newel_scratch *scratch, nw_seg *seg, const nw_fact *fact);
/* Notes once that a limit was hit in the segment that is judged; rule UINT32_MAX: the text as a whole. */
void nw_eval_limit(nw_eval *eval, unsigned limit, uint32_t rule);
/* The output of a segment: the text, the edited text or the message. */
newel_slice nw_seg_output(const newel_scratch *scratch, const nw_seg *seg);

/* Adds a stage to the result's trace. What it points to lives as long: take it from `stage_memory`. Sets `failed`. */
void nw_scratch_stage(newel_scratch *scratch, const newel_stage *stage);

/* ---- guard/stream.c ---- */
newel_scratch *nw_stream_scratch(newel_stream *stream);
/* With `ask`: the text as a judge is shown it, as far as it is decided. Only grows; lives until the next call on the stream. */
newel_slice nw_stream_shown(const newel_stream *stream);
/* A judge has said enough: nothing more is released. The verdict follows with the answers. */
void nw_stream_stop(newel_stream *stream);

/* ---- guard/verdict.c ---- */
/* Does the policy ask a judge about this rule whatever the local stage says? */
int nw_verdict_always_asks(const newel_guard *guard, newel_surface surface, size_t rule);
/* After the last push: verdict, cause, completeness of a segment. */
void nw_verdict_segment(newel_scratch *scratch, size_t seg);
/* The verdict of the request from its segments; opens questions when the caller answers them. */
void nw_verdict_request(newel_scratch *scratch);

/* ---- guard/release.c ---- */
/* Appends raw [from, to) with the edits of the segment that lie in it to `out`. `data` holds raw bytes from `base`. No edit
 * straddles `from` or `to`. `next_edit` is moved on. */
void nw_release(const newel_scratch *scratch, const nw_seg *seg, size_t *next_edit, nw_buf *out, const char *data, size_t base,
                size_t from, size_t to);

/* ---- guard/apply.c ---- */
/* Builds the edited text of a whole segment. */
void nw_seg_build_output(newel_scratch *scratch, size_t seg);

/* ---- guard/answer.c ---- */
/* Takes answers to the open questions: bands, remote findings, edits; then the verdicts. */
int nw_answer_take(newel_scratch *scratch, const newel_answer *answers, size_t count, newel_error *err);
/* What a judge is shown of a segment: the text with local edits. */
newel_slice nw_question_text(const newel_scratch *scratch, const nw_seg *seg);

#endif
