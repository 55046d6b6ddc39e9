/* bedrock/tag.h - spans of a text that its author marked for the guardrail.
 *
 *   Say hello to <k9>Ann</k9>. <k9-source>Ann is 40.</k9-source>      tag "k9"
 *   ->  "Say hello to " plain · "Ann" guarded · ". " plain · "Ann is 40." grounding source
 *
 * The name of the tag must be one that no guarded text can hold: a text that knows it could end its span. Spans do not nest. */
#ifndef NW_BEDROCK_TAG_H
#define NW_BEDROCK_TAG_H

#include "newel/types.h"

typedef enum nw_span_kind { NW_SPAN_PLAIN, NW_SPAN_GUARDED, NW_SPAN_SOURCE, NW_SPAN_QUERY } nw_span_kind;

typedef struct nw_tag_span {
  nw_span_kind kind;
  newel_slice  text;
} nw_tag_span;

/* Letters and digits, 1..20: what Bedrock's own tags take as a suffix. */
int nw_tag_is_name(newel_slice tag);
/* The next span from `*at` on, which moves behind it. 1; 0 at the end; -1 for a span that is not closed, or closed and not
 * opened. Spans of no text are given, too. */
int nw_tag_next(newel_slice text, newel_slice tag, size_t *at, nw_tag_span *out);

#endif
