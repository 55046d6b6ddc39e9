#include "detect/detect.h"

void nw_sink_add(nw_sink *sink, const nw_found *found) {
  if (sink->failed) return;
  if (!nw_vec_push(&sink->alloc, &sink->found, *found)) sink->failed = 1;
}
