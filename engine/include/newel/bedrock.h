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
/* The `index`-th, in order of names. Beside those of AWS's service models there are the OpenAI-compatible ones, whose parameters
 * are the body as OpenAI's documents describe it: ChatCompletions, Responses (bedrock-runtime), MantleChatCompletions,
 * MantleResponses, MantleModels, and with Stream at the end those that give server-sent events ("message" is the name of an event
 * without one). ChatCompletions alone takes a guardrail ("guardrailIdentifier", "guardrailVersion", "trace"); the others refuse
 * it, since the service would ignore it. */
NEWEL_API newel_operation newel_operation_at(size_t index);

/* Calls one operation ("ApplyGuardrail", "ConverseStream", …: newel_operation_at). `options` may be NULL.
 * Errors: NEWEL_E_ARGUMENT (operation, parameters), NEWEL_E_REMOTE (the service said no: `err` has its name, its word and
 * advice), NEWEL_E_NETWORK (a stream that was cut, too), NEWEL_E_CREDENTIALS, NEWEL_E_LIMIT, NEWEL_E_CANCELLED, NEWEL_E_NOMEM.
 * Any thread; the body belongs to one. Blobs are base64 strings; the "body" of InvokeModel is an object or a string. Idempotency
 * tokens are filled. */
NEWEL_API int newel_client_call(newel_client *client, newel_slice operation, newel_slice parameters,
                                const newel_call_options *options, newel_body *body, newel_error *err);

/* ---- traces of Bedrock ---------------------------------------------------------------------------------------------------- */

typedef struct newel_import_options {
  size_t       size;          /* sizeof(newel_import_options) */
  newel_slice  request;       /* parameters of the call, as newel_client_call takes them; empty: not known, and nothing has a place */
  newel_source source;        /* of apply-guardrail, where the request does not say */
  int          show_matches;  /* 1: with the matched text. For people at a terminal, never for logs */
  int          timing;        /* 1: with the latency that Bedrock reports */
  int          indent;
} newel_import_options;
#define NEWEL_IMPORT_OPTIONS_INIT { sizeof(newel_import_options), { NULL, 0 }, NEWEL_SOURCE_INPUT, 0, 0, 0 }

/* Writes an answer of Bedrock (JSON) as one `newel.trace/1` object. `format` says whose answer it is: apply-guardrail, checks, converse,
 * converse-stream, invoke-model, retrieve-and-generate, agent (docs/escalation.md has what is read of each). The verdict is Bedrock's,
 * read carefully: an intervention that nothing explains denies. `options` may be NULL.
 * Errors: NEWEL_E_FORMAT (no JSON, or no guardrail's word in it), NEWEL_E_ARGUMENT, NEWEL_E_IO, NEWEL_E_NOMEM. Any thread. */
NEWEL_API int newel_trace_import(newel_engine *engine, newel_slice format, newel_slice answer, const newel_import_options *options,
                                 newel_write_fn write, void *user, newel_error *err);
/* Writes a `newel.trace/1` object, imported or of a guard, in the form of ApplyGuardrail's answer: action and one assessment a
 * segment. What was matched stands there as far as the trace has it ("match"), else the name of its type in braces.
 * Errors: NEWEL_E_FORMAT, NEWEL_E_ARGUMENT, NEWEL_E_IO, NEWEL_E_NOMEM. Any thread. */
NEWEL_API int newel_trace_export(newel_engine *engine, newel_slice trace, int indent, newel_write_fn write, void *user,
                                 newel_error *err);

/* ---- a transport for cascades -------------------------------------------------------------------------------------------- */

typedef struct newel_transport_options {
  size_t              size;      /* sizeof(newel_transport_options) */
  const newel_lock   *lock;      /* newel.lock: names become ids, and a version that the policy leaves out is found; NULL: none */
  newel_slice         account;   /* where the lock has several of one name and region; empty: any */
  uint32_t            max_units; /* text units of one request; 0: 25, which every region takes */
  const volatile int *cancel;    /* as in newel_call_options */
} newel_transport_options;
#define NEWEL_TRANSPORT_OPTIONS_INIT { sizeof(newel_transport_options), NULL, { NULL, 0 }, 0, NULL }

