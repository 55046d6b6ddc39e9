/* verb_check.c - `newel check`: everything that is wrong with policies, and what they mean: the effective matrix.
 *
 * A policy has two lists of remarks: of its loading and of the guard's compilation (which runs the rules' own examples).
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "cli/load.h"
#include "json/tree.h"
#include "json/writer.h"

enum { MAX_SARIF_NODES = 1000000 };

typedef struct check {
  nw_cli        *cli;
  nw_loaded      loaded;
  const char    *path;
  int            code;  /* of loading and compiling; NW_LOAD_STOPPED: nothing to show */
  size_t         errors, warnings;
  nw_json_writer w;     /* --json, --sarif */
} check;

static void count_remarks(check *c) {
  const newel_diagnostics *all[] = {c->loaded.of_policy, c->loaded.of_guard};
  c->errors = c->warnings = 0;
  for (size_t i = 0; i < 2; i++) {
    if (all[i] == NULL) continue;
    c->errors += newel_diagnostics_count(all[i], NEWEL_SEVERITY_ERROR);
    c->warnings += newel_diagnostics_count(all[i], NEWEL_SEVERITY_WARNING);
  }
}

/* ---- for people ------------------------------------------------------------------------------------------- */

static void add_count(nw_out *out, size_t count, const char *one) {
  nw_out_printf(out, "%zu %s%s", count, one, count == 1 ? "" : "s");
}

static int show(check *c) {
  nw_out *out = &c->cli->out;
  newel_render how = c->cli->out_color ? NEWEL_RENDER_COLOR : NEWEL_RENDER_TEXT;
  newel_diagnostics *all[] = {c->loaded.of_policy, c->loaded.of_guard};
  newel_error err;
  for (size_t i = 0; i < 2; i++) {
    if (all[i] == NULL || newel_diagnostics_total(all[i]) == 0) continue;
    if (newel_diagnostics_write(all[i], how, nw_out_write, out, &err) != NEWEL_OK && out->failed == 0) return nw_say_error(&err);
    nw_out_text(out, "\n");
  }
  if (c->code != NEWEL_OK && c->errors == 0) return nw_say_error(&c->loaded.err);
  if (c->code == NEWEL_OK) {
    if (newel_policy_write_matrix(c->loaded.policy, how, nw_out_write, out, &err) != NEWEL_OK && out->failed == 0)
      return nw_say_error(&err);
    nw_out_text(out, "\n");
  }
  if (c->errors + c->warnings == 0) nw_out_text(out, "no errors, no warnings");
  if (c->errors > 0) add_count(out, c->errors, "error");
  if (c->errors > 0 && c->warnings > 0) nw_out_text(out, ", ");
  if (c->warnings > 0) add_count(out, c->warnings, "warning");
  nw_out_printf(out, " in %s\n", c->path);
  return 0;
}

/* ---- JSON ------------------------------------------------------------------------------------------------- */

/* The items of a rendered array, without its brackets. */
static newel_slice inside(newel_slice array) {
  size_t start = 0, end = array.len;
  while (start < end && nw_is_space((unsigned char)array.data[start])) start++;
  while (end > start && nw_is_space((unsigned char)array.data[end - 1])) end--;
  if (end - start < 2) return NW_LIT("");
  for (start++, end--; start < end && nw_is_space((unsigned char)array.data[start]);) start++;
  while (end > start && nw_is_space((unsigned char)array.data[end - 1])) end--;
  return nw_slice(array.data + start, end - start);
}

static int write_remarks_json(check *c) {
  newel_diagnostics *all[] = {c->loaded.of_policy, c->loaded.of_guard};
  newel_error err;
  nw_buf text;
  int code = NEWEL_OK;
  nw_buf_init(&text, c->cli->alloc);
  nw_json_key(&c->w, "diagnostics");
  nw_json_array(&c->w);
  for (size_t i = 0; code == NEWEL_OK && i < 2; i++) {
    if (all[i] == NULL) continue;
    nw_buf_clear(&text);
    code = newel_diagnostics_write(all[i], NEWEL_RENDER_JSON, nw_buf_write, &text, &err);
    newel_slice items = inside(nw_buf_slice(&text));
    if (code == NEWEL_OK && items.len > 0) nw_json_raw(&c->w, items);
  }
  nw_json_close(&c->w);
  nw_buf_free(&text);
  return code == NEWEL_OK ? 0 : nw_say_error(&err);
}

static int write_matrix_json(check *c) {
  newel_error err;
  nw_buf text;
  nw_buf_init(&text, c->cli->alloc);
  int code = newel_policy_write_matrix(c->loaded.policy, NEWEL_RENDER_JSON, nw_buf_write, &text, &err);
  nw_json_key(&c->w, "matrix");
  size_t len = text.len;
  while (len > 0 && nw_is_space((unsigned char)text.data[len - 1])) len--;
  if (code == NEWEL_OK) nw_json_raw(&c->w, nw_slice(text.data, len));
  nw_buf_free(&text);
  return code == NEWEL_OK ? 0 : nw_say_error(&err);
}

