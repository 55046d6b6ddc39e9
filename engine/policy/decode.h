/* policy/decode.h - the steps from a tree to a checked policy, in the order in which policy.c takes them:
 *
 *   nw_shape_check   every file as written, against the table       nw_policy_decode   the merged tree into the model
 *   nw_shape_require the merged tree has what it needs              nw_policy_inherit  nothing is loosened unawares
 *                                                                   nw_policy_lint     what is likely not meant
 */
#ifndef NW_POLICY_DECODE_H
#define NW_POLICY_DECODE_H

#include "policy/fields.h"

/* Word lists of one load: each file is read, checked and sorted once, though parents and children decode it again. */
typedef struct nw_word_file {
  const struct nw_word_file *next;
  const nw_policy_file *from;
  newel_slice path;
  nw_slices   entries;
} nw_word_file;

/* The files of one load. Everything made from them lives in `arena`. */
typedef struct nw_policy_source {
  nw_arena                    *arena;
  nw_loader                   *loader;
  const nw_policy_file *const *files;   /* each once, the policy itself first */
  size_t                       file_count;
  const nw_word_file          *words;   /* read so far, newest first */
} nw_policy_source;

/* Fills `policy` (its alloc is set) from file->merged. Bad values were reported by nw_shape_check and are skipped; `diags` gets
 * what only a look across fields shows (NULL: nothing). Returns 0 when memory ran out. */
int nw_policy_decode(newel_policy *policy, nw_policy_source *source, const nw_policy_file *file, newel_diagnostics *diags);
/* Compares every file with its parents; `policy` is what the first one came to. Returns 0 when memory ran out. */
int nw_policy_inherit(const newel_policy *policy, nw_policy_source *source, newel_diagnostics *diags);
/* Warnings, for a policy without errors; and the error of a policy without rules. Returns 0 when memory ran out. */
int nw_policy_lint(newel_policy *policy, const nw_policy_file *file, newel_diagnostics *diags);

/* What of it Bedrock would refuse: quotas, and forms of names (lint_bedrock.c). Returns 0 when memory ran out. */
int nw_policy_lint_bedrock(newel_policy *policy, const nw_policy_file *file, newel_diagnostics *diags);

/* 1 when Newel itself has a detector for the rule; 0: only a judge can tell. */
int nw_rule_is_local(const nw_rule *rule);
/* 1 when the rule judges the surface: covered, and on on the surface's source. */
int nw_rule_judges(const newel_policy *policy, size_t rule, unsigned surface);
/* INPUT or OUTPUT of a surface. */
newel_source nw_surface_side(unsigned surface);
/* "INPUT", "OUTPUT" */
const char *nw_side_name(unsigned side);
/* Number of tokens of a word-list entry (text/fold.h says what one is). */
size_t nw_entry_tokens(newel_slice entry);
/* How many entries repeat another one, case folded; *first is one of them. -1 when memory ran out. */
ptrdiff_t nw_entries_repeated(const nw_alloc *alloc, nw_slices entries, newel_slice *first);

#endif