/* Makes a transport of a client: ApplyGuardrail where the policy names a guardrail, else InvokeGuardrailChecks for what it can judge
 * (docs/escalation.md). A name without a version that is not in the lock, and a DRAFT that the policy does not write, fail each ask:
 * `on_error` decides. `options` may be NULL; client, lock and cancel outlive the transport. One thread at a time.
 * Errors: NEWEL_E_ARGUMENT, NEWEL_E_NOMEM. */
NEWEL_API int newel_client_transport(newel_client *client, const newel_transport_options *options, newel_transport *out,
                                     newel_error *err);
NEWEL_API void newel_client_transport_free(newel_transport *transport);

/* ---- calls with types -------------------------------------------------------------------------------------------------- */

/* The same operations for C: a struct in place of JSON. The answer is JSON in `body`, as of newel_client_call, and so are the
 * errors; a struct whose `size` is wrong is NEWEL_E_ARGUMENT. `options` may be NULL. Slices are read during the call only. */

/* A guardrail: id or ARN, and version: a number or "DRAFT". An empty id: none. */
typedef struct newel_guardrail_ref { newel_slice id, version; } newel_guardrail_ref;

/* A block for ApplyGuardrail: a text with its qualifiers, or the bytes of an image. */
typedef struct newel_guardrail_block {
  newel_slice text;
  uint32_t    qualifiers;    /* NEWEL_QUALIFIER_...; 0: guarded */
  newel_slice image;         /* not empty: the block is this image */
  newel_slice image_format;  /* "png", "jpeg" */
} newel_guardrail_block;

typedef struct newel_apply_guardrail {
  size_t                       size;   /* sizeof(newel_apply_guardrail) */
  newel_guardrail_ref          guardrail;
  newel_source                 source;
  const newel_guardrail_block *blocks;
  size_t                       block_count;
  int                          full;   /* 1: what was looked for and not found is listed, too (outputScope FULL) */
} newel_apply_guardrail;
#define NEWEL_APPLY_GUARDRAIL_INIT { sizeof(newel_apply_guardrail), { { NULL, 0 }, { NULL, 0 } }, NEWEL_SOURCE_INPUT, NULL, 0, 0 }

/* ApplyGuardrail: judges texts and images without a model. */
NEWEL_API int newel_client_apply_guardrail(newel_client *client, const newel_apply_guardrail *request,
                                           const newel_call_options *options, newel_body *body, newel_error *err);

/* One text for InvokeGuardrailChecks. */
typedef struct newel_check_message { newel_slice role /* "user", "assistant", "system" */, text; } newel_check_message;

/* What to check for; a list that is empty is not checked. Names are Bedrock's: "VIOLENCE", "JAILBREAK", "EMAIL". */
typedef struct newel_guardrail_checks {
  size_t                     size;      /* sizeof(newel_guardrail_checks) */
  const newel_check_message *messages;
  size_t                     message_count;
  const newel_slice         *content, *attacks, *entities;
  size_t                     content_count, attack_count, entity_count;
} newel_guardrail_checks;
#define NEWEL_GUARDRAIL_CHECKS_INIT { sizeof(newel_guardrail_checks), NULL, 0, NULL, NULL, NULL, 0, 0, 0 }

/* InvokeGuardrailChecks: scores of content, attacks and PII, without a guardrail resource. */
NEWEL_API int newel_client_guardrail_checks(newel_client *client, const newel_guardrail_checks *request,
                                            const newel_call_options *options, newel_body *body, newel_error *err);

/* Which texts of a conversation the guardrail of Converse judges. */
typedef enum newel_guarded_part {
  NEWEL_GUARDED_AS_SENT = 0,  /* messages go as they are: with no guardContent in them the whole conversation is judged */
  NEWEL_GUARDED_ALL     = 1,  /* every text and image of the user, in all turns; not the system text */
  NEWEL_GUARDED_LATEST  = 2,  /* the last user turn that has a text or an image; tool results behind it are passed over */
  NEWEL_GUARDED_TAGGED  = 3   /* what stands between <TAG> and </TAG> in texts of the user; see `tag` */
} newel_guarded_part;

