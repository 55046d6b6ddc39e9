/* verb_replay.c - `newel replay -p POLICY --requests FILE TRACES`: recorded traces, made again, byte for byte.
 *
 * A trace holds no text, so the requests that it is of are needed: the lines that `newel apply --jsonl --json` read, in the order
 * of its answers. A line of TRACES is such an answer (its "trace" is taken) or a trace. Two bytes that differ are told by the
 * first place where they do. Traces with timing are not canonical and never replay.
 *
 *   newel apply -p policy.yaml --jsonl --json < requests.jsonl > answers.jsonl
 *   newel replay -p policy.yaml --requests requests.jsonl answers.jsonl
 */
#include <inttypes.h>
#include <string.h>

#include "base/slice.h"
#include "cli/color.h"
#include "cli/input.h"
#include "cli/load.h"
#include "cli/request.h"
#include "json/tree.h"

enum { NODES_MAX = 1000000, AROUND_BYTES = 40 };

typedef struct replayer {
  nw_cli        *cli;
  nw_loaded      loaded;
  newel_scratch *scratch;
  newel_segment  defaults;
  nw_arena       arena;
  nw_buf         made;
  uint64_t       same, different, malformed;
} replayer;

/* The bytes of the trace in a line: the member "trace" of an answer, or the line. */
static newel_slice trace_of(replayer *r, newel_slice line, newel_error *err) {
  nw_json_node *root;
  if (nw_json_parse(&root, &r->arena, line, NODES_MAX, err) != NEWEL_OK) return nw_slice(NULL, 0);
  const nw_json_node *trace = nw_json_member(root, "trace");
  if (trace == NULL) return nw_slice(NULL, 0);
  return trace->type == NW_JSON_T_OBJECT ? nw_slice(line.data + trace->start, trace->end - trace->start) : line;
}

static int make(replayer *r, newel_slice request_line, newel_error *err) {
  newel_apply_options apply = NEWEL_APPLY_OPTIONS_INIT;
  newel_trace_options trace = NEWEL_TRACE_OPTIONS_INIT;
  const newel_result *result;
  nw_request request;
  apply.local = nw_given(r->cli, NW_OPT_LOCAL);
  nw_buf_clear(&r->made);
  int code = nw_request_parse(&request, &r->arena, request_line, &r->defaults, err);
  if (code == NEWEL_OK)
    code = newel_guard_apply(r->loaded.guard, r->scratch, request.segments, request.count, &apply, &result, err);
  if (code == NEWEL_OK) code = newel_trace_write(r->loaded.guard, result, &trace, nw_buf_write, &r->made, err);
  return code;
}

static void put_around(replayer *r, const char *head, newel_slice text, size_t at) {
  size_t start = at > AROUND_BYTES ? at - AROUND_BYTES : 0, end = at + AROUND_BYTES < text.len ? at + AROUND_BYTES : text.len;
  nw_out_printf(&r->cli->out, "    %s ", head);
  if (start < end) nw_show_text(&r->cli->out, nw_slice(text.data + start, end - start), "    ");
  nw_out_text(&r->cli->out, "\n");
}

static int replay_line(void *user, const nw_lines *lines, newel_slice line, newel_slice request_line) {
  replayer *r = user;
  newel_error err = {0};
  nw_arena_reset(&r->arena);
  newel_slice trace = trace_of(r, line, &err);
  int code = trace.data == NULL ? NEWEL_E_FORMAT : make(r, request_line, &err);
  if (code == NEWEL_E_NO_JUDGE) return nw_say_error(&err);
  if (code != NEWEL_OK) {
    r->malformed++;
    (void)nw_say("%s:%zu: %s", lines->input->name, lines->number, err.message[0] != '\0' ? err.message : "the line has no trace");
    return 0;
  }
  newel_slice made = nw_buf_slice(&r->made);
  if (nw_slice_eq(made, trace)) {
    r->same++;
    return 0;
  }
  size_t at = 0;
  while (at < made.len && at < trace.len && made.data[at] == trace.data[at]) at++;
  r->different++;
  nw_out_printf(&r->cli->out, "DIFFERS %s:%zu at byte %zu of the trace\n", lines->input->name, lines->number, at);
  put_around(r, "recorded", trace, at);
  put_around(r, "now     ", made, at);
  return 0;
}

static int run(replayer *r) {
  const char *traces = r->cli->args.files[0];
  int code = nw_lines_pairs(traces, r->cli->args.value[NW_OPT_REQUESTS], r->cli->alloc, replay_line, r);
  if (code != 0 && r->same + r->different + r->malformed == 0) return code;
  nw_out_printf(&r->cli->out, "%" PRIu64 " equal, %" PRIu64 " different", r->same, r->different);
  if (r->malformed > 0) nw_out_printf(&r->cli->out, ", %" PRIu64 " malformed", r->malformed);
  nw_out_text(&r->cli->out, "\n");
  if (code != 0) return code;
  if (r->malformed > 0) return NW_EXIT_ERROR;
  if (r->same + r->different == 0) return nw_say("there are no traces in '%s'", traces);
  return r->different > 0 ? NW_EXIT_FAILED : 0;
}

int nw_verb_replay(nw_cli *cli) {
  replayer r;
  newel_error err;
  memset(&r, 0, sizeof r);
  r.cli = cli;
  nw_arena_init(&r.arena, cli->alloc);
  nw_buf_init(&r.made, cli->alloc);
  int code = cli->args.file_count != 1 ? nw_say("one file of traces: newel replay -p POLICY --requests FILE TRACES") : 0;
  if (code == 0 && !nw_given(cli, NW_OPT_REQUESTS))
    code = nw_say("no requests: traces hold no text; name the lines that they are of with --requests FILE");
  if (code == 0) code = nw_request_defaults(&r.defaults, NULL, NULL, NULL);
  if (code == 0) code = nw_load(cli, &r.loaded);
  if (code == 0 && newel_scratch_open(&r.scratch, r.loaded.engine, &err) != NEWEL_OK) code = nw_say_error(&err);
  if (code == 0) code = run(&r);
  newel_scratch_free(r.scratch);
  nw_buf_free(&r.made);
  nw_arena_free(&r.arena);
  nw_unload(&r.loaded);
  return code;
}
