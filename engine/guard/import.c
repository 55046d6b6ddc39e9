/* guard/import.c - newel_policy_import: the importers of the policy layer, with the regex engine's word on every pattern, and the proof
 * that what comes out compiles. */
#include "base/error.h"
#include "base/slice.h"
#include "base/engine.h"
#include "detect/families.h"
#include "newel/guard.h"
#include "policy/import.h"

static int check_pattern(newel_slice pattern, newel_error *why) {
  nw_regex_info info;
  if (nw_regex_check(pattern, &info, why) != NEWEL_OK) return 0;
  if (!info.matches_empty) return 1;
  (void)nw_fail(why, NEWEL_E_POLICY, "the pattern matches the empty text");
  return 0;
}

/* A policy that this program writes must be one that it reads. */
static int prove(newel_engine *engine, newel_slice text, newel_error *err) {
  newel_policy *policy = NULL;
  newel_guard *guard = NULL;
  int code = newel_policy_parse(&policy, engine, text, NULL, NULL, err);
  if (code == NEWEL_OK) code = newel_guard_compile(&guard, policy, NULL, err);
  newel_guard_free(guard);
  newel_policy_free(policy);
  return code;
}

int newel_policy_import(newel_engine *engine, newel_import from, newel_slice text, const char *name, newel_write_fn write, void *user,
                        newel_diagnostics **diagnostics, newel_error *err) {
  newel_error local_err;
  if (err == NULL) err = &local_err;
  nw_error_clear(err);
  if (diagnostics != NULL) *diagnostics = NULL;
  if (engine == NULL || write == NULL || from > NEWEL_IMPORT_TERRAFORM) {
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_policy_import: 'engine' or 'write' is NULL, or 'from' is none of the formats");
  }
  nw_buf out;
  nw_buf_init(&out, engine->alloc);
  newel_diagnostics *diags = nw_diag_open(&engine->alloc);
  int code = diags == NULL ? nw_fail_nomem(err) : NEWEL_OK;
  if (name == NULL) name = "import";
  if (code == NEWEL_OK) code = nw_import_policy(&out, &engine->alloc, from, text, name, check_pattern, diags, err);
  if (code == NEWEL_OK) code = nw_diag_finish(diags, err);
  if (code == NEWEL_OK) code = prove(engine, nw_buf_slice(&out), err);
  if (code == NEWEL_OK && write(user, out.data, out.len) != 0) code = nw_fail(err, NEWEL_E_IO, "newel_policy_import: writing failed");
  nw_buf_free(&out);
  if (diagnostics != NULL) *diagnostics = diags;
  else newel_diagnostics_free(diags);
  return code;
}
