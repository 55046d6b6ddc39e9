/* verb_apply.c - `newel apply`: a text in, what may be passed on out. The exit code says what became of it. */
#include <string.h>

#include "base/slice.h"
#include "cli/apply.h"
#include "cli/color.h"
#include "cli/pretty.h"
#include "cli/request.h"

enum { STREAM_CHUNK_BYTES = 65536, NAMED_RULES_MAX = 4 };

/* ---- counting --------------------------------------------------------------------------------------------- */

newel_verdict nw_apply_verdict(const newel_result *result, int single) {
  return single && newel_result_count(result) > 0 ? newel_result_segment(result, 0).verdict : newel_result_verdict(result);
}

int nw_apply_segments(nw_apply *apply, const newel_segment *segments, size_t count, const newel_result **result,
                      newel_error *err) {
  nw_escalation_cli *asked = &apply->escalation;
  if (!asked->open) return newel_guard_apply(apply->loaded.guard, apply->scratch, segments, count, &apply->options, result, err);
  newel_cascade_options options = NEWEL_CASCADE_OPTIONS_INIT;
  options.apply = &apply->options;
  options.deadline_ms = asked->deadline_ms;
  return newel_cascade_apply(apply->loaded.guard, apply->scratch, &asked->transport, segments, count, &options, result, err);
}

int nw_apply_count(nw_apply *apply, const newel_result *result, int single) {
  int complete = newel_result_complete(result), code = NW_EXIT_OK;
  if (nw_apply_verdict(result, single) == NEWEL_VERDICT_DENY) code = NW_EXIT_DENIED;
  if (!complete && nw_given(apply->cli, NW_OPT_REQUIRE_COMPLETE)) code = NW_EXIT_FAILED;
  if (newel_result_cause(result) == NEWEL_CAUSE_ESCALATION_FAILED && nw_apply_verdict(result, single) == NEWEL_VERDICT_DENY)
    code = NW_EXIT_ESCALATION;
  nw_escalation_count(&apply->escalation, result);
  if (code > apply->worst) apply->worst = code;
  apply->texts++;
  apply->incomplete += !complete;
  if (apply->trace.fd < 0) return 0;
  newel_error err;
  if (newel_trace_write(apply->loaded.guard, result, &apply->trace_options, nw_out_write, &apply->trace, &err) != NEWEL_OK &&
      apply->trace.failed == 0)
    return nw_say_error(&err);
  nw_out_text(&apply->trace, "\n");
  return 0;
}

/* One line on stderr: what was not judged, as far as the guard knows it beforehand. */
static void say_incomplete(const nw_apply *apply) {
  char names[200] = "";
  size_t used = 0, count = 0;
  const newel_guard *guard = apply->loaded.guard;
  for (size_t i = 0; i < newel_guard_rule_count(guard); i++) {
    newel_rule_info rule = newel_guard_rule(guard, i);
    if (rule.local || !(rule.on[0] || rule.on[1])) continue;
    if (count++ >= NAMED_RULES_MAX || used + rule.id.len + 3 > sizeof names) continue;
    if (used > 0) memcpy(names + used, ", ", 2), used += 2;
    memcpy(names + used, rule.id.data, rule.id.len);
    used += rule.id.len;
  }
  if (apply->incomplete == 0) return;
  const char *more = count > NAMED_RULES_MAX ? ", …" : "";
  if (apply->texts == 1 && count > 0) (void)nw_say("incomplete: no local judge for %.*s%s", (int)used, names, more);
  else if (count > 0)
    (void)nw_say("incomplete: %zu of %zu texts; no local judge for %.*s%s", apply->incomplete, apply->texts, (int)used, names,
                 more);
  else
    (void)nw_say("incomplete: in %zu of %zu texts a limit was reached, or a local judge could not tell; the trace (--json) names it",
                 apply->incomplete, apply->texts);
}

/* ---- whole texts ------------------------------------------------------------------------------------------ */

/* What may be passed on, byte for byte; the message of a deny is a line. */
static void write_output(nw_out *out, const newel_result *result) {
  nw_out_slice(out, newel_result_segment(result, 0).output);
  if (nw_apply_verdict(result, 1) == NEWEL_VERDICT_DENY) nw_out_text(out, "\n");
}

static int write_result(nw_apply *apply, const char *name, const newel_segment *segment, const newel_result *result) {
  nw_cli *cli = apply->cli;
  newel_error err;
  if (nw_given(cli, NW_OPT_PRETTY)) return nw_pretty_write(cli, newel_slice_of(name), apply->loaded.guard, segment, result);
  if (!nw_given(cli, NW_OPT_JSON)) {
    write_output(&cli->out, result);
    return 0;
  }
  if (newel_trace_write(apply->loaded.guard, result, &apply->trace_options, nw_out_write, &cli->out, &err) != NEWEL_OK &&
      cli->out.failed == 0)
    return nw_say_error(&err);
  nw_out_text(&cli->out, "\n");
  return 0;
}

