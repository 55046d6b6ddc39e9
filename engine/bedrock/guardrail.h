/* bedrock/guardrail.h - what plan, pull and push share: calls under one deadline, finding the guardrail of a policy, waiting for
 * READY.
 *
 *   nw_guardrail_session s;
 *   code = nw_session_open(&s, client, options, err);
 *   if (code == NEWEL_OK) code = nw_session_find(&s, name, lock);     s.id: "gr1abc", "" where there is none of this name
 *   if (code == NEWEL_OK) code = nw_session_get(&s, "");              s.live: DRAFT as a projection
 *   nw_session_close(&s);
 *
 * One thread. The arena holds what answers said until the end: a push is a few of them. */
#ifndef NW_BEDROCK_GUARDRAIL_H
#define NW_BEDROCK_GUARDRAIL_H

#include "bedrock/client.h"
#include "json/tree.h"
#include "policy/projection.h"

typedef struct nw_guardrail_session {
  newel_client           *client;
  newel_guardrail_options o;
  newel_body             *body;      /* the last answer */
  nw_arena                arena;
  nw_buf                  request;   /* the parameters being written */
  nw_json_writer          w;
  uint64_t                deadline_ms;  /* on the client's clock */
  newel_slice             id;        /* what names the guardrail in calls; "" */
  int                     is_named;  /* options or lock named it */
  nw_projection           live;      /* of the last nw_session_get */
  newel_error            *err;
} nw_guardrail_session;

/* `err` is not NULL. */
int nw_session_open(nw_guardrail_session *s, newel_client *client, const newel_guardrail_options *options, newel_error *err);
void nw_session_close(nw_guardrail_session *s);

/* Parameters: nw_session_begin, members with nw_json_..(&s->w, …), then the call. */
void nw_session_begin(nw_guardrail_session *s);
void nw_session_member(nw_guardrail_session *s, const char *key, newel_slice value);
int nw_session_call(nw_guardrail_session *s, const char *operation);
/* The same for a call that changes something: in a dry run it is shown, and not made. */
int nw_session_change(nw_guardrail_session *s, const char *operation);
/* The answer as a tree, in the arena. */
int nw_session_answer(nw_guardrail_session *s, const nw_json_node **root);

/* Looks where `options`, the lock, and the list of guardrails say. */
int nw_session_find(nw_guardrail_session *s, newel_slice name, const newel_lock *lock);
/* GetGuardrail; `version` "" is DRAFT. */
int nw_session_get(nw_guardrail_session *s, newel_slice version);
/* GetGuardrail again until it is READY. FAILED is an error with Bedrock's reason, unless `may_fail`. */
int nw_session_wait(nw_guardrail_session *s, newel_slice version, int may_fail);
/* Tells on_step; the text is "%s%.*s". */
void nw_session_step(nw_guardrail_session *s, const char *what, newel_slice more);
/* Waits for `ms`, or until the deadline or a cancel: then an error. */
int nw_session_pause(nw_guardrail_session *s, uint64_t ms, newel_slice status);

#endif
