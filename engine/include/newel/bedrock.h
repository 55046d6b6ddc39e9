/* newel/bedrock.h - Amazon Bedrock: a client, every operation around guardrails, policies as guardrails. In libnewel-cloud.
 *
 *   newel_client *client;    shared by threads                                 newel_client_open
 *   newel_body *body;        one answer, reused; one thread                    newel_body_open
 *   newel_client_call(client, NEWEL_SLICE("Converse"), parameters, NULL, body, &err);
 *
 * Parameters and answers are JSON with Bedrock's names letter for letter, as boto3 takes and gives them: labels, query and headers are
 * members of the one object ("guardrailIdentifier", "modelId", …). What is sent is checked before: an unknown operation or member, a
 * missing required member, a label that is empty is an error of the caller that names it, and nothing leaves the machine.
 */
#ifndef NEWEL_BEDROCK_H
#define NEWEL_BEDROCK_H

#include "newel/cascade.h"
#include "newel/lock.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct newel_client newel_client;
typedef struct newel_body   newel_body;

/* ---- client --------------------------------------------------------------------------------------------------------- */

/* What a program says of AWS; everything empty: environment, shared files, metadata services, in the documented order of the AWS SDKs. */
typedef struct newel_client_options {
  size_t      size;                 /* sizeof(newel_client_options) */
  newel_slice profile, region;
  newel_slice endpoint_url;         /* for all Bedrock services: a proxy, a VPC endpoint, a test */
  newel_slice key_id, secret, session_token;
  newel_slice bearer;               /* a Bedrock API key; AWS_BEARER_TOKEN_BEDROCK where empty */
  uint32_t    max_attempts;         /* 0: AWS_MAX_ATTEMPTS, or 3 */
  uint32_t    deadline_ms;          /* of a call that says none; 0: 60,000 */
} newel_client_options;
#define NEWEL_CLIENT_OPTIONS_INIT \
  { sizeof(newel_client_options), { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, 0, 0 }

/* Reads settings; no network. `options` may be NULL. Slices are copied. Errors: NEWEL_E_ARGUMENT (no region, an endpoint that is none),
 * NEWEL_E_CREDENTIALS (a named profile that is not there), NEWEL_E_FORMAT (a config file that cannot be read), NEWEL_E_NOMEM. */
NEWEL_API int newel_client_open(newel_client **out, newel_engine *engine, const newel_client_options *options, newel_error *err);
/* No call may be under way. Wipes keys. */
NEWEL_API void newel_client_free(newel_client *client);

/* ---- calls ------------------------------------------------------------------------------------------------------------ */

/* One answer. Slices live until the next call with the same body. */
NEWEL_API int newel_body_open(newel_body **out, newel_engine *engine, newel_error *err);
NEWEL_API void newel_body_free(newel_body *body);  /* wipes */
/* The answer as one JSON object, members of headers among them ("contentType"), as boto3 gives it; without ResponseMetadata. InvokeModel:
 * "body" is the payload as a string where it is UTF-8, else base64 under "bodyBase64". Streams: the events were given out; only what
 * came in headers is here ({"sessionId":…}), empty where nothing did. */
NEWEL_API newel_slice newel_body_json(const newel_body *body);
NEWEL_API int newel_body_status(const newel_body *body);             /* HTTP status, 0 when there was no answer */
NEWEL_API newel_slice newel_body_request_id(const newel_body *body);
NEWEL_API newel_slice newel_body_error(const newel_body *body);      /* "ThrottlingException"; empty when it went well */
NEWEL_API unsigned newel_body_attempts(const newel_body *body);

typedef struct newel_call_options {
  size_t              size;         /* sizeof(newel_call_options) */
  uint32_t            deadline_ms;  /* for the whole call with its retries; 0: the client's */
  const volatile int *cancel;       /* looked at every 50 ms at most; NULL: never */
  /* Takes the events of a stream in order: name "contentBlockDelta", payload JSON. Not 0: stop, and the call gives NEWEL_E_CANCELLED.
   * Must be there for operations that stream, and only for them. */
  int               (*on_event)(void *user, newel_slice name, newel_slice payload);
  void               *user;
} newel_call_options;
#define NEWEL_CALL_OPTIONS_INIT { sizeof(newel_call_options), 0, NULL, NULL, NULL }

/* One operation that newel_client_call knows. `name` is NULL past the end. Static storage. */
typedef struct newel_operation {
  const char *name;          /* "Retrieve" */
  const char *service;       /* "bedrock-agent-runtime" */
  const char *method, *path; /* "POST", "/knowledgebases/{knowledgeBaseId}/retrieve" */
  int         streams;       /* it needs on_event */
} newel_operation;
/* The `index`-th, in order of names. Beside those of AWS's service models there are the OpenAI-compatible ones, whose parameters are
 * the body as OpenAI's documents describe it: ChatCompletions, Responses (bedrock-runtime), MantleChatCompletions, MantleResponses,
 * MantleModels, and with Stream at the end those that give server-sent events ("message" is the name of an event without one).
 * ChatCompletions alone takes a guardrail ("guardrailIdentifier", "guardrailVersion", "trace"); the others refuse it, since the
 * service would ignore it. */
NEWEL_API newel_operation newel_operation_at(size_t index);

/* Calls one operation ("ApplyGuardrail", "ConverseStream", …: newel_operation_at). `options` may be NULL.
 * Errors: NEWEL_E_ARGUMENT (operation, parameters), NEWEL_E_REMOTE (the service said no: `err` has its name, its word and advice),
 * NEWEL_E_NETWORK (a stream that was cut, too), NEWEL_E_CREDENTIALS, NEWEL_E_LIMIT, NEWEL_E_CANCELLED, NEWEL_E_NOMEM. Any thread; the
 * body belongs to one. Blobs are base64 strings; the "body" of InvokeModel is an object or a string. Idempotency tokens are filled. */
NEWEL_API int newel_client_call(newel_client *client, newel_slice operation, newel_slice parameters, const newel_call_options *options,
                                newel_body *body, newel_error *err);

/* ---- policies as guardrails (docs/policy-as-code.md) -------------------------------------------------------------------- */

typedef struct newel_guardrail_options {
  size_t              size;         /* sizeof(newel_guardrail_options) */
  newel_slice         guardrail;    /* id or ARN; empty: the lock's, else the one of the policy's name */
  newel_slice         version;      /* plan and pull: "3"; empty: DRAFT */
  uint32_t            deadline_ms;  /* for all of it, waiting for READY too; 0: 300,000 */
  const volatile int *cancel;       /* as of newel_call_options */
  int                 dry_run;      /* push: what would write is given to on_request and not sent; what reads is sent */
  int                 draft_only;   /* push: no version is published */
  newel_slice         guard_id;     /* push: value of the tag newel:guard-id; empty: no such tag */
  void              (*on_step)(void *user, const char *what);  /* "waiting: the guardrail is UPDATING"; may be NULL */
  void              (*on_request)(void *user, newel_slice operation, newel_slice parameters);
  void               *user;
} newel_guardrail_options;
#define NEWEL_GUARDRAIL_OPTIONS_INIT \
  { sizeof(newel_guardrail_options), { NULL, 0 }, { NULL, 0 }, 0, NULL, 0, 0, { NULL, 0 }, NULL, NULL, NULL }

/* Finds the guardrail of a policy `name` and asks for it (ListGuardrails, GetGuardrail): `body` gets GetGuardrail's answer, or nothing when
 * there is none of this name (one that options or lock name must be there: NEWEL_E_REMOTE). `lock` and `options` may be NULL.
 * Errors: those of newel_client_call; NEWEL_E_ARGUMENT when the lock has the name in more than one account. */
NEWEL_API int newel_guardrail_get(newel_client *client, newel_slice name, const newel_lock *lock, const newel_guardrail_options *options,
                                  newel_body *body, newel_error *err);

/* newel_guardrail_get, held against the policy: newel_policy_compare says how it is written and counted. */
NEWEL_API int newel_guardrail_plan(newel_client *client, const newel_policy *policy, const newel_lock *lock,
                                   const newel_guardrail_options *options, newel_render how, newel_write_fn write, void *user,
                                   size_t *changes, newel_error *err);

/* newel_guardrail_get as a policy file: newel_policy_import says how. NEWEL_E_REMOTE where there is none. */
NEWEL_API int newel_guardrail_pull(newel_client *client, newel_slice name, const newel_lock *lock, const newel_guardrail_options *options,
                                   newel_write_fn write, void *user, newel_diagnostics **diagnostics, newel_error *err);

/* What a push did; in a dry run, what it would do. */
typedef struct newel_push {
  int    created, updated, published;
  size_t changes;   /* in DRAFT: as newel_policy_compare counts */
} newel_push;

/* Makes the guardrail what the policy describes: creates it or updates DRAFT where something differs, waits until it is READY, sets the
 * tags where it wrote something, and publishes a version where the last one is another. `lock` gets an entry as soon as there is a
 * guardrail, and its version when it is published; so it is to be kept after an error too. A dry run leaves it. A second push does nothing.
 * A guardrail that somebody else is changing is waited for. `done` may be NULL.
 * Errors: NEWEL_E_UNSUPPORTED (no rule has a place in Bedrock), NEWEL_E_REMOTE (the service refused; it FAILED: the message has its reason,
 * the advice its recommendation), NEWEL_E_NETWORK (READY did not come in time), and those of newel_client_call. */
NEWEL_API int newel_guardrail_push(newel_client *client, const newel_policy *policy, newel_lock *lock,
                                   const newel_guardrail_options *options, newel_push *done, newel_error *err);

#ifdef __cplusplus
}
#endif
#endif