static int apply_text(nw_apply *apply, const char *path) {
  newel_segment segment = apply->defaults;
  const newel_result *result;
  newel_error err;
  nw_buf text;
  nw_buf_init(&text, apply->cli->alloc);
  nw_read got = nw_input_load(path, &text);
  int code = got == NW_READ_OK ? 0 : nw_exit_of_read(got);
  if (code != 0) goto done;
  segment.text = nw_buf_slice(&text);
  if (nw_apply_segments(apply, &segment, 1, &result, &err) != NEWEL_OK) {
    code = nw_say_error(&err);
    goto done;
  }
  code = nw_apply_count(apply, result, 1);
  if (code == 0) code = write_result(apply, path == NULL || strcmp(path, "-") == 0 ? "" : path, &segment, result);
done:
  nw_buf_free(&text);
  return code;
}

/* ---- streams ---------------------------------------------------------------------------------------------- */

/* A stream of the guard, or of a cascade over it. */
typedef struct apply_stream {
  newel_stream         *local;
  newel_cascade_stream *asking;
} apply_stream;

static int open_stream(nw_apply *apply, const newel_stream_options *options, apply_stream *out, newel_error *err) {
  enum { EVERY_UNITS = 5 };  /* how much of a stream is asked about at a time */
  newel_cascade_stream_options cascade = NEWEL_CASCADE_STREAM_OPTIONS_INIT;
  if (!apply->escalation.open) return newel_stream_open(&out->local, apply->loaded.guard, options, err);
  cascade.stream = options;
  cascade.deadline_ms = apply->escalation.deadline_ms;
  cascade.every_units = EVERY_UNITS;
  return newel_cascade_stream_open(&out->asking, apply->loaded.guard, &apply->escalation.transport, &cascade, err);
}

static int push_stream(const apply_stream *s, newel_slice chunk, newel_slice *released, newel_error *err) {
  return s->asking != NULL ? newel_cascade_stream_push(s->asking, chunk, released, err)
                           : newel_stream_push(s->local, chunk, released, err);
}

static int end_stream(const apply_stream *s, newel_slice *released, const newel_result **result, newel_error *err) {
  return s->asking != NULL ? newel_cascade_stream_finish(s->asking, released, result, err)
                           : newel_stream_finish(s->local, released, result, err);
}

static newel_verdict verdict_so_far(const apply_stream *s) {
  return s->asking != NULL ? newel_cascade_stream_verdict(s->asking) : newel_stream_verdict(s->local);
}

/* Reads, pushes and passes on until the end, or until a deny is certain and nobody wants the trace of the rest. */
static int pump(nw_apply *apply, nw_input *input, const apply_stream *stream, int *wrote) {
  char chunk[STREAM_CHUNK_BYTES];
  newel_slice released;
  newel_error err;
  size_t len;
  for (;;) {
    nw_read got = nw_input_some(input, chunk, sizeof chunk, &len);
    if (got == NW_READ_END) return 0;
    if (got != NW_READ_OK) return nw_exit_of_read(got);
    if (push_stream(stream, nw_slice(chunk, len), &released, &err) != NEWEL_OK) return nw_say_error(&err);
    if (released.len > 0) *wrote = 1;
    if (!nw_given(apply->cli, NW_OPT_JSON)) nw_out_slice(&apply->cli->out, released);
    nw_out_flush(&apply->cli->out);
    if (apply->cli->out.failed != 0) return NW_EXIT_ERROR;  /* said by the end of the verb */
    int traced = nw_given(apply->cli, NW_OPT_JSON) || apply->trace.fd >= 0;
    if (!traced && verdict_so_far(stream) == NEWEL_VERDICT_DENY) return 0;
  }
}

static int finish_stream(nw_apply *apply, const apply_stream *stream, int wrote) {
  nw_cli *cli = apply->cli;
  const newel_result *result;
  newel_slice released;
  newel_error err;
  if (end_stream(stream, &released, &result, &err) != NEWEL_OK) return nw_say_error(&err);
  int code = nw_apply_count(apply, result, 1);
  if (code != 0) return code;
  if (nw_given(cli, NW_OPT_JSON)) return write_result(apply, "", NULL, result);
  nw_out_slice(&cli->out, released);
  if (nw_apply_verdict(result, 1) != NEWEL_VERDICT_DENY) return 0;
  if (wrote || released.len > 0) nw_out_text(&cli->out, "\n");  /* the message stands on its own line */
  write_output(&cli->out, result);
  return 0;
}

static int apply_streamed(nw_apply *apply, const char *path) {
  newel_stream_options options = NEWEL_STREAM_OPTIONS_INIT;
  apply_stream stream = {NULL, NULL};
  nw_input input;
  newel_error err;
  int wrote = 0;
  options.surface = apply->defaults.surface;
  options.format = apply->defaults.format;
  options.scope = apply->scope;
  options.local = apply->options.local;
  options.fingerprints = apply->options.fingerprints;
  options.system_prompt = apply->options.system_prompt;
  int code = nw_input_open(&input, path);
  if (code != 0) return code;
  if (open_stream(apply, &options, &stream, &err) != NEWEL_OK) code = nw_say_error(&err);
  if (code == 0) code = pump(apply, &input, &stream, &wrote);
  if (code == 0) code = finish_stream(apply, &stream, wrote);
  newel_stream_free(stream.local);
  newel_cascade_stream_free(stream.asking);
  nw_input_close(&input);
  return code;
}

