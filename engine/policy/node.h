/* policy/node.h - a policy file as a positioned tree, before anyone knows what it means.
 *
 * YAML comes through libyaml's events, JSON through json/tree.h; both give the same nodes, so every message has the same places.
 * No anchors, aliases, tags or merge keys; one document; duplicate keys are errors; depth, size and node count are bounded
 * (NW_LIMIT_POLICY_...). All errors of a file are reported, not the first one.
 */
#ifndef NW_POLICY_NODE_H
#define NW_POLICY_NODE_H

#include "base/alloc.h"
#include "policy/diag.h"

typedef enum nw_node_type { NW_NODE_SCALAR, NW_NODE_SEQUENCE, NW_NODE_MAPPING } nw_node_type;

typedef struct nw_node nw_node;
struct nw_node {
  nw_node_type type;
  uint8_t      plain;       /* scalar: written without quotes, so YAML 1.2 core rules may make a number, a bool or a null of it */
  newel_slice  text;        /* scalar: its value */
  newel_slice  tag;         /* with NW_NODE_TAGGED_YAML: "Ref" of "!Ref"; else len 0 */
  newel_slice  key;         /* inside a mapping: the key; else data NULL */
  nw_place     place, key_place;
  nw_node     *first, *next;
  size_t       count;       /* children */
};

/* What a text is. A policy has no tags; a CloudFormation template has them for its functions. */
enum { NW_NODE_YAML = 0, NW_NODE_JSON = 1, NW_NODE_TAGGED_YAML = 2 };
/* Reads a file's text, `json` being one of these. On error remarks are in `diags` and *out may still hold a partial tree (NULL
 * when there is none). Returns 0 only when memory ran out. `source` is how messages call the file. */
int nw_node_read(nw_node **out, nw_arena *arena, newel_diagnostics *diags, newel_slice source, newel_slice text, int json);
/* libyaml's version ("0.2.5"). */
const char *nw_yaml_version(void);
/* The member `key` of a mapping, or NULL. */
nw_node *nw_node_member(const nw_node *mapping, const char *key);

/* ---- files --------------------------------------------------------------------------------------------------------------- */

/* One file of a policy: its own tree, and the tree it resolves to together with its parents. */
typedef struct nw_policy_file {
  newel_slice source;           /* as messages call it */
  newel_slice folder;           /* where its relative paths start; below `root` of the loader */
  nw_node    *own;              /* as written */
  nw_node    *merged;           /* parents merged in: maps by key, scalars and sequences replace, later parents win, the file
                                   last. Every node keeps the place of the file it came from. `extends` itself is left out */
  struct nw_policy_file *const *parents;  /* in the order of `extends` */
  size_t      parent_count;
} nw_policy_file;

typedef struct nw_loader nw_loader;
/* A loader reads files below one folder: no "..", no absolute path and no symbolic link leads out of it (policy/files.h). `root`
 * may be empty: then the nearest folder above the policy file that holds ".git" or "newel.root" is taken, else the policy's own
 * folder; a policy that comes as a text then has none, and can read no file. NULL when there is no memory. */
nw_loader *nw_loader_open(nw_arena *arena, newel_diagnostics *diags, newel_slice root);
/* Reads the policy at `path`, or `text` under the name `path` when text.data is not NULL (its relative paths start at the root),
 * with its parents. ".json" is read as JSON; a text as `json` says. A cycle is printed. Returns NULL when there is nothing to
 * decode: err->code is NEWEL_E_IO or NEWEL_E_NOMEM, or 0 where remarks say why. Give an `err`. Once for a loader. */
nw_policy_file *nw_loader_policy(nw_loader *loader, const char *path, newel_slice text, int json, newel_error *err);
/* Reads a word list: one entry a line, '#' starts a comment line, white space at both ends is dropped, empty lines are skipped, a
 * byte-order mark and CRLF are accepted. Entries point into the arena. Remarks carry the list's own line (out of memory: a note
 * in `diags`, so nw_diag_finish tells). Returns 0 on failure. */
int nw_loader_words(nw_loader *loader, const nw_policy_file *from, newel_slice path, const nw_place *place, nw_slices *entries);

#endif
