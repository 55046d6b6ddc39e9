/* newel/lock.h - newel.lock: which Bedrock guardrail stands for a policy. `newel push` writes it,
 * run time reads it; it belongs in git.
 *
 *   {"newel_lock": 1, "guardrails": [
 *     {"name": "production-safety", "account": "123456789012", "region": "us-east-1", "id": "gr1abc2def3g",
 *      "arn": "arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1abc2def3g", "version": "3", "projection": "9f86d081…"}]}
 *
 * One entry a name, account and region, in this order. docs/policy-as-code.md describes it;
 * its schema is grammar/lock.schema.json.
 */
#ifndef NEWEL_LOCK_H
#define NEWEL_LOCK_H

#include "newel/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct newel_lock newel_lock;  /* shared by threads as long as nobody puts or removes */

/* One guardrail. Slices of a lock live as long as it; the empty entry has name.len 0. */
typedef struct newel_lock_entry {
  newel_slice name;        /* of the guardrail: `escalation.guardrail` of the policy */
  newel_slice account;     /* "123456789012" */
  newel_slice region;      /* "us-east-1" */
  newel_slice id;          /* "gr1abc2def3g" */
  newel_slice arn;
  newel_slice version;     /* "3"; "DRAFT" when none was published */
  newel_slice projection;  /* 64 hex digits: newel_policy_guardrail_hash of what was pushed */
} newel_lock_entry;

/* Reads a lock; an empty `text` gives an empty lock. Strict: unknown or missing members, an ARN that says otherwise than id,
 * region and account, the same guardrail twice are errors with their line.
 * Errors: NEWEL_E_FORMAT, NEWEL_E_UNSUPPORTED (a version that this library does not know), NEWEL_E_NOMEM, NEWEL_E_ARGUMENT. */
NEWEL_API int newel_lock_parse(newel_lock **out, newel_engine *engine, newel_slice text, newel_error *err);
NEWEL_API void newel_lock_free(newel_lock *lock);

NEWEL_API size_t newel_lock_count(const newel_lock *lock);
/* The `index`-th entry; the empty one past the end. */
NEWEL_API newel_lock_entry newel_lock_at(const newel_lock *lock, size_t index);
/* How many entries fit; an empty slice fits every one. `entry` gets the first of them. More than one: name the account too. */
NEWEL_API size_t newel_lock_find(const newel_lock *lock, newel_slice name, newel_slice region, newel_slice account,
                                 newel_lock_entry *entry);

/* Adds an entry, or replaces the one of the same name, account and region. Checked as newel_lock_parse does; copied.
 * Errors: NEWEL_E_FORMAT, NEWEL_E_NOMEM, NEWEL_E_ARGUMENT. */
NEWEL_API int newel_lock_put(newel_lock *lock, const newel_lock_entry *entry, newel_error *err);
/* Drops the entries of a guardrail; returns how many there were. */
NEWEL_API size_t newel_lock_remove(newel_lock *lock, newel_slice arn);
/* Writes it: the same entries give the same bytes. Errors: NEWEL_E_IO, NEWEL_E_ARGUMENT. */
NEWEL_API int newel_lock_write(const newel_lock *lock, newel_write_fn write, void *user, newel_error *err);

#ifdef __cplusplus
}
#endif
#endif
