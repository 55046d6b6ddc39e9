/* cascade/remote.h - what a policy says of its remote judge, for a transport: which guardrail, and who is asked in any case.
 *
 *   escalation: {guardrail: production-safety, when: {grounding: always}}
 *      ──► guardrail "production-safety" · OUTPUT: a relational rule is always asked, no other
 *
 * A transport stands above the guard and reads none of its parts. */
#ifndef NW_CASCADE_REMOTE_H
#define NW_CASCADE_REMOTE_H

#include "newel/newel.h"

/* Name, id or ARN of the guardrail and its version; empty: the policy names none. They live as long as the guard. */
newel_slice nw_remote_guardrail(const newel_guard *guard, newel_slice *version);

/* Is there a rule that is asked about every text of `surface`? `relational`: rules that hold it against other texts (grounding,
 * reasoning) count too. */
int nw_remote_always_asks(const newel_guard *guard, newel_surface surface, int relational);

#endif