/* ---- the verb --------------------------------------------------------------------------------------------- */

/* Pairs of options that do not go together. */
static int check_options(const nw_cli *cli) {
  static const struct { nw_option_id a, b; } apart[] = {{NW_OPT_JSONL, NW_OPT_STREAM},  {NW_OPT_JSONL, NW_OPT_INDENT},
                                                        {NW_OPT_PRETTY, NW_OPT_STREAM}, {NW_OPT_PRETTY, NW_OPT_JSON}};
  for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
    if (nw_given(cli, apart[i].a) && nw_given(cli, apart[i].b))
      return nw_say("--%s does not go with --%s", nw_options[apart[i].a].name, nw_options[apart[i].b].name);
  int reads_stdin = cli->args.file_count == 0;
  for (int i = 0; i < cli->args.file_count; i++) reads_stdin |= strcmp(cli->args.files[i], "-") == 0;
  const char *policy = cli->args.value[NW_OPT_POLICY];
  if (policy != NULL && strcmp(policy, "-") == 0 && reads_stdin) return nw_say("stdin cannot be both the policy and the text");
  return 0;
}

static int open_all(nw_apply *apply) {
  nw_cli *cli = apply->cli;
  newel_error err;
  const nw_args *args = &cli->args;
  int code = check_options(cli);
  if (code == 0)
    code = nw_request_defaults(&apply->defaults, args->value[NW_OPT_SOURCE], args->value[NW_OPT_SURFACE],
                               args->value[NW_OPT_FORMAT]);
  if (code == 0) code = nw_load(cli, &apply->loaded);
  if (code == 0 && newel_guard_escalates(apply->loaded.guard) && !nw_given(cli, NW_OPT_LOCAL))
    code = nw_escalation_open(&apply->escalation, cli, apply->loaded.engine);
  if (code == 0) code = nw_scope_open_file(cli, &apply->loaded, &apply->scope);
  if (code == 0 && newel_scratch_open(&apply->scratch, apply->loaded.engine, &err) != NEWEL_OK) code = nw_say_error(&err);
  if (code == 0 && nw_given(cli, NW_OPT_TRACE)) code = nw_out_create(&apply->trace, args->value[NW_OPT_TRACE], 0666);
  apply->options.scope = apply->scope;
  apply->options.local = nw_given(cli, NW_OPT_LOCAL);
  apply->options.fingerprints = apply->loaded.has_key;
  apply->options.system_prompt = nw_buf_slice(&apply->loaded.system_prompt);
  apply->trace_options.show_matches = nw_given(cli, NW_OPT_SHOW_MATCHES);
  apply->trace_options.timing = nw_given(cli, NW_OPT_TIMING);
  apply->trace_options.indent = nw_given(cli, NW_OPT_INDENT);
  return code;
}

static int apply_file(nw_apply *apply, const char *path) {
  if (nw_given(apply->cli, NW_OPT_JSONL)) return nw_apply_lines(apply, path);
  return nw_given(apply->cli, NW_OPT_STREAM) ? apply_streamed(apply, path) : apply_text(apply, path);
}

int nw_verb_apply(nw_cli *cli) {
  nw_apply apply = {.cli = cli,
                    .options = NEWEL_APPLY_OPTIONS_INIT,
                    .trace_options = NEWEL_TRACE_OPTIONS_INIT,
                    .trace = {.fd = -1}};
  int failed = open_all(&apply), first = failed == 0 && cli->args.file_count == 0;
  if (first) failed = apply_file(&apply, NULL);
  int stop = failed == NW_EXIT_INTERRUPTED || failed == NW_EXIT_ESCALATION;
  for (int i = 0; apply.scratch != NULL && !stop && i < cli->args.file_count; i++) {
    int code = apply_file(&apply, cli->args.files[i]);
    if (code != 0) failed = code;
    stop = code == NW_EXIT_INTERRUPTED || code == NW_EXIT_ESCALATION || cli->out.failed != 0;
  }
  if (apply.scratch != NULL) say_incomplete(&apply);
  nw_escalation_say(&apply.escalation);
  if (apply.scope != NULL && nw_scope_save_file(cli, apply.scope) != 0 && failed == 0) failed = NW_EXIT_ERROR;
  if (apply.trace.fd >= 0 && nw_out_close(&apply.trace) != 0 && failed == 0) failed = NW_EXIT_ERROR;
  newel_scope_free(apply.scope);
  newel_scratch_free(apply.scratch);
  nw_escalation_close(&apply.escalation);
  nw_unload(&apply.loaded);
  return failed != 0 ? failed : apply.worst;
}
