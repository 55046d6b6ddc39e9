/* bedrock/stream.h - a streamed answer, from pieces of a body to events for the caller.
 *
 *   bytes ─► vnd.amazon.eventstream (aws/eventstream) ─┬─► event      on_event("contentBlockDelta", {"delta":…})
 *         └► server-sent events     (sse.h) ───────────┘   exception  the call ends with its name: ThrottlingException
 *
 * A stream that ends before its last event ("messageStop", "[DONE]") was cut, whatever the connection says of it. One thread. */
#ifndef NW_BEDROCK_STREAM_H
#define NW_BEDROCK_STREAM_H

#include "aws/call.h"
#include "aws/eventstream.h"
#include "bedrock/model.h"
#include "bedrock/sse.h"
#include "newel/bedrock.h"

typedef struct nw_stream {
  const nw_operation       *op;
  const newel_call_options *options;
  nw_event_decoder          events;
  nw_sse                    lines;
  int                       whole;    /* the last event came */
  int                       stopped;  /* the caller wants no more */
  int                       code;     /* NEWEL_OK, or what is wrong with the stream */
  const char               *what;     /* … in words, for NEWEL_E_NETWORK */
  nw_buf                    error, message;  /* NEWEL_E_REMOTE: an exception in the stream */
} nw_stream;

void nw_stream_open(nw_stream *stream, nw_alloc alloc, const nw_operation *op, const newel_call_options *options);
void nw_stream_close(nw_stream *stream);
/* An nw_aws_request.on_body whose user is an nw_stream. */
int nw_stream_take(void *stream, const nw_http_response *response, const char *data, size_t len);
/* The end of the call, which gave `code`: what is to be said of it. An exception of the stream stands in `answer` as one of HTTP
 * would. */
int nw_stream_end(nw_stream *stream, int code, nw_aws_answer *answer, newel_error *err);

#endif
