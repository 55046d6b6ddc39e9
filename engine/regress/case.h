/* regress/case.h - a case as a model: what one line of a corpus says, checked. Lives in the arena it was parsed into.
 *
 *   text      one request with one segment, judged whole and as a stream
 *   segments  one request with several
 *   turns     a conversation: a request a turn, one scope for all of them
 *
 * `expects[i]` belongs to `segments[i]` in all three.
 */
#ifndef NW_REGRESS_CASE_H
#define NW_REGRESS_CASE_H

#include "base/alloc.h"
#include "json/tree.h"
#include "newel/guard.h"

enum { NW_CASE_CHUNK_BYTES = 7 };  /* of the second judgement, where the case names none: cuts every detector's matches */

typedef struct nw_case_span { size_t start, end; newel_slice type; } nw_case_span;

/* What is expected of one text, or of the request. A member that is not written is not checked. */
typedef struct nw_case_expect {
  uint8_t       has_verdict, has_complete, has_output, has_spans, has_types, has_any, has_labels, has_scope;
  newel_verdict verdict;
  int           complete;
  newel_slice   output;
  nw_case_span *spans;   /* sorted by nw_case_span_cmp, each once */
  size_t        span_count;
  newel_slice  *types;   /* sorted, each once */
  size_t        type_count;
  int           any;     /* 1: something must be found; 0: nothing may be */
  nw_case_span *labels;  /* what a person marked: scored, never failed by; as `spans` */
  size_t        label_count;
  newel_slice  *scope;   /* the types that were marked at all; without `scope` every type was */
  size_t        scope_count;
  const nw_json_node *node;  /* the object in the line; NULL when it is not written */
} nw_case_expect;

typedef struct nw_case {
  newel_slice     id, note, skip;  /* skip.data is NULL when the case runs */
  newel_slice     lang, licence, origin;
  newel_slice    *tags;
  size_t          tag_count;
  newel_slice     known_reason;    /* a failure that is known; data is NULL when there is none */
  uint32_t        known_until;     /* 20270131: from the day after it fails again */
  newel_segment  *segments;
  nw_case_expect *expects;         /* one a segment */
  size_t          segment_count;
  int             single;          /* written as "text": expects[0] is all there is */
  int             is_turns;        /* written as "turns": each segment is a request of its own */
  nw_case_expect  request;         /* with "segments" and "turns": of the request, or the conversation, as a whole */
  size_t          chunk_bytes;
} nw_case;

/* Parses one line. Errors: NEWEL_E_FORMAT with column and offset, NEWEL_E_LIMIT, NEWEL_E_NOMEM. Recursion: none. */
int nw_case_parse(nw_case *out, nw_arena *arena, newel_slice line, newel_error *err);

/* Sorts by start, end, type and drops what stands twice; returns how many are left. */
size_t nw_case_sort_spans(nw_case_span *spans, size_t count);
size_t nw_case_sort_types(newel_slice *types, size_t count);
/* "2027-01-31" as 20270131; 0 when it is no date. */
uint32_t nw_case_date(newel_slice text);

#endif
