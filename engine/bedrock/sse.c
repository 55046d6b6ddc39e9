#include "bedrock/sse.h"

#include "base/limits.h"
#include "base/slice.h"

void nw_sse_open(nw_sse *sse, nw_alloc alloc) {
  memset(sse, 0, sizeof *sse);
  nw_buf_init_secret(&sse->line, alloc);
  nw_buf_init_secret(&sse->name, alloc);
  nw_buf_init_secret(&sse->data, alloc);
}

static void wipe(nw_buf *buf) {
  if (buf->data != NULL) nw_wipe(buf->data, buf->capacity);
  nw_buf_free(buf);
}

void nw_sse_close(nw_sse *sse) {
  wipe(&sse->line);
  wipe(&sse->name);
  wipe(&sse->data);
}

int nw_sse_failed(const nw_sse *sse) { return sse->line.failed || sse->name.failed || sse->data.failed; }

/* "data: x" -> field "data", value "x": one blank behind the colon belongs to neither. */
static void take_field(nw_sse *sse) {
  newel_slice line = nw_buf_slice(&sse->line), value = nw_slice(NULL, 0);
  size_t colon = 0;
  while (colon < line.len && line.data[colon] != ':') colon++;
  if (colon < line.len) {
    size_t from = colon + 1 + (colon + 1 < line.len && line.data[colon + 1] == ' ');
    value = nw_slice(line.data + from, line.len - from);
  }
  newel_slice field = nw_slice(line.data, colon);
  if (nw_slice_is(field, "event")) {
    nw_buf_clear(&sse->name);
    nw_buf_add_slice(&sse->name, value);
  } else if (nw_slice_is(field, "data")) {
    if (sse->has_data) nw_buf_add_char(&sse->data, '\n');
    nw_buf_add_slice(&sse->data, value);
    sse->has_data = 1;
  }
}

/* A line is whole: 1 when it was the blank one that ends an event with data. */
static int end_line(nw_sse *sse) {
  if (sse->line.len > 0) {
    take_field(sse);
    nw_buf_clear(&sse->line);
    return 0;
  }
  if (!sse->has_data) nw_buf_clear(&sse->name);
  return sse->has_data;
}

/* The event given out last is forgotten when the next call comes. */
static void forget(nw_sse *sse) {
  nw_buf_clear(&sse->name);
  nw_buf_clear(&sse->data);
  sse->has_data = 0;
}

int nw_sse_next(nw_sse *sse, const char **data, size_t *len, newel_slice *name, newel_slice *payload) {
  if (sse->has_data == 2) forget(sse);
  while (*len > 0 && !nw_sse_failed(sse)) {
    char c = **data;
    (*data)++, (*len)--;
    int after_cr = sse->after_cr;
    sse->after_cr = c == '\r';
    if (c == '\n' && after_cr) continue;
    if (c != '\n' && c != '\r') {
      nw_buf_add_char(&sse->line, c);
      if (sse->line.len + sse->data.len <= NW_LIMIT_EVENT_BYTES) continue;
      sse->too_long = 1;
      return 0;
    }
    if (!end_line(sse)) continue;
    *name = sse->name.len > 0 ? nw_buf_slice(&sse->name) : NW_LIT("message");
    *payload = nw_buf_slice(&sse->data);
    sse->has_data = 2;
    return !nw_sse_failed(sse);
  }
  return 0;
}
