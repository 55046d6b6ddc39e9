/* regress/case.h - a case as a model: what one line of a corpus says, checked. Lives in the arena it was parsed into. */
#ifndef NW_REGRESS_CASE_H
#define NW_REGRESS_CASE_H

#include "base/alloc.h"
#include "newel/guard.h"

enum { NW_CASE_CHUNK_BYTES = 7 };  /* of the second judgement, where the case names none: cuts every detector's matches */

typedef struct nw_case_span { size_t start, end; newel_slice type; } nw_case_span;

/* What is expected of one text, or of the request. A member that is not written is not checked. */
typedef struct nw_case_expect {
  uint8_t       has_verdict, has_complete, has_output, has_spans, has_types;
  newel_verdict verdict;
  int           complete;
  newel_slice   output;
  nw_case_span *spans;   /* sorted by nw_case_span_cmp, each once */
  size_t        span_count;
  newel_slice  *types;   /* sorted, each once */
  size_t        type_count;
} nw_case_expect;

typedef struct nw_case {
  newel_slice     id, note, skip;  /* skip.data is NULL when the case runs */
  newel_segment  *segments;
  nw_case_expect *expects;         /* one a segment */
  size_t          segment_count;
  int             single;          /* written as "text": expects[0] is all there is */
  nw_case_expect  request;         /* with "segments": of the request as a whole */
  size_t          chunk_bytes;
} nw_case;

/* Parses one line. Errors: NEWEL_E_FORMAT with column and offset, NEWEL_E_LIMIT, NEWEL_E_NOMEM. Recursion: none. */
int nw_case_parse(nw_case *out, nw_arena *arena, newel_slice line, newel_error *err);

/* Sorts by start, end, type and drops what stands twice; returns how many are left. */
size_t nw_case_sort_spans(nw_case_span *spans, size_t count);
size_t nw_case_sort_types(newel_slice *types, size_t count);

#endif
