/* cascade/escalation.h - what a guard says of its escalation, for those above who prepare a call: whom it asks, and what about. */
#ifndef NW_CASCADE_ESCALATION_H
#define NW_CASCADE_ESCALATION_H

#include "newel/guard.h"

/* The guardrail and version that the policy names; empty: none. They live as long as the guard. */
void nw_escalation_guardrail(const newel_guard *guard, newel_slice *guardrail, newel_slice *version);
/* Is a rule asked about every text of a surface, whatever the local stage says? Relational ones (grounding, reasoning) count with
 * `relational` only. */
int nw_escalation_always(const newel_guard *guard, newel_surface surface, int relational);

#endif
