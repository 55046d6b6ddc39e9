/* corpus_traces.c - `newel corpus --kind traces --requests FILE TRACES`: what a service did becomes what it must go on doing.
 *
 *   request   {"id":"q1","text":"to ana@example.com"}
 *   trace     {… "verdict":"modify","segments":[{… "findings":[{"type":"EMAIL","start":3,"end":18,"band":"hit" …}]}]}
 *   case      {"id":"q1","segments":[{"text":…,"expect":{"spans":[{"start":3,"end":18,"type":"EMAIL"}]}}],"expect":{"verdict":"modify"}}
 *
 * A trace holds no text, so the requests (as for `newel apply --jsonl`) are read beside it, line by line. A case holds them: keep it
 * where the requests may be kept.
 */
#include <string.h>

#include "base/slice.h"
#include "cli/corpus.h"
#include "cli/input.h"
#include "cli/request.h"

enum { NODES_MAX = 1000000 };

static const nw_json_node *array_of(const nw_json_node *object, const char *key) {
  const nw_json_node *node = object != NULL && object->type == NW_JSON_T_OBJECT ? nw_json_member(object, key) : NULL;
  return node != NULL && node->type == NW_JSON_T_ARRAY ? node : NULL;
}

static newel_slice text_of(const nw_json_node *object, const char *key) {
  const nw_json_node *node = nw_json_member(object, key);
  return node != NULL && node->type == NW_JSON_T_STRING ? node->text : nw_slice(NULL, 0);
}

/* A finding that the policy's local stage was sure of, as a span. */
static void write_span(nw_json_writer *w, const nw_json_node *finding) {
  const nw_json_node *start = nw_json_member(finding, "start"), *end = nw_json_member(finding, "end");
  const nw_json_node *exempt = nw_json_member(finding, "exempt");
  if (start == NULL || end == NULL || !nw_slice_is(text_of(finding, "band"), "hit")) return;
  if (exempt != NULL && nw_slice_is(exempt->text, "true")) return;
  nw_json_object(w);
  nw_json_key_raw(w, "start", start->text);
  nw_json_key_raw(w, "end", end->text);
  nw_json_key_text(w, "type", text_of(finding, "type"));
  nw_json_close(w);
}

static void write_segment(nw_json_writer *w, const newel_segment *segment, const nw_json_node *traced) {
  const nw_json_node *findings = array_of(traced, "findings");
  nw_json_object(w);
  nw_json_key_text(w, "text", segment->text);
  nw_json_key_text(w, "surface", newel_slice_of(newel_surface_name(segment->surface)));
  if (segment->format == NEWEL_FORMAT_JSON) nw_json_key_text(w, "format", NW_LIT("json"));
  nw_json_key(w, "expect");
  nw_json_object(w);
  nw_json_key_text(w, "verdict", text_of(traced, "verdict"));
  nw_json_key(w, "spans");
  nw_json_array(w);
  for (const nw_json_node *finding = findings == NULL ? NULL : findings->first; finding != NULL; finding = finding->next)
    if (finding->type == NW_JSON_T_OBJECT) write_span(w, finding);
  nw_json_close(w);
  nw_json_close(w);
  nw_json_close(w);
}

/* NULL, or why the two lines are no pair. */
static const char *write_pair(nw_corpus *c, newel_slice request_line, const newel_segment *defaults, newel_slice trace_line) {
  nw_request request;
  nw_json_node *root;
  nw_arena_reset(&c->arena);
  if (nw_request_parse(&request, &c->arena, request_line, defaults, &c->err) != NEWEL_OK) return c->err.message;
  if (nw_json_parse(&root, &c->arena, trace_line, NODES_MAX, &c->err) != NEWEL_OK) return c->err.message;
  const nw_json_node *trace = root->type == NW_JSON_T_OBJECT ? nw_json_member(root, "trace") : NULL;
  if (trace != NULL && trace->type != NW_JSON_T_OBJECT) trace = root;  /* a bare trace: its "trace" is the version */
  const nw_json_node *segments = array_of(trace, "segments");
  if (segments == NULL || text_of(trace, "verdict").data == NULL) return "the line has no trace";
  if (segments->count != request.count) return "the trace is of another number of texts than the request";
  nw_corpus_begin(c, request.id);
  nw_json_key(&c->w, "segments");
  nw_json_array(&c->w);
  size_t i = 0;
  for (const nw_json_node *traced = segments->first; traced != NULL; traced = traced->next)
    write_segment(&c->w, &request.segments[i++], traced);
  nw_json_close(&c->w);
  nw_json_key(&c->w, "expect");
  nw_json_object(&c->w);
  nw_json_key_text(&c->w, "verdict", text_of(trace, "verdict"));
  nw_json_close(&c->w);
  nw_corpus_end(c);
  return NULL;
}

typedef struct pairs { nw_corpus *corpus; newel_segment defaults; } pairs;

static int take_pair(void *user, const nw_lines *lines, newel_slice trace, newel_slice request) {
  pairs *p = user;
  p->corpus->line = lines->number;
  const char *why = write_pair(p->corpus, request, &p->defaults, trace);
  if (why != NULL) (void)nw_corpus_leave_out(p->corpus, why);
  return 0;
}

int nw_corpus_traces(nw_corpus *c, const char *file) {
  pairs p = {.corpus = c};
  const char *of = c->cli->args.value[NW_OPT_REQUESTS];
  if (of == NULL) return nw_say("no requests: traces hold no text; name the lines that they are of with --requests FILE");
  int code = nw_request_defaults(&p.defaults, NULL, NULL, NULL);
  return code != 0 ? code : nw_lines_pairs(file, of, c->cli->alloc, take_pair, &p);
}