/* A file that goes with the text of a request. */
typedef struct newel_attachment {
  int         document;  /* 1: a document, else an image */
  newel_slice format;    /* "png", "jpeg", "pdf", "txt", … */
  newel_slice name;      /* of a document, as the model is told it */
  newel_slice bytes;
} newel_attachment;

typedef struct newel_converse {
  size_t                  size;      /* sizeof(newel_converse) */
  newel_slice             model;     /* id, inference profile or ARN */
  newel_slice             system;    /* text; empty: none */
  newel_slice             messages;  /* JSON list, as Converse takes it; empty: `text` alone is the conversation */
  newel_slice             text;      /* a user turn behind the messages; empty: none */
  const newel_attachment *attachments;  /* of that turn */
  size_t                  attachment_count;
  newel_slice             more;      /* JSON object of further members: inferenceConfig, toolConfig, … */
  newel_guardrail_ref     guardrail;
  newel_slice             trace;     /* "enabled", "disabled", "enabled_full"; empty: enabled where there is a guardrail */
  newel_slice             stream_mode;  /* "sync", "async"; empty: the service's default, sync */
  newel_guarded_part      guarded;
  /* For NEWEL_GUARDED_TAGGED. A name that no text of a user can know, best a new random one each time, since who knows it can
   * leave the guarded part: letters and digits. <TAG-source> … </TAG-source> is a grounding source, <TAG-query> … </TAG-query> a query. */
  newel_slice             tag;
} newel_converse;
#define NEWEL_CONVERSE_INIT \
  { sizeof(newel_converse), { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, NULL, 0, { NULL, 0 }, { { NULL, 0 }, { NULL, 0 } }, \
    { NULL, 0 }, { NULL, 0 }, NEWEL_GUARDED_AS_SENT, { NULL, 0 } }

/* Converse; with options->on_event ConverseStream, and then `body` holds the same answer put together from the events. A
 * conversation in which there is nothing to wrap where `guarded` wants it is NEWEL_E_ARGUMENT: nothing is sent unguarded by
 * accident. */
NEWEL_API int newel_client_converse(newel_client *client, const newel_converse *request, const newel_call_options *options,
                                    newel_body *body, newel_error *err);

typedef struct newel_invoke_model {
  size_t              size;   /* sizeof(newel_invoke_model) */
  newel_slice         model;
  newel_slice         json;   /* the body, as the model takes it */
  newel_guardrail_ref guardrail;
  newel_slice         trace;  /* "ENABLED", "DISABLED", "ENABLED_FULL"; empty: ENABLED where there is a guardrail */
  newel_slice         stream_mode;  /* "SYNCHRONOUS", "ASYNCHRONOUS"; empty: the service's default */
  /* Texts between <TAG> and </TAG> in strings of `json` are sent as Bedrock's input tags, with a suffix that is new and random:
   * without them a guardrail looks for no prompt attacks here. As for newel_converse; empty: the body goes as it is. */
  newel_slice         tag;
} newel_invoke_model;
#define NEWEL_INVOKE_MODEL_INIT \
  { sizeof(newel_invoke_model), { NULL, 0 }, { NULL, 0 }, { { NULL, 0 }, { NULL, 0 } }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 } }

/* InvokeModel; with options->on_event InvokeModelWithResponseStream. */
NEWEL_API int newel_client_invoke_model(newel_client *client, const newel_invoke_model *request,
                                        const newel_call_options *options, newel_body *body, newel_error *err);

/* One foundation model. Lists are words with commas between. Lives during the callback. */
typedef struct newel_model {
  newel_slice id, arn, name, provider, inputs, outputs, inference, customizations, lifecycle;
  int         streams;
} newel_model;

