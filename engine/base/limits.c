#include "base/limits.h"

#include "newel/engine.h"

static const newel_limit_info limit_table[] = {
#define LIMIT(NAME, value, unit, reason, when_hit) { #NAME, (uint64_t)(value), unit, when_hit },
#include "limits.def"
#undef LIMIT
};

const char *nw_limit_name(unsigned id) {
  return id < NW_LIMIT_COUNT ? limit_table[id].name : "?";
}

newel_limit_info newel_limit_at(size_t index) {
  static const newel_limit_info none = { NULL, 0, NULL, NULL };
  return index < NW_LIMIT_COUNT ? limit_table[index] : none;
}
