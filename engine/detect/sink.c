#include "detect/detect.h"

void nw_sink_add(nw_sink *sink, const nw_found *found) {
  if (sink->failed) return;
  if (!nw_vec_push(&sink->alloc, &sink->found, *found)) sink->failed = 1;
}

void nw_sink_limit(nw_sink *sink, uint32_t limit, uint32_t rule) {
  const nw_limit_fact fact = { limit, rule };
  for (size_t i = 0; i < sink->limits.count; i++)
    if (sink->limits.at[i].limit == limit && sink->limits.at[i].rule == rule) return;
  if (!sink->failed && !nw_vec_push(&sink->alloc, &sink->limits, fact)) sink->failed = 1;
}

void nw_sink_free(nw_sink *sink) {
  nw_vec_free(&sink->alloc, &sink->found);
  nw_vec_free(&sink->alloc, &sink->limits);
}
