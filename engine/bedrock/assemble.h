/* bedrock/assemble.h - the events of ConverseStream put together to the answer that Converse would have given.
 *
 *   messageStart {"role":"assistant"}
 *   contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"Hel"}}         {"output":{"message":{"role":"assistant","content":
 *   contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"lo"}}     ->     [{"text":"Hello"}]}},"stopReason":"end_turn",
 *   contentBlockStop, messageStop {"stopReason":"end_turn"}                    "usage":{…},"metrics":{…},"trace":{…}}
 *   metadata {"usage":{…},"metrics":{…},"trace":{…}}
 *
 * Text, tool use (its arguments come in pieces of JSON text), tool results, reasoning, citations and images. Events and members
 * that are not known are passed over, but for members of `metadata`, which are all kept (the padding "p" is not). One thread. */
#ifndef NW_BEDROCK_ASSEMBLE_H
#define NW_BEDROCK_ASSEMBLE_H

#include "base/buf.h"
#include "json/tree.h"

typedef struct nw_part {
  int64_t     index;
  newel_slice start;      /* "toolUse", "toolResult", "image": what contentBlockStart said of it; data NULL: text or reasoning */
  newel_slice opened;     /* … its value: {"toolUseId":…,"name":…} */
  nw_buf      text;       /* text; arguments of a tool; items of a tool result; the source of an image */
  nw_buf      reasoning, signature, redacted, citations;
} nw_part;

typedef struct nw_assembler {
  nw_alloc    alloc;
  nw_arena    event, kept;  /* of the event in hand; until the end */
  NW_VEC(nw_part) parts;
  newel_slice role, stop_reason, more;  /* JSON; `more`: additionalModelResponseFields */
  nw_buf      metadata;     /* members, a comma before each */
  int         failed;       /* no memory */
} nw_assembler;

void nw_assembler_open(nw_assembler *a, nw_alloc alloc);
void nw_assembler_close(nw_assembler *a);  /* wipes */
/* Takes one event. 1, or 0 when it is no JSON object or there is no memory. */
int nw_assembler_take(nw_assembler *a, newel_slice name, newel_slice payload);
/* Writes the answer into `out`, which may be used before. 0 when there is no memory. */
int nw_assembler_write(nw_assembler *a, nw_buf *out);

#endif
