/* aws/redact.h - what a service says of a request, without what the request said.
 *
 *   request   {"content":[{"text":{"text":"mail ana@example.com"}}]}
 *   answer    Value 'mail ana@example.com' at 'content.1' failed to satisfy constraint: …
 *   message   Value '…' at 'content.1' failed to satisfy constraint: …
 *
 * Services quote values in their complaints; an error ends in logs, and those hold no text that was judged. Taken out is what stands
 * between quotes and in a value of the request; a word with a digit or '@' that stands in one; and every run of 12 bytes or more that
 * does. Names of members stay: they are no values. Control characters become blanks. Pure; cost: the message times the request, on
 * errors only. */
#ifndef NW_AWS_REDACT_H
#define NW_AWS_REDACT_H

#include "base/buf.h"

/* Appends `message` as above. `body` is the request's: JSON, or taken as one value. */
void nw_redact(nw_buf *out, newel_slice message, newel_slice body);

#endif
