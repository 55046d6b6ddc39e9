/* policy/policy.c - the public functions: from a file or a text to an immutable policy, with every remark there is.
 *
 *   read files ► check each against the table ► decode ► compare with parents ► lint (when nothing is wrong) ► id
 *
 * One arena holds the policy, its nodes and its lists; newel_policy_free wipes it. A policy may be shared by threads. */
#include "base/buf.h"
#include "base/engine.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "crypto/digest.h"
#include "policy/decode.h"

/* ---- the files of a load, each once ---- */

typedef NW_VEC(const nw_policy_file *) file_list;

static int has_file(const file_list *files, const nw_policy_file *file) {
  for (size_t i = 0; i < files->count; i++) {
    if (files->at[i] == file) return 1;
  }
  return 0;
}

/* Breadth first, so that the recursion is none. Returns 0 when memory ran out. */
static int collect_files(file_list *files, const nw_alloc *alloc, const nw_policy_file *first) {
  if (!nw_vec_push(alloc, files, first)) return 0;
  for (size_t i = 0; i < files->count; i++) {
    for (size_t j = 0; j < files->at[i]->parent_count; j++) {
      const nw_policy_file *parent = files->at[i]->parents[j];
      if (parent != NULL && !has_file(files, parent) && !nw_vec_push(alloc, files, parent)) return 0;
    }
  }
  return 1;
}

/* ---- the way of a policy ---- */

static int compute_id(newel_policy *policy) {
  unsigned char digest[NW_SHA256_BYTES];
  nw_sha256 *hash = nw_sha256_begin();
  if (hash == NULL) return 0;
  int written = newel_policy_write_canonical(policy, nw_sha256_write, hash, NULL) == NEWEL_OK;
  if (!nw_sha256_end(hash, digest) || !written) return 0;
  nw_hex(policy->id, digest, sizeof digest);
  return 1;
}

/* Everything behind the reading. Returns 0 when memory ran out. */
static int check_files(newel_policy *policy, nw_policy_source *source, newel_diagnostics *diags) {
  const nw_policy_file *file = source->files[0];
  for (size_t i = 0; i < source->file_count; i++) {
    if (source->files[i]->own != NULL) nw_shape_check(source->files[i]->own, &nw_shape_policy, diags);
  }
  if (file->merged == NULL || file->merged->type != NW_NODE_MAPPING) return 1;
  nw_shape_require(file->merged, &nw_shape_policy, diags);
  if (!nw_policy_decode(policy, source, file, diags)) return 0;
  if (nw_diag_failed(diags)) return 1;
  if (!nw_policy_inherit(policy, source, diags) || !nw_policy_lint(policy, file, diags)) return 0;
  return nw_diag_failed(diags) || compute_id(policy);
}

static int load(newel_policy *policy, const char *path, newel_slice text, newel_slice root, int json, newel_diagnostics *diags,
                newel_error *err) {
  file_list files = { NULL, 0, 0 };
  int code = NEWEL_OK;
  nw_loader *loader = nw_loader_open(&policy->arena, diags, root);
  if (loader == NULL) return nw_fail_nomem(err);
  const nw_policy_file *file = nw_loader_policy(loader, path, text, json, err);
  if (file == NULL) return err->code != NEWEL_OK ? err->code : nw_diag_finish(diags, err);
  if (!collect_files(&files, &policy->alloc, file)) {
    code = nw_fail_nomem(err);
  } else {
    nw_policy_source source = { &policy->arena, loader, files.at, files.count, NULL };
    code = check_files(policy, &source, diags) ? nw_diag_finish(diags, err) : nw_fail_nomem(err);
  }
  nw_vec_free(&policy->alloc, &files);
  return code;
}

/* The one way in: opens the policy and the collection, loads, and hands over what the caller asked for. */
static int open_policy(newel_policy **out, newel_engine *engine, const char *path, newel_slice text, newel_slice root, int json,
                       newel_diagnostics **diagnostics, newel_error *err) {
  newel_error local;
  if (err == NULL) err = &local;
  nw_error_clear(err);
  newel_policy *policy = nw_zalloc(&engine->alloc, sizeof *policy);
  newel_diagnostics *diags = nw_diag_open(&engine->alloc);
  int code = NEWEL_E_NOMEM;
  if (policy != NULL) {
    policy->alloc = engine->alloc;
    policy->engine = engine;
    nw_arena_init(&policy->arena, engine->alloc);
  }
  if (policy == NULL || diags == NULL) code = nw_fail_nomem(err);
  else code = load(policy, path, text, root, json, diags, err);
  if (code == NEWEL_OK) {
    *out = policy;
  } else {
    newel_policy_free(policy);
  }
  if (diagnostics != NULL && code != NEWEL_E_NOMEM) *diagnostics = diags;
  else newel_diagnostics_free(diags);
  return code;
}