/* What to list; empty: any. The first four the service filters, the others Newel. */
typedef struct newel_models {
  size_t      size;  /* sizeof(newel_models) */
  newel_slice provider, output /* "TEXT" */, inference /* "ON_DEMAND" */, customization /* "FINE_TUNING" */;
  newel_slice input; /* "IMAGE" */
  newel_slice word;  /* part of id or name, whatever its case */
  int         streaming, active;  /* 1: only those */
} newel_models;
#define NEWEL_MODELS_INIT \
  { sizeof(newel_models), { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, 0, 0 }

/* ListFoundationModels: gives each model to `on_model`, in the order of the service; not 0 stops. `body` keeps the whole
 * answer. */
NEWEL_API int newel_client_models(newel_client *client, const newel_models *request, const newel_call_options *options,
                                  int (*on_model)(void *user, const newel_model *model), void *user, newel_body *body,
                                  newel_error *err);

typedef struct newel_retrieve {
  size_t              size;       /* sizeof(newel_retrieve) */
  newel_slice         knowledge_base;
  newel_slice         text;       /* the question */
  uint32_t            results;    /* at most; 0: the service's default */
  newel_guardrail_ref guardrail;  /* the id alone, no ARN */
  newel_slice         model;      /* ARN or id; newel_client_retrieve_and_generate only */
  newel_slice         session;    /* of an earlier answer; empty: a new one. newel_client_retrieve_and_generate only */
  newel_slice         next_token; /* newel_client_retrieve only */
} newel_retrieve;
#define NEWEL_RETRIEVE_INIT \
  { sizeof(newel_retrieve), { NULL, 0 }, { NULL, 0 }, 0, { { NULL, 0 }, { NULL, 0 } }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 } }

/* Retrieve: passages of a knowledge base. */
NEWEL_API int newel_client_retrieve(newel_client *client, const newel_retrieve *request, const newel_call_options *options,
                                    newel_body *body, newel_error *err);
/* RetrieveAndGenerate: an answer out of a knowledge base; with options->on_event RetrieveAndGenerateStream. */
NEWEL_API int newel_client_retrieve_and_generate(newel_client *client, const newel_retrieve *request,
                                                 const newel_call_options *options, newel_body *body, newel_error *err);

/* The guardrail of an agent is a part of the agent: none can be given here. */
typedef struct newel_invoke_agent {
  size_t      size;      /* sizeof(newel_invoke_agent) */
  newel_slice agent, alias, session, text;
  int         trace;     /* 1: "trace" events, with what the guardrail found */
  int         end;       /* 1: the session ends */
  int         stream;    /* 1: the answer comes as it is written */
  uint32_t    guard_interval_characters;  /* the guardrail looks at every so many characters of it; 0: the service's default */
} newel_invoke_agent;
#define NEWEL_INVOKE_AGENT_INIT { sizeof(newel_invoke_agent), { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, 0, 0, 0, 0 }

/* InvokeAgent; it streams: options->on_event must be there. */
NEWEL_API int newel_client_invoke_agent(newel_client *client, const newel_invoke_agent *request,
                                        const newel_call_options *options, newel_body *body, newel_error *err);

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
  newel_lock_entry entry;  /* the lock's, as long as that is not changed; empty where it has none */
} newel_push;

/* Makes the guardrail what the policy describes: creates it or updates DRAFT where something differs, waits until it is READY, sets the
 * tags where it wrote something, and publishes a version where the last one is another. `lock` gets an entry as soon as there is a
 * guardrail, and its version when it is published; so it is to be kept after an error too. A dry run leaves it. A second push does nothing.
 * A guardrail that somebody else is changing is waited for. `done` may be NULL.
 * Errors: NEWEL_E_UNSUPPORTED (no rule has a place in Bedrock), NEWEL_E_REMOTE (the service refused; it FAILED: the message has its reason,
 * the advice its recommendation), NEWEL_E_NETWORK (READY did not come in time), and those of newel_client_call. */
NEWEL_API int newel_guardrail_push(newel_client *client, const newel_policy *policy, newel_lock *lock,
                                   const newel_guardrail_options *options, newel_push *done, newel_error *err);

