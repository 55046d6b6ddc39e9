/* verb_import.c - `newel import`: the rules of another tool as a policy on stdout, remarks on stderr. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "cli/cli.h"
#include "cli/input.h"
#include "cli/load.h"

static int write_stderr(void *user, const char *data, size_t len) {
  (void)user;
  return fwrite(data, 1, len, stderr) == len ? 0 : -1;
}

/* The remarks, whatever became of the policy. */
static void show_remarks(const nw_cli *cli, const newel_diagnostics *diags) {
  newel_render how = cli->err_color ? NEWEL_RENDER_COLOR : NEWEL_RENDER_TEXT;
  if (diags == NULL || newel_diagnostics_total(diags) == 0) return;
  (void)newel_diagnostics_write(diags, how, write_stderr, NULL, NULL);
  (void)fprintf(stderr, "newel: %zu warnings; what they name stands in the policy as a comment\n",
                newel_diagnostics_count(diags, NEWEL_SEVERITY_WARNING));
}

static int import_text(nw_cli *cli, newel_import from, newel_slice text, const char *name) {
  newel_engine *engine = NULL;
  newel_diagnostics *diags = NULL;
  newel_error err;
  int code = newel_engine_open(&engine, NULL, &err);
  if (code == NEWEL_OK) code = newel_policy_import(engine, from, text, name, nw_out_write, &cli->out, &diags, &err);
  show_remarks(cli, diags);
  int exit_code = code == NEWEL_OK || cli->out.failed != 0 ? NW_EXIT_OK : nw_say_error(&err);
  newel_diagnostics_free(diags);
  newel_engine_free(engine);
  return exit_code;
}

/* In the order of newel_import. */
static newel_import kind_of(const char *from) {
  static const char *const kinds[] = {"gitleaks", "presidio", "bedrock", "cloudformation", "terraform"};
  unsigned i = 0;
  while (i + 1 < sizeof kinds / sizeof *kinds && strcmp(kinds[i], from) != 0) i++;
  return (newel_import)i;
}

int nw_verb_import(nw_cli *cli) {
  const char *from = cli->args.value[NW_OPT_FROM];
  if (from == NULL) return nw_say("name the kind: newel import --from %s FILE", nw_options[NW_OPT_FROM].value);
  if (cli->args.file_count != 1) return nw_say("import takes one file ('-': stdin), found %d", cli->args.file_count);
  nw_buf text;
  nw_buf_init(&text, cli->alloc);
  nw_read got = nw_input_load(cli->args.files[0], &text);
  int code = got == NW_READ_OK ? import_text(cli, kind_of(from), nw_buf_slice(&text), cli->args.files[0])
                               : nw_exit_of_read(got);
  nw_buf_free(&text);
  return code;
}
