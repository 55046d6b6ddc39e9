#include "detect/field.h"

#include <string.h>

#include "detect/context.h"

static int is_one_of(int c, const char *bytes) { return c > 0 && strchr(bytes, c) != NULL; }

static int begins_text(nw_probe *probe, size_t start) {
  for (size_t n = 1; n <= NW_FIELD_MARGIN + 1; n++) {
    int c = nw_probe_before(probe, start, n);
    if (c < 0 && probe->scan->from == probe->scan->base) return 1;
    if (c < 0) return probe->contexts != NULL && nw_context_next(probe, start, NW_CONTEXT_FIELD);
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

/* ---- several ---- */

enum { LEAST_CHARS = 7, JOIN_BYTES = 3 };

static int is_blank(int c) { return is_one_of(c, " \t\r\n,;"); }

/* The word at `pos` is "and". */
static int is_join(nw_probe *probe, size_t pos, size_t len) {
  static const char *const joins[] = { "and", "or", "und", "et", "y", "e", "&" };
  for (size_t i = 0; len <= JOIN_BYTES && i < sizeof joins / sizeof joins[0]; i++) {
    size_t n = 0;
    while (n < len && nw_probe_at(probe, pos + n) == joins[i][n]) n++;
    if (n == len && joins[i][n] == '\0') return 1;
  }
  return 0;
}

/* The end of the value or join at `pos`; 0 when it is something else, or does not end before `stop`. */
static size_t word_end(nw_probe *probe, size_t pos, size_t stop) {
  unsigned chars = 0, digits = 0;
  size_t at = pos;
  for (int c; at < stop && (c = nw_probe_at(probe, at)) >= 0 && !is_blank(c); at++) {
    if (!nw_is_alnum((unsigned)c) && !is_one_of(c, ".-/&")) return 0;
    chars += nw_is_alnum((unsigned)c) != 0;
    digits += nw_is_digit((unsigned)c) != 0;
  }
  return at < stop && ((chars >= LEAST_CHARS && digits > 0) || is_join(probe, pos, at - pos)) ? at : 0;
}

int nw_field_lists(nw_probe *probe, size_t start, size_t end) {
  size_t at = probe->scan->from, stop = end + NW_FIELD_LIST_BYTES;
  if (at != probe->scan->base || start - at > NW_FIELD_LIST_BYTES) return 0;
  while (!probe->touched && at < stop) {
    int c = nw_probe_at(probe, at);
    if (c < 0) return !probe->touched;
    at = is_blank(c) ? at + 1 : word_end(probe, at, stop);
    if (at == 0) return 0;
  }
  return 0;
}
