/* newel/doctor.h - is everything right for Bedrock, and what must an identity be allowed? In libnewel-cloud.
 *
 *   newel_doctor_options options = NEWEL_DOCTOR_OPTIONS_INIT;
 *   options.policy = policy; options.model = newel_slice_of("us.amazon.nova-lite-v1:0");
 *   newel_client_doctor(client, &options, NEWEL_RENDER_TEXT, write, user, &failed, &err);
 *
 *   ok       region       us-east-1 (AWS_REGION)
 *   ok       credentials  sso, key …3F7Q, account 123456789012, hold for 52 minutes
 *   failed   guardrail    "production-safety" is FAILED: the KMS key cannot be used
 *                         -> correct what it names, then push it again
 */
#ifndef NEWEL_DOCTOR_H
#define NEWEL_DOCTOR_H

#include "newel/bedrock.h"
#include "newel/lock.h"
#include "newel/policy.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct newel_doctor_options {
  size_t              size;         /* sizeof(newel_doctor_options) */
  const newel_policy *policy;       /* its `escalation` says which guardrail or checks are used; may be NULL */
  const newel_lock   *lock;         /* newel.lock: a name becomes an id and a version without asking; may be NULL */
  newel_slice         guardrail;    /* id, name or ARN, instead of the policy's; empty: the policy's, or none is looked at */
  newel_slice         version;      /* empty: the policy's, that of the lock, or DRAFT */
  newel_slice         model;        /* id or ARN of a model or an inference profile; empty: none is looked at */
  uint32_t            deadline_ms;  /* for all of it; 0: the client's */
  const volatile int *cancel;       /* as in newel_call_options */
} newel_doctor_options;
#define NEWEL_DOCTOR_OPTIONS_INIT \
  { sizeof(newel_doctor_options), NULL, NULL, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, 0, NULL }

/* Asks AWS by calls that change nothing, and writes what it finds, a check a line, each that failed with what to do. Looked at: region,
 * endpoint, credentials (source, account, how long they hold), the clock, the guardrail (there, READY, its version), the model (access,
 * streaming, guardrails, end of life) and the permissions that the calls need. ApplyGuardrail and the model are asked with a few words:
 * that bills one text unit and some tokens. No key and no text of anybody is written.
 *   render    TEXT, COLOR or JSON: {"healthy": true, "checks": [{"name", "status": "ok|warning|failed|skipped", "found", "advice"}]}
 *   *failed   how many checks failed
 * `options` may be NULL. Errors: NEWEL_E_ARGUMENT, NEWEL_E_IO (write), NEWEL_E_CANCELLED, NEWEL_E_NOMEM. What AWS refuses is a check
 * that failed, no error. */
NEWEL_API int newel_client_doctor(newel_client *client, const newel_doctor_options *options, newel_render render, newel_write_fn write,
                                  void *user, size_t *failed, newel_error *err);

/* What a program does with Bedrock; bits. */
typedef enum newel_iam_use {
  NEWEL_IAM_JUDGE  = 1,   /* apply a policy that escalates: ApplyGuardrail, or InvokeGuardrailChecks where it names no guardrail */
  NEWEL_IAM_INVOKE = 2,   /* Converse, InvokeModel and their streams, with the policy's guardrail */
  NEWEL_IAM_PUSH   = 4,   /* newel push, plan, pull, drift, guardrails */
  NEWEL_IAM_DOCTOR = 8    /* newel doctor, newel models: reading only */
} newel_iam_use;

typedef struct newel_iam_options {
  size_t      size;       /* sizeof(newel_iam_options) */
  unsigned    uses;       /* newel_iam_use; 0: JUDGE */
  const newel_lock *lock; /* newel.lock: fills in what is left empty below, where it knows the policy's guardrail; may be NULL */
  newel_slice region, account;  /* empty: every region "*", every account "*" */
  newel_slice guardrail;  /* its id; empty: every guardrail of the account */
  newel_slice models;     /* ids with commas between, for INVOKE; empty: every model */
} newel_iam_options;
#define NEWEL_IAM_OPTIONS_INIT { sizeof(newel_iam_options), 0, NULL, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 } }

/* Writes the least IAM policy (JSON) for what `policy` and a program use. There is no action bedrock:Converse: it is allowed by
 * bedrock:InvokeModel. Cross-region inference profiles ("us.…") allow their models in every region they may go to; a cross-region
 * guardrail its profile; a KMS key its use through Bedrock. `policy` may be NULL. No network.
 * Errors: NEWEL_E_ARGUMENT, NEWEL_E_IO, NEWEL_E_NOMEM. */
NEWEL_API int newel_policy_iam(const newel_policy *policy, const newel_iam_options *options, newel_write_fn write, void *user,
                               newel_error *err);

#ifdef __cplusplus
}
#endif
#endif
