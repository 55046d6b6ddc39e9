/* Server-sent events: what a text holds, however it is cut. */
#include <criterion/criterion.h>

#include "base/slice.h"
#include "bedrock/sse.h"

static const struct { const char *text, *want; } rows[] = {
  { "data: a\n\n", "message=a;" },
  { "data:a\r\n\r\ndata: b\r\r", "message=a;message=b;" },
  { "event: x\ndata: a\ndata:  b\n\n", "x=a\n b;" },
  { ": comment\nid: 1\nretry: 5\ndata\n\n", "message=;" },
  { "event: lost\n\ndata: a\n\n", "message=a;" },
  { "data: whole\n\ndata: cut", "message=whole;" },
  { "\n\n\n", "" },
  { "data: {\"a\":\"b: c\"}\n\n", "message={\"a\":\"b: c\"};" },
};

Test(bedrock_sse, however_it_is_cut) {
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    for (size_t step = 1; step < 12; step++) {
      nw_sse sse;
      nw_buf got;
      newel_slice name, payload;
      nw_buf_init(&got, nw_alloc_of(NULL));
      nw_sse_open(&sse, nw_alloc_of(NULL));
      for (size_t at = 0, all = strlen(rows[i].text); at < all; at += step) {
        const char *data = rows[i].text + at;
        size_t len = all - at < step ? all - at : step;
        while (nw_sse_next(&sse, &data, &len, &name, &payload)) {
          nw_buf_add_slice(&got, name);
          nw_buf_add_char(&got, '=');
          nw_buf_add_slice(&got, payload);
          nw_buf_add_char(&got, ';');
        }
      }
      cr_expect(nw_slice_is(nw_buf_slice(&got), rows[i].want), "%zu by %zu: %.*s", i, step, (int)got.len,
                got.data == NULL ? "" : got.data);
      nw_sse_close(&sse);
      nw_buf_free(&got);
    }
}
