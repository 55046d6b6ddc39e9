/* bless.c - a case's line with its expectations replaced by what came: only members that are written, nothing else of the line.
 *
 *   {"id":1,"text":"to a@example.com", "expect":{"verdict":"allow"}}   ->   … "expect":{"verdict":"modify"}}
 */
#include "base/error.h"
#include "base/slice.h"
#include "json/writer.h"
#include "regress/report.h"

typedef struct blessing { const newel_regress *run; nw_sink sink; size_t at; } blessing;

static void until(blessing *b, size_t offset) {
  nw_put_slice(&b->sink, nw_slice(b->run->line.data + b->at, offset - b->at));
  b->at = offset;
}

static void write_spans(nw_json_writer *w, const nw_seen *seen) {
  nw_json_array(w);
  for (size_t i = 0; i < seen->finding_count; i++) {
    const nw_seen_finding *finding = &seen->findings[i];
    if (finding->band != NEWEL_BAND_HIT || finding->exempt) continue;
    nw_json_object(w);
    nw_json_key_uint(w, "start", finding->start);
    nw_json_key_uint(w, "end", finding->end);
    nw_json_key_text(w, "type", finding->type);
    nw_json_close(w);
  }
  nw_json_close(w);
}

static int came_before(const nw_seen *seen, size_t index) {
  for (size_t i = 0; i < index; i++)
    if (seen->findings[i].band == NEWEL_BAND_HIT && !seen->findings[i].exempt &&
        nw_slice_eq(seen->findings[i].type, seen->findings[index].type))
      return 1;
  return 0;
}

static size_t write_types(nw_json_writer *w, const nw_seen *seen) {
  size_t count = 0;
  if (w != NULL) nw_json_array(w);
  for (size_t i = 0; i < seen->finding_count; i++) {
    if (seen->findings[i].band != NEWEL_BAND_HIT || seen->findings[i].exempt || came_before(seen, i)) continue;
    if (w != NULL) nw_json_text(w, seen->findings[i].type);
    count++;
  }
  if (w != NULL) nw_json_close(w);
  return count;
}

/* One member of an expect object: 1 when it was written anew. `seen` is NULL for the request as a whole. */
static int write_member(nw_json_writer *w, newel_slice key, newel_verdict verdict, int complete, const nw_seen *seen) {
  if (nw_slice_is(key, "verdict")) nw_json_cstr(w, newel_verdict_name(verdict));
  else if (nw_slice_is(key, "complete")) nw_json_bool(w, complete);
  else if (seen == NULL) return 0;
  else if (nw_slice_is(key, "output")) nw_json_text(w, seen->output);
  else if (nw_slice_is(key, "spans")) write_spans(w, seen);
  else if (nw_slice_is(key, "types")) (void)write_types(w, seen);
  else if (nw_slice_is(key, "any")) nw_json_bool(w, write_types(NULL, seen) > 0);
  else return 0;
  return 1;
}

static void bless_object(blessing *b, const nw_json_node *expect, newel_verdict verdict, int complete, const nw_seen *seen) {
  for (const nw_json_node *node = expect->first; node != NULL; node = node->next) {
    nw_json_writer w;
    nw_buf value;
    nw_buf_init(&value, b->run->alloc);
    nw_json_writer_init(&w, nw_buf_write, &value, 0);
    if (write_member(&w, node->key, verdict, complete, seen)) {
      (void)nw_json_writer_end(&w);
      until(b, node->start);
      if (value.failed) b->sink.line.failed = 1;
      else nw_put_slice(&b->sink, nw_buf_slice(&value));
      b->at = node->end;
    }
    nw_buf_free(&value);
  }
}

static int all_complete(const newel_regress *run) {
  for (size_t i = 0; i < run->one.segment_count; i++)
    if (!run->seen[i].complete) return 0;
  return 1;
}

int newel_regress_bless(newel_regress *run, newel_write_fn write, void *user, newel_error *err) {
  nw_error_clear(err);
  if (run == NULL || run->seen == NULL || run->options.attack.len > 0)
    return nw_fail(err, NEWEL_E_STATE, "newel_regress_bless: no case was judged");
  blessing b = {.run = run, .sink = {.write = write, .user = user}};
  nw_buf_init(&b.sink.line, run->alloc);
  const nw_json_node *request = run->one.request.node;
  /* Objects are visited in the order of the line. */
  size_t first = run->one.segment_count > 0 && run->one.expects[0].node != NULL ? run->one.expects[0].node->start : 0;
  if (request != NULL && request->start < first) bless_object(&b, request, run->result.verdict, all_complete(run), NULL);
  for (size_t i = 0; i < run->one.segment_count; i++)
    if (run->one.expects[i].node != NULL && run->one.expects[i].node->start >= b.at)
      bless_object(&b, run->one.expects[i].node, run->seen[i].verdict, run->seen[i].complete, &run->seen[i]);
  if (request != NULL && request->start >= b.at) bless_object(&b, request, run->result.verdict, all_complete(run), NULL);
  until(&b, run->line.len);
  int no_memory = b.sink.line.failed;
  nw_sink_flush(&b.sink);
  nw_buf_free(&b.sink.line);
  if (!b.sink.failed) return NEWEL_OK;
  return no_memory ? nw_fail_nomem(err) : nw_fail(err, NEWEL_E_IO, "the line could not be written");
}
