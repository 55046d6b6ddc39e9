/* bedrock/request.h - from an operation and its parameters to what goes on the wire.
 *
 *   GetGuardrail {"guardrailIdentifier":"arn:aws:…:guardrail/a1","guardrailVersion":"3"}
 *   ->  GET  /guardrails/arn%3Aaws%3A…%3Aguardrail%2Fa1   guardrailVersion=3
 *   ApplyGuardrail {"guardrailIdentifier":"a1","guardrailVersion":"3","source":"INPUT","content":[…]}
 *   ->  POST /guardrail/a1/version/3/apply   Content-Type: application/json   {"source":"INPUT","content":[…]}
 *
 * Values of the body are the caller's own bytes, cut out of the parameters: nothing is written anew, so numbers and strings stay
 * as they were. One thread; cost: linear. */
#ifndef NW_BEDROCK_REQUEST_H
#define NW_BEDROCK_REQUEST_H

#include "base/buf.h"
#include "bedrock/model.h"
#include "json/tree.h"
#include "net/http.h"

enum { NW_WIRE_HEADERS = 16 };

typedef struct nw_wire {
  nw_arena            arena;    /* the parameters as a tree */
  const nw_operation *op;
  newel_slice         text;     /* the parameters */
  const nw_json_node *root;
  nw_buf              path, query, body;  /* encoded */
  nw_http_header      headers[NW_WIRE_HEADERS];
  size_t              header_count;
} nw_wire;

void nw_wire_init(nw_wire *wire, nw_alloc alloc);
void nw_wire_free(nw_wire *wire);  /* wipes */

/* Checks `parameters` and fills `wire`; `token` stands in for an idempotency token that is not given. `parameters` and `token`
 * must live as long as the wire is used. Errors: NEWEL_E_ARGUMENT (what is not JSON too, with its place), NEWEL_E_LIMIT,
 * NEWEL_E_NOMEM. */
int nw_wire_make(nw_wire *wire, const nw_operation *op, newel_slice parameters, newel_slice token, newel_error *err);

#endif
