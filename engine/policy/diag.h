/* policy/diag.h - collecting diagnostics. The texts stand in grammar/diagnostics.def, each with a code, an advice and a bad
 * example that triggers it; a call fills in the names.
 *
 *   nw_diag_add(diags, NW_DIAG_UNKNOWN_KEY, &place, "acton", "rules", …)      the format's %s in order, all `const char *`
 *
 * A NOTE belongs to the remark that was added before it and stays behind it. Control characters in names are escaped, long names
 * are cut: a message is always one printable line. Everything that a remark shows is copied, so diagnostics outlive the policy.
 * diag.c collects, diag_write.c renders. One thread.
 */
#ifndef NW_POLICY_DIAG_H
#define NW_POLICY_DIAG_H

#include "base/alloc.h"
#include "base/buf.h"
#include "newel/policy.h"
#include "policy/model.h"

typedef enum nw_diag_id {
#define DIAGNOSTIC(NAME, code, severity, text, advice, example) NW_DIAG_##NAME,
#include "diagnostics.def"
#undef DIAGNOSTIC
  NW_DIAG_COUNT
} nw_diag_id;

typedef struct nw_diag_info { const char *name, *code, *text, *advice, *example; newel_severity severity; } nw_diag_info;
const nw_diag_info *nw_diag_at(unsigned id);

/* A new empty collection; NULL when there is no memory. */
newel_diagnostics *nw_diag_open(const nw_alloc *alloc);
/* Keeps a copy of a file's text, so that a remark can show its line; a second text for a name is ignored. Files are ordered as
 * they are first named. Returns 0 when there is no memory. */
int nw_diag_source(newel_diagnostics *diags, newel_slice name, newel_slice text);
/* Adds a remark; past NW_LIMIT_DIAGNOSTICS it only counts, but the first error always has a place. `diags` and `place` may be
 * NULL (nothing; a remark without a place). */
void nw_diag_add(newel_diagnostics *diags, nw_diag_id id, const nw_place *place, ...);
/* The same with an advice of its own ("did you mean 'action'?"). */
void nw_diag_add_advice(newel_diagnostics *diags, nw_diag_id id, const nw_place *place, const char *advice, ...);
/* 1 when an error is among them or memory ran out while collecting. */
int nw_diag_failed(const newel_diagnostics *diags);
/* Sorts, and copies the first error into `err`; returns NEWEL_OK, NEWEL_E_POLICY or NEWEL_E_NOMEM. More may be added. */
int nw_diag_finish(newel_diagnostics *diags, newel_error *err);

/* ---- shared by diag.c and diag_write.c ------------------------------------------------------------------------------------ */

typedef struct nw_remark {
  newel_diagnostic shown;
  nw_diag_id       id;
  size_t           file;        /* index into `files` */
  size_t           order;       /* of adding */
  size_t           head;        /* `order` of the remark that a NOTE belongs to; else its own */
  size_t           head_file;   /* the head's place: what NOTEs are sorted by */
  uint32_t         head_line, head_column;
} nw_remark;

typedef struct nw_diag_file { newel_slice name, text; } nw_diag_file;  /* text.data NULL: not known */

struct newel_diagnostics {
  nw_alloc alloc;
  nw_arena arena;               /* every slice of a remark or a file */
  NW_VEC(nw_remark) remarks;
  NW_VEC(nw_diag_file) files;
  size_t   added;               /* calls so far */
  size_t   errors, left_out;
  int      head_left_out;       /* the last remark that is no NOTE was left out, and so are its NOTEs */
  int      no_memory;
  char     left_out_text[64];   /* the last remark's message, when left_out > 0 */
};

/* Appends `text` so that it can be shown: control characters, bidirectional controls and bad bytes escaped (\n, \x1B, \u202E);
 * more than `most` code points are cut with "...". Returns the columns that were added. */
size_t nw_diag_clean(nw_buf *buf, newel_slice text, size_t most);

#endif
