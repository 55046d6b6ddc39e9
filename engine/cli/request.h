/* cli/request.h - one line of `newel apply --jsonl`: a text or the segments of one request.
 *
 *   {"id":7,"text":"…","surface":"output"}
 *   {"id":"c1","segments":[{"text":"…","surface":"system"},{"text":"…"}]}     ("messages" is the same)
 *   {"segments":[{"text":"…","surface":"retrieved","qualifiers":["grounding_source"]},{"text":"…","surface":"output"}]}
 */
#ifndef NW_CLI_REQUEST_H
#define NW_CLI_REQUEST_H

#include "base/alloc.h"
#include "newel/guard.h"

typedef struct nw_request {
  newel_slice    id;        /* as written, a JSON scalar; "null" when there is none. Lives as long as the line */
  newel_segment *segments;
  size_t         count;
  int            single;    /* written as "text" */
} nw_request;

/* Parses a line into the arena. Strict: an unknown member is an error. What a text does not say is taken from `defaults`.
 * Errors: NEWEL_E_FORMAT with column, NEWEL_E_LIMIT, NEWEL_E_NOMEM. */
int nw_request_parse(nw_request *out, nw_arena *arena, newel_slice line, const newel_segment *defaults, newel_error *err);

/* One line of `newel detect --jsonl`: "id" and "text"; other members (labels, notes) are not looked at. */
int nw_request_parse_text(nw_request *out, nw_arena *arena, newel_slice line, const newel_segment *defaults, newel_error *err);

/* The segment that --source, --surface and --format describe, with no text. 0 or NW_EXIT_ERROR. */
int nw_request_defaults(newel_segment *out, const char *source, const char *surface, const char *format);

#endif
