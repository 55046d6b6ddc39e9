/* verb_trace.c - `newel trace`: an answer of Bedrock as newel.trace/1, or a trace as Bedrock's assessments. */
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "cli/input.h"
#include "cli/load.h"
#include "newel/bedrock.h"

static int load(const char *path, nw_buf *text) {
  nw_read got = nw_input_load(path, text);
  return got == NW_READ_OK ? 0 : nw_exit_of_read(got);
}

/* The record of the answer, into a buffer. `matches`: Bedrock's form has room for nothing else. */
static int import(const nw_cli *cli, newel_engine *engine, newel_slice answer, newel_slice request, nw_buf *record) {
  newel_import_options options = NEWEL_IMPORT_OPTIONS_INIT;
  newel_error err;
  options.request = request;
  options.show_matches = nw_given(cli, NW_OPT_SHOW_MATCHES);
  options.timing = nw_given(cli, NW_OPT_TIMING);
  options.indent = nw_given(cli, NW_OPT_INDENT);
  if (nw_given(cli, NW_OPT_SOURCE)) (void)newel_source_parse(&options.source, newel_slice_of(cli->args.value[NW_OPT_SOURCE]));
  newel_slice from = newel_slice_of(cli->args.value[NW_OPT_SURFACE_OF]);
  int code = newel_trace_import(engine, from, answer, &options, nw_buf_write, record, &err);
  return code == NEWEL_OK ? 0 : nw_say_error(&err);
}

static int convert(nw_cli *cli, newel_engine *engine, nw_buf *answer, nw_buf *request, nw_buf *record) {
  const char *from = cli->args.value[NW_OPT_SURFACE_OF], *to = cli->args.value[NW_OPT_TRACE_TO];
  newel_error err;
  int is_ours = strcmp(from, "newel") == 0, to_bedrock = to != NULL && strcmp(to, "bedrock") == 0;
  if (is_ours && !to_bedrock) return nw_say("--from newel needs --to bedrock");
  int code = load(cli->args.file_count == 1 ? cli->args.files[0] : NULL, answer);
  if (code == 0 && nw_given(cli, NW_OPT_REQUEST)) code = load(cli->args.value[NW_OPT_REQUEST], request);
  if (code == 0 && !is_ours) code = import(cli, engine, nw_buf_slice(answer), nw_buf_slice(request), record);
  if (code != 0) return code;
  if (to_bedrock) {
    newel_slice trace = nw_buf_slice(is_ours ? answer : record);
    if (newel_trace_export(engine, trace, nw_given(cli, NW_OPT_INDENT), nw_out_write, &cli->out, &err) != NEWEL_OK)
      return nw_say_error(&err);
  } else {
    nw_out_slice(&cli->out, nw_buf_slice(record));
  }
  nw_out_text(&cli->out, "\n");
  return 0;
}

int nw_verb_trace(nw_cli *cli) {
  nw_loaded loaded;
  nw_buf answer, request, record;
  if (!nw_given(cli, NW_OPT_SURFACE_OF))
    return nw_say("whose answer is it? --from apply-guardrail, converse, ...; see 'newel trace --help'");
  if (cli->args.file_count > 1) return nw_say("one answer at a time; %d files are given", cli->args.file_count);
  nw_buf_init(&answer, cli->alloc);
  nw_buf_init(&request, cli->alloc);
  nw_buf_init(&record, cli->alloc);
  int code = nw_load_engine(cli, &loaded);
  if (code == 0) code = convert(cli, loaded.engine, &answer, &request, &record);
  nw_buf_free(&answer);
  nw_buf_free(&request);
  nw_buf_free(&record);
  nw_unload(&loaded);
  return code;
}
