/* policy/import.h - rule files of other tools as a policy of ours.
 *
 *   [[rules]]                                  regexes:
 *   id = "acme-key"                              # line 1, keywords: acme_; entropy 3.5 is not checked
 *   regex = '''\bacme_[a-z]{20}\b'''      ──►    acme-key:
 *   entropy = 3.5                                  pattern: '\bacme_[a-z]{20}\b'
 *   keywords = ["acme_"]                           action: BLOCK
 *
 * An importer walks the tree of its file and calls the verbs below; import.c keeps the sections, then writes them as one file. What
 * the language cannot say stands twice: as a comment in the policy, and as a remark with its place. A rule that does not fit is
 * left out, and named in both. Nothing is dropped silently.
 */
#ifndef NW_POLICY_IMPORT_H
#define NW_POLICY_IMPORT_H

#include "base/buf.h"
#include "policy/node.h"

/* Does the pattern compile, and may it be a rule? 1, or 0 with the reason in `why` (code NEWEL_E_NOMEM: nobody knows). The policy
 * layer knows no regex engine: the guard lends its own. */
typedef int (*nw_import_check)(newel_slice pattern, newel_error *why);

/* What a pattern is written in. */
typedef enum nw_dialect {
  NW_DIALECT_RE2 = 0,  /* Go's regexp, https://github.com/google/re2/wiki/Syntax */
  NW_DIALECT_OWN,      /* as it stands */
  NW_DIALECT_PYTHON    /* Python's re, https://docs.python.org/3/library/re.html */
} nw_dialect;

typedef struct nw_import {
  nw_alloc           alloc;
  nw_arena          *arena;
  newel_diagnostics *diags;
  nw_import_check    check;
  const char        *action;       /* of every rule */
  nw_buf head, name, left_out;
  nw_buf settings, tail;           /* YAML behind the name, and at the end */
  nw_buf content, topics, pii, words, regexes, secrets, grounding, reasoning;  /* YAML below each section's key */
  nw_buf notes, scratch;           /* of the rule that is being made, joined with "; " */
  NW_VEC(newel_slice) names;
  size_t             regex_count;
  int                no_memory;
} nw_import;

/* One regex to be. */
typedef struct nw_import_rule {
  const nw_place *place;
  newel_slice     name;         /* as the file calls it */
  newel_slice     description;
  newel_slice     flags;        /* "ims": of the whole pattern */
  newel_slice     pattern;
  nw_dialect      dialect;
  newel_slice     sides;        /* YAML lines that say what it asks for; empty: nw_import.action */
  int             observe;
  nw_slices       allow;        /* patterns in the same dialect that exempt a finding when they match anywhere in it */
} nw_import_rule;

/* Says of the rule `name` what the policy cannot: in the next rule's comment, and as a remark. */
void nw_import_note(nw_import *im, const nw_place *place, newel_slice name, const char *what);
/* The same of the file as a whole: in the comment at its head. */
void nw_import_file_note(nw_import *im, const nw_place *place, const char *what);
/* A note that is no loss (a keyword list): in the comment only. */
void nw_import_comment(nw_import *im, const char *what, newel_slice value);
/* Names a rule that is left out, and why. */
void nw_import_leave_out(nw_import *im, const nw_place *place, newel_slice name, const char *why);
/* Names a rule that the file itself turns off: in the comment only. */
void nw_import_off(nw_import *im, newel_slice name);
void nw_import_regex(nw_import *im, const nw_import_rule *rule);
void nw_import_words(nw_import *im, const nw_place *place, newel_slice name, newel_slice description, const nw_node *entries);
/* `type` is a row of grammar/entities.def; a second time for the same type adds nothing. */
void nw_import_pii(nw_import *im, newel_slice type);
/* The pattern in PCRE2's words (https://www.pcre.org/current/doc/html/pcre2pattern.html), behind "(?flags)". In the arena. */
newel_slice nw_import_pattern(nw_import *im, nw_dialect dialect, newel_slice flags, newel_slice pattern);

/* What the language takes for a rule's name, used by no other rule. */
newel_slice nw_import_name(nw_import *im, newel_slice wanted);
/* Adds a text as a YAML scalar in quotes; nothing of it breaks out. */
void nw_import_scalar(nw_buf *out, newel_slice text);
/* Adds the notes of the rule that follows, as a comment, and forgets them. */
void nw_import_add_notes(nw_import *im, nw_buf *to);
/* Can a word list hold it? */
int nw_import_is_entry(newel_slice text);

/* One line of a list of texts: "a, b". In the arena. */
newel_slice nw_import_joined(nw_import *im, const nw_node *list);
/* The text of member `key`, "" where there is none. */
newel_slice nw_import_text(const nw_node *map, const char *key);

/* Each walks a tree; returns NEWEL_OK, or NEWEL_E_POLICY when the file is not what it should be. */
int nw_import_gitleaks(nw_import *im, const nw_node *root, newel_error *err);
int nw_import_presidio(nw_import *im, const nw_node *root, newel_error *err);
/* The guardrail of a file: NEWEL_IMPORT_BEDROCK, _CLOUDFORMATION or _TERRAFORM (import_guardrail.c). */
int nw_import_guardrail(nw_import *im, newel_import from, const nw_node *root, newel_error *err);

/* Reads `text` as `from` and adds the policy to `out`. Remarks go to `diags`. `name`: how messages call the text. */
int nw_import_policy(nw_buf *out, const nw_alloc *alloc, newel_import from, newel_slice text, const char *name, nw_import_check check,
                     newel_diagnostics *diags, newel_error *err);

#endif
