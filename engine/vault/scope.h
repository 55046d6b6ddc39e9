/* vault/scope.h - which value has which number within one conversation: {EMAIL_1}, {EMAIL_2}, again {EMAIL_1}.
 *
 * Entries are digests (HMAC under the engine's key, or under a key drawn from nothing but the scope's own bytes when there is none:
 * then the scope cannot be saved), so a scope never holds a value.
 */
#ifndef NW_VAULT_SCOPE_H
#define NW_VAULT_SCOPE_H

#include "base/engine.h"
#include "newel/guard.h"

/* The number of `value` among the values of `type`, from 1, giving the next one to a new value.
 * 0: the scope is full (NW_LIMIT_SCOPE_ENTRIES). -1: no memory. */
int64_t nw_scope_number(newel_scope *scope, const char *type, newel_slice value);
/* Forgets everything: what a scratch does between calls for its own scope. */
void nw_scope_clear(newel_scope *scope);

#endif