int newel_policy_load(newel_policy **out, newel_engine *engine, const char *path, newel_diagnostics **diagnostics,
    newel_error *err) {
  nw_error_clear(err);
  if (out != NULL) *out = NULL;
  if (diagnostics != NULL) *diagnostics = NULL;
  if (out == NULL || engine == NULL || path == NULL) return nw_fail(err, NEWEL_E_ARGUMENT,
      "out, engine and path must not be NULL");
  size_t len = strlen(path);
  int json = len > 5 && strcmp(path + len - 5, ".json") == 0;
  return open_policy(out, engine, path, nw_slice(NULL, 0), nw_slice("", 0), json, diagnostics, err);
}

int newel_policy_parse(newel_policy **out, newel_engine *engine, newel_slice text, const newel_parse_options *options,
                       newel_diagnostics **diagnostics, newel_error *err) {
  static const newel_parse_options defaults = NEWEL_PARSE_OPTIONS_INIT;
  nw_error_clear(err);
  if (out != NULL) *out = NULL;
  if (diagnostics != NULL) *diagnostics = NULL;
  if (out == NULL || engine == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "out and engine must not be NULL");
  if (text.data == NULL && text.len > 0) return nw_fail(err, NEWEL_E_ARGUMENT, "the text is NULL and has a length");
  if (options != NULL && options->size < sizeof *options) return nw_fail(err, NEWEL_E_ARGUMENT, "options.size is not set");
  if (options == NULL) options = &defaults;
  if (text.data == NULL) text.data = "";
  return open_policy(out, engine, options->name != NULL ? options->name : "policy", text, newel_slice_of(options->root),
      options->json,
                     diagnostics, err);
}

/* Written as a policy and read as one: there is no second way to make rules. */
int newel_policy_all(newel_policy **out, newel_engine *engine, newel_error *err) {
  nw_error_clear(err);
  if (out != NULL) *out = NULL;
  if (out == NULL || engine == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "out and engine must not be NULL");
  nw_buf text;
  nw_buf_init(&text, engine->alloc);
  nw_buf_add_text(&text, "newel: 1\nname: all\nsecrets: NONE\nwords: {managed: {PROFANITY: NONE}}\ncontent:\n");
  for (const nw_choice *c = nw_choices_content; c->name != NULL; c++)
    nw_buf_addf(&text, "  %s: {strength: HIGH, action: NONE}\n", c->name);
  nw_buf_add_text(&text, "pii:\n");
  for (unsigned i = 0; i < NW_POLICY_ENTITY_COUNT; i++) {
    const nw_entity_row *row = nw_entity_row_at(i);
    if (row->local && !row->secret) nw_buf_addf(&text, "  %s: NONE\n", row->name);
  }
  int code = text.failed ? nw_fail_nomem(err) : newel_policy_parse(out, engine, nw_buf_slice(&text), NULL, NULL, err);
  nw_buf_free(&text);
  return code;
}

void newel_policy_free(newel_policy *policy) {
  if (policy == NULL) return;
  nw_alloc alloc = policy->alloc;
  nw_arena_free(&policy->arena);
  nw_free(&alloc, policy, sizeof *policy);
}

const char *newel_policy_id(const newel_policy *policy) { return policy->id; }
newel_slice newel_policy_name(const newel_policy *policy) { return policy->name; }
size_t newel_policy_gate_count(const newel_policy *policy) { return policy == NULL ? 0 : policy->gates.count; }

newel_slice newel_policy_gate(const newel_policy *policy, size_t index) {
  return policy != NULL && index < policy->gates.count ? policy->gates.at[index] : nw_slice("", 0);
}

int newel_policy_escalates(const newel_policy *policy) { return policy->escalation.present; }
