/* bedrock/guarded.h - the messages of a conversation with guardContent around what the guardrail is to judge.
 *
 *   [{"role":"user","content":[{"text":"hi"}]}, {"role":"assistant",…}, {"role":"user","content":[{"toolResult":{…}}]}]
 *   LATEST  ->  the last turn of the user holds a tool result alone; the one before has a text: that is wrapped
 *               [{"role":"user","content":[{"guardContent":{"text":{"text":"hi"}}}]}, …]
 *
 * Once one guardContent stands in the messages, Bedrock judges guarded blocks only. So a conversation where nothing could be
 * wrapped is an error: it would be judged as a whole, or not at all. */
#ifndef NW_BEDROCK_GUARDED_H
#define NW_BEDROCK_GUARDED_H

#include "bedrock/params.h"

/* Writes the member "messages". Errors: NEWEL_E_ARGUMENT (no list; nothing to wrap; a tag that is no name, or not closed),
 * NEWEL_E_LIMIT, NEWEL_E_NOMEM. */
int nw_guarded_write(nw_params *p, newel_slice messages, newel_guarded_part part, newel_slice tag, newel_error *err);

#endif
