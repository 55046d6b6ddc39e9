/* regress/compare.h - differences between what was expected and what came, as printable lines. */
#ifndef NW_REGRESS_COMPARE_H
#define NW_REGRESS_COMPARE_H

#include "base/buf.h"
#include "newel/regress.h"
#include "regress/case.h"

/* Where differences are collected. After a failed allocation `failed` stays 1 and nothing more is added. */
typedef struct nw_reasons {
  nw_arena *arena;
  nw_buf   *work;    /* scratch for rendering */
  NW_VEC(newel_case_reason) list;
  int       failed;
} nw_reasons;

/* Compares one segment of a result with what is expected of it. `place` is "" or "segments[1].". */
void nw_compare_segment(nw_reasons *reasons, const char *place, const nw_case_expect *expect, const newel_result *result,
                        size_t segment);
/* A judge that could not be asked fails the case, whatever the verdict came to: nobody has judged it. */
void nw_compare_stages(nw_reasons *reasons, const char *place, const newel_result *result);
/* Compares the request, or the conversation, as a whole. `complete` is 0 or 1. */
void nw_compare_request(nw_reasons *reasons, const nw_case_expect *expect, newel_verdict verdict, int complete);
/* The split law for one text: `streamed` against `whole`; `released` is all that the stream gave. At most one reason. */
void nw_compare_stream(nw_reasons *reasons, size_t chunk_bytes, const newel_result *whole, const newel_result *streamed,
                       newel_slice released);

#endif