/* ---- a guarded conversation ------------------------------------------------------------------------------------------------ */

/* A conversation with a model in which everything is judged by a policy: the system text, each turn, documents that are text, and tool
 * results before they go; the answer, its reasoning and the arguments of tools before they come. What is denied does not go: the model
 * is not called, or the caller does not see what it wrote. */
typedef struct newel_guarded newel_guarded;

/* A tool call of the model. `input` is JSON as the policy lets it pass. */
typedef struct newel_tool_call { newel_slice id, name, input; } newel_tool_call;

typedef struct newel_guarded_options {
  size_t                 size;       /* sizeof(newel_guarded_options) */
  const newel_guard     *guard;
  const newel_transport *transport;  /* who answers questions; NULL: nobody, and the policy must not escalate, or `local` is said */
  int                    local;
  /* Calls a tool and writes its result, text. Not 0: the result is an error, and what was written its text. NULL: the conversation
   * ends with the model's wish for a tool. */
  int                  (*on_tool)(void *user, const newel_tool_call *call, newel_write_fn write, void *to);
  /* Takes what may be shown of the answer as it comes; the call is then ConverseStream. Not 0 stops. NULL: the answer comes whole. */
  int                  (*on_text)(void *user, newel_slice text);
  void                  *user;
  uint32_t               max_calls;          /* of the model; 0: 10 */
  size_t                 tool_result_bytes;  /* longer ones are cut, with a warning in the trace; 0: 100,000 */
  newel_scope           *scope;              /* numbering that holds over conversations; NULL: each judgement has its own */
} newel_guarded_options;
#define NEWEL_GUARDED_OPTIONS_INIT { sizeof(newel_guarded_options), NULL, NULL, 0, NULL, NULL, NULL, 0, 0, NULL }

/* Runs the conversation of `request` to its end: an answer, a deny, or an error. `*out` is there in every case but NEWEL_E_NOMEM
 * and NEWEL_E_ARGUMENT, with the trace of what was done so far. A guardrail in `request` goes along too (guardrailConfig), and
 * its block is a deny. Where the transport is newel_client_transport's, the policy's own guardrail goes along when a text that
 * Converse judges leaves a question open or the answer will: its trace answers, and nothing else is asked about that text.
 * Guarded blocks with the qualifiers grounding_source and query (and such tags of `request`) are the context that the answer is
 * held against. Images of the messages go as they are, and attachments are refused. `call` may be NULL; its on_event is not
 * used. Errors: those of newel_client_converse and newel_cascade_apply, NEWEL_E_LIMIT (max_calls). One thread; the client may be
 * shared. */
NEWEL_API int newel_guarded_converse(newel_guarded **out, newel_client *client, const newel_guarded_options *options,
                                     const newel_converse *request, const newel_call_options *call, newel_error *err);
/* Deny where the call failed. */
NEWEL_API newel_verdict newel_guarded_verdict(const newel_guarded *guarded);
/* What to show: the answer, edited where the policy says so, or the message of a deny. */
NEWEL_API newel_slice newel_guarded_text(const newel_guarded *guarded);
/* The conversation as a JSON list, to be stored and sent again: filtered, and a turn that was denied is replaced, so that it does not
 * deny every later one. */
NEWEL_API newel_slice newel_guarded_messages(const newel_guarded *guarded);
/* The stop reason of the last answer; empty: the model was not called. */
NEWEL_API newel_slice newel_guarded_stop_reason(const newel_guarded *guarded);
/* One JSON object for the whole conversation: {"trace":"newel.conversation/1","steps":[{"step":"input","trace":{newel.trace/1}},
 * {"step":"model","stop_reason":…},{"step":"tool_result","warning":…,"trace":…}],"verdict":…}. No text of the conversation stands in
 * it. */
NEWEL_API newel_slice newel_guarded_trace(const newel_guarded *guarded);
NEWEL_API void newel_guarded_free(newel_guarded *guarded);

#ifdef __cplusplus
}
#endif
#endif
