/* bedrock/answer.h - from an HTTP answer to one JSON object, as boto3 gives it.
 *
 *   InvokeModel   Content-Type: application/json   {"generation":"…"}
 *   ->  {"contentType":"application/json","body":"{\"generation\":\"…\"}"}
 *
 * Members of headers come first, then what the body holds, as it is written there: members that the model does not know
 * are kept. */
#ifndef NW_BEDROCK_ANSWER_H
#define NW_BEDROCK_ANSWER_H

#include "base/buf.h"
#include "bedrock/model.h"
#include "net/http.h"

/* Fills `out`, which may be used before. A streamed answer gives its headers only, nothing where it has none. Errors:
 * NEWEL_E_REMOTE for a body that is not the JSON object it should be, NEWEL_E_NOMEM. */
int nw_answer_write(nw_buf *out, const nw_operation *op, const nw_http_header *headers, size_t header_count, newel_slice body,
                    newel_error *err);

/* Appends base64 (RFC 4648, padded). */
void nw_base64_add(nw_buf *out, newel_slice bytes);

#endif
