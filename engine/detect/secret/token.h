/* detect/secret/token.h - AWS_ACCESS_KEY and the secret tokens with an issuer's prefix. */
#ifndef NW_DETECT_SECRET_TOKEN_H
#define NW_DETECT_SECRET_TOKEN_H

#include "detect/probe.h"

/* The kind (nw_entity_id) of the longest token at the cursor, NW_ENTITY_COUNT when there is none; leaves the cursor
 * behind it. */
unsigned nw_token_scan(nw_cursor *cursor);
int nw_token_verify(nw_probe *probe, nw_hit *hit);

#endif
