#include "cascade/remote.h"

#include "guard/scratch.h"

newel_slice nw_remote_guardrail(const newel_guard *guard, newel_slice *version) {
  *version = guard->version;
  return guard->guardrail;
}

static int is_relational(nw_rule_kind kind) { return kind == NW_KIND_GROUNDING || kind == NW_KIND_REASONING; }

int nw_remote_always_asks(const newel_guard *guard, newel_surface surface, int relational) {
  for (size_t r = 0; r < guard->rule_count; r++)
    if ((relational || !is_relational(guard->rules[r].family_kind)) && nw_verdict_always_asks(guard, surface, r)) return 1;
  return 0;
}
