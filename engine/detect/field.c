#include "detect/field.h"

#include <string.h>

#include "detect/context.h"

static int is_one_of(int c, const char *bytes) { return c > 0 && strchr(bytes, c) != NULL; }

static int begins_text(nw_probe *probe, size_t start) {
  for (size_t n = 1; n <= NW_FIELD_MARGIN + 1; n++) {
    int c = nw_probe_before(probe, start, n);
    if (c < 0) return probe->scan->from == probe->scan->base || nw_context_next(probe, start, NW_CONTEXT_FIELD);
    if (n > NW_FIELD_MARGIN || !is_one_of(c, " \t\r\n\"'`([<")) return 0;
  }
  return 0;
}

static int ends_text(nw_probe *probe, size_t end) {
  for (size_t n = 0; n <= NW_FIELD_MARGIN; n++) {
    int c = nw_probe_at(probe, end + n);
    if (c < 0) return !probe->touched;
    if (n == NW_FIELD_MARGIN || !is_one_of(c, " \t\r\n\"'`)]>.,;!?")) return 0;
  }
  return 0;
}

int nw_field_is(nw_probe *probe, size_t start, size_t end) {
  return begins_text(probe, start) && ends_text(probe, end);
}
