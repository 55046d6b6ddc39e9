/* cascade/escalation.c - see cascade/escalation.h. */
#include "cascade/escalation.h"

#include "guard/scratch.h"

void nw_escalation_guardrail(const newel_guard *guard, newel_slice *guardrail, newel_slice *version) {
  *guardrail = guard->guardrail;
  *version = guard->version;
}

int nw_escalation_always(const newel_guard *guard, newel_surface surface, int relational) {
  for (size_t r = 0; r < guard->rule_count; r++) {
    nw_rule_kind kind = guard->rules[r].family_kind;
    int relates = kind == NW_KIND_GROUNDING || kind == NW_KIND_REASONING;
    if ((relational || !relates) && nw_verdict_always_asks(guard, surface, r)) return 1;
  }
  return 0;
}
