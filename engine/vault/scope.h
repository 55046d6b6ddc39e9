/* vault/scope.h - which value has which number within one conversation: {EMAIL_1}, {EMAIL_2}, again {EMAIL_1}.
 *
 *   nw_scope_number(scope, "EMAIL", ann)  ->  1
 *   nw_scope_number(scope, "EMAIL", bob)  ->  2
 *   nw_scope_number(scope, "PHONE", ann)  ->  1        each type counts for itself
 *   nw_scope_number(scope, "EMAIL", ann)  ->  1
 *
 * Entries are digests of type and value: HMAC under the engine's key, or under a fixed word when there is none (then the scope
 * cannot be saved: anyone could try values against it). So a scope never holds a value. One thread at a time.
 * Cost of a number: one HMAC, about 2 microseconds; about 40 bytes of memory a value.
 *
 * Saved, a scope is one line of JSON; numbers are places in the lists, `mac` is an HMAC of all of it under the engine's key:
 *   {"scope":"newel.scope/1","types":{"EMAIL":["<32 hex digits>",…],"PHONE":[…]},"mac":"<64 hex digits>"}
 * Types stand in the order of their bytes: the same numbering gives the same line.
 */
#ifndef NW_VAULT_SCOPE_H
#define NW_VAULT_SCOPE_H

#include "base/engine.h"
#include "newel/guard.h"

/* The number of `value` among the values of `type`, from 1, giving the next one to a new value.
 * 0: the scope is full (NW_LIMIT_SCOPE_ENTRIES); values that have a number keep it. -1: no memory; nothing changed. */
int64_t nw_scope_number(newel_scope *scope, const char *type, newel_slice value);
/* Forgets everything but keeps the memory: what a scratch does between calls for its own scope. */
void nw_scope_clear(newel_scope *scope);

#endif
