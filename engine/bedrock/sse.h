/* bedrock/sse.h - server-sent events (text/event-stream), taken apart as bytes arrive.
 *
 *   event: response.output_text.delta\n
 *   data: {"delta":"Hel"}\n            ->  name "response.output_text.delta", data {"delta":"Hel"}
 *   \n
 *
 * Several data lines are joined by line feeds; comments, ids and unknown fields are passed over; lines end in LF, CR or both. An
 * event that the end of the body cuts is none. Source: WHATWG HTML, "Server-sent events". One thread; memory: one event, at most
 * NW_LIMIT_EVENT_BYTES. */
#ifndef NW_BEDROCK_SSE_H
#define NW_BEDROCK_SSE_H

#include "base/buf.h"

typedef struct nw_sse {
  nw_buf line, name, data;
  int    after_cr;  /* a line feed right now belongs to the line before */
  int    has_data;  /* 1: data lines came; 2: the event was given out, and is forgotten at the next call */
  int    too_long;
} nw_sse;

void nw_sse_open(nw_sse *sse, nw_alloc alloc);
void nw_sse_close(nw_sse *sse);  /* wipes */
/* Reads from *data until an event is whole: 1, with `name` ("message" where none is given) and `payload`, borrowed until the next
 * call; 0 when all bytes are read, or there is no memory or an event is too long (sse->too_long). */
int nw_sse_next(nw_sse *sse, const char **data, size_t *len, newel_slice *name, newel_slice *payload);
int nw_sse_failed(const nw_sse *sse);  /* no memory */

#endif