static int write_json(check *c) {
  nw_json_writer *w = &c->w;
  nw_json_object(w);
  nw_json_key_cstr(w, "policy", c->path);
  nw_json_key_bool(w, "compiles", c->code == NEWEL_OK);
  nw_json_key_uint(w, "errors", c->errors);
  nw_json_key_uint(w, "warnings", c->warnings);
  int code = write_remarks_json(c);
  if (code == 0 && c->code == NEWEL_OK) {
    nw_json_key_cstr(w, "policy_id", newel_policy_id(c->loaded.policy));
    nw_json_key_cstr(w, "guard_id", newel_guard_id(c->loaded.guard));
    code = write_matrix_json(c);
  }
  nw_json_close(w);
  return c->code != NEWEL_OK && c->errors == 0 ? nw_say_error(&c->loaded.err) : code;
}

/* ---- SARIF ------------------------------------------------------------------------------------------------ */

/* Each list of remarks renders as a log of its own; a log of all takes over their runs. */
static int write_runs(check *c, const newel_diagnostics *remarks) {
  newel_error err;
  nw_json_node *log;
  nw_arena arena;
  nw_buf text;
  nw_arena_init(&arena, c->cli->alloc);
  nw_buf_init(&text, c->cli->alloc);
  int code = newel_diagnostics_write(remarks, NEWEL_RENDER_SARIF, nw_buf_write, &text, &err);
  if (code == NEWEL_OK) code = nw_json_parse(&log, &arena, nw_buf_slice(&text), MAX_SARIF_NODES, &err);
  const nw_json_node *runs = code == NEWEL_OK ? nw_json_member(log, "runs") : NULL;
  for (const nw_json_node *run = runs == NULL ? NULL : runs->first; run != NULL; run = run->next)
    nw_json_raw(&c->w, nw_slice(text.data + run->start, run->end - run->start));
  nw_buf_free(&text);
  nw_arena_free(&arena);
  return code == NEWEL_OK ? 0 : nw_say_error(&err);
}

static int write_sarif(check *c) {
  int code = c->code != NEWEL_OK && c->errors == 0 ? nw_say_error(&c->loaded.err) : 0;
  if (code == 0 && c->loaded.of_policy != NULL) code = write_runs(c, c->loaded.of_policy);
  if (code == 0 && c->loaded.of_guard != NULL && newel_diagnostics_total(c->loaded.of_guard) > 0)
    code = write_runs(c, c->loaded.of_guard);
  return code;
}

/* ---- the verb --------------------------------------------------------------------------------------------- */

static int check_one(check *c, const char *path) {
  int code = 0;
  c->path = path;
  c->code = nw_load_guard(c->cli, &c->loaded, path, &code);
  if (c->code != NW_LOAD_STOPPED) {
    count_remarks(c);
    code = nw_given(c->cli, NW_OPT_SARIF) ? write_sarif(c) : nw_given(c->cli, NW_OPT_JSON) ? write_json(c) : show(c);
    if (code == 0) code = nw_exit_of_code(c->code);
    if (code == 0 && nw_given(c->cli, NW_OPT_STRICT) && c->warnings > 0) code = NW_EXIT_POLICY;
  }
  nw_unload_guard(&c->loaded);
  return code;
}

static void begin_json(check *c, int sarif) {
  nw_json_writer_init(&c->w, nw_out_write, &c->cli->out, nw_given(c->cli, NW_OPT_INDENT));
  nw_json_object(&c->w);
  if (sarif) {
    nw_json_key_cstr(&c->w, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    nw_json_key_cstr(&c->w, "version", "2.1.0");
  }
  nw_json_key(&c->w, sarif ? "runs" : "policies");
  nw_json_array(&c->w);
}

static void end_json(check *c) {
  nw_json_close(&c->w);
  nw_json_close(&c->w);
  nw_json_newline(&c->w);
  (void)nw_json_writer_end(&c->w);
}

int nw_verb_check(nw_cli *cli) {
  check c = {.cli = cli};
  const char *named = cli->args.value[NW_OPT_POLICY];
  int sarif = nw_given(cli, NW_OPT_SARIF), json = sarif || nw_given(cli, NW_OPT_JSON);
  if (named == NULL && cli->args.file_count == 0) return nw_say("no policy: newel check POLICY...");
  if (sarif && nw_given(cli, NW_OPT_JSON)) return nw_say("--sarif does not go with --json");
  int worst = nw_load_engine(cli, &c.loaded);
  if (worst != 0) return worst;
  if (json) begin_json(&c, sarif);
  if (named != NULL) worst = check_one(&c, named);
  for (int i = 0; i < cli->args.file_count && !nw_interrupted(); i++) {
    int code = check_one(&c, cli->args.files[i]);
    if (code > worst) worst = code;
  }
  if (json) end_json(&c);
  nw_unload(&c.loaded);
  return nw_interrupted() ? NW_EXIT_INTERRUPTED : worst;
}
